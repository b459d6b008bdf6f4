"""That an invoice's lines are an array is a rule of its function, as all rules of invoices are."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-30T05:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "that lines are an array stands in the function"

STATEMENTS = (
    "ALTER TABLE invoices DROP CONSTRAINT invoices_have_an_array_of_lines",
    # Put before the other rules, and the function stays as it is otherwise.
    r"""
    DO $$ BEGIN
        EXECUTE replace(pg_get_functiondef('check_invoice'::regproc), 'broken := CASE',
            E'broken := CASE\n        WHEN NOT (jsonb_typeof(NEW.lines) = ''array'') '
            'THEN ''invoices_have_an_array_of_lines''');
    END $$
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
