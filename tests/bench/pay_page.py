"""What the page of a pay link costs `web` beyond the same invoice in JSON: processor time, each invoice another one.

`python -m tests.bench.pay_page`. Reading the invoice is the same for both, and not a part of it.
"""

import datetime
import os
import time
from collections.abc import Callable

if __name__ == "__main__":
    # The configuration wants servers to be named; nothing connects to them.
    os.environ |= {"DATABASE_URL": "postgresql://nowhere", "REDIS_URL": "redis://nowhere"}

import msgspec

from api.pages import paying, rendering
from api.pages.paying import Standing
from models.shapes.billing import Invoice
from models.shapes.common import to_json
from models.shapes.logos import Measures
from tests.models.einvoices.drawn import invoice, line, tax

TIMES = 30


def main() -> None:
    print("| lines | taxes each | page | JSON | beyond it | bytes |\n| --- | --- | --- | --- | --- | --- |")
    for lines, taxes in ((5, 1), (10, 1), (10, 2), (30, 1), (200, 10)):
        of = [drawn(lines, taxes, turn) for turn in range(TIMES)]
        page(of[0])
        as_page, size = measured(page, of)
        as_json, _ = measured(msgspec.json.encode, of)
        print(
            f"| {lines} | {taxes} | {as_page:.1f} ms | {as_json:.1f} ms | {as_page - as_json:.1f} ms | {size:,} |",
            flush=True,
        )


def measured(make: Callable[[Invoice], bytes], of: list[Invoice]) -> tuple[float, int]:
    """Milliseconds of processor time for each, and the size of the last."""
    began, made = time.process_time(), b""
    for one in of:
        made = make(one)
    return (time.process_time() - began) / len(of) * 1000, len(made)


def drawn(lines: int, taxes: int, turn: int) -> Invoice:
    rates = [tax(str(number + 1), name=f"Tax {number}") for number in range(taxes)]
    return invoice(
        *(line(str(100 + index), *rates, description=f"Work {turn} of day {index}") for index in range(lines))
    )


# Nothing is paid, its receiver has a colour and a logo, and a gateway that asks on its own page.
STANDING = Standing(
    payment=None,
    reports=[],
    receipts=[],
    awaits_a_receipt=False,
    is_payable_online=True,
    planned=None,
    today=datetime.date(2026, 11, 29),
    state="",
    colour="#1d4ed8",
    logo=to_json(Measures(sha256="0" * 64, size=12_000, width=640, height=192)),
)


def page(of: Invoice) -> bytes:
    """The page of an invoice, as its route renders it once all is read."""
    template = rendering.TEMPLATES.engine_instance.get_template("pay.html")
    return str(template.render(language="en", **paying.context("t" * 43, of, STANDING, "en"))).encode()


if __name__ == "__main__":
    main()
