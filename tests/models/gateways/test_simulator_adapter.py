"""Our adapter against the real simulator process: every token, every outcome, over real HTTP."""

import asyncio
import datetime
import time
from collections.abc import Awaitable, Callable

import aiohttp
import msgspec
import pytest
from aiohttp import web

from models.gateways.base import Charge, GatewayError, ListedBy, PaymentFact, RefundFact, RefundRequest
from models.gateways.simulator import client
from models.gateways.simulator.adapter import SimulatorGateway
from models.gateways.simulator.behaviours import BEHAVIOURS
from tests.models.gateways.merchants import Merchant, open_merchant
from tests.models.gateways.processes import SimulatorProcess

ChargeOf = Callable[..., Charge]

# The tokens whose first answer tells an outcome, and that outcome.
ANSWERED = {
    "tok_success": "succeeded",
    "tok_declined": "failed",
    "tok_insufficient_funds": "failed",
    "tok_expired_card": "failed",
    "tok_mandate_revoked": "failed",
    "tok_requires_action": "requires_action",
    "tok_cancel_lost": "requires_action",
    "tok_cancel_refused": "pending",
    "tok_debit": "pending",
    "tok_debit_returns": "pending",
    "tok_wrong_amount": "succeeded",
    "tok_wrong_currency": "succeeded",
    "tok_wrong_account": "succeeded",
    "tok_duplicate_callbacks": "succeeded",
    "tok_out_of_order": "pending",
    "tok_thin_callbacks": "succeeded",
    "tok_no_callback": "succeeded",
    "tok_slow": "succeeded",
    "tok_disputed_won": "succeeded",
    "tok_disputed_lost": "succeeded",
    "tok_refund_fails": "succeeded",
}
UNANSWERED = {"tok_timeout_charged", "tok_timeout_not_charged", "tok_error_500"}


DAY = datetime.timedelta(days=1)


def at(fact: PaymentFact | RefundFact) -> datetime.datetime:
    """When the gateway says that it happened."""
    assert fact.occurred_at
    return fact.occurred_at


def refund_of(payment: PaymentFact, amount: int, reference: str = "rfd_1") -> RefundRequest:
    return RefundRequest(
        reference=reference,
        gateway_payment_id=payment.gateway_payment_id,
        amount=amount,
        currency=payment.currency,
        reason="requested_by_payer",
        callback_url="",
    )


async def eventually(
    ask: Callable[[], Awaitable[PaymentFact | RefundFact | None]], status: str
) -> PaymentFact | RefundFact:
    """The fact, once it has this status; fails after 5 s."""
    async with asyncio.timeout(20):
        while True:
            fact = await ask()
            if fact and fact.status == status:
                return fact
            await asyncio.sleep(0.02)


def test_every_token_has_its_test() -> None:
    assert ANSWERED.keys() | UNANSWERED == BEHAVIOURS.keys()
    assert not ANSWERED.keys() & UNANSWERED


@pytest.mark.parametrize(("token", "status"), ANSWERED.items())
async def test_the_answer_to_a_charge_is_the_fact_that_is_found_later(
    merchant: Merchant, charge_of: ChargeOf, token: str, status: str
) -> None:
    charge = charge_of(token)
    fact = await merchant.gateway.charge(charge)
    assert fact.status == status
    assert fact.reference == charge.reference
    found = await merchant.gateway.find_payment(reference=charge.reference)
    assert found is not None
    assert found.gateway_payment_id == fact.gateway_payment_id
    if token not in ("tok_wrong_amount", "tok_wrong_currency", "tok_wrong_account"):
        assert (fact.amount, fact.currency, fact.account) == (1999, "EUR", merchant.gateway.account)
    captured = [("capture", fact.amount)] if status == "succeeded" else []
    assert (await merchant.journal(charge.reference))[:1] == captured or status == "pending"


