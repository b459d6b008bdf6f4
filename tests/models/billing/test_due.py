"""When an invoice is to be paid: by terms, on a day, or in instalments; in exactly one of these ways."""

import datetime
from typing import Any

import pytest

from models import clock
from models.billing import drafts, issuing
from models.errors import Invalid
from models.parties import receivers
from models.shapes import billing as shapes
from models.shapes.billing import InstalmentInput, InvoicePatch, Terms
from models.shapes.lines import DiscountInput, WithholdingInput
from models.shapes.parties import ReceiverPatch
from tests.books import Book, assert_books_balance, events_of, invoice_now, line, noon, open_book

D = datetime.date


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


def parts(*given: tuple[str | int, int | str]) -> list[InstalmentInput]:
    """Instalments of percents (texts) or amounts, due after days or on a day (a text)."""
    return [
        InstalmentInput(
            percent=share if isinstance(share, str) else None,
            amount=share if isinstance(share, int) else None,
            days=when if isinstance(when, int) else None,
            due_on=D.fromisoformat(when) if isinstance(when, str) else None,
        )
        for share, when in given
    ]


@pytest.mark.parametrize(
    ("fields", "due_on", "terms"),
    [
        ({}, "2026-02-14", Terms(type="net", days=30)),
        ({"payment_terms_days": 0}, "2026-01-15", Terms(type="net", days=0)),
        ({"payment_terms_days": 20}, "2026-02-04", Terms(type="net", days=20)),
        ({"terms": Terms(type="net", days=20)}, "2026-02-04", Terms(type="net", days=20)),
        ({"terms": Terms(type="immediate")}, "2026-01-15", Terms(type="immediate")),
        ({"terms": Terms(type="end_of_month", days=0)}, "2026-01-31", Terms(type="end_of_month", days=0)),
        ({"terms": Terms(type="end_of_month", days=30)}, "2026-02-28", Terms(type="end_of_month", days=30)),
        ({"due_on": D(2026, 1, 15)}, "2026-01-15", Terms(type="fixed")),
        ({"due_on": D(2026, 12, 31)}, "2026-12-31", Terms(type="fixed")),
        ({"terms": Terms(type="fixed"), "due_on": D(2026, 12, 31)}, "2026-12-31", Terms(type="fixed")),
        ({"instalments": parts(("30", 0), ("70", 45))}, "2026-03-01", None),
        ({"instalments": parts(("30", "2026-01-20"), ("70", 45))}, "2026-03-01", None),
    ],
)
async def test_the_due_date_comes_from_what_the_invoice_says_or_the_receivers_terms(
    book: Book, fields: dict[str, Any], due_on: str, terms: Terms | None
) -> None:
    with clock.moved_to(noon("2026-01-15")):
        issued = shapes.invoice(await book.invoice(**fields))
    assert (str(issued.due_on), issued.terms) == (due_on, terms)
    assert issued.payment_terms_days == (terms.days if terms is not None and terms.type == "net" else None)


async def test_what_was_said_is_shown_before_it_is_a_date(book: Book) -> None:
    draft = shapes.invoice(await book.draft(terms=Terms(type="end_of_month", days=10)))
    assert (draft.terms, draft.due_on, draft.payment_terms_days) == (Terms(type="end_of_month", days=10), None, None)
    draft = shapes.invoice(await book.draft(1_000, instalments=parts(("33.3333", 0), ("66.6667", 7))))
    assert [(one.amount, one.percent, one.days, one.due_on) for one in draft.instalments] == [
        (333, "33.3333", 0, None),
        (667, "66.6667", 7, None),
    ]
    assert (draft.terms, draft.due_on) == (None, None)


@pytest.mark.parametrize(
    ("fields", "pointer", "sentence"),
    [
        ({"due_on": D(2026, 12, 31), "payment_terms_days": 5}, "/due_on", "payment_terms_days and due_on both say"),
        ({"terms": Terms(type="immediate"), "due_on": D(2026, 12, 31)}, "/due_on", "terms and due_on both say"),
        ({"terms": Terms(type="net", days=5), "payment_terms_days": 5}, "/payment_terms_days", "send only one of"),
        ({"due_on": D(2026, 12, 31), "instalments": parts(("100", 0))}, "/instalments", "both say"),
        ({"terms": Terms(type="fixed"), "instalments": parts(("100", 0))}, "/instalments", "both say"),
        ({"terms": Terms(type="net")}, "/terms", "type net need days"),
        ({"terms": Terms(type="immediate", days=5)}, "/terms", "cannot have days"),
        ({"terms": Terms(type="fixed")}, "/terms", "need due_on"),
        ({"instalments": parts(("50", 0), ("49.9999", 5))}, "/instalments", "come to 99.9999 %, and not to 100 %"),
        ({"instalments": parts((4_999, 0), (5_000, 5))}, "/instalments", "come to 99.99 EUR, and 100.00 EUR is to be"),
        ({"instalments": parts(("50", 0), (5_000, 5))}, "/instalments", "all by percent, or all by amount"),
        ({"instalments": parts(("0", 0), ("100", 5))}, "/instalments/0", "asks for nothing"),
        ({"instalments": parts(("50", 5), ("50", 4))}, "/instalments/1", "Instalment 2 is due before"),
        ({"instalments": parts(("50", "2026-06-02"), ("50", "2026-06-01"))}, "/instalments/1", "put them in order"),
        ({"instalments": [InstalmentInput(days=1)]}, "/instalments/0", "either a percent or an amount"),
        ({"instalments": [InstalmentInput(amount=1, percent="1", days=1)]}, "/instalments/0", "either a percent or"),
        ({"instalments": [InstalmentInput(percent="100")]}, "/instalments/0", "either due_on or days"),
        (
            {"instalments": [InstalmentInput(percent="100", days=1, due_on=D(2026, 1, 1))]},
            "/instalments/0",
            "either due_on or days",
        ),
    ],
)
async def test_what_cannot_be_meant_is_refused(book: Book, fields: dict[str, Any], pointer: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence) as refused:
        await book.draft(**fields)
    assert refused.value.pointer == pointer


