"""A receiver's policy applies payers' credit by itself: the oldest due first, and never against what people decided."""

import asyncio
import contextvars
import datetime
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from models import clock, database, ids
from models.billing import bulk, credit_runs, explanations, issuing
from models.collection import allocations, cancellations, credit_policy, mistakes, payer_credit
from models.errors import Refused
from models.parties import receivers
from models.shapes.billing import BulkInput, InstalmentInput
from models.shapes.parties import ReceiverPatch, Tolerance
from models.shapes.refunds import RefundInput
from models.tables.collection import CreditRun, Reversal
from tests.books import (
    Book,
    assert_books_balance,
    booked,
    event_types,
    events_of,
    invoice_now,
    mark_all_overdue,
    open_book,
    part,
    payment_now,
)
from tests.models import locks
from tests.models.collection.test_reversals import BEGIN, disputed, paid, refund_said, say
from tests.models.online.test_disputes import say as dispute_said
from tests.models.shops import FAR_AWAY, Shop

DAY = datetime.timedelta(days=1)
TODAY = clock.now().date()


@pytest.fixture(autouse=True)
async def in_nobody_elses_hands(pool: None) -> AsyncIterator[None]:
    """What other tests have left, and what ours leave, is nobody's work."""
    await database.execute("DELETE FROM credit_runs")
    yield
    await database.execute("UPDATE receivers SET credit_policy = 'manual' WHERE credit_policy <> 'manual'")
    await database.execute("DELETE FROM credit_runs")


@pytest.fixture
async def book(pool: None) -> Book:
    """One whose policy is on."""
    return await open_book(credit_policy="oldest_due_first")


async def switch(book: Book, policy: Any = "oldest_due_first") -> None:
    await receivers.update(book.owner, book.receiver["id"], ReceiverPatch(credit_policy=policy), version=None)


async def work() -> int:
    """All that is due, as beat and nudges have it done."""
    done = 0
    while count := await credit_policy.apply_due(limit=50):
        done += count
    return done


async def runs_of(book: Book) -> list[CreditRun]:
    return await CreditRun.objects().where(CreditRun.receiver_id == book.receiver["id"])


async def nothing_went_wrong(book: Book) -> bool:
    """A look that fails is tried again, and says why."""
    return [run.error for run in await runs_of(book) if run.error] == []


async def beyond(book: Book, amount: int, **fields: Any) -> Any:
    """A payment that leaves so much credit."""
    return await book.pay(await book.invoice(100), amount=100 + amount, **fields)


async def due_in(book: Book, days: int, amount: int = 1_000, **fields: Any) -> Any:
    return await book.invoice(amount, due_on=TODAY + days * DAY, **fields)


async def paid_of(*invoices: Any) -> list[int]:
    return [(await invoice_now(invoice))["amount_paid"] for invoice in invoices]


async def unapplied(*payments: Any) -> list[int]:
    return [(await payment_now(payment))["amount_unapplied"] for payment in payments]


async def unallocate(book: Book, payment: Any, invoice: Any, amount: int | None = None) -> Any:
    return await allocations.unallocate(book.owner, payment["id"], invoice_id=invoice["id"], amount=amount)


async def at_once(*operations: Any) -> None:
    for result in await asyncio.gather(*operations, return_exceptions=True):
        if isinstance(result, BaseException) and not isinstance(result, Refused):
            raise result


# --- when


async def test_an_invoice_that_is_issued_takes_the_credit_that_there_is(book: Book) -> None:
    payment = await beyond(book, 700)
    await work()
    invoice = await book.invoice(1_000)
    assert [(run.payer_id, run.status) for run in await runs_of(book)] == [(book.payer["id"], "pending")]
    assert await work() == 1
    assert await runs_of(book) == []
    assert (await invoice_now(invoice))["settlement"] == "partially_paid"
    assert (await paid_of(invoice), await unapplied(payment)) == ([700], [0])
    await assert_books_balance()


async def test_many_invoices_that_are_issued_at_once_take_credit(book: Book) -> None:
    payment = await beyond(book, 700)
    await work()
    given = BulkInput(invoices=[book.draft_input(500), book.draft_input(500)], finalize=True)
    made = await bulk.create(book.owner, given)
    assert await work() == 1
    assert (await paid_of(*made), await unapplied(payment)) == ([500, 200], [0])


