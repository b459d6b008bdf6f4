"""Whether an invoice is overdue, and when it can become so next, generated from its amounts and its instalments."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T11:33:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "overdue by instalments"

# What an issued invoice keeps besides what it keeps already. Statements that set none of these need not be looked at.
TERMS = ("terms_type", "terms_days", "instalments")
COVERED = "amount_paid + amount_credited + amount_written_off"
STATEMENTS = (
    "SET LOCAL statement_timeout = 0",
    # What models/money/instalments.py computes: what an invoice has covers the oldest instalments first. A date is
    # read the same under every setting, since it is written by ISO 8601, so this depends on nothing but its arguments.
    """
    CREATE FUNCTION instalments_owed(plan jsonb, covered bigint)
        RETURNS TABLE (place integer, due_on date) LANGUAGE sql IMMUTABLE AS $$
        SELECT part.place::integer, part.due_on FROM (
            SELECT given.place, (given.one ->> 'due_on')::date AS due_on, (given.one ->> 'amount')::bigint AS amount,
                sum((given.one ->> 'amount')::bigint) OVER (ORDER BY given.place) AS until
            FROM jsonb_array_elements(plan) WITH ORDINALITY AS given (one, place)
        ) AS part WHERE part.amount > 0 AND part.until > covered
    $$
    """,
    """
    CREATE FUNCTION has_overdue(plan jsonb, covered bigint, noted integer[]) RETURNS boolean LANGUAGE sql IMMUTABLE
        AS $$ SELECT EXISTS (SELECT FROM public.instalments_owed(plan, covered) WHERE place = ANY (noted)) $$
    """,
    """
    CREATE FUNCTION next_overdue_on(plan jsonb, covered bigint, noted integer[]) RETURNS date LANGUAGE sql IMMUTABLE
        AS $$ SELECT min(due_on) FROM public.instalments_owed(plan, covered) WHERE NOT place = ANY (noted) $$
    """,
    f"""
    ALTER TABLE invoices
        ADD COLUMN overdue boolean NOT NULL GENERATED ALWAYS AS (CASE
            WHEN status <> 'open' THEN false
            WHEN instalments IS NULL THEN overdue_noted <> '{{}}' AND {COVERED} < total
            ELSE has_overdue(instalments, {COVERED}, overdue_noted) END) STORED,
        ADD COLUMN next_overdue_on date GENERATED ALWAYS AS (CASE
            WHEN status <> 'open' THEN NULL
            WHEN instalments IS NULL THEN CASE WHEN overdue_noted = '{{}}' AND {COVERED} < total THEN due_on END
            ELSE next_overdue_on(instalments, {COVERED}, overdue_noted) END) STORED
    """,
    # Gone with the column, and with what its condition named.
    "DROP INDEX IF EXISTS invoices_overdue",
    "CREATE INDEX invoices_overdue ON invoices (receiver_id, id) WHERE overdue",
    "DROP INDEX IF EXISTS invoices_to_become_overdue",
    # By time zone, since it is another day in each.
    """
    CREATE INDEX invoices_to_become_overdue ON invoices (time_zone, next_overdue_on)
        WHERE next_overdue_on IS NOT NULL
    """,
    f"""
    CREATE TRIGGER invoices_keep_their_terms_once_issued BEFORE UPDATE OF {", ".join(TERMS)} ON invoices FOR EACH ROW
        WHEN (OLD.status <> 'draft' AND ({", ".join(f"OLD.{name}" for name in TERMS)})
            IS DISTINCT FROM ({", ".join(f"NEW.{name}" for name in TERMS)}))
        EXECUTE FUNCTION refuse_change()
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
