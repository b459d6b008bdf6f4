"""Comparison: what a gateway says of payments against what we hold of them.

Works on batches with set-based statements. What a gateway says is applied where that moves a payment of ours legally
forward, exactly as if a callback had brought it; what differs after that is a difference.

Raw SQL: our payments for a whole batch of facts are found by one statement, in the order of the facts.
"""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypedDict

import structlog

from models import database, ids
from models.collection import outcomes
from models.gateways.base import PaymentFact
from models.tables.collection import GatewayAccount, PaymentStatus
from models.tables.reconciliation import DiscrepancyKind

logger = structlog.get_logger(__name__)

# Which of our statuses say the same as the gateway's.
AGREES: Mapping[str, frozenset[str]] = {
    "requires_action": frozenset({"requires_action"}),
    "pending": frozenset({"pending"}),
    "succeeded": frozenset({"succeeded"}),
    "failed": frozenset({"failed", "canceled"}),
    "canceled": frozenset({"failed", "canceled"}),
    "returned": frozenset({"reversed"}),
}
# What we cannot know without the gateway, so the gateway must know it too.
KNOWN_THERE: tuple[PaymentStatus, ...] = ("requires_action", "pending", "needs_review", "succeeded", "reversed")


class OurPayment(TypedDict):
    """What a payment of ours is compared by."""

    id: uuid.UUID
    status: PaymentStatus
    amount: int
    currency: str
    gateway_payment_id: str | None


class MatchedPayment(OurPayment):
    """Our payment for a fact; `attempted_through` is the account of the attempt that the gateway names, if any."""

    updated_at: datetime.datetime
    attempted_through: uuid.UUID | None


class Difference(NamedTuple):
    """What a discrepancy will say. `currency` is the gateway's where the gateway has the payment."""

    kind: DiscrepancyKind
    payment_id: uuid.UUID | None
    gateway_payment_id: str | None
    currency: str
    amount_here: int | None
    amount_there: int | None
    status_here: str | None
    status_there: str | None


class Judged(NamedTuple):
    """What a comparison has settled: differences, and what was compared, so that the rest of its old ones are over."""

    differences: list[Difference]
    payment_ids: list[uuid.UUID]
    gateway_payment_ids: list[str]


async def compare(
    account: GatewayAccount, facts: Sequence[PaymentFact], asked_at: datetime.datetime
) -> tuple[Judged, set[uuid.UUID]]:
    """Heals and judges what the gateway said after `asked_at`; returns that, and which of our payments it spoke of."""
    payments = await _ours(account, facts)
    healed = set()
    for fact, ours in zip(facts, payments, strict=True):
        if ours is not None and _moves_forward(fact, ours) and await _heal(fact, ours):
            healed.add(ours["id"])
    if healed:
        payments = await _ours(account, facts)
    judged = Judged([], [], [])
    matched = set()
    for fact, ours in zip(facts, payments, strict=True):
        difference = _judge(fact, ours)
        if ours is not None and (difference is None or difference.kind != "missing_here"):
            matched.add(ours["id"])
            if difference and ours["updated_at"] > asked_at and ours["id"] not in healed:
                # Ours moved on while the gateway was being asked: its answer is too old to judge by.
                continue
            judged.payment_ids.append(ours["id"])
        judged.gateway_payment_ids.append(fact.gateway_payment_id)
        if difference:
            judged.differences.append(difference)
    return judged, matched


def missing_there(ours: OurPayment) -> Difference:
    """The difference of a payment that the gateway must know, but does not."""
    return Difference(
        kind="missing_there",
        payment_id=ours["id"],
        gateway_payment_id=ours["gateway_payment_id"],
        currency=ours["currency"],
        amount_here=ours["amount"],
        amount_there=None,
        status_here=ours["status"],
        status_there=None,
    )


async def _ours(account: GatewayAccount, facts: Sequence[PaymentFact]) -> list[MatchedPayment | None]:
    """Our payment for each fact, in the same order, None where there is none.

    Found by the attempt that the gateway names, or else by the gateway's own id. A receiver may have replaced an
    account of ours by a new one with other keys: what was attempted through the old one is known here too.
    """
    payments = await database.fetch_as(
        MatchedPayment,
        """
        SELECT payments.id, payments.status, payments.amount, payments.currency, payments.gateway_payment_id,
            payments.updated_at, attempted.gateway_account_id AS attempted_through
        FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS there (attempt_id, gateway_payment_id, place)
        LEFT JOIN LATERAL (
            SELECT attempts.payment_id, attempts.gateway_account_id FROM attempts
            JOIN gateway_accounts AS through ON through.id = attempts.gateway_account_id
            WHERE attempts.id = there.attempt_id AND attempts.kind = 'charge' AND through.receiver_id = $3
              AND (through.id = $4 OR (through.gateway, through.account) = ($5, $6))
        ) AS attempted ON true
        LEFT JOIN payments AS by_id
            ON by_id.gateway_account_id = $4 AND by_id.gateway_payment_id = there.gateway_payment_id
        LEFT JOIN payments ON payments.id = coalesce(attempted.payment_id, by_id.id)
        ORDER BY there.place
        """,
        [ids.decode("attempt", fact.reference) for fact in facts],
        [fact.gateway_payment_id for fact in facts],
        account.receiver_id,
        account.id,
        account.gateway,
        account.account,
    )
    # Where nothing joined, all columns are null.
    return [payment if payment["id"] is not None else None for payment in payments]


def _moves_forward(fact: PaymentFact, ours: MatchedPayment) -> bool:
    """True when a callback with this fact would be applied. A payment that has another id there is not this one."""
    if ours["attempted_through"] is None or ours["gateway_payment_id"] not in (None, fact.gateway_payment_id):
        return False
    if fact.status == "returned":
        return ours["status"] in outcomes.FORWARD["succeeded"] | {"succeeded"}
    return ours["status"] in outcomes.FORWARD[fact.status]


async def _heal(fact: PaymentFact, ours: MatchedPayment) -> bool:
    account_id = ours["attempted_through"]
    assert account_id is not None, "nothing moves forward by a fact that names no attempt of ours"
    try:
        return await database.retried(lambda: outcomes.apply(fact, gateway_account_id=account_id))
    except Exception:
        # It stays a difference; one payment that we cannot digest must not hold up the others.
        logger.exception("reconciliation.not_healed", payment_id=ids.encode("payment", ours["id"]))
        return False


def _judge(fact: PaymentFact, ours: MatchedPayment | None) -> Difference | None:
    """The difference between a fact and our payment, None where they say the same."""
    if ours is None or ours["gateway_payment_id"] not in (None, fact.gateway_payment_id):
        return Difference(
            kind="missing_here",
            # For a second payment of one attempt: the one of ours that has the first.
            payment_id=None if ours is None else ours["id"],
            gateway_payment_id=fact.gateway_payment_id,
            currency=fact.currency,
            amount_here=None,
            amount_there=fact.amount,
            status_here=None,
            status_there=fact.status,
        )
    kind = _kind(fact, ours)
    if kind is None:
        return None
    return Difference(
        kind=kind,
        payment_id=ours["id"],
        gateway_payment_id=fact.gateway_payment_id,
        currency=fact.currency,
        amount_here=ours["amount"],
        amount_there=fact.amount,
        status_here=ours["status"],
        status_there=fact.status,
    )


def _kind(fact: PaymentFact, ours: OurPayment) -> DiscrepancyKind | None:
    if (ours["amount"], ours["currency"]) != (fact.amount, fact.currency):
        return "amount_differs"
    return None if ours["status"] in AGREES[fact.status] else "state_differs"
