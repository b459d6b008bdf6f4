"""Sessions, passwords and links from mails, as clients see and send them."""

import datetime
import uuid
from typing import Annotated, Literal, TypedDict

import msgspec
from msgspec import UNSET, Meta, UnsetType

from models import ids
from models.shapes.common import Email, Input, Name
from models.shapes.parties import Password

# Ours have 43 characters: an upper bound spares hashing megabytes.
Token = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_-]*$")]


class Refresh(Input):
    """The refresh token of the last login or refresh. It works once."""

    refresh_token: Token


class Logout(Input):
    """Which session ends: the refresh token's, or without one the access token's; or every one of the user's."""

    refresh_token: Token | None = None
    everywhere: bool = False


class MailedToken(Input):
    """The token behind the `#` of a link from a mail."""

    token: Token


class ForgottenPassword(Input):
    """Whose password is forgotten."""

    email: Email


class PasswordReset(Input):
    """A new password, by the token of a link from a mail."""

    token: Token
    password: Password


class AccountPatch(Input):
    """Changes to one's own account. A new `email` or `password` needs `current_password`."""

    name: Name | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    password: Password | UnsetType = UNSET
    current_password: Annotated[str, Meta(max_length=128)] | UnsetType = UNSET


class LiveSession(msgspec.Struct, kw_only=True):
    """A login that goes on. `is_current` marks the one that this request belongs to."""

    id: str
    object: Literal["session"] = "session"
    is_current: bool
    address: str | None
    user_agent: str | None
    created_at: datetime.datetime
    last_used_at: datetime.datetime
    expires_at: datetime.datetime


class LiveSessionRow(TypedDict):
    """A row of `sessions.list_live`. `last_used_at` is the session's last login or refresh."""

    id: uuid.UUID
    address: str | None
    user_agent: str | None
    created_at: datetime.datetime
    last_used_at: datetime.datetime
    expires_at: datetime.datetime


def live_session(row: LiveSessionRow, *, is_current: bool) -> LiveSession:
    """The shape of a row of `sessions.list_live`."""
    return LiveSession(
        id=ids.encode("session", row["id"]),
        is_current=is_current,
        address=row["address"],
        user_agent=row["user_agent"],
        created_at=row["created_at"],
        last_used_at=row["last_used_at"],
        expires_at=row["expires_at"],
    )
