"""The guarded HTTP client: the only way in which workers speak to addresses that users gave.

Two walls, because each alone has been climbed. `check_url` refuses a URL when it is registered and before each use, and
tells the user why. The client looks at every address that it is about to connect to, after the name was resolved, so a
name that changes its mind between the two cannot lead inside.
"""

import asyncio
import errno
import functools
import logging
import socket
import ssl
import time
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Literal, Self

import aiohttp
import certifi
import msgspec
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.client_proto import ResponseHandler
from aiohttp.http import HttpProcessingError
from yarl import URL

from models.outgoing.addresses import PORTS, BlockedAddress, check_url, is_loopback, is_public

logger = logging.getLogger(__name__)

USER_AGENT = "Quittance/0.3.0"
EXCERPT_BYTES_MAX = 16 * 1024
RETRY_AFTER_SECONDS_MAX = 3600
# Servers commonly drop idle connections after 5 s (Node.js, uvicorn); we must be first, or a POST is lost.
KEEP_ALIVE_SECONDS = 4
# Longer than any header that a sane server sends, such as a content security policy.
HEADER_BYTES_MAX = 8190
HEADERS_MAX = 64
# Of one answer, with all that may come before it: a server can send `100 Continue` without end.
ANSWER_BYTES_MAX = 1_000_000
# A lookup blocks its thread, so names with dead name servers must not use up the threads of all the others.
LOOKUP_THREADS = 64
# Of the time to connect, so that a dead name server is told apart from a dead host.
LOOKUP_SHARE = 0.8

# What the kernel says when this machine lacks something; a receiver must not be paused for it.
OUR_ERRORS = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL})

# Set by this client and by nobody else: a second one of these would change what the request means.
OWN_HEADERS = frozenset(
    {"accept-encoding", "connection", "content-length", "expect", "host", "te", "trailer", "transfer-encoding"}
    | {"upgrade", "user-agent"}
)

