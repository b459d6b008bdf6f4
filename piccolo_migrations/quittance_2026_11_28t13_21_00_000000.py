"""A discrepancy may be about money that came through no gateway: an invoice that was paid twice."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import ForeignKey
from piccolo.constraints import Check

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T13:21:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "discrepancies without a gateway"

STATEMENTS = (
    "ALTER TABLE discrepancies DROP CONSTRAINT discrepancies_are_of_a_known_kind",
    """
    ALTER TABLE discrepancies ADD CONSTRAINT discrepancies_are_of_a_known_kind CHECK ("kind" IN
        ('missing_here', 'missing_there', 'amount_differs', 'state_differs', 'exceeds_payment', 'paid_twice'))
    """,
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await database.execute(statement)

    manager.add_raw(run)
    manager.alter_column(
        table_class_name="Discrepancy",
        tablename="discrepancies",
        column_name="gateway_account_id",
        db_column_name="gateway_account_id",
        params={"null": True},
        old_params={"null": False},
        column_class=ForeignKey,
        old_column_class=ForeignKey,
        schema=None,
    )
    manager.add_constraint(
        table_class_name="Discrepancy",
        tablename="discrepancies",
        constraint_name="discrepancies_with_a_gateway_name_its_account",
        constraint_class=Check,
        params={"condition": "\"gateway_account_id\" IS NOT NULL OR \"kind\" = 'paid_twice'"},
        schema=None,
    )
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
