"""The index of what invoices are found by knows all six digits in a row.

A number of a large receiver was looked up three digits by three, and each three of them stand in thousands of others.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models.upkeep.migrations import patient_connection, refuse_to_go_back

ID = "2026-11-30T10:09:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "numbers are found by six digits in a row"

STATEMENTS = (
    # Eight digits in a row are three times six of them. As bytes, since to find the hundredth character of a text its first
    # ones have to be read. Said to cost what `searchable` does.
    """
    CREATE OR REPLACE FUNCTION six_digits(texts text) RETURNS bytea[]
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
    DECLARE
        digits text;
        bytes bytea;
        found bytea[] := '{}';
    BEGIN
        FOREACH digits IN ARRAY regexp_split_to_array(texts, '[^0-9]+') LOOP
            bytes := convert_to(digits, 'UTF8');
            FOR place IN 1 .. length(bytes) - 5 LOOP
                found := array_append(found, substr(bytes, place, 6));
            END LOOP;
        END LOOP;
        RETURN found;
    END $$
    """,
    # As `holds`, for a text that has six digits in a row. Not STRICT, so that PostgreSQL puts the body in place of the call.
    """
    CREATE OR REPLACE FUNCTION holds_digits(texts text, given text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT six_digits(texts) @> six_digits(given) AND hold(texts, given)
    $$
    """,
    # Numbers of six digits have their own way now, so what is given is looked up as it is.
    r"""
    CREATE OR REPLACE FUNCTION holding(given text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT '%' || regexp_replace(searchable(lower(given)), '([\\%_])', '\\\1', 'g') || '%'
    $$
    """,
    "DROP INDEX CONCURRENTLY IF EXISTS invoice_texts_by_letters_and_digits",
    # One index, so that whoever issues an invoice adds to one list of what waits to be sorted in.
    """
    CREATE INDEX CONCURRENTLY invoice_texts_by_letters_and_digits ON invoice_texts
        USING gin (searchable(texts) gin_trgm_ops, six_digits(texts)) WITH (gin_pending_list_limit = 4096)
    """,
    "DROP INDEX CONCURRENTLY IF EXISTS invoice_texts_by_three_letters",
    # So that the planner knows from the first request on what is rare in them.
    "ANALYZE invoice_texts",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION, wrap_in_transaction=False
    )

    async def run() -> None:
        async with patient_connection() as connection:
            for statement in STATEMENTS:
                await connection.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
