"""Compound taxes apply to the taxes before them, and categories hold what EN 16931 asks of them."""

from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money.amounts import MoneyRefused, round_half_away
from models.money.lines import Line
from models.money.taxes import OF_ZERO_PERCENT, WITH_A_REASON, Category, Tax
from models.money.totals import Rounding, compute


def line(price: str, *taxes: Tax, quantity: str = "1") -> Line:
    return Line(description="Work", quantity=Decimal(quantity), unit_price=Decimal(price), taxes=taxes)


VAT19 = Tax("VAT", Decimal(19))
LEVY = Tax("Levy", Decimal(1), compound=True)
GST, QST = Tax("GST", Decimal(5)), Tax("QST", Decimal("9.5"), compound=True)


# What goes in: lines and options. What comes out: subtotal, taxes as base and amount, total.
@pytest.mark.parametrize(
    ("lines", "options", "subtotal", "taxes", "total"),
    [
        pytest.param(
            [line("100", VAT19, LEVY)],
            *({}, 10_000, {"VAT": (10_000, 1_900), "Levy": (11_900, 119)}, 12_019),
            id="100 and 19 % and 1 % on both is 120.19",
        ),
        pytest.param(
            [line("120.19", VAT19, LEVY)],
            *({"prices_include_tax": True}, 10_000, {"VAT": (10_000, 1_900), "Levy": (11_900, 119)}, 12_019),
            id="and the other way about",
        ),
        pytest.param(
            [line("100", LEVY, VAT19)],
            *({}, 10_000, {"Levy": (10_000, 100), "VAT": (10_000, 1_900)}, 12_000),
            id="a compound tax applies to what stands before it and to nothing behind it",
        ),
        pytest.param(
            [line("100", GST, QST)],
            *({}, 10_000, {"GST": (10_000, 500), "QST": (10_500, 998)}, 11_498),
            id="as Quebec had it until 2012",
        ),
        pytest.param(
            [line("100", GST, QST, LEVY)],
            *({}, 10_000, {"GST": (10_000, 500), "QST": (10_500, 998), "Levy": (11_498, 115)}, 11_613),
            id="a second compound tax applies to the first one too",
        ),
        pytest.param(
            [line("0.05", GST, QST)] * 3,
            *({}, 15, {"GST": (15, 1), "QST": (16, 2)}, 18),
            id="each is rounded once for lines with the same taxes",
        ),
        pytest.param(
            [line("0.05", GST, QST)] * 3,
            *({"rounding": "line"}, 15, {"GST": (15, 0), "QST": (15, 0)}, 15),
            id="or for each line",
        ),
        pytest.param(
            [line("100", VAT19, LEVY), line("100", VAT19), line("100", LEVY)],
            *({}, 30_000, {"VAT": (20_000, 3_800), "Levy": (21_900, 219)}, 34_019),
            id="lines with other taxes are other groups and one printed tax",
        ),
        pytest.param(
            [line("100", VAT19, LEVY), line("40", VAT19, LEVY, quantity="-1")],
            *({}, 6_000, {"VAT": (6_000, 1_140), "Levy": (7_140, 71)}, 7_211),
            id="a deposit comes off with all of its taxes",
        ),
    ],
)
def test_a_compound_tax_applies_to_the_taxes_before_it(
    lines: list[Line], options: dict[str, Any], subtotal: int, taxes: dict[str, tuple[int, int]], total: int
) -> None:
    totals = compute(lines=lines, currency="EUR", **options)
    printed = {tax.name: (tax.base, tax.amount) for tax in totals.taxes}
    assert (totals.subtotal, printed, totals.total) == (subtotal, taxes, total)


percents = st.decimals(min_value=0, max_value=30, places=3)
chains = st.lists(st.tuples(percents, st.booleans()), min_size=1, max_size=5).map(
    lambda given: tuple(Tax(f"Tax {place}", percent, compound) for place, (percent, compound) in enumerate(given))
)


