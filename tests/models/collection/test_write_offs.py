"""What is given up of an invoice: in part, as a whole, or since a payment was a little short; and asked for again."""

import asyncio
import datetime
import uuid
from typing import Any

import asyncpg
import pytest

from models import clock, database
from models.billing import issuing
from models.collection import cheques, reviews, write_offs
from models.errors import (
    Forbidden,
    Invalid,
    InvoiceHasMoney,
    InvoiceNotOpen,
    MoneyOnItsWay,
    NotFound,
    NothingToWriteOff,
    Refused,
    WriteOffTooHigh,
    WriteOffUndone,
)
from models.online import facts
from models.parties import receivers
from models.shapes.billing import invoice as shape_of
from models.shapes.lines import WithholdingInput
from models.shapes.parties import ReceiverPatch, Tolerance
from tests.books import (
    Book,
    assert_books_balance,
    booked,
    event_types,
    invoice_now,
    mark_all_overdue,
    open_book,
    stranger,
)
from tests.models.shops import Shop


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


async def tolerant(book: Book, **amounts: int) -> None:
    """The receiver tolerates up to 2 % of these amounts, which banks keep."""
    tolerance = Tolerance(percent="2", amounts=amounts, reason="bank_fee")
    await receivers.update(book.owner, book.receiver["id"], ReceiverPatch(tolerance=tolerance), version=None)


def amounts(invoice: Any) -> tuple[Any, ...]:
    names = ("status", "settlement", "amount_written_off", "amount_paid", "amount_overpaid")
    return tuple(invoice[name] for name in names)


async def standing(invoice: Any) -> list[tuple[str, int, str]]:
    rows = await database.fetch(
        "SELECT reason, amount, status FROM write_offs WHERE invoice_id = $1 ORDER BY id", invoice["id"]
    )
    return [(row["reason"], row["amount"], row["status"]) for row in rows]


# A part.


async def test_a_part_is_asked_for_no_more_and_can_be_asked_for_again(book: Book) -> None:
    invoice = await book.invoice(10_000)
    await book.pay(invoice, amount=9_950)
    write_off = await book.write_off(invoice, amount=50, reason="bank_fee", note="Their bank.")
    assert amounts(await invoice_now(invoice)) == ("open", "paid", 50, 9_950, 0)
    assert await booked(write_off) == {"write_off.made": {"write_offs": 50, "receivables": -50}}
    assert (await event_types(invoice))[-1] == "invoice.paid"
    await assert_books_balance()
    undone = await write_offs.undo(book.owner, write_off.id)
    assert (undone.status, undone.undone_on) == ("undone", undone.effective_on)
    assert amounts(await invoice_now(invoice)) == ("open", "partially_paid", 0, 9_950, 0)
    assert (await event_types(invoice))[-1] == "invoice.reopened"
    with pytest.raises(WriteOffUndone):
        await write_offs.undo(book.owner, write_off.id)
    await assert_books_balance()


async def test_no_more_than_remains_beside_what_is_on_its_way_is_written_off(shop: Shop) -> None:
    invoice = await shop.book.invoice(10_000)
    with pytest.raises(WriteOffTooHigh, match=r"100\.01 EUR is more than the 100\.00 EUR that remains"):
        await shop.book.write_off(invoice, amount=10_001)
    await shop.pay(invoice=invoice, amount=9_000)
    for operation in (shop.book.write_off(invoice, amount=1_001), shop.book.give_up(invoice)):
        with pytest.raises(MoneyOnItsWay, match=r"90\.00 EUR is on its way"):
            await operation
    await shop.book.write_off(invoice, amount=1_000)
    await shop.send()
    assert amounts(await invoice_now(invoice)) == ("open", "paid", 1_000, 9_000, 0)
    await assert_books_balance()


async def test_what_is_undone_takes_what_stands_unapplied(book: Book) -> None:
    invoice = await book.invoice(10_000)
    write_off = await book.write_off(invoice, amount=1_000)
    await book.pay(invoice, amount=10_000)
    assert amounts(await invoice_now(invoice)) == ("open", "overpaid", 1_000, 9_000, 1_000)
    await write_offs.undo(book.owner, write_off.id)
    assert amounts(await invoice_now(invoice)) == ("open", "paid", 0, 10_000, 0)
    assert (await event_types(invoice))[-2:] == ["invoice.reopened", "invoice.paid"]
    await assert_books_balance()


