"""What bookings are about, as people know it: the number that is printed on a document, and what a payer wrote.

Raw SQL: parts of statements only.
"""

from typing import Final

# Of the transaction `booked`: `number` of the document that it is about (an invoice, a credit note, or the receipt for
# a payment or refund, once that is issued), and `reference` of the payment whose money moved. Each looks at two rows at
# most, by their keys.
NAMED: Final = """LATERAL (
    SELECT CASE split_part(booked.kind, '.', 1)
        WHEN 'invoice' THEN (SELECT number FROM invoices WHERE id = booked.source_id)
        WHEN 'credit_note' THEN (SELECT number FROM credit_notes WHERE id = booked.source_id)
        WHEN 'write_off' THEN (SELECT number FROM invoices WHERE id = (
            SELECT invoice_id FROM write_offs WHERE id = booked.source_id))
        WHEN 'credit' THEN (SELECT number FROM invoices WHERE id = (
            SELECT invoice_id FROM allocations WHERE id = booked.source_id))
        WHEN 'payment' THEN CASE WHEN booked.kind = 'payment.succeeded' THEN (
            SELECT number FROM receipts WHERE payment_id = booked.source_id AND refund_id IS NULL) END
        WHEN 'refund' THEN CASE WHEN booked.kind = 'refund.succeeded' THEN (
            SELECT number FROM receipts WHERE refund_id = booked.source_id) END
    END AS number, (SELECT reference FROM payments WHERE id = CASE
        WHEN booked.kind IN ('payment.reversed', 'payment.reinstated', 'refund.returned', 'refund.resent',
            'refund.resent_aside') THEN (SELECT payment_id FROM reversals WHERE id = booked.source_id)
        WHEN booked.kind LIKE 'payment.%' THEN booked.source_id
        WHEN booked.kind LIKE 'refund.%' THEN (SELECT payment_id FROM refunds WHERE id = booked.source_id)
    END) AS reference
)"""
