"""The page behind a pay link: what it says in each state and in which language, and that it gives nothing away."""

from typing import Any

import httpx
import pytest

from api.pages import rendering
from models import database, ids
from models.collection import pay_links
from models.documents import codes
from models.errors import NotFound
from models.languages import formats
from models.money import references
from tests.api import worlds
from tests.api.people import Person, Shop
from tests.api.test_pages import LINKED

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
BYTES_MAX = 60_000
DISPUTED = "A payment of this invoice is disputed at the bank at the moment."


def path(invoice: dict[str, Any]) -> str:
    return f"/pay/{worlds.pay_token(invoice)}"


async def opened(http: httpx.AsyncClient, invoice: dict[str, Any], **headers: str) -> str:
    """The page, as a browser gets it."""
    answer = await http.get(path(invoice), headers={"accept": BROWSER, **headers})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert len(answer.content) < BYTES_MAX
    return answer.text


def without_our_script(shown: str) -> str:
    """The page without the one script that belongs to it."""
    return shown.replace(f'<script src="{rendering.asset_url("pay.js")}" defer></script>', "")


def euros(amount: int) -> str:
    return formats.money(amount, "EUR", "en")


async def test_the_link_of_an_invoice_leads_to_a_page_that_says_what_is_asked(
    shop: Shop, http: httpx.AsyncClient
) -> None:
    invoice = await shop.issue(12_345, memo="Thank you for the garden.", purchase_order="PO-7")
    assert invoice["pay_url"].endswith(path(invoice))
    shown = await opened(http, invoice)
    for words in (
        invoice["number"],
        references.grouped(invoice["reference"]),
        shop.payer["name"],
        euros(12_345),
        "Work",
        "PO-7",
        "Thank you for the garden.",
        "Amount to pay",
        "Pay by bank transfer",
    ):
        assert words in shown, words
    assert "is on its way" not in shown


@pytest.mark.parametrize(
    ("accepted", "is_page"),
    [
        (BROWSER, True),
        ("text/html", True),
        ("text/html;q=0.5, application/json", False),
        ("application/json", False),
        ("*/*", False),
        ("", False),
        ("text/html;q=0", False),
    ],
)
async def test_programs_get_what_the_api_gives(
    shop: Shop, http: httpx.AsyncClient, accepted: str, is_page: bool
) -> None:
    invoice = await shop.issue()
    answer = await http.get(path(invoice), headers={"accept": accepted})
    assert answer.status_code == 200
    assert answer.headers["vary"] == "Accept, Accept-Language"
    assert answer.headers["content-type"].startswith("text/html") == is_page
    if not is_page:
        assert answer.content == (await http.get(f"/v1{path(invoice)}")).content


async def test_what_is_paid_and_what_is_on_its_way_is_said(shop: Shop, anybody: Person) -> None:
    await shop.pretend_gateway()
    invoice = await shop.issue(10_000)
    await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash", amount=2_500)
    begun = await anybody.post(f"/v1{path(invoice)}/payments", {"payment_token": "tok_success", "amount": 4_000})
    assert begun.status_code == 201
    shown = await opened(anybody.http, invoice)
    assert f"A payment of {euros(4_000)} is on its way." in shown
    assert f'<span class="due">{euros(3_500)}</span>' in shown
    assert "Paid so far" in shown
    await anybody.post(f"/v1{path(invoice)}/payments", {"payment_token": "tok_success"})
    shown = await opened(anybody.http, invoice)
    assert f"A payment of {euros(7_500)} is on its way." in shown
    for words in ("Amount to pay", "Pay by bank transfer", "Thank you."):
        assert words not in shown, "nobody is to pay twice"


