"""What the invoices of before are found by is filled in, and its index takes the place of the one on the invoices.

Some at a time and without a transaction around all of them, so that nobody waits for it. After an interruption all of
it may be done again.
"""

import contextlib
import uuid

import asyncpg
from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models.upkeep.migrations import patient_connection, refuse_to_go_back

ID = "2026-11-30T10:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what the invoices of before are found by"

BATCH = 1_000
# Whoever changes one meanwhile writes what it is found by now: that is waited for, and stays. Invoices are locked against
# being deleted, and before their texts, which is the order of whoever changes them.
FILL = f"""
    WITH batch AS (
        SELECT id, number, reference, memo, payer_snapshot FROM invoices WHERE id > $1 ORDER BY id LIMIT {BATCH}
        FOR KEY SHARE
    ), filled AS (
        INSERT INTO invoice_texts (invoice_id, texts)
        SELECT id, invoice_texts(number, reference, memo, payer_snapshot) FROM batch
        WHERE num_nonnulls(number, reference, memo, payer_snapshot) > 0
        ON CONFLICT DO NOTHING
    )
    SELECT id FROM batch ORDER BY id DESC LIMIT 1
"""
STATEMENTS = (
    "DROP INDEX CONCURRENTLY IF EXISTS invoice_texts_by_three_letters",
    # New entries wait in a list, which a job sorts in before it is full: who issues an invoice does not wait for that.
    """
    CREATE INDEX CONCURRENTLY invoice_texts_by_three_letters ON invoice_texts USING gin (searchable(texts) gin_trgm_ops)
        WITH (gin_pending_list_limit = 4096)
    """,
    "DROP INDEX CONCURRENTLY IF EXISTS invoices_by_their_texts",
    # So that the planner knows from the first request on what is rare in them.
    "ANALYZE invoice_texts",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION, wrap_in_transaction=False
    )

    async def run() -> None:
        async with patient_connection() as connection:
            last: uuid.UUID | None = uuid.UUID(int=0)
            while last is not None:
                # Who changes several at once may do so in another order.
                with contextlib.suppress(asyncpg.DeadlockDetectedError):
                    last = await connection.fetchval(FILL, last)
            for statement in STATEMENTS:
                await connection.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
