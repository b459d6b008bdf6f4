"""The hash chain over the audit log: sealed after commit, so that no write waits for another's, and checked from the
start.

A sealed entry has a position (1, 2, 3 …), the hash of the entry before, and its own: SHA-256 over that hash and a
canonical encoding of all its columns. Whatever is changed, removed, added or exchanged among sealed entries breaks the
chain there. What a chain alone cannot show is a cut at its end, or a whole chain computed anew by somebody who holds
the database: for that, its head must have been noted elsewhere. The job logs every head, `verify` prints it and
compares one that it is given, and events, which are numbered by themselves, tell of entries that are missing.

Raw SQL: a batch is sealed by one statement under an advisory lock, and dates and JSON are hashed as the database
writes them.
"""

import hashlib
import uuid
from collections.abc import AsyncIterator, Mapping
from typing import TypedDict

import msgspec
import structlog

from models import database

logger = structlog.get_logger(__name__)

FORMAT = 1
# What the first entry follows.
GENESIS = bytes(32)
BATCH = 500
# Any number that nothing else in this database uses as an advisory lock.
LOCK = 0x61756469745F6C6F
# What made the log: events before it have no entries.
MIGRATION = "2026-11-22T22:10:00:000000"
# Dates and JSON as text whose form no setting of the session changes.
COLUMNS = """
    id, user_id, caller, api_key_id, receiver_id, as_admin, reason, request_id, address, action, object_kind, object_id,
    before::text AS before, after::text AS after,
    (extract(epoch FROM created_at) * 1000000)::bigint AS created_at_microseconds
"""
COLUMNS_SIGNED = (
    "id",
    "user_id",
    "caller",
    "api_key_id",
    "receiver_id",
    "as_admin",
    "reason",
    "request_id",
    "address",
    "action",
    "object_kind",
    "object_id",
    "before",
    "after",
    "created_at_microseconds",
)
_encoder = msgspec.json.Encoder(uuid_format="canonical")


class Entry(TypedDict):
    """An entry as it is hashed: what `COLUMNS` select."""

    id: uuid.UUID
    user_id: uuid.UUID | None
    caller: str
    api_key_id: uuid.UUID | None
    receiver_id: uuid.UUID | None
    as_admin: bool
    reason: str | None
    request_id: str | None
    address: str | None
    action: str
    object_kind: str
    object_id: uuid.UUID | None
    before: str | None
    after: str | None
    created_at_microseconds: int


class SealedEntry(Entry):
    """An entry with its place in the chain."""

    position: int
    previous_hash: bytes
    hash: bytes


class Head(msgspec.Struct, frozen=True):
    """The last sealed entry; position 0 is the beginning."""

    position: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.position}:{self.hash.hex()}"


