"""Money that is taken back: all of it or a part, once or again, undone, and beyond what a payment still held."""

import datetime
import itertools
from typing import Any

import pytest

from models import clock, database, ids, lists
from models.collection import cheques, refund_outcomes, reversals
from models.errors import Invalid, NotFound
from models.gateways.base import RefundFact, ReversalFact
from models.online import facts
from models.tables.collection import Reversal
from tests.books import (
    Book,
    assert_books_balance,
    booked,
    event_types,
    invoice_now,
    open_book,
    payment_now,
    refund_now,
    stranger,
)
from tests.models.shops import Shop

DAY = datetime.timedelta(days=1)
BEGIN = datetime.datetime(2026, 11, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


async def paid(shop: Shop, *, at: datetime.datetime | None = BEGIN) -> Any:
    """A payment of 100.00 that the gateway has, and we too."""
    payment = await shop.pay()
    await facts.apply(await shop.fact(payment, "succeeded", occurred_at=at), gateway_account_id=shop.account["id"])
    return await payment_now(payment)


async def say(shop: Shop, payment: Any, status: str, **fields: Any) -> bool:
    return await facts.apply(await shop.fact(payment, status, **fields), gateway_account_id=shop.account["id"])


async def refund_said(shop: Shop, refund: Any, status: Any, **fields: Any) -> bool:
    usual: dict[str, Any] = {
        "gateway_refund_id": f"rfd_{refund['id'].hex}",
        "gateway_payment_id": f"sim_{refund['payment_id'].hex}",
        "reference": ids.encode("attempt", (await shop.attempt(refund))["id"]),
        "account": shop.account["account"],
        "status": status,
        "amount": refund["amount"],
        "currency": refund["currency"],
    }
    return await facts.apply(RefundFact(**(usual | fields)), gateway_account_id=shop.account["id"])


async def disputed(shop: Shop, payment: Any, status: Any, **fields: Any) -> bool:
    usual: dict[str, Any] = {
        "gateway_reversal_id": "dsp_1",
        "gateway_payment_id": f"sim_{payment['id'].hex}",
        "reference": ids.encode("attempt", (await shop.attempt(payment))["id"]),
        "account": shop.account["account"],
        "kind": "chargeback",
        "status": status,
        "amount": payment["amount"],
        "currency": payment["currency"],
    }
    return await facts.apply(ReversalFact(**(usual | fields)), gateway_account_id=shop.account["id"])


async def money(payment: Any) -> dict[str, int]:
    """Where a payment's money is; what is nothing is left out."""
    row = await payment_now(payment)
    parts = ("allocated", "unapplied", "refunded", "refund_reserved", "reversed", "excess")
    return {part: row[f"amount_{part}"] for part in parts if row[f"amount_{part}"]}


async def accounts(book: Book) -> dict[str, int]:
    """The balances of a receiver's ledger, but those that are nothing."""
    rows = await database.fetch(
        "SELECT ledger_accounts.kind, sum(amount)::bigint AS amount FROM ledger_entries JOIN ledger_accounts "
        "ON ledger_accounts.id = account_id WHERE ledger_accounts.receiver_id = $1 GROUP BY 1 HAVING sum(amount) <> 0",
        book.receiver["id"],
    )
    return {row["kind"]: row["amount"] for row in rows}


async def rows_of(payment: Any) -> list[Reversal]:
    return await Reversal.objects().where(Reversal.payment_id == payment["id"]).order_by(Reversal.id)


async def discrepancies(payment: Any) -> list[tuple[Any, ...]]:
    rows = await database.fetch("SELECT * FROM discrepancies WHERE payment_id = $1 ORDER BY id", payment["id"])
    return [(row["subject"], row["kind"], row["amount_there"], row["status"]) for row in rows]


# --- returns, by the payment's status


async def test_a_part_that_is_returned_is_a_part_that_is_owed_again(shop: Shop) -> None:
    payment = await paid(shop)
    for _ in range(2):
        assert await say(shop, payment, "returned", amount_returned=2_500, failure_code="debit_returned")
    now = await payment_now(payment)
    assert (now["status"], await money(payment)) == ("succeeded", {"allocated": 7_500, "reversed": 2_500})
    (row,) = await rows_of(payment)
    assert (row.kind, row.status, row.amount, row.reason_code) == ("return", "standing", 2_500, "debit_returned")
    assert (await booked(payment))["payment.reversed"] == {"gateway_clearing": -2_500, "receivables": 2_500}
    assert (await event_types(payment))[-1] == "payment.reversed"
    invoice = await invoice_now({"id": payment["invoice_id"]})
    assert (invoice["settlement"], invoice["amount_paid"]) == ("partially_paid", 7_500)
    await assert_books_balance()
    # What comes back more is a row of its own, and in the end all of it is gone.
    assert await say(shop, payment, "returned", amount_returned=10_000)
    assert [row.amount for row in await rows_of(payment)] == [2_500, 7_500]
    assert ((await payment_now(payment))["status"], await money(payment)) == ("reversed", {"reversed": 10_000})
    await assert_books_balance()


ANOTHER_ID = {"gateway_payment_id": "sim_quite_another"}
OTHERWISE = [{"amount": 2_500}, {"currency": "USD"}, {"account": "acct_other"}]
NO_SUCH_AMOUNT = [{"amount_returned": 10_001}, {"amount_returned": -1}]


async def assert_left_alone(shop: Shop, payment: Any, status: str, differs: dict[str, Any]) -> None:
    """Heard twice, a word that differs moves nothing."""
    before = await payment_now(payment)
    for _ in range(2):
        assert await say(shop, payment, status, occurred_at=BEGIN + DAY, **differs)
    now = await payment_now(payment)
    # That it was heard is kept.
    heard = {"reported_at", "version", "updated_at"}
    assert {name for name, value in now.items() if value != before[name]} <= heard
    assert await rows_of(payment) == []
    await assert_books_balance()


async def discrepancies_of(payment: Any) -> int:
    return len(await database.fetch("SELECT FROM discrepancies WHERE receiver_id = $1", payment["receiver_id"]))


@pytest.mark.parametrize(
    ("status", "differs"),
    [
        *itertools.product(["returned", "succeeded", "failed"], OTHERWISE),
        *itertools.product(["returned", "succeeded"], [ANOTHER_ID]),
        *itertools.product(["returned"], NO_SUCH_AMOUNT),
    ],
)
async def test_a_word_that_differs_leaves_what_is_booked_alone_and_is_a_discrepancy(
    shop: Shop, status: str, differs: dict[str, Any]
) -> None:
    payment = await paid(shop)
    await assert_left_alone(shop, payment, status, differs)
    assert await discrepancies_of(payment) == 1


@pytest.mark.parametrize(
    ("status", "differs"),
    # A failed payment with another id is another payment; what came back is said by `returned` only.
    [("failed", ANOTHER_ID), *itertools.product(["succeeded"], NO_SUCH_AMOUNT)],
)
async def test_a_word_that_is_about_something_else_leaves_what_is_booked_alone(
    shop: Shop, status: str, differs: dict[str, Any]
) -> None:
    payment = await paid(shop)
    await assert_left_alone(shop, payment, status, differs)
    assert await discrepancies_of(payment) == 0


@pytest.mark.parametrize("differs", NO_SUCH_AMOUNT)
async def test_a_debit_that_failed_after_all_has_gone_whatever_is_said_of_its_parts(
    shop: Shop, differs: dict[str, Any]
) -> None:
    payment = await paid(shop)
    for _ in range(2):
        assert await say(shop, payment, "failed", occurred_at=BEGIN + DAY, **differs)
    assert (await payment_now(payment))["status"] == "reversed"
    await assert_books_balance()


async def test_a_return_that_was_a_mistake_is_undone_and_may_come_again(shop: Shop) -> None:
    payment = await paid(shop)
    for day, (status, becomes) in enumerate(
        [("returned", "reversed"), ("succeeded", "succeeded"), ("returned", "reversed"), ("succeeded", "succeeded")],
        start=1,
    ):
        for _ in range(2):
            assert await say(shop, payment, status, occurred_at=BEGIN + day * DAY)
        assert (await payment_now(payment))["status"] == becomes
        await assert_books_balance()
    assert [row.status for row in await rows_of(payment)] == ["undone", "undone"]
    assert await money(payment) == {"allocated": 10_000}
    assert (await invoice_now({"id": payment["invoice_id"]}))["settlement"] == "paid"
    assert (await event_types(payment))[2:] == ["payment.reversed", "payment.reinstated"] * 2
    # A word that is older than the last one changes nothing, whichever it is.
    for status in ("returned", "succeeded", "failed"):
        assert await say(shop, payment, status, occurred_at=BEGIN + 2 * DAY)
    assert await money(payment) == {"allocated": 10_000}


async def test_a_return_that_is_undone_reopens_what_was_given_up_meanwhile(shop: Shop) -> None:
    payment = await paid(shop)
    invoice = {"id": payment["invoice_id"]}
    assert await say(shop, payment, "returned", occurred_at=BEGIN + DAY)
    await shop.book.give_up(invoice)
    assert await say(shop, payment, "succeeded", occurred_at=BEGIN + 2 * DAY)
    now = await invoice_now(invoice)
    assert (now["status"], now["settlement"], now["amount_written_off"]) == ("open", "paid", 0)
    assert (await event_types(invoice))[-2:] == ["invoice.reopened", "invoice.paid"]
    await assert_books_balance()


async def test_a_debit_that_fails_after_it_has_succeeded_is_returned(shop: Shop) -> None:
    payment = await paid(shop)
    assert await say(shop, payment, "failed", occurred_at=BEGIN - DAY)
    assert (await payment_now(payment))["status"] == "succeeded"
    assert await say(shop, payment, "failed", occurred_at=BEGIN + DAY, failure_code="late_failure")
    assert (await payment_now(payment))["status"] == "reversed"
    await assert_books_balance()


async def test_an_older_success_does_not_overrule_the_gateways_own_failure(shop: Shop) -> None:
    payment = await shop.pay()
    assert await say(shop, payment, "failed", occurred_at=BEGIN)
    assert await say(shop, payment, "succeeded", occurred_at=BEGIN - DAY)
    assert (await payment_now(payment))["status"] == "failed"
    assert await say(shop, payment, "succeeded", occurred_at=BEGIN + DAY)
    assert (await payment_now(payment))["status"] == "succeeded"
    await assert_books_balance()


# --- chargebacks, which have an id of their own


async def test_a_dispute_that_is_won_brings_the_money_back_to_its_invoice(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_disputed_won")
    await shop.listen(3)
    (row,) = await rows_of(payment)
    assert (row.kind, row.status, row.amount) == ("chargeback", "undone", 10_000)
    assert row.gateway_reversal_id.startswith("simdsp_")
    assert await money(payment) == {"allocated": 10_000}
    assert (await event_types(payment))[-2:] == ["payment.reversed", "payment.reinstated"]
    assert (await booked(payment))["payment.reinstated"] == {"gateway_clearing": 10_000, "receivables": -10_000}
    await assert_books_balance()


async def test_a_chargeback_may_be_won_and_withdrawn_again(shop: Shop) -> None:
    payment = await paid(shop)
    words = ["taken", "given_back", "taken", "given_back", "taken"]
    for day, word in enumerate(words, start=1):
        for _ in range(2):
            assert await disputed(shop, payment, word, occurred_at=BEGIN + day * DAY)
    assert [row.status for row in await rows_of(payment)] == ["undone", "undone", "standing"]
    assert await money(payment) == {"reversed": 10_000}
    # What was given back first, and taken first, is heard of late: nothing changes.
    assert await disputed(shop, payment, "given_back", occurred_at=BEGIN + 2 * DAY)
    assert await disputed(shop, payment, "taken", occurred_at=BEGIN + DAY)
    assert await money(payment) == {"reversed": 10_000}
    await assert_books_balance()


async def test_money_that_was_given_back_before_we_heard_that_it_was_taken_is_where_it_was(shop: Shop) -> None:
    payment = await paid(shop)
    assert await disputed(shop, payment, "given_back", amount=3_000, occurred_at=BEGIN + 2 * DAY)
    assert await disputed(shop, payment, "taken", amount=3_000, occurred_at=BEGIN + DAY)
    (row,) = await rows_of(payment)
    assert (row.status, await money(payment)) == ("undone", {"allocated": 10_000})
    assert sorted(await booked(payment)) == ["payment.reinstated", "payment.reversed", "payment.succeeded"]
    await assert_books_balance()


@pytest.mark.parametrize(
    "differs",
    [
        {"amount": 10_001},
        {"currency": "USD"},
        {"account": "acct_other"},
        {"gateway_payment_id": "sim_quite_another"},
    ],
)
async def test_a_chargeback_that_differs_is_a_discrepancy(shop: Shop, differs: dict[str, Any]) -> None:
    payment = await paid(shop)
    for _ in range(2):
        assert await disputed(shop, payment, "taken", **differs)
    assert await money(payment) == {"allocated": 10_000}
    amount = differs.get("amount", 10_000)
    assert await discrepancies(payment) == [("reversal", "state_differs", amount, "open")]
    await assert_books_balance()


async def test_a_chargeback_before_the_success_waits_for_it(shop: Shop) -> None:
    payment = await shop.pay()
    assert not await disputed(shop, payment, "taken")
    assert await say(shop, payment, "succeeded")
    assert await disputed(shop, payment, "taken")
    assert (await payment_now(payment))["status"] == "reversed"


# --- more goes out than came


async def test_a_refund_that_comes_back_after_the_return_makes_no_credit(shop: Shop) -> None:
    payment = await paid(shop)
    refund = await shop.book.refund(payment, amount=3_000)
    assert await refund_said(shop, refund, "succeeded")
    assert await say(shop, payment, "returned")
    # 30.00 were refunded, and all of the 100.00 taken back: 30.00 are gone that the payer owes nobody.
    assert await money(payment) == {"refunded": 3_000, "reversed": 10_000, "excess": 3_000}
    assert await accounts(shop.book) == {
        "gateway_clearing": -3_000,
        "suspense": 3_000,
        "receivables": 10_000,
        "revenue": -10_000,
    }
    assert await discrepancies(payment) == [("reversal", "exceeds_payment", 13_000, "open")]
    assert await refund_said(shop, refund, "failed")
    assert await money(payment) == {"reversed": 10_000}
    assert await accounts(shop.book) == {"receivables": 10_000, "revenue": -10_000}
    assert await discrepancies(payment) == [("reversal", "exceeds_payment", 13_000, "resolved")]
    await assert_books_balance()


async def test_a_refund_that_we_gave_up_and_the_gateway_made_is_booked(shop: Shop) -> None:
    payment = await paid(shop)
    first = await shop.book.refund(payment, amount=6_000)
    await give_up(first)
    assert await refund_said(shop, first, "succeeded", occurred_at=BEGIN + DAY)
    assert (await refund_now(first))["status"] == "succeeded"
    assert await money(payment) == {"allocated": 4_000, "refunded": 6_000}
    await assert_books_balance()


async def test_a_late_refund_beyond_what_is_left_is_in_suspense_until_something_comes_back(shop: Shop) -> None:
    payment = await paid(shop)
    first = await shop.book.refund(payment, amount=10_000)
    await give_up(first)
    second = await shop.book.refund(payment, amount=10_000)
    # The gateway makes the first one after all, while the second one holds all that there is.
    assert await refund_said(shop, first, "succeeded", occurred_at=BEGIN + DAY)
    assert await money(payment) == {
        "allocated": 10_000,
        "refunded": 10_000,
        "refund_reserved": 10_000,
        "excess": 10_000,
    }
    assert await discrepancies(payment) == [("refund", "exceeds_payment", 20_000, "open")]
    await assert_books_balance()
    # The second one fails: what went first comes off the payment, and nothing is beyond it any more.
    assert await refund_said(shop, second, "failed")
    assert await money(payment) == {"refunded": 10_000}
    assert (await accounts(shop.book)).get("suspense") is None
    assert [found[-1] for found in await discrepancies(payment)] == ["resolved"]
    await assert_books_balance()


async def test_an_older_success_does_not_overrule_a_refunds_failure(shop: Shop) -> None:
    payment = await paid(shop)
    refund = await shop.book.refund(payment, amount=1_000)
    assert await refund_said(shop, refund, "failed", occurred_at=BEGIN + DAY)
    assert await refund_said(shop, refund, "succeeded", occurred_at=BEGIN)
    assert (await refund_now(refund))["status"] == "failed"
    # A newer one does: it went, came back, and went again.
    for day, status in enumerate(("succeeded", "failed", "succeeded"), start=2):
        for _ in range(2):
            assert await refund_said(shop, refund, status, occurred_at=BEGIN + day * DAY)
        assert (await refund_now(refund))["status"] == status
        await assert_books_balance()
    assert sorted(await booked(refund)) == ["refund.resent", "refund.returned", "refund.succeeded"]
    assert await money(payment) == {"allocated": 9_000, "refunded": 1_000}


async def give_up(refund: Any) -> None:
    """As after three sends that the gateway never heard of."""
    await refund_outcomes.fail_by_ourselves(
        refund["id"], refund["payment_id"], code="gateway_unavailable", message="The gateway never took it."
    )
    assert (await refund_now(refund))["status"] == "failed"


# --- offline


async def test_a_cheque_bounces_on_the_day_that_is_named(book: Book) -> None:
    today = clock.now().date()
    cheque = await book.pay(await book.invoice(), method="cheque", received_on=today - 9 * DAY)
    cleared = await cheques.clear(book.owner, cheque["id"], effective_on=today - 5 * DAY)
    assert cleared["effective_on"] == today - 5 * DAY
    for day in (today + DAY, today - 6 * DAY, datetime.date(202, 6, 1)):
        with pytest.raises(Invalid) as refused:
            await cheques.bounce(book.owner, cheque["id"], reason="No funds.", effective_on=day)
        assert refused.value.pointer == "/effective_on"
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.", effective_on=today - 2 * DAY)
    (row,) = await rows_of(cheque)
    assert (row.kind, row.effective_on, row.created_by) == ("bounce", today - 2 * DAY, book.owner.user_id)
    await assert_books_balance()


@pytest.mark.parametrize("day", [datetime.date(1, 1, 1), datetime.date(202, 6, 1), datetime.date(1999, 12, 31)])
async def test_money_did_not_come_before_there_was_any_sense_in_it(book: Book, day: datetime.date) -> None:
    invoice = await book.invoice()
    with pytest.raises(Invalid, match=r"is too early: give a day from 2000-01-01 to") as refused:
        await book.pay(invoice, received_on=day)
    assert refused.value.pointer == "/received_on"


async def test_an_offline_refund_is_dated_by_who_gave_it(book: Book) -> None:
    today = clock.now().date()
    payment = await book.pay(await book.invoice(), received_on=today - 9 * DAY)
    for day in (today + DAY, today - 10 * DAY):
        with pytest.raises(Invalid) as refused:
            await book.refund(payment, amount=1_000, effective_on=day)
        assert refused.value.pointer == "/effective_on"
    refund = await book.refund(payment, amount=1_000, effective_on=today - 3 * DAY)
    assert refund["effective_on"] == today - 3 * DAY


async def test_a_gateway_dates_its_own_refunds(shop: Shop) -> None:
    with pytest.raises(Invalid, match="leave effective_on out"):
        await shop.book.refund(await paid(shop), amount=1_000, effective_on=clock.now().date())


# --- who sees them


async def test_reversals_are_seen_by_who_sees_their_payment(book: Book) -> None:
    cheque = await book.pay(await book.invoice(), method="cheque")
    await cheques.clear(book.owner, cheque["id"])
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    (row,) = await rows_of(cheque)
    for caller in (book.owner, await book.payer_login(), await book.member("viewer")):
        assert (await reversals.get(caller, row.id)).amount == 10_000
        filters = lists.Filters(equal={"payment_id": cheque["id"]})
        page = await reversals.list_page(caller, filters=filters, limit=10, after=None)
        assert [one.id for one in page.rows] == [row.id]
    with pytest.raises(NotFound):
        await reversals.get(await stranger(), row.id)
