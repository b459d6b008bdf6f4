"""How web reads from a connection: uvicorn's own way, with bounds of size, number and time before anything is kept.

uvicorn takes this class by its name: `--http api.protocol:Bounded`. What is refused before the application has seen it
is answered here, by a problem document like all others, and counted. docs/limits.md has all the numbers.
"""

import asyncio
import enum
import uuid

import httptools
import msgspec
import structlog
from prometheus_client import Counter
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api import problems
from api.middleware.telemetry import SECURITY_HEADERS

logger = structlog.get_logger("api.connection")

ENDED = Counter("http_connections_ended_total", "Connections that we ended, by what was wrong with them.", ["reason"])

# Request line and headers together. Browsers send 2 KB, or 16 KB with all the cookies that they may keep.
HEAD_BYTES_MAX = 64 * 1024
HEADERS_MAX = 100
# A body comes in as many pieces at most; packets of a network make ten megabytes into 7,000.
PIECES_MAX = 10_000
# Requests that wait behind the one which is answered. Hardly any client sends more than one.
PIPELINED_MAX = 16
# After it began to come, or after the connection was made.
HEAD_SECONDS = 20.0
# A body has as long, and a second more for each thousand bytes that have come, as a phone far from its mast sends them.
BODY_SECONDS = 20.0
BODY_BYTES_PER_SECOND_MIN = 1000
# An answer of which nobody takes a byte for so long is for nobody.
ANSWER_SECONDS = 60.0
# Who is answered while still sending may finish, or would see a reset and not the answer.
DROPPED_SECONDS = 5.0
DROPPED_BYTES_MAX = 16_000_000


class Reading(enum.Enum):
    """What is expected of a connection."""

    NOTHING = "nothing"
    HEAD = "head"
    BODY = "body"
    # Nothing is read any more; what still comes is dropped.
    END = "end"


class Refusal(msgspec.Struct, frozen=True):
    """Why a connection ends before its request was read. `reason` is its label in the metrics."""

    reason: str
    status: int
    code: str
    detail: str


HEAD_TOO_LARGE = Refusal(
    "head_too_large",
    431,
    "head_too_large",
    f"The request line and the headers have more than {HEAD_BYTES_MAX:,} bytes: send fewer or shorter headers.",
)
TOO_MANY_HEADERS = Refusal(
    "too_many_headers",
    431,
    "head_too_large",
    f"The request has more than {HEADERS_MAX} headers: send fewer of them.",
)
TOO_MANY_PIECES = Refusal(
    "too_many_pieces",
    413,
    "body_too_large",
    f"The body comes in more than {PIECES_MAX:,} chunks: send larger ones.",
)
HEAD_TOO_SLOW = Refusal(
    "head_too_slow",
    408,
    "request_too_slow",
    f"The headers were not complete after {HEAD_SECONDS:.0f} s: send the request again, on a better connection.",
)
BODY_TOO_SLOW = Refusal(
    "body_too_slow",
    408,
    "request_too_slow",
    f"The body came more slowly than {BODY_BYTES_PER_SECOND_MIN:,} bytes a second: send the request again, on a better "
    "connection.",
)
TOO_MANY_PIPELINED = Refusal(
    "too_many_pipelined",
    431,
    "head_too_large",
    f"More than {PIPELINED_MAX} requests wait for the answer to the one before: wait for answers.",
)
MALFORMED = Refusal("malformed", 400, "malformed_request", "This is not a request of HTTP/1.1.")


class _TooMuch(Exception):
    """Ends the parser in the middle of what it was given."""


