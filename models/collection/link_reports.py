"""What payers without a login say that they have paid: reported by the link of an invoice, for its receiver to confirm.

Whoever has the link acts as the invoice's payer here too, and the audit log names the link. A report holds what it says
is paid, so that nobody pays that twice; one that is not true keeps others from paying until the receiver rejects it, so
an invoice has a bounded number of them.

Raw SQL: payments are read with their allocations, and counted.
"""

import datetime
import hashlib
import uuid
from typing import Literal, TypedDict

import msgspec

from models import access, database, ids
from models.billing.files import File
from models.collection import pay_links, payments, proofs, settlement
from models.errors import IdempotencyInProgress, InvoiceNotOpen, TooManyReports
from models.requests import idempotency
from models.requests.idempotency import Answer
from models.shapes.collection import REPORTED_BY_A_LINK, PaymentInput
from models.shapes.invoice_rows import COLUMNS as INVOICE_COLUMNS
from models.shapes.invoice_rows import InvoiceRow
from models.tables.billing import Invoice

ReportMethod = Literal["bank_transfer", "cash", "cheque"]
# Of an invoice, by its link: those that wait for the receiver, and all that there ever were.
WAITING_MAX = 5
REPORTS_MAX = 50


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a payer has paid, in minor units of the invoice's currency, and on which day. `key` says which form it was
    sent by: sent twice, it is one report."""

    key: str
    method: ReportMethod
    amount: int
    paid_on: datetime.date
    reference: str | None = None
    proof: File | None = None


class Reported(TypedDict):
    """A report as its page tells of it."""

    status: Literal["reported", "rejected"]
    method: ReportMethod
    amount: int
    effective_on: datetime.date
    reason: str | None
    has_proof: bool


@database.retrying
async def report(token: str, given: Report) -> uuid.UUID:
    """Reports a payment of the link's invoice, with its proof; returns the payment's id. The second time it returns
    that of the first.

    Raises NotFound; IdempotencyKeyReused; InvoiceNotOpen, NothingToPay, AmountTooHigh; TooManyReports; then what
    `payments.create` and `proofs.put` raise. Nothing was changed then.
    """
    invoice = await pay_links.find(token)
    holder = pay_links.holder(invoice["id"], payer_id=invoice["payer_id"])
    digest = hashlib.sha256(msgspec.msgpack.encode(msgspec.structs.replace(given, proof=None)))
    digest.update(given.proof.digest if given.proof else b"")
    async with database.transaction():
        # One report of an invoice after the other, so that whoever presses twice at once waits for what comes of it.
        [locked] = await access.find_all_as(
            holder, Invoice, InvoiceRow, [invoice["id"]], "payments.pay", columns=INVOICE_COLUMNS
        )
        try:
            first = await idempotency.find(
                caller=holder, key=given.key, request_hash=digest.digest(), permission="payments.pay"
            )
        except IdempotencyInProgress as error:
            # PostgreSQL gives the locks of who has committed back one by one: the invoice's, and the key's in a moment.
            raise database.do_again("the lock of the form's key is about to be given back") from error
        if first is not None:
            return uuid.UUID(bytes=first.body)
        if locked["status"] != "open":
            raise InvoiceNotOpen(locked["number"], locked["status"], "be paid")
        # The operation takes more than is owed, since money has moved already. Here that is a slip of the keyboard.
        settlement.check_payable(locked, given.amount)
        await _check_count(invoice["id"])
        payment = await payments.create(
            holder,
            PaymentInput(
                method=given.method,
                invoice_id=ids.encode("invoice", invoice["id"]),
                amount=given.amount,
                received_on=given.paid_on,
                reference=given.reference,
            ),
        )
        if given.proof is not None:
            await proofs.put(holder, payment["id"], given.proof)
        # Nobody is sent it again as it is: its body is the id of the payment, which is all that the page goes on with.
        answer = Answer(status_code=303, headers={}, body=payment["id"].bytes, rights=[])
        await idempotency.keep(
            caller=holder, key=given.key, request_hash=digest.digest(), answer=answer, holds_a_secret=False
        )
        return payment["id"]


async def waiting(invoice_id: uuid.UUID) -> list[Reported]:
    """What was reported by the invoice's link and waits for its receiver, the oldest first; or, where nothing waits,
    the newest report if that was rejected and nothing has come since."""
    return await database.fetch_as(
        Reported,
        f"""
        SELECT status, method, amount, effective_on, failure_message AS reason,
            EXISTS (SELECT FROM proofs WHERE proofs.payment_id = payments.id) AS has_proof
        FROM payments WHERE invoice_id = $1 AND {REPORTED_BY_A_LINK} AND (status = 'reported' OR status = 'rejected'
            AND NOT EXISTS (SELECT FROM payments AS newer
                WHERE newer.invoice_id = payments.invoice_id AND newer.id > payments.id))
        ORDER BY id LIMIT {WAITING_MAX}
        """,
        invoice_id,
    )


async def _check_count(invoice_id: uuid.UUID) -> None:
    counted = await database.fetch_row(
        f"SELECT count(*) AS ever, count(*) FILTER (WHERE status = 'reported') AS waiting FROM payments "
        f"WHERE invoice_id = $1 AND {REPORTED_BY_A_LINK}",
        invoice_id,
    )
    assert counted is not None, "a count is there even of nothing"
    if counted["waiting"] >= WAITING_MAX or counted["ever"] >= REPORTS_MAX:
        raise TooManyReports(WAITING_MAX, REPORTS_MAX)
