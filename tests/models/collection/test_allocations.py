"""Money is applied to invoices and taken off them by hand: each move is a fact, and undone it leaves all as before."""

import asyncio
import contextvars
import random
from collections import Counter
from collections.abc import Coroutine
from typing import Any

import asyncpg
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from config import settings
from models import database, events, ids
from models.access import Caller
from models.billing import issuing
from models.collection import allocations, cheques, reversals, settlement
from models.collection import write_offs as write_off_operations
from models.errors import (
    AllocationTooHigh,
    AmountTooHigh,
    CreditTooLow,
    Forbidden,
    Invalid,
    InvoiceNotOpen,
    NotFound,
    NothingToPay,
    PaymentStateForbids,
    PreconditionFailed,
    Refused,
)
from models.parties import receivers
from models.proof import integrity
from models.shapes.parties import ReceiverPatch, Tolerance
from tests.books import (
    Book,
    assert_books_balance,
    booked,
    event_types,
    events_of,
    invoice_now,
    open_book,
    part,
    payment_now,
    stranger,
)
from tests.models import locks
from tests.models.shops import Shop


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


async def allocate(book: Book, payment: Any, *parts: Any, caller: Caller | None = None) -> Any:
    return await allocations.allocate(caller or book.owner, payment["id"], parts)


async def unallocate(book: Book, payment: Any, invoice: Any, amount: int | None = None) -> Any:
    return await allocations.unallocate(book.owner, payment["id"], invoice_id=invoice["id"], amount=amount)


async def standing(invoice: Any) -> tuple[str, int, int]:
    """Settlement, paid, overpaid."""
    row = await invoice_now(invoice)
    return row["settlement"], row["amount_paid"], row["amount_overpaid"]


async def money(payment: Any) -> tuple[int, int]:
    """Allocated, unapplied."""
    row = await payment_now(payment)
    return row["amount_allocated"], row["amount_unapplied"]


async def moves_of(payment: Any) -> list[Any]:
    return await database.fetch(
        "SELECT * FROM allocations WHERE payment_id = $1 AND cause = 'move' ORDER BY id", payment["id"]
    )


# More that wait for the same rows than this would pass the time for which a lock is waited for, on a slow machine.
AT_ONCE = 6


async def all_at_once(*operations: Coroutine[Any, Any, Any]) -> Counter[str]:
    places = asyncio.Semaphore(AT_ONCE)

    async def one(operation: Coroutine[Any, Any, Any]) -> Any:
        async with places:
            return await operation

    results = await asyncio.gather(*map(one, operations), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, Refused):
            raise result
    return Counter(type(result).__name__ if isinstance(result, Refused) else "done" for result in results)


# --- applying


async def test_what_was_paid_beyond_one_invoice_pays_another(book: Book) -> None:
    first, second = await book.invoice(10_000), await book.invoice(3_000)
    payment = await book.pay(first, amount=12_000)
    now = await allocate(book, payment, part(second, 1_500))
    assert (now["amount_allocated"], now["amount_unapplied"]) == (11_500, 500)
    assert await standing(first) == ("overpaid", 10_000, 500)
    assert await standing(second) == ("partially_paid", 1_500, 0)
    (move,) = await moves_of(payment)
    assert await booked(move) == {"credit.applied": {"payer_credit": 1_500, "receivables": -1_500}}
    assert await event_types(payment) == ["payment.succeeded", "credit.created", "credit.applied"]
    assert (await event_types(second))[-1] == "invoice.partially_paid"
    applied = (await events_of(payment))[-1]
    assert applied["previous"]["amount_unapplied"] == 2_000
    assert applied["data"]["amount_unapplied"] == 500
    await allocate(book, payment, part(second, 500))
    assert (await standing(first), await standing(second)) == (("paid", 10_000, 0), ("partially_paid", 2_000, 0))
    await assert_books_balance()


