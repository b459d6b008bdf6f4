"""Subjects: what is compared with a gateway's books, and what is particular to payments, refunds and reversals.

Everything else about a comparison is the same for all of them, and is written once, in `comparison` and `windows`.

Raw SQL: ours for a whole batch of facts are found by one statement, in the order of the facts.
"""

import uuid
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Generic, NamedTuple, TypedDict, TypeVar

from models import database, ids
from models.gateways.base import Gateway, PaymentFact, RefundFact, ReversalFact
from models.tables.gateways import GatewayAccount
from models.tables.reconciliation import DiscrepancySubject

F = TypeVar("F", PaymentFact, RefundFact, ReversalFact)

# A person has settled the review: what the gateway reported is what there is, and it stands in suspense.
_IS_REJECTED = "payments.status = 'rejected' AND payments.review IS NOT NULL"
_IS_REJECTED_REFUND = "refunds.status = 'rejected' AND refunds.review IS NOT NULL"


class Ours(TypedDict):
    """One of ours, as it is compared; `id_there` is the gateway's id of it, as far as we know.

    `returned` is what stands of a payment as returned, where the gateway says that by the payment alone.
    """

    id: uuid.UUID
    payment_id: uuid.UUID
    status: str
    amount: int
    currency: str
    id_there: str | None
    returned: int


class Unlisted(Ours):
    """One that the gateway must know and has not listed, with the attempt that the gateway knows it by, if any."""

    attempt_id: uuid.UUID | None


class Matched(Ours):
    """Ours for a fact. Where there is none, all is null but what the fact belongs to."""

    updated_at: datetime
    belongs_to: uuid.UUID | None
    through: uuid.UUID | None


class Match(NamedTuple):
    """What we hold of what a fact speaks of.

    `payment_id` is the payment of ours that it belongs to, and `through` the gateway account whose callback would have
    brought the fact: None where there is no such thing.
    """

    ours: Matched | None
    payment_id: uuid.UUID | None
    through: uuid.UUID | None


class Subject(ABC, Generic[F]):
    """One kind of thing that both sides keep."""

    name: ClassVar[DiscrepancySubject]
    table: ClassVar[str]
    # The columns of `Ours`, of a row of the table.
    columns: ClassVar[str]
    # The attempt that the gateway knows one by, of a row of the table.
    attempt_id: ClassVar[str]
    # Which of our statuses say the same as the gateway's.
    agrees: ClassVar[Mapping[str, frozenset[str]]]
    # What we cannot know without the gateway, so the gateway must know it too: in which statuses, and which at all.
    known_there: ClassVar[tuple[str, ...]]
    compared: ClassVar[str] = "true"
    # Joins ours to `there`, a row for each fact, with the attempt and the gateway's ids of the thing and of its
    # payment. $4 holds the gateway accounts through which one may have been made, $5 is the one that is compared.
    joined: ClassVar[str]
    # The payment that a fact belongs to, and the gateway account whose callback would have brought it.
    belongs_to: ClassVar[str]
    through: ClassVar[str]

    @abstractmethod
    def listed(self, gateway: Gateway, *, since: datetime, until: datetime) -> AsyncIterator[F]:
        """What the gateway lists of a window of time. Raises GatewayError."""

    @abstractmethod
    async def find(self, gateway: Gateway, unlisted: Unlisted) -> F | None:
        """What the gateway says of one of ours. Raises GatewayError."""

    @staticmethod
    @abstractmethod
    def key(fact: F) -> str:
        """The gateway's own id of what the fact speaks of."""

    @staticmethod
    def returned(fact: F) -> int | None:
        """How much of a payment is returned, None where the fact does not say that."""
        return None

    @staticmethod
    def is_nothing(fact: F) -> bool:
        """Whether nothing is missing here where we do not know what the fact speaks of."""
        return False

    @staticmethod
    def says_more(fact: F) -> bool:
        """Whether the fact says something that is not compared, so that it is applied where nothing differs too."""
        return False

    async def match(self, account: GatewayAccount, facts: Sequence[F]) -> list[Match]:
        """What we hold for each fact, in the same order.

        Found by the attempt that the gateway names, or else by the gateway's own id. A receiver may have replaced an
        account of ours by a new one with other keys: what was made through the old one is known here too.
        """
        accounts = await database.fetch(
            "SELECT id FROM gateway_accounts WHERE receiver_id = $1 AND (gateway, account) = ($2, $3)",
            account.receiver_id,
            account.gateway,
            account.account,
        )
        rows = await database.fetch_as(
            Matched,
            f"""
            SELECT {self.columns}, {self.table}.updated_at, {self.belongs_to} AS belongs_to, {self.through} AS through
            FROM unnest($1::uuid[], $2::text[], $3::text[]) WITH ORDINALITY
                AS there (attempt_id, id, payment_id, place)
            {self.joined}
            ORDER BY there.place
            """,
            [ids.decode("attempt", fact.reference) for fact in facts],
            [self.key(fact) for fact in facts],
            [fact.gateway_payment_id for fact in facts],
            [row["id"] for row in accounts],
            account.id,
        )
        return [Match(row if row["id"] is not None else None, row["belongs_to"], row["through"]) for row in rows]


