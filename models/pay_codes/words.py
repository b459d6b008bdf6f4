"""Names for codes: one line of what the reader of a code can show, and no longer than it takes."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
# Typographic characters, for readers that know none.
_PLAIN = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "…": "..."})
# All but the Latin letters, digits and marks of the Swiss guidelines (QR-bill 2.3, section 4.1.1).
_NOT_LATIN = re.compile("[^\u0020-\u007e\u00a0-\u017f\u0218-\u021b\u20ac]")
# What is shown as a picture, or not shown at all: emoji, controls, what turns the direction of writing.
_UNSHOWN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So", "Me"})
# What changes the look of emoji, and is of no such category.
_UNSHOWN = re.compile("[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")


def shown(text: str, *, characters_max: int, bytes_max: int | None = None) -> str:
    """A text as one line without pictures and invisible characters, cut to that many characters, and bytes of UTF-8.

    It is cut between words where that loses less than half. Nothing marks the cut: banks compare the name.
    """
    return _cut(_line(text), characters_max, bytes_max)


def latin(text: str, *, characters_max: int) -> str:
    """The same in Latin letters: others lose their marks, or are left out. Nothing is left of another script."""
    plain = "".join(
        character if _NOT_LATIN.match(character) is None else unicodedata.normalize("NFKD", character)
        for character in _line(text).translate(_PLAIN)
    )
    return _cut(_SPACES.sub(" ", _NOT_LATIN.sub("", plain)).strip(), characters_max, None)


def _line(text: str) -> str:
    line = "".join(
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", _UNSHOWN.sub("", text))
        if character.isspace() or unicodedata.category(character) not in _UNSHOWN_CATEGORIES
    )
    return _SPACES.sub(" ", line).strip()


def _cut(line: str, characters_max: int, bytes_max: int | None) -> str:
    cut = line[:characters_max]
    while bytes_max is not None and len(cut.encode()) > bytes_max:
        cut = cut[:-1]
    if len(cut) == len(line):
        return cut
    # A letter is not parted from its marks.
    while cut and unicodedata.combining(line[len(cut)]):
        cut = cut[:-1]
    whole, space, _ = cut.rpartition(" ")
    ends_within_a_word = line[len(cut)] != " "
    return (whole if space and ends_within_a_word and 2 * len(whole) >= len(cut) else cut).strip()
