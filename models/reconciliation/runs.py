"""Reconciliation: a gateway's lists against our books. What can be healed is healed, the rest is kept to be read.

A run asks the gateway with no transaction open, compares batch by batch, and needs the same memory however long its
window is. Where the two sides differ, what the gateway says is applied as if a callback had brought it. What still
differs becomes a discrepancy, open until somebody resolves it or a later run no longer finds it.

Raw SQL: beat schedules the runs of all accounts by one statement, and a run writes under its lease, by conditions and
counts that only the database can answer.
"""

import datetime
import math
import uuid
from collections.abc import Callable

import structlog

from models import access, audit, clock, database, events, ids, lists, nudge, slots, work
from models.access import Caller
from models.errors import Invalid
from models.gateways import registry
from models.gateways.base import Gateway, GatewayError
from models.online import credentials
from models.reconciliation import discrepancies, windows
from models.reconciliation.windows import Step
from models.shapes import reconciliation as shapes
from models.shapes.reconciliation import RunInput
from models.tables.gateways import GatewayAccount
from models.tables.reconciliation import DISCREPANCY_SUBJECTS, DiscrepancySubject, ReconciliationRun
from models.tables.row import of_record

logger = structlog.get_logger(__name__)

WINDOW_DEFAULT = datetime.timedelta(days=1)
# Long enough for a month's books; a longer history is compared in several runs.
WINDOW_MAX = datetime.timedelta(days=31)
# There were no gateways to speak of before, and dates without sense overflow on their way to the database.
EARLIEST = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
# A scheduled run begins this long before the end of the one before, for payments that were listed late.
OVERLAP = datetime.timedelta(hours=2)
SCHEDULED_EVERY = datetime.timedelta(hours=1)
SCHEDULED_MAX = 500

# When a gateway that gave no answer is asked again; then the run has failed.
RETRIES = [
    datetime.timedelta(minutes=1),
    datetime.timedelta(minutes=5),
    datetime.timedelta(minutes=30),
    datetime.timedelta(hours=2),
]
# Renewed with every batch, so it only has to outlast one: five pages of a slow gateway, or one round of look-ups.
LEASE_SECONDS = 300
# A run holds the ids of a slice in memory, some megabytes; most of its time it waits for its gateway.
BOUNDS = slots.Bounds(slots=20, per_account=1, lease_seconds=LEASE_SECONDS)


class LeaseLostError(Exception):
    """Another worker has taken the run over."""


async def request(caller: Caller, given: RunInput) -> tuple[ReconciliationRun, bool]:
    """Asks for a comparison, by default of the last day; returns it, and whether it is new.

    An account is compared once at a time: while a run waits or works, it is the answer, whatever its window is. Raises
    NotFound, Forbidden, Invalid.
    """
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
        while True:
            run = await _insert(account, since=since, until=until, now=now)
            if run is not None:
                break
            under_way = await ReconciliationRun.objects().where(
                ReconciliationRun.gateway_account_id == account.id,
                ReconciliationRun.status.is_in(["pending", "leased"]),
            )
            if under_way:
                return under_way[0], False
            # It has ended in between: ask again.
        await audit.record(
            "reconciliation.requested",
            object_kind="reconciliation_run",
            object_id=run.id,
            receiver_id=run.receiver_id,
            after=run,
        )
        nudge.after_commit("reconciliation")
        return run, True


async def schedule() -> int:
    """Asks for a run of every account that has not been compared for an hour; returns how many. For beat.

    Archived ones too, since money that came through them can still be taken back. Continues where the account's last
    run ended. The first run of a day looks back a month, since debits are returned and payments change long after they
    were made. Harmless twice: an account never has two runs waiting, and one that has just failed is left alone for an
    hour.
    """
    waiting = """
        SELECT FROM reconciliation_runs AS run
        WHERE run.gateway_account_id = gateway_accounts.id AND (run.status IN ('pending', 'leased')
            OR run.status = 'failed' AND run.updated_at > now() - interval '1 hour')
    """
    now = clock.now()
    async with database.transaction():
        due = await database.fetch(
            f"SELECT id FROM gateway_accounts WHERE coalesce(reconciled_until, created_at) < $1 "
            f"AND NOT EXISTS ({waiting}) ORDER BY id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED",
            now - SCHEDULED_EVERY,
            SCHEDULED_MAX,
        )
        # Asked again under the locks: a rival may have scheduled a run since the first statement began.
        scheduled = await database.fetch(
            f"""
            INSERT INTO reconciliation_runs (id, receiver_id, gateway_account_id, since, until, next_attempt_at)
            SELECT new_id(), gateway_accounts.receiver_id, gateway_accounts.id, begin.since,
                least($2::timestamptz, begin.since + $4::interval), $2
            FROM gateway_accounts, LATERAL (SELECT coalesce(least(
                reconciled_until - $3::interval,
                CASE WHEN date_trunc('day', reconciled_until, 'UTC') < date_trunc('day', $2::timestamptz, 'UTC')
                    THEN greatest($2::timestamptz - $4::interval, created_at) END), created_at) AS since) AS begin
            WHERE gateway_accounts.id = ANY($1) AND NOT EXISTS ({waiting})
            ON CONFLICT DO NOTHING RETURNING id
            """,
            [row["id"] for row in due],
            now,
            OVERLAP,
            WINDOW_MAX,
        )
        if scheduled:
            nudge.after_commit("reconciliation")
        return len(scheduled)


