"""What the documents say is so: commands and links exist, examples run, and what is generated is current.

`python -m tests.test_docs` writes docs/errors.md anew.
"""

import datetime
import inspect
import os
import re
import subprocess
import sys
import textwrap
import tomllib
import typing
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from litestar import Request
from litestar.exceptions import HTTPException

if __name__ == "__main__":
    # The configuration wants servers to be named; nothing connects to them.
    os.environ |= {"DATABASE_URL": "postgresql://nowhere", "REDIS_URL": "redis://nowhere"}

import schema_diagram
from api import errors as answers
from models import errors, events, outgoing, signing
from models.delivery_outcomes import SCHEDULE
from models.gateways.base import BadSignature
from models.gateways.simulator.behaviours import BEHAVIOURS
from models.tables.payments import ALLOCATION_STATUSES, PAYMENT_STATUSES, REFUND_STATUSES

PROJECT = Path(__file__).parent.parent
README, ERRORS, WEBHOOKS, PAYMENTS, DEPENDENCIES = (
    PROJECT / "README.md",
    PROJECT / "docs" / "errors.md",
    PROJECT / "docs" / "webhooks.md",
    PROJECT / "docs" / "payments.md",
    PROJECT / "docs" / "decisions" / "0002-dependencies.md",
)
PAGES = [README, PROJECT / "CHANGELOG.md", *sorted((PROJECT / "docs").rglob("*.md"))]
RUN_BY_TESTS = re.compile(r"^<!-- A test runs this\. -->\n```(?P<language>\w+)\n(?P<code>.*?)^```$", re.M | re.S)
FENCED = re.compile(r"^```.*?^```$", re.M | re.S)
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
WIDTH = 120
UNITS = {"s": "seconds", "min": "minutes", "h": "hours"}

ERRORS_TOP = """\
# Errors

<!-- Generated from models/errors.py, api/errors.py and tests/test_docs.py: `python -m tests.test_docs`. -->

An error is a problem document (RFC 9457, `application/problem+json`). Its `code` is stable and meant for programs, its
`detail` is a sentence with the values in it, meant for people. `request_id` finds it in the logs. Where a value of the
body is at fault, `errors` says which: `[{"pointer": "/lines/0/quantity", "detail": "…"}]`.

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
    "body_too_large": (413, "The body has more bytes than this installation takes, 1,000,000 by default."),
    "internal_error": (500, "Our mistake. Tell us the `request_id`."),
    "unavailable": (
        503,
        "A part of the service is down or overloaded. Wait as long as `Retry-After` says, then send the same request "
        "again.",
    ),
}


def errors_page() -> str:
    """What docs/errors.md must hold: one paragraph for each code, by status."""
    paragraphs = {code: (status, text) for code, (status, text) in OTHERS.items()}
    for refusal in _refusals():
        text = " ".join((inspect.getdoc(refusal) or "").split())
        paragraphs[refusal.code] = (answers.STATUSES.get(refusal, answers.STATUS_OTHERWISE), text)
    parts = [ERRORS_TOP]
    for status in sorted({status for status, _ in paragraphs.values()}):
        parts.append(f"## {status} {answers.TITLES[status]}\n")
        for code, (own_status, text) in sorted(paragraphs.items()):
            if own_status == status:
                parts.append(f"### {code}\n\n{textwrap.fill(text, WIDTH, break_long_words=False)}\n")
    return "\n".join(parts)


def readme_story() -> str:
    """The shell script by which the README goes from nothing to a paid invoice; API and SIMULATOR say where to."""
    [story] = _examples(README, "sh")
    return story


def test_every_error_has_its_paragraph() -> None:
    assert ERRORS.read_text() == errors_page(), "docs/errors.md is not current: run `python -m tests.test_docs`"


def test_every_code_is_documented() -> None:
    codes = set(re.findall(r'code="(\w+)"', inspect.getsource(answers))) | set(answers.CODES.values())
    codes |= {"http_error", "invalid"}
    documented = set(re.findall(r"^### (\w+)$", ERRORS.read_text(), re.M))
    assert codes | {refusal.code for refusal in _refusals()} == documented


@pytest.mark.parametrize(
    ("handler", "error", "code"),
    [
        (answers.bad_signature, BadSignature(), "bad_signature"),
        (answers.conflict, asyncpg.UniqueViolationError("twice"), "conflict"),
        (answers.unavailable, ConnectionError(), "unavailable"),
        (answers.unexpected, ValueError(), "internal_error"),
        (answers.http_error, HTTPException(status_code=405), "method_not_allowed"),
        (answers.http_error, HTTPException(status_code=413), "body_too_large"),
    ],
)
def test_codes_that_are_no_refusals_are_answered_with_the_status_that_is_documented(
    handler: Any, error: Exception, code: str
) -> None:
    request: Request[Any, Any, Any] = Request({"type": "http", "method": "GET", "headers": [], "state": {}})
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


def test_the_python_examples_for_subscribers_run_and_verify_what_we_sign() -> None:
    example: dict[str, Any] = {}
    for code in _examples(WEBHOOKS, "python"):
        exec(code, example)  # our own documentation
    secret, former = signing.new_secret(), signing.new_secret()
    body = '{"id": "evt_1", "sequence": 2, "data": {"id": "inv_1", "memo": "Größe"}}'.encode()
    now = int(datetime.datetime.now(datetime.UTC).timestamp())
    headers = signing.headers(message_id="evt_1", timestamp=now, body=body, secrets=[secret, former])
    for known in (secret, former):
        assert example["receive"](known, headers, body)["id"] == "evt_1"
        assert example["is_genuine"](known, headers, body)
    assert example["receive"](secret, headers, body + b" ") is None
    assert not example["is_genuine"](secret, headers, body + b" ")
    assert not example["is_genuine"](secret, headers, body, now=now + 301)

    def is_news(event_id: str, sequence: int) -> bool:
        return bool(example["is_news"]({"id": event_id, "sequence": sequence, "data": {"id": "inv_1"}}))

    assert [is_news("b", 2), is_news("b", 2), is_news("a", 1), is_news("c", 3)] == [True, False, False, True]


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


async def test_the_data_model_is_drawn_from_the_schema(pool: None) -> None:
    drawn = schema_diagram.FILE.read_text().partition(schema_diagram.BEGIN)[2].partition(schema_diagram.END)[0]
    assert drawn.strip() == await schema_diagram.describe(), "docs/data-model.md is not current: run `make diagram`"


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
