"""Schedules of recurring invoices, as clients see and send them."""

import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from models import ids
from models.money import periods
from models.money.periods import Billing, CatchUp, Course, Rhythm
from models.shapes.billing import InvoiceContents, Period
from models.shapes.common import Input, Metadata, changes, from_json, metadata, to_json
from models.tables import schedules as tables
from models.tables.schedules import ScheduleStatus

# A year of days, and ten of months.
Days = Annotated[int, Meta(ge=1, le=366)]
Weeks = Annotated[int, Meta(ge=1, le=52)]
Months = Annotated[int, Meta(ge=1, le=120)]
AnchorDay = Annotated[int, Meta(ge=1, le=31, description="The day of the month, or its last day if it is shorter.")]
Periods = Annotated[int, Meta(ge=1, le=10_000, description="After how many periods it ends.")]


class Every(Input, omit_defaults=True):
    """How often: every so many months, weeks or days; one of them."""

    months: Months | None = None
    weeks: Weeks | None = None
    days: Days | None = None


class ScheduleInput(Input):
    """A new schedule. `invoice` is what each invoice is made of: what an invoice takes, but for its parties and for
    dates of the calendar, which are counted from the issue instead.

    The first period begins on `starts_on`, or on the first `anchor_day` after it. It ends after the period that begins
    on `ends_on` or before, after `count` periods, or never. `catch_up` says what becomes of periods that were missed.

    `billing` says which period each invoice names as its `period`: `in_advance` the one that begins when it is made,
    `in_arrears` the one that has ended then; null none.
    """

    receiver_id: ids.ReceiverId
    payer_id: ids.PayerId
    invoice: InvoiceContents
    every: Every
    starts_on: datetime.date
    anchor_day: AnchorDay | None = None
    ends_on: datetime.date | None = None
    count: Periods | None = None
    catch_up: CatchUp = "all"
    billing: Billing | None = None
    finalize: bool = False
    send: bool = False
    collect: bool = False
    metadata: Metadata = msgspec.field(default_factory=dict)


class SchedulePatch(Input):
    """Changes to a schedule, for the periods that are still to come: only the fields sent change, and null clears.
    `invoice` and `metadata` are replaced as a whole. How often it recurs, and since when, stays."""

    payer_id: ids.PayerId | UnsetType = UNSET
    invoice: InvoiceContents | UnsetType = UNSET
    ends_on: datetime.date | None | UnsetType = UNSET
    count: Periods | None | UnsetType = UNSET
    catch_up: CatchUp | UnsetType = UNSET
    billing: Billing | None | UnsetType = UNSET
    finalize: bool | UnsetType = UNSET
    send: bool | UnsetType = UNSET
    collect: bool | UnsetType = UNSET
    metadata: Metadata | UnsetType = UNSET


class Schedule(msgspec.Struct, kw_only=True):
    """An invoice that recurs.

    While it is `active`, the invoice of `next_period_start` is made when that day begins where the receiver is.
    `failing_since` is when it could first not be made, and `failure_message` why; it is tried again for eight days,
    and paused then. `periods_passed` counts those that are over, made or left out.
    """

    id: str
    object: Literal["schedule"] = "schedule"
    receiver_id: str
    payer_id: str
    status: ScheduleStatus
    invoice: InvoiceContents
    every: Every
    starts_on: datetime.date
    anchor_day: int | None
    ends_on: datetime.date | None
    count: int | None
    catch_up: CatchUp
    billing: Billing | None
    finalize: bool
    send: bool
    collect: bool
    next_period_start: datetime.date | None
    periods_passed: int
    failing_since: datetime.datetime | None
    failure_code: str | None
    failure_message: str | None
    metadata: dict[str, str]
    created_at: datetime.datetime
    updated_at: datetime.datetime


class UpcomingInvoice(msgspec.Struct, kw_only=True):
    """An invoice that a schedule will make, as things are now."""

    object: Literal["upcoming_invoice"] = "upcoming_invoice"
    period_start: datetime.date
    period: Period | None
    issue_on: datetime.date
    due_on: datetime.date
    currency: str
    total: int


def schedule(row: tables.Schedule) -> Schedule:
    """The shape of a row of `schedules`."""
    return Schedule(
        id=ids.encode("schedule", row.id),
        receiver_id=ids.encode("receiver", row.receiver_id),
        payer_id=ids.encode("payer", row.payer_id),
        status=row.status,
        invoice=contents(row),
        every=Every(**{row.every_unit: row.every_count}),
        starts_on=row.starts_on,
        anchor_day=row.anchor_day,
        ends_on=row.ends_on,
        count=row.periods_max,
        catch_up=row.catch_up,
        billing=row.billing,
        finalize=row.finalize,
        send=row.send,
        collect=row.collect,
        next_period_start=row.next_period_start,
        periods_passed=row.periods_passed,
        failing_since=row.failing_since,
        failure_code=row.failure_code,
        failure_message=row.failure_message,
        metadata=metadata(row.metadata),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def contents(row: tables.Schedule) -> InvoiceContents:
    """What a schedule's invoices are made of."""
    return from_json(row.invoice, InvoiceContents)


def course(row: tables.Schedule) -> Course | None:
    """What is left of a schedule; None once it has ended."""
    if row.next_period_start is None:
        return None
    return Course(
        rhythm=_rhythm(row),
        next_on=row.next_period_start,
        ends_on=row.ends_on,
        left=None if row.periods_max is None else max(0, row.periods_max - row.periods_passed),
    )


def period(row: tables.Schedule, period_start: datetime.date) -> Period | None:
    """The period that an invoice of a schedule is for, as its `billing` says; None where it says nothing."""
    billed = None if row.billing is None else periods.billed(_rhythm(row), period_start, row.billing)
    return None if billed is None else Period(*billed)


def _rhythm(row: tables.Schedule) -> Rhythm:
    return Rhythm(unit=row.every_unit, count=row.every_count, anchor_day=row.anchor_day)


def changes_of(patch: SchedulePatch) -> dict[str, object]:
    """The columns that a PATCH sets as it says; who the payer is must be looked up."""
    sent = changes(patch)
    sent.pop("payer_id", None)
    if "count" in sent:
        sent["periods_max"] = sent.pop("count")
    return {name: to_json(value) if name in ("invoice", "metadata") else value for name, value in sent.items()}
