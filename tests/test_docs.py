"""What the documents say is so: commands and links exist, examples run, and what is generated is current.

`python -m tests.test_docs` writes docs/errors.md anew.
"""

import datetime
import inspect
import json
import os
import re
import subprocess
import sys
import textwrap
import time
import tomllib
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from litestar import Request
from litestar.exceptions import HTTPException

if __name__ == "__main__":
    # The configuration wants servers to be named; nothing connects to them.
    os.environ |= {"DATABASE_URL": "postgresql://nowhere", "REDIS_URL": "redis://nowhere"}

from api import errors as answers
from api import fields, forms, pdf, problems, protocol
from api.middleware import admission, auth, idempotency, origin, strict, uploads, waiting
from api.pages import reporting
from config import load
from launch.machine import free_port
from models import database, engine, errors, events, lists, postgres
from models.billing import attachments, bulk, files, reminder_notices, sending
from models.collection import link_reports
from models.documents import fonts, logos, making, pictures, statements, storage
from models.gateways.base import BadSignature
from models.gateways.simulator import client
from models.gateways.simulator.behaviours import BEHAVIOURS
from models.outgoing import addresses, signing
from models.outgoing import client as outgoing
from models.shapes import invoice_mails, reminders
from models.tables.collection import ALLOCATION_STATUSES, PAYMENT_STATUSES, REFUND_STATUSES
from models.tables.logos import BYTES_MAX as LOGO_BYTES_MAX
from models.upkeep import schema_diagram
from models.webhooks.outcomes import EXCERPT_STORED_BYTES_MAX, SCHEDULE
from tasks.app import app as celery
from tests import factories
from tests.api.processes import WebProcess
from tests.api.worlds import a_key
from tests.javascript.node import NODE, PACKAGES, Node
from tests.models.webhooks import subscribers

PROJECT = Path(__file__).parent.parent
README, ERRORS, WEBHOOKS, PAYMENTS, LIMITS, DEPENDENCIES = (
    PROJECT / "README.md",
    PROJECT / "docs" / "errors.md",
    PROJECT / "docs" / "webhooks.md",
    PROJECT / "docs" / "payments.md",
    PROJECT / "docs" / "limits.md",
    PROJECT / "docs" / "decisions" / "0002-dependencies.md",
)
LOCK_FILES = [
    PROJECT / "requirements.lock",
    PROJECT / "requirements-dev.lock",
    PROJECT / "tests" / "javascript" / "package-lock.json",
]
PAGES = [README, PROJECT / "CHANGELOG.md", *sorted((PROJECT / "docs").rglob("*.md"))]
RUN_BY_TESTS = re.compile(r"^<!-- A test runs this\. -->\n```(?P<language>\w+)\n(?P<code>.*?)^```$", re.M | re.S)
FENCED = re.compile(r"^```.*?^```$", re.M | re.S)
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
WIDTH = 120
HOUR = datetime.timedelta(hours=1)
UNITS = {"s": "seconds", "min": "minutes", "h": "hours"}

