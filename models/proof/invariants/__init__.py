"""What must always be true of the books: a table of statements, each with the query that finds what contradicts it.

Constraints refuse most of what could go wrong with a single row; these say whether the rows agree with each other. The
conditions are written out rather than shared with the operations, so that a mistake there is not repeated here. A
column that is named for a kind of object holds such an object's id.

Raw SQL: each query reads whole tables and sets one against the other, as one statement of one snapshot.
"""

from models.proof.invariants import (
    announcements,
    clearing,
    disputes,
    events,
    gateways,
    guards,
    invoices,
    ledger,
    payments,
    receipts,
    webhooks,
    work_lists,
)
from models.proof.invariants.base import Invariant

# In the order in which `make check` prints them.
INVARIANTS: tuple[Invariant, ...] = (
    *ledger.INVARIANTS,
    *invoices.INVARIANTS,
    *payments.INVARIANTS,
    *receipts.INVARIANTS,
    *gateways.INVARIANTS,
    *clearing.INVARIANTS,
    *disputes.INVARIANTS,
    *work_lists.INVARIANTS,
    *events.INVARIANTS,
    *webhooks.INVARIANTS,
    *announcements.INVARIANTS,
    *guards.INVARIANTS,
)
# Those that hold of each receiver by itself: all that is said of money, and of what was announced of it.
OF_EACH_RECEIVER: tuple[Invariant, ...] = (
    *ledger.INVARIANTS,
    *invoices.INVARIANTS,
    *payments.INVARIANTS,
    *receipts.INVARIANTS,
    *gateways.INVARIANTS,
    *clearing.INVARIANTS,
    *disputes.INVARIANTS,
    *announcements.INVARIANTS,
)
