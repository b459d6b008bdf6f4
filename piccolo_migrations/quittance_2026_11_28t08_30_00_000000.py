"""Work lists that are fair between gateway accounts, and that count the workers who died with a row."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Integer
from piccolo.columns.indexes import IndexMethod

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T08:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "work lists that are fair between gateway accounts"

WORK_LISTS = (
    ("Attempt", "attempts"),
    ("Callback", "callbacks"),
    ("CredentialsCheck", "credentials_checks"),
    ("Mail", "mails"),
    ("ReconciliationRun", "reconciliation_runs"),
)
# By which claims go from account to account, and count what each has leased. Of credentials_checks an account has one at
# most, which an index holds already.
INDEXES = tuple(
    statement
    for name in ("attempts", "callbacks", "reconciliation_runs")
    for statement in (
        f"CREATE INDEX {name}_by_account ON {name} (gateway_account_id, (attempts > 0), next_attempt_at, id) "
        "WHERE status IN ('pending', 'leased')",
        f"CREATE INDEX {name}_leased ON {name} (gateway_account_id, next_attempt_at) WHERE status = 'leased'",
    )
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    for class_name, table_name in WORK_LISTS:
        manager.add_column(
            table_class_name=class_name,
            tablename=table_name,
            column_name="deaths",
            db_column_name="deaths",
            column_class_name="Integer",
            column_class=Integer,
            params={
                "default": 0,
                "null": False,
                "primary_key": False,
                "unique": False,
                "index": False,
                "index_method": IndexMethod.btree,
                "choices": None,
                "db_column_name": None,
                "secret": False,
            },
            schema=None,
        )

    async def run() -> None:
        for statement in INDEXES:
            await database.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
