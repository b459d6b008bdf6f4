"""What the same statements cost without us: `pgbench -M prepared` sends what web has sent, with its parameters.

PostgreSQL logs what it is sent while one request is answered, and once more for another invoice. What differs belongs
to the request: the invoice's id, or an id that was new, and gets a fresh value for each time that it is sent again.
Parameters wait in a table, one row for each time; reading it is the first statement of the script, and the only one
that we have added. Statements that change something go to a copy of the database, made anew for each sample, in which
all invoices are as they were. Each client first sends them some times, so that all are prepared and planned, and then
waits for a lock that we hold until the measurement begins.
"""

import asyncio
import re
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import asyncpg

from launch.machine import find_postgres
from models import ids
from tests.bench.generator import Outcome
from tests.bench.rows import POSTGRES, Stand
from tests.bench.sampling import Key, WrongAnswers
from tests.bench.sides import Side

SIDE = "pgbench"
# What web opens for any number of clients, so PostgreSQL never sees more.
CONNECTIONS_MAX = 10
WAIT_SECONDS_MAX = 5.0
# The first ones of a web process ask PostgreSQL about types, too.
WARM_UP = 3
LOG_PREFIX = "pgbench"
# Of each client of pgbench: PostgreSQL plans a statement five times before it may settle on one plan.
REPLAY_WARM_UP = 10
GATE_NUMBER = 1
GATE = [rf"\if :i = {REPLAY_WARM_UP}", f"SELECT pg_advisory_lock_shared({GATE_NUMBER});", r"\endif"]
_ENTRY = re.compile(r"^\d{4}-\d\d-\d\d [\d:.]+ \S+ \[\d+\] (?P<kind>[A-Z]+):  ", re.MULTILINE)
_STATEMENT = re.compile(r"(?:execute [^:]*|statement): (?P<text>.*)", re.DOTALL)
_PARAMETER = re.compile(r"\$(\d+) = (NULL|'(?:[^']|'')*')")
_PLACEHOLDER = re.compile(r"\$(\d+)")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# What pgbench would take for a variable of its own.
_VARIABLE = re.compile(r"(?<!:):[A-Za-z_]")


class Statement(NamedTuple):
    """A statement as PostgreSQL has logged it, with its parameters as text."""

    text: str
    parameters: dict[int, str | None]


class Recording(NamedTuple):
    """What one request has sent, and for which invoice."""

    statements: list[Statement]
    invoice_id: str


def parse_log(text: str) -> list[Statement]:
    """The statements in PostgreSQL's log, in their order."""
    found: list[Statement] = []
    entries = list(_ENTRY.finditer(text))
    for entry, following in zip(entries, [*entries[1:], None], strict=True):
        said = text[entry.end() : following.start() if following else len(text)].rstrip("\n").replace("\n\t", "\n")
        statement = _STATEMENT.match(said)
        if entry["kind"] == "LOG" and statement:
            found.append(Statement(statement["text"], {}))
        elif entry["kind"] == "DETAIL" and said.startswith("Parameters: ") and found:
            for number, value in _PARAMETER.findall(said):
                found[-1].parameters[int(number)] = None if value == "NULL" else value[1:-1].replace("''", "'")
    return found


def values(recording: Recording, others: str, invoice_id: str) -> list[str]:
    """The parameters of a recording for another invoice: ids that were new are new again, those that `others` has too
    stay as they are."""
    fresh = {recording.invoice_id: invoice_id}

    def renewed(found: re.Match[str]) -> str:
        value = found[0]
        return value if value in others and value not in fresh else fresh.setdefault(value, str(ids.new()))

    return [
        _UUID.sub(renewed, value)
        for statement in recording.statements
        for value in statement.parameters.values()
        if value is not None
    ]


