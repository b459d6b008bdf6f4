"""Reminders of invoices, and by which rules they are sent, as clients see and send them."""

import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from models import ids
from models.errors import Invalid
from models.shapes.common import ONE_LINE, Input, LongText, from_json, text_id
from models.tables.reminders import Reminder as Row
from models.tables.reminders import ReminderPause as PauseRow
from models.tables.reminders import ReminderPolicy as PolicyRow
from models.tables.reminders import ReminderReason, ReminderStatus

STAGES_MAX = 10

Days = Annotated[
    int, Meta(ge=-60, le=365, description="Days after the due date, or before it: -3, 0, 7.", examples=[7])
]
Notice = Annotated[
    bool,
    Meta(description="Whether owners and managers are mailed a day before, with a link for each invoice to pause it."),
]
PauseToken = Annotated[str, Meta(min_length=1, max_length=400, pattern=r"^[A-Za-z0-9_-]*$")]
Subject = Annotated[str, Meta(min_length=1, max_length=150, pattern=ONE_LINE)]


class Stage(Input, omit_defaults=True):
    """When to remind, and in which words; without any a sentence says what is due when."""

    days: Days
    subject: Subject | None = None
    text: LongText | None = None


class ReminderPolicyInput(Input):
    """By which rules a receiver reminds, as a whole. Without stages nobody is reminded."""

    stages: Annotated[list[Stage], Meta(max_length=STAGES_MAX)]
    paused: bool = False
    notice: Notice = True

    def __post_init__(self) -> None:
        days = [stage.days for stage in self.stages]
        for index, day in enumerate(days):
            if day in days[:index]:
                raise Invalid(f"There is a stage for {day} days already.", pointer=f"/stages/{index}/days")
        self.stages.sort(key=lambda stage: stage.days)


class ReminderPolicy(msgspec.Struct, kw_only=True):
    """By which rules a receiver reminds. While it is `paused`, each reminder that would be sent is noted as skipped."""

    id: str | None
    object: Literal["reminder_policy"] = "reminder_policy"
    receiver_id: str
    stages: list[Stage]
    paused: bool
    notice: bool
    created_at: datetime.datetime | None
    updated_at: datetime.datetime | None


class Reminder(msgspec.Struct, kw_only=True):
    """That an instalment has reached a stage, and what became of it.

    `stage` is so many days after `due_on`, or before it; `instalment` counts from 1, and is 1 where there are none.
    `due`: its mail waits. `sent`: the mail server has taken it. `skipped`: it was not sent, and `reason` says why.
    """

    id: str
    object: Literal["reminder"] = "reminder"
    receiver_id: str
    invoice_id: str
    instalment: int
    stage: int
    due_on: datetime.date
    status: ReminderStatus
    reason: ReminderReason | None
    detail: str | None
    sent_at: datetime.datetime | None
    created_at: datetime.datetime
    updated_at: datetime.datetime


class PauseLink(Input):
    """The token behind the `#` of a link from a mail that tells what will be reminded of."""

    token: PauseToken


class ReminderPause(msgspec.Struct, kw_only=True):
    """Whether an invoice, or all of a payer's, are left out of reminders."""

    object: Literal["reminder_pause"] = "reminder_pause"
    invoice_id: str | None
    payer_id: str | None
    paused: bool


def policy(row: PolicyRow | None, *, receiver_id: str) -> ReminderPolicy:
    """The shape of a row of `reminder_policies`, or of a receiver that has none."""
    return ReminderPolicy(
        id=None if row is None else ids.encode("reminder_policy", row.id),
        receiver_id=receiver_id,
        stages=[] if row is None else stages(row),
        paused=row is not None and row.paused,
        notice=row is None or row.notice,
        created_at=None if row is None else row.created_at,
        updated_at=None if row is None else row.updated_at,
    )


def stages(row: PolicyRow) -> list[Stage]:
    """The stages of a policy, the earliest first."""
    return from_json(row.stages, list[Stage])


def reminder(row: Row) -> Reminder:
    """The shape of a row of `reminders`."""
    return Reminder(
        id=ids.encode("reminder", row.id),
        receiver_id=ids.encode("receiver", row.receiver_id),
        invoice_id=ids.encode("invoice", row.invoice_id),
        instalment=row.position,
        stage=row.days,
        due_on=row.due_on,
        status=row.status,
        reason=row.reason,
        detail=row.detail,
        sent_at=row.sent_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def pause(row: PauseRow, *, paused: bool) -> ReminderPause:
    """The shape of a row of `reminder_pauses`, or of one that has just gone."""
    return ReminderPause(
        invoice_id=text_id("invoice", row.invoice_id), payer_id=text_id("payer", row.payer_id), paused=paused
    )
