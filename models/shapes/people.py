"""Users and admins, as admins see and change them. A user's own shape stands in models/shapes/parties.py."""

from msgspec import UNSET, UnsetType

from models import ids
from models.shapes.common import Input, Name
from models.tables.users import UserStatus


class UserPatch(Input):
    """Changes to a user: only the fields sent change. `deactivated` ends all sessions, and `active` lets in again."""

    name: Name | UnsetType = UNSET
    status: UserStatus | UnsetType = UNSET


class AdminInput(Input):
    """Whom to make an admin."""

    user_id: ids.UserId
