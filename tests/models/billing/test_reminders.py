"""Reminders are sent once for each stage of an instalment, if nothing speaks against it, and the log says what did."""

import asyncio
import datetime
import os
import signal
import sys
import zoneinfo
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from models import clock, database
from models.billing import issuing, reminder_policies, reminder_runs, reminders
from models.collection import cheques
from models.errors import Forbidden, Invalid, NotFound, PreconditionFailed
from models.parties import payers, receivers
from models.shapes import reminders as shapes
from models.shapes.billing import InstalmentInput
from models.shapes.parties import PayerPatch, ReceiverPatch
from models.shapes.reminders import ReminderPolicyInput, Stage
from tests.books import Book, event_types, events_of, stranger
from tests.models import locks
from tests.models.billing.reminding import DAY, DUE, ISSUED, D, at, hand_over, issue, log, look, policy, set_aside, shop
from tests.models.mail.mail_servers import MailServer, open_mail_server


@pytest.fixture
async def book(pool: None) -> Book:
    await set_aside()
    return await shop()


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with open_mail_server() as server:
        yield server


async def test_each_stage_is_sent_once_however_often_late_or_at_once_somebody_looks(
    book: Book, server: MailServer
) -> None:
    await policy(book, -3, 0, 7)
    invoice = await issue(book)
    for offset in range(-9, 12):
        day = DUE + offset * DAY
        for time in ("00:01", "12:00"):
            await look(at(day, time), at_once=3)
            await hand_over(at(day, time), server, at_once=2)
        expected = [days for days in (-3, 0, 7) if days <= offset]
        assert await log(book, invoice) == [(1, days, "sent", None) for days in expected], day
    assert len(server.accepted) == 3
    rows = await reminders.list_all(book.owner, invoice["id"])
    assert [await event_types(row) for row in rows] == [["reminder.sent"]] * 3


async def test_the_mail_says_what_is_due_in_the_receivers_name(book: Book, server: MailServer) -> None:
    given = ReminderPolicyInput(stages=[Stage(days=7, subject="It is time", text="Dear Grace,\nplease pay.")])
    with clock.moved_to(at(ISSUED)):
        await reminder_policies.put(book.owner, book.receiver["id"], given)
    invoice = await issue(book)
    await book.pay(invoice, amount=4_000)
    await look(at(DUE + 7 * DAY))
    await hand_over(at(DUE + 7 * DAY), server)
    (message,) = server.accepted
    assert (message["Subject"], message["Reply-To"]) == ("It is time", "billing@example.org")
    assert message["From"].addresses[0].display_name == "Ada's Workshop"
    for kind in ("plain", "html"):
        told = message.get_body((kind,)).get_content()
        for word in ("please pay.", f"Invoice {invoice['number']}: €60.00 was due on 20 January 2027.", "/pay/"):
            assert word in told


async def test_after_an_outage_only_the_latest_stage_is_sent(book: Book, server: MailServer) -> None:
    await policy(book, -3, 0, 7, 14)
    invoice = await issue(book)
    await look(at(DUE + 9 * DAY))
    await hand_over(at(DUE + 9 * DAY), server)
    assert await log(book, invoice) == [
        (1, -3, "skipped", "superseded"),
        (1, 0, "skipped", "superseded"),
        (1, 7, "sent", None),
    ]
    assert len(server.accepted) == 1


async def test_a_policy_that_comes_late_sends_the_latest_stage_alone(book: Book, server: MailServer) -> None:
    invoice = await issue(book)
    await policy(book, -3, 0, 7, instant=at(DUE + 30 * DAY, "11:00"))
    await look(at(DUE + 30 * DAY))
    await hand_over(at(DUE + 30 * DAY), server)
    assert [(days, status) for _, days, status, _ in await log(book, invoice)] == [
        (-3, "skipped"),
        (0, "skipped"),
        (7, "sent"),
    ]


