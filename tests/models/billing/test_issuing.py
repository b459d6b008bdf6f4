"""Invoices issued under a number without gaps, and voided."""

import asyncio
import datetime
from typing import Any

import pytest

from models import clock, database, ids
from models.billing import drafts, invoices, issuing
from models.errors import (
    Invalid,
    InvoiceHasMoney,
    InvoiceNotDraft,
    InvoiceNotOpen,
    InvoiceWithoutLines,
    IssueDateGoesBack,
    PayerArchived,
    PreconditionFailed,
    ReceiverArchived,
    Refused,
    TimeZoneUnknown,
)
from models.money import references, terms
from models.parties import payers, receivers
from models.shapes import billing as shapes
from models.shapes.billing import InvoicePatch
from models.shapes.common import Address
from models.shapes.lines import DiscountInput, TaxInput
from models.shapes.parties import PayerPatch, ReceiverPatch
from tests.books import (
    Book,
    assert_books_balance,
    booked,
    event_types,
    events_of,
    invoice_now,
    line,
    mark_all_overdue,
    noon,
    open_book,
)

DAY = datetime.timedelta(days=1)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


def vat(percent: str) -> list[TaxInput]:
    return [TaxInput(name="VAT", percent=percent)]


async def archive(book: Book, what: str) -> None:
    row = book.receiver if what == "receivers" else book.payer
    await database.execute(f"UPDATE {what} SET status = 'archived' WHERE id = $1", row["id"])


# --- finalize


async def test_an_issued_invoice_has_a_number_a_reference_and_is_owed(book: Book) -> None:
    with clock.moved_to(noon("2026-03-10")):
        issued = shapes.invoice(await book.invoice(lines=[line(10_000, taxes=vat("19"))]), book.owner)
    assert (issued.status, issued.settlement, issued.number) == ("open", "unpaid", "INV-2026-00001")
    assert issued.reference == "RF76INV202600001"
    assert (issued.issued_on, issued.due_on) == (datetime.date(2026, 3, 10), datetime.date(2026, 4, 9))
    assert (issued.total, issued.amount_due, issued.amount_payable) == (11_900, 11_900, 11_900)
    assert issued.pay_url is not None
    row = await database.fetch_row(
        "SELECT * FROM invoices WHERE number IS NOT NULL AND receiver_id = $1", book.receiver["id"]
    )
    assert await booked(row) == {
        "invoice.finalized": {"receivables": 11_900, "revenue": -10_000, "tax_payable": -1_900}
    }
    created, finalized = await events_of(row)
    assert (created["sequence"], finalized["sequence"], finalized["type"]) == (1, 2, "invoice.finalized")
    assert (finalized["previous"]["status"], finalized["previous"]["number"]) == ("draft", None)
    assert finalized["data"]["pay_url"] is None
    assert "pay_url" not in finalized["previous"]
    await assert_books_balance()


async def test_a_draft_is_not_issued_in_the_documented_order(book: Book) -> None:
    with clock.moved_to(noon("2026-05-02")):
        await book.invoice()
    draft = await book.draft(lines=[], due_on=datetime.date(2026, 4, 30))
    await archive(book, "receivers")
    await archive(book, "payers")

    async def refusal(*, version: int | None = None) -> type[Refused]:
        with clock.moved_to(noon("2026-05-01")), pytest.raises(Refused) as refused:
            await issuing.finalize(book.owner, draft["id"], version=version)
        return refused.type

    assert await refusal(version=99) is PreconditionFailed
    assert await refusal() is InvoiceWithoutLines
    await drafts.update(book.owner, draft["id"], InvoicePatch(lines=[line()]), version=None)
    assert await refusal() is ReceiverArchived
    await database.execute("UPDATE receivers SET status = 'active' WHERE id = $1", book.receiver["id"])
    assert await refusal() is PayerArchived
    await database.execute("UPDATE payers SET status = 'active' WHERE id = $1", book.payer["id"])
    assert await refusal() is Invalid
    await drafts.update(book.owner, draft["id"], InvoicePatch(due_on=None), version=None)
    assert await refusal() is IssueDateGoesBack
    assert (await invoice_now(draft))["status"] == "draft"
    await assert_books_balance()


