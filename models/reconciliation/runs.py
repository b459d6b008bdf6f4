"""Reconciliation: a gateway's list of payments against ours. What can be healed is healed, the rest is kept to be read.

A run asks the gateway with no transaction open, compares batch by batch, and needs the same memory however long its
window is. A fact that moves one of our payments legally forward is applied as if a callback had brought it. Every other
difference becomes a discrepancy, open until somebody resolves it or a later run no longer finds it.
"""

import asyncio
import datetime
import uuid
from collections.abc import AsyncIterator, Sequence
from typing import Any

import structlog

from models import access, audit, clock, database, events, ids, lists, nudge, versions, work
from models.access import Caller
from models.errors import DiscrepancyResolved, Invalid
from models.gateways import registry
from models.gateways.base import Gateway, GatewayError, PaymentFact
from models.reconciliation import comparison
from models.reconciliation.comparison import Difference, Judged
from models.shapes import gateways as shapes
from models.shapes.gateways import RunInput
from models.tables.collection import GatewayAccount
from models.tables.reconciliation import Discrepancy, ReconciliationRun

logger = structlog.get_logger(__name__)

WINDOW_DEFAULT = datetime.timedelta(days=1)
# Long enough for a month's books; a longer history is compared in several runs.
WINDOW_MAX = datetime.timedelta(days=31)
# There were no gateways to speak of before, and dates without sense overflow on their way to the database.
EARLIEST = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
# What UUIDv7 counts.
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MILLISECOND = datetime.timedelta(milliseconds=1)
# A scheduled run begins this long before the end of the one before, for payments that were listed late.
OVERLAP = datetime.timedelta(hours=2)
SCHEDULED_EVERY = datetime.timedelta(hours=1)
# A payment that we have begun just now may not have reached the gateway's list yet.
GRACE = datetime.timedelta(minutes=5)

# When a gateway that gave no answer is asked again; then the run has failed.
RETRIES = [
    datetime.timedelta(minutes=1),
    datetime.timedelta(minutes=5),
    datetime.timedelta(minutes=30),
    datetime.timedelta(hours=2),
]
# Renewed with every batch, so it only has to outlast one: five pages of a slow gateway, or one round of look-ups.
LEASE_SECONDS = 300
# How many runs one call works on at most, so that a worker child is not kept for ever.
RUNS_MAX = 10
SCHEDULED_MAX = 500
# How many of the gateway's payments are compared by one statement.
BATCH = 500
# How many of our payments a window is cut at: only their ids are held in memory.
SLICE = 5000
# How many look-ups are made side by side.
LOOKUPS = 20


class Progress:
    """How many payments a run has compared so far."""

    def __init__(self) -> None:
        self.there = 0
        self.here = 0


class LeaseLostError(Exception):
    """Another worker has taken the run over."""


async def request_run(caller: Caller, given: RunInput) -> Any:
    """Asks for a comparison, by default of the last day. Raises NotFound, Forbidden, Invalid."""
    now = clock.now()
    until = given.until or now
    if not EARLIEST <= until <= now:
        raise Invalid(f"The window must end between {EARLIEST:%Y-%m-%d} and now.", pointer="/until")
    since = given.since or until - WINDOW_DEFAULT
    if not since < until:
        raise Invalid("The window must begin before it ends.", pointer="/since")
    if until - since > WINDOW_MAX:
        raise Invalid(f"A window has at most {WINDOW_MAX.days} days: ask for several runs.", pointer="/since")
    async with database.transaction():
        account_id = ids.decode("gateway_account", given.gateway_account_id)
        account = await access.find(caller, GatewayAccount, account_id, "reconciliation.write")
        row = await database.fetch_row(
            "INSERT INTO reconciliation_runs (id, receiver_id, gateway_account_id, since, until, next_attempt_at) "
            "VALUES ($1, $2, $3, $4, $5, $6) RETURNING *",
            ids.new(),
            account["receiver_id"],
            account["id"],
            since,
            until,
            now,
        )
        assert row is not None
        await audit.record(
            "reconciliation.requested",
            object_kind="reconciliation_run",
            object_id=row["id"],
            receiver_id=row["receiver_id"],
            after=row,
        )
        nudge.after_commit("reconciliation")
        return row


