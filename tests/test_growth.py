"""The measure of growth finds what grows by a power, each time, and nothing that is merely disturbed now and then."""

import time
from collections.abc import Callable

import pytest

from tests.growth import MEASURABLE_SECONDS, RUNS, TRIES, assert_linear, assert_memory_linear, assert_no_power


def _compare_all(size: int) -> None:
    """Each with each, in Python."""
    text = "a" * size
    for one in text:
        for other in text:
            assert one == other


def _append_copying(size: int) -> None:
    """Sixteen bytes at a time, where C copies all that is there already."""
    held = b""
    for _ in range(0, size, 16):
        held += b"a" * 16


def _join(size: int) -> None:
    b"".join(b"a" * 16 for _ in range(0, size, 16))


def _hold_all_beginnings(size: int) -> None:
    text = "a" * size
    assert len([text[:end] for end in range(size)]) == size


def _hold_all(size: int) -> None:
    assert len(["a" * 16 for _ in range(size)]) == size


def _of(read: Callable[[int], None]) -> Callable[[int], Callable[[], object]]:
    return lambda size: lambda: read(size)


@pytest.mark.measured
@pytest.mark.parametrize("read", [_compare_all, _append_copying])
def test_what_takes_the_square_of_the_time_is_found(read: Callable[[int], None]) -> None:
    with pytest.raises(AssertionError, match="s for more"):
        assert_linear(_of(read), size_max=1_024_000)


def test_what_takes_the_square_of_the_memory_is_found() -> None:
    with pytest.raises(AssertionError, match="four times as much"):
        assert_memory_linear(_of(_hold_all_beginnings), size=1000)


def test_what_takes_as_much_as_there_is_passes() -> None:
    assert_linear(_of(_join), size_max=1_024_000)
    assert_memory_linear(_of(_hold_all), size=1000)


def _disturbed(tries: int) -> Callable[[], object]:
    """Something quick, during whose first tries another takes the processor."""
    runs = 0

    def run() -> None:
        nonlocal runs
        runs += 1
        began = time.thread_time()
        while runs <= tries * RUNS and time.thread_time() - began < 2 * MEASURABLE_SECONDS:
            pass

    return run


def test_only_what_is_slow_each_time_is_a_power() -> None:
    quick = _disturbed(0)
    assert_no_power(quick, _disturbed(TRIES - 1))
    with pytest.raises(AssertionError):
        assert_no_power(quick, _disturbed(TRIES))
