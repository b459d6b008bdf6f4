"""What an e-invoice says of a document, what keeps it from being one, and that it is the same each time."""

import datetime
import os
import re
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from models.einvoices import building, codes, figures
from models.einvoices.model import Vat
from models.errors import EInvoiceIncomplete, EInvoiceNotPossible
from models.money.crediting import Wanted
from models.money.currencies import EXPONENTS
from models.shapes.billing import Instalment, Invoice
from models.shapes.common import Address
from models.shapes.lines import DiscountInput, WithholdingInput
from tests import einvoices
from tests.einvoices import judged
from tests.models.einvoices import drawn
from tests.models.einvoices.drawn import TODAY, buyer, credit_note, invoice, line, of_zero_percent, seller, tax

_UNSET = {"address": Address(), "tax_id": None, "country": None}
NAMESPACES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
}


def told(content: bytes, path: str) -> list[str | None]:
    """The texts of all elements on a path."""
    return [element.text for element in ElementTree.fromstring(content).iterfind(f".//{path}", NAMESPACES)]


def test_all_that_is_missing_is_told_at_once() -> None:
    of = invoice(
        line("10"),
        line("10", tax("0")),
        line("10", taxes=[]),
        line("10", description=" \t"),
        receiver=seller(**_UNSET),
        payer=buyer(**_UNSET),
    )
    with pytest.raises(EInvoiceIncomplete) as refused:
        building.of_invoice(of)
    assert {pointer for pointer, _ in refused.value.places} == {
        "/lines/1/taxes/0/category",
        "/lines/2/taxes",
        "/lines/3/description",
        "/receiver/tax_id",
        "/receiver/address",
        "/receiver/country",
        "/payer/address",
        "/payer/country",
    }
    assert of.number is not None
    assert of.number in refused.value.message
    assert "And 3 more." in refused.value.message


@pytest.mark.parametrize(
    ("made", "pointers"),
    [
        (lambda: invoice(line("1"), receiver=seller(tax_id=None)), ["/receiver/tax_id"]),
        (lambda: invoice(line("1", of_zero_percent("O")), receiver=seller(tax_id=None)), []),
        (lambda: invoice(line("1"), receiver=seller(tax_id="12/345/67890")), []),
        (lambda: invoice(line("1"), payer=buyer(tax_id=None)), []),
        (lambda: invoice(line("1", of_zero_percent("AE")), payer=buyer(tax_id=None)), ["/payer/tax_id"]),
        (lambda: invoice(line("1", of_zero_percent("AE")), payer=buyer(tax_id="40303265045")), ["/payer/tax_id"]),
        (lambda: invoice(line("1", of_zero_percent("G")), receiver=seller(tax_id="12/345")), ["/receiver/tax_id"]),
        (lambda: invoice(line("1", of_zero_percent("K"))), ["/delivered_on"]),
        (
            lambda: invoice(line("1", of_zero_percent("K")), receiver=seller(tax_id="ZZ1"), payer=buyer(tax_id="FR")),
            ["/delivered_on", "/receiver/tax_id", "/payer/tax_id"],
        ),
        (lambda: invoice(line("1"), receiver=seller(country="XX")), ["/receiver/country"]),
        (lambda: invoice(line("1"), receiver=seller(country="EL")), ["/receiver/country"]),
        (lambda: invoice(line("1"), payer=buyer(address=Address(line1=" "))), ["/payer/address"]),
        (lambda: invoice(line("1"), payer=buyer(address=Address(city="Paris"))), []),
    ],
)
def test_what_is_wanted_depends_on_the_categories(made: Callable[[], Invoice], pointers: list[str]) -> None:
    if not pointers:
        judged(building.of_invoice(made()))
        return
    with pytest.raises(EInvoiceIncomplete) as refused:
        building.of_invoice(made())
    assert [pointer for pointer, _ in refused.value.places] == pointers


CENTS = [line("0.01", tax("50")) for _ in range(200)]


@pytest.mark.parametrize(
    ("made", "pointer", "says"),
    [
        (
            lambda: invoice(line("100", tax(), tax("1", name="Levy", compound=True))),
            "/lines/0/taxes",
            "Levy 1 % (compound)",
        ),
        (lambda: invoice(line("100"), line("1", tax(), tax("2", name="City"))), "/lines/1/taxes", "VAT 19 %, City 2 %"),
        (lambda: invoice(line("100", tax("0", category="L"))), "/lines/0/taxes", "BR-AF-05"),
        (lambda: invoice(line("1.234", tax("10")), currency="KWD"), "/currency", "1.234 KWD has 3 decimals"),
        (lambda: invoice(line("100"), currency="STN"), "/currency", "STN"),
        (lambda: invoice(*CENTS, rounding="line"), "/taxes", "2.00 EUR of 2.00 EUR"),
        (lambda: invoice(line("1000", tax("0.1"))), "/taxes", "1.00 EUR of 1000.00 EUR"),
    ],
)
def test_what_the_standard_cannot_say_is_refused_with_its_place(
    made: Callable[[], Invoice], pointer: str, says: str
) -> None:
    with pytest.raises(EInvoiceNotPossible) as refused:
        building.of_invoice(made())
    assert [place for place, _ in refused.value.places] == [pointer]
    assert says in refused.value.message


