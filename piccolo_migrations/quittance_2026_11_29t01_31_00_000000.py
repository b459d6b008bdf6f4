"""What is done of documents never changes; and which are due, and which are to be forgotten."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-29T01:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "documents are frozen once they are made"

STATEMENTS = (
    # What Piccolo has made up while it migrated.
    "ALTER TABLE documents ALTER COLUMN id DROP DEFAULT",
    # PDF is packed already.
    "ALTER TABLE documents ALTER COLUMN content SET STORAGE EXTERNAL",
    "CREATE INDEX documents_due ON documents (next_attempt_at) WHERE status IN ('pending', 'leased')",
    "CREATE INDEX documents_of_statements ON documents (created_at) WHERE kind = 'statement'",
    """
    CREATE FUNCTION refuse_change_of_documents() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a document that was made is frozen: % is refused', TG_OP USING ERRCODE = '42501';
    END $$
    """,
    """
    CREATE TRIGGER documents_never_change_once_made BEFORE UPDATE ON documents
        FOR EACH ROW WHEN (OLD.status = 'done') EXECUTE FUNCTION refuse_change_of_documents()
    """,
    """
    CREATE TRIGGER documents_are_kept BEFORE DELETE ON documents
        FOR EACH ROW WHEN (OLD.kind <> 'statement') EXECUTE FUNCTION refuse_change_of_documents()
    """,
    # What was issued before is asked for by whoever wants it.
    "INSERT INTO documents_followed (id, position) SELECT 1, position FROM feed",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await database.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
