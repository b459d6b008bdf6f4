"""The inbox: what is genuine is kept as it came and read once; what cannot be read waits alone, orphans are shown."""

import asyncio
import datetime
from typing import Any

import msgspec
import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from models import clock, database, ids, secrets, work
from models.errors import Forbidden, NotFound
from models.gateways.base import BadSignature, ReversalFact
from models.gateways.simulator import adapter
from models.gateways.simulator.adapter import CALLBACK_BYTES_MAX, SimulatorGateway
from models.online import (
    callbacks,
    credentials,
    facts,
    gateway_accounts,
    gateway_answers,
    inbox,
    messages,
    payment_facts,
)
from models.proof import integrity
from models.reconciliation import runs
from models.shapes.gateways import GatewayAccountPatch
from models.shapes.reconciliation import RunInput
from models.tables.collection import GatewayAnswer, Refund
from models.tables.gateways import Callback, CallbackMessage
from models.tables.reconciliation import Discrepancy
from models.tables.row import of_record
from models.upkeep import backlog
from tests.books import assert_books_balance, event_types, payment_now, refund_now, stranger
from tests.models.gateways.processes import SimulatorProcess
from tests.models.shops import SOON, Shop

HOUR = datetime.timedelta(hours=1)


async def everything(shop: Shop) -> list[Callback]:
    return [
        of_record(Callback, row)
        for row in await database.fetch(
            "SELECT * FROM callbacks WHERE gateway_account_id = $1 ORDER BY id", shop.account["id"]
        )
    ]


async def waiting(shop: Shop) -> list[Callback]:
    return [row for row in await everything(shop) if row.status != "done"]


async def kept(shop: Shop) -> list[bytes]:
    """The bodies of all messages of this shop, as they came."""
    found = []
    for row in await everything(shop):
        if row.message_key is not None:
            message = await messages.read(row)
            assert message is not None
            found.append(message.body)
    return found


async def lose_all_workers() -> None:
    """Workers claim what is due and never come to an end, until it has had all of its tries; then one looks again."""
    now = clock.now()
    for _ in range(len(callbacks.PARKED) + 1):
        with clock.moved_to(now):
            assert len(await work.claim(Callback, limit=10, lease_seconds=callbacks.LEASE_SECONDS)) == 1
        now += datetime.timedelta(seconds=callbacks.LEASE_SECONDS + 1)
    with clock.moved_to(now):
        await callbacks.apply_due()


async def discrepancies(shop: Shop) -> list[Discrepancy]:
    return [
        of_record(Discrepancy, row)
        for row in await database.fetch(
            "SELECT * FROM discrepancies WHERE gateway_account_id = $1 ORDER BY id", shop.account["id"]
        )
    ]


async def violations(name: str, shop: Shop) -> int:
    """How often an invariant is violated by this shop's rows."""
    (check,) = [check for check in (await integrity.check()).checks if check.name == name]
    account = ids.encode("gateway_account", shop.account["id"])
    return sum(1 for example in check.examples if example["gateway_account"] == account)


async def payment_event(shop: Shop, payment: Any, **fields: Any) -> dict[str, Any]:
    """An event of the simulator that says that a payment has succeeded, but for what is named."""
    data = {
        "id": f"simpay_{payment['id'].hex}",
        "account": shop.account["account"],
        "reference": ids.encode("attempt", (await shop.attempt(payment))["id"]),
        "description": "",
        "status": "succeeded",
        "amount": payment["amount"],
        "currency": payment["currency"],
        "amount_returned": 0,
        "fee_amount": None,
        "redirect_url": None,
        "failure_code": None,
        "failure_message": None,
        "created_at": "2026-11-28T00:00:00Z",
        "updated_at": "2026-11-28T00:00:00Z",
    }
    event_id = fields.pop("event_id", f"evt_{ids.new().hex}")
    return {
        "id": event_id,
        "type": "payment.succeeded",
        "created_at": "2026-11-28T00:00:00Z",
        "data": data | fields,
    }


