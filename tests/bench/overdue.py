"""How long is the night in which many invoices become overdue? `python -m tests.bench.overdue`, some five minutes.

Fills a throw-away database with open invoices of receivers in several time zones, a tenth of which were due yesterday,
and lets the job that marks them do its work (models/billing/overdue.py), as its worker does. Prints how long that takes
as a whole and by batch, while which the batch's invoices are locked; memory, and PostgreSQL's processor time.

`--invoices 10000 1000000` are the sizes; each has a tenth as many that become overdue.
"""

import argparse
import subprocess
import sys

from tests.bench import servers


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.overdue")
    parser.add_argument("--invoices", nargs="+", default=["10000", "1000000"], help="how many are open")
    print(servers.load(), flush=True)
    for invoices in parser.parse_args().invoices:
        with servers.running() as started:
            # In a process of its own: this one must not read its configuration before the servers run.
            subprocess.run(
                [sys.executable, "-m", "tests.bench.night", str(started.postgres_id), invoices],
                cwd=servers.PROJECT,
                env={**started.environment, "QUITTANCE_LOG_LEVEL": "ERROR"},
                check=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
