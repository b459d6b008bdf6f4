"""Makes an e-invoice of an issued invoice or credit note: of what was frozen when it was issued, and of nothing else.

So it is the same whenever it is asked for, whatever was paid or credited since: BT-115 is what was to be paid at issue.
What is withheld of the total is never paid to the seller, and the standard has no term for it: it is in BT-113 (paid
amount), with a note that says so.

Totals are the stored ones. Each line has one tax (BT-151), so the bases of the tax groups add up to the net, and their
taxes to the tax total; what the lines of a group come to above its base is its part of the document's discount (BG-20).

Prices with tax are turned into prices without it: a line's net was computed already, and its price is the decimal that
gives it back.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from models.einvoices import figures, parties, vats
from models.einvoices.gaps import Gaps
from models.einvoices.model import Document, Group, Line, Period, Preceding, Vat
from models.money.amounts import exact, plain, round_half_away, to_minor
from models.money.currencies import format_amount
from models.money.taxes import Category, rate
from models.shapes.billing import Invoice
from models.shapes.corrections import CreditedLine, CreditNote
from models.shapes.lines import InvoiceLine, TaxAmount, WithholdingAmount
from models.tables.billing import Excess

_EXCESSES: dict[Excess, str] = {
    "credit": "is kept as the buyer's credit",
    "refund": "is refunded",
    "paid_out": "was given back",
}


class _Taxed(NamedTuple):
    """How each line is taxed, and which categories there are; fewer lines than there are where something is missing."""

    lines: list[Vat]
    categories: set[Category]


def of_invoice(invoice: Invoice) -> Document:
    """The e-invoice of an invoice that was issued. Raises EInvoiceNotPossible, EInvoiceIncomplete."""
    assert invoice.number is not None, "it is issued"
    assert invoice.issued_on is not None, "it is issued"
    assert invoice.receiver is not None, "it is issued"
    assert invoice.payer is not None, "it is issued"
    gaps, withheld = Gaps(), invoice.amount_withheld
    totals = [invoice.subtotal, invoice.discount_total, invoice.tax_total, invoice.total, withheld]
    taxed = _taxed(invoice.lines, invoice.taxes, totals, invoice.currency, gaps)
    if "K" in taxed.categories and not _says_when(invoice):
        gaps.missing("/delivered_on", "Neither delivered_on nor period say when it was delivered within the Union.")
    seller = parties.seller(invoice.receiver, taxed.categories, gaps)
    buyer = parties.buyer(invoice.payer, taxed.categories, gaps)
    gaps.refuse(f"Invoice {invoice.number}")
    return Document(
        kind=invoice.kind,
        number=invoice.number,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        currency=invoice.currency,
        notes=(*_memo(invoice.memo), *_withheld(invoice.withholdings, invoice.currency)),
        terms=_instalments(invoice),
        purchase_order=invoice.purchase_order,
        preceding=None,
        delivered_on=invoice.delivered_on,
        period=_period(invoice),
        deliver_to=buyer.country if "K" in taxed.categories else None,
        seller=seller,
        buyer=buyer,
        reference=invoice.reference,
        account=parties.account(invoice.receiver),
        lines=tuple(
            _line(str(place), line, vat, invoice)
            for place, (line, vat) in enumerate(zip(invoice.lines, taxed.lines, strict=True), start=1)
        ),
        groups=_groups(invoice.lines, taxed.lines, invoice.taxes),
        lines_total=invoice.subtotal,
        discount_total=invoice.discount_total,
        net_total=invoice.subtotal - invoice.discount_total,
        tax_total=invoice.tax_total,
        total=invoice.total,
        prepaid=withheld,
        due=invoice.total - withheld,
    )


def of_credit_note(note: CreditNote, invoice: Invoice) -> Document:
    """The e-invoice of a credit note over an invoice. Raises EInvoiceNotPossible, EInvoiceIncomplete."""
    assert invoice.number is not None, "only what was issued is credited"
    assert invoice.issued_on is not None, "only what was issued is credited"
    gaps = Gaps()
    totals = [note.subtotal, note.tax_total, note.total, note.amount_withheld]
    taxed = _taxed(note.lines, note.taxes, totals, note.currency, gaps)
    if "K" in taxed.categories and not _says_when(invoice):
        gaps.missing("/invoice_id", f"Invoice {invoice.number} does not say when it was delivered within the Union.")
    seller = parties.seller(note.receiver, taxed.categories, gaps)
    buyer = parties.buyer(note.payer, taxed.categories, gaps)
    gaps.refuse(f"Credit note {note.number}")
    return Document(
        kind="credit_note",
        number=note.number,
        issued_on=note.issued_on,
        due_on=None,
        currency=note.currency,
        notes=(note.reason, *_withheld(note.withholdings, note.currency)),
        terms=_taken_off(note, invoice.number),
        purchase_order=invoice.purchase_order,
        preceding=Preceding(invoice.number, invoice.issued_on),
        delivered_on=invoice.delivered_on,
        period=_period(invoice),
        deliver_to=buyer.country if "K" in taxed.categories else None,
        seller=seller,
        buyer=buyer,
        reference=None,
        account=None,
        lines=tuple(
            _credited(str(place), line, vat, note.currency)
            for place, (line, vat) in enumerate(zip(note.lines, taxed.lines, strict=True), start=1)
        ),
        groups=_groups(note.lines, taxed.lines, note.taxes),
        lines_total=note.subtotal,
        discount_total=0,
        net_total=note.subtotal,
        tax_total=note.tax_total,
        total=note.total,
        prepaid=note.amount_withheld,
        due=note.total - note.amount_withheld,
    )


def _taxed(
    lines: Sequence[InvoiceLine | CreditedLine],
    taxes: Sequence[TaxAmount],
    totals: Iterable[int],
    currency: str,
    gaps: Gaps,
) -> _Taxed:
    """How it is taxed; with what is missing, or not possible, in lines, taxes and amounts."""
    found = []
    for index, line in enumerate(lines):
        if not line.description.strip():
            gaps.missing(f"/lines/{index}/description", f"Line {index + 1} has only spaces for its description.")
        vat = vats.of_line(index, line.taxes, gaps)
        if vat is not None:
            found.append(vat)
    parts = (part for tax in taxes for part in (tax.base, tax.amount))
    vats.check_currency((*totals, *(line.amount for line in lines), *parts), currency, gaps)
    vats.check_taxes(taxes, currency, gaps)
    return _Taxed(found, {vat.category for vat in found})


def _groups(
    lines: Sequence[InvoiceLine | CreditedLine], found: Sequence[Vat], taxes: Iterable[TaxAmount]
) -> tuple[Group, ...]:
    """What is taxed alike, in the order of the document's taxes."""
    nets: Counter[Vat] = Counter()
    for line, vat in zip(lines, found, strict=True):
        nets[vat] += line.amount
    return tuple(
        Group(
            vat=vat,
            discount=nets[vat] - together.base,
            base=together.base,
            tax=together.tax,
            exemption_reason="; ".join(together.reasons) or None,
        )
        for vat, together in vats.merged(taxes).items()
    )


