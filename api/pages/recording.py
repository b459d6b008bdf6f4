"""Recording a payment that has arrived, and settling what a payer says they have paid: the receiver's forms.

They call what the API calls. Each has an Idempotency-Key in a hidden field, so that to press twice does it once.
"""

import uuid
from collections.abc import Mapping

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from api import fields
from api.answers import CallerRequest
from api.files import FileAnswer
from api.middleware import idempotency
from api.middleware.auth import BY_COOKIE
from api.pages import personal, rendering
from models import access, ids, secrets
from models.billing import invoices
from models.collection import dates, payments, proofs, reviews
from models.errors import Invalid, NotFound, Refused
from models.languages import formats
from models.mail import notices
from models.shapes import billing, collection
from models.shapes import proofs as proof_shapes
from models.shapes.collection import ConfirmInput, PaymentInput, PaymentRow, ReasonInput
from models.shapes.invoice_rows import InvoiceRow
from models.tables.billing import Invoice
from models.tables.collection import Payment

RECORD = "/account/invoices/{invoice_id:str}/payments"
REPORT = notices.REPORTED_PATH + "/{payment_id:str}"
METHODS = ("bank_transfer", "cash", "cheque")
# Who may see what it is about and not do it is told so below.
READS: dict[str, object] = {"permission": "payments.read", **BY_COOKIE}
WRITES: dict[str, object] = {"permission": "payments.record", "form": True, **BY_COOKIE}


@get(RECORD, opt=READS, include_in_schema=False)
async def record_page(request: CallerRequest, invoice_id: FromPath[str]) -> Template:
    """Asks what has arrived for an invoice."""
    return await _record_page(request, await _invoice(request, invoice_id))


@post(RECORD, opt=WRITES, include_in_schema=False, status_code=200, request_max_body_size=fields.BYTES_MAX)
async def record(request: CallerRequest, invoice_id: FromPath[str]) -> Template | Redirect:
    """Records cash, a transfer or a cheque, and leads back to the receiver's invoices."""
    sent = await fields.sent(request)
    row = await _invoice(request, invoice_id)
    try:
        if sent.get("method") not in METHODS:
            raise Invalid(f"Choose one of {', '.join(METHODS)}.", pointer="/method")
        found = _given(sent, "method", "received_on", "reference")
        amount = _amount(request, sent, row["currency"])
        given = fields.as_shape({**found, "invoice_id": invoice_id, "amount": amount}, PaymentInput)
        await payments.create(request.user, given)
    except Refused as refused:
        return await _record_page(request, row, sent=sent, refused=refused)
    return _back(request, row["receiver_id"], "recorded")


@get(REPORT, opt=READS, include_in_schema=False)
async def report_page(request: CallerRequest, payment_id: FromPath[str]) -> Template:
    """Shows what a payer says they have paid, and asks whether it has come."""
    return await _report_page(request, await _payment(request, payment_id))


@post(REPORT, opt=WRITES, include_in_schema=False, status_code=200, request_max_body_size=fields.BYTES_MAX)
async def settle(request: CallerRequest, payment_id: FromPath[str]) -> Template | Redirect:
    """Confirms or rejects it, and leads back to what else waits."""
    sent = await fields.sent(request)
    row = await _payment(request, payment_id)
    try:
        match sent.get("decision"):
            case "confirm":
                amount = _amount(request, sent, row["currency"])
                confirmed = fields.as_shape({**_given(sent, "received_on"), "amount": amount}, ConfirmInput)
                await reviews.confirm(request.user, row["id"], confirmed)
                done = "confirmed"
            case "reject":
                rejected = fields.as_shape({"reason": sent.get("reason", "")}, ReasonInput)
                await reviews.reject_payment(request.user, row["id"], reason=rejected.reason)
                done = "rejected"
            case _:
                raise Invalid("Confirm the payment or reject it.", pointer="/decision")
    except Refused as refused:
        return await _report_page(request, row, sent=sent, refused=refused)
    return _back(request, row["receiver_id"], done, show="reported")


