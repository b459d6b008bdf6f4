"""Files go with their draft, and are frozen with an invoice that is issued."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T11:22:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "whose files are, and when they change"

STATEMENTS = (
    """
    ALTER TABLE attachment_contents ADD CONSTRAINT attachment_contents_have_their_attachment
        FOREIGN KEY (attachment_id) REFERENCES attachments (id) ON DELETE CASCADE
    """,
    # What Piccolo has made up while it migrated.
    "ALTER TABLE attachments ALTER COLUMN id DROP DEFAULT",
    "ALTER TABLE attachment_contents ALTER COLUMN attachment_id DROP DEFAULT",
    # PDF, PNG and JPEG are packed already; and what is not packed can be read in parts.
    "ALTER TABLE attachment_contents ALTER COLUMN content SET STORAGE EXTERNAL",
    """
    CREATE FUNCTION refuse_change_of_issued_attachments() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM invoices WHERE status <> 'draft'
                   AND id = CASE WHEN TG_OP = 'INSERT' THEN NEW.invoice_id ELSE OLD.invoice_id END) THEN
            RAISE EXCEPTION 'the files of an issued invoice are frozen: % is refused', TG_OP USING ERRCODE = '42501';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$
    """,
    """
    CREATE TRIGGER attachments_are_frozen_once_issued BEFORE INSERT OR DELETE ON attachments
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_issued_attachments()
    """,
    """
    CREATE TRIGGER attachments_never_change BEFORE UPDATE ON attachments
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE TRIGGER attachment_contents_never_change BEFORE UPDATE ON attachment_contents
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
