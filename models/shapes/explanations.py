"""Why an invoice asks for what it asks for, as clients see it."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Literal

import msgspec

from models import ids
from models.access import Caller
from models.money.steps import Step, written
from models.shapes.common import from_json
from models.shapes.invoice_rows import COLUMNS as INVOICE_COLUMNS
from models.shapes.invoice_rows import InvoiceRow, amount_due
from models.shapes.reports import source_id

# Of facts, and of payments on their way.
FACTS_MAX = 1_000
# Which amount of the invoice a fact is a part of.
Explained = Literal["total", "amount_withheld", "amount_paid", "amount_credited", "amount_written_off"]


class Fact(msgspec.Struct, kw_only=True):
    """Something that made the payer owe more (`amount` is positive) or less, and what was owed then (`balance`).

    `at` is when it was written, `effective_on` when it happened. `kind` says what was booked, such as
    `invoice.finalized`, `payment.succeeded`, `payment.reversed`, `credit.applied`, `refund.succeeded`,
    `credit_note.issued` or `write_off.made`. A write-off by the receiver's tolerance is `write_off.tolerated`, what a
    credit note takes of money that had been paid `credit_note.excess`, what the payer withholds `invoice.withheld`, and
    `earlier` stands for facts that are too many to be listed. `explains` is the amount of the invoice that it is a part
    of; facts of payments, credit notes, write-offs and what is withheld lower what is owed, so together they are that
    amount with the sign turned.

    `actor` is a user, an API key or a gateway account, by its id, or `pay_link`, `credit_policy` or `system`; to payers
    it is `payer`, `receiver`, `gateway` or `system`. `cause` is the id of the request, callback, question to the
    gateway or schedule that led to it, or of the payer whose credit the policy has applied; payers see that of their
    own requests. `source_id` is the object that says more, unless it is not for the reader.
    """

    at: datetime.datetime
    effective_on: datetime.date
    kind: str
    explains: Explained
    amount: int
    balance: int
    actor: str | None
    cause: str | None
    source_id: str | None


class OnItsWay(msgspec.Struct, kw_only=True):
    """A part of a payment whose outcome is open: it is reserved, and lowers nothing yet."""

    at: datetime.datetime
    kind: str
    amount: int
    actor: str | None
    cause: str | None
    source_id: str


class RoundingStep(msgspec.Struct, kw_only=True):
    """One step by which the total was computed: its exact value, and what that was rounded to, both in minor units.

    An exact value without an end, such as 10/3, is cut after twelve decimals.
    """

    step: str
    exact: str
    rounded: int


class Explanation(msgspec.Struct, kw_only=True):
    """The facts behind an invoice's amounts, in their order. The last fact's `balance` is `amount_due`; a draft has no
    facts. `in_flight` are payments on their way. Of each the last thousand. `rounding` are the steps that led from the
    lines to the total, in their order."""

    object: Literal["explanation"] = "explanation"
    invoice_id: str
    currency: str
    amount_due: int
    facts: list[Fact]
    in_flight: list[OnItsWay]
    rounding: list[RoundingStep]


# The facts are what was booked about the invoice. What one transaction wrote has the transaction's instant, so the
# audit log's entry of that instant says who it was. Of an invoice over nothing there is nothing booked.
_FACTS = f"""
    WITH told AS MATERIALIZED (
        SELECT DISTINCT ON (created_at) created_at, caller, user_id, api_key_id, request_id FROM audit_log
        WHERE object_id = invoices.id ORDER BY created_at, id
    ), moved AS (
        SELECT entry.transaction_id AS id, coalesce(sum(amount) FILTER (WHERE kind = 'receivables'), 0) AS owed,
            coalesce(sum(amount) FILTER (WHERE kind = 'withholding'), 0) AS withheld
        FROM ledger_entries AS entry JOIN ledger_accounts AS account ON account.id = entry.account_id
        WHERE entry.invoice_id = invoices.id GROUP BY entry.transaction_id
    ), booked AS (
        -- What a credit note takes back of what is withheld was never owed, and the invoice goes on saying the same.
        SELECT id, position, created_at, effective_on, kind, source_id, owed,
            CASE WHEN kind = 'credit_note.issued' THEN 0 ELSE withheld END AS withheld
        FROM moved JOIN ledger_transactions USING (id)
        UNION ALL
        SELECT id, NULL, created_at, invoices.issued_on, action, invoices.id, 0, 0 FROM audit_log
        WHERE invoices.total = 0 AND object_id = invoices.id AND action IN ('invoice.finalized', 'invoice.voided')
    ), fact AS (
        SELECT row_number() OVER (ORDER BY booked.position NULLS FIRST, booked.id, part.place) AS place,
            count(*) OVER () AS many, booked.created_at AS at, booked.effective_on,
            booked.kind AS booked_as, part.kind, part.explains, part.amount, booked.source_id, told.caller,
            told.user_id, told.api_key_id, told.request_id,
            coalesce(payments.gateway_account_id, refunds.gateway_account_id, reversals.gateway_account_id)
                AS gateway_account_id
        FROM booked
        LEFT JOIN told USING (created_at)
        LEFT JOIN payments ON payments.id = booked.source_id
        LEFT JOIN refunds ON refunds.id = booked.source_id
        LEFT JOIN reversals ON reversals.id = booked.source_id
        LEFT JOIN credit_notes ON credit_notes.id = booked.source_id
        LEFT JOIN write_offs ON write_offs.id = booked.source_id
        CROSS JOIN LATERAL (VALUES
            (1, CASE WHEN booked.kind = 'write_off.made' AND write_offs.payment_id IS NOT NULL
                THEN 'write_off.tolerated' ELSE booked.kind END,
                CASE split_part(booked.kind, '.', 1) WHEN 'invoice' THEN 'total' WHEN 'credit_note'
                THEN 'amount_credited' WHEN 'write_off' THEN 'amount_written_off' ELSE 'amount_paid' END,
                owed + withheld - coalesce(credit_notes.amount_excess, 0)),
            (2, 'credit_note.excess', 'amount_paid', coalesce(credit_notes.amount_excess, 0)),
            (3, 'invoice.withheld', 'amount_withheld', -withheld)
        ) AS part (place, kind, explains, amount)
        WHERE part.place = 1 OR part.amount <> 0
    )
    SELECT * FROM (
        SELECT place, at, effective_on, booked_as, kind, explains, amount, source_id, caller, user_id, api_key_id,
            request_id, gateway_account_id FROM fact WHERE place > many - {FACTS_MAX}
        UNION ALL
        SELECT min(place), max(at), max(effective_on), NULL, 'earlier', explains, sum(amount), NULL, NULL, NULL, NULL,
            NULL, NULL FROM fact WHERE place <= many - {FACTS_MAX} GROUP BY explains
    ) AS shown ORDER BY place
