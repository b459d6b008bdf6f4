"""What a template prints: texts, already in the reader's language, and where they go.

Texts are what is meant; `printing.printed` says what of them there are glyphs for.
"""

import datetime

import msgspec

from models.languages.words import Language
from models.pay_codes.codes import PayCode

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
    codes: list[PayCode] = []
    notes: list[str] = []
    # What the receiver's row says of its logo. Only of a statement: other documents are made of what stands then.
    logo: str | None = None


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What a document says beside its lines: a page shows it too."""

    name: str
    seller: Seller
    buyer: Buyer
    facts: list[tuple[str, str]]
    totals: list[Total]
    notes: list[str] = []


def paper(country: str | None) -> str:
    """What a receiver in this country prints on, as Typst calls it."""
    return "us-letter" if country in _LETTER else "a4"


def paragraphs(text: str | None) -> list[str]:
    """The lines of a text that have anything in them."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
