"""Receivers' accounts with gateways. Credentials are encrypted, bound to their row, and never shown."""

import uuid
from typing import Any

from models import access, audit, database, ids, lists, secrets, versions
from models.access import Caller
from models.errors import Invalid, ReceiverArchived
from models.gateways import registry
from models.shapes.common import to_json
from models.shapes.gateways import GatewayAccountInput
from models.tables.collection import GatewayAccount
from models.tables.parties import Receiver


async def create(caller: Caller, given: GatewayAccountInput) -> Any:
    """Connects a receiver to a gateway. Raises NotFound, Forbidden, ReceiverArchived, Invalid."""
    gateway = registry.GATEWAYS[given.gateway]
    try:
        gateway.check_credentials(given.credentials)
    except ValueError as error:
        raise Invalid(str(error), pointer="/credentials") from error
    async with database.transaction():
        receiver_id = ids.decode("receiver", given.receiver_id)
        receiver = await access.find(caller, Receiver, receiver_id, "gateway_accounts.write")
        if receiver["status"] == "archived":
            raise ReceiverArchived(f"Receiver {receiver['name']} is archived.")
        account_id = ids.new()
        row = await database.fetch_row(
            "INSERT INTO gateway_accounts (id, receiver_id, gateway, account, credentials, metadata) "
            "VALUES ($1, $2, $3, $4, $5, $6) RETURNING *",
            account_id,
            receiver["id"],
            given.gateway,
            gateway(given.credentials).account,
            secrets.encrypt(to_json(given.credentials).encode(), context=registry.credentials_context(account_id)),
            to_json(given.metadata),
        )
        await _audit("gateway_account.created", row)
        return row


async def archive(caller: Caller, account_id: uuid.UUID | None, *, version: int | None) -> None:
    """Takes an account out of use; its payments stay. Raises NotFound, Forbidden, PreconditionFailed."""
    async with database.transaction():
        row = await access.find(caller, GatewayAccount, account_id, "gateway_accounts.write", lock=True)
        versions.check(row, version)
        archived = await database.update_row("gateway_accounts", row["id"], {"status": "archived"})
        await _audit("gateway_account.archived", archived, before=row)


async def get(caller: Caller, account_id: uuid.UUID | None) -> Any:
    """One account. Raises NotFound."""
    return await access.find(caller, GatewayAccount, account_id, "gateway_accounts.read")


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[GatewayAccount]:
    """A page of accounts, newest first."""
    return await lists.page(caller, GatewayAccount, filters=filters, limit=limit, after=after)


async def _audit(action: str, row: Any, *, before: Any = None) -> None:
    await audit.record(
        action,
        object_kind="gateway_account",
        object_id=row["id"],
        receiver_id=row["receiver_id"],
        before=before,
        after=row,
    )
