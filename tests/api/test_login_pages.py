"""Logging in by pages: a cookie for a session like any other, that opens pages alone, and forms that nobody forges."""

import os
import subprocess
import sys

import httpx
import pytest

from api.pages import personal
from models import database
from tests.api import people
from tests.api.clients import client
from tests.api.people import PASSWORD, Person
from tests.api.visitors import OURS, hidden, log_in, open_browser
from tests.models.identity.logged_in import fresh_address, fresh_email, mailed_token, mails_to

LOGOUT = "/account/logout"
EVIL = (
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example/account",
    "/account@evil.example",
    "/account/%2F%2Fevil.example",
    "/account/..//evil.example",
    "/account\r\nLocation: https://evil.example",
    "/accountevil",
    "javascript:alert(1)",
    "/v1/me",
    "/account/" + "x" * 300,
    "/account/logout",
    "/account/logout?x=1",
)


_OURS = [(name.encode(), value.encode()) for name, value in OURS.items()]


async def is_in(browser: httpx.AsyncClient) -> bool:
    answer = await browser.get("/account")
    assert answer.status_code in (200, 303), answer.text
    return answer.status_code == 200


async def test_registering_logs_in_and_mails_the_link() -> None:
    email = fresh_email()
    async with open_browser() as browser:
        answer = await browser.post("/account/register", data={"email": email, "name": "Ada", "password": PASSWORD})
        assert (answer.status_code, answer.headers["location"]) == (303, "/account")
        page = await browser.get("/account")
        assert "<bdi>Ada</bdi>" in page.text
        assert "Confirm your e-mail address" in page.text
    assert [mail["kind"] for mail in await mails_to(email)] == ["verify_email"]


async def test_the_cookie_is_kept_from_scripts_and_other_sites(ada: Person) -> None:
    email = (await ada.read("/v1/me"))["email"]
    async with open_browser() as browser:
        answer = await browser.post("/account/login", data={"email": email, "password": PASSWORD})
        sent = answer.headers["set-cookie"]
    assert sent.startswith("session=")
    for part in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age=604800"):
        assert part in sent
    assert "Domain" not in sent


def test_over_https_it_is_bound_to_this_host() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from api import cookies; print(cookies.given('x').to_header(header=''))"],
        env=os.environ | {"QUITTANCE_PUBLIC_URL": "https://quittance.example"},
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    assert told.strip().startswith("__Host-session=x;")
    assert "; Secure" in told
    assert "; Path=/;" in told
    assert "Domain" not in told


async def test_the_api_takes_no_cookie(ada: Person) -> None:
    browser = await log_in(ada)
    [value] = browser.cookies.values()
    for path in ("/v1/me", "/v1/invoices", "/v1/me/sessions"):
        answer = await browser.get(path)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    as_bearer = await browser.get("/v1/me", headers={"authorization": f"Bearer {value}"})
    assert as_bearer.status_code == 401
    refreshed = await browser.post("/v1/auth/refresh", json={"refresh_token": value})
    assert (refreshed.status_code, refreshed.json()["code"]) == (401, "session_ended")
    assert await is_in(browser), "and a try there does not end the session"


async def test_pages_take_no_bearer_token(ada: Person) -> None:
    async with open_browser() as browser:
        answer = await browser.get("/account", headers={"authorization": f"Bearer {ada.token}"})
        assert answer.status_code == 303


async def test_who_is_not_logged_in_is_led_to_it_and_back(ada: Person) -> None:
    email = (await ada.read("/v1/me"))["email"]
    async with open_browser() as browser:
        asked = await browser.get("/account?show=due")
        assert asked.status_code == 303
        assert asked.headers["location"] == "/account/login?next=%2Faccount%3Fshow%3Ddue"
        page = await browser.get(asked.headers["location"])
        answer = await browser.post(
            "/account/login", data={**hidden(page, "/account/login"), "email": email, "password": PASSWORD}
        )
        assert answer.headers["location"] == "/account?show=due"
        again = await browser.get("/account/login?next=/account")
        assert (again.status_code, again.headers["location"]) == (303, "/account")


