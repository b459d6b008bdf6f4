"""The form by which payers report on the page of a pay link what they have paid: as it is shown, typed and read."""

import datetime
import re
from collections.abc import Mapping
from typing import get_args

import msgspec

from api.forms import Form
from api.pages import refusals
from models import secrets
from models.billing import files
from models.billing.files import File
from models.collection import dates
from models.collection.link_reports import Report, ReportMethod
from models.errors import CardNumberRefused, FileRefused, Invalid
from models.gateways import cards
from models.languages import formats, words
from models.languages.words import Language
from models.shapes.common import SHORT_TEXT_CHARACTERS_MAX, ShortText
from models.shapes.invoice_rows import InvoiceRow
from models.tables.proofs import PROOF_TYPES

KEY = re.compile(r"[A-Za-z0-9_-]{20,50}")


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """A form as its reader sees it: what stands in its fields, and what is wrong with which, or with all of it."""

    key: str
    method: str
    amount: str
    paid_on: str
    reference: str
    errors: Mapping[str, str] = {}
    problem: str | None = None


def fresh(currency: str, language: Language, *, payable: int, today: datetime.date) -> Typed:
    """A form that nobody has filled in: all of what is payable, by bank transfer, today."""
    return Typed(
        key=_key(),
        method="bank_transfer",
        amount=formats.typed_money(payable, currency, language),
        paid_on=today.isoformat(),
        reference="",
    )


def again(typed: Typed, *, problem: str | None = None, errors: Mapping[str, str] | None = None) -> Typed:
    """The same form, with what is wrong about it. It is another one to whoever sends it: what is right then counts."""
    return msgspec.structs.replace(typed, key=_key(), problem=problem, errors=errors or {})


def read(form: Form, invoice: InvoiceRow, language: Language, *, today: datetime.date) -> tuple[Typed, Report | None]:
    """What was typed, with what is wrong in it; and the report that it is, where nothing is. Whether so much is left to
    be paid is for the operation to say: of a form that was sent twice the first has taken it.

    Takes some 30 ms for a proof of 10 MB.
    """
    _ = words.translations(language).gettext
    fields = form.fields
    key = fields.get("key", "")
    typed = Typed(
        key=key if KEY.fullmatch(key) else _key(),
        method=fields.get("method", ""),
        amount=fields.get("amount", ""),
        paid_on=fields.get("paid_on", ""),
        reference=fields.get("reference", ""),
    )
    errors: dict[str, str] = {}
    method = next((known for known in get_args(ReportMethod) if known == typed.method), None)
    if method is None:
        errors["method"] = _("Choose how you have paid.")
    amount = formats.read_money(typed.amount, invoice["currency"], language)
    if not amount:
        example = formats.typed_money(invoice["total"], invoice["currency"], language)
        errors["amount"] = _("Write the amount like this: {example}").format(example=example)
    paid_on = _date(typed.paid_on)
    if paid_on is None:
        errors["paid_on"] = _("Choose the day on which you have paid.")
    else:
        try:
            dates.past(paid_on, today=today, pointer="/paid_on")
        except Invalid:
            errors["paid_on"] = _("This day is yet to come.") if paid_on > today else _("This day is too long ago.")
    reference = typed.reference.strip() or None
    try:
        msgspec.convert(reference, ShortText | None)
        cards.refuse(reference=reference)
    except msgspec.ValidationError:
        errors["reference"] = _("This is too long: {count} characters are possible.").format(
            count=SHORT_TEXT_CHARACTERS_MAX
        )
    except CardNumberRefused as refused:
        errors["reference"] = refusals.told(refused, language)
    proof = None
    try:
        proof = _proof(form)
    except FileRefused as refused:
        errors["proof"] = refusals.told(refused, language)
    if errors or method is None or not amount or paid_on is None:
        return again(typed, errors=errors), None
    report = Report(key=typed.key, method=method, amount=amount, paid_on=paid_on, reference=reference, proof=proof)
    return typed, report


def _key() -> str:
    return secrets.token(bytes_count=16)


def _date(text: str) -> datetime.date | None:
    try:
        return msgspec.convert(text, datetime.date)
    except msgspec.ValidationError:
        return None


def _proof(form: Form) -> File | None:
    """Raises FileRefused."""
    if form.file is None:
        return None
    file = files.inspect(form.file.name, form.file.content)
    if file.media_type not in PROOF_TYPES:
        raise FileRefused("A proof is a PDF, a PNG or a JPEG.")
    return file
