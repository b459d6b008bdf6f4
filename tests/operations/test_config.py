"""The settings: development needs none, production takes nothing for granted, and every refusal is one sentence."""

import base64
import os

import pytest

from config import DEVELOPMENT_KEYS, ConfigurationError, load

KEY = base64.b64encode(bytes(range(32))).decode()
OTHER_KEY = base64.b64encode(bytes(range(32, 64))).decode()
SERVERS = {"DATABASE_URL": "postgresql://postgres:secret@127.0.0.1:5432/quittance", "REDIS_URL": "redis://127.0.0.1/0"}
PRODUCTION = SERVERS | {
    "QUITTANCE_ENV": "production",
    "QUITTANCE_PUBLIC_URL": "https://pay.example.com/",
    "QUITTANCE_ALLOWED_HOSTS": "pay.example.com, api.example.com",
    "QUITTANCE_TOKEN_KEYS": f"summer={KEY}",
    "QUITTANCE_ENCRYPTION_KEYS": f"winter={OTHER_KEY},autumn={KEY}",
    "QUITTANCE_SMTP_URL": "smtp://mail.example.com:587",
    "QUITTANCE_MAIL_FROM": "billing@example.com",
}


def test_development_needs_nothing_but_servers() -> None:
    settings = load(SERVERS | {"PORT": "8123"})
    assert settings.environment == "development"
    assert settings.public_url == "http://127.0.0.1:8123"
    assert settings.allowed_hosts == ("*",)
    assert settings.log_format == "console"
    assert settings.webhooks_to_loopback is True


def test_production_has_what_was_set_and_nothing_that_is_meant_for_development() -> None:
    settings = load(PRODUCTION)
    assert settings.public_url == "https://pay.example.com"
    assert settings.allowed_hosts == ("pay.example.com", "api.example.com")
    assert settings.log_format == "json"
    assert settings.webhooks_to_loopback is False


def test_the_first_key_is_the_current_one_and_the_others_stay_known() -> None:
    keys = load(PRODUCTION).encryption_keys
    assert keys.current == ("winter", bytes(range(32, 64)))
    assert keys.keys["autumn"] == bytes(range(32))


@pytest.mark.parametrize("name", sorted(PRODUCTION.keys() - {"QUITTANCE_ENV"}))
@pytest.mark.parametrize("absence", [None, "", "   "])
def test_production_refuses_to_start_without_a_setting(name: str, absence: str | None) -> None:
    environ = {key: value for key, value in PRODUCTION.items() if key != name}
    if absence is not None:
        environ[name] = absence
    with pytest.raises(ConfigurationError, match=f"^{name} is not set"):
        load(environ)