Error = Literal[
    "url_refused",
    "blocked_address",
    "name_not_found",
    "host_unreachable",
    "connection_refused",
    "connection_timeout",
    "connection_lost",
    "tls_failed",
    "response_too_slow",
    "response_malformed",
    "sender_failed",
]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one POST, as data.

    `status` is None when no answer came. `error` may stand beside a status: the answer began and did not end well.
    `detail` is a sentence about the error for the endpoint's owner; it names no address. `excerpt` is the beginning of
    the body as sent, never decompressed. `retry_after_seconds` is what the receiver asked for, at most an hour.
    """

    duration_ms: int
    status: int | None = None
    error: Error | None = None
    detail: str | None = None
    excerpt: bytes = b""
    retry_after_seconds: int | None = None

    @property
    def is_success(self) -> bool:
        """Whether the receiver took the message: a complete answer, or its first 16 KB, with a status of 2xx."""
        return self.error is None and self.status is not None and 200 <= self.status <= 299


class Client:
    """A pool of guarded connections, for use with `async with` in one event loop. Many posts may run at once.

    `connect_seconds` covers waiting for a free connection, the lookup of the name, TCP and TLS; `total_seconds` covers
    all, to the last byte of the answer. At most `limit` connections are open, `limit_per_host` of them to one host, so
    that many endpoints on one host cannot take them all. `resolver` and `tls` replace the system's own, for tests.
    """

    def __init__(
        self,
        *,
        allow_loopback: bool = False,
        ports: Collection[int] = PORTS,
        connect_seconds: float = 5,
        total_seconds: float = 20,
        limit: int = 400,
        limit_per_host: int = 100,
        resolver: AbstractResolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._allow_loopback = allow_loopback
        self._ports = frozenset(ports)
        self._connect_seconds = connect_seconds
        self._total_seconds = total_seconds
        self._limit = limit
        self._limit_per_host = limit_per_host
        self._given_resolver = resolver
        self._tls = tls
        self._resolver: AbstractResolver | None = None
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        if self._allow_loopback:
            logger.warning("Outgoing requests may reach this machine itself. That is for development only.")
        self._resolver = self._given_resolver or _Resolver(LOOKUP_SHARE * self._connect_seconds)
        connector = aiohttp.TCPConnector(
            socket_factory=self._guarded_socket,
            resolver=self._resolver,
            ssl=self._tls or _system_tls(),
            limit=self._limit,
            limit_per_host=self._limit_per_host,
            keepalive_timeout=KEEP_ALIVE_SECONDS,
        )
        # aiohttp offers no other way to look at what comes before its parser does.
        connector._factory = functools.partial(_Bounded, loop=asyncio.get_running_loop())  # type: ignore[assignment]
        self._session = aiohttp.ClientSession(
            connector=connector,
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
            timeout=aiohttp.ClientTimeout(total=self._total_seconds, connect=self._connect_seconds),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            # Else aiohttp takes in four times as much before it lets the sender wait.
            read_bufsize=EXCERPT_BYTES_MAX,
            max_line_size=HEADER_BYTES_MAX,
            max_field_size=HEADER_BYTES_MAX,
            max_headers=HEADERS_MAX,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self._session is not None
        assert self._resolver is not None
        await self._session.close()
        await self._resolver.close()
        self._session = None

    async def post(self, url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Sends one request and says what came of it; never raises for anything that the other side does.

        Redirects are answers like any other. Raises ValueError when the caller sets one of OWN_HEADERS.
        """
        assert self._session is not None, "The client is used with `async with`."
        if not OWN_HEADERS.isdisjoint(map(str.lower, headers)):
            raise ValueError(f"These headers belong to the client: {', '.join(sorted(OWN_HEADERS))}.")
        began = time.monotonic()
        status: int | None = None
        retry_after: int | None = None
        failure: tuple[Error, str] | None = None
        excerpt = bytearray()
        try:
            target = _target(url, self._allow_loopback, self._ports)
        except BlockedAddress as error:
            return Answer(duration_ms=0, error="blocked_address", detail=str(error))
        except ValueError as error:
            return Answer(duration_ms=0, error="url_refused", detail=str(error))
        try:
            async with self._session.post(target, data=body, headers=headers, allow_redirects=False) as response:
                status = response.status
                retry_after = _retry_after_seconds(response.headers.get("Retry-After"))
                await _read(response, excerpt)
        except (aiohttp.ClientError, OSError) as error:
            failure = _explain(error)
        return Answer(
            duration_ms=round((time.monotonic() - began) * 1000),
            status=status,
            error=failure[0] if failure else None,
            detail=failure[1] if failure else None,
            excerpt=bytes(excerpt),
            retry_after_seconds=retry_after,
        )

    def _guarded_socket(self, info: aiohttp.AddrInfoType) -> socket.socket:
        """Makes the socket for one address that is about to be connected to, whatever name or spelling led there."""
        family, kind, protocol, _, address = info
        host = str(address[0])
        if not is_public(host) and not (self._allow_loopback and is_loopback(host)):
            raise BlockedAddress("The host leads to an address that is not on the public internet.")
        return socket.socket(family, kind, protocol)


@functools.lru_cache(maxsize=4096)
def _target(url: str, allow_loopback: bool, ports: frozenset[int]) -> URL:
    # "encoded", so that the path is sent exactly as it was registered.
    return URL(check_url(url, allow_loopback=allow_loopback, ports=ports), encoded=True)


async def _read(response: aiohttp.ClientResponse, excerpt: bytearray) -> None:
    """Fills `excerpt` as far as it may go, so that what came before an error is kept. Leaving a response before its end
    closes the connection."""
    while len(excerpt) < EXCERPT_BYTES_MAX:
        chunk = await response.content.read(EXCERPT_BYTES_MAX - len(excerpt))
        if not chunk:
            return
        excerpt += chunk