async def schedule_runs() -> int:
    """Asks for a run of every active account that has not been compared for an hour; returns how many. For beat.

    Continues where the account's last run ended. The first run of a day looks back a month, since debits are returned
    and payments change long after they were made. Harmless twice: an account never has two runs waiting, and one that
    has just failed is left alone for an hour.
    """
    waiting = """
        SELECT FROM reconciliation_runs AS run
        WHERE run.gateway_account_id = gateway_accounts.id AND (run.status IN ('pending', 'leased')
            OR run.status = 'failed' AND run.updated_at > now() - interval '1 hour')
    """
    now = clock.now()
    async with database.transaction():
        due = await database.fetch(
            f"SELECT id FROM gateway_accounts WHERE status = 'active' AND coalesce(reconciled_until, created_at) < $1 "
            f"AND NOT EXISTS ({waiting}) ORDER BY id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED",
            now - SCHEDULED_EVERY,
            SCHEDULED_MAX,
        )
        # Asked again under the locks: a rival may have scheduled a run since the first statement began.
        rows = await database.fetch(
            f"""
            INSERT INTO reconciliation_runs (id, receiver_id, gateway_account_id, since, until, next_attempt_at)
            SELECT new_id(), gateway_accounts.receiver_id, gateway_accounts.id, begin.since,
                least($2::timestamptz, begin.since + $4::interval), $2
            FROM gateway_accounts, LATERAL (SELECT coalesce(least(
                reconciled_until - $3::interval,
                CASE WHEN date_trunc('day', reconciled_until, 'UTC') < date_trunc('day', $2::timestamptz, 'UTC')
                    THEN greatest($2::timestamptz - $4::interval, created_at) END), created_at) AS since) AS begin
            WHERE gateway_accounts.id = ANY($1) AND NOT EXISTS ({waiting})
            RETURNING id
            """,
            [row["id"] for row in due],
            now,
            OVERLAP,
            WINDOW_MAX,
        )
        if rows:
            nudge.after_commit("reconciliation")
        return len(rows)


async def run_due() -> int:
    """Works on the runs that are due, one after the other; returns how many there were."""
    done = 0
    while done < RUNS_MAX:
        claimed = await work.claim("reconciliation_runs", limit=1, lease_seconds=LEASE_SECONDS)
        if not claimed:
            break
        run = claimed[0]
        try:
            await _work_on(run)
        except LeaseLostError:
            logger.info("reconciliation.lease_lost", run_id=ids.encode("reconciliation_run", run["id"]))
        except Exception:
            # The lease brings it back: a run that we cannot digest must not hold up the others.
            logger.exception("reconciliation.error", run_id=ids.encode("reconciliation_run", run["id"]))
        done += 1
    return done


async def resolve(
    caller: Caller, discrepancy_id: uuid.UUID | None, resolution: str, *, version: int | None = None
) -> Any:
    """Closes a discrepancy, saying how. Runs do not open it again while both sides stay as they are.

    Raises NotFound, Forbidden, PreconditionFailed, DiscrepancyResolved.
    """
    async with database.transaction():
        row = await access.find(caller, Discrepancy, discrepancy_id, "reconciliation.write", lock=True)
        versions.check(row, version)
        if row["status"] == "resolved":
            raise DiscrepancyResolved(f"This discrepancy was resolved before: {row['resolution']}")
        resolved = await database.update_row(
            "discrepancies",
            row["id"],
            {
                "status": "resolved",
                "resolution": resolution,
                "resolved_by": caller.user_id,
                "resolved_at": clock.now(),
            },
        )
        await audit.record(
            "discrepancy.resolved",
            object_kind="discrepancy",
            object_id=row["id"],
            receiver_id=row["receiver_id"],
            before=row,
            after=resolved,
        )
        return resolved


async def get_run(caller: Caller, run_id: uuid.UUID | None) -> Any:
    """One run. Raises NotFound."""
    return await access.find(caller, ReconciliationRun, run_id, "reconciliation.read")


