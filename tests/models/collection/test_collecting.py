"""Saved payment methods, and invoices that are collected by them when they are due."""

import asyncio
import datetime
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import msgspec
import pytest

from models import clock, database, ids
from models.billing import collections, issuing, schedule_runs, schedules
from models.collection import cancellations, collecting, receipts
from models.errors import (
    CardNumberRefused,
    Forbidden,
    Invalid,
    NoGatewayAccount,
    NoPaymentMethod,
    NotFound,
    NothingToPay,
    PayerArchived,
    PaymentMethodDetached,
)
from models.gateways.simulator import adapter
from models.online import facts, gateway_accounts
from models.parties import payers, payment_methods
from models.reports import balances
from models.shapes.billing import InstalmentInput, InvoiceContents
from models.shapes.gateways import GatewayAccountInput
from models.shapes.parties import PayerPatch
from models.shapes.payment_methods import CollectInput, MandateInput, PaymentMethodInput, PlannedCollection
from models.shapes.schedules import Every, ScheduleInput
from models.tables.payment_methods import Collection, PaymentMethod
from tests.books import assert_books_balance, event_types, invoice_now, line, payment_now, stranger
from tests.models.gateways.merchants import open_merchant
from tests.models.shops import Shop

DAY = datetime.timedelta(days=1)
NOW = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    with clock.moved_to(NOW):
        yield


@pytest.fixture(autouse=True)
async def in_nobody_elses_hands(pool: None) -> None:
    await database.execute("UPDATE collections SET status = 'done' WHERE status IN ('pending', 'leased')")


async def automatic(shop: Shop, mode: Any = "automatic") -> None:
    await payers.update(shop.book.owner, shop.book.payer["id"], PayerPatch(collection=mode), version=None)


async def of(invoice: Any) -> list[Collection]:
    return await Collection.objects().where(Collection.invoice_id == invoice["id"]).order_by(Collection.position)


async def one_of(invoice: Any) -> Collection:
    [found] = await of(invoice)
    return found


async def look(instant: datetime.datetime) -> int:
    """What beat does at that instant."""
    with clock.moved_to(instant):
        return await collecting.collect_due(limit=50)


async def say(shop: Shop, row: Collection, status: Any, **fields: Any) -> None:
    """The gateway's word about the payment that was begun last."""
    payment = await payment_now({"id": row.payment_id})
    fact = await shop.fact(payment, status, occurred_at=clock.now(), **fields)
    assert await facts.apply(fact, gateway_account_id=shop.account["id"])


DUE = datetime.datetime(2026, 6, 11, 9, tzinfo=datetime.UTC)


async def due_invoice(shop: Shop, **fields: Any) -> Any:
    """One that is due on 11 June."""
    return await shop.book.invoice(**({"payment_terms_days": 10} | fields))


# --- payment methods


async def test_the_first_is_the_default_and_another_takes_its_place(shop: Shop) -> None:
    first, second = await shop.save_method(), await shop.save_method("tok_debit", method="bank_debit")
    assert (first.is_default, second.is_default) == (True, False)
    assert (await payment_methods.make_default(shop.book.owner, second.id)).is_default
    assert not (await payment_methods.get(shop.book.owner, first.id)).is_default
    detached = await payment_methods.detach(shop.book.owner, second.id)
    assert (detached.status, detached.token, detached.detached_because) == ("detached", None, "detached")
    assert (await payment_methods.get(shop.book.owner, first.id)).is_default
    assert await payment_methods.detach(shop.book.owner, second.id) == detached
    with pytest.raises(PaymentMethodDetached):
        await payment_methods.make_default(shop.book.owner, second.id)
    assert await event_types({"id": second.id}) == ["mandate.created", "mandate.revoked"]


async def test_tokens_are_encrypted_and_never_announced(shop: Shop) -> None:
    method = await shop.save_method("tok_success")
    assert method.token is not None
    assert b"tok_success" not in method.token
    row = await database.fetch_row("SELECT body FROM events WHERE object_id = $1", method.id)
    assert row is not None
    assert b"tok_success" not in row["body"]