def _retry_after_seconds(value: str | None) -> int | None:
    """Seconds until then, from either form of RFC 9110 section 10.2.3; None when it is neither."""
    if value is None:
        return None
    if value.isascii() and value.isdigit():
        return RETRY_AFTER_SECONDS_MAX if len(value) > 9 else min(int(value), RETRY_AFTER_SECONDS_MAX)
    try:
        instant = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    return max(0, min(round((instant - datetime.now(UTC)).total_seconds()), RETRY_AFTER_SECONDS_MAX))


def _explain(error: aiohttp.ClientError | OSError) -> tuple[Error, str]:
    """Our name for the error and a sentence that tells its owner nothing about our network."""
    match error:
        case aiohttp.ConnectionTimeoutError():
            return "connection_timeout", "No connection was made in time."
        case TimeoutError():
            return "response_too_slow", "The complete answer did not come in time."
        case aiohttp.ClientConnectorDNSError():
            return "name_not_found", "The host's name was not found, or no name server answered in time."
        case aiohttp.ClientConnectorCertificateError(certificate_error=ssl.SSLCertVerificationError() as cause):
            return "tls_failed", f"The certificate was refused: {cause.verify_message}"
        case aiohttp.ClientSSLError():
            return "tls_failed", "The TLS handshake failed."
        case aiohttp.ClientConnectorError(os_error=BlockedAddress() as cause):
            return "blocked_address", str(cause)
        case aiohttp.ClientConnectorError(os_error=OSError(errno=errno.ECONNREFUSED)):
            return "connection_refused", "The host refused the connection."
        case aiohttp.ClientConnectorError(os_error=OSError(errno=errno.ENETUNREACH | errno.EHOSTUNREACH)):
            return "host_unreachable", "There is no way to the host."
        case aiohttp.ClientConnectorError(os_error=OSError(errno=errno.ETIMEDOUT)):
            return "connection_timeout", "No connection was made in time."
        case aiohttp.ClientConnectorError(os_error=OSError(errno=number)) if number in OUR_ERRORS:
            return "sender_failed", "We could not open a connection. This says nothing about the host."
        case aiohttp.InvalidURL():
            return "url_refused", "The URL cannot be used."
        case aiohttp.ClientResponseError():
            return "response_malformed", "The answer is not valid HTTP, or its headers are too long."
        case _:
            return "connection_lost", "The host closed the connection before its answer was complete."


@functools.cache
def _system_tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"]:
        context.load_verify_locations(certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    return context


class _Bounded(ResponseHandler):
    """A connection that ends where its answer has more bytes than any has that we would read."""

    _received = 0

    def set_response_params(self, **params: Any) -> None:  # Any: aiohttp's parameters
        self._received = 0
        super().set_response_params(**params)

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        if self._received <= ANSWER_BYTES_MAX:
            super().data_received(data)
        elif self.transport is not None:
            self.transport.close()
            self.set_exception(HttpProcessingError(message="The answer is too long."))


class _Resolver(AbstractResolver):
    """The system's resolver on threads of its own, with a time limit."""

    def __init__(self, timeout_seconds: float) -> None:
        self._timeout_seconds = timeout_seconds
        self._threads = ThreadPoolExecutor(LOOKUP_THREADS, thread_name_prefix="resolver")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        look_up = functools.partial(socket.getaddrinfo, host, port, family=family, type=socket.SOCK_STREAM)
        try:
            async with asyncio.timeout(self._timeout_seconds):
                found = await asyncio.get_running_loop().run_in_executor(self._threads, look_up)
        except TimeoutError:
            raise socket.gaierror(socket.EAI_AGAIN, "The name server did not answer in time.") from None
        except UnicodeError:
            raise socket.gaierror(socket.EAI_NONAME, "The name cannot be looked up.") from None
        return [
            ResolveResult(hostname=host, host=str(address[0]), port=port, family=kind, proto=protocol, flags=0)
            for kind, _, protocol, _, address in found
        ]

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
