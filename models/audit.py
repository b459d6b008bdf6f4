"""The audit log: who did what, as whom, from where; one row in the transaction of each change.

Who and from where comes from `acting`, which the API sets for each request; whatever runs outside of one is the
system's. What changed is masked by construction: only the values of fields in `SHOWN` are kept, and of those only
numbers, instants and words without spaces or `@`. A masked field still tells that it was set, changed or cleared.
Rows are append-only; models/proof/audit_chain.py seals them after the commit.
"""

import datetime
import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from typing import ClassVar, Protocol, cast

import msgspec
from piccolo.table import Table

from models import access, database, lists, rows
from models.access import Caller
from models.resources import RESOURCES
from models.tables.audit import AuditEntry

MASK = "[masked]"

# Fields of many objects whose values neither name a person nor grant a right; each resource declares its own besides
# (models/resources.py). All others are masked, so a new field starts masked.
SHOWN_OF_ALL = "status kind type number currency amount expires_at used_at sent_at archived_at"
SHOWN = frozenset(" ".join([SHOWN_OF_ALL, *(resource.shown for resource in RESOURCES)]).split())
# What is done and no event tells of; a test holds that none is missing.
_UNANNOUNCED = """
admin.granted admin.revoked api_key.created api_key.revoked api_key.rotated attachment.created attachment.deleted
callback.retried discrepancy.resolved gateway_account.archived gateway_account.created
gateway_account.credentials_accepted gateway_account.credentials_refused gateway_account.credentials_unchecked
gateway_account.updated invitation.accepted invitation.revoked invitation.sent invoice_mail.created
mails.resubscribed mails.unsubscribed member.added member.removed member.updated payment.cancel_requested
payment.proof_given ping receiver.archived receiver.created receiver.deleted reconciliation.requested
reminder_policy.updated reminders.paused reminders.resumed session.begun session.ended user.email_verified user.erased
user.password_reset user.registered user.updated webhook_endpoint.created webhook_endpoint.deleted
webhook_endpoint.enabled webhook_endpoint.secret_rotated webhook_endpoint.updated
"""
ACTIONS = frozenset(_UNANNOUNCED.split()).union(*(resource.events for resource in RESOURCES))
# Columns of the log itself, and what every change changes.
NOT_REPEATED = frozenset({"id", "object", "receiver_id", "created_at", "updated_at", "version"})
_WORD = re.compile(r"[A-Za-z0-9_.:/+-]{1,100}")
# Written here, since a function would make them anew for each value that it looks at.
_PLAIN = (bool, int, datetime.date, uuid.UUID, Decimal, type(None))
_MANY = (list, tuple, set, frozenset)
_OBJECTS = (msgspec.Struct, dict, Mapping)
_encoder = msgspec.json.Encoder(uuid_format="canonical", decimal_format="string")


class Shape(Protocol):
    """A msgspec Struct, such as all shapes are."""

    __struct_fields__: ClassVar[tuple[str, ...]]


# What an object was before a change, or is after it: as a shape, as a row, or as the fields that matter.
Side = Shape | Table | Mapping[str, object]


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts, from where and because of what: a request, or, where a worker acts, what it works on."""

    caller: Caller = access.SYSTEM
    request_id: str | None = None
    address: str | None = None


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """The columns that all rows of one origin share."""

    user_id: uuid.UUID | None
    caller: str
    api_key_id: uuid.UUID | None
    as_admin: bool
    reason: str | None
    request_id: str | None
    address: str | None


_SYSTEM = Origin()
_origin: ContextVar[Origin] = ContextVar("audit_origin", default=_SYSTEM)


@contextmanager
def acting(origin: Origin) -> Iterator[None]:
    """Everything that is recorded inside happens on behalf of this origin, at first without an admin's rights."""
    token, admin_token = _origin.set(origin), access.acts_as_admin.set(False)
    try:
        yield
    finally:
        access.acts_as_admin.reset(admin_token)
        _origin.reset(token)


