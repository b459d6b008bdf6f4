"""Receivers."""

from typing import Annotated

from litestar import Controller, Response, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from api.answers import After, CallerRequest, From, Limit, To, cursor, one, page, version_wanted, zoned
from models import ids, lists
from models.billing import number_gaps
from models.parties import receivers
from models.shapes import parties as shapes
from models.shapes.common import List
from models.shapes.number_gaps import PERIOD, NumberGaps
from models.shapes.parties import Receiver, ReceiverInput, ReceiverPatch
from models.tables.billing import SeriesKind
from models.tables.parties import PartyStatus

PeriodFilter = Annotated[
    str | None,
    QueryParameter(
        pattern=PERIOD, description="Only this period: 2026, 2026-03, or empty where numbers go on for ever."
    ),
]


class Receivers(Controller):
    """Business profiles that issue invoices and get paid."""

    path = "/v1/receivers"
    tags = ["Parties"]

    @post("", operation_id="createReceiver", summary="Make a receiver", opt={"permission": "receivers.create"})
    async def create(self, request: CallerRequest, data: JSONBody[ReceiverInput]) -> Response[Receiver]:
        """Makes a receiver that the caller owns."""
        row = await receivers.create(request.user, data)
        return one(shape := shapes.receiver(row), row, location=f"/v1/receivers/{shape.id}")

    @get("", operation_id="listReceivers", summary="List receivers", opt={"permission": "receivers.read"})
    async def list_(
        self,
        request: CallerRequest,
        limit: Limit = 20,
        after: After = None,
        status: FromQuery[PartyStatus | None] = None,
        created_from: From = None,
        created_to: To = None,
    ) -> List[Receiver]:
        """The receivers that the caller belongs to, newest first."""
        filters = lists.Filters(
            equal={"status": status},
            created_from=zoned(created_from, "created_from"),
            created_to=zoned(created_to, "created_to"),
        )
        found = await receivers.list_page(request.user, filters=filters, limit=limit, after=cursor("receiver", after))
        return page(found, shapes.receiver, "receiver")

    @get(
        "/{receiver_id:str}",
        operation_id="getReceiver",
        summary="Read a receiver",
        opt={"permission": "receivers.read"},
    )
    async def read(self, request: CallerRequest, receiver_id: FromPath[str]) -> Response[Receiver]:
        """One receiver."""
        row = await receivers.get(request.user, ids.decode("receiver", receiver_id))
        return one(shapes.receiver(row), row)

    @patch(
        "/{receiver_id:str}",
        operation_id="updateReceiver",
        summary="Change a receiver",
        opt={"permission": "receivers.update"},
    )
    async def update(
        self, request: CallerRequest, receiver_id: FromPath[str], data: JSONBody[ReceiverPatch]
    ) -> Response[Receiver]:
        """Changes the fields that are sent; issued documents keep what they had."""
        row = await receivers.update(
            request.user, ids.decode("receiver", receiver_id), data, version=version_wanted(request)
        )
        return one(shapes.receiver(row), row)

    @delete(
        "/{receiver_id:str}",
        operation_id="deleteReceiver",
        summary="Delete or archive a receiver",
        opt={"permission": "receivers.archive"},
    )
    async def delete(self, request: CallerRequest, receiver_id: FromPath[str]) -> None:
        """Deletes a receiver that was never used, and archives any other."""
        await receivers.delete(request.user, ids.decode("receiver", receiver_id), version=version_wanted(request))

    @get(
        "/{receiver_id:str}/number_gaps",
        operation_id="findNumberGaps",
        summary="Find gaps in numbers",
        opt={"permission": "ledger.read"},
    )
    async def number_gaps(
        self,
        request: CallerRequest,
        receiver_id: FromPath[str],
        kind: FromQuery[SeriesKind | None] = None,
        period: FromQuery[PeriodFilter] = None,
        after: After = None,
    ) -> NumberGaps:
        """Every series of numbers, by kind of document and period, with what is missing in it: nothing, unless somebody
        has changed the database by hand. A void invoice keeps its number, and a draft has none. An answer checks up to
        100,000 numbers; where there are more, `after` goes on from its `next_cursor`."""
        place = None if after is None else number_gaps.place(after)
        receiver = ids.decode("receiver", receiver_id)
        return await number_gaps.find(request.user, receiver, kind=kind, period=period, after=place)
