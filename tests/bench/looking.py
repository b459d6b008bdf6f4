"""Has PostgreSQL look at what has grown, as a job of the workers does, beside web: `python -m tests.bench.looking 5`.

Workers do not run while requests are measured, but what PostgreSQL knows of its tables decides what each of them costs.
"""

import asyncio
import sys

from models.upkeep import statistics


async def look(*, every_seconds: float) -> None:
    """For ever."""
    while True:
        await statistics.renew()
        await asyncio.sleep(every_seconds)


if __name__ == "__main__":
    asyncio.run(look(every_seconds=float(sys.argv[1])))
