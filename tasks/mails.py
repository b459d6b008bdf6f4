"""Sends the mails that are due, one connection for all of them. Nudged after commits; beat asks again every tick."""

from config import settings
from models import nudge
from models.billing import reminders, sending
from models.collection import failure_mails, receipts
from models.documents import mailing
from models.mail import mails
from models.mail.mails import Follower
from models.mail.transport import Transport
from tasks.app import app, run

LIMIT = 50
# Who wants to know what becomes of which mails.
FOLLOWERS: mails.Followers = {
    sending.KIND: Follower(prepare=mailing.prepare, note=sending.note),
    receipts.KIND: Follower(prepare=mailing.prepare_receipt, note=sending.note),
    failure_mails.KIND: Follower(prepare=failure_mails.prepare, note=sending.note),
    reminders.KIND: Follower(prepare=reminders.prepare, note=reminders.note),
}


@app.task(name="tasks.mails.send_due")
def send_due() -> None:
    """Sends the mails that are due."""
    if run(_send_due()) == LIMIT:
        nudge.now("mails")


async def _send_due() -> int:
    async with Transport(settings.smtp_url, sender=settings.mail_from) as transport:
        return await mails.send_due(transport.send, limit=LIMIT, followers=FOLLOWERS)
