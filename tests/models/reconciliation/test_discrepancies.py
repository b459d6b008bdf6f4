"""Discrepancies: that nothing is said twice, and how one ends."""

import aiohttp
import pytest

from models import database, errors, ids
from models.collection import outcomes
from models.gateways.base import PaymentFact
from models.reconciliation import discrepancies
from tests.books import event_types
from tests.models.reconciliation.shops import Shop, succeed_here


async def test_a_difference_that_is_open_is_not_found_again(shop: Shop) -> None:
    await succeed_here(shop, await shop.payment(), "simpay_imagined")
    assert (await shop.run())["discrepancies_found"] == 1
    assert (await shop.run())["discrepancies_found"] == 0
    assert await event_types(await shop.the_discrepancy()) == ["reconciliation.discrepancy_found"]


async def test_a_difference_that_has_ended_is_resolved_by_the_next_run(shop: Shop) -> None:
    payment = await shop.payment()
    fact = await shop.charge(payment, "tok_requires_action")
    await succeed_here(shop, payment, fact.gateway_payment_id)
    await shop.run()
    assert (await shop.the_discrepancy())["kind"] == "state_differs"
    await approve(shop, fact)
    run = await shop.run()
    found = await shop.the_discrepancy()
    assert (found["status"], found["resolved_by"]) == ("resolved", None)
    assert ids.encode("reconciliation_run", run["id"]) in found["resolution"]


async def approve(shop: Shop, fact: PaymentFact) -> None:
    url = f"{shop.merchant.url}/challenge/{fact.gateway_payment_id}/approve"
    async with aiohttp.ClientSession() as session, session.post(url, allow_redirects=False) as response:
        assert response.status == 303


async def test_what_somebody_has_resolved_stays_so_until_a_side_changes(shop: Shop) -> None:
    payment = await shop.payment()
    fact = await shop.charge(payment, "tok_requires_action")
    await shop.run()
    await outcomes.fail(payment["id"], code="gateway_unavailable", message="The gateway never took the request.")
    await shop.run()
    row = await discrepancies.resolve(shop.book.owner, (await shop.the_discrepancy())["id"], "We know.")
    assert (row["status"], row["resolution"], row["resolved_by"]) == ("resolved", "We know.", shop.book.owner.user_id)
    assert (await shop.run())["discrepancies_found"] == 0
    # Once the outcome changes here, the same pair is news again.
    await database.execute("UPDATE payments SET status = 'canceled' WHERE id = $1", payment["id"])
    assert (await shop.run())["discrepancies_found"] == 1
    assert [row["status_here"] for row in await shop.discrepancies()] == ["failed", "canceled"]
    assert fact.status == "requires_action"
    await database.execute("UPDATE payments SET status = 'failed' WHERE id = $1", payment["id"])


async def test_a_discrepancy_is_resolved_once(shop: Shop) -> None:
    await succeed_here(shop, await shop.payment(), "simpay_imagined")
    await shop.run()
    row = await shop.the_discrepancy()
    with pytest.raises(errors.PreconditionFailed):
        await discrepancies.resolve(shop.book.owner, row["id"], "Too late.", version=row["version"] + 1)
    await discrepancies.resolve(shop.book.owner, row["id"], "Booked by hand.", version=row["version"])
    with pytest.raises(errors.DiscrepancyResolved):
        await discrepancies.resolve(shop.book.owner, row["id"], "Again.")
    assert (await shop.the_discrepancy())["resolution"] == "Booked by hand."
