"""Members: users with a role at a receiver. They come by invitation, and there is always an active owner.

Every change locks the receiver's row first, so that two owners cannot remove each other at once.
"""

import uuid
from typing import Any

import asyncpg

from models import access, audit, clock, database, ids, lists
from models.access import Caller
from models.errors import AlreadyMember, LastOwner, NotFound
from models.shapes import access as shapes
from models.shapes.access import MemberRole
from models.tables.parties import Receiver, ReceiverMember

# A member's row with what its user is called.
COLUMNS = (
    "id, receiver_id, user_id, role, created_at, "
    "(SELECT name FROM users WHERE users.id = user_id) AS name, "
    "(SELECT email FROM users WHERE users.id = user_id) AS email"
)


async def add(receiver_id: uuid.UUID, *, user_id: uuid.UUID, role: MemberRole) -> Any:
    """Makes a user a member of a receiver; for invitations, which have asked both sides. Raises AlreadyMember."""
    assert database.in_transaction(), "an invitation is used up with what it gives"
    row = await database.fetch_row(
        "INSERT INTO receiver_members (id, receiver_id, user_id, role) VALUES ($1, $2, $3, $4) "
        f"ON CONFLICT (receiver_id, user_id) DO NOTHING RETURNING {COLUMNS}",
        ids.new(),
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
) -> Any:
    """Gives a member another role. Raises NotFound, Forbidden, ReasonRequired, LastOwner."""
    async with database.transaction():
        receiver = await access.find(caller, Receiver, receiver_id, "members.write", lock=True)
        before = await _find(receiver["id"], member_id)
        if before["role"] == role:
            return before
        await _keep_an_owner(before)
        row = await database.fetch_row(
            f"UPDATE receiver_members SET role = $2 WHERE id = $1 RETURNING {COLUMNS}", before["id"], role
        )
        await _end_invitations(before)
        await _record("member.updated", row, before=before, after=row)
        return row


async def remove(caller: Caller, receiver_id: uuid.UUID | None, member_id: uuid.UUID | None) -> None:
    """Takes a member's role away, or one's own. Raises NotFound, Forbidden, ReasonRequired, LastOwner."""
    async with database.transaction():
        receiver = await access.find(caller, Receiver, receiver_id, "members.read", lock=True)
        row = await _find(receiver["id"], member_id)
        is_own = row["user_id"] == caller.user_id
        access.require(caller, "members.leave" if is_own else "members.write", receiver, Receiver)
        await _remove(row)


async def remove_everywhere(user_id: uuid.UUID) -> None:
    """Takes all of a user's memberships away, for whoever closes the account. Raises LastOwner."""
    assert database.in_transaction(), "the last owner is counted under the receivers' locks"
    await database.execute(
        "SELECT FROM receivers WHERE id IN (SELECT receiver_id FROM receiver_members WHERE user_id = $1) "
        "ORDER BY id FOR NO KEY UPDATE",
        user_id,
    )
    for row in await database.fetch(f"SELECT {COLUMNS} FROM receiver_members WHERE user_id = $1 ORDER BY id", user_id):
        await _remove(row)


async def get(caller: Caller, receiver_id: uuid.UUID | None, member_id: uuid.UUID | None) -> Any:
    """One member. Raises NotFound."""
    receiver = await access.find(caller, Receiver, receiver_id, "members.read")
    return await _find(receiver["id"], member_id)


async def list_page(
    caller: Caller, receiver_id: uuid.UUID | None, *, role: str | None, limit: int, after: uuid.UUID | None
) -> lists.Page[asyncpg.Record]:
    """A page of a receiver's members, newest first. Raises NotFound."""
    receiver = await access.find(caller, Receiver, receiver_id, "members.read")
    filters = lists.Filters(equal={"receiver_id": receiver["id"], "role": role})
    return await lists.page_as(
        caller, ReceiverMember, asyncpg.Record, filters=filters, limit=limit, after=after, columns=COLUMNS
    )


async def _find(receiver_id: uuid.UUID, member_id: uuid.UUID | None) -> Any:
    row = await database.fetch_row(
        f"SELECT {COLUMNS} FROM receiver_members WHERE id = $1 AND receiver_id = $2", member_id, receiver_id
    )
    if row is None:
        raise NotFound("There is no such member.")
    return row


async def _remove(row: Any) -> None:
    await _keep_an_owner(row)
    await database.execute("DELETE FROM receiver_members WHERE id = $1", row["id"])
    await _end_invitations(row)
    await _record("member.removed", row, before=row)


async def _keep_an_owner(row: Any) -> None:
    """Raises LastOwner when nobody else who can log in owns the member's receiver, unless it is archived."""
    if row["role"] != "owner":
        return
    is_needed = await database.fetch_value(
        "SELECT status = 'active' AND NOT EXISTS (SELECT FROM receiver_members AS other JOIN users "
        "ON users.id = other.user_id AND users.status = 'active' "
        "WHERE other.receiver_id = receivers.id AND other.role = 'owner' AND other.id <> $2) "
        "FROM receivers WHERE id = $1",
        row["receiver_id"],
        row["id"],
    )
    if is_needed:
        receiver = ids.encode("receiver", row["receiver_id"])
        raise LastOwner(f"{row['name']} is the last owner of {receiver}: make somebody else an owner first.")


async def _end_invitations(row: Any) -> None:
    """What somebody has offered ends with their right to offer it."""
    await database.execute(
        "UPDATE action_tokens SET expires_at = $3 WHERE receiver_id = $1 AND created_by = $2 AND used_at IS NULL "
        "AND expires_at > $3",
        row["receiver_id"],
        row["user_id"],
        clock.now(),
    )


async def _record(action: str, row: Any, *, before: Any = None, after: Any = None) -> None:
    await audit.record(
        action,
        object_kind="member",
        object_id=row["id"],
        receiver_id=row["receiver_id"],
        before=None if before is None else shapes.member(before),
        after=None if after is None else shapes.member(after),
    )
