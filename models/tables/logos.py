"""Receivers' logos, as pages and documents show them."""

from piccolo.columns import Bytea
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.tables import columns
from models.tables.parties import Receiver
from models.tables.row import Row

# A pay page that has everything takes 17 KB without it, and promises to take no more than 60.
BYTES_MAX = 30_000


class Logo(Row, Table, tablename="logos"):
    """The picture that was made of what a receiver has sent: a small PNG. `receivers.logo` tells of it, so that whoever
    reads a receiver need not look here."""

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver, on_delete=OnDelete.cascade)
    # Pages find it by this.
    digest = Bytea(default=b"", index=True)
    content = Bytea(default=b"")
    created_at = columns.created_at()

    logos_are_one_for_each_receiver = Unique(["receiver_id"])
    logos_have_the_hash_of_their_bytes = Check('"digest" = sha256("content")')
    logos_are_small = Check(f'length("content") BETWEEN 1 AND {BYTES_MAX}')
