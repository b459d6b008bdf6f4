"""Gaps: numbers that a series has given and that no document has. There are none, unless somebody has changed the
database by hand.

A document keeps its number, but not which series gave it, and a receiver may change how numbers are written. So each
sequence that a series has given is written in every pattern that it ever had, and looked for among the documents.

Raw SQL: all that was given is set against all that documents have, by one statement.
"""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import TypedDict

from models import access, database, ids, rows
from models.access import Caller
from models.billing import series
from models.errors import NotFound
from models.money import numbering
from models.shapes.number_gaps import CheckedSeries, NumberGap, NumberGaps
from models.tables.billing import FormerPattern, NumberSeries, SeriesKind
from models.tables.parties import Receiver

# Of one series; beyond that they are counted.
NAMED_MAX = 1_000
# A million numbers take some ten seconds.
STATEMENT_SECONDS_MAX = 60.0


async def find(
    caller: Caller, receiver_id: uuid.UUID | None, *, kind: SeriesKind | None = None, period: str | None = None
) -> NumberGaps:
    """The gaps in a receiver's series, or in those of a kind, or of a period. Raises NotFound, Forbidden.

    Reads all numbers of the receiver, of one snapshot: nothing that is issued or changed meanwhile is a gap.
    """
    seen = await access.find(caller, Receiver, receiver_id, "ledger.read")
    async with database.transaction(isolation="repeatable_read", readonly=True):
        await database.allow(STATEMENT_SECONDS_MAX)
        receiver = await Receiver.objects().where(Receiver.id == seen.id).first()
        if receiver is None:
            raise NotFound("There is no such receiver.")
        return await _find(receiver, kind=kind, period=period)


async def _find(receiver: Receiver, *, kind: SeriesKind | None, period: str | None) -> NumberGaps:
    query = NumberSeries.objects().where(NumberSeries.receiver_id == receiver.id)
    if kind is not None:
        query = query.where(NumberSeries.kind == kind)
    if period is not None:
        query = query.where(NumberSeries.period == period)
    checked = await query.order_by(NumberSeries.kind).order_by(NumberSeries.period)
    patterns = await _patterns(receiver, checked)
    missing = await _missing(receiver, checked, patterns)
    return NumberGaps(
        receiver_id=ids.encode("receiver", receiver.id),
        gaps=[
            NumberGap(kind=row.kind, period=row.period, sequence=sequence, numbers=_written(sequence, patterns[row.id]))
            for row in checked
            for sequence in (missing[row.id]["sequences"] if row.id in missing else ())
        ],
        series=[
            CheckedSeries(
                kind=row.kind,
                period=row.period,
                given=row.next_sequence - 1 - len(row.skipped_numbers),
                missing=missing[row.id]["missing"] if row.id in missing else 0,
                skipped=row.skipped_numbers,
                last_issued_on=row.last_issued_on,
            )
            for row in checked
        ],
    )


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


_MISSING = f"""
WITH given AS (
    SELECT id, kind, sequence FROM unnest($2::uuid[], $3::text[], $4::bigint[]) AS one (id, kind, until),
        generate_series(1, until) AS sequence
), written AS (
    SELECT given.id, given.kind, sequence,
        head || lpad(sequence::text, greatest(padding, length(sequence::text)), '0') || tail AS number
    FROM given LEFT JOIN unnest($5::uuid[], $6::text[], $7::integer[], $8::text[]) AS pattern (id, head, padding, tail)
        ON pattern.id = given.id
), numbered AS (
    SELECT 'invoice' AS kind, number FROM invoices WHERE receiver_id = $1 AND number IS NOT NULL
    UNION ALL
    SELECT 'credit_note', number FROM credit_notes WHERE receiver_id = $1
    UNION ALL
    SELECT 'receipt', number FROM receipts WHERE receiver_id = $1
    UNION ALL
    SELECT kind, unnest(skipped_numbers) FROM number_series WHERE receiver_id = $1
), gap AS (
    SELECT id, sequence FROM written LEFT JOIN numbered USING (kind, number)
    GROUP BY id, sequence HAVING count(numbered.number) = 0
)
SELECT id, count(*) AS missing, (array_agg(sequence ORDER BY sequence))[1:{NAMED_MAX}] AS sequences
FROM gap GROUP BY id
"""


async def _missing(
    receiver: Receiver, checked: Sequence[NumberSeries], patterns: Mapping[uuid.UUID, Sequence[str]]
) -> dict[uuid.UUID, _Missing]:
    """The series that have gaps."""
    ways = [(id_, _parts(pattern)) for id_, each in patterns.items() for pattern in each]
    found = await database.fetch_as(
        _Missing,
        _MISSING,
        receiver.id,
        [row.id for row in checked],
        [row.kind for row in checked],
        [row.next_sequence - 1 for row in checked],
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
