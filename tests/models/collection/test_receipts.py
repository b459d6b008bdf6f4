"""Receipts: one for each payment that has arrived and each refund that has gone, numbered without gaps, and frozen."""

import asyncio
import datetime
import hashlib
from typing import Any

import msgspec
import pytest

from models import clock, database, ids, lists
from models.billing import number_gaps
from models.collection import cheques, receipts, reversals, settlement
from models.errors import NotFound, ReceiptNotDue
from models.gateways.base import RefundFact
from models.online import facts
from models.parties import payers, receivers
from models.reports import balances
from models.shapes import receipts as shapes
from models.shapes.parties import PayerPatch, ReceiverPatch
from models.shapes.receipts import Receipt, ReceiptedInvoice
from tests.books import Book, assert_books_balance, event_types, open_book, part, stranger
from tests.models.shops import Shop

DAY = datetime.timedelta(days=1)


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


async def issue_all() -> None:
    """What beat does, until nothing is left."""
    while await balances.sum_up() or await receipts.issue_due():
        pass


async def of(book: Book, payment: Any, *, caller: Any = None) -> Receipt:
    return shapes.receipt(await receipts.of_payment(caller or book.owner, payment["id"]))


async def all_of(book: Book) -> list[Receipt]:
    """A receiver's receipts, the oldest first."""
    page = await receipts.list_page(book.owner, filters=lists.Filters(), limit=100, after=None)
    return [shapes.receipt(row) for row in reversed(page.rows)]


async def test_a_receipt_says_what_was_paid_and_for_what(book: Book) -> None:
    first, second = await book.invoice(3_000), await book.invoice(4_000)
    payment = await book.pay(
        allocations=[part(first, 3_000), part(second, 4_000)], amount=8_000, method="bank_transfer", reference="Oct 7"
    )
    found = await of(book, payment)
    assert (found.kind, found.status, found.number) == ("payment", "valid", f"RCT-{clock.now().year}-00001")
    assert (found.amount, found.currency, found.method, found.reference) == (8_000, "EUR", "bank_transfer", "Oct 7")
    assert (found.effective_on, found.amount_taken_back) == (payment["effective_on"], 0)
    assert found.invoices == [
        ReceiptedInvoice(invoice_id=ids.encode("invoice", row["id"]), number=row["number"], amount=amount)
        for row, amount in ((first, 3_000), (second, 4_000))
    ]
    assert (found.receiver.name, found.payer.name) == ("Ada's Workshop", "Grace Payer")
    await assert_books_balance()


async def test_both_sides_have_the_same_one_and_nobody_else_sees_it(book: Book) -> None:
    payment = await book.pay(await book.invoice())
    mine = await of(book, payment)
    assert await of(book, payment, caller=await book.payer_login()) == mine
    assert await of(book, payment, caller=await book.member("viewer")) == mine
    other = await stranger()
    for question in (
        receipts.of_payment(other, payment["id"]),
        receipts.get(other, ids.decode("receipt", mine.id)),
        receipts.of_refund(other, payment["id"]),
    ):
        with pytest.raises(NotFound):
            await question
    page = await receipts.list_page(other, filters=lists.Filters(), limit=100, after=None)
    assert page.rows == []


async def test_it_stays_as_it_was_when_parties_change(book: Book) -> None:
    payment = await book.pay(await book.invoice())
    before = await of(book, payment)
    await receivers.update(book.owner, book.receiver["id"], ReceiverPatch(name="Another Name"), version=None)
    await payers.update(book.owner, book.payer["id"], PayerPatch(name="Somebody Else"), version=None)
    assert await of(book, payment) == before
    with pytest.raises(Exception, match="receipts"):
        await database.execute("UPDATE receipts SET amount = 1 WHERE number = $1", before.number)


async def test_the_hash_is_that_of_the_text_that_is_kept(book: Book) -> None:
    row = await receipts.of_payment(book.owner, (await book.pay(await book.invoice()))["id"])
    assert row["hash"] == hashlib.sha256(row["contents"].encode()).hexdigest()


