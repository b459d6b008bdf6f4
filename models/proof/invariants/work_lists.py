"""What must always be true of all work lists: somebody works on them."""

from models.proof.invariants.base import Invariant

INVARIANTS = (
    # A lease ends at next_attempt_at, and beat looks every few seconds: an hour later nobody does.
    Invariant(
        "leases_end",
        "No work is leased whose lease ended more than an hour ago.",
        """
        SELECT 'attempt' AS what, id AS attempt, next_attempt_at AS lease_ended_at FROM attempts
        WHERE status = 'leased' AND next_attempt_at < now() - interval '1 hour'
        UNION ALL
        SELECT 'callback', id, next_attempt_at FROM callbacks
        WHERE status = 'leased' AND next_attempt_at < now() - interval '1 hour'
        UNION ALL
        SELECT 'reconciliation run', id, next_attempt_at FROM reconciliation_runs
        WHERE status = 'leased' AND next_attempt_at < now() - interval '1 hour'
        UNION ALL
        SELECT 'credentials check', id, next_attempt_at FROM credentials_checks
        WHERE status = 'leased' AND next_attempt_at < now() - interval '1 hour'
        UNION ALL
        SELECT 'collection', id, next_attempt_at FROM collections
        WHERE status = 'leased' AND next_attempt_at < now() - interval '1 hour'
        UNION ALL
        SELECT 'credit run', id, next_attempt_at FROM credit_runs
        WHERE status = 'leased' AND next_attempt_at < now() - interval '1 hour'
        UNION ALL
        SELECT 'dispute response', id, next_attempt_at FROM dispute_responses
        WHERE status = 'leased' AND next_attempt_at < now() - interval '1 hour'
        UNION ALL
        SELECT 'document', id, next_attempt_at FROM documents
        WHERE status = 'leased' AND next_attempt_at < now() - interval '1 hour'
        UNION ALL
        SELECT 'mail', id, next_attempt_at FROM mails
        WHERE status = 'leased' AND next_attempt_at < now() - interval '1 hour'
        UNION ALL
        SELECT 'reminder run', id, next_attempt_at FROM reminder_runs
        WHERE status = 'leased' AND next_attempt_at < now() - interval '1 hour'
        UNION ALL
        SELECT 'schedule run', id, next_attempt_at FROM schedule_runs
        WHERE status = 'leased' AND next_attempt_at < now() - interval '1 hour'
        UNION ALL
        SELECT 'webhook delivery', id, next_attempt_at FROM webhook_deliveries
        WHERE status = 'leased' AND next_attempt_at < now() - interval '1 hour'
        """,
    ),
)
