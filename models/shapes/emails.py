"""E-mail addresses: one form for each host, so that an address is one account however it is written.

A host with international characters has many spellings: composed or not, in capitals, in the letters of DNS (`xn--…`).
UTS 46 maps all of them to one. What stands before the `@` is its host's business, and stays as it is.
"""

import idna


def normal(email: str) -> str:
    """The address with its host as people read it: `ada@bücher.example`, also for `ada@xn--bcher-kva.example`.

    In this form two addresses are one exactly if they are one in lower case. Raises ValueError for a host that there
    cannot be.
    """
    name, _, host = email.rpartition("@")
    if _is_plain(host):
        return email
    return f"{name}@{idna.decode(_in_dns(host))}"


def normal_if_it_can_be(email: str) -> str:
    """The same for an address that was not asked for: one that cannot be stays as it is."""
    try:
        return normal(email)
    except ValueError:
        return email


def for_mail_servers(host: str) -> str:
    """The host as DNS knows it, which every mail server takes. Raises ValueError for a host that there cannot be."""
    return host if _is_plain(host) else _in_dns(host)


def _is_plain(host: str) -> bool:
    return host.isascii() and "xn--" not in host.lower() and not host.endswith(".")


def _in_dns(host: str) -> str:
    # The point at the end is the root of DNS: the same host.
    return idna.encode(host.removesuffix("."), uts46=True, std3_rules=False).decode()
