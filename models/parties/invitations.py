"""Invitations by mail: to become a member of a receiver, or to claim a payer's record. Each works once, for two weeks.

Accepting is the consent: a verified e-mail address alone links nothing, and whoever holds the mailed token may accept
it with whatever account they log in to.
"""

import datetime
import uuid

import msgspec
from piccolo.columns.combination import WhereRaw

from models import access, audit, clock, database, lists, rows, secrets
from models.access import Caller
from models.billing import addressees
from models.errors import AlreadyMember, Invalid, NotFound, PayerArchived, PayerLinked, ReceiverArchived
from models.languages.words import Language
from models.mail import action_tokens, letters, mails
from models.parties import members, payers
from models.shapes import members as shapes
from models.shapes.members import InvitationKind, MemberInvitationInput, PayerInvitationInput
from models.tables.mail import ActionKind, ActionToken
from models.tables.parties import Payer, Receiver, ReceiverMember

LIVES = datetime.timedelta(days=14)
# The other kinds of action tokens are nobody's business but their user's.
KINDS: dict[InvitationKind, ActionKind] = {"member": "invite_member", "payer": "invite_payer"}


async def invite_member(caller: Caller, receiver_id: uuid.UUID | None, given: MemberInvitationInput) -> ActionToken:
    """Invites somebody to a receiver; an earlier invitation of theirs ends. Returns the new one's row.

    Raises NotFound, Forbidden, ReasonRequired, ReceiverArchived, AlreadyMember.
    """
    async with database.transaction():
        receiver = await access.find(caller, Receiver, receiver_id, "members.write", lock=True)
        _refuse_archived(receiver)
        is_member = await ReceiverMember.exists().where(
            ReceiverMember.receiver_id == receiver.id,
            WhereRaw("user_id IN (SELECT id FROM users WHERE lower(email) = lower({}))", given.email),
        )
        if is_member:
            raise AlreadyMember(f"{given.email} belongs to this receiver already: change the role instead.")
        token = await action_tokens.issue(
            "invite_member",
            email=given.email,
            lives=LIVES,
            receiver_id=receiver.id,
            role=given.role,
            created_by=caller.user_id,
        )
        return await _send(token, receiver, receiver.language)


async def invite_payer(caller: Caller, payer_id: uuid.UUID | None, given: PayerInvitationInput) -> ActionToken:
    """Invites somebody to claim a payer's record, so that they see and pay its invoices. Returns the row.

    Raises NotFound, Forbidden, ReasonRequired, PayerArchived, ReceiverArchived, PayerLinked, Invalid (no address).
    """
    async with database.transaction():
        payer = await access.find(caller, Payer, payer_id, "payers.write", lock=True)
        receiver = await _refuse_unclaimable(payer)
        email = given.email or payer.email
        if email is None:
            raise Invalid(f"{payer.name} has no e-mail address: say where to send the invitation.", pointer="/email")
        token = await action_tokens.issue(
            "invite_payer",
            email=email,
            lives=LIVES,
            payer_id=payer.id,
            receiver_id=receiver.id,
            created_by=caller.user_id,
        )
        return await _send(token, receiver, addressees.language_of(payer, receiver))


async def accept(caller: Caller, token: str) -> ActionToken:
    """Makes the caller a member, or links the payer's record to them; returns the invitation's row.

    Raises ActionTokenRefused (unknown, expired, revoked, used), ReceiverArchived, PayerArchived, PayerLinked,
    AlreadyMember. After a refusal for another reason than the token, the token still works.
    """
    assert caller.user_id is not None, "only somebody with a login accepts"
    async with database.transaction():
        offers = ActionToken.objects().where(
            ActionToken.digest == secrets.digest(token), ActionToken.kind.is_in(list(KINDS.values()))
        )
        offered = await offers.first()
        if offered is None or offered.kind == "invite_member":
            # Only now is it known to be good: what the answer says of a receiver must not depend on a dead token.
            row = await action_tokens.redeem("invite_member", token)
            assert row.receiver_id is not None, "a member is invited to a receiver"
            assert row.role is not None, "a member is invited to a role"
            _refuse_archived(await _receiver(row.receiver_id))
            await members.add(row.receiver_id, user_id=caller.user_id, role=row.role)
            access.note(caller, access.right_to("invitations.read", row, ActionToken))
        else:
            # Payer before token, as when inviting: the other order could deadlock with it.
            payer = await Payer.objects().where(Payer.id == offered.payer_id).lock_rows("NO KEY UPDATE").first()
            row = await action_tokens.redeem("invite_payer", token)
            assert payer is not None, "an invitation goes with its payer"
            await _refuse_unclaimable(payer)
            await payers.link(payer, user_id=caller.user_id)
            access.note(caller, access.right_to("payers.read", payer, Payer))
        await _record("invitation.accepted", row)
        return row


