"""Half a year of a receiver, at random but seeded: what happens, on which day, and what was known meanwhile.

Operations are the real ones; what is refused has not happened. Their days go back, as far as they may.
"""

import contextlib
import datetime
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from models import clock, database, ids
from models.billing import issuing
from models.collection import allocations, cheques, mistakes, payer_credit, write_offs
from models.errors import Refused
from models.shapes.billing import InstalmentInput
from models.shapes.lines import TaxInput
from tests.books import Book, invoice_now, line, open_book, part, payment_now

DAYS = 180
CURRENCIES = ("EUR", "EUR", "JPY", "KWD")


@dataclass
class History:
    """What was done so far: its objects, and an instant between each two of its steps."""

    book: Book
    random: random.Random
    payers: list[Any]
    began_on: datetime.date
    today: datetime.date
    invoices: list[Any] = field(default_factory=list)
    payments: list[Any] = field(default_factory=list)
    write_offs: list[Any] = field(default_factory=list)
    instants: list[datetime.datetime] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)

    @property
    def days(self) -> list[datetime.date]:
        """Each day of it, one before it and a few after."""
        count = (self.today - self.began_on).days
        return [self.began_on + datetime.timedelta(days=n) for n in range(-1, count + 3)]

    def before(self) -> datetime.date:
        """A day of the past, mostly of late."""
        return self.today - datetime.timedelta(days=min(self.random.randrange(30), self.random.randrange(200)))

    async def issue(self) -> None:
        asked: dict[str, Any] = {}
        if self.random.random() < 0.5:
            asked["instalments"] = [
                InstalmentInput(percent=percent, days=days)
                for percent, days in (
                    ("30", 0),
                    ("30", self.random.randrange(40)),
                    ("40", 40 + self.random.randrange(60)),
                )
            ]
        else:
            asked["payment_terms_days"] = self.random.choice((0, 14, 60))
        currency = self.random.choice(CURRENCIES)
        taxes = [TaxInput(name="VAT", percent="19")] if self.random.random() < 0.5 else []
        # In hundreds, since the yen has no parts.
        amount = self.random.randrange(1, 200) * 100
        payer = self.random.choice(self.payers)
        draft = await self.book.draft(
            currency=currency, lines=[line(amount, taxes=taxes)], payer_id=ids.encode("payer", payer["id"]), **asked
        )
        self.invoices.append(await issuing.finalize(self.book.owner, draft["id"]))

    async def pay(self) -> None:
        invoice = await invoice_now(self.random.choice(self.invoices))
        method = self.random.choice(("cash", "bank_transfer", "cheque"))
        amount = max(1, int(invoice["total"] * self.random.choice((0.3, 0.5, 1, 1.2))))
        self.payments.append(await self.book.pay(invoice, method=method, amount=amount, received_on=self.before()))

    async def pay_several(self) -> None:
        one = await invoice_now(self.random.choice(self.invoices))
        others = [
            each for each in self.invoices if (each["payer_id"], each["currency"]) == (one["payer_id"], one["currency"])
        ]
        parts = [part(each, max(1, each["total"] // 3)) for each in self.random.sample(others, min(2, len(others)))]
        self.payments.append(await self.book.pay(method="cash", allocations=parts, received_on=self.before()))

    async def clear(self) -> None:
        payment = await payment_now(self.random.choice(self.payments))
        await cheques.clear(self.book.owner, payment["id"], effective_on=self.before())

    async def bounce(self) -> None:
        payment = await payment_now(self.random.choice(self.payments))
        await cheques.bounce(self.book.owner, payment["id"], reason="No funds.", effective_on=self.before())

    async def credit(self) -> None:
        invoice = await invoice_now(self.random.choice(self.invoices))
        amount = max(1, invoice["total"] // self.random.choice((1, 3, 5)))
        excess = self.random.choice(("credit", "paid_out"))
        await self.book.credit(invoice, amount=amount, excess=excess)

    async def refund(self) -> None:
        payment = await payment_now(self.random.choice(self.payments))
        amount = max(1, payment["amount"] // self.random.choice((1, 2, 4)))
        await self.book.refund(payment, amount=amount, effective_on=self.before())

    async def apply_credit(self) -> None:
        invoice = await invoice_now(self.random.choice(self.invoices))
        await payer_credit.apply(self.book.owner, invoice["payer_id"], invoice_id=invoice["id"])

    async def unallocate(self) -> None:
        payment = await payment_now(self.random.choice(self.payments))
        await allocations.unallocate(self.book.owner, payment["id"], invoice_id=payment["invoice_id"])

    async def correct(self) -> None:
        payment = await payment_now(self.random.choice(self.payments))
        await mistakes.correct(self.book.owner, payment["id"], reason="Mistyped.")

    async def write_off(self) -> None:
        invoice = await invoice_now(self.random.choice(self.invoices))
        self.write_offs.append(await self.book.write_off(invoice, amount=max(1, invoice["total"] // 10)))

    async def give_up(self) -> None:
        await self.book.give_up(await invoice_now(self.random.choice(self.invoices)))

    async def undo(self) -> None:
        await write_offs.undo(self.book.owner, self.random.choice(self.write_offs).id)

    async def void(self) -> None:
        await issuing.void(self.book.owner, self.random.choice(self.invoices)["id"])


STEPS: tuple[tuple[Callable[[History], Awaitable[None]], int], ...] = (
    (History.issue, 6),
    (History.pay, 7),
    (History.pay_several, 1),
    (History.clear, 3),
    (History.bounce, 2),
    (History.credit, 2),
    (History.refund, 2),
    (History.apply_credit, 2),
    (History.unallocate, 1),
    (History.correct, 1),
    (History.write_off, 2),
    (History.give_up, 1),
    (History.undo, 1),
    (History.void, 2),
)


async def live(seed: int, *, steps: int = 80) -> History:
    """A receiver in euro, yen and dinar with three payers, after so many steps of half a year that ends today."""
    book = await open_book()
    others = [await book.another_payer(name) for name in ("Second Payer", "=Third Payer")]
    today = clock.now().date()
    began_on = today - datetime.timedelta(days=DAYS)
    found = History(book, random.Random(seed), [book.payer, *others], began_on, today)
    for step in range(steps):
        found.today = began_on + datetime.timedelta(days=DAYS * step // (steps - 1))
        does = History.issue if step < 3 else found.random.choices(*zip(*STEPS, strict=True))[0]
        noon = datetime.datetime.combine(found.today, datetime.time(12), tzinfo=datetime.UTC)
        with clock.moved_to(noon), contextlib.suppress(Refused, IndexError):
            await does(found)
            found.done[does.__name__] = found.done.get(does.__name__, 0) + 1
        instant = await database.fetch_value(datetime.datetime, "SELECT clock_timestamp()")
        assert instant is not None, "it is some time"
        found.instants.append(instant)
    return found
