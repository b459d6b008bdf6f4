"""Disputes: what the gateway says of them, what receivers answer, and the invoices that are disputed meanwhile."""

import asyncio
import datetime
import itertools
from typing import Any

import pytest

from models import clock, database, ids, lists
from models.access import Caller
from models.errors import DisputeStateForbids, Forbidden, NotFound, PreconditionFailed
from models.gateways.base import DisputeSaid, ReversalFact
from models.online import dispute_notices, disputes, facts
from models.tables.disputes import OPEN_DISPUTES, Dispute
from tests.books import assert_books_balance, event_types, invoice_now, part, payment_now, stranger
from tests.models.shops import Shop

DAY = datetime.timedelta(days=1)
BEGIN = datetime.datetime(2026, 11, 1, 12, tzinfo=datetime.UTC)


async def paid(shop: Shop, *, invoice: Any = None) -> Any:
    payment = await shop.pay(invoice=invoice)
    fact = await shop.fact(payment, "succeeded", occurred_at=BEGIN)
    assert await facts.apply(fact, gateway_account_id=shop.account["id"])
    return await payment_now(payment)


async def say(shop: Shop, payment: Any, status: Any, funds: Any, *, hours: int | None = None, **fields: Any) -> bool:
    """The gateway's word about the dispute of a payment, so many hours after its payment."""
    said = DisputeSaid(status=status, reason="fraudulent", respond_by=fields.pop("respond_by", BEGIN + 9 * DAY))
    usual: dict[str, Any] = {
        "gateway_reversal_id": f"dsp_{payment['id'].hex}",
        "gateway_payment_id": f"sim_{payment['id'].hex}",
        "reference": ids.encode("attempt", (await shop.attempt(payment))["id"]),
        "account": shop.account["account"],
        "kind": "chargeback",
        "status": funds,
        "amount": payment["amount"],
        "currency": payment["currency"],
        "dispute": said,
        "occurred_at": None if hours is None else BEGIN + datetime.timedelta(hours=hours),
    }
    return await facts.apply(ReversalFact(**(usual | fields)), gateway_account_id=shop.account["id"])


async def of(payment: Any) -> Dispute:
    [found] = await Dispute.objects().where(Dispute.payment_id == payment["id"])
    return found


async def invoice_of(payment: Any) -> Any:
    return await invoice_now({"id": payment["invoice_id"]})


async def mails_about(shop: Shop) -> list[str]:
    """The kinds of mails that the receiver's owner has got about disputes."""
    rows = await database.fetch(
        "SELECT mails.kind FROM mails JOIN users ON lower(users.email) = lower(mails.recipient) "
        "WHERE users.id = $1 AND mails.kind LIKE 'dispute%' ORDER BY mails.id",
        shop.book.owner.user_id,
    )
    return [row["kind"] for row in rows]


async def test_a_dispute_that_is_won(shop: Shop) -> None:
    payment = await paid(shop)
    assert await say(shop, payment, "needs_response", "taken", hours=1)
    opened, invoice = await of(payment), await invoice_of(payment)
    assert (opened.status, opened.funds, opened.amount, opened.reason) == (
        "needs_response",
        "withdrawn",
        10_000,
        "fraudulent",
    )
    assert opened.invoice_ids == [payment["invoice_id"]]
    assert (invoice["disputed"], invoice["settlement"], invoice["amount_paid"]) == (True, "unpaid", 0)
    assert await mails_about(shop) == ["dispute_opened"]
    await assert_books_balance()

    assert await say(shop, payment, "under_review", "taken", hours=2)
    assert (await invoice_of(payment))["disputed"]
    assert await say(shop, payment, "won", "given_back", hours=3)
    invoice = await invoice_of(payment)
    assert ((await of(payment)).funds, invoice["disputed"], invoice["settlement"]) == ("reinstated", False, "paid")
    assert await event_types({"id": opened.id}) == ["dispute.opened", "dispute.updated", "dispute.won"]
    await assert_books_balance()


async def test_a_dispute_that_is_lost_leaves_the_invoice_owed(shop: Shop) -> None:
    payment = await paid(shop)
    for hours, status in enumerate(("needs_response", "lost"), start=1):
        assert await say(shop, payment, status, "taken", hours=hours)
    invoice = await invoice_of(payment)
    assert (invoice["disputed"], invoice["settlement"]) == (False, "unpaid")
    assert ((await of(payment)).funds, (await payment_now(payment))["status"]) == ("withdrawn", "reversed")
    await assert_books_balance()


