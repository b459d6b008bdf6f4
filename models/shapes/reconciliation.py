"""Comparisons with a gateway's books, as clients see and send them."""

import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from models import ids
from models.shapes.common import NO_NUL, Input, Instant, text_id
from models.tables import reconciliation as tables
from models.tables.reconciliation import DiscrepancyKind, DiscrepancyStatus, DiscrepancySubject

Resolution = Annotated[
    str, Meta(min_length=1, max_length=2000, pattern=NO_NUL, examples=["Booked by hand: see ticket 4711."])
]


class RunInput(Input):
    """A comparison to be made; by default of the last day."""

    gateway_account_id: ids.GatewayAccountId
    since: Instant | None = None
    until: Instant | None = None


class Run(msgspec.Struct, kw_only=True):
    """One comparison of a gateway's books with ours, from `since` to before `until`. Payments are counted by when they
    were made; refunds, and reversals with an id of the gateway's, by when they last changed there."""

    id: str
    object: Literal["reconciliation_run"] = "reconciliation_run"
    receiver_id: str
    gateway_account_id: str
    since: datetime.datetime
    until: datetime.datetime
    status: Literal["pending", "running", "completed", "failed"]
    payments_there: int
    payments_here: int
    refunds_there: int
    refunds_here: int
    reversals_there: int
    reversals_here: int
    discrepancies_found: int
    error: str | None
    created_at: datetime.datetime
    updated_at: datetime.datetime


class ResolutionInput(Input):
    """How a discrepancy was resolved, for whoever reads it later."""

    resolution: Resolution


class Discrepancy(msgspec.Struct, kw_only=True):
    """A difference between a gateway's books and ours, or (`paid_twice`) a payment that found its invoice paid by
    another of the same amount, through a gateway or without one. `age_seconds` counts from when it was found. `run_id`
    is null where no run has found it first. `subject` says whether it is about a payment, a refund or a reversal;
    `gateway_object_id` is the gateway's id of the latter two."""

    id: str
    object: Literal["discrepancy"] = "discrepancy"
    receiver_id: str
    gateway_account_id: str | None
    run_id: str | None
    subject: DiscrepancySubject
    kind: DiscrepancyKind
    status: DiscrepancyStatus
    payment_id: str | None
    gateway_payment_id: str | None
    refund_id: str | None
    reversal_id: str | None
    gateway_object_id: str | None
    currency: str
    amount_here: int | None
    amount_there: int | None
    status_here: str | None
    status_there: str | None
    resolution: str | None
    resolved_by: str | None
    resolved_at: datetime.datetime | None
    age_seconds: int
    created_at: datetime.datetime
    updated_at: datetime.datetime


def run(row: tables.ReconciliationRun) -> Run:
    """The shape of a row of `reconciliation_runs`."""
    return Run(
        id=ids.encode("reconciliation_run", row.id),
        receiver_id=ids.encode("receiver", row.receiver_id),
        gateway_account_id=ids.encode("gateway_account", row.gateway_account_id),
        since=row.since,
        until=row.until,
        status="running" if row.status == "leased" else row.status,
        payments_there=row.payments_there,
        payments_here=row.payments_here,
        refunds_there=row.refunds_there,
        refunds_here=row.refunds_here,
        reversals_there=row.reversals_there,
        reversals_here=row.reversals_here,
        discrepancies_found=row.discrepancies_found,
        error=row.error,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def discrepancy(row: tables.Discrepancy, *, now: datetime.datetime) -> Discrepancy:
    """The shape of a row of `discrepancies`, as old as it is `now` or was when it was resolved."""
    return Discrepancy(
        id=ids.encode("discrepancy", row.id),
        receiver_id=ids.encode("receiver", row.receiver_id),
        gateway_account_id=text_id("gateway_account", row.gateway_account_id),
        run_id=text_id("reconciliation_run", row.run_id),
        subject=row.subject,
        kind=row.kind,
        status=row.status,
        payment_id=text_id("payment", row.payment_id),
        gateway_payment_id=row.gateway_payment_id,
        refund_id=text_id("refund", row.refund_id),
        reversal_id=text_id("reversal", row.reversal_id),
        gateway_object_id=row.gateway_object_id,
        currency=row.currency,
        amount_here=row.amount_here,
        amount_there=row.amount_there,
        status_here=row.status_here,
        status_there=row.status_there,
        resolution=row.resolution,
        resolved_by=text_id("user", row.resolved_by),
        resolved_at=row.resolved_at,
        age_seconds=max(0, int(((row.resolved_at or now) - row.created_at).total_seconds())),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
