"""What the patterns of texts ask for, in words: errors say this, since a pattern tells people nothing."""

import re

from models import ids
from models.resources import RESOURCES
from models.shapes import audit, collection, common, identity, parties

_PATTERN = re.compile(r"`str` matching regex ('.*'|\".*\")(?= in a key|$)", re.DOTALL)


def in_words(message: str) -> str:
    """A message of msgspec, with words in place of the pattern that it quotes."""
    return _PATTERN.sub(lambda found: _WORDS.get(found[1], "a text of another form"), message)


def _pattern(type_: object) -> str:
    """The pattern of an annotated type, as messages quote it."""
    return repr(next(meta.pattern for meta in getattr(type_, "__metadata__", ()) if meta.pattern is not None))


_WORDS = {
    repr(common.NO_NUL): "a text without the character U+0000",
    repr(common.ONE_LINE): "one line with something to see, without characters that control or that turn the writing",
    _pattern(common.Quantity): 'a number as a text, such as "2.5": up to 14 digits, and up to 6 more behind a point',
    _pattern(common.UnitPrice): 'a price as a text, such as "12.50": up to 12 digits, and up to 8 more behind a point',
    _pattern(common.Percent): 'a percentage as a text, such as "19": up to 3 digits, and up to 4 more behind a point',
    _pattern(
        parties.SmallPercent
    ): 'a percentage of at most 10 as a text, such as "1.5": up to 4 digits behind a point',
    repr(common.CURRENCY): "three capital letters, as in ISO 4217: EUR",
    _pattern(common.Country): "two capital letters, as in ISO 3166-1: DE",
    _pattern(common.Email): "an e-mail address: one @ with a name before and a host behind it, and nothing invisible",
    _pattern(parties.Prefix): "1 to 12 capital letters, digits and hyphens, such as INV",
    _pattern(identity.Token): "a token as it was handed out: letters, digits, hyphens and underscores",
    _pattern(collection.PaymentToken): "letters, digits, points, hyphens and underscores, such as tok_success",
    repr(audit.ACTION): "lower-case letters, underscores and points, such as invoice.voided",
    **{
        repr(ids.pattern(resource.kind)): f"the id of a {resource.noun}: {resource.prefix}_ and 26 letters and digits"
        for resource in RESOURCES
    },
}
