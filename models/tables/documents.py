"""Documents as people get them: files in PDF, rendered by a worker and kept as they were."""

from typing import Literal, get_args

from piccolo.columns import UUID, BigInt, Bytea, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.tables import columns
from models.tables.columns import WORK_STATUSES, Field, WorkStatus
from models.tables.row import Row

DocumentKind = Literal["invoice", "credit_note", "receipt", "statement"]
DOCUMENT_KINDS: tuple[DocumentKind, ...] = get_args(DocumentKind)


class Document(Row, Table, tablename="documents"):
    """A document that somebody, or the job that keeps what was issued, has asked for; once `done` with its bytes.

    `subject_id` is the invoice, credit note or receipt whose document it is. A statement is of nothing that is kept:
    its `contents` say all that is printed, and its subject is made of their hash. What is done never changes, and only
    statements are deleted: triggers in the migration hold that, and the index of what is due is there as well.
    """

    id = columns.primary_key()
    kind: Field[DocumentKind] = columns.word(12)
    subject_id = UUID()
    contents = columns.nullable(Text(null=True, default=None))
    language = columns.nullable(Varchar(length=8, null=True, default=None))
    content = columns.nullable(Bytea(null=True, default=None))
    digest = columns.nullable(Bytea(null=True, default=None, help_text="SHA-256 of the content."))
    size = columns.nullable(Integer(null=True, default=None, help_text="In bytes."))
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
    documents_of_statements_say_what_is_printed = Check('("kind" = \'statement\') = ("contents" IS NOT NULL)')
    documents_have_their_bytes_once_done = Check(
        'num_nulls("content", "digest", "size", "language") = CASE "status" WHEN \'done\' THEN 0 ELSE 4 END'
    )
    documents_have_the_hash_of_their_bytes = Check(
        '"content" IS NULL OR ("digest" = sha256("content") AND "size" = length("content"))'
    )
    documents_are_made_once = Unique(["kind", "subject_id"])


class DocumentsFollowed(Row, Table, tablename="documents_followed"):
    """One row: the place in the feed up to which whatever was issued has been asked for."""

    id = Integer(primary_key=True, default=1)
    position = BigInt(default=0)

    documents_are_followed_by_one_list = Check('"id" = 1')
