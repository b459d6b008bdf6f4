"""The same invoice again, and one in the place of another, which is void from then on."""

import asyncio
import datetime
from typing import Any

import pytest

from models import clock, database, ids
from models.billing import copies, drafts, issuing
from models.errors import (
    Forbidden,
    InvoiceHasMoney,
    InvoiceNotOpen,
    NotFound,
    PayerArchived,
    PreconditionFailed,
    Refused,
)
from models.parties import payers
from models.shapes.billing import InstalmentInput, Period
from models.shapes.billing import invoice as shape_of
from models.shapes.common import AddressPatch
from models.shapes.lines import DiscountInput, TaxInput, WithholdingInput
from models.shapes.parties import PayerPatch
from tests.books import Book, assert_books_balance, event_types, events_of, invoice_now, line, open_book, stranger

CONTENTS: dict[str, Any] = {
    "lines": [line(3_333, quantity="2.5", taxes=[TaxInput(name="VAT", percent="19")]), line(100)],
    "discount": DiscountInput(percent="3"),
    "memo": "Thank you.",
    "rounding": "line",
    "withholdings": [WithholdingInput(name="IRPF", percent="15")],
    "purchase_order": "4500012",
    "period": Period(from_=datetime.date(2026, 6, 1), to=datetime.date(2026, 6, 30)),
    "payment_terms_days": 14,
    "metadata": {"order": "7"},
}
# What is the same; all else is the new invoice's own.
SAME = ("payer_id", "currency", "discount", "subtotal", "discount_total", "tax_total", "total", "taxes", "memo")
SAME += ("payment_terms_days", "metadata", "prices_include_tax", "rounding", "withholdings", "amount_withheld")
SAME += ("purchase_order", "delivered_on", "period")


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


async def test_a_duplicate_is_a_draft_with_the_same_contents(book: Book) -> None:
    for original in (
        await book.draft(**CONTENTS),
        await book.invoice(**CONTENTS),
        await issuing.void(book.owner, (await book.invoice(**CONTENTS))["id"]),
    ):
        copy = await copies.duplicate(book.owner, original["id"])
        one, other = shape_of(original), shape_of(copy)
        assert [getattr(one, name) for name in SAME] == [getattr(other, name) for name in SAME]
        assert [(each.description, each.quantity, each.amount) for each in one.lines] == [
            (each.description, each.quantity, each.amount) for each in other.lines
        ]
        assert (other.status, other.number, other.due_on, other.replaces) == ("draft", None, None, None)
        assert {each.id for each in one.lines}.isdisjoint(each.id for each in other.lines)


async def test_a_replaced_invoice_is_void_and_each_names_the_other(book: Book) -> None:
    original = await book.invoice(**CONTENTS)
    draft = await copies.replace(book.owner, original["id"])
    one, other = shape_of(await invoice_now(original)), shape_of(draft)
    assert (one.status, one.replaced_by, other.status, other.replaces) == ("void", other.id, "draft", one.id)
    assert (await events_of(original))[-1]["data"]["replaced_by"] == other.id
    assert (await events_of(draft))[-1]["data"]["replaces"] == one.id
    assert (other.due_on, other.total) == (one.due_on, one.total)
    issued = await issuing.finalize(book.owner, draft["id"])
    assert (issued["number"], issued["due_on"]) == ("INV-2026-00002", original["due_on"])
    await assert_books_balance()


async def test_a_payer_who_corrects_an_address_gets_a_replaced_document_and_never_a_changed_one(book: Book) -> None:
    await payers.update(book.owner, book.payer["id"], PayerPatch(address=AddressPatch(city="Berlin")), version=None)
    original = await book.invoice()
    before = shape_of(await invoice_now(original))
    await payers.update(book.owner, book.payer["id"], PayerPatch(address=AddressPatch(city="Bern")), version=None)
    assert shape_of(await invoice_now(original)) == before
    draft = await copies.replace(book.owner, original["id"])
    issued = shape_of(await issuing.finalize(book.owner, draft["id"]))
    void = shape_of(await invoice_now(original))
    assert void.payer == before.payer
    assert void.payer is not None
    assert issued.payer is not None
    assert (void.payer.address.city, issued.payer.address.city) == ("Berlin", "Bern")