ERRORS_TOP = """\
# Errors

<!-- Generated from models/errors.py, api/errors.py and tests/test_docs.py: `python -m tests.test_docs`. -->

An error is a problem document (RFC 9457, `application/problem+json`). Its `code` is stable and meant for programs, its
`detail` is a sentence with the values in it, meant for people. `request_id` finds it in the logs. Where a value of the
body is at fault, `errors` says which: `[{"pointer": "/lines/0/quantity", "detail": "…"}]`; of the query it names the
parameter: `[{"parameter": "limit", "detail": "…"}]`.

An error below 500 has changed nothing, but for two things that are meant to count: a refresh token that comes a second
time ends its session, and a wrong password uses up a try. After a 500, a 503 (which has `Retry-After`) or no answer at
all, send the same request again with the same `Idempotency-Key`: it has its effect once. Under `/v1/auth` no keys are
kept while nobody is logged in.
"""
# What api/errors.py answers that is no refusal of a rule: the status and the paragraph.
OTHERS: dict[str, tuple[int, str]] = {
    "bad_signature": (
        400,
        "A callback is not from the gateway, or is too old. Only gateways meet this; the answer says no more.",
    ),
    "http_error": (400, "Any other error of the protocol; the status says which."),
    "method_not_allowed": (405, "The path exists, but not for this method. `Allow` lists the methods that it has."),
    "conflict": (
        409,
        "A rule of the database says no to what our own checks let through, usually to one of two requests at once. "
        "Read the object again, then decide again.",
    ),
    "request_too_slow": (
        408,
        "The request did not come in time: its headers within 20 s, its body within 20 s and a second more for each "
        "thousand bytes. The connection is closed; send the request again, on a better one.",
    ),
    "body_too_large": (
        413,
        "The body has more bytes than this installation takes, 1,000,000 by default, or it comes in more than 10,000 "
        "chunks.",
    ),
    "head_too_large": (
        431,
        "The request line and the headers have more than 64 KB, or there are more than 100 headers, or more than 16 "
        "requests wait for the answer to another on one connection. Nothing was read; the connection is closed.",
    ),
    "internal_error": (500, "Our mistake. Tell us the `request_id`."),
    "outcome_unknown": (
        503,
        "The database was lost while the request was being completed, so it may have been done, or not. Under the same "
        "`Idempotency-Key` the same request is safe: it is done once. Without a key, look whether it was done before "
        "you send it again.",
    ),
    "unavailable": (
        503,
        "A part of the service is down or overloaded; nothing was changed. Wait as long as `Retry-After` says, then "
        "send the same request again.",
    ),
}


@dataclass(frozen=True)
class Message:
    """What an endpoint gets while its secrets overlap and it has a public key besides."""

    message_id: str
    sent_at: int
    body: bytes
    secrets: list[str]
    public_key: str
    headers: dict[str, str]

    def forgeries(self) -> Iterator[tuple[dict[str, str], bytes]]:
        """What must be refused quietly, with the headers in lower case as frameworks hand them over."""
        yield self.headers, self.body + b" "
        yield self.headers, self.body.replace(b"inv_1", b"inv_2")
        yield self.headers, b"\xff"
        strangers = [signing.new_secret(), signing.new_private_key()]
        yield _signed(self.message_id, self.sent_at, self.body, strangers), self.body
        for change in (
            {"webhook-id": "evt_2"},
            {"webhook-timestamp": str(self.sent_at + 1)},
            {"webhook-timestamp": "yesterday"},
            {"webhook-timestamp": "9" * 5000},
            {"webhook-signature": "garbage"},
            {"webhook-signature": "v1,é v1a,é v2, ,"},
            {"webhook-signature": self.headers["webhook-signature"].replace("v1", "v2")},
        ):
            yield self.headers | change, self.body
        for name in self.headers:
            yield {other: value for other, value in self.headers.items() if other != name}, self.body


@pytest.fixture
def message() -> Message:
    private_key = signing.new_private_key()
    secrets = [signing.new_secret(), signing.new_secret()]
    sent_at = int(time.time())
    body = '{"id": "evt_1", "type": "invoice.paid", "data": {"id": "inv_1", "memo": "Größe ✓"}}'.encode()
    headers = _signed("evt_1", sent_at, body, [*secrets, private_key])
    return Message("evt_1", sent_at, body, secrets, signing.public_key(private_key), headers)


