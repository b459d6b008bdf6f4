"""What must always be true of payments and their refunds: all their money is accounted for, and its dates agree."""

from models.proof.invariants.base import Invariant

INVARIANTS = (
    Invariant(
        "payments_account_for_their_money",
        "What a payment brought is allocated, unapplied, refunded or reversed; what brought nothing has none.",
        """
        SELECT id AS payment, status, amount, amount_allocated, amount_unapplied, amount_refunded, amount_reversed
        FROM payments
        WHERE amount_allocated + amount_unapplied + amount_refunded + amount_reversed
              <> CASE WHEN status IN ('succeeded', 'reversed') THEN amount ELSE 0 END
           OR least(amount_allocated, amount_unapplied, amount_refunded, amount_refund_reserved, amount_reversed) < 0
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
        GROUP BY payments.id HAVING coalesce(sum(part.amount), 0) <> payments.amount
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
        GROUP BY payments.id
        """,
    ),
    Invariant(
        "payments_are_refunded_by_their_refunds",
        "A payment's amount_refunded is the sum of its refunds that succeeded.",
        """
        SELECT payments.id AS payment, amount_refunded, coalesce(fact.amount, 0) AS succeeded
        FROM payments LEFT JOIN (SELECT payment_id, sum(amount)::bigint AS amount FROM refunds
            WHERE status = 'succeeded' GROUP BY payment_id) AS fact ON fact.payment_id = payments.id
        WHERE amount_refunded <> coalesce(fact.amount, 0)
        """,
    ),
    # A reversal takes what open refunds had reserved: their money is gone.
    Invariant(
        "payments_reserve_for_open_refunds",
        "A succeeded payment's amount_refund_reserved is the sum of its refunds whose outcome is open.",
        """
        SELECT payments.id AS payment, amount_refund_reserved, coalesce(fact.amount, 0) AS open
        FROM payments LEFT JOIN (SELECT payment_id, sum(amount)::bigint AS amount FROM refunds
            WHERE status IN ('requested', 'processing', 'unknown') GROUP BY payment_id) AS fact
            ON fact.payment_id = payments.id
        WHERE amount_refund_reserved <> coalesce(fact.amount, 0) AND payments.status <> 'reversed'
        """,
    ),
    Invariant(
        "refunds_never_exceed_their_payment",
        "Refunds that succeeded or whose outcome is open never come to more than their payment.",
        """
        SELECT payments.id AS payment, payments.amount, sum(refunds.amount) AS refunds
        FROM refunds JOIN payments ON payments.id = refunds.payment_id
        WHERE refunds.status = 'succeeded'
           OR refunds.status IN ('requested', 'processing', 'unknown') AND payments.status <> 'reversed'
        GROUP BY payments.id HAVING sum(refunds.amount) > payments.amount
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
