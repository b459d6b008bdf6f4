"""A receiver that has grown, up to millions of invoices, by INSERT … SELECT; and every filter that lists have.

    grown = await fill(connection, invoices=100_000)
    for request in requests(grown): ...

Most invoices are open and paid by a bank transfer. Of everything that a filter can ask for and that is rare, there are
RARE, whatever the size: evenly spread over all the time, so that no walk from the newest row finds them soon. What
cannot grow with a receiver, such as its members, is not filled in.

Invariants hold, but for credit notes and write-offs: they are there to be found, and nothing was booked or numbered for
them. Events from before `feed.kept_from` need not be complete, so there is one for each issued invoice.
"""

import datetime
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import asyncpg

from models import clock, ids, ledger
from models.reports import balances
from models.tables.ledger import AccountKind

RARE = 25
# Invoices are made over so long, evenly, and the last of them so many days ago.
DAYS = 720
DAYS_AGO = 25
# This payer has every twentieth invoice, so its documents grow with the receiver's.
BIG_PAYER = 1
# What differs from one receiver to the next in what is asked for: ids, instants and numbers.
_VALUE = re.compile(r"(?<==)([a-z]{3}_[0-9a-z]{26}|20\d\d-[0-9]{2}-[0-9]{2}(T[0-9:.]+Z)?|GROWN-\d+)")
TOTAL_LARGE = 5_000_000
# Small documents: not even ten million come to more than JSON holds.
TOTAL_MAX = 100_000
ACCOUNTS: tuple[tuple[AccountKind, str], ...] = tuple(
    (kind, currency)
    for kind in ("receivables", "bank", "payer_credit", "revenue", "bad_debt")
    for currency in ("EUR", "CHF")
)


@dataclass(frozen=True)
class Grown:
    """What was filled in, by the ids that filters name."""

    invoices: int
    owner_id: uuid.UUID
    receiver_id: uuid.UUID
    payer_id: uuid.UUID
    gateway_account_id: uuid.UUID
    endpoint_id: uuid.UUID
    # One of each, from the middle.
    invoice_id: uuid.UUID
    number: str
    payment_id: uuid.UUID
    refund_id: uuid.UUID
    event_id: uuid.UUID
    account_id: uuid.UUID
    account_id_rare: uuid.UUID
    middle: datetime.datetime


# What happens to invoice `i` of `n`: rare things first, each RARE times. A draft has no number, all others have one.
_PLAN = """
CREATE TEMPORARY TABLE plan AS
SELECT i, fate, currency, planned.made_at, paid_at, payers.id AS payer_id,
    pg_temp.id_at(planned.made_at, 'invoice' || i) AS id, pg_temp.id_at(paid_at, 'payment' || i) AS payment_id,
    CASE WHEN fate = 'large' THEN {large} + i % 1000 ELSE 1000 + i::bigint * 7919 % {total_max} END AS total,
    CASE fate WHEN 'overpaid' THEN 500 WHEN 'refunded' THEN 300 ELSE 0 END AS extra,
    fate NOT IN ('draft', 'void', 'uncollectible', 'overdue', 'rejected', 'due') AS is_paid
FROM (
    SELECT i, $2::timestamptz + ($3::timestamptz - $2) * ((i - 1)::float / $1) AS made_at,
        CASE WHEN i % ($1 / {rare}) = 7 THEN 'CHF' ELSE 'EUR' END AS currency,
        CASE i % ($1 / {rare}) WHEN 1 THEN 'uncollectible' WHEN 2 THEN 'overpaid' WHEN 3 THEN 'overdue'
            WHEN 4 THEN 'rejected' WHEN 5 THEN 'large' WHEN 6 THEN 'partially_paid' WHEN 8 THEN 'cheque'
            ELSE CASE WHEN i % 100 = 50 THEN 'draft' WHEN i % 100 = 51 THEN 'void' WHEN i % 100 = 52 THEN 'refunded'
                WHEN i % 1000 = 153 THEN 'reversed' WHEN i > $1 * 0.98 THEN 'due' ELSE 'paid' END END AS fate
    FROM generate_series(1, $1::int) AS i
) AS planned CROSS JOIN LATERAL (SELECT planned.made_at + interval '10 days' AS paid_at) AS later
JOIN grown_payers AS payers ON payers.n = CASE WHEN i % 20 = 0 THEN {big} ELSE i % $4::int + 1 END
"""

