"""What pay codes are called where people read them, on a document or beside a code on a page."""

from models.languages import words
from models.languages.words import Language
from models.pay_codes.codes import Kind


def name(kind: Kind, language: Language) -> str:
    """What one scans; the API's label says it in English."""
    _ = words.translations(language).gettext
    named: dict[Kind, str] = {"epc": _("SEPA transfer"), "swiss_qr_bill": _("Swiss QR-bill"), "upi": _("UPI")}
    return named[kind]
