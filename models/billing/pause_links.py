"""Links in mails that pause the reminders of an invoice, for whoever was mailed one.

A token is sealed with our key and kept nowhere: whose it is, for which invoice and until when stand in it. All that it
does is paused again or resumed by anybody who may, so it works as often as it is used. Whoever it was mailed to must
still have the right: a link is no right of its own.
"""

import datetime
import uuid

import msgspec

from models import audit, clock, secrets
from models.access import Caller
from models.billing import reminders
from models.errors import ActionTokenRefused, Forbidden, NotFound
from models.tables.parties import ReceiverMember
from models.tables.reminders import ReminderPause
from models.tables.users import User

DAYS = 14
_CONTEXT = "a link that pauses reminders"


class _Link(msgspec.Struct, frozen=True, array_like=True):
    user_id: uuid.UUID
    invoice_id: uuid.UUID
    expires_at: datetime.datetime


def token(*, user_id: uuid.UUID, invoice_id: uuid.UUID) -> str:
    """What a link to an invoice has behind its `#`, for a user."""
    link = _Link(user_id, invoice_id, clock.now() + datetime.timedelta(days=DAYS))
    return secrets.seal(msgspec.msgpack.encode(link), context=_CONTEXT)


async def use(token: str) -> ReminderPause:
    """Pauses the reminders of the link's invoice, in the name of whom it was mailed to.

    Raises ActionTokenRefused, alike for what is no link of ours, expired, and of somebody who may not do so any more.
    """
    link = _opened(token)
    if link is None or not await User.exists().where(User.id == link.user_id, User.status == "active"):
        raise _refusal()
    memberships = await ReceiverMember.objects().where(ReceiverMember.user_id == link.user_id)
    caller = Caller(
        key=f"user:{link.user_id}", user_id=link.user_id, roles={one.receiver_id: one.role for one in memberships}
    )
    try:
        with audit.acting_as(caller):
            return await reminders.pause_invoice(caller, link.invoice_id)
    except (NotFound, Forbidden):
        raise _refusal() from None


def _opened(token: str) -> _Link | None:
    sealed = secrets.unseal(token, context=_CONTEXT)
    link = None if sealed is None else msgspec.msgpack.decode(sealed, type=_Link)
    return link if link is not None and link.expires_at > clock.now() else None


def _refusal() -> ActionTokenRefused:
    return ActionTokenRefused("This link is not valid, or not any more: pause the invoice's reminders by the API.")
