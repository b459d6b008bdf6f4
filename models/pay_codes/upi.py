"""UPI links: a payment of rupees to a UPI id, which a phone's payment app opens (NPCI's UPI Linking Specification)."""

from urllib.parse import quote

from models.pay_codes import words
from models.pay_codes.model import Asked

NAME_CHARACTERS_MAX = 99


def link(asked: Asked) -> str | None:
    """The link, which is the text of the code, too; None where no rupees are asked for, or no UPI id is known.

    The reference stands twice: as `tr`, which merchants' banks report, and as the note `tn`, which everybody's do.
    """
    if asked.currency != "INR" or asked.upi_id is None:
        return None
    name = words.shown(asked.receiver.name, characters_max=NAME_CHARACTERS_MAX)
    parameters = {
        "pa": asked.upi_id,
        "pn": name or asked.upi_id,
        "am": asked.major,
        "cu": asked.currency,
        "tn": asked.reference,
        "tr": asked.reference,
    }
    return "upi://pay?" + "&".join(f"{key}={quote(value, safe='@')}" for key, value in parameters.items())
