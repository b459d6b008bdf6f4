"""What tests of all work lists look at."""

import re

from prometheus_client import generate_latest

from models.upkeep import backlog

_LINE = re.compile(r'^quittance_work_errors_total\{list="(\w+)",result="(\w+)"\} (\S+)$', re.M)


async def work_errors() -> dict[tuple[str, str], float]:
    """How many tries ended as nobody expected, by list and result, as the metrics tell."""
    await backlog.measure()
    return {(name, result): float(total) for name, result, total in _LINE.findall(generate_latest().decode())}
