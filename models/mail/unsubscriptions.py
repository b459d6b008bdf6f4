"""What an address wants no more of: a receiver's mails on a topic, ended by one click of whoever was mailed (RFC 8058).

Invoices, receipts, what is about an account, and whatever else somebody waits for, cannot be ended. A link is sealed
with our key and kept nowhere; it works as often as it is used, and so does the one that takes it back.

A link holds the hash of its address. What is kept is a code that our key makes of it: a plain hash gives an address
away to whoever tries all that they know of. Those that an older key has made count as long as we have that key.

Raw SQL: one that is there already is left alone, and of several addresses those that are to get none are found at once.
"""

import hashlib
import uuid
from collections.abc import Mapping, Sequence

import msgspec

from config import settings
from models import audit, database, ids, rows, secrets
from models.errors import ActionTokenRefused
from models.tables.mail import MailTopic
from models.tables.parties import Receiver

# Topics by the kinds of mails.
TOPICS: Mapping[str, MailTopic] = {
    "reminder": "reminders",
    "reminder_notice": "reminder_notices",
    "report_waits": "reports",
    "dispute_opened": "disputes",
    "dispute_due": "disputes",
    "schedule_failed": "schedules",
    "endpoint_warning": "webhook_endpoints",
    "endpoint_disabled": "webhook_endpoints",
}
PATH = "/account/unsubscribe"
_CONTEXT = "a link that ends mails"
_PURPOSE = "unsubscription"


class _Link(msgspec.Struct, frozen=True, array_like=True):
    receiver_id: uuid.UUID
    topic: MailTopic
    hash: bytes


class Offer(msgspec.Struct, frozen=True):
    """What a link is about: mails of a receiver on a topic."""

    receiver: Receiver
    topic: MailTopic


def url(kind: str, *, receiver_id: uuid.UUID, email: str) -> str:
    """Where an address ends the receiver's mails of a kind."""
    link = _Link(receiver_id, TOPICS[kind], _hash(email))
    return f"{settings.public_url}{PATH}/{secrets.seal(msgspec.msgpack.encode(link), context=_CONTEXT)}"


def of_same_topic(kind: str) -> list[str]:
    """The kinds of mails on the topic of one of them, which is among them."""
    return [one for one, topic in TOPICS.items() if topic == TOPICS[kind]]


async def read(token: str) -> Offer:
    """What the link is about. Raises ActionTokenRefused."""
    link = _opened(token)
    receiver = await rows.find(Receiver, link.receiver_id)
    assert receiver is not None, "receivers are archived, never deleted"
    return Offer(receiver, link.topic)


async def end(token: str) -> None:
    """Ends these mails for the link's address; the second time changes nothing. Raises ActionTokenRefused."""
    link = _opened(token)
    async with database.transaction():
        key_name, code = secrets.derive(_PURPOSE, link.hash)
        ended = await database.fetch(
            "INSERT INTO unsubscriptions (id, receiver_id, topic, digest, key_name) SELECT $1, $2, $3::varchar, $4, $5 "
            "WHERE NOT EXISTS "
            "(SELECT FROM unsubscriptions WHERE receiver_id = $2 AND topic = $3 AND digest = ANY ($6)) "
            "ON CONFLICT (receiver_id, topic, digest) DO NOTHING RETURNING id",
            ids.make(),
            link.receiver_id,
            link.topic,
            code,
            key_name,
            secrets.derive_by_each(_PURPOSE, link.hash),
        )
        if ended:
            await _audit("mails.unsubscribed", link)


async def resume(token: str) -> None:
    """Takes that back; where nothing was ended it changes nothing. Raises ActionTokenRefused."""
    link = _opened(token)
    async with database.transaction():
        resumed = await database.fetch(
            "DELETE FROM unsubscriptions WHERE receiver_id = $1 AND topic = $2 AND digest = ANY ($3) RETURNING id",
            link.receiver_id,
            link.topic,
            secrets.derive_by_each(_PURPOSE, link.hash),
        )
        if resumed:
            await _audit("mails.resubscribed", link)


async def ended(kind: str, receiver_id: uuid.UUID, emails: Sequence[str]) -> set[str]:
    """Those of the addresses that get no more of the receiver's mails of a kind."""
    codes = {email: secrets.derive_by_each(_PURPOSE, _hash(email)) for email in emails}
    found = await database.fetch(
        "SELECT digest FROM unsubscriptions WHERE receiver_id = $1 AND topic = $2 AND digest = ANY ($3)",
        receiver_id,
        TOPICS[kind],
        [code for its in codes.values() for code in its],
    )
    gone = {row["digest"] for row in found}
    return {email for email, its in codes.items() if not gone.isdisjoint(its)}


def _hash(email: str) -> bytes:
    return hashlib.sha256(email.lower().encode()).digest()


def _opened(token: str) -> _Link:
    sealed = secrets.unseal(token, context=_CONTEXT)
    if sealed is None:
        raise ActionTokenRefused("This link is incomplete, or it is not one of ours: open it again from the mail.")
    return msgspec.msgpack.decode(sealed, type=_Link)


async def _audit(action: str, link: _Link) -> None:
    await audit.record(
        action,
        object_kind="receiver",
        object_id=link.receiver_id,
        receiver_id=link.receiver_id,
        after={"topic": link.topic},
    )
