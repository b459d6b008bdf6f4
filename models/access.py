"""Who may see and do what: the one table of rights, and the one place where they are enforced.

A request passes two checks. At the door (`enter`, for every route) a scope, a login or the admin role is asked for, by
the permission that the route declares. Below, every operation finds its objects through `find`, and lists them through
`visible`, so a forgotten check cannot leak: what a caller may not see does not exist for them (404); what they see but
may not do is refused (403).
"""

import uuid
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from typing import Any, Literal

import msgspec

from models import database
from models.errors import Forbidden, NotFound, ReasonRequired

# "user" is everybody with a login, towards what is their own or nobody's.
Role = Literal["owner", "manager", "viewer", "payer", "user"]

OWNERS: frozenset[Role] = frozenset({"owner"})
MANAGERS: frozenset[Role] = OWNERS | {"manager"}
VIEWERS: frozenset[Role] = MANAGERS | {"viewer"}
PAYERS: frozenset[Role] = frozenset({"payer"})
USERS: frozenset[Role] = frozenset({"user"})
ADMINS: frozenset[Role] = frozenset()


class Permission(msgspec.Struct, frozen=True):
    """Who holds it besides admins, who may do everything, and what it allows.

    What needs a login is never done by an API key: a leaked key cannot make itself at home.
    """

    holders: frozenset[Role]
    allows: str
    needs_login: bool = False


# The whole table: docs/access.md prints it. An API key needs the scope that `scope_of` derives from the name.
PERMISSIONS = {
    "receivers.create": Permission(USERS, "Make a receiver, which one then owns", needs_login=True),
    "receivers.read": Permission(VIEWERS, "See a receiver"),
    "receivers.update": Permission(MANAGERS, "Change a receiver's profile"),
    "receivers.archive": Permission(OWNERS, "Delete or archive a receiver"),
    "members.read": Permission(VIEWERS, "See who belongs to a receiver, and who is invited"),
    "members.write": Permission(OWNERS, "Invite members, change their roles, remove them", needs_login=True),
    "members.leave": Permission(VIEWERS, "Give up one's own membership", needs_login=True),
    "payers.read": Permission(VIEWERS | PAYERS, "See a payer and what it owes"),
    "payers.write": Permission(MANAGERS, "Add, change, archive and invite payers"),
    "payers.unlink": Permission(MANAGERS | PAYERS, "Take the login off a payer's record", needs_login=True),
    "payers.erase": Permission(OWNERS, "Erase a payer's personal data", needs_login=True),
    "invoices.read": Permission(VIEWERS | PAYERS, "See invoices; payers see what was issued to them"),
    "invoices.write": Permission(MANAGERS, "Draft, issue and void invoices"),
    "payments.read": Permission(VIEWERS | PAYERS, "See payments"),
    "payments.pay": Permission(MANAGERS | PAYERS, "Pay an invoice, or report that it was paid"),
    "payments.record": Permission(MANAGERS, "Record, confirm, reject, clear and bounce offline payments"),
    "refunds.read": Permission(VIEWERS | PAYERS, "See refunds"),
    "refunds.write": Permission(MANAGERS, "Send money back"),
    "gateway_accounts.read": Permission(VIEWERS, "See gateway accounts, without their credentials"),
    "gateway_accounts.write": Permission(OWNERS, "Connect and archive gateway accounts"),
    "webhook_endpoints.read": Permission(VIEWERS, "See webhook endpoints and their deliveries"),
    "webhook_endpoints.write": Permission(MANAGERS, "Subscribe, change, test and replay webhooks"),
    "events.read": Permission(VIEWERS, "See events"),
    "event_types.read": Permission(USERS, "See which types of events there are"),
    "ledger.read": Permission(VIEWERS, "See the books"),
    "reconciliation.read": Permission(VIEWERS, "See reconciliation runs and discrepancies"),
    "reconciliation.write": Permission(MANAGERS, "Ask for a run, resolve discrepancies"),
    "audit_log.read": Permission(MANAGERS, "See who did what to a receiver and its documents"),
    "account.read": Permission(USERS, "See one's own account and sessions", needs_login=True),
    "account.write": Permission(USERS, "Change or close one's own account, end sessions", needs_login=True),
    "api_keys.read": Permission(USERS, "See one's own API keys, without their secrets", needs_login=True),
    "api_keys.write": Permission(USERS, "Make, rotate and revoke one's own API keys", needs_login=True),
    "invitations.read": Permission(VIEWERS, "See who was invited to what"),
    "invitations.revoke": Permission(MANAGERS, "Take back an invitation of a payer; of a member too, as an owner"),
    "invitations.accept": Permission(USERS, "Accept an invitation that one was sent", needs_login=True),
    "users.read": Permission(ADMINS, "See all users", needs_login=True),
    "users.write": Permission(ADMINS, "Change, deactivate and erase users", needs_login=True),
    "admins.read": Permission(ADMINS, "See who is an admin", needs_login=True),
    "admins.write": Permission(ADMINS, "Make and unmake admins", needs_login=True),
    "integrity.read": Permission(ADMINS, "Check all books", needs_login=True),
}

# Rows that a payer sees, beside the receiver's people. Tables that are not named here show payers nothing.
PAYERS_SEE = {
    "payers": "id = ANY({payer_ids})",
    "invoices": "payer_id = ANY({payer_ids}) AND status <> 'draft'",
    "payments": "payer_id = ANY({payer_ids})",
    "refunds": "payer_id = ANY({payer_ids})",
}
# Tables whose rows belong to a user, in the column `user_id`, and to no receiver.
USERS_OWN = frozenset({"api_keys"})

