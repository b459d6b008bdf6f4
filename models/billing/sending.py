"""Mailing invoices: for each reason once, in the receiver's name, and what becomes of it.

A mail is asked for in one transaction, with its row in `mails` and the receiver's message. A worker writes it in a
second, with the invoice as it is then, hands it over, and tells in a third, which locks the mail, then its invoice.
People of one receiver ask for mails one after the other: an advisory lock, taken last, lets nobody pass the bound of a
day, however many ask at once.

Raw SQL: an invoice is locked as it is read; the bound of a day has an advisory lock and a statement whose plan matters;
what a payer was mailed is erased at once.
"""

import datetime
import hashlib
import math
import uuid
from collections.abc import Sequence

import msgspec

from models import access, audit, clock, database, events, ids, rows, versions
from models.access import Caller
from models.billing import addressees, collections
from models.billing.announcing import invoice_event
from models.errors import (
    Forbidden,
    InvoiceNotOpen,
    MailReasonUsed,
    NoMailAddress,
    NotFound,
    TooManyInvoiceMails,
    TooManyRequests,
)
from models.mail import mails, messages
from models.mail.letters import Words
from models.mail.mails import Outcome, Prepared
from models.shapes import billing, invoice_rows
from models.shapes import invoice_mails as shapes
from models.shapes.invoice_mails import SendInput
from models.shapes.invoice_rows import COLUMNS, InvoiceRow
from models.tables.billing import Invoice
from models.tables.invoice_mails import InvoiceMail, InvoiceMailKind
from models.tables.mail import Mail
from models.tables.parties import Receiver
from models.versions import Wanted

# The kind of the rows of `mails` that show an invoice because somebody wants so.
KIND: InvoiceMailKind = "invoice"
# Whoever has to mail an invoice more often has another problem.
PER_INVOICE_MAX = 20
# Of one receiver, within any 24 hours, by its people and their keys: who gets hold of an account can send no flood from
# it. Schedules mail what they issue, and are bounded by what there is to issue.
PER_DAY_MAX = 1_000
DAY = datetime.timedelta(days=1)
# When people of a receiver mailed the last invoice but so many, since an id was made. Ids begin with the time, so the
# index `invoice_mails_by_hand` gives no more than what is counted.
LAST_BUT = """SELECT created_at FROM invoice_mails WHERE receiver_id = $1 AND created_by IS NOT NULL AND id >= $2
    ORDER BY id DESC OFFSET $3 LIMIT 1"""


async def send(
    caller: Caller, invoice_id: uuid.UUID | None, given: SendInput, *, version: Wanted = None
) -> tuple[InvoiceMail, bool]:
    """Mails an issued invoice; returns the mail, and whether it is new: of one reason there is one.

    Whoever may not see the pay link mails to nobody but the payer.

    Raises NotFound, Forbidden, PreconditionFailed, InvoiceNotOpen (a draft, or void), MailReasonUsed where that reason
    has sent something else, TooManyInvoiceMails, NoMailAddress, TooManyRequests where the receiver has mailed
    PER_DAY_MAX within a day.
    """
    async with database.transaction():
        invoice = await access.find_as(
            caller, Invoice, InvoiceRow, invoice_id, "invoice_mails.write", columns=COLUMNS, lock=True
        )
        versions.check(invoice, version)
        if (given.to is not None or given.cc) and not billing.sees_the_link(caller, invoice):
            raise Forbidden(
                "The mail holds the pay link, which this API key may not see: leave out to and cc, or use a key with "
                "the scope invoices:write or payments:write."
            )
        if invoice["status"] in ("draft", "void"):
            raise InvoiceNotOpen(invoice["number"], invoice["status"], "be mailed")
        return await queue(invoice, given, created_by=caller.user_id)