def errors_page() -> str:
    """What docs/errors.md must hold: one paragraph for each code, by status."""
    paragraphs = {code: (status, text) for code, (status, text) in OTHERS.items()}
    for refusal in _refusals():
        text = " ".join((inspect.getdoc(refusal) or "").split())
        paragraphs[refusal.code] = (answers.STATUSES.get(refusal, answers.STATUS_OTHERWISE), text)
    parts = [ERRORS_TOP]
    for status in sorted({status for status, _ in paragraphs.values()}):
        parts.append(f"## {status} {problems.TITLES[status]}\n")
        for code, (own_status, text) in sorted(paragraphs.items()):
            if own_status == status:
                parts.append(f"### {code}\n\n{textwrap.fill(text, WIDTH, break_long_words=False)}\n")
    return "\n".join(parts)


def readme_story() -> str:
    """The shell script by which the README goes from nothing to a paid invoice; API and SIMULATOR say where to."""
    [story] = _examples(README, "sh")
    return story


def test_the_page_of_limits_has_the_numbers_of_the_code() -> None:
    defaults = load({"DATABASE_URL": "postgresql://x", "REDIS_URL": "redis://x"})
    rows = [line for line in LIMITS.read_text().splitlines() if line.startswith("| ")]
    for what, bound in {
        "request line and headers": f"{protocol.HEAD_BYTES_MAX:,} bytes",
        "headers |": f"{protocol.HEADERS_MAX}",
        "trailers": f"{protocol.HEAD_BYTES_MAX:,} bytes",
        "pieces in which": f"{protocol.PIECES_MAX:,}",
        "requests that wait": f"{protocol.PIPELINED_MAX}",
        "time until the headers": f"{protocol.HEAD_SECONDS:.0f} s",
        "time until the body": f"{protocol.BODY_SECONDS:.0f} s, and 1 s more for each "
        f"{protocol.BODY_BYTES_PER_SECOND_MIN:,} bytes",
        "time in which nobody": f"{protocol.ANSWER_SECONDS:.0f} s",
        "what still comes": f"{protocol.DROPPED_BYTES_MAX:,} bytes or {protocol.DROPPED_SECONDS:.0f} s",
        "body |": f"{defaults.body_bytes_max:,} bytes",
        "the form of a page": f"{fields.BYTES_MAX:,} bytes, {fields.FIELDS_MAX} fields",
        "levels of JSON": f"{strict.DEPTH_MAX}",
        "`limit`": f"1 to {lists.LIMIT_MAX}",
        "`Idempotency-Key`": f"1 to {idempotency.KEY_LENGTH_MAX}",
        "`Quittance-Reason`": f"{auth.REASON_LENGTH_MAX}",
        "`X-Forwarded-For`": f"{origin.LINKS_MAX}",
        "`Prefer: wait`": f"{waiting.WAIT_SECONDS_MAX} s",
        "an answer that waits for a document": f"{pdf.WAIT_SECONDS} s",
        "lines of a statement in PDF": f"{statements.LINES_MAX}",
        "statements in PDF": f"{storage.STATEMENTS_WAITING_MAX}, "
        f"and {storage.STATEMENTS_OF_RECEIVER_WAITING_MAX} of one",
        "documents that a job": f"{storage.BATCH} events looked at together each 5 s, "
        f"and more while there are as many; none while {storage.WAITING_MAX} documents",
        "a run that makes documents": f"{making.RUN_SECONDS:.0f} s",
        "marks of one character": f"{fonts.MARKS_MAX}",
        "memory of a worker": f"{celery.conf.worker_max_memory_per_child // 1_000} MB",
        "a document's tries": f"{len(making.SCHEDULE) + 1}, of {making.SECONDS_MAX:.0f} s each",
        "`writes`": f"{defaults.requests_at_once['writes']}",
        "`reads`": f"{defaults.requests_at_once['reads']}",
        "`lists`": f"{defaults.requests_at_once['lists']}",
        "`reports`": f"{defaults.requests_at_once['reports']}",
        "`bulks`": f"{defaults.requests_at_once['bulks']}",
        "stages of a reminder policy": f"{reminders.STAGES_MAX}, from",
        "instalments in a mail": f"{reminder_notices.LISTED_MAX}; {reminder_notices.MAILS_PER_DAY_MAX} such mails",
        "mails of an invoice": f"{sending.PER_INVOICE_MAX}, each with {invoice_mails.COPIES_MAX} copies",
        "mails of a receiver's invoices": f"{sending.PER_DAY_MAX:,} within {sending.DAY // HOUR} hours",
        "files of an invoice": f"{files.BYTES_MAX:,} bytes each, {attachments.PER_INVOICE_MAX} of them; "
        f"{files.BYTES_PER_RECEIVER_MAX:,} bytes",
        "the proof of a payment": f"{files.BYTES_MAX:,} bytes; {files.BYTES_PER_RECEIVER_MAX:,} bytes",
        "the picture of a receiver's logo": f"{pictures.BYTES_MAX:,} bytes; "
        f"{pictures.SIDE_MIN} to {pictures.SIDE_MAX:,} pixels a side, {pictures.PIXELS_MAX:,} in all; "
        f"{pictures.SCANS_MAX} scans",
        "the logo that is made": f"{logos.WIDTH_MAX} by {logos.HEIGHT_MAX} pixels, {LOGO_BYTES_MAX:,} bytes",
        "payments reported by": f"{link_reports.WAITING_MAX} that wait for the receiver, "
        f"{link_reports.REPORTS_MAX} in all; "
        f"{reporting.REPORTS.burst} tries at once, then {reporting.REPORTS.per_minute} a minute",
        "reports with a file": f"{reporting.LARGE_MAX}, and {reporting.LARGE_OF_A_LINK_MAX} of a link",
        "files that a process": f"{uploads.UPLOADS_MAX}",
        "the body of a request with a file": f"{files.BYTES_MAX + forms.FORM_BYTES_MAX:,} bytes",
        "tables in CSV": f"{lists.EXPORTS_MAX} in a process",
        "an answer in CSV": f"{lists.EXPORT_SECONDS_MAX:.0f} s",
        "invoices of `POST": f"{bulk.LINES_MAX:,} lines together",
        "`logins`": f"{defaults.requests_at_once['logins']}",
        "those that wait": f"{defaults.requests_waiting} (`QUITTANCE_REQUESTS_WAITING`)",
        "the wait": f"{admission.WAIT_SECONDS_MAX:.0f} s",
        "answers that are held": f"{waiting.WAITING_MAX}",
        "URLs of webhooks": f"{addresses.URL_LENGTH_MAX:,}",
        "a statement": f"{defaults.statement_seconds} s",
        "PostgreSQL's confirmation": f"{postgres.GRACE_SECONDS:.0f} s",
        "a lock": f"{engine.SESSION['lock_timeout'].removesuffix('s')} s",
        "a connection of the pool": f"{engine.ACQUIRE_TIMEOUT_SECONDS:.0f} s",
        "a subscriber's answer": f"{outgoing.HEADERS_MAX} headers of {outgoing.HEADER_BYTES_MAX:,} bytes",
        "all of it": f"{outgoing.ANSWER_BYTES_MAX:,} bytes",
        "its body": f"{outgoing.EXCERPT_BYTES_MAX:,} bytes are read, and {EXCERPT_STORED_BYTES_MAX:,} kept",
        "its `Retry-After`": f"{outgoing.RETRY_AFTER_SECONDS_MAX:,} s",
        "an answer of the simulator": f"{client.ANSWER_BYTES_MAX:,} bytes",
    }.items():
        [row] = [row for row in rows if row.startswith(f"| {what}")]
        assert f"{bound}" in row.split("|")[2], f"{what}: {bound}"


