"""Callbacks: what gateways announce. Kept as it came once it is known to be genuine, then read and applied by a worker.

The inbox is a work list, so nothing is lost between these beats. A message is one row of it, and reading it makes a row
of each of its events; what cannot be read becomes a message of its own, and waits alone. An event carries a fact, or
only says what has changed: then the worker asks what it has become.

What speaks of something that we do not know yet is parked and tried again, since a callback can overtake the answer to
the request that caused it. After an hour it is an orphan, and a discrepancy besides.

Raw SQL: all events of a message are stored in one statement, those that are known left out.
"""

import contextlib
import datetime
import math
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import msgspec
import structlog

from models import audit, clock, database, ids, nudge, rows, slots, work
from models.errors import NotFound
from models.gateways import registry
from models.gateways.base import (
    Answer,
    BadSignature,
    CallbackEvent,
    Changed,
    Fact,
    Gateway,
    GatewayError,
    UnreadableCallback,
    UnreadableEvent,
)
from models.online import credentials, facts, gateway_answers, messages, orphans
from models.online.messages import Message
from models.recent import Recent
from models.tables.gateways import Callback, GatewayAccount

logger = structlog.get_logger(__name__)

# How long what cannot be read or applied is tried again: 72 hours in all, with a try soon after the first hour.
PARKED = [
    *[datetime.timedelta(seconds=5)] * 6,
    *[datetime.timedelta(minutes=1)] * 10,
    *[datetime.timedelta(minutes=10)] * 5,
    *[datetime.timedelta(hours=1)] * 23,
    *[datetime.timedelta(hours=6)] * 8,
]
# A callback that fits nothing for so long has not overtaken anything.
ORPHAN_AFTER = datetime.timedelta(hours=1)
# Of one message so many events wait alone; more that cannot be read are its gateway's new format rather than an
# accident, and wait together.
APART_MAX = 100
LEASE_SECONDS = 30
# So many that were heard of lately are not read anew.
ACCOUNTS_MAX = 1000
TRY_SECONDS_MAX = 25
# Most of it is PostgreSQL's work, on the few connections of a process, and a claim costs about as much for ten rows as
# for one. But some messages say no more than that something has changed; then a gateway is asked, which may be silent:
# an account has a tenth of the slots, as it has of those for requests.
BOUNDS = slots.Bounds(slots=100, per_account=10, lease_seconds=LEASE_SECONDS)


class _Opened(NamedTuple):
    """An account as it was read, and its gateway, bound to the credentials of then."""

    account: GatewayAccount
    gateway: Gateway


# Accounts as they were read last: what is kept is so only if their credentials are still the same.
_accounts: Recent[uuid.UUID, _Opened] = Recent(ACCOUNTS_MAX)
_decoder: msgspec.json.Decoder[Fact | Changed] = msgspec.json.Decoder(Fact | Changed)


async def receive(gateway_account_id: uuid.UUID | None, *, body: bytes, headers: Mapping[str, str]) -> bool:
    """Keeps a genuine callback as it came; returns whether it is new. The second time it keeps nothing, where the
    gateway gives its messages ids.

    An archived account goes on hearing of the money that has moved through it. Raises NotFound for an account that is
    unknown; BadSignature.
    """
    known = None if gateway_account_id is None else _accounts.find(gateway_account_id)
    if known is not None:
        # Where it has other credentials by now, it is read.
        with contextlib.suppress(BadSignature, *database.RETRYABLE):
            return await _keep(known, body=body, headers=headers)
    return await database.retried(lambda: _read_account_and_keep(gateway_account_id, body=body, headers=headers))


async def _read_account_and_keep(
    gateway_account_id: uuid.UUID | None, *, body: bytes, headers: Mapping[str, str]
) -> bool:
    account = await rows.find(GatewayAccount, gateway_account_id)
    if account is None:
        raise NotFound("There is no such gateway account.")
    known = _Opened(account, registry.open_account(account))
    is_new = await _keep(known, body=body, headers=headers)
    _accounts.keep(account.id, known)
    return is_new


async def _keep(known: _Opened, *, body: bytes, headers: Mapping[str, str]) -> bool:
    account = known.account
    verified = known.gateway.verify_callback(body=body, headers=headers, now=clock.now())
    message = Message(key=messages.key(verified.message_id, body), headers=verified.headers, body=body)
    is_new = await messages.keep(account.receiver_id, account.id, message, credentials=account.credentials)
    if is_new:
        nudge.now("callbacks")
    return is_new


async def apply_due(*, budget_seconds: float = math.inf, is_stopping: Callable[[], bool] = slots.never) -> int:
    """Reads and applies what is due, see `slots.work_through`; returns how many messages and events there were.

    Of each gateway account a few are worked on at a time, and as many that are tried again: a flood of one account's
    does not hold up another's.
    """
    due = slots.Slots(Callback, _work_on, BOUNDS)
    return await slots.work_through(due, nudged="callbacks", budget_seconds=budget_seconds, is_stopping=is_stopping)


async def _work_on(callback: Callback) -> None:
    with audit.acting(audit.Origin(request_id=ids.encode("callback", callback.id))):
        await work.try_once(
            callback,
            lambda: _read_or_apply(callback),
            schedule=PARKED,
            give_up=lambda error: _give_up(callback, error),
            seconds_max=TRY_SECONDS_MAX,
        )


async def _read_or_apply(callback: Callback) -> None:
    if callback.message_key is not None:
        await _read(callback)
        return
    said = _said(callback)
    if isinstance(said, Changed):
        await _ask_and_apply(callback, said)
    else:
        await database.retried(lambda: _apply(callback, said))


def _said(callback: Callback) -> Fact | Changed | None:
    return _decoder.decode(callback.fact) if callback.fact else None


