"""What msgspec refuses, in words and with a JSON pointer: its own messages name types of Python and quote patterns."""

import functools
import re
from collections.abc import Collection, Iterator
from typing import cast

import msgspec

from models import ids
from models.errors import NAME_CHARACTERS_MAX, Invalid, did_you_mean
from models.resources import RESOURCES
from models.shapes import audit, collection, common, identity, invoice_mails, number_gaps, parties

_PATTERN = re.compile(r"`str` matching regex ('.*'|\".*\")(?= in a key|$)", re.DOTALL)
_TYPES = re.compile(r"(?<=Expected )`([a-z | ]+)`|(?<=got )`([a-z]+)`")
_PLACE = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")
_NO_TEXT = re.compile(r"Expected `str(?: \| null)?`, got `[a-z]+`")
_NO_NUMBER = re.compile(r"Expected `int(?: \| null)?`, got `(?:float|str)`")
# What msgspec calls a key that may be any.
_ANY_KEY = "..."
_FIELD = re.compile(r"Object (missing required|contains unknown) field `(.*)`", re.DOTALL)
_VALUE = re.compile(r"Invalid (?:enum )?value .*", re.DOTALL)
_NAMES = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "object": "an object",
    "array": "a list",
    "date": 'a valid date, such as "2026-11-28"',
    "datetime": 'a valid instant with its time zone, such as "2026-11-28T12:00:00Z"',
}
_MESSAGES = {
    "Invalid RFC3339 encoded date": f"Expected {_NAMES['date']}",
    "Invalid RFC3339 encoded datetime": f"Expected {_NAMES['datetime']}",
    "Expected `datetime` with a timezone component": f"Expected {_NAMES['datetime']}",
}
_BOUND = re.compile(r"(a text|a list|an object|a whole number)( of length)? (<=|>=) (-?[0-9]+)")
_UNITS = {"a text": ("character", "characters"), "a list": ("entry", "entries"), "an object": ("field", "fields")}


def refusal(message: str, expected: object, *, body: bytes = b"null") -> tuple[str, str]:
    """A sentence, and a JSON pointer (RFC 6901), for msgspec's message about a body that is not of the `expected` type.

    A field that is missing or unknown is itself what is pointed at; an unknown one has the most similar name beside it.
    In an object with any keys, such as `metadata`, the key is looked for in the body, which is JSON.
    """
    # An error in an object's key names the object: "… - at `key` in `$.metadata`".
    said, _, path = message.replace(" - at `key` in `$", " in a key - at `$").rpartition(" - at `$")
    if not said:
        said, path = message, ""
    steps = [name or index for name, index in _PLACE.findall(path.rstrip("`"))]
    if _ANY_KEY in steps:
        steps = _with_key(steps, expected, _decoded(body))
    field = _FIELD.fullmatch(said)
    if _NO_NUMBER.fullmatch(said) and _is_amount(expected, steps):
        return "Expected an amount as a whole number of minor units: 1050 is 10.50 EUR.", pointer(steps)
    if _NO_TEXT.fullmatch(said):
        said = _form_of_text(expected, steps) or said
    if field is None:
        return f"{in_words(said, _choices(expected, steps))}.", pointer(steps)
    name = field[2]
    if field[1].startswith("missing"):
        sentence = f"The field {name!r} is required."
    else:
        known = [known.encode_name for type_ in _types_at(expected, steps) for known in _fields(type_)]
        sentence = unknown("field", name, known)
    return sentence, pointer([*steps, name[:NAME_CHARACTERS_MAX]])


def unknown(what: str, name: str, known: Collection[str]) -> str:
    """What to say to who sends a field or parameter that there is not: with the most similar one that there is."""
    name = name[:NAME_CHARACTERS_MAX]
    return f"There is no {what} {name!r} here.{did_you_mean(name, known)}"


def repeated(name: str, within: str = "") -> Invalid:
    """The refusal of a field that a body of whatever kind has more than once; `within` points to the object."""
    name = name[:NAME_CHARACTERS_MAX]
    return Invalid(
        f"The field {name!r} is there twice: send it once, so that it is clear which value you mean.",
        pointer=within + pointer([name]),
    )


