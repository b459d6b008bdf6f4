"""Any order of operations: a pure model of invoices, payments, refunds and corrections walks beside the real ones.

After each step both must agree on every amount and every refusal, and again and again the books must balance. A walk is
random but seeded, so that a failure repeats; its report ends with the steps that led there.
"""

import random
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest

from models import database, ids
from models.access import Caller
from models.billing import issuing
from models.collection import cheques, outcomes, reviews, write_offs
from models.errors import Refused
from models.gateways.base import PaymentFact, RefundFact
from models.online import facts, gateway_accounts
from models.shapes.gateways import GatewayAccountInput
from tests.books import Book, assert_books_balance, open_book, part
from tests.models.shops import set_aside

SEEDS = range(8)
STEPS = 150
# The whole database is asked, so less often than the model.
STEPS_PER_BALANCE = 10
INVOICES_MAX = 6
OPEN = {"created", "requires_action", "reported", "pending", "unknown"}
MAY_SUCCEED = {"created", "requires_action", "pending", "unknown", "failed", "canceled"}
MAY_FAIL = {"created", "requires_action", "pending", "unknown"}
# Those of the walk that is under way, oldest first.
PAYMENTS: list["Payment"] = []
CREDENTIALS = {"account": "acct_machine", "api_key": "sk_sim_machine_0001", "webhook_secret": "whsec_" + "A" * 32}


@dataclass(eq=False)
class Invoice:
    row: Any
    total: int
    status: str = "open"
    paid: int = 0
    reserved: int = 0
    overpaid: int = 0
    credited: int = 0
    write_offs: list["WriteOff"] = field(default_factory=list)

    @property
    def written_off(self) -> int:
        return sum(each.amount for each in self.write_offs if each.stands)

    @property
    def remaining(self) -> int:
        return self.total - self.credited - self.written_off - self.paid

    @property
    def payable(self) -> int:
        return self.remaining - self.reserved if self.status == "open" else 0

    @property
    def payable_once_open(self) -> int:
        """What whoever pays it is asked for."""
        given_up = sum(each.amount for each in self.write_offs if each.stands and each.gives_up)
        return self.remaining + given_up - self.reserved if self.status in ("open", "uncollectible") else 0

    def reopen(self) -> None:
        if self.status == "uncollectible":
            self.status = "open"
            for each in self.write_offs:
                each.stands = each.stands and not each.gives_up


@dataclass(eq=False)
class WriteOff:
    id: Any
    invoice: Invoice
    amount: int
    gives_up: bool
    stands: bool = True


