"""Payers pay by their link, in a browser, while all runs as after `make run`: each comes to one payment or to none."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from tests.api.people import PDF
from tests.e2e.system import System
from tests.pages.conftest import browser  # noqa: F401 - a fixture
from tests.pages.test_screenshots import FOLDER
from tests.pages.test_screenshots import WIDTHS as PICTURES

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


async def test_who_pays_by_card_types_it_in_at_the_gateway_alone(
    browser: Browser,  # noqa: F811 - the fixture
    seller: Seller,
    system: System,
) -> None:
    invoice = await seller.issue()
    context = await browser.new_context(java_script_enabled=False, locale="en-GB")
    page = await context.new_page()
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if "4000" in (request.post_data or "") else None)
    await page.goto(invoice["pay_url"])
    await page.get_by_role("button", name="online").click()
    await page.get_by_label("Card number").wait_for(timeout=PATIENCE)
    if "QUITTANCE_REWRITE_DOCS" in os.environ:
        for name, width in PICTURES.items():
            await page.set_viewport_size({"width": width, "height": 640})
            await page.screenshot(path=FOLDER / f"gateway-card-{name}.png", full_page=True)
    await page.get_by_label("Card number").fill("4000 0027 6000 3184")
    await page.get_by_label("Valid until").fill("12/30")
    await page.get_by_label("CVC").fill("1")
    await page.get_by_role("button", name="Pay").click()
    await expect(page.get_by_text("three or four digits")).to_be_visible()
    await page.get_by_label("Card number").fill("4000 0027 6000 3184")
    await page.get_by_label("Valid until").fill("12/30")
    await page.get_by_label("CVC").fill("123")
    await page.get_by_role("button", name="Pay").click()
    await expect(page.get_by_text("Your bank asks whether it is you")).to_be_visible()
    await page.get_by_role("button", name="Approve").click()
    await page.wait_for_url(invoice["pay_url"], timeout=PATIENCE)
    assert len(posted) == 2
    assert all(url.startswith(f"http://127.0.0.1:{system.simulator_port}/") for url in posted)
    for _ in range(60):
        if [one["status"] for one in await seller.payments_of(invoice)] == ["succeeded"]:
            break
        await page.wait_for_timeout(500)
    assert [one["status"] for one in await seller.payments_of(invoice)] == ["succeeded"]
    await context.close()


async def test_two_tabs_and_the_back_button_come_to_one_payment(page: Page, seller: Seller) -> None:
    invoice = await seller.issue()
    other = await page.context.new_page()
    await page.goto(invoice["pay_url"])
    await other.goto(invoice["pay_url"])
    await press(page)
    await other.get_by_role("button", name="online").click()
    await expect(other.get_by_text("You have begun a payment of")).to_be_visible(timeout=PATIENCE)
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


async def test_a_report_with_a_proof_is_confirmed_and_the_page_that_is_open_shows_the_receipt(
    page: Page, seller: Seller, system: System, tmp_path: Path
) -> None:
    invoice = await seller.issue()
    slip = tmp_path / "slip.pdf"
    slip.write_bytes(PDF)
    await page.goto(invoice["pay_url"])
    await page.get_by_text("I have paid already").click()
    await page.get_by_role("radio", name="By bank transfer").check()
    await page.get_by_label("Proof").set_input_files(slip)
    await page.get_by_role("button", name="Report this payment").dblclick()
    await expect(page.get_by_text("You reported a payment of €120.00")).to_be_visible(timeout=PATIENCE)
    [payment] = await seller.payments_of(invoice)
    assert payment["status"] == "reported"
    proof = f"{system.url}/v1/payments/{payment['id']}/proof"
    assert (await seller.http.get(proof)).content == PDF
    async with httpx.AsyncClient() as stranger:
        assert (await stranger.get(proof)).status_code == 401
        by_link = f"{system.url}/v1/pay/{invoice['pay_url'].rpartition('/')[2]}/payments/{payment['id']}/proof"
        assert (await stranger.get(by_link)).status_code == 404
    # Whoever has lost the network meanwhile sees it when it is back.
    await page.context.set_offline(True)
    confirmed = await seller.http.post(f"/v1/payments/{payment['id']}/confirm", json={})
    assert confirmed.status_code == 200, confirmed.text
    await page.wait_for_timeout(4_000)
    await expect(page.get_by_text("will confirm it.")).to_be_visible()
    await page.context.set_offline(False)
    await expect(page.get_by_text("This invoice is paid. Thank you.")).to_be_visible(timeout=PATIENCE)
    receipt = page.get_by_role("link", name="Download the receipt")
    await expect(receipt).to_be_visible(timeout=PATIENCE)
    async with page.expect_download() as downloading:
        await receipt.click()
    downloaded = await (await downloading.value).path()
    assert downloaded.read_bytes().startswith(b"%PDF-")
