"""What a process has used lately, at most so much of it: whoever relies on it checks whether it is still so."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Values by their keys. Where there are too many, those that were used least lately make room."""

    def __init__(self, count_max: int) -> None:
        self._count_max = count_max
        self._values: OrderedDict[K, V] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def find(self, key: K) -> V | None:
        """The value of that key, which is used by that; None where there is none."""
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def keep(self, key: K, value: V) -> None:
        """Remembers a value, instead of the one that the key had."""
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._count_max:
            self._values.popitem(last=False)

    def forget(self, key: K) -> None:
        """Forgets the value of a key, if it has one."""
        self._values.pop(key, None)

    def values(self) -> list[V]:
        """All of them, those that were used last at the end."""
        return list(self._values.values())