@pytest.mark.parametrize(
    ("does", "words"),
    [
        ("pay", "This invoice is paid. Thank you."),
        ("credit", "There is nothing left to pay on this invoice."),
        ("void", "This invoice was declared void."),
        ("uncollectible", "does not collect this invoice any more"),
        ("replace", "This invoice was replaced by a new one"),
    ],
)
async def test_where_nothing_is_to_be_paid_the_page_says_why(
    shop: Shop, http: httpx.AsyncClient, does: str, words: str
) -> None:
    invoice = await shop.issue(10_000)
    at = f"/v1/invoices/{invoice['id']}"
    answer = {
        "pay": lambda: shop.owner.post("/v1/payments", {"invoice_id": invoice["id"], "method": "cash"}),
        "credit": lambda: shop.owner.post(
            "/v1/credit-notes", {"invoice_id": invoice["id"], "amount": 10_000, "reason": "Not delivered"}
        ),
        "void": lambda: shop.owner.post(f"{at}/void"),
        "uncollectible": lambda: shop.owner.post(f"{at}/mark_uncollectible", {"reason": "Bankrupt"}),
        "replace": lambda: shop.owner.post(f"{at}/replace"),
    }[does]
    done = await answer()
    assert done.status_code < 300, done.text
    shown = await opened(http, invoice)
    assert words in shown
    assert "Pay by bank transfer" not in shown


async def test_the_page_shows_the_account_and_codes_for_what_can_be_paid(shop: Shop, http: httpx.AsyncClient) -> None:
    await shop.owner.patch(f"/v1/receivers/{shop.id}", {"bank_account": "DE89370400440532013000"})
    invoice = await shop.issue(10_000)
    shown = await opened(http, invoice)
    assert "DE89370400440532013000" in shown
    linked = LINKED.findall(shown)
    (picture,) = [url for url in linked if url.endswith(".svg") and "/codes/" in url]
    assert (await http.get(picture)).headers["content-type"].startswith("image/svg+xml")
    assert f"/v1{path(invoice)}/pdf" in linked
    await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash", amount=10_000)
    assert "/codes/" not in await opened(http, invoice)


async def test_that_a_payment_is_disputed_is_said_beside_what_is_asked_for(shop: Shop, http: httpx.AsyncClient) -> None:
    invoice = await shop.issue(10_000)
    assert DISPUTED not in await opened(http, invoice)
    before = (await http.get(f"{path(invoice)}/state")).text
    await database.execute("UPDATE invoices SET disputed = true WHERE id = $1", ids.decode("invoice", invoice["id"]))
    assert (await http.get(f"{path(invoice)}/state")).text != before
    shown = await opened(http, invoice)
    assert DISPUTED in shown
    assert "before you pay it again" in shown
    await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash", amount=10_000)
    shown = await opened(http, invoice)
    assert DISPUTED in shown, "also where the bank only asks, and has taken nothing back"
    assert "before you pay it again" not in shown
    await database.execute("UPDATE invoices SET disputed = false WHERE id = $1", ids.decode("invoice", invoice["id"]))


async def test_a_code_is_called_in_the_language_of_the_page_what_the_document_calls_it(
    shop: Shop, http: httpx.AsyncClient
) -> None:
    await shop.owner.patch(f"/v1/receivers/{shop.id}", {"bank_account": "DE89370400440532013000"})
    shown = await opened(http, await shop.issue(10_000), **{"accept-language": "de"})
    assert shown.count(codes.name("epc", "de")) == 2, "beside the picture, and for who does not see it"
    assert codes.name("epc", "en") not in shown


async def test_instalments_are_listed(shop: Shop, http: httpx.AsyncClient) -> None:
    plan = [{"percent": "40", "days": 0}, {"percent": "60", "days": 30}]
    shown = await opened(http, await shop.issue(10_000, instalments=plan))
    assert "Instalments" in shown
    assert euros(4_000) in shown
    assert euros(6_000) in shown


