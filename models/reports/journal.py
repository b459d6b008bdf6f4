"""A receiver's journal as a table that accounting programs import: CSV (RFC 4180), one entry of the ledger a line.

In the order of their days, and of one day as they were booked, as they stand at one instant. They come by a cursor, a
few at a time, in the order of an index: neither we nor PostgreSQL hold more of a long journal than of a short one.

Raw SQL: what entries are about is read across many tables.
"""

import datetime
import uuid
from collections.abc import AsyncGenerator, Mapping
from typing import Final, TypedDict

from models import access, ids, lists
from models.access import Caller
from models.ledger import CHART
from models.money import currencies
from models.reports import periods
from models.reports.sources import NAMED
from models.shapes import cells
from models.shapes.reports import source_id
from models.tables.ledger import AccountKind, TransactionKind
from models.tables.parties import Receiver

# Some 100 KB of text: as much as is read and held at a time.
CHUNK: Final = 500
COLUMNS: Final = (
    "date",
    "transaction_id",
    "kind",
    "account_code",
    "account_name",
    "gateway_account_id",
    "payer_id",
    "party",
    "document_number",
    "invoice_number",
    "debit",
    "credit",
    "currency",
    "memo",
    "source_id",
)
# Of receiver `$1`, from the day `$2` to the day `$3`. OFFSET 0 keeps PostgreSQL from making a join of it that reads all
# entries before the first one is told.
_ENTRIES = f"""
SELECT booked.effective_on, booked.id AS transaction_id, booked.kind, booked.source_id, account.kind AS account,
    account.gateway_account_id,
    payers.id AS payer_id, payers.name AS party, named.number AS document_number,
    (SELECT number FROM invoices WHERE id = entry.invoice_id) AS invoice_number, entry.currency, entry.amount,
    coalesce(named.reference, CASE split_part(booked.kind, '.', 1)
        WHEN 'invoice' THEN (SELECT memo FROM invoices WHERE id = booked.source_id)
        WHEN 'credit_note' THEN (SELECT reason FROM credit_notes WHERE id = booked.source_id)
        WHEN 'write_off' THEN (SELECT coalesce(note, reason) FROM write_offs WHERE id = booked.source_id)
    END) AS memo
FROM (
    SELECT * FROM ledger_transactions WHERE receiver_id = $1 AND effective_on BETWEEN $2 AND $3
    ORDER BY effective_on, id OFFSET 0
) AS booked CROSS JOIN {NAMED} AS named CROSS JOIN LATERAL (
    SELECT *, (max(payer_id::text) OVER ())::uuid AS party_id FROM ledger_entries
    WHERE transaction_id = booked.id OFFSET 0
) AS entry JOIN ledger_accounts AS account ON account.id = entry.account_id
LEFT JOIN payers ON payers.id = entry.party_id
ORDER BY booked.effective_on, booked.id, entry.id
"""


class _Entry(TypedDict):
    """What `_ENTRIES` select. The party is whom the transaction is about."""

    effective_on: datetime.date
    transaction_id: uuid.UUID
    kind: TransactionKind
    source_id: uuid.UUID
    account: AccountKind
    gateway_account_id: uuid.UUID | None
    payer_id: uuid.UUID | None
    party: str | None
    document_number: str | None
    invoice_number: str | None
    currency: str
    amount: int
    memo: str | None


async def table(caller: Caller, receiver_id: uuid.UUID | None, *, period: periods.Period) -> AsyncGenerator[bytes]:
    """The lines, behind a header. Raises NotFound, Forbidden, TimeZoneUnknown, Invalid."""
    receiver = await access.find(caller, Receiver, receiver_id, "ledger.read")
    return _lines(receiver.id, *periods.days(period, receiver))


async def _lines(*asked: object) -> AsyncGenerator[bytes]:
    yield cells.header(COLUMNS)
    async for rows in lists.by_cursor(_Entry, _ENTRIES, *asked, at_a_time=CHUNK):
        yield cells.lines(COLUMNS, map(_cells, rows))


def account_name(kind: AccountKind) -> str:
    """What people call an account: "Gateway clearing"."""
    return kind.replace("_", " ").capitalize()


def _cells(row: _Entry) -> Mapping[str, str]:
    amount, currency, gateway = row["amount"], row["currency"], row["gateway_account_id"]
    return {
        "date": cells.day(row["effective_on"]),
        "transaction_id": ids.encode("ledger_transaction", row["transaction_id"]),
        "kind": row["kind"],
        "account_code": CHART[row["account"]].code,
        "account_name": account_name(row["account"]),
        "gateway_account_id": "" if gateway is None else ids.encode("gateway_account", gateway),
        "payer_id": "" if row["payer_id"] is None else ids.encode("payer", row["payer_id"]),
        "party": cells.harmless(row["party"]),
        "document_number": cells.harmless(row["document_number"]),
        "invoice_number": cells.harmless(row["invoice_number"]),
        "debit": currencies.major(amount, currency) if amount > 0 else "",
        "credit": currencies.major(-amount, currency) if amount < 0 else "",
        "currency": currency,
        "memo": cells.harmless(row["memo"]),
        "source_id": source_id(row["kind"], row["source_id"]) or "",
    }
