"""Sessions: one for each login. A short access token that says who calls, and a refresh token that continues it once.

A refresh token that comes a second time was stolen, or its thief was first: the whole session ends (RFC 9700, 4.14.2).
Only the client that used it may send it again, and for some seconds: it has sent twice, or has lost the answer.
An ended session is refused at once, also while its access tokens would still live: `caller` reads it with the rights.

Browsers that log in by a page hold a cookie instead. It is another key to a session of the same table, ended by the
same means, and opens pages only: it is neither an access token nor a refresh token.

Raw SQL: logins and refreshes are hot; they begin a session only where what was proven still holds, and lock it with
its token, in one statement each. A visit is noted where nobody else writes the row. A list tells of each session when
it was last used, and old ones are deleted by batches.
"""

import datetime
import uuid
from typing import TypedDict

import msgspec
from piccolo.columns.combination import Where, WhereRaw

from models import audit, clock, database, ids, secrets
from models.access import Caller
from models.errors import SessionEnded, Unauthenticated
from models.identity import remembered, tokens, users
from models.shapes.identity import LiveSessionRow
from models.tables.identity import Session
from models.tables.users import User

# From the login on, whatever is used meanwhile; then one proves anew who one is.
LIVES = datetime.timedelta(days=30)
# A session that nobody has continued for so long is forgotten somewhere.
IDLE_MAX = datetime.timedelta(days=14)
# A cookie stays the same as long as its session goes on, so whoever steals one has it for as long.
COOKIE_LIVES = datetime.timedelta(days=7)
# A row is not written for every page: nobody needs to know the second.
VISIT_RESOLUTION = datetime.timedelta(minutes=1)
# Ended sessions are kept for questions about what happened.
KEPT = datetime.timedelta(days=30)
FORGET_BATCH = 1000
# For how long a client that sends its token twice gets tokens again: a retry after a lost answer, two tabs that wake up
# together. Shorter than anybody takes to make use of what they have stolen elsewhere.
LEEWAY = datetime.timedelta(seconds=10)
USER_AGENT_LENGTH_MAX = 200


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """What a login or a refresh gives: the user's row, and both tokens in plain."""

    user: User
    session_id: uuid.UUID
    access_token: str
    refresh_token: str


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """What a login by a page gives: the user's row, and the cookie's value in plain."""

    user: User
    session_id: uuid.UUID
    cookie: str


class Presented(TypedDict):
    """A refresh token that was sent to us, with the session that it continues."""

    id: uuid.UUID
    session_id: uuid.UUID
    used_at: datetime.datetime | None
    used_by: bytes | None
    created_at: datetime.datetime
    user_id: uuid.UUID
    ended_at: datetime.datetime | None
    expires_at: datetime.datetime


async def begin(user: User, *, address: str | None, user_agent: str | None) -> Grant | None:
    """A new session for a user who has just proved who they are, in the open transaction.

    None when the user was deactivated, or got another password, after `user` was read: the proof is out of date.
    """
    session_id = await _add(user, address=address, user_agent=user_agent, lives=LIVES)
    return None if session_id is None else await _grant(user, session_id)


async def begin_visit(user: User, *, address: str | None, user_agent: str | None) -> Visit | None:
    """The same for a browser, which gets a cookie and no tokens."""
    cookie = secrets.token()
    session_id = await _add(
        user, address=address, user_agent=user_agent, lives=COOKIE_LIVES, cookie_digest=secrets.digest(cookie)
    )
    return None if session_id is None else Visit(user=user, session_id=session_id, cookie=cookie)