async def test_several_invoices_take_their_parts_or_none_does(book: Book) -> None:
    first = await book.invoice(1_000)
    payment = await book.pay(first, amount=6_000)
    two, three = await book.invoice(2_000), await book.invoice(2_000)
    with pytest.raises(AmountTooHigh) as refused:
        await allocate(book, payment, part(two, 2_000), part(three, 2_001))
    assert refused.value.pointer == "/allocations/1/amount"
    assert await standing(two) == ("unpaid", 0, 0)
    await allocate(book, payment, part(three, 2_000), part(two, 2_000))
    assert [await standing(each) for each in (two, three)] == [("paid", 2_000, 0)] * 2
    assert await money(payment) == (5_000, 1_000)
    await assert_books_balance()


async def test_what_cannot_be_applied_is_refused_and_says_what_can(book: Book) -> None:
    payment = await book.pay(await book.invoice(1_000), amount=1_800)
    invoice = await book.invoice(500)
    with pytest.raises(CreditTooLow, match=r"9.00 EUR is more than the 8.00 EUR .*/unallocate"):
        await allocate(book, payment, part(invoice, 900))
    with pytest.raises(AmountTooHigh, match=r"6.00 EUR is more than the 5.00 EUR"):
        await allocate(book, payment, part(invoice, 600))
    with pytest.raises(Invalid, match="named twice"):
        await allocate(book, payment, part(invoice, 1), part(invoice, 2))
    with pytest.raises(PreconditionFailed):
        await allocations.allocate(book.owner, payment["id"], [part(invoice, 1)], version=99)
    await book.pay(invoice)
    with pytest.raises(NothingToPay, match="it is settled"):
        await allocate(book, payment, part(invoice, 1))
    void = await issuing.void(book.owner, (await book.invoice())["id"])
    with pytest.raises(InvoiceNotOpen):
        await allocate(book, payment, part(void, 1))
    with pytest.raises(InvoiceNotOpen, match="draft"):
        await allocate(book, payment, part(await book.draft(), 1))
    with pytest.raises(Invalid, match="USD"):
        await allocate(book, payment, part(await book.invoice(currency="USD"), 1))
    cheque = await book.pay(await book.invoice(), method="cheque")
    with pytest.raises(PaymentStateForbids, match="only money that has arrived"):
        await allocate(book, cheque, part(await book.invoice(), 1))
    assert await money(payment) == (1_000, 800)
    await assert_books_balance()


async def test_credit_goes_to_nobody_elses_invoice(book: Book) -> None:
    payment = await book.pay(await book.invoice(1_000), amount=1_800)
    payer = await book.another_payer()
    others = await book.invoice(payer_id=ids.encode("payer", payer["id"]))
    with pytest.raises(Invalid, match="receiver and payer"):
        await allocate(book, payment, part(others, 1))
    foreign = await (await open_book()).invoice()
    with pytest.raises(NotFound):
        await allocate(book, payment, part(foreign, 1))
    with pytest.raises(NotFound):
        await unallocate(book, payment, foreign)
    invoice = await book.invoice()
    with pytest.raises(NotFound):
        await allocate(book, payment, part(invoice, 1), caller=await stranger())
    for caller in (await book.payer_login(), await book.member("viewer")):
        with pytest.raises(Forbidden):
            await allocate(book, payment, part(invoice, 1), caller=caller)
    assert await money(payment) == (1_000, 800)


