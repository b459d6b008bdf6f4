"""Reports that wait: what payers say that they have paid, and nobody has confirmed or rejected.

Raw SQL: what nobody was told of yet is found, and noted, in one statement each.
"""

import uuid

import structlog

from models import clock, database, ids, rows
from models.languages import formats
from models.mail import notices, recipients
from models.tables.collection import Payment
from models.tables.parties import Receiver

logger = structlog.get_logger(__name__)

# After so many days without an answer the receiver's people are told, and told again.
ESCALATED_AFTER_DAYS = (3, 7)
KIND = "report_waits"
MAILS_PER_DAY_MAX = 100
BATCH = 100

# Of one that has waited for both, after an outage, the later one says it all.
_WAITING = """
SELECT DISTINCT ON (payments.id) payments.id, days FROM payments CROSS JOIN unnest($2::integer[]) AS step (days)
WHERE payments.status = 'reported' AND payments.created_at <= $1::timestamptz - make_interval(days => days)
    AND payments.id > $3
    AND NOT EXISTS (SELECT FROM report_notices WHERE payment_id = payments.id AND report_notices.days >= step.days)
ORDER BY payments.id, days DESC LIMIT $4
"""


async def escalate() -> int:
    """Tells receivers of reports that wait, each after 3 and 7 days, once; returns how many. For beat.

    One that cannot be told of is left for the next time, and holds up none of the others.
    """
    told, after = 0, uuid.UUID(int=0)
    while found := await database.fetch(_WAITING, clock.now(), list(ESCALATED_AFTER_DAYS), after, BATCH):
        for row in found:
            try:
                told += await _tell(row["id"], row["days"])
            except database.UNAVAILABLE:
                raise
            except Exception:
                logger.exception("report.not_escalated", payment_id=ids.encode("payment", row["id"]))
        after = found[-1]["id"]
    return told


async def _tell(payment_id: uuid.UUID, days: int) -> bool:
    async with database.transaction():
        query = Payment.objects().where(Payment.id == payment_id, Payment.status == "reported")
        payment = await query.lock_rows("NO KEY UPDATE").first()
        if payment is None:
            return False
        is_news = await database.fetch_value(
            bool,
            "INSERT INTO report_notices (id, payment_id, days) SELECT $1, $2, $3 WHERE NOT EXISTS "
            "(SELECT FROM report_notices WHERE payment_id = $2 AND days >= $3) ON CONFLICT DO NOTHING RETURNING true",
            ids.new(),
            payment_id,
            days,
        )
        if not is_news:
            return False
        receiver = await rows.find(Receiver, payment.receiver_id)
        assert receiver is not None, "who has payments is archived, never deleted"
        words = notices.report_waits(
            receiver.language,
            receiver=receiver.name,
            payment_id=ids.encode("payment", payment.id),
            amount=formats.money(payment.amount, payment.currency, receiver.language),
            reference=payment.reference,
            waits_for=clock.now() - payment.created_at,
        )
        await recipients.tell(payment.receiver_id, words, kind=KIND, per_day_max=MAILS_PER_DAY_MAX)
        return True
