"""Receivers as this process remembers them, so that who drafts or issues an invoice need not read their settings anew.

They may be others by now. So whoever relies on them compares them: where they read (`read`) or, at the latest, in the
statement that writes. Where a draft is refused by that, the receiver is forgotten, and read the next time.

Raw SQL: what is compared in the statement of a new draft.
"""

import datetime
import uuid

from models import database, proving, rows
from models.access import Caller
from models.database import Raw
from models.recent import Recent
from models.tables.parties import Receiver

REMEMBERED_MAX = 1000

_known: Recent[uuid.UUID, Receiver] = Recent(REMEMBERED_MAX)


def find(receiver_id: uuid.UUID | None) -> Receiver | None:
    """The receiver as it was when it was last read here; None where it is not remembered."""
    return None if receiver_id is None else _known.find(receiver_id)


def keep(receiver: Receiver) -> None:
    """Remembers a receiver as it has just been read."""
    _known.keep(receiver.id, receiver)


async def read(receiver_id: uuid.UUID, updated_at: datetime.datetime) -> Receiver:
    """The receiver, which was changed at that instant or later. Only who remembers another one reads it."""
    known = _known.find(receiver_id)
    if known is not None and known.updated_at == updated_at:
        return known
    receiver = await rows.find(Receiver, receiver_id)
    assert receiver is not None, "who has invoices cannot go"
    keep(receiver)
    return receiver


async def rely_on(caller: Caller, receiver: Receiver, payer_id: uuid.UUID) -> None:
    """Lets what the open transaction writes be refused, unless the receiver is still as remembered, the payer is in its
    book and may be billed, and the caller is who they are remembered to be."""
    statement, parameters = database.compose(
        "as_remembered AS (SELECT FROM receivers JOIN payers ON payers.receiver_id = receivers.id WHERE {})",
        [
            # Where an older copy of the database was restored, a version can come a second time.
            Raw("receivers.id = {} AND receivers.version = {}", receiver.id, receiver.version),
            Raw("receivers.updated_at = {}", receiver.updated_at),
            Raw("payers.id = {} AND payers.status <> 'archived'", payer_id),
            *proving.conditions(caller.proof),
        ],
    )
    proving.demand(caller.proof)
    database.on_rollback(lambda: _known.forget(receiver.id))
    await database.write_later(
        statement, *parameters, counted="as_remembered", rows_expected=1, then=lambda _: proving.note(caller.proof)
    )
