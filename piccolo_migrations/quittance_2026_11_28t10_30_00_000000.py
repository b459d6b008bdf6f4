"""Checks of the tables that every payment writes, said so that their trees are small.

For each statement that writes to a table, PostgreSQL builds the trees of all its checks anew from their text. These
protect what they did: amounts have no nulls, so that the least of several tells of all.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T10:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "checks with small trees"

CHECKS = {
    "invoices": {
        "invoices_have_a_known_status": '"status" = ANY (\'{draft,open,void,uncollectible}\')',
        "invoices_have_amounts": (
            'least("subtotal", "discount_total", "tax_total", "total") >= 0 AND greatest("subtotal", '
            '"discount_total", "tax_total", "total") <= 9007199254740991'
        ),
        "invoices_are_not_overpaid": (
            'least("amount_paid", "amount_credited", "amount_written_off", "amount_overpaid", "total" - '
            '"amount_paid" - "amount_credited" - "amount_written_off") >= 0'
        ),
        "invoices_are_complete_once_issued": (
            '"status" = \'draft\' OR num_nulls("number", "issued_on", "due_on", "reference", "time_zone", '
            '"receiver_snapshot", "payer_snapshot", "pay_token_digest") = 0'
        ),
        "invoices_take_money_only_once_issued": (
            '"status" = ANY (\'{open,uncollectible}\') OR greatest("amount_paid", "amount_reserved", '
            '"amount_written_off") = 0'
        ),
    },
    "allocations": {
        "allocations_have_a_known_status": '"status" = ANY (\'{reserved,settled,released}\')',
        "allocations_have_a_known_cause": '"cause" = ANY (\'{payment,refund,reversal,credit_note,move}\')',
    },
    "attempts": {
        "attempts_have_a_known_kind": '"kind" = ANY (\'{charge,refund}\')',
        "attempts_have_a_known_status": '"status" = ANY (\'{pending,leased,done,exhausted}\')',
    },
    "callbacks": {
        "callbacks_have_a_known_status": '"status" = ANY (\'{pending,leased,done,exhausted}\')',
    },
    "payments": {
        "payments_have_a_known_status": (
            '"status" = ANY '
            "('{created,requires_action,reported,pending,unknown,needs_review,succeeded,failed,canceled,rejected,reversed}')"
        ),
        "payments_have_a_known_method": '"method" = ANY (\'{cash,bank_transfer,cheque,other,card,bank_debit,wallet}\')',
        "payments_account_for_all_their_money": (
            '"amount_allocated" + "amount_unapplied" + "amount_refunded" + "amount_reversed" - '
            '"amount_excess" = CASE WHEN "status" = ANY (\'{succeeded,reversed}\') THEN "amount" ELSE 0 END'
        ),
        "payments_have_no_part_below_zero": (
            'least("amount_allocated", "amount_unapplied", "amount_refunded", "amount_refund_reserved", '
            '"amount_reversed", "amount_excess") >= 0'
        ),
        "payments_online_have_a_gateway_account": '("method" = ANY (\'{card,bank_debit,wallet}\')) = ("gateway_account_id" IS NOT NULL)',
    },
}


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for table, checks in CHECKS.items():
            # In one statement, so that the rows are read once, and none comes between without them.
            changes = [
                change
                for name, condition in checks.items()
                for change in (f"DROP CONSTRAINT {name}", f"ADD CONSTRAINT {name} CHECK ({condition})")
            ]
            await database.execute(f"ALTER TABLE {table} {', '.join(changes)}")

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
