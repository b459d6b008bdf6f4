"""What must always be true of the schema itself: the triggers that guard history and the rules of rows are there."""

from models.proof.invariants.base import Invariant

INVARIANTS = (
    Invariant(
        "history_is_guarded",
        "The triggers that keep history from being changed, and rows to their rules, are there and enabled.",
        """
        SELECT wanted.guard, wanted.guarded FROM (VALUES
            ('ledger_transactions', 'ledger_transactions_are_append_only'),
            ('ledger_entries', 'ledger_entries_are_append_only'),
            ('ledger_entries', 'ledger_transactions_balance'),
            ('events', 'events_are_append_only'),
            ('events', 'events_only_take_their_position'),
            ('allocations', 'allocations_are_append_only'),
            ('allocations', 'allocations_only_settle_or_release'),
            ('credit_notes', 'credit_notes_are_append_only'),
            ('write_offs', 'write_offs_are_kept'),
            ('invoices', 'invoices_are_frozen_once_issued'),
            ('invoices', 'issued_invoices_are_kept'),
            ('invoices', 'invoices_are_found_by_their_texts'),
            ('invoices', 'invoices_are_found_by_their_texts_of_now')
        ) AS wanted (guarded, guard)
        WHERE NOT EXISTS (SELECT FROM pg_trigger
            WHERE tgname = wanted.guard AND tgrelid = to_regclass(wanted.guarded) AND tgenabled <> 'D')
        UNION ALL
        SELECT 'check_row', checked FROM unnest(ARRAY['invoices', 'payments']) AS checked
        WHERE NOT EXISTS (SELECT FROM pg_trigger
            WHERE tgname = 'check_row' AND tgrelid = to_regclass(checked) AND tgenabled = 'A')
        UNION ALL
        SELECT 'events_are_append_only', inhrelid::regclass::text FROM pg_inherits AS month
        WHERE inhparent = 'events'::regclass AND NOT EXISTS (SELECT FROM pg_trigger
            WHERE tgname = 'events_are_append_only' AND tgrelid = month.inhrelid AND tgenabled <> 'D')
        """,
    ),
)
