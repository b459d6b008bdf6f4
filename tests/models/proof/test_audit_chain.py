"""The hash chain: what it seals, in which order, and that tampering shows at the first broken position."""

import asyncio
import os
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from models import audit, database, events, ids
from models.proof import audit_chain
from models.proof.audit_chain import COLUMNS_SIGNED, GENESIS, Entry, Head, SealedEntry, parse_head, seal, verify
from tests import factories
from tests.conftest import TEMPLATE

pytestmark = pytest.mark.usefixtures("pool")


async def record(number: int = 0, *, object_id: uuid.UUID | None = None) -> None:
    async with database.transaction():
        await audit.record(
            "thing.changed", object_kind="thing", object_id=object_id or ids.new(), after={"amount": number}
        )


async def seal_all() -> None:
    while await seal():
        pass


async def as_tamperer(statement: str, *parameters: Any) -> None:
    """What only somebody can do who owns the database: the triggers that keep the log are off."""
    await database.execute("SET LOCAL session_replication_role = replica")
    await database.execute(statement, *parameters)
    await database.execute("SET LOCAL session_replication_role = origin")


class Undone:
    """`async with Undone():` an empty log, in a transaction that is rolled back."""

    async def __aenter__(self) -> "Undone":
        self.transaction = database.transaction()
        self.inner = await self.transaction.__aenter__()
        for table in ("audit_log", "webhook_deliveries", "events"):
            await as_tamperer(f"DELETE FROM {table}")
        return self

    async def __aexit__(self, *error: Any) -> None:
        await self.inner.rollback()
        await self.transaction.__aexit__(*error)


async def ten_entries() -> list[Any]:
    for number in range(10):
        await record(number)
    await seal_all()
    return await database.fetch("SELECT * FROM audit_log ORDER BY position")


async def test_sealing_gives_positions_without_gaps_and_every_hash_covers_the_one_before() -> None:
    async with Undone():
        rows = await ten_entries()
        assert [row["position"] for row in rows] == list(range(1, 11))
        assert [row["previous_hash"] for row in rows] == [GENESIS, *(row["hash"] for row in rows[:-1])]
        assert len({row["hash"] for row in rows}) == 10
        verdict = await verify()
        assert (verdict.broken, verdict.unsealed) == (None, 0)
        assert verdict.head == Head(10, rows[-1]["hash"])


async def test_entries_have_the_columns_that_their_types_name() -> None:
    async with Undone():
        await ten_entries()
        async for row in audit_chain._sealed():
            assert list(row.keys()) == list(SealedEntry.__annotations__)
    assert tuple(Entry.__annotations__) == COLUMNS_SIGNED


async def test_an_empty_log_and_one_that_waits_to_be_sealed_are_whole() -> None:
    async with Undone():
        verdict = await verify()
        assert (verdict.head, verdict.unsealed, verdict.broken) == (Head(0, GENESIS), 0, None)
        await record()
        verdict = await verify()
        assert (verdict.head.position, verdict.unsealed, verdict.broken) == (0, 1, None)


async def test_sealing_goes_on_in_batches_where_it_has_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_chain, "BATCH", 4)
    async with Undone():
        for number in range(10):
            await record(number)
        assert [await seal() for _ in range(4)] == [4, 4, 2, 0]
        verdict = await verify()
        assert (verdict.head.position, verdict.broken) == (10, None), "reading in batches loses nothing either"


async def test_sealing_the_second_time_changes_nothing() -> None:
    async with Undone():
        rows = await ten_entries()
        assert await seal() == 0
        assert await database.fetch("SELECT * FROM audit_log ORDER BY position") == rows


COLUMN_CHANGES = {
    "user_id": "gen_random_uuid()",
    "caller": "'user:somebody-else'",
    "api_key_id": "gen_random_uuid()",
    "receiver_id": "gen_random_uuid()",
    "as_admin": "true",
    "reason": "'because'",
    "request_id": "'another'",
    "address": "'192.0.2.99'",
    "action": "'thing.unchanged'",
    "object_kind": "'person'",
    "object_id": "gen_random_uuid()",
    "before": "'{\"amount\": 7}'",
    "after": "'{\"amount\": 7}'",
    "created_at": "created_at + interval '1 microsecond'",
    "id": "gen_random_uuid()",
    "hash": "sha256('x')",
    "previous_hash": "sha256('x')",
}


async def test_every_column_is_covered() -> None:
    columns = await database.fetch(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'audit_log' AND table_schema = 'public'"
    )
    assert {row["column_name"] for row in columns} == COLUMN_CHANGES.keys() | {"position"}


