"""A payer's account with a receiver: what stood at the beginning, each fact in its order, and what stands at the end.

The balance is what the payer owes less the credit that they have, so it is what both sides would settle. What only
moves between the two, as where credit pays an invoice, changes nothing of it and is left out.

The opening balance is what stands now, which is kept, less all that has taken effect since. What takes effect on a day
is written on it or later, so nothing is read of what was written before the period, and nothing of other payers: the
longer ago the period is, the more of this payer's own history is read.

Raw SQL: sums over sets, and a balance that runs along.
"""

import datetime
import uuid
from collections.abc import AsyncGenerator, Mapping
from decimal import Decimal
from typing import Final, TypedDict

from models import access, database, ids, lists, rows
from models.access import Caller
from models.errors import Invalid
from models.money import currencies
from models.money.amounts import bounded
from models.reports import periods
from models.reports.sources import NAMED
from models.shapes import cells
from models.shapes import reports as shapes
from models.shapes.reports import Statement, StatementBalance, StatementLine
from models.tables.parties import Payer, Receiver

CHUNK = 200
STATEMENT_SECONDS_MAX = 60.0
# OFFSET 0 keeps PostgreSQL from making a join of it that reads the whole ledger, where a payer has a large part of it.
# Of payer `$1` of receiver `$2`, from the day `$3` to the day `$4`; `$5` is the lowest id of that first day.
_FACTS = f"""
WITH account AS MATERIALIZED (
    SELECT id, currency FROM ledger_accounts WHERE receiver_id = $2 AND kind IN ('receivables', 'payer_credit')
), fact AS MATERIALIZED (
    SELECT booked.id, booked.kind, booked.source_id, booked.effective_on, entry.currency, sum(entry.amount) AS amount
    FROM ledger_entries AS entry CROSS JOIN LATERAL (
        SELECT * FROM ledger_transactions WHERE ledger_transactions.id = entry.transaction_id
            AND receiver_id = $2 AND effective_on >= $3 OFFSET 0) AS booked
    WHERE entry.payer_id = $1 AND entry.account_id IN (SELECT id FROM account)
        AND entry.transaction_id >= {periods.written_since(receiver="$2", day="$3", floor="$5")}
    GROUP BY booked.id, booked.kind, booked.source_id, booked.effective_on, entry.currency HAVING sum(entry.amount) <> 0
), opening AS MATERIALIZED (
    SELECT currency, sum(amount) AS amount FROM (
        SELECT account.currency, kept.amount FROM account JOIN payer_balances AS kept
            ON kept.payer_id = $1 AND kept.account_id = account.id
        UNION ALL
        SELECT account.currency, newer.amount FROM (
            SELECT newer.account_id, newer.amount
            FROM {shapes.booked_since(receiver="$2", entries="entry.payer_id = $1")}
        ) AS newer JOIN account ON account.id = newer.account_id
        UNION ALL
        SELECT currency, -amount FROM fact
    ) AS side GROUP BY currency
), line AS (
    SELECT fact.*, opening.amount + sum(fact.amount) OVER (PARTITION BY currency ORDER BY effective_on, id) AS balance
    FROM fact JOIN opening USING (currency) WHERE effective_on <= $4
), balance AS (
    SELECT currency, opening.amount AS opening, coalesce(sum(line.amount) FILTER (WHERE line.amount > 0), 0) AS debit,
        coalesce(-sum(line.amount) FILTER (WHERE line.amount < 0), 0) AS credit
    FROM opening LEFT JOIN line USING (currency) GROUP BY currency, opening.amount
)
"""
_BALANCES = f"{_FACTS} SELECT * FROM balance ORDER BY currency"
_LINES = f"""
SELECT booked.id, booked.effective_on, booked.kind, booked.source_id, named.number, named.reference, booked.currency,
    booked.amount, booked.balance
FROM line AS booked CROSS JOIN {NAMED} AS named
"""
# What follows the transaction `$7` of the day `$6`, or all; `$8` of them at most.
_PAGE = f"""
{_FACTS} {_LINES}
WHERE $6::date IS NULL OR (effective_on, id) > ($6, $7::uuid)
ORDER BY effective_on, id LIMIT $8
"""
# The day of a transaction of a payer's: it is a place in no other statement.
_PLACE = """SELECT effective_on FROM ledger_transactions WHERE id = $1
    AND EXISTS (SELECT FROM ledger_entries WHERE transaction_id = $1 AND payer_id = $2)"""
# With a line for each balance before and behind the others.
_ALL = f"""
{_FACTS}
SELECT NULL AS id, $3 AS effective_on, 'opening_balance' AS kind, NULL AS source_id, NULL AS number, NULL AS reference,
    currency, 0 AS amount, opening AS balance, 0 AS place
FROM balance
UNION ALL
SELECT line.*, 1 FROM ({_LINES}) AS line
UNION ALL
SELECT NULL, $4, 'closing_balance', NULL, NULL, NULL, currency, 0, opening + debit - credit, 2 FROM balance
ORDER BY place, effective_on, id, currency
"""
COLUMNS: Final = (
    "date",
    "kind",
    "number",
    "reference",
    "currency",
    "debit",
    "credit",
    "balance",
    "transaction_id",
    "source_id",
)


class _Balance(TypedDict):
    """What `_BALANCES` returns; sums of any size."""

    currency: str
    opening: Decimal
    debit: Decimal
    credit: Decimal


