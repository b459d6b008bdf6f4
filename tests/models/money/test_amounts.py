"""Rounding, splitting and reading decimals are exact, add up, and mirror."""

import ast
import inspect
import types
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money import amounts as money
from models.money import currencies, numbering, references, terms, totals

EXACT_MODULES = [currencies, money, numbering, references, terms, totals]

quantities = st.decimals(min_value=0, max_value=Decimal("99999999999999.999999"), places=6)
unit_prices = st.decimals(min_value=0, max_value=Decimal("999999999999.99999999"), places=8)
weights = st.one_of(st.integers(0, 10**12), quantities, st.fractions(min_value=0, max_value=1000, max_denominator=997))


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        ("0", 0),
        ("0.4999999999", 0),
        ("0.5", 1),
        ("1.5", 2),
        ("2.5", 3),
        ("2.4999999999", 2),
        ("-0.5", -1),
        ("-2.5", -3),
        ("-2.4999999999", -2),
        ("1533.18", 1533),
        ("99999999999999999999999999999999999999.5", 10**38),
    ],
)
def test_half_is_rounded_away_from_zero(value: str, rounded: int) -> None:
    assert money.round_half_away(Decimal(value)) == rounded
    assert money.round_half_away(Fraction(value)) == rounded


@given(value=st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30, places=12))
def test_rounding_agrees_with_the_decimal_module(value: Decimal) -> None:
    with localcontext(prec=80):
        assert money.round_half_away(value) == int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@given(value=st.fractions())
def test_rounding_an_opposite_gives_the_opposite(value: Fraction) -> None:
    assert money.round_half_away(-value) == -money.round_half_away(value)
    assert abs(money.round_half_away(value) - value) <= Fraction(1, 2)


@given(quantity=quantities, unit_price=unit_prices)
def test_the_callers_decimal_context_changes_no_product(quantity: Decimal, unit_price: Decimal) -> None:
    digits = int(quantity.scaleb(6)) * int(unit_price.scaleb(8))
    with localcontext(prec=3):
        product = money.exact(quantity) * money.to_minor(unit_price, "EUR")
    assert product == Fraction(digits * 100, 10**14)


@pytest.mark.parametrize(
    ("major", "currency", "minor"),
    [
        ("19.99", "EUR", Fraction(1999)),
        ("1", "JPY", Fraction(1)),
        ("0.5", "JPY", Fraction(1, 2)),
        ("1.2345", "KWD", Fraction(2469, 2)),
        ("0.00000001", "CLF", Fraction(1, 10_000)),
        ("999999999999.99999999", "USD", Fraction(99999999999999999999, 10**6)),
    ],
)
def test_major_units_become_an_exact_number_of_minor_units(major: str, currency: str, minor: Fraction) -> None:
    assert money.to_minor(Decimal(major), currency) == minor


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_never_rounded(value: str) -> None:
    with pytest.raises(ValueError, match="not a number that one can calculate with"):
        money.round_half_away(Decimal(value))


@pytest.mark.parametrize("value", [0.5, "0.5", None])
def test_inexact_types_are_refused(value: object) -> None:
    with pytest.raises(TypeError, match="only int, Decimal and Fraction are exact"):
        money.round_half_away(value)
    with pytest.raises(TypeError, match="only int, Decimal and Fraction are exact"):
        money.split(10, [1, value])


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (1, [1, 1, 1], [1, 0, 0]),
        (10, [0, 0, 0], [4, 3, 3]),
        (5, [0, 1, 0], [0, 5, 0]),
        (1, [1, 2], [0, 1]),
        (100, [Decimal("0.1"), Decimal("0.2")], [33, 67]),
        (100, [Fraction(1, 3), Fraction(1, 6)], [67, 33]),
        (1533, [5555, 1111], [1278, 255]),
        (0, [3, 4], [0, 0]),
        (0, [], []),
        (7, [9], [7]),
        (-100, [1, 1, 1], [-34, -33, -33]),
    ],
)
def test_a_split_gives_the_odd_units_to_the_largest_remainders(
    amount: int, weights: list[int | Decimal | Fraction], parts: list[int]
) -> None:
    assert money.split(amount, weights) == parts


@given(amount=st.integers(-money.AMOUNT_MAX, money.AMOUNT_MAX), weights=st.lists(weights, min_size=1, max_size=12))
def test_a_split_adds_up_is_fair_and_mirrors(amount: int, weights: list[int | Decimal | Fraction]) -> None:
    parts = money.split(amount, weights)
    assert sum(parts) == amount
    assert money.split(-amount, weights) == [-part for part in parts]

    exact = [Fraction(weight) for weight in weights]
    whole = sum(exact)
    shares = [amount * (weight / whole if whole else Fraction(1, len(weights))) for weight in exact]
    assert all(part * amount >= 0 for part in parts)
    assert all(abs(part - share) < 1 for part, share in zip(parts, shares, strict=True))
    assert all(part == 0 for part, weight in zip(parts, exact, strict=True) if weight == 0 and whole)

    # Who was rounded up lost no more than who was rounded down, and of equals the earlier was rounded up.
    rest = [(abs(share) % 1, -index) for index, share in enumerate(shares)]
    up = [rest[index] for index, part in enumerate(parts) if abs(part) > abs(shares[index])]
    down = [rest[index] for index, part in enumerate(parts) if abs(part) < abs(shares[index])]
    assert not up or not down or min(up) > max(down)


@given(bounds=st.lists(st.integers(0, 10**6), min_size=1, max_size=12), data=st.data())
def test_no_part_exceeds_its_weight_when_the_whole_does_not(bounds: list[int], data: st.DataObject) -> None:
    amount = data.draw(st.integers(0, sum(bounds)))
    assert all(part <= bound for part, bound in zip(money.split(amount, bounds), bounds, strict=True))


def test_an_amount_cannot_be_split_into_no_parts_or_by_negative_weights() -> None:
    with pytest.raises(ValueError, match="7 cannot be split into no parts"):
        money.split(7, [])
    with pytest.raises(ValueError, match="negative weight, such as -2"):
        money.split(7, [1, -2])


def _inexact(source: str) -> list[str]:
    """What in a module's source could bring in a float, or round by another rule than ours."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            found.append(f"{node.lineno}: literal {node.value}")
        elif isinstance(node, ast.Name) and node.id in {"float", "complex", "round"}:
            found.append(f"{node.lineno}: {node.id}")
        elif isinstance(node, ast.Attribute) and node.attr in {"quantize", "sqrt", "pow", "fsum", "getcontext"}:
            found.append(f"{node.lineno}: {node.attr}")
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            found.append(f"{node.lineno}: /")
    return found


@pytest.mark.parametrize("module", EXACT_MODULES, ids=lambda module: module.__name__)
def test_no_float_and_no_other_rounding_appears(module: types.ModuleType) -> None:
    assert _inexact(inspect.getsource(module)) == []


@pytest.mark.parametrize(
    "source", ["x = 0.5", "def f(x: float): ...", "float('1')", "round(x)", "a / b", "a /= b", "d.quantize(e)", "1j"]
)
def test_the_search_for_floats_finds_them(source: str) -> None:
    assert _inexact(source)
