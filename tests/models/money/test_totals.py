"""Invoices are computed to the unit, in both price modes and both rounding modes, and every column adds up."""

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money.amounts import AMOUNT_MAX, MoneyRefused, round_half_away, split
from models.money.currencies import UnknownCurrency
from models.money.lines import Discount, Line
from models.money.taxes import Tax
from models.money.totals import Rounding, TaxTotal, Totals, compute


def percent_off(percent: str) -> Discount:
    return Discount(percent=Decimal(percent))


def line(price: str, *taxes: Tax, quantity: str = "1", discount: Discount | None = None) -> Line:
    return Line(
        description="Work", quantity=Decimal(quantity), unit_price=Decimal(price), discount=discount, taxes=taxes
    )


def vat(percent: str) -> Tax:
    return Tax("VAT", Decimal(percent))


def gst(percent: str) -> Tax:
    return Tax("GST", Decimal(percent))


VAT4, VAT12, VAT19, VAT23, VAT25 = (vat(percent) for percent in ("4", "12", "19", "23", "25"))
GST, QST = Tax("GST", Decimal("5")), Tax("QST", Decimal("9.975"))


# What goes in: lines, currency, options. What comes out: subtotal, discount_total, taxes as base and amount, total.
@pytest.mark.parametrize(
    ("lines", "currency", "options", "subtotal", "discount_total", "taxes", "total"),
    [
        pytest.param(
            [line("55.55", VAT23), line("11.11", VAT23)],
            *("EUR", {}, 6666, 0, {("VAT", "23"): (6666, 1533)}, 8199),
            id="tax is rounded once per group",
        ),
        pytest.param(
            [line("55.55", VAT23), line("11.11", VAT23)],
            *("EUR", {"rounding": "line"}, 6666, 0, {("VAT", "23"): (6666, 1534)}, 8200),
            id="or once per line",
        ),
        pytest.param(
            [line("348.35", vat("22"), quantity="16", discount=percent_off("4"))],
            *("EUR", {}, 535066, 0, {("VAT", "22"): (535066, 117715)}, 652781),
            id="a line's percent is taken before rounding",
        ),
        pytest.param(
            [line("1.005", discount=percent_off("50"))],
            *("EUR", {}, 50, 0, {}, 50),
            id="half of 1.005 is 0.50, though half of 1.01 is 0.51",
        ),
        pytest.param(
            [line("3.60", vat("5.5"), quantity="10")],
            *("EUR", {}, 3600, 0, {("VAT", "5.5"): (3600, 198)}, 3798),
            id="a percent with a decimal",
        ),
        pytest.param(
            [line("2.99", VAT4)],
            *("EUR", {"prices_include_tax": True}, 288, 0, {("VAT", "4"): (288, 11)}, 299),
            id="tax inside the price",
        ),
        pytest.param(
            [line("2.99", VAT4)] * 3,
            *("EUR", {"prices_include_tax": True}, 863, 0, {("VAT", "4"): (863, 34)}, 897),
            id="tax inside the prices is taken out once per group",
        ),
        pytest.param(
            [line("2.99", VAT4)] * 3,
            *("EUR", {"prices_include_tax": True, "rounding": "line"}, 864, 0, {("VAT", "4"): (864, 33)}, 897),
            id="or once per line, and the sum of the prices stays",
        ),
        pytest.param(
            [line("100", VAT25), line("200", VAT12), line("50")],
            *("SEK", {"discount": percent_off("10")}, 35000, 3500),
            *({("VAT", "25"): (9000, 2250), ("VAT", "12"): (18000, 2160)}, 35910),
            id="a document discount is spread over rates and untaxed lines",
        ),
        pytest.param(
            [line("0.01", VAT25), line("0.01", VAT12), line("0.01")],
            *("SEK", {"discount": Discount(amount=1)}, 3, 1),
            *({("VAT", "25"): (0, 0), ("VAT", "12"): (1, 0)}, 2),
            id="of equal groups the first takes the odd unit of a discount",
        ),
        pytest.param(
            [line("119", VAT19)],
            *("EUR", {"discount": percent_off("10"), "prices_include_tax": True}, 10000, 1000),
            *({("VAT", "19"): (9000, 1710)}, 10710),
            id="a discount on prices with tax lowers net and tax",
        ),
        pytest.param(
            [line("119", VAT19), line("50")],
            *("EUR", {"discount": Discount(amount=1690), "prices_include_tax": True}, 15000, 1500),
            *({("VAT", "19"): (9000, 1710)}, 15210),
            id="an amount off prices with tax comes off the total to the unit",
        ),
        pytest.param(
            [line("100", GST, QST), line("50", GST)],
            *("CAD", {}, 15000, 0, {("GST", "5"): (15000, 750), ("QST", "9.975"): (10000, 998)}, 16748),
            id="several taxes apply to the same base",
        ),
        pytest.param(
            [line("114.98", GST, QST)],
            *("CAD", {"prices_include_tax": True}, 10000, 0),
            *({("GST", "5"): (10000, 500), ("QST", "9.975"): (10000, 998)}, 11498),
            id="several taxes inside one price",
        ),
        pytest.param(
            [line("0.04", GST, QST), line("0.04", QST, GST)],
            *("CAD", {"prices_include_tax": True}, 7, 0, {("GST", "5"): (7, 0), ("QST", "9.975"): (7, 1)}, 8),
            id="the order of a line's taxes makes no other group",
        ),
        pytest.param(
            [line("0.10", VAT19), line("0.10", vat("19.00"), QST)],
            *("EUR", {}, 20, 0, {("VAT", "19"): (20, 4), ("QST", "9.975"): (10, 1)}, 25),
            id="one tax in two groups is rounded once",
        ),
        pytest.param(
            [line("10", vat("0")), line("20")],
            *("EUR", {}, 3000, 0, {("VAT", "0"): (1000, 0)}, 3000),
            id="zero-rated is printed, untaxed is not",
        ),
        pytest.param(
            [line("10", vat("0"), GST), line("20")],
            *("EUR", {"prices_include_tax": True}, 2952, 0, {("VAT", "0"): (952, 0), ("GST", "5"): (952, 48)}, 3000),
            id="zero-rated inside the price takes nothing of the other tax",
        ),
        pytest.param(
            [line("333.5", vat("10"), quantity="3")],
            *("JPY", {}, 1001, 0, {("VAT", "10"): (1001, 100)}, 1101),
            id="no decimals",
        ),
        pytest.param(
            [line("1.2345", vat("5"))],
            *("KWD", {}, 1235, 0, {("VAT", "5"): (1235, 62)}, 1297),
            id="three decimals",
        ),
        pytest.param(
            [line("0.00125", VAT19, quantity="3")],
            *("CLF", {}, 38, 0, {("VAT", "19"): (38, 7)}, 45),
            id="four decimals",
        ),
        pytest.param(
            [line("0.00000001", quantity="99999999999999.999999")],
            *("EUR", {}, 100000000, 0, {}, 100000000),
            id="a product of 34 digits is exact until it is rounded",
        ),
        pytest.param(
            [line("10", VAT19, discount=Discount(amount=250)), line("10", VAT19, discount=percent_off("100"))],
            *("EUR", {}, 750, 0, {("VAT", "19"): (750, 143)}, 893),
            id="discounts on lines",
        ),
        pytest.param(
            [line("10", VAT19)],
            *("EUR", {"discount": percent_off("100")}, 1000, 1000, {("VAT", "19"): (0, 0)}, 0),
            id="a discount may take everything",
        ),
        pytest.param([], "EUR", {"discount": percent_off("10")}, 0, 0, {}, 0, id="no lines make zeros"),
        pytest.param([line("90071992547409.91")], *("EUR", {}, AMOUNT_MAX, 0, {}, AMOUNT_MAX), id="the largest amount"),
    ],
)
def test_an_invoice_is_computed(
    lines: list[Line],
    currency: str,
    options: dict[str, object],
    subtotal: int,
    discount_total: int,
    taxes: dict[tuple[str, str], tuple[int, int]],
    total: int,
) -> None:
    totals = compute(lines=lines, currency=currency, **options)
    printed = {(tax.name, str(tax.percent)): (tax.base, tax.amount) for tax in totals.taxes}
    assert (totals.subtotal, totals.discount_total, printed, totals.total) == (subtotal, discount_total, taxes, total)
    assert totals.total == totals.subtotal - totals.discount_total + totals.tax_total


