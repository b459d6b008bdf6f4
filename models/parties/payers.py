"""Payers: whom a receiver bills.

Raw SQL: an erased address leaves all of a payer's invitations at once.
"""

import uuid
from collections.abc import Mapping

from piccolo.columns.combination import WhereRaw

from models import access, clock, database, events, ids, lists, rows, versions
from models.access import Caller
from models.billing import collections, reminders, sending
from models.errors import PayerNotLinked, ReceiverArchived
from models.mail import mails
from models.money.amounts import bounded
from models.parties import payment_methods
from models.reports import balances as kept_balances
from models.shapes import parties as shapes
from models.shapes.parties import PayerInput, PayerPatch
from models.tables.billing import Invoice
from models.tables.collection import Payment
from models.tables.parties import Payer, Receiver
from models.tables.payment_methods import PaymentMethod
from models.tables.reminders import ReminderPause
from models.tables.schedules import Schedule
from models.tables.users import User
from models.versions import Wanted

ERASED = "Erased payer"


async def create(caller: Caller, given: PayerInput) -> Payer:
    """Adds a payer to a receiver's book. Raises NotFound, Forbidden, ReceiverArchived."""
    async with database.transaction():
        receiver_id = ids.decode("receiver", given.receiver_id)
        receiver = await access.find(caller, Receiver, receiver_id, "payers.write")
        if receiver.status == "archived":
            raise ReceiverArchived(f"Receiver {receiver.name} is archived.")
        payer = await rows.insert(
            Payer(
                receiver_id=receiver.id,
                name=given.name,
                email=given.email,
                address=given.address,
                tax_id=given.tax_id,
                country=given.country,
                collection=given.collection,
                language=given.language,
                metadata=given.metadata,
            )
        )
        await events.record(payer.receiver_id, events.announcement("payer.created", shapes.payer(payer)))
        return payer


async def update(caller: Caller, payer_id: uuid.UUID | None, patch: PayerPatch, *, version: Wanted) -> Payer:
    """Changes a payer; issued documents keep what they had. Raises NotFound, Forbidden, PreconditionFailed."""
    async with database.transaction():
        before = await access.find(caller, Payer, payer_id, "payers.write", lock=True)
        versions.check(before, version)
        if patch.collection == "automatic":
            # Also where it was: what was issued by somebody who still read the old word is brought along then.
            await collections.enrol_all_of(before.id)
        return await _change(before, shapes.changes_of(before, patch))


async def delete(caller: Caller, payer_id: uuid.UUID | None, *, version: Wanted) -> None:
    """Deletes a payer without documents and payment methods, and archives any other. The second time changes nothing.

    Raises NotFound, Forbidden, PreconditionFailed.
    """
    async with database.transaction():
        payer = await access.find(caller, Payer, payer_id, "payers.write", lock=True)
        versions.check(payer, version)
        if await _is_kept(payer):
            if payer.status == "archived":
                return
            payer = await rows.update(payer, {Payer.status: "archived"})
        else:
            await ReminderPause.delete().where(ReminderPause.payer_id == payer.id)
            await rows.delete(payer)
        await events.record(payer.receiver_id, events.announcement("payer.deleted", shapes.payer(payer)))


async def link(before: Payer, *, user_id: uuid.UUID) -> Payer:
    """Gives a payer's locked record to the user who has accepted the invitation to it: they see and pay from now on."""
    return await _change(before, {Payer.user_id: user_id})


async def unlink(caller: Caller, payer_id: uuid.UUID | None, *, version: Wanted) -> Payer:
    """Takes the login off a payer's record, by either side; the payer's documents stay.

    Raises NotFound, Forbidden, ReasonRequired, PreconditionFailed, PayerNotLinked.
    """
    async with database.transaction():
        before = await access.find(caller, Payer, payer_id, "payers.unlink", lock=True)
        versions.check(before, version)
        if before.user_id is None:
            raise PayerNotLinked("Nobody with a login has claimed this payer.")
        return await _change(before, {Payer.user_id: None})


