"""A receiver with one of everything, and everybody who may or may not come near it."""

import datetime
import hashlib
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from models import clock, database, ids, rows, secrets
from models.access import SCOPES
from models.billing import attachments, collections, files, issuing, schedules, sending
from models.collection import cheques, receipts
from models.documents import logos, making, storage
from models.identity import api_keys, sessions, tokens, users
from models.online import gateway_accounts
from models.parties import invitations, payers, payment_methods
from models.reconciliation import runs
from models.shapes.billing import InvoiceContents
from models.shapes.common import Address, AddressPatch
from models.shapes.gateways import GatewayAccountInput
from models.shapes.identity import ApiKeyInput
from models.shapes.invoice_mails import SendInput
from models.shapes.lines import TaxInput
from models.shapes.members import PayerInvitationInput
from models.shapes.parties import PayerPatch
from models.shapes.payment_methods import MandateInput, PaymentMethodInput
from models.shapes.reconciliation import RunInput
from models.shapes.schedules import Every, ScheduleInput
from models.shapes.webhooks import WebhookEndpointInput
from models.tables.payment_methods import PaymentMethod
from models.tables.proofs import Proof
from models.tables.reminders import Reminder
from models.webhooks import endpoints
from tests import factories
from tests.api.operations import Operation
from tests.api.people import PDF, Person, Shop
from tests.books import Book, line, open_book
from tests.pictures import picture


@dataclass(frozen=True)
class World:
    """Ids of everything that belongs to one receiver, and the credentials of everybody around it.

    `ids` maps the kind of an object to the id as clients send it, and the kinds of secrets in paths to those;
    `credentials` maps the name of a caller to a bearer token.
    """

    ids: dict[str, str]
    credentials: dict[str, str]
    user_ids: dict[str, uuid.UUID]
    shop: Shop
    draft_id: str

    def person(self, name: str) -> Person:
        """Whoever has these credentials; an admin acts for a reason."""
        session = {"access_token": self.credentials[name]}
        if name in self.user_ids:
            session["user"] = {"id": ids.encode("user", self.user_ids[name])}
        return Person(self.shop.owner.http, session, reason="ticket 4711" if name == "admin" else None)

    def caller_of(self, operation: Operation) -> Person:
        """Somebody who may do that."""
        return self.person("admin") if operation.is_for_admins else self.shop.owner


