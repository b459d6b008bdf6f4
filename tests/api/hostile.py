"""What somebody may send who means us harm: for each kind, the bytes of one connection. They need no credentials."""

from collections.abc import Callable, Iterator

HEAD = b"POST /v1/auth/register HTTP/1.1\r\nHost: quittance.test\r\nContent-Type: application/json\r\n"
# A body may have so many bytes.
MEGABYTE = 1_000_000
# Sent piece by piece, so that many connections take turns as they would on a network.
PIECE = 65_536


def _with_body(body: bytes) -> list[bytes]:
    return [HEAD + b"Content-Length: %d\r\n\r\n" % len(body), body[:MEGABYTE]]


def _headers(unit: bytes, size: int) -> list[bytes]:
    return [HEAD, unit * (size // len(unit)), b"\r\n\r\n"]


HOSTILE: dict[str, Callable[[], list[bytes]]] = {
    "60 MB of headers": lambda: _headers(b"X: " + b"a" * 500 + b"\r\n", 60 * MEGABYTE),
    "one header of 60 MB": lambda: [HEAD + b"X: ", b"a" * 60 * MEGABYTE],
    "short headers": lambda: _headers(b"X:a\r\n", 60_000),
    "a head that does not end": lambda: [HEAD + b"X: " + b"a" * 60_000],
    "an address of 60 KB": lambda: [b"GET /v1/pay/" + b"%2f" * 20_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n"],
    "a query of 60 KB": lambda: [b"GET /health/ready?" + b"a=1&" * 15_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n"],
    "10,000 requests at once": lambda: [b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n" * 10_000],
    "trailers": lambda: [HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: a\r\n" * 1_000_000],
    "chunks of a byte": lambda: [HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n[\r\n" * 1_000_000],
    "a body of 60 MB": lambda: [HEAD + b"Transfer-Encoding: chunked\r\n\r\n3938700\r\n", b" " * 60 * MEGABYTE],
    "a body that does not end": lambda: [HEAD + b"Content-Length: 900000\r\n\r\n", b"[" * 800_000],
    "an unclosed string": lambda: _with_body(b"[" * 33 + b'"' + b'\\"' * 490_000),
    "arrays in arrays": lambda: _with_body(b"[" * MEGABYTE),
    "arrays beside arrays": lambda: _with_body(b'{"email":[' + b"[]," * 330_000),
    "objects in objects": lambda: _with_body(b'{"email":' * 110_000),
    "fields": lambda: _with_body(b"{" + b",".join(b'"%d":1' % number for number in range(90_000)) + b"}"),
    "one field again and again": lambda: _with_body(b'{"email":"a@b"' + b',"email":"a@b"' * 66_000 + b"}"),
    "digits": lambda: _with_body(b'{"email":' + b"9" * 990_000 + b"}"),
    "a long name": lambda: _with_body(
        b'{"password":"a long one","email":"a@b","name":"' + b"e\\u0301" * 140_000 + b'"}'
    ),
    "a long address": lambda: _with_body(b'{"password":"a long one","name":"A","email":"' + b"a@" * 490_000 + b'"}'),
    "what is no HTTP": lambda: [b"\x16\x03\x01" * 300_000],
    "silence": lambda: [],
}


def pieces(kind: str) -> Iterator[bytes]:
    """What is to be written, at most PIECE bytes at a time."""
    for part in HOSTILE[kind]():
        for place in range(0, len(part), PIECE):
            yield part[place : place + PIECE]
