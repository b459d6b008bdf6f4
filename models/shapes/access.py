"""API keys, members and invitations, as clients see and send them."""

import datetime
import uuid
from typing import Annotated, Literal, TypedDict

import msgspec
from msgspec import Meta

from models import clock, ids
from models.shapes.common import Email, Input, Instant, Name, text_id
from models.tables import identity, mail
from models.tables.parties import MemberRole

InvitationKind = Literal["member", "payer"]
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


class MemberInvitationInput(Input):
    """Whom to invite to a receiver, and as what."""

    email: Email
    role: MemberRole


class MemberPatch(Input):
    """A member's new role."""

    role: MemberRole


class Member(msgspec.Struct, kw_only=True):
    """A user's role with a receiver."""

    id: str
    object: Literal["member"] = "member"
    receiver_id: str
    user_id: str
    name: str
    email: str
    role: MemberRole
    created_at: datetime.datetime


class PayerInvitationInput(Input):
    """Whom to invite to claim a payer's record; by default the record's own e-mail address."""

    email: Email | None = None


class Invitation(msgspec.Struct, kw_only=True):
    """An invitation that was mailed: to become a member of a receiver, or to claim a payer's record.

    `role` is a member's, `payer_id` the record to claim; the other one is null.
    """

    id: str
    object: Literal["invitation"] = "invitation"
    kind: InvitationKind
    receiver_id: str
    payer_id: str | None
    role: MemberRole | None
    email: str
    status: Literal["pending", "accepted", "expired"]
    expires_at: datetime.datetime
    created_at: datetime.datetime


class MemberRow(TypedDict):
    """A row of `receiver_members` with what its user is called."""

    id: uuid.UUID
    receiver_id: uuid.UUID
    user_id: uuid.UUID
    role: MemberRole
    created_at: datetime.datetime
    name: str
    email: str


MEMBER_COLUMNS = (
    "id, receiver_id, user_id, role, created_at, "
    "(SELECT name FROM users WHERE users.id = user_id) AS name, "
    "(SELECT email FROM users WHERE users.id = user_id) AS email"
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


def member(row: MemberRow) -> Member:
    """The shape of what `MEMBER_COLUMNS` select of `receiver_members`."""
    return Member(
        id=ids.encode("member", row["id"]),
        receiver_id=ids.encode("receiver", row["receiver_id"]),
        user_id=ids.encode("user", row["user_id"]),
        name=row["name"],
        email=row["email"],
        role=row["role"],
        created_at=row["created_at"],
    )


def invitation(row: mail.ActionToken) -> Invitation:
    """The shape of a row of `action_tokens` that is an invitation; its token is no part of it."""
    assert row.receiver_id is not None, "an invitation is a receiver's"
    is_over = row.expires_at <= clock.now()
    return Invitation(
        id=ids.encode("invitation", row.id),
        kind="member" if row.kind == "invite_member" else "payer",
        receiver_id=ids.encode("receiver", row.receiver_id),
        payer_id=text_id("payer", row.payer_id),
        role=row.role,
        email=row.email,
        status="accepted" if row.used_at is not None else "expired" if is_over else "pending",
        expires_at=row.expires_at,
        created_at=row.created_at,
    )
