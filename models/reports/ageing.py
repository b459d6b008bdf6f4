"""What payers owe, by how long it has been due: of any day, and as it was known at any instant.

An invoice owes what its receivables in the ledger come to. What it owes now is on the invoice; what took effect after
the day that is asked for, or was written after the instant, is taken off again. So a report of today reads what is
owed and none of what was paid long ago, and one of the past reads in addition what has happened since.

Raw SQL: sums over sets.
"""

import datetime
import uuid
from collections.abc import AsyncGenerator, Mapping
from decimal import Decimal
from typing import Final, TypedDict

import msgspec

from models import access, database, ids, lists
from models.access import Caller
from models.money import currencies
from models.money.amounts import bounded
from models.reports import periods
from models.shapes import cells
from models.shapes.reports import Ageing, AgeingBuckets, AgeingOfPayer, AgeingTotal, not_summed
from models.tables.parties import Receiver

# The first and the last day of each bucket, counted from the due date.
BUCKETS: Final = {"current": (None, 0), "1_30": (1, 30), "31_60": (31, 60), "61_90": (61, 90), "over_90": (91, None)}
# As much as has happened in years takes a while to take back.
STATEMENT_SECONDS_MAX = 60.0
CHUNK = 200
_LAST_ID: Final = uuid.UUID(int=2**128 - 1)
# What `invoice` owes by `standing`, by the due dates of its instalments. What it has covers the oldest ones first, as
# models/money/instalments.py has it; the last one takes what is left, below zero where money came before the issue.
_OWED_BY_DAY = """
    SELECT due_on, CASE
        WHEN place = count(*) OVER () THEN standing.amount - coalesce(sum(owed) OVER before, 0) ELSE owed END AS amount
    FROM (
        SELECT place, due_on, least(greatest(sum(amount) OVER (ORDER BY place) - covered, 0), amount) AS owed
        FROM (
            SELECT invoice.total - invoice.amount_withheld - standing.amount AS covered
        ) AS covering, ROWS FROM (jsonb_to_recordset(coalesce(invoice.instalments, jsonb_build_array(
            jsonb_build_object('amount', invoice.total - invoice.amount_withheld, 'due_on', invoice.due_on)
        ))) AS (amount bigint, due_on date)) WITH ORDINALITY AS instalment (amount, due_on, place)
    ) AS instalment
    WINDOW before AS (ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
"""
# What is owed on each due date and what is left of credit, as `$2` ended and `$3` knew. `$4` is an id of about `$3`.
_SIDES = f"""
WITH account AS MATERIALIZED (
    SELECT id, kind, currency FROM ledger_accounts WHERE receiver_id = $1 AND kind IN ('receivables', 'payer_credit')
), later AS MATERIALIZED (
    SELECT entry.account_id, entry.payer_id, entry.invoice_id, entry.amount FROM (
        SELECT id FROM ledger_transactions WHERE receiver_id = $1 AND effective_on > $2
        UNION ALL
        SELECT id FROM ledger_transactions
        WHERE receiver_id = $1 AND id >= $4 AND created_at > $3 AND effective_on <= $2
    ) AS booked JOIN ledger_entries AS entry ON entry.transaction_id = booked.id
), standing AS (
    SELECT invoice_id, sum(amount) AS amount FROM (
        SELECT id AS invoice_id,
            total - amount_withheld - amount_credited - amount_written_off - amount_paid AS amount
        FROM invoices WHERE receiver_id = $1 AND status = 'open' AND settlement IN ('unpaid', 'partially_paid')
        UNION ALL
        SELECT invoice_id, -amount FROM later WHERE account_id IN (SELECT id FROM account WHERE kind = 'receivables')
    ) AS side GROUP BY invoice_id HAVING sum(amount) <> 0
), part AS (
    SELECT invoice.payer_id, invoice.currency, owed.due_on, owed.amount
    FROM standing JOIN invoices AS invoice ON invoice.id = standing.invoice_id
    CROSS JOIN LATERAL ({_OWED_BY_DAY}) AS owed
), credit AS (
    SELECT payer_id, account.currency, -sum(amount) AS amount FROM account JOIN (
        SELECT account_id, payer_id, amount FROM payer_balances
        WHERE account_id IN (SELECT id FROM account WHERE kind = 'payer_credit') AND amount <> 0
        UNION ALL
        SELECT entry.account_id, entry.payer_id, entry.amount
        FROM ledger_transactions AS booked JOIN ledger_entries AS entry ON entry.transaction_id = booked.id
        WHERE {not_summed("$1")}
        UNION ALL
        SELECT account_id, payer_id, -amount FROM later
    ) AS side ON side.account_id = account.id AND account.kind = 'payer_credit'
    GROUP BY payer_id, account.currency HAVING sum(amount) <> 0
), of_payer AS MATERIALIZED (
    SELECT payer_id, currency, coalesce(sum(amount), 0) AS amount, coalesce(sum(credit), 0) AS credit, {
    ", ".join(
        f"coalesce(sum(amount) FILTER (WHERE $2 - due_on BETWEEN {-(2**31) if first is None else first} "
        f"AND {2**31 - 1 if last is None else last}), 0) AS days_{name}"
        for name, (first, last) in BUCKETS.items()
    )
}
    FROM (
        SELECT payer_id, currency, due_on, amount, NULL AS credit FROM part
        UNION ALL SELECT payer_id, currency, NULL, NULL, amount FROM credit
    ) AS side GROUP BY payer_id, currency
)
"""
_SUMS = ("amount", "credit", *(f"days_{name}" for name in BUCKETS))
_OF_PAYERS = f"""
SELECT of_payer.payer_id, payers.name AS payer_name, of_payer.currency, {", ".join(_SUMS)}
FROM of_payer JOIN payers ON payers.id = of_payer.payer_id
"""
# Those of a page begin after `$5`; `$6` is how many payers it has, and one more.
_PAGE = f"""
{_SIDES}
SELECT NULL AS payer_id, NULL AS payer_name, currency, {", ".join(f"sum({name}) AS {name}" for name in _SUMS)}
FROM of_payer GROUP BY currency
UNION ALL
({_OF_PAYERS} WHERE of_payer.payer_id IN (
    SELECT DISTINCT payer_id FROM of_payer WHERE payer_id < $5 ORDER BY payer_id DESC LIMIT $6))
ORDER BY payer_id DESC NULLS FIRST, currency
"""
_ALL = f"{_SIDES} {_OF_PAYERS} ORDER BY of_payer.payer_id DESC, of_payer.currency"
COLUMNS: Final = ("payer_id", "payer_name", "currency", "amount", *BUCKETS, "credit")


