"""Mails about an invoice have a kind. Written by Piccolo."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check
from piccolo.constraints import Unique

from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-29T04:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "mails about an invoice have a kind"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION
    )

    manager.add_column(
        table_class_name="InvoiceMail",
        tablename="invoice_mails",
        column_name="kind",
        db_column_name="kind",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 17,
            "default": "invoice",
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
        table_class_name="InvoiceMail",
        tablename="invoice_mails",
        constraint_name="invoice_mails_are_one_per_reason",
        schema=None,
    )

    manager.add_constraint(
        table_class_name="InvoiceMail",
        tablename="invoice_mails",
        constraint_name="invoice_mails_are_one_per_kind_and_reason",
        constraint_class=Unique,
        params={
            "columns": ["invoice_id", "kind", "reason"],
            "nulls_distinct": True,
        },
        schema=None,
    )

    manager.add_constraint(
        table_class_name="InvoiceMail",
        tablename="invoice_mails",
        constraint_name="invoice_mails_have_a_known_kind",
        constraint_class=Check,
        params={
            "condition": "\"kind\" IN ('invoice', 'receipt', 'collection_failed')"
        },
        schema=None,
    )

    manager.add_raw_backwards(refuse_to_go_back)

    return manager
