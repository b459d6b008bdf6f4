"""Who follows the feed of events in this process."""

import uuid
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from api.watches import Listener, Watch
from models.webhooks import feed


class FeedListener(Listener):
    """A reader of the feed; None stands for all receivers."""

    def __init__(self, receiver_ids: Collection[uuid.UUID] | None) -> None:
        super().__init__()
        self.receiver_ids = receiver_ids

    def sees_any(self, receiver_ids: Collection[uuid.UUID]) -> bool:
        """Whether one of the receivers is this reader's."""
        return self.receiver_ids is None or any(mine in receiver_ids for mine in self.receiver_ids)


class Hub(Watch[FeedListener]):
    """All who listen to the feed. While there are any, it numbers what was committed."""

    look_seconds = 0.25

    def __init__(self) -> None:
        super().__init__()
        self._users: Counter[uuid.UUID | None] = Counter()
        self._receivers: Counter[uuid.UUID] = Counter()
        self._seen: int | None = None

    def count_of_user(self, user_id: uuid.UUID | None) -> int:
        """How many of them are a user's, by whatever login or API key."""
        return self._users[user_id]

    def count_of_receiver(self, receiver_id: uuid.UUID) -> int:
        """How many of them listen to a receiver; admins, who listen to all, count for none."""
        return self._receivers[receiver_id]

    @contextmanager
    def listening(
        self, user_id: uuid.UUID | None, receiver_ids: Collection[uuid.UUID] | None
    ) -> Iterator[FeedListener]:
        """A listener for the length of the block."""
        if not self._listeners:
            self._seen = None
        listener = FeedListener(receiver_ids)
        self._users[user_id] += 1
        self._receivers.update(receiver_ids or ())
        with self._present(listener):
            try:
                yield listener
            finally:
                self._users -= Counter([user_id])
                self._receivers -= Counter(listener.receiver_ids or ())

    def turn(self, listener: FeedListener, receiver_ids: Collection[uuid.UUID] | None) -> None:
        """Makes a listener listen to these receivers from now on."""
        self._receivers -= Counter(listener.receiver_ids or ())
        self._receivers.update(receiver_ids or ())
        listener.receiver_ids = receiver_ids

    async def look(self) -> None:
        await feed.number()
        head, receiver_ids = (await feed.head(), None) if self._seen is None else await feed.news(self._seen)
        if head == self._seen:
            return
        for listener in self._listeners:
            # The first look wakes all: what came while nobody looked is news to whoever has read before it.
            if receiver_ids is None or listener.sees_any(receiver_ids):
                listener.wake()
        self._seen = head


hub = Hub()
