"""What chance decides in one step, in few words."""

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws that follow from a seed, so that a step which is made again is the same."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self._random.randint(low, high)

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases."""
        return self._random.random() < percent / 100

    def pick(self, things: Sequence[T]) -> T:
        """One of them, each as likely as the others."""
        return self._random.choice(things)

    def weighed(self, weights: Mapping[T, int]) -> T:
        """One of the keys, as likely as its weight says."""
        return self._random.choices(list(weights), list(weights.values()))[0]