_INVOICES = """
INSERT INTO invoices (id, receiver_id, payer_id, status, number, reference, currency, lines, subtotal, discount_total,
    tax_total, total, taxes, amount_paid, amount_reserved, amount_credited, amount_written_off, amount_overpaid,
    terms_type, terms_days, due_on, issued_on, time_zone, overdue_noted, receiver_snapshot, payer_snapshot,
    pay_token_digest, finalized_at, memo, created_at, updated_at)
SELECT id, $1::uuid, payer_id,
    CASE fate WHEN 'draft' THEN 'draft' WHEN 'void' THEN 'void' WHEN 'uncollectible' THEN fate ELSE 'open' END,
    CASE WHEN is_issued THEN 'GROWN-' || i END, CASE WHEN is_issued THEN 'RF' || lpad(i::text, 12, '0') END, currency,
    json_build_array(json_build_object('id', 'lin_' || lpad(i::text, 26, '0'), 'object', 'invoice_line',
        'description', 'Work', 'quantity', '1', 'unit_price', trim_scale(total / 100.0)::text, 'discount', NULL,
        'taxes', json_build_array(), 'amount', total, 'tax_amount', 0)), total, 0, 0, total, '[]',
    CASE WHEN fate = 'partially_paid' THEN total / 2 WHEN fate = 'reversed' OR NOT is_paid THEN 0 ELSE total END, 0,
    0, CASE fate WHEN 'uncollectible' THEN total ELSE 0 END, CASE fate WHEN 'overpaid' THEN extra ELSE 0 END, 'net', 30,
    CASE WHEN is_issued THEN (made_at AT TIME ZONE 'UTC')::date + CASE fate WHEN 'overdue' THEN 14 ELSE 3650 END END,
    CASE WHEN is_issued THEN (made_at AT TIME ZONE 'UTC')::date END, CASE WHEN is_issued THEN 'UTC' END,
    CASE fate WHEN 'overdue' THEN '{1}'::integer[] ELSE '{}' END,
    CASE WHEN is_issued THEN $2::json END, CASE WHEN is_issued THEN $2::json END,
    CASE WHEN is_issued THEN sha256(id::text::bytea) END, CASE WHEN is_issued THEN made_at END,
    CASE fate WHEN 'large' THEN 'A most uncommon order' ELSE 'Work on day ' || i % 720 END, made_at, made_at
FROM plan, LATERAL (SELECT fate <> 'draft' AS is_issued) AS issued
"""
_PAYMENTS = """
INSERT INTO payments (id, receiver_id, payer_id, invoice_id, method, status, currency, amount, amount_allocated,
    amount_unapplied, amount_refunded, amount_refund_reserved, amount_reversed, amount_excess, effective_on,
    failure_code, created_at, updated_at)
SELECT payment_id, $1::uuid, payer_id, id,
    CASE WHEN fate IN ('cheque', 'reversed') THEN 'cheque' ELSE 'bank_transfer' END,
    CASE WHEN fate IN ('rejected', 'reversed') THEN fate ELSE 'succeeded' END, currency, amount,
    CASE WHEN fate IN ('rejected', 'reversed') THEN 0 ELSE amount - extra END,
    CASE fate WHEN 'overpaid' THEN extra ELSE 0 END, CASE fate WHEN 'refunded' THEN extra ELSE 0 END, 0,
    CASE fate WHEN 'reversed' THEN amount ELSE 0 END, 0,
    CASE WHEN is_paid THEN (paid_at AT TIME ZONE 'UTC')::date END,
    CASE fate WHEN 'rejected' THEN 'rejected' END, paid_at, paid_at
FROM plan, LATERAL (SELECT CASE fate WHEN 'partially_paid' THEN total / 2 ELSE total END + extra AS amount) AS came
WHERE is_paid OR fate = 'rejected'
"""
_ALLOCATIONS = """
INSERT INTO allocations (id, receiver_id, payment_id, invoice_id, cause, reversal_id, currency, amount, status,
    created_at)
SELECT pg_temp.id_at(paid_at, 'allocation' || i), $1::uuid, payment_id, id, 'payment', NULL, currency,
    CASE fate WHEN 'partially_paid' THEN total / 2 ELSE total END, 'settled', paid_at
FROM plan WHERE is_paid
UNION ALL
SELECT pg_temp.id_at(paid_at, 'taken' || i), $1::uuid, payment_id, id, 'reversal',
    pg_temp.id_at(paid_at, 'reversal' || i), currency, -total, 'settled', paid_at
FROM plan WHERE fate = 'reversed'
"""
_REFUNDS = """
INSERT INTO refunds (id, receiver_id, payer_id, payment_id, status, currency, amount, amount_reserved, effective_on,
    created_at, updated_at)
SELECT pg_temp.id_at(paid_at, 'refund' || i), $1::uuid, payer_id, payment_id, 'succeeded', currency, extra, 0,
    (paid_at AT TIME ZONE 'UTC')::date, paid_at, paid_at
FROM plan WHERE fate = 'refunded'
UNION ALL
SELECT pg_temp.id_at(paid_at, 'refund' || i), $1::uuid, payer_id, payment_id, 'failed', currency, 100, 0, NULL, paid_at,
    paid_at
FROM plan WHERE fate = 'cheque'
"""
# One of four invoices has a part credited, and one a part that was written off and is asked for again.
_CREDIT_NOTES = """
INSERT INTO credit_notes (id, receiver_id, payer_id, invoice_id, number, currency, reason, lines, subtotal, tax_total,
    total, amount_applied, amount_excess, issued_on, receiver_snapshot, payer_snapshot, created_at, updated_at)
SELECT pg_temp.id_at(paid_at, 'credit note' || i), $1::uuid, payer_id, id, 'GROWN-CN-' || i, currency, 'Broken.', '[]',
    total, 0, total, total, 0, (paid_at AT TIME ZONE 'UTC')::date, party, party, paid_at, paid_at
FROM plan, CAST('{"id": "rcv", "name": "Grown", "address": {}}' AS jsonb) AS party
WHERE i % 4 = 1 AND fate <> 'draft' AND total > 0 AND paid_at IS NOT NULL
"""
_WRITE_OFFS = """
INSERT INTO write_offs (id, receiver_id, payer_id, invoice_id, currency, amount, reason, status, effective_on,
    undone_on, created_at, updated_at)
SELECT pg_temp.id_at(paid_at, 'write-off' || i), $1::uuid, payer_id, id, currency, 1,
    CASE WHEN i % 1000 = 2 THEN 'goodwill' ELSE 'rounding' END,
    CASE WHEN i % 1000 = 2 THEN 'standing' ELSE 'undone' END, (paid_at AT TIME ZONE 'UTC')::date,
    CASE WHEN i % 1000 = 2 THEN NULL ELSE (paid_at AT TIME ZONE 'UTC')::date END, paid_at, paid_at
FROM plan WHERE i % 4 = 2 AND fate <> 'draft' AND paid_at IS NOT NULL
"""
# One for ten invoices; of all states but "completed" there are few.
_SCHEDULES = """
INSERT INTO schedules (id, receiver_id, payer_id, status, every_unit, every_count, starts_on, anchor_day,
    next_period_start, failing_since, failure_code, created_at, updated_at)
SELECT pg_temp.id_at(made_at, 'schedule' || i), $1::uuid, payer_id, status, 'months', 1, '2020-01-31', 31,
    CASE WHEN status = 'paused' THEN '2030-01-31'::date END, CASE WHEN status = 'paused' THEN made_at END,
    CASE WHEN status = 'paused' THEN 'payer_archived' END, made_at, made_at
FROM plan, LATERAL (SELECT CASE WHEN i % 4000 = 3 THEN 'paused' WHEN i % 4000 = 13 THEN 'canceled'
    ELSE 'completed' END AS status) AS which
WHERE i % 10 = 3
"""
# Schedules mail each invoice, people a few.
_INVOICE_MAILS = """
INSERT INTO invoice_mails (id, receiver_id, invoice_id, reason, recipient, copies, digest, status, sent_at, mail_id,
    created_by, created_at, updated_at)
SELECT pg_temp.id_at(made_at, 'mail' || i), $1::uuid, id, 'issued', 'grace@example.com', '{}', sha256('none'), 'sent',
    made_at, id, CASE fate WHEN 'cheque' THEN payer_id END, made_at, made_at
FROM plan WHERE fate <> 'draft'
"""
_REVERSALS = """
INSERT INTO reversals (id, receiver_id, payer_id, payment_id, kind, currency, amount, effective_on, created_at,
    updated_at)
SELECT pg_temp.id_at(paid_at, 'reversal' || i), $1::uuid, payer_id, payment_id, 'bounce', currency, total,
    (paid_at AT TIME ZONE 'UTC')::date, paid_at, paid_at
FROM plan WHERE fate = 'reversed'
"""
# A booking, and what it moves: from one account to another, and what a payer brought beyond that.
_BOOKINGS = """
CREATE TEMPORARY TABLE bookings AS
SELECT *, pg_temp.id_at(booked_at, kind || source_id) AS transaction_id FROM (
    SELECT 'invoice.finalized' AS kind, id AS source_id, made_at AS booked_at, 'receivables' AS debit,
        'revenue' AS credit, total AS amount, 0 AS extra, payer_id, id AS invoice_id, currency
    FROM plan WHERE fate <> 'draft'
    UNION ALL SELECT 'invoice.voided', id, made_at, 'revenue', 'receivables', total, 0, payer_id, id, currency
    FROM plan WHERE fate = 'void'
    UNION ALL SELECT 'invoice.marked_uncollectible', id, paid_at, 'bad_debt', 'receivables', total, 0, payer_id, id,
        currency FROM plan WHERE fate = 'uncollectible'
    UNION ALL SELECT 'payment.succeeded', payment_id, paid_at, 'bank', 'receivables',
        CASE fate WHEN 'partially_paid' THEN total / 2 ELSE total END, extra, payer_id, id, currency
    FROM plan WHERE is_paid
    UNION ALL SELECT 'payment.reversed', pg_temp.id_at(paid_at, 'reversal' || i), paid_at, 'receivables', 'bank',
        total, 0, payer_id, id, currency FROM plan WHERE fate = 'reversed'
    UNION ALL SELECT 'refund.succeeded', pg_temp.id_at(paid_at, 'refund' || i), paid_at, 'payer_credit', 'bank',
        extra, 0, payer_id, NULL, currency FROM plan WHERE fate = 'refunded'
) AS booked ORDER BY booked_at
"""
_TRANSACTIONS = """
INSERT INTO ledger_transactions (id, receiver_id, kind, source_id, effective_on, created_at)
SELECT transaction_id, $1::uuid, kind, source_id, (booked_at AT TIME ZONE 'UTC')::date, booked_at FROM bookings
"""
_ENTRIES = """
INSERT INTO ledger_entries (id, transaction_id, account_id, receiver_id, payer_id, invoice_id, currency, amount,
    created_at)
SELECT pg_temp.id_at(booked_at, side.account || transaction_id), transaction_id, account.id, $1::uuid,
    CASE WHEN side.account IN ('receivables', 'payer_credit') THEN payer_id END,
    CASE side.account WHEN 'receivables' THEN invoice_id END, bookings.currency, side.amount, booked_at
FROM bookings CROSS JOIN LATERAL (VALUES (debit, amount + extra), (credit, -amount),
    (CASE WHEN extra > 0 THEN 'payer_credit' END, -extra)) AS side (account, amount)
JOIN ledger_accounts AS account ON account.receiver_id = $1 AND account.kind = side.account
    AND account.currency = bookings.currency
WHERE side.amount <> 0
"""
_EVENTS = """
INSERT INTO events (id, receiver_id, type, object_kind, object_id, sequence, body, position, created_at)
SELECT pg_temp.id_at(happened_at, 'event' || i), $1::uuid, type, split_part(type, '.', 1), object_id, 1,
    convert_to('{"id": "evt", "data": {"memo": "' || repeat('.', 300) || '"}}', 'UTF8'),
    (SELECT position FROM feed) + row_number() OVER (ORDER BY happened_at, i), happened_at
FROM (
    SELECT i, 'invoice.finalized' AS type, id AS object_id, made_at AS happened_at FROM plan WHERE fate <> 'draft'
    UNION ALL SELECT -i, 'payment.rejected', payment_id, paid_at FROM plan WHERE fate = 'rejected'
) AS happened
"""
_LAST_PLACE = "SELECT last_value FROM ledger_positions"
_AUDIT = """
INSERT INTO audit_log (id, user_id, caller, receiver_id, as_admin, action, object_kind, object_id, created_at)
SELECT pg_temp.id_at(made_at, 'audit' || i), CASE fate WHEN 'cheque' THEN $3::uuid ELSE $2::uuid END, 'user', $1::uuid,
    fate = 'overdue',
    CASE fate WHEN 'rejected' THEN 'invoice.updated' ELSE 'invoice.finalized' END, 'invoice', id, made_at
FROM plan
"""
_DELIVERIES = """
INSERT INTO webhook_deliveries (id, receiver_id, event_id, endpoint_id, event_type, status, attempts, tries,
    next_attempt_at, created_at, updated_at)
SELECT pg_temp.id_at(at, 'delivery' || i), $1::uuid, pg_temp.id_at(made_at, 'event' || i), $2::uuid,
    CASE fate WHEN 'overdue' THEN 'payment.rejected' ELSE 'invoice.finalized' END,
    CASE fate WHEN 'rejected' THEN 'exhausted' ELSE 'delivered' END, 1, 1, at, at, at
FROM (SELECT *, $3::timestamptz - interval '20 days' * (i::float / $4) AS at FROM plan WHERE fate <> 'draft') AS plan
"""
_GATEWAYS = (
    """
    INSERT INTO reconciliation_runs (id, receiver_id, gateway_account_id, since, until, status, next_attempt_at,
        created_at, updated_at)
    SELECT pg_temp.id_at(made_at, 'run' || i), $1::uuid, $2::uuid, made_at, paid_at, 'completed', made_at,
        made_at, made_at
    FROM plan WHERE i % 10 = 9
    """,
    """
    INSERT INTO discrepancies (id, receiver_id, gateway_account_id, gateway_payment_id, kind, currency, status,
        resolution, resolved_at, created_at, updated_at)
    SELECT pg_temp.id_at(made_at, 'discrepancy' || i), $1::uuid, $2::uuid, 'pi_' || i,
        CASE fate WHEN 'cheque' THEN 'missing_there' ELSE 'missing_here' END, 'EUR',
        CASE fate WHEN 'rejected' THEN 'open' ELSE 'resolved' END, CASE WHEN fate <> 'rejected' THEN 'Booked.' END,
        CASE WHEN fate <> 'rejected' THEN made_at END, made_at, made_at
    FROM plan WHERE i % 10 = 9 OR fate IN ('cheque', 'rejected')
    """,
    """
    INSERT INTO callbacks (id, receiver_id, gateway_account_id, gateway_event_id, kind, fact, status,
        next_attempt_at, error, created_at, updated_at)
    SELECT pg_temp.id_at(made_at, 'callback' || i), $1::uuid, $2::uuid, 'ev_' || i, 'payment.updated', '',
        CASE fate WHEN 'rejected' THEN 'exhausted' ELSE 'done' END, made_at, NULL, made_at, made_at
    FROM plan
    """,
)


