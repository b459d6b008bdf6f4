"""Who takes part: users who log in, receivers who issue invoices, their members, and the payers they bill."""

from typing import Any

from piccolo.columns import JSONB, UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.tables import columns

USER_ROLES = ("member", "admin")
USER_STATUSES = ("active", "deactivated")
PARTY_STATUSES = ("active", "archived")
MEMBER_ROLES = ("owner", "manager", "viewer")


class User(Table, tablename="users"):
    """Somebody who logs in. The unique index on lower(email) stands in the migration."""

    id = columns.primary_key()
    email = Varchar(length=254)
    password_hash = Varchar(length=255)
    name = Varchar(length=200)
    role = Varchar(length=10, default="member")
    status = Varchar(length=12, default="active")
    email_verified_at = Timestamptz(null=True, default=None)
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    users_have_a_known_role = Check(columns.one_of("role", USER_ROLES))
    users_have_a_known_status = Check(columns.one_of("status", USER_STATUSES))
    users_have_an_email = Check("position('@' in \"email\") > 1")


class Receiver(Table, tablename="receivers"):
    """A business profile that issues invoices and gets paid."""

    id = columns.primary_key()
    name = Varchar(length=200)
    email = Varchar(length=254, null=True, default=None)
    address = JSONB(default="{}")
    tax_id = Varchar(length=40, null=True, default=None)
    country = Varchar(length=2, null=True, default=None)
    currency = Varchar(length=3)
    time_zone = Varchar(length=64, default="UTC")
    bank_account = Varchar(length=64, null=True, default=None)
    invoice_prefix = Varchar(length=12, default="INV")
    number_pattern = Varchar(length=40, default="{PREFIX}-{YYYY}-{SEQ:5}")
    payment_terms_days = Integer(default=30)
    status = Varchar(length=10, default="active")
    metadata = JSONB(default="{}")
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    receivers_have_a_known_status = Check(columns.one_of("status", PARTY_STATUSES))
    receivers_have_a_currency = Check(columns.is_currency())
    receivers_have_a_name = Check('length("name") > 0')
    receivers_have_sane_terms = Check('"payment_terms_days" BETWEEN 0 AND 365')


class ReceiverMember(Table, tablename="receiver_members"):
    """A user's role with a receiver."""

    id = columns.primary_key()
    receiver_id: Any = ForeignKey(Receiver, null=False, on_delete=OnDelete.restrict)
    user_id: Any = ForeignKey(User, null=False, on_delete=OnDelete.restrict, index=True)
    role = Varchar(length=10)
    created_at = columns.created_at()

    receiver_members_have_a_known_role = Check(columns.one_of("role", MEMBER_ROLES))
    receiver_members_have_one_role_each = Unique(["receiver_id", "user_id"])


class Payer(Table, tablename="payers"):
    """Whom a receiver bills: a record in that receiver's book, with or without a login."""

    id = columns.primary_key()
    receiver_id: Any = ForeignKey(Receiver, null=False, on_delete=OnDelete.restrict)
    # Null until a person with a login has claimed this record.
    user_id: Any = ForeignKey(User, null=True, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=200)
    email = Varchar(length=254, null=True, default=None)
    address = JSONB(default="{}")
    tax_id = Varchar(length=40, null=True, default=None)
    country = Varchar(length=2, null=True, default=None)
    status = Varchar(length=10, default="active")
    metadata = JSONB(default="{}")
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    payers_have_a_known_status = Check(columns.one_of("status", PARTY_STATUSES))
    payers_have_a_name = Check('length("name") > 0')
    # The target of composite foreign keys: a document's payer belongs to the document's receiver.
    payers_belong_to_one_receiver = Unique(["id", "receiver_id"])


class IdempotencyKey(Table, tablename="idempotency_keys"):
    """The first answer to a POST that carried an Idempotency-Key, written in the transaction of its effect."""

    id = UUID(primary_key=True)
    caller = Varchar(length=64)
    key = Text()
    request_hash: Any = columns.digest()
    status_code = Integer()
    # Answers can hold secrets that are shown once, so they are encrypted like every secret.
    answer: Any = columns.ciphertext()
    created_at = columns.created_at()

    idempotency_keys_answer_one_caller_once = Unique(["caller", "key"])