async def test_won_and_lost_and_won_again(shop: Shop) -> None:
    payment = await paid(shop)
    words = [("needs_response", "taken"), ("won", "given_back"), ("lost", "taken"), ("won", "given_back")]
    settled = []
    for hours, (status, funds) in enumerate(words, start=1):
        assert await say(shop, payment, status, funds, hours=hours)
        settled.append((await invoice_of(payment))["settlement"])
        await assert_books_balance()
    assert settled == ["unpaid", "paid", "unpaid", "paid"]
    dispute = await of(payment)
    assert (dispute.status, dispute.funds) == ("won", "reinstated")
    assert await event_types({"id": dispute.id}) == ["dispute.opened", "dispute.won", "dispute.lost", "dispute.won"]


WORDS = [("needs_response", "taken"), ("under_review", "taken"), ("lost", "taken"), ("won", "given_back")]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))), ids=str)
async def test_whatever_the_order_the_newest_word_counts(shop: Shop, order: tuple[int, ...]) -> None:
    payment = await paid(shop)
    for place in [*order, *order]:
        status, funds = WORDS[place]
        assert await say(shop, payment, status, funds, hours=place + 1)
    dispute, invoice = await of(payment), await invoice_of(payment)
    assert (dispute.status, dispute.funds) == ("won", "reinstated")
    assert (invoice["disputed"], invoice["settlement"]) == (False, "paid")
    await assert_books_balance()


@pytest.mark.parametrize("hours", [None, 1])
@pytest.mark.parametrize(("status", "funds"), [("won", "given_back"), ("lost", "taken")])
async def test_what_is_over_is_opened_again_by_a_newer_word_alone(
    shop: Shop, hours: int | None, status: str, funds: str
) -> None:
    payment = await paid(shop)
    for words in (("needs_response", "taken"), (status, funds), ("needs_response", "taken")):
        assert await say(shop, payment, *words, hours=hours)
    over = await of(payment)
    where = "reinstated" if status == "won" else "withdrawn"
    assert (over.status, over.funds, (await invoice_of(payment))["disputed"]) == (status, where, False)
    assert await event_types({"id": over.id}) == ["dispute.opened", f"dispute.{status}"]
    await assert_books_balance()


async def test_it_is_about_as_much_as_is_taken(shop: Shop) -> None:
    payment = await paid(shop)
    amounts = []
    for hours, (status, funds, amount) in enumerate(
        [("warning", "untouched", 5_000), ("warning", "untouched", 4_500), ("needs_response", "taken", 4_000)], start=1
    ):
        assert await say(shop, payment, status, funds, hours=hours, amount=amount)
        amounts.append((await of(payment)).amount)
    assert amounts == [5_000, 4_500, 4_000]
    # Another amount of money that is gone already is a discrepancy.
    assert await say(shop, payment, "lost", "taken", hours=4, amount=3_000)
    assert ((await of(payment)).amount, (await invoice_of(payment))["amount_paid"]) == (4_000, 6_000)
    await assert_books_balance()


async def test_the_same_word_many_times_at_once(shop: Shop) -> None:
    payment = await paid(shop)
    async with asyncio.TaskGroup() as tasks:
        for _ in range(6):
            tasks.create_task(database.retried(lambda: say(shop, payment, "needs_response", "taken", hours=1)))
    dispute = await of(payment)
    assert await event_types({"id": dispute.id}) == ["dispute.opened"]
    assert await mails_about(shop) == ["dispute_opened"]
    await assert_books_balance()


async def test_a_warning_moves_no_money(shop: Shop) -> None:
    payment = await paid(shop)
    assert await say(shop, payment, "warning", "untouched", hours=1)
    invoice = await invoice_of(payment)
    assert ((await of(payment)).funds, invoice["disputed"], invoice["settlement"]) == ("none", True, "paid")
    await assert_books_balance()
    # It may become more.
    assert await say(shop, payment, "needs_response", "taken", hours=2)
    assert ((await of(payment)).funds, (await invoice_of(payment))["settlement"]) == ("withdrawn", "unpaid")
    assert await say(shop, payment, "won", "given_back", hours=3)
    assert not (await invoice_of(payment))["disputed"]
    await assert_books_balance()