def script(statements: Sequence[Statement], types: Sequence[Sequence[str]], *, table: str, choice: str) -> str:
    """What pgbench runs: `choice` sets n, that row of parameters is read, and the statements are sent with them."""
    number, lines = 0, list[str]()
    for statement, kinds in zip(statements, types, strict=True):
        if _VARIABLE.search(statement.text):
            raise ValueError(f"pgbench would take a part of this for a variable of its own: {statement.text}")
        named = {}
        for place, value in statement.parameters.items():
            if value is None:
                named[place] = f"NULL::{kinds[place - 1]}"
            else:
                number += 1
                named[place] = f":p{number}::{kinds[place - 1]}"
        text = _PLACEHOLDER.sub(lambda found, named=named: f"({named[int(found[1])]})", statement.text)
        lines.append(text.strip().rstrip(";") + ";")
    columns = ", ".join(f"p{place}" for place in range(1, number + 1))
    reading = [f"SELECT {columns} FROM {table} WHERE n = :n \\gset"] if number else []
    return "\n".join([r"\set i :i + 1", choice, *reading, *lines, *GATE, ""])


class Kind(NamedTuple):
    """A kind of request that is sent again. `status` is that of its answer, `invoice` which of the side's issued ones
    it is about, `choice` how a script chooses its row, and `writes_to` a table that gets one row more each time."""

    name: str
    requests: Callable[..., list[bytes]]
    status: int
    choice: str
    invoice: int = 0
    writes_to: str = ""


KINDS = (
    Kind("get", Side.get, 200, r"\set n random(1, :rows)"),
    Kind("list", Side.list_20, 200, r"\set n 1"),
    Kind("pay", Side.pay, 201, r"\set n :client_id * :each + :i", invoice=1, writes_to="payments"),
)


class Source(NamedTuple):
    """A database that a side has prepared, with the parameters in it, and the scripts. `rows` is how many invoices."""

    dsn: str
    folder: Path
    rows: int


async def record(side: Side, stand: Stand, *, invoices: int) -> Source:
    """Prepares so many invoices, has web answer each kind of request, and ends it. Raises ValueError for a statement
    that pgbench cannot send."""
    side.make_ready(issued=1 + invoices + len(KINDS) * (WARM_UP + 2))
    folder, dsn = side.web.log.parent, side.environment["DATABASE_URL"]
    for kind in KINDS:
        side.send(kind.requests(side, WARM_UP, by="token"), expected=kind.status)
    connection = await asyncpg.connect(dsn)
    async with _logged(connection, dsn):
        recordings = {kind.name: [_record(side, kind, stand.started.postgres_log) for _ in range(2)] for kind in KINDS}
    side.stop()
    issued = [str(ids.decode("invoice", invoice)) for invoice in side.issued]
    for kind in KINDS:
        one, other = recordings[kind.name]
        types = []
        for statement in one.statements:
            prepared = await connection.prepare(statement.text) if statement.parameters else None
            types.append([found.name for found in prepared.get_parameters()] if prepared else [])
        table = f"replayed_{kind.name}"
        _script(folder, kind).write_text(script(one.statements, types, table=table, choice=kind.choice))
        known = repr(other.statements)
        rows = [(number + 1, *values(one, known, invoice)) for number, invoice in enumerate(issued)]
        columns = "".join(f", p{number} text" for number in range(1, len(rows[0])))
        await connection.execute(f"CREATE TABLE {table} (n int PRIMARY KEY{columns})")
        await connection.copy_records_to_table(table, records=rows)
    await connection.execute("VACUUM (ANALYZE)")
    await connection.close()
    return Source(dsn, folder, len(issued))


