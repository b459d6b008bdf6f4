"""Callbacks: the bytes that the simulator really sends, taken in once, applied once, parked while we know nothing."""

import asyncio
import datetime
import uuid
from functools import partial
from typing import Any

import pytest

from models import clock, database, ids, work
from models.billing import explanations
from models.errors import NoGatewayAccount, NotFound
from models.gateways import registry
from models.gateways.base import BadSignature
from models.gateways.simulator.adapter import SimulatorGateway
from models.online import callbacks, credentials, gateway_accounts, payment_facts
from models.online import messages as callback_messages
from models.secrets import CannotDecrypt
from models.shapes.gateways import GatewayAccountPatch
from models.tables.gateways import Callback
from models.tables.row import of_record
from tests.books import assert_books_balance, booked, event_types, invoice_now, payment_now, refund_now
from tests.models.shops import LATER, SOON, Shop
from tests.models.work_lists import open_account, put, until, work_errors
from tests.round_trips import RoundTrips


async def stored(shop: Shop) -> list[tuple[str, str, int]]:
    """Kind, status and attempts of the events that the inbox has of this shop."""
    rows = await database.fetch(
        "SELECT kind, status, attempts FROM callbacks WHERE gateway_account_id = $1 AND message_key IS NULL "
        "ORDER BY id",
        shop.account["id"],
    )
    return [(row["kind"], row["status"], row["attempts"]) for row in rows]


async def messages(shop: Shop) -> list[tuple[str, int]]:
    """Status and attempts of the messages that the inbox has of this shop."""
    rows = await database.fetch(
        "SELECT status, attempts FROM callbacks WHERE gateway_account_id = $1 AND message_key IS NOT NULL ORDER BY id",
        shop.account["id"],
    )
    return [(row["status"], row["attempts"]) for row in rows]


async def read(shop: Shop, headers: dict[str, str], body: bytes) -> None:
    """Takes a callback in and reads it, so that its events are due."""
    assert await shop.take(headers, body)
    assert (await messages(shop))[-1] == ("pending", 0)
    row = await database.fetch_row(
        "UPDATE callbacks SET status = 'leased', attempts = 1, lease_token = new_id() "
        "WHERE gateway_account_id = $1 AND message_key IS NOT NULL AND status = 'pending' RETURNING *",
        shop.account["id"],
    )
    await callbacks._read_or_apply(of_record(Callback, row))


async def test_a_callback_is_stored_before_it_is_applied(shop: Shop) -> None:
    payment = await shop.pay()
    await shop.charge(payment)
    ((headers, body),) = await shop.receiver.wait_for(1)
    await read(shop, headers, body)
    assert await messages(shop) == [("done", 1)]
    assert await stored(shop) == [("payment.succeeded", "pending", 0)]
    assert (await payment_now(payment))["status"] == "created"
    assert await callbacks.apply_due() == 1
    assert await stored(shop) == [("payment.succeeded", "done", 1)]
    assert (await payment_now(payment))["status"] == "succeeded"
    assert await callbacks.apply_due() == 0
    # The attempt was never sent, and needs not be: the gateway has spoken.
    assert await shop.send() == 1
    assert (await shop.attempt(payment))["sends"] == 0
    assert await shop.journal(payment) == [("capture", 10_000)]
    await assert_books_balance()


async def test_what_came_by_a_callback_or_an_answer_is_explained_by_it(shop: Shop) -> None:
    told, asked = await shop.pay(), await shop.pay()
    await shop.charge(told)
    assert await shop.listen(1) == 1
    assert await shop.send(after=SOON) == 2
    callback_id = await database.fetch_value(
        uuid.UUID, "SELECT id FROM callbacks WHERE gateway_account_id = $1 AND message_key IS NULL", shop.account["id"]
    )
    assert callback_id is not None
    causes = {
        told["id"]: ids.encode("callback", callback_id),
        asked["id"]: ids.encode("attempt", (await shop.attempt(asked))["id"]),
    }
    for payment in (told, asked):
        fact = (await explanations.explain(shop.book.owner, payment["invoice_id"])).facts[-1]
        assert (fact.kind, fact.actor, fact.cause, fact.source_id) == (
            "payment.succeeded",
            ids.encode("gateway_account", shop.account["id"]),
            causes[payment["id"]],
            ids.encode("payment", payment["id"]),
        )


