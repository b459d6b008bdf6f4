"""GET /v1/events: pages of the very bytes that were signed, cursors that go on, and what is refused."""

from typing import Any

import httpx
import msgspec
import pytest

from models import database, ids
from models.webhooks import feed
from tests.api import people
from tests.api.people import Shop
from tests.api.worlds import a_key


@pytest.fixture(autouse=True)
async def _nothing_is_gone(pool: None) -> None:
    """Whatever months other tests have moved the clock beyond."""
    await database.execute("UPDATE feed SET kept_from = NULL")


async def stored(shop: Shop) -> list[Any]:
    """The events of a shop, in the order of the feed."""
    await feed.number()
    return await database.fetch(
        "SELECT * FROM events WHERE receiver_id = $1 ORDER BY position", ids.decode("receiver", shop.id)
    )


def text_of(row: Any) -> str:
    return ids.encode("event", row["id"])


async def refusal(shop: Shop, query: str, status: int) -> dict[str, Any]:
    answer = await shop.owner.get(f"/v1/events?{query}")
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    problem: dict[str, Any] = answer.json()
    return problem


async def test_a_page_holds_the_stored_bytes_in_the_order_of_the_feed(shop: Shop) -> None:
    await shop.issue(memo='Größe € \u2028 \\ " \n')
    rows = await stored(shop)
    answer = await shop.owner.get("/v1/events")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    bodies = b",".join(row["body"] for row in rows)
    tail = f'],"has_more":false,"next_cursor":"{text_of(rows[-1])}"}}'.encode()
    assert answer.content == b'{"data":[' + bodies + tail
    events = answer.json()["data"]
    assert [event["id"] for event in events] == [text_of(row) for row in rows]
    assert {"payer.created", "invoice.created", "invoice.finalized"} <= {event["type"] for event in events}
    assert all(list(event) == ["id", "type", "timestamp", "sequence", "data", "previous"] for event in events)


async def test_one_event_is_the_signed_bytes_and_nothing_else(shop: Shop) -> None:
    await shop.issue()
    for row in await stored(shop):
        answer = await shop.owner.get(f"/v1/events/{text_of(row)}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
        assert answer.content == row["body"]


async def test_an_event_of_somebody_else_is_not_there(shop: Shop, stranger: people.Person) -> None:
    event = text_of((await stored(shop))[0])
    payer = await shop.payer_login()
    for person, identifier in (
        (stranger, event),
        (payer, event),
        (shop.owner, ids.encode("event", ids.new())),
        (shop.owner, "evt_1"),
        (shop.owner, shop.id),
    ):
        answer = await person.get(f"/v1/events/{identifier}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_pages_follow_each_other_without_gap_or_doublet_and_go_on_when_news_come(shop: Shop) -> None:
    for _ in range(3):
        await shop.issue()
    rows = await stored(shop)
    seen: list[str] = []
    page = await shop.owner.read("/v1/events?limit=2")
    while True:
        seen += [event["id"] for event in page["data"]]
        assert len(page["data"]) == 2 or not page["has_more"]
        if not page["has_more"]:
            break
        page = await shop.owner.read(f"/v1/events?limit=2&after={page['next_cursor']}")
    assert seen == [text_of(row) for row in rows]
    path = f"/v1/events?after={page['next_cursor']}"
    assert await shop.owner.read(path) == {"data": [], "has_more": False, "next_cursor": page["next_cursor"]}
    draft = await shop.draft()
    (event,) = (await shop.owner.read(path))["data"]
    assert (event["type"], event["data"]["id"]) == ("invoice.created", draft["id"])


async def test_a_page_has_20_events_unless_asked_otherwise(shop: Shop) -> None:
    for _ in range(11):
        await shop.issue()
    assert len(await shop.owner.list_ids("/v1/events")) == 20
    assert len(await shop.owner.list_ids("/v1/events?limit=1")) == 1
    assert len(await shop.owner.list_ids("/v1/events?limit=100")) == len(await stored(shop)) > 22
    for limit in ("0", "101", "-1", "many"):
        assert (await refusal(shop, f"limit={limit}", 422))["code"] == "invalid"


async def test_latest_begins_with_what_happens_from_now_on(shop: Shop) -> None:
    page = await shop.owner.read("/v1/events?after=latest")
    assert page == {"data": [], "has_more": False, "next_cursor": text_of((await stored(shop))[-1])}
    await shop.draft()
    (event,) = (await shop.owner.read(f"/v1/events?after={page['next_cursor']}"))["data"]
    assert event["type"] == "invoice.created"


async def test_who_has_nothing_reads_an_empty_feed(http: httpx.AsyncClient) -> None:
    person = await people.register(http)
    for query in ("", "?after=latest"):
        assert await person.read(f"/v1/events{query}") == {"data": [], "has_more": False, "next_cursor": None}


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ("", {"payer.created", "invoice.created", "invoice.finalized"}),
        ("invoice.*", {"invoice.created", "invoice.finalized"}),
        ("invoice.finalized", {"invoice.finalized"}),
        (" payer.* , invoice.created,", {"payer.created", "invoice.created"}),
        ("refund.*,ping", set()),
    ],
)
async def test_a_filter_narrows_what_is_shown_and_moves_the_cursor_all_the_same(
    shop: Shop, types: str, expected: set[str]
) -> None:
    await shop.issue()
    page = (await shop.owner.send("GET", str(httpx.URL("/v1/events", params={"types": types})))).json()
    assert {event["type"] for event in page["data"]} == expected
    assert page["next_cursor"] == text_of((await stored(shop))[-1])


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("types=invoice.payed", "'invoice.payed' is not an event type. /v1/event-types lists them; "),
        ("types=*", "'*' is not an event type"),
        ("types=invoice.*,ping.*", "'ping.*' is not an event type"),
        ("types=invoice.paid;ping", "is not an event type"),
        ("after=nothing", "The parameter after is not a cursor of this list"),
        ("after=", "The parameter after is not a cursor of this list"),
        ("after=inv_01jd0000000000000000000000", "The parameter after is not a cursor of this list"),
        ("after=evt_7zzzzzzzzzzzzzzzzzzzzzzzzz", "is not the id of an event of this feed: use its next_cursor"),
        ("receiver_id=rcv_1", "'rcv_1' is not the id of any receiver."),
        ("before=evt_1", "There is no parameter 'before' here."),
    ],
)
async def test_what_cannot_be_read_is_refused_with_a_sentence(shop: Shop, query: str, sentence: str) -> None:
    for path in ("", "/stream"):
        answer = await shop.owner.get(f"/v1/events{path}?{query}")
        assert answer.status_code == 422, answer.text
        assert sentence in answer.json()["detail"]


