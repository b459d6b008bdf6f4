"""Register, log in, and the tokens that prove it: by RFC 8725 and RFC 9068, each rule on its own."""

import base64
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import msgspec
import pytest

from config import settings
from models import clock, database, ids
from models.identity import tokens
from tests.api import people
from tests.api.people import PASSWORD, Person

OTHER_KEY = b"another key of thirty-two bytes!"


@pytest.fixture(scope="module")
async def ada(http: httpx.AsyncClient) -> Person:
    return await people.register(http, name="Ada")


def forge(person: Person, *, key: bytes | None = None, algorithm: str = "HS256", **changes: Any) -> str:
    """A token like ours but for the changes; `header_…` changes the header, and None leaves a claim out."""
    key_name, our_key = settings.token_keys.current
    now = int(clock.now().timestamp())
    header: dict[str, Any] = {"kid": key_name, "typ": "at+jwt"}
    claims: dict[str, Any] = {
        "iss": settings.public_url,
        "aud": "quittance",
        "sub": ids.encode("user", person.id),
        "sid": ids.encode("session", session_of(person)),
        "iat": now,
        "exp": now + 600,
        "jti": str(uuid.uuid4()),
    }
    for name, value in changes.items():
        target, claim = (header, name.removeprefix("header_")) if name.startswith("header_") else (claims, name)
        target[claim] = value(target[claim]) if callable(value) else value
    claims = {name: value for name, value in claims.items() if value is not None}
    header = {name: value for name, value in header.items() if value is not None}
    return jwt.encode(claims, key or our_key, algorithm=algorithm, headers=header)


def session_of(person: Person) -> uuid.UUID:
    """The login that the person's token belongs to."""
    return tokens.verify(person.token or "").session_id


async def status_with(person: Person, authorization: str | bytes | None) -> int:
    headers = {} if authorization is None else {"authorization": authorization}
    answer = await person.http.get("/v1/me", headers=headers)
    if answer.status_code == 401:
        assert answer.json()["code"] == "unauthenticated"
        assert answer.headers["www-authenticate"].startswith("Bearer")
    return answer.status_code


async def test_whoever_registers_is_logged_in(http: httpx.AsyncClient) -> None:
    fields = {"email": f"{uuid.uuid4().hex}@example.com", "password": PASSWORD, "name": "Grace"}
    answer = await Person(http).post("/v1/auth/register", fields)
    assert answer.status_code == 201
    assert answer.headers["location"] == "/v1/me"
    session = answer.json()
    assert session["token_type"] == "bearer"
    assert 0 < session["expires_in"] <= 900
    me = await Person(http, session).read("/v1/me")
    assert me == session["user"]
    assert (me["email"], me["name"], me["role"], me["status"]) == (fields["email"], "Grace", "member", "active")


async def test_logging_in_answers_a_token_that_works(ada: Person) -> None:
    fields = {"email": ada.session["user"]["email"], "password": PASSWORD}
    answer = await Person(ada.http).post("/v1/auth/login", fields)
    assert answer.status_code == 200
    assert (await Person(ada.http, answer.json()).read("/v1/me"))["id"] == ada.session["user"]["id"]


async def test_an_email_address_is_taken_whatever_its_case(ada: Person) -> None:
    email = ada.session["user"]["email"].upper()
    answer = await Person(ada.http).post("/v1/auth/register", {"email": email, "password": PASSWORD, "name": "Eve"})
    assert (answer.status_code, answer.json()["code"]) == (409, "email_taken")
    assert answer.json()["errors"][0]["pointer"] == "/email"
    assert (await Person(ada.http).post("/v1/auth/login", {"email": email, "password": PASSWORD})).status_code == 200


async def test_a_wrong_password_and_an_unknown_address_get_the_same_bytes(ada: Person) -> None:
    known, unknown = ada.session["user"]["email"], "nobody@example.com"
    bodies = set()
    for email in (known, unknown):
        answer = await Person(ada.http).post(
            "/v1/auth/login", {"email": email, "password": "wrong password"}, x_request_id="same"
        )
        assert answer.status_code == 401
        bodies.add((answer.content, tuple(sorted(answer.headers.items()))))
    assert len(bodies) == 1
    assert msgspec.json.decode(next(iter(bodies))[0])["code"] == "bad_credentials"


