"""Users: they register, log in, and act as what they are to receivers and payers."""

import uuid
from typing import Any

from models import database, ids, passwords
from models.access import Caller
from models.errors import BadCredentials, EmailTaken, NotFound, Unauthenticated
from models.shapes.parties import Login, Registration


async def register(given: Registration) -> Any:
    """Makes an account. Raises EmailTaken; e-mail addresses that differ in case only are the same."""
    password_hash = await passwords.hash_password(given.password)
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
    """The active user with these credentials. Raises BadCredentials, in the same time whatever is wrong."""
    row = await database.fetch_row(
        "SELECT * FROM users WHERE lower(email) = lower($1) AND status = 'active'", given.email
    )
    if not await passwords.verify(given.password, None if row is None else row["password_hash"]):
        raise BadCredentials("E-mail address and password do not match an account.")
    assert row is not None
    if passwords.needs_rehash(row["password_hash"]):
        password_hash = await passwords.hash_password(given.password)
        await database.execute("UPDATE users SET password_hash = $2 WHERE id = $1", row["id"], password_hash)
    return row


async def caller(user_id: uuid.UUID) -> Caller:
    """What a user may act as now, in one statement. Raises Unauthenticated for one who is gone or deactivated."""
    row = await database.fetch_row(
        """
        SELECT users.role, users.status,
            (SELECT array_agg(receiver_id ORDER BY receiver_id) FROM receiver_members WHERE user_id = $1) AS receivers,
            (SELECT array_agg(role ORDER BY receiver_id) FROM receiver_members WHERE user_id = $1) AS roles,
            (SELECT array_agg(id) FROM payers WHERE user_id = $1) AS payers
        FROM users WHERE users.id = $1
        """,
        user_id,
    )
    if row is None or row["status"] != "active":
        raise Unauthenticated("The account is not active (any more).")
    return Caller(
        key=f"user:{user_id}",
        user_id=user_id,
        is_admin=row["role"] == "admin",
        roles=dict(zip(row["receivers"] or (), row["roles"] or (), strict=True)),
        payer_ids=frozenset(row["payers"] or ()),
    )


async def get(user_id: uuid.UUID | None) -> Any:
    """A user's own record."""
    return await database.fetch_row("SELECT * FROM users WHERE id = $1", user_id)


async def make_admin(email: str) -> Any:
    """Gives a registered user every right. For the operator's command only. Raises NotFound."""
    row = await database.fetch_row("UPDATE users SET role = 'admin' WHERE lower(email) = lower($1) RETURNING *", email)
    if row is None:
        raise NotFound(f"Nobody has registered with {email} yet: register first, then run this again.")
    return row
