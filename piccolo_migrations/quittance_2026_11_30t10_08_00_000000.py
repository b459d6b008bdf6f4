"""A search for a number of six digits or more looks into the index from the first digit on.

All numbers of a receiver begin alike, and looking up what all have takes longer the more there are.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-30T10:08:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "numbers are searched by their digits"

# Only what is written as numbers are: letters, if any, and then digits, six of them in a row that begin with no zero, as
# only large receivers have them. In other texts the letters can be what is rare. A year is as common as letters. What
# the index finds is compared with the whole text besides. Not STRICT, which would keep PostgreSQL from putting the body in
# place of the call.
STATEMENT = r"""
    CREATE OR REPLACE FUNCTION holding(given text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT '%' || CASE
            WHEN given ~ '^[^0-9[:space:]]*[0-9./-]*[1-9][0-9]{5}[0-9./-]*$'
            THEN regexp_replace(regexp_replace(given, '^[^0-9]+', ''), '\m(19|20)[0-9]{2}\M', '%')
            ELSE regexp_replace(searchable(lower(given)), '([\\%_])', '\\\1', 'g')
        END || '%'
    $$
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        await database.execute(STATEMENT)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
