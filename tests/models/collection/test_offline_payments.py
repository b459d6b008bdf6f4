"""Payments in cash, by transfer or by cheque: recorded by the receiver, or reported by the payer and confirmed."""

import asyncio
import datetime
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from models import clock, database, events, ids, lists
from models.billing import issuing
from models.collection import cheques, payments, reviews
from models.errors import (
    CardNumberRefused,
    ChequeNotDue,
    CurrencyDiffers,
    Forbidden,
    Invalid,
    InvoiceNotOpen,
    NotFound,
    NothingToPay,
    PaymentStateForbids,
    PreconditionFailed,
)
from models.parties import payers
from models.proof import integrity
from models.shapes import collection as shapes
from tests.books import (
    Book,
    assert_books_balance,
    booked,
    event_types,
    events_of,
    invoice_now,
    mark_all_overdue,
    open_book,
    part,
    payment_now,
    stranger,
)

DAY = datetime.timedelta(days=1)


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


async def standing(invoice: Any) -> tuple[str, int, int, int]:
    """Settlement, paid, reserved, overpaid."""
    row = await invoice_now(invoice)
    return row["settlement"], row["amount_paid"], row["amount_reserved"], row["amount_overpaid"]


def money(payment: Any) -> tuple[str, int, int, int]:
    """Status, amount, allocated, unapplied."""
    return payment["status"], payment["amount"], payment["amount_allocated"], payment["amount_unapplied"]


# --- recorded by the receiver


@pytest.mark.parametrize(("method", "account"), [("cash", "cash"), ("bank_transfer", "bank"), ("other", "bank")])
async def test_money_in_full_settles_the_invoice(book: Book, method: str, account: str) -> None:
    invoice = await book.invoice(10_000)
    payment = await book.pay(invoice, method=method, reference="Receipt 7", note="Thank you", metadata={"till": "2"})
    assert money(payment) == ("succeeded", 10_000, 10_000, 0)
    assert (payment["reference"], payment["note"], payment["created_by"]) == (
        "Receipt 7",
        "Thank you",
        book.owner.user_id,
    )
    assert await standing(invoice) == ("paid", 10_000, 0, 0)
    assert await booked(payment) == {"payment.succeeded": {account: 10_000, "receivables": -10_000}}
    assert await event_types(payment) == ["payment.succeeded"]
    last = (await events_of(invoice))[-1]
    assert (last["type"], last["sequence"]) == ("invoice.paid", 3)
    assert last["previous"] == {
        "settlement": "unpaid",
        "amount_paid": 0,
        "amount_due": 10_000,
        "amount_payable": 10_000,
    }
    await assert_books_balance()


async def test_partial_payments_add_up(book: Book) -> None:
    invoice = await book.invoice(10_000)
    await book.pay(invoice, amount=2_500)
    assert await standing(invoice) == ("partially_paid", 2_500, 0, 0)
    await book.pay(invoice, amount=2_500)
    rest = await book.pay(invoice)
    assert money(rest) == ("succeeded", 5_000, 5_000, 0)
    assert await standing(invoice) == ("paid", 10_000, 0, 0)
    assert (await event_types(invoice))[2:] == ["invoice.partially_paid", "invoice.partially_paid", "invoice.paid"]
    await assert_books_balance()


async def test_what_exceeds_the_invoice_becomes_the_payers_credit(book: Book) -> None:
    invoice = await book.invoice(10_000)
    payment = await book.pay(invoice, amount=11_000)
    assert money(payment) == ("succeeded", 11_000, 10_000, 1_000)
    assert await standing(invoice) == ("overpaid", 10_000, 0, 1_000)
    assert await booked(payment) == {
        "payment.succeeded": {"cash": 11_000, "receivables": -10_000, "payer_credit": -1_000}
    }
    assert (await event_types(invoice))[2:] == ["invoice.overpaid"]
    again = await book.pay(invoice, amount=300)
    assert money(again) == ("succeeded", 300, 0, 300)
    assert await standing(invoice) == ("overpaid", 10_000, 0, 1_300)
    (balance,) = await payers.balances(book.owner, book.payer["id"])
    assert (balance.amount_due, balance.amount_credit) == (0, 1_300)
    await assert_books_balance()


async def test_a_settled_invoice_takes_no_payment_of_an_unnamed_amount(book: Book) -> None:
    invoice = await book.invoice()
    await book.pay(invoice)
    with pytest.raises(NothingToPay, match="it is settled"):
        await book.pay(invoice)
    assert await event_types(invoice) == ["invoice.created", "invoice.finalized", "invoice.paid"]


