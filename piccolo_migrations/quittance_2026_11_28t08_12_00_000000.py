"""Takes pay links out of the events of earlier releases, and out of what subscribers have repeated of them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T08:12:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "events hold no pay links"
STATEMENTS = (
    # Each invoice's event of a year is looked at.
    "SET LOCAL statement_timeout = 0",
    "DROP TRIGGER events_only_take_their_position ON events",
    # Drafts have no link; of all others it is the first of that name, before the client's own metadata. A text cannot
    # hold what is searched for: its quotation marks stand behind a backslash.
    r"""
    UPDATE events SET body = convert_to(regexp_replace(convert_from(body, 'UTF8'),
        '"pay_url":"[^"]*","receiver":', '"pay_url":null,"receiver":'), 'UTF8')
    WHERE object_kind = 'invoice' AND type NOT IN ('invoice.created', 'invoice.updated', 'invoice.deleted')
        AND position('"pay_url":"'::bytea IN body) > 0
    """,
    """
    CREATE TRIGGER events_only_take_their_position BEFORE UPDATE ON events FOR EACH ROW
        WHEN (OLD.position IS NOT NULL OR (OLD.id, OLD.receiver_id, OLD.type, OLD.object_kind, OLD.object_id,
            OLD.sequence, OLD.body, OLD.created_at) IS DISTINCT FROM (NEW.id, NEW.receiver_id, NEW.type,
            NEW.object_kind, NEW.object_id, NEW.sequence, NEW.body, NEW.created_at))
        EXECUTE FUNCTION refuse_change()
    """,
    # Some servers answer with what they were sent.
    """
    UPDATE webhook_attempts SET response_excerpt = '(It held a pay link, and was taken out.)'::bytea
    WHERE position('/v1/pay/'::bytea IN response_excerpt) > 0
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
