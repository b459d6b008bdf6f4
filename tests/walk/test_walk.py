"""The walk of every run of the tests, and the proof that it can fail. `make walk` goes on longer, and elsewhere."""

import re
import subprocess
import sys

from tests.e2e.system import PROJECT

SECONDS_MAX = 2_400
STEPS, SEED = 10_000, 1
STEPS_OF_CONTROL = 300
# Each is met some fifty times or more; without these the walk has hardly met money.
MET = {"createPayment: 201", "finalizeInvoice: 200", "createRefund: 201", "payByLink: 201", "callback: 200"}
# Of some hundred operations that have come to something; which of the seldom ones do is chance.
SUCCEEDED_MIN = 70


def walk(*arguments: str) -> tuple[int, str]:
    """The exit code and all that was said, of a process with an event loop and a configuration of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.walk", *arguments],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS_MAX,
    )
    return done.returncode, done.stdout


def test_whatever_is_asked_by_whomever_everything_that_must_be_true_is() -> None:
    exit_code, said = walk("--steps", str(STEPS), "--seed", str(SEED))
    assert exit_code == 0, said
    met = set(re.findall(r"^ *\d+ × (.*)$", said, re.MULTILINE))
    assert met >= MET, f"never met: {MET - met}"
    assert sum(re.search(r": 20\d$", one) is not None for one in met) >= SUCCEEDED_MIN, said
    steps = re.search(r"^(\d+) steps", said, re.MULTILINE)
    assert steps is not None
    assert int(steps[1]) >= STEPS * 0.8


def test_the_walk_notices_what_must_not_be() -> None:
    exit_code, said = walk("--steps", str(STEPS_OF_CONTROL), "--control")
    assert exit_code == 0, said
    assert "Noticed, as it must be." in said
