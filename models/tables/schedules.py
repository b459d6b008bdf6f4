"""What recurs: the schedules of invoices, and what each of them makes next."""

from typing import Literal, get_args

from piccolo.columns import JSONB, UUID, Boolean, Date, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.money.periods import BILLINGS, CATCH_UPS, PERIOD_UNITS, Billing, CatchUp, PeriodUnit
from models.tables import columns
from models.tables.columns import WORK_STATUSES, Field, WorkStatus
from models.tables.parties import Payer, Receiver
from models.tables.row import Row

ScheduleStatus = Literal["active", "paused", "completed", "canceled"]
SCHEDULE_STATUSES: tuple[ScheduleStatus, ...] = get_args(ScheduleStatus)


class Schedule(Row, Table, tablename="schedules"):
    """An invoice that recurs. `invoice` is what each is made of, `next_period_start` the period that is next.

    That its payer is in its receiver's book is a composite foreign key, which stands in a migration.
    """

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver)
    payer_id = columns.reference(Payer, index=True)
    status: Field[ScheduleStatus] = columns.word(10, default="active")
    invoice = JSONB(default="{}")
    every_unit: Field[PeriodUnit] = columns.word(6)
    every_count = Integer()
    starts_on = Date()
    anchor_day = columns.nullable(Integer(null=True, default=None))
    ends_on = columns.nullable(Date(null=True, default=None))
    periods_max = columns.nullable(Integer(null=True, default=None))
    catch_up: Field[CatchUp] = columns.word(6, default="all")
    billing: Field[Billing | None] = columns.optional_word(10)
    finalize = Boolean(default=False)
    send = Boolean(default=False)
    collect = Boolean(default=False)
    next_period_start = columns.nullable(Date(null=True, default=None))
    periods_passed = Integer(default=0, help_text="How many periods are over: made, or left out by `catch_up`.")
    failing_since = columns.nullable(Timestamptz(null=True, default=None))
    failure_code = columns.nullable(Varchar(length=60, null=True, default=None))
    failure_message = columns.nullable(Text(null=True, default=None))
    metadata = JSONB(default="{}")
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    schedules_have_a_known_status = Check(columns.one_of("status", SCHEDULE_STATUSES))
    schedules_have_a_known_unit = Check(columns.one_of("every_unit", PERIOD_UNITS))
    schedules_have_a_known_catch_up = Check(columns.one_of("catch_up", CATCH_UPS))
    schedules_have_a_known_billing = Check(f'"billing" IS NULL OR {columns.one_of("billing", BILLINGS)}')
    schedules_recur = Check(
        '"every_count" >= 1 AND "periods_passed" >= 0 AND ("periods_max" IS NULL OR "periods_max" >= 1)'
    )
    schedules_have_an_anchor_in_months = Check(
        '("every_unit" = \'months\') = ("anchor_day" IS NOT NULL) '
        'AND ("anchor_day" IS NULL OR "anchor_day" BETWEEN 1 AND 31)'
    )
    schedules_end_in_one_way = Check('"ends_on" IS NULL OR "periods_max" IS NULL')
    schedules_have_a_next_period_until_they_end = Check(
        "(\"status\" IN ('active', 'paused')) = (\"next_period_start\" IS NOT NULL)"
    )
    schedules_say_why_they_fail = Check('("failing_since" IS NULL) = ("failure_code" IS NULL)')


class ScheduleRun(Row, Table, tablename="schedule_runs"):
    """The next invoice of an active schedule, as work to be done: it is due when the period's day begins."""

    id = columns.primary_key()
    schedule_id = columns.reference(Schedule, on_delete=OnDelete.cascade)
    status: Field[WorkStatus] = columns.word(10, default="pending")
    attempts = Integer(default=0)
    deaths = columns.deaths()
    next_attempt_at = Timestamptz()
    lease_token = columns.nullable(UUID(null=True, default=None))
    error = columns.nullable(Text(null=True, default=None))
    created_at = columns.created_at()

    schedule_runs_have_a_known_status = Check(columns.one_of("status", WORK_STATUSES))
    schedule_runs_have_a_lease_while_leased = Check(columns.is_work())
    schedule_runs_are_one_per_schedule = Unique(["schedule_id"])
