"""Payment methods that payers let be charged later: tokens of gateways, with the record of what was agreed to.

A token is kept encrypted, never shown, and erased once the method is detached.

Raw SQL: all that waits for a payment method is made due in one statement.
"""

import uuid

from models import access, clock, database, events, ids, lists, rows, secrets, versions
from models.access import Caller
from models.billing import collections
from models.errors import Invalid, PaymentMethodDetached
from models.gateways import cards, registry
from models.shapes import payment_methods as shapes
from models.shapes.payment_methods import PaymentMethodInput
from models.tables.parties import Payer
from models.tables.payment_methods import DetachedBecause, PaymentMethod
from models.versions import Wanted


async def create(caller: Caller, given: PaymentMethodInput) -> PaymentMethod:
    """Saves a payment method. What could not be collected for want of one is due again.

    Raises CardNumberRefused, NotFound, Forbidden, Invalid, NoGatewayAccount.
    """
    async with database.transaction():
        cards.refuse(token=given.token, label=given.label, **{"mandate/text": given.mandate.text})
        payer_id = ids.decode("payer", given.payer_id)
        payer = await access.find(caller, Payer, payer_id, "payment_methods.write", lock=True)
        if payer.status == "archived":
            raise Invalid("The payer is archived: nothing is charged to them any more.", pointer="/payer_id")
        if given.mandate.accepted_at > clock.now():
            raise Invalid("A mandate is accepted before it is saved: give its instant.", pointer="/mandate/accepted_at")
        identifier = ids.make()
        method = await rows.insert(
            PaymentMethod(
                id=identifier,
                receiver_id=payer.receiver_id,
                payer_id=payer.id,
                gateway_account_id=(await registry.active_account(payer.receiver_id, given.gateway_account_id)).id,
                method=given.method,
                label=given.label,
                token=secrets.encrypt(given.token.encode(), context=_context(identifier)),
                is_default=await collections.default_of(payer.id) is None,
                mandate_accepted_at=given.mandate.accepted_at,
                mandate_text=given.mandate.text,
                mandate_ip=given.mandate.ip,
                created_by=caller.user_id,
                metadata=given.metadata,
            )
        )
        await _collect_again(payer.id)
        announcement = events.announcement("mandate.created", shapes.payment_method(method))
        await events.record(method.receiver_id, announcement)
        return method


async def detach(caller: Caller, method_id: uuid.UUID | None, *, version: Wanted = None) -> PaymentMethod:
    """Ends it: nothing is charged by it any more. The second time changes nothing. Raises NotFound, Forbidden,
    PreconditionFailed."""
    async with database.transaction():
        before = await _lock(caller, method_id)
        versions.check(before, version)
        return before if before.status == "detached" else await _detach(before, "detached")


async def revoke(method_id: uuid.UUID) -> None:
    """The payer has ended the mandate at their bank. The second time changes nothing."""
    async with database.transaction():
        before = await _lock(access.SYSTEM, method_id)
        if before.status == "active":
            await _detach(before, "revoked")


async def detach_all_of(payer_id: uuid.UUID) -> None:
    """Ends all of a payer's, within the caller's transaction."""
    active = PaymentMethod.objects().where(PaymentMethod.payer_id == payer_id, PaymentMethod.status == "active")
    # The default goes last, when there is none to take its place.
    for method in await active.order_by(PaymentMethod.is_default, PaymentMethod.id).lock_rows("NO KEY UPDATE"):
        await _detach(method, "detached")


async def make_default(caller: Caller, method_id: uuid.UUID | None, *, version: Wanted = None) -> PaymentMethod:
    """What is collected by itself is charged by this one from now on, also what could not be by the one before.

    Raises NotFound, Forbidden, PreconditionFailed, PaymentMethodDetached.
    """
    async with database.transaction():
        before = await _lock(caller, method_id)
        versions.check(before, version)
        if before.status == "detached":
            raise PaymentMethodDetached("be the default")
        if before.is_default:
            return before
        other = await collections.default_of(before.payer_id)
        if other is not None:
            await rows.update(other, {PaymentMethod.is_default: False})
        return await _make_default(before)


async def get(caller: Caller, method_id: uuid.UUID | None) -> PaymentMethod:
    """One payment method. Raises NotFound."""
    return await access.find(caller, PaymentMethod, method_id, "payment_methods.read")


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[PaymentMethod]:
    """A page of payment methods, newest first."""
    return await lists.page(caller, PaymentMethod, filters=filters, limit=limit, after=after)


def token_of(method: PaymentMethod) -> str:
    """The gateway's token of an active payment method."""
    assert method.token is not None, "payment_methods_have_a_token_while_active"
    return secrets.decrypt(method.token, context=_context(method.id)).decode()


async def _detach(before: PaymentMethod, because: DetachedBecause) -> PaymentMethod:
    """Ends it. Where it was the default, another one becomes the default."""
    method = await rows.update(
        before,
        {
            PaymentMethod.status: "detached",
            PaymentMethod.detached_at: clock.now(),
            PaymentMethod.detached_because: because,
            PaymentMethod.token: None,
            PaymentMethod.is_default: False,
        },
    )
    if before.is_default:
        following = await _following_default(method.payer_id)
        if following is not None:
            await _make_default(following)
    announcement = events.announcement(
        "mandate.revoked", shapes.payment_method(method), before=shapes.payment_method(before)
    )
    await events.record(method.receiver_id, announcement)
    return method


async def _following_default(payer_id: uuid.UUID) -> PaymentMethod | None:
    """The newest of a payer's methods whose gateway account takes payments, else the newest of all that are left."""
    is_theirs, is_active = PaymentMethod.payer_id == payer_id, PaymentMethod.status == "active"
    left = await (
        PaymentMethod.objects()
        .where(is_theirs, is_active)
        .order_by(PaymentMethod.id, ascending=False)
        .lock_rows("NO KEY UPDATE")
    )
    for method in left:
        if await collections.has_account(method):
            return method
    return left[0] if left else None


async def _make_default(method: PaymentMethod) -> PaymentMethod:
    """Charges by it from now on, also what could not be charged by the default before it."""
    method = await rows.update(method, {PaymentMethod.is_default: True})
    if await collections.has_account(method):
        await _collect_again(method.payer_id)
    return method


async def _lock(caller: Caller, method_id: uuid.UUID | None) -> PaymentMethod:
    """A payment method, locked after its payer, under whose lock defaults change."""
    found = await access.find(caller, PaymentMethod, method_id, "payment_methods.write")
    await Payer.objects().where(Payer.id == found.payer_id).lock_rows("NO KEY UPDATE").first()
    return await access.find(caller, PaymentMethod, method_id, "payment_methods.write", lock=True)


async def _collect_again(payer_id: uuid.UUID) -> None:
    """Makes due what was ended since there was no payment method."""
    await database.execute(
        "UPDATE collections SET outcome = 'scheduled', reason = NULL, status = 'pending', attempts = 0, "
        "next_attempt_at = $2 FROM invoices WHERE invoices.id = collections.invoice_id AND invoices.payer_id = $1 "
        "AND collections.outcome = 'ended' AND collections.reason = 'no_payment_method'",
        payer_id,
        clock.now(),
    )


def _context(identifier: uuid.UUID) -> str:
    return f"payment_method:{identifier}"
