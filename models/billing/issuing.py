"""What becomes of a draft: issued under a number without gaps, or voided.

Raw SQL: an issued invoice is frozen and read back in one statement.
"""

import datetime
import uuid
from collections.abc import Sequence
from typing import Final, NamedTuple, cast

import asyncpg

from models import access, clock, database, days, events, ledger, pay_tokens, rows, versions, writes
from models.access import Caller
from models.billing import (
    amounts,
    bounds,
    collections,
    credit_runs,
    drafts,
    due,
    receivables,
    remembered,
    series,
)
from models.billing.announcing import invoice_event
from models.errors import InvoiceHasMoney, InvoiceNotOpen, InvoiceWithoutLines
from models.money import references, terms
from models.shapes import parties
from models.shapes.invoice_rows import COLUMNS, InvoiceRow
from models.tables.billing import Invoice
from models.tables.columns import type_of
from models.tables.parties import Payer, Receiver
from models.tables.row import of_record
from models.versions import Wanted


@database.optimistic
async def finalize(caller: Caller, invoice_id: uuid.UUID | None, *, version: Wanted = None) -> InvoiceRow:
    """Issues a draft: freezes the parties, books the receivable, and takes the next number last.

    The number's row is locked from there to the commit only, so that issuing stays quick for a busy receiver, whose
    settings wait for it. Raises NotFound, Forbidden, PreconditionFailed, InvoiceNotDraft, InvoiceWithoutLines,
    ReceiverArchived, PayerArchived, TimeZoneUnknown, Invalid (a due date before the issue date
    or out of order), SumTooLarge, IssueDateGoesBack.
    """
    async with database.transaction():
        prepare = _lock if database.locks_rows() else _read
        ready = await prepare(caller, invoice_id, version)
        if await database.stand_in_line(ready.receiver.id):
            # Who is ahead has taken a number. Whatever else has changed is noticed when this is written.
            ready = ready._replace(series=await series.in_line(ready.receiver.id))
        draft, receiver = ready.draft, ready.receiver
        drafts.check_receiver(receiver)
        drafts.check_payer(ready.payer)
        issued_on = days.today(receiver.time_zone)
        when = due.issued(draft, receiver, issued_on=issued_on)
        await bounds.check_invoice(receiver_id=receiver.id, currency=draft["currency"], total=draft["total"])
        if ready.series is None:
            number = await series.next_number(receiver, kind="invoice", issued_on=issued_on)
            [reference] = await references_of(receiver.id, [number])
        else:
            number = await series.expected_number(receiver, ready.series, kind="invoice", issued_on=issued_on)
            # Were it another invoice's, this would be refused, and done again by the way above.
            reference = references.make(number)
        row = issued(draft, receiver, ready.payer, number=number, reference=reference, issued_on=issued_on, when=when)
        await database.write_later(
            _ISSUE,
            draft["id"],
            draft["version"],
            *(row[name] for name in ISSUED),
            counted="issued",
            rows_expected=1,
            versions={("invoices", draft["id"]): draft["version"]},
        )
        await ledger.post(
            receiver_id=receiver.id,
            kind="invoice.finalized",
            source_id=draft["id"],
            currency=draft["currency"],
            effective_on=issued_on,
            entries=receivable(row),
        )
        await events.record(row["receiver_id"], *announcements(draft, row))
        await credit_runs.wake_holders(receiver, [row["payer_id"]])
        if ready.payer.collection == "automatic":
            await collections.enrol([row])
        return row


def issued(
    draft: InvoiceRow,
    receiver: Receiver,
    payer: Payer,
    *,
    number: str,
    reference: str,
    issued_on: datetime.date,
    when: due.Due,
) -> InvoiceRow:
    """A draft as it will be once it is issued."""
    pay_token, pay_token_digest = pay_tokens.make(draft["id"])
    row: InvoiceRow = {
        **draft,
        "status": "open",
        "number": number,
        "reference": reference,
        "issued_on": issued_on,
        **when,
        "time_zone": receiver.time_zone,
        "receiver_snapshot": parties.snapshot_to_write(receiver),
        "payer_snapshot": parties.snapshot_to_write(payer),
        "pay_token": pay_token,
        "pay_token_digest": pay_token_digest,
        "finalized_at": clock.now(),
    }
    return amounts.changed(row)


