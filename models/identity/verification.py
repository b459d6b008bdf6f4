"""E-mail addresses: proven by a link that is mailed to them. A new one takes the old one's place only once proven."""

import datetime
import uuid

import asyncpg

from models import access, audit, clock, database, rows
from models.errors import EmailTaken, TooManyRequests
from models.identity import users
from models.mail import action_tokens, letters, mails
from models.shapes import identity as shapes
from models.tables.users import User

HOURS = 48
# The address may be a stranger's: it must not be flooded.
MAILS_MAX = 5
MAILS_WITHIN = datetime.timedelta(hours=1)


async def send(user: User, *, email: str | None = None) -> None:
    """Mails a link that proves the user's address, or the new one that they want. Runs in the open transaction.

    Raises TooManyRequests for a user who has asked for several lately.
    """
    email = email or user.email
    if await action_tokens.count_issued("verify_email", user_id=user.id, within=MAILS_WITHIN) >= MAILS_MAX:
        raise TooManyRequests(
            f"{MAILS_MAX} links were mailed within an hour: use the last one, or ask for another one later.",
            retry_after_seconds=int(MAILS_WITHIN.total_seconds()),
        )
    token = await action_tokens.issue(
        "verify_email", email=email, lives=datetime.timedelta(hours=HOURS), user_id=user.id
    )
    words = letters.verify_email(users.language_of(user), token=token, hours=HOURS)
    await mails.enqueue(kind="verify_email", recipient=email, words=words)


async def send_again(user_id: uuid.UUID | None) -> None:
    """Mails a fresh link to a user's address; nothing when it is proven already. Raises TooManyRequests."""
    async with database.transaction():
        user = await users.get(user_id)
        if user.email_verified_at is None:
            await send(user)


async def verify(token: str) -> User:
    """Marks the address that the link was mailed to as proven, and as the user's if it is a new one. Returns the user.

    Raises ActionTokenRefused, and EmailTaken when somebody else has got the address meanwhile.
    """
    try:
        async with database.transaction():
            return await _verify(token)
    except asyncpg.UniqueViolationError as error:
        raise EmailTaken("Somebody else has registered with this address meanwhile.", pointer="/token") from error


async def _verify(token: str) -> User:
    link = await action_tokens.redeem("verify_email", token)
    before = await users.lock(link.user_id)
    if before.status != "active":
        raise action_tokens.refused()
    with audit.acting_as(access.Caller(key=f"user:{before.id}", user_id=before.id)):
        user = await rows.update(before, {User.email: link.email, User.email_verified_at: clock.now()})
        if before.email.lower() != user.email.lower():
            # They were mailed to an address that is not the user's any more.
            await action_tokens.end_all(user_id=user.id, kind="reset_password")
        await audit.record(
            "user.email_verified",
            object_kind="user",
            object_id=user.id,
            before=shapes.user(before),
            after=shapes.user(user),
        )
    return user
