"""Names are one line that one can see, wherever one is given."""

import sys
import unicodedata
from typing import Any

import httpx
import msgspec
import pytest

from models.shapes.common import Name
from tests.api import people
from tests.api.people import Shop

REFUSED = {
    "nothing": "",
    "a space": " ",
    "spaces of all kinds": " \u00a0\u2003\u3000\u2800",
    "a zero-width space": "\u200b",
    "an override alone": "\u202e",
    "joiners and marks of direction": "\u200d\u200c\u200e\u200f\ufeff",
    "a Hangul filler": "\u3164",
    "a line break": "Ada\nBcc: eve@example.com",
    "a line break at the end": "Ada\n",
    "a carriage return": "Ada\rLovelace",
    "a tabulator": "Ada\tLovelace",
    "a bell": "Ada\u0007",
    "DEL": "Ada\u007f",
    "a next line": "Ada\u0085Lovelace",
    "a line separator": "Ada\u2028Lovelace",
    "a paragraph separator": "Ada\u2029Lovelace",
    "a right-to-left override": "Ada \u202efdp.exe",
    "an embedding": "Ada \u202aLovelace",
    "an isolate": "Ada \u2067Lovelace",
}
TAKEN = [
    "Ada",
    " Ada  Lovelace ",
    "O'Hara & Söhne GmbH",
    "株式会社",
    "علی‌رضا",  # with a zero-width non-joiner, which Persian needs
    "👩‍💻 Studio",  # joined by a zero-width joiner
    "Booking.com",
    "x" * 200,
    ".",
]


@pytest.fixture(scope="module")
async def book(http: httpx.AsyncClient) -> Shop:
    return await people.open_shop(http)


def places(book: Shop) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Every request that takes a name: where in the body it stands, and the rest of the body."""
    line = {"description": "Work", "unit_price": "1", "taxes": [{"name": None, "percent": "19"}]}
    endpoint = {"receiver_id": book.id, "url": "https://example.com/hooks"}
    return [
        ("POST", "/v1/auth/register", "/name", {"email": people.fresh_email(), "password": people.PASSWORD}),
        ("PATCH", "/v1/me", "/name", {}),
        ("POST", "/v1/receivers", "/name", {"currency": "EUR"}),
        ("PATCH", f"/v1/receivers/{book.id}", "/name", {}),
        ("POST", "/v1/payers", "/name", {"receiver_id": book.id}),
        ("PATCH", f"/v1/payers/{book.payer['id']}", "/name", {}),
        ("POST", "/v1/api-keys", "/name", {"scopes": ["invoices:read"]}),
        ("POST", "/v1/webhook-endpoints", "/description", endpoint),
        ("POST", "/v1/invoices/preview", "/lines/0/taxes/0/name", book.draft_fields(lines=[line])),
    ]


def with_name(body: dict[str, Any], pointer: str, name: str) -> dict[str, Any]:
    if "/lines/" not in pointer:
        return body | {pointer[1:]: name}
    (line,) = body["lines"]
    return body | {"lines": [line | {"taxes": [line["taxes"][0] | {"name": name}]}]}


@pytest.mark.parametrize("name", REFUSED.values(), ids=REFUSED)
async def test_a_name_that_nobody_can_read_is_refused(book: Shop, name: str) -> None:
    for method, path, pointer, body in places(book):
        answer = await book.owner.send(method, path, json=with_name(body, pointer, name))
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), (path, answer.text)
        (error,) = answer.json()["errors"]
        assert error["pointer"] == pointer
        assert "regex" not in error["detail"]


@pytest.mark.parametrize("name", TAKEN)
async def test_names_of_all_scripts_are_taken_as_they_are(book: Shop, name: str) -> None:
    payer = await book.owner.make("/v1/payers", receiver_id=book.id, name=name)
    assert payer["name"] == name


def test_of_all_characters_none_that_breaks_or_turns_a_line_is_taken_and_none_that_nobody_sees_is_a_name() -> None:
    let_in, alone = [], []
    for number in range(sys.maxunicode + 1):
        character = chr(number)
        kind, turns = unicodedata.category(character), unicodedata.bidirectional(character)
        if kind in ("Cc", "Zl", "Zp") or turns in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"):
            let_in += [f"{number:04x}"] if is_name(f"Ada{character}Lovelace") else []
        if kind in ("Cc", "Cf", "Zl", "Zp", "Zs"):
            alone += [f"{number:04x}"] if is_name(character * 3) else []
    assert (let_in, alone) == ([], [])


def is_name(text: str) -> bool:
    try:
        msgspec.convert(text, Name)
    except msgspec.ValidationError:
        return False
    return True
