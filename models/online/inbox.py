"""The inbox as a receiver's people see it: what of it is not applied, or was given up, and trying that once more."""

import uuid
from collections.abc import Mapping

from models import access, audit, clock, database, lists, nudge, rows
from models.access import Caller
from models.shapes.gateways import CallbackStatusOpen
from models.tables.gateways import Callback

# Rows of each status that clients know. Which of those that are open a worker holds this moment is nobody's concern.
_ROWS: Mapping[CallbackStatusOpen | None, list[str]] = {
    None: ["pending", "leased", "exhausted"],
    "pending": ["pending", "leased"],
    "exhausted": ["exhausted"],
}


async def get(caller: Caller, callback_id: uuid.UUID | None) -> Callback:
    """A message, or one event of it. Raises NotFound."""
    return await access.find(caller, Callback, callback_id, "reconciliation.read")


async def list_page(
    caller: Caller,
    *,
    equal: Mapping[str, object],
    status: CallbackStatusOpen | None,
    limit: int,
    after: uuid.UUID | None,
) -> lists.Page[Callback]:
    """A page of what is not applied, newest first: all of it, or what waits, or what was given up."""
    # The index holds what is not done, and is found by these words.
    filters = lists.Filters(equal=equal, conditions=[("status <> 'done' AND status = ANY({})", _ROWS[status])])
    return await lists.page(caller, Callback, filters=filters, limit=limit, after=after)


async def retry(caller: Caller, callback_id: uuid.UUID | None) -> Callback:
    """Makes a message or an event due at once, with all of its tries before it. Does nothing where it was applied.

    Raises NotFound, Forbidden.
    """
    async with database.transaction():
        before = await access.find(caller, Callback, callback_id, "reconciliation.write", lock=True)
        if before.status not in ("pending", "exhausted"):
            return before
        values: Mapping[str, object] = {"status": "pending", "attempts": 0, "next_attempt_at": clock.now()}
        after = await rows.update(before, values)
        await audit.record(
            "callback.retried",
            object_kind="callback",
            object_id=before.id,
            receiver_id=before.receiver_id,
            before=before,
            after=after,
        )
        nudge.after_commit("callbacks")
        return after
