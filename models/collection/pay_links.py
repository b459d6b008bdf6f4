"""Pay links: the token of an issued invoice lets its holder see that invoice, pay it online, and nothing else.

Tokens have 256 random bits and are looked up by their hash; the row keeps them encrypted, to be able to show the link.

Raw SQL: the holder of a link sees the invoice with its lines, read by the digest of its token.
"""

import asyncio
import uuid

from models import database, ids, secrets
from models.access import Caller
from models.billing import invoices
from models.collection import cancellations, payments
from models.errors import InvoiceNotIssued, NoGatewayAccount, NotFound
from models.gateways import registry
from models.languages.words import Language
from models.pay_codes.codes import PayCode
from models.shapes import billing, invoice_rows, pay_codes
from models.shapes import collection as shapes
from models.shapes.collection import OnlinePaymentInput, Payment, PaymentInput, PaymentRow
from models.shapes.invoice_rows import InvoiceRow
from models.versions import Wanted


class LinkedRow(InvoiceRow):
    """An invoice, with the languages of who is asked and of who asks."""

    payer_language: Language | None
    receiver_language: Language


async def find(token: str) -> LinkedRow:
    """The invoice of a pay link. Raises NotFound."""
    row = await database.fetch_row_as(
        LinkedRow,
        f"""
        SELECT {invoice_rows.COLUMNS},
            (SELECT language FROM payers WHERE payers.id = invoices.payer_id) AS payer_language,
            (SELECT language FROM receivers WHERE receivers.id = invoices.receiver_id) AS receiver_language
        FROM invoices WHERE pay_token_digest = $1
        """,
        secrets.digest(token),
    )
    if row is None:
        raise NotFound("There is no such pay link.")
    return row


async def codes(caller: Caller, invoice_id: uuid.UUID | None) -> list[PayCode]:
    """The codes of an issued invoice, for whoever may read it. Raises NotFound, InvoiceNotIssued."""
    row = await invoices.get(caller, invoice_id)
    if row["status"] == "draft":
        raise InvoiceNotIssued("have pay codes")
    return pay_codes.of_invoice(billing.invoice(row))


async def picture(token: str, name: str) -> str:
    """A code of the link's invoice as SVG, by its kind: "epc.svg". Raises NotFound."""
    invoice = billing.invoice(await find(token))
    for code in pay_codes.of_invoice(invoice):
        if name == f"{code.kind}.svg":
            return await asyncio.to_thread(code.svg)
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


async def pay_on_page(token: str) -> PaymentRow:
    """Begins an online payment of all that is payable, whose payer is asked on the gateway's own page: `next_action` of
    the payment leads there, once a worker has asked the gateway.

    What it reserves cannot be paid by a second one. So whoever presses twice, or comes back and presses again, begins
    one payment, and gets NothingToPay for the other. Raises NoGatewayAccount and what `payments.create` does.
    """
    invoice = await find(token)
    hosted = await registry.hosted_account(invoice["receiver_id"])
    if hosted is None:
        raise NoGatewayAccount("This invoice cannot be paid online: pay by bank transfer, or ask who sent it to you.")
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
    None where that was collected and did not work, since whoever has the link has not tried anything."""
    return await database.fetch_row_as(
        PaymentRow,
        f"""
        SELECT {shapes.COLUMNS} FROM (
            SELECT * FROM payments WHERE invoice_id = $1 AND created_by IS NULL AND gateway_account_id IS NOT NULL
            ORDER BY id DESC LIMIT 1
        ) AS payments
        WHERE status NOT IN ('failed', 'canceled') OR NOT EXISTS (SELECT FROM collections
            WHERE collections.invoice_id = payments.invoice_id AND collections.payment_id = payments.id)
        """,
        invoice["id"],
    )


async def cancel(token: str, payment_id: str, *, version: Wanted = None) -> PaymentRow:
    """Cancels a payment of the link's invoice that was begun by a link. Raises what `cancellations.cancel` does."""
    row = await payment(token, payment_id)
    return await cancellations.cancel(holder(row["invoice_id"], payer_id=row["payer_id"]), row["id"], version=version)


async def payment(token: str, payment_id: str) -> PaymentRow:
    """A payment of the link's invoice that was begun by a link, or collected when it was due. Raises NotFound."""
    invoice = await find(token)
    row = await database.fetch_row_as(
        PaymentRow,
        f"SELECT {shapes.COLUMNS} FROM payments WHERE id = $1 AND invoice_id = $2 AND created_by IS NULL",
        ids.decode("payment", payment_id),
        invoice["id"],
    )
    if row is None:
        raise NotFound("There is no such payment.")
    return row
