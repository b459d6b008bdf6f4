"""All that one process asks of gateways side by side: charges, refunds, questions, answers to disputes, and whether
credentials work.
"""

from collections.abc import Callable

from models import slots
from models.online import attempts, credentials, disputes


async def ask_due(*, budget_seconds: float, is_stopping: Callable[[], bool]) -> int:
    """Asks what is due, see `slots.work_through`; returns how many requests, questions and checks there were."""
    return await slots.work_through(
        attempts.due(),
        credentials.due(),
        disputes.due(),
        nudged="payments",
        budget_seconds=budget_seconds,
        is_stopping=is_stopping,
    )
