"""What workers set: a PDF that says what was issued, tagged and declared, and the same one each time."""

import datetime
import hashlib
import io
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, get_args

import msgspec
import pikepdf
import pytest
from lxml import etree

from models.documents import codes, contents, pdf, printing
from models.documents.fonts import REPLACEMENT, fonts
from models.einvoices import building, cii
from models.languages.words import LANGUAGES, Language
from models.pay_codes.codes import Kind
from models.shapes.billing import Instalment, Period
from models.shapes.common import Address
from models.shapes.lines import DiscountInput, WithholdingInput
from tests.einvoices import findings
from tests.models.documents.shown import WITHOUT_TOOLS, a_receipt, a_statement, an_invoice, made, text_of
from tests.models.einvoices.drawn import TODAY, buyer, credit_note, invoice, line, of_zero_percent, seller, tax

ROWS_MAX = 200


def test_two_threads_set_documents_at_once() -> None:
    """As where a try has taken too long, and its thread goes on beside the next one."""
    of = contents.of_invoice(invoice(*(line("3", description=f"Day {index}") for index in range(100))), "en")
    with ThreadPoolExecutor(max_workers=4) as threads:
        tried = [threads.submit(made, of) for _ in range(8)]
        assert len({each.result() for each in tried}) == 1


def test_large_documents_leave_no_memory_behind() -> None:
    """Typst keeps some 50 MB of each of these, of the last ten, unless it is made to forget them."""
    program = (
        "import random, sys\n"
        "from models.documents import contents\n"
        "from tests.models.documents.shown import made\n"
        "from tests.models.einvoices.drawn import invoice, line\n"
        "def resident():\n"
        "    return int(open('/proc/self/statm').read().split()[1]) * 4 // 1024\n"
        "letters = random.Random(1)\n"
        "def text():\n"
        "    word = lambda: ''.join(letters.choice('abcdefghijklmnop\u0301\u0323') for _ in range(9))\n"
        "    return ' '.join(word() for _ in range(49))\n"
        "for turn in range(5):\n"
        "    made(contents.of_invoice(invoice(*(line('3', description=text()) for _ in range(200))), 'en'))\n"
        "    first = resident() if turn == 0 else first\n"
        "print(resident() - first)\n"
    )
    grown = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert int(grown.stdout) < 40


@WITHOUT_TOOLS
@pytest.mark.parametrize(("language", "title"), [("en", "Debit note"), ("de", "Belastungsanzeige")])
def test_the_fee_of_a_bounced_cheque_is_called_a_debit_note(language: Language, title: str) -> None:
    shown = contents.of_invoice(an_invoice(kind="debit_note"), language)
    assert shown.heading == title
    assert shown.name.startswith(title)
    assert title in text_of(made(shown))


@WITHOUT_TOOLS
def test_two_hundred_lines_have_a_header_on_each_page() -> None:
    many = invoice(*(line("3", description=f"{'W' * 500} {index}"[-500:]) for index in range(ROWS_MAX)))
    pages = text_of(made(contents.of_invoice(many, "en"))).split("\f")[:-1]
    with_lines = [page for page in pages if "€3.00" in page]
    assert len(with_lines) > 10
    for page in with_lines:
        assert "Description" in page
        assert "Net amount" in page
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]


def test_the_same_data_are_the_same_bytes_in_another_process() -> None:
    xml = b"<?xml version='1.0'?><x/>"
    program = (
        "import sys, hashlib, msgspec\n"
        "from models.documents import pdf\n"
        "data = msgspec.json.decode(sys.stdin.buffer.read())\n"
        f"print(hashlib.sha256(pdf.render(data, einvoice={xml!r})).hexdigest())\n"
    )

    data = printing.printed(contents.of_invoice(an_invoice(), "en"), fonts())
    here = {hashlib.sha256(pdf.render(data, einvoice=xml)).hexdigest() for _ in range(2)}
    elsewhere = subprocess.run(
        [sys.executable, "-c", program],
        input=msgspec.json.encode(data),
        capture_output=True,
        check=True,
        env=os.environ | {"TZ": "Asia/Kolkata", "SOURCE_DATE_EPOCH": "1"},
    )
    assert here == {elsewhere.stdout.decode().strip()}


def test_no_date_but_its_own_is_in_a_document() -> None:
    """So the day on which it is made changes no byte."""
    of = invoice(line("100", tax(category="S")))
    document = made(contents.of_invoice(of, "en"), einvoice=cii.write(building.of_invoice(of)))
    told = re.findall(rb"D:(\d{8})|[Dd]ate>(\d{4}-\d\d-\d\d)T|when>(\d{4}-\d\d-\d\d)T", document)
    assert of.issued_on is not None
    assert len(told) > 3
    assert {b"".join(dates).replace(b"-", b"").decode() for dates in told} == {f"{of.issued_on:%Y%m%d}"}


