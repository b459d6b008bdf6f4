"""Types that many shapes share, and how columns become fields.

Every string is bounded and refuses U+0000, which PostgreSQL cannot store; every integer fits a JSON client.
"""

import datetime
import uuid
from collections.abc import Hashable
from functools import cache
from typing import Annotated, Any, Generic, Protocol, TypeVar, cast

import msgspec
from msgspec import UNSET, Meta, UnsetType

from models import ids
from models.errors import Invalid
from models.money.amounts import AMOUNT_MAX
from models.shapes import emails

T = TypeVar("T")
# Any: whatever JSON has.
JsonObject = dict[str, Any]
_metadata = msgspec.json.Decoder(dict[str, str])

# Elsewhere `$` is followed by (?!\n), because Python's lets a final line break pass.
NO_NUL = r"^[^\u0000]*$"
CURRENCY = r"^[A-Z]{3}$(?!\n)"
# What nobody sees, and an address has no use for: control characters, line and paragraph separators, and what Unicode
# lets displays ignore, such as zero-width characters and those that turn the direction of writing.
INVISIBLE = (
    r"\u0000-\u001F\u007F-\u009F\u00AD\u034F\u0600-\u0605\u061C\u06DD\u070F\u0890\u0891\u08E2\u115F\u1160\u17B4\u17B5"
    r"\u180B-\u180F\u200B-\u200F\u2028-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB"
    # Beyond U+FFFF patterns have no escape that Python and JSON Schema share, so these stand for themselves.
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)

# What has no place within a line that people read: control characters, breaks of lines, and what overrides the
# direction of writing, which makes a name seem to be another.
UNRULY = r"\u0000-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069"
# One line, with something in it that one can see. The first look ahead ends at what it looks for, so it is linear.
ONE_LINE = rf"^(?=[\s\u2800{INVISIBLE}]*[^\s\u2800{INVISIBLE}])[^{UNRULY}]*$(?!\n)"

Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=ONE_LINE)]
SHORT_TEXT_CHARACTERS_MAX = 140
ShortText = Annotated[str, Meta(min_length=1, max_length=SHORT_TEXT_CHARACTERS_MAX, pattern=NO_NUL)]
PostalCode = Annotated[str, Meta(max_length=20, pattern=NO_NUL)]
LongText = Annotated[str, Meta(max_length=2000, pattern=NO_NUL)]
Email = Annotated[
    str,
    Meta(
        min_length=3,
        max_length=254,
        pattern=rf"^[^@\s{INVISIBLE}]+@[^@\s{INVISIBLE}]+$(?!\n)",
        examples=["ada@example.com"],
    ),
]
Currency = Annotated[str, Meta(pattern=CURRENCY, description="ISO 4217.", examples=["EUR"])]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$(?!\n)", description="ISO 3166-1 alpha-2.", examples=["DE"])]
MINOR_UNITS = "Minor units: 1999 EUR is 19.99 euro."
Amount = Annotated[int, Meta(ge=1, le=AMOUNT_MAX, description=MINOR_UNITS)]
AmountOrZero = Annotated[int, Meta(ge=0, le=AMOUNT_MAX, description=MINOR_UNITS)]
Quantity = Annotated[str, Meta(pattern=r"^-?[0-9]{1,14}(\.[0-9]{1,6})?$(?!\n)", examples=["2.5"])]
# Above zero on every line: how much of it is taken, whichever side of zero the line is on.
CreditedQuantity = Annotated[str, Meta(pattern=r"^[0-9]{1,14}(\.[0-9]{1,6})?$(?!\n)", examples=["2.5"])]
UnitPrice = Annotated[
    str, Meta(pattern=r"^[0-9]{1,12}(\.[0-9]{1,8})?$(?!\n)", description="Major units.", examples=["12.50"])
]
Percent = Annotated[str, Meta(pattern=r"^[0-9]{1,3}(\.[0-9]{1,4})?$(?!\n)", examples=["19"])]
Metadata = Annotated[
    dict[
        Annotated[str, Meta(min_length=1, max_length=40, pattern=NO_NUL)],
        Annotated[str, Meta(max_length=500, pattern=NO_NUL)],
    ],
    Meta(max_length=50, description="Up to 50 strings of yours."),
]