def test_every_error_has_its_paragraph() -> None:
    assert ERRORS.read_text() == errors_page(), "docs/errors.md is not current: run `python -m tests.test_docs`"


def test_every_code_is_documented() -> None:
    codes = set(re.findall(r'code="(\w+)"', inspect.getsource(answers))) | set(answers.CODES.values())
    codes |= {found.code for found in vars(protocol).values() if isinstance(found, protocol.Refusal)}
    codes |= {"http_error", "invalid"}
    documented = set(re.findall(r"^### (\w+)$", ERRORS.read_text(), re.M))
    assert codes | {refusal.code for refusal in _refusals()} == documented


@pytest.mark.parametrize(
    ("handler", "error", "code"),
    [
        (answers.bad_signature, BadSignature(), "bad_signature"),
        (answers.conflict, asyncpg.UniqueViolationError("twice"), "conflict"),
        (answers.unavailable, ConnectionError(), "unavailable"),
        (answers.commit_lost, database.CommitLostError(), "outcome_unknown"),
        (answers.unexpected, ValueError(), "internal_error"),
        (answers.http_error, HTTPException(status_code=405), "method_not_allowed"),
        (answers.http_error, HTTPException(status_code=413), "body_too_large"),
    ],
)
def test_codes_that_are_no_refusals_are_answered_with_the_status_that_is_documented(
    handler: Any, error: Exception, code: str
) -> None:
    request: Request[Any, Any, Any] = Request({"type": "http", "method": "POST", "headers": [], "state": {}})
    answer = handler(request, error)
    assert (answer.content.code, answer.status_code) == (code, OTHERS[code][0])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for target in _links(page):
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists() or (anchor and anchor not in _anchors(file)):
            broken.append(target)
    assert broken == []


