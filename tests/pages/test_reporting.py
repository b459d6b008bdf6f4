"""The form of the pay page in a browser: without scripts, by keyboard and screen reader, and pressed twice."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.api.people import PDF, Shop
from tests.api.processes import WebProcess
from tests.api.test_pay_page import path
from tests.api.test_reporting_by_page import reported
from tests.pages import looks

I_HAVE_PAID = "I have paid already"


@pytest.fixture
async def invoice(shop: Shop) -> dict[str, Any]:
    return await shop.issue(123_450)


async def test_it_is_filled_in_and_sent_without_scripts(
    browser: Browser, site: WebProcess, invoice: dict[str, Any], shop: Shop, tmp_path: Path
) -> None:
    context = await browser.new_context(
        java_script_enabled=False, locale="de-DE", viewport={"width": 320, "height": 700}
    )
    page = await context.new_page()
    await page.goto(site.url + path(invoice))
    await page.get_by_text("Ich habe schon bezahlt").click()
    await page.get_by_label("Per Scheck").check()
    await page.get_by_label("Betrag in EUR").fill("1,234.50")
    await page.get_by_role("button", name="Diese Zahlung melden").click()
    amount = page.get_by_label("Betrag in EUR")
    await expect(amount).to_have_value("1,234.50")
    await expect(amount).to_have_accessible_description("Schreiben Sie den Betrag so: 1.234,50")
    await expect(page.get_by_label("Per Scheck")).to_be_checked()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    await amount.fill("1.234,50")
    slip = tmp_path / "Beleg.pdf"
    slip.write_bytes(PDF)
    await page.get_by_label("Nachweis").set_input_files(slip)
    await page.get_by_role("button", name="Diese Zahlung melden").click()
    await expect(page.get_by_text("Sie haben eine Zahlung über 1.234,50")).to_be_visible()
    await expect(page.get_by_text("Ihr Nachweis ist beigefügt.")).to_be_visible()
    await expect(page.get_by_text("Ich habe schon bezahlt")).to_have_count(0)
    assert page.url.partition("#")[0] == site.url + path(invoice)
    assert [(one["method"], one["amount"]) for one in await reported(invoice)] == [("cheque", 123_450)]
    await context.close()


async def test_nobody_is_kept_out_of_a_form_with_errors(
    browser: Browser, site: WebProcess, invoice: dict[str, Any]
) -> None:
    page = await browser.new_page()
    await page.goto(site.url + path(invoice))
    await page.locator("summary").press("Enter")
    await page.get_by_label("Amount in EUR").fill("x")
    await page.get_by_label("Reference", exact=False).fill("4111 1111 1111 1111")
    await page.get_by_label("Reference", exact=False).press("Enter")
    await expect(page.get_by_text("Nothing was reported yet.")).to_be_visible()
    assert await looks.faults(page) == []
    assert await looks.fits(page)
    await page.close()


async def test_pressed_twice_it_is_one_report(browser: Browser, site: WebProcess, invoice: dict[str, Any]) -> None:
    page = await browser.new_page()
    await page.goto(site.url + path(invoice))
    await page.get_by_text(I_HAVE_PAID).click()
    await page.get_by_label("Amount in EUR").fill("200")
    await page.get_by_role("button", name="Report this payment").dblclick()
    await expect(page.get_by_text("You reported a payment of €200.00")).to_be_visible()
    await page.go_back()
    await page.goto(site.url + path(invoice))
    assert len(await reported(invoice)) == 1
    await page.close()


async def test_two_tabs_report_no_more_than_is_left(
    browser: Browser, site: WebProcess, invoice: dict[str, Any]
) -> None:
    context = await browser.new_context()
    tabs: list[Page] = [await context.new_page() for _ in range(2)]
    for tab in tabs:
        await tab.goto(site.url + path(invoice))
        await tab.get_by_text(I_HAVE_PAID).click()
    for tab in tabs:
        await tab.get_by_role("button", name="Report this payment").click()
    await expect(tabs[1].get_by_role("alert")).to_contain_text("Nothing was reported")
    await expect(tabs[1].get_by_text("You reported a payment of €1,234.50")).to_be_visible()
    assert len(await reported(invoice)) == 1
    await context.close()
