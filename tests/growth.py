"""Does what reads an input take as much more as there is more of it? Time and memory, measured by making it longer."""

import gc
import time
import tracemalloc
from collections.abc import Callable

GROWTH_MAX = 10
RUNS = 3
# What grows by a power does so each time that it is measured; what others disturb does not.
TRIES = 4
# Below this the clock, the allocator, caches and other processes decide.
MEASURABLE_SECONDS = 0.016
# Who grows by a power is found long before; all that is linear ends there.
ENOUGH_SECONDS = 0.05
# What memory there is besides what was given, whatever it is.
BYTES_ANYWAY = 1_000_000


def cost(run: Callable[[], object]) -> float:
    """CPU seconds of one run, the best of some."""
    found = []
    # What the collector costs depends on all that there is, not on what is read.
    gc.disable()
    try:
        for _ in range(RUNS):
            began = time.thread_time()
            run()
            found.append(time.thread_time() - began)
    finally:
        gc.enable()
    return min(found)


def is_power(before: float, now: float) -> bool:
    """Do these two costs, of one input and of another four times as long, speak of a power?"""
    return now >= max(before * GROWTH_MAX, MEASURABLE_SECONDS)


def assert_no_power(small: Callable[[], object], large: Callable[[], object]) -> float:
    """The CPU seconds of the large one. Only what is a power in each of several tries is one."""
    found = []
    for _ in range(TRIES):
        before, now = cost(small), cost(large)
        if not is_power(before, now):
            return now
        found.append(f"{before:.4f} s, and {now:.4f} s for more")
    raise AssertionError("; ".join(found))


def assert_linear(prepare: Callable[[int], Callable[[], object]], *, size: int = 500, size_max: int) -> None:
    """`prepare(n)` makes n units of input, and returns what reads them."""
    assert size * 4 <= size_max, "there is something to compare"
    now = 0.0
    while now < ENOUGH_SECONDS and size * 4 <= size_max:
        now = assert_no_power(prepare(size), prepare(size * 4))
        size *= 4


def peak_bytes(run: Callable[[], object]) -> int:
    """The most memory that one run holds at a time, beyond what was there before."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        run()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def assert_memory_linear(prepare: Callable[[int], Callable[[], object]], *, size: int) -> None:
    """Four times the input needs no more than ten times the memory, in one of several tries at least."""
    small, large = (prepare(units) for units in (size, size * 4))
    found = []
    for _ in range(TRIES):
        before, now = peak_bytes(small), peak_bytes(large)
        if now < max(before * GROWTH_MAX, BYTES_ANYWAY):
            return
        found.append(f"{before} bytes, and {now} bytes for four times as much")
    raise AssertionError("; ".join(found))
