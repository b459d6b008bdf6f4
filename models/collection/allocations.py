"""Allocations by hand: somebody says which invoices money shall pay, and takes it off them again.

Money of a payment that has succeeded moves between its invoices and the payer's credit; no money moves in the world.
Each move is a row and a booking of its own, and undoing one is another, so that nothing is ever forgotten.

Raw SQL: an invoice that changes is locked and read as the row that its shape is made from.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence

from models import access, database, events, ids, versions
from models.access import Caller
from models.billing import corrections
from models.collection import credit, invoice_events, settlement, tolerances
from models.errors import (
    AllocationTooHigh,
    CreditTooLow,
    Invalid,
    InvoiceNotOpen,
    PaymentStateForbids,
)
from models.shapes import collection as shapes
from models.shapes.collection import AllocationInput, PaymentRow
from models.shapes.invoice_rows import COLUMNS as INVOICE_COLUMNS
from models.shapes.invoice_rows import InvoiceRow
from models.tables.billing import Invoice
from models.tables.collection import Payment
from models.versions import Wanted


def amounts_by_invoice(allocations: Sequence[AllocationInput]) -> dict[uuid.UUID | None, int]:
    """Minor units by invoice, in the order given; None stands for what is no id. Raises Invalid for one named twice."""
    amounts: dict[uuid.UUID | None, int] = {}
    for place, part in enumerate(allocations):
        invoice_id = ids.decode("invoice", part.invoice_id)
        if invoice_id in amounts:
            raise Invalid("The invoice is named twice.", pointer=f"/allocations/{place}/invoice_id")
        amounts[invoice_id] = part.amount
    return amounts


async def lock_named(
    caller: Caller, payment: Payment, wanted: Collection[uuid.UUID | None]
) -> dict[uuid.UUID, InvoiceRow]:
    """The invoices that the money shall go to, locked together with those that it was meant for, before the payment.

    Raises NotFound, Forbidden, Invalid, InvoiceNotOpen.
    """
    if not wanted:
        return {}
    meant = await settlement.invoice_ids_of(payment.id)
    found = await access.find_all_as(
        caller, Invoice, InvoiceRow, {*wanted, *meant}, "payments.record", columns=INVOICE_COLUMNS
    )
    for row in found:
        if row["id"] not in wanted:
            continue
        if (row["receiver_id"], row["payer_id"]) != (payment.receiver_id, payment.payer_id):
            raise Invalid("The invoices must be of the payment's receiver and payer.", pointer="/allocations")
        if row["currency"] != payment.currency:
            raise Invalid(
                f"Invoice {row['number']} is in {row['currency']}, the payment in {payment.currency}.",
                pointer="/allocations",
            )
        if row["status"] != "open":
            raise InvoiceNotOpen(row["number"], row["status"], "be paid")
    return {row["id"]: row for row in found}


@database.retrying
async def allocate(
    caller: Caller, payment_id: uuid.UUID | None, given: Sequence[AllocationInput], *, version: Wanted = None
) -> PaymentRow:
    """Applies what a payment has unapplied to invoices of the same receiver, payer and currency, all or none.

    Raises NotFound, Forbidden, Invalid, InvoiceNotOpen, PreconditionFailed, PaymentStateForbids, CreditTooLow,
    NothingToPay, AmountTooHigh.
    """
    found = await access.find(caller, Payment, payment_id, "payments.record")
    async with database.transaction():
        wanted = amounts_by_invoice(given)
        named = await lock_named(caller, found, wanted)
        its_own, before = await settlement.lock(found.id)
        versions.check(before, version)
        if before["status"] != "succeeded":
            raise PaymentStateForbids(before["status"], "applied to invoices: only money that has arrived is")
        invoices = {**named, **its_own}
        spendable = credit.spendable(before)
        if sum(wanted.values()) > spendable:
            raise CreditTooLow(sum(wanted.values()), spendable, before["currency"], pointer="/allocations")
        changed: dict[uuid.UUID, InvoiceRow] = {}
        for place, (invoice_id, amount) in enumerate(wanted.items()):
            assert invoice_id is not None, "what is no id was not found"
            settlement.check_payable(invoices[invoice_id], amount, pointer=f"/allocations/{place}/amount")
            other, row = await credit.apply(before, invoice_id, amount)
            changed |= {each["id"]: each for each in (other, row) if each is not None}
        return await _finish(before, wanted, invoices, changed)


@database.retrying
async def unallocate(
    caller: Caller,
    payment_id: uuid.UUID | None,
    *,
    invoice_id: uuid.UUID | None,
    amount: int | None = None,
    version: Wanted = None,
) -> PaymentRow:
    """Takes money of a payment off an invoice, by default all of it: it is the payer's credit, and the invoice is owed.

    Raises NotFound, Forbidden, PreconditionFailed, PaymentStateForbids, AllocationTooHigh.
    """
    found = await access.find(caller, Payment, payment_id, "payments.record")
    invoice = await access.find(caller, Invoice, invoice_id, "payments.record")
    async with database.transaction():
        invoices, before = await settlement.lock(found.id)
        versions.check(before, version)
        if before["status"] != "succeeded":
            raise PaymentStateForbids(before["status"], "taken off invoices: only money that has arrived is")
        held = shapes.amounts(before, status="settled").get(invoice.id, 0)
        amount = held if amount is None else amount
        if held == 0 or amount > held:
            raise AllocationTooHigh(amount, held, before["currency"], invoice.number)
        changed = {row["id"]: row for row in await credit.take_back(before, invoice.id, amount)}
        now = await settlement.read(before["id"])
        await events.record(
            now["receiver_id"],
            *credit.created(now, before=before),
            *invoice_events.reopened(invoices, [changed.pop(invoice.id)]),
            *(corrections.announcement(invoices[id_], row) for id_, row in changed.items()),
        )
        return now


async def _finish(
    before: PaymentRow,
    wanted: Collection[uuid.UUID | None],
    invoices: Mapping[uuid.UUID, InvoiceRow],
    changed: Mapping[uuid.UUID, InvoiceRow],
) -> PaymentRow:
    """Announces a payment whose credit was applied, and its invoices, which were `invoices` and are `changed` now.

    What they are short by then is written off where the receiver tolerates that, as beside any other payment.
    """
    now = await settlement.read(before["id"])
    paid = await tolerances.settle_short(now, [row for id_, row in changed.items() if id_ in wanted])
    others = [row for id_, row in changed.items() if id_ not in wanted]
    await events.record(
        now["receiver_id"],
        credit.applied(now, before=before),
        *invoice_events.settled(invoices, paid),
        *(corrections.announcement(invoices[row["id"]], row) for row in others),
    )
    return now
