"""Every setting, read from the environment once and checked at start. Imports nothing of ours.

`load` turns an environment into `Settings`, or raises `ConfigurationError` with one sentence that names the variable.
Development works without any variable; outside development, secrets and servers must be given.
"""

import base64
import binascii
import ipaddress
import os
import re
import sys
from collections.abc import Mapping
from typing import Literal, TypeVar, get_args
from urllib.parse import urlsplit

import msgspec

Environment = Literal["development", "test", "production"]
LogFormat = Literal["json", "console"]
# As the API tells requests apart when there are too many of them: see api/middleware/admission.py.
RequestKind = Literal["writes", "bulks", "reads", "lists", "reports", "logins"]
Choice = TypeVar("Choice", bound=str)

ENVIRONMENTS: tuple[Environment, ...] = ("development", "test", "production")
# The processes of the Procfile that run Celery's workers.
Worker = Literal["collector", "inbox", "reconciler", "deliverer", "worker"]
WORKERS: tuple[Worker, ...] = get_args(Worker)

# How many requests of a kind are worked on at once, in tenths of the pool's connections; one at least. Whatever reads
# and logins wait for, two tenths are left to those that move money.
PLACES: dict[RequestKind, int] = {"writes": 10, "bulks": 1, "reads": 3, "lists": 2, "reports": 1, "logins": 2}
# And how many more of each kind may wait, for each connection: a queue that is worked off in a fraction of a second. Of
# what takes long fewer wait: api/middleware/admission.py.
WAITING_PER_CONNECTION = 8
LOG_FORMATS: tuple[LogFormat, ...] = ("json", "console")

# Known to everybody, hence refused in production.
DEVELOPMENT_KEYS = "development=" + base64.b64encode(b"quittance development key: 32 by").decode()
KEY_BYTES = 32
# RFC 5321's path, and the column of mails.
EMAIL_LENGTH_MAX = 254
BOOLEANS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


class ConfigurationError(Exception):
    """A setting is missing or malformed; the message is one sentence for the person who starts the process."""


