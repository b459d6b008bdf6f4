"""Rows that tests start from, made by plain INSERTs. Each factory names only what matters to a test."""

import uuid
from dataclasses import dataclass
from typing import Literal

from models import database, ids
from models.access import Caller


@dataclass(frozen=True)
class Receiver:
    """A receiver, and somebody with a role there."""

    id: uuid.UUID
    user_id: uuid.UUID
    caller: Caller

    @property
    def text_id(self) -> str:
        """The id as clients send it."""
        return ids.encode("receiver", self.id)


async def user(*, role: Literal["member", "admin"] = "member", name: str = "Ada") -> uuid.UUID:
    """Somebody who could log in, if the password hash were one."""
    identifier = ids.new()
    await database.execute(
        "INSERT INTO users (id, email, password_hash, name, role) VALUES ($1, $2, 'none', $3, $4)",
        identifier,
        f"{identifier.hex}@example.com",
        name,
        role,
    )
    return identifier


async def receiver(*, currency: str = "EUR", time_zone: str = "UTC", name: str = "Ada's Workshop") -> Receiver:
    """A receiver with an owner."""
    identifier, user_id = ids.new(), await user()
    await database.execute(
        "INSERT INTO receivers (id, name, currency, time_zone) VALUES ($1, $2, $3, $4)",
        identifier,
        name,
        currency,
        time_zone,
    )
    return Receiver(identifier, user_id, await member(identifier, role="owner", user_id=user_id))


async def member(
    receiver_id: uuid.UUID, *, role: Literal["owner", "manager", "viewer"], user_id: uuid.UUID | None = None
) -> Caller:
    """A caller with a role at the receiver; somebody new unless `user_id` names them."""
    user_id = user_id or await user()
    await database.execute(
        "INSERT INTO receiver_members (id, receiver_id, user_id, role) VALUES ($1, $2, $3, $4)",
        ids.new(),
        receiver_id,
        user_id,
        role,
    )
    return Caller(key=f"user:{user_id}", user_id=user_id, roles={receiver_id: role})


async def payer(receiver_id: uuid.UUID, *, user_id: uuid.UUID | None = None, name: str = "Grace") -> uuid.UUID:
    """A payer in the receiver's book; `user_id` is whoever has claimed the record."""
    identifier = ids.new()
    await database.execute(
        "INSERT INTO payers (id, receiver_id, user_id, name, email) VALUES ($1, $2, $3, $4, $5)",
        identifier,
        receiver_id,
        user_id,
        name,
        f"{identifier.hex}@example.com",
    )
    return identifier


def payer_caller(payer_id: uuid.UUID, *, user_id: uuid.UUID | None = None) -> Caller:
    """Somebody who is that payer and nothing else."""
    return Caller(key=f"payer:{payer_id}", user_id=user_id, payer_ids=frozenset({payer_id}))
