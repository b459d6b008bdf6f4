"""Addresses of clients, and which of them share a limit."""

import ipaddress
from functools import lru_cache

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


# The same few clients call again and again, and parsing an address costs as much as finding a route.
@lru_cache(maxsize=4096)
def parse(text: str) -> Address | None:
    """An address with or without a port, brackets or a zone; None for anything else. `::ffff:192.0.2.1` is IPv4."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


@lru_cache(maxsize=4096)
def household(address: str | None) -> str:
    """What shares the limits of one address: an IPv6 customer has a whole /64 to pick addresses from. Clients that have
    no address, as over a local socket, share one too."""
    parsed = None if address is None else parse(address)
    if parsed is None:
        return "nowhere"
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))
    return str(parsed)
