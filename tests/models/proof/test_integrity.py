"""The check of the books: silent after ordinary business, and not silent about anything that was broken on purpose."""

import asyncio
import base64
import datetime
import re
import uuid
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from models import clock, database, ids
from models.billing import issuing, schedules
from models.collection import allocations, cheques, receipts
from models.gateways.base import DisputeSaid, PaymentFact, RefundFact, ReversalFact
from models.money.amounts import AMOUNT_MAX
from models.online import facts, gateway_accounts
from models.piccolo_app import APP_CONFIG
from models.proof import integrity, invariants, scope
from models.shapes.billing import InvoiceContents
from models.shapes.collection import FeeInput
from models.shapes.gateways import GatewayAccountInput
from models.shapes.lines import TaxInput, WithholdingInput
from models.shapes.schedules import Every, ScheduleInput
from models.tables.disputes import Dispute
from models.webhooks import feed
from tests.books import Book, line, open_book, part, payment_now

CREDENTIALS = {
    "account": "acct_story",
    "api_key": "sk_sim_storystory",
    "webhook_secret": "whsec_" + base64.b64encode(bytes(24)).decode(),
}
LEASED = "status = 'leased', lease_token = new_id(), next_attempt_at = now() - interval '2 hours'"
OF_ACCOUNT = "account_id IN (SELECT id FROM ledger_accounts WHERE receiver_id = '{receiver}' AND kind = "

# A plan of one instalment, of an amount and on a day; `terms_type` would be another way to say when.
INSTALMENTS = (
    "UPDATE invoices SET terms_type = NULL, terms_days = NULL, instalments = "
    "jsonb_build_array(jsonb_build_object('amount', {amount}, 'due_on', {due_on})) WHERE id = '{{part_paid}}'"
)

