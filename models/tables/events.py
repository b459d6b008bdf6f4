"""What was announced: events, how they are counted, and their feed.

Events lie in a partition for each month of their id (a UUIDv7 begins with the time), so that old ones are dropped
whole; models/upkeep/partitions.py makes and drops them. Nothing refers to a partitioned table by a foreign key, which
would have to be checked row by row before a month can go.
"""

from piccolo.columns import UUID, BigInt, Bytea, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from models.tables import columns
from models.tables.parties import Receiver
from models.tables.row import Row


class Event(Row, Table, tablename="events"):
    """One state change, with the exact bytes that subscribers get. Append-only but for `position`.

    `sequence` counts the events of one object. `position` is the place in the feed, given after commit by a job, so
    that nobody who reads in order can miss an event that committed late.
    """

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver)
    type = Varchar(length=40)
    object_kind = Varchar(length=24)
    object_id = UUID()
    sequence = Integer()
    body = Bytea(default=b"")
    position = columns.nullable(BigInt(null=True, default=None))
    created_at = columns.created_at()


class EventSequence(Row, Table, tablename="event_sequences"):
    """How many events an object has had; outlives the events, so that numbers never begin anew."""

    object_id = UUID(primary_key=True, default=None)
    sequence = Integer()


class Feed(Row, Table, tablename="feed"):
    """One row: the last place that was given in the feed, and since when events are kept (null: since ever)."""

    id = Integer(primary_key=True, default=1)
    position = BigInt(default=0)
    kept_from = columns.nullable(Timestamptz(null=True, default=None))

    the_feed_is_one = Check('"id" = 1')


class FeedFloor(Row, Table, tablename="feed_floors"):
    """The last event of a receiver that is not kept any more: whoever has read so far has missed nothing."""

    receiver_id = ForeignKey(Receiver, primary_key=True, null=False, on_delete=OnDelete.cascade)
    event_id = UUID()
    position = BigInt()