async def test_money_cannot_have_arrived_tomorrow(pool: None) -> None:
    book = await open_book(time_zone="Pacific/Kiritimati")
    invoice = await book.invoice()
    # Where the receiver is, the day has begun that is tomorrow in UTC.
    with clock.moved_to(datetime.datetime(2027, 5, 1, 12, 0, tzinfo=datetime.UTC)):
        with pytest.raises(Invalid, match="today is 2027-05-02") as refused:
            await book.pay(invoice, received_on=datetime.date(2027, 5, 3))
        today = await book.pay(invoice, amount=1, received_on=datetime.date(2027, 5, 2))
        unsaid = await book.pay(invoice, amount=1)
        earlier = await book.pay(invoice, amount=1, received_on=datetime.date(2027, 4, 1))
    assert refused.value.pointer == "/received_on"
    assert [row["effective_on"].isoformat() for row in (today, unsaid, earlier)] == [
        "2027-05-02",
        "2027-05-02",
        "2027-04-01",
    ]
    assert (await invoice_now(invoice))["amount_paid"] == 3
    await assert_books_balance()


async def test_a_draft_and_a_void_invoice_take_no_payment(book: Book) -> None:
    draft, void = await book.draft(), await book.invoice()
    await issuing.void(book.owner, void["id"])
    for invoice in (draft, void):
        with pytest.raises(InvoiceNotOpen):
            await book.pay(invoice, amount=100)
    assert (
        await database.fetch_value(object, "SELECT count(*) FROM payments WHERE receiver_id = $1", book.receiver["id"])
        == 0
    )
    await assert_books_balance()


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({}, None),
        ({"amount": 1}, None),
        ({"method": "card", "amount": 1}, "/payment_token"),
    ],
)
async def test_a_payment_names_what_it_is_for(book: Book, fields: dict[str, Any], pointer: str | None) -> None:
    with pytest.raises(Invalid) as refused:
        await book.pay(None, **fields)
    assert refused.value.pointer == pointer


async def test_another_currency_is_refused(book: Book) -> None:
    invoice, dollars = await book.invoice(), await book.invoice(currency="USD")
    with pytest.raises(CurrencyDiffers):
        await book.pay(invoice, currency="USD")
    with pytest.raises(CurrencyDiffers):
        await book.pay(allocations=[part(invoice, 1), part(dollars, 1)])
    assert (await book.pay(dollars, currency="USD"))["currency"] == "USD"
    await assert_books_balance()


async def test_one_payment_covers_several_invoices(book: Book) -> None:
    first, second = await book.invoice(4_000), await book.invoice(6_000)
    payment = await book.pay(allocations=[part(second, 5_000), part(first, 4_000)], method="bank_transfer")
    assert money(payment) == ("succeeded", 9_000, 9_000, 0)
    assert payment["invoice_id"] is None
    shape = shapes.payment(payment)
    assert {(each.invoice_id, each.amount, each.status) for each in shape.allocations} == {
        (ids.encode("invoice", first["id"]), 4_000, "settled"),
        (ids.encode("invoice", second["id"]), 5_000, "settled"),
    }
    assert (await standing(first), await standing(second)) == (
        ("paid", 4_000, 0, 0),
        ("partially_paid", 5_000, 0, 0),
    )
    assert await booked(payment) == {"payment.succeeded": {"bank": 9_000, "receivables": -9_000}}
    await assert_books_balance()


async def test_what_a_split_payment_brings_beyond_its_parts_is_credit(book: Book) -> None:
    first, second = await book.invoice(4_000), await book.invoice(6_000)
    payment = await book.pay(allocations=[part(first, 4_500), part(second, 6_000)], amount=12_000)
    assert money(payment) == ("succeeded", 12_000, 10_000, 2_000)
    assert (await standing(first), await standing(second)) == (("paid", 4_000, 0, 0), ("paid", 6_000, 0, 0))
    await assert_books_balance()


async def test_a_split_payment_that_makes_no_sense_is_refused(book: Book) -> None:
    first, second = await book.invoice(), await book.invoice()
    with pytest.raises(Invalid) as refused:
        await book.pay(allocations=[part(first, 1), part(second, 1), part(first, 2)])
    assert refused.value.pointer == "/allocations/2/invoice_id"
    with pytest.raises(Invalid) as refused:
        await book.pay(allocations=[part(first, 5), part(second, 5)], amount=9)
    assert refused.value.pointer == "/amount"
    with pytest.raises(Invalid):
        await book.pay(first, allocations=[part(first, 5)])
    assert await standing(first) == ("unpaid", 0, 0, 0)


