"""What must always be true of the ledger: it balances, and holds once whatever moved money or changed what is owed."""

from models.proof.invariants.base import Invariant
from models.shapes.reports import paid_days

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
        "Payments, allocations, refunds, reversals and ledger entries have their invoice's and payment's receiver, "
        "payer and currency.",
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
        WHERE (refunds.receiver_id, refunds.payer_id) <> (payments.receiver_id, payments.payer_id)
           OR refunds.currency <> payments.currency AND refunds.takes_from = 'payment'
              AND refunds.status NOT IN ('needs_review', 'rejected', 'failed')
        UNION ALL
        SELECT 'reversal', reversals.id, reversals.currency FROM reversals
        JOIN payments ON payments.id = reversals.payment_id
        WHERE (reversals.receiver_id, reversals.payer_id) <> (payments.receiver_id, payments.payer_id)
           OR reversals.currency <> payments.currency AND reversals.takes_from = 'payment'
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
        "The ledger holds the total of every issued invoice once, as owed by its payer or withheld, takes it back once "
        "it is void, and holds no other.",
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
                ON account.id = entry.account_id AND account.kind IN ('receivables', 'withholding'))
                ON entry.transaction_id = booked.id
            WHERE booked.kind IN ('invoice.finalized', 'invoice.voided')
            GROUP BY booked.id, booked.kind, booked.source_id
        ) AS booked USING (kind, id)
        WHERE fact.amount IS DISTINCT FROM booked.amount
        """,
    ),
    Invariant(
        "credit_notes_are_booked",
        "The ledger takes what a credit note comes to off revenue and taxes once, and holds no other.",
        """
        SELECT coalesce(credit_notes.id, booked.id) AS credit_note, credit_notes.subtotal, booked.revenue,
            credit_notes.tax_total, booked.tax, credit_notes.amount_excess, booked.credit
        FROM credit_notes FULL JOIN (
            SELECT booked.source_id AS id,
                coalesce(sum(entry.amount) FILTER (WHERE account.kind = 'revenue'), 0)::bigint AS revenue,
                coalesce(sum(entry.amount) FILTER (WHERE account.kind = 'tax_payable'), 0)::bigint AS tax,
                coalesce(-sum(entry.amount) FILTER (WHERE account.kind = 'payer_credit'), 0)::bigint AS credit
            FROM ledger_transactions AS booked
            LEFT JOIN (ledger_entries AS entry JOIN ledger_accounts AS account ON account.id = entry.account_id)
                ON entry.transaction_id = booked.id
            WHERE booked.kind = 'credit_note.issued' GROUP BY booked.id, booked.kind, booked.source_id
        ) AS booked ON booked.id = credit_notes.id
        WHERE (credit_notes.subtotal, credit_notes.tax_total, credit_notes.amount_excess)
            IS DISTINCT FROM (booked.revenue, booked.tax, booked.credit)
        """,
    ),
    Invariant(
        "write_offs_are_booked",
        "The ledger holds every write-off once, takes it back once where it was undone, and holds no other.",
        """
        SELECT coalesce(fact.id, booked.id) AS write_off, kind, fact.amount, booked.amount AS booked
        FROM (
            SELECT 'write_off.made' AS kind, id, amount FROM write_offs
            UNION ALL
            SELECT 'write_off.undone', id, -amount FROM write_offs WHERE status = 'undone'
        ) AS fact FULL JOIN (
            SELECT booked.kind, booked.source_id AS id, coalesce(sum(entry.amount), 0)::bigint AS amount
            FROM ledger_transactions AS booked
            LEFT JOIN (ledger_entries AS entry JOIN ledger_accounts AS account ON account.id = entry.account_id
                AND account.kind IN ('bad_debt', 'write_offs')) ON entry.transaction_id = booked.id
            WHERE booked.kind IN ('write_off.made', 'write_off.undone')
            GROUP BY booked.id, booked.kind, booked.source_id
        ) AS booked USING (kind, id)
        WHERE fact.amount IS DISTINCT FROM booked.amount
        """,
    ),
    # What stands unapplied of an invoice's own payments is applied as a payment is, by rows that are not told apart.
    Invariant(
        "moves_of_credit_are_booked",
        "The ledger books once whenever somebody, or the receiver's policy, applied credit to an invoice or took money "
        "off one, and what it books as credit that was applied is an allocation.",
        """
        SELECT coalesce(part.id, booked.id) AS allocation, booked.kind, part.amount, booked.amount AS booked
        FROM (
            SELECT booked.source_id AS id, booked.kind,
                coalesce(sum(entry.amount) FILTER (WHERE account.kind = 'payer_credit'), 0)::bigint AS amount,
                coalesce(-sum(entry.amount) FILTER (WHERE account.kind = 'receivables'), 0)::bigint AS off_invoices
            FROM ledger_transactions AS booked
            LEFT JOIN (ledger_entries AS entry JOIN ledger_accounts AS account ON account.id = entry.account_id)
                ON entry.transaction_id = booked.id
            WHERE booked.kind IN ('credit.applied', 'credit.unapplied')
            GROUP BY booked.id, booked.kind, booked.source_id
        ) AS booked FULL JOIN allocations AS part ON part.id = booked.id
        WHERE (part.cause IN ('move', 'policy') OR booked.id IS NOT NULL) AND (
            (part.amount, part.amount) IS DISTINCT FROM (booked.amount, booked.off_invoices)
            OR (booked.kind = 'credit.applied') <> (part.amount > 0))
        """,
    ),
    # What was accepted after a review had its money booked when it came, and comes out of suspense.
    Invariant(
        "payments_are_booked",
        "The ledger holds the money of every payment that succeeded once, and holds no other.",
        """
        SELECT coalesce(fact.id, booked.id) AS payment, fact.amount AS moved, booked.amount AS booked
        FROM (
            SELECT id, amount, review IS NOT NULL AS was_aside FROM payments WHERE status IN ('succeeded', 'reversed')
        ) AS fact FULL JOIN (
            SELECT booked.source_id AS id,
                coalesce(sum(entry.amount) FILTER (WHERE account.kind <> 'suspense'), 0)::bigint AS amount,
                coalesce(sum(entry.amount) FILTER (WHERE account.kind = 'suspense'), 0)::bigint AS from_suspense
            FROM ledger_transactions AS booked
            LEFT JOIN (ledger_entries AS entry JOIN ledger_accounts AS account ON account.id = entry.account_id
                AND account.kind IN ('cash', 'bank', 'gateway_clearing', 'suspense'))
                ON entry.transaction_id = booked.id
            WHERE booked.kind = 'payment.succeeded' GROUP BY booked.id, booked.kind, booked.source_id
        ) AS booked USING (id)
        WHERE fact.amount IS DISTINCT FROM CASE WHEN was_aside THEN booked.from_suspense ELSE booked.amount END
        """,
    ),
    Invariant(
        "reversals_are_booked",
        "The ledger takes the money of every reversal once, gives it back once where it was undone, and has no other.",
        """
        SELECT coalesce(fact.id, booked.id) AS reversal, kind, fact.amount AS moved, booked.amount AS booked
        FROM (
            SELECT 'payment.reversed' AS kind, id, -amount AS amount FROM reversals WHERE refund_id IS NULL
            UNION ALL
            SELECT 'payment.reinstated', id, amount FROM reversals WHERE refund_id IS NULL AND status = 'undone'
            UNION ALL
            SELECT 'refund.returned', id, amount FROM reversals WHERE refund_id IS NOT NULL
            UNION ALL
            SELECT 'refund.resent', id, -amount FROM reversals WHERE refund_id IS NOT NULL AND status = 'undone'
        ) AS fact FULL JOIN (
            SELECT booked.kind, booked.source_id AS id, coalesce(sum(entry.amount), 0)::bigint AS amount
            FROM ledger_transactions AS booked
            LEFT JOIN (ledger_entries AS entry JOIN ledger_accounts AS account ON account.id = entry.account_id
                AND account.kind IN ('cash', 'bank', 'gateway_clearing')) ON entry.transaction_id = booked.id
            WHERE booked.kind IN ('payment.reversed', 'payment.reinstated', 'refund.returned', 'refund.resent')
            GROUP BY booked.id, booked.kind, booked.source_id
        ) AS booked USING (kind, id)
        WHERE fact.amount IS DISTINCT FROM booked.amount
        """,
    ),
    Invariant(
        "suspense_is_explained",
        "What stands in suspense is under review, was rejected, or went out beyond a payment.",
        """
        SELECT receiver_id AS receiver, currency, sum(booked)::bigint AS booked, sum(explained)::bigint AS explained
        FROM (
            SELECT entry.receiver_id, entry.currency::text, entry.amount AS booked, 0 AS explained
            FROM ledger_entries AS entry JOIN ledger_accounts AS account ON account.id = entry.account_id
            WHERE account.kind = 'suspense'
            UNION ALL
            SELECT receiver_id, review ->> 'currency', 0, -(review ->> 'amount')::bigint
                + CASE WHEN status IN ('succeeded', 'reversed') THEN amount ELSE 0 END
            FROM payments WHERE review IS NOT NULL
            UNION ALL
            SELECT receiver_id, currency, 0, amount_excess FROM payments WHERE amount_excess > 0
            UNION ALL
            SELECT receiver_id, currency, 0, amount FROM reversals
            WHERE takes_from = 'suspense' AND status = 'standing' AND refund_id IS NULL
            UNION ALL
            SELECT receiver_id, coalesce(review ->> 'currency', currency), 0,
                coalesce((review ->> 'amount')::bigint, amount)
            FROM refunds WHERE status IN ('needs_review', 'rejected')
            UNION ALL
            SELECT receiver_id, currency, 0, amount FROM refunds WHERE takes_from = 'suspense' AND status = 'succeeded'
        ) AS side GROUP BY receiver_id, currency HAVING sum(booked) <> sum(explained)
        """,
    ),
    Invariant(
        "payments_under_review_are_in_suspense",
        "What the gateway reported for a payment that was put aside was booked to suspense.",
        """
        SELECT payments.id AS payment, payments.review ->> 'amount' AS reported,
            coalesce(sum(entry.amount), 0) AS booked
        FROM payments
        LEFT JOIN ledger_transactions AS booked
            ON booked.kind = 'payment.needs_review' AND booked.source_id = payments.id
        LEFT JOIN (ledger_entries AS entry JOIN ledger_accounts AS account
            ON account.id = entry.account_id AND account.kind = 'suspense') ON entry.transaction_id = booked.id
        WHERE payments.review IS NOT NULL
        GROUP BY payments.id, payments.review
        HAVING coalesce(sum(entry.amount), 0) <> -(payments.review ->> 'amount')::bigint
        """,
    ),
    Invariant(
        "refunds_are_booked",
        "The ledger holds every refund that has gone once, under review or not, and nothing of any other in the end.",
        """
        SELECT coalesce(refunds.id, booked.id) AS refund, refunds.status, refunds.amount, booked.amount AS booked
        FROM refunds FULL JOIN (
            SELECT coalesce(reversals.refund_id, booked.source_id) AS id, sum(entry.amount)::bigint AS amount
            FROM ledger_transactions AS booked LEFT JOIN reversals ON reversals.id = booked.source_id
            LEFT JOIN (ledger_entries AS entry JOIN ledger_accounts AS account ON account.id = entry.account_id
                AND account.kind IN ('cash', 'bank', 'gateway_clearing')) ON entry.transaction_id = booked.id
            WHERE booked.kind IN
                ('refund.succeeded', 'refund.needs_review', 'refund.returned', 'refund.resent', 'refund.resent_aside')
            GROUP BY 1
        ) AS booked ON booked.id = refunds.id
        WHERE coalesce(booked.amount, 0) <> CASE
            WHEN refunds.status = 'succeeded' THEN -refunds.amount
            WHEN refunds.status IN ('needs_review', 'rejected') THEN -(refunds.review ->> 'amount')::bigint
            ELSE 0 END OR refunds.id IS NULL
        """,
    ),
    Invariant(
        "receivables_are_what_remains",
        "The receivables of every invoice are what it has remaining; nothing for a draft or a void one.",
        """
        SELECT invoice_id AS invoice, sum(remaining)::bigint AS remaining, sum(booked)::bigint AS booked FROM (
            SELECT id AS invoice_id,
                total - amount_withheld - amount_credited - amount_written_off - amount_paid AS remaining, 0 AS booked
            FROM invoices WHERE status NOT IN ('draft', 'void')
            UNION ALL
            SELECT entry.invoice_id, 0, entry.amount FROM ledger_entries AS entry
            JOIN ledger_accounts AS account ON account.id = entry.account_id WHERE account.kind = 'receivables'
        ) AS side GROUP BY invoice_id HAVING sum(remaining) <> sum(booked)
        """,
    ),
    Invariant(
        "withholding_is_what_invoices_withhold",
        "What the ledger says is withheld of an invoice is what the invoice says, less what its credit notes "
        "have taken back; nothing for a draft or a void one.",
        """
        SELECT invoice_id AS invoice, sum(withheld)::bigint AS withheld, sum(booked)::bigint AS booked FROM (
            SELECT id AS invoice_id, amount_withheld AS withheld, 0 AS booked FROM invoices
            WHERE status NOT IN ('draft', 'void') AND amount_withheld <> 0
            UNION ALL
            SELECT invoice_id, -amount_withheld, 0 FROM credit_notes WHERE amount_withheld <> 0
            UNION ALL
            SELECT entry.invoice_id, 0, entry.amount FROM ledger_entries AS entry
            JOIN ledger_accounts AS account ON account.id = entry.account_id WHERE account.kind = 'withholding'
        ) AS side GROUP BY invoice_id HAVING sum(withheld) <> sum(booked)
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
    Invariant(
        "kept_balances_are_the_sums_of_entries",
        "The balances that are kept of accounts, kinds and months are the sums of the entries that they say they hold.",
        f"""
        SELECT account_id AS ledger_account, kind, month, sum(kept) AS kept, sum(booked)::bigint AS booked,
            sum(kept_days) AS kept_days, sum(paid_days)::bigint AS paid_days
        FROM (
            SELECT account_id, kind, month, amount AS kept, 0 AS booked, paid_days AS kept_days, 0 AS paid_days
            FROM ledger_balances
            UNION ALL
            SELECT entry.account_id, booked.kind, date_trunc('month', booked.effective_on)::date, 0, entry.amount, 0,
                {paid_days("booked")}
            FROM ledger_entries AS entry JOIN ledger_transactions AS booked ON booked.id = entry.transaction_id
            WHERE booked.position IS NULL OR booked.position <= (SELECT position FROM ledger_summed)
        ) AS side GROUP BY account_id, kind, month
        HAVING sum(kept) <> sum(booked) OR sum(kept_days) <> sum(paid_days)
        """,
    ),
    Invariant(
        "kept_balances_of_payers_are_the_sums_of_entries",
        "The balances that are kept of payers are the sums of the entries that they say they hold.",
        """
        SELECT payer_id AS payer, account_id AS ledger_account, sum(kept) AS kept, sum(booked)::bigint AS booked
        FROM (
            SELECT payer_id, account_id, amount AS kept, 0 AS booked FROM payer_balances
            UNION ALL
            SELECT entry.payer_id, entry.account_id, 0, entry.amount
            FROM ledger_entries AS entry JOIN ledger_transactions AS booked ON booked.id = entry.transaction_id
            WHERE entry.payer_id IS NOT NULL
              AND (booked.position IS NULL OR booked.position <= (SELECT position FROM ledger_summed))
        ) AS side GROUP BY payer_id, account_id HAVING sum(kept) <> sum(booked)
        """,
    ),
)