async def test_two_defaults_at_once(shop: Shop) -> None:
    found = [await shop.save_method() for _ in range(4)]
    await asyncio.gather(*(payment_methods.make_default(shop.book.owner, one.id) for one in found))
    defaults = await PaymentMethod.objects().where(
        PaymentMethod.payer_id == shop.book.payer["id"], PaymentMethod.is_default.eq(True)
    )
    assert len(defaults) == 1


async def test_defaults_change_while_a_mandate_is_revoked(shop: Shop) -> None:
    for _ in range(5):
        saved = [await shop.save_method() for _ in range(4)]
        await asyncio.gather(
            payment_methods.revoke(saved[0].id),
            payment_methods.make_default(shop.book.owner, saved[1].id),
            payment_methods.detach(shop.book.owner, saved[2].id),
            payment_methods.make_default(shop.book.owner, saved[3].id),
            shop.save_method(),
        )
        active = await PaymentMethod.objects().where(
            PaymentMethod.payer_id == shop.book.payer["id"], PaymentMethod.status == "active"
        )
        assert sum(one.is_default for one in active) == 1
        for one in active:
            await payment_methods.detach(shop.book.owner, one.id)


async def test_who_may_save_and_see_them(shop: Shop) -> None:
    payer, viewer, other = await shop.book.payer_login(), await shop.book.member("viewer"), await stranger()
    method = await shop.save_method()
    assert (await payment_methods.get(payer, method.id)).id == method.id
    assert (await payment_methods.get(viewer, method.id)).id == method.id
    with pytest.raises(NotFound):
        await payment_methods.get(other, method.id)
    with pytest.raises(Forbidden):
        await payment_methods.detach(viewer, method.id)
    assert (await payment_methods.detach(payer, method.id)).status == "detached"


async def test_a_mandate_lies_in_the_past(shop: Shop) -> None:
    with pytest.raises(Invalid, match="before it is saved"):
        await shop.save_method(mandate=MandateInput(accepted_at=NOW + DAY, text="Later."))
    for ip in ("nowhere", "fe80::1%<b>", "::1%\x00"):
        with pytest.raises(Invalid, match="no IP address"):
            MandateInput(accepted_at=NOW, text="Now.", ip=ip)


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"token": "4242424242424242"}, "/token"),
        ({"label": "Visa 4242 4242 4242 4242"}, "/label"),
        ({"mandate": MandateInput(accepted_at=NOW - DAY, text="Charge 4242-4242-4242-4242.")}, "/mandate/text"),
    ],
)
async def test_no_card_number_is_saved(shop: Shop, fields: dict[str, Any], pointer: str) -> None:
    with pytest.raises(CardNumberRefused) as refused:
        await shop.save_method(**fields)
    assert refused.value.pointer == pointer
    assert not await PaymentMethod.exists().where(PaymentMethod.payer_id == shop.book.payer["id"])


async def test_erasing_a_payer_erases_their_tokens(shop: Shop) -> None:
    method = await shop.save_method()
    await payers.erase(shop.book.owner, shop.book.payer["id"], version=None)
    now = await payment_methods.get(shop.book.owner, method.id)
    assert (now.status, now.token) == ("detached", None)


# --- what is planned


async def test_of_several_instalments_the_next_one_that_is_due_is_planned(shop: Shop) -> None:
    await automatic(shop)
    method = await shop.save_method()
    parts = [InstalmentInput(amount=amount, days=days) for amount, days in ((4_000, 10), (6_000, 40))]
    invoice = await shop.book.invoice(instalments=parts)
    assert await collections.planned(invoice) == PlannedCollection(4_000, datetime.date(2026, 6, 11), method.label)
    await shop.book.pay(invoice, method="cash", amount=4_000)
    planned = await collections.planned(await invoice_now(invoice))
    assert planned == PlannedCollection(6_000, datetime.date(2026, 7, 11), method.label)


async def test_what_is_planned_is_what_a_look_would_do(shop: Shop) -> None:
    await automatic(shop)
    invoice = await due_invoice(shop)
    assert await collections.planned(invoice) is None
    method = await shop.save_method()
    planned = PlannedCollection(amount=10_000, on=datetime.date(2026, 6, 11), label=method.label)
    assert await collections.planned(invoice) == planned
    await automatic(shop, "manual")
    assert await collections.planned(invoice) is None
    await automatic(shop)
    await shop.book.pay(invoice, method="cash", amount=4_000)
    assert await collections.planned(await invoice_now(invoice)) == planned._replace(amount=6_000)
    assert await look(DUE) == 1
    assert await collections.planned(await invoice_now(invoice)) is None


