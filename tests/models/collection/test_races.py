"""What happens at the same time: every operation runs in a task of its own, with a transaction of its own."""

import asyncio
import datetime
import random
import time
from collections import Counter
from collections.abc import Coroutine
from typing import Any

import msgspec
import pytest

from models import clock, database, ids, work
from models.billing import issuing, overdue
from models.collection import cheques, reviews
from models.errors import (
    AmountTooHigh,
    InvoiceHasMoney,
    InvoiceNotOpen,
    NothingToPay,
    PaymentStateForbids,
    Refused,
)
from models.online import attempts, callbacks, facts
from models.tables.collection import Attempt
from tests.books import (
    Book,
    assert_books_balance,
    event_types,
    invoice_now,
    open_book,
    part,
    payment_now,
)
from tests.models.shops import Shop

ROUNDS = 200
SECONDS_MAX = 10.0


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


async def all_at_once(*operations: Coroutine[Any, Any, Any]) -> list[Any]:
    """The outcomes, in the order of the operations; refusals are outcomes, and other errors are raised."""
    results = await asyncio.gather(*operations, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, Refused):
            raise result
    return results


async def after(seconds: float, operation: Coroutine[Any, Any, Any]) -> Any:
    """The outcome of the operation, begun after so many seconds; at once if they are negative."""
    await asyncio.sleep(max(seconds, 0))
    return await operation


def names(results: list[Any]) -> Counter[str]:
    return Counter(type(result).__name__ if isinstance(result, Refused) else "done" for result in results)


async def test_racing_online_payments_never_reserve_more_than_is_due(shop: Shop) -> None:
    invoice = await shop.book.invoice(10_000)
    results = await all_at_once(*(shop.pay(invoice=invoice, amount=1_500) for _ in range(30)))
    begun = [result for result in results if not isinstance(result, Refused)]
    assert len(begun) == 6
    assert {type(result) for result in results if isinstance(result, Refused)} == {AmountTooHigh}
    assert (await invoice_now(invoice))["amount_reserved"] == 9_000
    await assert_books_balance()
    while await shop.send():
        pass
    row = await invoice_now(invoice)
    assert (row["amount_paid"], row["amount_reserved"], row["amount_overpaid"]) == (9_000, 0, 0)
    assert [await shop.journal(payment) for payment in begun] == [[("capture", 1_500)]] * 6
    await assert_books_balance()


async def test_one_of_many_payments_in_full_is_begun(shop: Shop) -> None:
    invoice = await shop.book.invoice(10_000)
    results = await all_at_once(*(shop.pay(invoice=invoice) for _ in range(30)))
    assert names(results) == {"done": 1, NothingToPay.__name__: 29}
    assert (await invoice_now(invoice))["amount_reserved"] == 10_000
    await assert_books_balance()


async def test_racing_offline_payments_settle_the_invoice_and_leave_the_rest_as_credit(book: Book) -> None:
    invoice = await book.invoice(10_000)
    paid = await all_at_once(*(book.pay(invoice, amount=700) for _ in range(50)))
    now = [await payment_now(payment) for payment in paid]
    assert sum(payment["amount_allocated"] for payment in now) == 10_000
    assert sum(payment["amount_unapplied"] for payment in now) == 50 * 700 - 10_000
    row = await invoice_now(invoice)
    assert (row["settlement"], row["amount_paid"], row["amount_overpaid"]) == ("overpaid", 10_000, 25_000)
    types = Counter(await event_types(invoice))
    assert (types["invoice.partially_paid"], types["invoice.paid"], types["invoice.overpaid"]) == (14, 0, 36)
    await assert_books_balance()


async def test_an_invoice_is_either_paid_or_void(book: Book) -> None:
    """Whoever lost a round starts earlier in the next one, so that each of the two wins some."""
    wins: Counter[str] = Counter()
    lead_seconds = 0.0
    while wins.total() < 20 or (len(wins) < 2 and wins.total() < ROUNDS):
        invoice = await book.invoice()
        paid, voided = await all_at_once(
            after(-lead_seconds, book.pay(invoice, amount=500)),
            after(lead_seconds, issuing.void(book.owner, invoice["id"])),
        )
        row = await invoice_now(invoice)
        if row["status"] == "void":
            assert isinstance(paid, InvoiceNotOpen)
            assert row["amount_paid"] == 0
            lead_seconds += 0.001
        else:
            assert isinstance(voided, InvoiceHasMoney)
            assert row["amount_paid"] == 500
            lead_seconds -= 0.001
        wins[row["status"]] += 1
    assert wins.keys() == {"open", "void"}
    await assert_books_balance()


async def test_an_invoice_is_not_void_while_an_online_payment_begins(shop: Shop) -> None:
    for _ in range(10):
        invoice = await shop.book.invoice()
        began, voided = await all_at_once(shop.pay(invoice=invoice), issuing.void(shop.book.owner, invoice["id"]))
        row = await invoice_now(invoice)
        assert isinstance(began, InvoiceNotOpen) == (row["status"] == "void")
        assert isinstance(voided, InvoiceHasMoney) == (row["amount_reserved"] == 10_000)
    await assert_books_balance()


