"""Which addresses and URLs may be spoken to: the vectors stand in tests/models/outgoing/addresses.py."""

import pytest

from models.outgoing import addresses
from tests.models.outgoing import addresses as vectors


@pytest.mark.parametrize("address", vectors.PUBLIC_ADDRESSES)
def test_a_public_address_is_public(address):
    assert addresses.is_public(address)


@pytest.mark.parametrize(("address", "kind"), vectors.FORBIDDEN_ADDRESSES)
def test_an_inner_or_unclear_address_is_not_public(address, kind):
    assert not addresses.is_public(address)


@pytest.mark.parametrize("allow_loopback", [False, True])
@pytest.mark.parametrize(("written", "stored"), vectors.ACCEPTED_URLS)
def test_a_public_https_url_is_accepted_and_stored_in_one_form(written, stored, allow_loopback):
    assert addresses.check_url(written, allow_loopback=allow_loopback) == stored
    assert addresses.check_url(stored, allow_loopback=allow_loopback) == stored


@pytest.mark.parametrize("url", vectors.FORBIDDEN_URLS)
def test_a_url_that_leads_inside_is_blocked_in_every_spelling(url):
    with pytest.raises(addresses.BlockedAddress, match=r"^[A-Z].+\.$"):
        addresses.check_url(url, allow_loopback=False)


@pytest.mark.parametrize("allow_loopback", [False, True])
@pytest.mark.parametrize("url", vectors.MALFORMED_URLS)
def test_a_malformed_url_is_refused_with_a_sentence_even_in_development(url, allow_loopback):
    with pytest.raises(ValueError, match=r"^[A-Z].+\.$"):
        addresses.check_url(url, allow_loopback=allow_loopback)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:9000/hook",
        "http://api.localhost:9000/hook",
        "http://127.0.0.1/hook",
        "http://127.8.9.1:1/hook",
        "http://[::1]:8080/hook",
        "https://localhost:8443/hook",
    ],
)
def test_development_reaches_this_machine_and_production_does_not(url):
    assert addresses.check_url(url, allow_loopback=True) == url
    with pytest.raises(addresses.BlockedAddress):
        addresses.check_url(url, allow_loopback=False)


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "https://169.254.169.254/", "https://redis/", "https://0/"])
def test_development_reaches_nothing_else_inside(url):
    with pytest.raises(addresses.BlockedAddress):
        addresses.check_url(url, allow_loopback=True)


@pytest.mark.parametrize("port", [0, 65536, 99999])
def test_a_port_that_does_not_exist_is_refused_in_development(port):
    with pytest.raises(ValueError, match="does not exist"):
        addresses.check_url(f"http://localhost:{port}/", allow_loopback=True)


def test_another_port_is_accepted_when_it_is_allowed():
    assert addresses.check_url("https://example.com:8443/", allow_loopback=False, ports={443, 8443})
    with pytest.raises(ValueError, match="Use port 443 or 8443, not 80"):
        addresses.check_url("https://example.com:80/", allow_loopback=False, ports={443, 8443})
    with pytest.raises(ValueError, match="Use port 443, not 8443"):
        addresses.check_url("https://example.com:8443/", allow_loopback=False)