async def refresh(refresh_token: str, *, address: str | None, user_agent: str | None) -> Grant:
    """Continues a session: both tokens are new, and the given one is used up. Raises SessionEnded.

    The second time, the same client gets tokens of its own again within LEEWAY; they are as good as the first ones.
    Else a token that was used before ends the session, and with it whatever the thief, or the victim, holds. Of two
    clients whose requests overlap one is refused, and the session goes on: one client may have two addresses.
    """
    asked_at, client = clock.now(), _client(address, user_agent)
    digest = secrets.digest(refresh_token)
    async with database.transaction():
        token = await database.fetch_row_as(
            Presented,
            """
            SELECT token.id, token.session_id, token.used_at, token.used_by, token.created_at, session.user_id,
                session.ended_at, session.expires_at
            FROM refresh_tokens AS token JOIN sessions AS session ON session.id = token.session_id
            WHERE token.digest = $1 FOR NO KEY UPDATE OF session, token
            """,
            digest,
        )
        if token is not None and token["ended_at"] is None:
            user = await users.get(token["user_id"])
            goes_on = user.status == "active" and not _is_over(token, asked_at)
            if token["used_at"] is None:
                if goes_on:
                    await database.execute(
                        "UPDATE refresh_tokens SET used_at = $2, used_by = $3 WHERE id = $1",
                        token["id"],
                        clock.now(),
                        client,
                    )
                    return await _grant(user, token["session_id"])
            elif client is not None and token["used_by"] == client and asked_at - token["used_at"] <= LEEWAY:
                if goes_on:
                    return await _grant(user, token["session_id"])
            elif token["used_at"] < asked_at:
                await _end(Session.id == token["session_id"], because="reuse")
    # Outside of the transaction: a refusal inside would undo the end of the session.
    raise SessionEnded("The refresh token is invalid or has expired: log in again.")


async def caller(access_token: str) -> Caller:
    """What the bearer of an access token may act as now, in one statement. Raises Unauthenticated."""
    claims = tokens.verify(access_token)
    found = await users.caller(claims.user_id, session_id=claims.session_id)
    remembered.remember_session(found)
    return found


async def visitor(cookie: str) -> Caller:
    """What the browser with this cookie may act as now. Raises Unauthenticated."""
    session = await Session.objects().where(Session.cookie_digest == secrets.digest(cookie)).first()
    if session is None:
        raise Unauthenticated("The session has ended: log in again.")
    found, now = await users.caller(session.user_id, session_id=session.id), clock.now()
    if (session.visited_at or session.created_at) < now - VISIT_RESOLUTION:
        await _note_visit(session.id, now)
    return found


def remembered_caller(access_token: str) -> Caller | None:
    """The bearer as this process remembers them, to be proven by the first statement that reads for them; None when it
    does not. Raises Unauthenticated for what is no token of ours."""
    claims = tokens.verify(access_token)
    return remembered.find((claims.user_id, claims.session_id))


async def end(session_id: uuid.UUID, *, because: str) -> None:
    """Ends a session with all its tokens; the second time changes nothing."""
    async with database.transaction():
        await _end(Session.id == session_id, because=because)


async def end_all(user_id: uuid.UUID, *, because: str, but: uuid.UUID | None = None) -> None:
    """Ends a user's sessions, all of them or all but one. Runs in the open transaction."""
    assert database.in_transaction(), "sessions end with what ends them"
    others = [] if but is None else [Session.id != but]
    await _end(Session.user_id == user_id, *others, because=because)


async def list_live(user_id: uuid.UUID | None) -> list[LiveSessionRow]:
    """A user's sessions that go on, newest first."""
    return await database.fetch_as(
        LiveSessionRow,
        """
        SELECT id, address, user_agent, created_at, expires_at,
            greatest((SELECT max(created_at) FROM refresh_tokens WHERE session_id = session.id), visited_at, created_at)
                AS last_used_at
        FROM sessions AS session WHERE user_id = $1 AND ended_at IS NULL AND expires_at > $2 ORDER BY id DESC
        """,
        user_id,
        clock.now(),
    )


async def find_by_token(refresh_token: str) -> Session | None:
    """The session that goes on with this refresh token, used or not; else None."""
    has_token = WhereRaw(
        "id = (SELECT session_id FROM refresh_tokens WHERE digest = {})", secrets.digest(refresh_token)
    )
    goes_on = Session.ended_at.is_null() & (Session.expires_at > clock.now())
    return await Session.objects().where(has_token, goes_on).first()


