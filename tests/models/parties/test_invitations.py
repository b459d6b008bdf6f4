"""Invitations: by mail, accepted once by whoever holds the token, and refused in every other case."""

import asyncio
import datetime
import re

import pytest

from models import clock, database, errors, ids, lists, secrets
from models.access import Caller
from models.identity import users
from models.parties import invitations, members, payers
from models.shapes import members as shapes
from models.shapes.members import MemberInvitationInput, PayerInvitationInput
from models.tables.mail import ActionToken
from tests import factories
from tests.books import open_book

pytestmark = pytest.mark.usefixtures("pool")


async def mailed_text(email: str) -> str:
    """What the last mail to that address says; its body is encrypted at rest."""
    row = await database.fetch_row(
        "SELECT id, body FROM mails WHERE lower(recipient) = lower($1) ORDER BY id DESC LIMIT 1", email
    )
    assert row is not None
    return secrets.decrypt(row["body"], context=f"mail:{row['id']}").decode()


async def mailed_token(email: str) -> str:
    """The token in the last mail to that address."""
    found = re.search(r"/v1/invitations/([A-Za-z0-9_-]{43})/accept", await mailed_text(email))
    assert found is not None
    return found.group(1)


def an_address() -> str:
    return f"{ids.new().hex}@example.com"


async def somebody() -> Caller:
    return await users.caller(await factories.user(name="Grace"))


async def invited_member(receiver: factories.Receiver, role: str = "manager") -> str:
    email = an_address()
    await invitations.invite_member(receiver.caller, receiver.id, MemberInvitationInput(email=email, role=role))
    return await mailed_token(email)


async def test_an_accepted_invitation_makes_a_member() -> None:
    receiver, grace = await factories.receiver(), await somebody()
    email = an_address()
    row = await invitations.invite_member(
        receiver.caller, receiver.id, MemberInvitationInput(email=email, role="manager")
    )
    assert shapes.invitation(row).status == "pending"
    accepted = await invitations.accept(grace, await mailed_token(email))
    assert accepted["id"] == row["id"]
    assert shapes.invitation(accepted).status == "accepted"
    assert grace.user_id is not None
    assert (await users.caller(grace.user_id)).roles == {receiver.id: "manager"}
    actions = await database.fetch("SELECT action FROM audit_log WHERE receiver_id = $1 ORDER BY id", receiver.id)
    assert [action["action"] for action in actions] == ["invitation.sent", "member.added", "invitation.accepted"]


async def test_the_token_is_in_the_mail_and_nowhere_else() -> None:
    receiver = await factories.receiver()
    token = await invited_member(receiver)
    for table in ("action_tokens", "mails", "audit_log", "events"):
        rows = await database.fetch(f"SELECT {table}::text AS text FROM {table}")
        assert not any(token in row["text"] for row in rows), table


async def test_an_invitation_works_once_even_when_two_accept_it_at_once() -> None:
    receiver = await factories.receiver()
    token = await invited_member(receiver)
    callers = [await somebody() for _ in range(4)]
    outcomes = await asyncio.gather(*(invitations.accept(caller, token) for caller in callers), return_exceptions=True)
    assert sum(isinstance(outcome, errors.ActionTokenRefused) for outcome in outcomes) == 3
    page = await members.list_page(receiver.caller, receiver.id, role=None, limit=10, after=None)
    assert len(page.rows) == 2


async def test_a_token_that_is_unknown_expired_revoked_replaced_or_of_another_kind_is_refused_alike() -> None:
    receiver, grace = await factories.receiver(), await somebody()
    email = an_address()
    given = MemberInvitationInput(email=email, role="viewer")
    await invitations.invite_member(receiver.caller, receiver.id, given)
    replaced = await mailed_token(email)
    row = await invitations.invite_member(receiver.caller, receiver.id, given)
    revoked = await mailed_token(email)
    await invitations.revoke(receiver.caller, row["id"])
    reset = secrets.token()
    await database.execute(
        "INSERT INTO action_tokens (id, kind, digest, email, user_id, expires_at) "
        "VALUES ($1, 'reset_password', $2, 'x@example.com', $3, now() + interval '1 hour')",
        ids.new(),
        secrets.digest(reset),
        grace.user_id,
    )
    expired = await invited_member(receiver)
    messages = set()
    for token in (secrets.token(), "", replaced, revoked, reset):
        with pytest.raises(errors.ActionTokenRefused) as refused:
            await invitations.accept(grace, token)
        messages.add(refused.value.message)
    with clock.moved_to(clock.now() + datetime.timedelta(days=14)), pytest.raises(errors.ActionTokenRefused) as late:
        await invitations.accept(grace, expired)
    assert messages == {late.value.message}
    await invitations.accept(grace, expired)


