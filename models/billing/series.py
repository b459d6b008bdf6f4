"""Series of numbers: each receiver counts each kind of its documents for itself, without gaps, by period.

Raw SQL: a number is taken by one INSERT … ON CONFLICT … RETURNING, so that whoever comes second waits for the first.
"""

import datetime

from models import database, ids
from models.errors import IssueDateGoesBack
from models.money import numbering
from models.tables.billing import SeriesKind
from models.tables.parties import Receiver

# Receivers choose the prefix of their invoices only.
CREDIT_NOTE_PREFIX = "CN"


async def next_number(receiver: Receiver, *, kind: SeriesKind, issued_on: datetime.date) -> str:
    """Takes the next number of a receiver's series; a rollback gives it back. Raises IssueDateGoesBack.

    The series' row is locked from here to the commit, and all who issue the same kind of document wait for it: take the
    number last.
    """
    assert database.in_transaction(), "a number and its document are one transaction"
    sequence = await database.fetch_value(
        int,
        """
        INSERT INTO number_series (id, receiver_id, kind, period, next_sequence, last_issued_on)
        VALUES ($1, $2, $3, $4, 2, $5)
        ON CONFLICT ON CONSTRAINT number_series_are_one_per_period DO UPDATE
            SET next_sequence = number_series.next_sequence + 1, last_issued_on = $5
            WHERE number_series.last_issued_on <= $5
        RETURNING next_sequence - 1
        """,
        ids.new(),
        receiver.id,
        kind,
        numbering.period(receiver.number_pattern, issued_on),
        issued_on,
    )
    if sequence is None:
        raise IssueDateGoesBack(f"This series has a number of a later date than {issued_on}: dates do not go back.")
    return numbering.render(
        receiver.number_pattern, prefix=_prefix(receiver, kind), issued_on=issued_on, sequence=sequence
    )


def _prefix(receiver: Receiver, kind: SeriesKind) -> str:
    return {"invoice": receiver.invoice_prefix, "credit_note": CREDIT_NOTE_PREFIX}[kind]
