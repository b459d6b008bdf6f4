"""What was with gateways stood in one account for all of a receiver's gateway accounts. It is divided, by transactions
like any other: nothing that was booked is changed.
"""

import datetime
import uuid

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database, ids, ledger
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T14:21:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "money with gateways by gateway account"

# Reversals of before 0.4.0 have the id of their payment or refund.
STANDING = """
SELECT entry.receiver_id, entry.currency, entry.account_id, sum(entry.amount)::bigint AS amount,
    coalesce(reversals.gateway_account_id, refunds.gateway_account_id, payments.gateway_account_id) AS gateway_account_id
FROM ledger_accounts AS account JOIN ledger_entries AS entry ON entry.account_id = account.id
JOIN ledger_transactions AS booked ON booked.id = entry.transaction_id
LEFT JOIN reversals ON reversals.id = booked.source_id
LEFT JOIN refunds ON refunds.id = booked.source_id
LEFT JOIN payments ON payments.id = booked.source_id
WHERE account.kind = 'gateway_clearing' AND account.gateway_account_id IS NULL
GROUP BY 1, 2, 3, 5 HAVING sum(entry.amount) <> 0 ORDER BY 1, 2, 5
"""
DIVIDE = """
WITH account AS (
    INSERT INTO ledger_accounts (id, receiver_id, kind, currency, gateway_account_id)
    VALUES ($1, $2, 'gateway_clearing', $3, $4) ON CONFLICT DO NOTHING
), booked AS (
    INSERT INTO ledger_transactions (id, receiver_id, kind, source_id, effective_on)
    VALUES ($5, $2, 'gateway_clearing.divided', $1, $6)
)
INSERT INTO ledger_entries (id, transaction_id, account_id, receiver_id, currency, amount)
VALUES ($7, $5, $1, $2, $3, $8), ($9, $5, $10, $2, $3, -$8)
"""


async def divide() -> None:
    """Moves what is with each gateway account to the account that it has from now on, as of today."""
    today = datetime.datetime.now(datetime.UTC).date()
    for row in await database.fetch(STANDING):
        if row["gateway_account_id"] is None:
            continue
        account_id: uuid.UUID = ledger.account_id(
            receiver_id=row["receiver_id"],
            account="gateway_clearing",
            currency=row["currency"],
            gateway_account_id=row["gateway_account_id"],
        )
        await database.execute(
            DIVIDE,
            account_id,
            row["receiver_id"],
            row["currency"],
            row["gateway_account_id"],
            ids.new(),
            today,
            ids.new(),
            row["amount"],
            ids.new(),
            row["account_id"],
        )


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)
    manager.add_raw(divide)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
