"""Entries of the audit log, as clients see them."""

import datetime
import uuid
from typing import Literal, get_args

import msgspec

from models import ids
from models.access import Caller
from models.shapes.common import JsonObject, from_json, text_id
from models.tables import audit as tables

# What actions are called, such as "invoice.voided".
ACTION = r"^[a-z_.]{1,60}$(?!\n)"
Actor = Literal["user", "api_key", "pay_link", "credit_policy", "system", "anybody"]
ACTORS: dict[str, Actor] = {actor: actor for actor in get_args(Actor)}


class AuditEntry(msgspec.Struct, kw_only=True):
    """Who did what, as whom, from where.

    `before` and `after` hold the fields that changed; what is personal or secret is `[masked]`. With only one of them
    the object came or went. `as_admin` says that somebody acted for a party with a right that only admins have, and
    `reason` why. `position` and `hash` are null until the entry is sealed. `address` is for admins and one's own deeds.
    `request_id` is the request's, or the id of the callback, the question to a gateway or the schedule that led to it,
    or of the payer whose credit the receiver's policy has applied.
    """

    id: str
    object: Literal["audit_entry"] = "audit_entry"
    action: str
    actor: Actor
    user_id: str | None
    api_key_id: str | None
    as_admin: bool
    reason: str | None
    request_id: str | None
    address: str | None
    receiver_id: str | None
    object_kind: str
    object_id: str | None
    before: JsonObject | None
    after: JsonObject | None
    position: int | None
    hash: str | None
    created_at: datetime.datetime
    updated_at: datetime.datetime


def audit_entry(row: tables.AuditEntry, *, reader: Caller) -> AuditEntry:
    """The shape of a row of `audit_log`, for who reads it."""
    may_see_address = reader.is_admin or (row.user_id is not None and row.user_id == reader.user_id)
    return AuditEntry(
        id=ids.encode("audit_entry", row.id),
        action=row.action,
        actor=ACTORS.get(row.caller.partition(":")[0], "anybody"),
        user_id=text_id("user", row.user_id),
        api_key_id=text_id("api_key", row.api_key_id),
        as_admin=row.as_admin,
        reason=row.reason,
        request_id=row.request_id,
        address=row.address if may_see_address else None,
        receiver_id=text_id("receiver", row.receiver_id),
        object_kind=row.object_kind,
        object_id=_object_id(row.object_kind, row.object_id),
        before=None if row.before is None else from_json(row.before, JsonObject),
        after=None if row.after is None else from_json(row.after, JsonObject),
        position=row.position,
        hash=None if row.hash is None else row.hash.hex(),
        created_at=row.created_at,
        updated_at=row.created_at,
    )


def _object_id(kind: str, value: uuid.UUID | None) -> str | None:
    if value is None:
        return None
    return ids.encode(kind, value) if kind in ids.PREFIXES else str(value)