@pytest.mark.parametrize(
    ("fields", "pointer", "sentence"),
    [
        ({"due_on": D(2026, 1, 14)}, "/due_on", "2026-01-14 is before the issue date 2026-01-15"),
        ({"instalments": parts(("100", "2026-01-14"))}, "/instalments/0", "2026-01-14 is before the issue date"),
        (
            {"instalments": parts(("50", 10), ("50", "2026-01-20"))},
            "/instalments/1",
            "Instalment 2 is due on 2026-01-20, and the one before it on 2026-01-25",
        ),
    ],
)
async def test_dates_that_cannot_be_meant_are_refused_on_the_day_of_issue(
    book: Book, fields: dict[str, Any], pointer: str, sentence: str
) -> None:
    with clock.moved_to(noon("2026-01-15")):
        draft = await book.draft(**fields)
        with pytest.raises(Invalid, match=sentence) as refused:
            await issuing.finalize(book.owner, draft["id"])
    assert refused.value.pointer == pointer
    assert (await invoice_now(draft))["number"] is None
    await assert_books_balance()


# What a draft had, what is sent, and what it has then: terms, due date, and the amounts of its instalments.
EDITS: list[tuple[dict[str, Any], dict[str, Any], tuple[Terms | None, str | None, list[int]]]] = [
    ({}, {"payment_terms_days": 5}, (Terms(type="net", days=5), None, [])),
    ({"payment_terms_days": 5}, {"due_on": D(2030, 1, 1)}, (Terms(type="fixed"), "2030-01-01", [])),
    ({"due_on": D(2030, 1, 1)}, {"terms": Terms(type="immediate")}, (Terms(type="immediate"), None, [])),
    ({"due_on": D(2030, 1, 1)}, {"instalments": parts(("50", 0), ("50", 9))}, (None, None, [5_000, 5_000])),
    ({"instalments": parts(("50", 0), ("50", 9))}, {"payment_terms_days": 9}, (Terms(type="net", days=9), None, [])),
    ({"due_on": D(2030, 1, 1)}, {"due_on": None}, (None, None, [])),
    ({"due_on": D(2030, 1, 1)}, {"terms": None}, (None, None, [])),
    ({"payment_terms_days": 5}, {"payment_terms_days": None}, (None, None, [])),
    ({"instalments": parts(("50", 0), ("50", 9))}, {"instalments": None}, (None, None, [])),
    # Null takes back its own way only.
    ({"payment_terms_days": 5}, {"due_on": None, "instalments": None}, (Terms(type="net", days=5), None, [])),
    ({"due_on": D(2030, 1, 1)}, {"payment_terms_days": None}, (Terms(type="fixed"), "2030-01-01", [])),
    ({"payment_terms_days": 5}, {"memo": "Thanks"}, (Terms(type="net", days=5), None, [])),
    # Of another total they are other amounts.
    ({"instalments": parts(("50", 0), ("50", 9))}, {"lines": [line(1_001)]}, (None, None, [501, 500])),
    (
        {"instalments": parts((4_000, 0), (6_000, 9))},
        {"lines": [line(1_000)], "instalments": parts((400, 0), (600, 9))},
        (None, None, [400, 600]),
    ),
]


@pytest.mark.parametrize(("had", "sent", "has"), EDITS)
async def test_an_edit_puts_one_way_in_place_of_another(
    book: Book, had: dict[str, Any], sent: dict[str, Any], has: tuple[Terms | None, str | None, list[int]]
) -> None:
    draft = await book.draft(**had)
    row = await drafts.update(book.owner, draft["id"], InvoicePatch(**sent), version=None)
    now = shapes.invoice(row)
    due_on = None if now.due_on is None else str(now.due_on)
    assert (now.terms, due_on, [one.amount for one in now.instalments]) == has
    assert shapes.invoice(await invoice_now(draft)) == now


