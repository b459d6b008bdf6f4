"""Webhook endpoints: who may have which, what reaches them, and that their secrets stay secret."""

import asyncio
import datetime
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest
from standardwebhooks.webhooks import Webhook

from models import clock, database, errors, events, ids, lists, rows
from models.access import Caller
from models.outgoing import signing
from models.shapes import webhooks as shapes
from models.shapes.webhooks import WebhookEndpointInput, WebhookEndpointPatch
from models.webhooks import endpoints, log
from models.webhooks import secrets as endpoint_secrets
from tests import factories
from tests.factories import Receiver
from tests.models.webhooks import subscribers
from tests.models.webhooks.subscribers import announce, deliver, subscribe
from tests.receivers import Received, Zoo

URL = "https://hooks.example.com/in"
Operation = Callable[[Caller, uuid.UUID | None], Awaitable[Any]]

EVERY_OPERATION: list[Operation] = [
    endpoints.get,
    lambda caller, id_: endpoints.update(caller, id_, WebhookEndpointPatch(description="Mine")),
    lambda caller, id_: endpoints.delete(caller, id_),
    lambda caller, id_: endpoints.enable(caller, id_),
    lambda caller, id_: endpoints.disable(caller, id_),
    lambda caller, id_: endpoints.rotate_secret(caller, id_),
    endpoints.ping,
    lambda caller, id_: log.list_page(caller, id_, filters=lists.Filters(), limit=20, after=None),
]


def given(receiver: Receiver, **fields: Any) -> WebhookEndpointInput:
    return WebhookEndpointInput(**{"receiver_id": receiver.text_id, "url": URL, **fields})


def verified(request: Received, *secrets: str) -> dict[str, Any]:
    """The event in a request, once the official library accepts its signature with each of the secrets."""
    for secret in secrets:
        assert Webhook(secret).verify(request.body, dict(request.headers)) == msgspec.json.decode(request.body)
    event: dict[str, Any] = msgspec.json.decode(request.body)
    return event


async def test_a_new_endpoint_has_a_secret_that_only_its_maker_sees(receiver: Receiver) -> None:
    row, made = await endpoints.create(
        receiver.caller, given(receiver, event_types=["invoice.*", "ping", "ping"], metadata={"team": "books"})
    )
    secret = made.secret
    assert secret is not None
    signing.sign(message_id="evt_1", timestamp=0, body=b"", secrets=[secret])
    shown = shapes.webhook_endpoint(row)
    assert (shown.status, shown.event_types, shown.metadata) == ("enabled", ["invoice.*", "ping"], {"team": "books"})
    assert b"whsec_" not in msgspec.json.encode(shown)
    assert shapes.webhook_endpoint_with_secret(row, secret).secret == secret
    stored = await database.fetch("SELECT secret FROM webhook_secrets WHERE endpoint_id = $1", row["id"])
    assert len(stored) == 1
    assert b"whsec_" not in stored[0]["secret"]
    assert endpoint_secrets.read(row["id"], stored[0]["secret"]) == secret
    listed = await endpoints.list_page(receiver.caller, filters=lists.Filters(), limit=20, after=None)
    assert [found["id"] for found in listed.rows] == [row["id"]]


@pytest.mark.parametrize(
    ("fields", "pointer", "sentence"),
    [
        ({"url": "https://10.0.0.1/"}, "/url", "not on the public internet"),
        ({"url": "http://hooks.example.com/"}, "/url", "Use https"),
        ({"url": "https://user:pw@hooks.example.com/"}, "/url", "Remove the user name"),
        ({"event_types": ["invoice.paid", "invoice.payed"]}, "/event_types/1", "'invoice.payed' is not an event type"),
        ({"event_types": ["*"]}, "/event_types/0", "an empty list for all"),
        ({"event_types": ["invoice.*", "ping.*"]}, "/event_types/1", "not an event type"),
        ({"event_types": ["invoice.pa*"]}, "/event_types/0", "not an event type"),
    ],
)
async def test_what_cannot_be_delivered_is_refused_on_creation_and_on_change(
    receiver: Receiver, fields: dict[str, Any], pointer: str, sentence: str
) -> None:
    with pytest.raises(errors.Invalid, match=sentence.replace("*", r"\*")) as refusal:
        await endpoints.create(receiver.caller, given(receiver, **fields))
    assert refusal.value.pointer == pointer
    row, _ = await endpoints.create(receiver.caller, given(receiver))
    with pytest.raises(errors.Invalid) as refusal:
        await endpoints.update(receiver.caller, row["id"], WebhookEndpointPatch(**fields))
    assert refusal.value.pointer == pointer


