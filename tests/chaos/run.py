"""One run: starts the system and all parties, lets the nemesis loose, drains, collects the evidence, and tells."""

import asyncio
import contextlib
import os
import signal
import sqlite3
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import msgspec

from launch.machine import dying_with_parent
from launch.procfile import read_settings
from tests import clearing
from tests.chaos import evidence, nemesis, verdict, world
from tests.chaos.journal import ACCEPTED, Journal, RolledBack
from tests.chaos.load import CLIENTS, Load
from tests.chaos.nemesis import Nemesis
from tests.chaos.outside import Outside
from tests.chaos.readers import FEED_IS_MANDATORY, Readers
from tests.chaos.verdict import Violation
from tests.e2e.system import PROJECT, System

EVENTS_PER_KILL = 500
# Fewer would leave out a kind of process.
KILLS_MIN = len(nemesis.VICTIMS) + 2
PROGRESS_SECONDS = 5.0
# Longer than a lease.
PATIENCE_SECONDS = 70.0
HURRIED_PATIENCE_SECONDS = 3.0
FEED_PATIENCE_SECONDS = 25.0
DRAIN_SECONDS_MAX = 240.0
STOP_SECONDS_MAX = 10.0
EXAMPLES = 5
# Of another kind than the other controls: it is on from the start, and needs kills of PostgreSQL.
ASYNC_COMMIT = "async-commit"
ASYNC_COMMIT_KILLS = 3

# A payer who never answers a challenge is given up after half a minute then.
SIMULATOR_SPEED = 60
SETTLE_SECONDS_MAX = 600.0

# What is done about payments: requests to the gateway, its callbacks, and comparisons.
_COLLECTING = ("attempts", "callbacks", "reconciliation_runs")
_OPEN, _LEASED = (
    "SELECT " + " + ".join(f"(SELECT count(*) FROM {table} WHERE status IN ({statuses}))" for table in _COLLECTING)
    for statuses in ("'pending', 'leased'", "'leased'")
)
# Receipts follow what was booked, some seconds later, and are announced then.
_WAITING = (
    f"{_OPEN} + (SELECT count(*) FROM ledger_transactions WHERE position > (SELECT position FROM receipts_issued))"
)
_UNPAUSE = "UPDATE webhook_endpoints SET paused_until = NULL WHERE paused_until IS NOT NULL"
_COUNTS = """
SELECT (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM webhook_deliveries) AS deliveries,
    (SELECT count(*) FROM webhook_deliveries WHERE status = 'pending') AS pending,
    (SELECT count(*) FROM webhook_deliveries WHERE status = 'leased') AS leased,
    (SELECT count(*) FROM webhook_attempts WHERE NOT counted) AS fenced_out
"""


class Counts(msgspec.Struct, frozen=True):
    """What PostgreSQL counts."""

    events: int
    deliveries: int
    pending: int
    leased: int
    fenced_out: int


class Report(msgspec.Struct, kw_only=True):
    """What a run has come to."""

    violations: list[Violation]
    lines: list[str]


