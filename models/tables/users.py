"""Who logs in."""

from typing import Literal, get_args

from piccolo.columns import Timestamptz, Varchar
from piccolo.constraints import Check
from piccolo.table import Table

from models.languages.words import LANGUAGES, Language
from models.tables import columns
from models.tables.columns import Field
from models.tables.row import Row

UserRole = Literal["member", "admin"]
USER_ROLES: tuple[UserRole, ...] = get_args(UserRole)
UserStatus = Literal["active", "deactivated"]
USER_STATUSES: tuple[UserStatus, ...] = get_args(UserStatus)


class User(Row, Table, tablename="users"):
    """Somebody who logs in. The unique index on lower(email) stands in the migration."""

    id = columns.primary_key()
    email = Varchar(length=254)
    password_hash = Varchar(length=255)
    name = Varchar(length=200)
    role: Field[UserRole] = columns.word(10, default="member")
    status: Field[UserStatus] = columns.word(12, default="active")
    # What our mails to them are in; null where nobody has said.
    language: Field[Language | None] = columns.optional_word(2)
    email_verified_at = columns.nullable(Timestamptz(null=True, default=None))
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    users_have_a_known_role = Check(columns.one_of("role", USER_ROLES))
    users_have_a_known_status = Check(columns.one_of("status", USER_STATUSES))
    users_read_a_language_that_we_have = Check(columns.one_of("language", LANGUAGES))
    users_have_an_email = Check("position('@' in \"email\") > 1")
