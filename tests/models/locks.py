"""Who waits for a lock of the database."""

from models import database


async def count_waiting() -> int:
    """How many connections to the database of the tests wait for a lock."""
    count = await database.fetch_value(
        int,
        "SELECT count(*)::int FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
    )
    return count or 0
