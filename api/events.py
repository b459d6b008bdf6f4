"""The catalogue of events, the feed of them, and the feed as a stream."""

import time
import uuid
from collections.abc import AsyncGenerator
from contextlib import ExitStack
from typing import Annotated, Literal

import msgspec
from litestar import Controller, Response, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, QueryParameter

from api.answers import CallerRequest, Id, Limit, cursor, reference
from api.feed_hub import FeedListener, hub
from api.middleware import auth
from api.streams import EventStream
from config import settings
from models import database, events, ids
from models.access import Caller
from models.errors import Refused, TooManyRequests
from models.shapes.common import JsonObject, List
from models.webhooks import catalogue, feed

LATEST = "latest"
PAGE = 100
# What a client waits before it connects again.
RETRY_MILLISECONDS = 1000
# Of each process. Keys are free to make, so they have no places of their own. Those who listen to one receiver may not
# take all places either.
STREAMS_PER_USER_MAX = 10
STREAMS_PER_RECEIVER_MAX = 100
ENDS_A_STREAM: tuple[type[Exception], ...] = (Refused, *database.UNAVAILABLE)

FeedAfter = Annotated[
    str | None,
    QueryParameter(
        max_length=100,
        description="The id of the last event that you have: `next_cursor`, or a `webhook-id`. `latest` begins with "
        "what happens from now on. Without it the feed begins with the oldest event that is kept.",
    ),
]
Types = Annotated[
    str | None,
    QueryParameter(
        max_length=2000,
        description="Only these types, separated by commas; `invoice.*` stands for all of a kind.",
        examples=None,
    ),
]


class EventType(msgspec.Struct, kw_only=True):
    """A type of event that can be subscribed to, and when it is announced.

    `data_object` is what its `data` shows; `example` is a whole event, as it is sent.
    """

    object: Literal["event_type"] = "event_type"
    type: str
    description: str
    data_object: str
    example: JsonObject


class Event(msgspec.Struct, kw_only=True):
    """What happened, as it is signed for subscribers: the same bytes everywhere.

    `sequence` counts the events of one object. `data` is the object right after the change, `previous` holds the former
    values of the fields that changed.
    """

    id: str
    type: str
    timestamp: str
    sequence: int
    data: JsonObject
    previous: JsonObject


class EventPage(msgspec.Struct, kw_only=True):
    """A part of the feed, the oldest event first. Go on with `after=<next_cursor>`, also when nothing more is there."""

    data: list[Event]
    has_more: bool
    next_cursor: str | None


class EventTypes(Controller):
    """The catalogue."""

    path = "/v1/event-types"
    tags = ["Events"]

    @get("", operation_id="listEventTypes", summary="List event types", opt={"permission": "event_types.read"})
    async def list_(self) -> List[EventType]:
        """Every type of event, when it is announced, and what it looks like."""
        found = [
            EventType(
                type=type_,
                description=events.TYPES[type_],
                data_object=event.data.object,
                example=catalogue.example(type_),
            )
            for type_, event in catalogue.EXAMPLES.items()
        ]
        return List(data=found, has_more=False, next_cursor=None)


class Feed(Controller):
    """What has happened, in an order in which nothing is ever missed."""

    path = "/v1/events"
    tags = ["Events"]

    @get(
        "",
        operation_id="listEvents",
        summary="Read the feed",
        opt={"permission": "events.read"},
        responses={200: ResponseSpec(EventPage, generate_examples=False, description="A part of the feed")},
    )
    async def list_(
        self,
        request: CallerRequest,
        limit: Limit = 20,
        after: FeedAfter = None,
        receiver_id: FromQuery[Id] = None,
        types: Types = None,
    ) -> Response[bytes]:
        """Events from the oldest to the newest, complete: what commits late stands late, and is not skipped. Events are
        kept for a year; a cursor that is older than what is kept gets 410, because something is missing then."""
        seen = await _view(request, receiver_id, types)
        await feed.number()
        last, position = (None, 0) if after is None else await _begin(seen, after)
        found = await feed.read(seen, after=position, cursor=last, limit=limit)
        return Response(_page(found), media_type="application/json")

    @get(
        "/stream",
        operation_id="streamEvents",
        summary="Follow the feed",
        opt={"permission": "events.read"},
        responses={
            200: ResponseSpec(
                str, generate_examples=False, description="Server-sent events", media_type="text/event-stream"
            )
        },
    )
    async def stream(
        self,
        request: CallerRequest,
        after: FeedAfter = None,
        receiver_id: FromQuery[Id] = None,
        types: Types = None,
    ) -> EventStream:
        """Server-sent events: `id` is the event's, `event` its type, `data` the signed bytes. It begins behind
        `Last-Event-ID` or `after`, else with what happens from now on, and ends after some minutes: connect again with
        the last id, as clients for such streams do by themselves, and nothing is missed."""
        seen = await _view(request, receiver_id, types)
        _admit(request.user, seen)
        with ExitStack() as places:
            listener = places.enter_context(hub.listening(request.user.user_id, seen.receiver_ids))
            await feed.number()
            wanted = request.headers.get("last-event-id", "").strip() or (LATEST if after is None else after)
            last, position = await _begin(seen, wanted)
            frames = _frames(request, receiver_id, types, listener, seen, last or feed.BEGINNING, position)
            return EventStream(frames, places.pop_all())

    @get(
        "/{event_id:str}",
        operation_id="getEvent",
        summary="Read an event",
        opt={"permission": "events.read"},
        responses={200: ResponseSpec(Event, generate_examples=False, description="The event")},
    )
    async def read(self, request: CallerRequest, event_id: FromPath[str]) -> Response[bytes]:
        """One event, in the bytes that were signed."""
        return Response(await feed.get(request.user, ids.decode("event", event_id)), media_type="application/json")


