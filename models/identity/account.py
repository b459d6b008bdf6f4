"""One's own account: changing it needs the current password where that could take it over."""

import msgspec
from piccolo.columns import Column

from models import audit, database, rows, versions
from models.access import Caller
from models.errors import EmailTaken, Invalid, WrongPassword
from models.identity import logins, passwords, recovery, sessions, throttle, users, verification
from models.mail import letters, mails
from models.shapes.identity import AccountPatch
from models.tables.users import User
from models.versions import Wanted


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What was checked before the transaction: the hash that the current password matched, and the new one's hash."""

    matched_hash: str
    new_hash: str | None


async def update(caller: Caller, patch: AccountPatch, *, version: Wanted, address: str | None) -> User:
    """Changes name, language, password or e-mail address; returns the user.

    A new password ends all other sessions. A new address is mailed a link, and becomes the user's once that is opened.
    Raises Invalid, TooManyRequests, Overloaded, WrongPassword, PasswordTooCommon, PreconditionFailed, EmailTaken.
    """
    proof = await _prove(caller, patch, address=address)
    async with database.transaction():
        before = await users.lock(caller.user_id)
        versions.check(before, version)
        if proof is not None and before.password_hash != proof.matched_hash:
            raise _wrong_password()
        given: dict[Column, object] = {User.name: patch.name, User.language: patch.language}
        values = {column: value for column, value in given.items() if not isinstance(value, msgspec.UnsetType)}
        if proof is not None and proof.new_hash is not None:
            values[User.password_hash] = proof.new_hash
        user = await rows.update(before, values)
        if proof is not None and proof.new_hash is not None:
            await sessions.end_all(user.id, because="password_changed", but=caller.session_id)
            await recovery.tell_of_new_password(user)
        if not isinstance(patch.email, msgspec.UnsetType) and patch.email != before.email:
            await _ask_new_address(user, patch.email)
        if values:
            await audit.record("user.updated", object_kind="user", object_id=user.id, before=before, after=user)
        return user


async def _prove(caller: Caller, patch: AccountPatch, *, address: str | None) -> Proof | None:
    """Checks the current password where the patch needs it, and hashes the new one: slow, so before the transaction."""
    changes_password = not isinstance(patch.password, msgspec.UnsetType)
    if not changes_password and isinstance(patch.email, msgspec.UnsetType):
        return None
    if isinstance(patch.current_password, msgspec.UnsetType):
        raise Invalid("A new password or e-mail address needs current_password.", pointer="/current_password")
    user = await users.get(caller.user_id)
    # Counted like a login: a stolen access token must not be a way to guess the password.
    counts = await logins.count_try(user.email, address=address)
    if not await passwords.verify(patch.current_password, user.password_hash):
        raise _wrong_password()
    await throttle.give_back(*counts)
    if isinstance(patch.password, msgspec.UnsetType):
        return Proof(matched_hash=user.password_hash, new_hash=None)
    passwords.check_new(patch.password, email=user.email, pointer="/password")
    return Proof(matched_hash=user.password_hash, new_hash=await passwords.hash_password(patch.password))


async def _ask_new_address(user: User, email: str) -> None:
    if await users.is_taken(email, by_other_than=user):
        raise EmailTaken(f"There is another account for {email}.", pointer="/email")
    await verification.send(user, email=email)
    words = letters.email_change_asked(users.language_of(user), name=user.name, new_email=email)
    await mails.enqueue(kind="email_change_asked", recipient=user.email, words=words)


def _wrong_password() -> WrongPassword:
    return WrongPassword("The current password is another one.", pointer="/current_password")
