"""What stands on an invoice and on a credit note: what was frozen when they were issued, and nothing else.

So a document is the same whenever it is made, whatever was paid, credited or declared void since; what stands now is
told by the API. It holds no pay link: whoever may read an invoice may not always pay it.
"""

from collections.abc import Iterable

import msgspec

from models.documents import parties, view
from models.documents.view import Cell, Column, Section, Summary, Table, Total, View
from models.languages import formats, words
from models.languages.words import Language
from models.money import references
from models.pay_codes.codes import PayCode
from models.shapes import pay_codes
from models.shapes.billing import Invoice
from models.shapes.corrections import CreditNote
from models.shapes.lines import DiscountGiven, LineTax, TaxAmount


def summary(invoice: Invoice, language: Language) -> Summary:
    """An issued invoice without its lines."""
    assert invoice.number is not None, "it is issued"
    assert invoice.issued_on is not None, "it is issued"
    assert invoice.receiver is not None, "it is issued"
    assert invoice.payer is not None, "it is issued"
    _ = words.translations(language).gettext
    is_note = invoice.kind == "debit_note"
    return Summary(
        name=(_("Debit note {number}") if is_note else _("Invoice {number}")).format(number=invoice.number),
        seller=parties.seller(invoice.receiver, language),
        buyer=parties.buyer(invoice.payer, _("Bill to"), language),
        facts=[
            (_("Number") if is_note else _("Invoice number"), invoice.number),
            (_("Issue date"), formats.date(invoice.issued_on, language)),
            *_due(invoice, language),
            *_delivered(invoice, language),
            *([(_("Your order"), invoice.purchase_order)] if invoice.purchase_order else []),
        ],
        totals=_totals(invoice, language),
        notes=[
            *_exemptions(invoice.taxes),
            *_about_amounts(invoice, language),
        ],
    )


def of_invoice(invoice: Invoice, language: Language) -> View:
    """An issued invoice."""
    assert invoice.issued_on is not None, "it is issued"
    assert invoice.receiver is not None, "it is issued"
    _ = words.translations(language).gettext
    told = summary(invoice, language)
    return View(
        language=language,
        paper=view.paper(invoice.receiver.country),
        name=told.name,
        heading=_("Debit note") if invoice.kind == "debit_note" else _("Invoice"),
        description=_("{document} to {name}").format(document=told.name, name=told.buyer.name),
        date=invoice.issued_on,
        seller=told.seller,
        buyer=told.buyer,
        facts=told.facts,
        table=_lines(invoice, language),
        totals=told.totals,
        sections=[
            *_payment(invoice, language),
            *_instalments(invoice, language),
            *([Section(_("Note"), paragraphs=memo)] if (memo := view.paragraphs(invoice.memo)) else []),
        ],
        codes=_codes(invoice),
        notes=told.notes,
    )


def of_credit_note(note: CreditNote, invoice: Invoice, language: Language) -> View:
    """A credit note over an invoice."""
    assert invoice.number is not None, "only what was issued is credited"
    assert invoice.issued_on is not None, "only what was issued is credited"
    _ = words.translations(language).gettext
    name = _("Credit note {number}").format(number=note.number)

    def money(amount: int) -> str:
        return formats.money(amount, note.currency, language)

    rows: list[list[Cell]] = [
        [
            str(place),
            line.description,
            "" if line.quantity is None else formats.number(line.quantity, language),
            _rates(line.taxes, language),
            money(line.amount),
        ]
        for place, line in enumerate(note.lines, start=1)
    ]
    return View(
        language=language,
        paper=view.paper(note.receiver.country),
        name=name,
        heading=_("Credit note"),
        description=_("{document} to {name}").format(document=name, name=note.payer.name),
        date=note.issued_on,
        seller=parties.seller(note.receiver, language),
        buyer=parties.buyer(note.payer, _("Credited to"), language),
        facts=[
            (_("Credit note number"), note.number),
            (_("Issue date"), formats.date(note.issued_on, language)),
            (_("Corrects invoice"), invoice.number),
            (_("Invoice date"), formats.date(invoice.issued_on, language)),
            *_delivered(invoice, language),
            *([(_("Your order"), invoice.purchase_order)] if invoice.purchase_order else []),
        ],
        table=view.table(
            [
                Column("#"),
                Column(_("Description"), wide=True),
                Column(_("Quantity"), right=True),
                Column(_("Tax")),
                Column(_("Net amount"), right=True),
            ],
            rows,
        ),
        totals=[
            Total(_("Subtotal"), money(note.subtotal)),
            *_taxes(note.taxes, note.currency, language),
            Total(_("Total credited"), money(note.total), strong=True),
            *([Total(_("Withheld no more"), money(-note.amount_withheld))] if note.amount_withheld else []),
        ],
        sections=[
            Section(_("Reason"), paragraphs=view.paragraphs(note.reason)),
            Section(_("What becomes of it"), paragraphs=_applied(note, invoice.number, language)),
        ],
        notes=_exemptions(note.taxes),
    )


def _due(invoice: Invoice, language: Language) -> list[tuple[str, str]]:
    _ = words.translations(language).gettext
    assert invoice.due_on is not None, "it is issued"
    label = _("Last instalment due") if len(invoice.instalments) > 1 else _("Due date")
    return [(label, formats.date(invoice.due_on, language))]


def _delivered(invoice: Invoice, language: Language) -> list[tuple[str, str]]:
    _ = words.translations(language).gettext
    if invoice.period is not None:
        first, last = formats.date(invoice.period.from_, language), formats.date(invoice.period.to, language)
        return [(_("Service period"), f"{first} – {last}")]
    if invoice.delivered_on is not None:
        return [(_("Delivery date"), formats.date(invoice.delivered_on, language))]
    return []


