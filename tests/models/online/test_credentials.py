"""Credentials: proposed by a receiver, asked about by a worker, and put to use once the gateway has taken them."""

import asyncio
import datetime
from typing import Any

import msgspec
import pytest
from msgspec import UNSET

from models import clock, database, ids, secrets
from models.access import SYSTEM
from models.errors import Forbidden, Invalid, NotFound, PreconditionFailed
from models.gateways import registry
from models.gateways.base import BadSignature, GatewayError
from models.gateways.simulator.adapter import SimulatorGateway
from models.online import callbacks, credentials, gateway_accounts
from models.reconciliation import runs
from models.shapes.gateways import GatewayAccountPatch
from models.shapes.reconciliation import RunInput
from tests.books import assert_books_balance, invoice_now, payment_now, refund_now, stranger
from tests.models.gateways.merchants import open_merchant
from tests.models.shops import LATER, SOON, Shop

NEW_KEY = "sk_sim_the_key_after_that_{}"


async def account_now(shop: Shop) -> Any:
    return await gateway_accounts.get(SYSTEM, shop.account["id"])


async def change(shop: Shop, **sent: str) -> Any:
    return await gateway_accounts.update(
        shop.book.owner, shop.account["id"], GatewayAccountPatch(credentials=sent), version=None
    )


async def standing(shop: Shop) -> tuple[str, str | None]:
    row = await account_now(shop)
    return row["credentials_status"], row["credentials_message"]


async def in_use(shop: Shop) -> dict[str, str]:
    row = await account_now(shop)
    plain = secrets.decrypt(row["credentials"], context=registry.credentials_context(row["id"]))
    return msgspec.json.decode(plain, type=dict[str, str])


async def kept_by_checks(shop: Shop) -> list[tuple[str, bool]]:
    rows = await database.fetch(
        "SELECT status, credentials IS NOT NULL AS kept FROM credentials_checks WHERE gateway_account_id = $1 "
        "ORDER BY id",
        shop.account["id"],
    )
    return [(row["status"], row["kept"]) for row in rows]


async def rotate(shop: Shop) -> str:
    """The merchant replaces the key at the gateway's desk; returns the new one."""
    key = NEW_KEY.format(shop.account["id"].hex)
    await shop.merchant.happens("api-key", api_key=key)
    return key


async def test_a_new_account_is_known_to_work_once_a_worker_has_asked(shop: Shop) -> None:
    assert await standing(shop) == ("checking", None)
    assert await credentials.check_due() == 1
    assert await standing(shop) == ("accepted", None)
    assert await credentials.check_due() == 0
    assert await kept_by_checks(shop) == [("done", False)]


async def test_credentials_that_never_worked_are_known_soon(shop: Shop) -> None:
    await rotate(shop)
    assert await credentials.check_due() == 1
    assert await standing(shop) == ("refused", "The gateway answered 401: The API key is missing or unknown.")


async def test_a_key_is_put_to_use_once_the_gateway_takes_it(shop: Shop) -> None:
    await credentials.check_due()
    key = await rotate(shop)
    before = await account_now(shop)
    assert (await change(shop, api_key=key))["credentials_status"] == "checking"
    assert (await in_use(shop))["api_key"] == shop.merchant.credentials["api_key"], "the gateway was not asked yet"
    assert await credentials.check_due() == 1
    now = await account_now(shop)
    assert (now["credentials_status"], now["version"] > before["version"]) == ("accepted", True)
    assert await in_use(shop) == shop.merchant.credentials | {"api_key": key}, "what was not sent stays"
    assert (await payment_now(await shop.pay_and_send()))["status"] == "succeeded"
    assert await kept_by_checks(shop) == [("done", False)] * 2


async def test_a_key_that_the_gateway_refuses_leaves_the_one_in_use(shop: Shop) -> None:
    await credentials.check_due()
    await change(shop, api_key="sk_sim_nobody_has_this_key")
    await credentials.check_due()
    assert (await standing(shop))[0] == "refused"
    assert await in_use(shop) == shop.merchant.credentials
    assert (await payment_now(await shop.pay_and_send()))["status"] == "succeeded"
    assert await kept_by_checks(shop) == [("done", False)] * 2


async def test_another_accounts_key_is_refused_although_it_works(shop: Shop) -> None:
    other = await open_merchant(shop.merchant.url)
    await change(shop, api_key=other.credentials["api_key"])
    await credentials.check_due()
    status, message = await standing(shop)
    assert (status, message) == (
        "refused",
        f"The API key is one of the account {other.credentials['account']}, not of {shop.account['account']}.",
    )


