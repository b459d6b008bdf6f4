"""Users: they register, prove who they are, and act as what they are to receivers and payers.

Raw SQL: who calls is asked by every request, and answered with all rights by one statement; a new account gives way to
one that has the address by the index on lower(email), which Piccolo's on_conflict cannot name.
"""

import uuid
from typing import TypedDict

from piccolo.columns.combination import WhereRaw

from models import audit, clock, database, ids, rows
from models.access import Caller
from models.errors import BadCredentials, EmailTaken, NotFound, Unauthenticated
from models.identity import passwords
from models.languages.words import DEFAULT, Language
from models.shapes import emails
from models.shapes.identity import Login, Registration
from models.tables.parties import MemberRole
from models.tables.row import of_record
from models.tables.users import User, UserRole, UserStatus


class Rights(TypedDict):
    """What somebody is to receivers (two lists side by side) and payers; null stands for an empty list."""

    receivers: list[uuid.UUID] | None
    roles: list[MemberRole] | None
    payers: list[uuid.UUID] | None


class Standing(Rights):
    """Who calls, as `caller` reads it. `goes_on` is false of a session that has ended."""

    role: UserRole
    status: UserStatus
    goes_on: bool


async def add(given: Registration, *, password_hash: str, language: Language | None) -> User:
    """Makes an account. Raises EmailTaken; e-mail addresses that differ in case only are the same."""
    record = await database.fetch_row(
        "INSERT INTO users (id, email, password_hash, name, language) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (lower(email)) DO NOTHING RETURNING *",
        ids.make(),
        given.email,
        password_hash,
        given.name,
        language,
    )
    if record is None:
        raise EmailTaken(f"There is an account for {given.email}: log in instead.", pointer="/email")
    return of_record(User, record)


async def authenticate(given: Login) -> User:
    """The active user with these credentials. Raises Overloaded, and BadCredentials in the same time whatever is wrong.

    A hash that was made with other parameters than today's is renewed, since only now the password is known.
    """
    user = await find_active(given.email)
    if not await passwords.verify(given.password, None if user is None else user.password_hash):
        raise BadCredentials("E-mail address and password do not match an account.")
    assert user is not None
    if passwords.needs_rehash(user.password_hash):
        password_hash = await passwords.hash_password(given.password)
        # Unless somebody has set another password meanwhile.
        is_same = (User.id == user.id) & (User.password_hash == user.password_hash)
        renewed = await User.update({User.password_hash: password_hash}).where(is_same).returning(*User.all_columns())
        if not renewed:
            raise BadCredentials("E-mail address and password do not match an account.")
        return User(**renewed[0], _exists_in_db=True)
    return user


async def caller(user_id: uuid.UUID, *, session_id: uuid.UUID | None = None) -> Caller:
    """What a user may act as now, in one statement. Without a session, for workers and commands.

    Raises Unauthenticated for a user who is gone or deactivated, and for a session of theirs that has ended.
    """
    row = await database.fetch_row_as(
        Standing,
        """
        SELECT users.role, users.status, member.receivers, member.roles,
            $2::uuid IS NULL OR EXISTS (SELECT FROM sessions
                WHERE id = $2 AND user_id = $1 AND ended_at IS NULL AND expires_at > $3) AS goes_on,
            (SELECT array_agg(id) FROM payers WHERE user_id = $1) AS payers
        FROM users, (SELECT array_agg(receiver_id) AS receivers, array_agg(role) AS roles
            FROM receiver_members WHERE user_id = $1) AS member
        WHERE users.id = $1
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


async def get(user_id: uuid.UUID | None) -> User:
    """A user's own record. The user must exist: their id comes from a row of ours."""
    user = await rows.find(User, user_id)
    assert user is not None
    return user


async def lock(user_id: uuid.UUID | None) -> User:
    """The same, locked within the open transaction."""
    assert database.in_transaction(), "a row lock lasts as long as the transaction"
    user = await User.objects().where(User.id == user_id).lock_rows("NO KEY UPDATE").first()
    assert user is not None
    return user


def language_of(user: User) -> Language:
    """What a user is written to in."""
    return user.language or DEFAULT


async def find_active(email: str) -> User | None:
    """The active user with this e-mail address, in whatever case, or None."""
    return await User.objects().where(_with_email(email), User.status == "active").first()


async def has_email(user: User, email: str) -> bool:
    """Whether this e-mail address is the user's, in whatever case: as the database compares them, like everywhere."""
    return await User.exists().where(User.id == user.id, _with_email(email))


async def is_taken(email: str, *, by_other_than: User) -> bool:
    """Whether somebody else has this e-mail address, in whatever case."""
    return await User.exists().where(_with_email(email), User.id != by_other_than.id)


async def make_admin(email: str) -> User:
    """Gives a registered user every right. For the operator's command only. Raises NotFound."""
    email = emails.normal_if_it_can_be(email)
    async with database.transaction():
        user = await User.objects().where(_with_email(email)).lock_rows("NO KEY UPDATE").first()
        if user is None:
            raise NotFound(f"Nobody has registered with {email} yet: register first, then run this again.")
        admin = await rows.update(user, {User.role: "admin"})
        await audit.record("admin.granted", object_kind="user", object_id=admin.id, after={"role": admin.role})
        return admin


def _with_email(email: str) -> WhereRaw:
    return WhereRaw("lower(email) = lower({})", email)
