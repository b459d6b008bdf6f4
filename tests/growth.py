"""Does what reads an input take as much more as there is more of it? Time and memory, measured by making it longer."""

import gc
import time
import tracemalloc
from collections.abc import Callable

GROWTH_MAX = 10
RUNS = 3
# Below this the clock, the collector and other processes decide.
MEASURABLE_SECONDS = 0.004
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


def assert_linear(prepare: Callable[[int], Callable[[], object]], *, size: int = 250, size_max: int) -> None:
    """`prepare(n)` makes n units of input, and returns what reads them."""
    before = cost(prepare(size))
    while before < ENOUGH_SECONDS and size * 4 <= size_max:
        size *= 4
        now = cost(prepare(size))
        assert now < max(before * GROWTH_MAX, MEASURABLE_SECONDS), f"{before:.4f} s, and {now:.4f} s at {size}"
        before = now


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
    """Four times the input needs no more than ten times the memory."""
    small, large = (prepare(units) for units in (size, size * 4))
    before, now = peak_bytes(small), peak_bytes(large)
    assert now < max(before * GROWTH_MAX, BYTES_ANYWAY), f"{before} bytes, and {now} bytes for four times as much"
