"""Sessions: tokens that continue them once, what ends them, and who may log in how often."""

import asyncio
import base64
import datetime
import statistics
import time
import uuid
from collections.abc import Callable

import jwt
import msgspec
import pytest
from argon2 import PasswordHasher

from config import Keyring, settings
from models import clock, database, errors, ids
from models.identity import account, logins, passwords, recovery, sessions, tokens, users
from models.identity.sessions import Grant
from models.recent import Recent
from models.shapes.identity import AccountPatch, ForgottenPassword, Login, PasswordReset, Registration
from tests.models.identity import logged_in
from tests.models.identity.logged_in import (
    PASSWORD,
    caller_of,
    ended_because,
    fresh_address,
    log_in,
    mailed_token,
    register,
)

NEW_PASSWORD = "another horse another staple"


@pytest.fixture
async def ada(pool: None) -> Grant:
    return await register()


async def refresh(token: str, *, address: str | None = None, user_agent: str | None = "tests") -> Grant:
    """Continues a session, as a client of its own unless the address says which."""
    return await sessions.refresh(token, address=address or fresh_address(), user_agent=user_agent)


async def is_let_in(grant: Grant) -> bool:
    try:
        found = await sessions.caller(grant.access_token)
    except errors.Unauthenticated:
        return False
    assert (found.user_id, found.session_id) == (grant.user["id"], grant.session_id)
    return True


async def is_refused(grant: Grant) -> bool:
    with pytest.raises(errors.SessionEnded):
        await refresh(grant.refresh_token)
    return not await is_let_in(grant)


async def test_an_access_token_names_its_user_and_its_session(ada: Grant) -> None:
    claims = tokens.verify(ada.access_token)
    assert (claims.user_id, claims.session_id) == (ada.user["id"], ada.session_id)
    assert await is_let_in(ada)


async def test_refresh_tokens_are_stored_as_digests_only(ada: Grant) -> None:
    rows = await database.fetch("SELECT t::text AS text FROM refresh_tokens AS t WHERE session_id = $1", ada.session_id)
    assert len(rows) == 1
    assert ada.refresh_token not in rows[0]["text"]
    assert len(base64.urlsafe_b64decode(ada.refresh_token + "=")) == 32


async def test_refreshing_gives_new_tokens_of_the_same_session(ada: Grant) -> None:
    second = await refresh(ada.refresh_token)
    assert second.session_id == ada.session_id
    assert second.refresh_token != ada.refresh_token
    assert await is_let_in(second)
    third = await refresh(second.refresh_token)
    assert await is_let_in(third)


async def test_using_a_refresh_token_again_ends_the_whole_session(ada: Grant) -> None:
    second = await refresh(ada.refresh_token)
    with pytest.raises(errors.SessionEnded):
        await refresh(ada.refresh_token)
    assert await ended_because(ada.session_id) == "reuse"
    assert await is_refused(second)
    assert await is_refused(ada)
    action = await database.fetch_value(object, "SELECT action FROM audit_log WHERE object_id = $1", ada.session_id)
    assert action == "session.ended"


async def test_reuse_ends_no_other_session(ada: Grant) -> None:
    other = await log_in(ada.user["email"])
    await refresh(ada.refresh_token)
    with pytest.raises(errors.SessionEnded):
        await refresh(ada.refresh_token)
    assert await is_let_in(await refresh(other.refresh_token))


@pytest.mark.parametrize("pause_ms", [0, 5, 20])
async def test_a_client_that_sends_twice_gets_two_sets_of_tokens_that_work(ada: Grant, pause_ms: int) -> None:
    home = fresh_address()
    first = asyncio.create_task(refresh(ada.refresh_token, address=home))
    await asyncio.sleep(pause_ms / 1000)
    grants = [await refresh(ada.refresh_token, address=home), await first]
    assert {grant.session_id for grant in grants} == {ada.session_id}
    assert len({grant.refresh_token for grant in grants}) == 2
    assert await ended_because(ada.session_id) is None
    for grant in grants:
        assert await is_let_in(grant)
        assert await is_let_in(await refresh(grant.refresh_token, address=home))


async def test_many_at_once_from_one_client_all_get_tokens(ada: Grant) -> None:
    home = fresh_address()
    grants = await asyncio.gather(*(refresh(ada.refresh_token, address=home) for _ in range(12)))
    assert len({grant.refresh_token for grant in grants}) == 12
    assert await ended_because(ada.session_id) is None


