"""Online payments, from the intent to what the gateway made of it: against the real simulator and its callbacks."""

import asyncio
import datetime
from collections.abc import Awaitable, Callable

import msgspec
import pytest

from models import clock, database, ids
from models.billing import issuing
from models.collection import cheques, payments, reviews
from models.errors import (
    AmountTooHigh,
    CardNumberRefused,
    CurrencyDiffers,
    Forbidden,
    Invalid,
    InvoiceHasMoney,
    InvoiceNotOpen,
    NoGatewayAccount,
    NotFound,
    NothingToPay,
    PaymentStateForbids,
)
from models.online import attempts, facts, gateway_accounts
from models.shapes.gateways import GatewayAccountInput
from tests.books import (
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
from tests.models.shops import LATER, SOON, Shop, answer_challenge, next_url


async def standing(invoice_id: object) -> tuple[str, int, int, int]:
    """Settlement, paid, reserved, overpaid."""
    row = await invoice_now({"id": invoice_id})
    return row["settlement"], row["amount_paid"], row["amount_reserved"], row["amount_overpaid"]


# --- the intent


async def test_a_payment_reserves_its_part_before_the_gateway_hears_of_it(shop: Shop) -> None:
    invoice = await shop.book.invoice(10_000)
    payment = await shop.pay(invoice=invoice, amount=6_000)
    assert (payment["status"], payment["amount"], payment["effective_on"]) == ("created", 6_000, None)
    assert await standing(invoice["id"]) == ("unpaid", 0, 6_000, 0)
    assert await shop.journal(payment) == []
    attempt = await shop.attempt(payment)
    assert (attempt["status"], attempt["sends"], attempt["kind"]) == ("pending", 0, "charge")
    assert b"tok_success" not in attempt["payment_token"]
    assert await event_types(payment) == ["payment.created"]
    assert "tok_success" not in msgspec.json.encode(await events_of(payment)).decode()
    assert await booked(payment) == {}
    await assert_books_balance()


async def test_an_online_payment_takes_no_more_than_is_payable(shop: Shop) -> None:
    invoice = await shop.book.invoice(10_000)
    with pytest.raises(AmountTooHigh, match=r"100\.01 EUR is more than the 100\.00 EUR"):
        await shop.pay(invoice=invoice, amount=10_001)
    await shop.pay(invoice=invoice, amount=4_000)
    with pytest.raises(AmountTooHigh):
        await shop.pay(invoice=invoice, amount=6_001)
    rest = await shop.pay(invoice=invoice)
    assert rest["amount"] == 6_000
    with pytest.raises(NothingToPay, match=r"100\.00 EUR remains .* payments of 100\.00 EUR in all are already in"):
        await shop.pay(invoice=invoice)
    with pytest.raises(NothingToPay):
        await shop.pay(invoice=invoice, amount=1)
    await assert_books_balance()


async def test_what_cannot_be_begun_is_refused_and_reserves_nothing(shop: Shop) -> None:
    book, invoice, draft = shop.book, await shop.book.invoice(), await shop.book.draft()
    with pytest.raises(Invalid) as refused:
        await book.pay(invoice, method="card")
    assert refused.value.pointer == "/payment_token"
    with pytest.raises(CardNumberRefused):
        await shop.pay("4111-1111-1111-1111", invoice=invoice)
    with pytest.raises(NotFound):
        await shop.pay(invoice=invoice, caller=await stranger())
    with pytest.raises(Forbidden):
        await shop.pay(invoice=invoice, caller=await book.member("viewer"))
    with pytest.raises(CurrencyDiffers):
        await shop.pay(invoice=invoice, currency="USD")
    with pytest.raises(InvoiceNotOpen):
        await shop.pay(invoice=draft)
    with pytest.raises(Invalid):
        await book.pay(method="card", payment_token="tok_success", allocations=[part(invoice, 10)], amount=11)
    for wanted in (ids.encode("gateway_account", ids.new()), "gwa_nonsense"):
        with pytest.raises(NoGatewayAccount):
            await shop.pay(invoice=invoice, gateway_account_id=wanted)
    await gateway_accounts.archive(book.owner, shop.account["id"], version=None)
    with pytest.raises(NoGatewayAccount):
        await shop.pay(invoice=invoice)
    assert await standing(invoice["id"]) == ("unpaid", 0, 0, 0)
    assert (
        await database.fetch_value(object, "SELECT count(*) FROM payments WHERE receiver_id = $1", book.receiver["id"])
        == 0
    )


async def test_the_oldest_active_gateway_account_is_charged_through_unless_another_is_named(shop: Shop) -> None:
    given = GatewayAccountInput(
        receiver_id=shop.book.receiver_id,
        gateway="simulator",
        credentials={
            **{name: shop.merchant.credentials[name] for name in ("api_key", "webhook_secret")},
            "account": "acct_newer",
        },
    )
    newer = await gateway_accounts.create(shop.book.owner, given)
    assert (await shop.pay())["gateway_account_id"] == shop.account["id"]
    named = await shop.pay(gateway_account_id=ids.encode("gateway_account", newer.id))
    assert named["gateway_account_id"] == newer.id
    await gateway_accounts.archive(shop.book.owner, shop.account["id"], version=None)
    assert (await shop.pay())["gateway_account_id"] == newer.id


async def test_another_receivers_gateway_account_is_not_charged_through(shop: Shop) -> None:
    other = await open_book(owner=shop.book.owner)
    wanted = ids.encode("gateway_account", shop.account["id"])
    with pytest.raises(NoGatewayAccount):
        await other.pay(await other.invoice(), method="card", payment_token="tok_success", gateway_account_id=wanted)


async def test_a_payer_pays_and_sees_their_own_invoices_only(shop: Shop) -> None:
    payer = await shop.book.payer_login()
    second = await shop.book.another_payer()
    hers = await shop.book.invoice(payer_id=ids.encode("payer", second["id"]))
    with pytest.raises(NotFound):
        await shop.pay(invoice=hers, caller=payer)
    payment = await shop.pay_and_send(caller=payer)
    assert (await payments.get(payer, payment["id"]))["status"] == "succeeded"


# --- what the gateway makes of it


async def test_a_success_settles_the_invoice_once(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_success")
    paid = await payment_now(payment)
    assert (paid["status"], paid["amount_allocated"], paid["amount_unapplied"]) == ("succeeded", 10_000, 0)
    assert paid["gateway_payment_id"].startswith("simpay_")
    assert await standing(payment["invoice_id"]) == ("paid", 10_000, 0, 0)
    assert await booked(payment) == {"payment.succeeded": {"gateway_clearing": 10_000, "receivables": -10_000}}
    attempt = await shop.attempt(payment)
    assert (attempt["status"], attempt["sends"], attempt["payment_token"]) == ("done", 1, None)
    # The callback says the same once more.
    assert await shop.listen(1) == 1
    assert (await payment_now(payment))["version"] == paid["version"]
    assert await event_types(payment) == ["payment.created", "payment.succeeded"]
    assert (await events_of(payment))[1]["previous"]["status"] == "created"
    assert await shop.send(after=LATER) == 0
    assert await shop.journal(payment) == [("capture", 10_000)]
    await assert_books_balance()


async def test_one_online_payment_covers_several_invoices(shop: Shop) -> None:
    first, second = await shop.book.invoice(4_000), await shop.book.invoice(6_000)
    payment = await shop.book.pay(
        method="bank_debit", payment_token="tok_success", allocations=[part(first, 4_000), part(second, 1_000)]
    )
    assert (await standing(first["id"]))[2] == 4_000
    await shop.send()
    assert (await payment_now(payment))["amount_allocated"] == 5_000
    assert await standing(first["id"]) == ("paid", 4_000, 0, 0)
    assert await standing(second["id"]) == ("partially_paid", 1_000, 0, 0)
    assert await shop.journal(payment) == [("capture", 5_000)]
    await assert_books_balance()


@pytest.mark.parametrize(
    ("token", "code"), [("tok_declined", "card_declined"), ("tok_insufficient_funds", "insufficient_funds")]
)
async def test_a_declined_payment_gives_its_part_back(shop: Shop, token: str, code: str) -> None:
    payment = await shop.pay_and_send(token)
    failed = await payment_now(payment)
    assert (failed["status"], failed["failure_code"]) == ("failed", code)
    assert failed["failure_message"]
    assert await standing(payment["invoice_id"]) == ("unpaid", 0, 0, 0)
    assert (await shop.attempt(payment))["payment_token"] is None
    await shop.listen(1)
    assert await event_types(payment) == ["payment.created", "payment.failed"]
    assert await shop.journal(payment) == []
    again = await shop.pay_and_send("tok_success", invoice={"id": payment["invoice_id"]})
    assert (await payment_now(again))["status"] == "succeeded"
    await assert_books_balance()


@pytest.mark.parametrize(("currency", "units"), [("JPY", 1), ("USD", 100), ("KWD", 1_000), ("CLF", 10_000)])
async def test_a_hundred_is_charged_as_a_hundred_in_every_currency(shop: Shop, currency: str, units: int) -> None:
    """Neither a hundred times as much nor a hundredth, by what the gateway itself has booked."""
    # A unit price of 100, whatever the currency's minor units are.
    invoice = await shop.book.invoice(100_00, currency=currency)
    assert invoice["total"] == 100 * units
    payment = await shop.pay_and_send(invoice=invoice)
    assert await shop.journal(payment) == [("capture", 100 * units)]
    reference = ids.encode("attempt", (await shop.attempt(payment))["id"])
    there = await shop.merchant.gateway.find_payment(reference=reference)
    assert there is not None
    assert (there.amount, there.currency) == (100 * units, currency)
    await shop.listen(1)
    assert await standing(invoice["id"]) == ("paid", 100 * units, 0, 0)
    await assert_books_balance()


async def test_a_payer_who_approves_has_paid_when_the_callback_comes(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_requires_action")
    waiting = await payment_now(payment)
    assert waiting["status"] == "requires_action"
    assert next_url(waiting).startswith(shop.merchant.url)
    assert await standing(payment["invoice_id"]) == ("unpaid", 0, 10_000, 0)
    with pytest.raises(InvoiceHasMoney):
        await issuing.void(shop.book.owner, payment["invoice_id"])
    await answer_challenge(next_url(waiting), "approve")
    await shop.listen(2)
    paid = await payment_now(payment)
    assert (paid["status"], paid["next_action"]) == ("succeeded", None)
    assert await standing(payment["invoice_id"]) == ("paid", 10_000, 0, 0)
    assert await event_types(payment) == ["payment.created", "payment.requires_action", "payment.succeeded"]
    assert await shop.journal(payment) == [("capture", 10_000)]
    await assert_books_balance()


async def test_a_payer_who_declines_owes_still(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_requires_action")
    await answer_challenge(next_url(await payment_now(payment)), "decline")
    await shop.listen(2)
    failed = await payment_now(payment)
    assert (failed["status"], failed["failure_code"], failed["next_action"]) == ("failed", "challenge_declined", None)
    assert await standing(payment["invoice_id"]) == ("unpaid", 0, 0, 0)
    await assert_books_balance()


async def test_an_approval_without_a_callback_is_found_by_the_next_question(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_requires_action")
    await answer_challenge(next_url(await payment_now(payment)), "approve")
    assert await shop.send() == 0, "the next question is due in a minute"
    assert await shop.send(after=SOON) == 1
    assert (await payment_now(payment))["status"] == "succeeded"
    assert await shop.journal(payment) == [("capture", 10_000)]
    await assert_books_balance()


async def test_a_debit_is_on_its_way_until_it_settles(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_debit")
    assert await standing(payment["invoice_id"]) == ("unpaid", 0, 10_000, 0)
    with pytest.raises(NothingToPay):
        await shop.pay(invoice={"id": payment["invoice_id"]})
    with pytest.raises(PaymentStateForbids):
        await cheques.clear(shop.book.owner, payment["id"])
    with pytest.raises(PaymentStateForbids):
        await cheques.bounce(shop.book.owner, payment["id"], reason="No.")
    await shop.listen(2)
    assert (await payment_now(payment))["status"] == "succeeded"
    assert await event_types(payment) == ["payment.created", "payment.pending", "payment.succeeded"]
    await assert_books_balance()


async def test_a_returned_debit_reopens_the_invoice(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_debit_returns")
    await shop.listen(3)
    returned = await payment_now(payment)
    assert (returned["status"], returned["amount_reversed"], returned["failure_code"]) == (
        "reversed",
        10_000,
        "debit_returned",
    )
    assert await standing(payment["invoice_id"]) == ("unpaid", 0, 0, 0)
    assert (await booked(payment))["payment.reversed"] == {"gateway_clearing": -10_000, "receivables": 10_000}
    assert (await event_types(payment))[-2:] == ["payment.succeeded", "payment.reversed"]
    assert (await event_types({"id": payment["invoice_id"]}))[-2:] == ["invoice.paid", "invoice.reopened"]
    assert await shop.journal(payment) == [("capture", 10_000), ("return", 10_000)]
    again = await shop.pay_and_send("tok_success", invoice={"id": payment["invoice_id"]})
    assert (await payment_now(again))["status"] == "succeeded"
    await assert_books_balance()


async def test_a_return_that_is_all_we_hear_is_a_success_and_its_reversal(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_debit_returns")
    received = await shop.receiver.wait_for(3)
    await shop.take(*received[2])
    await shop.apply()
    assert (await payment_now(payment))["status"] == "reversed"
    assert (await event_types(payment))[1:] == ["payment.pending", "payment.succeeded", "payment.reversed"]
    # What had been overtaken changes nothing any more.
    await shop.listen(2)
    assert len(await event_types(payment)) == 4
    await assert_books_balance()


# --- no answer


@pytest.mark.parametrize("token", ["tok_timeout_charged", "tok_error_500"])
@pytest.mark.parametrize("told_by", ["callback", "question"])
async def test_a_lost_answer_is_unknown_until_somebody_knows(shop: Shop, token: str, told_by: str) -> None:
    payment = await shop.pay_and_send(token)
    unknown = await payment_now(payment)
    assert unknown["status"] == "unknown"
    assert await standing(payment["invoice_id"]) == ("unpaid", 0, 10_000, 0)
    with pytest.raises(NothingToPay):
        await shop.pay(invoice={"id": payment["invoice_id"]})
    assert await event_types(payment) == ["payment.created"]
    await assert_books_balance()
    if told_by == "callback":
        await shop.listen(1)
    else:
        assert await shop.send(after=SOON) == 1
    assert (await payment_now(payment))["status"] == "succeeded"
    # Both have come by now: nobody charges again.
    await shop.listen(1)
    await shop.send(after=LATER)
    assert await event_types(payment) == ["payment.created", "payment.succeeded"]
    assert await shop.journal(payment) == [("capture", 10_000)]
    assert (await shop.attempt(payment))["sends"] == 1
    await assert_books_balance()


async def test_a_success_without_a_callback_after_a_lost_answer_is_found(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lose(*_: object) -> None:
        raise attempts.GatewayError("The answer is lost.", permanent=False)

    with monkeypatch.context() as lost:
        real = attempts._ask

        async def ask_and_lose(gateway: object, attempt: object) -> None:
            await real(gateway, attempt)
            await lose()

        lost.setattr(attempts, "_ask", ask_and_lose)
        payment = await shop.pay_and_send("tok_no_callback")
    assert (await payment_now(payment))["status"] == "unknown"
    assert await shop.send(after=SOON) == 1
    assert (await payment_now(payment))["status"] == "succeeded"
    assert await shop.journal(payment) == [("capture", 10_000)]
    assert shop.receiver.received == []
    await assert_books_balance()


async def test_what_the_gateway_never_takes_fails_in_the_end(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_timeout_not_charged")
    after = datetime.timedelta()
    for sends in (1, 2, 3):
        assert (await payment_now(payment))["status"] == "unknown"
        assert (await shop.attempt(payment))["sends"] == sends
        after += LATER
        assert await shop.send(after=after) == 1
    failed = await payment_now(payment)
    assert (failed["status"], failed["failure_code"]) == ("failed", "gateway_unavailable")
    assert await standing(payment["invoice_id"]) == ("unpaid", 0, 0, 0)
    assert await shop.journal(payment) == []
    assert await shop.send(after=3 * after) == 0
    await assert_books_balance()


async def test_a_slow_answer_is_an_answer(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_slow")
    assert (await payment_now(payment))["status"] == "succeeded"
    assert await shop.journal(payment) == [("capture", 10_000)]


# --- another fact than was asked for


@pytest.mark.parametrize("token", ["tok_wrong_amount", "tok_wrong_currency", "tok_wrong_account"])
async def test_money_that_differs_is_put_aside_for_a_person(shop: Shop, token: str) -> None:
    payment = await shop.pay_and_send(token)
    row = await payment_now(payment)
    assert (row["status"], row["failure_code"], row["amount_allocated"]) == ("needs_review", "fact_differs", 0)
    review = msgspec.json.decode(row["review"])
    asked = {"amount": 10_000, "currency": "EUR", "account": shop.account["account"], "id": review["id"]}
    differing = {name for name in asked if asked[name] != review[name]}
    assert differing == {token.removeprefix("tok_wrong_")}
    # The invoice takes nothing, and nobody is asked to pay it again meanwhile.
    assert await standing(payment["invoice_id"]) == ("unpaid", 0, 10_000, 0)
    assert await booked(payment) == {
        "payment.needs_review": {"gateway_clearing": review["amount"], "suspense": -review["amount"]}
    }
    (currency,) = await database.fetch(
        "SELECT DISTINCT currency FROM ledger_entries JOIN ledger_transactions ON ledger_transactions.id = "
        "transaction_id WHERE source_id = $1",
        payment["id"],
    )
    assert currency["currency"] == review["currency"]
    await shop.listen(1)
    assert await shop.send(after=LATER) == 0
    assert await event_types(payment) == ["payment.created", "payment.needs_review"]
    assert (await shop.attempt(payment))["payment_token"] is None
    await assert_books_balance()


async def test_a_word_about_another_payment_of_the_gateway_is_put_aside(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_requires_action")
    other = await shop.fact(payment, "succeeded", gateway_payment_id="simpay_somebody_elses")
    assert await facts.apply(other, gateway_account_id=shop.account["id"])
    assert (await payment_now(payment))["status"] == "needs_review"
    await assert_books_balance()


async def test_money_under_the_id_of_another_payment_is_put_aside(shop: Shop) -> None:
    first, second = await shop.pay_and_send(), await shop.pay()
    before = await payment_now(first)
    taken = await shop.fact(second, "succeeded", gateway_payment_id=await known_id(first))
    for _ in range(2):
        assert await facts.apply(taken, gateway_account_id=shop.account["id"])
    row = await payment_now(second)
    assert (row["status"], row["failure_code"], row["gateway_payment_id"]) == ("needs_review", "fact_differs", None)
    assert msgspec.json.decode(row["review"])["id"] == before["gateway_payment_id"]
    assert await booked(second) == {"payment.needs_review": {"gateway_clearing": 10_000, "suspense": -10_000}}
    assert await standing(second["invoice_id"]) == ("unpaid", 0, 10_000, 0)
    assert await event_types(second) == ["payment.created", "payment.needs_review"]
    assert await payment_now(first) == before
    await assert_books_balance()


@pytest.mark.parametrize("status", ["requires_action", "pending", "failed", "canceled"])
async def test_the_id_of_another_payment_is_not_taken(shop: Shop, status: str) -> None:
    first, second = await shop.pay_and_send(), await shop.pay()
    gateway_payment_id = await known_id(first)
    # What has failed there is not what we asked for: the reservation stays.
    first_becomes = "created" if status in ("failed", "canceled") else status
    for word, becomes in ((status, first_becomes), ("succeeded", "needs_review")):
        fact = await shop.fact(second, word, gateway_payment_id=gateway_payment_id)
        assert await facts.apply(fact, gateway_account_id=shop.account["id"])
        row = await payment_now(second)
        assert (row["status"], row["gateway_payment_id"]) == (becomes, None)
    assert await known_id(first) == gateway_payment_id
    await assert_books_balance()


async def test_of_two_payments_that_race_for_an_id_one_is_put_aside(shop: Shop) -> None:
    words = [await shop.fact(await shop.pay(), "succeeded", gateway_payment_id="simpay_twice") for _ in range(2)]
    for _ in range(2):
        # Whoever comes second to the constraint fails, and is tried again as the inbox does.
        tries = (facts.apply(fact, gateway_account_id=shop.account["id"]) for fact in words)
        await asyncio.gather(*tries, return_exceptions=True)
    rows = await database.fetch(
        "SELECT status, gateway_payment_id FROM payments WHERE receiver_id = $1 ORDER BY status",
        shop.book.receiver["id"],
    )
    assert [tuple(row) for row in rows] == [("needs_review", None), ("succeeded", "simpay_twice")]
    await assert_books_balance()


# --- money that nobody asked for


async def found(payment: object) -> list[tuple[object, ...]]:
    """The discrepancies of a payment's receiver, oldest first."""
    return [
        (row["gateway_payment_id"], row["kind"], row["amount_there"], row["currency"], row["status"], row["run_id"])
        for row in await database.fetch(
            "SELECT * FROM discrepancies WHERE receiver_id = $1 ORDER BY id",
            payment["receiver_id"],
        )
    ]


async def suspense(shop: Shop) -> dict[str, int]:
    """What stands in suspense, by currency."""
    rows = await database.fetch(
        "SELECT entry.currency, sum(amount)::bigint AS amount FROM ledger_entries AS entry JOIN ledger_accounts "
        "ON ledger_accounts.id = account_id WHERE ledger_accounts.receiver_id = $1 AND kind = 'suspense' GROUP BY 1",
        shop.book.receiver["id"],
    )
    return {row["currency"]: row["amount"] for row in rows}


async def test_a_second_payment_of_one_attempt_is_in_suspense_and_a_discrepancy_at_once(shop: Shop) -> None:
    payment = await shop.pay_and_send()
    before, invoice = await payment_now(payment), await standing(payment["invoice_id"])
    second = await shop.fact(payment, "succeeded", gateway_payment_id="simpay_second")
    for _ in range(2):
        assert await facts.apply(second, gateway_account_id=shop.account["id"])
    assert await suspense(shop) == {"EUR": -10_000}
    assert await found(payment) == [("simpay_second", "state_differs", 10_000, "EUR", "open", None)]
    row = await database.fetch_row(
        "SELECT id, payment_id FROM discrepancies WHERE receiver_id = $1", payment["receiver_id"]
    )
    assert row is not None
    (event,) = await events_of(row)
    assert event["type"] == "reconciliation.discrepancy_found"
    assert (event["data"]["run_id"], event["data"]["payment_id"]) == (None, ids.encode("payment", row["payment_id"]))
    # The first stays what it is.
    assert await payment_now(payment) == before
    assert await booked(payment) == {"payment.succeeded": {"gateway_clearing": 10_000, "receivables": -10_000}}
    assert await standing(payment["invoice_id"]) == invoice == ("paid", 10_000, 0, 0)
    await assert_books_balance()
    # Each more of them counts, whatever it comes to.
    third = await shop.fact(payment, "succeeded", gateway_payment_id="simpay_third", amount=700, currency="USD")
    assert await facts.apply(third, gateway_account_id=shop.account["id"])
    assert await suspense(shop) == {"EUR": -10_000, "USD": -700}
    assert (await found(payment))[1:] == [("simpay_third", "state_differs", 700, "USD", "open", None)]
    await assert_books_balance()


async def reverse(shop: Shop) -> object:
    payment = await shop.pay_and_send()
    fact = await shop.fact(payment, "returned", gateway_payment_id=await known_id(payment))
    await facts.apply(fact, gateway_account_id=shop.account["id"])
    return payment


async def review(shop: Shop) -> object:
    payment = await shop.pay()
    fact = await shop.fact(payment, "succeeded", amount=9_000)
    await facts.apply(fact, gateway_account_id=shop.account["id"])
    return payment


async def reject(shop: Shop) -> object:
    payment = await review(shop)
    await reviews.reject_payment(shop.book.owner, payment["id"], reason="Sent back.")
    return payment


@pytest.mark.parametrize(
    ("end", "status", "first"), [(reverse, "reversed", 0), (review, "needs_review", 9_000), (reject, "rejected", 9_000)]
)
async def test_a_second_payment_is_booked_whatever_became_of_the_first(
    shop: Shop, end: Callable[[Shop], Awaitable[object]], status: str, first: int
) -> None:
    payment = await end(shop)
    before = await payment_now(payment)
    assert (before["status"], (await suspense(shop)).get("EUR", 0)) == (status, -first)
    again = await shop.fact(
        payment,
        "succeeded",
        gateway_payment_id=before["gateway_payment_id"] or reviewed_id(before),
        amount=first or before["amount"],
    )
    second = await shop.fact(payment, "succeeded", gateway_payment_id="simpay_second")
    for fact in (again, second, second):
        assert await facts.apply(fact, gateway_account_id=shop.account["id"])
    assert await suspense(shop) == {"EUR": -first - 10_000}
    assert await found(payment) == [("simpay_second", "state_differs", 10_000, "EUR", "open", None)]
    assert await payment_now(payment) == before
    await assert_books_balance()


def reviewed_id(payment: object) -> str:
    """The id of what is under review."""
    return str(msgspec.json.decode(payment["review"])["id"])


async def test_a_second_payment_that_comes_by_callback_is_done_with(shop: Shop) -> None:
    payment = await shop.pay_and_send()
    await shop.listen(1)
    body = {"amount": 10_000, "currency": "EUR", "token": "tok_success", "callback_url": shop.receiver.url}
    reference = ids.encode("attempt", (await shop.attempt(payment))["id"])
    status, second = await shop.merchant.request(
        "POST", "/v1/payments", body | {"reference": reference}, idempotency_key="another"
    )
    assert (status, await shop.listen(2)) == (201, 1)
    assert await suspense(shop) == {"EUR": -10_000}
    assert [row[0] for row in await found(payment)] == [second["id"]]
    await assert_books_balance()


async def test_a_word_through_another_account_is_about_nobody(shop: Shop) -> None:
    payment = await shop.pay()
    fact = await shop.fact(payment, "succeeded")
    assert not await facts.apply(fact, gateway_account_id=ids.new())
    unknown = msgspec.structs.replace(fact, reference="att_nonsense")
    assert not await facts.apply(unknown, gateway_account_id=shop.account["id"])
    assert (await payment_now(payment))["status"] == "created"


# --- callbacks, many and in any order


async def test_five_callbacks_have_one_effect(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_duplicate_callbacks")
    assert await shop.listen(5) == 1
    assert await event_types(payment) == ["payment.created", "payment.succeeded"]
    assert await standing(payment["invoice_id"]) == ("paid", 10_000, 0, 0)
    assert await shop.journal(payment) == [("capture", 10_000)]
    await assert_books_balance()


async def test_a_success_before_its_pending_stays_a_success(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_out_of_order")
    await shop.receiver.wait_for(2)
    assert shop.receiver.kinds() == [["payment.succeeded"], ["payment.pending"]]
    await shop.listen(1)
    assert (await payment_now(payment))["status"] == "succeeded"
    await shop.listen(2)
    assert (await payment_now(payment))["status"] == "succeeded"
    assert await event_types(payment) == ["payment.created", "payment.pending", "payment.succeeded"]
    await assert_books_balance()


STATUSES = ["requires_action", "pending", "succeeded", "failed", "canceled"]
# The status that a word finds, the status of the word, and the status then. What is not named here stays.
MOVES = {
    ("created", "requires_action"): "requires_action",
    ("created", "pending"): "pending",
    ("requires_action", "pending"): "pending",
    **{(status, "succeeded"): "succeeded" for status in STATUSES},
    **{(status, "failed"): "failed" for status in ("created", "requires_action", "pending")},
    **{(status, "canceled"): "canceled" for status in ("created", "requires_action", "pending")},
}


@pytest.mark.parametrize("first", STATUSES)
@pytest.mark.parametrize("second", STATUSES)
async def test_words_move_a_payment_only_forward(shop: Shop, first: str, second: str) -> None:
    payment = await shop.pay()
    for word in (first, first, second, second):
        assert await facts.apply(await shop.fact(payment, word), gateway_account_id=shop.account["id"])
    expected = MOVES.get((first, second), first)
    assert (await payment_now(payment))["status"] == expected
    assert await event_types(payment) == [
        "payment.created",
        *dict.fromkeys([f"payment.{first}", f"payment.{expected}"]),
    ]
    await assert_books_balance()


# --- late


async def test_a_late_success_takes_what_is_still_owed(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_declined")
    late = await shop.fact(await payment_now(payment), "succeeded", gateway_payment_id=await known_id(payment))
    assert await facts.apply(late, gateway_account_id=shop.account["id"])
    paid = await payment_now(payment)
    assert (paid["status"], paid["amount_allocated"], paid["failure_code"]) == ("succeeded", 10_000, None)
    assert await standing(payment["invoice_id"]) == ("paid", 10_000, 0, 0)
    await assert_books_balance()


async def test_a_late_success_after_another_payment_is_credit(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_declined")
    await shop.book.pay({"id": payment["invoice_id"]}, amount=7_500)
    late = await shop.fact(payment, "succeeded", gateway_payment_id=await known_id(payment))
    for _ in range(2):
        assert await facts.apply(late, gateway_account_id=shop.account["id"])
    paid = await payment_now(payment)
    assert (paid["status"], paid["amount_allocated"], paid["amount_unapplied"]) == ("succeeded", 2_500, 7_500)
    assert await standing(payment["invoice_id"]) == ("overpaid", 10_000, 0, 7_500)
    assert (await event_types({"id": payment["invoice_id"]}))[-1] == "invoice.overpaid"
    await assert_books_balance()


async def test_a_late_success_for_a_void_invoice_is_credit(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_declined")
    void = await issuing.void(shop.book.owner, payment["invoice_id"])
    late = await shop.fact(payment, "succeeded", gateway_payment_id=await known_id(payment))
    assert await facts.apply(late, gateway_account_id=shop.account["id"])
    paid = await payment_now(payment)
    assert (paid["amount_allocated"], paid["amount_unapplied"]) == (0, 10_000)
    assert (await invoice_now(void))["status"] == "void"
    assert (await event_types(void))[-1] == "invoice.voided"
    await assert_books_balance()
    refund = await shop.book.refund(paid)
    await shop.send()
    assert refund["status"] == "requested"
    await assert_books_balance()


async def test_what_has_succeeded_never_fails_again(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_success")
    for word in ("failed", "canceled", "pending", "requires_action"):
        fact = await shop.fact(payment, word, gateway_payment_id=await known_id(payment))
        assert await facts.apply(fact, gateway_account_id=shop.account["id"])
    assert (await payment_now(payment))["status"] == "succeeded"
    await assert_books_balance()


async def test_a_success_is_dated_where_the_receiver_is(shop: Shop) -> None:
    await database.execute(
        "UPDATE receivers SET time_zone = 'Pacific/Kiritimati' WHERE id = $1", shop.book.receiver["id"]
    )
    with clock.moved_to(datetime.datetime(2027, 5, 1, 12, tzinfo=datetime.UTC)):
        payment = await shop.pay()
        occurred_at = datetime.datetime(2027, 5, 1, 10, 30, tzinfo=datetime.UTC)
        fact = await shop.fact(payment, "succeeded", occurred_at=occurred_at)
        await facts.apply(fact, gateway_account_id=shop.account["id"])
    assert (await payment_now(payment))["effective_on"] == datetime.date(2027, 5, 2)


async def known_id(payment: object) -> str:
    return (await payment_now(payment))["gateway_payment_id"]


async def test_a_payment_that_needs_review_can_be_rejected_and_frees_its_invoice(shop: Shop) -> None:
    invoice = await shop.book.invoice()
    payment = await shop.pay_and_send("tok_wrong_amount", invoice=invoice)
    assert (await payment_now(payment))["status"] == "needs_review"
    assert (await invoice_now(invoice))["amount_reserved"] == 10_000

    rejected = await reviews.reject_payment(shop.book.owner, payment["id"], reason="Sent back by hand.")

    assert (rejected["status"], rejected["failure_message"]) == ("rejected", "Sent back by hand.")
    assert (await invoice_now(invoice))["amount_reserved"] == 0
    # The money that came is still there to be explained.
    assert (await booked(payment))["payment.needs_review"]["suspense"] < 0
    await assert_books_balance()
