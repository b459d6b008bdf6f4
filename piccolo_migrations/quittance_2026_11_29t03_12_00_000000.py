"""The rules of documents with the columns that they have now."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-29T03:12:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "rules of documents"

STATEMENTS = (
    """
    ALTER TABLE documents
        ADD CONSTRAINT documents_of_statements_say_what_is_printed CHECK (
            num_nulls("contents", "receiver_id") = CASE "kind" WHEN 'statement' THEN 0 ELSE 2 END),
        ADD CONSTRAINT documents_have_their_bytes_once_done CHECK (
            num_nulls("content", "digest", "language") = CASE "status" WHEN 'done' THEN 0 ELSE 3 END),
        ADD CONSTRAINT documents_have_the_hash_of_their_bytes CHECK (
            "content" IS NULL OR "digest" = sha256("content"))
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
