"""The load generator: a process of its own that sends requests made ready before, over connections that stay open.

It reads of an answer what it must: the status, and how long it is. `Generator` is this side of it, `Load` what it is
told to do, `Outcome` what it says.
"""

import multiprocessing
import select
import socket
import time
from collections.abc import Collection, Sequence
from multiprocessing.connection import Connection
from typing import NamedTuple

# Anything that takes longer has gone wrong.
ANSWER_SECONDS_MAX = 30.0
SHOWN_MAX = 5
READ_BYTES = 16_384


class Load(NamedTuple):
    """Requests to be sent, each on whichever connection is free next: as they are answered, or so many a second.

    The first `warm_up` of them are sent before the measurement begins. `expected` are the statuses that answers have.
    """

    port: int
    connections: int
    requests: Sequence[bytes]
    warm_up: int
    expected: Collection[int]
    keeps_bodies: bool = False
    per_second: float = 0.0


class Outcome(NamedTuple):
    """What became of a load. `latencies` (in seconds) and `statuses` are in the order of the answers.

    `errors` is how many statuses were not expected, `wrong` the first answers of those. `dropped` is how many requests
    were not sent when they were due, and `without_retry_after` how many 503 did not say when to come again.
    """

    seconds: float
    latencies: list[float]
    statuses: Sequence[int] = ()
    errors: int = 0
    wrong: Sequence[bytes] = ()
    bodies: Sequence[bytes] = ()
    dropped: int = 0
    without_retry_after: int = 0


class Answer(NamedTuple):
    """An answer that has come whole."""

    status: int
    head_bytes: int
    bytes: int


class UnknownLength(Exception):
    """The answer does not say how long it is."""


def parse(received: bytes | bytearray) -> Answer | None:
    """The answer that `received` begins with; None while it has not come whole. Raises UnknownLength."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = received[:end].lower()
    status = int(head[9:12])
    at = head.find(b"\r\ncontent-length:")
    if at < 0:
        if status != 204:
            raise UnknownLength(bytes(head))
        length = 0
    else:
        length = int(head[at + 17 :].split(b"\r\n", 1)[0])
    whole = end + 4 + length
    return Answer(status, end + 4, whole) if len(received) >= whole else None


class Generator:
    """A generator that runs, costs nothing until it is told something, and ends with ours."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._control, its = context.Pipe()
        self._process = context.Process(target=_serve, args=(its,), daemon=True, name="generator")
        self._process.start()
        assert self._process.pid is not None
        self.process_id: int = self._process.pid

    def prepare(self, load: Load) -> None:
        """Returns when all connections stand and the warm-up is over."""
        self._control.send(load)
        self._hear()

    def run(self) -> None:
        """Sends what was prepared; returns with the last answer."""
        self._control.send("go")
        self._hear()

    def outcome(self) -> Outcome:
        """What became of it."""
        self._control.send("tell")
        outcome = self._hear()
        assert isinstance(outcome, Outcome)
        return outcome

    def stop(self) -> None:
        """Ends the process."""
        self._process.terminate()
        self._process.join()

    def _hear(self) -> object:
        try:
            return self._control.recv()
        except EOFError:
            raise RuntimeError("The load generator has ended; what it says above is why.") from None


def _serve(control: Connection) -> None:
    while True:
        load = control.recv()
        sockets = [_connect(load.port) for _ in range(load.connections)]
        _ask(sockets, load.requests[: load.warm_up], load)
        control.send("ready")
        control.recv()
        ask = _ask_at_a_pace if load.per_second else _ask
        outcome = ask(sockets, load.requests[load.warm_up :], load)
        control.send("done")
        control.recv()
        control.send(outcome)
        for one in sockets:
            one.close()


def _connect(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=ANSWER_SECONDS_MAX)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


