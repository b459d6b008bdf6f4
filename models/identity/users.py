"""Users: they register, prove who they are, and act as what they are to receivers and payers."""

import uuid
from typing import Any

from models import audit, clock, database, ids
from models.access import Caller
from models.errors import BadCredentials, EmailTaken, NotFound, Unauthenticated
from models.identity import passwords
from models.shapes.parties import Login, Registration


async def add(given: Registration, *, password_hash: str) -> Any:
    """Makes an account. Raises EmailTaken; e-mail addresses that differ in case only are the same."""
    row = await database.fetch_row(
        "INSERT INTO users (id, email, password_hash, name) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (lower(email)) DO NOTHING RETURNING *",
        ids.new(),
        given.email,
        password_hash,
        given.name,
    )
    if row is None:
        raise EmailTaken(f"There is an account for {given.email}: log in instead.", pointer="/email")
    return row


async def authenticate(given: Login) -> Any:
    """The active user with these credentials. Raises Overloaded, and BadCredentials in the same time whatever is wrong.

    A hash that was made with other parameters than today's is renewed, since only now the password is known.
    """
    row = await find_active(given.email)
    if not await passwords.verify(given.password, None if row is None else row["password_hash"]):
        raise BadCredentials("E-mail address and password do not match an account.")
    assert row is not None
    if passwords.needs_rehash(row["password_hash"]):
        password_hash = await passwords.hash_password(given.password)
        # Unless somebody has set another password meanwhile.
        row = await database.fetch_row(
            "UPDATE users SET password_hash = $2 WHERE id = $1 AND password_hash = $3 RETURNING *",
            row["id"],
            password_hash,
            row["password_hash"],
        )
        if row is None:
            raise BadCredentials("E-mail address and password do not match an account.")
    return row


async def caller(user_id: uuid.UUID, *, session_id: uuid.UUID | None = None) -> Caller:
    """What a user may act as now, in one statement. Without a session, for workers and commands.

    Raises Unauthenticated for a user who is gone or deactivated, and for a session of theirs that has ended.
    """
    row = await database.fetch_row(
        """
        SELECT users.role, users.status,
            $2::uuid IS NULL OR EXISTS (SELECT FROM sessions
                WHERE id = $2 AND user_id = $1 AND ended_at IS NULL AND expires_at > $3) AS goes_on,
            (SELECT array_agg(receiver_id ORDER BY receiver_id) FROM receiver_members WHERE user_id = $1) AS receivers,
            (SELECT array_agg(role ORDER BY receiver_id) FROM receiver_members WHERE user_id = $1) AS roles,
            (SELECT array_agg(id) FROM payers WHERE user_id = $1) AS payers
        FROM users WHERE users.id = $1
        """,
        user_id,
        session_id,
        clock.now(),
    )
    if row is None or row["status"] != "active":
        raise Unauthenticated("The account is not active (any more).")
    if not row["goes_on"]:
        raise Unauthenticated("The session has ended: log in again.")
    return Caller(
        key=f"user:{user_id}",
        user_id=user_id,
        is_admin=row["role"] == "admin",
        roles=dict(zip(row["receivers"] or (), row["roles"] or (), strict=True)),
        payer_ids=frozenset(row["payers"] or ()),
        session_id=session_id,
    )


async def get(user_id: uuid.UUID | None) -> Any:
    """A user's own record."""
    return await database.fetch_row("SELECT * FROM users WHERE id = $1", user_id)


async def lock(user_id: uuid.UUID | None) -> Any:
    """A user's row, locked within the open transaction. The user must exist: their id comes from a row of ours."""
    assert database.in_transaction(), "a row lock lasts as long as the transaction"
    row = await database.fetch_row("SELECT * FROM users WHERE id = $1 FOR NO KEY UPDATE", user_id)
    assert row is not None
    return row


async def find_active(email: str) -> Any | None:
    """The active user with this e-mail address, in whatever case, or None."""
    return await database.fetch_row("SELECT * FROM users WHERE lower(email) = lower($1) AND status = 'active'", email)


async def make_admin(email: str) -> Any:
    """Gives a registered user every right. For the operator's command only. Raises NotFound."""
    async with database.transaction():
        row = await database.fetch_row(
            "UPDATE users SET role = 'admin' WHERE lower(email) = lower($1) RETURNING *", email
        )
        if row is None:
            raise NotFound(f"Nobody has registered with {email} yet: register first, then run this again.")
        await audit.record("admin.granted", object_kind="user", object_id=row["id"], after={"role": "admin"})
        return row