class Run:
    """Everything of one run, in one folder."""

    def __init__(
        self, folder: Path, *, events: int, seed: int, kills: int, hurried: bool, controls: Sequence[str]
    ) -> None:
        """A hurried run does not wait for leases to end by themselves once the load is over."""
        self._folder, self._events, self._seed, self._hurried = folder, events, seed, hurried
        self._controls = controls
        self._planned = nemesis.plan(seed, kills)
        if ASYNC_COMMIT in controls:
            self._planned = [("postgresql",)] * ASYNC_COMMIT_KILLS
        self._system = System(
            folder,
            QUITTANCE_RATE_LIMITS="false",
            QUITTANCE_LOG_LEVEL="WARNING",
            SIMULATOR_SPEED=str(SIMULATOR_SPEED),
        )
        self._began_at = time.monotonic()
        self._environment: dict[str, str] = {}
        self._received, self._offset = 0, 0
        self._load_is_over = False
        self._unsettled = ""

    def run(self) -> Report:
        """Returns the verdict; nothing runs any more then."""
        self._say(f"starting the system, seed {self._seed}, journals in {self._folder}")
        try:
            self._system.start()
            published = self._folder / "data" / "environment"
            self._environment = self._system.environment | read_settings(published.read_text(), file_name="environment")
            self._say(f"ready after {self._system.seconds_to_ready:.1f} s; {self._events} events, {CLIENTS} clients")
            return asyncio.run(self._run())
        finally:
            self._stop_system()

    async def _run(self) -> Report:
        with self._party("subscriber", str(self._folder), str(self._seed)) as first_line:
            (self._folder / "subscriber.port").write_text(first_line)
            connector = aiohttp.TCPConnector(limit=CLIENTS + 5)
            async with aiohttp.ClientSession(self._system.url, connector=connector) as http:
                url = f"http://127.0.0.1:{first_line}"
                simulator_url = f"http://127.0.0.1:{self._system.simulator_port}"
                self._environment["QUITTANCE_SIMULATOR_URL"] = simulator_url
                found = await world.found(http, subscriber_url=url, simulator_url=simulator_url, folder=self._folder)
                journal = Journal(self._folder / evidence.REQUESTS)
                load = Load(http, found, journal, events=self._events, seed=self._seed)
                killer = Nemesis(
                    self._system,
                    database_url=self._environment["DATABASE_URL"],
                    redis_url=self._environment["REDIS_URL"],
                    planned=self._planned,
                    seed=self._seed,
                    hurried=self._hurried,
                    progress=lambda: load.events_acknowledged / self._events if not self._load_is_over else 1.0,
                    say=self._say,
                )
                readers = Readers(http)
                if not await readers.exist():
                    self._say("there is no feed of events: that part is passed over")
                outside = Outside(http, load, simulator_url=simulator_url, seed=self._seed)
                load_seconds, counts = await self._storm(load, killer, readers, outside)
                journal_there = Counter[tuple[str, str]]()
                for merchant in found.merchants:
                    journal_there.update(await clearing.journal(http, simulator_url, merchant.api_key))
        books = await asyncio.to_thread(self._system.run, "python", "manage.py", "check")
        collected = await evidence.collect(
            self._folder,
            self._environment["DATABASE_URL"],
            endpoints=found.endpoints,
            journal_there=journal_there,
            receiver_ids=found.receiver_ids,
            pulled=readers.pulled,
            streamed=readers.streamed,
        )
        for name, items in (("pulled", readers.pulled), ("streamed", readers.streamed)):
            (self._folder / f"{name}.jsonl").write_bytes(b"\n".join(items or ()))
        self._say("collected the evidence; judging")
        violations = verdict.judge(collected, feed_is_mandatory=FEED_IS_MANDATORY)
        violations += [Violation(verdict.FEED_REFUSED, refusal) for refusal in readers.refusals]
        if books.returncode or "FAIL" in books.stdout:
            wrong = [line for line in books.stdout.splitlines() if not line.startswith("ok ")]
            violations.append(Violation(verdict.BOOKS_WRONG, " ".join([*wrong, books.stderr.strip()])))
        if self._unsettled:
            violations.append(Violation(verdict.UNSETTLED, self._unsettled))
        lines = self._summary(load, killer, collected, counts, load_seconds)
        acts = ", ".join(f"{what} {count:,}" for what, count in sorted(outside.acts.items()))
        lines += [
            f"collected        {load.charged:,} payments through gateways, {load.refunded:,} refunds, {load.refused:,} "
            "requests that the gateway's side had overtaken",
            f"outside          {acts}",
            f"journal          {len(journal_there):,} payments that a gateway knows",
        ]
        return Report(violations=violations, lines=lines)

    async def _storm(self, load: Load, killer: Nemesis, readers: Readers, outside: Outside) -> tuple[float, Counts]:
        reading = [] if readers.pulled is None else [readers.pull(), readers.stream()]
        async with self._background(self._tell_progress(load), *reading):
            with self._party("saboteur", str(self._folder), str(self._seed)):
                began_at = time.monotonic()
                if ASYNC_COMMIT in self._controls:
                    await self._apply_controls([ASYNC_COMMIT])
                killing = asyncio.create_task(killer.run())
                async with self._background(outside.run()):
                    await load.run()
                load_seconds = time.monotonic() - began_at
                self._load_is_over = True
                self._say(
                    f"the load is over after {load_seconds:.0f} s: {load.events_acknowledged} events acknowledged"
                )
                await killing
            await self._apply_controls([name for name in self._controls if name != ASYNC_COMMIT])
            await self._settle(outside)
            counts = await self._drain(readers)
        return load_seconds, counts

    async def _apply_controls(self, names: Sequence[str]) -> None:
        if names:
            self._say(f"controls: {', '.join(names)}")
            command = [sys.executable, "-m", "tests.chaos.controls", str(self._folder), *names]
            applied = await asyncio.to_thread(
                subprocess.run, command, cwd=PROJECT, env=self._environment, timeout=90, check=False
            )
            assert applied.returncode == 0, "a control could not be applied"

    async def _settle(self, outside: Outside) -> None:
        """Waits until the gateway has nothing left to do or to say, then compares each account, archived ones too."""
        self._say("waiting for the gateway and for all work on payments")
        await self._wait_for_work()
        await outside.compare_all()
        self._say("comparing every gateway account")
        await self._wait_for_work()

    async def _wait_for_work(self) -> None:
        """Until no work list about payments has anything open. When nothing moves any more, time is made to pass."""
        ends_at = time.monotonic() + SETTLE_SECONDS_MAX
        last, moved_at = None, time.monotonic()
        while True:
            waiting, there = await self._value(_WAITING), self._simulator_is_about_to()
            if waiting == 0 and there == 0:
                return
            if time.monotonic() > ends_at:
                self._unsettled = f"{waiting} rows of our work lists, {there} steps and callbacks of the simulator"
                return
            # A lease ends by itself, and is waited for; so does the hour's wait for another try, and is not.
            is_leased = not self._hurried and await self._value(_LEASED)
            patience = PATIENCE_SECONDS if is_leased else HURRIED_PATIENCE_SECONDS
            if (waiting, there) != last or there:
                if (waiting, there) != last:
                    self._say(f"{waiting} rows of our work lists, {there} steps and callbacks of the simulator")
                # What waits for the gateway is asked about in vain until it has done all that it will.
                last, moved_at = (waiting, there), time.monotonic()
            elif time.monotonic() > moved_at + patience:
                with contextlib.suppress(asyncpg.PostgresError, OSError, TimeoutError):
                    await self._execute(*(_make_due(table) for table in _COLLECTING))
                moved_at = time.monotonic()
            await asyncio.sleep(0.3)

    def _simulator_is_about_to(self) -> int:
        """How many steps and callbacks the simulator has before it."""
        path = self._folder / "data" / "simulator" / "simulator.sqlite3"
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as memory:
            query = (
                "SELECT (SELECT count(*) FROM steps) "
                "+ (SELECT count(*) FROM deliveries WHERE status IN ('pending', 'held'))"
            )
            return int(memory.execute(query).fetchone()[0])

    async def _value(self, query: str) -> int | None:
        """None while PostgreSQL does not answer."""
        try:
            connection = await asyncpg.connect(self._environment["DATABASE_URL"], timeout=5)
            try:
                return int(await connection.fetchval(query))
            finally:
                connection.terminate()
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return None

    async def _drain(self, readers: Readers) -> Counts:
        """Waits until nothing waits, for a bounded time. When nothing moves any more, time is made to pass."""
        ends_at = time.monotonic() + DRAIN_SECONDS_MAX
        last, moved_at = None, time.monotonic()
        self._say("draining")
        while True:
            counts = await self._count()
            if counts is not None:
                waiting = counts.pending + counts.leased
                if (waiting == 0 and readers.have_read(counts.events)) or time.monotonic() > ends_at:
                    return counts
                # A lease ends by itself, and is waited for. So does the five minutes' wait for a third try, and is not.
                patience = PATIENCE_SECONDS if counts.leased and not self._hurried else HURRIED_PATIENCE_SECONDS
                now = (counts.pending, counts.leased, len(readers.pulled or ()), len(readers.streamed or ()))
                if now != last:
                    last, moved_at = now, time.monotonic()
                elif not waiting and time.monotonic() > moved_at + FEED_PATIENCE_SECONDS:
                    self._say("a reader of the feed has not come to its end, and does not go on")
                    return counts
                elif waiting and time.monotonic() > moved_at + patience:
                    self._say(f"{counts.pending} deliveries wait for a later try, {counts.leased} for a lease: due now")
                    # Rows that move just now may refuse; then there is a next time.
                    with contextlib.suppress(asyncpg.PostgresError):
                        await self._execute(_make_due("webhook_deliveries"), _UNPAUSE)
                    moved_at = time.monotonic()
            await asyncio.sleep(0.3)

    async def _count(self) -> Counts | None:
        """None while PostgreSQL does not answer."""
        try:
            connection = await asyncpg.connect(self._environment["DATABASE_URL"], timeout=5)
            try:
                return Counts(*(await connection.fetchrow(_COUNTS)))
            finally:
                connection.terminate()
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return None

    async def _execute(self, *statements: str) -> None:
        connection = await asyncpg.connect(self._environment["DATABASE_URL"], timeout=5)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def _tell_progress(self, load: Load) -> None:
        last = ""
        while True:
            await asyncio.sleep(PROGRESS_SECONDS)
            done = f"{load.events_acknowledged:,} of {self._events:,} events acknowledged"
            told = f"{done}, {self._count_received():,} messages received"
            if told != last:
                self._say(told)
            last = told

    def _count_received(self) -> int:
        path = self._folder / evidence.SUBSCRIBER
        if path.exists():
            with path.open("rb") as file:
                file.seek(self._offset)
                chunk = file.read()
            self._offset += len(chunk)
            self._received += chunk.count(b"\n")
        return self._received

    def _summary(
        self, load: Load, killer: Nemesis, collected: evidence.Evidence, counts: Counts, load_seconds: float
    ) -> list[str]:
        again, needless = verdict.duplicates(collected)
        asked_for = sum(received.answer != ACCEPTED for received in collected.received)
        kills = ", ".join(f"{name} {count}" for name, count in sorted(killer.by_victim.items())) or "none"
        rolled_back = sum(isinstance(record, RolledBack) for record in collected.records)
        lines = [
            f"seed             {self._seed}",
            f"events           {counts.events:,} committed, {load.events_acknowledged:,} of them by clients in "
            f"{load_seconds:.0f} s ({load.events_acknowledged / load_seconds:.0f}/s)",
            f"deliveries       {counts.deliveries:,} rows, {len(collected.received):,} messages received",
            f"kills            {kills}",
            f"outcomes unknown {load.lost_connections:,} lost connections and {load.unavailable_answers:,} answers of "
            f"503, asked again until known; {load.repeated:,} keys repeated on purpose",
            f"rolled back      {rolled_back:,} transactions on purpose",
            f"duplicates       {again:,} messages came again, {needless:,} of them after they had been accepted; "
            f"{asked_for:,} tries were refused or dropped by the subscriber",
            f"fenced out       {counts.fenced_out:,} outcomes of workers whose lease had passed on",
            f"feed             {_length(collected.pulled)} by the cursor, {_length(collected.streamed)} by the stream",
        ]
        for victim in ("postgresql", "web"):
            recoveries = sorted(_recoveries(killer.kills, load.spans, victim))
            if recoveries:
                p50, most = statistics.median(recoveries), recoveries[-1]
                lines.append(
                    f"recovery         {victim}: p50 {p50:.1f} s, max {most:.1f} s to the next acknowledged write"
                )
        lines += [f"client gave up   {failure}" for failure in load.failures]
        return lines

    @contextlib.contextmanager
    def _party(self, name: str, *arguments: str) -> Iterator[str]:
        """A process of ours beside the system; gives its first line. It ends with the block, or with us."""
        with (self._folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", f"tests.chaos.{name}", *arguments],
                cwd=PROJECT,
                env=self._environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                preexec_fn=dying_with_parent(signal.SIGTERM),
            )
        assert process.stdout is not None
        try:
            line = process.stdout.readline().strip()
            assert line, f"the {name} did not start"
            yield line
            assert process.poll() is None, f"the {name} ended before its time"
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    @contextlib.asynccontextmanager
    async def _background(self, *work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
        tasks = [asyncio.ensure_future(one) for one in work]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            for result in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(result, Exception):
                    raise result

    def _stop_system(self) -> None:
        if self._system.process is None:
            return
        try:
            self._system.stop()
        except subprocess.TimeoutExpired:
            # What it started ends with it.
            self._system.process.kill()
            self._system.process.wait()

    def _say(self, text: str) -> None:
        print(f"{time.monotonic() - self._began_at:6.1f} s  {text}", flush=True)


def _make_due(table: str) -> str:
    return (
        f"UPDATE {table} SET next_attempt_at = now() WHERE status IN ('pending', 'leased') AND next_attempt_at > now()"
    )


def _length(items: Sequence[bytes] | None) -> str:
    return "none" if items is None else f"{len(items):,} events"


def _recoveries(kills: Sequence[nemesis.Kill], spans: Sequence[tuple[float, float]], victim: str) -> list[float]:
    """From each kill of the victim to the first acknowledgement of a request that began afterwards, in seconds."""
    found = []
    for kill in kills:
        if victim in kill.victims:
            later = [ended_at for began_at, ended_at in spans if began_at > kill.at]
            if later:
                found.append(min(later) - kill.at)
    return found


def make_folder(parent: Path) -> Path:
    """A folder for one run, which the unprivileged account of PostgreSQL can reach."""
    folder = parent / f"quittance-chaos-{os.getpid()}-{int(time.time())}"
    folder.mkdir(mode=0o755)
    return folder
