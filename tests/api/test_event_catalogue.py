"""The catalogue of events tells the truth: every type has its schema and its example, and real events keep to both."""

import datetime
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import jsonschema_rs
import msgspec
import pytest

from models import clock, database, events, ids
from models.billing import (
    drafts,
    issuing,
    reminder_policies,
    reminder_runs,
    schedule_runs,
    schedules,
    sending,
)
from models.collection import allocations, cheques, payments, receipts, reviews
from models.gateways.base import DisputeSaid, RefundFact, ReversalFact
from models.mail import mails
from models.mail.transport import Transport
from models.money.totals import compute
from models.online import disputes, facts
from models.outgoing.client import Answer
from models.parties import payers, payment_methods, receivers
from models.reconciliation import runs
from models.shapes.billing import InvoiceContents, InvoicePatch, preview
from models.shapes.invoice_mails import SendInput
from models.shapes.lines import priced
from models.shapes.parties import PayerPatch, ReceiverPatch
from models.shapes.payment_methods import MandateInput, PaymentMethodInput
from models.shapes.reconciliation import RunInput
from models.shapes.reminders import ReminderPolicyInput, Stage
from models.shapes.schedules import Every, ScheduleInput, SchedulePatch
from models.shapes.webhooks import WebhookEndpointInput
from models.tables.disputes import Dispute, DisputeStatus
from models.webhooks import catalogue, health
from models.webhooks import endpoints as webhooks
from tasks.mails import FOLLOWERS
from tests.api import operations
from tests.books import assert_books_balance, line, mark_all_overdue, part
from tests.models import shops
from tests.models.gateways.processes import SimulatorProcess
from tests.models.identity.logged_in import retire_mails
from tests.models.mail.mail_servers import open_mail_server
from tests.models.shops import Shop

# No operation announces these yet. Whoever writes one plays it in a story below.
NOT_YET: set[str] = set()
# After the last day of any invoice of these stories, and after the gateway's payments have had time to show up.
OVERDUE = datetime.timedelta(days=40)
COMPARED = datetime.timedelta(minutes=10)
EVERY = pytest.mark.parametrize("type_", events.TYPES)
SOLD = {type_: catalogue.example(type_)["data"] for type_ in events.TYPES if type_.startswith("invoice.")}


@pytest.fixture(scope="module")
def document(http: httpx.AsyncClient) -> dict[str, Any]:
    """The document as it is served: completed by what the start of the application does."""
    return operations.document()


@pytest.fixture(scope="module")
async def told(http: httpx.AsyncClient, simulator: SimulatorProcess) -> AsyncIterator[dict[str, list[bytes]]]:
    """What subscribers were sent in the stories below, byte for byte, by type."""
    with pytest.MonkeyPatch.context() as patch:
        async with shops.open_shop(simulator.url, patch) as shop:
            for story in (issued, cash, a_cheque, reports, cards, profiles, recurring, endpoints, comparisons):
                await story(shop)
            await assert_books_balance()
            rows = await database.fetch(
                "SELECT type, body FROM events WHERE receiver_id = $1 ORDER BY id", shop.book.receiver["id"]
            )
            found: dict[str, list[bytes]] = {}
            for row in rows:
                found.setdefault(row["type"], []).append(row["body"])
            yield found


# The stories.


async def issued(shop: Shop) -> None:
    """A draft is edited and deleted; an invoice is issued and declared void; another comes to be overdue."""
    book = shop.book
    draft = await book.draft()
    await drafts.update(book.owner, draft["id"], InvoicePatch(memo="Thank you."), version=None)
    await drafts.delete(book.owner, draft["id"], version=None)
    await issuing.void(book.owner, (await book.invoice())["id"])
    await book.credit(await book.invoice(), amount=1_000)
    await mailed(shop)
    await reminded(shop)
    await book.pay(await book.give_up(await book.invoice()))
    await book.invoice()
    with clock.moved_to(clock.now() + OVERDUE):
        await mark_all_overdue()


