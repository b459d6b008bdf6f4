"""Mails: written with what they tell of, sent at least once through a real server, and nothing kept of them after."""

import asyncio
import datetime
import os
import signal
import sys
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from launch.machine import free_port
from models import clock, database, work
from models.mail import mails
from models.mail.letters import Words
from models.mail.mails import Letter, MailError
from models.mail.transport import PLAIN, Transport
from models.tables.mail import Mail
from tests.hostile_names import HOSTILE
from tests.models.identity.logged_in import enqueue, retire_mails
from tests.models.mail.mail_servers import MailServer, open_mail_server
from tests.models.work_lists import work_errors

SENDER = "quittance@example.com"


@pytest.fixture(autouse=True)
async def nothing_waits(pool: None) -> None:
    await retire_mails()


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with open_mail_server() as server:
        yield server


async def send_due(url: str, *, limit: int = 20) -> int:
    async with Transport(url, sender=SENDER) as transport:
        return await mails.send_due(transport.send, limit=limit)


async def row_of(mail_id: uuid.UUID) -> Any:
    row = await database.fetch_row("SELECT * FROM mails WHERE id = $1", mail_id)
    assert row is not None
    return row


async def make_due(mail_id: uuid.UUID) -> None:
    await database.execute("UPDATE mails SET next_attempt_at = now() - interval '1 second' WHERE id = $1", mail_id)


@pytest.mark.parametrize(
    "subject",
    [
        # The line would break between the last words but one.
        "अपने ईमेल पते की पुष्टि करें",
        "Antworten Sie bis 5. Dezember 2026, 14:00 UTC. Ohne Antwort ist die Zahlungsreklamation verloren – wirklich.",
        *(f"{'ü' * count} b c d e f g h i j k l m n o p q r s t u v w x y z" for count in range(1, 60)),
        "日本語" * 40,
        "🧾 " * 40 + "end",
    ],
)
async def test_a_subject_arrives_with_all_of_its_spaces(server: MailServer, subject: str) -> None:
    await enqueue(subject=subject)
    assert await send_due(server.url) == 1
    assert server.accepted[0]["Subject"] == subject


INJECTED = "=?utf-8?q?=0d=0aBcc:_eve@evil.example=0d=0a=0d=0aPay_to_X?="


def a_letter(**changed: Any) -> Letter:
    """A mail with all the headers that others have a say in."""
    given: dict[str, Any] = {
        "mail_id": uuid.uuid4(),
        "recipient": "ada@example.com",
        "subject": "Invoice R-1",
        "text": "Hello",
        "html": "<p>Hello</p>",
        "created_at": clock.now(),
        "sender_name": "Ada",
        "reply_to": "shop@example.com",
        "copies": (),
        "files": (),
        "unsubscribe_url": None,
    }
    return Letter(**given | changed)


