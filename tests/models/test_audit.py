"""The audit log: what is written with a change, and what is never written."""

import asyncio
import datetime
import json
import uuid
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from models import access, audit, database, events, ids, lists, resources
from models.access import Caller
from models.audit import MASK, Origin
from models.billing import issuing
from models.parties import payers, receivers
from models.shapes.parties import PayerInput, PayerPatch, ReceiverPatch
from tests import factories
from tests.books import Book, open_book

pytestmark = pytest.mark.usefixtures("pool")

CANARY = "canary-7f3a1c"
CANARY_EMAIL = f"{CANARY}@example.com"


async def entries(object_id: uuid.UUID) -> list[Any]:
    return await database.fetch("SELECT * FROM audit_log WHERE object_id = $1 ORDER BY id", object_id)


async def record(action: str = "thing.changed", **changed: Any) -> Any:
    object_id = ids.new()
    async with database.transaction():
        await audit.record(action, object_kind="thing", object_id=object_id, **changed)
    return (await entries(object_id))[0]


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


@pytest.fixture
def origin() -> Iterator[Origin]:
    user_id = ids.new()
    caller = Caller(key=f"user:{user_id}", user_id=user_id, api_key_id=ids.new())
    origin = Origin(caller=caller, request_id="request-1", address="192.0.2.7")
    with audit.acting(origin):
        yield origin


async def test_an_entry_says_who_did_what_from_where(origin: Origin) -> None:
    receiver_id = ids.new()
    row = await record("thing.changed", receiver_id=receiver_id, before={"status": "open"}, after={"status": "void"})
    assert row["user_id"] == origin.caller.user_id
    assert (row["caller"], row["api_key_id"]) == (origin.caller.key, origin.caller.api_key_id)
    assert (row["request_id"], row["address"]) == ("request-1", "192.0.2.7")
    assert (row["action"], row["object_kind"], row["receiver_id"]) == ("thing.changed", "thing", receiver_id)
    assert (json.loads(row["before"]), json.loads(row["after"])) == ({"status": "open"}, {"status": "void"})
    assert (row["as_admin"], row["reason"]) == (False, None)
    assert row["position"] is None


async def test_what_no_request_asked_for_is_the_systems() -> None:
    row = await record()
    assert (row["caller"], row["user_id"], row["request_id"], row["address"]) == ("system", None, None, None)
    assert (row["as_admin"], row["reason"]) == (False, None)


async def test_an_entry_outside_of_a_transaction_is_a_mistake() -> None:
    with pytest.raises(AssertionError):
        await audit.record("thing.changed", object_kind="thing", object_id=ids.new())


async def test_an_entry_is_rolled_back_with_its_change() -> None:
    object_id = ids.new()
    async with database.transaction() as transaction:
        await audit.record("thing.changed", object_kind="thing", object_id=object_id)
        await transaction.rollback()
    assert await entries(object_id) == []


async def test_who_has_just_proved_who_they_are_acts_for_themselves(origin: Origin) -> None:
    user_id = ids.new()
    with audit.acting_as(Caller(key=f"user:{user_id}", user_id=user_id)):
        row = await record()
    assert (row["user_id"], row["address"], row["request_id"]) == (user_id, "192.0.2.7", "request-1")
    assert (await record())["user_id"] == origin.caller.user_id


async def test_requests_at_the_same_time_do_not_mix_their_origins() -> None:
    async def act(address: str) -> Any:
        with audit.acting(Origin(address=address)):
            await asyncio.sleep(0)
            return await record()

    rows = await asyncio.gather(*(act(f"192.0.2.{number}") for number in range(1, 9)))
    assert [row["address"] for row in rows] == [f"192.0.2.{number}" for number in range(1, 9)]


