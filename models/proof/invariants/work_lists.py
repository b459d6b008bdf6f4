"""What must always be true of all work lists: somebody works on them."""

from models.proof.invariants.base import Invariant
from models.workers import LEASED_IN

INVARIANTS = (
    # A lease ends at next_attempt_at, and beat looks every few seconds: an hour later nobody does.
    Invariant(
        "leases_end",
        "No work is leased whose lease ended more than an hour ago.",
        " UNION ALL ".join(
            f"""
            SELECT '{table}' AS work_list, id, next_attempt_at AS lease_ended_at FROM {table}
            WHERE status = 'leased' AND next_attempt_at < now() - interval '1 hour'
            """
            for table in LEASED_IN
        ),
    ),
)
