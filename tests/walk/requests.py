"""Requests that are likely to mean something: operations of the OpenAPI document, known ids, and fitting fields."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

from models import ids
from models.gateways.simulator.behaviours import BEHAVIOURS
from tests.api.operations import FIELDS, FIELDS_OF, IDS_IN_BODIES, NEEDED, OPERATIONS, Operation, document
from tests.api.people import form
from tests.pictures import picture
from tests.walk.dice import Dice

# What ends the walkers themselves, goes on for minutes, or has nothing to do with anybody's money.
LEFT_OUT = {
    "deleteReceiver",
    "removeMember",
    "streamEvents",
    "unlinkPayer",
    "updateMember",
    "checkIntegrity",
    "acceptInvitation",
}
LEFT_OUT_BELOW = ("/v1/admins", "/v1/api-keys", "/v1/auth", "/v1/me", "/v1/users", "/metrics", "/health")
# How often each is asked for: what moves money more than the rest.
WEIGHTS = {
    "createInvoice": 120,
    "createInvoices": 8,
    "finalizeInvoice": 240,
    "voidInvoice": 20,
    "markInvoiceUncollectible": 16,
    "replaceInvoice": 16,
    "writeOffInvoice": 32,
    "createCreditNote": 56,
    "createPayment": 360,
    "payByLink": 48,
    "confirmPayment": 48,
    "rejectPayment": 20,
    "cancelPayment": 32,
    "clearPayment": 48,
    "bouncePayment": 40,
    "depositPayment": 24,
    "acceptPayment": 20,
    "returnPayment": 16,
    "allocatePayment": 56,
    "unallocatePayment": 40,
    "correctPayment": 24,
    "createRefund": 88,
    "acceptRefund": 12,
    "rejectRefund": 12,
    "undoReversal": 24,
    "applyPayerCredit": 48,
    "createPaymentMethod": 20,
    "collectInvoice": 32,
    "submitEvidence": 20,
    "acceptDispute": 12,
    "requestReconciliation": 16,
    "createSchedule": 12,
    "updatePayer": 16,
}
# What the rest is about.
BEGINNINGS = ("createInvoice", "finalizeInvoice", "createPayment")
# Each ends something, or leaves the walk with too many to meet any of them again.
SELDOM = {"archiveGatewayAccount", "createGatewayAccount", "createPayer", "createReceiver", "deletePayer", "erasePayer"}
SELDOM_WEIGHT, READ_WEIGHT, WRITE_WEIGHT = 1, 4, 8
# Of what is known, the newest are asked for: they have most before them.
NEWEST = 7
WRONG_IDS = ("inv_00000000000000000000000000", "nothing", "' OR 1=1 --")
WRONG_AMOUNTS = (0, -1, 2**53, 10**15)
SOME: dict[str, list[Any]] = {
    "percent": ["19", "7", "0", "21", "100"],
    "quantity": ["1", "2", "0.5", "3", "-1"],
    "instalments": [[{"percent": "50", "days": 14}, {"percent": "50", "days": 30}]],
    "discount": [{"percent": "10"}, {"amount": 50}],
    "currency": ["EUR", "USD"],
    "every": [{"months": 1}, {"weeks": 1}, {"days": 10}],
    "accepted_at": ["2026-01-01T00:00:00Z"],
    "url": ["https://example.com/hooks"],
    "collection": ["automatic", "manual"],
    "time_zone": ["Pacific/Kiritimati", "America/New_York"],
}
OFFLINE = ("cash", "bank_transfer", "cheque", "other")


def weights() -> dict[Operation, int]:
    """Every operation that the walk asks for."""
    return {
        operation: SELDOM_WEIGHT
        if operation.id in SELDOM
        else WEIGHTS.get(operation.id, READ_WEIGHT if operation.method == "GET" else WRITE_WEIGHT)
        for operation in OPERATIONS
        if operation.id not in LEFT_OUT and not operation.path.startswith(LEFT_OUT_BELOW)
    }


# What an object mostly is where something is to come of the request.
FITTING: dict[str, tuple[str, ...]] = {
    "finalizeInvoice": ("draft",),
    "createPayment": ("open", "uncollectible"),
    "payByLink": ("open",),
    "voidInvoice": ("open",),
    "markInvoiceUncollectible": ("open",),
    "writeOffInvoice": ("open",),
    "createCreditNote": ("open", "uncollectible"),
    "collectInvoice": ("open",),
    "replaceInvoice": ("open",),
    "applyPayerCredit": ("open", "active"),
    "confirmPayment": ("reported",),
    "rejectPayment": ("reported", "needs_review"),
    "acceptPayment": ("needs_review",),
    "returnPayment": ("needs_review", "rejected"),
    "clearPayment": ("pending", "failed", "reversed"),
    "depositPayment": ("pending", "failed", "reversed"),
    "bouncePayment": ("pending", "succeeded"),
    "cancelPayment": ("reported", "pending", "created", "requires_action"),
    "allocatePayment": ("succeeded", "open"),
    "unallocatePayment": ("succeeded", "open"),
    "correctPayment": ("succeeded",),
    "createRefund": ("succeeded",),
    "acceptRefund": ("needs_review",),
    "rejectRefund": ("needs_review",),
    "submitEvidence": ("needs_response", "warning"),
    "acceptDispute": ("needs_response", "warning"),
}
# What only cheques do.
OF_CHEQUES = {"depositPayment", "clearPayment", "bouncePayment"}


class Known:
    """What one receiver's people have seen: ids by kind, pay tokens, and amounts that mean something there."""

    def __init__(self) -> None:
        self.ids: dict[str, list[str]] = defaultdict(list)
        self.status: dict[str, str] = {}
        self.cheques: set[str] = set()
        self.amounts: list[int] = []

    def has(self, operation: Operation) -> bool:
        """Whether there is one of everything that the operation needs."""
        return all(self.ids[kind] for kind in _kinds(operation))

    def learn(self, found: Any) -> None:
        """Takes in an answer's objects."""
        for one in _objects(found):
            if "id" in one and "status" in one:
                self.status[one["id"]] = one["status"]
                if one.get("method") == "cheque":
                    self.cheques.add(one["id"])
        for name, value in _leaves(found):
            if isinstance(value, str):
                if name == "pay_url":
                    self._add("pay_link_token", value.rpartition("/")[2])
                for kind, prefix in ids.PREFIXES.items():
                    if value.startswith(f"{prefix}_") and len(value) == len(prefix) + 27:
                        self._add(kind, value)
            elif name.startswith(("amount", "total")) and type(value) is int and value > 1:
                self.amounts = [*self.amounts[-2 * NEWEST :], value]

    def _add(self, kind: str, identifier: str) -> None:
        if identifier not in self.ids[kind]:
            self.ids[kind].append(identifier)


