"""Invoices are mailed once for each reason, through a real mail server, and what became of it is told."""

import asyncio
import datetime
import os
import signal
import sys
import uuid
from collections.abc import AsyncIterator
from email.message import EmailMessage
from typing import Any

import asyncpg
import msgspec
import pytest

from models import clock, database
from models.billing import copies, issuing, schedule_runs, schedules, sending
from models.errors import (
    Forbidden,
    InvoiceNotOpen,
    MailReasonUsed,
    NoMailAddress,
    NotFound,
    PreconditionFailed,
    TooManyInvoiceMails,
    TooManyRequests,
)
from models.languages import formats
from models.languages.words import Language
from models.mail import mails
from models.mail.transport import Transport
from models.money import references
from models.parties import payers, receivers
from models.shapes import billing, invoice_rows
from models.shapes.billing import InstalmentInput, InvoiceContents, Period
from models.shapes.invoice_mails import SendInput
from models.shapes.lines import DiscountInput, LineInput, TaxInput, WithholdingInput
from models.shapes.parties import PayerPatch, ReceiverPatch
from models.shapes.schedules import Every, ScheduleInput, SchedulePatch
from tasks.mails import FOLLOWERS
from tests.books import Book, event_types, events_of, line, open_book, stranger
from tests.models import locks
from tests.models.identity.logged_in import retire_mails
from tests.models.mail.mail_servers import MailServer, open_mail_server

SENDER = "Quittance <quittance@example.com>"


@pytest.fixture
async def book(pool: None) -> Book:
    await retire_mails()
    book = await open_book(email="billing@example.org")
    await payers.update(book.owner, book.payer["id"], PayerPatch(email="grace@example.com"), version=None)
    return book


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with open_mail_server() as server:
        yield server


async def send_due(url: str) -> int:
    async with Transport(url, sender=SENDER) as transport:
        return await mails.send_due(transport.send, limit=20, followers=FOLLOWERS)


async def mailed(book: Book, invoice: Any, **fields: Any) -> Any:
    row, _ = await sending.send(book.owner, invoice["id"], SendInput(**fields))
    return row


async def now(book: Book, row: Any) -> Any:
    return await sending.get(book.owner, row.invoice_id, row.id)


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


async def test_the_mail_shows_the_invoice_and_its_pay_link_in_the_receivers_name(
    book: Book, server: MailServer
) -> None:
    lines = [
        LineInput(
            description="Repair of a <loom>",
            unit_price="80",
            quantity="2.5",
            discount=DiscountInput(percent="10"),
            taxes=[TaxInput(name="VAT", percent="19")],
        )
    ]
    plan = [InstalmentInput(percent="50", days=14), InstalmentInput(percent="50", days=30)]
    more: dict[str, Any] = {
        "memo": "Thank you.",
        "purchase_order": "PO 4711",
        "delivered_on": datetime.date(2026, 11, 28),
    }
    invoice = await book.invoice(lines=lines, instalments=plan, **more)
    await mailed(book, invoice, message="Dear Grace,\nhere it is.", cc=["ada@example.net"])
    assert await send_due(server.url) == 1
    (message,) = server.accepted
    assert sorted(server.recipients) == ["ada@example.net", "grace@example.com"]
    assert (message["To"], message["Cc"]) == ("grace@example.com", "ada@example.net")
    (sender,) = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Ada's Workshop", "quittance@example.com")
    assert message["Reply-To"] == "billing@example.org"
    assert message["Subject"] == f"Invoice {invoice['number']} from Ada's Workshop"
    shape = billing.invoice(invoice)
    for kind in ("plain", "html"):
        told = part(message, kind)
        for word in (
            "here it is.",
            invoice["number"],
            formats.date(shape.issued_on, "en"),
            formats.date(shape.due_on, "en"),
            "2.5 × €80.00, Discount 10%",
            "€180.00",
            "VAT 19% on €180.00",
            "€34.20",
            "€214.20",
            formats.date(shape.instalments[0].due_on, "en") + ": €107.10",
            "Thank you.",
            "Your order: PO 4711",
            "Delivery date: 28 November 2026",
            invoice_rows.pay_url(invoice),
        ):
            assert word is not None
            assert word in told, word
    assert "Repair of a <loom>" in part(message, "plain")
    assert "Repair of a &lt;loom&gt;" in part(message, "html")


