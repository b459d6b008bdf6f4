"""The mail server of development: keeps what it is sent, and shows it to this machine only."""

import asyncio
import sys
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import httpx
import pytest

from launch.machine import free_port

PROJECT = Path(__file__).parent.parent.parent


class Postbox:
    def __init__(self, folder: Path) -> None:
        self.folder, self.smtp_port, self.page_port = folder, free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.page_port}"

    async def start(self) -> asyncio.subprocess.Process:
        command = ["-m", "models.mail.postbox", "--smtp-port", str(self.smtp_port), "--page-port", str(self.page_port)]
        process = await asyncio.create_subprocess_exec(
            sys.executable, *command, "--folder", str(self.folder), cwd=PROJECT, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        line = await asyncio.wait_for(process.stdout.readline(), 30)
        assert line.decode().startswith("takes mails on port")
        return process

    async def send(self, *, subject: str, text: str, file: bytes = b"", name: str = "") -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "us@example.com", "ada@example.com", subject
        message.set_content(text)
        if file:
            message.add_attachment(file, maintype="application", subtype="pdf", filename=name)
        await aiosmtplib.send(message, hostname="127.0.0.1", port=self.smtp_port)


@pytest.fixture
async def postbox(tmp_path: Path) -> AsyncIterator[Postbox]:
    box = Postbox(tmp_path / "mails")
    process = await box.start()
    yield box
    process.terminate()
    assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_mails_are_listed_newest_first_and_survive_a_restart(tmp_path: Path) -> None:
    box = Postbox(tmp_path / "mails")
    process = await box.start()
    await box.send(subject="First", text="One")
    await box.send(subject="Second", text="Zwei: https://quittance.example/a#b")
    process.terminate()
    assert await process.wait() == 0
    process = await box.start()
    async with httpx.AsyncClient(base_url=box.url) as http:
        mails = (await http.get("/mails.json")).json()
        page = await http.get("/")
    process.terminate()
    assert await process.wait() == 0
    assert [(mail["to"], mail["subject"]) for mail in mails] == [
        ("ada@example.com", "Second"),
        ("ada@example.com", "First"),
    ]
    assert page.text.index("Second") < page.text.index("First")


async def test_a_mail_that_no_program_of_ours_writes_is_shown_too(postbox: Postbox) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "us@example.com", "ada@example.com", "Odd"
    message.set_content("Thank you.")
    message.replace_header("Content-Type", 'text/plain; charset="klingon"')
    other = EmailMessage()
    other["Subject"] = "Inside"
    message.add_attachment(other)
    await aiosmtplib.send(message, hostname="127.0.0.1", port=postbox.smtp_port)
    async with httpx.AsyncClient(base_url=postbox.url) as http:
        [mail] = (await http.get("/mails.json")).json()
        name = (await http.get("/")).text.split("/mails/")[1].split('"')[0]
        file = await http.get(f"/mails/{name}/files/1")
    assert mail["text"] == "The text is in a character set that is not known here."
    assert b"Subject: Inside" in file.content


async def test_a_file_of_a_mail_is_saved_as_it_came(postbox: Postbox) -> None:
    await postbox.send(subject="Receipt", text="Thank you.", file=b"%PDF-1.7 \x00\xff", name='RCT<1>"x".pdf')
    async with httpx.AsyncClient(base_url=postbox.url) as http:
        name = (await http.get("/")).text.split("/mails/")[1].split('"')[0]
        shown = await http.get(f"/mails/{name}")
        file = await http.get(f"/mails/{name}/files/1")
        missing = await http.get(f"/mails/{name}/files/2")
    assert f'<a href="/mails/{name}/files/1">RCT&lt;1&gt;' in shown.text
    assert file.content == b"%PDF-1.7 \x00\xff"
    assert file.headers["content-type"] == "application/octet-stream"
    assert file.headers["content-disposition"].startswith("attachment; filename*=UTF-8''RCT%3C1%3E")
    assert missing.status_code == 404


async def test_what_a_mail_holds_is_shown_and_not_run(postbox: Postbox) -> None:
    await postbox.send(subject="<script>alert(1)</script>", text="<img src=x> https://quittance.example/a#b")
    async with httpx.AsyncClient(base_url=postbox.url) as http:
        listed = await http.get("/")
        name = listed.text.split("/mails/")[1].split('"')[0]
        shown = await http.get(f"/mails/{name}")
    for page in (listed, shown):
        assert "<script>" not in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "<img" not in shown.text
    assert '<a href="https://quittance.example/a#b">' in shown.text


@pytest.mark.parametrize("path", ["/mails/nothing.eml", "/mails/..%2F..%2Fpyproject.toml"])
async def test_there_is_nothing_but_mails(postbox: Postbox, path: str) -> None:
    async with httpx.AsyncClient(base_url=postbox.url) as http:
        assert (await http.get(path)).status_code == 404


async def test_a_page_elsewhere_cannot_read_the_mails(postbox: Postbox) -> None:
    async with httpx.AsyncClient(base_url=postbox.url) as http:
        assert (await http.get("/mails.json", headers={"host": "evil.example:8003"})).status_code == 403


async def test_a_port_that_is_taken_is_said_in_a_sentence(postbox: Postbox) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "models.mail.postbox",
        "--smtp-port",
        str(postbox.smtp_port),
        "--page-port",
        str(free_port()),
        "--folder",
        str(postbox.folder),
        cwd=PROJECT,
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 1
    assert errors.decode().startswith("The postbox cannot listen")
    assert "Traceback" not in errors.decode()
