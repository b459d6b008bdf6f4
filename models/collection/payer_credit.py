"""A payer's credit with a receiver: where it came from, and how it pays an invoice or is paid out, the oldest payments
first.

Who spends a payer's credit takes turns by the payer's row, which is locked before invoices and payments.

Raw SQL: payments that hold credit are chosen and locked as a set.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, TypedDict

from models import access, database, events, ids, lists, versions
from models.access import Caller
from models.billing import corrections
from models.collection import credit, invoice_events, refunds, settlement, tolerances
from models.errors import CreditTooLow, Invalid, InvoiceNotOpen, NoCredit, NotFound
from models.money.amounts import bounded
from models.shapes import credit as shapes
from models.shapes.collection import COLUMNS, PaymentRow
from models.shapes.credit import CreditRow
from models.shapes.invoice_rows import COLUMNS as INVOICE_COLUMNS
from models.shapes.invoice_rows import InvoiceRow
from models.shapes.refunds import RefundInput
from models.tables.billing import Invoice
from models.tables.collection import Payment, Refund
from models.tables.parties import Payer
from models.versions import Wanted

# So many payments are asked for at most in one request.
SOURCES_MAX: Final = 100


class _Id(TypedDict):
    id: uuid.UUID


class _Total(TypedDict):
    currency: str
    amount: int


@database.retrying
async def apply(
    caller: Caller,
    payer_id: uuid.UUID | None,
    *,
    invoice_id: uuid.UUID | None,
    amount: int | None = None,
    version: Wanted = None,
) -> InvoiceRow:
    """Pays an invoice from the payer's credit, the oldest payments first: the amount, or as much as there is and the
    invoice can take. `version` is the payer's.

    Raises NotFound, Forbidden, PreconditionFailed, Invalid, InvoiceNotOpen, NothingToPay, AmountTooHigh, NoCredit,
    CreditTooLow.
    """
    async with database.transaction():
        payer = await access.find(caller, Payer, payer_id, "payments.record", lock=True)
        found = await access.find(caller, Invoice, invoice_id, "payments.record")
        if found.payer_id != payer.id:
            raise Invalid("The invoice is another payer's: credit pays its own payer's.", pointer="/invoice_id")
        versions.check(payer, version)
        invoices, payments = await lock_holders(payer.id, currency=found.currency, also=found.id)
        invoice = invoices[found.id]
        if invoice["status"] != "open":
            raise InvoiceNotOpen(invoice["number"], invoice["status"], "be paid")
        payable = settlement.check_payable(invoice, amount)
        there_is = sum(credit.spendable(payment) for payment in payments)
        if there_is == 0:
            raise NoCredit(invoice["currency"])
        if amount is not None and amount > there_is:
            raise CreditTooLow(amount, there_is, invoice["currency"])
        parts = divided(_spendable(payments), min(amount or payable, there_is))
        return await spend(parts, invoices, invoice)


@database.retrying
async def pay_out(caller: Caller, given: RefundInput) -> list[Refund]:
    """Records that the receiver has paid a payer's credit out by hand, the oldest payments first: a refund of each.

    The amount, or all that there is. Raises NotFound, Forbidden, Invalid, NoCredit, CreditTooLow.
    """
    async with database.transaction():
        payer_id = ids.decode("payer", given.payer_id or "")
        payer = await access.find(caller, Payer, payer_id, "refunds.write", lock=True)
        currency = given.currency or await _only_currency(payer.id)
        _, payments = await lock_holders(payer.id, currency=currency, also=None)
        there_is = sum(credit.spendable(payment) for payment in payments)
        if there_is == 0:
            raise NoCredit(currency)
        amount = there_is if given.amount is None else given.amount
        if amount > there_is:
            raise CreditTooLow(amount, there_is, currency)
        found = []
        for payment, part in divided(_spendable(payments), amount):
            wanted = RefundInput(
                payment_id=ids.encode("payment", payment["id"]),
                amount=part,
                reason=given.reason,
                effective_on=given.effective_on,
                metadata=given.metadata,
            )
            found.append(await refunds.pay_out(caller, wanted))
        return found


async def _only_currency(payer_id: uuid.UUID) -> str:
    """The currency of a payer's credit. Raises NoCredit, and Invalid where there are several."""
    currencies = [total["currency"] for total in await _totals(payer_id)]
    if not currencies:
        raise NoCredit(None)
    if len(currencies) > 1:
        raise Invalid(f"The payer has credit in {' and '.join(currencies)}: say which.", pointer="/currency")
    return currencies[0]


async def _totals(payer_id: uuid.UUID) -> list[_Total]:
    return await database.fetch_as(
        _Total,
        "SELECT currency, sum(amount_unapplied)::bigint AS amount FROM payments "
        "WHERE payer_id = $1 AND amount_unapplied > 0 GROUP BY currency ORDER BY currency",
        payer_id,
    )


