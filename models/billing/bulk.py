"""Many invoices at once: drafted, and on request issued, all of them or none, by a few statements for any number.

What is true of one is true of many: what a draft holds is for models/billing/drafts.py, and what it is to be issued for
models/billing/issuing.py. Here stand what they share and how they are written.

Raw SQL: all of them are issued by one statement.
"""

import asyncio
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, TypeVar

from piccolo.columns.combination import WhereRaw

from models import access, database, days, events, ids, ledger, rows
from models.access import Caller
from models.billing import bounds, collections, credit_runs, drafts, due, issuing, series
from models.errors import BulkRefused, Invalid, Refused
from models.shapes.billing import BulkInput, InvoiceInput
from models.shapes.invoice_rows import InvoiceRow
from models.tables.billing import Invoice
from models.tables.parties import Payer, Receiver

T = TypeVar("T")

# Of all invoices together: some 0.2 s of computing.
LINES_MAX = 5_000
# So many are computed at a time, which takes some milliseconds.
TURN = 20


async def create(caller: Caller, given: BulkInput) -> list[InvoiceRow]:
    """Makes drafts of one receiver, and issues them where that is asked for: all, or none. They are in the order in
    which they were given, and so are their numbers.

    Raises NotFound, Forbidden, ReceiverArchived, Invalid, BulkRefused (with the place of each that cannot be made or
    issued), then for all of them TimeZoneUnknown, SumTooLarge, IssueDateGoesBack.
    """
    _check(given.invoices)
    async with database.transaction():
        receiver_id = ids.decode("receiver", given.invoices[0].receiver_id)
        receiver = await access.find(caller, Receiver, receiver_id, "invoices.write")
        drafts.check_receiver(receiver)
        made = await _made(receiver, given.invoices)
        await drafts.write_all(made)
        return await _issue(made) if given.finalize else made


def _check(given: Sequence[InvoiceInput]) -> None:
    for index, invoice in enumerate(given):
        if invoice.receiver_id != given[0].receiver_id:
            raise Invalid(
                "All invoices of one request have the same receiver: send those of another one by themselves.",
                pointer=f"/invoices/{index}/receiver_id",
            )
    lines = sum(len(invoice.lines) for invoice in given)
    if lines > LINES_MAX:
        raise Invalid(
            f"The invoices have {lines:,} lines, and a request takes {LINES_MAX:,}: send some of them by themselves.",
            pointer="/invoices",
        )


async def _made(receiver: Receiver, given: Sequence[InvoiceInput]) -> list[InvoiceRow]:
    """The drafts as they will be written. Raises BulkRefused."""
    payer_ids = {ids.decode("payer", invoice.payer_id) for invoice in given}
    # Whoever may bill for a receiver sees all of its book.
    payers = await _payers(WhereRaw("id = ANY({}) AND receiver_id = {}", list(payer_ids - {None}), receiver.id))
    refusals, made = _Refusals(), list[InvoiceRow]()
    async for index, invoice in _in_turns(given):
        with refusals.of(index):
            payer = payers.get(ids.decode("payer", invoice.payer_id))
            if payer is None:
                raise Invalid("There is no such payer in the receiver's book.", pointer="/payer_id")
            drafts.check_payer(payer)
            made.append(drafts.made(invoice, receiver, payer.id))
    refusals.check(len(given))
    return made


async def _issue(made: Sequence[InvoiceRow]) -> list[InvoiceRow]:
    """Issues drafts that the same transaction has made. The numbers' row is locked to the commit."""
    totals: Counter[str] = Counter()
    for draft in made:
        totals[draft["currency"]] += draft["total"]
    # As for one: settings stay as they are meanwhile, and large sums are added up one after the other.
    is_large = any(map(bounds.is_large, totals.values()))
    its_receiver = Receiver.objects().where(Receiver.id == made[0]["receiver_id"])
    receiver = await its_receiver.lock_rows("NO KEY UPDATE" if is_large else "SHARE").first()
    assert receiver is not None, "a draft's receiver cannot go"
    drafts.check_receiver(receiver)
    payers = await _payers(WhereRaw("id = ANY({})", list({draft["payer_id"] for draft in made})), lock=True)
    issued_on = days.today(receiver.time_zone)
    refusals, when = _Refusals(), list[due.Due]()
    for index, draft in enumerate(made):
        with refusals.of(index):
            issuing.check_lines(draft)
            drafts.check_payer(payers[draft["payer_id"]])
            when.append(due.issued(draft, receiver, issued_on=issued_on))
    refusals.check(len(made))
    for currency, total in totals.items():
        await bounds.check_invoice(receiver_id=receiver.id, currency=currency, total=total)
    numbers = await series.next_numbers(receiver, kind="invoice", issued_on=issued_on, count=len(made))
    references = await issuing.references_of(receiver.id, numbers)
    issued = list[InvoiceRow]()
    async for index, draft in _in_turns(made):
        row = issuing.issued(
            draft,
            receiver,
            payers[draft["payer_id"]],
            number=numbers[index],
            reference=references[index],
            issued_on=issued_on,
            when=when[index],
        )
        issued.append(row)
    await database.write_later(_ISSUE, rows.as_json(Invoice, ("id", *issuing.ISSUED), issued))
    await ledger.post_all(
        receiver_id=receiver.id,
        kind="invoice.finalized",
        effective_on=issued_on,
        postings=[
            ledger.Posting(source_id=row["id"], currency=row["currency"], entries=issuing.receivable(row))
            for row in issued
        ],
    )
    pairs = zip(made, issued, strict=True)
    await events.record(receiver.id, *(one for pair in pairs for one in issuing.announcements(*pair)))
    await credit_runs.wake_holders(receiver, [payer.id for payer in payers.values()])
    await collections.enrol(row for row in issued if payers[row["payer_id"]].collection == "automatic")
    return issued


_ISSUE: Final = f"""issued AS (
    UPDATE invoices SET {", ".join(f"{name} = given.{name}" for name in issuing.ISSUED)}
    FROM json_populate_recordset(NULL::invoices, $1::json) AS given WHERE invoices.id = given.id
)"""


async def _payers(which: WhereRaw, *, lock: bool = False) -> dict[uuid.UUID | None, Payer]:
    query = Payer.objects().where(which).order_by(Payer.id)
    return {payer.id: payer for payer in await (query.lock_rows("KEY SHARE") if lock else query)}


async def _in_turns(given: Sequence[T]) -> AsyncIterator[tuple[int, T]]:
    """Each with its index. Whoever else has something to do does it in between."""
    for index, one in enumerate(given):
        if index % TURN == TURN - 1:
            await asyncio.sleep(0)
        yield index, one


class _Refusals:
    """Why some of them cannot be made."""

    def __init__(self) -> None:
        self._places: list[tuple[str, str]] = []

    @contextmanager
    def of(self, index: int) -> Iterator[None]:
        """Notes what is refused inside, with its place in the request."""
        try:
            yield
        except Refused as refused:
            self._places.append((f"/invoices/{index}{refused.pointer or ''}", refused.message))

    def check(self, count: int) -> None:
        """Raises BulkRefused where something was refused."""
        if self._places:
            raise BulkRefused(self._places, count=count)
