"""Rows of invoices as statements read them, and what follows from one."""

import datetime
import uuid
from collections.abc import Iterator
from typing import TypedDict

import msgspec

from config import settings
from models import pay_tokens
from models.money import instalments as parts
from models.money.instalments import Standing
from models.money.terms import TermsType
from models.money.totals import Rounding
from models.tables.billing import InvoiceKind, InvoiceStatus, Settlement

_plan = msgspec.json.Decoder(list[parts.Instalment])

# What the shape of an invoice is made from; `InvoiceRow` has their types.
COLUMNS = "invoices.*"


class WithPayToken(TypedDict):
    """What a pay link is made from."""

    id: uuid.UUID
    pay_token: bytes | None


class WithAmountDue(TypedDict):
    """What the amount due follows from."""

    status: InvoiceStatus
    total: int
    amount_withheld: int
    amount_paid: int
    amount_credited: int
    amount_written_off: int


class InvoiceRow(WithPayToken, WithAmountDue):
    """What `COLUMNS` select. JSON is text here."""

    receiver_id: uuid.UUID
    payer_id: uuid.UUID
    settlement: Settlement
    number: str | None
    reference: str | None
    reference_is_shared: bool
    currency: str
    lines: str
    prices_include_tax: bool
    rounding: Rounding
    discount: str | None
    memo: str | None
    purchase_order: str | None
    delivered_on: datetime.date | None
    period_from: datetime.date | None
    period_to: datetime.date | None
    subtotal: int
    discount_total: int
    tax_total: int
    taxes: str
    withholdings: str
    amount_reserved: int
    amount_overpaid: int
    terms_type: TermsType | None
    terms_days: int | None
    instalments: str | None
    due_on: datetime.date | None
    issued_on: datetime.date | None
    time_zone: str | None
    overdue: bool
    overdue_noted: list[int]
    next_overdue_on: datetime.date | None
    schedule_id: uuid.UUID | None
    period_start: datetime.date | None
    disputed: bool
    receiver_snapshot: str | None
    payer_snapshot: str | None
    pay_token_digest: bytes | None
    finalized_at: datetime.datetime | None
    replaces_id: uuid.UUID | None
    replaced_by_id: uuid.UUID | None
    fee_payment_id: uuid.UUID | None
    fee_reversal_id: uuid.UUID | None
    metadata: str
    version: int
    created_at: datetime.datetime
    updated_at: datetime.datetime


# The same of a row of `invoices` in a statement.
COLLECTIBLE = "total - amount_withheld - amount_credited - amount_written_off"


def collectible(row: WithAmountDue) -> int:
    """What an issued invoice asks for in all: paid or not, but neither withheld, credited nor written off."""
    return row["total"] - row["amount_withheld"] - row["amount_credited"] - row["amount_written_off"]


def standing(row: InvoiceRow) -> Iterator[Standing]:
    """What each instalment of an invoice has. One without any is a single instalment of its own."""
    if row["instalments"] is None:
        plan = [parts.Instalment(amount=row["total"] - row["amount_withheld"], due_on=row["due_on"])]
    else:
        plan = _plan.decode(row["instalments"])
    reduced = row["amount_credited"] + row["amount_written_off"]
    return parts.standing(plan, paid=row["amount_paid"], reduced=reduced)


def due_of(row: InvoiceRow, position: int) -> int:
    """What remains to be paid of one instalment; nothing where there is no such one."""
    return next((one.due for one in standing(row) if one.position == position), 0)


def amount_due(row: WithAmountDue) -> int:
    """What remains to be paid. A draft asks for nothing yet, and a void invoice for nothing any more."""
    if row["status"] not in ("open", "uncollectible"):
        return 0
    return collectible(row) - row["amount_paid"]


def amount_overdue(row: InvoiceRow) -> int:
    """What remains of the instalments that were announced as overdue; nothing once it need not be paid any more."""
    if row["status"] != "open" or not row["overdue_noted"]:
        return 0
    return parts.amount_overdue(standing(row), noted=row["overdue_noted"])


def pay_token(row: WithPayToken) -> str:
    """The token in an issued invoice's pay link."""
    assert row["pay_token"] is not None, "a draft has no pay link"
    return pay_tokens.read(row["id"], row["pay_token"])


def pay_url(row: WithPayToken) -> str | None:
    """The link by which an issued invoice is paid without a login; None for a draft."""
    return None if row["pay_token"] is None else f"{settings.public_url}/pay/{pay_token(row)}"


def kind(fee_payment_id: uuid.UUID | None) -> InvoiceKind:
    """What an invoice is called: one over the fee of a payment that bounced is a debit note."""
    return "invoice" if fee_payment_id is None else "debit_note"
