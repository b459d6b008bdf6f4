"""Lists: newest first, in pages that stay put while others write, and filtered by what is asked for."""

import datetime
from typing import Any

import httpx
import pytest

from models import clock
from tests.api import people
from tests.api.people import Shop
from tests.books import mark_all_overdue


async def make_payers(shop: Shop, count: int) -> list[str]:
    """The ids of that many new payers, newest first."""
    made = [await shop.owner.make("/v1/payers", receiver_id=shop.id, name=f"Payer {number}") for number in range(count)]
    return [payer["id"] for payer in reversed(made)]


async def test_a_list_begins_with_the_newest_and_has_20_objects_unless_asked_otherwise(shop: Shop) -> None:
    expected = [*await make_payers(shop, 21), shop.payer["id"]]
    page = await shop.owner.read("/v1/payers")
    assert [payer["id"] for payer in page["data"]] == expected[:20]
    assert page["has_more"] is True
    rest = await shop.owner.read(f"/v1/payers?after={page['next_cursor']}")
    assert [payer["id"] for payer in rest["data"]] == expected[20:]
    assert (rest["has_more"], rest["next_cursor"]) == (False, None)


async def test_pages_neither_repeat_nor_skip_while_others_write(shop: Shop) -> None:
    expected = [*await make_payers(shop, 6), shop.payer["id"]]
    seen: list[str] = []
    path = "/v1/payers?limit=2"
    page: dict[str, Any] = {"has_more": True}
    while page["has_more"]:
        page = await shop.owner.read(path)
        assert len(page["data"]) <= 2
        seen += [payer["id"] for payer in page["data"]]
        path = f"/v1/payers?limit=2&after={page['next_cursor']}"
        await make_payers(shop, 1)
    assert seen == expected


async def test_a_full_last_page_says_that_nothing_follows(shop: Shop) -> None:
    await make_payers(shop, 3)
    page = await shop.owner.read("/v1/payers?limit=4")
    assert (len(page["data"]), page["has_more"], page["next_cursor"]) == (4, False, None)


async def test_a_cursor_still_works_when_its_object_is_gone(shop: Shop) -> None:
    await make_payers(shop, 3)
    page = await shop.owner.read("/v1/payers?limit=2")
    await shop.owner.delete(f"/v1/payers/{page['data'][1]['id']}")
    rest = await shop.owner.read(f"/v1/payers?after={page['next_cursor']}")
    assert len(rest["data"]) == 2


@pytest.mark.parametrize("limit", [1, 100])
async def test_a_page_has_1_to_100_objects(shop: Shop, limit: int) -> None:
    await make_payers(shop, 2)
    assert len(await shop.owner.list_ids(f"/v1/payers?limit={limit}")) == min(limit, 3)


async def test_an_empty_list_is_a_list(http: httpx.AsyncClient) -> None:
    person = await people.register(http)
    for path in ("/v1/receivers", "/v1/invoices", "/v1/payments", "/v1/webhook-endpoints"):
        assert await person.read(path) == {"data": [], "has_more": False, "next_cursor": None}


@pytest.fixture(scope="module")
async def invoices(http: httpx.AsyncClient) -> tuple[Shop, dict[str, dict[str, Any]]]:
    """One of each sort, by the name that the cases below use."""
    shop = await people.open_shop(http)
    other = await shop.owner.make("/v1/payers", receiver_id=shop.id, name="Another payer")
    second = await people.open_shop(http, owner=shop.owner)
    made = {
        "draft": await shop.draft(100),
        "dollars": await shop.issue(200, currency="USD"),
        "void": await shop.issue(300),
        "part": await shop.issue(400),
        "paid": await shop.issue(500),
        "overpaid": await shop.issue(600),
        "overdue": await shop.issue(700, payment_terms_days=0),
        "others": await shop.issue(800, payer_id=other["id"]),
        "second": await second.issue(900),
    }
    await shop.owner.post(f"/v1/invoices/{made['void']['id']}/void")
    with clock.moved_to(clock.now() + datetime.timedelta(days=2)):
        await mark_all_overdue()
    for name, amount in (("part", 100), ("paid", 500), ("overpaid", 1_000)):
        made[f"{name}'s payment"] = await shop.owner.make(
            "/v1/payments", invoice_id=made[name]["id"], method="cash", amount=amount
        )
    made["dollars's payment"] = await shop.owner.make("/v1/payments", invoice_id=made["dollars"]["id"], method="cheque")
    return shop, made