@pytest.mark.parametrize("end", [payers.delete, payers.erase])
async def test_a_payer_who_is_archived_or_erased_is_billed_no_more(book: Book, end: Any) -> None:
    draft = await book.draft()
    await end(book.owner, book.payer["id"], version=None)

    with pytest.raises(PayerArchived) as refused:
        await issuing.finalize(book.owner, draft["id"])

    assert refused.value.pointer == "/payer_id"
    now = await invoice_now(draft)
    assert (now["status"], now["number"], await booked(draft)) == ("draft", None, {})
    other = await book.another_payer()
    patch = InvoicePatch(payer_id=ids.encode("payer", other["id"]))
    await drafts.update(book.owner, draft["id"], patch, version=None)
    # The refusal has taken no number.
    assert (await issuing.finalize(book.owner, draft["id"]))["number"].endswith("-00001")
    await assert_books_balance()


async def test_an_issued_invoice_keeps_the_parties_as_they_were(book: Book) -> None:
    before = shapes.invoice(await book.invoice())
    await receivers.update(
        book.owner,
        book.receiver["id"],
        ReceiverPatch(name="Renamed", address=Address(city="Elsewhere"), time_zone="Asia/Tokyo", bank_account="XX1"),
        version=None,
    )
    await payers.update(book.owner, book.payer["id"], PayerPatch(name="Married", tax_id="T2"), version=None)
    invoice_id = ids.decode("invoice", before.id)
    after = shapes.invoice(await invoices.get(book.owner, invoice_id))
    assert after == before
    assert (before.receiver.name, before.payer.name) == ("Ada's Workshop", "Grace Payer")
    later = shapes.invoice(await book.invoice())
    assert (later.receiver.name, later.receiver.bank_account) == ("Renamed", "XX1")
    assert later.payer.name == "Married"


@pytest.mark.parametrize(
    ("time_zone", "midnight"),
    [
        ("Pacific/Kiritimati", "2026-12-31T10:00+00:00"),
        ("Asia/Kolkata", "2026-12-31T18:30+00:00"),
        ("CET", "2026-12-31T23:00+00:00"),
        ("America/Vancouver", "2027-01-01T07:00+00:00"),
        ("America/Los_Angeles", "2027-01-01T08:00+00:00"),
        ("Pacific/Pago_Pago", "2027-01-01T11:00+00:00"),
    ],
)
async def test_the_issue_date_is_the_receivers_day(pool: None, time_zone: str, midnight: str) -> None:
    book = await open_book(time_zone=time_zone)
    new_year = datetime.datetime.fromisoformat(midnight)
    with clock.moved_to(new_year - MINUTE):
        last = await book.invoice(payment_terms_days=0)
    with clock.moved_to(new_year + MINUTE):
        first = await book.invoice(payment_terms_days=0)
    assert (last["issued_on"].isoformat(), last["due_on"].isoformat()) == ("2026-12-31", "2026-12-31")
    assert (first["issued_on"].isoformat(), first["due_on"].isoformat()) == ("2027-01-01", "2027-01-01")
    # The period of the number follows the same calendar.
    assert (last["number"], first["number"]) == ("INV-2026-00001", "INV-2027-00001")
    on = await database.fetch(
        "SELECT effective_on FROM ledger_transactions WHERE receiver_id = $1 ORDER BY id", book.receiver["id"]
    )
    assert [row["effective_on"] for row in on] == [last["issued_on"], first["issued_on"]]


async def test_an_invoice_that_asks_for_nothing_is_paid_at_once(book: Book) -> None:
    issued = await book.invoice(discount=DiscountInput(percent="100"))
    assert (issued["total"], issued["status"], issued["settlement"]) == (0, "open", "paid")
    assert await event_types(issued) == ["invoice.created", "invoice.finalized", "invoice.paid"]
    assert await booked(issued) == {}
    with clock.moved_to(clock.now() + 400 * DAY):
        await mark_all_overdue()
    assert not (await invoice_now(issued))["overdue"]
    await assert_books_balance()


