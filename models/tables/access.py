"""How users prove who they are, what they were sent, and what was done in whose name."""

from typing import Any

from piccolo.columns import JSONB, UUID, Array, BigInt, Boolean, Bytea, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from models.tables import columns
from models.tables.parties import MEMBER_ROLES, Payer, Receiver, User

ACTION_KINDS = ("verify_email", "reset_password", "invite_payer", "invite_member")
MAIL_STATUSES = ("pending", "leased", "done", "exhausted")


class Session(Table, tablename="sessions"):
    """One login: a family of refresh tokens, each used once. Ended by logout, reuse, or a changed password."""

    id = columns.primary_key()
    user_id: Any = ForeignKey(User, null=False, on_delete=OnDelete.cascade, index=True)
    expires_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)
    ended_because = Varchar(length=40, null=True, default=None)
    address = Varchar(length=45, null=True, default=None)
    user_agent = Varchar(length=200, null=True, default=None)
    created_at = columns.created_at()

    sessions_say_why_they_ended = Check('("ended_at" IS NULL) = ("ended_because" IS NULL)')


class RefreshToken(Table, tablename="refresh_tokens"):
    """The right to continue a session once; kept after use, so that using it again is noticed."""

    id = columns.primary_key()
    session_id: Any = ForeignKey(Session, null=False, on_delete=OnDelete.cascade, index=True)
    digest = Bytea(default=b"", unique=True)
    used_at = Timestamptz(null=True, default=None)
    created_at = columns.created_at()


class ActionToken(Table, tablename="action_tokens"):
    """A link in a mail: verifies an address, resets a password, accepts an invitation. Works once, not for long."""

    id = columns.primary_key()
    kind = Varchar(length=16)
    digest = Bytea(default=b"", unique=True)
    email = Varchar(length=254)
    # Whose address or password it is about.
    user_id: Any = ForeignKey(User, null=True, on_delete=OnDelete.cascade, index=True)
    # What an invitation is to.
    payer_id: Any = ForeignKey(Payer, null=True, on_delete=OnDelete.cascade, index=True)
    receiver_id: Any = ForeignKey(Receiver, null=True, on_delete=OnDelete.cascade, index=True)
    role = Varchar(length=10, null=True, default=None)
    expires_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)
    created_by: Any = ForeignKey(User, null=True, on_delete=OnDelete.restrict)
    created_at = columns.created_at()

    action_tokens_have_a_known_kind = Check(columns.one_of("kind", ACTION_KINDS))
    action_tokens_know_what_they_are_about = Check(
        'CASE "kind" WHEN \'invite_payer\' THEN "payer_id" IS NOT NULL '
        'WHEN \'invite_member\' THEN "receiver_id" IS NOT NULL AND "role" IS NOT NULL ELSE "user_id" IS NOT NULL END'
    )
    action_tokens_have_a_known_role = Check('"role" IS NULL OR ' + columns.one_of("role", MEMBER_ROLES))


class ApiKey(Table, tablename="api_keys"):
    """A secret for a program: acts as its user, within its scopes and, if bound, for one receiver only."""

    id = columns.primary_key()
    user_id: Any = ForeignKey(User, null=False, on_delete=OnDelete.restrict, index=True)
    receiver_id: Any = ForeignKey(Receiver, null=True, on_delete=OnDelete.restrict)
    name = Varchar(length=200)
    # The first characters, to recognize a key by.
    prefix = Varchar(length=16)
    digest = Bytea(default=b"", unique=True)
    scopes = Array(base_column=Varchar(length=40), default=list)
    expires_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)
    last_used_at = Timestamptz(null=True, default=None)
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    api_keys_have_scopes = Check('cardinality("scopes") > 0')


class Mail(Table, tablename="mails"):
    """A mail to be sent by a worker. Its text can hold links that grant rights: encrypted, and erased once sent."""

    id = columns.primary_key()
    kind = Varchar(length=40)
    recipient = Varchar(length=254)
    subject = Varchar(length=200)
    body = columns.ciphertext(null=True)
    status = Varchar(length=10, default="pending")
    attempts = Integer(default=0)
    next_attempt_at = Timestamptz()
    lease_token = UUID(null=True, default=None)
    error = Text(null=True, default=None)
    sent_at = Timestamptz(null=True, default=None)
    created_at = columns.created_at()

    mails_have_a_known_status = Check(columns.one_of("status", MAIL_STATUSES))
    mails_have_a_lease_while_leased = Check(columns.is_work())


class AuditEntry(Table, tablename="audit_log"):
    """Who did what, as whom, from where: written with the change, append-only, chained by a job after commit.

    `position`, `previous_hash` and `hash` are null until the job has sealed the entry; then nothing changes any more.
    """

    id = columns.primary_key()
    # No foreign keys: an entry outlives what it is about, and must not hold up what it is written beside.
    user_id = UUID(null=True, default=None)
    caller = Varchar(length=64)
    api_key_id = UUID(null=True, default=None)
    receiver_id = UUID(null=True, default=None)
    # True where an admin acted with a right that only admins have.
    as_admin = Boolean(default=False)
    reason = Text(null=True, default=None)
    request_id = Varchar(length=128, null=True, default=None)
    address = Varchar(length=45, null=True, default=None)
    action = Varchar(length=60)
    object_kind = Varchar(length=24)
    object_id = UUID(null=True, default=None)
    before = JSONB(null=True, default=None)
    after = JSONB(null=True, default=None)
    position = BigInt(null=True, default=None, unique=True)
    previous_hash = Bytea(null=True, default=None)
    hash = Bytea(null=True, default=None)
    created_at = columns.created_at()

    audit_log_is_sealed_as_a_whole = Check(
        '("position" IS NULL) = ("hash" IS NULL) AND ("position" IS NULL) = ("previous_hash" IS NULL)'
    )
