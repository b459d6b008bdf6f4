"""The page that ends mails of a topic, and the one click of a mail program, which sees no page."""

import httpx
import pytest
from structlog.testing import capture_logs

from models import database, ids
from models.mail import unsubscriptions
from tests.api.people import Shop


def path_of(shop: Shop) -> str:
    receiver_id = ids.decode("receiver", shop.id)
    assert receiver_id is not None
    url = unsubscriptions.url("reminder", receiver_id=receiver_id, email="grace@example.com")
    return url[url.index("/account/") :]


async def ended(shop: Shop) -> set[str]:
    receiver_id = ids.decode("receiver", shop.id)
    assert receiver_id is not None
    return await unsubscriptions.ended("reminder", receiver_id, ["grace@example.com"])


async def test_one_click_needs_no_login_and_no_page(shop: Shop, http: httpx.AsyncClient) -> None:
    path = path_of(shop)
    with capture_logs() as logged:
        for _ in range(2):
            answer = await http.post(path, data={"List-Unsubscribe": "One-Click"})
            assert answer.status_code == 200
            assert "set-cookie" not in answer.headers
    assert await ended(shop) == {"grace@example.com"}
    assert path.rpartition("/")[2] not in repr(logged)
    await http.post(f"{path}/back")
    assert await ended(shop) == set()
    found = await shop.owner.read(f"/v1/audit-log?object_id={shop.id}&limit=100")
    assert {entry["action"] for entry in found["data"]} >= {"mails.unsubscribed", "mails.resubscribed"}


async def test_a_form_of_parts_ends_it_as_well(shop: Shop, http: httpx.AsyncClient) -> None:
    await http.post(path_of(shop), files={"List-Unsubscribe": (None, "One-Click")})
    assert await ended(shop) == {"grace@example.com"}
    await http.post(f"{path_of(shop)}/back")


async def test_whoever_looks_changes_nothing_and_the_buttons_do(shop: Shop, http: httpx.AsyncClient) -> None:
    path = path_of(shop)
    headers = {"accept": "text/html", "accept-language": "de"}
    for method in ("GET", "HEAD", "OPTIONS"):
        assert (await http.request(method, path, headers=headers)).status_code in (200, 204)
        assert (await http.request(method, f"{path}/back", headers=headers)).status_code in (200, 204, 303)
    assert await ended(shop) == set()
    page = await http.get(f"{path}?utm_source=mail", headers=headers)
    assert "Zahlungserinnerungen zu fälligen Rechnungen" in page.text
    assert f'action="{path}"' in page.text
    assert "grace" not in page.text
    done = await http.post(path, headers=headers)
    assert "Diese Adresse bekommt keine solchen E-Mails mehr." in done.text
    assert f'action="{path}/back"' in done.text
    again = await http.post(f"{path}/back", headers=headers)
    assert "Diese Adresse bekommt diese E-Mails wieder." in again.text
    assert (again.headers["cache-control"], again.headers["referrer-policy"]) == ("no-store", "no-referrer")


async def test_a_name_writes_nothing_into_the_page(shop: Shop, http: httpx.AsyncClient) -> None:
    name = '<script>alert(1)</script>"><a href="https://evil.example">'
    await shop.owner.patch(f"/v1/receivers/{shop.id}", {"name": name})
    page = await http.get(path_of(shop))
    assert "<script>alert" not in page.text
    assert "evil.example" not in page.text
    await shop.owner.patch(f"/v1/receivers/{shop.id}", {"name": "Ada's Workshop"})


@pytest.mark.parametrize("token", ["x", "a" * 400, "%00", "..%2f.."])
async def test_a_token_that_is_none_changes_nothing(http: httpx.AsyncClient, token: str) -> None:
    before = await database.fetch_value(int, "SELECT count(*) FROM unsubscriptions")
    for method, path in (("GET", ""), ("POST", ""), ("POST", "/back")):
        answer = await http.request(method, f"/account/unsubscribe/{token}{path}")
        assert answer.status_code in (404, 422), (method, path)
    assert await database.fetch_value(int, "SELECT count(*) FROM unsubscriptions") == before
