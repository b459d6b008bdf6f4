"""People with a password, who log in from addresses of their own."""

import itertools
import re
import uuid
from typing import Any

from models import database, ids, secrets
from models.access import Caller
from models.identity import logins
from models.identity.sessions import Grant
from models.mail import mails
from models.mail.letters import Words
from models.shapes.identity import Login, Registration

PASSWORD = "correct horse battery staple"
_numbers = itertools.count(1)


def fresh_email() -> str:
    return f"person-{uuid.uuid4().hex}@example.com"


def fresh_address() -> str:
    """A network address that no other test has used."""
    number = next(_numbers)
    return f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"


async def register(*, email: str | None = None, password: str = PASSWORD, name: str = "Ada") -> Grant:
    given = Registration(email=email or fresh_email(), password=password, name=name)
    return await logins.register(given, address=fresh_address(), user_agent="tests")


async def log_in(email: str, *, password: str = PASSWORD, address: str | None = None) -> Grant:
    given = Login(email=email, password=password)
    return await logins.log_in(given, address=address or fresh_address(), user_agent="tests")


def caller_of(grant: Grant) -> Caller:
    return Caller(key=f"user:{grant.user['id']}", user_id=grant.user["id"], session_id=grant.session_id)


async def ended_because(session_id: uuid.UUID) -> str | None:
    reason: str | None = await database.fetch_value(
        object, "SELECT ended_because FROM sessions WHERE id = $1", session_id
    )
    return reason


async def mails_to(recipient: str, *, kind: str | None = None) -> list[Any]:
    """The mails to an address, oldest first."""
    return await database.fetch(
        "SELECT * FROM mails WHERE recipient = $1 AND ($2::text IS NULL OR kind = $2) ORDER BY id", recipient, kind
    )


async def mailed_token(recipient: str, *, kind: str) -> str:
    """The token in the last mail of that kind to an address that has not been sent yet."""
    row = (await mails_to(recipient, kind=kind))[-1]
    text = secrets.decrypt(row["body"], context=f"mail:{row['id']}").decode()
    found = re.search(r"#([A-Za-z0-9_-]{43})\s", text)
    assert found is not None, text
    return found.group(1)


async def retire_mails() -> None:
    """Leaves nothing to be sent by the test that comes next."""
    await database.execute("UPDATE mails SET status = 'done', lease_token = NULL, body = NULL")


async def enqueue(
    *, recipient: str = "ada@example.com", kind: str = "test", subject: str = "A subject", text: str = "Hello"
) -> uuid.UUID:
    """A mail that waits; returns its id."""
    async with database.transaction():
        await mails.enqueue(kind=kind, recipient=recipient, words=Words(subject, text))
        identifier: uuid.UUID = await database.fetch_value(object, "SELECT max(id::text)::uuid FROM mails")
        return identifier


def unknown_id() -> uuid.UUID:
    return ids.new()
