"""Comparison: what a gateway says against what we hold, batch by batch, whatever it speaks of.

Where the two differ, what the gateway says is applied exactly as if a callback had brought it, so that all that may
move moves. What differs after that is a difference.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import structlog

from models import database, ids
from models.collection.findings import Difference
from models.gateways.base import Fact
from models.online import facts as collected
from models.reconciliation.subjects import F, Match, Ours, Subject
from models.tables.gateways import GatewayAccount
from models.tables.reconciliation import DiscrepancyKind, DiscrepancySubject

logger = structlog.get_logger(__name__)


class Judged(NamedTuple):
    """What a comparison has settled: differences, and what was compared, so that the rest of its old ones are over.

    The ids are ours and the gateway's of the subject.
    """

    subject: DiscrepancySubject
    differences: list[Difference]
    ids_here: list[uuid.UUID]
    ids_there: list[str]


async def compare(
    subject: Subject[F], account: GatewayAccount, facts: Sequence[F], asked_at: datetime
) -> tuple[Judged, set[uuid.UUID]]:
    """Heals and judges what the gateway said after `asked_at`; returns that, and the ids of ours that it spoke of."""
    before = await subject.match(account, facts)
    moved = False
    for fact, match in zip(facts, before, strict=True):
        if match.through is not None and (subject.says_more(fact) or _judge(subject, fact, match)):
            moved |= await _heal(subject, fact, match.through)
    now = await subject.match(account, facts) if moved else before
    judged = Judged(subject.name, [], [], [])
    matched = set()
    for fact, match, earlier in zip(facts, now, before, strict=True):
        difference = _judge(subject, fact, match)
        judged.ids_there.append(subject.key(fact))
        if match.ours is not None and (difference is None or difference.kind != "missing_here"):
            matched.add(match.ours["id"])
            if difference and earlier.ours is not None and earlier.ours["updated_at"] > asked_at:
                # Ours moved on while the gateway was being asked: its answer is too old to judge by.
                continue
            judged.ids_here.append(match.ours["id"])
        if difference:
            judged.differences.append(difference)
    return judged, matched


def missing_there(subject: Subject[F], ours: Ours) -> Difference:
    """The difference of one of ours that the gateway must know, but does not."""
    return Difference(
        subject=subject.name,
        kind="missing_there",
        payment_id=ours["payment_id"],
        gateway_payment_id=ours["id_there"] if subject.name == "payment" else None,
        refund_id=_id_if(subject, "refund", ours),
        reversal_id=_id_if(subject, "reversal", ours),
        gateway_object_id=None if subject.name == "payment" else ours["id_there"],
        currency=ours["currency"],
        amount_here=ours["amount"],
        amount_there=None,
        status_here=ours["status"],
        status_there=None,
    )


async def _heal(subject: Subject[F], fact: Fact, account_id: uuid.UUID) -> bool:
    """Whether something may have moved; harmless where nothing does."""
    try:
        return await database.retried(lambda: collected.apply(fact, gateway_account_id=account_id))
    except Exception:
        # It stays a difference; one that we cannot digest must not hold up the others.
        logger.exception(
            "reconciliation.not_healed", subject=subject.name, account_id=ids.encode("gateway_account", account_id)
        )
        return False


def _judge(subject: Subject[F], fact: F, match: Match) -> Difference | None:
    """The difference between a fact and ours, None where they say the same."""
    ours, returned = match.ours, subject.returned(fact)
    if ours is None and subject.is_nothing(fact):
        return None
    kind: DiscrepancyKind
    if ours is None or ours["id_there"] not in (None, subject.key(fact)):
        kind, here, there = "missing_here", None, fact.amount
    elif (ours["amount"], ours["currency"]) != (fact.amount, fact.currency):
        kind, here, there = "amount_differs", ours["amount"], fact.amount
    elif ours["status"] not in subject.agrees[fact.status]:
        kind, here, there = "state_differs", ours["amount"], fact.amount
    elif returned is not None and ours["returned"] != returned:
        # Then the amounts are what was taken back of the payment.
        kind, here, there = "amount_differs", ours["returned"], returned
    else:
        return None
    known = ours if kind != "missing_here" else None
    return Difference(
        subject=subject.name,
        kind=kind,
        # Of what is missing here, it is the payment of ours that it belongs to, such as one that was charged twice.
        payment_id=match.payment_id,
        gateway_payment_id=fact.gateway_payment_id,
        refund_id=known and _id_if(subject, "refund", known),
        reversal_id=known and _id_if(subject, "reversal", known),
        gateway_object_id=None if subject.name == "payment" else subject.key(fact),
        currency=fact.currency,
        amount_here=here,
        amount_there=there,
        status_here=known and known["status"],
        status_there=fact.status,
    )


def _id_if(subject: Subject[F], name: DiscrepancySubject, ours: Ours) -> uuid.UUID | None:
    return ours["id"] if subject.name == name else None
