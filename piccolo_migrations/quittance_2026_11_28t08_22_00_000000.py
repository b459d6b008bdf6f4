"""What Piccolo cannot declare of the checks of credentials: indexes, triggers, and values that have no default."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T08:22:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes and triggers of the checks of credentials"

# Piccolo gives required columns a default: forgetting a value must fail.
REQUIRED = ("id", "receiver_id", "gateway_account_id")
STATEMENTS = (
    *(f"ALTER TABLE credentials_checks ALTER COLUMN {column} DROP DEFAULT" for column in REQUIRED),
    "CREATE INDEX credentials_checks_due ON credentials_checks (next_attempt_at) "
    "WHERE status IN ('pending', 'leased')",
    "CREATE UNIQUE INDEX credentials_checks_are_one_at_a_time ON credentials_checks (gateway_account_id) "
    "WHERE status IN ('pending', 'leased')",
    "CREATE TRIGGER touch_work BEFORE UPDATE ON credentials_checks FOR EACH ROW EXECUTE FUNCTION touch_work()",
    "DROP TRIGGER touch_row ON gateway_accounts",
    """
    CREATE TRIGGER touch_row BEFORE UPDATE ON gateway_accounts FOR EACH ROW
        WHEN ((OLD.account, OLD.credentials, OLD.credentials_status, OLD.credentials_message, OLD.status, OLD.metadata)
            IS DISTINCT FROM
            (NEW.account, NEW.credentials, NEW.credentials_status, NEW.credentials_message, NEW.status, NEW.metadata))
        EXECUTE FUNCTION touch_row()
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
