"""What is with gateways has an account for each gateway account. Written by Piccolo."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.base import OnDelete
from piccolo.columns.base import OnUpdate
from piccolo.columns.column_types import ForeignKey
from piccolo.columns.column_types import UUID
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check
from piccolo.constraints import Unique
from piccolo.table import Table

from models.ids import new
from models.upkeep.migrations import refuse_to_go_back


class GatewayAccount(Table, tablename="gateway_accounts", schema=None):
    id = UUID(
        default=new,
        null=False,
        primary_key=True,
        unique=False,
        index=False,
        index_method=IndexMethod.btree,
        choices=None,
        db_column_name=None,
        secret=False,
    )


ID = "2026-11-28T14:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "accounts of each gateway account"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION
    )

    manager.add_column(
        table_class_name="LedgerAccount",
        tablename="ledger_accounts",
        column_name="gateway_account_id",
        db_column_name="gateway_account_id",
        column_class_name="ForeignKey",
        column_class=ForeignKey,
        params={
            "references": GatewayAccount,
            "on_delete": OnDelete.restrict,
            "on_update": OnUpdate.cascade,
            "target_column": None,
            "null": True,
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

    manager.drop_constraint(
        table_class_name="LedgerAccount",
        tablename="ledger_accounts",
        constraint_name="ledger_accounts_are_one_per_kind_and_currency",
        schema=None,
    )

    manager.add_constraint(
        table_class_name="LedgerAccount",
        tablename="ledger_accounts",
        constraint_name="ledger_accounts_are_one_of_each",
        constraint_class=Unique,
        params={
            "columns": ["receiver_id", "kind", "currency", "gateway_account_id"],
            "nulls_distinct": False,
        },
        schema=None,
    )

    manager.add_constraint(
        table_class_name="LedgerAccount",
        tablename="ledger_accounts",
        constraint_name="ledger_accounts_of_gateways_hold_what_is_with_them",
        constraint_class=Check,
        params={
            "condition": '"gateway_account_id" IS NULL OR "kind" = \'gateway_clearing\''
        },
        schema=None,
    )

    manager.add_raw_backwards(refuse_to_go_back)

    return manager
