"""What people read in their own language: catalogues of gettext, one for each language beside English.

Sentences stand in English in templates and in code, between `_(` and `)`. `make words` collects them into the
catalogues, where they are translated; a test finds what is not. What programs read (the API's answers, error sentences,
logs) stays English.
"""

import gettext as standard
import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

Language = Literal["en", "de", "es", "hi"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT: Language = "en"
CATALOGUES = Path(__file__).parent / "catalogues"


def catalogue_of(language: Language) -> Path:
    """Where the sentences of a language stand; English has no catalogue."""
    return CATALOGUES / f"{language}.po"


@cache
def translations(language: Language) -> standard.NullTranslations:
    """The sentences of a language: its `gettext` and `ngettext` answer in it. Read once in each process."""
    if language == DEFAULT:
        return standard.NullTranslations()
    with catalogue_of(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return standard.GNUTranslations(compiled)


def first_known(tags: Iterable[str]) -> Language | None:
    """The first of these tags that we have, as `de` for `de-AT`; None where we have none of them."""
    known: dict[str, Language] = {language: language for language in LANGUAGES}
    primary = (tag.strip().lower().replace("_", "-").partition("-")[0] for tag in tags)
    return next((known[tag] for tag in primary if tag in known), None)
