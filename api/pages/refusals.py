"""Why a rule said no, as pages tell it: in the reader's language, and by what can be done on the page.

Refusals hold their values in an English sentence, which is the API's. A page shows the values beside, and what is known
to be wrong in a field stands there. A test finds each refusal that a page can show and that has no sentence here.
"""

from models import errors
from models.errors import Refused
from models.languages import words
from models.languages.words import Language


def told(refused: Refused, language: Language) -> str:
    """Why nothing was done, and what to do."""
    _ = words.translations(language).gettext
    return sentences(language).get(type(refused)) or _(
        "This cannot be done now. Load the page again, and look at what stands there."
    )


def sentences(language: Language) -> dict[type[Refused], str]:
    """What is said of each refusal that a page can show."""
    _ = words.translations(language).gettext
    return {
        errors.Invalid: _("The form is not complete, or has a field twice. Load the page again, and fill it in anew."),
        errors.NotFound: _(
            "There is no such invoice, payment or invitation any more. Go back, and open it again from there."
        ),
        errors.Forbidden: _("Your role here does not allow this. Ask an owner of the receiver for a role that does."),
        errors.ReasonRequired: _(
            "You are an admin, and this belongs to others: do it by the API, which asks you for the reason."
        ),
        errors.PreconditionFailed: _(
            "Somebody has changed this meanwhile. Load the page again, and look at what stands there now."
        ),
        errors.IdempotencyKeyReused: _(
            "You have sent this form before, with other values. Send it again if this is another payment."
        ),
        errors.IdempotencyInProgress: _(
            "You have sent this form already, and it is not done yet. Wait for a moment, and load the page again."
        ),
        errors.TimeZoneUnknown: _(
            "The time zone of the receiver is not known, so nobody can say which day it is there. Ask an owner of the "
            "receiver to set another one."
        ),
        errors.CardNumberRefused: _("This looks like the number of a card. Never write that here."),
        errors.CurrencyDiffers: _("These amounts are in different currencies, which one payment cannot have."),
        errors.InvoiceNotOpen: _(
            "Only an open invoice takes a payment. Look at the invoice: it has changed, or was never issued."
        ),
        errors.NothingToPay: _(
            "Nothing is left to be paid on this invoice now: it is settled, or a payment on its way covers the rest."
        ),
        errors.SumTooLarge: _(
            "This amount is too high. Check it: all amounts of a receiver in one currency together have a limit."
        ),
        errors.TooManyReports: _("Ask who sent you the invoice about what was reported before."),
        errors.FileRefused: _("Choose a PDF, a PNG or a JPEG of up to 10 MB."),
        errors.TooManyFiles: _("No file can be kept now. Send the form without it, and the file by other means."),
        errors.TooManyRequests: _("This was sent too often. Wait for a minute, then send it again."),
        errors.PaymentStateForbids: _(
            "This payment cannot be confirmed or rejected any more: somebody has decided about it."
        ),
        errors.ActionTokenRefused: _(
            "This link does not work any more: it was used already, or is too old. Ask for a new one."
        ),
        errors.ReceiverArchived: _(
            "The receiver that invites you is archived and issues nothing new. Ask who has invited you."
        ),
        errors.PayerArchived: _("What you are invited to is archived. Ask who has invited you."),
        errors.PayerLinked: _(
            "Another account has accepted this invitation already. Log in with that one, or ask who has invited you."
        ),
        errors.AlreadyMember: _("You belong to this receiver already. There is nothing to accept."),
    }
