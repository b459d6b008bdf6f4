"""Writes that are ready at the same time are one statement: all of it or nothing, and each is told what its own did."""

import asyncio
import contextlib
import contextvars
import datetime
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any

import asyncpg
import pytest

from config import settings
from models import clock, database, engine, groups, ids, postgres, transactions, writes
from models.billing import drafts, issuing, series
from models.collection import payments
from models.errors import InvoiceNotDraft
from models.online import gateway_accounts
from models.outgoing import signing
from models.parties import receivers
from models.requests import idempotency
from models.requests.idempotency import Answer
from models.shapes.billing import InvoiceInput, InvoicePatch
from models.shapes.collection import PaymentInput
from models.shapes.gateways import GatewayAccountInput
from models.shapes.lines import LineInput
from models.shapes.parties import ReceiverPatch
from models.transactions import Transaction
from models.writes import Write
from tests.books import Book, assert_books_balance, open_book
from tests.round_trips import RoundTrips, sizes

pytestmark = pytest.mark.usefixtures("calm_groups")

AT_ONCE = 9


def draft_of(book: Book) -> InvoiceInput:
    return InvoiceInput(
        receiver_id=ids.encode("receiver", book.receiver.id),
        payer_id=ids.encode("payer", book.payer.id),
        lines=[LineInput(description="Work", unit_price="1")],
    )


def of(invoice: Any, **given: Any) -> PaymentInput:
    return PaymentInput(invoice_id=ids.encode("invoice", invoice["id"]), **({"method": "cash"} | given))


def numbers(invoices: Sequence[Any]) -> list[int]:
    return sorted(int(invoice["number"][-5:]) for invoice in invoices)


async def making_drafts(book: Book) -> Sequence[Awaitable[Any]]:
    return [drafts.create(book.owner, draft_of(book)) for _ in range(AT_ONCE)]


async def issuing_them(book: Book) -> Sequence[Awaitable[Any]]:
    return [issuing.finalize(book.owner, draft["id"]) for draft in [await book.draft() for _ in range(AT_ONCE)]]


async def paying(book: Book) -> Sequence[Awaitable[Any]]:
    return [payments.create(book.owner, of(invoice)) for invoice in [await book.invoice() for _ in range(AT_ONCE)]]


async def reporting(book: Book) -> Sequence[Awaitable[Any]]:
    given = [of(await book.invoice(), method="cheque") for _ in range(AT_ONCE)]
    return [payments.create(book.owner, one) for one in given]


async def beginning_online(book: Book) -> Sequence[Awaitable[Any]]:
    credentials = {"account": "acct_1", "api_key": "sk_sim_12345678", "webhook_secret": signing.new_secret()}
    receiver_id = ids.encode("receiver", book.receiver.id)
    given = GatewayAccountInput(receiver_id=receiver_id, gateway="simulator", credentials=credentials)
    await gateway_accounts.create(book.owner, given)
    tokens = [of(await book.invoice(), method="card", payment_token="tok_success") for _ in range(AT_ONCE)]
    return [payments.create(book.owner, one) for one in tokens]


@pytest.mark.parametrize("prepare", [making_drafts, issuing_them, paying, reporting, beginning_online])
async def test_what_is_ready_at_once_is_written_together(
    round_trips: RoundTrips, held: "Held", prepare: Callable[[Book], Awaitable[Sequence[Awaitable[Any]]]]
) -> None:
    book = await open_book()
    ready = await prepare(book)
    rows: list[Any] = []

    async def do_all() -> None:
        rows.extend(await held.all_at_once(ready))

    sent = await round_trips.of(do_all)
    assert "BEGIN" not in sent
    assert sizes(sent) == [1, 4, 4]
    assert len({row["id"] for row in rows}) == AT_ONCE
    if prepare is issuing_them:
        assert numbers(rows) == list(range(1, AT_ONCE + 1))
    # Each event is in its object's order, and each has its entry in the audit log.
    assert not await database.fetch_value(
        int,
        "SELECT count(*)::int FROM (SELECT count(*) AS events, max(sequence) AS last FROM events WHERE receiver_id = $1"
        " GROUP BY object_id) AS of_object WHERE events <> last",
        book.receiver.id,
    )
    assert not groups._queues
    await assert_books_balance()