async def open_world(http: httpx.AsyncClient) -> World:
    """A fresh one; nothing in it is shared with another."""
    book, foreign = await _printable_book(), await open_book(name="Another receiver")
    receiver_id, payer_id = book.receiver["id"], book.payer["id"]
    complete = [line(taxes=[TaxInput(name="VAT", percent="0", category="Z")])]
    draft = await book.draft(lines=complete)
    file = files.inspect("plan.pdf", PDF + draft["id"].bytes)
    attachment, _ = await attachments.add(book.owner, draft["id"], file)
    invoice = await issuing.finalize(book.owner, draft["id"])
    async with database.transaction():
        await collections.enrol([invoice])
    mail, _ = await sending.send(book.owner, invoice["id"], SendInput(to="grace@example.com"))
    await rows.insert(
        Reminder(
            receiver_id=receiver_id,
            invoice_id=invoice["id"],
            position=1,
            days=7,
            due_on=invoice["due_on"],
            status="skipped",
            reason="in_flight",
        )
    )
    payment = await book.pay(await book.invoice(), amount=5_000)
    refund = await book.refund(payment, amount=1_000)
    # The payer has credit.
    await book.pay(await book.invoice(), amount=10_100)
    await _proof(receiver_id, payment["id"])
    await logos.put(book.owner, receiver_id, picture())
    credit_note = await book.credit(await book.invoice(lines=complete), amount=1_000)
    write_off = await book.write_off(await book.invoice(), amount=100)
    cheque = await book.pay(await book.invoice(), method="cheque")
    await cheques.clear(book.owner, cheque["id"])
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    account = await gateway_accounts.create(
        book.owner,
        GatewayAccountInput(
            receiver_id=book.receiver_id,
            gateway="simulator",
            credentials={
                "account": f"acct_{ids.new().hex[:12]}",
                "api_key": f"sk_sim_{ids.new().hex}",
                "webhook_secret": "whsec_" + "c" * 43 + "=",
            },
        ),
    )
    endpoint, _ = await endpoints.create(
        book.owner, WebhookEndpointInput(receiver_id=book.receiver_id, url="https://example.com/hooks")
    )
    delivery = await endpoints.ping(book.owner, endpoint["id"])
    run, _ = await runs.request(book.owner, RunInput(gateway_account_id=ids.encode("gateway_account", account["id"])))
    discrepancy_id = await _discrepancy(receiver_id, account["id"], run["id"])
    callback_id = await _callback(receiver_id, account["id"])
    schedule = await schedules.create(
        book.owner,
        ScheduleInput(
            receiver_id=book.receiver_id,
            payer_id=book.payer_id,
            invoice=InvoiceContents(lines=[line()]),
            every=Every(months=1),
            starts_on=datetime.date(clock.now().year + 2, 1, 31),
        ),
    )
    key, owner_key = await api_keys.create(book.owner, ApiKeyInput(name="All", scopes=sorted(SCOPES)))
    logins = {
        "owner": book.owner.user_id,
        "manager": (await book.member("manager")).user_id,
        "viewer": (await book.member("viewer")).user_id,
        "payer": (await book.payer_login()).user_id,
        "stranger": await factories.user(),
        "other owner": foreign.owner.user_id,
        "admin": await factories.user(role="admin"),
    }
    user_ids = {name: user_id for name, user_id in logins.items() if user_id is not None}
    credentials = {name: await log_in(user_id) for name, user_id in user_ids.items()}
    credentials["expired"] = await expired_token(user_ids["owner"])
    credentials["deactivated"] = await deactivated_token(receiver_id)
    credentials["key"] = owner_key
    credentials["foreign key"] = await a_key(foreign.owner.user_id, *SCOPES)
    credentials["revoked key"] = await a_key(book.owner.user_id, *SCOPES, revoked=True)
    unclaimed = await factories.payer(receiver_id)
    invited = await invitations.invite_payer(book.owner, unclaimed, PayerInvitationInput(email="grace@example.com"))
    token = secrets.token()
    await database.execute("UPDATE action_tokens SET digest = $2 WHERE id = $1", invited["id"], secrets.digest(token))
    found = {
        "receiver": receiver_id,
        "member": await _first("receiver_members", receiver_id, user_id=user_ids["owner"]),
        "payer": payer_id,
        "invoice": invoice["id"],
        "invoice_mail": mail.id,
        "credit_note": credit_note["id"],
        "write_off": write_off["id"],
        "attachment": attachment.id,
        "schedule": schedule.id,
        "payment": payment["id"],
        "refund": refund["id"],
        "reversal": await _first("reversals", receiver_id),
        "payment_method": (await a_payment_method(book, account["id"])).id,
        "dispute": await a_dispute(receiver_id, account["id"]),
        "receipt": (await receipts.of_payment(book.owner, payment["id"]))["id"],
        "gateway_account": account["id"],
        "webhook_endpoint": endpoint["id"],
        "webhook_delivery": delivery["id"],
        "event": await _first("events", receiver_id),
        "ledger_account": await _first("ledger_accounts", receiver_id),
        "ledger_transaction": await _first("ledger_transactions", receiver_id),
        "reconciliation_run": run["id"],
        "discrepancy": discrepancy_id,
        "callback": callback_id,
        "audit_entry": await _first("audit_log", receiver_id),
        "api_key": key["id"],
        "invitation": invited["id"],
        # Nobody else in this world: what admins do to them changes nothing for the others.
        "user": await factories.user(),
        "session": tokens.verify(credentials["owner"]).session_id,
    }
    await storage.ask("invoice", invoice["id"])
    await storage.ask("credit_note", credit_note["id"])
    while await making.make_due():
        pass
    texts = {kind: ids.encode(kind, identifier) for kind, identifier in found.items() if identifier is not None}
    owner = Person(http, {"access_token": credentials["owner"], "user": {"id": ids.encode("user", user_ids["owner"])}})
    texts["admin"] = ids.encode("user", await factories.user(role="admin"))
    texts["invitation_token"] = token
    texts["receipt_hash"] = "0" * 64
    texts["pay_code_picture"] = "epc.svg"
    texts["pay_link_token"] = pay_token(await owner.read(f"/v1/invoices/{texts['invoice']}"))
    return World(
        ids=texts,
        credentials=credentials,
        user_ids=user_ids,
        shop=Shop(
            owner,
            receiver=await owner.read(f"/v1/receivers/{texts['receiver']}"),
            payer=await owner.read(f"/v1/payers/{texts['payer']}"),
        ),
        draft_id=ids.encode("invoice", (await book.draft())["id"]),
    )


@asynccontextmanager
async def untouched() -> AsyncIterator[None]:
    """Rolls back what happens meanwhile: operations join this transaction, so everybody finds the world as it was."""
    async with database.transaction() as transaction:
        yield
        await transaction.rollback()


def pay_token(invoice: dict[str, Any]) -> str:
    """The token of an issued invoice's pay link."""
    return str(invoice["pay_url"]).rpartition("/")[2]


async def _printable_book() -> Book:
    """With all that an e-invoice and a pay code want of the parties."""
    address, iban = Address(city="Berlin"), "DE89370400440532013000"
    book = await open_book(address=address, country="DE", tax_id="DE136695976", bank_account=iban)
    printed = PayerPatch(address=AddressPatch(city="Paris"), country="FR")
    await payers.update(book.owner, book.payer["id"], printed, version=None)
    return book


