"""Words of gateways that are wrong, late, doubled, or about something else than they seem.

The docstrings say what is right.
"""

import datetime
from typing import Any

import pytest

from models import database
from models.collection import reviews
from models.gateways.base import RefundFact
from models.online import facts
from models.shapes import collection as shapes
from tests.books import assert_books_balance, events_of, part, payment_now, refund_now
from tests.models.collection.test_reversals import (
    BEGIN,
    DAY,
    accounts,
    discrepancies,
    disputed,
    give_up,
    money,
    paid,
    refund_said,
    say,
)
from tests.models.shops import Shop


async def desk(shop: Shop, payment: Any, status: Any, **fields: Any) -> bool:
    usual: dict[str, Any] = {
        "gateway_refund_id": f"desk_{payment['id'].hex}",
        "gateway_payment_id": f"sim_{payment['id'].hex}",
        "reference": "made at the desk",
        "account": shop.account["account"],
        "status": status,
        "amount": 3_000,
        "currency": "EUR",
    }
    return await facts.apply(RefundFact(**(usual | fields)), gateway_account_id=shop.account["id"])


async def aside(shop: Shop, amount: int = 9_000, **fields: Any) -> Any:
    payment = await shop.pay()
    await say(shop, payment, "succeeded", amount=amount, **({"occurred_at": BEGIN} | fields))
    assert (await payment_now(payment))["status"] == "needs_review"
    return payment


# --- exceptions


async def test_a_late_refund_that_comes_back_while_another_holds_everything(shop: Shop) -> None:
    """What came back covers what had gone beyond the payment."""
    payment = await paid(shop)
    first = await shop.book.refund(payment, amount=10_000)
    await give_up(first)
    await shop.book.refund(payment, amount=10_000)
    assert await refund_said(shop, first, "succeeded", occurred_at=BEGIN + DAY)
    assert await refund_said(shop, first, "failed", occurred_at=BEGIN + 2 * DAY)
    assert await money(payment) == {"allocated": 10_000, "refund_reserved": 10_000}
    assert (await accounts(shop.book)).get("suspense") is None
    await assert_books_balance()


async def test_two_chargebacks_that_are_both_won_beside_an_open_refund(shop: Shop) -> None:
    """All is where it was."""
    payment = await paid(shop)
    await shop.book.refund(payment, amount=10_000)
    for number in (1, 2):
        assert await disputed(shop, payment, "taken", gateway_reversal_id=f"dsp_{number}", occurred_at=BEGIN + DAY)
    for number in (1, 2):
        assert await disputed(
            shop, payment, "given_back", gateway_reversal_id=f"dsp_{number}", occurred_at=BEGIN + 2 * DAY
        )
    now = await payment_now(payment)
    assert (now["amount_reversed"], now["amount_excess"]) == (0, 0)
    await assert_books_balance()


@pytest.mark.parametrize("status", ["taken", "given_back"])
async def test_a_chargeback_id_that_another_payment_has(shop: Shop, status: str) -> None:
    """A discrepancy, as with a payment's id that another payment has; nothing is dropped in silence."""
    one, other = await paid(shop), await paid(shop)
    assert await disputed(shop, one, "taken", occurred_at=BEGIN + DAY)
    assert await disputed(shop, other, status, occurred_at=BEGIN + 2 * DAY)
    assert await money(one) == {"reversed": 10_000}
    assert await discrepancies(other)
    await assert_books_balance()


@pytest.mark.parametrize("returned", [-1, 9_001])
async def test_a_return_of_more_or_less_than_can_be_of_money_under_review(shop: Shop, returned: int) -> None:
    """A discrepancy, as beside a payment that is booked; no IndexError, and no more goes out of suspense than came."""
    payment = await aside(shop)
    assert await say(shop, payment, "returned", amount=9_000, amount_returned=returned, occurred_at=BEGIN + DAY)
    assert (await accounts(shop.book))["suspense"] == -9_000
    assert await discrepancies(payment)
    await assert_books_balance()


