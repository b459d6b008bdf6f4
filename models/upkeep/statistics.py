"""What PostgreSQL knows of tables that grow quickly.

It plans by statistics, and keeps a plan until it has new ones. Of a table that it knows nothing of it takes each index
for as good as any other, and reads all that a receiver has for a page of twenty. A table of three pages it reads whole,
to check a foreign key too, and goes on doing so when it has three thousand. Its own autovacuum looks once a minute:
whoever fills a new database meanwhile, or the first day's partition of a month, waits several times as long.

Raw SQL: sizes of tables, and ANALYZE.
"""

from models import database

# So many times as large as when PostgreSQL has looked last. It samples 30,000 rows at most, in some 100 ms.
TIMES_AS_LARGE = 4

_OUTGROWN = """
SELECT oid::regclass::text AS name FROM pg_class
WHERE relkind = 'r' AND relnamespace = current_schema::regnamespace AND pg_has_role(relowner, 'USAGE')
    AND pg_relation_size(oid) >= greatest(1, $1 * relpages) * current_setting('block_size')::bigint
ORDER BY name
"""


async def renew() -> list[str]:
    """Gathers statistics of tables that have rows and none yet, or are four times as large as they were then; returns
    their names.

    Only who owns a table may ask for it. Those of others are left to PostgreSQL, and so are those that it is at.
    """
    names = [str(row["name"]) for row in await database.fetch(_OUTGROWN, TIMES_AS_LARGE)]
    for name in names:
        await database.execute(f"ANALYZE (SKIP_LOCKED) {name}")
    return names
