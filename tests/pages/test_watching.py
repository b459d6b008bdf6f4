"""The pay page while it is open: it shows what others do within seconds, and takes away nothing that is being typed."""

import asyncio
import re
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Request, Route, expect

from tests.api.people import Shop
from tests.api.processes import WebProcess
from tests.api.test_pay_page import path

PAID = "This invoice is paid. Thank you."
CHANGED = "This invoice has changed"
SECONDS = 1_000
SOON = 20 * SECONDS


@pytest.fixture
async def invoice(shop: Shop) -> dict[str, Any]:
    return await shop.issue(12_000)


@pytest.fixture
async def page(context: BrowserContext) -> Page:
    return await context.new_page()


def asked(page: Page, end: str) -> list[str]:
    """What the page asks for that ends so, as it comes."""
    found: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith(end):
            found.append(request.url)

    page.on("request", note)
    return found


async def pay(shop: Shop, invoice: dict[str, Any], amount: int = 12_000) -> None:
    await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash", amount=amount)


async def test_what_is_done_in_one_tab_or_by_the_receiver_is_seen_in_the_other(
    context: BrowserContext, page: Page, site: WebProcess, shop: Shop, invoice: dict[str, Any]
) -> None:
    other = await context.new_page()
    polls = asked(other, "/state")
    for tab in (page, other):
        await tab.goto(site.url + path(invoice))
    await page.get_by_text("I have paid already").click()
    await page.get_by_label("Amount in EUR").fill("20")
    await page.get_by_role("button", name="Report this payment").click()
    for tab in (page, other):
        await expect(tab.get_by_text("You reported a payment of €20.00")).to_be_visible(timeout=SOON)
    [report] = await shop.owner.list_ids(f"/v1/payments?invoice_id={invoice['id']}")
    assert (await shop.owner.post(f"/v1/payments/{report}/confirm")).status_code == 200
    await pay(shop, invoice, 10_000)
    for tab in (page, other):
        await expect(tab.get_by_text(PAID)).to_be_visible(timeout=SOON)
    # One before each time that it was loaded anew: reported, confirmed, paid.
    assert len(polls) <= 3
    assert other.url == site.url + path(invoice)


async def test_what_is_being_typed_is_kept_and_the_change_is_said(
    page: Page, site: WebProcess, shop: Shop, invoice: dict[str, Any]
) -> None:
    await page.goto(site.url + path(invoice))
    notice = page.get_by_role("status")
    await page.get_by_text("I have paid already").click()
    await page.get_by_label("Amount in EUR").fill("77.70")
    await page.get_by_label("Reference", exact=False).fill("Transfer of Monday")
    await expect(notice).not_to_contain_text(re.compile(CHANGED), use_inner_text=True)
    await pay(shop, invoice)
    await expect(page.get_by_text(CHANGED)).to_be_visible(timeout=SOON)
    await expect(page.get_by_text(CHANGED)).to_be_in_viewport()
    typed, said = await page.get_by_label("Reference", exact=False).bounding_box(), await notice.bounding_box()
    assert typed is not None
    assert said is not None
    assert typed["y"] + typed["height"] <= said["y"], "what has the focus is not behind the notice"
    await page.wait_for_timeout(4 * SECONDS)
    await expect(page.get_by_label("Amount in EUR")).to_have_value("77.70")
    await expect(page.get_by_label("Reference", exact=False)).to_have_value("Transfer of Monday")
    async with page.context.expect_page() as opening:
        await page.get_by_role("link", name="See in a new tab").click()
    beside = await opening.value
    await expect(beside.get_by_text(PAID)).to_be_visible()
    await expect(page.get_by_label("Amount in EUR")).to_have_value("77.70")


async def test_what_was_refused_and_is_to_be_corrected_is_kept_too(
    page: Page, site: WebProcess, shop: Shop, invoice: dict[str, Any]
) -> None:
    await page.goto(site.url + path(invoice))
    await page.get_by_text("I have paid already").click()
    await page.get_by_label("Amount in EUR").fill("x")
    await page.get_by_role("button", name="Report this payment").click()
    await expect(page.get_by_text("Nothing was reported yet.")).to_be_visible()
    await pay(shop, invoice, 1_000)
    await expect(page.get_by_text(CHANGED)).to_be_visible(timeout=SOON)
    await expect(page.get_by_label("Amount in EUR")).to_have_value("x")


async def test_what_leads_away_is_not_stopped_by_a_change(
    page: Page, site: WebProcess, shop: Shop, invoice: dict[str, Any]
) -> None:
    async def slowly(route: Route) -> None:
        await pay(shop, invoice, 1_000)
        await asyncio.sleep(5)
        await route.fulfill(content_type="text/html", body="<h1>The gateway</h1>")

    await shop.pretend_gateway()
    await page.goto(site.url + path(invoice))
    await page.wait_for_timeout(3 * SECONDS)
    await page.route("**/payments", slowly)
    await page.get_by_role("button", name="online").click(no_wait_after=True)
    await expect(page.get_by_role("heading", name="The gateway")).to_be_visible(timeout=SOON)