@pytest.mark.parametrize("column", COLUMN_CHANGES)
async def test_a_changed_entry_is_named(column: str) -> None:
    async with Undone():
        await ten_entries()
        await as_tamperer(f"UPDATE audit_log SET {column} = {COLUMN_CHANGES[column]} WHERE position = 4")
        verdict = await verify()
        assert verdict.broken is not None
        assert verdict.broken.position == 4
        assert verdict.head.position == 3


@pytest.mark.parametrize(
    ("statement", "position"),
    [
        ("DELETE FROM audit_log WHERE position = 1", 1),
        ("DELETE FROM audit_log WHERE position = 6", 6),
        ("DELETE FROM audit_log WHERE position BETWEEN 3 AND 9", 3),
        # Closing the gap does not help.
        ("UPDATE audit_log SET position = position + 100 WHERE position > 5", 6),
        ("UPDATE audit_log SET position = -position WHERE position = 5", 5),
    ],
)
async def test_a_deleted_entry_is_named(statement: str, position: int) -> None:
    async with Undone():
        await ten_entries()
        await as_tamperer(statement)
        verdict = await verify()
        assert verdict.broken is not None
        assert verdict.broken.position == position


async def test_a_gap_that_was_closed_is_named() -> None:
    async with Undone():
        await ten_entries()
        await as_tamperer("DELETE FROM audit_log WHERE position = 5")
        for position in range(6, 11):
            await as_tamperer("UPDATE audit_log SET position = $1 WHERE position = $2", position - 1, position)
        verdict = await verify()
        assert verdict.broken is not None
        assert verdict.broken.position == 5


async def test_exchanged_entries_are_named() -> None:
    async with Undone():
        await ten_entries()
        await as_tamperer("UPDATE audit_log SET position = -position WHERE position IN (3, 8)")
        await as_tamperer("UPDATE audit_log SET position = 11 + position WHERE position IN (-3, -8)")
        verdict = await verify()
        assert verdict.broken is not None
        assert verdict.broken.position == 3


async def test_an_entry_that_was_put_in_between_is_named() -> None:
    async with Undone():
        rows = await ten_entries()
        for position in range(10, 4, -1):
            await as_tamperer("UPDATE audit_log SET position = $1 WHERE position = $2", position + 1, position)
        await as_tamperer(
            "INSERT INTO audit_log (id, caller, action, object_kind, position, previous_hash, hash) "
            "VALUES ($1, 'user:me', 'thing.changed', 'thing', 5, $2, $3)",
            ids.new(),
            rows[3]["hash"],
            rows[4]["hash"],
        )
        verdict = await verify()
        assert verdict.broken is not None
        assert verdict.broken.position == 5


# --- what only a head that was noted elsewhere can show


async def test_a_cut_at_the_end_contradicts_a_noted_head() -> None:
    async with Undone():
        await ten_entries()
        noted = (await verify()).head
        await as_tamperer("DELETE FROM audit_log WHERE position > 7")
        assert (await verify()).broken is None, "a chain alone does not know its end"
        verdict = await verify(noted=noted)
        assert verdict.broken is not None
        assert verdict.broken.position == 8


async def test_a_cut_that_was_filled_again_contradicts_a_noted_head() -> None:
    async with Undone():
        await ten_entries()
        noted = (await verify()).head
        await as_tamperer("DELETE FROM audit_log WHERE position > 7")
        for number in range(20):
            await record(number)
        await seal_all()
        assert (await verify()).broken is None
        verdict = await verify(noted=noted)
        assert verdict.broken is not None
        assert verdict.broken.position == 10


async def test_a_chain_that_was_computed_anew_contradicts_a_noted_head() -> None:
    async with Undone():
        await ten_entries()
        noted = (await verify()).head
        await as_tamperer("UPDATE audit_log SET after = '{}' WHERE position = 2")
        await as_tamperer("UPDATE audit_log SET position = NULL, hash = NULL, previous_hash = NULL")
        await seal_all()
        assert (await verify()).broken is None
        verdict = await verify(noted=noted)
        assert verdict.broken is not None
        assert verdict.broken.position == 10


async def test_the_chain_may_have_grown_since_a_head_was_noted() -> None:
    async with Undone():
        await ten_entries()
        noted = (await verify()).head
        await record()
        await seal_all()
        verdict = await verify(noted=noted)
        assert (verdict.broken, verdict.head.position) == (None, 11)


