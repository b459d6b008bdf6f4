"""Runs: who may ask for one, when one is scheduled, and that gateways and workers may fail meanwhile."""

import asyncio
import datetime
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from models import clock, database, errors, lists, work
from models.access import SYSTEM, Caller
from models.gateways import registry
from models.gateways.base import PaymentFact
from models.online import gateway_accounts
from models.reconciliation import discrepancies, runs
from models.tables.reconciliation import ReconciliationRun
from tests.books import event_types, payment_now, stranger
from tests.models.gateways.processes import SimulatorProcess
from tests.models.reconciliation.shops import LATER, Shop, connect, open_shop, succeed_here
from tests.models.work_lists import until, work_errors

# Runs: who may ask, for what, and when.


@pytest.mark.parametrize(
    ("since", "until", "pointer"),
    [
        (None, datetime.timedelta(seconds=5), "/until"),
        (-datetime.timedelta(hours=1), -datetime.timedelta(hours=2), "/since"),
        (-datetime.timedelta(hours=2), -datetime.timedelta(hours=2), "/since"),
        (-datetime.timedelta(days=31, seconds=1), None, "/since"),
        (None, -datetime.timedelta(days=365 * 40), "/until"),
    ],
)
async def test_a_window_must_make_sense(
    shop: Shop, since: datetime.timedelta | None, until: datetime.timedelta | None, pointer: str
) -> None:
    now = clock.now()
    given = shop.given(since=since and now + since, until=until and now + until)
    with pytest.raises(errors.Invalid) as refusal:
        await runs.request(shop.book.owner, given)
    assert refusal.value.pointer == pointer


async def test_the_first_instant_of_all_is_no_window_either(shop: Shop) -> None:
    first = datetime.datetime.min.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=14)))
    for given in (shop.given(until=first), shop.given(since=first)):
        with pytest.raises(errors.Invalid):
            await runs.request(shop.book.owner, given)


async def test_a_window_is_the_last_day_unless_told_otherwise(shop: Shop) -> None:
    row, _ = await runs.request(shop.book.owner, shop.given())
    assert row["until"] - row["since"] == datetime.timedelta(days=1)
    assert clock.now() - row["until"] < datetime.timedelta(seconds=5)
    assert row["status"] == "pending"


Operation = Callable[[Caller, Shop, Any], Awaitable[Any]]
WRITES: list[Operation] = [
    lambda caller, shop, row: runs.request(caller, shop.given()),
    lambda caller, shop, row: discrepancies.resolve(caller, row["id"], "Mine now."),
]
READS: list[Operation] = [
    lambda caller, shop, row: runs.get(caller, row["run_id"]),
    lambda caller, shop, row: discrepancies.get(caller, row["id"]),
]


async def test_only_the_receivers_people_see_runs_and_only_some_may_act(shop: Shop) -> None:
    await succeed_here(shop, await shop.payment(), "simpay_imagined")
    await shop.run()
    row = await shop.the_discrepancy()
    for caller in (await stranger(), await shop.book.payer_login()):
        for operation in [*WRITES, *READS]:
            with pytest.raises(errors.NotFound):
                await operation(caller, shop, row)
        for list_page in (runs.list_page, discrepancies.list_page):
            equal = {"gateway_account_id": shop.account["id"]}
            found = await list_page(caller, filters=lists.Filters(equal=equal), limit=100, after=None)
            assert found.rows == []
    viewer = await shop.book.member("viewer")
    for operation in WRITES:
        with pytest.raises(errors.Forbidden):
            await operation(viewer, shop, row)
    for operation in READS:
        assert await operation(viewer, shop, row)
    manager = await shop.book.member("manager")
    for operation in WRITES:
        assert await operation(manager, shop, row)


async def runs_of(shop: Shop) -> list[Any]:
    """Oldest first."""
    filters = lists.Filters(equal={"gateway_account_id": shop.account["id"]})
    found = await runs.list_page(SYSTEM, filters=filters, limit=100, after=None)
    return found.rows[::-1]


async def set_reconciled_until(shop: Shop, instant: datetime.datetime | None) -> None:
    await database.execute(
        "UPDATE gateway_accounts SET reconciled_until = $2 WHERE id = $1", shop.account["id"], instant
    )


def noon() -> datetime.datetime:
    """The next but one, so that the day is not over an hour later, and that all of it lies ahead."""
    return clock.now().replace(hour=12, minute=0, second=0, microsecond=0) + datetime.timedelta(days=2)


