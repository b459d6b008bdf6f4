"""Carries forward the terms of invoices, and which were announced as overdue."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T11:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "terms of before"

STATEMENTS = (
    "SET LOCAL statement_timeout = 0",
    # Who inserts says what these are.
    *(
        f"ALTER TABLE overdue_notices ALTER COLUMN {column} DROP DEFAULT"
        for column in ("id", "position", "due_on")
    ),
    # What clients see of them says the same as before, so versions and times of change stay.
    "ALTER TABLE invoices DISABLE TRIGGER touch_row",
    # A due date went before days. An issued invoice has its date, wherever that came from.
    """
    UPDATE invoices SET terms_type = 'net' WHERE terms_days IS NOT NULL
        AND CASE WHEN status = 'draft' THEN due_on IS NULL ELSE due_on = issued_on + terms_days END
    """,
    """
    UPDATE invoices SET terms_type = 'fixed', terms_days = NULL WHERE terms_type IS NULL AND due_on IS NOT NULL
    """,
    # Each invoice is announced once from now on, also one that was overdue, was paid, and may be owed again.
    """
    UPDATE invoices SET overdue_noted = '{1}' WHERE due_on IS NOT NULL AND (overdue
        OR id IN (SELECT object_id FROM events WHERE object_kind = 'invoice' AND type = 'invoice.overdue'))
    """,
    """
    INSERT INTO overdue_notices (id, invoice_id, position, due_on)
    SELECT new_id(), id, 1, due_on FROM invoices WHERE overdue_noted = '{1}'
    """,
    "ALTER TABLE invoices ENABLE TRIGGER touch_row",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await database.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
