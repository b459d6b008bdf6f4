"""Credit notes: what they take off an invoice, what becomes of money that had been paid, and what is refused."""

import asyncio
import datetime
from collections import Counter
from typing import Any

import asyncpg
import pytest

from models import clock, database, ids
from models.billing import issuing
from models.collection import credit_notes
from models.errors import (
    CreditTooHigh,
    ExcessNotRefundable,
    ExcessUndecided,
    Forbidden,
    Invalid,
    InvoiceHasMoney,
    InvoiceNotOpen,
    MoneyOnItsWay,
    NotFound,
    Refused,
)
from models.online import facts
from models.parties import receivers
from models.shapes import billing
from models.shapes import corrections as shapes
from models.shapes.billing import InstalmentInput
from models.shapes.corrections import CreditLineInput, CreditNoteInput
from models.shapes.lines import DiscountInput, TaxInput, WithholdingInput
from models.shapes.parties import ReceiverPatch
from tests.books import (
    Book,
    assert_books_balance,
    booked,
    event_types,
    events_of,
    invoice_now,
    line,
    mark_all_overdue,
    open_book,
    part,
    payment_now,
    stranger,
)
from tests.models import locks
from tests.models.shops import Shop

VAT = [TaxInput(name="VAT", percent="19")]


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


async def taxed(book: Book, **fields: Any) -> Any:
    """An invoice of 100.00 and 50.00 with 19 % tax: 178.50."""
    lines = [line(10_000, description="Loom", taxes=VAT), line(5_000, description="Shuttle", taxes=VAT)]
    return await book.invoice(lines=lines, **fields)


def line_ids(invoice: Any) -> list[str]:
    return [each.id for each in billing.invoice(invoice).lines]


def amounts(invoice: Any) -> tuple[Any, ...]:
    names = ("settlement", "amount_credited", "amount_paid", "amount_overpaid", "amount_reserved")
    return tuple(invoice[name] for name in names)


async def test_a_note_over_a_line_takes_it_off_what_is_due(book: Book) -> None:
    invoice = await taxed(book)
    note = await book.credit(invoice, lines=[CreditLineInput(line_id=line_ids(invoice)[1])])
    assert (note.number, note.subtotal, note.tax_total, note.total) == ("CN-2026-00001", 5_000, 950, 5_950)
    assert (note.amount_applied, note.amount_excess, note.excess) == (5_950, 0, None)
    assert amounts(await invoice_now(invoice)) == ("unpaid", 5_950, 0, 0, 0)
    assert await booked(note) == {
        "credit_note.issued": {"receivables": -5_950, "revenue": 5_000, "tax_payable": 950},
    }
    shape = shapes.credit_note(note)
    assert [(each.description, each.amount, each.tax_amount) for each in shape.lines] == [("Shuttle", 5_000, 950)]
    assert shape.receiver.name == "Ada's Workshop"
    assert [event["data"]["total"] for event in await events_of(note)] == [5_950]
    assert await event_types(invoice) == ["invoice.created", "invoice.finalized", "invoice.updated"]
    await assert_books_balance()


async def test_quantities_and_amounts_of_lines_are_credited(book: Book) -> None:
    invoice = await book.invoice(lines=[line(1_000, quantity="3", taxes=VAT), line(5_000, taxes=VAT)])
    one, other = line_ids(invoice)
    note = await book.credit(
        invoice,
        lines=[CreditLineInput(line_id=one, quantity="2"), CreditLineInput(line_id=other, amount=1_000)],
    )
    assert [(each.quantity, each.amount) for each in shapes.credit_note(note).lines] == [("2", 2_000), (None, 1_000)]
    assert note.total == 3_570
    with pytest.raises(CreditTooHigh, match=r"Only 1 of line 1 can still be credited; you asked for 2\."):
        await book.credit(invoice, lines=[CreditLineInput(line_id=one, quantity="2")])
    await assert_books_balance()


