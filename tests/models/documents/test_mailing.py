"""Invoices and receipts are mailed with their PDF: the one that is kept, made at once where there is none yet."""

import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest

from models import database
from models.billing import sending
from models.collection import receipts, reviews
from models.documents import making, pdf, storage
from models.errors import DocumentFailed
from models.mail import mails
from models.mail.transport import Transport
from models.parties import payers
from models.shapes.collection import ConfirmInput
from models.shapes.invoice_mails import SendInput
from models.shapes.parties import PayerPatch
from tasks.mails import FOLLOWERS
from tests.books import Book, open_book
from tests.models.identity.logged_in import retire_mails
from tests.models.mail.mail_servers import MailServer, open_mail_server


@pytest.fixture
async def book(pool: None) -> Book:
    await retire_mails()
    await database.execute("UPDATE documents SET status = 'exhausted', lease_token = NULL WHERE content IS NULL")
    book = await open_book()
    await payers.update(book.owner, book.payer["id"], PayerPatch(email="grace@example.com"), version=None)
    return book


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with open_mail_server() as server:
        yield server


async def mailed(book: Book, server: MailServer, invoice: Any, reason: str = "issued") -> Any:
    """The mail of an invoice as it has arrived."""
    await sending.send(book.owner, invoice["id"], SendInput(reason=reason))
    async with Transport(server.url, sender="quittance@example.com") as transport:
        assert await mails.send_due(transport.send, limit=20, followers=FOLLOWERS) == 1
    return server.accepted[-1]


async def test_a_mail_brings_the_document_that_is_kept(book: Book, server: MailServer) -> None:
    invoice = await book.invoice()
    [first] = (await mailed(book, server, invoice)).iter_attachments()
    assert (first.get_content_type(), first.get_filename()) == ("application/pdf", f"{invoice['number']}.pdf")
    kept = await storage.find("invoice", invoice["id"])
    assert kept is not None
    assert first.get_content() == kept.content
    assert kept.content.startswith(b"%PDF-")
    [again] = (await mailed(book, server, invoice, reason="again")).iter_attachments()
    assert again.get_content() == kept.content


async def test_a_document_that_was_asked_for_is_made_at_once_and_only_once(book: Book, server: MailServer) -> None:
    invoice = await book.invoice()
    await storage.ask("invoice", invoice["id"])
    [file] = (await mailed(book, server, invoice)).iter_attachments()
    assert await making.make_due() == 0
    count = "SELECT count(*) FROM documents WHERE kind = 'invoice' AND subject_id = $1 AND status = 'done'"
    assert await database.fetch_value(int, count, invoice["id"]) == 1
    kept = await storage.find("invoice", invoice["id"])
    assert kept is not None
    assert kept.content == file.get_content()


async def test_the_mail_of_a_receipt_brings_its_document(book: Book, server: MailServer) -> None:
    payment = await book.pay(await book.invoice(), caller=await book.payer_login(), method="bank_transfer")
    await reviews.confirm(book.owner, payment["id"], ConfirmInput())
    receipt = await receipts.of_payment(book.owner, payment["id"])
    async with Transport(server.url, sender="quittance@example.com") as transport:
        await mails.send_due(transport.send, limit=20, followers=FOLLOWERS)
    [message] = [one for one in server.accepted if receipt["number"] in str(one["Subject"])]
    [file] = message.iter_attachments()
    assert (file.get_content_type(), file.get_filename()) == ("application/pdf", f"{receipt['number']}.pdf")
    kept = await storage.find("receipt", receipt["id"])
    assert kept is not None
    assert file.get_content() == kept.content


async def test_a_mail_does_not_wait_for_a_document_that_was_given_up(book: Book, server: MailServer) -> None:
    invoice = await book.invoice()
    await storage.ask("invoice", invoice["id"])
    await database.execute("UPDATE documents SET status = 'exhausted' WHERE subject_id = $1", invoice["id"])
    message = await mailed(book, server, invoice)
    assert list(message.iter_attachments()) == []
    assert str(invoice["number"]) in str(message["Subject"])
    with pytest.raises(DocumentFailed):
        await storage.find("invoice", invoice["id"])


@pytest.mark.parametrize("error", [RuntimeError("The fonts are gone."), OSError("The disk is full."), TimeoutError()])
async def test_a_mail_does_not_wait_for_a_document_that_cannot_be_made(
    book: Book, server: MailServer, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*given: object, **more: object) -> bytes:
        raise error

    monkeypatch.setattr(pdf, "render", fail)
    invoice = await book.invoice()
    message = await mailed(book, server, invoice)
    assert list(message.iter_attachments()) == []
    assert str(invoice["number"]) in str(message["Subject"])
    assert await storage.find("invoice", invoice["id"]) is None


async def test_a_mail_does_not_wait_for_a_document_that_takes_too_long(
    book: Book, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()
    monkeypatch.setattr(making, "SECONDS_MAX", 0.1)
    monkeypatch.setattr(making, "_made", lambda _: b"%PDF-late" if ended.wait(30) else b"")
    message = await mailed(book, server, await book.invoice())
    ended.set()
    assert list(message.iter_attachments()) == []


async def test_what_a_worker_has_died_with_is_mailed_without_its_document(book: Book, server: MailServer) -> None:
    invoice = await book.invoice()
    await sending.send(book.owner, invoice["id"], SendInput())
    await database.execute("UPDATE mails SET status = 'leased', lease_token = id WHERE status = 'pending'")
    async with Transport(server.url, sender="quittance@example.com") as transport:
        assert await mails.send_due(transport.send, limit=20, followers=FOLLOWERS) == 1
    assert list(server.accepted[-1].iter_attachments()) == []
