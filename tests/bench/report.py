"""What was measured, as tables of Markdown, for a terminal and for docs/benchmarks.md."""

import datetime
import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import asyncpg

from tests.bench import meter, replay
from tests.bench.rows import EMPTY, POSTGRES, PROCESSES, WEB, Row
from tests.bench.sampling import Bench, Figures, Key
from tests.bench.servers import PROJECT

# What an empty route costs on the machine that the aims were set for, µs, at so many connections. A processor that
# waits between two requests needs more for each.
EMPTY_ROUTE_THERE = 60.5
AIMED_CONNECTIONS = 32


class Aim(NamedTuple):
    """What a request may cost of web and of PostgreSQL, in µs, on the machine that the aims were set for."""

    row: str
    by: str
    web: float
    postgres: float


AIMS = (
    Aim("get", "token", 450, 90),
    Aim("list", "token", 750, 250),
    Aim("create", "token", 650, 450),
    Aim("finalize", "token", 800, 600),
    Aim("pay", "token", 900, 750),
    Aim("pay-idempotent", "token", 990, 825),
    Aim("begin-online", "token", 900, 700),
    Aim("callback", "signature", 400, 250),
)
# Of what pgbench does with the same statements.
PAYMENTS_SHARE_WANTED = 0.5


def rows(bench: Bench, sides: Sequence[str], measured: Sequence[Row], connections: Sequence[int]) -> list[str]:
    """All rows; with two sides, their ratios below both."""
    heads = ["request", "by", "connections", "requests/s", "p50, ms", "p99, ms", *(f"{name}, µs" for name in PROCESSES)]
    lines = []
    for row in measured:
        for number in connections:
            found = [bench.figures(Key(row.name, row.by, number, side)) for side in sides]
            for side, figures in zip(sides, found, strict=True):
                named = row.name if len(sides) == 1 else f"{row.name}, {side}"
                lines.append([named, row.by, str(number), *map(shown, _columns(figures)), _samples(figures)])
            if len(found) == 2 and found[0] and found[1]:
                pairs = zip(_columns(found[0]), _columns(found[1]), strict=True)
                ratios = [f"**{a / b:.2f}**" if a and b else "" for a, b in pairs]
                lines.append([f"**{sides[0]} / {sides[1]}**", row.by, str(number), *ratios, ""])
    for number in connections:
        if figures := bench.figures(Key(EMPTY, "", number, EMPTY)):
            lines.append([EMPTY, "", str(number), *map(shown, _columns(figures)), _samples(figures)])
    return table([*heads, "web + PostgreSQL, µs", "samples"], lines, texts=2)


def limit(bench: Bench, side: str, connections: Sequence[int]) -> list[str]:
    """What PostgreSQL does with the same statements alone."""
    lines = []
    for kind in replay.KINDS:
        for number in connections:
            alone = bench.figures(Key(kind.name, "", number, replay.SIDE))
            ours = bench.figures(Key(kind.name, "token", number, side))
            if alone and ours:
                share = f"{ours.per_second / alone.per_second:.2f}"
                figures = [alone.per_second, alone.p50, alone.spent[POSTGRES], ours.per_second, ours.spent[POSTGRES]]
                lines.append([kind.name, str(number), *map(shown, figures), share])
    heads = [
        "request",
        "connections",
        "pgbench: /s",
        "p50, ms",
        "PostgreSQL, µs",
        "ours: /s",
        "PostgreSQL, µs",
        "share",
    ]
    return table(heads, lines, texts=1) if lines else []


