"""What processes have cost between two instants, and whether anybody else was at work meanwhile."""

import os
import statistics
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Self

import psutil

# Others may take so much of one processor, on average, before a sample counts for nothing.
FOREIGN_CORES_MAX = 0.1
# Some hundredths of a millisecond.
YARDSTICK_STEPS = 2_000
YARDSTICK_PAUSE = 0.05
# A neighbour may slow the processors so much, on average, before a sample counts for little.
SLOWNESS_MAX = 1.25
CALM_SECONDS = 0.3
# Linux's thread that starts the others of the kernel.
KERNEL = 2
ON_LINUX = sys.platform.startswith("linux")


class Moment(NamedTuple):
    """What every process has cost so far, in seconds: itself and the children that it has outlived.

    `busy` is what all processors have worked in all, also for whom we cannot see; it is counted in hundredths. `kernel`
    is what the kernel's own processes have: they write to disk what others have given them, mostly ours.
    """

    at: float
    parents: dict[int, int]
    spent: dict[int, float]
    busy: float
    kernel: float

    def of(self, root: int) -> float:
        """Seconds of a process and of all its descendants."""
        children = defaultdict(list)
        for process, parent in self.parents.items():
            children[parent].append(process)
        waiting, seconds = [root], 0.0
        while waiting:
            process = waiting.pop()
            seconds += self.spent.get(process, 0.0)
            waiting += children[process]
        return seconds


def now() -> Moment:
    """Looks at all processes; takes some milliseconds."""
    parents, spent, kernel = {}, {}, 0.0
    at = time.monotonic()
    for process in psutil.process_iter():
        try:
            parent = process.ppid()
            seconds = _seconds(process)
        except (psutil.Error, OSError):
            continue
        if ON_LINUX and KERNEL in (process.pid, parent):
            kernel += seconds
        else:
            spent[process.pid] = seconds
            parents[process.pid] = parent
    return Moment(at, parents, spent, _busy(), kernel)


def foreign_cores(before: Moment, after: Moment, *, ours: int) -> float:
    """How many processors others have kept busy on average; `ours` is the process that has started all of ours.

    By the clocks of all processes that can be seen, or by what was done in all, whichever is more: other containers
    show in the second alone, and short work that no tick meets in the first alone.
    """
    seconds = after.at - before.at
    mine = after.of(ours) - before.of(ours)
    visible = sum(after.spent.values()) - sum(before.spent.values())
    done = after.busy - before.busy - (after.kernel - before.kernel)
    return max(0.0, visible - mine, done - mine) / seconds


def is_disturbed(before: Moment, after: Moment, *, ours: int) -> bool:
    """True when others worked so much that the sample says nothing."""
    return foreign_cores(before, after, ours=ours) > FOREIGN_CORES_MAX


class Yardstick:
    """How fast the processors are at a time, by a short loop that is the same each time.

    A core of the host that a neighbour's machine shares with ours makes it up to half as fast. No clock of ours shows
    that: the processor is ours, and does less. Entered, a thread runs the loop on each processor twenty times a second,
    which takes less than a hundredth of one.
    """

    def __init__(self) -> None:
        # When, and how many seconds, the mean of all processors.
        self._taken: list[tuple[float, float]] = []
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run, name="yardstick", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._thread.join()

    def slowness(self, begin: float, end: float) -> float:
        """How many times its best time the loop took on average between two instants of `time.monotonic()`; 1 where it
        did not run meanwhile."""
        seconds = [taken for at, taken in self._taken if begin <= at <= end]
        return statistics.fmean(seconds) / min(taken for _, taken in self._taken) if seconds else 1.0

    def wait_for_calm(self, until: float) -> None:
        """Returns when nobody has slowed the processors for a moment, but no later than `until`."""
        while (now := time.monotonic()) < until and self.slowness(now - CALM_SECONDS, now) > SLOWNESS_MAX:
            time.sleep(YARDSTICK_PAUSE)

    def _run(self) -> None:
        allowed = os.sched_getaffinity(0) if ON_LINUX else {0}
        while not self._ends.wait(YARDSTICK_PAUSE):
            at, seconds = time.monotonic(), []
            for processor in allowed:
                if ON_LINUX:
                    # Of this thread alone.
                    os.sched_setaffinity(0, {processor})
                # The first one wakes the processor, and fills its caches with the loop.
                seconds.append(min(_loop(), _loop(), _loop()))
            self._taken.append((at, statistics.fmean(seconds)))


def _loop() -> float:
    began, total = time.thread_time(), 0
    for number in range(YARDSTICK_STEPS):
        total += number
    return time.thread_time() - began


def percentile(sorted_values: Sequence[float], percent: float) -> float:
    """The smallest of the values, which are sorted, that at least so many percent of them do not exceed."""
    assert sorted_values, "nothing was measured"
    # Rounded up, in whole numbers: 99 % of 200 values are 198 of them, and not 198.00000000000003.
    place = -(-len(sorted_values) * round(percent * 100) // 10_000)
    return sorted_values[max(0, place - 1)]


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    outlived = float(times.children_user + times.children_system) if ON_LINUX else 0.0
    if not ON_LINUX:
        return float(times.user + times.system)
    # In nanoseconds, where cpu_times has hundredths. This is what clock_getcpuclockid(3) makes of a process id.
    return time.clock_gettime_ns((~process.pid << 3) | 2) / 1e9 + outlived


def _busy() -> float:
    if not ON_LINUX:
        times = psutil.cpu_times()
        return float(times.user + times.system)
    user, nice, system, *_ = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    return (int(user) + int(nice) + int(system)) / 100
