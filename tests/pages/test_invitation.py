"""The link of an invitation, where it is not as it should be. How it is accepted is in test_personal_pages.py."""

import httpx
import pytest
from playwright.async_api import BrowserContext, expect

from tests.api import people
from tests.api.processes import WebProcess
from tests.pages.people import log_in


@pytest.mark.parametrize("is_logged_in", [True, False])
async def test_a_link_without_its_end_says_so(
    context: BrowserContext,
    site: WebProcess,
    http: httpx.AsyncClient,
    is_logged_in: bool,
) -> None:
    page = await context.new_page()
    if is_logged_in:
        await log_in(page, site, await people.register(http))
    await page.goto(f"{site.url}/account/invitation")
    await expect(page.get_by_role("alert")).to_contain_text("This link is incomplete")
    await expect(page.locator("main .card")).to_be_hidden()


async def test_a_link_that_is_none_says_so(
    context: BrowserContext,
    site: WebProcess,
    http: httpx.AsyncClient,
) -> None:
    page = await context.new_page()
    await log_in(page, site, await people.register(http))
    await page.goto(f"{site.url}/account/invitation#nobodys")
    await page.get_by_role("button", name="Accept the invitation").click()
    await expect(page.get_by_role("alert")).to_contain_text("This link does not work any more")
    # The token is there still: it may have been somebody else's turn.
    await expect(page.get_by_role("button", name="Accept the invitation")).to_be_visible()
