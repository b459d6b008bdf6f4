"""Pictures that people send, made small: read and drawn anew by Typst, so that nothing else of a file stays.

What else is in it, such as where a photograph was taken, or a page behind the picture, is gone with that. The head of a
file is read here first, since it says how much memory the rest would take, and put together anew, so that the decoder
reads the same. Parts of a PNG that are not needed are cut out: a profile of colours of 1 MB can unfold to one of 1 GB.
"""

import struct
import tempfile
from pathlib import Path
from typing import Literal, NamedTuple

import structlog
import typst

from models.documents import typst_cache
from models.errors import FileRefused

logger = structlog.get_logger(__name__)

BYTES_MAX = 2_000_000
SIDE_MIN, SIDE_MAX = 16, 6_000
# Decoded, at 8 bytes for the largest pixels there are: 72 MB.
PIXELS_MAX = 9_000_000
# Of a progressive JPEG, which is decoded as often; ten are usual.
SCANS_MAX = 64
_PNG_BEGINS, _JPEG_BEGINS = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_PNG_NEEDED = frozenset({b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Tables, what applications and people say, and the scan. Whatever else stands before it is read in different ways.
_JPEG_KNOWN = _JPEG_SIZES | {0xC4, 0xCC, 0xDA, 0xDB, 0xDD, 0xFE, *range(0xE0, 0xF0)}
_SCAN, _END = 0xDA, 0xD9

_BROKEN = "The file is damaged, or ends too early: save the picture again as a PNG or a JPEG, and send that."
_TEMPLATE = (Path(__file__).parent / "templates" / "picture.typ").read_bytes()
# One unit of Typst is one pixel then.
_PIXELS_PER_INCH = 72
# What remains of the largest size, until the file is small enough: of drawings most, of photographs little.
_PARTS = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)
# At this part of it one sees whether there is anything to be seen.
_GLANCE = 0.2


class Picture(NamedTuple):
    """A PNG, and its size in pixels."""

    content: bytes
    width: int
    height: int


class _Source(NamedTuple):
    """A file that may be decoded: what is needed of it, and its longer side in pixels."""

    name: Literal["sent.png", "sent.jpg", "drawn.png"]
    content: bytes
    side: int


def scaled(content: bytes, *, width_max: int, height_max: int, bytes_max: int) -> Picture:
    """The picture of a PNG or JPEG as a PNG of that size at most, the same bytes for the same ones; never larger than
    it was. It takes up to half a second and 100 MB, so one at a time. Raises FileRefused."""
    source = _read(content)
    with tempfile.TemporaryDirectory(prefix="quittance-") as folder:
        compiler = typst.Compiler(root=folder, ignore_system_fonts=True)

        def drawn(of: _Source, part: float, ground: Literal["none", "white", "only"] = "none") -> bytes:
            return _drawn(compiler, of, (width_max * part, height_max * part), ground)

        try:
            (Path(folder) / source.name).write_bytes(source.content)
            largest = _picture(drawn(source, 1))
            small = _Source("drawn.png", largest.content, max(largest.width, largest.height))
            (Path(folder) / small.name).write_bytes(small.content)
            if drawn(small, _GLANCE, "white") == drawn(small, _GLANCE, "only"):
                raise FileRefused(
                    "Nothing of the picture can be seen on white, which is what documents are printed on: send it in a "
                    "colour, or on a ground that is not white."
                )
            made = largest
            for part in _PARTS:
                if len(made.content) <= bytes_max:
                    break
                made = _picture(drawn(small, part))
            return made
        finally:
            typst_cache.evict(compiler)


def _drawn(compiler: typst.Compiler, of: _Source, box: tuple[float, float], ground: str) -> bytes:
    """The picture in such a box, in pixels; `only` is its ground without it."""
    given = {"name": of.name, "width": str(box[0]), "height": str(box[1]), "side": str(of.side), "ground": ground}
    try:
        drawn = compiler.compile(input=_TEMPLATE, format="png", ppi=_PIXELS_PER_INCH, sys_inputs=given)
    except typst.TypstError as error:
        raise FileRefused(_BROKEN) from error
    except BaseException as error:
        # What ends a thread of Rust is no Exception in Python.
        logger.exception("picture.not_read")
        raise FileRefused(_BROKEN) from error
    assert isinstance(drawn, bytes), "a picture is one page"
    return drawn


def _picture(drawn: bytes) -> Picture:
    width, height = struct.unpack_from(">II", drawn, 16)
    return Picture(drawn, width, height)


def _read(content: bytes) -> _Source:
    """What may be decoded of a file. Raises FileRefused."""
    if len(content) > BYTES_MAX:
        raise FileRefused(
            f"The file has {len(content):,} bytes, and a logo may have {BYTES_MAX:,}: save the picture smaller, 1,000 "
            "pixels wide are enough."
        )
    try:
        if content.startswith(_PNG_BEGINS):
            return _png(content)
        if content.startswith(_JPEG_BEGINS):
            return _jpeg(content)
    except (struct.error, IndexError) as error:
        raise FileRefused(_BROKEN) from error
    raise FileRefused(
        "By its bytes the file is neither a PNG nor a JPEG: save the picture as one of these, and send that."
    )


def _png(content: bytes) -> _Source:
    begin, (length, kind, width, height) = len(_PNG_BEGINS), struct.unpack_from(">I4sII", content, len(_PNG_BEGINS))
    if (length, kind) != (13, b"IHDR"):
        raise FileRefused(_BROKEN)
    needed = [content[: begin + 12 + length]]
    while kind != b"IEND":
        begin += 12 + length
        length, kind = struct.unpack_from(">I4s", content, begin)
        if begin + 12 + length > len(content):
            raise FileRefused(_BROKEN)
        if kind in _PNG_NEEDED:
            needed.append(content[begin : begin + 12 + length])
    return _Source("sent.png", b"".join(needed), _side(width, height))


def _jpeg(content: bytes) -> _Source:
    sizes: list[tuple[int, int]] = []
    begin, marker = 2, 0
    segments = [content[:2]]
    while marker != _SCAN:
        while content[begin + 1] == 0xFF:
            begin += 1
        fill, marker, length = struct.unpack_from(">BBH", content, begin)
        if fill != 0xFF or marker not in _JPEG_KNOWN or length < 2:
            raise FileRefused(_BROKEN)
        if marker in _JPEG_SIZES:
            height, width = struct.unpack_from(">HH", content, begin + 5)
            sizes.append((width, height))
        segments.append(content[begin : begin + 2 + length])
        begin += 2 + length
    if len(sizes) != 1 or content.rfind(bytes((0xFF, _END))) < begin:
        raise FileRefused(_BROKEN)
    if content.count(bytes((0xFF, _SCAN)), begin) >= SCANS_MAX:
        raise FileRefused(f"The JPEG has more than {SCANS_MAX} scans: save it as an ordinary one, and send that.")
    # What was read here is what is decoded: without bytes between the segments.
    return _Source("sent.jpg", b"".join([*segments, content[begin:]]), _side(*sizes[0]))


def _side(width: int, height: int) -> int:
    """The longer side. Raises FileRefused for a picture that is too large to be decoded, or too small to be shown."""
    if min(width, height) < SIDE_MIN or max(width, height) > SIDE_MAX or width * height > PIXELS_MAX:
        raise FileRefused(
            f"The picture has {width:,} by {height:,} pixels. Each side may have {SIDE_MIN} to {SIDE_MAX:,}, and both "
            f"multiplied {PIXELS_MAX:,}: save it in another size, 1,000 pixels wide are enough."
        )
    return max(width, height)