@pytest.mark.parametrize("amount", [0, -1, 2**53])
async def test_an_amount_that_no_money_has_is_refused_whatever_it_is_of(shop: Shop, amount: int) -> None:
    """Its callback is tried, and ends where people see it; nothing is booked."""
    payment, open_ = await paid(shop), await shop.pay()
    for said in (
        disputed(shop, payment, "taken", amount=amount),
        desk(shop, payment, "succeeded", amount=amount),
        say(shop, open_, "succeeded", amount=amount),
    ):
        with pytest.raises(ValueError, match="an amount is from 1 to"):
            await said
    assert await money(payment) == {"allocated": 10_000}
    assert (await payment_now(open_))["status"] == "created"
    await assert_books_balance()


# --- the order of words


async def test_a_return_that_is_older_than_a_success_that_changed_nothing(shop: Shop) -> None:
    """success 1, return 2, success 3, heard as 1, 3, 2: the last word is that the money is here."""
    payment = await paid(shop)
    assert await say(shop, payment, "succeeded", occurred_at=BEGIN + 2 * DAY)
    assert await say(shop, payment, "returned", occurred_at=BEGIN + DAY)
    assert await money(payment) == {"allocated": 10_000}


async def test_a_refund_failure_that_is_older_than_a_success_that_changed_nothing(shop: Shop) -> None:
    """success 1, failure 2, success 3, heard as 1, 3, 2: the money has gone."""
    payment = await paid(shop)
    refund = await shop.book.refund(payment, amount=3_000)
    for day, status in ((1, "succeeded"), (3, "succeeded"), (2, "failed")):
        assert await refund_said(shop, refund, status, occurred_at=BEGIN + day * DAY)
    assert await money(payment) == {"allocated": 7_000, "refunded": 3_000}


async def test_a_dispute_won_that_is_older_than_a_withdrawal_that_changed_nothing(shop: Shop) -> None:
    """taken 1, given back 2, taken 3, heard as 1, 3, 2: the money is taken."""
    payment = await paid(shop)
    for day, status in ((1, "taken"), (3, "taken"), (2, "given_back")):
        assert await disputed(shop, payment, status, occurred_at=BEGIN + day * DAY)
    assert await money(payment) == {"reversed": 10_000}


async def test_a_return_aside_that_is_older_than_a_success_that_changed_nothing(shop: Shop) -> None:
    """success 1, return 2, success 3, heard as 1, 3, 2: the money is in suspense."""
    payment = await aside(shop)
    assert await say(shop, payment, "succeeded", amount=9_000, occurred_at=BEGIN + 2 * DAY)
    assert await say(shop, payment, "returned", amount=9_000, occurred_at=BEGIN + DAY)
    assert (await accounts(shop.book)).get("suspense") == -9_000


async def test_a_second_charge_that_succeeded_before_the_first_one_failed(shop: Shop) -> None:
    """Order is that of one payment of the gateway's: money under another id is put aside, not dropped in silence."""
    payment = await shop.pay()
    assert await say(shop, payment, "failed", occurred_at=BEGIN + DAY)
    assert await say(shop, payment, "succeeded", gateway_payment_id="sim_second", occurred_at=BEGIN)
    assert (await accounts(shop.book)).get("suspense") == -10_000


@pytest.mark.parametrize("first", ["succeeded", "failed"])
async def test_a_second_refund_that_went_before_the_first_one(shop: Shop, first: str) -> None:
    """Words are ordered for each refund of the gateway's: what went under another id is under review."""
    payment = await paid(shop)
    refund = await shop.book.refund(payment, amount=3_000)
    assert await refund_said(shop, refund, first, occurred_at=BEGIN + 2 * DAY)
    assert await refund_said(shop, refund, "succeeded", gateway_refund_id="rfd_second", occurred_at=BEGIN + DAY)
    assert (await accounts(shop.book)).get("suspense") == 3_000 or await discrepancies(payment)


