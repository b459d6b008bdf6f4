"""What an invoice says and comes to, from the draft to the books: signs, taxes, withholdings, rounding, delivery."""

import datetime
from typing import Any

import asyncpg
import pytest

from models import database, ids
from models.billing import drafts, issuing
from models.errors import Invalid, InvoiceNotDraft
from models.parties import receivers
from models.shapes import billing as shapes
from models.shapes.billing import InvoicePatch, Period
from models.shapes.lines import DiscountInput, LineInput, TaxInput, WithholdingInput
from models.shapes.parties import ReceiverPatch
from models.shapes.pay_links import payable_invoice
from tests.books import Book, assert_books_balance, event_types, events_of, invoice_now, line, open_book

VAT = [TaxInput(name="VAT", percent="19")]
IVA = [TaxInput(name="IVA", percent="21")]
IRPF = [WithholdingInput(name="IRPF", percent="15")]
JUNE = Period(from_=datetime.date(2026, 6, 1), to=datetime.date(2026, 6, 30))


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


async def booked(invoice: Any, kind: str) -> dict[str, int]:
    """What a fact about an invoice put on each account."""
    rows = await database.fetch(
        "SELECT account.kind, entry.amount FROM ledger_entries AS entry "
        "JOIN ledger_accounts AS account ON account.id = entry.account_id "
        "JOIN ledger_transactions AS booked ON booked.id = entry.transaction_id "
        "WHERE booked.source_id = $1 AND booked.kind = $2",
        invoice["id"],
        kind,
    )
    return {row["kind"]: row["amount"] for row in rows}


async def test_a_deposit_is_a_line_below_zero(book: Book) -> None:
    deposit = line(30_000, quantity="-1", taxes=VAT, description="Deposit of 3 May")
    invoice = await book.invoice(lines=[line(100_000, taxes=VAT), deposit])
    shape = shapes.invoice(invoice)
    assert [(each.quantity, each.amount, each.tax_amount) for each in shape.lines] == [
        ("1", 100_000, 19_000),
        ("-1", -30_000, -5_700),
    ]
    assert (shape.subtotal, shape.tax_total, shape.total, shape.amount_due) == (70_000, 13_300, 83_300, 83_300)
    assert shapes.invoice(await invoice_now(invoice)) == shape
    await book.pay(invoice)
    assert (await invoice_now(invoice))["settlement"] == "paid"
    await assert_books_balance()


async def test_a_deposit_of_all_leaves_nothing_to_pay(book: Book) -> None:
    invoice = await book.invoice(lines=[line(100_000, taxes=VAT), line(100_000, quantity="-1.00", taxes=VAT)])
    assert (invoice["total"], invoice["settlement"]) == (0, "paid")
    assert await event_types(invoice) == ["invoice.created", "invoice.finalized", "invoice.paid"]
    await assert_books_balance()


async def test_quantities_are_shown_as_they_are_stored(book: Book) -> None:
    sent = ["-2.50", "-0", "-0.000001", "007"]
    draft = await book.draft(lines=[line(0, quantity=quantity) for quantity in sent])
    shown = [each.quantity for each in shapes.invoice(draft).lines]
    assert shown == ["-2.5", "0", "-0.000001", "7"]
    assert shapes.invoice(await invoice_now(draft)).lines == shapes.invoice(draft).lines