async def test_an_overpayment_goes_on_to_what_is_open_the_oldest_due_first(book: Book) -> None:
    latest, first, second = await due_in(book, 30), await due_in(book, 3), await due_in(book, 10)
    same_day = await due_in(book, 10)
    payment = await beyond(book, 2_500)
    assert await work() == 1
    assert await paid_of(first, second, same_day, latest) == [1_000, 1_000, 500, 0]
    assert await unapplied(payment) == [0]
    await assert_books_balance()
    again = await beyond(book, 5_000)
    await work()
    assert await paid_of(first, second, same_day, latest) == [1_000, 1_000, 1_000, 1_000]
    assert await unapplied(payment, again) == [0, 3_500]
    await assert_books_balance()


async def test_of_an_invoice_in_instalments_the_first_open_one_counts(book: Book) -> None:
    halves = [InstalmentInput(percent="50", days=0), InstalmentInput(percent="50", days=60)]
    in_parts = await book.invoice(1_000, instalments=halves)
    whole = await due_in(book, 30, 500)
    # A payment for each, so that each has a moment of its own.
    for expected in ([500, 0], [500, 500], [1_000, 500]):
        await beyond(book, 500)
        await work()
        assert await paid_of(in_parts, whole) == expected
    await assert_books_balance()


async def test_much_credit_pays_no_later_instalment_before_what_is_due_sooner(book: Book) -> None:
    halves = [InstalmentInput(percent="50", days=0), InstalmentInput(percent="50", days=60)]
    in_parts = await book.invoice(1_000, instalments=halves)
    whole = await due_in(book, 30, 500)
    await beyond(book, 1_200)
    await work()
    assert await paid_of(in_parts, whole) == [700, 500]
    await assert_books_balance()


async def test_an_instalment_that_was_announced_as_overdue_is_still_the_first(book: Book) -> None:
    thirds = [InstalmentInput(amount=300, days=days) for days in (0, 5, 60)]
    in_parts = await book.invoice(900, instalments=thirds)
    whole = await due_in(book, 1, 500)
    with clock.moved_to(clock.now() + 3 * DAY):
        await mark_all_overdue()
    assert (await invoice_now(in_parts))["overdue"]
    assert (await invoice_now(whole))["overdue"]
    await beyond(book, 200)
    await work()
    assert await paid_of(in_parts, whole) == [200, 0]
    await beyond(book, 1_000)
    await work()
    assert await paid_of(in_parts, whole) == [700, 500]
    await assert_books_balance()


async def test_the_oldest_credit_goes_first(book: Book) -> None:
    newest, oldest = [await beyond(book, 400, received_on=TODAY - days * DAY) for days in (1, 3)]
    await due_in(book, 3, 500)
    await work()
    assert await unapplied(oldest, newest) == [0, 300]


async def test_each_currency_pays_its_own(book: Book) -> None:
    payment = await beyond(book, 700)
    dollars = await book.invoice(500, currency="USD")
    euro = await book.invoice(500)
    await work()
    assert (await paid_of(dollars, euro), await unapplied(payment)) == ([0, 500], [200])
    await book.pay(dollars, amount=800)
    other = await book.invoice(1_000, currency="USD")
    await work()
    assert await paid_of(other) == [300]
    await assert_books_balance()


async def test_another_payers_credit_stays_theirs(book: Book) -> None:
    payment = await beyond(book, 700)
    other = await book.another_payer()
    invoice = await book.invoice(500, payer_id=ids.encode("payer", other["id"]))
    await work()
    assert (await paid_of(invoice), await unapplied(payment)) == ([0], [700])


async def test_a_credit_notes_excess_pays_what_is_open(book: Book) -> None:
    settled, still_open = await book.invoice(1_000), await book.invoice(800)
    payment = await book.pay(settled)
    await book.credit(settled, amount=300, excess="credit")
    await work()
    assert (await paid_of(settled, still_open), await unapplied(payment)) == ([700, 300], [0])
    await assert_books_balance()


