"""How money meets invoices: parts of payments are reserved, settled, released and taken off again.

Every function works within the caller's transaction, on rows that the caller has locked in this order: invoices by id,
then payments by id, then the refund or the reversal. Each returns the changed invoices, as they are now.

What no invoice holds of a payment is the payer's credit, and moved by `credit`.

Raw SQL: parts of several invoices are moved in one statement, which returns them.
"""

import functools
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from models import database, ids
from models.billing import amounts, write_offs
from models.billing.corrections import remaining
from models.errors import AmountTooHigh, NothingToPay
from models.ledger import Entry
from models.shapes import collection
from models.shapes.collection import PaymentRow
from models.shapes.invoice_rows import COLUMNS as INVOICE_COLUMNS
from models.shapes.invoice_rows import InvoiceRow
from models.tables.collection import AllocationStatus, Method
from models.tables.ledger import AccountKind

# In which ledger account the money of a payment method is.
MONEY_ACCOUNTS: Mapping[Method, AccountKind] = {
    "cash": "cash",
    "bank_transfer": "bank",
    "cheque": "bank",
    "other": "bank",
    "card": "gateway_clearing",
    "bank_debit": "gateway_clearing",
    "wallet": "gateway_clearing",
}


class Part(NamedTuple):
    """A part of a payment, in minor units, for one invoice."""

    invoice: InvoiceRow
    amount: int


class Cause(NamedTuple):
    """The refund, the reversal or the credit note that takes money off, or puts it back.

    A `move` is somebody's decision and has no row but its allocation, whose id this is.
    """

    kind: Literal["refund", "reversal", "credit_note", "move"]
    id: uuid.UUID


class Taken(NamedTuple):
    """What was taken off a payment: the changed invoices, the ledger's debits, and where the amount was found.

    `excess` is what the payment did not hold any more: it has gone nevertheless, and stands in suspense.
    """

    reopened: list[InvoiceRow]
    debits: list[Entry]
    allocated: int
    unapplied: int
    excess: int


class PutBack(NamedTuple):
    """What was given back to a payment: the invoices that had been given up as they were reopened, then all that took
    something, the ledger's credits, and how much the invoices took."""

    reopened: dict[uuid.UUID, InvoiceRow]
    changed: list[InvoiceRow]
    credits: list[Entry]
    allocated: int


def payable(invoice: InvoiceRow) -> int:
    """What can still be paid: what remains, less what payments on their way have reserved; 0 unless it is open."""
    if invoice["status"] != "open":
        return 0
    return remaining(invoice) - invoice["amount_reserved"]


def check_payable(invoice: InvoiceRow, amount: int | None, *, pointer: str = "/amount") -> int:
    """What can still be paid. Raises NothingToPay where that is nothing, AmountTooHigh where `amount` is more."""
    most = payable(invoice)
    if most == 0:
        # Whatever remains is reserved.
        reserved = invoice["amount_reserved"]
        raise NothingToPay(invoice["number"], remaining=reserved, reserved=reserved, currency=invoice["currency"])
    if amount is not None and amount > most:
        raise AmountTooHigh(amount, most, invoice["currency"], invoice["number"], pointer=pointer)
    return most


def free(payment: PaymentRow) -> int:
    """What a payment holds and no refund has reserved; 0 where refunds on their way want more than it holds."""
    held = payment["amount_allocated"] + payment["amount_unapplied"]
    return max(0, held - payment["amount_refund_reserved"])


