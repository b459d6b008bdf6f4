"""Series of numbers: each receiver counts each kind of its documents for itself, without gaps, by period.

A number that another document has already is skipped, and the series keeps which ones. That happens only under settings
from before 0.4.0: by now a pattern or prefix is refused when it would give a number again (`check_settings`).

Raw SQL: a number is taken by one INSERT … ON CONFLICT … RETURNING, so that whoever comes second waits for the first,
and all numbers that a pattern could give again are looked for by one expression.
"""

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

from models import clock, database, ids
from models.errors import Invalid, IssueDateGoesBack
from models.money import numbering, terms
from models.tables.billing import NumberSeries, SeriesKind
from models.tables.parties import Receiver

# Receivers choose the prefix of their invoices only; other documents have one of their own, or the one behind it where
# the invoices have that.
_PREFIXES: Mapping[SeriesKind, tuple[str, str]] = {"credit_note": ("CN", "CRN"), "receipt": ("RCT", "REC")}
_ALL = """(SELECT receiver_id, number FROM invoices UNION ALL SELECT receiver_id, number FROM credit_notes
    UNION ALL SELECT receiver_id, number FROM receipts)"""
# What a number is compared with before it is given: an invoice's with invoices only, since others' are made apart.
_NUMBERED: Mapping[SeriesKind, str] = {"invoice": "invoices", "credit_note": _ALL, "receipt": _ALL}
# How many numbers are looked at in one statement where one is taken.
CANDIDATES = 1_000
# A receiver's series of invoices that were used last: the one in use is among them, whichever period its pattern has.
LAST_USED_MAX = 3
LAST_USED = f"""SELECT number_series FROM number_series WHERE number_series.receiver_id = {{}} AND kind = 'invoice'
    ORDER BY last_issued_on DESC NULLS LAST, period DESC LIMIT {LAST_USED_MAX}"""
# Of so many receivers it is known how their last invoice left their series.
LEFT_MAX = 10_000


class Used(TypedDict):
    """A row of `LAST_USED`, as far as it matters: a series as it was left by the last number that was taken."""

    period: str
    next_sequence: int
    last_issued_on: datetime.date | None


# As this process left them, or is about to, while no other one has taken a number since: whoever relies on it compares
# when it writes.
_left: dict[uuid.UUID, list[Used]] = {}


async def next_number(receiver: Receiver, *, kind: SeriesKind, issued_on: datetime.date) -> str:
    """Takes the next number of a receiver's series: see `next_numbers`."""
    [number] = await next_numbers(receiver, kind=kind, issued_on=issued_on, count=1)
    return number


async def next_numbers(receiver: Receiver, *, kind: SeriesKind, issued_on: datetime.date, count: int) -> list[str]:
    """Takes so many of the next numbers of a receiver's series; a rollback gives them back. Raises IssueDateGoesBack.

    The series' row is locked from here to the commit, and all who issue the same kind of document wait for it: take
    numbers last. The caller holds a share lock on the receiver, so that its settings stay as they are.
    """
    assert database.in_transaction(), "a number and its document are one transaction"
    pattern, prefix = _pattern(receiver, kind), _prefix(receiver, kind)
    period = numbering.period(pattern, issued_on)
    parts = numbering.parts(pattern, prefix=prefix, issued_on=issued_on)
    taken = await database.fetch_row(
        f"""
        INSERT INTO number_series (id, receiver_id, kind, period, next_sequence, last_issued_on)
        VALUES ($1, $2, $3, $4, 1 + $9::bigint, $5)
        ON CONFLICT ON CONSTRAINT number_series_are_one_per_period DO UPDATE
            SET next_sequence = number_series.next_sequence + $9, last_issued_on = $5
            WHERE number_series.last_issued_on <= $5
        RETURNING next_sequence - $9 AS sequence, EXISTS (
            SELECT FROM generate_series(next_sequence - $9, next_sequence - 1) AS given (sequence)
            JOIN {_NUMBERED[kind]} AS numbered ON numbered.receiver_id = $2 AND number =
                $6 || lpad(given.sequence::text, greatest($7, length(given.sequence::text)), '0') || $8
        ) AS are_anothers
        """,
        ids.make(),
        receiver.id,
        kind,
        period,
        issued_on,
        *parts,
        count,
    )
    if taken is None:
        raise _goes_back(receiver, issued_on)
    sequences: Iterable[int] = range(taken["sequence"], taken["sequence"] + count)
    if taken["are_anothers"]:
        sequences = await _skip(
            receiver, kind, period, taken["sequence"], prefix=prefix, issued_on=issued_on, count=count
        )
    return [numbering.render(pattern, prefix=prefix, issued_on=issued_on, sequence=sequence) for sequence in sequences]