async def fill(connection: asyncpg.Connection, *, invoices: int) -> Grown:
    """Makes a receiver with so many invoices (at least 1,000), and all that came of them; analyzes the tables.

    The connection is a superuser's: foreign keys and triggers are left out while it writes.
    """
    assert invoices >= 1000, "fewer have no room for what is rare"
    now = clock.now()
    began, ended = now - datetime.timedelta(days=DAYS_AGO + DAYS), now - datetime.timedelta(days=DAYS_AGO)
    receiver_id, owner_id, other_id, account_id, endpoint_id = (ids.new() for _ in range(5))
    async with connection.transaction():
        await connection.execute(
            "SET LOCAL session_replication_role = replica; SET LOCAL synchronous_commit = off;"
            "SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '256MB'"
        )
        await _function(connection)
        await _parties(connection, receiver_id, owner_id, other_id, account_id, endpoint_id)
        payers = invoices // 10
        await _payers(connection, receiver_id, payers, began)
        await connection.execute(
            _PLAN.format(rare=RARE, large=TOTAL_LARGE, total_max=TOTAL_MAX, big=BIG_PAYER),
            invoices,
            began,
            ended,
            payers,
        )
        await connection.execute("CREATE UNIQUE INDEX ON plan (i); ANALYZE plan")
        for kind, currency in ACCOUNTS:
            await connection.execute(
                "INSERT INTO ledger_accounts (id, receiver_id, kind, currency) VALUES ($1, $2, $3, $4)",
                ledger.account_id(receiver_id=receiver_id, account=kind, currency=currency),
                receiver_id,
                kind,
                currency,
            )
        for table in ("events", "webhook_deliveries_over"):
            await connection.execute(
                "SELECT make_partition($1::text::regclass, month::date) FROM generate_series("
                "date_trunc('month', $2::timestamptz), $3::timestamptz, interval '1 month') AS month",
                table,
                began,
                now,
            )
        snapshot = '{"id": "rcv", "name": "Grown", "address": {}}'
        await connection.execute(_INVOICES, receiver_id, snapshot)
        await connection.execute(
            "INSERT INTO invoice_texts (invoice_id, texts) "
            "SELECT id, invoice_texts(number, reference, memo, payer_snapshot) FROM invoices "
            "WHERE receiver_id = $1 AND num_nonnulls(number, reference, memo, payer_snapshot) > 0",
            receiver_id,
        )
        await connection.execute(
            "INSERT INTO overdue_notices (id, invoice_id, position, due_on) SELECT new_id(), id, 1, due_on "
            "FROM invoices WHERE receiver_id = $1 AND overdue_noted <> '{}'",
            receiver_id,
        )
        for statement in (
            _PAYMENTS,
            _ALLOCATIONS,
            _REFUNDS,
            _REVERSALS,
            _CREDIT_NOTES,
            _WRITE_OFFS,
            _SCHEDULES,
            _INVOICE_MAILS,
        ):
            await connection.execute(statement, receiver_id)
        await connection.execute(_BOOKINGS)
        await connection.execute(_TRANSACTIONS, receiver_id)
        await connection.execute(_ENTRIES, receiver_id)
        await connection.execute(_EVENTS, receiver_id)
        await connection.execute(
            "INSERT INTO event_sequences (object_id, sequence) SELECT object_id, 1 FROM events WHERE receiver_id = $1",
            receiver_id,
        )
        await connection.execute(
            "UPDATE feed SET kept_from = $1, position = (SELECT coalesce(max(position), 0) FROM events)", now
        )
        await connection.execute(_AUDIT, receiver_id, owner_id, other_id)
        await connection.execute(_DELIVERIES, receiver_id, endpoint_id, now, invoices)
        for statement in _GATEWAYS:
            await connection.execute(statement, receiver_id, account_id)
        await connection.execute(
            "INSERT INTO number_series (id, receiver_id, kind, period, next_sequence) "
            "SELECT $1, $2, 'invoice', 'all', 1 + count(number) FROM invoices WHERE receiver_id = $2",
            ids.new(),
            receiver_id,
        )
        middle = await connection.fetchrow(
            """
            SELECT id, payment_id, made_at, 'GROWN-' || i AS number, pg_temp.id_at(made_at, 'event' || i) AS event_id,
                payer_id, (SELECT pg_temp.id_at(paid_at, 'refund' || i) FROM plan WHERE fate = 'refunded' AND i > $1 / 2
                    ORDER BY i LIMIT 1) AS refund_id
            FROM plan WHERE fate = 'paid' AND i < $1 / 2 AND i % 20 = 0 ORDER BY i DESC LIMIT 1
            """,
            invoices,
        )
        await connection.execute("DROP TABLE plan, bookings, grown_payers")
    # What the job would have done meanwhile.
    while await connection.fetchval(balances.SUM_UP, await connection.fetchval(_LAST_PLACE), balances.BATCH * 10):
        pass
    await connection.execute("VACUUM (ANALYZE)", timeout=600)
    assert middle is not None, "most are paid"
    return Grown(
        invoices=invoices,
        owner_id=owner_id,
        receiver_id=receiver_id,
        payer_id=middle["payer_id"],
        gateway_account_id=account_id,
        endpoint_id=endpoint_id,
        invoice_id=middle["id"],
        number=middle["number"],
        payment_id=middle["payment_id"],
        refund_id=middle["refund_id"],
        event_id=middle["event_id"],
        account_id=ledger.account_id(receiver_id=receiver_id, account="receivables", currency="EUR"),
        account_id_rare=ledger.account_id(receiver_id=receiver_id, account="bad_debt", currency="EUR"),
        middle=middle["made_at"],
    )


