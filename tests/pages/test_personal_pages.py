"""The pages of who is logged in: they fit, keep nobody out, work without scripts, and do what they say.

Pictures of them in docs/screenshots/: QUITTANCE_REWRITE_DOCS=1 pytest tests/pages/test_personal_pages.py
"""

import os
import uuid

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from api.pages import rendering
from tests.api import people
from tests.api.processes import WebProcess
from tests.models.identity.logged_in import fresh_email, mailed_token
from tests.pages import looks
from tests.pages.people import World, log_in, open_world
from tests.pages.test_screenshots import FOLDER
from tests.pages.test_screenshots import WIDTHS as PICTURES

NAMES = (
    "account",
    "account-owing",
    "account-receiver",
    "account-reported",
    "account-record-payment",
    "account-reported-payment",
)
PASSPHRASE = "a long enough passphrase"


async def test_they_fit_and_keep_nobody_out(context: BrowserContext, site: WebProcess, world: World) -> None:
    page, errors = await context.new_page(), []
    page.on("console", lambda said: errors.append(said.text) if said.type in ("error", "warning") else None)
    await log_in(page, site, world.shop.owner)
    for name in NAMES:
        answer = await page.goto(site.url + world.paths[name])
        assert answer is not None
        assert answer.headers["content-security-policy"] == rendering.POLICY, name
        assert answer.headers["referrer-policy"] == "no-referrer", name
        for width in looks.WIDTHS:
            assert await looks.fits(page, width), (name, width)
            assert await looks.faults(page) == [], (name, width)
        assert await page.locator("h1").count() == 1
    assert errors == []


@pytest.mark.parametrize("width", PICTURES)
@pytest.mark.parametrize("name", NAMES)
def test_each_has_a_picture(name: str, width: str) -> None:
    assert (FOLDER / f"{name}-{width}.png").exists(), "see the first lines of this file"


@pytest.mark.skipif("QUITTANCE_REWRITE_DOCS" not in os.environ, reason="pictures are kept as they are")
async def test_pictures_are_taken_anew(context: BrowserContext, site: WebProcess, world: World) -> None:
    page = await context.new_page()
    await log_in(page, site, world.shop.owner)
    for name in NAMES:
        for width, pixels in PICTURES.items():
            await page.set_viewport_size({"width": pixels, "height": 640})
            await page.goto(site.url + world.paths[name], wait_until="networkidle")
            await page.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=True)


async def test_who_is_invited_registers_on_the_way_and_pays(
    context: BrowserContext,
    site: WebProcess,
    http: httpx.AsyncClient,
) -> None:
    shop, email = await people.open_shop(http), fresh_email()
    invoice = await shop.issue(12_345)
    await shop.owner.make(f"/v1/payers/{shop.payer['id']}/invitations", email=email)
    token = await mailed_token(email, kind="invite_payer")
    page, asked = await context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(f"{site.url}/account/invitation#{token}")
    await page.get_by_role("link", name="Make an account").click()
    await page.get_by_label("Your name").fill("Nia")
    await page.get_by_label("E-mail address").fill(email)
    # The browser keeps what is too short; what is too common comes back, and the token is still there.
    await page.get_by_label("Password").fill("password1")
    await page.get_by_role("button", name="Make the account").click()
    await expect(page.get_by_role("alert")).to_contain_text("not right yet")
    await expect(page.get_by_label("Password")).to_have_attribute("aria-invalid", "true")
    await page.get_by_label("Password").fill(PASSPHRASE)
    await page.get_by_role("button", name="Make the account").click()
    await expect(page.get_by_text("You accept as Nia")).to_be_visible()
    await page.get_by_role("button", name="Accept the invitation").click()
    await expect(page.get_by_role("status")).to_contain_text("You have accepted")
    await expect(page.get_by_text("Confirm your e-mail address")).to_be_visible()
    await page.goto(f"{site.url}/account/verify-email#{await mailed_token(email, kind='verify_email')}")
    await page.get_by_role("button", name="Confirm").click()
    await expect(page.get_by_role("status")).to_contain_text("Your address is confirmed")
    await page.goto(f"{site.url}/account")
    await expect(page.get_by_text("Confirm your e-mail address")).to_have_count(0)
    await page.get_by_role("link", name=str(shop.receiver["name"])).click()
    row = page.get_by_role("row").filter(has_text=invoice["number"])
    await expect(row).to_contain_text("€123.45")
    await row.get_by_role("link", name="Pay").click()
    await page.wait_for_url("**/pay/**")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert not [url for url in asked if token in url.partition("#")[0]], "the token reaches no server in an address"
    await context.clear_cookies()
    await page.goto(f"{site.url}/account/owing")
    await page.wait_for_url("**/account/login?**")
    await page.get_by_label("E-mail address").fill(email)
    await page.get_by_label("Password").fill(PASSPHRASE)
    await page.get_by_role("button", name="Log in").click()
    await page.wait_for_url("**/account/owing")


