"""What our mails look like: each kind in each language, with made-up values. In development only.

By the functions and templates that write the mails that are sent.
"""

import datetime
from collections.abc import Callable

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Template

from api.middleware.auth import PUBLIC
from api.pages import rendering
from models.collection import failure_mails
from models.errors import NotFound
from models.languages import formats, words
from models.languages.words import LANGUAGES, Language
from models.mail import letters, messages, notices
from models.mail.letters import Words
from models.mail.messages import Message
from models.mail.notices import Ailing, Reminded
from models.shapes.billing import Invoice
from models.webhooks.examples import billing

# Of a mail alone: its layout has its styles in it, and nothing else.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
NOW = datetime.datetime(2026, 11, 29, 9, tzinfo=datetime.UTC)
TODAY = NOW.date()
PAY_URL = "https://pay.example/pay/secret"
TOKEN = "secret"
# A mail in a language, in which everybody and everything has this name.
Letter = Callable[[Language, str], Words]
Shown = Callable[[Language, Invoice], Message]


def _money(language: Language) -> str:
    return formats.money(1_000, "EUR", language)


def _ailing(name: str) -> Ailing:
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


def _reminded(language: Language, name: str) -> Reminded:
    return Reminded(number=name, payer=name, due=_money(language), due_on=TODAY, token=TOKEN)


def _receipt(language: Language, name: str) -> Words:
    return letters.receipt(
        language, receiver=name, number=name, amount=_money(language), effective_on=TODAY, invoices=[name]
    )


def _schedule(language: Language, name: str, *, is_paused: bool) -> Words:
    return notices.schedule_failed(
        language, receiver=name, schedule_id="sch_1", period_start=TODAY, why=name, is_paused=is_paused
    )


def _dispute(language: Language, name: str, *, is_due: bool) -> Words:
    return notices.dispute(
        language,
        receiver=name,
        dispute_id="dsp_1",
        payment_id="pay_1",
        amount=_money(language),
        reason=name if is_due else None,
        respond_by=NOW,
        is_due=is_due,
    )


def _report(language: Language, name: str) -> Words:
    return notices.report_waits(
        language,
        receiver=name,
        payment_id="pay_1",
        amount=_money(language),
        reference=name,
        waits_for=datetime.timedelta(days=3),
    )


def _reminders(language: Language, name: str) -> Words:
    return notices.reminders_ahead(
        language, receiver=name, on=TODAY, reminded=[_reminded(language, name)] * 2, is_all=False, days=14
    )


def _invitation(language: Language, name: str, *, is_payer: bool) -> Words:
    return letters.invitation(
        language, receiver=name, role=None if is_payer else "manager", token=TOKEN, expires_at=NOW
    )


# By what stands in `mails.kind`, and what else tells them apart.
LETTERS: dict[str, Letter] = {
    "receipt": _receipt,
    "reminder_notice": _reminders,
    "report_waits": _report,
    "dispute_opened": lambda language, name: _dispute(language, name, is_due=False),
    "dispute_due": lambda language, name: _dispute(language, name, is_due=True),
    "schedule_failed": lambda language, name: _schedule(language, name, is_paused=False),
    "schedule_failed-paused": lambda language, name: _schedule(language, name, is_paused=True),
    "endpoint_warning": lambda language, name: notices.endpoint_warning(language, _ailing(name), disabled_from=NOW),
    "endpoint_disabled": lambda language, name: notices.endpoint_disabled(language, _ailing(name), is_gone=False),
    "endpoint_disabled-gone": lambda language, name: notices.endpoint_disabled(language, _ailing(name), is_gone=True),
    "invite_member": lambda language, name: _invitation(language, name, is_payer=False),
    "invite_payer": lambda language, name: _invitation(language, name, is_payer=True),
    "verify_email": lambda language, name: letters.verify_email(language, token=TOKEN, hours=48),
    "reset_password": lambda language, name: letters.reset_password(language, name=name, token=TOKEN, minutes=60),
    "password_changed": lambda language, name: letters.password_changed(language, name=name),
    "email_change_asked": lambda language, name: letters.email_change_asked(
        language, name=name, new_email="ada@example.com"
    ),
}


def _reminder(language: Language, invoice: Invoice, *, is_over: bool) -> Message:
    return messages.reminder(invoice, language, pay_url=PAY_URL, due=1_000, due_on=TODAY, is_over=is_over)


def _collection_failed(language: Language, invoice: Invoice, *, again_on: datetime.date | None) -> Message:
    assert invoice.payer is not None, "an issued invoice has its parties"
    return messages.collection_failed(
        invoice,
        language,
        pay_url=PAY_URL,
        amount=1_000,
        due_on=TODAY,
        label=f"Visa, {invoice.payer.name}",
        why=failure_mails.why("insufficient_funds" if again_on else "expired_card", language),
        again_on=again_on,
    )


# What shows an invoice.
SHOWN: dict[str, Shown] = {
    "invoice": lambda language, invoice: messages.invoice(invoice, language, pay_url=PAY_URL),
    "reminder": lambda language, invoice: _reminder(language, invoice, is_over=False),
    "reminder-overdue": lambda language, invoice: _reminder(language, invoice, is_over=True),
    "collection_failed": lambda language, invoice: _collection_failed(language, invoice, again_on=TODAY),
    "collection_failed-at-last": lambda language, invoice: _collection_failed(language, invoice, again_on=None),
}
KINDS = (*SHOWN, *LETTERS)


def sample(
    kind: str, language: Language, *, name: str = "Ada's Workshop", invoice: Invoice = billing.ISSUED
) -> Message:
    """A mail of a kind, as it would be sent; letters tell of everybody by this name."""
    if kind in SHOWN:
        return SHOWN[kind](language, invoice)
    return messages.letter(LETTERS[kind](language, name))


@get("/dev/mails", opt=PUBLIC, include_in_schema=False)
async def show_all() -> Template:
    """All kinds, in all languages."""
    subjects = {kind: sample(kind, words.DEFAULT).subject for kind in KINDS}
    return rendering.page("mail-samples.html", words.DEFAULT, subjects=subjects, languages=LANGUAGES)


@get("/dev/mails/{kind:str}/{language:str}", opt=PUBLIC, include_in_schema=False)
async def show(kind: FromPath[str], language: FromPath[str]) -> Template:
    """One mail: its subject and text, and where its HTML is. Raises NotFound."""
    spoken = _known(kind, language)
    message = sample(kind, spoken)
    return rendering.page("mail-sample.html", words.DEFAULT, kind=kind, spoken=spoken, message=message)


@get("/dev/mails/{kind:str}/{language:str}/html", opt=PUBLIC, include_in_schema=False)
async def show_html(kind: FromPath[str], language: FromPath[str]) -> Response[str]:
    """The HTML of a mail, as programs that show mails do. Raises NotFound."""
    html = sample(kind, _known(kind, language)).html
    return Response(html, media_type="text/html", headers={"Content-Security-Policy": POLICY})


ROUTES = [show_all, show, show_html]


def _known(kind: str, language: str) -> Language:
    found = next((one for one in LANGUAGES if one == language), None)
    if kind not in KINDS or found is None:
        raise NotFound("There is no such sample.")
    return found