class Payments(Subject[PaymentFact]):
    """Payments, listed by when they were made."""

    name = "payment"
    table = "payments"
    # What is under review, and what a person has rejected then, is what the gateway has reported.
    columns = f"""payments.id, payments.id AS payment_id, payments.status,
        CASE WHEN {_IS_REJECTED} THEN (payments.review ->> 'amount')::bigint ELSE payments.amount END AS amount,
        CASE WHEN {_IS_REJECTED} THEN payments.review ->> 'currency' ELSE payments.currency END AS currency,
        CASE WHEN payments.status IN ('needs_review', 'rejected') AND payments.review IS NOT NULL
            THEN payments.review ->> 'id' ELSE payments.gateway_payment_id END AS id_there,
        (SELECT coalesce(sum(reversals.amount), 0)::bigint FROM reversals WHERE reversals.payment_id = payments.id
            AND reversals.status = 'standing' AND reversals.kind = 'return' AND reversals.refund_id IS NULL
            AND reversals.gateway_reversal_id IS NULL) AS returned"""
    attempt_id = """(SELECT attempts.id FROM attempts WHERE attempts.payment_id = payments.id
        AND attempts.kind = 'charge' ORDER BY attempts.id DESC LIMIT 1)"""
    agrees: ClassVar[Mapping[str, frozenset[str]]] = {
        "requires_action": frozenset({"requires_action"}),
        "pending": frozenset({"pending"}),
        # A chargeback takes money that the gateway's payment goes on calling succeeded.
        "succeeded": frozenset({"succeeded", "reversed", "rejected"}),
        "failed": frozenset({"failed", "canceled", "reversed"}),
        "canceled": frozenset({"failed", "canceled", "reversed"}),
        # What came back of what was under review has failed.
        "returned": frozenset({"succeeded", "reversed", "rejected", "failed"}),
    }
    known_there = ("requires_action", "pending", "needs_review", "succeeded", "reversed")
    # What was paid through the account that is compared is known by the gateway's own id too.
    joined = """
        LEFT JOIN attempts ON attempts.id = there.attempt_id AND attempts.kind = 'charge'
            AND attempts.gateway_account_id = ANY($4)
        LEFT JOIN payments AS by_id ON by_id.gateway_account_id = $5 AND by_id.gateway_payment_id = there.id
        LEFT JOIN payments AS unasked ON unasked.gateway_account_id = ANY($4) AND unasked.review ->> 'id' = there.id
            AND NOT EXISTS (SELECT FROM attempts WHERE attempts.payment_id = unasked.id AND attempts.kind = 'charge')
        LEFT JOIN payments ON payments.id = coalesce(unasked.id, attempts.payment_id, by_id.id)
    """
    belongs_to = "payments.id"
    through = "attempts.gateway_account_id"

    def listed(self, gateway: Gateway, *, since: datetime, until: datetime) -> AsyncIterator[PaymentFact]:
        return gateway.list_payments(since=since, until=until)

    async def find(self, gateway: Gateway, unlisted: Unlisted) -> PaymentFact | None:
        assert unlisted["attempt_id"] is not None, "what is known there was attempted"
        return await gateway.find_payment(reference=ids.encode("attempt", unlisted["attempt_id"]))

    @staticmethod
    def key(fact: PaymentFact) -> str:
        return fact.gateway_payment_id

    @staticmethod
    def returned(fact: PaymentFact) -> int | None:
        if fact.status == "returned":
            return fact.amount if fact.amount_returned is None else fact.amount_returned
        return 0 if fact.status == "succeeded" else None


class ChangedPayments(Payments):
    """Payments, listed by when they last changed: a debit comes back weeks after it was made."""

    def listed(self, gateway: Gateway, *, since: datetime, until: datetime) -> AsyncIterator[PaymentFact]:
        return gateway.list_payments(since=since, until=until, by="changed")


