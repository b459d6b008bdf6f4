"""Receivers' logos, as clients see them."""

from typing import Literal

import msgspec

from config import settings
from models.shapes.common import from_json


class Measures(msgspec.Struct, kw_only=True):
    """What a receiver's row says of its logo."""

    sha256: str
    width: int
    height: int
    size: int


class Logo(msgspec.Struct, kw_only=True):
    """A receiver's logo: the PNG that was made of what was sent, of `width` by `height` pixels and `size` bytes.
    Anybody can load it from its `url`, which changes with the picture, so it may be kept for ever."""

    object: Literal["logo"] = "logo"
    url: str
    sha256: str
    width: int
    height: int
    size: int


def logo(stored: str | None) -> Logo | None:
    """The shape of what the column `receivers.logo` holds."""
    if stored is None:
        return None
    measures = from_json(stored, Measures)
    return Logo(url=f"{settings.public_url}{address(measures.sha256)}", **msgspec.structs.asdict(measures))


def address(sha256: str) -> str:
    """Where browsers find a logo."""
    return f"/assets/logos/{sha256}.png"
