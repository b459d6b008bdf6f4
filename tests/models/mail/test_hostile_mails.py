"""Whatever people call themselves, no mail of ours says it as markup, a link, a header, or a template."""

import datetime
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from lxml import html

from config import settings
from models.languages import formats
from models.languages.words import LANGUAGES, Language
from models.mail import letters, messages
from models.mail.letters import Ailing, Reminded, Words
from models.shapes.common import Address
from models.shapes.parties import PartySnapshot
from models.webhooks import catalogue
from tests.hostile_names import HOSTILE

NOW = datetime.datetime(2026, 11, 29, 9, tzinfo=datetime.UTC)
# What a layout of ours is made of.
TAGS = {"html", "head", "meta", "title", "body", "div", "p", "a", "br", "pre", "small", "strong", "h1", "ol", "li"}
TABLES = {"table", "tbody", "tr", "td"}
ATTRIBUTES = {"lang", "charset", "name", "content", "style", "dir", "href"}


def ailing(name: str) -> Ailing:
    """As `models/webhooks/notices.py` tells of one: its names are tamed there."""
    return Ailing(
        receiver=letters.named(name),
        receiver_id="rcv_1",
        endpoint_id="whe_1",
        place="https://hooks.example/…",
        failing_since=NOW,
        last_failure="status 500",
        waiting="7",
        replay_from=NOW,
    )


def reminded(name: str) -> Reminded:
    return Reminded(number=name, payer=name, due="10.00 EUR", due_on=NOW.date(), token="secret")


LETTERS: dict[str, Callable[[str], Words]] = {
    "verify": lambda name: letters.verify_email(token="secret", hours=24),
    "reset": lambda name: letters.reset_password(name=name, token="secret", minutes=60),
    "changed": lambda name: letters.password_changed(name=name),
    "email": lambda name: letters.email_change_asked(name=name, new_email="ada@example.com"),
    "invitation": lambda name: letters.invitation(
        receiver=name, purpose="see and pay your invoices here", token="secret", expires_at=NOW
    ),
    "receipt": lambda name: letters.receipt(
        receiver=name, number=name, amount="10.00 EUR", effective_on=NOW.date(), invoices=[name]
    ),
    "warning": lambda name: letters.endpoint_warning(ailing(name), disabled_from=NOW),
    "disabled": lambda name: letters.endpoint_disabled(ailing(name), is_gone=False, for_operator=True),
    "schedule": lambda name: letters.schedule_failed(
        receiver=name, schedule_id="sch_1", period_start=NOW.date(), why=name, is_paused=True
    ),
    "schedule again": lambda name: letters.schedule_failed(
        receiver=name, schedule_id="sch_1", period_start=NOW.date(), why=name, is_paused=False
    ),
    "dispute": lambda name: letters.dispute(
        receiver=name,
        dispute_id="dsp_1",
        payment_id="pay_1",
        amount="10.00 EUR",
        reason=name,
        respond_by=NOW,
        is_due=True,
    ),
    "report": lambda name: letters.report_waits(
        receiver=name,
        payment_id="pay_1",
        amount="10.00 EUR",
        reference=name,
        waits_for=datetime.timedelta(days=3),
    ),
    "reminders": lambda name: letters.reminders_ahead(
        receiver=name, on=NOW.date(), reminded=[reminded(name)] * 2, is_all=False, days=3
    ),
}


@pytest.mark.parametrize("harm", HOSTILE)
@pytest.mark.parametrize("kind", LETTERS)
def test_no_name_writes_a_letter_of_ours(kind: str, harm: str) -> None:
    words, plain = LETTERS[kind](HOSTILE[harm]), LETTERS[kind]("Ada Lovelace")
    letter, honest = messages.letter(words.subject, words.text), messages.letter(plain.subject, plain.text)
    assert len(words.text.splitlines()) == len(plain.text.splitlines())
    assert "\n" not in words.subject
    read, expected = parse(letter.html), parse(honest.html)
    assert [element.tag for element in read.iter()] == [element.tag for element in expected.iter()]
    assert read.xpath("//a/@href") == expected.xpath("//a/@href")
    assert all(href.startswith(f"{settings.public_url}/account") for href in read.xpath("//a/@href"))
    assert "evil.example" not in letter.html
    assert "evil.example" not in letter.text


@pytest.mark.parametrize("name", HOSTILE.values(), ids=list(HOSTILE))
@pytest.mark.parametrize("is_reminder", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_writes_an_invoices_mail(name: str, is_reminder: bool, language: Language) -> None:
    def written(of: str) -> messages.Message:
        invoice = hostile_invoice(of)
        if not is_reminder:
            return messages.invoice(invoice, language, pay_url="https://pay.example/pay/secret", message=of)
        return messages.reminder(
            invoice,
            language,
            pay_url="https://pay.example/pay/secret",
            due=100,
            due_on=NOW.date(),
            is_over=True,
            message=of,
        )

    document, honest = written(name), written("Ada Lovelace")
    read, expected = parse(document.html), parse(honest.html)
    assert [element.tag for element in read.iter()] == [element.tag for element in expected.iter()]
    assert read.xpath("//a/@href") == ["https://pay.example/pay/secret"]
    assert formats.money(catalogue.ISSUED.amount_payable, "EUR", language) in document.html
    if "7 * 7" in name:
        assert "{{ 7 * 7 }}" in document.text


def test_a_request_for_programs_is_no_link_and_a_page_of_ours_is_one() -> None:
    words = LETTERS["invitation"]("Ada")
    read = parse(messages.letter(words.subject, words.text).html)
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
    invoice = catalogue.ISSUED
    lines = [msgspec.structs.replace(line, description=name[:500]) for line in invoice.lines]
    return msgspec.structs.replace(
        invoice, receiver=party, payer=party, lines=lines, memo=name, purchase_order=name[:100]
    )
