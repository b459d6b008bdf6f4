"""What a credit note takes back of its invoice's withholdings."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import JSONB, BigInt
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T12:02:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "withholdings of credit notes"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    manager.add_column(
        table_class_name="CreditNote",
        tablename="credit_notes",
        column_name="amount_withheld",
        db_column_name="amount_withheld",
        column_class_name="BigInt",
        column_class=BigInt,
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

    manager.add_column(
        table_class_name="CreditNote",
        tablename="credit_notes",
        column_name="withholdings",
        db_column_name="withholdings",
        column_class_name="JSONB",
        column_class=JSONB,
        params={
            "default": "[]",
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
        table_class_name="CreditNote",
        tablename="credit_notes",
        constraint_name="credit_notes_add_up",
        schema=None,
    )

    manager.add_constraint(
        table_class_name="CreditNote",
        tablename="credit_notes",
        constraint_name="credit_notes_add_up_v2",
        constraint_class=Check,
        params={
            "condition": '"total" = "subtotal" + "tax_total" AND "total" = "amount_withheld" + "amount_applied" + "amount_excess"'
        },
        schema=None,
    )

    manager.add_constraint(
        table_class_name="CreditNote",
        tablename="credit_notes",
        constraint_name="credit_notes_withhold_no_less_than_nothing",
        constraint_class=Check,
        params={"condition": '"amount_withheld" >= 0'},
        schema=None,
    )

    manager.add_raw_backwards(refuse_to_go_back)

    return manager
