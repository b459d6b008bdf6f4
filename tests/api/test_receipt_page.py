"""Where the address on a receipt leads: whoever has the paper learns whether it still stands, and nothing else."""

from typing import Any

import httpx
import msgspec
import pytest

from api.pages import rendering
from models.documents.receipts import composed
from models.shapes.receipts import Contents
from tests.api.people import Person, Shop
from tests.hostile_names import HOSTILE

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def receipted(shop: Shop) -> tuple[dict[str, Any], dict[str, Any]]:
    """A payment by cheque, and its receipt."""
    invoice = await shop.issue()
    payment = await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cheque")
    assert (await shop.owner.post(f"/v1/payments/{payment['id']}/clear")).is_success
    return payment, await shop.owner.read(f"/v1/payments/{payment['id']}/receipt")


def path(receipt: dict[str, Any]) -> str:
    return f"/receipts/{receipt['id']}?hash={receipt['hash']}"


async def test_the_address_on_a_receipt_says_whether_it_stands(shop: Shop, http: httpx.AsyncClient) -> None:
    payment, receipt = await receipted(shop)
    page = await http.get(path(receipt), headers=BROWSER)
    assert (page.status_code, page.headers["content-security-policy"]) == (200, rendering.POLICY)
    assert "stands in full" in page.text
    by_number = await http.get(f"/receipts/{receipt['number']}?hash={receipt['hash'].upper()}", headers=BROWSER)
    assert by_number.text == page.text
    for told in (shop.payer["name"], shop.receiver["name"], receipt["number"], receipt["hash"]):
        assert told not in page.text
    assert (await shop.owner.post(f"/v1/payments/{payment['id']}/bounce", {"reason": "No funds."})).is_success
    assert "stands no more" in (await http.get(path(receipt), headers=BROWSER)).text


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "gilt in voller Höhe"), ("es", "es válido por todo su importe"), ("hi", "पूरी राशि के लिए मान्य है")],
)
async def test_it_is_in_the_readers_language(shop: Shop, http: httpx.AsyncClient, language: str, words: str) -> None:
    _, receipt = await receipted(shop)
    page = await http.get(path(receipt), headers=BROWSER | {"accept-language": language})
    assert page.headers["content-language"] == language
    assert words in page.text


async def test_programs_get_what_the_api_says(shop: Shop, http: httpx.AsyncClient, anybody: Person) -> None:
    _, receipt = await receipted(shop)
    answer = await http.get(path(receipt))
    assert "Accept" in answer.headers["vary"]
    assert answer.json() == await anybody.read(f"/v1/receipts/{receipt['id']}/verify?hash={receipt['hash']}")


@pytest.mark.parametrize("name", HOSTILE.values(), ids=list(HOSTILE))
async def test_an_address_that_was_made_up_is_of_no_receipt(http: httpx.AsyncClient, name: str) -> None:
    for params in ({}, {"hash": name}, {"hash": "0" * 64}, {"hash": "0" * 64, "utm_source": name}):
        url = httpx.URL("http://quittance.test", path="/receipts/rec_1").copy_merge_params(params)
        page = await http.get(url.raw_path.decode(), headers=BROWSER)
        assert page.status_code == 200, page.text
        assert "No receipt has this address." in page.text
        assert "<script" not in page.text


async def test_the_address_that_is_printed_is_the_one_that_answers(shop: Shop, http: httpx.AsyncClient) -> None:
    _, receipt = await receipted(shop)
    contents = msgspec.convert({name: receipt[name] for name in Contents.__struct_fields__}, Contents)
    [section] = composed(contents, receipt["hash"], "en").sections
    address = httpx.URL(section.paragraphs[-1])
    page = await http.get(address.raw_path.decode(), headers=BROWSER)
    assert "stands in full" in page.text
