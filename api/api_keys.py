"""API keys: a user's secrets for programs."""

from litestar import Controller, Response, delete, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from api.answers import After, CallerRequest, From, Id, Limit, To, cursor, one, page, reference, version_wanted, zoned
from models import ids, lists
from models.identity import api_keys
from models.shapes import identity as shapes
from models.shapes.common import List
from models.shapes.identity import ApiKey, ApiKeyInput, ApiKeyWithSecret, RotationInput


class ApiKeys(Controller):
    """Secrets with which programs act for their user, within scopes."""

    path = "/v1/api-keys"
    tags = ["Access"]

    @post(
        "",
        operation_id="createApiKey",
        summary="Make an API key",
        opt={"permission": "api_keys.write", "shown_once": True},
    )
    async def create(self, request: CallerRequest, data: JSONBody[ApiKeyInput]) -> Response[ApiKeyWithSecret]:
        """Makes a key that acts for the caller. The secret is shown in this answer only."""
        row, secret = await api_keys.create(request.user, data)
        return one(shape := shapes.api_key_with_secret(row, secret), row, location=f"/v1/api-keys/{shape.id}")

    @get("", operation_id="listApiKeys", summary="List API keys", opt={"permission": "api_keys.read"})
    async def list_(
        self,
        request: CallerRequest,
        limit: Limit = 20,
        after: After = None,
        receiver_id: FromQuery[Id] = None,
        user_id: FromQuery[Id] = None,
        revoked: FromQuery[bool | None] = None,
        created_from: From = None,
        created_to: To = None,
    ) -> List[ApiKey]:
        """The caller's own keys, newest first; an admin sees everybody's."""
        filters = lists.Filters(
            equal={"receiver_id": reference("receiver", receiver_id), "user_id": reference("user", user_id)},
            created_from=zoned(created_from, "created_from"),
            created_to=zoned(created_to, "created_to"),
            conditions=[("(revoked_at IS NOT NULL) = {}", revoked)],
        )
        found = await api_keys.list_page(request.user, filters=filters, limit=limit, after=cursor("api_key", after))
        return page(found, shapes.api_key, "api_key")

    @get("/{key_id:str}", operation_id="getApiKey", summary="Read an API key", opt={"permission": "api_keys.read"})
    async def read(self, request: CallerRequest, key_id: FromPath[str]) -> Response[ApiKey]:
        """One key, without its secret."""
        row = await api_keys.get(request.user, ids.decode("api_key", key_id))
        return one(shapes.api_key(row), row)

    @delete(
        "/{key_id:str}", operation_id="revokeApiKey", summary="Revoke an API key", opt={"permission": "api_keys.write"}
    )
    async def revoke(self, request: CallerRequest, key_id: FromPath[str]) -> None:
        """Ends a key at once. It stays in the list."""
        await api_keys.revoke(request.user, ids.decode("api_key", key_id), version=version_wanted(request))

    @post(
        "/{key_id:str}/rotate",
        operation_id="rotateApiKey",
        summary="Rotate an API key",
        opt={"permission": "api_keys.write", "shown_once": True},
    )
    async def rotate(
        self, request: CallerRequest, key_id: FromPath[str], data: JSONBody[RotationInput]
    ) -> Response[ApiKeyWithSecret]:
        """Makes a successor with a secret of its own; the old key still works for `overlap_seconds`."""
        row, secret = await api_keys.rotate(
            request.user, ids.decode("api_key", key_id), data, version=version_wanted(request)
        )
        return one(shape := shapes.api_key_with_secret(row, secret), row, location=f"/v1/api-keys/{shape.id}")