async def test_the_cursor_of_a_stranger_is_refused_like_one_that_never_was(shop: Shop, stranger: people.Person) -> None:
    foreign = text_of((await stored(shop))[0])
    answers = [await stranger.get(f"/v1/events?after={cursor}") for cursor in (foreign, ids.encode("event", ids.new()))]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[0].json()["detail"] == answers[1].json()["detail"]


async def test_the_receiver_of_somebody_else_is_not_there(shop: Shop, stranger: people.Person) -> None:
    for person in (stranger, await shop.payer_login()):
        for path in ("", "/stream"):
            answer = await person.get(f"/v1/events{path}?receiver_id={shop.id}")
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_member_reads_one_receiver_or_all_of_theirs(shop: Shop) -> None:
    second = await people.open_shop(shop.owner.http, owner=shop.owner)
    ours, theirs = [text_of(row) for row in await stored(shop)], [text_of(row) for row in await stored(second)]
    viewer = await shop.member("viewer")
    assert await viewer.list_ids("/v1/events") == ours
    assert await shop.owner.list_ids(f"/v1/events?receiver_id={second.id}") == theirs
    assert await shop.owner.list_ids("/v1/events?limit=100") == ours + theirs


async def test_a_key_for_one_receiver_reads_that_one(shop: Shop) -> None:
    second = await people.open_shop(shop.owner.http, owner=shop.owner)
    key = await shop.owner.make("/v1/api-keys", name="Feed", scopes=["events:read"], receiver_id=second.id)
    reader = people.Person(shop.owner.http, {"access_token": key["secret"]})
    assert await reader.list_ids("/v1/events") == [text_of(row) for row in await stored(second)]
    assert (await reader.get(f"/v1/events?receiver_id={shop.id}")).status_code == 404
    other = people.Person(shop.owner.http, {"access_token": await a_key(shop.owner.id, "invoices:read")})
    assert (await other.get("/v1/events")).status_code == 403


async def test_a_cursor_behind_which_something_is_gone_is_answered_with_410(shop: Shop) -> None:
    gone = ids.new()
    await database.execute(
        "INSERT INTO feed_floors (receiver_id, event_id, position) VALUES ($1, $2, $3)",
        ids.decode("receiver", shop.id),
        gone,
        await feed.head(),
    )
    await database.execute("UPDATE feed SET kept_from = greatest(kept_from, '2001-01-01')")
    rows = await stored(shop)
    beginning = ids.encode("event", feed.BEGINNING)
    problem = await refusal(shop, f"after={beginning}", 410)
    assert problem["code"] == "events_gone"
    assert problem["detail"].startswith("Events are kept since ")
    answer = await shop.owner.send("GET", "/v1/events/stream", headers={"last-event-id": beginning})
    assert (answer.status_code, answer.json()["code"]) == (410, "events_gone")
    await shop.draft()
    assert len(await stored(shop)) == len(rows) + 1
    page = await shop.owner.read(f"/v1/events?after={ids.encode('event', gone)}")
    assert page["data"][-1]["type"] == "invoice.created"


async def test_a_page_is_what_its_schema_says(shop: Shop) -> None:
    from api.events import EventPage  # noqa: PLC0415 - see tests/conftest.py

    await shop.issue()
    answer = await shop.owner.get("/v1/events")
    assert msgspec.json.decode(answer.content, type=EventPage).next_cursor == text_of((await stored(shop))[-1])
