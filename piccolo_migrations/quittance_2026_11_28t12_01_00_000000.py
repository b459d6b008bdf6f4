"""What is withheld is not asked for, so it counts for the settlement and for what is overdue; and an issued invoice keeps
what it says now.

Generated columns cannot be changed before PostgreSQL 17, so they are made anew, which writes all invoices again, once.
Instalments add up to what is to be paid, so they have it in them already.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T12:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "settlement less what is withheld"

ASKED = """(total - amount_withheld - amount_credited
    - CASE WHEN status = 'uncollectible' THEN 0 ELSE amount_written_off END)"""
COVERED = "amount_paid + amount_credited + amount_written_off"

# What an issued invoice keeps.
FROZEN = (
    "receiver_id",
    "payer_id",
    "number",
    "reference",
    "currency",
    "prices_include_tax",
    "rounding",
    "discount",
    "memo",
    "purchase_order",
    "delivered_on",
    "period_from",
    "period_to",
    "subtotal",
    "discount_total",
    "tax_total",
    "total",
    "taxes",
    "withholdings",
    "amount_withheld",
    "due_on",
    "issued_on",
    "time_zone",
    "receiver_snapshot",
    "payer_snapshot",
)
STATEMENTS = (
    "SET LOCAL statement_timeout = 0",
    f"""
    ALTER TABLE invoices DROP COLUMN settlement, DROP COLUMN overdue, DROP COLUMN next_overdue_on,
        ADD COLUMN settlement varchar(14) NOT NULL GENERATED ALWAYS AS (CASE
            WHEN status IN ('draft', 'void') THEN 'unpaid'
            WHEN amount_paid = 0 AND {ASKED} > 0 THEN 'unpaid'
            WHEN amount_paid < {ASKED} THEN 'partially_paid'
            WHEN amount_overpaid > 0 THEN 'overpaid'
            ELSE 'paid' END) STORED,
        ADD COLUMN overdue boolean NOT NULL GENERATED ALWAYS AS (CASE
            WHEN status <> 'open' THEN false
            WHEN instalments IS NULL THEN overdue_noted <> '{{}}' AND {COVERED} < total - amount_withheld
            ELSE has_overdue(instalments, {COVERED}, overdue_noted) END) STORED,
        ADD COLUMN next_overdue_on date GENERATED ALWAYS AS (CASE
            WHEN status <> 'open' THEN NULL
            WHEN instalments IS NULL THEN
                CASE WHEN overdue_noted = '{{}}' AND {COVERED} < total - amount_withheld THEN due_on END
            ELSE next_overdue_on(instalments, {COVERED}, overdue_noted) END) STORED
    """,
    # They went with the columns.
    "CREATE INDEX invoices_by_settlement ON invoices (receiver_id, settlement, id)",
    "CREATE INDEX invoices_overdue ON invoices (receiver_id, id) WHERE overdue",
    """
    CREATE INDEX invoices_to_become_overdue ON invoices (time_zone, next_overdue_on)
        WHERE next_overdue_on IS NOT NULL
    """,
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
