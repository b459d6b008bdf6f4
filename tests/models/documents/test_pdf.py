"""What workers set: whatever people write, it is a PDF that says it, and the same one each time."""

import datetime
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, get_args

import msgspec
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.documents import codes, contents, pdf, printing, receipts, statements, view
from models.documents.fonts import REPLACEMENT, fonts
from models.documents.view import View
from models.einvoices import building, cii
from models.languages.words import LANGUAGES, Language
from models.pay_codes.codes import Kind
from models.shapes import receipts as shapes
from models.shapes.billing import Instalment, Invoice, Period
from models.shapes.common import Address
from models.shapes.lines import DiscountInput, WithholdingInput
from models.shapes.reports import Statement, StatementBalance, StatementLine
from models.tables.documents import DocumentKind
from tests.einvoices import findings
from tests.models.einvoices.drawn import TODAY, buyer, credit_note, invoice, line, of_zero_percent, seller, tax

HOSTILE = {
    "markup": '#read("/etc/passwd") *bold* _x_ $x^2$ @cite <label> // \\ [[]] `raw` ~ -- ==',
    "html": "<script>alert(1)</script> & &amp; \"quoted\" 'x'",
    "right to left": "שלום مؤسسة النور \u202edrowssap\u202c",
    "emoji": "Café 👩‍👩‍👧‍👦 🇩🇪 ✈️",
    "chinese": "王小明 株式会社 한국",
    "controls": "a\x01b\x1b[31mc\x7f\x85d\u0000".replace("\u0000", "\u2400") + "\ufeff\ufffe",
    "long word": "W" * 500,
    "long devanagari word": "क्षत्रिय" * 60,
    "marks": "Z" + "\u0301\u0323" * 60 + " क\u0301 \u0e31 \u200d\u200d",
    "devanagari": "हिन्दी व्यापार प्राइवेट लिमिटेड",
}
WITHOUT_TOOLS = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is missing: poppler-utils")
ROWS_MAX = 200
ASSIGNED = [each for code in range(1, 0x11_0000) if unicodedata.category(each := chr(code)) not in ("Cn", "Co", "Cs")]
# What fonts have, marks and joiners as often as everything else together.
_KNOWN = [each for each in ASSIGNED if fonts().has(each)]
_MARKS = [each for each in _KNOWN if unicodedata.category(each)[0] == "M"]
SHOWN = _KNOWN + [*_MARKS, "\u200c", "\u200d"] * (len(_KNOWN) // len(_MARKS))
# In points.
A4_WIDTH, MARGIN = 595.3, 56.7


def an_invoice(text: str = "Ada's Workshop", **fields: Any) -> Invoice:
    """One with that text wherever a text can stand."""
    usual: dict[str, Any] = {
        "receiver": seller(name=text[:200], address=Address(line1=text[:140], city=text[:140], state=text[:140])),
        "payer": buyer(name=text[:200], address=Address(line1=text[:140]), tax_id=text[:40], country=None),
        "memo": f"{text}\n\n{text}"[:2000],
        "purchase_order": text[:100],
    }
    return invoice(line("1250", description=text[:500]), line("3"), **(usual | fields))


def a_receipt(text: str, **more: Any) -> View:
    return receipts.composed(
        shapes.Contents(
            id="rec_1",
            kind="payment",
            number="REC-2026-00001",
            issued_on=TODAY,
            payment_id="pay_1",
            refund_id=None,
            currency="EUR",
            amount=1_000,
            method="card",
            effective_on=TODAY,
            reference=text[:140],
            invoices=[shapes.ReceiptedInvoice(invoice_id="inv_1", number=text[:64], amount=900)],
            receiver=seller(name=text[:200]),
            payer=buyer(name=text[:200]),
        ),
        "0123456789abcdef",
        "en",
        **more,
    )


def a_statement(text: str, lines: int = 3, kind: str = "payment.succeeded", **more: Any) -> View:
    booked = StatementLine(
        transaction_id="txn_1",
        date=TODAY,
        kind=kind,
        source_id="inv_1",
        number=text[:64],
        reference=text[:140],
        currency="EUR",
        debit=0,
        credit=1_000,
        balance=-1_000,
    )
    balance = StatementBalance(currency="EUR", opening_balance=0, debit=0, credit=1_000, closing_balance=-1_000)
    stated = Statement(
        receiver_id="rcv_1",
        payer_id="pyr_1",
        from_=TODAY,
        to=TODAY,
        balances=[balance],
        data=[booked] * lines,
        has_more=False,
        next_cursor=None,
    )
    return statements.composed(stated, seller(name=text[:200]), buyer(name=text[:200]), "en", **more)


DOCUMENTS: dict[DocumentKind, Callable[[str], View]] = {
    "invoice": lambda text: contents.of_invoice(an_invoice(text), "en"),
    "credit_note": lambda text: contents.of_credit_note(
        credit_note(an_invoice(text), reason=text[:500]), an_invoice(text), "en"
    ),
    "receipt": a_receipt,
    "statement": a_statement,
}


def made(of: View, **more: Any) -> bytes:
    return pdf.render(printing.printed(of, fonts()), **more)


def text_of(document: bytes) -> str:
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=document, capture_output=True, check=True)
    return found.stdout.decode()


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_whatever_people_write_it_is_a_document(document: DocumentKind, kind: str) -> None:
    with pikepdf.open(io.BytesIO(made(DOCUMENTS[document](HOSTILE[kind])))) as opened:
        assert len(opened.pages) >= 1


