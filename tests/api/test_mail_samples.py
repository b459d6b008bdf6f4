"""Each mail in each language: translated, with all of its values; and the page that shows them, in development only."""

import re
from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest

from api import app
from api.pages.mail_samples import KINDS, LETTERS, sample
from config import Environment, settings
from models.languages import words
from models.languages.words import LANGUAGES, Language
from models.webhooks.examples import billing
from tests.models.mail.test_hostile_mails import parse

TRANSLATED = [language for language in LANGUAGES if language != words.DEFAULT]
# What is the same in all languages: what people have written, addresses, requests, and what is no sentence.
GIVEN = {
    "Ada's Workshop",
    *(party.name for party in (billing.ISSUED.receiver, billing.ISSUED.payer) if party is not None),
    billing.ISSUED.memo,
    *(line.description for line in billing.ISSUED.lines),
}
SAME = re.compile(r"https?://\S+|    .*")
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w*\}")
WORDS = re.compile(r"[a-z]{2,} [a-z]{2,}")


@pytest.fixture(params=["development", "production"])
async def environment(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Environment:
    environment: Environment = request.param
    monkeypatch.setattr(app, "settings", msgspec.structs.replace(settings, environment=environment))
    return environment


@pytest.fixture
async def browser(environment: Environment) -> AsyncIterator[httpx.AsyncClient]:
    """Of an application that runs in that environment."""
    transport = httpx.ASGITransport(app=app.create_app())
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_has_all_of_its_values(kind: str, language: Language) -> None:
    message = sample(kind, language)
    for text in (message.subject, message.text, message.html):
        assert not PLACEHOLDER.search(text)
        assert "None" not in text
    read = parse(message.html)
    assert read.get("lang") == language
    if kind in LETTERS:
        shown = " ".join(read.xpath("//body//text()")).split()
        assert set(message.text.split()) <= set(shown)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_of_a_mail_is_left_in_english(kind: str, language: Language) -> None:
    message, english = sample(kind, language), sample(kind, words.DEFAULT)
    assert message.subject != english.subject
    assert _alike(message.text.splitlines(), english.text.splitlines()) == set()
    shown, in_english = (
        [" ".join(str(text).split()) for text in parse(html).xpath("//body//text()[not(ancestor::pre)]")]
        for html in (message.html, english.html)
    )
    assert _alike(shown, in_english) == set()


def _alike(lines: list[str], in_english: list[str]) -> set[str]:
    """The sentences that are in both."""
    alike = {line.removeprefix("- ") for line in set(lines) & set(in_english)} - GIVEN
    return {line for line in alike if WORDS.search(line) and not SAME.fullmatch(line)}


async def test_the_page_of_samples_is_there_in_development_only(
    browser: httpx.AsyncClient, environment: Environment
) -> None:
    paths = ("/dev/mails", "/dev/mails/invoice/hi", "/dev/mails/receipt/de/html")
    answers = [await browser.get(path) for path in paths]
    expected = 200 if environment == "development" else 404
    assert [answer.status_code for answer in answers] == [expected] * 3
    if environment == "production":
        return
    listed, shown, html = answers
    for kind in KINDS:
        for language in LANGUAGES:
            assert f'href="/dev/mails/{kind}/{language}"' in listed.text
            assert (await browser.get(f"/dev/mails/{kind}/{language}")).status_code == 200
    assert "2026" in shown.text
    assert html.text == sample("receipt", "de").html
    assert "default-src 'none'" in html.headers["content-security-policy"]
    for path in ("/dev/mails/nothing/en", "/dev/mails/invoice/fr", "/dev/mails/invoice/fr/html"):
        assert (await browser.get(path)).status_code == 404