async def test_the_mail_shows_the_reference_of_a_transfer_in_groups_of_four(book: Book, server: MailServer) -> None:
    await receivers.update(
        book.owner, book.receiver["id"], ReceiverPatch(bank_account="DE89370400440532013000"), version=None
    )
    invoice = await book.invoice()
    await mailed(book, invoice)
    assert await send_due(server.url) == 1
    (message,) = server.accepted
    told = f"DE89370400440532013000, and give the reference {references.grouped(invoice['reference'])}."
    assert told in part(message, "plain").replace("\n", " ")
    assert told in part(message, "html").replace("\n", " ")


async def test_the_mail_shows_what_is_withheld_and_the_days_that_are_billed(book: Book, server: MailServer) -> None:
    lines = [LineInput(description="Advice", unit_price="1000", taxes=[TaxInput(name="IVA", percent="21")])]
    days = Period(from_=datetime.date(2026, 11, 1), to=datetime.date(2026, 11, 30))
    withheld = [WithholdingInput(name="IRPF", percent="15")]
    await mailed(book, await book.invoice(lines=lines, withholdings=withheld, period=days))
    await send_due(server.url)
    (message,) = server.accepted
    for kind in ("plain", "html"):
        told = part(message, kind)
        for word in ("-€150.00", "€1060.00", "Service period: 1 November 2026 – 30 November 2026"):
            assert word in told.replace(",", ""), word


async def test_its_outcome_is_told_by_the_list_and_by_an_event(book: Book, server: MailServer) -> None:
    invoice = await book.invoice()
    row = await mailed(book, invoice)
    assert (row.status, row.reason, row.sent_at) == ("queued", "issued", None)
    await send_due(server.url)
    row = await now(book, row)
    assert (row.status, row.detail) == ("sent", None)
    assert row.sent_at is not None
    assert await event_types(invoice) == ["invoice.created", "invoice.finalized", "invoice.sent"]
    assert [one.id for one in await sending.list_all(book.owner, invoice["id"])] == [row.id]


async def test_one_reason_sends_one_mail_however_often_and_at_once_it_is_asked_for(
    book: Book, server: MailServer
) -> None:
    invoice = await book.invoice()
    asked = await asyncio.gather(*(sending.send(book.owner, invoice["id"], SendInput()) for _ in range(8)))
    assert sorted(is_new for _, is_new in asked) == [False] * 7 + [True]
    assert len({row.id for row, _ in asked}) == 1
    await asyncio.gather(*(send_due(server.url) for _ in range(3)))
    assert len(server.accepted) == 1
    # Also when it has been sent, and when its address has changed since.
    await payers.update(book.owner, book.payer["id"], PayerPatch(email="other@example.com"), version=None)
    row, is_new = await sending.send(book.owner, invoice["id"], SendInput())
    assert (row.recipient, row.status, is_new) == ("grace@example.com", "sent", False)
    assert await send_due(server.url) == 0


async def test_another_reason_sends_another_mail(book: Book, server: MailServer) -> None:
    invoice = await book.invoice()
    await mailed(book, invoice)
    with pytest.raises(MailReasonUsed, match="for the reason 'issued' already"):
        await mailed(book, invoice, to="ada@example.net")
    await mailed(book, invoice, to="ada@example.net", reason="to-their-accountant")
    await send_due(server.url)
    assert sorted(server.recipients) == ["ada@example.net", "grace@example.com"]


