"""Reconciliation against the real simulator process: what heals, what is kept, and that nothing is said twice."""

import asyncio
import datetime
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import msgspec
import pytest

from models import clock, database, errors, ids, lists, work
from models.access import SYSTEM, Caller
from models.collection import gateway_accounts, outcomes
from models.gateways import registry
from models.gateways.base import Charge, PaymentFact
from models.gateways.simulator import adapter
from models.gateways.simulator.adapter import SimulatorGateway
from models.reconciliation import comparison
from models.reconciliation import runs as reconciliation
from models.shapes import gateways as shapes
from models.shapes.gateways import GatewayAccountInput, RunInput
from tests.books import (
    Book,
    assert_books_balance,
    event_types,
    events_of,
    invoice_now,
    open_book,
    payment_now,
    stranger,
)
from tests.models.gateways.merchants import Merchant, open_merchant
from tests.models.gateways.processes import SimulatorProcess

FAR_AWAY = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)
# Longer than a payment may take to show up at the gateway.
LATER = datetime.timedelta(minutes=10)


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    process = SimulatorProcess(tmp_path_factory.mktemp("simulator"))
    process.start()
    yield process
    process.stop()


@pytest.fixture(autouse=True)
def gateway(simulator: SimulatorProcess, monkeypatch: pytest.MonkeyPatch) -> type[SimulatorGateway]:
    """The adapter that accounts are opened with, at this module's simulator; tests change `url` to lose it."""

    class Here(SimulatorGateway):
        url = simulator.url

        def __init__(self, credentials: dict[str, str]) -> None:
            super().__init__(credentials, base_url=self.url)

    monkeypatch.setitem(registry.GATEWAYS, "simulator", Here)
    return Here


@pytest.fixture(autouse=True)
async def nothing_else_is_due(pool: None) -> AsyncIterator[None]:
    """Accounts and runs of other tests would be worked on too."""
    await database.execute("UPDATE gateway_accounts SET reconciled_until = $1", FAR_AWAY)
    await database.execute(
        "UPDATE reconciliation_runs SET status = 'failed', lease_token = NULL WHERE status IN ('pending', 'leased')"
    )
    yield
    await assert_books_balance()


@dataclass(frozen=True)
class Shop:
    """A receiver with an account at the simulator."""

    book: Book
    merchant: Merchant
    account: Any

    async def payment(self, amount: int = 1000) -> Any:
        """A payment that no gateway has heard of yet."""
        return await self.book.pay(await self.book.invoice(amount), method="card", payment_token="tok_success")

    async def charge(self, payment: Any, payment_token: str = "tok_success") -> PaymentFact:
        """What the gateway makes of a payment; its answer is lost on the way to us."""
        return await self.merchant.gateway.charge(
            Charge(
                reference=await reference(payment),
                amount=payment["amount"],
                currency=payment["currency"],
                payment_token=payment_token,
                description="",
                return_url="http://127.0.0.1:9/back",
                callback_url="",
            )
        )

    async def pay(self, payment_token: str = "tok_success") -> tuple[Any, PaymentFact]:
        """A payment that both sides know, with the gateway's answer."""
        payment = await self.payment()
        fact = await self.charge(payment, payment_token)
        assert await outcomes.apply(fact, gateway_account_id=self.account["id"])
        return await payment_now(payment), fact

    async def run(self, **fields: Any) -> Any:
        """A run of the last day as it will be in ten minutes, when it has ended."""
        with clock.moved_to(clock.now() + LATER):
            row = await reconciliation.request_run(self.book.owner, self.given(**fields))
            assert await reconciliation.run_due() == 1
        return await reconciliation.get_run(self.book.owner, row["id"])

    def given(self, **fields: Any) -> RunInput:
        return RunInput(gateway_account_id=ids.encode("gateway_account", self.account["id"]), **fields)

    async def discrepancies(self, **equal: Any) -> list[Any]:
        """Oldest first."""
        filters = lists.Filters(equal={"gateway_account_id": self.account["id"], **equal})
        found = await reconciliation.list_discrepancies(self.book.owner, filters=filters, limit=100, after=None)
        return found.rows[::-1]

    async def the_discrepancy(self) -> Any:
        (row,) = await self.discrepancies()
        return row