async def test_notes_over_amounts_come_to_the_invoice_to_the_cent(book: Book) -> None:
    invoice = await book.invoice(
        lines=[line(3_333, taxes=VAT), line(1_111, taxes=[TaxInput(name="VAT", percent="7")]), line(77)],
        discount=DiscountInput(percent="3"),
    )
    left = invoice["total"]
    while left:
        left -= (await book.credit(invoice, amount=min(997, left))).total
    now = await invoice_now(invoice)
    assert (now["amount_credited"], now["settlement"]) == (now["total"], "paid")
    notes = await database.fetch("SELECT taxes FROM credit_notes WHERE invoice_id = $1", invoice["id"])
    credited: Counter[str] = Counter()
    for note in notes:
        for tax in shapes.from_json(note["taxes"], list[billing.TaxAmount]):
            credited[tax.percent] += tax.amount
    assert credited == {tax.percent: tax.amount for tax in billing.invoice(invoice).taxes}
    assert (await event_types(invoice))[-1] == "invoice.paid"
    # And the invariants say so, of each tax.
    await assert_books_balance()


async def test_a_note_over_an_open_rest_settles_the_invoice(book: Book) -> None:
    invoice = await book.invoice(10_000)
    await book.pay(invoice, amount=7_000)
    note = await book.credit(invoice, amount=3_000)
    assert (note.amount_applied, note.amount_excess) == (3_000, 0)
    assert amounts(await invoice_now(invoice)) == ("paid", 3_000, 7_000, 0, 0)
    assert (await event_types(invoice))[-1] == "invoice.paid"
    await assert_books_balance()


async def test_what_has_been_paid_must_be_decided(book: Book) -> None:
    invoice = await book.invoice(10_000)
    await book.pay(invoice, amount=7_000)
    given = CreditNoteInput(invoice_id=ids.encode("invoice", invoice["id"]), amount=5_000, reason="Broken.")
    preview = await credit_notes.preview(book.owner, given)
    assert (preview.total, preview.amount_applied, preview.amount_excess) == (5_000, 3_000, 2_000)
    with pytest.raises(ExcessUndecided, match=r"20\.00 EUR of this has been paid on invoice INV-2026-00001 already"):
        await credit_notes.create(book.owner, given)
    assert amounts(await invoice_now(invoice)) == ("partially_paid", 0, 7_000, 0, 0)


async def test_an_excess_becomes_the_payers_credit(book: Book) -> None:
    invoice = await book.invoice(10_000)
    payment = await book.pay(invoice)
    note = await book.credit(invoice, amount=4_000, excess="credit")
    assert (note.amount_applied, note.amount_excess, note.excess) == (0, 4_000, "credit")
    assert amounts(await invoice_now(invoice)) == ("overpaid", 4_000, 6_000, 4_000, 0)
    now = await payment_now(payment)
    assert (now["amount_allocated"], now["amount_unapplied"]) == (6_000, 4_000)
    assert await booked(note) == {"credit_note.issued": {"revenue": 4_000, "payer_credit": -4_000}}
    assert (await event_types(invoice))[-1] == "invoice.overpaid"
    await assert_books_balance()


async def test_an_excess_that_was_paid_offline_is_refunded_at_once(book: Book) -> None:
    invoice = await book.invoice(10_000)
    first = await book.pay(invoice, amount=6_000)
    second = await book.pay(invoice, method="bank_transfer")
    await book.credit(invoice, amount=5_000, excess="refund")
    assert amounts(await invoice_now(invoice)) == ("paid", 5_000, 5_000, 0, 0)
    # The newest money goes back first.
    assert ((await payment_now(second))["amount_refunded"], (await payment_now(first))["amount_refunded"]) == (
        4_000,
        1_000,
    )
    assert (await event_types(invoice))[-2:] == ["invoice.overpaid", "invoice.paid"]
    await assert_books_balance()


async def test_an_excess_that_was_paid_by_card_goes_back_through_the_gateway(shop: Shop) -> None:
    book = shop.book
    invoice = await book.invoice(10_000)
    payment = await shop.pay_and_send(invoice=invoice)
    await book.credit(invoice, amount=4_000, excess="refund")
    assert amounts(await invoice_now(invoice)) == ("overpaid", 4_000, 6_000, 4_000, 0)
    assert (await payment_now(payment))["amount_refund_reserved"] == 4_000
    await assert_books_balance()
    await shop.send()
    assert amounts(await invoice_now(invoice)) == ("paid", 4_000, 6_000, 0, 0)
    (refund,) = await database.fetch("SELECT * FROM refunds WHERE payment_id = $1", payment["id"])
    assert (refund["status"], refund["reason"], refund["amount"]) == ("succeeded", "It was broken.", 4_000)
    assert await shop.journal(refund) == [("refund", 4_000)]
    await assert_books_balance()


