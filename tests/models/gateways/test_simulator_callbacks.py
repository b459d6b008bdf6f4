"""Callbacks: what the simulator sends, and what our adapter takes for genuine."""

import datetime
from collections.abc import Callable

import msgspec
import pytest
from standardwebhooks import Webhook

from models.gateways.base import (
    BadSignature,
    CallbackEvent,
    Changed,
    Charge,
    PaymentFact,
    RefundFact,
    RefundRequest,
    ReversalFact,
    UnreadableCallback,
    UnreadableEvent,
)
from models.gateways.simulator.adapter import SimulatorGateway
from models.outgoing import signing
from tests.models.gateways.merchants import Merchant, open_merchant
from tests.models.gateways.processes import CallbackReceiver, SimulatorProcess

ChargeOf = Callable[..., Charge]
OTHER_SECRET = "whsec_" + "A" * 32
UNBOUND = SimulatorGateway({"account": "acct_1", "api_key": "sk_sim_1", "webhook_secret": OTHER_SECRET})


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def read(gateway: SimulatorGateway, headers: dict[str, str], body: bytes) -> list[CallbackEvent]:
    """The events of a callback that is genuine and can be read."""
    verified = gateway.verify_callback(body=body, headers=headers, now=now())
    events = gateway.parse_callback(body=body, headers=verified.headers)
    assert all(isinstance(event, CallbackEvent) for event in events)
    return [event for event in events if isinstance(event, CallbackEvent)]


async def test_a_callback_carries_the_fact_that_the_charge_answered(
    merchant: Merchant, charge_of: ChargeOf, receiver: CallbackReceiver
) -> None:
    fact = await merchant.gateway.charge(charge_of(callback_url=receiver.url))
    ((headers, body),) = await receiver.wait_for(1)
    (event,) = read(merchant.gateway, headers, body)
    assert event.kind == "payment.succeeded"
    assert event.says == fact


async def test_callbacks_satisfy_the_reference_implementation(
    merchant: Merchant, charge_of: ChargeOf, receiver: CallbackReceiver
) -> None:
    await merchant.gateway.charge(charge_of(callback_url=receiver.url))
    ((headers, body),) = await receiver.wait_for(1)
    assert Webhook(merchant.credentials["webhook_secret"]).verify(body, headers)["events"]


async def test_only_a_genuine_and_recent_callback_is_taken(
    merchant: Merchant, charge_of: ChargeOf, receiver: CallbackReceiver
) -> None:
    await merchant.gateway.charge(charge_of(callback_url=receiver.url))
    ((headers, body),) = await receiver.wait_for(1)
    gateway, secret = merchant.gateway, merchant.credentials["webhook_secret"]
    sent_at = datetime.datetime.fromtimestamp(int(headers["webhook-timestamp"]), datetime.UTC)
    minutes = datetime.timedelta(minutes=1)

    def verdict(
        *,
        secrets: str = secret,
        changed_body: bytes = body,
        at: datetime.datetime = sent_at,
        without: str = "",
        **changes: str,
    ) -> bool:
        changed = {name.replace("_", "-"): value for name, value in changes.items()}
        shown = {name: value for name, value in (headers | changed).items() if name != without}
        bound = SimulatorGateway(merchant.credentials | {"webhook_secret": secrets}, base_url=merchant.url)
        try:
            return bool(bound.verify_callback(body=changed_body, headers=shown, now=at))
        except BadSignature:
            return False

    assert gateway.verify_callback(body=body, headers=headers, now=sent_at)
    genuine = [
        verdict(),
        verdict(secrets=f"{OTHER_SECRET} {secret}"),
        verdict(secrets=f"{secret} {OTHER_SECRET}"),
        verdict(at=sent_at + 5 * minutes),
        verdict(at=sent_at - 5 * minutes),
        verdict(webhook_signature=f"v1,nonsense {headers['webhook-signature']}"),
    ]
    assert genuine == [True] * len(genuine)
    forged = [
        verdict(secrets=OTHER_SECRET),
        verdict(secrets=""),
        verdict(secrets="whsec_"),
        verdict(secrets="nonsense"),
        verdict(changed_body=body.replace(b"1999", b"9999")),
        verdict(changed_body=body + b" "),
        verdict(at=sent_at + 5.1 * minutes),
        verdict(at=sent_at - 5.1 * minutes),
        verdict(webhook_timestamp=str(int(headers["webhook-timestamp"]) + 1)),
        verdict(webhook_timestamp="soon"),
        verdict(webhook_id="simmsg_other"),
        verdict(webhook_signature=""),
        verdict(webhook_signature=headers["webhook-signature"].replace("v1,", "v2,")),
        verdict(webhook_signature="v1,ü"),
        verdict(without="webhook-id"),
        verdict(without="webhook-timestamp"),
        verdict(without="webhook-signature"),
    ]
    assert forged == [False] * len(forged)