# --- kept as it came


async def test_a_genuine_callback_is_kept_as_it_came_and_encrypted(shop: Shop) -> None:
    await shop.pay_and_send()
    ((headers, body),) = await shop.receiver.wait_for(1)
    assert await shop.take(headers, body)
    (row,) = await everything(shop)
    message = await messages.read(row)
    assert message is not None
    assert message.body == body
    names = {"webhook-id", "webhook-timestamp", "webhook-signature", "content-type"}
    assert message.headers == {name: headers[name] for name in names}
    stored = await CallbackMessage.objects().where(CallbackMessage.id == row.id).first()
    assert stored is not None
    assert b"payment.succeeded" not in stored.body
    assert headers["webhook-id"].encode() not in stored.headers
    with pytest.raises(secrets.CannotDecrypt):
        secrets.decrypt(stored.body, context=f"callback_message:body:{ids.new()}")


async def test_a_body_that_nobody_can_read_is_taken_and_waits_with_its_bytes(shop: Shop) -> None:
    bodies = [b"", b"not JSON", b"[]", b'{"events":{}}', b'{"events":[' + b"[" * 400_000, b"\xff\x00" * 1000]
    for body in bodies:
        assert await shop.take(*shop.signed(body)[::1])
    assert await shop.apply() == len(bodies)
    assert await kept(shop) == bodies
    for row in await waiting(shop):
        assert (row.status, row.attempts) == ("pending", 1)
        assert row.error is not None
        assert row.error.startswith("It cannot be read: ")
    assert len(await waiting(shop)) == len(bodies)


async def test_what_is_too_long_is_not_kept(shop: Shop) -> None:
    longest = b'{"events":[]}'.ljust(CALLBACK_BYTES_MAX)
    assert await shop.take(*shop.signed(longest))
    with pytest.raises(BadSignature):
        await shop.take(*shop.signed(longest + b" "))
    headers, body = shop.signed(b'{"events":[]}', message_id="m" * 2_000)
    assert await shop.take(headers, body)
    headers, body = shop.signed(b'{"events":[]}', message_id="m" * 2_001)
    with pytest.raises(BadSignature):
        await shop.take(headers, body)
    headers, body = shop.signed(b'{"events":[]}')
    with pytest.raises(BadSignature):
        await shop.take(headers | {"webhook-signature": headers["webhook-signature"] + " v1,AAAA" * 300}, body)
    assert len(await everything(shop)) == 2


async def test_the_answer_to_a_gateway_costs_two_statements(shop: Shop, count: Any) -> None:
    # The account, and one that keeps the message with the work.
    headers, body = shop.told(await payment_event(shop, await shop.pay()))
    assert await count(lambda: shop.take(headers, body)) == 2


async def test_reading_takes_time_as_the_length_of_a_body() -> None:
    """No event is looked at more often in a long callback than in a short one: what is made of n is n."""
    gateway = SimulatorGateway({"account": "acct_1", "api_key": "sk_sim_1", "webhook_secret": ""})
    for count in (1, 10, 10_000):
        body = b'{"events":[%b]}' % b",".join([b"7"] * count)
        events = gateway.parse_callback(body=body, headers={})
        assert [event.body for event in events] == [b'{"events":[7]}'] * count


# --- one that cannot be read, beside others


