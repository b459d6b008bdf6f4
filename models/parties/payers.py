"""Payers: whom a receiver bills."""

import uuid
from typing import Any

from models import access, clock, database, events, ids, lists, versions
from models.access import Caller
from models.errors import PayerNotLinked, ReceiverArchived
from models.mail import mails
from models.shapes import parties as shapes
from models.shapes.common import changes, to_json
from models.shapes.parties import PayerInput, PayerPatch
from models.tables.parties import Payer, Receiver

ERASED = "Erased payer"


async def create(caller: Caller, given: PayerInput) -> Any:
    """Adds a payer to a receiver's book. Raises NotFound, Forbidden, ReceiverArchived."""
    async with database.transaction():
        receiver_id = ids.decode("receiver", given.receiver_id)
        receiver = await access.find(caller, Receiver, receiver_id, "payers.write")
        if receiver["status"] == "archived":
            raise ReceiverArchived(f"Receiver {receiver['name']} is archived.")
        row = await database.fetch_row(
            "INSERT INTO payers (id, receiver_id, name, email, address, tax_id, country, metadata) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING *",
            ids.new(),
            receiver["id"],
            given.name,
            given.email,
            to_json(given.address),
            given.tax_id,
            given.country,
            to_json(given.metadata),
        )
        await events.record(receiver["id"], _announce("payer.created", row))
        return row


async def update(caller: Caller, payer_id: uuid.UUID | None, patch: PayerPatch, *, version: int | None) -> Any:
    """Changes a payer; issued documents keep what they had. Raises NotFound, Forbidden, PreconditionFailed."""
    async with database.transaction():
        before = await access.find(caller, Payer, payer_id, "payers.write", lock=True)
        versions.check(before, version)
        values = {
            name: to_json(value) if name in ("address", "metadata") else value for name, value in changes(patch).items()
        }
        row = await database.update_row("payers", before["id"], values)
        await events.record(row["receiver_id"], _announce("payer.updated", row, before=shapes.payer(before)))
        return row


async def delete(caller: Caller, payer_id: uuid.UUID | None, *, version: int | None) -> None:
    """Deletes a payer without documents, and archives any other. Raises NotFound, Forbidden, PreconditionFailed."""
    async with database.transaction():
        row = await access.find(caller, Payer, payer_id, "payers.write", lock=True)
        versions.check(row, version)
        is_used = await database.fetch_value(
            "SELECT EXISTS (SELECT FROM invoices WHERE payer_id = $1) OR EXISTS "
            "(SELECT FROM payments WHERE payer_id = $1)",
            row["id"],
        )
        if is_used:
            row = await database.update_row("payers", row["id"], {"status": "archived"})
        else:
            await database.execute("DELETE FROM payers WHERE id = $1", row["id"])
        await events.record(row["receiver_id"], _announce("payer.deleted", row))


async def link(before: Any, *, user_id: uuid.UUID) -> Any:
    """Gives a payer's locked record to the user who has accepted the invitation to it: they see and pay from now on."""
    row = await database.update_row("payers", before["id"], {"user_id": user_id})
    await events.record(row["receiver_id"], _announce("payer.updated", row, before=shapes.payer(before)))
    return row


async def unlink(caller: Caller, payer_id: uuid.UUID | None, *, version: int | None) -> Any:
    """Takes the login off a payer's record, by either side; the payer's documents stay.

    Raises NotFound, Forbidden, ReasonRequired, PreconditionFailed, PayerNotLinked.
    """
    async with database.transaction():
        before = await access.find(caller, Payer, payer_id, "payers.unlink", lock=True)
        versions.check(before, version)
        if before["user_id"] is None:
            raise PayerNotLinked("Nobody with a login has claimed this payer.")
        return await _unlink(before)


async def unlink_everywhere(user_id: uuid.UUID) -> None:
    """Takes a user's login off all records that they have claimed, for whoever closes the account."""
    rows = await database.fetch(
        "SELECT * FROM payers WHERE user_id = $1 ORDER BY id FOR NO KEY UPDATE",
        user_id,
    )
    for row in rows:
        await _unlink(row)


async def erase(caller: Caller, payer_id: uuid.UUID | None, *, version: int | None) -> Any:
    """Replaces what tells who a payer is, and archives the record; the books and issued documents stay as they are.

    Invoices keep what was printed on them, since the law asks for that. The second time changes nothing. Raises
    NotFound, Forbidden, ReasonRequired, PreconditionFailed.
    """
    async with database.transaction():
        before = await access.find(caller, Payer, payer_id, "payers.erase", lock=True)
        versions.check(before, version)
        if (before["name"], before["email"], before["status"]) == (ERASED, None, "archived"):
            return before
        await _forget_addresses(before)
        row = await database.update_row(
            "payers",
            before["id"],
            {
                "name": ERASED,
                "email": None,
                "address": "{}",
                "tax_id": None,
                "country": None,
                "metadata": "{}",
                "user_id": None,
                "status": "archived",
            },
        )
        # Without the former values, which would outlive the record in the event.
        await events.record(row["receiver_id"], _announce("payer.deleted", row))
        return row


async def get(caller: Caller, payer_id: uuid.UUID | None) -> Any:
    """One payer. Raises NotFound."""
    return await access.find(caller, Payer, payer_id, "payers.read")


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[Payer]:
    """A page of payers, newest first."""
    return await lists.page(caller, Payer, filters=filters, limit=limit, after=after)


async def balances(caller: Caller, payer_id: uuid.UUID | None) -> list[shapes.Balance]:
    """What a payer owes and has as credit, per currency. Raises NotFound."""
    payer = await access.find(caller, Payer, payer_id, "payers.read")
    rows = await database.fetch(
        """
        SELECT currency, sum(due)::bigint AS due, sum(credit)::bigint AS credit FROM (
            SELECT currency, total - amount_credited - amount_written_off - amount_paid AS due, 0 AS credit
            FROM invoices WHERE payer_id = $1 AND status = 'open'
            UNION ALL
            SELECT currency, 0, amount_unapplied FROM payments WHERE payer_id = $1 AND amount_unapplied > 0
        ) AS standing GROUP BY currency ORDER BY currency
        """,
        payer["id"],
    )
    return [
        shapes.Balance(currency=row["currency"], amount_due=row["due"], amount_credit=row["credit"]) for row in rows
    ]


async def _unlink(before: Any) -> Any:
    row = await database.update_row("payers", before["id"], {"user_id": None})
    await events.record(row["receiver_id"], _announce("payer.updated", row, before=shapes.payer(before)))
    return row


async def _forget_addresses(payer: Any) -> None:
    """Ends the payer's invitations, and takes the address out of them and of mails, unless a user has it too."""
    await database.execute(
        "UPDATE action_tokens SET email = $2, expires_at = least(expires_at, $3) WHERE payer_id = $1",
        payer["id"],
        ERASED,
        clock.now(),
    )
    is_users = await database.fetch_value(
        "SELECT EXISTS (SELECT FROM users WHERE lower(email) = lower($1))", payer["email"]
    )
    if payer["email"] is not None and not is_users:
        await mails.erase_recipient(payer["email"], replacement=ERASED)


def _announce(type_: str, row: Any, *, before: shapes.Payer | None = None) -> events.Announcement:
    data = shapes.payer(row)
    return events.Announcement(
        type=type_, object_kind="payer", object_id=row["id"], data=data, previous=events.previous(before, data)
    )
