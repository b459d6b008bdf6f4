"""Matching: what a gateway says against what we hold, before it moves anything.

A fact moves money only where its id, its amount, its currency and its merchant account are those that we know, and only
where no newer report of the gateway has been applied. All operations that apply facts ask here.
"""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from models.gateways import registry
from models.money.currencies import EXPONENTS, format_amount
from models.shapes import collection as shapes
from models.shapes.collection import PaymentRow
from models.tables.reconciliation import DiscrepancyKind


class Said(NamedTuple):
    """What is compared of a fact, and of what it is compared with. An id that we do not know yet is None."""

    id: str | None
    amount: int
    currency: str
    account: str


async def held(payment: PaymentRow) -> Said:
    """What we hold of a payment: what it came as where it was put aside, also where that was accepted since."""
    if payment["review"] is not None:
        review = shapes.review_of(payment)
        return Said(review.id, review.amount, review.currency, review.account)
    account = await registry.account_of(payment["gateway_account_id"])
    return Said(payment["gateway_payment_id"], payment["amount"], payment["currency"], account.account)


def differences(there: Said, here: Said) -> Sequence[str]:
    """In which fields the gateway's report differs from what we hold: some of id, amount, currency, account."""
    return [
        name
        for name, said, held in zip(Said._fields, there, here, strict=True)
        if said != held and not (name == "id" and held is None)
    ]


def kind_of(amount_there: int, amount_here: int) -> DiscrepancyKind:
    """What a report that differs is filed under."""
    return "state_differs" if amount_there == amount_here else "amount_differs"


def sentence(there: Said, here: Said, *, what: str) -> str:
    """What we asked for and what the gateway reports, for a person to read."""
    return (
        f"We asked for {money(here.amount, here.currency)}; the gateway reports "
        f"{money(there.amount, there.currency)} on account {there.account}, "
        f"as its {what} {there.id}."
    )


def is_older(occurred_at: datetime.datetime | None, reported_at: datetime.datetime | None) -> bool:
    """Whether a fact is older than the newest report that has been applied; not where either's instant is unknown."""
    return occurred_at is not None and reported_at is not None and occurred_at < reported_at


def is_newer(occurred_at: datetime.datetime | None, reported_at: datetime.datetime | None) -> bool:
    """Whether a fact is newer than the newest report that has been applied; not where either's instant is unknown."""
    return occurred_at is not None and reported_at is not None and occurred_at > reported_at


def money(amount: int, currency: str) -> str:
    """An amount in words, also in a currency that we do not know."""
    return format_amount(amount, currency) if currency in EXPONENTS else f"{amount} {currency}"