# Every way in which each invariant can be broken: its name, and the statements that do it to the story below.
BREAKS: list[tuple[str, list[str]]] = [
    ("ledger_transactions_balance", ["UPDATE ledger_entries SET amount = amount + 1 WHERE invoice_id = '{part_paid}'"]),
    ("ledgers_balance", ["UPDATE ledger_entries SET amount = amount + 1 WHERE invoice_id = '{part_paid}'"]),
    ("ledger_transactions_have_two_sides", ["DELETE FROM ledger_entries WHERE receiver_id = '{receiver}'"]),
    (
        "ledger_transactions_have_two_sides",
        ["UPDATE ledger_entries SET receiver_id = '{elsewhere}' WHERE invoice_id = '{part_paid}' AND amount > 0"],
    ),
    ("money_stays_with_its_parties", ["UPDATE allocations SET currency = 'USD' WHERE payment_id = '{cash}'"]),
    (
        "money_stays_with_its_parties",
        [
            "DELETE FROM allocations WHERE payment_id = '{failed}'",
            "UPDATE payments SET payer_id = '{stranger}' WHERE id = '{failed}'",
        ],
    ),
    ("money_stays_with_its_parties", ["UPDATE refunds SET currency = 'USD' WHERE id = '{refund}'"]),
    ("money_stays_with_its_parties", ["UPDATE ledger_entries SET currency = 'USD' WHERE invoice_id = '{part_paid}'"]),
    ("money_stays_with_its_parties", ["UPDATE ledger_entries SET payer_id = '{stranger}' WHERE payer_id = '{payer}'"]),
    ("invoices_are_booked", ["DELETE FROM ledger_transactions WHERE source_id = '{part_paid}'"]),
    (
        "invoices_are_booked",
        ["DELETE FROM ledger_transactions WHERE source_id = '{void}' AND kind = 'invoice.voided'"],
    ),
    ("invoices_are_booked", ["UPDATE ledger_entries SET amount = amount + 1 WHERE invoice_id = '{void}'"]),
    ("invoices_are_booked", ["UPDATE ledger_transactions SET source_id = new_id() WHERE source_id = '{part_paid}'"]),
    ("payments_are_booked", ["DELETE FROM ledger_transactions WHERE source_id = '{cash}'"]),
    (
        "reversals_are_booked",
        [
            "DELETE FROM ledger_transactions WHERE kind = 'payment.reversed' AND source_id IN "
            "(SELECT id FROM reversals WHERE payment_id = '{reversed}')"
        ],
    ),
    ("reversals_are_booked", ["UPDATE reversals SET amount = amount + 1 WHERE payment_id = '{reversed}'"]),
    (
        "reversals_are_booked",
        ["UPDATE reversals SET status = 'undone', undone_on = effective_on WHERE payment_id = '{reversed}'"],
    ),
    ("reversals_are_booked", ["DELETE FROM reversals WHERE payment_id = '{reversed}'"]),
    ("money_stays_with_its_parties", ["UPDATE reversals SET payer_id = '{stranger}'"]),
    ("suspense_is_explained", [f"UPDATE ledger_entries SET amount = amount - 1 WHERE {OF_ACCOUNT}'suspense')"]),
    ("suspense_is_explained", ["UPDATE payments SET review = NULL WHERE id = '{review}'"]),
    (
        "suspense_is_explained",
        [
            "ALTER TABLE payments DISABLE TRIGGER check_row",
            "UPDATE payments SET amount_excess = 1 WHERE id = '{cash}'",
        ],
    ),
    ("payments_are_booked", [f"UPDATE ledger_entries SET amount = amount + 1 WHERE {OF_ACCOUNT}'cash')"]),
    ("payments_are_booked", ["UPDATE ledger_transactions SET source_id = new_id() WHERE source_id = '{cash}'"]),
    ("payments_under_review_are_in_suspense", ["DELETE FROM ledger_transactions WHERE source_id = '{review}'"]),
    (
        "payments_under_review_are_in_suspense",
        [f"UPDATE ledger_entries SET amount = amount - 1 WHERE {OF_ACCOUNT}'suspense')"],
    ),
    ("refunds_are_booked", ["DELETE FROM ledger_transactions WHERE source_id = '{refund}'"]),
    ("refunds_are_booked", ["UPDATE refunds SET status = 'failed' WHERE id = '{refund}'"]),
    ("refunds_are_booked", ["UPDATE ledger_transactions SET source_id = new_id() WHERE source_id = '{refund}'"]),
    ("receivables_are_what_remains", ["UPDATE ledger_entries SET amount = amount + 1 WHERE invoice_id = '{void}'"]),
    ("receivables_are_what_remains", ["UPDATE ledger_entries SET invoice_id = NULL WHERE invoice_id = '{part_paid}'"]),
    (
        "payer_credit_is_what_is_unapplied",
        [f"UPDATE ledger_entries SET amount = amount - 1 WHERE {OF_ACCOUNT}'payer_credit')"],
    ),
    (
        "payer_credit_is_what_is_unapplied",
        [f"UPDATE ledger_entries SET payer_id = NULL WHERE {OF_ACCOUNT}'payer_credit')"],
    ),
    (
        "kept_balances_are_the_sums_of_entries",
        [
            "INSERT INTO ledger_balances (id, account_id, kind, month, amount, paid_days) "
            "SELECT new_id(), id, 'payment.succeeded', '2020-01-01', 1, 0 FROM ledger_accounts "
            "WHERE receiver_id = '{receiver}' LIMIT 1"
        ],
    ),
    (
        "kept_balances_are_the_sums_of_entries",
        [
            "INSERT INTO ledger_balances (id, account_id, kind, month, amount, paid_days) "
            "SELECT new_id(), id, 'payment.succeeded', '2020-01-01', 0, 1 FROM ledger_accounts "
            "WHERE receiver_id = '{receiver}' LIMIT 1"
        ],
    ),
    (
        "kept_balances_of_payers_are_the_sums_of_entries",
        [
            "INSERT INTO payer_balances (id, payer_id, account_id, amount) SELECT new_id(), payers.id, account.id, 1 "
            "FROM payers JOIN ledger_accounts AS account USING (receiver_id) "
            "WHERE receiver_id = '{receiver}' AND account.kind = 'cash' LIMIT 1"
        ],
    ),
    ("invoices_have_what_was_settled", ["UPDATE invoices SET amount_paid = amount_paid - 1 WHERE id = '{part_paid}'"]),
    ("invoices_have_what_was_settled", ["DELETE FROM allocations WHERE invoice_id = '{part_paid}'"]),
    (
        "invoices_reserve_what_is_on_its_way",
        ["UPDATE invoices SET amount_reserved = amount_reserved - 1 WHERE id = '{awaiting}'"],
    ),
    (
        "invoices_are_overpaid_by_unapplied_money",
        ["UPDATE invoices SET amount_overpaid = amount_overpaid + 1 WHERE id = '{overpaid}'"],
    ),
    (
        "invoices_take_no_more_than_they_ask_for",
        [
            "ALTER TABLE invoices DISABLE TRIGGER check_row",
            "UPDATE invoices SET amount_paid = total + 1 WHERE id = '{part_paid}'",
        ],
    ),
    (
        "invoices_take_no_more_than_they_ask_for",
        [
            "ALTER TABLE invoices DISABLE TRIGGER check_row",
            "UPDATE invoices SET amount_reserved = 1 WHERE id = '{void}'",
        ],
    ),
    (
        "invoices_take_no_more_than_they_ask_for",
        [
            "ALTER TABLE invoices DISABLE TRIGGER check_row",
            "UPDATE invoices SET amount_overpaid = -1 WHERE id = '{part_paid}'",
        ],
    ),
    (
        "invoices_are_credited_by_their_notes",
        ["UPDATE invoices SET amount_credited = amount_credited - 1 WHERE id = '{credited}'"],
    ),
    *(
        ("invoices_are_the_sum_of_their_lines", [f"UPDATE invoices SET lines = {wrong} WHERE id = '{{credited}}'"])
        for wrong in (
            "'[]'",
            "lines::jsonb || lines::jsonb",
            "jsonb_set(lines::jsonb, '{{0,amount}}', '1')",
            "jsonb_set(lines::jsonb, '{{0,tax_amount}}', '1')",
            "jsonb_set(lines::jsonb, '{{0,amount}}', '1.5')",
            "jsonb_set(lines::jsonb, '{{0,amount}}', to_jsonb(lines -> 0 ->> 'amount'))",
            # What changes no sum: of amounts that are none, that are missing, and of two lines with one id.
            "lines::jsonb || jsonb_build_array(jsonb_build_object('id', 'a', 'amount', 0.5, 'tax_amount', 0), "
            "jsonb_build_object('id', 'b', 'amount', -0.5, 'tax_amount', 0))",
            "lines::jsonb || jsonb_build_array(jsonb_build_object('id', 'a', 'tax_amount', 0))",
            "lines::jsonb || jsonb_build_array(jsonb_build_object('id', 'a', 'amount', 0))",
            "lines::jsonb || jsonb_build_array(jsonb_build_object('amount', 0, 'tax_amount', 0))",
            "lines::jsonb || jsonb_build_array("
            "jsonb_build_object('id', lines -> 0 -> 'id', 'amount', 0, 'tax_amount', 0))",
            "lines::jsonb || '[5, null, \"a\", []]'",
        )
    ),
    *(
        (
            "invoices_are_the_sum_of_their_lines",
            [
                "ALTER TABLE invoices DISABLE TRIGGER check_row",
                f"UPDATE invoices SET lines = {wrong} WHERE id = '{{void}}'",
            ],
        )
        for wrong in ("'{{}}'", "'5'", "'null'")
    ),
    *(
        ("invoices_hold_lists_and_metadata", [f"UPDATE invoices SET {wrong} WHERE id = '{{credited}}'"])
        for wrong in ("metadata = '[]'", "metadata = 'null'")
    ),
    *(
        ("invoices_hold_lists_and_metadata", [f"UPDATE invoices SET {wrong} WHERE id = '{{void}}'"])
        for wrong in ("taxes = '{{}}'", "taxes = 'null'", "taxes = '[1]'", "withholdings = '[null]'")
    ),
    ("invoices_are_found_by_their_texts", ["DELETE FROM invoice_texts WHERE invoice_id = '{credited}'"]),
    ("invoices_are_found_by_their_texts", ["UPDATE invoice_texts SET texts = 'x' WHERE invoice_id = '{credited}'"]),
    (
        "invoices_write_off_what_their_rows_say",
        ["UPDATE invoices SET amount_written_off = amount_written_off - 1 WHERE id = '{short}'"],
    ),
    (
        "invoices_write_off_what_their_rows_say",
        ["UPDATE write_offs SET status = 'undone', undone_on = effective_on WHERE id = '{write_off}'"],
    ),
    ("invoices_write_off_what_their_rows_say", ["UPDATE invoices SET status = 'open' WHERE id = '{given_up}'"]),
    ("invoices_write_off_what_their_rows_say", ["UPDATE invoices SET status = 'uncollectible' WHERE id = '{short}'"]),
    ("write_offs_are_booked", ["DELETE FROM ledger_transactions WHERE source_id = '{write_off}'"]),
    ("write_offs_are_booked", ["UPDATE write_offs SET amount = amount - 1 WHERE id = '{write_off}'"]),
    ("write_offs_are_booked", ["DELETE FROM write_offs WHERE id = '{write_off}'"]),
    ("invoices_are_credited_by_their_notes", ["DELETE FROM credit_notes WHERE id = '{credit_note}'"]),
    (
        "credit_notes_mirror_their_invoice",
        [
            "ALTER TABLE credit_notes DROP CONSTRAINT credit_notes_add_up_v2",
            "UPDATE credit_notes SET tax_total = 571 WHERE id = '{credit_note}'",
        ],
    ),
    (
        "credit_notes_mirror_their_invoice",
        [
            'UPDATE credit_notes SET taxes = \'[{{"name": "VAT", "percent": "19.0", "amount": 571}}]\' '
            "WHERE id = '{credit_note}'"
        ],
    ),
    (
        "credit_notes_mirror_their_invoice",
        [
            "ALTER TABLE invoices DISABLE TRIGGER check_row",
            "UPDATE invoices SET subtotal = 1000, total = 1000, tax_total = 0 WHERE id = '{credited}'",
        ],
    ),
    ("credit_notes_mirror_their_invoice", ["UPDATE credit_notes SET lines = '[]' WHERE id = '{credit_note}'"]),
    (
        "credit_notes_free_what_had_been_paid",
        ["DELETE FROM allocations WHERE credit_note_id = '{credit_note}'"],
    ),
    (
        "moves_of_credit_are_booked",
        [
            "DELETE FROM ledger_transactions WHERE kind = 'credit.unapplied' AND source_id IN "
            "(SELECT id FROM allocations WHERE payment_id = '{moved}')"
        ],
    ),
    (
        "moves_of_credit_are_booked",
        ["UPDATE allocations SET amount = amount - 1 WHERE payment_id = '{moved}' AND cause = 'move'"],
    ),
    (
        "moves_of_credit_are_booked",
        [
            "UPDATE ledger_transactions SET kind = 'credit.applied' WHERE kind = 'credit.unapplied' AND source_id IN "
            "(SELECT id FROM allocations WHERE payment_id = '{moved}')"
        ],
    ),
    (
        "moves_of_credit_are_booked",
        ["DELETE FROM allocations WHERE payment_id = '{moved}' AND cause = 'move'"],
    ),
    (
        "credit_notes_are_booked",
        ["DELETE FROM ledger_transactions WHERE source_id = '{credit_note}'"],
    ),
    (
        "credit_notes_are_booked",
        [
            "UPDATE credit_notes SET subtotal = subtotal - 1, tax_total = tax_total + 1 WHERE id = '{credit_note}'",
        ],
    ),
    (
        "credit_notes_are_booked",
        ["UPDATE ledger_transactions SET source_id = new_id() WHERE source_id = '{credit_note}'"],
    ),
    ("credit_notes_were_announced", ["DELETE FROM events WHERE object_id = '{credit_note}'"]),
    ("numbers_have_no_gaps", ["DELETE FROM number_series WHERE receiver_id = '{receiver}' AND kind = 'credit_note'"]),
    ("numbers_have_no_gaps", ["DELETE FROM number_series WHERE receiver_id = '{receiver}' AND kind = 'receipt'"]),
    ("disputes_were_announced", ["DELETE FROM events WHERE object_id = '{dispute}'"]),
    ("disputes_were_announced", ["UPDATE disputes SET response_status = 'sending' WHERE id = '{dispute}'"]),
    ("disputes_have_their_money_where_reversals_say", ["UPDATE disputes SET funds = 'none' WHERE id = '{dispute}'"]),
    (
        "invoices_are_disputed_while_a_dispute_is_open",
        ["UPDATE disputes SET status = 'warning' WHERE id = '{dispute}'"],
    ),
    ("invoices_are_disputed_while_a_dispute_is_open", ["UPDATE invoices SET disputed = true WHERE id = '{void}'"]),
    ("receipts_were_announced", ["DELETE FROM events WHERE object_id = '{receipt}'"]),
    ("receipts_are_as_they_were_issued", ["UPDATE receipts SET amount = amount + 1 WHERE id = '{receipt}'"]),
    (
        "receipts_are_as_they_were_issued",
        ["UPDATE receipts SET contents = replace(contents, 'Grace', 'Heidi') WHERE id = '{receipt}'"],
    ),
    ("receipts_are_as_they_were_issued", ["UPDATE receipts SET number = 'RCT-1' WHERE id = '{receipt}'"]),
    (
        "receipts_are_there",
        [
            "UPDATE receipts_issued SET position = (SELECT max(position) FROM ledger_transactions)",
            "DELETE FROM receipts WHERE id = '{receipt}'",
        ],
    ),
    ("overdue_instalments_were_noticed_once", ["UPDATE invoices SET overdue_noted = '{{1}}' WHERE id = '{part_paid}'"]),
    (
        "overdue_instalments_were_noticed_once",
        ["INSERT INTO overdue_notices (id, invoice_id, position, due_on) VALUES (new_id(), '{void}', 1, '2026-01-01')"],
    ),
    (
        "overdue_instalments_were_noticed_once",
        [
            "INSERT INTO overdue_notices (id, invoice_id, position, due_on) VALUES "
            "(new_id(), '{part_paid}', 2, '2026-01-01')",
            "UPDATE invoices SET overdue_noted = '{{2}}' WHERE id = '{part_paid}'",
        ],
    ),
    ("schedules_are_kept", ["DELETE FROM schedule_runs WHERE schedule_id = '{schedule}'"]),
    ("schedules_are_kept", ["UPDATE schedules SET status = 'paused' WHERE id = '{schedule}'"]),
    (
        "schedules_are_kept",
        ["UPDATE invoices SET schedule_id = '{schedule}', period_start = '2020-01-01' WHERE id = '{part_paid}'"],
    ),
    ("leases_end", [f"UPDATE schedule_runs SET {LEASED} WHERE schedule_id = '{{schedule}}'"]),
    ("instalments_add_up", [INSTALMENTS.format(amount="total - 1", due_on="due_on")]),
    ("instalments_add_up", [INSTALMENTS.format(amount="total", due_on="due_on + 1")]),
    (
        "invoices_take_no_more_than_they_ask_for",
        [
            "ALTER TABLE invoices DISABLE TRIGGER check_row",
            "UPDATE invoices SET amount_withheld = total + 1 WHERE id = '{withheld}'",
        ],
    ),
    (
        "fees_are_of_the_cheque_that_bounced",
        ["UPDATE reversals SET fee_invoice_id = NULL WHERE payment_id = '{bounced}'"],
    ),
    (
        "fees_are_of_the_cheque_that_bounced",
        ["UPDATE reversals SET fee_invoice_id = '{part_paid}' WHERE payment_id = '{bounced}'"],
    ),
    *(
        (
            "fees_are_of_the_cheque_that_bounced",
            [
                "ALTER TABLE invoices DISABLE TRIGGER invoices_keep_what_they_are_fees_of",
                f"UPDATE invoices SET {wrong}",
            ],
        )
        for wrong in (
            "fee_reversal_id = NULL WHERE id = '{fee}'",
            "fee_payment_id = NULL WHERE id = '{fee}'",
            "fee_payment_id = '{cash}' WHERE id = '{part_paid}'",
            "fee_payment_id = '{bounced}' WHERE id = '{draft}'",
        )
    ),
    (
        "invoices_withhold_what_their_withholdings_come_to",
        ["UPDATE invoices SET amount_withheld = amount_withheld - 1 WHERE id = '{withheld}'"],
    ),
    (
        "invoices_withhold_what_their_withholdings_come_to",
        ["UPDATE invoices SET amount_withheld = 1 WHERE id = '{draft}'"],
    ),
    (
        "invoices_withhold_what_their_withholdings_come_to",
        ["UPDATE invoices SET withholdings = '[]' WHERE id = '{withheld}'"],
    ),
    (
        "invoices_withhold_what_their_withholdings_come_to",
        ["UPDATE credit_notes SET withholdings = '[]' WHERE id = '{withheld_note}'"],
    ),
    (
        "invoices_are_credited_by_their_notes",
        ["UPDATE credit_notes SET amount_withheld = 0, amount_applied = total WHERE id = '{withheld_note}'"],
    ),
    (
        "credit_notes_mirror_their_invoice",
        [
            "UPDATE credit_notes SET withholdings = jsonb_set(withholdings, '{{0,amount}}', '451') "
            "WHERE id = '{withheld_note}'",
        ],
    ),
    (
        "withholding_is_what_invoices_withhold",
        ["UPDATE credit_notes SET amount_withheld = 0, amount_applied = total WHERE id = '{withheld_note}'"],
    ),
    (
        "withholding_is_what_invoices_withhold",
        ["UPDATE invoices SET amount_withheld = amount_withheld - 1 WHERE id = '{withheld}'"],
    ),
    (
        "withholding_is_what_invoices_withhold",
        [f"UPDATE ledger_entries SET amount = amount - 1 WHERE {OF_ACCOUNT}'withholding')"],
    ),
    (
        "receivables_are_what_remains",
        ["UPDATE invoices SET amount_withheld = amount_withheld - 1 WHERE id = '{withheld}'"],
    ),
    (
        "numbers_have_no_gaps",
        ["UPDATE number_series SET next_sequence = next_sequence + 1 WHERE receiver_id = '{receiver}'"],
    ),
    ("numbers_have_no_gaps", ["DELETE FROM invoices WHERE id = '{void}'"]),
    ("numbers_have_no_gaps", ["DELETE FROM number_series WHERE receiver_id = '{receiver}'"]),
    (
        "sums_stay_within_json",
        [f"UPDATE invoices SET (subtotal, total, tax_total) = ({AMOUNT_MAX}, {AMOUNT_MAX}, 0) WHERE id = '{{void}}'"],
    ),
    (
        "sums_stay_within_json",
        [f"UPDATE payments SET amount = {AMOUNT_MAX} WHERE receiver_id = '{{receiver}}' AND status = 'failed'"],
    ),
    (
        "numbers_are_skipped_for_a_reason",
        ["UPDATE number_series SET skipped_numbers = ARRAY['INV-7'] WHERE receiver_id = '{receiver}'"],
    ),
    (
        "references_are_given_once",
        [
            "DROP INDEX invoices_have_one_reference_each",
            "UPDATE invoices SET reference = 'RF040' WHERE id IN ('{void}', '{overpaid}')",
        ],
    ),
    (
        "numbers_are_given_once",
        [
            "DROP INDEX invoices_have_one_number_each",
            "UPDATE invoices SET number = 'INV-1' WHERE id IN ('{void}', '{overpaid}')",
        ],
    ),
    ("numbers_are_given_once", ["UPDATE invoices SET number = 'INV-1' WHERE id = '{draft}'"]),
    (
        "payments_account_for_their_money",
        [
            "ALTER TABLE payments DISABLE TRIGGER check_row",
            "UPDATE payments SET amount_unapplied = amount_unapplied + 1 WHERE id = '{cash}'",
        ],
    ),
    (
        "payments_account_for_their_money",
        [
            "ALTER TABLE payments DISABLE TRIGGER check_row",
            "UPDATE payments SET amount_unapplied = -1, amount_allocated = amount_allocated + 1 WHERE id = '{cash}'",
        ],
    ),
    (
        "payments_allocate_what_was_settled",
        ["UPDATE payments SET amount_allocated = amount_allocated - 1, amount_unapplied = 1 WHERE id = '{cash}'"],
    ),
    (
        "open_payments_reserve_their_amount",
        ["UPDATE allocations SET status = 'released' WHERE payment_id = '{pending}'"],
    ),
    ("ended_payments_reserve_nothing", ["UPDATE allocations SET status = 'reserved' WHERE payment_id = '{failed}'"]),
    ("payments_are_refunded_by_their_refunds", ["UPDATE refunds SET status = 'failed' WHERE id = '{refund}'"]),
    (
        "payments_reserve_for_open_refunds",
        ["UPDATE refunds SET status = 'failed', amount_reserved = 0 WHERE id = '{open_refund}'"],
    ),
    ("payments_reserve_for_open_refunds", ["UPDATE refunds SET amount = amount + 1 WHERE id = '{open_refund}'"]),
    ("payments_are_reversed_by_their_reversals", ["DELETE FROM reversals WHERE payment_id = '{reversed}'"]),
    (
        "payments_are_reversed_by_their_reversals",
        [
            "ALTER TABLE payments DISABLE TRIGGER check_row",
            "UPDATE payments SET status = 'succeeded' WHERE id = '{reversed}'",
        ],
    ),
    (
        "payments_hold_nothing_while_more_has_gone",
        ["UPDATE payments SET amount_excess = 1, amount_refunded = amount_refunded + 1 WHERE id = '{cash}'"],
    ),
    (
        "refunds_never_exceed_their_payment",
        [
            "ALTER TABLE payments DISABLE TRIGGER check_row",
            "UPDATE payments SET amount_refund_reserved = amount + 1 WHERE id = '{cash}'",
        ],
    ),
    ("dates_make_sense", ["UPDATE payments SET effective_on = NULL WHERE id = '{cash}'"]),
    ("dates_make_sense", ["UPDATE payments SET effective_on = effective_on - 1 WHERE id = '{cash}'"]),
    ("dates_make_sense", ["UPDATE refunds SET effective_on = NULL WHERE id = '{refund}'"]),
    ("dates_make_sense", ["UPDATE invoices SET due_on = issued_on - 1 WHERE id = '{part_paid}'"]),
    (
        "gateway_ids_map_to_one_row",
        [
            "DROP INDEX payments_are_one_per_gateway_payment",
            "UPDATE payments SET gateway_payment_id = 'same' WHERE id IN ('{card}', '{failed}')",
        ],
    ),
    (
        "gateway_ids_map_to_one_row",
        [
            "ALTER TABLE refunds DROP CONSTRAINT refunds_are_one_per_gateway_refund",
            "UPDATE refunds SET gateway_account_id = '{account}', gateway_refund_id = 'same' "
            "WHERE id IN ('{refund}', '{open_refund}')",
        ],
    ),
    ("gateway_ids_map_to_one_row", ["UPDATE payments SET gateway_payment_id = NULL WHERE id = '{card}'"]),
    (
        "payments_are_tried_once_at_a_time",
        [
            "INSERT INTO attempts (id, receiver_id, gateway_account_id, payment_id, kind, next_attempt_at) "
            "VALUES (new_id(), '{receiver}', '{account}', '{pending}', 'charge', now())"
        ],
    ),
    (
        "payments_are_tried_once_at_a_time",
        ["UPDATE attempts SET gateway_account_id = new_id() WHERE payment_id = '{pending}'"],
    ),
    ("open_payments_are_worked_on", ["UPDATE attempts SET status = 'exhausted' WHERE payment_id = '{pending}'"]),
    ("open_refunds_are_worked_on", ["UPDATE attempts SET status = 'exhausted' WHERE refund_id = '{open_refund}'"]),
    (
        "gateway_clearing_is_what_gateways_moved",
        [f"UPDATE ledger_entries SET amount = amount + 1 WHERE {OF_ACCOUNT}'gateway_clearing')"],
    ),
    ("gateway_clearing_is_what_gateways_moved", ["DELETE FROM ledger_transactions WHERE source_id = '{card}'"]),
    ("gateway_clearing_is_what_gateways_moved", ["UPDATE payments SET review = NULL WHERE id = '{review}'"]),
    ("gateway_clearing_is_what_gateways_moved", ["DELETE FROM ledger_transactions WHERE source_id = '{sent_back}'"]),
    ("gateway_clearing_is_what_gateways_moved", ["UPDATE refunds SET amount = amount + 1 WHERE id = '{sent_back}'"]),
    ("gateway_clearing_is_what_gateways_moved", ["UPDATE refunds SET status = 'failed' WHERE id = '{sent_back}'"]),
    ("gateway_clearing_is_what_gateways_moved", ["DELETE FROM reversals WHERE payment_id = '{reversed}'"]),
    ("gateway_clearing_is_what_gateways_moved", ["DELETE FROM reversals WHERE payment_id = '{disputed}'"]),
    (
        "gateway_clearing_is_what_gateways_moved",
        ["UPDATE reversals SET status = 'standing', undone_on = NULL WHERE payment_id = '{disputed}'"],
    ),
    (
        "gateway_clearing_is_what_gateways_moved",
        ["UPDATE ledger_transactions SET kind = 'invoice.voided' WHERE source_id = '{sent_back}'"],
    ),
    (
        "gateway_clearing_is_by_gateway_account",
        [
            "UPDATE ledger_accounts SET gateway_account_id = NULL "
            "WHERE receiver_id = '{receiver}' AND kind = 'gateway_clearing'"
        ],
    ),
    (
        "gateway_clearing_is_by_gateway_account",
        [
            "INSERT INTO ledger_accounts (id, receiver_id, kind, currency, gateway_account_id) "
            "VALUES (new_id(), '{elsewhere}', 'gateway_clearing', 'JPY', '{account}')"
        ],
    ),
    ("payment_tokens_are_erased", ["UPDATE attempts SET payment_token = 'token' WHERE payment_id = '{failed}'"]),
    (
        "facts_do_not_end_in_silence",
        [
            'UPDATE callbacks SET status = \'exhausted\', fact = \'{{"type":"refund","gateway_payment_id":"p",'
            '"gateway_refund_id":"r"}}\' WHERE receiver_id = \'{receiver}\'',
            "INSERT INTO discrepancies "
            "(id, receiver_id, gateway_account_id, subject, kind, currency, gateway_payment_id) "
            "VALUES (new_id(), '{receiver}', '{account}', 'payment', 'missing_here', 'EUR', 'p')",
        ],
    ),
    (
        "messages_are_worked_on",
        [
            "INSERT INTO callback_messages (id, gateway_account_id, headers, body) "
            "SELECT id, gateway_account_id, '', '' FROM callbacks WHERE receiver_id = '{receiver}'"
        ],
    ),
    ("leases_end", [f"UPDATE attempts SET {LEASED} WHERE payment_id = '{{pending}}'"]),
    ("leases_end", [f"UPDATE callbacks SET {LEASED} WHERE receiver_id = '{{receiver}}'"]),
    ("leases_end", [f"UPDATE reconciliation_runs SET {LEASED} WHERE receiver_id = '{{receiver}}'"]),
    ("leases_end", [f"UPDATE webhook_deliveries SET {LEASED} WHERE receiver_id = '{{receiver}}'"]),
    (
        "events_are_numbered_without_gaps",
        ["DELETE FROM events WHERE object_id = '{part_paid}' AND sequence = 2"],
    ),
    (
        "events_are_numbered_without_gaps",
        ["DELETE FROM events WHERE object_id = '{part_paid}' AND sequence = 1"],
    ),
    (
        "events_are_numbered_without_gaps",
        ["UPDATE events SET sequence = 1 WHERE object_id = '{part_paid}' AND sequence = 2"],
    ),
    (
        "events_are_numbered_without_gaps",
        ["UPDATE event_sequences SET sequence = sequence + 1 WHERE object_id = '{part_paid}'"],
    ),
    ("events_have_one_place_each", ["UPDATE events SET position = 1000001 WHERE object_id = '{part_paid}'"]),
    (
        "open_deliveries_have_their_event",
        ["UPDATE webhook_deliveries SET event_id = new_id() WHERE receiver_id = '{receiver}'"],
    ),
    (
        "events_are_delivered_once_per_endpoint",
        [
            "INSERT INTO webhook_deliveries "
            "(id, receiver_id, event_id, event_type, endpoint_id, status, next_attempt_at) "
            "SELECT new_id(), receiver_id, event_id, event_type, endpoint_id, 'exhausted', now() "
            "FROM webhook_deliveries WHERE receiver_id = '{receiver}' LIMIT 1",
        ],
    ),
    (
        "events_are_delivered_once_per_endpoint",
        ["UPDATE webhook_deliveries SET receiver_id = '{elsewhere}' WHERE receiver_id = '{receiver}'"],
    ),
    (
        "events_are_delivered_once_per_endpoint",
        ["UPDATE webhook_endpoints SET receiver_id = '{elsewhere}' WHERE receiver_id = '{receiver}'"],
    ),
    (
        "issued_invoices_were_announced",
        ["DELETE FROM events WHERE object_id = '{part_paid}' AND type = 'invoice.finalized'"],
    ),
    ("issued_invoices_were_announced", ["DELETE FROM events WHERE object_id = '{void}' AND type = 'invoice.voided'"]),
    ("payments_were_announced", ["DELETE FROM events WHERE object_id = '{cash}'"]),
    ("payments_were_announced", ["UPDATE payments SET status = 'canceled' WHERE id = '{failed}'"]),
    ("refunds_were_announced", ["DELETE FROM events WHERE object_id = '{refund}' AND type = 'refund.succeeded'"]),
    ("refunds_were_announced", ["DELETE FROM events WHERE object_id = '{open_refund}'"]),
    (
        "payments_move_only_forward",
        ["UPDATE events SET type = 'payment.reversed' WHERE object_id = '{pending}' AND sequence = 2"],
    ),
    ("payments_move_only_forward", ["UPDATE events SET type = 'payment.failed' WHERE object_id = '{cash}'"]),
    ("history_is_guarded", ["ALTER TABLE ledger_entries DISABLE TRIGGER ledger_entries_are_append_only"]),
    ("history_is_guarded", ["ALTER TABLE payments DISABLE TRIGGER check_row"]),
    ("history_is_guarded", ["ALTER TABLE invoices DISABLE TRIGGER check_row"]),
    *(
        (
            "invoices_say_what_their_amounts_say",
            [
                "ALTER TABLE invoices DISABLE TRIGGER check_row",
                f"UPDATE invoices SET {wrong} WHERE id = '{{part_paid}}'",
            ],
        )
        for wrong in ("settlement = 'paid'", "overdue = NOT overdue", "next_overdue_on = '2020-01-01'")
    ),
    # It would be left out with the others where those are.
    ("history_is_guarded", ["ALTER TABLE payments ENABLE TRIGGER check_row"]),
    ("history_is_guarded", ["DROP TRIGGER events_are_append_only ON events"]),
    ("history_is_guarded", ["DROP TRIGGER events_are_append_only ON events_otherwise"]),
]