async def lock(payment_id: uuid.UUID) -> tuple[dict[uuid.UUID, InvoiceRow], PaymentRow]:
    """Locks a payment's invoices by id, then the payment and whatever else stands unapplied on these invoices, by id.

    Returns the invoices, and the payment with its allocations. Whoever calls is `database.retrying`: where the payment
    was allocated to another invoice meanwhile, it all begins again.
    """
    # As an array, so that they are looked up one by one, however many invoices there are.
    locked = await database.fetch_as(
        InvoiceRow,
        f"SELECT {INVOICE_COLUMNS} FROM invoices WHERE id = ANY(ARRAY({_ITS_INVOICES})) ORDER BY id FOR NO KEY UPDATE",
        payment_id,
    )
    invoices = {row["id"]: row for row in locked}
    if not database.holds(payment_id):
        await database.execute(
            "SELECT FROM payments WHERE id = $1 OR invoice_id = ANY($2) AND amount_unapplied > 0 "
            "ORDER BY id FOR NO KEY UPDATE",
            payment_id,
            list(invoices),
        )
    # Read only now: it may have been allocated to another invoice while we waited for the locks.
    payment = await read(payment_id)
    its_own = ({part.invoice_id for part in collection.parts(payment)} | {payment["invoice_id"]}) - {None}
    if not invoices.keys() >= its_own:
        # To lock that one now, with others in hand, could end in a deadlock. The next attempt begins with it.
        raise database.do_again("the payment was allocated to another invoice while its locks were waited for")
    database.hold(payment_id)
    return invoices, payment


async def read(payment_id: uuid.UUID) -> PaymentRow:
    """A payment as it is now, within or outside of a transaction."""
    row = await database.fetch_row_as(
        PaymentRow, f"SELECT {collection.COLUMNS} FROM payments WHERE id = $1", payment_id
    )
    assert row is not None, "payments are never deleted"
    return row


async def allocations(payment_id: uuid.UUID, *, status: AllocationStatus) -> dict[uuid.UUID, int]:
    """The net amounts per invoice that a payment holds in that status, by invoice id, oldest allocation first."""
    rows = await database.fetch(
        "SELECT invoice_id, sum(amount)::bigint AS amount FROM allocations WHERE payment_id = $1 AND status = $2 "
        "GROUP BY invoice_id ORDER BY min(id::text)",
        payment_id,
        status,
    )
    return {row["invoice_id"]: row["amount"] for row in rows}


async def reserve(payment_id: uuid.UUID, parts: Sequence[Part]) -> list[InvoiceRow]:
    """Holds parts of invoices for a payment whose outcome is open."""
    after = [amounts.changed(part.invoice, reserved=part.amount) for part in parts if part.amount]
    await _allocate(payment_id, parts, after, status="reserved")
    return after


async def settle(payment_id: uuid.UUID, parts: Sequence[Part], *, overpaid: int = 0) -> list[InvoiceRow]:
    """Covers parts of invoices that nothing had been reserved for; `overpaid` is what was paid beyond the only one."""
    assert not overpaid or len(parts) == 1, "what is paid beyond several invoices was made for none of them"
    after = [
        amounts.changed(part.invoice, paid=part.amount, overpaid=overpaid) for part in parts if part.amount or overpaid
    ]
    await _allocate(payment_id, parts, after, status="settled")
    return after


async def settle_reserved(payment: PaymentRow, invoices: Mapping[uuid.UUID, InvoiceRow]) -> list[InvoiceRow]:
    """Turns what a payment has reserved into money that has arrived. `invoices` are as they are now."""
    held = collection.amounts(payment, status="reserved")
    before = [invoices[invoice_id] for invoice_id in held]
    after = [
        amounts.changed(invoice, reserved=-part, paid=part) for invoice, part in zip(before, held.values(), strict=True)
    ]
    await database.write_later(
        """part_settled AS (
            UPDATE allocations SET status = 'settled' WHERE payment_id = $1 AND status = 'reserved'
        )""",
        payment["id"],
    )
    await amounts.write(before, after)
    return after


async def release(payment_id: uuid.UUID) -> list[InvoiceRow]:
    """Gives back what a payment has reserved."""
    return await database.fetch_as(
        InvoiceRow,
        f"""
        WITH part AS (
            UPDATE allocations SET status = 'released' WHERE payment_id = $1 AND status = 'reserved'
            RETURNING invoice_id, amount
        ), ended AS (
            SELECT invoice_id, sum(amount)::bigint AS amount FROM part GROUP BY invoice_id
        )
        UPDATE invoices SET amount_reserved = amount_reserved - ended.amount
        FROM ended WHERE invoices.id = ended.invoice_id RETURNING {INVOICE_COLUMNS}
        """,
        payment_id,
    )


