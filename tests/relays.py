"""A port in front of the tests' PostgreSQL that can be pulled out."""

import asyncio
from urllib.parse import urlsplit, urlunsplit

from config import settings
from launch.machine import free_port


class Relay:
    """A port in front of PostgreSQL that can be pulled out."""

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.port = free_port()
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        # Takes what is sent, and passes on none of it, for ever: as a firewall does that has forgotten a connection.
        self.is_silent = False

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", self.port)

    async def stop(self) -> None:
        """Refuses new connections and cuts those that there are."""
        assert self._server is not None
        self._server.close()
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection(*self.target)
        self._open |= {writer, there_writer}
        await asyncio.gather(self._pump(reader, there_writer), self._pump(there_reader, writer))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65_536):
                if not self.is_silent:
                    writer.write(data)
                    await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()


def by_way_of(relay: Relay) -> str:
    """The address of the tests' database behind the relay."""
    parts = urlsplit(settings.database_url)
    there = f"{parts.username}:{parts.password}@" if parts.password else f"{parts.username}@"
    return urlunsplit(parts._replace(netloc=f"{there}127.0.0.1:{relay.port}"))
