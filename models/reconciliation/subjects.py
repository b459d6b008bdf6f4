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
from models.gateways.base import Gateway, PaymentFact, RefundFact
from models.tables.collection import GatewayAccount
from models.tables.reconciliation import DiscrepancySubject

F = TypeVar("F", PaymentFact, RefundFact)


class Ours(TypedDict):
    """One of ours, as it is compared; `id_there` is the gateway's id of it, as far as we know."""

    id: uuid.UUID
    payment_id: uuid.UUID
    status: str
    amount: int
    currency: str
    id_there: str | None


class Unlisted(Ours):
    """One that the gateway must know and has not listed, with the attempt that the gateway knows it by, if any."""

    attempt_id: uuid.UUID | None


class Matched(Ours):
    """Ours for a fact. Where there is none, all is null but `through`, and the payment, which may be known."""

    updated_at: datetime
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
    # The columns, of a row, of its payment's id and of the gateway's own id.
    payment_id: ClassVar[str]
    id_there: ClassVar[str]
    # The attempt that the gateway knows one by: a scalar subquery on a row of the table.
    attempt_id: ClassVar[str]
    # Which of our statuses say the same as the gateway's.
    agrees: ClassVar[Mapping[str, frozenset[str]]]
    # What we cannot know without the gateway, so the gateway must know it too.
    known_there: ClassVar[tuple[str, ...]]
    # Finds ours in the order of three arrays of the facts: attempts, ids there, payments' ids there; $4 holds the
    # gateway accounts through which one may have been made, and $5 the one that is compared.
    statement: ClassVar[str]

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
            self.statement,
            [ids.decode("attempt", fact.reference) for fact in facts],
            [self.key(fact) for fact in facts],
            [fact.gateway_payment_id for fact in facts],
            [row["id"] for row in accounts],
            account.id,
        )
        return [Match(row if row["id"] is not None else None, row["payment_id"], row["through"]) for row in rows]


class Payments(Subject[PaymentFact]):
    """Payments, listed by when they were made."""

    name = "payment"
    table = "payments"
    payment_id = "id"
    id_there = "gateway_payment_id"
    attempt_id = """(SELECT attempts.id FROM attempts WHERE attempts.payment_id = payments.id
        AND attempts.kind = 'charge' ORDER BY attempts.id DESC LIMIT 1)"""
    agrees: ClassVar[Mapping[str, frozenset[str]]] = {
        "requires_action": frozenset({"requires_action"}),
        "pending": frozenset({"pending"}),
        "succeeded": frozenset({"succeeded"}),
        "failed": frozenset({"failed", "canceled"}),
        "canceled": frozenset({"failed", "canceled"}),
        "returned": frozenset({"reversed"}),
    }
    known_there = ("requires_action", "pending", "needs_review", "succeeded", "reversed")
    # What was paid through the account that is compared is known by the gateway's own id too.
    statement = """
        SELECT payments.id, payments.id AS payment_id, payments.status, payments.amount, payments.currency,
            payments.gateway_payment_id AS id_there, payments.updated_at, attempts.gateway_account_id AS through
        FROM unnest($1::uuid[], $2::text[], $3::text[]) WITH ORDINALITY AS there (attempt_id, id, payment_id, place)
        LEFT JOIN attempts ON attempts.id = there.attempt_id AND attempts.kind = 'charge'
            AND attempts.gateway_account_id = ANY($4)
        LEFT JOIN payments AS by_id ON by_id.gateway_account_id = $5 AND by_id.gateway_payment_id = there.id
        LEFT JOIN payments ON payments.id = coalesce(attempts.payment_id, by_id.id)
        ORDER BY there.place
    """

    def listed(self, gateway: Gateway, *, since: datetime, until: datetime) -> AsyncIterator[PaymentFact]:
        return gateway.list_payments(since=since, until=until)

    async def find(self, gateway: Gateway, unlisted: Unlisted) -> PaymentFact | None:
        assert unlisted["attempt_id"] is not None, "what is known there was attempted"
        return await gateway.find_payment(reference=ids.encode("attempt", unlisted["attempt_id"]))

    @staticmethod
    def key(fact: PaymentFact) -> str:
        return fact.gateway_payment_id


class ChangedPayments(Payments):
    """Payments, listed by when they last changed: a debit comes back weeks after it was made."""

    def listed(self, gateway: Gateway, *, since: datetime, until: datetime) -> AsyncIterator[PaymentFact]:
        return gateway.list_payments(since=since, until=until, by="changed")


class Refunds(Subject[RefundFact]):
    """Refunds, whoever has asked for them, listed by when they last changed."""

    name = "refund"
    table = "refunds"
    payment_id = "payment_id"
    id_there = "gateway_refund_id"
    attempt_id = """(SELECT attempts.id FROM attempts WHERE attempts.refund_id = refunds.id
        ORDER BY attempts.id DESC LIMIT 1)"""
    agrees: ClassVar[Mapping[str, frozenset[str]]] = {
        "pending": frozenset({"processing"}),
        "succeeded": frozenset({"succeeded"}),
        "failed": frozenset({"failed", "canceled"}),
    }
    known_there = ("processing", "succeeded")
    # A refund that we never asked for is told through its payment's account, or else through the one that is compared.
    statement = """
        SELECT refunds.id, coalesce(refunds.payment_id, refunded.id) AS payment_id, refunds.status, refunds.amount,
            refunds.currency, refunds.gateway_refund_id AS id_there, refunds.updated_at,
            coalesce(attempts.gateway_account_id, refunds.gateway_account_id, refunded.gateway_account_id, $5)
                AS through
        FROM unnest($1::uuid[], $2::text[], $3::text[]) WITH ORDINALITY AS there (attempt_id, id, payment_id, place)
        LEFT JOIN attempts ON attempts.id = there.attempt_id AND attempts.kind = 'refund'
            AND attempts.gateway_account_id = ANY($4)
        LEFT JOIN LATERAL (SELECT id FROM refunds WHERE refunds.gateway_account_id = ANY($4)
            AND refunds.gateway_refund_id = there.id LIMIT 1) AS by_id ON true
        LEFT JOIN LATERAL (SELECT id, gateway_account_id FROM payments WHERE payments.gateway_account_id = ANY($4)
            AND payments.gateway_payment_id = there.payment_id LIMIT 1) AS refunded ON true
        LEFT JOIN refunds ON refunds.id = coalesce(attempts.refund_id, by_id.id)
        ORDER BY there.place
    """

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


PAYMENTS, CHANGED_PAYMENTS, REFUNDS = Payments(), ChangedPayments(), Refunds()