async def test_what_replaces_an_invoice_whose_day_is_over_has_a_new_one(book: Book) -> None:
    original = await book.invoice(payment_terms_days=3)
    with clock.moved_to(clock.now() + datetime.timedelta(days=10)):
        draft = await copies.replace(book.owner, original["id"])
        issued = await issuing.finalize(book.owner, draft["id"])
    assert issued["due_on"] == issued["issued_on"] + datetime.timedelta(days=3)


async def test_instalments_are_copied_by_their_days_and_replaced_on_the_same(book: Book) -> None:
    plan = [InstalmentInput(percent="50", days=14), InstalmentInput(percent="50", days=30)]
    original = await book.invoice(10_001, instalments=plan)
    copy = shape_of(await copies.duplicate(book.owner, original["id"]))
    assert [(one.percent, one.days, one.due_on) for one in copy.instalments] == [("50", 14, None), ("50", 30, None)]
    with clock.moved_to(clock.now() + datetime.timedelta(days=3)):
        draft = await copies.replace(book.owner, original["id"])
        issued = shape_of(await issuing.finalize(book.owner, draft["id"]))
    assert [(one.amount, one.due_on) for one in issued.instalments] == [
        (one.amount, one.due_on) for one in shape_of(original).instalments
    ]


async def test_replacing_is_refused_like_voiding_and_leaves_nothing(book: Book) -> None:
    paid, credited = await book.invoice(), await book.invoice()
    await book.pay(paid, amount=1)
    await book.credit(credited, amount=1)
    drafts_before = await database.fetch_value(int, "SELECT count(*) FROM invoices WHERE status = 'draft'")
    for invoice in (paid, credited):
        with pytest.raises(InvoiceHasMoney):
            await copies.replace(book.owner, invoice["id"])
    with pytest.raises(InvoiceNotOpen):
        await copies.replace(book.owner, (await issuing.void(book.owner, (await book.invoice())["id"]))["id"])
    stale = await book.invoice()
    with pytest.raises(PreconditionFailed):
        await copies.replace(book.owner, stale["id"], version=1)
    assert (await invoice_now(stale))["status"] == "open"
    assert await database.fetch_value(int, "SELECT count(*) FROM invoices WHERE status = 'draft'") == drafts_before


async def test_a_deleted_draft_leaves_a_void_invoice_alone(book: Book) -> None:
    original = await book.invoice()
    draft = await copies.replace(book.owner, original["id"])
    await drafts.delete(book.owner, draft["id"], version=None)
    now = shape_of(await invoice_now(original))
    assert (now.status, now.replaced_by) == ("void", None)
    await assert_books_balance()


async def test_twenty_at_once_replace_it_once(book: Book) -> None:
    original = await book.invoice()
    results = await asyncio.gather(
        *(copies.replace(book.owner, original["id"]) for _ in range(20)), return_exceptions=True
    )
    assert [each for each in results if isinstance(each, BaseException) and not isinstance(each, Refused)] == []
    assert sum(isinstance(each, InvoiceNotOpen) for each in results) == 19
    replaced = await database.fetch("SELECT id FROM invoices WHERE replaces_id = $1", original["id"])
    assert [ids.encode("invoice", row["id"]) for row in replaced] == [shape_of(await invoice_now(original)).replaced_by]
    assert (await event_types(original))[-1] == "invoice.voided"


async def test_who_may_not_draft_may_not_copy(book: Book) -> None:
    original = await book.invoice()
    for caller, refusal in ((await book.payer_login(), Forbidden), (await stranger(), NotFound)):
        for operation in (copies.duplicate(caller, original["id"]), copies.replace(caller, original["id"])):
            with pytest.raises(refusal):
                await operation
    await payers.delete(book.owner, book.payer["id"], version=None)
    with pytest.raises(PayerArchived):
        await copies.duplicate(book.owner, original["id"])


async def test_what_cannot_be_replaced_is_told_so_and_not_of_voiding(book: Book) -> None:
    with pytest.raises(InvoiceNotOpen, match="is a draft: it cannot be replaced"):
        await copies.replace(book.owner, (await book.draft())["id"])
    void = await issuing.void(book.owner, (await book.invoice())["id"])
    with pytest.raises(InvoiceNotOpen, match="is void: it cannot be replaced"):
        await copies.replace(book.owner, void["id"])