def test_a_line_shows_its_parts() -> None:
    totals = compute(
        lines=[line("348.35", vat("22"), quantity="16", discount=percent_off("4")), line("0", vat("22"))],
        currency="EUR",
        discount=Discount(amount=66),
    )
    first = totals.lines[0]
    assert (first.amount, first.discount, first.net, first.document_discount) == (557360, 22294, 535066, 66)
    assert first.taxes == (TaxTotal(name="VAT", percent=Decimal(22), base=535000, amount=117700),)
    assert (first.tax, first.total) == (117700, 652700)
    second = totals.lines[1]
    assert (second.net, second.document_discount, second.tax, second.total) == (0, 0, 0, 0)


def test_the_tax_shown_on_lines_adds_up_to_the_printed_tax() -> None:
    totals = compute(lines=[line("0.33", VAT19), line("0.33", VAT19), line("0.34", VAT19)], currency="EUR")
    assert totals.tax_total == 19
    assert [each.tax for each in totals.lines] == [6, 6, 7]


def test_a_discount_on_prices_with_tax_leaves_each_line_its_price_less_its_share() -> None:
    totals = compute(
        lines=[line("59.50", VAT19), line("59.50", VAT19)],
        currency="EUR",
        discount=Discount(amount=1190),
        prices_include_tax=True,
    )
    assert [(each.net, each.document_discount, each.tax, each.total) for each in totals.lines] == [
        (5000, 500, 855, 5355),
        (5000, 500, 855, 5355),
    ]