async def mailed(shop: Shop) -> None:
    """An invoice is mailed to somebody who takes it, and to somebody who is not there."""
    await retire_mails()
    invoice = await shop.book.invoice()
    async with open_mail_server() as server, Transport(server.url, sender="us@example.com") as transport:
        for reason in ("issued", "lost"):
            await sending.send(shop.book.owner, invoice["id"], SendInput(to="grace@example.com", reason=reason))
            assert await mails.send_due(transport.send, limit=20, followers=FOLLOWERS) == 1
            server.to_recipient = ["550 5.1.1 No such user"]


async def reminded(shop: Shop) -> None:
    """A payer is reminded of one invoice, and not of another, which is paid."""
    await retire_mails()
    book = shop.book
    await payers.update(book.owner, book.payer["id"], PayerPatch(email="grace@example.com"), version=None)
    await reminder_policies.put(book.owner, book.receiver["id"], ReminderPolicyInput(stages=[Stage(days=0)]))
    await book.invoice(payment_terms_days=1)
    await book.pay(await book.invoice(payment_terms_days=1))
    async with open_mail_server() as server, Transport(server.url, sender="us@example.com") as transport:
        with clock.moved_to(clock.now() + datetime.timedelta(days=1)):
            await reminder_runs.make_due(limit=20)
        with clock.moved_to(clock.now() + datetime.timedelta(days=2)):
            await mails.send_due(transport.send, limit=20, followers=FOLLOWERS)
        assert len(server.accepted) == 1
    await reminder_policies.put(book.owner, book.receiver["id"], ReminderPolicyInput(stages=[]))


async def cash(shop: Shop) -> None:
    """An invoice is paid in two parts, the second of which is too much; the rest pays another one for a while. There is
    a receipt.
    """
    invoice = await shop.book.invoice()
    payment = await shop.book.pay(invoice, amount=4_000)
    await receipts.of_payment(shop.book.owner, payment["id"])
    payment = await shop.book.pay(invoice, amount=7_000)
    another = await shop.book.invoice()
    await allocations.allocate(shop.book.owner, payment["id"], [part(another, 1_000)])
    await allocations.unallocate(shop.book.owner, payment["id"], invoice_id=another["id"])


async def a_cheque(shop: Shop) -> None:
    """A cheque is handed in, taken to the bank, clears, bounces after all, and bounces again."""
    payment = await shop.book.pay(await shop.book.invoice(), method="cheque")
    await cheques.deposit(shop.book.owner, payment["id"])
    await cheques.clear(shop.book.owner, payment["id"])
    await cheques.bounce(shop.book.owner, payment["id"], reason="No funds.")
    await cheques.deposit(shop.book.owner, payment["id"])
    await cheques.bounce(shop.book.owner, payment["id"], reason="Again no funds.")


async def reports(shop: Shop) -> None:
    """The payer says that they have paid, and have not."""
    invoice = await shop.book.invoice()
    payment = await shop.book.pay(invoice, caller=await shop.book.payer_login(), method="bank_transfer")
    await reviews.reject_payment(shop.book.owner, payment["id"], reason="It never came.")


async def cards(shop: Shop) -> None:
    """Whatever may become of online payments and of their refunds."""
    for token in ("tok_declined", "tok_debit", "tok_wrong_amount"):
        await shop.pay_and_send(token)
    for token in ("tok_success", "tok_refund_fails"):
        payment = await shop.pay_and_send(token)
        await shop.book.refund(payment, amount=1_000)
        await shop.send()
    refund = await shop.book.refund(payment, amount=1_000)
    asked = ids.encode("attempt", (await shop.attempt(refund))["id"])
    known = (await payments.get(shop.book.owner, payment["id"]))["gateway_payment_id"]
    more = RefundFact(
        gateway_refund_id="simrfd_more",
        gateway_payment_id=known,
        reference=asked,
        account=shop.account["account"],
        status="succeeded",
        amount=1_100,
        currency="EUR",
    )
    assert await facts.apply(more, gateway_account_id=shop.account["id"])
    await reviews.reject_refund(shop.book.owner, refund["id"], reason="We asked for less.")
    for seconds, status in enumerate(("returned", "succeeded"), start=1):
        at = clock.now() + datetime.timedelta(seconds=seconds)
        fact = await shop.fact(payment, status, gateway_payment_id=known, occurred_at=at)
        assert await facts.apply(fact, gateway_account_id=shop.account["id"])
    await disputed(shop)
    await saved(shop)
    challenged = await shop.pay_and_send("tok_requires_action")
    known = (await payments.get(shop.book.owner, challenged["id"]))["gateway_payment_id"]
    expired = await shop.fact(challenged, "canceled", gateway_payment_id=known)
    assert await facts.apply(expired, gateway_account_id=shop.account["id"])


