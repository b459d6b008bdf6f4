"""Standard Webhooks across languages: the official npm library, and Node's own ed25519, on the other end.

The official libraries know `v1` only. For `v1a` the specification has no vector, but a signature in its example of
headers; the keys and the message that it belongs to are in a test of the Svix server, `test_asymmetric_key_signing`
(server/svix-server/src/worker.rs in github.com/svix/svix-webhooks).
"""

import datetime
import json
from collections.abc import Iterator
from typing import Any

import pytest
import standardwebhooks
from hypothesis import given
from hypothesis import strategies as st

from models.outgoing import signing
from tests.javascript.node import WEBHOOKS, JavaScriptError, Node

NOW = 1614265330
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
BODY = b'{"test": 2432232314}'
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
PRIVATE_KEY = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="
PUBLIC_KEY = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="
ED25519_SIGNATURE = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda values: st.lists(values) | st.dictionaries(st.text(), values),
)
IDS = st.from_regex(r"[a-zA-Z0-9_.-]{1,40}", fullmatch=True)
SECRETS = st.builds(signing.new_secret)


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    with Node() as process:
        yield process


def headers(*secrets: str, message_id: str = ID, timestamp: int = NOW, body: bytes = BODY) -> dict[str, str]:
    return signing.headers(message_id=message_id, timestamp=timestamp, body=body, secrets=secrets)


def npm_verifies(node: Node, secret: str, given: dict[str, str], body: bytes = BODY, now: int = NOW) -> Any:
    """The message as the npm library hands it over. Raises JavaScriptError."""
    return node.call(WEBHOOKS, "verify", secret, given, body, now)


def npm_refuses(node: Node, secret: str, given: dict[str, str], body: bytes = BODY, now: int = NOW) -> bool:
    with pytest.raises(JavaScriptError) as refused:
        npm_verifies(node, secret, given, body, now)
    return refused.value.name == "WebhookVerificationError"


def we_refuse(secret: str, given: dict[str, str], body: bytes = BODY, now: int = NOW) -> bool:
    with pytest.raises(signing.BadSignature):
        signing.verify(headers=given, body=body, secrets=[secret], now=now)
    return True


def test_the_published_vector_is_signed_alike_everywhere(node: Node) -> None:
    at = datetime.datetime.fromtimestamp(NOW, datetime.UTC)
    assert headers(SECRET)["webhook-signature"] == SIGNATURE
    assert standardwebhooks.Webhook(SECRET).sign(ID, at, BODY.decode()) == SIGNATURE
    assert node.call(WEBHOOKS, "sign", SECRET, ID, NOW, BODY) == SIGNATURE


def test_the_published_vector_is_accepted_everywhere(node: Node) -> None:
    published = {"webhook-id": ID, "webhook-timestamp": str(NOW), "webhook-signature": SIGNATURE}
    signing.verify(headers=published, body=BODY, secrets=[SECRET], now=NOW)
    assert npm_verifies(node, SECRET, published) == {"test": 2432232314}


@pytest.mark.parametrize("message_id", ["evt_01m82k3840fgbb2w47db4r4d7d", "evt.1.2", "1.1614265330."])
@pytest.mark.parametrize("text", ["Größe ✓ 💶 \u2028", "", "x" * 19_000])
def test_the_npm_library_accepts_what_we_sign(node: Node, message_id: str, text: str) -> None:
    secret = signing.new_secret()
    body = json.dumps({"memo": text}, ensure_ascii=False).encode()
    signed = headers(secret, message_id=message_id, body=body)
    assert npm_verifies(node, secret, signed, body) == {"memo": text}


@given(secret=SECRETS, message_id=IDS, content=JSON, timestamp=st.integers(1, 2**33))
def test_what_either_signs_the_other_accepts(
    node: Node, secret: str, message_id: str, content: Any, timestamp: int
) -> None:
    body = json.dumps(content, ensure_ascii=False).encode()
    signed = headers(secret, message_id=message_id, timestamp=timestamp, body=body)
    assert npm_verifies(node, secret, signed, body, timestamp) == content
    signature = node.call(WEBHOOKS, "sign", secret, message_id, timestamp, body)
    signing.verify(headers=signed | {"webhook-signature": signature}, body=body, secrets=[secret], now=timestamp)


def test_while_a_rotation_overlaps_the_npm_library_accepts_either_secret(node: Node) -> None:
    new, old = signing.new_secret(), signing.new_secret()
    signed = headers(new, old, PRIVATE_KEY)
    assert npm_verifies(node, new, signed)
    assert npm_verifies(node, old, signed)
    assert npm_refuses(node, signing.new_secret(), signed)


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJel"},
        {"webhook-id": ID + "."},
        {"webhook-id": ""},
        {"webhook-timestamp": str(NOW + 1)},
        {"webhook-timestamp": str(NOW - 1)},
        {"webhook-timestamp": "today"},
        {"webhook-timestamp": ""},
        {"webhook-signature": ""},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,"},
        {"webhook-signature": SIGNATURE.removeprefix("v1,")},
        {"webhook-signature": SIGNATURE.replace("v1", "v1a")},
        {"webhook-signature": SIGNATURE.replace("v1", "v2")},
        {"webhook-signature": SIGNATURE.replace("g0hM", "g0hN")},
        {"webhook-signature": f"{SIGNATURE},{SIGNATURE}".replace("g0hM", "g0hN", 1)},
    ],
    ids=repr,
)
def test_a_changed_header_is_refused_by_both(node: Node, change: dict[str, str]) -> None:
    given = headers(SECRET) | change
    assert npm_refuses(node, SECRET, given)
    assert we_refuse(SECRET, given)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_refused_by_both(node: Node, name: str) -> None:
    given = headers(SECRET)
    del given[name]
    assert npm_refuses(node, SECRET, given)
    assert we_refuse(SECRET, given)


