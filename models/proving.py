"""How a statement that is sent for a caller proves that they are still what a process remembers of them.

models/identity/remembered.py remembers callers and makes their proofs. What is read under a proof's condition comes
only if it holds; what is written under it is refused otherwise. Who has just been asked for needs no proof.
"""

from models import database
from models.database import Raw


class Proof:
    """What proves a caller, and whether it has. `name` is that under which they are remembered."""

    __slots__ = ("condition", "is_demanded", "is_given", "name")

    def __init__(self, name: object, condition: Raw) -> None:
        self.name = name
        self.condition = condition
        # Once a row has been read under the condition, or something was written under it.
        self.is_given = False
        # While the open transaction has something to write that is refused without it.
        self.is_demanded = False


def conditions(proof: Proof | None) -> list[Raw]:
    """The condition that proves a caller who is only remembered so far; none where nothing is left to prove."""
    return [] if proof is None or proof.is_given else [proof.condition]


def demand(proof: Proof | None) -> None:
    """Says that what the open transaction writes is refused unless the condition holds, so that it may be written."""
    if proof is not None:
        proof.is_demanded = True
        database.on_rollback(lambda: setattr(proof, "is_demanded", False))


def note(proof: Proof | None) -> None:
    """Says that the condition holds: something was read, or written, under it."""
    if proof is not None:
        proof.is_given = True
