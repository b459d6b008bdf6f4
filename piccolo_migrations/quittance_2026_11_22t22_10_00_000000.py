"""What Piccolo cannot declare of sessions, API keys, mails and the audit log."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-22T22:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes and triggers of access and audit"

TABLES = ("sessions", "refresh_tokens", "action_tokens", "api_keys", "mails", "audit_log")
STATEMENTS = [
    # Piccolo gives required columns a default: forgetting a value must fail.
    f"""
    DO $$
    DECLARE place record;
    BEGIN
        FOR place IN
            SELECT d.adrelid::regclass AS name, a.attname
            FROM pg_attrdef d
            JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
            JOIN pg_class c ON c.oid = d.adrelid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relname IN {TABLES}
              AND (a.atttypid = 'uuid'::regtype OR pg_get_expr(d.adbin, d.adrelid) IN (
                  '''''::character varying', '''''::text', '''\\x''::bytea'))
        LOOP
            EXECUTE format('ALTER TABLE %s ALTER COLUMN %I DROP DEFAULT', place.name, place.attname);
        END LOOP;
    END $$
    """,
    "CREATE INDEX sessions_by_expiry ON sessions (expires_at)",
    "CREATE INDEX action_tokens_by_expiry ON action_tokens (expires_at)",
    "CREATE INDEX api_keys_by_receiver ON api_keys (receiver_id) WHERE receiver_id IS NOT NULL",
    "CREATE INDEX mails_due ON mails (next_attempt_at) WHERE status IN ('pending', 'leased')",
    "CREATE INDEX mails_by_age ON mails (created_at)",
    "CREATE INDEX receiver_members_by_receiver ON receiver_members (receiver_id, id)",
    "CREATE INDEX audit_log_by_receiver ON audit_log (receiver_id, id)",
    "CREATE INDEX audit_log_by_user ON audit_log (user_id, id)",
    "CREATE INDEX audit_log_by_object ON audit_log (object_id, id)",
    "CREATE INDEX audit_log_to_be_sealed ON audit_log (id) WHERE position IS NULL",
    # When a key was last used, or an account last compared, is no change that a client's If-Match should trip over.
    """
    CREATE TRIGGER touch_row BEFORE UPDATE ON api_keys FOR EACH ROW
        WHEN ((OLD.name, OLD.scopes, OLD.receiver_id, OLD.expires_at, OLD.revoked_at)
            IS DISTINCT FROM (NEW.name, NEW.scopes, NEW.receiver_id, NEW.expires_at, NEW.revoked_at))
        EXECUTE FUNCTION touch_row()
    """,
    "DROP TRIGGER touch_row ON gateway_accounts",
    """
    CREATE TRIGGER touch_row BEFORE UPDATE ON gateway_accounts FOR EACH ROW
        WHEN ((OLD.account, OLD.credentials, OLD.status, OLD.metadata)
            IS DISTINCT FROM (NEW.account, NEW.credentials, NEW.status, NEW.metadata))
        EXECUTE FUNCTION touch_row()
    """,
    """
    CREATE TRIGGER audit_log_is_append_only BEFORE DELETE OR TRUNCATE ON audit_log
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    # Sealing adds three columns once; what was written is never changed.
    """
    CREATE TRIGGER audit_log_is_only_sealed BEFORE UPDATE ON audit_log FOR EACH ROW
        WHEN (OLD.position IS NOT NULL OR (OLD.id, OLD.user_id, OLD.caller, OLD.api_key_id, OLD.receiver_id,
            OLD.as_admin, OLD.reason, OLD.request_id, OLD.address, OLD.action, OLD.object_kind, OLD.object_id,
            OLD.before, OLD.after, OLD.created_at) IS DISTINCT FROM (NEW.id, NEW.user_id, NEW.caller, NEW.api_key_id,
            NEW.receiver_id, NEW.as_admin, NEW.reason, NEW.request_id, NEW.address, NEW.action, NEW.object_kind,
            NEW.object_id, NEW.before, NEW.after, NEW.created_at))
        EXECUTE FUNCTION refuse_change()
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
