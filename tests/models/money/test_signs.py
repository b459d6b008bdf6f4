"""Lines below zero: deposits and discounts as lines take off what there is, mirror what they take off, and no more."""

from collections import defaultdict
from collections.abc import Hashable
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, get_args

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from models.money.amounts import AMOUNT_MAX, MoneyRefused
from models.money.lines import Discount, Line
from models.money.taxes import Tax
from models.money.totals import Rounding, Totals, compute

# Wide enough for every product; half up of the absolute value is half away from zero.
EXACT = Context(prec=120, rounding=ROUND_HALF_UP)
VAT19, VAT7, ECO = Tax("VAT", Decimal(19)), Tax("VAT", Decimal(7)), Tax("Eco", Decimal("2.5"))
ON_BOTH = Tax("Levy", Decimal(1), compound=True)


def line(price: str, *taxes: Tax, quantity: str = "1", discount: Discount | None = None) -> Line:
    return Line(
        description="Work", quantity=Decimal(quantity), unit_price=Decimal(price), discount=discount, taxes=taxes
    )


def less(price: str, *taxes: Tax, discount: Discount | None = None) -> Line:
    return line(price, *taxes, quantity="-1", discount=discount)


# What goes in: lines and options. What comes out: subtotal, discount_total, taxes as base and amount, total.
@pytest.mark.parametrize(
    ("lines", "options", "subtotal", "discount_total", "taxes", "total"),
    [
        pytest.param(
            [line("1000", VAT19), less("300", VAT19)],
            *({}, 70_000, 0, {"19": (70_000, 13_300)}, 83_300),
            id="a deposit comes off with its tax",
        ),
        pytest.param(
            [line("1190", VAT19), less("357", VAT19)],
            *({"prices_include_tax": True}, 70_000, 0, {"19": (70_000, 13_300)}, 83_300),
            id="and so it does inside the prices",
        ),
        pytest.param(
            [line("100", VAT19), less("100", VAT19)],
            *({}, 0, 0, {"19": (0, 0)}, 0),
            id="a deposit may be all of it",
        ),
        pytest.param(
            [line("55.55", VAT19), less("11.11", VAT19)],
            *({}, 4_444, 0, {"19": (4_444, 844)}, 5_288),
            id="tax is rounded once for the group",
        ),
        pytest.param(
            [line("55.55", VAT19), less("11.11", VAT19)],
            *({"rounding": "line"}, 4_444, 0, {"19": (4_444, 844)}, 5_288),
            id="or for each line, away from zero on both sides of it",
        ),
        pytest.param(
            [line("100", VAT19), less("50"), line("10", VAT7)],
            *({}, 6_000, 0, {"19": (10_000, 1_900), "7": (1_000, 70)}, 7_970),
            id="what bears no tax may be below zero while the whole is not",
        ),
        pytest.param(
            [line("100", VAT19), less("40", VAT19), line("60", VAT7)],
            *({"discount": Discount(percent=Decimal(10))}, 12_000, 1_200),
            *({"19": (5_400, 1_026), "7": (5_400, 378)}, 12_204),
            id="a discount is of what remains of each group",
        ),
        pytest.param(
            [line("119", VAT19), less("59.50", VAT19)],
            *({"discount": Discount(amount=5_950), "prices_include_tax": True}, 5_000, 5_000, {"19": (0, 0)}, 0),
            id="a discount may take all that remains",
        ),
        pytest.param(
            [line("0.005"), less("0.005")],
            *({}, 0, 0, {}, 0),
            id="half a unit is rounded away from zero both ways",
        ),
    ],
)
def test_a_line_may_take_something_off(
    lines: list[Line],
    options: dict[str, Any],
    subtotal: int,
    discount_total: int,
    taxes: dict[str, tuple[int, int]],
    total: int,
) -> None:
    totals = compute(lines=lines, currency="EUR", **options)
    printed = {str(tax.percent): (tax.base, tax.amount) for tax in totals.taxes}
    assert (totals.subtotal, totals.discount_total, printed, totals.total) == (subtotal, discount_total, taxes, total)
    assert_it_adds_up(totals)


@pytest.mark.parametrize("discount", [Discount(percent=Decimal("12.5")), Discount(amount=333)])
def test_a_discount_brings_a_line_nearer_to_zero_from_below_too(discount: Discount) -> None:
    up, down = compute(
        lines=[line("10.01", VAT19, discount=discount), less("10.01", VAT19, discount=discount)], currency="EUR"
    ).lines
    assert (up.amount, up.discount, up.net, up.tax) == (-down.amount, -down.discount, -down.net, -down.tax)
    assert 0 < up.net < 1_001


def test_a_small_rest_does_not_multiply_what_a_line_bears() -> None:
    totals = compute(lines=[line("1000", VAT19), less("999.97", VAT19)], currency="EUR")
    assert (totals.tax_total, totals.total) == (1, 4)
    assert [each.tax for each in totals.lines] == [19_000, -18_999]


