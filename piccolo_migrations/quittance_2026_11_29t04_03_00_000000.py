"""What Piccolo cannot declare of mails that can be ended: columns without a default."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-29T04:03:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "mails of a topic can be ended, without defaults"

STATEMENTS = (
    # Piccolo gives required columns a default: forgetting a value must fail.
    *(
        f"ALTER TABLE unsubscriptions ALTER COLUMN {column} DROP DEFAULT"
        for column in ("id", "receiver_id", "topic", "digest")
    ),
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await database.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
