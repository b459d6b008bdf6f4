"""Instalments: an amount that is to be paid, in parts that each have a due date of their own.

What covers an invoice (payments first, then credit notes and write-offs) covers the oldest instalment first. So what
each of them has is computed from the invoice's amounts, and nobody writes it down. Positions count from 1.
"""

import datetime
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

import msgspec

from models.money import amounts
from models.money.currencies import format_amount

# Five years of months.
INSTALMENTS_MAX = 60


class Refusal(ValueError):
    """A plan that makes no sense: a sentence, and the index of the instalment that it is about, or None for all."""

    def __init__(self, message: str, index: int | None = None) -> None:
        super().__init__(message)
        self.index = index


class Instalment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One part. `due_on` is known from the beginning, or once the invoice is issued, `days` after that day."""

    amount: int
    percent: str | None = None
    due_on: datetime.date | None = None
    days: int | None = None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What one instalment has: `paid` of payments, `due` what remains once credit notes and write-offs count too."""

    position: int
    instalment: Instalment
    paid: int
    due: int


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """A part as it is asked for: of a percent or an amount, due on a day or so many days after the issue."""

    percent: str | None = None
    amount: int | None = None
    due_on: datetime.date | None = None
    days: int | None = None


def plan(shares: Sequence[Share], *, total: int, currency: str) -> list[Instalment]:
    """The instalments of a total: percents by largest remainder, amounts as they are. They add up to the total.

    Raises Refusal unless each has a percent or an amount, all alike, and a day or days, and they add up.
    """
    for index, share in enumerate(shares):
        if (share.percent is None) == (share.amount is None):
            raise Refusal("An instalment has either a percent or an amount.", index)
        if (share.due_on is None) == (share.days is None):
            raise Refusal("An instalment has either due_on or days, counted from the issue date.", index)
    by_percent = [share for share in shares if share.percent is not None]
    if by_percent and len(by_percent) < len(shares):
        raise Refusal("Instalments are all by percent, or all by amount.")
    if by_percent:
        percents = [Fraction(Decimal(share.percent or "0")) for share in shares]
        if 0 in percents:
            raise Refusal("An instalment of 0 % asks for nothing: leave it out.", percents.index(Fraction(0)))
        if sum(percents) != 100:
            raise Refusal(f"The instalments come to {_decimal(sum(percents, Fraction(0)))} %, and not to 100 %.")
        parts = amounts.split(total, percents)
    else:
        parts = [share.amount or 0 for share in shares]
        if sum(parts) != total:
            raise Refusal(
                f"The instalments come to {format_amount(sum(parts), currency)}, and {format_amount(total, currency)} "
                "is to be paid."
            )
    return [
        Instalment(amount=part, percent=share.percent, due_on=share.due_on, days=share.days)
        for share, part in zip(shares, parts, strict=True)
    ]


def check_order(given: Sequence[Instalment]) -> None:
    """Raises Refusal where one is surely due before the one that it follows, whenever the invoice is issued."""
    for index in range(1, len(given)):
        before, one = given[index - 1], given[index]
        is_before_by_date = before.due_on is not None and one.due_on is not None and one.due_on < before.due_on
        is_before_by_days = before.days is not None and one.days is not None and one.days < before.days
        if is_before_by_date or is_before_by_days:
            raise Refusal(f"Instalment {index + 1} is due before the one that it follows: put them in order.", index)


def dated(given: Sequence[Instalment], *, issued_on: datetime.date) -> list[Instalment]:
    """The same with their due dates. Raises Refusal where one is due before the issue, or before the one before it."""
    found: list[Instalment] = []
    for index, one in enumerate(given):
        due_on = one.due_on or issued_on + datetime.timedelta(days=one.days or 0)
        if due_on < issued_on:
            raise Refusal(f"The due date {due_on} is before the issue date {issued_on}: change it first.", index)
        before = found[-1].due_on if found else None
        if before is not None and due_on < before:
            raise Refusal(
                f"Instalment {index + 1} is due on {due_on}, and the one before it on {before}: put them in order.",
                index,
            )
        found.append(msgspec.structs.replace(one, due_on=due_on))
    return found


def standing(given: Sequence[Instalment], *, paid: int, reduced: int) -> Iterator[Standing]:
    """What each instalment has of `paid` and of what a total was `reduced` by, the oldest first."""
    before = 0
    for position, one in enumerate(given, start=1):
        end = before + one.amount
        yield Standing(
            position=position,
            instalment=one,
            paid=min(max(paid - before, 0), one.amount),
            due=min(max(end - paid - reduced, 0), one.amount),
        )
        before = end


def amount_overdue(found: Iterator[Standing], *, noted: Collection[int]) -> int:
    """What remains to be paid of the instalments whose due dates are known to be over."""
    return sum(one.due for one in found if one.position in noted)


def next_overdue(found: Iterator[Standing], *, noted: Collection[int]) -> Standing | None:
    """The instalment that remains to be paid, is not overdue yet, and has the earliest due date."""
    waiting = [one for one in found if one.due and one.position not in noted]
    return min(waiting, key=lambda one: one.instalment.due_on or datetime.date.max, default=None)


def _decimal(value: Fraction) -> str:
    """A sum of percents, which have four decimals at most."""
    return amounts.plain(Decimal(value.numerator) / Decimal(value.denominator))
