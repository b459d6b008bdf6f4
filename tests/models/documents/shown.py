"""Documents of each kind with a text wherever one can stand, as workers set them, and what is read in them."""

import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from models.documents import contents, pdf, printing, receipts, statements
from models.documents.fonts import fonts
from models.documents.view import View
from models.shapes import receipts as shapes
from models.shapes.billing import Invoice
from models.shapes.common import Address
from models.shapes.reports import Statement, StatementBalance, StatementLine
from models.tables.documents import DocumentKind
from tests.models.einvoices.drawn import TODAY, buyer, credit_note, invoice, line, seller

WITHOUT_TOOLS = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is missing: poppler-utils")


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
        number=text[:64] or None,
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
