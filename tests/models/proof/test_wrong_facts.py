"""Gateways that say anything: facts about payments, refunds and reversals, wrong in every way, in any order.

Whatever is said, all invariants hold, and what a fact does is the same the second time: nothing. A walk is random but
seeded, so that a failure repeats; its report ends with what was said.
"""

import datetime
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest

from models import database, ids
from models.collection import refund_outcomes, reviews
from models.errors import Refused
from models.gateways.base import Fact, PaymentFact, RefundFact, ReversalFact
from models.online import facts, gateway_accounts
from models.proof import integrity
from models.shapes.gateways import GatewayAccountInput
from tests.books import Book, assert_books_balance, open_book
from tests.models.shops import set_aside

SEEDS = range(8)
STEPS = 150
STEPS_PER_BALANCE = 15
ACCOUNT = "acct_wrong_facts"
CREDENTIALS = {"account": ACCOUNT, "api_key": "sk_sim_wrong_facts", "webhook_secret": "whsec_" + "A" * 32}
BEGIN = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)


class Walk:
    """A book, a gateway account, and a gateway that may say anything about it."""

    def __init__(self, seed: int, book: Book, account: Any) -> None:
        self.random = random.Random(seed)
        self.book, self.account = book, account
        self.payments: list[Any] = []
        self.refunds: list[Any] = []
        self.trace: list[str] = []
        self.heard = 0

    async def step(self) -> None:
        kinds = [self.pay, self.say_of_payment, self.say_of_payment, self.say_of_payment]
        kinds += [self.say_of_refund, self.say_of_refund, self.say_of_reversal, self.refund, self.settle, self.cash]
        await (self.pay if not self.payments else self.random.choice(kinds))()

    def some(self, things: list[Any]) -> Any:
        return self.random.choice(things[-5:])

    async def pay(self) -> None:
        invoice = await self.book.invoice(self.random.randint(100, 500))
        payment = await self.book.pay(invoice, method="card", payment_token="tok_success")
        self.payments.append(payment)

    async def cash(self) -> None:
        """Money for the same invoice comes another way meanwhile."""
        payment = self.some(self.payments)
        await self.attempt("cash", self.book.pay({"id": payment["invoice_id"]}, amount=self.random.randint(50, 300)))

    async def refund(self) -> None:
        payment = self.some(self.payments)
        made = await self.attempt("refund", self.book.refund(payment, amount=self.random.randint(10, 300)))
        if made is not None:
            self.refunds.append(made)

    async def settle(self) -> None:
        """People decide what is under review, and we give up on what nobody answers."""
        owner, payment = self.book.owner, self.some(self.payments)
        refund = await database.fetch_row(
            "SELECT id, payment_id FROM refunds WHERE receiver_id = $1 ORDER BY random() LIMIT 1",
            self.book.receiver["id"],
        )
        choices = [
            lambda: reviews.accept_payment(owner, payment["id"]),
            lambda: reviews.return_payment(owner, payment["id"], reason="No."),
            lambda: reviews.reject_payment(owner, payment["id"], reason="No."),
        ]
        if refund is not None:
            choices += [
                lambda: reviews.accept_refund(owner, refund["id"]),
                lambda: reviews.reject_refund(owner, refund["id"], reason="No."),
                lambda: refund_outcomes.fail_by_ourselves(
                    refund["id"], refund["payment_id"], code="gateway_unavailable", message="No answer."
                ),
            ]
        await self.attempt("settle", self.random.choice(choices)())

    async def attempt(self, what: str, operation: Any) -> Any:
        self.trace.append(what)
        try:
            return await operation
        except Refused as refused:
            self.trace.append(refused.code)
            return None

    def instant(self) -> datetime.datetime | None:
        return self.random.choice([None, BEGIN + datetime.timedelta(minutes=self.random.randint(0, 1_000))])

    def wrong(self, amount: int) -> int:
        return self.random.choice([amount] * 6 + [max(1, amount - 7), amount + 13, 1])

    async def reference(self, row: Any, kind: str) -> str:
        column = "payment_id" if kind == "charge" else "refund_id"
        found = await database.fetch_value(
            object, f"SELECT id FROM attempts WHERE {column} = $1 AND kind = $2 LIMIT 1", row["id"], kind
        )
        return "made at the desk" if found is None else ids.encode("attempt", found)

    def id_there(self, payment: Any) -> str:
        other = self.some(self.payments)
        return self.random.choice([f"pay_{payment['id'].hex}"] * 8 + [f"pay_{other['id'].hex}", "pay_nobodys"])

    def usual(self, amount: int, **_: object) -> dict[str, Any]:
        return {
            "account": self.random.choice([ACCOUNT] * 12 + ["acct_somebody_else"]),
            "amount": self.wrong(amount),
            "currency": self.random.choice(["EUR"] * 12 + ["USD"]),
            "occurred_at": self.instant(),
        }

    async def say_of_payment(self) -> None:
        payment = self.some(self.payments)
        status: Any = self.random.choice(
            ["requires_action", "pending", "succeeded", "succeeded", "succeeded", "failed", "canceled", "returned"]
        )
        await self.say(
            PaymentFact(
                gateway_payment_id=self.id_there(payment),
                reference=await self.reference(payment, "charge"),
                status=status,
                amount_returned=self.random.choice([None, None, 0, 10, payment["amount"], payment["amount"] + 1]),
                **self.usual(payment["amount"]),
            )
        )

    async def say_of_refund(self) -> None:
        desk = not self.refunds or self.random.random() < 0.2
        refund = None if desk else self.some(self.refunds)
        payment = self.some(self.payments)
        if refund is not None:
            payment = next(each for each in self.payments if each["id"] == refund["payment_id"])
        status: Any = self.random.choice(["pending", "succeeded", "succeeded", "failed"])
        key = f"desk_{self.random.randint(0, 20)}" if refund is None else f"rfd_{refund['id'].hex}"
        await self.say(
            RefundFact(
                gateway_refund_id=self.random.choice([key] * 9 + ["rfd_another"]),
                gateway_payment_id=self.id_there(payment),
                reference="made at the desk" if refund is None else await self.reference(refund, "refund"),
                status=status,
                **self.usual(40 if refund is None else refund["amount"]),
            )
        )

    async def say_of_reversal(self) -> None:
        payment = self.some(self.payments)
        await self.say(
            ReversalFact(
                gateway_reversal_id=f"dsp_{self.random.randint(0, 2)}_{payment['id'].hex}",
                gateway_payment_id=self.id_there(payment),
                reference=await self.reference(payment, "charge"),
                kind=self.random.choice(["return", "chargeback"]),
                status=self.random.choice(["taken", "taken", "given_back"]),
                **self.usual(self.random.choice([payment["amount"], 60])),
            )
        )

    async def say(self, fact: Fact) -> None:
        self.trace.append(repr(fact))
        first = await facts.apply(fact, gateway_account_id=self.account["id"])
        before = await self.books()
        assert await facts.apply(fact, gateway_account_id=self.account["id"]) == first
        assert await self.books() == before, "\n".join(self.trace[-20:])
        self.heard += first

    async def books(self) -> list[Any]:
        """Everything that money has done."""
        return await database.fetch(
            "SELECT kind, source_id FROM ledger_transactions WHERE receiver_id = $1 ORDER BY id",
            self.book.receiver["id"],
        )