async def test_a_new_account_is_compared_from_its_first_day(shop: Shop) -> None:
    assert await runs.schedule() == 0
    with clock.moved_to(clock.now() + datetime.timedelta(minutes=61)):
        assert await runs.schedule() == 1
        assert await runs.schedule() == 0, "one is waiting"
        (row,) = await runs_of(shop)
        assert row["since"] == shop.account["created_at"]
        assert await runs.run_due() == 1
        assert await runs.schedule() == 0, "an hour has not passed"
    account = await gateway_accounts.get(SYSTEM, shop.account["id"])
    assert account["reconciled_until"] == row["until"]


async def test_a_scheduled_run_continues_a_little_before_the_end_of_the_last_one(shop: Shop) -> None:
    with clock.moved_to(noon()):
        last = clock.now() - datetime.timedelta(hours=3)
        await set_reconciled_until(shop, last)
        assert await runs.schedule() == 1
        (row,) = await runs_of(shop)
        assert last - row["since"] == runs.OVERLAP
        assert clock.now() - row["until"] < datetime.timedelta(seconds=5)


async def test_the_first_run_of_a_day_looks_back_a_month(shop: Shop) -> None:
    await database.execute(
        "UPDATE gateway_accounts SET created_at = created_at - interval '1 year' WHERE id = $1", shop.account["id"]
    )
    with clock.moved_to(noon()):
        await set_reconciled_until(shop, clock.now() - datetime.timedelta(hours=13))
        assert await runs.schedule() == 1
        (row,) = await runs_of(shop)
        assert row["until"] - row["since"] == runs.WINDOW_MAX


async def test_a_long_silence_is_made_up_for_a_month_at_a_time(shop: Shop) -> None:
    last = noon() - datetime.timedelta(days=100)
    await set_reconciled_until(shop, last)
    with clock.moved_to(noon()):
        assert await runs.schedule() == 1
    (row,) = await runs_of(shop)
    assert (row["since"], row["until"]) == (
        last - runs.OVERLAP,
        last - runs.OVERLAP + runs.WINDOW_MAX,
    )


async def test_racing_schedulers_never_give_an_account_two_runs(shop: Shop) -> None:
    with clock.moved_to(noon()):
        for round_ in range(1, 6):
            await set_reconciled_until(shop, clock.now() - datetime.timedelta(hours=3))
            assert sum(await asyncio.gather(*(runs.schedule() for _ in range(5)))) == 1
            assert len(await runs_of(shop)) == round_
            await database.execute(
                "UPDATE reconciliation_runs SET status = 'completed' WHERE gateway_account_id = $1", shop.account["id"]
            )


