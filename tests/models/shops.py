"""A receiver who takes online payments: its books, its account at the simulator, and the callbacks that arrive."""

import contextlib
import datetime
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import msgspec
import pytest
from aiohttp import web

from models import clock, database, ids
from models.gateways.base import Charge, PaymentFact
from models.gateways.simulator import adapter
from models.online import attempts, callbacks, gateway_accounts, gateway_calls
from models.outgoing import signing
from models.parties import payment_methods
from models.shapes.gateways import GatewayAccountInput
from models.shapes.payment_methods import MandateInput, PaymentMethodInput
from models.tables.payment_methods import PaymentMethod
from tests.books import Book, open_book
from tests.models.gateways.merchants import Merchant, open_merchant
from tests.models.gateways.processes import CallbackReceiver

# After any lease, and when every question of the schedule up to the first daily one has become due.
SOON = datetime.timedelta(minutes=2)
LATER = datetime.timedelta(days=2)
FAR_AWAY = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)


@dataclass(kw_only=True)
class Shop:
    """Methods that pay or refund act for the receiver's owner; nothing reaches the gateway before `send`."""

    book: Book
    account: Any
    merchant: Merchant
    receiver: CallbackReceiver
    _taken: int = field(default=0)

    async def pay(self, payment_token: str = "tok_success", *, invoice: Any = None, **fields: Any) -> Any:
        """Begins an online payment of an invoice: a new one over 100.00 unless it is named."""
        invoice = invoice or await self.book.invoice()
        return await self.book.pay(invoice, method="card", payment_token=payment_token, **fields)

    async def pay_and_send(self, payment_token: str = "tok_success", **fields: Any) -> Any:
        payment = await self.pay(payment_token, **fields)
        await self.send()
        return payment

    async def save_method(self, token: str = "tok_success", **fields: Any) -> PaymentMethod:
        """A card of the payer's, which may be charged from yesterday on."""
        usual: dict[str, Any] = {
            "payer_id": self.book.payer_id,
            "token": token,
            "mandate": MandateInput(
                accepted_at=clock.now() - datetime.timedelta(days=1),
                text="You may charge this card.",
                ip="192.0.2.7",
            ),
            "label": "Visa ending in 4242",
        }
        return await payment_methods.create(self.book.owner, PaymentMethodInput(**(usual | fields)))

    async def send(self, *, after: datetime.timedelta = datetime.timedelta()) -> int:
        """One round of the worker, now or later."""
        with clock.moved_to(clock.now() + after):
            return await attempts.send_due()

    async def listen(self, count: int) -> int:
        """Waits until `count` callbacks have arrived in all, takes in the new ones and applies them.

        Returns how many of them were new.
        """
        received = await self.receiver.wait_for(count)
        new = 0
        for headers, body in received[self._taken : count]:
            new += await self.take(headers, body)
        self._taken = count
        await self.apply()
        return new

    async def take(self, headers: dict[str, str], body: bytes) -> bool:
        return await callbacks.receive(self.account["id"], body=body, headers=headers)

    async def apply(self, *, after: datetime.timedelta = datetime.timedelta()) -> int:
        """Reads and applies all callbacks that are due, now or later; returns how many rows these were."""
        total = 0
        with clock.moved_to(clock.now() + after):
            while count := await callbacks.apply_due():
                total += count
        return total

    def told(self, *events: dict[str, Any] | bytes, message_id: str = "") -> tuple[dict[str, str], bytes]:
        """Headers and body of a callback that this shop's gateway could have sent, of events or of their bytes."""
        raw = [event if isinstance(event, bytes) else msgspec.json.encode(event) for event in events]
        return self.signed(b'{"events":[%b]}' % b",".join(raw), message_id=message_id)

    def signed(self, body: bytes, *, message_id: str = "") -> tuple[dict[str, str], bytes]:
        """Headers and body of a genuine callback, whatever the body is."""
        headers = signing.headers(
            message_id=message_id or f"simmsg_{ids.new().hex}",
            timestamp=int(clock.now().timestamp()),
            body=body,
            secrets=[self.merchant.credentials["webhook_secret"]],
        )
        return headers | {"content-type": "application/json"}, body

    async def attempt(self, row: Any) -> Any:
        """The newest attempt for a payment, or for a refund."""
        return await database.fetch_row(
            "SELECT * FROM attempts WHERE (payment_id = $1 AND kind = 'charge') OR refund_id = $1 "
            "ORDER BY id DESC LIMIT 1",
            row["id"],
        )

    async def journal(self, row: Any) -> list[tuple[str, int]]:
        """What the gateway booked for a payment or a refund."""
        return await self.merchant.journal(ids.encode("attempt", (await self.attempt(row))["id"]))

    async def charge(self, payment: Any, payment_token: str = "tok_success") -> PaymentFact:
        """What the gateway makes of a payment, behind the back of our workers."""
        return await self.merchant.gateway.charge(
            Charge(
                reference=ids.encode("attempt", (await self.attempt(payment))["id"]),
                amount=payment["amount"],
                currency=payment["currency"],
                payment_token=payment_token,
                description="",
                return_url="http://127.0.0.1:9/back",
                callback_url=self.receiver.url,
            )
        )

    async def fact(self, payment: Any, status: Any, **fields: Any) -> PaymentFact:
        """A gateway's word about a payment, as it would be if all were well, but for what is named."""
        usual: dict[str, Any] = {
            "gateway_payment_id": f"sim_{payment['id'].hex}",
            "reference": ids.encode("attempt", (await self.attempt(payment))["id"]),
            "account": self.account["account"],
            "status": status,
            "amount": payment["amount"],
            "currency": payment["currency"],
        }
        return PaymentFact(**(usual | fields))


async def answer_challenge(url: str, answer: str) -> None:
    """What the payer's browser does on the gateway's page: "approve" or "decline"."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}/{answer}", allow_redirects=False) as response,
    ):
        assert response.status == 303


def next_url(payment: Any) -> str:
    return msgspec.json.decode(payment["next_action"])["url"]


async def set_aside() -> None:
    """Work that other tests left behind would be done too."""
    for work_list in ("attempts", "callbacks", "credentials_checks", "dispute_responses"):
        await database.execute(
            f"UPDATE {work_list} SET status = 'pending', lease_token = NULL, next_attempt_at = $1 "
            "WHERE status IN ('pending', 'leased')",
            FAR_AWAY,
        )


@contextlib.asynccontextmanager
async def open_shop(simulator_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shop]:
    """Opens a shop at that simulator, with a web server of its own for callbacks."""
    await set_aside()
    taker = CallbackReceiver()
    application = web.Application()
    application.router.add_post("/{path:.*}", taker.take)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    public_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    monkeypatch.setattr(adapter, "settings", msgspec.structs.replace(adapter.settings, simulator_url=simulator_url))
    monkeypatch.setattr(
        gateway_calls, "settings", msgspec.structs.replace(gateway_calls.settings, public_url=public_url)
    )
    book, merchant = await open_book(), await open_merchant(simulator_url)
    names = ("account", "api_key", "webhook_secret")
    given = GatewayAccountInput(
        receiver_id=book.receiver_id,
        gateway="simulator",
        credentials={name: merchant.credentials[name] for name in names},
    )
    account = await gateway_accounts.create(book.owner, given)
    taker.url = f"{public_url}/v1/callbacks/{ids.encode('gateway_account', account['id'])}"
    yield Shop(book=book, account=account, merchant=merchant, receiver=taker)
    await set_aside()
    await runner.cleanup()