@pytest.fixture(scope="module")
async def story(pool: None) -> Mapping[str, str]:
    """Ordinary business of every kind, as the ids that the statements above name."""
    book, other = await open_book(), await open_book(name="Elsewhere")
    await database.execute(
        "INSERT INTO webhook_endpoints (id, receiver_id, url) VALUES ($1, $2, 'https://example.com/hook')",
        ids.new(),
        book.receiver["id"],
    )
    rows: dict[str, Any] = {
        "receiver": book.receiver,
        "payer": book.payer,
        "elsewhere": other.receiver,
        "stranger": other.payer,
        "account": await gateway_accounts.create(
            book.owner,
            GatewayAccountInput(receiver_id=book.receiver_id, gateway="simulator", credentials=CREDENTIALS),
        ),
        "draft": await book.draft(),
        "void": await issuing.void(book.owner, (await book.invoice())["id"]),
        "part_paid": await book.invoice(10_000),
        "overpaid": await book.invoice(1_000),
        "awaiting": await book.invoice(2_000),
        "short": await book.invoice(1_000),
        "given_up": await book.give_up(await book.invoice(1_000)),
        "credited": await book.invoice(lines=[line(3_000, taxes=[TaxInput(name="VAT", percent="19")])]),
        "withheld": await book.invoice(3_000, withholdings=[WithholdingInput(name="IRPF", percent="15")]),
    }
    rows["withheld_note"] = await book.credit(rows["withheld"], amount=1_000)
    rows["write_off"] = await book.write_off(rows["short"], amount=100)
    rows["schedule"] = await schedules.create(
        book.owner,
        ScheduleInput(
            receiver_id=book.receiver_id,
            payer_id=book.payer_id,
            invoice=InvoiceContents(lines=[line()]),
            every=Every(months=1),
            starts_on=clock.now().date() + datetime.timedelta(days=400),
        ),
    )
    await book.pay(rows["credited"])
    rows["credit_note"] = await book.credit(rows["credited"], amount=1_000, excess="credit")
    rows["cash"] = await book.pay(rows["part_paid"], amount=4_000)
    rows["receipt"] = await receipts.of_payment(book.owner, rows["cash"]["id"])
    rows["refund"] = await book.refund(rows["cash"], amount=500)
    cheque = await book.pay(await book.invoice(800), method="cheque")
    await cheques.clear(book.owner, cheque["id"])
    rows["bounced"] = await cheques.bounce(book.owner, cheque["id"], reason="No funds.", fee=FeeInput(amount=900))
    rows["fee"] = {"id": rows["bounced"]["fee_invoice_ids"][0]}
    await book.pay(rows["overpaid"], amount=1_500)
    of_moved = await book.invoice(600)
    rows["moved"] = await book.pay(of_moved, amount=700)
    await allocations.unallocate(book.owner, rows["moved"]["id"], invoice_id=of_moved["id"], amount=250)
    await allocations.allocate(book.owner, rows["moved"]["id"], [part(of_moved, 50)])
    rows["pending"] = await online(book, "pending", invoice=rows["awaiting"])
    rows["failed"] = await online(book, "failed")
    rows["review"] = await online(book, "succeeded", amount=1)
    rows["card"] = await online(book, "succeeded")
    rows["open_refund"] = await book.refund(rows["card"], amount=300)
    rows["reversed"] = await online(book, "returned")
    rows["sent_back"] = await book.refund(rows["card"], amount=200)
    await refund_says(rows["sent_back"], "succeeded")
    rows["came_back"] = await book.refund(rows["card"], amount=100)
    for word in ("succeeded", "failed"):
        await refund_says(rows["came_back"], word)
    rows["disputed"] = await online(book, "succeeded")
    for moved in ("taken", "given_back"):
        await dispute_says(rows["disputed"], moved)
    [rows["dispute"]] = await Dispute.objects().where(Dispute.payment_id == rows["disputed"]["id"])
    await come_again(rows["card"])
    # In nobody's hands, whatever other tests set in motion.
    await database.execute(
        "UPDATE attempts SET next_attempt_at = '9999-01-01' WHERE receiver_id = $1", book.receiver["id"]
    )
    for table, columns, values in (
        ("callbacks", "gateway_event_id, kind, fact", "'evt', 'payment.succeeded', ''"),
        ("reconciliation_runs", "since, until", "now() - interval '1 day', now()"),
    ):
        await database.execute(
            f"INSERT INTO {table} (id, receiver_id, gateway_account_id, next_attempt_at, status, {columns}) "
            f"VALUES ($1, $2, $3, now(), $4, {values})",
            ids.new(),
            book.receiver["id"],
            rows["account"]["id"],
            "done" if table == "callbacks" else "completed",
        )
    return {name: str(row["id"]) for name, row in rows.items()}


