"""API keys: what they may do, how long they work, and that a secret is never stored."""

import asyncio
import datetime

import pytest

from models import access, clock, database, errors, ids, lists
from models.access import Caller
from models.identity import api_keys, users
from models.shapes import identity as shapes
from models.shapes.identity import ApiKeyInput, RotationInput
from tests import factories

pytestmark = pytest.mark.usefixtures("pool")

HOUR = datetime.timedelta(hours=1)


async def owner_of(receiver: factories.Receiver) -> Caller:
    return await users.caller(receiver.user_id)


def wanted(*scopes: str, **fields: object) -> ApiKeyInput:
    return ApiKeyInput(name="Nightly export", scopes=list(scopes) or ["invoices:read"], **fields)


async def test_a_key_acts_as_its_user_within_its_scopes() -> None:
    receiver = await factories.receiver()
    row, secret = await api_keys.create(await owner_of(receiver), wanted("invoices:read", "payers:write"))
    caller = await api_keys.caller(secret)
    assert (caller.user_id, caller.api_key_id) == (receiver.user_id, row["id"])
    assert caller.roles == {receiver.id: "owner"}
    assert caller.may("invoices.read", receiver_id=receiver.id)
    assert caller.may("payers.write", receiver_id=receiver.id)
    # Writing does not include reading, nor one resource another.
    assert not caller.may("payers.read", receiver_id=receiver.id)
    assert not caller.may("invoices.write", receiver_id=receiver.id)


async def test_the_secret_is_shown_once_and_only_its_digest_is_kept() -> None:
    receiver = await factories.receiver()
    row, secret = await api_keys.create(await owner_of(receiver), wanted())
    assert secret.startswith("qk_")
    assert len(secret) == 46  # 256 random bits behind the prefix
    assert secret.startswith(row["prefix"])
    stored = await database.fetch_row("SELECT api_keys::text AS everything FROM api_keys WHERE id = $1", row["id"])
    assert secret not in stored["everything"]
    assert secret[len(row["prefix"]) :] not in stored["everything"]
    entries = await database.fetch("SELECT audit_log::text AS text FROM audit_log WHERE object_id = $1", row["id"])
    assert len(entries) == 1
    assert row["prefix"] not in entries[0]["text"]


async def test_a_bound_key_has_its_users_role_at_that_receiver_alone() -> None:
    here, there = await factories.receiver(), await factories.receiver()
    await factories.member(there.id, role="manager", user_id=here.user_id)
    await factories.payer(there.id, user_id=here.user_id)
    _, secret = await api_keys.create(await owner_of(here), wanted(receiver_id=here.text_id))
    caller = await api_keys.caller(secret)
    assert caller.roles == {here.id: "owner"}
    assert caller.payer_ids == frozenset()


async def test_a_key_is_not_bound_to_a_receiver_that_its_user_cannot_see() -> None:
    here, there = await factories.receiver(), await factories.receiver()
    with pytest.raises(errors.NotFound):
        await api_keys.create(await owner_of(here), wanted(receiver_id=there.text_id))


async def test_an_admins_key_has_no_admin_rights() -> None:
    user_id = await factories.user(role="admin")
    _, secret = await api_keys.create(await users.caller(user_id), wanted("invoices:read"))
    caller = await api_keys.caller(secret)
    assert not caller.is_admin
    with pytest.raises(errors.Forbidden):
        access.require_admin(caller, "users.read")


async def test_a_key_makes_no_keys_and_invites_nobody() -> None:
    for permission in ("api_keys.write", "api_keys.read", "members.write", "account.write", "invitations.accept"):
        assert access.scope_of(permission) not in access.SCOPES or access.PERMISSIONS[permission].needs_login
        key = Caller(key="key", user_id=ids.new(), scopes=frozenset({access.scope_of(permission)}))
        with pytest.raises(errors.Forbidden, match="log in"):
            access.enter(key, permission)


