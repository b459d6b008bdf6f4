"""A receiver's logo over HTTP: given, shown on its pay pages, replaced and taken away, by its own people only."""

import asyncio
import hashlib
import itertools
import re
from typing import Any

import httpx
import pytest

from models import audit, ids
from models.documents import logos
from tests.api import people
from tests.api.people import PDF, Person, Shop, form
from tests.api.test_pay_page import opened
from tests.pictures import noise, painted, png

BLUE, RED = painted(), painted(colour=(200, 0, 0, 255))
# Of 100 by 16 pixels and so on.
_sizes = itertools.count(10_016)
SHOWN = re.compile(r'<img src="(/assets/logos/[0-9a-f]{64}\.png)" alt="([^"]*)" width="(\d+)" height="(\d+)">')


def path(shop: Shop) -> str:
    return f"/v1/receivers/{shop.id}/logo"


def fresh() -> bytes:
    """A picture that nobody has."""
    return painted(*divmod(next(_sizes), 100))


async def put(shop: Shop, content: bytes = BLUE, *, by: Person | None = None, **headers: str) -> httpx.Response:
    return await (by or shop.owner).put(path(shop), form(content, "logo.png"), **headers)


async def read(shop: Shop) -> dict[str, Any]:
    return await shop.owner.read(f"/v1/receivers/{shop.id}")


async def test_a_logo_is_given_shown_and_taken_away(shop: Shop, http: httpx.AsyncClient) -> None:
    invoice = await shop.issue()
    assert (await read(shop))["logo"] is None
    assert (await shop.owner.get(path(shop))).status_code == 404
    assert SHOWN.search(await opened(http, invoice)) is None

    given = await put(shop, painted(400, 100, colour=(1, 2, 3, 255)))
    assert (given.status_code, given.headers["location"]) == (201, path(shop)), given.text
    logo = given.json()
    assert (logo["width"], logo["height"]) == (400, 100)
    assert (await read(shop))["logo"] == logo
    assert given.headers["etag"] == (await shop.owner.get(f"/v1/receivers/{shop.id}")).headers["etag"]

    address, name, width, height = SHOWN.findall(await opened(http, invoice))[0]
    assert logo["url"].endswith(address)
    assert (name, width, height) == ("Ada&#39;s Workshop", "240", "60")
    shown = await http.get(address)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/png")
    assert len(shown.content) == logo["size"]
    assert hashlib.sha256(shown.content).hexdigest() == logo["sha256"]
    assert shown.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["cross-origin-resource-policy"] == "cross-origin"
    assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    saved = await shop.owner.get(path(shop))
    assert (saved.content, saved.headers["etag"]) == (shown.content, f'"{logo["sha256"]}"')
    assert saved.headers["content-disposition"].startswith("attachment;")

    assert (await shop.owner.delete(path(shop))).status_code == 204
    assert (await read(shop))["logo"] is None
    assert SHOWN.search(await opened(http, invoice)) is None
    for gone in (await http.get(address), await shop.owner.get(path(shop)), await shop.owner.delete(path(shop))):
        assert gone.status_code == 404


async def test_the_same_picture_again_changes_nothing_and_another_one_takes_its_place(
    shop: Shop, http: httpx.AsyncClient
) -> None:
    picture = fresh()
    first, again = await put(shop, picture), await put(shop, picture)
    assert (again.status_code, again.json()) == (200, first.json())
    assert again.headers["etag"] == first.headers["etag"]
    other = await put(shop, RED)
    assert other.status_code == 200
    assert other.json()["url"] != first.json()["url"]
    assert other.headers["etag"] != first.headers["etag"]
    assert (await http.get(httpx.URL(first.json()["url"]).path)).status_code == 404
    feed = await shop.owner.read(f"/v1/events?receiver_id={shop.id}&types=receiver.updated")
    told = [(one["previous"]["logo"], one["data"]["logo"]) for one in feed["data"]]
    assert sorted(told, key=str) == sorted([(None, first.json()), (first.json(), other.json())], key=str)


