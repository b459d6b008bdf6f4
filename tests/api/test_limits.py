"""Rate limits: who is counted with whom, what is said, and what happens while Redis is away."""

import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

import httpx
import msgspec
import pytest

from api.middleware import limits as middleware
from api.middleware import origin
from launch.machine import free_port
from models.requests import limits
from models.requests.limits import Limit, Taken
from tests import factories
from tests.api.clients import bearer, client
from tests.api.visitors import OURS

pytestmark = pytest.mark.usefixtures("pool", "limited")


def fresh_address() -> str:
    """Nobody has come from there before."""
    number = uuid.uuid4().int
    return f"10.{number & 255}.{number >> 8 & 255}.{number >> 16 & 255}"


@pytest.fixture
async def limited(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Limits that a test can reach: 12 requests at once for a caller, 18 for an address, 10 for what is tighter.

    They are refilled so slowly that a busy machine sees the same as an idle one.
    """
    on = msgspec.structs.replace(
        middleware.settings,
        rate_limits=True,
        caller_requests_per_minute=2,
        address_requests_per_minute=3,
    )
    monkeypatch.setattr(middleware, "settings", on)
    monkeypatch.setattr(middleware, "BURST_SECONDS", 360)
    slow = {beginning: (name, 1) for beginning, (name, _) in middleware.TIGHTER.items()}
    monkeypatch.setattr(middleware, "TIGHTER", slow)
    monkeypatch.setattr(limits._Outage, "until", 0.0)
    # A machine that runs the whole suite has other things to do now and then.
    monkeypatch.setattr(limits, "REDIS_SECONDS_MAX", 2.0)
    yield
    await limits.close()


@pytest.fixture
def _no_redis(monkeypatch: pytest.MonkeyPatch, limited: None) -> Iterator[None]:
    away = msgspec.structs.replace(limits.settings, redis_url=f"redis://127.0.0.1:{free_port()}/0")
    monkeypatch.setattr(limits, "settings", away)
    yield
    limits._Outage.until = 0.0


async def statuses(whose: httpx.AsyncClient, path: str, count: int, method: str = "GET", **given: Any) -> list[int]:
    return [(await whose.request(method, path, **given)).status_code for _ in range(count)]


async def test_a_caller_is_limited_wherever_they_come_from() -> None:
    headers = await bearer(await factories.user())
    async with client(address=fresh_address(), headers=headers) as here:
        assert await statuses(here, "/v1/me", 10) == [200] * 10
    async with client(address=fresh_address(), headers=headers) as there:
        assert await statuses(there, "/v1/me", 4) == [200, 200, 429, 429]


async def test_an_address_is_limited_whoever_calls_from_there() -> None:
    address = fresh_address()
    for _ in range(2):
        async with client(address=address, headers=await bearer(await factories.user())) as somebody:
            assert await statuses(somebody, "/v1/me", 9) == [200] * 9
    async with client(address=address, headers=await bearer(await factories.user())) as another:
        assert (await another.get("/v1/me")).status_code == 429
    async with client(address=fresh_address(), headers=await bearer(await factories.user())) as elsewhere:
        assert (await elsewhere.get("/v1/me")).status_code == 200


async def test_answers_tell_the_limits_and_what_remains() -> None:
    async with client(address=fresh_address(), headers=await bearer(await factories.user())) as me:
        first, second = await me.get("/v1/me"), await me.get("/v1/me")
    assert first.headers["ratelimit-policy"] == '"caller";q=12;w=360, "address";q=18;w=360'
    assert first.headers["ratelimit"] == '"caller";r=11;t=30, "address";r=17;t=20'
    assert second.headers["ratelimit"].startswith('"caller";r=10;t=')


async def test_a_refusal_says_when_to_come_back() -> None:
    async with client(address=fresh_address(), headers=await bearer(await factories.user())) as me:
        await statuses(me, "/v1/me", 12)
        refused = await me.get("/v1/me")
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["retry-after"] in ("29", "30")
    assert refused.headers["ratelimit"].startswith('"caller";r=0;t=3')
    assert refused.headers["ratelimit-policy"].startswith('"caller";q=12;w=360')
    problem = refused.json()
    assert (problem["code"], problem["status"]) == ("too_many_requests", 429)
    assert problem["request_id"] == refused.headers["x-request-id"]


GUESSED = (
    ("POST", "/v1/auth/register", "account"),
    ("POST", "/v1/auth/password/forgot", "account"),
    ("POST", "/v1/auth/password/reset", "account"),
    ("POST", "/v1/auth/email/verify", "account"),
    ("POST", "/v1/invitations/some-token/accept", "account"),
    ("POST", "/v1/reminders/pause", "account"),
    ("POST", "/account/forgot-password", "account"),
    ("POST", "/account/invitation", "account"),
    ("POST", "/account/mailed-to", "account"),
    ("POST", "/account/register", "account"),
    ("GET", "/v1/pay/some-token", "pay_link"),
    ("GET", "/pay/some-token", "pay_link"),
    ("POST", "/v1/callbacks/gwa_00000000000000000000000000", "callback"),
)


def test_each_tighter_limit_is_tried_below() -> None:
    tried = {beginning for _, path, _ in GUESSED for beginning in middleware.TIGHTER if path.startswith(beginning)}
    assert tried == set(middleware.TIGHTER)


@pytest.mark.parametrize(("method", "path", "name"), GUESSED)
async def test_what_is_guessed_sent_or_flooded_has_a_tighter_limit_by_address(
    method: str, path: str, name: str
) -> None:
    async with client(address=fresh_address()) as anybody:
        answer = await anybody.request(method, path, json={})
    assert answer.headers["ratelimit-policy"] == f'"address";q=18;w=360, "{name}";q=10;w=600'


async def test_forms_of_pages_are_limited_too() -> None:
    """One budget for all of them: a form that nobody has filled in counts as much as its page."""
    address = fresh_address()
    async with client(address=address, headers=OURS) as anybody:
        assert await statuses(anybody, "/account/forgot-password", 5) == [200] * 5
        assert await statuses(anybody, "/account/register", 5, "POST", data={"name": "x"}) == [422] * 5
        for path in ("/account/forgot-password", "/account/register", "/account/invitation"):
            refused = await anybody.post(path, data={"token": "x"})
            assert refused.status_code == 429
            assert "Too many requests" in refused.text
        assert (await anybody.get("/account/login")).status_code == 200, "the rest is still open"


async def test_registering_is_limited_for_an_address_and_not_for_the_others() -> None:
    address = fresh_address()
    async with client(address=address) as anybody:
        assert await statuses(anybody, "/v1/auth/register", 11, "POST", json={}) == [422] * 10 + [429]
        assert (await anybody.get("/docs")).status_code == 200, "the rest is still open"
    async with client(address=fresh_address()) as elsewhere:
        assert await statuses(elsewhere, "/v1/auth/register", 1, "POST", json={}) == [422]


async def test_requests_without_credentials_are_counted_by_address() -> None:
    async with client(address=fresh_address()) as anybody:
        assert await statuses(anybody, "/v1/me", 22) == [401] * 18 + [429] * 4


async def test_an_ipv6_customer_cannot_multiply_by_addresses() -> None:
    prefix = f"2001:db8:{uuid.uuid4().int & 0xFFFF:x}:{uuid.uuid4().int & 0xFFFF:x}"
    found = []
    for number in range(22):
        async with client(address=f"{prefix}::{number + 1:x}") as anybody:
            found += await statuses(anybody, "/v1/me", 1)
    assert found == [401] * 18 + [429] * 4


async def test_guessing_credentials_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "FAILURES_PER_MINUTE", 6)
    address = fresh_address()
    async with client(address=address, headers={"Authorization": "Bearer guessed"}) as guesser:
        assert await statuses(guesser, "/v1/me", 9) == [401] * 7 + [429] * 2
        refused = await guesser.get("/v1/me")
        assert 1 <= int(refused.headers["retry-after"]) <= 10
    async with client(address=fresh_address(), headers={"Authorization": "Bearer guessed"}) as elsewhere:
        assert (await elsewhere.get("/v1/me")).status_code == 401


async def test_a_valid_caller_is_not_counted_as_a_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "FAILURES_PER_MINUTE", 1)
    async with client(address=fresh_address(), headers=await bearer(await factories.user())) as me:
        answers = await statuses(me, "/v1/payers", 5, "POST", json={"unknown": 1})
    assert answers == [422] * 5


async def test_a_forwarded_address_moves_nobody_into_another_bucket() -> None:
    async with client(address=fresh_address()) as anybody:
        found = []
        for number in range(22):
            found += await statuses(anybody, "/v1/me", 1, headers={"X-Forwarded-For": f"198.51.100.{number}"})
    assert found == [401] * 18 + [429] * 4


async def test_behind_a_trusted_proxy_each_client_has_a_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    proxy, first, second = fresh_address(), fresh_address(), fresh_address()
    monkeypatch.setattr(origin.client_address, "__defaults__", ((origin.ipaddress.ip_network(proxy),),))
    async with client(address=proxy) as anybody:
        assert (await statuses(anybody, "/v1/me", 19, headers={"X-Forwarded-For": first}))[-1] == 429
        assert await statuses(anybody, "/v1/me", 1, headers={"X-Forwarded-For": second}) == [401]
        spoofed = {"X-Forwarded-For": f"{fresh_address()}, {first}"}
        assert await statuses(anybody, "/v1/me", 1, headers=spoofed) == [429]


@pytest.mark.parametrize("path", ["/health/live", "/metrics"])
async def test_who_watches_us_is_never_sent_away(path: str) -> None:
    async with client(address=fresh_address()) as watcher:
        assert await statuses(watcher, path, 30) == [200] * 30
        assert "ratelimit" not in (await watcher.get(path)).headers


async def test_limits_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "settings", msgspec.structs.replace(middleware.settings, rate_limits=False))
    async with client(address=fresh_address(), headers=await bearer(await factories.user())) as me:
        assert await statuses(me, "/v1/me", 30) == [200] * 30


async def test_a_hundred_requests_of_a_caller_ask_redis_nine_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller's slices have 12 requests of 120, and every second time the address's, 24 of 240, comes with it."""
    wide = {"caller_requests_per_minute": 20, "address_requests_per_minute": 40}
    monkeypatch.setattr(middleware, "settings", msgspec.structs.replace(middleware.settings, **wide))
    round_trips: list[list[str]] = []
    take_slices = limits.take_slices

    async def counted(asked: Sequence[Limit], wanted: Sequence[int]) -> list[Taken] | None:
        round_trips.append([limit.name for limit in asked])
        return await take_slices(asked, wanted)

    monkeypatch.setattr(limits, "take_slices", counted)
    async with client(address=fresh_address(), headers=await bearer(await factories.user())) as me:
        answers = [await me.get("/v1/me") for _ in range(100)]
    assert [answer.status_code for answer in answers] == [200] * 100
    assert answers[-1].headers["ratelimit"].startswith('"caller";r=20;t='), "as if each had been counted in Redis"
    assert round_trips == [["caller", "address"], ["caller"]] * 4 + [["caller", "address"]]


# --- while Redis is away


@pytest.mark.usefixtures("_no_redis")
async def test_without_redis_known_callers_are_let_through() -> None:
    async with client(address=fresh_address(), headers=await bearer(await factories.user())) as me:
        assert await statuses(me, "/v1/me", 30) == [200] * 30


@pytest.mark.usefixtures("_no_redis")
async def test_without_redis_unknown_callers_have_a_small_budget() -> None:
    async with client(address=fresh_address()) as anybody:
        assert await statuses(anybody, "/v1/me", 6) == [401] * 4 + [429] * 2
        assert await statuses(anybody, "/health/live", 1) == [200]
    async with client(address=fresh_address()) as elsewhere:
        assert await statuses(elsewhere, "/v1/auth/register", 4, "POST", json={}) == [422] * 2 + [429] * 2


@pytest.mark.usefixtures("_no_redis")
async def test_without_redis_guessing_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "FAILURES_PER_MINUTE", 8)
    async with client(address=fresh_address(), headers={"Authorization": "Bearer guessed"}) as guesser:
        assert await statuses(guesser, "/v1/me", 5) == [401] * 3 + [429] * 2
