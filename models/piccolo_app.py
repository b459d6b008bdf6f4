"""What Piccolo's migrations compare with the database: the tables, and where the migrations stand."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="quittance",
    migrations_folder_path=str(Path(__file__).parent.parent / "piccolo_migrations"),
    table_classes=table_finder(
        modules=[
            "models.tables.users",
            "models.tables.parties",
            "models.tables.identity",
            "models.tables.mail",
            "models.tables.audit",
            "models.tables.requests",
            "models.tables.billing",
            "models.tables.ledger",
            "models.tables.collection",
            "models.tables.reconciliation",
            "models.tables.events",
            "models.tables.webhooks",
        ],
        exclude_imported=True,
    ),
    migration_dependencies=[],
    commands=[],
)