def test_no_line_loses_more_net_than_its_share_of_the_discount() -> None:
    # The Alabama paradox: by price, 11 units are shared as 5, 5, 1, but 10 units (the nets' part) as 4, 4, 2.
    totals = compute(
        lines=[line("0.06", GST), line("0.06", GST), line("0.02", GST)],
        currency="CAD",
        discount=Discount(amount=11),
        prices_include_tax=True,
    )
    assert [each.total for each in totals.lines] == [1, 1, 1]
    assert [each.document_discount for each in totals.lines] == [5, 4, 1]
    assert [each.net for each in totals.lines] == [6, 5, 2]


def test_an_amount_off_an_unpriced_half_unit_never_makes_a_line_negative() -> None:
    totals = compute(lines=[line("0.005", discount=Discount(amount=1))], currency="EUR")
    assert (totals.lines[0].amount, totals.lines[0].discount, totals.total) == (1, 1, 0)


@pytest.mark.parametrize(
    ("lines", "discount", "sentence", "at"),
    [
        (
            [line("1"), line("8", discount=Discount(amount=1200))],
            *(None, r"12\.00 EUR is more than the 8\.00 EUR of line 2\.", 1),
        ),
        (
            [line("5", VAT19), line("3")],
            *(
                Discount(amount=1200),
                r"12\.00 EUR is more than the 8\.00 EUR of all lines: a total of -4\.00 EUR",
                None,
            ),
        ),
        ([], Discount(amount=1), r"0\.01 EUR is more than the 0\.00 EUR", None),
        (
            [line("1"), line("90071992547409.92")],
            *(None, r"The amount of line 2 is 90071992547409\.92 EUR: more than 90071992547409\.91 EUR", 1),
        ),
        (
            [line("90071992547409.91"), line("0.01")],
            *(None, r"The subtotal is 90071992547409\.92 EUR: more than 90071992547409\.91 EUR", None),
        ),
        (
            [line("90071992547409.91", vat("0.00000001"))],
            *(None, r"The total is 90071992556417\.11 EUR: more than 90071992547409\.91 EUR", None),
        ),
        (
            [line("999999999999.99999999", quantity="99999999999999.999999")],
            *(None, r"The amount of line 1 is 99999999999999999", 0),
        ),
    ],
)
def test_what_cannot_be_owed_is_refused(
    lines: list[Line], discount: Discount | None, sentence: str, at: int | None
) -> None:
    with pytest.raises(MoneyRefused, match=sentence) as refusal:
        compute(lines=lines, currency="EUR", discount=discount)
    assert refusal.value.line == at


@pytest.mark.parametrize("lines", [[], [line("1")]])
def test_an_unknown_currency_is_refused(lines: list[Line]) -> None:
    with pytest.raises(UnknownCurrency):
        compute(lines=lines, currency="eur")


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_a_quantity_is_a_number(value: str) -> None:
    with pytest.raises(MoneyRefused, match="quantity of"):
        line("1", quantity=value)


@pytest.mark.parametrize("value", ["-0.01", "NaN", "Infinity", "-Infinity"])
def test_values_below_zero_or_not_finite_are_refused(value: str) -> None:
    number = Decimal(value)
    with pytest.raises(MoneyRefused, match="unit price of"):
        line(value)
    with pytest.raises(MoneyRefused, match="it must be 0 % or more"):
        Tax("VAT", number)
    with pytest.raises(MoneyRefused, match="from 0 % to 100 %"):
        Discount(percent=number)