async def test_other_stages_do_not_remind_again_of_what_was_reminded_of(book: Book, server: MailServer) -> None:
    await policy(book, 0)
    invoice = await issue(book)
    await look(at(DUE))
    await policy(book, 1, 2, 20, instant=at(DUE + 10 * DAY, "11:00"))
    await look(at(DUE + 10 * DAY))
    assert [one for one in await log(book, invoice) if one[1]] == [
        (1, 1, "skipped", "superseded"),
        (1, 2, "skipped", "superseded"),
    ]
    await look(at(DUE + 20 * DAY))
    assert (await log(book, invoice))[-1] == (1, 20, "due", None)


async def test_stages_on_the_day_of_issue_or_before_do_not_count(book: Book) -> None:
    await policy(book, -10, -3, 0, 1)
    invoice = await issue(book, payment_terms_days=0)
    day = D.fromisoformat(ISSUED)
    await look(at(day))
    assert await log(book, invoice) == []
    await look(at(day + DAY))
    assert await log(book, invoice) == [(1, 1, "due", None)]


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("Pacific/Kiritimati", "2027-01-19T09:59:00+00:00", "2027-01-19T10:01:00+00:00"),
        ("Europe/Berlin", "2027-01-19T22:59:00+00:00", "2027-01-19T23:01:00+00:00"),
        ("America/New_York", "2027-01-20T04:59:00+00:00", "2027-01-20T05:01:00+00:00"),
        ("Pacific/Honolulu", "2027-01-20T09:59:00+00:00", "2027-01-20T10:01:00+00:00"),
    ],
)
async def test_days_are_counted_where_the_receiver_is(book: Book, zone: str, before: str, after: str) -> None:
    book = await shop(time_zone=zone)
    await policy(book, 0, instant=at("2027-01-09"))
    invoice = await issue(book, instant=datetime.datetime(2027, 1, 10, 12, tzinfo=zoneinfo.ZoneInfo(zone)))
    await look(datetime.datetime.fromisoformat(before))
    assert await log(book, invoice) == []
    await look(datetime.datetime.fromisoformat(after))
    assert await log(book, invoice) == [(1, 0, "due", None)]


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        # Clocks go forward in the night before the 29th, and back in that before the 1st of November.
        ("2027-03-28", "2027-03-27T22:59:00+00:00", "2027-03-27T23:01:00+00:00"),
        ("2027-03-29", "2027-03-28T21:59:00+00:00", "2027-03-28T22:01:00+00:00"),
        ("2027-10-31", "2027-10-30T21:59:00+00:00", "2027-10-30T22:01:00+00:00"),
        ("2027-11-01", "2027-10-31T22:59:00+00:00", "2027-10-31T23:01:00+00:00"),
    ],
)
async def test_a_change_of_daylight_saving_moves_no_day(book: Book, day: str, before: str, after: str) -> None:
    book = await shop(time_zone="Europe/Berlin")
    issued = at(D.fromisoformat(day) - 10 * DAY)
    await policy(book, 0, instant=issued)
    invoice = await issue(book, instant=issued)
    # As beat does it: at each day's begin.
    for offset in range(-9, 0):
        await look(at(D.fromisoformat(day) + offset * DAY, "03:00"))
    await look(datetime.datetime.fromisoformat(before))
    assert await log(book, invoice) == []
    assert await look(datetime.datetime.fromisoformat(after)) == 1
    assert await log(book, invoice) == [(1, 0, "due", None)]


async def test_each_instalment_has_its_own_stages(book: Book, server: MailServer) -> None:
    await policy(book, 0)
    plan = [InstalmentInput(percent="50", days=10), InstalmentInput(percent="50", days=40)]
    invoice = await issue(book, payment_terms_days=None, instalments=plan)
    await look(at(DUE))
    await hand_over(at(DUE), server)
    assert ": €50.00 is due on" in server.accepted[0].get_body(("plain",)).get_content()
    await book.pay(invoice, amount=5_000)
    await look(at(DUE + 30 * DAY))
    assert await log(book, invoice) == [(1, 0, "sent", None), (2, 0, "due", None)]


# ---- What speaks against it