async def test_the_job_issues_what_is_missing_once(book: Book) -> None:
    paid = [await book.pay(await book.invoice()) for _ in range(3)]
    refund = await book.refund(paid[0], amount=1_000)
    asked_for = await of(book, paid[1])
    await issue_all()
    await issue_all()
    found = await all_of(book)
    assert sorted(one.payment_id for one in found if one.kind == "payment") == sorted(
        ids.encode("payment", row["id"]) for row in paid
    )
    [of_refund] = [one for one in found if one.kind == "refund"]
    assert of_refund.refund_id == ids.encode("refund", refund["id"])
    assert asked_for in found
    assert [one.number[-5:] for one in found] == ["00001", "00002", "00003", "00004"]
    for one in found:
        assert await event_types({"id": ids.decode("receipt", one.id)}) == ["receipt.issued"]
    await assert_books_balance()


async def test_at_once_each_has_one(book: Book) -> None:
    paid = [await book.pay(await book.invoice(100)) for _ in range(5)]
    await balances.sum_up()
    asked = [receipts.of_payment(book.owner, row["id"]) for row in paid for _ in range(4)]
    jobs = [receipts.issue_due() for _ in range(3)]
    await asyncio.gather(*asked, *jobs)
    await issue_all()
    assert len(await all_of(book)) == len(paid)
    gaps = await number_gaps.find(book.owner, book.receiver["id"], kind="receipt")
    assert [(one.given, one.missing) for one in gaps.series] == [(len(paid), 0)]
    await assert_books_balance()


async def test_who_was_killed_before_the_end_of_a_run_begins_again(book: Book) -> None:
    await book.pay(await book.invoice())
    await issue_all()
    before = await all_of(book)
    # What is written last had not been written.
    await database.execute("UPDATE receipts_issued SET position = 0")
    await issue_all()
    assert await all_of(book) == before


