"""How fast, how late and how fairly do webhooks go out? `python -m tests.bench.webhooks`, under four minutes.

Starts throw-away servers, a receiver and deliverers, all on this machine and on loopback, and prints
- deliveries/s, against what the same HTTP client does with the same bodies from memory: nothing on this machine that
  uses this client can be faster;
- how long after its commit an event arrives, at a steady rate, through Celery as in production;
- the same for 499 endpoints that are well, beside one that is dead and has 50,000 deliveries waiting;
- memory of the deliverers, processor time, and whether anything was lost (then it exits with 1).

`--quick` does a little of each, in half a minute: enough to see that it works, too little to compare figures.
"""

import argparse
import subprocess
import sys

from tests.bench import servers


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.webhooks")
    parser.add_argument("--quick", action="store_true", help="a little of each, in half a minute")
    flags = ["--quick"] if parser.parse_args().quick else []
    with servers.running() as started:
        # In a process of its own: this one must not read its configuration before the servers run.
        return subprocess.run(
            [sys.executable, "-m", "tests.bench.scenarios", str(started.postgres_id), *flags],
            cwd=servers.PROJECT,
            # The warning that this machine may be spoken to is none here.
            env={**started.environment, "QUITTANCE_LOG_LEVEL": "ERROR"},
            check=False,
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
