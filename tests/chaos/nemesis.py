"""The nemesis: kills what runs, in an order that the seed decides, spread evenly over the run's writes."""

import asyncio
import contextlib
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence

import asyncpg
import msgspec
import psutil
import redis

from tests.e2e.system import System

# What the command lines of each kind of process hold.
VICTIMS = {
    "web": "api.app:app",
    "collector": "-Q payments",
    "inbox": "-Q callbacks",
    "reconciler": "-Q reconciliation",
    "deliverer": "-Q webhooks",
    "worker": "-Q default",
    "beat": "tasks.app beat",
    "simulator": "simulator.app:app",
    "valkey": "valkey-server",
    "postgresql": "postgres",
}
ZOMBIE = "zombie"
TOGETHER = 2
# The supervisor waits up to 10 s before it starts again what dies often, and web ends by itself without PostgreSQL.
START_SECONDS_MAX = 120.0
ZOMBIE_SECONDS = 3.0
# A dead deliverer's claims come back when their leases end, 60 s later. Time is made to pass faster than that.
LEASE_CUT_SECONDS = (0.5, 5.0)
PAUSE_SECONDS = (0.3, 1.0)

_PASS_TIME = "UPDATE webhook_deliveries SET next_attempt_at = now() WHERE status = 'leased' AND next_attempt_at > now()"


class Kill(msgspec.Struct, frozen=True):
    """What was killed together, and when, on the monotonic clock."""

    victims: Sequence[str]
    at: float


def plan(seed: int, kills: int) -> list[Sequence[str]]:
    """The victims of each kill, in turn. Every round has each kind once, then several together, then a zombie.

    In every second round those together are all of them, as when the power goes.
    """
    chosen = random.Random(f"{seed} nemesis")
    planned: list[Sequence[str]] = []
    for round_ in range(kills):
        planned += [(victim,) for victim in chosen.sample(list(VICTIMS), len(VICTIMS))]
        planned += [tuple(VICTIMS) if round_ % 2 else tuple(chosen.sample(list(VICTIMS), TOGETHER)), (ZOMBIE,)]
    return planned[:kills]


class Nemesis:
    """Works through its plan while the load goes on."""

    def __init__(
        self,
        system: System,
        *,
        database_url: str,
        redis_url: str,
        planned: list[Sequence[str]],
        seed: int,
        hurried: bool,
        progress: Callable[[], float],
        say: Callable[[str], None],
    ) -> None:
        """`progress` is the share of the writes that is done, from 0 to 1.

        Unless hurried, it ends with a deliverer whose leases end by themselves.
        """
        self._system, self._progress, self._say = system, progress, say
        self._database_url, self._redis_url = database_url, redis_url
        self._leases_untouched_from = len(planned)
        self._planned = planned if hurried or not planned else [*planned, ("deliverer",)]
        self._random = random.Random(f"{seed} pauses")
        self._passing: set[asyncio.Task[None]] = set()
        self.kills: list[Kill] = []
        self.by_victim: Counter[str] = Counter()

    async def run(self) -> None:
        """Returns when the plan is done; what is left of it when the load has ended comes in quick succession."""
        for number, victims in enumerate(self._planned):
            while self._progress() < (number + 0.5) / (len(self._planned) + 1):
                await asyncio.sleep(0.05)
            if victims == (ZOMBIE,):
                await self._make_a_zombie()
            else:
                await self._kill(victims)
                if "deliverer" in victims and number < self._leases_untouched_from:
                    self._passing.add(asyncio.create_task(self._pass_time_later()))
            await asyncio.sleep(self._random.uniform(*PAUSE_SECONDS))
        await asyncio.gather(*self._passing)

    async def _kill(self, victims: Sequence[str]) -> None:
        """`kill -9` of all processes of these kinds, at once; Valkey is emptied first, so that it comes back empty."""
        found = [process for victim in victims for process in await self._find(victim)]
        if "valkey" in victims:
            await asyncio.to_thread(self._empty_valkey)
        at = time.monotonic()
        # Leaders first, who would start new children.
        for process in sorted(found, key=lambda process: process.pid):
            _signal(process, signal.SIGKILL)
        self.kills.append(Kill(victims, at))
        self.by_victim.update(victims)
        self._say(f"kill -9 {', '.join(victims)} ({len(found)} processes)")

    async def _make_a_zombie(self) -> None:
        """One of the deliverer's processes stops, its leases end, another takes over, and it wakes up again."""
        found = await self._find("deliverer")
        frozen = max(found, key=lambda process: process.pid)
        self._say("freeze one deliverer, end its leases, wake it")
        _signal(frozen, signal.SIGSTOP)
        try:
            await self._pass_time()
            await asyncio.sleep(ZOMBIE_SECONDS)
        finally:
            _signal(frozen, signal.SIGCONT)
        self.by_victim[ZOMBIE] += 1

    async def _find(self, victim: str) -> list[psutil.Process]:
        deadline = time.monotonic() + START_SECONDS_MAX
        while True:
            found = await asyncio.to_thread(self._running, victim)
            # A deliverer without children has not begun to work yet.
            if len(found) > (victim == "deliverer") or time.monotonic() > deadline:
                assert found, f"nothing runs {VICTIMS[victim]}, {START_SECONDS_MAX:.0f} s after it was killed"
                return found
            await asyncio.sleep(0.1)

    def _running(self, victim: str) -> list[psutil.Process]:
        for _ in range(20):
            try:
                return self._system.processes(VICTIMS[victim])
            except psutil.NoSuchProcess:
                # One of them ended while we looked.
                time.sleep(0.02)
        return []

    def _empty_valkey(self) -> None:
        try:
            redis.Redis.from_url(self._redis_url, socket_timeout=2, socket_connect_timeout=2).flushall()
        except redis.RedisError:
            self._say("valkey was not there to be emptied")

    async def _pass_time_later(self) -> None:
        await asyncio.sleep(self._random.uniform(*LEASE_CUT_SECONDS))
        await self._pass_time()

    async def _pass_time(self) -> None:
        """Ends all leases, those of the living too: for them it is as if they had slept."""
        while True:
            try:
                connection = await asyncpg.connect(self._database_url, timeout=5)
            except (OSError, TimeoutError, asyncpg.PostgresError):
                await asyncio.sleep(0.2)
                continue
            try:
                await connection.execute(_PASS_TIME)
                return
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                # It was killed again, or a recorder held the same rows in another order.
                await asyncio.sleep(0.1)
            finally:
                connection.terminate()


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    # psutil makes sure that the id is still this process's.
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(number)