# --- masking


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("status", "open", "open"),
        ("amount", 1999, 1999),
        ("overdue", True, True),
        ("due_on", datetime.date(2026, 11, 22), "2026-11-22"),
        ("expires_at", datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC), "2026-11-22T00:00:00Z"),
        ("scopes", ["invoices:read", "payers:write"], ["invoices:read", "payers:write"]),
        ("allocations", [{"invoice_id": "inv_1", "amount": 5, "note": CANARY}], None),
        ("name", CANARY, MASK),
        ("email", CANARY_EMAIL, MASK),
        ("address", {"line1": CANARY}, MASK),
        ("tax_id", CANARY, MASK),
        ("bank_account", CANARY, MASK),
        ("stages", [{"days": 3, "subject": "Grace"}], MASK),
        ("metadata", {"status": CANARY}, MASK),
        ("password_hash", CANARY, MASK),
        ("secret", CANARY, MASK),
        ("a_field_that_nobody_has_thought_of", CANARY, MASK),
        ("a_number_that_nobody_has_thought_of", 4111111111111111, MASK),
        ("status", CANARY_EMAIL, MASK),
        ("number", f"for {CANARY} only", MASK),
        ("failure_code", "x" * 101, MASK),
        ("status", f"{CANARY}\n".encode(), MASK),
        ("scopes", [CANARY_EMAIL], [MASK]),
        ("email", None, None),
    ],
)
async def test_only_fields_that_may_be_shown_are_shown(name: str, value: Any, kept: Any) -> None:
    row = await record(after={name: value})
    expected = kept
    if name == "allocations":
        expected = [{"invoice_id": "inv_1", "amount": 5, "note": MASK}]
    assert json.loads(row["after"]) == {name: expected}


async def test_of_two_states_only_what_differs_is_kept_and_a_masked_field_tells_that_it_changed() -> None:
    before = {"status": "open", "amount": 5, "email": CANARY_EMAIL, "name": "Ada"}
    row = await record(before=before, after=before | {"amount": 6, "email": "ada@example.com"})
    assert json.loads(row["before"]) == {"amount": 5, "email": MASK}
    assert json.loads(row["after"]) == {"amount": 6, "email": MASK}


async def test_clearing_a_personal_field_shows() -> None:
    row = await record(before={"email": CANARY_EMAIL}, after={"email": None})
    assert (json.loads(row["before"]), json.loads(row["after"])) == ({"email": MASK}, {"email": None})


async def test_a_row_of_the_database_can_be_given_as_it_is() -> None:
    user = await database.fetch_row("SELECT * FROM users WHERE id = $1", await factories.user(name=CANARY))
    row = await record(after=user)
    assert json.loads(row["after"])["status"] == "active"
    assert CANARY not in row["after"]
    assert "none" not in row["after"], "the hash of the password"


# --- what is announced


async def test_everything_that_is_announced_is_audited_with_it(origin: Origin) -> None:
    receiver = await factories.receiver()
    payer = await payers.create(
        receiver.caller,
        PayerInput(
            receiver_id=receiver.text_id,
            name=CANARY,
            email=CANARY_EMAIL,
            tax_id=CANARY,
            metadata={CANARY: CANARY},
        ),
    )
    await payers.update(receiver.caller, payer["id"], PayerPatch(email=f"2{CANARY_EMAIL}", country="DE"), version=None)
    await payers.delete(receiver.caller, payer["id"], version=None)
    created, updated, deleted = await entries(payer["id"])
    assert [row["action"] for row in (created, updated, deleted)] == ["payer.created", "payer.updated", "payer.deleted"]
    assert created["before"] is None
    after = json.loads(created["after"])
    assert (after["status"], after["name"], after["email"], after["user_id"]) == ("active", MASK, MASK, None)
    assert json.loads(updated["before"]) == {"email": MASK, "country": None}
    assert json.loads(updated["after"]) == {"email": MASK, "country": MASK}
    assert deleted["after"] is None
    for row in (created, updated, deleted):
        assert row["receiver_id"] == receiver.id
        assert (row["user_id"], row["request_id"]) == (origin.caller.user_id, "request-1")
        assert CANARY not in str(dict(row))


async def test_a_whole_story_leaves_no_canary_in_the_log(book: Book) -> None:
    await database.execute("UPDATE payers SET name = $1, email = $2", CANARY, CANARY_EMAIL)
    await receivers.update(
        book.owner,
        book.receiver["id"],
        ReceiverPatch(name=CANARY, email=CANARY_EMAIL, bank_account=CANARY, metadata={"note": CANARY}),
        version=None,
    )
    await book.pay(await book.invoice(), reference=CANARY, note=CANARY)
    found = await database.fetch("SELECT * FROM audit_log WHERE receiver_id = $1", book.receiver["id"])
    assert {row["action"] for row in found} >= {"receiver.updated", "invoice.finalized", "invoice.paid"}
    for row in found:
        assert CANARY not in str(dict(row))
        assert "/pay/" not in str(dict(row)), "a pay link grants rights"


async def test_every_event_has_exactly_one_entry_of_its_instant(book: Book) -> None:
    await book.pay(await book.invoice())
    counted = await database.fetch(
        """
        SELECT event.id, count(entry.id) AS entries FROM events AS event LEFT JOIN audit_log AS entry
            ON entry.object_id = event.object_id AND entry.action = event.type
                AND entry.created_at = event.created_at AND entry.receiver_id = event.receiver_id
        WHERE event.receiver_id = $1 GROUP BY event.id
        """,
        book.receiver["id"],
    )
    assert len(counted) >= 4
    assert {row["entries"] for row in counted} == {1}


