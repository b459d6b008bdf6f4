"""Ends the rules of documents that the next migration would break: their size follows from their bytes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-29T03:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "documents without a size"

STATEMENTS = (
    # They do not say whose they are, and are kept for an hour only: who still wants one asks again.
    "DELETE FROM documents WHERE kind = 'statement'",
    "ALTER TABLE documents DROP CONSTRAINT documents_of_statements_say_what_is_printed",
    "ALTER TABLE documents DROP CONSTRAINT documents_have_their_bytes_once_done",
    "ALTER TABLE documents DROP CONSTRAINT documents_have_the_hash_of_their_bytes",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await database.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
