"""The fonts that documents are set in, and what they have glyphs for.

Typst ends with an error, or prints nothing, where no font has a character, and one name must not stop an invoice. So
whatever is printed passes `Fonts.shown` first: what no font has becomes U+FFFD, the sign for a character that cannot be
shown, and the document lists the code points. A character stands together with its marks, which only the same font can
set around it.
"""

import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import typst

# Families, and the packages that hold them, in the order in which they are asked for a character.
_PACKAGES = {
    "Noto Sans": "fontpkg_noto_sans",
    "Noto Sans Devanagari": "fontpkg_noto_sans_devanagari",
    "Noto Sans Arabic": "fontpkg_noto_sans_arabic",
    "Noto Sans Tamil": "fontpkg_noto_sans_tamil",
    "Noto Sans Telugu": "fontpkg_noto_sans_telugu",
    "Noto Sans Thai": "fontpkg_noto_sans_thai",
}
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_NO_BREAK_SPACES = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
_BREAK = "\N{ZERO WIDTH SPACE}"
# A word that is longer than that may break after so many characters: else it would run out of its column.
_WORD_CHARACTERS_MAX = 24
_LONG_WORD = re.compile(rf"[^\s{_BREAK}]{{{_WORD_CHARACTERS_MAX + 1},}}")
# Nothing is searched in what Latin text nearly always is.
_PLAIN = re.compile(r"[\x20-\x7e\xa0-\xac\xae-\xff]*")


class Shown(NamedTuple):
    """A text as it can be printed, and what of it could not: single characters, in their order."""

    text: str
    missing: tuple[str, ...]


class Fonts:
    """All fonts, as Typst takes them, with the characters of each."""

    def __init__(self) -> None:
        folders = [str(resources.files(package) / "files") for package in _PACKAGES.values()]
        self.loaded = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
        self.families = list(_PACKAGES)
        found = {font.family: font for font in self.loaded.fonts() if font.style == "normal"}
        self._characters = [_characters(Path(str(found[family].path))) for family in self.families]

    def shown(self, text: str) -> Shown:
        """The text in characters that there are, in lines, with places where words that are too long may break."""
        if _PLAIN.fullmatch(text):
            return Shown(_breakable(text), ())
        whole: list[str] = []
        missing: list[str] = []
        for cluster in _clusters(_clean(text)):
            can = self._as_it_can_be(cluster)
            if can is None:
                missing += cluster
            whole.append(REPLACEMENT if can is None else can)
        return Shown(_breakable("".join(whole)), tuple(missing))

    def _as_it_can_be(self, cluster: str) -> str | None:
        """A character and its marks: as they are, or in another form that Unicode says is the same to a reader."""
        forms = (cluster, *(unicodedata.normalize(form, cluster) for form in ("NFC", "NFKC", "NFKD")))
        return next((form for form in forms if self._has(form)), None)

    def _has(self, cluster: str) -> bool:
        letters = {ord(character) for character in cluster if character not in _JOINERS}
        return any(letters <= characters for characters in self._characters)


@cache
def fonts() -> Fonts:
    """The fonts of this process: they are read once, which takes some 100 ms."""
    return Fonts()


def _clean(text: str) -> str:
    """What can be seen, and joiners, which letters need. Controls go, those of the direction of writing among them:
    they would make a line seem to be another."""
    kept = (
        "\n"
        if character in "\n\r\x85\u2028\u2029"
        else " "
        if character.isspace() and character not in _NO_BREAK_SPACES
        else ""
        if unicodedata.category(character) in ("Cc", "Cf") and character not in _JOINERS
        else character
        for character in text.replace("\r\n", "\n")
    )
    return "".join(kept)


def _clusters(text: str) -> Iterator[str]:
    """Each character with the marks and joiners that follow it."""
    cluster = ""
    for character in text:
        if cluster and cluster not in " \n" and (character in _JOINERS or unicodedata.category(character)[0] == "M"):
            cluster += character
        else:
            if cluster:
                yield cluster
            cluster = character
    if cluster:
        yield cluster


def _breakable(text: str) -> str:
    return _LONG_WORD.sub(lambda word: _BREAK.join(_pieces(word[0])), text)


def _pieces(word: str) -> Iterator[str]:
    piece, length = "", 0
    for cluster in _clusters(word):
        if length >= _WORD_CHARACTERS_MAX // 2 and piece[-1] not in _JOINERS:
            yield piece
            piece, length = "", 0
        piece, length = piece + cluster, length + 1
    yield piece


def _characters(path: Path) -> frozenset[int]:
    """The code points that a font has a glyph for: its table `cmap`, of the formats that fonts of today have."""
    data = path.read_bytes()
    tables = {
        data[at : at + 4]: struct.unpack(">I", data[at + 8 : at + 12])[0]
        for at in range(12, 12 + 16 * struct.unpack(">H", data[4:6])[0], 16)
    }
    start = tables[b"cmap"]
    found: set[int] = set()
    for number in range(struct.unpack(">H", data[start + 2 : start + 4])[0]):
        offset = start + struct.unpack(">I", data[start + 8 + 8 * number : start + 12 + 8 * number])[0]
        kind = struct.unpack(">H", data[offset : offset + 2])[0]
        if kind == 4:
            found |= _segments(data, offset)
        elif kind == 12:
            found |= _groups(data, offset)
    return frozenset(found)


def _segments(data: bytes, offset: int) -> set[int]:
    """Format 4: segments of the first 65,536 code points."""
    count = struct.unpack(">H", data[offset + 6 : offset + 8])[0] // 2
    at = offset + 14

    def read(place: int, sign: str = "H") -> tuple[int, ...]:
        return struct.unpack(f">{count}{sign}", data[place : place + 2 * count])

    ends, starts = read(at), read(at + 2 * count + 2)
    deltas, ranges = read(at + 4 * count + 2, "h"), read(at + 6 * count + 2)
    found = set()
    for index in range(count):
        for code in range(starts[index], min(ends[index], 0xFFFE) + 1):
            glyph = code
            if ranges[index]:
                place = at + 6 * count + 2 + 2 * index + ranges[index] + 2 * (code - starts[index])
                glyph = struct.unpack(">H", data[place : place + 2])[0]
            if (glyph + deltas[index]) % 65_536 if glyph or not ranges[index] else 0:
                found.add(code)
    return found


def _groups(data: bytes, offset: int) -> set[int]:
    """Format 12: groups of any code points."""
    count = struct.unpack(">I", data[offset + 12 : offset + 16])[0]
    found: set[int] = set()
    for index in range(count):
        first, last, glyph = struct.unpack(">III", data[offset + 16 + 12 * index : offset + 28 + 12 * index])
        found.update(range(first + (glyph == 0), last + 1))
    return found