async def _view(request: CallerRequest, receiver_id: str | None, types: str | None) -> feed.View:
    patterns = [part.strip() for part in types.split(",") if part.strip()] if types else []
    return await feed.view(request.user, receiver_id=reference("receiver", receiver_id), patterns=patterns)


async def _begin(seen: feed.View, after: str) -> tuple[uuid.UUID | None, int]:
    """The event behind which the reader begins, and its place. Raises Invalid, EventsGone."""
    if after == LATEST:
        return await feed.latest(seen)
    last = cursor("event", after)
    assert last is not None
    return last, await feed.place(seen, last)


def _page(found: feed.Page) -> bytes:
    bodies = b",".join([body for _, body in found.found])
    last = b"null" if found.cursor is None else b'"' + ids.encode("event", found.cursor).encode() + b'"'
    has_more = b"true" if found.has_more else b"false"
    return b'{"data":[' + bodies + b'],"has_more":' + has_more + b',"next_cursor":' + last + b"}"


def _admit(caller: Caller, seen: feed.View) -> None:
    """Raises TooManyRequests where the user, one of the receivers or the process has too many streams already."""
    if hub.count_of_user(caller.user_id) >= STREAMS_PER_USER_MAX:
        raise TooManyRequests(
            f"{STREAMS_PER_USER_MAX} streams of yours are open, those of all your logins and API keys together: close "
            "one, or read several receivers by one stream.",
            retry_after_seconds=60,
        )
    for receiver_id in seen.receiver_ids or ():
        if hub.count_of_receiver(receiver_id) >= STREAMS_PER_RECEIVER_MAX:
            raise TooManyRequests(
                f"{STREAMS_PER_RECEIVER_MAX} streams of {ids.encode('receiver', receiver_id)} are open, those of all "
                "its members together: close one, or name another receiver_id.",
                retry_after_seconds=60,
            )
    hub.check_room()


async def _frames(
    request: CallerRequest,
    receiver_id: str | None,
    types: str | None,
    listener: FeedListener,
    seen: feed.View,
    last: uuid.UUID,
    position: int,
) -> AsyncGenerator[bytes, None]:
    """The bytes of a stream. With each word the client learns where to go on, also where nothing was for it.

    Ends without a word when the caller may not listen any more, or the database is away: who connects again is told.
    """
    ends_at = time.monotonic() + settings.stream_seconds
    look_again_at = time.monotonic() + hub.ping_seconds
    yield f"retry: {RETRY_MILLISECONDS}\n".encode() + _id(last) + b"\n"
    try:
        while time.monotonic() < ends_at and not hub.is_ending:
            if time.monotonic() >= look_again_at:
                # An access token ends, and rights are taken away, while the connection lives on.
                request.scope["user"] = await auth.identify(request)
                seen = await _view(request, receiver_id, types)
                hub.turn(listener, seen.receiver_ids)
                look_again_at = time.monotonic() + hub.ping_seconds
            listener.listen()
            page = await feed.read(seen, after=position, cursor=last, limit=PAGE)
            last, position = page.cursor or last, page.position
            for event_id, body in page.found:
                yield _frame(event_id, body)
            if not page.has_more and not await listener.wait(min(ends_at, look_again_at) - time.monotonic()):
                yield b": ping\n" + _id(last) + b"\n"
    except ENDS_A_STREAM:
        return


def _frame(event_id: uuid.UUID, body: bytes) -> bytes:
    # JSON of ours has no line breaks, so it is one line of data; its type stands right at its beginning.
    type_ = msgspec.json.decode(body, type=_Typed).type
    return _id(event_id) + f"event: {type_}\ndata: ".encode() + body + b"\n\n"


def _id(event_id: uuid.UUID) -> bytes:
    return f"id: {ids.encode('event', event_id)}\n".encode()


class _Typed(msgspec.Struct):
    type: str
