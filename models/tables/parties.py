"""Who takes part: receivers who issue invoices, their members, and the payers they bill."""

from typing import Literal, get_args

from piccolo.columns import JSONB, Integer, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.languages.words import DEFAULT, LANGUAGES, Language
from models.money import numbering
from models.money.totals import ROUNDINGS, Rounding
from models.tables import columns
from models.tables.columns import Field
from models.tables.row import Row
from models.tables.users import User

PartyStatus = Literal["active", "archived"]
PARTY_STATUSES: tuple[PartyStatus, ...] = get_args(PartyStatus)
# Who begins a payment: the payer, or we do when it is due, by a payment method that they have saved.
CollectionMode = Literal["manual", "automatic"]
COLLECTION_MODES: tuple[CollectionMode, ...] = get_args(CollectionMode)
# Who applies what a payer has paid beyond invoices: people, or we do, to the invoice that is due first.
CreditPolicy = Literal["manual", "oldest_due_first"]
CREDIT_POLICIES: tuple[CreditPolicy, ...] = get_args(CreditPolicy)
MemberRole = Literal["owner", "manager", "viewer"]
MEMBER_ROLES: tuple[MemberRole, ...] = get_args(MemberRole)


class Receiver(Row, Table, tablename="receivers"):
    """A business profile that issues invoices and gets paid."""

    id = columns.primary_key()
    name = Varchar(length=200)
    email = columns.nullable(Varchar(length=254, null=True, default=None))
    address = JSONB(default="{}")
    tax_id = columns.nullable(Varchar(length=40, null=True, default=None))
    country = columns.nullable(Varchar(length=2, null=True, default=None))
    currency = Varchar(length=3)
    time_zone = Varchar(length=64, default="UTC")
    bank_account = columns.nullable(Varchar(length=64, null=True, default=None))
    upi_id = columns.nullable(Varchar(length=255, null=True, default=None))
    # Of its pay pages.
    colour = columns.nullable(Varchar(length=7, null=True, default=None))
    logo = columns.nullable(
        JSONB(null=True, default=None, help_text="Its hash and measures; the table `logos` has the picture.")
    )
    invoice_prefix = Varchar(length=12, default="INV")
    number_pattern = Varchar(length=40, default=numbering.PATTERN_DEFAULT)
    payment_terms_days = Integer(default=30)
    tolerance = columns.nullable(
        JSONB(null=True, default=None, help_text="By how much a payment may be short, and why that is written off.")
    )
    # How new invoices are rounded that do not say.
    rounding: Field[Rounding] = columns.word(5, default="group")
    # In which it writes to its payers who have not chosen one.
    language: Field[Language] = columns.word(2, default=DEFAULT)
    credit_policy: Field[CreditPolicy] = columns.word(16, default="manual")
    status: Field[PartyStatus] = columns.word(10, default="active")
    metadata = JSONB(default="{}")
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    receivers_have_a_known_status = Check(columns.one_of("status", PARTY_STATUSES))
    receivers_have_a_currency = Check(columns.is_currency())
    receivers_have_a_name = Check('length("name") > 0')
    receivers_apply_credit_in_a_known_way = Check(columns.one_of("credit_policy", CREDIT_POLICIES))
    receivers_round_by_group_or_line = Check(columns.one_of("rounding", ROUNDINGS))
    receivers_write_in_a_language_that_we_have = Check(columns.one_of("language", LANGUAGES))
    receivers_have_sane_terms = Check('"payment_terms_days" BETWEEN 0 AND 365')


class ReceiverMember(Row, Table, tablename="receiver_members"):
    """A user's role with a receiver."""

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver)
    user_id = columns.reference(User, index=True)
    role: Field[MemberRole] = columns.word(10)
    created_at = columns.created_at()

    receiver_members_have_a_known_role = Check(columns.one_of("role", MEMBER_ROLES))
    receiver_members_have_one_role_each = Unique(["receiver_id", "user_id"])


class Payer(Row, Table, tablename="payers"):
    """Whom a receiver bills: a record in that receiver's book, with or without a login."""

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver)
    # Null until a person with a login has claimed this record.
    user_id = columns.optional_reference(User, index=True)
    name = Varchar(length=200)
    email = columns.nullable(Varchar(length=254, null=True, default=None))
    address = JSONB(default="{}")
    tax_id = columns.nullable(Varchar(length=40, null=True, default=None))
    country = columns.nullable(Varchar(length=2, null=True, default=None))
    collection: Field[CollectionMode] = columns.word(9, default="manual")
    # Null: the receiver's.
    language: Field[Language | None] = columns.optional_word(2)
    status: Field[PartyStatus] = columns.word(10, default="active")
    metadata = JSONB(default="{}")
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    payers_are_collected_from_in_a_known_way = Check(columns.one_of("collection", COLLECTION_MODES))
    payers_read_a_language_that_we_have = Check(columns.one_of("language", LANGUAGES))
    payers_have_a_known_status = Check(columns.one_of("status", PARTY_STATUSES))
    payers_have_a_name = Check('length("name") > 0')
    # The target of composite foreign keys: a document's payer belongs to the document's receiver.
    payers_belong_to_one_receiver = Unique(["id", "receiver_id"])
