"""Reasons of mails about invoices have room for the number of a receipt. Written by Piccolo."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar

from models.upkeep.migrations import refuse_to_go_back

ID = "2026-12-01T10:12:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "reasons of mails as long as numbers"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION
    )

    manager.alter_column(
        table_class_name="InvoiceMail",
        tablename="invoice_mails",
        column_name="reason",
        db_column_name="reason",
        params={"length": 64},
        old_params={"length": 40},
        column_class=Varchar,
        old_column_class=Varchar,
        schema=None,
    )

    manager.add_raw_backwards(refuse_to_go_back)

    return manager
