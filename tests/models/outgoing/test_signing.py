"""Standard Webhooks: the published vectors, the official library on the other end, rotation, and forgeries."""

import base64
import datetime
import time

import pytest
import standardwebhooks

from models.outgoing import signing

BODY = b'{"test": 2432232314}'
MESSAGE = {"message_id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "timestamp": 1614265330, "body": BODY}
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
# The pair behind the v1a signature that the specification shows.
PRIVATE_KEY = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="
PUBLIC_KEY = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="
ED25519_SIGNATURE = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="
NOW = MESSAGE["timestamp"]


def verify(headers, secrets=(SECRET,), *, body=BODY, now=NOW):
    signing.verify(headers=headers, body=body, secrets=secrets, now=now)


def test_the_published_vectors_are_reproduced():
    assert signing.sign(**MESSAGE, secrets=[SECRET]) == SIGNATURE
    assert signing.sign(**MESSAGE, secrets=[PRIVATE_KEY]) == ED25519_SIGNATURE
    assert signing.public_key(PRIVATE_KEY) == PUBLIC_KEY


def test_the_headers_are_those_of_the_specification():
    assert signing.headers(**MESSAGE, secrets=[SECRET]) == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": SIGNATURE,
    }


@pytest.mark.parametrize("body", [BODY, b"", '{"name": "Zoë ✓"}'.encode(), b"x" * 20_000])
def test_the_official_library_accepts_what_we_sign(body):
    secrets = [signing.new_secret(), signing.new_private_key(), signing.new_secret()]
    headers = signing.headers(message_id="evt_1", timestamp=int(time.time()), body=body, secrets=secrets)
    for secret in (secrets[0], secrets[2]):
        standardwebhooks.Webhook(secret).verify(body, headers, json_parse=False)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(signing.new_secret()).verify(body, headers, json_parse=False)


def test_we_accept_what_the_official_library_signs():
    secret = signing.new_secret()
    sent_at = datetime.datetime.fromtimestamp(NOW, datetime.UTC)
    headers = {
        "Webhook-Id": "evt_1",
        "Webhook-Timestamp": str(NOW),
        "Webhook-Signature": standardwebhooks.Webhook(secret).sign("evt_1", sent_at, BODY.decode()),
    }
    verify(headers, [secret])
    with pytest.raises(signing.BadSignature):
        verify(headers, [signing.new_secret()])


def test_while_a_rotation_overlaps_both_secrets_sign_and_the_new_one_comes_first():
    new, old = signing.new_secret(), signing.new_secret()
    headers = signing.headers(**MESSAGE, secrets=[new, old])
    first, second = headers["webhook-signature"].split(" ")
    assert first == signing.sign(**MESSAGE, secrets=[new])
    assert second == signing.sign(**MESSAGE, secrets=[old])
    verify(headers, [new])
    verify(headers, [old])
    verify(headers, [signing.new_secret(), old])


@pytest.mark.parametrize("key", [PRIVATE_KEY, PUBLIC_KEY])
def test_an_ed25519_signature_verifies_with_either_half_of_its_pair(key):
    headers = signing.headers(**MESSAGE, secrets=[SECRET, PRIVATE_KEY])
    verify(headers, [key])
    with pytest.raises(signing.BadSignature):
        verify(headers, [signing.public_key(signing.new_private_key())])


