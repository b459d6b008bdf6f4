"""What an operation or a request sends to PostgreSQL, one round trip after the other."""

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import asyncpg
import pytest
from asyncpg.transaction import Transaction

from models import postgres

_INSTANT = re.compile(r"::text, (\$[0-9]+)::timestamptz\)")


class RoundTrips:
    """Notes statements, BEGIN, COMMIT and ROLLBACK in the order in which they are sent."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._sent: list[str] = []
        fetch = postgres.fetch

        async def noted(
            connection: postgres.Connection, seconds: float, statement: str, parameters: Sequence[object]
        ) -> list[asyncpg.Record]:
            self._sent.append(" ".join(statement.split()))
            return await fetch(connection, seconds, statement, parameters)

        monkeypatch.setattr(postgres, "fetch", noted)
        for name, word in (("start", "BEGIN"), ("commit", "COMMIT"), ("rollback", "ROLLBACK")):
            monkeypatch.setattr(Transaction, name, self._noting(getattr(Transaction, name), word))

    async def of(self, operation: Callable[[], Awaitable[Any]]) -> list[str]:
        """Everything that the operation sends."""
        self._sent.clear()
        await operation()
        return list(self._sent)

    def _noting(self, method: Callable[..., Awaitable[None]], word: str) -> Callable[..., Awaitable[None]]:
        async def run(*given: Any, **named: Any) -> None:
            self._sent.append(word)
            await method(*given, **named)

        return run


def sizes(sent: Sequence[str]) -> list[int]:
    """How many operations each statement that writes is of (models/groups.py), where each announces something."""
    # Each operation passes the instant of its events as a parameter of its own.
    return [max(1, len(set(_INSTANT.findall(statement)))) for statement in sent if statement.startswith("WITH")]