def test_every_page_is_linked_from_another() -> None:
    linked = {(page.parent / target.partition("#")[0]).resolve() for page in PAGES for target in _links(page)}
    assert [page for page in PAGES if page not in linked | {README}] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_commands_of_make_exist(page: Path) -> None:
    known = set(re.findall(r"^([a-z-]+):.*## ", (PROJECT / "Makefile").read_text(), re.M))
    used = set(re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text(), re.M))
    assert used <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_settings_are_known_to_the_operator(page: Path) -> None:
    known = set(re.findall(r"^# (\w+)=", (PROJECT / ".env.example").read_text(), re.M))
    assert set(re.findall(r"\bQUITTANCE_[A-Z_]+", page.read_text())) <= known


def test_the_story_of_the_readme_is_a_shell_script() -> None:
    subprocess.run(["sh", "-n"], input=readme_story(), text=True, check=True)


def test_the_python_examples_for_subscribers_run_and_verify_what_we_sign(message: Message) -> None:
    example: dict[str, Any] = {}
    for code in _examples(WEBHOOKS, "python"):
        exec(code, example)  # our own documentation
    for secret in message.secrets:
        assert example["receive"](secret, message.headers, message.body)["id"] == message.message_id
        assert example["is_genuine"](secret, message.headers, message.body)
    assert example["is_signed_by"](message.public_key, message.headers, message.body)
    for headers, body in message.forgeries():
        assert example["receive"](message.secrets[0], headers, body) is None
        assert not example["is_genuine"](message.secrets[0], headers, body)
        assert not example["is_signed_by"](message.public_key, headers, body)
    for seconds, is_recent in ((-301, False), (-300, True), (300, True), (301, False)):
        now = message.sent_at + seconds
        assert example["is_genuine"](message.secrets[0], message.headers, message.body, now=now) == is_recent
        assert example["is_signed_by"](message.public_key, message.headers, message.body, now=now) == is_recent


