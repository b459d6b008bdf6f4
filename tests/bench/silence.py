"""The way to the pretend gateway: a process that passes on what comes, but never answers for some merchant accounts.

It stands before the simulator as a gateway's own edge does: connections are taken, requests are read, and of accounts
that are silent nothing ever comes back. `POST /hush/KEY` makes the account with that key one of them.
"""

import asyncio
import contextlib
import multiprocessing
import re
import urllib.request
from multiprocessing.connection import Connection

KEY = re.compile(rb"\r\nauthorization: *Bearer ([^\r]+)", re.IGNORECASE)
HEAD_BYTES_MAX = 65_536


class Silence:
    """The running process, which ends with ours."""

    def __init__(self, *, simulator_port: int) -> None:
        context = multiprocessing.get_context("spawn")
        ours, its = context.Pipe()
        context.Process(target=_serve, args=(its, simulator_port), daemon=True, name="silence").start()
        assert ours.poll(20), "the way to the gateway does not start"
        self.url = f"http://127.0.0.1:{ours.recv()}"

    def hush(self, api_key: str) -> None:
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/hush/{api_key}", method="POST"), timeout=10).close()


def _serve(control: Connection, simulator_port: int) -> None:
    silent: set[bytes] = set()

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            if head.startswith(b"POST /hush/"):
                silent.add(head.split(b" ", 2)[1].removeprefix(b"/hush/"))
                writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
                await writer.drain()
            elif (key := KEY.search(head)) and key[1] in silent:
                # Until the other side gives up.
                while await reader.read(HEAD_BYTES_MAX):
                    pass
            else:
                there_reader, there_writer = await asyncio.open_connection("127.0.0.1", simulator_port)
                there_writer.write(head)
                await asyncio.gather(_pump(reader, there_writer), _pump(there_reader, writer))
        writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(visit, "127.0.0.1", 0, limit=HEAD_BYTES_MAX, backlog=1024)
        control.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(HEAD_BYTES_MAX):
            writer.write(data)
            await writer.drain()
    writer.close()