def test_a_callback_of_more_than_a_megabyte_is_refused() -> None:
    gateway = SimulatorGateway({"account": "acct_1", "api_key": "sk_sim_1", "webhook_secret": OTHER_SECRET})
    at = now()

    def taken(body: bytes) -> bool:
        timestamp = int(at.timestamp())
        headers = signing.headers(message_id="simmsg_1", timestamp=timestamp, body=body, secrets=[OTHER_SECRET])
        try:
            return gateway.verify_callback(body=body, headers=headers, now=at).message_id == "simmsg_1"
        except BadSignature:
            return False

    largest = b'{"events":[]}'.ljust(1_000_000)
    assert taken(largest)
    assert not taken(largest + b" ")
    # What it says is another matter, and nobody has looked yet.
    assert taken(b'{"events":[1]}')
    assert taken(b"not JSON")


@pytest.mark.parametrize("body", [b"", b"not JSON", b"[]", b"{}", b'{"events":{}}', b'{"events":[' + b"[" * 5000])
def test_a_body_that_is_no_callback_cannot_be_read(body: bytes) -> None:
    with pytest.raises(UnreadableCallback):
        UNBOUND.parse_callback(body=body, headers={})


def test_what_cannot_be_read_is_told_apart_with_its_own_bytes_and_without_its_values() -> None:
    good = b'{"id":"e1","type":"x.noted","created_at":"2026-11-28T00:00:00Z"}'
    bad = [
        b'{"id":"e2","type":"payment.succeeded","created_at":"2026-11-28T00:00:00Z","data":{"status":"secret-value"}}',
        b'{"id":"e3"}',
        b"7",
        b'"\xff"',
        b"null",
    ]
    events = UNBOUND.parse_callback(
        body=b'{"events":[%b]}' % b" , ".join([*bad, good.replace(b"payment.", b"x.")]), headers={}
    )
    unreadable = events[:-1]
    assert [event.body for event in unreadable if isinstance(event, UnreadableEvent)] == [
        b'{"events":[%b]}' % event for event in bad
    ]
    assert "secret-value" not in str([event.reason for event in unreadable if isinstance(event, UnreadableEvent)])
    assert events[-1] == CallbackEvent(gateway_event_id="e1", kind="x.noted", says=None)
    # What was told apart is read alone as it was read beside others.
    for event in unreadable:
        assert isinstance(event, UnreadableEvent)
        assert UNBOUND.parse_callback(body=event.body, headers={}) == [event]


async def test_thin_callbacks_name_what_has_changed(
    merchant: Merchant, charge_of: ChargeOf, receiver: CallbackReceiver
) -> None:
    fact = await merchant.gateway.charge(charge_of("tok_thin_callbacks", callback_url=receiver.url))
    ((headers, body),) = await receiver.wait_for(1)
    (event,) = read(merchant.gateway, headers, body)
    assert event.says == Changed(object="payment", gateway_object_id=fact.gateway_payment_id)
    assert await merchant.gateway.get_payment(gateway_payment_id=fact.gateway_payment_id) == fact
    assert await merchant.gateway.get_payment(gateway_payment_id="simpay_none") is None


async def test_a_callback_is_tried_again_until_it_is_taken(
    merchant: Merchant, charge_of: ChargeOf, receiver: CallbackReceiver
) -> None:
    receiver.refusals = 2
    await merchant.gateway.charge(charge_of(callback_url=receiver.url))
    tries = await receiver.wait_for(3)
    assert len({headers["webhook-id"] for headers, _ in tries}) == 1
    assert len({body for _, body in tries}) == 1


async def test_the_same_event_may_arrive_five_times(
    merchant: Merchant, charge_of: ChargeOf, receiver: CallbackReceiver
) -> None:
    await merchant.gateway.charge(charge_of("tok_duplicate_callbacks", callback_url=receiver.url))
    events = [event for headers, body in await receiver.wait_for(5) for event in read(merchant.gateway, headers, body)]
    assert len(events) == 5
    assert len({event.gateway_event_id for event in events}) == 1


async def test_the_pending_event_may_arrive_after_the_success(
    merchant: Merchant, charge_of: ChargeOf, receiver: CallbackReceiver
) -> None:
    receiver.refusals = 1
    await merchant.gateway.charge(charge_of("tok_out_of_order", callback_url=receiver.url))
    await receiver.wait_for(3)
    # The first try of the success is refused; the pending one waits until the second is taken.
    assert receiver.kinds() == [["payment.succeeded"], ["payment.succeeded"], ["payment.pending"]]
    created_at = [msgspec.json.decode(body)["events"][0]["created_at"] for _, body in receiver.received]
    assert created_at[0] > created_at[2]


async def test_a_debit_is_announced_in_order(
    merchant: Merchant, charge_of: ChargeOf, receiver: CallbackReceiver
) -> None:
    await merchant.gateway.charge(charge_of("tok_debit_returns", callback_url=receiver.url))
    await receiver.wait_for(3)
    assert receiver.kinds() == [["payment.pending"], ["payment.succeeded"], ["payment.returned"]]


