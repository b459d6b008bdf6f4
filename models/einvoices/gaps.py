"""What keeps an issued document from being an e-invoice: all of it at once, each with the place where it stands.

Some of it is only missing, and the next document can have it. Some of it EN 16931 has no words for.
"""

from typing import NamedTuple

from models.errors import EInvoiceIncomplete, EInvoiceNotPossible


class Gap(NamedTuple):
    """One thing; `pointer` is a JSON pointer into the document as the API shows it."""

    pointer: str
    message: str


class Gaps:
    """What was found so far."""

    def __init__(self) -> None:
        self._missing: list[Gap] = []
        self._impossible: list[Gap] = []

    def missing(self, pointer: str, message: str) -> None:
        """Something is not said that could have been."""
        self._missing.append(Gap(pointer, message))

    def impossible(self, pointer: str, message: str) -> None:
        """Something is said that the standard cannot say."""
        self._impossible.append(Gap(pointer, message))

    def refuse(self, named: str) -> None:
        """Raises EInvoiceNotPossible if something is, else EInvoiceIncomplete if something is missing; `named` is the
        document in a sentence."""
        if self._impossible:
            raise EInvoiceNotPossible(named, [*self._impossible, *self._missing])
        if self._missing:
            raise EInvoiceIncomplete(named, self._missing)
