"""Payments: begun online, recorded or reported offline, and read.

An online payment reserves its part of the invoice before a gateway hears of it, and keeps it until the outcome is
known; so do a payment that a payer reports and a cheque that has not cleared.

Raw SQL: a payment is written with what it covers at once, and read with its allocations, on the hottest path.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Final

from models import access, clock, database, events, ids, lists, nudge, rows, secrets, versions, writes
from models.access import Caller
from models.billing import bounds, corrections, write_offs
from models.collection import dates, outcomes, settlement, tolerances
from models.collection.allocations import amounts_by_invoice
from models.collection.settlement import Part
from models.errors import CurrencyDiffers, Invalid, InvoiceNotOpen, NoGatewayAccount, NothingToPay, PaymentStateForbids
from models.gateways import cards, registry
from models.money.amounts import AMOUNT_MAX
from models.money.currencies import format_amount
from models.shapes import collection as shapes
from models.shapes.collection import PaymentInput, PaymentRow
from models.shapes.common import to_json
from models.shapes.invoice_rows import COLUMNS as INVOICE_COLUMNS
from models.shapes.invoice_rows import InvoiceRow
from models.tables.billing import Invoice
from models.tables.collection import ONLINE_METHODS, Payment, PaymentStatus
from models.versions import Wanted

# A condition for `lists.Filters`: the cheques that are still in hand and may be taken to the bank on a day.
PRESENTABLE = (
    "method = 'cheque' AND status = 'pending' AND deposited_on IS NULL AND coalesce(dated_on, effective_on) <= {}"
)
# A condition for `lists.Filters`: the payments that an invoice holds, or has held, a part of.
FOR_INVOICE = "id IN (SELECT payment_id FROM allocations WHERE invoice_id = {})"


@database.optimistic
async def create(caller: Caller, given: PaymentInput, *, attempt_id: uuid.UUID | None = None) -> PaymentRow:
    """Begins an online payment, records an offline one for the receiver, or reports one for the payer.

    An online payment is charged under a new id unless `attempt_id` names one, which `ids.derived` has made.
    Raises Invalid; NotFound, Forbidden; CardNumberRefused, CurrencyDiffers, InvoiceNotOpen, NothingToPay; for online
    payments AmountTooHigh, NoGatewayAccount, AmountNotRepresentable; SumTooLarge.
    """
    is_online = given.method in ONLINE_METHODS
    if is_online and given.payment_token is None:
        raise Invalid(f"A payment by {given.method} needs a payment_token from the gateway.", pointer="/payment_token")
    async with database.transaction():
        wanted = _wanted(given)
        await database.take_turns(*wanted)
        found = await access.find_all_as(caller, Invoice, InvoiceRow, wanted, "payments.pay", columns=INVOICE_COLUMNS)
        # Only now: to whom the invoices are nothing, they do not exist, whatever else is sent.
        cards.refuse(payment_token=given.payment_token, reference=given.reference, note=given.note)
        _refuse_what_is_ignored(given, is_online=is_online)
        invoices = {row["id"]: row for row in found}
        one = _check_same_book(invoices, given)
        if any(row["status"] == "uncollectible" for row in found):
            invoices |= await _reopen(found)
        if is_online:
            parts = _parts(caller, given, wanted, invoices, may_exceed=False)
            return await _begin(caller, given, one, parts, attempt_id=attempt_id or ids.make())
        parts = _parts(caller, given, wanted, invoices, may_exceed=True)
        is_receiver = _is_receiver(caller, one)
        if not is_receiver:
            return await _reserve_offline(caller, given, one, parts, status="reported")
        if given.method == "cheque":
            return await _reserve_offline(caller, given, one, parts, status="pending")
        return await _record(caller, given, one, parts)


async def get(caller: Caller, payment_id: uuid.UUID | None, *, permission: str = "payments.read") -> PaymentRow:
    """One payment with its allocations, for who has that permission towards it. Raises NotFound, Forbidden."""
    return await access.find_as(caller, Payment, PaymentRow, payment_id, permission, columns=shapes.COLUMNS)


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[PaymentRow]:
    """A page of payments with their allocations, newest first."""
    return await lists.page_as(
        caller, Payment, PaymentRow, filters=filters, limit=limit, after=after, columns=shapes.COLUMNS
    )


async def status_now(payment_id: uuid.UUID) -> PaymentStatus:
    """The status of a payment that the caller has just begun."""
    row = await rows.find(Payment, payment_id)
    assert row is not None, "payments are never deleted"
    return row.status


async def cancellation_now(payment_id: uuid.UUID) -> shapes.Cancellation | None:
    """How far the wish to cancel a payment has come."""
    row = await rows.find(Payment, payment_id)
    assert row is not None, "payments are never deleted"
    return shapes.cancellation(row)


async def may_be_on_its_way(payment_id: uuid.UUID) -> bool:
    """Whether what was sent before somebody wanted to cancel may not have reached the gateway yet."""
    row = await rows.find(Payment, payment_id)
    assert row is not None, "payments are never deleted"
    return row.cancel_requested_at is not None and clock.now() < row.cancel_requested_at + outcomes.SETTLES_AFTER


def _wanted(given: PaymentInput) -> Mapping[uuid.UUID | None, int | None]:
    """The invoices to be paid, and how much of each; None stands for what is payable."""
    if (given.invoice_id is None) == (given.allocations is None):
        raise Invalid("Say either which invoice_id is paid, or give allocations: exactly one of them.")
    if given.allocations is None:
        return {ids.decode("invoice", given.invoice_id or ""): given.amount}
    wanted = amounts_by_invoice(given.allocations)
    allocated = sum(wanted.values())
    if allocated > AMOUNT_MAX:
        raise Invalid(
            f"The allocations come to {allocated}, and one payment has at most {AMOUNT_MAX} minor units: send several.",
            pointer="/allocations",
        )
    return wanted


def _refuse_what_is_ignored(given: PaymentInput, *, is_online: bool) -> None:
    if is_online and given.received_on is not None:
        raise Invalid("The gateway says when its money arrived: leave received_on out.", pointer="/received_on")
    if given.dated_on is not None:
        if given.method != "cheque":
            raise Invalid("Only a cheque has a day written on it: leave dated_on out.", pointer="/dated_on")
        if not dates.EARLIEST <= given.dated_on <= dates.LATEST:
            raise Invalid(
                f"{given.dated_on} is on no cheque: give a day from {dates.EARLIEST} to {dates.LATEST}.",
                pointer="/dated_on",
            )
    if not is_online and given.payment_token is not None:
        raise Invalid(
            f"A payment by {given.method} goes through no gateway: leave payment_token out, or pay by "
            f"{', '.join(ONLINE_METHODS[:-1])} or {ONLINE_METHODS[-1]}.",
            pointer="/payment_token",
        )


def _check_same_book(invoices: Mapping[uuid.UUID, InvoiceRow], given: PaymentInput) -> InvoiceRow:
    """One of the invoices, which all have the same receiver, payer and currency."""
    one, *others = invoices.values()
    for other in others:
        if (other["receiver_id"], other["payer_id"]) != (one["receiver_id"], one["payer_id"]):
            raise Invalid("One payment covers invoices of one receiver and one payer only.", pointer="/allocations")
        if other["currency"] != one["currency"]:
            raise CurrencyDiffers(other["currency"], one["currency"])
    if given.currency is not None and given.currency != one["currency"]:
        raise CurrencyDiffers(given.currency, one["currency"])
    allocated = sum(part.amount for part in given.allocations or ())
    if given.amount is not None and given.amount < allocated:
        amount, parts = (format_amount(minor, one["currency"]) for minor in (given.amount, allocated))
        raise Invalid(f"The amount of {amount} is less than its allocations, which come to {parts}.", pointer="/amount")
    return one


async def _reopen(given_up: Sequence[InvoiceRow]) -> dict[uuid.UUID, InvoiceRow]:
    """Whoever pays an invoice that had been given up is asked for all of it again."""
    if not database.locks_rows():
        raise database.must_lock("an invoice that was given up is changed before it is paid")
    reopened = await write_offs.reopen(given_up)
    before = {row["id"]: row for row in given_up}
    announcements = [corrections.announcement(before[id_], row) for id_, row in reopened.items()]
    await events.record(given_up[0]["receiver_id"], *announcements)
    return reopened


def _is_receiver(caller: Caller, invoice: InvoiceRow) -> bool:
    """Whether somebody pays in the name of who gets the money, who settles what is paid by hand."""
    return caller.may("payments.record", receiver_id=invoice["receiver_id"])


def _parts(
    caller: Caller,
    given: PaymentInput,
    wanted: Mapping[uuid.UUID | None, int | None],
    invoices: Mapping[uuid.UUID, InvoiceRow],
    *,
    may_exceed: bool,
) -> list[Part]:
    """How much of each invoice the payment covers. Offline money has moved already, so it may exceed that."""
    parts = []
    for invoice_id, amount in wanted.items():
        assert invoice_id is not None
        invoice = invoices[invoice_id]
        if invoice["status"] != "open":
            raise InvoiceNotOpen(invoice["number"], invoice["status"], "be paid")
        if amount is None or not may_exceed:
            try:
                payable = settlement.check_payable(invoice, amount)
            except NothingToPay as refused:
                if _is_receiver(caller, invoice):
                    raise
                way_out = "Cancel a payment of yours that is on its way, by POST /v1/payments/{id}/cancel"
                raise refused.to_payer(way_out) from refused
        else:
            payable = settlement.payable(invoice)
        parts.append(Part(invoice, payable if amount is None else min(amount, payable)))
    if not may_exceed and given.amount is not None and given.amount != sum(part.amount for part in parts):
        raise Invalid("The amount of an online payment is the sum of its allocations.", pointer="/amount")
    return parts


def _amount(given: PaymentInput, parts: Sequence[Part]) -> int:
    """What the payment comes to: as given, or what its parts come to."""
    asked = sum(part.amount for part in given.allocations) if given.allocations else None
    return given.amount or asked or sum(part.amount for part in parts)


async def _begin(
    caller: Caller, given: PaymentInput, one: InvoiceRow, parts: Sequence[Part], *, attempt_id: uuid.UUID
) -> PaymentRow:
    try:
        account = await registry.active_account(one["receiver_id"], given.gateway_account_id)
    except NoGatewayAccount as refused:
        if _is_receiver(caller, one):
            raise
        raise registry.cannot_be_paid_online(wanted=given.gateway_account_id) from refused
    amount = sum(part.amount for part in parts)
    registry.check_amount(account.gateway, amount=amount, currency=one["currency"])
    row = await _insert(caller, given, one, parts, status="created", amount=amount, gateway_account_id=account.id)
    await settlement.reserve(row["id"], parts)
    await database.write_later(
        """
        attempt AS (
            INSERT INTO attempts (id, receiver_id, gateway_account_id, payment_id, kind, payment_token, next_attempt_at)
            VALUES [[($1, $2, $3, $4, 'charge', $5, $6)]]
        )""",
        attempt_id,
        one["receiver_id"],
        account.id,
        row["id"],
        secrets.encrypt((given.payment_token or "").encode(), context=f"payment_token:{attempt_id}"),
        row["created_at"],
    )
    await events.record(one["receiver_id"], events.announcement("payment.created", shapes.payment(row)))
    nudge.after_commit("payments")
    return row


async def _record(caller: Caller, given: PaymentInput, one: InvoiceRow, parts: Sequence[Part]) -> PaymentRow:
    row = await _insert(caller, given, one, parts, status="succeeded", amount=_amount(given, parts))
    was_made_for = _target(given, one)
    now = await settlement.settle(row["id"], parts, overpaid=row["amount_unapplied"] if was_made_for else 0)
    await outcomes.book(row, [(part.invoice["id"], part.amount) for part in parts])
    now = await tolerances.settle_short(row, now)
    await outcomes.announce_success(row, {part.invoice["id"]: part.invoice for part in parts}, now)
    return row


async def _reserve_offline(
    caller: Caller, given: PaymentInput, one: InvoiceRow, parts: Sequence[Part], *, status: PaymentStatus
) -> PaymentRow:
    row = await _insert(caller, given, one, parts, status=status, amount=_amount(given, parts))
    await settlement.reserve(row["id"], parts)
    await events.record(one["receiver_id"], events.announcement(f"payment.{status}", shapes.payment(row)))
    return row


async def _insert(
    caller: Caller,
    given: PaymentInput,
    one: InvoiceRow,
    parts: Sequence[Part],
    *,
    status: PaymentStatus,
    amount: int,
    gateway_account_id: uuid.UUID | None = None,
) -> PaymentRow:
    """Writes the payment, and returns it as it is once its parts are written too. Raises SumTooLarge."""
    pointer = "/amount" if given.amount is not None else "/allocations" if given.allocations is not None else None
    await bounds.check_payment(receiver_id=one["receiver_id"], currency=one["currency"], amount=amount, pointer=pointer)
    has_succeeded = status == "succeeded"
    allocated = sum(part.amount for part in parts) if has_succeeded else 0
    now = clock.now()
    row = PaymentRow(
        id=ids.make(),
        receiver_id=one["receiver_id"],
        payer_id=one["payer_id"],
        invoice_id=_target(given, one),
        method=given.method,
        status=status,
        currency=one["currency"],
        amount=amount,
        amount_allocated=allocated,
        amount_unapplied=amount - allocated if has_succeeded else 0,
        amount_refunded=0,
        amount_refund_reserved=0,
        amount_reversed=0,
        amount_excess=0,
        allocations=shapes.allocations(
            [(part.invoice["id"], part.amount) for part in parts if part.amount],
            status="settled" if has_succeeded else "reserved",
        ),
        fee_invoice_ids=[],
        effective_on=None
        if gateway_account_id
        else dates.past(given.received_on, today=await dates.today_of(one), pointer="/received_on"),
        dated_on=given.dated_on,
        deposited_on=None,
        reference=given.reference,
        note=given.note,
        gateway_account_id=gateway_account_id,
        gateway_payment_id=None,
        next_action=None,
        failure_code=None,
        failure_message=None,
        review=None,
        reported_at=None,
        cancel_requested_at=None,
        cancel_refused_at=None,
        created_by=caller.user_id,
        metadata=to_json(given.metadata),
        version=1,
        created_at=now,
        updated_at=now,
    )
    await database.write_later(_INSERT, *(row[name] for name in INSERTED))
    return row


# What a payment has when it begins; the rest is as the table has it.
INSERTED: Final = (
    "id",
    "receiver_id",
    "payer_id",
    "invoice_id",
    "method",
    "status",
    "currency",
    "amount",
    "amount_allocated",
    "amount_unapplied",
    "effective_on",
    "dated_on",
    "reference",
    "note",
    "gateway_account_id",
    "created_by",
    "metadata",
    "created_at",
    "updated_at",
)
_INSERT = f"payment AS ({writes.insert('payments', INSERTED)})"


def _target(given: PaymentInput, one: InvoiceRow) -> uuid.UUID | None:
    """The invoice that the payment was made for; none where it was split."""
    return one["id"] if given.invoice_id is not None else None


async def lock_offline(
    caller: Caller, payment_id: uuid.UUID | None, from_status: PaymentStatus, action: str, version: Wanted
) -> tuple[dict[uuid.UUID, InvoiceRow], PaymentRow]:
    """An offline payment in that status, locked after its invoices. Raises NotFound, Forbidden, PreconditionFailed,
    PaymentStateForbids."""
    found = await access.find(caller, Payment, payment_id, "payments.record")
    invoices, payment = await settlement.lock(found.id)
    versions.check(payment, version)
    if payment["status"] != from_status or payment["method"] in ONLINE_METHODS:
        raise PaymentStateForbids(payment["status"], action)
    return invoices, payment
