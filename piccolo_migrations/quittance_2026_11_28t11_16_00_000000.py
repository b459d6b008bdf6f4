"""Indexes for whatever credit notes and write-offs can be filtered by, in the order in which they are listed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T11:16:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of filters of corrections"

STATEMENTS = (
    "CREATE INDEX credit_notes_by_currency ON credit_notes (receiver_id, currency, id)",
    "CREATE INDEX credit_notes_by_total ON credit_notes (receiver_id, total)",
    "CREATE INDEX write_offs_by_reason ON write_offs (receiver_id, reason, id)",
    "CREATE INDEX write_offs_by_status ON write_offs (receiver_id, status, id)",
    "CREATE INDEX write_offs_by_currency ON write_offs (receiver_id, currency, id)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await database.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