class Keyring(msgspec.Struct, frozen=True):
    """Named 32-byte keys. The first one signs or encrypts; all of them verify or decrypt, so keys can be rotated."""

    keys: dict[str, bytes]

    def __repr__(self) -> str:
        # Whatever is printed or logged by mistake.
        return f"Keyring({', '.join(self.keys)})"

    @property
    def current(self) -> tuple[str, bytes]:
        """The name and the bytes of the key that new signatures and ciphertexts use."""
        return next(iter(self.keys.items()))


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The validated settings of one process. `.env.example` explains each of them to an operator."""

    environment: Environment
    database_url: str
    database_pool_size: int
    worker_pool_size: int
    web_processes: int
    worker_processes: dict[Worker, int]
    requests_at_once: dict[RequestKind, int]
    requests_waiting: int
    statement_seconds: int
    redis_url: str
    public_url: str
    allowed_hosts: tuple[str, ...]
    token_keys: Keyring
    encryption_keys: Keyring
    access_token_seconds: int
    body_bytes_max: int
    shutdown_seconds: int
    log_level: str
    log_format: LogFormat
    simulator_url: str
    webhooks_to_loopback: bool
    smtp_url: str
    mail_from: str
    # Nobody when it is empty.
    operator_email: str
    # Where this installation's source is; empty where nobody has said.
    source_url: str
    cors_origins: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    rate_limits: bool
    caller_requests_per_minute: int
    address_requests_per_minute: int
    account_requests_per_minute: int
    pay_link_requests_per_minute: int
    callback_requests_per_minute: int
    gateway_requests_per_account: int
    stream_seconds: int
    events_kept_days: int
    deliveries_kept_days: int
    gateway_words_kept_days: int


def load(environ: Mapping[str, str]) -> Settings:
    """Reads and checks all settings; `.env.example` lists the variables, their meaning and their defaults.

    Raises ConfigurationError, for the first variable that is missing or malformed.
    """
    environment = _choice(environ, "QUITTANCE_ENV", ENVIRONMENTS, "development")
    in_production = environment == "production"
    port = _integer(environ, "PORT", 8000, minimum=1, maximum=65_535)
    pool_size = _integer(environ, "QUITTANCE_DATABASE_POOL_SIZE", 10, minimum=2, maximum=200)
    return Settings(
        environment=environment,
        database_url=_url(environ, "DATABASE_URL", ("postgresql", "postgres"), None),
        database_pool_size=pool_size,
        worker_pool_size=_integer(environ, "QUITTANCE_WORKER_POOL_SIZE", 4, minimum=2, maximum=200),
        # As uvicorn reads it.
        web_processes=_integer(environ, "WEB_CONCURRENCY", 1, minimum=1, maximum=200),
        # As the Procfile and compose.yaml read them.
        worker_processes={
            name: _integer(environ, f"QUITTANCE_{name.upper()}_PROCESSES", 2, minimum=1, maximum=200)
            for name in WORKERS
        },
        requests_at_once=_requests_at_once(environ, "QUITTANCE_REQUESTS_AT_ONCE", pool_size),
        requests_waiting=_integer(
            environ, "QUITTANCE_REQUESTS_WAITING", WAITING_PER_CONNECTION * pool_size, minimum=0, maximum=10_000
        ),
        statement_seconds=_integer(environ, "QUITTANCE_STATEMENT_SECONDS", 15, minimum=1, maximum=60),
        redis_url=_url(environ, "REDIS_URL", ("redis", "rediss"), None),
        public_url=_url(
            environ, "QUITTANCE_PUBLIC_URL", ("http", "https"), None if in_production else f"http://127.0.0.1:{port}"
        ).rstrip("/"),
        allowed_hosts=_list(environ, "QUITTANCE_ALLOWED_HOSTS", None if in_production else "*"),
        token_keys=_keyring(environ, "QUITTANCE_TOKEN_KEYS", in_production),
        encryption_keys=_keyring(environ, "QUITTANCE_ENCRYPTION_KEYS", in_production),
        access_token_seconds=_integer(environ, "QUITTANCE_ACCESS_TOKEN_SECONDS", 900, minimum=60, maximum=900),
        body_bytes_max=_integer(environ, "QUITTANCE_BODY_BYTES_MAX", 1_000_000, minimum=1_000, maximum=10_000_000),
        shutdown_seconds=_integer(environ, "QUITTANCE_SHUTDOWN_SECONDS", 10, minimum=1, maximum=300),
        log_level=_choice(environ, "QUITTANCE_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
        log_format=_choice(environ, "QUITTANCE_LOG_FORMAT", LOG_FORMATS, "json" if in_production else "console"),
        simulator_url=_url(environ, "QUITTANCE_SIMULATOR_URL", ("http", "https"), "http://127.0.0.1:8001").rstrip("/"),
        webhooks_to_loopback=_boolean(environ, "QUITTANCE_WEBHOOKS_TO_LOOPBACK", default=not in_production),
        smtp_url=_url(
            environ, "QUITTANCE_SMTP_URL", ("smtp", "smtps"), None if in_production else "smtp://127.0.0.1:8002"
        ),
        mail_from=_text(environ, "QUITTANCE_MAIL_FROM", None if in_production else "quittance@localhost"),
        operator_email=_email(environ, "QUITTANCE_OPERATOR_EMAIL"),
        source_url=_web_address(environ, "QUITTANCE_SOURCE_URL"),
        cors_origins=_origins(environ, "QUITTANCE_CORS_ORIGINS"),
        trusted_proxies=_networks(environ, "QUITTANCE_TRUSTED_PROXIES"),
        # Tests come from one address, hundreds in a second; those of the limits switch them on.
        rate_limits=_boolean(environ, "QUITTANCE_RATE_LIMITS", default=environment != "test"),
        caller_requests_per_minute=_rate(environ, "QUITTANCE_CALLER_REQUESTS_PER_MINUTE", 6_000),
        address_requests_per_minute=_rate(environ, "QUITTANCE_ADDRESS_REQUESTS_PER_MINUTE", 12_000),
        account_requests_per_minute=_rate(environ, "QUITTANCE_ACCOUNT_REQUESTS_PER_MINUTE", 20),
        pay_link_requests_per_minute=_rate(environ, "QUITTANCE_PAY_LINK_REQUESTS_PER_MINUTE", 120),
        callback_requests_per_minute=_rate(environ, "QUITTANCE_CALLBACK_REQUESTS_PER_MINUTE", 3_000),
        # What one merchant account has on its way: as much as a busy shop needs, and as a silent gateway can take up.
        gateway_requests_per_account=_integer(
            environ, "QUITTANCE_GATEWAY_REQUESTS_PER_ACCOUNT", 20, minimum=1, maximum=200
        ),
        # A new connection, and so a look at the caller's rights, at least this often.
        stream_seconds=_integer(environ, "QUITTANCE_STREAM_SECONDS", 300, minimum=1, maximum=3600),
        # A year is promised to readers of the feed. A delivery needs its event, so it is kept no longer.
        events_kept_days=_integer(environ, "QUITTANCE_EVENTS_KEPT_DAYS", 365, minimum=365, maximum=36_500),
        # Retries take more than three days, and a failing endpoint is disabled after five.
        deliveries_kept_days=_integer(environ, "QUITTANCE_DELIVERIES_KEPT_DAYS", 90, minimum=7, maximum=365),
        # What cannot be read is tried for three days. A dispute can ask for proof months later, but not for years.
        gateway_words_kept_days=_integer(environ, "QUITTANCE_GATEWAY_WORDS_KEPT_DAYS", 90, minimum=7, maximum=1095),
    )


def _text(environ: Mapping[str, str], name: str, default: str | None) -> str:
    value = environ.get(name, "").strip() or default
    if value is None:
        raise ConfigurationError(f"{name} is not set: .env.example says what it must hold.")
    return value


def _choice(environ: Mapping[str, str], name: str, choices: tuple[Choice, ...], default: Choice) -> Choice:
    value = _text(environ, name, default)
    for choice in choices:
        if value == choice:
            return choice
    raise ConfigurationError(f"{name} is {value!r}: it must be one of {', '.join(choices)}.")


def _integer(environ: Mapping[str, str], name: str, default: int, *, minimum: int, maximum: int) -> int:
    value = _text(environ, name, str(default))
    if not value.isascii() or not value.isdigit() or not minimum <= int(value) <= maximum:
        raise ConfigurationError(f"{name} is {value!r}: it must be a whole number from {minimum} to {maximum}.")
    return int(value)


def _boolean(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = _text(environ, name, str(default)).lower()
    if value not in BOOLEANS:
        raise ConfigurationError(f"{name} is {value!r}: it must be true or false.")
    return BOOLEANS[value]


def _url(environ: Mapping[str, str], name: str, schemes: tuple[str, ...], default: str | None) -> str:
    value = _text(environ, name, default)
    parts = urlsplit(value)
    if parts.scheme not in schemes or not (parts.netloc or parts.path):
        # The value may hold a password, so the sentence does not repeat it.
        raise ConfigurationError(f"{name} is not a URL that starts with {' or '.join(s + '://' for s in schemes)}.")
    return value


def _list(environ: Mapping[str, str], name: str, default: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in _text(environ, name, default).split(",") if part.strip())


def _requests_at_once(environ: Mapping[str, str], name: str, pool_size: int) -> dict[RequestKind, int]:
    """A share of the pool for each kind of request, but for those that are named: `reads=8, reports=2`."""
    found = {kind: max(1, tenths * pool_size // 10) for kind, tenths in PLACES.items()}
    for part in _list(environ, name, ""):
        kind, _, number = (each.strip() for each in part.partition("="))
        known = next((each for each in found if each == kind), None)
        if known is None:
            raise ConfigurationError(f"{name} names {kind!r}: the kinds of requests are {', '.join(found)}.")
        found[known] = _integer({name: number}, name, 0, minimum=1, maximum=1_000)
    return found


def _rate(environ: Mapping[str, str], name: str, default: int) -> int:
    return _integer(environ, name, default, minimum=1, maximum=1_000_000)


def _email(environ: Mapping[str, str], name: str) -> str:
    """An optional address. One that no mail can reach would be noticed only by its silence."""
    value = _text(environ, name, "")
    is_address = re.fullmatch(r"[^@\s]+@[^@\s]+", value) and value.isprintable() and len(value) <= EMAIL_LENGTH_MAX
    if value and not is_address:
        raise ConfigurationError(f"{name} is {value!r}: it must be one e-mail address, like ops@example.com.")
    return value


def _web_address(environ: Mapping[str, str], name: str) -> str:
    """An optional address for people to follow. Whatever else a link could be, such as a script, is none."""
    value = _text(environ, name, "")
    parts = urlsplit(value)
    if value and not (parts.scheme in ("http", "https") and parts.hostname and value.isprintable()):
        raise ConfigurationError(
            f"{name} is {value!r}: it must be an address like https://forge.example.com/quittance."
        )
    return value


def _origins(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Origins as browsers send them. A wildcard or a pattern would let pages in that nobody has thought of."""
    origins = _list(environ, name, "")
    for origin in origins:
        parts = urlsplit(origin)
        if origin != f"{parts.scheme}://{parts.netloc}".lower() or parts.scheme not in ("http", "https"):
            raise ConfigurationError(f"{name} holds {origin!r}: an origin is like https://shop.example.com, no more.")
        if not parts.hostname or "*" in origin or "@" in origin:
            raise ConfigurationError(f"{name} holds {origin!r}: name each origin, without patterns.")
    return origins