async def online(book: Book, status: Any, *, invoice: Any = None, amount: int | None = None) -> Any:
    """A card payment of which the gateway has said this."""
    payment = await book.pay(invoice or await book.invoice(2_000), method="card", payment_token="tok_success")
    attempt_id = await database.fetch_value(object, "SELECT id FROM attempts WHERE payment_id = $1", payment["id"])
    fact = PaymentFact(
        gateway_payment_id=f"there_{payment['id'].hex}",
        reference=ids.encode("attempt", attempt_id),
        account=CREDENTIALS["account"],
        status=status,
        amount=amount or payment["amount"],
        currency=payment["currency"],
    )
    assert await facts.apply(fact, gateway_account_id=payment["gateway_account_id"])
    return await payment_now(payment)


async def reverse(payment: Any) -> None:
    """The payer's bank takes the money of a card payment back."""
    attempt_id = await database.fetch_value(
        object, "SELECT id FROM attempts WHERE payment_id = $1 AND kind = 'charge'", payment["id"]
    )
    fact = PaymentFact(
        gateway_payment_id=payment["gateway_payment_id"],
        reference=ids.encode("attempt", attempt_id),
        account=CREDENTIALS["account"],
        status="returned",
        amount=payment["amount"],
        currency=payment["currency"],
    )
    assert await facts.apply(fact, gateway_account_id=payment["gateway_account_id"])