async def settle(book: Book, invoice: Any) -> None:
    await book.pay(invoice)


async def give_a_cheque(book: Book, invoice: Any) -> None:
    await book.pay(invoice, method="cheque", amount=100)


async def report(book: Book, invoice: Any) -> None:
    await book.pay(invoice, caller=await book.payer_login(), method="bank_transfer")


async def dispute(book: Book, invoice: Any) -> None:
    await database.execute("UPDATE invoices SET disputed = true WHERE id = $1", invoice["id"])


async def pause_policy(book: Book, invoice: Any) -> None:
    await policy(book, 0, paused=True)


async def pause_payer(book: Book, invoice: Any) -> None:
    await reminders.pause_payer(book.owner, book.payer["id"])
    await reminders.pause_payer(book.owner, book.payer["id"])


async def pause_invoice(book: Book, invoice: Any) -> None:
    await reminders.pause_invoice(book.owner, invoice["id"])


async def have_credit(book: Book, invoice: Any) -> None:
    other = await issue(book)
    await book.pay(other, amount=20_000)


async def have_no_address(book: Book, invoice: Any) -> None:
    await payers.update(book.owner, book.payer["id"], PayerPatch(email=None), version=None)


async def archive(book: Book, invoice: Any) -> None:
    await payers.delete(book.owner, book.payer["id"], version=None)


AGAINST = pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (settle, "settled"),
        (give_a_cheque, "in_flight"),
        (report, "reported"),
        (dispute, "disputed"),
        (pause_policy, "policy_paused"),
        (pause_payer, "payer_paused"),
        (pause_invoice, "invoice_paused"),
        (have_credit, "credit"),
        (have_no_address, "no_address"),
        (archive, "archived"),
    ],
)


@AGAINST
async def test_what_speaks_against_a_reminder_is_logged_and_announced(book: Book, happens: Any, reason: str) -> None:
    await policy(book, 0)
    invoice = await issue(book)
    await happens(book, invoice)
    for _ in range(2):
        await look(at(DUE))
    assert await log(book, invoice) == [(1, 0, "skipped", reason)]
    (row,) = await reminders.list_all(book.owner, invoice["id"])
    (event,) = await events_of(row)
    assert (event["type"], event["data"]["reason"]) == ("reminder.skipped", reason)


@AGAINST
async def test_it_is_asked_again_when_the_mail_is_handed_over(
    book: Book, server: MailServer, happens: Any, reason: str
) -> None:
    await policy(book, 0)
    invoice = await issue(book)
    await look(at(DUE))
    assert await log(book, invoice) == [(1, 0, "due", None)]
    await happens(book, invoice)
    await hand_over(at(DUE), server)
    assert await log(book, invoice) == [(1, 0, "skipped", reason)]
    assert server.accepted == []
    await hand_over(at(DUE + DAY), server)
    (row,) = await reminders.list_all(book.owner, invoice["id"])
    assert len(await event_types(row)) == 1


async def test_what_is_void_is_not_reminded_of(book: Book, server: MailServer) -> None:
    await policy(book, 0)
    invoice = await issue(book)
    await look(at(DUE))
    await issuing.void(book.owner, invoice["id"])
    await hand_over(at(DUE), server)
    assert await log(book, invoice) == [(1, 0, "skipped", "not_open")]
    assert server.accepted == []


async def test_what_was_skipped_stays_so_and_the_next_stage_is_judged_anew(book: Book, server: MailServer) -> None:
    await policy(book, 0, 7)
    invoice = await issue(book)
    cheque = await book.pay(invoice, method="cheque")
    await look(at(DUE))
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    await reminders.pause_invoice(book.owner, invoice["id"])
    await reminders.resume_invoice(book.owner, invoice["id"])
    await look(at(DUE + DAY))
    await look(at(DUE + 7 * DAY))
    await hand_over(at(DUE + 7 * DAY), server)
    assert await log(book, invoice) == [(1, 0, "skipped", "in_flight"), (1, 7, "sent", None)]


