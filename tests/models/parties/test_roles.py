"""What somebody is: as far as a page shows it, it is the same each time, and begins with the first name."""

import uuid

import pytest

from models import ids
from models.access import Caller
from models.parties import roles
from tests import factories

pytestmark = pytest.mark.usefixtures("pool")

# Made in no order.
NAMES = ("Delta", "Alpha", "Echo", "Charlie", "Bravo", "Alpha")
FIRST = ["Alpha", "Alpha", "Bravo"]


@pytest.fixture(autouse=True)
def three_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roles, "SHOWN_MAX", len(FIRST))


async def test_who_is_billed_by_many_sees_the_first_by_name() -> None:
    claimed: set[uuid.UUID] = set()
    for name in NAMES:
        receiver = await factories.receiver(name=name)
        claimed.add(await factories.payer(receiver.id))
    caller = Caller(key=f"user:{ids.new()}", payer_ids=frozenset(claimed))
    found = await roles.payers_of(caller)
    assert [one.receiver_name for one in found] == FIRST
    assert found == await roles.payers_of(caller)


async def test_who_works_for_many_sees_the_first_by_name() -> None:
    user_id = await factories.user()
    receivers = [await factories.receiver(name=name) for name in NAMES]
    for receiver in receivers:
        await factories.member(receiver.id, role="viewer", user_id=user_id)
    caller = Caller(key=f"user:{user_id}", roles={receiver.id: "viewer" for receiver in receivers})
    assert [receiver.name for receiver in await roles.receivers_of(caller)] == FIRST


async def test_who_is_nobody_sees_none() -> None:
    nobody = Caller(key=f"user:{ids.new()}")
    assert (await roles.payers_of(nobody), await roles.receivers_of(nobody)) == ([], [])