class Bounded(HttpToolsProtocol):
    """One connection. What the parser keeps of it is bounded by HEAD_BYTES_MAX and one read (256 KB)."""

    head_seconds = HEAD_SECONDS
    body_seconds = BODY_SECONDS
    answer_seconds = ANSWER_SECONDS
    dropped_seconds = DROPPED_SECONDS

    _reading: Reading
    _deadline: float | None
    # Bytes of reads from which nothing was handed on yet.
    _held: int
    # Whether the client was not asked for its body all the time since the last look.
    _has_waited: bool

    # --- what comes

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's own
        super().connection_made(transport)
        self._socket = transport
        # uvicorn closes by it, and does not wait for who is still sending.
        self._answers = _Answers(transport, self)
        self.transport = self._answers  # type: ignore[assignment] # all of one that uvicorn uses
        self._is_closing = False
        self._refusal: Refusal | None = None
        self._received = self._dropped = self._unsent = 0
        self._unsent_since = self.loop.time()
        self._begin_head()
        self._timer = self.loop.call_later(self.head_seconds, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        self._reading, self._is_closing = Reading.END, True
        self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        if self._reading is Reading.NOTHING:
            self._begin_head()
        elif self._reading is Reading.END or (self._reading is Reading.BODY and self.cycle.response_complete):
            self._dropped += len(data)
            if self._dropped > DROPPED_BYTES_MAX:
                self._socket.abort()
                return
        if self._reading is Reading.END:
            return
        self._unset_keepalive_if_required()
        self._has_passed_on = False
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # There is no other protocol here, so an Upgrade is ignored (RFC 9110, 7.8).
            return
        except httptools.HttpParserError:
            self._refuse(self._refusal or MALFORMED)
            return
        # Heads, trailers and extensions of chunks are kept, or looked at, until they end; whatever is in between is one
        # of them.
        self._held = 0 if self._has_passed_on else self._held + len(data)
        if self._held > HEAD_BYTES_MAX:
            self._refuse(HEAD_TOO_LARGE)

    # --- what the parser finds

    def on_message_begin(self) -> None:
        if self._reading is Reading.NOTHING:
            self._begin_head()
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers += 1
        if self._headers > HEADERS_MAX:
            self._refusal = TOO_MANY_HEADERS
            raise _TooMuch
        # A trailer would be a header that nobody has looked at when it mattered, so it is dropped.
        if self._reading is not Reading.BODY:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        # `: `, and the end of the line.
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if size > HEAD_BYTES_MAX or len(self.pipeline) >= PIPELINED_MAX:
            self._refusal = HEAD_TOO_LARGE if size > HEAD_BYTES_MAX else TOO_MANY_PIPELINED
            raise _TooMuch
        super().on_headers_complete()
        self._has_passed_on = True
        self._dropped = self._pieces = self._headers = 0
        self._before_body = self._received
        self._body_began = self.loop.time()
        self._reading, self._deadline = Reading.BODY, self._body_began + self.body_seconds
        self._has_waited = self.cycle.waiting_for_100_continue

    def on_body(self, body: bytes) -> None:
        self._has_passed_on = True
        self._pieces += 1
        if self._pieces > PIECES_MAX:
            self._refusal = TOO_MANY_PIECES
            raise _TooMuch
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._has_passed_on = True
        self._reading, self._deadline = Reading.NOTHING, None
        super().on_message_complete()

    def _should_upgrade_to_ws(self) -> bool:
        return False

    # --- what goes out

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._reading is Reading.BODY:
            self._set_deadline(self.dropped_seconds)

    def resume_writing(self) -> None:
        self._unsent_since = self.loop.time()
        super().resume_writing()

    def close(self) -> None:
        """Closes once the client has seen that we do; at once where it is not in the middle of sending."""
        self._answers.send()
        if self._is_closing or self._reading in (Reading.NOTHING, Reading.HEAD):
            self._socket.close()
            return
        self._reading, self._is_closing = Reading.END, True
        self._set_deadline(self.dropped_seconds)
        self.flow.resume_reading()
        if self._socket.can_write_eof():
            self._socket.write_eof()

    # --- bounds

    def _begin_head(self) -> None:
        # The timer looks again before these are over, so that it need not be set anew for each request.
        self._held = self._headers = 0
        self._reading, self._deadline = Reading.HEAD, self.loop.time() + self.head_seconds

    def _set_deadline(self, seconds: float) -> None:
        """One that may be sooner than the next look."""
        self._deadline = self.loop.time() + seconds
        self._timer.cancel()
        self._timer = self.loop.call_later(seconds, self._look)

    def _look(self) -> None:
        """Ends what takes too long."""
        now = self.loop.time()
        unsent = self._socket.get_write_buffer_size()
        if not unsent or unsent < self._unsent:
            self._unsent_since = now
        self._unsent = unsent
        if now - self._unsent_since >= self.answer_seconds:
            self._end_silently("answer_too_slow")
        elif self._deadline is not None and now >= self._deadline:
            self._be_late(now)
        wait = self.head_seconds if self._deadline is None else min(self.head_seconds, self._deadline - now)
        self._timer = self.loop.call_later(max(wait, 0.01), self._look)

    def _be_late(self, now: float) -> None:
        is_answered = self.cycle is None or self.cycle.response_complete
        if self._reading is Reading.END or (self._reading is Reading.BODY and is_answered):
            self._socket.abort()
        elif self._reading is Reading.HEAD and not self._received:
            self._end_silently("silent")
        elif self._reading is Reading.HEAD and not self.flow.read_paused:
            self._refuse(HEAD_TOO_SLOW)
        elif self._reading is Reading.BODY and not self._is_ours_to_read():
            if self._has_waited:
                # How long ago we began to read is not known, so the client has its time from now.
                self._has_waited, self._body_began = False, now
            seconds = self.body_seconds + (self._received - self._before_body) / BODY_BYTES_PER_SECOND_MIN
            allowed = self._body_began + seconds
            if now < allowed:
                self._deadline = allowed
            else:
                self._refuse(BODY_TOO_SLOW)
        else:
            # It waits for us, not we for it.
            self._has_waited = True
            self._deadline = now + self.head_seconds

    def _is_ours_to_read(self) -> bool:
        return self.flow.read_paused or self.cycle.waiting_for_100_continue or self.cycle.response_started

    def _end_silently(self, reason: str) -> None:
        ENDED.labels(reason).inc()
        self._socket.abort()

    def _refuse(self, refusal: Refusal) -> None:
        """Answers instead of the application, unless that would cut into another answer, and reads no further."""
        ENDED.labels(refusal.reason).inc()
        logger.info("connection.ended", reason=refusal.reason, address=self.client[0] if self.client else None)
        is_body, self._reading = self._reading is Reading.BODY, Reading.END
        is_answered = self.cycle is None or self.cycle.response_complete
        if not is_answered and not is_body:
            # Requests before this one are complete: they are answered, then the connection ends.
            self.cycle.keep_alive = False
            self._deadline = None
        elif not is_answered and (self.pipeline or self.cycle.response_started):
            self._socket.abort()
        else:
            if not is_answered:
                # To the application the client has gone.
                self.cycle.disconnected = True
                self.cycle.message_event.set()
            self._answers.write(self._answer(refusal))
            self.close()

    def _answer(self, refusal: Refusal) -> bytes:
        request_id = str(uuid.uuid4())
        about, content = problems.encoded(
            refusal.status, code=refusal.code, detail=refusal.detail, request_id=request_id
        )
        headers = [
            *self.server_state.default_headers,
            *about,
            (b"connection", b"close"),
            *SECURITY_HEADERS,
            (b"x-request-id", request_id.encode()),
        ]
        lines = b"".join(b"%b: %b\r\n" % header for header in headers)
        return STATUS_LINE[refusal.status] + lines + b"\r\n" + content


class _Answers:
    """The transport that uvicorn writes to; it closes as the protocol does.

    uvicorn writes the head of an answer and its body one after the other. Each would be a packet and wake the client,
    so the first waits for what is written in the same turn of the loop, and they go together. What nothing follows
    there, such as the head of a stream, goes at the end of that turn.
    """

    def __init__(self, socket: asyncio.Transport, protocol: Bounded) -> None:
        self.get_extra_info = socket.get_extra_info
        self.close = protocol.close
        self._socket = socket
        self._protocol = protocol
        self._waiting = b""

    def write(self, data: bytes) -> None:
        """Sends it with what waits, or lets it wait."""
        if self._waiting:
            self._socket.writelines((self._waiting, data))
            self._waiting = b""
        elif data:
            self._waiting = data
            self._protocol.loop.call_soon(self.send)

    def send(self) -> None:
        """Sends what waits, if anything does."""
        waiting, self._waiting = self._waiting, b""
        if waiting and not self._socket.is_closing():
            self._socket.write(waiting)

    def is_closing(self) -> bool:
        """Whether it is of no more use to write."""
        return self._protocol._is_closing or self._socket.is_closing()
