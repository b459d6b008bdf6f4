"""Who may see and do what: the one place where the rights that models/resources.py declares are enforced.

A request passes two checks. At the route (`enter`) a scope, a login or the admin role is asked for, by the permission
that the route declares. Below, every operation finds its objects through `find`, and lists them through
`visible`, so a forgotten check cannot leak: what a caller may not see does not exist for them (404); what they see but
may not do is refused (403).

Raw SQL: `find_as` reads the rows of hot statements, which carry more than their table's columns, and `find_both` two
rows at once.
"""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypedDict, TypeVar, cast

import asyncpg
import msgspec
from piccolo.table import Table

from models import database, proving
from models.database import Raw
from models.errors import Forbidden, NotFound, ReasonRequired
from models.proving import Proof
from models.resources import BY_KIND, BY_TABLE, RESOURCES, Resource, Role
from models.tables.row import of_record

TableRow = TypeVar("TableRow", bound=Table)
OtherRow = TypeVar("OtherRow", bound=Table)
Row = TypeVar("Row")

# The whole table: docs/access.md prints it. An API key needs the scope that `scope_of` derives from the name.
PERMISSIONS = {name: needs for resource in RESOURCES for name, needs in resource.permissions.items()}

# True once the running request has used a right that only admins have; the audit log says so.
acts_as_admin: ContextVar[bool] = ContextVar("acts_as_admin", default=False)


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """On whose behalf an operation runs. `key` names the caller where requests are counted or remembered.

    `scopes` narrow what an API key may do ("invoices:read"); None narrows nothing. `reason` is why an admin acts.
    A caller with a `proof` is remembered, and nothing may be done for them before it is given.
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
    proof: Proof | None = None

    @property
    def is_proven(self) -> bool:
        """False of a caller who is only remembered so far, and for whom nothing may be written."""
        return self.proof is None or self.proof.is_given or self.proof.is_demanded

    def role_towards(self, *, receiver_id: uuid.UUID | None, payer_id: uuid.UUID | None) -> Role | None:
        """The caller's role towards an object of that receiver and, where it has one, that payer."""
        if receiver_id is not None and receiver_id in self.roles:
            return self.roles[receiver_id]
        return "payer" if payer_id in self.payer_ids else None

    def may(self, permission: str, *, receiver_id: uuid.UUID | None, payer_id: uuid.UUID | None = None) -> bool:
        """True when the caller has the permission for objects of that receiver and payer: what `require` lets pass."""
        if not self.is_let_in(permission):
            return False
        role = self.role_towards(receiver_id=receiver_id, payer_id=payer_id)
        return role in PERMISSIONS[permission].holders or (self.is_admin and self.says_why(permission))

    def says_why(self, permission: str) -> bool:
        """An admin may read; to change what is others' they must say why."""
        return self.reason is not None or permission.endswith(".read")

    def is_let_in(self, permission: str) -> bool:
        """True unless the caller is an API key whose scopes do not reach so far."""
        return self.scopes is None or (not PERMISSIONS[permission].needs_login and scope_of(permission) in self.scopes)


