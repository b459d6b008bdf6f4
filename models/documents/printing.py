"""What a template reads: the texts of a view in characters that there are, with a note on those that there are not."""

import msgspec

from models.documents.fonts import REPLACEMENT, Fonts
from models.documents.view import View
from models.languages import words
from models.languages.words import Language

COLOUR = "#1f4e79"
CODE_POINTS_LISTED_MAX = 24


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
