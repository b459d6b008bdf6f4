"""Payments that payers report: confirmed as they came, shown by a proof, and not forgotten."""

import asyncio
import datetime
from typing import Any

import asyncpg
import pytest

from models import clock, database, ids
from models.billing import files
from models.collection import proofs, reported, reviews
from models.errors import FileRefused, Forbidden, Invalid, NotFound, PaymentStateForbids, TooManyFiles
from models.mail import notices
from models.shapes.collection import ConfirmInput
from models.tables.proofs import Proof
from tests.books import Book, assert_books_balance, invoice_now, open_book, payment_now, stranger

DAY = datetime.timedelta(days=1)
PDF = b"%PDF-1.7 paid"
PNG = b"\x89PNG\r\n\x1a\n paid"


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


async def report(book: Book, **fields: Any) -> Any:
    """The payer says that they have paid an invoice over 100.00, or a part."""
    usual: dict[str, Any] = {"method": "bank_transfer", "reference": "TRX 4711"}
    return await book.pay(await book.invoice(), caller=await book.payer_login(), **(usual | fields))


# --- confirmed as it came


async def test_less_has_come_than_was_reported(book: Book) -> None:
    payment = await report(book)
    confirmed = await reviews.confirm(book.owner, payment["id"], ConfirmInput(amount=6_000))
    assert (confirmed["status"], confirmed["amount"], confirmed["amount_allocated"]) == ("succeeded", 6_000, 6_000)
    invoice = await invoice_now({"id": payment["invoice_id"]})
    assert (invoice["amount_paid"], invoice["amount_reserved"], invoice["settlement"]) == (6_000, 0, "partially_paid")
    await assert_books_balance()


async def test_more_has_come_than_was_reported(book: Book) -> None:
    payment = await report(book)
    confirmed = await reviews.confirm(book.owner, payment["id"], ConfirmInput(amount=12_500))
    assert (confirmed["amount"], confirmed["amount_allocated"], confirmed["amount_unapplied"]) == (
        12_500,
        10_000,
        2_500,
    )
    assert (await invoice_now({"id": payment["invoice_id"]}))["settlement"] == "overpaid"
    await assert_books_balance()


async def test_a_part_was_reported_and_all_has_come(book: Book) -> None:
    payment = await report(book, amount=4_000)
    confirmed = await reviews.confirm(book.owner, payment["id"], ConfirmInput(amount=10_000))
    assert confirmed["amount_allocated"] == 10_000
    assert (await invoice_now({"id": payment["invoice_id"]}))["settlement"] == "paid"
    await assert_books_balance()


async def test_it_came_on_another_day(book: Book) -> None:
    payment = await report(book)
    earlier = clock.now().date() - 3 * DAY
    confirmed = await reviews.confirm(book.owner, payment["id"], ConfirmInput(received_on=earlier))
    assert (confirmed["effective_on"], confirmed["amount"]) == (earlier, 10_000)
    later = await report(book)
    with pytest.raises(Invalid, match="today is"):
        await reviews.confirm(book.owner, later["id"], ConfirmInput(received_on=clock.now().date() + 2 * DAY))
    assert (await payment_now(later))["status"] == "reported"
    await assert_books_balance()


async def test_what_a_report_gives_back_goes_to_what_stands_unapplied(book: Book) -> None:
    invoice = await book.invoice()
    payment = await book.pay(invoice, caller=await book.payer_login(), method="bank_transfer")
    # While the report held all of it, cash came for the same invoice.
    await book.pay(invoice, amount=3_000)
    await reviews.confirm(book.owner, payment["id"], ConfirmInput(amount=5_000))
    now = await invoice_now(invoice)
    assert (now["amount_paid"], now["amount_overpaid"]) == (8_000, 0)
    await assert_books_balance()


async def test_two_confirm_at_once(book: Book) -> None:
    payment = await report(book)
    answers = await asyncio.gather(
        *(reviews.confirm(book.owner, payment["id"], ConfirmInput(amount=amount)) for amount in (4_000, 9_000)),
        return_exceptions=True,
    )
    assert sorted(isinstance(answer, PaymentStateForbids) for answer in answers) == [False, True]
    await assert_books_balance()


# --- proofs


async def test_a_proof_is_kept_for_the_receiver_alone(book: Book) -> None:
    payment = await report(book)
    payer = await book.payer_login()
    given, is_new = await proofs.put(payer, payment["id"], files.inspect("receipt.pdf", PDF))
    assert (is_new, given.media_type, given.size) == (True, "application/pdf", len(PDF))
    for caller in (book.owner, await book.member("viewer")):
        row = await proofs.get(caller, payment["id"])
        assert b"".join([part async for part in proofs.content(row)]) == PDF
    with pytest.raises(Forbidden):
        await proofs.get(payer, payment["id"])
    with pytest.raises(NotFound):
        await proofs.get(await stranger(), payment["id"])
    with pytest.raises(NotFound):
        await proofs.put(await stranger(), payment["id"], files.inspect("receipt.pdf", PDF))