def test_discounts_that_make_no_sense_are_refused() -> None:
    with pytest.raises(MoneyRefused, match="exactly one"):
        Discount()
    with pytest.raises(MoneyRefused, match="exactly one"):
        Discount(percent=Decimal(0), amount=0)
    with pytest.raises(MoneyRefused, match=r"100\.01 % is not possible"):
        percent_off("100.01")
    with pytest.raises(MoneyRefused, match="-1 minor units"):
        Discount(amount=-1)


def test_the_same_tax_twice_on_a_line_is_refused() -> None:
    with pytest.raises(MoneyRefused, match=r"the same tax twice: VAT 19 %, VAT 19\.0 %"):
        line("1", VAT19, vat("19.0"))


def test_the_values_are_frozen() -> None:
    with pytest.raises(AttributeError):
        VAT19.percent = Decimal(0)


# Few sets, so that lines often share one, or one of its taxes.
tax_sets = st.sampled_from(
    [(), (vat("0"),), (VAT4,), (VAT19,), (GST, QST), (QST, GST), (GST,), (VAT19, vat("120"), QST), (gst("0"), VAT4)]
)
discounts = st.builds(Discount, percent=st.decimals(min_value=0, max_value=100, places=3))
# Small prices, where one unit matters most, beside large ones.
prices = st.one_of(
    st.decimals(min_value=0, max_value=Decimal("0.1"), places=4),
    st.decimals(min_value=0, max_value=100_000, places=8),
)
line_lists = st.lists(
    st.builds(
        Line,
        description=st.just("Work"),
        quantity=st.one_of(st.just(Decimal(1)), st.decimals(min_value=0, max_value=100, places=6)),
        unit_price=prices,
        discount=st.none() | discounts,
        taxes=tax_sets,
    ),
    max_size=8,
)
currencies = st.sampled_from(["EUR", "JPY", "KWD", "CLF"])
roundings = st.sampled_from(get_args(Rounding))
optional_discounts = st.none() | discounts


def assert_everything_adds_up(totals: Totals) -> None:
    assert totals.total == totals.subtotal - totals.discount_total + totals.tax_total
    assert totals.subtotal == sum(each.net for each in totals.lines)
    assert totals.discount_total == sum(each.document_discount for each in totals.lines)
    assert totals.tax_total == sum(each.tax for each in totals.lines) == sum(each.amount for each in totals.taxes)
    assert totals.total == sum(each.total for each in totals.lines)
    for each in totals.lines:
        assert each.total == each.net - each.document_discount + each.tax
        assert each.tax == sum(tax.amount for tax in each.taxes)
        assert {tax.base for tax in each.taxes} <= {each.net - each.document_discount}
    for total in totals.taxes:
        of_lines = [tax for each in totals.lines for tax in each.taxes if tax.name == total.name]
        of_lines = [tax for tax in of_lines if tax.percent == total.percent]
        assert total.base == sum(tax.base for tax in of_lines)
        assert total.amount == sum(tax.amount for tax in of_lines)


def assert_nothing_is_negative(totals: Totals) -> None:
    for struct in (totals, *totals.lines, *totals.taxes, *(tax for each in totals.lines for tax in each.taxes)):
        numbers = {name: value for name, value in msgspec.structs.asdict(struct).items() if isinstance(value, int)}
        assert all(value >= 0 for value in numbers.values()), numbers


@given(line_lists, currencies, optional_discounts, st.booleans(), roundings)
def test_whatever_is_invoiced_adds_up(
    lines: list[Line], currency: str, discount: Discount | None, prices_include_tax: bool, rounding: Rounding
) -> None:
    totals = compute(
        lines=lines,
        currency=currency,
        discount=discount,
        prices_include_tax=prices_include_tax,
        rounding=rounding,
    )
    assert_everything_adds_up(totals)
    assert_nothing_is_negative(totals)

    # What the payer reads: the priced lines, less the discount as it was given, and then the tax unless it is inside.
    priced = sum(each.amount - each.discount for each in totals.lines)
    given_discount = round_half_away(priced * Fraction(discount.percent or 0) / 100) if discount else 0
    if prices_include_tax:
        assert totals.total == priced - given_discount
        assert totals.discount_total <= given_discount
        for each in totals.lines:
            share = each.amount - each.discount - each.total
            assert 0 <= each.document_discount <= share
            assert each.net <= each.amount - each.discount
    else:
        assert (totals.subtotal, totals.discount_total) == (priced, given_discount)
        assert all(each.net == each.amount - each.discount for each in totals.lines)


