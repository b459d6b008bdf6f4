"""What must never be of a payment is refused by one function.

For each statement that writes to a table, PostgreSQL builds the trees of all its checks, and of the conditions of its
triggers, anew from their text. A function is kept for the connection. It names the rule that is broken as a check does,
and it counts the row's version besides.

The trigger fires always, as checks do, also where others are left out (`session_replication_role`). The table is held for
as long as its catalogue is written, and no row is.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T12:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "rules of payments in a function"

# As models/tables/collection.py declares them, in the order of their names.
RULES = {
    "payments_account_for_all_their_money": (
        "NEW.amount_allocated + NEW.amount_unapplied + NEW.amount_refunded + NEW.amount_reversed - NEW.amount_excess = "
        "CASE WHEN NEW.status = ANY ('{succeeded,reversed}') THEN NEW.amount ELSE 0 END"
    ),
    "payments_are_positive": "NEW.amount BETWEEN 1 AND 9007199254740991",
    "payments_are_reversed_once_all_was_taken_back": "(NEW.status = 'reversed') = (NEW.amount_reversed >= NEW.amount)",
    "payments_have_a_currency": "NEW.currency ~ '^[A-Z]{3}$'",
    "payments_have_a_known_method": "NEW.method = ANY ('{cash,bank_transfer,cheque,other,card,bank_debit,wallet}')",
    "payments_have_a_known_status": (
        "NEW.status = ANY ('{created,requires_action,reported,pending,unknown,needs_review,succeeded,failed,canceled,"
        "rejected,reversed}')"
    ),
    "payments_have_no_part_below_zero": (
        "least(NEW.amount_allocated, NEW.amount_unapplied, NEW.amount_refunded, NEW.amount_refund_reserved, "
        "NEW.amount_reversed, NEW.amount_excess) >= 0"
    ),
    "payments_online_have_a_gateway_account": (
        "(NEW.method = ANY ('{card,bank_debit,wallet}')) = (NEW.gateway_account_id IS NOT NULL)"
    ),
    "payments_reserve_for_refunds_what_they_hold": (
        "NEW.amount_refunded + NEW.amount_refund_reserved <= NEW.amount + NEW.amount_excess OR NEW.amount_reversed > 0"
    ),
}
CASES = "".join(f"\n        WHEN NOT ({condition}) THEN '{rule}'" for rule, condition in RULES.items())
STATEMENTS = (
    f"""
    CREATE FUNCTION check_payment() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        broken text;
    BEGIN
        -- Whoever writes the next version has counted it. A new row has no former one.
        IF NEW.version <> OLD.version + 1 THEN
            NEW.updated_at := clock_timestamp();
            NEW.version := OLD.version + 1;
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
    f"ALTER TABLE payments {', '.join(f'DROP CONSTRAINT {rule}' for rule in RULES)}",
    "DROP TRIGGER touch_row ON payments",
    # Other triggers only refuse, so what this one finds is what is written.
    "CREATE TRIGGER check_row BEFORE INSERT OR UPDATE ON payments FOR EACH ROW EXECUTE FUNCTION check_payment()",
    "ALTER TABLE payments ENABLE ALWAYS TRIGGER check_row",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await database.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
