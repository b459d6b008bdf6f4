"""Messages and answers of gateways in months, and one more try of the callbacks that had ended in silence."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T08:41:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "months of what gateways send and answer"

STATEMENTS = (
    # Piccolo gives required columns a default: forgetting a value must fail.
    """
    DO $$
    DECLARE place record;
    BEGIN
        FOR place IN
            SELECT d.adrelid::regclass AS name, a.attname
            FROM pg_attrdef d
            JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
            WHERE d.adrelid IN ('callback_messages'::regclass, 'gateway_answers'::regclass) AND a.attname <> 'created_at'
        LOOP
            EXECUTE format('ALTER TABLE %s ALTER COLUMN %I DROP DEFAULT', place.name, place.attname);
        END LOOP;
    END $$
    """,
    # They are new and empty, so the ones with months take their places.
    *(
        statement
        for table in ("callback_messages", "gateway_answers")
        for statement in (
            f"ALTER TABLE {table} RENAME TO {table}_before",
            f"ALTER INDEX {table}_pkey RENAME TO {table}_before_pkey",
            f"""
            CREATE TABLE {table} (LIKE {table}_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS, PRIMARY KEY (id))
                PARTITION BY RANGE (id)
            """,
            f"DROP TABLE {table}_before",
            f"CREATE TABLE {table}_otherwise PARTITION OF {table} DEFAULT",
            f"""
            SELECT make_partition('{table}'::regclass, month::date)
            FROM generate_series(date_trunc('month', now(), 'UTC'),
                date_trunc('month', now(), 'UTC') + interval '2 months', interval '1 month') AS month
            """,
        )
    ),
    "CREATE INDEX gateway_answers_by_attempt ON gateway_answers (attempt_id, id) WHERE attempt_id IS NOT NULL",
    # Few, and mostly none: what waits, and what was given up.
    "CREATE INDEX callbacks_not_done ON callbacks (gateway_account_id, id) WHERE status <> 'done'",
    # What carries a fact that fitted nothing had ended without a word. Tried again, it is reported.
    """
    UPDATE callbacks SET status = 'pending', attempts = 0, next_attempt_at = now()
    WHERE status = 'exhausted' AND fact <> ''
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
