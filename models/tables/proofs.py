"""Proofs of payments that payers report, and who was told that a report waits."""

from typing import Literal, get_args

from piccolo.columns import UUID, Bytea, Integer, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.tables import columns
from models.tables.collection import Payment
from models.tables.columns import Field
from models.tables.row import Row
from models.tables.users import User

ProofType = Literal["application/pdf", "image/png", "image/jpeg"]
PROOF_TYPES: tuple[ProofType, ...] = get_args(ProofType)


class Proof(Row, Table, tablename="proofs"):
    """The file by which a payer shows that they have paid: one of a payment, frozen once the receiver has decided."""

    id = columns.primary_key()
    receiver_id = UUID()
    payment_id = columns.reference(Payment)
    name = Varchar(length=100)
    media_type: Field[ProofType] = columns.word(15)
    size = Integer(help_text="In bytes.")
    digest = columns.digest()
    created_by = columns.optional_reference(User)
    created_at = columns.created_at()

    proofs_have_a_known_type = Check(columns.one_of("media_type", PROOF_TYPES))
    proofs_have_a_size = Check('"size" BETWEEN 1 AND 10000000')
    proofs_are_one_for_each_payment = Unique(["payment_id"])


class ProofContent(Row, Table, tablename="proof_contents"):
    """The bytes of a proof. PostgreSQL keeps them as they came, so that a part of them is read without the others."""

    proof_id = UUID(primary_key=True, default=None)
    content = Bytea(default=b"")


class ReportNotice(Row, Table, tablename="report_notices"):
    """That a receiver was told of a report that nobody has answered for so many days; of each once."""

    id = columns.primary_key()
    payment_id = columns.reference(Payment)
    days = Integer()
    created_at = columns.created_at()

    report_notices_are_given_once = Unique(["payment_id", "days"])
