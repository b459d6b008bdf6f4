"""Idempotency-Key: one effect and one answer, whatever happens to the connection in between."""

import asyncio
import contextlib
import datetime
import itertools
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import asyncpg
import httpx
import msgspec
import pytest
from litestar.exceptions import LitestarException
from litestar.types import Message, Receive, Scope, Send
from structlog.testing import capture_logs

from api.app import app
from models import clock, database, ids, postgres, secrets
from models.billing import bounds, issuing
from models.gateways.base import PaymentFact, RefundFact
from models.online import facts
from models.parties import receivers
from models.requests import idempotency
from tests.api import operations, people, worlds
from tests.api.operations import OPERATIONS
from tests.api.people import API_KEY, Person, Shop
from tests.api.worlds import World, a_dispute
from tests.books import assert_books_balance
from tests.round_trips import RoundTrips

RECEIVER = {"name": "Ada's Workshop", "currency": "EUR"}
LostCommits = Callable[[], AbstractContextManager[None]]
_numbers = itertools.count(1)


@pytest.fixture
def key() -> str:
    return f"key {next(_numbers)}"


@pytest.fixture
async def ada(http: httpx.AsyncClient) -> Person:
    return await people.register(http)


async def kept(caller: Person) -> int:
    """How many answers are kept for the caller."""
    count: int = await database.fetch_value(
        object, "SELECT count(*) FROM idempotency_keys WHERE caller = $1", f"user:{caller.id}"
    )
    return count


def assert_replayed(answer: httpx.Response, first: httpx.Response) -> None:
    """The same answer again, and it says so."""
    assert first.status_code < 300, first.text
    assert "idempotent-replayed" not in first.headers
    assert answer.headers["idempotent-replayed"] == "true"
    assert (answer.status_code, answer.content) == (first.status_code, first.content)
    for name in ("content-type", "location", "etag"):
        assert answer.headers.get(name) == first.headers.get(name)


async def test_the_same_key_and_body_get_the_first_answer_again(ada: Person, key: str) -> None:
    first = await ada.post("/v1/receivers", RECEIVER, idempotency_key=key)
    again = await ada.post("/v1/receivers", RECEIVER, idempotency_key=key)
    assert first.status_code == 201
    assert {"location", "etag"} <= set(first.headers)
    assert_replayed(again, first)
    assert again.headers["x-request-id"] != first.headers["x-request-id"]
    assert await ada.list_ids("/v1/receivers") == [first.json()["id"]]


async def test_the_same_key_for_another_request_is_refused(ada: Person, key: str) -> None:
    await ada.post("/v1/receivers", RECEIVER, idempotency_key=key)
    payer = {"receiver_id": (await ada.list_ids("/v1/receivers"))[0], "name": "Grace"}
    for path, body in (("/v1/receivers", RECEIVER | {"name": "Another"}), ("/v1/payers", payer)):
        refused = await ada.post(path, body, idempotency_key=key)
        assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")
    assert len(await ada.list_ids("/v1/receivers")) == 1
    assert await ada.list_ids("/v1/payers") == []


async def test_a_key_is_the_callers_own(ada: Person, stranger: Person, key: str) -> None:
    first = await ada.post("/v1/receivers", RECEIVER, idempotency_key=key)
    theirs = await stranger.post("/v1/receivers", RECEIVER, idempotency_key=key)
    assert theirs.status_code == 201
    assert "idempotent-replayed" not in theirs.headers
    assert theirs.json()["id"] != first.json()["id"]


async def test_twenty_at_once_have_one_effect(ada: Person, key: str) -> None:
    answers = await asyncio.gather(*(ada.post("/v1/receivers", RECEIVER, idempotency_key=key) for _ in range(20)))
    done = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.content for answer in done}) == 1
    assert sum("idempotent-replayed" not in answer.headers for answer in done) == 1
    for answer in answers:
        if answer.status_code != 201:
            assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_in_progress")
    assert len(await ada.list_ids("/v1/receivers")) == 1