@pytest.mark.parametrize("token", ["tok_timeout_charged", "tok_error_500"])
async def test_a_charge_without_an_answer_is_unknown_and_found_later(
    merchant: Merchant, charge_of: ChargeOf, token: str
) -> None:
    charge = charge_of(token)
    with pytest.raises(GatewayError) as raised:
        await merchant.gateway.charge(charge)
    assert not raised.value.permanent
    found = await merchant.gateway.find_payment(reference=charge.reference)
    assert found is not None
    assert found.status == "succeeded"
    repeated = await merchant.gateway.charge(charge)
    assert repeated == found
    assert await merchant.journal(charge.reference) == [("capture", 1999)]


async def test_a_charge_that_is_cut_off_before_it_happens_leaves_no_trace(
    merchant: Merchant, charge_of: ChargeOf
) -> None:
    charge = charge_of("tok_timeout_not_charged")
    with pytest.raises(GatewayError) as raised:
        await merchant.gateway.charge(charge)
    assert not raised.value.permanent
    assert await merchant.gateway.find_payment(reference=charge.reference) is None
    assert await merchant.journal(charge.reference) == []


@pytest.mark.measured
async def test_our_own_time_limit_ends_a_wait(merchant: Merchant, charge_of: ChargeOf) -> None:
    impatient = SimulatorGateway(merchant.credentials, base_url=merchant.url, timeout_seconds=0.3)
    started = time.monotonic()
    with pytest.raises(GatewayError) as raised:
        await impatient.charge(charge_of("tok_timeout_charged"))
    assert not raised.value.permanent
    # The simulator itself would have cut the connection after 2 s.
    assert time.monotonic() - started < 1.5


async def test_the_same_reference_is_captured_once_even_in_parallel(merchant: Merchant, charge_of: ChargeOf) -> None:
    charge = charge_of()
    facts = await asyncio.gather(*(merchant.gateway.charge(charge) for _ in range(10)))
    assert len({fact.gateway_payment_id for fact in facts}) == 1
    assert await merchant.journal(charge.reference) == [("capture", 1999)]


async def test_the_same_reference_with_another_amount_leaves_the_outcome_to_be_asked(
    merchant: Merchant, charge_of: ChargeOf
) -> None:
    charge = charge_of()
    await merchant.gateway.charge(charge)
    with pytest.raises(GatewayError, match="used before") as raised:
        await merchant.gateway.charge(msgspec.structs.replace(charge, amount=2000))
    # Permanent would mean that nothing was charged, and 19.99 was.
    assert not raised.value.permanent
    assert await merchant.journal(charge.reference) == [("capture", 1999)]


@pytest.mark.parametrize(
    ("token", "field"),
    [("tok_wrong_amount", "amount"), ("tok_wrong_currency", "currency"), ("tok_wrong_account", "account")],
)
async def test_a_wrong_charge_is_reported_as_it_is(
    merchant: Merchant, charge_of: ChargeOf, token: str, field: str
) -> None:
    charge = charge_of(token)
    fact = await merchant.gateway.charge(charge)
    asked = {"amount": charge.amount, "currency": charge.currency, "account": merchant.gateway.account}
    assert {name for name, value in asked.items() if getattr(fact, name) != value} == {field}


@pytest.mark.parametrize(("currency", "amount"), [("JPY", 100), ("EUR", 1), ("KWD", 1234), ("CLF", 2**53 - 1)])
async def test_amounts_are_minor_units_of_every_size(
    merchant: Merchant, charge_of: ChargeOf, currency: str, amount: int
) -> None:
    fact = await merchant.gateway.charge(charge_of(currency=currency, amount=amount))
    assert (fact.amount, fact.currency) == (amount, currency)


@pytest.mark.parametrize(("currency", "exponent"), [("JPY", 0), ("EUR", 2), ("KWD", 3), ("CLF", 4), ("XAU", None)])
def test_the_simulator_counts_as_iso_4217_does(currency: str, exponent: int | None) -> None:
    assert SimulatorGateway.exponent(currency) == exponent


async def test_a_decline_says_why(merchant: Merchant, charge_of: ChargeOf) -> None:
    fact = await merchant.gateway.charge(charge_of("tok_insufficient_funds"))
    assert fact.failure_code == "insufficient_funds"
    assert fact.failure_message
    assert fact.fee_amount is None


