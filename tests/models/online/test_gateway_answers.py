"""What gateways answer to our calls is kept with the attempt, as it came, whatever became of it."""

from typing import Any

import msgspec
import pytest

from models import clock, database, ids, work
from models.gateways.base import Answer
from models.gateways.simulator import adapter, client
from models.online import attempts, facts, gateway_answers
from models.secrets import CannotDecrypt, decrypt
from models.tables.collection import Attempt, GatewayAnswer
from tests.books import assert_books_balance, payment_now
from tests.models.gateways.processes import SimulatorProcess
from tests.models.shops import LATER, SOON, Shop


async def answers(shop: Shop, row: Any) -> list[GatewayAnswer]:
    """What was answered for the newest attempt of a payment, or of a refund."""
    attempt = await shop.attempt(row)
    return await GatewayAnswer.objects().where(GatewayAnswer.attempt_id == attempt["id"]).order_by(GatewayAnswer.id)


def told(answer: GatewayAnswer) -> tuple[str, int, bool]:
    return answer.call, answer.status, answer.is_whole


async def test_the_answer_to_a_charge_and_to_a_refund_is_kept_as_it_came(shop: Shop) -> None:
    began_at = clock.now()
    payment = await shop.pay_and_send()
    refund = await shop.book.refund(payment, amount=4_000)
    await shop.send()
    (charged,), (refunded,) = await answers(shop, payment), await answers(shop, refund)
    assert (told(charged), told(refunded)) == (("charge", 201, True), ("refund", 201, True))
    assert began_at <= charged.received_at <= refunded.received_at <= clock.now()
    said = msgspec.json.decode(gateway_answers.read(charged))
    assert said["id"] == (await payment_now(payment))["gateway_payment_id"]
    assert (said["reference"], said["amount"]) == (ids.encode("attempt", charged.attempt_id), 10_000)
    assert msgspec.json.decode(gateway_answers.read(refunded))["amount"] == 4_000
    assert b"succeeded" not in charged.content
    with pytest.raises(CannotDecrypt):
        decrypt(charged.content, context=f"gateway_answer:{refunded.id}")


async def test_questions_are_kept_one_after_the_other(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_error_500")
    await shop.send(after=SOON)
    first, second = await answers(shop, payment)
    assert (told(first), told(second)) == (("charge", 500, True), ("find_payment", 200, True))
    assert b"internal_error" in gateway_answers.read(first)
    assert (await payment_now(payment))["status"] == "succeeded"
    refund = await shop.book.refund(payment, amount=100)
    await database.execute("UPDATE attempts SET sends = 1 WHERE refund_id = $1", refund["id"])
    await shop.send()
    # Asked what it knows, the gateway knows nothing; so it is asked for the refund.
    assert [told(answer) for answer in await answers(shop, refund)] == [
        ("find_refund", 200, True),
        ("refund", 201, True),
    ]
    await assert_books_balance()


async def test_what_a_gateway_refuses_is_kept_without_the_payment_token_and_our_key(shop: Shop) -> None:
    token = "tok_of_somebody_4711"
    payment = await shop.pay_and_send(token)
    (refused,) = await answers(shop, payment)
    assert told(refused) == ("charge", 422, True)
    said = gateway_answers.read(refused)
    assert b"There is no payment token" in said
    assert token.encode() not in said
    now = await payment_now(payment)
    assert now["failure_code"] == "gateway_refused"
    attempt = await shop.attempt(payment)
    for text in (now["failure_message"], attempt["error"]):
        assert text == "The gateway answered 422: There is no payment token '[removed]'."


async def test_no_answer_is_none_and_a_broken_one_is_kept_as_far_as_it_came(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    gone = SimulatorProcess(tmp_path_factory.mktemp("gone"))
    payment = await shop.pay()
    with monkeypatch.context() as away:
        away.setattr(adapter, "settings", msgspec.structs.replace(adapter.settings, simulator_url=gone.url))
        await shop.send()
    assert await answers(shop, payment) == []
    lost = await shop.pay_and_send("tok_timeout_charged")
    (broken,) = await answers(shop, lost)
    assert (told(broken), gateway_answers.read(broken)) == (("charge", 200, False), b"")


async def test_of_a_long_answer_the_beginning_is_kept(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "ANSWER_BYTES_KEPT", 100)
    payment = await shop.pay_and_send()
    (cut,) = await answers(shop, payment)
    assert told(cut) == ("charge", 201, False)
    assert len(gateway_answers.read(cut)) == 100
    assert (await payment_now(payment))["status"] == "succeeded"


async def test_an_answer_is_kept_although_we_cannot_make_anything_of_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stumble(*_: object, **__: object) -> bool:
        raise ValueError("indigestible")

    payment = await shop.pay()
    with monkeypatch.context() as broken:
        broken.setattr(facts, "apply", stumble)
        await shop.send()
    assert [told(answer) for answer in await answers(shop, payment)] == [("charge", 201, True)]
    await shop.send(after=LATER)
    assert [told(answer)[0] for answer in await answers(shop, payment)] == ["charge", "find_payment"]
    assert (await payment_now(payment))["status"] == "succeeded"
    await assert_books_balance()


async def test_what_a_zombie_was_told_is_kept_and_changes_nothing(shop: Shop) -> None:
    payment = await shop.pay()
    (zombie,) = await work.claim(Attempt, limit=10, lease_seconds=0)
    heard: list[Any] = []
    gateway = adapter.SimulatorGateway(shop.merchant.credentials, base_url=shop.merchant.url, on_answer=heard.append)
    assert await gateway.find_payment(reference=ids.encode("attempt", zombie.id)) is None
    with clock.moved_to(clock.now() + SOON):
        (holder,) = await work.claim(Attempt, limit=10, lease_seconds=60)
    await attempts._record(zombie, attempts.Tried(await shop.fact(payment, "failed"), is_unwanted=False), heard)
    assert [told(answer)[0] for answer in await answers(shop, payment)] == ["find_payment"]
    attempt = await shop.attempt(payment)
    assert (attempt["status"], attempt["lease_token"]) == ("leased", holder.lease_token)
    assert (await payment_now(payment))["status"] == "created"


async def test_keeping_an_answer_costs_no_statement(shop: Shop, count: Any) -> None:
    """The answer is written by the statement that takes the attempt's lock."""
    await shop.pay()
    (attempt,) = await work.claim(Attempt, limit=10, lease_seconds=60)
    answer = Answer(call="charge", status=201, content=b"{}", is_whole=True, received_at=clock.now())

    async def hold(heard: list[Answer]) -> None:
        async with database.transaction():
            assert await gateway_answers.keep_and_hold(attempt, heard)

    assert [await count(lambda heard=heard: hold(heard)) for heard in ([], [answer], [answer] * 3)] == [1, 1, 1]
