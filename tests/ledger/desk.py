"""Where the operations of tests/ledger/operations.py are played: a receiver's book, and a gateway that says what it is
told to.

An operation is an async generator. What it does before its first `yield` is what has gone before; each `yield` names
the step that comes next.
"""

import datetime
import itertools
import uuid
from collections.abc import AsyncGenerator, Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from models import database, ids
from models.gateways.base import PaymentFact, RefundFact, ReversalFact
from models.online import facts, gateway_accounts
from models.shapes.gateways import GatewayAccountInput
from models.shapes.lines import LineInput, TaxInput
from models.shapes.parties import Tolerance
from models.tables.ledger import AccountKind, TransactionKind
from tests.books import Book, open_book

BEGIN = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
VAT = TaxInput(name="VAT", percent="19")
# Names as payers have them.
NAMES = ("Grace Payer", 'Grace "the Great" Payer', "Größe & Söhne", "C:\\Payer\\", "Payer; a comment?", "支払人")

Steps = AsyncGenerator[str, None]


@dataclass(kw_only=True)
class Desk:
    """A receiver's book with one payer, and what the receiver's gateway says. Facts are told in their order."""

    book: Book
    account: Any
    _instants: Any = field(default_factory=itertools.count)

    async def taxed(self, amount: int = 10_000, **fields: Any) -> Any:
        """An issued invoice over so many cents and 19 % tax."""
        lines = [LineInput(description="Work", unit_price=f"{amount // 100}.{amount % 100:02d}", taxes=[VAT])]
        return await self.book.invoice(lines=lines, **fields)

    async def begin(self, invoice: Any = None, **fields: Any) -> Any:
        """An online payment, of which the gateway has said nothing yet; of a new invoice over 100.00 unless named."""
        invoice = invoice or await self.book.invoice()
        return await self.book.pay(invoice, **({"method": "card", "payment_token": "tok_success"} | fields))

    async def say(self, payment: Any, status: Any, **fields: Any) -> None:
        usual: dict[str, Any] = {
            "gateway_payment_id": f"pay_{payment['id'].hex}",
            "reference": await _reference("payment_id = $1 AND kind = 'charge'", payment),
            "status": status,
            "amount": payment["amount"],
        }
        await self._apply(PaymentFact(**(self._usual() | usual | fields)))

    async def arrived(self, invoice: Any = None, **fields: Any) -> Any:
        """An online payment that has succeeded."""
        payment = await self.begin(invoice, **fields)
        await self.say(payment, "succeeded")
        return payment

    async def say_of_refund(self, refund: Any, status: Any) -> None:
        await self._refund(
            refund["payment_id"],
            f"rfd_{refund['id'].hex}",
            status,
            refund["amount"],
            await _reference("refund_id = $1", refund),
        )

    async def say_of_desk(self, payment: Any, status: Any, amount: int) -> None:
        """A refund that somebody has made at the gateway's own desk."""
        await self._refund(payment["id"], f"desk_{payment['id'].hex}", status, amount, "made at the desk")

    async def _refund(self, payment_id: Any, refund_id: str, status: Any, amount: int, reference: str) -> None:
        await self._apply(
            RefundFact(
                **self._usual(),
                gateway_refund_id=refund_id,
                gateway_payment_id=f"pay_{payment_id.hex}",
                reference=reference,
                status=status,
                amount=amount,
            )
        )

    async def say_of_dispute(self, payment: Any, status: Any, **fields: Any) -> None:
        usual: dict[str, Any] = {
            "gateway_reversal_id": f"dsp_{payment['id'].hex}",
            "gateway_payment_id": f"pay_{payment['id'].hex}",
            "reference": await _reference("payment_id = $1 AND kind = 'charge'", payment),
            "kind": "chargeback",
            "status": status,
            "amount": payment["amount"],
        }
        await self._apply(ReversalFact(**(self._usual() | usual | fields)))

    def _usual(self) -> dict[str, Any]:
        occurred_at = BEGIN + datetime.timedelta(minutes=next(self._instants))
        return {"account": self.account["account"], "currency": "EUR", "occurred_at": occurred_at}

    async def _apply(self, fact: Any) -> None:
        assert await facts.apply(fact, gateway_account_id=self.account["id"]), f"nobody knows {fact}"


