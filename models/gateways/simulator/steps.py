"""What will happen by itself, as rows: it happens after a restart too."""

import msgspec

from models.gateways.simulator.behaviours import Action, Step
from models.gateways.simulator.store import Store


class DueStep(msgspec.Struct, frozen=True):
    """`subject` is the id of a payment, or of a refund for `succeed_refund`."""

    number: int
    subject: str
    action: Action


def schedule(store: Store, *, subject: str, step: Step) -> None:
    """Lets `step` happen to `subject`, so many seconds from now. Needs the caller's transaction."""
    store.execute(
        "INSERT INTO steps (subject, action, due_at) VALUES (:subject, :action, :due_at)",
        subject=subject,
        action=step.action,
        due_at=store.due_at(step.after_seconds),
    )


def take_due(store: Store, *, now: float) -> DueStep | None:
    """Removes and returns the step that has been due longest by `now` (seconds since 1970)."""
    step = store.row(DueStep, "SELECT * FROM steps WHERE due_at <= :now ORDER BY due_at, number LIMIT 1", now=now)
    if step:
        store.execute("DELETE FROM steps WHERE number = :number", number=step.number)
    return step