@pytest.mark.parametrize("scope", ["api_keys:write", "users:read", "invoices.read", "invoices:delete", "everything"])
async def test_a_scope_that_there_is_not_is_refused(scope: str) -> None:
    receiver = await factories.receiver()
    with pytest.raises(errors.Invalid, match=scope):
        await api_keys.create(await owner_of(receiver), wanted("invoices:read", scope))


async def test_a_revoked_key_is_refused_at_once() -> None:
    receiver = await factories.receiver()
    caller = await owner_of(receiver)
    row, secret = await api_keys.create(caller, wanted())
    await api_keys.caller(secret)
    await api_keys.revoke(caller, row["id"], version=None)
    with pytest.raises(errors.Unauthenticated):
        await api_keys.caller(secret)
    revoked = await api_keys.get(caller, row["id"])
    await api_keys.revoke(caller, row["id"], version=None)
    assert (await api_keys.get(caller, row["id"]))["revoked_at"] == revoked["revoked_at"]
    assert shapes.api_key(revoked).status == "revoked"


async def test_an_expired_key_is_refused() -> None:
    receiver = await factories.receiver()
    caller = await owner_of(receiver)
    row, secret = await api_keys.create(caller, wanted(expires_at=clock.now() + HOUR))
    await api_keys.caller(secret)
    with clock.moved_to(clock.now() + HOUR):
        with pytest.raises(errors.Unauthenticated):
            await api_keys.caller(secret)
        assert shapes.api_key(await api_keys.get(caller, row["id"])).status == "expired"


async def test_a_key_that_has_expired_before_it_is_made_is_refused() -> None:
    receiver = await factories.receiver()
    with pytest.raises(errors.Invalid):
        await api_keys.create(await owner_of(receiver), wanted(expires_at=clock.now() - HOUR))


async def test_keys_of_a_deactivated_user_stop_and_what_a_user_loses_their_keys_lose() -> None:
    receiver = await factories.receiver()
    _, secret = await api_keys.create(await owner_of(receiver), wanted())
    await database.execute("UPDATE receiver_members SET role = 'viewer' WHERE user_id = $1", receiver.user_id)
    assert (await api_keys.caller(secret)).roles == {receiver.id: "viewer"}
    await database.execute("DELETE FROM receiver_members WHERE user_id = $1", receiver.user_id)
    assert (await api_keys.caller(secret)).roles == {}
    await database.execute("UPDATE users SET status = 'deactivated' WHERE id = $1", receiver.user_id)
    with pytest.raises(errors.Unauthenticated):
        await api_keys.caller(secret)


@pytest.mark.parametrize("secret", ["qk_", "qk_unknown", "qk_" + "a" * 43, "qk_\u00e9" + "x" * 5000])
async def test_an_unknown_secret_is_refused(secret: str) -> None:
    with pytest.raises(errors.Unauthenticated):
        await api_keys.caller(secret)


async def test_the_last_use_is_written_at_most_once_a_minute() -> None:
    receiver = await factories.receiver()
    row, secret = await api_keys.create(await owner_of(receiver), wanted())
    await asyncio.gather(*(api_keys.caller(secret) for _ in range(5)))
    first = await database.fetch_row(
        "SELECT last_used_at, xmin::text AS written_by FROM api_keys WHERE id = $1", row["id"]
    )
    await api_keys.caller(secret)
    assert first == await database.fetch_row(
        "SELECT last_used_at, xmin::text AS written_by FROM api_keys WHERE id = $1", row["id"]
    )
    with clock.moved_to(clock.now() + datetime.timedelta(seconds=61)):
        await api_keys.caller(secret)
    later = await database.fetch_value(object, "SELECT last_used_at FROM api_keys WHERE id = $1", row["id"])
    assert later > first["last_used_at"] + datetime.timedelta(seconds=60)