# What is sent, the place that is at fault, and values that the sentence holds.
@pytest.mark.parametrize(
    ("fields", "pointer", "values"),
    [
        ({"lines": [line(100), line(200, quantity="-1")]}, "/lines", "-1.00 EUR"),
        ({"lines": [line(9_900, taxes=VAT), line(200, quantity="-1", taxes=IVA)]}, "/lines", "IVA 21 % come to -2.00"),
        (
            {"lines": [line(), line(200, quantity="-1", discount=DiscountInput(amount=201))]},
            "/lines/1/discount",
            "2.01 EUR",
        ),
        (
            {"lines": [line(taxes=[TaxInput(name="VAT", percent="19", category="Z")])]},
            "/lines/0/taxes/0/percent",
            "has 19 %",
        ),
        (
            {"lines": [line(), line(taxes=[TaxInput(name="VAT", percent="0", category="AE")])]},
            "/lines/1/taxes/0/exemption_reason",
            "AE wants",
        ),
        ({"withholdings": [*IRPF, *IRPF]}, "/withholdings", "IRPF 15 %, IRPF 15 %"),
        ({"withholdings": [WithholdingInput(name="All", percent="100.5")]}, "/withholdings", "100.5 %"),
        (
            {"withholdings": [*IRPF, WithholdingInput(name="All", percent="100")]},
            *("/withholdings", "115.00 EUR withheld are more than the total of 100.00 EUR"),
        ),
        ({"period": Period(from_=JUNE.to, to=JUNE.from_)}, "/period/to", "2026-06-30 cannot end on 2026-06-01"),
        ({"period": JUNE, "delivered_on": JUNE.to}, "/period", "on 2026-06-30, or over the period from 2026-06-01"),
        ({"delivered_on": datetime.date.min}, "/delivered_on", "give a day from 2000-01-01 to 2199-12-31"),
        ({"period": Period(from_=JUNE.from_, to=datetime.date.max)}, "/period/to", "9999-12-31 is out of range"),
    ],
)
async def test_what_cannot_be_billed_is_refused_with_its_place(
    book: Book, fields: dict[str, Any], pointer: str, values: str
) -> None:
    for operation in (drafts.create, drafts.preview):
        with pytest.raises(Invalid) as refused:
            await operation(book.owner, book.draft_input(**fields))
        assert refused.value.pointer == pointer
        assert values in str(refused.value)
    draft = await book.draft()
    with pytest.raises(Invalid) as refused:
        await drafts.update(book.owner, draft["id"], InvoicePatch(**fields), version=None)
    assert refused.value.pointer == pointer
    assert shapes.invoice(await invoice_now(draft)) == shapes.invoice(draft)


async def test_a_compound_tax_keeps_its_order(book: Book) -> None:
    taxes = [*VAT, TaxInput(name="Levy", percent="1", compound=True)]
    invoice = await book.invoice(lines=[line(10_000, taxes=taxes)])
    shape = shapes.invoice(await invoice_now(invoice))
    assert shape.total == 12_019
    assert [(tax.name, tax.percent, tax.compound) for tax in shape.lines[0].taxes] == [
        ("VAT", "19", False),
        ("Levy", "1", True),
    ]
    assert [(tax.name, tax.compound, tax.base, tax.amount) for tax in shape.taxes] == [
        ("VAT", False, 10_000, 1_900),
        ("Levy", True, 11_900, 119),
    ]
    assert await booked(invoice, "invoice.finalized") == {
        "receivables": 12_019,
        "revenue": -10_000,
        "tax_payable": -2_019,
    }


async def test_what_is_withheld_is_not_to_be_paid_and_stands_in_its_own_account(book: Book) -> None:
    draft = await book.draft(lines=[line(100_000, taxes=IVA)], withholdings=IRPF)
    shape = shapes.invoice(draft)
    assert (shape.total, shape.amount_withheld, shape.amount_due) == (121_000, 15_000, 0)
    (withheld,) = shape.withholdings
    assert (withheld.name, withheld.percent, withheld.base, withheld.amount) == ("IRPF", "15", 100_000, 15_000)

    invoice = await issuing.finalize(book.owner, draft["id"])
    shape = shapes.invoice(invoice)
    assert (shape.total, shape.amount_withheld, shape.amount_due, shape.amount_payable) == (
        *(121_000, 15_000),
        *(106_000, 106_000),
    )
    assert (await events_of(invoice))[-1]["data"]["amount_due"] == 106_000
    assert await booked(invoice, "invoice.finalized") == {
        "receivables": 106_000,
        "withholding": 15_000,
        "revenue": -100_000,
        "tax_payable": -21_000,
    }
    await assert_books_balance()


async def test_an_invoice_is_settled_by_what_is_not_withheld(book: Book) -> None:
    invoice = await book.invoice(lines=[line(100_000, taxes=IVA)], withholdings=IRPF)
    part = await book.pay(invoice, amount=100_000)
    now = await invoice_now(invoice)
    assert (now["settlement"], shapes.invoice(now).amount_due) == ("partially_paid", 6_000)
    rest = await book.pay(invoice)
    assert (part["amount"], rest["amount"]) == (100_000, 6_000)
    now = await invoice_now(invoice)
    assert (now["settlement"], now["amount_paid"], shapes.invoice(now).amount_due) == ("paid", 106_000, 0)
    assert (await event_types(invoice))[-2:] == ["invoice.partially_paid", "invoice.paid"]
    more = await book.pay(invoice, amount=15_000)
    now = await invoice_now(invoice)
    assert (more["amount_unapplied"], now["settlement"], now["amount_overpaid"]) == (15_000, "overpaid", 15_000)
    await assert_books_balance()