async def in_line(receiver_id: uuid.UUID) -> list[Used]:
    """The series that a receiver's last invoices were numbered by, for whoever stands in line behind one more: as that
    one is about to leave them, or has left them, else as they are read without a lock."""
    if receiver_id in _left:
        return _left[receiver_id]
    found = await database.read_as(_OneSeries, LAST_USED.format("$1"), receiver_id)
    return [row["number_series"] for row in found]


class _OneSeries(TypedDict):
    """A whole row, as the database sends a row within a row."""

    number_series: Used


async def expected_number(
    receiver: Receiver, known: Sequence[Used], *, kind: SeriesKind, issued_on: datetime.date
) -> str:
    """The same without a lock: the number that follows those `known`, which is refused when it is written where it has
    been taken meanwhile."""
    pattern, prefix = _pattern(receiver, kind), _prefix(receiver, kind)
    period = numbering.period(pattern, issued_on)
    its_own = next((row for row in known if row["period"] == period), None)
    sequence = 1 if its_own is None else its_own["next_sequence"]
    if its_own is not None and its_own["last_issued_on"] is not None and its_own["last_issued_on"] > issued_on:
        # The receiver was read before those were known, and may have moved to another time zone since.
        raise database.must_lock("the receiver may have changed its time zone, so the date is checked under a lock")
    others = [row for row in known if row["period"] != period]
    await database.write_later(
        """numbered AS (
            INSERT INTO number_series (id, receiver_id, kind, period, next_sequence, last_issued_on)
            SELECT $1::uuid, $2::uuid, $3::varchar, $4::varchar, $5::bigint, $6::date
            WHERE $7::bigint = 1
                OR EXISTS (SELECT FROM number_series WHERE receiver_id = $2 AND kind = $3 AND period = $4)
            ON CONFLICT ON CONSTRAINT number_series_are_one_per_period DO UPDATE
                SET next_sequence = excluded.next_sequence, last_issued_on = excluded.last_issued_on
                WHERE number_series.next_sequence = $7 AND number_series.last_issued_on <= excluded.last_issued_on
            RETURNING 1
        )""",
        ids.make(),
        receiver.id,
        kind,
        period,
        sequence + 1,
        issued_on,
        sequence,
        counted="numbered",
        rows_expected=1,
        # Of several that are sent together, the series is left as the last one leaves it.
        row=("number_series", receiver.id, kind, period),
        latest=(4, 5),
        expects=6,
        leaves=4,
    )
    left = [Used(period=period, next_sequence=sequence + 1, last_issued_on=issued_on), *others][:LAST_USED_MAX]
    _leave(receiver.id, left)
    database.on_rollback(lambda: _forget(receiver.id, left))
    return numbering.render(pattern, prefix=prefix, issued_on=issued_on, sequence=sequence)


def _leave(receiver_id: uuid.UUID, series: list[Used]) -> None:
    if len(_left) >= LEFT_MAX:
        _left.clear()
    _left[receiver_id] = series


def _forget(receiver_id: uuid.UUID, series: list[Used]) -> None:
    if _left.get(receiver_id) is series:
        del _left[receiver_id]


