"""Receivables: what is owed is booked gross, as revenue and tax; a part of it may be withheld."""

import pytest

from models import ids
from models.billing import receivables

PAYER, INVOICE = ids.new(), ids.new()


@pytest.mark.parametrize(
    ("total", "tax_total", "withheld"),
    [
        (11_900, 1_900, 0),
        (121_000, 21_000, 15_000),
        (10_000, 0, 10_000),
        (1, 1, 0),
        (0, 0, 0),
        (2**53 - 1, 1_437_971_000_000_000, 1),
    ],
)
def test_what_is_raised_adds_up_and_lowering_mirrors_it(total: int, tax_total: int, withheld: int) -> None:
    parts = {"payer_id": PAYER, "invoice_id": INVOICE, "total": total, "tax_total": tax_total, "withheld": withheld}
    raised, lowered = receivables.raised(**parts), receivables.lowered(**parts)
    assert [(entry.account, entry.amount) for entry in raised] == [
        ("receivables", total - withheld),
        ("withholding", withheld),
        ("revenue", tax_total - total),
        ("tax_payable", -tax_total),
    ]
    assert sum(entry.amount for entry in raised) == 0
    assert [(entry.account, -entry.amount) for entry in lowered] == [(entry.account, entry.amount) for entry in raised]
    # Only what is owed, by whichever way, is a payer's; all of it is this invoice's.
    assert [entry.payer_id for entry in (*raised, *lowered)] == [PAYER, PAYER, None, None] * 2
    assert {entry.invoice_id for entry in (*raised, *lowered)} == {INVOICE}


@pytest.mark.parametrize(("withheld", "excess"), [(0, 0), (1_500, 0), (1_500, 3_000), (11_900, 0)])
def test_what_a_credit_note_books_adds_up(withheld: int, excess: int) -> None:
    booked = receivables.credited(
        payer_id=PAYER, invoice_id=INVOICE, total=11_900, tax_total=1_900, withheld=withheld, excess=excess
    )
    assert [(entry.account, entry.amount) for entry in booked] == [
        ("receivables", withheld + excess - 11_900),
        ("withholding", -withheld),
        ("payer_credit", -excess),
        ("revenue", 10_000),
        ("tax_payable", 1_900),
    ]
    assert sum(entry.amount for entry in booked) == 0
