"""Templates of what people read: Jinja, where nothing that people wrote is markup.

Each is rendered with a `language`, in which `_`, `pgettext` and `ngettext` translate and the filters `money(currency)`,
`typed_money(currency)`, `price(currency)`, `date`, `number` and `percent` write. `grouped` shows a payment reference.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context

from models.languages import formats, words
from models.money import references

_WRITERS: tuple[Callable[..., str], ...] = (
    formats.money,
    formats.typed_money,
    formats.price,
    formats.date,
    formats.number,
    formats.percent,
)


@cache
def environment(folder: Path) -> Environment:
    """The templates of a folder. In `.html` what is put in is escaped; a name that nobody has given raises."""
    templates = Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # Of the extension, which the class does not know of.
    install = templates.install_gettext_callables  # type: ignore[attr-defined]
    install(_gettext, _ngettext, newstyle=True, pgettext=_pgettext)
    templates.filters |= {write.__name__: _in_language(write) for write in _WRITERS} | {"grouped": references.grouped}
    return templates


@pass_context
def _gettext(context: Context, sentence: str) -> str:
    return words.translations(context["language"]).gettext(sentence)


@pass_context
def _pgettext(context: Context, about: str, sentence: str) -> str:
    """Of a word whose translation depends on what it is about: "Paid" of one invoice, or of a list of them."""
    return words.translations(context["language"]).pgettext(about, sentence)


@pass_context
def _ngettext(context: Context, one: str, many: str, number: int) -> str:
    return words.translations(context["language"]).ngettext(one, many, number)


def _in_language(write: Callable[..., str]) -> Callable[..., str]:
    """What writes a value, told the language by the template."""

    @pass_context
    def written(context: Context, *values: object) -> str:
        return write(*values, language=context["language"])

    return written
