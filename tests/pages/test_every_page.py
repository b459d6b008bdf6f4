"""What holds for each page in a browser: it fits, is read by machines and without scripts, and loads only our files."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, Response

from tests.api.processes import WebProcess

PAGES = (
    "/",
    "/account/verify-email#token",
    "/account/reset-password#token",
    "/account/pause-reminders#token",
    "/account/invitation#token",
)
WIDTHS = (320, 768, 1920)
# In all, at first sight: what a telephone on a slow line waits for.
BYTES_MAX = 60_000
EVERY = pytest.mark.parametrize("path", PAGES)


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    yield await context.new_page()
    await context.close()


@EVERY
async def test_it_fits_from_a_small_telephone_to_a_wide_screen(page: Page, site: WebProcess, path: str) -> None:
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        await page.goto(site.url + path)
        needed = await page.evaluate("document.documentElement.scrollWidth")
        assert needed <= width


@EVERY
async def test_nobody_is_kept_out(page: Page, site: WebProcess, path: str) -> None:
    await page.goto(site.url + path)
    found = (await Axe().run(page)).response["violations"]
    serious = [(one["id"], one["help"]) for one in found if one["impact"] in ("serious", "critical")]
    assert serious == []
    assert await page.title()
    assert await page.locator("h1").count() == 1


@EVERY
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


@EVERY
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