@pytest.fixture
async def shop(pool: None, simulator: SimulatorProcess) -> Shop:
    return await open_shop(simulator)


async def open_shop(simulator: SimulatorProcess) -> Shop:
    book, merchant = await open_book(), await open_merchant(simulator.url)
    return Shop(book, merchant, await connect(book, merchant))


async def connect(book: Book, merchant: Merchant) -> Any:
    credentials = {name: merchant.credentials[name] for name in ("account", "api_key", "webhook_secret")}
    given = GatewayAccountInput(receiver_id=book.receiver_id, gateway="simulator", credentials=credentials)
    return await gateway_accounts.create(book.owner, given)


async def reference(payment: Any) -> str:
    attempt_id = await database.fetch_value("SELECT id FROM attempts WHERE payment_id = $1", payment["id"])
    return ids.encode("attempt", attempt_id)


async def succeed_here(shop: Shop, payment: Any, gateway_payment_id: str) -> None:
    """Makes us believe that the money has come."""
    fact = PaymentFact(
        gateway_payment_id=gateway_payment_id,
        reference=await reference(payment),
        account=shop.account["account"],
        status="succeeded",
        amount=payment["amount"],
        currency=payment["currency"],
    )
    assert await outcomes.apply(fact, gateway_account_id=shop.account["id"])


# What agrees, and what heals.


async def test_a_run_that_finds_nothing_says_so(shop: Shop) -> None:
    for token in ("tok_success", "tok_declined", "tok_requires_action"):
        await shop.pay(token)
    run = await shop.run()
    assert (run["status"], run["payments_there"], run["payments_here"], run["discrepancies_found"]) == (
        "completed",
        3,
        3,
        0,
    )
    assert await shop.discrepancies() == []
    (event,) = await events_of(run)
    assert event["type"] == "reconciliation.completed"
    assert event["data"] == msgspec.to_builtins(shapes.run(run)) | {"updated_at": event["data"]["updated_at"]}


async def test_money_whose_announcement_was_lost_is_booked_by_the_run(shop: Shop) -> None:
    payment = await shop.payment()
    await shop.charge(payment)
    run = await shop.run()
    assert run["discrepancies_found"] == 0
    assert (await payment_now(payment))["status"] == "succeeded"
    assert await event_types(payment) == ["payment.created", "payment.succeeded"]
    assert (await invoice_now({"id": payment["invoice_id"]}))["settlement"] == "paid"


@pytest.mark.parametrize(("token", "status"), [("tok_declined", "failed"), ("tok_requires_action", "requires_action")])
async def test_other_steps_forward_are_healed_too(shop: Shop, token: str, status: str) -> None:
    payment = await shop.payment()
    await shop.charge(payment, token)
    assert (await shop.run())["discrepancies_found"] == 0
    assert (await payment_now(payment))["status"] == status


async def test_a_debit_that_was_returned_unheard_is_reversed(shop: Shop) -> None:
    payment = await shop.payment()
    fact = await shop.charge(payment, "tok_debit_returns")
    await succeed_here(shop, payment, fact.gateway_payment_id)
    async with asyncio.timeout(5):
        while fact.status != "returned":
            await asyncio.sleep(0.02)
            found = await shop.merchant.gateway.find_payment(reference=fact.reference)
            assert found is not None
            fact = found
    assert (await shop.run())["discrepancies_found"] == 0
    assert (await payment_now(payment))["status"] == "reversed"
    assert (await invoice_now({"id": payment["invoice_id"]}))["settlement"] == "unpaid"


async def test_a_payment_that_was_given_up_here_but_charged_there_is_booked_after_all(shop: Shop) -> None:
    payment = await shop.payment()
    await shop.charge(payment)
    await outcomes.fail(payment["id"], code="gateway_unavailable", message="The gateway never took the request.")
    assert (await shop.run())["discrepancies_found"] == 0
    assert (await payment_now(payment))["status"] == "succeeded"


