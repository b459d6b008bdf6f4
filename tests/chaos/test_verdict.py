"""A verdict that cannot be red proves nothing: evidence without a flaw has none, and each flaw is found by its name."""

import hashlib
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from standardwebhooks import Webhook

from models import ids
from tests.chaos import nemesis, verdict
from tests.chaos.evidence import Delivery, Event, Evidence, Object
from tests.chaos.journal import (
    Acknowledged,
    Announcement,
    Intended,
    Received,
    Repeated,
    RolledBack,
    Surprised,
    Withdrawn,
)
from tests.chaos.world import Endpoint, new_secret

RECEIVER = ids.encode("receiver", ids.new())
PAYERS = [ids.encode("payer", ids.new()) for _ in range(3)]
STRANGER, GONE_PAYER = ids.encode("payer", ids.new()), ids.encode("payer", ids.new())
PAID, ADOPTED, RUN = (ids.encode(kind, ids.new()) for kind in ("payment", "refund", "reconciliation_run"))
GONE_EVENT = ids.encode("event", ids.new())
ALL, UPDATES = (
    Endpoint(
        id=ids.encode("webhook_endpoint", ids.new()),
        receiver_id=RECEIVER,
        path=path,
        secret=new_secret(path),
        event_types=event_types,
        is_moody=False,
    )
    for path, event_types in (("/all", []), ("/updates", ["payer.updated"]))
)


def _event(object_id: str, sequence: int, position: int, type_: str = "", **changed: Any) -> Event:
    type_ = type_ or ("payer.created" if sequence == 1 else "payer.updated")
    event_id = ids.encode("event", ids.new())
    name = f"Payer {sequence}"
    body = msgspec.json.encode({"id": event_id, "type": type_, "sequence": sequence, "data": {"name": name}})
    event = Event(
        id=event_id,
        receiver_id=RECEIVER,
        type=type_,
        object_id=object_id,
        sequence=sequence,
        body=body,
        position=position,
    )
    return msgspec.structs.replace(event, **changed)


def _message(event: Event, endpoint: Endpoint, **changed: Any) -> Received:
    now = int(time.time())
    signature = Webhook(endpoint.secret).sign(event.id, datetime.fromtimestamp(now, UTC), event.body.decode())
    message = Received(
        endpoint_id=endpoint.id,
        message_id=event.id,
        timestamp=str(now),
        signature=f"v1,{'A' * 43}= {signature}",
        sha256=hashlib.sha256(event.body).hexdigest(),
        body=event.body,
        is_genuine=True,
        answer="204",
    )
    return msgspec.structs.replace(message, **changed)


def _flawless() -> Evidence:
    """Three payers, each made and changed twice; one message came twice, and one was refused at first.

    A gateway has moved a payment, told of a refund that nobody asked for, and was compared.
    """
    events = [_event(payer, sequence, 0) for sequence in (1, 2, 3) for payer in PAYERS]
    events += [
        _event(PAID, 1, 0, "payment.created"),
        _event(PAID, 2, 0, "payment.succeeded"),
        _event(PAID, 3, 0, "payment.reversed"),
        _event(ADOPTED, 1, 0, "refund.needs_review"),
        _event(RUN, 1, 0, "reconciliation.completed"),
    ]
    events = [msgspec.structs.replace(event, position=position) for position, event in enumerate(events, start=1)]
    pairs = [(event, endpoint) for event in events for endpoint in (ALL, UPDATES) if endpoint.hears_of(event.type)]
    records: list[Any] = []
    asked_for = [event for event in events if event.type.startswith("payer.") or event.type == "payment.created"]
    for number, event in enumerate(asked_for):
        is_paid = event.object_id == PAID
        announced = Announcement(
            object_id=event.object_id,
            type=event.type,
            name=None if is_paid else f"Payer {event.sequence}",
            goes_on=is_paid,
        )
        records += [
            Intended(write=str(number), what="POST"),
            Acknowledged(write=str(number), tries=1, began_at=0.0, ended_at=1.0, announcements=[announced]),
            Repeated(write=str(number), is_same=True),
        ]
    records += [
        Intended(write="withdrawn", what="POST"),
        Withdrawn(write="withdrawn"),
        RolledBack(object_ids=[GONE_PAYER], event_ids=[GONE_EVENT]),
    ]
    return Evidence(
        records=records,
        received=[
            _message(*pairs[0], answer="500"),
            *(_message(event, endpoint) for event, endpoint in pairs),
            _message(*pairs[-1]),
        ],
        endpoints=[ALL, UPDATES],
        objects=[
            *(Object(id=payer, name="Payer 3") for payer in PAYERS),
            Object(id=PAID),
            Object(id=ADOPTED, is_adopted=True),
        ],
        events=events,
        deliveries=[
            Delivery(event_id=event.id, endpoint_id=endpoint.id, status="delivered") for event, endpoint in pairs
        ],
        pulled=[event.body for event in events],
        streamed=[event.body for event in events],
    )


