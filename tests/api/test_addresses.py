"""E-mail addresses hold nothing that one cannot see, wherever one is taken."""

import sys
import unicodedata
from typing import Any

import httpx
import msgspec
import pytest

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