async def test_an_invoice_is_mailed_so_often_and_no_more(book: Book) -> None:
    invoice = await book.invoice()
    for number in range(sending.PER_INVOICE_MAX):
        await mailed(book, invoice, reason=f"reason-{number}")
    with pytest.raises(TooManyInvoiceMails):
        await mailed(book, invoice, reason="once-more")
    _, is_new = await sending.send(book.owner, invoice["id"], SendInput(reason="reason-3"))
    assert not is_new


async def test_a_receiver_mails_so_many_a_day_however_many_are_asked_for_at_once(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PER_DAY_MAX", 3)
    invoices = [await book.invoice() for _ in range(20)]
    asked = await asyncio.gather(*(mailed(book, invoice) for invoice in invoices), return_exceptions=True)
    refused = [one for one in asked if isinstance(one, TooManyRequests)]
    there = sorted((one for one in asked if not isinstance(one, BaseException)), key=lambda row: row.id)
    assert (len(there), len(refused)) == (3, 17)
    # Whole seconds are told: the next one.
    again_at = there[0].created_at + datetime.timedelta(days=1, seconds=1)
    assert "have mailed 3 invoices within 24 hours" in refused[0].message
    assert f"mail the next at {again_at:%Y-%m-%dT%H:%M:%S}Z or later" in refused[0].message
    assert 0 < refused[0].retry_after_seconds <= 86_401
    # The same again is no further mail, and other receivers have bounds of their own.
    _, is_new = await sending.send(book.owner, there[0].invoice_id, SendInput())
    assert not is_new
    other = await open_book()
    assert (await mailed(other, await other.invoice(), to="ada@example.net")).status == "queued"
    late = next(invoice for invoice, one in zip(invoices, asked, strict=True) if isinstance(one, TooManyRequests))
    with clock.moved_to(again_at - datetime.timedelta(seconds=1)), pytest.raises(TooManyRequests):
        await mailed(book, late)
    with clock.moved_to(again_at):
        assert (await mailed(book, late)).status == "queued"


async def test_drafts_and_void_invoices_are_not_mailed(book: Book) -> None:
    with pytest.raises(InvoiceNotOpen, match="is a draft: it cannot be mailed before it is issued"):
        await mailed(book, await book.draft())
    void = await issuing.void(book.owner, (await book.invoice())["id"])
    with pytest.raises(InvoiceNotOpen, match="is void: it cannot be mailed"):
        await mailed(book, void)


async def test_an_invoice_that_is_void_by_then_is_not_handed_over(book: Book, server: MailServer) -> None:
    invoice = await book.invoice()
    row = await mailed(book, invoice)
    assert await send_due("smtp://127.0.0.1:1") == 1
    await issuing.void(book.owner, invoice["id"])
    with clock.moved_to(clock.now() + mails.SCHEDULE[0]):
        assert await send_due(server.url) == 1
    assert server.accepted == []
    row = await now(book, row)
    assert (row.status, row.detail) == ("skipped", "The invoice is void.")
    # Nothing has failed, so nobody is told.
    assert await event_types(row) == []
    # Where the worker dies before it has withdrawn the mail, nothing more comes of it.
    await database.execute("UPDATE mails SET status = 'pending' WHERE id = $1", row.mail_id)
    with clock.moved_to(clock.now() + 2 * datetime.timedelta(seconds=mails.LEASE_SECONDS)):
        assert await send_due(server.url) == 1
    assert server.accepted == []
    assert (await now(book, row)).version == row.version
    assert await event_types(row) == []


async def test_a_mail_that_waited_shows_what_is_due_when_it_is_handed_over(book: Book, server: MailServer) -> None:
    invoice = await book.invoice(lines=[line(10_000)])
    row = await mailed(book, invoice, message="Dear Grace,\nhere it is.")
    assert await send_due("smtp://127.0.0.1:1") == 1
    await book.pay(invoice, amount=4_000)
    with clock.moved_to(clock.now() + mails.SCHEDULE[0]):
        assert await send_due(server.url) == 1
    (message,) = server.accepted
    for kind in ("plain", "html"):
        told = part(message, kind)
        for word in ("here it is.", "-€40.00", "€60.00", invoice_rows.pay_url(invoice)):
            assert word is not None
            assert word in told, word
    assert (await now(book, row)).status == "sent"


async def test_a_mail_that_waited_until_all_was_paid_asks_for_nothing(book: Book, server: MailServer) -> None:
    invoice = await book.invoice()
    row = await mailed(book, invoice)
    assert await send_due("smtp://127.0.0.1:1") == 1
    await book.pay(invoice)
    with clock.moved_to(clock.now() + mails.SCHEDULE[0]):
        assert await send_due(server.url) == 1
        # Nor does asking for it once more send another.
        _, is_new = await sending.send(book.owner, invoice["id"], SendInput())
        assert not is_new
        assert await send_due(server.url) == 0
    (message,) = server.accepted
    for kind in ("plain", "html"):
        told = part(message, kind)
        assert "/pay/" not in told
        assert "€0.00" in told
    assert (await now(book, row)).status == "sent"


async def test_an_invoice_that_was_replaced_meanwhile_is_not_handed_over(book: Book, server: MailServer) -> None:
    invoice = await book.invoice()
    row = await mailed(book, invoice)
    assert await send_due("smtp://127.0.0.1:1") == 1
    await copies.replace(book.owner, invoice["id"])
    with clock.moved_to(clock.now() + mails.SCHEDULE[0]):
        assert await send_due(server.url) == 1
    assert server.accepted == []
    row = await now(book, row)
    assert (row.status, row.detail) == ("skipped", "The invoice is void.")


async def test_the_message_of_a_mail_that_waits_is_encrypted_and_goes_with_it(book: Book, server: MailServer) -> None:
    row = await mailed(book, await book.invoice(), message="Between us.")
    (waiting,) = await database.fetch("SELECT body FROM mails WHERE id = $1", row.mail_id)
    assert b"Between us." not in waiting["body"]
    await send_due(server.url)
    (sent,) = await database.fetch("SELECT body FROM mails WHERE id = $1", row.mail_id)
    assert sent["body"] is None


async def test_a_paid_invoice_is_mailed_without_a_pay_link(book: Book, server: MailServer) -> None:
    invoice = await book.invoice()
    await book.pay(invoice)
    await mailed(book, invoice)
    await send_due(server.url)
    told = part(server.accepted[0], "plain")
    assert "Amount due: €0.00" in told
    assert "/pay/" not in told


async def test_who_has_no_address_gets_no_mail(book: Book) -> None:
    await payers.update(book.owner, book.payer["id"], PayerPatch(email=None), version=None)
    invoice = await book.invoice()
    with pytest.raises(NoMailAddress):
        await mailed(book, invoice)
    assert (await mailed(book, invoice, to="grace@example.com")).status == "queued"


async def test_who_is_nothing_to_an_invoice_finds_neither_it_nor_its_mails(book: Book) -> None:
    invoice, other = await book.invoice(), await stranger()
    row = await mailed(book, invoice)
    with pytest.raises(NotFound):
        await sending.send(other, invoice["id"], SendInput())
    with pytest.raises(NotFound):
        await sending.list_all(other, invoice["id"])
    with pytest.raises(NotFound):
        await sending.get(book.owner, (await book.invoice())["id"], row.id)
    for caller in (await book.member("viewer"), await book.payer_login()):
        with pytest.raises(Forbidden):
            await sending.send(caller, invoice["id"], SendInput(reason="lost"))
    with pytest.raises(PreconditionFailed):
        await sending.send(book.owner, invoice["id"], SendInput(reason="lost"), version=7)


async def test_a_key_that_may_not_see_the_pay_link_mails_to_the_payer_alone(book: Book) -> None:
    invoice = await book.invoice()
    scopes = frozenset({"invoices:read", "invoice_mails:write"})
    key = msgspec.structs.replace(book.owner, scopes=scopes)
    for elsewhere in (SendInput(to="eve@example.net"), SendInput(cc=["eve@example.net"])):
        with pytest.raises(Forbidden, match="the pay link, which this API key may not see"):
            await sending.send(key, invoice["id"], elsewhere)
    for more in ("invoices:write", "payments:write"):
        seeing = msgspec.structs.replace(key, scopes=scopes | {more})
        _, is_new = await sending.send(seeing, invoice["id"], SendInput(to="eve@example.net", reason=more[:5]))
        assert is_new
    _, is_new = await sending.send(key, invoice["id"], SendInput())
    assert is_new


@pytest.mark.parametrize("stage", ["to_recipient", "to_data"])
async def test_a_refusal_for_good_is_shown_with_its_reason_and_announced(
    book: Book, server: MailServer, stage: str
) -> None:
    invoice = await book.invoice()
    row = await mailed(book, invoice)
    setattr(server, stage, ["550 5.1.1 No such user grace@example.com"])
    await send_due(server.url)
    row = await now(book, row)
    assert (row.status, row.sent_at) == ("refused", None)
    assert "550" in (row.detail or "")
    assert "grace" not in (row.detail or "")
    assert await event_types(row) == ["invoice_mail.failed"]
    (event,) = await events_of(row)
    assert (event["data"]["status"], event["previous"]["status"]) == ("refused", "queued")
    assert "invoice.sent" not in await event_types(invoice)
    # Nothing tries that again, and another reason does, where the address was mended.
    assert await send_due(server.url) == 0
    await mailed(book, invoice, to="mended@example.com", reason="mended")
    assert await send_due(server.url) == 1


async def test_what_no_server_takes_for_days_has_failed(book: Book) -> None:
    invoice = await book.invoice()
    row = await mailed(book, invoice)
    instant = clock.now()
    for _ in range(len(mails.SCHEDULE) + 1):
        with clock.moved_to(instant):
            assert await send_due("smtp://127.0.0.1:1") == 1
        instant += datetime.timedelta(days=2)
    row = await now(book, row)
    assert row.status == "failed"
    assert "cannot be reached" in (row.detail or "")
    assert await event_types(row) == ["invoice_mail.failed"]


async def test_a_copy_that_is_refused_is_no_reason_to_mail_it_again(book: Book, server: MailServer) -> None:
    row = await mailed(book, await book.invoice(), cc=["gone@example.net"])
    server.to_recipient = ["250 OK", "550 5.1.1 No such user"]
    await send_due(server.url)
    row = await now(book, row)
    assert row.status == "sent"
    assert "1 of the copies: 550" in (row.detail or "")


async def test_a_worker_killed_before_the_server_answers_leaves_it_to_the_next(book: Book, server: MailServer) -> None:
    invoice = await book.invoice()
    row = await mailed(book, invoice)
    server.stall.clear()
    worker = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from tasks import mails; mails.send_due()",
        env=os.environ | {"QUITTANCE_SMTP_URL": server.url},
    )
    async with asyncio.timeout(60):
        while not server.tried:
            assert worker.returncode is None
            await asyncio.sleep(0.02)
    worker.send_signal(signal.SIGKILL)
    await worker.wait()
    server.stall.set()
    assert (await now(book, row)).status == "queued"
    with clock.moved_to(clock.now() + datetime.timedelta(seconds=mails.LEASE_SECONDS + 1)):
        assert await send_due(server.url) == 1
    assert (await now(book, row)).status == "sent"
    assert (await event_types(invoice)).count("invoice.sent") == 1
    # What the server got twice bears one Message-ID.
    assert len({message["Message-ID"] for message in server.accepted}) == 1