async def _function(connection: asyncpg.Connection) -> None:
    """An id of that instant (UUIDv7) that is the same whenever it is made of the same text."""
    await connection.execute(
        """
        CREATE OR REPLACE FUNCTION pg_temp.id_at(instant timestamptz, salt text) RETURNS uuid LANGUAGE sql AS $$
            SELECT (substr(uuid_floor(instant)::text, 1, 13) || '-7' || substr(md5(salt), 1, 3) || '-8'
                || substr(md5(salt), 4, 15))::uuid
        $$
        """
    )


async def _parties(
    connection: asyncpg.Connection,
    receiver_id: uuid.UUID,
    owner_id: uuid.UUID,
    other_id: uuid.UUID,
    account_id: uuid.UUID,
    endpoint_id: uuid.UUID,
) -> None:
    for user_id in (owner_id, other_id):
        await connection.execute(
            "INSERT INTO users (id, email, password_hash, name, role) VALUES ($1, $2, 'none', 'Ada', 'member')",
            user_id,
            f"{user_id.hex}@example.com",
        )
    await connection.execute(
        "INSERT INTO receivers (id, name, currency, number_pattern) VALUES ($1, 'Grown', 'EUR', 'NEW-{SEQ:5}')",
        receiver_id,
    )
    await connection.execute(
        "INSERT INTO receiver_members (id, receiver_id, user_id, role) VALUES ($1, $2, $3, 'owner')",
        ids.new(),
        receiver_id,
        owner_id,
    )
    await connection.execute(
        "INSERT INTO gateway_accounts (id, receiver_id, gateway, account, credentials, status) "
        "VALUES ($1, $2, 'simulator', $3, '', 'archived')",
        account_id,
        receiver_id,
        account_id.hex,
    )
    await connection.execute(
        "INSERT INTO webhook_endpoints (id, receiver_id, url, status, disabled_reason) "
        "VALUES ($1, $2, 'https://example.com/hooks', 'disabled', 'requested')",
        endpoint_id,
        receiver_id,
    )