def test_it_is_tagged_and_says_what_and_in_which_language_it_is() -> None:
    of = an_invoice()
    for language in LANGUAGES:
        with pikepdf.open(io.BytesIO(made(contents.of_invoice(of, language)))) as opened:
            assert opened.Root.MarkInfo.Marked
            assert len(opened.Root.StructTreeRoot.K) > 0
            assert str(opened.Root.Lang) == language
            metadata = opened.open_metadata()
            assert metadata["pdfaid:part"] == "3"
            assert metadata["pdfaid:conformance"] == "A"
            assert metadata["pdfuaid:part"] == "1"
            assert of.number is not None
            assert of.number in metadata["dc:title"]
            assert str(opened.docinfo["/Title"]) == metadata["dc:title"]
            roles = {str(each.S) for each in opened.objects if isinstance(each, pikepdf.Dictionary) and "/S" in each}
            assert {"/H1", "/Table", "/TH", "/TR", "/TD"} <= roles


def test_the_e_invoice_is_inside_and_declared() -> None:
    of = invoice(line("100", tax(category="S")), line("50", of_zero_percent("E")))
    xml = cii.write(building.of_invoice(of))
    document = made(contents.of_invoice(of, "de"), einvoice=xml)
    with pikepdf.open(io.BytesIO(document)) as opened:
        file = opened.attachments["factur-x.xml"]
        assert file.get_file().read_bytes() == xml
        assert str(file.obj.AFRelationship) == "/Alternative"
        assert str(file.get_file().mime_type) == "text/xml"
        assert len(opened.Root.AF) == 1
        metadata = opened.open_metadata()
        fx = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"
        assert {name: metadata[f"{fx}{name}"] for name in ("DocumentType", "DocumentFileName", "ConformanceLevel")} == {
            "DocumentType": "INVOICE",
            "DocumentFileName": "factur-x.xml",
            "ConformanceLevel": "EN 16931",
        }
        assert opened.check_pdf_syntax() == []
    assert findings(xml, "cii") == []


def test_no_property_stands_twice_in_the_metadata() -> None:
    """As XMP wants it: validators refuse a document in which a second list explains its schemas."""
    of = invoice(line("100", tax(category="S")))
    document = made(contents.of_invoice(of, "de"), einvoice=cii.write(building.of_invoice(of)))
    with pikepdf.open(io.BytesIO(document)) as opened:
        read = etree.fromstring(opened.Root.Metadata.read_bytes())
    described = read.findall(".//{*}RDF/{*}Description")
    properties = [str(each.tag) for description in described for each in description]
    assert len(properties) == len(set(properties))
    prefixes = [each.text for each in read.iter("{http://www.aiim.org/pdfa/ns/schema#}prefix")]
    assert prefixes.count("fx") == 1
    assert "pdfuaid" in prefixes


@pytest.mark.parametrize(
    "name", ["xref 0 1 startxref 12 %%EOF", "</rdf:RDF></rdf:Bag></pdfaExtension:schemas>", "endstream endobj xref"]
)
def test_a_name_in_the_metadata_moves_nothing_to_a_wrong_place(name: str) -> None:
    of = invoice(line("100", tax(category="S")), receiver=seller(name=name), payer=buyer(name=name))
    document = made(contents.of_invoice(of, "en"), einvoice=cii.write(building.of_invoice(of)))
    with pikepdf.open(io.BytesIO(document)) as opened:
        assert opened.check_pdf_syntax() == []
        assert opened.open_metadata()["dc:creator"] == [name]


@WITHOUT_TOOLS
def test_an_invoice_says_all_that_it_must() -> None:
    of = invoice(
        line("1250", tax(), description="Design"),
        line("89.5", tax("7"), quantity="12", discount=DiscountInput(percent="10")),
        discount=DiscountInput(amount=5_000),
        withholdings=[WithholdingInput(name="TDS", percent="10")],
        memo="Thank you.",
        purchase_order="4500012",
        period=Period(from_=datetime.date(2026, 10, 1), to=datetime.date(2026, 10, 31)),
        instalments=[
            Instalment(
                amount=100_000,
                amount_paid=0,
                amount_due=100_000,
                due_on=datetime.date(2027, 1, month),
                overdue=False,
                percent=None,
                days=None,
            )
            for month in (15, 16)
        ],
    )
    text = " ".join(text_of(made(contents.of_invoice(of, "en"))).replace("\xa0", " ").split())
    for wanted in (
        "Ada's Workshop & Söhne <GmbH>",
        "Tax ID: DE 136 695 976",
        "Grace Payer",
        "Tax ID: FR40303265045",
        str(of.number),
        "28 November 2026",
        "28 December 2026",
        "1 October 2026 – 31 October 2026",
        "4500012",
        "Discount 10%",
        "€89.50",
        "Discount €50.00",
        "VAT 19% on",
        "VAT 7% on",
        "TDS 10%",
        "Amount to pay",
        "DE89 3704 0044 0532 0130 00",
        "RF76 INV2 0260 0001",
        "15 January 2027",
        "Thank you.",
        "Page 1 of 1",
    ):
        assert wanted in text, (wanted, text)