class Held:
    """Statements that write, held back on their way to PostgreSQL from `hold` until `let_go`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.connections: list[postgres.Connection] = []
        self._may_go = asyncio.Event()
        self._may_go.set()
        fetch = postgres.fetch

        async def held(connection: postgres.Connection, seconds: float, statement: str, given: Sequence[object]) -> Any:
            if statement.startswith("WITH") and not is_elsewhere.get():
                self.connections.append(connection)
                await self._may_go.wait()
            return await fetch(connection, seconds, statement, given)

        monkeypatch.setattr(postgres, "fetch", held)

    def hold(self) -> None:
        """From here on."""
        self.connections.clear()
        self._may_go.clear()

    def let_go(self) -> None:
        """Those that are held, and all that come."""
        self._may_go.set()

    async def until_sent(self, number: int = 1) -> None:
        """Until so many statements were sent, and are held."""
        async with asyncio.timeout(10):
            while len(self.connections) < number:
                await asyncio.sleep(0.001)

    async def all_at_once(self, ready: Sequence[Awaitable[Any]]) -> list[Any]:
        """Does them all: the first one is held until all others wait behind it."""
        self.hold()
        doing = asyncio.gather(*ready)
        await self.until(waiting=len(ready) - 1)
        self.let_go()
        return await doing

    async def until(self, waiting: int) -> None:
        """Until so many operations wait behind those that were sent, and are held: they may have had to connect."""
        try:
            async with asyncio.timeout(10):
                while sum(len(queue.waiting) for queue in groups._queues.values()) != waiting or not self.connections:
                    await asyncio.sleep(0.001)
        except TimeoutError:
            self.let_go()
            raise AssertionError(f"{[len(queue.waiting) for queue in groups._queues.values()]} wait") from None


is_elsewhere: contextvars.ContextVar[bool] = contextvars.ContextVar("is_elsewhere", default=False)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    return Held(monkeypatch)


async def elsewhere(operation: Callable[[], Awaitable[Any]]) -> Any:
    """What an operation comes to in another process, which has turns, queues and knowledge of its own."""

    async def run() -> Any:
        is_elsewhere.set(True)
        with pytest.MonkeyPatch.context() as other:
            for module, name in ((transactions, "_turns"), (groups, "_queues"), (series, "_left")):
                other.setattr(module, name, {})
            return await operation()

    return await asyncio.create_task(run(), context=contextvars.Context())


async def test_who_is_refused_takes_nobody_along(held: Held) -> None:
    book = await open_book()
    invoices = [await book.invoice() for _ in range(6)]
    held.hold()
    paying = asyncio.gather(*(payments.create(book.owner, of(invoice)) for invoice in invoices))
    await held.until(waiting=5)
    await elsewhere(lambda: payments.create(book.owner, of(invoices[3], amount=1)))
    held.let_go()
    paid = await paying
    assert [invoice["total"] - row["amount"] for invoice, row in zip(invoices, paid, strict=True)] == [0, 0, 0, 1, 0, 0]
    await assert_books_balance()


async def test_who_cannot_be_done_takes_nobody_along(held: Held) -> None:
    book = await open_book()
    ready = [await book.draft() for _ in range(6)]
    held.hold()
    finalizing = asyncio.gather(*(issuing.finalize(book.owner, draft["id"]) for draft in ready), return_exceptions=True)
    await held.until(waiting=5)
    await elsewhere(lambda: issuing.finalize(book.owner, ready[2]["id"]))
    held.let_go()
    issued = await finalizing
    assert isinstance(issued.pop(2), InvoiceNotDraft)
    assert numbers(issued) == [2, 3, 4, 5, 6]
    await assert_books_balance()


async def test_who_relies_on_a_number_that_was_taken_elsewhere_takes_the_next_one(
    round_trips: RoundTrips, held: Held
) -> None:
    book = await open_book()
    ready = [await book.draft() for _ in range(9)]
    issued: list[Any] = []

    async def issue_all() -> None:
        held.hold()
        finalizing = asyncio.gather(*(issuing.finalize(book.owner, draft["id"]) for draft in ready[1:]))
        await held.until(waiting=7)
        issued.append(await elsewhere(lambda: issuing.finalize(book.owner, ready[0]["id"])))
        held.let_go()
        issued.extend(await finalizing)

    sent = await round_trips.of(issue_all)
    assert numbers(issued) == list(range(1, 10))
    # PostgreSQL has refused the first one alone. Those behind it were not sent, and all have read anew.
    assert "BEGIN" not in sent
    assert sum(sizes(sent)) == 1 + 1 + 8
    await assert_books_balance()


@pytest.mark.parametrize("place", [0, 2], ids=["who was sent first", "who waits"])
async def test_who_gives_up_before_it_is_written_lets_the_others_go_on(held: Held, place: int) -> None:
    book = await open_book()
    ready = [await book.draft() for _ in range(6)]
    held.hold()
    finalizing = [asyncio.ensure_future(issuing.finalize(book.owner, draft["id"])) for draft in ready]
    await held.until(waiting=5)
    finalizing[place].cancel()
    await asyncio.sleep(0)
    held.let_go()
    issued: list[Any] = await asyncio.gather(*finalizing, return_exceptions=True)
    assert isinstance(issued.pop(place), asyncio.CancelledError)
    assert numbers(issued) == [1, 2, 3, 4, 5]
    assert await database.fetch_value(str, "SELECT status FROM invoices WHERE id = $1", ready[place]["id"]) == "draft"
    assert not groups._queues
    await assert_books_balance()


async def test_a_line_that_waited_for_a_lock_in_vain_does_not_wait_for_it_again(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = await open_book()
    ready = [await book.draft() for _ in range(5)]
    fetch, groups_sent = postgres.fetch, 0

    async def wait_in_vain(connection: Any, seconds: float, statement: str, given: Sequence[object]) -> Any:
        nonlocal groups_sent
        if "numbered" in statement and sizes([statement]) == [4]:
            groups_sent += 1
            raise asyncpg.LockNotAvailableError("canceling statement due to lock timeout")
        return await fetch(connection, seconds, statement, given)

    monkeypatch.setattr(postgres, "fetch", wait_in_vain)
    held.hold()
    finalizing = asyncio.gather(*(issuing.finalize(book.owner, draft["id"]) for draft in ready), return_exceptions=True)
    await held.until(waiting=4)
    held.let_go()
    issued: list[Any] = await finalizing
    assert sorted(isinstance(row, asyncpg.LockNotAvailableError) for row in issued) == [False, *[True] * 4]
    assert groups_sent == 1
    assert numbers([row for row in issued if not isinstance(row, Exception)]) == [1]


async def test_all_of_a_lost_statement_are_told_that_it_may_have_been_done(held: Held) -> None:
    book = await open_book()
    invoices = [await book.invoice() for _ in range(6)]
    held.hold()
    paying = asyncio.gather(*(payments.create(book.owner, of(invoice)) for invoice in invoices), return_exceptions=True)
    await held.until(waiting=5)
    held.let_go()
    # Those that were held are on their way now, and what waited is held after the first of them.
    held.hold()
    await held.until_sent()
    held.connections[0].terminate()
    held.let_go()
    paid: list[Any] = await paying
    lost = [row for row in paid if isinstance(row, database.CommitLostError)]
    assert len(lost) == 4
    assert [row["status"] for row in paid if row not in lost] == ["succeeded"] * 2
    await assert_books_balance()


async def test_who_waits_for_a_lock_does_not_keep_the_others_waiting(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "LOCK_SECONDS", 0.05)
    # On a machine that stands still for seconds, it would be refused before the others are done.
    monkeypatch.setitem(engine.SESSION, "lock_timeout", "60s")
    await database.close_pool()
    await database.open_pool(size_min=1, size_max=20)
    assert await database.fetch_value(str, "SELECT current_setting('lock_timeout')") == "1min"
    book = await open_book()
    # Who opens an account of the ledger is waited for by whoever opens the same.
    await book.pay(await book.invoice(), method="cash")
    invoices = [await book.invoice() for _ in range(6)]
    other = await asyncpg.connect(settings.database_url)
    try:
        async with other.transaction():
            await other.execute("SELECT FROM invoices WHERE id = $1 FOR UPDATE", invoices[3]["id"])
            held.hold()
            paying = [asyncio.ensure_future(payments.create(book.owner, of(invoice))) for invoice in invoices]
            await held.until(waiting=5)
            monkeypatch.setattr(groups, "ALONE_SECONDS", 0.05)
            held.let_go()
            locked = paying.pop(3)
            await asyncio.gather(*paying)
            assert not locked.done()
        assert (await locked)["status"] == "succeeded"
    finally:
        await other.close()
    await assert_books_balance()


async def test_a_statement_that_waits_for_a_disk_does_not_hold_up_the_next(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = await open_book()
    invoices = [await book.invoice() for _ in range(2)]
    monkeypatch.setattr(groups, "ALONE_SECONDS", 0.05)
    held.hold()
    paying = [asyncio.ensure_future(payments.create(book.owner, of(invoice))) for invoice in invoices]
    await held.until_sent(2)
    held.let_go()
    assert [row["status"] for row in await asyncio.gather(*paying)] == ["succeeded"] * 2
    assert not groups._queues
    await assert_books_balance()


async def test_who_waits_for_too_long_is_not_sent_any_more(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    book = await open_book()
    ready = [await book.draft() for _ in range(4)]
    monkeypatch.setattr(transactions, "TURN_SECONDS_MAX", 1.0)
    held.hold()
    finalizing = asyncio.gather(*(issuing.finalize(book.owner, draft["id"]) for draft in ready), return_exceptions=True)
    await held.until(waiting=3)
    async with asyncio.timeout(10):
        while groups._queues and sum(len(queue.waiting) for queue in groups._queues.values()):
            await asyncio.sleep(0.01)
    held.let_go()
    issued: list[Any] = await finalizing
    # Those behind one that is not sent rely on it. They have tried again, and waited anew.
    assert len([row for row in issued if isinstance(row, TimeoutError)]) >= 1
    for draft, row in zip(ready, issued, strict=True):
        status = await database.fetch_value(str, "SELECT status FROM invoices WHERE id = $1", draft["id"])
        assert status == ("draft" if isinstance(row, TimeoutError) else "open")
    written = [row for row in issued if not isinstance(row, Exception)]
    assert numbers(written) == list(range(1, len(written) + 1))
    assert not groups._queues
    await assert_books_balance()


async def edit(book: Any, draft: Any) -> None:
    patch = InvoicePatch(lines=[LineInput(description="Less", unit_price="0.50")])
    await elsewhere(lambda: drafts.update(book.owner, draft["id"], patch, version=None))


@contextlib.contextmanager
def let_in_later(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[asyncio.Event, asyncio.Event]]:
    """Stops the next operation that is about to stand in a line: when it is there, and when it may go on."""
    is_there, may_go = asyncio.Event(), asyncio.Event()
    release = Transaction._release

    async def slowly(transaction: Transaction) -> None:
        if transaction._waiting and transaction._line is not None and not is_there.is_set():
            is_there.set()
            await may_go.wait()
        await release(transaction)

    with monkeypatch.context() as patched:
        patched.setattr(Transaction, "_release", slowly)
        yield is_there, may_go


async def test_who_relied_on_one_that_has_gone_takes_the_number_of_that_one(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = await open_book()
    ready = [await book.draft() for _ in range(4)]
    held.hold()
    finalizing = []
    for waiting, draft in enumerate(ready[:3]):
        finalizing.append(asyncio.ensure_future(issuing.finalize(book.owner, draft["id"])))
        await (held.until(waiting=waiting) if waiting else held.until_sent())
    # The last one knows what the third is about to leave, and does not stand behind it yet.
    with let_in_later(monkeypatch) as (is_there, may_go):
        finalizing.append(asyncio.ensure_future(issuing.finalize(book.owner, ready[3]["id"])))
        await asyncio.wait_for(is_there.wait(), 5)
        finalizing[2].cancel()
        await asyncio.sleep(0)
        may_go.set()
        await held.until(waiting=2)
    held.let_go()
    issued: list[Any] = await asyncio.gather(*finalizing, return_exceptions=True)
    assert isinstance(issued.pop(2), asyncio.CancelledError)
    assert numbers(issued) == [1, 2, 3]
    await assert_books_balance()


async def test_a_series_begins_with_one_where_the_first_is_refused_before_the_second_enters(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = await open_book()
    first, second = await book.draft(), await book.draft()
    held.hold()
    one = asyncio.ensure_future(issuing.finalize(book.owner, first["id"]))
    await held.until_sent()
    with let_in_later(monkeypatch) as (is_there, may_go):
        two = asyncio.ensure_future(issuing.finalize(book.owner, second["id"]))
        await asyncio.wait_for(is_there.wait(), 5)
        await edit(book, first)
        held.let_go()
        # The first one is refused now, and begins again.
        async with asyncio.timeout(10):
            while any(queue._is_on_its_way for queue in groups._queues.values()):
                await asyncio.sleep(0.001)
        may_go.set()
        issued = await asyncio.gather(one, two)
    assert numbers(issued) == [1, 2]
    await assert_books_balance()


async def test_a_month_begins_with_one_although_what_was_read_came_with_a_refusal(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever has read in the moment in which a group is refused goes on before those of the group do.
    book = await open_book()
    await receivers.update(
        book.owner, book.receiver.id, ReceiverPatch(number_pattern="{PREFIX}-{YYYY}-{MM}-{SEQ:5}"), version=None
    )
    ready = [await book.draft() for _ in range(4)]
    fetch, entry_refuse = postgres.fetch, groups.Entry.refuse
    refused = asyncio.get_running_loop().create_future()
    waits: list[bool] = []

    async def fetched(connection: Any, seconds: float, statement: str, given: Sequence[object]) -> Any:
        rows = await fetch(connection, seconds, statement, given)
        if waits and statement.startswith("SELECT") and "number_series" in statement:
            waits.clear()
            # The sockets have this answer and the refusal at once.
            await refused
        return rows

    def refuse(entry: groups.Entry, error: Exception) -> None:
        if not refused.done():
            refused.set_result(None)
        entry_refuse(entry, error)

    monkeypatch.setattr(postgres, "fetch", fetched)
    with clock.moved_to(datetime.datetime.fromisoformat("2027-01-31T12:00+00:00")):
        held.hold()
        finalizing = [asyncio.ensure_future(issuing.finalize(book.owner, ready[0]["id"]))]
        await held.until_sent()
    with clock.moved_to(datetime.datetime.fromisoformat("2027-02-01T12:00+00:00")):
        for count, draft in enumerate(ready[1:3], start=1):
            finalizing.append(asyncio.ensure_future(issuing.finalize(book.owner, draft["id"])))
            await held.until(waiting=count)
        waits.append(True)
        finalizing.append(asyncio.ensure_future(issuing.finalize(book.owner, ready[3]["id"])))
        async with asyncio.timeout(10):
            while waits:
                await asyncio.sleep(0.001)
        await edit(book, ready[1])
        monkeypatch.setattr(groups.Entry, "refuse", refuse)
        held.let_go()
        issued = await asyncio.gather(*finalizing)
    assert sorted(str(row["number"])[-8:] for row in issued) == ["01-00001", "02-00001", "02-00002", "02-00003"]
    await assert_books_balance()


async def test_of_twins_with_one_key_in_a_group_one_is_done(held: Held) -> None:
    book = await open_book()

    async def twin(key: str) -> Any:
        with database.without_locks():
            async with database.transaction():
                row = await drafts.create(book.owner, draft_of(book))
                answer = Answer(status_code=201, headers={}, body=str(row["id"]).encode(), rights=[])
                await idempotency.keep(
                    caller=book.owner, key=key, request_hash=key.encode(), answer=answer, holds_a_secret=False
                )
                return row

    held.hold()
    doing = asyncio.gather(*(twin(key) for key in ("a", "b", "c", "c", "d", "c")), return_exceptions=True)
    await held.until(waiting=5)
    held.let_go()
    rows = await doing
    ok = [row for row in rows if isinstance(row, dict)]
    assert len(ok) == 4
    of_book = "SELECT count(*)::int FROM invoices WHERE receiver_id = $1"
    assert await database.fetch_value(int, of_book, book.receiver.id) == 4
    for key in "abcd":
        async with database.transaction():
            found = await idempotency.find(caller=book.owner, key=key, request_hash=key.encode(), permission=None)
        assert found is not None
        assert found.body.decode() in {str(row["id"]) for row in ok}
    assert len({str(row["id"]) for row in ok}) == 4


def test_rows_of_all_are_inserted_at_once_and_what_else_there_is_has_names_of_its_own() -> None:
    def operation(value: int) -> list[Write]:
        return [
            Write("made AS (INSERT INTO a (made_at, b) VALUES [[($1, $2)]])", [value, value]),
            Write(
                "left AS (UPDATE c SET d = $1 WHERE d = $2 RETURNING 1)",
                [value + 1, value],
                counted="left",
                rows_expected=1,
                row="c",
                latest=[0],
            ),
            Write(
                "paid AS (UPDATE f SET g = given.g FROM (VALUES [[($1, $2), ($3, $4)]]) AS given (f, g) "
                "WHERE f = given.f RETURNING 1), told (h) AS (INSERT INTO i VALUES [[($1, (SELECT 1))]] RETURNING h)",
                [value, value, value, value],
                counted="paid",
                rows_expected=2,
            ),
            Write("seen (e) AS (SELECT 1), told_of AS (SELECT e, made_at FROM seen)", [], counted="told_of"),
        ]

    operations = [operation(1), operation(2)]
    statement = writes.together(operations)
    assert statement.text == (
        "WITH made AS (INSERT INTO a (made_at, b) VALUES ($1, $2), ($9, $10)), "
        "left AS (UPDATE c SET d = $3 WHERE d = $4 RETURNING 1), "
        "paid AS (UPDATE f SET g = given.g FROM (VALUES ($5, $6), ($7, $8), ($11, $12), ($13, $14)) AS given (f, g) "
        "WHERE f = given.f RETURNING 1), "
        "told (h) AS (INSERT INTO i VALUES ($5, (SELECT 1)), ($11, (SELECT 1)) RETURNING h), "
        "seen (e) AS (SELECT 1), told_of AS (SELECT e, made_at FROM seen), "
        "seen_of_1 (e) AS (SELECT 1), told_of_of_1 AS (SELECT e, made_at FROM seen_of_1) "
        "SELECT CASE WHEN EXISTS (SELECT FROM left) THEN 1 ELSE refuse_what_has_changed() END, "
        "CASE WHEN (SELECT count(*) FROM paid) = 4 THEN 4 ELSE refuse_what_has_changed() END, "
        "EXISTS (SELECT FROM told_of), EXISTS (SELECT FROM told_of_of_1)"
    )
    assert statement.parameters == [1, 1, 3, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]
    assert statement.answers([True, True, True, False]) == [[True, True, True], [True, True, False]]


async def test_a_receiver_that_several_rely_on_is_locked_once(round_trips: RoundTrips, held: "Held") -> None:
    book = await open_book()
    ready = await issuing_them(book)
    sent = await round_trips.of(lambda: held.all_at_once(ready))
    assert [text.count("FROM receivers WHERE id") for text in sent if "UPDATE invoices" in text] == [1, 1, 1]


def test_operations_go_together_as_far_as_each_expects_what_those_before_it_leave() -> None:
    def of_row(row: str, expects: int, leaves: int) -> list[Write]:
        return [Write("", [expects, leaves], row=row, latest=[1], expects=0, leaves=1)]

    chain = [of_row("x", 5, 6), of_row("y", 1, 2), of_row("x", 6, 7), of_row("y", 2, 3)]
    assert writes.following(chain) == 4
    # Who stood between them has gone, with another row's in between or not.
    assert writes.following([*chain[:2], of_row("x", 7, 8), *chain[3:]]) == 2
    assert writes.following([chain[0], of_row("x", 7, 8)]) == 1
    assert writes.following([[Write("", [])], [Write("", [])]]) == 2


def test_what_is_written_once_for_all_has_its_parameters_in_its_rows() -> None:
    write = Write("made AS (INSERT INTO a (b, c) SELECT d, $2 FROM (VALUES [[($1)]]) AS given (d))", [1, 2])
    with pytest.raises(AssertionError, match="has its parameters in its rows"):
        writes.together([[write], [write]])
