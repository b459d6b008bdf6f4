"""Bad input gets the contract's problem document, changes nothing, and tells nothing about our insides."""

import gzip
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from litestar.testing import RequestFactory

from api import errors as api_errors
from api import problems
from api.middleware.strict import DEPTH_MAX
from config import settings
from models import database, errors, ids
from models.parties import receivers
from models.resources import BY_KIND
from models.shapes import forms
from models.shapes.parties import ReceiverInput
from tests.api import operations, people
from tests.api.people import Person, Shop
from tests.api.processes import WebProcess

STATUSES_OF_THE_CONTRACT = {400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 415, 422, 429, 503}
NOBODYS = "7" + "z" * 25
SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
}
# What would betray code, SQL, files or versions.
INSIDES = re.compile(
    r'Traceback|File "|/api/|/models/|\.py\b|site-packages|SELECT |INSERT |asyncpg|litestar|line \d+, in'
)
TABLES = [
    "users",
    "receivers",
    "receiver_members",
    "payers",
    "invoices",
    "payments",
    "allocations",
    "attempts",
    "refunds",
    "events",
    "ledger_entries",
    "webhook_endpoints",
    "webhook_deliveries",
    "gateway_accounts",
    "callbacks",
    "reconciliation_runs",
    "idempotency_keys",
]


@pytest.fixture(scope="module")
async def book(http: httpx.AsyncClient) -> Shop:
    """One receiver for all: what is refused changes nothing."""
    return await people.open_shop(http)


@pytest.fixture(scope="module")
async def invoice(book: Shop) -> dict[str, Any]:
    return await book.issue(10_000)


@pytest.fixture(scope="module")
async def neighbour(http: httpx.AsyncClient) -> Shop:
    return await people.open_shop(http)


@pytest.fixture(scope="module")
async def account(book: Shop) -> dict[str, Any]:
    return await book.pretend_gateway()


@pytest.fixture
async def _nothing_changed(invoice: dict[str, Any], neighbour: Shop, account: dict[str, Any]) -> AsyncIterator[None]:
    async def everything() -> Any:
        counts = ", ".join(f"(SELECT count(*) FROM {table}) AS {table}" for table in TABLES)
        state = "(SELECT sum(version) FROM invoices) AS invoice_versions, (SELECT sum(version) FROM payers) AS payers_v"
        return tuple(await database.fetch_row(f"SELECT {counts}, {state}"))

    before = await everything()
    yield
    assert await everything() == before