class Replay:
    """A kind of request, sent by pgbench: a place for samples."""

    def __init__(self, kind: Kind, connections: int, source: Source, stand: Stand) -> None:
        self.key = Key(kind.name, "", connections, SIDE)
        self.processes: Mapping[str, int] = {POSTGRES: stand.started.postgres_id}
        self._kind = kind
        self._source = source
        self._clients = min(connections, CONNECTIONS_MAX)
        self._program = find_postgres(None).path.with_name("pgbench")
        self._each = 0
        self._dsn = source.dsn
        self._rows_before = 0
        self._began = self._ended = 0.0
        self._said = ""
        # The connection that holds the gate lives from one call to another.
        self._loop = asyncio.Runner()
        self._gate: asyncpg.Connection
        self._pgbench: subprocess.Popen[str]

    def make_ready(self, count: int) -> None:
        self._each = max(1, count // self._clients) + REPLAY_WARM_UP
        if self._kind.writes_to:
            self._each = min(self._each, self._source.rows // self._clients)
            self._loop.run(self._copy())

    def prepare(self, count: int) -> None:
        for log in self._source.folder.glob(f"{LOG_PREFIX}.*"):
            log.unlink()
        command = [str(self._program), "-n", "-M", "prepared", "-c", str(self._clients), "-j", "1"]
        command += ["-t", str(self._each), "-f", str(_script(self._source.folder, self._kind)), "-l"]
        command += [f"--log-prefix={self._source.folder / LOG_PREFIX}", "-D", f"rows={self._source.rows}", "-D", "i=0"]
        command += ["-D", f"each={self._each}", self._dsn]
        self._loop.run(self._close_gate())
        self._pgbench = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self._loop.run(self._see_all_wait())

    def run(self) -> None:
        self._began = time.perf_counter()
        self._loop.run(self._gate.close())
        self._said, _ = self._pgbench.communicate()
        self._ended = time.perf_counter()

    def outcome(self) -> Outcome:
        # Client, number of its transaction, microseconds.
        lines = [line.split() for log in self._source.folder.glob(f"{LOG_PREFIX}.*") for line in log.open()]
        latencies = [int(line[2]) / 1e6 for line in lines if int(line[1]) >= REPLAY_WARM_UP]
        wanted = self._each * self._clients
        if len(lines) != wanted:
            raise WrongAnswers(f"pgbench sent {self.key.name} {len(lines)} times, not {wanted}:\n{self._said}")
        if self._kind.writes_to:
            written = self._loop.run(self._count()) - self._rows_before
            if written != wanted:
                raise WrongAnswers(f"{wanted} times {self.key.name} by pgbench wrote {written} {self._kind.writes_to}.")
        return Outcome(self._ended - self._began, latencies)

    async def _close_gate(self) -> None:
        self._gate = await asyncpg.connect(self._dsn)
        await self._gate.execute(f"SELECT pg_advisory_lock({GATE_NUMBER})")

    async def _see_all_wait(self) -> None:
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        while await self._gate.fetchval(waiting) < self._clients:
            if self._pgbench.poll() is not None or time.monotonic() > deadline:
                raise WrongAnswers(f"pgbench does not come to the end of its warm-up: {self._pgbench.communicate()[0]}")
            await asyncio.sleep(0.01)

    async def _copy(self) -> None:
        source, copy = urlsplit(self._source.dsn).path[1:], "replayed"
        connection = await asyncpg.connect(_beside(self._source.dsn, "postgres"))
        await connection.execute(f"DROP DATABASE IF EXISTS {copy} WITH (FORCE)")
        await connection.execute(f"CREATE DATABASE {copy} TEMPLATE {source}")
        await connection.close()
        self._dsn = _beside(self._source.dsn, copy)
        self._rows_before = await self._count()

    async def _count(self) -> int:
        connection = await asyncpg.connect(self._dsn)
        found: int = await connection.fetchval(f"SELECT count(*) FROM {self._kind.writes_to}")
        await connection.close()
        return found


@asynccontextmanager
async def _logged(connection: asyncpg.Connection, dsn: str) -> AsyncIterator[None]:
    """PostgreSQL logs all statements meanwhile."""
    other = await asyncpg.connect(dsn)
    try:
        await connection.execute("ALTER SYSTEM SET log_statement = 'all'")
        await connection.execute("SELECT pg_reload_conf()")
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        while await other.fetchval("SHOW log_statement") != "all":
            assert time.monotonic() < deadline, "PostgreSQL does not begin to log"
            await asyncio.sleep(0.01)
        yield
    finally:
        await other.close()
        await connection.execute("ALTER SYSTEM RESET log_statement")
        await connection.execute("SELECT pg_reload_conf()")


def _record(side: Side, kind: Kind, log: Path) -> Recording:
    invoice_id = ids.decode("invoice", side.issued[kind.invoice])
    requests = kind.requests(side, 1, by="token")
    begin = log.stat().st_size
    side.send(requests, expected=kind.status)
    return Recording(parse_log(log.read_bytes()[begin:].decode()), str(invoice_id))


def _script(folder: Path, kind: Kind) -> Path:
    return folder / f"{kind.name}.sql"


def _beside(dsn: str, database: str) -> str:
    return urlsplit(dsn)._replace(path=f"/{database}").geturl()