@pytest.mark.parametrize("cut", ["position > 1", "true"])
async def test_a_cut_contradicts_the_events_that_were_announced_meanwhile(cut: str) -> None:
    receiver = await factories.receiver()
    async with Undone():
        await record()
        object_id = ids.new()
        await events.record(
            receiver.id, events.Announcement(type="ping", object_kind="ping", object_id=object_id, data={})
        )
        await seal_all()
        assert (await verify()).broken is None
        await as_tamperer(f"DELETE FROM audit_log WHERE {cut}")
        verdict = await verify()
        assert verdict.broken is not None
        assert "ping" in verdict.broken.why


def test_a_head_is_read_as_it_is_printed() -> None:
    head = Head(42, bytes(range(32)))
    assert parse_head(str(head)) == head


@pytest.mark.parametrize("text", ["", "42", "42:abc", "x:" + "0" * 64, "42:" + "g" * 64, "-1:" + "0" * 64])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"head|hexadecimal"):
        parse_head(text)


async def test_the_command_says_what_it_found_and_fails_where_the_log_is_broken(pytestconfig: pytest.Config) -> None:
    name = f"audit_verify_{uuid.uuid4().hex}"
    server = os.environ["QUITTANCE_TESTS_SERVER"]
    connection = await asyncpg.connect(server.replace("{database}", "postgres"))
    await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')
    await connection.close()
    dsn = server.replace("{database}", name)

    async def verified(*arguments: str) -> subprocess.CompletedProcess[str]:
        return await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "manage.py", "audit-verify", *arguments],
            cwd=Path(pytestconfig.rootpath),
            env=os.environ | {"DATABASE_URL": dsn},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    found = await verified("")
    assert found.returncode == 0, found.stderr
    assert "0 sealed entries are as they were sealed, 0 wait" in found.stdout
    assert f"HEAD={Head(0, GENESIS)}" in found.stdout
    found = await verified(str(Head(5, bytes(32))))
    assert found.returncode == 1
    assert "broken at position 1" in found.stderr
    found = await verified("nonsense")
    assert found.returncode == 1
    assert "is not a head" in found.stderr


# --- writers and sealers at the same time


async def positions(object_id: uuid.UUID) -> list[int | None]:
    rows = await database.fetch("SELECT position FROM audit_log WHERE object_id = $1 ORDER BY id", object_id)
    return [row["position"] for row in rows]


async def test_an_entry_that_commits_late_is_sealed_later_and_never_skipped() -> None:
    late, early = ids.new(), ids.new()
    has_written, may_commit = asyncio.Event(), asyncio.Event()

    async def write_and_wait() -> None:
        async with database.transaction():
            await audit.record("thing.changed", object_kind="thing", object_id=late)
            has_written.set()
            await may_commit.wait()

    writer = asyncio.create_task(write_and_wait())
    await has_written.wait()
    await record(object_id=early)
    await asyncio.wait_for(seal_all(), 30)
    assert await positions(late) == []
    may_commit.set()
    await writer
    await seal_all()
    (late_position,), (early_position,) = await positions(late), await positions(early)
    assert late_position is not None
    assert early_position is not None
    assert late_position > early_position


async def test_nobody_who_writes_waits_for_the_sealer() -> None:
    first, second = ids.new(), ids.new()
    await record(object_id=first)
    has_sealed, may_commit = asyncio.Event(), asyncio.Event()

    async def seal_and_wait() -> None:
        async with database.transaction():
            while await seal():
                pass
            has_sealed.set()
            await may_commit.wait()

    sealer = asyncio.create_task(seal_and_wait())
    await has_sealed.wait()
    try:
        await asyncio.wait_for(record(object_id=second), 20)
        assert await positions(second) == [None]
        assert await asyncio.wait_for(seal(), 5) == 0, "a second sealer has nothing to do, and does not wait"
    finally:
        may_commit.set()
        await sealer
    await seal_all()
    assert None not in [*await positions(first), *await positions(second)]


async def test_racing_sealers_make_one_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_chain, "BATCH", 7)
    await seal_all()
    start = await database.fetch_value(object, "SELECT coalesce(max(position), 0) FROM audit_log")

    async def seal_often() -> None:
        for _ in range(20):
            await seal()

    await asyncio.gather(*(record(number) for number in range(60)), *(seal_often() for _ in range(5)))
    await seal_all()
    rows = await database.fetch(
        "SELECT position, previous_hash, hash FROM audit_log WHERE position > $1 ORDER BY position", start
    )
    assert [row["position"] for row in rows] == list(range(start + 1, start + 61))
    assert [row["previous_hash"] for row in rows[1:]] == [row["hash"] for row in rows[:-1]]
