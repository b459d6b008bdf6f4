"""The saboteur: a process that uses the project's own operations, and rolls back, vanishes or dawdles on purpose.

`python -m tests.chaos.saboteur FOLDER SEED`, with the system's DATABASE_URL and REDIS_URL, until it gets SIGTERM.
"""

import asyncio
import random
import signal
import sys
import time
from pathlib import Path
from typing import Any

import asyncpg

from models import access, database, ids
from models.parties import payers
from models.shapes.parties import PayerInput, PayerPatch
from tests.chaos import world
from tests.chaos.evidence import SABOTEUR
from tests.chaos.journal import Acknowledged, Announcement, Intended, Journal, RolledBack, Withdrawn

PAUSE_SECONDS_MAX = 0.1
# Long enough for hundreds of events to be committed, with later ids, before this one.
DAWDLE_SECONDS_MAX = 2.0
FAILURES = (asyncpg.PostgresError, *database.UNAVAILABLE)


class OnPurpose(Exception):
    """Ends a transaction that must not be committed."""


class Saboteur:
    """Works through its acts in an order that the seed decides."""

    def __init__(self, folder: Path, seed: str) -> None:
        self._journal = Journal(folder / SABOTEUR)
        self._random = random.Random(f"{seed} saboteur")
        self._receiver_ids = world.read(folder).receiver_ids
        self._writes = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Goes on until asked to stop; PostgreSQL's deaths only interrupt it."""
        acts = [self._roll_back_a_new_payer, self._roll_back_a_change, self._vanish]
        while not stop.is_set():
            # Together they are a crowd of transactions that are open while others commit.
            work = [self._random.choice(acts)() for _ in range(3)]
            ended = await asyncio.gather(*work, self._dawdle(), return_exceptions=True)
            failures = [result for result in ended if isinstance(result, BaseException)]
            for failure in failures:
                if not isinstance(failure, FAILURES):
                    raise failure
            await asyncio.sleep(0.2 if failures else self._random.uniform(0, PAUSE_SECONDS_MAX))

    async def _roll_back_a_new_payer(self) -> None:
        try:
            async with database.transaction():
                row = await payers.create(access.SYSTEM, self._payer("Nobody"))
                await self._note(row, is_new=True)
                await asyncio.sleep(self._random.uniform(0, 0.2))
                raise OnPurpose
        except OnPurpose:
            pass

    async def _roll_back_a_change(self) -> None:
        receiver_id = ids.decode("receiver", self._random.choice(self._receiver_ids))
        try:
            async with database.transaction():
                # A payer of a client's, whose next event must take the number that ours gives back.
                payer_id = await database.fetch_value(
                    object, "SELECT id FROM payers WHERE receiver_id = $1 ORDER BY id DESC LIMIT 1", receiver_id
                )
                if payer_id is not None:
                    row = await payers.update(access.SYSTEM, payer_id, PayerPatch(name="Never"), version=None)
                    await self._note(row, is_new=False)
                raise OnPurpose
        except OnPurpose:
            pass

    async def _vanish(self) -> None:
        """The connection is cut in the middle of the transaction, as when the process had been killed."""
        try:
            async with database.transaction() as transaction:
                row = await payers.create(access.SYSTEM, self._payer("Gone"))
                await self._note(row, is_new=True)
                transaction.connection.terminate()
                raise OnPurpose
        except OnPurpose:
            pass

    async def _dawdle(self) -> None:
        """Commits late what was numbered early: who pages by ids, or by instants, never sees it."""
        self._writes += 1
        write, given, began_at = f"dawdler-{self._writes}", self._payer(f"Late {self._writes}"), time.monotonic()
        await self._journal.write(Intended(write=write, what="payers.create"))
        row = None
        try:
            async with database.transaction():
                row = await payers.create(access.SYSTEM, given)
                # Whatever is sent next sends its event, too.
                await database.execute("SELECT 1")
                await asyncio.sleep(self._random.uniform(0.1, DAWDLE_SECONDS_MAX))
        except FAILURES:
            # Whether the commit got through is for the database to say.
            if row is None or not await self._is_there(row["id"]):
                await self._journal.write(Withdrawn(write=write))
                return
        announced = Announcement(object_id=ids.encode("payer", row["id"]), type="payer.created", name=given.name)
        await self._journal.write(
            Acknowledged(write=write, tries=1, began_at=began_at, ended_at=time.monotonic(), announcements=[announced])
        )

    async def _is_there(self, payer_id: Any) -> bool:
        while True:
            try:
                return bool(
                    await database.fetch_value(object, "SELECT EXISTS (SELECT FROM payers WHERE id = $1)", payer_id)
                )
            except FAILURES:
                await asyncio.sleep(0.2)

    async def _note(self, row: Any, *, is_new: bool) -> None:
        found = await database.fetch(
            "SELECT id FROM events WHERE object_id = $1 ORDER BY sequence DESC LIMIT 1", row["id"]
        )
        await self._journal.write(
            RolledBack(
                object_ids=[ids.encode("payer", row["id"])] if is_new else [],
                event_ids=[ids.encode("event", event["id"]) for event in found],
            )
        )

    def _payer(self, name: str) -> PayerInput:
        return PayerInput(receiver_id=self._random.choice(self._receiver_ids), name=name)


async def main(folder: Path, seed: str) -> None:
    """Until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await database.open_pool(size_min=1, size_max=5)
    print("at work", flush=True)
    await Saboteur(folder, seed).run(stop)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