async def test_a_refund_that_comes_back_pays_what_is_open(shop: Shop) -> None:
    await switch(shop.book)
    payment = await paid(shop)
    refund = await shop.book.refund(payment, amount=400)
    still_open = await due_in(shop.book, 0, 300)
    assert await refund_said(shop, refund, "succeeded", occurred_at=BEGIN + DAY)
    await work()
    assert await paid_of({"id": payment["invoice_id"]}, still_open) == [9_600, 0]
    assert await refund_said(shop, refund, "failed", occurred_at=BEGIN + 2 * DAY)
    await work()
    # It is of no invoice any more.
    assert await paid_of({"id": payment["invoice_id"]}, still_open) == [9_700, 300]
    assert await unapplied(payment) == [0]
    await assert_books_balance()


async def test_a_refund_that_never_went_frees_what_it_held(shop: Shop) -> None:
    await switch(shop.book)
    payment = await paid(shop)
    refund = await shop.book.refund(payment, amount=1_000)
    await shop.book.credit({"id": payment["invoice_id"]}, amount=1_000, excess="credit")
    still_open = await shop.book.invoice(300)
    await work()
    assert (await paid_of(still_open), await unapplied(payment)) == ([0], [1_000])
    assert await refund_said(shop, refund, "failed", occurred_at=BEGIN + DAY)
    await work()
    assert (await paid_of(still_open), await unapplied(payment)) == ([300], [700])
    await assert_books_balance()


async def test_what_was_taken_back_and_is_here_again_pays_what_is_open(book: Book) -> None:
    settled = await book.invoice(1_000)
    payment = await book.pay(settled)
    await mistakes.correct(book.owner, payment["id"], reason="Another customer's.")
    await book.pay(settled)
    still_open = await book.invoice(800)
    await work()
    assert await paid_of(still_open) == [0]
    [reversal] = await Reversal.objects().where(Reversal.payment_id == payment["id"])
    await mistakes.undo(book.owner, reversal.id)
    await work()
    assert (await paid_of(settled, still_open), await unapplied(payment)) == ([1_000, 800], [200])
    await assert_books_balance()


async def test_switching_it_on_applies_what_there_is_and_off_leaves_it(pool: None) -> None:
    book = await open_book()
    other = await book.another_payer()
    payment = await beyond(book, 700)
    invoice = await book.invoice(500)
    await book.invoice(500, payer_id=ids.encode("payer", other["id"]))
    assert await runs_of(book) == []
    assert await credit_runs.look_for_missed() == 0
    await switch(book)
    # All of them are looked through, and the one for whom there is something to do.
    assert await work() == 2
    assert (await paid_of(invoice), await unapplied(payment)) == ([500], [200])
    await switch(book)
    assert await runs_of(book) == []
    later = await book.invoice(500)
    await switch(book, "manual")
    assert await work() == 1
    assert (await paid_of(later), await unapplied(payment)) == ([0], [200])
    await assert_books_balance()


async def test_what_nobody_was_woken_for_is_found(book: Book) -> None:
    payment, invoice = await beyond(book, 700), await book.invoice(500)
    await database.execute("DELETE FROM credit_runs")
    assert await credit_runs.look_for_missed() == 1
    assert await credit_runs.look_for_missed() == 0
    assert await work() == 2
    assert (await paid_of(invoice), await unapplied(payment)) == ([500], [200])
    # There is credit, and nothing to do with it.
    assert (await credit_runs.look_for_missed(), await work()) == (1, 1)


async def test_an_invoice_whose_payment_was_given_up_takes_credit(shop: Shop) -> None:
    await switch(shop.book)
    invoice = await shop.book.invoice(500)
    on_its_way = await shop.pay(invoice=invoice)
    payment = await beyond(shop.book, 700)
    await work()
    assert (await paid_of(invoice), await unapplied(payment)) == ([0], [700]), "all of it is reserved"
    await cancellations.cancel(shop.book.owner, on_its_way["id"])
    await work()
    assert (await paid_of(invoice), await unapplied(payment)) == ([500], [200])
    await assert_books_balance()