def _lines(invoice: Invoice, language: Language) -> Table:
    _ = words.translations(language).gettext
    rows: list[list[Cell]] = []
    for place, line in enumerate(invoice.lines, start=1):
        less = [] if line.discount is None else [_discount(line.discount, invoice.currency, language)]
        rows.append(
            [
                str(place),
                [line.description, *less] if less else line.description,
                formats.number(line.quantity, language),
                formats.price(line.unit_price, invoice.currency, language),
                _rates(line.taxes, language),
                formats.money(line.amount, invoice.currency, language),
            ]
        )
    return view.table(
        [
            Column("#"),
            Column(_("Description"), wide=True),
            Column(_("Quantity"), right=True),
            Column(_("Unit price"), right=True),
            Column(_("Tax")),
            Column(_("Net amount"), right=True),
        ],
        rows,
    )


def _discount(discount: DiscountGiven, currency: str, language: Language) -> str:
    _ = words.translations(language).gettext
    if discount.percent is not None:
        value = formats.percent(discount.percent, language)
    else:
        value = formats.money(discount.amount or 0, currency, language)
    return _("Discount {value}").format(value=value)


def _rates(taxes: Iterable[LineTax | TaxAmount], language: Language) -> str:
    return ", ".join(f"{tax.name} {formats.percent(tax.percent, language)}" for tax in taxes)


def _totals(invoice: Invoice, language: Language) -> list[Total]:
    _ = words.translations(language).gettext

    def money(amount: int) -> str:
        return formats.money(amount, invoice.currency, language)

    less = []
    if invoice.discount_total:
        named = _("Discount") if invoice.discount is None else _discount(invoice.discount, invoice.currency, language)
        less = [
            Total(named, money(-invoice.discount_total)),
            Total(_("Net total"), money(invoice.subtotal - invoice.discount_total)),
        ]
    asked = Total(_("Amount to pay"), money(_asked(invoice)), strong=True)
    return [
        Total(_("Subtotal"), money(invoice.subtotal)),
        *less,
        *_taxes(invoice.taxes, invoice.currency, language),
        Total(_("Total"), money(invoice.total), strong=True),
        *(
            Total(f"{each.name} {formats.percent(each.percent, language)}", money(-each.amount))
            for each in invoice.withholdings
        ),
        *([asked] if invoice.withholdings else []),
    ]


def _taxes(taxes: Iterable[TaxAmount], currency: str, language: Language) -> list[Total]:
    _ = words.translations(language).gettext
    return [
        Total(
            _("{tax} {percent} on {base}").format(
                tax=tax.name,
                percent=formats.percent(tax.percent, language),
                base=formats.money(tax.base, currency, language),
            ),
            formats.money(tax.amount, currency, language),
        )
        for tax in taxes
    ]


def _payment(invoice: Invoice, language: Language) -> list[Section]:
    """How it is paid by bank transfer; nothing where there is nothing to pay."""
    _ = words.translations(language).gettext
    assert invoice.receiver is not None, "it is issued"
    if not _asked(invoice):
        return []
    account = invoice.receiver.bank_account
    to = [(_("Payee"), invoice.receiver.name), (_("Bank account"), account)] if account else []
    return [
        Section(
            _("Payment"),
            rows=[
                *to,
                (_("Payment reference"), references.grouped(invoice.reference or "")),
                (_("Amount"), formats.money(_asked(invoice), invoice.currency, language)),
            ],
        )
    ]


def _codes(invoice: Invoice) -> list[PayCode]:
    """The codes for what was asked for; none for instalments, each of which would have its own."""
    if len(invoice.instalments) > 1:
        return []
    return pay_codes.of_invoice(msgspec.structs.replace(invoice, amount_payable=_asked(invoice)))


def _asked(invoice: Invoice) -> int:
    """What was to be paid when it was issued, in minor units: what is withheld the payer pays to the tax office."""
    return invoice.total - invoice.amount_withheld


def _instalments(invoice: Invoice, language: Language) -> list[Section]:
    _ = words.translations(language).gettext
    rows = [
        (formats.date(one.due_on, language), formats.money(one.amount, invoice.currency, language))
        for one in invoice.instalments
        if one.due_on is not None
    ]
    return [Section(_("Instalments"), rows=rows)] if rows else []


def _exemptions(taxes: Iterable[TaxAmount]) -> list[str]:
    return list(dict.fromkeys(f"{tax.name}: {tax.exemption_reason}" for tax in taxes if tax.exemption_reason))


def _about_amounts(invoice: Invoice, language: Language) -> list[str]:
    """What a reader could take for a mistake."""
    _ = words.translations(language).gettext
    told = []
    if invoice.prices_include_tax:
        told.append(_("Unit prices include tax; the net amounts of the lines do not."))
    if invoice.withholdings:
        told.append(_("What is withheld is paid to the tax office by the payer, and not to the seller."))
    return told


def _applied(note: CreditNote, number: str, language: Language) -> list[str]:
    """What becomes of what is credited, in sentences."""
    _ = words.translations(language).gettext

    def money(amount: int) -> str:
        return formats.money(amount, note.currency, language)

    told = {
        "credit": _("{amount} is kept as your credit."),
        "refund": _("{amount} is refunded."),
        "paid_out": _("{amount} was given back."),
    }
    found = []
    if note.amount_applied:
        sentence = _("{amount} is taken off what is due on invoice {number}.")
        found.append(sentence.format(amount=money(note.amount_applied), number=number))
    if note.excess is not None:
        found.append(told[note.excess].format(amount=money(note.amount_excess)))
    return found