async def take_off(payment: PaymentRow, amount: int, *, available: int, cause: Cause) -> Taken:
    """Takes an amount off a succeeded payment: first what no invoice holds, then the newest allocations.

    Never more than `available`, which is at most what the payment holds.
    """
    rest = min(amount, available)
    excess = amount - rest
    unapplied = min(rest, payment["amount_unapplied"])
    rest -= unapplied
    allocated = rest
    parts: list[tuple[uuid.UUID, int]] = []
    for invoice_id, held in reversed(list((await allocations(payment["id"], status="settled")).items())):
        part = min(rest, held)
        if part > 0:
            parts.append((invoice_id, part))
            rest -= part
    assert rest == 0, "a payment holds all of its money"
    # First, so that the invoices are returned as they are after both changes.
    less_overpaid = await note_overpaid(payment["invoice_id"], -unapplied)
    changed = await _move(payment, [(invoice_id, -part) for invoice_id, part in parts], cause=cause)
    owed_again = await write_offs.take_back_with(payment["id"], changed)
    changed = [owed_again.get(row["id"], row) for row in changed]
    if less_overpaid is not None and less_overpaid["id"] not in {row["id"] for row in changed}:
        changed.append(less_overpaid)
    debits = [Entry("receivables", part, payer_id=payment["payer_id"], invoice_id=id_) for id_, part in parts]
    debits.append(Entry("payer_credit", unapplied, payer_id=payment["payer_id"]))
    debits.append(Entry("suspense", excess, payer_id=payment["payer_id"]))
    return Taken(changed, debits, allocated, unapplied, excess)


async def set_free(payment: PaymentRow, invoice_id: uuid.UUID, amount: int, *, cause: Cause) -> list[InvoiceRow]:
    """Takes money of a payment off an invoice that does not ask for it any more: it stands unapplied then.

    Returns the changed invoices. The caller books it.
    """
    # First, so that the invoices are returned as they are after both changes.
    overpaid = await note_overpaid(payment["invoice_id"], amount)
    changed = await _move(payment, [(invoice_id, -amount)], cause=cause)
    await database.execute(
        "UPDATE payments SET amount_allocated = amount_allocated - $2, amount_unapplied = amount_unapplied + $2 "
        "WHERE id = $1",
        payment["id"],
        amount,
    )
    return changed if overpaid is None or overpaid["id"] == invoice_id else [*changed, overpaid]


async def put_back(
    payment: PaymentRow, amount: int, *, invoices: Mapping[uuid.UUID, InvoiceRow], cause: Cause
) -> PutBack:
    """Gives a payment back what a reversal had taken off: to the invoices that it was taken from, as far as they can
    take it, and the rest as the payer's credit. Those that were given up meanwhile are open again.
    """
    taken = await database.fetch(
        "SELECT invoice_id, -sum(amount)::bigint AS amount FROM allocations WHERE reversal_id = $1 "
        "GROUP BY invoice_id ORDER BY min(id::text)",
        cause.id,
    )
    reopened = await write_offs.reopen(invoices[row["invoice_id"]] for row in taken)
    invoices = {**invoices, **reopened}
    rest, parts = amount, []
    for row in taken:
        part = min(rest, row["amount"], payable(invoices[row["invoice_id"]]))
        if part > 0:
            parts.append((row["invoice_id"], part))
            rest -= part
    overpaid = await note_overpaid(payment["invoice_id"], rest)
    changed = await _move(payment, parts, cause=cause)
    if overpaid is not None and overpaid["id"] not in {row["id"] for row in changed}:
        changed.append(overpaid)
    return PutBack(reopened, changed, credits(payment, parts, rest), amount - rest)


