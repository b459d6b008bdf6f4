"""What the tests of the HTTP API share: a client in the tests' own loop, people, and processes of web and simulator."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest

from tests.api.processes import WebProcess
from tests.models.gateways.processes import SimulatorProcess

if TYPE_CHECKING:
    from tests.api.people import Person, Shop


@pytest.fixture(scope="session")
async def http(pool: None) -> AsyncIterator[httpx.AsyncClient]:
    """The application, without a network in between. The pool is the tests' own, so only the rest of the start runs."""
    from api.app import app  # noqa: PLC0415 - see tests/conftest.py
    from api.pages import openapi  # noqa: PLC0415 - reads the configuration, which conftest files come before

    openapi.complete(app.app)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://quittance.test") as client:
        yield client


@pytest.fixture(scope="module", autouse=True)
async def _leave_no_work(pool: None) -> AsyncIterator[None]:
    """What our payments, endpoints and comparisons would still have to do is not for the workers of other tests."""
    from models import database  # noqa: PLC0415 - see tests/conftest.py

    yield
    later = "next_attempt_at = now() + interval '10 years'"
    for work_list in (
        "attempts",
        "callbacks",
        "credentials_checks",
        "credit_runs",
        "dispute_responses",
        "reconciliation_runs",
        "webhook_deliveries",
    ):
        await database.execute(f"UPDATE {work_list} SET {later} WHERE status IN ('pending', 'leased')")


@pytest.fixture
def register(http: httpx.AsyncClient) -> "Callable[..., Awaitable[Person]]":
    """Makes somebody who is logged in and is nothing to anybody yet."""
    from tests.api import people  # noqa: PLC0415 - see tests/conftest.py

    return lambda **fields: people.register(http, **fields)


@pytest.fixture
async def shop(http: httpx.AsyncClient) -> "Shop":
    """A receiver in euro with its owner and a payer."""
    from tests.api import people  # noqa: PLC0415 - see tests/conftest.py

    return await people.open_shop(http)


@pytest.fixture
def anybody(http: httpx.AsyncClient) -> "Person":
    """Somebody without a login."""
    from tests.api import people  # noqa: PLC0415 - see tests/conftest.py

    return people.Person(http)


@pytest.fixture
async def stranger(http: httpx.AsyncClient) -> "Person":
    """Somebody with a receiver of their own, who is nothing to the others."""
    from tests.api import people  # noqa: PLC0415 - see tests/conftest.py

    return (await people.open_shop(http, name="A stranger's shop")).owner


@pytest.fixture(scope="session")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    """The gateway, where our configuration says that it is."""
    process = SimulatorProcess(tmp_path_factory.mktemp("simulator"))
    process.url = os.environ["QUITTANCE_SIMULATOR_URL"]
    process.port = urlsplit(process.url).port or 80
    process.start()
    yield process
    process.stop()


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebProcess]:
    """The application behind the server that runs it in production."""
    process = WebProcess(tmp_path_factory.mktemp("web") / "log.txt")
    process.start()
    yield process
    process.stop()


@pytest.fixture(scope="module")
def long_web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebProcess]:
    """A web process whose streams last."""
    process = WebProcess(tmp_path_factory.mktemp("web") / "log.txt", QUITTANCE_STREAM_SECONDS="120")
    process.start()
    yield process
    process.stop()