async def test_one_payment_that_cannot_be_healed_does_not_hold_up_the_others(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    sick, well = await shop.payment(), await shop.payment()
    sick_fact = await shop.charge(sick)
    await shop.charge(well)
    apply = outcomes.apply

    async def choke(fact: PaymentFact, *, gateway_account_id: uuid.UUID) -> bool:
        if fact.reference == sick_fact.reference:
            raise AssertionError("indigestible")
        return await apply(fact, gateway_account_id=gateway_account_id)

    monkeypatch.setattr(outcomes, "apply", choke)
    run = await shop.run()
    assert (run["status"], run["discrepancies_found"]) == ("completed", 1)
    found = await shop.the_discrepancy()
    assert (found["kind"], found["payment_id"], found["status_here"]) == ("state_differs", sick["id"], "created")
    assert (await payment_now(well))["status"] == "succeeded"


# What differs.


@pytest.mark.parametrize("unknown", ["att_of_somebody_else", ids.encode("attempt", uuid.UUID(int=7))])
async def test_a_payment_that_we_know_nothing_of_is_missing_here(shop: Shop, unknown: str) -> None:
    charge = Charge(
        reference=unknown,
        amount=700,
        currency="USD",
        payment_token="tok_success",
        description="",
        return_url="",
        callback_url="",
    )
    fact = await shop.merchant.gateway.charge(charge)
    run = await shop.run()
    assert (run["payments_there"], run["payments_here"], run["discrepancies_found"]) == (1, 0, 1)
    found = await shop.the_discrepancy()
    assert (found["kind"], found["gateway_payment_id"], found["payment_id"], found["currency"]) == (
        "missing_here",
        fact.gateway_payment_id,
        None,
        "USD",
    )
    assert (found["amount_here"], found["amount_there"], found["status_here"], found["status_there"]) == (
        None,
        700,
        None,
        "succeeded",
    )
    (event,) = await events_of(found)
    assert event["type"] == "reconciliation.discrepancy_found"
    assert event["data"]["id"] == ids.encode("discrepancy", found["id"])


async def test_a_second_charge_of_one_attempt_is_missing_here(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    payment, fact = await shop.pay()
    body = {"amount": 1000, "currency": "EUR", "token": "tok_success", "reference": fact.reference}
    status, second = await shop.merchant.request("POST", "/v1/payments", body, idempotency_key="another")
    assert (status, second["id"] != fact.gateway_payment_id) == (201, True)
    await shop.run()
    found = await shop.the_discrepancy()
    assert (found["kind"], found["gateway_payment_id"], found["payment_id"]) == (
        "missing_here",
        second["id"],
        payment["id"],
    )
    # The first one agrees with ours, which closes nothing of the second, even where they are compared apart.
    monkeypatch.setattr(reconciliation, "BATCH", 1)
    assert (await shop.run())["discrepancies_found"] == 0
    assert (await shop.the_discrepancy())["status"] == "open"


async def test_a_payment_that_the_gateway_denies_is_missing_there(shop: Shop) -> None:
    payment = await shop.payment()
    await succeed_here(shop, payment, "simpay_imagined")
    run = await shop.run()
    assert (run["payments_there"], run["payments_here"]) == (0, 1)
    found = await shop.the_discrepancy()
    assert (found["kind"], found["payment_id"], found["amount_here"], found["status_here"]) == (
        "missing_there",
        payment["id"],
        1000,
        "succeeded",
    )
    assert (found["amount_there"], found["status_there"]) == (None, None)


async def test_a_payment_that_is_young_is_not_missed_yet(shop: Shop) -> None:
    await succeed_here(shop, await shop.payment(), "simpay_imagined")
    await reconciliation.request_run(shop.book.owner, shop.given())
    assert await reconciliation.run_due() == 1
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


@pytest.mark.parametrize("token", ["tok_wrong_amount", "tok_wrong_currency"])
async def test_another_amount_or_currency_goes_to_review_and_is_kept_as_a_difference(shop: Shop, token: str) -> None:
    payment = await shop.payment()
    fact = await shop.charge(payment, token)
    run = await shop.run()
    assert run["discrepancies_found"] == 1
    found = await shop.the_discrepancy()
    assert (found["kind"], found["payment_id"], found["amount_here"]) == ("amount_differs", payment["id"], 1000)
    assert (found["amount_there"], found["currency"]) == (fact.amount, fact.currency)
    assert (await payment_now(payment))["status"] == "needs_review"


async def test_money_on_another_account_is_kept_as_a_difference(shop: Shop) -> None:
    payment = await shop.payment()
    await shop.charge(payment, "tok_wrong_account")
    await shop.run()
    found = await shop.the_discrepancy()
    assert (found["kind"], found["status_here"], found["status_there"]) == (
        "state_differs",
        "needs_review",
        "succeeded",
    )
    assert found["payment_id"] == payment["id"]


async def test_money_that_has_come_here_only_is_a_difference_of_states(shop: Shop) -> None:
    payment = await shop.payment()
    fact = await shop.charge(payment, "tok_declined")
    await succeed_here(shop, payment, fact.gateway_payment_id)
    await shop.run()
    found = await shop.the_discrepancy()
    assert (found["kind"], found["status_here"], found["status_there"]) == ("state_differs", "succeeded", "failed")


async def test_an_answer_that_is_older_than_our_payment_is_not_judged_by(shop: Shop) -> None:
    asked_at = await database.fetch_value("SELECT clock_timestamp()")
    payment, fact = await shop.pay()
    stale = msgspec.structs.replace(fact, status="pending")
    judged, matched = await comparison.compare(shop.account, [stale], asked_at)
    assert (judged.differences, judged.payment_ids, matched) == ([], [], {payment["id"]})
    asked_later = await database.fetch_value("SELECT clock_timestamp()")
    judged, _ = await comparison.compare(shop.account, [stale], asked_later)
    assert [difference.kind for difference in judged.differences] == ["state_differs"]


async def test_what_was_charged_through_a_replaced_account_is_known_here(shop: Shop) -> None:
    payment = await shop.payment()
    await shop.charge(payment)
    await gateway_accounts.archive(shop.book.owner, shop.account["id"], version=None)
    successor = Shop(shop.book, shop.merchant, await connect(shop.book, shop.merchant))
    run = await successor.run()
    assert (run["payments_there"], run["payments_here"], run["discrepancies_found"]) == (1, 0, 0)
    assert (await payment_now(payment))["status"] == "succeeded"


async def test_another_receivers_attempts_are_not_known_here(shop: Shop) -> None:
    book = await open_book()
    # Even though both have given us the keys of one merchant account.
    other = Shop(book, shop.merchant, await connect(book, shop.merchant))
    payment = await other.payment()
    await other.charge(payment)
    await shop.run()
    found = await shop.the_discrepancy()
    assert (found["kind"], found["payment_id"]) == ("missing_here", None)
    assert (await payment_now(payment))["status"] == "created"


async def test_long_windows_are_compared_in_slices_and_batches(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconciliation, "SLICE", 5)
    monkeypatch.setattr(reconciliation, "BATCH", 2)
    monkeypatch.setattr(reconciliation, "LOOKUPS", 2)
    monkeypatch.setattr(adapter, "PAGE_SIZE", 2)
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


# The second time, and the end of a discrepancy.


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
    row = await reconciliation.resolve(shop.book.owner, (await shop.the_discrepancy())["id"], "We know.")
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
        await reconciliation.resolve(shop.book.owner, row["id"], "Too late.", version=row["version"] + 1)
    await reconciliation.resolve(shop.book.owner, row["id"], "Booked by hand.", version=row["version"])
    with pytest.raises(errors.DiscrepancyResolved):
        await reconciliation.resolve(shop.book.owner, row["id"], "Again.")
    assert (await shop.the_discrepancy())["resolution"] == "Booked by hand."


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
        await reconciliation.request_run(shop.book.owner, given)
    assert refusal.value.pointer == pointer


async def test_the_first_instant_of_all_is_no_window_either(shop: Shop) -> None:
    first = datetime.datetime.min.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=14)))
    for given in (shop.given(until=first), shop.given(since=first)):
        with pytest.raises(errors.Invalid):
            await reconciliation.request_run(shop.book.owner, given)