@given(line_lists, currencies, st.data(), st.booleans(), roundings)
def test_an_amount_off_the_document_is_given_to_the_unit(
    lines: list[Line], currency: str, data: st.DataObject, prices_include_tax: bool, rounding: Rounding
) -> None:
    def total_after(amount: int) -> Totals:
        return compute(
            lines=lines,
            currency=currency,
            discount=Discount(amount=amount),
            prices_include_tax=prices_include_tax,
            rounding=rounding,
        )

    priced = sum(each.amount - each.discount for each in total_after(0).lines)
    amount = data.draw(st.integers(0, priced))
    totals = total_after(amount)
    assert_everything_adds_up(totals)
    assert_nothing_is_negative(totals)
    if prices_include_tax:
        assert totals.total == priced - amount
    else:
        assert totals.discount_total == amount
    assert total_after(priced).total == 0
    with pytest.raises(MoneyRefused):
        total_after(priced + 1)


@given(line_lists, currencies, optional_discounts)
def test_on_top_a_tax_is_its_base_times_its_percent_rounded_once(
    lines: list[Line], currency: str, discount: Discount | None
) -> None:
    totals = compute(lines=lines, currency=currency, discount=discount)
    assert {(tax.name, tax.percent) for tax in totals.taxes} == {
        (t.name, t.percent) for each in lines for t in each.taxes
    }
    for tax in totals.taxes:
        assert tax.amount == round_half_away(tax.base * Fraction(tax.percent) / 100)


@given(line_lists, currencies, optional_discounts, st.booleans())
def test_rounding_by_line_makes_each_line_an_invoice_of_its_own(
    lines: list[Line], currency: str, discount: Discount | None, prices_include_tax: bool
) -> None:
    totals = compute(
        lines=lines, currency=currency, discount=discount, prices_include_tax=prices_include_tax, rounding="line"
    )
    for each, printed in zip(lines, totals.lines, strict=True):
        rate = sum((Fraction(tax.percent) / 100 for tax in each.taxes), Fraction())
        base = printed.net - printed.document_discount
        if prices_include_tax:
            assert base == round_half_away(printed.total / (1 + rate))
        else:
            assert [t.amount for t in printed.taxes] == [
                round_half_away(base * Fraction(t.percent) / 100) for t in printed.taxes
            ]


@given(line_lists, currencies, optional_discounts)
def test_inside_the_prices_net_is_taken_out_once_per_set_of_taxes(
    lines: list[Line], currency: str, discount: Discount | None
) -> None:
    totals = compute(lines=lines, currency=currency, discount=discount, prices_include_tax=True)
    for group in {frozenset(each.taxes) for each in lines}:
        rate = sum((Fraction(tax.percent) / 100 for tax in group), Fraction())
        members = [out for each, out in zip(lines, totals.lines, strict=True) if frozenset(each.taxes) == group]
        gross = sum(each.total for each in members)
        net = sum(each.net - each.document_discount for each in members)
        assert net == round_half_away(gross / (1 + rate))
        before = sum(each.amount - each.discount for each in members)
        assert sum(each.net for each in members) == round_half_away(before / (1 + rate))


@given(line_lists, currencies, optional_discounts)
def test_taxes_inside_one_price_share_it_by_their_percents(
    lines: list[Line], currency: str, discount: Discount | None
) -> None:
    taxes = (GST, VAT19, QST)
    alike = [msgspec.structs.replace(each, taxes=taxes) for each in lines]
    totals = compute(lines=alike, currency=currency, discount=discount, prices_include_tax=True)
    amounts = [tax.amount for tax in totals.taxes]
    assert amounts == split(totals.tax_total, [tax.percent for tax in taxes] if lines else [])


@given(line_lists, optional_discounts, st.booleans())
def test_the_callers_decimal_context_changes_nothing(
    lines: list[Line], discount: Discount | None, prices_include_tax: bool
) -> None:
    usual = compute(lines=lines, currency="EUR", discount=discount, prices_include_tax=prices_include_tax)
    with localcontext(prec=2):
        coarse = compute(lines=lines, currency="EUR", discount=discount, prices_include_tax=prices_include_tax)
    assert coarse == usual


def test_an_input_is_read_strictly() -> None:
    with pytest.raises(msgspec.ValidationError, match=r"exactly one of them\. - at `\$\[0\]`"):
        msgspec.json.decode(b'[{"percent": "5", "amount": 1}]', type=list[Discount])