async def test_a_callback_and_a_question_about_the_same_payment_have_one_effect(shop: Shop) -> None:
    deadline, rounds = time.monotonic() + SECONDS_MAX, 0
    while rounds < ROUNDS and time.monotonic() < deadline:
        payment = await shop.pay()
        (attempt,) = await work.claim(Attempt, limit=1, lease_seconds=attempts.LEASE_SECONDS)
        fact = await shop.fact(payment, "succeeded")
        await store_callback(shop, fact)

        async def tell(attempt: Any = attempt, fact: Any = fact) -> None:
            await asyncio.sleep(random.uniform(0, 0.004))
            await attempts._record(attempt, attempts.Tried(fact, is_unwanted=False))

        await all_at_once(callbacks.apply_due(), tell())
        assert await event_types(payment) == ["payment.created", "payment.succeeded"]
        row = await shop.attempt(payment)
        assert (row["status"], row["payment_token"]) == ("done", None)
        rounds += 1
    assert rounds >= 50, "the machine is too slow for this to prove anything"
    left = await database.fetch_value(
        object,
        "SELECT count(*) FROM callbacks WHERE gateway_account_id = $1 AND status <> 'done'",
        shop.account["id"],
    )
    assert left == 0
    await assert_books_balance()


async def test_a_failure_and_a_success_at_once_end_in_the_success(shop: Shop) -> None:
    for _ in range(20):
        payment = await shop.pay()
        words = [
            await shop.fact(payment, status) for status in ("pending", "failed", "succeeded", "succeeded", "pending")
        ]
        random.shuffle(words)
        await all_at_once(*(facts.apply(word, gateway_account_id=shop.account["id"]) for word in words))
        assert (await payment_now(payment))["status"] == "succeeded"
        assert (await event_types(payment)).count("payment.succeeded") == 1
    await assert_books_balance()


async def test_a_late_success_and_a_new_payment_at_once_lose_nothing(shop: Shop) -> None:
    for _ in range(20):
        payment = await shop.pay()
        await facts.apply(await shop.fact(payment, "failed"), gateway_account_id=shop.account["id"])
        invoice = {"id": payment["invoice_id"]}
        late = await shop.fact(payment, "succeeded")
        results = await all_at_once(
            facts.apply(late, gateway_account_id=shop.account["id"]), shop.book.pay(invoice, amount=10_000)
        )
        assert names(results) == {"done": 2}
        row = await invoice_now(invoice)
        assert (row["settlement"], row["amount_paid"], row["amount_overpaid"]) == ("overpaid", 10_000, 10_000)
    await assert_books_balance()


async def test_payments_over_the_same_invoices_in_any_order_do_not_lock_each_other_out(book: Book) -> None:
    several = [await book.invoice(5_000) for _ in range(4)]

    def split() -> Coroutine[Any, Any, Any]:
        chosen = random.sample(several, 3)
        return book.pay(allocations=[part(invoice, 100) for invoice in chosen])

    results = await all_at_once(*(split() for _ in range(40)))
    assert names(results) == {"done": 40}
    rows = [await invoice_now(invoice) for invoice in several]
    assert sum(row["amount_paid"] for row in rows) == 40 * 300
    await assert_books_balance()


async def test_a_reported_payment_is_confirmed_or_rejected_but_not_both(book: Book) -> None:
    payer = await book.payer_login()
    for _ in range(10):
        reported = await book.pay(await book.invoice(), caller=payer)
        results = await all_at_once(
            reviews.confirm(book.owner, reported["id"]),
            reviews.reject_payment(book.owner, reported["id"], reason="No."),
            reviews.confirm(book.owner, reported["id"]),
        )
        assert names(results) == {"done": 1, PaymentStateForbids.__name__: 2}
    await assert_books_balance()


async def test_a_refund_and_a_bounce_at_once_take_the_money_back_once(book: Book) -> None:
    for _ in range(10):
        cheque = await book.pay(await book.invoice(), method="cheque")
        await cheques.clear(book.owner, cheque["id"])
        refunded, bounced = await all_at_once(
            book.refund(cheque, amount=4_000), cheques.bounce(book.owner, cheque["id"], reason="No.")
        )
        row = await payment_now(cheque)
        assert (row["status"], row["amount_allocated"]) == ("reversed", 0)
        assert (row["amount_reversed"], row["amount_excess"]) == (10_000, row["amount_refunded"])
        assert isinstance(refunded, PaymentStateForbids) == (row["amount_refunded"] == 0)
        assert not isinstance(bounced, Refused)
    await assert_books_balance()


async def test_overdue_and_payment_at_once_agree(book: Book) -> None:
    due = clock.now() + datetime.timedelta(days=60)
    several = [await book.invoice() for _ in range(10)]
    with clock.moved_to(due):
        await all_at_once(*(book.pay(invoice) for invoice in several), *(overdue.mark() for _ in range(5)))
    for invoice in several:
        row = await invoice_now(invoice)
        assert (row["settlement"], row["overdue"]) == ("paid", False)
    await assert_books_balance()


async def store_callback(shop: Shop, fact: Any) -> None:
    """What `callbacks.receive` stores of a genuine callback."""
    await database.execute(
        "INSERT INTO callbacks (id, receiver_id, gateway_account_id, gateway_event_id, kind, fact, next_attempt_at) "
        "VALUES ($1, $2, $3, $4, 'payment.succeeded', $5, $6)",
        ids.new(),
        shop.book.receiver["id"],
        shop.account["id"],
        f"simevt_{fact.reference}",
        msgspec.json.encode(fact),
        clock.now(),
    )
