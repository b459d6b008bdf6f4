"""Positive controls: breaks one promise of the living system on purpose, so that the verdict has to find it.

`python -m tests.chaos.controls FOLDER NAME …`, with the system's DATABASE_URL and REDIS_URL.
"""

import asyncio
import sys
import time
from pathlib import Path
from typing import Any

import aiohttp

from config import settings
from models import access, database, ids
from models.parties import payers
from models.shapes.parties import PayerInput
from tests.chaos import world
from tests.chaos.evidence import CONTROLS
from tests.chaos.journal import Acknowledged, Announcement, Intended, Journal, RolledBack

DELIVERED_SECONDS_MAX = 60.0
# As a superuser: past the triggers that keep events and the like as they are.
PAST_TRIGGERS = "SET LOCAL session_replication_role = replica"


class Controls:
    """Each method is one control; `verdict.CONTROLS` says what must be found because of it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._world, self._journal = folder, world.read(folder), Journal(folder / CONTROLS)

    async def lost_delivery(self) -> None:
        """A delivery is marked as delivered, and never sent."""
        async with database.transaction():
            row = await self._create("lost-delivery")
            await database.execute(
                "UPDATE webhook_deliveries SET status = 'delivered', delivered_at = now() "
                "WHERE event_id IN (SELECT id FROM events WHERE object_id = $1)",
                row["id"],
            )
        await self._acknowledge("lost-delivery", row)

    async def missing_delivery(self) -> None:
        """An event is committed without its deliveries, as if they were enqueued after the commit."""
        async with database.transaction():
            row = await self._create("missing-delivery")
            await self._forget_deliveries(row)
        await self._acknowledge("missing-delivery", row)

    async def missing_event(self) -> None:
        """A write is committed without its event."""
        async with database.transaction():
            row = await self._create("missing-event")
            await self._forget_deliveries(row)
            await database.execute(PAST_TRIGGERS)
            await database.execute("DELETE FROM events WHERE object_id = $1", row["id"])
        await self._acknowledge("missing-event", row)

    async def lost_write(self) -> None:
        """A write is acknowledged, and rolled back."""
        async with database.transaction() as transaction:
            row = await self._create("lost-write")
            await transaction.rollback()
        await self._acknowledge("lost-write", row)

    async def ghost(self) -> None:
        """A write is committed that nobody asked for."""
        await payers.create(access.SYSTEM, self._payer("Ghost"))

    async def leak(self) -> None:
        """What should have been rolled back is committed."""
        async with database.transaction():
            row = await payers.create(access.SYSTEM, self._payer("Leak"))
            await self._journal.write(RolledBack(object_ids=[ids.encode("payer", row["id"])], event_ids=[]))

    async def changed_bytes(self) -> None:
        """An event's bytes change between two deliveries of it."""
        row = await self._create("changed-bytes")
        await self._acknowledge("changed-bytes", row)
        deadline = time.monotonic() + DELIVERED_SECONDS_MAX
        of_event = "event_id IN (SELECT id FROM events WHERE object_id = $1)"
        while await database.fetch_value(
            object,
            f"SELECT EXISTS (SELECT FROM webhook_deliveries WHERE {of_event} AND status <> 'delivered')",
            row["id"],
        ):
            assert time.monotonic() < deadline, "the event was not delivered"
            await asyncio.sleep(0.1)
        async with database.transaction():
            await database.execute(PAST_TRIGGERS)
            await database.execute("UPDATE events SET body = body || '\\x20'::bytea WHERE object_id = $1", row["id"])
            await database.execute(
                f"UPDATE webhook_deliveries SET status = 'pending', delivered_at = NULL, next_attempt_at = now() "
                f"WHERE {of_event}",
                row["id"],
            )

    async def gap(self) -> None:
        """The numbers of an object's events leave one out."""
        async with database.transaction():
            row = await self._create("gap")
            await database.execute(PAST_TRIGGERS)
            await database.execute("UPDATE events SET sequence = 2 WHERE object_id = $1", row["id"])
        await self._acknowledge("gap", row)

    async def forgery(self) -> None:
        """A stranger sends a message to the subscriber."""
        endpoint = self._world.endpoints[0]
        port = (self._folder / "subscriber.port").read_text()
        headers = {
            "webhook-id": "evt_forged",
            "webhook-timestamp": str(int(time.time())),
            "webhook-signature": "v1,AA==",
        }
        url = f"http://127.0.0.1:{port}{endpoint.path}"
        async with aiohttp.ClientSession() as http, http.post(url, data=b"{}", headers=headers) as answer:
            assert answer.status == 400, answer.status

    async def unbooked(self) -> None:
        """A gateway moves money that we do not hear of, and that no comparison can find a place for."""
        headers = {"Authorization": f"Bearer {self._world.merchants[-1].api_key}", "Idempotency-Key": "unbooked"}
        body = {"amount": 1, "currency": "EUR", "token": "tok_success", "reference": "of_somebody_else"}
        url = f"{settings.simulator_url}/v1/payments"
        async with aiohttp.ClientSession(headers=headers) as http, http.post(url, json=body) as answer:
            assert answer.status == 201, answer.status

    async def async_commit(self) -> None:
        """PostgreSQL acknowledges commits before they are on the disk, and dies."""
        for statement in (
            "ALTER SYSTEM SET synchronous_commit = off",
            # Seldom, so that a kill certainly finds something to lose.
            "ALTER SYSTEM SET wal_writer_delay = '2s'",
            "SELECT pg_reload_conf()",
        ):
            connection = await database.DB.acquire()
            try:
                await connection.execute(statement)
            finally:
                await database.DB.release(connection)

    async def _create(self, write: str) -> Any:
        await self._journal.write(Intended(write=write, what="payers.create"))
        return await payers.create(access.SYSTEM, self._payer(f"Control {write}"))

    async def _forget_deliveries(self, row: Any) -> None:
        await database.execute(
            "DELETE FROM webhook_deliveries WHERE event_id IN (SELECT id FROM events WHERE object_id = $1)", row["id"]
        )

    async def _acknowledge(self, write: str, row: Any) -> None:
        now = time.monotonic()
        announced = Announcement(object_id=ids.encode("payer", row["id"]), type="payer.created", name=row["name"])
        await self._journal.write(
            Acknowledged(write=write, tries=1, began_at=now, ended_at=now, announcements=[announced])
        )

    def _payer(self, name: str) -> PayerInput:
        return PayerInput(receiver_id=self._world.receiver_ids[0], name=name)


async def main(folder: Path, names: list[str]) -> None:
    """Applies the controls in turn."""
    await database.open_pool(size_min=1, size_max=2)
    controls = Controls(folder)
    for name in names:
        await getattr(controls, name.replace("-", "_"))()
    await database.close_pool()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2:]))
