"""Links from mails: each works once, not for long, and only for what it was made for."""

import asyncio
import datetime
import uuid
from typing import Any

import pytest

from models import clock, database, errors, ids, secrets
from models.identity import account, users, verification
from models.identity.sessions import Grant
from models.mail import action_tokens
from models.shapes.identity import AccountPatch
from models.tables.mail import ActionKind
from tests import factories
from tests.models.identity import logged_in
from tests.models.identity.logged_in import PASSWORD, caller_of, mailed_token, register

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
async def user_id(pool: None) -> uuid.UUID:
    return await factories.user()


async def issue(kind: ActionKind, **fields: Any) -> str:
    async with database.transaction():
        return await action_tokens.issue(kind, **{"email": "ada@example.com", "lives": HOUR} | fields)


async def redeem(kind: ActionKind, token: str) -> Any:
    async with database.transaction():
        return await action_tokens.redeem(kind, token)


async def test_a_token_works_once_and_tells_what_it_is_about(user_id: uuid.UUID) -> None:
    token = await issue("verify_email", user_id=user_id)
    row = await redeem("verify_email", token)
    assert (row["user_id"], row["email"]) == (user_id, "ada@example.com")
    with pytest.raises(errors.ActionTokenRefused):
        await redeem("verify_email", token)


async def test_only_the_digest_of_256_random_bits_is_stored(user_id: uuid.UUID) -> None:
    token = await issue("reset_password", user_id=user_id)
    stored = await database.fetch_row(
        "SELECT t::text AS text, digest FROM action_tokens AS t WHERE user_id = $1", user_id
    )
    assert stored is not None
    assert len(token) == 43
    assert token not in stored["text"]
    assert stored["digest"] == secrets.digest(token)


async def test_what_is_unknown_expired_used_replaced_or_of_another_kind_is_refused_alike(user_id: uuid.UUID) -> None:
    async def refusal(kind: ActionKind, token: str) -> tuple[str, str]:
        with pytest.raises(errors.ActionTokenRefused) as refused:
            await redeem(kind, token)
        return refused.value.code, refused.value.message

    used_token = await issue("verify_email", user_id=await factories.user())
    await redeem("verify_email", used_token)
    other_kind = await issue("reset_password", user_id=user_id)
    replaced = await factories.user()
    replaced_token = await issue("verify_email", user_id=replaced)
    await issue("verify_email", user_id=replaced)
    expired = await issue("verify_email", user_id=user_id, lives=-HOUR)
    answers = {
        await refusal("verify_email", token)
        for token in ("x" * 43, "", used_token, other_kind, replaced_token, expired)
    }
    assert len(answers) == 1


async def test_a_token_ends_with_its_time(user_id: uuid.UUID) -> None:
    token = await issue("verify_email", user_id=user_id)
    with clock.moved_to(clock.now() + HOUR), pytest.raises(errors.ActionTokenRefused):
        await redeem("verify_email", token)
    assert await redeem("verify_email", token)


async def test_a_new_token_ends_the_earlier_one_about_the_same_thing_and_no_other(pool: None) -> None:
    receiver = await factories.receiver()
    one, two = await factories.payer(receiver.id), await factories.payer(receiver.id)
    of_one, of_two = await issue("invite_payer", payer_id=one), await issue("invite_payer", payer_id=two)
    member = {"receiver_id": receiver.id, "role": "viewer"}
    of_ada = await issue("invite_member", email="ada@example.com", **member)
    of_eve = await issue("invite_member", email="eve@example.com", **member)
    later_one = await issue("invite_payer", payer_id=one)
    later_ada = await issue("invite_member", email="ADA@example.com", **member)
    for kind, token in (("invite_payer", of_one), ("invite_member", of_ada)):
        with pytest.raises(errors.ActionTokenRefused):
            await redeem(kind, token)
    for kind, token in (
        ("invite_payer", of_two),
        ("invite_payer", later_one),
        ("invite_member", of_eve),
        ("invite_member", later_ada),
    ):
        assert await redeem(kind, token)


async def test_of_tokens_issued_at_once_exactly_one_works(user_id: uuid.UUID) -> None:
    tokens = await asyncio.gather(*(issue("reset_password", user_id=user_id) for _ in range(6)))
    answers = await asyncio.gather(*(redeem("reset_password", token) for token in tokens), return_exceptions=True)
    assert sum(not isinstance(answer, Exception) for answer in answers) == 1


async def test_a_token_used_twice_at_once_works_once(user_id: uuid.UUID) -> None:
    token = await issue("verify_email", user_id=user_id)
    answers = await asyncio.gather(*(redeem("verify_email", token) for _ in range(6)), return_exceptions=True)
    assert sum(not isinstance(answer, Exception) for answer in answers) == 1
    assert sum(isinstance(answer, errors.ActionTokenRefused) for answer in answers) == 5


async def test_what_fails_after_it_leaves_the_token_unused(user_id: uuid.UUID) -> None:
    token = await issue("verify_email", user_id=user_id)
    async with database.transaction() as transaction:
        await action_tokens.redeem("verify_email", token)
        await transaction.rollback()
    assert await redeem("verify_email", token)


