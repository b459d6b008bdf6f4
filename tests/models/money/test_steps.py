"""The steps of a computation: each rounding with its exact value, by the computation itself."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.money.amounts import MoneyRefused
from models.money.lines import Discount, Line
from models.money.steps import Steps, written
from models.money.taxes import Tax
from models.money.totals import Rounding, compute
from models.money.withholdings import Withholding


def line(price: str, *taxes: Tax, quantity: str = "1", discount: Discount | None = None) -> Line:
    return Line(
        description="Work", quantity=Decimal(quantity), unit_price=Decimal(price), discount=discount, taxes=taxes
    )


VAT23, VAT4, VAT7 = (Tax("VAT", Decimal(percent)) for percent in ("23", "4", "7"))
TENTH = Discount(percent=Decimal("10"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(8199), "8199"),
        (Fraction(153318, 100), "1533.18"),
        (Fraction(-1, 2), "-0.5"),
        (Fraction(1, 8), "0.125"),
        (Fraction(1, 3), "0.333333333333"),
        (Fraction(-10, 3), "-3.333333333333"),
        (Fraction(1, 10**20), "0.00000000000000000001"),
        (Fraction(7, 2**3 * 5), "0.175"),
    ],
)
def test_an_exact_value_is_written_as_a_decimal(value: Fraction, text: str) -> None:
    assert written(value) == text


def steps_of(*lines: Line, prices_include_tax: bool = False, rounding: Rounding = "group", **more: object) -> Steps:
    steps = Steps()
    asked = {"lines": lines, "currency": "EUR", "prices_include_tax": prices_include_tax, "rounding": rounding} | more
    assert compute(**asked, rounder=steps) == compute(**asked)
    return steps


def told(steps: Steps) -> list[tuple[str, str, int]]:
    return [(each.step, written(each.exact), each.rounded) for each in steps.noted]


def test_a_tax_is_rounded_once_per_group_and_shared() -> None:
    assert told(steps_of(line("55.55", VAT23), line("11.11", VAT23))) == [
        ("line 1: quantity times unit price", "5555", 5555),
        ("line 2: quantity times unit price", "1111", 1111),
        ("VAT 23 % of 6666", "1533.18", 1533),
        ("line 1: share of VAT 23 %", "1277.5", 1278),
        ("line 2: share of VAT 23 %", "255.5", 255),
    ]


def test_what_a_line_below_zero_takes_off_a_tax_is_a_step_of_its_own() -> None:
    assert told(steps_of(line("1000", VAT7), line("300", VAT7, quantity="-1")))[2:] == [
        ("VAT 7 % of 70000", "4900", 4900),
        ("VAT 7 % of 100000", "7000", 7000),
        ("line 1: share of VAT 7 %", "7000", 7000),
        ("line 2: share of VAT 7 % that is taken off", "2100", 2100),
    ]


def test_or_once_per_line() -> None:
    assert told(steps_of(line("55.55", VAT23), line("11.11", VAT23), rounding="line"))[2:] == [
        ("line 1: VAT 23 % of 5555", "1277.65", 1278),
        ("line 2: VAT 23 % of 1111", "255.53", 256),
    ]


def test_discounts_and_withholdings_are_steps() -> None:
    found = told(
        steps_of(
            line("348.35", VAT23, quantity="16", discount=Discount(percent=Decimal("4"))),
            line("0.33", VAT7),
            discount=TENTH,
            withholdings=[Withholding("IRPF", Decimal("15"))],
        )
    )
    assert found[:6] == [
        ("line 1: quantity times unit price", "557360", 557360),
        ("line 1: less its discount", "535065.6", 535066),
        ("line 2: quantity times unit price", "33", 33),
        ("discount", "53509.9", 53510),
        ("discount: share of line 1", "53506.699993832916", 53507),
        ("discount: share of line 2", "3.300006167083", 3),
    ]
    assert found[6:] == [
        ("VAT 23 % of 481559", "110758.57", 110759),
        ("VAT 7 % of 30", "2.1", 2),
        ("withheld: IRPF 15 % of 481589", "72238.35", 72238),
    ]


def test_of_prices_with_tax_the_net_is_a_step_and_each_tax() -> None:
    assert told(steps_of(line("2.99", VAT4), prices_include_tax=True)) == [
        ("line 1: quantity times unit price", "299", 299),
        ("line 1: 299 with tax, without", "287.5", 288),
    ]
    found = told(steps_of(line("10", VAT4, VAT7, Tax("GST", Decimal("5"))), prices_include_tax=True))
    assert found[1:] == [
        ("line 1: 1000 with tax, without", "862.068965517241", 862),
        ("line 1: VAT 4 % of the tax inside", "34.5", 35),
        ("line 1: VAT 7 % of the tax inside", "60.375", 60),
        ("line 1: GST 5 % of the tax inside", "43.125", 43),
    ]


# Few of each, so that lines often share something.
tax_sets = st.sampled_from([(), (VAT4,), (VAT23,), (VAT7, Tax("GST", Decimal("9.975"))), (Tax("PST", Decimal("5")),)])
lines = st.builds(
    Line,
    description=st.just("Work"),
    quantity=st.decimals(min_value=-3, max_value=9, places=3),
    unit_price=st.decimals(min_value=0, max_value=99, places=4),
    taxes=tax_sets,
)


@given(
    given_lines=st.lists(lines, max_size=6),
    discount=st.none() | st.builds(Discount, percent=st.decimals(min_value=0, max_value=100, places=2)),
    prices_include_tax=st.booleans(),
    rounding=st.sampled_from(["group", "line"]),
)
def test_whoever_asks_for_the_steps_gets_the_same_totals(
    given_lines: list[Line], discount: Discount | None, prices_include_tax: bool, rounding: Rounding
) -> None:
    try:
        steps = steps_of(*given_lines, discount=discount, prices_include_tax=prices_include_tax, rounding=rounding)
    except MoneyRefused:
        assume(False)
    for step in steps.noted:
        # A rounding is off by half a unit at most, a share by less than one.
        assert abs(step.rounded - step.exact) < 1, step
        assert abs(Fraction(written(step.exact)) - step.exact) < Fraction(1, 10**12)
