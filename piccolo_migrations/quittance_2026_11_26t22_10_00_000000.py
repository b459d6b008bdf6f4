"""What Piccolo cannot declare of the feed and of old webhooks: partitions by month, and where a finished delivery goes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-26T22:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "partitions of events, deliveries and attempts"

STATEMENTS = [
    # Piccolo gives required columns a default: forgetting a value must fail.
    """
    DO $$
    DECLARE place record;
    BEGIN
        FOR place IN
            SELECT d.adrelid::regclass AS name, a.attname
            FROM pg_attrdef d
            JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
            JOIN pg_class c ON c.oid = d.adrelid
            WHERE c.relnamespace = 'public'::regnamespace
              AND c.relname IN ('event_sequences', 'feed_floors', 'webhook_deliveries', 'webhook_attempts', 'webhook_tallies')
              AND (a.atttypid = 'uuid'::regtype OR pg_get_expr(d.adbin, d.adrelid) IN (
                  '''''::character varying', '''''::text', '''\\x''::bytea'))
        LOOP
            EXECUTE format('ALTER TABLE %s ALTER COLUMN %I DROP DEFAULT', place.name, place.attname);
        END LOOP;
    END $$
    """,
    "INSERT INTO event_sequences (object_id, sequence) SELECT object_id, max(sequence) FROM events GROUP BY object_id",
    # Counters of busy objects are updated in place.
    "ALTER TABLE event_sequences SET (fillfactor = 70)",
    "INSERT INTO feed (id, position) SELECT 1, coalesce(max(position), 0) FROM events",
    "DROP TRIGGER touch_work ON webhook_deliveries",
    """
    UPDATE webhook_deliveries AS delivery SET
        event_type = (SELECT type FROM events WHERE events.id = delivery.event_id),
        tries = (SELECT count(*) FROM webhook_attempts AS attempt WHERE attempt.delivery_id = delivery.id),
        (response_status, error) = (SELECT response_status, error FROM webhook_attempts AS attempt
            WHERE attempt.delivery_id = delivery.id AND counted ORDER BY id DESC LIMIT 1)
    """,
    # The first instant of a UUIDv7's range, so that ids can be compared with instants.
    """
    CREATE FUNCTION uuid_floor(instant timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT AS $$
        SELECT (lpad(to_hex(floor(extract(epoch FROM instant) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
    $$
    """,
    # A month's partition of a table that is partitioned by id, with what came in before it was there; false when it is
    # there already. Attaching, unlike CREATE TABLE … PARTITION OF, lets others read and write the table meanwhile.
    """
    CREATE FUNCTION make_partition(parent regclass, month date) RETURNS boolean LANGUAGE plpgsql AS $$
    DECLARE
        name text := parent::text || to_char(month, '_YYYY_MM');
        otherwise text := parent::text || '_otherwise';
        low uuid := uuid_floor(date_trunc('month', month::timestamp) AT TIME ZONE 'UTC');
        high uuid := uuid_floor((date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC');
        referred regclass;
    BEGIN
        IF to_regclass(name) IS NOT NULL THEN
            RETURN false;
        END IF;
        -- Keeps out nobody but others who make or drop months, one of whom may have made this one meanwhile.
        EXECUTE format('LOCK TABLE ONLY %s IN SHARE UPDATE EXCLUSIVE MODE', parent);
        IF to_regclass(name) IS NOT NULL THEN
            RETURN false;
        END IF;
        -- Attaching would wait for this one last, while everybody waits for us.
        FOR referred IN SELECT confrelid::regclass FROM pg_constraint WHERE conrelid = parent AND contype = 'f' LOOP
            EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', referred);
        END LOOP;
        EXECUTE format('CREATE TABLE %I (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name, parent);
        EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', otherwise);
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', otherwise);
        EXECUTE format('WITH moved AS (DELETE FROM %I WHERE id >= %L AND id < %L RETURNING *) '
            'INSERT INTO %I SELECT * FROM moved', otherwise, low, high, name);
        EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', otherwise);
        EXECUTE format('ALTER TABLE %s ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, name, low, high);
        IF parent = to_regclass('events') THEN
            EXECUTE format('CREATE TRIGGER events_are_append_only BEFORE DELETE OR TRUNCATE ON %I '
                'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
        END IF;
        RETURN true;
    END $$
    """,
    # The old tables step aside, with no name that the new ones need.
    """
    DO $$
    DECLARE found record;
    BEGIN
        FOR found IN
            SELECT conrelid::regclass AS of, conname FROM pg_constraint WHERE contype IN ('f', 'p', 'u')
            AND conrelid IN ('events'::regclass, 'webhook_deliveries'::regclass, 'webhook_attempts'::regclass)
            ORDER BY contype
        LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', found.of, found.conname);
        END LOOP;
        FOR found IN
            SELECT indexname FROM pg_indexes
            WHERE schemaname = 'public' AND tablename IN ('events', 'webhook_deliveries', 'webhook_attempts')
        LOOP
            EXECUTE format('DROP INDEX %I', found.indexname);
        END LOOP;
    END $$
    """,
    *(
        f"ALTER TABLE {table} RENAME TO {table}_before"
        for table in ("events", "webhook_deliveries", "webhook_attempts")
    ),
    # What has no month yet is taken in all the same: a write must never fail for want of a partition.
    """
    CREATE TABLE events (LIKE events_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS, PRIMARY KEY (id))
        PARTITION BY RANGE (id)
    """,
    "CREATE TABLE events_otherwise PARTITION OF events DEFAULT",
    """
    CREATE TABLE webhook_attempts (LIKE webhook_attempts_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
        PRIMARY KEY (id)) PARTITION BY RANGE (id)
    """,
    "CREATE TABLE webhook_attempts_otherwise PARTITION OF webhook_attempts DEFAULT",
    # What is to be done stays a small table of its own, however long the history is.
    """
    CREATE TABLE webhook_deliveries (LIKE webhook_deliveries_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
        PRIMARY KEY (id, status)) PARTITION BY LIST (status)
    """,
    """
    CREATE TABLE webhook_deliveries_open PARTITION OF webhook_deliveries FOR VALUES IN ('pending', 'leased')
        WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05)
    """,
    """
    CREATE TABLE webhook_deliveries_over PARTITION OF webhook_deliveries FOR VALUES IN ('delivered', 'exhausted')
        PARTITION BY RANGE (id)
    """,
    "CREATE TABLE webhook_deliveries_over_otherwise PARTITION OF webhook_deliveries_over DEFAULT",
    """
    SELECT make_partition(parent::regclass, month::date)
    FROM unnest(ARRAY['events', 'webhook_deliveries_over', 'webhook_attempts']) AS parent,
        generate_series(date_trunc('month', coalesce((SELECT min(created_at) FROM events_before), now()), 'UTC'),
            date_trunc('month', now(), 'UTC') + interval '2 months', interval '1 month') AS month
    """,
    *(
        statement
        for table in ("events", "webhook_deliveries", "webhook_attempts")
        for statement in (f"INSERT INTO {table} SELECT * FROM {table}_before", f"DROP TABLE {table}_before")
    ),
    """
    ALTER TABLE events ADD CONSTRAINT events_belong_to_a_receiver
        FOREIGN KEY (receiver_id) REFERENCES receivers (id) ON DELETE RESTRICT
    """,
    "CREATE INDEX events_by_receiver ON events (receiver_id, id)",
    "CREATE INDEX events_by_object ON events (object_id, sequence)",
    "CREATE INDEX events_by_receiver_in_order ON events (receiver_id, position)",
    "CREATE INDEX events_in_order ON events (position)",
    "CREATE INDEX events_without_a_position ON events (id) WHERE position IS NULL",
    """
    CREATE TRIGGER events_are_append_only BEFORE DELETE OR TRUNCATE ON events
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    """
    DO $$
    DECLARE found record;
    BEGIN
        FOR found IN SELECT inhrelid::regclass AS name FROM pg_inherits WHERE inhparent = 'events'::regclass LOOP
            EXECUTE format('DROP TRIGGER IF EXISTS events_are_append_only ON %s', found.name);
            EXECUTE format('CREATE TRIGGER events_are_append_only BEFORE DELETE OR TRUNCATE ON %s '
                'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', found.name);
        END LOOP;
    END $$
    """,
    """
    CREATE TRIGGER events_only_take_their_position BEFORE UPDATE ON events FOR EACH ROW
        WHEN (OLD.position IS NOT NULL OR (OLD.id, OLD.receiver_id, OLD.type, OLD.object_kind, OLD.object_id,
            OLD.sequence, OLD.body, OLD.created_at) IS DISTINCT FROM (NEW.id, NEW.receiver_id, NEW.type,
            NEW.object_kind, NEW.object_id, NEW.sequence, NEW.body, NEW.created_at))
        EXECUTE FUNCTION refuse_change()
    """,
    """
    ALTER TABLE webhook_deliveries_open ADD CONSTRAINT webhook_deliveries_go_to_an_endpoint
        FOREIGN KEY (endpoint_id) REFERENCES webhook_endpoints (id) ON DELETE CASCADE
    """,
    """
    ALTER TABLE webhook_deliveries_open ADD CONSTRAINT webhook_deliveries_are_one_per_event_and_endpoint
        UNIQUE (event_id, endpoint_id)
    """,
    "CREATE INDEX webhook_deliveries_by_endpoint ON webhook_deliveries (endpoint_id, id)",
    "CREATE INDEX webhook_deliveries_due ON webhook_deliveries_open (endpoint_id, next_attempt_at)",
    """
    CREATE TRIGGER touch_work BEFORE UPDATE ON webhook_deliveries FOR EACH ROW EXECUTE FUNCTION touch_work()
    """,
    "CREATE INDEX webhook_attempts_by_delivery ON webhook_attempts (delivery_id, id)",
    # What the breaker writes is no change that a client's If-Match should trip over.
    "DROP TRIGGER touch_row ON webhook_endpoints",
    """
    CREATE TRIGGER touch_row BEFORE UPDATE ON webhook_endpoints FOR EACH ROW
        WHEN ((OLD.url, OLD.description, OLD.event_types, OLD.payload, OLD.signature, OLD.public_key, OLD.headers,
            OLD.status, OLD.max_in_flight, OLD.max_per_second, OLD.metadata) IS DISTINCT FROM (NEW.url,
            NEW.description, NEW.event_types, NEW.payload, NEW.signature, NEW.public_key, NEW.headers, NEW.status,
            NEW.max_in_flight, NEW.max_per_second, NEW.metadata))
        EXECUTE FUNCTION touch_row()
    """,
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)
    return manager
