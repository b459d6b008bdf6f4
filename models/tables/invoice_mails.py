"""What was mailed of invoices, and what became of it."""

from typing import Literal, get_args

from piccolo.columns import UUID, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.tables import columns
from models.tables.billing import Invoice
from models.tables.columns import Field
from models.tables.parties import Receiver
from models.tables.row import Row
from models.tables.users import User

# What it tells the payer: the invoice, that its payment has arrived, or that it could not be collected.
InvoiceMailKind = Literal["invoice", "receipt", "collection_failed"]
INVOICE_MAIL_KINDS: tuple[InvoiceMailKind, ...] = get_args(InvoiceMailKind)
# `sent`: the mail server has taken it. `refused`: it said that it never will. `failed`: nobody took it in two days.
# `skipped`: it was not wanted any more when its turn came.
InvoiceMailStatus = Literal["queued", "sent", "refused", "failed", "skipped"]
INVOICE_MAIL_STATUSES: tuple[InvoiceMailStatus, ...] = get_args(InvoiceMailStatus)


class InvoiceMail(Row, Table, tablename="invoice_mails"):
    """A mail about an invoice. There is one of each kind for each reason, which is what keeps a payer from getting it
    twice: what people say, the number of a receipt, or the id of the payment that failed.

    Kept as long as its invoice; its text is in `mails` until it is sent.
    """

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver)
    invoice_id = columns.reference(Invoice)
    kind: Field[InvoiceMailKind] = columns.word(17, default="invoice")
    # As long as a receipt's number may be.
    reason = Varchar(length=64)
    recipient = Varchar(length=254)
    copies = columns.words(254)
    # Of what was asked for, so that the same request is known when it comes again.
    digest = columns.digest()
    status: Field[InvoiceMailStatus] = columns.word(7, default="queued")
    detail = columns.nullable(Text(null=True, default=None))
    sent_at = columns.nullable(Timestamptz(null=True, default=None))
    # The row of `mails`, which is forgotten some day.
    mail_id = UUID()
    created_by = columns.optional_reference(User)
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    invoice_mails_have_a_known_kind = Check(columns.one_of("kind", INVOICE_MAIL_KINDS))
    invoice_mails_have_a_known_status_v2 = Check(columns.one_of("status", INVOICE_MAIL_STATUSES))
    invoice_mails_say_when_they_were_sent = Check('("status" = \'sent\') = ("sent_at" IS NOT NULL)')
    invoice_mails_are_one_per_kind_and_reason = Unique(["invoice_id", "kind", "reason"])
