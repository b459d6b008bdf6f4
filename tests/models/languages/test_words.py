"""Catalogues: everything that people read is translated, with the same values in it."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from models.languages import words
from models.languages.words import LANGUAGES, Language

PROJECT = Path(__file__).parents[3]
TRANSLATED = [language for language in LANGUAGES if language != words.DEFAULT]
# Words for what has another one here: docs/glossary.md has a table of the terms.
AVOIDED: dict[str, tuple[str, ...]] = {
    "de": ("Zahler", "Käufer", "Gutschrift", "Einspruch", "Mahnung", "Widerspruch", "Kreditnote"),
    "es": ("pagador", "cobrador", "nota de crédito", "en camino", "petición", "período"),
    "hi": ("चालान", "बीजक", "भुगतानकर्ता", "अंतरण", "ई-मेल", "पेज", "तारीख", "रास्ते"),
}
# The other way to address somebody.
FAMILIAR: dict[str, re.Pattern[str]] = {
    "de": re.compile(r"\b(?:du|dich|dir|dein\w*|euch|euer)\b", re.IGNORECASE),
    "es": re.compile(r"\b(?:tú|tu|tus|ti|contigo|vosotros|vuestr\w+)\b", re.IGNORECASE),
    "hi": re.compile(r"(?<!\S)(?:तुम|तुम्हारा|तुम्हारी|तुम्हें|तू|तेरा|तेरी)(?!\S)"),
}
# A number and its unit stay on one line.
BREAKABLE_UNIT = re.compile(r"[0-9}] (?:MB|kB|%|€)")
# As `_` writes values, and as `{}` would.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What `make words` finds."""
    found = tmp_path_factory.mktemp("words") / "found.pot"
    CommandLineInterface().run(
        [
            *("pybabel", "-q", "extract", "-F", str(PROJECT / "pyproject.toml"), "--omit-header", "-o", str(found)),
            *(str(PROJECT / folder) for folder in ("api", "models", "tasks")),
        ]
    )
    with found.open("rb") as file:
        return read_po(file)


@pytest.fixture(params=TRANSLATED)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    language: Language = request.param
    with words.catalogue_of(language).open("rb") as file:
        return read_po(file, locale=language)


def _sentences(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _forms(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def test_a_catalogue_has_what_is_to_be_translated_and_no_more(catalogue: Catalog, collected: Catalog) -> None:
    there, wanted = ({str(message.id) for message in _sentences(one)} for one in (catalogue, collected))
    assert wanted - there == set(), "run `make words`, and translate what it adds"
    assert there - wanted == set(), "run `make words`: nobody says this any more"
    assert wanted


def test_every_sentence_is_translated(catalogue: Catalog) -> None:
    missing = [message.id for message in _sentences(catalogue) if not all(_forms(message.string)) or message.fuzzy]
    assert missing == []


def test_a_translation_says_the_same_values(catalogue: Catalog) -> None:
    for message in _sentences(catalogue):
        # The last form of a plural has all values in it.
        original = _forms(message.id)[-1]
        translated = _forms(message.string)[-1]
        assert sorted(PLACEHOLDER.findall(translated)) == sorted(PLACEHOLDER.findall(original)), message.id


def test_one_thing_is_called_by_one_word(catalogue: Catalog) -> None:
    language = catalogue.locale.language
    for message in _sentences(catalogue):
        said = " ".join(_forms(message.string)).lower()
        assert [word for word in AVOIDED[language] if word.lower() in said] == [], message.id


def test_people_are_addressed_politely(catalogue: Catalog) -> None:
    familiar = FAMILIAR[catalogue.locale.language]
    for message in _sentences(catalogue):
        assert not familiar.search(" ".join(_forms(message.string))), message.id


def test_sentences_end_as_they_do_in_their_language(catalogue: Catalog) -> None:
    end = "।" if catalogue.locale.language == "hi" else "."
    for message in _sentences(catalogue):
        original, translated = _forms(message.id)[-1], _forms(message.string)[-1]
        if original.endswith("."):
            assert translated.endswith(end), message.id
        assert not BREAKABLE_UNIT.search(translated), message.id
        if catalogue.locale.language == "es":
            assert translated.count("¿") == translated.count("?"), message.id


def test_sentences_are_translated(catalogue: Catalog) -> None:
    language: Language = catalogue.locale.language
    said = words.translations(language).gettext("Skip to the content")
    assert said != "Skip to the content"
    assert words.translations("en").gettext("Skip to the content") == "Skip to the content"


@pytest.mark.parametrize(
    ("tags", "known"),
    [
        (["de-AT", "en"], "de"),
        (["fr", "es_MX"], "es"),
        (["HI"], "hi"),
        (["fr", "zh"], None),
        (["", "*", "deutsch", "e"], None),
        ([], None),
    ],
)
def test_the_first_language_that_we_have(tags: list[str], known: Language | None) -> None:
    assert words.first_known(tags) == known
