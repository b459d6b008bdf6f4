"""What stands on a receipt: what was frozen when it was issued, and how to check that it is genuine."""

from collections.abc import Set as AbstractSet

from config import settings
from models.documents import parties, view
from models.documents.view import Column, Section, Total, View
from models.languages import formats, words
from models.languages.words import Language
from models.shapes.receipts import CHECK_PATH, Contents, ReceiptedInvoice
from models.tables.collection import Method


def composed(
    receipt: Contents, digest: str, language: Language, *, debit_notes: AbstractSet[str] = frozenset()
) -> View:
    """A receipt for a payment or a refund, as it was issued; whether it still stands is asked by its hash. Of what was
    paid, the ids of `debit_notes` are called that."""
    _ = words.translations(language).gettext
    is_payment = receipt.kind == "payment"
    name = _("Receipt {number}").format(number=receipt.number)

    def money(amount: int) -> str:
        return formats.money(amount, receipt.currency, language)

    def named(part: ReceiptedInvoice) -> str:
        title = _("Debit note {number}") if part.invoice_id in debit_notes else _("Invoice {number}")
        return title.format(number=part.number)

    rows: list[list[view.Cell]] = [[named(part), money(part.amount)] for part in receipt.invoices]
    rest = receipt.amount - sum(part.amount for part in receipt.invoices)
    if rest:
        rows.append([_("Your credit"), money(rest)])
    return View(
        language=language,
        paper=view.paper(receipt.receiver.country),
        name=name,
        heading=_("Receipt") if is_payment else _("Refund receipt"),
        description=_("{document} to {name}").format(document=name, name=receipt.payer.name),
        date=receipt.issued_on,
        seller=parties.seller(receipt.receiver, language),
        buyer=parties.buyer(receipt.payer, _("Received from") if is_payment else _("Refunded to"), language),
        facts=[
            (_("Receipt number"), receipt.number),
            (_("Issue date"), formats.date(receipt.issued_on, language)),
            (_("Paid on") if is_payment else _("Refunded on"), formats.date(receipt.effective_on, language)),
            (_("Payment method"), _method(receipt.method, language)),
            *([(_("Reference"), receipt.reference)] if receipt.reference else []),
        ],
        table=view.table([Column(_("For"), wide=True), Column(_("Amount"), right=True)], rows),
        totals=[
            Total(_("Amount received") if is_payment else _("Amount refunded"), money(receipt.amount), strong=True)
        ],
        sections=[
            Section(
                _("How to check this receipt"),
                paragraphs=[
                    _("Anybody can check, without a login, whether it is genuine and still stands in full:"),
                    f"{settings.public_url}{CHECK_PATH}/{receipt.id}?hash={digest}",
                ],
            ),
        ],
    )


def _method(method: Method, language: Language) -> str:
    _ = words.translations(language).gettext
    named: dict[Method, str] = {
        "cash": _("Cash"),
        "bank_transfer": _("Bank transfer"),
        "cheque": _("Cheque"),
        "other": _("Other"),
        "card": _("Card"),
        "bank_debit": _("Direct debit"),
        "wallet": _("Wallet"),
    }
    return named[method]
