"""Kept balances have the kind of what was booked, and how long payers took. Written by Piccolo."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Numeric
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Unique
import decimal

from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T14:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "kept balances by kind"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION
    )

    manager.add_column(
        table_class_name="LedgerBalance",
        tablename="ledger_balances",
        column_name="kind",
        db_column_name="kind",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 40,
            "default": "",
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

    manager.add_column(
        table_class_name="LedgerBalance",
        tablename="ledger_balances",
        column_name="paid_days",
        db_column_name="paid_days",
        column_class_name="Numeric",
        column_class=Numeric,
        params={
            "default": decimal.Decimal("0"),
            "digits": None,
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

    manager.drop_constraint(
        table_class_name="LedgerBalance",
        tablename="ledger_balances",
        constraint_name="ledger_balances_are_one_per_account_and_month",
        schema=None,
    )

    manager.add_constraint(
        table_class_name="LedgerBalance",
        tablename="ledger_balances",
        constraint_name="ledger_balances_are_one_per_account_kind_and_month",
        constraint_class=Unique,
        params={
            "columns": ["account_id", "kind", "month"],
            "nulls_distinct": True,
        },
        schema=None,
    )

    manager.add_raw_backwards(refuse_to_go_back)

    return manager