def in_words(message: str, choices: tuple[object, ...] = ()) -> str:
    """A message of msgspec without names of types and without the pattern that it quotes; `choices` are what is allowed
    where a value is none of a few."""
    if message in _MESSAGES:
        return _MESSAGES[message]
    if choices and _VALUE.fullmatch(message):
        return f"Expected {'one of ' if len(choices) > 1 else ''}{', '.join(map(str, choices))}"
    message = _PATTERN.sub(lambda found: _WORDS.get(found[1], "a text of another form"), message)
    return _BOUND.sub(_bound, _TYPES.sub(_name, message))


def choices(expected: object) -> tuple[object, ...]:
    """What a type of a few values allows; nothing for other types."""
    return _choices(expected, [])


def pointer(steps: list[str]) -> str:
    """A JSON pointer (RFC 6901) to a place in a body."""
    return "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in steps)


def _name(found: re.Match[str]) -> str:
    """`int | null` as people say it."""
    return " or ".join(_NAMES.get(name, name) for name in found[0].strip("`").split(" | "))


def _bound(found: re.Match[str]) -> str:
    what, _, side, number = found.groups()
    unit = f" {_UNITS[what][number != '1']}" if what in _UNITS else ""
    return f"{what} of at {'least' if side == '>=' else 'most'} {number}{unit}"


def _choices(expected: object, steps: list[str]) -> tuple[object, ...]:
    found: list[object] = []
    for type_ in _types_at(expected, steps):
        if isinstance(type_, msgspec.inspect.LiteralType):
            found.extend(type_.values)
    if not found and steps:
        # What tells one object from another has no type of its own: it stands at each of them.
        tagged = [one for one in _types_at(expected, steps[:-1]) if isinstance(one, msgspec.inspect.StructType)]
        found = [one.tag for one in tagged if one.tag_field == steps[-1]]
    return tuple(found)


def _is_amount(expected: object, steps: list[str]) -> bool:
    """Whether money stands at a place, by what its type says of itself."""
    return bool(steps) and any(
        (type_.extra_json_schema or {}).get("description") == common.MINOR_UNITS
        for outer in _types_at(expected, steps[:-1])
        for inner in _inside(outer, steps[-1])
        for type_ in (inner.types if isinstance(inner, msgspec.inspect.UnionType) else (inner,))
        if isinstance(type_, msgspec.inspect.Metadata)
    )


def _decoded(body: bytes) -> object:
    """What is in a body, whatever it is; null where it has numbers that are too large to be looked at."""
    try:
        return cast("object", msgspec.json.decode(body))
    except msgspec.DecodeError:
        return None


def _with_key(steps: list[str], expected: object, sent: object) -> list[str]:
    """The same place with the key that msgspec calls `...`: the first whose value is none of the type's texts. Without
    it and all behind it where there is none, since other types have no such objects."""
    place = steps.index(_ANY_KEY)
    for step in steps[:place]:
        sent = _inside_of(sent, step)
    types = _types_at(expected, steps[: place + 1])
    for key, value in sent.items() if isinstance(sent, dict) else ():
        if not any(_takes(type_, value) for type_ in types):
            return [*steps[:place], key[:NAME_CHARACTERS_MAX], *steps[place + 1 :]]
    return steps[:place]


def _inside_of(sent: object, step: str) -> object:
    """What was sent at a step. A field that is there twice can be another one here than where msgspec has stopped."""
    if isinstance(sent, list):
        return sent[int(step)] if step.isdecimal() and int(step) < len(sent) else None
    return sent.get(step) if isinstance(sent, dict) else None


def _takes(type_: msgspec.inspect.Type, value: object) -> bool:
    """Whether a text is of a type; of other types everything is."""
    if not isinstance(type_, msgspec.inspect.StrType):
        return True
    if not isinstance(value, str) or len(value) > (type_.max_length or len(value)):
        return False
    return len(value) >= (type_.min_length or 0) and re.search(type_.pattern or "", value) is not None


