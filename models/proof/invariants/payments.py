"""What must always be true of payments and their refunds: all their money is accounted for, and its dates agree."""

from models.proof.invariants.base import Invariant

INVARIANTS = (
    Invariant(
        "payments_account_for_their_money",
        "What a payment brought is allocated, unapplied, refunded or reversed; what went beyond that is its excess; "
        "what brought nothing has none.",
        """
        SELECT id AS payment, status, amount, amount_allocated, amount_unapplied, amount_refunded, amount_reversed,
            amount_excess
        FROM payments
        WHERE amount_allocated + amount_unapplied + amount_refunded + amount_reversed - amount_excess
              <> CASE WHEN status IN ('succeeded', 'reversed') THEN amount ELSE 0 END
           OR least(amount_allocated, amount_unapplied, amount_refunded, amount_refund_reserved, amount_reversed,
               amount_excess) < 0
        """,
    ),
    Invariant(
        "payments_allocate_what_was_settled",
        "A payment's amount_allocated is the sum of its settled allocations.",
        """
        SELECT payments.id AS payment, amount_allocated, coalesce(fact.amount, 0) AS settled
        FROM payments LEFT JOIN (SELECT payment_id, sum(amount)::bigint AS amount FROM allocations
            WHERE status = 'settled' GROUP BY payment_id) AS fact ON fact.payment_id = payments.id
        WHERE amount_allocated <> coalesce(fact.amount, 0)
        """,
    ),
    Invariant(
        "open_payments_reserve_their_amount",
        "An online payment whose outcome is open has reserved its amount.",
        """
        SELECT payments.id AS payment, payments.status, payments.amount, coalesce(sum(part.amount), 0) AS reserved
        FROM payments LEFT JOIN allocations AS part ON part.payment_id = payments.id AND part.status = 'reserved'
        WHERE payments.status IN ('created', 'requires_action', 'pending', 'unknown')
          AND payments.gateway_account_id IS NOT NULL
        GROUP BY payments.id, payments.status, payments.amount HAVING coalesce(sum(part.amount), 0) <> payments.amount
        """,
    ),
    Invariant(
        "ended_payments_reserve_nothing",
        "A payment whose outcome is known has reserved nothing.",
        """
        SELECT payments.id AS payment, payments.status, sum(part.amount) AS reserved
        FROM allocations AS part JOIN payments ON payments.id = part.payment_id
        WHERE part.status = 'reserved' AND payments.status NOT IN
            ('created', 'requires_action', 'reported', 'pending', 'unknown', 'needs_review')
        GROUP BY payments.id, payments.status
        """,
    ),
    Invariant(
        "payments_are_refunded_by_their_refunds",
        "A payment's amount_refunded is the sum of its refunds that succeeded.",
        """
        SELECT payments.id AS payment, amount_refunded, coalesce(fact.amount, 0) AS succeeded
        FROM payments LEFT JOIN (SELECT payment_id, sum(amount)::bigint AS amount FROM refunds
            WHERE status = 'succeeded' AND takes_from = 'payment' GROUP BY payment_id) AS fact
            ON fact.payment_id = payments.id
        WHERE amount_refunded <> coalesce(fact.amount, 0)
        """,
    ),
    Invariant(
        "payments_are_reversed_by_their_reversals",
        "A payment's amount_reversed is the sum of its reversals that stand; once that is all of it, it is reversed.",
        """
        SELECT payments.id AS payment, payments.status, amount_reversed, coalesce(fact.amount, 0) AS standing
        FROM payments LEFT JOIN (SELECT payment_id, sum(amount)::bigint AS amount FROM reversals
            WHERE status = 'standing' AND takes_from = 'payment' AND refund_id IS NULL GROUP BY payment_id) AS fact
            ON fact.payment_id = payments.id
        WHERE amount_reversed <> coalesce(fact.amount, 0)
           OR (payments.status = 'reversed') <> (coalesce(fact.amount, 0) >= payments.amount)
        """,
    ),
    Invariant(
        "payments_reserve_for_open_refunds",
        "A payment's amount_refund_reserved is what its refunds hold: what we have asked for holds all of its amount, "
        "what has ended holds nothing.",
        """
        SELECT payments.id AS payment, amount_refund_reserved, coalesce(fact.held, 0) AS held
        FROM payments LEFT JOIN (
            SELECT payment_id, sum(amount_reserved)::bigint AS held, bool_or(amount_reserved <> CASE
                WHEN status IN ('requested', 'processing', 'unknown') AND takes_from = 'payment' THEN amount
                WHEN status = 'needs_review' AND takes_from = 'payment' THEN amount_reserved ELSE 0 END) AS is_wrong
            FROM refunds GROUP BY payment_id) AS fact ON fact.payment_id = payments.id
        WHERE amount_refund_reserved <> coalesce(fact.held, 0) OR fact.is_wrong
        """,
    ),
    # What the outside takes is gone, whatever we still hold; but then nothing may stand as if it were there.
    Invariant(
        "payments_hold_nothing_while_more_has_gone",
        "A payment of which more has gone out than it brought holds only what refunds on their way have reserved.",
        """
        SELECT id AS payment, amount, amount_refunded, amount_reversed, amount_excess, amount_allocated,
            amount_unapplied, amount_refund_reserved FROM payments
        WHERE amount_excess > 0 AND amount_allocated + amount_unapplied > amount_refund_reserved
        """,
    ),
    Invariant(
        "refunds_never_exceed_their_payment",
        "Refunds, with those on their way, never come to more than their payment and what stands beyond it.",
        """
        SELECT id AS payment, amount, amount_refunded, amount_refund_reserved, amount_excess FROM payments
        WHERE amount_refunded + amount_refund_reserved > amount + amount_excess AND amount_reversed = 0
        """,
    ),
    Invariant(
        "dates_make_sense",
        "Money that moved has its date, the same in the books, and no invoice is due before it was issued.",
        """
        SELECT 'payment' AS what, payments.id AS payment, payments.effective_on FROM payments
        LEFT JOIN ledger_transactions AS booked ON booked.kind = 'payment.succeeded' AND booked.source_id = payments.id
        WHERE payments.status IN ('succeeded', 'reversed')
          AND (payments.effective_on IS NULL OR payments.effective_on <> booked.effective_on)
        UNION ALL
        SELECT 'refund', id, effective_on FROM refunds WHERE status = 'succeeded' AND effective_on IS NULL
        UNION ALL
        SELECT 'invoice', id, due_on FROM invoices WHERE due_on < issued_on
        """,
    ),
)