async def _payers(
    connection: asyncpg.Connection, receiver_id: uuid.UUID, payers: int, made_at: datetime.datetime
) -> None:
    await connection.execute(
        "CREATE TEMPORARY TABLE grown_payers AS "
        "SELECT n, pg_temp.id_at($2::timestamptz + n * interval '1 second', 'payer' || n || $3::text) AS id, "
        "$2::timestamptz + n * interval '1 second' AS made_at FROM generate_series(1, $1::int) AS n",
        payers,
        made_at - datetime.timedelta(days=10),
        str(receiver_id),
    )
    await connection.execute("CREATE UNIQUE INDEX ON grown_payers (n); ANALYZE grown_payers")
    await connection.execute(
        "INSERT INTO payers (id, receiver_id, name, email, status, created_at, updated_at) "
        "SELECT id, $1, 'Payer ' || n, 'payer' || n || '@example.com', "
        "CASE WHEN n % ($2::int / $3) = 1 THEN 'archived' ELSE 'active' END, made_at, made_at FROM grown_payers",
        receiver_id,
        payers,
        RARE,
    )


def requests(grown: Grown) -> Iterator[tuple[str, str]]:
    """Every documented filter of the lists that grow, and the reports: what is asked for, and its path with the query.

    Where a filter asks for one of several words, for one that is common and for one that is rare.
    """
    receiver = f"receiver_id={ids.encode('receiver', grown.receiver_id)}"
    payer = ids.encode("payer", grown.payer_id)
    invoice = ids.encode("invoice", grown.invoice_id)
    payment = ids.encode("payment", grown.payment_id)
    gateway_account = f"gateway_account_id={ids.encode('gateway_account', grown.gateway_account_id)}"
    account, account_rare = (ids.encode("ledger_account", each) for each in (grown.account_id, grown.account_id_rare))
    # 20 or so, whatever the size: the hours in which as many were made.
    hours = datetime.timedelta(days=DAYS) * 30 / grown.invoices
    created = f"created_from={_instant(grown.middle)}&created_to={_instant(grown.middle + hours)}"
    paid = f"created_from={_instant(_later(grown.middle, 10))}&created_to={_instant(_later(grown.middle, 10) + hours)}"
    made_first = grown.middle - datetime.timedelta(days=DAYS)
    filters = {
        "/v1/invoices": (
            "",
            f"payer_id={payer}",
            *(f"kind={kind}" for kind in ("invoice", "debit_note")),
            *(f"status={status}" for status in ("draft", "open", "void", "uncollectible")),
            *(f"settlement={word}" for word in ("unpaid", "partially_paid", "paid", "overpaid")),
            f"schedule_id={ids.encode('schedule', uuid.UUID(int=1))}",
            "overdue=true",
            "overdue=false",
            "currency=EUR",
            "currency=CHF",
            "currency=USD",
            f"number={grown.number}",
            f"q={grown.number}",
            "q=grown",
            "q=uncommon",
            "q=absent",
            "q=day 123",
            f"total_from={TOTAL_LARGE}",
            "total_from=50000",
            "total_to=50000",
            "total_to=500",
            "total_from=50000&total_to=50010",
            created,
            f"created_to={_instant(grown.middle)}",
            f"created_from={_instant(grown.middle)}",
            "created_from=1990-01-01T00:00:00Z&created_to=1990-01-02T00:00:00Z",
            f"after={invoice}",
            f"status=open&{created}",
        ),
        "/v1/payments": (
            "",
            f"payer_id={payer}",
            f"invoice_id={invoice}",
            *(f"status={status}" for status in ("succeeded", "rejected", "failed")),
            *(f"method={method}" for method in ("bank_transfer", "cheque", "card")),
            "currency=EUR",
            "currency=CHF",
            "currency=USD",
            f"amount_from={TOTAL_LARGE}",
            "amount_from=50000",
            "presentable_on=2026-06-30",
            "amount_to=500",
            "amount_to=50000",
            paid,
            f"created_to={_instant(grown.middle)}",
            f"created_from={_instant(grown.middle)}",
            f"after={payment}",
        ),
        "/v1/receipts": (
            "",
            f"payer_id={payer}",
            f"payment_id={payment}",
            f"refund_id={ids.encode('refund', uuid.UUID(int=1))}",
            "number=GROWN-RCT-1",
            "currency=EUR",
            paid,
            f"created_from={_instant(grown.middle)}",
        ),
        "/v1/disputes": (
            "",
            f"payer_id={payer}",
            f"payment_id={payment}",
            *(f"status={status}" for status in ("needs_response", "lost")),
            *(f"funds={funds}" for funds in ("withdrawn", "none")),
            paid,
            f"created_from={_instant(grown.middle)}",
        ),
        "/v1/payment-methods": (
            "",
            f"payer_id={payer}",
            *(f"status={status}" for status in ("active", "detached")),
            paid,
            f"created_from={_instant(grown.middle)}",
        ),
        "/v1/schedules": (
            "",
            f"payer_id={payer}",
            *(f"status={status}" for status in ("active", "paused", "completed", "canceled")),
            "failing=true",
            "failing=false",
            paid,
            f"created_from={_instant(grown.middle)}",
        ),
        "/v1/credit-notes": (
            "",
            f"payer_id={payer}",
            f"invoice_id={invoice}",
            "number=GROWN-CN-1",
            "currency=EUR",
            "currency=CHF",
            "currency=USD",
            f"total_from={TOTAL_LARGE}",
            "total_from=50000",
            "total_to=50000",
            "total_to=500",
            paid,
            f"created_from={_instant(grown.middle)}",
        ),
        "/v1/write-offs": (
            "",
            f"payer_id={payer}",
            f"invoice_id={invoice}",
            *(f"reason={reason}" for reason in ("rounding", "goodwill", "bank_fee")),
            *(f"status={status}" for status in ("standing", "undone")),
            "currency=EUR",
            "currency=CHF",
            "currency=USD",
            paid,
            f"created_from={_instant(grown.middle)}",
        ),
        "/v1/refunds": (
            "",
            f"payer_id={payer}",
            f"payment_id={payment}",
            *(f"status={status}" for status in ("succeeded", "failed", "needs_review")),
            paid,
            f"created_from={_instant(grown.middle)}",
        ),
        "/v1/reversals": (
            "",
            f"payer_id={payer}",
            f"payment_id={payment}",
            f"refund_id={ids.encode('refund', grown.refund_id)}",
            *(f"kind={kind}" for kind in ("bounce", "chargeback")),
            *(f"status={status}" for status in ("standing", "undone")),
            paid,
            f"created_from={_instant(grown.middle)}",
        ),
        "/v1/payers": (
            "",
            *(f"status={status}" for status in ("active", "archived")),
            "email=payer77@example.com",
            f"created_from={_instant(made_first)}&created_to={_instant(grown.middle)}",
            f"created_from={_instant(grown.middle)}",
        ),
        "/v1/audit-log": (
            "",
            f"user_id={ids.encode('user', grown.owner_id)}",
            f"object_id={invoice}",
            *(f"action={action}" for action in ("invoice.finalized", "invoice.updated", "invoice.deleted")),
            "as_admin=true",
            "as_admin=false",
            created,
            f"created_to={_instant(grown.middle)}",
        ),
        "/v1/ledger/accounts": ("", "currency=EUR", "currency=CHF", "kind=receivables"),
        "/v1/ledger/transactions": (
            "",
            f"account_id={account}",
            f"account_id={account_rare}",
            f"payer_id={payer}",
            f"invoice_id={invoice}",
        ),
        "/v1/reports/ageing": (
            "",
            f"as_of={(clock.now() - datetime.timedelta(days=DAYS_AGO + 5)).date()}",
            f"known_at={_instant(clock.now() - datetime.timedelta(days=DAYS_AGO + 5))}",
        ),
        "/v1/reports/summary": (
            "",
            f"from={(clock.now() - datetime.timedelta(days=400)).date()}",
            f"to={(clock.now() - datetime.timedelta(days=DAYS_AGO + 400)).date()}",
        ),
        "/v1/reconciliation/runs": ("", gateway_account),
        "/v1/reconciliation/discrepancies": (
            "",
            gateway_account,
            *(f"status={status}" for status in ("open", "resolved")),
            *(f"kind={kind}" for kind in ("missing_here", "missing_there", "amount_differs")),
        ),
        "/v1/reconciliation/callbacks": ("", gateway_account, "status=exhausted", "status=pending"),
        "/v1/events": (
            "",
            f"after={ids.encode('event', grown.event_id)}",
            "types=invoice.finalized",
            "types=payment.rejected",
        ),
    }
    for path, queries in filters.items():
        for query in queries:
            yield f"{path}?{_VALUE.sub('…', query)}", f"{path}?{receiver}{query and '&'}{query}"
    deliveries = f"/v1/webhook-endpoints/{ids.encode('webhook_endpoint', grown.endpoint_id)}/deliveries"
    week = clock.now() - datetime.timedelta(days=10)
    for query in (
        "",
        *(f"status={status}" for status in ("delivered", "exhausted", "pending")),
        *(f"event_type={type_}" for type_ in ("invoice.finalized", "payment.rejected", "payment.created")),
        f"event_id={ids.encode('event', grown.event_id)}",
        f"created_from={_instant(week)}&created_to={_instant(week + hours / 36)}",
        f"created_to={_instant(week)}",
    ):
        yield f"/v1/webhook-endpoints/…/deliveries?{_VALUE.sub('…', query)}", f"{deliveries}?{query}"
    # What a caller with one receiver asks for without naming it.
    yield "/v1/invoices (no receiver_id)", "/v1/invoices"
    yield "/v1/invoices?status=uncollectible (no receiver_id)", "/v1/invoices?status=uncollectible"
    yield "/v1/payers/…/balance", f"/v1/payers/{payer}/balance"
    for query in ("", f"from={(clock.now() - datetime.timedelta(days=DAYS_AGO + 5)).date()}&to={clock.now().date()}"):
        yield f"/v1/reports/statement?{_VALUE.sub('…', query)}", f"/v1/reports/statement?payer_id={payer}&{query}"
    day = f"from={grown.middle.date()}&to={grown.middle.date()}"
    yield f"/v1/reports/journal?{_VALUE.sub('…', day)}", f"/v1/reports/journal?{receiver}&{day}"
    yield "/v1/ledger/accounts/…", f"/v1/ledger/accounts/{account}"
    yield "/v1/invoices/…", f"/v1/invoices/{invoice}"
    yield "/v1/payments/…", f"/v1/payments/{payment}"


def _later(instant: datetime.datetime, days: int) -> datetime.datetime:
    return instant + datetime.timedelta(days=days)


def _instant(instant: datetime.datetime) -> str:
    return instant.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
