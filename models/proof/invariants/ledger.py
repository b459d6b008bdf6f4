"""What must always be true of the ledger: it balances, and holds once whatever moved money or changed what is owed."""

from models.proof.invariants.base import Invariant

INVARIANTS = (
    Invariant(
        "ledger_transactions_balance",
        "The entries of every ledger transaction sum to zero in each currency.",
        """
        SELECT transaction_id AS ledger_transaction, currency, sum(amount) AS sum
        FROM ledger_entries GROUP BY transaction_id, currency HAVING sum(amount) <> 0
        """,
    ),
    Invariant(
        "ledgers_balance",
        "Each receiver's whole ledger sums to zero in each currency.",
        """
        SELECT receiver_id AS receiver, currency, sum(amount) AS sum
        FROM ledger_entries GROUP BY receiver_id, currency HAVING sum(amount) <> 0
        """,
    ),
    Invariant(
        "ledger_transactions_have_two_sides",
        "Every ledger transaction has at least two entries, of its own receiver.",
        """
        SELECT booked.id AS ledger_transaction, booked.kind, count(entry.id) AS entries
        FROM ledger_transactions AS booked LEFT JOIN ledger_entries AS entry
            ON entry.transaction_id = booked.id AND entry.receiver_id = booked.receiver_id
        GROUP BY booked.id, booked.kind HAVING count(entry.id) < 2
        """,
    ),
    Invariant(
        "money_stays_with_its_parties",
        "Payments, allocations, refunds and ledger entries have their invoice's and payment's receiver, payer and "
        "currency.",
        """
        SELECT 'allocation' AS what, part.id AS allocation, part.currency FROM allocations AS part
        JOIN payments ON payments.id = part.payment_id JOIN invoices ON invoices.id = part.invoice_id
        WHERE (part.receiver_id, part.currency) <> (payments.receiver_id, payments.currency)
           OR (payments.receiver_id, payments.payer_id, payments.currency)
              <> (invoices.receiver_id, invoices.payer_id, invoices.currency)
        UNION ALL
        SELECT 'payment', payments.id, payments.currency FROM payments
        JOIN invoices ON invoices.id = payments.invoice_id
        WHERE (payments.receiver_id, payments.payer_id, payments.currency)
              <> (invoices.receiver_id, invoices.payer_id, invoices.currency)
        UNION ALL
        SELECT 'refund', refunds.id, refunds.currency FROM refunds JOIN payments ON payments.id = refunds.payment_id
        WHERE (refunds.receiver_id, refunds.payer_id, refunds.currency)
              <> (payments.receiver_id, payments.payer_id, payments.currency)
        UNION ALL
        SELECT 'ledger entry', entry.id, entry.currency FROM ledger_entries AS entry
        JOIN ledger_accounts AS account ON account.id = entry.account_id
        LEFT JOIN invoices ON invoices.id = entry.invoice_id LEFT JOIN payers ON payers.id = entry.payer_id
        WHERE (entry.receiver_id, entry.currency) <> (account.receiver_id, account.currency)
           OR (entry.receiver_id, entry.currency) <> (invoices.receiver_id, invoices.currency)
           OR entry.receiver_id <> payers.receiver_id
        """,
    ),
    Invariant(
        "invoices_are_booked",
        "The ledger holds the total of every issued invoice once, takes it back once it is void, and holds no other.",
        """
        SELECT coalesce(fact.id, booked.id) AS invoice, kind, fact.amount AS total, booked.amount AS booked
        FROM (
            SELECT 'invoice.finalized' AS kind, id, total AS amount FROM invoices WHERE status <> 'draft' AND total > 0
            UNION ALL
            SELECT 'invoice.voided', id, -total FROM invoices WHERE status = 'void' AND total > 0
        ) AS fact FULL JOIN (
            SELECT booked.kind, booked.source_id AS id, coalesce(sum(entry.amount), 0)::bigint AS amount
            FROM ledger_transactions AS booked
            LEFT JOIN (ledger_entries AS entry JOIN ledger_accounts AS account
                ON account.id = entry.account_id AND account.kind = 'receivables') ON entry.transaction_id = booked.id
            WHERE booked.kind IN ('invoice.finalized', 'invoice.voided') GROUP BY booked.id
        ) AS booked USING (kind, id)
        WHERE fact.amount IS DISTINCT FROM booked.amount
        """,
    ),
    # A reversal took all that was left; what a refund still sent after it was sent twice, and stands in suspense.
    Invariant(
        "payments_are_booked",
        "The ledger holds the money of every payment that succeeded once, takes it back where it was reversed, and "
        "holds no other.",
        """
        SELECT coalesce(fact.id, booked.id) AS payment, kind, fact.amount AS moved, booked.amount AS booked
        FROM (
            SELECT 'payment.succeeded' AS kind, id, amount FROM payments WHERE status IN ('succeeded', 'reversed')
            UNION ALL
            SELECT 'payment.reversed', id, -amount FROM payments WHERE status = 'reversed'
        ) AS fact FULL JOIN (
            SELECT booked.kind, booked.source_id AS id, coalesce(sum(entry.amount), 0)::bigint AS amount
            FROM ledger_transactions AS booked
            LEFT JOIN (ledger_entries AS entry JOIN ledger_accounts AS account ON account.id = entry.account_id
                AND account.kind IN ('cash', 'bank', 'gateway_clearing')) ON entry.transaction_id = booked.id
            WHERE booked.kind IN ('payment.succeeded', 'payment.reversed') GROUP BY booked.id
        ) AS booked USING (kind, id)
        WHERE fact.amount IS DISTINCT FROM booked.amount
        """,
    ),
    Invariant(
        "payments_under_review_are_in_suspense",
        "What the gateway reported for a payment that needs review stands in suspense.",
        """
        SELECT payments.id AS payment, payments.review ->> 'amount' AS reported,
            coalesce(sum(entry.amount), 0) AS booked
        FROM payments
        LEFT JOIN ledger_transactions AS booked
            ON booked.kind = 'payment.needs_review' AND booked.source_id = payments.id
        LEFT JOIN (ledger_entries AS entry JOIN ledger_accounts AS account
            ON account.id = entry.account_id AND account.kind = 'suspense') ON entry.transaction_id = booked.id
        WHERE payments.status = 'needs_review'
        GROUP BY payments.id HAVING coalesce(sum(entry.amount), 0) <> -(payments.review ->> 'amount')::bigint
        """,
    ),
    Invariant(
        "refunds_are_booked",
        "The ledger holds every refund that succeeded once, and nothing of any other in the end.",
        """
        SELECT coalesce(refunds.id, booked.id) AS refund, refunds.status, refunds.amount, booked.amount AS booked
        FROM refunds FULL JOIN (
            SELECT booked.source_id AS id, sum(entry.amount)::bigint AS amount
            FROM ledger_transactions AS booked
            LEFT JOIN (ledger_entries AS entry JOIN ledger_accounts AS account ON account.id = entry.account_id
                AND account.kind IN ('cash', 'bank', 'gateway_clearing')) ON entry.transaction_id = booked.id
            WHERE booked.kind IN ('refund.succeeded', 'refund.returned') GROUP BY booked.source_id
        ) AS booked ON booked.id = refunds.id
        WHERE coalesce(booked.amount, 0) <> CASE WHEN refunds.status = 'succeeded' THEN -refunds.amount ELSE 0 END
           OR refunds.id IS NULL
        """,
    ),
    Invariant(
        "receivables_are_what_remains",
        "The receivables of every invoice are what it has remaining; nothing for a draft or a void one.",
        """
        SELECT invoice_id AS invoice, sum(remaining)::bigint AS remaining, sum(booked)::bigint AS booked FROM (
            SELECT id AS invoice_id, total - amount_credited - amount_written_off - amount_paid AS remaining,
                0 AS booked
            FROM invoices WHERE status NOT IN ('draft', 'void')
            UNION ALL
            SELECT entry.invoice_id, 0, entry.amount FROM ledger_entries AS entry
            JOIN ledger_accounts AS account ON account.id = entry.account_id WHERE account.kind = 'receivables'
        ) AS side GROUP BY invoice_id HAVING sum(remaining) <> sum(booked)
        """,
    ),
    Invariant(
        "payer_credit_is_what_is_unapplied",
        "The credit of every payer in the ledger is the unapplied money of their payments.",
        """
        SELECT receiver_id AS receiver, payer_id AS payer, currency, sum(unapplied)::bigint AS unapplied,
            sum(booked)::bigint AS booked
        FROM (
            SELECT receiver_id, payer_id, currency, amount_unapplied AS unapplied, 0 AS booked
            FROM payments WHERE amount_unapplied <> 0
            UNION ALL
            SELECT entry.receiver_id, entry.payer_id, entry.currency, 0, -entry.amount FROM ledger_entries AS entry
            JOIN ledger_accounts AS account ON account.id = entry.account_id WHERE account.kind = 'payer_credit'
        ) AS side GROUP BY receiver_id, payer_id, currency HAVING sum(unapplied) <> sum(booked)
        """,
    ),
)
