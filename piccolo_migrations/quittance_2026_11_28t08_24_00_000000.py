"""A payment reference is one invoice's of a receiver; those that were printed twice before stay as they are, marked."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T08:24:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "payment references are unique"

STATEMENTS = (
    # The mark is nothing that a client sees, so versions and times of change stay.
    "ALTER TABLE invoices DISABLE TRIGGER touch_row",
    """
    UPDATE invoices SET reference_is_shared = true FROM (
        SELECT id, row_number() OVER (PARTITION BY receiver_id, reference ORDER BY finalized_at, id) AS place
        FROM invoices WHERE reference IS NOT NULL) AS issued
    WHERE issued.id = invoices.id AND issued.place > 1
    """,
    "ALTER TABLE invoices ENABLE TRIGGER touch_row",
    """
    CREATE UNIQUE INDEX invoices_have_one_reference_each ON invoices (receiver_id, reference)
        WHERE reference IS NOT NULL AND NOT reference_is_shared
    """,
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await database.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