@pytest.fixture
async def nothing_is_left(pool: None) -> AsyncIterator[None]:
    """The gateway of these accounts does not exist, so nobody shall work on them later."""
    yield
    await set_aside()


@pytest.mark.parametrize("seed", SEEDS)
async def test_whatever_a_gateway_says_the_books_hold(nothing_is_left: None, seed: int) -> None:
    before = {check.name: check.violations for check in (await integrity.check()).checks}
    book = await open_book()
    given = GatewayAccountInput(receiver_id=book.receiver_id, gateway="simulator", credentials=CREDENTIALS)
    walk = Walk(seed, book, await gateway_accounts.create(book.owner, given))
    for step in range(STEPS):
        await walk.step()
        if step % STEPS_PER_BALANCE == 0:
            await check(walk, before)
    await check(walk, before)
    # A walk of which nothing is understood proves nothing.
    assert walk.heard > STEPS // 5


async def check(walk: Walk, before: dict[str, int]) -> None:
    try:
        await assert_books_balance()
    except AssertionError as error:
        raise AssertionError("\n".join([str(error), *walk.trace[-40:]])) from None
    await database.execute(
        "UPDATE attempts SET next_attempt_at = '9999-01-01' WHERE receiver_id = $1", walk.book.receiver["id"]
    )
    report = await integrity.check()
    broken = [f"{each.name}: {each.examples}" for each in report.checks if each.violations > before[each.name]]
    assert not broken, "\n".join([*broken, *walk.trace[-40:]])