async def test_the_merchant_account_does_not_change(shop: Shop) -> None:
    with pytest.raises(Invalid, match="a gateway account of its own") as refusal:
        await change(shop, account="acct_another")
    assert refusal.value.pointer == "/credentials"
    with pytest.raises(Invalid, match="sk_sim_ followed by"):
        await change(shop, api_key="pk_live_1")
    assert await kept_by_checks(shop) == [("pending", False)], "nothing but the account's own check"


async def test_the_webhook_secret_is_replaced_with_both_taken_meanwhile(shop: Shop) -> None:
    former = shop.merchant.credentials["webhook_secret"]
    secret = "whsec_" + "e" * 43 + "="
    await change(shop, webhook_secret=f"{former} {secret}")
    await credentials.check_due()
    await shop.pay_and_send()
    await shop.listen(1)
    await change(shop, webhook_secret=secret)
    await credentials.check_due()
    headers, body = (await shop.receiver.wait_for(1))[0]
    with pytest.raises(BadSignature):
        await callbacks.receive(shop.account["id"], body=body, headers=headers)


async def test_who_may_not_connect_may_not_change_either(shop: Shop) -> None:
    patch = GatewayAccountPatch(metadata={"a": "b"})
    for caller, refused in ((await stranger(), NotFound), (await shop.book.member("manager"), Forbidden)):
        with pytest.raises(refused):
            await gateway_accounts.update(caller, shop.account["id"], patch, version=None)
    with pytest.raises(PreconditionFailed):
        await gateway_accounts.update(shop.book.owner, shop.account["id"], patch, version=frozenset({7}))
    changed = await gateway_accounts.update(shop.book.owner, shop.account["id"], patch, version=None)
    assert msgspec.json.decode(changed["metadata"]) == {"a": "b"}
    assert patch.credentials is UNSET


async def test_of_two_who_send_keys_at_once_the_last_ones_are_asked_about(shop: Shop) -> None:
    await credentials.check_due()
    await asyncio.gather(*(change(shop, api_key=f"sk_sim_of_the_racer_{n:04}") for n in range(8)))
    assert await kept_by_checks(shop) == [("done", False), ("pending", True)]
    key = await rotate(shop)
    await change(shop, api_key=key)
    assert await credentials.check_due() == 1
    assert await standing(shop) == ("accepted", None)
    assert (await in_use(shop))["api_key"] == key


