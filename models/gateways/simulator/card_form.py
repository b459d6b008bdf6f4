"""What payers type into the gateway's card form: test numbers only, each with the outcome of a payment token.

Nothing of it is kept or shown again. A number of a real card is refused like any other that is not in the list.
"""

import contextlib
import datetime
import re
from collections.abc import Mapping
from urllib.parse import parse_qs

from models.gateways.simulator.behaviours import BEHAVIOURS, Behaviour

# As cardholders read them, and what comes of paying with them.
CARDS = {
    "4242 4242 4242 4242": "tok_success",
    "4000 0000 0000 0002": "tok_declined",
    "4000 0000 0000 9995": "tok_insufficient_funds",
    "4000 0000 0000 0069": "tok_expired_card",
    # 3-D Secure: the payer's bank asks them to confirm.
    "4000 0027 6000 3184": "tok_requires_action",
}
_BY_DIGITS = {number.replace(" ", ""): token for number, token in CARDS.items()}
_EXPIRY = re.compile(r"(0[1-9]|1[0-2])/(?:20)?([0-9]{2})")
_CVC = re.compile(r"[0-9]{3,4}")


def read(body: bytes, *, today: datetime.date) -> tuple[Behaviour | None, Mapping[str, str]]:
    """What comes of paying with the card of a form, or what is wrong in which field."""
    sent: dict[str, list[str]] = {}
    # Of more fields than a form of ours could have, none counts.
    with contextlib.suppress(ValueError):
        sent = parse_qs(body.decode("utf-8", "replace"), max_num_fields=10)
    number, expiry, cvc = ("".join(sent.get(name, [""])[-1].split()) for name in ("number", "expiry", "cvc"))
    errors: dict[str, str] = {}
    token = _BY_DIGITS.get(number.replace("-", ""))
    if token is None:
        errors["number"] = "Use one of the test numbers below. The number of a real card is never taken here."
    written = _EXPIRY.fullmatch(expiry)
    if written is None:
        errors["expiry"] = "Write the month and the year like this: 12/30"
    elif (2000 + int(written[2]), int(written[1])) < (today.year, today.month):
        errors["expiry"] = "This date has passed: enter a later one."
    if not _CVC.fullmatch(cvc):
        errors["cvc"] = "Write the three or four digits on the back of the card."
    return (None if errors or token is None else BEHAVIOURS[token]), errors
