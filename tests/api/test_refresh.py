"""Staying logged in, logging out, and one's own account, as clients see them."""

import asyncio
import datetime
import re
import uuid
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest

from api.pages import rendering
from config import settings
from models import clock, database, secrets
from models.identity import logins, sessions
from tests.javascript.node import PAGE, Node
from tests.models.identity.logged_in import PASSWORD, fresh_address, fresh_email, log_in, mailed_token, mails_to

NEW_PASSWORD = "another horse another staple"


class Person:
    """Somebody with a session, who calls from an address of their own."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.session: dict[str, Any] = {}

    @property
    def email(self) -> str:
        return str(self.session["user"]["email"])

    async def send(
        self, method: str, path: str, body: Any = None, *, token: str | None = None, **headers: str
    ) -> httpx.Response:
        token = self.session.get("access_token") if token is None else token
        sent = {"authorization": f"Bearer {token}"} if token else {}
        if body is not None:
            sent["content-type"] = "application/json"
        content = None if body is None else msgspec.json.encode(body)
        return await self.http.request(method, path, content=content, headers=sent | headers)

    async def post(self, path: str, body: Any = None, *, token: str | None = None) -> httpx.Response:
        return await self.send("POST", path, body, token=token)

    async def refresh(self, token: str | None = None) -> httpx.Response:
        return await self.post("/v1/auth/refresh", {"refresh_token": token or self.session["refresh_token"]}, token="")


@pytest.fixture
async def ada(pool: None) -> AsyncIterator[Person]:
    from api.app import app  # noqa: PLC0415 - reads the configuration, which conftest files come before

    transport = httpx.ASGITransport(app, client=(fresh_address(), 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://quittance.test") as http:
        person = Person(http)
        answer = await person.post("/v1/auth/register", {"email": fresh_email(), "password": PASSWORD, "name": "Ada"})
        assert answer.status_code == 201, answer.text
        person.session = answer.json()
        yield person


def code(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"].startswith("application/problem+json")
    return answer.status_code, answer.json()["code"]


async def test_registering_and_logging_in_answer_both_tokens(ada: Person) -> None:
    answer = await ada.post("/v1/auth/login", {"email": ada.email, "password": PASSWORD}, token="")
    assert answer.status_code == 200
    for session in (ada.session, answer.json()):
        assert set(session) == {"user", "access_token", "refresh_token", "token_type", "expires_in"}
        assert session["user"]["email_verified"] is False
    assert answer.json()["refresh_token"] != ada.session["refresh_token"]


async def test_a_refresh_token_works_once(ada: Person) -> None:
    answer = await ada.refresh()
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    second = answer.json()
    assert (await ada.send("GET", "/v1/me", token=second["access_token"])).json() == second["user"]
    with clock.moved_to(clock.now() + sessions.LEEWAY + datetime.timedelta(seconds=1)):
        assert code(await ada.refresh()) == (401, "session_ended")
        assert code(await ada.refresh(second["refresh_token"])) == (401, "session_ended")
    for token in (second["access_token"], ada.session["access_token"]):
        assert code(await ada.send("GET", "/v1/me", token=token)) == (401, "unauthenticated")


async def test_a_client_that_sends_its_refresh_token_twice_stays_logged_in(ada: Person) -> None:
    answers = await asyncio.gather(ada.refresh(), ada.refresh())
    answers.append(await ada.refresh())
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    for answer in answers:
        assert (await ada.send("GET", "/v1/me", token=answer.json()["access_token"])).status_code == 200
        assert (await ada.refresh(answer.json()["refresh_token"])).status_code == 200


async def test_a_refresh_token_that_another_client_sends_again_ends_the_session(ada: Person) -> None:
    second = (await ada.refresh()).json()
    body = {"refresh_token": ada.session["refresh_token"]}
    stolen = await ada.send("POST", "/v1/auth/refresh", body, token="", **{"user-agent": "a thief"})
    assert code(stolen) == (401, "session_ended")
    assert code(await ada.refresh(second["refresh_token"])) == (401, "session_ended")


@pytest.mark.parametrize("body", [{}, {"refresh_token": ""}, {"refresh_token": 5}, {"refresh_token": "x" * 201}])
async def test_what_cannot_be_a_refresh_token_is_invalid(ada: Person, body: Any) -> None:
    assert code(await ada.post("/v1/auth/refresh", body, token="")) == (422, "invalid")


@pytest.mark.parametrize("body", [None, {}, {"everywhere": False}])
async def test_logging_out_ends_the_session_of_the_access_token(ada: Person, body: Any) -> None:
    other = await log_in(ada.email)
    answer = await ada.post("/v1/auth/logout", body)
    assert (answer.status_code, answer.content) == (204, b"")
    assert code(await ada.send("GET", "/v1/me")) == (401, "unauthenticated")
    assert code(await ada.refresh()) == (401, "session_ended")
    assert (await ada.send("GET", "/v1/me", token=other.access_token)).status_code == 200


async def test_logging_out_by_refresh_token_needs_no_access_token(ada: Person) -> None:
    body = {"refresh_token": ada.session["refresh_token"]}
    for _ in range(2):
        assert (await ada.post("/v1/auth/logout", body, token="")).status_code == 204
    assert code(await ada.send("GET", "/v1/me")) == (401, "unauthenticated")


async def test_logging_out_without_any_token_is_refused(ada: Person) -> None:
    assert code(await ada.post("/v1/auth/logout", token="")) == (401, "unauthenticated")
    assert code(await ada.post("/v1/auth/logout", token="none")) == (401, "unauthenticated")


@pytest.mark.parametrize(
    ("path", "body"), [("/v1/auth/logout", {"everywhere": True}), ("/v1/auth/logout-everywhere", None)]
)
async def test_logging_out_everywhere_ends_all_sessions(ada: Person, path: str, body: Any) -> None:
    other = await log_in(ada.email)
    assert (await ada.post(path, body)).status_code == 204
    for token in (ada.session["access_token"], other.access_token):
        assert code(await ada.send("GET", "/v1/me", token=token)) == (401, "unauthenticated")


async def test_ones_sessions_are_listed_and_ended_one_by_one(ada: Person) -> None:
    other = await log_in(ada.email)
    listed = (await ada.send("GET", "/v1/me/sessions")).json()["data"]
    assert [session["is_current"] for session in listed] == [False, True]
    assert not {"refresh_token", "digest"} & set(listed[0])
    assert (await ada.send("DELETE", f"/v1/me/sessions/{listed[0]['id']}")).status_code == 204
    assert code(await ada.send("GET", "/v1/me", token=other.access_token)) == (401, "unauthenticated")
    assert code(await ada.send("DELETE", "/v1/me/sessions/ses_00000000000000000000000000")) == (404, "not_found")


async def test_the_right_to_an_address_is_proven_by_the_mailed_token(ada: Person) -> None:
    token = await mailed_token(ada.email, kind="verify_email")
    answer = await ada.post("/v1/auth/email/verify", {"token": token}, token="")
    assert answer.status_code == 200
    assert answer.json()["email_verified"] is True
    assert (await ada.send("GET", "/v1/me")).json() == answer.json()
    again = await ada.post("/v1/auth/email/verify", {"token": token}, token="")
    assert code(again) == (422, "action_token_refused")
    assert (await ada.post("/v1/auth/email/resend")).status_code == 202


async def test_a_forgotten_password_is_answered_alike_whether_there_is_an_account(ada: Person) -> None:
    known, unknown = [
        await ada.post("/v1/auth/password/forgot", {"email": email}, token="") for email in (ada.email, fresh_email())
    ]
    assert known.status_code == unknown.status_code == 202
    assert known.content == unknown.content
    assert set(known.headers) == set(unknown.headers)


async def test_a_password_is_reset_by_the_mailed_token(ada: Person) -> None:
    await ada.post("/v1/auth/password/forgot", {"email": ada.email}, token="")
    body = {"token": await mailed_token(ada.email, kind="reset_password"), "password": NEW_PASSWORD}
    weak = await ada.post("/v1/auth/password/reset", body | {"password": "password1"}, token="")
    assert code(weak) == (422, "password_too_common")
    assert weak.json()["errors"][0]["pointer"] == "/password"
    assert (await ada.post("/v1/auth/password/reset", body, token="")).status_code == 204
    assert code(await ada.post("/v1/auth/password/reset", body, token="")) == (422, "action_token_refused")
    assert code(await ada.send("GET", "/v1/me")) == (401, "unauthenticated")
    login = await ada.post("/v1/auth/login", {"email": ada.email, "password": NEW_PASSWORD}, token="")
    assert login.status_code == 200


async def test_too_many_wrong_passwords_are_answered_with_the_time_to_wait(ada: Person) -> None:
    body = {"email": ada.email, "password": "wrong password"}
    for _ in range(logins.FROM_ADDRESS_TO_ACCOUNT.burst):
        assert code(await ada.post("/v1/auth/login", body, token="")) == (401, "bad_credentials")
    answer = await ada.post("/v1/auth/login", body | {"password": PASSWORD}, token="")
    assert code(answer) == (429, "too_many_requests")
    assert 0 < int(answer.headers["retry-after"]) <= 30
    assert (await ada.send("GET", "/v1/me")).status_code == 200


async def test_an_account_is_changed_field_by_field(ada: Person) -> None:
    etag = (await ada.send("GET", "/v1/me")).headers["etag"]
    answer = await ada.send("PATCH", "/v1/me", {"name": "Countess"}, **{"if-match": etag})
    assert (answer.status_code, answer.json()["name"], answer.json()["email"]) == (200, "Countess", ada.email)
    stale = await ada.send("PATCH", "/v1/me", {"name": "Nobody"}, **{"if-match": etag})
    assert code(stale) == (412, "precondition_failed")


@pytest.mark.parametrize("field", ["role", "status", "email_verified", "id", "password_hash"])
async def test_nobody_gives_themselves_rights(ada: Person, field: str) -> None:
    assert code(await ada.send("PATCH", "/v1/me", {field: "admin"})) == (422, "invalid")


@pytest.mark.parametrize(
    ("change", "expected", "pointer"),
    [
        ({"password": NEW_PASSWORD}, (422, "invalid"), "/current_password"),
        ({"password": NEW_PASSWORD, "current_password": "wrong"}, (422, "wrong_password"), "/current_password"),
        ({"password": "short", "current_password": PASSWORD}, (422, "invalid"), "/password"),
        ({"password": "x" * 129, "current_password": PASSWORD}, (422, "invalid"), "/password"),
        ({"password": "password1", "current_password": PASSWORD}, (422, "password_too_common"), "/password"),
        ({"email": "new@example.com"}, (422, "invalid"), "/current_password"),
    ],
)
async def test_a_new_password_or_address_is_refused_with_the_reason(
    ada: Person, change: Any, expected: tuple[int, str], pointer: str
) -> None:
    answer = await ada.send("PATCH", "/v1/me", change)
    assert code(answer) == expected
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_a_new_password_keeps_this_session_and_ends_the_others(ada: Person) -> None:
    other = await log_in(ada.email)
    answer = await ada.send("PATCH", "/v1/me", {"password": NEW_PASSWORD, "current_password": PASSWORD})
    assert answer.status_code == 200
    assert "password" not in answer.text
    assert (await ada.send("GET", "/v1/me")).status_code == 200
    assert code(await ada.send("GET", "/v1/me", token=other.access_token)) == (401, "unauthenticated")


async def test_a_closed_account_is_gone_and_its_address_free(ada: Person) -> None:
    assert (await ada.send("DELETE", "/v1/me")).status_code == 204
    assert code(await ada.send("GET", "/v1/me")) == (401, "unauthenticated")
    assert code(await ada.refresh()) == (401, "session_ended")
    login = await ada.post("/v1/auth/login", {"email": ada.email, "password": PASSWORD}, token="")
    assert code(login) == (401, "bad_credentials")
    # Whatever names the person; what the audit log says is masked.
    for table in ("users", "mails", "action_tokens", "sessions", "audit_log"):
        found = await database.fetch(f"SELECT FROM {table} AS t WHERE t::text ILIKE '%' || $1 || '%'", ada.email)
        assert found == [], table
    body = {"email": ada.email, "password": PASSWORD, "name": "Ada again"}
    assert (await ada.post("/v1/auth/register", body, token="")).status_code == 201


async def test_the_last_owner_of_a_receiver_cannot_close_their_account(ada: Person) -> None:
    answer = await ada.post("/v1/receivers", {"name": "Ada's Workshop", "currency": "EUR"})
    assert answer.status_code == 201
    assert code(await ada.send("DELETE", "/v1/me")) == (409, "last_owner")
    assert (await ada.send("GET", "/v1/me")).json()["email"] == ada.email


async def test_no_answer_and_no_row_holds_a_secret_in_plain(ada: Person) -> None:
    canaries = [PASSWORD, ada.session["refresh_token"], await mailed_token(ada.email, kind="verify_email")]
    for table in ("users", "sessions", "refresh_tokens", "action_tokens", "mails", "audit_log", "idempotency_keys"):
        for secret in canaries:
            found = await database.fetch(f"SELECT FROM {table} AS t WHERE strpos(t::text, $1) > 0", secret)
            assert found == [], table


async def test_a_stranger_learns_nothing_about_a_session(ada: Person) -> None:
    unknown = await ada.refresh("x" * 43)
    await ada.post("/v1/auth/logout")
    ended = await ada.refresh()
    assert {**unknown.json(), "request_id": ""} == {**ended.json(), "request_id": ""}
    assert uuid.UUID(unknown.json()["request_id"])


@pytest.mark.parametrize(
    ("path", "endpoint"),
    [
        ("/account/verify-email", "/v1/auth/email/verify"),
        ("/account/reset-password", "/v1/auth/password/reset"),
        ("/account/pause-reminders", "/v1/reminders/pause"),
    ],
)
async def test_links_from_mails_land_on_a_page_that_runs_nothing_but_our_script(
    ada: Person, path: str, endpoint: str
) -> None:
    page = await ada.send("GET", path, token="")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert page.headers["referrer-policy"] == "no-referrer"
    assert f'data-to="{endpoint}"' in page.text
    for source in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert (await ada.send("GET", source, token="")).status_code == 200


async def test_a_button_that_is_pressed_twice_sends_the_link_once(ada: Person) -> None:
    script = await ada.send("GET", rendering.asset_url("account.js"), token="")
    assert script.headers["content-type"].startswith("text/javascript")
    with Node() as node:
        shown = node.call(PAGE, "pressTwice", script.text)
    assert shown == {"sent": 1, "done": True, "error": False, "form": False, "disabled": False}


async def test_the_mailed_link_leads_to_our_page_with_the_token_where_no_server_sees_it(ada: Person) -> None:
    row = (await mails_to(ada.email, kind="verify_email"))[0]
    text = secrets.decrypt(row["body"], context=f"mail:{row['id']}").decode()
    link = next(word for word in text.split() if word.startswith("http"))
    parts = urlsplit(link)
    assert f"{parts.scheme}://{parts.netloc}" == settings.public_url
    assert (parts.path, parts.query, len(parts.fragment)) == ("/account/verify-email", "", 43)
    assert (await ada.send("GET", parts.path, token="")).status_code == 200