async def test_a_desk_refund_that_came_back_is_heard_of_backwards(shop: Shop) -> None:
    """failed 2, then succeeded 1 of a refund that we did not ask for: nothing has gone in the end."""
    payment = await paid(shop)
    await desk(shop, payment, "failed", occurred_at=BEGIN + 2 * DAY)
    await desk(shop, payment, "succeeded", occurred_at=BEGIN + DAY)
    await desk(shop, payment, "failed", occurred_at=BEGIN + 2 * DAY)
    assert (await accounts(shop.book))["gateway_clearing"] == 10_000


async def test_a_desk_refund_that_came_back_is_heard_of_backwards_once(shop: Shop) -> None:
    """The failure is kept, so that the success before it is not the last word."""
    payment = await paid(shop)
    heard = await desk(shop, payment, "failed", occurred_at=BEGIN + 2 * DAY)
    await desk(shop, payment, "succeeded", occurred_at=BEGIN + DAY)
    assert not heard or (await accounts(shop.book))["gateway_clearing"] == 10_000


# --- who is meant


async def test_a_second_refund_of_one_attempt_comes_back(shop: Shop) -> None:
    """The word is about the refund that has its id, not about the one whose reference it carries."""
    payment = await paid(shop)
    refund = await shop.book.refund(payment, amount=3_000)
    assert await refund_said(shop, refund, "succeeded", occurred_at=BEGIN + DAY)
    second = {"gateway_refund_id": "rfd_second"}
    assert await refund_said(shop, refund, "succeeded", occurred_at=BEGIN + 2 * DAY, **second)
    assert (await accounts(shop.book))["gateway_clearing"] == 4_000
    assert await refund_said(shop, refund, "failed", occurred_at=BEGIN + 3 * DAY, **second)
    assert (await accounts(shop.book))["gateway_clearing"] == 7_000
    await assert_books_balance()


# --- money that nobody asked for


SECOND = {"gateway_payment_id": "sim_second"}


async def test_a_part_of_unasked_money_is_taken_back(shop: Shop) -> None:
    """Only that part leaves suspense."""
    payment = await paid(shop)
    assert await say(shop, payment, "succeeded", **SECOND)
    assert await say(shop, payment, "returned", amount_returned=2_500, **SECOND)
    assert (await accounts(shop.book))["suspense"] == -7_500


async def test_unasked_money_is_returned_otherwise_than_it_came(shop: Shop) -> None:
    """What is booked as gone is what came: another currency or amount is a discrepancy."""
    payment = await paid(shop)
    assert await say(shop, payment, "succeeded", **SECOND)
    assert await say(shop, payment, "returned", amount=99_000, **SECOND)
    assert (await accounts(shop.book)).get("suspense", 0) <= 0


async def test_unasked_money_fails_after_all(shop: Shop) -> None:
    """It leaves suspense, or a discrepancy says that it has gone."""
    payment = await paid(shop)
    assert await say(shop, payment, "succeeded", occurred_at=BEGIN, **SECOND)
    before = await discrepancies(payment)
    assert await say(shop, payment, "failed", occurred_at=BEGIN + DAY, **SECOND)
    assert (await accounts(shop.book)).get("suspense") is None or await discrepancies(payment) != before


async def test_unasked_money_is_heard_of_backwards(shop: Shop) -> None:
    """Returned, then that it had come: nothing is in suspense in the end."""
    payment = await paid(shop)
    assert await say(shop, payment, "returned", occurred_at=BEGIN + 2 * DAY, **SECOND)
    assert await say(shop, payment, "succeeded", occurred_at=BEGIN + DAY, **SECOND)
    assert (await accounts(shop.book)).get("suspense") is None


async def test_unasked_money_comes_again_after_its_return(shop: Shop) -> None:
    """success 1, return 2, success 3: it is in suspense."""
    payment = await paid(shop)
    for day, status in enumerate(("succeeded", "returned", "succeeded"), start=1):
        assert await say(shop, payment, status, occurred_at=BEGIN + day * DAY, **SECOND)
    assert (await accounts(shop.book)).get("suspense") == -10_000


