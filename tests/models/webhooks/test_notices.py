"""Notices of endpoints in trouble: to those whom it concerns and to nobody else, once, and exactly if it is true."""

import asyncio
import contextvars
import datetime
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import msgspec
import pytest

from models import audit, clock, database, ids, secrets
from models.access import Caller
from models.audit import Origin
from models.identity import people
from models.mail import letters, mails
from models.mail.transport import Transport
from models.outgoing.client import Answer
from models.shapes.webhooks import WebhookEndpointPatch
from models.webhooks import endpoints, health, notices
from models.webhooks.health import DISABLED_AFTER, WARNED_AFTER, Health, Report
from tests import factories
from tests.factories import Receiver
from tests.models.identity.logged_in import mails_to, retire_mails
from tests.models.mail.mail_servers import open_mail_server
from tests.models.webhooks import subscribers
from tests.models.webhooks.subscribers import announce, deliver, subscribe
from tests.receivers import open_zoo

NOW = datetime.datetime(2026, 3, 9, 12, tzinfo=datetime.UTC)
MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)
URL = "https://hooks.example.com:443/in/box?token=hunter2"
GONE = Answer(duration_ms=1, status=410)
REFUSED = Answer(duration_ms=1, status=503)
UNREACHED = Answer(duration_ms=1, error="connection_refused")
TAKEN = Answer(duration_ms=1, status=200)


@pytest.fixture
async def receiver(pool: None) -> Receiver:
    await subscribers.retire_all()
    await retire_mails()
    return await factories.receiver()


