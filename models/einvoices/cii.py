"""Writes CII (UN/CEFACT Cross Industry Invoice), bound to EN 16931 by CEN/TS 16931-3-3; Factur-X and ZUGFeRD hold it.

Elements stand in the order of the schema. Only the total of the tax says its currency: the others are in that of the
document.
"""

import datetime
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
    Line,
    Party,
    Vat,
)
from models.einvoices.xml import child, optional, render, root

_CEFACT = "urn:un:unece:uncefact:data:"
# BT-81, of UNTDID 4461: credit transfer.
_CREDIT_TRANSFER = "30"
# The only format of dates: CCYYMMDD (UNTDID 2379).
_DAY = "102"
# What identifiers are: VAT identifier, local tax number (UNTDID 1153).
_VAT_ID, _TAX_NUMBER = "VA", "FC"


def write(document: Document) -> bytes:
    """The document in CII."""
    xml = root(
        "rsm:CrossIndustryInvoice",
        {
            "xmlns:rsm": f"{_CEFACT}standard:CrossIndustryInvoice:100",
            "xmlns:ram": f"{_CEFACT}standard:ReusableAggregateBusinessInformationEntity:100",
            "xmlns:qdt": f"{_CEFACT}standard:QualifiedDataType:100",
            "xmlns:udt": f"{_CEFACT}standard:UnqualifiedDataType:100",
        },
    )
    context = child(xml, "rsm:ExchangedDocumentContext")
    child(child(context, "ram:GuidelineSpecifiedDocumentContextParameter"), "ram:ID", SPECIFICATION)
    head = child(xml, "rsm:ExchangedDocument")
    child(head, "ram:ID", document.number)
    child(head, "ram:TypeCode", TYPE_CODES[document.kind])
    _day(child(head, "ram:IssueDateTime"), document.issued_on)
    for note in document.notes:
        child(child(head, "ram:IncludedNote"), "ram:Content", note)
    transaction = child(xml, "rsm:SupplyChainTradeTransaction")
    for line in document.lines:
        _line(child(transaction, "ram:IncludedSupplyChainTradeLineItem"), line, document.currency)
    agreement = child(transaction, "ram:ApplicableHeaderTradeAgreement")
    _party(child(agreement, "ram:SellerTradeParty"), document.seller)
    _party(child(agreement, "ram:BuyerTradeParty"), document.buyer)
    if document.purchase_order is not None:
        child(child(agreement, "ram:BuyerOrderReferencedDocument"), "ram:IssuerAssignedID", document.purchase_order)
    _delivery(child(transaction, "ram:ApplicableHeaderTradeDelivery"), document)
    _settlement(child(transaction, "ram:ApplicableHeaderTradeSettlement"), document)
    return render(xml)