async def test_who_wakes_after_the_lease_tells_nothing(book: Book, server: MailServer) -> None:
    invoice = await book.invoice()
    row = await mailed(book, invoice)
    server.stall.clear()
    sleeper = asyncio.create_task(send_due(server.url))
    async with asyncio.timeout(60):
        while not server.tried:
            await asyncio.sleep(0.01)
    await database.execute("UPDATE mails SET lease_token = $2 WHERE id = $1", row.mail_id, uuid.uuid4())
    server.stall.set()
    await sleeper
    assert (await now(book, row)).status == "queued"
    assert "invoice.sent" not in await event_types(invoice)


async def test_names_cannot_write_headers_or_links(pool: None, server: MailServer) -> None:
    await retire_mails()
    book = await open_book(name="Ada, Bücher & Co. <evil.example>")
    invoice = await book.invoice()
    await mailed(book, invoice, to="grace@example.com")
    await send_due(server.url)
    (message,) = server.accepted
    (sender,) = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Ada, Bücher & Co. <evil.example>", "quittance@example.com")
    assert message["Reply-To"] is None
    assert "evil. example" in part(message, "plain")
    assert "evil.example" not in part(message, "html")


async def test_what_the_receiver_is_called_now_is_in_whose_name_it_goes(book: Book, server: MailServer) -> None:
    invoice = await book.invoice()
    await receivers.update(book.owner, book.receiver["id"], ReceiverPatch(name="Ada & Sons"), version=None)
    await mailed(book, invoice)
    await send_due(server.url)
    (message,) = server.accepted
    assert message["From"].addresses[0].display_name == "Ada & Sons"
    # The document stays as it was issued.
    assert "From Ada's Workshop to Grace Payer" in part(message, "plain")


