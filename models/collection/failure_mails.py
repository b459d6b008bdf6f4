"""Payers are told that what is collected by itself could not be: why, whether it is tried again, and how they pay.

Written with the decision about what follows, once for each try; nothing is told of what a person has canceled. The
words are written when the mail is handed over, and none go out of what was paid meanwhile or has begun to be.
"""

import datetime

from models import clock, database, ids, rows
from models.billing import addressees, collections, sending
from models.languages import words
from models.languages.words import Language
from models.mail import messages
from models.mail.letters import Words
from models.mail.mails import Prepared
from models.money import terms
from models.shapes import billing, invoice_rows
from models.shapes.invoice_rows import InvoiceRow
from models.tables.collection import Payment
from models.tables.invoice_mails import InvoiceMailKind
from models.tables.mail import Mail
from models.tables.payment_methods import Collection, PaymentMethod

KIND: InvoiceMailKind = "collection_failed"
# The words of gateways for what a payer may want to know. That a card was reported as lost or stolen is not told: the
# mail may reach whoever has it.
SHORT_OF_MONEY = frozenset({"insufficient_funds", "withdrawal_count_limit_exceeded", "card_velocity_exceeded"})
EXPIRED = frozenset({"expired_card"})
NOT_CHARGEABLE = frozenset({"account_closed", "incorrect_number", "invalid_token", "no_account"})
TO_CONFIRM = frozenset({"authentication_required", "authentication_failed"})
REVOKED = frozenset({"authorization_revoked", "mandate_revoked"})
LATE = frozenset({"expired"})


async def enqueue(payment: Payment, invoice: InvoiceRow) -> None:
    """Queues the mail about a try that has failed. Needs a transaction that holds the invoice."""
    assert database.in_transaction(), "that it failed is decided with it"
    receiver, payer = await addressees.of(invoice)
    if payer.email is None or "archived" in (payer.status, receiver.status):
        return
    reason = ids.encode("payment", payment.id)
    await sending.enqueue(
        KIND,
        reason,
        # The rest is written by `prepare`.
        Words(f"Invoice {invoice['number']}", ""),
        invoice_id=invoice["id"],
        receiver=receiver,
        recipient=payer.email,
    )


async def prepare(mail: Mail) -> Prepared | None:
    """What the mail says as it is handed over; None where it is not to be sent any more, which is noted."""
    async with database.transaction():
        waiting = await sending.hold(mail)
        if waiting is None:
            return None
        about, invoice = waiting
        payment_id = ids.decode("payment", about.reason)
        payment = await rows.find(Payment, payment_id)
        assert payment is not None, "payments are kept"
        row = await Collection.objects().where(Collection.payment_id == payment_id).first()
        due = 0 if row is None else invoice_rows.due_of(invoice, row.position)
        if row is None or invoice["status"] != "open" or due == 0 or invoice["amount_reserved"]:
            await sending.give_up(about, "The invoice was paid meanwhile, or is just being paid, or it is void.")
            return None
        method = await rows.find(PaymentMethod, row.payment_method_id)
        language = await addressees.read_language(invoice["payer_id"])
        message = messages.collection_failed(
            billing.invoice(invoice),
            language,
            pay_url=invoice_rows.pay_url(invoice),
            amount=min(payment.amount, due),
            due_on=row.due_on,
            label=None if method is None else method.label,
            why=why(payment.failure_code, language),
            again_on=await _again_on(row, invoice),
        )
        return Prepared(mail.recipient, message)


def why(code: str | None, language: Language) -> str:
    """Why a try has failed, as a payer understands it."""
    _ = words.translations(language).gettext
    told = (
        (SHORT_OF_MONEY, _("There was not enough money on the account.")),
        (EXPIRED, _("The card has expired.")),
        (NOT_CHARGEABLE, _("The account or the card cannot be charged any more.")),
        (TO_CONFIRM, _("The bank wants you to confirm the payment yourself.")),
        (REVOKED, _("The permission to collect was revoked at the bank.")),
        (LATE, _("It was not completed in time.")),
    )
    return next((sentence for codes, sentence in told if code in codes), _("The payment was declined."))


async def _again_on(row: Collection, invoice: InvoiceRow) -> datetime.date | None:
    """The day of the next try, where the invoice was issued; None where there is none, or what it needs is gone."""
    if row.outcome != "scheduled" or not await collections.is_wanted(invoice):
        return None
    if await collections.default_of(invoice["payer_id"]) is None:
        return None
    return terms.local_date(max(row.next_attempt_at, clock.now()), invoice["time_zone"] or "UTC")
