"""A receiver with its books, to begin a test with, and the one question that every test ends with: do they balance?

book = await open_book()
invoice = await book.invoice(10_000)
await book.pay(invoice, amount=4_000)
await assert_books_balance()
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import msgspec

from models import access, database, ids
from models.access import Caller
from models.billing import drafts, invoices, issuing, overdue
from models.collection import credit_notes, payments, refunds, write_offs
from models.identity import users
from models.parties import payers, receivers
from models.shapes.billing import InvoiceInput
from models.shapes.collection import AllocationInput, PaymentInput
from models.shapes.corrections import CreditNoteInput, WriteOffInput
from models.shapes.lines import LineInput
from models.shapes.parties import PayerInput, ReceiverInput
from models.shapes.refunds import RefundInput
from tests import factories

MONEY = "('cash', 'bank', 'gateway_clearing')"
COLLECTIBLE = "(total - amount_withheld - amount_credited - amount_written_off)"

# Each query finds what contradicts its sentence.
INVARIANTS = {
    "every ledger transaction nets to zero per currency": """
        SELECT transaction_id, currency FROM ledger_entries GROUP BY 1, 2 HAVING sum(amount) <> 0
    """,
    "every receiver's ledger nets to zero per currency": """
        SELECT receiver_id, currency FROM ledger_entries GROUP BY 1, 2 HAVING sum(amount) <> 0
    """,
    "no ledger transaction is empty": """
        SELECT id FROM ledger_transactions AS booked
        WHERE NOT EXISTS (SELECT FROM ledger_entries WHERE transaction_id = booked.id)
    """,
    "an invoice has what its allocations say": """
        SELECT invoices.id, amount_paid, amount_reserved, facts.paid, facts.reserved FROM invoices LEFT JOIN (
            SELECT invoice_id, sum(amount) FILTER (WHERE status = 'settled') AS paid,
                sum(amount) FILTER (WHERE status = 'reserved') AS reserved
            FROM allocations GROUP BY 1) AS facts ON facts.invoice_id = invoices.id
        WHERE (amount_paid, amount_reserved) <> (coalesce(facts.paid, 0), coalesce(facts.reserved, 0))
    """,
    "an invoice is overpaid by what its own payments have unapplied": """
        SELECT invoices.id, amount_overpaid FROM invoices
        WHERE amount_overpaid <> (
            SELECT coalesce(sum(amount_unapplied), 0) FROM payments WHERE invoice_id = invoices.id)
    """,
    "an invoice takes and reserves no more than it asks for": f"""
        SELECT id FROM invoices WHERE amount_paid < 0 OR amount_reserved < 0 OR amount_overpaid < 0
            OR amount_paid + amount_reserved > {COLLECTIBLE} AND status IN ('open', 'uncollectible')
            OR amount_paid + amount_reserved > 0 AND status IN ('draft', 'void')
    """,
    # An invoice that reopened beside another payment's excess is not settled, whatever its column says.
    "settlement is a function of the amounts": f"""
        SELECT id, settlement, total, amount_paid, amount_overpaid FROM invoices
        WHERE status IN ('draft', 'open', 'void') AND NOT (settlement = 'overpaid' AND amount_overpaid > 0)
          AND settlement <> CASE
            WHEN status <> 'open' THEN 'unpaid'
            WHEN amount_paid = {COLLECTIBLE} AND amount_overpaid > 0 THEN 'overpaid'
            WHEN amount_paid = {COLLECTIBLE} THEN 'paid'
            WHEN amount_paid > 0 THEN 'partially_paid'
            ELSE 'unpaid' END
    """,
    "money that has arrived is somewhere": """
        SELECT id FROM payments
        WHERE status IN ('succeeded', 'reversed')
          AND amount + amount_excess <> amount_allocated + amount_unapplied + amount_refunded + amount_reversed
    """,
    "a payment has allocated what its allocations say": """
        SELECT payments.id, payments.amount_allocated FROM payments
        WHERE amount_allocated <> (
            SELECT coalesce(sum(amount), 0) FROM allocations WHERE payment_id = payments.id AND status = 'settled')
    """,
    "only a payment whose outcome is open reserves": """
        SELECT payments.id, payments.status FROM payments JOIN allocations ON allocations.payment_id = payments.id
        WHERE allocations.status = 'reserved' AND payments.status NOT IN (
            'created', 'requires_action', 'reported', 'pending', 'unknown', 'needs_review')
    """,
    "refunds and reversals are what their payment says": """
        SELECT payments.id FROM payments LEFT JOIN (
            SELECT payment_id, sum(amount) FILTER (WHERE status = 'succeeded') AS refunded,
                sum(amount_reserved) AS reserved,
                sum(amount) FILTER (WHERE status IN ('requested', 'processing', 'unknown')) AS asked_for
            FROM refunds WHERE takes_from = 'payment' GROUP BY 1) AS refund ON refund.payment_id = payments.id
        LEFT JOIN (
            SELECT payment_id, sum(amount) AS reversed FROM reversals
            WHERE status = 'standing' AND takes_from = 'payment' AND refund_id IS NULL GROUP BY 1
        ) AS reversal ON reversal.payment_id = payments.id
        WHERE amount_refunded <> coalesce(refund.refunded, 0) OR amount_reversed <> coalesce(reversal.reversed, 0)
           OR amount_refund_reserved <> coalesce(refund.reserved, 0)
           OR coalesce(refund.asked_for, 0) > coalesce(refund.reserved, 0)
    """,
    "a payment holds nothing free while more has gone out than it brought": """
        SELECT id FROM payments
        WHERE amount_excess > 0 AND amount_allocated + amount_unapplied > amount_refund_reserved
           OR amount_excess > greatest(0, amount_refunded + amount_reversed - amount) + amount_refund_reserved
    """,
    "a chain has one receiver and one currency": """
        SELECT allocations.id FROM allocations
        JOIN payments ON payments.id = payment_id JOIN invoices ON invoices.id = allocations.invoice_id
        WHERE (payments.currency, payments.receiver_id, payments.payer_id)
            IS DISTINCT FROM (invoices.currency, invoices.receiver_id, invoices.payer_id)
           OR (allocations.currency, allocations.receiver_id) <> (invoices.currency, invoices.receiver_id)
        UNION ALL
        SELECT ledger_entries.id FROM ledger_entries JOIN ledger_accounts ON ledger_accounts.id = account_id
        WHERE (ledger_entries.currency, ledger_entries.receiver_id)
            <> (ledger_accounts.currency, ledger_accounts.receiver_id)
        UNION ALL
        SELECT ledger_entries.id FROM ledger_entries JOIN invoices ON invoices.id = invoice_id
        WHERE (ledger_entries.currency, ledger_entries.receiver_id) <> (invoices.currency, invoices.receiver_id)
    """,
    "every fact is booked once and nothing else is": """
        WITH facts AS (
            SELECT 'invoice.finalized' AS kind, id, total AS amount FROM invoices WHERE status <> 'draft'
            UNION ALL SELECT 'invoice.voided', id, total FROM invoices WHERE status = 'void'
            UNION ALL SELECT 'credit_note.issued', id, total FROM credit_notes
            UNION ALL SELECT 'write_off.made', id, amount FROM write_offs
            UNION ALL SELECT 'write_off.undone', id, amount FROM write_offs WHERE status = 'undone'
            UNION ALL SELECT 'payment.succeeded', id, amount FROM payments WHERE status IN ('succeeded', 'reversed')
            UNION ALL SELECT 'payment.needs_review', id, (review ->> 'amount')::bigint FROM payments
                WHERE review IS NOT NULL
            UNION ALL SELECT 'refund.returned', id, amount FROM reversals WHERE refund_id IS NOT NULL
            UNION ALL SELECT 'refund.resent', id, amount FROM reversals
                WHERE refund_id IS NOT NULL AND status = 'undone'
            UNION ALL SELECT 'payment.reversed', id, amount FROM reversals WHERE refund_id IS NULL
            UNION ALL SELECT 'payment.reinstated', id, amount FROM reversals
                WHERE refund_id IS NULL AND status = 'undone'
        ), booked AS (
            SELECT kind, source_id AS id, (SELECT coalesce(sum(amount), 0) FROM ledger_entries
                WHERE transaction_id = ledger_transactions.id AND amount > 0) AS amount
            FROM ledger_transactions WHERE kind IN ('invoice.finalized', 'invoice.voided', 'credit_note.issued',
                'write_off.made', 'write_off.undone', 'payment.succeeded',
                'payment.needs_review', 'payment.reversed', 'payment.reinstated', 'refund.returned',
                'refund.resent')
        )
        SELECT kind, id, facts.amount, booked.amount
        FROM (SELECT * FROM facts WHERE amount > 0) AS facts FULL JOIN booked USING (kind, id)
        WHERE facts.amount IS DISTINCT FROM booked.amount
    """,
    # What comes back, and goes again, is booked by its reversal.
    "a refund has gone for the first time once, as it was asked for or under review": """
        SELECT coalesce(refunds.id, booked.source_id) AS id, refunds.status, booked.count FROM refunds FULL JOIN (
            SELECT source_id, count(*) AS count FROM ledger_transactions
            WHERE kind IN ('refund.succeeded', 'refund.needs_review') GROUP BY 1) AS booked ON source_id = refunds.id
        WHERE refunds.id IS NULL
           OR coalesce(booked.count, 0) <> (effective_on IS NOT NULL OR review IS NOT NULL)::int
    """,
    "receivables are what is still owed on each invoice": f"""
        SELECT invoices.id, invoices.status, coalesce(booked.amount, 0) AS booked FROM invoices LEFT JOIN (
            SELECT invoice_id, sum(amount) AS amount FROM ledger_entries
            JOIN ledger_accounts ON ledger_accounts.id = account_id
            WHERE kind = 'receivables' GROUP BY 1) AS booked ON booked.invoice_id = invoices.id
        WHERE coalesce(booked.amount, 0) <> CASE WHEN status IN ('open', 'uncollectible')
            THEN {COLLECTIBLE} - amount_paid ELSE 0 END
    """,
    "payers' credit is what their payments have unapplied": """
        SELECT payer_id, currency, booked, unapplied FROM (
            SELECT ledger_entries.payer_id, ledger_entries.currency, -sum(amount) AS booked FROM ledger_entries
            JOIN ledger_accounts ON ledger_accounts.id = account_id WHERE kind = 'payer_credit' GROUP BY 1, 2
        ) AS ledger FULL JOIN (
            SELECT payer_id, currency, sum(amount_unapplied) AS unapplied FROM payments GROUP BY 1, 2
        ) AS facts USING (payer_id, currency)
        WHERE coalesce(booked, 0) <> coalesce(unapplied, 0)
    """,
    "the money in the books is what payments brought and refunds and reversals took": f"""
        SELECT receiver_id, currency, booked, facts FROM (
            SELECT ledger_entries.receiver_id, ledger_entries.currency, sum(amount) AS booked FROM ledger_entries
            JOIN ledger_accounts ON ledger_accounts.id = account_id
            WHERE kind IN {MONEY} OR kind = 'suspense' GROUP BY 1, 2
        ) AS ledger FULL JOIN (
            SELECT receiver_id, currency, sum(amount - amount_refunded - amount_reversed + amount_excess) AS facts
            FROM payments WHERE status IN ('succeeded', 'reversed') GROUP BY 1, 2
        ) AS facts USING (receiver_id, currency)
        WHERE coalesce(booked, 0) <> coalesce(facts, 0)
    """,
    "an invoice is credited by its credit notes": """
        SELECT id FROM invoices
        WHERE amount_credited <> (SELECT coalesce(sum(total - amount_withheld), 0) FROM credit_notes
                WHERE invoice_id = invoices.id)
    """,
    "what is written off is what its rows say, and an invoice that was given up owes nothing": f"""
        SELECT id FROM invoices
        WHERE amount_written_off <> (SELECT coalesce(sum(amount), 0) FROM write_offs
                WHERE invoice_id = invoices.id AND status = 'standing')
           OR (status = 'uncollectible') <> EXISTS (SELECT FROM write_offs
                WHERE invoice_id = invoices.id AND status = 'standing' AND reason = 'uncollectible')
           OR status = 'uncollectible' AND amount_paid <> {COLLECTIBLE}
    """,
    "a series counts as many numbers as there are credit notes": """
        SELECT receiver_id FROM (
            SELECT receiver_id, sum(next_sequence - 1 - cardinality(skipped_numbers)) AS taken FROM number_series
            WHERE kind = 'credit_note' GROUP BY 1
        ) AS series
        WHERE taken <> (SELECT count(*) FROM credit_notes WHERE receiver_id = series.receiver_id)
    """,
    "a series counts as many numbers as there are issued invoices": """
        SELECT receiver_id FROM (
            SELECT receiver_id, sum(next_sequence - 1 - cardinality(skipped_numbers)) AS taken FROM number_series
            WHERE kind = 'invoice' GROUP BY 1
        ) AS series
        WHERE taken <> (SELECT count(*) FROM invoices WHERE receiver_id = series.receiver_id AND status <> 'draft')
    """,
    "an object's events are numbered 1, 2, 3": """
        SELECT object_id FROM events GROUP BY 1 HAVING (min(sequence), max(sequence)) <> (1, count(*))
    """,
    "an invoice's last event shows the invoice": """
        SELECT invoices.id, last.type, last.data ->> 'settlement' AS announced, settlement FROM (
            SELECT DISTINCT ON (object_id) object_id, type, convert_from(body, 'UTF8')::jsonb -> 'data' AS data
            FROM events WHERE object_kind = 'invoice' ORDER BY object_id, sequence DESC
        ) AS last JOIN invoices ON invoices.id = last.object_id
        WHERE (last.data ->> 'status', last.data ->> 'settlement', last.data ->> 'number', last.data ->> 'overdue',
               last.data ->> 'total', last.data ->> 'amount_paid', last.data ->> 'amount_credited',
               last.data ->> 'amount_written_off')
            IS DISTINCT FROM (invoices.status::text, settlement::text, number::text, overdue::text,
                              total::text, amount_paid::text, amount_credited::text, amount_written_off::text)
           OR (settlement = 'overpaid' AND last.data ->> 'amount_overpaid' <> amount_overpaid::text)
    """,
    # That nobody knows an outcome is announced to nobody.
    "a payment's last event shows the payment's status": """
        SELECT payments.id, status, last.type FROM (
            SELECT DISTINCT ON (object_id) object_id, type, convert_from(body, 'UTF8')::jsonb -> 'data' AS data
            FROM events WHERE object_kind = 'payment' ORDER BY object_id, sequence DESC
        ) AS last JOIN payments ON payments.id = last.object_id
        WHERE status <> 'unknown' AND last.data ->> 'status' <> status
    """,
    "a decided refund's last event shows its status": """
        SELECT refunds.id, status, last.type FROM (
            SELECT DISTINCT ON (object_id) object_id, type, convert_from(body, 'UTF8')::jsonb -> 'data' AS data
            FROM events WHERE object_kind = 'refund' ORDER BY object_id, sequence DESC
        ) AS last JOIN refunds ON refunds.id = last.object_id
        WHERE status IN ('succeeded', 'failed') AND last.data ->> 'status' <> status
    """,
}


async def assert_books_balance() -> None:
    """Everything that must always be true of money, asked of the whole database at one instant."""
    async with database.transaction(isolation="repeatable_read", readonly=True):
        broken = {sentence: await database.fetch(query) for sentence, query in INVARIANTS.items()}
    found = [f"{sentence}: {rows}" for sentence, rows in broken.items() if rows]
    assert not found, "\n".join(found)


@dataclass(frozen=True, kw_only=True)
class Book:
    """A receiver, its owner, and one of its payers. Methods act for the owner unless told otherwise."""

    receiver: Any
    owner: Caller
    payer: Any

    @property
    def receiver_id(self) -> str:
        return ids.encode("receiver", self.receiver["id"])

    @property
    def payer_id(self) -> str:
        return ids.encode("payer", self.payer["id"])

    def draft_input(self, amount: int = 10_000, **fields: Any) -> InvoiceInput:
        """A draft of one untaxed line of that many cents, unless the fields say otherwise."""
        usual: dict[str, Any] = {"receiver_id": self.receiver_id, "payer_id": self.payer_id, "lines": [line(amount)]}
        return InvoiceInput(**(usual | fields))

    async def draft(self, amount: int = 10_000, **fields: Any) -> Any:
        return await drafts.create(self.owner, self.draft_input(amount, **fields))

    async def invoice(self, amount: int = 10_000, **fields: Any) -> Any:
        """An issued invoice."""
        draft = await self.draft(amount, **fields)
        return await issuing.finalize(self.owner, draft["id"])

    async def pay(self, invoice: Any = None, *, caller: Caller | None = None, **fields: Any) -> Any:
        """A payment in cash of what is payable, unless the fields say otherwise."""
        usual: dict[str, Any] = {"method": "cash"}
        if invoice is not None:
            usual["invoice_id"] = ids.encode("invoice", invoice["id"])
        return await payments.create(caller or self.owner, PaymentInput(**(usual | fields)))

    async def refund(self, payment: Any, *, caller: Caller | None = None, **fields: Any) -> Any:
        given = RefundInput(payment_id=ids.encode("payment", payment["id"]), **fields)
        return await refunds.create(caller or self.owner, given)

    async def credit(self, invoice: Any, *, caller: Caller | None = None, **fields: Any) -> Any:
        """A credit note over an invoice, for a reason."""
        usual: dict[str, Any] = {"invoice_id": ids.encode("invoice", invoice["id"]), "reason": "It was broken."}
        return await credit_notes.create(caller or self.owner, CreditNoteInput(**(usual | fields)))

    async def write_off(self, invoice: Any, *, caller: Caller | None = None, **fields: Any) -> Any:
        """Writes an amount off an invoice, since it is not worth to be asked for."""
        usual: dict[str, Any] = {"reason": "rounding"}
        return await write_offs.create(caller or self.owner, invoice["id"], WriteOffInput(**(usual | fields)))

    async def give_up(self, invoice: Any, *, caller: Caller | None = None) -> Any:
        return await write_offs.mark_uncollectible(caller or self.owner, invoice["id"], reason="They have moved away.")

    async def member(self, role: Literal["owner", "manager", "viewer"]) -> Caller:
        """Somebody new with that role."""
        return await factories.member(self.receiver["id"], role=role)

    async def another_payer(self, name: str = "Second Payer") -> Any:
        return await payers.create(self.owner, PayerInput(receiver_id=self.receiver_id, name=name))

    async def payer_login(self) -> Caller:
        """The payer, logged in."""
        user_id = await factories.user()
        await database.execute("UPDATE payers SET user_id = $2 WHERE id = $1", self.payer["id"], user_id)
        return await users.caller(user_id)


async def open_book(*, owner: Caller | None = None, **fields: Any) -> Book:
    """A new receiver in euro and UTC, unless the fields say otherwise."""
    user_id = await factories.user() if owner is None else owner.user_id
    assert user_id is not None
    maker = await users.caller(user_id)
    receiver = await receivers.create(maker, ReceiverInput(**({"name": "Ada's Workshop", "currency": "EUR"} | fields)))
    caller = await users.caller(user_id)
    given = PayerInput(receiver_id=ids.encode("receiver", receiver["id"]), name="Grace Payer")
    return Book(receiver=receiver, owner=caller, payer=await payers.create(caller, given))


async def stranger() -> Caller:
    """Somebody with a receiver of their own, who is nothing to the others."""
    return (await open_book(name="A stranger's shop")).owner


def line(amount: int = 10_000, **fields: Any) -> LineInput:
    """An untaxed line of that many cents."""
    return LineInput(**({"description": "Work", "unit_price": str(Decimal(amount) / 100)} | fields))


def noon(day: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{day}T12:00:00+00:00")


async def mark_all_overdue() -> None:
    """Those of other tests become overdue too, a batch at a time."""
    while await overdue.mark():
        pass


async def invoice_now(invoice: Any) -> Any:
    return await invoices.get(access.SYSTEM, invoice["id"])


async def payment_now(payment: Any) -> Any:
    return await payments.get(access.SYSTEM, payment["id"])


async def refund_now(refund: Any) -> Any:
    return await refunds.get(access.SYSTEM, refund["id"])


def part(invoice: Any, amount: int) -> AllocationInput:
    """An allocation, as PaymentInput takes it."""
    return AllocationInput(invoice_id=ids.encode("invoice", invoice["id"]), amount=amount)


async def events_of(row: Any) -> list[dict[str, Any]]:
    """The events of an object in their sequence, as subscribers get them."""
    rows = await database.fetch("SELECT body FROM events WHERE object_id = $1 ORDER BY sequence", row["id"])
    return [msgspec.json.decode(row["body"]) for row in rows]


async def event_types(row: Any) -> list[str]:
    return [event["type"] for event in await events_of(row)]


async def booked(row: Any) -> dict[str, dict[str, int]]:
    """What the ledger has for a fact and its reversals: per kind of transaction, the amount per account."""
    rows = await database.fetch(
        """
        SELECT ledger_transactions.kind, ledger_accounts.kind AS account, sum(amount)::bigint AS amount
        FROM ledger_transactions JOIN ledger_entries ON transaction_id = ledger_transactions.id
        JOIN ledger_accounts ON ledger_accounts.id = account_id
        WHERE source_id = $1 OR source_id IN (
            SELECT id FROM reversals WHERE refund_id = $1 OR payment_id = $1 AND refund_id IS NULL)
        GROUP BY 1, 2
        """,
        row["id"],
    )
    found: dict[str, dict[str, int]] = {}
    for entry in rows:
        found.setdefault(entry["kind"], {})[entry["account"]] = entry["amount"]
    return found