async def unlink_everywhere(user_id: uuid.UUID) -> None:
    """Takes a user's login off all records that they have claimed, for whoever closes the account."""
    linked = Payer.objects().where(Payer.user_id == user_id).order_by(Payer.id)
    for payer in await linked.lock_rows("NO KEY UPDATE"):
        await _change(payer, {Payer.user_id: None})


async def erase(caller: Caller, payer_id: uuid.UUID | None, *, version: Wanted) -> Payer:
    """Replaces what tells who a payer is, and archives the record; the books and issued documents stay as they are.

    Invoices keep what was printed on them, since the law asks for that. The second time changes nothing. Raises
    NotFound, Forbidden, ReasonRequired, PreconditionFailed.
    """
    async with database.transaction():
        before = await access.find(caller, Payer, payer_id, "payers.erase", lock=True)
        versions.check(before, version)
        if (before.name, before.email, before.status) == (ERASED, None, "archived"):
            return before
        await _forget_addresses(before)
        await payment_methods.detach_all_of(before.id)
        payer = await rows.update(
            before,
            {
                Payer.name: ERASED,
                Payer.email: None,
                Payer.address: {},
                Payer.tax_id: None,
                Payer.country: None,
                Payer.metadata: {},
                Payer.user_id: None,
                Payer.status: "archived",
            },
        )
        # Without the former values, which would outlive the record in the event.
        await events.record(payer.receiver_id, events.announcement("payer.deleted", shapes.payer(payer)))
        return payer


async def get(caller: Caller, payer_id: uuid.UUID | None) -> Payer:
    """One payer. Raises NotFound."""
    return await access.find(caller, Payer, payer_id, "payers.read")


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[Payer]:
    """A page of payers, newest first."""
    return await lists.page(caller, Payer, filters=filters, limit=limit, after=after)


async def balances(caller: Caller, payer_id: uuid.UUID | None) -> list[shapes.Balance]:
    """What a payer owes and has as credit, per currency. Raises NotFound."""
    payer = await access.find(caller, Payer, payer_id, "payers.read")
    return [
        shapes.Balance(
            currency=row["currency"], amount_due=bounded(int(row["due"])), amount_credit=bounded(int(row["credit"]))
        )
        for row in await kept_balances.of_payer(payer.id, receiver_id=payer.receiver_id)
    ]


async def _is_kept(payer: Payer) -> bool:
    """Whether anything belongs to a payer's record that has to stay: a document, a payment, a mandate."""
    return (
        await Invoice.exists().where(Invoice.payer_id == payer.id)
        or await Payment.exists().where(Payment.payer_id == payer.id)
        or await PaymentMethod.exists().where(PaymentMethod.payer_id == payer.id)
        or await Schedule.exists().where(Schedule.payer_id == payer.id)
    )


async def _change(before: Payer, values: Mapping[rows.Key, object]) -> Payer:
    """Writes what changes of a locked payer, and announces it."""
    payer = await rows.update(before, values)
    announcement = events.announcement("payer.updated", shapes.payer(payer), before=shapes.payer(before))
    await events.record(payer.receiver_id, announcement)
    return payer


async def _forget_addresses(payer: Payer) -> None:
    """Ends the payer's invitations, and takes the address out of them and of mails, unless a user has it too."""
    await database.execute(
        "UPDATE action_tokens SET email = $2, expires_at = least(expires_at, $3) WHERE payer_id = $1",
        payer.id,
        ERASED,
        clock.now(),
    )
    await sending.erase(payer.id, replacement=ERASED)
    await reminders.erase(payer.id, replacement=ERASED)
    if payer.email is not None and not await User.exists().where(WhereRaw("lower(email) = lower({})", payer.email)):
        await mails.erase_recipient(payer.email, replacement=ERASED)
