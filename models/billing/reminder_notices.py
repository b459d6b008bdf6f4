"""What payers will be reminded of tomorrow: a mail to owners and managers of the receiver, in time to pause it.

It lists the reminders that would be sent as things stand; each is judged anew on its day.
"""

import datetime
import uuid
from collections.abc import Sequence

import msgspec

from models import database
from models.billing import pause_links, reminders
from models.languages import formats
from models.languages.words import Language
from models.mail import mails, notices, recipients
from models.mail.notices import Reminded
from models.shapes import billing
from models.tables.parties import Receiver
from models.tables.reminders import ReminderPolicy

KIND = "reminder_notice"
# A receiver has one a day; somebody may manage many receivers.
MAILS_PER_DAY_MAX = 20
# As many as a person looks through. Reminders beyond it are sent all the same.
LISTED_MAX = 50


class Ahead(msgspec.Struct, frozen=True, kw_only=True):
    """An instalment that a payer will be reminded of: `due` is what remains of it."""

    invoice_id: uuid.UUID
    number: str
    payer: str
    due: str
    due_on: datetime.date


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """The reminders of a day to come; `is_all` where the list leaves none out."""

    receiver: Receiver
    on: datetime.date
    listed: Sequence[Ahead]
    is_all: bool


async def write(
    policy: ReminderPolicy, receiver: Receiver, invoice_ids: Sequence[uuid.UUID], *, on: datetime.date, is_all: bool
) -> Notice | None:
    """The reminders of these invoices on a day to come, as many as a mail lists; None where there are none."""
    found: list[Ahead] = []
    for invoice_id in invoice_ids:
        found += await _ahead(invoice_id, policy, on, receiver.language)
        if len(found) > LISTED_MAX:
            break
    if not found:
        return None
    return Notice(receiver=receiver, on=on, listed=found[:LISTED_MAX], is_all=is_all and len(found) <= LISTED_MAX)


async def _ahead(invoice_id: uuid.UUID, policy: ReminderPolicy, on: datetime.date, language: Language) -> list[Ahead]:
    row, instalments = await reminders.ahead(invoice_id, policy, on=on)
    if not instalments:
        return []
    invoice = billing.invoice(row)
    assert invoice.number is not None, "an issued invoice has it"
    assert invoice.payer is not None, "and its parties"
    return [
        Ahead(
            invoice_id=invoice_id,
            number=invoice.number,
            payer=invoice.payer.name,
            due=formats.money(one.due, invoice.currency, language),
            due_on=one.instalment.due_on or on,
        )
        for one in instalments
    ]


async def send(notice: Notice) -> None:
    """Mails a notice to each owner and manager, with links of their own. Needs a transaction."""
    assert database.in_transaction(), "that they were told is written with it"
    receiver = notice.receiver
    for person in await recipients.managers(receiver.id, kind=KIND, per_day_max=MAILS_PER_DAY_MAX):
        reminded = [
            Reminded(
                number=one.number,
                payer=one.payer,
                due=one.due,
                due_on=one.due_on,
                token=pause_links.token(user_id=person["id"], invoice_id=one.invoice_id),
            )
            for one in notice.listed
        ]
        words = notices.reminders_ahead(
            receiver.language,
            receiver=receiver.name,
            on=notice.on,
            reminded=reminded,
            is_all=notice.is_all,
            days=pause_links.DAYS,
        )
        await mails.enqueue(kind=KIND, recipient=person["email"], words=words, receiver_id=receiver.id)
