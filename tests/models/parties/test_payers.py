"""Payers are deleted while nothing hangs on them, and archived from then on."""

import pytest

from models import database
from models.billing import reminders
from models.parties import payers, receivers
from models.tables.parties import Payer, Receiver
from models.tables.reminders import ReminderPause
from tests.books import Book, open_book
from tests.models.shops import Shop

pytestmark = pytest.mark.usefixtures("pool")

# What follows an invoice or a payment, so that these keep the payer for it.
FOLLOWS = {"credit_notes", "ledger_entries", "payer_balances", "receipts", "write_offs"}
KEEPS = {"invoices", "payments", "payment_methods", "schedules"}


async def delete(book: Book) -> Payer | None:
    await payers.delete(book.owner, book.payer["id"], version=None)
    return await Payer.objects().where(Payer.id == book.payer["id"]).first()


async def test_a_payer_of_whom_nothing_is_kept_is_deleted() -> None:
    assert await delete(await open_book()) is None


async def test_a_pause_of_reminders_goes_with_its_payer() -> None:
    book = await open_book()
    await reminders.pause_payer(book.owner, book.payer["id"])
    assert await delete(book) is None
    assert not await ReminderPause.exists().where(ReminderPause.payer_id == book.payer["id"])


async def test_a_payer_with_a_saved_payment_method_is_archived(shop: Shop) -> None:
    method = await shop.save_method()
    archived = await delete(shop.book)
    assert archived is not None
    assert archived.status == "archived"
    assert method.payer_id == archived.id


async def test_who_is_archived_already_stays_as_they_are() -> None:
    book = await open_book()
    await book.invoice()
    first, second = await delete(book), await delete(book)
    assert first is not None
    assert second is not None
    assert (first.status, first.version) == (second.status, second.version) == ("archived", 2)
    types = await database.fetch("SELECT type FROM events WHERE object_id = $1 ORDER BY id", first.id)
    assert [row["type"] for row in types] == ["payer.created", "payer.deleted"]
    for _ in range(2):
        await receivers.delete(book.owner, book.receiver["id"], version=None)
    receiver = await Receiver.objects().get(Receiver.id == book.receiver["id"])
    assert receiver is not None
    entries = await database.fetch("SELECT action FROM audit_log WHERE object_id = $1 ORDER BY id", receiver.id)
    assert [row["action"] for row in entries][-2:] == ["receiver.created", "receiver.archived"]
    assert receiver.status == "archived"


async def test_every_table_that_refers_to_payers_is_asked_before_one_is_deleted() -> None:
    held = await database.fetch(
        "SELECT conrelid::regclass::text AS name FROM pg_constraint "
        "WHERE contype = 'f' AND confrelid = 'payers'::regclass AND confdeltype IN ('a', 'r')"
    )
    assert {row["name"] for row in held} == KEEPS | FOLLOWS | {"reminder_pauses"}
