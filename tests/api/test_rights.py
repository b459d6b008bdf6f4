"""Every route of the OpenAPI document, called by everybody: exactly the right 401, 403, 404, or none of them.

What is right follows from the permissions in models/resources.py and the permission that the route declares. A new
route is covered by being there.
"""

import httpx
import pytest

from api.middleware import auth
from models import access, ids
from models.access import PERMISSIONS, scope_of
from models.resources import ADMINS, BY_KIND, USERS, VIEWERS
from tests.api.operations import APP, ASKED_BELOW, CLOSED, OPERATIONS, Operation, handler
from tests.api.people import BOUNDARY
from tests.api.worlds import World, a_key, open_world, untouched

# Opening a route to everybody is decided here too, and never by accident.
PUBLIC = {
    "/v1/auth/register",
    "/v1/auth/login",
    "/v1/auth/refresh",
    "/v1/auth/logout",
    "/v1/auth/password/forgot",
    "/v1/auth/password/reset",
    "/v1/auth/email/verify",
    "/v1/reminders/pause",
    "/v1/pay/{token}",
    "/v1/pay/{token}/payments",
    "/v1/pay/{token}/payments/{payment_id}",
    "/v1/pay/{token}/payments/{payment_id}/cancel",
    "/v1/pay/{token}/payments/{payment_id}/receipt",
    "/v1/pay/{token}/pdf",
    "/v1/pay/{token}/codes/{picture}",
    "/v1/callbacks/{account_id}",
    "/v1/receipts/{number_or_id}/verify",
    "/health/live",
    "/health/ready",
    "/metrics",
}

# Objects of one user, which no role at a receiver reaches: here the owner's.
OWN = {"api_key", "session"}


def expected(operation: Operation, role: str) -> int | None:
    """The refusal that somebody gets who is logged in; None when it is none of 401, 403 and 404.

    `role` is one towards the world's receiver, or "stranger".
    """
    holders = operation.needs.holders
    kind = operation.kind()
    if holders == ADMINS:
        return 403
    if kind in OWN:
        return None if role == "owner" else 404
    if holders == USERS or operation.is_list or kind is None:
        return None
    if role == "stranger" or (role == "payer" and BY_KIND[kind].payers_see is None):
        return 404
    return None if role in holders else 403


@pytest.fixture(scope="module")
async def world(http: httpx.AsyncClient) -> World:
    """One for all: whatever a call changes is rolled back, see `call`."""
    return await open_world(http)


async def call(
    http: httpx.AsyncClient, operation: Operation, given: dict[str, str], credential: str | None, **headers: str
) -> httpx.Response:
    if credential is not None:
        headers["Authorization"] = f"Bearer {credential}"
    url, body = operation.url(given), operation.body(given)
    content = {} if body is None else {"json": body}
    if operation.takes_a_file:
        headers["Content-Type"] = f"multipart/form-data; boundary={BOUNDARY}"
        content = {"content": body}
    if operation.method == "GET":
        return await http.request(operation.method, url, headers=headers)
    async with untouched():
        return await http.request(operation.method, url, headers=headers, **content)


async def narrow_key(world: World, without: str) -> str:
    """The owner's key with every scope but one; made once, since nobody may have hundreds."""
    name = f"key without {without}"
    if name not in world.credentials:
        world.credentials[name] = await a_key(world.user_ids["owner"], *(access.SCOPES - {without}))
    return world.credentials[name]


def check(answer: httpx.Response, wanted: int | None, who: str) -> None:
    got = f"{who}: {answer.status_code} {answer.text[:300]}"
    if wanted is None:
        # Right after right was checked, the state may still say no; but the request itself must have been good.
        assert answer.status_code < 300 or answer.status_code == 409, got
    else:
        assert answer.status_code == wanted, f"{got}, not {wanted}"
        assert answer.headers["content-type"] == "application/problem+json", got


@pytest.mark.parametrize("operation", CLOSED, ids=str)
async def test_everybody_gets_exactly_the_right_refusal(
    operation: Operation, http: httpx.AsyncClient, world: World
) -> None:
    needs_login = PERMISSIONS[operation.permission].needs_login
    scope = scope_of(operation.permission)

    async def expect(wanted: int | None, who: str, credential: str | None = None) -> None:
        answer = await call(http, operation, world.ids, credential or world.credentials[who])
        check(answer, wanted, who)

    check(await call(http, operation, world.ids, None), 401, "nobody")
    for who in ("expired", "deactivated", "revoked key"):
        await expect(401, who)
    await expect(401, "an unknown key", "qk_" + "x" * 43)
    await expect(401, "a forged token", world.credentials["owner"][:-4] + "AAAA")
    await expect(403, f"a key with every scope but {scope}", await narrow_key(world, scope))
    await expect(403 if needs_login else expected(operation, "owner"), "key")
    await expect(403 if needs_login else expected(operation, "stranger"), "foreign key")
    for who in ("stranger", "other owner"):
        await expect(expected(operation, "stranger"), who)
    for who in ("viewer", "payer", "manager", "owner"):
        await expect(expected(operation, who), who)


