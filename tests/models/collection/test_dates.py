"""On which day money is booked: the receiver's, at the instant that the gateway names, or else now."""

import datetime
from typing import Any

import pytest

from models import clock, database, ids
from models.collection import cheques
from models.gateways.base import RefundFact
from models.money import terms
from models.online import facts
from models.parties import receivers
from models.shapes.parties import ReceiverPatch
from tests.books import assert_books_balance, open_book, part, payment_now, refund_now
from tests.models.shops import Shop

MINUTE = datetime.timedelta(minutes=1)
# When the tenth of that month has ended where the receiver is.
MIDNIGHTS = [
    ("Pacific/Kiritimati", "2027-03-10T10:00+00:00"),
    ("UTC", "2027-03-11T00:00+00:00"),
    # Summer time: PostgreSQL takes the name for an abbreviation, which has none.
    ("CET", "2027-07-10T22:00+00:00"),
    # No winter time any more, which older data do not know.
    ("America/Vancouver", "2027-01-11T07:00+00:00"),
    ("Pacific/Pago_Pago", "2027-03-11T11:00+00:00"),
]
EITHER_SIDE = [
    pytest.param(zone, datetime.datetime.fromisoformat(midnight) + away, day, id=f"{zone}-{day}")
    for zone, midnight in MIDNIGHTS
    for away, day in ((-MINUTE, 10), (MINUTE, 11))
]
at_either_side = pytest.mark.parametrize(("time_zone", "instant", "day"), EITHER_SIDE)


async def move(shop: Shop, time_zone: str) -> None:
    """The receiver lives there, for all invoices to come."""
    await database.execute("UPDATE receivers SET time_zone = $2 WHERE id = $1", shop.book.receiver["id"], time_zone)


async def day_of(kind: str, row: Any) -> int:
    """The day of the month on which a fact is booked."""
    on = await database.fetch_value(
        object,
        "SELECT effective_on FROM ledger_transactions WHERE kind = $1 AND (source_id = $2 OR source_id IN "
        "(SELECT id FROM reversals WHERE refund_id = $2 OR payment_id = $2 AND refund_id IS NULL))",
        kind,
        row["id"],
    )
    return int(on.day)


async def hear(shop: Shop, payment: Any, status: str, instant: datetime.datetime | None, **fields: Any) -> None:
    """The gateway's word about a payment; `instant` is when it says that this happened."""
    fact = await shop.fact(payment, status, occurred_at=instant, **fields)
    assert await facts.apply(fact, gateway_account_id=shop.account["id"])


async def hear_of_refund(shop: Shop, refund: Any, status: Any, instant: datetime.datetime | None) -> None:
    fact = RefundFact(
        gateway_refund_id=f"sim_{refund['id'].hex}",
        gateway_payment_id=f"sim_{refund['payment_id'].hex}",
        reference=ids.encode("attempt", (await shop.attempt(refund))["id"]),
        account=shop.account["account"],
        status=status,
        amount=refund["amount"],
        currency=refund["currency"],
        occurred_at=instant,
    )
    assert await facts.apply(fact, gateway_account_id=shop.account["id"])


@at_either_side
async def test_what_a_gateway_tells_late_is_booked_on_its_day(
    shop: Shop, time_zone: str, instant: datetime.datetime, day: int
) -> None:
    await move(shop, time_zone)
    with clock.moved_to(instant - datetime.timedelta(days=3)):
        returned, refunded, differing = [await shop.pay() for _ in range(3)]
    with clock.moved_to(instant + datetime.timedelta(days=2)):
        await hear(shop, returned, "succeeded", instant)
        await hear(shop, returned, "returned", instant)
        await hear(shop, differing, "succeeded", instant, amount=1)
        await hear(shop, refunded, "succeeded", instant)
        refund = await shop.book.refund(refunded, amount=1_000)
        await hear_of_refund(shop, refund, "succeeded", instant)
        assert (await refund_now(refund))["effective_on"].day == day
        await hear_of_refund(shop, refund, "failed", instant)
    assert (await payment_now(returned))["effective_on"].day == day
    assert await day_of("payment.succeeded", returned) == day
    assert await day_of("payment.reversed", returned) == day
    assert await day_of("payment.needs_review", differing) == day
    assert await day_of("refund.succeeded", refund) == day
    assert await day_of("refund.returned", refund) == day
    await assert_books_balance()


