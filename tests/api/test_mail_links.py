"""Where the letters of ours lead: to pages that are there, and requests that are answered."""

import re
from urllib.parse import urlsplit

import httpx
import pytest

from models.mail import messages
from tests.models.mail.test_hostile_mails import LETTERS, parse


@pytest.mark.parametrize("kind", LETTERS)
async def test_every_page_that_a_letter_links_to_is_there(http: httpx.AsyncClient, kind: str) -> None:
    words = LETTERS[kind]("Ada")
    links = parse(messages.letter(words.subject, words.text).html).xpath("//a/@href")
    for path in {urlsplit(link).path for link in links}:
        answer = await http.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8"), path
    assert links or kind not in {"verify", "reset", "invitation", "reminders"}


@pytest.mark.parametrize("kind", LETTERS)
async def test_every_request_that_a_letter_names_is_one_of_ours(http: httpx.AsyncClient, kind: str) -> None:
    words = LETTERS[kind]("Ada")
    named = [line.split() for line in words.text.splitlines() if re.match("    (GET|POST|PUT|PATCH) ", line)]
    paths = (await http.get("/schema/openapi.json")).json()["paths"]
    known = [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$"), operations) for path, operations in paths.items()]
    for method, *url in named:
        path = urlsplit(" ".join(url)).path
        assert any(one.match(path) and method.lower() in operations for one, operations in known), (method, path)
    assert named or kind not in {"schedule", "dispute", "report", "reminders", "warning", "disabled"}