@pytest.mark.parametrize("address", EVIL)
async def test_nobody_is_led_elsewhere(ada: Person, address: str) -> None:
    assert personal.led_back(address) == "/account"
    email = (await ada.read("/v1/me"))["email"]
    async with open_browser() as browser:
        shown = await browser.get("/account/login", params={"next": address})
        assert hidden(shown, "/account/login")["next"] == "/account"
        form = {"email": email, "password": PASSWORD, "next": address}
        answer = await browser.post("/account/login", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, "/account")
        assert (await browser.get("/account/login", params={"next": address})).headers["location"] == "/account"


async def test_a_wrong_address_and_a_wrong_password_get_the_same_answer(ada: Person) -> None:
    email = (await ada.read("/v1/me"))["email"]
    async with open_browser() as browser:
        wrong = await browser.post("/account/login", data={"email": email, "password": "not it"})
        unknown = await browser.post("/account/login", data={"email": fresh_email(), "password": "not it"})
    assert wrong.status_code == unknown.status_code == 422
    assert _without_values(wrong) == _without_values(unknown)
    assert "do not match an account" in wrong.text
    assert email in wrong.text, "what was typed stays"
    assert "not it" not in wrong.text, "but for the password"


def _without_values(page: httpx.Response) -> str:
    return "\n".join(line for line in page.text.splitlines() if 'name="email"' not in line)


async def test_tries_are_counted_together_with_those_of_the_api(ada: Person) -> None:
    email = (await ada.read("/v1/me"))["email"]
    address = fresh_address()
    async with client(address=address, headers=OURS) as browser:
        for _ in range(5):
            await browser.post("/account/login", data={"email": email, "password": "not it"})
            await browser.post("/v1/auth/login", json={"email": email, "password": "not it"})
        refused = await browser.post("/account/login", data={"email": email, "password": PASSWORD})
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        assert "Too many attempts" in refused.text


async def test_logging_out_ends_the_session(ada: Person) -> None:
    browser = await log_in(ada)
    other = await log_in(ada)
    value = browser.cookies["session"]
    page = await browser.get("/account")
    answer = await browser.post(LOGOUT, data=hidden(page, LOGOUT))
    assert (answer.status_code, answer.headers["location"]) == (303, "/account/login")
    assert "session" not in browser.cookies
    browser.cookies.set("session", value)
    assert not await is_in(browser), "also for who kept the cookie"
    assert await is_in(other)


async def test_logging_out_everywhere_ends_all(ada: Person) -> None:
    browser = await log_in(ada)
    other = await log_in(ada)
    page = await browser.get("/account")
    await browser.post(LOGOUT, data={**hidden(page, LOGOUT), "everywhere": "yes"})
    assert not await is_in(other)
    assert (await ada.get("/v1/me")).status_code == 401


async def test_what_ends_sessions_elsewhere_ends_this_one(ada: Person) -> None:
    browser = await log_in(ada)
    listed = (await ada.read("/v1/me/sessions"))["data"]
    assert len(listed) == 2
    [of_page] = [session for session in listed if not session["is_current"]]
    assert of_page["last_used_at"]
    assert (await ada.delete(f"/v1/me/sessions/{of_page['id']}")).status_code == 204
    assert not await is_in(browser)
    browser = await log_in(ada)
    changed = await ada.patch("/v1/me", {"password": "another horse", "current_password": PASSWORD})
    assert changed.status_code == 200, changed.text
    assert not await is_in(browser)
    browser = await log_in(ada, "another horse")
    await database.execute("UPDATE sessions SET expires_at = now() WHERE user_id = $1", ada.id)
    assert not await is_in(browser)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "origin": "http://testserver.local"},
        {"sec-fetch-site": "", "origin": "http://testserver.local"},
        {"origin": "http://evil.example"},
        {"origin": "http://testserver.local.evil.example"},
        {"origin": "http://[evil"},
        {"origin": "null"},
        {},
    ],
)
async def test_a_form_of_another_site_does_nothing(ada: Person, headers: dict[str, str]) -> None:
    browser = await log_in(ada)
    async with client(headers={"accept": "text/html"}) as foreign:
        token = hidden(await browser.get("/account"), LOGOUT)
        foreign.cookies.set("session", browser.cookies["session"])
        for path, form in (
            (LOGOUT, token),
            ("/account/login", {}),
            ("/account/register", {}),
            ("/account/forgot-password", {}),
        ):
            answer = await foreign.post(path, data=form, headers=headers)
            assert answer.status_code == 403, path
        assert await is_in(browser)


