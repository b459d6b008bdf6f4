"""Disputes, as receivers see and answer them.

An answer is written first, sent by a worker with no transaction open, and the gateway's answer to it is applied like
any other report of the gateway. The receiver's people are told before the deadline. A dispute that nobody has answered
by then is `expired`, until the gateway says what became of it.

Raw SQL: what a job is due to look at is found by its index.
"""

import datetime
import uuid

import structlog
from piccolo.columns.combination import WhereRaw

from models import access, audit, clock, database, events, ids, lists, nudge, rows, slots, versions, work
from models.access import Caller
from models.collection import settlement
from models.errors import DisputeStateForbids
from models.gateways import registry
from models.gateways.base import DisputeAnswer, GatewayError
from models.online import credentials, dispute_facts, dispute_notices, reversal_facts
from models.shapes import disputes as shapes
from models.tables.disputes import OPEN_DISPUTES, Dispute, DisputeResponse, ResponseStatus
from models.versions import Wanted

logger = structlog.get_logger(__name__)

# When an answer is sent again to a gateway that did not reply.
RETRIES = [
    datetime.timedelta(seconds=10),
    datetime.timedelta(minutes=1),
    datetime.timedelta(minutes=10),
    datetime.timedelta(hours=1),
    *[datetime.timedelta(hours=6)] * 8,
]
# Longer than a try may take, so that no lease ends under a living worker. The adapters give a request 10 s.
LEASE_SECONDS = 60
TRY_SECONDS_MAX = 50
BOUNDS = slots.Bounds(slots=50, per_account=2, lease_seconds=LEASE_SECONDS)
MESSAGE_CHARACTERS_MAX = 400
# How long before the deadline people are told again.
WARN_BEFORE = datetime.timedelta(days=3)
BATCH = 100


async def get(caller: Caller, dispute_id: uuid.UUID | None) -> Dispute:
    """One dispute. Raises NotFound."""
    return await access.find(caller, Dispute, dispute_id, "disputes.read")


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[Dispute]:
    """A page of disputes, newest first."""
    return await lists.page(caller, Dispute, filters=filters, limit=limit, after=after)


async def accept(caller: Caller, dispute_id: uuid.UUID | None, *, version: Wanted = None) -> Dispute:
    """Concedes to the payer: a worker tells the gateway. Raises NotFound, Forbidden, PreconditionFailed,
    DisputeStateForbids."""
    return await _respond(caller, dispute_id, evidence=None, version=version)


async def submit(caller: Caller, dispute_id: uuid.UUID | None, *, evidence: str, version: Wanted = None) -> Dispute:
    """Sends evidence, by a worker; more can follow once the gateway has it. Raises what `accept` does."""
    return await _respond(caller, dispute_id, evidence=evidence, version=version)


async def _respond(caller: Caller, dispute_id: uuid.UUID | None, *, evidence: str | None, version: Wanted) -> Dispute:
    async with database.transaction():
        before = await access.find(caller, Dispute, dispute_id, "disputes.write", lock=True)
        versions.check(before, version)
        if before.status not in OPEN_DISPUTES:
            raise DisputeStateForbids(f"The dispute is {before.status}: it cannot be answered any more.")
        if before.response_status == "sending":
            raise DisputeStateForbids(
                "The last answer is on its way to the gateway: wait until `response_status` is sent or refused."
            )
        await rows.insert(
            DisputeResponse(
                id=ids.make(),
                receiver_id=before.receiver_id,
                gateway_account_id=before.gateway_account_id,
                dispute_id=before.id,
                accept=evidence is None,
                evidence=evidence or "",
                created_by=caller.user_id,
                next_attempt_at=clock.now(),
            )
        )
        now = await rows.update(
            before,
            {
                Dispute.response_status: "sending",
                Dispute.response_message: None,
                Dispute.evidence: evidence if evidence is not None else before.evidence,
            },
        )
        await dispute_facts.announce(before, now)
        nudge.after_commit("payments")
        return now


def due() -> slots.Slots[DisputeResponse]:
    """The answers that are due, for a run (see models/online/asking.py)."""
    return slots.Slots(DisputeResponse, _work_on, BOUNDS)


async def send_due() -> int:
    """Works on the answers that are due until none is left; returns how many there were."""
    return await slots.work_through(due(), nudged="payments")