async def test_only_owners_invite_members_and_nobody_who_is_one_already() -> None:
    receiver = await factories.receiver()
    manager = await factories.member(receiver.id, role="manager")
    given = MemberInvitationInput(email=an_address(), role="viewer")
    with pytest.raises(errors.Forbidden):
        await invitations.invite_member(manager, receiver.id, given)
    with pytest.raises(errors.NotFound):
        await invitations.invite_member(await somebody(), receiver.id, given)
    known = await database.fetch_value(object, "SELECT email FROM users WHERE id = $1", manager.user_id)
    with pytest.raises(errors.AlreadyMember):
        await invitations.invite_member(
            receiver.caller, receiver.id, MemberInvitationInput(email=known.upper(), role="owner")
        )


async def test_a_member_who_accepts_again_keeps_the_role_and_the_token_still_works_for_another() -> None:
    receiver = await factories.receiver()
    viewer = await factories.member(receiver.id, role="viewer")
    token = await invited_member(receiver, "owner")
    with pytest.raises(errors.AlreadyMember):
        await invitations.accept(viewer, token)
    assert viewer.user_id is not None
    assert (await users.caller(viewer.user_id)).roles == {receiver.id: "viewer"}
    await invitations.accept(await somebody(), token)


async def test_what_a_former_owner_has_offered_is_not_to_be_had() -> None:
    receiver = await factories.receiver()
    second = await factories.member(receiver.id, role="owner")
    email = an_address()
    await invitations.invite_member(second, receiver.id, MemberInvitationInput(email=email, role="owner"))
    token = await mailed_token(email)
    row = await database.fetch_row("SELECT id FROM receiver_members WHERE user_id = $1", second.user_id)
    assert row is not None
    await members.change_role(receiver.caller, receiver.id, row["id"], role="viewer")
    with pytest.raises(errors.ActionTokenRefused):
        await invitations.accept(await somebody(), token)


async def test_a_claimed_payer_sees_their_invoices_and_nothing_before() -> None:
    book = await open_book()
    invoice = await book.invoice()
    await database.execute("UPDATE payers SET email = $2 WHERE id = $1", book.payer["id"], email := an_address())
    # Somebody with the same, verified address has no part in it until they accept.
    grace_id = await factories.user(name="Grace")
    await database.execute("UPDATE users SET email = $2, email_verified_at = now() WHERE id = $1", grace_id, email)
    assert (await users.caller(grace_id)).payer_ids == frozenset()
    await invitations.invite_payer(book.owner, book.payer["id"], PayerInvitationInput())
    await invitations.accept(await users.caller(grace_id), await mailed_token(email))
    grace = await users.caller(grace_id)
    assert grace.payer_ids == {book.payer["id"]}
    assert grace.may("payments.pay", receiver_id=invoice["receiver_id"], payer_id=invoice["payer_id"])
    assert not grace.may("invoices.write", receiver_id=invoice["receiver_id"], payer_id=invoice["payer_id"])


async def test_a_claimed_payer_is_not_claimed_again_until_unlinked_by_either_side() -> None:
    book = await open_book()
    payer_id = book.payer["id"]
    given = PayerInvitationInput(email=an_address())
    await invitations.invite_payer(book.owner, payer_id, given)
    token = await mailed_token(given.email or "")
    await book.payer_login()
    with pytest.raises(errors.PayerLinked):
        await invitations.accept(await somebody(), token)
    with pytest.raises(errors.PayerLinked):
        await invitations.invite_payer(book.owner, payer_id, given)
    await payers.unlink(book.owner, payer_id, version=None)
    grace = await somebody()
    await invitations.accept(grace, token)
    assert grace.user_id is not None
    linked = await users.caller(grace.user_id)
    await payers.unlink(linked, payer_id, version=None)
    assert (await users.caller(grace.user_id)).payer_ids == frozenset()
    with pytest.raises(errors.PayerNotLinked):
        await payers.unlink(book.owner, payer_id, version=None)


