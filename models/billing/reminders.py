"""Reminders: decided once for each stage of an instalment, judged again when they are sent, and logged with a reason.

A stage that was reached is decided under the lock of its invoice: it is skipped, with a reason, or its mail is queued.
Right before a worker hands that mail over it asks again (`prepare`), under the lock again, so that nobody is reminded
of what was settled while the mail waited; its words are written only then, and it goes to the address of then.

Raw SQL: an invoice is locked as it is read; what is on its way is read by its allocations.
"""

import datetime
import uuid
from collections.abc import Sequence

from models import access, audit, clock, database, events, rows, versions
from models.access import Caller
from models.billing import addressees
from models.mail import mails, messages, unsubscriptions
from models.mail.letters import Words
from models.mail.mails import Outcome, Prepared
from models.money.instalments import Standing
from models.money.terms import local_date
from models.reports import balances
from models.shapes import billing, invoice_rows
from models.shapes import reminders as shapes
from models.shapes.invoice_rows import COLUMNS, InvoiceRow
from models.tables.billing import Invoice
from models.tables.mail import Mail
from models.tables.parties import Payer, Receiver
from models.tables.reminders import Reminder, ReminderPause, ReminderPolicy, ReminderReason
from models.versions import Wanted

# The kind of these rows of `mails`.
KIND = "reminder"


async def decide(invoice_id: uuid.UUID, policy_id: uuid.UUID, *, today: datetime.date) -> None:
    """Decides the stages that an invoice has reached, each once: for whoever looks again there is nothing left."""
    async with database.transaction():
        invoice = await _lock(invoice_id)
        policy = await rows.find(ReminderPolicy, policy_id)
        if policy is None or invoice["status"] != "open":
            return
        assert invoice["issued_on"] is not None, "an issued invoice has it"
        there = await Reminder.objects().where(Reminder.invoice_id == invoice_id)
        since = local_date(policy.stages_since, invoice["time_zone"] or "UTC")
        receiver, payer = await addressees.of(invoice)
        for one in invoice_rows.standing(invoice):
            decided = [row.days for row in there if row.position == one.position]
            reached = {
                stage.days: day
                for stage in shapes.stages(policy)
                if invoice["issued_on"] < (day := _day(one, stage.days)) <= today
            }
            new = sorted(days for days in reached if days not in decided)
            for days in new:
                is_superseded = days < max(reached) or (
                    bool(decided) and (days < max(decided) or reached[days] < since)
                )
                reason = "superseded" if is_superseded else await _why_not(invoice, one, policy, receiver, payer)
                reminder = await _note_decision(invoice, one, days, reason)
                if reason is None:
                    await _enqueue(reminder, invoice, receiver, payer)


async def ahead(
    invoice_id: uuid.UUID, policy: ReminderPolicy, *, on: datetime.date
) -> tuple[InvoiceRow, list[Standing]]:
    """An invoice, and those of its instalments that reach a stage on a day to come and that nothing speaks against."""
    async with database.transaction():
        invoice = await database.fetch_row_as(InvoiceRow, f"SELECT {COLUMNS} FROM invoices WHERE id = $1", invoice_id)
        assert invoice is not None, "issued invoices are kept"
        days = [stage.days for stage in shapes.stages(policy)]
        reaching = [one for one in invoice_rows.standing(invoice) if on in [_day(one, day) for day in days]]
        receiver, payer = await addressees.of(invoice)
        return invoice, [one for one in reaching if await _why_not(invoice, one, policy, receiver, payer) is None]


async def list_all(caller: Caller, invoice_id: uuid.UUID | None) -> list[Reminder]:
    """What became of an invoice's stages, the last one first. Raises NotFound, Forbidden."""
    invoice = await access.find(caller, Invoice, invoice_id, "reminders.read")
    return await Reminder.objects().where(Reminder.invoice_id == invoice.id).order_by(Reminder.id, ascending=False)


async def prepare(mail: Mail) -> Prepared | None:
    """What a reminder says, and to whom, as its mail is handed over; None where it is not to be sent any more."""
    async with database.transaction():
        found = await rows.find(Reminder, mail.about_id)
        assert found is not None, "it is kept as long as its invoice"
        invoice = await _lock(found.invoice_id)
        # Before the reminder, as when erasing: the other order could deadlock with it.
        receiver, payer = await addressees.of(invoice)
        reminder = await Reminder.objects().where(Reminder.id == found.id).lock_rows("NO KEY UPDATE").first()
        policy = await ReminderPolicy.objects().where(ReminderPolicy.receiver_id == found.receiver_id).first()
        assert reminder is not None, "it was there"
        if reminder.status != "due" or policy is None:
            return None
        one = next(one for one in invoice_rows.standing(invoice) if one.position == reminder.position)
        reason = await _why_not(invoice, one, policy, receiver, payer)
        if reason is not None:
            await _skip(reminder, reason)
            return None
        words = next((stage for stage in shapes.stages(policy) if stage.days == reminder.days), None)
        assert payer.email is not None, "or there was a reason"
        document = messages.reminder(
            billing.invoice(invoice),
            addressees.language_of(payer, receiver),
            pay_url=invoice_rows.pay_url(invoice),
            due=one.due,
            due_on=reminder.due_on,
            is_over=reminder.days > 0,
            subject=None if words is None else words.subject,
            message=None if words is None else words.text,
        )
        return Prepared(payer.email, document)