async def test_a_receiver_has_at_most_fifty_endpoints_even_when_they_are_made_at_once(receiver: Receiver) -> None:
    made = await asyncio.gather(
        *[endpoints.create(receiver.caller, given(receiver)) for _ in range(53)], return_exceptions=True
    )
    refused = [result for result in made if isinstance(result, BaseException)]
    assert [type(refusal) for refusal in refused] == [errors.TooManyWebhookEndpoints] * 3
    assert (
        await database.fetch_value(object, "SELECT count(*) FROM webhook_endpoints WHERE receiver_id = $1", receiver.id)
        == endpoints.ENDPOINTS_PER_RECEIVER_MAX
    )


@pytest.mark.parametrize("operation", EVERY_OPERATION)
async def test_a_stranger_finds_no_endpoint(receiver: Receiver, operation: Operation) -> None:
    row, _ = await endpoints.create(receiver.caller, given(receiver))
    stranger = (await factories.receiver()).caller
    payer_id = await factories.payer(receiver.id)
    for caller, id_ in [(stranger, row["id"]), (factories.payer_caller(payer_id), row["id"]), (receiver.caller, None)]:
        with pytest.raises(errors.NotFound, match=r"There is no such webhook endpoint\."):
            await operation(caller, id_)
    assert not await subscribers.rows(row["id"])
    assert (await subscribers.endpoint(row["id"]))["version"] == row["version"]