async def test_an_invoice_with_a_write_off_is_not_voided(book: Book) -> None:
    invoice = await book.invoice(10_000)
    write_off = await book.write_off(invoice, amount=100)
    with pytest.raises(InvoiceHasMoney, match=r"1\.00 EUR of the invoice has been written off\. Undo that first"):
        await issuing.void(book.owner, invoice["id"])
    await write_offs.undo(book.owner, write_off.id)
    assert (await issuing.void(book.owner, invoice["id"]))["status"] == "void"


async def test_only_managers_write_off(book: Book) -> None:
    invoice = await book.invoice()
    for caller, refusal in (
        (await book.payer_login(), Forbidden),
        (await book.member("viewer"), Forbidden),
        (await stranger(), NotFound),
    ):
        for operation in (book.write_off(invoice, caller=caller, amount=1), book.give_up(invoice, caller=caller)):
            with pytest.raises(refusal):
                await operation
    write_off = await book.write_off(invoice, amount=1)
    with pytest.raises(NotFound):
        await write_offs.get(await stranger(), write_off.id)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.execute("DELETE FROM write_offs WHERE id = $1", write_off.id)


async def test_what_is_written_off_without_any_payment_settles_the_invoice(book: Book) -> None:
    invoice = await book.invoice(100)
    await book.write_off(invoice, amount=60, reason="goodwill")
    assert (await invoice_now(invoice))["settlement"] == "unpaid"
    await book.write_off(invoice, amount=40, reason="goodwill")
    assert (await invoice_now(invoice))["settlement"] == "paid"
    assert (await event_types(invoice))[-1] == "invoice.paid"
    await assert_books_balance()


# All that remains.


async def test_an_invoice_is_given_up_and_a_late_payment_reopens_it(book: Book) -> None:
    invoice = await book.invoice(10_000, payment_terms_days=0)
    await book.pay(invoice, amount=4_000)
    with clock.moved_to(clock.now() + datetime.timedelta(days=2)):
        await mark_all_overdue()
    assert (await invoice_now(invoice))["overdue"]
    given_up = await book.give_up(invoice)
    assert amounts(given_up) == ("uncollectible", "partially_paid", 6_000, 4_000, 0)
    assert (given_up["overdue"], shape_of(given_up).amount_due) == (False, 0)
    assert (await event_types(invoice))[-1] == "invoice.marked_uncollectible"
    await assert_books_balance()
    await book.pay(invoice, amount=5_000)
    assert amounts(await invoice_now(invoice)) == ("open", "partially_paid", 0, 9_000, 0)
    assert (await event_types(invoice))[-2:] == ["invoice.reopened", "invoice.partially_paid"]
    assert await standing(invoice) == [("uncollectible", 6_000, "undone")]
    await assert_books_balance()


async def test_who_pays_online_is_asked_for_all_of_it_again(shop: Shop) -> None:
    invoice = await shop.book.invoice(10_000)
    await shop.book.give_up(invoice)
    await shop.pay_and_send(invoice=invoice)
    assert amounts(await invoice_now(invoice)) == ("open", "paid", 0, 10_000, 0)
    await assert_books_balance()


async def test_a_late_word_of_the_gateway_reopens_it(shop: Shop) -> None:
    invoice = await shop.book.invoice(10_000)
    payment = await shop.pay(invoice=invoice)
    failed = await shop.fact(payment, "failed")
    assert await facts.apply(failed, gateway_account_id=shop.account["id"])
    await shop.book.give_up(invoice)
    late = await shop.fact(payment, "succeeded")
    assert await facts.apply(late, gateway_account_id=shop.account["id"])
    assert amounts(await invoice_now(invoice)) == ("open", "paid", 0, 10_000, 0)
    assert "invoice.reopened" in await event_types(invoice)
    await assert_books_balance()


