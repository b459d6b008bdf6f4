"""Pay codes over HTTP: for the account that was printed, and what can be paid now."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.api.people import Person, Shop
from tests.api.worlds import pay_token

GERMAN = "DE89 3704 0044 0532 0130 00"
SWISS = "CH93 0076 2011 6238 5295 7"
ADDRESS = {"line1": "Bahnhofstrasse 12a", "postal_code": "8001", "city": "Zürich"}


async def settle_at(shop: Shop, **fields: Any) -> None:
    """Says where the receiver is paid, for what is issued from now on."""
    answer = await shop.owner.patch(f"/v1/receivers/{shop.id}", fields)
    assert answer.status_code == 200, answer.text


async def codes(shop: Shop, invoice: dict[str, Any]) -> list[dict[str, Any]]:
    """The codes that the receiver sees, which are those of the pay link."""
    found = await shop.owner.read(f"/v1/invoices/{invoice['id']}/pay_codes")
    assert (found["has_more"], found["next_cursor"]) == (False, None)
    by_link = await Person(shop.owner.http).read(f"/v1/pay/{pay_token(invoice)}")
    assert by_link["pay_codes"] == found["data"]
    return list(found["data"])


async def test_an_invoice_has_a_code_for_the_account_of_its_receiver(shop: Shop, anybody: Person) -> None:
    await settle_at(shop, bank_account=GERMAN)
    invoice = await shop.issue(199_990)
    [code] = await codes(shop, invoice)
    lines = code.pop("payload").split("\n")
    assert code == {"kind": "epc", "label": "SEPA transfer", "url": None}
    assert lines[5:10] == [
        shop.receiver["name"],
        GERMAN.replace(" ", ""),
        "EUR1999.90",
        "",
        invoice["reference"],
    ]
    picture = await anybody.get(f"/v1/pay/{pay_token(invoice)}/codes/epc.svg")
    assert picture.status_code == 200
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert picture.headers["cache-control"] == "private, no-cache"
    assert picture.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert picture.text.startswith("<svg ")


async def test_no_picture_of_an_old_amount_is_shown_again(shop: Shop, anybody: Person) -> None:
    await settle_at(shop, bank_account=GERMAN)
    invoice = await shop.issue()
    path = f"/v1/pay/{pay_token(invoice)}/codes/epc.svg"
    first = await anybody.get(path)
    tag = first.headers["etag"]
    for known in (tag, f'"other", W/{tag}', "*"):
        same = await anybody.get(path, if_none_match=known)
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    for other in (f'"other{tag}', f"{tag}x", tag.strip('"'), '"*"', ""):
        assert (await anybody.get(path, if_none_match=other)).status_code == 200, other
    await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash", amount=4_000)
    after = await anybody.get(path, if_none_match=tag)
    assert after.status_code == 200
    assert after.headers["etag"] != tag
    assert after.text != first.text


async def test_francs_and_rupees_have_codes_of_their_own(shop: Shop, anybody: Person) -> None:
    await settle_at(shop, bank_account=SWISS, upi_id="ada@okaxis", country="CH", address=ADDRESS)
    of_francs, of_rupees = await shop.issue(currency="CHF"), await shop.issue(currency="INR")
    [francs] = await codes(shop, of_francs)
    assert (francs["kind"], francs["url"]) == ("swiss_qr_bill", None)
    assert francs["payload"].split("\r\n")[18:20] == ["100.00", "CHF"]
    [rupees] = await codes(shop, of_rupees)
    assert rupees["kind"] == "upi"
    assert rupees["url"] == rupees["payload"]
    assert parse_qs(urlsplit(rupees["url"]).query)["tr"] == [of_rupees["reference"]]
    for invoice, name in ((of_francs, "swiss_qr_bill.svg"), (of_rupees, "upi.svg")):
        assert (await anybody.get(f"/v1/pay/{pay_token(invoice)}/codes/{name}")).status_code == 200


async def test_a_code_asks_for_what_can_be_paid_now(shop: Shop, anybody: Person) -> None:
    await settle_at(shop, bank_account=GERMAN)
    invoice = await shop.issue()
    await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash", amount=2_500)
    [code] = await codes(shop, invoice)
    assert code["payload"].split("\n")[7] == "EUR75.00"
    await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cheque", amount=7_000)
    [code] = await codes(shop, invoice)
    assert code["payload"].split("\n")[7] == "EUR5.00"
    await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash", amount=500)
    assert await codes(shop, invoice) == []
    missing = await anybody.get(f"/v1/pay/{pay_token(invoice)}/codes/epc.svg")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")


async def test_a_void_invoice_has_no_code(shop: Shop) -> None:
    await settle_at(shop, bank_account=GERMAN)
    invoice = await shop.issue()
    assert len(await codes(shop, invoice)) == 1
    assert (await shop.owner.post(f"/v1/invoices/{invoice['id']}/void")).status_code == 200
    assert await codes(shop, invoice) == []


async def test_a_code_is_for_the_account_that_was_printed(shop: Shop) -> None:
    await settle_at(shop, bank_account=GERMAN, upi_id="ada@okaxis")
    invoice, of_rupees = await shop.issue(), await shop.issue(currency="INR")
    before = [await codes(shop, invoice), await codes(shop, of_rupees)]
    await settle_at(shop, bank_account="NL91 ABNA 0417 1643 00", upi_id="mallory@okaxis", name="Renamed")
    assert [await codes(shop, invoice), await codes(shop, of_rupees)] == before
    assert of_rupees["receiver"]["upi_id"] == "ada@okaxis"
    [later] = await codes(shop, await shop.issue())
    assert later["payload"].split("\n")[5:7] == ["Renamed", "NL91ABNA0417164300"]


async def test_an_account_in_other_words_has_no_code(shop: Shop) -> None:
    await settle_at(shop, bank_account="Sort code 20-00-00, 12345678")
    assert await codes(shop, await shop.issue()) == []
    await settle_at(shop, bank_account=None)
    assert await codes(shop, await shop.issue()) == []


async def test_a_draft_has_no_codes_yet(shop: Shop) -> None:
    answer = await shop.owner.get(f"/v1/invoices/{(await shop.draft())['id']}/pay_codes")
    assert (answer.status_code, answer.json()["code"]) == (409, "invoice_not_issued")


@pytest.mark.parametrize("name", ["epc", "epc.png", "upi.svg", "..%2f..%2fetc", "%00", "EPC.SVG", "x" * 3000])
async def test_there_are_no_other_pictures(shop: Shop, anybody: Person, name: str) -> None:
    await settle_at(shop, bank_account=GERMAN)
    answer = await anybody.get(f"/v1/pay/{pay_token(await shop.issue())}/codes/{name}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("DE88 3704 0044 0532 0130 00", "its check digits 88 do not agree with the rest"),
        ("DE89 3704 0O44 0532 0130 00", "its character 10 is O"),
    ],
)
async def test_a_mistyped_iban_is_refused_with_what_is_wrong(shop: Shop, given: str, says: str) -> None:
    for answer in (
        await shop.owner.patch(f"/v1/receivers/{shop.id}", {"bank_account": given}),
        await shop.owner.post("/v1/receivers", {"name": "Ada", "currency": "EUR", "bank_account": given}),
    ):
        assert answer.status_code == 422
        [error] = answer.json()["errors"]
        assert error["pointer"] == "/bank_account"
        assert says in error["detail"]


@pytest.mark.parametrize("given", ["ada@example.com", "ada", "@okaxis", "ada workshop@okaxis", "ada@okaxis\n", "", 7])
async def test_what_is_no_upi_id_is_refused(shop: Shop, given: object) -> None:
    answer = await shop.owner.patch(f"/v1/receivers/{shop.id}", {"upi_id": given})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/upi_id"]
