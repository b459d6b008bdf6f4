"""Carries what 0.3.0 knew of reversals into rows of their own.

A payment was reversed as a whole then, and a refund came back as a whole, each at most once and booked under its own
id. The ledger is never changed, so these reversals take the id of what they reverse: the booking's source.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T09:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "reversals of 0.3.0"

STATEMENTS = (
    # Defaults that Piccolo puts there and that we never want: ids and dates are always given.
    *(
        f"ALTER TABLE reversals ALTER COLUMN {column} DROP DEFAULT"
        for column in ("id", "receiver_id", "payer_id", "payment_id", "kind", "currency", "effective_on")
    ),
    # A refund of what was put aside may be in another currency than its payment.
    "ALTER TABLE refunds DROP CONSTRAINT refunds_match_their_payment",
    """
    ALTER TABLE refunds ADD CONSTRAINT refunds_match_their_payments_receiver
        FOREIGN KEY (payment_id, receiver_id) REFERENCES payments (id, receiver_id) ON DELETE RESTRICT
    """,
    """
    ALTER TABLE reversals ADD CONSTRAINT reversals_match_their_payments_receiver
        FOREIGN KEY (payment_id, receiver_id) REFERENCES payments (id, receiver_id) ON DELETE RESTRICT
    """,
    "CREATE INDEX reversals_by_receiver ON reversals (receiver_id, id)",
    "CREATE INDEX reversals_by_gateway_reversal ON reversals (gateway_account_id, gateway_reversal_id)",
    "CREATE INDEX refunds_by_review ON refunds (gateway_account_id, (review ->> 'id')) WHERE review IS NOT NULL",
    "CREATE INDEX payments_by_review ON payments (gateway_account_id, (review ->> 'id')) WHERE review IS NOT NULL",
    # The same money can be taken, given back and taken again.
    """
    CREATE UNIQUE INDEX reversals_stand_once ON reversals (gateway_account_id, gateway_reversal_id)
        WHERE status = 'standing' AND gateway_reversal_id IS NOT NULL
    """,
    """
    INSERT INTO reversals (id, receiver_id, payer_id, payment_id, kind, currency, amount, effective_on, reason_code,
        reason, gateway_account_id, created_at, updated_at)
    SELECT payments.id, payments.receiver_id, payments.payer_id, payments.id,
        CASE WHEN payments.gateway_account_id IS NULL THEN 'bounce' ELSE 'return' END, payments.currency,
        payments.amount, booked.effective_on, payments.failure_code, payments.failure_message,
        payments.gateway_account_id, booked.created_at, booked.created_at
    FROM payments JOIN ledger_transactions AS booked
        ON booked.kind = 'payment.reversed' AND booked.source_id = payments.id
    WHERE payments.status = 'reversed'
    """,
    """
    INSERT INTO reversals (id, receiver_id, payer_id, payment_id, refund_id, kind, currency, amount, effective_on,
        reason_code, reason, gateway_account_id, created_at, updated_at)
    SELECT refunds.id, refunds.receiver_id, refunds.payer_id, refunds.payment_id, refunds.id, 'return',
        refunds.currency, refunds.amount, booked.effective_on, refunds.failure_code, refunds.failure_message,
        refunds.gateway_account_id, booked.created_at, booked.created_at
    FROM refunds JOIN ledger_transactions AS booked
        ON booked.kind = 'refund.returned' AND booked.source_id = refunds.id
    WHERE refunds.status = 'failed'
    """,
    # Neither a version nor an instant changes by what nobody did.
    "ALTER TABLE invoices DISABLE TRIGGER touch_row",
    "ALTER TABLE payments DISABLE TRIGGER touch_row",
    "ALTER TABLE refunds DISABLE TRIGGER touch_row",
    "ALTER TABLE payments ALTER COLUMN amount_excess SET DEFAULT 0",
    """
    UPDATE payments SET amount_reversed = amount,
        amount_excess = amount_allocated + amount_unapplied + amount_refunded,
        amount_refund_reserved = (SELECT coalesce(sum(amount), 0) FROM refunds
            WHERE payment_id = payments.id AND refunds.status IN ('requested', 'processing', 'unknown'))
    WHERE status = 'reversed'
    """,
    # 0.3.0 made credit of a refund that came back after the whole payment had been taken back: that is what suspense
    # was waiting for.
    """
    WITH covered AS (
        SELECT new_id() AS transaction_id, id, receiver_id, payer_id, invoice_id, currency,
            least(amount_excess, amount_unapplied) AS amount
        FROM payments WHERE status = 'reversed' AND least(amount_excess, amount_unapplied) > 0
    ), booked AS (
        INSERT INTO ledger_transactions (id, receiver_id, kind, source_id, effective_on)
        SELECT transaction_id, receiver_id, 'payment.excess_covered', id, (now() AT TIME ZONE 'UTC')::date FROM covered
    ), entries AS (
        INSERT INTO ledger_entries (id, transaction_id, account_id, receiver_id, payer_id, currency, amount)
        SELECT new_id(), transaction_id, account.id, covered.receiver_id, payer_id, covered.currency,
            CASE account.kind WHEN 'suspense' THEN -amount ELSE amount END
        FROM covered JOIN ledger_accounts AS account ON account.receiver_id = covered.receiver_id
            AND account.currency = covered.currency AND account.kind IN ('suspense', 'payer_credit')
    ), owed AS (
        UPDATE invoices SET amount_overpaid = amount_overpaid - less.amount
        FROM (SELECT invoice_id, sum(amount) AS amount FROM covered WHERE invoice_id IS NOT NULL GROUP BY 1) AS less
        WHERE invoices.id = less.invoice_id
    )
    UPDATE payments SET amount_unapplied = amount_unapplied - covered.amount,
        amount_excess = amount_excess - covered.amount
    FROM covered WHERE payments.id = covered.id
    """,
    "UPDATE refunds SET amount_reserved = amount WHERE status IN ('requested', 'processing', 'unknown')",
    # A refund that had gone, and that a word about another amount made unknown, has gone.
    """
    UPDATE refunds SET status = 'succeeded', amount_reserved = 0, failure_code = NULL, failure_message = NULL
    WHERE status = 'unknown' AND EXISTS (SELECT FROM ledger_transactions AS booked
        WHERE booked.kind = 'refund.succeeded' AND booked.source_id = refunds.id)
    """,
    """
    UPDATE payments SET amount_refund_reserved = held.amount
    FROM (SELECT payment_id, sum(amount_reserved) AS amount FROM refunds GROUP BY payment_id) AS held
    WHERE held.payment_id = payments.id AND held.amount <> amount_refund_reserved
    """,
    # What the gateway itself has said last is overruled by a newer word only: these are the instants that we know.
    """
    UPDATE refunds SET reported_at = coalesce((SELECT created_at FROM ledger_transactions AS booked
        WHERE booked.kind = 'refund.returned' AND booked.source_id = refunds.id), updated_at)
    WHERE status = 'failed' AND failure_code IS DISTINCT FROM 'gateway_unavailable'
      AND failure_code IS DISTINCT FROM 'gateway_refused'
    """,
    "ALTER TABLE invoices ENABLE TRIGGER touch_row",
    "ALTER TABLE payments ENABLE TRIGGER touch_row",
    "ALTER TABLE refunds ENABLE TRIGGER touch_row",
    "DROP TRIGGER allocations_only_settle_or_release ON allocations",
    "UPDATE allocations SET cause = 'refund' WHERE refund_id IS NOT NULL",
    "UPDATE allocations SET cause = 'reversal', reversal_id = payment_id WHERE amount < 0 AND refund_id IS NULL",
    """
    CREATE TRIGGER allocations_only_settle_or_release BEFORE UPDATE ON allocations FOR EACH ROW
        WHEN (OLD.status <> 'reserved' OR (OLD.id, OLD.receiver_id, OLD.payment_id, OLD.invoice_id, OLD.cause,
            OLD.refund_id, OLD.reversal_id, OLD.currency, OLD.amount, OLD.created_at)
            IS DISTINCT FROM (NEW.id, NEW.receiver_id, NEW.payment_id, NEW.invoice_id, NEW.cause,
            NEW.refund_id, NEW.reversal_id, NEW.currency, NEW.amount, NEW.created_at))
        EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE TRIGGER touch_row BEFORE UPDATE ON reversals FOR EACH ROW EXECUTE FUNCTION touch_row()
    """,
    """
    CREATE TRIGGER reversals_are_kept BEFORE DELETE OR TRUNCATE ON reversals
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await database.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
