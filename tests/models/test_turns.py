"""Operations that do not lock: those of one process take turns, those of several are compared, and nobody is lost."""

import asyncio
import contextvars
import datetime
import uuid
from typing import Any

import asyncpg
import pytest

from models import clock, database, ids, transactions
from models.billing import bounds, drafts, issuing, series
from models.collection import payments
from models.groups import PrecededError
from models.parties import receivers
from models.shapes.billing import InvoicePatch
from models.shapes.collection import PaymentInput, PaymentRow
from models.shapes.lines import LineInput
from models.shapes.parties import ReceiverPatch
from models.transactions import Transaction
from tests.books import assert_books_balance, open_book
from tests.round_trips import RoundTrips, sizes

AT_ONCE = 12


async def test_many_who_pay_one_invoice_take_turns(round_trips: RoundTrips, monkeypatch: pytest.MonkeyPatch) -> None:
    # Who has waited longer goes on without a turn, as many do on a busy machine.
    monkeypatch.setattr(transactions, "TURN_SECONDS_MAX", 60.0)
    book = await open_book()
    invoice = await book.invoice()
    given = PaymentInput(method="cash", invoice_id=ids.encode("invoice", invoice["id"]), amount=1)

    async def pay_all() -> None:
        await asyncio.gather(*(payments.create(book.owner, given) for _ in range(AT_ONCE)))

    sent = await round_trips.of(pay_all)
    assert [statement.split()[0] for statement in sent] == ["SELECT", "WITH"] * AT_ONCE
    paid = await database.fetch_value(int, "SELECT amount_paid FROM invoices WHERE id = $1", invoice["id"])
    assert paid == AT_ONCE
    await assert_books_balance()


