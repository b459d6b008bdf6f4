"""Mails as a text and the same as HTML, made of the templates beside this file, which share one layout.

A letter's HTML follows from its text: paragraphs, requests for programs, and links to our own pages, which stand on a
line of their own. Of what shows an invoice, all values are those of the issued invoice, and names are told as
`letters.named` does: who is called Booking.com gets no link. What the receiver writes itself stands as it is; in HTML
nothing of it is markup.
"""

import datetime
import functools
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context

from config import settings
from models.mail.letters import named
from models.money.currencies import format_amount
from models.shapes.billing import Invoice
from models.shapes.lines import DiscountInput
from models.tables.billing import InvoiceKind

DESCRIPTION_CHARACTERS_MAX = 500
_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


class Document(msgspec.Struct, frozen=True):
    """A mail's subject, and its text in both forms."""

    subject: str
    text: str
    html: str | None


class Block(msgspec.Struct, frozen=True):
    """Lines of a letter between two empty ones."""

    lines: list[str]
    is_code: bool
    is_link: bool


def letter(subject: str, text: str) -> Document:
    """A letter in both forms."""
    html = _environment.get_template("letter.html").render(title=subject, blocks=_blocks(text))
    return Document(subject=subject, text=text, html=html)


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


def invoice(shape: Invoice, *, pay_url: str | None, message: str | None = None) -> Document:
    """Shows an issued invoice, below a message of the receiver's. Its pay link is there while there is anything to
    pay."""
    assert shape.receiver is not None, "an issued invoice has its parties"
    title = _title(shape)
    return Document(
        subject=f"{title} from {named(shape.receiver.name)}",
        text=_rendered("invoice.txt", shape, title=title, intro=message, pay_url=pay_url),
        html=_rendered("invoice.html", shape, title=title, intro=message, pay_url=pay_url),
    )


def reminder(
    shape: Invoice,
    *,
    pay_url: str | None,
    due: int,
    due_on: datetime.date,
    is_over: bool,
    subject: str | None = None,
    message: str | None = None,
) -> Document:
    """Shows an issued invoice below the receiver's words, or a sentence that says what of it is due, and when.

    `due` is what remains of the instalment that it is about, `is_over` whether its day has passed.
    """
    assert shape.receiver is not None, "an issued invoice has its parties"
    title = _title(shape)
    sentence = (
        f"{format_amount(due, shape.currency)} of {_NOUNS[shape.kind]} {shape.number} "
        f"{'was' if is_over else 'is'} due on {due_on}."
    )
    words = {"title": title, "intro": f"{message}\n\n{sentence}" if message else sentence}
    return Document(
        subject=subject or f"Reminder: {title} from {named(shape.receiver.name)}",
        text=_rendered("invoice.txt", shape, pay_url=pay_url, **words),
        html=_rendered("invoice.html", shape, pay_url=pay_url, **words),
    )


_NOUNS: dict[InvoiceKind, str] = {"invoice": "invoice", "debit_note": "debit note"}


def _title(shape: Invoice) -> str:
    return f"{_NOUNS[shape.kind].capitalize()} {shape.number}"


def _rendered(template: str, shape: Invoice, *, pay_url: str | None, **words: str | None) -> str:
    context: dict[str, Any] = {  # Any: a template takes whatever it names
        "invoice": shape,
        "seller": shape.receiver,
        "buyer": shape.payer,
        "pay_url": pay_url if shape.amount_payable > 0 else None,
        "taken_off": [
            (label, amount)
            for label, amount in (
                ("Withheld", shape.amount_withheld),
                ("Credited", shape.amount_credited),
                ("Written off", shape.amount_written_off),
                ("Paid", shape.amount_paid),
            )
            if amount
        ],
        **words,
    }
    return _environment.get_template(template).render(context)


@pass_context
def _money(context: Context, amount: int) -> str:
    """An amount in the currency of the invoice that is shown."""
    return format_amount(amount, context["invoice"].currency)


@pass_context
def _less(context: Context, discount: DiscountInput) -> str:
    return f"{discount.percent}%" if discount.amount is None else _money(context, discount.amount)


_environment.tests["our_page"] = _is_our_page
_environment.filters |= {
    "named": functools.partial(named, characters_max=DESCRIPTION_CHARACTERS_MAX),
    "money": _money,
    "less": _less,
}
