"""Receipts: what both sides have in hand about each payment that has arrived, and each refund that has gone.

A job follows the ledger, where both are booked, and issues what is missing; who asks for a receipt before it has come
that far gets it issued at once. So a payment itself never waits for its receipt's number, which all payments of a
receiver would take one after the other.

Raw SQL: what a batch of receipts says is read by a statement for each table, whatever its size.
"""

import datetime
import uuid
from collections.abc import Collection
from typing import TypedDict

import structlog

from models import access, clock, database, events, ids, lists, rows, writes
from models.access import Caller
from models.billing import addressees, sending, series
from models.collection import dates
from models.errors import NotFound, ReceiptNotDue
from models.languages import formats
from models.mail import letters, mails
from models.shapes import parties
from models.shapes import receipts as shapes
from models.shapes.common import text_id
from models.shapes.receipts import COLUMNS, Contents, ReceiptKind, ReceiptRow, Verification
from models.tables.billing import NumberSeries
from models.tables.collection import BOOKED_PAYMENTS, Method, Payment, Refund
from models.tables.invoice_mails import InvoiceMailKind
from models.tables.parties import Payer, Receiver
from models.tables.receipts import Receipt

logger = structlog.get_logger(__name__)

# Transactions of the ledger that are looked at in one run.
BATCH = 500
# The kind of the mails that tell payers of what they have paid or reported, with their login or by a pay link, or what
# was collected from them. Nobody is told of what is older, such as where receipts are issued for the first time.
KIND: InvoiceMailKind = "receipt"
MAILED_WITHIN = datetime.timedelta(days=7)
# What is booked when money has arrived, and when it has gone back: by the id of the payment, or of the refund.
_ARRIVED = ("payment.succeeded",)
_GONE = ("refund.succeeded", "refund.accepted")
_WHICH: dict[ReceiptKind, str] = {
    "payment": "payment_id = $1 AND refund_id IS NULL",
    "refund": "refund_id = $1",
}
_WRITTEN = (
    "id",
    "receiver_id",
    "payer_id",
    "payment_id",
    "refund_id",
    "number",
    "currency",
    "amount",
    "issued_on",
    "contents",
    "hash",
    "created_at",
)
_INSERT_ALL = f"receipt AS ({writes.insert_all('receipts', _WRITTEN)})"


async def of_payment(caller: Caller, payment_id: uuid.UUID | None) -> ReceiptRow:
    """The receipt of a payment that has arrived, whatever became of it. Raises NotFound, ReceiptNotDue."""
    payment = await access.find(caller, Payment, payment_id, "receipts.read")
    return await _of("payment", payment, due_when=BOOKED_PAYMENTS)


async def of_refund(caller: Caller, refund_id: uuid.UUID | None) -> ReceiptRow:
    """The receipt of a refund that has gone, whatever became of it. Raises NotFound, ReceiptNotDue."""
    refund = await access.find(caller, Refund, refund_id, "receipts.read")
    return await _of("refund", refund, due_when=("succeeded",))


async def get(caller: Caller, receipt_id: uuid.UUID | None) -> ReceiptRow:
    """One receipt. Raises NotFound."""
    return await access.find_as(caller, Receipt, ReceiptRow, receipt_id, "receipts.read", columns=COLUMNS)


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[ReceiptRow]:
    """A page of receipts, newest first."""
    return await lists.page_as(caller, Receipt, ReceiptRow, columns=COLUMNS, filters=filters, limit=limit, after=after)


async def verify(number_or_id: str, digest: str) -> Verification:
    """Whether there is a receipt of that number or id with that hash; tells nothing else of it, to whoever asks."""
    found = await _read("hash = $1", digest.lower())
    if found is None or number_or_id not in (found["number"], ids.encode("receipt", found["id"])):
        return Verification(valid=False, status=None)
    status = shapes.status_of(found)
    return Verification(valid=status == "valid", status=status)


class _Booked(TypedDict):
    """A transaction of the ledger that wants a receipt, or the last of a batch."""

    position: int
    receiver_id: uuid.UUID
    kind: str
    source_id: uuid.UUID