async def note_overpaid(invoice_id: uuid.UUID | None, amount: int) -> InvoiceRow | None:
    """Adds to what was paid for an invoice beyond what it could take; returns the invoice if that changed it."""
    if invoice_id is None or amount == 0:
        return None
    return await database.fetch_row_as(
        InvoiceRow,
        f"UPDATE invoices SET amount_overpaid = amount_overpaid + $2 WHERE id = $1 RETURNING {INVOICE_COLUMNS}",
        invoice_id,
        amount,
    )


def money(payment: PaymentRow, amount: int) -> Entry:
    """The ledger's entry for money of a payment that has come, or gone where it is below zero: in its place."""
    return Entry(MONEY_ACCOUNTS[payment["method"]], amount, gateway_account_id=payment["gateway_account_id"])


def credits(payment: PaymentRow, parts: Iterable[tuple[uuid.UUID, int]], unapplied: int) -> list[Entry]:
    """The ledger's credits for money that has arrived: off the receivables, and the rest to the payer's credit."""
    entries = [Entry("receivables", -amount, payer_id=payment["payer_id"], invoice_id=id_) for id_, amount in parts]
    return [*entries, Entry("payer_credit", -unapplied, payer_id=payment["payer_id"])]


async def invoice_ids_of(payment_id: uuid.UUID) -> list[uuid.UUID]:
    """The invoices that a payment was made for, or has held a part of, in the order in which they are locked."""
    rows = await database.fetch(f"{_ITS_INVOICES} ORDER BY 1", payment_id)
    return [row["invoice_id"] for row in rows]


_ITS_INVOICES = """SELECT invoice_id FROM allocations WHERE payment_id = $1
    UNION SELECT invoice_id FROM payments WHERE id = $1 AND invoice_id IS NOT NULL"""


async def _move(payment: PaymentRow, parts: Sequence[tuple[uuid.UUID, int]], *, cause: Cause) -> list[InvoiceRow]:
    """Adds settled parts, negative where money is taken off, to invoices that the caller has locked."""
    if not parts:
        return []
    return await database.fetch_as(
        InvoiceRow,
        f"""
        WITH given AS (
            SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::bigint[]) AS given (id, invoice_id, amount)
        ), written AS (
            INSERT INTO allocations
                (id, receiver_id, payment_id, invoice_id, cause, refund_id, reversal_id, credit_note_id, currency,
                    amount, status)
            SELECT given.id, $5, $1, given.invoice_id, $6, $7, $8, $9, $10, given.amount, 'settled' FROM given
        )
        UPDATE invoices SET amount_paid = amount_paid + given.amount
        FROM given WHERE invoices.id = given.invoice_id RETURNING {INVOICE_COLUMNS}
        """,
        payment["id"],
        [cause.id] if cause.kind == "move" else [ids.make() for _ in parts],
        [invoice_id for invoice_id, _ in parts],
        [part for _, part in parts],
        payment["receiver_id"],
        cause.kind,
        cause.id if cause.kind == "refund" else None,
        cause.id if cause.kind == "reversal" else None,
        cause.id if cause.kind == "credit_note" else None,
        payment["currency"],
    )


async def _allocate(
    payment_id: uuid.UUID, parts: Sequence[Part], after: Sequence[InvoiceRow], *, status: AllocationStatus
) -> None:
    """Writes what a payment covers or holds of invoices, and the invoices as they are then."""
    held = [part for part in parts if part.amount]
    if held:
        await database.write_later(
            _allocating(len(held)),
            payment_id,
            status,
            held[0].invoice["receiver_id"],
            held[0].invoice["currency"],
            *(value for part in held for value in (ids.make(), part.invoice["id"], part.amount)),
        )
    await amounts.write([part.invoice for part in parts], after)


@functools.cache
def _allocating(count: int) -> str:
    rows = ", ".join(f"(${place}, $3, $1, ${place + 1}, $4, ${place + 2}, $2)" for place in range(5, 5 + 3 * count, 3))
    return f"""
        allocated AS (
            INSERT INTO allocations (id, receiver_id, payment_id, invoice_id, currency, amount, status)
            VALUES [[{rows}]]
        )"""
