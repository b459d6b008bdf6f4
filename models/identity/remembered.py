"""Callers as this process remembers them, for requests whose first statement can check what is remembered.

Who calls is asked by every request, which is a statement more. An operation that first reads a row by models/access.py
needs none: the row is read only if the caller is still what is remembered, so an ended session, or a role that was
taken away, counts at once, as it does elsewhere. Where nothing was read so, who calls is asked after all.
"""

import uuid
from collections import OrderedDict

import msgspec
from piccolo.columns.combination import WhereRaw

from models import clock
from models.access import Caller, Proof

REMEMBERED_MAX = 10_000
# Somebody with more receivers and payers is asked for each time: all of them are sent to be compared.
PARTIES_MAX = 50

_STILL_THE_SAME = """EXISTS (SELECT FROM users WHERE id = {} AND status = 'active' AND role = {}
    AND EXISTS (SELECT FROM sessions WHERE id = {} AND user_id = users.id AND ended_at IS NULL AND expires_at > {})
    AND ARRAY(SELECT receiver_id::text || role FROM receiver_members WHERE user_id = users.id
        ORDER BY receiver_id) = {}::text[]
    AND ARRAY(SELECT id FROM payers WHERE user_id = users.id ORDER BY id) = {}::uuid[])"""


class _Known(msgspec.Struct, frozen=True):
    """A caller, and what they are to others as the database lists it."""

    caller: Caller
    roles: list[str]
    payer_ids: list[uuid.UUID]


_known: OrderedDict[tuple[uuid.UUID, uuid.UUID], _Known] = OrderedDict()


def remember(caller: Caller) -> None:
    """Remembers the caller of a session, as they have just been read."""
    assert caller.user_id is not None, "who logs in is a user"
    assert caller.session_id is not None, "who logs in has a session"
    if len(caller.roles) + len(caller.payer_ids) > PARTIES_MAX:
        _known.pop((caller.user_id, caller.session_id), None)
        return
    roles = [f"{receiver_id}{role}" for receiver_id, role in sorted(caller.roles.items())]
    _known[caller.user_id, caller.session_id] = _Known(caller, roles, sorted(caller.payer_ids))
    _known.move_to_end((caller.user_id, caller.session_id))
    if len(_known) > REMEMBERED_MAX:
        _known.popitem(last=False)


def caller(user_id: uuid.UUID, session_id: uuid.UUID) -> Caller | None:
    """The session's caller, to be proven by the first statement that reads for them; None when nobody is known."""
    known = _known.get((user_id, session_id))
    if known is None:
        return None
    role = "admin" if known.caller.is_admin else "member"
    still_the_same = WhereRaw(_STILL_THE_SAME, user_id, role, session_id, clock.now(), known.roles, known.payer_ids)
    return msgspec.structs.replace(known.caller, proof=Proof(still_the_same))
