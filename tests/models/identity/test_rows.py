"""The rows of statements of our own have the columns that their types name: the checker believes it unseen."""

from typing import Any, TypeVar

import pytest

from models import database
from models.identity import api_keys, sessions, users
from models.identity.sessions import Presented
from models.identity.users import Standing
from models.shapes.identity import ApiKeyInput, LiveSessionRow
from tests import factories
from tests.models.identity.logged_in import register
from tests.rows import assert_holds

Row = TypeVar("Row")


async def test_who_calls_and_where_they_are_logged_in_come_as_their_types_say(
    pool: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[type] = []
    fetch_as, fetch_row_as = database.fetch_as, database.fetch_row_as

    async def all_held(row: type[Row], statement: str, *parameters: object) -> list[Row]:
        found: list[Any] = await fetch_as(row, statement, *parameters)
        for one in found:
            assert_holds(row, one)
            seen.append(row)
        return found

    async def first_held(row: type[Row], statement: str, *parameters: object) -> Row | None:
        found: Any = await fetch_row_as(row, statement, *parameters)
        if found is not None:
            assert_holds(row, found)
            seen.append(row)
        return found

    monkeypatch.setattr(database, "fetch_as", all_held)
    monkeypatch.setattr(database, "fetch_row_as", first_held)
    grant = await register()
    await sessions.caller(grant.access_token)
    await sessions.list_live(grant.user.id)
    await sessions.refresh(grant.refresh_token, address=None, user_agent=None)
    receiver = await factories.receiver()
    owner = await users.caller(receiver.user_id)
    _, secret = await api_keys.create(owner, ApiKeyInput(name="Export", scopes=["invoices:read"]))
    # The second time it has a last use.
    assert (await api_keys.caller(secret)).roles == (await api_keys.caller(secret)).roles == owner.roles
    assert set(seen) == {Standing, LiveSessionRow, Presented, api_keys.Holder}
