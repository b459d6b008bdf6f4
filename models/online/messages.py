"""Messages: what gateways sent, kept as it came until somebody has read it, and for some months after.

Raw SQL: a message and the work with it are written in one statement, or neither where it is known.
"""

import hashlib
import uuid
from collections.abc import Mapping
from typing import TypedDict

import msgspec

from models import clock, database, ids, rows, secrets
from models.tables.gateways import Callback, CallbackMessage

# Nothing is kept where the account's credentials are not those by which the message was found to be genuine.
_KEEP = """
WITH account AS (
    SELECT FROM gateway_accounts WHERE id = $2 AND ($8::bytea IS NULL OR credentials = $8)
), taken AS (
    INSERT INTO callbacks (id, receiver_id, gateway_account_id, message_id, message_key, fact, next_attempt_at)
    SELECT $3, $1, $2, $3, $4, '', $7 FROM account
    ON CONFLICT ON CONSTRAINT callbacks_are_received_once DO NOTHING RETURNING id
), kept AS (
    INSERT INTO callback_messages (id, gateway_account_id, headers, body) SELECT id, $2, $5, $6 FROM taken RETURNING 1
)
SELECT EXISTS (SELECT FROM account) AS is_genuine, EXISTS (SELECT FROM kept) AS is_new
"""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What came. `key` is what it is known by when it comes again."""

    key: bytes
    headers: Mapping[str, str]
    body: bytes


class _Kept(TypedDict):
    """What became of a message: whether it is genuine still, and whether it was new."""

    is_genuine: bool
    is_new: bool


def key(message_id: str | None, body: bytes) -> bytes:
    """What a message is known by: the id that its gateway gave it, together with its bytes.

    Where a gateway gives none, each is a message of its own: the same bytes may speak of another change.
    """
    name = ids.make().hex if message_id is None else message_id
    return hashlib.sha256(f"{len(name)} {name}".encode(errors="replace") + body).digest()


async def keep(
    receiver_id: uuid.UUID, gateway_account_id: uuid.UUID, message: Message, *, credentials: bytes | None = None
) -> bool:
    """Keeps a message to be read, as due; returns whether it was new.

    `credentials`, encrypted, are those by which it is genuine. Where the account has others by now, nothing is kept,
    and `database.retried` is asked to do it all again.
    """
    message_id = ids.make()
    [found] = await database.fetch_as(
        _Kept,
        _KEEP,
        receiver_id,
        gateway_account_id,
        message_id,
        message.key,
        _encrypt("headers", message_id, msgspec.json.encode(message.headers)),
        _encrypt("body", message_id, message.body),
        clock.now(),
        credentials,
    )
    if not found["is_genuine"]:
        raise database.do_again("the account has other credentials")
    return found["is_new"]


async def read(callback: Callback) -> Message | None:
    """The message that is to be read, or in which an event came; None where its bytes are not kept any more.

    Raises secrets.CannotDecrypt.
    """
    row = await rows.find(CallbackMessage, callback.message_id)
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