async def test_one_payment_does_not_cover_another_payers_invoice(book: Book) -> None:
    mine = await book.invoice()
    second = await book.another_payer()
    hers = await book.invoice(payer_id=ids.encode("payer", second["id"]))
    with pytest.raises(Invalid, match="one payer") as refused:
        await book.pay(allocations=[part(mine, 1), part(hers, 1)])
    assert refused.value.pointer == "/allocations"
    elsewhere = await (await open_book(owner=book.owner)).invoice()
    both = await open_book(owner=book.owner)
    with pytest.raises(Invalid, match="one receiver"):
        await both.pay(allocations=[part(mine, 1), part(elsewhere, 1)])
    with pytest.raises(NotFound):
        await book.pay(allocations=[part(mine, 1), part(await (await open_book()).invoice(), 1)])
    await assert_books_balance()


async def test_only_who_may_records_payments(book: Book) -> None:
    invoice = await book.invoice()
    with pytest.raises(NotFound):
        await book.pay(invoice, caller=await stranger())
    with pytest.raises(Forbidden):
        await book.pay(invoice, caller=await book.member("viewer"))
    payment = await book.pay(invoice, caller=await book.member("manager"))
    assert payment["status"] == "succeeded"
    with pytest.raises(NotFound):
        await payments.get(await stranger(), payment["id"])
    with pytest.raises(NotFound):
        await payments.get(book.owner, None)
    assert (await payments.get(await book.payer_login(), payment["id"]))["amount"] == 10_000


# --- card numbers

CARD_NUMBERS = [
    "4111111111111111",
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "Card 5555-5555 5555 4444, thanks",
    "378282246310005",
    "3782 822463 10005",
    "6011111111111117.",
    "4222222222222",
    "paid with 3530 1113 3330 0000!",
]


@pytest.mark.parametrize("number", CARD_NUMBERS)
@pytest.mark.parametrize("field", ["reference", "note", "payment_token"])
async def test_card_numbers_are_refused_wherever_text_is_taken(book: Book, number: str, field: str) -> None:
    invoice = await book.invoice()
    with pytest.raises(CardNumberRefused) as refused:
        await book.pay(invoice, **{field: number})
    assert refused.value.pointer == f"/{field}"
    assert number not in refused.value.message
    assert (
        await database.fetch_value(object, "SELECT count(*) FROM payments WHERE receiver_id = $1", book.receiver["id"])
        == 0
    )


async def test_whoever_may_not_pay_learns_nothing_from_a_card_number(book: Book) -> None:
    invoice = await book.invoice()
    with pytest.raises(NotFound):
        await book.pay(invoice, caller=await stranger(), note="4111 1111 1111 1111")
    with pytest.raises(Forbidden):
        await book.pay(invoice, caller=await book.member("viewer"), note="4111 1111 1111 1111")


@pytest.mark.parametrize("text", ["4111 1111 1111 1111 12/27 123", "17 4111111111111111", "4111111111111111 042"])
async def test_digits_beside_a_card_number_do_not_hide_it(book: Book, text: str) -> None:
    with pytest.raises(CardNumberRefused):
        await book.pay(await book.invoice(), note=text)


@pytest.mark.parametrize("text", ["4111111111111112", "DE89 3704 0044 0532 0130 00", "Invoice 2026-00017", "0" * 20])
async def test_other_numbers_are_no_card_numbers(book: Book, text: str) -> None:
    payment = await book.pay(await book.invoice(), reference=text)
    assert payment["reference"] == text


# --- reported by the payer


async def test_a_reported_payment_waits_for_the_receiver_and_holds_its_part(book: Book) -> None:
    invoice, payer = await book.invoice(), await book.payer_login()
    reported = await book.pay(
        invoice, caller=payer, method="bank_transfer", amount=4_000, reference="Bank 1", received_on=clock.now().date()
    )
    assert money(reported) == ("reported", 4_000, 0, 0)
    assert await standing(invoice) == ("unpaid", 0, 4_000, 0)
    assert await booked(reported) == {}
    assert await event_types(reported) == ["payment.reported"]
    confirmed = await reviews.confirm(book.owner, reported["id"], version=reported["version"])
    assert money(confirmed) == ("succeeded", 4_000, 4_000, 0)
    assert confirmed["effective_on"] == reported["effective_on"]
    assert await standing(invoice) == ("partially_paid", 4_000, 0, 0)
    assert await booked(reported) == {"payment.succeeded": {"bank": 4_000, "receivables": -4_000}}
    assert await event_types(reported) == ["payment.reported", "payment.succeeded"]
    assert (await events_of(invoice))[-1]["previous"]["amount_reserved"] == 4_000
    await assert_books_balance()


