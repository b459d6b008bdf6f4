"""Where the letters of ours lead: to pages that are there, and requests that are answered."""

import re
from urllib.parse import urlsplit

import httpx
import pytest

from api.pages.mail_samples import LETTERS, sample
from models.mail import notices
from tests.models.mail.test_hostile_mails import parse

BROWSER = {"accept": "text/html"}
# What these tell of is done on a page.
BY_PAGES = {
    *("verify_email", "reset_password", "password_changed"),
    *("invite_member", "invite_payer", "reminder_notice", "report_waits"),
}
WITHOUT_REQUESTS = {
    *("receipt", "verify_email", "reset_password", "password_changed", "email_change_asked", "report_waits"),
}


@pytest.mark.parametrize("kind", LETTERS)
async def test_every_page_that_a_letter_links_to_is_there(http: httpx.AsyncClient, kind: str) -> None:
    links = parse(sample(kind, "en").html).xpath("//a/@href")
    for path in {urlsplit(link).path for link in links}:
        answer = await http.get(path, headers=BROWSER)
        if path.startswith(notices.REPORTED_PATH):
            # It is for who is logged in: others are led there, and back.
            answer = await http.get(answer.headers["location"], headers=BROWSER)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8"), path
    assert links or kind not in BY_PAGES


@pytest.mark.parametrize("kind", LETTERS)
async def test_every_request_that_a_letter_names_is_one_of_ours(http: httpx.AsyncClient, kind: str) -> None:
    named = [
        line.split() for line in sample(kind, "en").text.splitlines() if re.match("    (GET|POST|PUT|PATCH) ", line)
    ]
    paths = (await http.get("/schema/openapi.json")).json()["paths"]
    known = [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$"), operations) for path, operations in paths.items()]
    for method, *url in named:
        path = urlsplit(" ".join(url)).path
        assert any(one.match(path) and method.lower() in operations for one, operations in known), (method, path)
    assert bool(named) != (kind in WITHOUT_REQUESTS)
