"""A payer's credit pays invoices, the oldest first, and tells where it came from; a mistaken record is corrected."""

import asyncio
import datetime
from typing import Any

import pytest

from models import clock, database, ids
from models.collection import allocations, cheques, mistakes, payer_credit
from models.errors import (
    AmountTooHigh,
    CreditTooLow,
    Forbidden,
    Invalid,
    InvoiceNotOpen,
    NoCredit,
    NotFound,
    NothingToPay,
    PaymentNotCorrectable,
    PaymentStateForbids,
    PreconditionFailed,
    Refused,
    ReversalNotUndoable,
)
from models.shapes import credit as shapes
from models.shapes.refunds import RefundInput
from models.tables.collection import Reversal
from tests.books import (
    Book,
    assert_books_balance,
    booked,
    event_types,
    invoice_now,
    open_book,
    part,
    payment_now,
    stranger,
)
from tests.models import locks
from tests.models.collection.test_reversals import paid, refund_said
from tests.models.shops import Shop

DAYS_AGO = {n: clock.now().date() - datetime.timedelta(days=n) for n in (1, 2, 3)}


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


async def beyond(book: Book, amount: int, *, days_ago: int = 1) -> Any:
    """A payment of which so much is credit, received some days ago."""
    return await book.pay(await book.invoice(1_000), amount=1_000 + amount, received_on=DAYS_AGO[days_ago])


async def apply(book: Book, invoice: Any, amount: int | None = None, **more: Any) -> Any:
    return await payer_credit.apply(
        more.pop("caller", book.owner), book.payer["id"], invoice_id=invoice["id"], amount=amount, **more
    )


async def credit_of(book: Book, **more: Any) -> shapes.CreditList:
    usual: dict[str, Any] = {"limit": 20, "after": None}
    return await payer_credit.list_page(more.pop("caller", book.owner), book.payer["id"], **(usual | more))


async def unapplied(*found: Any) -> list[int]:
    return [(await payment_now(payment))["amount_unapplied"] for payment in found]


async def at_once(*operations: Any) -> list[Any]:
    results = await asyncio.gather(*operations, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, Refused):
            raise result
    return [type(result).__name__ if isinstance(result, Refused) else "done" for result in results]


# --- applying


async def test_the_oldest_credit_goes_first_as_far_as_the_invoice_takes_it(book: Book) -> None:
    newest, oldest, middle = [await beyond(book, 400, days_ago=n) for n in (1, 3, 2)]
    invoice = await book.invoice(1_000)
    now = await apply(book, invoice)
    assert (now["settlement"], now["amount_paid"]) == ("paid", 1_000)
    assert await unapplied(oldest, middle, newest) == [0, 0, 200]
    for payment in (oldest, middle, newest):
        assert (await event_types(payment))[-1] == "credit.applied"
    assert (await event_types(invoice))[-1] == "invoice.paid"
    with pytest.raises(NothingToPay):
        await apply(book, invoice)
    # What there is pays a part of a larger one.
    larger = await book.invoice(1_000)
    assert (await apply(book, larger))["settlement"] == "partially_paid"
    with pytest.raises(NoCredit, match="no credit in EUR"):
        await apply(book, larger)
    await assert_books_balance()


async def test_what_cannot_be_applied_is_refused(book: Book) -> None:
    payment = await beyond(book, 400)
    invoice = await book.invoice(300)
    with pytest.raises(AmountTooHigh):
        await apply(book, invoice, 301)
    with pytest.raises(CreditTooLow, match=r"5\.00 EUR is more than the 4\.00 EUR"):
        await apply(book, await book.invoice(500), 500)
    with pytest.raises(NoCredit):
        await apply(book, await book.invoice(currency="USD"))
    with pytest.raises(InvoiceNotOpen):
        await apply(book, await book.draft())
    other = await book.another_payer()
    with pytest.raises(Invalid, match="another payer's"):
        await apply(book, await book.invoice(payer_id=ids.encode("payer", other["id"])))
    with pytest.raises(NotFound):
        await apply(book, await (await open_book()).invoice())
    with pytest.raises(NotFound):
        await apply(book, invoice, caller=await stranger())
    with pytest.raises(Forbidden):
        await apply(book, invoice, caller=await book.member("viewer"))
    with pytest.raises(PreconditionFailed):
        await apply(book, invoice, version=99)
    assert await unapplied(payment) == [400]


