"""Pictures of our pages in docs/screenshots/: QUITTANCE_REWRITE_DOCS=1 pytest tests/pages/test_screenshots.py"""

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.api.processes import WebProcess
from tests.pages.test_every_page import PAGES, PAY_PAGE, made, pay_page, seller  # noqa: F401 - fixtures

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
WIDTHS = {"wide": 1280, "narrow": 360}


def _name(page: str) -> str:
    return re.split("[#?]", page)[0].strip("/…").replace("/", "-") or "front"


def _file(page: str, width: str) -> Path:
    return FOLDER / f"{_name(page)}-{width}.png"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("page", PAGES)
def test_each_page_has_a_picture(page: str, width: str) -> None:
    assert _file(page, width).exists(), "see the first line of this file"


@pytest.mark.skipif("QUITTANCE_REWRITE_DOCS" not in os.environ, reason="pictures are kept as they are")
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("page", PAGES)
async def test_pictures_are_taken_anew(
    browser: Browser,
    site: WebProcess,
    made: dict[str, str],  # noqa: F811 - the fixture
    page: str,
    width: str,
) -> None:
    context = await browser.new_context(viewport={"width": WIDTHS[width], "height": 640}, locale="en-GB")
    tab = await context.new_page()
    await tab.goto(site.url + made.get(page, page), wait_until="networkidle")
    if page == PAY_PAGE:
        await tab.locator("summary").last.click()
    FOLDER.mkdir(exist_ok=True)
    await tab.screenshot(path=_file(page, width), full_page=True)
    await context.close()