async def test_erasing_the_payer_ends_and_hides_what_they_were_mailed(book: Book, server: MailServer) -> None:
    invoice = await book.invoice()
    sent = await mailed(book, invoice, cc=["ada@example.net"])
    await send_due(server.url)
    waits = await mailed(book, invoice, reason="lost")
    await payers.erase(book.owner, book.payer["id"], version=None)
    assert await send_due(server.url) == 0
    rows = [await now(book, row) for row in (sent, waits)]
    assert [(row.status, row.recipient, row.copies) for row in rows] == [
        ("sent", payers.ERASED, []),
        ("skipped", payers.ERASED, []),
    ]
    left = await database.fetch(
        "SELECT recipient, copies FROM mails WHERE about_id = ANY($1)", [row.id for row in (sent, waits)]
    )
    assert {(mail["recipient"], *mail["copies"]) for mail in left} == {(payers.ERASED,)}


async def test_who_is_erased_at_once_is_not_mailed(book: Book) -> None:
    invoice = await book.invoice()
    eraser = await asyncpg.connect(os.environ["DATABASE_URL"])
    try:
        await eraser.execute("BEGIN")
        await eraser.execute("UPDATE payers SET email = NULL, status = 'archived' WHERE id = $1", book.payer["id"])
        asked = asyncio.create_task(mailed(book, invoice))
        async with asyncio.timeout(60):
            while not asked.done() and await locks.count_waiting() == 0:
                await asyncio.sleep(0.02)
        await eraser.execute("COMMIT")
    finally:
        await eraser.close()
    with pytest.raises(NoMailAddress):
        await asked
    assert await sending.list_all(book.owner, invoice["id"]) == []