async def names(shop: Shop, made: dict[str, dict[str, Any]], path: str) -> set[str]:
    """The names of what a list shows."""
    by_id = {item["id"]: name for name, item in made.items()}
    return {by_id[identifier] for identifier in await shop.owner.list_ids(path)}


INVOICES = {
    "": {"draft", "dollars", "void", "part", "paid", "overpaid", "overdue", "others", "second"},
    "status=draft": {"draft"},
    "status=void": {"void"},
    "status=uncollectible": set(),
    "settlement=partially_paid": {"part"},
    "settlement=paid": {"paid"},
    "settlement=overpaid": {"overpaid"},
    "overdue=true": {"overdue"},
    "overdue=true&status=draft": set(),
    "currency=USD": {"dollars"},
    "total_from=700": {"overdue", "others", "second"},
    "total_to=200": {"draft", "dollars"},
    "total_from=300&total_to=400": {"void", "part"},
    "created_from=2999-01-01T00:00:00Z": set(),
    "created_to=2020-01-01T00:00:00Z": set(),
    "status=open&settlement=unpaid&currency=EUR": {"overdue", "others", "second"},
}


@pytest.mark.parametrize(("query", "expected"), INVOICES.items(), ids=INVOICES.keys())
async def test_invoices_are_filtered(
    invoices: tuple[Shop, dict[str, dict[str, Any]]], query: str, expected: set[str]
) -> None:
    assert await names(*invoices, f"/v1/invoices?{query}") == expected


async def test_invoices_are_filtered_by_party_number_and_time(
    invoices: tuple[Shop, dict[str, dict[str, Any]]],
) -> None:
    shop, made = invoices
    second = made["second"]
    assert await names(shop, made, f"/v1/invoices?receiver_id={second['receiver_id']}") == {"second"}
    assert await names(shop, made, f"/v1/invoices?payer_id={made['others']['payer_id']}") == {"others"}
    number, receiver_id = made["paid"]["number"], shop.id
    assert await names(shop, made, f"/v1/invoices?number={number}&receiver_id={receiver_id}") == {"paid"}
    instant = made["overdue"]["created_at"]
    since = await names(shop, made, f"/v1/invoices?created_from={instant}")
    until = await names(shop, made, f"/v1/invoices?created_to={instant}")
    assert since == {"overdue", "others", "second"}
    assert until == INVOICES[""] - since


PAYMENTS = {
    "": {"part's payment", "paid's payment", "overpaid's payment", "dollars's payment"},
    "status=succeeded": {"part's payment", "paid's payment", "overpaid's payment"},
    "status=pending": {"dollars's payment"},
    "method=cheque": {"dollars's payment"},
    "method=card": set(),
    "currency=EUR": {"part's payment", "paid's payment", "overpaid's payment"},
    "amount_from=500": {"paid's payment", "overpaid's payment"},
    "amount_to=200": {"part's payment", "dollars's payment"},
}


@pytest.mark.parametrize(("query", "expected"), PAYMENTS.items(), ids=PAYMENTS.keys())
async def test_payments_are_filtered(
    invoices: tuple[Shop, dict[str, dict[str, Any]]], query: str, expected: set[str]
) -> None:
    assert await names(*invoices, f"/v1/payments?{query}") == expected


async def test_payments_are_filtered_by_invoice_and_payer(
    invoices: tuple[Shop, dict[str, dict[str, Any]]],
) -> None:
    shop, made = invoices
    assert await names(shop, made, f"/v1/payments?invoice_id={made['paid']['id']}") == {"paid's payment"}
    assert await names(shop, made, f"/v1/payments?payer_id={made['others']['payer_id']}") == set()
    assert await names(shop, made, f"/v1/payments?payer_id={shop.payer['id']}") == PAYMENTS[""]


async def test_payers_are_found_by_their_address_whatever_its_case(shop: Shop) -> None:
    made = await shop.owner.make("/v1/payers", receiver_id=shop.id, name="Ada", email="Ada@Example.com")
    assert await shop.owner.list_ids("/v1/payers?email=ADA@example.COM") == [made["id"]]
    await shop.owner.delete(f"/v1/payers/{made['id']}")
    assert await shop.owner.list_ids("/v1/payers?email=ada@example.com") == []