async def test_a_payer_is_reminded_at_the_address_that_they_have_then(book: Book, server: MailServer) -> None:
    await policy(book, 0)
    await issue(book)
    await look(at(DUE))
    await payers.update(book.owner, book.payer["id"], PayerPatch(email="mended@example.com"), version=None)
    await hand_over(at(DUE), server)
    assert server.recipients == ["mended@example.com"]


async def test_a_refused_mail_is_no_reminder(book: Book, server: MailServer) -> None:
    await policy(book, 0)
    invoice = await issue(book)
    await look(at(DUE))
    server.to_recipient = ["550 5.1.1 No such user"]
    await hand_over(at(DUE), server)
    assert await log(book, invoice) == [(1, 0, "skipped", "mail_refused")]
    (row,) = await reminders.list_all(book.owner, invoice["id"])
    assert "550" in (row.detail or "")
    assert await event_types(row) == ["reminder.skipped"]


# ---- Killed, late, and beside others


async def test_a_worker_killed_in_between_loses_nothing_and_sends_nothing_twice(book: Book, server: MailServer) -> None:
    today = clock.now().date()
    await policy(book, 0, instant=at(today - 11 * DAY))
    invoices = [await issue(book, instant=at(today - 10 * DAY)) for _ in range(3)]
    # Somebody holds the second one's lock, so the worker has done the first, and waits.
    somebody = await asyncpg.connect(os.environ["DATABASE_URL"])
    try:
        await somebody.execute("BEGIN")
        await somebody.execute("SELECT FROM invoices WHERE id = $1 FOR NO KEY UPDATE", invoices[1]["id"])
        worker = await asyncio.create_subprocess_exec(
            sys.executable, "-c", "from tasks import reminders; reminders.make_due()", env=os.environ.copy()
        )
        async with asyncio.timeout(60):
            while await locks.count_waiting() == 0:
                assert worker.returncode is None
                await asyncio.sleep(0.02)
        worker.send_signal(signal.SIGKILL)
        await worker.wait()
    finally:
        await somebody.close()
    later = clock.now() + datetime.timedelta(seconds=reminder_runs.LEASE_SECONDS + 1)
    await look(later)
    for invoice in invoices:
        assert await log(book, invoice) == [(1, 0, "due", None)]
    await hand_over(later, server)
    assert len(server.accepted) == 3


async def test_many_invoices_are_worked_through_by_the_batch(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminder_runs, "BATCH", 2)
    await policy(book, 0)
    invoices = [await issue(book) for _ in range(5)]
    assert await look(at(DUE)) == 3
    assert [await log(book, invoice) for invoice in invoices] == [[(1, 0, "due", None)]] * 5
    assert await look(at(DUE)) == 0


