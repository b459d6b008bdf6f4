"""Receivers: business profiles that issue invoices. Whoever makes one owns it."""

import uuid
from collections.abc import Mapping
from typing import Any

from models import access, audit, database, events, ids, lists, versions
from models.access import Caller
from models.errors import Invalid
from models.money import numbering, terms
from models.money.currencies import is_currency
from models.shapes import parties as shapes
from models.shapes.common import changes, to_json
from models.shapes.parties import ReceiverInput, ReceiverPatch
from models.tables.parties import Receiver


async def create(caller: Caller, given: ReceiverInput) -> Any:
    """Makes a receiver whose owner is the caller. Raises Invalid."""
    assert caller.user_id is not None, "only somebody with a login makes receivers"
    values = {name: getattr(given, name) for name in given.__struct_fields__}
    _check(values)
    async with database.transaction():
        row = await database.fetch_row(
            """
            INSERT INTO receivers (id, name, currency, email, address, tax_id, country, time_zone, bank_account,
                invoice_prefix, number_pattern, payment_terms_days, metadata)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING *
            """,
            ids.new(),
            *_columns(values).values(),
        )
        assert row is not None
        await database.execute(
            "INSERT INTO receiver_members (id, receiver_id, user_id, role) VALUES ($1, $2, $3, 'owner')",
            ids.new(),
            row["id"],
            caller.user_id,
        )
        await _audit("receiver.created", row["id"], after=row)
        return row


async def update(caller: Caller, receiver_id: uuid.UUID | None, patch: ReceiverPatch, *, version: int | None) -> Any:
    """Changes a profile, but no issued document. Raises NotFound, Forbidden, PreconditionFailed, Invalid."""
    async with database.transaction():
        before = await access.find(caller, Receiver, receiver_id, "receivers.update", lock=True)
        versions.check(before, version)
        sent = changes(patch)
        _check(sent)
        row = await database.update_row("receivers", before["id"], _columns(sent))
        await events.record(row["id"], _announce("receiver.updated", row, before))
        return row


async def delete(caller: Caller, receiver_id: uuid.UUID | None, *, version: int | None) -> None:
    """Deletes a receiver that has no payers and no documents, and archives any other.

    Raises NotFound, Forbidden, PreconditionFailed.
    """
    async with database.transaction():
        row = await access.find(caller, Receiver, receiver_id, "receivers.archive", lock=True)
        versions.check(row, version)
        is_used = await database.fetch_value(
            "SELECT EXISTS (SELECT FROM payers WHERE receiver_id = $1) OR EXISTS "
            "(SELECT FROM events WHERE receiver_id = $1) OR EXISTS "
            "(SELECT FROM gateway_accounts WHERE receiver_id = $1)",
            row["id"],
        )
        if is_used:
            archived = await database.update_row("receivers", row["id"], {"status": "archived"})
            await _audit("receiver.archived", row["id"], before=row, after=archived)
            return
        await database.execute("DELETE FROM webhook_endpoints WHERE receiver_id = $1", row["id"])
        await database.execute("DELETE FROM api_keys WHERE receiver_id = $1", row["id"])
        await database.execute("DELETE FROM receiver_members WHERE receiver_id = $1", row["id"])
        await database.execute("DELETE FROM receivers WHERE id = $1", row["id"])
        await _audit("receiver.deleted", row["id"], before=row)


async def get(caller: Caller, receiver_id: uuid.UUID | None) -> Any:
    """One receiver. Raises NotFound."""
    return await access.find(caller, Receiver, receiver_id, "receivers.read")


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[Receiver]:
    """A page of the receivers that the caller belongs to, newest first."""
    return await lists.page(caller, Receiver, filters=filters, limit=limit, after=after)


def _check(values: Mapping[str, Any]) -> None:
    """Raises Invalid for what is well-formed but does not exist: a currency, a time zone, a pattern."""
    if "currency" in values and not is_currency(values["currency"]):
        raise Invalid(f"{values['currency']} is not a currency of ISO 4217.", pointer="/currency")
    for name, check in (("time_zone", terms.check_time_zone), ("number_pattern", numbering.check_pattern)):
        if name in values:
            try:
                check(values[name])
            except ValueError as error:
                raise Invalid(str(error), pointer=f"/{name}") from error


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: to_json(value) if name in ("address", "metadata") else value for name, value in values.items()}


def _announce(type_: str, row: Any, before: Any) -> events.Announcement:
    data = shapes.receiver(row)
    return events.Announcement(
        type=type_,
        object_kind="receiver",
        object_id=row["id"],
        data=data,
        previous=events.previous(shapes.receiver(before), data),
    )


async def _audit(action: str, receiver_id: uuid.UUID, *, before: Any = None, after: Any = None) -> None:
    """Records what no event announces: the coming and going of a receiver."""
    await audit.record(
        action, object_kind="receiver", object_id=receiver_id, receiver_id=receiver_id, before=before, after=after
    )
