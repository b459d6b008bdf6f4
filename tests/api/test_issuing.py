"""Invoices of one receiver that two processes of `web` issue at the same time: one row of numbers, whose dates do not
go back."""

import asyncio
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from models import database, ids
from models.proof import integrity
from tests.api import people
from tests.api.people import Person, Shop
from tests.api.processes import WebProcess
from tests.books import assert_books_balance

DRAFTS = 120
PARTS = 3
# At each process.
AT_ONCE = 8
# Whoever is told to try again does so; who is told that each time has found a fault.
TRIES_MAX = 20
AGAIN_SECONDS = 0.05
# There for what never comes.
SECONDS_MAX = 45
# Whatever date it is in the first, it is a later one in the second.
EARLY, LATE = "Etc/GMT+12", "Pacific/Kiritimati"


@pytest.fixture
def other_web(tmp_path: Path) -> Iterator[WebProcess]:
    """A second process, on the same database."""
    process = WebProcess(tmp_path / "log.txt")
    process.start()
    yield process
    process.stop()


async def answered(owner: Person, method: str, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
    """What is answered in the end."""
    for _ in range(TRIES_MAX):
        answer = await owner.send(method, path, json=body, headers=headers)
        if answer.status_code != 503:
            break
        assert answer.json()["code"] == "unavailable"
        assert int(answer.headers["retry-after"]) >= 1
        await asyncio.sleep(AGAIN_SECONDS)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def issue_all(owner: Person, shop: Shop, drafts: list[dict[str, Any]], issued: list[dict[str, Any]]) -> None:
    """Issues the drafts, several at a time, each second one under a key; the date changes in the middle of them all."""
    waiting = deque(drafts)

    async def one_after_the_other() -> None:
        while waiting:
            headers = {"idempotency-key": waiting[0]["id"]} if len(waiting) % 2 else {}
            path = f"/v1/invoices/{waiting.popleft()['id']}/finalize"
            issued.append(await answered(owner, "POST", path, **headers))
            if len(issued) == DRAFTS // 2:
                await answered(owner, "PATCH", f"/v1/receivers/{shop.id}", {"time_zone": LATE})

    await asyncio.gather(*(one_after_the_other() for _ in range(AT_ONCE)))


async def test_two_processes_number_the_invoices_of_one_receiver_without_gaps_and_in_the_order_of_their_dates(
    http: httpx.AsyncClient, web: WebProcess, other_web: WebProcess
) -> None:
    # Without a year, with which the numbers would begin again where it ends between the two dates.
    shop = await people.open_shop(http, time_zone=EARLY, number_pattern="{PREFIX}{SEQ:5}")
    drafts = [await shop.draft() for _ in range(DRAFTS)]
    issued: list[dict[str, Any]] = []
    async with (
        asyncio.timeout(SECONDS_MAX),
        httpx.AsyncClient(base_url=web.url, timeout=SECONDS_MAX) as one,
        httpx.AsyncClient(base_url=other_web.url, timeout=SECONDS_MAX) as other,
    ):
        here, there = Person(one, shop.owner.session), Person(other, shop.owner.session)
        # In parts, so that each meets what the other one has done, however fast it is.
        for begin in range(0, DRAFTS, DRAFTS // PARTS):
            part = drafts[begin : begin + DRAFTS // PARTS]
            await asyncio.gather(issue_all(here, shop, part[::2], issued), issue_all(there, shop, part[1::2], issued))

    rows = await database.fetch(
        "SELECT id, number, issued_on, (SELECT count(*) FROM events WHERE object_id = invoices.id AND "
        "type = 'invoice.finalized') AS announced FROM invoices WHERE receiver_id = $1 ORDER BY number",
        ids.decode("receiver", shop.id),
    )
    assert [row["number"] for row in rows] == [f"INV{number:05}" for number in range(1, DRAFTS + 1)]
    dates = [row["issued_on"] for row in rows]
    assert dates == sorted(dates)
    assert dates[0] < dates[-1]
    assert [row["announced"] for row in rows] == [1] * DRAFTS
    # Everybody was answered with what is there.
    assert {invoice["id"]: (invoice["number"], invoice["issued_on"]) for invoice in issued} == {
        ids.encode("invoice", row["id"]): (row["number"], row["issued_on"].isoformat()) for row in rows
    }
    await assert_books_balance()
    report = await integrity.check(ids.decode("receiver", shop.id))
    assert [check for check in report.checks if check.violations] == []