async def test_at_once_credit_is_spent_once(book: Book) -> None:
    found = [await beyond(book, 500, days_ago=n) for n in (3, 2, 1)]
    invoices = [await book.invoice(600) for _ in range(4)]
    results = await at_once(*(apply(book, invoice, 600) for invoice in invoices))
    assert sorted(results) == ["CreditTooLow", "CreditTooLow", "done", "done"]
    assert sum(await unapplied(*found)) == 300
    invoice = await book.invoice(1_000)
    results = await at_once(*(apply(book, invoice) for _ in range(4)))
    assert results.count("done") == 1
    assert await unapplied(*found) == [0, 0, 0]
    await assert_books_balance()


async def test_credit_moves_by_hand_and_in_turn_at_once(book: Book) -> None:
    found = [await beyond(book, 500, days_ago=n) for n in (3, 2, 1)]
    invoices = [await book.invoice(400) for _ in range(3)]
    pairs = list(zip(found, invoices, strict=True))
    await at_once(
        *(apply(book, invoice) for invoice in invoices),
        *(allocations.allocate(book.owner, payment["id"], [part(invoice, 300)]) for payment, invoice in pairs),
        *(book.refund(payment, amount=200) for payment in found),
    )
    await assert_books_balance()


# --- paid out


async def pay_out(book: Book, amount: int | None = None, **more: Any) -> Any:
    caller = more.pop("caller", book.owner)
    return await payer_credit.pay_out(caller, RefundInput(payer_id=book.payer_id, amount=amount, **more))


async def test_credit_is_paid_out_as_refunds_of_the_payments_that_hold_it(book: Book) -> None:
    newest, oldest = await beyond(book, 400, days_ago=1), await beyond(book, 300, days_ago=2)
    found = await pay_out(book, 500, reason="They have asked for it.")
    assert [(each.payment_id, each.amount, each.status) for each in found] == [
        (oldest["id"], 300, "succeeded"),
        (newest["id"], 200, "succeeded"),
    ]
    assert await booked(found[0]) == {"refund.succeeded": {"cash": -300, "payer_credit": 300}}
    assert await unapplied(oldest, newest) == [0, 200]
    # Nothing that was paid is owed again.
    assert (await invoice_now({"id": newest["invoice_id"]}))["amount_paid"] == 1_000
    assert [each.amount for each in await pay_out(book)] == [200]
    with pytest.raises(NoCredit):
        await pay_out(book)
    await assert_books_balance()


