"""Attempts: the crash between the beats, the zombie that wakes up late, and never a second charge."""

import asyncio
import contextlib
import datetime
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from models import clock, database, ids, secrets, work
from models.collection import outcomes
from models.gateways import registry
from models.gateways.simulator import adapter
from models.online import attempts
from models.proof import integrity
from models.tables.collection import Attempt
from tests.books import assert_books_balance, event_types, invoice_now, payment_now, refund_now
from tests.models.gateways.processes import SimulatorProcess
from tests.models.shops import LATER, SOON, Shop, answer_challenge, next_url, open_shop
from tests.models.work_lists import until, work_errors

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


# --- the row that kills its worker


async def die(rows: int = 1, *, until: int) -> datetime.datetime:
    """Workers claim and never come to an end, again and again; returns when the last lease has ended."""
    now = clock.now()
    for _ in range(until):
        with clock.moved_to(now):
            assert len(await work.claim(Attempt, limit=10, lease_seconds=attempts.LEASE_SECONDS)) == rows
        now += datetime.timedelta(seconds=attempts.LEASE_SECONDS + 1)
    return now


@pytest.mark.parametrize("sends", [0, 1])
async def test_an_attempt_that_no_worker_survives_is_given_up_and_its_payment_unknown(shop: Shop, sends: int) -> None:
    payment = await shop.pay()
    await database.execute("UPDATE attempts SET sends = $2 WHERE payment_id = $1", payment["id"], sends)
    with clock.moved_to(await die(until=len(attempts.CHECKS) + 1)):
        assert await attempts.send_due() == 1
        assert await attempts.send_due() == 0
    attempt = await shop.attempt(payment)
    assert (attempt["status"], attempt["lease_token"], attempt["sends"]) == ("exhausted", None, sends)
    assert attempt["error"] == "No worker has come to the end of it."
    assert await shop.journal(payment) == []
    # What became of the money nobody knows, so nothing is given back, and `make check` names the payment.
    assert (await payment_now(payment))["status"] == "unknown"
    assert (await invoice_now({"id": payment["invoice_id"]}))["amount_reserved"] == 10_000
    report = await integrity.check()
    (found,) = [check for check in report.checks if check.name == "open_payments_are_worked_on"]
    assert ids.encode("payment", payment["id"]) in [example["payment"] for example in found.examples]
    # Its gateway may still tell.
    await shop.charge(payment)
    await shop.listen(1)
    assert (await payment_now(payment))["status"] == "succeeded"
    await assert_books_balance()


async def test_an_attempt_that_no_worker_survives_is_done_if_a_callback_has_told(shop: Shop) -> None:
    payment = await shop.pay()
    now = await die(until=len(attempts.CHECKS) + 1)
    await shop.charge(payment)
    await shop.listen(1)
    with clock.moved_to(now):
        assert await attempts.send_due() == 1
    assert (await shop.attempt(payment))["status"] == "done"
    await assert_books_balance()


async def test_a_refund_that_no_worker_survives_stays_unknown_and_reserved(shop: Shop) -> None:
    payment = await shop.pay_and_send()
    refund = await shop.book.refund(payment, amount=4_000)
    with clock.moved_to(await die(until=len(attempts.CHECKS) + 1)):
        assert await attempts.send_due() == 1
    assert (await shop.attempt(refund))["status"] == "exhausted"
    assert (await refund_now(refund))["status"] == "unknown"
    row = await database.fetch_row("SELECT amount_refund_reserved FROM payments WHERE id = $1", payment["id"])
    assert row["amount_refund_reserved"] == 4_000
    # What an operator may do once the fault is mended.
    await database.execute("UPDATE attempts SET status = 'pending', attempts = 0 WHERE refund_id = $1", refund["id"])
    assert await shop.send(after=LATER) == 1
    assert (await refund_now(refund))["status"] == "succeeded"
    await assert_books_balance()


async def test_who_dies_with_the_killer_is_claimed_apart_from_it_and_loses_nothing(shop: Shop) -> None:
    killer, *others = [await shop.pay() for _ in range(4)]
    now = await die(4, until=work.SUSPECT_AFTER)
    deadly = (await shop.attempt(killer))["id"]
    for _ in range(60):
        with clock.moved_to(now):
            rows = await work.claim(Attempt, limit=10, lease_seconds=attempts.LEASE_SECONDS)
            assert len(rows) <= 1, "from now on each is alone"
            for row in rows:
                if row["id"] != deadly or row["attempts"] > len(attempts.CHECKS) + 1:
                    await attempts._work_on(row)
        if not rows:
            now += datetime.timedelta(seconds=attempts.LEASE_SECONDS + 1)
    for payment in others:
        assert (await shop.attempt(payment))["attempts"] == work.SUSPECT_AFTER + 1
        assert (await payment_now(payment))["status"] == "succeeded"
    assert (await shop.attempt(killer))["status"] == "exhausted"


async def test_a_payment_that_comes_in_meanwhile_does_not_wait_for_a_killer(shop: Shop) -> None:
    killer = await shop.pay()
    now = await die(until=work.SUSPECT_AFTER)
    good = await shop.pay()
    with clock.moved_to(now):
        claims = [await work.claim(Attempt, limit=10, lease_seconds=attempts.LEASE_SECONDS) for _ in range(2)]
        assert [len(claimed) for claimed in claims] == [1, 1]
        assert {claimed[0].payment_id for claimed in claims} == {killer["id"], good["id"]}
        await attempts._work_on(next(row for (row,) in claims if row.payment_id == good["id"]))
    assert (await payment_now(good))["status"] == "succeeded"


