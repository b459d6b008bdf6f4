"""The button of the pay page: it begins one payment, and whatever happens the page says what stands, and what to do."""

import asyncio
import re
from typing import Any

import httpx
import pytest

from api.pages import paying, rendering
from models import database, ids
from models.collection import outcomes, pay_links, settlement
from tests.api import people
from tests.api.people import Person, Shop
from tests.api.test_pay_page import BROWSER, euros, opened, path
from tests.models.gateways.processes import SimulatorProcess

LAST_TRY = "Your last try did not work"
GO_ON = "Go on with your payment"
CANCEL = "Cancel and pay another way"
CANCELS_AT = re.compile(r'action="([^"]+/cancel)"')
BY_BROWSER = {"accept": BROWSER}


@pytest.fixture(autouse=True)
def _nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a gateway that nobody asks."""
    monkeypatch.setattr(paying, "GATEWAY_SECONDS_MAX", 0)


@pytest.fixture
async def seller(shop: Shop) -> Shop:
    await shop.pretend_gateway()
    return shop


async def press(http: httpx.AsyncClient, invoice: dict[str, Any]) -> httpx.Response:
    return await http.post(f"{path(invoice)}/payments", headers=BY_BROWSER)


async def begun(invoice: dict[str, Any]) -> list[Any]:
    """The payments of an invoice, the oldest first."""
    invoice_id = ids.decode("invoice", invoice["id"])
    return await database.fetch("SELECT id, status FROM payments WHERE invoice_id = $1 ORDER BY id", invoice_id)


async def fail(invoice: dict[str, Any]) -> None:
    """The newest payment comes to nothing."""
    [*_, payment] = await begun(invoice)
    async with database.transaction():
        locked, row = await settlement.lock(payment["id"])
        await outcomes.give_up(locked, row, status="failed", code="card_declined", message="The card was declined.")


def leads_to(answer: httpx.Response, invoice: dict[str, Any]) -> bool:
    return (answer.status_code, answer.headers.get("location")) == (303, path(invoice))


async def test_pressed_six_times_at_once_it_begins_one_payment(seller: Shop, http: httpx.AsyncClient) -> None:
    invoice = await seller.issue()
    answers = await asyncio.gather(*(press(http, invoice) for _ in range(6)))
    assert all(leads_to(answer, invoice) for answer in answers)
    assert len(await begun(invoice)) == 1


async def test_what_is_refused_leads_back_to_what_the_invoice_says(
    shop: Shop, http: httpx.AsyncClient, anybody: Person
) -> None:
    without_gateway = await shop.issue()
    assert leads_to(await press(http, without_gateway), without_gateway)
    await shop.pretend_gateway()
    void = await shop.issue()
    await shop.owner.post(f"/v1/invoices/{void['id']}/void")
    assert leads_to(await press(http, void), void)
    assert "declared void" in await opened(http, void)
    assert await begun(without_gateway) == await begun(void) == []


async def test_a_payment_that_was_begun_is_never_said_not_to_be(
    seller: Shop, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise ConnectionRefusedError("gone")

    invoice = await seller.issue()
    with monkeypatch.context() as patched:
        patched.setattr(pay_links, "payment", away)
        assert leads_to(await press(http, invoice), invoice)
    assert len(await begun(invoice)) == 1
    assert "is on its way" in await opened(http, invoice)


async def test_where_it_is_not_known_what_was_done_the_invoice_is_to_be_looked_at(
    seller: Shop, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*_: object) -> None:
        raise database.CommitLostError

    invoice = await seller.issue()
    monkeypatch.setattr(pay_links, "pay_on_page", lost)
    answer = await press(http, invoice)
    assert (answer.status_code, answer.headers["content-security-policy"]) == (503, rendering.POLICY)
    assert "Nothing was changed" not in answer.text
    assert "Look at the invoice before you try again" in answer.text
    assert f'href="{path(invoice)}"' in answer.text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_the_address_of_the_button_leads_to_the_invoice(
    seller: Shop, http: httpx.AsyncClient, method: str
) -> None:
    invoice = await seller.issue()
    assert leads_to(await http.request(method, f"{path(invoice)}/payments", headers=BY_BROWSER), invoice)
    assert await begun(invoice) == []


async def test_the_page_hears_of_the_way_on_that_comes_late(
    shop: Shop, http: httpx.AsyncClient, simulator: SimulatorProcess
) -> None:
    await shop.connect_gateway(simulator.url)
    invoice = await shop.issue()
    await press(http, invoice)
    shown = await opened(http, invoice)
    assert GO_ON not in shown
    assert f'data-watch="{path(invoice)}"' in shown
    told = await http.get(f"{path(invoice)}/state", headers={"accept": "text/plain"})
    assert (told.status_code, told.headers["cache-control"]) == (200, "no-store")
    assert f'data-shown="{told.text}"' in shown
    before = await http.get(f"/v1{path(invoice)}")
    async with people.working(), asyncio.timeout(30):
        while (await begun(invoice))[0]["status"] != "requires_action":
            await asyncio.sleep(0.05)
    assert (await http.get(f"/v1{path(invoice)}")).content == before.content, "nothing of the invoice has changed"
    later = await http.get(f"{path(invoice)}/state")
    assert later.text != told.text
    shown = await opened(http, invoice)
    assert GO_ON in shown
    assert f'data-shown="{later.text}"' in shown
    assert (await http.get("/pay/nobodys/state")).status_code == 404


async def test_a_payment_that_was_not_finished_is_canceled_on_the_page_and_paid_another_way(
    shop: Shop, http: httpx.AsyncClient, simulator: SimulatorProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.connect_gateway(simulator.url)
    invoice = await shop.issue()
    await press(http, invoice)
    assert CANCEL not in await opened(http, invoice), "the gateway does not know of it yet"
    async with people.working(), asyncio.timeout(30):
        while (await begun(invoice))[0]["status"] != "requires_action":
            await asyncio.sleep(0.05)
        shown = await opened(http, invoice)
        assert f"You have begun a payment of {euros(10_000)} and not finished it yet." in shown
        assert "is on its way" not in shown
        assert GO_ON in shown
        (address,) = CANCELS_AT.findall(shown)
        assert leads_to(await http.get(address, headers=BY_BROWSER), invoice)
        assert (await begun(invoice))[0]["status"] == "requires_action"
        monkeypatch.setattr(paying, "GATEWAY_SECONDS_MAX", 20)
        assert leads_to(await http.post(address, headers=BY_BROWSER), invoice)
        assert (await begun(invoice))[0]["status"] == "canceled"
    assert leads_to(await http.post(address, headers=BY_BROWSER), invoice), "a second time it changes nothing"
    shown = await opened(http, invoice)
    assert CANCEL not in shown
    assert "not finished" not in shown
    assert f"Pay {euros(10_000)} online" in shown
    assert "Pay by bank transfer" in shown


async def test_until_the_gateway_has_said_so_the_page_says_that_it_is_being_canceled(
    shop: Shop, http: httpx.AsyncClient, simulator: SimulatorProcess
) -> None:
    await shop.connect_gateway(simulator.url)
    invoice = await shop.issue()
    await press(http, invoice)
    async with people.working(), asyncio.timeout(30):
        while (await begun(invoice))[0]["status"] != "requires_action":
            await asyncio.sleep(0.05)
    state = (await http.get(f"{path(invoice)}/state")).text
    (address,) = CANCELS_AT.findall(await opened(http, invoice))
    assert leads_to(await http.post(address, headers=BY_BROWSER), invoice)
    assert (await http.get(f"{path(invoice)}/state")).text != state
    shown = await opened(http, invoice)
    assert "It is being canceled." in shown
    assert CANCEL not in shown
    assert GO_ON not in shown
    async with people.working(), asyncio.timeout(30):
        while (await begun(invoice))[0]["status"] != "canceled":
            await asyncio.sleep(0.05)
    assert "not finished" not in await opened(http, invoice)


async def test_no_link_cancels_what_belongs_to_another_invoice_or_was_begun_with_a_login(
    seller: Shop, http: httpx.AsyncClient
) -> None:
    mine, other = await seller.issue(), await seller.issue()
    await press(http, other)
    [payment] = await begun(other)
    login = await seller.payer_login()
    by_login = await login.make("/v1/payments", invoice_id=mine["id"], method="card", payment_token="tok", amount=100)
    for payment_id in (ids.encode("payment", payment["id"]), by_login["id"], "pay_none"):
        answer = await http.post(f"{path(mine)}/payments/{payment_id}/cancel", headers=BY_BROWSER)
        assert leads_to(answer, mine)
    assert [one["status"] for one in await begun(mine) + await begun(other)] == ["created", "created"]
    answer = await http.post(f"/pay/nobodys/payments/{by_login['id']}/cancel", headers=BY_BROWSER)
    assert (answer.status_code, answer.headers["location"]) == (303, "/pay/nobodys")


async def test_a_try_that_failed_is_told_until_something_newer_comes(
    seller: Shop, http: httpx.AsyncClient, anybody: Person
) -> None:
    invoice = await seller.issue()
    path_of_api = f"/v1{path(invoice)}/payments"
    # All that can be paid but for 1.00, which others pay meanwhile.
    assert (await anybody.post(path_of_api, {"payment_token": "tok", "amount": 9_900})).status_code == 201
    await fail(invoice)
    shown = await opened(http, invoice)
    assert LAST_TRY in shown
    assert "The payment was declined." in shown
    assert "The card was declined." not in shown, "what gateways say is in their language"
    login = await seller.payer_login()
    await login.make("/v1/payments", invoice_id=invoice["id"], method="card", payment_token="tok", amount=4_000)
    shown = await opened(http, invoice)
    assert LAST_TRY not in shown
    assert "is on its way" in shown
    await fail(invoice)
    assert LAST_TRY not in await opened(http, invoice), "it was not the last"


async def test_a_payment_that_staff_canceled_is_no_try_that_failed(seller: Shop, http: httpx.AsyncClient) -> None:
    invoice = await seller.issue()
    await press(http, invoice)
    [payment] = await begun(invoice)
    canceled = await seller.owner.post(f"/v1/payments/{ids.encode('payment', payment['id'])}/cancel")
    assert canceled.json()["status"] == "canceled"
    shown = await opened(http, invoice)
    assert LAST_TRY not in shown
    assert "Pay online" in shown