async def test_what_is_reserved_is_left_for_the_payment_on_its_way(shop: Shop) -> None:
    await switch(shop.book)
    invoice = await shop.book.invoice(500)
    on_its_way = await shop.pay(invoice=invoice, amount=300)
    payment = await beyond(shop.book, 700)
    await work()
    assert (await paid_of(invoice), await unapplied(payment)) == ([200], [500])
    await shop.send()
    assert (await payment_now(on_its_way))["amount_allocated"] == 300
    assert (await invoice_now(invoice))["settlement"] == "paid"
    await assert_books_balance()


async def test_an_invoice_that_reopens_takes_credit(shop: Shop) -> None:
    await switch(shop.book)
    payment = await paid(shop)
    other = await beyond(shop.book, 700)
    await work()
    assert await unapplied(other) == [700]
    await say(shop, payment, "returned", occurred_at=clock.now())
    await work()
    assert (await paid_of({"id": payment["invoice_id"]}), await unapplied(other)) == ([700], [0])
    await assert_books_balance()


# --- what it leaves alone


async def test_a_disputed_invoice_is_left_alone_until_that_is_over(shop: Shop) -> None:
    await switch(shop.book)
    payment = await paid(shop)
    invoice = {"id": payment["invoice_id"]}
    assert await dispute_said(shop, payment, "needs_response", "taken", hours=1)
    assert (await invoice_now(invoice))["disputed"]
    other = await beyond(shop.book, 700)
    await work()
    assert (await paid_of(invoice), await unapplied(other)) == ([0], [700])
    assert await dispute_said(shop, payment, "lost", "taken", hours=2)
    await work()
    assert (await paid_of(invoice), await unapplied(other)) == ([700], [0])
    await assert_books_balance()


async def test_drafts_and_what_was_voided_or_given_up_take_nothing(book: Book) -> None:
    await book.draft(500)
    await issuing.void(book.owner, (await book.invoice(500))["id"])
    given_up = await book.invoice(500)
    await book.give_up(given_up)
    payment = await beyond(book, 700)
    await work()
    assert await unapplied(payment) == [700]
    await assert_books_balance()


async def test_what_refunds_have_reserved_is_not_applied(shop: Shop) -> None:
    await switch(shop.book)
    payment = await paid(shop)
    await shop.book.credit({"id": payment["invoice_id"]}, amount=1_000, excess="credit")
    refund = await shop.book.refund(payment, amount=600)
    invoice = await shop.book.invoice(5_000)
    await work()
    assert (await paid_of(invoice), await unapplied(payment)) == ([400], [600])
    assert await refund_said(shop, refund, "succeeded")
    await work()
    assert (await paid_of(invoice), await unapplied(payment)) == ([400], [0])
    await assert_books_balance()


async def test_what_somebody_has_taken_off_stays_credit_and_owed_until_they_say_otherwise(book: Book) -> None:
    payment, invoice = await beyond(book, 700), await due_in(book, 3, 500)
    await work()
    assert await paid_of(invoice) == [500]
    await unallocate(book, payment, invoice)
    later = await due_in(book, 10, 100)
    await switch(book, "manual")
    await switch(book)
    await credit_runs.look_for_missed()
    await work()
    # 200 of the credit were never taken off anything: they pay what is next, and the 500 are for a person to apply.
    assert (await paid_of(invoice, later), await unapplied(payment)) == ([0, 100], [600])
    # Nor does another payment take the place that was emptied on purpose.
    other = await beyond(book, 50)
    await work()
    assert (await paid_of(invoice), await unapplied(other)) == ([0], [50])
    await allocations.allocate(book.owner, payment["id"], [part(invoice, 500)])
    largest = await due_in(book, 20, 10_000)
    await work()
    assert (await paid_of(invoice, largest), await unapplied(payment, other)) == ([500, 150], [0, 0])
    await assert_books_balance()


async def test_what_was_taken_off_and_applied_elsewhere_by_hand_is_free_again(book: Book) -> None:
    payment, wrong = await beyond(book, 500), await due_in(book, 3, 500)
    await work()
    await unallocate(book, payment, wrong)
    right = await due_in(book, 10, 300)
    await allocations.allocate(book.owner, payment["id"], [part(right, 300)])
    await work()
    assert (await paid_of(wrong, right), await unapplied(payment)) == ([0, 300], [200])
    await payer_credit.apply(book.owner, book.payer["id"], invoice_id=wrong["id"], amount=200)
    assert (await paid_of(wrong), await unapplied(payment)) == ([200], [0])
    # As much of it as nobody has paid by hand again stays owed.
    other = await beyond(book, 1_000)
    await work()
    assert (await paid_of(wrong), await unapplied(other)) == ([200], [1_000])
    await assert_books_balance()


