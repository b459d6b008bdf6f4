"""What our mails to people with an account and to payers say, in the reader's language. Links carry their token behind
`#`, which browsers send to nobody. What a receiver's people are told of is in `notices.py`.

Each function returns a subject and a text. Names come from people, who must not write the mail: see `named`.
"""

import datetime
import re
from collections.abc import Sequence

import msgspec

from config import settings
from models.languages import formats, words
from models.languages.words import Language
from models.shapes.common import UNRULY
from models.tables.parties import MemberRole

VERIFY_PATH = "/account/verify-email"
RESET_PATH = "/account/reset-password"
FORGOTTEN_PATH = "/account/forgot-password"
INVITATION_PATH = "/account/invitation"
NAME_CHARACTERS_MAX = 80
WHY_CHARACTERS_MAX = 400
_UNRULY = re.compile(f"[{UNRULY}]")
# What makes programs that show a plain text take the words around it for a link: also as Unicode's variants, which they
# read alike. The point of a number, as in 10.00, makes none.
_JOINTS = re.compile(
    r"(?!(?<=[0-9])\.[0-9]+(?![\w.:@]))([.:@\u2024\u3002\uFE13\uFE52\uFE55\uFE6B\uFF0E\uFF1A\uFF20\uFF61])(?=\S)"
)


class Words(msgspec.Struct, frozen=True):
    """A mail's subject and text, and the language that they are in."""

    subject: str
    text: str
    language: Language = words.DEFAULT


def written(language: Language, subject: str, *paragraphs: str) -> Words:
    """A mail of these paragraphs, without those that are empty."""
    return Words(subject, "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n", language)


def named(name: str, *, characters_max: int = NAME_CHARACTERS_MAX) -> str:
    """A name as a mail tells it: one line and not a long one, in the direction of its own letters, and no link.

    `Booking.com` becomes `Booking. com`: whoever reads it knows the name, and no program finds a host in it.
    """
    line = " ".join(_UNRULY.sub(" ", name).split())
    return _JOINTS.sub(r"\1 ", line)[:characters_max].rstrip()


def verify_email(language: Language, *, token: str, hours: int) -> Words:
    """Proves that an address is its owner's. Says nothing that its sender could choose: it may go to a stranger."""
    _ = words.translations(language).gettext
    return written(
        language,
        _("Confirm your e-mail address"),
        _("Hello,"),
        _("please confirm that this is your e-mail address:"),
        f"{settings.public_url}{VERIFY_PATH}#{token}",
        _("The link works once, within {hours} hours. If you did not ask for it, ignore this mail.").format(
            hours=hours
        ),
    )


def reset_password(language: Language, *, name: str, token: str, minutes: int) -> Words:
    """Lets somebody set a new password."""
    _ = words.translations(language).gettext
    return written(
        language,
        _("Set a new password"),
        _("Hello {name},").format(name=named(name)),
        _("somebody, probably you, has asked for a new password. Set it here:"),
        f"{settings.public_url}{RESET_PATH}#{token}",
        _(
            "The link works once, within {minutes} minutes. If it was not you, ignore this mail: your password stays."
        ).format(minutes=minutes),
    )


def password_changed(language: Language, *, name: str) -> Words:
    """Tells of a change that the owner should know of."""
    _ = words.translations(language).gettext
    return written(
        language,
        _("Your password was changed"),
        _("Hello {name},").format(name=named(name)),
        _(
            "your password was changed, and all other sessions were ended. If it was not you, set a new one at once: "
            "ask for it with “forgot password”, and then revoke API keys that you do not know."
        ),
        f"{settings.public_url}{FORGOTTEN_PATH}",
    )


def email_change_asked(language: Language, *, name: str, new_email: str) -> Words:
    """Tells the present address that another one may soon replace it."""
    _ = words.translations(language).gettext
    return written(
        language,
        _("Your e-mail address is about to change"),
        _("Hello {name},").format(name=named(name)),
        _(
            "somebody who knows your password has asked to change your e-mail address to {address}. The change takes "
            "place once that address is confirmed. If it was not you, change your password now."
        ).format(address=_told(new_email)),
    )


def invitation(
    language: Language, *, receiver: str, role: MemberRole | None, token: str, expires_at: datetime.datetime
) -> Words:
    """Invites somebody to work for a receiver in a role, or without one to see and pay its invoices with a login."""
    _ = words.translations(language).gettext
    name = named(receiver)
    roles: dict[MemberRole, str] = {"owner": _("owner"), "manager": _("manager"), "viewer": _("viewer")}
    return written(
        language,
        _("{name} invites you to Quittance").format(name=name),
        _("{name} invites you to see and pay your invoices here.").format(name=name)
        if role is None
        else _("{name} invites you to work with them on their invoices. Your role: {role}.").format(
            name=name, role=roles[role]
        ),
        _("To accept, open this page, and log in or make an account there:"),
        f"{settings.public_url}{INVITATION_PATH}#{token}",
        _("The invitation works once, until {instant}. If you do not know {name}, do nothing.").format(
            instant=instant(expires_at, language), name=name
        ),
        _("A program accepts it with your access token:"),
        f"    POST {settings.public_url}/v1/invitations/{token}/accept",
    )


def receipt(
    language: Language,
    *,
    receiver: str,
    number: str,
    amount: str,
    effective_on: datetime.date,
    invoices: Sequence[str],
) -> Words:
    """Tells a payer that what they have paid or reported, or what was collected from them, has arrived."""
    _ = words.translations(language).gettext
    name, day = named(receiver), formats.date(effective_on, language)
    return written(
        language,
        _("Receipt {number} from {name}").format(number=named(number), name=name),
        _("Hello,"),
        _("{name} has received your payment of {amount} on {day}. Thank you.").format(
            name=name, amount=amount, day=day
        ),
        _("For: {numbers}").format(numbers=", ".join(named(one) for one in invoices)) if invoices else "",
        _("Receipt: {number}").format(number=named(number)),
        name,
    )


def instant(value: datetime.datetime, language: Language) -> str:
    """An instant as a mail tells it: its day as a word, and the time of UTC."""
    value = value.astimezone(datetime.UTC)
    return f"{formats.date(value.date(), language)}, {value:%H:%M} UTC"


def _told(email: str) -> str:
    """An address as a mail tells it: its host as it is, since it matters, and no link before that."""
    name, _, host = email.rpartition("@")
    return f"{named(name)}@{host}" if "/" in name or ":" in name else email