async def test_old_tokens_are_forgotten(user_id: uuid.UUID) -> None:
    await issue("verify_email", user_id=user_id)
    await database.execute(
        "UPDATE action_tokens SET expires_at = now() - interval '31 days' WHERE user_id = $1", user_id
    )
    assert await action_tokens.forget_old() >= 1
    assert await database.fetch("SELECT FROM action_tokens WHERE user_id = $1", user_id) == []


# ---- What they are for: proving an e-mail address


@pytest.fixture
async def ada(pool: None) -> Grant:
    return await register()


async def is_verified(grant: Grant) -> bool:
    return (await users.get(grant.user["id"]))["email_verified_at"] is not None


async def test_whoever_registers_is_mailed_a_link_that_proves_the_address(ada: Grant) -> None:
    assert not await is_verified(ada)
    row = await verification.verify(await mailed_token(ada.user["email"], kind="verify_email"))
    assert row["id"] == ada.user["id"]
    assert await is_verified(ada)


async def test_the_mail_of_a_registration_says_nothing_that_its_sender_could_choose(pool: None) -> None:
    grant = await register(name="Win at https://evil.example")
    row = (await logged_in.mails_to(grant.user["email"]))[0]
    assert "evil" not in secrets.decrypt(row["body"], context=f"mail:{row['id']}").decode() + row["subject"]


async def test_a_link_mailed_again_replaces_the_first(ada: Grant) -> None:
    first = await mailed_token(ada.user["email"], kind="verify_email")
    await verification.send_again(ada.user["id"])
    with pytest.raises(errors.ActionTokenRefused):
        await verification.verify(first)
    await verification.verify(await mailed_token(ada.user["email"], kind="verify_email"))
    await verification.send_again(ada.user["id"])
    assert len(await logged_in.mails_to(ada.user["email"])) == 2


async def test_links_are_not_mailed_for_ever(ada: Grant) -> None:
    for _ in range(verification.MAILS_MAX - 1):
        await verification.send_again(ada.user["id"])
    with pytest.raises(errors.TooManyRequests) as refused:
        await verification.send_again(ada.user["id"])
    assert refused.value.retry_after_seconds == 3600
    assert await verification.verify(await mailed_token(ada.user["email"], kind="verify_email"))


async def test_a_new_address_is_the_users_only_once_it_is_proven(ada: Grant) -> None:
    old, new = ada.user["email"], logged_in.fresh_email()
    patch = AccountPatch(email=new, current_password=PASSWORD)
    await account.update(caller_of(ada), patch, version=None, address=None)
    assert (await users.get(ada.user["id"]))["email"] == old
    assert len(await logged_in.mails_to(old, kind="email_change_asked")) == 1
    row = await verification.verify(await mailed_token(new, kind="verify_email"))
    assert (row["email"], row["email_verified_at"] is not None) == (new, True)
    assert await logged_in.log_in(new)
    with pytest.raises(errors.BadCredentials):
        await logged_in.log_in(old)


async def test_a_new_address_ends_what_was_mailed_to_the_old_one(ada: Grant) -> None:
    new = logged_in.fresh_email()
    reset = await issue("reset_password", user_id=ada.user["id"], email=ada.user["email"])
    await account.update(caller_of(ada), AccountPatch(email=new, current_password=PASSWORD), version=None, address=None)
    await verification.verify(await mailed_token(new, kind="verify_email"))
    with pytest.raises(errors.ActionTokenRefused):
        await redeem("reset_password", reset)


async def test_an_address_that_is_somebody_elses_is_refused_also_when_they_were_faster(ada: Grant) -> None:
    taken = (await register()).user["email"]
    patch = AccountPatch(email=taken.upper(), current_password=PASSWORD)
    with pytest.raises(errors.EmailTaken):
        await account.update(caller_of(ada), patch, version=None, address=None)
    wanted = logged_in.fresh_email()
    await account.update(
        caller_of(ada), AccountPatch(email=wanted, current_password=PASSWORD), version=None, address=None
    )
    token = await mailed_token(wanted, kind="verify_email")
    await register(email=wanted)
    with pytest.raises(errors.EmailTaken):
        await verification.verify(token)
    assert (await users.get(ada.user["id"]))["email"] == ada.user["email"]


async def test_a_deactivated_users_link_proves_nothing(ada: Grant) -> None:
    token = await mailed_token(ada.user["email"], kind="verify_email")
    await database.execute("UPDATE users SET status = 'deactivated' WHERE id = $1", ada.user["id"])
    with pytest.raises(errors.ActionTokenRefused):
        await verification.verify(token)
    assert not await is_verified(ada)


async def test_a_change_insists_on_the_version_that_was_read(ada: Grant) -> None:
    version = (await users.get(ada.user["id"]))["version"]
    row = await account.update(caller_of(ada), AccountPatch(name="Countess"), version=version, address=None)
    assert (row["name"], row["version"]) == ("Countess", version + 1)
    with pytest.raises(errors.PreconditionFailed):
        await account.update(caller_of(ada), AccountPatch(name="Nobody"), version=version, address=None)


async def test_tokens_of_users_who_are_gone_need_no_user(pool: None) -> None:
    with pytest.raises(errors.ActionTokenRefused):
        await redeem("verify_email", ids.encode("user", ids.new()))