# --- collecting now


async def test_an_invoice_is_collected_now(shop: Shop) -> None:
    await shop.save_method()
    invoice = await shop.book.invoice()
    payment = await collecting.collect(shop.book.owner, invoice["id"], CollectInput())
    assert (payment["status"], payment["amount"], payment["method"]) == ("created", 10_000, "card")
    with pytest.raises(NothingToPay):
        await collecting.collect(shop.book.owner, invoice["id"], CollectInput())
    await shop.send()
    assert (await invoice_now(invoice))["settlement"] == "paid"
    await assert_books_balance()


async def test_who_has_saved_nothing_is_not_charged(shop: Shop) -> None:
    invoice = await shop.book.invoice()
    with pytest.raises(NoPaymentMethod):
        await collecting.collect(shop.book.owner, invoice["id"], CollectInput())
    foreign = await payment_methods.create(
        shop.book.owner,
        PaymentMethodInput(
            payer_id=ids.encode("payer", (await shop.book.another_payer())["id"]),
            token="tok_success",
            mandate=MandateInput(accepted_at=NOW - DAY, text="Mine."),
        ),
    )
    named = CollectInput(payment_method_id=ids.encode("payment_method", foreign.id))
    with pytest.raises(NoPaymentMethod):
        await collecting.collect(shop.book.owner, invoice["id"], named)
    method = await payment_methods.detach(shop.book.owner, (await shop.save_method()).id)
    named = CollectInput(payment_method_id=ids.encode("payment_method", method.id))
    with pytest.raises(PaymentMethodDetached):
        await collecting.collect(shop.book.owner, invoice["id"], named)


# --- collecting on the day


async def test_it_is_collected_on_its_day_and_not_before(shop: Shop) -> None:
    await shop.save_method()
    await automatic(shop)
    invoice = await due_invoice(shop)
    assert await look(DUE - DAY) == 0
    assert await look(DUE) == 1
    row = await one_of(invoice)
    assert (row.outcome, row.tries) == ("trying", 1)
    await shop.send(after=20 * DAY)
    assert await look(DUE + datetime.timedelta(minutes=2)) == 1
    assert ((await one_of(invoice)).outcome, (await invoice_now(invoice))["settlement"]) == ("collected", "paid")
    assert await look(DUE + 30 * DAY) == 0
    await assert_books_balance()


async def test_many_workers_charge_once(shop: Shop) -> None:
    await shop.save_method()
    await automatic(shop)
    invoice = await due_invoice(shop)
    with clock.moved_to(DUE):
        await asyncio.gather(*(collecting.collect_due(limit=5) for _ in range(5)))
    begun = await database.fetch("SELECT amount FROM payments WHERE invoice_id = $1", invoice["id"])
    assert [row["amount"] for row in begun] == [10_000]


async def test_a_worker_whose_lease_has_passed_on_begins_nothing(shop: Shop) -> None:
    await shop.save_method()
    await automatic(shop)
    invoice = await due_invoice(shop)
    with clock.moved_to(DUE):
        [stale] = await of(invoice)
        stale.lease_token = ids.new()
        await collecting._look(stale)
    assert await database.fetch("SELECT id FROM payments WHERE invoice_id = $1", invoice["id"]) == []


async def test_whoever_switches_to_automatic_brings_open_invoices_along(shop: Shop) -> None:
    await shop.save_method()
    invoice = await due_invoice(shop)
    assert await of(invoice) == []
    await automatic(shop)
    assert (await one_of(invoice)).outcome == "scheduled"
    await automatic(shop, "manual")
    assert await look(DUE) == 1
    assert ((await one_of(invoice)).outcome, (await one_of(invoice)).reason) == ("ended", "manual")


