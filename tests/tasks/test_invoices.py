"""What happens to invoices as time goes by, as a process of the worker does it."""

import asyncio
import datetime
import os
import sys

from config import settings
from models import clock
from tests.books import invoice_now, mark_all_overdue, open_book

# As if a batch took as long as a run may.
PROCESS = """
from models.billing import overdue
from tasks import app, invoices
overdue.BATCH, app.BATCHES_SECONDS = 1, 0
invoices.mark_overdue()
"""


async def test_where_much_becomes_overdue_each_run_does_a_part_and_leaves_the_rest_to_the_next(pool: None) -> None:
    await mark_all_overdue()
    book = await open_book()
    with clock.moved_to(datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)):
        issued = [await book.invoice(payment_terms_days=0) for _ in range(3)]
    for marked in (1, 2, 3, 3):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", PROCESS, env=os.environ | {"DATABASE_URL": settings.database_url}
        )
        assert await process.wait() == 0
        assert sum([(await invoice_now(row))["overdue"] for row in issued]) == marked
