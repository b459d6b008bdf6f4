"""Every operation of the OpenAPI document, with what its handler declares and the least that a request of it needs.

A new route is covered by being there; where it names something that is not known here, tests that need it fail with a
sentence that says what to add.
"""

from typing import Any

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from api.app import app
from models.access import PERMISSIONS
from models.resources import ADMINS, Permission
from tests.api.people import form
from tests.pictures import picture

APP: Litestar = app.app
METHODS = ("get", "post", "patch", "put", "delete")

# What a path parameter is the id of; a parameter that means two things is told apart by the path's beginning.
KINDS = {
    "receiver_id": "receiver",
    "member_id": "member",
    "payer_id": "payer",
    "invoice_id": "invoice",
    "mail_id": "invoice_mail",
    "credit_note_id": "credit_note",
    "write_off_id": "write_off",
    "schedule_id": "schedule",
    "payment_id": "payment",
    "attachment_id": "attachment",
    "refund_id": "refund",
    "reversal_id": "reversal",
    "dispute_id": "dispute",
    "payment_method_id": "payment_method",
    "receipt_id": "receipt",
    "number_or_id": "receipt",
    "hash": "receipt_hash",
    "endpoint_id": "webhook_endpoint",
    "delivery_id": "webhook_delivery",
    "event_id": "event",
    "transaction_id": "ledger_transaction",
    "run_id": "reconciliation_run",
    "discrepancy_id": "discrepancy",
    "callback_id": "callback",
    "entry_id": "audit_entry",
    "key_id": "api_key",
    "invitation": "invitation",
    "user_id": "user",
    "session_id": "session",
    "/v1/admins user_id": "admin",
    "/v1/gateway-accounts account_id": "gateway_account",
    "/v1/callbacks account_id": "gateway_account",
    "/v1/ledger account_id": "ledger_account",
    "/v1/invitations token": "invitation_token",
    "/v1/pay token": "pay_link_token",
    "picture": "pay_code_picture",
}
# Not ids: whoever knows one of these is let in by it.
SECRETS = {"invitation_token", "pay_link_token"}
# The ids in bodies, the one first by which the operation begins.
IDS_IN_BODIES = {
    "receiver_id": "receiver",
    "invoice_id": "invoice",
    "payment_id": "payment",
    "gateway_account_id": "gateway_account",
    "user_id": "user",
    "payer_id": "payer",
}
# What else bodies need.
FIELDS: dict[str, Any] = {
    "name": "Grace",
    "email": "somebody@example.com",
    "role": "viewer",
    "currency": "EUR",
    "lines": [{"description": "Work", "unit_price": "10"}],
    "memo": "Thank you.",
    "invoice": {"lines": [{"description": "Rent", "unit_price": "850"}]},
    "every": {"months": 1},
    "starts_on": "2035-01-31",
    "description": "For the shop",
    "token": "tok_success",
    "payment_token": "tok_success",
    "refresh_token": "rt_of_nobody",
    "password": "correct horse battery staple",
    "mandate": {"accepted_at": "2026-01-01T00:00:00Z", "text": "You may charge this card."},
    "text": "It was delivered on 3 May.",
    "reason": "It never came.",
    "resolution": "Booked by hand.",
    "url": "https://example.com/more-hooks",
    "gateway": "simulator",
    "credentials": {
        "account": "acct_rights",
        "api_key": "sk_sim_of_the_rights",
        "webhook_secret": "whsec_" + "d" * 43 + "=",
    },
    "from": "2026-01-01T00:00:00Z",
    "to": "2026-01-02T00:00:00Z",
    "scopes": ["invoices:read"],
    "method": "cash",
    "amount": 100,
    "metadata": {"shop": "7"},
    "stages": [{"days": 7}],
}
# Where a field means something else than elsewhere.
FIELDS_OF: dict[str, dict[str, Any]] = {"writeOffInvoice": {"reason": "rounding"}}
# Fields that are optional by themselves, but without which the body means nothing.
NEEDED = {
    "createPayment": ("invoice_id",),
    "createRefund": ("payment_id",),
    "createCreditNote": ("amount",),
    "previewCreditNote": ("amount",),
    "updateGatewayAccount": ("metadata",),
    "updateMe": ("name",),
    "updateUser": ("name",),
    "updateReceiver": ("name",),
    "updatePayer": ("name",),
    "updateInvoice": ("memo",),
    "updateSchedule": ("metadata",),
    "updateWebhookEndpoint": ("description",),
}
# Removing somebody else needs more than the route asks for, since everybody may remove themselves.
ASKED_BELOW = {"removeMember": "members.write"}