@pytest.mark.parametrize(
    "body", [b"", BODY + b"\n", BODY[:-1], b'{"test": 2432232315}', b'{"test":2432232314}', b"\xff"]
)
def test_a_changed_body_is_refused_by_both(node: Node, body: bytes) -> None:
    assert npm_refuses(node, SECRET, headers(SECRET), body)
    assert we_refuse(SECRET, headers(SECRET), body)


def test_what_the_npm_library_signs_we_refuse_once_it_is_changed(node: Node) -> None:
    signed = headers(SECRET) | {"webhook-signature": node.call(WEBHOOKS, "sign", SECRET, ID, NOW, BODY)}
    signing.verify(headers=signed, body=BODY, secrets=[SECRET], now=NOW)
    assert we_refuse(SECRET, signed, BODY + b" ")
    assert we_refuse(SECRET, signed | {"webhook-id": "evt_1"})
    assert we_refuse(SECRET, signed | {"webhook-timestamp": str(NOW + 1)})
    assert we_refuse(signing.new_secret(), signed)


@pytest.mark.parametrize(("offset", "accepted"), [(-301, False), (-300, True), (300, True), (301, False)])
def test_both_take_a_message_for_five_minutes_either_way(node: Node, offset: int, accepted: bool) -> None:
    signed = headers(SECRET)
    if accepted:
        assert npm_verifies(node, SECRET, signed, now=NOW + offset)
        signing.verify(headers=signed, body=BODY, secrets=[SECRET], now=NOW + offset)
    else:
        assert npm_refuses(node, SECRET, signed, now=NOW + offset)
        assert we_refuse(SECRET, signed, now=NOW + offset)


def test_the_vector_of_ed25519_holds_in_node(node: Node) -> None:
    assert headers(PRIVATE_KEY)["webhook-signature"] == ED25519_SIGNATURE
    assert node.call(WEBHOOKS, "signAsymmetric", PRIVATE_KEY, ID, NOW, BODY) == ED25519_SIGNATURE
    assert node.call(WEBHOOKS, "isSignedAsymmetric", PUBLIC_KEY, ID, NOW, BODY, ED25519_SIGNATURE)


@given(private_key=st.builds(signing.new_private_key), message_id=IDS, body=st.binary())
def test_what_either_signs_with_ed25519_the_other_accepts(
    node: Node, private_key: str, message_id: str, body: bytes
) -> None:
    public_key = signing.public_key(private_key)
    signed = headers(private_key, message_id=message_id, body=body)
    message = (message_id, NOW, body)
    assert node.call(WEBHOOKS, "isSignedAsymmetric", public_key, *message, signed["webhook-signature"])
    signature = node.call(WEBHOOKS, "signAsymmetric", private_key, *message)
    signing.verify(headers=signed | {"webhook-signature": signature}, body=body, secrets=[public_key], now=NOW)


def test_a_changed_message_has_no_ed25519_signature_in_node(node: Node) -> None:
    def is_signed(*, key: str = PUBLIC_KEY, message_id: str = ID, timestamp: int = NOW, body: bytes = BODY) -> bool:
        return bool(node.call(WEBHOOKS, "isSignedAsymmetric", key, message_id, timestamp, body, ED25519_SIGNATURE))

    assert is_signed()
    assert not is_signed(key=signing.public_key(signing.new_private_key()))
    assert not is_signed(message_id="evt_1")
    assert not is_signed(timestamp=NOW + 1)
    assert not is_signed(body=BODY + b" ")


def test_the_official_libraries_know_no_ed25519(node: Node) -> None:
    """As docs/webhooks.md says. Should this fail one day, its examples for `whpk_…` can use the libraries."""
    now = int(datetime.datetime.now(datetime.UTC).timestamp())
    signed = headers(PRIVATE_KEY, timestamp=now)
    # A secret with the bytes of the public key, which is all that they would need.
    secret = PUBLIC_KEY.replace("whpk_", "whsec_")
    assert npm_refuses(node, secret, signed, now=now)
    with pytest.raises(standardwebhooks.WebhookVerificationError, match="No matching signature"):
        standardwebhooks.Webhook(secret).verify(BODY, signed)
    assert set(standardwebhooks.__all__) == {"Webhook", "WebhookVerificationError"}
    assert node.call(WEBHOOKS, "exported") == ["Webhook", "WebhookVerificationError"]
