"""Schedules of recurring invoices."""

from typing import Annotated

from litestar import Controller, Response, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from api.answers import (
    After,
    CallerRequest,
    From,
    Id,
    Limit,
    To,
    cursor,
    one,
    page,
    reference,
    version_wanted,
    zoned,
)
from models import ids, lists
from models.billing import schedules
from models.shapes import schedules as shapes
from models.shapes.common import List
from models.shapes.schedules import Schedule, ScheduleInput, SchedulePatch, UpcomingInvoice
from models.tables.schedules import ScheduleStatus

Count = Annotated[int, QueryParameter(ge=1, le=schedules.UPCOMING_MAX, description="How many.")]


class Schedules(Controller):
    """Invoices that recur."""

    path = "/v1/schedules"
    tags = ["Schedules"]

    @post("", operation_id="createSchedule", summary="Make a schedule", opt={"permission": "schedules.write"})
    async def create(self, request: CallerRequest, data: JSONBody[ScheduleInput]) -> Response[Schedule]:
        """Makes a schedule. Invoices of periods that have begun already are made at once, as `catch_up` says."""
        row = await schedules.create(request.user, data)
        return one(shape := shapes.schedule(row), row, location=f"/v1/schedules/{shape.id}")

    @get("", operation_id="listSchedules", summary="List schedules", opt={"permission": "schedules.read"})
    async def list_(
        self,
        request: CallerRequest,
        limit: Limit = 20,
        after: After = None,
        receiver_id: FromQuery[Id] = None,
        payer_id: FromQuery[Id] = None,
        status: FromQuery[ScheduleStatus | None] = None,
        failing: FromQuery[bool | None] = None,
        created_from: From = None,
        created_to: To = None,
    ) -> List[Schedule]:
        """Schedules, newest first."""
        filters = lists.Filters(
            equal={
                "receiver_id": reference("receiver", receiver_id),
                "payer_id": reference("payer", payer_id),
                "status": status,
            },
            created_from=zoned(created_from, "created_from"),
            created_to=zoned(created_to, "created_to"),
            # As the index of those that fail has it.
            conditions=[
                ("failing_since IS NOT NULL AND {}" if failing else "failing_since IS NULL AND NOT {}", failing)
            ],
        )
        found = await schedules.list_page(request.user, filters=filters, limit=limit, after=cursor("schedule", after))
        return page(found, shapes.schedule, "schedule")

    @get(
        "/{schedule_id:str}",
        operation_id="getSchedule",
        summary="Read a schedule",
        opt={"permission": "schedules.read"},
    )
    async def read(self, request: CallerRequest, schedule_id: FromPath[str]) -> Response[Schedule]:
        """One schedule."""
        row = await schedules.get(request.user, ids.decode("schedule", schedule_id))
        return one(shapes.schedule(row), row)

    @patch(
        "/{schedule_id:str}",
        operation_id="updateSchedule",
        summary="Change a schedule",
        opt={"permission": "schedules.write"},
    )
    async def update(
        self, request: CallerRequest, schedule_id: FromPath[str], data: JSONBody[SchedulePatch]
    ) -> Response[Schedule]:
        """Changes the fields that are sent, for the periods that are still to come. What failed is tried again."""
        row = await schedules.update(
            request.user, ids.decode("schedule", schedule_id), data, version=version_wanted(request)
        )
        return one(shapes.schedule(row), row)

    @post(
        "/{schedule_id:str}/pause",
        operation_id="pauseSchedule",
        summary="Pause a schedule",
        status_code=200,
        opt={"permission": "schedules.write"},
    )
    async def pause(self, request: CallerRequest, schedule_id: FromPath[str]) -> Response[Schedule]:
        """Makes no more invoices until it is resumed."""
        row = await schedules.pause(request.user, ids.decode("schedule", schedule_id), version=version_wanted(request))
        return one(shapes.schedule(row), row)

    @post(
        "/{schedule_id:str}/resume",
        operation_id="resumeSchedule",
        summary="Resume a schedule",
        status_code=200,
        opt={"permission": "schedules.write"},
    )
    async def resume(self, request: CallerRequest, schedule_id: FromPath[str]) -> Response[Schedule]:
        """Goes on; `catch_up` says what becomes of periods that began meanwhile."""
        row = await schedules.resume(request.user, ids.decode("schedule", schedule_id), version=version_wanted(request))
        return one(shapes.schedule(row), row)

    @post(
        "/{schedule_id:str}/cancel",
        operation_id="cancelSchedule",
        summary="Cancel a schedule",
        status_code=200,
        opt={"permission": "schedules.write"},
    )
    async def cancel(self, request: CallerRequest, schedule_id: FromPath[str]) -> Response[Schedule]:
        """Ends a schedule for good. The invoices that it has made stay as they are."""
        row = await schedules.cancel(request.user, ids.decode("schedule", schedule_id), version=version_wanted(request))
        return one(shapes.schedule(row), row)

    @get(
        "/{schedule_id:str}/upcoming",
        operation_id="listUpcomingInvoices",
        summary="Look ahead",
        opt={"permission": "schedules.read"},
    )
    async def upcoming(
        self, request: CallerRequest, schedule_id: FromPath[str], count: FromQuery[Count] = 10
    ) -> List[UpcomingInvoice]:
        """The next invoices, as things are now; nothing is stored. Of a paused schedule, if it were resumed now."""
        found = await schedules.upcoming(request.user, ids.decode("schedule", schedule_id), count=count)
        return List(data=found, has_more=False, next_cursor=None)