def _form_of_text(expected: object, steps: list[str]) -> str | None:
    """What a text must look like at a place, for who sends something else there; None where any text will do."""
    for type_ in _types_at(expected, steps):
        if isinstance(type_, msgspec.inspect.StrType) and repr(type_.pattern) in _WORDS.keys() - _ANY_TEXT:
            return f"Expected {_WORDS[repr(type_.pattern)]}"
    return None


@functools.cache
def _described(expected: object) -> msgspec.inspect.Type:
    return msgspec.inspect.type_info(expected)


def _types_at(expected: object, steps: list[str]) -> list[msgspec.inspect.Type]:
    """The types that a value may have at a place, without null."""
    types = list(_alternatives(_described(expected)))
    for step in steps:
        types = [one for type_ in types for inner in _inside(type_, step) for one in _alternatives(inner)]
    return types


def _alternatives(type_: msgspec.inspect.Type) -> Iterator[msgspec.inspect.Type]:
    if isinstance(type_, msgspec.inspect.UnionType):
        for one in type_.types:
            yield from _alternatives(one)
    elif isinstance(type_, msgspec.inspect.Metadata):
        yield from _alternatives(type_.type)
    else:
        yield type_


def _inside(type_: msgspec.inspect.Type, step: str) -> Iterator[msgspec.inspect.Type]:
    if isinstance(type_, msgspec.inspect.CollectionType):
        yield type_.item_type
    elif isinstance(type_, msgspec.inspect.DictType):
        yield type_.value_type
    yield from (field.type for field in _fields(type_) if field.encode_name == step)


def _fields(type_: msgspec.inspect.Type) -> tuple[msgspec.inspect.Field, ...]:
    return type_.fields if isinstance(type_, msgspec.inspect.StructType) else ()


def _pattern(type_: object) -> str:
    """The pattern of an annotated type, as messages quote it."""
    return repr(next(meta.pattern for meta in getattr(type_, "__metadata__", ()) if meta.pattern is not None))


_ANY_TEXT = {repr(common.NO_NUL), repr(common.ONE_LINE)}
_WORDS = {
    repr(common.NO_NUL): "a text without the character U+0000",
    repr(common.ONE_LINE): "one line with something to see, without characters that control or that turn the writing",
    _pattern(common.Quantity): (
        'a number as a text, such as "2.5" or "-1": up to 14 digits, and up to 6 more behind a point'
    ),
    _pattern(common.CreditedQuantity): (
        'a number as a text, such as "2.5": up to 14 digits, and up to 6 more behind a point'
    ),
    _pattern(parties.Colour): 'a colour as a text, such as "#1d4f91": # and six digits from 0 to 9 and a to f',
    _pattern(common.UnitPrice): 'a price as a text, such as "12.50": up to 12 digits, and up to 8 more behind a point, '
    "and never below zero",
    _pattern(common.Percent): 'a percentage as a text, such as "19": up to 3 digits, and up to 4 more behind a point',
    _pattern(
        parties.SmallPercent
    ): 'a percentage of at most 10 as a text, such as "1.5": up to 4 digits behind a point',
    repr(common.CURRENCY): "three capital letters, as in ISO 4217: EUR",
    _pattern(common.Country): "two capital letters, as in ISO 3166-1: DE",
    _pattern(common.Email): "an e-mail address: one @ with a name before and a host behind it, and nothing invisible",
    _pattern(parties.UpiId): "a UPI id: a name and the bank's handle, such as ada.workshop@okbank",
    _pattern(parties.Prefix): "1 to 12 capital letters, digits and hyphens, such as INV",
    _pattern(identity.Token): "a token as it was handed out: letters, digits, hyphens and underscores",
    _pattern(collection.PaymentToken): "letters, digits, points, hyphens and underscores, such as tok_success",
    repr(invoice_mails.REASON): "up to 40 lower-case letters, digits, hyphens and underscores, such as lost",
    repr(number_gaps.PERIOD): "a year such as 2026, a month such as 2026-03, or nothing where numbers go on for ever",
    repr(audit.ACTION): "lower-case letters, underscores and points, such as invoice.voided",
    **{
        repr(ids.pattern(resource.kind)): f"the id of {resource.one}: {resource.prefix}_ and 26 letters and digits"
        for resource in RESOURCES
    },
}
