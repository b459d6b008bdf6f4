"""The kill test in short, and the proof that it can fail. `make chaos` runs it long."""

import re
import subprocess
import sys

from tests.chaos import nemesis, verdict
from tests.chaos.run import ASYNC_COMMIT
from tests.e2e.system import PROJECT

SECONDS_MAX = 900
EVENTS = 1_500
EVENTS_OF_CONTROLS = 60


def chaos(*arguments: str) -> tuple[int, str]:
    """The exit code and all that was said, of a process with an event loop and a configuration of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.chaos", "--hurried", *arguments],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        said, _ = process.communicate(timeout=SECONDS_MAX)
    except subprocess.TimeoutExpired:
        # Asked, it also ends the system that it has started.
        process.terminate()
        said, _ = process.communicate(timeout=300)
    return process.returncode, said


def test_whatever_is_killed_no_event_is_lost_and_none_is_made_up() -> None:
    exit_code, said = chaos("--events", str(EVENTS), "--seed", "7")
    assert exit_code == 0, said
    kills = re.search(r"^kills +(.*)$", said, re.MULTILINE)
    assert kills, said
    for victim in (*nemesis.VICTIMS, nemesis.ZOMBIE):
        assert re.search(rf"\b{victim} [1-9]", kills[1]), f"{victim} was left out: {kills[1]}"
    assert re.search(r"^violations +0$", said, re.MULTILINE), said


def test_a_broken_promise_of_the_living_system_is_found() -> None:
    exit_code, said = chaos("--events", str(EVENTS_OF_CONTROLS), "--kills", "0", "--control", "all")
    assert exit_code == 0, said
    for name in set().union(*(found for control, found in verdict.CONTROLS.items() if control != ASYNC_COMMIT)):
        assert f"× {name}" in said
    assert "Red, as it must be" in said
