"""Mails about an invoice, as clients ask for them and see them."""

import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from models import ids
from models.errors import Invalid
from models.shapes import emails
from models.shapes.common import Email, Input, LongText
from models.tables.invoice_mails import InvoiceMail as Row
from models.tables.invoice_mails import InvoiceMailKind, InvoiceMailStatus

REASON = r"^[a-z0-9_-]{1,40}$(?!\n)"
# Why an invoice is mailed unless somebody says otherwise.
ISSUED = "issued"
COPIES_MAX = 10

Reason = Annotated[
    str,
    Meta(
        pattern=REASON,
        description="Why it is mailed: each reason sends one mail. Send another one to mail it again.",
        examples=["lost"],
    ),
]


class SendInput(Input):
    """Whom to mail an invoice to, instead of its payer's address; who gets a copy; and what stands above it."""

    to: Email | None = None
    cc: Annotated[list[Email], Meta(max_length=COPIES_MAX)] = msgspec.field(default_factory=list)
    message: LongText | None = None
    reason: Reason = ISSUED

    def __post_init__(self) -> None:
        if self.to is not None:
            self.to = _normal(self.to, "/to")
        self.cc = list(dict.fromkeys(_normal(copy, f"/cc/{index}") for index, copy in enumerate(self.cc)))


class InvoiceMail(msgspec.Struct, kw_only=True):
    """A mail about an invoice, for a reason that no other one of its `kind` has.

    `invoice` was asked for, by `/send` or a schedule. `receipt` tells that the payer's money has arrived, with the
    receipt's number as its reason; `collection_failed` that it could not be collected, with the payment's id.

    `sent`: the mail server has taken it. `refused`: it said that it never will. `failed`: it could not be handed over
    within two days. `skipped`: nobody needed it any more, since the invoice was void or paid by then. `detail` says
    why.
    """

    id: str
    object: Literal["invoice_mail"] = "invoice_mail"
    invoice_id: str
    kind: InvoiceMailKind
    reason: str
    to: str
    cc: list[str]
    status: InvoiceMailStatus
    detail: str | None
    sent_at: datetime.datetime | None
    created_at: datetime.datetime
    updated_at: datetime.datetime


def invoice_mail(row: Row) -> InvoiceMail:
    """The shape of a row of `invoice_mails`."""
    return InvoiceMail(
        id=ids.encode("invoice_mail", row.id),
        invoice_id=ids.encode("invoice", row.invoice_id),
        kind=row.kind,
        reason=row.reason,
        to=row.recipient,
        cc=row.copies,
        status=row.status,
        detail=row.detail,
        sent_at=row.sent_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _normal(email: str, pointer: str) -> str:
    try:
        return emails.normal(email)
    except ValueError as error:
        raise Invalid("There can be no host of the name behind the @.", pointer=pointer) from error