async def test_a_twin_is_told_to_wait_while_the_first_still_runs(
    ada: Person, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrived, may_go_on, create = asyncio.Event(), asyncio.Event(), receivers.create

    async def slowly(*given: Any) -> Any:
        arrived.set()
        await may_go_on.wait()
        return await create(*given)

    monkeypatch.setattr(receivers, "create", slowly)
    first = asyncio.create_task(ada.post("/v1/receivers", RECEIVER, idempotency_key=key))
    await arrived.wait()
    for body in (RECEIVER, RECEIVER | {"name": "Another"}):
        twin = await ada.post("/v1/receivers", body, idempotency_key=key)
        assert (twin.status_code, twin.json()["code"]) == (409, "idempotency_in_progress")
    may_go_on.set()
    answer = await first
    assert_replayed(await ada.post("/v1/receivers", RECEIVER, idempotency_key=key), answer)


async def test_what_is_refused_is_not_kept_and_may_succeed_later(shop: Shop, key: str) -> None:
    draft = await shop.draft()
    payment = {"invoice_id": draft["id"], "method": "cash"}
    refused = await shop.owner.post("/v1/payments", payment, idempotency_key=key)
    assert (refused.status_code, refused.json()["code"]) == (409, "invoice_not_open")
    assert await kept(shop.owner) == 0
    await shop.owner.post(f"/v1/invoices/{draft['id']}/finalize")
    paid = await shop.owner.post("/v1/payments", payment, idempotency_key=key)
    assert paid.status_code == 201
    assert_replayed(await shop.owner.post("/v1/payments", payment, idempotency_key=key), paid)


@pytest.mark.parametrize("error", [RuntimeError("ours"), asyncpg.SerializationError("theirs"), ConnectionResetError()])
async def test_an_answer_whose_transaction_rolled_back_is_not_kept(
    ada: Person, key: str, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    keep = idempotency.keep

    async def keep_and_fail(**given: Any) -> None:
        await keep(**given)
        raise error

    monkeypatch.setattr(idempotency, "keep", keep_and_fail)
    lost = await ada.post("/v1/receivers", RECEIVER, idempotency_key=key)
    assert lost.status_code == (500 if isinstance(error, RuntimeError) else 503)
    assert lost.headers["content-type"] == "application/problem+json"
    assert "location" not in lost.headers
    assert await ada.list_ids("/v1/receivers") == []
    assert await kept(ada) == 0
    monkeypatch.undo()
    first = await ada.post("/v1/receivers", RECEIVER, idempotency_key=key)
    assert first.status_code == 201
    assert "idempotent-replayed" not in first.headers
    assert await ada.list_ids("/v1/receivers") == [first.json()["id"]]


async def test_an_answer_that_is_lost_on_its_way_comes_with_the_next_try(ada: Person, key: str) -> None:
    """The process has committed and dies, or the client is gone, before a byte is sent."""

    async def hung_up(scope: Scope, receive: Receive, _: Send) -> None:
        async def send(message: Message) -> None:
            raise ConnectionResetError

        await app(scope, receive, send)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(hung_up), base_url="http://quittance.test") as client:
        with pytest.raises(LitestarException, match="after response started"):
            await Person(client, ada.session).post("/v1/receivers", RECEIVER, idempotency_key=key)
    made = await ada.list_ids("/v1/receivers")
    assert len(made) == 1
    again = await ada.post("/v1/receivers", RECEIVER, idempotency_key=key)
    assert (again.status_code, again.json()["id"]) == (201, made[0])
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["location"] == f"/v1/receivers/{made[0]}"
    assert await ada.list_ids("/v1/receivers") == made


@pytest.fixture
def lost_commits(monkeypatch: pytest.MonkeyPatch) -> LostCommits:
    """Meanwhile PostgreSQL commits, and the connection breaks before its answer comes."""
    commit, fetch = asyncpg.transaction.Transaction.commit, postgres.fetch
    broken = asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")

    async def lose_the_answer(self: Any) -> None:
        await commit(self)
        raise broken

    async def lose_what_commits(connection: Any, seconds: float, statement: str, parameters: Any) -> Any:
        found = await fetch(connection, seconds, statement, parameters)
        if statement.startswith("WITH ") and not connection.is_in_transaction():
            raise broken
        return found

    @contextlib.contextmanager
    def lost() -> Iterator[None]:
        with monkeypatch.context() as patched:
            patched.setattr(asyncpg.transaction.Transaction, "commit", lose_the_answer)
            patched.setattr(postgres, "fetch", lose_what_commits)
            yield

    return lost


async def pay(shop: Shop, invoice: dict[str, Any], **headers: str) -> httpx.Response:
    body = {"invoice_id": invoice["id"], "method": "cash", "amount": 6_000}
    return await shop.owner.post("/v1/payments", body, **headers)


async def paid(shop: Shop, invoice: dict[str, Any]) -> int:
    amount: int = (await shop.owner.read(f"/v1/invoices/{invoice['id']}"))["amount_paid"]
    return amount


async def test_after_a_lost_commit_the_same_key_is_safe(shop: Shop, key: str, lost_commits: LostCommits) -> None:
    invoice = await shop.issue(10_000)
    with lost_commits():
        answer = await pay(shop, invoice, idempotency_key=key)
    assert (answer.status_code, answer.json()["code"]) == (503, "outcome_unknown")
    assert answer.json()["detail"].endswith(
        "it may have been done. Send it again only under the same Idempotency-Key: then it is done once."
    )
    assert int(answer.headers["retry-after"]) >= 1
    assert await paid(shop, invoice) == 6_000
    again = await pay(shop, invoice, idempotency_key=key)
    assert (again.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert await paid(shop, invoice) == 6_000
    await assert_books_balance()


async def test_after_a_lost_commit_nobody_is_told_to_pay_twice(shop: Shop, lost_commits: LostCommits) -> None:
    invoice = await shop.issue(10_000)
    with lost_commits():
        answer = await pay(shop, invoice)
    assert (answer.status_code, answer.json()["code"]) == (503, "outcome_unknown")
    assert answer.json()["detail"].endswith(
        "it may have been done. No Idempotency-Key protects it, so look whether it was before you send it again."
    )
    assert await paid(shop, invoice) == 6_000
    await assert_books_balance()


async def test_what_is_lost_before_its_commit_has_changed_nothing(
    shop: Shop, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = await shop.issue(10_000)
    committing = postgres.committing

    def lost_before(connection: postgres.Connection) -> AbstractContextManager[None]:
        connection.terminate()
        return committing(connection)

    with monkeypatch.context() as broken:
        broken.setattr(postgres, "committing", lost_before)
        answers = [await pay(shop, invoice), await pay(shop, invoice, idempotency_key=key)]
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert "Nothing was changed: send the same request again." in answer.json()["detail"]
    assert await paid(shop, invoice) == 0
    assert (await pay(shop, invoice, idempotency_key=key)).status_code == 201
    assert await paid(shop, invoice) == 6_000
    await assert_books_balance()


async def test_secrets_in_kept_answers_are_encrypted(shop: Shop, key: str) -> None:
    body = {"receiver_id": shop.id, "url": "https://example.com/hooks"}
    first = await shop.owner.post("/v1/webhook-endpoints", body, idempotency_key=key)
    secret = first.json()["secret"]
    row = await database.fetch_row("SELECT * FROM idempotency_keys WHERE caller = $1", f"user:{shop.owner.id}")
    for value in row.values():
        assert secret.encode() not in (value if isinstance(value, bytes) else str(value).encode())
        assert b"https://example.com" not in (value if isinstance(value, bytes) else b"")
    assert_replayed(await shop.owner.post("/v1/webhook-endpoints", body, idempotency_key=key), first)


async def test_a_key_counts_for_a_pay_link_alone(shop: Shop, http: httpx.AsyncClient, key: str) -> None:
    await shop.pretend_gateway()
    anonymous, body = Person(http), {"payment_token": "tok_success", "amount": 100}
    links = [f"/v1/pay/{worlds.pay_token(await shop.issue())}/payments" for _ in range(2)]
    first = await anonymous.post(links[0], body, idempotency_key=key)
    assert_replayed(await anonymous.post(links[0], body, idempotency_key=key), first)
    other = await anonymous.post(links[1], body, idempotency_key=key)
    assert other.status_code == 201
    assert "idempotent-replayed" not in other.headers
    assert len(await shop.owner.list_ids("/v1/payments")) == 2


async def test_a_key_is_forgotten_after_30_days(ada: Person, key: str) -> None:
    first = await ada.post("/v1/receivers", RECEIVER, idempotency_key=key)
    with clock.moved_to(clock.now() + datetime.timedelta(days=29, hours=23)):
        assert_replayed(await ada.post("/v1/receivers", RECEIVER, idempotency_key=key), first)
        await idempotency.forget_old()
        assert await kept(ada) == 1
    # The login would end first.
    await database.execute("UPDATE sessions SET expires_at = expires_at + interval '1 day' WHERE user_id = $1", ada.id)
    with clock.moved_to(clock.now() + datetime.timedelta(days=30, minutes=1)):
        anew = await ada.post("/v1/receivers", RECEIVER | {"name": "Anew"}, idempotency_key=key)
        assert (anew.status_code, anew.json()["name"]) == (201, "Anew")
    assert await kept(ada) == 1


async def test_old_keys_are_swept_away(ada: Person, key: str) -> None:
    await ada.post("/v1/receivers", RECEIVER, idempotency_key=key)
    with clock.moved_to(clock.now() + datetime.timedelta(days=30, minutes=1)):
        assert await idempotency.forget_old() >= 1
    assert await kept(ada) == 0


async def test_only_a_key_puts_a_transaction_around_the_handler(
    ada: Person, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, create = [], receivers.create

    async def look(*given: Any) -> Any:
        seen.append(database.in_transaction())
        return await create(*given)

    monkeypatch.setattr(receivers, "create", look)
    await ada.post("/v1/receivers", RECEIVER)
    await ada.post("/v1/receivers", RECEIVER, idempotency_key=key)
    assert seen == [False, True]
    assert await kept(ada) == 1


@pytest.mark.parametrize("odd", ["", "x" * 256, "a\tb", "a\x7fb"])
async def test_an_odd_key_is_refused(ada: Person, odd: str) -> None:
    refused = await ada.post("/v1/receivers", RECEIVER, idempotency_key=odd)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert await ada.list_ids("/v1/receivers") == []


async def test_a_key_has_up_to_255_characters(ada: Person) -> None:
    first = await ada.post("/v1/receivers", RECEIVER, idempotency_key="x" * 255)
    assert_replayed(await ada.post("/v1/receivers", RECEIVER, idempotency_key="x" * 255), first)


async def test_a_key_on_what_is_no_post_means_nothing(shop: Shop, key: str) -> None:
    path = f"/v1/receivers/{shop.id}"
    for name in ("One", "Two"):
        answer = await shop.owner.patch(path, {"name": name}, idempotency_key=key)
        assert (answer.status_code, answer.json()["name"]) == (200, name)
    assert (await shop.owner.get(path, idempotency_key=key)).headers.get("idempotent-replayed") is None
    assert await kept(shop.owner) == 0


async def test_whoever_has_lost_the_right_gets_no_answer_by_an_old_key(shop: Shop, key: str) -> None:
    manager = await shop.member("manager")
    body = {"receiver_id": shop.id, "name": "Grace"}
    assert (await manager.post("/v1/payers", body, idempotency_key=key)).status_code == 201
    await database.execute("UPDATE users SET status = 'deactivated' WHERE id = $1", manager.id)
    assert (await manager.post("/v1/payers", body, idempotency_key=key)).status_code == 401


async def leave(shop: Shop, member: Person) -> None:
    """The member belongs to the shop no more."""
    await database.execute("DELETE FROM receiver_members WHERE user_id = $1", member.id)


async def test_who_has_left_gets_no_secret_by_an_old_key(shop: Shop, key: str) -> None:
    manager = await shop.member("manager")
    body = {"receiver_id": shop.id, "url": "https://example.com/hooks"}
    first = await manager.post("/v1/webhook-endpoints", body, idempotency_key=key)
    assert_replayed(await manager.post("/v1/webhook-endpoints", body, idempotency_key=key), first)
    await leave(shop, manager)
    again = await manager.post("/v1/webhook-endpoints", body, idempotency_key=key)
    assert (again.status_code, again.json()["code"]) == (404, "not_found")
    assert first.json()["secret"] not in again.text
    assert first.json()["id"] not in again.text


async def test_a_smaller_role_gets_no_answer_of_the_greater_one(shop: Shop, key: str) -> None:
    manager = await shop.member("manager")
    draft = await shop.draft()
    path = f"/v1/invoices/{draft['id']}/finalize"
    assert (await manager.post(path, idempotency_key=key)).status_code == 200
    await database.execute("UPDATE receiver_members SET role = 'viewer' WHERE user_id = $1", manager.id)
    again = await manager.post(path, idempotency_key=key)
    assert (again.status_code, again.json()["code"]) == (403, "forbidden")
    await database.execute("UPDATE receiver_members SET role = 'owner' WHERE user_id = $1", manager.id)
    assert (await manager.post(path, idempotency_key=key)).headers["idempotent-replayed"] == "true"


async def test_what_was_deleted_meanwhile_does_not_take_the_answer_along(shop: Shop, key: str) -> None:
    body = shop.draft_fields()
    first = await shop.owner.post("/v1/invoices", body, idempotency_key=key)
    assert (await shop.owner.delete(f"/v1/invoices/{first.json()['id']}")).status_code == 204
    assert_replayed(await shop.owner.post("/v1/invoices", body, idempotency_key=key), first)


async def test_an_admin_says_again_why(shop: Shop, key: str) -> None:
    admin = await people.register(shop.owner.http)
    await database.execute("UPDATE users SET role = 'admin' WHERE id = $1", admin.id)
    path = f"/v1/invoices/{(await shop.draft())['id']}/finalize"
    first = await admin.post(path, idempotency_key=key, quittance_reason="ticket 4711")
    silent = await admin.post(path, idempotency_key=key)
    assert (silent.status_code, silent.json()["code"]) == (422, "reason_required")
    assert_replayed(await admin.post(path, idempotency_key=key, quittance_reason="ticket 4711"), first)
    await database.execute("UPDATE users SET role = 'member' WHERE id = $1", admin.id)
    again = await admin.post(path, idempotency_key=key, quittance_reason="ticket 4711")
    assert (again.status_code, again.json()["code"]) == (404, "not_found")


async def test_a_payer_who_is_unlinked_gets_no_answer_by_an_old_key(shop: Shop, key: str) -> None:
    payer = await shop.payer_login()
    body = {"invoice_id": (await shop.issue())["id"], "method": "cash"}
    first = await payer.post("/v1/payments", body, idempotency_key=key)
    assert_replayed(await payer.post("/v1/payments", body, idempotency_key=key), first)
    await database.execute("UPDATE payers SET user_id = NULL WHERE user_id = $1", payer.id)
    assert (await payer.post("/v1/payments", body, idempotency_key=key)).status_code == 404


async def test_a_waiting_replay_tells_no_news_to_who_has_lost_the_right(shop: Shop, key: str) -> None:
    manager = await shop.member("manager")
    body = {"invoice_id": (await shop.issue())["id"], "method": "card", "payment_token": "tok_success"}
    await shop.pretend_gateway()
    first = await manager.post("/v1/payments", body, idempotency_key=key)
    await leave(shop, manager)
    async with worlds.untouched():
        await database.execute(
            "UPDATE payments SET status = 'failed', failure_message = 'news of today' WHERE id = $1",
            ids.decode("payment", first.json()["id"]),
        )
        again = await manager.post("/v1/payments", body, idempotency_key=key, prefer="wait=1")
    assert again.status_code == 404
    assert "news of today" not in again.text


@pytest.mark.parametrize("what", ["createWebhookEndpoint", "createPayer"])
async def test_secrets_are_kept_for_a_day(shop: Shop, key: str, what: str) -> None:
    path, body = {
        "createWebhookEndpoint": ("/v1/webhook-endpoints", {"receiver_id": shop.id, "url": "https://example.com/"}),
        "createPayer": ("/v1/payers", {"receiver_id": shop.id, "name": "Grace"}),
    }[what]
    first = await shop.owner.post(path, body, idempotency_key=key)
    with clock.moved_to(clock.now() + datetime.timedelta(hours=23)):
        assert_replayed(await shop.owner.post(path, body, idempotency_key=key), first)
    with clock.moved_to(clock.now() + datetime.timedelta(hours=25)):
        again = await shop.owner.post(path, body, idempotency_key=key)
        assert (again.json()["id"] != first.json()["id"]) == (what == "createWebhookEndpoint")


def _fields(schema: dict[str, Any]) -> set[str]:
    while "$ref" in schema:
        schema = operations.document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return set(schema.get("properties", {}))


async def test_whatever_is_shown_once_is_declared(http: httpx.AsyncClient) -> None:
    """So that its answers are kept for a day, and not for a month."""
    holds_a_secret = {
        operation.id
        for operation in OPERATIONS
        if operation.method == "POST" and operation.id not in WITHOUT_A_CALLER
        for code, answer in operation.document["responses"].items()
        if code.startswith("2")
        for content in answer.get("content", {}).values()
        if _fields(content["schema"]) & {"secret", "token", "access_token", "refresh_token"}
    }
    assert holds_a_secret == {operation.id for operation in OPERATIONS if operation.options.get("shown_once")}
    assert holds_a_secret


async def kept_by_an_older_release(caller: Person, **times: Any) -> None:
    """The caller's kept answers lose what 0.3.0 did not keep."""
    for row in await database.fetch("SELECT id, answer FROM idempotency_keys WHERE caller = $1", f"user:{caller.id}"):
        context = f"idempotency_key:{row['id']}"
        answer = msgspec.msgpack.decode(secrets.decrypt(row["answer"], context=context))
        del answer["rights"]
        await database.execute(
            "UPDATE idempotency_keys SET answer = $2, created_at = created_at - $3::interval, "
            "expires_at = created_at - $3::interval + interval '30 days' WHERE id = $1",
            row["id"],
            secrets.encrypt(msgspec.msgpack.encode(answer), context=context),
            datetime.timedelta(**times),
        )


async def test_answers_of_an_older_release_are_given_to_who_has_the_right(shop: Shop, key: str) -> None:
    manager = await shop.member("manager")
    requests = {
        "/v1/payers": {"receiver_id": shop.id, "name": "Grace"},
        "/v1/receivers": RECEIVER,
        "/v1/webhook-endpoints": {"receiver_id": shop.id, "url": "https://example.com/hooks"},
    }
    firsts = {path: await manager.post(path, body, idempotency_key=f"{key} {path}") for path, body in requests.items()}
    await kept_by_an_older_release(manager, hours=1)
    for path, body in requests.items():
        assert_replayed(await manager.post(path, body, idempotency_key=f"{key} {path}"), firsts[path])
    await database.execute("UPDATE receiver_members SET role = 'viewer' WHERE user_id = $1", manager.id)
    answers = [await manager.post(path, body, idempotency_key=f"{key} {path}") for path, body in requests.items()]
    assert [answer.status_code for answer in answers] == [403, 201, 403]
    await leave(shop, manager)
    for path, body in requests.items():
        assert (await manager.post(path, body, idempotency_key=f"{key} {path}")).status_code == 404


async def test_a_secret_that_an_older_release_kept_is_not_shown_after_a_day(shop: Shop, key: str) -> None:
    body = {"receiver_id": shop.id, "url": "https://example.com/hooks"}
    first = await shop.owner.post("/v1/webhook-endpoints", body, idempotency_key=key)
    await kept_by_an_older_release(shop.owner, hours=25)
    again = await shop.owner.post("/v1/webhook-endpoints", body, idempotency_key=key)
    assert (again.status_code, again.json()["secret"] == first.json()["secret"]) == (201, False)


async def test_a_twin_takes_the_lock_and_a_look(shop: Shop, key: str, round_trips: RoundTrips) -> None:
    async def send() -> None:
        answer = await shop.owner.post("/v1/payers", {"receiver_id": shop.id, "name": "Grace"}, idempotency_key=key)
        assert answer.status_code == 201

    await send()
    # Rights are noted and asked in memory.
    who, begin, lock, look, commit = await round_trips.of(send)
    assert who.startswith("SELECT ")
    assert (begin, commit) == ("BEGIN", "COMMIT")
    assert lock.startswith("SELECT pg_try_advisory_xact_lock")
    assert look.startswith("SELECT id, request_hash, answer")


# How to make each POST possible: its path and its body, in a world where nobody has done it yet.
Request = tuple[str, dict[str, Any] | bytes | None]


async def _reported(world: World) -> str:
    payer = await world.shop.payer_login()
    invoice = await world.shop.issue()
    return str((await payer.make("/v1/payments", invoice_id=invoice["id"], method="cash"))["id"])


async def _cheque(world: World) -> str:
    invoice = await world.shop.issue()
    return str((await world.shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cheque"))["id"])


async def _create_receiver(world: World) -> Request:
    return "/v1/receivers", RECEIVER


async def _create_payer(world: World) -> Request:
    return "/v1/payers", {"receiver_id": world.shop.id, "name": "Grace"}


async def _create_invoice(world: World) -> Request:
    return "/v1/invoices", world.shop.draft_fields()


async def _preview_invoice(world: World) -> Request:
    return "/v1/invoices/preview", world.shop.draft_fields()


async def _finalize_invoice(world: World) -> Request:
    return f"/v1/invoices/{world.draft_id}/finalize", None


async def _create_schedule(world: World) -> Request:
    body = {
        "receiver_id": world.shop.id,
        "payer_id": world.ids["payer"],
        "invoice": {"lines": [{"description": "Rent", "unit_price": "850"}]},
        "every": {"months": 1},
        "starts_on": "2035-01-31",
    }
    return "/v1/schedules", body


async def _pause_schedule(world: World) -> Request:
    return f"/v1/schedules/{world.ids['schedule']}/pause", None


async def _resume_schedule(world: World) -> Request:
    await world.shop.owner.post(f"/v1/schedules/{world.ids['schedule']}/pause")
    return f"/v1/schedules/{world.ids['schedule']}/resume", None


async def _cancel_schedule(world: World) -> Request:
    return f"/v1/schedules/{world.ids['schedule']}/cancel", None


async def _void_invoice(world: World) -> Request:
    return f"/v1/invoices/{(await world.shop.issue())['id']}/void", None


async def _create_payment(world: World) -> Request:
    return "/v1/payments", {"invoice_id": world.ids["invoice"], "method": "cash"}


async def _confirm_payment(world: World) -> Request:
    return f"/v1/payments/{await _reported(world)}/confirm", None


async def _reject_payment(world: World) -> Request:
    return f"/v1/payments/{await _reported(world)}/reject", {"reason": "It never came."}


async def _clear_payment(world: World) -> Request:
    return f"/v1/payments/{await _cheque(world)}/clear", None


async def _bounce_payment(world: World) -> Request:
    return f"/v1/payments/{await _cheque(world)}/bounce", {"reason": "No funds."}


async def _overpaid(world: World) -> dict[str, Any]:
    """A payment of which the payer has credit."""
    invoice = await world.shop.issue()
    return await world.shop.owner.make(
        "/v1/payments", invoice_id=invoice["id"], method="cash", amount=invoice["total"] + 100
    )


async def _allocate_payment(world: World) -> Request:
    parts = [{"invoice_id": (await world.shop.issue())["id"], "amount": 100}]
    return f"/v1/payments/{(await _overpaid(world))['id']}/allocate", {"allocations": parts}


async def _unallocate_payment(world: World) -> Request:
    payment = await _overpaid(world)
    return f"/v1/payments/{payment['id']}/unallocate", {"invoice_id": payment["invoice_id"], "amount": 50}


async def _correct_payment(world: World) -> Request:
    return f"/v1/payments/{(await _overpaid(world))['id']}/correct", {"reason": "It was another payer's."}


async def _undo_reversal(world: World) -> Request:
    url, reason = await _correct_payment(world)
    payment = (await world.shop.owner.post(url, reason)).json()
    [reversal_id] = await world.shop.owner.list_ids(f"/v1/reversals?payment_id={payment['id']}")
    return f"/v1/reversals/{reversal_id}/undo", None


async def _apply_payer_credit(world: World) -> Request:
    payer_id = (await _overpaid(world))["payer_id"]
    return f"/v1/payers/{payer_id}/apply_credit", {"invoice_id": (await world.shop.issue())["id"], "amount": 50}


async def _cancel_payment(world: World) -> Request:
    return f"/v1/payments/{await _cheque(world)}/cancel", None


async def _deposit_payment(world: World) -> Request:
    return f"/v1/payments/{await _cheque(world)}/deposit", None


async def _put_aside(world: World) -> dict[str, Any]:
    """A card payment of which the gateway has said another amount."""
    invoice = await world.shop.issue()
    payment = await world.shop.owner.make(
        "/v1/payments", invoice_id=invoice["id"], method="card", payment_token="tok_success"
    )
    row = await database.fetch_row(
        "SELECT attempts.id, gateway_account_id, account FROM attempts JOIN gateway_accounts "
        "ON gateway_accounts.id = gateway_account_id WHERE payment_id = $1",
        ids.decode("payment", payment["id"]),
    )
    assert row is not None
    fact = PaymentFact(
        gateway_payment_id=f"sim_{payment['id']}",
        reference=ids.encode("attempt", row["id"]),
        account=row["account"],
        status="succeeded",
        amount=payment["amount"] - 1,
        currency=payment["currency"],
    )
    assert await facts.apply(fact, gateway_account_id=row["gateway_account_id"])
    return payment


async def _accept_payment(world: World) -> Request:
    return f"/v1/payments/{(await _put_aside(world))['id']}/accept", None


async def _return_payment(world: World) -> Request:
    return f"/v1/payments/{(await _put_aside(world))['id']}/return", {"reason": "Not what we agreed."}


async def _unasked_refund(world: World) -> str:
    """A refund that the gateway's own desk has made."""
    payment = await _put_aside(world)
    await world.shop.owner.post(f"/v1/payments/{payment['id']}/accept")
    row = await database.fetch_row("SELECT * FROM payments WHERE id = $1", ids.decode("payment", payment["id"]))
    assert row is not None
    account = await database.fetch_value(
        str, "SELECT account FROM gateway_accounts WHERE id = $1", row["gateway_account_id"]
    )
    assert account is not None
    fact = RefundFact(
        gateway_refund_id=f"simrfd_{payment['id']}",
        gateway_payment_id=row["gateway_payment_id"],
        reference="at the desk",
        account=account,
        status="succeeded",
        amount=100,
        currency=row["currency"],
    )
    assert await facts.apply(fact, gateway_account_id=row["gateway_account_id"])
    refund_id = await database.fetch_value(uuid.UUID, "SELECT id FROM refunds WHERE payment_id = $1", row["id"])
    assert refund_id is not None
    return ids.encode("refund", refund_id)


async def _create_invoices(world: World) -> Request:
    return "/v1/invoices/bulk", {"invoices": [world.shop.draft_fields()] * 2, "finalize": True}


async def _add_attachment(world: World) -> Request:
    return f"/v1/invoices/{world.draft_id}/attachments", people.form()


async def _accept_refund(world: World) -> Request:
    return f"/v1/refunds/{await _unasked_refund(world)}/accept", None


async def _reject_refund(world: World) -> Request:
    return f"/v1/refunds/{await _unasked_refund(world)}/reject", {"reason": "Not ours."}


def _dispute_action(action: str, body: dict[str, Any] | None = None) -> Callable[[World], Awaitable[Request]]:
    async def prepare(world: World) -> Request:
        receiver_id = ids.decode("receiver", world.shop.id)
        account_id = ids.decode("gateway_account", world.ids["gateway_account"])
        assert receiver_id is not None
        assert account_id is not None
        return f"/v1/disputes/{ids.encode('dispute', await a_dispute(receiver_id, account_id))}/{action}", body

    return prepare


async def _save_payment_method(world: World) -> Request:
    body = {
        "payer_id": world.ids["payer"],
        "gateway_account_id": world.ids["gateway_account"],
        "token": "tok_success",
        "mandate": {"accepted_at": "2026-01-01T00:00:00Z", "text": "You may charge this card."},
    }
    return "/v1/payment-methods", body


async def _detach_payment_method(world: World) -> Request:
    return f"/v1/payment-methods/{world.ids['payment_method']}/detach", None


async def _make_payment_method_default(world: World) -> Request:
    saved = await world.shop.owner.make("/v1/payment-methods", **(await _save_payment_method(world))[1])
    return f"/v1/payment-methods/{saved['id']}/default", None


async def _collect_invoice(world: World) -> Request:
    return f"/v1/invoices/{world.ids['invoice']}/collect", None


async def _create_refund(world: World) -> Request:
    return "/v1/refunds", {"payment_id": world.ids["payment"], "amount": 1_000}


async def _pay_by_link(world: World) -> Request:
    return f"/v1/pay/{world.ids['pay_link_token']}/payments", {"payment_token": "tok_success"}


async def _cancel_by_link(world: World) -> Request:
    path, body = await _pay_by_link(world)
    begun = await Person(world.shop.owner.http).post(path, body)
    return f"{begun.headers['location']}/cancel", None


async def _create_gateway_account(world: World) -> Request:
    credentials = {"account": f"acct_{ids.new().hex}", "api_key": API_KEY, "webhook_secret": "whsec_" + "A" * 32}
    return "/v1/gateway-accounts", {"receiver_id": world.shop.id, "gateway": "simulator", "credentials": credentials}


async def _create_endpoint(world: World) -> Request:
    return "/v1/webhook-endpoints", {"receiver_id": world.shop.id, "url": "https://example.com/hooks"}


async def _request_reconciliation(world: World) -> Request:
    return "/v1/reconciliation/runs", {"gateway_account_id": world.ids["gateway_account"]}


async def _resolve_discrepancy(world: World) -> Request:
    identifier = world.ids["discrepancy"]
    return f"/v1/reconciliation/discrepancies/{identifier}/resolve", {"resolution": "Booked by hand."}


async def _retry_callback(world: World) -> Request:
    return f"/v1/reconciliation/callbacks/{world.ids['callback']}/retry", None


async def _redeliver(world: World) -> Request:
    return f"/v1/webhook-deliveries/{world.ids['webhook_delivery']}/redeliver", None


def _endpoint_action(action: str, body: dict[str, Any] | None = None) -> Callable[[World], Awaitable[Request]]:
    async def prepare(world: World) -> Request:
        return f"/v1/webhook-endpoints/{world.ids['webhook_endpoint']}/{action}", body

    return prepare


async def _resend_verification(world: World) -> Request:
    return "/v1/auth/email/resend", None


async def _create_api_key(world: World) -> Request:
    return "/v1/api-keys", {"name": "Shop", "scopes": ["invoices:read"]}


async def _rotate_api_key(world: World) -> Request:
    return f"/v1/api-keys/{world.ids['api_key']}/rotate", {}


async def _invite_member(world: World) -> Request:
    return f"/v1/receivers/{world.shop.id}/members", {"email": people.fresh_email(), "role": "viewer"}


async def _invite_payer(world: World) -> Request:
    payer = await world.shop.owner.make("/v1/payers", receiver_id=world.shop.id, name="Grace")
    return f"/v1/payers/{payer['id']}/invitations", {"email": people.fresh_email()}


async def _accept_invitation(world: World) -> Request:
    return f"/v1/invitations/{world.ids['invitation_token']}/accept", None


async def _unlink_payer(world: World) -> Request:
    return f"/v1/payers/{world.ids['payer']}/unlink", None


async def _erase_payer(world: World) -> Request:
    payer = await world.shop.owner.make("/v1/payers", receiver_id=world.shop.id, name="Grace")
    return f"/v1/payers/{payer['id']}/erase", None


async def _erase_user(world: World) -> Request:
    return f"/v1/users/{world.ids['user']}/erase", None


async def _grant_admin(world: World) -> Request:
    return "/v1/admins", {"user_id": world.ids["user"]}


async def _credit_note(world: World) -> Request:
    invoice_id = world.ids["invoice"]
    return "/v1/credit-notes", {"invoice_id": invoice_id, "amount": 100, "reason": "It was broken."}


async def _preview_credit_note(world: World) -> Request:
    return "/v1/credit-notes/preview", (await _credit_note(world))[1]


async def _duplicate_invoice(world: World) -> Request:
    return f"/v1/invoices/{world.ids['invoice']}/duplicate", None


async def _replace_invoice(world: World) -> Request:
    return f"/v1/invoices/{world.ids['invoice']}/replace", None


async def _send_invoice(world: World) -> Request:
    return f"/v1/invoices/{world.ids['invoice']}/send", {"to": "grace@example.com", "reason": "lost"}


def _reminders(kind: str, action: str) -> Callable[[World], Awaitable[Request]]:
    async def prepare(world: World) -> Request:
        return f"/v1/{kind}s/{world.ids[kind]}/{action}", None

    return prepare


async def _write_off(world: World) -> Request:
    return f"/v1/invoices/{world.ids['invoice']}/write_offs", {"amount": 100, "reason": "rounding"}


async def _mark_uncollectible(world: World) -> Request:
    return f"/v1/invoices/{world.ids['invoice']}/mark_uncollectible", {"reason": "They have moved away."}


async def _undo_write_off(world: World) -> Request:
    return f"/v1/write-offs/{world.ids['write_off']}/undo", None


POSTS: dict[str, Callable[[World], Awaitable[Request]]] = {
    "resendVerification": _resend_verification,
    "createApiKey": _create_api_key,
    "rotateApiKey": _rotate_api_key,
    "inviteMember": _invite_member,
    "invitePayer": _invite_payer,
    "acceptInvitation": _accept_invitation,
    "unlinkPayer": _unlink_payer,
    "erasePayer": _erase_payer,
    "eraseUser": _erase_user,
    "grantAdmin": _grant_admin,
    "createReceiver": _create_receiver,
    "createPayer": _create_payer,
    "createInvoice": _create_invoice,
    "createInvoices": _create_invoices,
    "addAttachment": _add_attachment,
    "previewInvoice": _preview_invoice,
    "finalizeInvoice": _finalize_invoice,
    "voidInvoice": _void_invoice,
    "duplicateInvoice": _duplicate_invoice,
    "replaceInvoice": _replace_invoice,
    "sendInvoice": _send_invoice,
    "pauseInvoiceReminders": _reminders("invoice", "pause_reminders"),
    "resumeInvoiceReminders": _reminders("invoice", "resume_reminders"),
    "pausePayerReminders": _reminders("payer", "pause_reminders"),
    "resumePayerReminders": _reminders("payer", "resume_reminders"),
    "writeOffInvoice": _write_off,
    "markInvoiceUncollectible": _mark_uncollectible,
    "undoWriteOff": _undo_write_off,
    "createCreditNote": _credit_note,
    "previewCreditNote": _preview_credit_note,
    "createSchedule": _create_schedule,
    "pauseSchedule": _pause_schedule,
    "resumeSchedule": _resume_schedule,
    "cancelSchedule": _cancel_schedule,
    "createPayment": _create_payment,
    "confirmPayment": _confirm_payment,
    "rejectPayment": _reject_payment,
    "clearPayment": _clear_payment,
    "bouncePayment": _bounce_payment,
    "acceptPayment": _accept_payment,
    "allocatePayment": _allocate_payment,
    "unallocatePayment": _unallocate_payment,
    "cancelPayment": _cancel_payment,
    "depositPayment": _deposit_payment,
    "correctPayment": _correct_payment,
    "undoReversal": _undo_reversal,
    "applyPayerCredit": _apply_payer_credit,
    "returnPayment": _return_payment,
    "createRefund": _create_refund,
    "acceptRefund": _accept_refund,
    "rejectRefund": _reject_refund,
    "createPaymentMethod": _save_payment_method,
    "detachPaymentMethod": _detach_payment_method,
    "makePaymentMethodDefault": _make_payment_method_default,
    "collectInvoice": _collect_invoice,
    "submitEvidence": _dispute_action("evidence", {"text": "It was delivered."}),
    "acceptDispute": _dispute_action("accept"),
    "payByLink": _pay_by_link,
    "cancelPaymentByLink": _cancel_by_link,
    "createGatewayAccount": _create_gateway_account,
    "createWebhookEndpoint": _create_endpoint,
    "enableWebhookEndpoint": _endpoint_action("enable"),
    "disableWebhookEndpoint": _endpoint_action("disable"),
    "rotateWebhookSecret": _endpoint_action("rotate_secret"),
    "pingWebhookEndpoint": _endpoint_action("ping"),
    "replayWebhooks": _endpoint_action("replay", {"from": "2026-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z"}),
    "redeliver": _redeliver,
    "retryCallback": _retry_callback,
    "requestReconciliation": _request_reconciliation,
    "resolveDiscrepancy": _resolve_discrepancy,
}
# Nobody calls these whose answers could be kept: whoever logs in is not known yet, whoever has a mailed token or a
# refresh token is known by that alone, and a gateway has its event ids.
WITHOUT_A_CALLER = {
    "register",
    "login",
    "refresh",
    "logout",
    "forgotPassword",
    "resetPassword",
    "verifyEmail",
    "pauseByLink",
    "receiveCallback",
}
# Whoever has done this is nobody any more who could ask again: it has a test of its own.
ENDS_THE_LOGIN = {"logoutEverywhere"}


def test_every_post_of_the_document_is_tried() -> None:
    assert {operation.id for operation in OPERATIONS if operation.method == "POST"} == (
        set(POSTS) | WITHOUT_A_CALLER | ENDS_THE_LOGIN
    )


@pytest.mark.parametrize("operation_id", POSTS)
async def test_every_post_honours_a_key(http: httpx.AsyncClient, operation_id: str, key: str) -> None:
    world = await worlds.open_world(http)
    caller = world.caller_of(operations.operation(operation_id))
    path, body = await POSTS[operation_id](world)
    first = await caller.post(path, body, idempotency_key=key)
    effects = await count_effects()
    again = await caller.post(path, body, idempotency_key=key)
    assert_replayed(again, first)
    assert await count_effects() == effects
    if operation_id not in ("payByLink", "cancelPaymentByLink"):
        other = await caller.post("/v1/receivers", RECEIVER, idempotency_key=key)
        # Only its own body was used with the key: anything else is another request.
        assert other.status_code == (201 if operation_id == "createReceiver" else 422)


# What these answer is the caller's own, whatever they are to receivers and payers; or it is the link's holder's.
ONES_OWN = {"resendVerification", "createApiKey", "rotateApiKey", "payByLink", "cancelPaymentByLink"}


@pytest.mark.parametrize("operation_id", sorted(set(POSTS) - ONES_OWN))
async def test_no_post_answers_again_to_who_is_nothing_any_more(
    http: httpx.AsyncClient, operation_id: str, key: str
) -> None:
    world = await worlds.open_world(http)
    caller = world.caller_of(operations.operation(operation_id))
    path, body = await POSTS[operation_id](world)
    assert (await caller.post(path, body, idempotency_key=key)).status_code < 300
    effects = await count_effects()
    await database.execute("DELETE FROM receiver_members WHERE user_id = $1", caller.id)
    await database.execute("UPDATE payers SET user_id = NULL WHERE user_id = $1", caller.id)
    await database.execute("UPDATE users SET role = 'member' WHERE id = $1", caller.id)
    again = await caller.post(path, body, idempotency_key=key)
    assert again.status_code in (403, 404), again.text
    assert await count_effects() == effects


async def count_effects() -> list[int]:
    """How many events, mails and entries of the audit log there are."""
    return [
        await database.fetch_value(object, f"SELECT count(*) FROM {table}")
        for table in ("events", "mails", "audit_log")
    ]


async def test_whoever_has_logged_out_everywhere_asks_no_second_time(ada: Person, key: str) -> None:
    assert (await ada.post("/v1/auth/logout-everywhere", idempotency_key=key)).status_code == 204
    again = await ada.post("/v1/auth/logout-everywhere", idempotency_key=key)
    assert (again.status_code, again.json()["code"]) == (401, "unauthenticated")


async def test_a_login_with_a_key_is_a_login_each_time(ada: Person, key: str) -> None:
    login = {"email": ada.session["user"]["email"], "password": people.PASSWORD}
    for _ in range(2):
        answer = await Person(ada.http).post("/v1/auth/login", login, idempotency_key=key)
        assert answer.status_code == 200
        assert "idempotent-replayed" not in answer.headers
    # Tokens are never kept.
    assert await database.fetch_value(object, "SELECT count(*) FROM idempotency_keys WHERE key = $1", key) == 0


async def test_what_is_done_again_with_locks_is_no_warning(
    shop: Shop, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "is_large", lambda _: True)
    draft = await shop.draft()
    with capture_logs() as logged:
        answer = await shop.owner.post(f"/v1/invoices/{draft['id']}/finalize", None, idempotency_key=key)
    assert answer.status_code == 200, answer.text
    assert [entry["event"] for entry in logged if entry["log_level"] == "warning"] == []


async def test_who_was_overtaken_under_the_lock_of_a_key_is_served_again(
    shop: Shop, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = await shop.draft()
    finalize, in_vain = issuing.finalize, [asyncpg.DeadlockDetectedError, asyncpg.SerializationError] * 2

    async def overtaken(*given: Any, **named: Any) -> Any:
        if in_vain:
            await database.execute("SELECT 1")
            raise in_vain.pop()("by another one")
        return await finalize(*given, **named)

    monkeypatch.setattr(issuing, "finalize", overtaken)
    first = await shop.owner.post(f"/v1/invoices/{draft['id']}/finalize", idempotency_key=key)
    assert first.status_code == 200, first.text
    assert not in_vain
    assert_replayed(await shop.owner.post(f"/v1/invoices/{draft['id']}/finalize", idempotency_key=key), first)


async def test_who_is_overtaken_each_time_is_told_to_send_it_again(
    shop: Shop, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = await shop.draft()

    async def overtaken(*given: Any, **named: Any) -> Any:
        raise asyncpg.DeadlockDetectedError("by another one")

    with monkeypatch.context() as patched:
        patched.setattr(issuing, "finalize", overtaken)
        refused = await shop.owner.post(f"/v1/invoices/{draft['id']}/finalize", idempotency_key=key)
    assert refused.status_code == 503
    assert refused.headers["retry-after"]
    assert (await shop.owner.post(f"/v1/invoices/{draft['id']}/finalize", idempotency_key=key)).status_code == 200