async def test_what_was_taken_off_and_paid_out_is_free_no_longer_to_be_waited_for(book: Book) -> None:
    payment, invoice = await beyond(book, 700), await book.invoice(500)
    await work()
    await unallocate(book, payment, invoice)
    other = await book.invoice(1_000)
    # Of the 500 that were taken off, 400 go back to the payer: beside the other 200, 100 are left.
    await payer_credit.pay_out(book.owner, RefundInput(payer_id=book.payer_id, amount=400))
    await work()
    assert (await paid_of(invoice, other), await unapplied(payment)) == ([0, 200], [100])
    await book.refund(payment, amount=100)
    # What is taken off after that is for people again, whatever was given back before.
    await unallocate(book, payment, other)
    await credit_runs.look_for_missed()
    await work()
    assert (await paid_of(invoice, other), await unapplied(payment)) == ([0, 0], [200])
    await assert_books_balance()


async def test_what_was_given_back_before_takes_nothing_of_what_is_taken_off_later(book: Book) -> None:
    payment, invoice = await beyond(book, 700), await book.invoice(500)
    await payer_credit.pay_out(book.owner, RefundInput(payer_id=book.payer_id, amount=200))
    await work()
    assert (await paid_of(invoice), await unapplied(payment)) == ([500], [0])
    await unallocate(book, payment, invoice)
    other = await book.invoice(1_000)
    await work()
    assert (await paid_of(invoice, other), await unapplied(payment)) == ([0, 0], [500])


async def test_what_was_taken_off_and_comes_back_is_for_people_again(shop: Shop) -> None:
    await switch(shop.book)
    payment = await paid(shop)
    invoice = {"id": payment["invoice_id"]}
    await unallocate(shop.book, payment, invoice, 500)
    refund = await shop.book.refund(payment, amount=500)
    assert await refund_said(shop, refund, "succeeded", occurred_at=BEGIN + DAY)
    assert await unapplied(payment) == [0]
    other = await shop.book.invoice(1_000)
    assert await refund_said(shop, refund, "failed", occurred_at=BEGIN + 2 * DAY)
    await work()
    assert (await paid_of(other), await unapplied(payment)) == ([0], [500])
    await assert_books_balance()


async def test_what_was_taken_off_and_taken_back_is_not_waited_for(shop: Shop) -> None:
    await switch(shop.book)
    payment = await paid(shop)
    await shop.book.credit({"id": payment["invoice_id"]}, amount=200, excess="credit")
    await unallocate(shop.book, payment, {"id": payment["invoice_id"]}, 500)
    assert await disputed(shop, payment, "taken", gateway_reversal_id="rev_1", amount=500)
    other = await shop.book.invoice(1_000)
    await work()
    assert (await paid_of(other), await unapplied(payment)) == ([200], [0])
    await assert_books_balance()


