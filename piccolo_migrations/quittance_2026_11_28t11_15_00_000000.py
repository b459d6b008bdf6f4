"""An invoice takes the place of one other, once, and keeps that."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T11:15:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one invoice in the place of another"

STATEMENTS = (
    """
    ALTER TABLE invoices
        ADD CONSTRAINT invoices_replace_an_invoice FOREIGN KEY (replaces_id)
            REFERENCES invoices (id) ON DELETE RESTRICT,
        -- The draft in its place may be deleted.
        ADD CONSTRAINT invoices_are_replaced_by_an_invoice FOREIGN KEY (replaced_by_id)
            REFERENCES invoices (id) ON DELETE SET NULL
    """,
    "CREATE UNIQUE INDEX invoices_are_replaced_once ON invoices (replaces_id) WHERE replaces_id IS NOT NULL",
    "CREATE INDEX invoices_by_replacement ON invoices (replaced_by_id) WHERE replaced_by_id IS NOT NULL",
    """
    CREATE TRIGGER invoices_keep_what_they_replace BEFORE UPDATE OF replaces_id ON invoices FOR EACH ROW
        WHEN (OLD.replaces_id IS DISTINCT FROM NEW.replaces_id) EXECUTE FUNCTION refuse_change()
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
