"""Which gateways there are, and how a receiver's account with one is opened."""

import uuid

import msgspec

from models import ids, rows, secrets
from models.database import Raw
from models.errors import AmountNotRepresentable, NoGatewayAccount
from models.gateways.base import Gateway, Listener
from models.gateways.simulator.adapter import SimulatorGateway
from models.money.currencies import exponent, format_amount
from models.tables.gateways import GatewayAccount, GatewayName

GATEWAYS: dict[GatewayName, type[Gateway]] = {"simulator": SimulatorGateway}


async def account_of(gateway_account_id: uuid.UUID | None) -> GatewayAccount:
    """The receiver's account with that id, of a payment, a request or a callback that went through it."""
    account = await rows.find(GatewayAccount, gateway_account_id)
    assert account is not None, "accounts are archived, never deleted"
    return account


async def active_account(receiver_id: uuid.UUID, wanted: str | None) -> GatewayAccount:
    """The account to charge through: the wanted one, by its id as clients send it, or the receiver's oldest active one.
    Raises NoGatewayAccount."""
    is_meant = [Raw("receiver_id = {} AND status = 'active'", receiver_id)]
    if wanted is not None:
        is_meant.append(Raw("id = {}", ids.decode("gateway_account", wanted)))
    account = await rows.first(GatewayAccount, *is_meant)
    if account is None:
        if wanted is not None:
            raise NoGatewayAccount(
                "The receiver has no such active gateway account: leave gateway_account_id out, or name an active one "
                "of those that GET /v1/gateway-accounts lists."
            )
        raise NoGatewayAccount(
            "The receiver has no active gateway account, so nothing can be paid online: an owner connects one by "
            "POST /v1/gateway-accounts."
        )
    return account


def cannot_be_paid_online(*, wanted: str | None = None) -> NoGatewayAccount:
    """The same told to a payer, who sees no gateway accounts and connects none; `wanted` is the one that they named."""
    way_out = "pay by bank transfer, or ask who sent it to you"
    return NoGatewayAccount(
        f"This invoice cannot be paid online: {way_out}."
        if wanted is None
        else f"This invoice cannot be paid through that gateway account: leave gateway_account_id out, or {way_out}."
    )


async def hosted_account(receiver_id: uuid.UUID) -> tuple[GatewayAccount, str] | None:
    """The receiver's oldest active account whose gateway asks payers on a page of its own, and the token that asks for
    it; None where there is none."""
    accounts = GatewayAccount.objects().where(
        GatewayAccount.receiver_id == receiver_id, GatewayAccount.status == "active"
    )
    for account in await accounts.order_by(GatewayAccount.id):
        token = GATEWAYS[account.gateway].hosted_token
        if token is not None:
            return account, token
    return None


def open_account(account: GatewayAccount, *, on_answer: Listener | None = None) -> Gateway:
    """The adapter bound to an account's credentials; `on_answer` is told what the gateway answers."""
    return GATEWAYS[account.gateway](credentials_of(account.id, account.credentials), on_answer=on_answer)


def credentials_of(gateway_account_id: uuid.UUID, encrypted: bytes) -> dict[str, str]:
    """An account's credentials, those in use or proposed ones, in plain text."""
    plain = secrets.decrypt(encrypted, context=credentials_context(gateway_account_id))
    return msgspec.json.decode(plain, type=dict[str, str])


def credentials_context(gateway_account_id: uuid.UUID) -> str:
    """What binds encrypted credentials to their row."""
    return f"gateway_account:{gateway_account_id}"


def check_amount(gateway: GatewayName, *, amount: int, currency: str) -> None:
    """Raises AmountNotRepresentable when a gateway does not take the currency, or not so small a part of it."""
    decimals = GATEWAYS[gateway].exponent(currency)
    if decimals is None:
        raise AmountNotRepresentable(f"The gateway {gateway} does not take {currency}.", pointer="/currency")
    unit = 10 ** max(0, exponent(currency) - decimals)
    if amount % unit:
        raise AmountNotRepresentable(
            f"The gateway {gateway} takes {currency} in steps of {format_amount(unit, currency)}: "
            f"{format_amount(amount, currency)} cannot be expressed.",
            pointer="/amount",
        )