async def test_an_excess_that_was_paid_by_card_may_be_given_back_by_hand(shop: Shop) -> None:
    book = shop.book
    invoice = await book.invoice(10_000)
    payment = await shop.pay_and_send(invoice=invoice)
    await book.credit(invoice, amount=4_000, excess="paid_out")
    assert amounts(await invoice_now(invoice)) == ("paid", 4_000, 6_000, 0, 0)
    (refund,) = await database.fetch("SELECT * FROM refunds WHERE payment_id = $1", payment["id"])
    assert (refund["status"], refund["gateway_account_id"]) == ("succeeded", None)
    # The gateway hears nothing of it, and its account stays as it was.
    assert await booked(refund) == {"refund.succeeded": {"payer_credit": 4_000, "bank": -4_000}}
    assert await shop.send() == 0
    await assert_books_balance()


async def test_money_of_a_split_payment_is_freed_from_the_credited_invoice_only(book: Book) -> None:
    one, other = await book.invoice(5_000), await book.invoice(5_000)
    payment = await book.pay(allocations=[part(one, 5_000), part(other, 5_000)])
    await book.credit(one, amount=5_000, excess="credit")
    assert amounts(await invoice_now(one)) == ("paid", 5_000, 0, 0, 0)
    assert amounts(await invoice_now(other)) == ("paid", 0, 5_000, 0, 0)
    assert (await payment_now(payment))["amount_unapplied"] == 5_000
    await assert_books_balance()


async def test_payments_on_their_way_are_respected(shop: Shop) -> None:
    book = shop.book
    invoice = await book.invoice(10_000)
    await shop.pay(invoice=invoice, amount=7_000)
    with pytest.raises(MoneyOnItsWay, match=r"70\.00 EUR is on its way, and besides that 30\.00 EUR is due"):
        await book.credit(invoice, amount=3_001, excess="credit")
    note = await book.credit(invoice, amount=3_000)
    assert note.amount_applied == 3_000
    await shop.send()
    assert amounts(await invoice_now(invoice)) == ("paid", 3_000, 7_000, 0, 0)
    await assert_books_balance()


async def test_what_is_on_its_way_back_does_not_go_back_twice(shop: Shop) -> None:
    book = shop.book
    invoice = await book.invoice(10_000)
    payment = await shop.pay_and_send(invoice=invoice)
    await book.refund(payment, amount=6_000)
    for excess in ("refund", "paid_out"):
        with pytest.raises(ExcessNotRefundable, match=r"only 40\.00 EUR of what was paid can"):
            await book.credit(invoice, amount=5_000, excess=excess)
    await book.credit(invoice, amount=5_000, excess="credit")
    await shop.send()
    # What the refund took was first the credit, then the invoice's.
    assert amounts(await invoice_now(invoice)) == ("partially_paid", 5_000, 4_000, 0, 0)
    await assert_books_balance()


async def test_a_note_never_takes_more_than_there_is(book: Book) -> None:
    invoice = await taxed(book)
    one, other = line_ids(invoice)
    await book.credit(invoice, lines=[CreditLineInput(line_id=one, amount=6_000)])
    with pytest.raises(CreditTooHigh, match=r"Only 40\.00 EUR of line . can still be credited; you asked for 40\.01"):
        await book.credit(invoice, lines=[CreditLineInput(line_id=one, amount=4_001)])
    with pytest.raises(CreditTooHigh, match=r"Only 107\.10 EUR .* asked for 107\.11 EUR"):
        await book.credit(invoice, amount=10_711)
    note = await book.credit(invoice, lines=[CreditLineInput(line_id=other), CreditLineInput(line_id=one)])
    assert note.total == 10_710
    with pytest.raises(Refused):
        await book.credit(invoice, amount=1)
    await assert_books_balance()


