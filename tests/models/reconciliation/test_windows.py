"""Windows: how the payments of a stretch of time are gone through, and what stands at its edges."""

import asyncio

import pytest

from models import clock
from models.gateways.simulator import client
from models.reconciliation import runs, windows
from tests.books import payment_now
from tests.models.reconciliation.shops import Shop, succeed_here


async def test_a_payment_that_is_young_is_not_missed_yet(shop: Shop) -> None:
    await succeed_here(shop, await shop.payment(), "simpay_imagined")
    await runs.request(shop.book.owner, shop.given())
    assert await runs.run_due() == 1
    assert await shop.discrepancies() == []


async def test_a_payment_that_never_reached_the_gateway_is_not_missing_there(shop: Shop) -> None:
    await shop.payment()
    assert (await shop.run())["discrepancies_found"] == 0


async def test_what_the_gateway_lists_in_its_next_window_is_not_missing_there(shop: Shop) -> None:
    payment = await shop.payment()
    edge = clock.now()
    await asyncio.sleep(0.01)
    await succeed_here(shop, payment, (await shop.charge(payment)).gateway_payment_id)
    run = await shop.run(until=edge)
    assert (run["payments_there"], run["payments_here"], run["discrepancies_found"]) == (0, 1, 0)


async def test_long_windows_are_compared_in_slices_and_batches(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "SLICE", 5)
    monkeypatch.setattr(windows, "BATCH", 2)
    monkeypatch.setattr(windows, "LOOKUPS", 2)
    monkeypatch.setattr(client, "PAGE_SIZE", 2)
    known = [await shop.pay() for _ in range(5)]
    unheard = [await shop.payment() for _ in range(5)]
    for payment in unheard[:2]:
        await shop.charge(payment)
    for payment in unheard[2:]:
        await succeed_here(shop, payment, f"simpay_{payment['id'].hex}")
    run = await shop.run()
    assert (run["status"], run["payments_there"], run["payments_here"]) == ("completed", 7, 10)
    assert [row["payment_id"] for row in await shop.discrepancies()] == [payment["id"] for payment in unheard[2:]]
    assert {row["kind"] for row in await shop.discrepancies()} == {"missing_there"}
    assert {(await payment_now(payment))["status"] for payment, _ in known} == {"succeeded"}
    assert [(await payment_now(payment))["status"] for payment in unheard] == ["succeeded"] * 5
