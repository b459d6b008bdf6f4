"""The triggers on what an invoice says, for columns that are texts of JSON.

Two such texts are equal where they are the same to the letter: what is written again as it is read stays as it is.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-30T10:07:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "triggers on what an invoice says, as it was written"

# What an issued invoice keeps. PostgreSQL compares no JSON that is kept as a text.
TEXTS = frozenset({"lines", "taxes", "withholdings", "receiver_snapshot", "payer_snapshot"})
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


def _compared(row: str, names: tuple[str, ...]) -> str:
    return ", ".join(f"{row}.{name}{'::text' if name in TEXTS else ''}" for name in names)


FOUND_BY = ("number", "reference", "memo", "payer_snapshot")
STATEMENTS = (
    "DROP FUNCTION invoice_texts(text, text, text, jsonb)",
    r"""
    CREATE FUNCTION invoice_texts(number text, reference text, memo text, payer json) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
    BEGIN
        RETURN lower(coalesce(number, '') || E'\n' || coalesce(reference, '') || E'\n'
            || coalesce(payer ->> 'name', '') || E'\n' || coalesce(memo, ''));
    END $$
    """,
    f"""
    CREATE TRIGGER invoices_are_found_by_their_texts AFTER INSERT ON invoices FOR EACH ROW
    WHEN (num_nonnulls({_compared("NEW", FOUND_BY)}) > 0)
    EXECUTE FUNCTION keep_invoice_texts()
    """,
    f"""
    CREATE TRIGGER invoices_are_found_by_their_texts_of_now
    AFTER UPDATE OF {", ".join(FOUND_BY)} ON invoices FOR EACH ROW
    WHEN (({_compared("OLD", FOUND_BY)}) IS DISTINCT FROM ({_compared("NEW", FOUND_BY)}))
    EXECUTE FUNCTION keep_invoice_texts()
    """,
    f"""
    CREATE OR REPLACE FUNCTION refuse_change_of_issued_invoices() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.status <> 'draft' AND (NEW.status = 'draft' OR ({_compared("OLD", FROZEN)})
            IS DISTINCT FROM ({_compared("NEW", FROZEN)}))
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
    # Until this is done, every write of an invoice is refused.
    r"""
    DO $$ BEGIN
        EXECUTE replace(pg_get_functiondef('check_invoice'::regproc), 'jsonb_typeof(NEW.lines)', 'json_typeof(NEW.lines)');
    END $$
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
