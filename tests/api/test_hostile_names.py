"""Whatever people call themselves and what they sell, it is a text on each page and in each file, table and e-invoice.

The same names are in mails by tests/models/mail/test_hostile_mails.py, in documents by …/documents/test_texts.py.
"""

import csv
import io
from typing import Any, NamedTuple
from urllib.parse import unquote

import httpx
import pytest
from lxml import etree, html

from models import ids
from models.documents import making
from models.mail import unsubscriptions
from models.shapes import cells
from tests.api import people, worlds
from tests.api.people import Shop, form
from tests.api.visitors import log_in
from tests.hostile_names import HOSTILE

BROWSER = "text/html,*/*;q=0.8"
LANGUAGES_READ = ("en", "hi")
HONEST = "Ada Lovelace"


class Sold(NamedTuple):
    """A shop with a name wherever one can stand, and what it has issued."""

    shop: Shop
    invoices: dict[str, dict[str, Any]]


async def accepted(person: people.Person, path: str, *tried: dict[str, Any]) -> None:
    """Makes the first of these changes that is taken: what is refused as a name may still stand in another text."""
    for fields in tried:
        answer = await person.patch(path, fields)
        if answer.status_code == 200:
            return
        assert answer.status_code == 422, answer.text


async def sell(http: httpx.AsyncClient, name: str) -> Sold:
    shop = await people.open_shop(http)
    address = {"city": "Berlin", "postal_code": "10115"}
    honest = {"address": address | {"line1": "Hauptstraße 1"}, "country": "DE"}
    of_receiver = honest | {"tax_id": "DE136695976", "bank_account": "DE89370400440532013000"}
    for path, usual in ((f"/v1/receivers/{shop.id}", of_receiver), (f"/v1/payers/{shop.payer['id']}", honest)):
        assert (await shop.owner.patch(path, usual)).status_code == 200
        place = {"address": address | {"line1": name[:140]}}
        await accepted(shop.owner, path, {"name": name[:200]} | place, {"name": name[:200]}, place)
    taxes = [{"name": "VAT", "percent": "19", "category": "S"}]
    texts: dict[str, Any] = {}
    for field, most in (("memo", 2_000), ("purchase_order", 100)):
        draft = await shop.owner.post("/v1/invoices", shop.draft_fields() | {field: name[:most]})
        texts |= {field: name[:most]} if draft.status_code == 201 else {}
    line = {"description": name[:500], "unit_price": "119", "taxes": taxes}
    refused = (await shop.owner.post("/v1/invoices", shop.draft_fields(lines=[line]))).status_code == 422
    lines = [line | {"description": "Work"} if refused else line]
    invoices = {state: await shop.issue(lines=lines, **texts) for state in ("open", "paid", "void")}
    payment = await shop.owner.make(
        "/v1/payments", invoice_id=invoices["paid"]["id"], method="cash", reference="x", note="x"
    )
    assert payment["status"] == "succeeded"
    assert (await shop.owner.post(f"/v1/invoices/{invoices['void']['id']}/void")).status_code == 200
    return Sold(shop, invoices)


@pytest.mark.parametrize("harm", HOSTILE)
async def test_no_name_is_more_than_a_text(http: httpx.AsyncClient, harm: str) -> None:
    sold, honest = await sell(http, HOSTILE[harm]), await sell(http, HONEST)
    await _pages(http, sold, honest)
    await _pages_of_people(http, [await use(sold, HOSTILE[harm]), await use(honest, HONEST)])
    await _files(sold, HOSTILE[harm])
    await _tables(sold)
    await _e_invoices(sold)


async def _pages(http: httpx.AsyncClient, sold: Sold, honest: Sold) -> None:
    """The pay page has no element, attribute or link that it would not have for anybody else."""
    for state, invoice in sold.invoices.items():
        for language in LANGUAGES_READ:
            read, expected = [await _opened(http, each, language) for each in (invoice, honest.invoices[state])]
            assert _made_of(read) <= _made_of(expected)
            theirs, ours = worlds.pay_token(invoice), worlds.pay_token(honest.invoices[state])
            links = {str(each).replace(theirs, ours) for each in read.xpath("//@href | //@src | //@action")}
            assert links <= {str(each) for each in expected.xpath("//@href | //@src | //@action")}
            shown = "".join(read.text_content().split())
            assert "".join(invoice["receiver"]["name"].split()) in shown


class Used(NamedTuple):
    """The people of a shop in their browsers, and the pages that show what they call themselves and write."""

    owner: httpx.AsyncClient
    payer: httpx.AsyncClient
    of_owner: list[str]
    of_payer: list[str]
    of_anybody: list[str]