@WITHOUT_TOOLS
@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_nothing_runs_off_the_page(document: DocumentKind, kind: str) -> None:
    assert _beyond_the_page(made(DOCUMENTS[document](HOSTILE[kind]))) == []


@WITHOUT_TOOLS
def test_the_longest_numbers_leave_room_for_what_they_are_about() -> None:
    long_taxes = [tax("7.1234", name=f"A very long name of a tax, the {number}th") for number in range(4)]
    of = invoice(
        line("999999999999.12345678", *long_taxes, quantity="0.000001", description="Consulting hours"),
        line("99999999", *long_taxes, quantity="1000", description="Consulting hours"),
        currency="INR",
    )
    document = made(contents.of_invoice(of, "hi"))
    assert _beyond_the_page(document) == []
    assert text_of(document).count("Consulting hours") == 2


def _beyond_the_page(document: bytes) -> list[str]:
    """Words of which a part is outside of the margins."""
    found = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=document, capture_output=True, check=True)
    words = re.findall(r'<word xMin="([-0-9.]+)" .*?xMax="([-0-9.]+)".*?>(.*?)</word>', found.stdout.decode())
    left, right = MARGIN - 1, A4_WIDTH - MARGIN + 1
    return [word for begin, end, word in words if float(begin) < left or float(end) > right]


@WITHOUT_TOOLS
@pytest.mark.parametrize("document", DOCUMENTS)
def test_nothing_that_people_write_is_markup(document: DocumentKind) -> None:
    text = text_of(made(DOCUMENTS[document]('#read("/etc/passwd") *b* $x$ <i>')))
    assert '#read("/etc/passwd") *b* $x$ <i>' in text


@WITHOUT_TOOLS
def test_what_no_font_has_is_replaced_and_listed() -> None:
    text = text_of(made(contents.of_invoice(an_invoice(payer=buyer(name="王小明 GmbH")), "en")))
    assert f"{REPLACEMENT * 3} GmbH" in text
    assert "U+738B, U+5C0F, U+660E." in text
    assert REPLACEMENT not in text_of(made(contents.of_invoice(an_invoice(), "en")))


@WITHOUT_TOOLS
def test_what_only_a_note_lacks_is_listed_too() -> None:
    of = invoice(line("50", tax("0", category="E", exemption_reason="免稅")))
    text = text_of(made(contents.of_invoice(of, "en")))
    assert REPLACEMENT * 2 in text
    assert "U+514D, U+7A05." in text


