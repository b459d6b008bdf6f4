"""Gaps: numbers that a series has given and that no document has. There are none, unless somebody has changed the
database by hand.

A document keeps its number, but not which series gave it, and a receiver may change how numbers are written. So each
sequence that a series has given is written in every pattern that it ever had, and looked for among the documents. An
answer looks for so many numbers, and says where the next one goes on.

Raw SQL: what was given is looked for by one statement, whose plan matters.
"""

import datetime
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypedDict, cast

from models import access, database, ids, rows
from models.access import Caller
from models.billing import series
from models.errors import Invalid, NotFound
from models.money import numbering
from models.shapes.number_gaps import CheckedSeries, NumberGap, NumberGaps
from models.tables.billing import SERIES_KINDS, FormerPattern, NumberSeries, SeriesKind
from models.tables.parties import Receiver

# Of one series; beyond that they are counted.
NAMED_MAX = 1_000
# How many numbers one answer looks for, each by an index.
CHECKED_MAX = 100_000
_CURSOR = re.compile(rf"({'|'.join(SERIES_KINDS)}):([0-9-]{{0,7}}):([0-9]{{1,18}})")


class Place(NamedTuple):
    """Where an answer ended: this sequence of this series was the last one."""

    kind: SeriesKind
    period: str
    sequence: int


class _Part(NamedTuple):
    """What is looked at of a series: its sequences from `first` to `last`."""

    series: NumberSeries
    first: int
    last: int


async def find(
    caller: Caller,
    receiver_id: uuid.UUID | None,
    *,
    kind: SeriesKind | None = None,
    period: str | None = None,
    after: Place | None = None,
) -> NumberGaps:
    """The gaps in a receiver's series, or in those of a kind, or of a period: among the next CHECKED_MAX numbers after
    a place. Raises NotFound, Forbidden.

    Reads one snapshot: nothing that is issued or changed meanwhile is a gap.
    """
    seen = await access.find(caller, Receiver, receiver_id, "ledger.read")
    async with database.transaction(isolation="repeatable_read", readonly=True):
        receiver = await rows.find(Receiver, seen.id)
        if receiver is None:
            raise NotFound("There is no such receiver.")
        return await _find(receiver, kind=kind, period=period, after=after)


async def _find(receiver: Receiver, *, kind: SeriesKind | None, period: str | None, after: Place | None) -> NumberGaps:
    query = NumberSeries.objects().where(NumberSeries.receiver_id == receiver.id)
    if kind is not None:
        query = query.where(NumberSeries.kind == kind)
    if period is not None:
        query = query.where(NumberSeries.period == period)
    counted = sorted(await query, key=lambda row: (row.kind, row.period))
    patterns = await _patterns(receiver, counted)
    checked, has_more = _parts_after(after, counted, patterns)
    missing = await _missing(receiver, checked, patterns)
    return NumberGaps(
        receiver_id=ids.encode("receiver", receiver.id),
        gaps=[
            NumberGap(kind=row.kind, period=row.period, sequence=sequence, numbers=_written(sequence, patterns[row.id]))
            for row, _, _ in checked
            for sequence in (missing[row.id]["sequences"] if row.id in missing else ())
        ],
        series=[
            CheckedSeries(
                kind=row.kind,
                period=row.period,
                given=row.next_sequence - 1 - len(row.skipped_numbers),
                checked_from=first,
                checked_to=last,
                missing=missing[row.id]["missing"] if row.id in missing else 0,
                skipped=row.skipped_numbers,
                last_issued_on=row.last_issued_on,
            )
            for row, first, last in checked
        ],
        has_more=has_more,
        next_cursor=f"{checked[-1].series.kind}:{checked[-1].series.period}:{checked[-1].last}" if has_more else None,
    )


def place(cursor: str) -> Place:
    """The place that a cursor names. Raises Invalid for what is no cursor of ours."""
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise Invalid(
            "The parameter after is not a cursor of these numbers: use their next_cursor as it is.", parameter="after"
        )
    return Place(cast("SeriesKind", found[1]), found[2], int(found[3]))


