"""Proofs of reported payments, as clients see them."""

import datetime
from typing import Literal

import msgspec

from models import ids
from models.tables import proofs as tables
from models.tables.proofs import ProofType


class Proof(msgspec.Struct, kw_only=True):
    """The file by which a payer shows that they have paid. `media_type` follows from its bytes, and `sha256` is the
    hash of them in hexadecimal."""

    object: Literal["proof"] = "proof"
    payment_id: str
    name: str
    media_type: ProofType
    size: int
    sha256: str
    created_at: datetime.datetime


def proof(row: tables.Proof) -> Proof:
    """The shape of a row of `proofs`."""
    return Proof(
        payment_id=ids.encode("payment", row.payment_id),
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.digest.hex(),
        created_at=row.created_at,
    )