async def test_what_is_sent_while_a_worker_asks_is_not_overruled_by_its_answer(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await credentials.check_due()
    await change(shop, api_key="sk_sim_nobody_has_this_key")
    key = await rotate(shop)
    real = SimulatorGateway.check

    async def ask_then_change(gateway: SimulatorGateway) -> None:
        monkeypatch.setattr(SimulatorGateway, "check", real)
        await change(shop, api_key=key)
        await real(gateway)

    monkeypatch.setattr(SimulatorGateway, "check", ask_then_change)
    # The same run asks about what was sent meanwhile, and says nothing of what was sent before.
    assert await credentials.check_due() == 2
    assert await standing(shop) == ("accepted", None)
    assert (await in_use(shop))["api_key"] == key
    said = await database.fetch(
        "SELECT action FROM audit_log WHERE object_id = $1 AND action LIKE '%credentials%' ORDER BY id",
        shop.account["id"],
    )
    assert "gateway_account.credentials_refused" not in [row["action"] for row in said]


async def test_a_gateway_that_gives_no_answer_is_asked_again_then_no_more(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(_: SimulatorGateway) -> None:
        raise GatewayError("The gateway gave no answer (TimeoutError).", permanent=False)

    with monkeypatch.context() as outage:
        outage.setattr(SimulatorGateway, "check", silent)
        moment = clock.now()
        for pause in (datetime.timedelta(), *credentials.RETRIES):
            assert await standing(shop) == ("checking", None)
            moment += pause + datetime.timedelta(seconds=1)
            with clock.moved_to(moment):
                assert await credentials.check_due() == 1
    assert await standing(shop) == ("unchecked", "The gateway gave no answer (TimeoutError).")
    assert await kept_by_checks(shop) == [("exhausted", False)]
    await change(shop, webhook_secret=shop.merchant.credentials["webhook_secret"])
    await credentials.check_due()
    assert await standing(shop) == ("accepted", None)


async def test_a_comparison_that_the_gateway_refuses_makes_it_known_as_well(shop: Shop) -> None:
    await credentials.check_due()
    await rotate(shop)
    given = RunInput(gateway_account_id=ids.encode("gateway_account", shop.account["id"]))
    run, _ = await runs.request(shop.book.owner, given)
    await runs.run_due()
    assert (await runs.get(SYSTEM, run.id)).status == "failed"
    assert await standing(shop) == ("checking", None)
    await credentials.check_due()
    assert (await standing(shop))[0] == "refused"


# What waits for good credentials.


async def test_a_refund_that_our_key_could_not_send_goes_out_under_the_next_one(shop: Shop) -> None:
    payment = await shop.pay_and_send()
    key = await rotate(shop)
    refund = await shop.book.refund(payment, amount=4_000)
    await shop.send()
    assert (await refund_now(refund))["status"] == "unknown"
    await credentials.check_due()
    assert (await standing(shop))[0] == "refused", "the account says why"
    await change(shop, api_key=key)
    await credentials.check_due()
    await shop.send()
    assert (await refund_now(refund))["status"] == "succeeded"
    shop.merchant.credentials["api_key"] = key
    assert await shop.journal(refund) == [("refund", 4_000)]
    await assert_books_balance()


async def test_a_payment_that_is_open_when_keys_are_rotated_gives_its_reservation_back_under_the_next_key(
    shop: Shop,
) -> None:
    invoice = await shop.book.invoice()
    payment = await shop.pay("tok_requires_action", invoice=invoice)
    await shop.send()
    key = await rotate(shop)
    for day in range(1, 40):
        await shop.send(after=datetime.timedelta(days=day))
    attempt = await shop.attempt(payment)
    assert (attempt["status"], (await invoice_now(invoice))["amount_reserved"]) == ("exhausted", 10_000)
    await change(shop, api_key=key)
    await credentials.check_due()
    assert (await shop.attempt(payment))["status"] == "pending"
    await shop.send()
    attempt = await shop.attempt(payment)
    assert (attempt["status"], attempt["error"]) == ("pending", None), "the gateway has answered"


async def test_a_charge_that_was_never_sent_fails_and_the_invoice_can_be_paid_again(shop: Shop) -> None:
    invoice = await shop.book.invoice()
    key = await rotate(shop)
    payment = await shop.pay(invoice=invoice)
    await shop.send()
    assert (await payment_now(payment))["status"] == "failed"
    await change(shop, api_key=key)
    await credentials.check_due()
    assert (await payment_now(await shop.pay_and_send(invoice=invoice)))["status"] == "succeeded"


async def test_a_key_that_works_but_may_not_refund_is_not_tried_in_a_circle(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = await shop.pay_and_send()
    await credentials.check_due()

    async def forbidden(*_: Any, **__: Any) -> Any:
        raise GatewayError("The gateway answered 403: no right to refund.", permanent=True, unauthorized=True)

    monkeypatch.setattr(SimulatorGateway, "refund", forbidden)
    monkeypatch.setattr(SimulatorGateway, "find_refund", forbidden)
    refund = await shop.book.refund(payment, amount=1_000)
    await shop.send()
    assert await credentials.check_due() == 1
    assert await standing(shop) == ("accepted", None)
    assert await shop.send() == 0, "it waits for its schedule"
    assert await shop.send(after=SOON) == 1
    await shop.send(after=LATER)
    assert (await refund_now(refund))["status"] == "unknown"


async def test_an_archived_account_can_get_a_new_key(shop: Shop) -> None:
    payment = await shop.pay_and_send()
    await gateway_accounts.archive(shop.book.owner, shop.account["id"], version=None)
    key = await rotate(shop)
    refund = await shop.book.refund(payment, amount=1_000)
    await shop.send()
    await change(shop, api_key=key)
    await credentials.check_due()
    await shop.send()
    assert (await refund_now(refund))["status"] == "succeeded"


async def test_what_becomes_of_credentials_is_audited_without_them(shop: Shop) -> None:
    key = await rotate(shop)
    await change(shop, api_key=key)
    await credentials.check_due()
    rows = await database.fetch(
        "SELECT action, concat(before, after) AS kept FROM audit_log WHERE object_id = $1 ORDER BY id",
        shop.account["id"],
    )
    assert [row["action"] for row in rows] == [
        "gateway_account.created",
        "gateway_account.updated",
        "gateway_account.credentials_accepted",
    ]
    assert not any(key in row["kept"] for row in rows)
    assert '"credentials_status": "accepted"' in rows[-1]["kept"]