@contextmanager
def acting_as(caller: Caller) -> Iterator[None]:
    """The same request on behalf of somebody else: for who has just proved who they are (login, a mailed link)."""
    with acting(msgspec.structs.replace(_origin.get(), caller=caller)):
        yield


def actor() -> Actor:
    """Whoever acts now, as the log writes it."""
    now = _origin.get()
    assert now.caller.is_proven, "nothing is done for somebody who is only remembered"
    as_admin = now.caller.user_id is not None and access.acts_as_admin.get()
    return Actor(
        user_id=now.caller.user_id,
        caller=now.caller.key,
        api_key_id=now.caller.api_key_id,
        as_admin=as_admin,
        reason=now.caller.reason if as_admin else None,
        request_id=now.request_id,
        address=now.address,
    )


async def record(
    action: str,
    *,
    object_kind: str,
    object_id: uuid.UUID | None,
    receiver_id: uuid.UUID | None = None,
    before: Side | None = None,
    after: Side | None = None,
) -> None:
    """Writes one row about a change, in the caller's transaction. What `events.record` announces is written by that.

    `action` is named like an event (`api_key.revoked`), `object_kind` like the kind of an id. `before` and `after` are
    shapes, mappings or database rows; with both, only the fields that differ are kept.
    """
    assert database.in_transaction(), "a change and its audit row are one transaction"
    old, new = describe(before=before, after=after)
    await rows.insert(
        AuditEntry(
            **msgspec.structs.asdict(actor()),
            receiver_id=receiver_id,
            action=action,
            object_kind=object_kind,
            object_id=object_id,
            before=old,
            after=new,
        )
    )


def describe(*, before: Side | None, after: Side | None) -> tuple[str | None, str | None]:
    """What an entry says about one change: masked JSON, and with both sides only the fields that differ."""
    old, new = _fields(before), _fields(after)
    if old is not None and new is not None:
        names = [name for name in old | new if old.get(name) != new.get(name)]
        old, new = ({name: side.get(name) for name in names} for side in (old, new))
    return _encoded(old), _encoded(new)


def describe_change(before: Mapping[str, object], after: Shape) -> tuple[str | None, str | None]:
    """The same of a change that is known: `before` has the former values of the fields that differ."""
    old = {name: value for name, value in before.items() if name not in NOT_REPEATED}
    return _encoded(old), _encoded({name: getattr(after, name) for name in old})


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[AuditEntry]:
    """A page of entries, newest first: all of them for an admin, and for members what concerns their receivers."""
    roles = {
        receiver_id: role
        for receiver_id, role in caller.roles.items()
        if caller.may("audit_log.read", receiver_id=receiver_id)
    }
    reader = msgspec.structs.replace(caller, roles=roles)
    return await lists.page(reader, AuditEntry, filters=filters, limit=limit, after=after)


def _fields(value: Side | None) -> dict[str, object] | None:
    if value is None:
        return None
    if isinstance(value, msgspec.Struct):
        return {name: getattr(value, name) for name in value.__struct_fields__ if name not in NOT_REPEATED}
    # The row of a statement is a mapping in all but its class.
    fields = value.to_dict() if isinstance(value, Table) else cast("Mapping[str, object]", value)
    return {name: field for name, field in fields.items() if name not in NOT_REPEATED}


def _encoded(fields: Mapping[str, object] | None) -> str | None:
    return None if fields is None else _encoder.encode(_masked(fields)).decode()


def _masked(fields: Mapping[str, object]) -> dict[str, object]:
    """The names of all fields, with the values of those that may be shown; null stays null, so that clearing shows."""
    return {
        name: _visible(value) if name in SHOWN else None if value is None else MASK for name, value in fields.items()
    }


def _visible(value: object) -> object:
    """The value of a field that may be shown, unless it holds more than a number, an instant or a word."""
    if isinstance(value, str):
        return value if _WORD.fullmatch(value) else MASK
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, _MANY):
        return [_visible(item) for item in value]
    if isinstance(value, _OBJECTS):
        return _masked(_fields(value) or {})
    return MASK
