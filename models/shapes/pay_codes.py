"""The pay codes of an invoice: from what was printed on it, and what can be paid of it now."""

from models.money import accounts
from models.pay_codes import codes
from models.pay_codes.codes import PayCode
from models.pay_codes.model import Asked, Party
from models.shapes.billing import Invoice
from models.shapes.parties import PartySnapshot


def of_invoice(invoice: Invoice) -> list[PayCode]:
    """The codes for what can be paid of an issued invoice now, to the account that was printed on it."""
    receiver, payer = invoice.receiver, invoice.payer
    assert receiver is not None, "an issued invoice has its parties"
    assert payer is not None, "both of them"
    assert invoice.reference is not None, "and a reference"
    return codes.of(
        Asked(
            currency=invoice.currency,
            amount=invoice.amount_payable,
            reference=invoice.reference,
            receiver=_party(receiver),
            payer=_party(payer),
            iban=accounts.find_iban(receiver.bank_account or ""),
            upi_id=receiver.upi_id,
        )
    )


def _party(snapshot: PartySnapshot) -> Party:
    address = snapshot.address
    return Party(
        name=snapshot.name,
        street=address.line1 or address.line2 or "",
        postal_code=address.postal_code or "",
        city=address.city or "",
        country=snapshot.country or "",
    )