@pytest.mark.parametrize(
    ("answer", "status", "booked"), [("approve", "succeeded", [("capture", 1999)]), ("decline", "failed", [])]
)
async def test_the_payer_decides_a_challenge_once(
    merchant: Merchant, charge_of: ChargeOf, answer: str, status: str, booked: list[tuple[str, int]]
) -> None:
    charge = charge_of("tok_requires_action")
    fact = await merchant.gateway.charge(charge)
    assert fact.redirect_url == f"{merchant.url}/challenge/{fact.gateway_payment_id}"
    async with aiohttp.ClientSession() as session:
        for verdict in (answer, "decline", "approve"):
            async with session.post(f"{fact.redirect_url}/{verdict}", allow_redirects=False) as response:
                assert (response.status, response.headers["location"]) == (303, charge.return_url)
    found = await merchant.gateway.find_payment(reference=charge.reference)
    assert found is not None
    assert found.status == status
    assert found.redirect_url is None
    assert await merchant.journal(charge.reference) == booked


async def test_a_challenge_that_nobody_answers_is_canceled(
    tmp_path_factory: pytest.TempPathFactory, charge_of: ChargeOf
) -> None:
    # Its 30 minutes become 0.2 s.
    process = SimulatorProcess(tmp_path_factory.mktemp("fast"), speed=9000)
    process.start()
    try:
        merchant = await open_merchant(process.url)
        charge = charge_of("tok_requires_action")
        fact = await merchant.gateway.charge(charge)
        await eventually(lambda: merchant.gateway.find_payment(reference=charge.reference), "canceled")
        async with aiohttp.ClientSession() as session:
            await session.post(f"{fact.redirect_url}/approve", allow_redirects=False)
        assert await merchant.journal(charge.reference) == [("void", 1999)]
    finally:
        process.kill()


async def test_a_debit_settles_and_may_be_returned(merchant: Merchant, charge_of: ChargeOf) -> None:
    settled, returned = charge_of("tok_debit"), charge_of("tok_debit_returns")
    for charge in (settled, returned):
        await merchant.gateway.charge(charge)
    await eventually(lambda: merchant.gateway.find_payment(reference=returned.reference), "returned")
    await eventually(lambda: merchant.gateway.find_payment(reference=settled.reference), "succeeded")
    assert await merchant.journal(settled.reference) == [("capture", 1999)]
    assert await merchant.journal(returned.reference) == [("capture", 1999), ("return", 1999)]


async def test_refunds_stop_at_what_was_captured(merchant: Merchant, charge_of: ChargeOf) -> None:
    payment = await merchant.gateway.charge(charge_of(amount=1000))
    first = await merchant.gateway.refund(refund_of(payment, 600, "rfd_a"))
    assert (first.status, first.amount, first.currency) == ("succeeded", 600, "EUR")
    with pytest.raises(GatewayError, match="401 is more than the 400") as raised:
        await merchant.gateway.refund(refund_of(payment, 401, "rfd_b"))
    assert raised.value.permanent
    assert await merchant.gateway.find_refund(reference="rfd_b") is None
    await merchant.gateway.refund(refund_of(payment, 400, "rfd_c"))
    assert await merchant.gateway.find_refund(reference="rfd_a") == first
    assert await merchant.journal("rfd_a") + await merchant.journal("rfd_c") == [("refund", 600), ("refund", 400)]


async def test_parallel_refunds_never_exceed_the_payment(merchant: Merchant, charge_of: ChargeOf) -> None:
    payment = await merchant.gateway.charge(charge_of("tok_success", amount=1000))
    outcomes = await asyncio.gather(
        *(merchant.gateway.refund(refund_of(payment, 300, f"rfd_{number}")) for number in range(8)),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, RefundFact) for outcome in outcomes) == 3
    assert all(isinstance(outcome, RefundFact | GatewayError) for outcome in outcomes)


