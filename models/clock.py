"""The only source of "now" for rules and jobs, so that tests and the sandbox can set the time."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

_shift = datetime.timedelta()


def now() -> datetime.datetime:
    """The current instant in UTC, moved by whatever `moved_to` says."""
    return datetime.datetime.now(datetime.UTC) + _shift


@contextmanager
def moved_to(instant: datetime.datetime) -> Iterator[None]:
    """Lets this process believe that it is `instant` (which has a time zone); time goes on from there."""
    global _shift
    before = _shift
    _shift = instant - datetime.datetime.now(datetime.UTC)
    try:
        yield
    finally:
        _shift = before
