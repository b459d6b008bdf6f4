"""Action tokens: links in mails that prove an address, reset a password or accept an invitation. Each works once.

Only a token's digest is stored. What a token cannot do any more, and what it never could, is answered alike.
"""

import datetime
import uuid
from typing import Any, Literal

from models import clock, database, ids, secrets
from models.errors import ActionTokenRefused

Kind = Literal["verify_email", "reset_password", "invite_payer", "invite_member"]

KEPT = datetime.timedelta(days=30)
FORGET_BATCH = 1000


async def issue(
    kind: Kind,
    *,
    email: str,
    lives: datetime.timedelta,
    user_id: uuid.UUID | None = None,
    payer_id: uuid.UUID | None = None,
    receiver_id: uuid.UUID | None = None,
    role: str | None = None,
    created_by: uuid.UUID | None = None,
) -> str:
    """A fresh token of 256 random bits, to be mailed to `email`; ends earlier ones of its kind about the same thing.

    That thing is the user, the payer, or the address that is invited to the receiver. Runs in the open transaction.
    """
    assert database.in_transaction(), "a token and what it is issued for are one transaction"
    now = clock.now()
    if kind == "invite_member":
        about, condition, values = (
            f"{receiver_id} {email.lower()}",
            "receiver_id = $3 AND lower(email) = lower($4)",
            [
                receiver_id,
                email,
            ],
        )
    elif kind == "invite_payer":
        about, condition, values = str(payer_id), "payer_id = $3", [payer_id]
    else:
        about, condition, values = str(user_id), "user_id = $3", [user_id]
    # Two at once would both survive, since neither sees the other's row.
    await database.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"action token {kind} {about}")
    await database.execute(
        "UPDATE action_tokens SET expires_at = $2 "
        f"WHERE kind = $1 AND used_at IS NULL AND expires_at > $2 AND {condition}",
        kind,
        now,
        *values,
    )
    token = secrets.token()
    await database.execute(
        "INSERT INTO action_tokens (id, kind, digest, email, user_id, payer_id, receiver_id, role, expires_at, "
        "created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        ids.new(),
        kind,
        secrets.digest(token),
        email,
        user_id,
        payer_id,
        receiver_id,
        role,
        now + lives,
        created_by,
    )
    return token


async def count_issued(kind: Kind, *, user_id: uuid.UUID, within: datetime.timedelta) -> int:
    """How many tokens of that kind a user was sent lately, used or not."""
    return int(
        await database.fetch_value(
            "SELECT count(*) FROM action_tokens WHERE kind = $1 AND user_id = $2 AND created_at > $3",
            kind,
            user_id,
            clock.now() - within,
        )
    )


async def redeem(kind: Kind, token: str) -> Any:
    """The token's row, marked as used in the open transaction and locked to its end, so it works once.

    Raises ActionTokenRefused, alike for what is unknown, of another kind, expired, replaced or used.
    """
    assert database.in_transaction(), "using a token and its effect are one transaction"
    row = await database.fetch_row(
        "UPDATE action_tokens SET used_at = $3 WHERE kind = $1 AND digest = $2 AND used_at IS NULL AND expires_at > $3 "
        "RETURNING *",
        kind,
        secrets.digest(token),
        clock.now(),
    )
    if row is None:
        raise ActionTokenRefused("This link is not valid, or not any more: ask for a new one.")
    return row


async def end_all(*, user_id: uuid.UUID, kind: Kind | None = None) -> None:
    """Ends what a user was sent and has not used: of one kind, or all."""
    await database.execute(
        "UPDATE action_tokens SET expires_at = $2 WHERE user_id = $1 AND used_at IS NULL AND expires_at > $2 "
        "AND ($3::text IS NULL OR kind = $3)",
        user_id,
        clock.now(),
        kind,
    )


async def forget_old() -> int:
    """Deletes a batch of tokens that ended long ago; returns how many."""
    rows = await database.fetch(
        "DELETE FROM action_tokens WHERE id IN (SELECT id FROM action_tokens WHERE expires_at <= $1 LIMIT $2) "
        "RETURNING id",
        clock.now() - KEPT,
        FORGET_BATCH,
    )
    return len(rows)