async def test_the_same_refund_twice_sends_money_back_once(merchant: Merchant, charge_of: ChargeOf) -> None:
    payment = await merchant.gateway.charge(charge_of(amount=1000))
    request = refund_of(payment, 1000)
    assert await merchant.gateway.refund(request) == await merchant.gateway.refund(request)
    assert await merchant.journal(request.reference) == [("refund", 1000)]


async def test_a_refund_of_a_debit_takes_its_time(merchant: Merchant, charge_of: ChargeOf) -> None:
    charge = charge_of("tok_debit", amount=1000)
    payment = await merchant.gateway.charge(charge)
    with pytest.raises(GatewayError, match="the 0 EUR"):
        await merchant.gateway.refund(refund_of(payment, 1, "rfd_early"))
    await eventually(lambda: merchant.gateway.find_payment(reference=charge.reference), "succeeded")
    refund = await merchant.gateway.refund(refund_of(payment, 700))
    assert refund.status == "pending"
    with pytest.raises(GatewayError, match="301 is more than the 300"):
        await merchant.gateway.refund(refund_of(payment, 301, "rfd_2"))
    await eventually(lambda: merchant.gateway.find_refund(reference="rfd_1"), "succeeded")
    assert await merchant.journal("rfd_1") == [("refund", 700)]


async def test_a_refund_that_fails_moves_no_money(merchant: Merchant, charge_of: ChargeOf) -> None:
    payment = await merchant.gateway.charge(charge_of("tok_refund_fails"))
    refund = await merchant.gateway.refund(refund_of(payment, 1999))
    assert (refund.status, refund.failure_code) == ("failed", "refund_refused")
    assert await merchant.journal(refund.reference) == []


