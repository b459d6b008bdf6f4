"""What is answered to a browser where there is no page, or none can be shown: words, and not a problem document."""

from typing import Any

import httpx
import pytest

from api import fields
from api.app import app
from api.middleware.admission import Admission, Gate
from api.pages import personal, refusals, rendering
from models import database
from models.errors import Invalid
from tests.api import worlds
from tests.api.people import Person, Shop
from tests.api.test_pages import LINKED
from tests.api.test_pay_page import BROWSER
from tests.api.visitors import OURS


@pytest.mark.parametrize(
    ("method", "path", "status", "words"),
    [
        ("GET", "/nothing", 404, "There is no such page"),
        ("GET", "/docs/guides/nothing", 404, "There is no such page"),
        ("GET", "/assets/nothing.css", 404, "There is no such page"),
        ("GET", "/account/nothing", 404, "There is no such page"),
        ("POST", "/", 405, "This address cannot be used like that"),
        ("DELETE", "/docs", 405, "This address cannot be used like that"),
        ("POST", "/pay/nobodys", 405, "This address cannot be used like that"),
        ("GET", "/pay/nobodys", 404, "This link does not work"),
        ("GET", "/pay/nobodys/elsewhere", 404, "There is no such page"),
        ("GET", "/pay/", 404, "There is no such page"),
        ("GET", "/docs?page=2", 422, "This address cannot be used like that"),
    ],
)
async def test_people_get_words_and_programs_a_problem_document(
    http: httpx.AsyncClient, method: str, path: str, status: int, words: str
) -> None:
    page = await http.request(method, path, headers={"accept": BROWSER})
    assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert words in page.text
    assert "Traceback" not in page.text
    assert page.headers["content-security-policy"] == rendering.POLICY
    for url in LINKED.findall(page.text):
        assert url.startswith("#") or (await http.get(url)).status_code in (200, 404)
    for accept in ("*/*", "application/json", "", "text/html;q=0"):
        answer = await http.request(method, path, headers={"accept": accept})
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
        assert answer.json()["status"] == status
        assert answer.headers.get("allow") == page.headers.get("allow")
        assert answer.headers["vary"] == page.headers["vary"] == "Accept, Accept-Language"


async def test_a_form_without_a_file_that_is_too_long_is_not_told_of_files(http: httpx.AsyncClient) -> None:
    form = {"email": "a" * fields.BYTES_MAX, "password": "x"}
    page = await http.post(personal.LOGIN, data=form, headers=OURS)
    assert (page.status_code, "This form is too long" in page.text) == (413, True)
    assert "up to 10 MB" not in page.text


async def test_a_form_that_has_a_field_twice_is_told_why_it_was_refused(http: httpx.AsyncClient) -> None:
    headers = OURS | {"content-type": fields.MEDIA_TYPE, "accept-language": "de"}
    page = await http.post(personal.LOGIN, content="email=a&email=b", headers=headers)
    assert (page.status_code, refusals.sentences("de")[Invalid] in page.text) == (422, True)


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1/me", "/v1/pay/nobodys"])
async def test_the_api_answers_browsers_as_it_answers_everybody(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path, headers={"accept": BROWSER})
    assert answer.headers["content-type"] == "application/problem+json"
    assert "vary" not in answer.headers


async def test_a_page_of_an_error_is_in_the_language_of_the_browser(http: httpx.AsyncClient) -> None:
    page = await http.get("/nothing", headers={"accept": BROWSER, "accept-language": "de-AT"})
    assert page.headers["content-language"] == "de"
    assert "Diese Seite gibt es nicht" in page.text


@pytest.mark.parametrize("path", ["/", "/docs"])
async def test_a_mistake_of_ours_is_a_page_too(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    make = rendering.page

    def broken(template: str, *words: Any, **more: Any) -> Any:
        if template != "error.html":
            raise RuntimeError("canary")
        return make(template, *words, **more)

    monkeypatch.setattr(rendering, "page", broken)
    page = await http.get(path, headers={"accept": BROWSER})
    assert page.status_code == 500
    assert "This page cannot be shown now" in page.text
    assert "canary" not in page.text


async def test_whom_there_is_no_place_for_is_told_so_in_words(
    shop: Shop, http: httpx.AsyncClient, anybody: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/pay/{worlds.pay_token(await shop.issue())}"
    (layers,) = app.app.middleware
    (layer,) = (each for each in layers.layers if isinstance(each, Admission))
    for kind in ("reads", "writes"):
        monkeypatch.setitem(layer.gates, kind, Gate(kind, places=1, waiting_max=0))
        await layer.gates[kind].enter()
    page = await http.get(path, headers={"accept": BROWSER})
    assert (page.status_code, page.headers["retry-after"]) == (503, "1")
    assert "Load the page again in a minute" in page.text
    pressed = await http.post(f"{path}/payments", headers={"accept": BROWSER})
    assert (pressed.status_code, pressed.headers["retry-after"]) == (503, "1")
    assert f'href="{path}"' in pressed.text
    refused = await anybody.get(path)
    assert (refused.status_code, refused.json()["code"]) == (503, "overloaded")


async def test_a_page_is_there_while_the_database_is_not(
    shop: Shop, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise ConnectionRefusedError("gone")

    path = f"/pay/{worlds.pay_token(await shop.issue())}"
    monkeypatch.setattr(database, "fetch_row", away)
    page = await http.get(path, headers={"accept": BROWSER})
    assert (page.status_code, page.headers["retry-after"]) == (503, "1")
    assert "This page cannot be shown now" in page.text