async def list_runs(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[ReconciliationRun]:
    """A page of runs, newest first."""
    return await lists.page(caller, ReconciliationRun, filters=filters, limit=limit, after=after)


async def get_discrepancy(caller: Caller, discrepancy_id: uuid.UUID | None) -> Any:
    """One discrepancy. Raises NotFound."""
    return await access.find(caller, Discrepancy, discrepancy_id, "reconciliation.read")


async def list_discrepancies(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[Discrepancy]:
    """A page of discrepancies, newest first."""
    return await lists.page(caller, Discrepancy, filters=filters, limit=limit, after=after)


async def _work_on(run: Any) -> None:
    if run["attempts"] > len(RETRIES) + 1:
        await work.finish("reconciliation_runs", run, status="failed", error="No worker has come to the end of it.")
        return
    account = await database.fetch_row("SELECT * FROM gateway_accounts WHERE id = $1", run["gateway_account_id"])
    gateway = registry.open_account(account)
    try:
        await _compare_window(run, account, gateway)
    except GatewayError as error:
        if error.permanent:
            await work.finish("reconciliation_runs", run, status="failed", error=str(error))
        else:
            await work.postpone("reconciliation_runs", run, schedule=RETRIES, error=str(error), ended="failed")
        return
    await _complete(run)


async def _compare_window(run: Any, account: Any, gateway: Gateway) -> None:
    """Compares slice by slice: a slice ends where our ids of its payments would grow beyond what memory shall hold."""
    progress = Progress()
    since = run["since"]
    while since < run["until"]:
        until, here = await _slice(account, since, run["until"])
        progress.here += here
        asked_at = await _database_time()
        listed: set[uuid.UUID] = set()
        async for facts in _batches(gateway.list_payments(since=since, until=until)):
            progress.there += len(facts)
            judged, matched = await comparison.compare(account, facts, asked_at)
            listed |= matched
            await _record(run, judged, progress)
        await _ask_for_the_unlisted(run, account, gateway, listed, since, until, progress)
        since = until


async def _slice(account: Any, since: datetime.datetime, until: datetime.datetime) -> tuple[datetime.datetime, int]:
    """Where the slice that begins at `since` ends, and how many payments we have in it."""
    ours = "FROM payments WHERE receiver_id = $1 AND gateway_account_id = $2 AND id >= $3 AND id < $4"
    window = (account["receiver_id"], account["id"], _first_id(since))
    last = await database.fetch_value(
        f"SELECT id {ours} ORDER BY id OFFSET $5 LIMIT 1", *window, _first_id(until), SLICE - 1
    )
    if last is not None:
        # The first 48 bits are milliseconds: the slice ends with the one of its last payment.
        until = min(until, EPOCH + ((last.int >> 80) + 1) * MILLISECOND)
    return until, await database.fetch_value(f"SELECT count(*)::int {ours}", *window, _first_id(until))


async def _batches(facts: AsyncIterator[PaymentFact]) -> AsyncIterator[list[PaymentFact]]:
    batch = []
    async for fact in facts:
        batch.append(fact)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


async def _ask_for_the_unlisted(
    run: Any,
    account: Any,
    gateway: Gateway,
    listed: set[uuid.UUID],
    since: datetime.datetime,
    until: datetime.datetime,
    progress: Progress,
) -> None:
    """Asks for each of our payments that the gateway must know but did not list; what it denies is missing there.

    A list has edges: what we began just before the window's end may stand in the gateway's next one.
    """
    end = _first_id(min(until, clock.now() - GRACE))
    after = uuid.UUID(int=_first_id(since).int - 1)
    while True:
        rows = await database.fetch(
            """
            SELECT id, status, amount, currency, gateway_payment_id, (SELECT attempts.id FROM attempts
                WHERE payment_id = payments.id AND kind = 'charge' ORDER BY attempts.id DESC LIMIT 1) AS attempt_id
            FROM payments
            WHERE receiver_id = $1 AND gateway_account_id = $2 AND id > $3 AND id < $4 AND status = ANY($5)
            ORDER BY id LIMIT $6
            """,
            account["receiver_id"],
            account["id"],
            after,
            end,
            comparison.KNOWN_THERE,
            BATCH,
        )
        unlisted = [row for row in rows if row["id"] not in listed]
        for start in range(0, len(unlisted), LOOKUPS):
            await _look_up(run, account, gateway, unlisted[start : start + LOOKUPS], progress)
        if len(rows) < BATCH:
            return
        after = rows[-1]["id"]


async def _look_up(run: Any, account: Any, gateway: Gateway, payments: Sequence[Any], progress: Progress) -> None:
    asked_at = await _database_time()
    answers = await asyncio.gather(
        *(gateway.find_payment(reference=ids.encode("attempt", row["attempt_id"])) for row in payments)
    )
    judged, _ = await comparison.compare(account, [fact for fact in answers if fact], asked_at)
    for row, fact in zip(payments, answers, strict=True):
        if fact is None:
            judged.payment_ids.append(row["id"])
            judged.differences.append(comparison.missing_there(row))
    await _record(run, judged, progress)


async def _record(run: Any, judged: Judged, progress: Progress) -> None:
    """Keeps what differs, closes what no longer does, and renews the lease. Raises LeaseLostError."""
    now = clock.now()
    async with database.transaction():
        if not await work.hold("reconciliation_runs", run):
            raise LeaseLostError
        await database.execute(
            "UPDATE reconciliation_runs SET payments_there = $2, payments_here = $3, next_attempt_at = $4 "
            "WHERE id = $1",
            run["id"],
            progress.there,
            progress.here,
            now + datetime.timedelta(seconds=LEASE_SECONDS),
        )
        await _close_the_settled(run, judged, now)
        found = await _insert(run, judged.differences)
        if found:
            await events.record(run["receiver_id"], *(_announce_found(row, now) for row in found))


async def _close_the_settled(run: Any, judged: Judged, now: datetime.datetime) -> None:
    await database.execute(
        """
        UPDATE discrepancies SET status = 'resolved', resolved_at = $2, resolution = $3
        WHERE gateway_account_id = $1 AND status = 'open'
          AND CASE kind WHEN 'missing_here' THEN gateway_payment_id = ANY($4) ELSE payment_id = ANY($5) END
          AND NOT EXISTS (
            SELECT FROM unnest($6::text[], $7::uuid[], $8::text[]) AS still (kind, payment_id, gateway_payment_id)
            WHERE (still.kind, still.payment_id, still.gateway_payment_id) IS NOT DISTINCT FROM
                (discrepancies.kind::text, discrepancies.payment_id, discrepancies.gateway_payment_id::text))
        """,
        run["gateway_account_id"],
        now,
        f"Run {ids.encode('reconciliation_run', run['id'])} compared the two again and found no such difference.",
        judged.gateway_payment_ids,
        judged.payment_ids,
        [difference.kind for difference in judged.differences],
        [difference.payment_id for difference in judged.differences],
        [difference.gateway_payment_id for difference in judged.differences],
    )


async def _insert(run: Any, differences: Sequence[Difference]) -> list[Any]:
    """Writes the differences that are news; returns their rows.

    Those are no news that are open already, or that somebody has resolved just as they are.
    """
    if not differences:
        return []
    return await database.fetch(
        """
        INSERT INTO discrepancies (id, receiver_id, gateway_account_id, run_id, kind, payment_id, gateway_payment_id,
            currency, amount_here, amount_there, status_here, status_there)
        SELECT found.id, $1, $2, $3, found.kind, found.payment_id, found.gateway_payment_id, found.currency,
            found.amount_here, found.amount_there, found.status_here, found.status_there
        FROM unnest($4::uuid[], $5::text[], $6::uuid[], $7::text[], $8::text[], $9::bigint[], $10::bigint[],
            $11::text[], $12::text[]) AS found (id, kind, payment_id, gateway_payment_id, currency,
            amount_here, amount_there, status_here, status_there)
        WHERE NOT EXISTS (
            SELECT FROM discrepancies AS known
            WHERE known.receiver_id = $1 AND known.gateway_account_id = $2 AND known.resolved_by IS NOT NULL
              AND (known.kind::text, known.payment_id, known.gateway_payment_id::text, known.currency::text,
                known.amount_here, known.amount_there, known.status_here::text, known.status_there::text)
              IS NOT DISTINCT FROM (found.kind, found.payment_id, found.gateway_payment_id, found.currency,
                found.amount_here, found.amount_there, found.status_here, found.status_there))
        ON CONFLICT DO NOTHING RETURNING *
        """,
        run["receiver_id"],
        run["gateway_account_id"],
        run["id"],
        [ids.new() for _ in differences],
        *([getattr(difference, name) for difference in differences] for name in Difference._fields),
    )


async def _complete(run: Any) -> None:
    async with database.transaction():
        if not await work.hold("reconciliation_runs", run):
            raise LeaseLostError
        # A run of an older or a later window leaves a gap, or adds nothing.
        await database.execute(
            "UPDATE gateway_accounts SET reconciled_until = $3 WHERE id = $1 "
            "AND $2 <= coalesce(reconciled_until, created_at) AND $3 > coalesce(reconciled_until, created_at)",
            run["gateway_account_id"],
            run["since"],
            run["until"],
        )
        await work.finish("reconciliation_runs", run, status="completed")
        row = await database.fetch_row(
            "UPDATE reconciliation_runs SET discrepancies_found = "
            "(SELECT count(*) FROM discrepancies WHERE run_id = $1) WHERE id = $1 RETURNING *",
            run["id"],
        )
        await events.record(
            run["receiver_id"],
            events.Announcement(
                type="reconciliation.completed",
                object_kind="reconciliation_run",
                object_id=run["id"],
                data=shapes.run(row),
            ),
        )


def _announce_found(row: Any, now: datetime.datetime) -> events.Announcement:
    return events.Announcement(
        type="reconciliation.discrepancy_found",
        object_kind="discrepancy",
        object_id=row["id"],
        data=shapes.discrepancy(row, now=now),
    )


async def _database_time() -> datetime.datetime:
    """The instant by the clock that `updated_at` is kept by."""
    instant: datetime.datetime = await database.fetch_value("SELECT clock_timestamp()")
    return instant


def _first_id(instant: datetime.datetime) -> uuid.UUID:
    """Below every UUIDv7 that was made at that instant or later: ids are an index over time that we have anyway."""
    return uuid.UUID(int=((instant - EPOCH) // MILLISECOND) << 80)
