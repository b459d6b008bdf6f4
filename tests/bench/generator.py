"""The load generator: a process of its own that sends requests made ready before, over connections that stay open.

It reads of an answer what it must: the status, and how long it is. `Generator` is this side of it, `Load` what it is
told to do, `Outcome` what it says.
"""

import multiprocessing
import select
import socket
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import NamedTuple

# Anything that takes longer has gone wrong.
ANSWER_SECONDS_MAX = 30.0
SHOWN_MAX = 5
READ_BYTES = 16_384


class Load(NamedTuple):
    """Requests to be sent, each on whichever connection is free next.

    The first `warm_up` of them are sent before the measurement begins. `expected` is the status of each answer.
    """

    port: int
    connections: int
    requests: Sequence[bytes]
    warm_up: int
    expected: int
    keeps_bodies: bool = False


class Outcome(NamedTuple):
    """What became of a load. `latencies` are in seconds, in the order of the answers; `wrong` has the first answers
    that were not as expected, and `errors` is how many those were."""

    seconds: float
    latencies: list[float]
    errors: int
    wrong: list[bytes]
    bodies: list[bytes]


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
        outcome = _ask(sockets, load.requests[load.warm_up :], load)
        control.send("done")
        control.recv()
        control.send(outcome)
        for one in sockets:
            one.close()


def _connect(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=ANSWER_SECONDS_MAX)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _ask(sockets: Sequence[socket.socket], requests: Sequence[bytes], load: Load) -> Outcome:
    """Sends a request wherever an answer has come, until all have been answered."""
    poll = select.poll()
    by_number = {one.fileno(): one for one in sockets}
    received = {number: bytearray() for number in by_number}
    sent_at = dict.fromkeys(by_number, 0.0)
    latencies: list[float] = []
    wrong: list[bytes] = []
    bodies: list[bytes] = []
    errors = 0
    waiting = iter(requests)
    began = time.perf_counter()
    for number, request in zip(by_number, waiting, strict=False):
        poll.register(number, select.POLLIN)
        sent_at[number] = time.perf_counter()
        by_number[number].sendall(request)
    while len(latencies) < len(requests):
        ready = poll.poll(ANSWER_SECONDS_MAX * 1000)
        assert ready, f"no answer within {ANSWER_SECONDS_MAX:.0f} s"
        for number, _ in ready:
            connection, buffer = by_number[number], received[number]
            piece = connection.recv(READ_BYTES)
            assert piece, f"a connection was closed; the last that came was {bytes(buffer[-500:])!r}"
            buffer += piece
            answer = parse(buffer)
            if answer is None:
                continue
            at = time.perf_counter()
            latencies.append(at - sent_at[number])
            if answer.status != load.expected:
                errors += 1
                if len(wrong) < SHOWN_MAX:
                    wrong.append(bytes(buffer))
            elif load.keeps_bodies:
                bodies.append(bytes(buffer[answer.head_bytes : answer.bytes]))
            del buffer[: answer.bytes]
            request = next(waiting, None)
            if request is not None:
                sent_at[number] = time.perf_counter()
                connection.sendall(request)
    seconds = time.perf_counter() - began
    return Outcome(seconds, latencies, errors, wrong, bodies)
