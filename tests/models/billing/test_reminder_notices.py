"""Owners and managers are told a day before what will be reminded of, once, with a link for each that pauses it."""

import datetime
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from config import settings
from models import clock, database
from models.billing import pause_links, reminder_notices, reminder_runs, reminders
from models.errors import ActionTokenRefused
from models.mail import recipients
from models.parties import members
from models.shapes.billing import InstalmentInput
from tests.books import Book
from tests.models.billing.reminding import DAY, DUE, at, hand_over, issue, log, look, policy, set_aside, shop
from tests.models.mail.mail_servers import MailServer, open_mail_server

EVE = DUE - DAY
LINK = re.compile(re.escape(f"{settings.public_url}/account/pause-reminders#") + r"([A-Za-z0-9_-]+)\n")


@pytest.fixture
async def book(pool: None) -> Book:
    await set_aside()
    return await shop()


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with open_mail_server() as server:
        yield server


async def noticing(book: Book, *days: int, **fields: Any) -> None:
    await policy(book, *days, notice=True, **fields)


async def notices(server: MailServer, instant: datetime.datetime) -> list[str]:
    """The texts of what is handed over to the receiver's people then, beside what goes to payers."""
    before = len(server.accepted)
    await hand_over(instant, server)
    texts = [(one["To"], one.get_body(("plain",)).get_content()) for one in server.accepted[before:]]
    return [text for to, text in texts if to != "grace@example.com"]


def tokens(text: str) -> list[str]:
    return LINK.findall(text.replace("\r\n", "\n"))


async def paused(book: Book, invoice: Any) -> list[Any]:
    """Who has paused it, by the audit log."""
    return await database.fetch(
        "SELECT user_id, caller FROM audit_log WHERE action = 'reminders.paused' AND object_id = $1",
        invoice["id"],
    )


async def test_a_notice_comes_a_day_before_and_its_link_pauses_the_invoice(book: Book, server: MailServer) -> None:
    await noticing(book, 0)
    invoice, other = await issue(book), await issue(book)
    await look(at(EVE - DAY))
    assert await notices(server, at(EVE - DAY)) == []
    await look(at(EVE))
    (text,) = await notices(server, at(EVE))
    assert text.count("Grace Payer: €100.00 due on 20 January 2027") == 2
    assert "on 20 January 2027 payers of Ada's Workshop are reminded" in text
    first, _ = tokens(text)
    with clock.moved_to(at(EVE, "18:00")):
        pause = await pause_links.use(first)
    assert (pause.invoice_id, pause.created_by) == (invoice["id"], book.owner.user_id)
    await look(at(DUE))
    assert await log(book, invoice) == [(1, 0, "skipped", "invoice_paused")]
    assert await log(book, other) == [(1, 0, "due", None)]
    [entry] = await paused(book, invoice)
    assert (entry["user_id"], entry["caller"]) == (book.owner.user_id, f"user:{book.owner.user_id}")


async def test_a_link_used_twice_and_once_more_after_somebody_has_resumed_does_no_harm(
    book: Book, server: MailServer
) -> None:
    invoice = await issue(book)
    token = pause_links.token(user_id=book.owner.user_id, invoice_id=invoice["id"])
    for _ in range(2):
        await pause_links.use(token)
    assert len(await paused(book, invoice)) == 1
    await reminders.resume_invoice(book.owner, invoice["id"])
    await pause_links.use(token)
    assert len(await paused(book, invoice)) == 2


async def test_a_day_is_told_of_once_however_often_and_at_once_somebody_looks(book: Book, server: MailServer) -> None:
    await noticing(book, 0, 1)
    await issue(book)
    for _ in range(2):
        await look(at(EVE), at_once=3)
    # Whoever changes the policy lets the day be looked through again.
    await noticing(book, 0, 1, 30, instant=at(EVE, "13:00"))
    await look(at(EVE, "14:00"))
    assert len(await notices(server, at(EVE, "14:00"))) == 1
    await look(at(DUE))
    assert len(await notices(server, at(DUE))) == 1


async def test_who_has_lost_the_run_tells_nobody(book: Book, server: MailServer) -> None:
    await noticing(book, 0)
    await issue(book)
    with clock.moved_to(at(EVE)):
        run = await reminder_runs.work.claim_next(reminder_runs.ReminderRun, lease_seconds=1)
        assert run is not None
    await look(at(EVE, "13:00"))
    with clock.moved_to(at(EVE, "13:00")):
        await reminder_runs._look(run)
    assert len(await notices(server, at(EVE, "14:00"))) == 1


