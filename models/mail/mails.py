"""Mails: rows written with the change that they tell of, sent by a worker, their text erased once it is sent.

At least once: a worker that dies after the server has taken a mail sends it again, under the same Message-ID.

Raw SQL: mails are a work list (models/work.py); an address is erased from all at once, and old ones go by the batch.
"""

import datetime
import uuid
from collections.abc import Awaitable, Callable

import msgspec
import structlog

from models import clock, database, ids, nudge, rows, secrets, work
from models.tables.mail import Mail

logger = structlog.get_logger(__name__)

# Some two days in all: a mail server's bad weekend day loses nothing, and most links have expired by then.
SCHEDULE = (
    datetime.timedelta(seconds=5),
    datetime.timedelta(seconds=30),
    datetime.timedelta(minutes=2),
    datetime.timedelta(minutes=10),
    datetime.timedelta(minutes=30),
    datetime.timedelta(hours=2),
    datetime.timedelta(hours=6),
    datetime.timedelta(hours=12),
    datetime.timedelta(hours=24),
)
# Longer than the client waits for the server, connecting included.
LEASE_SECONDS = 60
SUBJECT_LENGTH_MAX = 200
KEPT = datetime.timedelta(days=30)
FORGET_BATCH = 1000


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A mail as the transport needs it. `mail_id` stays the same however often it is tried."""

    mail_id: uuid.UUID
    recipient: str
    subject: str
    text: str
    created_at: datetime.datetime


class TransportError(Exception):
    """The transport failed in a way that nobody expected. What it said is left out: it can hold the recipient."""


class MailError(Exception):
    """The mail was not taken. `permanent`: this mail never will be; `unreachable`: no mail would have been.

    The message is for the operator, and names neither the recipient nor the text.
    """

    def __init__(self, message: str, *, permanent: bool = False, unreachable: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.unreachable = unreachable


async def enqueue(*, kind: str, recipient: str, subject: str, text: str) -> None:
    """Writes a mail in the open transaction, so that it is sent exactly if that commits."""
    assert database.in_transaction(), "a mail and what it tells of are one transaction"
    identifier = ids.new()
    await rows.insert(
        Mail(
            id=identifier,
            kind=kind,
            recipient=recipient,
            # Names of people and receivers stand in subjects: a line break there would begin another header.
            subject=" ".join(subject.split())[:SUBJECT_LENGTH_MAX],
            body=secrets.encrypt(text.encode(), context=_context(identifier)),
            next_attempt_at=clock.now(),
        )
    )
    nudge.after_commit("mails")


async def send_due(send: Callable[[Letter], Awaitable[None]], *, limit: int) -> int:
    """Sends up to `limit` due mails through `send`, which raises MailError; returns how many it tried.

    Stops when the server cannot be reached: the others would only spend their attempts on it.
    """
    tried = 0
    while tried < limit:
        claimed = await work.claim_next(Mail, lease_seconds=LEASE_SECONDS)
        if claimed is None:
            break
        tried += 1
        if not await _work_on(claimed, send):
            break
    return tried


async def forget_old() -> int:
    """Deletes a batch of mails that are long done with, whose recipients need not be known any more."""
    forgotten = await database.fetch(
        "DELETE FROM mails WHERE id IN (SELECT id FROM mails WHERE created_at <= $1 "
        "AND status IN ('done', 'exhausted') LIMIT $2) RETURNING id",
        clock.now() - KEPT,
        FORGET_BATCH,
    )
    return len(forgotten)


async def erase_recipient(email: str, *, replacement: str) -> None:
    """Ends the mails to an address that are still to be sent, and replaces the address in all. Needs a transaction."""
    assert database.in_transaction(), "erasing is a part of what its caller does"
    await database.execute(
        "UPDATE mails SET recipient = $2, body = NULL, lease_token = NULL, "
        "status = CASE WHEN status = 'done' THEN 'done' ELSE 'exhausted' END WHERE lower(recipient) = lower($1)",
        email,
        replacement,
    )


async def _work_on(row: Mail, send: Callable[[Letter], Awaitable[None]]) -> bool:
    """Sends one mail, or records why not; False when no mail can be sent just now."""
    is_reachable = True

    async def try_to_send() -> None:
        nonlocal is_reachable
        try:
            await _send(row, send)
        except MailError as error:
            is_reachable = not error.unreachable
            await _record_failure(row, error)

    await work.try_once(row, try_to_send, schedule=SCHEDULE, give_up=lambda error: _give_up(row, error))
    return is_reachable


async def _send(row: Mail, send: Callable[[Letter], Awaitable[None]]) -> None:
    assert row.body is not None, "its text is there until it is sent or given up"
    try:
        text = secrets.decrypt(row.body, context=_context(row.id)).decode()
    except secrets.CannotDecrypt as error:
        # Tried again, since an operator may put the key back.
        raise MailError(str(error)) from error
    letter = Letter(
        mail_id=row.id,
        recipient=row.recipient,
        subject=row.subject,
        text=text,
        created_at=row.created_at,
    )
    try:
        await send(letter)
    except MailError:
        raise
    except Exception as error:
        raise TransportError(type(error).__name__).with_traceback(error.__traceback__) from None
    await Mail.update(
        {Mail.status: "done", Mail.body: None, Mail.error: None, Mail.sent_at: clock.now(), Mail.lease_token: None}
    ).where(Mail.id == row.id, Mail.lease_token == row.lease_token)


async def _record_failure(row: Mail, error: MailError) -> None:
    logger.warning("mail.not_sent", mail_id=str(row.id), kind=row.kind, attempt=row.attempts, error=str(error))
    if error.permanent or row.attempts > len(SCHEDULE):
        await _give_up(row, str(error))
    else:
        await work.postpone(row, schedule=SCHEDULE, error=str(error))


async def _give_up(row: Mail, error: str) -> None:
    async with database.transaction():
        await work.finish(row, status="exhausted", error=error)
        # What is never sent need not be kept.
        await Mail.update({Mail.body: None}).where(Mail.id == row.id, Mail.status == "exhausted")


def _context(identifier: uuid.UUID) -> str:
    return f"mail:{identifier}"
