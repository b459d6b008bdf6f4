"""Receivers' accounts with gateways. Credentials are encrypted, bound to their row, and never shown.

`models/online/credentials.py` has their gateway asked whether it takes them.
"""

import uuid
from collections.abc import Mapping

import msgspec
from msgspec import UNSET

from models import access, audit, database, ids, lists, rows, secrets, versions
from models.access import Caller
from models.errors import Invalid, ReceiverArchived
from models.gateways import registry
from models.gateways.base import Gateway
from models.online import credentials
from models.shapes.gateways import GatewayAccountInput, GatewayAccountPatch
from models.tables.gateways import GatewayAccount
from models.tables.parties import Receiver
from models.versions import Wanted


async def create(caller: Caller, given: GatewayAccountInput) -> GatewayAccount:
    """Connects a receiver to a gateway, which is then asked whether it takes the credentials.

    Raises Invalid, NotFound, Forbidden, ReceiverArchived.
    """
    gateway = registry.GATEWAYS[given.gateway]
    _check(gateway, given.credentials)
    async with database.transaction():
        receiver_id = ids.decode("receiver", given.receiver_id)
        receiver = await access.find(caller, Receiver, receiver_id, "gateway_accounts.write")
        if receiver.status == "archived":
            raise ReceiverArchived(f"Receiver {receiver.name} is archived.")
        account_id = ids.make()
        account = await rows.insert(
            GatewayAccount(
                id=account_id,
                receiver_id=receiver.id,
                gateway=given.gateway,
                account=gateway(given.credentials).account,
                credentials=_encrypt(account_id, given.credentials),
                credentials_status="checking",
                metadata=given.metadata,
            )
        )
        await credentials.ask(account, proposed=None)
        await _audit("gateway_account.created", account)
        return account


async def update(
    caller: Caller, account_id: uuid.UUID | None, patch: GatewayAccountPatch, *, version: Wanted
) -> GatewayAccount:
    """Changes an account. New credentials are put to use once its gateway takes them; who sends others meanwhile
    replaces these. An archived account's can be changed too, since its callbacks and refunds go on.

    Raises NotFound, Forbidden, PreconditionFailed, Invalid (also for credentials of another merchant account).
    """
    async with database.transaction():
        account = await access.find(caller, GatewayAccount, account_id, "gateway_accounts.write", lock=True)
        versions.check(account, version)
        values: dict[str, object] = {}
        if patch.metadata is not UNSET:
            values["metadata"] = patch.metadata
        if patch.credentials is not UNSET:
            proposed = await credentials.latest(account) | patch.credentials
            gateway = registry.GATEWAYS[account.gateway]
            _check(gateway, proposed)
            if gateway(proposed).account != account.account:
                raise Invalid(
                    f"These are credentials of {gateway(proposed).account}, and this account is {account.account}: "
                    "connect another merchant account as a gateway account of its own.",
                    pointer="/credentials",
                )
            await credentials.ask(account, proposed=_encrypt(account.id, proposed))
            values |= {"credentials_status": "checking", "credentials_message": None}
        changed = await rows.update(account, values)
        await _audit("gateway_account.updated", changed, before=account)
        return changed


async def archive(caller: Caller, account_id: uuid.UUID | None, *, version: Wanted) -> None:
    """Takes an account out of use for new payments. What was begun through it goes on: callbacks, questions, refunds,
    comparisons. The second time changes nothing. Raises NotFound, Forbidden, PreconditionFailed.
    """
    async with database.transaction():
        account = await access.find(caller, GatewayAccount, account_id, "gateway_accounts.write", lock=True)
        versions.check(account, version)
        if account.status == "archived":
            return
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


def _check(gateway: type[Gateway], given: Mapping[str, str]) -> None:
    """Raises Invalid for credentials whose form the gateway does not know."""
    try:
        gateway.check_credentials(given)
    except ValueError as error:
        raise Invalid(str(error), pointer="/credentials") from error


def _encrypt(account_id: uuid.UUID, given: Mapping[str, str]) -> bytes:
    return secrets.encrypt(msgspec.json.encode(given), context=registry.credentials_context(account_id))


async def _audit(action: str, account: GatewayAccount, *, before: GatewayAccount | None = None) -> None:
    await audit.record(
        action,
        object_kind="gateway_account",
        object_id=account.id,
        receiver_id=account.receiver_id,
        before=before,
        after=account,
    )