@dataclass(eq=False)
class Payment:
    row: Any
    method: str
    status: str
    amount: int
    # What it is made for, in the order of its parts, and what it holds of each invoice once it has succeeded.
    parts: dict[Invoice, int]
    target: Invoice | None
    held: dict[Invoice, int] = field(default_factory=dict)
    unapplied: int = 0
    refunded: int = 0
    refunds_open: int = 0
    reversed: int = 0
    excess: int = 0
    reviewed: bool = False
    asked: int = field(init=False)

    def __post_init__(self) -> None:
        self.asked = self.amount

    @property
    def is_online(self) -> bool:
        return self.method == "card"

    def reserve(self) -> None:
        for invoice, amount in self.parts.items():
            invoice.reserved += amount

    def release(self) -> None:
        for invoice, amount in self.parts.items():
            invoice.reserved -= amount

    def succeed(self, parts: dict[Invoice, int]) -> None:
        self.status, self.held = "succeeded", dict(parts)
        for invoice, amount in parts.items():
            invoice.paid += amount
        self.take_in(self.amount - sum(parts.values()))

    def take_in(self, excess: int) -> None:
        self.unapplied += excess
        if self.target is not None:
            self.target.overpaid += excess

    def give_up(self, status: str) -> None:
        self.release()
        self.status = status
        fill(self.parts)

    def take_off(self, amount: int) -> None:
        credit = min(amount, self.unapplied)
        self.take_in(-credit)
        amount -= credit
        for invoice in reversed(self.held):
            taken = min(amount, self.held[invoice])
            self.held[invoice] -= taken
            invoice.paid -= taken
            amount -= taken
            if taken:
                invoice.reopen()
        assert amount == 0
        fill(self.held)

    def set_free(self, invoice: Invoice, amount: int) -> None:
        """The invoice does not ask for it any more."""
        self.held[invoice] -= amount
        invoice.paid -= amount
        self.take_in(amount)

    @property
    def has(self) -> int:
        return self.unapplied + sum(self.held.values())

    def take(self, amount: int, available: int) -> None:
        """Money has gone out: what is not there any more is beyond it."""
        taken = min(amount, available)
        self.excess += amount - taken
        self.take_off(taken)

    def cover(self) -> None:
        amount = min(self.excess, max(0, self.has - self.refunds_open))
        self.excess -= amount
        self.take_off(amount)

    def reverse(self) -> None:
        self.status, self.reversed = "reversed", self.amount
        self.take(self.amount, self.has)

    def accept(self) -> None:
        """What came was one more than asked for."""
        self.amount += 1
        self.release()
        self.succeed({invoice: min(amount, invoice.payable) for invoice, amount in self.parts.items()})

    def hear(self, status: str, *, differs: bool) -> None:
        """What a gateway's word does to it."""
        if self.reviewed:
            # The word that agrees with what is aside is the one that differed from what was asked for.
            if status == "returned" and differs and self.status in ("succeeded", "needs_review"):
                self.reverse() if self.status == "succeeded" else self.give_up("failed")
            return
        if status in ("succeeded", "returned"):
            if self.status in MAY_SUCCEED:
                if differs:
                    self.status, self.reviewed = "needs_review", True
                    if status == "returned":
                        self.give_up("failed")
                    return
                if self.status in OPEN:
                    self.release()
                    self.succeed(self.parts)
                else:
                    for invoice in self.parts:
                        invoice.reopen()
                    self.succeed({invoice: min(amount, invoice.payable) for invoice, amount in self.parts.items()})
            if status == "returned" and self.status == "succeeded" and not differs:
                self.reverse()
        elif status in ("failed", "canceled"):
            if self.status in MAY_FAIL and not differs:
                self.give_up(status)
        elif self.status in {"requires_action": {"created", "unknown"}}.get(
            status, {"created", "unknown", "requires_action"}
        ):
            self.status = status


@dataclass(eq=False)
class Refund:
    row: Any
    payment: Payment
    amount: int
    status: str
    by_hand: bool = False

    def hear(self, status: str) -> None:
        payment, is_open = self.payment, self.status in ("requested", "processing", "unknown")
        if status == "pending" and self.status in ("requested", "unknown"):
            self.status = "processing"
        elif status == "succeeded" and is_open:
            self.status = "succeeded"
            payment.refunds_open -= self.amount
            payment.refunded += self.amount
            payment.take(self.amount, max(0, payment.has - payment.refunds_open))
        elif status == "failed" and is_open:
            self.status = "failed"
            payment.refunds_open -= self.amount
            payment.cover()
        elif status == "failed" and self.status == "succeeded":
            self.status = "failed"
            payment.refunded -= self.amount
            payment.take_in(self.amount)
            payment.cover()


def fill(invoices: Iterable[Invoice]) -> None:
    """Invoices that can take money take what stands unapplied of their own payments, the oldest first."""
    for invoice in sorted(invoices, key=lambda invoice: str(invoice.row["id"])):
        for payment in PAYMENTS:
            amount = min(invoice.payable, payment.unapplied) if payment.target is invoice else 0
            if amount > 0:
                payment.take_in(-amount)
                payment.held[invoice] = payment.held.get(invoice, 0) + amount
                invoice.paid += amount


