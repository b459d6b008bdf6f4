"""The tokens of pay links: encrypted in the invoice's row, and found by their digests."""

import uuid
from functools import lru_cache

from models import secrets
from models.recent import Recent

# Whoever issues an invoice is told its link at once. Enough for those that are issued at the same time; the links of a
# larger bulk are decrypted.
_new: Recent[tuple[uuid.UUID, bytes], str] = Recent(100)


def make(invoice_id: uuid.UUID) -> tuple[bytes, bytes]:
    """A fresh token for an invoice: encrypted, and its digest."""
    token = secrets.token()
    encrypted = secrets.encrypt(token.encode(), context=_context(invoice_id))
    _new.keep((invoice_id, encrypted), token)
    return encrypted, secrets.digest(token)


# Clients that poll a list ask for the same links again. Decrypting one takes a quarter of the time that its row takes.
@lru_cache(maxsize=4096)
def read(invoice_id: uuid.UUID, encrypted: bytes) -> str:
    """The token of an invoice. Raises CannotDecrypt."""
    return _new.find((invoice_id, encrypted)) or secrets.decrypt(encrypted, context=_context(invoice_id)).decode()


def _context(invoice_id: uuid.UUID) -> str:
    return f"pay_token:{invoice_id}"