async def test_the_newest_moves_are_known_whatever_the_clocks_say(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    payment, invoice = await beyond(book, 500), await book.invoice(500)
    await database.execute("DELETE FROM credit_runs")
    ahead = time.time_ns() + 3_000_000_000
    with monkeypatch.context() as patched:
        # Applied on a host whose clock is ahead, and taken off at once on another.
        patched.setattr(time, "time_ns", lambda: ahead)
        await allocations.allocate(book.owner, payment["id"], [part(invoice, 500)])
    monkeypatch.setattr(ids, "_last_nanoseconds", 0)
    await unallocate(book, payment, invoice)
    [applied, taken_off] = await database.fetch(
        "SELECT amount FROM allocations WHERE invoice_id = $1 ORDER BY id DESC", invoice["id"]
    )
    assert (applied["amount"], taken_off["amount"]) == (500, -500), "the ids are in the wrong order"
    await credit_runs.look_for_missed()
    await work()
    assert (await paid_of(invoice), await unapplied(payment)) == ([0], [500])
    await assert_books_balance()


async def test_match_and_undo_again_and_again_leave_all_as_it_was(book: Book) -> None:
    payment, invoice = await beyond(book, 700), await book.invoice(500)
    names = ("settlement", "amount_paid", "amount_overpaid", "amount_reserved", "overdue", "status")
    first = [(await invoice_now(invoice))[name] for name in names]
    for _ in range(5):
        await work()
        assert await paid_of(invoice) == [500]
        await unallocate(book, payment, invoice)
        await work()
        assert [(await invoice_now(invoice))[name] for name in names] == first
        await allocations.allocate(book.owner, payment["id"], [part(invoice, 500)])
    await assert_books_balance()


async def test_a_hundred_payments_that_were_taken_off_hide_no_other(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payer_credit, "SOURCES_MAX", 2)
    invoices = [await book.invoice(100) for _ in range(3)]
    for invoice in invoices:
        payment = await book.pay(invoice, received_on=TODAY - 5 * DAY)
        await unallocate(book, payment, invoice)
    free = await beyond(book, 700)
    invoice = await book.invoice(500)
    await work()
    assert (await paid_of(invoice), await unapplied(free)) == ([500], [200])


# --- how


async def test_it_says_that_it_was_the_policy(book: Book) -> None:
    payment, invoice = await beyond(book, 700), await book.invoice(500)
    await work()
    assert (await event_types(payment))[-1] == "credit.applied"
    assert (await event_types(invoice))[-1] == "invoice.paid"
    assert (await events_of(payment))[-1]["previous"]["amount_unapplied"] == 700
    row = await database.fetch_row("SELECT * FROM allocations WHERE invoice_id = $1", invoice["id"])
    assert row is not None
    assert (row["cause"], row["amount"], row["payment_id"]) == ("policy", 500, payment["id"])
    assert await booked(row) == {"credit.applied": {"payer_credit": 500, "receivables": -500}}
    told = await database.fetch(
        "SELECT action, caller, user_id, as_admin, request_id FROM audit_log "
        "WHERE object_id = ANY($1) AND action IN ('credit.applied', 'invoice.paid') AND caller <> $2",
        [payment["id"], invoice["id"]],
        book.owner.key,
    )
    assert sorted(tuple(one.values()) for one in told) == [
        (action, "credit_policy", None, False, book.payer_id) for action in ("credit.applied", "invoice.paid")
    ]
    for reader, actor, cause in (
        (book.owner, "credit_policy", book.payer_id),
        (await book.payer_login(), "receiver", None),
    ):
        fact = (await explanations.explain(reader, invoice["id"])).facts[-1]
        assert (fact.kind, fact.amount, fact.balance) == ("credit.applied", -500, 0)
        assert (fact.actor, fact.cause) == (actor, cause)


async def test_what_is_short_is_written_off_as_by_hand(pool: None) -> None:
    tolerance = Tolerance(percent="10", amounts={"EUR": 10}, reason="bank_fee")
    book = await open_book(credit_policy="oldest_due_first", tolerance=tolerance)
    await beyond(book, 495)
    invoice = await book.invoice(500)
    await work()
    now = await invoice_now(invoice)
    assert (now["settlement"], now["amount_paid"], now["amount_written_off"]) == ("paid", 495, 5)
    await assert_books_balance()


async def test_the_manual_policy_writes_no_work(pool: None) -> None:
    book = await open_book()
    payment, invoice = await beyond(book, 700), await book.invoice(500)
    await book.credit(invoice, amount=10)
    assert await runs_of(book) == []
    assert (await paid_of(invoice), await unapplied(payment)) == ([0], [700])


async def test_one_who_owes_a_lot_gives_others_their_turn(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credit_policy, "INVOICES_MAX", 2)
    invoices = [await due_in(book, days, 100) for days in range(5)]
    await beyond(book, 500)
    assert await credit_policy.apply_due(limit=1) == 1
    assert await paid_of(*invoices) == [100, 100, 0, 0, 0]
    [run] = await runs_of(book)
    assert (run.status, run.attempts, run.lease_token) == ("pending", 0, None)
    await work()
    assert await paid_of(*invoices) == [100] * 5
    await assert_books_balance()


# --- twice, at once, killed


async def test_one_that_dies_between_invoices_is_gone_on_with(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    invoices = [await due_in(book, days, 100) for days in range(3)]
    payment = await beyond(book, 300)
    apply, calls = credit_policy.apply_next, 0

    async def dies(payer_id: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise ConnectionResetError("killed")
        return await apply(payer_id)

    monkeypatch.setattr(credit_policy, "apply_next", dies)
    await credit_policy.apply_due(limit=1)
    assert (await paid_of(*invoices), await unapplied(payment)) == ([100, 100, 0], [100])
    [run] = await runs_of(book)
    assert (run.status, run.error) == ("pending", "ConnectionResetError")
    await assert_books_balance()
    with clock.moved_to(clock.now() + DAY):
        await credit_policy.apply_due(limit=1)
    assert (await paid_of(*invoices), await unapplied(payment)) == ([100, 100, 100], [0])
    await assert_books_balance()


async def test_what_goes_wrong_within_leaves_nothing_half_applied(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    payment, invoice = await beyond(book, 300), await book.invoice(500)

    async def fails(*_: Any) -> Any:
        raise ConnectionResetError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(payer_credit.tolerances, "settle_short", fails)
        await work()
    assert (await paid_of(invoice), await unapplied(payment)) == ([0], [300])
    await assert_books_balance()
    with clock.moved_to(clock.now() + DAY):
        await work()
    assert (await paid_of(invoice), await unapplied(payment)) == ([300], [0])


async def test_one_that_has_failed_for_good_stays_to_be_looked_at(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    await beyond(book, 300)

    async def fails(_: Any) -> Any:
        raise ValueError("ours")

    monkeypatch.setattr(credit_policy, "apply_next", fails)
    for days in range(len(credit_policy.SCHEDULE) + 1):
        with clock.moved_to(clock.now() + days * DAY):
            await work()
    [run] = await runs_of(book)
    assert (run.status, run.error) == ("exhausted", "ValueError")


async def test_what_has_failed_for_good_is_looked_at_again_by_the_next_sweep(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment, invoice = await beyond(book, 700), await book.invoice(500)
    await database.execute("DELETE FROM credit_runs")

    async def fails(_: Any) -> Any:
        raise ValueError("ours")

    now = clock.now()
    with monkeypatch.context() as patched:
        patched.setattr(credit_policy, "_wake_payers", fails)
        for _ in range(3):
            assert await credit_runs.look_for_missed() == 1
            assert await credit_runs.look_for_missed() == 0, "it waits to be looked at already"
            for _ in range(len(credit_policy.SCHEDULE) + 1):
                now += DAY
                with clock.moved_to(now):
                    await work()
            # One is left to be seen, however often it fails.
            assert [(run.payer_id, run.status) for run in await runs_of(book)] == [(None, "exhausted")]
    with clock.moved_to(now):
        assert await credit_runs.look_for_missed() == 1
        await work()
    assert (await paid_of(invoice), await unapplied(payment)) == ([500], [200])
    assert await runs_of(book) == [], "what had failed is over"


async def test_a_payer_who_waits_to_be_tried_again_is_woken_by_no_sweep(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment, invoice = await beyond(book, 700), await book.invoice(500)
    await database.execute("DELETE FROM credit_runs")

    async def fails(_: Any) -> Any:
        raise ValueError("ours")

    with monkeypatch.context() as patched:
        patched.setattr(credit_policy, "apply_next", fails)
        for _ in range(3):
            await credit_runs.look_for_missed()
            await work()
    [run] = await runs_of(book)
    assert (run.payer_id, run.status, run.error) == (book.payer["id"], "pending", "ValueError")
    with clock.moved_to(clock.now() + DAY):
        await work()
    assert (await paid_of(invoice), await unapplied(payment)) == ([500], [200])


async def test_two_workers_apply_once(book: Book) -> None:
    for _ in range(5):
        payment = await beyond(book, 700)
        invoices = [await book.invoice(300) for _ in range(2)]
        await credit_runs.look_for_missed()
        await at_once(*(work() for _ in range(4)), *(credit_policy.apply_next(book.payer["id"]) for _ in range(4)))
        assert await nothing_went_wrong(book)
        assert await paid_of(*invoices) == [300, 300]
        left = await database.fetch_value(
            int, "SELECT sum(amount_unapplied)::int FROM payments WHERE payer_id = $1", book.payer["id"]
        )
        assert left
        await payer_credit.pay_out(book.owner, RefundInput(payer_id=book.payer_id))
        assert await unapplied(payment) == [0]
    await assert_books_balance()


async def test_at_once_with_people_who_pay_apply_refund_and_take_off(book: Book) -> None:
    for _ in range(8):
        payments = [await beyond(book, 500, received_on=TODAY - days * DAY) for days in (1, 2, 3)]
        invoices = [await due_in(book, days, 400) for days in (1, 2, 3)]
        first, second, third = invoices
        await at_once(
            work(),
            credit_policy.apply_next(book.payer["id"]),
            payer_credit.apply(book.owner, book.payer["id"], invoice_id=third["id"]),
            allocations.allocate(book.owner, payments[0]["id"], [part(second, 300)]),
            book.pay(first, amount=400),
            book.refund(payments[1], amount=200),
            payer_credit.pay_out(book.owner, RefundInput(payer_id=book.payer_id, amount=300)),
            mistakes.correct(book.owner, payments[2]["id"], reason="It was another customer's."),
            book.credit(second, amount=50, excess="credit"),
        )
        assert await nothing_went_wrong(book)
        await work()
        await at_once(work(), *(unallocate(book, payments[0], invoice) for invoice in invoices))
        assert await nothing_went_wrong(book)
        await work()
    await assert_books_balance()


async def test_a_look_waits_for_who_pays_and_takes_what_is_left(book: Book) -> None:
    invoice = await book.invoice(1_000)
    payment = await beyond(book, 700)
    async with database.transaction():
        # Somebody pays most of it, and has not committed.
        await book.pay(invoice, amount=900)
        looking = asyncio.create_task(work(), context=contextvars.Context())
        await locks.until_waiting(1)
    await looking
    assert (await paid_of(invoice), await unapplied(payment)) == ([1_000], [600])
    await assert_books_balance()


async def test_a_look_waits_for_who_refunds_and_takes_what_is_left(book: Book) -> None:
    payment, invoice = await beyond(book, 700), await book.invoice(500)
    await work()
    await unallocate(book, payment, invoice)
    other = await book.invoice(300)
    async with database.transaction():
        await book.refund(payment, amount=600)
        looking = asyncio.create_task(credit_policy.apply_next(book.payer["id"]), context=contextvars.Context())
        await locks.until_waiting(1)
    took = await looking
    assert took is not None
    assert (took["amount_paid"], await unapplied(payment)) == (100, [0])
    assert await credit_policy.apply_next(book.payer["id"]) is None
    assert await paid_of(invoice, other) == [0, 100]
    await assert_books_balance()


async def test_a_look_that_waited_and_finds_nothing_left_goes_on_with_nothing(book: Book) -> None:
    payment, invoice = await beyond(book, 700), await book.invoice(500)
    async with database.transaction():
        await book.refund(payment, amount=700)
        looking = asyncio.create_task(work(), context=contextvars.Context())
        await locks.until_waiting(1)
    assert await looking == 2
    assert (await paid_of(invoice), await unapplied(payment), await runs_of(book)) == ([0], [0], [])


async def test_a_run_in_far_away_hands_is_not_taken(book: Book) -> None:
    await beyond(book, 700)
    await database.execute("UPDATE credit_runs SET next_attempt_at = $1", FAR_AWAY)
    assert await work() == 0


async def test_reversing_what_the_policy_applied_reopens_the_invoice(book: Book) -> None:
    payment, invoice = await beyond(book, 700), await book.invoice(500)
    await work()
    await mistakes.correct(book.owner, payment["id"], reason="It was another customer's.")
    await work()
    assert (await invoice_now(invoice))["settlement"] == "unpaid"
    assert (await payment_now(payment))["status"] == "reversed"
    await assert_books_balance()
