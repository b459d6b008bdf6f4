"""Refusals: what the rules say no to. One class per rule; its docstring is its paragraph in docs/errors.md.

The message holds the values. Which HTTP status a refusal gets is for api/errors.py.
"""

import datetime
import difflib
from collections.abc import Collection, Sequence

from models.money.amounts import AMOUNT_MAX
from models.money.currencies import format_amount

# As much of what was sent is looked at, and repeated in an answer.
NAME_CHARACTERS_MAX = 40


def did_you_mean(name: str, known: Collection[str]) -> str:
    """The end of a sentence about a name that there is not: the most similar one that there is, or nothing."""
    similar = difflib.get_close_matches(name[:NAME_CHARACTERS_MAX], known, n=1)
    return "".join(f" Did you mean {one!r}?" for one in similar)


class Refused(Exception):
    """The base of all refusals: nothing was changed. `code` is stable and meant for programs."""

    code = "refused"

    def __init__(
        self,
        message: str,
        *,
        pointer: str | None = None,
        parameter: str | None = None,
        retry_after_seconds: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        # How long who was refused has to wait, where waiting helps.
        self.retry_after_seconds = retry_after_seconds
        # Which parameter of the query is the cause.
        self.parameter = parameter
        # Where in the request's body the cause stands, as a JSON pointer.
        self.pointer = pointer

    @property
    def places(self) -> Sequence[tuple[str, str]]:
        """Where in the request's body the causes stand, each with what is wrong there."""
        return () if self.pointer is None else ((self.pointer, self.message),)


class NotFound(Refused):
    """There is no such object, or it belongs to somebody else: the two cannot be told apart."""

    code = "not_found"


class Forbidden(Refused):
    """Your role towards the object, or the scopes of your API key, do not allow this action; or it is for admins only.
    Ask an owner of the receiver, use a key with the scope that `detail` names, or log in."""

    code = "forbidden"


class Invalid(Refused):
    """A value is readable but makes no sense. `errors` says which one and why."""

    code = "invalid"


class Unauthenticated(Refused):
    """The request carries no valid access token or API key, or its session has ended. Refresh the token or log in, and
    send it as `Authorization: Bearer …`."""

    code = "unauthenticated"


class BadCredentials(Refused):
    """E-mail address and password do not match an active account; which of them is wrong is not said."""

    code = "bad_credentials"


class EmailTaken(Refused):
    """There is an account with this e-mail address. Log in instead."""

    code = "email_taken"


class PreconditionFailed(Refused):
    """The object has changed since you read it (`If-Match`). Read it again, then decide again."""

    code = "precondition_failed"


class IdempotencyKeyReused(Refused):
    """This Idempotency-Key was used for another request. Use a new key for a new request."""

    code = "idempotency_key_reused"


class IdempotencyInProgress(Refused):
    """The first request with this Idempotency-Key is still running. Wait a moment, then send the same request again."""

    code = "idempotency_in_progress"


class ReceiverArchived(Refused):
    """The receiver is archived: its documents stay readable, but nothing new is issued."""

    code = "receiver_archived"


class PayerArchived(Refused):
    """The payer is archived. Bill another payer, or create the record anew."""

    code = "payer_archived"


class FileRefused(Refused):
    """The file is too large, empty, damaged, or none of those that are taken there: an invoice may have PDF, PNG, JPEG
    and CSV in UTF-8, a proof is a PDF, a PNG or a JPEG, a logo a PNG or a JPEG. What it is follows from its bytes, not
    from its name."""

    code = "file_refused"


class TooManyFiles(Refused):
    """The invoice, or the receiver, has as many files as it may have. Delete some of drafts, then send it again."""

    code = "too_many_files"


class BulkRefused(Refused):
    """Some invoices of a request for many cannot be made or issued, so none was. `errors` says which ones and why, by
    their index; of more than 100 the first 100. Correct or leave out these, then send all again."""

    code = "bulk_refused"
    SHOWN = 100

    def __init__(self, places: Sequence[tuple[str, str]], *, count: int) -> None:
        wrong = len({pointer.split("/")[2] for pointer, _ in places})
        super().__init__(f"{wrong} of {count} invoices cannot be made, so none was: errors says which ones and why.")
        self._places = places[: self.SHOWN]

    @property
    def places(self) -> Sequence[tuple[str, str]]:
        return self._places


class InvoiceNotDraft(Refused):
    """Only a draft can be edited, deleted or finalized. Correct an issued invoice with a credit note, or void it."""

    code = "invoice_not_draft"

    def __init__(self, number: str | None, status: str, action: str) -> None:
        super().__init__(
            f"Invoice {number or ''} is {status}: it cannot be {action}, only a draft can.".replace("  ", " ")
        )


class InvoiceWithoutLines(Refused):
    """An invoice needs at least one line before it can be finalized. Add lines, then finalize."""

    code = "invoice_without_lines"

    def __init__(self) -> None:
        super().__init__("The invoice has no lines: add at least one, then finalize it.")


class IssueDateGoesBack(Refused):
    """The last invoice of this series has a later date, and dates do not go back within a series of numbers."""

    code = "issue_date_goes_back"


class TimeZoneUnknown(Refused):
    """The receiver's time zone is one that the time zone data of this release do not know, so nobody can say which day
    it is there. Set another one (`PATCH /v1/receivers/{id}`), then do it again."""

    code = "time_zone_unknown"

    def __init__(self, time_zone: str) -> None:
        super().__init__(
            f'The receiver\'s time zone {time_zone!r} is not known: set one that is, such as "Europe/Paris", then do '
            "this again."
        )


class InvoiceNotOpen(Refused):
    """The invoice takes no payment in its present status: a draft must be finalized first, a void one stays void."""

    code = "invoice_not_open"

    def __init__(self, number: str | None, status: str, action: str) -> None:
        super().__init__(
            f"The invoice is a draft: it cannot {action} before it is issued. Finalize it first."
            if number is None
            else f"Invoice {number} is {status}: it cannot {action}."
        )


class NoMailAddress(Refused):
    """The payer has no e-mail address. Add one to the payer, or say in `to` where the invoice goes."""

    code = "no_mail_address"


class MailReasonUsed(Refused):
    """The invoice was mailed for this reason before, to others or with another message, and each reason sends one mail.
    Send a `reason` of its own."""

    code = "mail_reason_used"


class TooManyInvoiceMails(Refused):
    """The invoice was mailed as often as one can be. Send the pay link in another way."""

    code = "too_many_invoice_mails"


class InvoiceNotIssued(Refused):
    """A draft is no document yet: it has no number, no date, and nothing in it is final. Finalize it first."""

    code = "invoice_not_issued"

    def __init__(self, action: str) -> None:
        super().__init__(f"The invoice is a draft: it cannot {action} before it is issued. Finalize it first.")


class StatementTooLong(Refused):
    """The period has more lines than a statement in PDF holds. Ask for a shorter one, or for all of it as a table with
    `Accept: text/csv`."""

    code = "statement_too_long"

    def __init__(self, lines_max: int) -> None:
        super().__init__(
            f"A statement in PDF has {lines_max} lines at most, and this period has more: ask for a shorter one, or "
            "for a table with Accept: text/csv."
        )


class EInvoiceIncomplete(Refused):
    """The invoice or credit note lacks what EN 16931 wants of an e-invoice: an address, a country, a VAT identifier,
    the category of a tax. `errors` lists all that is missing (of more than 100 things the first 100) by its place in
    the object. What is issued never changes: complete the receiver, the payer or the lines for the next one, or void
    and replace the invoice."""

    code = "einvoice_incomplete"
    SAYS = "lacks what EN 16931 wants of an e-invoice"
    ADVICE = "What is issued stays as it is: complete this for the next one, or replace the invoice."
    SHOWN = 100
    NAMED = 5

    def __init__(self, document: str, gaps: Sequence[tuple[str, str]]) -> None:
        named = " ".join(message for _, message in gaps[: self.NAMED])
        more = f" And {len(gaps) - self.NAMED} more." if len(gaps) > self.NAMED else ""
        super().__init__(f"{document} {self.SAYS}: {named}{more} {self.ADVICE}")
        self._places = gaps[: self.SHOWN]

    @property
    def places(self) -> Sequence[tuple[str, str]]:
        return self._places


class EInvoiceNotPossible(EInvoiceIncomplete):
    """The invoice or credit note says something that EN 16931 has no words for: several taxes on a line, such as
    compound ones, amounts with three decimals, a currency that it does not know, a tax that was rounded line by line
    and is 1 or more away from its percent. `errors` lists it by its place in the object, with what is missing besides.
    There is no e-invoice of it; send it in another form."""

    code = "einvoice_not_possible"
    SAYS = "says what EN 16931 cannot say"
    ADVICE = "There is no e-invoice of it: send it in another form."


class ScheduleEnded(Refused):
    """The schedule is completed or canceled, and stays so. Make a new one."""

    code = "schedule_ended"


class ScheduleNotActive(Refused):
    """Only an active schedule can be paused."""

    code = "schedule_not_active"


class ScheduleNotPaused(Refused):
    """Only a paused schedule can be resumed."""

    code = "schedule_not_paused"


class InvoiceHasMoney(Refused):
    """Money is applied to the invoice or on its way, or a part of it is credited or written off: it cannot be voided.
    Refund that, wait for its outcome, or undo it, first; what is left of a credited invoice can be credited, too."""

    code = "invoice_has_money"

    def __init__(
        self, number: str | None, *, paid: int, reserved: int, credited: int, written_off: int, currency: str
    ) -> None:
        because = [
            sentence.format(format_amount(amount, currency))
            for amount, sentence in (
                # What is credited stays so: to give the money back first would be of no use.
                (
                    paid,
                    "{} has been paid. It stays so when the rest is credited, where `excess` says what becomes of it."
                    if credited
                    else "{} has been paid. Refund that first.",
                ),
                (
                    reserved,
                    "{} is on its way. Confirm, reject, clear or bounce what is paid by hand, or wait for its outcome.",
                ),
                (credited, "{} of the invoice has been credited. Credit the rest instead."),
                (written_off, "{} of the invoice has been written off. Undo that first."),
            )
            if amount
        ]
        super().__init__(f"Invoice {number} cannot be voided because {' Besides, '.join(because)}")


class CreditTooHigh(Refused):
    """Credit notes never come to more than their invoice, of a line or in all. `detail` says how much is left; what was
    written off is none of it: undo that first."""

    code = "credit_too_high"

    @classmethod
    def beyond_what_is_left(
        cls, amount: int, left: int, currency: str, number: str | None, *, withheld: int, written_off: int
    ) -> "CreditTooHigh":
        """Of the invoice as a whole: `amount` is less what is `withheld` of it."""
        less = f" (without the {format_amount(withheld, currency)} withheld)" if withheld else ""
        because = ""
        if written_off:
            because = f", of which {format_amount(written_off, currency)} was written off: undo that first"
        return cls(
            f"{format_amount(amount, currency)}{less} is more than the {format_amount(left, currency)} that credit "
            f"notes can take off invoice {number}{because}."
        )


class ExcessUndecided(Refused):
    """A part of what is credited has been paid already, and somebody must say what becomes of that money: send `excess`
    with "credit" (it is the payer's credit), "refund" (it goes back the way it came) or "paid_out" (it was given back
    offline)."""

    code = "excess_undecided"

    def __init__(self, number: str | None, excess: int, currency: str) -> None:
        super().__init__(
            f"{format_amount(excess, currency)} of this has been paid on invoice {number} already: send excess, to say "
            'what becomes of that money: "credit", "refund" or "paid_out".',
            pointer="/excess",
        )


class ExcessNotRefundable(Refused):
    """Money that a credit note sends back must not be on its way back already. Wait for those refunds, or let the
    excess be the payer's credit."""

    code = "excess_not_refundable"

    def __init__(self, excess: int, refundable: int, currency: str) -> None:
        super().__init__(
            f"{format_amount(excess, currency)} would go back, but only {format_amount(refundable, currency)} of what "
            'was paid can: the rest is on its way back already. Wait for that, or send excess "credit".'
        )


class MoneyOnItsWay(Refused):
    """Payments on their way cover more than would be left to be paid. Confirm, reject, clear or bounce what is paid by
    hand, or wait for their outcome; then do it again."""

    code = "money_on_its_way"

    def __init__(self, number: str | None, action: str, *, asked: int, free: int, reserved: int, currency: str) -> None:
        super().__init__(
            f"Invoice {number} cannot {action} {format_amount(asked, currency)} now: "
            f"{format_amount(reserved, currency)} is on its way, and besides that {format_amount(free, currency)} is "
            "due. Confirm, reject, clear or bounce what is paid by hand, or wait for its outcome; then do this again."
        )


class WriteOffTooHigh(Refused):
    """No more can be written off than remains of the invoice."""

    code = "write_off_too_high"

    def __init__(self, amount: int, remaining: int, currency: str, number: str | None) -> None:
        super().__init__(
            f"{format_amount(amount, currency)} is more than the {format_amount(remaining, currency)} that remains of "
            f"invoice {number}.",
            pointer="/amount",
        )


class NothingToWriteOff(Refused):
    """The invoice is settled: nothing of it can be given up."""

    code = "nothing_to_write_off"


class WriteOffUndone(Refused):
    """This write-off was undone before. What is to be given up again is a write-off of its own."""

    code = "write_off_undone"


class TooManyReports(Refused):
    """By an invoice's link as many payments were reported as can be, and wait for the receiver, or came to nothing. Ask
    the receiver, who records what has come."""

    code = "too_many_reports"

    def __init__(self, waiting_max: int, reports_max: int) -> None:
        super().__init__(
            f"By the link of an invoice {waiting_max} reported payments can wait for its receiver, and {reports_max} "
            "be reported in all: ask the receiver, who can record what has come."
        )


class NothingToPay(Refused):
    """Nothing can be paid on this invoice now: it is settled, or payments on their way cover the rest."""

    code = "nothing_to_pay"

    def __init__(
        self,
        number: str | None,
        *,
        remaining: int,
        reserved: int,
        currency: str,
        way_out: str = "Confirm, reject, clear or bounce what is paid by hand",
    ) -> None:
        self._given = (number, remaining, reserved, currency)
        if reserved:
            because = (
                f"{format_amount(remaining, currency)} remains to be paid, and payments of "
                f"{format_amount(reserved, currency)} in all are already in progress. {way_out}, or wait for the "
                "outcome"
            )
        else:
            because = "it is settled"
        super().__init__(f"Nothing can be paid on invoice {number} now: {because}.")

    def to_payer(self, way_out: str) -> "NothingToPay":
        """The same, told to a payer, who cannot do what the receiver can."""
        number, remaining, reserved, currency = self._given
        return NothingToPay(number, remaining=remaining, reserved=reserved, currency=currency, way_out=way_out)


class AmountTooHigh(Refused):
    """An online payment, and credit that is applied, may not exceed what is payable: nothing is taken that is not
    owed."""

    code = "amount_too_high"

    def __init__(
        self, amount: int, payable: int, currency: str, number: str | None, *, pointer: str = "/amount"
    ) -> None:
        super().__init__(
            f"{format_amount(amount, currency)} is more than the {format_amount(payable, currency)} that is payable "
            f"on invoice {number}.",
            pointer=pointer,
        )


class CreditTooLow(Refused):
    """The payer's credit does not go so far: only money that no invoice holds, and no refund has reserved, can be
    applied. Apply at most that, or take money off another invoice first."""

    code = "credit_too_low"

    def __init__(self, amount: int, spendable: int, currency: str, *, pointer: str = "/amount") -> None:
        super().__init__(
            f"{format_amount(amount, currency)} is more than the {format_amount(spendable, currency)} that no invoice "
            "holds and no refund has reserved. Apply at most that, or take money off another invoice first, by "
            "/v1/payments/{id}/unallocate.",
            pointer=pointer,
        )


class AllocationTooHigh(Refused):
    """No more can be taken off an invoice than it holds of the payment. Leave `amount` out to take off all of that;
    `allocations` of the payment say which invoices hold something of it."""

    code = "allocation_too_high"

    def __init__(self, amount: int, held: int, currency: str, number: str | None) -> None:
        super().__init__(
            f"{format_amount(amount, currency)} is more than the {format_amount(held, currency)} of this payment that "
            f"invoice {number} holds. Take off at most that, or leave amount out to take all of it off."
            if held
            else f"Invoice {number} holds nothing of this payment. Name one of the invoices in its allocations.",
            pointer="/amount" if held else "/invoice_id",
        )


class SumTooLarge(Refused):
    """All invoices, or all payments, of a receiver in one currency come to 9,007,199,254,740,991 minor units at most,
    the largest integer that every JSON client can hold. Check the amount: it is in minor units."""

    code = "sum_too_large"

    def __init__(self, what: str, amount: int, left: int, currency: str, *, pointer: str | None) -> None:
        super().__init__(
            f"{format_amount(amount, currency)} is too much: all {what} of a receiver in {currency} may come to "
            f"{format_amount(AMOUNT_MAX, currency)}, of which {format_amount(left, currency)} is left.",
            pointer=pointer,
        )


class CurrencyDiffers(Refused):
    """Amounts of different currencies do not mix: pay an invoice in its own currency. So has the fee of a cheque the
    currency of the cheque."""

    code = "currency_differs"

    def __init__(self, given: str, expected: str, *, of: str = "invoice", pointer: str = "/currency") -> None:
        super().__init__(f"The currency is {given}, but the {of} is in {expected}.", pointer=pointer)


class NoGatewayAccount(Refused):
    """The receiver has no active gateway account for online payments. Create one at /v1/gateway-accounts."""

    code = "no_gateway_account"


class AmountNotRepresentable(Refused):
    """The gateway cannot express this amount in this currency, so nothing was tried."""

    code = "amount_not_representable"


class PaymentStateForbids(Refused):
    """The payment's status does not allow this action."""

    code = "payment_state_forbids"

    def __init__(self, status: str, action: str) -> None:
        super().__init__(f"The payment is {status}: it cannot be {action}.")


class NoPaymentMethod(Refused):
    """The payer has saved no such payment method. Save one, or pay with a token of the gateway."""

    code = "no_payment_method"


class PaymentMethodDetached(Refused):
    """The payment method was detached, or the payer has revoked its mandate. Save another one."""

    code = "payment_method_detached"

    def __init__(self, action: str) -> None:
        super().__init__(f"The payment method was detached: it cannot {action} any more.")


class ReceiptNotDue(Refused):
    """A receipt is issued once money has arrived, or has gone back. Until then nobody can say that it has."""

    code = "receipt_not_due"

    def __init__(self, kind: str, status: str) -> None:
        super().__init__(f"The {kind} is {status}: it has a receipt once it has succeeded.")


class PaymentNotCorrectable(Refused):
    """Only an offline payment that was recorded by mistake is corrected: what a gateway reports has moved, and what was
    given back had been there. `detail` says what to do instead."""

    code = "payment_not_correctable"


class ChequeNotDue(Refused):
    """A cheque that is dated later is neither taken to the bank nor cleared before its day. Wait for it:
    `detail` has the day."""

    code = "cheque_not_due"

    def __init__(self, dated_on: datetime.date, day: datetime.date) -> None:
        super().__init__(
            f"The cheque is dated {dated_on}: on {day} it is not taken to the bank yet, nor cleared. Wait for its day."
        )


class PaymentNotCancelable(Refused):
    """What a payer has reported is withdrawn by the payer alone. `detail` says what to do instead."""

    code = "payment_not_cancelable"


class NoCredit(Refused):
    """The payer has no credit with this receiver, in that currency or at all, or refunds on their way have reserved it.
    `/v1/payers/{id}/credit` lists what there is."""

    code = "no_credit"

    def __init__(self, currency: str | None) -> None:
        within = "" if currency is None else f" in {currency}"
        super().__init__(
            f"The payer has no credit{within} with this receiver that no refund has reserved: nothing can be applied "
            "or paid out. /v1/payers/{id}/credit lists what there is."
        )


class ReversalNotUndoable(Refused):
    """Only a correction that stands is undone by hand: the others say that money has moved. `detail` says what to do
    instead."""

    code = "reversal_not_undoable"


class RefundStateForbids(Refused):
    """The refund's status does not allow this action."""

    code = "refund_state_forbids"

    def __init__(self, status: str, action: str) -> None:
        super().__init__(f"The refund is {status}: it cannot be {action}.")


class ReviewNotAcceptable(Refused):
    """What the gateway reported cannot be settled this way: money in another currency than the invoice's cannot be
    accepted, and what has gone back already can be neither accepted nor returned. `detail` says what to do."""

    code = "review_not_acceptable"


class RefundTooHigh(Refused):
    """Refunds, together with those on their way, cannot exceed what was paid."""

    code = "refund_too_high"

    def __init__(self, amount: int, refundable: int, currency: str) -> None:
        super().__init__(
            f"{format_amount(amount, currency)} is more than the {format_amount(refundable, currency)} of this payment "
            "that can still be refunded.",
            pointer="/amount",
        )


class DisputeStateForbids(Refused):
    """The dispute is decided or over, or an answer is on its way to the gateway. `detail` says which."""

    code = "dispute_state_forbids"


class DiscrepancyResolved(Refused):
    """Somebody has resolved this discrepancy before."""

    code = "discrepancy_resolved"


class CardNumberRefused(Refused):
    """Card numbers never come here. Let the gateway's form turn the card into a token, and send that."""

    code = "card_number_refused"


class TooManyWebhookEndpoints(Refused):
    """The receiver has as many webhook endpoints as one may have. Delete one that is not needed any more."""

    code = "too_many_webhook_endpoints"

    def __init__(self, limit: int) -> None:
        super().__init__(f"The receiver has {limit} webhook endpoints, which is as many as one may have.")


class TooManyWebhookSecrets(Refused):
    """The endpoint was rotated so often lately that no further secret can sign beside the others. Wait, or rotate so
    that the former secrets end at once."""

    code = "too_many_webhook_secrets"

    def __init__(self, limit: int) -> None:
        super().__init__(f"{limit} secrets of this endpoint are still valid: wait until one of them has ended.")


class WebhookEndpointDisabled(Refused):
    """The webhook endpoint is disabled, so nothing is sent to it. Enable it first."""

    code = "webhook_endpoint_disabled"

    def __init__(self, reason: str | None) -> None:
        super().__init__(f"The webhook endpoint is disabled ({reason or 'requested'}): enable it first.")


class ReplayTooLarge(Refused):
    """More deliveries than one replay may queue. Ask for a shorter range, or for fewer types; `dry_run` counts."""

    code = "replay_too_large"

    def __init__(self, count: int, limit: int) -> None:
        super().__init__(f"This would queue {count} deliveries, and one replay takes {limit}: ask for a shorter range.")


class EventsGone(Refused):
    """The place in the feed is older than the events that are kept, so some are missing from here on. Read the objects
    that you mirror anew, then begin with `after=latest`, or with the oldest event that is kept: leave `after` out. Or a
    delivery was to be sent again whose event is not kept any more."""

    code = "events_gone"


class Malformed(Refused):
    """The body is not JSON in UTF-8, or, where a form is sent, not written as forms are. Nothing was read from it."""

    code = "malformed_request"


class UnsupportedMediaType(Refused):
    """Bodies are JSON, and come as they are: send `Content-Type: application/json`, and no `Content-Encoding`."""

    code = "unsupported_media_type"


class NotAcceptable(Refused):
    """There is no answer in a form that your `Accept` takes: `detail` says which forms there are. Name one of them, or
    leave the header out."""

    code = "not_acceptable"


class ReasonRequired(Refused):
    """You change what is others', with a right that only admins have. Say why, in a header: `Quittance-Reason: ticket
    4711`."""

    code = "reason_required"


class LastOwner(Refused):
    """A receiver always has an owner who can log in, and this would take the last one away. Make somebody else an owner
    first, or archive the receiver."""

    code = "last_owner"


class LastAdmin(Refused):
    """There is always an active admin, and this would take the last one away. Make somebody else an admin first."""

    code = "last_admin"


class AlreadyMember(Refused):
    """Who is invited, or accepts, belongs to this receiver already. An owner can change their role instead."""

    code = "already_member"


class PayerLinked(Refused):
    """Somebody with a login has claimed this payer already. Unlink them first, then invite again."""

    code = "payer_linked"


class PayerNotLinked(Refused):
    """Nobody with a login has claimed this payer, so there is nothing to unlink. Nothing needs to be done."""

    code = "payer_not_linked"


class UserErased(Refused):
    """The user's personal data was erased: the account cannot come back. Register a new one."""

    code = "user_erased"


class ApiKeyEnded(Refused):
    """Only a live API key can be rotated, and this one is revoked or expired. Make a new one."""

    code = "api_key_ended"


class TooManyApiKeys(Refused):
    """You have as many live API keys as one may have. Revoke one that is not needed any more."""

    code = "too_many_api_keys"

    def __init__(self, limit: int) -> None:
        super().__init__(f"You have {limit} live API keys, which is as many as one may have.")


class ActionTokenRefused(Refused):
    """The token of a mailed link or invitation is unknown, expired, used, revoked, or replaced by a newer one. Ask
    for a new one."""

    code = "action_token_refused"


class SessionEnded(Refused):
    """The refresh token is unknown, expired or used, or its session has ended. Log in again. A token that comes a
    second time ends its session; only the same client, within ten seconds, gets new tokens once more."""

    code = "session_ended"


class WrongPassword(Refused):
    """A new password or e-mail address needs the current password, and this is another one. Send the right one, or ask
    for a link that sets a new one."""

    code = "wrong_password"


class PasswordTooCommon(Refused):
    """The password is one of those that are tried first. Choose another one: length matters, odd characters do not."""

    code = "password_too_common"


class TooManyRequests(Refused):
    """More requests than are allowed came from this caller or address, or more tries at a password, or too many mails
    were asked for. Wait as long as `Retry-After` says."""

    code = "too_many_requests"


class DocumentLate(Refused):
    """The document is being made, and was not there in the time that the request waited. It is kept once it is made:
    wait as long as `Retry-After` says, then ask again. `Prefer: wait=30` waits for longer."""

    code = "document_late"

    def __init__(self, *, retry_after_seconds: int) -> None:
        super().__init__(
            f"The document is still being made: ask for it again in {retry_after_seconds} s.",
            retry_after_seconds=retry_after_seconds,
        )


class DocumentFailed(Refused):
    """The document could not be made, however often it was tried; the operator's log says why. The object itself can be
    read as JSON. Whoever asks after an hour has it tried again."""

    code = "document_failed"

    def __init__(self, *, retry_after_seconds: int) -> None:
        super().__init__(
            "The document could not be made, and the operator's log says why. It is tried again for who asks in "
            f"{retry_after_seconds} s; until then read the object as JSON.",
            retry_after_seconds=retry_after_seconds,
        )


class Overloaded(Refused):
    """There is more to do than can be done soon: too many requests are on hand, or passwords to be checked. Nothing was
    changed. Wait as long as `Retry-After` says, then send the same request again."""

    code = "overloaded"