@given(chains, st.lists(st.integers(0, 10_000_00), min_size=1, max_size=4), st.sampled_from(get_args(Rounding)))
def test_on_top_each_tax_is_of_the_price_and_what_stands_before_it(
    taxes: tuple[Tax, ...], prices: list[int], rounding: Rounding
) -> None:
    lines = [line(str(Decimal(price) / 100), *taxes) for price in prices]
    totals = compute(lines=lines, currency="EUR", rounding=rounding)
    printed = 0
    for tax in totals.taxes:
        assert tax.base == sum(prices) + (printed if tax.compound else 0)
        printed += tax.amount
    for each in totals.lines if rounding == "line" else [totals]:
        for tax, given_tax in zip(each.taxes, taxes, strict=True):
            exact = tax.base * given_tax.percent / 100
            assert abs(tax.amount - exact) <= Decimal("0.5")
            assert tax.amount == round_half_away(exact)


@given(chains, st.integers(0, 10_000_00))
def test_what_is_put_on_top_is_found_inside_again(taxes: tuple[Tax, ...], price: int) -> None:
    """To the units that rounding each tax for itself has moved."""
    there = compute(lines=[line(str(Decimal(price) / 100), *taxes)], currency="EUR")
    back = compute(lines=[line(str(Decimal(there.total) / 100), *taxes)], currency="EUR", prices_include_tax=True)
    assert back.total == there.total
    assert abs(back.subtotal - price) <= len(taxes)
    for tax, other in zip(back.taxes, there.taxes, strict=True):
        assert abs(tax.amount - other.amount) <= len(taxes)


# EN 16931: BR-S-05 and BR-S-10, and their like of each category.
@pytest.mark.parametrize("category", get_args(Category))
def test_a_category_wants_its_percent_and_its_reason(category: Category) -> None:
    def refusal(percent: str, reason: str | None) -> str | None:
        try:
            Tax("VAT", Decimal(percent), category=category, exemption_reason=reason)
        except MoneyRefused as refused:
            return str(refused)
        return None

    wants_zero, wants_a_reason = category in OF_ZERO_PERCENT, category in WITH_A_REASON
    right = "0" if wants_zero else "19"
    reason = "Article 196" if wants_a_reason else None
    assert refusal(right, reason) is None
    assert (refusal("19", reason) is not None) == wants_zero
    assert (refusal("0", reason) is not None) == (category == "S")
    wrong = refusal(right, None if wants_a_reason else "Article 196")
    assert wrong is not None
    assert f"category {category}" in wrong
    assert "VAT" in wrong


def test_the_categories_are_those_of_the_standard() -> None:
    assert get_args(Category) == ("S", "Z", "E", "AE", "K", "G", "O", "L", "M")
    assert {"Z", "E", "AE", "K", "G", "O"} == OF_ZERO_PERCENT
    assert {"E", "AE", "K", "G", "O"} == WITH_A_REASON


def test_a_reason_belongs_to_a_category() -> None:
    with pytest.raises(MoneyRefused, match="The exemption reason of VAT says nothing without a category"):
        Tax("VAT", Decimal(0), exemption_reason="Article 196")


def test_a_line_has_one_category() -> None:
    other = Tax("Other", Decimal(7), category="S")
    with pytest.raises(MoneyRefused, match=r"one tax with a category at most: VAT 19 %, Other 7 %\."):
        line("1", Tax("VAT", Decimal(19), category="S"), other)
    assert line("1", VAT19, other).taxes == (VAT19, other)


def test_what_is_outside_of_the_scope_stands_alone() -> None:
    outside = Tax("VAT", Decimal(0), category="O", exemption_reason="Not subject to VAT")
    standard = Tax("VAT", Decimal(19), category="S")
    with pytest.raises(MoneyRefused, match="wholly outside of the tax's scope, but it has S too"):
        compute(lines=[line("1", outside), line("1", standard)], currency="EUR")
    assert compute(lines=[line("1", outside), line("1")], currency="EUR").total == 200


def test_the_same_percent_in_another_category_is_another_tax() -> None:
    exempt = Tax("VAT", Decimal(0), category="E", exemption_reason="Article 132")
    reverse = Tax("VAT", Decimal(0), category="AE", exemption_reason="Article 196")
    totals = compute(lines=[line("1", exempt), line("2", reverse), line("4", exempt)], currency="EUR")
    assert [(tax.category, tax.exemption_reason, tax.base) for tax in totals.taxes] == [
        ("E", "Article 132", 500),
        ("AE", "Article 196", 200),
    ]