def _with(field: str, change: Callable[[list[Any]], list[Any]]) -> Callable[[Evidence], Evidence]:
    def tampered(evidence: Evidence) -> Evidence:
        return msgspec.structs.replace(evidence, **{field: change(list(getattr(evidence, field)))})

    return tampered


def _without(field: str, index: int) -> Callable[[Evidence], Evidence]:
    return _with(field, lambda found: [one for place, one in enumerate(found) if place != index % len(found)])


def _also(field: str, *added: Any) -> Callable[[Evidence], Evidence]:
    return _with(field, lambda found: [*found, *added])


def _changed(field: str, index: int, **changed: Any) -> Callable[[Evidence], Evidence]:
    def change(found: list[Any]) -> list[Any]:
        found[index] = msgspec.structs.replace(found[index], **changed)
        return found

    return _with(field, change)


def _duplicate_with_other_bytes(evidence: Evidence) -> Evidence:
    event = msgspec.structs.replace(evidence.events[0], body=evidence.events[0].body + b" ")
    return _also("received", _message(event, ALL))(evidence)


def _never_sent(evidence: Evidence) -> Evidence:
    """The row says delivered; the only message of it was answered 500."""
    lost = evidence.received[-2]
    kept = [
        one for one in evidence.received if (one.message_id, one.endpoint_id) != (lost.message_id, lost.endpoint_id)
    ]
    return msgspec.structs.replace(evidence, received=[*kept, msgspec.structs.replace(lost, answer="500")])


def _lost_commit(evidence: Evidence) -> Evidence:
    """What `synchronous_commit = off` does: rows are gone together, so that inside all is well."""
    gone = {event.id for event in evidence.events if event.object_id == PAYERS[0]}
    return msgspec.structs.replace(
        evidence,
        objects=evidence.objects[1:],
        events=[event for event in evidence.events if event.id not in gone],
        deliveries=[delivery for delivery in evidence.deliveries if delivery.event_id not in gone],
        received=[received for received in evidence.received if received.message_id not in gone],
        pulled=[event.body for event in evidence.events if event.id not in gone],
        streamed=[event.body for event in evidence.events if event.id not in gone],
    )


def _swapped(found: list[Any]) -> list[Any]:
    return [found[1], found[0], *found[2:]]


FORGED = Webhook(new_secret("a stranger's")).sign("evt_x", datetime.now(UTC), "{}")