class Operation:
    """One operation of the document, with the permission that its handler declares."""

    def __init__(self, method: str, path: str, about: dict[str, Any]) -> None:
        self.method, self.path, self.id, self.document = method.upper(), path, about["operationId"], about
        self.parameters = [p["name"] for p in about.get("parameters", []) if p["in"] == "path"]
        # What it cannot be asked without; the ids of what it is about.
        self.queries = [p["name"] for p in about.get("parameters", []) if p["in"] == "query" and p.get("required")]
        content = about.get("requestBody", {}).get("content", {})
        self.schema = content.get("application/json", {}).get("schema")
        self.takes_a_file = bool(handler(self.method, path).opt.get("takes_a_file"))
        self.options = handler(self.method, path).opt

    @property
    def is_open(self) -> bool:
        """True when the route needs no token."""
        return bool(self.options.get("public"))

    @property
    def permission(self) -> str:
        return str(self.options["permission"])

    @property
    def needs(self) -> Permission:
        return PERMISSIONS[ASKED_BELOW.get(self.id, self.permission)]

    @property
    def is_for_admins(self) -> bool:
        return not self.is_open and self.needs.holders == ADMINS

    @property
    def is_list(self) -> bool:
        return self.method == "GET" and not self.parameters and not self.queries

    def kind_of(self, parameter: str) -> str:
        """What a parameter is the id of."""
        beginning = "/".join(self.path.split("/")[:3])
        kind = KINDS.get(f"{beginning} {parameter}") or KINDS.get(parameter)
        if kind is None:
            pytest.fail(
                f"{self.method} {self.path} has the parameter {parameter!r}: add to KINDS in "
                "tests/api/operations.py what it is the id of, and make one in tests/api/worlds.py."
            )
        return kind

    def kind(self) -> str | None:
        """The kind of object that the operation begins with: the first in the path, in the query, or in the body."""
        for parameter in (*self.parameters, *self.queries):
            kind = self.kind_of(parameter)
            return None if kind in SECRETS else kind
        fields = self._fields()
        if "invoices" in fields:
            return operation("createInvoice").kind()
        return next((kind for name, kind in IDS_IN_BODIES.items() if name in fields), None)

    def url(self, ids: dict[str, str]) -> str:
        """The path with these ids, by kind, and what has to stand in its query."""
        found = self.path
        for parameter in self.parameters:
            found = found.replace(f"{{{parameter}}}", ids[self.kind_of(parameter)])
        query = "&".join(f"{parameter}={ids[self.kind_of(parameter)]}" for parameter in self.queries)
        return f"{found}?{query}" if query else found

    def body(self, ids: dict[str, str]) -> Any:
        """The least that the operation takes, with these ids."""
        if self.takes_a_file:
            # Everything that takes a file takes this one.
            return form(picture(), "picture.png")
        if self.schema is None:
            return None
        given: dict[str, Any] = {}
        for name in self._fields():
            if name in FIELDS_OF.get(self.id, {}):
                given[name] = FIELDS_OF[self.id][name]
            elif name == "invoices":
                # Each is what a request for one of them takes.
                given[name] = [operation("createInvoice").body(ids)]
            elif name == "allocations":
                given[name] = [{"invoice_id": ids["invoice"], "amount": 1}]
            elif name in IDS_IN_BODIES:
                given[name] = ids[IDS_IN_BODIES[name]]
            elif name in FIELDS:
                given[name] = FIELDS[name]
            else:
                pytest.fail(
                    f"The body of {self.method} {self.path} needs {name!r}: add to FIELDS in "
                    "tests/api/operations.py what to send for it."
                )
        return given

    def _fields(self) -> list[str]:
        if self.schema is None:
            return []
        schema = self.schema
        while "$ref" in schema:
            schema = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return [*schema.get("required", []), *NEEDED.get(self.id, ())]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def document() -> dict[str, Any]:
    """The OpenAPI document; complete once the fixture `http` has done what the application's start does."""
    schema: dict[str, Any] = APP.openapi_schema.to_schema()
    return schema


def handler(method: str, path: str) -> HTTPRouteHandler:
    """What answers that method of a path of the document."""
    for route in APP.routes:
        if isinstance(route, HTTPRoute) and route.path_format == path:
            for found in route.route_handlers:
                if method in found.http_methods:
                    return found
    raise AssertionError(f"{method} {path} is in the document, but not in the application.")


OPERATIONS = [
    Operation(method, path, item[method])
    for path, item in sorted(document()["paths"].items())
    for method in METHODS
    if method in item
]
CLOSED = [operation for operation in OPERATIONS if not operation.is_open]


def operation(operation_id: str) -> Operation:
    """The operation with that id."""
    return next(found for found in OPERATIONS if found.id == operation_id)
