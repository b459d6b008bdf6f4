"""An invitation is accepted from its mail's link, with nothing but a browser."""

import uuid

import httpx
import pytest
from playwright.async_api import Browser, expect

from tests.api import worlds
from tests.api.processes import WebProcess


async def test_who_has_no_account_makes_one_and_accepts(
    browser: Browser, site: WebProcess, http: httpx.AsyncClient
) -> None:
    world = await worlds.open_world(http)
    page = await browser.new_page()
    await page.goto(f"{site.url}/account/invitation#{world.ids['invitation_token']}")
    await page.reload()
    await page.get_by_label("No, make one").check()
    await page.get_by_label("E-mail address").fill(f"{uuid.uuid4()}@example.com")
    await page.get_by_label("Your name").fill("Nia")
    await page.get_by_label("Password").fill("a long enough passphrase")
    await page.get_by_role("button").click()
    await expect(page.get_by_role("status")).to_contain_text("You have accepted")
    await expect(page.locator("form")).to_be_hidden()
    await page.close()


@pytest.mark.parametrize(("fragment", "shown"), [("", "This link is incomplete"), ("#nobodys", "")])
async def test_what_is_wrong_is_said_where_it_is(browser: Browser, site: WebProcess, fragment: str, shown: str) -> None:
    page = await browser.new_page()
    await page.goto(f"{site.url}/account/invitation{fragment}")
    if fragment:
        await page.get_by_label("E-mail address").fill(f"{uuid.uuid4()}@example.com")
        await page.get_by_label("Password").fill("not the password")
        await page.get_by_role("button").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await expect(page.get_by_role("alert")).to_contain_text(shown or "password")
    await expect(page.get_by_role("status")).to_be_hidden()
    await page.close()