async def test_a_listing_goes_over_all_pages_and_stays_in_its_range(
    merchant: Merchant, charge_of: ChargeOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PAGE_SIZE", 3)
    before = await merchant.gateway.charge(charge_of())
    charges = [charge_of() for _ in range(7)]
    facts = [await merchant.gateway.charge(charge) for charge in charges]
    after = await merchant.gateway.charge(charge_of())
    assert before.occurred_at
    assert facts[0].occurred_at
    assert after.occurred_at
    listed = [
        fact async for fact in merchant.gateway.list_payments(since=facts[0].occurred_at, until=after.occurred_at)
    ]
    assert listed == facts
    tomorrow = after.occurred_at + datetime.timedelta(days=1)
    everything = merchant.gateway.list_payments(since=before.occurred_at, until=tomorrow)
    assert [fact async for fact in everything] == [before, *facts, after]


@pytest.mark.parametrize("by", ["created", "changed"])
async def test_a_listing_is_complete_although_its_objects_change_meanwhile(
    merchant: Merchant, charge_of: ChargeOf, monkeypatch: pytest.MonkeyPatch, by: ListedBy
) -> None:
    monkeypatch.setattr(client, "PAGE_SIZE", 2)
    payments = [await merchant.gateway.charge(charge_of()) for _ in range(7)]
    listed = []
    async for fact in merchant.gateway.list_payments(since=at(payments[0]), until=at(payments[-1]) + DAY, by=by):
        listed.append(fact)
        # The one that ended the page, and one that has not been listed yet.
        if len(listed) == 2:
            for payment in (payments[1], payments[4]):
                await merchant.happens(f"payments/{payment.gateway_payment_id}/return", amount=1)
    ids = [fact.gateway_payment_id for fact in listed]
    assert set(ids) == {payment.gateway_payment_id for payment in payments}
    # What changed comes again, as it is now, in a list of changes.
    assert len(ids) == (7 if by == "created" else 8)
    last_word = {fact.gateway_payment_id: fact.amount_returned for fact in listed}
    assert last_word[payments[4].gateway_payment_id] == 1


async def test_a_list_by_change_finds_what_moved_long_after_it_was_made(
    merchant: Merchant, charge_of: ChargeOf
) -> None:
    payment, other = await merchant.gateway.charge(charge_of()), await merchant.gateway.charge(charge_of())
    later = datetime.datetime.now(datetime.UTC)
    await merchant.happens(f"payments/{payment.gateway_payment_id}/return", amount=500)
    window = {"since": later, "until": later + DAY}
    assert [fact async for fact in merchant.gateway.list_payments(**window)] == []
    (changed,) = [fact async for fact in merchant.gateway.list_payments(**window, by="changed")]
    assert (changed.status, changed.amount, changed.amount_returned) == ("returned", 1999, 500)
    earlier = {"since": at(payment), "until": later}
    unchanged = [fact async for fact in merchant.gateway.list_payments(**earlier, by="changed")]
    assert unchanged == [other]


async def test_a_payment_is_returned_in_parts_and_never_beyond_its_amount(
    merchant: Merchant, charge_of: ChargeOf
) -> None:
    charge = charge_of()
    payment = await merchant.gateway.charge(charge)
    assert payment.amount_returned is None
    for amount, in_all in ((500, 500), (700, 1200), (None, 1999)):
        await merchant.happens(f"payments/{payment.gateway_payment_id}/return", amount=amount)
        found = await merchant.gateway.find_payment(reference=charge.reference)
        assert found
        assert (found.status, found.amount_returned) == ("returned", in_all)
    assert await merchant.journal(charge.reference) == [
        ("capture", 1999),
        ("return", 500),
        ("return", 700),
        ("return", 799),
    ]
    status, _ = await merchant.request("POST", f"/v1/test-helpers/payments/{payment.gateway_payment_id}/return", {})
    assert status == 409


async def test_refunds_are_listed_by_change_whoever_has_made_them(
    merchant: Merchant, charge_of: ChargeOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PAGE_SIZE", 2)
    began_at = datetime.datetime.now(datetime.UTC)
    payment = await merchant.gateway.charge(charge_of())
    ours = [await merchant.gateway.refund(refund_of(payment, 100, f"rfd_{number}")) for number in range(3)]
    made = await merchant.happens(f"payments/{payment.gateway_payment_id}/refund", amount=50)
    listed = [fact async for fact in merchant.gateway.list_refunds(since=began_at, until=began_at + DAY)]
    assert listed[:3] == ours
    (desk,) = listed[3:]
    assert (desk.gateway_refund_id, desk.reference, desk.gateway_payment_id, desk.status, desk.amount) == (
        made["id"],
        "",
        payment.gateway_payment_id,
        "succeeded",
        50,
    )
    assert await merchant.gateway.get_refund(gateway_refund_id=desk.gateway_refund_id) == desk
    assert await merchant.gateway.get_refund(gateway_refund_id="simrfd_none") is None


async def test_a_refund_may_come_back(merchant: Merchant, charge_of: ChargeOf) -> None:
    payment = await merchant.gateway.charge(charge_of())
    refund = await merchant.gateway.refund(refund_of(payment, 1999))
    await merchant.happens(f"refunds/{refund.gateway_refund_id}/return")
    later = datetime.datetime.now(datetime.UTC) + DAY
    (listed,) = [fact async for fact in merchant.gateway.list_refunds(since=at(refund), until=later)]
    assert (listed.status, listed.failure_code) == ("failed", "refund_returned")
    assert await merchant.journal(refund.reference) == [("refund", 1999), ("refund_return", 1999)]
    # Its money can be refunded once more.
    assert (await merchant.gateway.refund(refund_of(payment, 1999, "rfd_2"))).status == "succeeded"


@pytest.mark.parametrize(
    ("outcome", "status", "booked"),
    [
        ("won", "given_back", [("dispute_withdrawal", 800), ("dispute_reinstatement", 800)]),
        ("lost", "taken", [("dispute_withdrawal", 800)]),
    ],
)
async def test_disputes_are_listed_as_reversals(
    merchant: Merchant, charge_of: ChargeOf, outcome: str, status: str, booked: list[tuple[str, int]]
) -> None:
    charge = charge_of()
    payment = await merchant.gateway.charge(charge)
    dispute = await merchant.happens(f"payments/{payment.gateway_payment_id}/dispute", amount=800)
    window = {"since": at(payment), "until": at(payment) + DAY}
    (opened,) = [fact async for fact in merchant.gateway.list_reversals(**window)]
    assert (opened.gateway_reversal_id, opened.gateway_payment_id, opened.reference, opened.kind) == (
        dispute["id"],
        payment.gateway_payment_id,
        charge.reference,
        "chargeback",
    )
    assert (opened.status, opened.amount, opened.currency) == ("taken", 800, "EUR")
    await merchant.happens(f"payments/{payment.gateway_payment_id}/dispute/close", outcome=outcome)
    (closed,) = [fact async for fact in merchant.gateway.list_reversals(**window)]
    assert (closed.gateway_reversal_id, closed.status) == (dispute["id"], status)
    assert await merchant.gateway.get_reversal(gateway_reversal_id=dispute["id"]) == closed
    assert await merchant.gateway.get_reversal(gateway_reversal_id="simdsp_none") is None
    assert (await merchant.journal(charge.reference))[1:] == booked


async def test_the_same_money_is_taken_back_once(merchant: Merchant, charge_of: ChargeOf) -> None:
    charge = charge_of()
    payment = f"payments/{(await merchant.gateway.charge(charge)).gateway_payment_id}"
    await merchant.happens(f"{payment}/return", amount=1000)
    assert (await merchant.happens(f"{payment}/dispute"))["amount"] == 999
    assert (await merchant.request("POST", f"/v1/test-helpers/{payment}/return", {}))[0] == 409
    await merchant.happens(f"{payment}/dispute/close", outcome="won")
    await merchant.happens(f"{payment}/return")
    assert [amount for _, amount in await merchant.journal(charge.reference)] == [1999, 1000, 999, 999, 999]


async def test_merchants_see_nothing_of_each_other(
    simulator: SimulatorProcess, merchant: Merchant, charge_of: ChargeOf
) -> None:
    payment = await merchant.gateway.charge(charge_of(reference="att_mine"))
    stranger = await open_merchant(simulator.url)
    assert await stranger.gateway.find_payment(reference="att_mine") is None
    with pytest.raises(GatewayError, match="There is no payment") as raised:
        await stranger.gateway.refund(refund_of(payment, 1))
    assert raised.value.permanent
    assert (await stranger.gateway.charge(charge_of(reference="att_mine"))).gateway_payment_id != (
        payment.gateway_payment_id
    )


async def test_what_can_never_succeed_is_permanent(merchant: Merchant, charge_of: ChargeOf) -> None:
    stranger = SimulatorGateway(merchant.credentials | {"api_key": "sk_sim_unknown_key"}, base_url=merchant.url)
    for gateway, charge in (
        (stranger, charge_of()),
        (merchant.gateway, charge_of("tok_nonsense")),
        (merchant.gateway, charge_of(amount=0)),
        (merchant.gateway, charge_of(currency="XAU")),
        (merchant.gateway, charge_of(callback_url="ftp://127.0.0.1/")),
    ):
        with pytest.raises(GatewayError) as raised:
            await gateway.charge(charge)
        assert raised.value.permanent, charge


async def test_a_payment_id_that_is_none_is_refused_before_it_becomes_a_path(merchant: Merchant) -> None:
    request = RefundRequest(
        reference="rfd_1", gateway_payment_id="../accounts", amount=1, currency="EUR", reason="", callback_url=""
    )
    with pytest.raises(GatewayError) as raised:
        await merchant.gateway.refund(request)
    assert raised.value.permanent


async def test_a_gateway_that_is_down_leaves_the_outcome_unknown(merchant: Merchant, charge_of: ChargeOf) -> None:
    nobody = SimulatorGateway(merchant.credentials, base_url="http://127.0.0.1:9")
    with pytest.raises(GatewayError) as raised:
        await nobody.charge(charge_of())
    assert not raised.value.permanent


PAYMENT = (
    b'{"id":"simpay_1","account":"acct_1","reference":"att_1","description":"","status":"succeeded","amount":%s,'
    b'"currency":"EUR","fee_amount":null,"redirect_url":null,"failure_code":null,"failure_message":null,'
    b'"created_at":"2026-11-22T12:00:00Z","updated_at":"2026-11-22T12:00:00Z"}'
)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (200, b"<html>Welcome</html>"),
        (200, b"\xff"),
        (200, b"[" * 100_000),
        (200, PAYMENT % b'"1999"'),
        (200, PAYMENT % b"19.99"),
        (200, PAYMENT % b"0"),
        (200, PAYMENT.replace(b"succeeded", b"splendid") % b"1999"),
        (200, PAYMENT % b"1999" + b" " * 1_000_000),
        (302, PAYMENT % b"1999"),
        (404, b"<html>Not here</html>"),
        (422, b'{"message": "from a proxy"}'),
        (429, b'{"error": {"code": "slow_down", "message": "Too many requests."}}'),
        (503, b'{"error": {"code": "down", "message": "Down for maintenance."}}'),
    ],
)
async def test_an_answer_that_tells_no_outcome_is_never_final(charge_of: ChargeOf, status: int, body: bytes) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, body=body, headers={"location": "/elsewhere"})

    async def elsewhere(_: web.Request) -> web.Response:
        return web.Response(body=PAYMENT % b"1999")

    application = web.Application()
    application.router.add_post("/v1/payments", answer)
    application.router.add_route("*", "/elsewhere", elsewhere)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        gateway = SimulatorGateway(
            {"account": "acct_1", "api_key": "sk_sim_12345678"}, base_url=f"http://127.0.0.1:{runner.addresses[0][1]}"
        )
        with pytest.raises(GatewayError) as raised:
            await gateway.charge(charge_of())
        assert not raised.value.permanent
    finally:
        await runner.cleanup()