async def test_a_window_is_the_last_day_unless_told_otherwise(shop: Shop) -> None:
    row = await reconciliation.request_run(shop.book.owner, shop.given())
    assert row["until"] - row["since"] == datetime.timedelta(days=1)
    assert clock.now() - row["until"] < datetime.timedelta(seconds=5)
    assert row["status"] == "pending"


Operation = Callable[[Caller, Shop, Any], Awaitable[Any]]
WRITES: list[Operation] = [
    lambda caller, shop, row: reconciliation.request_run(caller, shop.given()),
    lambda caller, shop, row: reconciliation.resolve(caller, row["id"], "Mine now."),
]
READS: list[Operation] = [
    lambda caller, shop, row: reconciliation.get_run(caller, row["run_id"]),
    lambda caller, shop, row: reconciliation.get_discrepancy(caller, row["id"]),
]


async def test_only_the_receivers_people_see_runs_and_only_some_may_act(shop: Shop) -> None:
    await succeed_here(shop, await shop.payment(), "simpay_imagined")
    await shop.run()
    row = await shop.the_discrepancy()
    for caller in (await stranger(), await shop.book.payer_login()):
        for operation in [*WRITES, *READS]:
            with pytest.raises(errors.NotFound):
                await operation(caller, shop, row)
        for list_page in (reconciliation.list_runs, reconciliation.list_discrepancies):
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
    found = await reconciliation.list_runs(SYSTEM, filters=filters, limit=100, after=None)
    return found.rows[::-1]


