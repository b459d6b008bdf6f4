"""Payments."""

import datetime
import uuid
from functools import partial

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from api.answers import (
    After,
    AmountFrom,
    AmountTo,
    CallerRequest,
    CurrencyFilter,
    From,
    Id,
    Limit,
    To,
    between,
    cursor,
    one,
    page,
    reference,
    version_wanted,
    zoned,
)
from api.middleware.auth import READS_FIRST
from api.middleware.waiting import Outcome
from models import ids, lists
from models.collection import (
    allocations,
    cancellations,
    cheques,
    mistakes,
    outcomes,
    payments,
    reviews,
)
from models.shapes import collection as shapes
from models.shapes.collection import (
    AcceptInput,
    AllocateInput,
    BounceInput,
    ClearInput,
    ConfirmInput,
    DepositInput,
    Payment,
    PaymentInput,
    ReasonInput,
    UnallocateInput,
)
from models.shapes.common import List
from models.tables.collection import Method, PaymentStatus


# Whoever may begin it sees what becomes of it, also by an API key that may not read others.
async def _read_payment(request: CallerRequest, payment_id: uuid.UUID) -> tuple[Payment, int]:
    row = await payments.get(request.user, payment_id, permission="payments.pay")
    return shapes.payment(row, request.user), row["version"]


# The first report of the worker ends the waiting: also "pending" and "requires_action" are news.
PAYMENT_OUTCOME = Outcome(kind="payment", undecided=outcomes.AWAITED, status=payments.status_now, read=_read_payment)


# What comes of a wish to cancel is known once the gateway has said it.
CANCEL_OUTCOME = msgspec.structs.replace(
    PAYMENT_OUTCOME, field="cancellation", undecided=frozenset({"requested"}), status=payments.cancellation_now
)


