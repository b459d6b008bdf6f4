"""What no event announces is audited all the same: every change that a person makes leaves an entry."""

import ast
import uuid
from pathlib import Path
from typing import Any

from models import audit, database, events, ids
from models.access import Caller
from models.audit import Origin
from models.identity import users
from models.online import gateway_accounts
from models.parties import receivers
from models.shapes.gateways import GatewayAccountInput
from models.shapes.parties import ReceiverInput
from models.shapes.webhooks import WebhookEndpointInput, WebhookEndpointPatch
from models.webhooks import endpoints
from tests import factories
from tests.books import open_book


async def actions(object_id: uuid.UUID) -> list[tuple[str, uuid.UUID | None]]:
    """The entries about an object, the first one first, and who made them."""
    rows = await database.fetch("SELECT action, user_id FROM audit_log WHERE object_id = $1 ORDER BY id", object_id)
    return [(row["action"], row["user_id"]) for row in rows]


def test_every_action_that_is_recorded_can_be_asked_for() -> None:
    recorded = set()
    for path in (Path(__file__).parents[2] / "models").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            # As they are called: `audit.record`, and what a module calls it by.
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("audit.record", "_record", "_audit"):
                recorded |= {one.value for one in node.args if isinstance(one, ast.Constant)}
    assert {"invoice_mail.created", "member.added", "receiver.deleted"} <= recorded
    assert recorded <= audit.ACTIONS
    # These are put together.
    others = {action for action in audit.ACTIONS if action.startswith(("gateway_account.credentials_", "admin."))}
    assert audit.ACTIONS - set(events.TYPES) <= recorded | others


async def test_the_coming_and_going_of_a_receiver_is_audited(pool: None) -> None:
    user_id = await factories.user()
    owner = Caller(key=f"user:{user_id}", user_id=user_id)
    with audit.acting(Origin(caller=owner)):
        made = await receivers.create(owner, ReceiverInput(name="Short-lived", currency="EUR"))
        await receivers.delete(await users.caller(user_id), made["id"], version=None)
    assert await actions(made["id"]) == [("receiver.created", user_id), ("receiver.deleted", user_id)]


async def test_gateway_accounts_are_audited_without_their_credentials(pool: None) -> None:
    book = await open_book()
    secret = f"sk_sim_{ids.new().hex}"
    credentials = {
        "account": f"acct_{ids.new().hex[:12]}",
        "api_key": secret,
        "webhook_secret": "whsec_" + "c" * 43 + "=",
    }
    with audit.acting(Origin(caller=book.owner)):
        row = await gateway_accounts.create(
            book.owner,
            GatewayAccountInput(receiver_id=book.receiver_id, gateway="simulator", credentials=credentials),
        )
        await gateway_accounts.archive(book.owner, row["id"], version=None)
        # The second time changes nothing, and there is nothing to audit.
        await gateway_accounts.archive(book.owner, row["id"], version=None)
    who = book.owner.user_id
    assert await actions(row["id"]) == [("gateway_account.created", who), ("gateway_account.archived", who)]
    kept: Any = await database.fetch_value(
        object,
        "SELECT string_agg(coalesce(before::text, '') || coalesce(after::text, ''), '') FROM audit_log "
        "WHERE object_id = $1",
        row["id"],
    )
    assert secret not in kept
    assert '"status": "archived"' in kept


async def test_every_change_of_a_webhook_endpoint_is_audited_without_its_secret(pool: None) -> None:
    book = await open_book()
    with audit.acting(Origin(caller=book.owner)):
        row, made = await endpoints.create(
            book.owner, WebhookEndpointInput(receiver_id=book.receiver_id, url="https://example.com/hooks")
        )
        await endpoints.update(book.owner, row["id"], WebhookEndpointPatch(description="Ours"))
        await endpoints.disable(book.owner, row["id"])
        await endpoints.enable(book.owner, row["id"])
        _, made_later = await endpoints.rotate_secret(book.owner, row["id"])
        await endpoints.delete(book.owner, row["id"])
    assert [action for action, _ in await actions(row["id"])] == [
        f"webhook_endpoint.{what}"
        for what in ("created", "updated", "disabled", "enabled", "secret_rotated", "deleted")
    ]
    kept = await database.fetch_value(
        object,
        "SELECT string_agg(coalesce(before::text, '') || coalesce(after::text, ''), '') FROM audit_log "
        "WHERE object_id = $1",
        row["id"],
    )
    assert made.secret is not None
    assert made.secret not in kept
    assert made_later.secret is not None
    assert made_later.secret not in kept


async def test_the_first_admin_is_audited_as_the_systems_doing(pool: None) -> None:
    user_id = await factories.user()
    email = await database.fetch_value(object, "SELECT email FROM users WHERE id = $1", user_id)
    await users.make_admin(email)
    assert await actions(user_id) == [("admin.granted", None)]
