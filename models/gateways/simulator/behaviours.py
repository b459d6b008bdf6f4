"""What each payment token makes the gateway do: one table, no code.

Seconds are those of an unhurried gateway; the service divides all of them by SIMULATOR_SPEED.
"""

from typing import Literal

import msgspec

PaymentStatus = Literal["requires_action", "pending", "succeeded", "failed", "canceled", "returned"]
Action = Literal["succeed", "return", "expire", "open_dispute", "win_dispute", "lose_dispute", "succeed_refund"]


class Step(msgspec.Struct, frozen=True):
    """Something that happens by itself, so many seconds after the payment was made."""

    after_seconds: float
    action: Action


class Behaviour(msgspec.Struct, frozen=True, kw_only=True):
    """What happens to a payment, to the answer that announces it, to its callbacks and to its refunds.

    `status` is the state in which the payment is made; None means that nothing is recorded at all.
    `answer`: `given`; `lost`, when the connection is cut after `answer_after_seconds` with no outcome sent; or
    `server_error`, a 500. Only the first request for a payment meets it: a repeated one is told the truth at once.
    `callbacks`: `newest_first` holds back the callback that says pending until a later one has been delivered;
    `thin` ones only name what has changed.
    `cancels`: what comes of a wish to cancel it before its money has moved: `given`; `lost`, canceled without an answer
    to the first wish; or `refused`, since it has gone too far.
    """

    explanation: str
    status: PaymentStatus | None = "succeeded"
    failure_code: str | None = None
    failure_message: str | None = None
    then: tuple[Step, ...] = ()
    answer: Literal["given", "lost", "server_error"] = "given"
    answer_after_seconds: float = 0
    wrong: Literal["amount", "currency", "account"] | None = None
    callbacks: Literal["once", "five_times", "newest_first", "thin", "never"] = "once"
    refunds: Literal["at_once", "later", "fail"] = "at_once"
    cancels: Literal["given", "lost", "refused"] = "given"


# Longer than any client should wait, so that a client's own time limit is what ends the wait.
LOST_ANSWER_SECONDS = 40
# A payer who has not answered by then has gone away; real gateways give up after 10 to 60 minutes.
CHALLENGE_SECONDS = 30 * 60
REFUND_SECONDS = 2

BEHAVIOURS: dict[str, Behaviour] = {
    "tok_success": Behaviour(explanation="Is charged at once."),
    "tok_declined": Behaviour(
        explanation="Is declined by the bank.",
        status="failed",
        failure_code="card_declined",
        failure_message="The bank declined the payment.",
    ),
    "tok_insufficient_funds": Behaviour(
        explanation="Is declined because the account does not hold enough money.",
        status="failed",
        failure_code="insufficient_funds",
        failure_message="The account does not hold enough money.",
    ),
    "tok_expired_card": Behaviour(
        explanation="Is declined for good, since the card has expired.",
        status="failed",
        failure_code="expired_card",
        failure_message="The card has expired.",
    ),
    "tok_mandate_revoked": Behaviour(
        explanation="Is declined for good, since the payer has revoked the mandate at their bank.",
        status="failed",
        failure_code="mandate_revoked",
        failure_message="The payer has revoked the mandate.",
    ),
    "tok_requires_action": Behaviour(
        explanation="Waits for the payer to approve or decline on a page; canceled after 30 minutes of silence.",
        status="requires_action",
        then=(Step(CHALLENGE_SECONDS, "expire"),),
    ),
    "tok_cancel_lost": Behaviour(
        explanation="Waits as `tok_requires_action` does. When it is canceled, the connection is cut with no answer.",
        status="requires_action",
        then=(Step(CHALLENGE_SECONDS, "expire"),),
        cancels="lost",
    ),
    "tok_cancel_refused": Behaviour(
        explanation="A bank debit: pending, settled after 30 minutes; it cannot be canceled.",
        status="pending",
        then=(Step(CHALLENGE_SECONDS, "succeed"),),
        cancels="refused",
    ),
    "tok_debit": Behaviour(
        explanation="A bank debit: pending, settled after 2 seconds. Its refunds take 2 seconds too.",
        status="pending",
        then=(Step(2, "succeed"),),
        refunds="later",
    ),
    "tok_debit_returns": Behaviour(
        explanation="A bank debit: pending, settled after 2 seconds, returned by the payer's bank 2 seconds later.",
        status="pending",
        then=(Step(2, "succeed"), Step(4, "return")),
        refunds="later",
    ),
    "tok_timeout_charged": Behaviour(
        explanation="Is charged, but the answer never comes: the connection is cut after 40 seconds.",
        answer="lost",
        answer_after_seconds=LOST_ANSWER_SECONDS,
    ),
    "tok_timeout_not_charged": Behaviour(
        explanation="Is not charged and leaves no trace; the connection is cut after 40 seconds.",
        status=None,
        answer="lost",
        answer_after_seconds=LOST_ANSWER_SECONDS,
    ),
    "tok_wrong_amount": Behaviour(explanation="Is charged with another amount than was asked for.", wrong="amount"),
    "tok_wrong_currency": Behaviour(explanation="Is charged in another currency.", wrong="currency"),
    "tok_wrong_account": Behaviour(explanation="The money goes to another merchant's account.", wrong="account"),
    "tok_duplicate_callbacks": Behaviour(
        explanation="Is charged; every callback arrives five times with the same event id.", callbacks="five_times"
    ),
    "tok_out_of_order": Behaviour(
        explanation="Pending, charged half a second later; the callback of the success arrives before the pending one.",
        status="pending",
        then=(Step(0.5, "succeed"),),
        callbacks="newest_first",
    ),
    "tok_thin_callbacks": Behaviour(
        explanation="Is charged; its callbacks only say what has changed, which is then asked for.", callbacks="thin"
    ),
    "tok_no_callback": Behaviour(explanation="Is charged; no callback is ever sent.", callbacks="never"),
    "tok_slow": Behaviour(explanation="Is charged at once, answered after 5 seconds.", answer_after_seconds=5),
    "tok_error_500": Behaviour(explanation="Is charged, but the answer is a 500.", answer="server_error"),
    "tok_disputed_won": Behaviour(
        explanation="Is charged; disputed after 1 second (money withdrawn), won 2 seconds later (money reinstated).",
        then=(Step(1, "open_dispute"), Step(3, "win_dispute")),
    ),
    "tok_disputed_lost": Behaviour(
        explanation="Is charged; disputed after 1 second (money withdrawn), lost 2 seconds later.",
        then=(Step(1, "open_dispute"), Step(3, "lose_dispute")),
    ),
    "tok_refund_fails": Behaviour(explanation="Is charged at once; its refunds fail.", refunds="fail"),
}
