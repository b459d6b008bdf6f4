"""Mails as a text and the same as HTML, made of the templates beside this file, which share one layout.

A letter's HTML follows from its text: paragraphs, requests for programs, and links to our own pages, which stand on a
line of their own. Of what shows an invoice, all values are those of the issued invoice, written in the reader's
language, and names are told as `letters.named` does: who is called Booking.com gets no link. What the receiver writes
itself stands as it is; in HTML nothing of it is markup.
"""

import datetime
from pathlib import Path
from typing import Any

import msgspec

from config import settings
from models.languages import formats, templates, words
from models.languages.words import Language
from models.mail.letters import Words, named
from models.shapes.billing import Invoice
from models.shapes.payment_methods import PlannedCollection

DESCRIPTION_CHARACTERS_MAX = 500
_environment = templates.environment(Path(__file__).parent / "templates")


class Message(msgspec.Struct, frozen=True):
    """A mail's subject, and its text in both forms."""

    subject: str
    text: str
    html: str


class Block(msgspec.Struct, frozen=True):
    """Lines of a letter between two empty ones."""

    lines: list[str]
    is_code: bool
    is_link: bool


class Total(msgspec.Struct, frozen=True):
    """A line below those of an invoice, as it is written."""

    label: str
    amount: str
    is_strong: bool = False


def letter(written: Words) -> Message:
    """A letter in both forms."""
    html = _rendered("letter.html", written.language, title=written.subject, blocks=_blocks(written.text))
    return Message(subject=written.subject, text=written.text, html=html)


def _blocks(text: str) -> list[Block]:
    blocks = []
    for paragraph in text.strip("\n").split("\n\n"):
        written = [line for line in paragraph.split("\n") if line.strip()]
        lines = [line.strip() for line in written]
        is_link = len(lines) == 1 and _is_our_page(lines[0])
        is_code = not is_link and all(line.startswith("    ") for line in written)
        blocks.append(Block(written if is_code else lines, is_code, is_link))
    return blocks


def _is_our_page(line: str) -> bool:
    """Whether a line is the address of a page of ours. Nothing else becomes a link: names stand in other lines."""
    return line.startswith(f"{settings.public_url}/") and " " not in line


def invoice(
    shape: Invoice,
    language: Language,
    *,
    pay_url: str | None,
    message: str | None = None,
    planned: PlannedCollection | None = None,
) -> Message:
    """Shows an issued invoice, below a message of the receiver's. Its pay link is there while there is anything to
    pay; what is `planned` to be collected need not be transferred."""
    _ = words.translations(language).gettext
    subject = _("{document} from {name}").format(document=_title(shape, language), name=_seller(shape))
    return _shown(shape, language, subject=subject, intro=message, pay_url=pay_url, planned=planned)


def reminder(
    shape: Invoice,
    language: Language,
    *,
    pay_url: str | None,
    due: int,
    due_on: datetime.date,
    is_over: bool,
    subject: str | None = None,
    message: str | None = None,
) -> Message:
    """Shows an issued invoice below the receiver's words, and a sentence that says what of it is due, and when.

    `due` is what remains of the instalment that it is about, `is_over` whether its day has passed.
    """
    _ = words.translations(language).gettext
    title = _title(shape, language)
    sentence = _("{document}: {amount} was due on {day}.") if is_over else _("{document}: {amount} is due on {day}.")
    sentence = sentence.format(
        document=title, amount=formats.money(due, shape.currency, language), day=formats.date(due_on, language)
    )
    return _shown(
        shape,
        language,
        subject=subject or _("Reminder: {document} from {name}").format(document=title, name=_seller(shape)),
        intro=f"{message}\n\n{sentence}" if message else sentence,
        pay_url=pay_url,
    )


