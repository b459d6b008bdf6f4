"""What must always be true of the money that is with gateways: our rows explain all of it, movement by movement."""

from models.proof.invariants.base import Invariant

INVARIANTS = (
    # What a gateway took back of a payment and gave back again is a return unless it was disputed. A refund that came
    # back may go once more, so all of its bookings are looked at together.
    Invariant(
        "gateway_clearing_is_what_gateways_moved",
        "With gateways is what they captured, less refunds, returns and disputes, as our rows say, and nothing else.",
        """
        SELECT receiver_id AS receiver, currency, movement, sum(moved)::bigint AS moved, sum(booked)::bigint AS booked
        FROM (
            SELECT receiver_id, currency, 'captures' AS movement, amount AS moved, 0 AS booked FROM payments
            WHERE gateway_account_id IS NOT NULL AND review IS NULL AND status IN ('succeeded', 'reversed')
            UNION ALL
            SELECT receiver_id, review ->> 'currency', 'captures', (review ->> 'amount')::bigint, 0 FROM payments
            WHERE review IS NOT NULL
            UNION ALL
            SELECT receiver_id, currency, 'refunds', -amount, 0 FROM refunds
            WHERE gateway_account_id IS NOT NULL AND status = 'succeeded'
            UNION ALL
            SELECT receiver_id, review ->> 'currency', 'refunds', -(review ->> 'amount')::bigint, 0 FROM refunds
            WHERE gateway_account_id IS NOT NULL AND status IN ('needs_review', 'rejected')
            UNION ALL
            SELECT receiver_id, currency, CASE kind WHEN 'chargeback' THEN 'disputes' ELSE 'returns' END, -amount, 0
            FROM reversals WHERE gateway_account_id IS NOT NULL AND refund_id IS NULL
            UNION ALL
            SELECT receiver_id, currency, CASE kind WHEN 'chargeback' THEN 'disputes won' ELSE 'returns' END, amount, 0
            FROM reversals WHERE gateway_account_id IS NOT NULL AND refund_id IS NULL AND status = 'undone'
            UNION ALL
            SELECT entry.receiver_id, entry.currency, CASE
                WHEN booked.kind IN ('payment.succeeded', 'payment.needs_review') THEN 'captures'
                WHEN booked.kind LIKE 'refund.%' THEN 'refunds'
                WHEN booked.kind = 'payment.reversed' AND reversals.kind = 'chargeback' THEN 'disputes'
                WHEN booked.kind = 'payment.reinstated' AND reversals.kind = 'chargeback' THEN 'disputes won'
                WHEN reversals.kind IS NOT NULL THEN 'returns'
                ELSE booked.kind END, 0, entry.amount
            FROM ledger_entries AS entry
            JOIN ledger_accounts AS account ON account.id = entry.account_id AND account.kind = 'gateway_clearing'
            JOIN ledger_transactions AS booked ON booked.id = entry.transaction_id
            LEFT JOIN reversals ON reversals.id = booked.source_id
        ) AS side GROUP BY receiver_id, currency, movement HAVING sum(moved) <> sum(booked)
        """,
    ),
    Invariant(
        "gateway_clearing_is_by_gateway_account",
        "Each gateway account's ledger account holds what came and went through that one, and belongs to its receiver.",
        """
        SELECT gateway_account_id AS gateway_account, currency, sum(moved)::bigint AS moved,
            sum(booked)::bigint AS booked
        FROM (
            SELECT gateway_account_id, currency, amount AS moved, 0 AS booked FROM payments
            WHERE review IS NULL AND status IN ('succeeded', 'reversed')
            UNION ALL
            SELECT gateway_account_id, review ->> 'currency', (review ->> 'amount')::bigint, 0 FROM payments
            WHERE review IS NOT NULL
            UNION ALL
            SELECT gateway_account_id, currency, -amount, 0 FROM refunds WHERE status = 'succeeded'
            UNION ALL
            SELECT gateway_account_id, review ->> 'currency', -(review ->> 'amount')::bigint, 0 FROM refunds
            WHERE status IN ('needs_review', 'rejected') AND review IS NOT NULL
            UNION ALL
            SELECT gateway_account_id, currency, -amount, 0 FROM reversals
            WHERE refund_id IS NULL AND status = 'standing'
            UNION ALL
            SELECT account.gateway_account_id, entry.currency, 0, entry.amount
            FROM ledger_entries AS entry JOIN ledger_accounts AS account ON account.id = entry.account_id
            WHERE account.kind = 'gateway_clearing'
        ) AS side
        WHERE gateway_account_id IS NOT NULL GROUP BY gateway_account_id, currency HAVING sum(moved) <> sum(booked)
        UNION ALL
        SELECT gateway_accounts.id, account.currency, NULL, NULL
        FROM ledger_accounts AS account JOIN gateway_accounts ON gateway_accounts.id = account.gateway_account_id
        WHERE account.receiver_id <> gateway_accounts.receiver_id
        """,
    ),
)
