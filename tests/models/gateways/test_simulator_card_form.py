"""The gateway's card form: test numbers and their outcomes, posted to the gateway alone, and nothing of it kept."""

import datetime
import html

import httpx
import pytest

from models.gateways.simulator import card_form
from models.gateways.simulator.behaviours import BEHAVIOURS
from tests.models.gateways.merchants import Merchant, open_merchant
from tests.models.gateways.processes import SimulatorProcess

TODAY = datetime.date(2026, 11, 29)
GOOD = {"number": "4242 4242 4242 4242", "expiry": "12/30", "cvc": "123"}


@pytest.fixture
async def gateway(simulator: SimulatorProcess) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=simulator.url)


@pytest.fixture
async def merchant(simulator: SimulatorProcess) -> Merchant:
    return await open_merchant(simulator.url)


async def asked(gateway: httpx.AsyncClient, merchant: Merchant) -> str:
    """Where a payer is asked; without a shop to go back to."""
    body = {"token": "tok_requires_action", "amount": 1_000, "currency": "EUR", "reference": "r", "description": "<b>"}
    headers = {"authorization": f"Bearer {merchant.credentials['api_key']}", "idempotency-key": "a-key"}
    answer = await gateway.post("/v1/payments", json=body, headers=headers)
    assert answer.is_success, answer.text
    return f"/challenge/{answer.json()['id']}"


async def state(gateway: httpx.AsyncClient, merchant: Merchant, at: str) -> tuple[str, str | None]:
    headers = {"authorization": f"Bearer {merchant.credentials['api_key']}"}
    payment = (await gateway.get(f"/v1/payments/{at.rpartition('/')[2]}", headers=headers)).json()
    return payment["status"], payment["failure_code"]


@pytest.mark.parametrize(("number", "token"), card_form.CARDS.items())
async def test_each_number_has_the_outcome_of_its_token(
    gateway: httpx.AsyncClient, merchant: Merchant, number: str, token: str
) -> None:
    at = await asked(gateway, merchant)
    page = await gateway.get(at)
    assert number in page.text
    assert "<script" not in page.text
    assert "declined the payment" not in page.text, "nothing has happened yet"
    answer = await gateway.post(f"{at}/card", data=GOOD | {"number": number})
    behaviour = BEHAVIOURS[token]
    assert await state(gateway, merchant, at) == (behaviour.status, behaviour.failure_code)
    if behaviour.status == "requires_action":
        assert (answer.status_code, "Your bank asks whether it is you" in answer.text) == (200, True)
        await gateway.post(f"{at}/approve")
        assert await state(gateway, merchant, at) == ("succeeded", None)
    else:
        assert (answer.status_code, answer.headers["location"]) == (303, at)
    # Pressed again, or in another tab: what was decided stays.
    await gateway.post(f"{at}/card", data=GOOD)
    expected = ("failed", behaviour.failure_code) if behaviour.status == "failed" else ("succeeded", None)
    assert await state(gateway, merchant, at) == expected
    assert "Nothing left to decide" in (await gateway.get(at)).text


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("number", "4111 1111 1111 1111", "The number of a real card is never taken here."),
        ("number", "", "Use one of the test numbers below."),
        ("number", "4" * 5_000, "Use one of the test numbers below."),
        ("expiry", "10/26", "This date has passed: enter a later one."),
        ("expiry", "13/30", "like this: 12/30"),
        ("cvc", "12", "three or four digits"),
        ("cvc", "<script>", "three or four digits"),
    ],
)
async def test_what_is_wrong_is_told_beside_its_field_and_not_shown_again(
    gateway: httpx.AsyncClient, merchant: Merchant, field: str, value: str, told: str
) -> None:
    at = await asked(gateway, merchant)
    answer = await gateway.post(f"{at}/card", data=GOOD | {field: value})
    assert answer.status_code == 422
    assert f'aria-describedby="{field}-wrong"' in answer.text
    assert told in html.unescape(answer.text)
    assert "value=" not in answer.text
    assert (await state(gateway, merchant, at))[0] == "requires_action"
    assert (await gateway.get(f"{at}/card")).headers["location"] == at


@pytest.mark.parametrize("expiry", ["11/26", " 12 / 2030 ", "01/99"])
def test_a_month_to_come_will_do(expiry: str) -> None:
    body = f"number=4242424242424242&cvc=123&expiry={expiry}".encode()
    assert card_form.read(body, today=TODAY) == (BEHAVIOURS["tok_success"], {})


@pytest.mark.parametrize("body", [b"", b"\xff\xfe=\x00", b"number=1&number=2", b"%", b"x" * 60_000, b"number=1&" * 11])
def test_what_is_no_form_of_ours_is_wrong_in_every_field(body: bytes) -> None:
    behaviour, errors = card_form.read(body, today=TODAY)
    assert (behaviour, set(errors)) == (None, {"number", "expiry", "cvc"})