async def test_a_payer_never_confirms_their_own_payment(book: Book) -> None:
    invoice, payer = await book.invoice(), await book.payer_login()
    reported = await book.pay(invoice, caller=payer)
    for action in (
        lambda caller: reviews.confirm(caller, reported["id"]),
        lambda caller: reviews.reject_payment(caller, reported["id"], reason="Not mine"),
        lambda caller: cheques.clear(caller, reported["id"]),
        lambda caller: cheques.bounce(caller, reported["id"], reason="Not mine"),
    ):
        with pytest.raises(Forbidden):
            await action(payer)
        with pytest.raises(Forbidden):
            await action(await book.member("viewer"))
        with pytest.raises(NotFound):
            await action(await stranger())
    cheque = await book.pay(await book.invoice(), caller=payer, method="cheque")
    assert cheque["status"] == "reported"
    assert await standing(invoice) == ("unpaid", 0, 10_000, 0)


async def test_a_rejected_payment_gives_its_part_back_and_says_why(book: Book) -> None:
    invoice, payer = await book.invoice(), await book.payer_login()
    reported = await book.pay(invoice, caller=payer)
    with pytest.raises(NothingToPay, match="already in progress"):
        await book.pay(invoice)
    rejected = await reviews.reject_payment(book.owner, reported["id"], reason="No such transfer.")
    assert (rejected["status"], rejected["failure_message"]) == ("rejected", "No such transfer.")
    assert await standing(invoice) == ("unpaid", 0, 0, 0)
    assert await booked(reported) == {}
    (_, second) = await events_of(reported)
    assert (second["type"], second["sequence"], second["data"]["failure_message"]) == (
        "payment.rejected",
        2,
        "No such transfer.",
    )
    await book.pay(invoice)
    await assert_books_balance()


async def test_a_payer_may_report_more_than_is_due(book: Book) -> None:
    invoice, payer = await book.invoice(), await book.payer_login()
    reported = await book.pay(invoice, caller=payer, amount=12_000)
    assert await standing(invoice) == ("unpaid", 0, 10_000, 0)
    confirmed = await reviews.confirm(book.owner, reported["id"])
    assert money(confirmed) == ("succeeded", 12_000, 10_000, 2_000)
    assert await standing(invoice) == ("overpaid", 10_000, 0, 2_000)
    await assert_books_balance()


async def test_a_reported_payment_of_a_settled_invoice_becomes_credit(book: Book) -> None:
    invoice, payer = await book.invoice(), await book.payer_login()
    await book.pay(invoice)
    reported = await book.pay(invoice, caller=payer, amount=700)
    confirmed = await reviews.confirm(book.owner, reported["id"])
    assert money(confirmed) == ("succeeded", 700, 0, 700)
    assert await standing(invoice) == ("overpaid", 10_000, 0, 700)
    await assert_books_balance()


async def test_a_reported_payment_is_decided_once(book: Book) -> None:
    payer = await book.payer_login()
    confirmed = await book.pay(await book.invoice(), caller=payer)
    rejected = await book.pay(await book.invoice(), caller=payer)
    await reviews.confirm(book.owner, confirmed["id"])
    await reviews.reject_payment(book.owner, rejected["id"], reason="No.")
    for payment in (confirmed, rejected):
        with pytest.raises(PaymentStateForbids):
            await reviews.confirm(book.owner, payment["id"])
        with pytest.raises(PaymentStateForbids):
            await reviews.reject_payment(book.owner, payment["id"], reason="No.")
        assert len(await events_of(payment)) == 2
    await assert_books_balance()