@pytest.mark.parametrize("who", ["another address", "another agent", "nobody knows", "too late"])
async def test_the_leeway_is_for_the_same_client_and_for_some_seconds(ada: Grant, who: str) -> None:
    home, now = fresh_address(), clock.now()
    second = await refresh(ada.refresh_token, address=home)
    client = {
        "another address": {"address": fresh_address(), "user_agent": "tests"},
        "another agent": {"address": home, "user_agent": "curl"},
        "nobody knows": {"address": None, "user_agent": "tests"},
        "too late": {"address": home, "user_agent": "tests"},
    }[who]
    seconds = sessions.LEEWAY.total_seconds() + (1 if who == "too late" else -2)
    with clock.moved_to(now + datetime.timedelta(seconds=seconds)):
        with pytest.raises(errors.SessionEnded):
            await sessions.refresh(ada.refresh_token, **client)
        assert await ended_because(ada.session_id) == "reuse"
        assert await is_refused(second)


async def test_nobody_knows_who_is_no_client_of_its_own(ada: Grant) -> None:
    await sessions.refresh(ada.refresh_token, address=None, user_agent=None)
    with pytest.raises(errors.SessionEnded):
        await sessions.refresh(ada.refresh_token, address=None, user_agent=None)
    assert await ended_because(ada.session_id) == "reuse"


async def test_the_leeway_does_not_outlive_the_session(ada: Grant) -> None:
    home = fresh_address()
    await refresh(ada.refresh_token, address=home)
    await logins.log_out(caller_of(ada), everywhere=False)
    with pytest.raises(errors.SessionEnded):
        await refresh(ada.refresh_token, address=home)


async def test_a_token_that_was_sent_twice_still_ends_the_session_when_it_comes_later(ada: Grant) -> None:
    home, now = fresh_address(), clock.now()
    await refresh(ada.refresh_token, address=home)
    again = await refresh(ada.refresh_token, address=home)
    with clock.moved_to(now + sessions.LEEWAY + datetime.timedelta(seconds=1)):
        third = await refresh(again.refresh_token, address=home)
        with pytest.raises(errors.SessionEnded):
            await refresh(ada.refresh_token, address=home)
        assert await is_refused(third)


@pytest.mark.parametrize("count", [2, 12])
async def test_of_refreshes_at_once_by_several_clients_exactly_one_wins_and_its_session_goes_on(
    ada: Grant, count: int
) -> None:
    answers = await asyncio.gather(*(refresh(ada.refresh_token) for _ in range(count)), return_exceptions=True)
    winners = [answer for answer in answers if isinstance(answer, Grant)]
    assert len(winners) == 1
    assert sum(isinstance(answer, errors.SessionEnded) for answer in answers) == count - 1
    assert await is_let_in(await refresh(winners[0].refresh_token))


async def test_unknown_refresh_tokens_are_refused(pool: None) -> None:
    with pytest.raises(errors.SessionEnded):
        await refresh("a" * 43)


async def test_a_session_that_nobody_continues_is_over(ada: Grant) -> None:
    later = clock.now() + sessions.IDLE_MAX + datetime.timedelta(minutes=1)
    with clock.moved_to(later), pytest.raises(errors.SessionEnded):
        await refresh(ada.refresh_token)


async def test_a_session_ends_a_month_after_the_login_however_it_is_used(ada: Grant) -> None:
    began, grant = clock.now(), ada
    for days in (10, 20, 29):
        with clock.moved_to(began + datetime.timedelta(days=days)):
            grant = await refresh(grant.refresh_token)
            assert await users.caller(ada.user["id"], session_id=ada.session_id)
    with clock.moved_to(began + sessions.LIVES + datetime.timedelta(minutes=1)):
        with pytest.raises(errors.SessionEnded):
            await refresh(grant.refresh_token)
        with pytest.raises(errors.Unauthenticated):
            await users.caller(ada.user["id"], session_id=ada.session_id)


async def test_logging_out_ends_this_session_at_once_and_no_other(ada: Grant) -> None:
    other = await log_in(ada.user["email"])
    await logins.log_out(caller_of(ada), everywhere=False)
    await logins.log_out(caller_of(ada), everywhere=False)
    assert await is_refused(ada)
    assert await is_let_in(other)