@at_either_side
async def test_what_has_no_instant_of_its_own_is_booked_on_the_receivers_today(
    shop: Shop, time_zone: str, instant: datetime.datetime, day: int
) -> None:
    await move(shop, time_zone)
    with clock.moved_to(instant - datetime.timedelta(days=3)):
        returned, refunded, differing = [await shop.pay() for _ in range(3)]
        await hear(shop, refunded, "succeeded", None)
        refund = await shop.book.refund(refunded, amount=1_000)
    with clock.moved_to(instant):
        await hear(shop, returned, "returned", None)
        await hear(shop, differing, "succeeded", None, amount=1)
        await hear_of_refund(shop, refund, "succeeded", None)
        await hear_of_refund(shop, refund, "failed", None)
    assert await day_of("payment.reversed", returned) == day
    assert await day_of("payment.needs_review", differing) == day
    assert await day_of("refund.succeeded", refund) == day
    assert await day_of("refund.returned", refund) == day
    await assert_books_balance()


@at_either_side
async def test_a_cheque_is_money_from_the_day_it_clears_to_the_day_it_bounces(
    pool: None, time_zone: str, instant: datetime.datetime, day: int
) -> None:
    book = await open_book(time_zone=time_zone)
    with clock.moved_to(instant - datetime.timedelta(days=3)):
        clearing, bouncing = [await book.pay(await book.invoice(), method="cheque") for _ in range(2)]
        await cheques.clear(book.owner, bouncing["id"])
    with clock.moved_to(instant):
        cleared = await cheques.clear(book.owner, clearing["id"])
        await cheques.bounce(book.owner, bouncing["id"], reason="No funds.")
    assert cleared["effective_on"].day == day
    assert await day_of("payment.succeeded", cleared) == day
    assert await day_of("payment.reversed", bouncing) == day
    assert await day_of("payment.succeeded", bouncing) == day - 3
    await assert_books_balance()


async def test_money_that_no_invoice_took_is_dated_where_the_receiver_is_too(pool: None) -> None:
    book = await open_book(time_zone="Pacific/Kiritimati")
    one, other = [await book.invoice(), await book.invoice()]
    await book.pay(one)
    await book.pay(other)
    with clock.moved_to(datetime.datetime(2027, 3, 10, 12, tzinfo=datetime.UTC)):
        credit = await book.pay(allocations=[part(one, 1_000), part(other, 2_000)])
        assert (credit["invoice_id"], credit["allocations"], credit["amount_unapplied"]) == (None, "[]", 3_000)
        refund = await book.refund(credit)
    assert refund["effective_on"] == datetime.date(2027, 3, 11)
    await assert_books_balance()


async def test_cash_for_an_invoice_whose_zone_is_not_known_any_more_comes_where_the_receiver_is_now(
    pool: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = await open_book(time_zone="America/Coyhaique")
    invoice = await book.invoice()
    monkeypatch.setattr(terms, "TIME_ZONES", terms.TIME_ZONES - {"America/Coyhaique"})
    await receivers.update(book.owner, book.receiver["id"], ReceiverPatch(time_zone="Pacific/Kiritimati"), version=None)
    with clock.moved_to(clock.now().replace(hour=11) + datetime.timedelta(days=1)):
        payment = await book.pay(invoice)
        assert payment["effective_on"] == clock.now().date() + datetime.timedelta(days=1)
    await assert_books_balance()
