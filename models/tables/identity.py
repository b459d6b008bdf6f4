"""How users prove who they are: logins, and the secrets of their programs."""

from piccolo.columns import Bytea, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from models.tables import columns
from models.tables.parties import Receiver
from models.tables.row import Row
from models.tables.users import User


class Session(Row, Table, tablename="sessions"):
    """One login: a family of refresh tokens, each used once, or the cookie of a browser. Ended by logout, reuse, or a
    changed password."""

    id = columns.primary_key()
    user_id = columns.reference(User, index=True, on_delete=OnDelete.cascade)
    expires_at = Timestamptz()
    ended_at = columns.nullable(Timestamptz(null=True, default=None))
    ended_because = columns.nullable(Varchar(length=40, null=True, default=None))
    address = columns.nullable(Varchar(length=45, null=True, default=None))
    user_agent = columns.nullable(Varchar(length=200, null=True, default=None))
    # Of a login by a page: what a browser holds in place of tokens. Unique by an index of those that have one.
    cookie_digest = columns.nullable(Bytea(null=True, default=None))
    # The last page opened by the cookie. When tokens were last used, their own rows say.
    visited_at = columns.nullable(Timestamptz(null=True, default=None, help_text="Exact to a minute."))
    created_at = columns.created_at()

    sessions_say_why_they_ended = Check('("ended_at" IS NULL) = ("ended_because" IS NULL)')


class RefreshToken(Row, Table, tablename="refresh_tokens"):
    """The right to continue a session once; kept after use, so that using it again is noticed."""

    id = columns.primary_key()
    session_id = columns.reference(Session, index=True, on_delete=OnDelete.cascade)
    digest = Bytea(default=b"", unique=True)
    used_at = columns.nullable(Timestamptz(null=True, default=None))
    used_by = columns.nullable(Bytea(null=True, default=None, help_text="A digest of the client's address and agent."))
    created_at = columns.created_at()


class ApiKey(Row, Table, tablename="api_keys"):
    """A secret for a program: acts as its user, within its scopes and, if bound, for one receiver only."""

    id = columns.primary_key()
    user_id = columns.reference(User, index=True)
    receiver_id = columns.optional_reference(Receiver)
    name = Varchar(length=200)
    # The first characters, to recognize a key by.
    prefix = Varchar(length=16)
    digest = Bytea(default=b"", unique=True)
    scopes = columns.words(40)
    expires_at = columns.nullable(Timestamptz(null=True, default=None))
    revoked_at = columns.nullable(Timestamptz(null=True, default=None))
    last_used_at = columns.nullable(Timestamptz(null=True, default=None))
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    api_keys_have_scopes = Check('cardinality("scopes") > 0')
