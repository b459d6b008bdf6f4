"""PostgreSQL that is killed while what several have asked for is on its way in one statement: all of it is there
afterwards or nothing, everybody was told the truth, and each request is done once when it is sent again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import Any, NamedTuple

import asyncpg
import httpx
import psutil
import pytest

from launch.embedded import Postgres
from models import database, groups, ids
from models.proof import integrity
from tests.api import people
from tests.api.people import Person, Shop
from tests.api.processes import own_postgres
from tests.books import assert_books_balance

pytestmark = pytest.mark.usefixtures("calm_groups")

# One is sent alone, and those who come meanwhile by fours.
AT_ONCE = 9
IN_A_GROUP = groups.SIZES[0]
# There for what never comes.
SECONDS_MAX = 30
# What keeps answers under keys waits, once all is written, while the test has the lock. After that, several together
# sleep; or they commit, and wait for a standby that does not exist.
HOLD_BACK = """
    CREATE FUNCTION hold_back() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM set_config('lock_timeout', '0', true);
        PERFORM pg_advisory_lock_shared(1), pg_advisory_unlock_shared(1);
        IF (SELECT count(*) FROM kept) > 1 THEN
            IF TG_ARGV[0] = 'before its commit' THEN
                PERFORM pg_sleep(60);
            ELSE
                PERFORM set_config('synchronous_commit', 'on', true);
            END IF;
        END IF;
        RETURN NULL;
    END $$
"""
HELD_BACK = "SELECT pid FROM pg_stat_activity WHERE wait_event IN ('PgSleep', 'SyncRep')"
PAID = "SELECT invoice_id FROM payments"
ISSUED = "SELECT object_id AS invoice_id FROM events WHERE type = 'invoice.finalized'"


class Asked(NamedTuple):
    """A request about an invoice that no other one is about."""

    owner: Person
    path: str
    body: dict[str, Any] | None
    invoice_id: str

    async def send(self) -> httpx.Response:
        """Each time under the same key."""
        return await self.owner.post(self.path, self.body, idempotency_key=f"{self.path} {self.invoice_id}")


async def paying(shop: Shop) -> list[Asked]:
    invoices = [await shop.issue() for _ in range(AT_ONCE)]
    # In part, so that nothing else would refuse to have them paid a second time.
    bodies = [{"invoice_id": invoice["id"], "method": "cash", "amount": 100} for invoice in invoices]
    return [Asked(shop.owner, "/v1/payments", body, body["invoice_id"]) for body in bodies]


async def issuing(shop: Shop) -> list[Asked]:
    drafts = [await shop.draft() for _ in range(AT_ONCE)]
    return [Asked(shop.owner, f"/v1/invoices/{draft['id']}/finalize", None, draft["id"]) for draft in drafts]


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A server of our own, which loses nothing that it has committed, with the schema."""
    with own_postgres(durable=True) as postgres:
        yield postgres


@pytest.fixture(scope="module", autouse=True)
async def on_our_own_server(pool: None, server: Postgres) -> AsyncIterator[None]:
    """All operations of this process are done there meanwhile."""
    connection = await asyncpg.connect(server.dsn())
    await connection.execute(HOLD_BACK)
    # Of all sessions that begin from here on, only those held back wait for the standby.
    await connection.execute("ALTER DATABASE postgres SET synchronous_commit = local")
    await connection.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()
    await database.close_pool()
    with pytest.MonkeyPatch.context() as other:
        other.setitem(database.DB.config, "dsn", server.dsn())
        await database.open_pool(size_min=1, size_max=20)
        yield
        await database.close_pool()
    await database.open_pool(size_min=1, size_max=20)