def _line(xml: Element, line: Line, currency: str) -> None:
    child(child(xml, "ram:AssociatedDocumentLineDocument"), "ram:LineID", line.identifier)
    child(child(xml, "ram:SpecifiedTradeProduct"), "ram:Name", line.name)
    price = child(child(xml, "ram:SpecifiedLineTradeAgreement"), "ram:NetPriceProductTradePrice")
    child(price, "ram:ChargeAmount", line.price)
    child(child(xml, "ram:SpecifiedLineTradeDelivery"), "ram:BilledQuantity", line.quantity, unitCode=UNIT)
    settlement = child(xml, "ram:SpecifiedLineTradeSettlement")
    _category(child(settlement, "ram:ApplicableTradeTax"), line.vat)
    if line.discount:
        _allowance(settlement, line.discount, currency)
    total = child(settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation")
    child(total, "ram:LineTotalAmount", figures.written(line.net, currency))


def _party(xml: Element, party: Party) -> None:
    child(xml, "ram:ID", party.identifier)
    child(xml, "ram:Name", party.name)
    address = child(xml, "ram:PostalTradeAddress")
    optional(address, "ram:PostcodeCode", party.postal_code)
    optional(address, "ram:LineOne", party.line1)
    optional(address, "ram:LineTwo", party.line2)
    optional(address, "ram:CityName", party.city)
    child(address, "ram:CountryID", party.country)
    optional(address, "ram:CountrySubDivisionName", party.state)
    if party.email is not None:
        child(child(xml, "ram:URIUniversalCommunication"), "ram:URIID", party.email, schemeID=BY_EMAIL)
    for identifier, scheme in ((party.vat_id, _VAT_ID), (party.tax_registration, _TAX_NUMBER)):
        if identifier is not None:
            child(child(xml, "ram:SpecifiedTaxRegistration"), "ram:ID", identifier, schemeID=scheme)


def _delivery(xml: Element, document: Document) -> None:
    if document.deliver_to is not None:
        address = child(child(xml, "ram:ShipToTradeParty"), "ram:PostalTradeAddress")
        child(address, "ram:CountryID", document.deliver_to)
    if document.delivered_on is not None:
        _day(child(child(xml, "ram:ActualDeliverySupplyChainEvent"), "ram:OccurrenceDateTime"), document.delivered_on)


def _settlement(xml: Element, document: Document) -> None:
    currency = document.currency
    optional(xml, "ram:PaymentReference", document.reference)
    child(xml, "ram:InvoiceCurrencyCode", currency)
    if document.account is not None:
        means = child(xml, "ram:SpecifiedTradeSettlementPaymentMeans")
        child(means, "ram:TypeCode", _CREDIT_TRANSFER)
        account = child(means, "ram:PayeePartyCreditorFinancialAccount")
        kind = "ram:IBANID" if document.account.is_iban else "ram:ProprietaryID"
        child(account, kind, document.account.identifier)
    for group in document.groups:
        _group(child(xml, "ram:ApplicableTradeTax"), group, currency)
    if document.period is not None:
        period = child(xml, "ram:BillingSpecifiedPeriod")
        _day(child(period, "ram:StartDateTime"), document.period.first)
        _day(child(period, "ram:EndDateTime"), document.period.last)
    for group in document.groups:
        if group.discount:
            _category(child(_allowance(xml, group.discount, currency), "ram:CategoryTradeTax"), group.vat)
    if document.terms is not None or document.due_on is not None:
        terms = child(xml, "ram:SpecifiedTradePaymentTerms")
        optional(terms, "ram:Description", document.terms)
        if document.due_on is not None:
            _day(child(terms, "ram:DueDateDateTime"), document.due_on)
    _totals(child(xml, "ram:SpecifiedTradeSettlementHeaderMonetarySummation"), document)
    if document.preceding is not None:
        preceding = child(xml, "ram:InvoiceReferencedDocument")
        child(preceding, "ram:IssuerAssignedID", document.preceding.number)
        _day(child(preceding, "ram:FormattedIssueDateTime"), document.preceding.issued_on, tag="qdt:DateTimeString")


def _group(xml: Element, group: Group, currency: str) -> None:
    child(xml, "ram:CalculatedAmount", figures.written(group.tax, currency))
    child(xml, "ram:TypeCode", "VAT")
    optional(xml, "ram:ExemptionReason", group.exemption_reason)
    child(xml, "ram:BasisAmount", figures.written(group.base, currency))
    child(xml, "ram:CategoryCode", group.vat.category)
    optional(xml, "ram:RateApplicablePercent", group.vat.percent)


def _allowance(xml: Element, discount: int, currency: str) -> Element:
    """A discount (BG-20, BG-27); one of a line below zero brings it nearer to zero, so there it is a charge (BG-28)."""
    allowance = child(xml, "ram:SpecifiedTradeAllowanceCharge")
    child(child(allowance, "ram:ChargeIndicator"), "udt:Indicator", "false" if discount > 0 else "true")
    child(allowance, "ram:ActualAmount", figures.written(abs(discount), currency))
    if discount > 0:
        child(allowance, "ram:ReasonCode", DISCOUNT_CODE)
    child(allowance, "ram:Reason", DISCOUNT)
    return allowance


def _category(xml: Element, vat: Vat) -> None:
    child(xml, "ram:TypeCode", "VAT")
    child(xml, "ram:CategoryCode", vat.category)
    optional(xml, "ram:RateApplicablePercent", vat.percent)


def _totals(xml: Element, document: Document) -> None:
    currency = document.currency
    child(xml, "ram:LineTotalAmount", figures.written(document.lines_total, currency))
    if document.discount_total:
        child(xml, "ram:AllowanceTotalAmount", figures.written(document.discount_total, currency))
    child(xml, "ram:TaxBasisTotalAmount", figures.written(document.net_total, currency))
    child(xml, "ram:TaxTotalAmount", figures.written(document.tax_total, currency), currencyID=currency)
    child(xml, "ram:GrandTotalAmount", figures.written(document.total, currency))
    if document.prepaid:
        child(xml, "ram:TotalPrepaidAmount", figures.written(document.prepaid, currency))
    child(xml, "ram:DuePayableAmount", figures.written(document.due, currency))


def _day(xml: Element, day: datetime.date, *, tag: str = "udt:DateTimeString") -> None:
    child(xml, tag, day.isoformat().replace("-", ""), format=_DAY)
