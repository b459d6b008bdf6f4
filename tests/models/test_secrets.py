"""Encryption at rest, tokens, and codes that outlive a rotation of keys."""

import msgspec
import pytest

from config import Keyring
from models import secrets

OLD = b"o" * 32
NEW = b"n" * 32


@pytest.fixture
def keys(monkeypatch):
    """Sets the keyring: keys(new=NEW, old=OLD), the current one first."""

    def use(**keys: bytes) -> None:
        changed = msgspec.structs.replace(secrets.settings, encryption_keys=Keyring(keys))
        monkeypatch.setattr(secrets, "settings", changed)

    return use


def test_a_secret_comes_back_in_its_context_only():
    sealed = secrets.encrypt(b"whsec_abc", context="webhook_secret:whe_1")
    assert secrets.decrypt(sealed, context="webhook_secret:whe_1") == b"whsec_abc"
    with pytest.raises(secrets.CannotDecrypt):
        secrets.decrypt(sealed, context="webhook_secret:whe_2")


def test_what_earlier_versions_wrote_stays_readable(keys):
    keys(old=OLD)
    sealed = bytes.fromhex("01036f6c64be7ae5b842717d022c85ef039bf38f6c0e9068ce0f56fe54872d5b378ed68feb3636")
    assert secrets.decrypt(sealed, context="x") == b"secret"
    code = bytes.fromhex("652375183cfba39e40cb42e6f5cfdfe7ab22f59ad10d5ee4766d02266f628009")
    assert secrets.derive("pay_link", b"inv_1") == ("old", code)


def test_an_empty_secret_comes_back():
    assert secrets.decrypt(secrets.encrypt(b"", context="x"), context="x") == b""


def test_the_same_secret_never_looks_the_same_and_never_shows():
    sealed = {secrets.encrypt(b"whsec_abc", context="x") for _ in range(50)}
    assert len(sealed) == 50
    assert not any(b"whsec" in one for one in sealed)


def test_every_changed_bit_is_noticed(keys):
    keys(a=NEW, b=OLD)
    sealed = secrets.encrypt(b"plaintext", context="x")
    for position in range(len(sealed) * 8):
        altered = bytearray(sealed)
        altered[position // 8] ^= 1 << position % 8
        with pytest.raises(secrets.CannotDecrypt) as refused:
            secrets.decrypt(bytes(altered), context="x")
        assert "plaintext" not in str(refused.value)


def test_every_shortened_ciphertext_is_refused():
    sealed = secrets.encrypt(b"plaintext", context="x")
    for length in range(len(sealed)):
        with pytest.raises(secrets.CannotDecrypt):
            secrets.decrypt(sealed[:length], context="x")


def test_an_old_key_still_decrypts_what_it_has_encrypted(keys):
    keys(old=OLD)
    sealed = secrets.encrypt(b"secret", context="x")
    keys(new=NEW, old=OLD)
    again = secrets.encrypt(secrets.decrypt(sealed, context="x"), context="x")
    keys(new=NEW)
    assert secrets.decrypt(again, context="x") == b"secret"
    with pytest.raises(secrets.CannotDecrypt, match="'old'"):
        secrets.decrypt(sealed, context="x")


def test_another_key_under_the_same_name_decrypts_nothing(keys):
    keys(main=OLD)
    sealed = secrets.encrypt(b"secret", context="x")
    keys(main=NEW)
    with pytest.raises(secrets.CannotDecrypt):
        secrets.decrypt(sealed, context="x")


@pytest.mark.parametrize("foreign", [b"", b"\x01", b"plain text that was never encrypted, and is long", b"\x02" * 64])
def test_what_is_no_ciphertext_of_ours_is_refused(foreign):
    with pytest.raises(secrets.CannotDecrypt):
        secrets.decrypt(foreign, context="x")


def test_tokens_are_url_safe_distinct_and_as_long_as_asked():
    tokens = {secrets.token("pay_") for _ in range(100)}
    assert len(tokens) == 100
    assert all(token.startswith("pay_") and len(token) == 4 + 43 for token in tokens)
    assert all(token.replace("-", "").replace("_", "").isalnum() for token in tokens)
    assert len(secrets.token(bytes_count=16)) == 22


def test_a_digest_is_sha_256():
    assert secrets.digest("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_derived_code_survives_rotation_by_the_name_of_its_key(keys):
    keys(old=OLD)
    name, code = secrets.derive("pay_link", b"inv_1")
    assert (name, len(code)) == ("old", 32)
    keys(new=NEW, old=OLD)
    assert secrets.derive("pay_link", b"inv_1", key_name="old") == ("old", code)
    assert secrets.derive("pay_link", b"inv_1")[0] == "new"
    assert secrets.derive_by_each("pay_link", b"inv_1") == [secrets.derive("pay_link", b"inv_1")[1], code]
    keys(new=NEW)
    with pytest.raises(secrets.UnknownKey):
        secrets.derive("pay_link", b"inv_1", key_name="old")


def test_derived_codes_differ_by_purpose_message_and_key(keys):
    keys(new=NEW, old=OLD)
    codes = {
        secrets.derive(purpose, message, key_name=key)[1]
        for purpose in ("pay_link", "unsubscribe")
        for message in (b"inv_1", b"inv_2")
        for key in ("new", "old")
    }
    assert len(codes) == 8
