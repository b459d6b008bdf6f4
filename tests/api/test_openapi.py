"""The OpenAPI document is the full and exact truth: every route is in it, and answers are what it says."""

import asyncio
import re
from http import HTTPStatus
from typing import Any

import httpx
import jsonschema_rs
import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from tests.api import operations, test_etags, worlds
from tests.api.operations import APP, OPERATIONS, Operation
from tests.api.people import Person, Shop
from tests.api.worlds import World

# Not for clients: the pages that show the document, the document itself, and the pages that links in mails lead to.
HIDDEN = {
    "/",
    "/assets/{name}",
    "/assets/colours/{name}",
    "/assets/logos/{name}",
    "/pay/{token}",
    "/pay/{token}/payments",
    "/pay/{token}/payments/{payment_id}/cancel",
    "/pay/{token}/receipts/{payment_id}",
    "/pay/{token}/reports",
    "/pay/{token}/state",
    "/pay/{token}/events",
    "/receipts/{number_or_id}",
    "/docs",
    "/docs/errors",
    "/docs/guides/{name}",
    "/docs/assets/{file_path}",
    "/schema",
    "/schema/openapi.json",
    "/schema/{path}",
    "/account",
    "/account/forgot-password",
    "/account/invoices/{invoice_id}/payments",
    "/account/login",
    "/account/mailed-to",
    "/account/logout",
    "/account/owing",
    "/account/payments/{payment_id}",
    "/account/payments/{payment_id}/proof",
    "/account/receivers/{receiver_id}",
    "/account/register",
    "/account/verify-email",
    "/account/invitation",
    "/account/reset-password",
    "/account/pause-reminders",
    "/account/unsubscribe/{token}",
    "/account/unsubscribe/{token}/back",
}
EXAMPLES = 10
EVERY = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)


@pytest.fixture(scope="module")
async def world(http: httpx.AsyncClient) -> World:
    return await worlds.open_world(http)


@pytest.fixture(scope="module")
def document(http: httpx.AsyncClient) -> dict[str, Any]:
    """The document as it is served: completed by what the start of the application does."""
    return operations.document()


def test_every_route_is_in_the_document_or_hidden_on_purpose() -> None:
    routes = {
        (re.sub(r":\w+", "", route.path), method)
        for route in APP.routes
        for handler in getattr(route, "route_handlers", [])
        for method in handler.http_methods
        if method not in ("OPTIONS", "HEAD")
    }
    documented = {(operation.path, operation.method) for operation in OPERATIONS}
    assert {path for path, _ in routes - documented} == HIDDEN
    assert documented <= routes


@EVERY
def test_every_operation_is_described(operation: Operation, document: dict[str, Any]) -> None:
    found = document["paths"][operation.path][operation.method.lower()]
    assert re.fullmatch(r"[a-z][A-Za-z]+", found["operationId"])
    assert found["summary"]
    assert found["description"]
    assert found["tags"]
    security = found.get("security", document.get("security"))
    assert security == ([{}] if operation.is_open else [{"bearer": []}])
    for status, response in found["responses"].items():
        assert response["description"], status
        assert response["description"] != HTTPStatus(int(status)).description, status
        if status[0] in "45" and operation.id != "getReadiness":
            assert list(response["content"]) == ["application/problem+json"], status


def test_no_two_operations_share_an_id() -> None:
    names = [operation.id for operation in OPERATIONS]
    assert len(set(names)) == len(names) > 50


def test_no_two_shapes_share_a_name(document: dict[str, Any]) -> None:
    # Litestar tells those apart that do by the modules where they stand, which are no business of clients.
    for name in document["components"]["schemas"]:
        assert re.fullmatch(r"[A-Z][A-Za-z]+", name), name