async def test_money_taken_off_reopens_what_is_not_withheld(book: Book) -> None:
    invoice = await book.invoice(lines=[line(100_000, taxes=IVA)], withholdings=IRPF)
    payment = await book.pay(invoice)
    await book.refund(payment, amount=6_000)
    now = await invoice_now(invoice)
    assert (now["settlement"], shapes.invoice(now).amount_due) == ("partially_paid", 6_000)
    assert (await event_types(invoice))[-1] == "invoice.reopened"
    await assert_books_balance()


async def test_an_invoice_that_is_withheld_as_a_whole_is_settled_when_it_is_issued(book: Book) -> None:
    invoice = await book.invoice(withholdings=[WithholdingInput(name="All", percent="100")])
    assert (invoice["settlement"], invoice["amount_withheld"]) == ("paid", 10_000)
    assert await event_types(invoice) == ["invoice.created", "invoice.finalized", "invoice.paid"]
    await assert_books_balance()


async def test_a_void_invoice_withholds_nothing(book: Book) -> None:
    invoice = await book.invoice(lines=[line(100_000, taxes=IVA)], withholdings=IRPF)
    await issuing.void(book.owner, invoice["id"])
    assert await booked(invoice, "invoice.voided") == {
        "receivables": -106_000,
        "withholding": -15_000,
        "revenue": 100_000,
        "tax_payable": 21_000,
    }
    await assert_books_balance()


async def test_rounding_is_the_receivers_unless_the_invoice_says(book: Book) -> None:
    twice = {"lines": [line(5_555, taxes=[TaxInput(name="VAT", percent="23")]), line(1_111, taxes=VAT_23)]}
    assert [shapes.invoice(await book.draft(**twice)).rounding, (await book.draft(**twice))["tax_total"]] == [
        "group",
        1_533,
    ]
    await receivers.update(book.owner, book.receiver["id"], ReceiverPatch(rounding="line"), version=None)
    draft = await book.draft(**twice)
    assert (draft["rounding"], draft["tax_total"]) == ("line", 1_534)
    by_group = await book.draft(rounding="group", **twice)
    assert (by_group["rounding"], by_group["tax_total"]) == ("group", 1_533)
    given, totals = await drafts.preview(book.owner, book.draft_input(**twice))
    assert (given.rounding, totals.tax_total) == ("line", 1_534)

    # What a draft has said stays, whatever the receiver says later.
    await receivers.update(book.owner, book.receiver["id"], ReceiverPatch(rounding="group"), version=None)
    edited = await drafts.update(book.owner, draft["id"], InvoicePatch(memo="Thanks"), version=None)
    assert (edited["rounding"], edited["tax_total"]) == ("line", 1_534)
    edited = await drafts.update(book.owner, draft["id"], InvoicePatch(rounding="group"), version=None)
    assert (edited["rounding"], edited["tax_total"]) == ("group", 1_533)


VAT_23 = [TaxInput(name="VAT", percent="23")]


async def test_withholdings_are_computed_again_with_the_lines(book: Book) -> None:
    draft = await book.draft(100_000, withholdings=IRPF)
    edited = await drafts.update(book.owner, draft["id"], InvoicePatch(lines=[line(200_000)]), version=None)
    assert (edited["amount_withheld"], shapes.invoice(edited).withholdings[0].base) == (30_000, 200_000)
    edited = await drafts.update(book.owner, draft["id"], InvoicePatch(withholdings=[]), version=None)
    assert (edited["amount_withheld"], edited["withholdings"], edited["total"]) == (0, "[]", 200_000)


