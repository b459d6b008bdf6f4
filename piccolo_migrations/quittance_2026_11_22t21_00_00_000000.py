"""What Piccolo cannot declare: composite keys, partial indexes, a generated column, and the triggers that keep history."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-22T21:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "constraints, indexes and triggers that need SQL"

STATEMENTS = [
    # Piccolo gives required columns a default ('' or the id of whoever wrote the migration): forgetting a value must fail.
    """
    DO $$
    DECLARE place record;
    BEGIN
        FOR place IN
            SELECT d.adrelid::regclass AS name, a.attname
            FROM pg_attrdef d
            JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
            JOIN pg_class c ON c.oid = d.adrelid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> 'migration'
              AND (a.atttypid = 'uuid'::regtype OR pg_get_expr(d.adbin, d.adrelid) IN (
                  '''''::character varying', '''''::text', '''\\x''::bytea'))
        LOOP
            EXECUTE format('ALTER TABLE %s ALTER COLUMN %I DROP DEFAULT', place.name, place.attname);
        END LOOP;
    END $$
    """,
    # UUIDv7 for rows that a statement makes by itself (PostgreSQL has uuidv7() only since version 18).
    """
    CREATE FUNCTION new_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
        SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
            PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
            FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid
    $$
    """,
    # Tenancy and currency in the keys: nothing refers across receivers or currencies.
    """
    ALTER TABLE invoices ADD CONSTRAINT invoices_bill_a_payer_of_their_receiver
        FOREIGN KEY (payer_id, receiver_id) REFERENCES payers (id, receiver_id) ON DELETE RESTRICT
    """,
    """
    ALTER TABLE payments ADD CONSTRAINT payments_come_from_a_payer_of_their_receiver
        FOREIGN KEY (payer_id, receiver_id) REFERENCES payers (id, receiver_id) ON DELETE RESTRICT
    """,
    """
    ALTER TABLE refunds ADD CONSTRAINT refunds_match_their_payment
        FOREIGN KEY (payment_id, receiver_id, currency)
        REFERENCES payments (id, receiver_id, currency) ON DELETE RESTRICT
    """,
    """
    ALTER TABLE allocations ADD CONSTRAINT allocations_match_their_payment
        FOREIGN KEY (payment_id, receiver_id, currency)
        REFERENCES payments (id, receiver_id, currency) ON DELETE RESTRICT
    """,
    """
    ALTER TABLE allocations ADD CONSTRAINT allocations_match_their_invoice
        FOREIGN KEY (invoice_id, receiver_id, currency)
        REFERENCES invoices (id, receiver_id, currency) ON DELETE RESTRICT
    """,
    """
    ALTER TABLE ledger_entries ADD CONSTRAINT ledger_entries_match_their_account
        FOREIGN KEY (account_id, receiver_id, currency)
        REFERENCES ledger_accounts (id, receiver_id, currency) ON DELETE RESTRICT
    """,
    # Derived by the database, so that it cannot disagree with the amounts.
    """
    ALTER TABLE invoices ADD COLUMN settlement varchar(14) NOT NULL GENERATED ALWAYS AS (
        CASE
            WHEN status IN ('draft', 'void') THEN 'unpaid'
            WHEN amount_paid = 0 AND total > amount_credited THEN 'unpaid'
            WHEN amount_paid < total - amount_credited
                - CASE WHEN status = 'uncollectible' THEN 0 ELSE amount_written_off END THEN 'partially_paid'
            WHEN amount_overpaid > 0 THEN 'overpaid'
            ELSE 'paid'
        END
    ) STORED
    """,
    # Lists are by receiver or payer, newest first; ids are UUIDv7, hence in the order of time.
    "CREATE UNIQUE INDEX users_have_one_email_each ON users (lower(email))",
    "CREATE INDEX payers_by_receiver ON payers (receiver_id, id)",
    "CREATE INDEX invoices_by_receiver ON invoices (receiver_id, id)",
    "CREATE INDEX invoices_by_payer ON invoices (payer_id, id)",
    """
    CREATE INDEX invoices_to_become_overdue ON invoices (due_on)
        WHERE status = 'open' AND NOT overdue AND settlement IN ('unpaid', 'partially_paid')
    """,
    "CREATE INDEX payments_by_receiver ON payments (receiver_id, id)",
    "CREATE INDEX payments_by_payer ON payments (payer_id, id)",
    "CREATE INDEX payments_by_invoice ON payments (invoice_id)",
    "CREATE INDEX refunds_by_receiver ON refunds (receiver_id, id)",
    "CREATE INDEX refunds_by_payer ON refunds (payer_id, id)",
    "CREATE INDEX ledger_transactions_by_receiver ON ledger_transactions (receiver_id, id)",
    "CREATE INDEX ledger_entries_by_account ON ledger_entries (account_id, id)",
    "CREATE INDEX events_by_receiver ON events (receiver_id, id)",
    "CREATE INDEX events_without_a_position ON events (id) WHERE position IS NULL",
    "CREATE INDEX webhook_deliveries_by_endpoint ON webhook_deliveries (endpoint_id, id)",
    "CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at)",
    "CREATE INDEX reconciliation_runs_by_receiver ON reconciliation_runs (receiver_id, id)",
    "CREATE INDEX discrepancies_by_receiver ON discrepancies (receiver_id, id)",
    """
    CREATE UNIQUE INDEX discrepancies_are_open_once ON discrepancies
        (gateway_account_id, kind, gateway_payment_id, payment_id) NULLS NOT DISTINCT WHERE status = 'open'
    """,
    # Work lists: only what is still to be done is indexed, so a long history costs nothing.
    "CREATE INDEX attempts_due ON attempts (next_attempt_at) WHERE status IN ('pending', 'leased')",
    "CREATE INDEX callbacks_due ON callbacks (next_attempt_at) WHERE status IN ('pending', 'leased')",
    "CREATE INDEX reconciliation_runs_due ON reconciliation_runs (next_attempt_at) WHERE status IN ('pending', 'leased')",
    """
    CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, next_attempt_at)
        WHERE status IN ('pending', 'leased')
    """,
    # Every change of a row is counted, for ETag and If-Match.
    """
    CREATE FUNCTION touch_row() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.updated_at := clock_timestamp();
        NEW.version := OLD.version + 1;
        RETURN NEW;
    END $$
    """,
    *(
        f"CREATE TRIGGER touch_row BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION touch_row()"
        for table in (
            "users",
            "receivers",
            "payers",
            "invoices",
            "payments",
            "refunds",
            "gateway_accounts",
            "reconciliation_runs",
            "discrepancies",
        )
    ),
    # What the breaker writes is no change that a client's If-Match should trip over.
    """
    CREATE TRIGGER touch_row BEFORE UPDATE ON webhook_endpoints FOR EACH ROW
        WHEN ((OLD.url, OLD.description, OLD.event_types, OLD.status, OLD.max_in_flight, OLD.metadata)
            IS DISTINCT FROM (NEW.url, NEW.description, NEW.event_types, NEW.status, NEW.max_in_flight, NEW.metadata))
        EXECUTE FUNCTION touch_row()
    """,
    """
    CREATE FUNCTION touch_work() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.updated_at := clock_timestamp();
        RETURN NEW;
    END $$
    """,
    *(
        f"CREATE TRIGGER touch_work BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION touch_work()"
        for table in ("attempts", "callbacks", "webhook_deliveries")
    ),
    # History is written once.
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = '42501';
    END $$
    """,
    *(
        f"CREATE TRIGGER {table}_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        for table in ("ledger_transactions", "ledger_entries")
    ),
    """
    CREATE TRIGGER events_are_append_only BEFORE DELETE OR TRUNCATE ON events
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE TRIGGER events_only_take_their_position BEFORE UPDATE ON events FOR EACH ROW
        WHEN (OLD.position IS NOT NULL OR (OLD.id, OLD.receiver_id, OLD.type, OLD.object_kind, OLD.object_id,
            OLD.sequence, OLD.body, OLD.created_at) IS DISTINCT FROM (NEW.id, NEW.receiver_id, NEW.type,
            NEW.object_kind, NEW.object_id, NEW.sequence, NEW.body, NEW.created_at))
        EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE TRIGGER allocations_are_append_only BEFORE DELETE OR TRUNCATE ON allocations
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE TRIGGER allocations_only_settle_or_release BEFORE UPDATE ON allocations FOR EACH ROW
        WHEN (OLD.status <> 'reserved' OR (OLD.id, OLD.receiver_id, OLD.payment_id, OLD.invoice_id, OLD.refund_id,
            OLD.currency, OLD.amount, OLD.created_at) IS DISTINCT FROM (NEW.id, NEW.receiver_id, NEW.payment_id,
            NEW.invoice_id, NEW.refund_id, NEW.currency, NEW.amount, NEW.created_at))
        EXECUTE FUNCTION refuse_change()
    """,
    # An issued document does not change: corrections are documents of their own.
    """
    CREATE TRIGGER invoices_are_frozen_once_issued BEFORE UPDATE ON invoices FOR EACH ROW
        WHEN (OLD.status <> 'draft' AND (NEW.status = 'draft' OR (OLD.receiver_id, OLD.payer_id, OLD.number,
            OLD.reference, OLD.currency, OLD.prices_include_tax, OLD.discount, OLD.memo, OLD.subtotal,
            OLD.discount_total, OLD.tax_total, OLD.total, OLD.taxes, OLD.due_on, OLD.issued_on, OLD.time_zone,
            OLD.receiver_snapshot, OLD.payer_snapshot) IS DISTINCT FROM (NEW.receiver_id, NEW.payer_id, NEW.number,
            NEW.reference, NEW.currency, NEW.prices_include_tax, NEW.discount, NEW.memo, NEW.subtotal,
            NEW.discount_total, NEW.tax_total, NEW.total, NEW.taxes, NEW.due_on, NEW.issued_on, NEW.time_zone,
            NEW.receiver_snapshot, NEW.payer_snapshot)))
        EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE TRIGGER issued_invoices_are_kept BEFORE DELETE ON invoices FOR EACH ROW
        WHEN (OLD.status <> 'draft') EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE FUNCTION refuse_change_of_issued_lines() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM invoices WHERE status <> 'draft'
                   AND id = CASE WHEN TG_OP = 'INSERT' THEN NEW.invoice_id ELSE OLD.invoice_id END) THEN
            RAISE EXCEPTION 'the lines of an issued invoice are frozen: % is refused', TG_OP USING ERRCODE = '42501';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$
    """,
    """
    CREATE TRIGGER invoice_lines_are_frozen_once_issued BEFORE INSERT OR UPDATE OR DELETE ON invoice_lines
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_issued_lines()
    """,
    # The entries of a transaction are written by one statement, which must balance.
    """
    CREATE FUNCTION refuse_unbalanced_entries() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM written GROUP BY transaction_id, currency HAVING sum(amount) <> 0) THEN
            RAISE EXCEPTION 'ledger entries must balance within one statement' USING ERRCODE = '23514',
                CONSTRAINT = 'ledger_transactions_balance';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER ledger_transactions_balance AFTER INSERT ON ledger_entries
        REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION refuse_unbalanced_entries()
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
