"""Examples of what the OpenAPI document's schemas take, for those who try the API before they have read it all."""

from typing import TypeAlias

from litestar.openapi.spec import Reference, Schema
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType

Json: TypeAlias = dict[str, "Json"] | list["Json"] | str | int | bool | None

LINE: Json = {
    "description": "Design of a garden",
    "quantity": "2.5",
    "unit_price": "80.00",
    "taxes": [{"name": "VAT", "percent": "19"}],
}
# What a body holds beside its required fields, or in place of what their schemas say. `{{…}}` are variables of the
# Postman collection; every field that ends in `_id` is one as well.
BODIES: dict[str, dict[str, Json]] = {
    "Registration": {"email": "{{email}}", "password": "{{password}}"},
    "Login": {"email": "{{email}}", "password": "{{password}}"},
    "Logout": {"refresh_token": "{{refresh_token}}"},
    "Refresh": {"refresh_token": "{{refresh_token}}"},
    "ForgottenPassword": {"email": "{{email}}"},
    "MailedToken": {"token": "{{mailed_token}}"},
    "PauseLink": {"token": "{{mailed_token}}"},
    "PasswordReset": {"token": "{{mailed_token}}", "password": "{{password}}"},
    "ReceiverInput": {"name": "Ada Gardens", "time_zone": "Europe/Berlin"},
    "ReceiverPatch": {"name": "Ada Gardens"},
    "MemberInvitationInput": {"role": "viewer"},
    "MemberPatch": {"role": "manager"},
    "PayerInput": {"name": "Bob", "email": "bob@example.com"},
    "PayerPatch": {"name": "Bob"},
    "InvoiceInput": {"lines": [LINE]},
    "InvoiceContents": {"lines": [LINE]},
    "InvoicePatch": {"memo": "Thank you."},
    "PaymentInput": {"method": "cash", "invoice_id": "{{invoice_id}}"},
    "GatewayAccountInput": {
        "credentials": {
            "account": "acct_of_the_simulator",
            "api_key": "sk_sim_of_the_account",
            "webhook_secret": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
        }
    },
    "ReplayInput": {"from": "2026-01-01T00:00:00Z", "to": "2026-02-01T00:00:00Z", "dry_run": True},
}
FIELDS: dict[str, Json] = {
    "name": "Ada",
    "currency": "EUR",
    "reason": "It never arrived.",
    "text": "It was delivered on 3 May, and signed for.",
    "created_from": "2026-01-01T00:00:00Z",
    "created_to": "2027-01-01T00:00:00Z",
    "amount_to": 100_000,
    "total_to": 100_000,
}
FORMATS: dict[OpenAPIFormat, Json] = {
    OpenAPIFormat.DATE: "2026-01-31",
    OpenAPIFormat.DATE_TIME: "2026-01-31T12:00:00Z",
}
TYPES: dict[OpenAPIType, Json] = {
    OpenAPIType.STRING: "",
    OpenAPIType.INTEGER: 1,
    OpenAPIType.BOOLEAN: False,
    OpenAPIType.ARRAY: [],
    OpenAPIType.OBJECT: {},
}


def example(schema: Schema | Reference, schemas: dict[str, Schema], *, field: str = "") -> Json:
    """The schema's own example, else the least that it takes; `field` is the name under which it stands."""
    if field.endswith("_id"):
        return f"{{{{{field}}}}}"
    schema = resolve(schema, schemas)
    if schema.properties is not None:
        return _body(schema, schemas)
    said: list[Json] = [*(schema.examples or []), schema.const, schema.default, *(schema.enum or []), FIELDS.get(field)]
    for value in said:
        if value is not None:
            return value
    if schema.one_of:
        return example(schema.one_of[0], schemas, field=field)
    if schema.items is not None:
        return [example(schema.items, schemas)]
    if schema.format in FORMATS:
        return FORMATS[OpenAPIFormat(schema.format)]
    return TYPES[schema.type] if isinstance(schema.type, OpenAPIType) else None


def resolve(schema: Schema | Reference, schemas: dict[str, Schema]) -> Schema:
    """The schema itself, for a reference to one."""
    while isinstance(schema, Reference):
        schema = schemas[schema.value]
    return schema


def _body(schema: Schema, schemas: dict[str, Schema]) -> Json:
    properties, ours = schema.properties or {}, BODIES.get(schema.title or "", {})
    wanted = {*(schema.required or ()), *ours}
    # A body of optional fields alone, as a PATCH has it, would say nothing without one of them.
    names = [name for name in properties if name in wanted] or list(properties)[:1]
    return {name: ours[name] if name in ours else example(properties[name], schemas, field=name) for name in names}
