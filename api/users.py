"""Users and admins, for admins only. What changes something needs the header `Quittance-Reason`."""

from litestar import Controller, Response, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody

from api.answers import After, CallerRequest, From, Limit, To, address, cursor, one, page, version_wanted, zoned
from models import ids, lists
from models.identity import people
from models.shapes import identity as shapes
from models.shapes.common import List
from models.shapes.identity import AdminInput, User, UserPatch
from models.tables.users import UserRole, UserStatus


class Users(Controller):
    """Everybody who logs in."""

    path = "/v1/users"
    tags = ["Admin"]

    @get("", operation_id="listUsers", summary="List users", opt={"permission": "users.read"})
    async def list_(
        self,
        request: CallerRequest,
        limit: Limit = 20,
        after: After = None,
        email: FromQuery[str | None] = None,
        role: FromQuery[UserRole | None] = None,
        status: FromQuery[UserStatus | None] = None,
        created_from: From = None,
        created_to: To = None,
    ) -> List[User]:
        """Users, newest first."""
        filters = lists.Filters(
            equal={"role": role, "status": status},
            created_from=zoned(created_from, "created_from"),
            created_to=zoned(created_to, "created_to"),
            conditions=[("lower(email) = lower({})", address(email))],
        )
        found = await people.list_page(request.user, filters=filters, limit=limit, after=cursor("user", after))
        return page(found, shapes.user, "user")

    @get("/{user_id:str}", operation_id="getUser", summary="Read a user", opt={"permission": "users.read"})
    async def read(self, request: CallerRequest, user_id: FromPath[str]) -> Response[User]:
        """One user."""
        row = await people.get(request.user, ids.decode("user", user_id))
        return one(shapes.user(row), row)

    @patch("/{user_id:str}", operation_id="updateUser", summary="Change a user", opt={"permission": "users.write"})
    async def update(self, request: CallerRequest, user_id: FromPath[str], data: JSONBody[UserPatch]) -> Response[User]:
        """Changes a name, deactivates, or lets in again."""
        row = await people.update(request.user, ids.decode("user", user_id), data, version=version_wanted(request))
        return one(shapes.user(row), row)

    @delete(
        "/{user_id:str}", operation_id="deactivateUser", summary="Deactivate a user", opt={"permission": "users.write"}
    )
    async def deactivate(self, request: CallerRequest, user_id: FromPath[str]) -> None:
        """Ends all sessions and stops all API keys, at once. Everything stays, and the user can be let in again."""
        await people.update(
            request.user,
            ids.decode("user", user_id),
            UserPatch(status="deactivated"),
            version=version_wanted(request),
        )

    @post(
        "/{user_id:str}/erase",
        operation_id="eraseUser",
        summary="Erase a user's personal data",
        status_code=200,
        opt={"permission": "users.write"},
    )
    async def erase(self, request: CallerRequest, user_id: FromPath[str]) -> Response[User]:
        """Replaces name and e-mail address, and closes the account for good. Documents stay as the law requires."""
        row = await people.erase(request.user, ids.decode("user", user_id), version=version_wanted(request))
        return one(shapes.user(row), row)


class Admins(Controller):
    """Who may do everything. The first admin is made by the operator's command."""

    path = "/v1/admins"
    tags = ["Admin"]

    @get("", operation_id="listAdmins", summary="List admins", opt={"permission": "admins.read"})
    async def list_(self, request: CallerRequest, limit: Limit = 20, after: After = None) -> List[User]:
        """Admins, newest account first."""
        return page(
            await people.list_admins(request.user, limit=limit, after=cursor("user", after)), shapes.user, "user"
        )

    @post("", operation_id="grantAdmin", summary="Make an admin", opt={"permission": "admins.write"})
    async def grant(self, request: CallerRequest, data: JSONBody[AdminInput]) -> Response[User]:
        """Gives an active user every right."""
        row = await people.grant_admin(request.user, ids.decode("user", data.user_id))
        return one(shape := shapes.user(row), row, location=f"/v1/users/{shape.id}")

    @delete("/{user_id:str}", operation_id="revokeAdmin", summary="Unmake an admin", opt={"permission": "admins.write"})
    async def revoke(self, request: CallerRequest, user_id: FromPath[str]) -> None:
        """Takes the admin's rights away, at once. The last active admin stays."""
        await people.revoke_admin(request.user, ids.decode("user", user_id), version=version_wanted(request))