async def saved(shop: Shop) -> None:
    """A payer saves a card, and takes it back."""
    mandate = MandateInput(accepted_at=clock.now(), text="You may charge this card.")
    given = PaymentMethodInput(payer_id=shop.book.payer_id, token="tok_success", mandate=mandate)
    method = await payment_methods.create(shop.book.owner, given)
    await payment_methods.detach(shop.book.owner, method.id)


async def disputed(shop: Shop) -> None:
    """A dispute is not answered for long, is answered, lost, and won after all."""
    payment = await shop.pay_and_send()
    known = (await payments.get(shop.book.owner, payment["id"]))["gateway_payment_id"]

    async def say(status: DisputeStatus, funds: Any, days: int) -> None:
        fact = ReversalFact(
            gateway_reversal_id="simdsp_told",
            gateway_payment_id=known,
            reference=ids.encode("attempt", (await shop.attempt(payment))["id"]),
            account=shop.account["account"],
            kind="chargeback",
            status=funds,
            amount=payment["amount"],
            currency="EUR",
            dispute=DisputeSaid(
                status=status, reason="fraudulent", respond_by=clock.now() + datetime.timedelta(days=2)
            ),
            occurred_at=clock.now() + datetime.timedelta(days=days),
        )
        assert await facts.apply(fact, gateway_account_id=shop.account["id"])

    await say("needs_response", "taken", 1)
    await disputes.watch_deadlines()
    [dispute] = await Dispute.objects().where(Dispute.payment_id == payment["id"])
    await disputes.submit(shop.book.owner, dispute.id, evidence="It was delivered.")
    await say("lost", "taken", 2)
    await say("won", "given_back", 3)


async def profiles(shop: Shop) -> None:
    """The receiver moves its due dates; payers come, change and go."""
    book = shop.book
    await receivers.update(book.owner, book.receiver["id"], ReceiverPatch(payment_terms_days=7), version=None)
    payer = await book.another_payer()
    await payers.update(book.owner, payer["id"], PayerPatch(email="grace@example.com"), version=None)
    await payers.delete(book.owner, payer["id"], version=None)


async def recurring(shop: Shop) -> None:
    """A schedule is made, paused and resumed; its payer has gone for a while; then it makes its last invoice."""
    book = shop.book
    payer = await book.another_payer()
    given = ScheduleInput(
        receiver_id=book.receiver_id,
        payer_id=ids.encode("payer", payer["id"]),
        invoice=InvoiceContents(lines=[line()]),
        every=Every(months=1),
        starts_on=clock.now().date(),
        count=1,
        finalize=True,
    )
    schedule = await schedules.create(book.owner, given)
    await schedules.pause(book.owner, schedule.id, version=None)
    await database.execute("UPDATE payers SET status = 'archived' WHERE id = $1", payer["id"])
    await schedules.resume(book.owner, schedule.id, version=None)
    await schedule_runs.make_due(limit=100)
    await database.execute("UPDATE payers SET status = 'active' WHERE id = $1", payer["id"])
    await schedules.update(book.owner, schedule.id, SchedulePatch(metadata={"rent": "4"}), version=None)
    await schedule_runs.make_due(limit=100)
    assert (await schedules.get(book.owner, schedule.id)).status == "completed"


async def endpoints(shop: Shop) -> None:
    """An endpoint is tested, and is gone."""
    given = WebhookEndpointInput(receiver_id=shop.book.receiver_id, url="https://example.com/hooks")
    endpoint, _ = await webhooks.create(shop.book.owner, given)
    await webhooks.ping(shop.book.owner, endpoint["id"])
    await health.note([(endpoint["id"], Answer(duration_ms=5, status=410))])


