"""Credit notes mirror their invoice: however it is taken apart, the parts come to the invoice, to the cent."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money import crediting
from models.money.amounts import MoneyRefused
from models.money.crediting import Part, TooMuch, Wanted
from models.money.lines import Discount, Line
from models.money.taxes import Tax
from models.money.totals import Rounding, TaxTotal, Totals, compute

TAXES = [
    (),
    (Tax("VAT", Decimal(19)),),
    (Tax("VAT", Decimal(7)),),
    (Tax("GST", Decimal(5)), Tax("PST", Decimal("9.975"))),
]


def an_invoice(lines: list[tuple[str, str, int]], **more: Any) -> tuple[Totals, list[crediting.Line]]:
    """An invoice of lines of a quantity, a unit price, and which of `TAXES`."""
    given = [
        Line(description="Work", quantity=Decimal(quantity), unit_price=Decimal(price), taxes=TAXES[taxes])
        for quantity, price, taxes in lines
    ]
    totals = compute(lines=given, currency="EUR", **more)
    return totals, crediting.lines_of(totals.lines, [line.quantity for line in given])


def after(lines: list[crediting.Line], parts: list[Part]) -> list[crediting.Line]:
    """The lines once a note has been issued."""
    of = {part.line: part for part in parts}
    return [
        msgspec.structs.replace(line, credited=(*line.credited, of[index])) if index in of else line
        for index, line in enumerate(lines)
    ]


def total(parts: list[Part]) -> int:
    return sum(part.net + part.tax for part in parts)


def taxes(parts: list[Part]) -> dict[tuple[str, Decimal], int]:
    found: dict[tuple[str, Decimal], int] = {}
    for part in parts:
        for tax in part.taxes:
            found[tax.name, tax.percent] = found.get((tax.name, tax.percent), 0) + tax.amount
    return {key: amount for key, amount in found.items() if amount}


def test_a_note_over_everything_has_the_invoices_own_figures() -> None:
    totals, lines = an_invoice([("16", "348.35", 1), ("3", "0.99", 2)], discount=Discount(percent=Decimal(4)))
    by_line = crediting.credit_lines(lines, {0: Wanted(), 1: Wanted()}, currency="EUR", prices_include_tax=False)
    by_amount = crediting.credit_amount(lines, totals.total, currency="EUR", prices_include_tax=False)
    for parts in (by_line, by_amount):
        assert total(parts) == totals.total
        assert taxes(parts) == {(tax.name, tax.percent): tax.amount for tax in totals.taxes}
        assert [part.net for part in parts] == [line.net - line.document_discount for line in totals.lines]


def test_the_last_of_several_notes_takes_what_the_roundings_have_left() -> None:
    # 0.03 at 19 %: the tax of three such lines is 0.02, and of each alone 0.01.
    totals, lines = an_invoice([("1", "0.03", 1)] * 3)
    assert totals.tax_total == 2
    notes = []
    for index in range(3):
        parts = crediting.credit_lines(lines, {index: Wanted()}, currency="EUR", prices_include_tax=False)
        notes.append(sum(part.tax for part in parts))
        lines = after(lines, parts)
    assert notes == [1, 0, 1]


def test_quantities_of_one_line_come_to_the_line() -> None:
    totals, lines = an_invoice([("3", "3.333", 1)])
    notes = []
    for _ in range(3):
        parts = crediting.credit_lines(
            lines, {0: Wanted(quantity=Decimal(1))}, currency="EUR", prices_include_tax=False
        )
        notes.append(total(parts))
        lines = after(lines, parts)
    assert sum(notes) == totals.total
    with pytest.raises(TooMuch, match="Nothing of line 1 can still be credited"):
        crediting.credit_lines(lines, {0: Wanted(quantity=Decimal(1))}, currency="EUR", prices_include_tax=False)


def test_an_amount_on_a_line_is_with_tax_where_prices_include_it() -> None:
    _, lines = an_invoice([("1", "119", 1)], prices_include_tax=True)
    (part,) = crediting.credit_lines(lines, {0: Wanted(amount=1_190)}, currency="EUR", prices_include_tax=True)
    assert (part.net, part.tax) == (1_000, 190)
    _, lines = an_invoice([("1", "100", 1)])
    (part,) = crediting.credit_lines(lines, {0: Wanted(amount=1_000)}, currency="EUR", prices_include_tax=False)
    assert (part.net, part.tax) == (1_000, 190)


def test_more_than_is_left_of_a_line_or_of_the_invoice_is_refused() -> None:
    _, lines = an_invoice([("1", "100", 1), ("1", "50", 0)])
    with pytest.raises(TooMuch, match=r"Only 100\.00 EUR of line 1 can still .* asked for 100\.01 EUR\."):
        crediting.credit_lines(lines, {0: Wanted(amount=10_001)}, currency="EUR", prices_include_tax=False)
    with pytest.raises(TooMuch, match=r"Only 169\.00 EUR of this invoice can still .* 169\.01 EUR\."):
        crediting.credit_amount(lines, 16_901, currency="EUR", prices_include_tax=False)
    lines = after(lines, crediting.credit_lines(lines, {1: Wanted()}, currency="EUR", prices_include_tax=False))
    with pytest.raises(MoneyRefused, match="This credits nothing of line 2"):
        crediting.credit_lines(lines, {1: Wanted()}, currency="EUR", prices_include_tax=False)


@st.composite
def stories(draw: st.DrawFn) -> tuple[Totals, list[crediting.Line], bool, Rounding, list[tuple[str, int, int]]]:
    """An invoice, and notes in random order: over amounts, over lines, over quantities."""
    count = draw(st.integers(1, 4))
    given = [
        (
            str(draw(st.integers(1, 5))),
            str(Decimal(draw(st.integers(0, 30_000))) / 1000),
            draw(st.integers(0, len(TAXES) - 1)),
        )
        for _ in range(count)
    ]
    includes, rounding = draw(st.booleans()), draw(st.sampled_from(["group", "line"]))
    discount = draw(st.sampled_from([None, Discount(percent=Decimal(7)), Discount(percent=Decimal(100))]))
    totals, lines = an_invoice(given, prices_include_tax=includes, rounding=rounding, discount=discount)
    notes = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["amount", "line", "quantity"]), st.integers(0, count - 1), st.integers(1, 4_000)
            ),
            max_size=6,
        )
    )
    return totals, lines, includes, rounding, notes


@given(stories())
def test_whatever_notes_are_issued_in_whatever_order_they_come_to_the_invoice(
    story: tuple[Totals, list[crediting.Line], bool, Rounding, list[tuple[str, int, int]]],
) -> None:
    totals, lines, includes, rounding, notes = story
    issued: list[Part] = []
    more: dict[str, Any] = {"currency": "EUR", "prices_include_tax": includes, "rounding": rounding}

    def keep(parts: list[Part]) -> None:
        nonlocal lines
        assert all(tax.amount >= 0 for part in parts for tax in part.taxes)
        assert all(part.net >= 0 for part in parts)
        issued.extend(parts)
        lines = after(lines, parts)
        assert all(line.net_left >= 0 or includes for line in lines)
        assert all(line.net_left + line.tax_left >= 0 or not includes for line in lines)

    for kind, index, number in notes:
        try:
            if kind == "amount":
                parts = crediting.credit_amount(lines, number, **more)
                assert total(parts) == number
            elif kind == "line":
                parts = crediting.credit_lines(lines, {index: Wanted(amount=number)}, **more)
            else:
                parts = crediting.credit_lines(lines, {index: Wanted(quantity=Decimal(number % 3 + 1))}, **more)
        except MoneyRefused:
            continue
        keep(parts)
    left = totals.total - total(issued)
    assert left >= 0
    if left:
        keep(crediting.credit_amount(lines, left, **more))
    assert total(issued) == totals.total
    assert taxes(issued) == {(tax.name, tax.percent): tax.amount for tax in totals.taxes if tax.amount}


SIGNED_TAXES = [*TAXES, (Tax("GST", Decimal(5)), Tax("QST", Decimal("9.975"), compound=True))]


@given(
    lines=st.lists(
        st.tuples(st.integers(-3, 9).filter(bool), st.integers(1, 99_999), st.sampled_from(SIGNED_TAXES)),
        min_size=1,
        max_size=6,
    ),
    steps=st.lists(st.integers(1, 200_000), max_size=5),
    prices_include_tax=st.booleans(),
    rounding=st.sampled_from(["group", "line"]),
)
def test_notes_over_amounts_come_to_an_invoice_with_lines_below_zero(
    lines: list[tuple[int, int, tuple[Tax, ...]]], steps: list[int], prices_include_tax: bool, rounding: Rounding
) -> None:
    given_lines = [
        Line(description="Work", quantity=Decimal(quantity), unit_price=Decimal(price) / 100, taxes=its_taxes)
        for quantity, price, its_taxes in lines
    ]
    how: dict[str, Any] = {"currency": "EUR", "prices_include_tax": prices_include_tax, "rounding": rounding}
    try:
        totals = compute(lines=given_lines, **how)
    except MoneyRefused:
        return
    now = crediting.lines_of(totals.lines, [line.quantity for line in given_lines])
    notes: list[list[Part]] = []
    for step in [*steps, None]:
        left = totals.total - sum(map(total, notes))
        amount = left if step is None else min(step, left)
        if not amount:
            break
        try:
            note = crediting.credit_amount(now, amount, **how)
        except TooMuch:
            assert step is not None, "all that is left can always be credited"
            continue
        assert total(note) == amount
        notes.append(note)
        now = after(now, note)
        credited = [part for each in notes for part in each]
        for tax in totals.taxes:
            its_own = (
                each for part in credited for each in part.taxes if crediting.which(each) == crediting.which(tax)
            )
            assert sum(each.amount for each in its_own) <= tax.amount
        assert sum(part.net for part in credited) <= totals.subtotal - totals.discount_total
    credited = [part for each in notes for part in each]
    if credited:
        assert sum(part.net for part in credited) == totals.subtotal - totals.discount_total
    for tax in totals.taxes if credited else ():
        assert credited_of(tax, credited) == tax.amount


def credited_of(tax: TaxTotal, parts: list[Part]) -> int:
    its_own = (each for part in parts for each in part.taxes if crediting.which(each) == crediting.which(tax))
    return sum(each.amount for each in its_own)


def test_a_group_of_lines_that_come_to_nothing_is_credited_with_the_others() -> None:
    totals, lines = an_invoice([("1", "100", 1), ("-1", "100", 1), ("1", "10", 2)], prices_include_tax=True)
    parts = crediting.credit_lines(
        lines, {0: Wanted(), 1: Wanted(), 2: Wanted()}, currency="EUR", prices_include_tax=True
    )
    assert total(parts) == totals.total
    assert taxes(parts) == {("VAT", Decimal(7)): totals.tax_total}


def test_nothing_of_a_line_of_no_quantity_can_be_credited() -> None:
    _, lines = an_invoice([("0", "100", 1), ("1", "10", 2)])
    for nothing in ("0", "0.0"):
        with pytest.raises(MoneyRefused, match="credits nothing of line 1"):
            crediting.credit_lines(
                lines, {0: Wanted(quantity=Decimal(nothing))}, currency="EUR", prices_include_tax=False
            )


@pytest.mark.parametrize("prices_include_tax", [False, True])
@pytest.mark.parametrize("first", TAXES[:2], ids=["without tax", "with tax"])
def test_no_note_has_a_tax_below_zero_where_each_line_is_rounded_for_itself(
    first: tuple[Tax, ...], prices_include_tax: bool
) -> None:
    how: Any = {"rounding": "line", "prices_include_tax": prices_include_tax}
    _, lines = an_invoice([("1", "200", TAXES.index(first)), ("1", "100", 2), ("-1", "50", 2)], **how)
    with pytest.raises(MoneyRefused, match=r"of VAT 7 %, .*: credit lines below zero together"):
        crediting.credit_lines(lines, {0: Wanted(), 2: Wanted()}, currency="EUR", **how)
    parts = crediting.credit_lines(lines, {1: Wanted(), 2: Wanted()}, currency="EUR", **how)
    assert set(taxes(parts)) == {("VAT", Decimal(7))}
