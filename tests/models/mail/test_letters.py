"""What mails say of people who chose their names themselves: one line, and nothing that a program makes a link of."""

import re

import pytest

from models.mail import letters

# What programs that show plain texts make links of: a scheme, or words that are joined as a host's are.
LINK = re.compile(r"\w+:\S|\w[.@\u2024\u3002\uFE52\uFE6B\uFF0E\uFF20\uFF61]\w")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("J. R. R. Tolkien", "J. R. R. Tolkien"),
        ("Booking.com", "Booking. com"),
        ("Win at https://evil.example/x?y=1", "Win at https: //evil. example/x?y=1"),
        ("www.evil.example", "www. evil. example"),
        ("mailto:eve@evil.example", "mailto: eve@ evil. example"),
        ("javascript:alert(1)", "javascript: alert(1)"),
        ("evil\uff0eexample evil\u3002example", "evil\uff0e example evil\u3002 example"),
        ("evil.\u200dexample", "evil. \u200dexample"),
        # From before such names were refused.
        ("Ada\r\nBcc: eve@evil.example", "Ada Bcc: eve@ evil. example"),
        ("Ada \u202emoc.live\u202c", "Ada moc. live"),
        ("a\u0000b\u2028c\u0085d", "a b c d"),
        ("x" * 100, "x" * 80),
    ],
)
def test_a_name_is_told_as_one_line_without_links(name: str, told: str) -> None:
    assert letters.named(name) == told
    assert not LINK.search(told)


@pytest.mark.parametrize("write", [letters.reset_password, letters.password_changed, letters.email_change_asked])
def test_a_user_cannot_write_our_mails_by_their_name(write: object) -> None:
    name = "Ada,\n\nyour account is locked: https://evil.example/"
    given = {
        letters.reset_password: {"token": "t", "minutes": 60},
        letters.password_changed: {},
        letters.email_change_asked: {"new_email": "ada@example.org"},
    }
    words = write("en", name=name, **given[write])
    (line,) = [line for line in words.text.splitlines() if "evil" in line]
    assert line == "Hello Ada, your account is locked: https: //evil. example/,"


def test_an_address_is_told_as_it_is_unless_it_begins_like_a_link() -> None:
    def told(email: str) -> str:
        text = letters.email_change_asked("en", name="Ada", new_email=email).text
        return text.partition("your e-mail address to ")[2].partition(". The change")[0]

    assert told("ada.lovelace@example.org") == "ada.lovelace@example.org"
    assert told("https://evil.example/x@example.org") == "https: //evil. example/x@example.org"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("At most 10.00 EUR.", "At most 10.00 EUR."),
        ("192.0.2.17", "192. 0. 2.17"),
        ("10.com 10.00.com 4.2:80", "10. com 10. 00. com 4. 2: 80"),
    ],
)
def test_a_number_is_told_as_it_is(text: str, told: str) -> None:
    assert letters.named(text) == told
