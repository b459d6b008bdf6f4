"""PATCH changes only what is sent, also within an address, and null clears; the document says so."""

from typing import Any

import httpx
import pytest

from tests.api.people import Shop

ADDRESS = {"line1": "Hauptstr. 1", "city": "Ulm", "postal_code": "89073"}


async def party(shop: Shop, kind: str) -> str:
    """Where a party with that address is read and changed."""
    path = f"/v1/receivers/{shop.id}" if kind == "receiver" else f"/v1/payers/{shop.payer['id']}"
    answer = await shop.owner.patch(path, {"address": ADDRESS, "country": "DE"})
    assert answer.json()["address"] == ADDRESS
    return path


@pytest.mark.parametrize("kind", ["receiver", "payer"])
@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"city": "Bonn"}, ADDRESS | {"city": "Bonn"}),
        ({"line2": "c/o Grace"}, ADDRESS | {"line2": "c/o Grace"}),
        ({"city": None}, {"line1": "Hauptstr. 1", "postal_code": "89073"}),
        ({"city": None, "state": "BW"}, {"line1": "Hauptstr. 1", "postal_code": "89073", "state": "BW"}),
        ({}, ADDRESS),
        (None, {}),
    ],
)
async def test_only_the_fields_of_an_address_that_are_sent_change(
    shop: Shop, kind: str, sent: dict[str, Any] | None, expected: dict[str, Any]
) -> None:
    path = await party(shop, kind)
    answer = await shop.owner.patch(path, {"address": sent})
    assert (answer.status_code, answer.json()["address"]) == (200, expected)
    found = await shop.owner.read(path)
    assert (found["address"], found["country"]) == (expected, "DE")


async def test_an_event_tells_the_whole_address_before_and_after(shop: Shop) -> None:
    path = await party(shop, "payer")
    await shop.owner.patch(path, {"address": {"city": "Bonn"}})
    events = [event for event in (await shop.owner.read("/v1/events"))["data"] if event["type"] == "payer.updated"]
    assert events[-1]["data"]["address"] == ADDRESS | {"city": "Bonn"}
    assert events[-1]["previous"] == {"address": ADDRESS}


@pytest.mark.parametrize("name", ["ReceiverPatch", "PayerPatch"])
async def test_the_document_says_that_an_address_is_merged(http: httpx.AsyncClient, name: str) -> None:
    document = (await http.get("/schema/openapi.json")).json()
    schemas = document["components"]["schemas"]
    kinds = schemas[name]["properties"]["address"]["oneOf"]
    assert {"$ref": "#/components/schemas/AddressPatch"} in kinds
    assert {"type": "null"} in kinds
    assert "of `address` too" in schemas[name]["description"]
    assert "only the fields sent" in schemas["AddressPatch"]["description"]