class Walk:
    """One book, what the model thinks of it, and the steps that were made."""

    def __init__(self, seed: int, book: Book, account: Any, payer: Caller) -> None:
        self.random = random.Random(seed)
        self.book, self.account, self.payer = book, account, payer
        self.invoices: list[Invoice] = []
        PAYMENTS.clear()
        self.payments = PAYMENTS
        self.refunds: list[Refund] = []
        self.trace: list[str] = []
        self.done: Counter[str] = Counter()

    @classmethod
    async def begin(cls, seed: int) -> "Walk":
        """A walk in a new book."""
        book = await open_book()
        given = GatewayAccountInput(receiver_id=book.receiver_id, gateway="simulator", credentials=CREDENTIALS)
        return cls(seed, book, await gateway_accounts.create(book.owner, given), await book.payer_login())

    async def step(self) -> None:
        """One operation on things that exist; mostly on the newest, which have most before them."""
        if not self.invoices:
            await self.issue()
            return
        operations = {
            self.issue: 2 if len(self.invoices) < INVOICES_MAX else 0,
            self.pay: 5,
            self.split: 2,
            self.void: 1,
            self.credit: 3,
            self.write_off: 1,
            self.give_up: 1,
            self.undo: 2,
            **({self.decide: 4, self.hear: 5, self.lose_the_answer: 1, self.refund: 3} if self.payments else {}),
            **({self.hear_of_refund: 3} if self.refunds else {}),
        }
        (operation,) = self.random.choices(list(operations), list(operations.values()))
        await operation()

    async def attempt(self, what: str, operation: Coroutine[Any, Any, Any]) -> Any:
        """The outcome, or the code of the refusal."""
        self.trace.append(what)
        try:
            outcome = await operation
        except Refused as refused:
            self.done[refused.code] += 1
            return refused.code
        self.done[what.split()[0]] += 1
        return outcome

    def some(self, things: list[Any]) -> Any:
        return self.random.choice(things[-INVOICES_MAX:])

    def amount(self, *, around: int) -> int | None:
        return self.random.choice([None, max(1, around), self.random.randint(1, max(1, around)), around + 7])

    async def issue(self) -> None:
        total = self.random.randint(1, 300)
        self.invoices.append(Invoice(await self.attempt(f"issue {total}", self.book.invoice(total)), total))

    async def void(self) -> None:
        invoice = self.some(self.invoices)
        outcome = await self.attempt("void", issuing.void(self.book.owner, invoice.row["id"]))
        if invoice.status != "open":
            assert outcome == "invoice_not_open"
        elif invoice.paid or invoice.reserved or invoice.credited or invoice.written_off:
            assert outcome == "invoice_has_money"
        else:
            invoice.status = outcome["status"]
            assert invoice.status == "void"

    async def pay(self) -> None:
        invoice, method = self.some(self.invoices), self.random.choice(["cash", "cheque", "card", "card"])
        payable, reported = invoice.payable_once_open, self.random.random() < 0.3
        amount = self.amount(around=payable)
        outcome = await self.attempt(
            f"pay {amount} of {payable} by {method}",
            self.book.pay(
                invoice.row,
                caller=self.payer if reported else self.book.owner,
                amount=amount,
                method=method,
                payment_token="tok_success" if method == "card" else None,
            ),
        )
        if invoice.status == "void":
            assert outcome == "invoice_not_open"
        elif payable == 0 and (amount is None or method == "card"):
            assert outcome == "nothing_to_pay"
        elif method == "card" and amount is not None and amount > payable:
            assert outcome == "amount_too_high"
        else:
            amount = payable if amount is None else amount
            invoice.reopen()
            self.make(outcome, method, reported, amount, {invoice: min(amount, payable)}, invoice)

    async def split(self) -> None:
        first, second = self.some(self.invoices), self.some(self.invoices)
        method, excess = self.random.choice(["cash", "cheque", "card"]), self.random.choice([0, 0, 9])
        wanted = {each: self.amount(around=each.payable_once_open) or 1 for each in (first, second)}
        amount = sum(wanted.values()) + (0 if method == "card" else excess)
        parts = [part(each.row, wanted[each]) for each in (first, second)]
        outcome = await self.attempt(
            f"split {amount} by {method}",
            self.book.pay(
                allocations=parts,
                amount=max(amount, sum(each.amount for each in parts)),
                method=method,
                payment_token="tok_success" if method == "card" else None,
            ),
        )
        if first is second:
            assert outcome == "invalid"
            return
        for invoice, asked in wanted.items():
            if invoice.status == "void":
                assert outcome == "invoice_not_open"
                return
            if method == "card" and asked > invoice.payable_once_open:
                assert outcome == ("amount_too_high" if invoice.payable_once_open else "nothing_to_pay")
                return
        for invoice in wanted:
            invoice.reopen()
        covered = {invoice: min(asked, invoice.payable) for invoice, asked in wanted.items()}
        self.make(outcome, method, False, amount, covered, None)

    def make(
        self, row: Any, method: str, reported: bool, amount: int, parts: dict[Invoice, int], target: Invoice | None
    ) -> None:
        assert not isinstance(row, str), row
        status = "created" if method == "card" else "reported" if reported else "pending"
        payment = Payment(row, method, status, amount, {key: value for key, value in parts.items() if value}, target)
        if method == "cash" and not reported:
            payment.succeed(payment.parts)
        else:
            payment.reserve()
        self.payments.append(payment)

    async def decide(self) -> None:
        payment, action = (
            self.some(self.payments),
            self.random.choice(["confirm", "reject", "clear", "bounce", "accept"]),
        )
        owner, payment_id = self.book.owner, payment.row["id"]
        operations = {
            "confirm": lambda: reviews.confirm(owner, payment_id),
            "reject": lambda: reviews.reject_payment(owner, payment_id, reason="No."),
            "clear": lambda: cheques.clear(owner, payment_id),
            "bounce": lambda: cheques.bounce(owner, payment_id, reason="No."),
            "accept": lambda: reviews.accept_payment(owner, payment_id),
        }
        outcome = await self.attempt(f"{action} a {payment.method} that is {payment.status}", operations[action]())
        match action, payment.status, payment.method:
            case ("confirm", "reported", _) | ("clear", "pending", "cheque"):
                payment.release()
                payment.succeed(payment.parts)
            case "accept", "needs_review", _:
                payment.accept()
            case "reject", "reported" | "needs_review", _:
                payment.give_up("rejected")
            case "bounce", "pending", "cheque":
                payment.give_up("failed")
            case "bounce", "succeeded", "cheque":
                payment.reverse()
            case _:
                assert outcome == "payment_state_forbids"
                return
        assert outcome["status"] == payment.status

    async def hear(self) -> None:
        payment = self.some([each for each in self.payments if each.is_online] or self.payments)
        if not payment.is_online:
            return
        status: Any = self.random.choice(
            ["requires_action", "pending", "succeeded", "succeeded", "failed", "canceled", "returned"]
        )
        differs = self.random.random() < 0.1
        reference = await database.fetch_value(
            object, "SELECT id FROM attempts WHERE payment_id = $1 AND kind = 'charge'", payment.row["id"]
        )
        fact = PaymentFact(
            gateway_payment_id=f"sim_{payment.row['id'].hex}",
            reference=ids.encode("attempt", reference),
            account=CREDENTIALS["account"],
            status=status,
            amount=payment.asked + 1 if differs else payment.asked,
            currency="EUR",
        )
        for _ in range(self.random.choice([1, 1, 2, 3])):
            heard = facts.apply(fact, gateway_account_id=self.account["id"])
            assert await self.attempt(f"hear that a {payment.status} payment is {status}", heard) is True
            payment.hear(status, differs=differs)

    async def lose_the_answer(self) -> None:
        payment = self.some(self.payments)
        if payment.is_online:
            await self.attempt("lose an answer", outcomes.mark_unknown(payment.row["id"]))
            if payment.status == "created":
                payment.status = "unknown"

    async def refund(self) -> None:
        payment = self.some([each for each in self.payments if each.status == "succeeded"] or self.payments)
        refundable = max(0, payment.has - payment.refunds_open)
        amount = self.amount(around=refundable)
        outcome = await self.attempt(
            f"refund {amount} of {refundable} of a {payment.status} payment",
            self.book.refund(payment.row, amount=amount),
        )
        wanted = refundable if amount is None else amount
        if payment.status != "succeeded":
            assert outcome == "payment_state_forbids"
        elif refundable == 0 or wanted > refundable:
            assert outcome == "refund_too_high"
        else:
            refund = Refund(outcome, payment, wanted, "requested", by_hand=not payment.is_online)
            payment.refunds_open += wanted
            if not payment.is_online:
                refund.hear("succeeded")
            assert outcome["status"] == refund.status
            self.refunds.append(refund)

    async def credit(self) -> None:
        invoice, excess = self.some(self.invoices), self.random.choice([None, "credit", "refund", "paid_out"])
        left, amount = invoice.total - invoice.credited - invoice.written_off, self.random.randint(1, 200)
        if self.random.random() < 0.3:
            amount = max(1, left)
        outcome = await self.attempt(
            f"credit {amount} of {left}, {excess}", self.book.credit(invoice.row, amount=amount, excess=excess)
        )
        if invoice.status != "open":
            assert outcome == "invoice_not_open"
            return
        if amount > left:
            assert outcome == "credit_too_high"
            return
        if amount > invoice.payable and invoice.reserved:
            assert outcome == "money_on_its_way"
            return
        rest = beyond = amount - min(amount, invoice.payable)
        if beyond and excess is None:
            assert outcome == "excess_undecided"
            return
        freed: dict[Payment, int] = {}
        for payment in reversed(self.payments):
            available = max(0, payment.has - payment.refunds_open) if excess in ("refund", "paid_out") else rest
            if taken := min(rest, payment.held.get(invoice, 0), available):
                freed[payment] = taken
                rest -= taken
        if rest:
            assert outcome == "excess_not_refundable"
            return
        assert (outcome.amount_applied, outcome.amount_excess) == (amount - beyond, beyond)
        for payment, taken in freed.items():
            payment.set_free(invoice, taken)
        invoice.credited += amount
        if excess in ("refund", "paid_out"):
            await self.refund_freed(freed, by_hand=excess == "paid_out")

    async def refund_freed(self, freed: dict[Payment, int], *, by_hand: bool) -> None:
        known = {each.row["id"] for each in self.refunds}
        rows = await database.fetch(
            "SELECT * FROM refunds WHERE receiver_id = $1 ORDER BY id", self.book.receiver["id"]
        )
        new = [row for row in rows if row["id"] not in known]
        for row, (payment, amount) in zip(new, freed.items(), strict=True):
            refund = Refund(row, payment, amount, "requested", by_hand or not payment.is_online)
            payment.refunds_open += amount
            if refund.by_hand:
                refund.hear("succeeded")
            self.refunds.append(refund)

    async def write_off(self) -> None:
        invoice, amount = self.some(self.invoices), self.random.randint(1, 60)
        outcome = await self.attempt(
            f"write off {amount} of {invoice.remaining}", self.book.write_off(invoice.row, amount=amount)
        )
        if invoice.status != "open":
            assert outcome == "invoice_not_open"
        elif amount > invoice.remaining:
            assert outcome == "write_off_too_high"
        elif amount > invoice.payable:
            assert outcome == "money_on_its_way"
        else:
            invoice.write_offs.append(WriteOff(outcome["id"], invoice, amount, gives_up=False))

    async def give_up(self) -> None:
        invoice = self.some(self.invoices)
        outcome = await self.attempt(f"give up {invoice.remaining}", self.book.give_up(invoice.row))
        if invoice.status != "open":
            assert outcome == "invoice_not_open"
        elif invoice.remaining == 0:
            assert outcome == "nothing_to_write_off"
        elif invoice.reserved:
            assert outcome == "money_on_its_way"
        else:
            (new,) = await database.fetch(
                "SELECT id, amount FROM write_offs WHERE invoice_id = $1 AND reason = 'uncollectible' "
                "AND status = 'standing'",
                invoice.row["id"],
            )
            assert new["amount"] == invoice.remaining
            invoice.write_offs.append(WriteOff(new["id"], invoice, new["amount"], gives_up=True))
            invoice.status = "uncollectible"

    async def undo(self) -> None:
        found = [each for invoice in self.invoices for each in invoice.write_offs]
        if not found:
            return
        write_off = self.some(found)
        invoice = write_off.invoice
        outcome = await self.attempt(f"undo {write_off.amount}", write_offs.undo(self.book.owner, write_off.id))
        if not write_off.stands:
            assert outcome == "write_off_undone"
        elif invoice.status == "uncollectible" and not write_off.gives_up:
            assert outcome == "invoice_not_open"
        else:
            write_off.stands = False
            invoice.status = "open"
            fill([invoice])

    async def hear_of_refund(self) -> None:
        refund = self.some([each for each in self.refunds if not each.by_hand] or self.refunds)
        status: Any = self.random.choice(["pending", "succeeded", "succeeded", "failed"])
        if refund.by_hand:
            return
        reference = await database.fetch_value(object, "SELECT id FROM attempts WHERE refund_id = $1", refund.row["id"])
        fact = RefundFact(
            gateway_refund_id=f"sim_{refund.row['id'].hex}",
            gateway_payment_id=f"sim_{refund.payment.row['id'].hex}",
            reference=ids.encode("attempt", reference),
            account=CREDENTIALS["account"],
            status=status,
            amount=refund.amount,
            currency="EUR",
        )
        for _ in range(self.random.choice([1, 2])):
            heard = facts.apply(fact, gateway_account_id=self.account["id"])
            assert await self.attempt(f"hear that a {refund.status} refund is {status}", heard) is True
            refund.hear(status)

    async def assert_the_model_agrees(self) -> None:
        await self.assert_rows(
            "invoices",
            "status, amount_paid, amount_reserved, amount_overpaid, amount_credited, amount_written_off",
            {
                each.row["id"]: (
                    each.status,
                    each.paid,
                    each.reserved,
                    each.overpaid,
                    each.credited,
                    each.written_off,
                )
                for each in self.invoices
            },
        )
        await self.assert_rows(
            "payments",
            "status, amount, amount_unapplied, amount_refunded, amount_refund_reserved, amount_reversed, "
            "amount_excess, amount_allocated",
            {
                each.row["id"]: (
                    each.status,
                    each.amount,
                    each.unapplied,
                    each.refunded,
                    each.refunds_open,
                    each.reversed,
                    each.excess,
                    sum(each.held.values()),
                )
                for each in self.payments
            },
        )
        await self.assert_rows(
            "refunds", "status, amount", {each.row["id"]: (each.status, each.amount) for each in self.refunds}
        )

    async def assert_rows(self, table: str, columns: str, expected: dict[Any, tuple[Any, ...]]) -> None:
        rows = await database.fetch(
            f"SELECT id, {columns} FROM {table} WHERE receiver_id = $1", self.book.receiver["id"]
        )
        assert {row["id"]: tuple(row)[1:] for row in rows} == expected, "\n".join(self.trace[-15:])


@pytest.fixture
async def nothing_is_left(pool: None) -> AsyncIterator[None]:
    """The gateway of these accounts does not exist, so nobody shall work on them later."""
    yield
    await set_aside()


@pytest.mark.parametrize("seed", SEEDS)
async def test_any_order_of_operations_keeps_the_books(nothing_is_left: None, seed: int) -> None:
    walk = await Walk.begin(seed)
    for step in range(STEPS):
        await walk.step()
        await walk.assert_the_model_agrees()
        if step % STEPS_PER_BALANCE == 0:
            await assert_books_balance()
    await assert_books_balance()
    # A walk that is refused everything proves nothing.
    assert sum(count for name, count in walk.done.items() if name in {"pay", "split", "refund", "hear"}) > STEPS // 10
    assert {"credit", "write", "give"} & set(walk.done)
