"""Bank accounts as receivers write them down: free text, in which an IBAN (ISO 13616) is recognized and checked."""

import re

from stdnum import iban, numdb
from stdnum.exceptions import ValidationError

# Beginning of an IBAN: the country, and two check digits. People part them and what follows by spaces, hyphens, points.
_BEGINNING = re.compile(r"(?<![^\W_])([A-Za-z]{2})[\s.-]?[0-9]{2}", re.ASCII)
_LABEL = "IBAN"
# What may stand within one, other letters too, which a keyboard puts there by mistake.
_WRITTEN = re.compile(r"(?:[^\W_]|[\s.-])+")
_SEPARATORS = re.compile(r"[\s.-]+")
_PARTS = re.compile(r"([0-9]{1,2})!([nac])")
_KINDS = {"n": re.compile(r"[0-9]"), "a": re.compile(r"[A-Z]"), "c": re.compile(r"[A-Z0-9]")}
_MEANINGS = {"n": "a digit", "a": "a letter", "c": "a letter or a digit"}
# How long any IBAN is: shorter or longer texts of an unknown country are accounts of another kind.
_CHARACTERS_MIN = 15
_CHARACTERS_MAX = 34


def find_iban(text: str) -> str | None:
    """The first valid IBAN in a text, in upper case without spaces; None where there is none."""
    for beginning in _BEGINNING.finditer(text):
        places = _places(beginning[1].upper())
        if places is not None and (found := _read(text[beginning.start() :], len(places))) is not None:
            return found
    return None


def check(text: str) -> None:
    """Raises ValueError, with a sentence that says what is wrong with it, for a text that begins as IBANs do and holds
    none that is valid. Any other text describes an account of another kind."""
    bare = text.strip()
    if bare[: len(_LABEL)].upper() == _LABEL:
        bare = bare[len(_LABEL) :].lstrip(" :.")
    if _BEGINNING.match(bare) is None or find_iban(text) is not None:
        return
    written = _WRITTEN.match(bare)
    assert written is not None, "it begins with letters and digits"
    compact = _raised(_SEPARATORS.sub("", written[0]))
    country = compact[:2]
    places = _places(country)
    if places is None:
        if written.end() < len(bare) or not _CHARACTERS_MIN <= len(compact) <= _CHARACTERS_MAX:
            return
        fault = f"no country has IBANs that begin with {country}"
    else:
        fault = _fault(compact, places)
    raise ValueError(
        f"This begins like an IBAN, but {fault}. Copy it from a bank statement, or describe an account of another kind "
        "so that the text begins with a word."
    )


def _fault(compact: str, places: str) -> str:
    """What is wrong with an IBAN that is not valid, by the first place at which that can be seen."""
    country = compact[:2]
    for number, (character, kind) in enumerate(zip(compact, places, strict=False), start=1):
        if not _KINDS[kind].fullmatch(character):
            return f"its character {number} is {character}, where one of {country} has {_MEANINGS[kind]}"
    if len(compact) != len(places):
        return f"it has {len(compact)} characters, where one of {country} has {len(places)}"
    return f"its check digits {compact[2:4]} do not agree with the rest, so at least one character is wrong"


def _read(text: str, length: int) -> str | None:
    """The valid IBAN of that many characters with which a text begins."""
    compact = ""
    for place, character in enumerate(text):
        if _SEPARATORS.fullmatch(character):
            continue
        compact += character
        if len(compact) == length:
            ends = not text[place + 1 : place + 2].isalnum()
            return _validated(compact) if ends else None
    return None


def _validated(compact: str) -> str | None:
    # Without the check digits that some countries have within theirs: those of ISO 13616 find what is mistyped, and a
    # rule of a country that has changed must not refuse an account that there is.
    if not compact.isascii():
        return None
    try:
        return iban.validate(compact, check_country=False)
    except ValidationError:
        return None


def _raised(text: str) -> str:
    """In upper case, where that is a letter of an IBAN: others may become two."""
    return "".join(character.upper() if character.isascii() else character for character in text)


def _places(country: str) -> str | None:
    """What an IBAN of a country has at each place, "aannaaaannnn…" (see `_MEANINGS`); None where it has no IBANs."""
    known = numdb.get("iban").info(country)[0][1].get("bban")
    if known is None:
        return None
    return "aann" + "".join(kind * int(count) for count, kind in _PARTS.findall(known))