def _networks(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    networks = _list(environ, name, "")
    for network in networks:
        try:
            ipaddress.ip_network(network)
        except ValueError as error:
            raise ConfigurationError(
                f"{name} holds {network!r}: it must be an address or a network like 10.0.0.0/8."
            ) from error
    return networks


def _keyring(environ: Mapping[str, str], name: str, in_production: bool) -> Keyring:
    """Keys as `name=base64,name=base64`. The values are secrets, so no sentence repeats them."""
    value = _text(environ, name, None if in_production else DEVELOPMENT_KEYS)
    keys: dict[str, bytes] = {}
    for part in value.split(","):
        key_name, separator, encoded = part.strip().partition("=")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            key = b""
        if not separator or not key_name.isidentifier() or len(key) != KEY_BYTES or key_name in keys:
            raise ConfigurationError(
                f"{name} must hold name=key pairs separated by commas, each key being {KEY_BYTES} bytes in base64; "
                "`make keys` prints fresh ones."
            )
        keys[key_name] = key
    if in_production and b"quittance development" in b"".join(keys.values()):
        raise ConfigurationError(
            f"{name} holds the development key, which everybody knows: `make keys` prints fresh ones."
        )
    return Keyring(keys)


def _load_or_exit() -> Settings:
    try:
        return load(os.environ)
    except ConfigurationError as error:
        sys.exit(f"Configuration: {error}")


settings = _load_or_exit()
