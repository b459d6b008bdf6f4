"""What `/metrics` says: of this process, or of all `web` processes of this machine together.

Where PROMETHEUS_MULTIPROC_DIR names a folder, each process keeps its numbers there, and whichever is asked adds them
up; `python -m launch` sees to it for WEB_CONCURRENCY. What was counted by a process that has ended still counts.
"""

import os
import re
from pathlib import Path

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from models.upkeep import backlog
from models.webhooks import metrics

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_OF_THE_LIVING = re.compile(r"gauge_live\w*_(\d+)\.db")


def exposition() -> str:
    """All metrics in the text format."""
    if FOLDER not in os.environ:
        return generate_latest().decode()
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    # They read PostgreSQL, where all processes have added up already.
    registry.register(backlog.ERRORS)
    registry.register(metrics.TOTALS)
    return generate_latest(registry).decode()


def forget_dead_processes() -> None:
    """What a process that was killed had on hand is on hand no more. Whoever takes its place calls this."""
    for file in Path(os.environ[FOLDER]).iterdir() if FOLDER in os.environ else ():
        found = _OF_THE_LIVING.fullmatch(file.name)
        if found and not _is_running(int(found[1])):
            mark_process_dead(int(found[1]))


def _is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