async def test_a_run_that_somebody_asks_for_meanwhile_is_enough(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch = database.fetch

    async def ask() -> None:
        database.DB.current_transaction.set(None)
        await runs.request(shop.book.owner, shop.given())

    async def fetch_then_ask(statement: str, *parameters: Any) -> list[Any]:
        rows = await fetch(statement, *parameters)
        if "SKIP LOCKED" in statement:
            assert [row["id"] for row in rows] == [shop.account["id"]]
            monkeypatch.undo()
            await asyncio.create_task(ask())
        return rows

    with clock.moved_to(noon()):
        monkeypatch.setattr(database, "fetch", fetch_then_ask)
        assert await runs.schedule() == 0
    assert len(await runs_of(shop)) == 1


async def test_thirty_who_ask_at_once_get_one_comparison(shop: Shop) -> None:
    asked = await asyncio.gather(*(runs.request(shop.book.owner, shop.given()) for _ in range(30)))
    assert sorted(is_new for _, is_new in asked) == [False] * 29 + [True]
    assert {row["id"] for row, _ in asked} == {row["id"] for row in await runs_of(shop)}
    assert len(await runs_of(shop)) == 1


async def test_who_asks_while_a_comparison_works_gets_that_one_and_afterwards_another(shop: Shop) -> None:
    first, _ = await runs.request(shop.book.owner, shop.given())
    (claimed,) = await work.claim(ReconciliationRun, limit=1, lease_seconds=60)
    assert claimed["id"] == first["id"]
    other_window = shop.given(since=clock.now() - datetime.timedelta(days=9))
    row, is_new = await runs.request(shop.book.owner, other_window)
    assert (row["id"], row["since"], row["status"], is_new) == (first["id"], first["since"], "leased", False)
    assert await work.finish(claimed, status="completed")
    row, is_new = await runs.request(shop.book.owner, other_window)
    assert (row["id"] != first["id"], is_new) == (True, True)


async def test_accounts_do_not_wait_for_each_other(shop: Shop) -> None:
    other = Shop(shop.book, shop.merchant, await connect(shop.book, shop.merchant))
    rows = [await runs.request(shop.book.owner, one.given()) for one in (shop, other)]
    assert [is_new for _, is_new in rows] == [True, True]


async def test_an_archived_account_is_compared_still(shop: Shop) -> None:
    payment = await shop.payment()
    fact = await shop.charge(payment)
    await gateway_accounts.archive(shop.book.owner, shop.account["id"], version=None)
    with clock.moved_to(clock.now() + datetime.timedelta(minutes=61)):
        assert await runs.schedule() == 1
        assert await runs.run_due() == 1
    (run,) = await runs_of(shop)
    assert (run["status"], run["payments_there"], run["payments_here"]) == ("completed", 1, 1)
    now = await payment_now(payment)
    assert (now["status"], now["gateway_payment_id"]) == ("succeeded", fact.gateway_payment_id)


async def test_a_run_that_leaves_a_gap_does_not_claim_to_have_closed_it(shop: Shop) -> None:
    last = clock.now() - datetime.timedelta(hours=5)
    await set_reconciled_until(shop, last)
    await shop.run(since=clock.now() - datetime.timedelta(hours=1))
    assert (await gateway_accounts.get(SYSTEM, shop.account["id"]))["reconciled_until"] == last
    run = await shop.run()
    assert (await gateway_accounts.get(SYSTEM, shop.account["id"]))["reconciled_until"] == run["until"]


# Gateways that do not answer, and workers that die.


async def test_a_gateway_that_is_down_is_asked_again_and_then_the_run_has_failed(
    shop: Shop, gateway: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "url", "http://127.0.0.1:9")
    row, _ = await runs.request(shop.book.owner, shop.given())
    start = clock.now()
    passed = datetime.timedelta()
    for number, pause in enumerate([*runs.RETRIES, None], start=1):
        with clock.moved_to(start + passed):
            assert await runs.run_due() == 1
            assert await runs.run_due() == 0, "it is not due yet"
        run = await runs.get(SYSTEM, row["id"])
        assert (run["status"], run["attempts"]) == ("failed" if pause is None else "pending", number)
        assert "The gateway gave no answer" in run["error"]
        passed += (pause or datetime.timedelta()) + datetime.timedelta(seconds=1)
    with clock.moved_to(noon()):
        assert await runs.schedule() == 0, "it has failed just now"
    await database.execute("ALTER TABLE reconciliation_runs DISABLE TRIGGER touch_row")
    try:
        await database.execute(
            "UPDATE reconciliation_runs SET updated_at = now() - interval '61 minutes' WHERE id = $1", row["id"]
        )
    finally:
        await database.execute("ALTER TABLE reconciliation_runs ENABLE TRIGGER touch_row")
    with clock.moved_to(noon()):
        assert await runs.schedule() == 1


async def test_a_gateway_that_comes_back_is_compared_after_all(
    shop: Shop, gateway: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as outage:
        outage.setattr(gateway, "url", "http://127.0.0.1:9")
        row, _ = await runs.request(shop.book.owner, shop.given())
        assert await runs.run_due() == 1
    with clock.moved_to(clock.now() + datetime.timedelta(minutes=2)):
        assert await runs.run_due() == 1
    run = await runs.get(SYSTEM, row["id"])
    assert (run["status"], run["error"]) == ("completed", None)


async def test_keys_that_the_gateway_refuses_fail_a_run_at_once(shop: Shop) -> None:
    shop.merchant.credentials["api_key"] = "sk_sim_nobody_has_this_key"
    wrong = Shop(shop.book, shop.merchant, await connect(shop.book, shop.merchant))
    run = await wrong.run()
    assert (run["status"], run["attempts"]) == ("failed", 1)
    assert "401" in run["error"]
    assert await event_types(run) == []


async def test_a_run_whose_worker_died_is_taken_over_and_says_nothing_twice(shop: Shop) -> None:
    await succeed_here(shop, await shop.payment(), "simpay_imagined")
    with clock.moved_to(clock.now() + LATER):
        await runs.request(shop.book.owner, shop.given())
        (run,) = await work.claim(ReconciliationRun, limit=1, lease_seconds=60)
        account = await gateway_accounts.get(SYSTEM, shop.account["id"])
        await runs._compare(run, account, registry.open_account(account))
        assert len(await shop.discrepancies()) == 1
        assert await runs.run_due() == 0, "it is leased"
    with clock.moved_to(clock.now() + 2 * LATER):
        assert await runs.run_due() == 1
    run = await runs.get(SYSTEM, run["id"])
    assert (run["status"], run["attempts"], run["discrepancies_found"], run["payments_here"]) == ("completed", 2, 1, 1)
    assert await event_types(await shop.the_discrepancy()) == ["reconciliation.discrepancy_found"]


async def test_a_worker_that_lost_its_lease_writes_nothing(
    shop: Shop, gateway: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await succeed_here(shop, await shop.payment(), "simpay_imagined")
    list_payments = gateway.list_payments
    rival = uuid.uuid4()

    async def lose(self: Any, **window: Any) -> AsyncIterator[PaymentFact]:
        await database.execute(
            "UPDATE reconciliation_runs SET lease_token = $2 WHERE gateway_account_id = $1", shop.account["id"], rival
        )
        async for fact in list_payments(self, **window):
            yield fact

    monkeypatch.setattr(gateway, "list_payments", lose)
    run = await shop.run()
    assert (run["status"], run["lease_token"], run["payments_here"]) == ("leased", rival, 0)
    assert await shop.discrepancies() == []
    assert await event_types(run) == []


async def test_a_run_that_no_worker_survives_fails(shop: Shop) -> None:
    row, _ = await runs.request(shop.book.owner, shop.given())
    await database.execute(
        "UPDATE reconciliation_runs SET attempts = $2 WHERE id = $1", row["id"], len(runs.RETRIES) + 1
    )
    assert await runs.run_due() == 1
    run = await runs.get(SYSTEM, row["id"])
    assert (run["status"], run["error"]) == ("failed", "No worker has come to the end of it.")


async def test_an_error_of_ours_postpones_the_run_by_its_schedule_and_the_others_go_on(
    shop: Shop, simulator: SimulatorProcess
) -> None:
    other = await open_shop(simulator)
    sick, _ = await runs.request(shop.book.owner, shop.given())
    well, _ = await runs.request(other.book.owner, other.given())
    await database.execute("UPDATE gateway_accounts SET credentials = 'garbled' WHERE id = $1", shop.account["id"])
    before = await work_errors()
    with capture_logs() as logged:
        assert await runs.run_due() == 2
    row = await runs.get(SYSTEM, sick["id"])
    assert (row["status"], row["error"]) == ("pending", "CannotDecrypt")
    assert (await runs.get(SYSTEM, well["id"]))["status"] == "completed"
    assert [entry["row_id"] for entry in logged if entry["event"] == "work.error"] == [str(sick["id"])]
    while (row := await runs.get(SYSTEM, sick["id"]))["status"] == "pending":
        with clock.moved_to(row["next_attempt_at"]):
            assert await runs.run_due() == 1
    assert (row["status"], row["attempts"], row["error"]) == ("failed", len(runs.RETRIES) + 1, "CannotDecrypt")
    after = await work_errors()
    counted = [
        after["reconciliation_runs", result] - before["reconciliation_runs", result]
        for result in ("postponed", "given_up")
    ]
    assert counted == [len(runs.RETRIES), 1]


async def test_a_comparison_that_waits_for_its_gateway_holds_up_no_other_accounts(
    shop: Shop, simulator: SimulatorProcess, gateway: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [await open_shop(simulator) for _ in range(2)]
    list_payments = gateway.list_payments
    was_asked, speaks = asyncio.Event(), asyncio.Event()

    async def list_slowly(self: Any, **window: Any) -> AsyncIterator[PaymentFact]:
        if self.account == shop.account["account"]:
            was_asked.set()
            await speaks.wait()
        async for fact in list_payments(self, **window):
            yield fact

    monkeypatch.setattr(gateway, "list_payments", list_slowly)
    slow, _ = await runs.request(shop.book.owner, shop.given())
    working = asyncio.create_task(runs.run_due())
    await was_asked.wait()
    for other in others:
        row, _ = await runs.request(other.book.owner, other.given())
        await until(lambda row=row: _is_completed(row))
    assert (await runs.get(SYSTEM, slow["id"]))["status"] == "leased"
    speaks.set()
    assert await working == 3
    assert await _is_completed(slow)


async def _is_completed(row: Any) -> bool:
    return (await runs.get(SYSTEM, row["id"])).status == "completed"