async def test_logging_out_everywhere_ends_them_all(ada: Grant) -> None:
    other, stranger = await log_in(ada.user["email"]), await register()
    await logins.log_out(caller_of(ada), everywhere=True)
    assert await is_refused(ada)
    assert await is_refused(other)
    assert await is_let_in(stranger)


async def test_a_refresh_token_is_enough_to_log_out(ada: Grant) -> None:
    await logins.log_out_by_token(ada.refresh_token, everywhere=False)
    await logins.log_out_by_token(ada.refresh_token, everywhere=False)
    await logins.log_out_by_token("a" * 43, everywhere=True)
    assert await is_refused(ada)


async def test_only_ones_own_sessions_can_be_listed_and_ended(ada: Grant) -> None:
    other, stranger = await log_in(ada.user["email"]), await register()
    assert [row["id"] for row in await sessions.list_live(ada.user["id"])] == [other.session_id, ada.session_id]
    for session_id in (stranger.session_id, logged_in.unknown_id(), None):
        with pytest.raises(errors.NotFound):
            await logins.end_session(caller_of(ada), session_id)
    await logins.end_session(caller_of(ada), other.session_id)
    assert await is_refused(other)
    assert await is_let_in(stranger)
    assert [row["id"] for row in await sessions.list_live(ada.user["id"])] == [ada.session_id]


async def test_a_list_says_when_a_browser_has_opened_a_page_last(ada: Grant) -> None:
    async with database.transaction():
        visit = await sessions.begin_visit(ada.user, address="192.0.2.7", user_agent="Firefox")
    assert visit is not None
    begun_at = await last_used_at(ada, visit.session_id)
    with clock.moved_to(begun_at + datetime.timedelta(seconds=50)):
        await sessions.visitor(visit.cookie)
    assert await last_used_at(ada, visit.session_id) == begun_at, "a row is written once a minute"
    two_hours_on = begun_at + datetime.timedelta(hours=2)
    with clock.moved_to(two_hours_on):
        await asyncio.gather(*(sessions.visitor(visit.cookie) for _ in range(5)))
    used_at = await last_used_at(ada, visit.session_id)
    assert datetime.timedelta() <= used_at - two_hours_on < datetime.timedelta(minutes=1)
    # A cookie whose session has ended opens nothing, and is no use.
    await logins.end_session(caller_of(ada), visit.session_id)
    with clock.moved_to(begun_at + datetime.timedelta(hours=3)), pytest.raises(errors.Unauthenticated):
        await sessions.visitor(visit.cookie)
    noted = "SELECT visited_at FROM sessions WHERE id = $1"
    assert await database.fetch_value(datetime.datetime, noted, visit.session_id) == used_at


async def last_used_at(grant: Grant, session_id: uuid.UUID) -> datetime.datetime:
    return next(row["last_used_at"] for row in await sessions.list_live(grant.user["id"]) if row["id"] == session_id)


async def test_a_deactivated_user_is_refused_at_once(ada: Grant) -> None:
    await database.execute("UPDATE users SET status = 'deactivated' WHERE id = $1", ada.user["id"])
    assert await is_refused(ada)
    with pytest.raises(errors.BadCredentials):
        await log_in(ada.user["email"])


