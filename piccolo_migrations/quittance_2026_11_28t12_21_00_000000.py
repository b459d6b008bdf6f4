"""What a mail of an invoice is about is always given, and what was mailed is kept."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T12:21:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "whose mails of invoices are"

STATEMENTS = (
    # What Piccolo has made up while it migrated.
    *(
        f"ALTER TABLE invoice_mails ALTER COLUMN {column} DROP DEFAULT"
        for column in ("id", "receiver_id", "invoice_id", "reason", "recipient", "digest", "mail_id")
    ),
    "CREATE INDEX invoice_mails_by_receiver ON invoice_mails (receiver_id, id)",
    "CREATE INDEX mails_about ON mails (about_id) WHERE about_id IS NOT NULL",
    "CREATE TRIGGER touch_row BEFORE UPDATE ON invoice_mails FOR EACH ROW EXECUTE FUNCTION touch_row()",
    """
    CREATE TRIGGER invoice_mails_are_kept BEFORE DELETE OR TRUNCATE ON invoice_mails
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
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
