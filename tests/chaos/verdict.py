"""The verdict: from evidence to named violations, and from nothing else. None means: nothing was lost."""

import datetime
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
from standardwebhooks import Webhook

from tests.chaos.evidence import Event, Evidence
from tests.chaos.journal import (
    ACCEPTED,
    Acknowledged,
    Announcement,
    Intended,
    Received,
    Repeated,
    RolledBack,
    Surprised,
    Withdrawn,
)

UNRESOLVED = "a write never had a definitive answer"
SURPRISING = "an answer was neither success nor a wish to be asked again"
ANSWERED_OTHERWISE = "a repeated key was answered otherwise"
WRITE_LOST = "an acknowledged write is lost"
WRITE_CHANGED = "an acknowledged write was overwritten"
WRITE_UNASKED = "a write is there that nobody asked for"
EVENT_LOST = "an acknowledged write has no event"
EVENT_UNASKED = "an event is there that nobody asked for"
EVENT_WRONG = "an event says something else than what was written"
SEQUENCE_BROKEN = "an object's events are not numbered 1 to n"
DELIVERY_MISSING = "an event has no delivery for an endpoint that subscribes to it"
DELIVERY_UNASKED = "an event has a delivery for an endpoint that does not subscribe to it, or a second one"
UNDELIVERED = "a delivery is not delivered"
NEVER_RECEIVED = "an event was never accepted by its subscriber"
NEVER_COMMITTED = "the subscriber received what was never committed"
MISDIRECTED = "the subscriber received what the endpoint does not subscribe to"
NOT_GENUINE = "a message's signature is not genuine"
BYTES_DIFFER = "received bytes differ from the event's, or those of a duplicate from each other"
ROLLED_BACK_SEEN = "something of a rolled-back transaction is visible"
FEED_MISSING = "there is no feed"
FEED_HOLE = "the feed left an event out"
FEED_TWICE = "the feed gave an event twice"
FEED_UNKNOWN = "the feed gave an event that was never committed"
FEED_ORDER = "the feed is out of order"
FEED_BYTES = "the feed's bytes differ from the event's"
FEED_REFUSED = "the feed refused a reader"
BOOKS_WRONG = "the books do not balance"
JOURNAL_DIFFERS = "a gateway has moved something else than our books say"
UNSETTLED = "work on payments has not come to its end"

# What only a client's write causes; all else may come of what a gateway says.
ASKED_FOR = frozenset({"payment.created", "refund.created", "invoice.created", "invoice.finalized"})
# What comes of comparisons, which beat and operators ask for, of the books, and of what gateways tell by themselves.
BY_ITSELF = ("reconciliation.", "receipt.", "dispute.")

# What must be found because of each control of tests/chaos/controls.py.
CONTROLS = {
    "lost-delivery": {NEVER_RECEIVED},
    "missing-delivery": {DELIVERY_MISSING, NEVER_RECEIVED},
    "missing-event": {EVENT_LOST},
    "lost-write": {WRITE_LOST, EVENT_LOST},
    "ghost": {WRITE_UNASKED, EVENT_UNASKED},
    "leak": {ROLLED_BACK_SEEN},
    "changed-bytes": {BYTES_DIFFER},
    "gap": {SEQUENCE_BROKEN},
    "forgery": {NOT_GENUINE, NEVER_COMMITTED},
    "unbooked": {JOURNAL_DIFFERS},
    "async-commit": {WRITE_LOST},
}


class Violation(msgspec.Struct, frozen=True):
    """One thing that must not be; `name` is one of the constants above."""

    name: str
    detail: str


class Head(msgspec.Struct):
    """What is read of an event's body."""

    id: str
    type: str
    sequence: int
    data: dict[str, Any]


def judge(evidence: Evidence, *, feed_is_mandatory: bool = False) -> list[Violation]:
    """All violations."""
    checks: list[Callable[[Evidence], Iterator[Violation]]] = [
        _answers,
        _objects,
        _events,
        _bodies,
        _deliveries,
        _messages,
        _rolled_back,
        _feed,
        _journals,
    ]
    found = [violation for check in checks for violation in check(evidence)]
    if feed_is_mandatory and (evidence.pulled is None or evidence.streamed is None):
        found.append(Violation(FEED_MISSING, "the route answered 404"))
    return found


def duplicates(evidence: Evidence) -> tuple[int, int]:
    """How many messages came more than once, and how many of these had been accepted before."""
    seen: set[tuple[str, str]] = set()
    accepted: set[tuple[str, str]] = set()
    again = needless = 0
    for received in evidence.received:
        pair = (received.endpoint_id, received.message_id)
        again += pair in seen
        needless += pair in accepted
        seen.add(pair)
        if received.answer == ACCEPTED:
            accepted.add(pair)
    return again, needless