async def test_a_decision_on_another_version_is_refused(book: Book) -> None:
    reported = await book.pay(await book.invoice(), caller=await book.payer_login())
    cheque = await book.pay(await book.invoice(), method="cheque")
    stale = reported["version"] - 1
    actions: list[Callable[[], Any]] = [
        lambda: reviews.confirm(book.owner, reported["id"], version=stale),
        lambda: reviews.reject_payment(book.owner, reported["id"], reason="No.", version=stale),
        lambda: cheques.clear(book.owner, cheque["id"], version=stale),
        lambda: cheques.bounce(book.owner, cheque["id"], reason="No.", version=stale),
    ]
    for action in actions:
        with pytest.raises(PreconditionFailed):
            await action()
    assert (await payment_now(reported))["status"] == "reported"


# --- cheques


async def test_a_cheque_holds_its_part_until_it_clears(book: Book) -> None:
    invoice = await book.invoice()
    cheque = await book.pay(invoice, method="cheque", reference="No. 17")
    assert money(cheque) == ("pending", 10_000, 0, 0)
    assert await standing(invoice) == ("unpaid", 0, 10_000, 0)
    with pytest.raises(PaymentStateForbids):
        await reviews.confirm(book.owner, cheque["id"])
    cleared = await cheques.clear(book.owner, cheque["id"])
    assert money(cleared) == ("succeeded", 10_000, 10_000, 0)
    assert await standing(invoice) == ("paid", 10_000, 0, 0)
    assert await booked(cheque) == {"payment.succeeded": {"bank": 10_000, "receivables": -10_000}}
    assert await event_types(cheque) == ["payment.pending", "payment.succeeded"]
    with pytest.raises(PaymentStateForbids):
        await cheques.clear(book.owner, cheque["id"])
    await assert_books_balance()


async def test_a_post_dated_cheque_waits_for_its_day(book: Book) -> None:
    day = clock.now().date() + datetime.timedelta(days=10)
    invoice = await book.invoice()
    cheque = await book.pay(invoice, method="cheque", dated_on=day)
    for action in (cheques.deposit, cheques.clear):
        with pytest.raises(ChequeNotDue, match=f"dated {day}"):
            await action(book.owner, cheque["id"])
    assert await standing(invoice) == ("unpaid", 0, 10_000, 0)
    with clock.moved_to(clock.now() + datetime.timedelta(days=11)):
        with pytest.raises(ChequeNotDue):
            await cheques.deposit(book.owner, cheque["id"], effective_on=day - datetime.timedelta(days=1))
        now = await cheques.deposit(book.owner, cheque["id"], effective_on=day)
        assert (now["status"], now["deposited_on"]) == ("pending", day)
        assert await booked(cheque) == {}
        with pytest.raises(PaymentStateForbids, match=f"since {day}"):
            await cheques.deposit(book.owner, cheque["id"])
        assert (await cheques.clear(book.owner, cheque["id"]))["status"] == "succeeded"
        with pytest.raises(PaymentStateForbids):
            await cheques.deposit(book.owner, cheque["id"])
    await assert_books_balance()


async def test_only_a_cheque_has_a_day_and_goes_to_the_bank(book: Book) -> None:
    with pytest.raises(Invalid, match="Only a cheque"):
        await book.pay(await book.invoice(), dated_on=clock.now().date())
    with pytest.raises(Invalid, match="on no cheque"):
        await book.pay(await book.invoice(), method="cheque", dated_on=datetime.date(2200, 1, 1))
    cash = await book.pay(await book.invoice())
    with pytest.raises(PaymentStateForbids):
        await cheques.deposit(book.owner, cash["id"])
    cheque = await book.pay(await book.invoice(), method="cheque")
    with pytest.raises(Forbidden):
        await cheques.deposit(await book.member("viewer"), cheque["id"])


async def test_a_cheque_is_no_money_before_it_was_at_the_bank(book: Book) -> None:
    day = clock.now().date()
    cheque = await book.pay(await book.invoice(), method="cheque", received_on=day - datetime.timedelta(days=8))
    await cheques.deposit(book.owner, cheque["id"], effective_on=day - datetime.timedelta(days=2))
    with pytest.raises(Invalid, match="taken to the bank"):
        await cheques.clear(book.owner, cheque["id"], effective_on=day - datetime.timedelta(days=5))
    await cheques.clear(book.owner, cheque["id"], effective_on=day - datetime.timedelta(days=2))
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    with pytest.raises(Invalid, match="the cheque bounced"):
        await cheques.deposit(book.owner, cheque["id"], effective_on=day - datetime.timedelta(days=1))
    await assert_books_balance()


