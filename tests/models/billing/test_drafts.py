"""Drafts of invoices: what they come to, edited, deleted, and refused in the documented order."""

from typing import Any

import msgspec
import pytest

from models import database, ids
from models.billing import contents, drafts, issuing
from models.errors import (
    Forbidden,
    Invalid,
    InvoiceNotDraft,
    NotFound,
    PayerArchived,
    PreconditionFailed,
    ReceiverArchived,
    Refused,
)
from models.shapes import billing as shapes
from models.shapes.billing import InstalmentInput, InvoicePatch
from models.shapes.lines import DiscountInput, LineInput, TaxInput
from tests.books import (
    Book,
    assert_books_balance,
    event_types,
    events_of,
    invoice_now,
    line,
    open_book,
    stranger,
)


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


def vat(percent: str) -> list[TaxInput]:
    return [TaxInput(name="VAT", percent=percent)]


async def archive(book: Book, what: str) -> None:
    row = book.receiver if what == "receivers" else book.payer
    await database.execute(f"UPDATE {what} SET status = 'archived' WHERE id = $1", row["id"])


async def test_a_draft_shows_its_totals_and_asks_for_nothing_yet(book: Book) -> None:
    lines = [
        LineInput(description="Hours", quantity="16", unit_price="348.35", taxes=vat("22")),
        LineInput(description="Books", quantity="10", unit_price="3.60", taxes=vat("5.5")),
    ]
    draft = shapes.invoice(await book.draft(lines=lines, discount=DiscountInput(percent="4"), memo="Thanks"))
    assert (draft.status, draft.number, draft.issued_on, draft.receiver, draft.pay_url) == ("draft",) + (None,) * 4
    assert (draft.subtotal, draft.discount_total) == (557_360 + 3_600, 22_294 + 144)
    assert [(tax.percent, tax.base, tax.amount) for tax in draft.taxes] == [
        ("22", 535_066, 117_715),
        ("5.5", 3_456, 190),
    ]
    assert draft.total == 535_066 + 117_715 + 3_456 + 190
    assert (draft.amount_due, draft.amount_payable, draft.currency) == (0, 0, "EUR")
    assert [line.amount for line in draft.lines] == [557_360, 3_600]


async def test_a_draft_is_announced_as_it_is(book: Book) -> None:
    draft = await book.draft()
    (event,) = await events_of(draft)
    assert (event["type"], event["sequence"], event["previous"]) == ("invoice.created", 1, {})
    assert event["data"]["id"] == ids.encode("invoice", draft["id"])
    assert (event["data"]["status"], event["data"]["total"], len(event["data"]["lines"])) == ("draft", 10_000, 1)


