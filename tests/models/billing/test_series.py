"""Series of numbers: one for each receiver, kind of document and period."""

import asyncio
import datetime
from collections.abc import AsyncIterator

import pytest

from models import clock, database
from models.billing import issuing, series
from models.errors import Invalid, IssueDateGoesBack
from models.parties import receivers
from models.proof import integrity
from models.shapes.parties import ReceiverPatch
from models.tables.billing import SeriesKind
from models.tables.parties import Receiver
from tests.books import Book, assert_books_balance, open_book

DAY = datetime.date(2026, 6, 2)
NOON = datetime.datetime(2026, 6, 2, 12, tzinfo=datetime.UTC)


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


@pytest.fixture
async def undone() -> AsyncIterator[None]:
    """A transaction that is rolled back: numbers without documents would be gaps."""
    async with database.transaction() as transaction:
        yield
        await transaction.rollback()


async def take(book: Book, kind: SeriesKind, issued_on: datetime.date = DAY) -> str:
    receiver = await Receiver.objects().get(Receiver.id == book.receiver["id"])
    assert receiver is not None
    return await series.next_number(receiver, kind=kind, issued_on=issued_on)


async def test_each_kind_of_document_counts_for_itself(book: Book, undone: None) -> None:
    taken = [await take(book, kind) for kind in ("invoice", "credit_note", "invoice", "credit_note", "credit_note")]
    assert taken == ["INV-2026-00001", "CN-2026-00001", "INV-2026-00002", "CN-2026-00002", "CN-2026-00003"]


async def test_the_dates_of_one_kind_do_not_bind_the_other(book: Book, undone: None) -> None:
    await take(book, "invoice")
    yesterday = DAY - datetime.timedelta(days=1)
    assert await take(book, "credit_note", yesterday) == "CN-2026-00001"
    with pytest.raises(IssueDateGoesBack, match="2026-06-01"):
        await take(book, "invoice", yesterday)


async def set_numbers(book: Book, pattern: str, prefix: str) -> None:
    """Settings from before they were checked."""
    await database.execute(
        "UPDATE receivers SET number_pattern = $2, invoice_prefix = $3 WHERE id = $1",
        book.receiver["id"],
        pattern,
        prefix,
    )


async def change(book: Book, **fields: str) -> None:
    await receivers.update(book.owner, book.receiver["id"], ReceiverPatch(**fields), version=None)


async def skipped(book: Book) -> list[list[str]]:
    rows = await database.fetch(
        "SELECT skipped_numbers FROM number_series WHERE receiver_id = $1 ORDER BY period", book.receiver["id"]
    )
    return [row["skipped_numbers"] for row in rows]


async def violations() -> dict[str, int]:
    """Of the invariants about numbers and references."""
    return {
        check.name: check.violations
        for check in (await integrity.check()).checks
        if "are_given" in check.name or "numbers" in check.name
    }


async def test_numbers_that_other_invoices_have_are_skipped_and_the_series_says_which(book: Book) -> None:
    with clock.moved_to(NOON):
        for _ in range(3):
            await book.invoice()
        await set_numbers(book, "{PREFIX}-{SEQ:5}", "INV-2026")
        assert (await book.invoice())["number"] == "INV-2026-00004"
        assert (await book.invoice())["number"] == "INV-2026-00005"
        assert await skipped(book) == [["INV-2026-00001", "INV-2026-00002", "INV-2026-00003"], []]
        await set_numbers(book, "{PREFIX}-{YYYY}-{SEQ:5}", "INV")
        assert (await book.invoice())["number"] == "INV-2026-00006"
    assert (await skipped(book))[1] == ["INV-2026-00004", "INV-2026-00005"]
    assert set((await violations()).values()) == {0}
    await assert_books_balance()