async def _read(callback: Callback) -> None:
    """Makes rows of the events of a message, each once. What cannot be read is tried again, apart from the others."""
    message = await messages.read(callback)
    if message is None:
        await _wait(callback, "Its bytes are not kept any more.")
        return
    try:
        events = (await _open(callback)).parse_callback(body=message.body, headers=message.headers)
    except UnreadableCallback as error:
        await _wait(callback, str(error))
        return
    unreadable = [event for event in events if isinstance(event, UnreadableEvent)]
    readable = [event for event in events if isinstance(event, CallbackEvent)]
    apart = [
        Message(key=messages.key("event", event.body), headers=message.headers, body=event.body) for event in unreadable
    ]
    is_alone = len(events) == 1
    async with database.transaction():
        if not await work.hold(callback):
            return
        await _store(callback, readable)
        if unreadable and (is_alone or len(unreadable) > APART_MAX):
            await _wait(callback, unreadable[0].reason, unreadable=len(unreadable), events=len(events))
            return
        # Hardly ever more than one.
        for message in apart:
            await messages.keep(callback.receiver_id, callback.gateway_account_id, message)
        await work.finish(callback, status="done")


async def _store(callback: Callback, events: Sequence[CallbackEvent]) -> None:
    await database.execute(
        """
        INSERT INTO callbacks (id, receiver_id, gateway_account_id, message_id, gateway_event_id, kind, fact, status,
            next_attempt_at)
        SELECT given.id, $1, $2, $3, given.event_id, given.kind, given.fact,
            CASE WHEN given.fact = '' THEN 'done' ELSE 'pending' END, $8
        FROM unnest($4::uuid[], $5::text[], $6::text[], $7::bytea[]) AS given (id, event_id, kind, fact)
        ON CONFLICT ON CONSTRAINT callbacks_are_stored_once DO NOTHING
        """,
        callback.receiver_id,
        callback.gateway_account_id,
        callback.message_id,
        [ids.make() for _ in events],
        [event.gateway_event_id for event in events],
        [event.kind for event in events],
        [b"" if event.says is None else msgspec.json.encode(event.says) for event in events],
        clock.now(),
    )


async def _wait(callback: Callback, reason: str, **known: int) -> None:
    """A message that cannot be read is due again by its schedule, or ends so."""
    is_over = callback.attempts > len(PARKED)
    if is_over or callback.attempts == 1:
        logger.error(
            "callback.never_read" if is_over else "callback.unreadable",
            callback_id=str(callback.id),
            gateway_account_id=ids.encode("gateway_account", callback.gateway_account_id),
            reason=reason,
            **known,
        )
    await work.postpone(callback, schedule=PARKED, error=f"It cannot be read: {reason}")


async def _ask_and_apply(callback: Callback, changed: Changed) -> None:
    """Asks, with no transaction open, what has become of something, and applies that."""
    answers: list[Answer] = []
    gateway = await _open(callback, answers)
    try:
        fact = await _ask(gateway, changed)
    except GatewayError as error:
        if error.unauthorized:
            await credentials.doubt(callback.gateway_account_id)
        await gateway_answers.keep(callback, answers)
        await work.postpone(callback, schedule=PARKED, error=str(error))
        return
    if fact is None:
        await gateway_answers.keep(callback, answers)
        await work.postpone(callback, schedule=PARKED, error=f"The gateway has no such {changed.object}.")
        return
    await database.retried(lambda: _apply(callback, fact, answers))


async def _ask(gateway: Gateway, changed: Changed) -> Fact | None:
    if changed.object == "payment":
        return await gateway.get_payment(gateway_payment_id=changed.gateway_object_id)
    if changed.object == "refund":
        return await gateway.get_refund(gateway_refund_id=changed.gateway_object_id)
    return await gateway.get_reversal(gateway_reversal_id=changed.gateway_object_id)


async def _open(callback: Callback, answers: list[Answer] | None = None) -> Gateway:
    account = await registry.account_of(callback.gateway_account_id)
    return registry.open_account(account, on_answer=None if answers is None else answers.append)


async def _apply(callback: Callback, fact: Fact | None, answers: Sequence[Answer] = ()) -> None:
    async with database.transaction():
        if not await gateway_answers.keep_and_hold(callback, answers):
            return
        is_orphan = clock.now() - callback.created_at >= ORPHAN_AFTER or callback.attempts > len(PARKED)
        if fact is None or await facts.apply(fact, gateway_account_id=callback.gateway_account_id):
            if fact is not None and is_orphan:
                await orphans.close(fact, gateway_account_id=callback.gateway_account_id)
            await work.finish(callback, status="done")
            return
        if is_orphan:
            await _report(callback, fact)
        await work.postpone(callback, schedule=PARKED, error=f"We know no such {_subject(fact)} yet.")


async def _give_up(callback: Callback, error: str) -> None:
    """Ends the tries. What carries a fact ends as a discrepancy, whatever the reason: money has moved, or will."""
    try:
        async with database.transaction():
            if not await work.hold(callback):
                return
            said = _said(callback)
            if said is not None and not isinstance(said, Changed):
                await _report(callback, said)
            await work.finish(callback, status="exhausted", error=error)
    except database.UNAVAILABLE:
        raise
    except Exception:
        # It must end, or it kills again. That nothing speaks of it is found by the check of the books.
        logger.exception("callback.not_reported", callback_id=str(callback.id))
        await work.finish(callback, status="exhausted", error=error)


async def _report(callback: Callback, fact: Fact) -> None:
    await orphans.report(fact, receiver_id=callback.receiver_id, gateway_account_id=callback.gateway_account_id)


def _subject(fact: Fact) -> str:
    return type(fact).__name__.removesuffix("Fact").lower()