class Payments(Controller):
    """Money on its way from payers to receivers, offline and online."""

    path = "/v1/payments"
    tags = ["Payments"]

    @post(
        "",
        operation_id="createPayment",
        summary="Pay, record or report",
        opt={"permission": "payments.pay", "optimistic": True, "outcome": PAYMENT_OUTCOME, **READS_FIRST},
    )
    async def create(self, request: CallerRequest, data: JSONBody[PaymentInput]) -> Response[Payment]:
        """Begins an online payment, records an offline one (receiver), or reports one (payer).

        An online payment answers `created` at once; with `Prefer: wait=10` the answer waits for the gateway's report.
        """
        row = await payments.create(request.user, data)
        return one(shape := shapes.payment(row, request.user), row, location=f"/v1/payments/{shape.id}")

    @get(
        "",
        operation_id="listPayments",
        summary="List payments",
        opt={"permission": "payments.read", **READS_FIRST},
    )
    async def list_(
        self,
        request: CallerRequest,
        limit: Limit = 20,
        after: After = None,
        receiver_id: FromQuery[Id] = None,
        payer_id: FromQuery[Id] = None,
        invoice_id: FromQuery[Id] = None,
        status: FromQuery[PaymentStatus | None] = None,
        method: FromQuery[Method | None] = None,
        currency: FromQuery[CurrencyFilter] = None,
        amount_from: FromQuery[AmountFrom] = None,
        amount_to: FromQuery[AmountTo] = None,
        presentable_on: FromQuery[datetime.date | None] = None,
        created_from: From = None,
        created_to: To = None,
    ) -> List[Payment]:
        """Payments, newest first. `presentable_on` has the cheques in hand that may be presented on that day."""
        filters = lists.Filters(
            equal={
                "receiver_id": reference("receiver", receiver_id),
                "payer_id": reference("payer", payer_id),
                "status": status,
                "method": method,
                "currency": currency,
            },
            created_from=zoned(created_from, "created_from"),
            created_to=zoned(created_to, "created_to"),
            conditions=[
                (payments.PRESENTABLE, presentable_on),
                (payments.FOR_INVOICE, reference("invoice", invoice_id)),
                *between("amount", amount_from, amount_to),
            ],
        )
        found = await payments.list_page(request.user, filters=filters, limit=limit, after=cursor("payment", after))
        return page(found, partial(shapes.payment, reader=request.user), "payment")

    @get(
        "/{payment_id:str}",
        operation_id="getPayment",
        summary="Read a payment",
        opt={"permission": "payments.read", **READS_FIRST},
    )
    async def read(self, request: CallerRequest, payment_id: FromPath[str]) -> Response[Payment]:
        """One payment with its allocations."""
        row = await payments.get(request.user, ids.decode("payment", payment_id))
        return one(shapes.payment(row, request.user), row)

    @post(
        "/{payment_id:str}/confirm",
        operation_id="confirmPayment",
        summary="Confirm a report",
        status_code=200,
        opt={"permission": "payments.record"},
    )
    async def confirm(
        self, request: CallerRequest, payment_id: FromPath[str], data: JSONBody[ConfirmInput | None] = None
    ) -> Response[Payment]:
        """The receiver says that a reported payment has arrived, and what has really come where that differs: more is
        the payer's credit, less leaves the rest owed.
        """
        row = await reviews.confirm(
            request.user,
            ids.decode("payment", payment_id),
            data,
            version=version_wanted(request),
        )
        return one(shapes.payment(row, request.user), row)

    @post(
        "/{payment_id:str}/reject",
        operation_id="rejectPayment",
        summary="Reject a report, or what came otherwise",
        status_code=200,
        opt={"permission": "payments.record"},
    )
    async def reject(
        self, request: CallerRequest, payment_id: FromPath[str], data: JSONBody[ReasonInput]
    ) -> Response[Payment]:
        """The receiver says that a reported payment never came, or does not take one that needs review."""
        row = await reviews.reject_payment(
            request.user, ids.decode("payment", payment_id), reason=data.reason, version=version_wanted(request)
        )
        return one(shapes.payment(row, request.user), row)

    @post(
        "/{payment_id:str}/accept",
        operation_id="acceptPayment",
        summary="Accept what came",
        status_code=200,
        opt={"permission": "payments.record"},
    )
    async def accept(
        self, request: CallerRequest, payment_id: FromPath[str], data: JSONBody[AcceptInput | None] = None
    ) -> Response[Payment]:
        """The receiver takes the money of a payment that needs a review as it came.

        It pays what it was meant for, or the given allocations, and the rest is the payer's credit.
        """
        row = await reviews.accept_payment(
            request.user,
            ids.decode("payment", payment_id),
            allocations=None if data is None else data.allocations,
            version=version_wanted(request),
        )
        return one(shapes.payment(row, request.user), row)

    @post(
        "/{payment_id:str}/return",
        operation_id="returnPayment",
        summary="Return what came",
        status_code=200,
        opt={"permission": "refunds.write"},
    )
    async def return_(
        self, request: CallerRequest, payment_id: FromPath[str], data: JSONBody[ReasonInput]
    ) -> Response[Payment]:
        """The receiver does not take the money of a payment that needs a review, or that was rejected: the gateway is
        asked to send it back. A refund that takes from `suspense` says what becomes of that.
        """
        row = await reviews.return_payment(
            request.user, ids.decode("payment", payment_id), reason=data.reason, version=version_wanted(request)
        )
        return one(shapes.payment(row, request.user), row)

    @post(
        "/{payment_id:str}/allocate",
        operation_id="allocatePayment",
        summary="Apply what is unapplied",
        status_code=200,
        opt={"permission": "payments.record"},
    )
    async def allocate(
        self, request: CallerRequest, payment_id: FromPath[str], data: JSONBody[AllocateInput]
    ) -> Response[Payment]:
        """Applies money of the payment that no invoice holds to invoices of the same payer, all or none."""
        row = await allocations.allocate(
            request.user, ids.decode("payment", payment_id), data.allocations, version=version_wanted(request)
        )
        return one(shapes.payment(row, request.user), row)

    @post(
        "/{payment_id:str}/unallocate",
        operation_id="unallocatePayment",
        summary="Take money off an invoice",
        status_code=200,
        opt={"permission": "payments.record"},
    )
    async def unallocate(
        self, request: CallerRequest, payment_id: FromPath[str], data: JSONBody[UnallocateInput]
    ) -> Response[Payment]:
        """Takes money of the payment off an invoice, which is owed again; the money is the payer's credit, and stays
        that until somebody applies it.
        """
        row = await allocations.unallocate(
            request.user,
            ids.decode("payment", payment_id),
            invoice_id=ids.decode("invoice", data.invoice_id),
            amount=data.amount,
            version=version_wanted(request),
        )
        return one(shapes.payment(row, request.user), row)

    @post(
        "/{payment_id:str}/correct",
        operation_id="correctPayment",
        summary="Correct a mistaken record",
        status_code=200,
        opt={"permission": "payments.record"},
    )
    async def correct(
        self, request: CallerRequest, payment_id: FromPath[str], data: JSONBody[ReasonInput]
    ) -> Response[Payment]:
        """The receiver says that an offline payment was recorded by mistake: what it had paid is owed again, and nobody
        has given money back. `POST /v1/reversals/{id}/undo` takes that back.
        """
        row = await mistakes.correct(
            request.user, ids.decode("payment", payment_id), reason=data.reason, version=version_wanted(request)
        )
        return one(shapes.payment(row, request.user), row)

    @post(
        "/{payment_id:str}/cancel",
        operation_id="cancelPayment",
        summary="Cancel what has not moved",
        status_code=200,
        opt={"permission": "payments.pay", "outcome": CANCEL_OUTCOME},
    )
    async def cancel(self, request: CallerRequest, payment_id: FromPath[str]) -> Response[Payment]:
        """A payer withdraws a payment that they have reported, the receiver gives a cheque back that has not cleared,
        or either ends an online payment: the invoice can be paid otherwise once the payment is `canceled`.

        Where the gateway knows of the payment it is asked first, and `cancellation` is `requested` until it has
        answered; with `Prefer: wait=10` the answer waits for that.
        """
        row = await cancellations.cancel(
            request.user, ids.decode("payment", payment_id), version=version_wanted(request)
        )
        return one(shapes.payment(row, request.user), row)

    @post(
        "/{payment_id:str}/deposit",
        operation_id="depositPayment",
        summary="Take a cheque to the bank",
        status_code=200,
        opt={"permission": "payments.record"},
    )
    async def deposit(
        self, request: CallerRequest, payment_id: FromPath[str], data: JSONBody[DepositInput | None] = None
    ) -> Response[Payment]:
        """The receiver says that a cheque was taken to the bank, today or on the day named: for the first time, or
        again after it has bounced, once each time. Not before the day that is written on it.
        """
        row = await cheques.deposit(
            request.user,
            ids.decode("payment", payment_id),
            effective_on=None if data is None else data.effective_on,
            version=version_wanted(request),
        )
        return one(shapes.payment(row, request.user), row)

    @post(
        "/{payment_id:str}/clear",
        operation_id="clearPayment",
        summary="Clear a cheque",
        status_code=200,
        opt={"permission": "payments.record"},
    )
    async def clear(
        self, request: CallerRequest, payment_id: FromPath[str], data: JSONBody[ClearInput | None] = None
    ) -> Response[Payment]:
        """The receiver says that a cheque has cleared, today or on the day named."""
        row = await cheques.clear(
            request.user,
            ids.decode("payment", payment_id),
            effective_on=None if data is None else data.effective_on,
            version=version_wanted(request),
        )
        return one(shapes.payment(row, request.user), row)

    @post(
        "/{payment_id:str}/bounce",
        operation_id="bouncePayment",
        summary="Bounce a cheque",
        status_code=200,
        opt={"permission": "payments.record"},
    )
    async def bounce(
        self, request: CallerRequest, payment_id: FromPath[str], data: JSONBody[BounceInput]
    ) -> Response[Payment]:
        """The receiver says that a cheque has bounced, before or after it cleared, today or on the day named. One that
        was taken to the bank again may bounce again.

        With a `fee` a debit note over it is issued to the payer, who then owes that besides: an invoice of its own, the
        last of `fee_invoice_ids`. That needs the right to issue invoices (`invoices:write`) too.
        """
        row = await cheques.bounce(
            request.user,
            ids.decode("payment", payment_id),
            reason=data.reason,
            effective_on=data.effective_on,
            fee=data.fee,
            version=version_wanted(request),
        )
        return one(shapes.payment(row, request.user), row)