def _line(identifier: str, line: InvoiceLine, vat: Vat, invoice: Invoice) -> Line:
    """A line with its price without tax, and what the discount on the line takes off without tax."""
    quantity, unit_price = Decimal(line.quantity), Decimal(line.unit_price)
    amount = round_half_away(to_minor(unit_price, invoice.currency) * exact(quantity))
    if not invoice.prices_include_tax:
        price = plain(Decimal(line.unit_price))
    else:
        divisor = 1 + rate(Decimal(vat.percent or 0))
        if line.discount is None:
            amount = line.amount
        else:
            # Rounded apart from what the line comes to, which may be a unit more.
            without_tax = round_half_away(amount / divisor)
            amount = max(without_tax, line.amount) if amount > 0 else min(without_tax, line.amount)
        price = figures.price(amount, quantity, invoice.currency)
    return Line(
        identifier=identifier,
        name=line.description,
        quantity=line.quantity,
        price=price,
        discount=amount - line.amount,
        net=line.amount,
        vat=vat,
    )


def _credited(identifier: str, line: CreditedLine, vat: Vat, currency: str) -> Line:
    """What is credited of a line: so many of it, or one of what it comes to; below zero where the line was."""
    quantity = Decimal(line.quantity or 1) * (-1 if line.amount < 0 else 1)
    return Line(
        identifier=identifier,
        name=line.description,
        quantity=format(quantity, "f"),
        price=figures.price(line.amount, quantity, currency),
        discount=0,
        net=line.amount,
        vat=vat,
    )


def _says_when(invoice: Invoice) -> bool:
    return invoice.delivered_on is not None or invoice.period is not None


def _period(invoice: Invoice) -> Period | None:
    return None if invoice.period is None else Period(invoice.period.from_, invoice.period.to)


def _memo(memo: str | None) -> list[str]:
    return [] if memo is None or not memo.strip() else [memo]


def _withheld(withholdings: Sequence[WithholdingAmount], currency: str) -> list[str]:
    """Why something is stated as paid that nobody has paid to the seller (BT-22)."""
    if not withholdings:
        return []
    named = ", ".join(
        f"{each.name} {each.percent} % of {format_amount(each.base, currency)}, {format_amount(each.amount, currency)}"
        for each in withholdings
    )
    return [f"Stated as paid, since the buyer withholds it and pays it to the tax office: {named}."]


def _instalments(invoice: Invoice) -> str | None:
    """When which part is to be paid (BT-20); without instalments the due date says it all."""
    if not invoice.instalments:
        return None
    parts = [f"{format_amount(one.amount, invoice.currency)} by {one.due_on}" for one in invoice.instalments]
    return f"To be paid in {len(parts)} instalments: {', '.join(parts)}."


def _taken_off(note: CreditNote, number: str) -> str:
    """What becomes of what is credited (BT-20)."""
    parts = []
    if note.amount_applied:
        parts.append(
            f"{format_amount(note.amount_applied, note.currency)} is taken off what is due on invoice {number}"
        )
    if note.excess is not None:
        parts.append(f"{format_amount(note.amount_excess, note.currency)} {_EXCESSES[note.excess]}")
    return f"{'; '.join(parts)}."