async def refund_says(refund: Any, status: Any) -> None:
    """The gateway's word on a refund."""
    attempt_id = await database.fetch_value(object, "SELECT id FROM attempts WHERE refund_id = $1", refund["id"])
    fact = RefundFact(
        gateway_refund_id=f"there_{refund['id'].hex}",
        gateway_payment_id=f"there_{refund['payment_id'].hex}",
        reference=ids.encode("attempt", attempt_id),
        account=CREDENTIALS["account"],
        status=status,
        amount=refund["amount"],
        currency=refund["currency"],
    )
    assert await facts.apply(fact, gateway_account_id=refund["gateway_account_id"])


async def dispute_says(payment: Any, status: Any) -> None:
    """The payer's bank takes a part of a payment back, or gives it back again."""
    fact = ReversalFact(
        gateway_reversal_id=f"dispute_{payment['id'].hex}",
        gateway_payment_id=payment["gateway_payment_id"],
        reference="",
        account=CREDENTIALS["account"],
        kind="chargeback",
        status=status,
        amount=400,
        currency=payment["currency"],
        dispute=DisputeSaid(status="won" if status == "given_back" else "needs_response"),
    )
    assert await facts.apply(fact, gateway_account_id=payment["gateway_account_id"])


async def come_again(payment: Any) -> None:
    """Money comes once more for a payment, under another id of the gateway's."""
    attempt_id = await database.fetch_value(
        object, "SELECT id FROM attempts WHERE payment_id = $1 AND kind = 'charge'", payment["id"]
    )
    fact = PaymentFact(
        gateway_payment_id=f"again_{payment['id'].hex}",
        reference=ids.encode("attempt", attempt_id),
        account=CREDENTIALS["account"],
        status="succeeded",
        amount=payment["amount"],
        currency=payment["currency"],
    )
    assert await facts.apply(fact, gateway_account_id=payment["gateway_account_id"])