async def queue(
    invoice: InvoiceRow, given: SendInput, *, created_by: uuid.UUID | None = None
) -> tuple[InvoiceMail, bool]:
    """The same for an issued invoice that the open transaction holds, whoever wants it."""
    assert database.in_transaction(), "an invoice and its mail are one transaction"
    there = await InvoiceMail.objects().where(InvoiceMail.invoice_id == invoice["id"], InvoiceMail.kind == KIND)
    digest = hashlib.sha256(msgspec.json.encode((given.to, given.cc, given.message))).digest()
    same = next((row for row in there if row.reason == given.reason), None)
    if same is not None:
        if same.digest != digest:
            raise MailReasonUsed(
                f"Invoice {invoice['number']} was mailed for the reason {given.reason!r} already, to others or with "
                "another message: send another reason.",
                pointer="/reason",
            )
        return same, False
    if len(there) >= PER_INVOICE_MAX:
        raise TooManyInvoiceMails(
            f"Invoice {invoice['number']} was mailed {PER_INVOICE_MAX} times, which is as often as one can be."
        )
    receiver, payer = await addressees.of(invoice)
    recipient = given.to or payer.email
    if recipient is None:
        raise NoMailAddress(
            f"The payer of invoice {invoice['number']} has no e-mail address: add one, or send it in to.", pointer="/to"
        )
    if created_by is not None:
        await _check_day(invoice["receiver_id"])
    # The rest is written by `prepare`.
    words = Words(f"Invoice {invoice['number']}", given.message or "")
    row = await enqueue(
        KIND,
        given.reason,
        words,
        invoice_id=invoice["id"],
        receiver=receiver,
        recipient=recipient,
        copies=given.cc,
        digest=digest,
        created_by=created_by,
    )
    return row, True


async def enqueue(
    kind: InvoiceMailKind,
    reason: str,
    words: Words,
    *,
    invoice_id: uuid.UUID,
    receiver: Receiver,
    recipient: str,
    copies: Sequence[str] = (),
    digest: bytes = b"",
    created_by: uuid.UUID | None = None,
) -> InvoiceMail:
    """Queues a mail about an invoice in the receiver's name, with the row that says what becomes of it. Needs a
    transaction; whoever calls it knows that there is none of that kind and reason."""
    assert database.in_transaction(), "a mail and its row are one transaction"
    identifier = ids.make()
    mail_id = await mails.enqueue(
        kind=kind,
        recipient=recipient,
        copies=copies,
        words=words,
        sender_name=receiver.name,
        reply_to=receiver.email,
        about_id=identifier,
    )
    row = await rows.insert(
        InvoiceMail(
            id=identifier,
            receiver_id=receiver.id,
            invoice_id=invoice_id,
            kind=kind,
            reason=reason,
            recipient=recipient,
            copies=list(copies),
            digest=digest,
            mail_id=mail_id,
            created_by=created_by,
        )
    )
    await audit.record(
        "invoice_mail.created",
        object_kind="invoice_mail",
        object_id=row.id,
        receiver_id=row.receiver_id,
        after=shapes.invoice_mail(row),
    )
    return row


async def _check_day(receiver_id: uuid.UUID) -> None:
    """Raises TooManyRequests where a receiver's people have mailed as much as they may within a day. Who else of them
    mails waits to the end of this transaction."""
    await database.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"invoice mails of {receiver_id}")
    now = clock.now()
    mailed_at = await database.fetch_value(
        datetime.datetime, LAST_BUT, receiver_id, ids.floor(now - DAY), PER_DAY_MAX - 1
    )
    if mailed_at is None:
        return
    # Once that one is a day old, one less than the bound is within the last day. The answer names a whole second: the
    # first one after that instant.
    again_at = (mailed_at + DAY).replace(microsecond=0) + datetime.timedelta(seconds=1)
    wait = again_at - now
    if wait > datetime.timedelta():
        raise TooManyRequests(
            f"People of this receiver have mailed {PER_DAY_MAX:,} invoices within 24 hours, the most that may be: "
            f"mail the next at {again_at.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ} or later.",
            retry_after_seconds=math.ceil(wait.total_seconds()),
        )


async def list_all(caller: Caller, invoice_id: uuid.UUID | None) -> list[InvoiceMail]:
    """The mails of an invoice, the last one first. Raises NotFound, Forbidden."""
    invoice = await access.find(caller, Invoice, invoice_id, "invoice_mails.read")
    return (
        await InvoiceMail.objects()
        .where(InvoiceMail.invoice_id == invoice.id)
        .order_by(InvoiceMail.id, ascending=False)
    )


async def get(caller: Caller, invoice_id: uuid.UUID | None, mail_id: uuid.UUID | None) -> InvoiceMail:
    """One mail of an invoice. Raises NotFound, Forbidden."""
    invoice = await access.find(caller, Invoice, invoice_id, "invoice_mails.read")
    row = await access.find(caller, InvoiceMail, mail_id, "invoice_mails.read")
    if row.invoice_id != invoice.id:
        raise NotFound("There is no such mail.")
    return row