class Requests:
    """Makes requests about what one receiver's people know, now and then about another's."""

    def __init__(self, dice: Dice, known: Known, others: Known, today: datetime.date) -> None:
        self._dice, self._known, self._others, self._today = dice, known, others, today
        self._fitting: tuple[str, ...] = ()
        self._is_of_cheques = False

    def url(self, operation: Operation) -> str:
        """The path with ids."""
        self._fitting = FITTING.get(operation.id, ()) if self._dice.chance(85) else ()
        self._is_of_cheques = operation.id in OF_CHEQUES
        path = operation.path
        for parameter in operation.parameters:
            path = path.replace(f"{{{parameter}}}", self._id(operation.kind_of(parameter)))
        query = "&".join(f"{name}={self._id(operation.kind_of(name))}" for name in operation.queries)
        return f"{path}?{query}" if query else path

    def body(self, operation: Operation) -> Any:
        """What the document asks for, with some of what it allows."""
        if operation.takes_a_file:
            return form(picture(height=100 + 20 * self._dice.number(0, 3)), "picture.png")
        if operation.options.get("raw"):
            return {}
        if operation.schema is None:
            return None
        given = self._object(_resolved(operation.schema), operation)
        return given if self._dice.chance(4) else _agreeing(given)

    def _id(self, kind: str) -> str:
        known = self._others if self._dice.chance(2) else self._known
        found = known.ids[kind]
        if kind == "payment" and self._is_of_cheques:
            found = [one for one in found if one in known.cheques] or found
        found = [one for one in found if known.status.get(one) in self._fitting] or found
        return self._dice.pick(WRONG_IDS) if not found or self._dice.chance(1) else self._dice.pick(found[-NEWEST:])

    def _object(self, schema: dict[str, Any], operation: Operation | None = None) -> dict[str, Any]:
        needed = {*schema.get("required", []), *NEEDED.get(operation.id if operation else "", ())}
        given = {}
        for name, about in schema.get("properties", {}).items():
            if name in needed or self._dice.chance(_likely(name)):
                own = FIELDS_OF.get(operation.id, {}) if operation else {}
                given[name] = own[name] if name in own else self._value(name, _resolved(about))
        return given

    def _value(self, name: str, schema: dict[str, Any]) -> Any:
        if name == "credentials":
            return FIELDS[name]
        if name in IDS_IN_BODIES:
            return self._id(IDS_IN_BODIES[name])
        if name in ("payment_method_id", "line_id"):
            return self._id(name.removesuffix("_id"))
        if name in ("payment_token", "token"):
            return self._dice.pick(list(BEHAVIOURS))
        if name == "amount" or name.endswith("_amount"):
            return self._amount()
        if name == "unit_price":
            return f"{self._dice.number(0, 200)}.{self._dice.number(0, 99):02}"
        if name in SOME:
            return self._dice.pick(SOME[name])
        if name == "method" and "card" in schema.get("enum", ()):
            return self._dice.pick([*schema["enum"], *["card", "bank_debit"] * 2])
        if "enum" in schema:
            return self._dice.pick(schema["enum"])
        return self._typed(name, schema)

    def _typed(self, name: str, schema: dict[str, Any]) -> Any:
        match schema.get("type"):
            case "object":
                return self._object(schema) if schema.get("properties") else {}
            case "array":
                items = _resolved(schema.get("items", {}))
                least = max(1, int(schema.get("minItems", 0)))
                given = [self._value(name.removesuffix("s"), items) for _ in range(self._dice.number(least, least + 1))]
                return [one for place, one in enumerate(given) if _about(one) not in map(_about, given[:place])]
            case "boolean":
                return self._dice.chance(50)
            case "integer":
                low = int(schema.get("minimum", 0))
                return self._dice.number(low, min(int(schema.get("maximum", low + 40)), low + 40))
            case "string" if schema.get("format") == "date":
                return (self._today + datetime.timedelta(days=self._dice.number(0, 60) - 20)).isoformat()
            case "string" if name in FIELDS:
                return FIELDS[name]
            case "string":
                return self._dice.pick([*schema.get("examples", ()), "Some words."])
            case _:
                return FIELDS.get(name)

    def _amount(self) -> int:
        if self._dice.chance(4):
            return self._dice.pick(WRONG_AMOUNTS)
        amount = self._dice.pick(self._known.amounts[::-1] or [100])
        return self._dice.pick([amount, max(1, amount // 2), amount + 1, max(1, amount - 1), 1])


def _about(one: Any) -> Any:
    """What one of several is about, which none of the others may be."""
    return one.get("invoice_id") or one.get("line_id") or id(one) if isinstance(one, dict) else one


def _agreeing(given: dict[str, Any]) -> dict[str, Any]:
    """Without the fields that are refused beside others."""
    for one, other in (("allocations", "invoice_id"), ("payer_id", "payment_id"), ("lines", "amount")):
        if one in given and other in given and "receiver_id" not in given:
            del given[other]
    method = given.get("method")
    if method in OFFLINE:
        given.pop("payment_token", None)
        given.pop("gateway_account_id", None)
    elif method is not None and "token" not in given:
        given.pop("received_on", None)
        given.setdefault("payment_token", "tok_success")
    return given


@cache
def _kinds(operation: Operation) -> frozenset[str]:
    """Of what there has to be one, for the operation to mean something."""
    schema = _resolved(operation.schema) if operation.schema else {}
    needed = [*schema.get("required", []), *NEEDED.get(operation.id, ())]
    in_body = {IDS_IN_BODIES[name] for name in needed if name in IDS_IN_BODIES}
    in_url = {operation.kind_of(parameter) for parameter in (*operation.parameters, *operation.queries)}
    return frozenset(in_url | in_body)


def _likely(name: str) -> int:
    """In how many of a hundred requests an optional field is there."""
    if name in ("gateway_account_id", "currency", "number_pattern", "time_zone"):
        return 3
    if name == "lines":
        return 95
    if name in ("amount", "payment_token", "allocations", "excess", "fee"):
        return 45
    return 12


@cache
def _schemas() -> dict[str, Any]:
    found: dict[str, Any] = document()["components"]["schemas"]
    return found


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """What a reference names, and of alternatives the first that is not null."""
    while True:
        if "$ref" in schema:
            schema = _schemas()[schema["$ref"].rpartition("/")[2]]
        elif found := schema.get("oneOf") or schema.get("anyOf") or schema.get("allOf"):
            schema = next((one for one in found if one.get("type") != "null"), found[0])
        else:
            return schema


def _objects(found: Any) -> Iterator[dict[str, Any]]:
    match found:
        case dict():
            yield found
            yield from _objects(list(found.values()))
        case list():
            for value in found:
                yield from _objects(value)


def _leaves(found: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    match found:
        case dict():
            for key, value in found.items():
                yield from _leaves(value, key)
        case list():
            for value in found:
                yield from _leaves(value, name)
        case _:
            yield name, found
