"""What a payer withholds is a part of the net, rounded once for each withholding, and never more than the total."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money.amounts import MoneyRefused
from models.money.lines import Discount, Line
from models.money.taxes import Tax
from models.money.totals import Totals, compute
from models.money.withholdings import Withheld, Withholding, less, take_back, withhold

VAT21 = Tax("IVA", Decimal(21))


def withholding(percent: str, name: str = "IRPF") -> Withholding:
    return Withholding(name, Decimal(percent))


def totals_of(
    price: str,
    *withholdings: Withholding,
    tax: Tax = VAT21,
    discount: Discount | None = None,
    prices_include_tax: bool = False,
) -> Totals:
    line = Line(description="Work", quantity=Decimal(1), unit_price=Decimal(price), taxes=(tax,))
    return compute(
        lines=[line],
        currency="EUR",
        discount=discount,
        prices_include_tax=prices_include_tax,
        withholdings=withholdings,
    )


def test_1000_and_21_percent_less_15_withheld_are_1060_to_pay() -> None:
    totals = totals_of("1000", withholding("15"))
    assert (totals.total, totals.withheld, totals.total - totals.withheld) == (121_000, 15_000, 106_000)
    (found,) = totals.withholdings
    assert (found.name, found.percent, found.base, found.amount) == ("IRPF", Decimal(15), 100_000, 15_000)


def test_it_is_of_the_net_after_the_discount_in_both_price_modes() -> None:
    on_top = totals_of("1000", withholding("15"), discount=Discount(percent=Decimal(10)))
    inside = totals_of("1210", withholding("15"), discount=Discount(percent=Decimal(10)), prices_include_tax=True)
    assert (on_top.withheld, inside.withheld) == (13_500, 13_500)


def test_each_is_rounded_once_for_itself() -> None:
    totals = totals_of("0.10", withholding("5", "One"), withholding("15", "Other"))
    # Half a unit and one and a half; 20 % at once would be 2.
    assert [each.amount for each in totals.withholdings] == [1, 2]
    assert totals.withheld == 3


def test_all_of_the_total_may_be_withheld_and_no_more() -> None:
    untaxed = Tax("IVA", Decimal(0))
    assert totals_of("10", withholding("100"), tax=untaxed).withheld == 1_000
    with pytest.raises(MoneyRefused, match=r"The 10\.10 EUR withheld are more than the total of 10\.00 EUR") as refusal:
        totals_of("10", withholding("100"), withholding("1"), tax=untaxed)
    assert refusal.value.field == "withholdings"


@pytest.mark.parametrize("percent", ["-1", "100.01", "NaN", "Infinity"])
def test_a_percent_that_makes_no_sense_is_refused(percent: str) -> None:
    with pytest.raises(MoneyRefused, match=f"A withholding of {percent} % is not possible") as refusal:
        withholding(percent)
    assert refusal.value.field == "withholdings"


def test_the_same_one_twice_is_refused() -> None:
    with pytest.raises(MoneyRefused, match=r"the same withholding twice: IRPF 15 %, IRPF 15\.0 %\."):
        totals_of("10", withholding("15"), withholding("15.0"))
    assert totals_of("10", withholding("15"), withholding("1")).withheld == 160


@given(st.integers(0, 2**50), st.lists(st.decimals(0, 100, places=4), max_size=4, unique=True))
def test_a_withholding_is_its_percent_of_the_net(net: int, percents: list[Decimal]) -> None:
    found = withhold([withholding(str(percent)) for percent in percents], net=net, total=4 * net + 4, currency="EUR")
    for percent, each in zip(percents, found, strict=True):
        assert each.base == net
        assert each.amount == int((Decimal(net) * percent / 100).quantize(Decimal(1), ROUND_HALF_UP))


def test_a_credit_note_takes_back_its_part_and_the_last_one_what_is_left() -> None:
    whole = totals_of("100.01", withholding("15"), withholding("1", "Other")).withholdings
    assert [each.amount for each in whole] == [1_500, 100]
    notes: list[tuple[Withheld, ...]] = []
    left = 12_101
    for net, total in ((3_333, 4_033), (3_333, 4_033), (3_335, 4_035)):
        notes.append(take_back(whole, less(whole, notes), net=net, total=total, total_left=left))
        left -= total
    assert [[(each.base, each.amount) for each in note] for note in notes] == [
        [(3_333, 500), (3_333, 33)],
        [(3_333, 500), (3_333, 33)],
        [(3_335, 500), (3_335, 34)],
    ]
    assert [(each.base, each.amount) for each in less(whole, notes)] == [(0, 0), (0, 0)]


def test_a_credit_note_takes_back_no_more_than_it_comes_to() -> None:
    # 120 % of the net is withheld, so of a note without tax more would be than the note.
    whole = (
        Withheld(name="One", percent=Decimal(60), base=100, amount=60),
        Withheld(name="Other", percent=Decimal(60), base=100, amount=60),
    )
    first = take_back(whole, whole, net=50, total=50, total_left=121)
    assert [each.amount for each in first] == [25, 25]
    second = take_back(whole, less(whole, [first]), net=50, total=71, total_left=71)
    assert [each.amount for each in second] == [35, 35]
    # And a note that is mostly tax takes back enough for the rest not to be withheld beyond itself.
    heavy = take_back(whole, whole, net=10, total=31, total_left=121)
    assert sum(each.amount for each in heavy) == 30


@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 2_000)).filter(any), min_size=1, max_size=6),
    st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=3, unique=True),
)
def test_credit_notes_take_back_all_that_is_withheld_and_no_more(
    notes: list[tuple[int, int]], percents: list[Decimal]
) -> None:
    net, total = sum(net for net, _ in notes), sum(map(sum, notes))
    try:
        whole = withhold([withholding(str(percent)) for percent in percents], net=net, total=total, currency="EUR")
    except MoneyRefused:
        return
    issued: list[tuple[Withheld, ...]] = []
    total_left = total
    for note_net, note_tax in notes:
        left = less(whole, issued)
        note = take_back(whole, left, net=note_net, total=note_net + note_tax, total_left=total_left)
        assert all(0 <= each.amount <= rest.amount for each, rest in zip(note, left, strict=True))
        assert sum(each.amount for each in note) <= note_net + note_tax
        issued.append(note)
        total_left -= note_net + note_tax
        assert sum(each.amount for each in less(whole, issued)) <= total_left
    assert all((each.base, each.amount) == (0, 0) for each in less(whole, issued))
