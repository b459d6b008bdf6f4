"""Receipts, as clients see them, and the text that their hash is of."""

import datetime
import hashlib
import uuid
from typing import Literal, TypedDict

import msgspec

from models import ids
from models.shapes.common import from_json
from models.shapes.parties import PartySnapshot
from models.tables.collection import Method

ReceiptKind = Literal["payment", "refund"]
ReceiptStatus = Literal["valid", "reduced", "void"]
# Of the page that tells whoever holds a receipt whether it still stands; its address is printed on each.
CHECK_PATH = "/receipts"


def _followed(of_payment: str, of_refund: str) -> str:
    """What a receipt shows of the payment or refund that it is for, which may change while the receipt does not."""
    return f"""(
        SELECT {of_payment} FROM payments AS source
        WHERE source.id = receipts.payment_id AND receipts.refund_id IS NULL
        UNION ALL
        SELECT {of_refund} FROM refunds AS source WHERE source.id = receipts.refund_id)"""


# What the shape is made from; `ReceiptRow` has their types.
COLUMNS = f"""receipts.id, receipts.receiver_id, receipts.payer_id, receipts.payment_id, receipts.refund_id,
    receipts.number, receipts.amount, receipts.contents, receipts.hash, receipts.created_at,
    {
    _followed(
        "least(source.amount_reversed, source.amount)",
        "CASE WHEN source.status = 'succeeded' THEN 0 ELSE source.amount END",
    )
} AS amount_taken_back,
    {_followed("source.version", "source.version")} AS version,
    greatest(receipts.created_at, {_followed("source.updated_at", "source.updated_at")}) AS updated_at"""


class ReceiptRow(TypedDict):
    """What `COLUMNS` select. `version` is that of the payment or refund."""

    id: uuid.UUID
    receiver_id: uuid.UUID
    payer_id: uuid.UUID
    payment_id: uuid.UUID
    refund_id: uuid.UUID | None
    number: str
    amount: int
    contents: str
    hash: str
    created_at: datetime.datetime
    updated_at: datetime.datetime
    amount_taken_back: int
    version: int


class ReceiptedInvoice(msgspec.Struct, kw_only=True):
    """How much of the money an invoice had of it when the receipt was issued, in minor units."""

    invoice_id: str
    number: str
    amount: int


class Contents(msgspec.Struct, kw_only=True):
    """What is frozen when a receipt is issued."""

    id: str
    kind: ReceiptKind
    number: str
    issued_on: datetime.date
    payment_id: str
    refund_id: str | None
    currency: str
    amount: int
    method: Method
    effective_on: datetime.date
    reference: str | None
    invoices: list[ReceiptedInvoice]
    receiver: PartySnapshot
    payer: PartySnapshot


class Receipt(msgspec.Struct, kw_only=True):
    """What both sides have in hand about money that has arrived (`kind` is `payment`) or has gone back (`refund`).

    All but `status`, `amount_taken_back` and `updated_at` is frozen, and `hash` (SHA-256) proves it. It is `reduced`
    while a part of the money is taken back, and `void` while all of it is: by a returned debit, a chargeback, a bounced
    cheque, a correction. A refund's is `void` while the refund has not gone after all. `invoices` says what the money
    was for when the receipt was issued; what they do not hold of `amount` was the payer's credit.
    """

    id: str
    object: Literal["receipt"] = "receipt"
    receiver_id: str
    payer_id: str
    kind: ReceiptKind
    payment_id: str
    refund_id: str | None
    number: str
    status: ReceiptStatus
    currency: str
    amount: int
    amount_taken_back: int
    method: Method
    effective_on: datetime.date
    issued_on: datetime.date
    reference: str | None
    invoices: list[ReceiptedInvoice]
    receiver: PartySnapshot
    payer: PartySnapshot
    hash: str
    created_at: datetime.datetime
    updated_at: datetime.datetime


class Verification(msgspec.Struct, kw_only=True):
    """Whether there is a receipt with that number or id and that hash, and it is `valid` in full. `status` is null
    where there is none."""

    object: Literal["receipt_verification"] = "receipt_verification"
    valid: bool
    status: ReceiptStatus | None


def written(contents: Contents) -> tuple[str, str]:
    """The text that is kept, and its hash."""
    text = msgspec.json.encode(contents).decode()
    return text, hashlib.sha256(text.encode()).hexdigest()


class _Invoice(msgspec.Struct):
    """How a statement tells of it."""

    invoice_id: uuid.UUID
    number: str
    amount: int


def invoices(found: str) -> list[ReceiptedInvoice]:
    """What the money was for, from the JSON of a statement."""
    return [
        ReceiptedInvoice(invoice_id=ids.encode("invoice", one.invoice_id), number=one.number, amount=one.amount)
        for one in from_json(found, list[_Invoice])
    ]


def receipt(row: ReceiptRow) -> Receipt:
    """The shape of a row of `receipts` (see `COLUMNS`)."""
    contents = from_json(row["contents"], Contents)
    frozen = {name: getattr(contents, name) for name in Contents.__struct_fields__ if name != "id"}
    return Receipt(
        id=ids.encode("receipt", row["id"]),
        receiver_id=ids.encode("receiver", row["receiver_id"]),
        payer_id=ids.encode("payer", row["payer_id"]),
        status=status_of(row),
        amount_taken_back=row["amount_taken_back"],
        hash=row["hash"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        **frozen,
    )


def status_of(row: ReceiptRow) -> ReceiptStatus:
    """What of the money is still where the receipt says that it is."""
    if row["amount_taken_back"] == 0:
        return "valid"
    return "void" if row["amount_taken_back"] >= row["amount"] else "reduced"
