"""Users, admins, and the erasure of personal data."""

import asyncio
import uuid

import pytest

from models import database, errors, ids, lists
from models.access import Caller
from models.identity import api_keys, sessions, users
from models.identity import people as subject
from models.parties import invitations, payers
from models.shapes import billing as invoice_shapes
from models.shapes.identity import ApiKeyInput, UserPatch
from models.shapes.members import PayerInvitationInput
from models.shapes.parties import PayerPatch
from tests import factories
from tests.books import assert_books_balance, events_of, invoice_now, open_book
from tests.models.leaks import tables_with

pytestmark = pytest.mark.usefixtures("pool")


async def an_admin(reason: str | None = "ticket 4711") -> Caller:
    user_id = await factories.user(role="admin")
    return Caller(key=f"user:{user_id}", user_id=user_id, is_admin=True, reason=reason)


@pytest.fixture
async def the_only_admin() -> Caller:
    """An admin beside whom there is none; other tests leave theirs behind."""
    await database.execute("UPDATE users SET role = 'member' WHERE role = 'admin'")
    return await an_admin()


async def active_admins() -> int:
    count: int = await database.fetch_value(
        object, "SELECT count(*) FROM users WHERE role = 'admin' AND status = 'active'"
    )
    return count


async def test_users_are_for_admins_only() -> None:
    user_id = await factories.user()
    caller = await users.caller(user_id)
    for refused in (
        subject.get(caller, user_id),
        subject.list_page(caller, filters=lists.Filters(), limit=1, after=None),
        subject.update(caller, user_id, UserPatch(name="Me"), version=None),
        subject.erase(caller, user_id, version=None),
        subject.list_admins(caller, limit=1, after=None),
        subject.grant_admin(caller, user_id),
        subject.revoke_admin(caller, user_id, version=None),
    ):
        with pytest.raises(errors.Forbidden):
            await refused


async def test_an_admin_who_changes_something_says_why() -> None:
    user_id = await factories.user()
    admin = await an_admin(reason=None)
    assert (await subject.get(admin, user_id))["id"] == user_id
    for refused in (
        subject.update(admin, user_id, UserPatch(name="Me"), version=None),
        subject.erase(admin, user_id, version=None),
        subject.grant_admin(admin, user_id),
        subject.revoke_admin(admin, user_id, version=None),
    ):
        with pytest.raises(errors.ReasonRequired, match="Quittance-Reason"):
            await refused


async def test_a_deactivated_user_is_out_at_once_and_can_be_let_in_again() -> None:
    user_id, admin = await factories.user(), await an_admin()
    _, secret = await api_keys.create(await users.caller(user_id), ApiKeyInput(name="Export", scopes=["invoices:read"]))
    async with database.transaction():
        grant = await sessions.begin(await users.get(user_id), address=None, user_agent=None)
    assert grant is not None
    await sessions.caller(grant.access_token)
    await subject.update(admin, user_id, UserPatch(status="deactivated"), version=None)
    for door, credential in ((sessions.caller, grant.access_token), (api_keys.caller, secret)):
        with pytest.raises(errors.Unauthenticated):
            await door(credential)
    row = await subject.update(admin, user_id, UserPatch(status="active", name="Grace"), version=None)
    assert (row["status"], row["name"]) == ("active", "Grace")
    # The key works again; the session has ended for good.
    assert (await api_keys.caller(secret)).user_id == user_id
    with pytest.raises(errors.Unauthenticated):
        await sessions.caller(grant.access_token)


async def test_a_user_is_changed_only_at_the_version_that_was_read() -> None:
    user_id, admin = await factories.user(), await an_admin()
    with pytest.raises(errors.PreconditionFailed):
        await subject.update(admin, user_id, UserPatch(name="Grace"), version=7)
    with pytest.raises(errors.NotFound):
        await subject.update(admin, ids.new(), UserPatch(name="Grace"), version=None)
    with pytest.raises(errors.NotFound):
        await subject.get(admin, None)


async def test_admins_are_made_listed_and_unmade() -> None:
    user_id, admin = await factories.user(), await an_admin()
    assert (await subject.grant_admin(admin, user_id))["role"] == "admin"
    again = await subject.grant_admin(admin, user_id)
    assert (await users.caller(user_id)).is_admin
    listed = await subject.list_admins(admin, limit=100, after=None)
    assert {user_id, admin.user_id} <= {row["id"] for row in listed.rows}
    assert (await subject.revoke_admin(admin, user_id, version=None))["version"] == again["version"] + 1
    assert not (await users.caller(user_id)).is_admin
    with pytest.raises(errors.NotFound):
        await subject.revoke_admin(admin, user_id, version=None)


async def test_somebody_who_cannot_log_in_is_not_made_an_admin() -> None:
    user_id, admin = await factories.user(), await an_admin()
    await subject.update(admin, user_id, UserPatch(status="deactivated"), version=None)
    with pytest.raises(errors.Invalid):
        await subject.grant_admin(admin, user_id)