# What an object is called in a sentence.
NOUNS = {
    "receivers": "receiver",
    "receiver_members": "member",
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
    "api_keys": "API key",
    "action_tokens": "invitation",
    "audit_log": "audit entry",
    "users": "user",
}

# True once the running request has used a right that only admins have; the audit log says so.
acts_as_admin: ContextVar[bool] = ContextVar("acts_as_admin", default=False)


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """On whose behalf an operation runs. `key` names the caller where requests are counted or remembered.

    `scopes` narrow what an API key may do ("invoices:read"); None narrows nothing. `reason` is why an admin acts.
    """

    key: str
    user_id: uuid.UUID | None = None
    is_admin: bool = False
    roles: Mapping[uuid.UUID, Role] = {}
    payer_ids: frozenset[uuid.UUID] = frozenset()
    scopes: frozenset[str] | None = None
    session_id: uuid.UUID | None = None
    api_key_id: uuid.UUID | None = None
    reason: str | None = None

    def role_towards(self, *, receiver_id: uuid.UUID | None, payer_id: uuid.UUID | None) -> Role | None:
        """The caller's role towards an object of that receiver and, where it has one, that payer."""
        if receiver_id is not None and receiver_id in self.roles:
            return self.roles[receiver_id]
        return "payer" if payer_id in self.payer_ids else None

    def may(self, permission: str, *, receiver_id: uuid.UUID | None, payer_id: uuid.UUID | None = None) -> bool:
        """True when the caller has the permission for objects of that receiver and payer."""
        if not self.is_let_in(permission):
            return False
        role = self.role_towards(receiver_id=receiver_id, payer_id=payer_id)
        return self.is_admin or role in PERMISSIONS[permission].holders

    def is_let_in(self, permission: str) -> bool:
        """True unless the caller is an API key whose scopes do not reach so far."""
        return self.scopes is None or (not PERMISSIONS[permission].needs_login and scope_of(permission) in self.scopes)


def scope_of(permission: str) -> str:
    """The scope that an API key needs for a permission: `invoices.read` → `invoices:read`, all else `…:write`."""
    resource, _, action = permission.partition(".")
    return f"{resource}:{'read' if action == 'read' else 'write'}"


# All scopes that an API key can have.
SCOPES = frozenset(scope_of(name) for name, permission in PERMISSIONS.items() if not permission.needs_login)
# Workers act for nobody and see everything.
SYSTEM = Caller(key="system", is_admin=True, reason="what workers do by themselves")


def enter(caller: Caller, permission: str) -> None:
    """The door of every route, before anything is read. Raises Forbidden.

    It asks what can be asked without an object: a scope that reaches so far, a login, the admin role.
    """
    needs = PERMISSIONS[permission]
    if not caller.is_let_in(permission):
        raise Forbidden(
            "API keys cannot do this: log in instead."
            if needs.needs_login
            else f"This API key does not have the scope {scope_of(permission)}."
        )
    if not needs.holders and not caller.is_admin:
        raise Forbidden("Only an admin may do this.")


def visible(caller: Caller, table: str, *, first: int, alias: str = "") -> tuple[str, list[Any]]:
    """The SQL condition for the rows of a table that the caller sees, and its parameters, numbered from `$first`."""
    if caller.is_admin:
        return "true", []
    prefix = f"{alias}." if alias else ""
    if table in USERS_OWN:
        return f"{prefix}user_id = ${first}", [caller.user_id]
    owner_column = "id" if table == "receivers" else "receiver_id"
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

    Raises NotFound (also for an id that cannot be, given as None, and for other parties' rows), then Forbidden, then
    ReasonRequired.
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

    Raises NotFound when one of them is not to be seen, then Forbidden, then ReasonRequired.
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
    """Lets through who has the permission for a row that they see. Raises Forbidden, ReasonRequired."""
    holders = PERMISSIONS[permission].holders
    if table in USERS_OWN:
        role: Role | None = "user" if row["user_id"] == caller.user_id else None
    else:
        receiver_id = row["id"] if table == "receivers" else row["receiver_id"]
        payer_id = row["id"] if table == "payers" else row.get("payer_id")
        role = caller.role_towards(receiver_id=receiver_id, payer_id=payer_id)
    if not caller.is_let_in(permission):
        raise Forbidden(f"This API key does not have the scope {scope_of(permission)}.")
    if role not in holders:
        if not caller.is_admin:
            raise Forbidden(f"Your role towards this {NOUNS[table]} is {role}: it does not allow {permission}.")
        _act_as_admin(caller, permission)


def require_admin(caller: Caller, permission: str) -> None:
    """Lets admins through where a question is about all parties at once. Raises Forbidden, ReasonRequired."""
    enter(caller, permission)
    if not caller.is_admin:
        raise Forbidden("Only an admin may do this.")
    _act_as_admin(caller, permission)


def _act_as_admin(caller: Caller, permission: str) -> None:
    """An admin may read; to change what is others' they must say why."""
    if caller.reason is None and not permission.endswith(".read"):
        raise ReasonRequired("You act as an admin: say why in the header Quittance-Reason.")
    acts_as_admin.set(True)
