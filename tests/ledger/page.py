"""docs/ledger.md: what is written by hand, around what is generated from the code and from what it has booked."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from models.ledger import CHART
from models.money.currencies import format_amount
from models.shapes.reports import SOURCES
from models.tables.ledger import TRANSACTION_KINDS, TransactionKind
from tests.ledger.desk import Booked, Operation, Step

FILE = Path(__file__).parent.parent.parent / "docs" / "ledger.md"
BEGIN, END = "<!-- generated: begin -->\n", "<!-- generated: end -->\n"
CURRENCY = "EUR"
WIDTH = 120
# To so many operations a kind leads.
LINKS = 3
# Booked by no operation.
MIGRATED: Mapping[TransactionKind, str] = {
    "gateway_clearing.divided": "migrating to 0.4.0: what was with all gateways is moved to the account of each"
}

Played = Sequence[tuple[Operation, list[Step]]]


def written() -> str:
    """The generated part as it stands in the file."""
    return FILE.read_text().partition(BEGIN)[2].partition(END)[0]


def rewrite(text: str) -> None:
    """Puts the generated part into the file."""
    before, _, rest = FILE.read_text().partition(BEGIN)
    FILE.write_text(before + BEGIN + text + END + rest.partition(END)[2])


def generated(played: Played) -> str:
    """What must stand between the two marks."""
    return "\n".join([*_chart(), "", *_kinds(played), "", *_operations(played)])


def _chart() -> Iterator[str]:
    yield "## Accounts\n"
    yield "| account | code | type | what stands there |"
    yield "| --- | --- | --- | --- |"
    for kind, account in CHART.items():
        apart = ", by payer" if account.by_payer else ", by gateway account" if account.by_gateway_account else ""
        yield f"| `{kind}` | {account.code} | {account.type} | {account.holds}{apart} |"


def _kinds(played: Played) -> Iterator[str]:
    yield "## Kinds of transactions\n"
    yield "`source_id` of a transaction is the id of the fact that it books.\n"
    yield "| kind | source | shown under, among others |"
    yield "| --- | --- | --- |"
    for kind in TRANSACTION_KINDS:
        source = SOURCES.get(kind, kind.partition(".")[0])
        where = [
            operation.title
            for operation, steps in played
            if any(booked.kind == kind for step in steps for booked in step.booked)
        ]
        links = MIGRATED.get(kind) or ", ".join(f"[{title}](#{_anchor(title)})" for title in where[:LINKS])
        yield f"| `{kind}` | {'none' if source is None else source.replace('_', ' ')} | {links} |"


def _operations(played: Played) -> Iterator[str]:
    room = ""
    for operation, steps in played:
        if operation.room != room:
            room = operation.room
            yield f"## {room}\n"
        yield f"### {operation.title}\n"
        yield f"{textwrap.fill(operation.text, WIDTH, break_long_words=False, break_on_hyphens=False)}\n"
        yield "| step | books | account | debit | credit |"
        yield "| --- | --- | --- | ---: | ---: |"
        many = len({line.invoice for step in steps for booked in step.booked for line in booked.lines} - {None}) > 1
        for step in steps:
            yield from _rows(step.name, step.booked, many=many)
        yield ""


def _rows(name: str, booked: Iterable[Booked], *, many: bool) -> Iterator[str]:
    first = name
    for transaction in booked:
        kind = f"`{transaction.kind}`"
        for line in transaction.lines:
            account = f"`{line.account}`"
            if many and line.account == "receivables":
                account += f" of invoice {line.invoice}"
            amount = format_amount(abs(line.amount), CURRENCY).removesuffix(f" {CURRENCY}")
            debit, credit = (amount, "") if line.amount > 0 else ("", amount)
            yield f"| {first} | {kind} | {account} | {debit} | {credit} |"
            first = kind = ""
    if first:
        yield f"| {first} | nothing | | | |"


def _anchor(title: str) -> str:
    return "".join(letter for letter in title.lower().replace(" ", "-") if letter.isalnum() or letter in "-_")
