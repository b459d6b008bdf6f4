"""The Postman collection: the OpenAPI document as requests that one can send, where answers fill in later requests."""

import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from litestar import Litestar
from litestar.openapi import spec
from litestar.routes import HTTPRoute

from api.pages.examples import Json, example, resolve

FORMAT = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
# Ids are made of names, so that the same document gives the same file.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:quittance:postman")
# The order within a path: what is created can then be read, changed and deleted.
METHODS = ("post", "get", "put", "patch", "delete")
VARIABLES = {
    "base_url": "http://127.0.0.1:8000",
    "email": "ada@example.com",
    "password": "a long passphrase",
    "token": "",
}
# What a path's last parameter is called as a variable, where neither its name nor the answer of a GET says it.
NAMES = {
    "/v1/callbacks/{account_id}": "gateway_account_id",
    "/v1/invitations/{token}": "invitation_token",
    "/v1/pay/{token}": "pay_token",
}
# What takes a newcomer to a paid invoice.
FORM = "multipart/form-data"
FIRST_STEPS = ("register", "createReceiver", "createPayer", "createInvoice", "finalizeInvoice", "createPayment")
HOW_TO_BEGIN = """
To begin, send these in their order; the payment is in cash:

{steps}

Answers put tokens and ids into the collection's variables, from which later requests take them. Whoever has registered
before logs in instead, or changes `email` among the variables.
"""


def render(app: Litestar) -> str:
    """The file that Postman imports, in the indentation of its own exports; the app's document must be complete."""
    return json.dumps(_Collection(app).build(), indent="\t", ensure_ascii=False) + "\n"


@dataclass(frozen=True)
class _Request:
    """One operation of the document, and where it is."""

    path: str
    method: str
    operation: spec.Operation

    @property
    def resource(self) -> str:
        return "/".join(self.path.split("/")[:3])

    @property
    def place(self) -> tuple[str, int]:
        return self.path, METHODS.index(self.method)

    @property
    def parameters(self) -> list[spec.Parameter]:
        return [found for found in self.operation.parameters or [] if isinstance(found, spec.Parameter)]