def test_pages_of_a_list_are_called_what_they_hold(document: dict[str, Any]) -> None:
    answer = document["paths"]["/v1/invoices"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert answer == {"$ref": "#/components/schemas/InvoiceList"}
    page = document["components"]["schemas"]["InvoiceList"]
    assert page["properties"]["data"]["items"] == {"$ref": "#/components/schemas/Invoice"}
    assert page["required"] == ["data", "has_more", "next_cursor"]
    text = msgspec.json.encode(document).decode()
    for reference in set(re.findall(r'"#/components/schemas/([^"]+)"', text)):
        assert reference in document["components"]["schemas"], reference


def test_what_an_operation_reads_of_the_headers_is_declared(document: dict[str, Any]) -> None:
    declared: dict[str, set[str]] = {}
    for operation in OPERATIONS:
        for parameter in document["paths"][operation.path][operation.method.lower()].get("parameters", []):
            if parameter["in"] == "header":
                assert not parameter["required"]
                assert parameter["description"].endswith(".")
                declared.setdefault(parameter["name"], set()).add(operation.id)
    closed = {operation.id: operation.method for operation in OPERATIONS if not operation.is_open}
    # Whoever knows a pay link is a caller with keys of their own.
    by_link = {operation.id: operation.method for operation in OPERATIONS if "secret_in_path" in operation.options}
    assert by_link["payByLink"] == "POST"
    with_keys = closed | by_link
    assert declared["Idempotency-Key"] == {id_ for id_, method in with_keys.items() if method == "POST"}
    assert declared["Quittance-Reason"] == {id_ for id_, method in closed.items() if method != "GET"}
    others = {"cancelPaymentByLink", "putProof", "putLogo", "putReminderPolicy"}
    assert declared["If-Match"] == {operation.id for operation in test_etags.CHANGES} | others
    waits = {operation.id for operation in OPERATIONS if "outcome" in operation.options}
    documents = {operation.id for operation in OPERATIONS if operation.id.endswith(("Pdf", "Receipt", "ByLink"))}
    assert waits <= declared["Prefer"] <= waits | documents | {"reportStatement"}
    assert {"createPayment", "readInvoicePdf", "getReceiptByLink", "reportStatement"} <= declared["Prefer"]


def test_numbers_that_begin_at_zero_say_so(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for name, field in (
        ("ReceiverInput", "payment_terms_days"),
        ("ReceiverPatch", "payment_terms_days"),
        ("InvoiceInput", "payment_terms_days"),
        ("DiscountInput", "amount"),
        ("Terms", "days"),
        ("InstalmentInput", "days"),
    ):
        assert schemas[name]["properties"][field]["minimum"] == 0, f"{name}.{field}"
    queries = document["paths"]["/v1/invoices"]["get"]["parameters"]
    assert [one["schema"]["minimum"] for one in queries if one["name"] in ("total_from", "total_to")] == [0, 0]


def test_no_shape_is_described_as_what_has_its_name_elsewhere(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for name, schema in schemas.items():
        assert "Raises" not in schema.get("description", ""), name
    assert schemas["Terms"]["required"] == ["type"]
    assert schemas["Report"]["description"].startswith("The check of the books")


def test_the_document_says_that_unknown_fields_are_refused(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for operation in OPERATIONS:
        body = operation.document.get("requestBody")
        if body:
            if "multipart/form-data" in body["content"]:
                assert body["content"]["multipart/form-data"]["schema"]["additionalProperties"] is False
                continue
            schema = body["content"]["application/json"]["schema"]
            # Where the body may be left out, null is no body either.
            taken = [kind for kind in schema.get("oneOf", [schema]) if kind != {"type": "null"}]
            name = taken[0]["$ref"].rpartition("/")[2]
            assert len(taken) == 1, name
            assert schemas[name]["additionalProperties"] is False, name


def test_every_shape_of_ours_says_what_it_is(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        if schema.get("type") == "object" and not name.startswith("Former"):
            assert schema.get("description", "").endswith("."), name


async def test_the_document_and_its_page_need_no_token(http: httpx.AsyncClient, document: dict[str, Any]) -> None:
    served = await Person(http).read("/schema/openapi.json")
    assert served == document
    assert served["openapi"].startswith("3.1")
    assert served["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


OURS = ("text/", "application/javascript", "application/vnd.oai.openapi+json", "image/svg+xml")


async def test_the_page_loads_nothing_from_elsewhere(http: httpx.AsyncClient) -> None:
    page = await Person(http).get("/docs")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    loaded = re.findall(r'(?:src|href)\s*=\s*"([^"]+)"', page.text)
    assert len(loaded) >= 3
    for address in loaded:
        assert address.startswith(("/docs", "/assets/", "/schema/", "#")), address
        if address.startswith("/"):
            asset = await Person(http).get(address)
            assert asset.status_code == 200, address
            assert asset.headers["content-type"].startswith(OURS), address
    addresses = set(re.findall(r"https?://[^\s\"'<>\\)]+", page.text))
    ours = {address for address in addresses if re.match(r"https?://(127\.0\.0\.1|[a-z.]*example\.com)\b", address)}
    assert addresses == ours
    policy = page.headers["content-security-policy"]
    for directive in ("default-src 'none'", "script-src 'self';", "style-src 'self';", "connect-src 'self'"):
        assert directive in policy
    assert "unsafe" not in policy
    # So nothing may stand in the page itself.
    assert not re.search(r"<style|style=|<script(?![^>]* src=)|\bon\w+=|javascript:", page.text)


async def test_what_is_no_json_is_documented_and_served_as_what_it_is(
    http: httpx.AsyncClient, document: dict[str, Any]
) -> None:
    [documented] = document["paths"]["/metrics"]["get"]["responses"]["200"]["content"]
    assert documented == "text/plain"
    for path, media_type in {
        "/metrics": "text/plain; version=1.0.0; charset=utf-8",
        "/docs": "text/html; charset=utf-8",
        "/docs/errors": "text/html; charset=utf-8",
        "/docs/guides/payments": "text/html; charset=utf-8",
        "/account/verify-email": "text/html; charset=utf-8",
    }.items():
        answer = await Person(http).get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, media_type), path


# An answer that is no JSON is looked at where its own tests are.
NO_JSON = {
    *("streamEvents", "readAttachment", "readProof", "readLogo", "readEInvoice", "readECreditNote", "exportJournal"),
    *("drawPayCode", "readInvoicePdf", "readCreditNotePdf", "readPdfByLink"),
    # JSON as that of getPaymentReceipt, once a gateway has said that the money has arrived: see test_documents.py.
    "getReceiptByLink",
}
READS = [
    operation
    for operation in OPERATIONS
    if operation.method == "GET" and operation.path.startswith("/v1") and operation.id not in NO_JSON
]


@pytest.mark.parametrize("operation", READS, ids=lambda operation: operation.id)
async def test_real_answers_are_what_the_document_says(
    world: World, document: dict[str, Any], operation: Operation
) -> None:
    path = operation.url(world.ids)
    if operation.id == "getPaymentByLink":
        body = {"payment_token": "tok_success", "amount": 1}
        path = (await Person(world.shop.owner.http).post(path.rpartition("/")[0], body)).headers["location"]
    answer = await world.caller_of(operation).get(path)
    assert answer.status_code == 200, answer.text
    if "data" in answer.json():
        assert answer.json()["data"], "an empty list proves nothing"
    validate(document, operation, answer)


@pytest.mark.parametrize("status", [401, 404, 415, 422])
async def test_real_problems_are_what_the_document_says(world: World, document: dict[str, Any], status: int) -> None:
    owner = world.shop.owner
    create = operations.operation("createPayer")
    body = {"receiver_id": world.shop.id, "name": "Grace"}
    answers = {
        401: await Person(owner.http).post("/v1/payers", body),
        404: await owner.post("/v1/payers", body | {"receiver_id": "rcv_" + "7" + "z" * 25}),
        415: await owner.send("POST", "/v1/payers", json=body, headers={"content-type": "text/plain"}),
        422: await owner.post("/v1/payers", body | {"name": 5}),
    }
    assert answers[status].status_code == status
    validate(document, create, answers[status])


async def test_what_is_created_is_what_the_document_says(shop: Shop, document: dict[str, Any]) -> None:
    endpoint = {"receiver_id": shop.id, "url": "https://example.com/hooks"}
    for operation_id, path, body in (
        ("createInvoice", "/v1/invoices", shop.draft_fields()),
        ("previewInvoice", "/v1/invoices/preview", shop.draft_fields()),
        ("createWebhookEndpoint", "/v1/webhook-endpoints", endpoint),
    ):
        operation = operations.operation(operation_id)
        answer = await shop.owner.post(path, body)
        validate(document, operation, answer)
        assert ("location" in answer.headers) == (answer.status_code == 201)


def validate(document: dict[str, Any], operation: Operation, answer: httpx.Response) -> None:
    """Checks an answer against the schema that the document gives for its status."""
    responses = document["paths"][operation.path][operation.method.lower()]["responses"]
    assert str(answer.status_code) in responses
    content = responses[str(answer.status_code)]["content"]
    media_type = answer.headers["content-type"].partition(";")[0]
    schema = content[media_type]["schema"] | {"components": document["components"]}
    jsonschema_rs.validator_for(schema, validate_formats=True).validate(answer.json())


# What Hypothesis makes of the document, against the real application, in the loop that holds the pool.
FUZZED = [operation for operation in OPERATIONS if operation.path.startswith(("/v1", "/health"))]


@pytest.mark.parametrize("operation", FUZZED, ids=lambda operation: operation.id)
async def test_made_up_requests_get_documented_answers(
    world: World, document: dict[str, Any], operation: Operation
) -> None:
    cases = await asyncio.to_thread(_make_up, document, operation)
    caller = world.caller_of(operation)
    # A login of its own for each, since some end their login.
    name = "admin" if operation.is_for_admins else "owner"
    token = await worlds.log_in(world.user_ids[name])
    for case in cases:
        # Half of them with an id that exists, so that bodies come to be read with something behind them.
        for parameter in operation.parameters:
            if len(case.path_parameters[parameter]) % 2:
                case.path_parameters[parameter] = world.ids[operation.kind_of(parameter)]
        sent = case.as_transport_kwargs(base_url="http://quittance.test")
        sent.pop("cookies", None)
        request = caller.http.build_request(**_httpx_arguments(sent, token, reason=caller.reason))
        # A form is made while it is sent, and looked at afterwards.
        request.read()
        answer = await caller.http.send(request)
        response = schemathesis.Response.from_httpx(answer, verify=False)
        case.validate_response(response, checks=[not_a_server_error, status_code_conformance, content_type_conformance])


def _make_up(document: dict[str, Any], operation: Operation) -> list[schemathesis.Case]:
    schema = schemathesis.openapi.from_dict(document)
    cases: list[schemathesis.Case] = []

    @seed(20261122)
    @hypothesis_settings(
        max_examples=EXAMPLES,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def collect(case: schemathesis.Case) -> None:
        cases.append(case)

    given(case=schema[operation.path][operation.method].as_strategy())(collect)()
    return cases


def _httpx_arguments(sent: dict[str, Any], token: str, *, reason: str | None) -> dict[str, Any]:
    # Nobody is there who would bring the outcome that is waited for.
    given = {name: value for name, value in (sent.pop("headers", None) or {}).items() if name.lower() != "prefer"}
    headers = {**given, "authorization": f"Bearer {token}"}
    return sent | {"headers": headers if reason is None else headers | {"quittance-reason": reason}}
