"""What payers will be reminded of tomorrow: a mail to owners and managers of the receiver, in time to pause it.

It lists what nothing speaks against as it is written; each reminder is judged anew on its day.
"""

import datetime
import uuid
from collections.abc import Sequence

import msgspec

from models import database, ids
from models.billing import pause_links, reminders
from models.mail import letters, mails, recipients
from models.mail.letters import Reminded
from models.money.currencies import format_amount
from models.shapes import billing
from models.tables.parties import Receiver
from models.tables.reminders import ReminderPolicy

KINDS = ("reminder_notice",)
# Of one receiver there is one a day.
MAILS_PER_DAY_MAX = 20
# What a person looks through. The others are reminded of too.
LISTED_MAX = 50


class Ahead(msgspec.Struct, frozen=True, kw_only=True):
    """An instalment of which somebody will be reminded: `due` is what remains of it."""

    invoice_id: uuid.UUID
    number: str
    payer: str
    due: str
    due_on: datetime.date


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What will be reminded of on a day; `is_all` where nothing was left out."""

    receiver: Receiver
    on: datetime.date
    listed: Sequence[Ahead]
    is_all: bool


async def write(
    policy: ReminderPolicy, receiver: Receiver, invoice_ids: Sequence[uuid.UUID], *, on: datetime.date, is_all: bool
) -> Notice | None:
    """What these invoices will be reminded of on a day to come, as far as a mail has room; None where it is nothing."""
    found: list[Ahead] = []
    for invoice_id in invoice_ids:
        found += await _ahead(invoice_id, policy, on)
        if len(found) > LISTED_MAX:
            break
    if not found:
        return None
    return Notice(receiver=receiver, on=on, listed=found[:LISTED_MAX], is_all=is_all and len(found) <= LISTED_MAX)


async def _ahead(invoice_id: uuid.UUID, policy: ReminderPolicy, on: datetime.date) -> list[Ahead]:
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
            due=format_amount(one.due, invoice.currency),
            due_on=one.instalment.due_on or on,
        )
        for one in instalments
    ]


async def send(notice: Notice) -> None:
    """Mails a notice to each owner and manager, with links of their own. Needs a transaction."""
    assert database.in_transaction(), "that they were told is written with it"
    receiver = notice.receiver
    for person in await recipients.managers(receiver.id, kinds=KINDS, per_day_max=MAILS_PER_DAY_MAX):
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
        words = letters.reminders_ahead(
            receiver=receiver.name,
            receiver_id=ids.encode("receiver", receiver.id),
            on=notice.on,
            reminded=reminded,
            is_all=notice.is_all,
            days=pause_links.DAYS,
        )
        await mails.enqueue(kind=KINDS[0], recipient=person["email"], subject=words.subject, text=words.text)