async def test_an_event_that_cannot_be_read_waits_alone_and_the_others_are_applied(shop: Shop) -> None:
    first, bad, last = await shop.pay(), await shop.pay(), await shop.pay()
    strange = msgspec.json.encode(await payment_event(shop, bad, status="partially_authorized"))
    headers, body = shop.told(await payment_event(shop, first), strange, await payment_event(shop, last))
    with capture_logs() as logged:
        assert await shop.take(headers, body)
        await shop.apply()
    for payment in (first, last):
        assert (await payment_now(payment))["status"] == "succeeded"
    assert (await payment_now(bad))["status"] == "created"
    (row,) = await waiting(shop)
    message = await messages.read(row)
    assert message is not None
    assert message.body == b'{"events":[' + strange + b"]}"
    assert (row.status, row.attempts) == ("pending", 1)
    assert row.error == "It cannot be read: Invalid enum value … - at `$.status`"
    (entry,) = [entry for entry in logged if entry["event"] == "callback.unreadable"]
    assert entry["callback_id"] == str(row.id)
    assert "partially_authorized" not in str(logged)
    # The callback as it came is kept beside it.
    assert (await kept(shop))[0] == body
    await assert_books_balance()


async def test_what_could_not_be_read_is_applied_once_an_adapter_can_read_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment, other = await shop.pay(), await shop.pay()
    headers, body = shop.told(await payment_event(shop, other), await payment_event(shop, payment, status="captured"))
    await shop.take(headers, body)
    await shop.apply()
    assert (await payment_now(payment))["status"] == "created"
    parse = SimulatorGateway.parse_callback

    def parse_newer(self: SimulatorGateway, *, body: bytes, headers: Any) -> Any:
        return parse(self, body=body.replace(b'"captured"', b'"succeeded"'), headers=headers)

    monkeypatch.setattr(SimulatorGateway, "parse_callback", parse_newer)
    assert await shop.apply(after=SOON) == 2
    assert (await payment_now(payment))["status"] == "succeeded"
    assert await waiting(shop) == []
    # The whole callback once more, now readable: nothing is applied twice.
    assert await shop.take(*shop.signed(body))
    await shop.apply(after=SOON)
    assert await event_types(payment) == ["payment.created", "payment.succeeded"]
    assert await event_types(other) == ["payment.created", "payment.succeeded"]
    await assert_books_balance()


async def test_what_can_never_be_read_ends_visibly_and_keeps_its_bytes(shop: Shop) -> None:
    await shop.take(*shop.signed(b"not JSON"))
    now = clock.now()
    with capture_logs() as logged:
        for _ in range(len(callbacks.PARKED) + 1):
            with clock.moved_to(now):
                assert await callbacks.apply_due() == 1
            (row,) = await everything(shop)
            now = row.next_attempt_at
    assert (row.status, row.attempts) == ("exhausted", len(callbacks.PARKED) + 1)
    assert await kept(shop) == [b"not JSON"]
    assert [entry["event"] for entry in logged] == ["callback.unreadable", "callback.never_read"]


async def test_events_without_a_usable_id_or_kind_wait_alone(shop: Shop) -> None:
    payment = await shop.pay()
    good = await payment_event(shop, payment)
    strange = [
        good | {"id": ""},
        good | {"id": "e" * 256},
        good | {"id": "a\u0000b"},
        good | {"id": 7},
        good | {"type": ""},
        good | {"type": "payment." + "x" * 64},
        {name: value for name, value in good.items() if name != "data"} | {"id": "evt_without"},
        {},
        None,
    ]
    raw = [b'"\xff"', *[msgspec.json.encode(event) for event in strange]]
    await shop.take(*shop.told(*raw, msgspec.json.encode(good)))
    await shop.apply()
    assert (await payment_now(payment))["status"] == "succeeded"
    assert len(await waiting(shop)) == len(raw)


async def test_a_callback_full_of_what_cannot_be_read_stays_one_row(shop: Shop) -> None:
    payment = await shop.pay()
    many = [b"7"] * (callbacks.APART_MAX + 1)
    await shop.take(*shop.told(*many, msgspec.json.encode(await payment_event(shop, payment))))
    await shop.apply()
    assert (await payment_now(payment))["status"] == "succeeded"
    (row,) = await waiting(shop)
    assert row.message_id == row.id
    assert row.attempts == 1
    # Tried again, it makes nothing twice.
    await shop.apply(after=SOON)
    assert len(await waiting(shop)) == 1
    assert await event_types(payment) == ["payment.created", "payment.succeeded"]


