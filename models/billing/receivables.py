"""Receivables: the ledger's entries for what makes a payer owe more or less, whichever document says so.

What is owed is gross. What the receiver has earned of it is revenue, and the rest it owes the tax office. What the
payer withholds is owed too, but to the tax office in the receiver's name: it stands in an account of its own, which the
receiver sets off against its own tax.
"""

import uuid

from models.ledger import Entry


def raised(*, payer_id: uuid.UUID, invoice_id: uuid.UUID, total: int, tax_total: int, withheld: int) -> list[Entry]:
    """The entries by which the payer owes `total` more for an invoice, of which `tax_total` is tax.

    `withheld` of the total is not to be paid to the receiver.
    """
    return [
        Entry("receivables", total - withheld, payer_id=payer_id, invoice_id=invoice_id),
        Entry("withholding", withheld, payer_id=payer_id, invoice_id=invoice_id),
        Entry("revenue", -(total - tax_total), invoice_id=invoice_id),
        Entry("tax_payable", -tax_total, invoice_id=invoice_id),
    ]


def lowered(*, payer_id: uuid.UUID, invoice_id: uuid.UUID, total: int, tax_total: int, withheld: int) -> list[Entry]:
    """The entries by which the payer owes `total` less for an invoice: the mirror of `raised`."""
    return raised(payer_id=payer_id, invoice_id=invoice_id, total=-total, tax_total=-tax_total, withheld=-withheld)


def credited(
    *, payer_id: uuid.UUID, invoice_id: uuid.UUID, total: int, tax_total: int, withheld: int, excess: int
) -> list[Entry]:
    """The entries of a credit note over `total`: what had not been paid is owed no more, nor what was `withheld` of
    it, and the `excess`, which had been paid, is the payer's credit."""
    return [
        Entry("receivables", excess + withheld - total, payer_id=payer_id, invoice_id=invoice_id),
        Entry("withholding", -withheld, payer_id=payer_id, invoice_id=invoice_id),
        Entry("payer_credit", -excess, payer_id=payer_id),
        Entry("revenue", total - tax_total, invoice_id=invoice_id),
        Entry("tax_payable", tax_total, invoice_id=invoice_id),
    ]
