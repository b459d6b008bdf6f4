"""What holds for each page in a browser: it fits, is read by machines and without scripts, and loads only our files.

Pages for who is logged in are in test_personal_pages.py, forms that were refused in test_error_states.py.
"""

import re
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx
import pytest
from litestar.routes import HTTPRoute
from playwright.async_api import Browser, Page, Response

from api.pages import rendering
from models import ids
from models.mail import unsubscriptions
from tests.api.operations import APP
from tests.api.people import Shop, form
from tests.api.processes import WebProcess
from tests.models.identity.logged_in import mailed_token
from tests.pages import looks
from tests.pages.people import World
from tests.pictures import mark

# Of an invoice that is issued for it, and of mails that were sent.
PAY_PAGE = "/pay/…"
VERIFY, RESET, INVITATION = "/account/verify-email#…", "/account/reset-password#…", "/account/invitation#…"
UNSUBSCRIBE = "/account/unsubscribe/…"
PAGES = (
    "/",
    "/account/login",
    "/account/register",
    "/account/forgot-password",
    VERIFY,
    RESET,
    "/account/pause-reminders#token",
    INVITATION,
    "/receipts/rec_1?hash=0",
    UNSUBSCRIBE,
    PAY_PAGE,
)
GRACE = "grace.hopper@example.com"
DOCS = "/docs"
GUIDES = ("/docs/errors", "/docs/guides/invoices")
# What is answered where there is no page, or none for this link.
BROKEN = {"/nothing": 404, "/pay/nobodys": 404, "/account/unsubscribe/nobodys": 422, "/docs?page=2": 422}
# Hidden routes that answer something else than a page: files, texts for scripts, and ways back to the page.
NO_PAGES = {
    *("/assets/{name}", "/assets/colours/{name}", "/assets/logos/{name}"),
    *(
        "/pay/{token}/state",
        "/pay/{token}/events",
        "/pay/{token}/payments",
        "/pay/{token}/payments/{payment_id}/cancel",
        "/pay/{token}/reports",
        "/pay/{token}/receipts/{payment_id}",
    ),
    *("/account/payments/{payment_id}/proof", "/account/unsubscribe/{token}/back"),
}
# In all, at first sight: what a telephone on a slow line waits for.
BYTES_MAX = 60_000
# Over how many lines the words of the tables' heads over numbers, and of what stands below heads, are set.
LINES_OF_WORDS = """() => {
  const lines = {};
  for (const cell of document.querySelectorAll("th.number, td[data-label]")) {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (const word of node.data.matchAll(/\\S+/g)) {
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        const count = new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size;
        lines[word[0]] = Math.max(lines[word[0]] || 0, count);
      }
    }
  }
  return lines;
}"""
LONG = (
    "Design of a garden in the south, of a description that is long enough to wrap on each telephone, and " + "x" * 60
)


@pytest.fixture(scope="session")
async def seller(http: httpx.AsyncClient) -> Shop:
    """Whose invoice and mails it is about."""
    from tests.api import people  # noqa: PLC0415 - see tests/conftest.py

    return await people.open_shop(http)


@pytest.fixture(scope="session")
async def pay_page(seller: Shop) -> str:
    """The page of an invoice that has everything: taxes, a discount, instalments, codes, a payment, a memo, a logo."""
    shop = seller
    about = {"name": "Ada's Workshop", "bank_account": "DE89 3704 0044 0532 0130 00", "country": "DE"}
    assert (await shop.owner.patch(f"/v1/receivers/{shop.id}", about)).status_code == 200
    logo = await shop.owner.put(f"/v1/receivers/{shop.id}/logo", form(mark(), "logo.png"))
    assert logo.status_code == 201
    lines = [
        {"description": LONG, "quantity": "2.5", "unit_price": "800.00", "taxes": [{"name": "VAT", "percent": "19"}]},
        {"description": "Trees", "quantity": "10", "unit_price": "25", "discount": {"percent": "10"}},
    ]
    parts = [{"percent": "40", "days": 0}, {"percent": "60", "days": 30}]
    invoice = await shop.issue(lines=lines, memo="Thank you.\nSee you in spring.", instalments=parts)
    await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash", amount=1_000)
    return urlsplit(invoice["pay_url"]).path


@pytest.fixture(scope="session")
async def made(http: httpx.AsyncClient, seller: Shop, pay_page: str) -> dict[str, str]:
    """The addresses of what was made for these tests."""
    from tests.api import people  # noqa: PLC0415 - see tests/conftest.py

    receiver_id = ids.decode("receiver", seller.id)
    assert receiver_id is not None
    ending = unsubscriptions.url("reminder", receiver_id=receiver_id, email=GRACE)
    await people.register(http, email=GRACE)
    assert (await http.post("/v1/auth/password/forgot", json={"email": GRACE})).status_code == 202
    await seller.owner.make(f"/v1/payers/{seller.payer['id']}/invitations", email=GRACE)
    kinds = {VERIFY: "verify_email", RESET: "reset_password", INVITATION: "invite_payer"}
    tokens = {page: await mailed_token(GRACE, kind=kind) for page, kind in kinds.items()}
    linked = {page: page.replace("…", token) for page, token in tokens.items()}
    return linked | {PAY_PAGE: pay_page, UNSUBSCRIBE: urlsplit(ending).path}


