"""By which rules a receiver reminds its payers, and the promise to look through its invoices each day.

Whoever changes a policy holds its receiver's row.
"""

import uuid

from models import access, audit, clock, database, nudge, rows, versions
from models.access import Caller
from models.errors import PreconditionFailed
from models.shapes import reminders as shapes
from models.shapes.common import to_json
from models.shapes.reminders import ReminderPolicyInput
from models.tables.parties import Receiver
from models.tables.reminders import ReminderPolicy, ReminderRun
from models.versions import Wanted


async def get(caller: Caller, receiver_id: uuid.UUID | None) -> ReminderPolicy | None:
    """A receiver's policy; None where it never had one. Raises NotFound, Forbidden."""
    receiver = await access.find(caller, Receiver, receiver_id, "reminders.read")
    return await ReminderPolicy.objects().where(ReminderPolicy.receiver_id == receiver.id).first()


async def put(
    caller: Caller, receiver_id: uuid.UUID | None, given: ReminderPolicyInput, *, version: Wanted = None
) -> ReminderPolicy:
    """Replaces the whole policy; the same again changes nothing. Raises NotFound, Forbidden, PreconditionFailed."""
    async with database.transaction():
        receiver = await access.find(caller, Receiver, receiver_id, "reminders.write", lock=True)
        before = await ReminderPolicy.objects().where(ReminderPolicy.receiver_id == receiver.id).first()
        now = clock.now()
        if before is None and version is not None:
            raise PreconditionFailed("There is no policy yet, and If-Match asks for one: send it without If-Match.")
        if before is None:
            after = await rows.insert(
                ReminderPolicy(
                    receiver_id=receiver.id,
                    stages=to_json(given.stages),
                    paused=given.paused,
                    notice=given.notice,
                    stages_since=now,
                )
            )
            await rows.insert(ReminderRun(policy_id=after.id, next_attempt_at=now))
        else:
            versions.check(before, version)
            is_other = shapes.stages(before) != given.stages
            if not is_other and (before.paused, before.notice) == (given.paused, given.notice):
                return before
            changes: dict[str, object] = {"paused": given.paused, "notice": given.notice}
            if is_other:
                changes |= {"stages": to_json(given.stages), "stages_since": now}
            after = await rows.update(before, changes)
            await look_again(receiver)
        nudge.after_commit("reminders")
        await audit.record(
            "reminder_policy.updated",
            object_kind="reminder_policy",
            object_id=after.id,
            receiver_id=receiver.id,
            before=before,
            after=after,
        )
        return after


async def look_again(receiver: Receiver) -> None:
    """Lets a receiver's invoices be looked through at once: another day may have begun, or other stages count.

    Needs a transaction. A look that is under way goes on to its end, and is followed by another one.
    """
    assert database.in_transaction(), "what changed and what follows from it are one transaction"
    policies = ReminderPolicy.select(ReminderPolicy.id).where(ReminderPolicy.receiver_id == receiver.id)
    await ReminderRun.update(
        {
            ReminderRun.status: "pending",
            ReminderRun.lease_token: None,
            ReminderRun.attempts: 0,
            ReminderRun.after_id: None,
            ReminderRun.next_attempt_at: clock.now(),
        }
    ).where(ReminderRun.policy_id.is_in(policies))


async def delete(receiver_id: uuid.UUID) -> None:
    """Deletes the policy of a receiver that goes. Needs a transaction."""
    await ReminderPolicy.delete().where(ReminderPolicy.receiver_id == receiver_id)