@pytest.mark.parametrize(
    ("payer", "browser", "receiver", "language"),
    [
        ("hi", "es", "de", "hi"),
        (None, "es", "de", "es"),
        (None, "fr", "de", "de"),
        (None, "", "en", "en"),
    ],
)
async def test_the_page_is_in_the_payers_language_then_the_browsers_then_the_receivers(
    shop: Shop, http: httpx.AsyncClient, payer: str | None, browser: str, receiver: str, language: str
) -> None:
    await shop.owner.patch(f"/v1/payers/{shop.payer['id']}", {"language": payer})
    await shop.owner.patch(f"/v1/receivers/{shop.id}", {"language": receiver})
    shown = await opened(http, await shop.issue(), **{"accept-language": browser})
    assert f'<html lang="{language}">' in shown


async def test_names_are_no_markup(shop: Shop, http: httpx.AsyncClient) -> None:
    evil = "<script>alert(1)</script>{{ 7 * 7 }}%s{0}\"'><img src=x>"
    await shop.owner.patch(f"/v1/receivers/{shop.id}", {"name": evil, "bank_account": evil[:40]})
    await shop.owner.patch(f"/v1/payers/{shop.payer['id']}", {"name": evil, "address": {"line1": evil}})
    lines = [{"description": evil, "unit_price": "10", "taxes": [{"name": evil[:30], "percent": "5"}]}]
    invoice = await shop.issue(lines=lines, memo=evil, purchase_order=evil)
    for language in ("en", "de", "es", "hi"):
        shown = await opened(http, invoice, **{"accept-language": language})
        assert "<script" not in without_our_script(shown)
        assert "<img src=x" not in shown
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 * 7 }}%s{0}" in shown


@pytest.mark.parametrize("guess", ["x", "a" * 43, "%00", "%ED%A0%80", "a" * 3000])
async def test_a_link_that_leads_nowhere_says_what_to_do(http: httpx.AsyncClient, guess: str) -> None:
    page = await http.get(f"/pay/{guess}", headers={"accept": BROWSER, "accept-language": "de"})
    assert (page.status_code, page.headers["content-language"]) == (404, "de")
    assert "Dieser Link funktioniert nicht" in page.text
    assert page.headers["content-security-policy"] == rendering.POLICY
    answer = await http.get(f"/pay/{guess}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_the_page_is_private_and_loads_nothing_from_elsewhere(shop: Shop, http: httpx.AsyncClient) -> None:
    invoice = await shop.issue()
    answer = await http.get(f"{path(invoice)}?utm_source=mail", headers={"accept": BROWSER})
    assert answer.status_code == 200, "mails and messengers add parameters to links"
    assert answer.headers["content-security-policy"] == rendering.POLICY
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert "style=" not in answer.text
    assert "<script" not in without_our_script(answer.text)
    assert all(url.startswith("/") and not url.startswith("//") for url in LINKED.findall(answer.text) if url[0] != "#")


async def test_the_token_is_in_no_metric_and_no_line_of_the_log(
    shop: Shop, http: httpx.AsyncClient, capfd: pytest.CaptureFixture[str]
) -> None:
    invoice = await shop.issue()
    await opened(http, invoice)
    told = "".join(capfd.readouterr())
    metrics = (await http.get("/metrics")).text
    assert 'route="/pay/{token}"' in metrics
    for text in (told, metrics):
        assert worlds.pay_token(invoice) not in text


async def test_a_receipt_that_the_page_lists_no_more_is_there_for_who_has_kept_its_link(
    shop: Shop, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pay_links, "RECEIPTS_MAX", 1)
    invoice = await shop.issue(10_000)
    numbers = {}
    for _ in range(2):
        payment = await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash", amount=1_000)
        numbers[payment["id"]] = (await shop.owner.read(f"/v1/payments/{payment['id']}/receipt"))["number"]
    older, newer = numbers.values()
    shown = await opened(http, invoice)
    assert newer in shown
    assert older not in shown
    for payment_id, number in numbers.items():
        assert (await pay_links.receipt(worlds.pay_token(invoice), payment_id))["number"] == number
    other = await shop.issue()
    with pytest.raises(NotFound):
        await pay_links.receipt(worlds.pay_token(other), next(iter(numbers)))
