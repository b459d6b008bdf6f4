"""A payer is told once for each try that could not be collected, in their language, and of nothing that is over."""

import asyncio
import datetime
from collections.abc import AsyncIterator, Iterator
from email.message import EmailMessage
from typing import Any

import pytest

from models import clock, database, ids
from models.billing import issuing, sending
from models.collection import cancellations, collecting, failure_mails
from models.languages.words import LANGUAGES
from models.mail import mails
from models.mail.transport import Transport
from models.online import facts
from models.parties import payers, payment_methods
from models.shapes.invoice_mails import SendInput
from models.shapes.parties import PayerPatch
from models.tables.payment_methods import Collection, PaymentMethod
from tasks.mails import FOLLOWERS
from tests.books import event_types, invoice_now, payment_now
from tests.models.identity.logged_in import retire_mails
from tests.models.mail.mail_servers import MailServer, open_mail_server
from tests.models.shops import Shop

DAY = datetime.timedelta(days=1)
NOW = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)
DUE = datetime.datetime(2026, 6, 11, 9, tzinfo=datetime.UTC)
SOON = datetime.timedelta(minutes=2)
CANNOT_BE_CHARGED = "Das Konto oder die Karte kann nicht mehr belastet werden."


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    with clock.moved_to(NOW):
        yield


@pytest.fixture(autouse=True)
async def in_nobody_elses_hands(pool: None) -> None:
    await retire_mails()
    await database.execute("UPDATE collections SET status = 'done' WHERE status IN ('pending', 'leased')")


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with open_mail_server() as server:
        yield server


@pytest.fixture
async def invoice(shop: Shop) -> Any:
    """An invoice that is due on 11 June, of a payer with a saved card who reads German."""
    await shop.save_method()
    patch = PayerPatch(collection="automatic", email="grace@example.com", language="de")
    await payers.update(shop.book.owner, shop.book.payer["id"], patch, version=None)
    return await shop.book.invoice(payment_terms_days=10)


async def row_of(invoice: Any) -> Collection:
    [row] = await Collection.objects().where(Collection.invoice_id == invoice["id"])
    return row


async def look(instant: datetime.datetime) -> None:
    with clock.moved_to(instant):
        await collecting.collect_due(limit=50)


async def fail(shop: Shop, invoice: Any, code: str | None, *, at: datetime.datetime = DUE) -> Any:
    """A try that is begun then and declined, and the look that finds it so; returns the payment."""
    await look(at)
    payment = await payment_now({"id": (await row_of(invoice)).payment_id})
    with clock.moved_to(at):
        fact = await shop.fact(payment, "failed", occurred_at=clock.now(), failure_code=code)
        assert await facts.apply(fact, gateway_account_id=shop.account["id"])
    await look(at + SOON)
    return payment


async def hand_over(
    server: MailServer, *, at: datetime.datetime = DUE + 2 * SOON, at_once: int = 1
) -> list[EmailMessage]:
    """What goes to the payer then."""
    before = len(server.accepted)

    async def send_due() -> None:
        async with Transport(server.url, sender="us@example.com") as transport:
            await mails.send_due(transport.send, limit=20, followers=FOLLOWERS)

    with clock.moved_to(at):
        await asyncio.gather(*(send_due() for _ in range(at_once)))
    return [message for message in server.accepted[before:] if message["To"] == "grace@example.com"]


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n").replace("\N{NO-BREAK SPACE}", " ")


async def seen(shop: Shop, invoice: Any) -> list[tuple[str, str, str | None]]:
    """What the receiver sees of the invoice's mails, the first one first."""
    found = await sending.list_all(shop.book.owner, invoice["id"])
    return [(row.kind, row.status, row.detail) for row in reversed(found)]


