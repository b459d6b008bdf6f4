"""Forms that were refused: what is wrong is said beside it, fits the screen, and keeps nobody out."""

import re

import httpx
import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.api import people
from tests.api.processes import WebProcess
from tests.pages import looks
from tests.pages.people import World, log_in


async def refused(page: Page) -> None:
    """What holds once a form has come back."""
    await expect(page.locator("[role=alert]:visible, [aria-invalid=true]").first).to_be_visible()
    assert await looks.fits(page)
    assert await looks.faults(page) == []
    assert await page.locator("h1").count() == 1


@pytest.fixture
async def page(context: BrowserContext) -> Page:
    return await context.new_page()


@pytest.mark.parametrize("path", ["/account/login", "/account/register", "/account/forgot-password"])
async def test_before_a_login(page: Page, site: WebProcess, path: str) -> None:
    await page.goto(site.url + path)
    # As a browser without these rules sends it.
    await page.locator("form.card").evaluate("form => { form.noValidate = true }")
    await page.get_by_label("E-mail address").fill("nobody")
    await page.locator("form.card button").click()
    await expect(page).to_have_title(re.compile("^Error: "))
    await refused(page)


@pytest.mark.parametrize("path", ["/account/verify-email", "/account/reset-password", "/account/pause-reminders"])
async def test_behind_the_links_of_mails(page: Page, site: WebProcess, path: str) -> None:
    await page.goto(site.url + path)
    await refused(page)
    await page.goto(f"{site.url}{path}?again#used")
    for field in await page.get_by_label("New password").all():
        await field.fill(people.PASSWORD)
    await page.locator("form button").click()
    await expect(page.locator("#error")).to_be_visible()
    await refused(page)


async def test_of_who_is_invited(page: Page, site: WebProcess, http: httpx.AsyncClient) -> None:
    await page.goto(f"{site.url}/account/invitation")
    await refused(page)
    await log_in(page, site, await people.register(http))
    await page.goto(f"{site.url}/account/invitation#used")
    await page.get_by_role("button", name="Accept the invitation").click()
    await expect(page.get_by_text("was not accepted")).to_be_visible()
    await refused(page)


async def test_of_a_receiver(page: Page, site: WebProcess, world: World) -> None:
    await log_in(page, site, world.shop.owner)
    await page.goto(site.url + world.paths["account-record-payment"])
    await page.locator("input[name=amount]").fill("x")
    await page.locator("main form button").first.click()
    await refused(page)
    await page.goto(site.url + world.paths["account-reported-payment"])
    await page.locator("input[name=amount]").fill("x")
    await page.get_by_role("button", name="Confirm the payment").click()
    await refused(page)