async def set_reconciled_until(shop: Shop, instant: datetime.datetime | None) -> None:
    await database.execute(
        "UPDATE gateway_accounts SET reconciled_until = $2 WHERE id = $1", shop.account["id"], instant
    )


def noon() -> datetime.datetime:
    """The next but one, so that the day is not over an hour later, and that all of it lies ahead."""
    return clock.now().replace(hour=12, minute=0, second=0, microsecond=0) + datetime.timedelta(days=2)


async def test_a_new_account_is_compared_from_its_first_day(shop: Shop) -> None:
    assert await reconciliation.schedule_runs() == 0
    with clock.moved_to(clock.now() + datetime.timedelta(minutes=61)):
        assert await reconciliation.schedule_runs() == 1
        assert await reconciliation.schedule_runs() == 0, "one is waiting"
        (row,) = await runs_of(shop)
        assert row["since"] == shop.account["created_at"]
        assert await reconciliation.run_due() == 1
        assert await reconciliation.schedule_runs() == 0, "an hour has not passed"
    account = await gateway_accounts.get(SYSTEM, shop.account["id"])
    assert account["reconciled_until"] == row["until"]


async def test_a_scheduled_run_continues_a_little_before_the_end_of_the_last_one(shop: Shop) -> None:
    with clock.moved_to(noon()):
        last = clock.now() - datetime.timedelta(hours=3)
        await set_reconciled_until(shop, last)
        assert await reconciliation.schedule_runs() == 1
        (row,) = await runs_of(shop)
        assert last - row["since"] == reconciliation.OVERLAP
        assert clock.now() - row["until"] < datetime.timedelta(seconds=5)


async def test_the_first_run_of_a_day_looks_back_a_month(shop: Shop) -> None:
    await database.execute(
        "UPDATE gateway_accounts SET created_at = created_at - interval '1 year' WHERE id = $1", shop.account["id"]
    )
    with clock.moved_to(noon()):
        await set_reconciled_until(shop, clock.now() - datetime.timedelta(hours=13))
        assert await reconciliation.schedule_runs() == 1
        (row,) = await runs_of(shop)
        assert row["until"] - row["since"] == reconciliation.WINDOW_MAX


async def test_a_long_silence_is_made_up_for_a_month_at_a_time(shop: Shop) -> None:
    last = noon() - datetime.timedelta(days=100)
    await set_reconciled_until(shop, last)
    with clock.moved_to(noon()):
        assert await reconciliation.schedule_runs() == 1
    (row,) = await runs_of(shop)
    assert (row["since"], row["until"]) == (
        last - reconciliation.OVERLAP,
        last - reconciliation.OVERLAP + reconciliation.WINDOW_MAX,
    )


async def test_racing_schedulers_never_give_an_account_two_runs(shop: Shop) -> None:
    with clock.moved_to(noon()):
        for round_ in range(1, 6):
            await set_reconciled_until(shop, clock.now() - datetime.timedelta(hours=3))
            assert sum(await asyncio.gather(*(reconciliation.schedule_runs() for _ in range(5)))) == 1
            assert len(await runs_of(shop)) == round_
            await database.execute(
                "UPDATE reconciliation_runs SET status = 'completed' WHERE gateway_account_id = $1", shop.account["id"]
            )