async def test_the_payer_is_told_what_why_and_when_it_is_tried_again(
    shop: Shop, invoice: Any, server: MailServer
) -> None:
    payment = await fail(shop, invoice, "insufficient_funds")
    [message] = await hand_over(server)
    number = invoice["number"]
    assert message["Subject"].strip() == f"Rechnung {number} von Ada's Workshop konnte nicht eingezogen werden"
    assert text_of(message).splitlines()[:4] == [
        f"Rechnung {number}: Der am 11. Juni 2026 fällige Betrag von 100,00 € konnte nicht über Ihre gespeicherte "
        "Zahlungsart eingezogen werden.",
        "Zahlungsart: Visa ending in 4242",
        "Auf dem Konto war nicht genug Geld.",
        "Am 14. Juni 2026 wird es noch einmal versucht, wenn Sie bis dahin nicht bezahlt haben.",
    ]
    assert "/pay/" in text_of(message)
    assert "/pay/" in message.get_body(("html",)).get_content()
    [row] = await sending.list_all(shop.book.owner, invoice["id"])
    assert (row.kind, row.reason, row.status) == ("collection_failed", ids.encode("payment", payment["id"]), "sent")
    assert "invoice.sent" not in await event_types(invoice)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("stolen_card", "Die Zahlung wurde abgelehnt."),
        *((code, "Die Karte ist abgelaufen.") for code in sorted(failure_mails.EXPIRED)),
        *((code, CANNOT_BE_CHARGED) for code in sorted(failure_mails.NOT_CHARGEABLE)),
        *((code, "Die Erlaubnis zum Einzug wurde bei der Bank widerrufen.") for code in sorted(failure_mails.REVOKED)),
    ],
)
async def test_what_is_not_tried_again_says_so(
    shop: Shop, invoice: Any, server: MailServer, code: str, said: str
) -> None:
    await fail(shop, invoice, code)
    [message] = await hand_over(server)
    assert text_of(message).splitlines()[2:4] == [
        said,
        "Es gibt keinen weiteren Versuch: Bitte bezahlen Sie den Betrag selbst.",
    ]


@pytest.mark.parametrize("without", ["the wish", "the method"])
async def test_no_day_is_told_of_a_try_that_cannot_come(
    shop: Shop, invoice: Any, server: MailServer, without: str
) -> None:
    """Debits fail days after they were begun, and much may have changed by then."""
    await look(DUE)
    if without == "the wish":
        await payers.update(shop.book.owner, shop.book.payer["id"], PayerPatch(collection="manual"), version=None)
    else:
        [method] = await PaymentMethod.objects().where(PaymentMethod.payer_id == shop.book.payer["id"])
        await payment_methods.detach(shop.book.owner, method.id)
    await fail(shop, invoice, "insufficient_funds")
    [message] = await hand_over(server)
    assert text_of(message).splitlines()[3] == (
        "Es gibt keinen weiteren Versuch: Bitte bezahlen Sie den Betrag selbst."
    )


async def test_each_try_is_told_of_once_however_many_look_and_send(
    shop: Shop, invoice: Any, server: MailServer
) -> None:
    await look(DUE)
    payment = await payment_now({"id": (await row_of(invoice)).payment_id})
    with clock.moved_to(DUE):
        fact = await shop.fact(payment, "failed", occurred_at=clock.now(), failure_code="insufficient_funds")
        await facts.apply(fact, gateway_account_id=shop.account["id"])
    with clock.moved_to(DUE + SOON):
        await asyncio.gather(*(collecting.collect_due(limit=5) for _ in range(5)))
    assert len(await hand_over(server, at_once=4)) == 1
    await look(DUE + DAY)
    assert await hand_over(server, at=DUE + DAY) == []
    again = DUE + 3 * DAY + 2 * SOON
    await fail(shop, invoice, "insufficient_funds", at=again)
    assert len(await hand_over(server, at=again + 2 * SOON)) == 1
    assert await seen(shop, invoice) == [("collection_failed", "sent", None)] * 2


async def test_nothing_is_told_of_what_a_person_has_canceled(shop: Shop, invoice: Any, server: MailServer) -> None:
    await look(DUE)
    row = await row_of(invoice)
    with clock.moved_to(DUE):
        await cancellations.cancel(shop.book.owner, row.payment_id)
    await look(DUE + SOON)
    await look(DUE + 2 * SOON)
    assert (await row_of(invoice)).outcome == "scheduled"
    assert await hand_over(server) == []
    assert await seen(shop, invoice) == []


