"""The rows of the table: what is asked of a side, by which credentials, and what each request uses up."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tests.bench.generator import Generator, Load, Outcome
from tests.bench.sampling import Key, WrongAnswers
from tests.bench.servers import Servers
from tests.bench.sides import Side, Web

# Before each sample, on each connection.
WARM_UP_MIN = 8


class Row(NamedTuple):
    """A kind of request. `drafts` and `issued` are how many invoices each of them uses up."""

    name: str
    by: str
    requests: Callable[..., list[bytes]]
    expected: int
    drafts: int = 0
    issued: int = 0
    # Asked for by --only alone.
    is_extra: bool = False


ROWS = (
    Row("get", "token", Side.get, 200),
    Row("get", "key", Side.get, 200),
    Row("list", "token", Side.list_20, 200),
    Row("create", "token", Side.create, 201),
    Row("finalize", "token", Side.finalize, 200, drafts=1),
    Row("pay", "token", Side.pay, 201, issued=1),
    Row("pay", "key", Side.pay, 201, issued=1),
    Row("pay-idempotent", "token", Side.pay_with_idempotency_key, 201, issued=1),
    Row("begin-online", "token", Side.begin_online, 201, issued=1),
    Row("callback", "signature", Side.callback, 200),
    Row("payer-create", "token", Side.create_payer, 201, is_extra=True),
    Row("payer-get", "token", Side.get_payer, 200, is_extra=True),
    Row("payer-list", "token", Side.list_payers, 200, is_extra=True),
    Row("payer-change", "token", Side.change_payer, 200, is_extra=True),
)
WEB, POSTGRES, VALKEY, GENERATOR = PROCESSES = ("web", "PostgreSQL", "Valkey", "generator")
EMPTY = "empty route"


class Stand(NamedTuple):
    """What all places share."""

    started: Servers
    generator: Generator
    # Of web.
    processes: int = 1


class Requests:
    """Requests over so many connections: a place for samples. `make` makes them, once `make_ready` has prepared what
    so many of them use up. They are sent as fast as they are answered, or `per_second`."""

    def __init__(
        self,
        key: Key,
        web: Web,
        stand: Stand,
        *,
        make: Callable[[int], list[bytes]],
        expected: int = 200,
        make_ready: Callable[[int], None] = lambda _: None,
        per_second: float = 0.0,
        uses_servers: bool = True,
    ) -> None:
        self.key = key
        self._stand = stand
        self._web = web
        self._generator = stand.generator
        self._per_second = per_second
        self._uses_servers = uses_servers
        self._make = make
        self._make_ready = make_ready
        self._expected = expected
        self._warm_up = max(WARM_UP_MIN, key.connections)

    @property
    def processes(self) -> Mapping[str, int]:
        found = {WEB: self._web.process.pid, GENERATOR: self._generator.process_id}
        if self._uses_servers:
            found[POSTGRES] = self._stand.started.postgres_id
            # A scenario stops it.
            if (valkey_id := self._stand.started.valkey.process_id) is not None:
                found[VALKEY] = valkey_id
        return found

    def make_ready(self, count: int) -> None:
        self._make_ready(count + self._warm_up)

    def prepare(self, count: int) -> None:
        requests = self._make(count + self._warm_up)
        load = Load(self._web.port, self.key.connections, requests, self._warm_up, [self._expected])
        self._generator.prepare(load._replace(per_second=self._per_second))

    def run(self) -> None:
        self._generator.run()

    def outcome(self) -> Outcome:
        outcome = self._generator.outcome()
        if outcome.errors:
            raise WrongAnswers(
                f"{outcome.errors} answers to {self.key.name} of {self.key.side} were not {self._expected}, such as\n"
                f"{outcome.wrong[0].decode(errors='replace')}\nThe end of web's log:\n{self._web.end_of_log()}"
            )
        return outcome


def of_side(row: Row, connections: int, side: Side, stand: Stand) -> Requests:
    """The place where a row of a side is measured."""

    def make_ready(count: int) -> None:
        side.make_ready(drafts=row.drafts * count, issued=1 + row.issued * count)
        side.gather_statistics()

    return Requests(
        Key(row.name, row.by, connections, side.name),
        side.web,
        stand,
        make=lambda count: row.requests(side, count, by=row.by),
        expected=row.expected,
        make_ready=make_ready,
    )


def of_empty_route(connections: int, web: Web, stand: Stand) -> Requests:
    """The place where a route is measured that does nothing."""
    request = f"GET / HTTP/1.1\r\nhost: 127.0.0.1:{web.port}\r\n\r\n".encode()
    key = Key(EMPTY, "", connections, EMPTY)
    return Requests(key, web, stand, make=lambda count: [request] * count, uses_servers=False)
