"""What somebody is: the receivers that they work for, and who bills them. For pages, which begin there."""

from typing import NamedTuple

from piccolo.query import OrderByRaw

from models import lists
from models.access import Caller
from models.tables.parties import Payer, Receiver

# Who has more finds the rest by the API.
SHOWN_MAX = lists.LIMIT_MAX
_BY_RECEIVER = OrderByRaw("(SELECT name FROM receivers WHERE receivers.id = payers.receiver_id)")


class Billed(NamedTuple):
    """A payer's record of the caller, and the name of the receiver in whose book it stands."""

    payer: Payer
    receiver_name: str


async def receivers_of(caller: Caller) -> list[Receiver]:
    """The receivers that the caller belongs to, by their names."""
    if not caller.roles:
        return []
    theirs = Receiver.id.is_in(list(caller.roles))
    return await Receiver.objects().where(theirs).order_by(Receiver.name, Receiver.id).limit(SHOWN_MAX)


async def payers_of(caller: Caller) -> list[Billed]:
    """The payers' records that the caller has claimed, by the receivers' names."""
    if not caller.payer_ids:
        return []
    theirs = Payer.id.is_in(list(caller.payer_ids))
    payers = await Payer.objects().where(theirs).order_by(_BY_RECEIVER, Payer.id).limit(SHOWN_MAX)
    receivers = await Receiver.objects().where(Receiver.id.is_in([payer.receiver_id for payer in payers]))
    names = {receiver.id: receiver.name for receiver in receivers}
    return [Billed(payer, names[payer.receiver_id]) for payer in payers]
