"""Receivers' accounts with gateways. Credentials are encrypted, bound to their row, and never shown."""

import uuid

import msgspec

from models import access, audit, database, ids, lists, rows, secrets, versions
from models.access import Caller
from models.errors import Invalid, ReceiverArchived
from models.gateways import registry
from models.shapes.collection import GatewayAccountInput
from models.tables.collection import GatewayAccount
from models.tables.parties import Receiver
from models.versions import Wanted


async def create(caller: Caller, given: GatewayAccountInput) -> GatewayAccount:
    """Connects a receiver to a gateway. Raises NotFound, Forbidden, ReceiverArchived, Invalid."""
    gateway = registry.GATEWAYS[given.gateway]
    try:
        gateway.check_credentials(given.credentials)
    except ValueError as error:
        raise Invalid(str(error), pointer="/credentials") from error
    async with database.transaction():
        receiver_id = ids.decode("receiver", given.receiver_id)
        receiver = await access.find(caller, Receiver, receiver_id, "gateway_accounts.write")
        if receiver.status == "archived":
            raise ReceiverArchived(f"Receiver {receiver.name} is archived.")
        account_id = ids.new()
        credentials = msgspec.json.encode(given.credentials)
        account = await rows.insert(
            GatewayAccount(
                id=account_id,
                receiver_id=receiver.id,
                gateway=given.gateway,
                account=gateway(given.credentials).account,
                credentials=secrets.encrypt(credentials, context=registry.credentials_context(account_id)),
                metadata=given.metadata,
            )
        )
        await _audit("gateway_account.created", account)
        return account


async def archive(caller: Caller, account_id: uuid.UUID | None, *, version: Wanted) -> None:
    """Takes an account out of use for new payments. What was begun through it goes on: callbacks, questions, refunds,
    comparisons. Raises NotFound, Forbidden, PreconditionFailed.
    """
    async with database.transaction():
        account = await access.find(caller, GatewayAccount, account_id, "gateway_accounts.write", lock=True)
        versions.check(account, version)
        archived = await rows.update(account, {GatewayAccount.status: "archived"})
        await _audit("gateway_account.archived", archived, before=account)


async def get(caller: Caller, account_id: uuid.UUID | None) -> GatewayAccount:
    """One account. Raises NotFound."""
    return await access.find(caller, GatewayAccount, account_id, "gateway_accounts.read")


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[GatewayAccount]:
    """A page of accounts, newest first."""
    return await lists.page(caller, GatewayAccount, filters=filters, limit=limit, after=after)


async def _audit(action: str, account: GatewayAccount, *, before: GatewayAccount | None = None) -> None:
    await audit.record(
        action,
        object_kind="gateway_account",
        object_id=account.id,
        receiver_id=account.receiver_id,
        before=before,
        after=account,
    )