@WITHOUT_TOOLS
def test_a_credit_note_names_its_invoice_and_a_receipt_its_hash() -> None:
    of = an_invoice()
    text = text_of(made(contents.of_credit_note(credit_note(of, reason="Broken."), of, "en")))
    assert str(of.number) in text
    assert "Broken." in text
    text = "".join(text_of(made(a_receipt("x"))).split())
    assert "/receipts/rec_1?hash=" in text
    assert "Yourcredit€1.00" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_can_be_printed_in_each_language(language: Language) -> None:
    printed = printing.printed(contents.of_invoice(an_invoice(), language), fonts())
    assert REPLACEMENT not in str(printed)
    pdf.render(printed)


def test_the_codes_are_those_of_what_was_to_be_paid_at_issue() -> None:
    of = an_invoice()
    composed = contents.of_invoice(of, "en")
    assert [code.kind for code in composed.codes] == ["epc"]
    later = msgspec.structs.replace(of, amount_paid=of.total, amount_payable=0, amount_due=0)
    assert contents.of_invoice(later, "en") == composed
    without = msgspec.structs.replace(composed, codes=[])
    assert len(made(without)) < len(made(composed))


def test_a_swiss_code_is_as_large_as_it_must_be() -> None:
    zurich = Address(line1="Bahnhofstrasse 1", city="Zürich", postal_code="8001")
    of = an_invoice(
        currency="CHF",
        receiver=seller(country="CH", address=zurich, bank_account="CH93 0076 2011 6238 5295 7"),
        payer=buyer(country="CH", address=zurich),
    )
    composed = contents.of_invoice(of, "en")
    [code] = msgspec.convert(printing.printed(composed, fonts())["codes"], list[dict[str, Any]])
    assert (code["label"], code["width"]) == ("Swiss QR-bill", 46)
    made(composed)


def test_codes_are_called_what_people_call_them() -> None:
    [code] = msgspec.convert(printing.printed(contents.of_invoice(an_invoice(), "de"), fonts())["codes"], list[Any])
    assert code["label"] == "SEPA-Überweisung"
    for kind in get_args(Kind):
        assert len({codes.name(kind, language) for language in LANGUAGES}) == (1 if kind == "upi" else len(LANGUAGES))


def test_a_debit_note_is_called_that_on_a_receipt_and_a_statement() -> None:
    for shown, known in (
        (a_receipt, "Debit note DN-1"),
        (partial(a_statement, kind="invoice.finalized"), "Debit note DN-1"),
        (partial(a_statement, kind="invoice.voided"), "Debit note declared void DN-1"),
    ):
        assert known in str(shown("DN-1", debit_notes={"inv_1"}).table)
        assert "Debit note" not in str(shown("DN-1", debit_notes={"inv_2"}).table)


def test_a_statement_names_a_receipt_once_it_is_issued_and_its_total_of_credits_is_no_negative_one() -> None:
    for kind, issued, before in (
        ("payment.succeeded", "Payment, receipt RCT-1", "Payment"),
        ("refund.succeeded", "Refund, receipt RCT-1", "Refund"),
    ):
        assert issued in str(a_statement("RCT-1", kind=kind).table)
        waiting = str(a_statement("", kind=kind).table)
        assert before in waiting
        assert "receipt" not in waiting
    (credits_,) = [total for total in a_statement("RCT-1").totals if total.label == "Credits"]
    assert credits_.value == "€10.00"


def test_instalments_have_no_code_for_all_of_them_at_once() -> None:
    part = Instalment(amount=1, amount_paid=0, amount_due=1, due_on=TODAY, overdue=False, percent=None, days=None)
    assert contents.of_invoice(an_invoice(instalments=[part, part]), "en").codes == []


@WITHOUT_TOOLS
def test_an_invoice_is_in_the_language_that_is_asked_for() -> None:
    for language, wanted in (("de", "Rechnungsnummer"), ("es", "Número de factura"), ("hi", "इनवॉइस संख्या")):
        text = text_of(made(contents.of_invoice(an_invoice(), language)))
        assert wanted in text
        assert "Invoice" not in text.replace("INV", "")
