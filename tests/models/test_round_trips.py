"""How many statements the hot operations send, beside BEGIN and COMMIT: more must be a decision, not an accident."""

from typing import Any

from models import ids, lists
from models.billing import drafts, invoices, issuing
from models.collection import payments
from models.identity import users
from models.shapes.billing import InvoiceInput
from models.shapes.collection import PaymentInput
from models.shapes.lines import LineInput
from tests.books import open_book
from tests.round_trips import RoundTrips


async def test_who_is_calling_takes_one_statement(count: Any) -> None:
    book = await open_book()
    assert await count(lambda: users.caller(book.owner.user_id)) == 1


async def test_recording_an_offline_payment_takes_two_statements(round_trips: RoundTrips) -> None:
    book = await open_book()
    given = PaymentInput(method="cash", invoice_id=_text_id(await book.invoice()))
    read, write = await round_trips.of(lambda: payments.create(book.owner, given))
    assert read.startswith("SELECT ")
    assert write.startswith("WITH ")


async def test_making_a_draft_takes_two_statements(round_trips: RoundTrips) -> None:
    book = await open_book()
    given = InvoiceInput(
        receiver_id=ids.encode("receiver", book.receiver.id),
        payer_id=ids.encode("payer", book.payer.id),
        lines=[LineInput(description="Work", unit_price="1")],
    )
    read, write = await round_trips.of(lambda: drafts.create(book.owner, given))
    assert read.startswith("SELECT ")
    assert write.startswith("WITH ")


async def test_reading_an_invoice_or_a_page_of_them_takes_one_statement(count: Any) -> None:
    book = await open_book()
    invoice = await book.invoice()
    assert await count(lambda: invoices.get(book.owner, invoice["id"])) == 1
    page = {"filters": lists.Filters(), "limit": 20, "after": None}
    assert await count(lambda: invoices.list_page(book.owner, **page)) == 1


async def test_issuing_an_invoice_takes_two_statements(round_trips: RoundTrips) -> None:
    book = await open_book()
    draft = await book.draft()
    read, write = await round_trips.of(lambda: issuing.finalize(book.owner, draft["id"]))
    assert read.startswith("SELECT ")
    assert write.startswith("WITH ")


async def test_an_offline_refund_takes_a_known_number_of_statements(count: Any) -> None:
    book = await open_book()
    payment = await book.pay(await book.invoice())
    assert await count(lambda: book.refund(payment)) <= 17


def _text_id(invoice: Any) -> str:
    return ids.encode("invoice", invoice["id"])
