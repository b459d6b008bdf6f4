"""`python -m tests.chaos --events 20000 --seed 7`: exit code 0 when nothing was lost, else 1.

With `--control NAME` (or `--control all`) a promise is broken on purpose: then 0 means that the verdict has found it.
"""

import argparse
import shutil
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.chaos import verdict
from tests.chaos.run import ASYNC_COMMIT, EVENTS_PER_KILL, EXAMPLES, KILLS_MIN, Report, Run, make_folder


def main() -> int:
    """Runs, prints, and keeps the journals of a run that failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, help=f"default: one per {EVENTS_PER_KILL} events, at least {KILLS_MIN}")
    parser.add_argument("--hurried", action="store_true", help="do not wait for leases at the end")
    parser.add_argument("--control", action="append", default=[], choices=[*verdict.CONTROLS, "all"])
    parser.add_argument("--keep", action="store_true", help="keep the folder of a run that went well, too")
    chosen = parser.parse_args()
    controls = (
        [name for name in verdict.CONTROLS if name != ASYNC_COMMIT] if "all" in chosen.control else chosen.control
    )
    kills = max(KILLS_MIN, chosen.events // EVENTS_PER_KILL) if chosen.kills is None else chosen.kills
    # So that what was started is ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder = make_folder(Path(tempfile.gettempdir()))
    run = Run(folder, events=chosen.events, seed=chosen.seed, kills=kills, hurried=chosen.hurried, controls=controls)
    went_well = False
    try:
        report = run.run()
        went_well = _tell(report, controls)
    finally:
        if went_well and not chosen.keep:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            print(f"Journals, data and logs are kept in {folder}", flush=True)
    return 0 if went_well else 1


def _tell(report: Report, controls: list[str]) -> bool:
    print("\n" + "\n".join(report.lines))
    counts = Counter(violation.name for violation in report.violations)
    print(f"violations       {len(report.violations)}")
    for name, count in counts.items():
        print(f"  {count} × {name}")
        for violation in [one for one in report.violations if one.name == name][:EXAMPLES]:
            print(f"      {violation.detail}")
    if not controls:
        return not report.violations
    missed = set().union(*(verdict.CONTROLS[name] for name in controls)) - counts.keys()
    print(f"Red, as it must be: {', '.join(controls)}" if not missed else f"NOT FOUND: {', '.join(sorted(missed))}")
    return not missed


if __name__ == "__main__":
    sys.exit(main())