@pytest.mark.parametrize(
    ("token", "closing", "booked"),
    [
        (
            "tok_disputed_won",
            ["dispute.won", "dispute.funds_reinstated"],
            ["capture", "dispute_withdrawal", "dispute_reinstatement"],
        ),
        ("tok_disputed_lost", ["dispute.lost"], ["capture", "dispute_withdrawal"]),
    ],
)
async def test_a_dispute_is_announced_with_its_funds(
    merchant: Merchant,
    charge_of: ChargeOf,
    receiver: CallbackReceiver,
    token: str,
    closing: list[str],
    booked: list[str],
) -> None:
    charge = charge_of(token, callback_url=receiver.url)
    await merchant.gateway.charge(charge)
    received = await receiver.wait_for(3)
    assert receiver.kinds() == [["payment.succeeded"], ["dispute.opened", "dispute.funds_withdrawn"], closing]
    headers, body = received[1]
    events = read(merchant.gateway, headers, body)
    opened, withdrawn = events
    assert (opened.kind, opened.says) == ("dispute.opened", withdrawn.says)
    assert withdrawn.kind == "dispute.funds_withdrawn"
    assert isinstance(withdrawn.says, ReversalFact)
    assert (withdrawn.says.kind, withdrawn.says.status, withdrawn.says.amount) == ("chargeback", "taken", 1999)
    assert withdrawn.says.reference == charge.reference
    for event in read(merchant.gateway, *received[2]):
        assert isinstance(event.says, ReversalFact)
        assert event.says.status == ("given_back" if token == "tok_disputed_won" else "taken")
        assert event.says.gateway_reversal_id == withdrawn.says.gateway_reversal_id
        assert await merchant.gateway.get_reversal(gateway_reversal_id=event.says.gateway_reversal_id) == event.says
    assert [kind for kind, _ in await merchant.journal(charge.reference)] == booked
    dispute = msgspec.json.decode(body)["events"][0]["data"]
    status, now_shown = await merchant.request("GET", f"/v1/disputes/{dispute['id']}")
    assert (status, now_shown["status"]) == (200, closing[0].removeprefix("dispute."))


async def test_a_refund_is_announced_too(merchant: Merchant, charge_of: ChargeOf, receiver: CallbackReceiver) -> None:
    payment = await merchant.gateway.charge(charge_of())
    refund = await merchant.gateway.refund(
        RefundRequest(
            reference="rfd_1",
            gateway_payment_id=payment.gateway_payment_id,
            amount=500,
            currency="EUR",
            reason="",
            callback_url=receiver.url,
        )
    )
    ((headers, body),) = await receiver.wait_for(1)
    (event,) = read(merchant.gateway, headers, body)
    assert isinstance(event.says, RefundFact)
    assert (event.kind, event.says) == ("refund.succeeded", refund)


async def test_a_wrong_amount_is_wrong_in_the_callback_too(
    merchant: Merchant, charge_of: ChargeOf, receiver: CallbackReceiver
) -> None:
    fact = await merchant.gateway.charge(charge_of("tok_wrong_amount", callback_url=receiver.url))
    ((headers, body),) = await receiver.wait_for(1)
    (event,) = read(merchant.gateway, headers, body)
    assert isinstance(event.says, PaymentFact)
    assert event.says.amount == fact.amount != 1999


async def test_no_callback_means_none(merchant: Merchant, charge_of: ChargeOf, receiver: CallbackReceiver) -> None:
    await merchant.gateway.charge(charge_of("tok_no_callback", callback_url=receiver.url))
    # What is queued later arrives later, so the second payment's callback shows that the first has none.
    await merchant.gateway.charge(charge_of("tok_success", reference="att_last", callback_url=receiver.url))
    await receiver.wait_for(1)
    (event,) = msgspec.json.decode(receiver.received[0][1])["events"]
    assert event["data"]["reference"] == "att_last"


async def test_a_kill_loses_neither_payments_nor_steps_nor_callbacks(
    tmp_path_factory: pytest.TempPathFactory, charge_of: ChargeOf, receiver: CallbackReceiver
) -> None:
    process = SimulatorProcess(tmp_path_factory.mktemp("killed"))
    process.start()
    try:
        merchant = await open_merchant(process.url)
        receiver.refusals = 1
        success, debit = charge_of(callback_url=receiver.url), charge_of("tok_debit_returns", callback_url=receiver.url)
        fact = await merchant.gateway.charge(success)
        await receiver.wait_for(1)
        await merchant.gateway.charge(debit)
        process.kill()
        process.start()
        assert await merchant.gateway.charge(success) == fact
        # The refused success once more, the debit's success, and each of its other states at least once.
        await receiver.wait_until(
            lambda: (
                receiver.kinds().count(["payment.succeeded"]) >= 3
                and ["payment.pending"] in receiver.kinds()
                and ["payment.returned"] in receiver.kinds()
            )
        )
        assert await merchant.journal(success.reference) == [("capture", 1999)]
        assert await merchant.journal(debit.reference) == [("capture", 1999), ("return", 1999)]
    finally:
        process.kill()
