"""Invoices and credit notes as they are once they are issued, without a database: computed as ours are."""

import datetime
import itertools
from decimal import Decimal
from typing import Any

from models import ids
from models.billing import contents
from models.money import crediting
from models.money.crediting import Wanted
from models.money.totals import sum_by_tax
from models.shapes import corrections
from models.shapes.billing import Invoice, InvoiceInput
from models.shapes.common import Address, from_json
from models.shapes.corrections import CreditNote
from models.shapes.lines import InvoiceLine, LineInput, TaxAmount, TaxInput, WithholdingAmount, tax_amount
from models.shapes.parties import PartySnapshot
from models.tables.parties import Receiver

TODAY = datetime.date(2026, 11, 28)
NOW = datetime.datetime(2026, 11, 28, 12, tzinfo=datetime.UTC)
# What totals are computed from, besides the lines.
_COMPUTED = ("currency", "discount", "prices_include_tax", "rounding", "withholdings")
_numbers = itertools.count(1)


def seller(**fields: Any) -> PartySnapshot:
    """A receiver as it is printed, with all that an e-invoice wants."""
    usual: dict[str, Any] = {
        "id": ids.encode("receiver", ids.new()),
        "name": "Ada's Workshop & Söhne <GmbH>",
        "email": "ada@example.com",
        "address": Address(line1="Hauptstraße 1", city="Berlin", postal_code="10115"),
        "tax_id": "DE 136 695 976",
        "country": "DE",
        "bank_account": "DE89 3704 0044 0532 0130 00",
    }
    return PartySnapshot(**(usual | fields))


def buyer(**fields: Any) -> PartySnapshot:
    """A payer as it is printed."""
    usual: dict[str, Any] = {
        "id": ids.encode("payer", ids.new()),
        "name": "Grace Payer",
        "email": "grace@example.com",
        "address": Address(line1="1 rue de la Paix", line2="Bât. B", city="Paris", postal_code="75002", state="Île"),
        "tax_id": "FR40303265045",
        "country": "FR",
    }
    return PartySnapshot(**(usual | fields))


def tax(percent: str = "19", **fields: Any) -> TaxInput:
    return TaxInput(**({"name": "VAT", "percent": percent} | fields))


def of_zero_percent(category: str) -> TaxInput:
    """A tax of a category that is of 0 %, with its reason where it wants one."""
    reason = None if category == "Z" else f"Reason of {category}"
    return tax("0", category=category, exemption_reason=reason)


def line(unit_price: str = "100", *taxes: TaxInput, **fields: Any) -> LineInput:
    usual: dict[str, Any] = {"description": "Work", "unit_price": unit_price, "taxes": list(taxes) or [tax()]}
    return LineInput(**(usual | fields))


def invoice(
    *of: LineInput, receiver: PartySnapshot | None = None, payer: PartySnapshot | None = None, **fields: Any
) -> Invoice:
    """An issued invoice with these lines. Other fields are what it is computed from, or override what it has."""
    given = InvoiceInput(
        receiver_id="",
        payer_id="",
        lines=list(of),
        **{name: fields.pop(name) for name in _COMPUTED if name in fields},
    )
    computed = contents.of_new(given, Receiver(currency="EUR", rounding="group"))
    written = contents.to_write(computed)
    withheld = written["amount_withheld"]
    due = written["total"] - withheld
    number = f"INV-2026-{next(_numbers):05d}"
    usual: dict[str, Any] = {
        "id": ids.encode("invoice", ids.new()),
        "object": "invoice",
        "receiver_id": "",
        "payer_id": "",
        "kind": "invoice",
        "status": "open",
        "settlement": "unpaid",
        "overdue": False,
        "in_flight": False,
        "disputed": False,
        "number": number,
        "reference": "RF76INV202600001",
        "currency": computed.currency,
        "lines": from_json(written["lines"], list[InvoiceLine]),
        "discount": given.discount,
        "prices_include_tax": given.prices_include_tax,
        "rounding": computed.rounding,
        "subtotal": written["subtotal"],
        "discount_total": written["discount_total"],
        "tax_total": written["tax_total"],
        "taxes": from_json(written["taxes"], list[TaxAmount]),
        "total": written["total"],
        "withholdings": from_json(written["withholdings"], list[WithholdingAmount]),
        "amount_withheld": withheld,
        "amount_paid": 0,
        "amount_due": due,
        "amount_overdue": 0,
        "amount_reserved": 0,
        "amount_payable": due,
        "amount_credited": 0,
        "amount_written_off": 0,
        "amount_overpaid": 0,
        "terms": None,
        "payment_terms_days": None,
        "instalments": [],
        "issued_on": TODAY,
        "due_on": TODAY + datetime.timedelta(days=30),
        "purchase_order": None,
        "delivered_on": None,
        "period": None,
        "memo": None,
        "replaces": None,
        "replaced_by": None,
        "fee_of": None,
        "pay_url": None,
        "receiver": receiver or seller(),
        "payer": payer or buyer(),
        "schedule_id": None,
        "period_start": None,
        "metadata": {},
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Invoice(**(usual | fields))


def credit_note(
    of: Invoice, *, wanted: dict[int, Wanted] | None = None, amount: int | None = None, **fields: Any
) -> CreditNote:
    """A credit note over some lines of an invoice, by their index, or over an amount; all of it unless that is said."""
    totals = contents.totals_of(contents.of_invoice(of))
    its_lines = crediting.lines_of(totals.lines, [Decimal(each.quantity) for each in of.lines])
    how: dict[str, Any] = {
        "currency": of.currency,
        "prices_include_tax": of.prices_include_tax,
        "rounding": of.rounding,
    }
    if wanted is None:
        parts = crediting.credit_amount(its_lines, of.total if amount is None else amount, **how)
    else:
        parts = crediting.credit_lines(its_lines, wanted, **how)
    return _note(of, parts, fields)


def _note(of: Invoice, parts: list[crediting.Part], fields: dict[str, Any]) -> CreditNote:
    subtotal, tax_total = sum(part.net for part in parts), sum(part.tax for part in parts)
    assert of.receiver is not None
    assert of.payer is not None
    usual: dict[str, Any] = {
        "id": ids.encode("credit_note", ids.new()),
        "receiver_id": "",
        "payer_id": "",
        "invoice_id": of.id,
        "number": f"CN-2026-{next(_numbers):05d}",
        "currency": of.currency,
        "reason": "It was broken.",
        "lines": corrections.lines_credited(parts, of.lines),
        "subtotal": subtotal,
        "tax_total": tax_total,
        "taxes": [tax_amount(each) for each in sum_by_tax(tax for part in parts for tax in part.taxes)],
        "total": subtotal + tax_total,
        "withholdings": [],
        "amount_withheld": 0,
        "amount_applied": subtotal + tax_total,
        "amount_excess": 0,
        "excess": None,
        "issued_on": TODAY,
        "receiver": of.receiver,
        "payer": of.payer,
        "metadata": {},
        "created_at": NOW,
        "updated_at": NOW,
    }
    return CreditNote(**(usual | fields))
