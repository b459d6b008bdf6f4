"""Payers pay by their link, in a browser, while all runs as after `make run`: each comes to one payment or to none."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.system import System
from tests.pages.conftest import browser  # noqa: F401 - a fixture

# For workers, the simulator and its callbacks, on a machine that is busy.
PATIENCE = 60_000


class Seller:
    """Ada, who issues invoices that can be paid by card."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.receiver_id = self.payer_id = ""

    async def make(self, path: str, **fields: Any) -> dict[str, Any]:
        answer = await self.http.post(path, json=fields)
        assert answer.is_success, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def open_shop(self, simulator: str) -> None:
        email = f"{uuid.uuid4()}@example.com"
        session = await self.make("/v1/auth/register", email=email, password="a long enough passphrase", name="Ada")
        self.http.headers["Authorization"] = f"Bearer {session['access_token']}"
        self.receiver_id = (await self.make("/v1/receivers", name="Ada's Garden", currency="EUR"))["id"]
        self.payer_id = (await self.make("/v1/payers", receiver_id=self.receiver_id, name="Bob"))["id"]
        merchant = (await self.http.post(f"{simulator}/v1/accounts", json={})).json()
        await self.make(
            "/v1/gateway-accounts",
            receiver_id=self.receiver_id,
            gateway="simulator",
            credentials={name: merchant[name] for name in ("account", "api_key", "webhook_secret")},
        )

    async def issue(self) -> dict[str, Any]:
        line = {"description": "A bench", "quantity": "1", "unit_price": "120.00"}
        draft = await self.make("/v1/invoices", receiver_id=self.receiver_id, payer_id=self.payer_id, lines=[line])
        return await self.make(f"/v1/invoices/{draft['id']}/finalize")

    async def payments_of(self, invoice: dict[str, Any]) -> list[dict[str, Any]]:
        answer = await self.http.get(f"/v1/payments?invoice_id={invoice['id']}")
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["data"]
        return found


@pytest.fixture
async def seller(system: System) -> AsyncIterator[Seller]:
    async with httpx.AsyncClient(base_url=system.url, timeout=60) as http:
        one = Seller(http)
        await one.open_shop(f"http://127.0.0.1:{system.simulator_port}")
        yield one


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:  # noqa: F811 - the fixture
    context = await browser.new_context(locale="en-GB")
    context.set_default_timeout(PATIENCE)
    yield await context.new_page()
    await context.close()


async def press(page: Page) -> None:
    """Presses the button, and comes to the gateway's page."""
    await page.get_by_role("button", name="online").click()
    await expect(page.get_by_role("button", name="Approve")).to_be_visible(timeout=PATIENCE)


async def test_who_approves_sees_the_invoice_paid(page: Page, seller: Seller) -> None:
    invoice = await seller.issue()
    await page.goto(invoice["pay_url"])
    await press(page)
    await page.get_by_role("button", name="Approve").click()
    # Shown by itself, when the gateway has told us.
    await expect(page.get_by_text("This invoice is paid. Thank you.")).to_be_visible(timeout=PATIENCE)
    assert page.url == invoice["pay_url"]
    [payment] = await seller.payments_of(invoice)
    assert (payment["status"], payment["amount"]) == ("succeeded", 12_000)


async def test_who_declines_can_try_again(page: Page, seller: Seller) -> None:
    invoice = await seller.issue()
    await page.goto(invoice["pay_url"])
    await press(page)
    await page.get_by_role("button", name="Decline").click()
    await expect(page.get_by_text("Your last try did not work")).to_be_visible(timeout=PATIENCE)
    await press(page)
    await page.get_by_role("button", name="Approve").click()
    await expect(page.get_by_text("This invoice is paid. Thank you.")).to_be_visible(timeout=PATIENCE)
    assert [payment["status"] for payment in await seller.payments_of(invoice)] == ["succeeded", "failed"]


async def test_two_tabs_and_the_back_button_come_to_one_payment(page: Page, seller: Seller) -> None:
    invoice = await seller.issue()
    other = await page.context.new_page()
    await page.goto(invoice["pay_url"])
    await other.goto(invoice["pay_url"])
    await press(page)
    await other.get_by_role("button", name="online").click()
    await expect(other.get_by_text("is on its way")).to_be_visible(timeout=PATIENCE)
    await expect(other.get_by_role("button", name="online")).to_have_count(0)
    # Who has come back finds the way on again.
    await page.goto(invoice["pay_url"])
    await page.get_by_role("link", name="Go on with your payment").click()
    await page.get_by_role("button", name="Approve").click()
    await expect(page.get_by_text("This invoice is paid. Thank you.")).to_be_visible(timeout=PATIENCE)
    await expect(other.get_by_text("This invoice is paid. Thank you.")).to_be_visible(timeout=PATIENCE)
    assert len(await seller.payments_of(invoice)) == 1


async def test_who_presses_twice_at_once_pays_once(seller: Seller, system: System) -> None:
    invoice = await seller.issue()
    async with httpx.AsyncClient(headers={"accept": "text/html"}, timeout=60) as payer:
        answers = await asyncio.gather(*(payer.post(f"{invoice['pay_url']}/payments") for _ in range(4)))
    assert {answer.status_code for answer in answers} <= {200, 303}
    assert len(await seller.payments_of(invoice)) == 1


async def test_it_works_without_scripts(browser: Browser, seller: Seller) -> None:  # noqa: F811 - the fixture
    invoice = await seller.issue()
    context = await browser.new_context(java_script_enabled=False, locale="de-DE")
    without = await context.new_page()
    await without.goto(invoice["pay_url"])
    await without.get_by_role("button", name="online bezahlen").click()
    await without.get_by_role("button", name="Approve").click(timeout=PATIENCE)
    await without.wait_for_url(invoice["pay_url"], timeout=PATIENCE)
    for _ in range(60):
        if await without.get_by_text("bezahlt").count():
            break
        await without.wait_for_timeout(500)
        await without.reload()
    await expect(without.get_by_text("Diese Rechnung ist bezahlt")).to_be_visible()
    await context.close()
