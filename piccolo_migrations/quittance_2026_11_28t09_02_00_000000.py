"""What must be true of payments, refunds and allocations now that reversals are rows."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.constraints import Check

from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T09:02:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what payments and refunds hold"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    manager.add_constraint(
        table_class_name="Allocation",
        tablename="allocations",
        constraint_name="allocations_have_a_known_cause",
        constraint_class=Check,
        params={"condition": "\"cause\" IN ('payment', 'refund', 'reversal', 'credit_note', 'move')"},
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Allocation",
        tablename="allocations",
        constraint_name="allocations_name_their_cause",
        constraint_class=Check,
        params={
            "condition": '("cause" = \'refund\') = ("refund_id" IS NOT NULL) AND ("cause" = \'reversal\') = ("reversal_id" IS NOT NULL)'
        },
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Payment",
        tablename="payments",
        constraint_name="payments_account_for_all_their_money",
        constraint_class=Check,
        params={
            "condition": '"amount_allocated" + "amount_unapplied" + "amount_refunded" + "amount_reversed" - "amount_excess" = CASE WHEN "status" IN (\'succeeded\', \'reversed\') THEN "amount" ELSE 0 END'
        },
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Payment",
        tablename="payments",
        constraint_name="payments_are_reversed_once_all_was_taken_back",
        constraint_class=Check,
        params={"condition": '("status" = \'reversed\') = ("amount_reversed" >= "amount")'},
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Payment",
        tablename="payments",
        constraint_name="payments_have_no_part_below_zero",
        constraint_class=Check,
        params={
            "condition": '"amount_allocated" >= 0 AND "amount_unapplied" >= 0 AND "amount_refunded" >= 0 AND "amount_refund_reserved" >= 0 AND "amount_reversed" >= 0 AND "amount_excess" >= 0'
        },
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Payment",
        tablename="payments",
        constraint_name="payments_reserve_for_refunds_what_they_hold",
        constraint_class=Check,
        params={
            "condition": '"amount_refunded" + "amount_refund_reserved" <= "amount" + "amount_excess" OR "amount_reversed" > 0'
        },
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Refund",
        tablename="refunds",
        constraint_name="refunds_reserve_while_they_are_open",
        constraint_class=Check,
        params={
            "condition": "\"amount_reserved\" BETWEEN 0 AND \"amount\" AND (\"amount_reserved\" = 0 OR \"status\" IN ('requested', 'processing', 'unknown', 'needs_review'))"
        },
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Refund",
        tablename="refunds",
        constraint_name="refunds_take_from_a_known_place",
        constraint_class=Check,
        params={"condition": "\"takes_from\" IN ('payment', 'suspense')"},
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Refund",
        tablename="refunds",
        constraint_name="refunds_are_of_a_known_status",
        constraint_class=Check,
        params={
            "condition": "\"status\" IN ('requested', 'processing', 'unknown', 'needs_review', 'succeeded', 'failed', "
            "'canceled', 'rejected')"
        },
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Discrepancy",
        tablename="discrepancies",
        constraint_name="discrepancies_are_of_a_known_kind",
        constraint_class=Check,
        params={
            "condition": "\"kind\" IN ('missing_here', 'missing_there', 'amount_differs', 'state_differs', "
            "'exceeds_payment')"
        },
        schema=None,
    )

    manager.add_raw_backwards(refuse_to_go_back)

    return manager
