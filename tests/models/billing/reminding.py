"""A receiver that reminds: its policy, its invoices, and the looks and hand-overs of a day."""

import asyncio
import datetime
from typing import Any

from models import clock, database
from models.billing import reminder_policies, reminder_runs, reminders
from models.mail import mails
from models.mail.transport import Transport
from models.parties import payers
from models.shapes.parties import PayerPatch
from models.shapes.reminders import ReminderPolicyInput, Stage
from tasks.mails import FOLLOWERS
from tests.books import Book, open_book
from tests.models.identity.logged_in import retire_mails
from tests.models.mail.mail_servers import MailServer

D = datetime.date
DAY = datetime.timedelta(days=1)
ISSUED = "2027-01-10"
DUE = D(2027, 1, 20)


def at(day: str | datetime.date, time: str = "12:00", zone: str = "+00:00") -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{day}T{time}{zone}")


async def set_aside() -> None:
    """What other tests have left would be looked through too."""
    await retire_mails()
    await database.execute("DELETE FROM reminder_runs")


async def shop(**fields: Any) -> Book:
    book = await open_book(email="billing@example.org", **fields)
    await payers.update(book.owner, book.payer["id"], PayerPatch(email="grace@example.com"), version=None)
    return book


async def policy(book: Book, *days: int, instant: datetime.datetime | None = None, **fields: Any) -> Any:
    given = ReminderPolicyInput(stages=[Stage(days=one) for one in days], **{"notice": False, **fields})
    with clock.moved_to(instant or at(ISSUED)):
        return await reminder_policies.put(book.owner, book.receiver["id"], given)


async def issue(book: Book, *, instant: datetime.datetime | None = None, **fields: Any) -> Any:
    """An invoice of 100.00 that is due ten days after its issue."""
    with clock.moved_to(instant or at(ISSUED)):
        return await book.invoice(**({"payment_terms_days": 10} | fields))


async def look(instant: datetime.datetime, *, at_once: int = 1) -> int:
    """What beat asks for at that instant, wherever it stands in its timetable."""
    with clock.moved_to(instant):
        return sum(await asyncio.gather(*(reminder_runs.make_due(limit=20) for _ in range(at_once))))


async def hand_over(instant: datetime.datetime, server: MailServer, *, at_once: int = 1) -> None:
    """Sends what waits a little later."""

    async def send_due() -> None:
        async with Transport(server.url, sender="us@example.com") as transport:
            await mails.send_due(transport.send, limit=20, followers=FOLLOWERS)

    with clock.moved_to(instant + datetime.timedelta(minutes=5)):
        await asyncio.gather(*(send_due() for _ in range(at_once)))


async def log(book: Book, invoice: Any) -> list[tuple[int, int, str, str | None]]:
    """Instalment, stage, status and reason of each, in the order in which they are due."""
    found = await reminders.list_all(book.owner, invoice["id"])
    return sorted((row.position, row.days, row.status, row.reason) for row in found)
