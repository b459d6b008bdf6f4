"""A receiver's colour on its pages: a style of its own, so that none stands in the page, in which text can be read.

Contrast is as WCAG 2.2 defines it, and at least 4.5 to 1 for text (AA): of links on our grounds, and of what is written
on buttons. A colour that falls short is mixed with black, or on dark grounds with white, as little as is needed.
"""

import re
from typing import NamedTuple

from litestar import Response, get
from litestar.params import FromPath

from api.middleware.auth import PUBLIC
from api.pages import rendering
from models.errors import NotFound

CONTRAST_MIN = 4.5
_NAME = re.compile(r"([0-9a-f]{6})\.css")
# As steps of mixing go; each is too little to be seen.
STEPS = 50


class Colour(NamedTuple):
    """Red, green and blue, from 0 to 255."""

    red: int
    green: int
    blue: int

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"


BLACK, WHITE = Colour(0, 0, 0), Colour(255, 255, 255)
# What text and buttons stand on, by static/page.css: the page, and cards and notices on it.
LIGHT_GROUNDS = (Colour(0xF5, 0xF6, 0xF8), WHITE)
DARK_GROUNDS = (Colour(0x10, 0x13, 0x17), Colour(0x1B, 0x1F, 0x24))


def address(colour: str) -> str:
    """Where browsers find the style of a colour such as "#1d4f91"."""
    return f"/assets/colours/{colour[1:].lower()}.css"


@get("/assets/colours/{name:str}", opt=PUBLIC, include_in_schema=False)
async def style(name: FromPath[str]) -> Response[str]:
    """The style of a colour."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise NotFound("There is no such file.")
    return Response(_style(parsed(found[1])), media_type="text/css", headers=rendering.FOR_EVER)


def parsed(digits: str) -> Colour:
    """The colour of six hexadecimal digits."""
    return Colour(*bytes.fromhex(digits))


def readable(colour: Colour, grounds: tuple[Colour, ...], towards: Colour) -> Colour:
    """The colour, mixed with another one until text in it can be read on these grounds."""
    mixed = colour
    for step in range(1, STEPS + 1):
        if min(contrast(mixed, ground) for ground in grounds) >= CONTRAST_MIN:
            break
        mixed = Colour(*(round(own + (other - own) * step / STEPS) for own, other in zip(colour, towards, strict=True)))
    return mixed


def text_on(colour: Colour) -> Colour:
    """Black or white, whichever can be read on it better: of any colour one of them has 4.5 to 1."""
    return max(BLACK, WHITE, key=lambda text: contrast(text, colour))


def contrast(one: Colour, other: Colour) -> float:
    """From 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _style(colour: Colour) -> str:
    light, dark = readable(colour, LIGHT_GROUNDS, BLACK), readable(colour, DARK_GROUNDS, WHITE)
    return (
        f":root{{--accent:{light};--on-accent:{text_on(light)}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{--accent:{dark};--on-accent:{text_on(dark)}}}}}\n"
    )
