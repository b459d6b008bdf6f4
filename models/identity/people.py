"""People as admins look after them: users are listed, changed, deactivated and erased, and admins made and unmade.

There is always an active admin: whoever takes one away locks all of them first, in the order of their ids.
"""

import uuid

from piccolo.columns.combination import WhereRaw
from piccolo.querystring import QueryString

from models import access, audit, clock, database, ids, lists, rows, versions
from models.access import Caller
from models.errors import Invalid, LastAdmin, NotFound, UserErased
from models.identity import sessions
from models.mail import action_tokens, mails
from models.parties import members, payers
from models.shapes import identity as shapes
from models.shapes.common import changes
from models.shapes.identity import UserPatch
from models.tables.identity import ApiKey, Session
from models.tables.mail import ActionToken
from models.tables.users import User, UserRole
from models.versions import Wanted

ERASED = "Erased"
# No password has this hash, and no mail server this address (RFC 2606).
NO_PASSWORD = "erased"
NO_HOST = "erased.invalid"


async def get(caller: Caller, user_id: uuid.UUID | None) -> User:
    """One user. Raises Forbidden, NotFound."""
    access.require_admin(caller, "users.read")
    return _found(await rows.find(User, user_id))


async def list_page(caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None) -> lists.Page[User]:
    """A page of users, newest first. Raises Forbidden."""
    access.require_admin(caller, "users.read")
    return await lists.page(caller, User, filters=filters, limit=limit, after=after)


async def update(caller: Caller, user_id: uuid.UUID | None, patch: UserPatch, *, version: Wanted) -> User:
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
        user = await rows.update(before, sent)
        if user.status == "deactivated" != before.status:
            await sessions.end_all(user.id, because="deactivated")
            await action_tokens.end_all(user_id=user.id)
        await _record("user.updated", user, before=before)
        return user


async def erase(caller: Caller, user_id: uuid.UUID | None, *, version: Wanted) -> User:
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


async def close(caller: Caller, *, version: Wanted) -> None:
    """Erases the caller's own account. Raises PreconditionFailed, LastAdmin, LastOwner."""
    async with database.transaction():
        before, admins = await _lock(caller.user_id)
        versions.check(before, version)
        await _erase(before, admins)


async def list_admins(caller: Caller, *, limit: int, after: uuid.UUID | None) -> lists.Page[User]:
    """A page of admins, newest account first. Raises Forbidden."""
    access.require_admin(caller, "admins.read")
    return await lists.page(caller, User, filters=lists.Filters(equal={"role": "admin"}), limit=limit, after=after)


async def grant_admin(caller: Caller, user_id: uuid.UUID | None) -> User:
    """Makes an active user an admin; an admin stays one. Raises Forbidden, ReasonRequired, NotFound, Invalid."""
    access.require_admin(caller, "admins.write")
    async with database.transaction():
        before, _ = await _lock(user_id)
        if before.status != "active":
            raise Invalid("Only an active user can be an admin.", pointer="/user_id")
        return await _change_role(before, "admin", "admin.granted")


async def revoke_admin(caller: Caller, user_id: uuid.UUID | None, *, version: Wanted) -> User:
    """Makes an admin a user like others.

    Raises Forbidden, ReasonRequired, NotFound (also: no admin), PreconditionFailed, LastAdmin.
    """
    access.require_admin(caller, "admins.write")
    async with database.transaction():
        before, admins = await _lock(user_id)
        if before.role != "admin":
            raise NotFound("There is no such admin.")
        versions.check(before, version)
        _keep_an_admin(before, admins)
        return await _change_role(before, "member", "admin.revoked")


async def _lock(user_id: uuid.UUID | None) -> tuple[User, list[User]]:
    """The user's row and the active admins' rows, all locked, so that two admins never remove each other at once."""
    concerned = User.objects().where((User.id == user_id) | (User.role == "admin")).order_by(User.id)
    locked = await concerned.lock_rows("NO KEY UPDATE")
    user = _found(next((user for user in locked if user.id == user_id), None))
    return user, [user for user in locked if user.role == "admin" and user.status == "active"]


def _found(user: User | None) -> User:
    if user is None:
        raise NotFound("There is no such user.")
    return user


def _keep_an_admin(user: User, admins: list[User]) -> None:
    if [admin.id for admin in admins] == [user.id]:
        raise LastAdmin(f"{user.name} is the last active admin: make somebody else an admin first.")


async def _change_role(before: User, role: UserRole, action: str) -> User:
    if before.role == role:
        return before
    user = await rows.update(before, {User.role: role})
    await _record(action, user, before=before)
    return user


async def _erase(before: User, admins: list[User]) -> User:
    if is_erased(before):
        return before
    _keep_an_admin(before, admins)
    user_id = before.id
    await members.remove_everywhere(user_id)
    await payers.unlink_everywhere(user_id)
    await sessions.end_all(user_id, because="erased")
    await action_tokens.end_all(user_id=user_id)
    email = f"{ids.encode('user', user_id)}@{NO_HOST}"
    await Session.update({Session.address: None, Session.user_agent: None}).where(Session.user_id == user_id)
    await ActionToken.update({ActionToken.email: email}).where(
        (ActionToken.user_id == user_id) | WhereRaw("lower(email) = lower({})", before.email)
    )
    revoked_at = QueryString("coalesce(revoked_at, {})", clock.now())
    await ApiKey.update({ApiKey.name: ERASED, ApiKey.revoked_at: revoked_at}).where(ApiKey.user_id == user_id)
    await mails.erase_recipient(before.email, replacement=email)
    user = await rows.update(
        before,
        {
            User.email: email,
            User.name: ERASED,
            User.password_hash: NO_PASSWORD,
            User.status: "deactivated",
            User.role: "member",
            User.email_verified_at: None,
        },
    )
    await _record("user.erased", user, before=before)
    return user


def is_erased(user: User) -> bool:
    """True for a user whose personal data is gone, and whose account cannot come back."""
    return user.password_hash == NO_PASSWORD and user.email.endswith(f"@{NO_HOST}")


def _refuse_erased(user: User) -> None:
    if is_erased(user):
        raise UserErased("The user's personal data was erased: the account cannot come back.")


async def _record(action: str, user: User, *, before: User) -> None:
    await audit.record(
        action, object_kind="user", object_id=user.id, before=shapes.user(before), after=shapes.user(user)
    )