async def test_unasked_money_is_charged_back(shop: Shop) -> None:
    """It leaves suspense, as it does where it is returned or sent back."""
    payment = await paid(shop)
    assert await say(shop, payment, "succeeded", **SECOND)
    assert await disputed(shop, payment, "taken", **SECOND)
    assert (await accounts(shop.book)).get("suspense") is None


async def test_more_unasked_money_is_sent_back_than_came(shop: Shop) -> None:
    """A discrepancy says so."""
    payment = await paid(shop)
    assert await say(shop, payment, "succeeded", **SECOND)
    assert await desk(shop, payment, "succeeded", amount=10_000, **SECOND)
    assert await say(shop, payment, "returned", **SECOND)
    assert (await accounts(shop.book))["suspense"] == 10_000
    rows = await database.fetch("SELECT kind, amount_there FROM discrepancies WHERE receiver_id = $1", receiver(shop))
    assert ("exceeds_payment", 20_000) in [tuple(row) for row in rows]


def receiver(shop: Shop) -> Any:
    return shop.book.receiver["id"]


# --- reviews


async def test_what_comes_late_and_differs_pays_its_invoice_when_it_is_accepted(shop: Shop) -> None:
    """Nothing was reserved any more, but it pays what it was meant for, as a late success does."""
    payment = await shop.pay()
    assert await say(shop, payment, "failed", occurred_at=BEGIN)
    assert await say(shop, payment, "succeeded", amount=9_000, occurred_at=BEGIN + DAY)
    await reviews.accept_payment(shop.book.owner, payment["id"])
    assert await money(payment) == {"allocated": 9_000}
    await assert_books_balance()


async def test_what_was_returned_and_is_here_again_pays_its_invoice_when_it_is_accepted(shop: Shop) -> None:
    """As above."""
    payment = await aside(shop)
    assert await say(shop, payment, "returned", amount=9_000, occurred_at=BEGIN + DAY)
    assert await say(shop, payment, "succeeded", amount=9_000, occurred_at=BEGIN + 2 * DAY)
    assert (await payment_now(payment))["status"] == "needs_review"
    await reviews.accept_payment(shop.book.owner, payment["id"])
    assert await money(payment) == {"allocated": 9_000}
    await assert_books_balance()


async def test_money_accepted_as_credit_is_credit(shop: Shop) -> None:
    """ "What these do not take is the payer's credit": none of it goes to an invoice that was not named."""
    payment = await aside(shop)
    accepted = await reviews.accept_payment(shop.book.owner, payment["id"], allocations=[])
    assert await money(payment) == {"unapplied": 9_000}
    assert shapes.payment(accepted) == shapes.payment(await payment_now(payment))


async def test_the_answer_to_an_acceptance_is_what_has_become_of_the_payment(shop: Shop) -> None:
    """Whatever the money goes to, the answer and the event show it."""
    payment = await aside(shop)
    other = await shop.book.invoice(4_000)
    accepted = await reviews.accept_payment(shop.book.owner, payment["id"], allocations=[part(other, 4_000)])
    assert shapes.payment(accepted) == shapes.payment(await payment_now(payment))


async def test_a_desk_refund_of_money_under_review_comes_back(shop: Shop) -> None:
    """The money is in suspense again, and the payment under review again: somebody can settle it."""
    payment = await aside(shop)
    assert await desk(shop, payment, "succeeded", amount=9_000, occurred_at=BEGIN + DAY)
    assert await desk(shop, payment, "failed", amount=9_000, occurred_at=BEGIN + 2 * DAY)
    assert (await accounts(shop.book)).get("suspense") == -9_000
    await reviews.return_payment(shop.book.owner, payment["id"], reason="No.")