async def prepare(mail: Mail) -> tuple[Prepared, InvoiceRow] | None:
    """What a mail says when it is handed over: its message, and the invoice as it is then, so that nobody is asked for
    what was paid meanwhile; and that invoice. None where it is void by then, which is noted."""
    message = mails.text_of(mail)
    async with database.transaction():
        waiting = await hold(mail)
        if waiting is None:
            return None
        row, invoice = waiting
        if invoice["status"] == "void":
            await give_up(row, "The invoice is void.")
            return None
        written = messages.invoice(
            billing.invoice(invoice),
            # The payer is not locked: whoever erases them locks them before their mails.
            await addressees.read_language(invoice["payer_id"]),
            pay_url=invoice_rows.pay_url(invoice),
            message=message or None,
            planned=await collections.planned(invoice),
        )
        return Prepared(mail.recipient, written), invoice


async def prepare_written(mail: Mail) -> Prepared | None:
    """The same for a mail whose words were written with it, as a receipt's are."""
    # Of no invoice, or from before its row was kept.
    if mail.about_id is not None:
        async with database.transaction():
            if (await _lock(mail)).status != "queued":
                return None
    return Prepared(mail.recipient, mails.as_written(mail))


async def hold(mail: Mail) -> tuple[InvoiceMail, InvoiceRow] | None:
    """The row of a mail that is about to be handed over, locked, and its invoice as it is now; None where it was ended.
    Needs a transaction."""
    row = await _lock(mail)
    if row.status != "queued":
        return None
    invoice = await database.fetch_row_as(InvoiceRow, f"SELECT {COLUMNS} FROM invoices WHERE id = $1", row.invoice_id)
    assert invoice is not None, "issued invoices are kept"
    return row, invoice


async def give_up(row: InvoiceMail, why: str) -> None:
    """Notes that a mail is not wanted any more: nothing has failed, so nobody is told. Needs a transaction that holds
    its row."""
    await rows.update(row, {InvoiceMail.status: "skipped", InvoiceMail.detail: why})


async def note(mail: Mail, outcome: Outcome) -> None:
    """Writes what became of a mail, and announces it: `invoice.sent`, or `invoice_mail.failed` with the reason."""
    before = await _lock(mail)
    sent_at = clock.now() if outcome.status == "sent" else None
    after = await rows.update(
        before,
        {InvoiceMail.status: outcome.status, InvoiceMail.detail: outcome.detail, InvoiceMail.sent_at: sent_at},
    )
    if outcome.status != "sent":
        announcement = events.announcement(
            "invoice_mail.failed", shapes.invoice_mail(after), before=shapes.invoice_mail(before)
        )
        await events.record(after.receiver_id, announcement)
        return
    if after.kind != KIND:
        # What it tells of was announced itself: the receipt, or the payment that failed.
        return
    invoice = await database.fetch_row_as(
        InvoiceRow, f"SELECT {COLUMNS} FROM invoices WHERE id = $1 FOR NO KEY UPDATE", after.invoice_id
    )
    assert invoice is not None, "issued invoices are kept"
    await events.record(after.receiver_id, invoice_event("invoice.sent", invoice))


async def _lock(mail: Mail) -> InvoiceMail:
    row = await InvoiceMail.objects().where(InvoiceMail.id == mail.about_id).lock_rows("NO KEY UPDATE").first()
    assert row is not None, "it is kept as long as its invoice"
    return row


async def erase(payer_id: uuid.UUID, *, replacement: str) -> None:
    """Takes the addresses out of the mails of a payer's invoices, and ends those that wait. Needs a transaction."""
    assert database.in_transaction(), "erasing is a part of what its caller does"
    are_its = "invoice_id IN (SELECT id FROM invoices WHERE payer_id = $1)"
    about = await database.fetch(f"SELECT id FROM invoice_mails WHERE {are_its}", payer_id)
    # First the mails, as whoever sends one does.
    await mails.cancel([row["id"] for row in about], replacement=replacement)
    await database.execute(
        "UPDATE invoice_mails SET recipient = $2, copies = '{}', "
        "status = CASE WHEN status = 'queued' THEN 'skipped' ELSE status END, "
        f"detail = CASE WHEN status = 'queued' THEN 'The payer was erased.' ELSE detail END WHERE {are_its}",
        payer_id,
        replacement,
    )