@pytest.mark.parametrize("moment", ["before its commit", "after its commit"])
@pytest.mark.parametrize(("prepare", "done"), [(paying, PAID), (issuing, ISSUED)], ids=["payments", "invoices"])
async def test_of_a_group_whose_server_is_killed_each_is_told_the_truth_and_done_once(
    http: httpx.AsyncClient,
    server: Postgres,
    moment: str,
    prepare: Callable[[Shop], Awaitable[list[Asked]]],
    done: str,
) -> None:
    shop = await people.open_shop(http)
    asked = await prepare(shop)
    answers = await sent_and_killed(server, asked, moment)
    were_done = await times_done(done, asked)

    told = [answer.json().get("code", "done") for answer in answers]
    # Whoever was not in the group comes before it, or after it, when nothing can be reached.
    assert told.count("done") >= 1, told
    assert told.count("outcome_unknown") >= IN_A_GROUP, told
    assert set(told) <= {"done", "outcome_unknown", "unavailable"}
    for answer, code, times in zip(answers, told, were_done, strict=True):
        if code == "done":
            assert answer.is_success
            assert times == 1
        else:
            assert answer.status_code == 503
            assert int(answer.headers["retry-after"]) >= 1
            # It says that nothing was changed.
            assert code == "outcome_unknown" or times == 0
    unknown = [times for code, times in zip(told, were_done, strict=True) if code == "outcome_unknown"]
    assert sum(unknown) == (IN_A_GROUP if moment == "after its commit" else 0)

    again = [await one.send() for one in asked]
    for before, answer, times in zip(answers, again, were_done, strict=True):
        assert answer.is_success, answer.text
        assert answer.headers.get("idempotent-replayed") == ("true" if times else None)
        assert answer.content == before.content or not before.is_success
    assert await times_done(done, asked) == [1] * AT_ONCE
    assert len({answer.json()["id"] for answer in again}) == AT_ONCE
    invoices = [await shop.owner.read(f"/v1/invoices/{one.invoice_id}") for one in asked]
    year = invoices[0]["issued_on"][:4]
    assert sorted(invoice["number"] for invoice in invoices) == [f"INV-{year}-{n:05}" for n in range(1, AT_ONCE + 1)]
    assert not groups._queues
    await assert_books_balance()
    assert [check for check in (await integrity.check()).checks if check.violations] == []


async def sent_and_killed(server: Postgres, asked: Sequence[Asked], moment: str) -> list[httpx.Response]:
    """Sends all at once, kills PostgreSQL's process that has a group of them in that moment, and waits until the
    server, which ends all of its processes then, has recovered."""
    hand = await asyncpg.connect(server.dsn())
    await hand.execute(
        "CREATE TRIGGER hold_back AFTER INSERT ON idempotency_keys REFERENCING NEW TABLE AS kept "
        f"FOR EACH STATEMENT EXECUTE FUNCTION hold_back('{moment}')"
    )
    await hand.execute("SELECT pg_advisory_lock(1)")
    sending = asyncio.gather(*(one.send() for one in asked))
    async with asyncio.timeout(SECONDS_MAX):
        while sum(len(queue.waiting) for queue in groups._queues.values()) != len(asked) - 1:
            await asyncio.sleep(0.001)
        await hand.execute("SELECT pg_advisory_unlock(1)")
        while not (held_back := await hand.fetch(HELD_BACK)):
            await asyncio.sleep(0.001)
        # Whatever is sent before the server has noticed comes to nothing.
        await hand.execute("SELECT pg_advisory_lock(1)")
        [row] = held_back
        psutil.Process(row["pid"]).kill()
        answers = await sending
        while not hand.is_closed():
            await asyncio.sleep(0.001)
        recovered = await connected(server)
    await recovered.execute("DROP TRIGGER hold_back ON idempotency_keys")
    await recovered.close()
    return answers


async def connected(server: Postgres) -> "asyncpg.Connection[asyncpg.Record]":
    """A connection as soon as the server takes them again."""
    while True:
        try:
            return await asyncpg.connect(server.dsn())
        except (asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError, ConnectionError):
            await asyncio.sleep(0.01)


async def times_done(done: str, asked: Sequence[Asked]) -> list[int]:
    """How often each is in the database."""
    found = [ids.encode("invoice", row["invoice_id"]) for row in await database.fetch(done)]
    return [found.count(one.invoice_id) for one in asked]
