"""Whom a receiver's affairs concern: its owners and managers, unless they have had enough mails on a topic today, or
want none.

`tell` writes to all of them; who writes to each in other words asks for `managers`.

Raw SQL: recipients are locked against leaving in the join that finds them, and their mails are counted at once.
"""

import uuid
from collections.abc import Sequence
from typing import TypedDict

from models import database
from models.mail import mails, unsubscriptions
from models.mail.letters import Words
from models.tables.parties import MemberRole

ROLES: tuple[MemberRole, ...] = ("owner", "manager")


class Recipient(TypedDict):
    """A user, and their address."""

    id: uuid.UUID
    email: str


async def tell(receiver_id: uuid.UUID, words: Words, *, kind: str, per_day_max: int) -> None:
    """Writes a mail of a kind to each of a receiver's `managers`. Needs a transaction."""
    for one in await managers(receiver_id, kind=kind, per_day_max=per_day_max):
        await mails.enqueue(kind=kind, recipient=one["email"], words=words, receiver_id=receiver_id)


async def managers(receiver_id: uuid.UUID, *, kind: str, per_day_max: int) -> list[Recipient]:
    """A receiver's owners and managers, but for those who have got so many mails on this kind's topic within a day, or
    want none. None of them is deactivated or erased before the open transaction ends."""
    found = await of(receiver_id)
    emails = [one["email"] for one in found]
    sated_ones = await sated(emails, kind=kind, per_day_max=per_day_max)
    ended = await unsubscriptions.ended(kind, receiver_id, emails)
    return [one for one in found if one["email"].lower() not in sated_ones and one["email"] not in ended]


async def of(receiver_id: uuid.UUID) -> list[Recipient]:
    """A receiver's owners and managers, as they are until the open transaction ends."""
    return await database.fetch_as(
        Recipient,
        "SELECT users.id, users.email FROM receiver_members JOIN users ON users.id = user_id "
        "WHERE receiver_id = $1 AND receiver_members.role = ANY ($2) AND users.status = 'active' "
        "ORDER BY users.id FOR SHARE OF users",
        receiver_id,
        ROLES,
    )


async def sated(emails: Sequence[str], *, kind: str, per_day_max: int) -> set[str]:
    """Those of the addresses, in lower case, that have got as many mails on this kind's topic within a day as anybody
    needs."""
    rows = await database.fetch(
        # By the clock that writes created_at.
        "SELECT lower(recipient) AS email FROM mails WHERE created_at > now() - interval '1 day' "
        "AND kind = ANY ($1) AND lower(recipient) = ANY ($2) GROUP BY 1 HAVING count(*) >= $3",
        unsubscriptions.of_same_topic(kind),
        [email.lower() for email in emails],
        per_day_max,
    )
    return {row["email"] for row in rows}
