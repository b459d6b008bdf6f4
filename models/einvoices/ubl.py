"""Writes UBL 2.1 (ISO/IEC 19845): `Invoice` or `CreditNote`, bound to EN 16931 by CEN/TS 16931-3-2.

Elements stand in the order of the schema.
"""

from xml.etree.ElementTree import Element

from models.einvoices import figures
from models.einvoices.model import (
    BY_EMAIL,
    DISCOUNT,
    DISCOUNT_CODE,
    SPECIFICATION,
    TYPE_CODES,
    UNIT,
    Document,
    Group,
    Kind,
    Line,
    Party,
    Vat,
)
from models.einvoices.xml import child, optional, render, root

_OASIS = "urn:oasis:names:specification:ubl:schema:xsd:"
_ROOTS: dict[Kind, str] = {"invoice": "Invoice", "debit_note": "Invoice", "credit_note": "CreditNote"}
# BT-81, of UNTDID 4461: credit transfer, or nothing said.
_CREDIT_TRANSFER, _ANY_MEANS = "30", "1"


def write(document: Document) -> bytes:
    """The document in UBL."""
    is_invoice, currency = document.kind != "credit_note", document.currency
    name = _ROOTS[document.kind]
    xml = root(
        name,
        {
            "xmlns": f"{_OASIS}{name}-2",
            "xmlns:cac": f"{_OASIS}CommonAggregateComponents-2",
            "xmlns:cbc": f"{_OASIS}CommonBasicComponents-2",
        },
    )
    child(xml, "cbc:CustomizationID", SPECIFICATION)
    child(xml, "cbc:ID", document.number)
    child(xml, "cbc:IssueDate", document.issued_on.isoformat())
    if is_invoice and document.due_on is not None:
        child(xml, "cbc:DueDate", document.due_on.isoformat())
    child(xml, "cbc:InvoiceTypeCode" if is_invoice else "cbc:CreditNoteTypeCode", TYPE_CODES[document.kind])
    for note in document.notes:
        child(xml, "cbc:Note", _note(note))
    child(xml, "cbc:DocumentCurrencyCode", document.currency)
    if document.period is not None:
        period = child(xml, "cac:InvoicePeriod")
        child(period, "cbc:StartDate", document.period.first.isoformat())
        child(period, "cbc:EndDate", document.period.last.isoformat())
    if document.purchase_order is not None:
        child(child(xml, "cac:OrderReference"), "cbc:ID", document.purchase_order)
    if document.preceding is not None:
        reference = child(child(xml, "cac:BillingReference"), "cac:InvoiceDocumentReference")
        child(reference, "cbc:ID", document.preceding.number)
        child(reference, "cbc:IssueDate", document.preceding.issued_on.isoformat())
    _party(child(child(xml, "cac:AccountingSupplierParty"), "cac:Party"), document.seller)
    _party(child(child(xml, "cac:AccountingCustomerParty"), "cac:Party"), document.buyer)
    _delivery(xml, document)
    if is_invoice:
        _payment(xml, document)
    if document.terms is not None:
        child(child(xml, "cac:PaymentTerms"), "cbc:Note", document.terms)
    for group in document.groups:
        if group.discount:
            allowance = _allowance(xml, group.discount, currency)
            _category(child(allowance, "cac:TaxCategory"), group.vat)
    _taxes(xml, document)
    _totals(xml, document)
    for line in document.lines:
        _line(xml, line, currency, is_invoice=is_invoice)
    return render(xml)


def _note(text: str) -> str:
    """BT-22. A text with "#" could be taken for one that begins with a code between two of them (BT-21), so it gets a
    code: AAI, general information."""
    return f"#AAI#{text}" if "#" in text else text


def _party(xml: Element, party: Party) -> None:
    optional(xml, "cbc:EndpointID", party.email, schemeID=BY_EMAIL)
    child(child(xml, "cac:PartyIdentification"), "cbc:ID", party.identifier)
    address = child(xml, "cac:PostalAddress")
    optional(address, "cbc:StreetName", party.line1)
    optional(address, "cbc:AdditionalStreetName", party.line2)
    optional(address, "cbc:CityName", party.city)
    optional(address, "cbc:PostalZone", party.postal_code)
    optional(address, "cbc:CountrySubentity", party.state)
    child(child(address, "cac:Country"), "cbc:IdentificationCode", party.country)
    for identifier, scheme in ((party.vat_id, "VAT"), (party.tax_registration, "TAX")):
        if identifier is not None:
            registered = child(xml, "cac:PartyTaxScheme")
            child(registered, "cbc:CompanyID", identifier)
            child(child(registered, "cac:TaxScheme"), "cbc:ID", scheme)
    child(child(xml, "cac:PartyLegalEntity"), "cbc:RegistrationName", party.name)