async def test_asking_for_a_mail_is_audited(book: Book) -> None:
    row = await mailed(book, await book.invoice())
    entry = await database.fetch_row("SELECT action, after FROM audit_log WHERE object_id = $1", row.id)
    assert entry is not None
    assert entry["action"] == "invoice_mail.created"
    assert "grace@example.com" not in entry["after"]


# ---- By schedules


async def schedule(book: Book, **fields: Any) -> Any:
    await database.execute("UPDATE schedules SET status = 'paused' WHERE status = 'active'")
    await database.execute("DELETE FROM schedule_runs")
    usual: dict[str, Any] = {
        "receiver_id": book.receiver_id,
        "payer_id": book.payer_id,
        "invoice": InvoiceContents(lines=[line(85_000)]),
        "every": Every(days=1),
        "starts_on": clock.now().date(),
        "finalize": True,
        "send": True,
    }
    return await schedules.create(book.owner, ScheduleInput(**(usual | fields)))


async def test_a_schedule_mails_what_it_issues_once(book: Book, server: MailServer) -> None:
    row = await schedule(book)
    assert sum(await asyncio.gather(*(schedule_runs.make_due(limit=5) for _ in range(3)))) == 1
    assert await send_due(server.url) == 1
    (invoice,) = await database.fetch("SELECT id, number FROM invoices WHERE schedule_id = $1", row.id)
    assert invoice["number"] in server.accepted[0]["Subject"]
    (mail,) = await sending.list_all(book.owner, invoice["id"])
    assert (mail.reason, mail.created_by) == ("issued", None)
    # Whoever asks for the same by hand gets that one.
    _, is_new = await sending.send(book.owner, invoice["id"], SendInput())
    assert not is_new