@pytest.fixture(params=[*PAGES, *GUIDES])
def path(request: pytest.FixtureRequest, made: dict[str, str]) -> str:
    page: str = request.param
    return made.get(page, page)


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    yield await context.new_page()
    await context.close()


def test_no_page_is_left_out(made: dict[str, str], world: World) -> None:
    opened = {*PAGES, *GUIDES, DOCS, *made.values(), *world.paths.values()}
    paths = {re.split("[#?]", page)[0] for page in opened}
    pages = [
        re.sub(r":\w+", "", route.path)
        for route in APP.routes
        if isinstance(route, HTTPRoute)
        and any("GET" in each.http_methods and not each.include_in_schema for each in route.route_handlers)
    ]
    forms = {page: re.compile(re.sub(r"\{\w+\}", "[^/]+", page)) for page in pages}
    left_out = {page for page, form in forms.items() if not any(form.fullmatch(path) for path in paths)}
    assert left_out == NO_PAGES, "add the page to PAGES here, or to the world of tests/pages/people.py"


async def test_it_fits_from_a_small_telephone_to_a_wide_screen(page: Page, site: WebProcess, path: str) -> None:
    await page.goto(site.url + path)
    assert await looks.fits(page)


async def test_on_a_telephone_no_head_over_numbers_and_no_date_is_broken_inside_a_word(
    browser: Browser, site: WebProcess, pay_page: str
) -> None:
    for width in (320, 390, 412):
        context = await browser.new_context(viewport={"width": width, "height": 800}, locale="de-DE")
        tab = await context.new_page()
        await tab.goto(site.url + pay_page)
        lines: dict[str, int] = await tab.evaluate(LINES_OF_WORDS)
        assert "Nettobetrag" in lines
        assert {word for word, count in lines.items() if count > 1} == set(), width
        await context.close()


async def test_nobody_is_kept_out(page: Page, site: WebProcess, path: str) -> None:
    answer = await page.goto(site.url + path)
    assert answer is not None
    assert answer.headers["content-security-policy"] == rendering.POLICY
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert await looks.faults(page) == []
    assert await page.title()
    assert await page.locator("h1").count() == 1


@pytest.mark.parametrize("path", BROKEN)
async def test_an_error_is_a_page_like_the_others(page: Page, site: WebProcess, path: str) -> None:
    answer = await page.goto(site.url + path)
    assert answer is not None
    assert answer.status == BROKEN[path]
    assert answer.headers["content-security-policy"] == rendering.POLICY
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert await looks.fits(page)
    assert await looks.faults(page) == []
    assert await page.locator("h1").count() == 1


async def test_the_documentation_of_the_api_is_a_page_like_the_others(page: Page, site: WebProcess) -> None:
    """But for what Swagger UI makes itself, and its size."""
    answer = await page.goto(site.url + DOCS)
    assert answer is not None
    assert answer.headers["content-security-policy"] == rendering.POLICY
    assert await looks.fits(page)
    await page.locator("#operations-tag-Invoices").wait_for(timeout=90_000)
    tags = await page.locator("#documentation h3").all_inner_texts()
    assert tags[0].startswith("Invoices")
    assert await page.locator("h1").count() == 1


async def test_the_address_of_an_error_leads_to_its_paragraph(page: Page, site: WebProcess) -> None:
    await page.goto(f"{site.url}/docs/errors#invoice_not_open")
    heading = page.locator("#invoice_not_open")
    await heading.wait_for()
    assert await heading.evaluate("heading => Math.abs(heading.getBoundingClientRect().top) < 100")


async def test_it_loads_little_and_nothing_from_elsewhere(page: Page, site: WebProcess, path: str) -> None:
    answers: list[Response] = []
    errors: list[str] = []
    page.on("response", lambda answer: answers.append(answer))
    page.on("console", lambda said: errors.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(site.url + path, wait_until="networkidle")
    assert {urlsplit(answer.url).netloc for answer in answers if not answer.url.startswith("data:")} == {
        urlsplit(site.url).netloc
    }
    assert [answer.url for answer in answers if answer.status >= 400] == []
    assert errors == []
    assert sum([len(await answer.body()) for answer in answers]) <= BYTES_MAX


async def test_it_can_be_read_without_scripts(browser: Browser, site: WebProcess, path: str) -> None:
    context = await browser.new_context(java_script_enabled=False)
    without = await context.new_page()
    answer = await without.goto(site.url + path)
    assert answer is not None
    assert answer.status == 200
    assert await without.locator("main").inner_text()
    await context.close()


async def test_who_uses_the_keyboard_gets_to_the_content_at_once(page: Page, site: WebProcess) -> None:
    await page.goto(site.url)
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.getAttribute('href')") == "#content"
