"""What tests share: a shop at a simulator in a hurry, a receiver with subscribers, and a count of statements."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.models.gateways.processes import SimulatorProcess

if TYPE_CHECKING:
    from tests.factories import Receiver
    from tests.models.shops import Shop
    from tests.receivers import Zoo
    from tests.round_trips import RoundTrips

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


@pytest.fixture
async def receiver(pool: None) -> "Receiver":
    """A receiver, when nobody else has an endpoint that is not disabled."""
    from tests import factories  # noqa: PLC0415 - as above
    from tests.models.webhooks import subscribers  # noqa: PLC0415 - as above

    await subscribers.retire_all()
    return await factories.receiver()


@pytest.fixture
async def zoo() -> "AsyncIterator[Zoo]":
    """Subscribers that behave in every way."""
    from tests.receivers import open_zoo  # noqa: PLC0415 - as above

    async with open_zoo() as zoo:
        yield zoo


@pytest.fixture
def count(round_trips: "RoundTrips") -> Callable[[Callable[[], Awaitable[Any]]], Awaitable[int]]:
    """Counts the statements that an operation sends, without BEGIN and COMMIT."""

    async def run(operation: Callable[[], Awaitable[Any]]) -> int:
        sent = await round_trips.of(operation)
        return len([statement for statement in sent if statement not in ("BEGIN", "COMMIT", "ROLLBACK")])

    return run
