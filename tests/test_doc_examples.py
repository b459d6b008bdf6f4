"""The examples of the guides do what these pages say, with API keys of the scopes that they name."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from models import ids
from models.access import SCOPES
from tests import factories
from tests.api.processes import WebProcess
from tests.api.worlds import a_key
from tests.books import assert_books_balance

PAGES = Path(__file__).parent.parent / "docs"
EXAMPLE = re.compile(r"^<!-- A test runs this\. -->\n```python\n(.*?)^```$", re.M | re.S)
SCOPES_NAMED = re.compile(r"API key with\s+the\s+scopes\s([^.]*)")
SCOPE = re.compile(r"`(\w+:(?:read|write))`")


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebProcess]:
    process = WebProcess(tmp_path_factory.mktemp("web") / "log.txt")
    process.start()
    yield process
    process.stop()


# What a worker does with the documents that are asked for.
WORKER = """
import asyncio
from models import database
from models.documents import making

async def work():
    await database.open_pool(size_min=1, size_max=2)
    while True:
        await making.make_due()
        await asyncio.sleep(0.05)

asyncio.run(work())
"""


@pytest.fixture(scope="module")
def worker(pool: None) -> Iterator[None]:
    with subprocess.Popen([sys.executable, "-c", WORKER], cwd=PAGES.parent) as process:
        yield
        process.terminate()


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize(
    "page", ["conventions", "credit", "documents", "invoices", "pay-codes", "payments", "recurring", "reports"]
)
async def test_the_examples_of_a_page_run_one_after_the_other(pool: None, web: WebProcess, page: str) -> None:
    receiver = await factories.receiver()
    told: dict[str, Any] = {
        "receiver_id": receiver.text_id,
        "payer_id": ids.encode("payer", await factories.payer(receiver.id)),
    }
    text = (PAGES / f"{page}.md").read_text()
    (named,) = SCOPES_NAMED.findall(text)
    scopes = SCOPE.findall(named)
    assert set(scopes) <= SCOPES
    key = await a_key(receiver.user_id, *scopes)
    with httpx.Client(base_url=web.url, headers={"Authorization": f"Bearer {key}"}) as told["api"]:
        examples = EXAMPLE.findall(text)
        assert examples
        for code in examples:
            exec(code, told)  # our own documentation
    await assert_books_balance()
