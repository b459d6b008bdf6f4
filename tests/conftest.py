"""What all tests share: throw-away servers, a migrated database for each test process, and the pool of one event loop.

The servers start before anything of ours is imported, since the configuration is read at import. Under xdist the
controller starts them, and every worker clones the migrated template.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import hypothesis
import pytest

from launch.embedded import Postgres, Valkey
from launch.machine import free_port

if TYPE_CHECKING:
    from tests.round_trips import RoundTrips

TEMPLATE = "quittance_template"
# How often a test that shows a time is tried again: what others on the machine do disturbs it now and then, not always.
RERUNS_OF_MEASURED = 2
_stack: list[Postgres | Valkey | Path] = []

# How long an example takes says something about the machine, and nothing about what is tested.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """Starts the servers in the controller, and gives each process a database and a Redis number of its own."""
    worker = getattr(config, "workerinput", None)
    if worker is None:
        folder = Path(tempfile.mkdtemp(prefix="quittance-tests-"))
        folder.chmod(0o755)
        postgres, valkey = Postgres(folder / "postgres", durable=False), Valkey(folder / "valkey", durable=False)
        postgres.start()
        valkey.start()
        _stack.extend([valkey, postgres, folder])
        os.environ.update(
            QUITTANCE_ENV="test",
            QUITTANCE_TESTS_SERVER=postgres.dsn("{database}"),
            QUITTANCE_TESTS_REDIS=valkey.url(0).removesuffix("/0"),
            QUITTANCE_SIMULATOR_URL=f"http://127.0.0.1:{free_port()}",
            QUITTANCE_LOG_LEVEL="WARNING",
            # A stream of events ends soon, so that a test can read it to its end.
            QUITTANCE_STREAM_SECONDS="1",
        )
        asyncio.run(_make_database(TEMPLATE, template="template1"))
        environment = {"DATABASE_URL": _dsn(TEMPLATE), "REDIS_URL": f"{os.environ['QUITTANCE_TESTS_REDIS']}/0"}
        # In a process of its own: this one must not read its configuration yet.
        subprocess.run(
            [sys.executable, "manage.py", "migrate"],
            env=os.environ | environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        name, number = "quittance_tests", 1
    else:
        name, number = f"quittance_tests_{worker['workerid']}", int(worker["workerid"].removeprefix("gw")) + 2
        os.environ["QUITTANCE_SIMULATOR_URL"] = f"http://127.0.0.1:{free_port()}"
    asyncio.run(_make_database(name, template=TEMPLATE))
    os.environ["DATABASE_URL"] = _dsn(name)
    os.environ["REDIS_URL"] = f"{os.environ['QUITTANCE_TESTS_REDIS']}/{number}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lets tests that show a time be tried again, and no others."""
    for item in items:
        if item.get_closest_marker("measured"):
            item.add_marker(pytest.mark.flaky(reruns=RERUNS_OF_MEASURED))


def pytest_unconfigure() -> None:
    """Stops what pytest_configure started."""
    for part in _stack:
        if isinstance(part, Path):
            shutil.rmtree(part, ignore_errors=True)
        else:
            part.stop(hurry=True)
    _stack.clear()


@pytest.fixture(scope="session")
async def pool() -> AsyncIterator[None]:
    """The connection pool that operations use, opened in the tests' event loop."""
    from models import database  # noqa: PLC0415 - not before the configuration points at the test database

    await database.open_pool(size_min=1, size_max=20)
    yield
    await database.close_pool()


@pytest.fixture
def calm_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writes are put together as on a machine that is never late, and nobody relies on what earlier tests have left."""
    from models import groups, transactions  # noqa: PLC0415 - as above
    from models.billing import series  # noqa: PLC0415 - as above

    monkeypatch.setattr(groups, "ALONE_SECONDS", 60.0)
    monkeypatch.setattr(groups, "LOCK_SECONDS", 5.0)
    monkeypatch.setattr(transactions, "TURN_SECONDS_MAX", 60.0)
    # It forgets all at once when it remembers many, as it may after other tests.
    monkeypatch.setattr(series, "_left", {})


@pytest.fixture
def round_trips(pool: None, monkeypatch: pytest.MonkeyPatch) -> "RoundTrips":
    """Notes everything that is sent to PostgreSQL while an operation runs, BEGIN and COMMIT too."""
    from tests.round_trips import RoundTrips  # noqa: PLC0415 - as above

    return RoundTrips(monkeypatch)


def _dsn(database: str) -> str:
    return os.environ["QUITTANCE_TESTS_SERVER"].replace("{database}", database)


async def _make_database(name: str, *, template: str) -> None:
    connection = await asyncpg.connect(_dsn("postgres"))
    try:
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    finally:
        await connection.close()