async def test_what_makes_no_sense_is_refused(book: Book) -> None:
    invoice, another = await taxed(book), await taxed(book)
    first = line_ids(invoice)[0]
    for fields, pointer in (
        ({}, None),
        ({"amount": 1, "lines": [CreditLineInput(line_id=first)]}, None),
        ({"lines": [CreditLineInput(line_id=line_ids(another)[0])]}, "/lines/0/line_id"),
        ({"lines": [CreditLineInput(line_id=first), CreditLineInput(line_id=first)]}, "/lines/1/line_id"),
        ({"lines": [CreditLineInput(line_id=first, quantity="1", amount=1)]}, "/lines/0"),
        ({"lines": [CreditLineInput(line_id=first, quantity="0")]}, "/lines/0"),
    ):
        with pytest.raises(Invalid) as refused:
            await book.credit(invoice, **fields)
        assert refused.value.pointer == pointer
    draft = await book.draft()
    with pytest.raises(InvoiceNotOpen):
        await book.credit(draft, amount=1)
    void = await issuing.void(book.owner, (await book.invoice())["id"])
    with pytest.raises(InvoiceNotOpen):
        await book.credit(void, amount=1)


async def test_only_managers_issue_them_and_payers_see_theirs(book: Book) -> None:
    invoice = await book.invoice()
    payer, viewer = await book.payer_login(), await book.member("viewer")
    for caller, refusal in ((payer, Forbidden), (viewer, Forbidden), (await stranger(), NotFound)):
        with pytest.raises(refusal):
            await book.credit(invoice, caller=caller, amount=1)
    note = await book.credit(invoice, caller=await book.member("manager"), amount=1)
    assert (await credit_notes.get(payer, note.id)).id == note.id
    with pytest.raises(NotFound):
        await credit_notes.get(await stranger(), note.id)


async def test_a_credited_invoice_is_not_voided(book: Book) -> None:
    invoice = await book.invoice(10_000)
    await book.credit(invoice, amount=1_000)
    with pytest.raises(InvoiceHasMoney, match=r"10\.00 EUR of the invoice has been credited\. Credit the rest instead"):
        await issuing.void(book.owner, invoice["id"])


async def test_a_paid_and_credited_invoice_is_told_one_way_out_of_being_voided(book: Book) -> None:
    invoice = await book.invoice(10_000)
    await book.pay(invoice, amount=9_000)
    with pytest.raises(InvoiceHasMoney, match=r"voided because 90\.00 EUR has been paid\. Refund that first\.$"):
        await issuing.void(book.owner, invoice["id"])
    await book.credit(invoice, amount=1_000)
    with pytest.raises(InvoiceHasMoney) as refused:
        await issuing.void(book.owner, invoice["id"])
    assert refused.value.message.endswith(
        "cannot be voided because 90.00 EUR has been paid. It stays so when the rest is credited, where `excess` says "
        "what becomes of it. Besides, 10.00 EUR of the invoice has been credited. Credit the rest instead."
    )


