"""People in a browser, and the pages that are theirs alone."""

import datetime
from dataclasses import dataclass

import httpx
from playwright.async_api import Page

from models import clock, database, ids
from tests.api import people
from tests.api.people import PASSWORD, Person, Shop
from tests.api.processes import WebProcess
from tests.books import mark_all_overdue
from tests.pictures import picture


@dataclass
class World:
    """A receiver whose owner also owes money elsewhere, with invoices in every state."""

    shop: Shop
    paths: dict[str, str]


async def open_world(http: httpx.AsyncClient) -> World:
    """A shop with open, overdue and paid invoices, a payment that its payer has reported with a picture as the proof,
    and an invoice of somebody else to its owner."""
    shop, other = await people.open_shop(http), await people.open_shop(http)
    await shop.owner.patch(f"/v1/receivers/{shop.id}", {"name": "Ada's Workshop"})
    await other.owner.patch(f"/v1/receivers/{other.id}", {"name": "Grace & Sons"})
    await database.execute(
        "UPDATE payers SET user_id = $2 WHERE id = $1", ids.decode("payer", other.payer["id"]), shop.owner.id
    )
    await other.issue(123_450)
    # Numbers go with dates, so what is late was issued first.
    with clock.moved_to(datetime.datetime(2026, 9, 1, 12, tzinfo=datetime.UTC)):
        late = await shop.issue(2_500)
    paid = await shop.issue(9_900)
    await shop.owner.make("/v1/payments", invoice_id=paid["id"], method="cash")
    await mark_all_overdue()
    shown = await shop.issue(48_000)
    payer = await shop.payer_login()
    payment = await payer.make(
        "/v1/payments", invoice_id=shown["id"], method="bank_transfer", amount=48_000, reference="TRF 2026-11"
    )
    answer = await payer.put(f"/v1/payments/{payment['id']}/proof", people.form(picture(), "statement.png"))
    assert answer.status_code == 201, answer.text
    return World(
        shop,
        {
            "account": "/account",
            "account-owing": "/account/owing",
            "account-receiver": f"/account/receivers/{shop.id}",
            "account-reported": f"/account/receivers/{shop.id}?show=reported",
            "account-record-payment": f"/account/invoices/{late['id']}/payments",
            "account-reported-payment": f"/account/payments/{payment['id']}",
        },
    )


async def log_in(page: Page, site: WebProcess, person: Person) -> None:
    """Through the form, as people do."""
    await page.goto(f"{site.url}/account/login")
    await page.get_by_label("E-mail address").fill(person.session["user"]["email"])
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Log in").click()
    await page.wait_for_url("**/account")
