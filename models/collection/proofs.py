"""Proofs: the files by which payers show that they have paid, for the receiver to look at.

A payment that is reported has one at most, which may be replaced until the receiver has decided; then it stays as it
is, with its hash.

Raw SQL: the content is written without being read back.
"""

import uuid
from collections.abc import AsyncGenerator

from models import access, audit, database, ids, rows, versions
from models.access import Caller
from models.billing import files
from models.billing.files import File
from models.errors import FileRefused, NotFound, PaymentStateForbids
from models.shapes import proofs as shapes
from models.tables.collection import Payment
from models.tables.proofs import PROOF_TYPES, Proof
from models.versions import Wanted


async def put(
    caller: Caller, payment_id: uuid.UUID | None, file: File, *, version: Wanted = None
) -> tuple[Proof, bool]:
    """Keeps the proof of a reported payment, in place of the one before; returns it, and whether it is the first.

    Raises NotFound, Forbidden, PreconditionFailed, PaymentStateForbids, FileRefused, TooManyFiles.
    """
    media_type = next((known for known in PROOF_TYPES if known == file.media_type), None)
    if media_type is None:
        raise FileRefused("A proof is a PDF, a PNG or a JPEG.")
    async with database.transaction():
        payment = await access.find(caller, Payment, payment_id, "payments.pay", lock=True)
        versions.check(payment, version)
        if payment.status != "reported":
            raise PaymentStateForbids(payment.status, "given a proof: only one that is reported, and not decided")
        before = await _of(payment.id)
        if before is not None and before.digest == file.digest:
            return before, False
        if before is not None:
            await rows.delete(before)
        await files.check_sum(
            "proofs",
            payment.receiver_id,
            len(file.content),
            whose="The proofs of the receiver's payments",
            advice="send this one by other means",
        )
        row = await rows.insert(
            Proof(
                id=ids.new(),
                receiver_id=payment.receiver_id,
                payment_id=payment.id,
                name=file.name,
                media_type=media_type,
                size=len(file.content),
                digest=file.digest,
                created_by=caller.user_id,
            )
        )
        await database.execute("INSERT INTO proof_contents (proof_id, content) VALUES ($1, $2)", row.id, file.content)
        await audit.record(
            "payment.proof_given",
            object_kind="payment",
            object_id=payment.id,
            receiver_id=payment.receiver_id,
            before=None if before is None else shapes.proof(before),
            after=shapes.proof(row),
        )
        return row, before is None


async def get(caller: Caller, payment_id: uuid.UUID | None) -> Proof:
    """The proof of a payment, for its receiver's people. Raises NotFound, Forbidden."""
    payment = await access.find(caller, Payment, payment_id, "proofs.read")
    row = await _of(payment.id)
    if row is None:
        raise NotFound("The payment has no proof.")
    return row


def content(row: Proof) -> AsyncGenerator[bytes, None]:
    """The content, part by part."""
    return files.parts("proof_contents", "proof_id", row.id, size=row.size)


async def _of(payment_id: uuid.UUID) -> Proof | None:
    return await Proof.objects().where(Proof.payment_id == payment_id).first()