TAMPERED = [
    ("an acknowledged write without its row", _without("objects", 0), verdict.WRITE_LOST),
    ("a commit that PostgreSQL lost", _lost_commit, verdict.WRITE_LOST),
    ("a row with the value before the last write", _changed("objects", 0, name="Payer 2"), verdict.WRITE_CHANGED),
    ("a row that nobody asked for", _also("objects", Object(id=STRANGER, name="Eve")), verdict.WRITE_UNASKED),
    ("an acknowledgement that was lost", _without("records", 1), verdict.UNRESOLVED),
    ("a refund that nobody asked for", _changed("objects", -1, is_adopted=False), verdict.WRITE_UNASKED),
    (
        "a payment that was made twice",
        _with("events", lambda found: [*found, _event(PAID, 4, 15, "payment.created")]),
        verdict.EVENT_UNASKED,
    ),
    (
        "a payment without its beginning",
        _with("events", lambda found: [event for event in found if event.type != "payment.created"]),
        verdict.EVENT_LOST,
    ),
    (
        "a gateway's word of what no gateway moves",
        _also("events", _event(PAYERS[0], 4, 15, "payment.succeeded")),
        verdict.EVENT_UNASKED,
    ),
    (
        "money that moved unheard",
        _also("unbooked", "simpay_1: the gateway has 1 EUR, our books 0"),
        verdict.JOURNAL_DIFFERS,
    ),
    ("an effect that came twice", _also("events", _event(PAYERS[0], 4, 10)), verdict.EVENT_UNASKED),
    ("a write without its event", _without("events", 0), verdict.EVENT_LOST),
    ("a gap in the numbers", _changed("events", -1, sequence=4), verdict.SEQUENCE_BROKEN),
    ("an event that says something else", _changed("events", 0, type="payer.updated"), verdict.EVENT_WRONG),
    ("a body of another event", _changed("events", 0, body=_event(PAYERS[0], 1, 1).body), verdict.EVENT_WRONG),
    ("a server's mistake", _also("records", Surprised(write="1", status=500, text="")), verdict.SURPRISING),
    ("a key with two answers", _also("records", Repeated(write="1", is_same=False)), verdict.ANSWERED_OTHERWISE),
    ("an event without its delivery", _without("deliveries", 0), verdict.DELIVERY_MISSING),
    ("a delivery twice", _with("deliveries", lambda found: [*found, found[0]]), verdict.DELIVERY_UNASKED),
    ("a delivery that waits", _changed("deliveries", 0, status="pending"), verdict.UNDELIVERED),
    ("a delivery that was given up", _changed("deliveries", 0, status="exhausted"), verdict.UNDELIVERED),
    ("a message that never came", _without("received", 3), verdict.NEVER_RECEIVED),
    ("a message that was refused and not sent again", _never_sent, verdict.NEVER_RECEIVED),
    ("a duplicate with other bytes", _duplicate_with_other_bytes, verdict.BYTES_DIFFER),
    ("a ghost at the subscriber", _also("received", _message(_event(STRANGER, 1, 1), ALL)), verdict.NEVER_COMMITTED),
    ("a message for another endpoint", _changed("received", 1, endpoint_id=UPDATES.id), verdict.MISDIRECTED),
    ("a forged signature", _changed("received", 1, signature=FORGED), verdict.NOT_GENUINE),
    ("a signature that was too old", _changed("received", 1, is_genuine=False), verdict.NOT_GENUINE),
    ("another webhook-id", _changed("received", 1, message_id=PAYERS[0]), verdict.NOT_GENUINE),
    ("a rolled-back row", _also("objects", Object(id=GONE_PAYER, name="Nobody")), verdict.ROLLED_BACK_SEEN),
    ("a rolled-back event", _changed("received", 1, message_id=GONE_EVENT), verdict.ROLLED_BACK_SEEN),
    ("a hole in the feed", _without("pulled", 4), verdict.FEED_HOLE),
    ("an event twice in the feed", _with("pulled", lambda found: [*found, found[-1]]), verdict.FEED_TWICE),
    ("a ghost in the feed", _also("pulled", _event(STRANGER, 1, 1).body), verdict.FEED_UNKNOWN),
    ("a feed out of order", _with("pulled", _swapped), verdict.FEED_ORDER),
    ("a hole in the stream", _without("streamed", -1), verdict.FEED_HOLE),
    ("a feed with other bytes", _with("pulled", lambda found: [found[0] + b" ", *found[1:]]), verdict.FEED_BYTES),
]


def test_evidence_without_a_flaw_has_no_violation() -> None:
    evidence = _flawless()
    assert verdict.judge(evidence, feed_is_mandatory=True) == []
    assert verdict.duplicates(evidence) == (2, 1)


@pytest.mark.parametrize(("tamper", "name"), [row[1:] for row in TAMPERED], ids=[row[0] for row in TAMPERED])
def test_each_flaw_is_found(tamper: Callable[[Evidence], Evidence], name: str) -> None:
    assert name in {violation.name for violation in verdict.judge(tamper(_flawless()))}


def test_a_feed_that_must_be_there_is_missed() -> None:
    evidence = msgspec.structs.replace(_flawless(), streamed=None)
    assert verdict.judge(evidence) == []
    assert [violation.name for violation in verdict.judge(evidence, feed_is_mandatory=True)] == [verdict.FEED_MISSING]


def test_a_number_that_is_out_of_place_within_one_object_is_seen_in_the_feed() -> None:
    evidence = _flawless()
    place = 2 * len(PAYERS)
    first, last = evidence.events[0], evidence.events[place]
    assert first.object_id == last.object_id
    events = [msgspec.structs.replace(event, position=position) for position, event in enumerate(evidence.events, 2)]
    events[place] = msgspec.structs.replace(events[place], position=1)
    feed = [event.body for event in sorted(events, key=lambda event: event.position or 0)]
    tampered = msgspec.structs.replace(evidence, events=events, pulled=feed, streamed=feed)
    assert {violation.name for violation in verdict.judge(tampered)} == {verdict.FEED_ORDER}


def test_a_plan_depends_on_its_seed_alone_and_leaves_no_kind_of_process_out() -> None:
    assert nemesis.plan(7, 50) == nemesis.plan(7, 50) != nemesis.plan(8, 50)
    first_round = nemesis.plan(7, len(nemesis.VICTIMS) + 2)
    assert {victim for victims in first_round for victim in victims} == {*nemesis.VICTIMS, nemesis.ZOMBIE}
    assert tuple(nemesis.VICTIMS) in nemesis.plan(7, 2 * len(first_round)), "all at once, as when the power goes"
