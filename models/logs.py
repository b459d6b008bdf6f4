"""Structured logs: one line of JSON per entry (or readable text in development), with the request's id and caller.

Line breaks inside values are escaped by both forms, so that no value can fake an entry. Our own entries go straight
from structlog to standard output; only those of libraries pass through the standard library's logging, to the same
place and in the same form.
"""

import json
import logging
import sys
import time
from collections.abc import Mapping
from contextvars import ContextVar
from functools import lru_cache
from typing import TextIO

import msgspec
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from config import settings

# What every entry has that is written on behalf of the same request.
_shared_fields: ContextVar[Mapping[str, object]] = ContextVar("shared_log_fields", default={})  # noqa: B039 # never changed
_encoder = msgspec.json.Encoder(enc_hook=repr)


def begin(**fields: object) -> None:
    """Whatever is logged from here on, in this task and in those that it starts, has these fields, and no others."""
    _shared_fields.set(fields)


def bind(**fields: object) -> None:
    """Whatever is logged from here on has these fields, too."""
    _shared_fields.set({**_shared_fields.get(), **fields})


def configure() -> None:
    """Sends structlog's and the standard library's entries to standard output, in one form."""
    root = logging.getLogger()
    root.setLevel(settings.log_level)
    described: list[Processor] = [
        _with_shared_fields,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        _with_time,
        structlog.processors.StackInfoRenderer(),
    ]
    # A plain traceback: the fancy one prints local variables, and with them tokens and passwords.
    rendered: list[Processor] = [
        structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback)
    ]
    if settings.log_format == "json":
        rendered = [structlog.processors.format_exc_info, _as_json]
    stream, level = sys.stdout, root.level
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *described, *rendered],
        logger_factory=lambda *names: _Output(*names, stream=stream, level=level),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=described,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendered],
        )
    )
    root.handlers[:] = [handler]
    # Celery tells every task at INFO: several lines per tick that say nothing.
    for noisy in ("celery.worker.strategy", "celery.app.trace", "celery.beat", "kombu"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))


class _Output:
    """Where structlog writes a module's entries: what it asks of a logger of the standard library, and no more."""

    disabled = False

    def __init__(self, name: str = "root", *, stream: TextIO, level: int) -> None:
        self.name = name
        self._stream = stream
        self._level = level

    def getEffectiveLevel(self) -> int:  # noqa: N802 # structlog's word for it
        return self._level

    def info(self, line: str) -> None:
        # Whoever reads has gone, or the disk is full: what is done matters more than that it is told.
        try:
            self._stream.write(f"{line}\n")
            self._stream.flush()
        except (OSError, ValueError):
            return

    debug = warning = error = critical = exception = info


def _with_time(_: WrappedLogger, __: str, entry: EventDict) -> EventDict:
    seconds, microseconds = divmod(time.time_ns() // 1000, 1_000_000)
    entry["timestamp"] = f"{_second(seconds)}.{microseconds:06}Z"
    return entry


# Many entries are written in one second.
@lru_cache(maxsize=8)
def _second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))


def _with_shared_fields(_: WrappedLogger, __: str, entry: EventDict) -> EventDict:
    return {**_shared_fields.get(), **entry}


def _as_json(_: WrappedLogger, __: str, entry: EventDict) -> str:
    try:
        line = _encoder.encode(entry).decode()
    except UnicodeEncodeError:
        line = ""
    if line and line.isascii():
        return line
    # Some readers take more characters for the end of a line than we do, so only ASCII is written.
    return json.dumps(entry, default=repr)
