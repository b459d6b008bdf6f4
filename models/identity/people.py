"""People as admins look after them: users are listed, changed, deactivated and erased, and admins made and unmade.

There is always an active admin: whoever takes one away locks all of them first, in the order of their ids.
"""

import uuid
from typing import Any

from models import access, audit, clock, database, ids, lists, versions
from models.access import Caller
from models.errors import Invalid, LastAdmin, NotFound, UserErased
from models.identity import sessions
from models.mail import action_tokens, mails
from models.parties import members, payers
from models.shapes import parties as shapes
from models.shapes.common import changes
from models.shapes.people import UserPatch
from models.tables.users import User

ERASED = "Erased"
# No password has this hash, and no mail server this address (RFC 2606).
NO_PASSWORD = "erased"
NO_HOST = "erased.invalid"


async def get(caller: Caller, user_id: uuid.UUID | None) -> Any:
    """One user. Raises Forbidden, NotFound."""
    access.require_admin(caller, "users.read")
    return _found(await database.fetch_row("SELECT * FROM users WHERE id = $1", user_id))


async def list_page(caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None) -> lists.Page[User]:
    """A page of users, newest first. Raises Forbidden."""
    access.require_admin(caller, "users.read")
    return await lists.page(caller, User, filters=filters, limit=limit, after=after)


async def update(caller: Caller, user_id: uuid.UUID | None, patch: UserPatch, *, version: int | None) -> Any:
    """Changes a user's name or status. Deactivating ends all sessions and stops all API keys, at once.

    Raises Forbidden, ReasonRequired, NotFound, PreconditionFailed, UserErased, LastAdmin.
    """
    access.require_admin(caller, "users.write")
    async with database.transaction():
        before, admins = await _lock(user_id)
        versions.check(before, version)
        _refuse_erased(before)
        sent = changes(patch)
        if sent.get("status") == "deactivated":
            _keep_an_admin(before, admins)
        row = await database.update_row("users", before["id"], sent)
        if row["status"] == "deactivated" != before["status"]:
            await sessions.end_all(row["id"], because="deactivated")
            await action_tokens.end_all(user_id=row["id"])
        await _record("user.updated", row, before=before)
        return row


async def erase(caller: Caller, user_id: uuid.UUID | None, *, version: int | None) -> Any:
    """Replaces what tells who a user is, and closes the account for good; what they did stays done by an id.

    Records of payers that they have claimed belong to the receivers: they are unlinked, and erased one by one there.
    Raises Forbidden, ReasonRequired, NotFound, PreconditionFailed, LastAdmin, LastOwner. The second time changes
    nothing.
    """
    access.require_admin(caller, "users.write")
    async with database.transaction():
        before, admins = await _lock(user_id)
        versions.check(before, version)
        return await _erase(before, admins)


async def close(caller: Caller, *, version: int | None) -> None:
    """Erases the caller's own account. Raises PreconditionFailed, LastAdmin, LastOwner."""
    async with database.transaction():
        before, admins = await _lock(caller.user_id)
        versions.check(before, version)
        await _erase(before, admins)


async def list_admins(caller: Caller, *, limit: int, after: uuid.UUID | None) -> lists.Page[User]:
    """A page of admins, newest account first. Raises Forbidden."""
    access.require_admin(caller, "admins.read")
    return await lists.page(caller, User, filters=lists.Filters(equal={"role": "admin"}), limit=limit, after=after)


async def grant_admin(caller: Caller, user_id: uuid.UUID | None) -> Any:
    """Makes an active user an admin; an admin stays one. Raises Forbidden, ReasonRequired, NotFound, Invalid."""
    access.require_admin(caller, "admins.write")
    async with database.transaction():
        before, _ = await _lock(user_id)
        if before["status"] != "active":
            raise Invalid("Only an active user can be an admin.", pointer="/user_id")
        return await _change_role(before, "admin", "admin.granted")


async def revoke_admin(caller: Caller, user_id: uuid.UUID | None, *, version: int | None) -> Any:
    """Makes an admin a user like others.

    Raises Forbidden, ReasonRequired, NotFound (also: no admin), PreconditionFailed, LastAdmin.
    """
    access.require_admin(caller, "admins.write")
    async with database.transaction():
        before, admins = await _lock(user_id)
        if before["role"] != "admin":
            raise NotFound("There is no such admin.")
        versions.check(before, version)
        _keep_an_admin(before, admins)
        return await _change_role(before, "member", "admin.revoked")


async def _lock(user_id: uuid.UUID | None) -> tuple[Any, list[Any]]:
    """The user's row and the active admins' rows, all locked, so that two admins never remove each other at once."""
    rows = await database.fetch(
        "SELECT * FROM users WHERE id = $1 OR role = 'admin' ORDER BY id FOR NO KEY UPDATE", user_id
    )
    row = _found(next((row for row in rows if row["id"] == user_id), None))
    return row, [row for row in rows if row["role"] == "admin" and row["status"] == "active"]


def _found(row: Any) -> Any:
    if row is None:
        raise NotFound("There is no such user.")
    return row


def _keep_an_admin(row: Any, admins: list[Any]) -> None:
    if [admin["id"] for admin in admins] == [row["id"]]:
        raise LastAdmin(f"{row['name']} is the last active admin: make somebody else an admin first.")


async def _change_role(before: Any, role: str, action: str) -> Any:
    if before["role"] == role:
        return before
    row = await database.update_row("users", before["id"], {"role": role})
    await _record(action, row, before=before)
    return row


async def _erase(before: Any, admins: list[Any]) -> Any:
    if is_erased(before):
        return before
    _keep_an_admin(before, admins)
    user_id = before["id"]
    await members.remove_everywhere(user_id)
    await payers.unlink_everywhere(user_id)
    await sessions.end_all(user_id, because="erased")
    await action_tokens.end_all(user_id=user_id)
    email = f"{ids.encode('user', user_id)}@{NO_HOST}"
    await database.execute("UPDATE sessions SET address = NULL, user_agent = NULL WHERE user_id = $1", user_id)
    await database.execute(
        "UPDATE action_tokens SET email = $3 WHERE user_id = $1 OR lower(email) = lower($2)",
        user_id,
        before["email"],
        email,
    )
    await database.execute(
        "UPDATE api_keys SET name = $2, revoked_at = coalesce(revoked_at, $3) WHERE user_id = $1",
        user_id,
        ERASED,
        clock.now(),
    )
    await mails.erase_recipient(before["email"], replacement=email)
    row = await database.update_row(
        "users",
        user_id,
        {
            "email": email,
            "name": ERASED,
            "password_hash": NO_PASSWORD,
            "status": "deactivated",
            "role": "member",
            "email_verified_at": None,
        },
    )
    await _record("user.erased", row, before=before)
    return row


def is_erased(row: Any) -> bool:
    """True for a user whose personal data is gone, and whose account cannot come back."""
    return bool(row["password_hash"] == NO_PASSWORD and row["email"].endswith(f"@{NO_HOST}"))


def _refuse_erased(row: Any) -> None:
    if is_erased(row):
        raise UserErased("The user's personal data was erased: the account cannot come back.")


async def _record(action: str, row: Any, *, before: Any) -> None:
    await audit.record(
        action, object_kind="user", object_id=row["id"], before=shapes.user(before), after=shapes.user(row)
    )
