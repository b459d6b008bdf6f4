"""What must always be true of invoices: their amounts are what others hold for them, and their numbers have no gaps."""

from models.money.amounts import AMOUNT_MAX
from models.proof.invariants.base import Invariant


def _listed(column: str) -> str:
    """A column's list; an empty one where it is none, of which `invoices_hold_lists_and_metadata` tells."""
    return f"CASE json_typeof({column}) WHEN 'array' THEN {column}::jsonb ELSE '[]' END"


INVARIANTS = (
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
        "What is paid, withheld, credited, written off and reserved never exceeds an invoice's total, and is never "
        "negative.",
        """
        SELECT id AS invoice, total, amount_paid, amount_withheld, amount_credited, amount_written_off, amount_reserved
        FROM invoices
        WHERE least(amount_paid, amount_withheld, amount_credited, amount_written_off, amount_reserved,
                amount_overpaid) < 0
           OR amount_paid + amount_withheld + amount_credited + amount_written_off + amount_reserved > total
           OR status IN ('draft', 'void') AND amount_paid + amount_reserved > 0
        """,
    ),
    Invariant(
        "invoices_say_what_their_amounts_say",
        "An invoice's settlement, and whether and when something of it is or becomes overdue, follow from its amounts.",
        """
        SELECT id AS invoice, settlement, overdue, next_overdue_on,
            amount_paid, amount_withheld, amount_credited, amount_written_off, amount_overpaid
        FROM invoices CROSS JOIN LATERAL (
            SELECT amount_paid + amount_credited + amount_written_off AS covered,
                total - amount_withheld - amount_credited
                - CASE WHEN status = 'uncollectible' THEN 0 ELSE amount_written_off END AS asked,
                coalesce(instalments, jsonb_build_array(
                    jsonb_build_object('due_on', due_on, 'amount', total - amount_withheld))) AS plan
        ) AS sums
        WHERE settlement <> CASE
                WHEN status IN ('draft', 'void') OR amount_paid = 0 AND asked > 0 THEN 'unpaid'
                WHEN amount_paid < asked THEN 'partially_paid'
                WHEN amount_overpaid > 0 THEN 'overpaid' ELSE 'paid' END
           OR overdue <> (status = 'open' AND has_overdue(plan, covered, overdue_noted))
           OR next_overdue_on IS DISTINCT FROM
                CASE WHEN status = 'open' THEN next_overdue_on(plan, covered, overdue_noted) END
        """,
    ),
    Invariant(
        "invoices_are_credited_by_their_notes",
        "An invoice's amount_credited is the sum of its credit notes, less what they take back of withholdings.",
        """
        SELECT invoices.id AS invoice, amount_credited, coalesce(fact.amount, 0) AS credited
        FROM invoices LEFT JOIN (SELECT invoice_id, sum(total - amount_withheld)::bigint AS amount
            FROM credit_notes GROUP BY invoice_id) AS fact ON fact.invoice_id = invoices.id
        WHERE amount_credited <> coalesce(fact.amount, 0)
        """,
    ),
    Invariant(
        "invoices_write_off_what_their_rows_say",
        "An invoice's amount_written_off is the sum of its write-offs that stand; one that was given up owes nothing.",
        """
        SELECT invoices.id AS invoice, status, amount_written_off, coalesce(fact.amount, 0) AS standing
        FROM invoices LEFT JOIN (
            SELECT invoice_id, sum(amount)::bigint AS amount, bool_or(reason = 'uncollectible') AS is_given_up
            FROM write_offs WHERE status = 'standing' GROUP BY invoice_id) AS fact ON fact.invoice_id = invoices.id
        WHERE amount_written_off <> coalesce(fact.amount, 0)
           OR (status = 'uncollectible') <> coalesce(fact.is_given_up, false)
           OR status = 'uncollectible'
               AND amount_paid <> total - amount_withheld - amount_credited - amount_written_off
        """,
    ),
    Invariant(
        "invoices_are_the_sum_of_their_lines",
        "An invoice's subtotal and its tax are the sums of what its lines come to. Those are a list, each with an id "
        "of its own and whole amounts.",
        """
        SELECT id AS invoice, subtotal, tax_total, lines_net, lines_tax, lines_unsound
        FROM invoices CROSS JOIN LATERAL (
            SELECT coalesce(sum(net), 0) AS lines_net, coalesce(sum(tax), 0) AS lines_tax,
                count(*) FILTER (WHERE (net % 1 = 0 AND tax % 1 = 0) IS NOT TRUE)
                    + count(*) - count(DISTINCT line ->> 'id')
                    + (json_typeof(lines) <> 'array')::int AS lines_unsound
            FROM json_array_elements(CASE json_typeof(lines) WHEN 'array' THEN lines ELSE '[]' END) AS line
            CROSS JOIN LATERAL (SELECT
                CASE json_typeof(line -> 'amount') WHEN 'number' THEN (line ->> 'amount')::numeric END AS net,
                CASE json_typeof(line -> 'tax_amount') WHEN 'number' THEN (line ->> 'tax_amount')::numeric END AS tax
            ) AS said
        ) AS added WHERE lines_unsound > 0 OR (subtotal, tax_total) <> (lines_net, lines_tax)
        """,
    ),
    Invariant(
        "invoices_hold_lists_and_metadata",
        "An invoice's taxes and withholdings are lists of objects, and its metadata is an object: they are sent as "
        "they are stored.",
        """
        SELECT id AS invoice, json_typeof(taxes) AS taxes, json_typeof(withholdings) AS withholdings,
            json_typeof(metadata) AS metadata
        FROM invoices
        WHERE json_typeof(metadata) <> 'object'
           OR CASE WHEN json_typeof(taxes) = 'array' AND json_typeof(withholdings) = 'array' THEN EXISTS (
                SELECT FROM json_array_elements(taxes) AS each WHERE json_typeof(each) <> 'object'
                UNION ALL
                SELECT FROM json_array_elements(withholdings) AS each WHERE json_typeof(each) <> 'object')
            ELSE true END
        """,
    ),
    Invariant(
        "invoices_are_found_by_their_texts",
        "What an invoice is found by is its number, reference, memo and payer's name, as they are now.",
        """
        SELECT invoices.id AS invoice, found.texts
        FROM invoices LEFT JOIN invoice_texts AS found ON found.invoice_id = invoices.id
        WHERE (found.texts IS NOT NULL OR num_nonnulls(number, reference, memo, payer_snapshot) > 0)
            AND found.texts IS DISTINCT FROM invoice_texts(number, reference, memo, payer_snapshot)
        """,
    ),
    Invariant(
        "credit_notes_mirror_their_invoice",
        "Credit notes never take more off a tax, a withholding, or the net, than there was; once all is credited they "
        "took all of each. A note is the sum of its lines.",
        f"""
        SELECT invoices.id AS invoice, what, original, credited FROM invoices JOIN (
            SELECT invoice_id, 'net' AS what, sum(subtotal)::bigint AS credited FROM credit_notes GROUP BY 1
            UNION ALL
            SELECT invoice_id, 'tax', sum(tax_total)::bigint FROM credit_notes GROUP BY 1
            UNION ALL
            SELECT invoice_id,
                (tax - '{{percent,base,amount}}'::text[])::text || trim_scale((tax ->> 'percent')::numeric),
                sum((tax ->> 'amount')::bigint)::bigint
            FROM credit_notes, jsonb_array_elements(taxes) AS tax GROUP BY 1, 2
            UNION ALL
            SELECT invoice_id, 'withheld ' || (each - '{{base,amount}}'::text[])::text,
                sum((each ->> 'amount')::bigint)::bigint
            FROM credit_notes, jsonb_array_elements(withholdings) AS each GROUP BY 1, 2
        ) AS note ON note.invoice_id = invoices.id
        JOIN (SELECT invoice_id, sum(total)::bigint AS of_notes FROM credit_notes GROUP BY 1) AS notes
            ON notes.invoice_id = invoices.id
        JOIN LATERAL (
            SELECT 'net' AS what, subtotal - discount_total AS original
            UNION ALL
            SELECT 'tax', tax_total
            UNION ALL
            SELECT (tax - '{{percent,base,amount}}'::text[])::text || trim_scale((tax ->> 'percent')::numeric),
                (tax ->> 'amount')::bigint
            FROM jsonb_array_elements({_listed("invoices.taxes")}) AS tax
            WHERE jsonb_typeof(tax) = 'object'
            UNION ALL
            SELECT 'withheld ' || (each - '{{base,amount}}'::text[])::text, (each ->> 'amount')::bigint
            FROM jsonb_array_elements({_listed("invoices.withholdings")}) AS each
            WHERE jsonb_typeof(each) = 'object'
        ) AS whole USING (what)
        WHERE credited > original OR (of_notes = total AND credited <> original)
        UNION ALL
        SELECT invoice_id, number, total, lines_total FROM credit_notes, LATERAL (
            SELECT coalesce(sum((line ->> 'amount')::bigint + (line ->> 'tax_amount')::bigint), 0) AS lines_total
            FROM jsonb_array_elements(lines) AS line
        ) AS added WHERE total <> lines_total
        """,
    ),
    Invariant(
        "credit_notes_free_what_had_been_paid",
        "What a credit note took of money that had been paid is taken off the payments, and no more.",
        """
        SELECT coalesce(credit_notes.id, moved.id) AS credit_note, amount_excess, moved.amount FROM credit_notes
        FULL JOIN (SELECT credit_note_id AS id, -sum(amount)::bigint AS amount FROM allocations
            WHERE credit_note_id IS NOT NULL GROUP BY 1) AS moved ON moved.id = credit_notes.id
        WHERE coalesce(amount_excess, 0) <> coalesce(moved.amount, 0)
        """,
    ),
    Invariant(
        "invoices_withhold_what_their_withholdings_come_to",
        "The amount_withheld of an invoice, and of a credit note, is the sum of its withholdings.",
        f"""
        SELECT document.id AS document, amount_withheld, fact.amount AS of_withholdings
        FROM (
            SELECT id, amount_withheld, {_listed("withholdings")} AS withholdings
            FROM invoices WHERE amount_withheld <> 0 OR withholdings::text <> '[]'
            UNION ALL
            SELECT id, amount_withheld, withholdings FROM credit_notes
            WHERE amount_withheld <> 0 OR withholdings <> '[]'
        ) AS document CROSS JOIN LATERAL (SELECT coalesce(sum((each ->> 'amount')::bigint), 0)::bigint AS amount
            FROM jsonb_array_elements(document.withholdings) AS each) AS fact
        WHERE amount_withheld <> fact.amount
        """,
    ),
    Invariant(
        "sums_stay_within_json",
        "All invoices, and all payments, of a receiver in a currency come to no more than JSON clients can hold.",
        f"""
        SELECT receiver_id AS receiver, currency, sum(total) AS amount FROM invoices
        WHERE status <> 'draft' GROUP BY receiver_id, currency HAVING sum(total) > {AMOUNT_MAX}
        UNION ALL
        SELECT receiver_id, currency, sum(amount) FROM payments
        GROUP BY receiver_id, currency HAVING sum(amount) > {AMOUNT_MAX}
        """,
    ),
    Invariant(
        "fees_are_of_the_cheque_that_bounced",
        "A debit note is issued, to the payer and in the currency of its cheque, and it and the reversal by which that "
        "bounced name each other.",
        """
        SELECT invoices.id AS invoice, invoices.status, fee_payment_id AS payment, fee_reversal_id AS reversal
        FROM invoices LEFT JOIN payments ON payments.id = fee_payment_id
        LEFT JOIN reversals ON reversals.id = fee_reversal_id
        WHERE fee_payment_id IS NOT NULL AND (invoices.status = 'draft' OR method <> 'cheque'
            OR (invoices.receiver_id, invoices.payer_id, invoices.currency)
                IS DISTINCT FROM (payments.receiver_id, payments.payer_id, payments.currency)
            OR fee_reversal_id IS NOT NULL AND (kind, payment_id, fee_invoice_id)
                IS DISTINCT FROM ('bounce', fee_payment_id, invoices.id))
        UNION ALL
        SELECT invoices.id, invoices.status, payment_id, reversals.id
        FROM reversals JOIN invoices ON invoices.id = fee_invoice_id
        WHERE (fee_payment_id, fee_reversal_id) IS DISTINCT FROM (payment_id, reversals.id)
        UNION ALL
        SELECT id, status, NULL, fee_reversal_id FROM invoices
        WHERE fee_reversal_id IS NOT NULL AND fee_payment_id IS NULL
        """,
    ),
    Invariant(
        "schedules_are_kept",
        "An active schedule waits for its next period, no other does, and none has more invoices than passed periods.",
        """
        SELECT schedules.id AS schedule, schedules.status, count(runs.id) AS runs FROM schedules
        LEFT JOIN schedule_runs AS runs ON runs.schedule_id = schedules.id
            AND runs.status IN ('pending', 'leased')
        GROUP BY schedules.id, schedules.status HAVING count(runs.id) <> (schedules.status = 'active')::int
        UNION ALL
        SELECT schedules.id, schedules.status, count(*) FROM schedules
        JOIN invoices ON invoices.schedule_id = schedules.id
        GROUP BY schedules.id, schedules.status, schedules.periods_passed, schedules.next_period_start
        HAVING count(*) > schedules.periods_passed
            OR max(invoices.period_start) >= schedules.next_period_start
        """,
    ),
    Invariant(
        "instalments_add_up",
        "An invoice's instalments add up to its total less what is withheld, in the order of their due dates, and the "
        "last is due with it.",
        """
        SELECT invoices.id AS invoice, total, amount_withheld, plan.amount, invoices.due_on, plan.due_on AS last_due_on
        FROM invoices CROSS JOIN LATERAL (
            SELECT sum(amount)::bigint AS amount, max(due_on) AS due_on,
                bool_or(due_on < due_before) AS is_out_of_order
            FROM (SELECT amount, due_on, lag(due_on) OVER (ORDER BY place) AS due_before
                FROM ROWS FROM (jsonb_to_recordset(instalments) AS (amount bigint, due_on date)) WITH ORDINALITY
                    AS given (amount, due_on, place)) AS one
        ) AS plan
        WHERE instalments IS NOT NULL AND (plan.amount IS DISTINCT FROM total - amount_withheld
            OR status <> 'draft' AND (plan.due_on IS DISTINCT FROM invoices.due_on OR plan.is_out_of_order))
        """,
    ),
    Invariant(
        "overdue_instalments_were_noticed_once",
        "What an invoice knows of its overdue instalments is what was announced: each that it has, once.",
        """
        SELECT invoices.id AS invoice, overdue_noted, notice.positions
        FROM invoices LEFT JOIN (SELECT invoice_id, array_agg(position ORDER BY position) AS positions
            FROM overdue_notices GROUP BY invoice_id) AS notice ON notice.invoice_id = invoices.id
        WHERE ARRAY(SELECT unnest(overdue_noted) ORDER BY 1) <> coalesce(notice.positions, '{}')
           OR overdue_noted <> '{}' AND (status = 'draft'
            OR NOT overdue_noted <@ ARRAY(SELECT generate_series(1, coalesce(jsonb_array_length(instalments), 1))))
        """,
    ),
    Invariant(
        "numbers_have_no_gaps",
        "A receiver's series have given out as many numbers as there are issued invoices, credit notes and receipts; "
        "what they skipped is known.",
        """
        SELECT receiver_id AS receiver, kind, sum(given)::bigint AS given, sum(issued)::bigint AS issued FROM (
            SELECT receiver_id, kind, next_sequence - 1 - cardinality(skipped_numbers) AS given, 0 AS issued
            FROM number_series
            UNION ALL
            SELECT receiver_id, 'invoice', 0, count(*) FROM invoices WHERE number IS NOT NULL GROUP BY receiver_id
            UNION ALL
            SELECT receiver_id, 'credit_note', 0, count(*) FROM credit_notes GROUP BY receiver_id
            UNION ALL
            SELECT receiver_id, 'receipt', 0, count(*) FROM receipts GROUP BY receiver_id
        ) AS side GROUP BY receiver_id, kind HAVING sum(given) <> sum(issued)
        """,
    ),
    Invariant(
        "numbers_are_skipped_for_a_reason",
        "A series skips a number once, and only where another document of the receiver has it.",
        """
        SELECT series.receiver_id AS receiver, skipped.number, count(*) AS times
        FROM number_series AS series, unnest(series.skipped_numbers) AS skipped (number)
        GROUP BY series.id, series.receiver_id, skipped.number
        HAVING count(*) > 1 OR NOT EXISTS (SELECT FROM invoices
            WHERE invoices.receiver_id = series.receiver_id AND invoices.number = skipped.number)
            AND NOT EXISTS (SELECT FROM credit_notes
                WHERE credit_notes.receiver_id = series.receiver_id AND credit_notes.number = skipped.number)
            AND NOT EXISTS (SELECT FROM receipts
                WHERE receipts.receiver_id = series.receiver_id AND receipts.number = skipped.number)
        """,
    ),
    Invariant(
        "references_are_given_once",
        "No two invoices of a receiver have the same payment reference, but for those from before 0.4.0.",
        """
        SELECT receiver_id AS receiver, reference, count(*) AS invoices FROM invoices
        WHERE reference IS NOT NULL AND NOT reference_is_shared
        GROUP BY receiver_id, reference HAVING count(*) > 1
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
)
