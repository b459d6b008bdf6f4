"""Messages: what gateways sent, kept as it came until somebody has read it, and for some months after.

Raw SQL: a message and the work with it are written in one statement, what is known left out.
"""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from typing import TypedDict

import msgspec

from models import clock, database, ids, secrets
from models.tables.gateways import Callback, CallbackMessage

# Nothing is kept where the account's credentials are not those by which the messages were found to be genuine.
_KEEP = """
WITH account AS (
    SELECT FROM gateway_accounts WHERE id = $2 AND ($8::bytea IS NULL OR credentials = $8)
), given AS (
    SELECT given.* FROM account,
        unnest($3::uuid[], $4::bytea[], $5::bytea[], $6::bytea[]) AS given (id, message_key, headers, body)
), taken AS (
    INSERT INTO callbacks (id, receiver_id, gateway_account_id, message_id, message_key, fact, next_attempt_at)
    SELECT id, $1, $2, id, message_key, '', $7 FROM given
    ON CONFLICT ON CONSTRAINT callbacks_are_received_once DO NOTHING RETURNING id
), kept AS (
    INSERT INTO callback_messages (id, gateway_account_id, headers, body)
    SELECT given.id, $2, given.headers, given.body FROM given JOIN taken ON taken.id = given.id RETURNING id
)
SELECT EXISTS (SELECT FROM account) AS is_genuine, (SELECT count(*) FROM kept) AS kept
"""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What came. `key` is what it is known by when it comes again."""

    key: bytes
    headers: Mapping[str, str]
    body: bytes


class _Kept(TypedDict):
    """What became of messages: whether they are genuine still, and how many were new."""

    is_genuine: bool
    kept: int


def key(message_id: str | None, body: bytes) -> bytes:
    """What a message is known by: the id that its gateway gave it, together with its bytes.

    Where a gateway gives none, each is a message of its own: the same bytes may speak of another change.
    """
    name = ids.make().hex if message_id is None else message_id
    return hashlib.sha256(f"{len(name)} {name}".encode(errors="replace") + body).digest()


async def keep(
    receiver_id: uuid.UUID,
    gateway_account_id: uuid.UUID,
    messages: Sequence[Message],
    *,
    credentials: bytes | None = None,
) -> int:
    """Keeps messages to be read, as due; returns how many were new.

    `credentials`, encrypted, are those by which the messages are genuine. Where the account has others by now, nothing
    is kept, and `database.retried` is asked to do it all again.
    """
    given = [(ids.make(), message) for message in messages]
    [found] = await database.fetch_as(
        _Kept,
        _KEEP,
        receiver_id,
        gateway_account_id,
        [message_id for message_id, _ in given],
        [message.key for _, message in given],
        [_encrypt("headers", message_id, msgspec.json.encode(message.headers)) for message_id, message in given],
        [_encrypt("body", message_id, message.body) for message_id, message in given],
        clock.now(),
        credentials,
    )
    if not found["is_genuine"]:
        raise database.do_again("the account has other credentials")
    return found["kept"]


async def read(callback: Callback) -> Message | None:
    """The message that is to be read, or in which an event came; None where its bytes are not kept any more.

    Raises secrets.CannotDecrypt.
    """
    row = await CallbackMessage.objects().where(CallbackMessage.id == callback.message_id).first()
    if row is None:
        return None
    headers = secrets.decrypt(row.headers, context=_context("headers", row.id))
    return Message(
        key=callback.message_key or b"",
        headers=msgspec.json.decode(headers, type=dict[str, str]),
        body=secrets.decrypt(row.body, context=_context("body", row.id)),
    )


def _encrypt(part: str, message_id: uuid.UUID, content: bytes) -> bytes:
    return secrets.encrypt(content, context=_context(part, message_id))


def _context(part: str, message_id: uuid.UUID) -> str:
    return f"callback_message:{part}:{message_id}"
