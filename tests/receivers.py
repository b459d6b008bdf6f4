"""The receiver zoo: real HTTP servers on loopback that answer well, badly, slowly, hugely or not at all.

    async with open_zoo() as zoo:
        ... post to zoo.url("/204"), zoo.url("/drip"), zoo.url("/any/path?status=410") ...
        assert zoo.received[0].body == b"..."

`BEHAVIOURS` lists the paths. `certificates(folder)` makes TLS contexts that are good, expired or for another host, and
`Names` is a resolver that says what a test wants, differently each time if it wants so.
"""

import asyncio
import datetime
import gzip
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

METADATA_URL = "http://169.254.169.254/latest/meta-data/"
ENDLESS_BYTES_MAX = 64 * 1024 * 1024
GZIP_EXPANDED_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True)
class Received:
    """One request as it came in; the names of the headers are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Zoo:
    """A running zoo: where it is, what it has received, and how its visitors behaved."""

    origin: str
    drip_seconds: float
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    bytes_written: int = 0

    def url(self, path: str) -> str:
        """The URL of a path of BEHAVIOURS (or of a status, such as "/503")."""
        return self.origin + path

    @property
    def port(self) -> int:
        return int(self.origin.rpartition(":")[2])


# A behaviour answers one request; True keeps the connection for the next one.
Behaviour = Callable[[Zoo, asyncio.StreamWriter], Awaitable[bool]]


def answer(status: int, body: bytes = b"", **headers: str) -> Behaviour:
    """A complete, well-formed answer. Underscores in the names of headers become hyphens."""

    async def behave(zoo: Zoo, writer: asyncio.StreamWriter) -> bool:
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        if status != 204:
            fields["Content-Length"] = str(len(body))
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        writer.write(f"HTTP/1.1 {status} Status\r\n{head}\r\n".encode() + body)
        await writer.drain()
        return True

    return behave


def raw(data: bytes) -> Behaviour:
    """These bytes and then the end of the connection."""

    async def behave(zoo: Zoo, writer: asyncio.StreamWriter) -> bool:
        writer.write(data)
        await writer.drain()
        return False

    return behave


async def _silent(zoo: Zoo, writer: asyncio.StreamWriter) -> bool:
    """Accepts the request and says nothing for as long as the other side waits."""
    await asyncio.sleep(3600)
    return False


async def _reset(zoo: Zoo, writer: asyncio.StreamWriter) -> bool:
    """Resets the connection (RST) instead of answering."""
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    return False


async def _drip(zoo: Zoo, writer: asyncio.StreamWriter) -> bool:
    """200 and a body of 1000 bytes, one at a time."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(zoo.drip_seconds)
    return True


async def _drip_headers(zoo: Zoo, writer: asyncio.StreamWriter) -> bool:
    """A status line and headers that never come to an end, one byte at a time."""
    writer.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(1000):
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(zoo.drip_seconds)
    return False


