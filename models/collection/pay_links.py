"""Pay links: the token of an issued invoice lets its holder see that invoice, pay it online, and nothing else.

Tokens have 256 random bits and are looked up by their hash; the row keeps them encrypted, to be able to show the link.

Raw SQL: the holder of a link sees the invoice with more than its table has, read by the digest of its token.
"""

import uuid
from typing import TypedDict, TypeVar

from models import database, ids, secrets
from models.access import Caller
from models.collection import cancellations, link_states, payments
from models.errors import NotFound, NothingToPay
from models.gateways import registry
from models.languages.words import Language
from models.pay_codes.codes import PayCode
from models.shapes import billing, invoice_rows, pay_codes
from models.shapes import collection as shapes
from models.shapes.collection import (
    BEGUN_BY_A_LINK,
    BEGUN_ONLINE_WITHOUT_A_LOGIN,
    OnlinePaymentInput,
    Payment,
    PaymentInput,
    PaymentRow,
)
from models.shapes.invoice_rows import InvoiceRow
from models.versions import Wanted

T = TypeVar("T")


class LinkedRow(InvoiceRow):
    """An invoice, with the languages of who is asked and of who asks, the latter's colour and logo, and what its page
    shows."""

    payer_language: Language | None
    receiver_language: Language
    colour: str | None
    logo: str | None
    state: str


_FOR_THE_PAGE = f"""
    (SELECT language FROM payers WHERE payers.id = invoices.payer_id) AS payer_language,
    (SELECT language FROM receivers WHERE receivers.id = invoices.receiver_id) AS receiver_language,
    (SELECT colour FROM receivers WHERE receivers.id = invoices.receiver_id) AS colour,
    (SELECT logo FROM receivers WHERE receivers.id = invoices.receiver_id) AS logo,
    {link_states.STATE} AS state
"""
# The newest of an invoice that is paid in many parts.
RECEIPTS_MAX = 12


async def find(token: str) -> InvoiceRow:
    """The invoice of a pay link. Raises NotFound."""
    return await _find(InvoiceRow, invoice_rows.COLUMNS, token)


async def find_for_page(token: str) -> LinkedRow:
    """The same, with what its page shows besides: languages, colour, logo and state. Raises NotFound."""
    return await _find(LinkedRow, f"{invoice_rows.COLUMNS}, {_FOR_THE_PAGE}", token)


async def _find(kind: type[T], columns: str, token: str) -> T:
    statement = f"SELECT {columns} FROM invoices WHERE pay_token_digest = $1"
    row = await database.fetch_row_as(kind, statement, secrets.digest(token))
    if row is None:
        raise NotFound("There is no such pay link.")
    return row


async def code(token: str, name: str) -> PayCode:
    """A code of the link's invoice, by the name of its picture: "epc.svg". Raises NotFound."""
    invoice = billing.invoice(await find(token))
    for found in pay_codes.of_invoice(invoice):
        if name == f"{found.kind}.svg":
            return found
    raise NotFound("The invoice has no such pay code now: read it to see which it has.")


def holder(invoice_id: uuid.UUID | None, *, payer_id: uuid.UUID) -> Caller:
    """Whoever has the link of that invoice: they act as its payer, for one call."""
    return Caller(key=f"pay_link:{invoice_id}", payer_ids=frozenset({payer_id}))


def shape(row: PaymentRow) -> Payment:
    """A payment of a link's invoice, as whoever has the link may see it."""
    return shapes.payment(row, holder(row["invoice_id"], payer_id=row["payer_id"]))


async def pay(token: str, given: OnlinePaymentInput) -> PaymentRow:
    """Begins an online payment of the link's invoice. Raises what `payments.create` does."""
    invoice = await find(token)
    try:
        return await payments.create(
            holder(invoice["id"], payer_id=invoice["payer_id"]),
            PaymentInput(
                method=given.method,
                invoice_id=ids.encode("invoice", invoice["id"]),
                amount=given.amount,
                currency=given.currency,
                gateway_account_id=given.gateway_account_id,
                payment_token=given.payment_token,
            ),
        )
    except NothingToPay as refused:
        way_out = "If one was begun by this link, cancel it by POST /v1/pay/{token}/payments/{id}/cancel"
        raise refused.to_payer(way_out) from refused


