"""The way of a mail to the mail server: a message of a letter, over SMTP, one connection for several."""

import asyncio
import contextlib
import re
import ssl
from collections.abc import Sequence
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

import aiosmtplib
import certifi

from config import settings
from models.mail.mails import Letter, MailError
from models.shapes import emails

# For each step of the exchange; a mail takes a few, so one attempt ends well within its lease.
TIMEOUT_SECONDS = 8.0
# By one click, or by the page behind it (RFC 2369, RFC 8058).
UNSUBSCRIBE = "List-Unsubscribe"
# No mail library takes them, and none of them is a part of anybody's address.
NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# What would end the address, and begin something else.
NO_HOST_NAME = re.compile(r'[\s<>()\[\],;:\\"]')
# What begins an encoded word (RFC 2047). The email package decodes those also in what we give to it, line breaks and
# all: so none gets there, which costs nobody a letter that they would miss.
ENCODED_WORD = re.compile(r"=(?=\?)")
# A header goes on in a line that begins with a space; any other line would be one of its own.
NEW_HEADER = re.compile(rb"\r(?!\n)|(?<!\r)\n|\r\n(?![ \t])(?!\Z)|\r\n[ \t]*\r")


class Policy(EmailPolicy):
    """How a mail becomes bytes. A link to unsubscribe stays in one piece: longer than a line it would be encoded, and
    mail programs would find no link in it. Raises MailError for a header that would become two."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """A header's lines."""
        folded = self._folded(name, value)
        if NEW_HEADER.search(folded):
            raise MailError("A header of the mail has a line break of its own.", permanent=True)
        return folded

    def _folded(self, name: str, value: str) -> bytes:
        if name == UNSUBSCRIBE:
            return f"{name}: {value}{self.linesep}".encode()
        if name == "Subject" and not value.isascii():
            # EmailPolicy loses the space at which it breaks a line.
            words = Header(value, "utf-8", header_name=name).encode(linesep=self.linesep)
            return f"{name}: {words}{self.linesep}".encode()
        return super().fold_binary(name, value)


# Any server takes it: nothing but ASCII, where the addresses are.
PLAIN = Policy(linesep="\r\n", cte_type="7bit")