@pytest.fixture
def operator(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    def name(email: str) -> str:
        named = msgspec.structs.replace(notices.settings, operator_email=email)
        monkeypatch.setattr(notices, "settings", named)
        return email

    return name


async def email_of(caller: Caller) -> str:
    email: str = await database.fetch_value(object, "SELECT email FROM users WHERE id = $1", caller.user_id)
    return email


async def note(endpoint_id: uuid.UUID, answer: Answer, *, at: datetime.datetime | None = None) -> None:
    with clock.moved_to(at or clock.now()):
        await health.note([(endpoint_id, answer)])


async def failing_for(endpoint_id: uuid.UUID, duration: datetime.timedelta) -> None:
    """An endpoint whose first failure lies so far back, and of which nothing else has been heard since."""
    await note(endpoint_id, REFUSED, at=clock.now() - duration)


async def written() -> list[tuple[str, str]]:
    """The kind and the recipient of each mail that waits, the first one first."""
    rows = await database.fetch("SELECT kind, recipient FROM mails WHERE status = 'pending' ORDER BY id")
    return [(row["kind"], row["recipient"]) for row in rows]


async def text_to(email: str) -> str:
    (row,) = await mails_to(email)
    return secrets.decrypt(row["body"], context=f"mail:{row['id']}").decode()


async def announced(endpoint_id: uuid.UUID) -> list[str]:
    rows = await database.fetch("SELECT type FROM events WHERE object_id = $1 ORDER BY id", endpoint_id)
    return [row["type"] for row in rows]


def rival(coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Runs beside the transaction that is open here, not in it."""
    return asyncio.get_running_loop().create_task(coroutine, context=contextvars.Context())


async def waits_for_a_lock(task: asyncio.Task[None]) -> None:
    for _ in range(500):
        assert not task.done(), "it should have met a lock"
        if await database.fetch_value(
            object,
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() "
            "AND wait_event_type = 'Lock')",
        ):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never met a lock")


async def test_a_gone_endpoint_is_told_to_each_owner_and_manager_once_and_to_nobody_else(receiver: Receiver) -> None:
    manager = await factories.member(receiver.id, role="manager")
    await factories.member(receiver.id, role="viewer")
    await factories.receiver()
    endpoint_id, _ = await subscribe(receiver, URL)
    await announce(receiver, count=3)
    await note(endpoint_id, GONE)
    told = {await email_of(receiver.caller), await email_of(manager)}
    assert sorted(await written()) == sorted(("endpoint_disabled", email) for email in told)
    await note(endpoint_id, GONE)
    await note(endpoint_id, REFUSED)
    assert len(await written()) == 2
    assert await announced(endpoint_id) == ["webhook_endpoint.disabled"]


async def test_the_mail_says_which_endpoint_why_what_waits_and_how_to_go_on(receiver: Receiver) -> None:
    endpoint_id, secret = await subscribe(receiver, URL)
    await announce(receiver, count=3)
    await note(endpoint_id, GONE)
    text = await text_to(await email_of(receiver.caller))
    assert "the webhook endpoint https://hooks.example.com/in/box of Ada's Workshop was disabled" in text
    assert "Why: it answered with status 410" in text
    assert f"Deliveries that wait: 3. They are kept for {notices.settings.deliveries_kept_days} days" in text
    id_ = ids.encode("webhook_endpoint", endpoint_id)
    assert f"POST {notices.settings.public_url}/v1/webhook-endpoints/{id_}/enable\n" in text
    assert f"POST {notices.settings.public_url}/v1/webhook-endpoints/{id_}/replay\n" in text
    for hidden in ("token", "hunter2", secret, receiver.text_id):
        assert hidden not in text


async def test_a_failing_endpoint_is_told_since_when_and_how_it_failed_last(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    await failing_for(endpoint_id, DISABLED_AFTER)
    began = (await subscribers.endpoint(endpoint_id))["failing_since"]
    await note(endpoint_id, UNREACHED)
    assert (await subscribers.endpoint(endpoint_id))["disabled_reason"] == "failing"
    text = await text_to(await email_of(receiver.caller))
    assert f"Why: nothing but failures since {letters.instant(began, 'en')}. At last: connection_refused.\n" in text
    assert "Deliveries that wait: 0." in text
    assert f'{{"from": "{began - notices.REPLAY_MARGIN:%Y-%m-%dT%H:%M:00Z}", "to": ' in text


async def test_the_operator_is_told_with_the_ids_of_receiver_and_endpoint(
    receiver: Receiver, operator: Callable[[str], str]
) -> None:
    email = operator("ops@example.com")
    endpoint_id, _ = await subscribe(receiver, URL)
    await database.execute("DELETE FROM mails WHERE recipient = $1", email)
    await note(endpoint_id, GONE)
    assert sorted(await written()) == sorted(
        [("endpoint_disabled", email), ("endpoint_disabled", await email_of(receiver.caller))]
    )
    text = await text_to(email)
    assert f"Endpoint {ids.encode('webhook_endpoint', endpoint_id)}, receiver {receiver.text_id}.\n" in text
    assert "it answered with status 410" in text
    assert "hunter2" not in text


async def test_an_operator_who_owns_the_receiver_gets_one_mail(
    receiver: Receiver, operator: Callable[[str], str]
) -> None:
    email = operator((await email_of(receiver.caller)).upper())
    endpoint_id, _ = await subscribe(receiver, URL)
    await note(endpoint_id, GONE)
    assert await written() == [("endpoint_disabled", email)]


async def test_after_a_day_of_nothing_but_failures_they_are_warned_once(
    receiver: Receiver, operator: Callable[[str], str]
) -> None:
    email, operators = await email_of(receiver.caller), operator("ops@example.com")
    await database.execute("DELETE FROM mails WHERE recipient = $1", operators)
    endpoint_id, _ = await subscribe(receiver, URL)
    await announce(receiver)
    await note(endpoint_id, REFUSED)
    began = (await subscribers.endpoint(endpoint_id))["failing_since"]
    await note(endpoint_id, REFUSED, at=began + WARNED_AFTER - MINUTE)
    assert await written() == []
    await note(endpoint_id, REFUSED, at=began + WARNED_AFTER)
    assert sorted(await written()) == sorted([("endpoint_warning", email), ("endpoint_warning", operators)])
    assert (await subscribers.endpoint(endpoint_id))["status"] == "enabled"
    text = await text_to(email)
    assert "the webhook endpoint https://hooks.example.com/in/box of Ada's Workshop is failing" in text
    assert f"nothing but failures since {letters.instant(began, 'en')}. At last: status 503.\n" in text
    assert f"it will be disabled on {letters.instant(began + DISABLED_AFTER, 'en')}, unless" in text
    assert "hunter2" not in text
    for days in (1.5, 2, 4.9):
        await note(endpoint_id, REFUSED, at=began + days * DAY)
    assert len(await written()) == 2
    await note(endpoint_id, REFUSED, at=began + DISABLED_AFTER)
    assert [kind for kind, _ in await written()] == ["endpoint_warning"] * 2 + ["endpoint_disabled"] * 2


async def _succeed(receiver: Receiver, endpoint_id: uuid.UUID) -> None:
    await note(endpoint_id, TAKEN)


async def _succeed_and_ask_to_wait(receiver: Receiver, endpoint_id: uuid.UUID) -> None:
    busy = Answer(duration_ms=1, status=429, retry_after_seconds=60)
    await health.note([(endpoint_id, TAKEN), (endpoint_id, busy)])


async def _enable(receiver: Receiver, endpoint_id: uuid.UUID) -> None:
    await endpoints.enable(receiver.caller, endpoint_id)


async def _move(receiver: Receiver, endpoint_id: uuid.UUID) -> None:
    await endpoints.update(receiver.caller, endpoint_id, WebhookEndpointPatch(url=URL + "/new"))


@pytest.mark.parametrize("get_well", [_succeed, _succeed_and_ask_to_wait, _enable, _move])
async def test_an_endpoint_that_got_well_is_warned_about_anew(
    receiver: Receiver, get_well: Callable[[Receiver, uuid.UUID], Awaitable[None]]
) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    await failing_for(endpoint_id, WARNED_AFTER)
    await note(endpoint_id, REFUSED)
    assert (await subscribers.endpoint(endpoint_id))["warned_at"] is not None
    await get_well(receiver, endpoint_id)
    endpoint = await subscribers.endpoint(endpoint_id)
    assert (endpoint["warned_at"], endpoint["failing_since"]) == (None, None)
    began = clock.now()
    await note(endpoint_id, REFUSED, at=began + DAY)
    assert len(await written()) == 1
    await note(endpoint_id, REFUSED, at=began + 2 * DAY + MINUTE)
    assert [kind for kind, _ in await written()] == ["endpoint_warning"] * 2


async def test_an_endpoint_that_was_gone_and_is_enabled_again_can_be_gone_again(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    await note(endpoint_id, GONE)
    await endpoints.enable(receiver.caller, endpoint_id)
    await note(endpoint_id, GONE)
    assert [kind for kind, _ in await written()] == ["endpoint_disabled"] * 2
    assert await announced(endpoint_id) == ["webhook_endpoint.disabled"] * 2


LONG = Health(failures_in_a_row=9, failing_since=NOW - DAY, paused_until=NOW + MINUTE)


@pytest.mark.parametrize(
    ("before", "report", "warned_at", "disabled_reason"),
    [
        (Health(), Report(failures=1), None, None),
        (msgspec.structs.replace(LONG, failing_since=NOW - DAY + MINUTE), Report(failures=1), None, None),
        (LONG, Report(failures=1), NOW, None),
        (LONG, Report(failures=1, has_success=True), None, None),
        (msgspec.structs.replace(LONG, warned_at=NOW - MINUTE), Report(failures=1), NOW - MINUTE, None),
        (msgspec.structs.replace(LONG, warned_at=NOW - MINUTE), Report(has_success=True), None, None),
        (LONG, Report(failures=1, is_gone=True), None, "gone"),
        # Too late to warn.
        (msgspec.structs.replace(LONG, failing_since=NOW - 5 * DAY), Report(failures=1), None, "failing"),
    ],
)
def test_when_to_warn_follows_the_answers(
    before: Health, report: Report, warned_at: datetime.datetime | None, disabled_reason: str | None
) -> None:
    after = health.after(before, report, NOW)
    assert (after.warned_at, after.disabled_reason) == (warned_at, disabled_reason)


@pytest.mark.parametrize(
    ("duration", "kind"), [(WARNED_AFTER, "endpoint_warning"), (DISABLED_AFTER, "endpoint_disabled")]
)
async def test_workers_that_note_the_same_failure_at_once_write_one_mail(
    receiver: Receiver, duration: datetime.timedelta, kind: str
) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    await failing_for(endpoint_id, duration)
    await asyncio.gather(*[health.note([(endpoint_id, REFUSED)]) for _ in range(6)])
    assert await written() == [(kind, await email_of(receiver.caller))]
    assert len(await announced(endpoint_id)) == (kind == "endpoint_disabled")


async def test_a_change_that_is_rolled_back_is_told_to_nobody(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    async with database.transaction() as transaction:
        await note(endpoint_id, GONE)
        assert len(await written()) == 1
        await transaction.rollback()
    assert await written() == []
    assert await announced(endpoint_id) == []
    assert (await subscribers.endpoint(endpoint_id))["status"] == "enabled"


async def test_an_endpoint_whose_mails_cannot_be_written_is_disabled_by_the_next_failure(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    await factories.member(receiver.id, role="manager")
    endpoint_id, _ = await subscribe(receiver, URL)
    enqueue, calls = mails.enqueue, 0

    async def enqueue_once(**fields: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise ConnectionError
        await enqueue(**fields)

    monkeypatch.setattr(mails, "enqueue", enqueue_once)
    with pytest.raises(ConnectionError):
        await note(endpoint_id, GONE)
    assert (await written(), await announced(endpoint_id)) == ([], [])
    assert (await subscribers.endpoint(endpoint_id))["status"] == "enabled"
    await note(endpoint_id, GONE)
    assert len(await written()) == 2
    assert await announced(endpoint_id) == ["webhook_endpoint.disabled"]


async def test_an_endpoint_that_is_deleted_meanwhile_is_told_about_to_nobody(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    async with database.transaction():
        await endpoints.delete(receiver.caller, endpoint_id)
        worker = rival(health.note([(endpoint_id, GONE)]))
        await waits_for_a_lock(worker)
    await worker
    assert (await written(), await announced(endpoint_id)) == ([], [])
    await note(endpoint_id, GONE)
    assert await written() == []


async def test_an_endpoint_that_its_owner_disables_meanwhile_is_not_mailed_about(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    async with database.transaction():
        await endpoints.disable(receiver.caller, endpoint_id)
        worker = rival(health.note([(endpoint_id, GONE)]))
        await waits_for_a_lock(worker)
    await worker
    assert await written() == []
    assert await announced(endpoint_id) == ["webhook_endpoint.disabled"]
    assert (await subscribers.endpoint(endpoint_id))["disabled_reason"] == "requested"


async def test_a_receiver_that_nobody_can_be_told_for_still_loses_its_dead_endpoint(receiver: Receiver) -> None:
    await factories.member(receiver.id, role="viewer")
    endpoint_id, _ = await subscribe(receiver, URL)
    await database.execute("DELETE FROM receiver_members WHERE receiver_id = $1 AND role = 'owner'", receiver.id)
    await note(endpoint_id, GONE)
    assert await written() == []
    assert await announced(endpoint_id) == ["webhook_endpoint.disabled"]


async def test_somebody_who_is_deactivated_gets_no_mail_even_if_it_happens_meanwhile(receiver: Receiver) -> None:
    manager = await factories.member(receiver.id, role="manager")
    away = await factories.member(receiver.id, role="manager")
    await database.execute("UPDATE users SET status = 'deactivated' WHERE id = $1", away.user_id)
    endpoint_id, _ = await subscribe(receiver, URL)
    async with database.transaction():
        await database.execute("UPDATE users SET status = 'deactivated' WHERE id = $1", manager.user_id)
        worker = rival(health.note([(endpoint_id, GONE)]))
        await waits_for_a_lock(worker)
    await worker
    assert await written() == [("endpoint_disabled", await email_of(receiver.caller))]


async def test_the_mail_to_somebody_who_is_erased_meanwhile_is_erased_with_them(receiver: Receiver) -> None:
    manager = await factories.member(receiver.id, role="manager")
    email = await email_of(manager)
    endpoint_id, _ = await subscribe(receiver, URL)
    async with database.transaction():
        await note(endpoint_id, GONE)
        eraser = rival(people.close(manager, version=None))
        await waits_for_a_lock(eraser)
    await eraser
    assert await mails_to(email) == []
    assert await written() == [("endpoint_disabled", await email_of(receiver.caller))]


async def test_disabling_by_request_is_announced_and_audited_and_not_mailed(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    witness, _ = await subscribe(receiver, "https://hooks.example.com/other", ["webhook_endpoint.disabled"])
    with audit.acting(Origin(caller=receiver.caller)):
        await endpoints.disable(receiver.caller, endpoint_id)
        await endpoints.disable(receiver.caller, endpoint_id)
    assert await written() == []
    (event,) = await database.fetch("SELECT * FROM events WHERE object_id = $1", endpoint_id)
    assert event["type"] == "webhook_endpoint.disabled"
    assert b'"disabled_reason":"requested"' in event["body"]
    assert [row["event_id"] for row in await subscribers.rows(witness)] == [event["id"]]
    assert await subscribers.rows(endpoint_id) == []
    entries = await database.fetch(
        "SELECT user_id FROM audit_log WHERE object_id = $1 AND action = 'webhook_endpoint.disabled'", endpoint_id
    )
    assert [entry["user_id"] for entry in entries] == [receiver.user_id]


async def test_a_receivers_name_cannot_write_the_mail(receiver: Receiver) -> None:
    named = await factories.receiver(name="Ada\n\nYour account is locked: " + "https://evil.example/ " * 7)
    endpoint_id, _ = await subscribe(named, URL)
    await note(endpoint_id, GONE)
    email = await email_of(named.caller)
    text = await text_to(email)
    (line,) = [line for line in text.splitlines() if "evil" in line]
    assert line.startswith("the webhook endpoint https://hooks.example.com/in/box of Ada Your account")
    assert text.count("evil") < 4
    assert "\n" not in (await mails_to(email))[0]["subject"]


async def test_an_address_is_not_flooded_by_an_endpoint_that_comes_and_goes(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "MAILS_PER_DAY_MAX", 3)
    endpoint_id, _ = await subscribe(receiver, URL)
    for _ in range(5):
        await note(endpoint_id, GONE)
        await endpoints.enable(receiver.caller, endpoint_id)
    assert len(await written()) == 3
    assert len(await announced(endpoint_id)) == 5
    await database.execute("UPDATE mails SET created_at = created_at - interval '1 day'")
    await note(endpoint_id, GONE)
    assert len(await written()) == 4


async def test_a_long_backlog_is_counted_only_so_far(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "WAITING_COUNTED_MAX", 4)
    endpoint_id, _ = await subscribe(receiver, URL)
    await announce(receiver, count=6)
    await note(endpoint_id, GONE)
    assert "Deliveries that wait: 4+." in await text_to(await email_of(receiver.caller))


async def test_the_mail_really_goes_out_and_its_text_is_erased(receiver: Receiver) -> None:
    email = await email_of(receiver.caller)
    async with open_zoo() as zoo, open_mail_server() as server:
        endpoint_id, _ = await subscribe(receiver, zoo.url("/410?token=hunter2"))
        await announce(receiver, count=2)
        assert await deliver() == 2
        async with Transport(server.url, sender="quittance@example.com") as transport:
            assert await mails.send_due(transport.send, limit=20) == 1
        (message,) = server.accepted
    assert server.recipients == [email]
    assert message["Subject"] == "A webhook endpoint of Ada's Workshop was disabled"
    text = message.get_body(("plain",)).get_content()
    assert zoo.url("/410") in text
    assert "Deliveries that wait: 2." in text
    assert ids.encode("webhook_endpoint", endpoint_id) in text
    assert "hunter2" not in text
    (row,) = await mails_to(email)
    assert (row["status"], row["body"]) == ("done", None)