async def test_a_part_is_disputed(shop: Shop) -> None:
    payment = await paid(shop)
    assert await say(shop, payment, "needs_response", "taken", hours=1, amount=2_500)
    invoice = await invoice_of(payment)
    assert ((await of(payment)).amount, invoice["amount_paid"], invoice["disputed"]) == (2_500, 7_500, True)
    await assert_books_balance()


async def test_all_invoices_of_a_payment_are_disputed_with_it(shop: Shop) -> None:
    first, second = await shop.book.invoice(3_000), await shop.book.invoice(4_000)
    payment = await shop.book.pay(
        allocations=[part(first, 3_000), part(second, 4_000)], method="card", payment_token="tok_success"
    )
    fact = await shop.fact(payment, "succeeded", occurred_at=BEGIN)
    assert await facts.apply(fact, gateway_account_id=shop.account["id"])
    payment = await payment_now(payment)
    assert await say(shop, payment, "needs_response", "taken", hours=1)
    assert [(await invoice_now(row))["disputed"] for row in (first, second)] == [True, True]
    assert await say(shop, payment, "lost", "taken", hours=2)
    assert [(await invoice_now(row))["disputed"] for row in (first, second)] == [False, False]
    await assert_books_balance()


async def test_an_invoice_is_disputed_until_its_last_dispute_is_over(shop: Shop) -> None:
    invoice = await shop.book.invoice()
    both = []
    for amount in (4_000, 6_000):
        payment = await shop.pay(invoice=invoice, amount=amount)
        fact = await shop.fact(payment, "succeeded", occurred_at=BEGIN)
        assert await facts.apply(fact, gateway_account_id=shop.account["id"])
        both.append(await payment_now(payment))
    for payment in both:
        assert await say(shop, payment, "warning", "untouched", hours=1)
    for payment, is_disputed in zip(both, (True, False), strict=True):
        assert await say(shop, payment, "won", "untouched", hours=2)
        assert (await invoice_now(invoice))["disputed"] is is_disputed


async def test_before_the_payment_is_known_to_have_come_it_waits(shop: Shop) -> None:
    payment = await shop.pay()
    assert not await say(shop, payment, "needs_response", "taken", hours=1)
    assert not await Dispute.exists().where(Dispute.payment_id == payment["id"])


# --- answers


@pytest.fixture
async def told(shop: Shop) -> Any:
    """A payment that is disputed at the gateway: ours of it, and the dispute there."""
    payment = await shop.pay_and_send()
    payment = await payment_now(payment)
    there = await shop.merchant.happens(f"payments/{payment['gateway_payment_id']}/dispute")
    await shop.listen(len(await shop.receiver.wait_for(2)))
    return {"payment": payment, "there": there}


async def test_evidence_reaches_the_gateway(shop: Shop, told: Any) -> None:
    dispute = await of(told["payment"])
    answered = await disputes.submit(shop.book.owner, dispute.id, evidence="It was delivered on 3 May.")
    assert (answered.response_status, answered.evidence) == ("sending", "It was delivered on 3 May.")
    with pytest.raises(DisputeStateForbids, match="on its way"):
        await disputes.submit(shop.book.owner, dispute.id, evidence="And signed for.")
    assert await disputes.send_due() == 1
    now = await of(told["payment"])
    assert (now.response_status, now.status) == ("sent", "under_review")
    # More may follow.
    await disputes.submit(shop.book.owner, dispute.id, evidence="And signed for.")
    assert await disputes.send_due() == 1
    assert (await of(told["payment"])).response_status == "sent"
    await assert_books_balance()


async def test_an_accepted_dispute_leaves_the_money_with_the_payer(shop: Shop, told: Any) -> None:
    dispute = await of(told["payment"])
    await disputes.accept(shop.book.owner, dispute.id)
    assert await disputes.send_due() == 1
    now, invoice = await of(told["payment"]), await invoice_of(told["payment"])
    assert (now.status, now.funds, now.response_status) == ("accepted", "withdrawn", "sent")
    assert (invoice["disputed"], invoice["settlement"]) == (False, "unpaid")
    with pytest.raises(DisputeStateForbids, match="is accepted"):
        await disputes.submit(shop.book.owner, dispute.id, evidence="Too late.")
    await assert_books_balance()


