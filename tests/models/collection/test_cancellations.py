"""What has not moved is canceled by whoever has begun it, and frees its part of the invoice."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from models import database, ids, work
from models.collection import cancellations, cheques, reviews
from models.errors import (
    AmountTooHigh,
    Forbidden,
    NotFound,
    PaymentNotCancelable,
    PaymentStateForbids,
    PreconditionFailed,
    Refused,
)
from models.gateways.base import GatewayError
from models.gateways.simulator.adapter import SimulatorGateway
from models.online import attempts
from models.shapes import collection as shapes
from models.tables.collection import Attempt
from tests.books import Book, assert_books_balance, event_types, invoice_now, open_book, payment_now, stranger
from tests.models.gateways.processes import SimulatorProcess
from tests.models.shops import LATER, SOON, Shop, answer_challenge, next_url, open_shop


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


async def at_once(*operations: Any) -> list[str]:
    results = await asyncio.gather(*operations, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, Refused):
            raise result
    return [type(result).__name__ if isinstance(result, Refused) else "done" for result in results]


async def test_a_payer_withdraws_what_they_have_reported(book: Book) -> None:
    payer, invoice = await book.payer_login(), await book.invoice()
    payment = await book.pay(invoice, caller=payer, method="bank_transfer")
    assert (await invoice_now(invoice))["amount_reserved"] == 10_000
    now = await cancellations.cancel(payer, payment["id"])
    assert (now["status"], now["failure_code"]) == ("canceled", "canceled")
    assert (await invoice_now(invoice))["amount_reserved"] == 0
    assert await event_types(payment) == ["payment.reported", "payment.canceled"]
    # The part is free at once.
    await book.pay(invoice, caller=payer, method="bank_transfer")
    await assert_books_balance()


async def test_money_that_stood_unapplied_takes_the_place(book: Book) -> None:
    payer, invoice = await book.payer_login(), await book.invoice()
    report = await book.pay(invoice, caller=payer, method="bank_transfer")
    cash = await book.pay(invoice, amount=10_000)
    await cancellations.cancel(payer, report["id"])
    assert (await payment_now(cash))["amount_allocated"] == 10_000
    assert (await invoice_now(invoice))["settlement"] == "paid"
    await assert_books_balance()


async def test_a_cheque_is_given_back_by_the_receiver_before_it_clears(book: Book) -> None:
    invoice = await book.invoice()
    cheque = await book.pay(invoice, method="cheque")
    with pytest.raises(Forbidden):
        await cancellations.cancel(await book.payer_login(), cheque["id"])
    with pytest.raises(PreconditionFailed):
        await cancellations.cancel(book.owner, cheque["id"], version=99)
    assert (await cancellations.cancel(book.owner, cheque["id"]))["status"] == "canceled"
    with pytest.raises(PaymentStateForbids):
        await cheques.clear(book.owner, cheque["id"])
    assert (await invoice_now(invoice))["amount_reserved"] == 0
    await assert_books_balance()


async def test_what_is_anothers_or_has_moved_is_not_canceled(shop: Shop) -> None:
    book = shop.book
    report = await book.pay(await book.invoice(), caller=await book.payer_login(), method="bank_transfer")
    with pytest.raises(PaymentNotCancelable, match="reject it with a reason"):
        await cancellations.cancel(book.owner, report["id"])
    with pytest.raises(Forbidden):
        await cancellations.cancel(await book.member("viewer"), report["id"])
    with pytest.raises(NotFound):
        await cancellations.cancel(await stranger(), report["id"])
    with pytest.raises(PaymentStateForbids, match="refunded, or corrected"):
        await cancellations.cancel(book.owner, (await book.pay(await book.invoice()))["id"])


async def test_to_cancel_what_is_canceled_changes_nothing(shop: Shop) -> None:
    book, payer = shop.book, await shop.book.payer_login()
    report = await book.pay(await book.invoice(), caller=payer, method="bank_transfer")
    cheque = await book.pay(await book.invoice(), method="cheque")
    card = await shop.pay()
    for payment, caller in ((report, payer), (cheque, book.owner), (card, payer)):
        first = await cancellations.cancel(caller, payment["id"])
        told = await event_types(payment), await logged(payment)
        assert await cancellations.cancel(caller, payment["id"]) == first
        assert (await event_types(payment), await logged(payment)) == told
        with pytest.raises(PreconditionFailed):
            await cancellations.cancel(caller, payment["id"], version=first["version"] - 1)
        with pytest.raises(NotFound):
            await cancellations.cancel(await stranger(), payment["id"])
        with pytest.raises(Forbidden):
            await cancellations.cancel(await book.member("viewer"), payment["id"])
    await assert_books_balance()


async def logged(payment: Any) -> int | None:
    """How often the audit log speaks of it."""
    return await database.fetch_value(int, "SELECT count(*) FROM audit_log WHERE object_id = $1", payment["id"])


async def test_at_once_a_report_is_confirmed_or_canceled(book: Book) -> None:
    payer = await book.payer_login()
    for _ in range(5):
        invoice = await book.invoice()
        report = await book.pay(invoice, caller=payer, method="bank_transfer")
        results = await at_once(
            cancellations.cancel(payer, report["id"]),
            reviews.confirm(book.owner, report["id"]),
            cancellations.cancel(payer, report["id"]),
        )
        # To cancel it twice does no harm; what was canceled is not confirmed, nor the other way round.
        is_canceled = (await payment_now(report))["status"] == "canceled"
        forbidden = "PaymentStateForbids"
        assert results == (["done", forbidden, "done"] if is_canceled else [forbidden, "done", forbidden])
        assert (await invoice_now(invoice))["amount_reserved"] == 0
    await assert_books_balance()


async def asked(shop: Shop, payment: Any, *, caller: Any = None) -> Any:
    """The payment once somebody has asked to cancel it."""
    return await cancellations.cancel(caller or shop.book.owner, payment["id"])


async def audited(payment: Any) -> list[str]:
    """What the audit log has of wishes to cancel it."""
    rows = await database.fetch(
        "SELECT action FROM audit_log WHERE object_id = $1 AND action LIKE '%cancel_requested'", payment["id"]
    )
    return [row["action"] for row in rows]


@contextlib.asynccontextmanager
async def shop_at_speed(
    speed: float, folders: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Shop]:
    process = SimulatorProcess(folders.mktemp("simulator"), speed=speed)
    process.start()
    try:
        async with open_shop(process.url, monkeypatch) as shop:
            yield shop
    finally:
        process.kill()


def wish(payment: Any) -> str | None:
    return shapes.cancellation(payment)


async def test_what_no_gateway_has_heard_of_is_canceled_at_once(shop: Shop) -> None:
    invoice = await shop.book.invoice()
    card = await shop.pay(invoice=invoice)
    now = await asked(shop, card, caller=await shop.book.payer_login())
    assert (now["status"], now["failure_code"]) == ("canceled", "canceled")
    assert (await invoice_now(invoice))["amount_reserved"] == 0
    assert (await shop.attempt(card))["payment_token"] is None
    await shop.send(after=LATER)
    assert await shop.journal(card) == []
    await assert_books_balance()


async def test_a_worker_that_has_it_in_hand_sends_nothing_once_it_is_canceled(shop: Shop) -> None:
    card = await shop.pay()
    [attempt] = await work.claim(Attempt, limit=10, lease_seconds=60)
    assert (await asked(shop, card))["status"] == "canceled"
    await attempts._work_on(attempt)
    assert await shop.journal(card) == []
    assert (await payment_now(card))["status"] == "canceled"
    await assert_books_balance()


async def test_a_debit_that_has_not_settled_is_canceled(
    pool: None, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with shop_at_speed(0.1, tmp_path_factory, monkeypatch) as shop:
        debit = await shop.pay_and_send("tok_debit")
        assert (await payment_now(debit))["status"] == "pending"
        await asked(shop, debit)
        await shop.send()
        assert (await payment_now(debit))["status"] == "canceled"
        assert await shop.journal(debit) == [("void", 10_000)]
        await assert_books_balance()


async def test_the_gateway_is_asked_before_anything_is_free(shop: Shop) -> None:
    token = "tok_requires_action"
    invoice = await shop.book.invoice()
    card = await shop.pay_and_send(token, invoice=invoice)
    waiting = (await payment_now(card))["status"]
    now = await asked(shop, card)
    assert (now["status"], wish(now)) == (waiting, "requested")
    assert (await invoice_now(invoice))["amount_reserved"] == 10_000
    again = await asked(shop, card)
    assert again["version"] == now["version"]
    await shop.send()
    now = await payment_now(card)
    assert (now["status"], now["failure_code"], wish(now)) == ("canceled", "canceled_by_merchant", None)
    assert (await invoice_now(invoice))["amount_reserved"] == 0
    assert await shop.journal(card) == [("void", 10_000)]
    assert await audited(card) == ["payment.cancel_requested"]
    assert await event_types(card) == ["payment.created", f"payment.{waiting}", "payment.canceled"]
    assert await asked(shop, card) == now
    assert await audited(card) == ["payment.cancel_requested"]
    await assert_books_balance()


async def test_one_attempt_is_canceled_while_another_is_pending(shop: Shop) -> None:
    """Each part is freed by what becomes of its own payment alone."""
    invoice = await shop.book.invoice()
    first = await shop.pay_and_send("tok_requires_action", invoice=invoice, amount=6_000)
    second = await shop.pay_and_send("tok_cancel_refused", invoice=invoice, amount=4_000)
    await asked(shop, first)
    await shop.send()
    assert (await payment_now(first))["status"] == "canceled"
    assert (await payment_now(second))["status"] == "pending"
    row = await invoice_now(invoice)
    assert row["amount_reserved"] == 4_000
    with pytest.raises(AmountTooHigh):
        await shop.pay(invoice=invoice, amount=6_001)
    await shop.pay(invoice=invoice, amount=6_000)
    await assert_books_balance()


async def test_a_success_that_was_sooner_stands(shop: Shop) -> None:
    invoice = await shop.book.invoice()
    card = await shop.pay_and_send("tok_requires_action", invoice=invoice)
    url = next_url(await payment_now(card))
    await asked(shop, card)
    await answer_challenge(url, "approve")
    await shop.send()
    now = await payment_now(card)
    assert (now["status"], wish(now)) == ("succeeded", None)
    assert (await invoice_now(invoice))["settlement"] == "paid"
    assert await shop.journal(card) == [("capture", 10_000)]
    await assert_books_balance()


async def test_without_an_answer_nothing_is_free_until_the_gateway_is_asked_again(shop: Shop) -> None:
    invoice = await shop.book.invoice()
    card = await shop.pay_and_send("tok_cancel_lost", invoice=invoice)
    await asked(shop, card)
    await shop.send()
    now = await payment_now(card)
    assert (now["status"], wish(now)) == ("requires_action", "requested")
    assert (await invoice_now(invoice))["amount_reserved"] == 10_000
    await shop.send(after=SOON)
    assert (await payment_now(card))["status"] == "canceled"
    assert (await invoice_now(invoice))["amount_reserved"] == 0
    await assert_books_balance()


async def test_a_gateway_may_go_on_with_it_and_is_asked_again_when_somebody_wishes(shop: Shop) -> None:
    invoice = await shop.book.invoice()
    debit = await shop.pay_and_send("tok_cancel_refused", invoice=invoice)
    await asked(shop, debit)
    await shop.send()
    now = await payment_now(debit)
    assert (now["status"], wish(now)) == ("pending", "refused")
    assert (await invoice_now(invoice))["amount_reserved"] == 10_000
    assert await shop.send() == 0
    assert wish(await asked(shop, debit)) == "requested"
    await shop.send()
    assert wish(await payment_now(debit)) == "refused"
    await assert_books_balance()


async def test_a_worker_that_dies_between_the_call_and_the_record_loses_nothing(shop: Shop) -> None:
    card = await shop.pay_and_send("tok_requires_action")
    await asked(shop, card)
    known = (await payment_now(card))["gateway_payment_id"]
    reference = ids.encode("attempt", (await shop.attempt(card))["id"])
    await work.claim(Attempt, limit=10, lease_seconds=60)
    told = await shop.merchant.gateway.cancel(reference=reference, gateway_payment_id=known)
    assert told.status == "canceled"
    assert (await payment_now(card))["status"] == "requires_action"
    await shop.send(after=SOON)
    assert (await payment_now(card))["status"] == "canceled"
    assert await shop.journal(card) == [("void", 10_000)]
    await assert_books_balance()


async def test_who_takes_over_at_once_frees_nothing_of_what_may_be_on_its_way(shop: Shop) -> None:
    """The worker died right after it had sent the charge, which has not reached the gateway yet."""
    invoice = await shop.book.invoice()
    card = await shop.pay("tok_success", invoice=invoice)
    [attempt] = await work.claim(Attempt, limit=10, lease_seconds=60)
    await database.execute("UPDATE attempts SET sends = 1 WHERE id = $1", attempt.id)
    await asked(shop, card)
    await database.execute(
        "UPDATE attempts SET status = 'pending', lease_token = NULL, next_attempt_at = now() WHERE id = $1", attempt.id
    )
    await shop.send()
    assert (await payment_now(card))["status"] == "unknown"
    assert (await invoice_now(invoice))["amount_reserved"] == 10_000
    await shop.charge(card)
    await shop.send(after=LATER)
    assert (await payment_now(card))["status"] == "succeeded"
    await assert_books_balance()


async def test_what_the_gateway_was_asked_in_vain_can_be_asked_again(shop: Shop) -> None:
    card = await shop.pay_and_send("tok_requires_action")
    await asked(shop, card)
    await database.execute("UPDATE attempts SET status = 'exhausted' WHERE payment_id = $1", card["id"])
    await asked(shop, card)
    await shop.send(after=SOON)
    assert (await payment_now(card))["status"] == "canceled"
    await assert_books_balance()


async def test_one_that_is_on_its_way_is_canceled_as_soon_as_the_answer_is_there(shop: Shop) -> None:
    card = await shop.pay("tok_requires_action")
    [attempt] = await work.claim(Attempt, limit=10, lease_seconds=60)
    heard = await attempts._ask(shop.merchant.gateway, attempt)
    assert wish(await asked(shop, card)) == "requested"
    await attempts._record(attempt, heard)
    assert (await payment_now(card))["status"] == "requires_action"
    await shop.send()
    assert (await payment_now(card))["status"] == "canceled"
    await assert_books_balance()


@pytest.mark.parametrize(
    ("token", "status"), [("tok_timeout_charged", "succeeded"), ("tok_timeout_not_charged", "canceled")]
)
async def test_what_is_unknown_is_asked_for_and_not_sent_again(shop: Shop, token: str, status: str) -> None:
    invoice = await shop.book.invoice()
    card = await shop.pay(token, invoice=invoice)
    [attempt] = await work.claim(Attempt, limit=10, lease_seconds=60)
    gateway = SimulatorGateway(shop.merchant.credentials, timeout_seconds=0.3)
    with pytest.raises(GatewayError):
        await attempts._ask(gateway, attempt)
    await attempts._record_unknown(attempt, "The answer did not come.")
    assert (await payment_now(card))["status"] == "unknown"
    await asked(shop, card)
    # What is still on its way to the gateway is waited for.
    assert await shop.send() == 0
    assert (await invoice_now(invoice))["amount_reserved"] == 10_000
    await shop.send(after=SOON)
    assert (await payment_now(card))["status"] == status
    assert (await shop.attempt(card))["sends"] == 1
    await assert_books_balance()


async def test_at_once_a_payment_is_canceled_or_succeeds(shop: Shop) -> None:
    """As the gateway has it, whoever was first."""
    payer = await shop.book.payer_login()
    heard = 0
    for _ in range(4):
        invoice = await shop.book.invoice()
        card = await shop.pay_and_send("tok_requires_action", invoice=invoice)
        url = next_url(await payment_now(card))
        await at_once(asked(shop, card), asked(shop, card, caller=payer), answer_challenge(url, "approve"), shop.send())
        heard += 2
        await asyncio.gather(shop.listen(heard), shop.send())
        await shop.send(after=SOON)
        [(kind, _)] = await shop.journal(card)
        row = await invoice_now(invoice)
        came = ((await payment_now(card))["status"], row["amount_reserved"], row["amount_paid"])
        assert came == (("succeeded", 0, 10_000) if kind == "capture" else ("canceled", 0, 0))
    await assert_books_balance()


async def test_who_may_not_pay_does_not_cancel(shop: Shop) -> None:
    card = await shop.pay()
    with pytest.raises(Forbidden):
        await asked(shop, card, caller=await shop.book.member("viewer"))
    with pytest.raises(NotFound):
        await asked(shop, card, caller=await stranger())
    assert (await payment_now(card))["status"] == "created"


async def test_a_challenge_that_nobody_answers_ends_after_the_gateways_own_deadline(
    pool: None, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its part of the invoice is free then, by the gateway's callback alone."""
    # Its 30 minutes become a second.
    async with shop_at_speed(1800, tmp_path_factory, monkeypatch) as shop:
        invoice = await shop.book.invoice()
        card = await shop.pay_and_send("tok_requires_action", invoice=invoice)
        assert (await payment_now(card))["status"] == "requires_action"
        assert (await invoice_now(invoice))["amount_reserved"] == 10_000
        await shop.listen(2)
        now = await payment_now(card)
        assert (now["status"], now["failure_code"]) == ("canceled", "challenge_expired")
        assert (await invoice_now(invoice))["amount_reserved"] == 0
        assert await shop.journal(card) == [("void", 10_000)]
        await shop.pay(invoice=invoice)
        await assert_books_balance()
