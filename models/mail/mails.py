"""Mails: rows written with the change that they tell of, sent by a worker, their text erased once it is sent.

At least once: a worker that dies after the server has taken a mail sends it again, under the same Message-ID.

Who wrote a mail may want to know what became of it: its `about_id` names a row of theirs, and `Followers`, by the kind
of the mail, what they do then.

Raw SQL: mails are a work list (models/work.py); an address is erased from all at once, and old ones go by the batch.
"""

import datetime
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Literal

import msgspec
import structlog
from piccolo.columns import Column

from models import clock, database, ids, nudge, rows, secrets, work
from models.mail import messages, unsubscriptions
from models.mail.letters import Words
from models.mail.messages import Message
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
# A run begins no mail after the first, and a try takes the second at most: a PDF is waited for, and the server at each
# step. Together they are less than a task may take.
RUN_SECONDS = 20.0
SECONDS_MAX = 60.0
LEASE_SECONDS = 120
SUBJECT_LENGTH_MAX = 200
KEPT = datetime.timedelta(days=30)
FORGET_BATCH = 1000


class Attached(msgspec.Struct, frozen=True):
    """A file that goes along: its name, in letters that every program takes, its type, and its bytes."""

    name: str
    media_type: str
    content: bytes


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A mail as the transport needs it. `mail_id` stays the same however often it is tried.

    `copies` are addresses that get it too, in everybody's sight, and `unsubscribe_url` ends such mails. Without a
    `sender_name` it goes out in the name of this installation.
    """

    mail_id: uuid.UUID
    recipient: str
    subject: str
    text: str
    html: str
    created_at: datetime.datetime
    sender_name: str | None = None
    reply_to: str | None = None
    copies: Sequence[str] = ()
    files: Sequence[Attached] = ()
    unsubscribe_url: str | None = None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a mail: taken by the server, refused by it for good, or given up. `detail` names no address."""

    status: Literal["sent", "refused", "failed"]
    detail: str | None = None


class Prepared(msgspec.Struct, frozen=True):
    """What a mail says, and whom it goes to, as both are when it is handed over."""

    recipient: str
    message: Message
    files: Sequence[Attached] = ()


class Follower(msgspec.Struct, frozen=True, kw_only=True):
    """What else is done about mails of a kind.

    `prepare` writes one right before it is handed over, since it may have waited for days; None says that it is not
    wanted any more, and why that is has been noted. `note` is called in the transaction that writes what became of one.
    """

    prepare: Callable[[Mail], Awaitable[Prepared | None]]
    note: Callable[[Mail, Outcome], Awaitable[None]]


# By the kind of the mail.
Followers = Mapping[str, Follower]
NOBODY: Followers = {}
# Hands a mail over, or raises MailError; returns what there is to say about copies that were not taken.
Send = Callable[[Letter], Awaitable[str | None]]


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