async def test_a_rotated_key_works_beside_its_successor_until_the_overlap_is_over() -> None:
    receiver = await factories.receiver()
    caller = await owner_of(receiver)
    old, old_secret = await api_keys.create(
        caller, wanted("invoices:read", receiver_id=receiver.text_id, expires_at=clock.now() + 24 * HOUR)
    )
    new, new_secret = await api_keys.rotate(caller, old["id"], RotationInput(overlap_seconds=3600), version=None)
    assert new["id"] != old["id"]
    for column in ("user_id", "receiver_id", "name", "scopes"):
        assert new[column] == old[column]
    assert abs((new["expires_at"] - clock.now()) - 24 * HOUR) < datetime.timedelta(seconds=10)
    assert (await api_keys.caller(old_secret)).scopes == (await api_keys.caller(new_secret)).scopes
    with clock.moved_to(clock.now() + HOUR):
        with pytest.raises(errors.Unauthenticated):
            await api_keys.caller(old_secret)
        await api_keys.caller(new_secret)


async def test_rotation_never_lengthens_the_old_key_and_can_end_it_at_once() -> None:
    receiver = await factories.receiver()
    caller = await owner_of(receiver)
    ending, _ = await api_keys.create(caller, wanted(expires_at=clock.now() + HOUR))
    await api_keys.rotate(caller, ending["id"], RotationInput(overlap_seconds=86_400), version=None)
    assert (await api_keys.get(caller, ending["id"]))["expires_at"] == ending["expires_at"]
    leaked, secret = await api_keys.create(caller, wanted())
    await api_keys.rotate(caller, leaked["id"], RotationInput(overlap_seconds=0), version=None)
    with pytest.raises(errors.Unauthenticated):
        await api_keys.caller(secret)
    with pytest.raises(errors.ApiKeyEnded):
        await api_keys.rotate(caller, leaked["id"], RotationInput(), version=None)


async def test_nobody_sees_ends_or_rotates_somebody_elses_key() -> None:
    mine, yours = await factories.receiver(), await factories.receiver()
    row, _ = await api_keys.create(await owner_of(mine), wanted())
    you = await owner_of(yours)
    for refused in (
        api_keys.get(you, row["id"]),
        api_keys.revoke(you, row["id"], version=None),
        api_keys.rotate(you, row["id"], RotationInput(), version=None),
    ):
        with pytest.raises(errors.NotFound):
            await refused
    page = await api_keys.list_page(you, filters=lists.Filters(), limit=100, after=None)
    assert row["id"] not in {found["id"] for found in page.rows}


async def test_an_admin_ends_a_key_with_a_reason_but_cannot_come_by_its_secret() -> None:
    receiver = await factories.receiver()
    row, secret = await api_keys.create(await owner_of(receiver), wanted())
    admin = await users.caller(await factories.user(role="admin"))
    with pytest.raises(errors.ReasonRequired):
        await api_keys.revoke(admin, row["id"], version=None)
    with_reason = Caller(key=admin.key, user_id=admin.user_id, is_admin=True, reason="leaked")
    with pytest.raises(errors.Forbidden, match="its own user"):
        await api_keys.rotate(with_reason, row["id"], RotationInput(), version=None)
    await api_keys.revoke(with_reason, row["id"], version=None)
    with pytest.raises(errors.Unauthenticated):
        await api_keys.caller(secret)


async def test_racing_requests_never_make_more_keys_than_one_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_keys, "LIVE_KEYS_MAX", 3)
    receiver = await factories.receiver()
    caller = await owner_of(receiver)
    made = await asyncio.gather(*(api_keys.create(caller, wanted()) for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(one, errors.TooManyApiKeys) for one in made) == 5
    assert await database.fetch_value(object, "SELECT count(*) FROM api_keys WHERE user_id = $1", caller.user_id) == 3


async def test_using_a_key_is_no_change_of_it(pool: None) -> None:
    user_id = await factories.user()
    row, secret = await api_keys.create(await users.caller(user_id), ApiKeyInput(name="Key", scopes=["invoices:read"]))
    await api_keys.caller(secret)
    used = await database.fetch_row("SELECT last_used_at, version FROM api_keys WHERE id = $1", row["id"])
    assert used is not None
    assert used["last_used_at"] is not None
    assert used["version"] == row["version"]
