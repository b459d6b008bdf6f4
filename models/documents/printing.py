"""What the template reads: the texts of a view in characters that there are, with a note on those that there are not,
and codes as pictures."""

from collections.abc import Callable

import msgspec

from models.documents import codes
from models.documents.fonts import REPLACEMENT, Fonts, Shown
from models.documents.view import View
from models.languages import words
from models.languages.words import Language
from models.pay_codes.codes import Kind, PayCode

CODE_POINTS_LISTED_MAX = 24
# The implementation guidelines of the Swiss QR-bill want this width; a telephone reads the others from less.
_MILLIMETRES: dict[Kind, float] = {"epc": 30, "swiss_qr_bill": 46, "upi": 30}


def printed(view: View, fonts: Fonts, *, plain: bool = False) -> dict[str, object]:
    """What the template reads: all texts in characters that there are, with a note on those that there are not. A
    `plain` one has no others than Latin ones without marks."""
    _ = words.translations(view.language).gettext
    missing: dict[str, None] = {}
    can_be_shown: Callable[[str], Shown] = fonts.plain if plain else fonts.shown

    def shown(value: object) -> object:
        if isinstance(value, str):
            text, without = can_be_shown(value)
            missing.update(dict.fromkeys(without))
            return text
        if isinstance(value, list | tuple):
            return [shown(each) for each in value]
        if isinstance(value, dict):
            return {key: shown(each) for key, each in value.items()}
        return value

    texts = {name: shown(msgspec.to_builtins(getattr(view, name))) for name in _PRINTED}
    notes = [shown(note) for note in view.notes]
    name, seller = shown(view.name), shown(view.seller.name)
    return {
        **texts,
        "codes": [_code(code, shown(codes.name(code.kind, view.language))) for code in view.codes],
        "notes": [*notes, shown(_without(list(missing), view.language))] if missing else notes,
        "language": view.language,
        "paper": view.paper,
        "date": [view.date.year, view.date.month, view.date.day],
        "families": fonts.families,
        "title": f"{name}, {seller}",
        "footer": f"{seller} · {name}",
        "page_of": shown(_("Page {page} of {pages}").replace("{pages}", "{page}").split("{page}")),
    }


# The parts that are read, and not those that say how.
_PRINTED = ("name", "heading", "description", "seller", "buyer", "facts", "table", "totals", "sections")


def _code(code: PayCode, label: object) -> dict[str, object]:
    return {"label": label, "svg": code.svg(), "width": _MILLIMETRES[code.kind]}


def _without(missing: list[str], language: Language) -> str:
    """Which characters a document does not show, by their code points: a text that its reader can look up."""
    _ = words.translations(language).gettext
    listed = ", ".join(f"U+{ord(character):04X}" for character in missing[:CODE_POINTS_LISTED_MAX])
    more = len(missing) - CODE_POINTS_LISTED_MAX
    listed += _(" and {count} more").format(count=more) if more > 0 else ""
    return _("{sign} stands for characters that this document has no type for: {listed}.").format(
        sign=REPLACEMENT, listed=listed
    )
