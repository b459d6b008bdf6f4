"""Slots: rows of gateway accounts worked on side by side, each slot filled again as soon as its row has ended.

Nothing waits for a batch to end, and a row is claimed only for a slot that is free, so that no lease runs while its row
waits here. Most of the time of a row is waiting, for a gateway or for PostgreSQL, so one process has many slots.
"""

import asyncio
import contextlib
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, NamedTuple, Protocol

import structlog

from config import settings
from models import database, nudge, work
from models.work import Work

logger = structlog.get_logger(__name__)

# While rows are being worked on, new ones are looked for this often at least.
LOOK_SECONDS = 0.1
# A claim costs about as much for many rows as for one.
GATHER_SECONDS = 0.02
# Until PostgreSQL is asked again after it did not answer.
PAUSE_SECONDS = 0.5
# Of the time that a process has for its end. What has not ended by then is cancelled, and comes again by its schedule.
STOP_SHARE = 0.5


def never() -> bool:
    """Of a run that nobody stops."""
    return False


class Bounds(NamedTuple):
    """How many rows at once: in one process, and of one gateway account in all processes (see `work.claim`)."""

    slots: int
    per_account: int
    lease_seconds: int


class Fillable(Protocol):
    """Slots of whichever work list."""

    busy: set[asyncio.Task[None]]
    # Whether what is in them is to have nothing beside it.
    is_alone: bool
    ended: int

    async def fill(self, tasks: asyncio.TaskGroup, freed: asyncio.Event, *, in_hand: bool) -> None:
        """Claims rows for the slots that are free, and begins with them; sets `freed` as each ends."""


async def work_through(
    *lists: Fillable, nudged: str, budget_seconds: float = math.inf, is_stopping: Callable[[], bool] = never
) -> int:
    """Works on what is due, and on what becomes due meanwhile, until nothing is left, the time is over, or the process
    shall stop; returns how many rows ended.

    When the time is over nothing new is claimed, and what has begun is waited for, which its adapter bounds; then
    another run is asked for, by the name `nudged` of `nudge.WORK_LISTS`. Told to stop, a run cancels what does not end
    in time. Any number of these may run at once.
    """
    async with asyncio.TaskGroup() as tasks:
        ends_at = time.monotonic() + budget_seconds
        is_done = await _keep_filled(lists, tasks, ends_at=ends_at, is_stopping=is_stopping)
    if not is_done:
        nudge.now(nudged)
    return sum(each.ended for each in lists)


async def _keep_filled(
    lists: Sequence[Fillable], tasks: asyncio.TaskGroup, *, ends_at: float, is_stopping: Callable[[], bool]
) -> bool:
    """Returns when all has ended: True when nothing is left, False when it was over before."""
    freed, cancel_at, is_told = asyncio.Event(), math.inf, False
    while True:
        freed.clear()
        now = time.monotonic()
        if not is_told and is_stopping():
            is_told, ends_at, cancel_at = True, now, now + STOP_SHARE * settings.shutdown_seconds
        is_over, was_idle = now >= ends_at, not _busy(lists)
        for each in lists:
            if not is_over and not any(other.is_alone for other in lists):
                await each.fill(tasks, freed, in_hand=bool(_busy(lists)))
        busy = _busy(lists)
        # What ended while we claimed had its account's places until then: there may be more for them.
        if not busy and (is_over or was_idle):
            return not is_over
        if now >= cancel_at:
            cancel_at = math.inf
            for task in busy:
                task.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS):
                await freed.wait()
                # One claim for those that end at about the same time.
                await asyncio.sleep(GATHER_SECONDS)


def _busy(lists: Sequence[Fillable]) -> list[asyncio.Task[None]]:
    return [task for each in lists for task in each.busy]


class Slots(Generic[Work]):
    """The slots that a run has for a work list, and how it works on a claimed row."""

    def __init__(self, work_list: type[Work], work_on: Callable[[Work], Awaitable[None]], bounds: Bounds) -> None:
        self.work_list = work_list
        self.work_on = work_on
        self.bounds = bounds
        self.busy: set[asyncio.Task[None]] = set()
        self.is_alone = False
        self.ended = 0
        self._ended_before = 0
        # Until when nothing is looked for that is not of our own making, and suspects are not asked for first.
        self._look_at = self._suspects_at = 0.0

    async def fill(self, tasks: asyncio.TaskGroup, freed: asyncio.Event, *, in_hand: bool) -> None:
        """Claims rows for the slots that are free, and begins with them; sets `freed` as each ends."""
        now = time.monotonic()
        # A list of which nothing has ended has no new places: it is looked at for what has become due since.
        is_the_same = self.ended == self._ended_before and now < self._look_at
        if len(self.busy) >= self.bounds.slots or (in_hand and is_the_same):
            return
        self._ended_before, self._look_at = self.ended, now + LOOK_SECONDS

        def leave(task: asyncio.Task[None]) -> None:
            self.busy.discard(task)
            self.is_alone = False
            freed.set()

        # Suspects come first now and then, and where there is nothing else: rows that end at once leave nothing in hand
        # after each claim.
        rows = await self._claim(in_hand=in_hand or now < self._suspects_at)
        if not in_hand and now < self._suspects_at and not rows:
            rows = await self._claim(in_hand=False)
        elif not in_hand and now >= self._suspects_at:
            self._suspects_at = now + LOOK_SECONDS
        self.is_alone = any(work.is_suspect(row) for row in rows)
        for row in rows:
            task = tasks.create_task(self._work_on(row))
            self.busy.add(task)
            task.add_done_callback(leave)

    async def _claim(self, *, in_hand: bool) -> list[Work]:
        try:
            return await work.claim(
                self.work_list,
                limit=self.bounds.slots - len(self.busy),
                lease_seconds=self.bounds.lease_seconds,
                per_account=self.bounds.per_account,
                in_hand=in_hand,
            )
        except database.UNAVAILABLE as error:
            if not in_hand:
                raise
            # What has begun deserves its end.
            logger.warning("work.cannot_claim", list=self.work_list._meta.tablename, error=repr(error))
            await asyncio.sleep(PAUSE_SECONDS)
            return []

    async def _work_on(self, row: Work) -> None:
        try:
            await self.work_on(row)
        except Exception as error:
            # Not even why it failed could be written down. Its lease brings it back, and its tries are counted there.
            known = {"list": self.work_list._meta.tablename, "row_id": str(row["id"])}
            if isinstance(error, database.UNAVAILABLE):
                logger.warning("work.left_to_its_lease", error=repr(error), **known)
            else:
                logger.exception("work.left_to_its_lease", **known)
        self.ended += 1