async def test_a_payment_accepted_in_part_is_returned(shop: Shop) -> None:
    """The gateway goes on to speak of all that was charged: what is taken back more is booked."""
    payment = await aside(shop)
    assert await say(shop, payment, "returned", amount=9_000, amount_returned=4_000, occurred_at=BEGIN + DAY)
    await reviews.accept_payment(shop.book.owner, payment["id"])
    assert await money(payment) == {"allocated": 5_000}
    assert await say(shop, payment, "returned", amount=9_000, amount_returned=9_000, occurred_at=BEGIN + 2 * DAY)
    assert await money(payment) == {"reversed": 5_000}
    await assert_books_balance()


async def test_a_partial_return_heard_of_again_after_the_rest_was_accepted(shop: Shop) -> None:
    """The same word a second time is no news: no discrepancy."""
    payment = await aside(shop)
    for _ in range(2):
        assert await say(shop, payment, "returned", amount=9_000, amount_returned=4_000, occurred_at=BEGIN + DAY)
    await reviews.accept_payment(shop.book.owner, payment["id"])
    assert await say(shop, payment, "returned", amount=9_000, amount_returned=4_000, occurred_at=BEGIN + DAY)
    assert await discrepancies(payment) == []


async def test_a_chargeback_aside_is_won_after_the_rest_was_accepted(shop: Shop) -> None:
    """What has come back is somewhere that somebody can settle it: the payer's credit, a review, a discrepancy."""
    payment = await aside(shop)
    assert await disputed(shop, payment, "taken", amount=4_000, occurred_at=BEGIN + DAY)
    await reviews.accept_payment(shop.book.owner, payment["id"])
    assert await disputed(shop, payment, "given_back", amount=4_000, occurred_at=BEGIN + 2 * DAY)
    assert (await accounts(shop.book)).get("suspense") is None or await discrepancies(payment)


async def test_more_is_sent_and_taken_back_than_came(shop: Shop) -> None:
    """Returned by the receiver and charged back as well: a discrepancy says that it went twice."""
    payment = await aside(shop)
    await reviews.return_payment(shop.book.owner, payment["id"], reason="No.")
    refund = await database.fetch_row("SELECT * FROM refunds WHERE payment_id = $1", payment["id"])
    assert await disputed(shop, payment, "taken", amount=9_000, occurred_at=BEGIN + DAY)
    assert await refund_said(shop, refund, "succeeded", occurred_at=BEGIN + 2 * DAY)
    assert (await accounts(shop.book)).get("suspense", 0) <= 0 or await discrepancies(payment)


async def test_a_refund_of_030_that_came_back_is_not_sent_again_by_an_old_word(shop: Shop) -> None:
    """As it was carried forward: the failure has no instant. The old success, said twice, changes nothing."""
    payment = await paid(shop)
    refund = await shop.book.refund(payment, amount=3_000)
    assert await refund_said(shop, refund, "succeeded", occurred_at=BEGIN + DAY)
    assert await refund_said(shop, refund, "failed", occurred_at=BEGIN + 2 * DAY)
    await database.execute("UPDATE refunds SET reported_at = NULL WHERE id = $1", refund["id"])
    assert await refund_said(shop, refund, "succeeded", occurred_at=BEGIN + DAY)
    assert await money(payment) == {"allocated": 7_000, "unapplied": 3_000}


async def test_a_dispute_that_030_took_as_a_return_is_not_taken_twice(shop: Shop) -> None:
    """A reversal of 0.3.0 has no id of the gateway's: the dispute that it was is not another one."""
    payment = await paid(shop)
    assert await say(shop, payment, "returned", occurred_at=BEGIN + DAY)
    await database.execute("UPDATE reversals SET reported_at = NULL WHERE payment_id = $1", payment["id"])
    await database.execute("UPDATE payments SET reported_at = NULL WHERE id = $1", payment["id"])
    assert await say(shop, payment, "returned", occurred_at=BEGIN + DAY)
    assert await money(payment) == {"reversed": 10_000}


async def test_a_failure_after_the_success_where_no_instant_is_known(shop: Shop) -> None:
    """Which of the two came last nobody knows: it is not dropped in silence, a discrepancy says it."""
    payment = await paid(shop, at=None)
    assert await say(shop, payment, "failed")
    assert await money(payment) == {"reversed": 10_000} or await discrepancies(payment)