async def test_a_second_login_in_a_browser_ends_its_first_session(ada: Person) -> None:
    """By a form that another tab still shows."""
    browser, elsewhere = await log_in(ada), await log_in(ada)
    first = browser.cookies["session"]
    email = (await ada.read("/v1/me"))["email"]
    wrong = await browser.post("/account/login", data={"email": email, "password": "not it"})
    assert wrong.status_code == 422
    assert await is_in(browser), "nobody has logged in"
    assert (await browser.post("/account/login", data={"email": email, "password": PASSWORD})).status_code == 303
    assert browser.cookies["session"] != first
    assert await is_in(browser)
    assert await is_in(elsewhere)
    async with open_browser() as kept:
        kept.cookies.set("session", first)
        assert not await is_in(kept)


async def test_an_older_browser_names_its_origin(ada: Person) -> None:
    browser = await log_in(ada)
    async with client(headers={"accept": "text/html"}) as old:
        old.cookies.set("session", browser.cookies["session"])
        token = hidden(await browser.get("/account"), LOGOUT)
        for foreign in (
            "https://testserver.local",
            "http://testserver.local:1",
            "testserver.local",
            "http://[",
            "null",
        ):
            assert (await old.post(LOGOUT, data=token, headers={"origin": foreign})).status_code == 403
        answer = await old.post(LOGOUT, data=token, headers={"origin": "http://testserver.local"})
        assert answer.status_code == 303


async def test_a_form_without_the_token_of_its_session_does_nothing(ada: Person) -> None:
    browser = await log_in(ada)
    other = await log_in(ada)
    token = hidden(await browser.get("/account"), LOGOUT)
    others = hidden(await other.get("/account"), LOGOUT)
    assert token != others
    for form in (
        {"x": "y"},
        {"form_token": ""},
        {"form_token": "ü"},
        others,
        {"form_token": browser.cookies["session"]},
    ):
        assert (await browser.post(LOGOUT, data=form)).status_code == 403
    for content_type in ("application/json", "text/plain", "multipart/form-data; boundary=x"):
        answer = await browser.post(LOGOUT, content=b"form_token=x", headers={"content-type": content_type})
        assert answer.status_code == 415
    assert await is_in(browser)


@pytest.mark.parametrize(
    "body", [b"form_token=a&form_token=b", b"x=%ff", b"x=%ED%A0%80", b"&".join([b"x%d=" % n for n in range(40)])]
)
async def test_a_form_that_is_none_is_refused(body: bytes) -> None:
    async with open_browser() as browser:
        headers = {"content-type": "application/x-www-form-urlencoded"}
        for path in ("/account/login", "/account/register", "/account/forgot-password"):
            assert (await browser.post(path, content=body, headers=headers)).status_code in (400, 422)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nobody"),
        ("email", ""),
        ("email", "a@b\0c.example"),
        ("name", ""),
        ("name", "x" * 10_000),
        ("name", "\u202eedoc"),
        ("name", "\0"),
        ("password", "short"),
        ("password", "x" * 129),
        ("password", "password1"),
    ],
)
async def test_what_is_wrong_is_marked_and_the_rest_stays(field: str, value: str) -> None:
    form = {"email": fresh_email(), "name": "Ada & <b>Söhne</b>", "password": PASSWORD} | {field: value}
    async with open_browser() as browser:
        answer = await browser.post("/account/register", data=form)
    assert answer.status_code == 422, answer.text
    marked = [line for line in answer.text.splitlines() if "aria-invalid" in line]
    assert [f'id="{field}"' in line and f'aria-describedby="{field}-error' in line for line in marked] == [True]
    assert "<b>" not in answer.text
    assert "<title>Error: " in answer.text