async def use(sold: Sold, name: str) -> Used:
    """The payer reports a payment with that name as its reference, and both call themselves by it."""
    shop, invoice = sold.shop, sold.invoices["open"]
    payer, receiver_id = await shop.payer_login(), ids.decode("receiver", shop.id)
    assert receiver_id is not None
    for person in (shop.owner, payer):
        await accepted(person, "/v1/me", {"name": name[:200]})
    report = {"invoice_id": invoice["id"], "method": "bank_transfer"}
    answer = await payer.post("/v1/payments", report | {"reference": name[:140]})
    if answer.status_code == 422:
        answer = await payer.post("/v1/payments", report)
    assert answer.status_code == 201, answer.text
    receiver, ending = (
        f"/account/receivers/{shop.id}",
        unsubscriptions.url("reminder", receiver_id=receiver_id, email="grace@example.com"),
    )
    return Used(
        await log_in(shop.owner),
        await log_in(payer),
        [
            *("/account", receiver, f"{receiver}?show=reported", f"{receiver}?show=paid"),
            *(f"/account/invoices/{invoice['id']}/payments", f"/account/payments/{answer.json()['id']}"),
        ],
        ["/account", "/account/owing", "/account/owing?show=paid"],
        [ending[ending.index("/account/") :], f"/pay/{worlds.pay_token(invoice)}"],
    )


async def _pages_of_people(http: httpx.AsyncClient, used: list[Used]) -> None:
    """Neither have those of who is logged in, of mails, and of a link by which was reported."""
    hostile, honest = used
    for mine, theirs, paths, expected_paths in (
        (hostile.owner, honest.owner, hostile.of_owner, honest.of_owner),
        (hostile.payer, honest.payer, hostile.of_payer, honest.of_payer),
        (http, http, hostile.of_anybody, honest.of_anybody),
    ):
        for path, expected_path in zip(paths, expected_paths, strict=True):
            read, expected = [await _read(*each) for each in ((mine, path), (theirs, expected_path))]
            assert _made_of(read) <= _made_of(expected), path
            addresses = [str(each) for each in read.xpath("//@href | //@src | //@action")]
            assert [each for each in addresses if not each.startswith(("/", "#")) or each.startswith("//")] == []


async def _read(browser: httpx.AsyncClient, path: str) -> Any:
    page = await browser.get(path, headers={"accept": BROWSER})
    assert page.status_code == 200, page.text
    return html.document_fromstring(page.text)


async def _opened(http: httpx.AsyncClient, invoice: dict[str, Any], language: str) -> Any:
    headers = {"accept": BROWSER, "accept-language": language}
    return html.document_fromstring((await http.get(f"/pay/{worlds.pay_token(invoice)}", headers=headers)).text)


def _made_of(page: Any) -> set[tuple[str, str]]:
    return {(str(element.tag), name) for element in page.iter() for name in ("", *element.attrib)}


async def _files(sold: Sold, name: str) -> None:
    """What is saved has a name of one part, which says what it is."""
    owner, invoice = sold.shop.owner, sold.invoices["open"]
    invoice_id = ids.decode("invoice", invoice["id"])
    assert invoice_id is not None
    assert (await making.at_once("invoice", invoice_id)).content.startswith(b"%PDF")
    draft = await sold.shop.draft()
    sent = form(name=name.replace("\r", "").replace("\n", "").replace('"', "")[:200])
    answer = await owner.post(f"/v1/invoices/{draft['id']}/attachments", sent)
    assert answer.status_code in (201, 422, 400), answer.text
    saved = [await owner.get(f"/v1/invoices/{invoice['id']}/pdf")]
    if answer.status_code == 201:
        saved.append(await owner.get(f"/v1/invoices/{draft['id']}/attachments/{answer.json()['id']}"))
    for file in saved:
        assert file.status_code == 200, file.text
        _, plain, extended = file.headers["content-disposition"].split("; ")
        for told in (plain, unquote(extended)):
            assert told.removesuffix('"').endswith(".pdf")
            assert not set(told) & set("/\\\r\n\0;\u202e\u2067")


async def _tables(sold: Sold) -> None:
    """No cell is a formula, and each row has as many cells as the header."""
    answer = await sold.shop.owner.get("/v1/invoices", accept="text/csv")
    header, *rows = list(csv.reader(io.StringIO(answer.text, newline=""), strict=True))
    assert len(rows) >= len(sold.invoices)
    for row in rows:
        assert len(row) == len(header)
        texts = [cell for cell in row if not cell.replace(".", "").lstrip("-").isdigit()]
        assert not [cell for cell in texts if cell.startswith(cells.FORMULA)]


async def _e_invoices(sold: Sold) -> None:
    """Both syntaxes can be read, and say what the JSON says but for what XML cannot hold."""
    invoice = sold.invoices["open"]
    for syntax in ("cii", "ubl"):
        answer = await sold.shop.owner.get(f"/v1/invoices/{invoice['id']}/xml?format={syntax}")
        assert answer.status_code == 200, answer.text
        read = etree.fromstring(answer.content)
        texts = {"".join(str(text).split()) for text in read.itertext()}
        assert "".join(invoice["receiver"]["name"].split()) in texts