async def test_a_note_does_not_change(book: Book) -> None:
    note = await book.credit(await book.invoice(), amount=1_000)
    for statement in ("UPDATE credit_notes SET total = 1 WHERE id = $1", "DELETE FROM credit_notes WHERE id = $1"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
            await database.execute(statement, note.id)


async def test_numbers_of_notes_are_never_those_of_invoices(book: Book) -> None:
    await receivers.update(
        book.owner, book.receiver["id"], ReceiverPatch(number_pattern="{YYYY}-{SEQ}", invoice_prefix="CN"), version=None
    )
    invoice = await book.invoice()
    assert invoice["number"] == "2026-1"
    assert [(await book.credit(invoice, amount=1)).number for _ in range(2)] == ["CRN-2026-1", "CRN-2026-2"]
    with pytest.raises(Invalid, match="There is a document CRN-2026-2"):
        await receivers.update(
            book.owner,
            book.receiver["id"],
            ReceiverPatch(number_pattern="{PREFIX}-{YYYY}-{SEQ}", invoice_prefix="CRN"),
            version=None,
        )


async def test_an_overdue_invoice_that_is_credited_is_overdue_no_more(book: Book) -> None:
    invoice = await book.invoice(10_000, payment_terms_days=0)
    with clock.moved_to(clock.now() + datetime.timedelta(days=2)):
        await mark_all_overdue()
    await book.credit(invoice, amount=4_000)
    assert (await invoice_now(invoice))["overdue"]
    await book.credit(invoice, amount=6_000)
    assert not (await invoice_now(invoice))["overdue"]
    await assert_books_balance()


async def test_a_returned_payment_after_a_note_reopens_what_is_left(shop: Shop) -> None:
    book = shop.book
    invoice = await book.invoice(10_000)
    payment = await shop.pay_and_send(invoice=invoice)
    await book.credit(invoice, amount=4_000, excess="credit")
    known = (await payment_now(payment))["gateway_payment_id"]
    returned = await shop.fact(payment, "returned", gateway_payment_id=known)
    assert await facts.apply(returned, gateway_account_id=shop.account["id"])
    now = await invoice_now(invoice)
    assert amounts(now) == ("unpaid", 4_000, 0, 0, 0)
    assert billing.invoice(now).amount_due == 6_000
    await assert_books_balance()


# At once, twice, killed.


async def at_once(*operations: Any) -> Counter[str]:
    results = await asyncio.gather(*operations, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, Refused):
            raise result
    return Counter(type(result).__name__ if isinstance(result, Refused) else "done" for result in results)


async def test_twenty_notes_at_once_never_come_to_more_than_the_invoice(book: Book) -> None:
    invoice = await taxed(book)
    await book.pay(invoice, amount=10_000)
    outcomes = await at_once(*(book.credit(invoice, amount=1_500, excess="credit") for _ in range(20)))
    # 178.50 is eleven times 15.00, and 13.50.
    assert outcomes == {"done": 11, "CreditTooHigh": 9}
    numbers = await database.fetch(
        "SELECT number FROM credit_notes WHERE invoice_id = $1 ORDER BY number", invoice["id"]
    )
    assert [row["number"] for row in numbers] == [f"CN-2026-{place:05}" for place in range(1, 12)]
    await assert_books_balance()


async def test_a_draft_that_is_deleted_meanwhile_is_not_found(book: Book) -> None:
    draft = await book.draft()
    with pytest.raises(NotFound):
        await locks.while_deleted(draft["id"], book.credit(draft, amount=100))


@pytest.mark.parametrize("round_", range(10))
async def test_a_note_and_a_payment_at_once_leave_nothing_over(book: Book, round_: int) -> None:
    invoice = await book.invoice(10_000)
    pay = (book.pay(invoice, amount=10_000) for _ in range(3))
    notes = (book.credit(invoice, amount=6_000, excess="credit") for _ in range(2))
    outcomes = await at_once(*pay, *notes)
    assert outcomes["done"] >= 2
    now = await invoice_now(invoice)
    assert now["amount_paid"] + now["amount_credited"] == 10_000
    await assert_books_balance()


@pytest.mark.parametrize("round_", range(5))
async def test_a_note_and_a_refund_at_once_send_no_money_twice(book: Book, round_: int) -> None:
    invoice = await book.invoice(10_000)
    payment = await book.pay(invoice)
    outcomes = await at_once(
        book.credit(invoice, amount=10_000, excess="refund"), book.refund(payment), book.refund(payment, amount=4_000)
    )
    assert outcomes["done"] >= 1
    now = await payment_now(payment)
    assert now["amount_refunded"] <= 10_000
    await assert_books_balance()


async def test_notes_over_invoices_that_share_payments_wait_for_each_other(book: Book) -> None:
    one, other = await book.invoice(5_000), await book.invoice(5_000)
    for _ in range(2):
        await book.pay(allocations=[part(one, 2_500), part(other, 2_500)])
    outcomes = await at_once(
        *(
            book.credit(invoice, amount=500, excess=excess)
            for invoice in (one, other)
            for excess in ("refund", "credit")
        ),
        *(
            book.credit(invoice, amount=500, excess=excess)
            for invoice in (other, one)
            for excess in ("credit", "paid_out")
        ),
    )
    assert outcomes == {"done": 8}
    await assert_books_balance()


@pytest.mark.parametrize("dies_in", ["models.billing.series.next_number", "models.events.record", "models.ledger.post"])
async def test_whoever_dies_in_the_middle_leaves_nothing(
    book: Book, dies_in: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = await taxed(book)
    payment = await book.pay(invoice)

    async def die(*_: Any, **__: Any) -> None:
        raise ConnectionResetError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(dies_in, die)
        with pytest.raises(ConnectionResetError):
            await book.credit(invoice, amount=5_000, excess="refund")
    assert amounts(await invoice_now(invoice)) == ("paid", 0, 17_850, 0, 0)
    assert (await payment_now(payment))["amount_refunded"] == 0
    note = await book.credit(invoice, amount=5_000, excess="refund")
    assert note.number == "CN-2026-00001"
    await assert_books_balance()


MIXED = [
    [TaxInput(name="GST", percent="5"), TaxInput(name="QST", percent="9.975", compound=True)],
    [TaxInput(name="GST", percent="5"), TaxInput(name="QST", percent="9.975")],
    [TaxInput(name="VAT", percent="0", category="E", exemption_reason="Medical care")],
    [TaxInput(name="VAT", percent="0", category="E", exemption_reason="Insurance")],
    [],
]


@pytest.mark.parametrize("rounding", ["group", "line"])
@pytest.mark.parametrize("prices_include_tax", [False, True])
async def test_notes_mirror_every_kind_of_tax_and_lines_below_zero(
    book: Book, rounding: str, prices_include_tax: bool
) -> None:
    given = [line(price, taxes=taxes) for taxes in MIXED for price in (3_333, 1_111, 77)]
    given.append(line(999, quantity="-1", taxes=MIXED[0]))
    fields = {"lines": given, "rounding": rounding, "prices_include_tax": prices_include_tax}
    for step in (997, 1_000_000):
        invoice = await book.invoice(**fields)
        left = invoice["total"]
        while left:
            left -= (await book.credit(invoice, amount=min(step, left))).total
        assert (await invoice_now(invoice))["settlement"] == "paid"
        notes = await database.fetch("SELECT taxes FROM credit_notes WHERE invoice_id = $1", invoice["id"])
        credited: Counter[tuple[Any, ...]] = Counter()
        for note in notes:
            for tax in shapes.from_json(note["taxes"], list[billing.TaxAmount]):
                credited[key_of(tax)] += tax.amount
        assert +credited == Counter({key_of(tax): tax.amount for tax in invoice_taxes(invoice) if tax.amount})
    invoice = await book.invoice(**fields)
    note = await book.credit(invoice, lines=[CreditLineInput(line_id=line_id) for line_id in line_ids(invoice)])
    assert (note.total, note.tax_total) == (invoice["total"], invoice["tax_total"])
    # And the invariants say so, of each tax.
    await assert_books_balance()


def key_of(tax: Any) -> tuple[Any, ...]:
    return (tax.name, tax.percent, tax.compound, tax.category, tax.exemption_reason)


def invoice_taxes(invoice: Any) -> list[billing.TaxAmount]:
    return billing.invoice(invoice).taxes


async def test_a_note_takes_back_its_part_of_what_is_withheld(book: Book) -> None:
    iva = [TaxInput(name="IVA", percent="21")]
    invoice = await book.invoice(
        lines=[line(60_000, taxes=iva), line(40_000, taxes=iva)],
        withholdings=[WithholdingInput(name="IRPF", percent="15")],
    )
    note = await book.credit(invoice, lines=[CreditLineInput(line_id=line_ids(invoice)[1])])
    assert (note.subtotal, note.tax_total, note.total, note.amount_withheld) == (40_000, 8_400, 48_400, 6_000)
    assert (note.amount_applied, note.amount_excess) == (42_400, 0)
    (taken_back,) = shapes.credit_note(note).withholdings
    assert (taken_back.name, taken_back.percent, taken_back.base, taken_back.amount) == ("IRPF", "15", 40_000, 6_000)
    assert await booked(note) == {
        "credit_note.issued": {
            "receivables": -42_400,
            "withholding": -6_000,
            "revenue": 40_000,
            "tax_payable": 8_400,
        }
    }
    now = await invoice_now(invoice)
    # What the invoice says stays as it was printed.
    assert (now["amount_withheld"], now["amount_credited"]) == (15_000, 42_400)
    assert billing.invoice(now).amount_due == 63_600
    await assert_books_balance()


async def test_notes_take_back_all_that_is_withheld_to_the_cent(book: Book) -> None:
    invoice = await book.invoice(
        lines=[line(3_333, taxes=VAT), line(1_111, taxes=[TaxInput(name="VAT", percent="7")]), line(77)],
        withholdings=[WithholdingInput(name="IRPF", percent="15"), WithholdingInput(name="Other", percent="1.5")],
    )
    left, taken_back = invoice["total"], 0
    while left:
        note = await book.credit(invoice, amount=min(997, left))
        left -= note.total
        taken_back += note.amount_withheld
    now = await invoice_now(invoice)
    assert taken_back == now["amount_withheld"]
    assert (now["amount_credited"], now["settlement"]) == (now["total"] - now["amount_withheld"], "paid")
    # And the invariants say so, of each tax and each withholding.
    await assert_books_balance()


async def test_only_what_had_been_paid_is_an_excess_where_a_part_is_withheld(book: Book) -> None:
    invoice = await book.invoice(10_000, withholdings=[WithholdingInput(name="IRPF", percent="15")])
    await book.pay(invoice)
    assert (await invoice_now(invoice))["amount_paid"] == 8_500
    with pytest.raises(ExcessUndecided, match=r"34\.00 EUR of this has been paid"):
        await book.credit(invoice, amount=4_000)
    note = await book.credit(invoice, amount=4_000, excess="credit")
    assert (note.amount_withheld, note.amount_applied, note.amount_excess) == (600, 0, 3_400)
    assert await booked(note) == {
        "credit_note.issued": {"withholding": -600, "revenue": 4_000, "payer_credit": -3_400},
    }
    assert amounts(await invoice_now(invoice)) == ("overpaid", 3_400, 5_100, 3_400, 0)
    await assert_books_balance()


async def test_what_was_written_off_of_what_is_not_withheld_is_not_credited(book: Book) -> None:
    invoice = await book.invoice(10_000, withholdings=[WithholdingInput(name="IRPF", percent="15")])
    await book.write_off(invoice, amount=1_000)
    with pytest.raises(
        CreditTooHigh,
        match=r"85\.00 EUR \(without the 15\.00 EUR withheld\) is more than the 75\.00 EUR that credit notes",
    ):
        await book.credit(invoice, amount=10_000)
    await assert_books_balance()


async def test_an_invoice_that_is_withheld_as_a_whole_is_credited_and_then_not_voided(book: Book) -> None:
    invoice = await book.invoice(withholdings=[WithholdingInput(name="All", percent="100")])
    note = await book.credit(invoice, amount=4_000)
    assert (note.amount_withheld, note.amount_applied, note.amount_excess) == (4_000, 0, 0)
    assert await booked(note) == {"credit_note.issued": {"withholding": -4_000, "revenue": 4_000}}
    with pytest.raises(InvoiceHasMoney, match=r"40\.00 EUR of the invoice has been credited"):
        await issuing.void(book.owner, invoice["id"])
    await assert_books_balance()


@pytest.mark.parametrize("instalments", [False, True])
async def test_a_note_ends_being_overdue_where_a_part_is_withheld(book: Book, instalments: bool) -> None:
    ways: dict[str, Any] = {"due_on": clock.now().date()}
    if instalments:
        ways = {"instalments": [InstalmentInput(percent=percent, days=0) for percent in ("40", "60")]}
    invoice = await book.invoice(10_000, withholdings=[WithholdingInput(name="IRPF", percent="15")], **ways)
    with clock.moved_to(clock.now() + datetime.timedelta(days=2)):
        await mark_all_overdue()
    await book.credit(invoice, amount=9_990)
    assert (await invoice_now(invoice))["overdue"] is True
    await book.credit(invoice, amount=10)
    now = await invoice_now(invoice)
    assert (now["overdue"], now["settlement"], now["next_overdue_on"]) == (False, "paid", None)
    await assert_books_balance()


async def test_notes_at_once_take_back_what_is_withheld_once(book: Book) -> None:
    invoice = await book.invoice(10_000, withholdings=[WithholdingInput(name="IRPF", percent="15")])
    notes = await asyncio.gather(*(book.credit(invoice, amount=2_500) for _ in range(6)), return_exceptions=True)
    assert sum(isinstance(note, CreditTooHigh) for note in notes) == 2
    issued = await database.fetch("SELECT amount_withheld FROM credit_notes WHERE invoice_id = $1", invoice["id"])
    assert [note["amount_withheld"] for note in issued] == [375] * 4
    await assert_books_balance()