async def test_a_thousand_events_of_one_callback_are_all_handled(shop: Shop) -> None:
    payment = await shop.pay()
    events = [
        await payment_event(shop, payment, event_id=f"evt_{payment['id'].hex}_{number}") for number in range(1000)
    ]
    await shop.take(*shop.told(*events))
    await shop.apply()
    assert await waiting(shop) == []
    assert len(await everything(shop)) == 1001
    assert await event_types(payment) == ["payment.created", "payment.succeeded"]


# --- once only


async def test_a_message_comes_once_whatever_is_new_about_its_delivery(shop: Shop) -> None:
    event = await payment_event(shop, await shop.pay())
    headers, body = shop.told(event, message_id="simmsg_same")
    assert await shop.take(headers, body)
    with clock.moved_to(clock.now() + datetime.timedelta(seconds=3)):
        later, _ = shop.told(event, message_id="simmsg_same")
        assert later["webhook-timestamp"] != headers["webhook-timestamp"]
        assert not await shop.take(later, body)
    # A gateway that gave one id to two messages would lose neither.
    assert await shop.take(*shop.told(event, event, message_id="simmsg_same"))
    # What is sent again under another id is read, and its events are known.
    assert await shop.take(*shop.told(event, message_id="simmsg_other"))
    await shop.apply()
    assert [row.gateway_event_id for row in await everything(shop) if row.gateway_event_id] == [event["id"]]


def test_where_a_gateway_names_no_messages_each_is_one() -> None:
    assert messages.key(None, b"id=tr_1") != messages.key(None, b"id=tr_1")
    assert messages.key("m", b"id=tr_1") == messages.key("m", b"id=tr_1")
    assert messages.key("m", b"1 body") != messages.key("m1 ", b"body")


async def test_a_message_that_two_workers_read_at_once_makes_each_event_once(shop: Shop) -> None:
    payment = await shop.pay()
    await shop.take(*shop.told(await payment_event(shop, payment), b"7"))
    (zombie,) = await work.claim(Callback, limit=10, lease_seconds=0)
    (holder,) = await work.claim(Callback, limit=10, lease_seconds=600)
    await asyncio.gather(callbacks._read_or_apply(zombie), callbacks._read_or_apply(holder))
    assert len(await everything(shop)) == 3
    await shop.apply()
    assert await event_types(payment) == ["payment.created", "payment.succeeded"]


