"""The gateway's books of the examples, compared with ours."""

from models.shapes.reconciliation import Discrepancy, Run
from models.webhooks.examples.common import BEGIN, CURRENCY, DAY, MINUTE, id_of
from models.webhooks.examples.parties import RECEIVER

RUN = Run(
    id=id_of("reconciliation_run"),
    receiver_id=RECEIVER.id,
    gateway_account_id=id_of("gateway_account"),
    since=BEGIN,
    until=BEGIN + 2 * DAY,
    status="completed",
    payments_there=18,
    payments_here=17,
    refunds_there=2,
    refunds_here=2,
    reversals_there=1,
    reversals_here=1,
    discrepancies_found=1,
    error=None,
    created_at=BEGIN + 2 * DAY,
    updated_at=BEGIN + 2 * DAY + MINUTE,
)
DISCREPANCY = Discrepancy(
    id=id_of("discrepancy"),
    receiver_id=RECEIVER.id,
    gateway_account_id=id_of("gateway_account"),
    run_id=RUN.id,
    subject="payment",
    kind="missing_here",
    status="open",
    payment_id=None,
    gateway_payment_id="simpay_c4b5a69788796a5b4c3d2e1f00112233",
    refund_id=None,
    reversal_id=None,
    gateway_object_id=None,
    currency=CURRENCY,
    amount_here=None,
    amount_there=4_200,
    status_here=None,
    status_there="succeeded",
    resolution=None,
    resolved_by=None,
    resolved_at=None,
    age_seconds=0,
    created_at=RUN.updated_at,
    updated_at=RUN.updated_at,
)