async def check_settings(receiver: Receiver, *, prefix: str, pattern: str, pointer: str) -> None:
    """Raises Invalid where a new prefix and pattern would give a number to a second invoice, now or later.

    The caller has locked the receiver, so that nobody issues meanwhile. Reads all numbers of the receiver.
    """
    shape = numbering.shape(pattern, prefix=prefix)
    highest = await database.fetch(
        f"""
        SELECT substr(around, $5, $6) AS year, substr(around, $7, $8) AS month, max(sequence::numeric) AS sequence
        FROM (
            SELECT left(number, $3) || right(number, $4) AS around,
                substr(number, $3 + 1, length(number) - $3 - $4) AS sequence
            FROM {_ALL} AS numbered WHERE receiver_id = $1 AND number ~ $2
        ) AS alike GROUP BY 1, 2 ORDER BY 1, 2
        """,
        receiver.id,
        *shape,
    )
    series = await NumberSeries.objects().where(NumberSeries.receiver_id == receiver.id, NumberSeries.kind == "invoice")
    next_sequences = {row.period: row.next_sequence for row in series}
    # Numbers of periods that are over are not given again. Somewhere it may still be yesterday.
    earliest = numbering.period(pattern, terms.local_date(clock.now(), "UTC") - datetime.timedelta(days=1))
    for row in highest:
        year = int(row["year"] or 1)
        month = int(row["month"] or 1)
        if not 1 <= month <= 12 or year < 1:
            continue
        day = datetime.date(2000 + year if year < 100 and row["year"] else year, month, 1)
        period = numbering.period(pattern, day)
        if period >= earliest and row["sequence"] >= next_sequences.get(period, 1):
            number = numbering.render(pattern, prefix=prefix, issued_on=day, sequence=int(row["sequence"]))
            raise Invalid(
                f"There is a document {number}, and this would give its number to an invoice. Choose a prefix or a "
                "pattern that no number of yours looks like.",
                pointer=pointer,
            )


def written(receiver: Receiver, *, kind: SeriesKind, period: str) -> str | None:
    """How the receiver's settings write the numbers of that series: a pattern in which only the sequence is open. None
    where they count by other periods."""
    return numbering.within(period, _pattern(receiver, kind), prefix=_prefix(receiver, kind))


async def _skip(
    receiver: Receiver,
    kind: SeriesKind,
    period: str,
    sequence: int,
    *,
    prefix: str,
    issued_on: datetime.date,
    count: int,
) -> list[int]:
    """The first sequences from this one on whose numbers no other document has; the series' row is locked."""
    skipped: list[str] = []
    free: list[int] = []
    while len(free) < count:
        candidates = {
            sequence + ahead: numbering.render(
                _pattern(receiver, kind), prefix=prefix, issued_on=issued_on, sequence=sequence + ahead
            )
            for ahead in range(CANDIDATES)
        }
        rows = await database.fetch(
            f"SELECT number FROM {_NUMBERED[kind]} AS numbered WHERE receiver_id = $1 AND number = ANY($2)",
            receiver.id,
            list(candidates.values()),
        )
        taken = {row["number"] for row in rows}
        for candidate, number in candidates.items():
            if number in taken:
                skipped.append(number)
            elif len(free) < count:
                free.append(candidate)
            else:
                break
        sequence += CANDIDATES
    await database.execute(
        "UPDATE number_series SET next_sequence = $4, skipped_numbers = skipped_numbers || $5::varchar[] "
        "WHERE receiver_id = $1 AND kind = $2 AND period = $3",
        receiver.id,
        kind,
        period,
        free[-1] + 1,
        skipped,
    )
    return free


def _goes_back(receiver: Receiver, issued_on: datetime.date) -> IssueDateGoesBack:
    return IssueDateGoesBack(
        f"This series has a number of a later date than {issued_on}, which is today in {receiver.time_zone}: dates "
        "do not go back. Wait until that date, or set the time zone that the last invoice was issued in."
    )


def _pattern(receiver: Receiver, kind: SeriesKind) -> str:
    """The receiver's pattern; for all but invoices with a prefix at least, which tells them apart."""
    pattern = receiver.number_pattern
    return pattern if kind == "invoice" or "{PREFIX}" in pattern else f"{{PREFIX}}-{pattern}"


def _prefix(receiver: Receiver, kind: SeriesKind) -> str:
    if kind == "invoice":
        return receiver.invoice_prefix
    prefix, beside_it = _PREFIXES[kind]
    return beside_it if receiver.invoice_prefix == prefix else prefix
