"""What must always be true of what goes through gateways: no id there is two of ours, and what is open is worked on."""

from models.proof.invariants.base import Invariant

INVARIANTS = (
    Invariant(
        "gateway_ids_map_to_one_row",
        "A gateway's payment or refund is at most one of ours, and online money that arrived has its gateway's id.",
        """
        SELECT gateway_account_id AS gateway_account, gateway_payment_id AS id_there, count(*) AS ours FROM payments
        WHERE gateway_payment_id IS NOT NULL GROUP BY gateway_account_id, gateway_payment_id HAVING count(*) > 1
        UNION ALL
        SELECT gateway_account_id, gateway_refund_id, count(*) FROM refunds
        WHERE gateway_refund_id IS NOT NULL GROUP BY gateway_account_id, gateway_refund_id HAVING count(*) > 1
        UNION ALL
        SELECT gateway_account_id, NULL, count(*) FROM payments
        WHERE gateway_account_id IS NOT NULL AND gateway_payment_id IS NULL AND status IN ('succeeded', 'reversed')
        GROUP BY gateway_account_id
        """,
    ),
    Invariant(
        "payments_are_tried_once_at_a_time",
        "A payment has at most one attempt under way that asks for money, through its own gateway account.",
        """
        SELECT payments.id AS payment, count(*) AS attempts FROM attempts
        JOIN payments ON payments.id = attempts.payment_id
        WHERE attempts.kind = 'charge' AND attempts.status IN ('pending', 'leased')
        GROUP BY payments.id
        HAVING count(*) > 1 OR bool_or(attempts.gateway_account_id IS DISTINCT FROM payments.gateway_account_id)
        """,
    ),
    Invariant(
        "open_payments_are_worked_on",
        "Every online payment whose outcome is open has an attempt that will ask for it.",
        """
        SELECT payments.id AS payment, payments.status, payments.created_at FROM payments
        WHERE payments.status IN ('created', 'requires_action', 'pending', 'unknown')
          AND payments.gateway_account_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM attempts WHERE attempts.payment_id = payments.id AND attempts.kind = 'charge'
              AND attempts.status IN ('pending', 'leased'))
        """,
    ),
    Invariant(
        "open_refunds_are_worked_on",
        "Every online refund whose outcome is open has an attempt that will ask for it.",
        """
        SELECT refunds.id AS refund, refunds.status, refunds.created_at FROM refunds
        WHERE refunds.status IN ('requested', 'processing', 'unknown') AND refunds.gateway_account_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM attempts WHERE attempts.refund_id = refunds.id
              AND attempts.status IN ('pending', 'leased'))
        """,
    ),
    # A callback that only said what had changed carries no fact: it ends as one that could not be asked for.
    Invariant(
        "facts_do_not_end_in_silence",
        "Every callback that carries a fact and was given up has a discrepancy about it.",
        """
        SELECT ended.id AS callback, ended.gateway_account, ended.fact->>'type' AS subject,
            ended.fact->>'gateway_payment_id' AS payment_there
        FROM (
            SELECT id, gateway_account_id AS gateway_account, convert_from(fact, 'UTF8')::jsonb AS fact FROM callbacks
            WHERE status = 'exhausted' AND fact <> ''
        ) AS ended
        WHERE ended.fact->>'type' <> 'changed' AND NOT EXISTS (SELECT FROM discrepancies
            WHERE discrepancies.gateway_account_id = ended.gateway_account AND discrepancies.kind = 'missing_here'
              AND discrepancies.subject = ended.fact->>'type'
              AND discrepancies.gateway_payment_id = ended.fact->>'gateway_payment_id'
              AND discrepancies.gateway_object_id IS NOT DISTINCT FROM
                  coalesce(ended.fact->>'gateway_refund_id', ended.fact->>'gateway_reversal_id'))
        """,
    ),
    Invariant(
        "messages_are_worked_on",
        "Every callback that was taken is still to be read, or was read.",
        """
        SELECT id AS callback_message, gateway_account_id AS gateway_account FROM callback_messages
        WHERE NOT EXISTS (SELECT FROM callbacks WHERE callbacks.id = callback_messages.id
            AND callbacks.message_key IS NOT NULL)
        """,
    ),
    Invariant(
        "payment_tokens_are_erased",
        "No payment token is kept once the outcome is known.",
        """
        SELECT attempts.id AS attempt, payments.id AS payment, payments.status FROM attempts
        JOIN payments ON payments.id = attempts.payment_id
        WHERE attempts.payment_token IS NOT NULL
          AND payments.status NOT IN ('created', 'requires_action', 'pending', 'unknown')
        """,
    ),
)
