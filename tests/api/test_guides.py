"""The guides as pages: all are there and listed, and their links and anchors lead somewhere."""

import re

import httpx
import pytest

from api.pages import guides, openapi
from api.pages.guides import FILES, FOLDER
from models.errors import Refused
from tests.api import operations

HREF = re.compile(r'href="([^"]*)"')
NAMES = sorted(FILES)


def test_every_guide_is_listed_once() -> None:
    there = sorted(path.stem for path in FOLDER.glob("*.md"))
    assert sorted(guides.FOR_USERS + guides.FOR_OPERATORS) == there


async def test_the_documentation_begins_with_the_guides_and_with_invoices(http: httpx.AsyncClient) -> None:
    page = (await http.get("/docs")).text
    assert next(url for url in HREF.findall(page) if url.startswith(guides.PATH)) == "/docs/guides/invoices"
    assert page.index("/docs/guides/webhooks") < page.index('id="documentation"')
    assert next(iter(openapi.TAGS)) == "Invoices"


def test_every_tag_of_an_operation_has_its_place_on_the_page() -> None:
    document = operations.document()
    used = {operation["tags"][0] for item in document["paths"].values() for operation in item.values()}
    assert used == {tag["name"] for tag in document["tags"]}


@pytest.mark.parametrize("name", NAMES)
async def test_links_of_guides_lead_to_what_is_there(http: httpx.AsyncClient, name: str) -> None:
    page = await http.get(guides.url(name))
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["content-language"] == "en"
    assert page.text.count("<h1") == 1
    assert "&lt;!--" not in page.text
    ids = re.findall(r'\bid="([^"]*)"', page.text)
    assert len(ids) == len(set(ids))
    for link in HREF.findall(page.text):
        path, _, fragment = link.partition("#")
        if path.startswith("/docs"):
            target = page if path == guides.url(name) else await http.get(path)
            assert target.status_code == 200, link
            assert not fragment or f'id="{fragment}"' in target.text, link
        elif not path:
            assert fragment in ids, link
        else:
            assert path.startswith(("https://", "/assets/")), link


async def test_the_type_of_every_error_leads_to_what_it_means(http: httpx.AsyncClient) -> None:
    page = (await http.get("/docs/errors")).text
    codes = {refused.code for refused in Refused.__subclasses__() if "code" in vars(refused)}
    assert len(codes) > 30
    assert [code for code in sorted(codes) if f'<h3 id="{code}">' not in page] == []


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/markdown", "text/markdown"),
        ("text/plain", "text/plain"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("image/png", "text/html"),
    ],
)
async def test_who_asks_for_the_source_of_the_errors_gets_it(http: httpx.AsyncClient, accept: str, form: str) -> None:
    answer = await http.get("/docs/errors", headers={"Accept": accept})
    assert answer.headers["content-type"] == f"{form}; charset=utf-8"
    assert "Accept" in answer.headers["vary"]
    assert answer.text.startswith("# Errors") is (form != "text/html")


@pytest.mark.parametrize("name", ["nothing", "README", "..%2FREADME", "errors.md", "%00"])
async def test_other_guides_are_not_there(http: httpx.AsyncClient, name: str) -> None:
    assert (await http.get(f"{guides.PATH}/{name}")).status_code in {400, 404}


def test_what_looks_like_html_is_text() -> None:
    assert "<script>" not in guides._markdown.render("<script>alert(1)</script> `<b>`\n\n```\n<i>\n```\n")
