"""Those who use the API, each with what they send along: a token, and as many headers as a test names.

shop = await open_shop(http)
invoice = await shop.issue(10_000)
answer = await shop.owner.post("/v1/payments", {"invoice_id": invoice["id"], "method": "cash"})
"""

import base64
import itertools
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import anyio
import httpx
import msgspec

from models import database, ids
from models.online import attempts, callbacks, credentials
from tests.models.gateways.merchants import open_merchant

PASSWORD = "correct horse battery staple"
API_KEY = "sk_sim_of_nobody_at_all"
_numbers = itertools.count(1)
# Of forms: see `form`.
BOUNDARY = "a-boundary"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"


class Person:
    """A caller; without a session an anonymous one. An admin may give a reason for whatever they do."""

    def __init__(
        self, http: httpx.AsyncClient, session: dict[str, Any] | None = None, *, reason: str | None = None
    ) -> None:
        self.http = http
        self.reason = reason
        self.session = session or {}
        self.token = self.session.get("access_token")

    @property
    def id(self) -> uuid.UUID:
        """The user's id as the database has it."""
        identifier = ids.decode("user", self.session["user"]["id"])
        assert identifier is not None
        return identifier

    async def send(
        self, method: str, path: str, *, json: Any = None, content: Any = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Any request, with the caller's token unless the headers say otherwise. `json` None sends no body."""
        sent = {"authorization": f"Bearer {self.token}"} if self.token else {}
        if self.reason is not None:
            sent["quittance-reason"] = self.reason
        if isinstance(json, bytes):
            content, sent["content-type"] = json, f"multipart/form-data; boundary={BOUNDARY}"
        elif json is not None:
            content = msgspec.json.encode(json)
        if content is not None:
            sent.setdefault("content-type", "application/json")
        return await self.http.request(method, path, content=content, headers=sent | (headers or {}))

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.send("GET", path, headers=_names(headers))

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return await self.send("POST", path, json=body, headers=_names(headers))

    async def put(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return await self.send("PUT", path, json=body, headers=_names(headers))

    async def patch(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return await self.send("PATCH", path, json=body, headers=_names(headers))

    async def delete(self, path: str, **headers: str) -> httpx.Response:
        return await self.send("DELETE", path, headers=_names(headers))

    async def make(self, path: str, **fields: Any) -> dict[str, Any]:
        """What a POST has created."""
        answer = await self.post(path, fields)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def read(self, path: str) -> dict[str, Any]:
        """What a GET answers."""
        answer = await self.get(path)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def list_ids(self, path: str) -> list[str]:
        """The ids on the first page of a list."""
        return [item["id"] for item in (await self.read(path))["data"]]


@dataclass
class Shop:
    """A receiver with its owner and a payer."""

    owner: Person
    receiver: dict[str, Any]
    payer: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.receiver["id"])

    def draft_fields(self, amount: int = 10_000, **fields: Any) -> dict[str, Any]:
        """What a client sends for a draft of one untaxed line over that many cents."""
        line = {"description": "Work", "unit_price": str(Decimal(amount) / 100)}
        return {"receiver_id": self.id, "payer_id": self.payer["id"], "lines": [line]} | fields

    async def draft(self, amount: int = 10_000, **fields: Any) -> dict[str, Any]:
        return await self.owner.make("/v1/invoices", **self.draft_fields(amount, **fields))

    async def issue(self, amount: int = 10_000, **fields: Any) -> dict[str, Any]:
        """An issued invoice."""
        draft = await self.draft(amount, **fields)
        answer = await self.owner.post(f"/v1/invoices/{draft['id']}/finalize")
        assert answer.status_code == 200, answer.text
        invoice: dict[str, Any] = answer.json()
        return invoice

    async def member(self, role: Literal["owner", "manager", "viewer"]) -> Person:
        """Somebody new with that role."""
        person = await register(self.owner.http)
        await database.execute(
            "INSERT INTO receiver_members (id, receiver_id, user_id, role) VALUES ($1, $2, $3, $4)",
            ids.new(),
            ids.decode("receiver", self.id),
            person.id,
            role,
        )
        return person

    async def payer_login(self) -> Person:
        """The payer, with a login that has claimed the record."""
        person = await register(self.owner.http)
        await database.execute(
            "UPDATE payers SET user_id = $2 WHERE id = $1", ids.decode("payer", self.payer["id"]), person.id
        )
        return person

    async def connect_gateway(self, url: str) -> dict[str, Any]:
        """An account with the simulator at that address."""
        merchant = await open_merchant(url)
        return await self.owner.make(
            "/v1/gateway-accounts", receiver_id=self.id, gateway="simulator", credentials=merchant.credentials
        )

    async def pretend_gateway(self) -> dict[str, Any]:
        """A gateway account that nobody will ever ask: for payments that stay as they begin."""
        secret = "whsec_" + base64.b64encode(bytes(32)).decode()
        credentials = {"account": f"acct_pretend_{next(_numbers)}", "api_key": API_KEY, "webhook_secret": secret}
        return await self.owner.make(
            "/v1/gateway-accounts", receiver_id=self.id, gateway="simulator", credentials=credentials
        )


def form(content: bytes = PDF, name: str = "plan.pdf", *, field: str = "file") -> bytes:
    """A form with one file, as a body of `post`."""
    head = f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\nContent-Type: text/html'
    return f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def fresh_email() -> str:
    """An address that nobody has."""
    return f"person-{uuid.uuid4().hex}@example.com"


async def register(http: httpx.AsyncClient, **fields: str) -> Person:
    """Somebody new."""
    usual = {"email": fresh_email(), "password": PASSWORD, "name": "Ada"}
    return Person(http, await Person(http).make("/v1/auth/register", **usual | fields))


async def open_shop(http: httpx.AsyncClient, *, owner: Person | None = None, **fields: Any) -> Shop:
    """A new receiver in euro, unless the fields say otherwise."""
    owner = owner or await register(http)
    receiver = await owner.make("/v1/receivers", **{"name": "Ada's Workshop", "currency": "EUR"} | fields)
    payer = await owner.make("/v1/payers", receiver_id=receiver["id"], name="Grace", email="grace@example.com")
    return Shop(owner, receiver, payer)


@asynccontextmanager
async def working() -> AsyncIterator[None]:
    """What the worker does, in the tests' own loop: asks gateways and applies what they report, until it is left."""

    async def work() -> None:
        while True:
            if not await attempts.send_due() + await callbacks.apply_due() + await credentials.check_due():
                await anyio.sleep(0.01)

    async with anyio.create_task_group() as group:
        group.start_soon(work)
        yield
        group.cancel_scope.cancel()


def _names(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