@get(REPORT + "/proof", opt={"permission": "proofs.read", **BY_COOKIE}, include_in_schema=False)
async def proof(request: CallerRequest, payment_id: FromPath[str]) -> FileAnswer:
    """The file that a payer has sent: a picture for the page, which shows it as a picture and as nothing else, or what
    is saved. Whoever opens it by itself saves it, whatever is in it."""
    row = await proofs.get(request.user, ids.decode("payment", payment_id))
    return FileAnswer(proofs.content(row), name=row.name, size=row.size, media_type=row.media_type)


async def _record_page(
    request: CallerRequest, row: InvoiceRow, *, sent: Mapping[str, str] | None = None, refused: Refused | None = None
) -> Template:
    invoice = billing.invoice(row, request.user)
    typed = formats.typed_money(max(invoice.amount_payable, 0), invoice.currency, rendering.language_of(request))
    today = await dates.business_date(row["receiver_id"], None)
    return await personal.page(
        request,
        "record-payment.html",
        status=200 if refused is None else 422,
        invoice=invoice,
        key=_key,
        methods=METHODS,
        typed={"amount": typed, "received_on": str(today), "method": METHODS[0], "reference": ""} | dict(sent or {}),
        today=today,
        refused=refused,
    )


async def _report_page(
    request: CallerRequest, row: PaymentRow, *, sent: Mapping[str, str] | None = None, refused: Refused | None = None
) -> Template:
    payment = collection.payment(row, request.user)
    try:
        shown = proof_shapes.proof(await proofs.get(request.user, row["id"]))
    except NotFound:
        shown = None
    covered = [await invoices.get(request.user, ids.decode("invoice", one.invoice_id)) for one in payment.allocations]
    typed = formats.typed_money(payment.amount, payment.currency, rendering.language_of(request))
    return await personal.page(
        request,
        "reported-payment.html",
        status=200 if refused is None else 422,
        payment=payment,
        invoices=[billing.invoice(one, request.user) for one in covered],
        proof=shown,
        key=_key,
        typed={"amount": typed, "received_on": str(payment.effective_on or ""), "reason": ""} | dict(sent or {}),
        today=await dates.business_date(row["receiver_id"], None),
        refused=refused,
    )


async def _invoice(request: CallerRequest, invoice_id: str) -> InvoiceRow:
    """The invoice that a payment is recorded for. Payers see it too, and report payments by its pay link instead."""
    row = await invoices.get(request.user, ids.decode("invoice", invoice_id))
    access.require(request.user, "payments.record", row, Invoice)
    return row


async def _payment(request: CallerRequest, payment_id: str) -> PaymentRow:
    row = await payments.get(request.user, ids.decode("payment", payment_id))
    access.require(request.user, "payments.record", row, Payment)
    return row


def _given(sent: Mapping[str, str], *names: str) -> dict[str, object]:
    """What is not empty of these fields: a form sends all that it has."""
    return {name: sent[name] for name in names if sent.get(name)}


def _amount(request: CallerRequest, sent: Mapping[str, str], currency: str) -> int:
    """Raises Invalid for what is no amount in the language of the page."""
    amount = formats.read_money(sent.get("amount", ""), currency, rendering.language_of(request))
    if amount is None:
        raise Invalid("This is no amount in that currency.", pointer="/amount")
    return amount


def _key() -> dict[str, str]:
    """A hidden field by which a form is done once, however often it is sent. One that was refused was not done."""
    return {"name": idempotency.FIELD, "value": secrets.token(bytes_count=16)}


def _back(request: CallerRequest, receiver_id: uuid.UUID, done: str, *, show: str = "open") -> Redirect:
    receiver = ids.encode("receiver", receiver_id)
    return personal.there(f"/account/receivers/{receiver}?show={show}&done={personal.told(request, done)}")