def test_what_is_missing_is_told_beside_what_is_not_possible() -> None:
    of = invoice(line("100", tax(), tax("1", name="Levy", compound=True)), line("1"), receiver=seller(**_UNSET))
    with pytest.raises(EInvoiceNotPossible) as refused:
        building.of_invoice(of)
    pointers = [place for place, _ in refused.value.places]
    assert pointers == ["/lines/0/taxes", "/receiver/tax_id", "/receiver/address", "/receiver/country"]


def test_a_credit_note_is_asked_for_the_same() -> None:
    of = invoice(line("1", of_zero_percent("K")), receiver=seller(**_UNSET))
    with pytest.raises(EInvoiceIncomplete) as refused:
        building.of_credit_note(credit_note(of), of)
    pointers = [place for place, _ in refused.value.places]
    assert pointers == ["/invoice_id", "/receiver/tax_id", "/receiver/address", "/receiver/country"]


def test_only_so_many_are_listed() -> None:
    with pytest.raises(EInvoiceIncomplete) as refused:
        building.of_invoice(invoice(*(line("1", taxes=[]) for _ in range(150))))
    assert len(refused.value.places) == 100
    assert "And 145 more." in refused.value.message


def test_what_is_withheld_is_stated_as_paid() -> None:
    of = invoice(line("1000", tax("21")), withholdings=[WithholdingInput(name="IRPF", percent="15")], memo="Thank you.")
    written = judged(building.of_invoice(of))
    assert told(written["ubl"], "cbc:TaxInclusiveAmount") == ["1210.00"]
    assert told(written["ubl"], "cbc:PrepaidAmount") == told(written["cii"], "ram:TotalPrepaidAmount") == ["150.00"]
    assert told(written["ubl"], "cbc:PayableAmount") == told(written["cii"], "ram:DuePayableAmount") == ["1060.00"]
    notes = told(written["ubl"], "cbc:Note")
    assert notes == told(written["cii"], "ram:Content")
    assert notes[0] == "Thank you."
    assert "IRPF 15 % of 1000.00 EUR, 150.00 EUR" in (notes[1] or "")


def test_what_a_credit_note_takes_back_of_it_is_too() -> None:
    of = invoice(line("1000", tax("21")), withholdings=[WithholdingInput(name="IRPF", percent="15")])
    note = credit_note(of, withholdings=of.withholdings, amount_withheld=15_000, amount_applied=106_000)
    written = judged(building.of_credit_note(note, of))
    assert told(written["ubl"], "cbc:PrepaidAmount") == told(written["cii"], "ram:TotalPrepaidAmount") == ["150.00"]
    assert told(written["ubl"], "cbc:PayableAmount") == told(written["cii"], "ram:DuePayableAmount") == ["1060.00"]
    assert "IRPF 15 %" in (told(written["cii"], "ram:Content")[1] or "")


def test_what_was_paid_since_changes_nothing() -> None:
    of = invoice(line("100"))
    later = drawn.invoice(line("100"), **{name: getattr(of, name) for name in ("id", "number", "receiver", "payer")})
    paid = {"amount_paid": 5_000, "amount_due": 6_900, "amount_credited": 1_000, "settlement": "partially_paid"}
    for name, value in paid.items():
        setattr(later, name, value)
    assert building.of_invoice(later) == building.of_invoice(of)


def test_instalments_are_terms_of_payment() -> None:
    def part(amount: int, due_on: datetime.date) -> Instalment:
        return Instalment(
            amount=amount, amount_paid=0, amount_due=amount, due_on=due_on, overdue=False, percent=None, days=None
        )

    later = TODAY + datetime.timedelta(days=30)
    of = invoice(line("100"), instalments=[part(4_000, TODAY), part(7_900, later)], due_on=later)
    written = judged(building.of_invoice(of))
    terms = f"To be paid in 2 instalments: 40.00 EUR by {TODAY}, 79.00 EUR by {later}."
    assert told(written["ubl"], "cac:PaymentTerms/cbc:Note") == [terms]
    assert told(written["cii"], "ram:SpecifiedTradePaymentTerms/ram:Description") == [terms]
    assert told(written["ubl"], "cbc:DueDate") == [str(later)]


def test_a_note_is_not_taken_for_a_code() -> None:
    memo = "For #box# 7."
    written = judged(building.of_invoice(invoice(line("1"), memo=memo)))
    assert told(written["ubl"], "cbc:Note") == [f"#AAI#{memo}"]
    assert told(written["cii"], "ram:Content") == [memo]


