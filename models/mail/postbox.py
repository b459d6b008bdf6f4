"""The mail server of development: takes every mail, delivers none, and shows them on a page of this machine.

`python -m models.mail.postbox --smtp-port 8002 --page-port 8003 --folder DIR`. Mails are files in the folder,
the newest 500 of them. `/` lists them, `/mails/NAME` shows one with links to its files, `/mails/NAME/html` as HTML, and
`/mails.json` has them all for programs. Never run it in production: whoever can open the page can use every link.
"""

import argparse
import asyncio
import html
import json
import re
import signal
import sys
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

from aiohttp import web
from aiohttp.typedefs import Handler
from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
MAILS_MAX = 500
# A web page elsewhere that points its own name at this machine is not let in.
HOSTS = ("127.0.0.1", "localhost")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
URL = re.compile(r"https?://[^\s<>\"]+")
FOLDER = web.AppKey("folder", Path)
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<style>body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }}
td {{ padding: .2rem 1rem .2rem 0 }} pre {{ white-space: pre-wrap; font: inherit }}</style>
<h1>{title}</h1>{content}</html>"""


class Catcher:
    """What aiosmtpd gives each mail to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        assert isinstance(envelope.content, bytes), "nothing asks aiosmtpd to decode"
        name = f"{time.time_ns()}.eml"
        (self._folder / f"{name}.part").write_bytes(envelope.content)
        (self._folder / f"{name}.part").rename(self._folder / name)
        for old in names(self._folder)[MAILS_MAX:]:
            (self._folder / old).unlink(missing_ok=True)
        return "250 Kept"


def names(folder: Path) -> list[str]:
    """The names of the mails, newest first."""
    return sorted((path.name for path in folder.glob("*.eml")), reverse=True)


def read(folder: Path, name: str) -> EmailMessage:
    """One mail. Raises HTTPNotFound."""
    if name not in names(folder):
        raise web.HTTPNotFound(text="There is no such mail.\n")
    return message_from_bytes((folder / name).read_bytes(), EmailMessage, policy=policy.default)


async def show_all(request: web.Request) -> web.Response:
    """The list of mails."""
    folder, rows = request.app[FOLDER], []
    for name in names(folder):
        mail = read(folder, name)
        cells = "".join(f"<td>{html.escape(str(mail[header]))}</td>" for header in ("Date", "To"))
        rows.append(f'<tr>{cells}<td><a href="/mails/{name}">{html.escape(str(mail["Subject"]))}</a></td></tr>')
    content = f"<table>{''.join(rows)}</table>" if rows else "<p>No mail yet.</p>"
    return web.Response(text=PAGE.format(title="Mails", content=content), content_type="text/html")


async def show(request: web.Request) -> web.Response:
    """One mail, with its links."""
    mail = read(request.app[FOLDER], request.match_info["name"])
    text = URL.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', html.escape(text_of(mail), quote=True))
    address = f"/mails/{request.match_info['name']}"
    if mail.get_body(("html",)) is not None:
        text = f'<a href="{address}/html">As HTML</a>\n\n{text}'
    files = "".join(
        f'<p>File: <a href="{address}/files/{place}">{html.escape(file.get_filename() or f"file {place}")}</a></p>'
        for place, file in enumerate(mail.iter_attachments(), start=1)
    )
    content = f"<p>To {html.escape(str(mail['To']))}, {html.escape(str(mail['Date']))}</p><pre>{text}</pre>{files}"
    title = html.escape(str(mail["Subject"]))
    return web.Response(text=PAGE.format(title=title, content=content), content_type="text/html")


async def show_html(request: web.Request) -> web.Response:
    """The HTML of a mail, as programs that show mails do. Raises HTTPNotFound."""
    body = read(request.app[FOLDER], request.match_info["name"]).get_body(("html",))
    if body is None:
        raise web.HTTPNotFound(text="This mail has no HTML.\n")
    return web.Response(text=str(body.get_content()), content_type="text/html")


async def send_file(request: web.Request) -> web.Response:
    """A file that came with a mail, by its place from 1, to be saved and not shown. Raises HTTPNotFound."""
    files = list(read(request.app[FOLDER], request.match_info["name"]).iter_attachments())
    place = int(request.match_info["place"])
    if not 1 <= place <= len(files):
        raise web.HTTPNotFound(text="This mail has no such file.\n")
    file = files[place - 1]
    name = quote(file.get_filename() or f"file {place}", safe="")
    # A mail that came with it has parts of its own, and no bytes.
    content = file.get_payload(decode=True) if not file.is_multipart() else file.as_bytes()
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return web.Response(body=content, content_type="application/octet-stream", headers=headers)


async def list_all(request: web.Request) -> web.Response:
    """All mails for programs, newest first: `[{"to", "subject", "date", "text"}]`."""
    folder = request.app[FOLDER]
    found = [read(folder, name) for name in names(folder)]
    shown = [
        {"to": str(mail["To"]), "subject": str(mail["Subject"]), "date": str(mail["Date"]), "text": text_of(mail)}
        for mail in found
    ]
    return web.Response(text=json.dumps(shown), content_type="application/json")


def text_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    body = mail.get_body(("plain",))
    if body is None:
        return ""
    try:
        return str(body.get_content())
    except LookupError:
        return "The text is in a character set that is not known here."


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Lets in only who calls us by this machine's name; pages load nothing from elsewhere."""
    if request.host.rpartition(":")[0] not in HOSTS and request.host not in HOSTS:
        raise web.HTTPForbidden(text="Open this page as http://127.0.0.1.\n")
    response: web.StreamResponse = await handler(request)
    response.headers.update(
        {"Content-Security-Policy": POLICY, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    )
    return response


async def serve(*, smtp_port: int, page_port: int, folder: Path) -> None:
    """Serves until SIGTERM or SIGINT. Raises OSError where a port is taken."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    application = web.Application(middlewares=[guard])
    application[FOLDER] = folder
    application.add_routes(
        [
            web.get("/", show_all),
            web.get("/mails.json", list_all),
            web.get("/mails/{name}", show),
            web.get("/mails/{name}/html", show_html),
            web.get(r"/mails/{name}/files/{place:[1-9][0-9]?}", send_file),
        ]
    )
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    controller = UnthreadedController(
        Catcher(folder), hostname=HOST, port=smtp_port, loop=loop, enable_SMTPUTF8=True, ident="Quittance postbox"
    )
    await web.TCPSite(runner, HOST, page_port).start()
    smtp = await controller._create_server()
    print(f"takes mails on port {smtp_port} and shows them on http://{HOST}:{page_port}", flush=True)
    await stop.wait()
    smtp.close()
    await runner.cleanup()


def main() -> int:
    """Returns 0 when asked to stop, 1 with a sentence when a port is taken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smtp-port", type=int, default=8002)
    parser.add_argument("--page-port", type=int, default=8003)
    parser.add_argument("--folder", type=Path, default=Path(".quittance/mails"))
    given = parser.parse_args()
    try:
        asyncio.run(serve(smtp_port=given.smtp_port, page_port=given.page_port, folder=given.folder))
    except OSError as error:
        print(f"The postbox cannot listen: {error.strerror}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