# A doubtful case: what is refused, the sentence with its values, and the place.
@pytest.mark.parametrize(
    ("lines", "options", "sentence", "where"),
    [
        (
            [line("100", VAT19), less("50", VAT7)],
            *(
                {},
                r"The lines with VAT 7 % come to -50\.00 EUR: .* at most what the others with the same taxes",
                "lines",
            ),
        ),
        (
            [line("100", VAT19, ECO), less("50", VAT19)],
            *({}, r"The lines with VAT 19 % come to -50\.00 EUR", "lines"),
        ),
        ([less("0.01")], *({}, r"The lines come to -0\.01 EUR: .* Use a credit note", "lines")),
        (
            [line("100", VAT19), less("100.01")],
            *({}, r"The lines come to -0\.01 EUR", "lines"),
        ),
        (
            [line("119", VAT19), less("110")],
            *({"prices_include_tax": True}, r"Without tax the invoice would be of -10\.00 EUR", "lines"),
        ),
        (
            [line("0.01", Tax("VAT", Decimal(40)))] * 3 + [less("0.03", Tax("VAT", Decimal(40)))],
            *(
                {"rounding": "line"},
                r"VAT 40 % would be -0\.01 EUR of 0\.00 EUR, each line rounded for itself",
                "lines",
            ),
        ),
        (
            [less("8", discount=Discount(amount=1_200)), line("100")],
            *({}, r"The discount of 12\.00 EUR is more than the 8\.00 EUR of line 1\.", "lines"),
        ),
        (
            [line("100", VAT19), less("40", VAT19)],
            *({"discount": Discount(amount=6_001)}, r"60\.01 EUR is more than the 60\.00 EUR of all lines", "discount"),
        ),
        (
            [less("90071992547409.92"), line("100")],
            *({}, r"The amount of line 1 is -90071992547409\.92 EUR: more than 90071992547409\.91 EUR", "lines"),
        ),
        (
            [line("90071992547409.91", VAT19), less("90071992547409.91", VAT19)] * 2
            + [
                line("90071992547409.91", Tax("VAT", Decimal(900))),
                less("90071992547409.91", Tax("VAT", Decimal(900))),
            ],
            *({}, r"The tax of line 5 is 810647932926689\.19 EUR: more than", "lines"),
        ),
    ],
)
def test_no_more_is_taken_off_than_there_is(
    lines: list[Line], options: dict[str, Any], sentence: str, where: str
) -> None:
    with pytest.raises(MoneyRefused, match=sentence) as refusal:
        compute(lines=lines, currency="EUR", **options)
    assert refusal.value.field == where


# Whatever the signs: an independent computation, in decimals.

tax_lists = st.sampled_from(
    [(), (VAT19,), (VAT7,), (VAT19, ECO), (ECO, VAT19), (VAT19, ON_BOTH), (ECO, ON_BOTH, VAT7), (ON_BOTH,)]
)
prices = st.one_of(
    st.decimals(min_value=0, max_value=Decimal("0.1"), places=4),
    st.decimals(min_value=0, max_value=10_000, places=3),
)
discounts = st.one_of(
    st.builds(Discount, percent=st.decimals(min_value=0, max_value=100, places=2)),
    st.builds(Discount, amount=st.just(0)),
)
lines_of_any_sign = st.builds(
    Line,
    description=st.just("Work"),
    quantity=st.decimals(min_value=-3, max_value=6, places=2),
    unit_price=prices,
    discount=st.none() | discounts,
    taxes=tax_lists,
)
line_lists = st.lists(lines_of_any_sign, max_size=8)
currencies = st.sampled_from(["EUR", "JPY", "KWD", "CLF"])
roundings = st.sampled_from(get_args(Rounding))
UNITS = {"EUR": 100, "JPY": 1, "KWD": 1_000, "CLF": 10_000}


def rounded(value: Decimal) -> int:
    return int(EXACT.quantize(value, Decimal(1)))


def priced(given: Line, currency: str) -> int:
    exact = EXACT.multiply(EXACT.multiply(given.quantity, given.unit_price), Decimal(UNITS[currency]))
    percent = given.discount.percent if given.discount and given.discount.percent is not None else Decimal(0)
    return rounded(EXACT.divide(EXACT.multiply(exact, 100 - percent), Decimal(100)))


def group_of(given: Line) -> Hashable:
    return given.taxes if ON_BOTH in given.taxes else frozenset(given.taxes)


