"""The page that a link from a mail leads to, and what its button does."""

from structlog.testing import capture_logs

from models import ids
from models.billing import pause_links
from tests.api.people import Person, Shop

PAGE = "/account/pause-reminders"


async def a_token(shop: Shop, invoice_id: str) -> str:
    me = await shop.owner.read("/v1/me")
    user_id, decoded = ids.decode("user", me["id"]), ids.decode("invoice", invoice_id)
    assert user_id is not None
    assert decoded is not None
    return pause_links.token(user_id=user_id, invoice_id=decoded)


async def is_paused(shop: Shop, invoice_id: str) -> bool:
    found = await shop.owner.read(f"/v1/audit-log?object_id={invoice_id}&limit=100")
    return "reminders.paused" in [entry["action"] for entry in found["data"]]


async def test_whoever_looks_at_the_link_changes_nothing_and_the_button_pauses(shop: Shop, anybody: Person) -> None:
    invoice = await shop.issue()
    token = await a_token(shop, invoice["id"])
    with capture_logs() as logged:
        for method in ("GET", "HEAD", "OPTIONS"):
            assert (await anybody.send(method, PAGE)).status_code in (200, 204)
        assert not await is_paused(shop, invoice["id"])
        for _ in range(2):
            answer = await anybody.post("/v1/reminders/pause", {"token": token})
            assert answer.status_code == 200
            expected = {"object": "reminder_pause", "invoice_id": invoice["id"], "payer_id": None, "paused": True}
            assert answer.json() == expected
    assert await is_paused(shop, invoice["id"])
    assert len(logged) > 0
    assert token not in repr(logged)


async def test_a_token_that_is_none_is_refused_and_pauses_nothing(shop: Shop, anybody: Person) -> None:
    invoice = await shop.issue()
    token = await a_token(shop, invoice["id"])
    for other in (token[:-1], token[1:], token.swapcase(), "x"):
        answer = await anybody.post("/v1/reminders/pause", {"token": other})
        assert (answer.status_code, answer.json()["code"]) == (422, "action_token_refused"), other
    assert (await anybody.post("/v1/reminders/pause", {"token": "a b"})).status_code == 422
    assert not await is_paused(shop, invoice["id"])
