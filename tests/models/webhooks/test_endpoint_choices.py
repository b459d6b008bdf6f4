"""What an endpoint may choose: thin payloads, headers of its own, and signatures that need no shared secret."""

import base64
import datetime
import uuid
from typing import Any

import msgspec
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from structlog.testing import capture_logs

from models import audit, clock, database, errors, events, ids, secrets
from models.outgoing import client as outgoing
from models.outgoing import signing
from models.shapes import webhooks as shapes
from models.shapes.webhooks import WebhookEndpointInput, WebhookEndpointPatch
from models.webhooks import catalogue, endpoints, log
from models.webhooks import secrets as endpoint_secrets
from tests.factories import Receiver
from tests.models.leaks import tables_with
from tests.models.webhooks import subscribers
from tests.models.webhooks.subscribers import Thing, announce, deliver, make_due, subscribe
from tests.receivers import Received, Zoo

CANARY = "canary-of-a-gateway-5d21"
# What would end `data` early, or begin another one, were it not within a string.
HOSTILE = ('","data":{"id":"evil"}', ',"data":', '"data":', '\\",\\"data\\":', "}", '"', "\\", "\u2028", '{"data":1}')
TEXTS = st.text() | st.lists(st.sampled_from(HOSTILE) | st.text(max_size=5)).map("".join)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda values: st.lists(values, max_size=4) | st.dictionaries(TEXTS, values, max_size=4),
    max_leaves=10,
)


async def choose(receiver: Receiver, url: str, **fields: Any) -> tuple[Any, endpoint_secrets.Made]:
    return await endpoints.create(
        receiver.caller, WebhookEndpointInput(receiver_id=receiver.text_id, url=url, **fields)
    )


async def change(receiver: Receiver, endpoint_id: uuid.UUID, **fields: Any) -> Any:
    return await endpoints.update(receiver.caller, endpoint_id, WebhookEndpointPatch(**fields))


async def stored(receiver: Receiver) -> list[Any]:
    return await database.fetch("SELECT * FROM events WHERE receiver_id = $1 ORDER BY id", receiver.id)


# Thin payloads.


async def test_a_thin_event_is_the_event_without_what_the_object_holds_to_the_byte(
    receiver: Receiver, zoo: Zoo
) -> None:
    endpoint, made = await choose(receiver, zoo.url("/500"), payload="thin")
    await subscribe(receiver, zoo.url("/200?full"))
    await announce(receiver)
    await deliver()
    for _ in range(2):
        await make_due(endpoint["id"])
        await deliver()
    await change(receiver, endpoint["id"], url=zoo.url("/200"))
    await make_due(endpoint["id"])
    await deliver()
    (event,) = await stored(receiver)
    thin = [request for request in zoo.received if request.target != "/200?full"]
    (full,) = [request for request in zoo.received if request.target == "/200?full"]
    timestamp = msgspec.json.decode(event["body"])["timestamp"]
    expected = (
        f'{{"id":"{ids.encode("event", event["id"])}","type":"invoice.paid","timestamp":"{timestamp}","sequence":1,'
        f'"data":{{"id":"{ids.encode("invoice", event["object_id"])}","object":"invoice"}}}}'
    ).encode()
    assert [request.body for request in thin] == [expected] * 4
    assert full.body == event["body"]
    assert {request.headers["webhook-id"] for request in zoo.received} == {ids.encode("event", event["id"])}
    for request in thin:
        assert Webhook(made.secret).verify(request.body, dict(request.headers)) == msgspec.json.decode(expected)


async def test_a_change_of_the_payload_takes_effect_on_what_waits(receiver: Receiver, zoo: Zoo) -> None:
    endpoint, made = await choose(receiver, zoo.url("/500"), payload="thin")
    await announce(receiver)
    for payload in ("full", "thin", "full"):
        await make_due(endpoint["id"])
        await deliver()
        assert shapes.webhook_endpoint(await change(receiver, endpoint["id"], payload=payload)).payload == payload
    await make_due(endpoint["id"])
    await deliver()
    (event,) = await stored(receiver)
    thin = events.thin(event["body"], object_kind="invoice", object_id=event["object_id"])
    assert [request.body for request in zoo.received] == [thin, event["body"], thin, event["body"]]
    for request in zoo.received:
        Webhook(made.secret).verify(request.body, dict(request.headers))