async def test_a_crash_while_reading_leaves_nothing_half_done(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    payment = await shop.pay()
    await shop.take(*shop.told(await payment_event(shop, payment), b"7"))

    async def crash(*_: object, **__: object) -> bool:
        raise RuntimeError("the last write fails")

    with monkeypatch.context() as broken:
        broken.setattr(work, "finish", crash)
        await callbacks.apply_due()
    assert len(await everything(shop)) == 1
    await shop.apply(after=SOON)
    assert (await payment_now(payment))["status"] == "succeeded"
    assert len(await waiting(shop)) == 1
    await assert_books_balance()


async def test_a_worker_that_dies_before_it_reads_leaves_the_message_to_the_next(shop: Shop) -> None:
    payment = await shop.pay()
    await shop.take(*shop.told(await payment_event(shop, payment)))
    assert len(await work.claim(Callback, limit=10, lease_seconds=callbacks.LEASE_SECONDS)) == 1
    assert await shop.apply() == 0, "the lease holds"
    await shop.apply(after=SOON)
    assert (await payment_now(payment))["status"] == "succeeded"


async def test_a_message_that_no_worker_survives_is_given_up(shop: Shop) -> None:
    await shop.take(*shop.signed(b'{"events":[]}'))
    await lose_all_workers()
    (row,) = await everything(shop)
    assert row.status == "exhausted"
    assert await kept(shop) == [b'{"events":[]}']


# --- thin events: the worker asks


async def test_an_event_that_only_says_what_has_changed_is_asked_for(shop: Shop) -> None:
    payment = await shop.pay("tok_thin_callbacks")
    fact = await shop.charge(payment, "tok_thin_callbacks")
    ((_, body),) = await shop.receiver.wait_for(1)
    assert b'"object":{"kind":"payment"' in body
    assert b'"amount"' not in body
    await shop.listen(1)
    paid = await payment_now(payment)
    assert (paid["status"], paid["gateway_payment_id"]) == ("succeeded", fact.gateway_payment_id)
    (row,) = [row for row in await everything(shop) if row.gateway_event_id]
    (answer,) = await GatewayAnswer.objects().where(GatewayAnswer.callback_id == row.id)
    assert (answer.call, answer.status, answer.is_whole) == ("get_payment", 200, True)
    assert msgspec.json.decode(gateway_answers.read(answer))["id"] == fact.gateway_payment_id
    await assert_books_balance()


async def test_a_refund_that_has_changed_is_asked_for(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_thin_callbacks")
    refund = await shop.book.refund(payment, amount=4_000)
    await shop.send()
    await shop.listen(2)
    assert (await refund_now(refund))["status"] == "succeeded"
    assert await waiting(shop) == []
    calls = await database.fetch(
        "SELECT call FROM gateway_answers JOIN callbacks ON callbacks.id = callback_id WHERE gateway_account_id = $1 "
        "ORDER BY gateway_answers.id",
        shop.account["id"],
    )
    assert sorted(row["call"] for row in calls) == ["get_payment", "get_refund"]


async def test_a_gateway_that_is_down_is_asked_again_by_the_schedule(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    payment = await shop.pay("tok_thin_callbacks")
    await shop.charge(payment, "tok_thin_callbacks")
    ((headers, body),) = await shop.receiver.wait_for(1)
    await shop.take(headers, body)
    gone = SimulatorProcess(tmp_path_factory.mktemp("gone"))
    with monkeypatch.context() as away:
        away.setattr(adapter, "settings", msgspec.structs.replace(adapter.settings, simulator_url=gone.url))
        await shop.apply()
        (row,) = await waiting(shop)
        assert (row.status, row.attempts) == ("pending", 1)
        assert row.error == "The gateway gave no answer (ClientConnectorError)."
        await shop.apply(after=SOON)
    (row,) = await waiting(shop)
    assert row.attempts == 2
    assert (await payment_now(payment))["status"] == "created"
    await shop.apply(after=2 * SOON)
    assert (await payment_now(payment))["status"] == "succeeded"
    assert await waiting(shop) == []


async def test_what_our_key_may_not_ask_waits_until_there_is_another_one(shop: Shop) -> None:
    await credentials.check_due()
    payment = await shop.pay("tok_thin_callbacks")
    await shop.charge(payment, "tok_thin_callbacks")
    key = f"sk_sim_another_one_{shop.account['id'].hex}"
    await shop.merchant.happens("api-key", api_key=key)
    await shop.listen(1)
    (row,) = await waiting(shop)
    assert row.error == "The gateway answered 401: The API key is missing or unknown."
    assert await credentials.check_due() == 1, "the gateway is asked about the credentials themselves"
    patch = GatewayAccountPatch(credentials={"api_key": key})
    await gateway_accounts.update(shop.book.owner, shop.account["id"], patch, version=None)
    await database.execute("UPDATE callbacks SET status = 'exhausted', attempts = 49 WHERE id = $1", row.id)
    await credentials.check_due()
    # At once, and although its tries had ended.
    await shop.apply()
    assert (await payment_now(payment))["status"] == "succeeded"


async def test_what_the_gateway_does_not_know_itself_is_asked_for_again(shop: Shop) -> None:
    payment = await shop.pay()
    event = await payment_event(shop, payment)
    del event["data"]
    await shop.take(*shop.told(event | {"object": {"kind": "payment", "id": "simpay_nobody"}}))
    await shop.take(*shop.told(event | {"id": "evt_hostile", "object": {"kind": "refund", "id": "../accounts"}}))
    await shop.apply()
    # They were read side by side.
    assert {row.error for row in await waiting(shop)} == {
        "The gateway has no such payment.",
        "'../accounts' is no id of the simulator.",
    }


async def test_nothing_is_asked_within_a_transaction(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    payment = await shop.pay("tok_thin_callbacks")
    await shop.charge(payment, "tok_thin_callbacks")
    get, asked = SimulatorGateway.get_payment, []

    async def get_outside(self: SimulatorGateway, *, gateway_payment_id: str) -> Any:
        asked.append(database.in_transaction())
        return await get(self, gateway_payment_id=gateway_payment_id)

    monkeypatch.setattr(SimulatorGateway, "get_payment", get_outside)
    await shop.listen(1)
    assert asked == [False]


# --- orphans


async def orphan(shop: Shop, payment: Any, **fields: Any) -> dict[str, Any]:
    return await payment_event(shop, payment, reference="made at the gateway's own desk", **fields)


async def test_a_fact_that_fits_nothing_for_an_hour_is_a_discrepancy(shop: Shop) -> None:
    payment = await shop.pay()
    event = await orphan(shop, payment)
    await shop.take(*shop.told(event))
    await shop.apply()
    began = now = clock.now()
    while True:
        (row,) = await waiting(shop)
        now = row.next_attempt_at
        await shop.apply(after=now - clock.now())
        if found := await discrepancies(shop):
            break
        assert now - began < HOUR
    assert HOUR < now - began < 1.05 * HOUR
    (found_one,) = found
    assert (found_one.subject, found_one.kind, found_one.status) == ("payment", "missing_here", "open")
    assert found_one.gateway_payment_id == event["data"]["id"]
    assert (found_one.currency, found_one.amount_there, found_one.status_there) == ("EUR", 10_000, "succeeded")
    announced = await database.fetch("SELECT type FROM events WHERE object_id = $1", found_one.id)
    assert [row["type"] for row in announced] == ["reconciliation.discrepancy_found"]
    await assert_books_balance()


async def test_an_orphan_is_reported_once_and_closed_when_it_is_applied_after_all(shop: Shop) -> None:
    payment = await shop.pay()
    attempt = await shop.attempt(payment)
    event = await payment_event(shop, payment)
    await database.execute("UPDATE attempts SET id = $2 WHERE id = $1", attempt["id"], ids.new())
    await shop.take(*shop.told(event))
    await shop.apply()
    assert await discrepancies(shop) == []
    for hours in (1.1, 3, 5):
        await shop.apply(after=hours * HOUR)
    assert [found.status for found in await discrepancies(shop)] == ["open"]
    await database.execute("UPDATE attempts SET id = $2 WHERE payment_id = $1", payment["id"], attempt["id"])
    await shop.apply(after=7 * HOUR)
    assert (await payment_now(payment))["status"] == "succeeded"
    (found,) = await discrepancies(shop)
    assert (found.status, found.resolved_by) == ("resolved", None)
    await assert_books_balance()


async def exhaust(shop: Shop) -> None:
    for day in range(5):
        for hour in range(0, 24, 1):
            await shop.apply(after=datetime.timedelta(days=day, hours=hour))


async def test_an_orphan_that_ends_stays_an_open_discrepancy(shop: Shop) -> None:
    await shop.take(*shop.told(await orphan(shop, await shop.pay())))
    await exhaust(shop)
    (row,) = [row for row in await everything(shop) if row.gateway_event_id]
    assert row.status == "exhausted"
    assert [found.status for found in await discrepancies(shop)] == ["open"]
    name = "facts_do_not_end_in_silence"
    assert await violations(name, shop) == 0
    await database.execute("DELETE FROM discrepancies WHERE gateway_account_id = $1", shop.account["id"])
    assert await violations(name, shop) == 1


async def test_a_refund_made_at_the_gateways_own_desk_needs_a_review_at_once(shop: Shop) -> None:
    """Its callback is genuine, and has no reference of ours."""
    payment = await shop.pay_and_send()
    gateway_payment_id = (await payment_now(payment))["gateway_payment_id"]
    made = await shop.merchant.happens(f"payments/{gateway_payment_id}/refund", amount=4_000)
    await shop.listen(2)
    refund = await Refund.objects().where(Refund.payment_id == payment["id"]).first()
    assert refund is not None
    assert (refund.status, refund.amount, refund.gateway_refund_id) == ("needs_review", 4_000, made["id"])
    assert await discrepancies(shop) == []


async def test_orphans_and_a_comparison_find_the_same_once(shop: Shop) -> None:
    """A payment that nobody here asked for, and a refund of it: both made at the gateway's own desk."""
    body = {"amount": 3_000, "currency": "EUR", "token": "tok_success", "callback_url": shop.receiver.url}
    _, made = await shop.merchant.request(
        "POST", "/v1/payments", body | {"reference": "desk"}, idempotency_key=f"desk_{ids.new().hex}"
    )
    refund = await shop.merchant.happens(f"payments/{made['id']}/refund", amount=1_000)
    await shop.listen(2)
    await shop.apply(after=1.1 * HOUR)
    seen = [(found.subject, found.status, found.gateway_object_id) for found in await discrepancies(shop)]
    assert sorted(seen, key=str) == [("payment", "open", None), ("refund", "open", refund["id"])]
    given = RunInput(gateway_account_id=ids.encode("gateway_account", shop.account["id"]))
    for _ in range(2):
        run, _ = await runs.request(shop.book.owner, given)
        await runs.run_due()
        assert (await runs.get(shop.book.owner, run.id)).status == "completed"
    assert [(found.subject, found.status, found.gateway_object_id) for found in await discrepancies(shop)] == seen


async def test_what_waits_and_what_was_given_up_is_counted(shop: Shop) -> None:
    before = await not_applied()
    await shop.take(*shop.signed(b"not JSON"))
    await shop.take(*shop.told(await orphan(shop, await shop.pay())))
    await shop.apply()
    waiting_now = await not_applied()
    assert {key: waiting_now[key] - before[key] for key in before} == {
        ("message", "waiting"): 1,
        ("event", "waiting"): 1,
        ("message", "given_up"): 0,
        ("event", "given_up"): 0,
    }
    await exhaust(shop)
    over = await not_applied()
    assert {key: over[key] - before[key] for key in before} == {
        ("message", "waiting"): 0,
        ("event", "waiting"): 0,
        ("message", "given_up"): 1,
        ("event", "given_up"): 1,
    }


async def not_applied() -> dict[tuple[str, str], float]:
    """What the metrics tell of callbacks that could not be read or placed."""
    await backlog.measure()
    return {
        (what, status): REGISTRY.get_sample_value("quittance_callbacks_not_applied", {"what": what, "status": status})
        or 0
        for what in ("message", "event")
        for status in ("waiting", "given_up")
    }


async def test_a_reversal_that_fits_nothing_is_noticed(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fits_nothing(*_: object, **__: object) -> bool:
        return False

    monkeypatch.setattr(facts, "apply", fits_nothing)
    payment = await shop.pay_and_send("tok_disputed_lost")
    await shop.listen(3)
    await shop.apply(after=1.1 * HOUR)
    (found,) = [found for found in await discrepancies(shop) if found.subject == "reversal"]
    (row,) = [row for row in await everything(shop) if row.kind == "dispute.funds_withdrawn"]
    fact = msgspec.json.decode(row.fact, type=ReversalFact)
    assert (fact.kind, fact.status, fact.amount) == ("chargeback", "taken", payment["amount"])
    assert found.gateway_object_id == fact.gateway_reversal_id
    assert (found.amount_there, found.status_there) == (payment["amount"], "taken")


async def test_a_thin_orphan_is_a_discrepancy_with_what_the_gateway_says_of_it(shop: Shop) -> None:
    body = {"amount": 3_000, "currency": "EUR", "token": "tok_thin_callbacks", "callback_url": shop.receiver.url}
    status, made = await shop.merchant.request(
        "POST", "/v1/payments", body | {"reference": "desk"}, idempotency_key=f"desk_{ids.new().hex}"
    )
    assert status == 201
    await shop.listen(1)
    await shop.apply(after=1.1 * HOUR)
    (found,) = await discrepancies(shop)
    assert (found.gateway_payment_id, found.amount_there, found.status_there) == (made["id"], 3_000, "succeeded")


async def test_a_fact_that_no_worker_survives_ends_as_a_discrepancy(shop: Shop) -> None:
    payment = await shop.pay()
    event = await payment_event(shop, payment)
    await shop.take(*shop.told(event))
    await callbacks._read_or_apply((await work.claim(Callback, limit=1, lease_seconds=60))[0])
    await lose_all_workers()
    (row,) = [row for row in await everything(shop) if row.gateway_event_id]
    assert row.status == "exhausted"
    (found,) = await discrepancies(shop)
    assert (found.gateway_payment_id, found.amount_there) == (event["data"]["id"], 10_000)


async def test_a_fact_that_we_can_never_digest_ends_as_a_discrepancy(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.take(*shop.told(await payment_event(shop, await shop.pay())))

    async def stumble(*_: object, **__: object) -> bool:
        raise ValueError("indigestible")

    monkeypatch.setattr(payment_facts, "apply", stumble)
    await exhaust(shop)
    (row,) = [row for row in await everything(shop) if row.gateway_event_id]
    assert (row.status, row.error) == ("exhausted", "ValueError")
    assert [found.status for found in await discrepancies(shop)] == ["open"]


# --- what people see of it


async def test_people_see_what_is_not_applied_and_may_have_it_tried_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment, other = await shop.pay(), await shop.pay()
    headers, body = shop.told(await payment_event(shop, other), await payment_event(shop, payment, status="captured"))
    await shop.take(headers, body)
    await exhaust(shop)
    seen = {"equal": {"gateway_account_id": shop.account["id"]}, "limit": 10, "after": None}
    (row,) = (await inbox.list_page(shop.book.owner, status=None, **seen)).rows
    assert (row.status, row.attempts) == ("exhausted", len(callbacks.PARKED) + 1)
    assert (await inbox.list_page(shop.book.owner, status="pending", **seen)).rows == []
    assert (await inbox.list_page(await stranger(), status=None, **seen)).rows == []
    with pytest.raises(NotFound):
        await inbox.retry(await stranger(), row.id)
    with pytest.raises(Forbidden):
        await inbox.retry(await shop.book.member("viewer"), row.id)
    parse = SimulatorGateway.parse_callback

    def parse_newer(self: SimulatorGateway, *, body: bytes, headers: Any) -> Any:
        return parse(self, body=body.replace(b'"captured"', b'"succeeded"'), headers=headers)

    monkeypatch.setattr(SimulatorGateway, "parse_callback", parse_newer)
    assert (await inbox.retry(shop.book.owner, row.id)).status == "pending"
    await shop.apply()
    assert (await payment_now(payment))["status"] == "succeeded"
    assert (await inbox.list_page(shop.book.owner, status=None, **seen)).rows == []
    # What is applied stays so.
    assert (await inbox.retry(shop.book.owner, row.id)).status == "done"
    assert await shop.apply() == 0
    await assert_books_balance()
