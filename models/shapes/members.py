"""Members of receivers, and invitations to become one or to claim a payer's record, as clients see and send them."""

import datetime
import uuid
from typing import Literal, TypedDict

import msgspec

from models import clock, ids
from models.shapes.common import Email, Input, WithEmail, text_id
from models.tables import mail
from models.tables.parties import MemberRole

InvitationKind = Literal["member", "payer"]
MEMBER_COLUMNS = (
    "id, receiver_id, user_id, role, created_at, "
    "(SELECT name FROM users WHERE users.id = user_id) AS name, "
    "(SELECT email FROM users WHERE users.id = user_id) AS email"
)


class MemberInvitationInput(WithEmail):
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


class PayerInvitationInput(WithEmail):
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