async def test_an_invoice_that_cannot_be_worked_on_holds_up_no_other(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    await policy(book, 0)
    broken, fine = await issue(book), await issue(book)
    decide = reminders.decide

    async def fails(invoice_id: Any, *given: Any, **named: Any) -> None:
        if invoice_id == broken["id"]:
            raise ValueError("something that nobody expected")
        await decide(invoice_id, *given, **named)

    monkeypatch.setattr(reminders, "decide", fails)
    await look(at(DUE))
    assert [await log(book, invoice) for invoice in (broken, fine)] == [[], [(1, 0, "due", None)]]
    monkeypatch.undo()
    await look(at(DUE + DAY))
    assert await log(book, broken) == [(1, 0, "due", None)]


async def test_another_zone_counts_from_now_on(book: Book) -> None:
    await policy(book, 0)
    invoice = await issue(book)
    await look(at(DUE - DAY))
    with clock.moved_to(at(DUE - DAY, "13:00")):
        await receivers.update(
            book.owner, book.receiver["id"], ReceiverPatch(time_zone="Pacific/Kiritimati"), version=None
        )
    await look(at(DUE - DAY, "13:01"))
    assert await log(book, invoice) == [(1, 0, "due", None)]


async def test_what_was_paid_long_before_a_policy_is_not_logged(book: Book) -> None:
    paid = await issue(book)
    await book.pay(paid)
    await policy(book, 0, 7, instant=at(DUE + 90 * DAY))
    await look(at(DUE + 90 * DAY))
    assert await log(book, paid) == []


async def test_erasing_the_payer_ends_what_waits(book: Book, server: MailServer) -> None:
    await policy(book, 0)
    invoice = await issue(book)
    await look(at(DUE))
    await payers.erase(book.owner, book.payer["id"], version=None)
    await hand_over(at(DUE), server)
    assert server.accepted == []
    assert await log(book, invoice) == [(1, 0, "skipped", "archived")]


async def test_who_is_erased_at_once_is_not_reminded(book: Book) -> None:
    await policy(book, 0)
    invoice = await issue(book)
    eraser = await asyncpg.connect(os.environ["DATABASE_URL"])
    try:
        await eraser.execute("BEGIN")
        await eraser.execute("UPDATE payers SET email = NULL, status = 'archived' WHERE id = $1", book.payer["id"])
        looked = asyncio.create_task(look(at(DUE)))
        async with asyncio.timeout(60):
            while not looked.done() and await locks.count_waiting() == 0:
                await asyncio.sleep(0.02)
        await eraser.execute("COMMIT")
    finally:
        await eraser.close()
    await looked
    assert await log(book, invoice) == [(1, 0, "skipped", "archived")]


# ---- The policy


async def test_a_policy_is_replaced_as_a_whole(book: Book) -> None:
    receiver_id = book.receiver["id"]
    with pytest.raises(PreconditionFailed, match="There is no policy yet"):
        await reminder_policies.put(book.owner, receiver_id, ReminderPolicyInput(stages=[]), version=1)
    assert await reminder_policies.get(book.owner, receiver_id) is None
    first = await policy(book, 7, -3)
    assert [stage.days for stage in (await _stages(book))] == [-3, 7]
    same = await policy(book, -3, 7)
    assert same.version == first.version
    with pytest.raises(PreconditionFailed):
        await reminder_policies.put(book.owner, receiver_id, ReminderPolicyInput(stages=[]), version=7)
    await policy(book, paused=True)
    assert await _stages(book) == []


async def _stages(book: Book) -> list[Stage]:
    row = await reminder_policies.get(book.owner, book.receiver["id"])
    assert row is not None
    return shapes.stages(row)


async def test_policies_that_are_made_at_once_are_one(book: Book) -> None:
    given = [ReminderPolicyInput(stages=[Stage(days=days)]) for days in range(6)]
    await asyncio.gather(*(reminder_policies.put(book.owner, book.receiver["id"], one) for one in given))
    assert len(await _stages(book)) == 1
    assert len(await database.fetch("SELECT FROM reminder_policies WHERE receiver_id = $1", book.receiver["id"])) == 1


def test_a_stage_is_said_once() -> None:
    with pytest.raises(Invalid) as refused:
        ReminderPolicyInput(stages=[Stage(days=0), Stage(days=7), Stage(days=0)])
    assert refused.value.pointer == "/stages/2/days"


async def test_who_is_nothing_to_a_receiver_finds_none_of_it(book: Book) -> None:
    other, viewer, invoice = await stranger(), await book.member("viewer"), await issue(book)
    given = ReminderPolicyInput(stages=[])
    for attempt in (
        reminder_policies.get(other, book.receiver["id"]),
        reminder_policies.put(other, book.receiver["id"], given),
        reminders.list_all(other, invoice["id"]),
        reminders.pause_invoice(other, invoice["id"]),
        reminders.resume_payer(other, book.payer["id"]),
    ):
        with pytest.raises(NotFound):
            await attempt
    for attempt in (
        reminder_policies.put(viewer, book.receiver["id"], given),
        reminders.pause_payer(viewer, book.payer["id"]),
        reminders.list_all(await book.payer_login(), invoice["id"]),
    ):
        with pytest.raises(Forbidden):
            await attempt
    assert await reminders.list_all(viewer, invoice["id"]) == []
