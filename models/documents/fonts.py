"""The fonts that documents are set in, and what they have glyphs for.

Typst ends with an error, or prints nothing, where no font has a character, and one name must not stop an invoice. So
whatever is printed passes `Fonts.shown` first: what no font has becomes U+FFFD, the sign for a character that cannot be
shown, and the document lists the code points. A character stands together with its marks, which only the same font can
set around it. Marks without a character to stand on, and more of them than any language has, are not shown either.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import typst
from fontTools.ttLib import TTFont

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
# Marks and joiners of one character: no language needs as many, and each takes memory and time to be set.
MARKS_MAX = 8
# A word that is longer than that may break after so many characters: else it would run out of its column.
_WORD_CHARACTERS_MAX = 24
_LONG_WORD = re.compile(rf"[^\s{_BREAK}]{{{_WORD_CHARACTERS_MAX + 1},}}")
# Nothing is searched in what Latin text nearly always is: of ISO 8859-1, with the signs of prices, dashes and quotes.
_PLAIN = re.compile(r"[\x20-\x7e\xa0-\xac\xae-\xff€₹–—‘’‚“”„…]*")


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
        return self._replaced(text, self._as_it_can_be)

    def plain(self, text: str) -> Shown:
        """The same in Latin characters without marks alone, which nothing stops from being set."""
        return self._replaced(text, lambda cluster: cluster if _PLAIN.fullmatch(cluster) else None)

    def _replaced(self, text: str, form: Callable[[str], str | None]) -> Shown:
        whole: list[str] = []
        missing: list[str] = []
        for cluster in _clusters(_clean(text)):
            can = cluster if cluster == "\n" else form(cluster)
            if can is None:
                missing += cluster
            whole.append(REPLACEMENT if can is None else can)
        return Shown(_breakable("".join(whole)), tuple(missing))

    def _as_it_can_be(self, cluster: str) -> str | None:
        """A character and its marks: as they are, or in another form that Unicode says is the same to a reader."""
        # A mark alone would be set on a dotted circle, which no font has.
        if _is_mark(cluster[0]) or len(cluster) > 1 + MARKS_MAX:
            return None
        if self.has(cluster):
            return cluster
        forms = (unicodedata.normalize(form, cluster) for form in ("NFC", "NFKC", "NFKD"))
        return next((form for form in forms if self.has(form)), None)

    def has(self, cluster: str) -> bool:
        """Whether one font has all of a character and its marks, as they are."""
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
        if cluster and cluster not in " \n" and _is_mark(character):
            cluster += character
        else:
            if cluster:
                yield cluster
            cluster = character
    if cluster:
        yield cluster


def _is_mark(character: str) -> bool:
    """Whether it stands on the character before it, or joins it to the next one."""
    return character in _JOINERS or unicodedata.category(character)[0] == "M"


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
    """The code points that a font has a glyph for."""
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())
