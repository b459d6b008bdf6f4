"""What the tests of gateways share."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING

import msgspec
import pytest
from aiohttp import web

from models.gateways.base import Charge
from tests.models.gateways.processes import CallbackReceiver, SimulatorProcess

if TYPE_CHECKING:
    from tests.models.gateways import merchants


@pytest.fixture(scope="session")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    process = SimulatorProcess(tmp_path_factory.mktemp("simulator"))
    process.start()
    yield process
    process.stop()


@pytest.fixture
async def merchant(simulator: SimulatorProcess) -> "merchants.Merchant":
    from tests.models.gateways import merchants  # noqa: PLC0415 - reads the configuration, which conftest files come before

    return await merchants.open_merchant(simulator.url)


@pytest.fixture
async def receiver() -> AsyncIterator[CallbackReceiver]:
    taker = CallbackReceiver()
    application = web.Application()
    application.router.add_post("/callbacks", taker.take)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    taker.url = f"http://127.0.0.1:{runner.addresses[0][1]}/callbacks"
    yield taker
    await runner.cleanup()


@pytest.fixture
def charge_of() -> Callable[..., Charge]:
    """Makes charges that differ only in what the test names."""
    numbers = iter(range(1, 1000))

    def make(payment_token: str = "tok_success", **fields: object) -> Charge:
        usual = Charge(
            reference=f"att_{next(numbers)}",
            amount=1999,
            currency="EUR",
            payment_token=payment_token,
            description="Invoice 2026-00001",
            return_url="http://127.0.0.1:9/back",
            callback_url="",
        )
        return msgspec.structs.replace(usual, **fields)

    return make
