"""The two calls that an attempt can make of a gateway: a charge, and a refund.

Raw SQL: what a charge says of its invoice is read with the payment, in one statement.
"""

import uuid
from collections.abc import Mapping
from typing import Literal, Protocol

from config import settings
from models import database, ids, rows, secrets
from models.collection import outcomes, payments, refund_outcomes, refunds
from models.gateways.base import Charge, Fact, Gateway, RefundRequest
from models.shapes import collection as shapes
from models.shapes.invoice_rows import WithPayToken, pay_url
from models.tables.collection import OPEN_PAYMENTS, Attempt, AttemptKind, Payment, Refund


class AskedPayment(WithPayToken):
    """What a charge tells the gateway of the payment; null of the invoice where it was split over several."""

    amount: int
    currency: str
    number: str | None


class Call(Protocol):
    """How an attempt asks, and what becomes of its payment or refund without an answer."""

    @staticmethod
    async def is_unwanted(attempt: Attempt) -> bool:
        """True when somebody has asked to cancel it, and the gateway has not refused that."""

    @staticmethod
    async def may_be_on_its_way(attempt: Attempt) -> bool:
        """True when what was sent for an unwanted attempt may not have reached the gateway yet."""

    @staticmethod
    async def cancel(gateway: Gateway, known: Fact) -> Fact:
        """Asks the gateway to cancel what it knows of, unless that is over; what has become of it then."""

    @staticmethod
    async def note_refused(attempt: Attempt) -> None:
        """The gateway goes on with what it was asked to cancel."""

    @staticmethod
    async def is_decided(attempt: Attempt) -> bool:
        """True when the outcome is known, whoever brought it: a callback may have."""

    @staticmethod
    async def find(gateway: Gateway, reference: str) -> Fact | None:
        """What the gateway knows of it; None when it has never heard of it."""

    @staticmethod
    async def send(gateway: Gateway, attempt: Attempt, reference: str) -> Fact:
        """Asks for the money to move."""

    @staticmethod
    async def mark_unknown(attempt: Attempt) -> None:
        """The answer did not come."""

    @staticmethod
    async def fail(attempt: Attempt, *, code: str, message: str) -> None:
        """No money has moved, and none will."""


class ChargeCall(Call):
    """Money from the payer."""

    @staticmethod
    async def is_unwanted(attempt: Attempt) -> bool:
        return await payments.cancellation_now(attempt.payment_id) == "requested"

    @staticmethod
    async def may_be_on_its_way(attempt: Attempt) -> bool:
        return await payments.may_be_on_its_way(attempt.payment_id)

    @staticmethod
    async def cancel(gateway: Gateway, known: Fact) -> Fact:
        if known.status not in ("requires_action", "pending"):
            return known
        return await gateway.cancel(reference=known.reference, gateway_payment_id=known.gateway_payment_id)

    @staticmethod
    async def note_refused(attempt: Attempt) -> None:
        await outcomes.note_not_canceled(attempt.payment_id)

    @staticmethod
    async def is_decided(attempt: Attempt) -> bool:
        return await payments.status_now(attempt.payment_id) not in OPEN_PAYMENTS

    @staticmethod
    async def find(gateway: Gateway, reference: str) -> Fact | None:
        return await gateway.find_payment(reference=reference)

    @staticmethod
    async def send(gateway: Gateway, attempt: Attempt, reference: str) -> Fact:
        asked = await database.fetch_row_as(
            AskedPayment,
            "SELECT payments.amount, payments.currency, invoices.id, invoices.number, invoices.pay_token FROM payments "
            "LEFT JOIN invoices ON invoices.id = payments.invoice_id WHERE payments.id = $1",
            attempt.payment_id,
        )
        assert asked is not None, "payments are never deleted"
        assert attempt.payment_token is not None, "the token is kept until the outcome is known"
        token = secrets.decrypt(attempt.payment_token, context=f"payment_token:{attempt.id}")
        return await gateway.charge(
            Charge(
                reference=reference,
                amount=asked["amount"],
                currency=asked["currency"],
                payment_token=token.decode(),
                description=f"Invoice {asked['number']}" if asked["number"] else "Several invoices",
                # Where the payer sees what became of it; a payment that was split over invoices has no such place.
                return_url=pay_url(asked) or settings.public_url,
                callback_url=_callback_url(attempt),
            )
        )

    @staticmethod
    async def mark_unknown(attempt: Attempt) -> None:
        await outcomes.mark_unknown(attempt.payment_id)

    @staticmethod
    async def fail(attempt: Attempt, *, code: str, message: str) -> None:
        status: Literal["failed", "canceled"] = "canceled" if code == "canceled" else "failed"
        await outcomes.fail(attempt.payment_id, code=code, message=message, status=status)


class RefundCall(Call):
    """Money back to the payer. Nobody cancels it once it was asked for."""

    @staticmethod
    async def is_unwanted(attempt: Attempt) -> bool:
        return False

    @staticmethod
    async def may_be_on_its_way(attempt: Attempt) -> bool:
        return False

    @staticmethod
    async def cancel(gateway: Gateway, known: Fact) -> Fact:
        return known

    @staticmethod
    async def note_refused(attempt: Attempt) -> None:
        return None

    @staticmethod
    async def is_decided(attempt: Attempt) -> bool:
        return await refunds.status_now(_refund_of(attempt)) not in refund_outcomes.UNDECIDED

    @staticmethod
    async def find(gateway: Gateway, reference: str) -> Fact | None:
        return await gateway.find_refund(reference=reference)

    @staticmethod
    async def send(gateway: Gateway, attempt: Attempt, reference: str) -> Fact:
        refund = await rows.find(Refund, _refund_of(attempt))
        payment = await rows.find(Payment, attempt.payment_id)
        assert refund is not None, "refunds are never deleted"
        assert payment is not None, "nor are payments"
        gateway_payment_id = payment.gateway_payment_id
        if refund.takes_from == "suspense" and payment.review is not None:
            gateway_payment_id = shapes.review_of(payment).id
        assert gateway_payment_id is not None, "what has come online has its gateway's id"
        return await gateway.refund(
            RefundRequest(
                reference=reference,
                gateway_payment_id=gateway_payment_id,
                amount=refund.amount,
                currency=refund.currency,
                reason=refund.reason or "requested",
                callback_url=_callback_url(attempt),
            )
        )

    @staticmethod
    async def mark_unknown(attempt: Attempt) -> None:
        await refund_outcomes.mark_unknown(_refund_of(attempt))

    @staticmethod
    async def fail(attempt: Attempt, *, code: str, message: str) -> None:
        await refund_outcomes.fail_by_ourselves(_refund_of(attempt), attempt.payment_id, code=code, message=message)


CALLS: Mapping[AttemptKind, type[Call]] = {"charge": ChargeCall, "refund": RefundCall}


def _refund_of(attempt: Attempt) -> uuid.UUID:
    assert attempt.refund_id is not None, "attempts_know_their_refund"
    return attempt.refund_id


def _callback_url(attempt: Attempt) -> str:
    return f"{settings.public_url}/v1/callbacks/{ids.encode('gateway_account', attempt.gateway_account_id)}"
