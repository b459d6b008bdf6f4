"""The whole application behind one client, in the test's own event loop, as whoever and from wherever a test likes."""

import uuid
from collections.abc import Mapping
from typing import Any

import httpx
from litestar import Litestar

from api.app import create_app
from api.middleware.telemetry import Telemetry
from models import clock, database, ids
from models.identity import tokens

_apps: list[Litestar] = []


def application() -> Telemetry:
    """The application as uvicorn runs it; made once, since its middlewares keep no state of a request."""
    if not _apps:
        _apps.append(create_app())
    return Telemetry(_apps[0])


def client(
    *, address: str = "127.0.0.1", headers: Mapping[str, str] | None = None, app: Any = None
) -> httpx.AsyncClient:
    """Whoever connects from that address and sends those headers."""
    transport = httpx.ASGITransport(app=app or application(), client=(address, 50_000), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://testserver.local", headers=dict(headers or {}))


async def bearer(user_id: uuid.UUID) -> dict[str, str]:
    """The header of somebody who has logged in."""
    session_id = ids.new()
    await database.execute(
        "INSERT INTO sessions (id, user_id, expires_at) VALUES ($1, $2, $3)",
        session_id,
        user_id,
        clock.now().replace(year=clock.now().year + 1),
    )
    return {"Authorization": f"Bearer {tokens.issue(user_id, session_id=session_id)}"}