SOUND = {"account": "acct_1", "api_key": "sk_sim_12345678", "webhook_secret": "whsec_" + "A" * 32}


@pytest.mark.parametrize("change", [{}, {"webhook_secret": "whsec_" + "A" * 32 + " whsec_" + "B" * 32}])
def test_sound_credentials_are_accepted(change: dict[str, str]) -> None:
    SimulatorGateway.check_credentials(SOUND | change)


@pytest.mark.parametrize(
    "change",
    [
        {"account": ""},
        {"account": "acct_1\n"},
        {"account": "merchant"},
        {"api_key": "sk_live_12345678"},
        {"api_key": "sk_sim_1\r\nx-injected: 1"},
        {"webhook_secret": ""},
        {"webhook_secret": "whsec_tooshort"},
        {"webhook_secret": "whsec_" + "A" * 31},
        {"webhook_secret": "whsec_" + "A" * 32 + " nonsense"},
        {"base_url": "http://elsewhere.example"},
    ],
)
def test_unsound_credentials_are_refused_by_name_and_not_repeated(change: dict[str, str]) -> None:
    (name,) = change
    with pytest.raises(ValueError, match=name) as raised:
        SimulatorGateway.check_credentials(SOUND | change)
    assert not change[name] or change[name] not in str(raised.value)


async def test_who_gives_the_id_that_a_payment_has_here_is_told_which_one_the_gateway_knows(merchant: Merchant) -> None:
    status, answer = await merchant.request("POST", "/v1/test-helpers/payments/pay_01m8qebq40/dispute", {})
    assert status == 404
    assert answer["error"]["message"].endswith("'pay_01m8qebq40'. Use gateway_payment_id (simpay_…).")
    status, answer = await merchant.request("POST", "/v1/test-helpers/payments/simpay_0/dispute", {})
    assert (status, answer["error"]["message"]) == (404, "There is no payment 'simpay_0'.")


async def test_an_outcome_that_there_is_not_is_told_those_that_there_are(merchant: Merchant) -> None:
    at = "/v1/test-helpers/payments/simpay_0/dispute/close"
    status, answer = await merchant.request("POST", at, {"outcome": "drawn"})
    assert (status, answer["error"]["message"]) == (422, "Expected one of won, lost - at `$.outcome`")
    status, answer = await merchant.request("POST", at, {"outcome": 1})
    assert (status, answer["error"]["message"]) == (422, "Expected `str`, got `int` - at `$.outcome`")
