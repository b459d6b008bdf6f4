"""The audit log, to be read."""

import uuid
from functools import partial
from typing import Annotated

from litestar import Controller, get
from litestar.params import FromQuery, QueryParameter

from api.answers import After, CallerRequest, From, Id, Limit, To, cursor, page, reference, zoned
from models import audit, ids, lists
from models.errors import Invalid, did_you_mean
from models.shapes.audit import ACTION, AuditEntry, audit_entry
from models.shapes.common import List

Action = Annotated[str | None, QueryParameter(pattern=ACTION, description="What was done, such as `invoice.voided`.")]
KINDS = {prefix: kind for kind, prefix in ids.PREFIXES.items()}


class AuditLog(Controller):
    """Who did what. Nothing here writes: entries come with the changes that they tell of."""

    path = "/v1/audit-log"
    tags = ["Access"]

    @get("", operation_id="listAuditEntries", summary="List audit entries", opt={"permission": "audit_log.read"})
    async def list_(
        self,
        request: CallerRequest,
        limit: Limit = 20,
        after: After = None,
        receiver_id: FromQuery[Id] = None,
        user_id: FromQuery[Id] = None,
        object_id: FromQuery[Id] = None,
        action: Action = None,
        as_admin: FromQuery[bool | None] = None,
        created_from: From = None,
        created_to: To = None,
    ) -> List[AuditEntry]:
        """Entries, newest first: all of them for admins, else what concerns the receivers that one manages."""
        filters = lists.Filters(
            equal={
                "receiver_id": reference("receiver", receiver_id),
                "user_id": reference("user", user_id),
                "object_id": _object(object_id),
                "action": _known(action),
                "as_admin": as_admin,
            },
            created_from=zoned(created_from, "created_from"),
            created_to=zoned(created_to, "created_to"),
        )
        found = await audit.list_page(request.user, filters=filters, limit=limit, after=cursor("audit_entry", after))
        return page(found, partial(audit_entry, reader=request.user), "audit_entry")


def _known(action: str | None) -> str | None:
    """An action that entries can tell of. Raises Invalid for another one, of which there can be none."""
    if action is not None and action not in audit.ACTIONS:
        raise Invalid(
            f"The parameter action: {action!r} is no action that is recorded. Most are called as the type of the event "
            f"that tells of them: /v1/event-types lists those.{did_you_mean(action, audit.ACTIONS)}",
            parameter="action",
        )
    return action


def _object(text: str | None) -> uuid.UUID | None:
    """An id whose prefix says of which kind the object is. Raises Invalid."""
    if text is None:
        return None
    kind = KINDS.get(text.partition("_")[0])
    if kind is None:
        raise Invalid(f"{text[:40]!r} is not the id of any object.", parameter="object_id")
    return reference(kind, text, parameter="object_id")
