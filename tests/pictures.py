"""Pictures as people send them, and such as mean harm: PNG, each part of which can be what a test wants."""

import struct
import zlib

BLUE = (0x1D, 0x4F, 0x91, 255)
BEGINS = b"\x89PNG\r\n\x1a\n"


def picture(width: int = 320, height: int = 180) -> bytes:
    """A PNG in stripes of two greys."""
    lines = b"".join(b"\0" + bytes([0xF4 if y // 20 % 2 else 0xDD]) * width for y in range(height))
    return png(width, height, lines)


def painted(width: int = 300, height: int = 100, *, colour: tuple[int, int, int, int] = BLUE) -> bytes:
    """A PNG of one colour, with its opacity last."""
    return png(width, height, (b"\0" + bytes(colour) * width) * height, colour_type=6)


def noise(width: int, height: int) -> bytes:
    """A PNG of which nothing can be left out: each point has another colour."""
    state, lines = 1, bytearray()
    for _ in range(height):
        lines.append(0)
        for _ in range(width * 3):
            state = state * 1_103_515_245 + 12_345 & 0x7FFFFFFF
            lines.append(state >> 16 & 0xFF)
    return png(width, height, bytes(lines), colour_type=2)


def png(width: int, height: int, lines: bytes, *, colour_type: int = 0, depth: int = 8, more: bytes = b"") -> bytes:
    """A PNG with these lines, each with its filter before it; `more` are chunks behind its head."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0))
    return BEGINS + head + more + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def chunk(kind: bytes, content: bytes) -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def mark() -> bytes:
    """A logo as a designer sends it: a disc and two bars of 1,200 by 400 points, on no ground."""
    nothing, blue, dark = bytes(4), bytes(BLUE), bytes((0x22, 0x2B, 0x36, 255))
    lines = bytearray()
    for y in range(400):
        half = round(max(0, 190**2 - (y - 200) ** 2) ** 0.5)
        is_bar, is_short = 110 <= y < 180, 220 <= y < 290
        length = 720 if is_bar else 520 if is_short else 0
        before = nothing * (200 - half) + blue * (2 * half) + nothing * (270 - half)
        lines += b"\0" + before + (dark if is_bar else blue) * length + nothing * (730 - length)
    return png(1200, 400, bytes(lines), colour_type=6)