class Transport:
    """A connection to the mail server, opened by the first mail and again after it broke.

    `smtp://user:password@host:port` begins TLS where the server offers it; `smtps://` begins with TLS.
    """

    def __init__(self, url: str, *, sender: str) -> None:
        self._parts = urlsplit(url)
        self._sender = sender
        self._client: aiosmtplib.SMTP | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        client, self._client = self._client, None
        if client is not None and client.is_connected:
            try:
                await client.quit()
            except (aiosmtplib.SMTPException, OSError):
                client.close()

    async def send(self, letter: Letter) -> str | None:
        """Hands one mail over, with its copies; says which of these were not taken.

        Raises MailError: permanent for a 5xx about this mail, else it may be tried again. A copy alone is not.
        """
        recipient = _address(letter.recipient)
        copies = [_address(copy) for copy in letter.copies]
        message = self._message(letter, recipient, copies)
        client = await self._connected()
        try:
            not_taken, _ = await self._hand_over(client, message, [one.addr_spec for one in (recipient, *copies)])
        except asyncio.CancelledError:
            # The server waits for the rest of this mail.
            self._drop()
            raise
        except aiosmtplib.SMTPRecipientsRefused as refused:
            # Whom it is for stands first.
            raise _answered("recipient", refused.recipients[0].code) from refused
        except aiosmtplib.SMTPNotSupported as error:
            raise MailError("The mail server does not take such addresses.", permanent=True) from error
        except (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError, OSError) as error:
            self._drop()
            raise MailError(f"The connection broke: {type(error).__name__}.") from error
        except aiosmtplib.SMTPResponseException as error:
            raise _answered("mail", error.code) from error
        except aiosmtplib.SMTPException as error:
            self._drop()
            raise MailError(f"The mail was not taken: {type(error).__name__}.") from error
        if recipient.addr_spec in not_taken:
            raise _answered("recipient", not_taken[recipient.addr_spec].code)
        codes = ", ".join(str(answer.code) for answer in not_taken.values())
        return f"The mail server did not take {len(not_taken)} of the copies: {codes}." if not_taken else None

    async def _hand_over(
        self, client: aiosmtplib.SMTP, message: EmailMessage, recipients: Sequence[str]
    ) -> tuple[dict[str, aiosmtplib.SMTPResponse], str]:
        """As `send_message` would, which makes bytes of a mail by another policy than the mail's own."""
        options = []
        if not all(map(str.isascii, recipients)):
            if client.is_ehlo_or_helo_needed:
                await client.ehlo()
            if not client.supports_extension("smtputf8"):
                raise aiosmtplib.SMTPNotSupported("SMTPUTF8")
            options = ["SMTPUTF8"]
        return await client.sendmail(self._sender, recipients, message.as_bytes(), mail_options=options)

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._client is not None and self._client.is_connected:
            return self._client
        encrypted = self._parts.scheme == "smtps"
        client = aiosmtplib.SMTP(
            hostname=self._parts.hostname,
            port=self._parts.port or (465 if encrypted else 25),
            username=unquote(self._parts.username) if self._parts.username else None,
            password=unquote(self._parts.password) if self._parts.password else None,
            use_tls=encrypted,
            start_tls=False if encrypted else self._start_tls(),
            tls_context=ssl.create_default_context(cafile=certifi.where()),
            timeout=TIMEOUT_SECONDS,
        )
        try:
            await client.connect()
        except aiosmtplib.SMTPResponseException as error:
            # Also a wrong password: the operator's mistake, which must not cost anybody their mail.
            raise MailError(f"The mail server turned us away with {error.code}.", unreachable=True) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailError(f"The mail server cannot be reached: {type(error).__name__}.", unreachable=True) from error
        self._client = client
        return client

    def _start_tls(self) -> bool | None:
        """None takes TLS where the server offers it. A password leaves this machine through TLS or not at all."""
        is_here = self._parts.hostname in ("127.0.0.1", "::1", "localhost")
        return True if self._parts.username and not is_here else None

    def _message(self, letter: Letter, recipient: Address, copies: Sequence[Address]) -> EmailMessage:
        is_plain = all(one.addr_spec.isascii() for one in (recipient, *copies))
        message = EmailMessage(policy=PLAIN if is_plain else PLAIN.clone(utf8=True))
        message["To"] = recipient
        if copies:
            message["Cc"] = copies
        message["From"] = self._from(letter.sender_name)
        with contextlib.suppress(MailError):
            answers_to = None if letter.reply_to is None else _address(letter.reply_to)
            # Whoever cannot be written in plain letters is left out where the others can.
            if answers_to is not None and (answers_to.addr_spec.isascii() or not is_plain):
                message["Reply-To"] = answers_to
        message["Subject"] = _in_a_header(letter.subject)
        message["Date"] = format_datetime(letter.created_at)
        # The same at every try, so that a mailbox can tell a mail that was sent twice.
        message["Message-ID"] = f"<{letter.mail_id}@{urlsplit(settings.public_url).hostname}>"
        # No answer by machines, please (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        if letter.unsubscribe_url is not None:
            message[UNSUBSCRIBE] = f"<{letter.unsubscribe_url}>"
            message[f"{UNSUBSCRIBE}-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        for file in letter.files:
            kind, _, subtype = file.media_type.partition("/")
            message.add_attachment(file.content, maintype=kind, subtype=subtype, filename=_in_a_header(file.name))
        return message

    def _from(self, name: str | None) -> Address | str:
        """Our address, which alone the server may send from, in the name of whoever writes."""
        if name is None:
            return self._sender
        username, _, domain = parseaddr(self._sender)[1].rpartition("@")
        display_name = _in_a_header(" ".join(NO_TEXT.sub(" ", name).split()))
        return Address(display_name=display_name, username=username, domain=domain)

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


def _in_a_header(text: str) -> str:
    """The text, with a space in what would begin an encoded word."""
    return ENCODED_WORD.sub("= ", text)


def _address(text: str) -> Address:
    """Quotes what the part before the `@` needs. Raises MailError for what is no host's name behind it."""
    username, _, domain = text.rpartition("@")
    has_no_place = NO_TEXT.search(text) or ENCODED_WORD.search(text) or NO_HOST_NAME.search(domain)
    if not username or not domain or has_no_place:
        raise MailError("The recipient's address is not one.", permanent=True)
    if username.isascii():
        # Then any server takes the address. A host that there cannot be is left to the server.
        with contextlib.suppress(ValueError):
            domain = emails.for_mail_servers(domain)
    return Address(username=username, domain=domain)


def _answered(about: str, code: int) -> MailError:
    return MailError(f"The mail server refused the {about} with {code}.", permanent=code >= 500)