async def _work_on(response: DisputeResponse) -> None:
    with audit.acting(audit.Origin(request_id=ids.encode("dispute", response.dispute_id))):
        await work.try_once(
            response,
            lambda: _send_and_record(response),
            schedule=RETRIES,
            give_up=lambda error: _conclude(response, "refused", f"The gateway could not be told: {error}"),
            seconds_max=TRY_SECONDS_MAX,
        )


async def _send_and_record(response: DisputeResponse) -> None:
    dispute = await rows.find(Dispute, response.dispute_id)
    assert dispute is not None, "disputes are never deleted"
    if dispute.status not in (*OPEN_DISPUTES, "expired"):
        await _conclude(response, "refused", f"The dispute is {dispute.status} by now.")
        return
    account = await registry.account_of(response.gateway_account_id)
    answer = DisputeAnswer(
        # The same at each try, so that the gateway can tell that it has it already.
        reference=ids.encode("dispute", response.id),
        gateway_reversal_id=dispute.gateway_dispute_id,
        accept=response.accept,
        evidence=response.evidence,
    )
    try:
        fact = await registry.open_account(account).answer_dispute(answer)
    except GatewayError as error:
        if error.unauthorized:
            await credentials.doubt(account.id)
        elif error.permanent:
            await _conclude(response, "refused", str(error))
            return
        if response.attempts > len(RETRIES):
            await _conclude(response, "refused", str(error))
        else:
            await work.postpone(response, schedule=RETRIES, error=str(error))
        return
    if await _conclude(response, "sent", None):
        await database.retried(lambda: reversal_facts.apply(fact, gateway_account_id=account.id))


async def _conclude(response: DisputeResponse, status: ResponseStatus, message: str | None) -> bool:
    """Writes whether the gateway has the answer; False when the lease has passed on."""
    async with database.transaction():
        before = await Dispute.objects().where(Dispute.id == response.dispute_id).lock_rows("NO KEY UPDATE").first()
        assert before is not None, "disputes are never deleted"
        if not await work.hold(response):
            return False
        now = await rows.update(
            before,
            {
                Dispute.response_status: status,
                Dispute.response_message: message and message[:MESSAGE_CHARACTERS_MAX],
            },
        )
        await work.finish(response, status="done" if status == "sent" else "exhausted", error=message)
        await dispute_facts.announce(before, now)
        return True


async def watch_deadlines() -> int:
    """Tells of disputes that are to be answered soon, and ends those that were not in time; returns how many. For beat.

    Each is told of once, and ended once, however many processes run this. One with which that fails is left for the
    next time, and holds up none of the others.
    """
    now, watched, after = clock.now(), 0, uuid.UUID(int=0)
    while found := await database.fetch(_WATCHED, now, now + WARN_BEFORE, after, BATCH):
        for row in found:
            try:
                await _watch(row["id"], now)
            except database.UNAVAILABLE:
                raise
            except Exception:
                logger.exception("dispute.not_watched", dispute_id=ids.encode("dispute", row["id"]))
        watched, after = watched + len(found), found[-1]["id"]
    return watched


_UNANSWERED = "status IN ('warning', 'needs_response') AND response_status NOT IN ('sending', 'sent')"
_WATCHED = f"""
SELECT id FROM disputes WHERE {_UNANSWERED} AND id > $3
    AND (respond_by <= $1 OR respond_by <= $2 AND warned_at IS NULL) ORDER BY id LIMIT $4
"""


@database.retrying
async def _watch(dispute_id: uuid.UUID, now: datetime.datetime) -> None:
    seen = await rows.find(Dispute, dispute_id)
    assert seen is not None, "disputes are never deleted"
    async with database.transaction():
        # Locked before the dispute, in the order in which facts about it lock.
        invoices, _ = await settlement.lock(seen.payment_id)
        query = Dispute.objects().where(Dispute.id == dispute_id, WhereRaw(_UNANSWERED)).lock_rows("NO KEY UPDATE")
        before = await query.first()
        if before is None or before.respond_by is None:
            return
        if before.respond_by <= now:
            ended = await rows.update(before, {Dispute.status: "expired"})
            await dispute_facts.flag(ended, invoices)
            await dispute_facts.announce(before, ended)
        elif before.warned_at is None:
            warned = await rows.update(before, {Dispute.warned_at: now})
            await events.record(warned.receiver_id, events.announcement("dispute.due_soon", shapes.dispute(warned)))
            await dispute_notices.tell_due(warned)
