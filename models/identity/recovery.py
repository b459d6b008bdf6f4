"""Forgotten passwords: a link by mail sets a new one. Whether an address has an account shows nowhere in the answer."""

import asyncio
import datetime

from piccolo.columns import Column

from models import access, audit, clock, database, rows
from models.identity import passwords, sessions, users
from models.mail import action_tokens, letters, mails
from models.shapes.identity import ForgottenPassword, PasswordReset
from models.tables.users import User

MINUTES = 60
# Who has got three mails finds one of them: asking for more must not flood an inbox, nor end the link that is used.
MAILS_MAX = 3
MAILS_WITHIN = datetime.timedelta(minutes=30)
# Several times what writing the mail takes, so that the time does not tell whether there was one to write.
ANSWER_SECONDS = 0.05


async def forgot(given: ForgottenPassword) -> None:
    """Mails a link to the address if it has an active account that was not sent several lately.

    Otherwise does nothing, in the same time.
    """
    loop = asyncio.get_running_loop()
    answer_at = loop.time() + ANSWER_SECONDS
    user = await users.find_active(given.email)
    if user is not None:
        await _send(user)
    await asyncio.sleep(max(0.0, answer_at - loop.time()))


async def reset(given: PasswordReset) -> None:
    """Sets a new password by the link's token, and ends all sessions of the account.

    The link came by mail, so it proves the address too. Raises Overloaded, ActionTokenRefused, PasswordTooCommon (the
    link still works then).
    """
    password_hash = await passwords.hash_password(given.password)
    async with database.transaction():
        link = await action_tokens.redeem("reset_password", given.token)
        user = await users.lock(link.user_id)
        if user.status != "active":
            raise action_tokens.refused()
        passwords.check_new(given.password, email=user.email, pointer="/password")
        values: dict[Column, object] = {User.password_hash: password_hash}
        if user.email_verified_at is None and await users.has_email(user, link.email):
            values[User.email_verified_at] = clock.now()
        with audit.acting_as(access.Caller(key=f"user:{user.id}", user_id=user.id)):
            await rows.update(user, values)
            await sessions.end_all(user.id, because="password_reset")
            await audit.record("user.password_reset", object_kind="user", object_id=user.id)
        await tell_of_new_password(user)


async def tell_of_new_password(user: User) -> None:
    """Mails the user that their password was changed: whoever did not do it has to hear of it."""
    words = letters.password_changed(users.language_of(user), name=user.name)
    await mails.enqueue(kind="password_changed", recipient=user.email, words=words)


async def _send(user: User) -> None:
    async with database.transaction():
        if await action_tokens.count_issued("reset_password", user_id=user.id, within=MAILS_WITHIN) >= MAILS_MAX:
            return
        token = await action_tokens.issue(
            "reset_password", email=user.email, lives=datetime.timedelta(minutes=MINUTES), user_id=user.id
        )
        words = letters.reset_password(users.language_of(user), name=user.name, token=token, minutes=MINUTES)
        await mails.enqueue(kind="reset_password", recipient=user.email, words=words)
