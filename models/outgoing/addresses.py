"""Which addresses and URLs we may speak to, where users chose them: the public internet, and nothing that is ours.

No I/O. A name says nothing until it is resolved: `check_url` is for its owner to be told why, `is_public` for the
address that is about to be connected to.
"""

import ipaddress
import re
from collections.abc import Collection

URL_LENGTH_MAX = 2048
PORTS = frozenset({80, 443})

# Ranges that CPython's `is_global` lets through, in some or all versions.
NOT_PUBLIC = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001:20::/28",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",
    )
)
# All that IANA has given out for global unicast; outside lie, for example, the old IPv4-compatible addresses of ::/96.
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")

# Names that never lead to a public host (RFC 6761, 6762, 8375, and ICANN's reservation of "internal").
PRIVATE_SUFFIXES = (".localhost", ".local", ".internal", ".home.arpa", ".localdomain")
PATH_CHARACTER = r"[A-Za-z0-9._~:/?@!$&'()*+,;=\[\]-]|%[0-9A-Fa-f]{2}"
URL_PATTERN = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?"
    rf"(?P<rest>(?:[/?](?:{PATH_CHARACTER})*)?)",
    re.ASCII | re.IGNORECASE,
)
LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)

IP = ipaddress.IPv4Address | ipaddress.IPv6Address


class BlockedAddress(ValueError, OSError):
    """The address is not on the public internet. The message is a sentence for whoever gave the URL.

    Also an OSError, because the connector tries a name's next address only after one of those.
    """


def is_public(address: str) -> bool:
    """Whether an IP address in its usual notation is on the public internet. Anything unclear is not."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif ip.scope_id is not None or ip not in GLOBAL_UNICAST:
            return False
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in NOT_PUBLIC)


def is_loopback(address: str) -> bool:
    """Whether an IP address leads to this machine itself."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def check_url(url: str, *, allow_loopback: bool, ports: Collection[int] = PORTS) -> str:
    """The URL in the form to be stored, if it may be posted to: https to a public host on one of `ports`.

    `allow_loopback` also permits http, https and every port on this machine itself: for development.
    Raises ValueError when it is not an acceptable URL and BlockedAddress when its host is not public.
    """
    if len(url) > URL_LENGTH_MAX:
        raise ValueError(f"The URL has {len(url)} characters: it may have at most {URL_LENGTH_MAX}.")
    if not url.isascii():
        raise ValueError("Write the URL in ASCII: the host's international name as xn--…, the path percent-encoded.")
    if "#" in url:
        raise ValueError("Remove the fragment (# and what follows): it would never be sent.")
    if "@" in url.partition("://")[2].replace("?", "/").partition("/")[0]:
        raise ValueError("Remove the user name and password from the URL: use the signature, or a custom header.")
    parts = URL_PATTERN.fullmatch(url)
    if parts is None:
        raise ValueError("Write the URL as https://host/path, with unusual characters in the path percent-encoded.")
    scheme, written_host = parts["scheme"].lower(), parts["host"].lower()
    host, ip = _check_host(written_host)
    default_port = 443 if scheme == "https" else 80
    port = int(parts["port"] or default_port)
    if allow_loopback and (ip.is_loopback if ip else _is_local_name(host)):
        if not 1 <= port <= 65535:
            raise ValueError(f"The port {port} does not exist.")
    else:
        _check_public(scheme, host, ip, port, ports)
    return f"{scheme}://{host}{'' if port == default_port else f':{port}'}{parts['rest']}"


def _check_host(written: str) -> tuple[str, IP | None]:
    """The host as the URL should hold it, and its IP address when it is one in the only notation that we take."""
    if written.startswith("["):
        try:
            ip6 = ipaddress.IPv6Address(written[1:-1])
        except ValueError:
            raise ValueError("The host is not a valid IPv6 address.") from None
        return f"[{ip6}]", ip6
    host = written.removesuffix(".")
    labels = host.split(".")
    if len(host) > 253 or not all(LABEL.fullmatch(label) for label in labels):
        raise ValueError("The host is not a valid name.")
    # Systems read 2130706433, 0x7f.1, 0177.0.0.1 and 127.1 as addresses; we read only the common form.
    if not re.fullmatch(r"[0-9]+|0x[0-9a-f]*", labels[-1]):
        return host, None
    try:
        return host, ipaddress.IPv4Address(host)
    except ValueError:
        raise BlockedAddress("Write the address as four decimal numbers, or better, use the host's name.") from None


def _is_local_name(host: str) -> bool:
    return host == "localhost" or host.endswith(".localhost")


def _check_public(scheme: str, host: str, ip: IP | None, port: int, ports: Collection[int]) -> None:
    if (not is_public(str(ip))) if ip else ("." not in host or host.endswith(PRIVATE_SUFFIXES)):
        raise BlockedAddress("The host is not on the public internet: give an address that everybody can reach.")
    if scheme != "https":
        raise ValueError("Use https: the events are about money, so they never travel in the clear.")
    if port not in ports:
        # What is left speaks https, which nobody expects on the port of http.
        raise ValueError(f"Use port {' or '.join(str(allowed) for allowed in sorted(set(ports) - {80}))}, not {port}.")