async def test_of_many_numbers_at_once_those_that_others_have_are_skipped(
    book: Book, undone: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(series, "CANDIDATES", 3)
    with clock.moved_to(NOON):
        for _ in range(2):
            await book.invoice()
        await set_numbers(book, "{PREFIX}-{SEQ:5}", "INV-2026")
        await book.invoice()
        # What the series of before will meet: 3, which is another's, then 4 to 6, of which 5 is.
        await database.execute(
            "UPDATE number_series SET next_sequence = 5 WHERE receiver_id = $1 AND period = ''", book.receiver["id"]
        )
        await book.invoice()
        await set_numbers(book, "{PREFIX}-{YYYY}-{SEQ:5}", "INV")
        receiver = await Receiver.objects().get(Receiver.id == book.receiver["id"])
        assert receiver is not None
        taken = await series.next_numbers(receiver, kind="invoice", issued_on=DAY, count=4)
        again = await series.next_numbers(receiver, kind="invoice", issued_on=DAY, count=1)
        holes = (await skipped(book))[1]
    assert taken == [f"INV-2026-{n:05}" for n in (4, 6, 7, 8)]
    assert again == ["INV-2026-00009"]
    assert holes == ["INV-2026-00003", "INV-2026-00005"]


async def test_a_long_run_of_numbers_is_skipped_at_once(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series, "CANDIDATES", 2)
    with clock.moved_to(NOON):
        for _ in range(4):
            await book.invoice()
        await set_numbers(book, "{PREFIX}-{SEQ:5}", "INV-2026")
        numbers = await asyncio.gather(*(book.invoice() for _ in range(5)))
    assert sorted(row["number"] for row in numbers) == [f"INV-2026-{n:05}" for n in range(5, 10)]
    assert set((await violations()).values()) == {0}


async def test_a_skip_without_a_reason_is_found(book: Book) -> None:
    await book.invoice()
    await database.execute(
        "UPDATE number_series SET skipped_numbers = ARRAY['INV-2026-00099'], next_sequence = next_sequence + 1 "
        "WHERE receiver_id = $1",
        book.receiver["id"],
    )
    found = await violations()
    assert (found["numbers_are_skipped_for_a_reason"], found["numbers_have_no_gaps"]) == (1, 0)
    await database.execute(
        "UPDATE number_series SET skipped_numbers = '{}' WHERE receiver_id = $1", book.receiver["id"]
    )
    assert (await violations())["numbers_have_no_gaps"] == 1, "nor does a gap hide behind nothing"
    await database.execute(
        "UPDATE number_series SET next_sequence = next_sequence - 1 WHERE receiver_id = $1", book.receiver["id"]
    )


@pytest.mark.parametrize(
    ("fields", "pointer", "number"),
    [
        ({"number_pattern": "{PREFIX}-{SEQ:5}", "invoice_prefix": "INV-2026"}, "/number_pattern", "INV-2026-00012"),
        ({"number_pattern": "INV-{YYYY}-{SEQ:5}"}, None, None),
        ({"number_pattern": "INV-2026-{SEQ:5}"}, "/number_pattern", "INV-2026-00012"),
        ({"number_pattern": "INV-2026-{SEQ}"}, None, None),
        ({"number_pattern": "INV-2026-000{SEQ}"}, "/number_pattern", "INV-2026-00012"),
        ({"number_pattern": "INV-{YYYY}-0{SEQ:4}"}, None, None),
        ({"number_pattern": "INV-{YYYY}-000{SEQ:2}"}, None, None),
        ({"number_pattern": "INV-{YYYY}-{MM}0{SEQ:2}"}, None, None),
        ({"number_pattern": "INV-20{YY}-{SEQ:5}"}, None, None),
        ({"number_pattern": "INV-2026-0{SEQ:4}"}, "/number_pattern", "INV-2026-00012"),
        ({"invoice_prefix": "RE"}, None, None),
    ],
)
async def test_settings_that_would_give_a_number_again_are_refused(
    book: Book, fields: dict[str, str], pointer: str | None, number: str | None
) -> None:
    with clock.moved_to(NOON):
        for _ in range(12):
            await book.invoice()
        if pointer is None:
            await change(book, **fields)
            await book.invoice()
            return
        with pytest.raises(Invalid, match=f"There is a document {number}, and this would give its number") as refusal:
            await change(book, **fields)
        assert refusal.value.pointer == pointer


async def test_a_prefix_alone_can_give_a_number_again(pool: None) -> None:
    book = await open_book(number_pattern="{PREFIX}{SEQ}", invoice_prefix="A")
    for _ in range(13):
        await book.invoice()
    # A1 followed by 14 and what comes after: none of it is taken.
    await change(book, invoice_prefix="A1")
    assert (await book.invoice())["number"] == "A114"
    # A followed by 15 and what comes after: in a hundred invoices it is.
    with pytest.raises(Invalid, match="A114") as refusal:
        await change(book, invoice_prefix="A")
    assert refusal.value.pointer == "/invoice_prefix"


async def test_numbers_of_years_that_are_over_do_not_count(pool: None) -> None:
    book = await open_book(number_pattern="{PREFIX}-{SEQ:5}", invoice_prefix="INV-2025")
    with clock.moved_to(NOON):
        await book.invoice()
        await change(book, number_pattern="{PREFIX}-{YYYY}-{SEQ:5}", invoice_prefix="INV")
        assert (await book.invoice())["number"] == "INV-2026-00001"


async def test_numbers_of_years_to_come_do(pool: None) -> None:
    book = await open_book(number_pattern="{PREFIX}-{SEQ:5}", invoice_prefix="INV-2027")
    with clock.moved_to(NOON):
        await book.invoice()
        with pytest.raises(Invalid, match="INV-2027-00001"):
            await change(book, number_pattern="{PREFIX}-{YYYY}-{SEQ:5}", invoice_prefix="INV")


async def test_what_stays_as_it_is_is_not_asked_again(book: Book) -> None:
    await book.invoice()
    await set_numbers(book, "{PREFIX}-{SEQ:5}", f"INV-{clock.now().year}")
    await change(book, number_pattern="{PREFIX}-{SEQ:5}", name="Another name")


async def test_settings_change_between_two_invoices_and_never_in_the_middle(book: Book) -> None:
    year = clock.now().year
    drafts_made = [await book.draft() for _ in range(12)]

    async def change_back_and_forth() -> list[BaseException]:
        refused: list[BaseException] = []
        for fields in (
            {"number_pattern": "{PREFIX}-{SEQ:5}", "invoice_prefix": f"INV-{year}"},
            {"invoice_prefix": "X"},
        ):
            try:
                await change(book, **fields)
            except Invalid as error:
                refused.append(error)
        return refused

    outcomes = await asyncio.gather(
        *(issuing.finalize(book.owner, draft["id"]) for draft in drafts_made[:6]),
        change_back_and_forth(),
        *(issuing.finalize(book.owner, draft["id"]) for draft in drafts_made[6:]),
        return_exceptions=True,
    )
    assert not [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    assert set((await violations()).values()) == {0}


async def test_a_number_is_taken_within_a_transaction_only(book: Book) -> None:
    with pytest.raises(AssertionError, match="one transaction"):
        await take(book, "invoice")
