"""People at our pages, without a browser: they follow redirects, keep cookies, and send the forms that pages show."""

import html
import re

import httpx

from tests.api.clients import client
from tests.api.people import PASSWORD, Person
from tests.models.identity.logged_in import fresh_address

_FORM = re.compile(r'<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>', re.DOTALL)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')
# As browsers say it.
OURS = {"accept": "text/html", "sec-fetch-site": "same-origin"}


def open_browser() -> httpx.AsyncClient:
    """A browser that has no cookies yet, at an address of its own."""
    return client(address=fresh_address(), headers=OURS)


async def log_in(person: Person, password: str = PASSWORD) -> httpx.AsyncClient:
    """A browser in which somebody is logged in."""
    browser = open_browser()
    email = (await person.read("/v1/me"))["email"]
    answer = await browser.post("/account/login", data={"email": email, "password": password})
    assert answer.status_code == 303, answer.text
    return browser


def hidden(page: httpx.Response, action: str) -> dict[str, str]:
    """The hidden fields of the form that posts to that address."""
    assert page.status_code < 500, page.text
    for found in _FORM.finditer(page.text):
        if html.unescape(found[1]) == action:
            return {name: html.unescape(value) for name, value in _HIDDEN.findall(found[2])}
    raise AssertionError(f"no form posts to {action}: {page.text}")
