"""What became of a receiver's business over a period: what was invoiced, credited, collected, reversed, refunded and
written off, and what was outstanding and stood as credit at its end.

It is the sums that are kept of whole months, with what the job has not summed yet, less what lies outside of the period
in its first and its last month. So a summary of months reads a few rows for each, however much was booked; another one
reads the rest of two months besides.

Raw SQL: sums over sets.
"""

import uuid
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Final, TypedDict

from models import access, database, ids
from models.access import Caller
from models.money import currencies
from models.money.amounts import bounded
from models.reports import periods
from models.shapes import cells
from models.shapes.reports import PAYING, Summary, SummaryTotal, not_summed, paid_days
from models.tables.ledger import AccountKind, TransactionKind
from models.tables.parties import Receiver

STATEMENT_SECONDS_MAX = 60.0
MONEY: Final[frozenset[AccountKind]] = frozenset({"cash", "bank", "gateway_clearing"})
SALES: Final[frozenset[AccountKind]] = frozenset({"revenue", "tax_payable"})
LOSSES: Final[frozenset[AccountKind]] = frozenset({"bad_debt", "write_offs"})
TAKEN_BACK: Final[frozenset[TransactionKind]] = frozenset({"payment.reversed", "payment.reinstated"})
# OFFSET 0 keeps PostgreSQL from making a join of it that reads the whole ledger.
_BOOKED: Final = """ledger_transactions AS booked CROSS JOIN LATERAL (
            SELECT * FROM ledger_entries WHERE transaction_id = booked.id OFFSET 0) AS entry"""


def _outside(first: str, last: str, *, of_the_end: bool) -> str:
    """The text of what took effect on days that are in a month of the period and not in the period: to be taken off
    what has moved, and what comes after the period also off what stood at its end."""
    stood = "-entry.amount" if of_the_end else "0"
    return f"""
        SELECT entry.account_id, booked.kind, -entry.amount AS moved, {stood} AS stood,
            -({paid_days("booked")}) AS paid_days
        FROM {_BOOKED}
        WHERE booked.receiver_id = $1 AND booked.effective_on BETWEEN {first} AND {last}"""


# Of receiver `$1`, from the day `$2` to the day `$3`; `$4` is the first day of the first month, `$5` the last day of
# the last one.
_SUMS = f"""
SELECT account.currency, account.kind AS account, side.kind, sum(moved) AS moved, sum(stood) AS stood,
    sum(side.paid_days) AS paid_days
FROM (
    SELECT account_id, kind, CASE WHEN month >= $4::date THEN amount ELSE 0 END AS moved, amount AS stood,
        CASE WHEN month >= $4 THEN paid_days ELSE 0 END AS paid_days
    FROM ledger_balances
    WHERE account_id IN (SELECT id FROM ledger_accounts WHERE receiver_id = $1) AND month <= $5::date
    UNION ALL
    SELECT entry.account_id, booked.kind, CASE WHEN booked.effective_on >= $4 THEN entry.amount ELSE 0 END,
        entry.amount, CASE WHEN booked.effective_on >= $4 THEN {paid_days("booked")} ELSE 0 END
    FROM {_BOOKED}
    WHERE {not_summed("$1")} AND booked.effective_on <= $5
    UNION ALL {_outside("$4", "$2::date - 1", of_the_end=False)}
    UNION ALL {_outside("$3::date + 1", "$5", of_the_end=True)}
) AS side JOIN ledger_accounts AS account ON account.id = side.account_id
GROUP BY account.currency, account.kind, side.kind ORDER BY account.currency
"""
AMOUNTS: Final = (
    "invoiced",
    "credited",
    "collected",
    "reversed",
    "refunded",
    "written_off",
    "outstanding",
    "credit",
)
COLUMNS: Final = ("from", "to", "currency", *AMOUNTS, "days_to_pay")


class _Sum(TypedDict):
    """What `_SUMS` return: of an account, what one kind of transactions has moved within the period, and what all of
    them until its end come to. Sums of any size."""

    currency: str
    account: AccountKind
    kind: TransactionKind
    moved: Decimal
    stood: Decimal
    paid_days: Decimal


async def report(caller: Caller, receiver_id: uuid.UUID | None, *, period: periods.Period) -> Summary:
    """A receiver's totals in each currency. Raises NotFound, Forbidden, TimeZoneUnknown, Invalid."""
    receiver = await access.find(caller, Receiver, receiver_id, "ledger.read")
    days = periods.days(period, receiver)
    months = days.first.replace(day=1), periods.month_end(days.last)
    async with database.transaction(readonly=True):
        await database.allow(STATEMENT_SECONDS_MAX)
        rows = await database.fetch_as(_Sum, _SUMS, receiver.id, days.first, days.last, *months)
    by_currency = groupby(rows, key=lambda row: row["currency"])
    return Summary(
        receiver_id=ids.encode("receiver", receiver.id),
        from_=days.first,
        to=days.last,
        totals=[_total(currency, list(found)) for currency, found in by_currency],
    )


async def table(caller: Caller, receiver_id: uuid.UUID | None, *, period: periods.Period) -> AsyncGenerator[bytes]:
    """The same as lines of CSV, each currency in one. Raises NotFound, Forbidden, TimeZoneUnknown, Invalid."""
    return _lines(await report(caller, receiver_id, period=period))


async def _lines(told: Summary) -> AsyncGenerator[bytes]:
    yield cells.header(COLUMNS)
    yield cells.lines(COLUMNS, [_cells(told, total) for total in told.totals])


def _total(currency: str, rows: Sequence[_Sum]) -> SummaryTotal:
    def moved(which: Callable[[_Sum], bool]) -> int:
        return sum(int(row["moved"]) for row in rows if which(row))

    def stood(account: AccountKind) -> int:
        return sum(int(row["stood"]) for row in rows if row["account"] == account)

    paid = [row for row in rows if row["account"] == "receivables" and row["kind"] in PAYING]
    return SummaryTotal(
        currency=currency,
        invoiced=bounded(-moved(lambda row: row["account"] in SALES and row["kind"].startswith("invoice."))),
        credited=bounded(moved(lambda row: row["account"] in SALES and row["kind"].startswith("credit_note."))),
        collected=bounded(
            moved(
                lambda row: (
                    row["account"] in MONEY and row["kind"].startswith("payment.") and row["kind"] not in TAKEN_BACK
                )
            )
        ),
        reversed=bounded(-moved(lambda row: row["account"] in MONEY and row["kind"] in TAKEN_BACK)),
        refunded=bounded(-moved(lambda row: row["account"] in MONEY and row["kind"].startswith("refund."))),
        written_off=bounded(moved(lambda row: row["account"] in LOSSES)),
        outstanding=bounded(stood("receivables")),
        credit=bounded(-stood("payer_credit")),
        days_to_pay=_average(sum(row["paid_days"] for row in paid), -sum(row["moved"] for row in paid)),
    )


def _average(days: Decimal | int, amount: Decimal | int) -> str | None:
    if amount <= 0:
        return None
    return str((Decimal(days) / Decimal(amount)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def _cells(told: Summary, total: SummaryTotal) -> Mapping[str, str]:
    amounts = {name: currencies.major(getattr(total, name), total.currency) for name in AMOUNTS}
    return {
        "from": cells.day(told.from_),
        "to": cells.day(told.to),
        "currency": total.currency,
        **amounts,
        "days_to_pay": total.days_to_pay or "",
    }