@pytest.mark.parametrize("text", [*HOSTILE.values(), INJECTED, f"Invoice from {INJECTED}", f"ü {INJECTED}"])
@pytest.mark.parametrize("field", ["sender_name", "subject"])
async def test_no_text_in_a_header_becomes_another_header_or_the_body(
    server: MailServer, field: str, text: str
) -> None:
    # As operations hand it over: a name has 200 characters at most, and a subject is one line.
    given = " ".join(text.split()) if field == "subject" else text[:200]
    async with Transport(server.url, sender=SENDER) as transport:
        await transport.send(a_letter(**{field: given}))
    [message] = server.accepted
    assert sorted(message.keys()) == sorted(
        ["To", "From", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
    )
    assert "Pay to X" not in message.get_body(("plain",)).get_content()


@pytest.mark.parametrize("field", ["recipient", "reply_to"])
async def test_an_address_of_encoded_words_is_none(server: MailServer, field: str) -> None:
    address = "=?utf-8?q?=0d=0aBcc:_a?=@example.com"
    async with Transport(server.url, sender=SENDER) as transport:
        if field == "recipient":
            with pytest.raises(MailError, match="is not one"):
                await transport.send(a_letter(recipient=address))
            assert server.accepted == []
        else:
            await transport.send(a_letter(reply_to=address))
            assert "Bcc" not in server.accepted[0]
            assert "Reply-To" not in server.accepted[0]


def test_a_header_that_would_become_two_is_refused() -> None:
    for value in ("a\r\nBcc: b", "a\r\n\r\nb", "a\nb", "a\rb"):
        with pytest.raises(MailError, match="line break"):
            PLAIN.fold_binary("List-Unsubscribe", value)


async def test_a_mail_arrives_and_its_text_is_erased(server: MailServer) -> None:
    mail_id = await enqueue(text="Grüße: https://quittance.example/account/verify-email#token\n")
    assert await send_due(server.url) == 1
    assert server.recipients == ["ada@example.com"]
    message = server.accepted[0]
    assert (message["To"], message["From"], message["Subject"]) == ("ada@example.com", SENDER, "A subject")
    assert message["Auto-Submitted"] == "auto-generated"
    assert str(mail_id) in message["Message-ID"]
    assert (
        message.get_body(("plain",)).get_content().strip()
        == "Grüße: https://quittance.example/account/verify-email#token"
    )
    row = await row_of(mail_id)
    assert (row["status"], row["body"], row["error"], row["lease_token"]) == ("done", None, None, None)
    assert row["sent_at"] is not None
    assert await send_due(server.url) == 0


async def test_the_text_is_encrypted_while_it_waits(pool: None) -> None:
    mail_id = await enqueue(text="a link that grants rights")
    assert b"link" not in (await row_of(mail_id))["body"]


async def test_a_mail_of_a_change_that_was_rolled_back_is_never_sent(server: MailServer) -> None:
    async with database.transaction() as transaction:
        await mails.enqueue(kind="test", recipient="ada@example.com", words=Words("Never", "Never"))
        await transaction.rollback()
    assert await send_due(server.url) == 0
    assert server.accepted == []


async def test_many_mails_go_through_one_connection(server: MailServer) -> None:
    for number in range(5):
        await enqueue(recipient=f"person-{number}@example.com")
    assert await send_due(server.url) == 5
    assert sorted(server.recipients) == [f"person-{number}@example.com" for number in range(5)]
    assert server.connections == 1


async def test_a_server_that_says_later_is_asked_later(server: MailServer) -> None:
    mail_id = await enqueue()
    server.to_recipient = ["450 4.2.1 Greylisted, come again"]
    server.to_data = ["451 4.3.0 Disk full"]
    before = clock.now()
    assert await send_due(server.url) == 1
    row = await row_of(mail_id)
    assert (row["status"], row["attempts"], row["body"] is None) == ("pending", 1, False)
    assert row["next_attempt_at"] >= before + mails.SCHEDULE[0]
    assert "450" in row["error"]
    assert await send_due(server.url) == 0
    await make_due(mail_id)
    await send_due(server.url)
    assert "451" in (await row_of(mail_id))["error"]
    await make_due(mail_id)
    await send_due(server.url)
    row = await row_of(mail_id)
    assert (row["status"], row["attempts"], row["body"], len(server.accepted)) == ("done", 3, None, 1)


@pytest.mark.parametrize("stage", ["to_recipient", "to_data"])
async def test_what_the_server_refuses_for_good_is_not_tried_again(server: MailServer, stage: str) -> None:
    mail_id, other_id = await enqueue(recipient="nobody@example.com"), await enqueue()
    setattr(server, stage, ["550 5.1.1 No such user nobody@example.com"])
    assert await send_due(server.url) == 2
    row = await row_of(mail_id)
    assert (row["status"], row["body"], row["lease_token"]) == ("exhausted", None, None)
    assert "550" in row["error"]
    assert "nobody" not in row["error"]
    assert (await row_of(other_id))["status"] == "done"


async def test_a_server_that_is_down_costs_one_attempt_and_gets_all_mails_later() -> None:
    port = free_port()
    first, second = await enqueue(), await enqueue()
    assert await send_due(f"smtp://127.0.0.1:{port}") == 1
    row = await row_of(first)
    assert (row["status"], row["attempts"], (await row_of(second))["attempts"]) == ("pending", 1, 0)
    assert "reached" in row["error"]
    await make_due(first)
    async with open_mail_server(port) as server:
        assert await send_due(server.url) == 2
        assert len(server.accepted) == 2


async def test_a_server_that_hangs_up_is_connected_to_again(server: MailServer) -> None:
    hung_up = 0

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal hung_up
        hung_up += 1
        writer.write(b"220 hello\r\n")
        await reader.readline()
        writer.close()

    rude = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    mail_id = await enqueue()
    await send_due(f"smtp://127.0.0.1:{rude.sockets[0].getsockname()[1]}")
    rude.close()
    assert hung_up == 1
    assert (await row_of(mail_id))["status"] == "pending"
    await make_due(mail_id)
    await send_due(server.url)
    assert (await row_of(mail_id))["status"] == "done"


async def test_a_wrong_password_of_ours_costs_nobody_their_mail(server: MailServer) -> None:
    mail_id = await enqueue()
    # This server knows no passwords at all, so it refuses ours.
    await send_due(server.url.replace("smtp://", "smtp://us:wrong@"))
    row = await row_of(mail_id)
    assert (row["status"], row["body"] is None) == ("pending", False)
    assert server.accepted == []


async def test_a_mail_is_given_up_when_its_schedule_has_ended() -> None:
    mail_id = await enqueue()
    await database.execute("UPDATE mails SET attempts = $2 WHERE id = $1", mail_id, len(mails.SCHEDULE))
    await send_due(f"smtp://127.0.0.1:{free_port()}")
    row = await row_of(mail_id)
    assert (row["status"], row["body"]) == ("exhausted", None)


class Indigestible(Exception):
    """What nobody expected."""


async def test_an_error_that_nobody_expected_costs_its_mail_one_try_and_the_others_nothing(server: MailServer) -> None:
    sick, well = await enqueue(recipient="sick@example.com", text="its secret"), await enqueue()
    before = (await work_errors()).get(("mails", "postponed"), 0)

    async def send(transport: Transport, letter: mails.Letter) -> None:
        if letter.recipient == "sick@example.com":
            raise Indigestible(letter.recipient)
        await transport.send(letter)

    with capture_logs() as logged:
        async with Transport(server.url, sender=SENDER) as transport:
            assert await mails.send_due(lambda letter: send(transport, letter), limit=20) == 2
    assert (await row_of(well))["status"] == "done"
    row = await row_of(sick)
    assert (row["status"], row["attempts"], row["lease_token"]) == ("pending", 1, None)
    assert row["next_attempt_at"] >= clock.now() + mails.SCHEDULE[0] - datetime.timedelta(seconds=2)
    (entry,) = [entry for entry in logged if entry["event"] == "work.error"]
    assert (entry["list"], entry["row_id"], entry["attempt"]) == ("mails", str(sick), 1)
    assert (await work_errors())["mails", "postponed"] == before + 1


async def test_what_the_transport_says_by_mistake_is_not_logged(server: MailServer) -> None:
    await enqueue(recipient="sick@example.com")

    async def send(letter: mails.Letter) -> None:
        raise Indigestible(letter.recipient)

    with structlog.testing.capture_logs(processors=[structlog.processors.format_exc_info]) as logged:
        await mails.send_due(send, limit=20)
    (entry,) = [entry for entry in logged if entry["event"] == "work.error"]
    assert "Indigestible" in entry["exception"]
    assert "sick@" not in entry["exception"]


async def test_errors_that_nobody_expected_end_with_the_schedule_and_the_text_is_erased() -> None:
    mail_id = await enqueue()
    before = (await work_errors()).get(("mails", "given_up"), 0)

    async def send(_: mails.Letter) -> None:
        raise Indigestible

    tries = 0
    while (row := await row_of(mail_id))["status"] == "pending":
        with clock.moved_to(row["next_attempt_at"]):
            tries += await mails.send_due(send, limit=20)
    assert (row["status"], row["body"], tries) == ("exhausted", None, len(mails.SCHEDULE) + 1)
    assert (await work_errors())["mails", "given_up"] == before + 1


async def test_a_mail_that_no_worker_survives_is_given_up(server: MailServer) -> None:
    mail_id = await enqueue()
    for _ in range(len(mails.SCHEDULE) + 1):
        with clock.moved_to((await row_of(mail_id))["next_attempt_at"]):
            assert await work.claim_next(Mail, lease_seconds=mails.LEASE_SECONDS)
    with clock.moved_to((await row_of(mail_id))["next_attempt_at"]):
        assert await send_due(server.url) == 1
        assert await send_due(server.url) == 0
    row = await row_of(mail_id)
    assert (row["status"], row["body"], row["lease_token"]) == ("exhausted", None, None)
    assert row["error"] == "No worker has come to the end of it."
    assert server.tried == 0


async def test_what_is_no_address_is_given_up_before_it_is_sent(server: MailServer) -> None:
    mail_id = await enqueue(recipient="ada@example.com,eve")
    await send_due(server.url)
    row = await row_of(mail_id)
    assert (row["status"], row["error"]) == ("exhausted", "The recipient's address is not one.")
    assert server.tried == 0


@pytest.mark.parametrize("character", ["\u0001", "\u007f", "\u0085", "\r", "\n", "\u2028"])
async def test_an_address_of_before_with_a_control_character_is_given_up_at_once(
    server: MailServer, character: str
) -> None:
    mail_id, other_id = await enqueue(recipient=f"a{character}@example.com"), await enqueue()
    assert await send_due(server.url) == 2
    row = await row_of(mail_id)
    assert (row["status"], row["body"], row["error"]) == ("exhausted", None, "The recipient's address is not one.")
    assert (await row_of(other_id))["status"] == "done"


async def test_an_odd_address_is_one_address(server: MailServer) -> None:
    await enqueue(recipient="a,b@example.com")
    await send_due(server.url)
    assert server.recipients == ['"a,b"@example.com']
    assert server.accepted[0]["To"].addresses[0].username == "a,b"


async def test_a_name_in_a_subject_cannot_begin_another_header(server: MailServer) -> None:
    async with database.transaction():
        await mails.enqueue(kind="test", recipient="ada@example.com", words=Words("Hi\r\nBcc: eve@example.com", "x"))
    await send_due(server.url)
    assert server.recipients == ["ada@example.com"]
    assert server.accepted[0]["Bcc"] is None
    assert server.accepted[0]["Subject"] == "Hi Bcc: eve@example.com"


async def test_addresses_of_other_scripts_are_served(server: MailServer) -> None:
    await enqueue(recipient="用户@例子.example")
    await send_due(server.url)
    assert server.recipients == ["用户@例子.example"]


@pytest.mark.parametrize("host", ["bücher.example", "xn--bcher-kva.example"])
async def test_an_international_host_is_told_as_every_server_knows_it(server: MailServer, host: str) -> None:
    await enqueue(recipient=f"ada@{host}")
    await send_due(server.url)
    assert server.recipients == ["ada@xn--bcher-kva.example"]
    assert server.accepted[0]["To"].addresses[0].addr_spec == "ada@xn--bcher-kva.example"


async def test_two_workers_never_send_the_same_mail(server: MailServer) -> None:
    for number in range(12):
        await enqueue(recipient=f"person-{number}@example.com")
    counts = await asyncio.gather(*(send_due(server.url) for _ in range(3)))
    assert sum(counts) == 12
    assert len(set(server.recipients)) == len(server.recipients) == 12


async def test_a_run_whose_time_is_over_begins_no_other_mail(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mails, "RUN_SECONDS", 0.2)
    for number in range(3):
        await enqueue(recipient=f"person-{number}@example.com")

    async def slowly(letter: Letter) -> None:
        await asyncio.sleep(0.15)

    assert await mails.send_due(slowly, limit=20) == 2
    assert await send_due(server.url) == 1


async def test_a_mail_that_takes_too_long_is_due_again_and_the_next_one_is_whole(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mails, "SECONDS_MAX", 0.5)
    slow, quick = [await enqueue(recipient=f"{name}@example.com") for name in ("slow", "quick")]
    server.stall.clear()
    async with Transport(server.url, sender=SENDER) as transport:

        async def send(letter: Letter) -> str | None:
            if letter.mail_id == quick:
                server.stall.set()
            return await transport.send(letter)

        assert await mails.send_due(send, limit=20) == 2
    assert [(await row_of(mail_id))["status"] for mail_id in (slow, quick)] == ["pending", "done"]
    assert server.accepted[-1]["To"] == "quick@example.com"


async def test_a_worker_that_wakes_after_its_lease_changes_nothing(server: MailServer) -> None:
    mail_id = await enqueue()
    server.stall.clear()
    sleeper = asyncio.create_task(send_due(server.url))
    while not server.tried:
        await asyncio.sleep(0.01)
    # Its lease has passed on, and the new holder was told that there is no such address.
    taken = uuid.uuid4()
    await database.execute("UPDATE mails SET lease_token = $2, attempts = 2 WHERE id = $1", mail_id, taken)
    server.stall.set()
    await sleeper
    row = await row_of(mail_id)
    assert (row["status"], row["lease_token"], row["attempts"]) == ("leased", taken, 2)


async def test_a_worker_killed_between_claim_and_outcome_leaves_the_mail_to_the_next(server: MailServer) -> None:
    mail_id = await enqueue()
    server.stall.clear()
    worker = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from tasks import mails; mails.send_due()",
        env=os.environ | {"QUITTANCE_SMTP_URL": server.url},
    )
    deadline = asyncio.get_running_loop().time() + 30
    while not server.tried:
        assert worker.returncode is None
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.02)
    worker.send_signal(signal.SIGKILL)
    await worker.wait()
    server.stall.set()
    row = await row_of(mail_id)
    assert (row["status"], row["attempts"]) == ("leased", 1)
    assert await send_due(server.url) == 0
    with clock.moved_to(clock.now() + datetime.timedelta(seconds=mails.LEASE_SECONDS + 1)):
        assert await send_due(server.url) == 1
    row = await row_of(mail_id)
    assert (row["status"], row["attempts"], row["body"]) == ("done", 2, None)
    # The server may have got it twice: then both bear one Message-ID.
    assert len({message["Message-ID"] for message in server.accepted}) == 1


async def test_erasing_somebody_ends_and_hides_their_mails(server: MailServer) -> None:
    sent = await enqueue(recipient="Eve@example.com")
    await send_due(server.url)
    waiting = await enqueue(recipient="eve@example.com")
    async with database.transaction():
        await mails.erase_recipient("EVE@example.com", replacement="erased@erased.invalid")
    assert await send_due(server.url) == 0
    assert [(await row_of(mail))["status"] for mail in (sent, waiting)] == ["done", "exhausted"]
    assert await database.fetch("SELECT FROM mails WHERE recipient ILIKE 'eve@example.com'") == []


async def test_old_mails_are_forgotten_and_waiting_ones_are_not(server: MailServer) -> None:
    old = await enqueue()
    await send_due(server.url)
    waiting = await enqueue()
    await database.execute(
        "UPDATE mails SET created_at = now() - interval '31 days' WHERE id = ANY ($1)", [old, waiting]
    )
    await mails.forget_old()
    left = await database.fetch("SELECT id FROM mails WHERE id = ANY ($1)", [old, waiting])
    assert [row["id"] for row in left] == [waiting]