def _delivery(xml: Element, document: Document) -> None:
    if document.delivered_on is None and document.deliver_to is None:
        return
    delivery = child(xml, "cac:Delivery")
    if document.delivered_on is not None:
        child(delivery, "cbc:ActualDeliveryDate", document.delivered_on.isoformat())
    if document.deliver_to is not None:
        address = child(child(delivery, "cac:DeliveryLocation"), "cac:Address")
        child(child(address, "cac:Country"), "cbc:IdentificationCode", document.deliver_to)


def _payment(xml: Element, document: Document) -> None:
    means = child(xml, "cac:PaymentMeans")
    child(means, "cbc:PaymentMeansCode", _ANY_MEANS if document.account is None else _CREDIT_TRANSFER)
    optional(means, "cbc:PaymentID", document.reference)
    if document.account is not None:
        child(child(means, "cac:PayeeFinancialAccount"), "cbc:ID", document.account.identifier)


def _allowance(xml: Element, discount: int, currency: str) -> Element:
    """A discount (BG-20, BG-27); one of a line below zero brings it nearer to zero, so there it is a charge (BG-28)."""
    allowance = child(xml, "cac:AllowanceCharge")
    child(allowance, "cbc:ChargeIndicator", "false" if discount > 0 else "true")
    if discount > 0:
        child(allowance, "cbc:AllowanceChargeReasonCode", DISCOUNT_CODE)
    child(allowance, "cbc:AllowanceChargeReason", DISCOUNT)
    _amount(allowance, "cbc:Amount", abs(discount), currency)
    return allowance


def _category(xml: Element, vat: Vat, exemption_reason: str | None = None) -> None:
    child(xml, "cbc:ID", vat.category)
    optional(xml, "cbc:Percent", vat.percent)
    optional(xml, "cbc:TaxExemptionReason", exemption_reason)
    child(child(xml, "cac:TaxScheme"), "cbc:ID", "VAT")


def _taxes(xml: Element, document: Document) -> None:
    total = child(xml, "cac:TaxTotal")
    _amount(total, "cbc:TaxAmount", document.tax_total, document.currency)
    for group in document.groups:
        _group(child(total, "cac:TaxSubtotal"), group, document.currency)


def _group(xml: Element, group: Group, currency: str) -> None:
    _amount(xml, "cbc:TaxableAmount", group.base, currency)
    _amount(xml, "cbc:TaxAmount", group.tax, currency)
    _category(child(xml, "cac:TaxCategory"), group.vat, group.exemption_reason)


def _totals(xml: Element, document: Document) -> None:
    total, currency = child(xml, "cac:LegalMonetaryTotal"), document.currency
    _amount(total, "cbc:LineExtensionAmount", document.lines_total, currency)
    _amount(total, "cbc:TaxExclusiveAmount", document.net_total, currency)
    _amount(total, "cbc:TaxInclusiveAmount", document.total, currency)
    if document.discount_total:
        _amount(total, "cbc:AllowanceTotalAmount", document.discount_total, currency)
    if document.prepaid:
        _amount(total, "cbc:PrepaidAmount", document.prepaid, currency)
    _amount(total, "cbc:PayableAmount", document.due, currency)


def _line(xml: Element, line: Line, currency: str, *, is_invoice: bool) -> None:
    element = child(xml, "cac:InvoiceLine" if is_invoice else "cac:CreditNoteLine")
    child(element, "cbc:ID", line.identifier)
    quantity = "cbc:InvoicedQuantity" if is_invoice else "cbc:CreditedQuantity"
    child(element, quantity, line.quantity, unitCode=UNIT)
    _amount(element, "cbc:LineExtensionAmount", line.net, currency)
    if line.discount:
        _allowance(element, line.discount, currency)
    item = child(element, "cac:Item")
    child(item, "cbc:Name", line.name)
    _category(child(item, "cac:ClassifiedTaxCategory"), line.vat)
    child(child(element, "cac:Price"), "cbc:PriceAmount", line.price, currencyID=currency)


def _amount(xml: Element, tag: str, value: int, currency: str) -> None:
    child(xml, tag, figures.written(value, currency), currencyID=currency)
