"""Where a request comes from: the client's address, which the log, the audit log and the rate limits use.

A forwarded address is whatever somebody wrote into a header, so it is believed only as far as our own proxies wrote it.
"""

import ipaddress
from collections.abc import Iterable

from litestar.types import ASGIApp, Receive, Scope, Send

from api.middleware.layers import Layer
from config import settings
from models import audit
from models.access import Caller
from models.requests.addresses import Address, parse

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PROXIES: tuple[Network, ...] = tuple(ipaddress.ip_network(network) for network in settings.trusted_proxies)
# A chain has as many links as there are proxies; who sends more plays games.
LINKS_MAX = 20
# Whoever calls a public route.
ANYBODY = Caller(key="anybody")


class ActingFor(Layer):
    """Says in whose name, and from where, everything is done that the request leads to."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        caller = scope.get("user")
        origin = audit.Origin(
            caller=caller if isinstance(caller, Caller) else ANYBODY,
            request_id=scope["state"].get("request_id"),
            address=scope["state"].get("address"),
        )
        with audit.acting(origin):
            await next_app(scope, receive, send)


def client_address(scope: Scope, proxies: tuple[Network, ...] = PROXIES) -> str | None:
    """The address that the request comes from; None for a local socket.

    Behind trusted proxies it is the right-most link of `X-Forwarded-For` that is no trusted proxy: what stands further
    left was written by whoever that is. A link that is no address ends the search at the proxy that passed it on.
    """
    client = scope.get("client")
    address = None if client is None else parse(client[0])
    if address is None or not _is_in(address, proxies):
        return None if address is None else str(address)
    for link in _links(scope["headers"]):
        found = parse(link)
        if found is None:
            break
        address = found
        if not _is_in(found, proxies):
            break
    return str(address)


def _is_in(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks)


def _links(headers: Iterable[tuple[bytes, bytes]]) -> list[str]:
    """The links of the chain from the nearest to the farthest."""
    values = [value.decode("latin-1") for name, value in headers if name == b"x-forwarded-for"]
    return ",".join(values).split(",")[::-1][:LINKS_MAX] if values else []