async def test_a_receiver_records_what_has_come_without_scripts(
    browser: Browser, site: WebProcess, http: httpx.AsyncClient
) -> None:
    shop = await people.open_shop(http)
    invoice = await shop.issue(50_000)
    context = await browser.new_context(java_script_enabled=False, locale="de-DE")
    page = await context.new_page()
    email = (await shop.owner.read("/v1/me"))["email"]
    await page.goto(f"{site.url}/account/receivers/{shop.id}")
    await page.get_by_label("E-Mail-Adresse").fill(email)
    await page.get_by_label("Passwort").fill(people.PASSWORD)
    await page.get_by_role("button", name="Anmelden").click()
    await page.get_by_role("link", name="Zahlung eintragen").click()
    await page.get_by_label("Bar").check()
    amount = page.get_by_label("Betrag in EUR")
    await expect(amount).to_have_value("500,00")
    await amount.fill("1.5")
    await page.get_by_label("Referenz").fill("Kasse 4")
    await page.get_by_role("button", name="Zahlung eintragen").click()
    await expect(amount).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_text("zum Beispiel 1.234,50")).to_be_visible()
    await expect(page.get_by_label("Referenz")).to_have_value("Kasse 4")
    await amount.fill("123,45")
    # Twice in the same instant, as an impatient finger does it.
    await page.get_by_role("button", name="Zahlung eintragen").dblclick()
    await expect(page.get_by_role("status")).to_contain_text("Die Zahlung ist eingetragen.")
    recorded = (await shop.owner.read(f"/v1/payments?invoice_id={invoice['id']}"))["data"]
    assert [(payment["amount"], payment["method"]) for payment in recorded] == [(12_345, "cash")]
    await page.get_by_role("button", name="Abmelden").click()
    await page.goto(f"{site.url}/account")
    await expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
    await context.close()


async def _decide(page: Page, site: WebProcess, path: str) -> None:
    await page.goto(site.url + path)
    picture = page.get_by_role("img", name="The picture that the payer has sent")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.naturalWidth") > 0, "it is shown"


async def test_a_receiver_confirms_one_report_and_rejects_another(
    context: BrowserContext,
    site: WebProcess,
    http: httpx.AsyncClient,
) -> None:
    first, second = await open_world(http), await open_world(http)
    page = await context.new_page()
    await log_in(page, site, first.shop.owner)
    await page.goto(site.url + first.paths["account-reported"])
    await page.get_by_role("link", name="Confirm or reject").click()
    await _decide(page, site, first.paths["account-reported-payment"])
    await page.get_by_role("button", name="Confirm the payment").click()
    await expect(page.get_by_role("status")).to_contain_text("The payment is confirmed.")
    await page.get_by_role("button", name="Log out").click()
    await log_in(page, site, second.shop.owner)
    await _decide(page, site, second.paths["account-reported-payment"])
    await page.get_by_label("Why, for the payer to read").fill("Nothing has come.")
    await page.get_by_role("button", name="Reject the payment").click()
    await expect(page.get_by_role("status")).to_contain_text("The payment is rejected")
    for world_, status in ((first, "succeeded"), (second, "rejected")):
        payment_id = world_.paths["account-reported-payment"].rpartition("/")[2]
        assert (await world_.shop.owner.read(f"/v1/payments/{payment_id}"))["status"] == status


async def test_nobody_else_s_login_opens_them(
    context: BrowserContext,
    site: WebProcess,
    http: httpx.AsyncClient,
    world: World,
) -> None:
    page = await context.new_page()
    await log_in(page, site, await people.register(http, email=f"{uuid.uuid4()}@example.com"))
    for name in ("account-receiver", "account-record-payment", "account-reported-payment"):
        answer = await page.goto(site.url + world.paths[name])
        assert answer is not None
        assert answer.status == 404