async def test_money_that_is_taken_back_reopens_it(book: Book) -> None:
    invoice = await book.invoice(10_000)
    cheque = await book.pay(invoice, method="cheque", amount=4_000)
    await cheques.clear(book.owner, cheque["id"])
    await book.give_up(invoice)
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    now = await invoice_now(invoice)
    assert amounts(now) == ("open", "unpaid", 0, 0, 0)
    assert shape_of(now).amount_due == 10_000
    assert (await event_types(invoice))[-1] == "invoice.reopened"
    await assert_books_balance()


async def test_undoing_it_opens_it_again(book: Book) -> None:
    invoice = await book.invoice(10_000)
    fee = await book.write_off(invoice, amount=100)
    await book.give_up(invoice)
    with pytest.raises(InvoiceNotOpen, match="undo the write-off that gave it up first"):
        await write_offs.undo(book.owner, fee.id)
    given_up = await database.fetch_value(
        uuid.UUID, "SELECT id FROM write_offs WHERE invoice_id = $1 AND reason = 'uncollectible'", invoice["id"]
    )
    await write_offs.undo(book.owner, given_up)
    assert amounts(await invoice_now(invoice)) == ("open", "unpaid", 100, 0, 0)
    await write_offs.undo(book.owner, fee.id)
    assert amounts(await invoice_now(invoice)) == ("open", "unpaid", 0, 0, 0)
    await assert_books_balance()


async def test_what_is_settled_or_not_open_is_not_given_up(book: Book) -> None:
    paid = await book.invoice(100)
    await book.pay(paid)
    with pytest.raises(NothingToWriteOff):
        await book.give_up(paid)
    invoice = await book.invoice(100)
    await book.give_up(invoice)
    for operation in (book.give_up(invoice), book.write_off(invoice, amount=1), book.credit(invoice, amount=1)):
        with pytest.raises(InvoiceNotOpen):
            await operation
    with pytest.raises(InvoiceNotOpen):
        await issuing.void(book.owner, invoice["id"])
    with pytest.raises(InvoiceNotOpen):
        await book.give_up(await book.draft())


async def test_what_was_written_off_is_not_credited_besides(book: Book) -> None:
    invoice = await book.invoice(10_000)
    await book.write_off(invoice, amount=100)
    with pytest.raises(Refused, match=r"1\.00 EUR was written off: undo that first"):
        await book.credit(invoice, amount=9_901)
    await book.credit(invoice, amount=9_900)
    assert (await invoice_now(invoice))["settlement"] == "paid"
    await assert_books_balance()


# What a receiver tolerates.


async def test_a_transfer_that_is_a_little_short_settles_the_invoice(pool: None) -> None:
    book = await open_book(currency="KWD")
    await tolerant(book, KWD=500)
    # 45.000 on 45.500, in thousandths.
    invoice = await book.invoice(4_550)
    assert invoice["total"] == 45_500
    await book.pay(invoice, method="bank_transfer", amount=45_000)
    assert amounts(await invoice_now(invoice)) == ("open", "paid", 500, 45_000, 0)
    assert await standing(invoice) == [("bank_fee", 500, "standing")]
    assert (await event_types(invoice))[-1] == "invoice.paid"
    await assert_books_balance()


@pytest.mark.parametrize(
    ("total", "paid", "tolerated"),
    [
        (10_000, 9_900, True),
        # More than 1.00.
        (10_000, 9_899, False),
        # More than 2 %.
        (1_000, 979, False),
        (1_000, 980, True),
    ],
)
async def test_both_bounds_hold(book: Book, total: int, paid: int, tolerated: bool) -> None:
    await tolerant(book, EUR=100)
    invoice = await book.invoice(total)
    await book.pay(invoice, method="bank_transfer", amount=paid)
    assert (await invoice_now(invoice))["settlement"] == ("paid" if tolerated else "partially_paid")


