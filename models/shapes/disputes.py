"""Disputes, as clients see them, and what they answer."""

import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from models import ids
from models.shapes.common import NO_NUL, Input
from models.tables import disputes as tables
from models.tables.disputes import DisputeFunds, DisputeStatus, ResponseStatus


class EvidenceInput(Input):
    """What speaks against the dispute, for the payer's bank to read."""

    text: Annotated[str, Meta(min_length=1, max_length=10_000, pattern=NO_NUL)]


class Dispute(msgspec.Struct, kw_only=True):
    """A payer has told their bank that a payment was not right.

    `funds` says where the money is: `withdrawn` from the receiver, `reinstated`, or `none` where it has not moved, as
    with a `warning`. The invoices named are `disputed` while the dispute is open. It is to be answered until
    `respond_by`; `response_status` says whether the gateway has the answer, and `response_message` why it took none.
    """

    id: str
    object: Literal["dispute"] = "dispute"
    receiver_id: str
    payer_id: str
    payment_id: str
    gateway_account_id: str
    gateway_dispute_id: str
    status: DisputeStatus
    funds: DisputeFunds
    currency: str
    amount: int
    reason: str | None
    respond_by: datetime.datetime | None
    invoice_ids: list[str]
    evidence: str | None
    response_status: ResponseStatus
    response_message: str | None
    created_at: datetime.datetime
    updated_at: datetime.datetime


def dispute(row: tables.Dispute) -> Dispute:
    """The shape of a row of `disputes`."""
    return Dispute(
        id=ids.encode("dispute", row.id),
        receiver_id=ids.encode("receiver", row.receiver_id),
        payer_id=ids.encode("payer", row.payer_id),
        payment_id=ids.encode("payment", row.payment_id),
        gateway_account_id=ids.encode("gateway_account", row.gateway_account_id),
        gateway_dispute_id=row.gateway_dispute_id,
        status=row.status,
        funds=row.funds,
        currency=row.currency,
        amount=row.amount,
        reason=row.reason,
        respond_by=row.respond_by,
        invoice_ids=[ids.encode("invoice", invoice_id) for invoice_id in row.invoice_ids],
        evidence=row.evidence,
        response_status=row.response_status,
        response_message=row.response_message,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