async def test_one_receiver_that_fails_does_not_hold_up_the_others(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = await open_book()
    lost = await broken.pay(await broken.invoice())
    issued = await book.pay(await book.invoice())
    usual = receipts._issue

    async def fails(receiver_id: Any, **wanted: Any) -> None:
        if receiver_id == broken.receiver["id"]:
            raise RuntimeError("This one fails.")
        await usual(receiver_id, **wanted)

    monkeypatch.setattr(receipts, "_issue", fails)
    await issue_all()
    assert [one.payment_id for one in await all_of(book)] == [ids.encode("payment", issued["id"])]
    monkeypatch.undo()
    assert (await of(broken, lost)).status == "valid"


async def test_what_has_not_moved_has_none(book: Book) -> None:
    cheque = await book.pay(await book.invoice(), method="cheque")
    with pytest.raises(ReceiptNotDue, match="pending"):
        await of(book, cheque)
    await issue_all()
    assert await all_of(book) == []
    await cheques.clear(book.owner, cheque["id"])
    assert (await of(book, cheque)).status == "valid"


async def test_a_bounced_cheque_makes_it_void(book: Book) -> None:
    cheque = await book.pay(await book.invoice(), method="cheque")
    await cheques.clear(book.owner, cheque["id"])
    before = await of(book, cheque)
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    after = await of(book, cheque)
    assert (after.status, after.amount_taken_back) == ("void", 10_000)
    assert (after.hash, after.number, after.invoices) == (before.hash, before.number, before.invoices)
    assert after.updated_at > before.updated_at
    await assert_books_balance()


async def test_it_follows_what_a_gateway_takes_back_and_gives_back(shop: Shop) -> None:
    payment = await shop.pay()

    async def say(status: Any, day: int, **fields: Any) -> None:
        fact = await shop.fact(payment, status, occurred_at=clock.now() + day * DAY, **fields)
        assert await facts.apply(fact, gateway_account_id=shop.account["id"])

    await say("succeeded", 0)
    assert (await of(shop.book, payment)).status == "valid"
    await say("returned", 1)
    assert (await of(shop.book, payment)).status == "void"
    await say("succeeded", 2)
    assert (await of(shop.book, payment)).status == "valid"
    await assert_books_balance()


async def test_it_is_reduced_while_a_part_is_taken_back(book: Book) -> None:
    payment = await book.pay(await book.invoice(), method="bank_transfer")
    await of(book, payment)
    async with database.transaction():
        invoices, row = await settlement.lock(payment["id"])
        await reversals.take(invoices, row, kind="correction", amount=2_500, code=None, message=None)
    found = await of(book, payment)
    assert (found.status, found.amount_taken_back) == ("reduced", 2_500)
    verified = await receipts.verify(found.number, found.hash)
    assert (verified.valid, verified.status) == (False, "reduced")


async def test_a_refund_has_its_own_and_what_it_came_off(book: Book) -> None:
    invoice = await book.invoice()
    payment = await book.pay(invoice)
    before = await of(book, payment)
    refund = await book.refund(payment, amount=4_000)
    found = shapes.receipt(await receipts.of_refund(book.owner, refund["id"]))
    assert (found.kind, found.amount, found.payment_id) == ("refund", 4_000, ids.encode("payment", payment["id"]))
    assert [one.amount for one in found.invoices] == [4_000]
    assert found.number > before.number
    # What was paid was paid: money that was sent back has a receipt of its own.
    after = await of(book, payment)
    assert msgspec.structs.replace(after, updated_at=before.updated_at) == before


async def test_a_refund_that_came_back_makes_its_receipt_void(shop: Shop) -> None:
    payment = await shop.pay()
    await facts.apply(await shop.fact(payment, "succeeded"), gateway_account_id=shop.account["id"])
    refund = await shop.book.refund(payment, amount=1_000)
    with pytest.raises(ReceiptNotDue, match="requested"):
        await receipts.of_refund(shop.book.owner, refund["id"])

    async def say(status: Any, minutes: int) -> None:
        fact = RefundFact(
            gateway_refund_id="rfd_1",
            gateway_payment_id=f"sim_{payment['id'].hex}",
            reference=ids.encode("attempt", (await shop.attempt(refund))["id"]),
            account=shop.account["account"],
            status=status,
            amount=1_000,
            currency="EUR",
            occurred_at=clock.now() + datetime.timedelta(minutes=minutes),
        )
        assert await facts.apply(fact, gateway_account_id=shop.account["id"])

    await say("succeeded", 0)
    assert shapes.receipt(await receipts.of_refund(shop.book.owner, refund["id"])).status == "valid"
    await say("failed", 1)
    assert shapes.receipt(await receipts.of_refund(shop.book.owner, refund["id"])).status == "void"


async def test_it_can_be_verified_by_whoever_holds_it(book: Book) -> None:
    cheque = await book.pay(await book.invoice(), method="cheque")
    await cheques.clear(book.owner, cheque["id"])
    found = await of(book, cheque)
    other = await of(book, await book.pay(await book.invoice()))
    for name in (found.number, found.id):
        for digest in (found.hash, found.hash.upper()):
            verified = await receipts.verify(name, digest)
            assert (verified.valid, verified.status) == (True, "valid")
    for name, digest in ((other.number, found.hash), (found.number, other.hash), (found.id, "0" * 64), ("", "")):
        verified = await receipts.verify(name, digest)
        assert (verified.valid, verified.status) == (False, None)
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    verified = await receipts.verify(found.number, found.hash)
    assert (verified.valid, verified.status) == (False, "void")


async def test_who_has_moved_to_the_west_still_gets_numbers_in_order(pool: None) -> None:
    book = await open_book(time_zone="Pacific/Kiritimati")
    noon = datetime.datetime(2026, 6, 15, 12, tzinfo=datetime.UTC)
    with clock.moved_to(noon):
        # Whose own dates do not go back either.
        invoice = await book.invoice()
        first = await of(book, await book.pay(await book.invoice()))
        await receivers.update(
            book.owner, book.receiver["id"], ReceiverPatch(time_zone="Pacific/Pago_Pago"), version=None
        )
        payment = await book.pay(invoice)
        second = await of(book, payment)
    assert (first.issued_on, second.issued_on) == (datetime.date(2026, 6, 16), datetime.date(2026, 6, 16))
    assert second.number == "RCT-2026-00002"


async def test_receipts_have_a_prefix_beside_that_of_invoices(pool: None) -> None:
    book = await open_book(invoice_prefix="RCT")
    invoice = await book.invoice()
    found = await of(book, await book.pay(invoice))
    assert (invoice["number"][:4], found.number[:4]) == ("RCT-", "REC-")
