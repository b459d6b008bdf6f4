"""Attempts: the crash between the beats, the zombie that wakes up late, and never a second charge."""

import asyncio
import datetime
from typing import Any

import msgspec
import pytest

from models import clock, database, secrets, work
from models.collection import attempts, outcomes
from models.gateways import registry
from models.gateways.simulator import adapter
from models.tables.collection import Attempt
from tests.books import assert_books_balance, event_types, invoice_now, payment_now, refund_now
from tests.models.shops import LATER, SOON, Shop, answer_challenge, next_url

ONCE = ["payment.created", "payment.succeeded"]


async def claim() -> Any:
    """What a worker takes on, just before it dies."""
    (row,) = await work.claim(Attempt, limit=10, lease_seconds=attempts.LEASE_SECONDS)
    return row


async def assert_paid_once(shop: Shop, payment: Any) -> None:
    """The gateway, our books and everybody who was told agree on one payment."""
    assert (await payment_now(payment))["status"] == "succeeded"
    assert (await invoice_now({"id": payment["invoice_id"]}))["settlement"] == "paid"
    assert await shop.journal(payment) == [("capture", payment["amount"])]
    assert await event_types(payment) == ONCE
    attempt = await shop.attempt(payment)
    assert (attempt["status"], attempt["lease_token"], attempt["payment_token"]) == ("done", None, None)
    await assert_books_balance()


# --- the crash between the beats


async def test_a_worker_that_died_before_it_sent_is_replaced(shop: Shop) -> None:
    payment = await shop.pay()
    await claim()
    assert await shop.send() == 0, "the lease holds"
    assert await shop.send(after=SOON) == 1
    assert (await shop.attempt(payment))["sends"] == 1
    await assert_paid_once(shop, payment)


async def test_a_worker_that_died_after_the_charge_is_replaced_by_a_question(shop: Shop) -> None:
    payment = await shop.pay()
    row = await claim()
    await database.execute("UPDATE attempts SET sends = 1 WHERE id = $1", row["id"])
    await shop.charge(payment)
    assert await shop.send(after=SOON) == 1
    assert (await shop.attempt(payment))["sends"] == 1
    await assert_paid_once(shop, payment)


async def test_a_worker_that_died_between_counting_and_sending_is_replaced(shop: Shop) -> None:
    payment = await shop.pay()
    row = await claim()
    await database.execute("UPDATE attempts SET sends = 1 WHERE id = $1", row["id"])
    assert await shop.send(after=SOON) == 1
    assert (await shop.attempt(payment))["sends"] == 2
    await assert_paid_once(shop, payment)