def test_what_xml_cannot_hold_is_replaced_and_the_rest_escaped() -> None:
    hostile = "a\x00b\x0b\x1f\ufffe<c>&\"'\r\nd\x85]]>\U0001f600"
    of = invoice(line("1", description=hostile), memo=hostile, receiver=seller(name=hostile))
    kept = "a\ufffdb\ufffd\ufffd\ufffd<c>&\"'\nd\x85]]>\U0001f600"
    written = judged(building.of_invoice(of))
    assert (
        told(written["ubl"], "cac:Item/cbc:Name")
        == told(written["cii"], "ram:SpecifiedTradeProduct/ram:Name")
        == [kept]
    )
    assert told(written["ubl"], "cbc:RegistrationName")[0] == kept
    assert told(written["cii"], "ram:Content") == [kept]


def test_who_is_outside_of_the_scope_has_no_vat_identifier() -> None:
    document = building.of_invoice(invoice(line("1", of_zero_percent("O"))))
    assert (document.seller.vat_id, document.buyer.vat_id) == (None, None)
    assert [group.vat for group in document.groups] == [Vat("O", None)]
    judged(document)


@pytest.mark.parametrize(
    ("country", "given", "vat_id", "registration"),
    [
        ("DE", "DE 136 695 976", "DE136695976", None),
        ("GR", "el123456789", "EL123456789", None),
        ("GR", "GR123456789", None, "GR123456789"),
        ("GB", "GB123456789", "GB123456789", None),
        ("GB", "XI123456789", "XI123456789", None),
        ("CH", "CHE-123.456.789 MWST", "CHE-123.456.789MWST", None),
        ("IT", "IT12345678901", "IT12345678901", None),
        # The codice fiscale of a person named Rossi is no Serbian VAT identifier.
        ("IT", "RSSMRA80A01H501U", None, "RSSMRA80A01H501U"),
        ("DE", "12/345/67890", None, "12/345/67890"),
        ("IN", "27AAPFU0939F1ZV", None, "27AAPFU0939F1ZV"),
        ("DE", "ZZ123", None, "ZZ123"),
        ("DE", "DE", None, "DE"),
        ("DE", "unknown", None, "unknown"),
    ],
)
def test_a_tax_number_is_a_vat_identifier_of_its_own_country_or_another_one(
    country: str, given: str, vat_id: str | None, registration: str | None
) -> None:
    document = building.of_invoice(invoice(line("1"), receiver=seller(country=country, tax_id=given)))
    assert (document.seller.vat_id, document.seller.tax_registration) == (vat_id, registration)
    judged(document)


@pytest.mark.parametrize(
    ("given", "ibans", "others", "code"),
    [
        ("DE89 3704 0044 0532 0130 00", ["DE89370400440532013000"], [], "30"),
        ("DE88 3704 0044 0532 0130 00", [], ["DE88 3704 0044 0532 0130 00"], "30"),
        ("Sort code 20-00-00, 12345678", [], ["Sort code 20-00-00, 12345678"], "30"),
        ("  ", [], [], "1"),
        (None, [], [], "1"),
    ],
)
def test_where_to_pay_is_an_iban_or_another_account(
    given: str | None, ibans: list[str], others: list[str], code: str
) -> None:
    written = judged(building.of_invoice(invoice(line("1"), receiver=seller(bank_account=given))))
    assert told(written["cii"], "ram:IBANID") == ibans
    assert told(written["cii"], "ram:ProprietaryID") == others
    assert told(written["ubl"], "cac:PayeeFinancialAccount/cbc:ID") == [*ibans, *others]
    assert told(written["ubl"], "cbc:PaymentMeansCode") == [code]


def test_taxes_that_differ_by_name_only_are_one_group() -> None:
    of = invoice(line("10.01", tax("19")), line("10.01", tax("19.00", name="MwSt", category="S")))
    assert [each.amount for each in of.taxes] == [190, 190]
    document = building.of_invoice(of)
    assert [(group.vat, group.base, group.tax) for group in document.groups] == [(Vat("S", "19"), 2_002, 380)]
    judged(document)


def test_reasons_of_one_category_stand_together() -> None:
    other = tax("0", category="E", exemption_reason="Another")
    document = building.of_invoice(invoice(*(line("1", each) for each in (of_zero_percent("E"), other, other))))
    assert [group.exemption_reason for group in document.groups] == ["Reason of E; Another"]


