"""What must always be true of events as a sequence: they are numbered, and have their places in the feed."""

from models.proof.invariants.base import Invariant

# The lowest id of an object whose events are all kept still: ids are UUIDv7 and begin with the time.
KEPT_FROM = "(SELECT uuid_floor(coalesce(kept_from, '1970-01-01Z')) FROM feed)"

INVARIANTS = (
    Invariant(
        "events_are_numbered_without_gaps",
        "The events of every object are numbered 1, 2, 3 and so on, as far as they are kept.",
        f"""
        SELECT object_id, min(object_kind) AS object_kind, min(events.sequence) AS first, max(events.sequence) AS last,
            count(*) AS events, min(counted.sequence) AS counted
        FROM events LEFT JOIN event_sequences AS counted USING (object_id) GROUP BY object_id
        HAVING (min(events.sequence) <> 1 AND object_id >= {KEPT_FROM})
            OR max(events.sequence) - min(events.sequence) + 1 <> count(*)
            OR count(DISTINCT events.sequence) <> count(*)
            OR max(events.sequence) IS DISTINCT FROM min(counted.sequence)
        """,
    ),
    Invariant(
        "events_have_one_place_each",
        "No two events share a place in the feed, and no place is beyond the last one that was given.",
        """
        SELECT position, count(*) AS events FROM events WHERE position IS NOT NULL
        GROUP BY position HAVING count(*) > 1 OR position > (SELECT position FROM feed)
        """,
    ),
)