async def test_a_replay_stores_nothing(shop: Shop) -> None:
    payment = await shop.pay_and_send()
    ((headers, body),) = await shop.receiver.wait_for(1)
    assert [await shop.take(headers, body) for _ in range(3)] == [True, False, False]
    await shop.apply()
    assert not await shop.take(headers, body)
    assert await shop.apply() == 0
    assert await event_types(payment) == ["payment.created", "payment.succeeded"]
    await assert_books_balance()


async def test_the_same_callback_many_times_at_once_is_stored_once(shop: Shop) -> None:
    await shop.pay_and_send()
    ((headers, body),) = await shop.receiver.wait_for(1)
    assert sorted(await asyncio.gather(*(shop.take(headers, body) for _ in range(10)))) == [False] * 9 + [True]
    await shop.apply()
    assert await messages(shop) == [("done", 1)]
    assert len(await stored(shop)) == 1


async def test_what_is_not_genuine_leaves_no_trace(shop: Shop) -> None:
    payment = await shop.pay()
    await shop.charge(payment)
    ((headers, body),) = await shop.receiver.wait_for(1)
    other_hour = clock.now() + datetime.timedelta(hours=1)
    forged = [
        (headers, body.replace(b"10000", b"99999")),
        (headers, body + b" "),
        (headers | {"webhook-id": "simmsg_other"}, body),
        (headers | {"webhook-signature": "v1," + "A" * 43 + "="}, body),
        ({name: value for name, value in headers.items() if name != "webhook-signature"}, body),
        (headers, b""),
    ]
    for changed_headers, changed_body in forged:
        assert (changed_headers, changed_body) != (headers, body)
        with pytest.raises(BadSignature):
            await shop.take(changed_headers, changed_body)
    with clock.moved_to(other_hour), pytest.raises(BadSignature):
        await shop.take(headers, body)
    assert await messages(shop) == []
    assert await shop.take(headers, body)


async def test_a_callback_takes_one_statement_once_its_account_is_known(shop: Shop, round_trips: RoundTrips) -> None:
    callbacks_of_shop = [shop.told(message_id=f"simmsg_{number}") for number in range(2)]
    first, second = [await round_trips.of(partial(shop.take, *callback)) for callback in callbacks_of_shop]
    assert [statement.split()[0] for statement in first] == ["SELECT", "WITH"]
    assert [statement.split()[0] for statement in second] == ["WITH"]


async def test_the_secret_that_counts_is_the_one_in_use_now(shop: Shop) -> None:
    """An account is remembered, and what is kept is genuine by what it is at that moment."""
    former = shop.told(message_id="simmsg_1")
    assert await shop.take(*shop.told(message_id="simmsg_0"))
    await change_secret(shop, "whsec_" + "e" * 43 + "=")
    with pytest.raises(BadSignature):
        await shop.take(*former)
    # What the new secret signs is taken, whether the account was read since or is remembered as it was.
    assert await shop.take(*shop.told(message_id="simmsg_2"))
    account = await registry.account_of(shop.account["id"])
    callbacks._accounts.keep(account.id, callbacks._Opened(account, registry.open_account(account)))
    await change_secret(shop, "whsec_" + "f" * 43 + "=")
    assert await shop.take(*shop.told(message_id="simmsg_3"))
    assert [status for status, _ in await messages(shop)] == ["pending"] * 3