async def comparisons(shop: Shop) -> None:
    """We believe in a payment that the gateway has never heard of, and a run finds out."""
    imagined = await shop.fact(await shop.pay(), "succeeded", gateway_payment_id="simpay_imagined")
    assert await facts.apply(imagined, gateway_account_id=shop.account["id"])
    with clock.moved_to(clock.now() + COMPARED):
        given = RunInput(gateway_account_id=ids.encode("gateway_account", shop.account["id"]))
        run, _ = await runs.request(shop.book.owner, given)
        await runs.run_due()
    assert (await runs.get(shop.book.owner, run["id"]))["status"] == "completed"


# The document.


def test_every_type_is_a_webhook_of_the_document_and_nothing_else_is(document: dict[str, Any]) -> None:
    assert list(document["webhooks"]) == list(events.TYPES) == list(catalogue.EXAMPLES)


@EVERY
def test_every_webhook_is_described(document: dict[str, Any], type_: str) -> None:
    operation = document["webhooks"][type_]["post"]
    assert operation["description"] == events.TYPES[type_]
    assert operation["summary"]
    assert operation["tags"] == ["Events"]
    assert operation["security"] == [{}]
    headers = [(parameter["name"], parameter["in"], parameter["required"]) for parameter in operation["parameters"]]
    assert headers == [(f"webhook-{name}", "header", True) for name in ("id", "timestamp", "signature")]
    assert set(operation["responses"]) == {"2XX", "410", "default"}


def test_no_webhook_shares_its_id_with_an_operation(document: dict[str, Any]) -> None:
    names = [item["post"]["operationId"] for item in document["webhooks"].values()]
    assert len({*names, *(operation.id for operation in operations.OPERATIONS)}) == len(names) + len(
        operations.OPERATIONS
    )


# The examples.


@EVERY
def test_every_example_is_an_event_of_its_type(document: dict[str, Any], type_: str) -> None:
    example = body(document, type_)["example"]
    assert example == catalogue.example(type_)
    validator(document, type_).validate(example)


@EVERY
def test_the_ids_of_examples_are_ids(type_: str) -> None:
    example = catalogue.example(type_)
    assert ids.decode("event", example["id"])
    assert ids.decode(example["data"]["object"], example["data"]["id"])
    found = [(name, value) for name, value in fields(example["data"]) if name.endswith("_id") and value is not None]
    for name, value in found:
        kind = {"run_id": "reconciliation_run"}.get(name, name.removesuffix("_id"))
        # Gateways have ids of their own.
        assert name in ("gateway_payment_id", "gateway_refund_id", "gateway_dispute_id") or ids.decode(kind, value), (
            name
        )


def test_no_two_examples_are_the_same_event() -> None:
    assert len({event.id for event in catalogue.EXAMPLES.values()}) == len(events.TYPES)


@EVERY
def test_an_example_shows_no_former_value_that_is_still_true(type_: str) -> None:
    example = catalogue.example(type_)
    assert [name for name, value in example["previous"].items() if example["data"][name] == value] == []


@pytest.mark.parametrize("type_", SOLD)
def test_the_invoices_of_examples_add_up(type_: str) -> None:
    shape = catalogue.EXAMPLES[type_].data
    totals = compute(lines=[priced(line) for line in shape.lines], currency=shape.currency)
    computed = preview(shape.currency, shape.rounding, totals)
    assert [line.amount for line in shape.lines] == computed.line_amounts
    for name in ("subtotal", "discount_total", "tax_total", "taxes", "total"):
        assert getattr(shape, name) == getattr(computed, name), name
    is_owed = shape.status in ("open", "uncollectible")
    due = shape.total - shape.amount_withheld - shape.amount_credited - shape.amount_written_off - shape.amount_paid
    assert shape.amount_due == (due if is_owed else 0)
    assert shape.amount_payable == shape.amount_due - shape.amount_reserved
    assert shape.in_flight == (shape.amount_reserved > 0)