@pytest.mark.parametrize("hindrance", ["refused", "absent", "held back"])
async def test_without_a_stream_it_asks_every_few_seconds(
    page: Page, site: WebProcess, shop: Shop, invoice: dict[str, Any], hindrance: str
) -> None:
    held: list[Route] = []

    async def hinder(route: Route) -> None:
        if hindrance == "refused":
            await route.fulfill(status=429, content_type="application/problem+json", body="{}")
        else:
            held.append(route)

    if hindrance == "absent":
        await page.add_init_script("delete window.EventSource")
    else:
        await page.route("**/events", hinder)
    polls = asked(page, "/state")
    await page.goto(site.url + path(invoice))
    async with asyncio.timeout(30):
        while not polls:
            await asyncio.sleep(0.1)
    await pay(shop, invoice)
    await expect(page.get_by_text(PAID)).to_be_visible(timeout=SOON)
    for route in held:
        await route.abort()


async def test_a_stream_that_was_refused_for_a_while_is_tried_again(
    page: Page, site: WebProcess, shop: Shop, invoice: dict[str, Any]
) -> None:
    await page.route("**/events", lambda route: route.fulfill(status=502, body=""))
    await page.clock.install()
    await page.goto(site.url + path(invoice))
    streams = asked(page, "/events")
    await page.unroute("**/events")
    async with asyncio.timeout(30):
        while not streams:
            await page.clock.run_for(3 * SECONDS)
            await asyncio.sleep(0.1)
    await page.clock.resume()
    await pay(shop, invoice)
    await expect(page.get_by_text(PAID)).to_be_visible(timeout=SOON)


async def test_who_loses_the_network_after_being_told_keeps_the_page_until_it_is_back(
    page: Page, site: WebProcess, shop: Shop, invoice: dict[str, Any]
) -> None:
    tries = asked(page, "/state")
    await page.goto(site.url + path(invoice))
    # It is told at once, and waits for a moment before it is loaded anew: long enough for a busy machine.
    await page.evaluate("calmUntil = Date.now() + 8000")
    await pay(shop, invoice)
    async with asyncio.timeout(30):
        while not await page.evaluate("hasChanged"):
            await asyncio.sleep(0.05)
    await page.context.set_offline(True)
    assert tries == []
    async with asyncio.timeout(30):
        while len(tries) < 2:
            await asyncio.sleep(0.05)
    await expect(page.get_by_role("heading", name="I have paid already")).to_be_visible()
    await page.context.set_offline(False)
    await expect(page.get_by_text(PAID)).to_be_visible(timeout=SOON)


async def test_a_server_that_does_not_answer_is_asked_ever_more_seldom_and_not_by_what_nobody_looks_at(
    page: Page, site: WebProcess, shop: Shop, invoice: dict[str, Any]
) -> None:
    async def look_away(*, is_hidden: bool) -> None:
        await page.evaluate(f"window.isHidden = {str(is_hidden).lower()}")
        await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    async def let_minutes_pass(count: int) -> None:
        for _ in range(count * 6):
            await page.clock.run_for(10 * SECONDS)
            await asyncio.sleep(0.05)

    await page.add_init_script("Object.defineProperty(document, 'hidden', { get: () => window.isHidden ?? false })")
    await page.route("**/state", lambda route: route.fulfill(status=503, body=""))
    await page.clock.install()
    await page.goto(site.url + path(invoice))
    tries = asked(page, "/state")
    await pay(shop, invoice)
    async with asyncio.timeout(30):
        while not await page.evaluate("hasChanged"):
            await asyncio.sleep(0.05)
    await let_minutes_pass(10)
    assert 4 <= len(tries) <= 16
    await look_away(is_hidden=True)
    seen = len(tries)
    await let_minutes_pass(5)
    assert len(tries) == seen
    await page.unroute("**/state")
    await look_away(is_hidden=False)
    await expect(page.get_by_text(PAID)).to_be_visible(timeout=SOON)


async def test_who_has_lost_the_network_sees_it_when_it_is_back(
    page: Page, site: WebProcess, shop: Shop, invoice: dict[str, Any]
) -> None:
    await page.goto(site.url + path(invoice))
    await page.wait_for_timeout(SECONDS)
    await page.context.set_offline(True)
    await asyncio.to_thread(site.stop)
    try:
        await pay(shop, invoice)
        await page.wait_for_timeout(5 * SECONDS)
        await expect(page.get_by_role("heading", name="I have paid already")).to_be_visible()
    finally:
        # It is the server of all tests of pages.
        await asyncio.to_thread(site.start)
    await page.context.set_offline(False)
    await expect(page.get_by_text(PAID)).to_be_visible(timeout=3 * SOON)


async def test_without_scripts_it_stands_still_and_says_what_stood(
    browser: Browser, site: WebProcess, shop: Shop, invoice: dict[str, Any]
) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    streams = asked(page, "/events")
    await page.goto(site.url + path(invoice))
    await pay(shop, invoice)
    await page.wait_for_timeout(3 * SECONDS)
    await expect(page.get_by_text("Amount to pay")).to_be_visible()
    await expect(page.get_by_text(CHANGED)).not_to_be_visible()
    await page.reload()
    await expect(page.get_by_text(PAID)).to_be_visible()
    assert streams == []
    await context.close()


async def test_only_what_is_looked_at_holds_a_connection(
    page: Page, site: WebProcess, shop: Shop, invoice: dict[str, Any]
) -> None:
    streams = asked(page, "/events")
    await page.add_init_script(
        "Object.defineProperty(document, 'hidden', { get: () => window.isHidden ?? true, configurable: true })"
    )
    await page.goto(site.url + path(invoice))
    await pay(shop, invoice, 2_000)
    await page.wait_for_timeout(3 * SECONDS)
    assert streams == []
    await page.evaluate("window.isHidden = false; document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page.get_by_text("€100.00").first).to_be_visible(timeout=SOON)
    assert len(streams) == 1
