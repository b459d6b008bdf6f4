"""Finds the patterns of numbers that their receivers' settings do not give any more."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T12:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "patterns of before"

# What numbers look like by the settings of now.
SHAPE = r"""
    regexp_replace(replace(replace(replace(replace(
        regexp_replace(number_pattern, '([^A-Za-z0-9{}:])', '\\\1', 'g'),
        '{PREFIX}', invoice_prefix), '{YYYY}', '[0-9]{4}'), '{YY}', '[0-9]{2}'), '{MM}', '[0-9]{2}'),
        '\{SEQ(:[0-9]+)?\}', '[0-9]+')
"""
STATEMENTS = (
    "SET LOCAL statement_timeout = 0",
    # Who inserts says what these are.
    *(f"ALTER TABLE former_patterns ALTER COLUMN {column} DROP DEFAULT" for column in ("id", "pattern")),
    # Which digits of a number were its sequence is not written anywhere: the last ones mostly, or the first.
    rf"""
    INSERT INTO former_patterns (id, series_id, pattern)
    SELECT new_id(), series.id, part[1] || '{{SEQ:' || least(min(length(part[2])), 12) || '}}' || part[3]
    FROM number_series AS series
    JOIN receivers ON receivers.id = series.receiver_id
    JOIN invoices ON invoices.receiver_id = series.receiver_id
        AND starts_with(to_char(invoices.issued_on, 'YYYY-MM'), series.period)
        AND invoices.number !~ ('^' || {SHAPE} || '$')
    CROSS JOIN LATERAL (
        SELECT regexp_match(number, '^(.*[^0-9]|)([0-9]+)([^0-9]*)$') UNION
        SELECT regexp_match(number, '^([^0-9]*)([0-9]+)([^0-9].*|)$')
    ) AS read (part)
    WHERE series.kind = 'invoice' AND part[2]::numeric < series.next_sequence
    GROUP BY series.id, part[1], part[3]
    ON CONFLICT DO NOTHING
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