async def test_who_calls_is_found_in_one_statement(ada: Grant, monkeypatch: pytest.MonkeyPatch) -> None:
    statements: list[str] = []
    fetch = database.fetch

    async def counted(statement: str, *parameters: object) -> list[object]:
        statements.append(statement)
        return await fetch(statement, *parameters)

    monkeypatch.setattr(database, "fetch", counted)
    await sessions.caller(ada.access_token)
    assert len(statements) == 1


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tokens whose signatures were looked at; none was before."""
    found: list[str] = []
    look = tokens._read

    def noted(token: str) -> tuple[tokens.Claims, float]:
        found.append(token)
        return look(token)

    monkeypatch.setattr(tokens, "_verified", Recent(3))
    monkeypatch.setattr(tokens, "_read", noted)
    return found


async def test_a_token_is_verified_once_and_its_session_is_read_each_time(ada: Grant, read: list[str]) -> None:
    assert await is_let_in(ada)
    assert await is_let_in(ada)
    assert read == [ada.access_token]
    await sessions.end(ada.session_id, because="logout")
    assert not await is_let_in(ada)


async def test_what_was_verified_is_good_no_longer_than_the_token(
    ada: Grant, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens.verify(ada.access_token)
    expires_at = jwt.decode(ada.access_token, options={"verify_signature": False})["exp"]
    monkeypatch.setattr(tokens.time, "time", lambda: expires_at + tokens.LEEWAY_SECONDS - 0.1)
    tokens.verify(ada.access_token)
    assert len(read) == 1
    monkeypatch.setattr(tokens.time, "time", lambda: expires_at + tokens.LEEWAY_SECONDS)
    tokens.verify(ada.access_token)
    assert len(read) == 2, "it was looked at again, by whom it would be refused"


async def test_what_is_refused_is_not_remembered(ada: Grant, read: list[str]) -> None:
    for _ in range(2):
        with pytest.raises(errors.Unauthenticated):
            tokens.verify(ada.access_token[:-2])
    assert (len(read), len(tokens._verified)) == (2, 0)


async def test_tokens_that_nobody_sends_any_more_make_room_for_others(ada: Grant, read: list[str]) -> None:
    others = [tokens.issue(ada.user["id"], session_id=ada.session_id) for _ in range(5)]
    for other in others:
        tokens.verify(ada.access_token)
        tokens.verify(other)
    assert read.count(ada.access_token) == 1, "it is used all the time"
    assert len(tokens._verified) == 3
    tokens.verify(others[0])
    assert read.count(others[0]) == 2


async def test_a_session_of_somebody_else_in_a_token_is_refused(ada: Grant) -> None:
    stranger = await register()
    with pytest.raises(errors.Unauthenticated):
        await sessions.caller(tokens.issue(ada.user["id"], session_id=stranger.session_id))
    with pytest.raises(errors.Unauthenticated):
        await sessions.caller(tokens.issue(ada.user["id"], session_id=ids.new()))


# ---- Keys that sign access tokens


@pytest.fixture
def key_of(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def use(*names: str) -> None:
        ring = Keyring({name: (name * 32)[:32].encode() for name in names})
        monkeypatch.setattr(tokens, "settings", msgspec.structs.replace(settings, token_keys=ring))

    return use


async def test_keys_rotate_with_an_overlap(ada: Grant, key_of: Callable[..., None]) -> None:
    key_of("old")
    before = tokens.issue(ada.user["id"], session_id=ada.session_id)
    key_of("new", "old")
    during = tokens.issue(ada.user["id"], session_id=ada.session_id)
    assert tokens.verify(before) == tokens.verify(during)
    key_of("new")
    assert tokens.verify(during).session_id == ada.session_id
    with pytest.raises(errors.Unauthenticated):
        tokens.verify(before)


async def test_a_key_under_another_keys_name_signs_nothing(ada: Grant, key_of: Callable[..., None]) -> None:
    key_of("old")
    forged = tokens.issue(ada.user["id"], session_id=ada.session_id)
    head, claims, signature = forged.split(".")
    renamed = base64.urlsafe_b64decode(head + "==").replace(b'"old"', b'"new"')
    key_of("new", "old")
    with pytest.raises(errors.Unauthenticated):
        tokens.verify(f"{base64.urlsafe_b64encode(renamed).decode().rstrip('=')}.{claims}.{signature}")


# ---- Logging in


async def test_logging_in_works_whatever_the_case_of_the_address(ada: Grant) -> None:
    assert (await log_in(ada.user["email"].upper())).user["id"] == ada.user["id"]


@pytest.mark.parametrize("known", [True, False])
async def test_wrong_credentials_are_answered_alike(ada: Grant, known: bool) -> None:
    email = ada.user["email"] if known else logged_in.fresh_email()
    with pytest.raises(errors.BadCredentials) as refused:
        await log_in(email, password="wrong password")
    assert str(refused.value) == "E-mail address and password do not match an account."


@pytest.mark.measured
async def test_wrong_credentials_take_as_long_for_known_and_unknown_addresses(ada: Grant) -> None:
    async def seconds(email: str) -> float:
        began = time.perf_counter()
        with pytest.raises(errors.BadCredentials):
            await log_in(email, password="wrong password")
        return time.perf_counter() - began

    known, unknown = [], []
    # In turns, so that a busy machine slows both alike.
    for _ in range(9):
        known.append(await seconds(ada.user["email"]))
        unknown.append(await seconds(logged_in.fresh_email()))
    assert 0.6 < statistics.median(known) / statistics.median(unknown) < 1.6


async def test_the_eleventh_mistake_from_one_address_has_to_wait_and_others_do_not(ada: Grant) -> None:
    address = fresh_address()
    for _ in range(logins.FROM_ADDRESS_TO_ACCOUNT.burst):
        with pytest.raises(errors.BadCredentials):
            await log_in(ada.user["email"], password="wrong password", address=address)
    with pytest.raises(errors.TooManyRequests) as refused:
        await log_in(ada.user["email"], address=address)
    assert 0 < refused.value.retry_after_seconds <= 30
    assert await log_in(ada.user["email"])


async def test_logging_in_rightly_costs_nothing(ada: Grant) -> None:
    address = fresh_address()
    for _ in range(logins.FROM_ADDRESS_TO_ACCOUNT.burst + 5):
        await log_in(ada.user["email"], address=address)


async def test_a_botnet_is_slow_but_the_owner_still_gets_in_from_home(ada: Grant) -> None:
    home = fresh_address()
    await log_in(ada.user["email"], address=home)
    for _ in range(logins.TO_ACCOUNT.burst):
        await logins.count_try(ada.user["email"], address=fresh_address())
    with pytest.raises(errors.TooManyRequests):
        await log_in(ada.user["email"])
    assert await log_in(ada.user["email"], address=home)


async def test_one_address_cannot_try_one_password_on_everybody(pool: None) -> None:
    address = fresh_address()
    for _ in range(logins.FROM_ADDRESS.burst):
        await logins.count_try(logged_in.fresh_email(), address=address)
    with pytest.raises(errors.TooManyRequests):
        await logins.count_try(logged_in.fresh_email(), address=address)


async def test_a_login_that_raced_with_a_new_password_gets_no_session(ada: Grant) -> None:
    proven = await users.authenticate(Login(email=ada.user["email"], password=PASSWORD))
    await account.update(
        caller_of(ada), AccountPatch(password=NEW_PASSWORD, current_password=PASSWORD), version=None, address=None
    )
    async with database.transaction():
        assert await sessions.begin(proven, address=None, user_agent=None) is None


# ---- Passwords


@pytest.mark.parametrize("password", ["password", "PASSWORD1", "12345678", "iloveyou", "zzzzzzzzzzzz"])
async def test_common_passwords_are_refused(pool: None, password: str) -> None:
    with pytest.raises(errors.PasswordTooCommon) as refused:
        await register(password=password)
    assert refused.value.pointer == "/password"


async def test_ones_own_address_is_no_password(pool: None) -> None:
    for password in ("ada.lovelace@example.com", "Ada.Lovelace"):
        with pytest.raises(errors.PasswordTooCommon):
            await register(email="ada.lovelace@example.com", password=password)


@pytest.mark.parametrize("password", ["only lower case", "a" * 4 + "b" * 124, "пароль-и-ключ", "        x"])
async def test_there_are_no_rules_of_composition(pool: None, password: str) -> None:
    grant = await register(password=password)
    assert await log_in(grant.user["email"], password=password)


def test_the_list_of_common_passwords_is_long_and_holds_only_what_could_be_chosen() -> None:
    assert len(passwords.COMMON) == 10_000
    assert all(8 <= len(word) <= 128 and word == word.casefold() for word in passwords.COMMON)


@pytest.mark.parametrize(
    ("chosen", "typed"),
    [
        ("caf\u00e9 au lait", "cafe\u0301 au lait"),
        ("cafe\u0301 au lait", "caf\u00e9 au lait"),
        ("ｈorse staple", "horse staple"),
        ("o\ufb03ce hours", "office hours"),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af 1234", "\ud55c\uae00 1234"),
    ],
)
async def test_a_password_is_the_same_however_its_characters_are_composed(pool: None, chosen: str, typed: str) -> None:
    grant = await register(password=chosen)
    for password in (chosen, typed):
        assert await log_in(grant.user["email"], password=password)
    with pytest.raises(errors.BadCredentials):
        await log_in(grant.user["email"], password=typed + ".")


@pytest.mark.parametrize("password", ["caf\u00e9 au lait", "cafe\u0301 au lait", "ｈorse staple"])
async def test_a_hash_of_the_text_as_it_came_still_lets_its_owner_in(ada: Grant, password: str) -> None:
    before = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1).hash(password)
    await database.execute("UPDATE users SET password_hash = $2 WHERE id = $1", ada.user["id"], before)
    assert await log_in(ada.user["email"], password=password)


@pytest.mark.parametrize("password", ["ｐａｓｓｗｏｒｄ１", "\uff29loveyou"])
async def test_common_passwords_are_refused_in_any_width(pool: None, password: str) -> None:
    with pytest.raises(errors.PasswordTooCommon):
        await register(password=password)


async def test_a_decomposed_password_takes_as_long_for_accounts_that_do_not_exist(
    ada: Grant, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str | None] = []
    matches = passwords._matches

    def counted(text: str, password_hash: str | None) -> bool:
        tried.append(password_hash)
        return matches(text, password_hash)

    monkeypatch.setattr(passwords, "_matches", counted)
    for email in (ada.user["email"], logged_in.fresh_email()):
        with pytest.raises(errors.BadCredentials):
            await log_in(email, password="cafe\u0301 au lait")
    assert tried == [ada.user["password_hash"]] * 2 + [None] * 2


async def test_an_old_hash_is_renewed_when_its_owner_logs_in(ada: Grant) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    await database.execute("UPDATE users SET password_hash = $2 WHERE id = $1", ada.user["id"], old)
    grant = await log_in(ada.user["email"])
    now = (await users.get(ada.user["id"]))["password_hash"]
    assert now != old
    assert not passwords.needs_rehash(now)
    assert "m=19456,t=2,p=1" in now
    assert grant.user["password_hash"] == now


async def test_more_logins_than_there_is_time_for_are_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "WAITING_MAX", 3)
    answers = await asyncio.gather(*(passwords.verify("x", None) for _ in range(5)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [bool, bool, bool, errors.Overloaded, errors.Overloaded]
    assert await passwords.verify("x", None) is False


async def test_passwords_are_hashed_beside_the_event_loop(pool: None) -> None:
    logins_running = asyncio.gather(*(passwords.verify("x", None) for _ in range(10)))
    turns = 0
    while not logins_running.done():
        await asyncio.sleep(0)
        turns += 1
    await logins_running
    # Ten take some 200 ms together: a hash inside the loop would leave it one turn or two for each.
    assert turns > 100


# ---- A new password, by those who know the old one and by those who have forgotten it


async def test_a_new_password_ends_all_other_sessions(ada: Grant) -> None:
    other = await log_in(ada.user["email"])
    await account.update(
        caller_of(ada), AccountPatch(password=NEW_PASSWORD, current_password=PASSWORD), version=None, address=None
    )
    assert await is_let_in(ada)
    assert await ended_because(other.session_id) == "password_changed"
    assert await is_refused(other)
    with pytest.raises(errors.BadCredentials):
        await log_in(ada.user["email"])
    assert await log_in(ada.user["email"], password=NEW_PASSWORD)
    assert len(await logged_in.mails_to(ada.user["email"], kind="password_changed")) == 1


@pytest.mark.parametrize(
    ("patch", "refusal", "pointer"),
    [
        (AccountPatch(password=NEW_PASSWORD), errors.Invalid, "/current_password"),
        (AccountPatch(email="new@example.com"), errors.Invalid, "/current_password"),
        (
            AccountPatch(password=NEW_PASSWORD, current_password="not this one"),
            errors.WrongPassword,
            "/current_password",
        ),
        (AccountPatch(password="password1", current_password=PASSWORD), errors.PasswordTooCommon, "/password"),
    ],
)
async def test_a_new_password_or_address_needs_the_current_password(
    ada: Grant, patch: AccountPatch, refusal: type[errors.Refused], pointer: str
) -> None:
    before = (await users.get(ada.user["id"])).to_dict()
    with pytest.raises(refusal) as refused:
        await account.update(caller_of(ada), patch, version=None, address=fresh_address())
    assert refused.value.pointer == pointer
    assert (await users.get(ada.user["id"])).to_dict() == before


async def test_a_stolen_access_token_is_no_way_to_guess_the_password(ada: Grant) -> None:
    address, patch = fresh_address(), AccountPatch(password=NEW_PASSWORD, current_password="not this one")
    for _ in range(logins.FROM_ADDRESS_TO_ACCOUNT.burst):
        with pytest.raises(errors.WrongPassword):
            await account.update(caller_of(ada), patch, version=None, address=address)
    with pytest.raises(errors.TooManyRequests):
        await account.update(caller_of(ada), patch, version=None, address=address)


async def test_a_forgotten_password_is_set_by_the_mailed_link_and_ends_all_sessions(ada: Grant) -> None:
    email = ada.user["email"]
    await recovery.forgot(ForgottenPassword(email=email.upper()))
    token = await mailed_token(email, kind="reset_password")
    await recovery.reset(PasswordReset(token=token, password=NEW_PASSWORD))
    assert await ended_because(ada.session_id) == "password_reset"
    assert await is_refused(ada)
    assert await log_in(email, password=NEW_PASSWORD)
    assert (await users.get(ada.user["id"]))["email_verified_at"] is not None
    with pytest.raises(errors.ActionTokenRefused):
        await recovery.reset(PasswordReset(token=token, password=PASSWORD))


async def test_a_refused_new_password_leaves_the_link_usable(ada: Grant) -> None:
    await recovery.forgot(ForgottenPassword(email=ada.user["email"]))
    token = await mailed_token(ada.user["email"], kind="reset_password")
    with pytest.raises(errors.PasswordTooCommon):
        await recovery.reset(PasswordReset(token=token, password="password1"))
    assert await is_let_in(ada)
    await recovery.reset(PasswordReset(token=token, password=NEW_PASSWORD))


@pytest.mark.measured
async def test_an_unknown_address_is_mailed_nothing_and_answered_in_like_time(ada: Grant) -> None:
    async def seconds(email: str) -> float:
        began = time.perf_counter()
        await recovery.forgot(ForgottenPassword(email=email))
        return time.perf_counter() - began

    unknown = logged_in.fresh_email()
    known_seconds, unknown_seconds = await seconds(ada.user["email"]), await seconds(unknown)
    assert min(known_seconds, unknown_seconds) >= recovery.ANSWER_SECONDS * 0.99
    assert 0.5 < known_seconds / unknown_seconds < 2
    assert await logged_in.mails_to(unknown) == []


async def test_asking_again_and_again_neither_floods_an_inbox_nor_ends_the_link(ada: Grant) -> None:
    for _ in range(recovery.MAILS_MAX + 3):
        await recovery.forgot(ForgottenPassword(email=ada.user["email"]))
    mailed = await logged_in.mails_to(ada.user["email"], kind="reset_password")
    assert len(mailed) == recovery.MAILS_MAX
    token = await mailed_token(ada.user["email"], kind="reset_password")
    await recovery.reset(PasswordReset(token=token, password=NEW_PASSWORD))


async def test_a_deactivated_user_gets_no_link_and_uses_none(ada: Grant) -> None:
    email = ada.user["email"]
    await recovery.forgot(ForgottenPassword(email=email))
    token = await mailed_token(email, kind="reset_password")
    await database.execute("UPDATE users SET status = 'deactivated' WHERE id = $1", ada.user["id"])
    with pytest.raises(errors.ActionTokenRefused):
        await recovery.reset(PasswordReset(token=token, password=NEW_PASSWORD))
    await recovery.forgot(ForgottenPassword(email=email))
    assert len(await logged_in.mails_to(email, kind="reset_password")) == 1


async def test_an_address_is_registered_once(ada: Grant) -> None:
    with pytest.raises(errors.EmailTaken):
        await register(email=ada.user["email"].upper())
    given = Registration(email=logged_in.fresh_email(), password=PASSWORD, name="Eve")
    answers = await asyncio.gather(
        *(logins.register(given, address=fresh_address(), user_agent=None) for _ in range(3)), return_exceptions=True
    )
    assert sum(isinstance(answer, Grant) for answer in answers) == 1
    assert len(await logged_in.mails_to(given.email)) == 1


async def test_old_sessions_are_forgotten_with_their_tokens(ada: Grant) -> None:
    await database.execute("UPDATE sessions SET expires_at = now() - interval '31 days' WHERE id = $1", ada.session_id)
    assert await sessions.forget_old() >= 1
    assert await database.fetch("SELECT FROM refresh_tokens WHERE session_id = $1", ada.session_id) == []
