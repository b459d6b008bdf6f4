"""The check of the books: every invariant, asked of everything at one instant.

Raw SQL: an invariant is a statement over whole tables, and what contradicts it has the columns that it selects.
"""

import datetime
import math
import time
import uuid
from collections.abc import Mapping

import msgspec
import structlog

from models import access, clock, database, ids
from models.access import Caller
from models.errors import NotFound
from models.proof import scope
from models.proof.invariants import INVARIANTS, OF_EACH_RECEIVER
from models.proof.invariants.base import Invariant
from models.tables.parties import Receiver

logger = structlog.get_logger(__name__)

# Beyond the 15 s of a request: a nightly check may read everything.
STATEMENT_SECONDS_MAX = 300
EXAMPLES_MAX = 5
# Any number that nothing else in this database uses as an advisory lock.
LOCK = 0x626F6F6B73
# Some minutes of a busy installation.
EVENTS_PER_CHECK = 10_000


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


async def check_for(caller: Caller, receiver_id: uuid.UUID | None) -> Report:
    """What an admin asks, of everything or of one receiver. Raises Forbidden, ReasonRequired, NotFound."""
    access.require_admin(caller, "integrity.read")
    if receiver_id is not None and not await Receiver.exists().where(Receiver.id == receiver_id):
        raise NotFound("There is no such receiver.")
    return await check(receiver_id)


async def check(receiver_id: uuid.UUID | None = None) -> Report:
    """Asks whether every invariant holds, of one snapshot, so that traffic meanwhile raises no false alarm.

    Reads everything: minutes on a large database, and holds back vacuum as long. Of one receiver it asks the
    invariants that hold of each by itself, and reads that receiver's rows. Inside an open transaction it sees what
    that one sees, and needs it to be repeatable read for the same promise.
    """
    async with database.transaction(isolation="repeatable_read", readonly=True):
        await database.allow(STATEMENT_SECONDS_MAX)
        checked_at = clock.now()
        if receiver_id is None:
            checks = [await _check(invariant, invariant.query) for invariant in INVARIANTS]
        else:
            checks = [await _check(one, scope.of_receiver(one.query), receiver_id) for one in OF_EACH_RECEIVER]
    return Report(ok=not any(one.violations for one in checks), checked_at=checked_at, checks=checks)


async def check_changed(*, seconds_max: float = math.inf) -> int:
    """Checks the receivers of whom anything was announced since the last time, and logs what does not hold.

    Returns of how many. What is not checked within the time, or by who is killed in between, is left for the next run;
    while one is at work, another does nothing.
    """
    began_at, checked = time.monotonic(), 0
    changed = await database.fetch(
        f"""
        SELECT receiver_id, max(position) AS position FROM (
            SELECT receiver_id, position FROM events
            WHERE position > (SELECT position FROM books_checked) AND position <= (SELECT position FROM feed)
            ORDER BY position LIMIT {EVENTS_PER_CHECK}
        ) AS since GROUP BY 1 ORDER BY 2
        """
    )
    for row in changed:
        if time.monotonic() - began_at > seconds_max:
            break
        async with database.transaction(isolation="repeatable_read", readonly=True):
            if not await database.fetch_value(bool, "SELECT pg_try_advisory_xact_lock($1)", LOCK):
                break
            log_violations(await check(row["receiver_id"]), receiver_id=row["receiver_id"])
        # Whoever has news up to there was checked, or has later news too.
        await database.execute("UPDATE books_checked SET position = $1 WHERE position < $1", row["position"])
        checked += 1
    return checked


def log_violations(report: Report, *, receiver_id: uuid.UUID | None = None) -> None:
    """Logs an error for each invariant that does not hold."""
    whose = {} if receiver_id is None else {"receiver_id": ids.encode("receiver", receiver_id)}
    for found in report.checks:
        if found.violations:
            logger.error(
                "books.violated",
                invariant=found.name,
                violations=found.violations,
                examples=found.examples,
                **whose,
            )


async def _check(invariant: Invariant, query: str, *parameters: object) -> Check:
    rows = await database.fetch(
        f"SELECT count(*) OVER () AS violations, offending.* FROM ({query}) AS offending LIMIT {EXAMPLES_MAX}",
        *parameters,
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