async def violations() -> dict[str, int]:
    return {check.name: check.violations for check in (await integrity.check()).checks}


def test_every_invariant_is_broken_by_some_test() -> None:
    assert {name for name, _ in BREAKS} == {invariant.name for invariant in invariants.INVARIANTS}


async def test_ordinary_business_contradicts_nothing(pool: None) -> None:
    before = await violations()
    book = await open_book()
    invoice = await book.invoice(10_000)
    payment = await book.pay(invoice, amount=12_000)
    await book.refund(payment, amount=3_000)
    await issuing.void(book.owner, (await book.invoice())["id"])
    await book.draft()
    await book.pay(await book.invoice(700), caller=await book.payer_login())
    cheque = await book.pay(await book.invoice(900), method="cheque")
    assert cheque["status"] == "pending"
    assert await violations() == before


@pytest.mark.parametrize(
    "words",
    [
        ("reversed", "succeeded"),
        ("reversed", "failed"),
        ("reversed", "succeeded", "failed"),
        ("succeeded", "reversed"),
        ("succeeded", "failed", "reversed"),
        ("succeeded", "reversed", "failed"),
    ],
)
async def test_refunds_and_reversals_in_any_order_contradict_nothing(pool: None, words: tuple[str, ...]) -> None:
    before = await violations()
    book = await open_book()
    given = GatewayAccountInput(receiver_id=book.receiver_id, gateway="simulator", credentials=CREDENTIALS)
    await gateway_accounts.create(book.owner, given)
    payment = await online(book, "succeeded")
    refund = await book.refund(payment, amount=300)
    for word in words:
        await (reverse(payment) if word == "reversed" else refund_says(refund, word))
    await database.execute("UPDATE attempts SET next_attempt_at = '9999-01-01' WHERE payment_id = $1", payment["id"])
    assert await violations() == before