async def test_whoever_switches_to_automatic_again_goes_on_with_what_came_due(shop: Shop) -> None:
    await shop.save_method()
    await automatic(shop)
    invoice, void = await due_invoice(shop), await due_invoice(shop)
    await automatic(shop, "manual")
    assert await look(DUE) == 2
    await issuing.void(shop.book.owner, void["id"])
    with clock.moved_to(DUE + DAY):
        await automatic(shop)
    assert await look(DUE + 2 * DAY) == 1
    assert (await one_of(invoice)).outcome == "trying"
    assert ((await one_of(void)).outcome, (await one_of(void)).reason) == ("ended", "manual")


async def test_saying_automatic_again_brings_along_what_was_issued_meanwhile(shop: Shop) -> None:
    await shop.save_method()
    await automatic(shop)
    invoice = await due_invoice(shop)
    # As by somebody who has read `manual` and issues after all have been enrolled.
    await database.execute("DELETE FROM collections WHERE invoice_id = $1", invoice["id"])
    await automatic(shop)
    assert (await one_of(invoice)).outcome == "scheduled"


async def connect_another(shop: Shop) -> None:
    """Another merchant account, which new payment methods are saved at if the first one is archived."""
    credentials = (await open_merchant(shop.merchant.url)).credentials
    given = {name: credentials[name] for name in ("account", "api_key", "webhook_secret")}
    await gateway_accounts.create(
        shop.book.owner,
        GatewayAccountInput(receiver_id=shop.book.receiver_id, gateway="simulator", credentials=given),
    )


async def test_where_the_default_is_detached_one_that_can_be_charged_takes_its_place_and_collects(shop: Shop) -> None:
    first, _ = await shop.save_method(), await shop.save_method()
    await automatic(shop)
    invoice = await due_invoice(shop)
    await gateway_accounts.archive(shop.book.owner, shop.account["id"], version=None)
    await look(DUE)
    assert ((await one_of(invoice)).outcome, (await one_of(invoice)).reason) == ("ended", "no_payment_method")
    await connect_another(shop)
    usable = await shop.save_method()
    # Ended again, as the default is still that of the archived account.
    await look(DUE + DAY)
    assert ((await one_of(invoice)).outcome, (await one_of(invoice)).reason) == ("ended", "no_payment_method")
    await payment_methods.detach(shop.book.owner, first.id)
    assert (await payment_methods.get(shop.book.owner, usable.id)).is_default
    await look(DUE + 2 * DAY)
    assert ((await one_of(invoice)).outcome, (await one_of(invoice)).payment_method_id) == ("trying", usable.id)


async def test_a_gateway_account_that_is_archived_takes_its_payment_methods_along(shop: Shop) -> None:
    first = await shop.save_method()
    await automatic(shop)
    invoice = await due_invoice(shop)
    await gateway_accounts.archive(shop.book.owner, shop.account["id"], version=None)
    await look(DUE)
    row = await one_of(invoice)
    assert (row.outcome, row.reason, row.tries) == ("ended", "no_payment_method", 0)
    with pytest.raises(NoGatewayAccount):
        await collecting.collect(shop.book.owner, invoice["id"], CollectInput())
    await connect_another(shop)
    second = await shop.save_method()
    assert (first.is_default, second.is_default) == (True, False)
    await payment_methods.make_default(shop.book.owner, second.id)
    await look(DUE + DAY)
    assert ((await one_of(invoice)).outcome, (await one_of(invoice)).payment_method_id) == ("trying", second.id)


async def test_nobody_who_is_archived_is_charged(shop: Shop) -> None:
    await shop.save_method()
    await automatic(shop)
    invoice = await due_invoice(shop)
    await payers.delete(shop.book.owner, shop.book.payer["id"], version=None)
    with pytest.raises(PayerArchived):
        await collecting.collect(shop.book.owner, invoice["id"], CollectInput())
    await look(DUE)
    assert (await one_of(invoice)).reason == "manual"


async def test_what_was_issued_at_the_moment_of_the_switch_is_found_later(shop: Shop) -> None:
    await shop.save_method()
    invoice = await due_invoice(shop)
    # As it is where the draft was issued by what it had read before the switch.
    await database.execute("UPDATE payers SET collection = 'automatic' WHERE id = $1", shop.book.payer["id"])
    assert await collections.enrol_missing() >= 1
    assert (await one_of(invoice)).outcome == "scheduled"
    assert await collections.enrol_missing() == 0


