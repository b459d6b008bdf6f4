"""The JSON of an invoice is kept as the text that was written (docs/decisions/0052). Written by Piccolo, but for `run`.

Piccolo would write the table anew for each column, and PostgreSQL changes no column that a trigger names. So all columns
change at one go before, and the next migration makes the triggers again. Until then nobody writes an invoice: the function
that checks each row asks for jsonb, and refuses all others.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import JSON
from piccolo.columns.column_types import JSONB

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-30T10:06:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what an invoice says is kept as it was written"

CHANGED = ("lines", "taxes", "withholdings", "metadata", "receiver_snapshot", "payer_snapshot")
STATEMENTS = (
    "SET LOCAL statement_timeout = 0",
    "LOCK TABLE invoices IN ACCESS EXCLUSIVE MODE",
    "DROP TRIGGER invoices_are_frozen_once_issued ON invoices",
    "DROP TRIGGER invoices_are_found_by_their_texts ON invoices",
    "DROP TRIGGER invoices_are_found_by_their_texts_of_now ON invoices",
    f"ALTER TABLE invoices {', '.join(f'ALTER COLUMN {name} TYPE json' for name in CHANGED)}",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await database.execute(statement)

    manager.add_raw(run)
    for name in CHANGED:
        manager.alter_column(
            table_class_name="Invoice",
            tablename="invoices",
            column_name=name,
            db_column_name=name,
            params={},
            old_params={},
            column_class=JSON,
            old_column_class=JSONB,
            schema=None,
        )
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