async def test_an_event_without_its_entry_cannot_be() -> None:
    receiver = await factories.receiver()
    announcement = events.Announcement(type="ping", object_kind="ping", object_id=ids.new(), data={})
    # Longer than the log can take, which only the log notices.
    nobody = Caller(key="x" * 65)
    with audit.acting(Origin(caller=nobody)), pytest.raises(asyncpg.StringDataRightTruncationError):
        await _record_event(receiver.id, announcement)
    assert await database.fetch_value(object, "SELECT count(*) FROM events WHERE receiver_id = $1", receiver.id) == 0


async def _record_event(receiver_id: uuid.UUID, announcement: events.Announcement) -> None:
    async with database.transaction():
        await events.record(receiver_id, announcement)


# --- acting as an admin


async def test_an_admin_who_acts_for_a_party_is_visible_with_the_reason(book: Book) -> None:
    invoice = (await book.invoice())["id"]
    admin = Caller(key="user:admin", user_id=ids.new(), is_admin=True, reason="ticket 4711")
    with audit.acting(Origin(caller=admin, request_id="request-2")):
        await issuing.void(admin, invoice, version=None)
    voided = (await entries(invoice))[-1]
    assert (voided["action"], voided["as_admin"], voided["reason"]) == ("invoice.voided", True, "ticket 4711")
    with audit.acting(Origin(caller=admin)):
        row = await record()
    assert row["as_admin"] is False, "one request's rights are not another's"


async def test_an_admin_in_their_own_business_acts_like_anybody() -> None:
    receiver = await factories.receiver()
    caller = Caller(
        key=receiver.caller.key,
        user_id=receiver.user_id,
        is_admin=True,
        roles=receiver.caller.roles,
        reason="because",
    )
    with audit.acting(Origin(caller=caller)):
        await receivers.update(caller, receiver.id, ReceiverPatch(payment_terms_days=7), version=None)
    (row,) = await entries(receiver.id)
    assert (row["as_admin"], row["reason"]) == (False, None)


# --- append-only


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET action = 'nothing' WHERE id = $1",
        "UPDATE audit_log SET before = NULL, after = NULL WHERE id = $1",
        "DELETE FROM audit_log WHERE id = $1",
    ],
)
async def test_an_entry_is_neither_changed_nor_deleted(statement: str) -> None:
    row = await record(after={"status": "open"})
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.execute(statement, row["id"])
    assert await entries(row["object_id"]) == [row]


async def test_the_log_is_not_truncated() -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.execute("TRUNCATE audit_log")


# --- reading


async def actions(caller: Caller, **equal: Any) -> list[str]:
    found = await audit.list_page(caller, filters=lists.Filters(equal=equal), limit=100, after=None)
    return [row["action"] for row in found.rows]


async def test_members_see_what_concerns_their_receiver_and_admins_see_everything() -> None:
    mine, other = await factories.receiver(), await factories.receiver()
    await record("mine.changed", receiver_id=mine.id)
    await record("other.changed", receiver_id=other.id)
    await record("nobodys.changed")
    manager = await factories.member(mine.id, role="manager")
    admin = Caller(key="user:admin", user_id=ids.new(), is_admin=True)
    assert await actions(mine.caller) == await actions(manager) == ["mine.changed"]
    assert {"mine.changed", "other.changed", "nobodys.changed"} <= set(await actions(admin))
    assert await actions(mine.caller, receiver_id=other.id) == []


async def test_the_log_follows_the_table_of_permissions_for_each_receiver_by_itself() -> None:
    managed, viewed = await factories.receiver(), await factories.receiver()
    await record("managed.changed", receiver_id=managed.id)
    await record("viewed.changed", receiver_id=viewed.id)
    caller = Caller(key="user:x", user_id=ids.new(), roles={managed.id: "manager", viewed.id: "viewer"})
    assert access.PERMISSIONS["audit_log.read"].holders == resources.MANAGERS
    assert await actions(caller) == ["managed.changed"]


async def test_a_payer_and_a_stranger_see_nothing() -> None:
    receiver = await factories.receiver()
    payer_id = await factories.payer(receiver.id)
    await record("mine.changed", receiver_id=receiver.id)
    assert await actions(factories.payer_caller(payer_id)) == []
    assert await actions(Caller(key="user:x", user_id=ids.new())) == []