@pytest.mark.parametrize("name", ["QUITTANCE_TOKEN_KEYS", "QUITTANCE_ENCRYPTION_KEYS"])
@pytest.mark.parametrize("position", ["alone", "first", "last"])
def test_production_refuses_the_key_that_everybody_knows(name: str, position: str) -> None:
    known = {
        "alone": DEVELOPMENT_KEYS,
        "first": f"{DEVELOPMENT_KEYS},own={KEY}",
        "last": f"own={KEY},{DEVELOPMENT_KEYS}",
    }
    with pytest.raises(ConfigurationError, match=f"^{name} holds the development key"):
        load(PRODUCTION | {name: known[position]})
    assert load(SERVERS | {name: known[position]}).environment == "development"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("QUITTANCE_ENV", "staging", "must be one of development, test, production"),
        ("QUITTANCE_LOG_LEVEL", "info", "must be one of DEBUG, INFO, WARNING, ERROR"),
        ("QUITTANCE_LOG_FORMAT", "xml", "must be one of json, console"),
        ("PORT", "0", "from 1 to 65535"),
        ("PORT", "65536", "from 1 to 65535"),
        ("PORT", "http", "from 1 to 65535"),
        ("PORT", "80.5", "from 1 to 65535"),
        ("PORT", "-1", "from 1 to 65535"),
        ("PORT", "８０００", "from 1 to 65535"),
        ("QUITTANCE_DATABASE_POOL_SIZE", "1", "from 2 to 200"),
        ("QUITTANCE_REQUESTS_AT_ONCE", "reports", "from 1 to 1000"),
        ("QUITTANCE_REQUESTS_AT_ONCE", "reports=0", "from 1 to 1000"),
        ("QUITTANCE_REQUESTS_AT_ONCE", "payments=3", "writes, bulks, reads, lists, reports, logins"),
        ("QUITTANCE_REQUESTS_WAITING", "10001", "from 0 to 10000"),
        ("QUITTANCE_ACCESS_TOKEN_SECONDS", "901", "from 60 to 900"),
        ("QUITTANCE_BODY_BYTES_MAX", "999", "from 1000 to 10000000"),
        ("QUITTANCE_SHUTDOWN_SECONDS", "0", "from 1 to 300"),
        ("QUITTANCE_WEBHOOKS_TO_LOOPBACK", "maybe", "must be true or false"),
        ("QUITTANCE_SOURCE_URL", "forge.example.com/quittance", "must be an address like https://"),
        ("QUITTANCE_SOURCE_URL", "javascript:alert(1)", "must be an address like https://"),
        ("QUITTANCE_SOURCE_URL", "https:///nowhere", "must be an address like https://"),
        ("QUITTANCE_OPERATOR_EMAIL", "operator", "must be one e-mail address"),
        ("QUITTANCE_OPERATOR_EMAIL", "a@example.com, b@example.com", "must be one e-mail address"),
        ("QUITTANCE_OPERATOR_EMAIL", f"{'o' * 250}@example.com", "must be one e-mail address"),
        ("QUITTANCE_OPERATOR_EMAIL", "ops\u200b@example.com", "must be one e-mail address"),
        ("QUITTANCE_OPERATOR_EMAIL", "ops@example.com\u007f", "must be one e-mail address"),
        ("DATABASE_URL", "mysql://root@127.0.0.1/x", "postgresql:// or postgres://"),
        ("DATABASE_URL", "127.0.0.1:5432", "postgresql:// or postgres://"),
        ("REDIS_URL", "http://127.0.0.1", "redis:// or rediss://"),
        ("QUITTANCE_PUBLIC_URL", "pay.example.com", "http:// or https://"),
        ("QUITTANCE_SIMULATOR_URL", "ftp://127.0.0.1", "http:// or https://"),
        ("QUITTANCE_TOKEN_KEYS", KEY, "must hold name=key pairs"),
        ("QUITTANCE_TOKEN_KEYS", f"two words={KEY}", "must hold name=key pairs"),
        ("QUITTANCE_TOKEN_KEYS", "short=c2hvcnQ=", "must hold name=key pairs"),
        ("QUITTANCE_TOKEN_KEYS", "odd=not base64!", "must hold name=key pairs"),
        ("QUITTANCE_TOKEN_KEYS", f"twice={KEY},twice={OTHER_KEY}", "must hold name=key pairs"),
        ("QUITTANCE_TOKEN_KEYS", f"first={KEY},", "must hold name=key pairs"),
    ],
)
def test_a_malformed_setting_is_one_sentence_that_names_it(name: str, value: str, sentence: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        load(SERVERS | {name: value})
    message = str(refusal.value)
    assert message.startswith(name)
    assert sentence in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("DATABASE_URL", "mysql://quittance:hunter2@127.0.0.1/x"),
        ("REDIS_URL", "http://:hunter2@127.0.0.1"),
        ("QUITTANCE_TOKEN_KEYS", "name=hunter2"),
    ],
)
def test_a_refusal_never_repeats_a_secret(name: str, secret: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        load(SERVERS | {name: secret})
    assert "hunter2" not in str(refusal.value)


def test_what_is_worked_on_at_once_follows_from_the_pool() -> None:
    settings = load(SERVERS)
    tenths = {"writes": 10, "bulks": 1, "reads": 3, "lists": 2, "reports": 1, "logins": 2}
    assert settings.requests_at_once == tenths
    assert settings.requests_waiting == 80
    named = {"QUITTANCE_DATABASE_POOL_SIZE": "4", "QUITTANCE_REQUESTS_AT_ONCE": "reports = 2, lists=5"}
    places = {"writes": 4, "bulks": 1, "reads": 1, "lists": 5, "reports": 2, "logins": 1}
    assert load(SERVERS | named).requests_at_once == places
    assert load(SERVERS | named).requests_waiting == 32


@pytest.mark.parametrize("pool_size", range(6, 201))
def test_whatever_reads_and_logins_hold_a_connection_is_left_to_who_moves_money(pool_size: int) -> None:
    at_once = load(SERVERS | {"QUITTANCE_DATABASE_POOL_SIZE": str(pool_size)}).requests_at_once
    assert sum(at_once.values()) - at_once["writes"] < pool_size == at_once["writes"]


@pytest.mark.parametrize(("value", "meaning"), [("1", True), ("Yes", True), ("off", False), ("FALSE", False)])
def test_a_switch_may_be_written_in_several_ways(value: str, meaning: bool) -> None:
    assert load(SERVERS | {"QUITTANCE_WEBHOOKS_TO_LOOPBACK": value}).webhooks_to_loopback is meaning


def test_nobody_is_the_operator_until_one_is_named() -> None:
    assert load(PRODUCTION).operator_email == ""
    assert load(PRODUCTION | {"QUITTANCE_OPERATOR_EMAIL": " ops@example.com "}).operator_email == "ops@example.com"


def test_the_example_names_every_variable_that_is_read(pytestconfig: pytest.Config) -> None:
    read: set[str] = set()

    class Recorder(dict[str, str]):
        def get(self, key: str, default: str | None = None) -> str | None:
            read.add(key)
            return super().get(key, default)

    load(Recorder(SERVERS))
    example = (pytestconfig.rootpath / ".env.example").read_text()
    named = {line.lstrip("# ").partition("=")[0] for line in example.splitlines() if "=" in line}
    assert read - named == set()
    assert os.environ.get("QUITTANCE_ENV") == "test", "the suite itself runs on settings of its own"
