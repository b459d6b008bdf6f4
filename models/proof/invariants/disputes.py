"""What must be true of disputes."""

from models.proof.invariants.base import Invariant
from models.proof.invariants.events import KEPT_FROM

INVARIANTS = (
    Invariant(
        "disputes_have_their_money_where_reversals_say",
        "A dispute's funds are what the newest reversal with its id says, and it is of that payment.",
        """
        SELECT disputes.id AS dispute, disputes.funds, newest.status AS reversal FROM disputes
        LEFT JOIN LATERAL (SELECT * FROM reversals
            WHERE reversals.gateway_account_id = disputes.gateway_account_id
              AND reversals.gateway_reversal_id = disputes.gateway_dispute_id
            ORDER BY reversals.id DESC LIMIT 1) AS newest ON true
        JOIN payments ON payments.id = disputes.payment_id
        WHERE funds <> CASE newest.status
                WHEN 'standing' THEN 'withdrawn' WHEN 'undone' THEN 'reinstated' ELSE 'none' END
           OR newest.payment_id <> disputes.payment_id
           OR (disputes.receiver_id, disputes.payer_id) <> (payments.receiver_id, payments.payer_id)
        """,
    ),
    Invariant(
        "invoices_are_disputed_while_a_dispute_is_open",
        "An invoice is disputed exactly while an open dispute names it.",
        """
        SELECT invoices.id AS invoice, disputed, open.dispute FROM invoices
        FULL JOIN (SELECT unnest(invoice_ids) AS invoice_id, min(id::text) AS dispute FROM disputes
            WHERE status IN ('warning', 'needs_response', 'under_review') GROUP BY 1) AS open
            ON open.invoice_id = invoices.id
        WHERE (disputed IS TRUE) <> (open.invoice_id IS NOT NULL)
        """,
    ),
    Invariant(
        "disputes_were_announced",
        "That a payment is disputed was announced, and so is whether an answer is on its way.",
        f"""
        SELECT disputes.id AS dispute, status, response_status FROM disputes
        WHERE disputes.id >= {KEPT_FROM} AND NOT EXISTS (
            SELECT FROM events WHERE events.object_id = disputes.id AND events.type = 'dispute.opened')
        UNION ALL
        SELECT disputes.id, disputes.status, response_status FROM disputes
        WHERE (response_status = 'sending') <> EXISTS (SELECT FROM dispute_responses
            WHERE dispute_id = disputes.id AND dispute_responses.status IN ('pending', 'leased'))
        """,
    ),
)