async def enqueue(
    *,
    kind: str,
    recipient: str,
    words: Words,
    sender_name: str | None = None,
    reply_to: str | None = None,
    copies: Sequence[str] = (),
    receiver_id: uuid.UUID | None = None,
    about_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """Writes a mail in the open transaction, so that it is sent exactly if that commits; returns its id.

    With a `receiver_id` the recipient may end the receiver's mails of this kind. Where somebody follows mails of its
    kind, the text of `words` is what they need to write it."""
    assert database.in_transaction(), "a mail and what it tells of are one transaction"
    identifier = ids.make()
    await rows.insert(
        Mail(
            id=identifier,
            kind=kind,
            recipient=recipient,
            subject=_one_line(words.subject),
            body=secrets.encrypt(words.text.encode(), context=_context(identifier)),
            language=words.language,
            sender_name=sender_name,
            reply_to=reply_to,
            copies=list(copies),
            receiver_id=receiver_id,
            about_id=about_id,
            next_attempt_at=clock.now(),
        )
    )
    nudge.after_commit("mails")
    return identifier


async def send_due(send: Send, *, limit: int, followers: Followers = NOBODY) -> int:
    """Sends up to `limit` due mails through `send`, which raises MailError, and begins none after RUN_SECONDS; returns
    how many it tried.

    Stops when the server cannot be reached: the others would only spend their attempts on it.
    """
    tried, ends_at = 0, time.monotonic() + RUN_SECONDS
    while tried < limit and time.monotonic() < ends_at:
        claimed = await work.claim_next(Mail, lease_seconds=LEASE_SECONDS)
        if claimed is None:
            break
        tried += 1
        if not await _work_on(claimed, send, followers):
            break
    return tried


def text_of(mail: Mail) -> str:
    """What was written when a mail was asked for. Raises MailError where it cannot be decrypted: it is tried again,
    since an operator may put the key back."""
    assert mail.body is not None, "its text is there until it is sent or given up"
    try:
        return secrets.decrypt(mail.body, context=_context(mail.id)).decode()
    except secrets.CannotDecrypt as error:
        raise MailError(str(error)) from error


def as_written(mail: Mail) -> Message:
    """A mail in the words, and the language, in which it was asked for. Raises MailError as `text_of` does."""
    return messages.letter(Words(mail.subject, text_of(mail), mail.language))


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
    """Ends the mails to an address that are still to be sent, and replaces the address in all. Needs a transaction.

    What somebody follows is theirs to end: see `cancel`.
    """
    assert database.in_transaction(), "erasing is a part of what its caller does"
    await database.execute(
        "UPDATE mails SET recipient = $2, body = NULL, lease_token = NULL, "
        "status = CASE WHEN status = 'done' THEN 'done' ELSE 'exhausted' END "
        "WHERE lower(recipient) = lower($1) AND about_id IS NULL",
        email,
        replacement,
    )


async def cancel(about: Sequence[uuid.UUID], *, replacement: str) -> None:
    """Ends the mails about these rows that are still to be sent, and replaces the addresses in all. Whoever follows
    them is not told: they ask for it. Needs a transaction."""
    assert database.in_transaction(), "erasing is a part of what its caller does"
    await database.execute(
        "UPDATE mails SET recipient = $2, body = NULL, copies = '{}', lease_token = NULL, "
        "status = CASE WHEN status = 'done' THEN 'done' ELSE 'exhausted' END WHERE about_id = ANY($1)",
        about,
        replacement,
    )


async def _work_on(row: Mail, send: Send, followers: Followers) -> bool:
    """Sends one mail, or records why not; False when no mail can be sent just now."""
    is_reachable = True

    async def try_to_send() -> None:
        nonlocal is_reachable
        try:
            prepared = await _prepared(row, followers)
            if prepared is None:
                await _withdraw(row)
                return
            detail = await _send(row, prepared, send)
        except MailError as error:
            is_reachable = not error.unreachable
            await _record_failure(row, error, followers)
        else:
            await _end(row, Outcome(status="sent", detail=detail), followers)

    async def give_up(error: str) -> None:
        await _end(row, Outcome(status="failed", detail=error), followers)

    await work.try_once(row, try_to_send, schedule=SCHEDULE, give_up=give_up, seconds_max=SECONDS_MAX)
    return is_reachable


async def _prepared(row: Mail, followers: Followers) -> Prepared | None:
    """What a mail says, and to whom: as written, or as whoever follows it says now; None where it is not wanted."""
    follower = followers.get(row.kind)
    if follower is not None:
        return await follower.prepare(row)
    if row.receiver_id is not None and await unsubscriptions.ended(row.kind, row.receiver_id, [row.recipient]):
        return None
    return Prepared(row.recipient, as_written(row))


async def _withdraw(row: Mail) -> None:
    async with database.transaction():
        if await work.finish(row, status="exhausted", error="It is not wanted any more."):
            await rows.update(row, {Mail.body: None})


async def _send(row: Mail, prepared: Prepared, send: Send) -> str | None:
    words = prepared.message
    letter = Letter(
        mail_id=row.id,
        recipient=prepared.recipient,
        subject=_one_line(words.subject),
        text=words.text,
        html=words.html,
        created_at=row.created_at,
        sender_name=row.sender_name,
        reply_to=row.reply_to,
        copies=row.copies,
        files=prepared.files,
        unsubscribe_url=None
        if row.receiver_id is None
        else unsubscriptions.url(row.kind, receiver_id=row.receiver_id, email=prepared.recipient),
    )
    try:
        return await send(letter)
    except MailError:
        raise
    except Exception as error:
        raise TransportError(type(error).__name__).with_traceback(error.__traceback__) from None


async def _record_failure(row: Mail, error: MailError, followers: Followers) -> None:
    logger.warning("mail.not_sent", mail_id=str(row.id), kind=row.kind, attempt=row.attempts, error=str(error))
    if error.permanent:
        await _end(row, Outcome(status="refused", detail=str(error)), followers)
    elif row.attempts > len(SCHEDULE):
        await _end(row, Outcome(status="failed", detail=str(error)), followers)
    else:
        await work.postpone(row, schedule=SCHEDULE, error=str(error))


async def _end(row: Mail, outcome: Outcome, followers: Followers) -> None:
    """Writes what became of a mail, with what follows of it, unless its lease has passed on. Its text goes: what is
    sent, or never will be, need not be kept."""
    is_sent = outcome.status == "sent"
    async with database.transaction():
        ended = await work.finish(
            row, status="done" if is_sent else "exhausted", error=None if is_sent else outcome.detail
        )
        if not ended:
            return
        erased: dict[Column | str, object] = {Mail.body: None}
        await rows.update(row, {**erased, Mail.sent_at: clock.now()} if is_sent else erased)
        follower = followers.get(row.kind)
        if follower is not None and row.about_id is not None:
            await follower.note(row, outcome)


def _one_line(subject: str) -> str:
    """Names of people and receivers stand in subjects: a line break there would begin another header."""
    return " ".join(subject.split())[:SUBJECT_LENGTH_MAX]


def _context(identifier: uuid.UUID) -> str:
    return f"mail:{identifier}"
