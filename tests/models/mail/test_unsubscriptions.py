"""Who was reminded or told ends it by the link in the mail's header, for that address, topic and receiver alone."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from config import Keyring, settings
from models import clock, database, secrets
from models.billing import sending
from models.errors import ActionTokenRefused
from models.mail import mails, recipients, unsubscriptions
from models.mail.letters import Words
from models.mail.transport import Transport
from models.parties import payers
from models.shapes.invoice_mails import SendInput
from models.shapes.parties import PayerPatch
from tasks.mails import FOLLOWERS
from tests.books import Book
from tests.models.billing.reminding import DAY, DUE, at, hand_over, issue, log, look, policy, set_aside, shop
from tests.models.mail.mail_servers import MailServer, open_mail_server

URL = re.compile(rf"<{re.escape(settings.public_url)}/account/unsubscribe/([A-Za-z0-9_-]+)>")


@pytest.fixture
async def book(pool: None) -> Book:
    await set_aside()
    return await shop()


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with open_mail_server() as server:
        yield server


async def send_due(server: MailServer) -> list[Any]:
    before = len(server.accepted)
    async with Transport(server.url, sender="us@example.com") as transport:
        await mails.send_due(transport.send, limit=50, followers=FOLLOWERS)
    return server.accepted[before:]


async def reminded(book: Book, server: MailServer, invoice: Any) -> str:
    """The token in the header of the reminder of that invoice's due day."""
    before = len(server.accepted)
    await look(at(DUE))
    await hand_over(at(DUE), server)
    [message] = server.accepted[before:]
    return token_of(message)


def token_of(message: Any) -> str:
    found = URL.fullmatch(message["List-Unsubscribe"])
    assert found is not None, message["List-Unsubscribe"]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return found[1]


async def tell(book: Book, kind: str = "dispute_opened") -> None:
    async with database.transaction():
        words = Words("A payment is disputed", "Hello\n")
        await recipients.tell(book.receiver["id"], words, kind=kind, per_day_max=100)


async def audited(book: Book) -> list[str]:
    found = await database.fetch(
        "SELECT action FROM audit_log WHERE receiver_id = $1 AND action LIKE 'mails.%' ORDER BY id",
        book.receiver["id"],
    )
    return [row["action"] for row in found]


async def test_who_unsubscribes_from_reminders_gets_none_and_the_receiver_sees_why(
    book: Book, server: MailServer
) -> None:
    await policy(book, 0, 5)
    invoice = await issue(book)
    token = await reminded(book, server, invoice)
    await asyncio.gather(*(unsubscriptions.end(token) for _ in range(4)))
    await look(at(DUE + 5 * DAY))
    assert await log(book, invoice) == [(1, 0, "sent", None), (1, 5, "skipped", "unsubscribed")]
    assert await audited(book) == ["mails.unsubscribed"]


async def test_a_reminder_that_waits_is_not_sent_to_who_has_unsubscribed_meanwhile(
    book: Book, server: MailServer
) -> None:
    await policy(book, 0, 5)
    invoice = await issue(book)
    token = await reminded(book, server, invoice)
    await look(at(DUE + 5 * DAY))
    await unsubscriptions.end(token)
    before = len(server.accepted)
    await hand_over(at(DUE + 5 * DAY), server)
    assert server.accepted[before:] == []
    assert (await log(book, invoice))[1] == (1, 5, "skipped", "unsubscribed")


async def test_it_is_taken_back_by_the_same_link(book: Book, server: MailServer) -> None:
    await policy(book, 0, 5)
    invoice = await issue(book)
    token = await reminded(book, server, invoice)
    await unsubscriptions.end(token)
    for _ in range(2):
        await unsubscriptions.resume(token)
    await look(at(DUE + 5 * DAY))
    assert (await log(book, invoice))[1] == (1, 5, "due", None)
    assert await audited(book) == ["mails.unsubscribed", "mails.resubscribed"]


async def test_another_address_of_the_payer_is_reminded(book: Book, server: MailServer) -> None:
    await policy(book, 0, 5)
    invoice = await issue(book)
    await unsubscriptions.end(await reminded(book, server, invoice))
    await payers.update(book.owner, book.payer["id"], PayerPatch(email="office@example.com"), version=None)
    await look(at(DUE + 5 * DAY))
    assert (await log(book, invoice))[1] == (1, 5, "due", None)
    await payers.update(book.owner, book.payer["id"], PayerPatch(email="GRACE@example.com"), version=None)
    before = len(server.accepted)
    await hand_over(at(DUE + 5 * DAY), server)
    assert server.accepted[before:] == []


