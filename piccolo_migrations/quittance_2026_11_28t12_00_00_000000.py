"""Lines below zero, withholdings, a way to round, an order number, and when what is billed was delivered."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import JSONB, BigInt, Date, Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "lines below zero, withholdings, rounding and delivery"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    manager.add_column(
        table_class_name="Invoice",
        tablename="invoices",
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
        table_class_name="Invoice",
        tablename="invoices",
        column_name="delivered_on",
        db_column_name="delivered_on",
        column_class_name="Date",
        column_class=Date,
        params={
            "default": None,
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

    manager.add_column(
        table_class_name="Invoice",
        tablename="invoices",
        column_name="period_from",
        db_column_name="period_from",
        column_class_name="Date",
        column_class=Date,
        params={
            "default": None,
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

    manager.add_column(
        table_class_name="Invoice",
        tablename="invoices",
        column_name="period_to",
        db_column_name="period_to",
        column_class_name="Date",
        column_class=Date,
        params={
            "default": None,
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

    manager.add_column(
        table_class_name="Invoice",
        tablename="invoices",
        column_name="purchase_order",
        db_column_name="purchase_order",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 100,
            "default": None,
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

    manager.add_column(
        table_class_name="Invoice",
        tablename="invoices",
        column_name="rounding",
        db_column_name="rounding",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 5,
            "default": "group",
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
        table_class_name="Invoice",
        tablename="invoices",
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

    manager.add_column(
        table_class_name="Receiver",
        tablename="receivers",
        column_name="rounding",
        db_column_name="rounding",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 5,
            "default": "group",
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
        table_class_name="Invoice",
        tablename="invoices",
        constraint_name="invoices_are_not_overpaid",
        schema=None,
    )

    manager.drop_constraint(
        table_class_name="Invoice",
        tablename="invoices",
        constraint_name="invoices_reserve_no_more_than_remains",
        schema=None,
    )

    manager.drop_constraint(
        table_class_name="InvoiceLine",
        tablename="invoice_lines",
        constraint_name="invoice_lines_have_amounts",
        schema=None,
    )

    manager.drop_constraint(
        table_class_name="LedgerAccount",
        tablename="ledger_accounts",
        constraint_name="ledger_accounts_have_a_known_kind",
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Invoice",
        tablename="invoices",
        constraint_name="invoices_are_delivered_on_a_day_or_over_a_period",
        constraint_class=Check,
        params={"condition": '"delivered_on" IS NULL OR "period_from" IS NULL'},
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Invoice",
        tablename="invoices",
        constraint_name="invoices_are_not_overpaid_v2",
        constraint_class=Check,
        params={
            "condition": 'least("amount_paid", "amount_withheld", "amount_credited", "amount_written_off", "amount_overpaid", "total" - "amount_paid" - "amount_withheld" - "amount_credited" - "amount_written_off") >= 0'
        },
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Invoice",
        tablename="invoices",
        constraint_name="invoices_are_rounded_by_group_or_line",
        constraint_class=Check,
        params={"condition": "\"rounding\" IN ('group', 'line')"},
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Invoice",
        tablename="invoices",
        constraint_name="invoices_have_a_period_with_an_end",
        constraint_class=Check,
        params={"condition": '("period_from" IS NULL) = ("period_to" IS NULL) AND "period_from" <= "period_to"'},
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Invoice",
        tablename="invoices",
        constraint_name="invoices_reserve_no_more_than_remains_v2",
        constraint_class=Check,
        params={
            "condition": '"amount_reserved" BETWEEN 0 AND "total" - "amount_withheld" - "amount_credited" - "amount_written_off" - "amount_paid"'
        },
        schema=None,
    )

    manager.add_constraint(
        table_class_name="InvoiceLine",
        tablename="invoice_lines",
        constraint_name="invoice_lines_have_amounts_v2",
        constraint_class=Check,
        params={
            "condition": '"amount" BETWEEN -9007199254740991 AND 9007199254740991 AND "tax_amount" BETWEEN -9007199254740991 AND 9007199254740991'
        },
        schema=None,
    )

    manager.add_constraint(
        table_class_name="LedgerAccount",
        tablename="ledger_accounts",
        constraint_name="ledger_accounts_have_a_known_kind_v2",
        constraint_class=Check,
        params={
            "condition": "\"kind\" IN ('receivables', 'withholding', 'cash', 'bank', 'gateway_clearing', 'payer_credit', 'revenue', 'tax_payable', 'bad_debt', 'write_offs', 'suspense')"
        },
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Receiver",
        tablename="receivers",
        constraint_name="receivers_round_by_group_or_line",
        constraint_class=Check,
        params={"condition": "\"rounding\" IN ('group', 'line')"},
        schema=None,
    )

    manager.add_raw_backwards(refuse_to_go_back)

    return manager
