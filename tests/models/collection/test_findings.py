"""Findings: what a gateway says and our books cannot take is kept and announced once, until somebody resolves it."""

from typing import Any

from models import database
from models.collection import findings
from models.collection.findings import Difference
from models.reconciliation import discrepancies
from models.tables.reconciliation import Discrepancy
from tests.models.shops import Shop


async def report(shop: Shop, **fields: Any) -> None:
    usual: dict[str, Any] = {
        "subject": "refund",
        "kind": "missing_here",
        "currency": "EUR",
        "gateway_payment_id": "simpay_1",
        "gateway_object_id": "simrfd_1",
        "amount_there": 4_000,
        "status_there": "succeeded",
    }
    async with database.transaction():
        await findings.report(
            receiver_id=shop.book.receiver["id"],
            gateway_account_id=shop.account["id"],
            difference=Difference(**(usual | fields)),
        )


async def found(shop: Shop) -> list[Discrepancy]:
    return (
        await Discrepancy.objects().where(Discrepancy.gateway_account_id == shop.account["id"]).order_by(Discrepancy.id)
    )


async def test_what_differs_is_kept_and_announced_once_while_it_is_open(shop: Shop) -> None:
    for _ in range(2):
        await report(shop)
    (row,) = await found(shop)
    assert (row.subject, row.kind, row.gateway_object_id, row.amount_there) == (
        "refund",
        "missing_here",
        "simrfd_1",
        4_000,
    )
    told = await database.fetch("SELECT type FROM events WHERE object_id = $1", row.id)
    assert [event["type"] for event in told] == ["reconciliation.discrepancy_found"]
    await report(shop, gateway_object_id="simrfd_2")
    assert [row.gateway_object_id for row in await found(shop)] == ["simrfd_1", "simrfd_2"]


async def test_what_somebody_has_resolved_is_news_only_when_it_changes(shop: Shop) -> None:
    await report(shop)
    (row,) = await found(shop)
    await discrepancies.resolve(shop.book.owner, row.id, "Booked by hand.")
    await report(shop)
    assert [row.status for row in await found(shop)] == ["resolved"]
    await report(shop, status_there="failed")
    assert [row.status for row in await found(shop)] == ["resolved", "open"]
