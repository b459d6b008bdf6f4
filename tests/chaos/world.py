"""Who takes part in a run: one user, their receivers, and who subscribes to what. All parties read it from one file."""

import base64
import hashlib
import os
from pathlib import Path
from typing import Any

import aiohttp
import msgspec

RECEIVERS = 4
# One is archived while the run goes on.
MERCHANTS_OF_A_RECEIVER = 2
PASSWORD = "correct horse battery staple"
EMAIL = "chaos@example.com"
FILE = "world.json"
# What each receiver's endpoints subscribe to. An event goes to one or two of them: the first one hears of everything.
SUBSCRIPTIONS = {"steady": [], "filtered": ["payer.updated"], "moody": ["payer.created", "invoice.*"]}


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """A subscription; requests to it come with its path."""

    id: str
    receiver_id: str
    path: str
    secret: str
    event_types: list[str]
    is_moody: bool

    def hears_of(self, type_: str) -> bool:
        """Whether events of the type are for this endpoint."""
        kind = type_.partition(".")[0] + ".*"
        return not self.event_types or type_ in self.event_types or kind in self.event_types


class Merchant(msgspec.Struct, frozen=True, kw_only=True):
    """An account at the simulator, and the gateway account that a receiver has made of it."""

    receiver_id: str
    gateway_account_id: str
    api_key: str
    is_archived_later: bool


class World(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    receiver_ids: list[str]
    endpoints: list[Endpoint]
    merchants: list[Merchant]


async def found(http: aiohttp.ClientSession, *, subscriber_url: str, simulator_url: str, folder: Path) -> World:
    """Registers the user, makes receivers, their endpoints and their gateway accounts, and writes them down."""
    account = {"email": EMAIL, "password": PASSWORD, "name": "Chaos"}
    token = (await _post(http, "/v1/auth/register", account))["access_token"]
    http.headers["Authorization"] = f"Bearer {token}"
    receiver_ids, endpoints, merchants = list[str](), list[Endpoint](), list[Merchant]()
    for number in range(RECEIVERS):
        receiver = await _post(http, "/v1/receivers", {"name": f"Receiver {number}", "currency": "EUR"})
        receiver_ids.append(receiver["id"])
        for mood, event_types in SUBSCRIPTIONS.items():
            path = f"/{mood}/{number}"
            given = {"receiver_id": receiver["id"], "url": subscriber_url + path, "event_types": event_types}
            made = await _post(http, "/v1/webhook-endpoints", given)
            endpoints.append(
                Endpoint(
                    id=made["id"],
                    receiver_id=receiver["id"],
                    path=path,
                    secret=made["secret"],
                    event_types=event_types,
                    is_moody=mood == "moody",
                )
            )
        for which in range(MERCHANTS_OF_A_RECEIVER):
            credentials = await _post(http, f"{simulator_url}/v1/accounts", {})
            given = {"receiver_id": receiver["id"], "gateway": "simulator", "credentials": credentials}
            connected = await _post(http, "/v1/gateway-accounts", given)
            merchants.append(
                Merchant(
                    receiver_id=receiver["id"],
                    gateway_account_id=connected["id"],
                    api_key=credentials["api_key"],
                    is_archived_later=which > 0,
                )
            )
    world = World(receiver_ids=receiver_ids, endpoints=endpoints, merchants=merchants)
    unfinished = folder / f"{FILE}.unfinished"
    unfinished.write_bytes(msgspec.json.encode(world))
    os.replace(unfinished, folder / FILE)
    return world


async def log_in(http: aiohttp.ClientSession) -> None:
    """A fresh access token: they live for 15 minutes. Raises AssertionError when there is none now."""
    token = (await _post(http, "/v1/auth/login", {"email": EMAIL, "password": PASSWORD}))["access_token"]
    http.headers["Authorization"] = f"Bearer {token}"


def read(folder: Path) -> World:
    """What `found` has written down."""
    return msgspec.json.decode((folder / FILE).read_bytes(), type=World)


def chance(*words: object) -> float:
    """A number from 0 to 1 that the words decide, the same in every process and run."""
    digest = hashlib.sha256(" ".join(map(str, words)).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def new_secret(word: str) -> str:
    """A secret that the word decides, for evidence that tests make up."""
    return "whsec_" + base64.b64encode(hashlib.sha256(word.encode()).digest()).decode()


async def _post(http: aiohttp.ClientSession, path: str, body: dict[str, Any]) -> dict[str, Any]:
    async with http.post(path, json=body) as answer:
        assert answer.status in (200, 201), f"{path} → {answer.status} {await answer.text()}"
        made: dict[str, Any] = await answer.json()
        return made
