"""Registering and logging in: from credentials to a session, no faster than somebody who knows theirs needs.

Tries are counted before the password is looked at, and given back when it was right. From one address an account gets
few, so nobody elsewhere is kept out by them. From all addresses together it gets more; when those are used up, the
addresses from which its owner has logged in before still go through, so a botnet cannot lock the owner out.
"""

import uuid
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeAlias, TypeVar

from models import audit, database
from models.access import Caller
from models.errors import BadCredentials, NotFound, Unauthenticated
from models.identity import passwords, sessions, throttle, users, verification
from models.identity.sessions import Grant, Visit
from models.identity.throttle import Throttle
from models.languages.words import Language
from models.requests import addresses, limits
from models.shapes.identity import Login, Registration
from models.tables.users import User

Begun = TypeVar("Begun", Grant, Visit)
# What begins a session for who has proved who they are.
_Begin: TypeAlias = Callable[[User], Awaitable[Begun | None]]

# Ten mistakes in a row, then one try in half a minute: some 2900 guesses a day.
FROM_ADDRESS_TO_ACCOUNT = Throttle(name="login_pair", burst=10, per_minute=2)
TO_ACCOUNT = Throttle(name="login_account", burst=50, per_minute=6)
# One password against many accounts. An office may share an address, and what was right is given back.
FROM_ADDRESS = Throttle(name="login_address", burst=100, per_minute=20)


async def register(
    given: Registration, *, address: str | None, user_agent: str | None, language: Language | None = None
) -> Grant:
    """Makes an account, logs it in, and mails the link that proves the address, in the language that is theirs.

    Raises PasswordTooCommon, Overloaded, EmailTaken.
    """
    return await _register(given, partial(sessions.begin, address=address, user_agent=user_agent), language=language)


async def register_by_page(
    given: Registration, *, language: Language, address: str | None, user_agent: str | None
) -> Visit:
    """The same for a browser, which gets a cookie in place of tokens."""
    return await _register(
        given, partial(sessions.begin_visit, address=address, user_agent=user_agent), language=language
    )


async def log_in(given: Login, *, address: str | None, user_agent: str | None) -> Grant:
    """A new session for e-mail address and password. Raises TooManyRequests, Overloaded, BadCredentials."""
    return await _log_in(given, partial(sessions.begin, address=address, user_agent=user_agent), address=address)


async def log_in_by_page(given: Login, *, address: str | None, user_agent: str | None) -> Visit:
    """The same for a browser, which gets a cookie in place of tokens."""
    return await _log_in(given, partial(sessions.begin_visit, address=address, user_agent=user_agent), address=address)


async def log_out(caller: Caller, *, everywhere: bool) -> None:
    """Ends the caller's session, or all of that user's. Their tokens are refused from now on."""
    async with database.transaction():
        if everywhere:
            assert caller.user_id is not None, "only users log in"
            await sessions.end_all(caller.user_id, because="logout")
        elif caller.session_id is not None:
            await sessions.end(caller.session_id, because="logout")


async def log_out_by_token(refresh_token: str, *, everywhere: bool) -> None:
    """The same for whoever holds a refresh token. One that is unknown, or of an ended session, changes nothing."""
    session = await sessions.find_by_token(refresh_token)
    if session is not None:
        caller = Caller(key=f"user:{session.user_id}", user_id=session.user_id, session_id=session.id)
        with audit.acting_as(caller):
            await log_out(caller, everywhere=everywhere)


async def log_out_by_cookie(cookie: str) -> None:
    """The same for the session of a browser; of a cookie that opens nothing it changes nothing."""
    try:
        caller = await sessions.visitor(cookie)
    except Unauthenticated:
        return
    with audit.acting_as(caller):
        await log_out(caller, everywhere=False)


async def end_session(caller: Caller, session_id: uuid.UUID | None) -> None:
    """Ends one of the caller's sessions; the second time changes nothing. Raises NotFound."""
    async with database.transaction():
        if session_id is None or not await sessions.is_of(session_id, user_id=caller.user_id):
            raise NotFound("There is no such session.")
        await sessions.end(session_id, because="logout")


async def count_try(email: str, *, address: str | None) -> list[limits.Limit]:
    """Counts a try at somebody's password; returns what to give back if it was right. Raises TooManyRequests."""
    account, household = email.lower(), addresses.household(address)
    counts = [FROM_ADDRESS_TO_ACCOUNT.on(f"{household} {account}"), FROM_ADDRESS.on(household)]
    to_account = TO_ACCOUNT.on(account)
    if await throttle.is_allowed(*counts, to_account):
        return [*counts, to_account]
    if address is not None and await sessions.has_come_from(address, email=email):
        await throttle.check(*counts)
        return counts
    await throttle.check(*counts, to_account)
    return [*counts, to_account]


async def _register(given: Registration, begin: _Begin[Begun], *, language: Language | None) -> Begun:
    passwords.check_new(given.password, email=given.email, pointer="/password")
    password_hash = await passwords.hash_password(given.password)
    async with database.transaction():
        user = await users.add(given, password_hash=password_hash, language=language)
        with audit.acting_as(Caller(key=f"user:{user.id}", user_id=user.id)):
            await audit.record("user.registered", object_kind="user", object_id=user.id)
        await verification.send(user)
        begun = await begin(user)
        assert begun is not None, "nobody else knows this user yet"
        return begun


async def _log_in(given: Login, begin: _Begin[Begun], *, address: str | None) -> Begun:
    counts = await count_try(given.email, address=address)
    user = await users.authenticate(given)
    async with database.transaction():
        begun = await begin(user)
        if begun is not None:
            with audit.acting_as(Caller(key=f"user:{user.id}", user_id=user.id)):
                await audit.record("session.begun", object_kind="session", object_id=begun.session_id)
    if begun is None:
        raise BadCredentials("E-mail address and password do not match an account.")
    await throttle.give_back(*counts)
    return begun