async def revoke(caller: Caller, invitation_id: uuid.UUID | None) -> None:
    """Ends an invitation; one that is over stays as it is. Raises NotFound, Forbidden, ReasonRequired."""
    async with database.transaction():
        row = await access.find(caller, ActionToken, invitation_id, "invitations.revoke", lock=True)
        _refuse_other_kinds(row)
        if row.kind == "invite_member":
            access.require(caller, "members.write", row, ActionToken)
        now = clock.now()
        if row.used_at is None and row.expires_at > now:
            await rows.update(row, {ActionToken.expires_at: now})
            await _record("invitation.revoked", row)


async def get(caller: Caller, invitation_id: uuid.UUID | None) -> ActionToken:
    """One invitation. Raises NotFound."""
    row = await access.find(caller, ActionToken, invitation_id, "invitations.read")
    _refuse_other_kinds(row)
    return row


async def list_page(
    caller: Caller,
    *,
    filters: lists.Filters,
    kind: InvitationKind | None = None,
    pending: bool | None = None,
    limit: int,
    after: uuid.UUID | None,
) -> lists.Page[ActionToken]:
    """A page of the invitations of the caller's receivers, newest first; on request those that may be accepted still,
    or those that may not."""
    now = clock.now()
    conditions = [
        *filters.conditions,
        ("kind = ANY({})", list(KINDS.values()) if kind is None else [KINDS[kind]]),
        ("used_at IS NULL AND expires_at > {}", now if pending is True else None),
        ("(used_at IS NOT NULL OR expires_at <= {})", now if pending is False else None),
    ]
    of_kind = msgspec.structs.replace(filters, conditions=conditions)
    return await lists.page(caller, ActionToken, filters=of_kind, limit=limit, after=after)


async def _send(token: str, receiver: Receiver, language: Language) -> ActionToken:
    row = await ActionToken.objects().where(ActionToken.digest == secrets.digest(token)).first()
    assert row is not None, "it was issued in this transaction"
    words = letters.invitation(language, receiver=receiver.name, role=row.role, token=token, expires_at=row.expires_at)
    await mails.enqueue(kind=row.kind, recipient=row.email, words=words)
    await _record("invitation.sent", row)
    return row


async def _receiver(receiver_id: uuid.UUID) -> Receiver:
    receiver = await rows.find(Receiver, receiver_id)
    assert receiver is not None, "an invitation goes with its receiver"
    return receiver


def _refuse_archived(receiver: Receiver) -> None:
    if receiver.status == "archived":
        raise ReceiverArchived(f"Receiver {receiver.name} is archived.")


async def _refuse_unclaimable(payer: Payer) -> Receiver:
    """The receiver of a payer that can be claimed. Raises PayerArchived, ReceiverArchived, PayerLinked."""
    if payer.status == "archived":
        raise PayerArchived("The payer is archived: there is nothing to claim.")
    receiver = await _receiver(payer.receiver_id)
    _refuse_archived(receiver)
    if payer.user_id is not None:
        raise PayerLinked("Somebody with a login has claimed this payer already: unlink them first.")
    return receiver


def _refuse_other_kinds(row: ActionToken) -> None:
    if row.kind not in KINDS.values():
        raise NotFound("There is no such invitation.")


async def _record(action: str, row: ActionToken) -> None:
    await audit.record(
        action,
        object_kind="invitation",
        object_id=row.id,
        receiver_id=row.receiver_id,
        after=shapes.invitation(row),
    )