async def test_an_address_that_has_an_account_is_told_to_log_in(ada: Person) -> None:
    email = (await ada.read("/v1/me"))["email"]
    async with open_browser() as browser:
        answer = await browser.post("/account/register", data={"email": email, "name": "Eve", "password": PASSWORD})
    assert answer.status_code == 422
    assert "There is an account with this e-mail address already." in answer.text


async def test_a_forgotten_password_is_asked_for_by_a_page_that_tells_nothing(ada: Person) -> None:
    email, unknown = (await ada.read("/v1/me"))["email"], fresh_email()
    async with open_browser() as browser:
        answers = [await browser.post("/account/forgot-password", data={"email": each}) for each in (email, unknown)]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].text.replace(email, "") == answers[1].text.replace(unknown, "")
        assert [mail["kind"] for mail in await mails_to(email, kind="reset_password")] == ["reset_password"]
        assert not await mails_to(unknown)
        # The link leads to a page, which sends the token to the API.
        reset = {"token": await mailed_token(email, kind="reset_password"), "password": "another long passphrase"}
        assert (await browser.post("/v1/auth/password/reset", json=reset)).status_code == 204
        answer = await browser.post("/account/login", data={"email": email, "password": reset["password"]})
        assert answer.status_code == 303


@pytest.mark.parametrize("email", ["", "nobody", "<b>x</b>", "a@b\0c.example", "x" * 10_000])
async def test_an_address_that_is_none_is_marked(email: str) -> None:
    async with open_browser() as browser:
        answer = await browser.post("/account/forgot-password", data={"email": email})
    assert answer.status_code == 422
    assert 'aria-describedby="email-error' in answer.text
    assert "<title>Error: " in answer.text
    assert "<b>" not in answer.text


async def test_a_cookie_that_is_none_of_ours_opens_nothing(http: httpx.AsyncClient) -> None:
    for value in ("x", "x" * 5_000, '"', "a; b=c", "%00"):
        answer = await http.get("/account", headers={**OURS, "cookie": f"session={value}"})
        assert answer.status_code == 303


@pytest.mark.parametrize(
    "other", [b'a={"x": 1}', b"version=1", b"path=/", b"of[it]=1", b"a=b c", b'a="', b"flag", b"\xc3\xa9=1", b"=", b""]
)
async def test_others_cookies_do_not_hide_it(ada: Person, http: httpx.AsyncClient, other: bytes) -> None:
    browser = await log_in(ada)
    ours = f"session={browser.cookies['session']}".encode()
    for sent in (other + b"; " + ours, ours + b"; " + other):
        assert (await http.get("/account", headers=[*_OURS, (b"cookie", sent)])).status_code == 200


@pytest.mark.parametrize("before", [b"\xa0", b"\x85", b"\xe2\x80\x80", b"x", b'"'])
async def test_a_name_that_is_nearly_ours_is_another(ada: Person, http: httpx.AsyncClient, before: bytes) -> None:
    browser = await log_in(ada)
    sent = before + f"session={browser.cookies['session']}".encode()
    assert (await http.get("/account", headers=[*_OURS, (b"cookie", sent)])).status_code == 303


async def test_who_logs_out_of_a_session_that_has_ended_begins_anew(ada: Person) -> None:
    browser = await log_in(ada)
    form = hidden(await browser.get("/account"), LOGOUT)
    assert (await ada.post("/v1/auth/logout-everywhere")).status_code < 300
    answer = await browser.post(LOGOUT, data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account/login?next=%2Faccount")


async def test_programs_are_told_in_json(http: httpx.AsyncClient) -> None:
    answer = await http.get("/account", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


@pytest.fixture
async def ada(http: httpx.AsyncClient) -> Person:
    """Somebody with an account."""
    return await people.register(http)