@pytest.mark.parametrize("how", ["paid", "being paid", "void", "tried again"])
async def test_nothing_is_told_of_what_is_over_when_the_mail_goes_out(
    shop: Shop, invoice: Any, server: MailServer, how: str
) -> None:
    await fail(shop, invoice, "insufficient_funds")
    with clock.moved_to(DUE + SOON):
        if how == "paid":
            await shop.book.pay(await invoice_now(invoice))
        elif how == "being paid":
            await shop.pay(invoice=await invoice_now(invoice))
        elif how == "void":
            await issuing.void(shop.book.owner, invoice["id"])
    if how == "tried again":
        await look(DUE + 3 * DAY + 3 * SOON)
    assert await hand_over(server, at=DUE + 3 * DAY + 4 * SOON) == []
    [(kind, status, detail)] = await seen(shop, invoice)
    assert (kind, status) == ("collection_failed", "skipped")
    assert detail is not None
    assert "meanwhile" in detail


async def test_what_is_paid_before_the_look_is_not_told_of(shop: Shop, invoice: Any, server: MailServer) -> None:
    await look(DUE)
    payment = await payment_now({"id": (await row_of(invoice)).payment_id})
    with clock.moved_to(DUE):
        fact = await shop.fact(payment, "failed", occurred_at=clock.now(), failure_code="insufficient_funds")
        await facts.apply(fact, gateway_account_id=shop.account["id"])
        await shop.book.pay(await invoice_now(invoice))
    await look(DUE + SOON)
    assert await hand_over(server) == []
    assert await seen(shop, invoice) == []


async def test_a_payer_without_an_address_is_told_nothing_and_tried_again(
    shop: Shop, invoice: Any, server: MailServer
) -> None:
    await payers.update(shop.book.owner, shop.book.payer["id"], PayerPatch(email=None), version=None)
    await fail(shop, invoice, "insufficient_funds")
    assert (await row_of(invoice)).outcome == "scheduled"
    assert await hand_over(server) == []
    assert await seen(shop, invoice) == []


async def test_a_mail_that_is_refused_is_seen_at_the_invoice(shop: Shop, invoice: Any, server: MailServer) -> None:
    await fail(shop, invoice, "insufficient_funds")
    server.to_recipient = ["550 5.1.1 No such user"]
    assert await hand_over(server) == []
    assert await seen(shop, invoice) == [
        ("collection_failed", "refused", "The mail server refused the recipient with 550.")
    ]
    row = await database.fetch_row(
        "SELECT count(*) FROM events WHERE type = 'invoice_mail.failed' AND receiver_id = $1",
        shop.book.receiver["id"],
    )
    assert row is not None
    assert row["count"] == 1


async def test_a_payer_who_is_erased_gets_none(shop: Shop, invoice: Any, server: MailServer) -> None:
    await fail(shop, invoice, "insufficient_funds")
    await payers.delete(shop.book.owner, shop.book.payer["id"], version=None)
    await payers.erase(shop.book.owner, shop.book.payer["id"], version=None)
    assert await hand_over(server) == []
    [(_, status, detail)] = await seen(shop, invoice)
    assert (status, detail) == ("skipped", "The payer was erased.")
    assert await database.fetch("SELECT id FROM mails WHERE recipient = 'grace@example.com' AND body IS NOT NULL") == []


async def test_these_mails_leave_room_for_those_that_are_asked_for(shop: Shop, invoice: Any) -> None:
    payment = await fail(shop, invoice, "insufficient_funds")
    reason = ids.encode("payment", payment["id"])
    for number in range(sending.PER_INVOICE_MAX):
        given = SendInput(reason=reason if number == 0 else f"again-{number}")
        _, is_new = await sending.send(shop.book.owner, invoice["id"], given)
        assert is_new


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_a_sentence(language: Any) -> None:
    known = [failure_mails.SHORT_OF_MONEY, failure_mails.EXPIRED, failure_mails.NOT_CHARGEABLE]
    known += [failure_mails.TO_CONFIRM, failure_mails.REVOKED, failure_mails.LATE]
    told = {failure_mails.why(code, language) for codes in known for code in codes}
    assert len(told) == len(known)
    assert failure_mails.why(None, language) == failure_mails.why("lost_card", language)
    assert failure_mails.why(None, language) not in told
