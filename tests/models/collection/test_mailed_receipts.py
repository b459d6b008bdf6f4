"""Payers are mailed the receipt of what they have paid or reported, once, and of nothing that was recorded."""

import asyncio
import datetime
from typing import Any

import pytest

from models import clock, database
from models.billing import sending
from models.collection import pay_links, receipts, reviews
from models.mail import mails
from models.mail.transport import Transport
from models.parties import payers, receivers
from models.reports import balances
from models.shapes.collection import ConfirmInput
from models.shapes.parties import PayerPatch, ReceiverPatch
from tasks.mails import FOLLOWERS
from tests.books import Book, open_book
from tests.models.identity.logged_in import retire_mails
from tests.models.mail.mail_servers import open_mail_server
from tests.models.shops import Shop

DAY = datetime.timedelta(days=1)


@pytest.fixture
async def book(pool: None) -> Book:
    await retire_mails()
    book = await open_book()
    await payers.update(
        book.owner, book.payer["id"], PayerPatch(email=f"{book.payer['id'].hex}@example.com"), version=None
    )
    await receivers.update(book.owner, book.receiver["id"], ReceiverPatch(email="billing@example.org"), version=None)
    return book


async def confirmed(book: Book, **fields: Any) -> Any:
    payment = await book.pay(await book.invoice(), caller=await book.payer_login(), method="bank_transfer")
    return await reviews.confirm(book.owner, payment["id"], ConfirmInput(**fields))


async def mailed(book: Book) -> list[Any]:
    """The mails to the payer, once all receipts are issued."""
    while await balances.sum_up() or await receipts.issue_due():
        pass
    return await database.fetch(
        "SELECT * FROM mails WHERE kind = 'receipt' AND recipient = $1", f"{book.payer['id'].hex}@example.com"
    )


async def test_who_has_reported_a_payment_is_mailed_its_receipt_once(book: Book) -> None:
    payment = await confirmed(book)
    jobs = [receipts.issue_due() for _ in range(3)]
    await asyncio.gather(*(receipts.of_payment(book.owner, payment["id"]) for _ in range(4)), *jobs)
    await database.execute("UPDATE receipts_issued SET position = 0")
    [mail] = await mailed(book)
    assert mail["subject"].startswith("Receipt ")
    assert mail["subject"].endswith(" from Ada's Workshop")
    assert (mail["sender_name"], mail["reply_to"]) == ("Ada's Workshop", "billing@example.org")


async def test_who_has_reported_a_payment_by_a_pay_link_is_mailed_its_receipt(book: Book) -> None:
    invoice = await book.invoice()
    link = pay_links.holder(invoice["id"], payer_id=invoice["payer_id"])
    payment = await book.pay(invoice, caller=link, method="bank_transfer")
    assert await mailed(book) == [], "the receiver has not confirmed it"
    await reviews.confirm(book.owner, payment["id"], ConfirmInput())
    [mail] = await mailed(book)
    assert mail["subject"].startswith("Receipt ")


async def test_who_has_paid_by_a_pay_link_is_mailed_a_receipt_and_who_was_paid_for_is_not(shop: Shop) -> None:
    book = shop.book
    await payers.update(
        book.owner, book.payer["id"], PayerPatch(email=f"{book.payer['id'].hex}@example.com"), version=None
    )
    invoice = await book.invoice()
    by_link = await shop.pay(invoice=invoice, caller=pay_links.holder(invoice["id"], payer_id=invoice["payer_id"]))
    await shop.pay()
    await shop.send()
    [mail] = await mailed(book)
    receipt = await receipts.of_payment(book.owner, by_link["id"])
    assert receipt["number"] in mail["subject"]


async def test_a_receipt_with_the_longest_number_is_mailed_and_holds_up_no_other(book: Book) -> None:
    pattern = "ABCDEFGH-JKLMNPQR-STUVWXYZ-ABCD-{SEQ:12}"
    await receivers.update(book.owner, book.receiver["id"], ReceiverPatch(number_pattern=pattern), version=None)
    reported, recorded = await confirmed(book), await book.pay(await book.invoice())
    [mail] = await mailed(book)
    found = await database.fetch(
        "SELECT payment_id, number FROM receipts WHERE receiver_id = $1 ORDER BY number", book.receiver["id"]
    )
    assert {row["payment_id"] for row in found} == {reported["id"], recorded["id"]}
    number = next(row["number"] for row in found if row["payment_id"] == reported["id"])
    assert len(number) > 40
    assert number in mail["subject"]


async def test_what_the_receiver_records_by_itself_is_mailed_to_nobody(book: Book) -> None:
    await book.pay(await book.invoice())
    refunded = await confirmed(book)
    await book.refund(refunded, amount=100)
    assert len(await mailed(book)) == 1


async def test_nobody_is_told_of_what_is_old(book: Book) -> None:
    await confirmed(book, received_on=clock.now().date() - 30 * DAY)
    assert await mailed(book) == []


async def test_a_payer_without_an_address_gets_none(book: Book) -> None:
    payment = await confirmed(book)
    await payers.update(book.owner, book.payer["id"], PayerPatch(email=None), version=None)
    assert (await receipts.of_payment(book.owner, payment["id"]))["payment_id"] == payment["id"]
    assert await mailed(book) == []


async def test_a_receipt_that_is_refused_is_seen_at_its_invoice(book: Book) -> None:
    payment = await confirmed(book)
    await mailed(book)
    receipt = await receipts.of_payment(book.owner, payment["id"])
    async with open_mail_server() as server, Transport(server.url, sender="us@example.com") as transport:
        server.to_recipient = ["550 5.1.1 No such user"] * 20
        await mails.send_due(transport.send, limit=20, followers=FOLLOWERS)
    [row] = await sending.list_all(book.owner, payment["invoice_id"])
    assert (row.kind, row.reason, row.status) == ("receipt", receipt["number"], "refused")
    assert row.detail == "The mail server refused the recipient with 550."


async def test_a_receipt_goes_out_in_the_payers_language(book: Book) -> None:
    await payers.update(book.owner, book.payer["id"], PayerPatch(language="es"), version=None)
    await confirmed(book)
    await mailed(book)
    async with open_mail_server() as server, Transport(server.url, sender="us@example.com") as transport:
        await mails.send_due(transport.send, limit=20, followers=FOLLOWERS)
    [message] = [one for one in server.accepted if one["To"] == f"{book.payer['id'].hex}@example.com"]
    assert message["Subject"].startswith("Recibo ")
    assert (
        "Ada's Workshop recibió su pago de 100,00\N{NO-BREAK SPACE}€ el" in message.get_body(("plain",)).get_content()
    )