@given(name=TEXTS, data=JSON, previous=JSON, sequence=st.integers(1, 2**31))
def test_no_data_confuses_a_thin_event(name: str, data: Any, previous: Any, sequence: int) -> None:
    event_id, object_id = ids.encode("event", ids.new()), ids.new()
    head = {"id": event_id, "type": "payer.updated", "timestamp": clock.now(), "sequence": sequence}
    body = msgspec.json.encode({**head, "data": {"name": name, "data": data, name: data}, "previous": previous})
    thin = events.thin(body, object_kind="payer", object_id=object_id)
    assert thin == msgspec.json.encode({**head, "data": {"id": ids.encode("payer", object_id), "object": "payer"}})


async def test_hostile_names_of_real_objects_reach_no_thin_event(receiver: Receiver, zoo: Zoo) -> None:
    _, made = await choose(receiver, zoo.url("/200"), payload="thin")
    object_id = ids.new()
    async with database.transaction():
        await events.record(
            receiver.id,
            *[
                events.Announcement(
                    type="payer.updated",
                    object_kind="payer",
                    object_id=object_id,
                    data=Thing(name=name),
                    previous={"name": name},
                )
                for name in HOSTILE
            ],
        )
    await deliver()
    assert len(zoo.received) == len(HOSTILE)
    for request in zoo.received:
        event = Webhook(made.secret).verify(request.body, dict(request.headers))
        assert list(event) == ["id", "type", "timestamp", "sequence", "data"]
        assert event["data"] == {"id": ids.encode("payer", object_id), "object": "payer"}
    assert sorted(msgspec.json.decode(request.body)["sequence"] for request in zoo.received) == list(
        range(1, len(HOSTILE) + 1)
    )


@pytest.mark.parametrize("type_", events.TYPES)
def test_a_thin_event_of_every_type_names_its_object_as_the_full_one_does(type_: str) -> None:
    full = catalogue.example(type_)
    kind = full["data"]["object"]
    object_id = ids.decode(kind, full["data"]["id"])
    assert object_id is not None
    thin = events.thin(msgspec.json.encode(catalogue.EXAMPLES[type_]), object_kind=kind, object_id=object_id)
    del full["previous"]
    assert msgspec.json.decode(thin) == {
        **msgspec.json.decode(msgspec.json.encode(full)),
        "data": {"id": full["data"]["id"], "object": kind},
    }


def test_every_type_of_event_is_about_a_kind_of_object_that_has_ids() -> None:
    assert {catalogue.example(type_)["data"]["object"] for type_ in events.TYPES} <= set(ids.PREFIXES)


# Headers.


async def test_headers_of_ones_own_go_along_and_replace_none_of_ours(receiver: Receiver, zoo: Zoo) -> None:
    headers = {"Authorization": f"Bearer {CANARY}", "X-Team": "books and  bills", "x-empty!#$%&'*+.^_`|~-": "~"}
    row, _ = await choose(receiver, zoo.url("/200"), headers=headers)
    assert shapes.webhook_endpoint(row).header_names == list(headers)
    await announce(receiver)
    await deliver()
    (request,) = zoo.received
    assert {name: request.headers[name.lower()] for name in headers} == headers
    assert request.headers["content-type"] == "application/json"
    assert request.headers["webhook-id"].startswith("evt_")


async def test_a_patch_replaces_headers_clears_them_or_leaves_them(receiver: Receiver, zoo: Zoo) -> None:
    row, _ = await choose(receiver, zoo.url("/200"), headers={"X-One": "1", "X-Two": "2"})
    for patch, names in (
        ({"description": "Mine"}, ["X-One", "X-Two"]),
        ({"headers": {"X-Three": "3"}}, ["X-Three"]),
        ({"headers": {}}, []),
    ):
        changed = await change(receiver, row["id"], **patch)
        assert shapes.webhook_endpoint(changed).header_names == names
        await announce(receiver)
        await deliver()
        sent = zoo.received[-1].headers
        assert [name for name in ("X-One", "X-Two", "X-Three") if name.lower() in sent] == names
    assert (await subscribers.endpoint(row["id"]))["headers"] is None


