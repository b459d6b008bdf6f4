"""The texts that invoices are searched by are made by functions that a connection keeps.

What they return is the same, so the index stays as it is. PostgreSQL put the text of functions in SQL in the place of
their calls, and made ready all that stood in it for each statement that writes an invoice.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T12:13:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the texts of invoices by functions in PL/pgSQL"

STATEMENTS = (
    """
    CREATE OR REPLACE FUNCTION invoice_texts(number text, reference text, memo text, payer jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
    BEGIN
        RETURN lower(coalesce(number, '') || E'\\n' || coalesce(reference, '') || E'\\n'
            || coalesce(payer ->> 'name', '') || E'\\n' || coalesce(memo, ''));
    END $$
    """,
    # Said to cost much, as it does: see the migration that made the index.
    """
    CREATE OR REPLACE FUNCTION searchable(given text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
    BEGIN
        RETURN encode(convert_to(given, 'UTF8'), 'escape');
    END $$
    """,
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await database.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
