"""What the tests of online payments share: a simulator in a hurry, and a receiver with an account there."""

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.gateways.processes import SimulatorProcess

if TYPE_CHECKING:
    from tests.models.shops import Shop

# An answer that is lost after 40 seconds is lost after 0.4.
SPEED = 100


@pytest.fixture(scope="session")
def hurried_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    process = SimulatorProcess(tmp_path_factory.mktemp("simulator"), speed=SPEED)
    process.start()
    yield process
    process.stop()


@pytest.fixture
async def shop(
    pool: None, hurried_simulator: SimulatorProcess, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator["Shop"]:
    from tests.models import shops  # noqa: PLC0415 - reads the configuration, which conftest files come before

    async with shops.open_shop(hurried_simulator.url, monkeypatch) as opened:
        yield opened