async def log_in(user_id: uuid.UUID) -> str:
    """An access token, as a login gives it."""
    async with database.transaction():
        grant = await sessions.begin(await users.get(user_id), address=None, user_agent=None)
    assert grant is not None
    return grant.access_token


async def a_key(user_id: uuid.UUID | None, *scopes: str, revoked: bool = False) -> str:
    """The secret of an API key with these scopes."""
    assert user_id is not None
    caller = await users.caller(user_id)
    row, secret = await api_keys.create(caller, ApiKeyInput(name="Key", scopes=sorted(scopes)))
    if revoked:
        await api_keys.revoke(caller, row["id"], version=None)
    return secret


async def expired_token(user_id: uuid.UUID) -> str:
    """An access token whose time is over, of a session that goes on."""
    with clock.moved_to(clock.now() - datetime.timedelta(hours=1)):
        return await log_in(user_id)


async def deactivated_token(receiver_id: uuid.UUID) -> str:
    """The access token of an owner who has been deactivated since."""
    user_id = (await factories.member(receiver_id, role="owner")).user_id
    assert user_id is not None
    token = await log_in(user_id)
    await database.execute("UPDATE users SET status = 'deactivated' WHERE id = $1", user_id)
    return token


async def _first(table: str, receiver_id: uuid.UUID, *, user_id: uuid.UUID | None = None) -> Any:
    return await database.fetch_value(
        object,
        f"SELECT id FROM {table} WHERE receiver_id = $1 {'AND user_id = $2' if user_id else ''} ORDER BY id LIMIT 1",
        *([receiver_id, user_id] if user_id else [receiver_id]),
    )


async def _callback(receiver_id: uuid.UUID, account_id: uuid.UUID) -> uuid.UUID:
    """One that was given up."""
    identifier = ids.new()
    await database.execute(
        "INSERT INTO callbacks (id, receiver_id, gateway_account_id, message_key, fact, status, attempts, "
        "next_attempt_at, error) VALUES ($1, $2, $3, $4, '', 'exhausted', 49, now(), 'It cannot be read.')",
        identifier,
        receiver_id,
        account_id,
        identifier.bytes,
    )
    return identifier


async def _proof(receiver_id: uuid.UUID, payment_id: uuid.UUID) -> None:
    """Somebody has shown that they have paid, before it was decided."""
    async with database.transaction():
        # A trigger would refuse it by now.
        await database.execute("SET LOCAL session_replication_role = replica")
        await rows.insert(
            Proof(
                receiver_id=receiver_id,
                payment_id=payment_id,
                name="slip.pdf",
                media_type="application/pdf",
                size=len(PDF),
                digest=hashlib.sha256(PDF).digest(),
            )
        )
        await database.execute(
            "INSERT INTO proof_contents (proof_id, content) SELECT id, $2 FROM proofs WHERE payment_id = $1",
            payment_id,
            PDF,
        )


async def a_payment_method(book: Book, account_id: uuid.UUID) -> PaymentMethod:
    """A card that the payer has saved for that gateway account."""
    return await payment_methods.create(
        book.owner,
        PaymentMethodInput(
            payer_id=book.payer_id,
            gateway_account_id=ids.encode("gateway_account", account_id),
            token="tok_success",
            mandate=MandateInput(accepted_at=clock.now(), text="You may charge this card."),
        ),
    )


async def a_dispute(receiver_id: uuid.UUID, account_id: uuid.UUID) -> uuid.UUID:
    """That somebody disputes a part of a receiver's payment, told by that gateway account."""
    identifier = ids.new()
    await database.execute(
        "INSERT INTO disputes (id, receiver_id, payer_id, payment_id, gateway_account_id, gateway_dispute_id, status, "
        "currency, amount) SELECT $1, receiver_id, payer_id, id, $3, $4, 'warning', currency, 100 FROM payments "
        "WHERE receiver_id = $2 LIMIT 1",
        identifier,
        receiver_id,
        account_id,
        f"dp_{identifier.hex}",
    )
    return identifier


async def _discrepancy(receiver_id: uuid.UUID, account_id: uuid.UUID, run_id: uuid.UUID) -> uuid.UUID:
    identifier = ids.new()
    await database.execute(
        "INSERT INTO discrepancies (id, receiver_id, gateway_account_id, run_id, gateway_payment_id, kind, currency, "
        "amount_there, status_there) VALUES ($1, $2, $3, $4, $5, 'missing_here', 'EUR', 100, 'succeeded')",
        identifier,
        receiver_id,
        account_id,
        run_id,
        f"pi_{identifier.hex}",
    )
    return identifier