async def issue_due() -> int:
    """Issues the receipts of a batch of what was booked since the last; returns how many bookings it saw. For beat.

    Follows the balances, which have passed only what has been committed. Each receiver's receipts are a transaction of
    their own; who is killed in between, or works beside another, finds those that are there.
    """
    booked = await database.fetch_as(
        _Booked,
        "SELECT position, receiver_id, kind, source_id FROM ledger_transactions "
        "WHERE position > (SELECT position FROM receipts_issued) AND position <= (SELECT position FROM ledger_summed) "
        f"ORDER BY position LIMIT {BATCH}",
    )
    for receiver_id in dict.fromkeys(row["receiver_id"] for row in booked):
        theirs = [row for row in booked if row["receiver_id"] == receiver_id]
        try:
            await _issue(
                receiver_id,
                payments=[row["source_id"] for row in theirs if row["kind"] in _ARRIVED],
                refunds=[row["source_id"] for row in theirs if row["kind"] in _GONE],
            )
        except database.UNAVAILABLE:
            raise
        except Exception:
            # One receiver does not hold up all others: theirs are issued when somebody asks, and `make check` tells.
            logger.exception("receipts.not_issued", receiver_id=str(receiver_id))
    if booked:
        last = booked[-1]["position"]
        await database.execute("UPDATE receipts_issued SET position = $1 WHERE position < $1", last)
    return len(booked)


async def _of(kind: ReceiptKind, source: Payment | Refund, *, due_when: Collection[str]) -> ReceiptRow:
    """The receipt of a payment or refund. One that is not there yet is issued, where the status says that it is due."""
    found = await _read(_WHICH[kind], source.id)
    if found is not None:
        return found
    if source.status not in due_when:
        raise ReceiptNotDue(kind, source.status)
    await _issue(
        source.receiver_id,
        payments=[source.id] if kind == "payment" else [],
        refunds=[source.id] if kind == "refund" else [],
    )
    found = await _read(_WHICH[kind], source.id)
    if found is None:
        raise NotFound("There is no such receipt.")
    return found


async def _read(which: str, value: object) -> ReceiptRow | None:
    return await database.fetch_row_as(ReceiptRow, f"SELECT {COLUMNS} FROM receipts WHERE {which}", value)


async def _issue(receiver_id: uuid.UUID, *, payments: Collection[uuid.UUID], refunds: Collection[uuid.UUID]) -> None:
    """Issues a receiver's receipts that are missing of these, in their order. Begins its own transaction.

    Whoever issues one locks what it is for, so each has one receipt; the series' row is locked last.
    """
    if not payments and not refunds:
        return
    async with database.transaction():
        wanted = await _lock(payments, refunds)
        if not wanted:
            return
        receiver = await Receiver.objects().where(Receiver.id == receiver_id).lock_rows("SHARE").first()
        assert receiver is not None, "who has payments is archived, never deleted"
        theirs = Payer.objects().where(Payer.id.is_in(list({source["payer_id"] for source in wanted})))
        payers = {payer.id: payer for payer in await theirs}
        issued_on = await _date(receiver_id)
        numbers = await series.next_numbers(receiver, kind="receipt", issued_on=issued_on, count=len(wanted))
        made = [
            _made(source, number, issued_on=issued_on, receiver=receiver, payer=payers[source["payer_id"]])
            for source, number in zip(wanted, numbers, strict=True)
        ]
        await database.write_later(_INSERT_ALL, rows.as_json(Receipt, _WRITTEN, made))
        await events.record(receiver_id, *(events.announcement("receipt.issued", shapes.receipt(row)) for row in made))
        for source, row in zip(wanted, made, strict=True):
            if source["is_mailed"] and source["effective_on"] >= issued_on - MAILED_WITHIN:
                await _mail(row, source["effective_on"], receiver=receiver, payer=payers[source["payer_id"]])


async def _mail(row: "_Made", effective_on: datetime.date, *, receiver: Receiver, payer: Payer) -> None:
    """Mails a receipt to its payer. It is issued once, in the same transaction, so it is mailed once.

    What becomes of the mail is seen at the first of its invoices."""
    if payer.email is None:
        return
    invoices = shapes.receipt(row).invoices
    language = addressees.language_of(payer, receiver)
    words = letters.receipt(
        language,
        receiver=receiver.name,
        number=row["number"],
        amount=formats.money(row["amount"], row["currency"], language),
        effective_on=effective_on,
        invoices=[one.number for one in invoices],
    )
    if not invoices:
        await mails.enqueue(
            kind=KIND, recipient=payer.email, words=words, sender_name=receiver.name, reply_to=receiver.email
        )
        return
    invoice_id = ids.decode("invoice", invoices[0].invoice_id)
    assert invoice_id is not None, "it is an id of ours"
    await sending.enqueue(
        KIND,
        row["number"],
        words,
        invoice_id=invoice_id,
        receiver=receiver,
        recipient=payer.email,
    )


class _Made(ReceiptRow):
    """A receipt as it is written, and as it is shown."""

    currency: str
    issued_on: datetime.date


