"""Callbacks: what gateways announce, verified on the raw bytes, stored once, and applied by a worker.

The inbox is a work list, so nothing is lost between storing and applying. What speaks of a payment that we do not know
yet is parked and tried again, since a callback can overtake the answer to the request that caused it.

Raw SQL: all events of a callback are stored in one statement, those that are known left out.
"""

import datetime
import uuid
from collections.abc import Mapping

import msgspec

from models import clock, database, ids, nudge, work
from models.collection import facts
from models.errors import NotFound
from models.gateways import registry
from models.gateways.base import Fact
from models.tables.collection import Callback, GatewayAccount

# How long an event that speaks of an unknown payment is tried again: 72 hours in all.
PARKED = [
    *[datetime.timedelta(seconds=5)] * 6,
    *[datetime.timedelta(minutes=1)] * 10,
    *[datetime.timedelta(hours=1)] * 24,
    *[datetime.timedelta(hours=6)] * 8,
]
LEASE_SECONDS = 30
BATCH = 50

_decoder: msgspec.json.Decoder[Fact] = msgspec.json.Decoder(Fact)


async def receive(gateway_account_id: uuid.UUID | None, *, body: bytes, headers: Mapping[str, str]) -> int:
    """Stores the events of a genuine callback; returns how many were new. A second delivery stores nothing.

    An archived account goes on hearing of the money that has moved through it. Raises NotFound for an account that is
    unknown; BadSignature.
    """
    account = None
    if gateway_account_id is not None:
        account = await GatewayAccount.objects().where(GatewayAccount.id == gateway_account_id).first()
    if account is None:
        raise NotFound("There is no such gateway account.")
    found = registry.open_account(account).verify_callback(body=body, headers=headers, now=clock.now())
    async with database.transaction():
        stored = await database.fetch(
            """
            INSERT INTO callbacks (id, receiver_id, gateway_account_id, gateway_event_id, kind, fact, next_attempt_at)
            SELECT given.id, $1, $2, given.event_id, given.kind, given.fact, $7
            FROM unnest($3::uuid[], $4::text[], $5::text[], $6::bytea[]) AS given (id, event_id, kind, fact)
            ON CONFLICT ON CONSTRAINT callbacks_are_stored_once DO NOTHING RETURNING id
            """,
            account.receiver_id,
            account.id,
            [ids.new() for _ in found],
            [event.gateway_event_id for event in found],
            [event.kind for event in found],
            [b"" if event.fact is None else msgspec.json.encode(event.fact) for event in found],
            clock.now(),
        )
        if stored:
            nudge.after_commit("callbacks")
    return len(stored)


async def apply_due() -> int:
    """Applies the callbacks that are due, one transaction each; returns how many there were."""
    rows = await work.claim(Callback, limit=BATCH, lease_seconds=LEASE_SECONDS)
    for row in rows:
        await _work_on(row)
    return len(rows)


async def _work_on(callback: Callback) -> None:
    await work.try_once(
        callback,
        lambda: database.retried(lambda: _apply(callback)),
        schedule=PARKED,
        give_up=lambda error: work.finish(callback, status="exhausted", error=error),
    )


async def _apply(callback: Callback) -> None:
    async with database.transaction():
        if not await work.hold(callback):
            return
        if not callback.fact or await facts.apply(
            _decoder.decode(callback.fact), gateway_account_id=callback.gateway_account_id
        ):
            await work.finish(callback, status="done")
        else:
            await work.postpone(callback, schedule=PARKED, error="We know no such payment yet.")