class Broken(msgspec.Struct, frozen=True):
    """The first place at which the log is not what was sealed."""

    position: int
    why: str


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What `verify` found: `head` is the last entry that is as it was sealed."""

    head: Head
    unsealed: int
    broken: Broken | None


def parse_head(text: str) -> Head:
    """A head as it was printed: `position:hash`. Raises ValueError."""
    position, _, digest = text.strip().partition(":")
    if not (position.isascii() and position.isdigit() and len(digest) == 64):
        raise ValueError(f"{text[:90]!r} is not a head: it is like 42:9f86d0…, a position and 64 hexadecimal digits.")
    return Head(int(position), bytes.fromhex(digest))


async def seal() -> int:
    """Seals a batch of committed entries in the order of their ids; returns how many. For beat.

    One sealer works at a time; another one finds nothing to do. An entry whose transaction commits late, behind others
    that are sealed already, is sealed by the next batch: positions tell the order of sealing, ids the order of time.
    """
    async with database.transaction():
        if not await database.fetch_value(bool, "SELECT pg_try_advisory_xact_lock($1)", LOCK):
            return 0
        # Read only now that we hold the lock: whoever held it before has committed its head.
        head = await _head()
        rows = await database.fetch_as(
            Entry, f"SELECT {COLUMNS} FROM audit_log WHERE position IS NULL ORDER BY id LIMIT $1", BATCH
        )
        if not rows:
            return 0
        heads = [head]
        for row in rows:
            heads.append(_next(heads[-1], row))
        await database.execute(
            """
            UPDATE audit_log SET position = sealed.position, previous_hash = sealed.previous_hash, hash = sealed.hash
            FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::bytea[])
                AS sealed (id, position, previous_hash, hash)
            WHERE audit_log.id = sealed.id
            """,
            [row["id"] for row in rows],
            [one.position for one in heads[1:]],
            [one.hash for one in heads[:-1]],
            [one.hash for one in heads[1:]],
        )
    logger.info("audit.sealed", entries=len(rows), head=str(heads[-1]))
    return len(rows)


async def verify(*, noted: Head | None = None) -> Verdict:
    """Recomputes the whole chain, a batch at a time, and stops at the first place that is broken.

    `noted` is a head that was printed or logged before: the chain must still lead through it.
    """
    head = Head(0, GENESIS)
    async for row in _sealed():
        if noted is not None and head.position == noted.position and head.hash != noted.hash:
            break
        broken = _check(head, row)
        if broken is not None:
            return Verdict(head=head, unsealed=await _count_unsealed(), broken=broken)
        head = Head(row["position"], row["hash"])
    return Verdict(head=head, unsealed=await _count_unsealed(), broken=_disagreement(head, noted) or await _gap(head))


def _check(head: Head, row: SealedEntry) -> Broken | None:
    if row["position"] != head.position + 1:
        return Broken(head.position + 1, f"the entry is missing: the next one has position {row['position']}")
    if row["previous_hash"] != head.hash:
        return Broken(row["position"], "the entry does not follow the one before it")
    if row["hash"] != _next(head, row).hash:
        return Broken(row["position"], f"the entry {row['id']} is not what was sealed")
    return None


def _disagreement(head: Head, noted: Head | None) -> Broken | None:
    if noted is None:
        return None
    if head.position < noted.position:
        return Broken(head.position + 1, f"the log ends here, but position {noted.position} was noted: its end is gone")
    if head.position == noted.position and head.hash != noted.hash:
        return Broken(noted.position, "the entry has another hash than was noted: the log was written anew")
    return None


async def _gap(head: Head) -> Broken | None:
    """Every event was written together with its entry, at the same instant: an event without one tells of a cut."""
    row = await database.fetch_row(
        """
        SELECT event.id, event.type FROM events AS event
        WHERE event.created_at >= coalesce((SELECT created_at FROM audit_log ORDER BY id LIMIT 1),
                (SELECT ran_on FROM migration WHERE name = $1))
            AND NOT EXISTS (SELECT FROM audit_log AS entry WHERE entry.object_id = event.object_id
                AND entry.action = event.type AND entry.created_at = event.created_at)
        ORDER BY event.id LIMIT 1
        """,
        MIGRATION,
    )
    if row is None:
        return None
    return Broken(head.position + 1, f"event {row['id']} ({row['type']}) has no entry: the end of the log is gone")


async def _sealed() -> AsyncIterator[SealedEntry]:
    """All sealed entries in order, a batch per statement, so that neither memory nor a snapshot is held for long."""
    position = 0
    while True:
        rows = await database.fetch_as(
            SealedEntry,
            f"SELECT {COLUMNS}, position, previous_hash, hash FROM audit_log WHERE position > $1 "
            "ORDER BY position LIMIT $2",
            position,
            BATCH,
        )
        for row in rows:
            yield row
        if len(rows) < BATCH:
            return
        position = rows[-1]["position"]


async def _head() -> Head:
    row = await database.fetch_row(
        "SELECT position, hash FROM audit_log WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1"
    )
    return Head(0, GENESIS) if row is None else Head(row["position"], row["hash"])


async def _count_unsealed() -> int:
    return await database.fetch_value(int, "SELECT count(*) FROM audit_log WHERE position IS NULL") or 0


def _next(head: Head, row: Mapping[str, object]) -> Head:
    """The head once this entry is sealed. A JSON array of columns in a fixed order cannot be read in two ways."""
    position = head.position + 1
    content = _encoder.encode([FORMAT, position, *(row[column] for column in COLUMNS_SIGNED)])
    return Head(position, hashlib.sha256(head.hash + content).digest())
