"""Mails of invoices, as clients ask for them."""

import pytest

from models.billing import sending
from tests.api.people import Shop


async def test_an_invoice_is_mailed_to_its_payer_without_a_body(shop: Shop) -> None:
    answer = await shop.owner.patch(f"/v1/payers/{shop.payer['id']}", {"email": "grace@example.com"})
    assert answer.status_code == 200
    invoice = await shop.issue()
    answer = await shop.owner.post(f"/v1/invoices/{invoice['id']}/send")
    assert answer.status_code == 201, answer.text
    mail = answer.json()
    assert (mail["to"], mail["cc"], mail["reason"], mail["status"]) == ("grace@example.com", [], "issued", "queued")
    again = await shop.owner.post(f"/v1/invoices/{invoice['id']}/send", {})
    assert (again.status_code, again.json()["id"]) == (200, mail["id"])


async def test_beyond_the_bound_of_a_day_the_answer_says_when_to_come_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PER_DAY_MAX", 1)
    first, second = await shop.issue(), await shop.issue()
    to = {"to": "grace@example.com"}
    assert (await shop.owner.post(f"/v1/invoices/{first['id']}/send", to)).status_code == 201
    answer = await shop.owner.post(f"/v1/invoices/{second['id']}/send", to)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
    assert 0 < int(answer.headers["Retry-After"]) <= 86_401
