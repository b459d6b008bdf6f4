"""People with a login, in a browser, while all runs as after `make run`: from the invitation to the last payment."""

import re
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.api.people import PDF
from tests.e2e.system import System
from tests.e2e.test_paying_by_browser import PATIENCE, Seller, seller  # noqa: F401 - a fixture
from tests.pages.conftest import browser  # noqa: F401 - a fixture

PASSPHRASE, NEW_PASSPHRASE = "a long enough passphrase", "another long passphrase"


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:  # noqa: F811 - the fixture
    context = await open_context(browser)
    yield await context.new_page()
    await context.close()


async def open_context(browser: Browser) -> BrowserContext:  # noqa: F811 - no fixture here
    context = await browser.new_context(locale="en-GB")
    context.set_default_timeout(PATIENCE)
    return context


async def mailed_link(page: Page, system: System, email: str, path: str) -> str:
    """The link to that page in the newest mail that has arrived for an address."""
    async with httpx.AsyncClient() as http:
        for _ in range(120):
            mails = (await http.get(f"http://127.0.0.1:{system.environment['POSTBOX_PORT']}/mails.json")).json()
            for mail in mails:
                found = re.search(rf"http\S+{path}#\S+", mail["text"])
                if mail["to"] == email and found:
                    return found[0]
            await page.wait_for_timeout(500)
    raise AssertionError(f"no mail for {email} leads to {path}")


async def log_in(page: Page, email: str, password: str) -> None:
    await page.get_by_label("E-mail address").fill(email)
    await page.get_by_label("Password").fill(password)
    await page.get_by_role("button", name="Log in").click()


async def test_registering_logging_out_and_logging_in(page: Page, system: System) -> None:
    email = f"{uuid.uuid4()}@example.com"
    await page.goto(system.url)
    await page.get_by_role("link", name="Make an account").click()
    await page.get_by_label("Your name").fill("Grace")
    await page.get_by_label("E-mail address").fill(email)
    await page.get_by_label("Password").fill(PASSPHRASE)
    await page.get_by_role("button", name="Make the account").click()
    await expect(page.get_by_text("Logged in as Grace")).to_be_visible()
    await page.goto(await mailed_link(page, system, email, "/account/verify-email"))
    await expect(page.get_by_text(email)).to_be_visible()
    await page.reload()
    await page.get_by_role("button", name="Confirm").click()
    await expect(page.get_by_role("status")).to_contain_text("Your address is confirmed")
    await page.goto(f"{system.url}/account")
    await page.get_by_role("button", name="Log out", exact=True).click()
    await expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    await page.go_back()
    await page.reload()
    await expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    await log_in(page, email, "not this one")
    await expect(page.get_by_role("alert")).to_contain_text("do not match an account")
    await log_in(page, email, PASSPHRASE)
    await expect(page.get_by_text("Logged in as Grace")).to_be_visible()


async def test_who_forgot_the_password_sets_a_new_one(
    page: Page,
    system: System,
    seller: Seller,  # noqa: F811 - the fixture
) -> None:
    email = f"{uuid.uuid4()}@example.com"
    await seller.make("/v1/auth/register", email=email, password=PASSPHRASE, name="Nia")
    await page.goto(f"{system.url}/account/login")
    await page.get_by_role("link", name="Forgot the password?").click()
    await page.get_by_label("E-mail address").fill(email)
    await page.get_by_role("button", name="Mail the link").click()
    await expect(page.get_by_role("status")).to_contain_text("is on its way there")
    await page.goto(await mailed_link(page, system, email, "/account/reset-password"))
    await page.reload()
    await expect(page.get_by_text(f"Your account: {email}")).to_be_visible()
    await page.get_by_label("New password").fill(NEW_PASSPHRASE)
    await page.get_by_role("button", name="Set the password").click()
    await expect(page.get_by_role("status")).to_contain_text("Your password is set")
    await page.goto(f"{system.url}/account/login")
    await log_in(page, email, PASSPHRASE)
    await expect(page.get_by_role("alert")).to_contain_text("do not match an account")
    await log_in(page, email, NEW_PASSPHRASE)
    await expect(page.get_by_text("Logged in as Nia")).to_be_visible()


async def test_an_invited_payer_pays_online_and_offline_and_the_receiver_confirms(
    page: Page,
    browser: Browser,  # noqa: F811 - the fixture
    seller: Seller,  # noqa: F811 - the fixture
    system: System,
    tmp_path: Path,
) -> None:
    email = f"{uuid.uuid4()}@example.com"
    online, offline = await seller.issue(), await seller.issue()
    await seller.make(f"/v1/payers/{seller.payer_id}/invitations", email=email)
    await page.goto(await mailed_link(page, system, email, "/account/invitation"))
    await expect(page.get_by_text(email)).to_be_visible()
    await page.get_by_role("link", name="Make an account").click()
    await page.get_by_label("Your name").fill("Bob")
    await page.get_by_label("E-mail address").fill(email)
    await page.get_by_label("Password").fill(PASSPHRASE)
    await page.get_by_role("button", name="Make the account").click()
    await page.reload()
    await page.get_by_role("button", name="Accept the invitation").click()
    await expect(page.get_by_role("status")).to_contain_text("You have accepted")
    await page.goto(f"{system.url}/account/owing")
    await page.get_by_role("row").filter(has_text=online["number"]).get_by_role("link", name="Pay").click()
    await page.get_by_role("button", name="online").click()
    await page.get_by_role("button", name="Approve").click()
    await expect(page.get_by_text("This invoice is paid. Thank you.")).to_be_visible()
    slip = tmp_path / "slip.pdf"
    slip.write_bytes(PDF)
    await page.goto(f"{system.url}/account/owing")
    await expect(page.get_by_role("row").filter(has_text=online["number"])).to_have_count(0)
    await page.get_by_role("row").filter(has_text=offline["number"]).get_by_role("link", name="Pay").click()
    await page.get_by_text("I have paid already").click()
    await page.get_by_label("Proof").set_input_files(slip)
    await page.get_by_role("button", name="Report this payment").click()
    await expect(page.get_by_text("You reported a payment of €120.00")).to_be_visible()
    context = await open_context(browser)
    receiver = await context.new_page()
    await receiver.goto(f"{system.url}/account/receivers/{seller.receiver_id}?show=reported")
    owner = (await seller.http.get("/v1/me")).json()["email"]
    await log_in(receiver, owner, "a long enough passphrase")
    await receiver.get_by_role("link", name="Confirm or reject").click()
    await receiver.get_by_role("button", name="Confirm the payment").click()
    await expect(receiver.get_by_role("status")).to_contain_text("The payment is confirmed.")
    await context.close()
    await expect(page.get_by_text("This invoice is paid. Thank you.")).to_be_visible()
    await page.goto(f"{system.url}/account/owing?show=paid")
    for invoice in (online, offline):
        await expect(page.get_by_role("row").filter(has_text=invoice["number"])).to_be_visible()
