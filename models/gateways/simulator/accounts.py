"""Merchant accounts and their credentials."""

import base64
import hashlib
import hmac
import secrets

import msgspec

from models.gateways.simulator.errors import TurnedDown
from models.gateways.simulator.shapes import Account, AccountRequest
from models.gateways.simulator.store import Store, now_text


class _AccountRow(msgspec.Struct, frozen=True):
    account: str
    api_key: str
    webhook_secret: str


def open_account(store: Store, request: AccountRequest) -> tuple[Account, bool]:
    """The account, and whether it is new. Asked again with the same account and keys, it answers the same.

    Raises TurnedDown `account_exists` (the account has other keys), `api_key_taken`.
    """
    account = Account(
        account=request.account or f"acct_{secrets.token_hex(12)}",
        api_key=request.api_key or f"sk_sim_{secrets.token_hex(24)}",
        webhook_secret=request.webhook_secret or "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode(),
    )
    key_hash = _hash(account.api_key)
    with store.transaction():
        earlier = store.row(_AccountRow, "SELECT * FROM accounts WHERE account = :account", account=account.account)
        if earlier:
            if earlier != _AccountRow(account.account, key_hash, account.webhook_secret):
                raise TurnedDown(409, "account_exists", f"Account {account.account} exists and has other keys.")
            return account, False
        if store.row(_AccountRow, "SELECT * FROM accounts WHERE api_key = :api_key", api_key=key_hash):
            raise TurnedDown(409, "api_key_taken", "Another account has this API key.")
        store.execute(
            "INSERT INTO accounts (account, name, api_key, webhook_secret, created_at)"
            " VALUES (:account, :name, :api_key, :webhook_secret, :created_at)",
            account=account.account,
            name=request.name,
            api_key=key_hash,
            webhook_secret=account.webhook_secret,
            created_at=now_text(),
        )
    return account, True


def rotate_key(store: Store, *, merchant: str, api_key: str) -> None:
    """Gives an account another API key; the former one is unknown from now on. Raises TurnedDown `api_key_taken`."""
    with store.transaction():
        if store.row(_AccountRow, "SELECT * FROM accounts WHERE api_key = :api_key", api_key=_hash(api_key)):
            raise TurnedDown(409, "api_key_taken", "Another account has this API key.")
        store.execute(
            "UPDATE accounts SET api_key = :api_key WHERE account = :account", api_key=_hash(api_key), account=merchant
        )


def authenticate(store: Store, authorization: str | None) -> str:
    """The account that an `Authorization: Bearer …` header stands for. Raises TurnedDown `unauthorized`."""
    scheme, _, api_key = (authorization or "").partition(" ")
    if scheme.lower() == "bearer":
        row = store.row(_AccountRow, "SELECT * FROM accounts WHERE api_key = :api_key", api_key=_hash(api_key))
        if row and hmac.compare_digest(row.api_key, _hash(api_key)):
            return row.account
    raise TurnedDown(401, "unauthorized", "The API key is missing or unknown.")


def _hash(api_key: str) -> str:
    return hashlib.sha256(api_key.encode()).hexdigest()
