"""What a document costs a worker: processor time of setting it, each one another, and how much memory that takes.

`python -m tests.bench.documents`. The e-invoice inside is a part of it; reading and keeping rows is not.
"""

import os
import resource
import statistics
import time

if __name__ == "__main__":
    # The configuration wants servers to be named; nothing connects to them.
    os.environ |= {"DATABASE_URL": "postgresql://nowhere", "REDIS_URL": "redis://nowhere"}

from models.documents import contents, pdf, printing
from models.documents.fonts import fonts
from models.einvoices import building, cii
from tests.models.einvoices.drawn import invoice, line

TIMES = 21


def main() -> None:
    print("| lines | CPU, fastest | CPU, median | bytes |\n| --- | --- | --- | --- |")
    set_one(1, 0)
    for lines in (1, 5, 30, 200):
        taken, size = [], 0
        for turn in range(TIMES):
            began = time.process_time()
            size = set_one(lines, turn)
            taken.append((time.process_time() - began) * 1000)
        print(f"| {lines} | {min(taken):.0f} ms | {statistics.median(taken):.0f} ms | {size:,} |", flush=True)
    print(f"\nAt most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB were resident.")


def set_one(lines: int, turn: int) -> int:
    """One invoice that no other is like; returns its size."""
    of = invoice(*(line(str(100 + index), description=f"Work {turn} of day {index}") for index in range(lines)))
    printed = printing.printed(contents.of_invoice(of, "en"), fonts())
    return len(pdf.render(printed, einvoice=cii.write(building.of_invoice(of))))


if __name__ == "__main__":
    main()