async def test_another_currency_a_card_and_a_receiver_without_tolerance_are_exact(shop: Shop) -> None:
    book = shop.book
    invoice = await book.invoice(10_000)
    await book.pay(invoice, method="bank_transfer", amount=9_990)
    await tolerant(book, EUR=100)
    dollars, by_card = await book.invoice(10_000, currency="USD"), await book.invoice(10_000)
    await book.pay(dollars, method="bank_transfer", amount=9_990)
    await shop.pay_and_send(invoice=by_card, amount=9_990)
    for each in (invoice, dollars, by_card):
        assert (await invoice_now(each))["settlement"] == "partially_paid"


async def test_what_a_payer_reports_is_settled_once_it_is_confirmed(book: Book) -> None:
    await tolerant(book, EUR=100)
    invoice = await book.invoice(10_000)
    payment = await book.pay(invoice, caller=await book.payer_login(), method="bank_transfer", amount=9_950)
    await reviews.confirm(book.owner, payment["id"])
    assert amounts(await invoice_now(invoice)) == ("open", "paid", 50, 9_950, 0)
    await assert_books_balance()


async def test_a_payment_that_is_taken_back_takes_its_tolerance_with_it(book: Book) -> None:
    await tolerant(book, EUR=100)
    invoice = await book.invoice(10_000)
    await book.pay(invoice, amount=3_000)
    payment = await book.pay(invoice, method="bank_transfer", amount=6_950)
    assert amounts(await invoice_now(invoice)) == ("open", "paid", 50, 9_950, 0)
    await book.refund(payment)
    assert amounts(await invoice_now(invoice)) == ("open", "partially_paid", 0, 3_000, 0)
    assert await standing(invoice) == [("bank_fee", 50, "undone")]
    await assert_books_balance()


async def test_a_tolerance_of_a_currency_that_there_is_not_is_refused(book: Book) -> None:
    with pytest.raises(Invalid) as refused:
        await tolerant(book, XXX=100)
    assert refused.value.pointer == "/tolerance/amounts/XXX"


# At once.


async def test_twenty_at_once_never_write_off_more_than_remains(book: Book) -> None:
    invoice = await book.invoice(1_000)
    results = await asyncio.gather(
        *(book.write_off(invoice, amount=100) for _ in range(15)),
        *(book.pay(invoice, amount=100) for _ in range(5)),
        return_exceptions=True,
    )
    assert [each for each in results if isinstance(each, BaseException) and not isinstance(each, Refused)] == []
    now = await invoice_now(invoice)
    assert now["amount_written_off"] + now["amount_paid"] == 1_000
    await assert_books_balance()


@pytest.mark.parametrize("round_", range(10))
async def test_giving_up_and_paying_at_once_end_as_if_one_came_first(book: Book, round_: int) -> None:
    invoice = await book.invoice(10_000)
    results = await asyncio.gather(book.give_up(invoice), book.pay(invoice), return_exceptions=True)
    assert [each for each in results if isinstance(each, BaseException) and not isinstance(each, Refused)] == []
    assert amounts(await invoice_now(invoice)) == ("open", "paid", 0, 10_000, 0)
    await assert_books_balance()


async def test_one_is_undone_once_at_once(book: Book) -> None:
    invoice = await book.invoice(1_000)
    write_off = await book.write_off(invoice, amount=100)
    results = await asyncio.gather(
        *(write_offs.undo(book.owner, write_off.id) for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(each, WriteOffUndone) for each in results) == 4
    await assert_books_balance()


async def test_what_is_withheld_is_not_written_off(book: Book) -> None:
    withholdings = [WithholdingInput(name="IRPF", percent="15")]
    invoice = await book.invoice(10_000, withholdings=withholdings)
    with pytest.raises(WriteOffTooHigh):
        await book.write_off(invoice, amount=8_501)
    await book.write_off(invoice, amount=500)
    given_up = await book.give_up(invoice)
    assert (given_up["amount_written_off"], shape_of(given_up).amount_due) == (8_500, 0)
    await tolerant(book, EUR=100)
    short = await book.invoice(10_000, withholdings=withholdings)
    await book.pay(short, amount=8_450)
    now = await invoice_now(short)
    assert (now["settlement"], now["amount_written_off"]) == ("paid", 50)
    await assert_books_balance()
