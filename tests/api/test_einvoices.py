"""E-invoices over HTTP: whoever may read a document may have it, as it was issued, and nobody else may."""

from typing import Any

import pytest

from tests.api.people import Person, Shop
from tests.einvoices import findings

ADDRESS = {"line1": "Hauptstraße 1", "city": "Berlin", "postal_code": "10115"}
VAT = {"name": "VAT", "percent": "19", "category": "S"}
LINES = [
    {"description": "Kitchen", "unit_price": "1190", "taxes": [VAT]},
    {"description": "Deposit", "quantity": "-1", "unit_price": "119", "taxes": [VAT]},
]


@pytest.fixture
async def seller(shop: Shop) -> Shop:
    """A receiver and a payer with all that an e-invoice wants."""
    of_receiver = {
        "address": ADDRESS,
        "country": "DE",
        "tax_id": "DE136695976",
        "bank_account": "DE89370400440532013000",
    }
    await changed(shop.owner, f"/v1/receivers/{shop.id}", of_receiver)
    await changed(shop.owner, f"/v1/payers/{shop.payer['id']}", {"address": {"city": "Paris"}, "country": "FR"})
    return shop


async def changed(person: Person, path: str, fields: dict[str, Any]) -> None:
    answer = await person.patch(path, fields)
    assert answer.status_code == 200, answer.text


def path(document: dict[str, Any]) -> str:
    kind = "invoices" if document["object"] == "invoice" else "credit-notes"
    return f"/v1/{kind}/{document['id']}/xml"


@pytest.mark.parametrize("syntax", ["ubl", "cii"])
async def test_an_issued_invoice_is_an_e_invoice_to_be_saved(seller: Shop, syntax: Any) -> None:
    invoice = await seller.issue(
        lines=LINES, discount={"percent": "10"}, prices_include_tax=True, purchase_order="45", memo="\x02 & <b>"
    )
    answer = await seller.owner.get(f"{path(invoice)}?format={syntax}")
    assert answer.status_code == 200, answer.text
    assert findings(answer.content, syntax) == []
    headers = answer.headers
    assert headers["content-type"] == "application/xml"
    assert headers["content-disposition"] == f'attachment; filename="{invoice["number"]}-{syntax}.xml"'
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["etag"].strip('"').isalnum()
    assert f">{invoice['total'] / 100:.2f}<".encode() in answer.content


async def test_ubl_is_what_is_not_asked_for_otherwise(seller: Shop) -> None:
    invoice = await seller.issue(lines=LINES)
    plain, ubl = [await seller.owner.get(f"{path(invoice)}{query}") for query in ("", "?format=ubl")]
    assert plain.content == ubl.content
    assert plain.headers["etag"] == ubl.headers["etag"]
    answer = await seller.owner.get(f"{path(invoice)}?format=pdf")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert "The parameter format" in answer.json()["detail"]


async def test_what_happens_later_changes_no_byte(seller: Shop) -> None:
    invoice = await seller.issue(lines=LINES)
    before = await seller.owner.get(path(invoice))
    paid = {"invoice_id": invoice["id"], "method": "cash", "amount": 100}
    assert (await seller.owner.post("/v1/payments", paid)).status_code == 201
    credit = {"invoice_id": invoice["id"], "amount": 500, "reason": "It was broken."}
    note = await seller.owner.make("/v1/credit-notes", **credit)
    credited = await seller.owner.get(path(note))
    await changed(seller.owner, f"/v1/receivers/{seller.id}", {"name": "Another name", "country": None})
    await changed(seller.owner, f"/v1/payers/{seller.payer['id']}", {"address": None, "tax_id": "FR40303265045"})
    after = await seller.owner.get(path(invoice))
    assert (after.content, after.headers["etag"]) == (before.content, before.headers["etag"])
    assert (await seller.owner.get(path(note))).content == credited.content
    other = await seller.owner.get(f"{path(invoice)}?format=cii")
    assert other.headers["etag"] != after.headers["etag"]


@pytest.mark.parametrize("syntax", ["ubl", "cii"])
async def test_a_credit_note_is_an_e_invoice_too(seller: Shop, syntax: Any) -> None:
    invoice = await seller.issue(lines=LINES, delivered_on="2026-06-01")
    paid = {"invoice_id": invoice["id"], "method": "cash"}
    assert (await seller.owner.post("/v1/payments", paid)).status_code == 201
    lines = [{"line_id": line["id"]} for line in invoice["lines"]]
    given = {"invoice_id": invoice["id"], "lines": lines, "reason": "Sent back.", "excess": "credit"}
    note = await seller.owner.make("/v1/credit-notes", **given)
    answer = await seller.owner.get(f"{path(note)}?format={syntax}")
    assert answer.status_code == 200, answer.text
    assert findings(answer.content, syntax) == []
    assert f'filename="{note["number"]}-{syntax}.xml"' in answer.headers["content-disposition"]
    assert invoice["number"].encode() in answer.content
    assert b"is kept as the buyer's credit" in answer.content