async def pay_on_page(token: str) -> PaymentRow:
    """Begins an online payment of all that is payable, whose payer is asked on the gateway's own page: `next_action` of
    the payment leads there, once a worker has asked the gateway.

    What it reserves cannot be paid by a second one. So whoever presses twice, or comes back and presses again, begins
    one payment, and gets NothingToPay for the other. Raises NoGatewayAccount and what `payments.create` does.
    """
    invoice = await find(token)
    hosted = await registry.hosted_account(invoice["receiver_id"])
    if hosted is None:
        raise registry.cannot_be_paid_online()
    account, payment_token = hosted
    return await payments.create(
        holder(invoice["id"], payer_id=invoice["payer_id"]),
        PaymentInput(
            # What is taken on the gateway's page is not known yet.
            method="card",
            invoice_id=ids.encode("invoice", invoice["id"]),
            gateway_account_id=ids.encode("gateway_account", account.id),
            payment_token=payment_token,
        ),
    )


async def newest_payment(invoice: InvoiceRow) -> PaymentRow | None:
    """The newest online payment that nobody began with a login: by the invoice's link, or collected when it was due.

    One that failed is told to who tried it by the link, and only while it is the last word: not once another payment
    has come, nor while one holds a reservation. One that was canceled is no news to the payer.
    """
    return await database.fetch_row_as(
        PaymentRow,
        f"""
        SELECT {shapes.COLUMNS} FROM payments
        WHERE invoice_id = $1 AND {BEGUN_ONLINE_WITHOUT_A_LOGIN}
            AND status <> 'canceled' AND (status <> 'failed' OR ($2 AND {BEGUN_BY_A_LINK}
                AND NOT EXISTS (SELECT FROM payments AS newer
                    WHERE newer.invoice_id = payments.invoice_id AND newer.id > payments.id)))
        ORDER BY id DESC LIMIT 1
        """,
        invoice["id"],
        invoice["amount_reserved"] == 0,
    )


class LinkedReceipt(TypedDict):
    """The receipt of a payment of the link's invoice."""

    payment_id: uuid.UUID
    id: uuid.UUID
    number: str


class _Arrived(TypedDict):
    payment_id: uuid.UUID
    id: uuid.UUID | None
    number: str | None


_ARRIVED = """
    SELECT payments.id AS payment_id, receipts.id, receipts.number FROM payments
    LEFT JOIN receipts ON receipts.payment_id = payments.id AND receipts.refund_id IS NULL
    WHERE payments.invoice_id = $1 AND payments.status = 'succeeded' AND NOT EXISTS (SELECT FROM allocations
        WHERE allocations.payment_id = payments.id AND allocations.invoice_id <> payments.invoice_id)
"""


async def receipts(invoice_id: uuid.UUID) -> tuple[list[LinkedReceipt], bool]:
    """The receipts of payments that were made for the invoice, the newest first; and whether there will be another
    one, which a job issues seconds after a payment has arrived.

    None names another invoice: who has the link of one sees nothing of others.
    """
    arrived = await database.fetch_as(
        _Arrived, f"{_ARRIVED} ORDER BY payments.id DESC LIMIT $2", invoice_id, RECEIPTS_MAX
    )
    issued = [
        LinkedReceipt(payment_id=row["payment_id"], id=row["id"], number=row["number"])
        for row in arrived
        if row["id"] is not None and row["number"] is not None
    ]
    return issued, len(issued) < len(arrived)


async def receipt(token: str, payment_id: str) -> LinkedReceipt:
    """The receipt of one such payment, however old it is. Raises NotFound."""
    invoice = await find(token)
    found = await database.fetch_row_as(
        LinkedReceipt,
        f"{_ARRIVED} AND payments.id = $2 AND receipts.id IS NOT NULL",
        invoice["id"],
        ids.decode("payment", payment_id),
    )
    if found is None:
        raise NotFound("There is no such receipt.")
    return found


async def cancel(token: str, payment_id: str, *, version: Wanted = None) -> PaymentRow:
    """Cancels a payment of the link's invoice that was begun by a link. Raises what `cancellations.cancel` does."""
    row = await payment(token, payment_id)
    return await cancellations.cancel(holder(row["invoice_id"], payer_id=row["payer_id"]), row["id"], version=version)


async def payment(token: str, payment_id: str) -> PaymentRow:
    """A payment of the link's invoice that was begun by a link. Raises NotFound."""
    invoice = await find(token)
    row = await database.fetch_row_as(
        PaymentRow,
        f"SELECT {shapes.COLUMNS} FROM payments WHERE id = $1 AND invoice_id = $2 AND {BEGUN_BY_A_LINK}",
        ids.decode("payment", payment_id),
        invoice["id"],
    )
    if row is None:
        raise NotFound("There is no such payment.")
    return row
