"""Each mail is in its reader's language, as a mail server gets it."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from models.identity import account, recovery
from models.languages.words import Language
from models.mail import mails
from models.mail.transport import Transport
from models.parties import invitations, payers, receivers
from models.shapes.identity import AccountPatch, ForgottenPassword
from models.shapes.members import MemberInvitationInput, PayerInvitationInput
from models.shapes.parties import PayerPatch, ReceiverPatch
from tasks.mails import FOLLOWERS
from tests.api.people import PASSWORD, Person
from tests.books import open_book
from tests.models.identity.logged_in import caller_of, fresh_email, register, retire_mails
from tests.models.mail.mail_servers import MailServer, open_mail_server


@pytest.fixture(autouse=True)
async def nothing_waits(http: httpx.AsyncClient) -> None:
    await retire_mails()


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with open_mail_server() as server:
        yield server


async def handed_over(server: MailServer) -> list[Any]:
    """Subject, language of the HTML, and text of what waits."""
    before = len(server.accepted)
    async with Transport(server.url, sender="us@example.com") as transport:
        await mails.send_due(transport.send, limit=20, followers=FOLLOWERS)
    found = []
    for message in server.accepted[before:]:
        html, text = (message.get_body((kind,)).get_content() for kind in ("html", "plain"))
        found.append((message["Subject"], html.partition('<html lang="')[2][:2], text))
    return found


@pytest.mark.parametrize(
    ("accepted", "language", "subject"),
    [
        ("de-AT, en;q=0.5", "de", "E-Mail-Adresse bestätigen"),
        ("hi", "hi", "ईमेल पते की पुष्टि करें"),
        ("fr", None, "Confirm your e-mail address"),
        (None, None, "Confirm your e-mail address"),
    ],
)
async def test_who_registers_reads_what_their_browser_asks_for(
    http: httpx.AsyncClient, server: MailServer, accepted: str | None, language: Language | None, subject: str
) -> None:
    given = {"email": fresh_email(), "password": PASSWORD, "name": "Ada"}
    headers = {} if accepted is None else {"Accept-Language": accepted}
    answer = await Person(http).send("POST", "/v1/auth/register", json=given, headers=headers)
    assert answer.json()["user"]["language"] == language
    [(shown, spoken, _)] = await handed_over(server)
    assert (shown, spoken) == (subject, language or "en")


async def test_a_user_chooses_another_language_and_none(http: httpx.AsyncClient, server: MailServer) -> None:
    grant = await register(email=(email := fresh_email()))
    caller = caller_of(grant)
    for language, subject in (("es", "Establecer una contraseña nueva"), (None, "Set a new password")):
        user = await account.update(caller, AccountPatch(language=language), version=None, address=None)
        assert user.language == language
        await retire_mails()
        await recovery.forgot(ForgottenPassword(email=email))
        [(shown, _, text)] = await handed_over(server)
        assert shown == subject
        assert ("Hola, Ada:" in text) == (language == "es")


async def test_a_mail_that_waits_stays_in_the_language_in_which_it_was_written(server: MailServer) -> None:
    caller = caller_of(await register(email=fresh_email()))
    await account.update(caller, AccountPatch(language="de"), version=None, address=None)
    [(shown, spoken, text)] = await handed_over(server)
    assert (shown, spoken, text.splitlines()[0]) == ("Confirm your e-mail address", "en", "Hello,")


@pytest.mark.parametrize(("of_payer", "subject"), [("hi", "Ada's Workshop की ओर से"), (None, "Ada's Workshop lädt Sie")])
async def test_who_is_invited_is_asked_in_the_payers_language_else_the_receivers(
    server: MailServer, of_payer: Language | None, subject: str
) -> None:
    book = await open_book()
    await receivers.update(book.owner, book.receiver["id"], ReceiverPatch(language="de"), version=None)
    await payers.update(book.owner, book.payer["id"], PayerPatch(language=of_payer), version=None)
    await retire_mails()
    await invitations.invite_payer(book.owner, book.payer["id"], PayerInvitationInput(email=fresh_email()))
    [(shown, _, _)] = await handed_over(server)
    assert shown.startswith(subject)
    await invitations.invite_member(
        book.owner, book.receiver["id"], MemberInvitationInput(email=fresh_email(), role="viewer")
    )
    [(_, spoken, text)] = await handed_over(server)
    assert spoken == "de"
    assert "Ihre Rolle: Betrachter." in text
