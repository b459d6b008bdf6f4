"""E-mail addresses hold nothing that one cannot see, wherever one is taken."""

import sys
import unicodedata
from typing import Any
from urllib.parse import urlencode

import httpx
import msgspec
import pytest

from models import database, ids
from models.shapes import emails
from models.shapes.common import Email
from tests.api import people
from tests.api.people import Shop

UNSEEN = {
    "DEL": "\u007f",
    "a control character": "\u0001",
    "a control character of the second row": "\u0085",
    "a soft hyphen": "\u00ad",
    "a zero-width space": "\u200b",
    "a zero-width joiner": "\u200d",
    "a right-to-left override": "\u202e",
    "an isolate": "\u2066",
    "a line separator": "\u2028",
    "a paragraph separator": "\u2029",
    "a byte order mark": "\ufeff",
    "a Hangul filler": "\u3164",
    "a tag": "\U000e0041",
}
SEEN = ["ada@example.com", "用户@例子.example", "müller@bücher.example", "o'hara+x@example.co.uk", "😀@example.com"]


@pytest.fixture(scope="module")
async def book(http: httpx.AsyncClient) -> Shop:
    return await people.open_shop(http)


def places(book: Shop, payer: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Every request that takes an address, but for it."""
    return [
        ("POST", "/v1/auth/register", {"password": people.PASSWORD, "name": "Eve"}),
        ("POST", "/v1/auth/login", {"password": people.PASSWORD}),
        ("POST", "/v1/auth/password/forgot", {}),
        ("PATCH", "/v1/me", {"current_password": people.PASSWORD}),
        ("POST", "/v1/receivers", {"name": "Shop", "currency": "EUR"}),
        ("PATCH", f"/v1/receivers/{book.id}", {}),
        ("POST", f"/v1/receivers/{book.id}/members", {"role": "viewer"}),
        ("POST", "/v1/payers", {"receiver_id": book.id, "name": "Payer"}),
        ("PATCH", f"/v1/payers/{payer['id']}", {}),
        ("POST", f"/v1/payers/{payer['id']}/invitations", {}),
    ]


@pytest.mark.parametrize("character", UNSEEN.values(), ids=UNSEEN)
async def test_what_nobody_sees_is_no_part_of_an_address(book: Shop, character: str) -> None:
    payer = await book.owner.make("/v1/payers", receiver_id=book.id, name="Payer")
    for email in (f"a{character}@example.com", f"a@exa{character}mple.com", f"a@example.com{character}"):
        for method, path, body in places(book, payer):
            answer = await book.owner.send(method, path, json=body | {"email": email})
            assert answer.status_code == 422, (path, answer.text)
            assert answer.json()["errors"][0]["pointer"] == "/email"


def test_of_all_characters_those_without_a_look_are_refused() -> None:
    let_in = []
    for number in range(sys.maxunicode + 1):
        # JSON that is UTF-8 has no lone surrogates, and the decoder refuses their escapes.
        if unicodedata.category(chr(number)) in ("Cc", "Cf", "Zl", "Zp", "Zs"):
            try:
                msgspec.convert(f"a{chr(number)}@example.com", Email)
                let_in.append(f"{number:04x}")
            except msgspec.ValidationError:
                pass
    assert let_in == []


@pytest.mark.parametrize("email", SEEN)
def test_addresses_of_all_scripts_are_taken(email: str) -> None:
    assert msgspec.convert(email, Email) == email


# --- one host, however it is written

COMPOSED = "b\u00fccher.example"
SPELLINGS = {
    "composed": COMPOSED,
    "decomposed": "bu\u0308cher.example",
    "in the letters of DNS": "xn--bcher-kva.example",
    "in capitals": "B\u00dcCHER.Example",
    "in capitals of DNS": "XN--BCHER-KVA.example",
    "with a wide point": "b\u00fccher\uff0eexample",
    "with the root's point": "b\u00fccher.example.",
}
NO_HOSTS = [
    "xn--a.example",
    "xn--bucher-xyd.example",
    "\u0301b.example",
    "i\u2764.example",
    "b\u00fccher..example",
    "\u00fc" * 63 + ".example",
]
# They say nothing of addresses: a host that cannot be is one that nobody has.
ASK_FOR_AN_ACCOUNT = {"/v1/auth/login": 401, "/v1/auth/password/forgot": 202}


def addresses() -> dict[str, str]:
    """A fresh name at one host, in all spellings."""
    name = people.fresh_email().partition("@")[0]
    return {spelling: f"{name}@{host}" for spelling, host in SPELLINGS.items()}


@pytest.mark.parametrize("first", SPELLINGS)
async def test_an_address_is_one_account_however_its_host_is_written(http: httpx.AsyncClient, first: str) -> None:
    spelled = addresses()
    ada = await people.register(http, email=spelled[first])
    assert ada.session["user"]["email"] == spelled["composed"]
    for email in spelled.values():
        credentials = {"email": email, "password": people.PASSWORD}
        twin = await people.Person(http).post("/v1/auth/register", {**credentials, "name": "Eve"})
        assert (twin.status_code, twin.json()["code"]) == (409, "email_taken"), email
        login = await people.Person(http).post("/v1/auth/login", credentials)
        assert (login.status_code, login.json()["user"]["id"]) == (200, ada.session["user"]["id"]), email


async def test_links_go_to_the_one_account_of_an_address(http: httpx.AsyncClient) -> None:
    spelled = addresses()
    ada = await people.register(http, email=spelled["composed"])
    for asked, email in enumerate(list(spelled.values())[:3], start=1):
        assert (await people.Person(http).post("/v1/auth/password/forgot", {"email": email})).status_code == 202
        count = "SELECT count(*) FROM action_tokens WHERE kind = 'reset_password' AND user_id = $1"
        assert await database.fetch_value(int, count, ada.id) == asked
    other = await people.register(http)
    for email in spelled.values():
        change = {"email": email, "current_password": people.PASSWORD}
        taken = await other.patch("/v1/me", change)
        assert (taken.status_code, taken.json()["code"]) == (409, "email_taken")


async def test_payers_and_invitations_have_the_one_form_too(book: Shop) -> None:
    spelled = addresses()
    payer = await book.owner.make(
        "/v1/payers", receiver_id=book.id, name="Grace", email=spelled["in the letters of DNS"]
    )
    assert payer["email"] == spelled["composed"]
    for email in spelled.values():
        changed = await book.owner.patch(f"/v1/payers/{payer['id']}", {"email": email})
        assert changed.json()["email"] == spelled["composed"]
        found = await book.owner.get(f"/v1/payers?{urlencode({'email': email, 'receiver_id': book.id})}")
        assert [one["id"] for one in found.json()["data"]] == [payer["id"]]
        invited = await book.owner.post(f"/v1/payers/{payer['id']}/invitations", {"email": email})
        assert invited.json()["email"] == spelled["composed"]
        await book.owner.make(f"/v1/receivers/{book.id}/members", email=email, role="viewer")
    pending = await book.owner.read(f"/v1/invitations?receiver_id={book.id}&pending=true&kind=member")
    assert [one["email"] for one in pending["data"]] == [spelled["composed"]]
    grace = await people.register(book.owner.http, email=spelled["decomposed"])
    await database.execute(
        "INSERT INTO receiver_members (id, receiver_id, user_id, role) VALUES ($1, $2, $3, 'viewer')",
        ids.new(),
        ids.decode("receiver", book.id),
        grace.id,
    )
    again = await book.owner.post(
        f"/v1/receivers/{book.id}/members", {"email": spelled["in capitals"], "role": "viewer"}
    )
    assert (again.status_code, again.json()["code"]) == (409, "already_member")


@pytest.mark.parametrize("host", NO_HOSTS)
async def test_a_host_that_there_cannot_be_is_refused(book: Shop, host: str) -> None:
    payer = await book.owner.make("/v1/payers", receiver_id=book.id, name="Payer")
    for method, path, body in places(book, payer):
        answer = await book.owner.send(method, path, json=body | {"email": f"ada@{host}"})
        if path in ASK_FOR_AN_ACCOUNT:
            assert answer.status_code == ASK_FOR_AN_ACCOUNT[path]
        else:
            assert answer.status_code == 422, (path, answer.text)
            assert answer.json()["errors"][0]["pointer"] == "/email"


async def test_who_has_had_such_an_address_logs_in_as_before(http: httpx.AsyncClient) -> None:
    ada = await people.register(http)
    email = f"{people.fresh_email().partition('@')[0]}@i\u2764.example"
    await database.execute("UPDATE users SET email = $2 WHERE id = $1", ada.id, email)
    login = await people.Person(http).post("/v1/auth/login", {"email": email, "password": people.PASSWORD})
    assert (login.status_code, login.json()["user"]["email"]) == (200, email)


@pytest.mark.parametrize(
    "email", ["Ada@Example.COM", "o'hara+x@under_score.example", "用户@例子.example", "ada@localhost"]
)
def test_all_else_of_an_address_stays_as_it_is(email: str) -> None:
    assert emails.normal(email) == email
