"""What must never be of an invoice is refused by one function, which says what follows from its amounts besides.

As with payments, since PostgreSQL builds the trees of all checks, of generated columns and of the conditions of triggers
anew for each statement. `settlement`, `overdue` and `next_overdue_on` were generated columns: what they hold stays, and
from now on the function fills them in. Nobody else can, since it fires always and comes before all others.

The table is held for as long as its catalogue is written, and no row is.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T12:14:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "rules of invoices in a function"

# As models/tables/billing.py declares them, in the order of their names.
RULES = {
    "invoices_add_up": "NEW.total = NEW.subtotal - NEW.discount_total + NEW.tax_total",
    "invoices_are_complete_once_issued": (
        "NEW.status = 'draft' OR num_nulls(NEW.number, NEW.issued_on, NEW.due_on, NEW.reference, NEW.time_zone, "
        "NEW.receiver_snapshot, NEW.payer_snapshot, NEW.pay_token_digest) = 0"
    ),
    "invoices_are_delivered_on_a_day_or_over_a_period": "NEW.delivered_on IS NULL OR NEW.period_from IS NULL",
    "invoices_are_due_by_terms_or_by_instalments": "NEW.terms_type IS NULL OR NEW.instalments IS NULL",
    "invoices_are_not_overpaid_v2": (
        "least(NEW.amount_paid, NEW.amount_withheld, NEW.amount_credited, NEW.amount_written_off, "
        "NEW.amount_overpaid, NEW.total - NEW.amount_paid - NEW.amount_withheld - NEW.amount_credited - "
        "NEW.amount_written_off) >= 0"
    ),
    "invoices_are_rounded_by_group_or_line": "NEW.rounding IN ('group', 'line')",
    "invoices_have_a_currency": "NEW.currency ~ '^[A-Z]{3}$'",
    "invoices_have_a_known_status": "NEW.status = ANY ('{draft,open,void,uncollectible}')",
    "invoices_have_a_known_type_of_terms": (
        "NEW.terms_type IS NULL OR NEW.terms_type IN ('immediate', 'net', 'end_of_month', 'fixed')"
    ),
    "invoices_have_a_period_with_an_end": (
        "(NEW.period_from IS NULL) = (NEW.period_to IS NULL) AND NEW.period_from <= NEW.period_to"
    ),
    "invoices_have_amounts": (
        "least(NEW.subtotal, NEW.discount_total, NEW.tax_total, NEW.total) >= 0 AND greatest(NEW.subtotal, "
        "NEW.discount_total, NEW.tax_total, NEW.total) <= 9007199254740991"
    ),
    "invoices_have_days_by_their_terms": (
        "(NEW.terms_days IS NOT NULL) = (coalesce(NEW.terms_type, '') IN ('net', 'end_of_month'))"
    ),
    "invoices_know_their_schedule_and_period": "(NEW.schedule_id IS NULL) = (NEW.period_start IS NULL)",
    "invoices_reserve_no_more_than_remains_v2": (
        "NEW.amount_reserved BETWEEN 0 AND NEW.total - NEW.amount_withheld - NEW.amount_credited - "
        "NEW.amount_written_off - NEW.amount_paid"
    ),
    "invoices_take_money_only_once_issued": (
        "NEW.status = ANY ('{open,uncollectible}') OR greatest(NEW.amount_paid, NEW.amount_reserved, "
        "NEW.amount_written_off) = 0"
    ),
}
CASES = "".join(f"\n        WHEN NOT ({condition}) THEN '{rule}'" for rule, condition in RULES.items())
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
    f"""
    CREATE FUNCTION check_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        covered bigint := NEW.amount_paid + NEW.amount_credited + NEW.amount_written_off;
        asked bigint;
        settled text := 'unpaid';
        is_overdue boolean := false;
        next_on date;
        broken text;
    BEGIN
        -- Whoever writes the next version has counted it. A new row has no former one.
        IF NEW.version <> OLD.version + 1 THEN
            NEW.updated_at := clock_timestamp();
            NEW.version := OLD.version + 1;
        END IF;
        -- What follows from the amounts, as models/billing/amounts.py computes it.
        IF NEW.status = 'open' OR NEW.status = 'uncollectible' THEN
            -- What was given up as a whole is not settled by that.
            asked := NEW.total - NEW.amount_withheld - NEW.amount_credited
                - CASE WHEN NEW.status = 'uncollectible' THEN 0 ELSE NEW.amount_written_off END;
            settled := CASE
                WHEN NEW.amount_paid = 0 AND asked > 0 THEN 'unpaid'
                WHEN NEW.amount_paid < asked THEN 'partially_paid'
                WHEN NEW.amount_overpaid > 0 THEN 'overpaid'
                ELSE 'paid' END;
        END IF;
        IF NEW.status = 'open' AND NEW.instalments IS NOT NULL THEN
            is_overdue := has_overdue(NEW.instalments, covered, NEW.overdue_noted);
            next_on := next_overdue_on(NEW.instalments, covered, NEW.overdue_noted);
        ELSIF NEW.status = 'open' AND covered < NEW.total - NEW.amount_withheld THEN
            is_overdue := NEW.overdue_noted <> '{{}}';
            next_on := CASE WHEN NOT is_overdue THEN NEW.due_on END;
        END IF;
        IF NEW.settlement IS DISTINCT FROM settled OR NEW.overdue IS DISTINCT FROM is_overdue
            OR NEW.next_overdue_on IS DISTINCT FROM next_on
        THEN
            NEW.settlement := settled;
            NEW.overdue := is_overdue;
            NEW.next_overdue_on := next_on;
        END IF;
        broken := CASE{CASES}
            END;
        IF broken IS NOT NULL THEN
            RAISE EXCEPTION 'row of relation "%" violates the rule "%"', TG_TABLE_NAME, broken
                USING ERRCODE = '23514', CONSTRAINT = broken, TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    ALTER TABLE invoices ALTER COLUMN settlement DROP EXPRESSION, ALTER COLUMN settlement SET DEFAULT 'unpaid',
        ALTER COLUMN overdue DROP EXPRESSION, ALTER COLUMN overdue SET DEFAULT false,
        ALTER COLUMN next_overdue_on DROP EXPRESSION
    """,
    f"ALTER TABLE invoices {', '.join(f'DROP CONSTRAINT {rule}' for rule in RULES)}",
    "DROP TRIGGER touch_row ON invoices",
    # Other triggers only refuse, so what this one finds is what is written.
    "CREATE TRIGGER check_row BEFORE INSERT OR UPDATE ON invoices FOR EACH ROW EXECUTE FUNCTION check_invoice()",
    "ALTER TABLE invoices ENABLE ALWAYS TRIGGER check_row",
    "DROP TRIGGER invoices_keep_their_terms_once_issued ON invoices",
    "DROP TRIGGER invoices_are_frozen_once_issued ON invoices",
    f"""
    CREATE FUNCTION refuse_change_of_issued_invoices() RETURNS trigger LANGUAGE plpgsql AS $$
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

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
