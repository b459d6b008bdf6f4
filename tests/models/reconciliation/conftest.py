"""What these tests share: a simulator, a shop whose account there is compared, and nothing else that is due."""

import datetime
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.models.gateways.processes import SimulatorProcess

if TYPE_CHECKING:
    from models.gateways.simulator.adapter import SimulatorGateway
    from tests.models.reconciliation.shops import Shop

FAR_AWAY = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture(scope="package")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    process = SimulatorProcess(tmp_path_factory.mktemp("simulator"))
    process.start()
    yield process
    process.stop()


@pytest.fixture(autouse=True)
def gateway(simulator: SimulatorProcess, monkeypatch: pytest.MonkeyPatch) -> "type[SimulatorGateway]":
    """The adapter that accounts are opened with, at these tests' simulator; tests change `url` to lose it."""
    # Both read the configuration, which conftest files come before.
    from models.gateways import registry  # noqa: PLC0415 - see tests/conftest.py
    from models.gateways.simulator.adapter import SimulatorGateway  # noqa: PLC0415 - see tests/conftest.py

    class Here(SimulatorGateway):
        url = simulator.url

        def __init__(self, credentials: dict[str, str], **given: Any) -> None:
            super().__init__(credentials, base_url=self.url, **given)

    monkeypatch.setitem(registry.GATEWAYS, "simulator", Here)
    return Here


@pytest.fixture(autouse=True)
async def nothing_else_is_due(pool: None) -> AsyncIterator[None]:
    """Accounts and runs of other tests would be worked on too."""
    from models import database  # noqa: PLC0415 - as above
    from tests.books import assert_books_balance  # noqa: PLC0415 - as above

    await database.execute("UPDATE gateway_accounts SET reconciled_until = $1", FAR_AWAY)
    await database.execute(
        "UPDATE reconciliation_runs SET status = 'failed', lease_token = NULL WHERE status IN ('pending', 'leased')"
    )
    yield
    await assert_books_balance()


@pytest.fixture(autouse=True)
def typed_rows_are_what_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every statement of reconciliation returns the columns that the TypedDict beside it names."""
    from models import database  # noqa: PLC0415 - as above

    fetch_as = database.fetch_as

    async def hold(row: Any, statement: str, *parameters: object) -> list[Any]:
        found = await fetch_as(row, statement, *parameters)
        if row.__module__.startswith("models.reconciliation"):
            assert all(set(one.keys()) == set(row.__annotations__) for one in found), row.__name__
        return found

    monkeypatch.setattr(database, "fetch_as", hold)


@pytest.fixture
async def shop(pool: None, simulator: SimulatorProcess) -> "Shop":
    from tests.models.reconciliation import shops  # noqa: PLC0415 - as above

    return await shops.open_shop(simulator)
