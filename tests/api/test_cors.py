"""What browsers are told about other sites' pages, and whose word about an address is believed."""

import ipaddress
from collections.abc import AsyncIterator
from typing import Any

import httpx
import msgspec
import pytest

from api import app as api_app
from api.middleware import origin, telemetry
from api.middleware.admission import Gate
from api.middleware.origin import client_address
from config import ConfigurationError, load
from models.requests.addresses import household
from tests.api.clients import client

SERVERS = {"DATABASE_URL": "postgresql://u:p@db/q", "REDIS_URL": "redis://cache/0"}
SHOP = "https://shop.example.com"
PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,idempotency-key"}


@pytest.fixture
async def closed() -> AsyncIterator[httpx.AsyncClient]:
    async with client() as found:
        yield found


@pytest.fixture
async def opened(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    origins = (SHOP, "http://localhost:3000")
    monkeypatch.setattr(api_app, "settings", msgspec.structs.replace(api_app.settings, cors_origins=origins))
    async with client(app=telemetry.Telemetry(api_app.create_app())) as found:
        yield found


def allowed(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name.startswith("access-control-allow-")}


async def test_no_page_of_another_site_is_let_in_unless_configured(closed: httpx.AsyncClient) -> None:
    assert allowed(await closed.options("/v1/payers", headers={"Origin": SHOP, **PREFLIGHT})) == {}
    assert allowed(await closed.get("/v1/me", headers={"Origin": SHOP})) == {}


async def test_a_configured_origin_may_ask_with_a_token(opened: httpx.AsyncClient) -> None:
    answer = await opened.options("/v1/payers", headers={"Origin": SHOP, **PREFLIGHT})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == SHOP
    assert "POST" in answer.headers["access-control-allow-methods"]
    headers = answer.headers["access-control-allow-headers"].lower().split(", ")
    assert {"authorization", "idempotency-key", "quittance-reason", "if-match"} <= set(headers)
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["vary"] == "Origin"


async def test_refusals_can_be_read_by_a_configured_origin_too(opened: httpx.AsyncClient) -> None:
    answer = await opened.get("/v1/me", headers={"Origin": SHOP})
    assert answer.status_code == 401
    assert answer.headers["access-control-allow-origin"] == SHOP
    exposed = answer.headers["access-control-expose-headers"].lower()
    assert all(name in exposed for name in ("retry-after", "ratelimit", "x-request-id", "etag", "location"))
    assert "access-control-allow-credentials" not in answer.headers


async def test_who_is_refused_for_want_of_room_can_read_that_too(
    opened: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Gate, "is_full", True)
    # The gate itself lets it in: only who answers before Litestar does would have refused it.
    assert (await opened.get("/v1/me")).status_code == 503
    answer = await opened.get("/v1/me", headers={"Origin": SHOP})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (401, SHOP)


@pytest.mark.parametrize(
    "other",
    [
        "https://evil.example",
        "http://shop.example.com",
        "https://shop.example.com:8443",
        "https://shop.example.com.evil.example",
        "https://shopXexample.com",
        "https://sub.shop.example.com",
        "https://evil.example/https://shop.example.com",
        "null",
        "HTTPS://SHOP.EXAMPLE.COM",
    ],
)
async def test_only_the_exact_origin_is_let_in(opened: httpx.AsyncClient, other: str) -> None:
    preflight = await opened.options("/v1/payers", headers={"Origin": other, **PREFLIGHT})
    assert "access-control-allow-origin" not in preflight.headers
    assert "access-control-allow-origin" not in (await opened.get("/v1/me", headers={"Origin": other})).headers


@pytest.mark.parametrize(
    "value",
    [
        "*",
        "https://*.example.com",
        "shop.example.com",
        "https://shop.example.com/",
        "https://shop.example.com/page",
        "https://user@shop.example.com",
        "null",
        "https://",
        "file:///page.html",
        "https://Shop.example.com",
    ],
)
def test_what_is_no_exact_origin_stops_the_start(value: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^QUITTANCE_CORS_ORIGINS"):
        load(SERVERS | {"QUITTANCE_CORS_ORIGINS": f"{SHOP},{value}"})


# --- whose word about an address is believed


def address_of(peer: str | None, *chains: str, proxies: tuple[str, ...] = ("10.0.0.0/8", "2001:db8:1::/48")) -> Any:
    scope: Any = {
        "type": "http",
        "client": None if peer is None else (peer, 1234),
        "headers": [(b"x-forwarded-for", chain.encode()) for chain in chains],
    }
    return client_address(scope, tuple(ipaddress.ip_network(proxy) for proxy in proxies))


@pytest.mark.parametrize(
    ("peer", "chains", "address"),
    [
        # Nobody is believed who is no proxy of ours.
        ("192.0.2.1", ["198.51.100.7"], "192.0.2.1"),
        ("192.0.2.1", ["10.0.0.1"], "192.0.2.1"),
        ("11.0.0.1", ["198.51.100.7"], "11.0.0.1"),
        # One proxy, and what it says.
        ("10.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", ["198.51.100.7:4711"], "198.51.100.7"),
        ("10.0.0.1", ["2001:db8:9::7"], "2001:db8:9::7"),
        ("10.0.0.1", ["[2001:db8:9::7]:4711"], "2001:db8:9::7"),
        ("2001:db8:1::1", ["198.51.100.7"], "198.51.100.7"),
        # What the client wrote itself stands further left.
        ("10.0.0.1", ["1.1.1.1, 198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", ["10.9.9.9, 198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", ["1.1.1.1", "198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", ["127.0.0.1,,198.51.100.7"], "198.51.100.7"),
        # Two proxies.
        ("10.0.0.1", ["198.51.100.7, 10.0.0.2"], "198.51.100.7"),
        ("10.0.0.1", ["1.1.1.1, 198.51.100.7, 10.0.0.2"], "198.51.100.7"),
        # Nothing beyond the proxies: the farthest one is the best answer there is.
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", [""], "10.0.0.1"),
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        # A link that is none ends the search where it was passed on.
        ("10.0.0.1", ["198.51.100.7, unknown"], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.7, nonsense, 10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", ["198.51.100.7'; DROP TABLE audit_log; --"], "10.0.0.1"),
        # The same address in other words.
        ("::ffff:10.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", ["::ffff:198.51.100.7"], "198.51.100.7"),
        ("fe80::1%eth0", ["198.51.100.7"], "fe80::1"),
        # A local socket has no address, and nothing that it says is believed.
        (None, ["198.51.100.7"], None),
    ],
)
def test_the_right_most_address_that_is_no_trusted_proxy_wins(peer: str, chains: list[str], address: str) -> None:
    assert address_of(peer, *chains) == address


def test_by_default_no_header_is_believed() -> None:
    assert address_of("127.0.0.1", "198.51.100.7", proxies=()) == "127.0.0.1"
    assert origin.PROXIES == ()


def test_an_endless_chain_ends() -> None:
    assert address_of("10.0.0.1", ",".join(["198.51.100.7"] + ["10.0.0.2"] * 10_000)) == "10.0.0.2"


def test_an_ipv6_customer_shares_one_limit_however_many_addresses_they_use() -> None:
    assert household("2001:db8:9:1::1") == household("2001:db8:9:1:ffff::2") == "2001:db8:9:1::/64"
    assert household("2001:db8:9:2::1") != household("2001:db8:9:1::1")
    assert household("192.0.2.1") == "192.0.2.1"


@pytest.mark.parametrize("value", ["proxy", "10.0.0.1/8", "10.0.0.0/33", "*"])
def test_what_is_no_network_stops_the_start(value: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^QUITTANCE_TRUSTED_PROXIES"):
        load(SERVERS | {"QUITTANCE_TRUSTED_PROXIES": value})


def test_addresses_and_networks_are_taken() -> None:
    given = load(SERVERS | {"QUITTANCE_TRUSTED_PROXIES": "10.0.0.0/8, 192.0.2.1,2001:db8::/32"})
    assert given.trusted_proxies == ("10.0.0.0/8", "192.0.2.1", "2001:db8::/32")