def collection_failed(
    shape: Invoice,
    language: Language,
    *,
    pay_url: str | None,
    amount: int,
    due_on: datetime.date,
    label: str | None,
    why: str,
    again_on: datetime.date | None,
) -> Message:
    """Shows an issued invoice of which an amount could not be collected: `why` is a sentence, `label` what the payer
    calls the payment method, and `again_on` the day of the next try, if there is one."""
    _ = words.translations(language).gettext
    title = _title(shape, language)
    failed = _("{document}: {amount}, due on {day}, could not be collected from your saved payment method.")
    sentences = [
        failed.format(
            document=title, amount=formats.money(amount, shape.currency, language), day=formats.date(due_on, language)
        ),
        "" if label is None else _("Payment method: {label}").format(label=named(label)),
        why,
        _("It is not tried again: please pay the amount yourself.")
        if again_on is None
        else _("It is tried again on {day}, unless you have paid by then.").format(
            day=formats.date(again_on, language)
        ),
    ]
    subject = _("{document} from {name} could not be collected").format(document=title, name=_seller(shape))
    intro = "\n".join(sentence for sentence in sentences if sentence)
    return _shown(shape, language, subject=subject, intro=intro, pay_url=pay_url)


def to_be_collected(planned: PlannedCollection, currency: str, language: Language) -> str:
    """That an amount is collected by itself, when, and by which payment method."""
    _ = words.translations(language).gettext
    return _("{amount} will be collected automatically on {date} ({method}). You do not need to do anything.").format(
        amount=formats.money(planned.amount, currency, language),
        date=formats.date(planned.on, language),
        method=_told(planned.label) if planned.label else _("your saved payment method"),
    )


def _title(shape: Invoice, language: Language) -> str:
    _ = words.translations(language).gettext
    title = _("Debit note {number}") if shape.kind == "debit_note" else _("Invoice {number}")
    return title.format(number=shape.number)


def _seller(shape: Invoice) -> str:
    assert shape.receiver is not None, "an issued invoice has its parties"
    return named(shape.receiver.name)


def _shown(
    shape: Invoice,
    language: Language,
    *,
    subject: str,
    intro: str | None,
    pay_url: str | None,
    planned: PlannedCollection | None = None,
) -> Message:
    context: dict[str, Any] = {  # Any: a template takes whatever it names
        "invoice": shape,
        "seller": shape.receiver,
        "buyer": shape.payer,
        "title": _title(shape, language),
        "intro": intro,
        "totals": _totals(shape, language),
        "pay_url": pay_url if shape.amount_payable > 0 else None,
        "planned": None if planned is None else to_be_collected(planned, shape.currency, language),
    }
    text, html = (_rendered(f"invoice.{form}", language, **context) for form in ("txt", "html"))
    return Message(subject=subject, text=text, html=html)


def _totals(shape: Invoice, language: Language) -> list[Total]:
    _ = words.translations(language).gettext

    def money(amount: int) -> str:
        return formats.money(amount, shape.currency, language)

    taken_off = (
        (_("Withheld"), shape.amount_withheld),
        (_("Credited"), shape.amount_credited),
        (_("Written off"), shape.amount_written_off),
        (_("Paid so far"), shape.amount_paid),
    )
    return [
        Total(_("Subtotal"), money(shape.subtotal)),
        *([Total(_("Discount"), money(-shape.discount_total))] if shape.discount_total else []),
        *(
            Total(
                _("{tax} {percent} on {base}").format(
                    tax=_told(tax.name), percent=formats.percent(tax.percent, language), base=money(tax.base)
                ),
                money(tax.amount),
            )
            for tax in shape.taxes
        ),
        Total(_("Total"), money(shape.total), is_strong=True),
        *(Total(label, money(-amount)) for label, amount in taken_off if amount),
        Total(_("Amount due"), money(shape.amount_due), is_strong=True),
        *([Total(_("On its way"), money(shape.amount_reserved))] if shape.amount_reserved else []),
    ]


def _told(name: str) -> str:
    return named(name, characters_max=DESCRIPTION_CHARACTERS_MAX)


def _rendered(template: str, language: Language, **context: Any) -> str:  # Any: a template takes whatever it names
    direction = formats.locale_of(language).text_direction
    return _environment.get_template(template).render(language=language, direction=direction, **context)


_environment.tests["our_page"] = _is_our_page
_environment.filters["named"] = _told