async def test_amounts_that_do_not_add_up_any_more_are_refused(book: Book) -> None:
    draft = await book.draft(instalments=parts((4_000, 0), (6_000, 9)))
    with pytest.raises(Invalid, match=r"come to 100\.00 EUR, and 10\.00 EUR is to be paid") as refused:
        await drafts.update(book.owner, draft["id"], InvoicePatch(lines=[line(1_000)]), version=None)
    assert refused.value.pointer == "/instalments"
    patch = InvoicePatch(terms=Terms(type="immediate"), payment_terms_days=3)
    with pytest.raises(Invalid, match="terms and payment_terms_days both say"):
        await drafts.update(book.owner, draft["id"], patch, version=None)


async def test_what_an_invoice_was_issued_with_stays(book: Book) -> None:
    with clock.moved_to(noon("2026-01-15")):
        row = await book.invoice(999, instalments=parts(("33", 1), ("33", 2), ("34", 3)))
    await receivers.update(
        book.owner, book.receiver["id"], ReceiverPatch(payment_terms_days=1, time_zone="Asia/Tokyo"), version=None
    )
    now = shapes.invoice(await invoice_now(row))
    assert now == shapes.invoice(row)
    assert [(one.amount, str(one.due_on)) for one in now.instalments] == [
        (330, "2026-01-16"),
        (330, "2026-01-17"),
        (339, "2026-01-18"),
    ]
    assert str(now.due_on) == "2026-01-18"


async def test_days_count_from_the_receivers_day(pool: None) -> None:
    book = await open_book(time_zone="Pacific/Auckland")
    with clock.moved_to(datetime.datetime(2026, 1, 30, 11, 30, tzinfo=datetime.UTC)):
        issued = shapes.invoice(await book.invoice(100, instalments=parts(("50", 0), ("50", 1))))
        monthly = shapes.invoice(await book.invoice(terms=Terms(type="end_of_month", days=0)))
        later = shapes.invoice(await book.invoice(terms=Terms(type="end_of_month", days=1)))
    assert [str(one.due_on) for one in issued.instalments] == ["2026-01-31", "2026-02-01"]
    assert [str(one.due_on) for one in (monthly, later)] == ["2026-01-31", "2026-02-28"]


async def test_an_invoice_that_asks_for_nothing_has_instalments_of_nothing(book: Book) -> None:
    issued = await book.invoice(discount=DiscountInput(percent="100"), instalments=parts(("50", 0), ("50", 1)))
    now = shapes.invoice(issued)
    assert (now.settlement, [(one.amount, one.amount_due, one.overdue) for one in now.instalments]) == (
        "paid",
        [(0, 0, False)] * 2,
    )
    assert [event["type"] for event in await events_of(issued)] == [
        "invoice.created",
        "invoice.finalized",
        "invoice.paid",
    ]
    await assert_books_balance()


async def test_instalments_are_parts_of_what_is_not_withheld(book: Book) -> None:
    withholdings = [WithholdingInput(name="IRPF", percent="15")]
    with clock.moved_to(noon("2026-01-15")):
        draft = await book.draft(10_000, withholdings=withholdings, instalments=parts(("40", 0), ("60", 30)))
        assert [one.amount for one in shapes.invoice(draft).instalments] == [3_400, 5_100]
        draft = await drafts.update(book.owner, draft["id"], InvoicePatch(withholdings=[]), version=None)
        assert [one.amount for one in shapes.invoice(draft).instalments] == [4_000, 6_000]
        draft = await drafts.update(book.owner, draft["id"], InvoicePatch(withholdings=withholdings), version=None)
        issued = await issuing.finalize(book.owner, draft["id"])
        await book.pay(issued, amount=3_400)
        shape = shapes.invoice(await invoice_now(issued))
    assert [(one.amount, one.amount_due) for one in shape.instalments] == [(3_400, 0), (5_100, 5_100)]
    assert (shape.amount_due, shape.amount_withheld, shape.settlement) == (5_100, 1_500, "partially_paid")
    with pytest.raises(Invalid, match=r"come to 100\.00 EUR, and 85\.00 EUR is to be paid"):
        await book.draft(10_000, withholdings=withholdings, instalments=parts((5_000, 0), (5_000, 5)))
    await assert_books_balance()


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"due_on": datetime.date.max}, "/due_on"),
        ({"due_on": datetime.date(1999, 12, 31)}, "/due_on"),
        ({"instalments": [InstalmentInput(percent="100", due_on=datetime.date.max)]}, "/instalments/0/due_on"),
    ],
)
async def test_a_day_that_nobody_can_count_on_from_is_refused(book: Book, fields: dict[str, Any], pointer: str) -> None:
    draft = await book.draft()
    for asked in (
        lambda: drafts.create(book.owner, book.draft_input(**fields)),
        lambda: drafts.update(book.owner, draft["id"], InvoicePatch(**fields), version=None),
    ):
        with pytest.raises(Invalid, match="is out of range: give a day from 2000-01-01 to 2199-12-31") as refused:
            await asked()
        assert refused.value.pointer == pointer