async def test_a_post_dated_cheque_does_not_bounce_before_its_day(book: Book) -> None:
    day = clock.now().date() + datetime.timedelta(days=10)
    cheque = await book.pay(await book.invoice(), method="cheque", dated_on=day)
    with pytest.raises(ChequeNotDue):
        await cheques.bounce(book.owner, cheque["id"], reason="No funds.")


async def test_cheques_in_hand_are_listed_by_the_day_on_which_they_may_go_to_the_bank(book: Book) -> None:
    day = clock.now().date()
    later = day + datetime.timedelta(days=10)
    in_hand, post_dated, deposited = [
        await book.pay(await book.invoice(), method="cheque", **fields) for fields in ({}, {"dated_on": later}, {})
    ]
    await cheques.deposit(book.owner, deposited["id"])
    await book.pay(await book.invoice())

    async def presentable(on: datetime.date) -> set[Any]:
        filters = lists.Filters(equal={"receiver_id": book.receiver["id"]}, conditions=[(payments.PRESENTABLE, on)])
        page = await payments.list_page(book.owner, filters=filters, limit=20, after=None)
        return {row["id"] for row in page.rows}

    assert await presentable(day) == {in_hand["id"]}
    assert await presentable(later) == {in_hand["id"], post_dated["id"]}


async def test_at_once_a_cheque_goes_to_the_bank_once(book: Book) -> None:
    cheque = await book.pay(await book.invoice(), method="cheque")
    answers = await asyncio.gather(
        *(cheques.deposit(book.owner, cheque["id"]) for _ in range(3)), return_exceptions=True
    )
    assert sum(isinstance(answer, PaymentStateForbids) for answer in answers) == 2
    await assert_books_balance()


async def assert_books_say_what_was_announced(book: Book) -> None:
    report = await integrity.check(book.receiver["id"])
    assert {one.name: one.examples for one in report.checks if one.violations} == {}


@pytest.mark.parametrize("clears_first", [False, True])
async def test_a_cheque_that_bounced_is_taken_to_the_bank_again(book: Book, clears_first: bool) -> None:
    invoice = await book.invoice()
    cheque = await book.pay(invoice, method="cheque")
    await cheques.deposit(book.owner, cheque["id"])
    if clears_first:
        await cheques.clear(book.owner, cheque["id"])
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    with clock.moved_to(clock.now() + datetime.timedelta(days=3)):
        again = await cheques.deposit(book.owner, cheque["id"])
        assert again["deposited_on"] > (await payment_now(cheque))["effective_on"]
        assert (await invoice_now(invoice))["settlement"] == "unpaid"
        assert (await event_types(cheque)).count("payment.deposited") == 2
        await assert_books_say_what_was_announced(book)
        await cheques.clear(book.owner, cheque["id"])
        assert (await invoice_now(invoice))["settlement"] == "paid"
    await assert_books_balance()
    await assert_books_say_what_was_announced(book)


@pytest.mark.parametrize("clears_first", [False, True])
async def test_each_time_a_cheque_is_taken_to_the_bank_once_and_bounces_once(book: Book, clears_first: bool) -> None:
    invoice = await book.invoice()
    cheque = await book.pay(invoice, method="cheque")
    if clears_first:
        await cheques.clear(book.owner, cheque["id"])
    for bounces in range(3):
        row = await cheques.bounce(book.owner, cheque["id"], reason=f"No funds, {bounces + 1}.")
        assert (row["status"], row["deposited_on"]) == ("reversed" if clears_first else "failed", None)
        assert row["failure_message"] == f"No funds, {bounces + 1}."
        with pytest.raises(PaymentStateForbids):
            await cheques.bounce(book.owner, cheque["id"], reason="Twice")
        at_the_bank = await cheques.deposit(book.owner, cheque["id"])
        with pytest.raises(PaymentStateForbids, match=f"since {at_the_bank['deposited_on']}"):
            await cheques.deposit(book.owner, cheque["id"])
        await assert_books_say_what_was_announced(book)
    assert (await event_types(cheque)).count("payment.bounced") == 2
    with pytest.raises(Invalid, match="no money moves"):
        await cheques.bounce(book.owner, cheque["id"], reason="No.", effective_on=clock.now().date())
    assert (await cheques.clear(book.owner, cheque["id"]))["deposited_on"] == at_the_bank["deposited_on"]
    with pytest.raises(PaymentStateForbids):
        await cheques.deposit(book.owner, cheque["id"])
    assert (await invoice_now(invoice))["settlement"] == "paid"
    await assert_books_balance()
    await assert_books_say_what_was_announced(book)