def announcements(draft: InvoiceRow, row: InvoiceRow) -> list[events.Announcement]:
    """What there is to say of a draft that was issued."""
    announcements = [invoice_event("invoice.finalized", row, before=draft)]
    if row["settlement"] == "paid":
        # Nothing is asked for, so nothing will ever settle it but this.
        announcements.append(invoice_event("invoice.paid", row))
    return announcements


def receivable(row: InvoiceRow) -> list[ledger.Entry]:
    """What is booked when it is issued."""
    return receivables.raised(
        payer_id=row["payer_id"],
        invoice_id=row["id"],
        total=row["total"],
        tax_total=row["tax_total"],
        withheld=row["amount_withheld"],
    )


# What an invoice has once it is issued.
ISSUED: Final = (
    "version",
    "updated_at",
    "status",
    "number",
    "reference",
    "issued_on",
    *due.COLUMNS,
    "time_zone",
    "receiver_snapshot",
    "payer_snapshot",
    "pay_token",
    "pay_token_digest",
    "finalized_at",
)
_GIVEN: Final = ("id", "version_before", *ISSUED)
_TYPES: Final = ("uuid", "integer", *(type_of(Invoice, name) for name in ISSUED))
_ISSUE = f"""issued AS (
    UPDATE invoices SET {", ".join(f"{name} = given.{name}" for name in ISSUED)}
    FROM ({writes.rows(1, 1, *_TYPES)}) AS given ({", ".join(_GIVEN)})
    WHERE invoices.id = given.id AND invoices.version = given.version_before RETURNING 1
)"""


class _Ready(NamedTuple):
    """What is needed to issue a draft. `series` are the receiver's newest; None where the number's row is locked."""

    draft: InvoiceRow
    receiver: Receiver
    payer: Payer
    series: Sequence[series.Used] | None


class _ReadyRow(InvoiceRow):
    receiver_updated_at: datetime.datetime
    payer: asyncpg.Record
    series: list[series.Used]


_MORE = ("receiver_updated_at", "payer", "series")


_READY = f"""{COLUMNS},
    (SELECT updated_at FROM receivers WHERE receivers.id = invoices.receiver_id) AS receiver_updated_at,
    (SELECT payers FROM payers WHERE payers.id = invoices.payer_id) AS payer,
    ARRAY({series.LAST_USED.format("invoices.receiver_id")}) AS series"""


async def _lock(caller: Caller, invoice_id: uuid.UUID | None, version: Wanted) -> _Ready:
    draft = await drafts.lock(caller, invoice_id, "finalized", version=version)
    check_lines(draft)
    its_receiver = Receiver.objects().where(Receiver.id == draft["receiver_id"])
    # Settings stay as they are meanwhile. Of large invoices each waits for the one before, since they are added up.
    is_alone = bounds.is_large(draft["total"])
    receiver = await its_receiver.lock_rows("NO KEY UPDATE" if is_alone else "SHARE").first()
    payer = await Payer.objects().where(Payer.id == draft["payer_id"]).lock_rows("KEY SHARE").first()
    assert receiver is not None, "a draft's receiver cannot go"
    assert payer is not None, "nor can its payer"
    return _Ready(draft, receiver, payer, None)


async def _read(caller: Caller, invoice_id: uuid.UUID | None, version: Wanted) -> _Ready:
    """The same without locks, compared when it is written: in one statement where the receiver is remembered."""
    row = await access.find_as(caller, Invoice, _ReadyRow, invoice_id, "invoices.write", columns=_READY, lock=True)
    drafts.check(row, "finalized", version=version)
    check_lines(row)
    if bounds.is_large(row["total"]):
        raise database.must_lock("large invoices are added up one after the other")
    receiver = await remembered.read(row["receiver_id"], row["receiver_updated_at"])
    database.expect("receivers", receiver.id, receiver.version, share=True)
    draft = dict(row.items())
    for name in _MORE:
        del draft[name]
    return _Ready(cast("InvoiceRow", draft), receiver, of_record(Payer, row["payer"]), row["series"])