async def test_fifty_finalizes_at_once_take_fifty_numbers_in_a_row(book: Book) -> None:
    drafts = [await book.draft() for _ in range(50)]
    issued = await asyncio.gather(*(issuing.finalize(book.owner, draft["id"]) for draft in drafts))
    year = issued[0]["issued_on"].year
    assert sorted(row["number"] for row in issued) == [f"INV-{year}-{sequence:05}" for sequence in range(1, 51)]
    await assert_books_balance()


async def test_one_draft_finalized_by_many_at_once_is_issued_once(book: Book) -> None:
    draft = await book.draft()
    outcomes = await asyncio.gather(
        *(issuing.finalize(book.owner, draft["id"]) for _ in range(10)), return_exceptions=True
    )
    assert sum(isinstance(outcome, InvoiceNotDraft) for outcome in outcomes) == 9
    assert await event_types(draft) == ["invoice.created", "invoice.finalized"]
    await assert_books_balance()


async def test_a_finalize_that_is_rolled_back_leaves_no_gap(book: Book) -> None:
    first, second = await book.draft(), await book.draft()

    class Crash(Exception):
        pass

    async def crash() -> None:
        async with database.transaction():
            taken = await issuing.finalize(book.owner, first["id"])
            assert taken["number"].endswith("00001")
            raise Crash

    with pytest.raises(Crash):
        await crash()
    assert (await invoice_now(first))["number"] is None
    assert await event_types(first) == ["invoice.created"]
    assert (await issuing.finalize(book.owner, second["id"]))["number"].endswith("00001")
    assert (await issuing.finalize(book.owner, first["id"]))["number"].endswith("00002")
    await assert_books_balance()


