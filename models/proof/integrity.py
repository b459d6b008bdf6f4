"""The check of the books: every invariant, asked of everything at one instant.

Raw SQL: an invariant is a statement over whole tables, and what contradicts it has the columns that it selects.
"""

import datetime
import uuid
from collections.abc import Mapping

import msgspec

from models import clock, database, ids
from models.proof.invariants import INVARIANTS
from models.proof.invariants.base import Invariant

# Beyond the 15 s of a request: a nightly check may read everything.
STATEMENT_SECONDS_MAX = 300
EXAMPLES_MAX = 5


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one invariant. `examples` are a few of the rows that contradict it."""

    name: str
    statement: str
    violations: int
    examples: list[dict[str, str]]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The check of the books; `ok` when nothing contradicts anything."""

    ok: bool
    checked_at: datetime.datetime
    checks: list[Check]


async def check() -> Report:
    """Asks whether every invariant holds, of one snapshot, so that traffic meanwhile raises no false alarm.

    Reads everything: minutes on a large database, and holds back vacuum as long. Inside an open transaction it sees
    what that one sees, and needs it to be repeatable read for the same promise.
    """
    async with database.transaction(isolation="repeatable_read", readonly=True):
        await database.allow(STATEMENT_SECONDS_MAX)
        checked_at = clock.now()
        checks = [await _check(invariant) for invariant in INVARIANTS]
    return Report(ok=not any(one.violations for one in checks), checked_at=checked_at, checks=checks)


async def _check(invariant: Invariant) -> Check:
    rows = await database.fetch(
        f"SELECT count(*) OVER () AS violations, offending.* FROM ({invariant.query}) AS offending LIMIT {EXAMPLES_MAX}"
    )
    return Check(
        name=invariant.name,
        statement=invariant.statement,
        violations=rows[0]["violations"] if rows else 0,
        examples=[_example(dict(row.items())) for row in rows],
    )


def _example(row: Mapping[str, object]) -> dict[str, str]:
    return {
        column: ids.encode(column, value) if isinstance(value, uuid.UUID) and column in ids.PREFIXES else str(value)
        for column, value in row.items()
        if column != "violations"
    }