async def test_many_invoices_of_one_receiver_are_numbered_in_turn(
    round_trips: RoundTrips, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = await open_book()
    # It forgets all at once when it remembers many, as it may here after other tests.
    monkeypatch.setattr(series, "_left", {})
    # Who has waited longer goes on without a turn, as many do on a busy machine.
    monkeypatch.setattr(transactions, "TURN_SECONDS_MAX", 60.0)
    drafts = [await book.draft() for _ in range(AT_ONCE)]
    issued: list[Any] = []
    give_back = Transaction._release

    async def give_back_slowly(transaction: Transaction) -> None:
        """As the pool does now and then; whoever waits for the turn goes on meanwhile."""
        await asyncio.sleep(0.001)
        await give_back(transaction)

    monkeypatch.setattr(Transaction, "_release", give_back_slowly)

    async def issue(draft: Any) -> None:
        issued.append(await issuing.finalize(book.owner, draft["id"]))

    async def issue_all() -> None:
        await asyncio.gather(*(issue(draft) for draft in drafts))

    sent = await round_trips.of(issue_all)
    assert "BEGIN" not in sent
    assert sum(sizes(sent)) == AT_ONCE
    # Who has waited knows the number from whom it has waited for, and nothing is read anew.
    read = [statement for statement in sent if statement.startswith("SELECT")]
    assert len(read) == AT_ONCE, "\n".join(read)
    assert [row["number"][-5:] for row in issued] == [f"{number:05}" for number in range(1, AT_ONCE + 1)]


async def test_a_number_that_another_process_took_while_one_waits_is_given_once(
    round_trips: RoundTrips, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = await open_book()
    drafts = [await book.draft() for _ in range(4)]
    await issuing.finalize(book.owner, drafts[0]["id"])
    check = bounds.check_invoice
    issued: list[Any] = []

    async def be_overtaken(**named: Any) -> None:
        """After the turn has come, as by another process, which has turns and knowledge of its own."""
        monkeypatch.setattr(bounds, "check_invoice", check)
        with monkeypatch.context() as other:
            other.setattr(transactions, "_turns", {})
            other.setattr(series, "_left", {})
            issuing_there = issuing.finalize(book.owner, drafts[1]["id"])
            issued.append(await asyncio.create_task(issuing_there, context=contextvars.Context()))
        await check(**named)

    async def issue_two() -> None:
        monkeypatch.setattr(bounds, "check_invoice", be_overtaken)
        issued.extend(await asyncio.gather(*(issuing.finalize(book.owner, draft["id"]) for draft in drafts[2:])))

    sent = await round_trips.of(issue_two)
    # Who was overtaken reads anew which number is the next, and so does whoever relied on them.
    assert "BEGIN" not in sent
    assert sorted(row["number"][-5:] for row in issued) == ["00002", "00003", "00004"]
    await assert_books_balance()


async def test_who_has_read_the_time_zone_of_before_is_not_refused_for_dates_that_others_have_issued_on_since(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Whatever date it is there, it is a later one where the receiver moves to.
    book = await open_book(time_zone="Etc/GMT+12", number_pattern="{PREFIX}-{SEQ:5}")
    drafts, read = [await book.draft() for _ in range(3)], issuing._read
    issued = [await issuing.finalize(book.owner, drafts[0]["id"])]

    async def move_and_issue() -> None:
        patch = ReceiverPatch(time_zone="Pacific/Kiritimati")
        await receivers.update(book.owner, book.receiver.id, patch, version=None)
        issued.append(await issuing.finalize(book.owner, drafts[1]["id"]))

    async def be_overtaken(*given: Any) -> Any:
        """Between what is read and the turn, by who reads later and has the turn before."""
        ready = await read(*given)
        monkeypatch.setattr(issuing, "_read", read)
        await asyncio.create_task(move_and_issue(), context=contextvars.Context())
        return ready

    monkeypatch.setattr(issuing, "_read", be_overtaken)
    issued.append(await issuing.finalize(book.owner, drafts[2]["id"]))
    assert [row["number"] for row in issued] == ["INV-00001", "INV-00002", "INV-00003"]
    assert issued[0]["issued_on"] < issued[1]["issued_on"] == issued[2]["issued_on"]
    await assert_books_balance()


async def test_a_draft_that_is_edited_while_it_waits_for_its_turn_is_issued_as_it_is_then() -> None:
    book = await open_book()
    draft = await book.draft(100)
    with database.without_locks():
        async with database.transaction():
            await database.take_turns(book.receiver.id)
            turn = transactions._turns[book.receiver.id].place
            finalizing = asyncio.create_task(issuing.finalize(book.owner, draft["id"]), context=contextvars.Context())
            while not turn._waiting and not finalizing.done():
                await asyncio.sleep(0)
            patch = InvoicePatch(lines=[LineInput(description="Less", unit_price="0.50")])
            await asyncio.create_task(
                drafts.update(book.owner, draft["id"], patch, version=None), context=contextvars.Context()
            )
    assert (await finalizing)["total"] == 50
    await assert_books_balance()


@pytest.mark.parametrize("times", [1, 2])
async def test_who_was_overtaken_by_another_process_decides_again_the_second_time_with_locks(
    round_trips: RoundTrips, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    book = await open_book()
    invoice = await book.invoice()
    given = PaymentInput(method="cash", invoice_id=ids.encode("invoice", invoice["id"]))
    check = bounds.check_payment
    part = PaymentInput(method="cash", invoice_id=ids.encode("invoice", invoice["id"]), amount=40)
    overtaken = 0

    async def be_overtaken(**named: Any) -> None:
        """Between reading and writing, as by another process, which has turns of its own."""
        nonlocal overtaken
        if overtaken < times:
            overtaken += 1
            with monkeypatch.context() as other:
                other.setattr(transactions, "_turns", {})
                other.setattr(bounds, "check_payment", check)
                paying = asyncio.create_task(payments.create(book.owner, part), context=contextvars.Context())
                await paying
        await check(**named)

    monkeypatch.setattr(bounds, "check_payment", be_overtaken)
    paid: list[PaymentRow] = []

    async def pay() -> None:
        paid.append(await payments.create(book.owner, given))

    sent = await round_trips.of(pay)
    words = [statement.split()[0] for statement in sent]
    # The second and the third of each four are the other one's.
    without_locks = ["SELECT", "SELECT", "WITH", "WITH"] * times
    assert words == without_locks + (["SELECT", "WITH"] if times == 1 else ["BEGIN", "SELECT", "WITH", "COMMIT"])
    # What is payable was read anew.
    assert paid[0]["amount"] == invoice["total"] - 40 * times
    await assert_books_balance()


async def test_who_could_not_be_sent_is_done_again_without_locks() -> None:
    read_without_locks: list[bool] = []

    @database.optimistic
    async def be_preceded() -> None:
        read_without_locks.append(transactions.is_optimistic.get())
        if len(read_without_locks) <= 5:
            raise PrecededError

    await be_preceded()
    assert read_without_locks == [True] * 6


async def test_turns_that_are_over_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transactions, "TURNS_MAX", 3)
    monkeypatch.setattr(transactions, "_turns", {})
    with database.without_locks():
        async with database.transaction():
            mine = ids.new()
            await database.take_turns(mine)
            for _ in range(10):
                await asyncio.create_task(_take_one(), context=contextvars.Context())
            assert mine in transactions._turns
            assert len(transactions._turns) <= 5


async def _take_one() -> None:
    with database.without_locks():
        async with database.transaction():
            assert not await database.take_turns(ids.new())


async def test_a_connection_is_given_back_without_its_transaction_where_what_waited_was_refused() -> None:
    book = await open_book()
    with pytest.raises(asyncpg.SerializationError):
        await _write_what_is_refused(book.receiver.id)
    assert not await database.fetch_value(
        bool,
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%')",
    )


async def _write_what_is_refused(receiver_id: uuid.UUID) -> None:
    async with database.transaction():
        await database.execute("SELECT 1")
        database.expect("receivers", receiver_id, 99)


async def test_the_series_in_use_is_known_whatever_patterns_were_used_before(round_trips: RoundTrips) -> None:
    book = await open_book()
    for pattern, day in (
        ("{PREFIX}-{YYYY}-{MM}-{SEQ:5}", "2027-01-10"),
        ("{PREFIX}-{YYYY}-{MM}-{SEQ:5}", "2027-02-10"),
        ("{PREFIX}-{YYYY}-{MM}-{SEQ:5}", "2027-03-10"),
        ("{PREFIX}{SEQ:5}", "2027-03-11"),
    ):
        with clock.moved_to(datetime.datetime.fromisoformat(f"{day}T12:00+00:00")):
            await receivers.update(book.owner, book.receiver.id, ReceiverPatch(number_pattern=pattern), version=None)
            await book.invoice()
    with clock.moved_to(datetime.datetime.fromisoformat("2027-03-12T12:00+00:00")):
        draft = await book.draft()
        sent = await round_trips.of(lambda: issuing.finalize(book.owner, draft["id"]))
    assert [statement.split()[0] for statement in sent] == ["SELECT", "WITH"]
