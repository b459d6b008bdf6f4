"""Discrepancies that no run has found: the gateway told us by itself."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import ForeignKey

from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T05:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "discrepancies that no run has found"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    manager.alter_column(
        table_class_name="Discrepancy",
        tablename="discrepancies",
        column_name="run_id",
        db_column_name="run_id",
        params={"null": True},
        old_params={"null": False},
        column_class=ForeignKey,
        old_column_class=ForeignKey,
        schema=None,
    )

    manager.add_raw_backwards(refuse_to_go_back)

    return manager