async def test_credit_that_a_card_brought_is_paid_out_by_hand(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_success")
    await allocations.unallocate(shop.book.owner, payment["id"], invoice_id=payment["invoice_id"], amount=500)
    (refund,) = await pay_out(shop.book)
    assert (refund.amount, refund.gateway_account_id) == (500, None)
    assert await booked(refund) == {"refund.succeeded": {"bank": -500, "payer_credit": 500}}
    await assert_books_balance()


async def test_no_more_is_paid_out_than_there_is_and_in_one_currency(book: Book) -> None:
    payment = await beyond(book, 400)
    with pytest.raises(CreditTooLow, match=r"4\.01 EUR is more than the 4\.00 EUR"):
        await pay_out(book, 401)
    await book.pay(await book.invoice(500, currency="USD"), amount=700, received_on=DAYS_AGO[2])
    with pytest.raises(Invalid, match="EUR and USD: say which"):
        await pay_out(book)
    with pytest.raises(Invalid, match="payment arrived"):
        await pay_out(book, currency="EUR", effective_on=DAYS_AGO[3])
    with pytest.raises(NoCredit, match="CHF"):
        await pay_out(book, currency="CHF")
    for caller, error in ((await book.payer_login(), Forbidden), (await stranger(), NotFound)):
        with pytest.raises(error):
            await pay_out(book, currency="EUR", caller=caller)
    assert await unapplied(payment) == [400]
    assert [each.amount for each in await pay_out(book, currency="USD")] == [200]
    await assert_books_balance()


async def test_at_once_two_who_pay_out_sixty_of_a_hundred_do_so_once(book: Book) -> None:
    for _ in range(5):
        found = [await beyond(book, 50, days_ago=n) for n in (2, 1)]
        invoice = await book.invoice(100)
        results = await at_once(pay_out(book, 60), pay_out(book, 60), apply(book, invoice, 60))
        assert results.count("done") == 1
        assert sum(await unapplied(*found)) == 40
        await pay_out(book)
    await assert_books_balance()


# --- where it came from


async def test_each_credit_says_what_made_it_and_what_is_left_of_that(book: Book) -> None:
    invoice = await book.invoice(1_000)
    payment = await book.pay(invoice, amount=1_300)
    note = await book.credit(invoice, amount=200, excess="credit")
    await allocations.unallocate(book.owner, payment["id"], invoice_id=invoice["id"], amount=100)
    (credit,) = (await credit_of(book)).data
    assert (credit.payment_id, credit.amount) == (ids.encode("payment", payment["id"]), 600)
    assert [(each.reason, each.amount, each.source_id) for each in credit.origins] == [
        ("overpayment", 300, ids.encode("payment", payment["id"])),
        ("credit_note", 200, ids.encode("credit_note", note.id)),
        ("unallocated", 100, ids.encode("invoice", invoice["id"])),
    ]
    assert credit.since == credit.origins[0].at
    # What was spent was of the oldest.
    await apply(book, await book.invoice(350))
    (credit,) = (await credit_of(book)).data
    assert [(each.reason, each.amount) for each in credit.origins] == [("credit_note", 150), ("unallocated", 100)]


async def test_a_refund_that_came_back_is_an_origin_and_no_gateways_money_is_corrected(shop: Shop) -> None:
    payment = await paid(shop)
    refund = await shop.book.refund(payment, amount=1_000)
    for word in ("succeeded", "failed"):
        assert await refund_said(shop, refund, word)
    (credit,) = (await credit_of(shop.book)).data
    assert [(each.reason, each.amount, each.source_id) for each in credit.origins] == [
        ("refund_returned", 1_000, ids.encode("refund", refund["id"]))
    ]
    with pytest.raises(PaymentNotCorrectable, match="through a gateway"):
        await mistakes.correct(shop.book.owner, payment["id"], reason="No.")


async def test_credit_is_listed_by_pages_with_its_totals(book: Book) -> None:
    found = [await beyond(book, 100 * n) for n in (1, 2, 3)]
    await book.pay(await book.invoice(500, currency="USD"), amount=700)
    whole = await credit_of(book)
    assert [(total.currency, total.amount) for total in whole.totals] == [("EUR", 600), ("USD", 200)]
    assert [each.amount for each in whole.data] == [200, 300, 200, 100]
    first = await credit_of(book, limit=2)
    assert (len(first.data), first.has_more, first.totals) == (2, True, whole.totals)
    assert first.next_cursor is not None
    rest = await credit_of(book, limit=2, after=ids.decode("payment", first.next_cursor))
    assert [*first.data, *rest.data] == whole.data
    assert not rest.has_more
    assert found[0]["id"] == ids.decode("payment", rest.data[-1].payment_id)
    # The payer sees their own, nobody else does.
    assert (await credit_of(book, caller=await book.payer_login())).data == whole.data
    with pytest.raises(NotFound):
        await credit_of(book, caller=await stranger())


# --- mistaken records


async def test_a_payment_that_was_never_there_is_taken_back_and_no_money_is_said_to_go(book: Book) -> None:
    invoice, other = await book.invoice(1_000), await book.invoice(500)
    payment = await book.pay(invoice, amount=1_400)
    await allocations.allocate(book.owner, payment["id"], [part(other, 300)])
    now = await mistakes.correct(book.owner, payment["id"], reason="It was another customer's.")
    assert (now["status"], now["amount_reversed"], now["failure_code"]) == ("reversed", 1_400, "corrected")
    assert [(await invoice_now(each))["settlement"] for each in (invoice, other)] == ["unpaid", "unpaid"]
    (reversal,) = await Reversal.objects().where(Reversal.payment_id == payment["id"])
    assert (reversal.kind, reversal.reason) == ("correction", "It was another customer's.")
    assert (await booked(payment))["payment.reversed"] == {"cash": -1_400, "receivables": 1_300, "payer_credit": 100}
    with pytest.raises(PaymentStateForbids):
        await mistakes.correct(book.owner, payment["id"], reason="Again.")
    await assert_books_balance()
    # It had been there after all.
    await mistakes.undo(book.owner, reversal.id)
    now = await payment_now(payment)
    assert (now["status"], now["amount_allocated"], now["amount_unapplied"]) == ("succeeded", 1_300, 100)
    with pytest.raises(ReversalNotUndoable, match="already"):
        await mistakes.undo(book.owner, reversal.id)
    await assert_books_balance()
    await mistakes.correct(book.owner, payment["id"], reason="It had not.")
    await assert_books_balance()


async def test_what_was_given_back_or_has_not_arrived_is_not_corrected(book: Book) -> None:
    payment = await book.pay(await book.invoice())
    await book.refund(payment, amount=1_000)
    with pytest.raises(PaymentNotCorrectable, match=r"10\.00 EUR of this payment was given back.*POST /v1/refunds"):
        await mistakes.correct(book.owner, payment["id"], reason="No.")
    cheque = await book.pay(await book.invoice(), method="cheque")
    with pytest.raises(PaymentStateForbids, match="Reject what is reported"):
        await mistakes.correct(book.owner, cheque["id"], reason="No.")
    await cheques.clear(book.owner, cheque["id"])
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    (bounce,) = await Reversal.objects().where(Reversal.payment_id == cheque["id"])
    with pytest.raises(ReversalNotUndoable, match="only a correction"):
        await mistakes.undo(book.owner, bounce.id)
    for caller, error in ((await book.payer_login(), Forbidden), (await stranger(), NotFound)):
        with pytest.raises(error):
            await mistakes.correct(caller, payment["id"], reason="No.")
        with pytest.raises(error):
            await mistakes.undo(caller, bounce.id)
    await assert_books_balance()


async def test_at_once_a_payment_is_corrected_or_refunded_and_never_both(book: Book) -> None:
    for _ in range(5):
        payment = await book.pay(await book.invoice(1_000))
        results = await at_once(
            *(mistakes.correct(book.owner, payment["id"], reason="No.") for _ in range(2)),
            book.refund(payment, amount=400),
        )
        now = await payment_now(payment)
        assert (now["amount_refunded"] > 0) != (now["amount_reversed"] > 0)
        assert results.count("done") == 1
    rows = await database.fetch(
        "SELECT status FROM payments WHERE receiver_id = $1 AND amount_excess > 0", book.receiver["id"]
    )
    assert rows == []
    await assert_books_balance()


async def test_credit_for_a_draft_that_is_deleted_meanwhile_finds_none(book: Book) -> None:
    await book.pay(await book.invoice(1_000), amount=1_500)
    draft = await book.draft()
    with pytest.raises(NotFound):
        await locks.while_deleted(draft["id"], payer_credit.apply(book.owner, book.payer["id"], invoice_id=draft["id"]))
