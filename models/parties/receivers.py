"""Receivers: business profiles that issue invoices. Whoever makes one owns it."""

import uuid

from msgspec import UNSET

from models import access, audit, database, events, lists, rows, versions
from models.access import Caller
from models.billing import credit_runs, number_gaps, reminder_policies, schedules, series
from models.errors import Invalid
from models.money import accounts, numbering, terms
from models.money.currencies import is_currency
from models.shapes import parties as shapes
from models.shapes.common import given_or
from models.shapes.parties import ReceiverInput, ReceiverPatch
from models.tables.events import Event
from models.tables.gateways import GatewayAccount
from models.tables.identity import ApiKey
from models.tables.parties import Payer, Receiver, ReceiverMember
from models.tables.webhooks import WebhookEndpoint
from models.versions import Wanted


async def create(caller: Caller, given: ReceiverInput) -> Receiver:
    """Makes a receiver whose owner is the caller. Raises Invalid."""
    assert caller.user_id is not None, "only somebody with a login makes receivers"
    _check(given)
    _check_references(given.number_pattern, given.invoice_prefix, pointer="/number_pattern")
    async with database.transaction():
        receiver = await rows.insert(
            Receiver(
                name=given.name,
                currency=given.currency,
                email=given.email,
                address=given.address,
                tax_id=given.tax_id,
                country=given.country,
                time_zone=given.time_zone,
                bank_account=given.bank_account,
                upi_id=given.upi_id,
                colour=given.colour,
                invoice_prefix=given.invoice_prefix,
                number_pattern=given.number_pattern,
                payment_terms_days=given.payment_terms_days,
                tolerance=given.tolerance,
                rounding=given.rounding,
                language=given.language,
                credit_policy=given.credit_policy,
                metadata=given.metadata,
            )
        )
        await rows.insert(ReceiverMember(receiver_id=receiver.id, user_id=caller.user_id, role="owner"))
        access.note(caller, access.right_to("receivers.read", receiver, Receiver))
        await _audit("receiver.created", receiver.id, after=receiver)
        return receiver


async def update(caller: Caller, receiver_id: uuid.UUID | None, patch: ReceiverPatch, *, version: Wanted) -> Receiver:
    """Changes a profile, but no issued document. Whoever issues waits for it, and it for them.

    Raises NotFound, Forbidden, PreconditionFailed, Invalid (also for a prefix or pattern that would give a number
    again, or too few payment references).
    """
    async with database.transaction():
        before = await access.find(caller, Receiver, receiver_id, "receivers.update", lock=True)
        versions.check(before, version)
        _check(patch)
        await _check_numbers(before, patch)
        receiver = await rows.update(before, shapes.changes_of(before, patch))
        if receiver.time_zone != before.time_zone:
            await schedules.date_anew(receiver)
            await reminder_policies.look_again(receiver)
        if receiver.credit_policy != before.credit_policy:
            await credit_runs.wake_all([receiver.id])
        announcement = events.announcement(
            "receiver.updated", shapes.receiver(receiver), before=shapes.receiver(before)
        )
        await events.record(receiver.id, announcement)
        return receiver


async def delete(caller: Caller, receiver_id: uuid.UUID | None, *, version: Wanted) -> None:
    """Deletes a receiver that has no payers and no documents, and archives any other. The second time changes nothing.

    Raises NotFound, Forbidden, PreconditionFailed.
    """
    async with database.transaction():
        receiver = await access.find(caller, Receiver, receiver_id, "receivers.archive", lock=True)
        versions.check(receiver, version)
        if await _is_used(receiver):
            if receiver.status == "archived":
                return
            archived = await rows.update(receiver, {Receiver.status: "archived"})
            await _audit("receiver.archived", receiver.id, before=receiver, after=archived)
            return
        await WebhookEndpoint.delete().where(WebhookEndpoint.receiver_id == receiver.id)
        await reminder_policies.delete(receiver.id)
        await ApiKey.delete().where(ApiKey.receiver_id == receiver.id)
        await ReceiverMember.delete().where(ReceiverMember.receiver_id == receiver.id)
        await rows.delete(receiver)
        await _audit("receiver.deleted", receiver.id, before=receiver)


async def get(caller: Caller, receiver_id: uuid.UUID | None) -> Receiver:
    """One receiver. Raises NotFound."""
    return await access.find(caller, Receiver, receiver_id, "receivers.read")


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[Receiver]:
    """A page of the receivers that the caller belongs to, newest first."""
    return await lists.page(caller, Receiver, filters=filters, limit=limit, after=after)


def _check(given: ReceiverInput | ReceiverPatch) -> None:
    """Raises Invalid for what is well-formed but does not exist: a currency, a time zone, a pattern, an IBAN."""
    if given.currency is not UNSET and not is_currency(given.currency):
        raise Invalid(f"{given.currency} is not a currency of ISO 4217.", pointer="/currency")
    for currency in given.tolerance.amounts if given.tolerance else ():
        if not is_currency(currency):
            raise Invalid(f"{currency} is not a currency of ISO 4217.", pointer=f"/tolerance/amounts/{currency}")
    for name, value, check in (
        ("time_zone", given.time_zone, terms.check_time_zone),
        ("number_pattern", given.number_pattern, numbering.check_pattern),
        ("bank_account", given.bank_account, accounts.check),
    ):
        if value is not UNSET and value is not None:
            try:
                check(value)
            except ValueError as error:
                raise Invalid(str(error), pointer=f"/{name}") from error


async def _check_numbers(before: Receiver, patch: ReceiverPatch) -> None:
    """Raises Invalid for a prefix or pattern that would be trouble later; one that stays as it is was asked before.

    Notes how numbers were written until now where that changes.
    """
    pattern = given_or(patch.number_pattern, before.number_pattern)
    prefix = given_or(patch.invoice_prefix, before.invoice_prefix)
    if (pattern, prefix) != (before.number_pattern, before.invoice_prefix):
        pointer = "/invoice_prefix" if pattern == before.number_pattern else "/number_pattern"
        _check_references(pattern, prefix, pointer=pointer)
        await series.check_settings(before, prefix=prefix, pattern=pattern, pointer=pointer)
        await number_gaps.keep_patterns(before)


def _check_references(pattern: str, prefix: str, *, pointer: str) -> None:
    try:
        numbering.check_references(pattern, prefix=prefix)
    except ValueError as error:
        raise Invalid(str(error), pointer=pointer) from error


async def _is_used(receiver: Receiver) -> bool:
    """True once a receiver has anything that must outlive it."""
    return (
        await Payer.exists().where(Payer.receiver_id == receiver.id)
        or await Event.exists().where(Event.receiver_id == receiver.id)
        or await GatewayAccount.exists().where(GatewayAccount.receiver_id == receiver.id)
    )


async def _audit(
    action: str, receiver_id: uuid.UUID, *, before: Receiver | None = None, after: Receiver | None = None
) -> None:
    """Records what no event announces: the coming and going of a receiver."""
    await audit.record(
        action, object_kind="receiver", object_id=receiver_id, receiver_id=receiver_id, before=before, after=after
    )
