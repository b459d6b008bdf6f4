"""Whatever a list can be filtered by is asked for where growth is measured: tests/grown.py, tests/plans.py."""

import datetime
import re
import uuid
from typing import Any, get_type_hints
from urllib.parse import parse_qs, urlsplit

from api.app import app
from tests import grown

# What is not a receiver's, or cannot grow with one.
LEFT_OUT = {
    "/v1/users",
    "/v1/sessions",
    "/v1/api-keys",
    "/v1/invitations",
    "/v1/gateway-accounts",
    "/v1/receivers",
    "/v1/receivers/{}/members",
    "/v1/webhook-endpoints",
}
# How a page is turned, and not what is on it.
PAGING = {"limit", "after"}


EXAMPLES: dict[type, Any] = {
    int: 1000,
    str: "GROWN-1",
    datetime.datetime: datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    uuid.UUID: uuid.UUID(int=1),
}
NOBODY = grown.Grown(**{name: EXAMPLES[kind] for name, kind in get_type_hints(grown.Grown).items()})


def test_every_filter_is_asked_for() -> None:
    asked: dict[str, set[str]] = {}
    for _, path in grown.requests(NOBODY):
        parts = urlsplit(path)
        template = re.sub(r"/[a-z]{2,4}_[0-9a-z]{26}", "/{}", parts.path)
        asked.setdefault(template, set()).update(parse_qs(parts.query, keep_blank_values=True))
    document = app.app.openapi_schema.to_schema()
    missing = []
    for path, operations in document["paths"].items():
        template = re.sub(r"\{[^}]*\}", "{}", path)
        names = {each["name"] for each in operations.get("get", {}).get("parameters", ()) if each["in"] == "query"}
        if "limit" in names and template not in LEFT_OUT:
            missing += [f"{template}?{name}" for name in sorted(names - PAGING - asked.get(template, set()))]
    assert not missing