async def test_a_desk_refund_of_part_of_what_is_under_review_comes_back_after_the_rest_was_accepted(shop: Shop) -> None:
    """What has come back is somewhere that somebody can settle it: the payer's credit, a review, a discrepancy."""
    payment = await aside(shop)
    assert await desk(shop, payment, "succeeded", amount=4_000, occurred_at=BEGIN + DAY)
    await reviews.accept_payment(shop.book.owner, payment["id"])
    assert await desk(shop, payment, "failed", amount=4_000, occurred_at=BEGIN + 2 * DAY)
    assert (await accounts(shop.book)).get("suspense") is None or await discrepancies(payment)


async def test_a_refund_of_what_was_accepted_on_another_account(shop: Shop) -> None:
    """It was accepted as it came: a refund of it is of that account too, and needs no review each time."""
    payment = await aside(shop, 10_000, account="acct_other")
    await reviews.accept_payment(shop.book.owner, payment["id"])
    refund = await shop.book.refund(payment, amount=3_000)
    assert await refund_said(shop, refund, "succeeded", account="acct_other", occurred_at=BEGIN + DAY)
    assert (await refund_now(refund))["status"] == "succeeded"


async def test_a_refund_under_review_is_told_of_again_without_our_reference(shop: Shop) -> None:
    """One refund of the gateway's is booked once."""
    payment = await paid(shop)
    refund = await shop.book.refund(payment, amount=3_000)
    there = {"gateway_refund_id": "rfd_x", "amount": 2_000}
    assert await refund_said(shop, refund, "succeeded", occurred_at=BEGIN + DAY, **there)
    assert await desk(shop, payment, "succeeded", occurred_at=BEGIN + DAY, **there)
    assert (await accounts(shop.book))["suspense"] == 2_000


async def test_one_payment_of_the_gateways_is_named_by_two_of_ours(shop: Shop) -> None:
    """It is one payment, and money that came once: what stands in suspense under its id is not booked again."""
    one, other = await shop.pay(), await shop.pay()
    same = {"gateway_payment_id": "sim_same"}
    assert await say(shop, one, "succeeded", amount=9_000, occurred_at=BEGIN, **same)
    assert await say(shop, other, "succeeded", occurred_at=BEGIN, **same)
    assert (await payment_now(other))["status"] == "needs_review" or await discrepancies(other)


async def test_a_fact_at_the_end_of_time(shop: Shop) -> None:
    """A fact at the end of time is booked or is a discrepancy."""
    await database.execute(
        "UPDATE receivers SET time_zone = 'Pacific/Kiritimati' WHERE id = $1", shop.book.receiver["id"]
    )
    payment = await shop.pay()
    assert await say(shop, payment, "succeeded", occurred_at=datetime.datetime.max.replace(tzinfo=datetime.UTC))


async def test_a_chargeback_larger_than_what_is_left_of_an_accepted_payment(shop: Shop) -> None:
    """It is won, and all is where it was."""
    payment = await aside(shop)
    assert await desk(shop, payment, "succeeded", amount=4_000, occurred_at=BEGIN + DAY)
    await reviews.accept_payment(shop.book.owner, payment["id"])
    assert await disputed(shop, payment, "taken", amount=9_000, occurred_at=BEGIN + 3 * DAY)
    assert await discrepancies(payment)
    assert await disputed(shop, payment, "given_back", amount=9_000, occurred_at=BEGIN + 4 * DAY)
    assert await money(payment) == {"allocated": 5_000}
    await assert_books_balance()


async def test_an_older_part_returned_of_what_is_aside_is_heard_of_again(shop: Shop) -> None:
    """returned 620 of day 1, 2343 of day 2, and 620 of day 1 once more: 2343 are gone."""
    payment = await aside(shop)
    for day, amount in ((1, 620), (2, 2_343), (1, 620)):
        assert await say(shop, payment, "returned", amount=9_000, amount_returned=amount, occurred_at=BEGIN + day * DAY)
    assert (await accounts(shop.book))["gateway_clearing"] == 9_000 - 2_343


