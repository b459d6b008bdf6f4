"""What these tests share: a day that does not end meanwhile."""

from collections.abc import Iterator

import pytest

from models import clock


@pytest.fixture
def noon_today() -> Iterator[None]:
    """It is noon in UTC, so that what was today at the beginning is today at the end."""
    with clock.moved_to(clock.now().replace(hour=12, minute=0)):
        yield
