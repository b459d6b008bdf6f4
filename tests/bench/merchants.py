"""Merchants of a whole system, who issue invoices and are paid by cards through the simulator."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import aiohttp

AT_ONCE = 8


class Merchant:
    """A receiver with a payer and a gateway account, and its owner's session."""

    def __init__(self, http: aiohttp.ClientSession, simulator_url: str) -> None:
        self._http = http
        self._simulator_url = simulator_url
        self._headers: dict[str, str] = {}
        self.credentials: dict[str, str] = {}

    async def open(self) -> "Merchant":
        name = secrets.token_hex(6)
        account = {"email": f"{name}@example.com", "name": name, "password": secrets.token_urlsafe()}
        session = await self.post("/v1/auth/register", account)
        self._headers = {"authorization": f"Bearer {session['access_token']}"}
        self.receiver = await self.post("/v1/receivers", {"name": name, "currency": "EUR", "time_zone": "UTC"})
        self.payer = await self.post("/v1/payers", {"receiver_id": self.receiver["id"], "name": "Bob"})
        async with self._http.post(f"{self._simulator_url}/v1/accounts", json={"name": name}) as response:
            merchant = await response.json()
        self.credentials = {field: merchant[field] for field in ("account", "api_key", "webhook_secret")}
        given = {"receiver_id": self.receiver["id"], "gateway": "simulator", "credentials": self.credentials}
        self.account = await self.post("/v1/gateway-accounts", given)
        return self

    async def draft(self) -> dict[str, Any]:
        line = {"description": "A thing", "quantity": "1", "unit_price": "100.00"}
        parties = {"receiver_id": self.receiver["id"], "payer_id": self.payer["id"]}
        return await self.post("/v1/invoices", {**parties, "lines": [line]})

    async def finalize(self, draft: dict[str, Any]) -> dict[str, Any]:
        return await self.post(f"/v1/invoices/{draft['id']}/finalize", {})

    async def invoice(self) -> dict[str, Any]:
        return await self.finalize(await self.draft())

    async def transfer(self, invoice: dict[str, Any]) -> dict[str, Any]:
        return await self.post("/v1/payments", {"invoice_id": invoice["id"], "method": "bank_transfer"})

    async def pay(self, invoice: dict[str, Any], token: str) -> dict[str, Any]:
        given = {"invoice_id": invoice["id"], "method": "card", "payment_token": token}
        return await self.post("/v1/payments", given)

    async def compare(self) -> dict[str, Any]:
        return await self.post("/v1/reconciliation/runs", {"gateway_account_id": self.account["id"]})

    async def post(self, path: str, body: object) -> dict[str, Any]:
        async with self._http.post(path, json=body, headers=self._headers) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status < 300, answer
            return answer


async def some_at_once(works: Iterable[Callable[[], Awaitable[Any]]]) -> list[Any]:
    places = asyncio.Semaphore(AT_ONCE)

    async def one(work: Callable[[], Awaitable[Any]]) -> Any:
        async with places:
            return await work()

    return list(await asyncio.gather(*(one(work) for work in works)))