async def test_owners_and_managers_get_links_of_their_own_and_viewers_none(book: Book, server: MailServer) -> None:
    manager, _ = await book.member("manager"), await book.member("viewer")
    await noticing(book, 0)
    invoice = await issue(book)
    await look(at(EVE))
    found = [token for text in await notices(server, at(EVE)) for token in tokens(text)]
    who = []
    for token in found:
        with clock.moved_to(at(EVE, "18:00")):
            who.append((await pause_links.use(token)).created_by)
        await reminders.resume_invoice(book.owner, invoice["id"])
    assert sorted(map(str, who)) == sorted(map(str, (book.owner.user_id, manager.user_id)))


async def pay(book: Book, invoice: Any) -> None:
    await book.pay(invoice)


async def report(book: Book, invoice: Any) -> None:
    await book.pay(invoice, caller=await book.payer_login(), method="bank_transfer")


async def pause(book: Book, invoice: Any) -> None:
    await reminders.pause_payer(book.owner, book.payer["id"])


async def want_none(book: Book, invoice: Any) -> None:
    await policy(book, 0, notice=False)


async def pause_all(book: Book, invoice: Any) -> None:
    await noticing(book, 0, paused=True)


@pytest.mark.parametrize("happens", [pay, report, pause, want_none, pause_all])
async def test_what_would_not_be_reminded_of_or_nobody_wants_to_know_is_not_told(
    book: Book, server: MailServer, happens: Callable[[Book, Any], Awaitable[None]]
) -> None:
    await noticing(book, 0)
    invoice = await issue(book)
    await happens(book, invoice)
    await look(at(EVE))
    assert await notices(server, at(EVE)) == []


async def test_each_instalment_is_told_of_the_day_before_its_own_stage(book: Book, server: MailServer) -> None:
    await noticing(book, 0)
    await issue(
        book,
        payment_terms_days=None,
        instalments=[InstalmentInput(percent="40", days=10), InstalmentInput(percent="60", days=40)],
    )
    for eve, due in ((EVE, "€40.00 due on 20 January 2027"), (EVE + 30 * DAY, "€60.00 due on 19 February 2027")):
        await look(at(eve))
        (text,) = await notices(server, at(eve))
        assert (due in text, len(tokens(text))) == (True, 1)


async def test_a_notice_has_room_for_some_and_says_that_there_are_others(
    book: Book, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminder_notices, "LISTED_MAX", 2)
    await noticing(book, 0)
    for _ in range(3):
        await issue(book)
    await look(at(EVE))
    (text,) = await notices(server, at(EVE))
    assert (len(tokens(text)), "There are others besides" in text) == (2, True)


@pytest.mark.parametrize(
    "change", ["expired", "altered", "cut", "of another kind", "deactivated", "made a viewer", "gone"]
)
async def test_a_link_that_is_none_any_more_is_refused_alike(book: Book, change: str) -> None:
    owner = await book.member("owner")
    invoice = await issue(book)
    token = pause_links.token(user_id=owner.user_id, invoice_id=invoice["id"])
    later = clock.now()
    if change == "expired":
        later += datetime.timedelta(days=pause_links.DAYS)
    elif change == "altered":
        token = token[:-3] + ("AAA" if token[-3:] != "AAA" else "BBB")
    elif change == "cut":
        token = token[:21]
    elif change == "of another kind":
        token = "x" * 43
    elif change == "deactivated":
        await database.execute("UPDATE users SET status = 'deactivated' WHERE id = $1", owner.user_id)
    else:
        member = await database.fetch_value(object, "SELECT id FROM receiver_members WHERE user_id = $1", owner.user_id)
        if change == "gone":
            await members.remove(book.owner, book.receiver["id"], member)
        else:
            await members.change_role(book.owner, book.receiver["id"], member, role="viewer")
    with clock.moved_to(later), pytest.raises(ActionTokenRefused, match="pause the invoice's reminders by the API"):
        await pause_links.use(token)
    assert await paused(book, invoice) == []


async def test_nobody_gets_more_notices_a_day_than_anybody_reads(
    book: Book, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminder_notices, "MAILS_PER_DAY_MAX", 1)
    second = await shop(owner=book.owner)
    for one in (book, second):
        await noticing(one, 0)
        await issue(one)
    await look(at(EVE))
    assert len(await notices(server, at(EVE))) == 1
    assert len(await recipients.of(second.receiver["id"])) == 1
