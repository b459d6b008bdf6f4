"""Action tokens: links in mails that prove an address, reset a password or accept an invitation. Each works once.

Only a token's digest is stored. What a token cannot do any more, and what it never could, is answered alike.

Raw SQL: an advisory lock lets one of two that are issued at once wait for the other; the old ones go by the batch.
"""

import datetime
import uuid

from piccolo.columns.combination import WhereRaw

from models import clock, database, rows, secrets
from models.database import Condition
from models.errors import ActionTokenRefused
from models.tables.mail import ActionKind, ActionToken
from models.tables.parties import MemberRole

KEPT = datetime.timedelta(days=30)
FORGET_BATCH = 1000


async def issue(
    kind: ActionKind,
    *,
    email: str,
    lives: datetime.timedelta,
    user_id: uuid.UUID | None = None,
    payer_id: uuid.UUID | None = None,
    receiver_id: uuid.UUID | None = None,
    role: MemberRole | None = None,
    created_by: uuid.UUID | None = None,
) -> str:
    """A fresh token of 256 random bits, to be mailed to `email`; ends earlier ones of its kind about the same thing.

    That thing is the user, the payer, or the address that is invited to the receiver. Runs in the open transaction.
    """
    assert database.in_transaction(), "a token and what it is issued for are one transaction"
    now = clock.now()
    about: str
    are_about_it: list[Condition]
    if kind == "invite_member":
        about = f"{receiver_id} {email.lower()}"
        are_about_it = [ActionToken.receiver_id == receiver_id, WhereRaw("lower(email) = lower({})", email)]
    elif kind == "invite_payer":
        about, are_about_it = str(payer_id), [ActionToken.payer_id == payer_id]
    else:
        about, are_about_it = str(user_id), [ActionToken.user_id == user_id]
    # Two at once would both survive, since neither sees the other's row.
    await database.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"action token {kind} {about}")
    await _end(now, ActionToken.kind == kind, *are_about_it)
    token = secrets.token()
    await rows.insert(
        ActionToken(
            kind=kind,
            digest=secrets.digest(token),
            email=email,
            user_id=user_id,
            payer_id=payer_id,
            receiver_id=receiver_id,
            role=role,
            expires_at=now + lives,
            created_by=created_by,
        )
    )
    return token


def refused() -> ActionTokenRefused:
    """What is answered to a link that never worked, or does not any more."""
    return ActionTokenRefused("This link is not valid, or not any more: ask for a new one.")


async def count_issued(kind: ActionKind, *, user_id: uuid.UUID, within: datetime.timedelta) -> int:
    """How many tokens of that kind a user was sent lately, used or not."""
    count: int = await ActionToken.count().where(
        ActionToken.kind == kind, ActionToken.user_id == user_id, ActionToken.created_at > clock.now() - within
    )
    return count


async def mailed_to(token: str) -> str:
    """The address to which a link was mailed that still works. It stays as it is. Raises ActionTokenRefused."""
    row = (
        await ActionToken.objects()
        .where(
            ActionToken.digest == secrets.digest(token),
            ActionToken.used_at.is_null(),
            ActionToken.expires_at > clock.now(),
        )
        .first()
    )
    if row is None:
        raise refused()
    return row.email


async def redeem(kind: ActionKind, token: str) -> ActionToken:
    """The token's row, marked as used in the open transaction and locked to its end, so it works once.

    Raises ActionTokenRefused, alike for what is unknown, of another kind, expired, replaced or used.
    """
    assert database.in_transaction(), "using a token and its effect are one transaction"
    now = clock.now()
    used = (
        await ActionToken.update({ActionToken.used_at: now})
        .where(
            ActionToken.kind == kind,
            ActionToken.digest == secrets.digest(token),
            ActionToken.used_at.is_null(),
            ActionToken.expires_at > now,
        )
        .returning(*ActionToken.all_columns())
    )
    if not used:
        raise refused()
    return ActionToken(**used[0], _exists_in_db=True)


async def end_all(*, user_id: uuid.UUID, kind: ActionKind | None = None) -> None:
    """Ends what a user was sent and has not used: of one kind, or all."""
    are_of_kind = [] if kind is None else [ActionToken.kind == kind]
    await _end(clock.now(), ActionToken.user_id == user_id, *are_of_kind)


async def forget_old() -> int:
    """Deletes a batch of tokens that ended long ago; returns how many."""
    forgotten = await database.fetch(
        "DELETE FROM action_tokens WHERE id IN (SELECT id FROM action_tokens WHERE expires_at <= $1 LIMIT $2) "
        "RETURNING id",
        clock.now() - KEPT,
        FORGET_BATCH,
    )
    return len(forgotten)


async def _end(now: datetime.datetime, *which: Condition) -> None:
    """Ends those of the tokens that could still be used. The conditions name somebody: `== None` would mean null."""
    await ActionToken.update({ActionToken.expires_at: now}).where(
        *which, ActionToken.used_at.is_null(), ActionToken.expires_at > now
    )