async def test_a_stranger_finds_no_delivery_and_subscribes_to_nobody(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    await announce(receiver)
    (delivery,) = await subscribers.rows(endpoint_id)
    stranger = (await factories.receiver()).caller
    for operation in (log.get, log.redeliver):
        with pytest.raises(errors.NotFound):
            await operation(stranger, delivery["id"])
        with pytest.raises(errors.NotFound):
            await operation(receiver.caller, None)
    with pytest.raises(errors.NotFound):
        await endpoints.create(stranger, given(receiver))


async def test_a_viewer_reads_and_changes_nothing(receiver: Receiver) -> None:
    row, _ = await endpoints.create(receiver.caller, given(receiver))
    await announce(receiver)
    (delivery,) = await subscribers.rows(row["id"])
    viewer = await factories.member(receiver.id, role="viewer")
    assert (await endpoints.get(viewer, row["id"]))["id"] == row["id"]
    assert (await log.get(viewer, delivery["id"]))[0]["id"] == delivery["id"]
    for operation in EVERY_OPERATION[1:-1]:
        with pytest.raises(errors.Forbidden, match=r"webhook_endpoints\.write"):
            await operation(viewer, row["id"])
    with pytest.raises(errors.Forbidden):
        await log.redeliver(viewer, delivery["id"])
    with pytest.raises(errors.Forbidden):
        await endpoints.create(viewer, given(receiver))


async def test_a_change_touches_only_what_was_sent_and_heeds_the_version(receiver: Receiver) -> None:
    row, _ = await endpoints.create(receiver.caller, given(receiver, description="Old", event_types=["ping"]))
    patch = WebhookEndpointPatch(description=None)
    changed = await endpoints.update(receiver.caller, row["id"], patch, version=row["version"])
    assert (changed["description"], changed["event_types"], changed["url"]) == (None, ["ping"], URL)
    with pytest.raises(errors.PreconditionFailed):
        await endpoints.update(receiver.caller, row["id"], patch, version=row["version"])
    with pytest.raises(errors.PreconditionFailed):
        await endpoints.delete(receiver.caller, row["id"], version=row["version"])


async def test_a_new_url_ends_the_pause_that_the_old_one_earned(receiver: Receiver) -> None:
    row, _ = await endpoints.create(receiver.caller, given(receiver))
    ailing = {
        "failures_in_a_row": 9,
        "failing_since": clock.now(),
        "paused_until": clock.now() + endpoint_secrets.ROTATION,
    }
    await rows.update(row, ailing)
    same = await endpoints.update(receiver.caller, row["id"], WebhookEndpointPatch(url=URL))
    assert shapes.webhook_endpoint(same).status == "paused"
    other = await endpoints.update(receiver.caller, row["id"], WebhookEndpointPatch(url=URL + "/new"))
    assert shapes.webhook_endpoint(other).status == "enabled"
    assert {name: other[name] for name in endpoints.HEALTHY} == endpoints.HEALTHY


async def test_an_event_reaches_the_subscribed_endpoints_of_its_receiver_and_no_others(
    receiver: Receiver, zoo: Zoo
) -> None:
    neighbour = await factories.receiver()
    subscribed = {
        # First, since that it was disabled is announced to the others.
        "/disabled/200": (receiver, []),
        "/all/200": (receiver, []),
        "/exact/200": (receiver, ["payment.failed", "invoice.paid"]),
        "/wildcard/200": (receiver, ["invoice.*"]),
        "/other-kind/200": (receiver, ["payment.*"]),
        "/other-type/200": (receiver, ["invoice.voided"]),
        "/neighbour/200": (neighbour, []),
    }
    secrets: dict[str, str] = {}
    for path, (owner, event_types) in subscribed.items():
        endpoint_id, secrets[path] = await subscribe(owner, zoo.url(f"/200?{path}"), event_types)
        if path == "/disabled/200":
            await endpoints.disable(owner.caller, endpoint_id)
    await announce(receiver, "invoice.paid")
    await deliver()
    by_path = {request.target.partition("?")[2]: request for request in zoo.received}
    assert sorted(by_path) == ["/all/200", "/exact/200", "/wildcard/200"]
    bodies = {verified(request, secrets[path])["id"] for path, request in by_path.items()}
    assert bodies == {request.headers["webhook-id"] for request in zoo.received}
    assert len(bodies) == 1


async def test_a_subscriber_gets_the_stored_bytes_signed_with_its_secret(receiver: Receiver, zoo: Zoo) -> None:
    _, secret = await subscribe(receiver, zoo.url("/200"))
    await announce(receiver, "invoice.paid")
    assert await deliver() == 1
    (request,) = zoo.received
    event = verified(request, secret)
    (stored,) = await database.fetch("SELECT * FROM events WHERE receiver_id = $1", receiver.id)
    assert request.body == stored["body"]
    assert request.headers["content-type"] == "application/json"
    assert request.headers["webhook-id"] == event["id"] == ids.encode("event", stored["id"])
    assert list(event) == ["id", "type", "timestamp", "sequence", "data", "previous"]
    assert (event["type"], event["sequence"], event["data"]["name"]) == ("invoice.paid", 1, "Größe 0 €")


async def test_sequence_counts_the_events_of_each_object(receiver: Receiver, zoo: Zoo) -> None:
    await subscribe(receiver, zoo.url("/200"))
    one, other = ids.new(), ids.new()
    await announce(receiver, "invoice.created", object_id=one)
    await announce(receiver, "invoice.created", object_id=other)
    await announce(receiver, "invoice.updated", object_id=one, count=2)
    await deliver()
    stored = await database.fetch("SELECT * FROM events WHERE receiver_id = $1 ORDER BY id", receiver.id)
    assert [(row["object_id"], row["sequence"]) for row in stored] == [(one, 1), (other, 1), (one, 2), (one, 3)]
    sent = {request.headers["webhook-id"]: msgspec.json.decode(request.body)["sequence"] for request in zoo.received}
    assert sent == {ids.encode("event", row["id"]): row["sequence"] for row in stored}


async def test_a_transaction_that_rolls_back_leaves_no_event_and_no_delivery(receiver: Receiver, zoo: Zoo) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/200"))

    async def fail_after_announcing() -> None:
        async with database.transaction():
            await announce(receiver)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_after_announcing()
    assert await deliver() == 0
    assert not await subscribers.rows(endpoint_id)
    assert not await database.fetch("SELECT FROM events WHERE receiver_id = $1", receiver.id)


async def test_after_a_rotation_both_secrets_sign_for_a_day(receiver: Receiver, zoo: Zoo) -> None:
    endpoint_id, old = await subscribe(receiver, zoo.url("/200"))
    row, made = await endpoints.rotate_secret(receiver.caller, endpoint_id)
    new = made.secret
    assert row["id"] == endpoint_id
    await announce(receiver)
    await deliver()
    verified(zoo.received[0], old, new)
    first = zoo.received[0].headers["webhook-signature"].split(" ")[0]
    assert Webhook(new).verify(zoo.received[0].body, {**zoo.received[0].headers, "webhook-signature": first})
    with clock.moved_to(clock.now() + endpoint_secrets.ROTATION + datetime.timedelta(minutes=1)):
        await announce(receiver)
        await deliver()
    assert len(zoo.received[1].headers["webhook-signature"].split(" ")) == 1
    verified(zoo.received[1], new)


async def test_a_leaked_secret_can_end_at_once(receiver: Receiver, zoo: Zoo) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/200"))
    await endpoints.rotate_secret(receiver.caller, endpoint_id)
    _, made = await endpoints.rotate_secret(receiver.caller, endpoint_id, at_once=True)
    await announce(receiver)
    await deliver()
    assert len(zoo.received[0].headers["webhook-signature"].split(" ")) == 1
    assert made.secret is not None
    verified(zoo.received[0], made.secret)


async def test_at_most_ten_secrets_sign_at_once(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    for _ in range(endpoint_secrets.SECRETS_MAX - 1):
        await endpoints.rotate_secret(receiver.caller, endpoint_id)
    with pytest.raises(errors.TooManyWebhookSecrets):
        await endpoints.rotate_secret(receiver.caller, endpoint_id)
    await endpoints.rotate_secret(receiver.caller, endpoint_id, at_once=True)
    with clock.moved_to(clock.now() + endpoint_secrets.ROTATION):
        await endpoints.rotate_secret(receiver.caller, endpoint_id)


async def test_a_ping_reaches_its_endpoint_alone_whatever_it_subscribes_to(receiver: Receiver, zoo: Zoo) -> None:
    endpoint_id, secret = await subscribe(receiver, zoo.url("/200?mine"), ["payment.failed"])
    await subscribe(receiver, zoo.url("/200?all"))
    delivery = shapes.webhook_delivery(await endpoints.ping(receiver.caller, endpoint_id))
    assert (delivery.event_type, delivery.status, delivery.attempts) == ("ping", "pending", 0)
    await endpoints.ping(receiver.caller, endpoint_id)
    assert await deliver() == 2
    assert {request.target for request in zoo.received} == {"/200?mine"}
    found = [verified(request, secret) for request in zoo.received]
    assert sorted(event["sequence"] for event in found) == [1, 2]
    assert found[0]["data"]["id"] == ids.encode("webhook_endpoint", endpoint_id)
    assert "secret" not in found[0]["data"]


async def test_a_disabled_endpoint_keeps_its_backlog_and_resumes_it(receiver: Receiver, zoo: Zoo) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/200"))
    await announce(receiver)
    disabled = await endpoints.disable(receiver.caller, endpoint_id)
    assert shapes.webhook_endpoint(disabled).disabled_reason == "requested"
    assert (await endpoints.disable(receiver.caller, endpoint_id))["version"] == disabled["version"]
    await announce(receiver)
    assert await deliver() == 0
    (waiting,) = await subscribers.rows(endpoint_id)
    for operation in (
        lambda: endpoints.ping(receiver.caller, endpoint_id),
        lambda: log.redeliver(receiver.caller, waiting["id"]),
    ):
        with pytest.raises(errors.WebhookEndpointDisabled, match="requested"):
            await operation()
    enabled = shapes.webhook_endpoint(await endpoints.enable(receiver.caller, endpoint_id))
    assert (enabled.status, enabled.disabled_reason) == ("enabled", None)
    assert await deliver() == 1
    (told,) = await database.fetch("SELECT type FROM events WHERE object_id = $1", endpoint_id)
    assert told["type"] == "webhook_endpoint.disabled"


async def test_a_deleted_endpoint_takes_its_deliveries_along_and_leaves_the_events(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    await announce(receiver)
    await endpoints.delete(receiver.caller, endpoint_id)
    assert not await subscribers.rows(endpoint_id)
    assert not await database.fetch("SELECT FROM webhook_secrets WHERE endpoint_id = $1", endpoint_id)
    assert len(await database.fetch("SELECT FROM events WHERE receiver_id = $1", receiver.id)) == 1


async def test_the_delivery_log_holds_every_attempt(receiver: Receiver, zoo: Zoo) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/500"))
    await announce(receiver, "invoice.voided")
    await deliver()
    await endpoints.update(receiver.caller, endpoint_id, WebhookEndpointPatch(url=zoo.url("/close")))
    await subscribers.make_due(endpoint_id)
    await deliver()
    page = await log.list_page(
        receiver.caller, endpoint_id, filters=lists.Filters(equal={"status": "pending"}), limit=20, after=None
    )
    (listed,) = [shapes.webhook_delivery(row) for row in page.rows]
    assert (listed.event_type, listed.attempts, listed.last_response_status) == ("invoice.voided", 2, None)
    assert listed.last_error == "connection_lost"
    delivery_id = ids.decode("webhook_delivery", listed.id)
    shown = shapes.webhook_delivery_with_attempts(*await log.get(receiver.caller, delivery_id))
    assert [
        (tried.number, tried.response_status, tried.response_excerpt, tried.error) for tried in shown.attempt_log
    ] == [(1, 500, "oops", None), (2, None, None, "connection_lost")]
    assert all(tried.counted for tried in shown.attempt_log)
    none = lists.Filters(equal={"status": "delivered"})
    assert not (await log.list_page(receiver.caller, endpoint_id, filters=none, limit=20, after=None)).rows


@pytest.mark.parametrize("status", ["delivered", "exhausted"])
async def test_redelivering_sends_the_same_message_again(receiver: Receiver, zoo: Zoo, status: str) -> None:
    endpoint_id, secret = await subscribe(receiver, zoo.url("/200"))
    await announce(receiver)
    await deliver()
    (delivery,) = await subscribers.rows(endpoint_id)
    await database.execute(
        "UPDATE webhook_deliveries SET status = $2, attempts = 10 WHERE id = $1", delivery["id"], status
    )
    again = shapes.webhook_delivery(await log.redeliver(receiver.caller, delivery["id"]))
    assert (again.status, again.attempts, again.delivered_at) == ("pending", 0, None)
    await log.redeliver(receiver.caller, delivery["id"])
    assert await deliver() == 1
    first, second = zoo.received
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    verified(second, secret)
    assert [row["number"] for row in await subscribers.attempts(delivery["id"])] == [1, 2]


async def test_a_delivery_that_is_being_sent_is_not_queued_twice(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    await announce(receiver)
    await database.execute(
        "UPDATE webhook_deliveries SET status = 'leased', lease_token = $2, attempts = 1 WHERE endpoint_id = $1",
        endpoint_id,
        ids.new(),
    )
    (before,) = await subscribers.rows(endpoint_id)
    await log.redeliver(receiver.caller, before["id"])
    (after,) = await subscribers.rows(endpoint_id)
    assert {**after, "updated_at": None} == {**before, "updated_at": None}


def test_every_type_can_be_subscribed_to() -> None:
    assert {"invoice", "payment", "refund", "webhook_endpoint"} <= events.KINDS
    assert all(len(type_) <= 40 for type_ in events.TYPES)