class _Line(TypedDict):
    """What `_PAGE` and `_ALL` return; those of balances have no transaction."""

    id: uuid.UUID | None
    effective_on: datetime.date
    kind: str
    source_id: uuid.UUID | None
    number: str | None
    reference: str | None
    currency: str
    amount: Decimal
    balance: Decimal


async def report(
    caller: Caller,
    payer_id: uuid.UUID | None,
    *,
    period: periods.Period,
    limit: int,
    after: uuid.UUID | None,
) -> Statement:
    """A payer's balances, and a page of lines, the oldest first.

    Raises NotFound, Forbidden, TimeZoneUnknown, Invalid.
    """
    payer, days = await _find(caller, payer_id, period)
    asked = _asked(payer, days)
    # Both of one snapshot.
    async with database.transaction(isolation="repeatable_read", readonly=True):
        await database.allow(STATEMENT_SECONDS_MAX)
        balances = await database.fetch_as(_Balance, _BALANCES, *asked)
        day = None if after is None else await database.fetch_value(datetime.date, _PLACE, after, payer.id)
        if after is not None and day is None:
            raise Invalid("The cursor is none of this statement: take `next_cursor` of the page before.")
        lines = await database.fetch_as(_Line, _PAGE, *asked, day, after, limit + 1)
    as_payer = _reads_as_payer(caller, payer)
    shown = [_line(row, as_payer=as_payer) for row in lines[:limit]]
    return Statement(
        receiver_id=ids.encode("receiver", payer.receiver_id),
        payer_id=ids.encode("payer", payer.id),
        from_=days.first,
        to=days.last,
        balances=[_balance(row) for row in balances],
        data=shown,
        has_more=len(lines) > limit,
        next_cursor=shown[-1].transaction_id if len(lines) > limit else None,
    )


async def table(caller: Caller, payer_id: uuid.UUID | None, *, period: periods.Period) -> AsyncGenerator[bytes]:
    """The whole of it as lines of CSV. Raises NotFound, Forbidden, TimeZoneUnknown, Invalid."""
    payer, days = await _find(caller, payer_id, period)
    return _table(*_asked(payer, days), as_payer=_reads_as_payer(caller, payer))


async def _table(*asked: object, as_payer: bool) -> AsyncGenerator[bytes]:
    yield cells.header(COLUMNS)
    async for some in lists.by_cursor(_Line, _ALL, *asked, at_a_time=CHUNK):
        yield cells.lines(COLUMNS, (_cells(row, as_payer=as_payer) for row in some))


def _reads_as_payer(caller: Caller, payer: Payer) -> bool:
    return caller.role_towards(receiver_id=payer.receiver_id, payer_id=payer.id) == "payer"


async def _find(caller: Caller, payer_id: uuid.UUID | None, period: periods.Period) -> tuple[Payer, periods.Days]:
    payer = await access.find(caller, Payer, payer_id, "payers.read")
    receiver = await rows.find(Receiver, payer.receiver_id)
    assert receiver is not None, "who has payers is archived, never deleted"
    return payer, periods.days(period, receiver)


def _asked(payer: Payer, days: periods.Days) -> tuple[uuid.UUID, uuid.UUID, datetime.date, datetime.date, uuid.UUID]:
    return payer.id, payer.receiver_id, days.first, days.last, periods.floor(days.first)


def _balance(row: _Balance) -> StatementBalance:
    return StatementBalance(
        currency=row["currency"],
        opening_balance=bounded(int(row["opening"])),
        debit=bounded(int(row["debit"])),
        credit=bounded(int(row["credit"])),
        closing_balance=bounded(int(row["opening"] + row["debit"] - row["credit"])),
    )


def _source(row: _Line, *, as_payer: bool) -> str | None:
    """What the line books. A payer sees no write-off, here as in what explains an invoice."""
    if row["source_id"] is None or (as_payer and row["kind"].startswith("write_off.")):
        return None
    return shapes.source_id(row["kind"], row["source_id"])


def _line(row: _Line, *, as_payer: bool) -> StatementLine:
    assert row["id"] is not None, "a line is a transaction"
    return StatementLine(
        transaction_id=ids.encode("ledger_transaction", row["id"]),
        date=row["effective_on"],
        kind=row["kind"],
        source_id=_source(row, as_payer=as_payer),
        number=row["number"],
        reference=row["reference"],
        currency=row["currency"],
        debit=bounded(max(int(row["amount"]), 0)),
        credit=bounded(max(-int(row["amount"]), 0)),
        balance=bounded(int(row["balance"])),
    )


def _cells(row: _Line, *, as_payer: bool) -> Mapping[str, str]:
    amount, currency = int(row["amount"]), row["currency"]
    return {
        "date": cells.day(row["effective_on"]),
        "kind": row["kind"],
        "number": cells.harmless(row["number"]),
        "reference": cells.harmless(row["reference"]),
        "currency": currency,
        "debit": currencies.major(amount, currency) if amount > 0 else "",
        "credit": currencies.major(-amount, currency) if amount < 0 else "",
        "balance": currencies.major(int(row["balance"]), currency),
        "transaction_id": "" if row["id"] is None else ids.encode("ledger_transaction", row["id"]),
        "source_id": _source(row, as_payer=as_payer) or "",
    }