class Right(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A permission towards an object of that kind, by whose it is: a receiver's and perhaps a payer's, or a user's.

    What is nobody's is a matter for admins.
    """

    permission: str
    kind: str
    receiver_id: uuid.UUID | None = None
    payer_id: uuid.UUID | None = None
    user_id: uuid.UUID | None = None


# Whose rights are noted, and those that they have used so far: see `noting`.
_noted: ContextVar[tuple[str, list[Right]] | None] = ContextVar("noted_rights", default=None)


def scope_of(permission: str) -> str:
    """The scope that an API key needs for a permission: `invoices.read` → `invoices:read`, all else `…:write`."""
    resource, _, action = permission.partition(".")
    return f"{resource}:{'read' if action == 'read' else 'write'}"


# All scopes that an API key can have.
SCOPES = frozenset(scope_of(name) for name, permission in PERMISSIONS.items() if not permission.needs_login)
_ONLY_ADMINS = "Only an admin may do this."
# Workers act for nobody and see everything.
SYSTEM = Caller(key="system", is_admin=True, reason="what workers do by themselves")


def enter(caller: Caller, permission: str) -> None:
    """The check of every route, before anything is read. Raises Forbidden.

    It asks what can be asked without an object: a scope that reaches so far, a login, the admin role.
    """
    needs = PERMISSIONS[permission]
    _check_key(caller, permission)
    if not needs.holders and not caller.is_admin:
        raise Forbidden(_ONLY_ADMINS)


def _check_key(caller: Caller, permission: str) -> None:
    """Raises Forbidden for an API key that the permission is not for."""
    if caller.is_let_in(permission):
        return
    if PERMISSIONS[permission].needs_login:
        raise Forbidden("API keys cannot do this: log in instead.")
    raise Forbidden(f"This API key does not have the scope {scope_of(permission)}.")


def resource_of(table: type[Table]) -> Resource:
    """The declaration of what a table's rows are."""
    return BY_TABLE[table._meta.tablename]


def visible(caller: Caller, table: type[Table]) -> list[Raw]:
    """The conditions for the rows of a table that the caller sees, for `.where(*visible(…))`; none for an admin."""
    if caller.is_admin:
        return []
    resource, name = resource_of(table), table._meta.tablename
    if resource.user_column is not None:
        return [Raw(f'"{name}"."{resource.user_column}" = {{}}', caller.user_id)]
    of_payers = resource.payers_see is not None and bool(caller.payer_ids)
    texts, values = [], []
    if caller.roles or not of_payers:
        text, value = _is_of(f'"{name}"."{resource.receiver_column}"', caller.roles)
        texts.append(text)
        values.append(value)
    if of_payers:
        text, value = _is_of(f'"{name}"."{resource.payer_column}"', caller.payer_ids)
        texts.append(f"({text} AND {resource.payers_see})")
        values.append(value)
    return [Raw(texts[0] if len(texts) == 1 else f"({' OR '.join(texts)})", *values)]


def _seen(caller: Caller, table: type[Table]) -> list[Raw]:
    """The same for rows that are looked for by their ids.

    Where PostgreSQL has no statistics of a table yet, all indexes look equally good to it. To find one id it might read
    all rows of a receiver. No index can serve a condition `(…) IS TRUE`, so it uses the one of the ids.
    """
    return [Raw(f"({one.text}) IS TRUE", *one.values) for one in visible(caller, table)]


def _is_of(column: str, parties: Collection[uuid.UUID]) -> tuple[str, object]:
    """That a column holds one of these ids, and what is compared.

    A few texts for all callers, so that each is prepared once. A single id is compared, since only then do rows come
    from an index in the order of what follows it there.
    """
    if len(parties) == 1:
        return f"{column} = {{}}", next(iter(parties))
    return f"{column} = ANY({{}}::uuid[])", list(parties)


async def find(
    caller: Caller, table: type[TableRow], identifier: uuid.UUID | None, permission: str, *, lock: bool = False
) -> TableRow:
    """The row with that id, on request to be changed: locked, or compared by its version when something is written.

    Raises NotFound (also for an id that cannot be, given as None, and for other parties' rows), then Forbidden, then
    ReasonRequired.
    """
    assert not lock or database.in_transaction(), "a row lock lasts as long as the transaction"
    query = table.objects().where(
        table._meta.primary_key == identifier, *_seen(caller, table), *proving.conditions(caller.proof)
    )
    if lock and database.locks_rows():
        query = query.lock_rows("NO KEY UPDATE")
    found = None if identifier is None else await query.first()
    if found is None:
        raise NotFound(f"There is no such {resource_of(table).noun}.")
    proving.note(caller.proof)
    require(caller, permission, found, table)
    if lock and not database.locks_rows():
        _expect(table, found)
    return found


async def find_both(
    caller: Caller,
    one: tuple[type[TableRow], uuid.UUID | None],
    other: tuple[type[OtherRow], uuid.UUID | None],
    permission: str,
) -> tuple[TableRow, OtherRow]:
    """Two rows of two tables in one statement: what `find` says of the first goes before what it says of the other."""
    statement, parameters = database.compose(
        f"SELECT ({_whole(one[0])}) AS one, ({_whole(other[0])}) AS other",
        *(
            [Raw(f'"{table._meta.tablename}"."id" = {{}}', identifier), *_seen(caller, table), *proof]
            for (table, identifier), proof in ((one, proving.conditions(caller.proof)), (other, []))
        ),
    )
    [found] = await database.read_as(_Both, statement, *parameters)
    if found["one"] is not None:
        proving.note(caller.proof)
    for (table, _), row in zip((one, other), (found["one"], found["other"]), strict=True):
        if row is None:
            raise NotFound(f"There is no such {resource_of(table).noun}.")
        require(caller, permission, cast("Mapping[str, object]", row), table)
    return of_record(one[0], found["one"]), of_record(other[0], found["other"])


class _Both(TypedDict):
    """Two whole rows, as the database sends a row within a row."""

    one: asyncpg.Record
    other: asyncpg.Record


def _whole(table: type[Table]) -> str:
    return f"SELECT {table._meta.tablename} FROM {table._meta.tablename} WHERE {{}}"


async def find_as(
    caller: Caller,
    table: type[Table],
    row: type[Row],
    identifier: uuid.UUID | None,
    permission: str,
    *,
    columns: str,
    lock: bool = False,
) -> Row:
    """Like `find`, for a row that is more than its table's columns: `row` is the TypedDict of what `columns` select."""
    is_it = Raw(f'"{table._meta.tablename}"."id" = {{}}', identifier)
    found = [] if identifier is None else await _rows_as(caller, table, row, is_it, columns=columns, lock=lock)
    if not found:
        raise NotFound(f"There is no such {resource_of(table).noun}.")
    require(caller, permission, cast("Mapping[str, object]", found[0]), table)
    return found[0]


async def find_all_as(
    caller: Caller,
    table: type[Table],
    row: type[Row],
    identifiers: Iterable[uuid.UUID | None],
    permission: str,
    *,
    columns: str,
) -> list[Row]:
    """The rows with those ids, to be changed: locked in the order of their ids, so that two callers never deadlock, or
    compared by their versions when something is written.

    Raises NotFound when one of them is not to be seen, then Forbidden, then ReasonRequired.
    """
    wanted = set(identifiers)
    known = [identifier for identifier in wanted if identifier is not None]
    column = f'"{table._meta.tablename}"."id"'
    # Of an array PostgreSQL does not know how long it is, and would plan the statement anew each time.
    are_they = Raw(f"{column} = {{}}", *known) if len(known) == 1 else Raw(f"{column} = ANY({{}})", known)
    found = await _rows_as(caller, table, row, are_they, columns=columns, lock=True)
    if len(found) < len(wanted):
        raise NotFound(f"There is no such {resource_of(table).noun}.")
    for one in found:
        require(caller, permission, cast("Mapping[str, object]", one), table)
    return found


def require(caller: Caller, permission: str, row: Table | Mapping[str, object], table: type[Table]) -> None:
    """Lets through who has the permission for a row that they see. Raises Forbidden, ReasonRequired."""
    right = right_to(permission, row, table)
    ask(caller, right)
    note(caller, right)


def require_admin(caller: Caller, permission: str) -> None:
    """Lets admins through where a question is about all parties at once. Raises Forbidden, ReasonRequired."""
    enter(caller, permission)
    if not caller.is_admin:
        raise Forbidden(_ONLY_ADMINS)
    _act_as_admin(caller, permission)
    note(caller, Right(permission=permission, kind="user"))


def right_to(permission: str, row: Table | Mapping[str, object], table: type[Table]) -> Right:
    """The permission towards a row of the table."""
    resource = resource_of(table)

    def id_in(column: str | None) -> uuid.UUID | None:
        return None if column is None else cast("uuid.UUID | None", row[column])

    if resource.user_column is not None:
        return Right(permission=permission, kind=resource.kind, user_id=id_in(resource.user_column))
    return Right(
        permission=permission,
        kind=resource.kind,
        receiver_id=id_in(resource.receiver_column),
        payer_id=id_in(resource.payer_column),
    )


def ask(caller: Caller, right: Right) -> None:
    """Lets through who has the right now. Raises NotFound for whoever is nothing to the object, then Forbidden, then
    ReasonRequired."""
    if right.user_id is not None:
        role: Role | None = "user" if right.user_id == caller.user_id else None
    else:
        role = caller.role_towards(receiver_id=right.receiver_id, payer_id=right.payer_id)
    noun = BY_KIND[right.kind].noun
    if role is None and not caller.is_admin:
        raise NotFound(f"There is no such {noun}.")
    _check_key(caller, right.permission)
    if role not in PERMISSIONS[right.permission].holders:
        if not caller.is_admin:
            raise Forbidden(f"Your role towards this {noun} is {role}: it does not allow {right.permission}.")
        _act_as_admin(caller, right.permission)


@contextmanager
def noting(caller: Caller) -> Iterator[list[Right]]:
    """Collects the rights that the caller uses inside, so that whatever they got by them can be given again only while
    they have them: see models/requests/idempotency.py."""
    rights: list[Right] = []
    token = _noted.set((caller.key, rights))
    try:
        yield rights
    finally:
        _noted.reset(token)


def note(caller: Caller, right: Right) -> None:
    """Says that what the caller gets depends on a right. `find` and `require` do so by themselves; what has only just
    made the caller something to an object says it too."""
    noted = _noted.get()
    if noted is not None and noted[0] == caller.key and right not in noted[1]:
        noted[1].append(right)


async def _rows_as(
    caller: Caller, table: type[Table], row: type[Row], which: Raw, *, columns: str, lock: bool
) -> list[Row]:
    """The rows that are meant and that the caller sees, in the order of their ids."""
    assert not lock or database.in_transaction(), "a row lock lasts as long as the transaction"
    condition, parameters = database.compiled(which, *_seen(caller, table), *proving.conditions(caller.proof))
    statement = f"SELECT {columns} FROM {table._meta.tablename} WHERE {condition} ORDER BY id"
    if lock and database.locks_rows():
        found = await database.fetch_as(row, f"{statement} FOR NO KEY UPDATE", *parameters)
        if found:
            proving.note(caller.proof)
        return found
    found = await database.read_as(row, statement, *parameters)
    if found:
        proving.note(caller.proof)
    for one in found if lock else ():
        _expect(table, cast("Mapping[str, object]", one))
    return found


def _expect(table: type[Table], row: Table | Mapping[str, object]) -> None:
    version = row["version"]
    assert isinstance(version, int), "what is compared has a version"
    database.expect(table._meta.tablename, cast("uuid.UUID", row["id"]), version)


def _act_as_admin(caller: Caller, permission: str) -> None:
    if not caller.says_why(permission):
        raise ReasonRequired("You act as an admin: say why in the header Quittance-Reason.")
    acts_as_admin.set(True)
