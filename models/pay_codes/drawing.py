"""Codes as pictures: SVG that needs nothing else, in black on white."""

import io
import math
from functools import lru_cache

import segno

# Of the code, without the white around it (Swiss Style Guide QR-bill): the code, the cross on it, the white.
_SWISS_MM = 46
_CROSS_MM = 7
_WHITE_MM = 5
_CROSS = (
    '<path fill="#fff" d="M0 0h7v7h-7z"/><path d="M.5 .5h6v6h-6z"/>'
    '<path fill="#fff" d="M2.9 1.55h1.2v1.35h1.35v1.2h-1.35v1.35h-1.2v-1.35h-1.35v-1.2h1.35z"/>'
)


# Some 7 ms each, and some 3 KB: a page that is opened again has its picture at once.
@lru_cache(maxsize=500)
def draw(payload: str, *, is_swiss: bool) -> str:
    """The QR code of a text, for screens and documents. The same text has the same picture."""
    code = segno.make(payload.encode(), error="m", micro=False, boost_error=False)
    modules = int(code.symbol_size(border=0)[0])
    border = math.ceil(modules * _WHITE_MM / _SWISS_MM) if is_swiss else code.default_border_size
    drawn = io.BytesIO()
    # An element to stand in a page as it is: as large as its place, without classes, in one line.
    plain = {"xmldecl": False, "omitsize": True, "svgclass": "", "lineclass": "", "nl": False}
    code.save(drawn, kind="svg", border=border, light="#fff", **plain)
    picture = drawn.getvalue().decode()
    return picture.replace("</svg>", f"{_cross(modules, border)}</svg>") if is_swiss else picture


def _cross(modules: int, border: int) -> str:
    scale = modules / _SWISS_MM
    corner = border + modules / 2 - _CROSS_MM / 2 * scale
    return f'<g transform="translate({corner:.3f} {corner:.3f}) scale({scale:.4f})">{_CROSS}</g>'
