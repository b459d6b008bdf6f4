"""A receiver whose account at the simulator is compared, and ways to make the two sides differ."""

import datetime
from dataclasses import dataclass
from typing import Any, Literal

from models import clock, database, ids, lists
from models.gateways.base import Charge, PaymentFact, RefundFact, RefundRequest
from models.online import facts, gateway_accounts
from models.reconciliation import discrepancies, runs
from models.shapes.gateways import GatewayAccountInput
from models.shapes.reconciliation import RunInput
from models.tables.reconciliation import Discrepancy, ReconciliationRun
from tests.books import Book, open_book, payment_now
from tests.models.gateways.merchants import Merchant, open_merchant
from tests.models.gateways.processes import SimulatorProcess

# Longer than a payment may take to show up at the gateway.
LATER = datetime.timedelta(minutes=10)


@dataclass(frozen=True)
class Shop:
    """A receiver with an account at the simulator."""

    book: Book
    merchant: Merchant
    account: Any

    async def payment(self, amount: int = 1000) -> Any:
        """A payment that no gateway has heard of yet."""
        return await self.book.pay(await self.book.invoice(amount), method="card", payment_token="tok_success")

    async def charge(self, payment: Any, payment_token: str = "tok_success") -> PaymentFact:
        """What the gateway makes of a payment; its answer is lost on the way to us."""
        return await self.merchant.gateway.charge(
            Charge(
                reference=await reference(payment),
                amount=payment["amount"],
                currency=payment["currency"],
                payment_token=payment_token,
                description="",
                return_url="http://127.0.0.1:9/back",
                callback_url="",
            )
        )

    async def pay(self, payment_token: str = "tok_success") -> tuple[Any, PaymentFact]:
        """A payment that both sides know, with the gateway's answer."""
        payment = await self.payment()
        fact = await self.charge(payment, payment_token)
        assert await facts.apply(fact, gateway_account_id=self.account["id"])
        return await payment_now(payment), fact

    async def refund(self, payment: Any, amount: int, *, send: bool = True) -> tuple[Any, RefundFact | None]:
        """A refund of a payment that both sides know, and what the gateway makes of it: its answer is lost."""
        refund = await self.book.refund(payment, amount=amount)
        if not send:
            return refund, None
        request = RefundRequest(
            reference=await reference(refund, of="refund_id"),
            gateway_payment_id=payment["gateway_payment_id"],
            amount=amount,
            currency=payment["currency"],
            reason="",
            callback_url="",
        )
        return refund, await self.merchant.gateway.refund(request)

    async def run(self, **fields: Any) -> ReconciliationRun:
        """A run of the last day as it will be in ten minutes, when it has ended."""
        with clock.moved_to(clock.now() + LATER):
            row, _ = await runs.request(self.book.owner, self.given(**fields))
            assert await runs.run_due() == 1
        return await runs.get(self.book.owner, row["id"])

    def given(self, **fields: Any) -> RunInput:
        return RunInput(gateway_account_id=ids.encode("gateway_account", self.account["id"]), **fields)

    async def discrepancies(self, **equal: Any) -> list[Discrepancy]:
        """Oldest first."""
        filters = lists.Filters(equal={"gateway_account_id": self.account["id"], **equal})
        found = await discrepancies.list_page(self.book.owner, filters=filters, limit=100, after=None)
        return found.rows[::-1]

    async def the_discrepancy(self) -> Discrepancy:
        (row,) = await self.discrepancies()
        return row


async def open_shop(simulator: SimulatorProcess) -> Shop:
    book, merchant = await open_book(), await open_merchant(simulator.url)
    return Shop(book, merchant, await connect(book, merchant))


async def connect(book: Book, merchant: Merchant) -> Any:
    credentials = {name: merchant.credentials[name] for name in ("account", "api_key", "webhook_secret")}
    given = GatewayAccountInput(receiver_id=book.receiver_id, gateway="simulator", credentials=credentials)
    return await gateway_accounts.create(book.owner, given)


async def reference(made: Any, *, of: Literal["payment_id", "refund_id"] = "payment_id") -> str:
    """The id of the attempt of a payment, or of a refund, as the gateway knows it."""
    attempt_id = await database.fetch_value(object, f"SELECT id FROM attempts WHERE {of} = $1 LIMIT 1", made["id"])
    return ids.encode("attempt", attempt_id)


async def succeed_here(shop: Shop, payment: Any, gateway_payment_id: str) -> None:
    """Makes us believe that the money has come."""
    fact = PaymentFact(
        gateway_payment_id=gateway_payment_id,
        reference=await reference(payment),
        account=shop.account["account"],
        status="succeeded",
        amount=payment["amount"],
        currency=payment["currency"],
    )
    assert await facts.apply(fact, gateway_account_id=shop.account["id"])
