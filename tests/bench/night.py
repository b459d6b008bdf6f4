"""One size of tests/bench/overdue.py, which starts this: fills the database, and lets the job mark what is overdue."""

import asyncio
import datetime
import statistics
import sys
import time

import asyncpg
import psutil

from config import settings
from models import clock, database
from models.billing import overdue
from tests import books
from tests.bench.servers import cpu_seconds, load

TIME_ZONES = ("Pacific/Kiritimati", "Asia/Kolkata", "Europe/Berlin", "UTC", "America/Vancouver", "Pacific/Pago_Pago")
# One of so many is due on the day before.
OVERDUE_SHARE = 10
# What each copy of an invoice has for itself, `n` being its number.
_OWN = {
    "id": "new_id()",
    "number": "number || '-' || n",
    "reference": "'RF' || n || substr(id::text, 25)",
    "pay_token_digest": "sha256((id::text || n)::bytea)",
    "due_on": f"due_on + CASE WHEN n % {OVERDUE_SHARE} = 0 THEN 0 ELSE 1 + n % 300 END",
}


async def main(postgres: psutil.Process, invoices: int) -> None:
    await database.open_pool(size_min=1, size_max=settings.worker_pool_size)
    due_on = clock.now().date()
    began = time.monotonic()
    await _fill(due_on, invoices)
    print(f"\n{invoices:,} open invoices in {len(TIME_ZONES)} time zones, {time.monotonic() - began:.0f} s to fill in")
    process = psutil.Process()
    memory, spent = process.memory_info().rss, [cpu_seconds(process), cpu_seconds(postgres)]
    batches: list[float] = []
    marked = 0
    # When the day has ended in all of them, and the next one in none.
    night = datetime.datetime.combine(due_on + datetime.timedelta(days=1), datetime.time(11, 30), datetime.UTC)
    with clock.moved_to(night):
        while True:
            began = time.monotonic()
            found = await overdue.mark()
            if not found:
                looked = time.monotonic() - began
                break
            batches.append(time.monotonic() - began)
            marked += found
    spent = [cpu_seconds(process) - spent[0], cpu_seconds(postgres) - spent[1]]
    quarter = max(1, len(batches) // 4)
    print(
        f"{marked:,} became overdue in {sum(batches):.0f} s: {marked / sum(batches):,.0f} a second\n"
        f"a batch of {overdue.BATCH}, ms: median {1000 * statistics.median(batches):.0f}, "
        f"of the first quarter {1000 * statistics.median(batches[:quarter]):.0f}, "
        f"of the last {1000 * statistics.median(batches[-quarter:]):.0f}, at most {1000 * max(batches):.0f}; "
        f"the look that finds none {1000 * looked:.1f}\n"
        f"processor time of each, µs: worker {spent[0] / marked * 1e6:.0f}, PostgreSQL {spent[1] / marked * 1e6:.0f}; "
        f"memory {memory / 1e6:.0f} MB before, {process.memory_info().rss / 1e6:.0f} MB after; {load()}",
        flush=True,
    )
    await database.close_pool()


async def _fill(due_on: datetime.date, invoices: int) -> None:
    """One receiver in each zone, who has issued one invoice, and copies of it."""
    issued = []
    for time_zone in TIME_ZONES:
        book = await books.open_book(time_zone=time_zone)
        issued.append((await book.invoice(due_on=due_on + datetime.timedelta(days=2)))["id"])
    connection = await asyncpg.connect(settings.database_url)
    columns = [
        row["attname"]
        for row in await connection.fetch(
            "SELECT attname FROM pg_attribute "
            "WHERE attrelid = 'invoices'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
        )
    ]
    values = ", ".join(_OWN.get(column, column) for column in columns)
    async with connection.transaction():
        # Triggers and foreign keys have nothing to add to a copy.
        await connection.execute("SET LOCAL session_replication_role = replica; SET LOCAL statement_timeout = 0")
        await connection.execute("UPDATE invoices SET due_on = $1", due_on)
        await connection.execute(
            f"INSERT INTO invoices ({', '.join(columns)}) SELECT {values} FROM invoices, generate_series(1, $1) AS n "
            "WHERE id = ANY ($2)",
            invoices // len(issued),
            issued,
        )
    await connection.execute("VACUUM (ANALYZE)", timeout=600)
    await connection.close()


if __name__ == "__main__":
    asyncio.run(main(psutil.Process(int(sys.argv[1])), int(sys.argv[2])))