async def test_no_more_is_sent_back_than_stands_in_suspense(shop: Shop) -> None:
    """9000 came, the gateway sent 5000 of the 9000 back, and somebody rejected that refund: 4000 stand there."""
    payment = await aside(shop)
    await reviews.return_payment(shop.book.owner, payment["id"], reason="No.")
    refund = await database.fetch_row("SELECT * FROM refunds WHERE payment_id = $1", payment["id"])
    assert await refund_said(shop, refund, "succeeded", amount=5_000, occurred_at=BEGIN + DAY)
    await reviews.reject_refund(shop.book.owner, refund["id"], reason="No.")
    assert (await accounts(shop.book))["suspense"] == -4_000
    await reviews.return_payment(shop.book.owner, payment["id"], reason="No.")
    again = await database.fetch_row("SELECT * FROM refunds WHERE payment_id = $1 ORDER BY id DESC", payment["id"])
    assert again["amount"] == 4_000


async def test_a_return_that_came_back_is_sent_again_and_so_is_the_first_one(shop: Shop) -> None:
    """9000 came and 18000 went: a discrepancy says so."""
    payment = await aside(shop)
    sent = []
    for day in (1, 3):
        await reviews.return_payment(shop.book.owner, payment["id"], reason="No.")
        sent.append(
            await database.fetch_row("SELECT * FROM refunds WHERE payment_id = $1 ORDER BY id DESC", payment["id"])
        )
        assert await refund_said(shop, sent[-1], "succeeded", occurred_at=BEGIN + day * DAY)
        if day == 1:
            assert await refund_said(shop, sent[0], "failed", occurred_at=BEGIN + 2 * DAY)
    assert await refund_said(shop, sent[0], "succeeded", occurred_at=BEGIN + 4 * DAY)
    assert (await accounts(shop.book)).get("suspense", 0) <= 0 or await discrepancies(payment)


async def test_the_event_of_a_reversal_shows_the_payment_as_it_is_then(shop: Shop) -> None:
    """What `fill` moves within the same payment is in its event."""
    payment = await paid(shop)
    refund = await shop.book.refund(payment, amount=3_000)
    assert await refund_said(shop, refund, "succeeded", occurred_at=BEGIN + DAY)
    assert await refund_said(shop, refund, "failed", occurred_at=BEGIN + 2 * DAY)
    assert await disputed(shop, payment, "taken", amount=1_000, occurred_at=BEGIN + 3 * DAY)
    now, last = await payment_now(payment), (await events_of(payment))[-1]["data"]
    assert (last["amount_allocated"], last["amount_unapplied"]) == (now["amount_allocated"], now["amount_unapplied"])


async def test_the_event_of_an_acceptance_shows_the_payment_as_it_is_then(shop: Shop) -> None:
    """As the answer does."""
    payment = await aside(shop)
    await reviews.accept_payment(shop.book.owner, payment["id"], allocations=[])
    now, last = await payment_now(payment), (await events_of(payment))[-1]["data"]
    assert (last["amount_allocated"], last["amount_unapplied"]) == (now["amount_allocated"], now["amount_unapplied"])


async def test_a_return_is_told_with_a_refund_of_the_same_money(shop: Shop) -> None:
    """Order does not matter: a word about the payment older than the reversal that has an id of its own is heard."""
    payment = await paid(shop)
    assert await disputed(shop, payment, "taken", amount=3_000, occurred_at=BEGIN + 3 * DAY)
    assert await say(shop, payment, "returned", amount_returned=2_000, occurred_at=BEGIN + DAY)
    assert await disputed(shop, payment, "given_back", amount=3_000, occurred_at=BEGIN + 4 * DAY)
    assert await say(shop, payment, "succeeded", occurred_at=BEGIN + 2 * DAY)
    assert await money(payment) == {"allocated": 10_000}
    await assert_books_balance()