# Days that people give lie between. Reminders are counted on from them, and the driver of PostgreSQL takes the last day
# that there is for infinity.
FIRST_DAY = datetime.date(2000, 1, 1)
LAST_DAY = datetime.date(2199, 12, 31)


class Input(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The base of what clients send: unknown fields are refused."""


def check_day(day: datetime.date | None, pointer: str | None = None) -> None:
    """Raises Invalid for a day that a mistyped year has made, or that nobody could count on from.

    `pointer` says where it stands in a body; a parameter of a query has none."""
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        raise Invalid(f"{day} is out of range: give a day from {FIRST_DAY} to {LAST_DAY}.", pointer=pointer)


class WithEmail(Input):
    """The base of what gives an `email`: its host is taken in one form, however it is written.

    Raises Invalid for a host that there cannot be. models/shapes/emails.py has the form.
    """

    def __post_init__(self) -> None:
        email = getattr(self, "email", None)
        if isinstance(email, str):
            try:
                msgspec.structs.force_setattr(self, "email", emails.normal(email))
            except ValueError as error:
                raise Invalid("There can be no host of the name behind the @.", pointer="/email") from error


class WithKnownEmail(Input):
    """The base of what names an account by its `email`, which may be older than our idea of what hosts there can be."""

    email: Email

    def __post_init__(self) -> None:
        msgspec.structs.force_setattr(self, "email", emails.normal_if_it_can_be(self.email))


class Address(Input, omit_defaults=True):
    """A postal address, as printed on documents."""

    line1: ShortText | None = None
    line2: ShortText | None = None
    city: ShortText | None = None
    postal_code: PostalCode | None = None
    state: ShortText | None = None


class AddressPatch(Input):
    """Changes to an address: only the fields sent change, and null clears."""

    line1: ShortText | None | UnsetType = UNSET
    line2: ShortText | None | UnsetType = UNSET
    city: ShortText | None | UnsetType = UNSET
    postal_code: PostalCode | None | UnsetType = UNSET
    state: ShortText | None | UnsetType = UNSET


class List(msgspec.Struct, Generic[T], kw_only=True):
    """One page of a list. `next_cursor` goes into `after` to get the next, older page."""

    data: list[T]
    has_more: bool
    next_cursor: str | None


def text_id(kind: str, value: uuid.UUID | None) -> str | None:
    """An optional id in its text form."""
    return None if value is None else ids.encode(kind, value)


def from_json(value: str, type_: type[T]) -> T:
    """What a JSON column holds, which arrives as text."""
    decoder: msgspec.json.Decoder[T] = _decoder(cast("Hashable", type_))
    return decoder.decode(value)


class Reading(Protocol):
    """How the JSON of a column becomes what a field holds: by `from_json`, or `as_stored`."""

    def __call__(self, value: str, type_: type[T], /) -> T: ...


def as_stored(value: str, type_: type[T]) -> T:
    """What a JSON column holds, to be encoded unchanged. It is a `msgspec.Raw`, and no `T`: only encode it."""
    return cast("T", msgspec.Raw(value))


# There are as many as there are types of such columns; to look a type through costs more than to decode a column.
@cache
def _decoder(type_: Hashable) -> msgspec.json.Decoder[Any]:  # Any: what the type says
    return msgspec.json.Decoder(cast("type[Any]", type_))


def metadata(value: str) -> dict[str, str]:
    """A column of the client's own strings."""
    return _metadata.decode(value)


def to_json(value: object) -> str:
    """What a JSON parameter is sent as."""
    return msgspec.json.encode(value).decode()


def given_or(value: T | UnsetType, otherwise: T) -> T:
    """What a PATCH sent of one field, null too, else what there is."""
    return otherwise if isinstance(value, UnsetType) else value


def changes(patch: msgspec.Struct) -> dict[str, object]:
    """The fields that a PATCH sent, with null for those that it clears."""
    sent = {name: getattr(patch, name) for name in patch.__struct_fields__}
    return {name: value for name, value in sent.items() if value is not msgspec.UNSET}


Instant = Annotated[datetime.datetime, Meta(tz=True, description="RFC 3339, with a time zone.")]