@pytest.fixture(scope="module")
async def unbroken(story: Mapping[str, str]) -> dict[str, int]:
    """What contradicts the invariants before anything is broken; what is broken is undone."""
    return await violations()


@pytest.mark.parametrize(("name", "statements"), BREAKS)
async def test_what_is_broken_is_named(
    story: Mapping[str, str], unbroken: Mapping[str, int], name: str, statements: list[str]
) -> None:
    async with database.transaction() as opened:
        # Triggers and foreign keys would refuse it, as they refuse everybody.
        await database.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            await database.execute(statement.format(**story))
        report = await integrity.check()
        of_each = [await integrity.check(uuid.UUID(story[whose])) for whose in ("receiver", "elsewhere")]
        await opened.rollback()
    (check,) = [check for check in report.checks if check.name == name]
    assert check.violations > unbroken[name]
    assert check.examples
    assert not report.ok
    if name in {one.name for one in invariants.OF_EACH_RECEIVER}:
        assert any(check.violations for one in of_each for check in one.checks if check.name == name)


async def test_of_one_receiver_ordinary_business_contradicts_nothing(story: Mapping[str, str]) -> None:
    report = await integrity.check(uuid.UUID(story["receiver"]))
    assert {one.name: one.examples for one in report.checks if one.violations} == {}
    assert [one.name for one in report.checks] == [one.name for one in invariants.OF_EACH_RECEIVER]


