"""What is mailed: the mails, and the tokens of the links in them."""

from typing import Literal, get_args

from piccolo.columns import UUID, Bytea, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.languages.words import DEFAULT, LANGUAGES, Language
from models.tables import columns
from models.tables.columns import WORK_STATUSES, Field, WorkStatus
from models.tables.parties import MEMBER_ROLES, MemberRole, Payer, Receiver
from models.tables.row import Row
from models.tables.users import User

# What the recipient of mails may have no more of.
MailTopic = Literal["reminders", "reminder_notices", "reports", "disputes", "schedules", "webhook_endpoints"]
MAIL_TOPICS: tuple[MailTopic, ...] = get_args(MailTopic)
ActionKind = Literal["verify_email", "reset_password", "invite_payer", "invite_member"]
ACTION_KINDS: tuple[ActionKind, ...] = get_args(ActionKind)


class ActionToken(Row, Table, tablename="action_tokens"):
    """A link in a mail: verifies an address, resets a password, accepts an invitation. Works once, not for long."""

    id = columns.primary_key()
    kind: Field[ActionKind] = columns.word(16)
    digest = Bytea(default=b"", unique=True)
    email = Varchar(length=254)
    # Whose address or password it is about.
    user_id = columns.optional_reference(User, index=True, on_delete=OnDelete.cascade)
    # What an invitation is to.
    payer_id = columns.optional_reference(Payer, index=True, on_delete=OnDelete.cascade)
    receiver_id = columns.optional_reference(Receiver, index=True, on_delete=OnDelete.cascade)
    role: Field[MemberRole | None] = columns.optional_word(10)
    expires_at = Timestamptz()
    used_at = columns.nullable(Timestamptz(null=True, default=None))
    created_by = columns.optional_reference(User)
    created_at = columns.created_at()

    action_tokens_have_a_known_kind = Check(columns.one_of("kind", ACTION_KINDS))
    action_tokens_know_what_they_are_about = Check(
        'CASE "kind" WHEN \'invite_payer\' THEN "payer_id" IS NOT NULL '
        'WHEN \'invite_member\' THEN "receiver_id" IS NOT NULL AND "role" IS NOT NULL ELSE "user_id" IS NOT NULL END'
    )
    action_tokens_have_a_known_role = Check('"role" IS NULL OR ' + columns.one_of("role", MEMBER_ROLES))


class Mail(Row, Table, tablename="mails"):
    """A mail to be sent by a worker. Its text can hold links that grant rights: encrypted, and erased once sent.

    `about_id` is the row that waits for what becomes of it; `kind` says of which table.
    """

    id = columns.primary_key()
    kind = Varchar(length=40)
    recipient = Varchar(length=254)
    subject = Varchar(length=200)
    body = columns.ciphertext(null=True)
    # Of the subject and the text.
    language: Field[Language] = columns.word(2, default=DEFAULT)
    # In whose name it goes out, and whom an answer goes to; null where that is this installation.
    sender_name = columns.nullable(Varchar(length=200, null=True, default=None))
    reply_to = columns.nullable(Varchar(length=254, null=True, default=None))
    copies = columns.words(254)
    # Whose mails of this kind the recipient may end by a link; null where they may not.
    receiver_id = columns.nullable(UUID(null=True, default=None))
    about_id = columns.nullable(UUID(null=True, default=None))
    status: Field[WorkStatus] = columns.word(10, default="pending")
    attempts = Integer(default=0)
    deaths = columns.deaths()
    next_attempt_at = Timestamptz()
    lease_token = columns.nullable(UUID(null=True, default=None))
    error = columns.nullable(Text(null=True, default=None))
    sent_at = columns.nullable(Timestamptz(null=True, default=None))
    created_at = columns.created_at()

    mails_are_in_a_language_that_we_have = Check(columns.one_of("language", LANGUAGES))
    mails_have_a_known_status = Check(columns.one_of("status", WORK_STATUSES))
    mails_have_a_lease_while_leased = Check(columns.is_work())


class Unsubscription(Row, Table, tablename="unsubscriptions"):
    """That an address wants no more of a receiver's mails on a topic. Of the address a code is kept, which nobody can
    compute without our key."""

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver)
    topic: Field[MailTopic] = columns.word(17)
    digest = Bytea(default=b"", help_text="An HMAC of the address's SHA-256 hash.")
    # Of those in QUITTANCE_ENCRYPTION_KEYS the one that has made it.
    key_name = Varchar(length=255)
    created_at = columns.created_at()

    unsubscriptions_have_a_known_topic = Check(columns.one_of("topic", MAIL_TOPICS))
    unsubscriptions_are_one_per_address = Unique(["receiver_id", "topic", "digest"])
