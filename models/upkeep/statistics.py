"""What PostgreSQL knows of tables that grow quickly.

It plans by statistics, and keeps a plan until it has new ones. Of a table that it knows nothing of it takes each index
for as good as any other, and reads all that a receiver has for a page of twenty. A table of three pages it reads whole,
to check a foreign key too, and goes on doing so when it has three thousand. Its own autovacuum looks once a minute:
whoever fills a new database meanwhile, or the first day's partition of a month, waits several times as long.

Raw SQL: sizes of tables, and ANALYZE.
"""

from models import database

# What has fewer pages may be read whole: that costs about as much as an index.
BYTES_MIN = 256 * 1024
# So many times as large as when PostgreSQL has looked last. It samples 30,000 rows at most, in some 100 ms.
TIMES_AS_LARGE = 4

_OUTGROWN = """
SELECT oid::regclass::text AS name FROM pg_class
WHERE relkind = 'r' AND relnamespace = current_schema::regnamespace
    AND pg_relation_size(oid) >= greatest($1, $2 * relpages * current_setting('block_size')::bigint)
ORDER BY name
"""


async def renew() -> list[str]:
    """Gathers statistics of the tables that are much larger than when they were gathered last, and returns their names.

    Only a table's owner may ask for it: for another role PostgreSQL skips the table, and does it by itself as ever. So
    it does where somebody else is at it.
    """
    names = [str(row["name"]) for row in await database.fetch(_OUTGROWN, BYTES_MIN, TIMES_AS_LARGE)]
    for name in names:
        await database.execute(f"ANALYZE (SKIP_LOCKED) {name}")
    return names
