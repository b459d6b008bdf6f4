"""A browser, and the application behind its server. Where no Chromium is installed these tests are skipped."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, async_playwright

from tests.api.conftest import http, shop  # noqa: F401 - fixtures of those tests, which make what our pages show
from tests.api.processes import WebProcess

if TYPE_CHECKING:
    from tests.pages.people import World

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium; CHROMIUM names another one."""
    if CHROMIUM is None:
        pytest.skip("There is no Chromium: install it (Debian: apt install chromium), or name it in CHROMIUM.")
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        await opened.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebProcess]:
    """The application behind uvicorn, at an address that links of mails and pages name too."""
    process = WebProcess(tmp_path_factory.mktemp("site") / "log.txt")
    process.environment["QUITTANCE_PUBLIC_URL"] = process.url
    process.start()
    yield process
    process.stop()


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A browser of somebody who has not been here yet."""
    opened = await browser.new_context(viewport={"width": 1280, "height": 640}, reduced_motion="reduce", locale="en-GB")
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
async def world(http: httpx.AsyncClient) -> "World":  # noqa: F811 - the fixture
    """A receiver with invoices in every state, which no test changes."""
    from tests.pages import people  # noqa: PLC0415 - see tests/conftest.py

    return await people.open_world(http)