async def test_a_draft_is_refused_in_the_documented_order(book: Book) -> None:
    viewer, somebody = await book.member("viewer"), await stranger()
    broken = book.draft_input(lines=[line(discount=DiscountInput())])

    async def refusal(caller: Any) -> type[Refused]:
        with pytest.raises(Refused) as refused:
            await drafts.create(caller, broken)
        return refused.type

    await archive(book, "payers")
    await archive(book, "receivers")
    assert await refusal(somebody) is NotFound
    assert await refusal(viewer) is Forbidden
    assert await refusal(book.owner) is ReceiverArchived
    await database.execute("UPDATE receivers SET status = 'active' WHERE id = $1", book.receiver["id"])
    assert await refusal(book.owner) is PayerArchived
    await database.execute("UPDATE payers SET status = 'active' WHERE id = $1", book.payer["id"])
    assert await refusal(book.owner) is Invalid
    assert (
        await database.fetch_value(object, "SELECT count(*) FROM invoices WHERE receiver_id = $1", book.receiver["id"])
        == 0
    )


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"currency": "ABC"}, "/currency"),
        ({"lines": [line(), line(discount=DiscountInput(percent="101"))]}, "/lines/1/discount"),
        ({"lines": [line(discount=DiscountInput(amount=10_001))]}, "/lines/0/discount"),
        ({"discount": DiscountInput(percent="10", amount=1)}, "/discount"),
        ({"discount": DiscountInput(amount=10_001)}, "/discount"),
        ({"lines": [line(unit_price="999999999999", quantity="99999999999999")]}, "/lines/0"),
    ],
)
async def test_a_draft_that_makes_no_sense_is_refused_with_the_place(
    book: Book, fields: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await book.draft(**fields)
    assert refused.value.pointer == pointer


async def test_a_payer_of_another_receiver_is_refused(book: Book) -> None:
    mine_too = await open_book(owner=book.owner)
    with pytest.raises(Invalid) as refused:
        await drafts.create(mine_too.owner, mine_too.draft_input(payer_id=book.payer_id))
    assert refused.value.pointer == "/payer_id"
    others = await open_book()
    with pytest.raises(NotFound):
        await book.draft(payer_id=others.payer_id)
    draft = await book.draft()
    with pytest.raises(NotFound):
        await drafts.update(book.owner, draft["id"], InvoicePatch(payer_id=others.payer_id), version=None)


async def test_an_edit_replaces_the_lines_and_computes_anew(book: Book) -> None:
    draft = await book.draft(memo="First", discount=DiscountInput(percent="10"))
    patch = InvoicePatch(lines=[line(5_555, taxes=vat("23")), line(1_111, taxes=vat("23"))], discount=None)
    edited = shapes.invoice(await drafts.update(book.owner, draft["id"], patch, version=draft["version"]))
    assert (edited.subtotal, edited.discount_total, edited.tax_total, edited.total) == (6_666, 0, 1_533, 8_199)
    assert ([line.amount for line in edited.lines], edited.memo) == ([5_555, 1_111], "First")
    (_, event) = await events_of(draft)
    assert (event["type"], event["sequence"]) == ("invoice.updated", 2)
    assert (event["previous"]["total"], event["previous"]["discount"]) == (9_000, {"percent": "10"})
    assert "memo" not in event["previous"]


async def test_an_edit_changes_only_what_was_sent(book: Book) -> None:
    draft = await book.draft(memo="First", payment_terms_days=7, metadata={"order": "17"})
    second = await book.another_payer()
    patch = InvoicePatch(memo=None, payer_id=ids.encode("payer", second["id"]))
    edited = await drafts.update(book.owner, draft["id"], patch, version=None)
    assert (edited["memo"], edited["payer_id"]) == (None, second["id"])
    now, before = shapes.invoice(edited), shapes.invoice(draft)
    assert (now.lines, now.metadata, now.payment_terms_days) == (before.lines, before.metadata, 7)
    (_, event) = await events_of(draft)
    assert event["previous"] == {"memo": "First", "payer_id": book.payer_id}


async def test_prices_that_include_tax_and_the_currency_can_be_edited(book: Book) -> None:
    draft = await book.draft(lines=[line(299, taxes=vat("4"))])
    edited = await drafts.update(book.owner, draft["id"], InvoicePatch(prices_include_tax=True), version=None)
    assert (edited["subtotal"], edited["tax_total"], edited["total"]) == (288, 11, 299)
    edited = await drafts.update(
        book.owner, draft["id"], InvoicePatch(currency="JPY", lines=[line(unit_price="299")]), version=None
    )
    assert (edited["currency"], edited["total"]) == ("JPY", 299)


@pytest.mark.parametrize("currency", ["JPY", "USD", "KWD"])
async def test_an_amount_off_does_not_go_along_into_another_currency(book: Book, currency: str) -> None:
    draft = await book.draft(lines=[line(unit_price="100")], discount=DiscountInput(amount=500))

    with pytest.raises(Invalid, match=r"5\.00 EUR") as refused:
        await drafts.update(book.owner, draft["id"], InvoicePatch(currency=currency), version=None)

    assert refused.value.pointer == "/discount"
    assert (await invoice_now(draft))["version"] == draft["version"]
    sent = InvoicePatch(currency=currency, discount=DiscountInput(amount=10))
    edited = shapes.invoice(await drafts.update(book.owner, draft["id"], sent, version=None))
    assert (edited.currency, edited.discount_total) == (currency, 10)


async def test_an_amount_off_a_line_does_not_go_along_into_another_currency(book: Book) -> None:
    reduced = line(unit_price="1000", discount=DiscountInput(amount=500))
    draft = await book.draft(lines=[line(), reduced])

    with pytest.raises(Invalid, match=r"5\.00 EUR on line 2") as refused:
        await drafts.update(book.owner, draft["id"], InvoicePatch(currency="JPY"), version=None)

    assert refused.value.pointer == "/lines"
    edited = await drafts.update(book.owner, draft["id"], InvoicePatch(currency="JPY", lines=[reduced]), version=None)
    assert (edited["currency"], edited["total"]) == ("JPY", 500)


async def test_what_means_the_same_in_each_currency_goes_along(book: Book) -> None:
    lines = [line(unit_price="100", discount=DiscountInput(percent="50"))]
    draft = await book.draft(lines=lines, discount=DiscountInput(percent="10"))
    edited = await drafts.update(book.owner, draft["id"], InvoicePatch(currency="JPY"), version=None)
    assert (edited["currency"], edited["total"]) == ("JPY", 45)
    # An amount is left alone where the currency is sent, and is the same; null takes it off.
    fixed = await book.draft(discount=DiscountInput(amount=500))
    edited = await drafts.update(book.owner, fixed["id"], InvoicePatch(currency="EUR"), version=None)
    assert edited["total"] == 9_500
    edited = await drafts.update(book.owner, fixed["id"], InvoicePatch(currency="USD", discount=None), version=None)
    assert (edited["currency"], edited["total"]) == ("USD", 10_000)


async def test_a_stale_version_changes_nothing(book: Book) -> None:
    draft = await book.draft()
    await drafts.update(book.owner, draft["id"], InvoicePatch(memo="Newer"), version=draft["version"])
    stale = draft["version"]
    for action in (
        lambda: drafts.update(book.owner, draft["id"], InvoicePatch(memo="Mine"), version=stale),
        lambda: drafts.delete(book.owner, draft["id"], version=stale),
        lambda: issuing.finalize(book.owner, draft["id"], version=stale),
    ):
        with pytest.raises(PreconditionFailed):
            await action()
    now = await invoice_now(draft)
    assert (now["status"], now["memo"]) == ("draft", "Newer")
    await issuing.finalize(book.owner, draft["id"], version=now["version"])
    with pytest.raises(PreconditionFailed):
        await issuing.void(book.owner, draft["id"], version=now["version"])


async def test_a_deleted_draft_is_gone_and_announced(book: Book) -> None:
    draft = await book.draft()
    await drafts.delete(book.owner, draft["id"], version=draft["version"])
    with pytest.raises(NotFound):
        await invoice_now(draft)
    with pytest.raises(NotFound):
        await drafts.delete(book.owner, draft["id"], version=None)
    assert await event_types(draft) == ["invoice.created", "invoice.deleted"]


async def test_an_issued_invoice_is_neither_edited_nor_deleted_nor_issued_again(book: Book) -> None:
    issued = await book.invoice()
    for action in (
        lambda: drafts.update(book.owner, issued["id"], InvoicePatch(memo="Late"), version=None),
        lambda: drafts.delete(book.owner, issued["id"], version=None),
        lambda: issuing.finalize(book.owner, issued["id"]),
    ):
        with pytest.raises(InvoiceNotDraft, match=issued["number"]):
            await action()
    assert (await invoice_now(issued))["version"] == issued["version"]
    await assert_books_balance()


async def test_a_preview_refuses_a_plan_that_a_draft_would_be_refused_for(book: Book) -> None:
    plan = [InstalmentInput(percent="90", days=14)]
    for operation in (drafts.preview, drafts.create):
        with pytest.raises(Invalid, match="90"):
            await operation(book.owner, book.draft_input(instalments=plan))


async def test_a_preview_computes_without_storing(book: Book) -> None:
    given, totals = await drafts.preview(book.owner, book.draft_input(lines=[line(299, taxes=vat("4"))]))
    assert (given.currency, given.rounding) == ("EUR", "group")
    assert (totals.subtotal, totals.tax_total, totals.total) == (299, 12, 311)
    assert (
        await database.fetch_value(object, "SELECT count(*) FROM invoices WHERE receiver_id = $1", book.receiver["id"])
        == 0
    )


def test_all_that_is_computed_is_written() -> None:
    assert set(drafts.WRITTEN) == contents.Contents.__annotations__.keys()


async def test_a_draft_that_says_the_same_in_other_letters_has_not_changed(book: Book) -> None:
    metadata = {"order": "17", "é😀": "ß"}
    draft = await book.draft(metadata=metadata, lines=[line(taxes=[TaxInput(name="VAT", percent="19")])])
    stored = "SELECT metadata FROM invoices WHERE id = $1"
    written = await database.fetch_value(str, stored, draft["id"])
    for given in (metadata, dict(reversed(metadata.items()))):
        await drafts.update(book.owner, draft["id"], InvoicePatch(metadata=given), version=None)
        assert await database.fetch_value(str, stored, draft["id"]) == msgspec.json.encode(given).decode()
    assert written == msgspec.json.encode(metadata).decode()
    # As it came forward from a release that kept it as jsonb.
    columns = ("metadata", "taxes", "withholdings")
    await database.execute(
        f"UPDATE invoices SET {', '.join(f'{name} = {name}::jsonb' for name in columns)} WHERE id = $1", draft["id"]
    )
    patch = InvoicePatch(metadata=metadata, prices_include_tax=False)
    await drafts.update(book.owner, draft["id"], patch, version=None)
    await drafts.update(book.owner, draft["id"], InvoicePatch(metadata={"order": "18"}), version=None)
    told = [set(event["previous"]) for event in await events_of(draft)]
    # Lines that are computed again have new ids.
    assert told == [set(), set(), set(), {"lines"}, {"metadata"}]
