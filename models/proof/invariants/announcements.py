"""What must always be true of what events announce: the last one of an object says what it is now."""

from models.proof.invariants.base import Invariant
from models.proof.invariants.events import KEPT_FROM

INVARIANTS = (
    Invariant(
        "issued_invoices_were_announced",
        "That an invoice was issued, or declared void, was announced.",
        f"""
        SELECT invoices.id AS invoice, invoices.status FROM invoices
        WHERE invoices.status <> 'draft' AND invoices.id >= {KEPT_FROM} AND NOT EXISTS (SELECT FROM events
            WHERE events.object_id = invoices.id AND events.type = 'invoice.finalized')
        UNION ALL
        SELECT invoices.id, invoices.status FROM invoices
        WHERE invoices.status = 'void' AND invoices.id >= {KEPT_FROM} AND NOT EXISTS (SELECT FROM events
            WHERE events.object_id = invoices.id AND events.type = 'invoice.voided')
        """,
    ),
    Invariant(
        "credit_notes_were_announced",
        "That a credit note was issued was announced.",
        f"""
        SELECT id AS credit_note FROM credit_notes WHERE id >= {KEPT_FROM} AND NOT EXISTS (SELECT FROM events
            WHERE events.object_id = credit_notes.id AND events.type = 'credit_note.issued')
        """,
    ),
    Invariant(
        "receipts_were_announced",
        "That a receipt was issued was announced.",
        f"""
        SELECT id AS receipt FROM receipts WHERE id >= {KEPT_FROM} AND NOT EXISTS (SELECT FROM events
            WHERE events.object_id = receipts.id AND events.type = 'receipt.issued')
        """,
    ),
    # That an outcome is unknown is announced to nobody.
    Invariant(
        "payments_were_announced",
        "The last event of a payment announces the status that it has.",
        f"""
        SELECT payments.id AS payment, payments.status, last.type AS announced
        FROM payments LEFT JOIN (
            SELECT DISTINCT ON (object_id) object_id, type FROM events
            WHERE object_kind = 'payment' AND type LIKE 'payment.%'
            ORDER BY object_id, sequence DESC
        ) AS last ON last.object_id = payments.id
        WHERE payments.id >= {KEPT_FROM} AND last.type IS DISTINCT FROM CASE
            WHEN payments.status = 'unknown' THEN 'payment.created'
            -- A part may have been taken back, more than once, and some or all of that given back.
            WHEN payments.status IN ('succeeded', 'reversed')
                AND last.type IN ('payment.reversed', 'payment.reinstated') THEN last.type
            -- A cheque that has bounced stays so while it is at the bank again, and when it bounces there.
            WHEN payments.status IN ('pending', 'failed', 'reversed') AND payments.deposited_on IS NOT NULL
                AND last.type = 'payment.deposited' THEN last.type
            WHEN payments.status IN ('failed', 'reversed') AND payments.deposited_on IS NULL
                AND last.type = 'payment.bounced' THEN last.type
            ELSE 'payment.' || payments.status END
        """,
    ),
    Invariant(
        "refunds_were_announced",
        "The last event of a refund announces its outcome, or that it was asked for while the outcome is open.",
        f"""
        SELECT refunds.id AS refund, refunds.status, last.type AS announced
        FROM refunds LEFT JOIN (
            SELECT DISTINCT ON (object_id) object_id, type FROM events WHERE object_kind = 'refund'
            ORDER BY object_id, sequence DESC
        ) AS last ON last.object_id = refunds.id
        WHERE refunds.id >= {KEPT_FROM} AND last.type IS DISTINCT FROM CASE
            WHEN refunds.status IN ('requested', 'processing', 'unknown') THEN 'refund.created'
            ELSE 'refund.' || refunds.status END
        """,
    ),
    Invariant(
        "payments_move_only_forward",
        "By its events, a payment moved only from one status to another that may follow it.",
        f"""
        SELECT moved.payment, moved.came_from, moved.went_to FROM (
            SELECT object_id AS payment, split_part(type, '.', 2) AS went_to,
                lag(split_part(type, '.', 2)) OVER (PARTITION BY object_id ORDER BY sequence) AS came_from
            FROM events WHERE object_kind = 'payment' AND type LIKE 'payment.%'
                AND type NOT IN ('payment.deposited', 'payment.bounced') AND object_id >= {KEPT_FROM}
        ) AS moved
        WHERE CASE moved.came_from
            WHEN 'created' THEN moved.went_to NOT IN
                ('requires_action', 'pending', 'succeeded', 'failed', 'canceled', 'needs_review')
            WHEN 'requires_action' THEN moved.went_to NOT IN
                ('pending', 'succeeded', 'failed', 'canceled', 'needs_review')
            WHEN 'pending' THEN moved.went_to NOT IN ('succeeded', 'failed', 'canceled', 'needs_review')
            WHEN 'reported' THEN moved.went_to NOT IN ('succeeded', 'rejected', 'canceled')
            WHEN 'needs_review' THEN moved.went_to NOT IN ('succeeded', 'failed', 'rejected')
            WHEN 'failed' THEN moved.went_to NOT IN ('succeeded', 'needs_review')
            WHEN 'canceled' THEN moved.went_to NOT IN ('succeeded', 'needs_review')
            WHEN 'succeeded' THEN moved.went_to <> 'reversed'
            WHEN 'reversed' THEN moved.went_to NOT IN ('reversed', 'reinstated')
            WHEN 'reinstated' THEN moved.went_to NOT IN ('reversed', 'reinstated')
            WHEN 'rejected' THEN true
            ELSE moved.went_to NOT IN ('created', 'reported', 'pending', 'succeeded', 'needs_review')
        END
        """,
    ),
)