class _Row(TypedDict):
    """What these statements return: of a payer, or of all where there is none. Sums of any size."""

    payer_id: uuid.UUID | None
    payer_name: str | None
    currency: str
    amount: Decimal
    credit: Decimal
    days_current: Decimal
    days_1_30: Decimal
    days_31_60: Decimal
    days_61_90: Decimal
    days_over_90: Decimal


async def report(
    caller: Caller,
    receiver_id: uuid.UUID | None,
    *,
    as_of: datetime.date | None,
    known_at: datetime.datetime | None,
    limit: int,
    after: uuid.UUID | None,
) -> Ageing:
    """A receiver's totals, and a page of payers, the newest first.

    Raises NotFound, Forbidden, TimeZoneUnknown, Invalid.
    """
    receiver = await access.find(caller, Receiver, receiver_id, "ledger.read")
    day = periods.day(as_of, receiver)
    async with database.transaction(readonly=True):
        await database.allow(STATEMENT_SECONDS_MAX)
        rows = await database.fetch_as(_Row, _PAGE, *_asked(receiver, day, known_at), after or _LAST_ID, limit + 1)
    payer_ids = list(dict.fromkeys(row["payer_id"] for row in rows if row["payer_id"] is not None))
    shown = payer_ids[:limit]
    return Ageing(
        receiver_id=ids.encode("receiver", receiver.id),
        as_of=day,
        known_at=known_at,
        totals=[_total(row) for row in rows if row["payer_id"] is None],
        data=[_of_payer(row) for row in rows if row["payer_id"] in shown],
        has_more=len(payer_ids) > limit,
        next_cursor=ids.encode("payer", shown[-1]) if len(payer_ids) > limit else None,
    )


async def table(
    caller: Caller, receiver_id: uuid.UUID | None, *, as_of: datetime.date | None, known_at: datetime.datetime | None
) -> AsyncGenerator[bytes]:
    """The same of all payers as lines of CSV, each payer and currency in one.

    Raises NotFound, Forbidden, TimeZoneUnknown, Invalid.
    """
    receiver = await access.find(caller, Receiver, receiver_id, "ledger.read")
    return _lines(*_asked(receiver, periods.day(as_of, receiver), known_at))


async def _lines(*asked: object) -> AsyncGenerator[bytes]:
    yield cells.header(COLUMNS)
    async for rows in lists.by_cursor(_Row, _ALL, *asked, at_a_time=CHUNK):
        yield cells.lines(COLUMNS, map(_cells, rows))


def _asked(
    receiver: Receiver, day: datetime.date, known_at: datetime.datetime | None
) -> tuple[uuid.UUID, datetime.date, datetime.datetime | None, uuid.UUID]:
    return receiver.id, day, known_at, _LAST_ID if known_at is None else ids.floor(known_at, moved=-lists.CLOCKS_DIFFER)


def _total(row: _Row) -> AgeingTotal:
    return AgeingTotal(
        currency=row["currency"],
        amount=bounded(int(row["amount"])),
        buckets=_buckets(row),
        credit=bounded(int(row["credit"])),
    )


def _of_payer(row: _Row) -> AgeingOfPayer:
    assert row["payer_id"] is not None, "a row of a payer"
    assert row["payer_name"] is not None, "every payer has a name"
    return AgeingOfPayer(
        payer_id=ids.encode("payer", row["payer_id"]),
        payer_name=row["payer_name"],
        currency=row["currency"],
        amount=bounded(int(row["amount"])),
        buckets=_buckets(row),
        credit=bounded(int(row["credit"])),
    )


def _buckets(row: _Row) -> AgeingBuckets:
    return AgeingBuckets(
        current=bounded(int(row["days_current"])),
        days_1_30=bounded(int(row["days_1_30"])),
        days_31_60=bounded(int(row["days_31_60"])),
        days_61_90=bounded(int(row["days_61_90"])),
        over_90=bounded(int(row["days_over_90"])),
    )


def _cells(row: _Row) -> Mapping[str, str]:
    found = _of_payer(row)
    buckets = msgspec.to_builtins(found.buckets)
    amounts = {"amount": found.amount, **buckets, "credit": found.credit}
    return {
        "payer_id": found.payer_id,
        "payer_name": cells.harmless(found.payer_name),
        "currency": found.currency,
        **{name: currencies.major(amount, found.currency) for name, amount in amounts.items()},
    }