async def note(mail: Mail, outcome: Outcome) -> None:
    """Writes what became of a reminder's mail, and announces it."""
    reminder = await Reminder.objects().where(Reminder.id == mail.about_id).lock_rows("NO KEY UPDATE").first()
    assert reminder is not None, "it is kept as long as its invoice"
    if reminder.status != "due":
        return
    if outcome.status == "sent":
        sent: dict[str, object] = {"status": "sent", "sent_at": clock.now(), "detail": outcome.detail}
        await _announce("reminder.sent", await rows.update(reminder, sent), before=reminder)
    else:
        await _skip(reminder, "mail_refused" if outcome.status == "refused" else "mail_failed", outcome.detail)


async def pause_invoice(caller: Caller, invoice_id: uuid.UUID | None, *, version: Wanted = None) -> ReminderPause:
    """Leaves an invoice out of reminders; the second time changes nothing. Raises NotFound, Forbidden,
    PreconditionFailed."""
    async with database.transaction():
        invoice = await access.find(caller, Invoice, invoice_id, "reminders.write", lock=True)
        versions.check(invoice, version)
        pause = ReminderPause(receiver_id=invoice.receiver_id, invoice_id=invoice.id, created_by=caller.user_id)
        return await _pause(pause)


async def pause_payer(caller: Caller, payer_id: uuid.UUID | None, *, version: Wanted = None) -> ReminderPause:
    """Leaves all invoices of a payer out of reminders; the second time changes nothing. Raises NotFound, Forbidden,
    PreconditionFailed."""
    async with database.transaction():
        payer = await access.find(caller, Payer, payer_id, "reminders.write", lock=True)
        versions.check(payer, version)
        return await _pause(ReminderPause(receiver_id=payer.receiver_id, payer_id=payer.id, created_by=caller.user_id))


async def resume_invoice(caller: Caller, invoice_id: uuid.UUID | None, *, version: Wanted = None) -> ReminderPause:
    """Takes an invoice in again. What was skipped meanwhile stays so. Raises NotFound, Forbidden,
    PreconditionFailed."""
    async with database.transaction():
        invoice = await access.find(caller, Invoice, invoice_id, "reminders.write", lock=True)
        versions.check(invoice, version)
        return await _resume(ReminderPause(receiver_id=invoice.receiver_id, invoice_id=invoice.id))


async def resume_payer(caller: Caller, payer_id: uuid.UUID | None, *, version: Wanted = None) -> ReminderPause:
    """Takes a payer's invoices in again. What was skipped meanwhile stays so. Raises NotFound, Forbidden,
    PreconditionFailed."""
    async with database.transaction():
        payer = await access.find(caller, Payer, payer_id, "reminders.write", lock=True)
        versions.check(payer, version)
        return await _resume(ReminderPause(receiver_id=payer.receiver_id, payer_id=payer.id))


async def _lock(invoice_id: uuid.UUID) -> InvoiceRow:
    invoice = await database.fetch_row_as(
        InvoiceRow, f"SELECT {COLUMNS} FROM invoices WHERE id = $1 FOR NO KEY UPDATE", invoice_id
    )
    assert invoice is not None, "issued invoices are kept"
    return invoice


def _day(one: Standing, days: int) -> datetime.date:
    """The day on which an instalment reaches a stage."""
    assert one.instalment.due_on is not None, "an issued invoice knows its days"
    return one.instalment.due_on + datetime.timedelta(days=days)


