"""Mails about an invoice that nobody needed were skipped. Written by Piccolo."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.constraints import Check

from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-29T05:12:40:000000"
VERSION = "1.38.0"
DESCRIPTION = "mails about an invoice that nobody needed were skipped"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION
    )

    manager.drop_constraint(
        table_class_name="InvoiceMail",
        tablename="invoice_mails",
        constraint_name="invoice_mails_have_a_known_status",
        schema=None,
    )

    manager.add_constraint(
        table_class_name="InvoiceMail",
        tablename="invoice_mails",
        constraint_name="invoice_mails_have_a_known_status_v2",
        constraint_class=Check,
        params={
            "condition": "\"status\" IN ('queued', 'sent', 'refused', 'failed', 'skipped')"
        },
        schema=None,
    )

    manager.add_raw_backwards(refuse_to_go_back)

    return manager
