"""Forwards events to a server of your own, signed as Quittance signs: `make listen URL=http://127.0.0.1:4000 KEY=qk_…`.

For developing against webhooks without a public address: reads the feed of events (GET /v1/events/stream) and posts
each event, in order, with the bytes and headers of a real delivery. While nothing answers, it tries again after 1, 2
and 5 s, then goes on with the next event. An answer other than 2xx is shown and not tried again.
"""

import argparse
import asyncio
import contextlib
import functools
import json
import operator
import os
import re
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import aiohttp

from models.outgoing import signing
from models.outgoing.client import USER_AGENT

API = os.environ.get("QUITTANCE_PUBLIC_URL") or f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
# A server that is started anew after an edit is back within these.
PAUSES_SECONDS: tuple[float, ...] = (1, 2, 5)
# The time that a webhook has, as docs/webhooks.md says.
ANSWER_SECONDS_MAX = 20
BACK_OFF_SECONDS_MAX = 10
# The feed says something every 15 s, be it a comment.
SILENCE_SECONDS_MAX = 45
HOW_TO_GET_A_KEY = "POST /v1/api-keys makes an API key; it needs the scope events:read (docs/access.md has an example)."
HINTS = {401: HOW_TO_GET_A_KEY, 403: HOW_TO_GET_A_KEY, 410: "Leave SINCE out to begin with what happens from now on."}
GREEN, RED, DIM, PLAIN = ("\033[32m", "\033[31m", "\033[2m", "\033[0m") if sys.stdout.isatty() else ("", "", "", "")
LINE_END = re.compile(rb"\r\n|\n|\r")
say = functools.partial(print, flush=True)


class Stopped(Exception):
    """There is no use in going on; the message says why, and what to do."""


class Frame(NamedTuple):
    """One event of a stream: `data` is the body of the webhook, byte for byte."""

    id: str
    type: str
    data: bytes


class Frames:
    """Parses the server-sent events of one connection (WHATWG HTML, section 9.2.6); the next one goes on from both."""

    def __init__(self, last_id: str = "", retry_seconds: float = 1.0) -> None:
        self.last_id, self.retry_seconds = last_id, retry_seconds
        self._after_cr, self._id, self._type, self._data = False, last_id, "", list[bytes]()
        # The pieces of the line that has not ended yet.
        self._rest: list[bytes] = []

    def feed(self, chunk: bytes) -> Iterator[Frame]:
        """The events that this chunk completes."""
        chunk = chunk.removeprefix(b"\n") if self._after_cr else chunk
        self._after_cr = chunk.endswith(b"\r")
        *lines, rest = LINE_END.split(chunk)
        if lines:
            lines[0] = b"".join([*self._rest, lines[0]])
            self._rest.clear()
        self._rest.append(rest)
        for line in lines:
            name, _, value = line.partition(b":")
            value = value.removeprefix(b" ")
            if not line:
                type_, data, self._type, self._data, self.last_id = self._type, self._data, "", [], self._id
                if data:
                    yield Frame(self.last_id, type_ or "message", b"\n".join(data))
            elif name == b"data":
                self._data.append(value)
            elif name == b"event":
                self._type = value.decode(errors="replace")
            elif name == b"id" and b"\0" not in value:
                self._id = value.decode(errors="replace")
            elif name == b"retry" and value.isdigit():
                self.retry_seconds = int(value) / 1000


