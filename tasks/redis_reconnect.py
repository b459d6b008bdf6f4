"""Keeps Celery 5.7's worker alive when Redis restarts while a task is in flight.

The consumer and the late acknowledgement both ask a channel that has lost its connection for its parameters, and kombu
answers with an AttributeError that nobody expects, so the worker exits. As the ConnectionError that it is, both handle
it: the worker reconnects, and the message comes again. To be dropped once a release of Celery or kombu does this.
"""

from typing import Any

import redis
from kombu.transport.redis import Channel

# Any: kombu has no types.
_parameters: Any = getattr(Channel, "_connparams")  # noqa: B009 - mypy knows no private attribute


# Any: as above.
def _parameters_of_a_living_connection(self: Any, *arguments: Any, **options: Any) -> Any:
    if self.connection is None or self.connection.client is None:
        raise redis.exceptions.ConnectionError("The broker connection of this channel is gone.")
    return _parameters(self, *arguments, **options)


def install() -> None:
    """Replaces kombu's method; does nothing the second time."""
    setattr(Channel, "_connparams", _parameters_of_a_living_connection)  # noqa: B010 - a plain assignment mypy refuses