async def test_at_once_a_cheque_that_is_at_the_bank_again_bounces_once(book: Book) -> None:
    cheque = await book.pay(await book.invoice(), method="cheque")
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    await cheques.deposit(book.owner, cheque["id"])
    answers = await asyncio.gather(
        *(cheques.bounce(book.owner, cheque["id"], reason="No funds.") for _ in range(3)), return_exceptions=True
    )
    assert sum(isinstance(answer, PaymentStateForbids) for answer in answers) == 2
    assert (await event_types(cheque)).count("payment.bounced") == 1
    await assert_books_say_what_was_announced(book)


async def test_a_cheque_that_bounces_before_it_clears_brings_nothing(book: Book) -> None:
    invoice = await book.invoice()
    cheque = await book.pay(invoice, method="cheque")
    bounced = await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    assert (bounced["status"], bounced["failure_code"], bounced["failure_message"]) == (
        "failed",
        "bounced",
        "No funds.",
    )
    assert await standing(invoice) == ("unpaid", 0, 0, 0)
    assert await booked(cheque) == {}
    with pytest.raises(PaymentStateForbids):
        await cheques.bounce(book.owner, cheque["id"], reason="")
    await assert_books_balance()


async def test_a_cheque_that_bounces_after_it_cleared_reopens_the_invoice(book: Book) -> None:
    with clock.moved_to(datetime.datetime(2027, 1, 1, 12, tzinfo=datetime.UTC)):
        invoice = await book.invoice()
        cheque = await book.pay(invoice, method="cheque")
        await cheques.clear(book.owner, cheque["id"])
    with clock.moved_to(datetime.datetime(2027, 3, 1, 12, tzinfo=datetime.UTC)):
        bounced = await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
        assert (bounced["status"], bounced["amount_reversed"], bounced["amount_allocated"]) == ("reversed", 10_000, 0)
        assert await standing(invoice) == ("unpaid", 0, 0, 0)
        await mark_all_overdue()
    assert (await booked(cheque))["payment.reversed"] == {"bank": -10_000, "receivables": 10_000}
    on = await database.fetch_value(
        object,
        "SELECT effective_on FROM reversals WHERE payment_id = $1 AND kind = 'bounce'",
        cheque["id"],
    )
    assert on.isoformat() == "2027-03-01"
    assert await event_types(cheque) == ["payment.pending", "payment.succeeded", "payment.reversed"]
    assert (await event_types(invoice))[2:] == ["invoice.paid", "invoice.reopened", "invoice.overdue"]
    assert (await events_of(invoice))[3]["previous"]["settlement"] == "paid"
    assert (await invoice_now(invoice))["overdue"]
    with pytest.raises(PaymentStateForbids):
        await cheques.bounce(book.owner, cheque["id"], reason="Again.")
    await book.pay(invoice)
    await assert_books_balance()


async def test_a_cheque_that_bounced_is_presented_again_and_clears(book: Book) -> None:
    invoice = await book.invoice()
    cheque = await book.pay(invoice, method="cheque")
    await cheques.clear(book.owner, cheque["id"])
    for _ in range(2):
        await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
        assert (await invoice_now(invoice))["settlement"] == "unpaid"
        cleared = await cheques.clear(book.owner, cheque["id"])
        assert (cleared["status"], cleared["amount_reversed"], cleared["failure_code"]) == ("succeeded", 0, None)
        assert (await invoice_now(invoice))["settlement"] == "paid"
        await assert_books_balance()
    with pytest.raises(PaymentStateForbids):
        await cheques.clear(book.owner, cheque["id"])


async def test_a_cheque_that_never_cleared_is_presented_again(book: Book) -> None:
    invoice = await book.invoice()
    cheque = await book.pay(invoice, method="cheque")
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    # Somebody has paid a part meanwhile: what the invoice does not take is credit.
    await book.pay(invoice, amount=4_000)
    cleared = await cheques.clear(book.owner, cheque["id"])
    assert money(cleared) == ("succeeded", 10_000, 6_000, 4_000)
    assert (await invoice_now(invoice))["settlement"] == "overpaid"
    await assert_books_balance()


async def test_a_cheque_clears_again_no_earlier_than_it_bounced(book: Book) -> None:
    cheque = await book.pay(await book.invoice(), method="cheque")
    await cheques.clear(book.owner, cheque["id"])
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    with pytest.raises(Invalid, match="the cheque bounced"):
        await cheques.clear(book.owner, cheque["id"], effective_on=clock.now().date() - datetime.timedelta(days=3))