async def test_a_deactivated_user_is_out_at_once_and_cannot_be_told_from_nobody(http: httpx.AsyncClient) -> None:
    person = await people.register(http)
    fields = {"email": person.session["user"]["email"], "password": PASSWORD}
    assert (await person.get("/v1/me")).status_code == 200
    await database.execute("UPDATE users SET status = 'deactivated' WHERE id = $1", person.id)
    assert (await person.get("/v1/me")).status_code == 401
    assert (await person.post("/v1/receivers", {"name": "Shop", "currency": "EUR"})).status_code == 401
    refused = await Person(http).post("/v1/auth/login", fields)
    assert (refused.status_code, refused.json()["code"]) == (401, "bad_credentials")


@pytest.mark.parametrize("length", [8, 128])
async def test_a_password_has_8_to_128_characters(http: httpx.AsyncClient, length: int) -> None:
    password = ("Größe ist " * 13)[:length]
    person = await people.register(http, password=password)
    login = {"email": person.session["user"]["email"], "password": password}
    assert (await Person(http).post("/v1/auth/login", login)).status_code == 200
    assert (await Person(http).post("/v1/auth/login", login | {"password": password[:-1]})).status_code == 401


@pytest.mark.parametrize("password", ["password1", "PASSWORD1", "Person-Of-Its-Own@example.com", "ä" * 8])
async def test_a_password_that_is_tried_first_is_refused(http: httpx.AsyncClient, password: str) -> None:
    fields = {"email": "person-of-its-own@example.com", "password": password, "name": "Ada"}
    answer = await Person(http).post("/v1/auth/register", fields)
    assert (answer.status_code, answer.json()["code"]) == (422, "password_too_common")
    assert answer.json()["errors"][0]["pointer"] == "/password"