async def test_nothing_is_begun_beside_somebody_who_pays(shop: Shop) -> None:
    await shop.save_method()
    await automatic(shop)
    invoice = await due_invoice(shop)
    mine = await shop.pay(invoice=invoice, amount=4_000)
    assert await look(DUE) == 1
    assert (await one_of(invoice)).tries == 0
    await facts.apply(await shop.fact(mine, "failed", occurred_at=clock.now()), gateway_account_id=shop.account["id"])
    assert await look(DUE + datetime.timedelta(hours=2)) == 1
    assert (await one_of(invoice)).tries == 1


async def test_each_instalment_is_collected_on_its_day(shop: Shop) -> None:
    await shop.save_method()
    await automatic(shop)
    plan = [InstalmentInput(percent="50", days=10), InstalmentInput(percent="50", days=20)]
    invoice = await shop.book.invoice(instalments=plan)
    assert await look(DUE) == 1
    await shop.send(after=20 * DAY)
    await look(DUE + datetime.timedelta(minutes=2))
    assert [row.outcome for row in await of(invoice)] == ["collected", "scheduled"]
    assert (await invoice_now(invoice))["amount_paid"] == 5_000
    await look(DUE + 10 * DAY)
    await shop.send(after=20 * DAY)
    await look(DUE + 10 * DAY + datetime.timedelta(minutes=2))
    assert (await invoice_now(invoice))["settlement"] == "paid"
    await assert_books_balance()


async def forgotten(shop: Shop, begin: Callable[[], Awaitable[Any]]) -> Any:
    """What was begun and sent, and is not in the database any more: as after a recovery to the instant before."""

    class Recovered(Exception): ...

    charged = None

    async def work() -> None:
        nonlocal charged
        async with database.transaction():
            invoice = await begin()
            assert await look(DUE) == 1
            charged = await shop.charge(await payment_now({"id": (await one_of(invoice)).payment_id}))
            raise Recovered

    with pytest.raises(Recovered):
        await work()
    return charged


async def calls(payment: Any) -> list[str]:
    rows = await database.fetch(
        "SELECT call FROM gateway_answers WHERE attempt_id = (SELECT id FROM attempts WHERE payment_id = $1) "
        "ORDER BY id",
        payment["id"],
    )
    return [row["call"] for row in rows]


async def test_what_a_recovered_database_has_forgotten_is_not_charged_again(shop: Shop) -> None:
    await shop.save_method()
    await automatic(shop)
    invoice = await due_invoice(shop)

    async def begin() -> Any:
        return invoice

    charged = await forgotten(shop, begin)
    assert await look(DUE) == 1
    payment = await payment_now({"id": (await one_of(invoice)).payment_id})
    assert payment["status"] == "created"
    await shop.send(after=20 * DAY)
    now = await payment_now(payment)
    assert (now["status"], now["gateway_payment_id"]) == ("succeeded", charged.gateway_payment_id)
    assert await calls(payment) == ["find_payment"], "money is asked for only where the gateway knows of none"
    assert (await shop.attempt(payment))["sends"] == 1, "so whoever cancels it has to ask the gateway"
    assert (await invoice_now(invoice))["settlement"] == "paid"
    await assert_books_balance()


async def monthly(shop: Shop) -> Any:
    """A schedule that issues invoices which are collected. No other one has anything to issue."""
    await database.execute("UPDATE schedule_runs SET status = 'done' WHERE status IN ('pending', 'leased')")
    return await schedules.create(
        shop.book.owner,
        ScheduleInput(
            receiver_id=shop.book.receiver_id,
            payer_id=shop.book.payer_id,
            invoice=InvoiceContents(lines=[line()], payment_terms_days=10),
            every=Every(months=1),
            starts_on=NOW.date(),
            finalize=True,
            collect=True,
        ),
    )


