"""The processes that work lists are worked through by."""

from piccolo.columns import Integer, Timestamptz
from piccolo.table import Table

from models.tables import columns
from models.tables.row import Row


class Worker(Row, Table, tablename="workers"):
    """A process that leases rows: its leases' tokens begin with its number. See models/workers.py."""

    number = Integer(primary_key=True, default=0)
    # Since when its lock was found free.
    missing_since = columns.nullable(Timestamptz(null=True, default=None))
    created_at = columns.created_at()