@pytest.mark.parametrize(
    "name",
    [
        *("webhook-id", "Webhook-Timestamp", "webhook-signature", "webhook-anything", "WEBHOOK-"),
        *("proxy-authorization", "Proxy-Connection", "content-type", "Content-Length", "content-encoding", "Host"),
        *("transfer-encoding", "connection", "keep-alive", "te", "trailer", "upgrade", "expect", "cookie", "via"),
        *("accept-encoding", "user-agent", "date"),
        *("", "x y", "x:", "x\r\ny", "x\0", "x\n", "ü", "x/y", "x" * 101, "(x)", " x", "x\u200b"),
    ],
    ids=repr,
)
async def test_a_header_that_is_not_the_subscribers_to_set_is_refused(receiver: Receiver, name: str) -> None:
    row, _ = await choose(receiver, "https://hooks.example.com/", headers={"X-Old": "1"})
    for refused in (
        choose(receiver, "https://hooks.example.com/", headers={"X-Fine": "1", name: "value"}),
        change(receiver, row["id"], headers={"X-Fine": "1", name: "value"}),
    ):
        with pytest.raises(errors.Invalid) as refusal:
            await refused
        assert refusal.value.pointer == f"/headers/{name.replace('/', '~1')}"
    assert (await subscribers.endpoint(row["id"]))["header_names"] == ["X-Old"]


@pytest.mark.parametrize(
    "value",
    ["", " ", " x", "x ", "\t", "x\ty", "x\r\nHost: evil", "x\ny", "x\ry", "x\0y", "é", "\x7f", "\u2028", "x" * 1001],
    ids=repr,
)
async def test_a_value_that_could_be_anything_but_one_header_is_refused_and_not_repeated(
    receiver: Receiver, value: str
) -> None:
    with pytest.raises(errors.Invalid) as refusal:
        await choose(receiver, "https://hooks.example.com/", headers={"X-Fine": "1", "X-Odd": value})
    assert refusal.value.pointer == "/headers/X-Odd"
    assert not value.strip() or value not in str(refusal.value)


async def test_a_header_that_is_there_twice_is_refused_in_any_case(receiver: Receiver) -> None:
    with pytest.raises(errors.Invalid, match="twice") as refusal:
        await choose(receiver, "https://hooks.example.com/", headers={"X-Token": "1", "x-tOKEN": "2"})
    assert refusal.value.pointer == "/headers/x-tOKEN"


async def test_whatever_passes_is_sent(receiver: Receiver, zoo: Zoo) -> None:
    headers = {f"X-{number}": chr(33 + 9 * number) * 1000 for number in range(10)}
    await choose(receiver, zoo.url("/200"), headers=headers)
    await announce(receiver)
    assert await deliver() == 1
    (request,) = zoo.received
    assert {name: request.headers[name.lower()] for name in headers} == headers


def test_no_header_of_the_client_can_be_taken() -> None:
    assert outgoing.OWN_HEADERS <= endpoint_secrets.HEADERS_TAKEN
    assert all(name == name.lower() for name in endpoint_secrets.HEADERS_TAKEN)