class Operation(NamedTuple):
    """What somebody does, and what that books. `room` groups operations, `text` is Markdown."""

    room: str
    title: str
    text: str
    steps: Callable[[Desk], Steps]


class Line(NamedTuple):
    """An entry: a debit is positive. `invoice` counts the invoices of the operation, from 1."""

    account: AccountKind
    amount: int
    invoice: int | None


class Booked(NamedTuple):
    """A transaction of the ledger."""

    kind: TransactionKind
    lines: list[Line]


class Step(NamedTuple):
    """A step of an operation, and what it has booked."""

    name: str
    booked: list[Booked]


async def open_desk() -> Desk:
    """A receiver who tolerates that 50 cents are missing, with an account at a gateway."""
    book = await open_book(tolerance=Tolerance(percent="2", amounts={"EUR": 50}, reason="bank_fee"))
    return Desk(book=book, account=await open_account(book))


async def open_account(book: Book, name: str = "first") -> Any:
    """An account of the receiver's at a gateway that is never asked."""
    secrets = {"api_key": f"sk_sim_{book.receiver['id'].hex}", "webhook_secret": "whsec_" + "A" * 32}
    given = GatewayAccountInput(
        receiver_id=book.receiver_id,
        gateway="simulator",
        credentials={"account": f"acct_{name}_{book.receiver['id'].hex}", **secrets},
    )
    return await gateway_accounts.create(book.owner, given)


async def play(desk: Desk, operations: Iterable[Operation]) -> list[tuple[Operation, list[Step]]]:
    """Plays operations at a desk, each with a payer of its own; returns what each has booked."""
    played = []
    for operation, name in zip(operations, itertools.cycle(NAMES)):
        book = replace(desk.book, payer=await desk.book.another_payer(name))
        played.append((operation, await _play(operation, replace(desk, book=book))))
    return played


async def _play(operation: Operation, desk: Desk) -> list[Step]:
    found, invoices = [], {}
    seen, name = uuid.UUID(int=0), None
    steps = operation.steps(desk)
    while True:
        following = await anext(steps, None)
        booked, seen = await _since(desk, seen, invoices)
        if name is not None:
            found.append(Step(name, booked))
        if following is None:
            return found
        name = following


async def _since(desk: Desk, seen: uuid.UUID, invoices: dict[Any, int]) -> tuple[list[Booked], uuid.UUID]:
    """What was booked about the desk's payer after that transaction, and the last one's id."""
    rows = await database.fetch(
        """
        SELECT booked.id, booked.kind, account.kind AS account, entry.amount, entry.invoice_id
        FROM ledger_transactions AS booked JOIN ledger_entries AS entry ON entry.transaction_id = booked.id
        JOIN ledger_accounts AS account ON account.id = entry.account_id
        WHERE booked.receiver_id = $1 AND booked.id > $2 AND EXISTS (
            SELECT FROM ledger_entries WHERE transaction_id = booked.id AND payer_id = $3)
        ORDER BY booked.id, entry.id
        """,
        desk.book.receiver["id"],
        seen,
        desk.book.payer["id"],
    )
    found = []
    for _, entries in itertools.groupby(rows, key=lambda row: row["id"]):
        lines, kind = [], None
        for row in entries:
            kind = row["kind"]
            if row["invoice_id"] is not None:
                invoices.setdefault(row["invoice_id"], len(invoices) + 1)
            lines.append(Line(row["account"], row["amount"], invoices.get(row["invoice_id"])))
        assert kind is not None, "a group has a row"
        found.append(Booked(kind, lines))
    return found, rows[-1]["id"] if rows else seen


async def _reference(condition: str, row: Any) -> str:
    """The id under which we asked the gateway for a payment or a refund."""
    attempt_id = await database.fetch_value(
        object, f"SELECT id FROM attempts WHERE {condition} ORDER BY id DESC LIMIT 1", row["id"]
    )
    return "made at the desk" if attempt_id is None else ids.encode("attempt", attempt_id)
