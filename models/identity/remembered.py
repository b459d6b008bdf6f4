"""Callers as this process remembers them, for requests whose first statement can check what is remembered.

To ask who calls costs each request one more statement. An operation that first reads a row by models/access.py, or a
page by models/lists.py, needs none: that statement finds the row only if the caller is still what is remembered. So an
ended session, a revoked key, or a role that was taken away counts at once, as it does elsewhere. Where nothing was read
that way, a statement asks who calls after all.

A session's user is remembered under the user and the session, the holder of an API key under the secret's digest.

Raw SQL: the conditions that statements of others carry.
"""

import datetime
import uuid
from collections.abc import Hashable, Iterable
from typing import NamedTuple

import msgspec

from models import clock
from models.access import Caller
from models.database import Raw
from models.proving import Proof
from models.recent import Recent

REMEMBERED_MAX = 10_000
# Somebody with more receivers and payers is asked for each time: all of them are sent to be compared.
PARTIES_MAX = 50

# What is remembered of a session's user, and of a key's holder. The parameters: the credential's id, now, the user's
# id, the role or the scopes, and what they are to receivers and payers. Arrays are compared as PostgreSQL writes them:
# a text is sent as it is, an array is looked through first, which takes a sixth of the driver's time for the statement.
_SESSION = """EXISTS (SELECT FROM sessions JOIN users ON users.id = sessions.user_id
    WHERE sessions.id = {} AND expires_at > {} AND ended_at IS NULL AND users.id = {} AND status = 'active'
    AND role = {}
    AND ARRAY(SELECT receiver_id::text || role FROM receiver_members WHERE user_id = users.id
        ORDER BY receiver_id)::text = {}
    AND ARRAY(SELECT id FROM payers WHERE user_id = users.id ORDER BY id)::text = {})"""
_API_KEY = """EXISTS (SELECT FROM api_keys AS key JOIN users ON users.id = key.user_id
    WHERE key.id = {} AND coalesce(key.expires_at, 'infinity') > {} AND key.revoked_at IS NULL AND users.id = {}
    AND users.status = 'active' AND key.scopes::text = {}
    AND ARRAY(SELECT receiver_id::text || role FROM receiver_members
        WHERE user_id = users.id AND (key.receiver_id IS NULL OR receiver_id = key.receiver_id)
        ORDER BY receiver_id)::text = {}
    AND ARRAY(SELECT id FROM payers WHERE user_id = users.id AND key.receiver_id IS NULL ORDER BY id)::text = {})"""


class _Known(NamedTuple):
    """A caller, what proves them still to be the same, and until when that is enough."""

    caller: Caller
    condition: str
    credential_id: uuid.UUID
    parameters: tuple[object, ...]
    good_until: datetime.datetime | None


_known: Recent[Hashable, _Known] = Recent(REMEMBERED_MAX)


def remember_session(caller: Caller) -> None:
    """Remembers a session's user, as they have just been read."""
    assert caller.session_id is not None, "who logs in has a session"
    role = "admin" if caller.is_admin else "member"
    _remember((caller.user_id, caller.session_id), caller, _SESSION, caller.session_id, role)


def remember_key(digest: bytes, caller: Caller, *, scopes: list[str], good_until: datetime.datetime) -> None:
    """Remembers the holder of an API key, as they have just been read, until its use is to be noted again."""
    assert caller.api_key_id is not None, "who holds a key is known by it"
    _remember(digest, caller, _API_KEY, caller.api_key_id, _array(scopes), good_until=good_until)


def find(name: Hashable) -> Caller | None:
    """Who is remembered under that name, to be proven by the first statement that reads for them; else None."""
    known, now = _known.find(name), clock.now()
    if known is None or (known.good_until is not None and known.good_until <= now):
        return None
    condition = Raw(known.condition, known.credential_id, now, *known.parameters)
    return msgspec.structs.replace(known.caller, proof=Proof(name, condition))


def forget(proof: Proof) -> None:
    """Forgets a caller who is not what was remembered, so that who calls next by the same credential is asked for."""
    _known.forget(proof.name)


def _remember(
    name: Hashable,
    caller: Caller,
    condition: str,
    credential_id: uuid.UUID,
    extent: str,
    *,
    good_until: datetime.datetime | None = None,
) -> None:
    if len(caller.roles) + len(caller.payer_ids) > PARTIES_MAX:
        _known.forget(name)
        return
    roles = [f"{receiver_id}{role}" for receiver_id, role in sorted(caller.roles.items())]
    parameters = (caller.user_id, extent, _array(roles), _array(sorted(caller.payer_ids)))
    _known.keep(name, _Known(caller, condition, credential_id, parameters, good_until))


def _array(elements: Iterable[object]) -> str:
    """An array as PostgreSQL writes it, of ids and words: they need no quotes."""
    return f"{{{','.join(map(str, elements))}}}"