class _Source(TypedDict):
    """What a receipt is for: a payment, or with `refund_id` a refund."""

    id: uuid.UUID
    payer_id: uuid.UUID
    payment_id: uuid.UUID
    refund_id: uuid.UUID | None
    currency: str
    amount: int
    amount_taken_back: int
    method: Method
    effective_on: datetime.date
    reference: str | None
    version: int
    invoices: str
    is_mailed: bool


_INVOICES = """
    SELECT coalesce(json_agg(json_build_object('invoice_id', part.invoice_id, 'number', invoices.number,
        'amount', part.amount) ORDER BY part.first_id), '[]')::text
    FROM (
        SELECT invoice_id, {amount} AS amount, min(id::text) AS first_id FROM allocations
        WHERE {which} AND allocations.status = 'settled' GROUP BY invoice_id HAVING sum(amount) <> 0
    ) AS part JOIN invoices ON invoices.id = part.invoice_id"""
_PAYMENTS = f"""
    SELECT id, payer_id, id AS payment_id, NULL AS refund_id, currency, amount,
        least(amount_reversed, amount) AS amount_taken_back, method, effective_on, reference, version,
        ({_INVOICES.format(amount="sum(amount)", which="allocations.payment_id = payments.id")}) AS invoices,
        status = 'succeeded' AND (created_by IS NULL
            OR created_by = (SELECT user_id FROM payers WHERE payers.id = payer_id)) AS is_mailed
    FROM payments WHERE id = ANY($1) AND status IN ('succeeded', 'reversed')
        AND NOT EXISTS (SELECT FROM receipts WHERE receipts.payment_id = payments.id AND receipts.refund_id IS NULL)
    ORDER BY effective_on, id"""
_REFUNDS = f"""
    SELECT refunds.id, refunds.payer_id, payment_id, refunds.id AS refund_id, refunds.currency, refunds.amount,
        CASE WHEN refunds.status = 'succeeded' THEN 0 ELSE refunds.amount END AS amount_taken_back, payments.method,
        refunds.effective_on, payments.reference, refunds.version,
        ({_INVOICES.format(amount="-sum(amount)", which="allocations.refund_id = refunds.id")}) AS invoices,
        false AS is_mailed
    FROM refunds JOIN payments ON payments.id = refunds.payment_id
    WHERE refunds.id = ANY($1) AND refunds.effective_on IS NOT NULL
        AND NOT EXISTS (SELECT FROM receipts WHERE receipts.refund_id = refunds.id)
    ORDER BY refunds.effective_on, refunds.id"""


async def _lock(payments: Collection[uuid.UUID], refunds: Collection[uuid.UUID]) -> list[_Source]:
    """What of these has no receipt yet, locked so that nobody else issues one, in the order of receipts."""
    found = []
    for table, identifiers, statement in (("payments", payments, _PAYMENTS), ("refunds", refunds, _REFUNDS)):
        if identifiers:
            which = f"SELECT FROM {table} WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE"
            await database.execute(which, list(identifiers))
            # Read only now: another one may have issued some while we waited for the locks.
            found += await database.fetch_as(_Source, statement, list(identifiers))
    return found


async def _date(receiver_id: uuid.UUID) -> datetime.date:
    """The day to issue receipts on: the receiver's today, or the day of its last receipt, where it has moved to the
    west since and has that day yet to come. Numbers are given in the order of dates."""
    counted = await NumberSeries.objects().where(
        NumberSeries.receiver_id == receiver_id, NumberSeries.kind == "receipt"
    )
    today = await dates.business_date(receiver_id, None)
    return max([today, *(row.last_issued_on for row in counted if row.last_issued_on is not None)])


def _made(source: _Source, number: str, *, issued_on: datetime.date, receiver: Receiver, payer: Payer) -> _Made:
    identifier, now = ids.make(), clock.now()
    text, digest = shapes.written(
        Contents(
            id=ids.encode("receipt", identifier),
            kind="payment" if source["refund_id"] is None else "refund",
            number=number,
            issued_on=issued_on,
            payment_id=ids.encode("payment", source["payment_id"]),
            refund_id=text_id("refund", source["refund_id"]),
            currency=source["currency"],
            amount=source["amount"],
            method=source["method"],
            effective_on=source["effective_on"],
            reference=source["reference"],
            invoices=shapes.invoices(source["invoices"]),
            receiver=parties.snapshot(receiver),
            payer=parties.snapshot(payer),
        )
    )
    return _Made(
        id=identifier,
        receiver_id=receiver.id,
        payer_id=payer.id,
        payment_id=source["payment_id"],
        refund_id=source["refund_id"],
        number=number,
        currency=source["currency"],
        amount=source["amount"],
        issued_on=issued_on,
        contents=text,
        hash=digest,
        created_at=now,
        updated_at=now,
        amount_taken_back=source["amount_taken_back"],
        version=source["version"],
    )
