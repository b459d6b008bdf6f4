"""What does it cost to keep months, and to drop one? `python -m tests.bench.retention`, under a minute.

Starts a throw-away server with two databases that hold the same rows: one with a partition for each month, and one with
a single partition for all of them. Prints
- what the statements of the hot paths take with many partitions, against with one, and how they were planned;
- how long dropping a month of 200,000 events, deliveries and attempts takes, against deleting the same rows from the
  database that has them in one place, and what is left on the disk afterwards.

`--plans` prints the plans themselves.
"""

import argparse
import subprocess
import sys

from tests.bench import servers


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.retention")
    parser.add_argument("--plans", action="store_true", help="print the plans of the hot paths")
    flags = ["--plans"] if parser.parse_args().plans else []
    with servers.running() as started:
        # In a process of its own: this one must not read its configuration before the servers run.
        return subprocess.run(
            [sys.executable, "-m", "tests.bench.months", *flags],
            cwd=servers.PROJECT,
            env={**started.environment, "QUITTANCE_LOG_LEVEL": "ERROR"},
            check=False,
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
