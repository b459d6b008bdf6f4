"""What was done in whose name."""

from piccolo.columns import JSONB, UUID, BigInt, Boolean, Bytea, Text, Varchar
from piccolo.constraints import Check
from piccolo.table import Table

from models.tables import columns
from models.tables.row import Row


class AuditEntry(Row, Table, tablename="audit_log"):
    """Who did what, as whom, from where: written with the change, append-only, chained by a job after commit.

    `position`, `previous_hash` and `hash` are null until the job has sealed the entry; then nothing changes any more.
    """

    id = columns.primary_key()
    # No foreign keys: an entry outlives what it is about, and must not hold up what it is written beside.
    user_id = columns.nullable(UUID(null=True, default=None))
    caller = Varchar(length=64)
    api_key_id = columns.nullable(UUID(null=True, default=None))
    receiver_id = columns.nullable(UUID(null=True, default=None))
    # True where an admin acted with a right that only admins have.
    as_admin = Boolean(default=False)
    reason = columns.nullable(Text(null=True, default=None))
    request_id = columns.nullable(Varchar(length=128, null=True, default=None))
    address = columns.nullable(Varchar(length=45, null=True, default=None))
    action = Varchar(length=60)
    object_kind = Varchar(length=24)
    object_id = columns.nullable(UUID(null=True, default=None))
    before = columns.nullable(JSONB(null=True, default=None))
    after = columns.nullable(JSONB(null=True, default=None))
    # Each once, by a partial index of a migration: `audit_log_has_one_entry_at_each_position`.
    position = columns.nullable(BigInt(null=True, default=None))
    previous_hash = columns.nullable(Bytea(null=True, default=None))
    hash = columns.nullable(Bytea(null=True, default=None))
    created_at = columns.created_at()

    audit_log_is_sealed_as_a_whole = Check(
        '("position" IS NULL) = ("hash" IS NULL) AND ("position" IS NULL) = ("previous_hash" IS NULL)'
    )
