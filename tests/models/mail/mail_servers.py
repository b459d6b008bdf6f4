"""A mail server on the loopback interface that does as it is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import SMTP, Envelope, Session


class MailServer:
    """Keeps what it accepts. `answers` are given one after the other to RCPT or DATA instead of accepting; `stall`
    lets it never answer, and `port` is where it listens."""

    def __init__(self) -> None:
        self.port = 0
        self.accepted: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.to_recipient: list[str] = []
        self.to_data: list[str] = []
        self.stall = asyncio.Event()
        self.stall.set()
        self.tried = 0
        self.connections = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_EHLO(  # noqa: N802 - aiosmtpd looks for these names
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        self.tried += 1
        if self.to_recipient and not (answer := self.to_recipient.pop(0)).startswith("250"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd calls it so
        await self.stall.wait()
        if self.to_data:
            return self.to_data.pop(0)
        assert isinstance(envelope.content, bytes)
        self.recipients += envelope.rcpt_tos
        self.accepted.append(message_from_bytes(envelope.content, EmailMessage, policy=policy.default))
        return "250 OK"


@asynccontextmanager
async def open_mail_server(port: int = 0, server: MailServer | None = None) -> AsyncIterator[MailServer]:
    """Listens until it is left; the same server can be opened again on its port."""
    server = server or MailServer()
    controller = UnthreadedController(
        server, hostname="127.0.0.1", port=port, loop=asyncio.get_running_loop(), enable_SMTPUTF8=True
    )
    listening = await controller._create_server()
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        server.stall.set()
        listening.close()
        await listening.wait_closed()