@pytest.mark.parametrize("syntax", ["ubl", "cii"])
async def test_a_debit_note_is_an_invoice_with_a_type_code_of_its_own(seller: Shop, syntax: Any) -> None:
    invoice = await seller.issue(lines=LINES)
    cheque = await seller.owner.make("/v1/payments", invoice_id=invoice["id"], method="cheque")
    tax = {"name": "VAT", "percent": "0", "category": "E", "exemption_reason": "Damages"}
    bounce = {"reason": "No funds.", "fee": {"amount": 1_250, "taxes": [tax]}}
    bounced = await seller.owner.post(f"/v1/payments/{cheque['id']}/bounce", bounce)
    assert bounced.status_code == 200, bounced.text
    note = await seller.owner.read(f"/v1/invoices/{bounced.json()['fee_invoice_ids'][0]}")
    answer = await seller.owner.get(f"{path(note)}?format={syntax}")
    assert answer.status_code == 200, answer.text
    assert findings(answer.content, syntax) == []
    code = "cbc:InvoiceTypeCode" if syntax == "ubl" else "ram:TypeCode"
    assert f"<{code}>383</{code}>".encode() in answer.content
    assert (b"<Invoice " in answer.content) == (syntax == "ubl")


async def test_a_draft_is_none(seller: Shop) -> None:
    answer = await seller.owner.get(path(await seller.draft(lines=LINES)))
    assert (answer.status_code, answer.json()["code"]) == (409, "invoice_not_issued")


async def test_a_void_invoice_stays_what_it_was(seller: Shop) -> None:
    invoice = await seller.issue(lines=LINES)
    before = await seller.owner.get(path(invoice))
    assert (await seller.owner.post(f"/v1/invoices/{invoice['id']}/void")).status_code == 200
    assert (await seller.owner.get(path(invoice))).content == before.content


async def test_all_that_is_missing_is_one_refusal(shop: Shop) -> None:
    invoice = await shop.issue()
    answer = await shop.owner.get(path(invoice))
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "einvoice_incomplete"), answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert [error["pointer"] for error in problem["errors"]] == [
        "/lines/0/taxes",
        "/receiver/address",
        "/receiver/country",
        "/payer/address",
        "/payer/country",
    ]
    assert invoice["number"] in problem["detail"]
    note = await shop.owner.make("/v1/credit-notes", invoice_id=invoice["id"], amount=100, reason="Broken.")
    answer = await shop.owner.get(path(note))
    assert (answer.status_code, answer.json()["code"]) == (409, "einvoice_incomplete"), answer.text
    assert note["number"] in answer.json()["detail"]


async def test_a_compound_tax_is_refused_by_name(seller: Shop) -> None:
    levy = {"name": "Levy", "percent": "1", "compound": True}
    invoice = await seller.issue(lines=[{"description": "Work", "unit_price": "100", "taxes": [VAT, levy]}])
    answer = await seller.owner.get(path(invoice))
    assert (answer.status_code, answer.json()["code"]) == (409, "einvoice_not_possible"), answer.text
    assert "VAT 19 %, Levy 1 % (compound)" in answer.json()["detail"]


async def test_who_may_read_the_document_may_have_it_and_nobody_else(seller: Shop, stranger: Person) -> None:
    invoice = await seller.issue(lines=LINES)
    note = await seller.owner.make("/v1/credit-notes", invoice_id=invoice["id"], amount=100, reason="Broken.")
    payer, viewer = await seller.payer_login(), await seller.member("viewer")
    for document in (invoice, note):
        answers = [await person.get(path(document)) for person in (seller.owner, viewer, payer)]
        assert [answer.status_code for answer in answers] == [200, 200, 200]
        assert len({answer.content for answer in answers}) == 1
        assert (await stranger.get(path(document))).status_code == 404
        assert (await Person(seller.owner.http).get(path(document))).status_code == 401
    assert (await payer.get(path(await seller.draft(lines=LINES)))).status_code == 404
    for unknown in ("/v1/invoices/inv_0/xml", "/v1/credit-notes/crn_0/xml"):
        assert (await seller.owner.get(unknown)).status_code == 404


@pytest.mark.parametrize("syntax", ["ubl", "cii"])
async def test_what_was_issued_does_not_change_when_its_parties_or_taxes_do(seller: Shop, syntax: str) -> None:
    """Pain 28: issued invoices changed when the customer edited address or tax (invoiceninja#1117, Paymenter#957)."""
    invoice = await seller.issue(lines=LINES)
    address = f"/v1/invoices/{invoice['id']}"
    shown = await seller.owner.read(address)
    written = (await seller.owner.get(f"{path(invoice)}?format={syntax}")).content
    elsewhere = {"address": {"line1": "Elsewhere 2", "city": "Ulm", "postal_code": "89073"}}
    of_receiver = {"name": "Another name", "country": "AT", "tax_id": "ATU13585627", "email": "new@example.com"}
    await changed(seller.owner, f"/v1/receivers/{seller.id}", elsewhere | of_receiver | {"rounding": "line"})
    of_payer = {"name": "Somebody", "country": "ES", "email": "moved@example.com", "tax_id": "ESX9999999X"}
    await changed(seller.owner, f"/v1/payers/{seller.payer['id']}", elsewhere | of_payer)
    for fields in ({"lines": LINES[:1]}, {"prices_include_tax": True}):
        answer = await seller.owner.patch(address, fields)
        assert (answer.status_code, answer.json()["code"]) == (409, "invoice_not_draft")
    assert await seller.owner.read(address) == shown
    assert (await seller.owner.get(f"{path(invoice)}?format={syntax}")).content == written
    # The next one has what there is now.
    assert (await seller.issue(lines=LINES))["receiver"]["name"] == "Another name"
