"""What a run leaves behind: the parties' journals, and one snapshot of PostgreSQL."""

from collections.abc import Sequence
from pathlib import Path

import asyncpg
import msgspec

from models import ids
from tests import clearing
from tests.chaos import journal
from tests.chaos.journal import Received, Record
from tests.chaos.world import Endpoint

# Whoever writes, and whoever listens.
REQUESTS, SABOTEUR, CONTROLS, SUBSCRIBER = "requests.jsonl", "saboteur.jsonl", "controls.jsonl", "subscriber.jsonl"


class Object(msgspec.Struct, frozen=True, kw_only=True):
    """A row that writes were about; `name` is None for what has none.

    `is_adopted` for a refund that nobody here has asked for: a gateway has told us of it.
    """

    id: str
    name: str | None = None
    is_adopted: bool = False


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `events`."""

    id: str
    receiver_id: str
    type: str
    object_id: str
    sequence: int
    body: bytes
    position: int | None = None


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `webhook_deliveries`."""

    event_id: str
    endpoint_id: str
    status: str


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """All that the verdict looks at. `pulled` and `streamed` hold the events' bytes as read; None without a feed.

    `unbooked` has a sentence for each payment of which a gateway's journal says something else than our books.
    """

    records: Sequence[Record]
    received: Sequence[Received]
    endpoints: Sequence[Endpoint]
    objects: Sequence[Object]
    events: Sequence[Event]
    deliveries: Sequence[Delivery]
    pulled: Sequence[bytes] | None = None
    streamed: Sequence[bytes] | None = None
    unbooked: Sequence[str] = ()


async def collect(
    folder: Path,
    database_url: str,
    *,
    endpoints: Sequence[Endpoint],
    journal_there: clearing.Amounts,
    receiver_ids: Sequence[str],
    pulled: Sequence[bytes] | None,
    streamed: Sequence[bytes] | None,
) -> Evidence:
    """Reads the journals first: what is acknowledged in them must be in the snapshot, which is taken afterwards."""
    records = [record for name in (REQUESTS, SABOTEUR, CONTROLS) for record in journal.read(folder / name)]
    received = [record for record in journal.read(folder / SUBSCRIBER) if isinstance(record, Received)]
    connection = await asyncpg.connect(database_url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            return Evidence(
                records=records,
                received=received,
                endpoints=endpoints,
                objects=await _objects(connection),
                events=await _events(connection),
                deliveries=await _deliveries(connection),
                pulled=pulled,
                streamed=streamed,
                unbooked=await _unbooked(connection, journal_there, receiver_ids),
            )
    finally:
        await connection.close()


async def _objects(connection: asyncpg.Connection) -> list[Object]:
    payers = await connection.fetch("SELECT id, name FROM payers")
    invoices = await connection.fetch("SELECT id FROM invoices")
    payments = await connection.fetch("SELECT id FROM payments")
    refunds = await connection.fetch(
        "SELECT id, created_by IS NULL AND NOT EXISTS (SELECT FROM attempts WHERE refund_id = refunds.id) "
        "AS is_adopted FROM refunds"
    )
    return [
        *(Object(id=ids.encode("payer", row["id"]), name=row["name"]) for row in payers),
        *(Object(id=ids.encode("invoice", row["id"])) for row in invoices),
        *(Object(id=ids.encode("payment", row["id"])) for row in payments),
        *(Object(id=ids.encode("refund", row["id"]), is_adopted=row["is_adopted"]) for row in refunds),
    ]


async def _unbooked(connection: asyncpg.Connection, there: clearing.Amounts, receiver_ids: Sequence[str]) -> list[str]:
    rows = await connection.fetch(clearing.BOOKED, [ids.decode("receiver", one) for one in receiver_ids])
    return clearing.differences(there, clearing.booked(rows))


async def _events(connection: asyncpg.Connection) -> list[Event]:
    rows = await connection.fetch(
        "SELECT id, receiver_id, type, object_kind, object_id, sequence, body, position FROM events "
        "ORDER BY object_id, sequence"
    )
    return [
        Event(
            id=ids.encode("event", row["id"]),
            receiver_id=ids.encode("receiver", row["receiver_id"]),
            type=row["type"],
            object_id=ids.encode(row["object_kind"], row["object_id"]),
            sequence=row["sequence"],
            body=row["body"],
            position=row["position"],
        )
        for row in rows
    ]


async def _deliveries(connection: asyncpg.Connection) -> list[Delivery]:
    rows = await connection.fetch("SELECT event_id, endpoint_id, status FROM webhook_deliveries")
    return [
        Delivery(
            event_id=ids.encode("event", row["event_id"]),
            endpoint_id=ids.encode("webhook_endpoint", row["endpoint_id"]),
            status=row["status"],
        )
        for row in rows
    ]
