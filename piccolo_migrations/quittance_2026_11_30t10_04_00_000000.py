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
    # Said to cost as much as `searchable`, so that the planner walks the newest invoices only for what many of them hold.
    """
    CREATE FUNCTION hold(texts text, given text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$ BEGIN
        RETURN strpos(texts, lower(given)) > 0;
    END $$
    """,
    # The index knows bytes by their numbers, which can stand in a text as well, so the text is looked at besides. In SQL
    # and not STRICT, so that PostgreSQL puts the body in place of the call, and sees that the index serves it.
    """
    CREATE FUNCTION holds(texts text, given text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT searchable(texts) LIKE holding(given) AND hold(texts, given)
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