class _Collection:
    def __init__(self, app: Litestar) -> None:
        document = app.openapi_schema
        assert document.components is not None
        self.info = document.info
        self.schemas = document.components.schemas
        self.requests = [
            _Request(path, method, operation)
            for path, item in (document.paths or {}).items()
            for method in METHODS
            if isinstance(operation := getattr(item, method), spec.Operation)
        ]
        self.variables = {
            self._variable(request.path, parameter.name)
            for request in self.requests
            for parameter in request.parameters
            if parameter.param_in == "path"
        }
        # Whoever knows the secret in such a path is a caller, whose Idempotency-Keys count.
        self.secret_paths = {
            route.path_format
            for route in app.routes
            if isinstance(route, HTTPRoute) and any("secret_in_path" in handler.opt for handler in route.route_handlers)
        }

    def build(self) -> Json:
        folders: dict[str, list[Json]] = {}
        # Resources come in the document's order, in which what others are made of comes first; then by path.
        resources = list(dict.fromkeys(request.resource for request in self.requests))
        for request in sorted(self.requests, key=lambda found: (resources.index(found.resource), *found.place)):
            for tag in request.operation.tags or ():
                folders.setdefault(tag, []).append(self._item(request))
        items: list[Json] = [{"name": tag, "id": _id(f"folder {tag}"), "item": found} for tag, found in folders.items()]
        names = {found.operation.operation_id: found.operation.summary for found in self.requests}
        steps = "\n".join(f"{number}. {names[step]}" for number, step in enumerate(FIRST_STEPS, 1))
        named = set(re.findall(r"\{\{(\w+)\}\}", json.dumps(items)))
        variables = VARIABLES | dict.fromkeys(sorted(named - VARIABLES.keys()), "")
        return {
            "info": {
                "_postman_id": _id("collection"),
                "name": self.info.title,
                "description": f"{self.info.description}{HOW_TO_BEGIN.format(steps=steps)}",
                "schema": FORMAT,
            },
            "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}", "type": "string"}]},
            "item": items,
            "variable": [{"key": key, "value": value, "type": "string"} for key, value in variables.items()],
        }

    def _item(self, request: _Request) -> Json:
        operation = request.operation
        is_open = operation.security == [{}]
        headers: list[Json] = []
        sent: dict[str, Json] = {"method": request.method.upper(), "header": headers, "url": self._url(request)}
        if is_open:
            sent["auth"] = {"type": "noauth"}
        if request.method == "post" and (not is_open or request.path in self.secret_paths):
            headers.append({"key": "Idempotency-Key", "value": "{{$guid}}"})
        if isinstance(operation.request_body, spec.RequestBody) and FORM in operation.request_body.content:
            # Whoever sends it chooses a file; the head with the boundary is Postman's.
            sent["body"] = {"mode": "formdata", "formdata": [{"key": "file", "type": "file", "src": []}]}
        elif isinstance(operation.request_body, spec.RequestBody):
            headers.append({"key": "Content-Type", "value": next(iter(operation.request_body.content))})
            body = example(_schema(operation.request_body.content), self.schemas)
            text = json.dumps(body, indent=2, ensure_ascii=False)
            sent["body"] = {"mode": "raw", "raw": text, "options": {"raw": {"language": "json"}}}
        sent["description"] = operation.description
        name_and_id: dict[str, Json] = {"name": operation.summary, "id": _id(f"{operation.operation_id}")}
        item = name_and_id | {"request": sent, "response": []}
        if lines := list(self._remember(request)):
            code: list[Json] = ["if (pm.response.code < 300) {", "    const answer = pm.response.json();"]
            code += [f"    {line}" for line in lines] + ["}"]
            item["event"] = [{"listen": "test", "script": {"type": "text/javascript", "exec": code}}]
        return item

    def _url(self, request: _Request) -> Json:
        path = re.sub(r"\{(\w+)\}", r":\1", request.path)
        query: list[Json] = []
        variables: list[Json] = []
        for parameter in request.parameters:
            entry: dict[str, Json] = {"key": parameter.name}
            if parameter.param_in == "path":
                entry["value"] = f"{{{{{self._variable(request.path, parameter.name)}}}}}"
                variables.append(entry)
            elif parameter.param_in == "query":
                entry["value"] = self._query_value(parameter)
                if not parameter.required:
                    entry["disabled"] = True
                query.append(entry)
            if parameter.description:
                entry["description"] = parameter.description
        url: dict[str, Json] = {"raw": "{{base_url}}" + path, "host": ["{{base_url}}"], "path": [*path[1:].split("/")]}
        return url | ({"query": query} if query else {}) | ({"variable": variables} if variables else {})

    def _query_value(self, parameter: spec.Parameter) -> str:
        if parameter.name.endswith("_id"):
            return f"{{{{{parameter.name}}}}}" if parameter.name in self.variables else ""
        value = example(parameter.schema or spec.Schema(), self.schemas, field=parameter.name)
        return value if isinstance(value, str) else json.dumps(value)

    def _variable(self, path: str, parameter: str) -> str:
        """The variable for a parameter: what a GET of the path up to it shows, such as `ledger_account_id`."""
        shown = path[: path.index(f"{{{parameter}}}")] + f"{{{parameter}}}"
        if shown in NAMES:
            return NAMES[shown]
        for request in self.requests:
            if request.path == shown and request.method == "get":
                return f"{self._object(self._answer(request)) or parameter.removesuffix('_id')}_id"
        return parameter

    def _remember(self, request: _Request) -> Iterator[str]:
        """The lines by which an answer fills variables."""
        answer, created = self._answer(request), {"201", "202"} & (request.operation.responses or {}).keys()
        if "access_token" in answer:
            yield 'pm.collectionVariables.set("token", answer.access_token);'
            yield 'pm.collectionVariables.set("refresh_token", answer.refresh_token);'
            yield 'pm.collectionVariables.set("user_id", answer.user.id);'
        elif created and "id" in answer and (kind := self._object(answer)):
            yield f'pm.collectionVariables.set("{kind}_id", answer.id);'
        elif request.method == "post" and "pay_url" in answer:
            yield 'if (answer.pay_url) pm.collectionVariables.set("pay_token", answer.pay_url.split("/").pop());'

    def _answer(self, request: _Request) -> dict[str, spec.Schema | spec.Reference]:
        """The fields of what is answered when it goes well."""
        for status, response in (request.operation.responses or {}).items():
            if status.startswith("2") and isinstance(response, spec.OpenAPIResponse) and response.content:
                return resolve(_schema(response.content), self.schemas).properties or {}
        return {}

    def _object(self, fields: dict[str, spec.Schema | spec.Reference]) -> str | None:
        named = fields.get("object")
        return str(named.const) if isinstance(named, spec.Schema) and named.const else None


def _schema(content: dict[str, spec.OpenAPIMediaType]) -> spec.Schema | spec.Reference:
    schema = next(iter(content.values())).schema
    assert schema is not None
    return schema


def _id(name: str) -> str:
    return str(uuid.uuid5(NAMESPACE, name))
