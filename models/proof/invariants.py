"""What must always be true of the books: a table of statements, each with the query that finds what contradicts it.

Constraints refuse most of what could go wrong with a single row; these say whether the rows agree with each other. The
conditions are written out rather than shared with the operations, so that a mistake there is not repeated here. A
column that is named for a kind of object holds such an object's id.
"""

from typing import NamedTuple

# The lowest id of an object whose events are all kept still: ids are UUIDv7 and begin with the time.
_KEPT_FROM = "(SELECT uuid_floor(coalesce(kept_from, '1970-01-01Z')) FROM feed)"


class Invariant(NamedTuple):
    """Something that must always be true; the query returns what contradicts it."""

    name: str
    statement: str
    query: str


INVARIANTS = (
    # The ledger.
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
    # Invoices.
    Invariant(
        "invoices_have_what_was_settled",
        "An invoice's amount_paid is the sum of its settled allocations.",
        """
        SELECT invoices.id AS invoice, amount_paid, coalesce(fact.amount, 0) AS settled
        FROM invoices LEFT JOIN (SELECT invoice_id, sum(amount)::bigint AS amount FROM allocations
            WHERE status = 'settled' GROUP BY invoice_id) AS fact ON fact.invoice_id = invoices.id
        WHERE amount_paid <> coalesce(fact.amount, 0)
        """,
    ),
    Invariant(
        "invoices_reserve_what_is_on_its_way",
        "An invoice's amount_reserved is the sum of its reserved allocations.",
        """
        SELECT invoices.id AS invoice, amount_reserved, coalesce(fact.amount, 0) AS reserved
        FROM invoices LEFT JOIN (SELECT invoice_id, sum(amount)::bigint AS amount FROM allocations
            WHERE status = 'reserved' GROUP BY invoice_id) AS fact ON fact.invoice_id = invoices.id
        WHERE amount_reserved <> coalesce(fact.amount, 0)
        """,
    ),
    Invariant(
        "invoices_are_overpaid_by_unapplied_money",
        "An invoice's amount_overpaid is the unapplied money of the payments that were made for it.",
        """
        SELECT invoices.id AS invoice, amount_overpaid, coalesce(fact.amount, 0) AS unapplied
        FROM invoices LEFT JOIN (SELECT invoice_id, sum(amount_unapplied)::bigint AS amount FROM payments
            WHERE invoice_id IS NOT NULL AND amount_unapplied <> 0 GROUP BY invoice_id) AS fact
            ON fact.invoice_id = invoices.id
        WHERE amount_overpaid <> coalesce(fact.amount, 0)
        """,
    ),
    Invariant(
        "invoices_take_no_more_than_they_ask_for",
        "What is paid, credited, written off and reserved never exceeds an invoice's total, and is never negative.",
        """
        SELECT id AS invoice, total, amount_paid, amount_credited, amount_written_off, amount_reserved FROM invoices
        WHERE least(amount_paid, amount_credited, amount_written_off, amount_reserved, amount_overpaid) < 0
           OR amount_paid + amount_credited + amount_written_off + amount_reserved > total
           OR status IN ('draft', 'void') AND amount_paid + amount_reserved > 0
        """,
    ),
    Invariant(
        "overdue_invoices_are_owed",
        "Only an open invoice with something remaining is overdue.",
        """
        SELECT id AS invoice, status, settlement FROM invoices
        WHERE overdue AND (status <> 'open' OR amount_paid >= total - amount_credited - amount_written_off)
        """,
    ),
    Invariant(
        "numbers_have_no_gaps",
        "A receiver's series have given out as many numbers as there are issued invoices.",
        """
        SELECT receiver_id AS receiver, sum(given)::bigint AS given, sum(issued)::bigint AS issued FROM (
            SELECT receiver_id, next_sequence - 1 AS given, 0 AS issued FROM number_series WHERE kind = 'invoice'
            UNION ALL
            SELECT receiver_id, 0, count(*) FROM invoices WHERE number IS NOT NULL GROUP BY receiver_id
        ) AS side GROUP BY receiver_id HAVING sum(given) <> sum(issued)
        """,
    ),
    Invariant(
        "numbers_are_given_once",
        "No two invoices of a receiver have the same number, and a draft has none.",
        """
        SELECT receiver_id AS receiver, number, count(*) AS invoices, min(status) AS status FROM invoices
        WHERE number IS NOT NULL GROUP BY receiver_id, number HAVING count(*) > 1 OR min(status) = 'draft'
        """,
    ),
    # Payments and refunds.
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
    # The gateways.
    Invariant(
        "gateway_ids_map_to_one_row",
        "A gateway's payment or refund is at most one of ours, and online money that arrived has its gateway's id.",
        """
        SELECT gateway_account_id AS gateway_account, gateway_payment_id AS id_there, count(*) AS ours FROM payments
        WHERE gateway_payment_id IS NOT NULL GROUP BY gateway_account_id, gateway_payment_id HAVING count(*) > 1
        UNION ALL
        SELECT gateway_account_id, gateway_refund_id, count(*) FROM refunds
        WHERE gateway_refund_id IS NOT NULL GROUP BY gateway_account_id, gateway_refund_id HAVING count(*) > 1
        UNION ALL
        SELECT gateway_account_id, NULL, count(*) FROM payments
        WHERE gateway_account_id IS NOT NULL AND gateway_payment_id IS NULL AND status IN ('succeeded', 'reversed')
        GROUP BY gateway_account_id
        """,
    ),
    Invariant(
        "payments_are_tried_once_at_a_time",
        "A payment has at most one attempt under way that asks for money, through its own gateway account.",
        """
        SELECT payments.id AS payment, count(*) AS attempts FROM attempts
        JOIN payments ON payments.id = attempts.payment_id
        WHERE attempts.kind = 'charge' AND attempts.status IN ('pending', 'leased')
        GROUP BY payments.id
        HAVING count(*) > 1 OR bool_or(attempts.gateway_account_id IS DISTINCT FROM payments.gateway_account_id)
        """,
    ),
    Invariant(
        "open_payments_are_worked_on",
        "Every online payment whose outcome is open has an attempt that will ask for it.",
        """
        SELECT payments.id AS payment, payments.status, payments.created_at FROM payments
        WHERE payments.status IN ('created', 'requires_action', 'pending', 'unknown')
          AND payments.gateway_account_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM attempts WHERE attempts.payment_id = payments.id AND attempts.kind = 'charge'
              AND attempts.status IN ('pending', 'leased'))
        """,
    ),
    Invariant(
        "open_refunds_are_worked_on",
        "Every online refund whose outcome is open has an attempt that will ask for it.",
        """
        SELECT refunds.id AS refund, refunds.status, refunds.created_at FROM refunds
        WHERE refunds.status IN ('requested', 'processing', 'unknown') AND refunds.gateway_account_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM attempts WHERE attempts.refund_id = refunds.id
              AND attempts.status IN ('pending', 'leased'))
        """,
    ),
    Invariant(
        "payment_tokens_are_erased",
        "No payment token is kept once the outcome is known.",
        """
        SELECT attempts.id AS attempt, payments.id AS payment, payments.status FROM attempts
        JOIN payments ON payments.id = attempts.payment_id
        WHERE attempts.payment_token IS NOT NULL
          AND payments.status NOT IN ('created', 'requires_action', 'pending', 'unknown')
        """,
    ),
    # A lease ends at next_attempt_at, and beat looks every few seconds: an hour later nobody does.
    Invariant(
        "leases_end",
        "No work is leased whose lease ended more than an hour ago.",
        """
        SELECT 'attempt' AS what, id AS attempt, next_attempt_at AS lease_ended_at FROM attempts
        WHERE status = 'leased' AND next_attempt_at < now() - interval '1 hour'
        UNION ALL
        SELECT 'callback', id, next_attempt_at FROM callbacks
        WHERE status = 'leased' AND next_attempt_at < now() - interval '1 hour'
        UNION ALL
        SELECT 'reconciliation run', id, next_attempt_at FROM reconciliation_runs
        WHERE status = 'leased' AND next_attempt_at < now() - interval '1 hour'
        UNION ALL
        SELECT 'webhook delivery', id, next_attempt_at FROM webhook_deliveries
        WHERE status = 'leased' AND next_attempt_at < now() - interval '1 hour'
        """,
    ),
    # What was announced.
    Invariant(
        "events_are_numbered_without_gaps",
        "The events of every object are numbered 1, 2, 3 and so on, as far as they are kept.",
        f"""
        SELECT object_id, min(object_kind) AS object_kind, min(events.sequence) AS first, max(events.sequence) AS last,
            count(*) AS events, min(counted.sequence) AS counted
        FROM events LEFT JOIN event_sequences AS counted USING (object_id) GROUP BY object_id
        HAVING (min(events.sequence) <> 1 AND object_id >= {_KEPT_FROM})
            OR max(events.sequence) - min(events.sequence) + 1 <> count(*)
            OR count(DISTINCT events.sequence) <> count(*)
            OR max(events.sequence) IS DISTINCT FROM min(counted.sequence)
        """,
    ),
    Invariant(
        "events_have_one_place_each",
        "No two events share a place in the feed, and no place is beyond the last one that was given.",
        """
        SELECT position, count(*) AS events FROM events WHERE position IS NOT NULL
        GROUP BY position HAVING count(*) > 1 OR position > (SELECT position FROM feed)
        """,
    ),
    Invariant(
        "events_are_delivered_once_per_endpoint",
        "An event has at most one delivery for an endpoint, and only for an endpoint of its own receiver.",
        """
        SELECT event_id AS event, endpoint_id AS webhook_endpoint, count(*) AS deliveries FROM webhook_deliveries
        GROUP BY event_id, endpoint_id HAVING count(*) > 1
        UNION ALL
        SELECT delivery.event_id, delivery.endpoint_id, 1 FROM webhook_deliveries AS delivery
        JOIN events ON events.id = delivery.event_id
        JOIN webhook_endpoints AS endpoint ON endpoint.id = delivery.endpoint_id
        WHERE endpoint.receiver_id <> events.receiver_id OR delivery.receiver_id <> events.receiver_id
        """,
    ),
    Invariant(
        "open_deliveries_have_their_event",
        "What is still to be delivered is still there.",
        """
        SELECT id AS webhook_delivery, event_id AS event FROM webhook_deliveries_open AS delivery
        WHERE NOT EXISTS (SELECT FROM events WHERE events.id = delivery.event_id)
        """,
    ),
    Invariant(
        "issued_invoices_were_announced",
        "That an invoice was issued, or declared void, was announced.",
        f"""
        SELECT invoices.id AS invoice, invoices.status FROM invoices
        WHERE invoices.status <> 'draft' AND invoices.id >= {_KEPT_FROM} AND NOT EXISTS (SELECT FROM events
            WHERE events.object_id = invoices.id AND events.type = 'invoice.finalized')
        UNION ALL
        SELECT invoices.id, invoices.status FROM invoices
        WHERE invoices.status = 'void' AND invoices.id >= {_KEPT_FROM} AND NOT EXISTS (SELECT FROM events
            WHERE events.object_id = invoices.id AND events.type = 'invoice.voided')
        """,
    ),
    # That an outcome is unknown is announced to nobody.
    Invariant(
        "payments_were_announced",
        "The last event of a payment announces the status that it has.",
        f"""
        SELECT payments.id AS payment, payments.status, last.type AS announced
        FROM payments LEFT JOIN (
            SELECT DISTINCT ON (object_id) object_id, type FROM events WHERE object_kind = 'payment'
            ORDER BY object_id, sequence DESC
        ) AS last ON last.object_id = payments.id
        WHERE payments.id >= {_KEPT_FROM} AND last.type IS DISTINCT FROM CASE payments.status
            WHEN 'unknown' THEN 'payment.created' ELSE 'payment.' || payments.status END
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
        WHERE refunds.id >= {_KEPT_FROM} AND last.type IS DISTINCT FROM CASE
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
            FROM events WHERE object_kind = 'payment' AND object_id >= {_KEPT_FROM}
        ) AS moved
        WHERE CASE moved.came_from
            WHEN 'created' THEN moved.went_to NOT IN
                ('requires_action', 'pending', 'succeeded', 'failed', 'canceled', 'needs_review')
            WHEN 'requires_action' THEN moved.went_to NOT IN
                ('pending', 'succeeded', 'failed', 'canceled', 'needs_review')
            WHEN 'pending' THEN moved.went_to NOT IN ('succeeded', 'failed', 'canceled', 'needs_review')
            WHEN 'reported' THEN moved.went_to NOT IN ('succeeded', 'rejected', 'canceled')
            WHEN 'needs_review' THEN moved.went_to NOT IN ('succeeded', 'failed', 'canceled', 'rejected', 'reversed')
            WHEN 'failed' THEN moved.went_to NOT IN ('succeeded', 'needs_review')
            WHEN 'canceled' THEN moved.went_to NOT IN ('succeeded', 'needs_review')
            WHEN 'succeeded' THEN moved.went_to <> 'reversed'
            WHEN 'reversed' THEN true
            WHEN 'rejected' THEN true
            ELSE moved.went_to NOT IN ('created', 'reported', 'pending', 'succeeded')
        END
        """,
    ),
    # The guards themselves.
    Invariant(
        "history_is_guarded",
        "The triggers that keep history from being changed are there and enabled.",
        """
        SELECT wanted.guard, wanted.guarded FROM (VALUES
            ('ledger_transactions', 'ledger_transactions_are_append_only'),
            ('ledger_entries', 'ledger_entries_are_append_only'),
            ('ledger_entries', 'ledger_transactions_balance'),
            ('events', 'events_are_append_only'),
            ('events', 'events_only_take_their_position'),
            ('allocations', 'allocations_are_append_only'),
            ('allocations', 'allocations_only_settle_or_release'),
            ('invoices', 'invoices_are_frozen_once_issued'),
            ('invoices', 'issued_invoices_are_kept'),
            ('invoice_lines', 'invoice_lines_are_frozen_once_issued')
        ) AS wanted (guarded, guard)
        WHERE NOT EXISTS (SELECT FROM pg_trigger
            WHERE tgname = wanted.guard AND tgrelid = to_regclass(wanted.guarded) AND tgenabled <> 'D')
        UNION ALL
        SELECT 'events_are_append_only', inhrelid::regclass::text FROM pg_inherits AS month
        WHERE inhparent = 'events'::regclass AND NOT EXISTS (SELECT FROM pg_trigger
            WHERE tgname = 'events_are_append_only' AND tgrelid = month.inhrelid AND tgenabled <> 'D')
        """,
    ),
)