def test_the_examples_that_act_on_events_miss_none_and_keep_the_latest_state() -> None:
    example: dict[str, Any] = {}
    for code in _examples(WEBHOOKS, "python"):
        exec(code, example)  # our own documentation

    def event(event_id: str, type_: str, sequence: int) -> dict[str, Any]:
        return {"id": event_id, "type": type_, "sequence": sequence, "data": {"id": "inv_1", "memo": event_id}}

    paid, updated = event("evt_1", "invoice.paid", 1), event("evt_2", "invoice.updated", 2)
    for came in (updated, updated, paid, paid):
        example["ship_what_is_paid"](came)
        example["keep_copy"](came)
    database = example["database"]
    assert database.execute("SELECT * FROM shipments").fetchall() == [("inv_1",)]
    assert database.execute("SELECT sequence, object FROM copies").fetchall() == [(2, json.dumps(updated["data"]))]
    broken = {name: value for name, value in event("evt_3", "invoice.paid", 3).items() if name != "data"}
    with pytest.raises(KeyError):
        example["ship_what_is_paid"](broken)
    example["ship_what_is_paid"](event("evt_3", "invoice.paid", 3))
    assert len(database.execute("SELECT * FROM shipments").fetchall()) == 2


def test_the_javascript_examples_for_subscribers_verify_what_we_sign(message: Message, tmp_path: Path) -> None:
    _, symmetric, asymmetric = _modules(tmp_path)
    with Node() as node:

        def is_genuine(secret: str, *arguments: Any) -> bool:
            return bool(node.call(symmetric, "isGenuine", secret, *arguments))

        def is_signed_by(public_key: str, *arguments: Any) -> bool:
            return bool(node.call(asymmetric, "isSignedBy", public_key, *arguments))

        assert all(is_genuine(secret, message.headers, message.body) for secret in message.secrets)
        assert is_signed_by(message.public_key, message.headers, message.body)
        for headers, body in message.forgeries():
            assert not is_genuine(message.secrets[0], headers, body)
            assert not is_signed_by(message.public_key, headers, body)
        for seconds, is_recent in ((-301, False), (-300, True), (300, True), (301, False)):
            now = message.sent_at + seconds
            assert is_genuine(message.secrets[0], message.headers, message.body, now) == is_recent
            assert is_signed_by(message.public_key, message.headers, message.body, now) == is_recent


def test_the_server_in_javascript_takes_what_we_sign_and_refuses_forgeries(message: Message, tmp_path: Path) -> None:
    server, _, _ = _modules(tmp_path)
    port = free_port()
    environment = os.environ | {"WEBHOOK_SECRET": message.secrets[0], "PORT": str(port)}
    process = subprocess.Popen([NODE, server], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            answer = _post_when_up(client, process, message.headers, message.body)
            assert answer.status_code == 204
            for headers, body in message.forgeries():
                sendable = {name: value.encode() for name, value in headers.items()}
                assert client.post("/", headers=sendable, content=body).status_code == 400
    finally:
        process.terminate()
        printed, _ = process.communicate(timeout=300)
    assert printed == "invoice.paid inv_1\n"


async def test_the_example_of_the_feed_reads_a_real_one_to_its_end(pool: None, tmp_path: Path) -> None:
    receiver = await factories.receiver()
    await subscribers.announce(receiver, count=130)
    example: dict[str, Any] = {}
    for code in _examples(WEBHOOKS, "python"):
        exec(code, example)  # our own documentation
    web = WebProcess(tmp_path / "web.log")
    web.start()
    try:
        bearer = {"Authorization": f"Bearer {await a_key(receiver.user_id, 'events:read')}"}
        with httpx.Client(base_url=web.url, headers=bearer) as api:
            events_read = example["follow"](api, None)
            found = [next(events_read)["id"] for _ in range(130)]
            resumed = example["follow"](api, found[49])
            assert [next(resumed)["id"] for _ in range(80)] == found[50:]
    finally:
        web.stop()
    assert len(set(found)) == 130


def test_the_table_of_retries_is_the_schedule() -> None:
    rows = re.findall(r"^\| (\d+) \| (\d+) (s|min|h) \|", WEBHOOKS.read_text(), re.M)
    waits = [datetime.timedelta(**{UNITS[unit]: int(number)}) for _, number, unit in rows]
    assert [int(place) for place, _, _ in rows] == list(range(1, len(SCHEDULE) + 1))
    assert waits == list(SCHEDULE)


def test_every_error_of_a_delivery_is_explained() -> None:
    section = WEBHOOKS.read_text().partition("| error |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", section, re.M)) == set(typing.get_args(outgoing.Error))


