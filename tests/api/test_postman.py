"""The Postman collection is current, complete, and leads a newcomer to a paid invoice."""

import json
import re
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest

from api.pages import postman
from models import ids
from tests.api import operations, people
from tests.api.operations import APP, OPERATIONS, Operation
from tests.javascript.node import FOLDER, Node

FILE = Path(__file__).parents[2] / "docs" / "quittance.postman_collection.json"
SCRIPTS = FOLDER / "postman.js"
WITH_BODY = [operation for operation in OPERATIONS if operation.schema is not None]
VARIABLE = re.compile(r"\{\{(\$?\w+)\}\}")


class Client:
    """What Postman does with the collection: fills in variables, sends, and runs the request's script on the answer."""

    def __init__(self, http: httpx.AsyncClient, node: Node) -> None:
        self.http, self.node = http, node
        self.collection = json.loads(FILE.read_text())
        self.variables = {variable["key"]: variable["value"] for variable in self.collection["variable"]}
        self.variables |= {"base_url": str(http.base_url), "email": people.fresh_email()}

    def item(self, operation: Operation) -> dict[str, Any]:
        path = re.sub(r"\{(\w+)\}", r":\1", operation.path)
        [found] = [item for _, item in items(self.collection) if where(item) == (operation.method, path)]
        return found

    async def send(self, operation_id: str) -> httpx.Response:
        item = self.item(operations.operation(operation_id))
        request, url = item["request"], item["request"]["url"]
        values = {variable["key"]: variable["value"] for variable in url.get("variable", [])}
        path = "/".join(values[part[1:]] if part.startswith(":") else part for part in url["path"])
        query = {one["key"]: self.fill(one["value"]) for one in url.get("query", []) if not one.get("disabled")}
        headers = {header["key"]: self.fill(header["value"]) for header in request["header"]}
        auth = request.get("auth", self.collection["auth"])
        if auth["type"] == "bearer":
            headers["Authorization"] = self.fill(f"Bearer {auth['bearer'][0]['value']}")
        answer = await self.http.request(
            request["method"],
            self.fill("/".join([*url["host"], path])),
            params=query,
            headers=headers,
            content=self.body(item),
        )
        for event in item.get("event", []):
            script = "\n".join(event["script"]["exec"])
            self.variables |= self.node.call(SCRIPTS, "variablesAfter", script, answer.status_code, answer.text)
        return answer

    def body(self, item: dict[str, Any]) -> str | None:
        body = item["request"].get("body")
        return self.fill(body["raw"]) if body else None

    def fill(self, text: str) -> str:
        return VARIABLE.sub(lambda found: (self.variables | {"$guid": str(uuid.uuid4())})[found[1]], text)


def items(collection: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The requests, each with the name of its folder."""
    for folder in collection["item"]:
        for item in folder["item"]:
            yield folder["name"], item


def where(item: dict[str, Any]) -> tuple[str, str]:
    return item["request"]["method"], "/" + "/".join(item["request"]["url"]["path"])


@pytest.fixture
async def client(http: httpx.AsyncClient) -> AsyncIterator[Client]:
    with Node() as node:
        yield Client(http, node)


async def test_the_collection_is_made_of_the_document(http: httpx.AsyncClient) -> None:
    current = FILE.read_text() == postman.render(APP)
    assert current, "docs/quittance.postman_collection.json is not current: run `make postman`"


def test_every_operation_is_in_the_folder_of_its_tag(client: Client) -> None:
    for operation in OPERATIONS:
        item = client.item(operation)
        assert (operation.document["tags"][0], item) in items(client.collection)
        assert item["name"] == operation.document["summary"]
        assert item["request"]["description"] == operation.document["description"]
    assert len(list(items(client.collection))) == len(OPERATIONS)


def test_no_two_parts_share_an_id(client: Client) -> None:
    found = re.findall(r'"(?:_postman_id|id)": "([0-9a-f-]{36})"', FILE.read_text())
    assert len(set(found)) == len(found) == 1 + len(client.collection["item"]) + len(OPERATIONS)


def test_requests_carry_the_token_and_a_key_where_those_count(client: Client) -> None:
    for operation in OPERATIONS:
        request = client.item(operation)["request"]
        has_caller = not operation.is_open or "secret_in_path" in operation.options
        assert (request.get("auth") == {"type": "noauth"}) == operation.is_open, operation
        keys = [header["value"] for header in request["header"] if header["key"] == "Idempotency-Key"]
        assert keys == (["{{$guid}}"] if operation.method == "POST" and has_caller else []), operation


def test_parameters_are_those_of_the_document(client: Client) -> None:
    for operation in OPERATIONS:
        url = client.item(operation)["request"]["url"]
        parts = url.get("variable", []) + url.get("query", [])
        given = [(part["key"], part.get("description"), part.get("disabled", False)) for part in parts]
        wanted = [
            (parameter["name"], parameter.get("description"), not parameter["required"])
            for parameter in operation.document.get("parameters", [])
            if parameter["in"] != "header"
        ]
        assert given == wanted, operation


@pytest.mark.parametrize("operation", WITH_BODY, ids=lambda operation: operation.id)
def test_example_bodies_are_what_the_document_takes(client: Client, operation: Operation) -> None:
    client.variables |= {f"{kind}_id": ids.encode(kind, ids.new()) for kind in ids.PREFIXES}
    client.variables |= {"mailed_token": "of-a-mail", "refresh_token": "of-a-login"}
    schema = operation.schema | {"components": operations.document()["components"]}
    body = json.loads(client.body(client.item(operation)) or "")
    assert body, "an empty body shows nothing"
    jsonschema_rs.validator_for(schema, validate_formats=True).validate(body)


async def test_a_newcomer_comes_to_a_paid_invoice(client: Client) -> None:
    for step in postman.FIRST_STEPS:
        answer = await client.send(step)
        assert answer.status_code in (200, 201), answer.text
    assert answer.json()["status"] == "succeeded"
    invoice = (await client.send("getInvoice")).json()
    assert (invoice["status"], invoice["settlement"], invoice["total"]) == ("open", "paid", 23_800)
    assert (await client.send("getPayableInvoice")).json()["number"] == invoice["number"]


async def test_tokens_are_stored_whenever_they_come(client: Client) -> None:
    await client.send("register")
    for step in ("login", "refresh"):
        client.variables["token"] = ""
        assert (await client.send("getMe")).status_code == 401
        assert (await client.send(step)).status_code == 200
        assert (await client.send("getMe")).json()["email"] == client.variables["email"]


async def test_what_fails_changes_no_variable(client: Client) -> None:
    await client.send("register")
    before = dict(client.variables)
    assert (await client.send("register")).status_code == 409
    assert client.variables == before