@pytest.mark.parametrize("type_", [type_ for type_ in events.TYPES if type_.startswith(("payment.", "credit."))])
def test_the_payments_of_examples_add_up(type_: str) -> None:
    shape = catalogue.EXAMPLES[type_].data
    # What they are named for is no status.
    others = dict.fromkeys(("payment.reinstated", "credit.created", "credit.applied"), "succeeded")
    others |= {"payment.deposited": "pending", "payment.bounced": "failed"}
    assert shape.status == others.get(type_, type_.partition(".")[2])
    whereabouts = shape.amount_allocated + shape.amount_unapplied + shape.amount_refunded + shape.amount_reversed
    assert whereabouts == (shape.amount if shape.status in ("succeeded", "reversed") else 0)
    assert sum(part.amount for part in shape.allocations if part.status == "settled") == shape.amount_allocated


# Real events.


def test_the_stories_tell_of_every_type_that_anything_announces(told: dict[str, list[bytes]]) -> None:
    assert set(told) == set(events.TYPES) - NOT_YET


@EVERY
def test_real_events_are_what_the_document_says(
    document: dict[str, Any], told: dict[str, list[bytes]], type_: str
) -> None:
    example = catalogue.example(type_)
    for sent in told.get(type_, []):
        event = msgspec.json.decode(sent)
        validator(document, type_).validate(event)
        assert list(event) == list(example)
        assert list(event["data"]) == list(example["data"])


@EVERY
def test_thin_events_are_what_the_document_says(
    document: dict[str, Any], told: dict[str, list[bytes]], type_: str
) -> None:
    for sent in told.get(type_, []):
        data = msgspec.json.decode(sent)["data"]
        object_id = ids.decode(data["object"], data["id"])
        assert object_id is not None
        thin = msgspec.json.decode(events.thin(sent, object_kind=data["object"], object_id=object_id))
        validator(document, type_).validate(thin)
        assert thin["data"] == {"id": data["id"], "object": data["object"]}


@pytest.mark.parametrize("type_", [type_ for type_ in events.TYPES if type_ not in NOT_YET])
def test_an_example_has_former_values_where_real_events_have_some(told: dict[str, list[bytes]], type_: str) -> None:
    real = [msgspec.json.decode(sent)["previous"] for sent in told[type_]]
    assert any(real) == bool(catalogue.example(type_)["previous"])


BREAKAGES: dict[str, dict[str, Any]] = {
    "another type": {"type": "invoice.payed"},
    "no time": {"timestamp": "yesterday"},
    "a sequence that begins with 0": {"sequence": 0},
    "a field that we do not send": {"signature": "v1,…"},
    "data of another kind": {"data": catalogue.example("payment.succeeded")["data"]},
    "data without a field": {"data": {"id": "inv_1", "object": "invoice"}},
    "a former value of another kind": {"previous": {"settlement": 5}},
    "a former value that is never kept": {"previous": {"updated_at": "2026-11-23T09:30:12Z"}},
    "a former value of a field that there is not": {"previous": {"colour": "red"}},
}


@pytest.mark.parametrize("broken", BREAKAGES)
def test_what_is_no_such_event_does_not_pass_for_one(document: dict[str, Any], broken: str) -> None:
    event = catalogue.example("invoice.paid") | BREAKAGES[broken]
    assert not validator(document, "invoice.paid").is_valid(event)


@pytest.mark.parametrize("name", ["id", "type", "timestamp", "sequence", "data", "previous"])
def test_an_event_has_all_its_fields(document: dict[str, Any], name: str) -> None:
    event = catalogue.example("invoice.paid")
    del event[name]
    assert not validator(document, "invoice.paid").is_valid(event)


def body(document: dict[str, Any], type_: str) -> dict[str, Any]:
    """What the document says of the body of that webhook."""
    found: dict[str, Any] = document["webhooks"][type_]["post"]["requestBody"]["content"]["application/json"]
    return found


def validator(document: dict[str, Any], type_: str) -> jsonschema_rs.Validator:
    """Checks events against what the document says of that type."""
    schema = body(document, type_)["schema"] | {"components": document["components"]}
    return jsonschema_rs.validator_for(schema, validate_formats=True)


def fields(value: Any) -> Iterator[tuple[str, Any]]:
    """Every field of decoded JSON, however deep."""
    for name, inner in value.items() if isinstance(value, dict) else ():
        yield name, inner
        yield from fields(inner)
    for inner in value if isinstance(value, list) else ():
        yield from fields(inner)