async def test_an_outcome_that_could_not_be_recorded_is_recorded_later(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(*_: object) -> None:
        raise RuntimeError("the last write fails")

    with monkeypatch.context() as killed:
        killed.setattr(attempts, "_record", crash)
        payment = await shop.pay_and_send()
    assert (await payment_now(payment))["status"] == "created"
    attempt = await shop.attempt(payment)
    assert (attempt["status"], attempt["sends"], attempt["error"]) == ("pending", 1, "RuntimeError")
    assert await shop.journal(payment) == [("capture", 10_000)]
    await assert_books_balance()
    assert await shop.send(after=SOON) == 1
    await assert_paid_once(shop, payment)


async def test_a_callback_during_the_crash_settles_it_and_the_attempt_ends(shop: Shop) -> None:
    payment = await shop.pay()
    row = await claim()
    await database.execute("UPDATE attempts SET sends = 1 WHERE id = $1", row["id"])
    await shop.charge(payment)
    await shop.listen(1)
    assert await shop.send(after=SOON) == 1
    assert (await shop.attempt(payment))["sends"] == 1
    await assert_paid_once(shop, payment)


async def test_an_attempt_that_always_crashes_charges_no_more_than_once(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(*_: object) -> None:
        raise RuntimeError("the last write fails")

    payment = await shop.pay()
    with monkeypatch.context() as killed:
        killed.setattr(attempts, "_record", crash)
        # Each time it is left alone for longer, as the schedule says.
        for minutes in (0, 2, 8, 40):
            assert await shop.send(after=datetime.timedelta(minutes=minutes)) == 1
    assert await shop.send(after=datetime.timedelta(hours=3)) == 1
    await assert_paid_once(shop, payment)


# --- zombies


async def test_a_zombies_word_is_fenced(shop: Shop) -> None:
    payment = await shop.pay()
    zombie = await claim()
    assert await shop.send(after=SOON) == 1
    paid = await payment_now(payment)
    await attempts._record(zombie, await shop.fact(payment, "failed"))
    await attempts._record_failure(zombie, code="gateway_refused", message="No.")
    await attempts._record_unknown(zombie, "No answer.")
    assert (await payment_now(payment))["version"] == paid["version"]
    await assert_paid_once(shop, payment)


async def test_a_zombie_changes_nothing_while_another_worker_holds_the_lease(shop: Shop) -> None:
    payment = await shop.pay()
    zombie = await claim()
    with clock.moved_to(clock.now() + SOON):
        holder = await claim()
    await attempts._record(zombie, await shop.fact(payment, "failed"))
    await attempts._record_failure(zombie, code="gateway_refused", message="No.")
    await attempts._record_unknown(zombie, "No answer.")
    await attempts._work_on(zombie)
    attempt = await shop.attempt(payment)
    assert (attempt["status"], attempt["lease_token"], attempt["sends"]) == ("leased", holder["lease_token"], 0)
    assert (await payment_now(payment))["status"] == "created"
    assert await shop.journal(payment) == []
    await attempts._work_on(holder)
    await assert_paid_once(shop, payment)


async def test_two_workers_at_once_send_each_attempt_once(shop: Shop) -> None:
    begun = [await shop.pay() for _ in range(12)]
    counts = await asyncio.gather(attempts.send_due(), attempts.send_due(), attempts.send_due())
    assert sum(counts) == 12
    for payment in begun:
        assert (await shop.attempt(payment))["attempts"] == 1
        await assert_paid_once(shop, payment)


async def test_a_batch_is_bounded_and_the_rest_comes_next(shop: Shop) -> None:
    begun = [await shop.pay() for _ in range(attempts.BATCH + 3)]
    assert [await shop.send() for _ in range(3)] == [attempts.BATCH, 3, 0]
    assert {(await payment_now(payment))["status"] for payment in begun} == {"succeeded"}
    await assert_books_balance()


# --- refusals and schedules


async def use_key(shop: Shop, api_key: str) -> None:
    names = ("account", "api_key", "webhook_secret")
    credentials = {name: shop.merchant.credentials[name] for name in names} | {"api_key": api_key}
    context = registry.credentials_context(shop.account["id"])
    sealed = secrets.encrypt(msgspec.json.encode(credentials), context=context)
    await database.execute("UPDATE gateway_accounts SET credentials = $2 WHERE id = $1", shop.account["id"], sealed)


async def test_a_call_that_the_gateway_refuses_for_good_fails_at_once(shop: Shop) -> None:
    payment = await shop.pay()
    await use_key(shop, "sk_sim_not_ours_at_all")
    await shop.send()
    failed = await payment_now(payment)
    assert (failed["status"], failed["failure_code"]) == ("failed", "gateway_refused")
    assert (await invoice_now({"id": payment["invoice_id"]}))["amount_reserved"] == 0
    attempt = await shop.attempt(payment)
    assert (attempt["status"], attempt["payment_token"]) == ("done", None)
    await assert_books_balance()


async def test_a_refusal_after_an_unanswered_call_leaves_it_unknown(shop: Shop) -> None:
    payment = await shop.pay()
    row = await claim()
    await database.execute("UPDATE attempts SET sends = 1 WHERE id = $1", row["id"])
    await shop.charge(payment)
    await use_key(shop, "sk_sim_not_ours_at_all")
    assert await shop.send(after=SOON) == 1
    assert (await payment_now(payment))["status"] == "unknown"
    assert (await invoice_now({"id": payment["invoice_id"]}))["amount_reserved"] == 10_000
    await use_key(shop, shop.merchant.credentials["api_key"])
    assert await shop.send(after=LATER) == 1
    await assert_paid_once(shop, payment)


async def test_a_gateway_that_is_down_costs_nothing_but_time(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    payment = await shop.pay()
    with monkeypatch.context() as down:
        away = msgspec.structs.replace(adapter.settings, simulator_url="http://127.0.0.1:9")
        down.setattr(adapter, "settings", away)
        await shop.send()
        assert (await payment_now(payment))["status"] == "unknown"
        assert await shop.send(after=SOON) == 1
        # It could not even be asked, so money was not asked for a second time.
        assert (await shop.attempt(payment))["sends"] == 1
    assert await shop.send(after=LATER) == 1
    await assert_paid_once(shop, payment)


async def test_questions_are_asked_by_the_schedule_and_then_no_more(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_requires_action")
    gaps, now = [], clock.now()
    while (attempt := await shop.attempt(payment))["status"] == "pending":
        gaps.append(attempt["next_attempt_at"] - now)
        now = attempt["next_attempt_at"]
        with clock.moved_to(now):
            await attempts.send_due()
        if len(gaps) == len(attempts.CHECKS):
            break
    second = datetime.timedelta(seconds=1)
    assert [round(gap / second, -1) for gap in gaps] == [wanted / second for wanted in attempts.CHECKS]
    assert (await shop.attempt(payment))["status"] == "exhausted"
    waiting = await payment_now(payment)
    assert waiting["status"] == "requires_action"
    # A callback is heard whenever it comes.
    await answer_challenge(next_url(waiting), "approve")
    await shop.listen(2)
    assert (await payment_now(payment))["status"] == "succeeded"
    await assert_books_balance()


# --- refunds travel the same way


async def test_a_refund_whose_worker_died_after_the_call_is_made_once(shop: Shop) -> None:
    payment = await shop.pay_and_send()
    refund = await shop.book.refund(payment, amount=4_000)
    row = await claim()
    await attempts._ask(registry.open_account(shop.account), row)
    assert (await refund_now(refund))["status"] == "requested"
    assert await shop.journal(refund) == [("refund", 4_000)]
    assert await shop.send(after=SOON) == 1
    assert (await refund_now(refund))["status"] == "succeeded"
    assert await shop.journal(refund) == [("refund", 4_000)]
    assert (await payment_now(payment))["amount_refunded"] == 4_000
    await assert_books_balance()


async def test_a_refund_whose_worker_died_before_the_call_is_made(shop: Shop) -> None:
    payment = await shop.pay_and_send()
    refund = await shop.book.refund(payment, amount=4_000)
    row = await claim()
    await database.execute("UPDATE attempts SET sends = 1 WHERE id = $1", row["id"])
    assert await shop.send(after=SOON) == 1
    assert (await refund_now(refund))["status"] == "succeeded"
    assert await shop.journal(refund) == [("refund", 4_000)]
    await assert_books_balance()


async def test_a_refund_without_an_answer_is_unknown_and_stays_reserved(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = await shop.pay_and_send()
    refund = await shop.book.refund(payment, amount=4_000)

    async def lose(*_: object) -> None:
        raise attempts.GatewayError("The answer is lost.", permanent=False)

    with monkeypatch.context() as lost:
        lost.setattr(attempts, "_ask", lose)
        await shop.send()
    assert (await refund_now(refund))["status"] == "unknown"
    assert (await payment_now(payment))["amount_allocated"] == 10_000
    row = await database.fetch_row("SELECT amount_refund_reserved FROM payments WHERE id = $1", payment["id"])
    assert row["amount_refund_reserved"] == 4_000
    await assert_books_balance()
    assert await shop.send(after=SOON) == 1
    assert (await refund_now(refund))["status"] == "succeeded"
    assert await shop.journal(refund) == [("refund", 4_000)]
    await assert_books_balance()


async def test_an_attempt_of_a_payment_that_is_decided_is_only_closed(shop: Shop) -> None:
    payment = await shop.pay()
    await outcomes.fail(payment["id"], code="test", message="No.")
    assert await shop.send() == 1
    attempt = await shop.attempt(payment)
    assert (attempt["status"], attempt["sends"]) == ("done", 0)
    assert await shop.journal(payment) == []
