"""Instalments: parts that add up, and what each has of what an invoice has."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money import instalments
from models.money.instalments import Instalment, Refusal, Share

# Percents with four decimals that add up to a hundred.
PERCENTS = st.lists(st.integers(1, 999_999), min_size=0, max_size=59, unique=True).map(
    lambda cuts: [
        f"{(end - begin) // 10_000}.{(end - begin) % 10_000:04d}"
        for begin, end in zip([0, *sorted(cuts)], [*sorted(cuts), 1_000_000], strict=True)
    ]
)


@given(total=st.integers(0, 2**53 - 1), percents=PERCENTS)
def test_percents_become_amounts_that_add_up_and_are_off_by_less_than_a_unit(total: int, percents: list[str]) -> None:
    plan = instalments.plan([Share(percent=each, days=0) for each in percents], total=total, currency="EUR")
    assert sum(one.amount for one in plan) == total
    for one, percent in zip(plan, percents, strict=True):
        exact = total * int(percent.replace(".", ""))
        assert abs(one.amount * 1_000_000 - exact) < 1_000_000
        assert one.amount >= 0


@pytest.mark.parametrize(
    ("total", "percents", "amounts"),
    [
        (100, ["33.3333", "33.3333", "33.3334"], [33, 33, 34]),
        (1, ["50", "50"], [1, 0]),
        (101, ["50", "50"], [51, 50]),
        (10, ["100"], [10]),
        (1_000, ["30", "70"], [300, 700]),
    ],
)
def test_the_largest_remainder_takes_the_unit(total: int, percents: list[str], amounts: list[int]) -> None:
    plan = instalments.plan([Share(percent=each, days=0) for each in percents], total=total, currency="EUR")
    assert [one.amount for one in plan] == amounts


@given(
    amounts=st.lists(st.integers(0, 50), min_size=1, max_size=8),
    covered=st.tuples(st.integers(0, 400), st.integers(0, 400)),
)
def test_what_an_invoice_has_is_what_its_instalments_have(amounts: list[int], covered: tuple[int, int]) -> None:
    total = sum(amounts)
    paid = min(covered[0], total)
    reduced = min(covered[1], total - paid)
    plan = [Instalment(amount=each, due_on=date(2026, 1, 1)) for each in amounts]
    found = list(instalments.standing(plan, paid=paid, reduced=reduced))
    assert sum(one.paid for one in found) == paid
    assert sum(one.due for one in found) == total - paid - reduced
    assert all(0 <= one.paid + one.due <= one.instalment.amount for one in found)
    # Nothing reaches one while an older one is owed.
    first_owed = next((one.position for one in found if one.due), len(found) + 1)
    assert all(one.due == one.instalment.amount for one in found if one.position > first_owed)
    noted = [one.position for one in found if one.position % 2]
    assert instalments.amount_overdue(iter(found), noted=noted) == sum(one.due for one in found if one.position % 2)
    waiting = instalments.next_overdue(iter(found), noted=noted)
    assert (waiting is None) == all(one.due == 0 or one.position % 2 for one in found)


def test_payments_come_before_what_was_taken_off() -> None:
    plan = [Instalment(amount=100, due_on=date(2026, month, 1)) for month in (1, 2, 3)]
    found = list(instalments.standing(plan, paid=120, reduced=100))
    assert [(one.paid, one.due) for one in found] == [(100, 0), (20, 0), (0, 80)]


def test_due_dates_count_from_the_issue() -> None:
    plan = [Instalment(amount=1, days=0), Instalment(amount=2, due_on=date(2026, 3, 1)), Instalment(amount=3, days=30)]
    assert [one.due_on for one in instalments.dated(plan, issued_on=date(2026, 2, 1))] == [
        date(2026, 2, 1),
        date(2026, 3, 1),
        date(2026, 3, 3),
    ]
    with pytest.raises(Refusal, match="Instalment 3 is due on 2026-02-28, and the one before it on 2026-03-01") as it:
        instalments.dated(plan, issued_on=date(2026, 1, 29))
    assert it.value.index == 2