async def test_a_schedule_that_knows_no_address_fails_and_says_so(book: Book, server: MailServer) -> None:
    await payers.update(book.owner, book.payer["id"], PayerPatch(email=None), version=None)
    row = await schedule(book)
    await schedule_runs.make_due(limit=5)
    failing = await schedules.get(book.owner, row.id)
    assert failing.failure_code == "no_mail_address"
    assert await database.fetch("SELECT FROM invoices WHERE schedule_id = $1", row.id) == []
    await payers.update(book.owner, book.payer["id"], PayerPatch(email="grace@example.com"), version=None)
    await schedules.update(book.owner, row.id, SchedulePatch(metadata={"address": "known"}), version=None)
    await schedule_runs.make_due(limit=5)
    (invoice,) = await database.fetch("SELECT id FROM invoices WHERE schedule_id = $1", row.id)
    assert [mail.status for mail in await sending.list_all(book.owner, invoice["id"])] == ["queued"]


async def test_what_schedules_mail_is_not_bounded_by_what_people_have_mailed(
    book: Book, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PER_DAY_MAX", 1)
    row = await schedule(book)
    await schedule_runs.make_due(limit=5)
    (invoice,) = await database.fetch("SELECT id FROM invoices WHERE schedule_id = $1", row.id)
    assert [mail.status for mail in await sending.list_all(book.owner, invoice["id"])] == ["queued"]
    # Nor does it count for them.
    await mailed(book, await book.invoice())
    with pytest.raises(TooManyRequests):
        await mailed(book, await book.invoice())


@pytest.mark.parametrize(
    ("of_receiver", "of_payer", "told"),
    [
        ("de", None, ("Rechnung", "Fällig am", "100,00 €", "Offener Betrag")),
        ("de", "es", ("Factura", "Fecha de vencimiento", "100,00 €", "Importe pendiente")),
        ("en", "hi", ("बकाया राशि", "€100.00")),
    ],
)
async def test_a_payer_is_written_to_in_their_language_or_the_receivers(
    book: Book, server: MailServer, of_receiver: Language, of_payer: Language | None, told: tuple[str, ...]
) -> None:
    await receivers.update(book.owner, book.receiver["id"], ReceiverPatch(language=of_receiver), version=None)
    invoice = await book.invoice()
    await mailed(book, invoice)
    # What is told while a mail waits counts, as with all that it says.
    await payers.update(book.owner, book.payer["id"], PayerPatch(language=of_payer), version=None)
    await send_due(server.url)
    (message,) = server.accepted
    for kind in ("plain", "html"):
        for word in told:
            assert word in part(message, kind).replace("\N{NO-BREAK SPACE}", " "), word
    assert f'<html lang="{of_payer or of_receiver}" dir="ltr">' in part(message, "html")