def divided(sources: Iterable[tuple[PaymentRow, int]], amount: int) -> list[tuple[PaymentRow, int]]:
    """How much of which payment is used for an amount, the first ones first: of each no more than it has."""
    parts = []
    for payment, there_is in sources:
        part = min(amount, there_is)
        if part > 0:
            amount -= part
            parts.append((payment, part))
    return parts


def _spendable(payments: Iterable[PaymentRow]) -> list[tuple[PaymentRow, int]]:
    return [(payment, credit.spendable(payment)) for payment in payments]


async def spend(
    parts: Sequence[tuple[PaymentRow, int]],
    invoices: Mapping[uuid.UUID, InvoiceRow],
    invoice: InvoiceRow,
    *,
    cause: Literal["move", "policy"] = "move",
) -> InvoiceRow:
    """Applies parts of payments to an invoice, within the caller's transaction and locks, and announces the payments,
    the invoice and those that the payments were made for. `invoices` are as they were."""
    others: dict[uuid.UUID, InvoiceRow] = {}
    announced: list[events.Announcement] = []
    row, newest = invoice, parts[0][0]
    for payment, part in parts:
        other, row = await credit.apply(payment, invoice["id"], part, cause=cause)
        if other is not None:
            others[other["id"]] = other
        newest = await settlement.read(payment["id"])
        announced.append(credit.applied(newest, before=payment))
    [row] = await tolerances.settle_short(newest, [row])
    await events.record(
        invoice["receiver_id"],
        *announced,
        *invoice_events.settled({invoice["id"]: invoice}, [row]),
        *(corrections.announcement(invoices[id_], other) for id_, other in others.items()),
    )
    return row


async def lock_holders(
    payer_id: uuid.UUID, *, currency: str, also: uuid.UUID | None, but_taken_off: bool = False
) -> tuple[dict[uuid.UUID, InvoiceRow], list[PaymentRow]]:
    """Locks the payments that hold a payer's credit, the oldest first and `SOURCES_MAX` at most, after their invoices
    and the invoice `also`, if any, by id; returns all of them as they are then. Those of which people have taken all
    off by hand are left out on request. Raises NotFound where that one is a draft that has gone meanwhile.
    """
    holders = await database.fetch_as(
        _Id,
        f"""
        SELECT id FROM payments
        WHERE payer_id = $1 AND currency = $2 AND status = 'succeeded' AND amount_unapplied > amount_refund_reserved
            AND (NOT $4 OR amount_unapplied > {credit.TAKEN_OFF_PAYMENT})
        ORDER BY effective_on, id LIMIT $3
        """,
        payer_id,
        currency,
        SOURCES_MAX,
        but_taken_off,
    )
    payment_ids = [row["id"] for row in holders]
    locked = await database.fetch_as(
        InvoiceRow,
        f"""
        SELECT {INVOICE_COLUMNS} FROM invoices WHERE id = ANY(ARRAY(
            SELECT invoice_id FROM payments WHERE id = ANY($1) AND invoice_id IS NOT NULL
            UNION SELECT invoice_id FROM allocations WHERE payment_id = ANY($1)
            UNION SELECT $2::uuid
        )) ORDER BY id FOR NO KEY UPDATE
        """,
        payment_ids,
        also,
    )
    invoices = {row["id"]: row for row in locked}
    if also is not None and also not in invoices:
        raise NotFound("There is no such invoice.")
    await database.execute("SELECT FROM payments WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE", sorted(payment_ids))
    payments = await database.fetch_as(
        PaymentRow, f"SELECT {COLUMNS} FROM payments WHERE id = ANY($1) ORDER BY effective_on, id", payment_ids
    )
    if not all(credit.spendable(payment) for payment in payments):
        raise database.do_again("what was chosen was applied or refunded while its locks were waited for")
    return invoices, payments


async def list_page(
    caller: Caller, payer_id: uuid.UUID | None, *, limit: int, after: uuid.UUID | None
) -> shapes.CreditList:
    """A page of the payments that hold a payer's credit, newest first, and what all of it comes to. Raises NotFound."""
    payer = await access.find(caller, Payer, payer_id, "payments.read")
    page = await lists.page_as(
        caller,
        Payment,
        CreditRow,
        filters=lists.Filters(equal={"payer_id": payer.id}, conditions=[("amount_unapplied > 0 AND {}", True)]),
        limit=limit,
        after=after,
        columns=shapes.COLUMNS,
    )
    return shapes.CreditList(
        data=[shapes.credit(row) for row in page.rows],
        has_more=page.has_more,
        next_cursor=ids.encode("payment", page.rows[-1]["id"]) if page.has_more else None,
        totals=[
            shapes.CreditTotal(currency=row["currency"], amount=bounded(row["amount"]))
            for row in await _totals(payer.id)
        ],
    )