class Listener:
    """Follows the feed and forwards it. `position` is the last event that was dealt with, or where to begin."""

    def __init__(
        self, *, url: str, api: str, key: str, secret: str, filters: Mapping[str, str], position: str, count: int | None
    ) -> None:
        self.url, self.api, self.key, self.secret = url, api.rstrip("/"), key, secret
        self.filters, self.position, self.count = filters, position, count
        self.frames, self.forwarded, self.taken, self.pause_seconds = Frames(), 0, 0, 0.0
        self.is_connected: bool | None = None

    async def run(self) -> None:
        """Follows the feed, one connection after the other, until `count` events were forwarded. Raises Stopped."""
        async with aiohttp.ClientSession(
            # A connection to the local server would not outlive its restart.
            connector=aiohttp.TCPConnector(force_close=True),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
            cookie_jar=aiohttp.DummyCookieJar(),
        ) as http:
            while self.forwarded != self.count:
                await asyncio.sleep(self.pause_seconds)
                try:
                    await self.follow(http)
                except (aiohttp.ClientError, OSError) as error:
                    if self.is_connected is not False:
                        say(f"{RED}The feed of {self.api}: {explain(error)}{PLAIN}. Trying until it is there.")
                    self.is_connected = False
                self.pause_seconds = max(min(self.pause_seconds * 2, BACK_OFF_SECONDS_MAX), self.frames.retry_seconds)

    async def follow(self, http: aiohttp.ClientSession) -> None:
        """Forwards what one connection brings. Returns when the server ends it, or when enough was forwarded."""
        resume = {"Last-Event-ID": self.frames.last_id} if self.frames.last_id else {}
        begin = {"after": self.position} if self.position and not resume else {}
        async with http.get(
            f"{self.api}/v1/events/stream",
            params={**self.filters, **begin},
            headers={"Authorization": f"Bearer {self.key}", "Accept": "text/event-stream", **resume},
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=SILENCE_SECONDS_MAX),
            allow_redirects=False,
        ) as response:
            if response.status != 200 or response.content_type != "text/event-stream":
                await self.refuse(response)
            if not self.is_connected:
                say(f"Connected to {self.api}, forwarding to {self.url}. Ctrl-C ends it.")
            self.is_connected, self.pause_seconds = True, 0.0
            self.frames = Frames(self.frames.last_id, self.frames.retry_seconds)
            async for chunk in response.content.iter_any():
                for frame in self.frames.feed(chunk):
                    await self.forward(http, frame)
                    if self.forwarded == self.count:
                        return

    async def refuse(self, response: aiohttp.ClientResponse) -> None:
        """Raises a ClientError when asking again may help, otherwise Stopped."""
        if response.status >= 500 or response.status in (408, 429):
            response.raise_for_status()
        detail = look_up(await response.read(), "detail")
        otherwise = f"{self.api} answers {response.status} and no stream of events: give Quittance's address as API."
        raise Stopped(f"{detail or otherwise} {HINTS.get(response.status, '')}".rstrip())

    async def forward(self, http: aiohttp.ClientSession, frame: Frame) -> None:
        """Posts one event until something answers it or the pauses are used up, and says what came of it."""
        for pause_seconds in (*PAUSES_SECONDS, None):
            began = time.monotonic()
            try:
                status = await self.post(http, frame)
            except TimeoutError:
                # It has come. Whoever sits at a breakpoint does not want it again.
                self.report(frame, f"{RED}no complete answer in {ANSWER_SECONDS_MAX} s{PLAIN}")
                break
            except (aiohttp.ClientError, OSError) as error:
                then = f"goes on without {frame.id}" if pause_seconds is None else f"again in {pause_seconds:g} s"
                self.report(frame, f"{RED}{explain(error)}{PLAIN}, {then}")
                await asyncio.sleep(pause_seconds or 0)
            else:
                is_taken = 200 <= status <= 299
                self.taken += is_taken
                duration_ms = round((time.monotonic() - began) * 1000)
                self.report(frame, f"{GREEN if is_taken else RED}{status}{PLAIN} {duration_ms} ms")
                break
        self.forwarded += 1
        self.position = frame.id

    async def post(self, http: aiohttp.ClientSession, frame: Frame) -> int:
        """The status that answers one request, signed for now."""
        now = int(time.time())
        signed = signing.headers(message_id=frame.id, timestamp=now, body=frame.data, secrets=[self.secret])
        async with http.post(
            self.url,
            data=frame.data,
            headers={"content-type": "application/json", **signed},
            timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS_MAX),
            allow_redirects=False,
        ) as response:
            await response.read()
            return response.status

    def report(self, frame: Frame, outcome: str) -> None:
        now, object_id = time.strftime("%H:%M:%S"), look_up(frame.data, "data", "id")
        say(f"{DIM}{now}{PLAIN}  {frame.type:<28}  {object_id:<30}  {outcome}")


def explain(error: Exception) -> str:
    """What went wrong between us and a server, in a few words."""
    match error:
        case aiohttp.ClientSSLError():
            return f"TLS failed ({error})"
        case aiohttp.ClientConnectorError():
            return f"nothing answers at {error.host}:{error.port}"
        case aiohttp.ClientResponseError():
            return f"the answer is {error.status} {error.message}"
        case TimeoutError():
            return "it has gone silent"
        case _:
            return "the connection broke off"


def look_up(document: bytes, *path: str) -> str:
    """The text at this path of a JSON document; "" where there is none."""
    try:
        return str(functools.reduce(operator.getitem, path, json.loads(document)))
    except (ValueError, LookupError, TypeError):
        return ""


def prepare(arguments: argparse.Namespace) -> Listener:
    """The listener that the arguments ask for. Raises Stopped when there can be none."""
    if not arguments.key:
        raise Stopped(f"Say which API key to use: KEY=qk_... {HOW_TO_GET_A_KEY}")
    for name, url in (("URL", arguments.url), ("API", arguments.api)):
        if not re.match(r"https?://[^/?#\s]+\S*$", url, re.IGNORECASE):
            raise Stopped(f"{name} is not an address like http://127.0.0.1:4000/webhooks: {url}")
    secret = arguments.secret or signing.new_secret()
    try:
        signing.sign(message_id="", timestamp=0, body=b"", secrets=[secret])
    except ValueError as error:
        raise Stopped(f"SECRET cannot be used. {error}") from None
    if not arguments.secret:
        say(f"Your signing secret is {secret}")
    given = {name: getattr(arguments, name) for name in ("url", "api", "key", "count")}
    filters = {name: getattr(arguments, name) for name in ("receiver_id", "types") if getattr(arguments, name)}
    return Listener(**given, secret=secret, filters=filters, position=arguments.since)


def main() -> None:
    """Listens until Ctrl-C or --count; exits with 1 and a sentence when there is no stream to follow."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="where to post events to, such as http://127.0.0.1:4000/webhooks")
    parser.add_argument("--key", default=os.environ.get("KEY"), help="an API key with the scope events:read; else $KEY")
    parser.add_argument("--api", default=API, help="where Quittance answers (default: %(default)s)")
    parser.add_argument("--secret", default=os.environ.get("SECRET"), help="whsec_..., else $SECRET, else a fresh one")
    parser.add_argument("--receiver", dest="receiver_id", default="", help="only events of this receiver (rcv_...)")
    parser.add_argument("--types", default="", help="only these types, such as invoice.*,payment.succeeded")
    parser.add_argument("--since", default="", help="begin after this event (evt_...) instead of now")
    parser.add_argument("--count", type=int, help="end after so many events")
    arguments = parser.parse_args()
    try:
        listener = prepare(arguments)
        # A shell without job control lets what it starts in the background ignore this.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(listener.run())
    except Stopped as stopped:
        sys.exit(str(stopped))
    onwards = f" SINCE={listener.position} goes on from here." if listener.position else ""
    say(f"\nEvents forwarded: {listener.forwarded}, answered with 2xx: {listener.taken}.{onwards}")


if __name__ == "__main__":
    main()