def assert_it_adds_up(totals: Totals) -> None:
    assert totals.total == totals.subtotal - totals.discount_total + totals.tax_total
    assert totals.subtotal == sum(each.net for each in totals.lines)
    assert totals.discount_total == sum(each.document_discount for each in totals.lines)
    assert totals.tax_total == sum(each.tax for each in totals.lines) == sum(tax.amount for tax in totals.taxes)
    assert totals.total == sum(each.total for each in totals.lines)
    for number in (totals.subtotal, totals.discount_total, totals.tax_total, totals.total):
        assert 0 <= number <= AMOUNT_MAX
    assert all(tax.base >= 0 and tax.amount >= 0 for tax in totals.taxes)
    for each in totals.lines:
        assert each.total == each.net - each.document_discount + each.tax
        assert each.tax == sum(tax.amount for tax in each.taxes)
        # A line stays on its side of zero, with all that it bears.
        side = -1 if each.amount < 0 else 1
        parts = (each.discount, each.net, each.document_discount, each.tax, each.total, *(t.amount for t in each.taxes))
        assert all(part * side >= 0 for part in parts), each


@given(line_lists, currencies, st.none() | discounts, st.booleans(), roundings)
def test_lines_of_any_sign_add_up_or_are_refused_for_a_reason(
    lines: list[Line], currency: str, discount: Discount | None, prices_include_tax: bool, rounding: Rounding
) -> None:
    price_of_group: defaultdict[Hashable, int] = defaultdict(int)
    for each in lines:
        price_of_group[group_of(each)] += priced(each, currency)
    is_too_little = sum(price_of_group.values()) < 0 or any(
        price < 0 for group, price in price_of_group.items() if group != frozenset()
    )
    options: dict[str, Any] = {"discount": discount, "prices_include_tax": prices_include_tax, "rounding": rounding}
    try:
        totals = compute(lines=lines, currency=currency, **options)
    except MoneyRefused:
        event("refused")
        if not is_too_little:
            # Only rounding by line, or untaxed lines inside of prices with tax, bring what is there below zero.
            assert rounding == "line" or (prices_include_tax and price_of_group[frozenset()] < 0)
        return
    event("computed")
    assert not is_too_little
    assert_it_adds_up(totals)
    assert [each.amount - each.discount for each in totals.lines] == [priced(each, currency) for each in lines]
    prices = sum(price_of_group.values())
    taken = rounded(EXACT.divide(Decimal(prices) * (discount.percent or 0), Decimal(100))) if discount else 0
    if prices_include_tax:
        assert totals.total == prices - taken
    else:
        assert (totals.subtotal, totals.discount_total) == (prices, taken)


@given(line_lists, currencies, st.none() | discounts, st.booleans())
def test_each_tax_is_rounded_once_whatever_the_signs(
    lines: list[Line], currency: str, discount: Discount | None, prices_include_tax: bool
) -> None:
    try:
        totals = compute(lines=lines, currency=currency, discount=discount, prices_include_tax=prices_include_tax)
    except MoneyRefused:
        return
    bases: defaultdict[Hashable, int] = defaultdict(int)
    amounts: defaultdict[Hashable, int] = defaultdict(int)
    gross: defaultdict[Hashable, int] = defaultdict(int)
    taxes: dict[Hashable, tuple[Tax, ...]] = {}
    for each, out in zip(lines, totals.lines, strict=True):
        group = group_of(each)
        if prices_include_tax:
            bases[group] += out.net - out.document_discount
            gross[group] += out.total
            taxes.setdefault(group, each.taxes)
            continue
        for place, (tax, part) in enumerate(zip(each.taxes, out.taxes, strict=True)):
            key = (group, place) if ON_BOTH in each.taxes else tax
            bases[key] += part.base
            amounts[key] += part.amount
            taxes[key] = (tax,)
    for key, base in bases.items():
        if prices_include_tax:
            divisor = Decimal(1)
            for tax in taxes[key]:
                divisor += (divisor if tax.compound else 1) * tax.percent / 100
            assert base == rounded(EXACT.divide(Decimal(gross[key]), divisor))
        else:
            assert amounts[key] == rounded(EXACT.divide(Decimal(base) * taxes[key][0].percent, Decimal(100)))


@given(st.lists(lines_of_any_sign, min_size=1, max_size=5), st.booleans())
def test_signs_mirror(lines: list[Line], prices_include_tax: bool) -> None:
    """Whatever is billed and taken off again line by line comes to nothing, and each line is the other's opposite."""
    opposite = [
        Line(
            description=each.description,
            quantity=-each.quantity,
            unit_price=each.unit_price,
            discount=each.discount,
            taxes=each.taxes,
        )
        for each in lines
    ]
    totals = compute(lines=lines + opposite, currency="EUR", prices_include_tax=prices_include_tax, rounding="line")
    assert (totals.subtotal, totals.tax_total, totals.total) == (0, 0, 0)
    for one, other in zip(totals.lines[: len(lines)], totals.lines[len(lines) :], strict=True):
        assert (one.amount, one.discount, one.net, one.tax, one.total) == (
            *(-other.amount, -other.discount, -other.net),
            *(-other.tax, -other.total),
        )