async def test_racing_acceptances_of_two_invitations_link_one_user() -> None:
    for _ in range(3):
        book = await open_book()
        given = PayerInvitationInput(email=an_address())
        await invitations.invite_payer(book.owner, book.payer["id"], given)
        token = await mailed_token(given.email or "")
        callers = [await somebody() for _ in range(3)]
        outcomes = await asyncio.gather(
            *(invitations.accept(caller, token) for caller in callers),
            invitations.invite_payer(book.owner, book.payer["id"], given),
            return_exceptions=True,
        )
        refused = (errors.ActionTokenRefused, errors.PayerLinked)
        assert all(isinstance(outcome, (*refused, ActionToken)) for outcome in outcomes), outcomes
        linked = await database.fetch_value(object, "SELECT user_id FROM payers WHERE id = $1", book.payer["id"])
        winners = [
            caller.user_id
            for caller, outcome in zip(callers, outcomes, strict=False)
            if not isinstance(outcome, Exception)
        ]
        assert winners == ([linked] if linked else [])


async def test_a_payer_that_is_archived_foreign_or_without_an_address_is_not_invited() -> None:
    book, other = await open_book(), await open_book()
    payer_id = book.payer["id"]
    with pytest.raises(errors.Invalid, match="no e-mail address"):
        await invitations.invite_payer(book.owner, payer_id, PayerInvitationInput())
    given = PayerInvitationInput(email=an_address())
    with pytest.raises(errors.NotFound):
        await invitations.invite_payer(other.owner, payer_id, given)
    with pytest.raises(errors.Forbidden):
        await invitations.invite_payer(await book.member("viewer"), payer_id, given)
    await invitations.invite_payer(book.owner, payer_id, given)
    token = await mailed_token(given.email or "")
    await database.execute("UPDATE payers SET status = 'archived' WHERE id = $1", payer_id)
    with pytest.raises(errors.PayerArchived):
        await invitations.invite_payer(book.owner, payer_id, given)
    with pytest.raises(errors.PayerArchived):
        await invitations.accept(await somebody(), token)


async def test_an_archived_receiver_invites_nobody_and_its_invitations_are_refused() -> None:
    receiver = await factories.receiver()
    token = await invited_member(receiver)
    await database.execute("UPDATE receivers SET status = 'archived' WHERE id = $1", receiver.id)
    with pytest.raises(errors.ReceiverArchived):
        await invited_member(receiver)
    with pytest.raises(errors.ReceiverArchived):
        await invitations.accept(await somebody(), token)


async def test_invitations_are_seen_by_the_receivers_people_and_revoked_by_who_may_invite() -> None:
    receiver, other = await factories.receiver(), await factories.receiver()
    manager = await factories.member(receiver.id, role="manager")
    viewer = await factories.member(receiver.id, role="viewer")
    row = await invitations.invite_member(
        receiver.caller, receiver.id, MemberInvitationInput(email=an_address(), role="viewer")
    )
    for caller, sees in ((receiver.caller, True), (manager, True), (viewer, True), (other.caller, False)):
        page = await invitations.list_page(caller, filters=lists.Filters(), limit=10, after=None)
        assert (row["id"] in {found["id"] for found in page.rows}) is sees
    for caller, refusal in ((viewer, errors.Forbidden), (manager, errors.Forbidden), (other.caller, errors.NotFound)):
        with pytest.raises(refusal):
            await invitations.revoke(caller, row["id"])
    await invitations.revoke(receiver.caller, row["id"])
    assert shapes.invitation(await invitations.get(receiver.caller, row["id"])).status == "expired"


async def test_links_for_passwords_are_no_invitations_not_even_for_an_admin() -> None:
    user_id, token_id = await factories.user(), ids.new()
    await database.execute(
        "INSERT INTO action_tokens (id, kind, digest, email, user_id, expires_at) "
        "VALUES ($1, 'reset_password', $2, 'x@example.com', $3, now() + interval '1 hour')",
        token_id,
        secrets.digest(secrets.token()),
        user_id,
    )
    admin = Caller(key="admin", user_id=await factories.user(role="admin"), is_admin=True, reason="curious")
    with pytest.raises(errors.NotFound):
        await invitations.get(admin, token_id)
    with pytest.raises(errors.NotFound):
        await invitations.revoke(admin, token_id)


async def test_a_receivers_name_writes_no_mail_of_its_own() -> None:
    receiver = await factories.receiver(name="Bank\n\nYour account is locked: {token} " + "x" * 150)
    email = an_address()
    await invitations.invite_member(receiver.caller, receiver.id, MemberInvitationInput(email=email, role="viewer"))
    first_line = (await mailed_text(email)).splitlines()[0]
    assert first_line.startswith("Bank Your account is locked: {token} xxx")
    assert first_line.endswith("x invites you to work with them on their invoices. Your role: viewer.")
    assert len(first_line) < 170