class _Exchange:
    """Requests and answers over connections that are known by the numbers of their sockets."""

    def __init__(self, sockets: Sequence[socket.socket], load: Load) -> None:
        self._load = load
        self._by_number = {one.fileno(): one for one in sockets}
        self._received = {number: bytearray() for number in self._by_number}
        self._due_at: dict[int, float] = {}
        self._latencies: list[float] = []
        self._statuses: list[int] = []
        self._wrong: list[bytes] = []
        self._bodies: list[bytes] = []
        self._errors = self._without_retry_after = 0

    @property
    def numbers(self) -> list[int]:
        """All connections."""
        return list(self._by_number)

    def send(self, number: int, request: bytes, due_at: float) -> None:
        """Sends a request that should have been sent at that instant."""
        self._due_at[number] = due_at
        self._by_number[number].sendall(request)

    def receive(self, number: int) -> bool:
        """Takes what has come; True when it is the end of an answer."""
        buffer = self._received[number]
        piece = self._by_number[number].recv(READ_BYTES)
        assert piece, f"a connection was closed; the last that came was {bytes(buffer[-500:])!r}"
        buffer += piece
        answer = parse(buffer)
        if answer is None:
            return False
        self._latencies.append(time.perf_counter() - self._due_at[number])
        self._statuses.append(answer.status)
        if answer.status not in self._load.expected:
            self._errors += 1
            if len(self._wrong) < SHOWN_MAX:
                self._wrong.append(bytes(buffer))
        elif self._load.keeps_bodies:
            self._bodies.append(bytes(buffer[answer.head_bytes : answer.bytes]))
        if answer.status == 503 and b"\r\nretry-after:" not in buffer[: answer.head_bytes].lower():
            self._without_retry_after += 1
        del buffer[: answer.bytes]
        return True

    def outcome(self, seconds: float) -> Outcome:
        """What has become of all."""
        return Outcome(
            seconds,
            self._latencies,
            self._statuses,
            errors=self._errors,
            wrong=self._wrong,
            bodies=self._bodies,
            without_retry_after=self._without_retry_after,
        )


def _ask(sockets: Sequence[socket.socket], requests: Sequence[bytes], load: Load) -> Outcome:
    """Sends a request wherever an answer has come, until all have been answered."""
    exchange = _Exchange(sockets, load)
    poll = select.poll()
    waiting, unanswered = iter(requests), len(requests)
    began = time.perf_counter()
    for number, request in zip(exchange.numbers, waiting, strict=False):
        poll.register(number, select.POLLIN)
        exchange.send(number, request, time.perf_counter())
    while unanswered:
        ready = poll.poll(ANSWER_SECONDS_MAX * 1000)
        assert ready, f"no answer within {ANSWER_SECONDS_MAX:.0f} s"
        for number, _ in ready:
            if exchange.receive(number):
                unanswered -= 1
                request = next(waiting, None)
                if request is not None:
                    exchange.send(number, request, time.perf_counter())
    return exchange.outcome(time.perf_counter() - began)


def _ask_at_a_pace(sockets: Sequence[socket.socket], requests: Sequence[bytes], load: Load) -> Outcome:
    """Sends so many requests a second, whether or not the others have been answered. Their times begin when they were
    due; where no connection is free, a request is dropped."""
    exchange = _Exchange(sockets, load)
    poll = select.epoll()
    free = exchange.numbers
    for number in free:
        poll.register(number, select.EPOLLIN)
    began = last_at = time.perf_counter()
    place = dropped = 0
    unanswered: set[int] = set()
    while place < len(requests) or unanswered:
        now = time.perf_counter()
        while place < len(requests) and (due_at := began + place / load.per_second) <= now:
            if free:
                unanswered.add(number := free.pop())
                exchange.send(number, requests[place], due_at)
            else:
                dropped += 1
            place += 1
        # poll's own timeout has milliseconds, which is too coarse.
        pause = began + place / load.per_second - time.perf_counter() if place < len(requests) else ANSWER_SECONDS_MAX
        select.select([poll], [], [], max(0.0, pause))
        for number, _ in poll.poll(0):
            if number not in unanswered:
                # Nobody needed it for so long that the server has closed it.
                free.remove(number)
                poll.unregister(number)
            elif exchange.receive(number):
                unanswered.remove(number)
                free.append(number)
                last_at = time.perf_counter()
        assert time.perf_counter() < last_at + ANSWER_SECONDS_MAX, f"no answer within {ANSWER_SECONDS_MAX:.0f} s"
    return exchange.outcome(time.perf_counter() - began)._replace(dropped=dropped)