async def test_a_run_that_somebody_asks_for_meanwhile_is_enough(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch = database.fetch

    async def ask() -> None:
        database.DB.current_transaction.set(None)
        await reconciliation.request_run(shop.book.owner, shop.given())

    async def fetch_then_ask(statement: str, *parameters: Any) -> list[Any]:
        rows = await fetch(statement, *parameters)
        if "SKIP LOCKED" in statement:
            assert [row["id"] for row in rows] == [shop.account["id"]]
            monkeypatch.undo()
            await asyncio.create_task(ask())
        return rows

    with clock.moved_to(noon()):
        monkeypatch.setattr(database, "fetch", fetch_then_ask)
        assert await reconciliation.schedule_runs() == 0
    assert len(await runs_of(shop)) == 1


async def test_an_archived_account_is_not_scheduled(shop: Shop) -> None:
    await gateway_accounts.archive(shop.book.owner, shop.account["id"], version=None)
    with clock.moved_to(noon()):
        assert await reconciliation.schedule_runs() == 0


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
    row = await reconciliation.request_run(shop.book.owner, shop.given())
    start = clock.now()
    passed = datetime.timedelta()
    for number, pause in enumerate([*reconciliation.RETRIES, None], start=1):
        with clock.moved_to(start + passed):
            assert await reconciliation.run_due() == 1
            assert await reconciliation.run_due() == 0, "it is not due yet"
        run = await reconciliation.get_run(SYSTEM, row["id"])
        assert (run["status"], run["attempts"]) == ("failed" if pause is None else "pending", number)
        assert "The gateway gave no answer" in run["error"]
        passed += (pause or datetime.timedelta()) + datetime.timedelta(seconds=1)
    with clock.moved_to(noon()):
        assert await reconciliation.schedule_runs() == 0, "it has failed just now"
    await database.execute("ALTER TABLE reconciliation_runs DISABLE TRIGGER touch_row")
    try:
        await database.execute(
            "UPDATE reconciliation_runs SET updated_at = now() - interval '61 minutes' WHERE id = $1", row["id"]
        )
    finally:
        await database.execute("ALTER TABLE reconciliation_runs ENABLE TRIGGER touch_row")
    with clock.moved_to(noon()):
        assert await reconciliation.schedule_runs() == 1


async def test_a_gateway_that_comes_back_is_compared_after_all(
    shop: Shop, gateway: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as outage:
        outage.setattr(gateway, "url", "http://127.0.0.1:9")
        row = await reconciliation.request_run(shop.book.owner, shop.given())
        assert await reconciliation.run_due() == 1
    with clock.moved_to(clock.now() + datetime.timedelta(minutes=2)):
        assert await reconciliation.run_due() == 1
    run = await reconciliation.get_run(SYSTEM, row["id"])
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
        await reconciliation.request_run(shop.book.owner, shop.given())
        (run,) = await work.claim("reconciliation_runs", limit=1, lease_seconds=60)
        account = await gateway_accounts.get(SYSTEM, shop.account["id"])
        await reconciliation._compare_window(run, account, registry.open_account(account))
        assert len(await shop.discrepancies()) == 1
        assert await reconciliation.run_due() == 0, "it is leased"
    with clock.moved_to(clock.now() + 2 * LATER):
        assert await reconciliation.run_due() == 1
    run = await reconciliation.get_run(SYSTEM, run["id"])
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
    row = await reconciliation.request_run(shop.book.owner, shop.given())
    await database.execute(
        "UPDATE reconciliation_runs SET attempts = $2 WHERE id = $1", row["id"], len(reconciliation.RETRIES) + 1
    )
    assert await reconciliation.run_due() == 1
    run = await reconciliation.get_run(SYSTEM, row["id"])
    assert (run["status"], run["error"]) == ("failed", "No worker has come to the end of it.")


async def test_an_error_of_ours_leaves_the_run_to_its_lease_and_the_others_go_on(
    shop: Shop, simulator: SimulatorProcess
) -> None:
    other = await open_shop(simulator)
    sick = await reconciliation.request_run(shop.book.owner, shop.given())
    well = await reconciliation.request_run(other.book.owner, other.given())
    await database.execute("UPDATE gateway_accounts SET credentials = 'garbled' WHERE id = $1", shop.account["id"])
    assert await reconciliation.run_due() == 2
    assert (await reconciliation.get_run(SYSTEM, sick["id"]))["status"] == "leased"
    assert (await reconciliation.get_run(SYSTEM, well["id"]))["status"] == "completed"