async def test_delivery_is_on_a_day_or_over_a_period(book: Book) -> None:
    draft = await book.draft(period=JUNE, purchase_order="4500012")
    assert (shapes.invoice(draft).period, draft["purchase_order"]) == (JUNE, "4500012")
    with pytest.raises(Invalid, match="say one, and null for the other"):
        await drafts.update(book.owner, draft["id"], InvoicePatch(delivered_on=JUNE.to), version=None)
    patch = InvoicePatch(delivered_on=JUNE.to, period=None)
    edited = shapes.invoice(await drafts.update(book.owner, draft["id"], patch, version=None))
    assert (edited.delivered_on, edited.period, edited.purchase_order) == (JUNE.to, None, "4500012")
    patch = InvoicePatch(delivered_on=None, purchase_order=None)
    edited = shapes.invoice(await drafts.update(book.owner, draft["id"], patch, version=None))
    assert (edited.delivered_on, edited.period, edited.purchase_order) == (None, None, None)
    assert (await events_of(draft))[-1]["previous"] == {"delivered_on": "2026-06-30", "purchase_order": "4500012"}


FROZEN: dict[str, Any] = {
    "lines": [
        LineInput(
            description="Work",
            unit_price="100",
            quantity="-1",
            taxes=[TaxInput(name="VAT", percent="0", category="AE", exemption_reason="Reverse charge")],
        ),
        line(40_000, taxes=[TaxInput(name="VAT", percent="0", category="AE", exemption_reason="Reverse charge")]),
    ],
    "rounding": "line",
    "withholdings": IRPF,
    "purchase_order": "4500012",
    "period": JUNE,
}


async def test_all_of_it_is_frozen_once_issued(book: Book) -> None:
    invoice = await book.invoice(**FROZEN)
    shape = shapes.invoice(await invoice_now(invoice))
    assert shape == shapes.invoice(invoice)
    assert (shape.taxes[0].category, shape.taxes[0].exemption_reason) == ("AE", "Reverse charge")
    for fields in ({name: value} for name, value in FROZEN.items()):
        with pytest.raises(InvoiceNotDraft):
            await drafts.update(book.owner, invoice["id"], InvoicePatch(**fields), version=None)
    for change in (
        "rounding = 'group'",
        "withholdings = '[]'",
        "purchase_order = NULL",
        "period_to = period_to + 1",
        "(period_from, period_to, delivered_on) = (NULL, NULL, '2026-06-01')",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="frozen"):
            await database.execute(f"UPDATE invoices SET {change} WHERE id = $1", invoice["id"])
    assert shapes.invoice(await invoice_now(invoice)) == shape


async def test_whoever_has_the_pay_link_sees_what_is_printed(book: Book) -> None:
    invoice = await book.invoice(**FROZEN)
    shown = payable_invoice(await invoice_now(invoice))
    assert (shown.total, shown.amount_withheld, shown.amount_payable) == (30_000, 4_500, 25_500)
    assert (shown.purchase_order, shown.period, shown.delivered_on) == ("4500012", JUNE, None)


async def test_the_database_knows_no_period_without_an_end(book: Book) -> None:
    draft = await book.draft(period=JUNE)
    for change, constraint in (
        ("period_to = NULL", "invoices_have_a_period_with_an_end"),
        ("period_to = '2026-05-31'", "invoices_have_a_period_with_an_end"),
        ("delivered_on = '2026-06-02'", "invoices_are_delivered_on_a_day_or_over_a_period"),
        ("rounding = 'up'", "invoices_are_rounded_by_group_or_line"),
        ("amount_withheld = total + 1", "invoices_are_not_overpaid_v2"),
    ):
        with pytest.raises(asyncpg.CheckViolationError, match=constraint):
            await database.execute(f"UPDATE invoices SET {change} WHERE id = $1", draft["id"])


async def test_an_account_of_what_is_withheld_is_one_of_the_receivers_books(book: Book) -> None:
    invoice = await book.invoice(withholdings=IRPF)
    row = await database.fetch_row(
        "SELECT entry.amount, entry.payer_id, entry.invoice_id FROM ledger_entries AS entry "
        "JOIN ledger_accounts AS account ON account.id = entry.account_id "
        "WHERE account.kind = 'withholding' AND account.receiver_id = $1",
        book.receiver["id"],
    )
    assert row is not None
    assert tuple(row) == (1_500, book.payer["id"], invoice["id"])
    assert ids.encode("payer", row["payer_id"]) == shapes.invoice(invoice).payer_id
