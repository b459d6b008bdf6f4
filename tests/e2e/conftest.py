"""A running system for each file of this folder."""

from collections.abc import Iterator

import pytest

from tests.e2e.system import System


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A running system; stopped even when a test fails."""
    folder = tmp_path_factory.mktemp("system")
    # PostgreSQL runs under another account when the tests run as root.
    for parent in (folder, folder.parent, folder.parent.parent):
        parent.chmod(0o755)
    found = System(folder)
    found.start()
    yield found
    found.stop()
