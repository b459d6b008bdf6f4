"""Invoices are found by any part of their texts, by an index of all that is three characters long.

Each step is done at once, without a transaction around all of them, so that nobody waits while the index is built.
After an interruption all of it may be done again.
"""

import asyncpg
from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models.upkeep.migrations import MigrationFailed, patient_connection, refuse_to_go_back

ID = "2026-11-28T11:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a search in the texts of invoices"

# It is trusted: whoever may create in the database may have it, a superuser or not.
EXTENSION = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
STATEMENTS = (
    # An erased payer's name goes from here with the snapshot, since nothing is stored besides.
    """
    CREATE OR REPLACE FUNCTION invoice_texts(number text, reference text, memo text, payer jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT lower(coalesce(number, '') || E'\\n' || coalesce(reference, '') || E'\\n'
            || coalesce(payer ->> 'name', '') || E'\\n' || coalesce(memo, ''))
    $$
    """,
    # What is no ASCII becomes the numbers of its bytes: in a database of the locale C, as ours is, the extension takes
    # no other letters for letters, and would look for nothing in them. Said to cost much, as it does, so that the
    # planner walks the newest invoices only for what nearly all of them hold.
    """
    CREATE OR REPLACE FUNCTION searchable(given text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
        SELECT encode(convert_to(given, 'UTF8'), 'escape')
    $$
    """,
    # The pattern of LIKE for texts that hold this one.
    r"""
    CREATE OR REPLACE FUNCTION holding(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT '%' || regexp_replace(searchable(lower(given)), '([\\%_])', '\\\1', 'g') || '%'
    $$
    """,
    "DROP INDEX CONCURRENTLY IF EXISTS invoices_by_their_texts",
    # New entries wait in a list: sorted in at once, they cost who drafts and issues half as much again. The list is a
    # quarter of the usual one, so that whoever fills it is not held up for long by sorting it in.
    """
    CREATE INDEX CONCURRENTLY invoices_by_their_texts ON invoices
        USING gin (searchable(invoice_texts(number, reference, memo, payer_snapshot)) gin_trgm_ops)
        WITH (gin_pending_list_limit = 1024)
    """,
    # So that the planner knows from the first request on what is rare in them.
    "ANALYZE invoices",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION, wrap_in_transaction=False
    )

    async def run() -> None:
        async with patient_connection() as connection:
            try:
                await connection.execute(EXTENSION)
            except (asyncpg.InsufficientPrivilegeError, asyncpg.UndefinedFileError) as error:
                raise MigrationFailed(
                    f"The extension pg_trgm, which PostgreSQL brings along, cannot be created: {error}. Install it "
                    f"(postgresql-contrib), let somebody who may say {EXTENSION!r} in this database, and migrate again."
                ) from error
            for statement in STATEMENTS:
                await connection.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