async def test_the_last_admin_is_neither_revoked_deactivated_nor_erased(the_only_admin: Caller) -> None:
    admin = the_only_admin
    out_of_office = await an_admin()
    await subject.update(admin, out_of_office.user_id, UserPatch(status="deactivated"), version=None)
    for refused in (
        subject.revoke_admin(admin, admin.user_id, version=None),
        subject.update(admin, admin.user_id, UserPatch(status="deactivated"), version=None),
        subject.erase(admin, admin.user_id, version=None),
        subject.close(admin, version=None),
    ):
        with pytest.raises(errors.LastAdmin):
            await refused
    assert await active_admins() == 1


async def test_admins_who_remove_each_other_at_once_leave_one(the_only_admin: Caller) -> None:
    for _ in range(5):
        await database.execute("UPDATE users SET role = 'member' WHERE role = 'admin'")
        admins = [await an_admin() for _ in range(3)]
        first, second, third = admins
        outcomes = await asyncio.gather(
            subject.revoke_admin(first, second.user_id, version=None),
            subject.update(second, third.user_id, UserPatch(status="deactivated"), version=None),
            subject.erase(third, first.user_id, version=None),
            subject.revoke_admin(second, first.user_id, version=None),
            return_exceptions=True,
        )
        broken = [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, errors.Refused)]
        assert broken == []
        assert await active_admins() == 1


async def test_nothing_of_an_erased_user_is_left_and_the_account_does_not_come_back() -> None:
    mark = uuid.uuid4().hex
    user_id, admin = await factories.user(name=f"Grace {mark}"), await an_admin()
    await database.execute("UPDATE users SET email = $2 WHERE id = $1", user_id, f"{mark}@example.com")
    book = await open_book()
    await invitations.invite_payer(book.owner, book.payer["id"], PayerInvitationInput(email=f"{mark}@example.com"))
    await database.execute("UPDATE payers SET user_id = $2 WHERE id = $1", book.payer["id"], user_id)
    await factories.member(book.receiver["id"], role="manager", user_id=user_id)
    caller = await users.caller(user_id)
    key, secret = await api_keys.create(caller, ApiKeyInput(name=f"{mark}'s key", scopes=["invoices:read"]))
    async with database.transaction():
        await sessions.begin(await users.get(user_id), address="192.0.2.7", user_agent=f"{mark}'s browser")
    assert len(await tables_with(mark)) >= 4
    row = await subject.erase(admin, user_id, version=None)
    assert await tables_with(mark) == []
    assert (row["status"], row["role"], row["name"]) == ("deactivated", "member", "Erased")
    assert (await api_keys.get(admin, key["id"]))["revoked_at"] is not None
    with pytest.raises(errors.Unauthenticated):
        await api_keys.caller(secret)
    assert (await payers.get(book.owner, book.payer["id"]))["user_id"] is None
    assert await database.fetch("SELECT id FROM receiver_members WHERE user_id = $1", user_id) == []
    with pytest.raises(errors.UserErased):
        await subject.update(admin, user_id, UserPatch(status="active"), version=None)
    assert (await subject.erase(admin, user_id, version=None))["version"] == row["version"]


async def test_the_last_owner_of_a_receiver_is_not_erased_before_there_is_another() -> None:
    receiver, admin = await factories.receiver(), await an_admin()
    with pytest.raises(errors.LastOwner):
        await subject.erase(admin, receiver.user_id, version=None)
    with pytest.raises(errors.LastOwner):
        await subject.close(receiver.caller, version=None)
    assert (await users.get(receiver.user_id))["status"] == "active"
    await factories.member(receiver.id, role="owner")
    await subject.close(receiver.caller, version=None)
    assert (await users.get(receiver.user_id))["status"] == "deactivated"


async def test_an_erased_payer_leaves_the_books_and_the_issued_documents_as_they_are() -> None:
    book = await open_book()
    mark = uuid.uuid4().hex
    patch = PayerPatch(name=f"Grace {mark}", email=f"{mark}@example.com", metadata={"note": mark})
    await payers.update(book.owner, book.payer["id"], patch, version=None)
    await invitations.invite_payer(book.owner, book.payer["id"], PayerInvitationInput())
    invoice = await book.invoice()
    await book.pay(invoice, amount=4_000)
    grace = await book.payer_login()
    row = await payers.erase(book.owner, book.payer["id"], version=None)
    assert (row["name"], row["email"], row["status"], row["user_id"]) == ("Erased payer", None, "archived", None)
    # The document as it was issued, what it is found by, and the events of the time before, which are kept for a year.
    assert set(await tables_with(mark)) == {"invoices", "invoice_texts", "events"}
    assert invoice_shapes.invoice(await invoice_now(invoice)).payer.name == f"Grace {mark}"
    last = (await events_of(row))[-1]
    assert last["type"] == "payer.deleted"
    assert mark not in str(last)
    assert grace.user_id is not None
    assert (await users.caller(grace.user_id)).payer_ids == frozenset()
    await assert_books_balance()
    assert (await payers.erase(book.owner, book.payer["id"], version=None))["version"] == row["version"]


async def test_only_owners_erase_a_payer() -> None:
    book, other = await open_book(), await open_book()
    with pytest.raises(errors.Forbidden):
        await payers.erase(await book.member("manager"), book.payer["id"], version=None)
    with pytest.raises(errors.Forbidden):
        await payers.erase(await book.payer_login(), book.payer["id"], version=None)
    with pytest.raises(errors.NotFound):
        await payers.erase(other.owner, book.payer["id"], version=None)
