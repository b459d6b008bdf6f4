"""Members: users with a role at a receiver. They come by invitation, and there is always an active owner.

Every change locks the receiver's row first, so that two owners cannot remove each other at once.

Raw SQL: a member is read together with what their user is called, one or a page of them in one statement; whether an
owner would remain is asked of the receiver, its other members and their users at once.
"""

import uuid

from models import access, audit, clock, database, ids, lists
from models.access import Caller
from models.errors import AlreadyMember, LastOwner, NotFound
from models.shapes import members as shapes
from models.shapes.members import MEMBER_COLUMNS, MemberRow
from models.tables.mail import ActionToken
from models.tables.parties import MemberRole, Receiver, ReceiverMember


async def add(receiver_id: uuid.UUID, *, user_id: uuid.UUID, role: MemberRole) -> MemberRow:
    """Makes a user a member of a receiver; for invitations, which have asked both sides. Raises AlreadyMember."""
    assert database.in_transaction(), "an invitation is used up with what it gives"
    row = await database.fetch_row_as(
        MemberRow,
        "INSERT INTO receiver_members (id, receiver_id, user_id, role) VALUES ($1, $2, $3, $4) "
        f"ON CONFLICT (receiver_id, user_id) DO NOTHING RETURNING {MEMBER_COLUMNS}",
        ids.make(),
        receiver_id,
        user_id,
        role,
    )
    if row is None:
        raise AlreadyMember("You belong to this receiver already. An owner can change your role.")
    await _record("member.added", row, after=row)
    return row


async def change_role(
    caller: Caller, receiver_id: uuid.UUID | None, member_id: uuid.UUID | None, *, role: MemberRole
) -> MemberRow:
    """Gives a member another role. Raises NotFound, Forbidden, ReasonRequired, LastOwner."""
    async with database.transaction():
        receiver = await access.find(caller, Receiver, receiver_id, "members.write", lock=True)
        before = await _find(receiver.id, member_id)
        if before["role"] == role:
            return before
        await _keep_an_owner(before)
        await ReceiverMember.update({ReceiverMember.role: role}).where(ReceiverMember.id == before["id"])
        row: MemberRow = {**before, "role": role}
        await _end_invitations(before)
        await _record("member.updated", row, before=before, after=row)
        return row


async def remove(caller: Caller, receiver_id: uuid.UUID | None, member_id: uuid.UUID | None) -> None:
    """Takes a member's role away, or one's own. Raises NotFound, Forbidden, ReasonRequired, LastOwner."""
    async with database.transaction():
        receiver = await access.find(caller, Receiver, receiver_id, "members.read", lock=True)
        row = await _find(receiver.id, member_id)
        is_own = row["user_id"] == caller.user_id
        access.require(caller, "members.leave" if is_own else "members.write", receiver, Receiver)
        await _remove(row)


async def remove_everywhere(user_id: uuid.UUID) -> None:
    """Takes all of a user's memberships away, for whoever closes the account. Raises LastOwner."""
    assert database.in_transaction(), "the last owner is counted under the receivers' locks"
    theirs = ReceiverMember.select(ReceiverMember.receiver_id).where(ReceiverMember.user_id == user_id)
    await Receiver.objects().where(Receiver.id.is_in(theirs)).order_by(Receiver.id).lock_rows("NO KEY UPDATE")
    for row in await database.fetch_as(
        MemberRow, f"SELECT {MEMBER_COLUMNS} FROM receiver_members WHERE user_id = $1 ORDER BY id", user_id
    ):
        await _remove(row)


async def get(caller: Caller, receiver_id: uuid.UUID | None, member_id: uuid.UUID | None) -> MemberRow:
    """One member. Raises NotFound."""
    receiver = await access.find(caller, Receiver, receiver_id, "members.read")
    return await _find(receiver.id, member_id)


async def list_page(
    caller: Caller, receiver_id: uuid.UUID | None, *, role: MemberRole | None, limit: int, after: uuid.UUID | None
) -> lists.Page[MemberRow]:
    """A page of a receiver's members, newest first. Raises NotFound."""
    receiver = await access.find(caller, Receiver, receiver_id, "members.read")
    filters = lists.Filters(equal={"receiver_id": receiver.id, "role": role})
    return await lists.page_as(
        caller, ReceiverMember, MemberRow, columns=MEMBER_COLUMNS, filters=filters, limit=limit, after=after
    )


async def _find(receiver_id: uuid.UUID, member_id: uuid.UUID | None) -> MemberRow:
    row = await database.fetch_row_as(
        MemberRow,
        f"SELECT {MEMBER_COLUMNS} FROM receiver_members WHERE id = $1 AND receiver_id = $2",
        member_id,
        receiver_id,
    )
    if row is None:
        raise NotFound("There is no such member.")
    return row


async def _remove(row: MemberRow) -> None:
    await _keep_an_owner(row)
    await ReceiverMember.delete().where(ReceiverMember.id == row["id"])
    await _end_invitations(row)
    await _record("member.removed", row, before=row)


async def _keep_an_owner(row: MemberRow) -> None:
    """Raises LastOwner when nobody else who can log in owns the member's receiver, unless it is archived."""
    if row["role"] != "owner":
        return
    needs_them = await database.fetch(
        "SELECT FROM receivers WHERE id = $1 AND status = 'active' AND NOT EXISTS ("
        "SELECT FROM receiver_members AS other JOIN users ON users.id = other.user_id AND users.status = 'active' "
        "WHERE other.receiver_id = receivers.id AND other.role = 'owner' AND other.id <> $2)",
        row["receiver_id"],
        row["id"],
    )
    if needs_them:
        receiver = ids.encode("receiver", row["receiver_id"])
        raise LastOwner(f"{row['name']} is the last owner of {receiver}: make somebody else an owner first.")


async def _end_invitations(row: MemberRow) -> None:
    """What somebody has offered ends with their right to offer it."""
    now = clock.now()
    await ActionToken.update({ActionToken.expires_at: now}).where(
        ActionToken.receiver_id == row["receiver_id"],
        ActionToken.created_by == row["user_id"],
        ActionToken.used_at.is_null(),
        ActionToken.expires_at > now,
    )


async def _record(
    action: str, row: MemberRow, *, before: MemberRow | None = None, after: MemberRow | None = None
) -> None:
    await audit.record(
        action,
        object_kind="member",
        object_id=row["id"],
        receiver_id=row["receiver_id"],
        before=None if before is None else shapes.member(before),
        after=None if after is None else shapes.member(after),
    )
