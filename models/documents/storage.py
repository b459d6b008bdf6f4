"""Documents that are made once and kept: asked for by whoever wants one, made by a worker, and the same ever after.

Nothing of it is done while something is issued. Who wants a document writes that down and waits; the job that follows
the feed asks for the rest, so that whatever was issued is kept as it looked. What somebody waits for is made first. A
document is of what was frozen, so it does not matter when it is made.

A statement is of a period as it stands, and so are its contents what is kept for an hour: the same ones are the same
document.

Raw SQL: one asks for a document whether it is there or not, and the job takes a batch of the feed in one statement.
"""

import datetime
import hashlib
import uuid
from typing import NamedTuple, TypedDict

from models import access, clock, database, ids, nudge
from models.access import Caller
from models.errors import DocumentFailed, DocumentLate, InvoiceNotIssued
from models.languages.words import Language
from models.tables.billing import Invoice
from models.tables.columns import WorkStatus
from models.tables.documents import DocumentKind, IssuedKind

WORK_LIST = "documents"
# Of the feed's events that are looked at in one run; hardly ever are all of them of something issued.
BATCH = 200
# The job asks for no more until these are worked off. What has failed and waits for another try keeps nobody from his.
WAITING_MAX = 200
# Statements that may wait at once, and those of one receiver's payers; each is asked for by somebody who waits for it.
STATEMENTS_WAITING_MAX = 50
STATEMENTS_OF_RECEIVER_WAITING_MAX = 10
STATEMENTS_KEPT = datetime.timedelta(hours=1)
FORGET_BATCH = 500
RETRY_AFTER_SECONDS = 5
# What was given up is tried again for who asks so long after: meanwhile somebody may have mended it.
GIVEN_UP_FOR = datetime.timedelta(hours=1)

_UNTRIED = "status = 'pending' AND attempts = 0"
# One that the job has asked for is hurried.
_ASK = """
INSERT INTO documents (id, kind, subject_id, contents, receiver_id, is_awaited, next_attempt_at)
VALUES ($1, $2, $3, $4, $5, true, $6)
ON CONFLICT ON CONSTRAINT documents_are_made_once DO UPDATE
    SET status = 'pending', attempts = 0, deaths = 0, error = NULL, is_awaited = true, next_attempt_at = $6
    WHERE (documents.status = 'exhausted' AND documents.next_attempt_at <= $7)
        OR (documents.status = 'pending' AND documents.attempts = 0 AND NOT documents.is_awaited)
"""
_KEEP = """
INSERT INTO documents (id, kind, subject_id, content, digest, language, status, next_attempt_at)
VALUES ($1, $2, $3, $4, sha256($4), $5, 'done', $6)
ON CONFLICT ON CONSTRAINT documents_are_made_once DO UPDATE
    SET content = $4, digest = sha256($4), language = $5, status = 'done', lease_token = NULL, error = NULL
    WHERE documents.content IS NULL
"""
_WAITING = f"""
SELECT count(*) AS of_all, count(*) FILTER (WHERE receiver_id = $1) AS of_receiver
FROM documents WHERE {_UNTRIED} AND kind = 'statement' AND subject_id <> $2
"""
_FOLLOW = f"""
WITH seen AS (
    SELECT position, type, object_id FROM events WHERE position > (SELECT position FROM documents_followed)
    ORDER BY position LIMIT {BATCH}
), asked AS (
    INSERT INTO documents (id, kind, subject_id, next_attempt_at)
    SELECT given.id, issued.kind, issued.object_id, $1
    FROM unnest($2::uuid[]) WITH ORDINALITY AS given (id, place) JOIN (
        SELECT row_number() OVER (ORDER BY position) AS place, object_id, split_part(type, '.', 1) AS kind
        FROM seen WHERE type IN ('invoice.finalized', 'credit_note.issued', 'receipt.issued')
    ) AS issued USING (place)
    ON CONFLICT ON CONSTRAINT documents_are_made_once DO NOTHING
)
UPDATE documents_followed SET position = (SELECT max(position) FROM seen)
WHERE position < (SELECT max(position) FROM seen) RETURNING (SELECT count(*) FROM seen) AS count
"""


class File(NamedTuple):
    """A document's bytes, and their SHA-256 in hexadecimal digits."""

    content: bytes
    digest: str


class Issued(NamedTuple):
    """Something issued, by its id and the number that is printed on it."""

    id: uuid.UUID
    number: str


class _Found(TypedDict):
    status: WorkStatus
    content: bytes | None
    digest: bytes | None
    next_attempt_at: datetime.datetime