def _answers(evidence: Evidence) -> Iterator[Violation]:
    settled = {record.write for record in evidence.records if isinstance(record, Acknowledged | Withdrawn)}
    for record in evidence.records:
        if isinstance(record, Intended) and record.write not in settled:
            yield Violation(UNRESOLVED, f"{record.write}: {record.what}")
        elif isinstance(record, Surprised):
            yield Violation(SURPRISING, f"{record.write}: {record.status} {record.text}")
        elif isinstance(record, Repeated) and not record.is_same:
            yield Violation(ANSWERED_OTHERWISE, record.write)


def _objects(evidence: Evidence) -> Iterator[Violation]:
    """Every acknowledged write is there once, and no other is."""
    names: dict[str, str | None] = {}
    for announcement in _announced(evidence):
        names[announcement.object_id] = announcement.name or names.get(announcement.object_id)
    there = {found.id: found for found in evidence.objects}
    for object_id, name in names.items():
        if object_id not in there:
            yield Violation(WRITE_LOST, object_id)
        elif there[object_id].name not in (name, None):
            yield Violation(WRITE_CHANGED, f"{object_id}: {there[object_id].name!r} is not {name!r}")
    for object_id in there.keys() - names.keys():
        if not there[object_id].is_adopted:
            yield Violation(WRITE_UNASKED, object_id)


def _events(evidence: Evidence) -> Iterator[Violation]:
    """Each object has exactly the events of its acknowledged writes, in their order, numbered from 1.

    What a gateway moves has others besides, and what it tells us of by itself has only those.
    """
    adopted = {found.id for found in evidence.objects if found.is_adopted}
    asked: dict[str, list[Announcement]] = defaultdict(list)
    for announcement in _announced(evidence):
        asked[announcement.object_id].append(announcement)
    there: dict[str, list[Event]] = defaultdict(list)
    for event in sorted(evidence.events, key=lambda event: event.sequence):
        there[event.object_id].append(event)
    for object_id in asked.keys() | there.keys():
        wanted, found = asked[object_id], there[object_id]
        numbers = [event.sequence for event in found]
        if numbers != list(range(1, len(found) + 1)):
            yield Violation(SEQUENCE_BROKEN, f"{object_id}: {numbers}")
        if object_id in adopted:
            continue
        if any(announcement.goes_on for announcement in wanted):
            found = [event for event in found if event.type in ASKED_FOR]
        else:
            found = [event for event in found if not event.type.startswith(BY_ITSELF)]
        for announcement in _surplus(wanted, found):
            yield Violation(EVENT_LOST, f"{object_id}: {announcement}")
        for type_ in _surplus(found, wanted):
            yield Violation(EVENT_UNASKED, f"{object_id}: {type_}")
        if len(wanted) == len(found):
            for announcement, event in zip(wanted, found, strict=True):
                name = msgspec.json.decode(event.body, type=Head).data.get("name")
                if announcement.type != event.type or announcement.name not in (None, name):
                    yield Violation(EVENT_WRONG, f"{event.id}: {event.type} {name!r} is not {announcement}")


def _bodies(evidence: Evidence) -> Iterator[Violation]:
    """The bytes to be signed say what their row says."""
    for event in evidence.events:
        head = msgspec.json.decode(event.body, type=Head)
        if (head.id, head.type, head.sequence) != (event.id, event.type, event.sequence):
            yield Violation(EVENT_WRONG, f"{event.id}: {head.id} {head.type} {head.sequence}")


def _deliveries(evidence: Evidence) -> Iterator[Violation]:
    """Each event has one delivery for each endpoint that subscribes to it, which is delivered, and no other."""
    wanted = {
        (event.id, endpoint.id)
        for event in evidence.events
        for endpoint in evidence.endpoints
        if endpoint.receiver_id == event.receiver_id and endpoint.hears_of(event.type)
    }
    there = Counter((delivery.event_id, delivery.endpoint_id) for delivery in evidence.deliveries)
    accepted = {(one.message_id, one.endpoint_id) for one in evidence.received if one.answer == ACCEPTED}
    for pair in wanted - there.keys():
        yield Violation(DELIVERY_MISSING, " → ".join(pair))
    for pair, count in there.items():
        if count > 1 or pair not in wanted:
            yield Violation(DELIVERY_UNASKED, f"{' → '.join(pair)}: {count}")
    for delivery in evidence.deliveries:
        if delivery.status != "delivered":
            yield Violation(UNDELIVERED, f"{delivery.event_id} → {delivery.endpoint_id}: {delivery.status}")
    for pair in wanted - accepted:
        yield Violation(NEVER_RECEIVED, " → ".join(pair))


