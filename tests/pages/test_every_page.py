"""What holds for each page in a browser: it fits, is read by machines and without scripts, and loads only our files."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, Response

from tests.api.processes import WebProcess

# Of an invoice that is issued for it.
PAY_PAGE = "/pay/…"
PAGES = (
    "/",
    "/account/login",
    "/account/register",
    "/account/forgot-password",
    "/account/verify-email#token",
    "/account/reset-password#token",
    "/account/pause-reminders#token",
    "/account/invitation#token",
    "/receipts/rec_1?hash=0",
    PAY_PAGE,
)
WIDTHS = (320, 768, 1920)
# In all, at first sight: what a telephone on a slow line waits for.
BYTES_MAX = 60_000
LONG = (
    "Design of a garden in the south, of a description that is long enough to wrap on each telephone, and " + "x" * 60
)


@pytest.fixture(scope="session")
async def pay_page(http: httpx.AsyncClient) -> str:
    """The page of an invoice that has everything: taxes, a discount, instalments, codes, a payment, and a memo."""
    from tests.api import people  # noqa: PLC0415 - see tests/conftest.py

    shop = await people.open_shop(http)
    about = {"name": "Ada's Workshop", "bank_account": "DE89 3704 0044 0532 0130 00", "country": "DE"}
    assert (await shop.owner.patch(f"/v1/receivers/{shop.id}", about)).status_code == 200
    lines = [
        {"description": LONG, "quantity": "2.5", "unit_price": "800.00", "taxes": [{"name": "VAT", "percent": "19"}]},
        {"description": "Trees", "quantity": "10", "unit_price": "25", "discount": {"percent": "10"}},
    ]
    parts = [{"percent": "40", "days": 0}, {"percent": "60", "days": 30}]
    invoice = await shop.issue(lines=lines, memo="Thank you.\nSee you in spring.", instalments=parts)
    await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash", amount=1_000)
    return urlsplit(invoice["pay_url"]).path


@pytest.fixture(params=PAGES)
async def path(request: pytest.FixtureRequest, pay_page: str) -> str:
    page: str = request.param
    return pay_page if page == PAY_PAGE else page


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    yield await context.new_page()
    await context.close()


async def test_it_fits_from_a_small_telephone_to_a_wide_screen(page: Page, site: WebProcess, path: str) -> None:
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        await page.goto(site.url + path)
        needed = await page.evaluate("document.documentElement.scrollWidth")
        assert needed <= width


async def test_nobody_is_kept_out(page: Page, site: WebProcess, path: str) -> None:
    await page.goto(site.url + path)
    found = (await Axe().run(page)).response["violations"]
    serious = [(one["id"], one["help"]) for one in found if one["impact"] in ("serious", "critical")]
    assert serious == []
    assert await page.title()
    assert await page.locator("h1").count() == 1


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
