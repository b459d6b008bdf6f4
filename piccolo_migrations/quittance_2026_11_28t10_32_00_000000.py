"""The audit log has one entry at each position by a partial index, and no constraint over those without any."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigInt

from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T10:32:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "positions of the audit log"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    manager.alter_column(
        table_class_name="AuditEntry",
        tablename="audit_log",
        column_name="position",
        db_column_name="position",
        params={"unique": False},
        old_params={"unique": True},
        column_class=BigInt,
        old_column_class=BigInt,
        schema=None,
    )

    manager.add_raw_backwards(refuse_to_go_back)

    return manager