async def run_due(*, budget_seconds: float = math.inf, is_stopping: Callable[[], bool] = slots.never) -> int:
    """Works on the runs that are due, side by side, see `slots.work_through`; returns how many there were.

    One at a time of each account, so that a slow one holds up its own only.
    """
    due = slots.Slots(ReconciliationRun, _work_on, BOUNDS)
    return await slots.work_through(
        due, nudged="reconciliation", budget_seconds=budget_seconds, is_stopping=is_stopping
    )


async def get(caller: Caller, run_id: uuid.UUID | None) -> ReconciliationRun:
    """One run. Raises NotFound."""
    return await access.find(caller, ReconciliationRun, run_id, "reconciliation.read")


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[ReconciliationRun]:
    """A page of runs, newest first."""
    return await lists.page(caller, ReconciliationRun, filters=filters, limit=limit, after=after)


async def _insert(
    account: GatewayAccount, *, since: datetime.datetime, until: datetime.datetime, now: datetime.datetime
) -> ReconciliationRun | None:
    """A new run; None when `reconciliation_runs_are_one_at_a_time` says that the account has one under way."""
    row = await database.fetch_row(
        "INSERT INTO reconciliation_runs (id, receiver_id, gateway_account_id, since, until, next_attempt_at) "
        "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING *",
        ids.make(),
        account.receiver_id,
        account.id,
        since,
        until,
        now,
    )
    return None if row is None else of_record(ReconciliationRun, row)


async def _work_on(run: ReconciliationRun) -> None:
    await work.try_once(
        run,
        lambda: _compare_and_complete(run),
        schedule=RETRIES,
        give_up=lambda error: work.finish(run, status="failed", error=error),
    )


async def _compare_and_complete(run: ReconciliationRun) -> None:
    account = await registry.account_of(run.gateway_account_id)
    gateway = registry.open_account(account)
    try:
        await _compare(run, account, gateway)
        await _complete(run)
    except LeaseLostError:
        logger.info("reconciliation.lease_lost", run_id=ids.encode("reconciliation_run", run.id))
    except GatewayError as error:
        if error.unauthorized:
            await credentials.doubt(account.id)
        if error.permanent:
            await work.finish(run, status="failed", error=str(error))
        else:
            await work.postpone(run, schedule=RETRIES, error=str(error), ended="failed")


async def _compare(run: ReconciliationRun, account: GatewayAccount, gateway: Gateway) -> None:
    """Compares the run's window step by step, and keeps what each step has found. Raises LeaseLostError."""
    async for step in windows.compare(account, gateway, since=run.since, until=run.until):
        await _keep(run, step)


async def _keep(run: ReconciliationRun, step: Step) -> None:
    """Writes what a step has found, and renews the lease. Raises LeaseLostError."""
    now = clock.now()
    async with database.transaction():
        if not await work.hold(run):
            raise LeaseLostError
        await database.execute(
            "UPDATE reconciliation_runs SET next_attempt_at = $2, payments_there = $3, payments_here = $4, "
            "refunds_there = $5, refunds_here = $6, reversals_there = $7, reversals_here = $8 WHERE id = $1",
            run.id,
            now + datetime.timedelta(seconds=LEASE_SECONDS),
            *(count for name in DISCREPANCY_SUBJECTS for count in _counted(step, name)),
        )
        await discrepancies.write(run, step.judged, now=now)


def _counted(step: Step, subject: DiscrepancySubject) -> tuple[int, int]:
    counts = step.counts.get(subject)
    return (counts.there, counts.here) if counts else (0, 0)


async def _complete(run: ReconciliationRun) -> None:
    async with database.transaction():
        if not await work.hold(run):
            raise LeaseLostError
        # A run of an older or a later window leaves a gap, or adds nothing.
        await database.execute(
            "UPDATE gateway_accounts SET reconciled_until = $3 WHERE id = $1 "
            "AND $2 <= coalesce(reconciled_until, created_at) AND $3 > coalesce(reconciled_until, created_at)",
            run.gateway_account_id,
            run.since,
            run.until,
        )
        await work.finish(run, status="completed")
        row = await database.fetch_row(
            "UPDATE reconciliation_runs SET discrepancies_found = "
            "(SELECT count(*) FROM discrepancies WHERE run_id = $1) WHERE id = $1 RETURNING *",
            run.id,
        )
        assert row is not None, "its lease is held"
        completed = of_record(ReconciliationRun, row)
        await events.record(
            completed.receiver_id, events.announcement("reconciliation.completed", shapes.run(completed))
        )