async def test_two_present_it_again_at_once(book: Book) -> None:
    cheque = await book.pay(await book.invoice(), method="cheque")
    await cheques.clear(book.owner, cheque["id"])
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    answers = await asyncio.gather(*(cheques.clear(book.owner, cheque["id"]) for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(answer, PaymentStateForbids) for answer in answers) == 2
    await assert_books_balance()


async def test_a_bounced_cheque_takes_its_credit_back_too(book: Book) -> None:
    invoice = await book.invoice()
    cheque = await book.pay(invoice, method="cheque", amount=13_000)
    await cheques.clear(book.owner, cheque["id"])
    assert await standing(invoice) == ("overpaid", 10_000, 0, 3_000)
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    assert await standing(invoice) == ("unpaid", 0, 0, 0)
    assert (await booked(cheque))["payment.reversed"] == {
        "bank": -13_000,
        "receivables": 10_000,
        "payer_credit": 3_000,
    }
    await assert_books_balance()


async def test_a_bounced_cheque_reopens_every_invoice_that_it_covered(book: Book) -> None:
    first, second = await book.invoice(4_000), await book.invoice(6_000)
    cheque = await book.pay(allocations=[part(first, 4_000), part(second, 5_000)], amount=9_500, method="cheque")
    await cheques.clear(book.owner, cheque["id"])
    assert (await standing(first))[:2] == ("paid", 4_000)
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    assert (await standing(first), await standing(second)) == (("unpaid", 0, 0, 0), ("unpaid", 0, 0, 0))
    assert (await event_types(first))[-1] == (await event_types(second))[-1] == "invoice.reopened"
    await assert_books_balance()


async def test_only_a_cheque_bounces(book: Book) -> None:
    cash = await book.pay(await book.invoice())
    with pytest.raises(PaymentStateForbids):
        await cheques.bounce(book.owner, cash["id"], reason="No.")


async def test_an_invoice_that_reopens_beside_anothers_excess_is_owed_again(book: Book) -> None:
    invoice = await book.invoice()
    cheque = await book.pay(invoice, method="cheque")
    await cheques.clear(book.owner, cheque["id"])
    await book.pay(invoice, amount=2_000)
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    row = await invoice_now(invoice)
    # What had been too much takes the place of the cheque.
    assert (row["settlement"], row["amount_paid"], row["amount_overpaid"]) == ("partially_paid", 2_000, 0)
    await assert_books_balance()


# --- events


async def test_every_event_says_what_was_before(book: Book) -> None:
    invoice, payer = await book.invoice(), await book.payer_login()
    reported = await book.pay(invoice, caller=payer, amount=4_000)
    await reviews.confirm(book.owner, reported["id"])
    first, second = await events_of(reported)
    assert first["previous"] == {}
    assert second["previous"]["status"] == "reported"
    assert second["previous"]["amount_allocated"] == 0
    assert second["previous"]["allocations"][0]["status"] == "reserved"
    assert "amount" not in second["previous"]


async def test_every_type_that_a_payment_can_announce_is_known() -> None:
    statuses = msgspec.inspect.type_info(shapes.Payment).fields
    (status,) = (field for field in statuses if field.name == "status")
    # That nobody knows an outcome is announced to nobody.
    assert {f"payment.{value}" for value in status.type.values} - {"payment.unknown"} <= set(events.TYPES)


async def test_what_belongs_to_the_other_kind_of_payment_is_refused(book: Book) -> None:
    invoice = await book.invoice()
    for fields, pointer in (
        ({"method": "cash", "payment_token": "tok_success"}, "/payment_token"),
        ({"method": "card", "payment_token": "tok_success", "received_on": clock.now().date()}, "/received_on"),
    ):
        with pytest.raises(Invalid, match=r"leave .* out") as refused:
            await book.pay(invoice, **fields)
        assert refused.value.pointer == pointer


async def test_a_cheque_that_bounces_before_it_cleared_moves_no_money_on_any_day(book: Book) -> None:
    cheque = await book.pay(await book.invoice(), method="cheque")
    with pytest.raises(Invalid, match="no money moves") as refused:
        await cheques.bounce(book.owner, cheque["id"], reason="No funds.", effective_on=clock.now().date())
    assert refused.value.pointer == "/effective_on"