async def test_the_values_of_headers_appear_nowhere(
    receiver: Receiver, zoo: Zoo, caplog: pytest.LogCaptureFixture
) -> None:
    value = f"Bearer {CANARY}"
    with capture_logs() as logged, audit.acting(audit.Origin(caller=receiver.caller, request_id="canaries")):
        row, made = await choose(receiver, zoo.url("/500"), headers={"Authorization": value, "X-Token": CANARY})
        shown = [shapes.webhook_endpoint_with_secret(row, made.secret)]
        witness, _ = await subscribe(receiver, zoo.url("/200?witness"))
        shown.append(shapes.webhook_endpoint(await change(receiver, row["id"], headers={"Authorization": value + "2"})))
        await announce(receiver)
        await endpoints.ping(receiver.caller, row["id"])
        await deliver()
        await change(receiver, row["id"], url=zoo.url("/410"))
        await make_due(row["id"])
        await deliver()
        await deliver()
        shown.append(shapes.webhook_endpoint(await endpoints.get(receiver.caller, row["id"])))
        await endpoints.enable(receiver.caller, row["id"])
        await endpoints.rotate_secret(receiver.caller, row["id"])
        deliveries = [
            shapes.webhook_delivery_with_attempts(*await log.get(receiver.caller, each["id"]))
            for each in await subscribers.rows(row["id"])
        ]
    assert shown[-1].disabled_reason == "gone"
    sent = [request for request in zoo.received if CANARY in str(request.headers)]
    assert len(sent) > 2
    assert [each["event_type"] for each in await subscribers.rows(witness)] == [
        "invoice.paid",
        "webhook_endpoint.disabled",
    ]
    for text in (msgspec.json.encode([shown, deliveries]).decode(), str(logged), caplog.text):
        assert CANARY not in text
    # It would be found if it were there.
    assert "webhook_endpoints" in await tables_with(zoo.url("/410"))
    assert await tables_with(CANARY) == []
    assert await tables_with(str(made.secret)) == []
    assert await tables_with(base64.b64encode(CANARY.encode()).decode()[:-4]) == []


async def test_headers_of_one_endpoint_cannot_be_read_as_those_of_another(receiver: Receiver) -> None:
    row, _ = await choose(receiver, "https://hooks.example.com/", headers={"X-Token": CANARY})
    assert endpoint_secrets.read_headers(row["id"], row["headers"]) == {"X-Token": CANARY}
    with pytest.raises(secrets.CannotDecrypt):
        endpoint_secrets.read_headers(ids.new(), row["headers"])
    with pytest.raises(secrets.CannotDecrypt):
        endpoint_secrets.read(row["id"], row["headers"])


@pytest.mark.parametrize("column", ["headers", "secret"])
async def test_what_cannot_be_read_stops_its_endpoint_only(receiver: Receiver, zoo: Zoo, column: str) -> None:
    broken, _ = await choose(receiver, zoo.url("/200?broken"), headers={"X-Token": CANARY})
    await choose(receiver, zoo.url("/200?sound"), headers={"X-Token": CANARY})
    table, key = ("webhook_endpoints", "id") if column == "headers" else ("webhook_secrets", "endpoint_id")
    await database.execute(
        f"UPDATE {table} SET {column} = set_byte({column}, length({column}) - 1, "
        f"255 - get_byte({column}, length({column}) - 1)) WHERE {key} = $1",
        broken["id"],
    )
    await announce(receiver, count=2)
    with capture_logs() as logged:
        await deliver()
    assert {request.target for request in zoo.received} == {"/200?sound"}
    assert [entry["event"] for entry in logged if entry["log_level"] == "error"] == ["webhooks.secret_unreadable"]
    assert CANARY not in str(logged)
    for row in await subscribers.rows(broken["id"]):
        (attempt,) = await subscribers.attempts(row["id"])
        assert (row["status"], attempt["error"]) == ("pending", "sender_failed")
    assert (await subscribers.endpoint(broken["id"]))["failures_in_a_row"] == 0
    # Whoever sends their headers again, or rotates, is served again.
    if column == "headers":
        await change(receiver, broken["id"], headers={"X-Token": "new"})
    else:
        await endpoints.rotate_secret(receiver.caller, broken["id"], at_once=True)
    await make_due(broken["id"])
    assert await deliver() == 2


# Signatures.


def signatures(request: Received) -> list[str]:
    return request.headers["webhook-signature"].split(" ")


