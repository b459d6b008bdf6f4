"""What form of an answer clients ask for, and what they get where there is no such form."""

import pytest
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from api.middleware import accepting
from tests.api.people import Shop


@pytest.mark.parametrize("path", ["/v1/payers", "/v1/payments", "/v1/invoices/{invoice}"])
async def test_who_wants_a_table_that_there_is_not_is_told_what_there_is(shop: Shop, path: str) -> None:
    invoice = await shop.issue()
    answer = await shop.owner.get(path.format(invoice=invoice["id"]), accept="text/csv")
    assert (answer.status_code, answer.headers["content-type"]) == (406, "application/problem+json")
    assert answer.json()["code"] == "not_acceptable"
    assert answer.json()["detail"] == (
        "This is not available as text/csv: ask for application/json, or leave the header Accept out."
    )


async def test_a_list_of_which_there_is_a_table_names_both(shop: Shop) -> None:
    answer = await shop.owner.get("/v1/invoices", accept="application/xml")
    assert answer.status_code == 406
    assert answer.json()["detail"] == (
        "This is not available as application/xml: ask for application/json or text/csv, or leave the header Accept "
        "out."
    )


@pytest.mark.parametrize(
    "accept",
    [
        "*/*",
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
        "application/json",
        "application/json; charset=utf-8",
        "application/*",
        "text/csv, application/json;q=0.1",
        "text/csv, */*;q=0.1",
        "",
    ],
)
async def test_who_takes_json_too_gets_it(shop: Shop, accept: str) -> None:
    answer = await shop.owner.get("/v1/payers", accept=accept)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")


@pytest.mark.parametrize(
    ("accept", "status", "content_type"),
    [
        ("TEXT/CSV", 200, "text/csv"),
        ("text/*", 200, "text/csv"),
        ("text/csv;q=0, application/json", 200, "application/json"),
        ("text/csv; q=0", 406, "application/problem+json"),
        ("*/*;q=0.0", 406, "application/problem+json"),
    ],
)
async def test_forms_are_told_apart_as_http_has_it(shop: Shop, accept: str, status: int, content_type: str) -> None:
    answer = await shop.owner.get("/v1/invoices", accept=accept)
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (status, content_type)


async def test_what_changes_something_is_done_whatever_is_asked_for(shop: Shop) -> None:
    answer = await shop.owner.send(
        "POST", "/v1/payers", json={"receiver_id": shop.id, "name": "Grace"}, headers={"accept": "text/csv"}
    )
    assert answer.status_code == 201


async def test_files_have_their_own_types(shop: Shop) -> None:
    invoice = await shop.issue()
    # It lacks what the standard wants, which is no question of form.
    answer = await shop.owner.get(f"/v1/invoices/{invoice['id']}/xml", accept="application/json")
    assert answer.status_code == 409


@pytest.mark.parametrize("accept", ["text/csv", "application/json"])
async def test_who_keeps_answers_is_told_that_they_vary(shop: Shop, accept: str) -> None:
    for path in (
        "/v1/invoices",
        f"/v1/reports/ageing?receiver_id={shop.id}",
        f"/v1/reports/statement?payer_id={shop.payer['id']}",
    ):
        answer = await shop.owner.get(path, accept=accept)
        assert answer.status_code == 200, path
        assert answer.headers["content-type"].startswith(accept)
        assert answer.headers["vary"] == "Accept"


def _writes_tables_only(handler: HTTPRouteHandler) -> bool:
    answer = (handler.responses or {}).get(200)
    return answer is not None and answer.media_type == accepting.CSV


async def test_every_route_that_writes_tables_too_says_so() -> None:
    from api.app import app  # noqa: PLC0415 - see tests/conftest.py

    of_tables = {
        handler.operation_id
        for route in app.app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if "as_csv" in handler.fn.__code__.co_names and not _writes_tables_only(handler)
    }
    assert of_tables == {name for name, forms in accepting.ALSO_AS.items() if accepting.CSV in forms}