def check_lines(draft: InvoiceRow) -> None:
    """Raises InvoiceWithoutLines."""
    if draft["lines"] == "[]":
        raise InvoiceWithoutLines


async def references_of(receiver_id: uuid.UUID, numbers: Sequence[str]) -> list[str]:
    """The payment references of numbers, another one where an invoice of the receiver has that already."""
    made = [references.make(number) for number in numbers]
    rows = await database.fetch(
        "SELECT reference FROM invoices WHERE receiver_id = $1 AND reference = ANY($2) AND NOT reference_is_shared",
        receiver_id,
        made,
    )
    taken = {row["reference"] for row in rows}
    found = []
    for number, reference in zip(numbers, made, strict=True):
        found.append(references.make_apart(number) if reference in taken else reference)
        taken.add(reference)
    return found


async def void(
    caller: Caller,
    invoice_id: uuid.UUID | None,
    *,
    version: Wanted = None,
    replaced_by_id: uuid.UUID | None = None,
) -> InvoiceRow:
    """Declares an issued invoice void; it keeps its number. Its receivable is booked back.

    It is voided today where it was issued, or where the receiver is now if the zone of then is not known any more.
    Raises NotFound, Forbidden, PreconditionFailed, InvoiceNotOpen, InvoiceHasMoney, TimeZoneUnknown.
    """
    async with database.transaction():
        before = await access.find_as(
            caller, Invoice, InvoiceRow, invoice_id, "invoices.write", columns=COLUMNS, lock=True
        )
        versions.check(before, version)
        if before["status"] != "open":
            raise InvoiceNotOpen(before["number"], before["status"], "be voided")
        number = before["number"]
        assert number is not None, "an issued invoice has one"
        # Of the notes' totals, since all that a note takes off may be withheld.
        credited = await database.fetch_value(
            int, "SELECT coalesce(sum(total), 0)::bigint FROM credit_notes WHERE invoice_id = $1", before["id"]
        )
        if before["amount_paid"] or before["amount_reserved"] or credited or before["amount_written_off"]:
            raise InvoiceHasMoney(
                number,
                paid=before["amount_paid"],
                reserved=before["amount_reserved"],
                credited=credited or 0,
                written_off=before["amount_written_off"],
                currency=before["currency"],
            )
        await ledger.post(
            receiver_id=before["receiver_id"],
            kind="invoice.voided",
            source_id=before["id"],
            currency=before["currency"],
            effective_on=await today_of(before),
            entries=receivables.lowered(
                payer_id=before["payer_id"],
                invoice_id=before["id"],
                total=before["total"],
                tax_total=before["tax_total"],
                withheld=before["amount_withheld"],
            ),
        )
        row = await database.fetch_row_as(
            InvoiceRow,
            f"UPDATE invoices SET status = 'void', replaced_by_id = $2 WHERE id = $1 RETURNING {COLUMNS}",
            before["id"],
            replaced_by_id,
        )
        assert row is not None, "locked above"
        await events.record(before["receiver_id"], invoice_event("invoice.voided", row, before=before))
        return row


async def today_of(invoice: InvoiceRow) -> datetime.date:
    """The date of now where an invoice was issued, else where its receiver is. Raises TimeZoneUnknown."""
    assert invoice["time_zone"] is not None, "an issued invoice has one"
    if invoice["time_zone"] in terms.TIME_ZONES:
        return days.today(invoice["time_zone"])
    receiver = await rows.find(Receiver, invoice["receiver_id"])
    assert receiver is not None, "an invoice's receiver cannot go"
    return days.today(receiver.time_zone)
