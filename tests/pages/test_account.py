"""What is asked behind the links of mails is done with nothing but a browser, and said kindly where it cannot be."""

from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Browser, Page, Route, expect

from models import ids
from models.billing import pause_links
from tests.api import people
from tests.api.processes import WebProcess
from tests.models.identity.logged_in import mailed_token

PATHS = ("/account/verify-email", "/account/reset-password", "/account/pause-reminders")
NEW_PASSWORD = "another horse another staple"


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(locale="en-GB")
    yield await context.new_page()
    await context.close()


async def test_an_address_is_confirmed_once(page: Page, site: WebProcess, http: httpx.AsyncClient) -> None:
    ada = await people.register(http)
    email = (await ada.read("/v1/me"))["email"]
    await page.goto(f"{site.url}/account/verify-email#{await mailed_token(email, kind='verify_email')}")
    # Mail programs open links in a window that is loaded again by the browser that they hand them to.
    await page.reload()
    await page.get_by_role("button", name="Confirm").click()
    await expect(page.get_by_role("status")).to_contain_text("Your address is confirmed")
    await expect(page.locator("form")).to_be_hidden()
    assert (await ada.read("/v1/me"))["email_verified"] is True
    await page.reload()
    await page.get_by_role("button", name="Confirm").click()
    await expect(page.get_by_role("alert")).to_contain_text("it was used already, or is too old")
    await expect(page.get_by_role("status")).to_be_hidden()


async def test_a_password_is_set_that_keeps_the_rule(page: Page, site: WebProcess, http: httpx.AsyncClient) -> None:
    ada = await people.register(http)
    email = (await ada.read("/v1/me"))["email"]
    assert (await http.post("/v1/auth/password/forgot", json={"email": email})).status_code == 202
    await page.goto(f"{site.url}/account/reset-password#{await mailed_token(email, kind='reset_password')}")
    await expect(page.locator("form")).to_contain_text("At least 8 characters.")
    field, button = page.get_by_label("New password"), page.get_by_role("button", name="Set the password")
    await field.fill("short")
    await button.click()
    assert await field.evaluate("field => field.validity.tooShort"), "the browser says so, and sends nothing"
    await field.fill("password1")
    await button.click()
    await expect(page.get_by_role("alert")).to_contain_text("Choose another one")
    await field.fill(NEW_PASSWORD)
    await button.click()
    await expect(page.get_by_role("status")).to_contain_text("Your password is set")
    await expect(page.get_by_role("alert")).to_be_hidden()
    login = await http.post("/v1/auth/login", json={"email": email, "password": NEW_PASSWORD})
    assert login.status_code == 200


async def test_reminders_are_paused(page: Page, site: WebProcess, http: httpx.AsyncClient) -> None:
    shop = await people.open_shop(http)
    invoice = await shop.issue()
    invoice_id = ids.decode("invoice", invoice["id"])
    assert invoice_id is not None
    token = pause_links.token(user_id=shop.owner.id, invoice_id=invoice_id)
    await page.goto(f"{site.url}/account/pause-reminders#{token}")
    await page.get_by_role("button", name="Pause").click()
    await expect(page.get_by_role("status")).to_contain_text("are paused")
    told = await shop.owner.read(f"/v1/audit-log?object_id={invoice['id']}&limit=100")
    assert "reminders.paused" in [entry["action"] for entry in told["data"]]


@pytest.mark.parametrize("path", PATHS)
async def test_a_link_without_its_end_says_so_kindly(page: Page, site: WebProcess, path: str) -> None:
    await page.goto(site.url + path)
    await expect(page.get_by_role("alert")).to_contain_text("This link is incomplete")
    await expect(page.locator("form")).to_be_hidden()


async def test_the_button_waits_for_the_answer(page: Page, site: WebProcess) -> None:
    sent: list[str] = []

    async def lose(route: Route) -> None:
        sent.append("once")
        await expect(page.get_by_role("button")).to_be_disabled()
        await route.abort()

    await page.route("**/v1/**", lose)
    await page.goto(f"{site.url}/account/verify-email#token")
    await page.get_by_role("button").click()
    await expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached")
    await expect(page.get_by_role("button")).to_be_enabled()
    assert sent == ["once"]


@pytest.mark.parametrize(
    ("locale", "heading", "error"),
    [
        ("de-DE", "E-Mail-Adresse bestätigen", "Dieser Link funktioniert nicht mehr"),
        ("es-ES", "Confirme su dirección", "Este enlace ya no funciona"),
        ("hi-IN", "पुष्टि", "यह लिंक अब काम नहीं करता"),
    ],
)
async def test_all_is_said_in_the_language_of_the_browser(
    browser: Browser, site: WebProcess, locale: str, heading: str, error: str
) -> None:
    context = await browser.new_context(locale=locale)
    page = await context.new_page()
    # Mail programs add parameters of their own to a link.
    await page.goto(f"{site.url}/account/verify-email?utm_source=mail#{'x' * 43}")
    await expect(page.get_by_role("heading")).to_contain_text(heading)
    await page.get_by_role("button").click()
    await expect(page.get_by_role("alert")).to_contain_text(error)
    await context.close()
