"""The gateway's memory: one SQLite file, which survives restarts and `kill -9`.

Calls block the event loop for some tens of microseconds each. That is meant: it makes every operation atomic towards
the others of this process, and this service must be simple before it is fast.
"""

import datetime
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec

SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    account TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    api_key TEXT NOT NULL UNIQUE,
    webhook_secret TEXT NOT NULL,
    created_at TEXT NOT NULL
);
-- `merchant` is who asked; `account` is who got the money, which one token makes a different one.
CREATE TABLE IF NOT EXISTS payments (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    merchant TEXT NOT NULL REFERENCES accounts,
    idempotency_key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    token TEXT NOT NULL,
    account TEXT NOT NULL,
    reference TEXT NOT NULL,
    description TEXT NOT NULL,
    status TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    fee_amount INTEGER,
    redirect_url TEXT,
    return_url TEXT NOT NULL,
    callback_url TEXT NOT NULL,
    failure_code TEXT,
    failure_message TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (merchant, idempotency_key)
);
CREATE INDEX IF NOT EXISTS payments_by_reference ON payments (merchant, reference);
CREATE INDEX IF NOT EXISTS payments_by_creation ON payments (merchant, created_at, number);
CREATE INDEX IF NOT EXISTS payments_by_change ON payments (merchant, updated_at, number);
CREATE TABLE IF NOT EXISTS refunds (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    merchant TEXT NOT NULL REFERENCES accounts,
    idempotency_key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    payment TEXT NOT NULL REFERENCES payments (id),
    account TEXT NOT NULL,
    reference TEXT NOT NULL,
    reason TEXT NOT NULL,
    status TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    callback_url TEXT NOT NULL,
    failure_code TEXT,
    failure_message TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (merchant, idempotency_key)
);
CREATE INDEX IF NOT EXISTS refunds_by_reference ON refunds (merchant, reference);
CREATE INDEX IF NOT EXISTS refunds_by_payment ON refunds (payment);
CREATE INDEX IF NOT EXISTS refunds_by_creation ON refunds (merchant, created_at, number);
CREATE INDEX IF NOT EXISTS refunds_by_change ON refunds (merchant, updated_at, number);
CREATE TABLE IF NOT EXISTS disputes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    merchant TEXT NOT NULL REFERENCES accounts,
    payment TEXT NOT NULL UNIQUE REFERENCES payments (id),
    account TEXT NOT NULL,
    reference TEXT NOT NULL,
    reason TEXT NOT NULL,
    status TEXT NOT NULL,
    funds TEXT NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
-- What the merchant has answered: evidence, or that the payer is right.
CREATE TABLE IF NOT EXISTS dispute_answers (
    dispute TEXT NOT NULL REFERENCES disputes (id),
    reference TEXT NOT NULL,
    action TEXT NOT NULL,
    text TEXT NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (dispute, reference)
);
CREATE INDEX IF NOT EXISTS disputes_by_creation ON disputes (merchant, created_at, number);
CREATE INDEX IF NOT EXISTS disputes_by_change ON disputes (merchant, updated_at, number);
CREATE TABLE IF NOT EXISTS journal (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    merchant TEXT NOT NULL REFERENCES accounts,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    payment TEXT NOT NULL REFERENCES payments (id),
    reference TEXT NOT NULL,
    account TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    created_at TEXT NOT NULL
);
DROP INDEX IF EXISTS journal_moves_nothing_twice;
-- A dispute may be lost after it was won: its money goes back and forth.
CREATE UNIQUE INDEX IF NOT EXISTS journal_moves_no_money_twice ON journal (kind, subject)
    WHERE kind NOT IN ('dispute_withdrawal', 'dispute_reinstatement');
CREATE INDEX IF NOT EXISTS journal_by_merchant ON journal (merchant, number);
CREATE INDEX IF NOT EXISTS journal_by_payment ON journal (payment);
CREATE TRIGGER IF NOT EXISTS journal_is_never_updated BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER IF NOT EXISTS journal_is_never_deleted BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
-- What will happen by itself. `due_at` is in seconds since 1970, here and below.
CREATE TABLE IF NOT EXISTS steps (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    subject TEXT NOT NULL,
    action TEXT NOT NULL,
    due_at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS steps_by_due_at ON steps (due_at);
-- Callbacks on their way: `held` until a later one is out, `pending`, `delivered`, or `given_up`.
CREATE TABLE IF NOT EXISTS deliveries (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    merchant TEXT NOT NULL REFERENCES accounts,
    payment TEXT NOT NULL REFERENCES payments (id),
    message_id TEXT NOT NULL,
    url TEXT NOT NULL,
    body BLOB NOT NULL,
    status TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at REAL NOT NULL,
    waits_for INTEGER REFERENCES deliveries (number)
);
CREATE INDEX IF NOT EXISTS deliveries_by_due_at ON deliveries (due_at) WHERE status = 'pending';
CREATE INDEX IF NOT EXISTS deliveries_held ON deliveries (payment) WHERE status = 'held';
"""

T = TypeVar("T")


class Store:
    """The file, and the speed at which its world runs. Belongs to the thread that made it."""

    def __init__(self, folder: Path, *, speed: float) -> None:
        """Opens or makes `folder`/simulator.sqlite3. `speed` divides every delay."""
        self.speed = speed
        folder.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(folder / "simulator.sqlite3", isolation_level=None, timeout=5)
        self._connection.row_factory = sqlite3.Row
        # NORMAL in WAL mode loses nothing when the process is killed, only when the machine loses power.
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._connection.executescript(SCHEMA)

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything in the body happens, or nothing does. Never await inside: other requests share the connection."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def execute(self, statement: str, **parameters: object) -> int:
        """Runs a statement that writes; returns the row number of the last insert."""
        return self._connection.execute(statement, parameters).lastrowid or 0

    def rows(self, row_type: type[T], query: str, **parameters: object) -> list[T]:
        """The rows of a query as structs of `row_type`, which takes the columns that it knows."""
        return [msgspec.convert(dict(row), row_type) for row in self._connection.execute(query, parameters)]

    def row(self, row_type: type[T], query: str, **parameters: object) -> T | None:
        """The first row of a query, or None."""
        found = self.rows(row_type, query, **parameters)
        return found[0] if found else None

    def value(self, query: str, **parameters: object) -> float | None:
        """The only column of the only row: a number, if there is one."""
        found: float | None = self._connection.execute(query, parameters).fetchone()[0]
        return found

    def due_at(self, seconds: float) -> float:
        """When something is due that takes `seconds` at speed 1; in seconds since 1970."""
        return time.time() + seconds / self.speed


def now_text() -> str:
    """The present instant in a form of fixed length, so that texts compare as the instants do."""
    return instant_text(datetime.datetime.now(datetime.UTC))


def instant_text(instant: datetime.datetime) -> str:
    """`instant`, which has a time zone, in the form of `now_text`."""
    return instant.astimezone(datetime.UTC).isoformat(timespec="microseconds")
