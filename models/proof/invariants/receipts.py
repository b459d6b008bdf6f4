"""What must be true of receipts."""

from models.proof.invariants.base import Invariant

INVARIANTS = (
    Invariant(
        "receipts_are_as_they_were_issued",
        "A receipt's hash is that of its text, which says the same as its columns and as what it is for.",
        """
        SELECT receipts.id AS receipt, number, hash FROM receipts
        JOIN payments ON payments.id = receipts.payment_id
        LEFT JOIN refunds ON refunds.id = receipts.refund_id
        CROSS JOIN LATERAL (SELECT contents::jsonb AS said) AS frozen
        WHERE hash <> encode(sha256(convert_to(contents, 'UTF8')), 'hex')
           OR said ->> 'number' <> number OR (said ->> 'amount')::bigint <> receipts.amount
           OR said ->> 'currency' <> receipts.currency OR (said ->> 'issued_on')::date <> issued_on
           OR said ->> 'kind' <> CASE WHEN receipts.refund_id IS NULL THEN 'payment' ELSE 'refund' END
           OR (receipts.receiver_id, receipts.payer_id) <> (payments.receiver_id, payments.payer_id)
           OR (receipts.amount, receipts.currency) <> (
                coalesce(refunds.amount, payments.amount), coalesce(refunds.currency, payments.currency))
           OR refunds.payment_id <> receipts.payment_id
           OR receipts.refund_id IS NULL AND payments.status NOT IN ('succeeded', 'reversed')
        """,
    ),
    Invariant(
        "receipts_are_there",
        "Money that has arrived or gone back has its receipt, as far as the ledger has been followed.",
        """
        SELECT booked.kind, booked.source_id AS object FROM ledger_transactions AS booked
        WHERE booked.kind IN ('payment.succeeded', 'refund.succeeded', 'refund.accepted')
            AND booked.position <= (SELECT position FROM receipts_issued)
            AND NOT EXISTS (SELECT FROM receipts WHERE CASE WHEN booked.kind = 'payment.succeeded'
                THEN receipts.payment_id = booked.source_id AND receipts.refund_id IS NULL
                ELSE receipts.refund_id = booked.source_id END)
        """,
    ),
)
