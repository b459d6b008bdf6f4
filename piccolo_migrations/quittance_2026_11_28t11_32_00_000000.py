"""What must be true of terms; that an invoice is overdue is generated from now on. Written by Piccolo."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.constraints import Check

from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T11:32:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "constraints of terms"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION
    )

    manager.drop_column(
        table_class_name="Invoice",
        tablename="invoices",
        column_name="overdue",
        db_column_name="overdue",
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Invoice",
        tablename="invoices",
        constraint_name="invoices_are_due_by_terms_or_by_instalments",
        constraint_class=Check,
        params={"condition": '"terms_type" IS NULL OR "instalments" IS NULL'},
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Invoice",
        tablename="invoices",
        constraint_name="invoices_have_a_known_type_of_terms",
        constraint_class=Check,
        params={
            "condition": "\"terms_type\" IS NULL OR \"terms_type\" IN ('immediate', 'net', 'end_of_month', 'fixed')"
        },
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Invoice",
        tablename="invoices",
        constraint_name="invoices_have_days_by_their_terms",
        constraint_class=Check,
        params={
            "condition": "(\"terms_days\" IS NOT NULL) = (coalesce(\"terms_type\", '') IN ('net', 'end_of_month'))"
        },
        schema=None,
    )

    manager.add_raw_backwards(refuse_to_go_back)

    return manager