"""
_IN_FLIGHT = f"""
    SELECT part.created_at AS at, 'payment.' || payments.status AS kind, part.amount, payments.id AS source_id,
        told.caller, told.user_id, told.api_key_id, told.request_id
    FROM allocations AS part JOIN payments ON payments.id = part.payment_id
    LEFT JOIN LATERAL (
        SELECT caller, user_id, api_key_id, request_id FROM audit_log
        WHERE object_id = part.payment_id AND created_at = part.created_at ORDER BY id LIMIT 1
    ) AS told ON true
    WHERE part.invoice_id = invoices.id AND part.status = 'reserved' ORDER BY part.id DESC LIMIT {FACTS_MAX}
"""
# What the shape is made from, in one statement and so of one instant; `ExplainedRow` has their types.
COLUMNS = f"""{INVOICE_COLUMNS},
    (SELECT coalesce(json_agg(one), '[]')::text FROM ({_FACTS}) AS one) AS facts,
    (SELECT coalesce(json_agg(one), '[]')::text FROM ({_IN_FLIGHT}) AS one) AS on_their_way"""


class ExplainedRow(InvoiceRow):
    """What `COLUMNS` select; `facts` is JSON, of `_Fact`s, and so is `on_their_way`."""

    facts: str
    on_their_way: str


class _Told(msgspec.Struct, kw_only=True):
    """What is known of who did something."""

    at: datetime.datetime
    kind: str
    amount: int
    source_id: uuid.UUID | None
    caller: str | None
    user_id: uuid.UUID | None
    api_key_id: uuid.UUID | None
    request_id: str | None
    gateway_account_id: uuid.UUID | None = None


class _Fact(_Told, kw_only=True):
    explains: Explained
    effective_on: datetime.date
    # What the ledger calls it, which says what the source is; null where several were summed up.
    booked_as: str | None


def explanation(row: ExplainedRow, reader: Caller, steps: Iterable[Step]) -> Explanation:
    """The shape of an invoice's facts, for who reads them. Payers are not told who works for the receiver, what its
    requests were called, nor what it keeps of write-offs."""
    role = reader.role_towards(receiver_id=row["receiver_id"], payer_id=row["payer_id"])
    as_payer = role == "payer" and not reader.is_admin
    facts, balance = [], 0
    for fact in from_json(row["facts"], list[_Fact]):
        balance += fact.amount
        actor, cause = _who(fact, reader, as_payer=as_payer)
        facts.append(
            Fact(
                at=fact.at,
                effective_on=fact.effective_on,
                kind="write_off.made" if as_payer and fact.kind == "write_off.tolerated" else fact.kind,
                explains=fact.explains,
                amount=fact.amount,
                balance=balance,
                actor=actor,
                cause=cause,
                source_id=None if as_payer and fact.explains == "amount_written_off" else _source(fact),
            )
        )
    return Explanation(
        invoice_id=ids.encode("invoice", row["id"]),
        currency=row["currency"],
        amount_due=amount_due(row),
        facts=facts,
        in_flight=[_on_its_way(part, reader, as_payer) for part in from_json(row["on_their_way"], list[_Told])[::-1]],
        rounding=[RoundingStep(step=each.step, exact=written(each.exact), rounded=each.rounded) for each in steps],
    )


def _on_its_way(part: _Told, reader: Caller, as_payer: bool) -> OnItsWay:
    actor, cause = _who(part, reader, as_payer=as_payer)
    assert part.source_id is not None, "it is a payment's"
    source_id = ids.encode("payment", part.source_id)
    return OnItsWay(at=part.at, kind=part.kind, amount=part.amount, actor=actor, cause=cause, source_id=source_id)


def _who(told: _Told, reader: Caller, *, as_payer: bool) -> tuple[str | None, str | None]:
    """The actor and the cause, as far as the reader is told."""
    if told.caller is None:
        # From before there was an audit log, or summed up.
        return None, None
    kind = told.caller.partition(":")[0]
    if kind == "system":
        if told.gateway_account_id is not None:
            actor = "gateway" if as_payer else ids.encode("gateway_account", told.gateway_account_id)
        else:
            actor = "system"
        return actor, None if as_payer else told.request_id
    if as_payer:
        is_own = told.user_id is not None and told.user_id == reader.user_id
        if is_own:
            return "payer", told.request_id
        return ("payer", None) if kind == "pay_link" else ("receiver", None)
    if told.api_key_id is not None:
        return ids.encode("api_key", told.api_key_id), told.request_id
    if told.user_id is not None:
        return ids.encode("user", told.user_id), told.request_id
    return kind, told.request_id


def _source(fact: _Fact) -> str | None:
    if fact.booked_as is None or fact.source_id is None:
        return None
    return source_id(fact.booked_as, fact.source_id)