async def test_every_table_with_a_receiver_is_one_receivers_where_one_is_asked_for(story: Mapping[str, str]) -> None:
    """What invariants read and is not narrowed: whom rows may not name, and places in the feed and in the ledger."""
    found = "\n".join(one.query for one in invariants.OF_EACH_RECEIVER)
    tables = {table._meta.tablename for table in APP_CONFIG.table_classes}
    read = {table for table in tables if re.search(rf"\b(FROM|JOIN) {table}\b", found)}
    assert {table for table in read if f"{table} AS" not in scope.of_receiver(found)} == {
        "feed",
        "gateway_accounts",
        "ledger_summed",
        "payers",
        "receipts_issued",
    }


async def test_books_are_checked_soon_after_they_change(pool: None, monkeypatch: pytest.MonkeyPatch) -> None:
    while await feed.number():
        pass
    while await integrity.check_changed():
        pass
    book = await open_book()
    await book.pay(await book.invoice())
    while await feed.number():
        pass
    logged: list[Any] = []
    monkeypatch.setattr(integrity.logger, "error", lambda event, **fields: logged.append((event, fields)))
    async with database.transaction() as opened:
        await database.execute("SET LOCAL session_replication_role = replica")
        await database.execute(
            "UPDATE ledger_entries SET amount = amount + 1 WHERE receiver_id = $1 AND amount > 0", book.receiver["id"]
        )
        assert await integrity.check_changed() > 0
        await opened.rollback()
    assert {event for event, _ in logged} == {"books.violated"}
    assert {fields["receiver_id"] for _, fields in logged} == {book.receiver_id}
    logged.clear()
    assert await integrity.check_changed() > 0
    assert await integrity.check_changed() == 0
    assert logged == []


async def test_nothing_that_was_broken_stays_so(unbroken: Mapping[str, int]) -> None:
    assert await violations() == unbroken


async def test_a_report_counts_everything_and_shows_a_few_examples(story: Mapping[str, str]) -> None:
    async with database.transaction() as opened:
        await database.execute("SET LOCAL session_replication_role = replica")
        wrong = await database.fetch(
            "UPDATE payments SET amount_allocated = amount_allocated - 1, amount_unapplied = amount_unapplied + 1 "
            "WHERE amount_allocated > 0 RETURNING id"
        )
        await database.execute(
            "UPDATE payments SET amount_allocated = amount_allocated + 1, amount_unapplied = amount_unapplied - 1 "
            "WHERE id = ANY($1)",
            [row["id"] for row in wrong[integrity.EXAMPLES_MAX + 1 :]],
        )
        report = await integrity.check()
        await opened.rollback()
    (check,) = [check for check in report.checks if check.name == "payments_allocate_what_was_settled"]
    wrong = wrong[: integrity.EXAMPLES_MAX + 1]
    assert check.violations == len(wrong)
    assert len(check.examples) == min(len(wrong), integrity.EXAMPLES_MAX)
    names = {ids.encode("payment", row["id"]) for row in wrong}
    for example in check.examples:
        assert example.keys() == {"payment", "amount_allocated", "settled"}
        assert example["payment"] in names
        assert int(example["settled"]) == int(example["amount_allocated"]) + 1
    assert msgspec.json.decode(msgspec.json.encode(report), type=integrity.Report) == report


async def test_traffic_meanwhile_raises_no_false_alarm(pool: None) -> None:
    before = await violations()
    book = await open_book()
    sold = [await book.invoice(1_000) for _ in range(20)]
    reports, _ = await asyncio.gather(
        asyncio.gather(*(violations() for _ in range(6))), asyncio.gather(*(book.pay(invoice) for invoice in sold))
    )
    assert reports == [before] * 6


async def test_half_an_operation_is_seen_from_inside_its_transaction_only(pool: None) -> None:
    before = await violations()
    book = await open_book()
    payment = await book.pay(await book.invoice(1_000))
    async with database.transaction() as opened:
        await database.execute(
            "UPDATE payments SET status = 'reversed', amount_reversed = amount, amount_excess = amount WHERE id = $1",
            payment["id"],
        )
        inside = await violations()
        outside = await asyncio.create_task(_elsewhere())
        await opened.rollback()
    assert inside["payments_were_announced"] == before["payments_were_announced"] + 1
    assert outside == before


async def _elsewhere() -> dict[str, int]:
    database.DB.current_transaction.set(None)
    return await violations()
