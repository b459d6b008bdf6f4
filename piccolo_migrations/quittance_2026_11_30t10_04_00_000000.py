"""What an invoice is found by is kept in a table of its own, by triggers that fire only where it changes.

The index of it stood on the invoices, so that every payment sorted their words into it anew.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-30T10:04:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "triggers keep what invoices are found by"

STATEMENTS = (
    """
    CREATE FUNCTION keep_invoice_texts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO invoice_texts (invoice_id, texts)
        VALUES (NEW.id, invoice_texts(NEW.number, NEW.reference, NEW.memo, NEW.payer_snapshot))
        ON CONFLICT (invoice_id) DO UPDATE SET texts = excluded.texts;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER invoices_are_found_by_their_texts AFTER INSERT ON invoices FOR EACH ROW
    WHEN (num_nonnulls(NEW.number, NEW.reference, NEW.memo, NEW.payer_snapshot) > 0)
    EXECUTE FUNCTION keep_invoice_texts()
    """,
    """
    CREATE TRIGGER invoices_are_found_by_their_texts_of_now
    AFTER UPDATE OF number, reference, memo, payer_snapshot ON invoices FOR EACH ROW
    WHEN ((OLD.number, OLD.reference, OLD.memo, OLD.payer_snapshot)
        IS DISTINCT FROM (NEW.number, NEW.reference, NEW.memo, NEW.payer_snapshot))
    EXECUTE FUNCTION keep_invoice_texts()
    """,
    # Whether a text is held by these; written as one condition, so that each index on `searchable` knows it.
    """
    CREATE FUNCTION holds(texts text, given text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT searchable(texts) LIKE holding(given) AND strpos(texts, lower(given)) > 0
    $$
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