async def test_an_attempt_whose_every_try_fails_by_our_fault_is_given_up_and_its_payment_unknown(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stumble(*_: object) -> None:
        raise RuntimeError("indigestible")

    payment, good = await shop.pay(), await shop.pay()
    ask = attempts._ask_and_record
    monkeypatch.setattr(
        attempts,
        "_ask_and_record",
        lambda attempt: stumble() if attempt.payment_id == payment["id"] else ask(attempt),
    )
    before = await work_errors()
    with capture_logs() as logged:
        while (attempt := await shop.attempt(payment))["status"] == "pending":
            with clock.moved_to(attempt["next_attempt_at"]):
                await attempts.send_due()
    assert (attempt["status"], attempt["attempts"]) == ("exhausted", len(attempts.CHECKS) + 1)
    assert (await payment_now(payment))["status"] == "unknown"
    assert (await payment_now(good))["status"] == "succeeded"
    errors = [entry for entry in logged if entry["event"] == "work.error"]
    assert {(entry["list"], entry["row_id"]) for entry in errors} == {("attempts", str(attempt["id"]))}
    after = await work_errors()
    counted = {result: after["attempts", result] - before["attempts", result] for result in ("postponed", "given_up")}
    assert counted == {"postponed": len(attempts.CHECKS), "given_up": 1}


# --- zombies


async def test_a_zombies_word_is_fenced(shop: Shop) -> None:
    payment = await shop.pay()
    zombie = await claim()
    assert await shop.send(after=SOON) == 1
    paid = await payment_now(payment)
    await attempts._record(zombie, attempts.Tried(await shop.fact(payment, "failed"), False))
    await attempts._record_failure(zombie, code="gateway_refused", message="No.")
    await attempts._record_unknown(zombie, "No answer.")
    assert (await payment_now(payment))["version"] == paid["version"]
    await assert_paid_once(shop, payment)


async def test_a_zombie_changes_nothing_while_another_worker_holds_the_lease(shop: Shop) -> None:
    payment = await shop.pay()
    zombie = await claim()
    with clock.moved_to(clock.now() + SOON):
        holder = await claim()
    await attempts._record(zombie, attempts.Tried(await shop.fact(payment, "failed"), False))
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


# --- a gateway that is silent


@contextlib.asynccontextmanager
async def falling_silent(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[list[str], asyncio.Event]]:
    """Another shop's gateway takes requests and answers none until the event is set; gives the paths that came in."""
    asked: list[str] = []
    speaks = asyncio.Event()

    async def keep_waiting(request: web.Request) -> web.Response:
        asked.append(f"{request.method} {request.path}")
        await speaks.wait()
        return web.Response(status=503)

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", keep_waiting)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    silent_url, key = f"http://127.0.0.1:{runner.addresses[0][1]}", shop.merchant.credentials["api_key"]

    class SilentForOne(adapter.SimulatorGateway):
        def __init__(self, credentials: dict[str, str], **options: Any) -> None:
            url = silent_url if credentials["api_key"] == key else None
            super().__init__(credentials, base_url=url, **options)

    monkeypatch.setitem(registry.GATEWAYS, "simulator", SilentForOne)
    try:
        yield asked, speaks
    finally:
        speaks.set()
        await runner.cleanup()


async def test_a_silent_account_has_a_bounded_number_of_requests_and_holds_up_nobody_elses(
    shop: Shop, hurried_simulator: SimulatorProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound = attempts.BOUNDS.per_account
    async with open_shop(hurried_simulator.url, monkeypatch) as other, falling_silent(shop, monkeypatch) as (asked, _):
        hanging = [await shop.pay() for _ in range(bound + 3)]
        runs = [asyncio.create_task(attempts.send_due()) for _ in range(2)]
        await until(lambda: _is(len(asked) == bound))
        # Both runs are under way, and wait for what does not answer.
        first = await other.pay()
        await until(lambda: _has_succeeded(first))
        second = await other.pay()
        await until(lambda: _has_succeeded(second))
        assert asked == ["POST /v1/payments"] * bound
        rows = await database.fetch("SELECT status FROM attempts WHERE payment_id = ANY($1)", ids_of(hanging))
        assert Counter(row["status"] for row in rows) == {"leased": bound, "pending": 3}
        for run in runs:
            run.cancel()
        await asyncio.gather(*runs, return_exceptions=True)
    # What was on its way is asked about, and never sent again unasked.
    rows = await database.fetch("SELECT status, sends FROM attempts WHERE payment_id = ANY($1)", ids_of(hanging))
    assert Counter((row["status"], row["sends"]) for row in rows) == {("pending", 1): bound, ("pending", 0): 3}
    await assert_books_balance()


async def test_questions_that_hang_do_not_keep_an_accounts_first_requests_waiting_nor_these_the_questions(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound = attempts.BOUNDS.per_account
    async with falling_silent(shop, monkeypatch) as (asked, _):
        unknown = [await shop.pay() for _ in range(bound + 2)]
        await database.execute(
            "UPDATE attempts SET sends = 1, attempts = 1 WHERE payment_id = ANY($1)", ids_of(unknown)
        )
        run = asyncio.create_task(attempts.send_due())
        await until(lambda: _is(len(asked) == bound))
        for _ in range(bound + 2):
            await shop.pay()
        await until(lambda: _is(len(asked) == 2 * bound))
        assert Counter(asked) == {"GET /v1/payments": bound, "POST /v1/payments": bound}
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)
    await assert_books_balance()


async def _is(value: bool) -> bool:
    return value


async def _has_succeeded(payment: Any) -> bool:
    return bool((await payment_now(payment))["status"] == "succeeded")


def ids_of(rows: Sequence[Any]) -> list[Any]:
    return [row["id"] for row in rows]


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