def aims(bench: Bench, side: str) -> list[str]:
    """What was aimed at, scaled by what the empty route costs here; nothing where that was not measured."""
    number = AIMED_CONNECTIONS
    empty = bench.figures(Key(EMPTY, "", number, EMPTY))
    if empty is None:
        return []
    factor = empty.spent[WEB] / EMPTY_ROUTE_THERE
    lines = []
    for aim in AIMS:
        figures = bench.figures(Key(aim.row, aim.by, number, side))
        if figures:
            web, postgres = aim.web * factor, aim.postgres * factor
            ratio = figures.web_and_postgres / (web + postgres)
            shown = [f"{aim.web:.0f} + {aim.postgres:.0f}", f"{web:.0f} + {postgres:.0f}"]
            shown += [f"{figures.spent[WEB]:.0f} + {figures.spent[POSTGRES]:.0f}", f"{ratio:.2f}"]
            lines.append([aim.row, *shown, "yes" if ratio <= 1 else "no"])
    alone = bench.figures(Key("pay", "", number, replay.SIDE))
    ours = bench.figures(Key("pay", "token", number, side))
    if alone and ours:
        share = ours.per_second / alone.per_second
        verdict = "yes" if share >= PAYMENTS_SHARE_WANTED else "no"
        lines.append(["payments/s of pgbench's", f"≥ {PAYMENTS_SHARE_WANTED}", "", f"{share:.2f}", "", verdict])
    heads = ["at most, µs of web + PostgreSQL", "there", f"here (× {factor:.2f})", "measured", "of the aim", "reached"]
    return table(heads, lines, texts=1)


def slowness(bench: Bench) -> str:
    """How much neighbours on the host have slowed the processors while samples were taken."""
    found = bench.slownesses
    if not found:
        return "No sample was kept."
    slow = sum(one > meter.SLOWNESS_MAX for one in found)
    return (
        f"While samples were taken a loop took {meter.percentile(found, 50):.2f} times its best time (median; at most "
        f"{found[-1]:.2f}): neighbours on the host had slowed {slow} of {len(found)} samples that were kept."
    )


async def circumstances(dsn: str) -> str:
    """When, what, on which machine, and how durable."""
    connection = await asyncpg.connect(dsn)
    names = ("server_version", "fsync", "synchronous_commit", "full_page_writes")
    shown = {name: await connection.fetchval(f"SHOW {name}") for name in names}
    await connection.close()
    durability = ", ".join(f"`{name}` {shown[name]}" for name in names[1:])
    return (
        f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M} UTC, {revision(PROJECT)}; {os.cpu_count()} × "
        f"{_processor()}, {platform.system()}, Python {platform.python_version()}, PostgreSQL "
        f"{shown['server_version']} with {durability}."
    )


def revision(checkout: Path) -> str:
    """Which commit a checkout has, and whether something was changed since."""
    asked = ["git", "-C", str(checkout)]
    commit = subprocess.run([*asked, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    changed = subprocess.run([*asked, "status", "--porcelain"], capture_output=True, text=True, check=False).stdout
    return f"commit {commit.stdout.strip() or 'unknown'}{', with changes' if changed.strip() else ''}"


def write(page: Path, part: str, figures: str) -> None:
    """Puts the figures into the page, between the marks of that part."""
    begin, end = f"<!-- {part}: begin -->", f"<!-- {part}: end -->"
    before, _, rest = page.read_text().partition(begin)
    _, mark, after = rest.partition(end)
    assert mark, f"{page} has no place for {part}: the lines {begin} and {end}"
    page.write_text(f"{before}{begin}\n\n{figures}\n\n{end}{after}")


def table(heads: Sequence[str], lines: Iterable[Sequence[str]], *, texts: int) -> list[str]:
    """A table of Markdown, whose first columns are texts, the others numbers."""
    rule = ["---"] * texts + ["---:"] * (len(heads) - texts)
    return ["| " + " | ".join(cells) + " |" for cells in (heads, rule, *lines)]


def shown(number: float | None) -> str:
    """A figure with as many digits as mean something; nothing where there is none."""
    return "" if number is None else f"{number:,.0f}" if number >= 100 else f"{number:.1f}"


def _columns(figures: Figures | None) -> list[float | None]:
    if figures is None:
        return [None] * (4 + len(PROCESSES))
    spent = [figures.spent.get(name) for name in PROCESSES]
    return [figures.per_second, figures.p50, figures.p99, *spent, figures.web_and_postgres]


def _samples(figures: Figures | None) -> str:
    return str(figures.samples) if figures else "0"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
