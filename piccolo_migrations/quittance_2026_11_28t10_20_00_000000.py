"""Writes that compare: a statement may count a row's version by itself, and is refused where a row has changed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T10:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "versions that statements count, and compare"

# What an issued invoice keeps. Statements that set none of these columns need not be looked at.
FROZEN = (
    "receiver_id",
    "payer_id",
    "number",
    "reference",
    "currency",
    "prices_include_tax",
    "discount",
    "memo",
    "subtotal",
    "discount_total",
    "tax_total",
    "total",
    "taxes",
    "due_on",
    "issued_on",
    "time_zone",
    "receiver_snapshot",
    "payer_snapshot",
)
STATEMENTS = (
    # A serialization failure, as PostgreSQL itself would answer at a higher isolation level.
    """
    CREATE FUNCTION refuse_what_has_changed() RETURNS bigint LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a row has changed since it was read' USING ERRCODE = '40001';
    END $$
    """,
    # Who writes what was decided before has counted already; for all others it is counted here.
    *(
        statement
        for table in ("invoices", "payments")
        for statement in (
            f"DROP TRIGGER touch_row ON {table}",
            f"CREATE TRIGGER touch_row BEFORE UPDATE ON {table} FOR EACH ROW "
            "WHEN (NEW.version IS DISTINCT FROM OLD.version + 1) EXECUTE FUNCTION touch_row()",
        )
    ),
    "DROP TRIGGER invoices_are_frozen_once_issued ON invoices",
    f"""
    CREATE TRIGGER invoices_are_frozen_once_issued BEFORE UPDATE OF status, {", ".join(FROZEN)} ON invoices FOR EACH ROW
        WHEN (OLD.status <> 'draft' AND (NEW.status = 'draft' OR ({", ".join(f"OLD.{name}" for name in FROZEN)})
            IS DISTINCT FROM ({", ".join(f"NEW.{name}" for name in FROZEN)})))
        EXECUTE FUNCTION refuse_change()
    """,
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await database.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