async def test_what_a_schedule_makes_again_after_a_recovery_is_not_charged_again(shop: Shop) -> None:
    await shop.save_method()
    schedule = await monthly(shop)

    async def begin() -> Any:
        assert await schedule_runs.make_due(limit=5) == 1
        return await database.fetch_row("SELECT * FROM invoices WHERE schedule_id = $1", schedule.id)

    charged = await forgotten(shop, begin)
    invoice = await begin()
    assert await look(DUE) == 1
    payment = await payment_now({"id": (await one_of(invoice)).payment_id})
    await shop.send(after=20 * DAY)
    assert (await payment_now(payment))["gateway_payment_id"] == charged.gateway_payment_id
    assert await calls(payment) == ["find_payment"]


async def test_while_a_gateway_cannot_be_asked_first_it_is_asked_for_no_money(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.save_method()
    await automatic(shop)
    invoice = await due_invoice(shop)
    assert await look(DUE) == 1
    payment = await payment_now({"id": (await one_of(invoice)).payment_id})
    with monkeypatch.context() as down:
        away = msgspec.structs.replace(adapter.settings, simulator_url="http://127.0.0.1:9")
        down.setattr(adapter, "settings", away)
        await shop.send(after=20 * DAY)
        assert (await payment_now(payment))["status"] == "unknown"
        assert (await shop.attempt(payment))["sends"] == 0
    await shop.send(after=21 * DAY)
    assert await calls(payment) == ["find_payment", "charge"]
    assert (await invoice_now(invoice))["settlement"] == "paid"
    await assert_books_balance()


async def test_each_try_is_another_charge(shop: Shop) -> None:
    await shop.save_method()
    await automatic(shop)
    invoice = await due_invoice(shop)
    assert await look(DUE) == 1
    first = await shop.attempt({"id": (await one_of(invoice)).payment_id})
    await say(shop, await one_of(invoice), "failed", failure_code="insufficient_funds")
    await look(DUE + DAY)
    await look(DUE + 5 * DAY)
    row = await one_of(invoice)
    second = await shop.attempt({"id": row.payment_id})
    assert row.tries == 2
    assert second["id"] == ids.derived(first["id"]) != first["id"]


async def test_what_was_declined_is_tried_again_and_not_for_ever(shop: Shop) -> None:
    await shop.save_method()
    await automatic(shop)
    invoice = await due_invoice(shop)
    tried, instant = [], DUE
    for _ in range(40):
        await look(instant)
        row = await one_of(invoice)
        if row.outcome == "trying":
            tried.append((instant - DUE).days)
            with clock.moved_to(instant):
                await say(shop, row, "failed", failure_code="insufficient_funds")
            await look(instant + datetime.timedelta(minutes=2))
        instant += DAY
    row = await one_of(invoice)
    assert (tried, row.outcome, row.reason, row.tries) == ([0, 3 + 1, 8 + 2, 15 + 3], "ended", "tries_used_up", 4)
    assert (await invoice_now(invoice))["settlement"] == "unpaid"


@pytest.mark.parametrize("is_sent", [False, True])
async def test_what_a_person_has_canceled_was_no_try(shop: Shop, is_sent: bool) -> None:
    await shop.save_method("tok_requires_action")
    await automatic(shop)
    invoice, instant = await due_invoice(shop), DUE
    # As often as there are tries, and once more: each time it waits as long as after the first decline.
    for _ in range(len(collecting.RETRY_AFTER) + 2):
        await look(instant)
        row = await one_of(invoice)
        assert (row.outcome, row.tries) == ("trying", 1)
        with clock.moved_to(instant):
            if is_sent:
                assert await shop.send(after=datetime.timedelta(seconds=10)) == 1
            await cancellations.cancel(shop.book.owner, row.payment_id)
            await shop.send(after=datetime.timedelta(minutes=1))
        assert (await payment_now({"id": row.payment_id}))["status"] == "canceled"
        await look(instant + datetime.timedelta(hours=1))
        row = await one_of(invoice)
        assert (row.outcome, row.tries) == ("scheduled", 0)
        await look(instant + collecting.RETRY_AFTER[0])
        assert (await one_of(invoice)).outcome == "scheduled"
        instant += collecting.RETRY_AFTER[0] + datetime.timedelta(hours=2)
    await assert_books_balance()


async def test_what_the_gateway_has_canceled_by_itself_was_a_try(shop: Shop) -> None:
    await shop.save_method()
    await automatic(shop)
    invoice = await due_invoice(shop)
    await look(DUE)
    await say(shop, await one_of(invoice), "canceled", failure_code="challenge_expired")
    await look(DUE + datetime.timedelta(hours=1))
    row = await one_of(invoice)
    assert (row.outcome, row.tries) == ("scheduled", 1)


async def test_a_wish_to_cancel_that_the_gateway_has_refused_does_not_undo_the_try(shop: Shop) -> None:
    await shop.save_method("tok_cancel_refused", method="bank_debit")
    await automatic(shop)
    invoice = await due_invoice(shop)
    await look(DUE)
    row = await one_of(invoice)
    assert row.payment_id is not None
    with clock.moved_to(DUE + datetime.timedelta(minutes=1)):
        assert await shop.send() == 1
        await cancellations.cancel(shop.book.owner, row.payment_id)
        await shop.send(after=datetime.timedelta(minutes=5))
    refused = await payment_now({"id": row.payment_id})
    assert (refused["status"], refused["cancel_refused_at"] is not None) == ("pending", True)
    # The gateway went on with it, and ends it later by itself.
    named = {"gateway_payment_id": refused["gateway_payment_id"]}
    await say(shop, row, "canceled", failure_code="mandate_expired", **named)
    await look(DUE + datetime.timedelta(hours=1))
    row = await one_of(invoice)
    assert (row.outcome, row.tries) == ("scheduled", 1)


async def test_collecting_by_hand_takes_none_of_the_automatic_tries(shop: Shop) -> None:
    """Pain 33: manual retries ate the budget of dunning (polar#10811)."""
    await automatic(shop)
    await shop.save_method()
    invoice = await due_invoice(shop)
    await look(DUE)
    await say(shop, await one_of(invoice), "failed", failure_code="insufficient_funds")
    with clock.moved_to(DUE + datetime.timedelta(hours=1)):
        await look(clock.now())
        # As often by hand as there are tries by themselves, and once more.
        for _ in range(len(collecting.RETRY_AFTER) + 2):
            by_hand = await collecting.collect(shop.book.owner, invoice["id"], CollectInput())
            fact = await shop.fact(by_hand, "failed", failure_code="insufficient_funds", occurred_at=clock.now())
            assert await facts.apply(fact, gateway_account_id=shop.account["id"])
    row = await one_of(invoice)
    assert (row.tries, row.outcome) == (1, "scheduled")
    instant = DUE
    for tries, wait in enumerate(collecting.RETRY_AFTER, start=2):
        instant += wait + datetime.timedelta(hours=2)
        await look(instant)
        row = await one_of(invoice)
        assert (row.tries, row.outcome) == (tries, "trying")
        with clock.moved_to(instant):
            await say(shop, row, "failed", failure_code="insufficient_funds")
        instant += datetime.timedelta(hours=1)
        await look(instant)
    row = await one_of(invoice)
    assert (row.outcome, row.reason) == ("ended", "tries_used_up")


async def test_a_final_decline_ends_it(shop: Shop) -> None:
    await shop.save_method("tok_expired_card")
    await automatic(shop)
    invoice = await due_invoice(shop)
    await look(DUE)
    await shop.send(after=20 * DAY)
    await look(DUE + datetime.timedelta(minutes=2))
    row = await one_of(invoice)
    assert (row.outcome, row.reason, row.tries) == ("ended", "declined", 1)


async def test_a_revoked_mandate_ends_all(shop: Shop) -> None:
    method = await shop.save_method("tok_mandate_revoked")
    await automatic(shop)
    first, second = await due_invoice(shop), await due_invoice(shop, payment_terms_days=20)
    await look(DUE)
    await shop.send(after=20 * DAY)
    await look(DUE + datetime.timedelta(minutes=2))
    assert ((await one_of(first)).outcome, (await one_of(first)).reason) == ("ended", "mandate_revoked")
    now = await payment_methods.get(shop.book.owner, method.id)
    assert (now.status, now.detached_because) == ("detached", "revoked")
    await look(DUE + 10 * DAY)
    assert ((await one_of(second)).outcome, (await one_of(second)).reason) == ("ended", "no_payment_method")
    # Another one goes on where that was missing.
    await shop.save_method()
    await look(DUE + 10 * DAY)
    assert (await one_of(second)).tries == 1


async def test_what_is_paid_or_void_is_not_collected(shop: Shop) -> None:
    await shop.save_method()
    await automatic(shop)
    paid, credited = await due_invoice(shop), await due_invoice(shop)
    await shop.book.pay(paid)
    await shop.book.credit(credited, amount=10_000)
    assert await look(DUE) == 2
    for invoice in (paid, credited):
        assert ((await one_of(invoice)).outcome, (await one_of(invoice)).reason) == ("ended", "settled")


async def test_a_debit_takes_days_and_is_waited_for(shop: Shop) -> None:
    await shop.save_method("tok_debit", method="bank_debit")
    await automatic(shop)
    invoice = await due_invoice(shop)
    await look(DUE)
    with clock.moved_to(DUE):
        await say(shop, await one_of(invoice), "pending")
    for day in range(1, 4):
        await look(DUE + day * DAY)
    row = await one_of(invoice)
    assert (row.outcome, row.tries) == ("trying", 1)
    with clock.moved_to(DUE + 4 * DAY):
        await say(shop, row, "succeeded")
    await look(DUE + 4 * DAY + datetime.timedelta(hours=2))
    assert (await one_of(invoice)).outcome == "collected"


async def test_a_schedule_collects(shop: Shop) -> None:
    await shop.save_method()
    await monthly(shop)
    assert await schedule_runs.make_due(limit=5) == 1
    [invoice] = await database.fetch("SELECT * FROM invoices WHERE receiver_id = $1", shop.book.receiver["id"])
    await look(DUE)
    await shop.send(after=20 * DAY)
    await look(DUE + datetime.timedelta(minutes=2))
    assert ((await one_of(invoice)).outcome, (await invoice_now(invoice))["settlement"]) == ("collected", "paid")


async def test_a_payer_sees_when_they_are_collected_from(shop: Shop) -> None:
    await automatic(shop)
    invoice = await due_invoice(shop)
    payer = await shop.book.payer_login()
    [row] = await collecting.of_invoice(payer, invoice["id"])
    assert row.next_attempt_at == datetime.datetime(2026, 6, 11, 8, tzinfo=datetime.UTC)
    with pytest.raises(NotFound):
        await collecting.of_invoice(await stranger(), invoice["id"])


async def test_what_was_collected_is_mailed_to_its_payer(shop: Shop) -> None:
    email = f"{shop.book.payer['id'].hex}@example.com"
    await payers.update(shop.book.owner, shop.book.payer["id"], PayerPatch(email=email), version=None)
    await shop.save_method()
    await automatic(shop)
    invoice = await due_invoice(shop)
    await look(DUE)
    await say(shop, await one_of(invoice), "succeeded")
    while await balances.sum_up() or await receipts.issue_due():
        pass
    assert len(await database.fetch("SELECT FROM mails WHERE kind = 'receipt' AND recipient = $1", email)) == 1


async def test_what_comes_of_an_earlier_try_after_all_is_mailed_too(shop: Shop) -> None:
    """A debit that was said to have failed, and whose money comes while it is tried again."""
    email = f"{shop.book.payer['id'].hex}@example.com"
    await payers.update(shop.book.owner, shop.book.payer["id"], PayerPatch(email=email), version=None)
    await shop.save_method()
    await automatic(shop)
    invoice = await due_invoice(shop)
    await look(DUE)
    first = await one_of(invoice)
    await say(shop, first, "failed", failure_code="insufficient_funds")
    await look(DUE + datetime.timedelta(minutes=2))
    await look(DUE + collecting.RETRY_AFTER[0] + datetime.timedelta(hours=1))
    second = await one_of(invoice)
    assert (second.tries, second.payment_id == first.payment_id) == (2, False)
    with clock.moved_to(NOW + datetime.timedelta(minutes=5)):
        await say(shop, first, "succeeded")
    while await balances.sum_up() or await receipts.issue_due():
        pass
    assert len(await database.fetch("SELECT FROM mails WHERE kind = 'receipt' AND recipient = $1", email)) == 1