def _parts_after(
    after: Place | None, counted: Sequence[NumberSeries], patterns: Mapping[uuid.UUID, Sequence[str]]
) -> tuple[list[_Part], bool]:
    """What an answer looks at, and whether there is more. A sequence is looked for in each pattern of its series."""
    parts: list[_Part] = []
    left = CHECKED_MAX
    for row in counted:
        first, last = 1, row.next_sequence - 1
        if after is not None and (row.kind, row.period) <= after[:2]:
            if (row.kind, row.period) < after[:2] or after.sequence >= last:
                continue
            first = after.sequence + 1
        ways = max(len(patterns[row.id]), 1)
        if left < ways:
            return parts, True
        part = _Part(row, first, min(last, first - 1 + left // ways))
        parts.append(part)
        left -= (part.last - first + 1) * ways
        if part.last < last:
            return parts, True
    return parts, False


async def keep_patterns(receiver: Receiver) -> None:
    """Notes how a receiver's numbers were written until now, in the transaction that changes that.

    The receiver is locked, so nobody issues meanwhile.
    """
    assert database.in_transaction(), "a change and what was before it are one transaction"
    counted = await NumberSeries.objects().where(NumberSeries.receiver_id == receiver.id)
    former = await _former(counted)
    for row in counted:
        pattern = series.written(receiver, kind=row.kind, period=row.period)
        if pattern is not None and pattern not in former[row.id]:
            await rows.insert(FormerPattern(series_id=row.id, pattern=pattern))


async def _patterns(receiver: Receiver, counted: Sequence[NumberSeries]) -> dict[uuid.UUID, list[str]]:
    """How each series writes its numbers, and has written them: each way once, the newest first."""
    patterns = {}
    former = await _former(counted)
    for row in counted:
        now = series.written(receiver, kind=row.kind, period=row.period)
        patterns[row.id] = list(dict.fromkeys([now, *former[row.id]] if now is not None else former[row.id]))
    return patterns


async def _former(counted: Sequence[NumberSeries]) -> dict[uuid.UUID, list[str]]:
    former: dict[uuid.UUID, list[str]] = {row.id: [] for row in counted}
    if counted:
        found = FormerPattern.objects().where(FormerPattern.series_id.is_in(list(former)))
        for row in await found.order_by(FormerPattern.id, ascending=False):
            former[row.series_id].append(row.pattern)
    return former


class _Missing(TypedDict):
    """What `_MISSING` returns of a series that has gaps."""

    id: uuid.UUID
    missing: int
    sequences: list[int]


# `OFFSET 0` keeps PostgreSQL from reading all documents into a table of its own first, which it may think is cheaper.
_MISSING = f"""
WITH given AS (
    SELECT id, kind, sequence FROM unnest($2::uuid[], $3::text[], $4::bigint[], $5::bigint[])
        AS one (id, kind, since, until), generate_series(since, until) AS sequence
), written AS (
    SELECT given.id, given.kind, sequence,
        head || lpad(sequence::text, greatest(padding, length(sequence::text)), '0') || tail AS number
    FROM given LEFT JOIN unnest($6::uuid[], $7::text[], $8::integer[], $9::text[]) AS pattern (id, head, padding, tail)
        ON pattern.id = given.id
), sought AS (
    SELECT id, kind, sequence, number, CASE kind
        WHEN 'invoice' THEN EXISTS (SELECT FROM invoices WHERE receiver_id = $1 AND number = written.number OFFSET 0)
        WHEN 'credit_note' THEN
            EXISTS (SELECT FROM credit_notes WHERE receiver_id = $1 AND number = written.number OFFSET 0)
        ELSE EXISTS (SELECT FROM receipts WHERE receiver_id = $1 AND number = written.number OFFSET 0) END AS is_there
    FROM written
), skipped AS (
    SELECT DISTINCT kind, unnest(skipped_numbers) AS number FROM number_series WHERE receiver_id = $1
), gap AS (
    SELECT id, sequence FROM sought LEFT JOIN skipped USING (kind, number)
    GROUP BY id, sequence HAVING NOT bool_or(is_there OR skipped.number IS NOT NULL)
)
SELECT id, count(*) AS missing, (array_agg(sequence ORDER BY sequence))[1:{NAMED_MAX}] AS sequences
FROM gap GROUP BY id
"""


async def _missing(
    receiver: Receiver, checked: Sequence[_Part], patterns: Mapping[uuid.UUID, Sequence[str]]
) -> dict[uuid.UUID, _Missing]:
    """The series that have gaps where they are looked at."""
    ways = [(row.id, _parts(pattern)) for row, _, _ in checked for pattern in patterns[row.id]]
    found = await database.fetch_as(
        _Missing,
        _MISSING,
        receiver.id,
        [row.id for row, _, _ in checked],
        [row.kind for row, _, _ in checked],
        [first for _, first, _ in checked],
        [last for _, _, last in checked],
        [id_ for id_, _ in ways],
        [part.head for _, part in ways],
        [part.padding for _, part in ways],
        [part.tail for _, part in ways],
    )
    return {row["id"]: row for row in found}


def _written(sequence: int, patterns: Sequence[str]) -> list[str]:
    return [part.head + str(sequence).zfill(part.padding) + part.tail for part in map(_parts, patterns)]


def _parts(pattern: str) -> numbering.Parts:
    # All but the sequence is literal, so the day does not matter.
    return numbering.parts(pattern, prefix="", issued_on=datetime.date.min)