@WITHOUT_TOOLS
@pytest.mark.parametrize(
    "name", ["हिन्दी व्यापार", "தமிழ் நாடு", "తెలుగు", "ไทยแลนด์", "Ελλάδα Ωμέγα", "Україна Ґанок", "Łódź Ñandú Việt"]
)
def test_a_script_that_there_is_a_font_for_is_printed_and_can_be_copied(name: str) -> None:
    text = text_of(made(contents.of_invoice(an_invoice(payer=buyer(name=name)), "en")))
    assert name in text
    assert REPLACEMENT not in text


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40))
def test_no_character_of_unicode_stops_an_invoice(text: str) -> None:
    assert made(contents.of_invoice(an_invoice(text), "en")).startswith(b"%PDF")


@WITHOUT_TOOLS
def test_lines_of_a_description_stay_lines() -> None:
    text = text_of(made(contents.of_invoice(invoice(line("3", description="First floor\nSecond floor")), "en")))
    assert REPLACEMENT not in text
    assert len([each for each in text.splitlines() if each.strip().endswith("floor") or "floor " in each]) == 2


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from(SHOWN), min_size=1, max_size=40))
def test_no_mixture_of_letters_marks_and_joiners_stops_an_invoice(text: str) -> None:
    assert made(contents.of_invoice(an_invoice(text), "en")).startswith(b"%PDF")


@pytest.mark.parametrize("mark", ["\u06ec", "\u0617", "\u08dc", "\u0e31", "\u064b", "\u093e", "\u0301", "\u200d"])
def test_a_mark_that_stands_on_nothing_stops_no_document(mark: str) -> None:
    for text in (mark, f"{mark}x", f"12 {mark}", f"a\n{mark}"):
        assert fonts().shown(text) == (text.replace(mark, REPLACEMENT), (mark,))
        assert made(contents.of_invoice(an_invoice(text), "en")).startswith(b"%PDF")


def test_more_marks_than_any_language_has_are_not_shown() -> None:
    assert fonts().shown("x" + "\u0301\u0323" * 4).missing == ()
    text, missing = fonts().shown("a x" + "\u0301\u0323" * 5 + " b")
    assert text == f"a {REPLACEMENT} b"
    assert set(missing) == {"x", "\u0301", "\u0323"}


def test_no_block_of_unicode_stops_a_document() -> None:
    """Each assigned character once, among others of its kind: no shaper is asked for what its font cannot."""
    for at in range(0, len(ASSIGNED), 20_000):
        noted = view.paragraphs(" ".join(ASSIGNED[at : at + 20_000]))
        made(contents.of_invoice(an_invoice(memo="\n".join(noted)), "en"))


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
        "from tests.models.documents.test_pdf import contents, invoice, line, made\n"
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
    many = invoice(*(line("3", description=f"{HOSTILE['long word']} {index}"[-500:]) for index in range(ROWS_MAX)))
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
        assert "pdfaExtension" in opened.Root.Metadata.read_bytes().decode()
    assert findings(xml, "cii") == []


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
    assert "/v1/receipts/rec_1/verify?hash=" in text
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


def test_instalments_have_no_code_for_all_of_them_at_once() -> None:
    part = Instalment(amount=1, amount_paid=0, amount_due=1, due_on=TODAY, overdue=False, percent=None, days=None)
    assert contents.of_invoice(an_invoice(instalments=[part, part]), "en").codes == []


@WITHOUT_TOOLS
def test_an_invoice_is_in_the_language_that_is_asked_for() -> None:
    for language, wanted in (("de", "Rechnungsnummer"), ("es", "Número de factura"), ("hi", "चालान संख्या")):
        text = text_of(made(contents.of_invoice(an_invoice(), language)))
        assert wanted in text
        assert "Invoice" not in text.replace("INV", "")