async def _why_not(
    invoice: InvoiceRow, one: Standing, policy: ReminderPolicy, receiver: Receiver, payer: Payer
) -> ReminderReason | None:
    """Why nobody is reminded of an instalment now, by an invoice that the open transaction holds; None to remind."""
    if invoice["status"] != "open":
        return "not_open"
    if one.due == 0:
        return "settled"
    if "archived" in (receiver.status, payer.status):
        return "archived"
    if policy.paused:
        return "policy_paused"
    pauses = await ReminderPause.objects().where(
        (ReminderPause.invoice_id == invoice["id"]) | (ReminderPause.payer_id == payer.id)
    )
    if pauses:
        return "payer_paused" if any(pause.payer_id is not None for pause in pauses) else "invoice_paused"
    if invoice["disputed"]:
        return "disputed"
    on_its_way = await _on_its_way(invoice["id"])
    if on_its_way:
        return "reported" if "reported" in on_its_way else "in_flight"
    if await _credit(payer, invoice["currency"]) >= one.due:
        return "credit"
    # A bank line of this payer that nobody has matched belongs here, once statements are read: then the money may well
    # have arrived.
    if payer.email is None:
        return "no_address"
    return "unsubscribed" if await unsubscriptions.ended(KIND, receiver.id, [payer.email]) else None


async def _on_its_way(invoice_id: uuid.UUID) -> Sequence[str]:
    """The statuses of the payments that hold a part of an invoice and whose outcome is open."""
    found = await database.fetch(
        "SELECT payments.status FROM allocations JOIN payments ON payments.id = payment_id "
        "WHERE allocations.invoice_id = $1 AND allocations.status = 'reserved'",
        invoice_id,
    )
    return [row["status"] for row in found]


async def _credit(payer: Payer, currency: str) -> int:
    """What of a payer's money with the receiver is applied to nothing."""
    found = await balances.of_payer(payer.id, receiver_id=payer.receiver_id)
    return sum(int(row["credit"]) for row in found if row["currency"] == currency)


async def _note_decision(invoice: InvoiceRow, one: Standing, days: int, reason: ReminderReason | None) -> Reminder:
    """Writes a stage down: skipped for a reason, or due."""
    reminder = await rows.insert(
        Reminder(
            receiver_id=invoice["receiver_id"],
            invoice_id=invoice["id"],
            position=one.position,
            days=days,
            due_on=one.instalment.due_on,
            status="due" if reason is None else "skipped",
            reason=reason,
        )
    )
    if reason is not None:
        await _announce("reminder.skipped", reminder)
    return reminder


async def _enqueue(reminder: Reminder, invoice: InvoiceRow, receiver: Receiver, payer: Payer) -> None:
    """Queues the mail of a reminder that is due. Its words are written by `prepare`, when it is handed over."""
    assert payer.email is not None, "or there was a reason"
    await mails.enqueue(
        kind=KIND,
        recipient=payer.email,
        words=Words(f"Invoice {invoice['number']}", ""),
        sender_name=receiver.name,
        reply_to=receiver.email,
        receiver_id=receiver.id,
        about_id=reminder.id,
    )


async def _skip(before: Reminder, reason: ReminderReason, detail: str | None = None) -> None:
    skipped: dict[str, object] = {"status": "skipped", "reason": reason, "detail": detail}
    await _announce("reminder.skipped", await rows.update(before, skipped), before=before)


async def _announce(type_: str, after: Reminder, *, before: Reminder | None = None) -> None:
    announcement = events.announcement(
        type_, shapes.reminder(after), before=None if before is None else shapes.reminder(before)
    )
    await events.record(after.receiver_id, announcement)


async def _pause(pause: ReminderPause) -> ReminderPause:
    there = await _find(pause)
    if there is not None:
        return there
    made = await rows.insert(pause)
    await _audit("reminders.paused", made)
    return made


async def _resume(pause: ReminderPause) -> ReminderPause:
    there = await _find(pause)
    if there is None:
        return pause
    await rows.delete(there)
    await _audit("reminders.resumed", there)
    return there


async def _find(pause: ReminderPause) -> ReminderPause | None:
    about = ReminderPause.payer_id == pause.payer_id
    if pause.invoice_id is not None:
        about = ReminderPause.invoice_id == pause.invoice_id
    return await ReminderPause.objects().where(about).first()


async def _audit(action: str, pause: ReminderPause) -> None:
    kind, identifier = ("payer", pause.payer_id) if pause.invoice_id is None else ("invoice", pause.invoice_id)
    await audit.record(action, object_kind=kind, object_id=identifier, receiver_id=pause.receiver_id)


async def erase(payer_id: uuid.UUID, *, replacement: str) -> None:
    """Ends the reminders of a payer that wait, and takes the address out of their mails. Needs a transaction."""
    assert database.in_transaction(), "erasing is a part of what its caller does"
    found = await database.fetch(
        "SELECT reminders.id FROM reminders JOIN invoices ON invoices.id = invoice_id WHERE payer_id = $1", payer_id
    )
    await mails.cancel([row["id"] for row in found], replacement=replacement)
    if not found:
        return
    waiting = await Reminder.objects().where(Reminder.id.is_in([row["id"] for row in found]), Reminder.status == "due")
    for reminder in waiting:
        await _skip(reminder, "archived", "The payer was erased.")
