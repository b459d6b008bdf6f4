"""What Piccolo's migrations compare with the database: the tables, and where the migrations stand."""

import pkgutil
from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

from models import tables

APP_CONFIG = AppConfig(
    app_name="quittance",
    migrations_folder_path=str(Path(__file__).parent.parent / "piccolo_migrations"),
    table_classes=table_finder(
        modules=[f"models.tables.{module.name}" for module in pkgutil.iter_modules(tables.__path__)],
        exclude_imported=True,
    ),
    migration_dependencies=[],
    commands=[],
)