def is_signed_by(request: Received, public_key: str | None) -> bool:
    """Whether one of a message's signatures is the key owner's, by the specification and not by our own code."""
    assert public_key is not None
    assert public_key.startswith("whpk_")
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key.removeprefix("whpk_"), validate=True))
    content = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + request.body
    for signature in signatures(request):
        version, _, encoded = signature.partition(",")
        try:
            if version == "v1a":
                key.verify(base64.b64decode(encoded, validate=True), content)
                return True
        except InvalidSignature:
            continue
    return False


async def test_an_endpoint_that_signs_with_its_own_key_has_a_public_key_and_no_secret(
    receiver: Receiver, zoo: Zoo
) -> None:
    row, made = await choose(receiver, zoo.url("/200"), signature="v1a")
    shown = shapes.webhook_endpoint_with_secret(row, made.secret)
    assert (shown.secret, shown.signature, shown.public_key) == (None, "v1a", made.public_key)
    await announce(receiver)
    await deliver()
    (request,) = zoo.received
    assert [signature.partition(",")[0] for signature in signatures(request)] == ["v1a"]
    assert is_signed_by(request, shown.public_key)
    assert not is_signed_by(request, signing.public_key(signing.new_private_key()))
    (key,) = await database.fetch("SELECT secret FROM webhook_secrets WHERE endpoint_id = $1", row["id"])
    private_key = endpoint_secrets.read(row["id"], key["secret"])
    assert await tables_with(private_key) == []
    assert private_key not in msgspec.json.encode(shown).decode()


async def test_while_a_key_pair_replaces_a_secret_both_sign_for_a_day(receiver: Receiver, zoo: Zoo) -> None:
    row, old = await choose(receiver, zoo.url("/200"))
    rotated, made = await endpoints.rotate_secret(receiver.caller, row["id"], signature="v1a")
    assert (made.secret, rotated["signature"], rotated["public_key"]) == (None, "v1a", made.public_key)
    assert rotated["version"] > row["version"]
    await announce(receiver)
    await deliver()
    (request,) = zoo.received
    assert [signature.partition(",")[0] for signature in signatures(request)] == ["v1a", "v1"]
    assert is_signed_by(request, made.public_key)
    assert Webhook(old.secret).verify(request.body, dict(request.headers)) == msgspec.json.decode(request.body)
    with clock.moved_to(clock.now() + endpoint_secrets.ROTATION + datetime.timedelta(minutes=1)):
        await announce(receiver)
        await deliver()
    later = zoo.received[-1]
    assert is_signed_by(later, made.public_key)
    with pytest.raises(WebhookVerificationError):
        Webhook(old.secret).verify(later.body, dict(later.headers))


async def test_a_leaked_secret_ends_at_once_when_a_key_pair_replaces_it(receiver: Receiver, zoo: Zoo) -> None:
    row, _ = await choose(receiver, zoo.url("/200"))
    _, made = await endpoints.rotate_secret(receiver.caller, row["id"], signature="v1a", at_once=True)
    await announce(receiver)
    await deliver()
    (request,) = zoo.received
    assert len(signatures(request)) == 1
    assert is_signed_by(request, made.public_key)


async def test_a_rotation_keeps_the_kind_of_signature_unless_it_names_another(receiver: Receiver, zoo: Zoo) -> None:
    row, first = await choose(receiver, zoo.url("/200"), signature="v1a")
    rotated, second = await endpoints.rotate_secret(receiver.caller, row["id"])
    assert second.secret is None
    assert first.public_key != second.public_key == rotated["public_key"]
    back, third = await endpoints.rotate_secret(receiver.caller, row["id"], signature="v1")
    assert (back["signature"], back["public_key"], third.public_key) == ("v1", None, None)
    await announce(receiver)
    await deliver()
    (request,) = zoo.received
    assert [signature.partition(",")[0] for signature in signatures(request)] == ["v1", "v1a", "v1a"]
    assert is_signed_by(request, first.public_key)
    assert is_signed_by(request, second.public_key)
    Webhook(third.secret).verify(request.body, dict(request.headers))


def test_a_patch_changes_no_signature() -> None:
    assert not {"signature", "public_key", "secret"} & set(WebhookEndpointPatch.__struct_fields__)