async def test_invoices_cannot_be_ended(book: Book, server: MailServer) -> None:
    await policy(book, 0)
    invoice = await issue(book)
    await unsubscriptions.end(await reminded(book, server, invoice))
    await sending.send(book.owner, invoice["id"], SendInput())
    with clock.moved_to(clock.now()):
        [message] = await send_due(server)
    assert message["To"] == "grace@example.com"
    assert message["List-Unsubscribe"] is None


async def test_a_manager_ends_one_topic_for_themselves(book: Book, server: MailServer) -> None:
    await book.member("manager")
    await tell(book)
    first, second = await send_due(server)
    assert token_of(first) != token_of(second)
    await unsubscriptions.end(token_of(first))
    await tell(book, "dispute_due")
    [message] = await send_due(server)
    assert message["To"] == second["To"]
    async with database.transaction():
        words = Words("A report waits", "Hello\n")
        await recipients.tell(book.receiver["id"], words, kind="report_waits", per_day_max=9)
    assert len(await send_due(server)) == 2


async def test_a_notice_that_waits_is_withdrawn(book: Book, server: MailServer) -> None:
    await tell(book)
    [first] = await send_due(server)
    await tell(book)
    await unsubscriptions.end(token_of(first))
    assert await send_due(server) == []
    row = await database.fetch_row(
        "SELECT status, body FROM mails WHERE receiver_id = $1 ORDER BY id DESC LIMIT 1", book.receiver["id"]
    )
    assert row is not None
    assert (row["status"], row["body"]) == ("exhausted", None)


async def test_another_receiver_still_writes(book: Book, server: MailServer) -> None:
    other = await shop()
    await policy(book, 0, 5)
    await policy(other, 0, 5)
    invoice = await issue(book)
    token = await reminded(book, server, invoice)
    theirs = await issue(other)
    await unsubscriptions.end(token)
    await look(at(DUE + 5 * DAY))
    assert (await log(other, theirs))[-1] == (1, 5, "due", None)


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: token.swapcase(), lambda token: "x" * 9])
async def test_a_token_that_is_none_of_ours_is_refused(book: Book, change: Any) -> None:
    url = unsubscriptions.url("reminder", receiver_id=book.receiver["id"], email="grace@example.com")
    token = change(url.rpartition("/")[2])
    for use in (unsubscriptions.read, unsubscriptions.end, unsubscriptions.resume):
        with pytest.raises(ActionTokenRefused):
            await use(token)
    assert await audited(book) == []


async def test_whoever_reads_the_table_cannot_try_addresses(book: Book) -> None:
    """Addresses are few enough to be tried: what is kept of one needs our key."""
    url = unsubscriptions.url("reminder", receiver_id=book.receiver["id"], email="grace@example.com")
    await unsubscriptions.end(url.rpartition("/")[2])
    [row] = await kept(book)
    assert "grace" not in f"{row} {url}"
    algorithms = (hashlib.sha256, hashlib.sha1, hashlib.md5, hashlib.sha512)
    assert row["digest"] not in [one(b"grace@example.com").digest() for one in algorithms]
    assert (row["key_name"], row["digest"]) == secrets.derive(
        "unsubscription", hashlib.sha256(b"grace@example.com").digest()
    )


async def test_it_counts_on_when_keys_have_rotated(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    def url() -> str:
        return unsubscriptions.url("reminder", receiver_id=book.receiver["id"], email="grace@example.com")

    async def is_ended() -> bool:
        return bool(await unsubscriptions.ended("reminder", book.receiver["id"], ["grace@example.com"]))

    first = url().rpartition("/")[2]
    await unsubscriptions.end(first)
    rotated = Keyring({"new": b"n" * 32} | secrets.settings.encryption_keys.keys)
    monkeypatch.setattr(secrets, "settings", msgspec.structs.replace(secrets.settings, encryption_keys=rotated))
    assert await is_ended()
    # The link of a later mail, and the old one again, find what is there.
    await unsubscriptions.end(url().rpartition("/")[2])
    await unsubscriptions.end(first)
    assert len(await kept(book)) == 1
    await unsubscriptions.resume(url().rpartition("/")[2])
    assert not await is_ended()
    await unsubscriptions.end(first)
    assert [row["key_name"] for row in await kept(book)] == ["new"]


async def test_addresses_that_differ_by_their_letters_alone_are_one(book: Book) -> None:
    url = unsubscriptions.url("reminder", receiver_id=book.receiver["id"], email="Grace@Example.com")
    await unsubscriptions.end(url.rpartition("/")[2])
    asked = ["grace@example.com", "GRACE@example.com", "ada@example.com"]
    assert await unsubscriptions.ended("reminder", book.receiver["id"], asked) == set(asked[:2])


async def kept(book: Book) -> Any:
    return await database.fetch("SELECT * FROM unsubscriptions WHERE receiver_id = $1", book.receiver["id"])