def problem(answer: httpx.Response, status: int, code: str | None = None) -> dict[str, Any]:
    """The problem document of an answer, checked for what every one of them must be."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert set(found) - {"errors"} == {"type", "title", "status", "detail", "code", "request_id"}
    assert found["status"] == status
    assert code is None or found["code"] == code
    assert found["title"]
    assert found["detail"].endswith((".", "?")), "a detail is a sentence"
    assert found["type"].endswith(f"#{found['code']}")
    assert found["request_id"] == answer.headers["x-request-id"]
    assert not INSIDES.search(answer.text), answer.text
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers[name] == value
    return found


async def refused(
    person: Person, path: str, body: Any, *, status: int = 422, code: str | None = None
) -> dict[str, Any]:
    return problem(await person.post(path, body), status, code)


def pointer(found: dict[str, Any]) -> str | None:
    return found["errors"][0]["pointer"] if "errors" in found else None


BAD_JSON = {
    "nothing": b"",
    "half of it": b'{"name": "Ada", "currency": ',
    "trailing text": b'{"name": "Ada", "currency": "EUR"} and so on',
    "single quotes": b"{'name': 'Ada'}",
    "a byte order mark": b'\xef\xbb\xbf{"name": "Ada", "currency": "EUR"}',
    "not a number": b'{"name": "Ada", "currency": "EUR", "payment_terms_days": NaN}',
    "invalid UTF-8": b'{"name": "\xff", "currency": "EUR"}',
    "a surrogate in UTF-8": b'{"name": "\xed\xa0\x80", "currency": "EUR"}',
    "a lone high surrogate": b'{"name": "\\ud800", "currency": "EUR"}',
    "a lone low surrogate": b'{"name": "\\udc00", "currency": "EUR"}',
    "arrays too deep": b"[" * 100_000,
    "objects too deep": b'{"name": "Ada", "currency": "EUR", "metadata": ' + b'{"a":' * 50_000,
    "half of it, with an unknown field": b'{"foo": 1',
    "trailing text behind an unknown field": b'{"foo": 1} and so on',
    "invalid UTF-8 behind an unknown field": b'{"foo": 1, "name": "\xff"}',
    "just too deep": b"[" * (DEPTH_MAX + 1) + b"]" * (DEPTH_MAX + 1),
}


@pytest.mark.usefixtures("_nothing_changed")
@pytest.mark.parametrize("content", BAD_JSON.values(), ids=BAD_JSON.keys())
async def test_what_is_no_json_in_utf_8_is_unreadable(book: Shop, content: bytes) -> None:
    problem(await book.owner.send("POST", "/v1/receivers", content=content), 400, "malformed_request")


async def test_brackets_within_strings_are_not_depth(book: Shop) -> None:
    made = await book.owner.make("/v1/receivers", name="[" * 100 + "{" * 50, currency="EUR")
    assert made["name"] == "[" * 100 + "{" * 50


@pytest.mark.usefixtures("_nothing_changed")
@pytest.mark.parametrize("body", [[], "text", 5, [{"name": "Ada", "currency": "EUR"}]])
async def test_a_body_that_is_no_object_is_invalid(book: Shop, body: Any) -> None:
    found = await refused(book.owner, "/v1/receivers", body, code="invalid")
    assert pointer(found) == ""


@pytest.mark.usefixtures("_nothing_changed")
@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/xml",
        "application/jsonp",
        "",
    ],
)
async def test_a_body_of_another_type_is_not_read(book: Shop, media_type: str) -> None:
    fields = {"name": "Ada", "currency": "EUR"}
    answer = await book.owner.send("POST", "/v1/receivers", json=fields, headers={"content-type": media_type})
    problem(answer, 415, "unsupported_media_type")


@pytest.mark.usefixtures("_nothing_changed")
async def test_a_body_that_is_not_there_is_asked_for(book: Shop, invoice: dict[str, Any]) -> None:
    for path in ("/v1/receivers", f"/v1/invoices/{invoice['id']}/mark_uncollectible"):
        found = problem(await book.owner.send("POST", path), 400, "malformed_request")
        assert found["detail"].startswith("The body is missing")


@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "Application/JSON"])
async def test_the_media_type_may_have_parameters_and_capitals(book: Shop, media_type: str) -> None:
    fields = {"name": "Ada", "currency": "EUR"}
    answer = await book.owner.send("POST", "/v1/receivers", json=fields, headers={"content-type": media_type})
    assert answer.status_code == 201


GZIPPED = gzip.compress(b'{"name": "Ada", "currency": "EUR"}', mtime=0)


@pytest.mark.usefixtures("_nothing_changed")
@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "GZIP", "identity, gzip", "utf-8"])
@pytest.mark.parametrize(
    "content", [GZIPPED, b'{"name": "Ada", "currency": "EUR"}', b"{"], ids=["packed", "plain", "broken"]
)
async def test_a_body_that_is_said_to_be_packed_is_not_read(book: Shop, encoding: str, content: bytes) -> None:
    answer = await book.owner.send("POST", "/v1/receivers", content=content, headers={"content-encoding": encoding})
    found = problem(answer, 415, "unsupported_media_type")
    assert "Content-Encoding" in found["detail"]
    assert answer.headers["accept-encoding"] == "identity"
    callback = {"content-encoding": encoding}
    problem(await book.owner.send("POST", "/v1/callbacks/gwa_" + NOBODYS, content=content, headers=callback), 415)


@pytest.mark.parametrize("encoding", ["identity", "Identity", ""])
async def test_a_body_may_be_said_to_be_as_it_is(book: Shop, encoding: str) -> None:
    fields = {"name": "Ada", "currency": "EUR"}
    answer = await book.owner.send("POST", "/v1/receivers", json=fields, headers={"content-encoding": encoding})
    assert answer.status_code == 201


REPEATED = {
    '{"name": "Ada", "name": "Eve", "currency": "EUR"}': "/name",
    '{"name": "Ada", "currency": "EUR", "n\\u0061me": "Ada"}': "/name",
    '{"name": "Ada", "currency": "EUR", "address": {"city": "Ulm", "city": null}}': "/address/city",
    '{"name": "Ada", "currency": "EUR", "metadata": {"a/b~": "1", "c": "2", "a/b~": "1"}}': "/metadata/a~1b~0",
}


@pytest.mark.usefixtures("_nothing_changed")
@pytest.mark.parametrize(("content", "where"), REPEATED.items(), ids=REPEATED.values())
async def test_a_field_that_is_there_twice_is_pointed_at(book: Shop, content: str, where: str) -> None:
    found = problem(await book.owner.send("POST", "/v1/receivers", content=content), 422, "invalid")
    assert pointer(found) == where
    assert "twice" in found["detail"]


@pytest.mark.usefixtures("_nothing_changed")
async def test_a_field_that_is_there_twice_is_found_within_lists(book: Shop) -> None:
    lines = '[{"description": "a", "unit_price": "1"}, {"description": "b", "unit_price": "1", "unit_price": "2"}]'
    content = f'{{"receiver_id": "{book.id}", "payer_id": "{book.payer["id"]}", "lines": {lines}}}'
    for path in ("/v1/invoices", "/v1/invoices/preview"):
        found = problem(await book.owner.send("POST", path, content=content), 422, "invalid")
        assert pointer(found) == "/lines/1/unit_price"


# What is sent in place of a good field, and where the error points.
BAD_RECEIVERS = [
    ({"payment_terms_days": "30"}, "/payment_terms_days"),
    ({"payment_terms_days": 30.0}, "/payment_terms_days"),
    ({"payment_terms_days": True}, "/payment_terms_days"),
    ({"payment_terms_days": -1}, "/payment_terms_days"),
    ({"payment_terms_days": 366}, "/payment_terms_days"),
    ({"payment_terms_days": 10**30}, "/payment_terms_days"),
    ({"name": ""}, "/name"),
    ({"name": None}, "/name"),
    ({"name": 5}, "/name"),
    ({"name": "x" * 201}, "/name"),
    ({"name": "nul \0"}, "/name"),
    ({"currency": "XYZ"}, "/currency"),
    ({"currency": "eur"}, "/currency"),
    ({"currency": "EURO"}, "/currency"),
    ({"currency": "EUR\n"}, "/currency"),
    ({"country": "Germany"}, "/country"),
    ({"time_zone": "Mars/Olympus"}, "/time_zone"),
    ({"time_zone": "../../etc/hosts"}, "/time_zone"),
    ({"time_zone": "\0"}, "/time_zone"),
    ({"number_pattern": "no sequence"}, "/number_pattern"),
    ({"number_pattern": "{SEQ:5}/HAMBURGCUSTOMERSXY"}, "/number_pattern"),
    ({"email": "no at"}, "/email"),
    ({"email": "two@@example.com"}, "/email"),
    ({"address": {"line1": 5}}, "/address/line1"),
    ({"address": {"planet": "Mars"}}, "/address/planet"),
    ({"metadata": None}, "/metadata"),
    ({"metadata": {"key": "nul \0"}}, "/metadata/key"),
    ({"metadata": {"nul \0": "value"}}, "/metadata"),
    ({"metadata": {"k" * 41: "value"}}, "/metadata"),
    ({"metadata": {"key": "x" * 501}}, "/metadata/key"),
    ({"metadata": {"good": "", "a": 1}}, "/metadata/a"),
    ({"metadata": {"good": "", "a/b": None, "c": 2}}, "/metadata/a~1b"),
    ({"metadata": {"...": []}}, "/metadata/..."),
    ({"metadata": {"x" * 50: 1}}, "/metadata"),
    ({"metadata": {str(number): "" for number in range(51)}}, "/metadata"),
    ({"status": "archived"}, "/status"),
    ({"id": "rcv_" + NOBODYS}, "/id"),
]


@pytest.mark.usefixtures("_nothing_changed")
@pytest.mark.parametrize(("fields", "where"), BAD_RECEIVERS, ids=lambda value: str(value)[:40])
async def test_a_bad_field_of_a_receiver_is_pointed_at(book: Shop, fields: dict[str, Any], where: str) -> None:
    found = await refused(book.owner, "/v1/receivers", {"name": "Ada", "currency": "EUR"} | fields, code="invalid")
    assert pointer(found) == where


@pytest.mark.usefixtures("_nothing_changed")
@pytest.mark.parametrize("fields", [{"invoice_prefix": "INV\n"}, {"email": "ada@example.com\n"}, {"country": "DE\n"}])
async def test_a_final_newline_is_no_part_of_a_code_or_an_address(book: Shop, fields: dict[str, Any]) -> None:
    await refused(book.owner, "/v1/receivers", {"name": "Ada", "currency": "EUR"} | fields, code="invalid")


BAD_LINES = [
    ({"quantity": 1}, "/quantity"),
    ({"quantity": 2.5}, "/quantity"),
    ({"quantity": "--1"}, "/quantity"),
    ({"quantity": "+1"}, "/quantity"),
    ({"quantity": "-"}, "/quantity"),
    ({"quantity": "-2"}, ""),
    ({"quantity": "1e5"}, "/quantity"),
    ({"quantity": "NaN"}, "/quantity"),
    ({"quantity": "1,5"}, "/quantity"),
    ({"quantity": "١"}, "/quantity"),
    ({"quantity": "1.1234567"}, "/quantity"),
    ({"quantity": "99999999999999"}, ""),
    ({"unit_price": 12.5}, "/unit_price"),
    ({"unit_price": "-12.50"}, "/unit_price"),
    ({"unit_price": "1.123456789"}, "/unit_price"),
    ({"unit_price": None}, "/unit_price"),
    ({"description": ""}, "/description"),
    ({"description": "nul \0"}, "/description"),
    ({"taxes": [{"name": "VAT", "percent": 19}]}, "/taxes/0/percent"),
    ({"taxes": [{"name": "VAT", "percent": "19"}, {"name": "", "percent": "1"}]}, "/taxes/1/name"),
    ({"taxes": [{"name": "VAT", "percent": "19"}] * 2}, ""),
    ({"taxes": [{"name": "VAT", "percent": "19", "compound": "yes"}]}, "/taxes/0/compound"),
    ({"taxes": [{"name": "VAT", "percent": "19", "category": "X"}]}, "/taxes/0/category"),
    ({"taxes": [{"name": "VAT", "percent": "0", "category": "E"}]}, ""),
    ({"taxes": [{"name": "VAT", "percent": "0", "exemption_reason": " "}]}, "/taxes/0/exemption_reason"),
    ({"discount": {"percent": "101"}}, ""),
    ({"discount": {"amount": -1}}, "/discount/amount"),
    ({"discount": {"amount": 1.5}}, "/discount/amount"),
    ({"discount": {}}, ""),
    ({"amount": 5}, "/amount"),
]


@pytest.mark.usefixtures("_nothing_changed")
@pytest.mark.parametrize("path", ["/v1/invoices", "/v1/invoices/preview"])
@pytest.mark.parametrize(("fields", "where"), BAD_LINES, ids=lambda value: str(value)[:40])
async def test_a_bad_line_is_pointed_at_by_its_place(book: Shop, path: str, fields: dict[str, Any], where: str) -> None:
    good = {"description": "Work", "unit_price": "12.50"}
    found = await refused(book.owner, path, book.draft_fields(lines=[good, good | fields]), code="invalid")
    assert (pointer(found) or "").startswith("/lines/1" if where else "/lines")
    assert (pointer(found) or "").endswith(where)


IN_WORDS = [
    (
        {"quantity": "1,5"},
        'Expected a number as a text, such as "2.5" or "-1": up to 14 digits, and up to 6 more behind a point.',
    ),
    (
        {"unit_price": "-1"},
        'Expected a price as a text, such as "12.50": up to 12 digits, and up to 8 more behind a point, and never '
        "below zero.",
    ),
    (
        {"taxes": [{"name": "VAT", "percent": "19 %"}]},
        'Expected a percentage as a text, such as "19": up to 3 digits, and up to 4 more behind a point.',
    ),
    ({"description": "nul \0"}, "Expected a text without the character U+0000."),
    (
        {"quantity": 2},
        'Expected a number as a text, such as "2.5" or "-1": up to 14 digits, and up to 6 more behind a point.',
    ),
    ({"description": 5}, "Expected a text, got a whole number."),
]


@pytest.mark.usefixtures("_nothing_changed")
@pytest.mark.parametrize(("fields", "words"), IN_WORDS, ids=lambda value: str(value)[:40])
async def test_a_line_of_another_form_is_told_the_right_one_in_words(
    book: Shop, fields: dict[str, Any], words: str
) -> None:
    line = {"description": "Work", "unit_price": "12.50"} | fields
    found = await refused(book.owner, "/v1/invoices", book.draft_fields(lines=[line]), code="invalid")
    assert found["detail"] == found["errors"][0]["detail"] == words


TAKE_NO_BODY = [
    operation
    for operation in operations.CLOSED
    if operation.method != "GET" and operation.schema is None
    if not operation.takes_a_file and not operation.is_for_admins
]


@pytest.mark.usefixtures("_nothing_changed")
@pytest.mark.parametrize("operation", TAKE_NO_BODY, ids=lambda operation: operation.id)
async def test_what_takes_no_body_refuses_one_with_a_field(book: Shop, operation: operations.Operation) -> None:
    path = re.sub(r"{\w+}", "x", operation.path)
    answer = await book.owner.send(operation.method, path, json={"due_on": "2027-06-01"})
    words = "This request takes no body: send it without one. There is no field 'due_on' here."
    assert problem(answer, 422, "invalid")["errors"] == [{"pointer": "/due_on", "detail": words}]


@pytest.mark.parametrize("content", [b"[1]", b'"2027"', b"due_on=2027-06-01", b"{", b"\xff"])
async def test_what_takes_no_body_refuses_whatever_is_in_it(book: Shop, content: bytes) -> None:
    draft = await book.draft()
    answer = await book.owner.send("POST", f"/v1/invoices/{draft['id']}/finalize", content=content)
    found = problem(answer, 422, "invalid")
    assert found["detail"] == "This request takes no body: send it without one."
    assert (await book.owner.read(f"/v1/invoices/{draft['id']}"))["status"] == "draft"
    assert (await book.owner.delete(f"/v1/invoices/{draft['id']}")).status_code == 204


@pytest.mark.parametrize("content", [None, b"", b" \n", b"{}", b" { } ", b"null"])
async def test_what_takes_no_body_takes_an_empty_one(book: Shop, content: bytes | None) -> None:
    draft = await book.draft()
    answer = await book.owner.send("POST", f"/v1/invoices/{draft['id']}/finalize", content=content)
    assert (answer.status_code, answer.json()["status"]) == (200, "open")


EXPECTED = [
    ({"name": "Ada"}, "/currency", "The field 'currency' is required."),
    ({"name": "Ada", "curency": "EUR"}, "/curency", "There is no field 'curency' here. Did you mean 'currency'?"),
    ({"name": "Ada", "x" * 50: 1}, "/" + "x" * 40, f"There is no field {'x' * 40!r} here."),
    ({"name": "Ada", "currency": 5}, "/currency", "Expected three capital letters, as in ISO 4217: EUR."),
    ({"name": "", "currency": "EUR"}, "/name", "Expected a text of at least 1 character."),
    (
        {"name": "Ada", "currency": "EUR", "payment_terms_days": 1.5},
        "/payment_terms_days",
        "Expected a whole number, got a number.",
    ),
    (
        {"name": "Ada", "currency": "EUR", "payment_terms_days": 366},
        "/payment_terms_days",
        "Expected a whole number of at most 365.",
    ),
    ({"name": "Ada", "currency": "EUR", "metadata": []}, "/metadata", "Expected an object, got a list."),
    ([], "", "Expected an object, got a list."),
]


@pytest.mark.usefixtures("_nothing_changed")
@pytest.mark.parametrize(("fields", "where", "words"), EXPECTED, ids=[words for *_, words in EXPECTED])
async def test_what_is_expected_is_said_in_words(book: Shop, fields: Any, where: str, words: str) -> None:
    found = await refused(book.owner, "/v1/receivers", fields, code="invalid")
    assert found["errors"] == [{"pointer": where, "detail": words}]


@pytest.mark.usefixtures("_nothing_changed")
async def test_an_amount_that_is_no_whole_number_is_told_its_unit(book: Shop, invoice: dict[str, Any]) -> None:
    words = "Expected an amount as a whole number of minor units: 1050 is 10.50 EUR."
    payment = {"invoice_id": invoice["id"], "method": "cash"}
    for path, body, where in (
        ("/v1/payments", payment | {"amount": 10.5}, "/amount"),
        ("/v1/payments", payment | {"amount": "10.50"}, "/amount"),
        ("/v1/payments", {"method": "cash", "allocations": [{"invoice_id": invoice["id"], "amount": 10.5}]}, None),
        ("/v1/credit-notes", {"invoice_id": invoice["id"], "amount": 10.5}, "/amount"),
    ):
        found = await refused(book.owner, path, body, code="invalid")
        assert found["errors"] == [{"pointer": where or "/allocations/0/amount", "detail": words}]


async def test_what_does_not_exist_or_is_archived_is_told_the_way_out(book: Shop) -> None:
    found = await refused(book.owner, "/v1/api-keys", {"name": "Shop", "scopes": ["invoice:read"]}, code="invalid")
    assert found["detail"] == (
        "There is no scope 'invoice:read': /docs/guides/access lists those that there are. Did you "
        "mean 'invoices:read'?"
    )
    assert (await book.owner.get("/docs/guides/access")).status_code == 200
    payer = await book.owner.make("/v1/payers", receiver_id=book.id, name="Ada")
    invoice = await book.issue(payer_id=payer["id"])
    assert (await book.owner.delete(f"/v1/payers/{payer['id']}")).is_success
    found = await refused(book.owner, "/v1/invoices", book.draft_fields(payer_id=payer["id"]), status=409)
    words = "Payer Ada is archived: bill another payer, or create the record anew by POST /v1/payers."
    assert found["errors"] == [{"pointer": "/payer_id", "detail": words}]
    assert (await book.owner.read(f"/v1/invoices/{invoice['id']}"))["payer_id"] == payer["id"]


@pytest.mark.usefixtures("_nothing_changed")
async def test_what_is_one_of_a_few_words_is_told_which(book: Shop, invoice: dict[str, Any]) -> None:
    draft = book.draft_fields(due_on="28.11.2026")
    found = await refused(book.owner, "/v1/invoices", draft, code="invalid")
    assert found["errors"] == [{"pointer": "/due_on", "detail": 'Expected a valid date, such as "2026-11-28".'}]
    for place, payment in {
        "/method": {"invoice_id": invoice["id"], "method": "gold"},
        "/received_on": {"invoice_id": invoice["id"], "method": "cash", "received_on": "today"},
    }.items():
        found = await refused(book.owner, "/v1/payments", payment, code="invalid")
        assert pointer(found) == place
        assert found["detail"].startswith(
            "Expected one of " if place == "/method" else "Expected a valid date, such as "
        )
        assert "cash" in found["detail"] or place != "/method"
    answer = await book.owner.get("/v1/invoices?status=unpaid")
    found = problem(answer, 422, "invalid")
    assert found["detail"].startswith("The parameter status: Expected one of ")
    assert "draft" in found["detail"]


def test_a_key_is_not_looked_for_in_a_body_with_numbers_that_are_too_large() -> None:
    said, body = "Expected `str`, got `int` - at `$.metadata[...]`", b'{"metadata": {"a": 1, "b": 1%s}}'
    assert forms.refusal(said, ReceiverInput, body=body % b"")[1] == "/metadata/a"
    assert forms.refusal(said, ReceiverInput, body=body % (b"0" * 5000))[1] == "/metadata"
    assert forms.refusal(said, ReceiverInput)[1] == "/metadata"


def test_ids_are_described_with_the_right_article() -> None:
    nouns = {"invoice": "an invoice", "user": "a user", "api_key": "an API key", "payment_method": "a payment method"}
    assert {kind: BY_KIND[kind].one for kind in nouns} == nouns
    described = set(_values_of("description", operations.document()["components"]))
    assert {"The id of an invoice.", "The id of a payment method.", "The id of a payer."} <= described
    words = forms.in_words(f"Expected `str` matching regex {ids.pattern('user')!r}")
    assert words == "Expected the id of a user: usr_ and 26 letters and digits"


def test_every_pattern_that_can_be_refused_has_words() -> None:
    schemas = operations.document()
    patterns = set(_values_of("pattern", schemas["paths"])) | set(_values_of("pattern", schemas["components"]))
    assert len(patterns) > 15
    for pattern in patterns:
        words = forms.in_words(f"Expected `str` matching regex {pattern!r} in a key")
        assert words.endswith(" in a key")
        assert "regex" not in words
        assert "another form" not in words, pattern


def _values_of(name: str, value: Any) -> Iterator[str]:
    """What fields of that name hold, however deep."""
    if isinstance(value, dict):
        if isinstance(value.get(name), str):
            yield value[name]
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _values_of(name, part)


@pytest.mark.parametrize("name", ["created_from", "created_to"])
@pytest.mark.parametrize("instant", ["2026-11-28T12:00:00+01:00", "2026-11-28T12:00:00.5+0100"])
async def test_a_plus_that_nobody_encoded_gets_a_hint(book: Shop, name: str, instant: str) -> None:
    for path in ("/v1/invoices", "/v1/payments", "/v1/audit-log"):
        found = problem(await book.owner.get(f"{path}?{name}={instant}"), 422, "invalid")
        assert name in found["detail"]
        assert f"as in {instant.replace('+', '%2B')}." in found["detail"]
    for other in ("yesterday", "2026-11-28 12:00", "2026-11-28T12:00:00"):
        assert "%2B" not in problem(await book.owner.get(f"/v1/invoices?{name}={other}"), 422)["detail"]
    if ":00+01:00" in instant:
        encoded = instant.replace("+", "%2B")
        assert (await book.owner.get(f"/v1/invoices?{name}={encoded}")).status_code == 200


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("invoices?currency=eur", "The parameter currency: Expected three capital letters, as in ISO 4217: EUR."),
        ("audit-log?action=A", "The parameter action: Expected lower-case letters, underscores and points, such as "),
        (
            "ledger/accounts?currency=eur",
            "The parameter currency: Expected three capital letters, as in ISO 4217: EUR.",
        ),
        ("ledger/accounts?kind=cashh", "The parameter kind: Expected one of bad_debt, bank, cash, "),
    ],
)
async def test_a_parameter_of_another_form_is_told_the_right_one(book: Shop, query: str, words: str) -> None:
    assert problem(await book.owner.get(f"/v1/{query}"), 422)["detail"].startswith(words)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (
            "audit-log?action=invoice.voidd",
            "The parameter action: 'invoice.voidd' is no action that is recorded. Most are called as the type of the "
            "event that tells of them: /v1/event-types lists those. Did you mean 'invoice.voided'?",
        ),
        (
            "webhook-endpoints/{endpoint}/deliveries?event_type=invoice.payed",
            "'invoice.payed' is not an event type. /v1/event-types lists them. Did you mean 'invoice.paid'?",
        ),
        (
            "webhook-endpoints/{endpoint}/deliveries?event_type=" + "x" * 200,
            f"'{'x' * 40}' is not an event type. /v1/event-types lists them.",
        ),
        (
            "events?types=invoice.*,invoise.*",
            "'invoise.*' is not an event type. /v1/event-types lists them; credit.* stands for all of one kind. Did "
            "you mean 'invoice.*'?",
        ),
        *(
            (
                f"{path}_from=2&{name}_to=1",
                f"The parameter {name}_from is 2, and {name}_to is less: 1. Both are in minor units. Send the lower ",
            )
            for path, name in (
                ("invoices?total", "total"),
                ("credit-notes?total", "total"),
                ("payments?amount", "amount"),
            )
        ),
    ],
)
async def test_a_filter_that_nothing_can_match_is_refused(book: Shop, query: str, words: str) -> None:
    endpoint = await book.owner.make("/v1/webhook-endpoints", receiver_id=book.id, url="https://example.com/hooks")
    path = query.replace("{endpoint}", endpoint["id"])
    assert problem(await book.owner.get(f"/v1/{path}"), 422, "invalid")["detail"].startswith(words)
    assert (await book.owner.delete(f"/v1/webhook-endpoints/{endpoint['id']}")).status_code == 204


LISTS_BY_TIME = [
    operation
    for operation in operations.OPERATIONS
    if {"created_from", "created_to"} <= {field["name"] for field in operation.document.get("parameters", [])}
    if not operation.is_for_admins and not operation.parameters
]


@pytest.mark.parametrize("operation", LISTS_BY_TIME, ids=lambda operation: operation.id)
async def test_a_time_that_ends_before_it_begins_is_refused(book: Shop, operation: operations.Operation) -> None:
    early, late = "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"
    answer = await book.owner.get(f"{operation.path}?created_from={late}&created_to={early}")
    words = "The parameter created_from is later than created_to: "
    assert problem(answer, 422, "invalid")["detail"].startswith(words)
    for last in (late, "2026-01-01T00:00:02Z"):
        assert (await book.owner.get(f"{operation.path}?created_from={late}&created_to={last}")).is_success


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("invoices?limit=0", "limit"),
        ("invoices?limit=1e2", "limit"),
        ("invoices?limit=1&limit=2", "limit"),
        ("invoices?limt=1", "limt"),
        ("invoices?status=unpaid", "status"),
        ("invoices?after=x", "after"),
        ("invoices?payer_id=x", "payer_id"),
        ("invoices?created_to=2026-01-01T00:00:00", "created_to"),
        ("invoices?created_from=2026-01-02T00:00:00Z&created_to=2026-01-01T00:00:00Z", "created_from"),
        ("invoices?total_from=2&total_to=1", "total_from"),
        ("invoices?q=a-b", "q"),
        ("invoices?number=%00", "number"),
        ("ledger/transactions?account_id=x", "account_id"),
        ("audit-log?object_id=x", "object_id"),
        ("audit-log?object_id=inv_x", "object_id"),
        ("audit-log?action=invoice.voidd", "action"),
        ("events?types=x", "types"),
        ("events?after=x", "after"),
        ("reports/ageing", "receiver_id"),
    ],
)
async def test_a_parameter_at_fault_is_named(book: Shop, query: str, parameter: str) -> None:
    found = problem(await book.owner.get(f"/v1/{query}"), 422, "invalid")
    assert found["errors"] == [{"parameter": parameter, "detail": found["detail"]}]


async def test_an_id_in_a_filter_is_described_and_checked_alike_everywhere(book: Shop) -> None:
    document = operations.document()
    for operation in operations.OPERATIONS:
        for field in document["paths"][operation.path][operation.method.lower()].get("parameters", []):
            if field["in"] == "query" and field["name"].endswith("_id"):
                assert field.get("description"), f"{operation.id} {field['name']}"
    found = problem(await book.owner.get("/v1/ledger/transactions?payer_id=x"), 422, "invalid")
    assert found["detail"] == "'x' is not the id of any payer."


BAD_INVOICES = [
    ({"due_on": "2026-02-30"}, "/due_on"),
    ({"due_on": "2026-1-1"}, "/due_on"),
    ({"due_on": 20260101}, "/due_on"),
    ({"due_on": "2026-01-01T00:00:00Z"}, "/due_on"),
    ({"currency": "XXX"}, "/currency"),
    ({"prices_include_tax": 1}, "/prices_include_tax"),
    ({"memo": "nul \0"}, "/memo"),
    ({"receiver_id": "rcv_x"}, "/receiver_id"),
    ({"receiver_id": None}, "/receiver_id"),
    ({"payer_id": "inv_" + NOBODYS}, "/payer_id"),
    ({"payer_id": "PYR_" + NOBODYS}, "/payer_id"),
    ({"payer_id": "pyr_8" + NOBODYS[1:]}, "/payer_id"),
    ({"lines": [{"description": "Work", "unit_price": "1"}] * 201}, "/lines"),
    ({"total": 1}, "/total"),
    ({"amount_paid": 1}, "/amount_paid"),
    ({"status": "open"}, "/status"),
]


@pytest.mark.usefixtures("_nothing_changed")
@pytest.mark.parametrize(("fields", "where"), BAD_INVOICES, ids=lambda value: str(value)[:40])
async def test_a_bad_field_of_an_invoice_is_pointed_at(book: Shop, fields: dict[str, Any], where: str) -> None:
    found = await refused(book.owner, "/v1/invoices", book.draft_fields(**fields), code="invalid")
    assert pointer(found) == where


BAD_PAYMENTS = [
    ({"amount": 0}, "/amount"),
    ({"amount": -1}, "/amount"),
    ({"amount": "5"}, "/amount"),
    ({"amount": 5.0}, "/amount"),
    ({"amount": 5.5}, "/amount"),
    ({"amount": True}, "/amount"),
    ({"amount": 2**53}, "/amount"),
    ({"amount": 10**30}, "/amount"),
    ({"currency": "USD"}, "/currency"),
    ({"currency": "XXX"}, "/currency"),
    ({"method": "barter"}, "/method"),
    ({"method": "card"}, "/payment_token"),
    ({"received_on": "2999-01-01"}, "/received_on"),
    ({"received_on": "yesterday"}, "/received_on"),
    ({"allocations": []}, "/allocations"),
    ({"status": "succeeded"}, "/status"),
    ({"note": "nul \0"}, "/note"),
    ({"method": "card", "payment_token": "4242424242424242"}, None),
    ({"method": "card", "payment_token": "tok success"}, "/payment_token"),
    ({"note": "paid with 4242 4242 4242 4242"}, None),
]


@pytest.mark.usefixtures("_nothing_changed")
@pytest.mark.parametrize(("fields", "where"), BAD_PAYMENTS, ids=lambda value: str(value)[:40])
async def test_a_bad_field_of_a_payment_is_pointed_at(
    book: Shop, invoice: dict[str, Any], fields: dict[str, Any], where: str | None
) -> None:
    found = await refused(book.owner, "/v1/payments", {"invoice_id": invoice["id"], "method": "cash"} | fields)
    assert where is None or pointer(found) == where
    assert "4242" not in str(found | {"request_id": "of random digits"})


@pytest.mark.usefixtures("_nothing_changed")
async def test_an_allocation_is_pointed_at_by_its_place(book: Shop, invoice: dict[str, Any]) -> None:
    part = {"invoice_id": invoice["id"], "amount": 5}
    found = await refused(book.owner, "/v1/payments", {"method": "cash", "allocations": [part, part | {"amount": 0}]})
    assert pointer(found) == "/allocations/1/amount"
    found = await refused(book.owner, "/v1/payments", {"method": "cash", "allocations": [part, part]})
    assert pointer(found) == "/allocations/1/invoice_id"


BAD_ENDPOINTS = [
    ({"url": ""}, "/url"),
    ({"url": "ftp://example.com"}, "/url"),
    ({"url": "http://\0"}, "/url"),
    ({"url": "https://exam ple.com"}, "/url"),
    ({"url": "https://[::1"}, "/url"),
    ({"url": "https://" + "a" * 300 + ".com"}, "/url"),
    ({"url": "https://169.254.169.254/latest"}, "/url"),
    ({"event_types": ["invoice.exploded"]}, "/event_types"),
    ({"event_types": ["\0"]}, "/event_types"),
    ({"secret": "whsec_mine"}, ""),
]


@pytest.mark.usefixtures("_nothing_changed")
@pytest.mark.parametrize(("fields", "where"), BAD_ENDPOINTS, ids=lambda value: str(value)[:40])
async def test_a_bad_field_of_an_endpoint_is_pointed_at(book: Shop, fields: dict[str, Any], where: str) -> None:
    good = {"receiver_id": book.id, "url": "https://example.com/hooks"}
    found = await refused(book.owner, "/v1/webhook-endpoints", good | fields, code="invalid")
    assert (pointer(found) or "").startswith(where)


@pytest.mark.usefixtures("_nothing_changed")
async def test_the_ids_of_strangers_in_a_body_do_not_exist(
    book: Shop, invoice: dict[str, Any], neighbour: Shop
) -> None:
    stranger, theirs, their_payer = neighbour.owner, neighbour.id, neighbour.payer["id"]
    for fields in ({"receiver_id": theirs}, {"payer_id": their_payer}, {"payer_id": "pyr_" + NOBODYS}):
        await refused(book.owner, "/v1/invoices", book.draft_fields(**fields), status=404, code="not_found")
    await refused(book.owner, "/v1/payers", {"receiver_id": theirs, "name": "Grace"}, status=404)
    await refused(stranger, "/v1/payments", {"invoice_id": invoice["id"], "method": "cash"}, status=404)
    await refused(book.owner, "/v1/payments", {"invoice_id": "inv_" + NOBODYS, "method": "cash"}, status=404)
    await refused(book.owner, "/v1/refunds", {"payment_id": "pay_" + NOBODYS}, status=404)
    await refused(book.owner, "/v1/reconciliation/runs", {"gateway_account_id": "gwa_" + NOBODYS}, status=404)
    url = "https://example.com"
    await refused(book.owner, "/v1/webhook-endpoints", {"receiver_id": theirs, "url": url}, status=404)


@pytest.mark.parametrize(
    "bad_id", ["x", "%00", "%ED%A0%80", "%F0%28", "inv_", "rcv_" + NOBODYS, "a" * 3000, "'--", "inv_*"]
)
async def test_an_id_that_cannot_be_does_not_exist(book: Shop, bad_id: str) -> None:
    unknown = problem(await book.owner.get(f"/v1/invoices/inv_{NOBODYS}"), 404, "not_found")
    malformed = problem(await book.owner.get(f"/v1/invoices/{bad_id}"), 404, "not_found")
    assert malformed["detail"] == unknown["detail"]


@pytest.mark.parametrize(
    "query",
    [
        "nope=1",
        "limit=1&limit=2",
        "limit=1&limit=1",
        "%00=1",
        "limit=0",
        "limit=101",
        "limit=x",
        "limit=2.5",
        "limit=99999999999999999999",
        "after=x",
        "after=" + "x" * 500,
        "after=pyr_" + NOBODYS,
        "receiver_id=",
        "receiver_id=inv_" + NOBODYS,
        "status=lost",
        "settlement=none",
        "overdue=maybe",
        "currency=%00",
        "currency=eur",
        "number=%00",
        "total_from=-1",
        "total_from=2.5",
        "total_from=99999999999999999999999",
        "created_from=yesterday",
        "created_from=2026-01-01",
        "created_from=2026-01-01T00:00:00",
        "created_to=2026-01-01T00:00:00",
        "created_from=0001-01-01T00:00:00%2B14:00",
        "created_to=9999-12-31T23:59:59-14:00",
        # What numbers may be elsewhere, and what Litestar would make something of.
        "limit=1e2",
        "limit=5.0",
        "total_from=1e3",
        "created_from=0.5",
        "created_to=1",
        "created_to=1e9",
        "created_to=-1",
        "overdue=1",
        "overdue=0",
    ],
)
async def test_a_bad_parameter_is_invalid(book: Shop, query: str) -> None:
    problem(await book.owner.get(f"/v1/invoices?{query}"), 422, "invalid")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/payments?status=lost",
        "/v1/payments?method=barter",
        "/v1/payments?amount_from=99999999999999999999999",
        "/v1/payments?invoice_id=x",
        "/v1/payers?email=%00",
        "/v1/ledger/accounts?kind=%00",
        "/v1/webhook-endpoints?status=lost",
        "/v1/me?limit=5",
    ],
)
async def test_a_bad_parameter_of_another_list_is_invalid(book: Shop, path: str) -> None:
    problem(await book.owner.get(path), 422, "invalid")


@pytest.mark.usefixtures("_nothing_changed")
@pytest.mark.parametrize(
    "fields",
    [
        {"since": "2026-01-01T00:00:00"},
        {"since": "2026-01-01"},
        {"since": 1767225600},
        {"since": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z"},
        {"since": "0001-01-01T00:00:00+14:00"},
        {"until": "9999-12-31T23:59:59-14:00"},
    ],
)
async def test_an_instant_of_a_comparison_has_a_zone_and_makes_sense(
    book: Shop, account: dict[str, Any], fields: dict[str, Any]
) -> None:
    answer = await book.owner.post("/v1/reconciliation/runs", {"gateway_account_id": account["id"]} | fields)
    problem(answer, 422, "invalid")


async def test_what_the_database_cannot_hold_is_invalid_and_not_our_mistake(
    book: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def too_long(*_: Any) -> None:
        await database.execute("SELECT 'abc'::varchar(2), $1::int", 2**40)

    monkeypatch.setattr(receivers, "create", too_long)
    await refused(book.owner, "/v1/receivers", {"name": "Ada", "currency": "EUR"}, code="invalid")


@pytest.mark.parametrize("path", ["/v1", "/v1/nope", "/v1/invoices/x/explode", "/schema/nope", "/docs/assets/nope"])
async def test_an_unknown_path_is_not_found(book: Shop, http: httpx.AsyncClient, path: str) -> None:
    for caller in (book.owner, Person(http)):
        found = problem(await caller.get(path), 404, "not_found")
        if path.startswith("/v1"):
            assert found["detail"] == "There is nothing at this path: /docs lists the paths that there are."


@pytest.mark.parametrize("name", ["%00", "a" * 3000, "%2e%2e/%2e%2e/__init__.py", "%2e%2e%2f__init__.py"])
async def test_odd_names_of_assets_are_not_found(http: httpx.AsyncClient, name: str) -> None:
    problem(await Person(http).get(f"/docs/assets/{name}"), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/v1/invoices", {"GET", "POST"}),
        ("DELETE", "/v1/invoices", {"GET", "POST"}),
        ("POST", f"/v1/invoices/inv_{NOBODYS}", {"GET", "PATCH", "DELETE"}),
        ("GET", "/v1/auth/login", {"POST"}),
        ("POST", "/health/live", {"GET"}),
        ("BREW", "/v1/me", {"GET", "PATCH", "DELETE"}),
    ],
)
async def test_an_unknown_method_is_told_the_known_ones(book: Shop, method: str, path: str, allowed: set[str]) -> None:
    answer = await book.owner.send(method, path)
    found = problem(answer, 405, "method_not_allowed")
    words = {
        1: f"{min(allowed)} is allowed here.",
        2: "GET and POST are allowed here.",
        3: "DELETE, GET and PATCH are allowed here.",
    }
    assert found["detail"] == words[len(allowed)]
    assert set(answer.headers["allow"].split(", ")) - {"OPTIONS", "HEAD"} == allowed


TOO_LARGE = b"[" + b" " * 10_000_000


@pytest.mark.usefixtures("_nothing_changed")
async def test_a_body_of_10_mb_is_too_large(book: Shop) -> None:
    found = problem(await book.owner.send("POST", "/v1/receivers", content=TOO_LARGE), 413, "body_too_large")
    assert found["detail"] == "The body has more than 1,000,000 bytes: send a smaller one."


async def test_a_body_of_the_limit_is_still_read(book: Shop) -> None:
    fields = b'{"name": "Ada", "currency": "EUR"}'
    content = fields + b" " * (settings.body_bytes_max - len(fields))
    assert (await book.owner.send("POST", "/v1/receivers", content=content)).status_code == 201
    problem(await book.owner.send("POST", "/v1/receivers", content=content + b" "), 413, "body_too_large")


@pytest.mark.usefixtures("_nothing_changed")
@pytest.mark.parametrize("path", ["/v1/receivers", "/v1/auth/register", "/v1/callbacks/gwa_" + NOBODYS])
@pytest.mark.parametrize("is_chunked", [False, True])
async def test_the_real_server_stops_reading_a_body_of_10_mb(
    book: Shop, web: WebProcess, path: str, is_chunked: bool
) -> None:
    framing = "Transfer-Encoding: chunked" if is_chunked else f"Content-Length: {len(TOO_LARGE)}"
    head = (
        f"POST {path} HTTP/1.1\r\nHost: quittance.test\r\nAuthorization: Bearer {book.owner.token}\r\n"
        f"Content-Type: application/json\r\n{framing}\r\n\r\n"
    )
    pieces = [TOO_LARGE[place : place + 65_536] for place in range(0, len(TOO_LARGE), 65_536)]
    body = [b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces] if is_chunked else pieces
    status, found = await web.send_bytes(head.encode(), body)
    if path.startswith("/v1/callbacks"):
        # An account that does not exist is known before the body would be.
        assert (status, found["code"]) in [(413, "body_too_large"), (404, "not_found")]
    else:
        assert (status, found["code"]) == (413, "body_too_large")


async def test_the_server_does_not_say_what_it_is(web: WebProcess, book: Shop) -> None:
    async with httpx.AsyncClient(base_url=web.url) as client:
        for path in ("/health/live", "/v1/nope", "/v1/me"):
            answer = await client.get(path)
            assert "version" not in answer.headers.get("server", "")
            assert "x-powered-by" not in answer.headers
            for name, value in SECURITY_HEADERS.items():
                assert answer.headers[name] == value


def _all_refusals(base: type[errors.Refused]) -> list[type[errors.Refused]]:
    return [found for child in base.__subclasses__() for found in (child, *_all_refusals(child))]


REFUSALS = [refusal for refusal in _all_refusals(errors.Refused) if refusal.__module__ == errors.__name__]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.__name__)
def test_every_refusal_has_a_paragraph_a_code_and_a_status_of_the_contract(refusal: type[errors.Refused]) -> None:
    assert refusal.__doc__
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", refusal.code)
    refused = refusal.__new__(refusal)
    errors.Refused.__init__(refused, "Because.")
    vars(refused).setdefault("_places", [])
    answer = api_errors.refusal(RequestFactory().get("/"), refused)
    assert answer.status_code in STATUSES_OF_THE_CONTRACT
    assert answer.content.code == refusal.code
    assert answer.content.title == problems.TITLES[answer.status_code or 0]


def test_no_two_refusals_share_a_code() -> None:
    codes = [refusal.code for refusal in REFUSALS]
    assert len(codes) > 20
    assert len(set(codes)) == len(codes)
    assert errors.Refused.code not in codes


async def test_a_request_id_is_echoed(book: Shop) -> None:
    for path in ("/v1/me", "/v1/nope", "/v1/invoices/x", "/health/live"):
        answer = await book.owner.get(path, x_request_id="order-4711.A_b")
        assert answer.headers["x-request-id"] == "order-4711.A_b"
    problem(await book.owner.get("/v1/invoices/x", x_request_id="order-4711"), 404)


async def test_a_request_without_an_id_gets_one_of_its_own(book: Shop) -> None:
    made = {(await book.owner.get("/v1/me")).headers["x-request-id"] for _ in range(3)}
    assert len(made) == 3


@pytest.mark.parametrize(
    "odd", ["a b", "a\tb", "<script>", "x" * 129, "", "päper".encode("latin-1"), b"a\r\nset-cookie: x"]
)
async def test_an_odd_request_id_is_replaced(http: httpx.AsyncClient, odd: str | bytes) -> None:
    answer = await http.get("/health/live", headers={"x-request-id": odd})
    assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["x-request-id"])


async def test_a_mistake_of_ours_tells_nothing_but_the_request_id(book: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("SELECT secret FROM somewhere failed in /models/receivers.py")

    monkeypatch.setattr(receivers, "create", fail)
    monkeypatch.setattr(receivers, "get", fail)
    fields = {"name": "Ada", "currency": "EUR"}
    assert "secret" not in str(await refused(book.owner, "/v1/receivers", fields, status=500, code="internal_error"))
    answer = await book.owner.post("/v1/receivers", fields, idempotency_key="a mistake")
    assert "secret" not in str(problem(answer, 500, "internal_error"))
    assert "secret" not in str(problem(await book.owner.get(f"/v1/receivers/{book.id}"), 500, "internal_error"))


@pytest.mark.parametrize("down", [ConnectionRefusedError, TimeoutError])
async def test_a_database_that_is_down_asks_to_come_again(
    book: Shop, monkeypatch: pytest.MonkeyPatch, down: type[Exception]
) -> None:
    async def fail(*_: Any, **__: Any) -> None:
        raise down

    monkeypatch.setattr(receivers, "get", fail)
    answer = await book.owner.get(f"/v1/receivers/{book.id}")
    problem(answer, 503, "unavailable")
    assert int(answer.headers["retry-after"]) >= 1


async def test_security_headers_are_on_every_kind_of_answer(book: Shop, http: httpx.AsyncClient) -> None:
    anonymous = Person(http)
    answers = [
        await book.owner.get("/v1/me"),
        await book.owner.post("/v1/payers", {"receiver_id": book.id, "name": "Grace"}),
        await anonymous.get("/v1/me"),
        await anonymous.get("/health/live"),
        await anonymous.get("/metrics"),
        await anonymous.get("/schema/openapi.json"),
        await anonymous.get("/docs"),
        await anonymous.get("/docs/assets/swagger-ui.css"),
        await anonymous.get("/nowhere"),
        await anonymous.send("OPTIONS", "/v1/me"),
        await anonymous.send("PUT", "/v1/me"),
    ]
    assert {answer.status_code for answer in answers} == {200, 201, 204, 401, 404, 405}
    for answer in answers:
        for name in ("x-content-type-options", "referrer-policy", "x-frame-options", "content-security-policy"):
            assert answer.headers.get(name), (answer.url, name)
        assert "cross-origin-resource-policy" in answer.headers
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("statuss=open", "There is no parameter 'statuss' here. Did you mean 'status'?"),
        ("payer=1", "There is no parameter 'payer' here. Did you mean 'payer_id'?"),
        ("zzzz=1", "There is no parameter 'zzzz' here."),
        # What else the handler takes is no parameter.
        ("request=1", "There is no parameter 'request' here."),
    ],
)
async def test_an_unknown_parameter_is_refused_with_the_one_that_is_meant(
    book: Shop, query: str, sentence: str
) -> None:
    assert problem(await book.owner.get(f"/v1/invoices?{query}"), 422, "invalid")["detail"] == sentence


async def test_a_part_of_the_path_is_no_parameter(book: Shop) -> None:
    found = problem(await book.owner.get(f"/v1/receivers/{book.id}?receiver_id={book.id}"), 422, "invalid")
    assert found["detail"] == "There is no parameter 'receiver_id' here."


@pytest.mark.parametrize("period", ["26", "2026-13", "2026-3", "2026-03-01", "March", "2026%0A", "20266"])
async def test_a_period_of_no_form_is_refused_with_a_sentence(book: Shop, period: str) -> None:
    found = problem(await book.owner.get(f"/v1/receivers/{book.id}/number_gaps?period={period}"), 422, "invalid")
    assert "a year such as 2026, a month such as 2026-03" in found["detail"]


@pytest.mark.parametrize("period", ["2026", "2026-03", ""])
async def test_a_period_in_which_nothing_was_issued_has_no_gaps(book: Shop, period: str) -> None:
    answer = await book.owner.get(f"/v1/receivers/{book.id}/number_gaps?period={period}")
    assert (answer.status_code, answer.json()["gaps"]) == (200, [])


@pytest.mark.parametrize(
    ("taxes", "place"),
    [
        ([{"name": "VAT", "percent": "19"}, {"name": "Levy", "percent": "1", "category": "Z"}], "1/percent"),
        ([{"name": "VAT", "percent": "0", "category": "AE"}], "0/exemption_reason"),
        ([{"name": "VAT", "percent": "19"}] * 2, ""),
    ],
)
async def test_what_is_wrong_with_one_tax_of_a_line_is_pointed_at(book: Shop, taxes: Any, place: str) -> None:
    lines = [{"description": "Work", "unit_price": "1", "taxes": taxes}]
    body = {"receiver_id": book.id, "payer_id": book.payer["id"], "lines": lines}
    found = await refused(book.owner, "/v1/invoices", body)
    assert pointer(found) == f"/lines/0/taxes/{place}".rstrip("/")