async def _endless(zoo: Zoo, writer: asyncio.StreamWriter) -> bool:
    """200 and a body without an end, as fast as it is taken; `bytes_written` counts it."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while zoo.bytes_written < ENDLESS_BYTES_MAX:
        writer.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        await writer.drain()
        zoo.bytes_written += 0x10000
    return False


async def _interim(zoo: Zoo, writer: asyncio.StreamWriter) -> bool:
    """Promises an answer for ever: 102, and again."""
    while True:
        writer.write(b"HTTP/1.1 102 Processing\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(zoo.drip_seconds)


BEHAVIOURS: dict[str, Behaviour] = {
    "/200": answer(200, b'{"taken": true}', Content_Type="application/json"),
    "/204": answer(204),
    "/301": answer(301, b"over there", Location=METADATA_URL),
    "/307": answer(307, b"", Location=METADATA_URL),
    "/410": answer(410, b"gone"),
    "/429": answer(429, b"slow down", Retry_After="120"),
    "/500": answer(500, b"oops"),
    "/cookie": answer(200, b"", Set_Cookie="session=mine; Path=/"),
    "/gzip": answer(200, gzip.compress(bytes(GZIP_EXPANDED_BYTES)), Content_Encoding="gzip"),
    "/large": answer(200, b"x" * 100_000),
    "/header": answer(200, b"", X_Large="x" * 64 * 1024),
    "/headers": answer(200, b"", **{f"X_{number}": "x" * 600 for number in range(110)}),
    "/close": raw(b""),
    "/cut": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this"),
    "/garbage": raw(b"\x16\x03\x01 this is not HTTP\r\n\r\n"),
    "/reset": _reset,
    "/silent": _silent,
    "/drip": _drip,
    "/drip-headers": _drip_headers,
    "/endless": _endless,
    "/interim": _interim,
}


@asynccontextmanager
async def open_zoo(
    *,
    tls: ssl.SSLContext | None = None,
    host: str = "127.0.0.1",
    drip_seconds: float = 1.0,
    behaviours: Mapping[str, Behaviour] | None = None,
) -> AsyncIterator[Zoo]:
    """Serves BEHAVIOURS, and those given besides, on a free port of `host`; another path `/NNN` answers that status."""
    known = {**BEHAVIOURS, **(behaviours or {})}
    visitors: set[asyncio.Task[None]] = set()
    zoo = Zoo(origin="", drip_seconds=drip_seconds)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        visitors.add(task)
        task.add_done_callback(visitors.discard)
        zoo.connections += 1
        try:
            while True:
                request = await _read_request(reader)
                zoo.received.append(request)
                path = request.target.partition("?")[0]
                behave = known[path] if path in known else answer(int(path[1:4]))
                if not await behave(zoo, writer):
                    return
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    server = await asyncio.start_server(serve, host, 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    zoo.origin = f"{'https' if tls else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"
    try:
        yield zoo
    finally:
        server.close()
        for task in list(visitors):
            task.cancel()
        await asyncio.gather(*visitors, return_exceptions=True)


async def _read_request(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    request_line, *lines = head.split("\r\n")
    method, target, _ = request_line.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    return Received(method, target, headers, await reader.readexactly(int(headers.get("content-length", 0))))


class Names(AbstractResolver):
    """A resolver of fixed answers: for each name, the addresses of its first look-up, its second, and so on; the last
    ones stay. A name that is missing does not exist. `looked_up` lists the questions."""

    def __init__(self, answers: Mapping[str, Sequence[Sequence[str]]]) -> None:
        self._answers = answers
        self.looked_up: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        self.looked_up.append(host)
        if host not in self._answers:
            raise socket.gaierror(socket.EAI_NONAME, "unknown name")
        answers = self._answers[host]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=0,
            )
            for address in answers[min(self.looked_up.count(host), len(answers)) - 1]
        ]

    async def close(self) -> None:
        """Nothing to close."""


@dataclass(frozen=True)
class Certificates:
    """TLS for tests: contexts of servers by kind (see `certificates`), and of a client that trusts their authority."""

    servers: Mapping[str, ssl.SSLContext]
    client: ssl.SSLContext


def certificates(folder: Path, host: str = "receiver.example.com") -> Certificates:
    """An authority of our own, and servers "good" for `host`, "expired", of "another_host", or "self_signed"."""
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    authority_name, authority_key = _name("Authority of the tests"), ec.generate_private_key(ec.SECP256R1())
    authority = (
        _certificate(authority_name, authority_name, authority_key, now + day)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )

    def server(kind: str, name: str = host, ends: datetime.datetime = now + day) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        issuer, signer = (_name(name), key) if kind == "self_signed" else (authority_name, authority_key)
        certificate = (
            _certificate(_name(name), issuer, key, ends)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .sign(signer, hashes.SHA256())
        )
        file = folder / f"{kind}.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    return Certificates(
        servers={
            "good": server("good"),
            "expired": server("expired", ends=now - day),
            "another_host": server("another_host", name="another.example.org"),
            "self_signed": server("self_signed"),
        },
        client=ssl.create_default_context(cadata=authority.public_bytes(serialization.Encoding.PEM).decode()),
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, ends: datetime.datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=9))
        .not_valid_after(ends)
    )
