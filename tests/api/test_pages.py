"""What all pages for people have: a language, a policy, and nothing from elsewhere."""

import re
from typing import cast

import httpx
import msgspec
import pytest
from litestar.types import Scope

from api import headers
from api.pages import front, rendering

LINKED = re.compile(r'(?:src|href|action)="([^"]*)"')


@pytest.mark.parametrize(
    ("accepted", "language", "words"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de", "Dieser Server"),
        ("fr, es;q=0.4, hi;q=0.5", "hi", "यह सर्वर"),
        ("fr", "en", "This server"),
        ("de;q=0", "en", "This server"),
        ("de;q=nonsense;;,,", "de", "Dieser Server"),
        ("", "en", "This server"),
    ],
)
async def test_a_page_is_in_the_language_of_the_browser(
    http: httpx.AsyncClient, accepted: str, language: str, words: str
) -> None:
    answer = await http.get("/", headers={"Accept-Language": accepted})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}">' in answer.text
    assert words in answer.text


@pytest.mark.parametrize("address", ["", "https://forge.example.com/quittance?a=1&b=2"])
async def test_the_front_page_says_where_docs_state_and_source_are(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(front, "settings", msgspec.structs.replace(front.settings, source_url=address))
    page = (await http.get("/")).text
    for path in ("/docs", "/health/ready"):
        assert f'href="{path}"' in page
        assert (await http.get(path)).status_code == 200
    assert "free software, under the MIT licence" in page
    outside = [url for url in LINKED.findall(page) if url.startswith("http")]
    assert outside == [address.replace("&", "&amp;")] * bool(address)


async def test_a_page_runs_nothing_and_loads_nothing_that_is_not_ours(http: httpx.AsyncClient) -> None:
    answer = await http.get("/")
    policy = answer.headers["content-security-policy"]
    assert policy == rendering.POLICY
    assert "unsafe" not in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert all(url.startswith("/") and not url.startswith("//") for url in LINKED.findall(answer.text) if url[0] != "#")


async def test_files_of_pages_are_kept_for_ever(http: httpx.AsyncClient) -> None:
    page = await http.get("/")
    urls = [url for url in LINKED.findall(page.text) if url.startswith(rendering.ASSETS)]
    assert urls
    for url in urls:
        answer = await http.get(url)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("name", ["page.css", "page-000000000000.css", "..%2Frendering.py", "%00"])
async def test_other_files_are_not_there(http: httpx.AsyncClient, name: str) -> None:
    assert (await http.get(f"{rendering.ASSETS}/{name}")).status_code in {400, 404}


@pytest.mark.parametrize(
    ("value", "listed"),
    [
        (b"de, en;q=0.5, es;q=0.7", ["de", "es", "en"]),
        (b"de;q=0, en", ["en"]),
        (b"", []),
        (b",".join(b"x" for _ in range(50)), ["x"] * headers.LISTED_MAX),
    ],
)
def test_what_is_wanted_most_comes_first(value: bytes, listed: list[str]) -> None:
    scope = cast("Scope", {"headers": [(b"accept-language", value)]})
    assert headers.by_preference(scope, b"accept-language") == listed
