"""Documents as people get them: files in PDF, rendered by a worker and kept as they were."""

from typing import Literal, get_args

from piccolo.columns import UUID, BigInt, Boolean, Bytea, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.tables import columns
from models.tables.columns import WORK_STATUSES, Field, WorkStatus
from models.tables.row import Row

# What is issued, and then never changes; and what is of an account as it stands.
IssuedKind = Literal["invoice", "credit_note", "receipt"]
DocumentKind = IssuedKind | Literal["statement"]
DOCUMENT_KINDS: tuple[DocumentKind, ...] = (*get_args(IssuedKind), "statement")


class Document(Row, Table, tablename="documents"):
    """A document that somebody, or the job that keeps what was issued, has asked for; once `done` with its bytes.

    `subject_id` is the invoice, credit note or receipt whose document it is. A statement is of nothing that is kept:
    its `contents` say all that is printed, its subject is made of their hash, and `receiver_id` says who asks with it.
    What a person waits for `is_awaited`, and made before what the job asked for. What is done never changes, and only
    statements are deleted: triggers in the migration hold that, and the index of what is due is there as well.
    """

    id = columns.primary_key()
    kind: Field[DocumentKind] = columns.word(12)
    subject_id = UUID()
    contents = columns.nullable(Text(null=True, default=None))
    receiver_id = columns.nullable(UUID(null=True, default=None))
    is_awaited = Boolean(default=False)
    language = columns.nullable(Varchar(length=8, null=True, default=None))
    content = columns.nullable(Bytea(null=True, default=None))
    digest = columns.nullable(Bytea(null=True, default=None, help_text="SHA-256 of the content."))
    status: Field[WorkStatus] = columns.word(10, default="pending")
    attempts = Integer(default=0)
    deaths = columns.deaths()
    next_attempt_at = Timestamptz()
    lease_token = columns.nullable(UUID(null=True, default=None))
    error = columns.nullable(Text(null=True, default=None))
    created_at = columns.created_at()

    documents_have_a_known_kind = Check(columns.one_of("kind", DOCUMENT_KINDS))
    documents_have_a_known_status = Check(columns.one_of("status", WORK_STATUSES))
    documents_have_a_lease_while_leased = Check(columns.is_work())
    documents_of_statements_say_what_is_printed = Check(
        'num_nulls("contents", "receiver_id") = CASE "kind" WHEN \'statement\' THEN 0 ELSE 2 END'
    )
    documents_have_their_bytes_once_done = Check(
        'num_nulls("content", "digest", "language") = CASE "status" WHEN \'done\' THEN 0 ELSE 3 END'
    )
    documents_have_the_hash_of_their_bytes = Check('"content" IS NULL OR "digest" = sha256("content")')
    documents_are_made_once = Unique(["kind", "subject_id"])


class DocumentsFollowed(Row, Table, tablename="documents_followed"):
    """One row: the place in the feed up to which whatever was issued has been asked for."""

    id = Integer(primary_key=True, default=1)
    position = BigInt(default=0)

    documents_are_followed_by_one_list = Check('"id" = 1')