class _Waiting(TypedDict):
    of_all: int
    of_receiver: int


class _Numbered(TypedDict):
    id: uuid.UUID
    receiver_id: uuid.UUID
    payer_id: uuid.UUID
    number: str | None


async def issued_invoice(caller: Caller, invoice_id: uuid.UUID | None) -> Issued:
    """An invoice that has a document. Raises NotFound, InvoiceNotIssued."""
    columns = ", ".join(_Numbered.__annotations__)
    found = await access.find_as(caller, Invoice, _Numbered, invoice_id, "invoices.read", columns=columns)
    if found["number"] is None:
        raise InvoiceNotIssued("have a PDF")
    return Issued(found["id"], found["number"])


async def find(kind: DocumentKind, subject_id: uuid.UUID) -> File | None:
    """A document that was made; None while it was not. Raises DocumentFailed for one that was given up."""
    found = await database.fetch_row_as(
        _Found,
        "SELECT status, content, digest, next_attempt_at FROM documents WHERE kind = $1 AND subject_id = $2",
        kind,
        subject_id,
    )
    if found is None:
        return None
    if found["content"] is not None and found["digest"] is not None:
        return File(found["content"], found["digest"].hex())
    again_at = found["next_attempt_at"] + GIVEN_UP_FOR
    if found["status"] == "exhausted" and again_at > clock.now():
        raise DocumentFailed(retry_after_seconds=int((again_at - clock.now()).total_seconds()) + 1)
    return None


async def keep(kind: IssuedKind, subject_id: uuid.UUID, content: bytes, language: Language) -> None:
    """Keeps a document of something issued that was made without being asked for, unless there is one by now. A worker
    that makes it meanwhile has lost its lease."""
    await database.execute(_KEEP, ids.new(), kind, subject_id, content, language, clock.now())


async def ask(kind: IssuedKind, subject_id: uuid.UUID) -> None:
    """Asks the workers for a document, for somebody who waits. Asked twice, or for one that is there, it changes
    nothing."""
    await _ask(kind, subject_id)


async def ask_for_statement(contents: str, *, payer_id: uuid.UUID, receiver_id: uuid.UUID) -> uuid.UUID:
    """Asks the workers for a statement of a payer's with these contents; returns its subject. Raises DocumentLate where
    too many are waited for already, of this receiver or of all."""
    subject_id = uuid.UUID(bytes=hashlib.sha256(payer_id.bytes + contents.encode()).digest()[:16])
    waiting = await database.fetch_row_as(_Waiting, _WAITING, receiver_id, subject_id)
    assert waiting is not None, "a count is a row"
    if waiting["of_all"] >= STATEMENTS_WAITING_MAX or waiting["of_receiver"] >= STATEMENTS_OF_RECEIVER_WAITING_MAX:
        raise DocumentLate(retry_after_seconds=RETRY_AFTER_SECONDS)
    await _ask("statement", subject_id, contents, receiver_id)
    return subject_id


async def follow() -> int:
    """Asks for the documents of a batch of what was issued since the last; returns at how many events it looked, up to
    BATCH. For beat. Beside another one it asks for nothing twice; killed, it has asked for nothing."""
    now = clock.now()
    waiting = await database.fetch_value(
        int,
        f"SELECT count(*) FROM (SELECT FROM documents WHERE {_UNTRIED} AND next_attempt_at <= $1 LIMIT $2) AS waiting",
        now,
        WAITING_MAX,
    )
    if waiting == WAITING_MAX:
        return 0
    looked_at = await database.fetch_value(int, _FOLLOW, now, [ids.new() for _ in range(BATCH)])
    if looked_at:
        nudge.now(WORK_LIST)
    return looked_at or 0


async def forget_statements() -> int:
    """Deletes a batch of statements that nobody waits for any more."""
    forgotten = await database.fetch(
        "DELETE FROM documents WHERE id IN (SELECT id FROM documents WHERE kind = 'statement' AND created_at <= $1 "
        "LIMIT $2) RETURNING id",
        clock.now() - STATEMENTS_KEPT,
        FORGET_BATCH,
    )
    return len(forgotten)


async def _ask(
    kind: DocumentKind, subject_id: uuid.UUID, contents: str | None = None, receiver_id: uuid.UUID | None = None
) -> None:
    now = clock.now()
    await database.execute(_ASK, ids.new(), kind, subject_id, contents, receiver_id, now, now - GIVEN_UP_FOR)
    nudge.now(WORK_LIST)
