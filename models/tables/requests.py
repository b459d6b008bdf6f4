"""What is remembered of requests."""

from piccolo.columns import UUID, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from models.tables import columns
from models.tables.row import Row


class IdempotencyKey(Row, Table, tablename="idempotency_keys"):
    """The first answer to a POST that carried an Idempotency-Key, written in the transaction of its effect."""

    id = UUID(primary_key=True)
    caller = Varchar(length=64)
    key = Text()
    request_hash = columns.digest()
    status_code = Integer()
    # Answers can hold secrets that are shown once, so they are encrypted like every secret.
    answer = columns.ciphertext()
    expires_at = Timestamptz()
    created_at = columns.created_at()

    idempotency_keys_answer_one_caller_once = Unique(["caller", "key"])