def test_discounts_and_lines_below_zero() -> None:
    half = DiscountInput(percent="50")
    of = invoice(
        line("100", discount=half), line("40", quantity="-1", discount=half), discount=DiscountInput(amount=500)
    )
    document = building.of_invoice(of)
    assert [(each.quantity, each.price, each.discount, each.net) for each in document.lines] == [
        ("1", "100", 5_000, 5_000),
        ("-1", "40", -2_000, -2_000),
    ]
    assert [(group.discount, group.base) for group in document.groups] == [(500, 2_500)]
    written = judged(document)
    assert told(written["ubl"], "cac:InvoiceLine/cac:AllowanceCharge/cbc:ChargeIndicator") == ["false", "true"]


def test_prices_with_tax_become_prices_without() -> None:
    of = invoice(
        line("2.99", tax("4")), line("119", quantity="3", discount=DiscountInput(percent="10")), prices_include_tax=True
    )
    document = building.of_invoice(of)
    assert [(each.price, each.discount, each.net) for each in document.lines] == [
        ("2.88", 0, 288),
        ("100", 3_000, 27_000),
    ]
    assert [(group.base, group.tax) for group in document.groups] == [(288, 11), (27_000, 5_130)]


@pytest.mark.parametrize(
    ("amount", "quantity", "currency", "price"),
    [
        (2_521, "3", "EUR", "8.403"),
        (-2_521, "-3", "EUR", "8.403"),
        (10_000, "1", "EUR", "100"),
        (1, "123456789", "EUR", "0.0000000001"),
        (100, "0.000001", "EUR", "1000000"),
        (1_000, "7", "JPY", "142.9"),
        (1_234, "2", "KWD", "0.617"),
        (0, "5", "EUR", "0"),
        (0, "0", "EUR", "0"),
    ],
)
def test_a_price_gives_its_amount_back(amount: int, quantity: str, currency: str, price: str) -> None:
    assert figures.price(amount, Decimal(quantity), currency) == price


def test_a_credit_note_names_its_invoice_and_what_becomes_of_it() -> None:
    of = invoice(line("100"), line("40", quantity="-1"), purchase_order="45", delivered_on=TODAY)
    note = credit_note(
        of,
        wanted={0: Wanted(), 1: Wanted(quantity=Decimal(1))},
        amount_applied=3_330,
        amount_excess=3_810,
        excess="paid_out",
    )
    document = building.of_credit_note(note, of)
    assert [(each.quantity, each.price, each.net) for each in document.lines] == [
        ("1", "100", 10_000),
        ("-1", "40", -4_000),
    ]
    written = judged(document)
    assert told(written["ubl"], "cac:InvoiceDocumentReference/cbc:ID") == [of.number]
    assert told(written["cii"], "ram:InvoiceReferencedDocument/ram:IssuerAssignedID") == [of.number]
    assert told(written["ubl"], "cbc:CreditNoteTypeCode") == told(written["cii"], "ram:TypeCode")[:1] == ["381"]
    assert told(written["ubl"], "cac:PaymentTerms/cbc:Note") == [
        f"33.30 EUR is taken off what is due on invoice {of.number}; 38.10 EUR was given back."
    ]
    assert told(written["ubl"], "cbc:ActualDeliveryDate") == [str(TODAY)]


PRINTS_ITS_HASH = """
import hashlib
from models.einvoices import building, cii, ubl
from tests.models.einvoices.drawn import *
parties = {"receiver": seller(id="rcv_1"), "payer": buyer(id="pyr_1")}
of = invoice(line("1", of_zero_percent("E")), line("2.5", tax("7"), quantity="3"), **parties)
document = building.of_invoice(of)
print(hashlib.sha256(ubl.write(document) + cii.write(document)).hexdigest())
"""


def test_the_bytes_are_the_same_in_every_process() -> None:
    def run(seed: str) -> str:
        environment = os.environ | {"PYTHONHASHSEED": seed}
        return subprocess.run(
            [sys.executable, "-c", PRINTS_ITS_HASH], env=environment, check=True, capture_output=True, text=True
        ).stdout

    assert run("1") == run("2") != ""


def test_the_code_lists_are_those_of_the_rules() -> None:
    rules = einvoices.RULES["ubl"].read_text()
    (countries,) = {tuple(found.split()) for found in re.findall(r"contains\(' (1A AD [A-Z ]+) '", rules)}
    assert set(countries) == codes.COUNTRIES
    (currencies,) = {tuple(found.split()) for found in re.findall(r"contains\(' (AED AFN [A-Z ]+) '", rules)}
    assert set(EXPONENTS) - set(currencies) == codes.CURRENCIES_UNKNOWN
    of_cii = [
        {each.get("value") for each in found}
        for found in ElementTree.parse(einvoices.CODES_OF_CII).getroot().iterfind("cl")
    ]
    assert all(found >= codes.COUNTRIES for found in of_cii if "DE" in found)
    assert all(set(EXPONENTS) - codes.CURRENCIES_UNKNOWN <= found for found in of_cii if {"EUR", "USD", "JPY"} <= found)
