"""Members of a receiver: who may change them, and that there is always an owner."""

import asyncio
import uuid

import pytest

from models import database, errors, ids
from models.access import Caller
from models.identity import people, users
from models.parties import members
from models.shapes.identity import UserPatch
from models.shapes.members import MemberRow
from tests import factories
from tests.rows import assert_holds

pytestmark = pytest.mark.usefixtures("pool")


async def member_id(receiver_id: uuid.UUID, caller: Caller) -> uuid.UUID:
    found = await database.fetch_value(
        object,
        "SELECT id FROM receiver_members WHERE receiver_id = $1 AND user_id = $2",
        receiver_id,
        caller.user_id,
    )
    assert isinstance(found, uuid.UUID)
    return found


async def owners_of(receiver_id: uuid.UUID) -> int:
    count: int = await database.fetch_value(
        object, "SELECT count(*) FROM receiver_members WHERE receiver_id = $1 AND role = 'owner'", receiver_id
    )
    return count


async def an_admin(reason: str | None = "ticket 4711") -> Caller:
    user_id = await factories.user(role="admin")
    return Caller(key=f"user:{user_id}", user_id=user_id, is_admin=True, reason=reason)


async def test_an_owner_changes_roles_and_removes_members() -> None:
    receiver = await factories.receiver()
    viewer = await factories.member(receiver.id, role="viewer")
    identifier = await member_id(receiver.id, viewer)
    row = await members.change_role(receiver.caller, receiver.id, identifier, role="manager")
    assert (row["role"], row["user_id"], row["name"]) == ("manager", viewer.user_id, "Ada")
    assert viewer.user_id is not None
    assert (await users.caller(viewer.user_id)).roles == {receiver.id: "manager"}
    await members.remove(receiver.caller, receiver.id, identifier)
    assert (await users.caller(viewer.user_id)).roles == {}
    with pytest.raises(errors.NotFound):
        await members.get(receiver.caller, receiver.id, identifier)


async def test_each_change_of_a_member_is_in_the_receivers_audit_log() -> None:
    receiver = await factories.receiver()
    viewer = await factories.member(receiver.id, role="viewer")
    identifier = await member_id(receiver.id, viewer)
    await members.change_role(receiver.caller, receiver.id, identifier, role="manager")
    await members.remove(receiver.caller, receiver.id, identifier)
    entries = await database.fetch(
        "SELECT action, receiver_id, before->>'role' AS old, after->>'role' AS new FROM audit_log "
        "WHERE object_id = $1 ORDER BY id",
        identifier,
    )
    assert [tuple(entry) for entry in entries] == [
        ("member.updated", receiver.id, "viewer", "manager"),
        ("member.removed", receiver.id, "manager", None),
    ]


@pytest.mark.parametrize("role", ["manager", "viewer"])
async def test_only_owners_change_members_but_everybody_may_leave(role: str) -> None:
    receiver = await factories.receiver()
    member = await factories.member(receiver.id, role=role)
    owner = await member_id(receiver.id, receiver.caller)
    with pytest.raises(errors.Forbidden):
        await members.change_role(member, receiver.id, owner, role="viewer")
    with pytest.raises(errors.Forbidden):
        await members.remove(member, receiver.id, owner)
    own = await member_id(receiver.id, member)
    with pytest.raises(errors.Forbidden):
        await members.change_role(member, receiver.id, own, role="owner")
    await members.remove(member, receiver.id, own)
    with pytest.raises(errors.NotFound):
        await members.get(receiver.caller, receiver.id, own)


async def test_members_of_another_receiver_are_not_found_by_any_path() -> None:
    mine, yours = await factories.receiver(), await factories.receiver()
    your_member = await member_id(yours.id, yours.caller)
    for receiver_id in (mine.id, yours.id, ids.new(), None):
        with pytest.raises(errors.NotFound):
            await members.get(mine.caller, receiver_id, your_member)
        with pytest.raises(errors.NotFound):
            await members.remove(mine.caller, receiver_id, your_member)
        with pytest.raises(errors.NotFound):
            await members.change_role(mine.caller, receiver_id, your_member, role="viewer")


async def test_the_last_owner_is_neither_removed_nor_demoted_not_even_by_an_admin() -> None:
    receiver = await factories.receiver()
    owner = await member_id(receiver.id, receiver.caller)
    for caller in (receiver.caller, await an_admin()):
        with pytest.raises(errors.LastOwner):
            await members.remove(caller, receiver.id, owner)
        with pytest.raises(errors.LastOwner):
            await members.change_role(caller, receiver.id, owner, role="manager")
    assert (await members.change_role(receiver.caller, receiver.id, owner, role="owner"))["role"] == "owner"


async def test_an_owner_who_cannot_log_in_does_not_count() -> None:
    receiver = await factories.receiver()
    second = await factories.member(receiver.id, role="owner")
    await people.update(await an_admin(), second.user_id, UserPatch(status="deactivated"), version=None)
    with pytest.raises(errors.LastOwner):
        await members.remove(receiver.caller, receiver.id, await member_id(receiver.id, receiver.caller))
    # The other way round it is the deactivated one who goes.
    await members.remove(receiver.caller, receiver.id, await member_id(receiver.id, second))


async def test_the_last_owner_of_an_archived_receiver_may_leave() -> None:
    receiver = await factories.receiver()
    await database.execute("UPDATE receivers SET status = 'archived' WHERE id = $1", receiver.id)
    await members.remove(receiver.caller, receiver.id, await member_id(receiver.id, receiver.caller))
    assert await owners_of(receiver.id) == 0


async def test_two_owners_who_remove_each_other_at_once_leave_one() -> None:
    for _ in range(5):
        receiver = await factories.receiver()
        second = await factories.member(receiver.id, role="owner")
        first_id, second_id = await member_id(receiver.id, receiver.caller), await member_id(receiver.id, second)
        outcomes = await asyncio.gather(
            members.remove(receiver.caller, receiver.id, second_id),
            members.remove(second, receiver.id, first_id),
            members.change_role(receiver.caller, receiver.id, first_id, role="viewer"),
            members.change_role(second, receiver.id, second_id, role="viewer"),
            return_exceptions=True,
        )
        refused = (errors.LastOwner, errors.NotFound)
        assert all(outcome is None or isinstance(outcome, refused) or "role" in outcome for outcome in outcomes)
        assert await owners_of(receiver.id) == 1


async def test_an_admin_needs_a_reason_which_the_receiver_can_read() -> None:
    receiver = await factories.receiver()
    viewer = await factories.member(receiver.id, role="viewer")
    identifier = await member_id(receiver.id, viewer)
    with pytest.raises(errors.ReasonRequired):
        await members.remove(await an_admin(reason=None), receiver.id, identifier)
    assert (await members.get(await an_admin(reason=None), receiver.id, identifier))["id"] == identifier
    await members.remove(await an_admin(), receiver.id, identifier)


async def test_a_receiver_lists_its_own_members_by_role() -> None:
    receiver, other = await factories.receiver(), await factories.receiver()
    viewer = await factories.member(receiver.id, role="viewer")
    page = await members.list_page(receiver.caller, receiver.id, role=None, limit=10, after=None)
    assert [row["user_id"] for row in page.rows] == [viewer.user_id, receiver.user_id]
    assert_holds(MemberRow, page.rows[0])
    viewers = await members.list_page(viewer, receiver.id, role="viewer", limit=10, after=None)
    assert [row["user_id"] for row in viewers.rows] == [viewer.user_id]
    with pytest.raises(errors.NotFound):
        await members.list_page(other.caller, receiver.id, role=None, limit=10, after=None)
