"""The lines of an invoice are an array. Written by Piccolo.

Of those that were there before, each is: the migration that moved them has made no others.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models.upkeep.migrations import CheckLater, refuse_to_go_back

ID = "2026-11-30T05:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "lines are an array"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION
    )

    manager.add_constraint(
        table_class_name="Invoice",
        tablename="invoices",
        constraint_name="invoices_have_an_array_of_lines",
        constraint_class=CheckLater,
        params={"condition": "jsonb_typeof(\"lines\") = 'array'"},
        schema=None,
    )

    manager.add_raw_backwards(refuse_to_go_back)

    return manager