def test_event_types_in_the_documents_exist() -> None:
    kinds = "|".join({type_.partition(".")[0] for type_ in events.TYPES if "." in type_})
    named = re.findall(rf"`((?:{kinds})\.[a-z_]+)`", WEBHOOKS.read_text())
    assert named
    assert set(named) <= set(events.TYPES)


def test_the_simulators_tokens_are_explained() -> None:
    assert re.findall(r"^\| `(tok_\w+)` \|", PAYMENTS.read_text(), re.M) == list(BEHAVIOURS)


def test_every_status_of_money_is_explained() -> None:
    named = set(re.findall(r"`(\w+)`", PAYMENTS.read_text()))
    assert {*PAYMENT_STATUSES, *REFUND_STATUSES, *ALLOCATION_STATUSES} <= named


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    required = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    wanted = {re.split(r"[^a-z0-9-]", requirement)[0] for requirement in required}
    explained = set(re.findall(r"^\| ([a-z0-9][a-z0-9-]*) \|", DEPENDENCIES.read_text(), re.M))
    assert explained - {"package"} == wanted


@pytest.mark.parametrize("file", LOCK_FILES, ids=lambda file: file.name)
def test_lock_files_name_no_addresses(file: Path) -> None:
    assert "://" not in file.read_text()


async def test_the_data_model_is_drawn_from_the_schema(pool: None) -> None:
    drawn = schema_diagram.FILE.read_text().partition(schema_diagram.BEGIN)[2].partition(schema_diagram.END)[0]
    assert drawn.strip() == await schema_diagram.describe(), "docs/data-model.md is not current: run `make diagram`"


def _signed(message_id: str, sent_at: int, body: bytes, secrets: list[str]) -> dict[str, str]:
    return signing.headers(message_id=message_id, timestamp=sent_at, body=body, secrets=secrets)


def _modules(folder: Path) -> list[Path]:
    """The JavaScript of docs/webhooks.md, each example in a file beside the packages, as a subscriber has them."""
    (folder / "node_modules").symlink_to(PACKAGES)
    files = []
    for number, code in enumerate(_examples(WEBHOOKS, "js")):
        files.append(folder / f"example_{number}.mjs")
        files[-1].write_text(code)
    return files


def _post_when_up(
    client: httpx.Client, process: subprocess.Popen[str], headers: dict[str, str], body: bytes
) -> httpx.Response:
    deadline = time.monotonic() + 60
    while True:
        try:
            return client.post("/", headers=headers, content=body)
        except httpx.ConnectError:
            assert process.poll() is None, "The example has ended."
            assert time.monotonic() < deadline, "The example listens nowhere."
            time.sleep(0.05)


def _refusals() -> list[type[errors.Refused]]:
    found = [kind for kind in vars(errors).values() if inspect.isclass(kind) and issubclass(kind, errors.Refused)]
    return [kind for kind in found if kind is not errors.Refused]


def _examples(page: Path, language: str) -> list[str]:
    return [found["code"] for found in RUN_BY_TESTS.finditer(page.read_text()) if found["language"] == language]


def _links(page: Path) -> list[str]:
    """The links within the project that stand outside of code."""
    targets = [found["target"] for found in LINK.finditer(FENCED.sub("", page.read_text()))]
    return [target for target in targets if "://" not in target]


def _anchors(page: Path) -> set[str]:
    """The anchors that a forge makes of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", page.read_text()), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


if __name__ == "__main__":
    ERRORS.write_text(errors_page())
    sys.stdout.write(f"Wrote {ERRORS.relative_to(PROJECT)}.\n")