async def test_what_a_refund_on_its_way_will_take_is_not_applied(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_success")
    await unallocate(shop.book, payment, {"id": payment["invoice_id"]}, 4_000)
    await shop.book.refund(payment, amount=3_000)
    invoice = await shop.book.invoice(4_000)
    with pytest.raises(CreditTooLow, match=r"10.00 EUR"):
        await allocate(shop.book, payment, part(invoice, 1_001))
    await allocate(shop.book, payment, part(invoice, 1_000))
    await shop.send()
    assert await money(payment) == (7_000, 0)
    assert await standing(invoice) == ("partially_paid", 1_000, 0)
    await assert_books_balance()


# --- taking off


async def test_money_that_is_taken_off_is_credit_and_the_invoice_is_owed(book: Book) -> None:
    invoice = await book.invoice(10_000)
    payment = await book.pay(invoice)
    now = await unallocate(book, payment, invoice, 4_000)
    assert (now["amount_allocated"], now["amount_unapplied"]) == (6_000, 4_000)
    assert await standing(invoice) == ("partially_paid", 6_000, 4_000)
    (move,) = await moves_of(payment)
    assert (move["amount"], move["status"]) == (-4_000, "settled")
    assert await booked(move) == {"credit.unapplied": {"payer_credit": -4_000, "receivables": 4_000}}
    assert (await event_types(payment))[-1] == "credit.created"
    assert (await event_types(invoice))[-1] == "invoice.reopened"
    await unallocate(book, payment, invoice)
    assert await standing(invoice) == ("unpaid", 0, 10_000)
    with pytest.raises(AllocationTooHigh, match="holds nothing of this payment"):
        await unallocate(book, payment, invoice)
    await assert_books_balance()


async def test_no_more_is_taken_off_than_the_invoice_holds_of_the_payment(book: Book) -> None:
    invoice = await book.invoice(10_000)
    payment, other = await book.pay(invoice, amount=4_000), await book.pay(invoice, amount=6_000)
    with pytest.raises(AllocationTooHigh, match=r"40.01 EUR is more than the 40.00 EUR .* leave amount out"):
        await unallocate(book, payment, invoice, 4_001)
    cheque = await book.pay(await book.invoice(), method="cheque")
    with pytest.raises(PaymentStateForbids):
        await unallocate(book, cheque, {"id": cheque["invoice_id"]})
    assert await money(other) == (6_000, 0)


async def test_what_somebody_took_off_stays_credit_until_somebody_applies_it(book: Book) -> None:
    invoice = await book.invoice(10_000)
    payment = await book.pay(invoice, amount=6_000)
    await unallocate(book, payment, invoice, 5_000)
    # A reservation is given back, another payment goes: the rule that lets unapplied money take its place is asked.
    cheque = await book.pay(invoice, method="cheque")
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    await book.refund(await book.pay(invoice, amount=2_000))
    assert await standing(invoice) == ("partially_paid", 1_000, 5_000)
    # A part is applied again: that part may come back by itself, the rest may not.
    await allocate(book, payment, part(invoice, 2_000))
    other = await book.pay(invoice, amount=7_000)
    assert await money(payment) == (3_000, 3_000)
    await book.refund(other)
    assert await money(payment) == (3_000, 3_000)
    await allocate(book, payment, part(invoice, 3_000))
    assert await standing(invoice) == ("partially_paid", 6_000, 0)
    await assert_books_balance()


async def test_what_came_beyond_still_takes_the_place_after_a_match_was_undone(book: Book) -> None:
    invoice, another = await book.invoice(10_000), await book.invoice(2_000)
    first = await book.pay(invoice)
    beyond = await book.pay(invoice, amount=2_000)
    await allocate(book, beyond, part(another, 2_000))
    await unallocate(book, beyond, another)
    assert await standing(another) == ("unpaid", 0, 0)
    # As if it had never been matched: the refund makes room, and what was paid for this invoice takes it.
    await book.refund(first, amount=3_000)
    assert await standing(invoice) == ("partially_paid", 9_000, 0)
    await assert_books_balance()


async def test_a_payments_whole_money_can_move_to_another_invoice_and_be_taken_back(book: Book) -> None:
    wrong, right = await book.invoice(5_000), await book.invoice(5_000)
    cheque = await book.pay(wrong, method="cheque")
    await cheques.clear(book.owner, cheque["id"])
    await unallocate(book, cheque, wrong)
    await allocate(book, cheque, part(right, 5_000))
    assert (await standing(wrong), await standing(right)) == (("unpaid", 0, 0), ("paid", 5_000, 0))
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    assert (await standing(wrong), await standing(right)) == (("unpaid", 0, 0), ("unpaid", 0, 0))
    (bounced,) = await reversals.Reversal.objects().where(reversals.Reversal.payment_id == cheque["id"])
    async with database.transaction():
        invoices, payment = await settlement.lock(cheque["id"])
        await reversals.undo(invoices, payment, bounced)
    assert (await standing(wrong), await standing(right)) == (("unpaid", 0, 0), ("paid", 5_000, 0))
    await assert_books_balance()


async def test_what_is_tolerated_is_written_off_with_the_match_and_owed_again_without_it(book: Book) -> None:
    tolerance = Tolerance(amounts={"EUR": 100}, percent="5", reason="bank_fee")
    await receivers.update(book.owner, book.receiver["id"], ReceiverPatch(tolerance=tolerance), version=None)
    first, second = await book.invoice(10_000), await book.invoice(5_000)
    payment = await book.pay(first, amount=14_950)
    for _ in range(2):
        await allocate(book, payment, part(second, 4_950))
        now = await invoice_now(second)
        assert (now["settlement"], now["amount_paid"], now["amount_written_off"]) == ("paid", 4_950, 50)
        await unallocate(book, payment, second)
        now = await invoice_now(second)
        assert (now["settlement"], now["amount_paid"], now["amount_written_off"]) == ("unpaid", 0, 0)
    await assert_books_balance()


async def test_money_is_taken_off_an_invoice_that_was_given_up_since(book: Book) -> None:
    invoice = await book.invoice(10_000)
    payment = await book.pay(invoice, amount=4_000)
    await book.give_up(invoice)
    await unallocate(book, payment, invoice)
    now = await invoice_now(invoice)
    assert (now["status"], now["amount_paid"], now["amount_written_off"]) == ("open", 0, 0)
    assert not await write_off_operations.WriteOff.exists().where(
        write_off_operations.WriteOff.invoice_id == invoice["id"],
        write_off_operations.WriteOff.status == "standing",
    )
    await assert_books_balance()


# --- at once, and broken off


async def test_at_once_no_more_is_applied_than_there_is(book: Book) -> None:
    payment = await book.pay(await book.invoice(1_000), amount=11_000)
    invoices = [await book.invoice(6_000) for _ in range(4)]
    found = await all_at_once(*(allocate(book, payment, part(invoice, 6_000)) for invoice in invoices))
    assert found == {"done": 1, "CreditTooLow": 3}
    assert await money(payment) == (7_000, 4_000)
    await assert_books_balance()


async def test_at_once_an_invoice_takes_no_more_than_it_asks_for(book: Book) -> None:
    invoice = await book.invoice(10_000)
    found = [await book.pay(await book.invoice(1_000), amount=9_000) for _ in range(4)]
    results = await all_at_once(*(allocate(book, payment, part(invoice, 8_000)) for payment in found))
    assert results == {"done": 1, "AmountTooHigh": 3}
    await assert_books_balance()


async def test_moves_there_and_back_at_once_end_somewhere_that_adds_up(book: Book) -> None:
    one, two = await book.invoice(5_000), await book.invoice(5_000)
    found = [await book.pay(one, amount=5_000), await book.pay(two, amount=5_000)]
    operations = [
        operation
        for _ in range(8)
        for payment, other, own in ((found[0], two, one), (found[1], one, two))
        for operation in (
            unallocate(book, payment, own, 1_000),
            allocate(book, payment, part(other, 1_000)),
            unallocate(book, payment, other),
            allocate(book, payment, part(own, 1_000), part(other, 1)),
            book.refund(payment, amount=100),
        )
    ]
    random.Random(4).shuffle(operations)
    await all_at_once(*operations)
    await assert_books_balance()


async def test_who_finds_a_payment_moved_lets_go_of_what_it_has_locked(book: Book) -> None:
    older, younger = await book.invoice(1_000), await book.invoice(1_000)
    payment = await book.pay(younger, amount=2_000)
    other = await asyncpg.connect(settings.database_url)
    try:
        lock = "SELECT FROM invoices WHERE id = $1 FOR NO KEY UPDATE"
        async with other.transaction():
            async with database.transaction():
                await allocate(book, payment, part(older, 500))
                # It waits for the payment's invoices, and does not know yet that the older one is among them.
                taking_off = asyncio.create_task(unallocate(book, payment, younger), context=contextvars.Context())
                await locks.until_waiting(1)
                holding_the_older = asyncio.create_task(other.execute(lock, older["id"]))
                await locks.until_waiting(2)
            await holding_the_older
            await locks.until_waiting(1)
            # It may be about to let go. PostgreSQL would look for a deadlock after a second.
            await other.execute("SET LOCAL lock_timeout = '800ms'")
            await other.execute(lock, younger["id"])
        await taking_off
    finally:
        await other.close()
    assert await money(payment) == (500, 1_500)
    await assert_books_balance()


async def test_what_is_broken_off_has_left_nothing(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = await book.invoice(1_000), await book.invoice(1_000)
    payment = await book.pay(first, amount=1_600)
    before = await snapshot(book)

    class Killed(Exception): ...

    async def die(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(events, "record", die)
        with pytest.raises(Killed):
            await allocate(book, payment, part(second, 600))
        with pytest.raises(Killed):
            await unallocate(book, payment, first)
    assert await snapshot(book) == before
    assert await moves_of(payment) == []
    await assert_books_balance()


# --- match and undo is the identity


async def snapshot(book: Book) -> dict[str, list[dict[str, Any]]]:
    """All that a receiver has: who holds what, invoices with their flags, the ledger by payer and invoice."""
    queries = {
        "held": "SELECT payment_id, invoice_id, status, sum(amount)::bigint AS amount FROM allocations "
        "WHERE receiver_id = $1 GROUP BY 1, 2, 3 HAVING sum(amount) <> 0 ORDER BY 1, 2, 3",
        "invoices": "SELECT id, status, settlement, overdue, next_overdue_on, amount_paid, amount_reserved, "
        "amount_overpaid, amount_written_off FROM invoices WHERE receiver_id = $1 ORDER BY id",
        "payments": "SELECT id, status, amount_allocated, amount_unapplied, amount_refunded, amount_reversed, "
        "amount_excess FROM payments WHERE receiver_id = $1 ORDER BY id",
        "ledger": "SELECT kind, payer_id, invoice_id, sum(amount)::bigint AS amount FROM ledger_entries JOIN "
        "ledger_accounts AS account ON account.id = account_id WHERE account.receiver_id = $1 "
        "GROUP BY 1, 2, 3 HAVING sum(amount) <> 0 ORDER BY 1, 2, 3",
    }
    found = {name: await database.fetch(query, book.receiver["id"]) for name, query in queries.items()}
    return {name: [dict(row) for row in rows] for name, rows in found.items()}


AMOUNTS = st.integers(1, 3_000)


@hypothesis_settings(max_examples=12)
@given(
    totals=st.lists(AMOUNTS, min_size=2, max_size=4),
    paid=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 5_000)), min_size=1, max_size=4),
    moves=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), AMOUNTS, st.booleans()), max_size=8),
    times=st.integers(1, 3),
)
async def test_match_and_undo_is_the_identity(
    pool: None,
    totals: list[int],
    paid: list[tuple[int, int]],
    moves: list[tuple[int, int, int, bool]],
    times: int,
) -> None:
    book = await open_book()
    invoices = [await book.invoice(total) for total in totals]
    found = [await book.pay(invoices[place % len(invoices)], amount=amount) for place, amount in paid]
    before = await snapshot(book)
    for _ in range(times):
        done: list[tuple[Any, Any, int, bool]] = []
        for which, where, wanted, is_match in moves:
            payment, invoice = found[which % len(found)], invoices[where % len(invoices)]
            if is_match:
                row = await payment_now(payment)
                amount = min(wanted, row["amount_unapplied"], settlement.payable(await invoice_now(invoice)))
            else:
                held = await settlement.allocations(payment["id"], status="settled")
                amount = min(wanted, held.get(invoice["id"], 0))
            if amount > 0:
                await move(book, payment, invoice, amount, is_match=is_match)
                done.append((payment, invoice, amount, is_match))
        for payment, invoice, amount, is_match in reversed(done):
            await move(book, payment, invoice, amount, is_match=not is_match)
        assert await snapshot(book) == before
    await assert_books_balance()


async def move(book: Book, payment: Any, invoice: Any, amount: int, *, is_match: bool) -> None:
    if is_match:
        await allocate(book, payment, part(invoice, amount))
    else:
        await unallocate(book, payment, invoice, amount)


async def test_the_check_of_the_books_knows_moves(book: Book) -> None:
    before = {check.name: check.violations for check in (await integrity.check()).checks}
    first, second = await book.invoice(1_000), await book.invoice(1_000)
    payment = await book.pay(first, amount=1_600)
    await allocate(book, payment, part(second, 600))
    await unallocate(book, payment, first)
    await unallocate(book, payment, second, 100)
    assert {check.name: check.violations for check in (await integrity.check()).checks} == before