@pytest.mark.parametrize("operation", CLOSED, ids=str)
async def test_an_admin_with_a_reason_is_let_in(operation: Operation, http: httpx.AsyncClient, world: World) -> None:
    # An admin neither ends sessions one by one nor comes by the secrets of others.
    wanted = {"endMySession": 404, "rotateApiKey": 403}.get(operation.id)
    reason = {"Quittance-Reason": "ticket 4711"}
    check(await call(http, operation, world.ids, world.credentials["admin"], **reason), wanted, "admin")


CHANGES_OTHERS = [
    operation
    for operation in CLOSED
    if operation.method != "GET" and operation.needs.holders != USERS and operation.kind() is not None
]


@pytest.mark.parametrize("operation", CHANGES_OTHERS, ids=str)
async def test_an_admin_changes_nothing_of_others_without_a_reason(
    operation: Operation, http: httpx.AsyncClient, world: World
) -> None:
    answer = await call(http, operation, world.ids, world.credentials["admin"])
    assert (answer.status_code, answer.json()["code"]) == (422, "reason_required"), answer.text


LISTS = [operation for operation in CLOSED if operation.is_list and operation.needs.holders != ADMINS]


@pytest.mark.parametrize("operation", LISTS, ids=str)
async def test_a_strangers_lists_hold_nothing_of_others(
    operation: Operation, http: httpx.AsyncClient, world: World
) -> None:
    for who in ("stranger", "other owner", "foreign key"):
        answer = await call(http, operation, world.ids, world.credentials[who])
        if answer.status_code == 403 and who == "foreign key":
            assert PERMISSIONS[operation.permission].needs_login
            continue
        assert answer.status_code == 200, answer.text
        found = [text for text in world.ids.values() if text in answer.text]
        assert found == [], f"{who} sees {found}"


# Whatever is others' by an id in the path or the query; to whom it is told that they are no admin, ids say nothing.
OTHERS = [
    operation for operation in CLOSED if operation.kind() is not None and (operation.parameters or operation.queries)
]


@pytest.mark.parametrize("operation", OTHERS, ids=str)
async def test_what_is_others_is_answered_like_what_never_was_and_what_cannot_be(
    operation: Operation, http: httpx.AsyncClient, world: World
) -> None:
    parameters = [operation.kind_of(parameter) for parameter in (*operation.parameters, *operation.queries)]
    never = {kind: ids.encode("user" if kind == "admin" else kind, ids.new()) for kind in parameters}
    headers = {"X-Request-Id": "same"}
    answers = [
        await call(http, operation, world.ids | changed, world.credentials["other owner"], **headers)
        for changed in ({}, never, dict.fromkeys(parameters, "x"))
    ]
    foreign = answers[0]
    assert foreign.status_code == (403 if operation.is_for_admins else 404), foreign.text
    for answer in answers[1:]:
        assert (answer.status_code, answer.content, answer.headers) == (
            foreign.status_code,
            foreign.content,
            foreign.headers,
        )


def test_the_open_routes_are_those_that_were_meant() -> None:
    assert {operation.path for operation in OPERATIONS if operation.is_open} == PUBLIC


def test_a_route_without_a_permission_keeps_the_application_from_starting(monkeypatch: pytest.MonkeyPatch) -> None:
    auth.check_routes(APP)
    route = handler("GET", "/v1/invoices")
    for options in ({}, {"permission": "invoices.fold"}):
        monkeypatch.setattr(route, "opt", options)
        with pytest.raises(ValueError, match=r"GET /v1/invoices declares no permission"):
            auth.check_routes(APP)


def test_each_permission_is_asked_for_somewhere() -> None:
    asked = {operation.permission for operation in CLOSED} | set(ASKED_BELOW.values())
    assert set(PERMISSIONS) - asked <= {"events.read"}


def test_lists_show_every_role_what_it_may_read() -> None:
    # Lists ask whether rows are visible and not for the role, so no member may be kept from reading what they see.
    read = {name: permission.holders for name, permission in PERMISSIONS.items() if name.endswith(".read")}
    assert {name for name, holders in read.items() if holders & VIEWERS and not holders >= VIEWERS} <= {
        "audit_log.read"
    }


async def test_what_an_admin_does_for_a_receiver_is_there_for_its_people_to_read(http: httpx.AsyncClient) -> None:
    own = await open_world(http)
    reason = {"Authorization": f"Bearer {own.credentials['admin']}", "Quittance-Reason": "asked for by phone"}
    changed = await http.patch(f"/v1/receivers/{own.ids['receiver']}", headers=reason, json={"name": "New"})
    assert changed.status_code == 200, changed.text
    owner = {"Authorization": f"Bearer {own.credentials['owner']}"}
    listed = await http.get(f"/v1/audit-log?receiver_id={own.ids['receiver']}&as_admin=true", headers=owner)
    assert [(entry["action"], entry["reason"]) for entry in listed.json()["data"]] == [
        ("receiver.updated", "asked for by phone")
    ]


@pytest.mark.parametrize("reason", ["x" * 501, "two\tlines", "caf\u0085\u00e9"])
async def test_a_reason_that_cannot_be_printed_is_refused(reason: str, http: httpx.AsyncClient, world: World) -> None:
    headers = [
        (b"authorization", f"Bearer {world.credentials['admin']}".encode()),
        (b"quittance-reason", reason.encode("latin-1")),
    ]
    assert (await http.get("/v1/users", headers=headers)).status_code == 422