@pytest.mark.parametrize("secrets", [[SECRET], [PUBLIC_KEY], [SECRET, PUBLIC_KEY]])
@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJel"},
        {"webhook-id": ""},
        {"webhook-id": "\ud800"},
        {"webhook-timestamp": "1614265331"},
        {"webhook-timestamp": "01614265330"},
        {"webhook-timestamp": "1614265330.0"},
        {"webhook-timestamp": "-1614265330"},
        {"webhook-timestamp": "١٦١٤٢٦٥٣٣٠"},
        {"webhook-timestamp": "9" * 5000},
        {"webhook-timestamp": ""},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1a,"},
        {"webhook-signature": "v1"},
        {"webhook-signature": SIGNATURE.replace("v1", "v2")},
        {"webhook-signature": SIGNATURE.replace("v1", "v1a")},
        {"webhook-signature": ED25519_SIGNATURE.replace("v1a", "v1")},
        {"webhook-signature": ED25519_SIGNATURE.removeprefix("v1a,")},
        {"webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF="},
        {"webhook-signature": "v1,g0hM9SsE é \ud800"},
        {"webhook-signature": "v1a,é"},
        {"webhook-signature": ",".join((SIGNATURE, ED25519_SIGNATURE))},
    ],
    ids=repr,
)
def test_a_changed_header_is_refused(secrets, change):
    headers = signing.headers(**MESSAGE, secrets=[SECRET, PRIVATE_KEY])
    verify(headers, secrets)
    with pytest.raises(signing.BadSignature):
        verify(headers | change, secrets)


@pytest.mark.parametrize("secret", [SECRET, PUBLIC_KEY])
@pytest.mark.parametrize("body", [b"", BODY + b" ", BODY[:-1], b'{"test": 2432232315}', b'{"test":2432232314}'])
def test_a_changed_body_is_refused(secret, body):
    headers = signing.headers(**MESSAGE, secrets=[SECRET, PRIVATE_KEY])
    with pytest.raises(signing.BadSignature, match="No signature"):
        verify(headers, [secret], body=body)


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_refused_and_named(missing):
    headers = signing.headers(**MESSAGE, secrets=[SECRET])
    del headers[missing]
    with pytest.raises(signing.BadSignature, match=missing):
        verify(headers)


@pytest.mark.parametrize(("offset", "accepted"), [(-301, False), (-300, True), (0, True), (300, True), (301, False)])
def test_a_message_is_accepted_within_five_minutes_either_way(offset, accepted):
    headers = signing.headers(**MESSAGE, secrets=[SECRET])
    if accepted:
        verify(headers, now=NOW + offset)
    else:
        with pytest.raises(signing.BadSignature, match="too far"):
            verify(headers, now=NOW + offset)


def test_without_a_secret_nothing_is_accepted_and_nothing_is_signed():
    with pytest.raises(signing.BadSignature):
        verify(signing.headers(**MESSAGE, secrets=[SECRET]), [])
    with pytest.raises(AssertionError):
        signing.sign(**MESSAGE, secrets=[])


def test_new_secrets_are_distinct_and_hold_32_bytes():
    secrets = {signing.new_secret() for _ in range(50)}
    assert len(secrets) == 50
    assert all(len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32 for secret in secrets)


def test_a_secret_without_padding_is_the_same_secret():
    secret = signing.new_secret()
    assert signing.sign(**MESSAGE, secrets=[secret.rstrip("=")]) == signing.sign(**MESSAGE, secrets=[secret])


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_" + base64.b64encode(b"x" * 23).decode(),
        "whsec_" + base64.b64encode(b"x" * 65).decode(),
        "whsec_not base64 at all, it is prose!",
        "whsec_é" + "A" * 40,
        "whsk_",
        "whsk_" + base64.b64encode(b"x" * 32).decode(),
        "whsk_" + base64.b64encode(b"x" * 64).decode(),
        PUBLIC_KEY,
    ],
)
def test_a_malformed_secret_signs_nothing_and_is_not_repeated(secret):
    with pytest.raises(ValueError, match="A ") as refused:
        signing.sign(**MESSAGE, secrets=[secret])
    assert len(secret) < 8 or secret[6:] not in str(refused.value)


@pytest.mark.parametrize("secret", ["", "whsec_eHh4", "whpk_eHh4"])
def test_a_malformed_secret_of_ours_is_an_error_not_a_bad_signature(secret):
    with pytest.raises(ValueError, match=r"whsec_|public key|32"):
        verify(signing.headers(**MESSAGE, secrets=[SECRET, PRIVATE_KEY]), [secret])