@pytest.mark.parametrize("length", [0, 7, 129, 100_000])
async def test_a_shorter_or_longer_password_is_refused_before_it_is_hashed(
    http: httpx.AsyncClient, length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.identity.passwords.hash_password", None)
    fields = {"email": f"{uuid.uuid4().hex}@example.com", "password": "x" * length, "name": "Ada"}
    answer = await Person(http).post("/v1/auth/register", fields)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/password"


async def test_no_answer_holds_a_password_or_its_hash(http: httpx.AsyncClient) -> None:
    password = "canary-" + uuid.uuid4().hex
    email = f"{uuid.uuid4().hex}@example.com"
    anonymous = Person(http)
    fields = {"email": email, "password": password, "name": "Ada"}
    answers = [
        await anonymous.post("/v1/auth/register", fields),
        await anonymous.post("/v1/auth/register", fields),
        await anonymous.post("/v1/auth/register", fields | {"email": password}),
        await anonymous.post("/v1/auth/register", fields | {"role": "admin"}),
        await anonymous.post("/v1/auth/login", {"email": email, "password": password}),
        await anonymous.post("/v1/auth/login", {"email": email, "password": password + "!"}),
        await anonymous.post("/v1/auth/login", {"email": email, "password": [password]}),
    ]
    answers.append(await Person(http, answers[0].json()).get("/v1/me"))
    assert [answer.status_code for answer in answers] == [201, 409, 422, 422, 200, 401, 422, 200]
    for answer in answers:
        assert password not in answer.text
        assert "argon2" not in answer.text
        assert "password_hash" not in answer.text


async def test_nobody_makes_themselves_an_admin(http: httpx.AsyncClient) -> None:
    fields = {"email": f"{uuid.uuid4().hex}@example.com", "password": PASSWORD, "name": "Eve", "role": "admin"}
    assert (await Person(http).post("/v1/auth/register", fields)).status_code == 422
    assert await database.fetch_value(object, "SELECT count(*) FROM users WHERE email = $1", fields["email"]) == 0


async def test_a_token_made_like_ours_is_accepted(ada: Person) -> None:
    # The forger works, so that each refusal below has but one reason.
    assert await status_with(ada, f"Bearer {forge(ada)}") == 200
    assert await status_with(ada, f"bearer {forge(ada)}") == 200


BAD_TOKENS: dict[str, Callable[[Person], str]] = {
    "expired": lambda ada: forge(ada, iat=lambda now: now - 700, exp=lambda now: now - 700),
    "a lifetime longer than ours": lambda ada: forge(ada, exp=lambda end: end + 301),
    **{
        f"{claim} {what}": lambda ada, claim=claim, change=change: forge(ada, **{claim: change})
        for claim in ("iat", "exp")
        for what, change in {
            "as a text": str,
            "with a fraction": lambda instant: instant + 0.5,
            "beyond all numbers": lambda _: 10**400,
            "in a list": lambda instant: [instant],
        }.items()
    },
    "issued in the future": lambda ada: forge(ada, iat=lambda now: now + 60),
    "not valid yet": lambda ada: forge(ada, nbf=int(clock.now().timestamp()) + 60),
    "an unknown key": lambda ada: forge(ada, header_kid="another"),
    "no key": lambda ada: forge(ada, header_kid=None),
    "a key that is no text": lambda ada: _with_header(forge(ada), {"alg": "HS256", "typ": "at+jwt", "kid": ["x"]}),
    "another type": lambda ada: forge(ada, header_typ="JWT"),
    "no type": lambda ada: forge(ada, header_typ=None),
    "another audience": lambda ada: forge(ada, aud="another"),
    "another issuer": lambda ada: forge(ada, iss="https://elsewhere.example"),
    "signed by another key": lambda ada: forge(ada, key=OTHER_KEY),
    "another algorithm": lambda ada: forge(ada, algorithm="HS384"),
    "no algorithm": lambda ada: _unsigned(forge(ada)),
    "no signature": lambda ada: forge(ada).rpartition(".")[0] + ".",
    "a critical header that nobody knows": lambda ada: forge(ada, header_crit=["exp2"], header_exp2=1),
    "a subject that is no user's id": lambda ada: forge(ada, sub="inv_" + forge(ada)[:26]),
    "a subject that is no text": lambda ada: forge(ada, sub=5),
    "a session that is no session's id": lambda ada: forge(ada, sid=ids.encode("user", session_of(ada))),
    "a session that is no text": lambda ada: forge(ada, sid=5),
    "a session that never was": lambda ada: forge(ada, sid=ids.encode("session", ids.new())),
    "a user who is gone": lambda ada: forge(ada, sub=ids.encode("user", ids.new())),
    "no words": lambda ada: "..",
    "not a token": lambda ada: "not-a-token",
    **{
        f"no {claim}": lambda ada, claim=claim: forge(ada, **{claim: None})
        for claim in ("iss", "aud", "sub", "sid", "iat", "exp", "jti")
    },
}


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
@pytest.mark.parametrize("make", BAD_TOKENS.values(), ids=BAD_TOKENS.keys())
async def test_a_token_with_one_thing_wrong_is_refused(ada: Person, make: Callable[[Person], str]) -> None:
    assert await status_with(ada, f"Bearer {make(ada)}") == 401


async def test_a_token_with_somebody_elses_session_is_refused(ada: Person, http: httpx.AsyncClient) -> None:
    other = await people.register(http)
    assert await status_with(ada, f"Bearer {forge(ada, sid=ids.encode('session', session_of(other)))}") == 401


async def test_only_the_bearer_scheme_counts(ada: Person) -> None:
    token = ada.token or ""
    basic = base64.b64encode(f"{token}:".encode()).decode()
    for authorization in (None, "", token, "Bearer", "Bearer ", f"Basic {token}", f"Basic {basic}", f"Token {token}"):
        assert await status_with(ada, authorization) == 401
    assert await status_with(ada, "Bearer päper".encode("latin-1")) == 401
    assert await status_with(ada, f"Bearer {token} {token}") == 401


async def test_a_token_in_the_address_is_no_token(ada: Person) -> None:
    assert (await Person(ada.http).get(f"/v1/me?access_token={ada.token}")).status_code == 401


async def test_a_token_of_the_key_before_is_still_good(ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    session_id = session_of(ada)
    before = tokens.issue(ada.id, session_id=session_id)
    rotated = type(settings.token_keys)({"new": OTHER_KEY, **settings.token_keys.keys})
    monkeypatch.setattr(tokens, "settings", msgspec.structs.replace(settings, token_keys=rotated))
    assert jwt.get_unverified_header(tokens.issue(ada.id, session_id=session_id))["kid"] == "new"
    assert await status_with(ada, f"Bearer {before}") == 200
    assert await status_with(ada, f"Bearer {tokens.issue(ada.id, session_id=session_id)}") == 200


def _unsigned(token: str) -> str:
    """The same claims with the algorithm `none`."""
    return _with_header(token, {"alg": "none", "typ": "at+jwt", "kid": settings.token_keys.current[0]}, signature="")


def _with_header(token: str, header: dict[str, Any], *, signature: str | None = None) -> str:
    _, claims, ours = token.split(".")
    encoded = base64.urlsafe_b64encode(msgspec.json.encode(header)).rstrip(b"=").decode()
    return f"{encoded}.{claims}.{ours if signature is None else signature}"
