"""Users, logins, sessions and API keys, as clients see and send them."""

import datetime
import uuid
from typing import Annotated, Literal, TypedDict

import msgspec
from msgspec import UNSET, Meta, UnsetType

from models import clock, ids
from models.languages.words import Language
from models.shapes.common import (
    Email,
    Input,
    Instant,
    Name,
    WithEmail,
    WithKnownEmail,
    text_id,
)
from models.tables import identity, users
from models.tables.users import UserRole, UserStatus

Password = Annotated[str, Meta(min_length=8, max_length=128)]
# Ours have 43 characters: an upper bound spares hashing megabytes.
Token = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_-]*$")]
Scope = Annotated[str, Meta(min_length=1, max_length=40, examples=["invoices:read"])]
Scopes = Annotated[
    list[Scope],
    Meta(
        min_length=1,
        max_length=50,
        description="`<resource>:read` or `<resource>:write`; writing does not include reading.",
        examples=[["invoices:read", "invoices:write"]],
    ),
]


class Registration(WithEmail):
    """A new user."""

    email: Email
    password: Password
    name: Name


class Login(WithKnownEmail):
    """Credentials."""

    password: Annotated[str, Meta(max_length=128)]


class User(msgspec.Struct, kw_only=True):
    """Somebody who logs in. Mails about their account are in their `language`, else in English."""

    id: str
    object: Literal["user"] = "user"
    email: str
    email_verified: bool
    name: str
    language: Language | None
    role: UserRole
    status: UserStatus
    created_at: datetime.datetime
    updated_at: datetime.datetime


class Session(msgspec.Struct, kw_only=True):
    """What register and login answer. The access token goes into `Authorization: Bearer …`."""

    user: User
    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"
    expires_in: int


class UserPatch(Input):
    """Changes to a user: only the fields sent change. `deactivated` ends all sessions, and `active` lets in again."""

    name: Name | UnsetType = UNSET
    status: UserStatus | UnsetType = UNSET


class AdminInput(Input):
    """Whom to make an admin."""

    user_id: ids.UserId


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


class ForgottenPassword(WithKnownEmail):
    """Whose password is forgotten."""


class PasswordReset(Input):
    """A new password, by the token of a link from a mail."""

    token: Token
    password: Password


class AccountPatch(WithEmail):
    """Changes to one's own account. A new `email` or `password` needs `current_password`."""

    name: Name | UnsetType = UNSET
    language: Language | None | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    password: Password | UnsetType = UNSET
    current_password: Annotated[str, Meta(max_length=128)] | UnsetType = UNSET


class LiveSession(msgspec.Struct, kw_only=True):
    """A login that goes on. `is_current` marks the one that this request belongs to. `last_used_at` is its login, its
    last refresh or, of a browser's, the last page that it has opened, exact to a minute."""

    id: str
    object: Literal["session"] = "session"
    is_current: bool
    address: str | None
    user_agent: str | None
    created_at: datetime.datetime
    last_used_at: datetime.datetime
    expires_at: datetime.datetime


class LiveSessionRow(TypedDict):
    """A row of `sessions.list_live`. `last_used_at` is the session's login, its last refresh, or the last page that was
    opened with its cookie, exact to a minute."""

    id: uuid.UUID
    address: str | None
    user_agent: str | None
    created_at: datetime.datetime
    last_used_at: datetime.datetime
    expires_at: datetime.datetime


class ApiKeyInput(Input):
    """A new API key. With a `receiver_id` it acts for that receiver only; without `expires_at` it does not expire."""

    name: Name
    scopes: Scopes
    receiver_id: ids.ReceiverId | None = None
    expires_at: Instant | None = None


class RotationInput(Input):
    """How an API key is replaced: for how long the old one still works, by default a day."""

    overlap_seconds: Annotated[int, Meta(ge=0, le=604_800, description="At most a week.")] = 86_400


class ApiKey(msgspec.Struct, kw_only=True):
    """A secret for a program: acts as its user within its scopes. `prefix` is how the secret begins."""

    id: str
    object: Literal["api_key"] = "api_key"
    user_id: str
    receiver_id: str | None
    name: str
    prefix: str
    scopes: list[str]
    status: Literal["active", "expired", "revoked"]
    expires_at: datetime.datetime | None
    revoked_at: datetime.datetime | None
    last_used_at: datetime.datetime | None
    created_at: datetime.datetime
    updated_at: datetime.datetime


class ApiKeyWithSecret(ApiKey, kw_only=True):
    """An API key with the secret that was just made: `qk_…`. It is shown in this answer and never again."""

    secret: str


def user(row: users.User) -> User:
    """The shape of a row of `users`; its password hash is not part of it."""
    return User(
        id=ids.encode("user", row.id),
        email=row.email,
        email_verified=row.email_verified_at is not None,
        name=row.name,
        language=row.language,
        role=row.role,
        status=row.status,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


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


def api_key(row: identity.ApiKey) -> ApiKey:
    """The shape of a row of `api_keys`."""
    is_over = row.expires_at is not None and row.expires_at <= clock.now()
    return ApiKey(
        id=ids.encode("api_key", row.id),
        user_id=ids.encode("user", row.user_id),
        receiver_id=text_id("receiver", row.receiver_id),
        name=row.name,
        prefix=row.prefix,
        scopes=row.scopes,
        status="revoked" if row.revoked_at is not None else "expired" if is_over else "active",
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def api_key_with_secret(row: identity.ApiKey, secret: str) -> ApiKeyWithSecret:
    """The shape of a row of `api_keys`, for the one answer that holds its secret."""
    return ApiKeyWithSecret(**msgspec.structs.asdict(api_key(row)), secret=secret)
