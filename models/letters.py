"""What our mails about accounts say. Links carry their token behind `#`, which browsers send to nobody.

Each function returns a subject and a text. Names come from people: the text is plain, so they do no harm.
"""

import msgspec

from config import settings

VERIFY_PATH = "/account/verify-email"
RESET_PATH = "/account/reset-password"


class Words(msgspec.Struct, frozen=True):
    """A mail's subject and text."""

    subject: str
    text: str


def verify_email(*, token: str, hours: int) -> Words:
    """Proves that an address is its owner's. Says nothing that its sender could choose: it may go to a stranger."""
    return Words(
        "Confirm your e-mail address",
        "Hello,\n\n"
        "please confirm that this is your e-mail address:\n\n"
        f"{settings.public_url}{VERIFY_PATH}#{token}\n\n"
        f"The link works once, within {hours} hours. If you did not ask for it, ignore this mail.\n",
    )


def reset_password(*, name: str, token: str, minutes: int) -> Words:
    """Lets somebody set a new password."""
    return Words(
        "Set a new password",
        f"Hello {name},\n\n"
        "somebody, probably you, has asked for a new password. Set it here:\n\n"
        f"{settings.public_url}{RESET_PATH}#{token}\n\n"
        f"The link works once, within {minutes} minutes. If it was not you, ignore this mail: your password stays.\n",
    )


def password_changed(*, name: str) -> Words:
    """Tells of a change that the owner should know of."""
    return Words(
        "Your password was changed",
        f"Hello {name},\n\n"
        "your password was changed, and all other sessions were ended. If it was not you, set a new one at once: ask "
        "for it with “forgot password”, and then revoke API keys that you do not know.\n",
    )


def email_change_asked(*, name: str, new_email: str) -> Words:
    """Tells the present address that another one may soon replace it."""
    return Words(
        "Your e-mail address is about to change",
        f"Hello {name},\n\n"
        f"somebody who knows your password has asked to change your e-mail address to {new_email}. The change takes "
        "place once that address is confirmed. If it was not you, change your password now.\n",
    )