async def test_two_answers_at_once(shop: Shop, told: Any) -> None:
    dispute = await of(told["payment"])
    answers = await asyncio.gather(
        disputes.accept(shop.book.owner, dispute.id),
        disputes.submit(shop.book.owner, dispute.id, evidence="No."),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Dispute", "DisputeStateForbids"]


async def test_who_died_after_the_gateway_had_it_sends_the_same_once_more(shop: Shop, told: Any) -> None:
    dispute = await of(told["payment"])
    await disputes.submit(shop.book.owner, dispute.id, evidence="It was delivered.")
    assert await disputes.send_due() == 1
    # As it is when the worker has died before it wrote that down.
    await database.execute(
        "UPDATE dispute_responses SET status = 'pending', next_attempt_at = now() WHERE dispute_id = $1", dispute.id
    )
    assert await disputes.send_due() == 1
    assert (await of(told["payment"])).response_status == "sent"


async def test_an_answer_that_comes_too_late_is_refused(shop: Shop, told: Any) -> None:
    dispute = await of(told["payment"])
    await disputes.submit(shop.book.owner, dispute.id, evidence="It was delivered.")
    await shop.merchant.happens(f"payments/{told['payment']['gateway_payment_id']}/dispute/close", outcome="lost")
    # The gateway refuses it, and it is tried again until the news has come.
    await disputes.send_due()
    assert (await of(told["payment"])).response_status == "sending"
    await shop.listen(len(await shop.receiver.wait_for(3)))
    with clock.moved_to(clock.now() + datetime.timedelta(minutes=1)):
        assert await disputes.send_due() == 1
    now = await of(told["payment"])
    assert (now.response_status, now.response_message) == ("refused", "The dispute is lost by now.")


async def test_who_may_answer(shop: Shop, told: Any) -> None:
    dispute = await of(told["payment"])
    viewer, other = await shop.book.member("viewer"), await stranger()
    assert (await disputes.get(viewer, dispute.id)).id == dispute.id
    with pytest.raises(Forbidden):
        await disputes.accept(viewer, dispute.id)
    payer: Caller = await shop.book.payer_login()
    for caller in (other, payer):
        with pytest.raises(NotFound):
            await disputes.get(caller, dispute.id)
        page = await disputes.list_page(caller, filters=lists.Filters(), limit=10, after=None)
        assert page.rows == []
    with pytest.raises(PreconditionFailed):
        await disputes.accept(shop.book.owner, dispute.id, version=frozenset({dispute.version + 7}))


# --- reports that are late, or without an instant

WARNED, ASKED, REVIEWED = ("warning", "untouched"), ("needs_response", "taken"), ("under_review", "taken")


@pytest.mark.parametrize(
    ("reports", "status", "funds", "settlement"),
    [
        pytest.param(
            [(*WARNED, None), ("won", "untouched", None), (*ASKED, None)],
            *("needs_response", "withdrawn", "unpaid"),
            id="money is taken after an inquiry was won, without instants",
        ),
        pytest.param(
            [(*WARNED, 1), ("won", "untouched", 2), (*ASKED, 2)],
            *("needs_response", "withdrawn", "unpaid"),
            id="money is taken after an inquiry was won, at the same instant",
        ),
        pytest.param([(*WARNED, 3), (*ASKED, 2)], *("warning", "withdrawn", "unpaid"), id="the warning was newer"),
        pytest.param(
            [("won", "untouched", 5), (*REVIEWED, 2), ("won", "given_back", 3)],
            *("won", "reinstated", "paid"),
            id="all about its money is older",
        ),
        pytest.param(
            [("lost", "taken", 2), ("under_review", "given_back", 2)],
            *("lost", "reinstated", "paid"),
            id="money is back at the instant at which it was lost",
        ),
        pytest.param(
            [("lost", "taken", None), ("under_review", "given_back", None)],
            *("lost", "reinstated", "paid"),
            id="money is back after it was lost, without instants",
        ),
        pytest.param(
            [(*REVIEWED, 1), ("lost", "taken", 3), ("under_review", "given_back", 2)],
            *("lost", "withdrawn", "unpaid"),
            id="that it is back is older than that it is lost",
        ),
    ],
)
async def test_a_dispute_says_where_its_money_is_in_whichever_order_it_is_reported(
    shop: Shop, reports: Any, status: str, funds: str, settlement: str
) -> None:
    payment = await paid(shop)
    for said in reports:
        for _ in range(2):
            assert await say(shop, payment, said[0], said[1], hours=said[2])
            await assert_books_balance()
    dispute, invoice = await of(payment), await invoice_of(payment)
    assert (dispute.status, dispute.funds, invoice["settlement"]) == (status, funds, settlement)
    is_open = status in OPEN_DISPUTES
    assert invoice["disputed"] is is_open
    # Whoever can answer has been asked to.
    assert not is_open or "dispute_opened" in await mails_about(shop)


# --- deadlines


async def test_people_are_told_of_a_deadline_once_and_then_it_is_over(shop: Shop) -> None:
    payment = await paid(shop)
    await say(shop, payment, "needs_response", "taken", hours=1, respond_by=BEGIN + 9 * DAY)
    for day, kinds in (
        (5, ["dispute_opened"]),
        (7, ["dispute_opened", "dispute_due"]),
        (8, ["dispute_opened", "dispute_due"]),
    ):
        with clock.moved_to(BEGIN + day * DAY):
            await asyncio.gather(*(disputes.watch_deadlines() for _ in range(3)))
        assert await mails_about(shop) == kinds
    assert (await invoice_of(payment))["disputed"]
    with clock.moved_to(BEGIN + 10 * DAY):
        await asyncio.gather(*(disputes.watch_deadlines() for _ in range(3)))
    dispute = await of(payment)
    assert (dispute.status, (await invoice_of(payment))["disputed"]) == ("expired", False)
    assert await event_types({"id": dispute.id}) == ["dispute.opened", "dispute.due_soon", "dispute.updated"]
    # That was our own conclusion: the gateway's word counts.
    assert await say(shop, payment, "won", "given_back", hours=24 * 20)
    assert ((await of(payment)).status, (await invoice_of(payment))["settlement"]) == ("won", "paid")
    await assert_books_balance()


async def test_nobody_is_asked_to_answer_what_is_over(shop: Shop) -> None:
    payment = await paid(shop)
    assert await say(shop, payment, "lost", "taken", hours=1)
    assert await event_types({"id": (await of(payment)).id}) == ["dispute.opened", "dispute.lost"]
    assert await mails_about(shop) == []
    # It was not: that is told like a new one.
    assert await say(shop, payment, "needs_response", "taken", hours=2)
    assert await mails_about(shop) == ["dispute_opened"]


async def test_people_are_told_of_another_deadline_too(shop: Shop) -> None:
    payment = await paid(shop)
    for hours, days in ((1, 3), (2, 30), (3, 30)):
        assert await say(shop, payment, "needs_response", "taken", hours=hours, respond_by=BEGIN + days * DAY)
        with clock.moved_to(BEGIN + (days - 2) * DAY):
            await disputes.watch_deadlines()
    assert await mails_about(shop) == ["dispute_opened", "dispute_due", "dispute_due"]


async def test_a_dispute_that_cannot_be_watched_holds_up_no_other(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disputes, "BATCH", 1)
    for _ in range(2):
        assert await say(shop, await paid(shop), "needs_response", "taken", hours=1, respond_by=BEGIN + 9 * DAY)
    tell, failed = dispute_notices.tell_due, []

    async def failing_first(dispute: Dispute) -> None:
        if not failed:
            failed.append(dispute.id)
            raise ValueError("no words for it")
        await tell(dispute)

    monkeypatch.setattr(dispute_notices, "tell_due", failing_first)
    with clock.moved_to(BEGIN + 7 * DAY):
        await disputes.watch_deadlines()
        assert len(failed) == 1
        assert (await mails_about(shop)).count("dispute_due") == 1
        await disputes.watch_deadlines()
        assert (await mails_about(shop)).count("dispute_due") == 2


async def test_who_has_answered_is_not_told_of_a_deadline(shop: Shop, told: Any) -> None:
    dispute = await of(told["payment"])
    assert dispute.respond_by is not None
    await disputes.submit(shop.book.owner, dispute.id, evidence="It was delivered.")
    with clock.moved_to(dispute.respond_by + DAY):
        await disputes.watch_deadlines()
    assert (await of(told["payment"])).status == "needs_response"
    assert await mails_about(shop) == ["dispute_opened"]
