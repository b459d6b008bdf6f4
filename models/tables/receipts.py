"""Receipts: what was paid and what was given back, as it was written down for both sides."""

from piccolo.columns import UUID, BigInt, Date, Integer, Text, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.tables import columns
from models.tables.collection import Refund
from models.tables.parties import Receiver
from models.tables.row import Row


class Receipt(Row, Table, tablename="receipts"):
    """The receipt for a payment that has arrived or, with `refund_id`, for a refund that has gone. Never changed.

    `contents` is the text that `hash` is the SHA-256 of, in hexadecimal digits: the JSON of
    `shapes.receipts.Contents`, byte for byte. The columns beside it are what lists filter by. The composite foreign
    keys to payment and payer stand in the migration, and so does the one receipt of each payment.
    """

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver)
    payer_id = UUID()
    payment_id = UUID()
    refund_id = columns.optional_reference(Refund)
    number = Varchar(length=64)
    currency = Varchar(length=3)
    amount = BigInt()
    issued_on = Date()
    contents = Text()
    hash = Varchar(length=64)
    created_at = columns.created_at()

    receipts_are_positive = Check(columns.is_amount("amount", minimum=1))
    receipts_have_a_currency = Check(columns.is_currency())
    receipts_have_one_number_each = Unique(["receiver_id", "number"])
    receipts_have_one_hash_each = Unique(["hash"])


class ReceiptsIssued(Row, Table, tablename="receipts_issued"):
    """One row: the place in the ledger up to which whatever wants a receipt has one."""

    id = Integer(primary_key=True, default=1)
    position = BigInt(default=0)

    receipts_are_issued_by_one_list = Check('"id" = 1')