class Refunds(Subject[RefundFact]):
    """Refunds, whoever has asked for them, listed by when they last changed."""

    name = "refund"
    table = "refunds"
    columns = f"""refunds.id, refunds.payment_id, refunds.status,
        CASE WHEN {_IS_REJECTED_REFUND} THEN (refunds.review ->> 'amount')::bigint ELSE refunds.amount END AS amount,
        CASE WHEN {_IS_REJECTED_REFUND} THEN refunds.review ->> 'currency' ELSE refunds.currency END AS currency,
        CASE WHEN refunds.status IN ('needs_review', 'rejected') AND refunds.review IS NOT NULL
            THEN refunds.review ->> 'id' ELSE refunds.gateway_refund_id END AS id_there,
        0::bigint AS returned"""
    attempt_id = """(SELECT attempts.id FROM attempts WHERE attempts.refund_id = refunds.id
        ORDER BY attempts.id DESC LIMIT 1)"""
    agrees: ClassVar[Mapping[str, frozenset[str]]] = {
        "pending": frozenset({"processing"}),
        "succeeded": frozenset({"succeeded", "rejected"}),
        "failed": frozenset({"failed", "canceled"}),
    }
    known_there = ("processing", "succeeded", "needs_review")
    joined = """
        LEFT JOIN attempts ON attempts.id = there.attempt_id AND attempts.kind = 'refund'
            AND attempts.gateway_account_id = ANY($4)
        LEFT JOIN LATERAL (SELECT id FROM refunds WHERE refunds.gateway_account_id = ANY($4)
            AND refunds.gateway_refund_id = there.id LIMIT 1) AS by_id ON true
        LEFT JOIN LATERAL (SELECT id, gateway_account_id FROM payments WHERE payments.gateway_account_id = ANY($4)
            AND payments.gateway_payment_id = there.payment_id LIMIT 1) AS refunded ON true
        LEFT JOIN refunds ON refunds.id = coalesce(attempts.refund_id, by_id.id)
    """
    belongs_to = "coalesce(refunds.payment_id, refunded.id)"
    # One that we never asked for is told through its payment's account, or else through the one that is compared.
    through = """coalesce(attempts.gateway_account_id, refunds.gateway_account_id, refunded.gateway_account_id, $5)"""

    def listed(self, gateway: Gateway, *, since: datetime, until: datetime) -> AsyncIterator[RefundFact]:
        return gateway.list_refunds(since=since, until=until)

    async def find(self, gateway: Gateway, unlisted: Unlisted) -> RefundFact | None:
        if unlisted["attempt_id"] is not None:
            return await gateway.find_refund(reference=ids.encode("attempt", unlisted["attempt_id"]))
        assert unlisted["id_there"] is not None, "what we never asked for is known by the gateway's id"
        return await gateway.get_refund(gateway_refund_id=unlisted["id_there"])

    @staticmethod
    def key(fact: RefundFact) -> str:
        return fact.gateway_refund_id

    @staticmethod
    def is_nothing(fact: RefundFact) -> bool:
        # No money has gone, or all of it is back.
        return fact.status == "failed"


class Reversals(Subject[ReversalFact]):
    """What was taken back and has an id of the gateway's own, listed by when it last changed.

    Other returns are told by their payments, and compared with these.
    """

    name = "reversal"
    table = "reversals"
    columns = """reversals.id, reversals.payment_id, reversals.status, reversals.amount, reversals.currency,
        reversals.gateway_reversal_id AS id_there, 0::bigint AS returned"""
    attempt_id = "NULL::uuid"
    agrees: ClassVar[Mapping[str, frozenset[str]]] = {
        "untouched": frozenset(),
        "taken": frozenset({"standing"}),
        "given_back": frozenset({"undone"}),
    }
    known_there = ("standing",)
    compared = "reversals.gateway_reversal_id IS NOT NULL"
    # What was taken once more after it was given back is another row: the newest one counts.
    joined = """
        LEFT JOIN attempts ON attempts.id = there.attempt_id AND attempts.kind = 'charge'
            AND attempts.gateway_account_id = ANY($4)
        LEFT JOIN LATERAL (SELECT * FROM reversals WHERE reversals.gateway_account_id = ANY($4)
            AND reversals.gateway_reversal_id = there.id ORDER BY reversals.id DESC LIMIT 1) AS reversals ON true
        LEFT JOIN LATERAL (SELECT id, gateway_account_id FROM payments WHERE payments.gateway_account_id = ANY($4)
            AND payments.gateway_payment_id = there.payment_id LIMIT 1) AS reversed ON true
    """
    belongs_to = "coalesce(reversals.payment_id, attempts.payment_id, reversed.id)"
    through = """coalesce(reversals.gateway_account_id, attempts.gateway_account_id, reversed.gateway_account_id, $5)"""

    def listed(self, gateway: Gateway, *, since: datetime, until: datetime) -> AsyncIterator[ReversalFact]:
        return gateway.list_reversals(since=since, until=until)

    async def find(self, gateway: Gateway, unlisted: Unlisted) -> ReversalFact | None:
        assert unlisted["id_there"] is not None, "others are not compared"
        return await gateway.get_reversal(gateway_reversal_id=unlisted["id_there"])

    @staticmethod
    def key(fact: ReversalFact) -> str:
        return fact.gateway_reversal_id

    @staticmethod
    def is_nothing(fact: ReversalFact) -> bool:
        # A dispute that has moved no money.
        return fact.status == "untouched"

    @staticmethod
    def says_more(fact: ReversalFact) -> bool:
        # How far a dispute has come is compared with nothing.
        return fact.dispute is not None


PAYMENTS, CHANGED_PAYMENTS, REFUNDS, REVERSALS = Payments(), ChangedPayments(), Refunds(), Reversals()