async def is_of(session_id: uuid.UUID, *, user_id: uuid.UUID | None) -> bool:
    """Whether a session is a user's."""
    return await Session.exists().where(Session.id == session_id, Session.user_id == user_id)


async def has_come_from(address: str, *, email: str) -> bool:
    """Whether the account with this e-mail address has had a session from this network address."""
    is_theirs = WhereRaw("user_id = (SELECT id FROM users WHERE lower(email) = lower({}))", email)
    return await Session.exists().where(is_theirs, Session.address == address)


async def forget_old() -> int:
    """Deletes a batch of sessions that ended long ago, with their tokens; returns how many."""
    rows = await database.fetch(
        "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at <= $1 LIMIT $2) RETURNING id",
        clock.now() - KEPT,
        FORGET_BATCH,
    )
    return len(rows)


async def _add(
    user: User,
    *,
    address: str | None,
    user_agent: str | None,
    lives: datetime.timedelta,
    cookie_digest: bytes | None = None,
) -> uuid.UUID | None:
    """The id of a new session; None where what was proven does not hold any more."""
    assert database.in_transaction(), "a session and what opens it are one transaction"
    # The share lock makes a change of the password wait for us, or us for it: it ends every session that there is.
    row = await database.fetch_row(
        """
        WITH proven AS (
            SELECT id FROM users WHERE id = $2 AND status = 'active' AND password_hash = $3 FOR SHARE
        )
        INSERT INTO sessions (id, user_id, expires_at, address, user_agent, cookie_digest)
        SELECT $1, id, $4, $5, $6, $7 FROM proven RETURNING id
        """,
        session_id := ids.make(),
        user.id,
        user.password_hash,
        clock.now() + lives,
        address,
        None if user_agent is None else _storable(user_agent),
        cookie_digest,
    )
    return None if row is None else session_id


async def _grant(user: User, session_id: uuid.UUID) -> Grant:
    refresh_token = secrets.token()
    await database.execute(
        "INSERT INTO refresh_tokens (id, session_id, digest, created_at) VALUES ($1, $2, $3, $4)",
        ids.make(),
        session_id,
        secrets.digest(refresh_token),
        clock.now(),
    )
    return Grant(
        user=user,
        session_id=session_id,
        access_token=tokens.issue(user.id, session_id=session_id),
        refresh_token=refresh_token,
    )


async def _note_visit(session_id: uuid.UUID, now: datetime.datetime) -> None:
    """Skips a row that somebody else is writing: they say the same, or end the session."""
    await database.execute(
        "UPDATE sessions SET visited_at = $2 WHERE id = (SELECT id FROM sessions "
        "WHERE id = $1 AND coalesce(visited_at, created_at) < $3 FOR NO KEY UPDATE SKIP LOCKED)",
        session_id,
        now,
        now - VISIT_RESOLUTION,
    )


async def _end(*which: Where, because: str) -> None:
    """Ends those of these sessions that go on."""
    ended = (
        await Session.update({Session.ended_at: clock.now(), Session.ended_because: because})
        .where(*which, Session.ended_at.is_null())
        .returning(Session.id, Session.user_id, Session.ended_at, Session.ended_because)
    )
    for row in ended:
        await audit.record(
            "session.ended",
            object_kind="session",
            object_id=row["id"],
            after={"user_id": row["user_id"], "ended_at": row["ended_at"], "ended_because": row["ended_because"]},
        )


def _client(address: str | None, user_agent: str | None) -> bytes | None:
    """Who sends, as well as one can tell; None when that is not known."""
    return None if address is None else secrets.digest(f"{address}\n{user_agent or ''}")


def _is_over(token: Presented, now: datetime.datetime) -> bool:
    return token["expires_at"] <= now or token["created_at"] <= now - IDLE_MAX


def _storable(user_agent: str) -> str:
    """What PostgreSQL can store, and a person can read, of a header that anybody may send."""
    printable = "".join(character if character.isprintable() else " " for character in user_agent)
    return printable[:USER_AGENT_LENGTH_MAX]
