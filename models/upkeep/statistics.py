"""What PostgreSQL knows of tables that grow quickly.

PostgreSQL plans by statistics, and keeps a plan until there are new ones. Without any, all indexes of a table look
equally good, and a page of twenty may read all that a receiver has. With those of a table of three pages it reads the
whole table, also to check foreign keys, and still does so at three thousand pages. Autovacuum looks once a minute:
whoever fills a new database, or a month's new partition, within that minute waits several times as long.

Raw SQL: sizes of tables, and ANALYZE.
"""

import asyncpg
import structlog

from models import database

logger = structlog.get_logger(__name__)

# A table is looked at again once it is so many times as large as the last time.
TIMES_AS_LARGE = 4
# Autovacuum has come by long before a table is larger.
BYTES_MAX = 1024**3

# VACUUM and CREATE INDEX note the size of a table, too. So one that was restored is left to autovacuum.
_OUTGROWN = """
SELECT oid::regclass::text AS name FROM pg_class
WHERE relkind = 'r' AND relnamespace = quote_ident(current_schema)::regnamespace
    AND pg_has_role(relowner, 'USAGE')
    AND pg_relation_size(oid) BETWEEN
        greatest(1, $1::bigint * relpages) * current_setting('block_size')::bigint AND $2::bigint
ORDER BY relpages, name
"""


async def renew() -> list[str]:
    """Gathers statistics of tables that have rows and none yet, or are four times as large; returns their names.

    A table that takes too long, or whose partition was dropped meanwhile, holds up no other one. Tables of which our
    role is no owner are left to autovacuum.
    """
    names = [str(row["name"]) for row in await database.fetch(_OUTGROWN, TIMES_AS_LARGE, BYTES_MAX)]
    for name in names:
        try:
            await database.execute(f"ANALYZE (SKIP_LOCKED) {name}")
        except (asyncpg.QueryCanceledError, asyncpg.UndefinedTableError) as error:
            logger.warning("statistics.not_renewed", table=name, error=repr(error))
    return names
