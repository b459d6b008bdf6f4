"""Who may see and do what: the one place where callers' rights are enforced.

Every operation finds its objects through `find`, and lists them through `visible`, so a forgotten check cannot leak:
what a caller may not see does not exist for them (404); what they see but may not do is refused (403).
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec

from models import database
from models.errors import Forbidden, NotFound

Role = Literal["owner", "manager", "viewer", "payer"]

# What each role may do with the objects that it sees. An admin may do everything.
PERMISSIONS: dict[str, frozenset[Role]] = {
    "receivers.read": frozenset({"owner", "manager", "viewer"}),
    "receivers.update": frozenset({"owner", "manager"}),
    "receivers.archive": frozenset({"owner"}),
    "payers.read": frozenset({"owner", "manager", "viewer", "payer"}),
    "payers.write": frozenset({"owner", "manager"}),
    "invoices.read": frozenset({"owner", "manager", "viewer", "payer"}),
    "invoices.write": frozenset({"owner", "manager"}),
    "payments.read": frozenset({"owner", "manager", "viewer", "payer"}),
    "payments.pay": frozenset({"owner", "manager", "payer"}),
    "payments.record": frozenset({"owner", "manager"}),
    "refunds.read": frozenset({"owner", "manager", "viewer", "payer"}),
    "refunds.write": frozenset({"owner", "manager"}),
    "gateway_accounts.read": frozenset({"owner", "manager", "viewer"}),
    "gateway_accounts.write": frozenset({"owner"}),
    "webhook_endpoints.read": frozenset({"owner", "manager", "viewer"}),
    "webhook_endpoints.write": frozenset({"owner", "manager"}),
    "events.read": frozenset({"owner", "manager", "viewer"}),
    "ledger.read": frozenset({"owner", "manager", "viewer"}),
    "reconciliation.read": frozenset({"owner", "manager", "viewer"}),
    "reconciliation.write": frozenset({"owner", "manager"}),
}

# Rows that a payer sees, beside the receiver's people. Tables that are not named here show payers nothing.
PAYERS_SEE = {
    "payers": "id = ANY({payer_ids})",
    "invoices": "payer_id = ANY({payer_ids}) AND status <> 'draft'",
    "payments": "payer_id = ANY({payer_ids})",
    "refunds": "payer_id = ANY({payer_ids})",
}

# What an object is called in a sentence.
NOUNS = {
    "receivers": "receiver",
    "payers": "payer",
    "invoices": "invoice",
    "payments": "payment",
    "refunds": "refund",
    "gateway_accounts": "gateway account",
    "webhook_endpoints": "webhook endpoint",
    "webhook_deliveries": "webhook delivery",
    "events": "event",
    "ledger_accounts": "ledger account",
    "ledger_transactions": "ledger transaction",
    "reconciliation_runs": "reconciliation run",
    "discrepancies": "discrepancy",
}


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """On whose behalf an operation runs. `key` names the caller where requests are counted or remembered."""

    key: str
    user_id: uuid.UUID | None = None
    is_admin: bool = False
    roles: Mapping[uuid.UUID, Role] = {}
    payer_ids: frozenset[uuid.UUID] = frozenset()

    def role_towards(self, *, receiver_id: uuid.UUID | None, payer_id: uuid.UUID | None) -> Role | None:
        """The caller's role towards an object of that receiver and, where it has one, that payer."""
        if receiver_id is not None and receiver_id in self.roles:
            return self.roles[receiver_id]
        return "payer" if payer_id in self.payer_ids else None

    def may(self, permission: str, *, receiver_id: uuid.UUID | None, payer_id: uuid.UUID | None = None) -> bool:
        """True when the caller has the permission for objects of that receiver and payer."""
        role = self.role_towards(receiver_id=receiver_id, payer_id=payer_id)
        return self.is_admin or role in PERMISSIONS[permission]


# Workers act for nobody and see everything.
SYSTEM = Caller(key="system", is_admin=True)


def visible(caller: Caller, table: str, *, first: int, alias: str = "") -> tuple[str, list[Any]]:
    """The SQL condition for the rows of a table that the caller sees, and its parameters, numbered from `$first`."""
    if caller.is_admin:
        return "true", []
    owner_column = "id" if table == "receivers" else "receiver_id"
    prefix = f"{alias}." if alias else ""
    conditions = [f"{prefix}{owner_column} = ANY(${first}::uuid[])"]
    parameters: list[Any] = [list(caller.roles)]
    if table in PAYERS_SEE and caller.payer_ids:
        parameters.append(list(caller.payer_ids))
        conditions.append(PAYERS_SEE[table].format(payer_ids=f"${first + 1}::uuid[]"))
    return "(" + " OR ".join(f"({condition})" for condition in conditions) + ")", parameters


async def find(
    caller: Caller,
    table: str,
    identifier: uuid.UUID | None,
    permission: str,
    *,
    columns: str = "*",
    lock: bool = False,
) -> Any:
    """The row with that id, locked for update on request. `columns` must include what the caller's role is read from.

    Raises NotFound (also for an id that cannot be, given as None, and for other parties' rows), then Forbidden.
    """
    assert not lock or database.in_transaction(), "a row lock lasts as long as the transaction"
    noun = NOUNS[table]
    if identifier is None:
        raise NotFound(f"There is no such {noun}.")
    condition, parameters = visible(caller, table, first=2)
    row = await database.fetch_row(
        f"SELECT {columns} FROM {table} WHERE id = $1 AND {condition}{' FOR NO KEY UPDATE' if lock else ''}",
        identifier,
        *parameters,
    )
    if row is None:
        raise NotFound(f"There is no such {noun}.")
    require(caller, permission, row, table)
    return row


async def find_all(
    caller: Caller, table: str, identifiers: Iterable[uuid.UUID | None], permission: str, *, columns: str = "*"
) -> dict[uuid.UUID, Any]:
    """The rows with those ids, locked for update in the order of their ids, so that two callers never deadlock.

    Raises NotFound when one of them is not to be seen, then Forbidden.
    """
    assert database.in_transaction(), "a row lock lasts as long as the transaction"
    wanted = list(identifiers)
    condition, parameters = visible(caller, table, first=2)
    rows = await database.fetch(
        f"SELECT {columns} FROM {table} WHERE id = ANY($1) AND {condition} ORDER BY id FOR NO KEY UPDATE",
        [identifier for identifier in wanted if identifier is not None],
        *parameters,
    )
    found = {row["id"]: row for row in rows}
    if any(identifier not in found for identifier in wanted):
        raise NotFound(f"There is no such {NOUNS[table]}.")
    for row in rows:
        require(caller, permission, row, table)
    return found


def require(caller: Caller, permission: str, row: Any, table: str) -> None:
    """Raises Forbidden unless the caller has the permission for a row that they see."""
    receiver_id = row["id"] if table == "receivers" else row["receiver_id"]
    payer_id = row["id"] if table == "payers" else row.get("payer_id")
    if not caller.may(permission, receiver_id=receiver_id, payer_id=payer_id):
        role = caller.role_towards(receiver_id=receiver_id, payer_id=payer_id)
        raise Forbidden(f"Your role towards this {NOUNS[table]} is {role}: it does not allow {permission}.")


def require_admin(caller: Caller) -> None:
    """Raises Forbidden for everybody but admins: some questions are about all parties at once."""
    if not caller.is_admin:
        raise Forbidden("Only an admin may ask this.")
