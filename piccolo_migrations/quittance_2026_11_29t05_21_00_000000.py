"""The lines of invoices move into them, as clients see them, and are frozen with them; their table is dropped.

Nobody else reads or writes an invoice meanwhile: both tables are held from the first statement on, so that nothing is
written to the lines behind their copy, and it is known at once whether they can be held. docs/decisions/0047 says how
long it takes.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-29T05:21:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "lines move into their invoices, and have no table"

# What an issued invoice keeps.
FROZEN = (
    "receiver_id",
    "payer_id",
    "number",
    "reference",
    "currency",
    "lines",
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
    "terms_type",
    "terms_days",
    "instalments",
    "due_on",
    "issued_on",
    "time_zone",
    "receiver_snapshot",
    "payer_snapshot",
)
STATEMENTS = (
    "SET LOCAL statement_timeout = 0",
    # Waits for 5 s, as every statement does for a lock. Nothing is lost when it is refused: `make migrate` begins here again.
    "LOCK TABLE invoices, invoice_lines IN ACCESS EXCLUSIVE MODE",
    # The text form of an id, as models/ids.py writes it: five of its bits are a character, with two zeros before them.
    """
    CREATE FUNCTION pg_temp.line_id(id uuid) RETURNS text LANGUAGE sql AS $$
        SELECT 'lin_' || string_agg(
            substr('0123456789abcdefghjkmnpqrstvwxyz', substring(bits FROM 5 * place + 1 FOR 5)::int + 1, 1), ''
            ORDER BY place)
        FROM (SELECT B'00' || ('x' || replace(id::text, '-', ''))::bit(128) AS bits) AS id, generate_series(0, 25) AS place
    $$
    """,
    # Clients see what they saw before, so versions and times of change stay.
    "ALTER TABLE invoices DISABLE TRIGGER check_row",
    """
    UPDATE invoices SET lines = moved.lines FROM (
        SELECT invoice_id, jsonb_agg(jsonb_build_object('id', pg_temp.line_id(id), 'object', 'invoice_line',
            'description', description, 'quantity', trim_scale(quantity)::text, 'unit_price',
            trim_scale(unit_price)::text, 'discount', discount, 'taxes', taxes, 'amount', amount, 'tax_amount',
            tax_amount) ORDER BY position) AS lines
        FROM invoice_lines GROUP BY invoice_id) AS moved
    WHERE moved.invoice_id = invoices.id
    """,
    "ALTER TABLE invoices ENABLE ALWAYS TRIGGER check_row",
    "DROP TRIGGER invoice_lines_are_frozen_once_issued ON invoice_lines",
    "DROP FUNCTION refuse_change_of_issued_lines()",
    "DROP TRIGGER invoices_are_frozen_once_issued ON invoices",
    f"""
    CREATE OR REPLACE FUNCTION refuse_change_of_issued_invoices() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.status <> 'draft' AND (NEW.status = 'draft' OR ({", ".join(f"OLD.{name}" for name in FROZEN)})
            IS DISTINCT FROM ({", ".join(f"NEW.{name}" for name in FROZEN)}))
        THEN
            RAISE EXCEPTION 'what an issued invoice says is frozen: % is refused', TG_OP USING ERRCODE = '42501';
        END IF;
        RETURN NEW;
    END $$
    """,
    # Not asked at all where nothing of it is written, as by a payment.
    f"""
    CREATE TRIGGER invoices_are_frozen_once_issued BEFORE UPDATE OF status, {", ".join(FROZEN)} ON invoices FOR EACH ROW
        EXECUTE FUNCTION refuse_change_of_issued_invoices()
    """,
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await database.execute(statement)

    # Which happens before the table is dropped.
    manager.add_raw(run)

    manager.drop_table(class_name="InvoiceLine", tablename="invoice_lines", schema=None)

    manager.add_raw_backwards(refuse_to_go_back)

    return manager
