"""What a template prints: texts, already in the reader's language, and where they go.

Texts are printed as they are. `printed` puts those characters into them that there is no glyph for.
"""

import datetime

import msgspec

from models.documents.fonts import REPLACEMENT, Fonts
from models.languages import words
from models.languages.words import Language

COLOUR = "#1f4e79"
CODE_POINTS_LISTED_MAX = 24
# Who prints on other paper than A4, of ISO 3166-1.
_LETTER = frozenset({"US", "CA", "MX", "CL", "CO", "CR", "DO", "GT", "PA", "PH", "PR", "SV", "VE"})


class Seller(msgspec.Struct, frozen=True):
    """Who it is from."""

    name: str
    lines: list[str]


class Buyer(msgspec.Struct, frozen=True):
    """Whom it is to; `label` says in what capacity."""

    label: str
    name: str
    lines: list[str]


class Column(msgspec.Struct, frozen=True):
    """One column of lines. A `wide` one takes what the others leave, and in a `narrow` one texts are wrapped."""

    label: str
    right: bool = False
    wide: bool = False
    narrow: bool = False


# A cell is a text, or several: those behind the first are small, and stand below it.
Cell = str | list[str]


class Table(msgspec.Struct, frozen=True):
    """Lines; they are smaller in a `dense` one, whose numbers would leave the wide column nothing."""

    columns: list[Column]
    rows: list[list[Cell]]
    dense: bool = False


# In characters: what all numbers of a line may have together, and a text beside them before it is wrapped.
_NUMBERS_MAX = 48
_TEXT_MAX = 16


def table(columns: list[Column], rows: list[list[Cell]]) -> Table:
    """Lines in columns that have room for them."""

    def longest(place: int) -> int:
        return max((len(cell) for row in rows if isinstance(cell := row[place], str)), default=0)

    fitted = [
        column if column.wide or column.right or longest(place) <= _TEXT_MAX else Column(column.label, narrow=True)
        for place, column in enumerate(columns)
    ]
    numbers = sum(longest(place) for place, column in enumerate(columns) if column.right)
    return Table(fitted, rows, dense=numbers > _NUMBERS_MAX)


class Total(msgspec.Struct, frozen=True):
    """A sum; a `strong` one is what it comes to."""

    label: str
    value: str
    strong: bool = False


class Section(msgspec.Struct, frozen=True):
    """A heading with names and values, or with paragraphs."""

    heading: str
    rows: list[tuple[str, str]] = []
    paragraphs: list[str] = []


class Code(msgspec.Struct, frozen=True):
    """A code that an application reads, as SVG; `width` in millimetres."""

    label: str
    svg: str
    width: float


class View(msgspec.Struct, frozen=True, kw_only=True):
    """One document. `name` is what it is called in a sentence, and `heading` what stands above it."""

    language: Language
    paper: str
    name: str
    heading: str
    description: str
    date: datetime.date
    seller: Seller
    buyer: Buyer
    facts: list[tuple[str, str]]
    table: Table
    totals: list[Total]
    sections: list[Section] = []
    codes: list[Code] = []
    notes: list[str] = []


def paper(country: str | None) -> str:
    """What a receiver in this country prints on, as Typst calls it."""
    return "us-letter" if country in _LETTER else "a4"


def paragraphs(text: str | None) -> list[str]:
    """The lines of a text that have anything in them."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def printed(view: View, fonts: Fonts) -> dict[str, object]:
    """What a template reads: all texts in characters that there are, with a note on those that there are not."""
    _ = words.translations(view.language).gettext
    missing: dict[str, None] = {}

    def shown(value: object) -> object:
        if isinstance(value, str):
            text, without = fonts.shown(value)
            missing.update(dict.fromkeys(without))
            return text
        if isinstance(value, list | tuple):
            return [shown(each) for each in value]
        if isinstance(value, dict):
            return {key: shown(each) for key, each in value.items()}
        return value

    printed = {name: shown(msgspec.to_builtins(getattr(view, name))) for name in _PRINTED}
    notes = [*view.notes, _without(list(missing), view.language)] if missing else view.notes
    name, seller = shown(view.name), shown(view.seller.name)
    return {
        **printed,
        "notes": shown(notes),
        "codes": msgspec.to_builtins(view.codes),
        "language": view.language,
        "paper": view.paper,
        "date": [view.date.year, view.date.month, view.date.day],
        "families": fonts.families,
        "colour": COLOUR,
        "title": f"{name}, {seller}",
        "footer": f"{seller} · {name}",
        "page_of": _("Page {page} of {pages}").replace("{pages}", "{page}").split("{page}"),
    }


# The parts that are read, and not those that say how.
_PRINTED = ("name", "heading", "description", "seller", "buyer", "facts", "table", "totals", "sections")


def _without(missing: list[str], language: Language) -> str:
    """Which characters a document does not show, by their code points: a text that its reader can look up."""
    _ = words.translations(language).gettext
    listed = ", ".join(f"U+{ord(character):04X}" for character in missing[:CODE_POINTS_LISTED_MAX])
    more = len(missing) - CODE_POINTS_LISTED_MAX
    listed += _(" and {count} more").format(count=more) if more > 0 else ""
    return _("{sign} stands for characters that this document has no type for: {listed}.").format(
        sign=REPLACEMENT, listed=listed
    )