async def test_two_at_once_leave_one_whole_logo(shop: Shop) -> None:
    answers = await asyncio.gather(*(put(shop, content) for content in (BLUE, RED, BLUE, RED)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    logo = (await read(shop))["logo"]
    assert logo in [answer.json() for answer in answers]
    assert hashlib.sha256((await shop.owner.get(path(shop))).content).hexdigest() == logo["sha256"]


async def test_one_who_has_not_seen_the_last_change_makes_none(shop: Shop) -> None:
    stale = (await shop.owner.get(f"/v1/receivers/{shop.id}")).headers["etag"]
    assert (await put(shop, if_match=stale)).status_code == 201
    assert (await put(shop, RED, if_match=stale)).status_code == 412
    assert (await shop.owner.delete(path(shop), if_match=stale)).status_code == 412
    assert (await read(shop))["logo"]["sha256"]


async def test_others_neither_change_it_nor_learn_of_it(shop: Shop, http: httpx.AsyncClient) -> None:
    logo = (await put(shop)).json()
    other, payer = await people.open_shop(http), await shop.payer_login()
    viewer, manager = await shop.member("viewer"), await shop.member("manager")
    for stranger in (other.owner, payer):
        for answer in (
            await put(shop, RED, by=stranger),
            await stranger.get(path(shop)),
            await stranger.delete(path(shop)),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await put(shop, RED, by=viewer)).status_code == 403
    assert (await viewer.delete(path(shop))).status_code == 403
    assert (await viewer.get(path(shop))).status_code == 200
    assert (await Person(http).get(path(shop))).status_code == 401
    assert (await read(shop))["logo"] == logo
    assert (await put(shop, RED, by=manager)).status_code == 200


async def test_a_stranger_costs_no_drawing(
    shop: Shop, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logos, "_made", lambda content: pytest.fail("it was drawn"))
    stranger = await people.register(http)
    assert (await put(shop, by=stranger)).status_code == 404
    assert (await put(shop, if_match='"999"')).status_code == 412


async def test_two_receivers_have_the_same_picture_and_lose_their_own_only(shop: Shop, http: httpx.AsyncClient) -> None:
    other, picture = await people.open_shop(http), fresh()
    address = httpx.URL((await put(shop, picture)).json()["url"]).path
    assert httpx.URL((await put(other, picture)).json()["url"]).path == address
    await shop.owner.delete(path(shop))
    assert (await http.get(address)).status_code == 200
    assert (await read(other))["logo"] is not None
    await other.owner.delete(path(other))
    assert (await http.get(address)).status_code == 404


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (PDF, "neither a PNG nor a JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "save the picture as one of these"),
        (b"", "neither a PNG nor a JPEG"),
        (BLUE[:100], "damaged"),
        (png(50_000, 50_000, bytes(1000)), "50,000 by 50,000 pixels. Each side may have 16 to 6,000"),
        (painted(colour=(255, 255, 255, 255)), "on white"),
        (BLUE + bytes(2_000_000), "a logo may have 2,000,000"),
    ],
)
async def test_what_is_no_logo_is_refused_and_the_one_before_stays(shop: Shop, content: bytes, sentence: str) -> None:
    before = (await put(shop)).json()
    answer = await put(shop, content)
    assert (answer.status_code, answer.json()["code"]) == (422, "file_refused")
    assert sentence in answer.json()["detail"]
    assert (await read(shop))["logo"] == before


async def test_a_page_behind_a_picture_is_gone(shop: Shop, http: httpx.AsyncClient) -> None:
    logo = (await put(shop, BLUE + b"<html><script>alert(1)</script>")).json()
    assert b"script" not in (await http.get(httpx.URL(logo["url"]).path)).content


async def test_it_is_sent_as_a_form_and_as_nothing_else(shop: Shop) -> None:
    for content_type in ("image/png", "application/json", "text/html"):
        sent = {"content-type": content_type}
        answer = await shop.owner.send("PUT", path(shop), content=BLUE, headers=sent)
        assert answer.status_code == 415
    answer = await put(shop, bytes(11_000_000))
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


async def test_even_what_can_hardly_be_packed_leaves_the_page_small(shop: Shop, http: httpx.AsyncClient) -> None:
    logo = (await put(shop, noise(500, 200))).json()
    assert logo["size"] <= 30_000
    page = await opened(http, await shop.issue())
    assert len(page.encode()) + logo["size"] < 45_000


@pytest.mark.parametrize(
    "name", ["x.png", "0" * 64, "0" * 64 + ".png", "A" * 64 + ".png", "0" * 64 + ".png%0a", "..%2f"]
)
async def test_there_is_a_picture_for_a_hash_only(http: httpx.AsyncClient, name: str) -> None:
    assert (await http.get(f"/assets/logos/{name}")).status_code in (400, 404)


async def test_a_patch_does_not_touch_it(shop: Shop) -> None:
    logo = (await put(shop)).json()
    changed = await shop.owner.patch(f"/v1/receivers/{shop.id}", {"name": "Grace's"})
    assert changed.json()["logo"] == logo
    refused = await shop.owner.patch(f"/v1/receivers/{shop.id}", {"logo": None})
    assert refused.status_code == 422


async def test_an_archived_receiver_keeps_it_for_its_pay_pages(shop: Shop, http: httpx.AsyncClient) -> None:
    await put(shop)
    invoice = await shop.issue()
    assert (await shop.owner.delete(f"/v1/receivers/{shop.id}")).status_code == 204
    assert SHOWN.search(await opened(http, invoice))


async def test_the_audit_log_says_who_changed_it(shop: Shop) -> None:
    manager = await shop.member("manager")
    assert (await put(shop, by=manager)).status_code == 201
    assert (await shop.owner.delete(path(shop))).status_code == 204
    log = await shop.owner.read(f"/v1/audit-log?receiver_id={shop.id}&object_id={shop.id}")
    entries = [one for one in log["data"] if one["action"] == "receiver.updated"]
    assert len(entries) == 2
    assert {entry["user_id"]: (entry["before"], entry["after"]) for entry in entries} == {
        ids.encode("user", manager.id): ({"logo": None}, {"logo": audit.MASK}),
        ids.encode("user", shop.owner.id): ({"logo": audit.MASK}, {"logo": None}),
    }