async def test_finalizes_that_fail_among_others_leave_no_gap(book: Book) -> None:
    good = [await book.draft() for _ in range(15)]
    bad = [await book.draft(due_on=datetime.date(2020, 1, 1)) for _ in range(5)]
    drafts = [
        draft for index, draft in enumerate(good) for draft in ([draft, bad[index // 3]] if index % 3 == 0 else [draft])
    ]
    outcomes = await asyncio.gather(
        *(issuing.finalize(book.owner, draft["id"]) for draft in drafts), return_exceptions=True
    )
    assert sum(isinstance(outcome, Invalid) for outcome in outcomes) == 5
    numbers = sorted(outcome["number"] for outcome in outcomes if not isinstance(outcome, BaseException))
    assert [int(number[-5:]) for number in numbers] == list(range(1, 16))
    await assert_books_balance()


async def test_issue_dates_do_not_go_back(book: Book) -> None:
    with clock.moved_to(noon("2026-06-02")):
        await book.invoice()
    with clock.moved_to(noon("2026-06-01")):
        draft = await book.draft()
        with pytest.raises(IssueDateGoesBack):
            await issuing.finalize(book.owner, draft["id"])
    with clock.moved_to(noon("2026-06-02")):
        assert (await issuing.finalize(book.owner, draft["id"]))["number"] == "INV-2026-00002"


async def test_numbers_follow_the_receivers_pattern(pool: None) -> None:
    book = await open_book(invoice_prefix="ADA", number_pattern="{PREFIX}/{YY}{MM}/{SEQ:3}")
    numbers = []
    for day in ("2026-01-31", "2026-02-01", "2026-02-28"):
        with clock.moved_to(noon(day)):
            numbers.append((await book.invoice())["number"])
    assert numbers == ["ADA/2601/001", "ADA/2602/001", "ADA/2602/002"]


async def test_invoices_of_one_receiver_never_share_a_reference(pool: None) -> None:
    book = await open_book(number_pattern="{PREFIX}-{SEQ}", invoice_prefix="A-1")
    first = await book.invoice()
    patch = ReceiverPatch(number_pattern="{PREFIX}-{SEQ}", invoice_prefix="A")
    await database.execute("UPDATE number_series SET next_sequence = 11 WHERE receiver_id = $1", book.receiver["id"])
    await receivers.update(book.owner, book.receiver["id"], patch, version=None)
    second = await book.invoice()
    await database.execute("UPDATE number_series SET next_sequence = 3 WHERE receiver_id = $1", book.receiver["id"])
    assert (first["number"], second["number"]) == ("A-1-1", "A-11")
    assert first["reference"] == references.make("A-11")
    assert second["reference"] == references.make_apart("A-11")
    assert references.is_valid(second["reference"])
    other = await open_book(number_pattern="{PREFIX}-{SEQ}", invoice_prefix="A-1")
    assert (await other.invoice())["reference"] == first["reference"], "another receiver's are its own"


async def test_a_pattern_from_before_gives_each_invoice_a_reference_of_its_own(book: Book) -> None:
    await database.execute(
        "UPDATE receivers SET number_pattern = '{SEQ:5}/HAMBURG-CUSTOMERS-WORLDWIDE' WHERE id = $1", book.receiver["id"]
    )
    issued = await asyncio.gather(*(book.invoice() for _ in range(10)))
    assert len({row["number"] for row in issued}) == 10
    assert len({row["reference"] for row in issued}) == 10
    assert all(references.is_valid(row["reference"]) for row in issued)


async def test_a_receiver_whose_time_zone_is_not_known_any_more_is_told_what_to_do(
    pool: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = await open_book(time_zone="America/Coyhaique")
    draft, issued = await book.draft(), await book.invoice()
    monkeypatch.setattr(terms, "TIME_ZONES", terms.TIME_ZONES - {"America/Coyhaique"})
    with pytest.raises(TimeZoneUnknown, match="America/Coyhaique' is not known: set one that is"):
        await issuing.finalize(book.owner, draft["id"])
    with pytest.raises(TimeZoneUnknown):
        await issuing.void(book.owner, issued["id"])
    # Where it is the same day at every hour: dates of a series do not go back.
    await receivers.update(book.owner, book.receiver["id"], ReceiverPatch(time_zone="America/Bahia"), version=None)
    assert (await issuing.finalize(book.owner, draft["id"]))["time_zone"] == "America/Bahia"
    assert (await issuing.void(book.owner, issued["id"]))["status"] == "void"


async def test_each_receiver_counts_for_itself(book: Book) -> None:
    other = await open_book()
    year = clock.now().year
    assert [(await each.invoice())["number"] for each in (book, other)] == [f"INV-{year}-00001"] * 2


# --- void


async def test_a_void_invoice_keeps_its_number_and_is_booked_back(book: Book) -> None:
    issued = await book.invoice(lines=[line(10_000, taxes=vat("19"))])
    void = await issuing.void(book.owner, issued["id"], version=issued["version"])
    assert (void["status"], void["number"], void["total"]) == ("void", issued["number"], 11_900)
    assert (shapes.invoice(void).amount_due, shapes.invoice(void).amount_payable) == (0, 0)
    assert (await booked(issued))["invoice.voided"] == {"receivables": -11_900, "revenue": 10_000, "tax_payable": 1_900}
    last = (await events_of(issued))[-1]
    assert (last["type"], last["sequence"]) == ("invoice.voided", 3)
    assert last["previous"] == {"status": "open", "amount_due": 11_900, "amount_payable": 11_900}
    assert (await book.invoice())["number"].endswith("00002")
    await assert_books_balance()


async def test_only_an_open_invoice_can_be_voided(book: Book) -> None:
    draft, issued = await book.draft(), await book.invoice()
    with pytest.raises(InvoiceNotOpen):
        await issuing.void(book.owner, draft["id"])
    await issuing.void(book.owner, issued["id"])
    with pytest.raises(InvoiceNotOpen):
        await issuing.void(book.owner, issued["id"])
    assert (await event_types(issued)).count("invoice.voided") == 1
    await assert_books_balance()


async def test_an_invoice_with_money_is_not_voided(book: Book) -> None:
    paid, promised = await book.invoice(), await book.invoice()
    await book.pay(paid, amount=1_234)
    await book.pay(promised, amount=4_321, method="cheque")
    with pytest.raises(InvoiceHasMoney, match=r"12\.34 EUR has been paid"):
        await issuing.void(book.owner, paid["id"])
    with pytest.raises(InvoiceHasMoney, match=r"43\.21 EUR is on its way"):
        await issuing.void(book.owner, promised["id"])
    await assert_books_balance()
