"""Whatever people call themselves, no mail of ours says it as markup, a link, a header, or a template."""

import datetime
from typing import Any

import msgspec
import pytest
from lxml import html

from api.pages.mail_samples import LETTERS, PAY_URL, SHOWN, sample
from config import settings
from models.languages import formats
from models.languages.words import LANGUAGES, Language
from models.mail import messages
from models.shapes.common import Address
from models.shapes.parties import PartySnapshot
from models.shapes.payment_methods import PlannedCollection
from models.webhooks.examples import billing
from tests.hostile_names import HOSTILE

# What a layout of ours is made of.
TAGS = {"html", "head", "meta", "title", "body", "div", "p", "a", "br", "pre", "small", "strong", "h1", "ol", "li"}
TABLES = {"table", "tbody", "tr", "td"}
ATTRIBUTES = {"lang", "charset", "name", "content", "style", "dir", "href"}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=list(HOSTILE))
@pytest.mark.parametrize("kind", LETTERS)
def test_no_name_writes_a_letter_of_ours(kind: str, name: str) -> None:
    for language in LANGUAGES:
        check_letter(kind, name, language)


def check_letter(kind: str, name: str, language: Language) -> None:
    letter, honest = sample(kind, language, name=name), sample(kind, language, name="Ada Lovelace")
    assert len(letter.text.splitlines()) == len(honest.text.splitlines())
    assert "\n" not in letter.subject
    read, expected = parse(letter.html), parse(honest.html)
    assert [element.tag for element in read.iter()] == [element.tag for element in expected.iter()]
    assert read.xpath("//a/@href") == expected.xpath("//a/@href")
    assert all(href.startswith(f"{settings.public_url}/account") for href in read.xpath("//a/@href"))
    assert "evil.example" not in letter.html
    assert "evil.example" not in letter.text


@pytest.mark.parametrize("name", HOSTILE.values(), ids=list(HOSTILE))
@pytest.mark.parametrize("kind", SHOWN)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_writes_an_invoices_mail(name: str, kind: str, language: Language) -> None:
    document, honest = (sample(kind, language, invoice=hostile_invoice(of)) for of in (name, "Ada Lovelace"))
    read, expected = parse(document.html), parse(honest.html)
    assert [element.tag for element in read.iter()] == [element.tag for element in expected.iter()]
    assert read.xpath("//a/@href") == [PAY_URL]
    assert formats.money(billing.ISSUED.amount_payable, "EUR", language) in document.html
    if "7 * 7" in name:
        assert "{{ 7 * 7 }}" in document.text


@pytest.mark.parametrize("name", HOSTILE.values(), ids=list(HOSTILE))
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_receiver_writes_above_an_invoice_is_no_markup(name: str, language: Language) -> None:
    def written(message: str) -> messages.Message:
        return messages.invoice(billing.ISSUED, language, pay_url=PAY_URL, message=message)

    read, expected = parse(written(name).html), parse(written("Ada Lovelace").html)
    assert [element.tag for element in read.iter()] == [element.tag for element in expected.iter()]
    assert read.xpath("//a/@href") == [PAY_URL]


@pytest.mark.parametrize("name", HOSTILE.values(), ids=list(HOSTILE))
def test_what_will_be_collected_is_told_and_its_method_is_no_markup(name: str) -> None:
    def written(label: str | None) -> messages.Message:
        planned = PlannedCollection(amount=10_000, on=datetime.date(2026, 12, 1), label=label)
        return messages.invoice(billing.ISSUED, "en", pay_url=PAY_URL, planned=planned)

    assert billing.ISSUED.receiver is not None
    assert billing.ISSUED.receiver.bank_account in messages.invoice(billing.ISSUED, "en", pay_url=PAY_URL).text
    told = written(None)
    words = "€100.00 will be collected automatically on 1 December 2026 (your saved payment method)."
    for form in (told.text, told.html):
        assert words in form
        assert billing.ISSUED.receiver.bank_account not in form
    read, expected = parse(written(name).html), parse(told.html)
    assert [element.tag for element in read.iter()] == [element.tag for element in expected.iter()]
    assert read.xpath("//a/@href") == [PAY_URL]


def test_a_request_for_programs_is_no_link_and_a_page_of_ours_is_one() -> None:
    read = parse(sample("invite_payer", "en").html)
    assert read.xpath("//a/@href") == [f"{settings.public_url}/account/invitation#secret"]
    [request] = read.xpath("//pre/text()")
    assert request.strip() == f"POST {settings.public_url}/v1/invitations/secret/accept"


def parse(text: str | None) -> Any:
    """A mail's HTML, of nothing but what its layout has."""
    assert text is not None
    read = html.document_fromstring(text)
    assert {element.tag for element in read.iter()} <= TAGS | TABLES
    assert {name for element in read.iter() for name in element.attrib} <= ATTRIBUTES
    return read


def hostile_invoice(name: str) -> Any:
    party = PartySnapshot(
        id="rcv_1", name=name, address=Address(line1=name[:140]), bank_account=name[:140], email="ada@example.com"
    )
    invoice = billing.ISSUED
    lines = [msgspec.structs.replace(line, description=name[:500]) for line in invoice.lines]
    return msgspec.structs.replace(
        invoice, receiver=party, payer=party, lines=lines, memo=name, purchase_order=name[:100]
    )