async def test_a_secret_that_is_replaced_while_a_callback_is_verified_counts(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    callback = shop.told(message_id="simmsg_1")
    verify = SimulatorGateway.verify_callback

    def overtaken(gateway: SimulatorGateway, **given: Any) -> Any:
        verified.append(verify(gateway, **given))
        return verified[-1]

    verified: list[Any] = []
    keep = callback_messages.keep

    async def keep_later(*given: Any, **named: Any) -> bool:
        if len(verified) == 1:
            await change_secret(shop, "whsec_" + "e" * 43 + "=")
        return await keep(*given, **named)

    monkeypatch.setattr(SimulatorGateway, "verify_callback", overtaken)
    monkeypatch.setattr(callback_messages, "keep", keep_later)
    with pytest.raises(BadSignature):
        await shop.take(*callback)
    assert len(verified) == 1, "the second time it was not genuine any more"
    assert await messages(shop) == []


async def change_secret(shop: Shop, secret: str) -> None:
    """The shop signs by another secret from now on, and its account has that one and no other."""
    await credentials.check_due()
    shop.merchant.credentials["webhook_secret"] = secret
    patch = GatewayAccountPatch(credentials={"webhook_secret": secret})
    await gateway_accounts.update(shop.book.owner, shop.account["id"], patch, version=None)
    await credentials.check_due()


async def test_a_callback_for_another_account_is_refused(shop: Shop) -> None:
    await shop.pay_and_send()
    ((headers, body),) = await shop.receiver.wait_for(1)
    for account_id in (ids.new(), None):
        with pytest.raises(NotFound):
            await callbacks.receive(account_id, body=body, headers=headers)
    row = await database.fetch_row(
        "INSERT INTO gateway_accounts (id, receiver_id, gateway, account, credentials) "
        "SELECT $2, receiver_id, gateway, account, credentials FROM gateway_accounts WHERE id = $1 RETURNING *",
        shop.account["id"],
        ids.new(),
    )
    # Credentials are bound to their row, so they do not open another one.
    with pytest.raises(CannotDecrypt):
        await callbacks.receive(row["id"], body=body, headers=headers)
    assert await messages(shop) == []


async def test_a_callback_before_our_row_waits_for_it(shop: Shop) -> None:
    payment = await shop.pay()
    attempt = await shop.attempt(payment)
    await shop.charge(payment)
    # As if the callback had overtaken the commit of our own row.
    await database.execute("UPDATE attempts SET id = $2 WHERE id = $1", attempt["id"], ids.new())
    assert await shop.listen(1) == 1
    assert await stored(shop) == [("payment.succeeded", "pending", 1)]
    assert (await payment_now(payment))["status"] == "created"
    assert await callbacks.apply_due() == 0, "it is parked for some seconds"
    with clock.moved_to(clock.now() + SOON):
        assert await callbacks.apply_due() == 1
    assert await stored(shop) == [("payment.succeeded", "pending", 2)]
    await database.execute("UPDATE attempts SET id = $2 WHERE payment_id = $1", payment["id"], attempt["id"])
    with clock.moved_to(clock.now() + 2 * SOON):
        assert await callbacks.apply_due() == 1
    assert await stored(shop) == [("payment.succeeded", "done", 3)]
    assert (await payment_now(payment))["status"] == "succeeded"
    await assert_books_balance()


async def test_a_callback_that_nobody_claims_is_given_up_after_three_days(shop: Shop) -> None:
    payment = await shop.pay()
    await shop.charge(payment)
    await database.execute("UPDATE attempts SET id = $2 WHERE payment_id = $1", payment["id"], ids.new())
    ((headers, body),) = await shop.receiver.wait_for(1)
    await read(shop, headers, body)
    began = now = clock.now()
    while (await stored(shop))[0][1] == "pending":
        with clock.moved_to(now):
            assert await callbacks.apply_due() == 1
            now = await database.fetch_value(
                object,
                "SELECT next_attempt_at FROM callbacks WHERE gateway_account_id = $1 AND message_key IS NULL",
                shop.account["id"],
            )
    assert await stored(shop) == [("payment.succeeded", "exhausted", len(callbacks.PARKED) + 1)]
    waited = now - began
    assert datetime.timedelta(hours=72) < waited < datetime.timedelta(hours=74)


async def test_events_of_a_dispute_are_applied_whether_they_move_money_or_not(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_disputed_lost")
    await shop.listen(3)
    rows = await stored(shop)
    # That the money was withdrawn is an event of its own, and says the same as the one before it.
    told = ("dispute.opened", "dispute.funds_withdrawn", "dispute.lost")
    assert {(kind, "done", 1) for kind in told} < set(rows)
    assert (await payment_now(payment))["status"] == "reversed"
    await assert_books_balance()


async def test_events_that_say_nothing_of_money_are_done_with(shop: Shop) -> None:
    headers, body = shop.told({"id": "simevt_other", "type": "account.renamed", "created_at": "2026-11-28T12:00:00Z"})
    assert await shop.take(headers, body)
    await shop.apply()
    assert await stored(shop) == [("account.renamed", "done", 0)]


async def test_an_event_that_we_cannot_digest_does_not_hold_up_the_others(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = await shop.pay(), await shop.pay()
    for payment in (bad, good):
        await shop.charge(payment)
    for headers, body in await shop.receiver.wait_for(2):
        await read(shop, headers, body)
    reference, apply = ids.encode("attempt", (await shop.attempt(bad))["id"]), payment_facts.apply

    async def stumble(fact: object, **names: object) -> bool:
        if fact.reference == reference:
            raise ValueError("indigestible")
        return await apply(fact, **names)

    with monkeypatch.context() as broken:
        broken.setattr(payment_facts, "apply", stumble)
        assert await callbacks.apply_due() == 2
    assert (await payment_now(bad))["status"] == "created"
    assert (await payment_now(good))["status"] == "succeeded"
    # Once it can be digested, the lease brings it back.
    with clock.moved_to(clock.now() + SOON):
        assert await callbacks.apply_due() == 1
    assert (await payment_now(bad))["status"] == "succeeded"
    await assert_books_balance()


async def test_a_callback_that_no_worker_survives_is_given_up_and_the_others_are_applied(shop: Shop) -> None:
    bad, good = await shop.pay(), await shop.pay()
    await shop.charge(bad)
    ((headers, body),) = await shop.receiver.wait_for(1)
    await read(shop, headers, body)
    before, now = await work_errors(), clock.now()
    for _ in range(len(callbacks.PARKED) + 1):
        with clock.moved_to(now):
            assert len(await work.claim(Callback, limit=10, lease_seconds=callbacks.LEASE_SECONDS)) == 1
        now += datetime.timedelta(seconds=callbacks.LEASE_SECONDS + 1)
    await shop.charge(good)
    headers, body = (await shop.receiver.wait_for(2))[1]
    await shop.take(headers, body)
    with clock.moved_to(now):
        while await callbacks.apply_due():
            pass
    (killer, killed) = await stored(shop)
    assert killer == ("payment.succeeded", "exhausted", len(callbacks.PARKED) + 2)
    assert killed == ("payment.succeeded", "done", 1)
    assert (await payment_now(bad))["status"] == "created"
    assert (await payment_now(good))["status"] == "succeeded"
    assert (await work_errors())["callbacks", "given_up"] == before["callbacks", "given_up"] + 1
    # The money is not lost: the payment's attempt asks for it.
    await database.execute("UPDATE attempts SET sends = 1 WHERE payment_id = $1", bad["id"])
    assert await shop.send(after=SOON) == 2
    assert (await payment_now(bad))["status"] == "succeeded"
    await assert_books_balance()


async def test_a_flood_of_one_account_does_not_hold_up_anothers_callback(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    flooded = await open_account(shop.book.receiver.id)
    await put(flooded, 100)
    payment = await shop.pay()
    await shop.charge(payment)
    ((headers, body),) = await shop.receiver.wait_for(1)
    apply, going_on, applied = callbacks._apply, asyncio.Event(), []

    async def slowly(callback: Callback, *arguments: Any) -> None:
        if callback.gateway_account_id == flooded:
            applied.append(callback.id)
            await going_on.wait()
        await apply(callback, *arguments)

    monkeypatch.setattr(callbacks, "_apply", slowly)
    run = asyncio.create_task(callbacks.apply_due())
    await until(lambda: _is(len(applied) == callbacks.BOUNDS.per_account))
    await shop.take(headers, body)
    await until(lambda: _has_succeeded(payment))
    assert len(applied) == callbacks.BOUNDS.per_account
    going_on.set()
    assert await run == 102
    assert len(applied) == 100


async def _is(value: bool) -> bool:
    return value


async def _has_succeeded(payment: Any) -> bool:
    return bool((await payment_now(payment))["status"] == "succeeded")


# --- the crash between the beats


async def test_a_callback_whose_worker_died_is_applied_once_by_the_next(shop: Shop) -> None:
    payment = await shop.pay()
    await shop.charge(payment)
    ((headers, body),) = await shop.receiver.wait_for(1)
    await read(shop, headers, body)
    (claimed,) = await work.claim(Callback, limit=10, lease_seconds=callbacks.LEASE_SECONDS)
    assert await callbacks.apply_due() == 0, "the lease holds"
    with clock.moved_to(clock.now() + SOON):
        assert await callbacks.apply_due() == 1
    paid = await payment_now(payment)
    assert paid["status"] == "succeeded"
    # The worker was only slow: what it does now changes nothing.
    await callbacks._read_or_apply(claimed)
    assert (await payment_now(payment))["version"] == paid["version"]
    assert await stored(shop) == [("payment.succeeded", "done", 2)]
    assert await event_types(payment) == ["payment.created", "payment.succeeded"]
    await assert_books_balance()


async def test_a_zombie_does_not_end_what_another_worker_holds(shop: Shop) -> None:
    payment = await shop.pay()
    await shop.charge(payment)
    ((headers, body),) = await shop.receiver.wait_for(1)
    await read(shop, headers, body)
    (zombie,) = await work.claim(Callback, limit=10, lease_seconds=0)
    (_,) = await work.claim(Callback, limit=10, lease_seconds=600)
    await callbacks._read_or_apply(zombie)
    assert await stored(shop) == [("payment.succeeded", "leased", 2)]
    assert (await payment_now(payment))["status"] == "created"
    with clock.moved_to(clock.now() + LATER):
        assert await callbacks.apply_due() == 1
    assert (await invoice_now({"id": payment["invoice_id"]}))["settlement"] == "paid"
    await assert_books_balance()


async def test_a_crash_while_applying_leaves_nothing_half_done(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    payment = await shop.pay()
    await shop.charge(payment)
    ((headers, body),) = await shop.receiver.wait_for(1)
    await read(shop, headers, body)

    async def crash(*_: object, **__: object) -> bool:
        raise RuntimeError("the last write fails")

    with monkeypatch.context() as broken:
        broken.setattr(work, "finish", crash)
        assert await callbacks.apply_due() == 1
    assert (await payment_now(payment))["status"] == "created"
    assert await event_types(payment) == ["payment.created"]
    await assert_books_balance()
    with clock.moved_to(clock.now() + SOON):
        await callbacks.apply_due()
    assert (await payment_now(payment))["status"] == "succeeded"
    await assert_books_balance()


async def test_an_archived_account_still_hears_of_its_money(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_debit_returns")
    await gateway_accounts.archive(shop.book.owner, shop.account["id"], version=None)
    assert await shop.listen(3) == 3
    assert [status for _, status, _ in await stored(shop)] == ["done"] * 3
    assert (await event_types(payment))[-3:] == ["payment.pending", "payment.succeeded", "payment.reversed"]
    now = await invoice_now({"id": payment["invoice_id"]})
    assert (now["settlement"], now["amount_paid"], now["amount_reserved"]) == ("unpaid", 0, 0)
    assert (await booked(payment))["payment.reversed"] == {"gateway_clearing": -10_000, "receivables": 10_000}
    await assert_books_balance()


async def test_what_an_archived_account_has_begun_is_asked_about_and_refunded(shop: Shop) -> None:
    paid, unknown = await shop.pay_and_send(), await shop.pay_and_send("tok_error_500")
    await gateway_accounts.archive(shop.book.owner, shop.account["id"], version=None)
    refund = await shop.book.refund(paid, amount=4_000)
    await shop.send(after=SOON)
    assert (await payment_now(unknown))["status"] == "succeeded"
    assert (await refund_now(refund))["status"] == "succeeded"
    with pytest.raises(NoGatewayAccount):
        await shop.pay()
    await assert_books_balance()