async def test_it_may_be_replaced_until_it_is_decided(book: Book) -> None:
    payment = await report(book)
    payer = await book.payer_login()
    first, _ = await proofs.put(payer, payment["id"], files.inspect("a.pdf", PDF))
    again, is_new = await proofs.put(payer, payment["id"], files.inspect("b.pdf", PDF))
    assert (again.id, is_new) == (first.id, False)
    second, is_new = await proofs.put(payer, payment["id"], files.inspect("c.png", PNG))
    assert (second.media_type, is_new) == ("image/png", False)
    await reviews.confirm(book.owner, payment["id"])
    with pytest.raises(PaymentStateForbids):
        await proofs.put(payer, payment["id"], files.inspect("d.pdf", PDF))
    assert (await proofs.get(book.owner, payment["id"])).id == second.id
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.execute("DELETE FROM proofs WHERE id = $1", second.id)


async def test_a_proof_that_is_replaced_does_not_count(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    payment, other = await report(book), await report(book)
    payer = await book.payer_login()
    monkeypatch.setattr(files, "BYTES_PER_RECEIVER_MAX", len(PDF) + 10)
    await proofs.put(payer, payment["id"], files.inspect("a.pdf", PDF))
    second, _ = await proofs.put(payer, payment["id"], files.inspect("b.pdf", PDF + b"0123456789"))
    with pytest.raises(TooManyFiles, match="The proofs of the receiver's payments have"):
        await proofs.put(payer, payment["id"], files.inspect("c.pdf", PDF + b"0123456789+"))
    assert (await proofs.get(book.owner, payment["id"])).id == second.id
    with pytest.raises(TooManyFiles):
        await proofs.put(payer, other["id"], files.inspect("a.pdf", PDF))


async def test_many_proofs_at_once_are_one(book: Book) -> None:
    payment = await report(book)
    payer = await book.payer_login()
    await asyncio.gather(*(proofs.put(payer, payment["id"], files.inspect("a.pdf", PDF + b"%d" % i)) for i in range(5)))
    assert await Proof.count().where(Proof.payment_id == payment["id"]) == 1


async def test_only_a_picture_or_a_document_of_what_is_reported(book: Book) -> None:
    payment = await report(book)
    with pytest.raises(FileRefused, match="PDF, a PNG or a JPEG"):
        await proofs.put(await book.payer_login(), payment["id"], files.inspect("a.csv", b"a;b\n1;2\n"))
    recorded = await book.pay(await book.invoice())
    with pytest.raises(PaymentStateForbids):
        await proofs.put(book.owner, recorded["id"], files.inspect("a.pdf", PDF))
    with pytest.raises(NotFound):
        await proofs.get(book.owner, recorded["id"])


# --- what waits


async def mails_to(book: Book) -> int:
    return (
        await database.fetch_value(
            int,
            "SELECT count(*)::int FROM mails JOIN users ON lower(users.email) = lower(recipient) "
            "WHERE users.id = $1 AND kind = 'report_waits'",
            book.owner.user_id,
        )
        or 0
    )


async def test_receivers_are_told_after_three_and_seven_days_once_each(book: Book) -> None:
    await report(book)
    told = []
    for days in (2, 3, 4, 6, 7, 8, 30):
        with clock.moved_to(clock.now() + days * DAY):
            await asyncio.gather(*(reported.escalate() for _ in range(3)))
        told.append(await mails_to(book))
    assert told == [0, 1, 1, 1, 2, 2, 2]


async def test_after_an_outage_they_are_told_once(book: Book) -> None:
    await report(book)
    with clock.moved_to(clock.now() + 10 * DAY):
        await reported.escalate()
        await reported.escalate()
    assert await mails_to(book) == 1


async def test_one_that_cannot_be_told_of_holds_up_no_other(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reported, "BATCH", 1)
    first, second = await report(book), await report(book)
    words = notices.report_waits

    def refusing(*given: Any, **fields: Any) -> Any:
        if fields["payment_id"] == ids.encode("payment", first["id"]):
            raise ValueError("no words for it")
        return words(*given, **fields)

    monkeypatch.setattr(notices, "report_waits", refusing)
    with clock.moved_to(clock.now() + 4 * DAY):
        assert await reported.escalate() >= 1
        told = await database.fetch(
            "SELECT payment_id FROM report_notices WHERE payment_id IN ($1, $2)", first["id"], second["id"]
        )
        assert [row["payment_id"] for row in told] == [second["id"]]
        monkeypatch.undo()
        await reported.escalate()
    assert await mails_to(book) == 2


async def test_what_was_answered_escalates_nothing(book: Book) -> None:
    await reviews.confirm(book.owner, (await report(book))["id"])
    await reviews.reject_payment(book.owner, (await report(book))["id"], reason="It never came.")
    with clock.moved_to(clock.now() + 10 * DAY):
        await reported.escalate()
    assert await mails_to(book) == 0