def _messages(evidence: Evidence) -> Iterator[Violation]:
    """What the subscriber got is genuine, was committed, was meant for it, and has the event's bytes every time."""
    events = {event.id: event for event in evidence.events}
    endpoints = {endpoint.id: endpoint for endpoint in evidence.endpoints}
    keys = {endpoint.id: Webhook(endpoint.secret) for endpoint in evidence.endpoints}
    first: dict[str, str] = {}
    for received in evidence.received:
        what = f"{received.message_id} → {received.endpoint_id}"
        event, endpoint = events.get(received.message_id), endpoints[received.endpoint_id]
        if not received.is_genuine or not _is_signed(keys[endpoint.id], received):
            yield Violation(NOT_GENUINE, what)
        if first.setdefault(received.message_id, received.sha256) != received.sha256:
            yield Violation(BYTES_DIFFER, f"{what}: not those of the first message")
        if event is None:
            yield Violation(NEVER_COMMITTED, what)
            continue
        digest = hashlib.sha256(received.body).hexdigest()
        if received.body != event.body or received.sha256 != digest:
            yield Violation(BYTES_DIFFER, f"{what}: not those of the event")
        if endpoint.receiver_id != event.receiver_id or not endpoint.hears_of(event.type):
            yield Violation(MISDIRECTED, what)


def _rolled_back(evidence: Evidence) -> Iterator[Violation]:
    """Nothing of a transaction that was rolled back can be seen anywhere."""
    gone = [record for record in evidence.records if isinstance(record, RolledBack)]
    object_ids = {object_id for record in gone for object_id in record.object_ids}
    event_ids = {event_id for record in gone for event_id in record.event_ids}
    seen = {
        "in a table": {found.id for found in evidence.objects} | {event.object_id for event in evidence.events},
        "in the events": {event.id for event in evidence.events},
        "in the deliveries": {delivery.event_id for delivery in evidence.deliveries},
        "at the subscriber": {received.message_id for received in evidence.received},
        "in the feed": {_head(item).id for item in (*(evidence.pulled or ()), *(evidence.streamed or ()))},
    }
    for where, found in seen.items():
        for identifier in found & (object_ids | event_ids):
            yield Violation(ROLLED_BACK_SEEN, f"{identifier} {where}")


def _feed(evidence: Evidence) -> Iterator[Violation]:
    """Who followed the feed has seen each event once, in the order of positions, byte for byte; so has who listened."""
    for how, items in (("pulled", evidence.pulled), ("streamed", evidence.streamed)):
        if items is not None:
            for violation in _feed_as_read(evidence, items):
                yield msgspec.structs.replace(violation, detail=f"{how}: {violation.detail}")


def _feed_as_read(evidence: Evidence, items: Sequence[bytes]) -> Iterator[Violation]:
    events = {event.id: event for event in evidence.events}
    read = [_head(item).id for item in items]
    for event_id in events.keys() - set(read):
        yield Violation(FEED_HOLE, f"{event_id} at position {events[event_id].position}")
    for event_id, count in Counter(read).items():
        if count > 1:
            yield Violation(FEED_TWICE, f"{event_id}: {count} times")
        if event_id not in events:
            yield Violation(FEED_UNKNOWN, event_id)
    last_position, last_sequences = -1, dict[str, int]()
    for event_id, item in zip(read, items, strict=True):
        if (event := events.get(event_id)) is None:
            continue
        if item != event.body:
            yield Violation(FEED_BYTES, event.id)
        if event.position is None or event.position < last_position:
            yield Violation(FEED_ORDER, f"{event.id} has position {event.position} after {last_position}")
        elif event.sequence < last_sequences.get(event.object_id, 0):
            yield Violation(FEED_ORDER, f"{event.id} has number {event.sequence} of {event.object_id}, too late")
        last_position = max(last_position, event.position or 0)
        last_sequences[event.object_id] = event.sequence


def _journals(evidence: Evidence) -> Iterator[Violation]:
    """What the gateway has of each payment is what our books say, archived accounts included."""
    for sentence in evidence.unbooked:
        yield Violation(JOURNAL_DIFFERS, sentence)


def _announced(evidence: Evidence) -> Iterator[Announcement]:
    for record in evidence.records:
        if isinstance(record, Acknowledged):
            yield from record.announcements


def _surplus(these: list[Any], those: list[Any]) -> Iterator[str]:
    """The types that these have more often than those."""
    yield from (Counter(one.type for one in these) - Counter(one.type for one in those)).elements()


def _is_signed(key: Webhook, received: Received) -> bool:
    """Whether the package makes the same signature; how old it is was judged when it came."""
    try:
        sent_at = datetime.datetime.fromtimestamp(int(received.timestamp), datetime.UTC)
        expected = key.sign(received.message_id, sent_at, received.body.decode())
    except ValueError:
        return False
    return expected in received.signature.split(" ")


def _head(item: bytes) -> Head:
    return msgspec.json.decode(item, type=Head)
