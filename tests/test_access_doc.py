"""docs/access.md tells the truth: its table is the one in models/resources.py, and its examples run."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import httpx
import pytest

from launch.machine import free_port
from models.access import PERMISSIONS, scope_of
from models.resources import USERS, Role

PROJECT = Path(__file__).parent.parent
DOCUMENT = PROJECT / "docs" / "access.md"
BEGIN, END = "<!-- table: begin -->\n", "<!-- table: end -->\n"
REWRITE = 'QUITTANCE_REWRITE_DOCS=1 make test ARGS="tests/test_access_doc.py"'
READY_SECONDS_MAX = 300.0


def table() -> str:
    """The table of rights as Markdown."""
    roles = [role for role in get_args(Role) if role != "user"]
    lines = [
        f"| permission | allows to | {' | '.join(roles)} | admin | scope |",
        f"| --- | --- | {' | '.join([':-:'] * len(roles))} | :-: | --- |",
    ]
    for name, permission in PERMISSIONS.items():
        cells = ["yes" if permission.holders == USERS or role in permission.holders else "" for role in roles]
        scope = "login" if permission.needs_login else f"`{scope_of(name)}`"
        allows = permission.allows[0].lower() + permission.allows[1:]
        lines.append(f"| `{name}` | {allows} | {' | '.join(cells)} | yes | {scope} |")
    return "\n".join(lines) + "\n"


def test_the_documented_table_is_the_one_that_is_enforced() -> None:
    text = DOCUMENT.read_text()
    before, _, rest = text.partition(BEGIN)
    printed, _, after = rest.partition(END)
    if os.environ.get("QUITTANCE_REWRITE_DOCS"):
        DOCUMENT.write_text(before + BEGIN + table() + END + after)
        return
    assert printed == table(), f"docs/access.md is not the table of models/resources.py. To rewrite it: {REWRITE}"


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """The API as a process of its own, on the tests' servers."""
    port = free_port()
    log = tmp_path / "api.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "api.app:app", "--host", "127.0.0.1", "--port", str(port)],
            cwd=PROJECT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    found = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + READY_SECONDS_MAX
        while not _is_ready(found):
            assert process.poll() is None, log.read_text()[-2000:]
            assert time.monotonic() < deadline, log.read_text()[-2000:]
            time.sleep(0.1)
        yield found
    finally:
        process.terminate()
        process.wait(timeout=READY_SECONDS_MAX)


def test_the_examples_run_as_they_stand(url: str, tmp_path: Path) -> None:
    blocks = re.findall(r"^```bash\n(.*?)^```$", DOCUMENT.read_text(), re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 4
    script = tmp_path / "examples.sh"
    script.write_text("set -eu -o pipefail\n" + "".join(blocks).replace("http://127.0.0.1:8000", url))
    played = subprocess.run(["bash", str(script)], capture_output=True, text=True, timeout=300, check=False)
    assert played.returncode == 0, played.stdout + played.stderr
    assert "'role': 'owner'" in played.stdout
    assert played.stdout.rstrip().endswith("pending")


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/live", timeout=1).status_code == 200
    except httpx.TransportError:
        return False
