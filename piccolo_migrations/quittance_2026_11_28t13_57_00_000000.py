"""A proof goes with its bytes, and is frozen once the receiver has decided."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T13:57:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "whose proofs are"

GIVEN = {
    "proofs": ("id", "receiver_id", "payment_id", "name", "media_type", "size", "digest"),
    "report_notices": ("id", "payment_id", "days"),
}
STATEMENTS = (
    # What Piccolo has made up while it migrated.
    *(
        f"ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT"
        for table, columns in GIVEN.items()
        for column in columns
    ),
    """
    ALTER TABLE proofs ADD CONSTRAINT proofs_are_of_their_payments_receiver
        FOREIGN KEY (payment_id, receiver_id) REFERENCES payments (id, receiver_id) ON DELETE RESTRICT
    """,
    "CREATE INDEX proofs_by_receiver ON proofs (receiver_id)",
    # The bytes go with their proof. Compressed ones would have to be read from the beginning for any part of them.
    """
    ALTER TABLE proof_contents ADD CONSTRAINT proof_contents_are_of_a_proof
        FOREIGN KEY (proof_id) REFERENCES proofs (id) ON DELETE CASCADE
    """,
    "ALTER TABLE proof_contents ALTER COLUMN content SET STORAGE EXTERNAL",
    """
    CREATE FUNCTION refuse_change_of_decided_proofs() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM payments
            WHERE id = coalesce(NEW.payment_id, OLD.payment_id) AND status <> 'reported') THEN
            RAISE EXCEPTION 'the proof of a decided payment is frozen: % is refused', TG_OP USING ERRCODE = '42501';
        END IF;
        RETURN coalesce(NEW, OLD);
    END $$
    """,
    """
    CREATE TRIGGER proofs_are_frozen_once_decided BEFORE INSERT OR UPDATE OR DELETE ON proofs
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_decided_proofs()
    """,
    "CREATE INDEX payments_reported ON payments (created_at) WHERE status = 'reported'",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await database.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
