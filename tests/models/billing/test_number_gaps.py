"""Numbers without gaps, and the report that says so: many at once, processes that die, patterns that change."""

import asyncio
import datetime
import os
import random
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from models import clock, database
from models.billing import issuing, number_gaps
from models.errors import Invalid, NotFound
from models.parties import receivers
from models.shapes.number_gaps import NumberGaps
from models.shapes.parties import ReceiverPatch
from tests.books import Book, assert_books_balance, open_book, stranger

PROJECT = Path(__file__).parents[3]
AT_ONCE = 200
# Issues a draft as an operation does that locks, and waits for its end before the commit.
ISSUER = """
import asyncio, sys, uuid
from models import database
from models.access import SYSTEM
from models.billing import issuing

async def main():
    await database.open_pool(size_min=1, size_max=1)
    async with database.transaction():
        row = await issuing.finalize(SYSTEM, uuid.UUID(sys.argv[1]))
        await database.execute("SELECT FROM invoices WHERE id = $1", row["id"])
        print("issued", row["number"], flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


@pytest.fixture
def june() -> Iterator[None]:
    with clock.moved_to(datetime.datetime(2026, 6, 15, 12, tzinfo=datetime.UTC)):
        yield


async def report(book: Book, **wanted: Any) -> NumberGaps:
    return await number_gaps.find(book.owner, book.receiver["id"], **wanted)


async def change(book: Book, **fields: str) -> None:
    await receivers.update(book.owner, book.receiver["id"], ReceiverPatch(**fields), version=None)


def issuer_of(draft: Any) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", ISSUER, str(draft["id"])]
    return subprocess.Popen(command, cwd=PROJECT, env=os.environ, stdout=subprocess.PIPE)


def counted(found: NumberGaps) -> dict[tuple[str, str], tuple[int, int]]:
    """What each series has given, and what of it is missing."""
    return {(one.kind, one.period): (one.given, one.missing) for one in found.series}


@asynccontextmanager
async def removed(*rows: Any, table: str = "invoices") -> AsyncIterator[None]:
    """Without these documents, as somebody with rights of the database could do it; they are there again afterwards."""
    async with database.transaction() as transaction:
        # Triggers and foreign keys would refuse it, as they refuse everybody.
        await database.execute("SET LOCAL session_replication_role = replica")
        await database.execute(f"DELETE FROM {table} WHERE id = ANY($1)", [row["id"] for row in rows])
        yield
        await transaction.rollback()


async def test_who_has_issued_nothing_misses_nothing(book: Book) -> None:
    await book.draft()
    found = await report(book)
    assert (found.gaps, found.series) == ([], [])


async def test_each_kind_and_period_is_checked_for_itself(book: Book) -> None:
    await change(book, number_pattern="{PREFIX}-{YYYY}-{MM}-{SEQ:3}")
    for month, many in ((5, 2), (6, 1)):
        with clock.moved_to(datetime.datetime(2026, month, 15, 12, tzinfo=datetime.UTC)):
            for _ in range(many):
                await book.credit(await book.invoice(), amount=1)
    found = await report(book)
    assert found.gaps == []
    assert counted(found) == {
        ("credit_note", "2026-05"): (2, 0),
        ("credit_note", "2026-06"): (1, 0),
        ("invoice", "2026-05"): (2, 0),
        ("invoice", "2026-06"): (1, 0),
    }
    assert counted(await report(book, kind="invoice", period="2026-05")) == {("invoice", "2026-05"): (2, 0)}


async def test_a_void_invoice_and_a_deleted_draft_leave_no_gap(book: Book, june: None) -> None:
    issued = [await book.invoice() for _ in range(3)]
    await issuing.void(book.owner, issued[1]["id"])
    await book.draft()
    found = await report(book)
    assert found.gaps == []
    assert counted(found) == {("invoice", "2026"): (3, 0)}


@pytest.mark.parametrize("places", [[0], [1], [4], [1, 2], [0, 1, 2, 3, 4]])
async def test_what_was_removed_by_hand_is_named(book: Book, june: None, places: list[int]) -> None:
    issued = [await book.invoice() for _ in range(5)]
    async with removed(*(issued[place] for place in places)):
        found = await report(book)
    assert [(gap.kind, gap.period, gap.sequence, gap.numbers) for gap in found.gaps] == [
        ("invoice", "2026", place + 1, [issued[place]["number"]]) for place in places
    ]
    assert counted(found) == {("invoice", "2026"): (5, len(places))}
    assert (await report(book)).gaps == []


async def test_a_credit_note_that_was_removed_is_named(book: Book, june: None) -> None:
    notes = [await book.credit(await book.invoice(), amount=1) for _ in range(3)]
    async with removed({"id": notes[1].id}, table="credit_notes"):
        found = await report(book)
    assert [(gap.kind, gap.numbers) for gap in found.gaps] == [("credit_note", ["CN-2026-00002"])]


async def test_more_gaps_than_are_named_are_counted(book: Book, june: None, monkeypatch: pytest.MonkeyPatch) -> None:
    issued = [await book.invoice() for _ in range(4)]
    monkeypatch.setattr(number_gaps, "_MISSING", number_gaps._MISSING.replace("[1:1000]", "[1:2]"))
    async with removed(*issued):
        found = await report(book)
    assert [gap.sequence for gap in found.gaps] == [1, 2]
    assert counted(found) == {("invoice", "2026"): (4, 4)}


async def test_an_answer_checks_so_many_numbers_and_the_next_goes_on(
    book: Book, june: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(number_gaps, "CHECKED_MAX", 2)
    issued = [await book.invoice() for _ in range(5)]
    notes = [await book.credit(issued[0], amount=1) for _ in range(2)]
    async with removed(issued[0], issued[3]), removed({"id": notes[1].id}, table="credit_notes"):
        answers = [await report(book)]
        while answers[-1].next_cursor is not None:
            answers.append(await report(book, after=number_gaps.place(answers[-1].next_cursor)))
    looked_at = [
        [(one.kind, one.checked_from, one.checked_to, one.missing) for one in found.series] for found in answers
    ]
    assert looked_at == [
        [("credit_note", 1, 2, 1)],
        [("invoice", 1, 2, 1)],
        [("invoice", 3, 4, 1)],
        [("invoice", 5, 5, 0)],
    ]
    assert [found.has_more for found in answers] == [True, True, True, False]
    assert [(gap.kind, gap.sequence) for found in answers for gap in found.gaps] == [
        ("credit_note", 2),
        ("invoice", 1),
        ("invoice", 4),
    ]
    assert [one.given for found in answers for one in found.series] == [2, 5, 5, 5]


async def test_each_pattern_of_a_series_counts_where_answers_end(
    book: Book, june: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(number_gaps, "CHECKED_MAX", 4)
    for prefix in ("ACME", "EMCA"):
        await book.invoice()
        await change(book, invoice_prefix=prefix)
    await book.invoice()
    found = await report(book)
    assert [(one.checked_from, one.checked_to, one.missing) for one in found.series] == [(1, 1, 0)]
    rest = await report(book, after=number_gaps.place(found.next_cursor or ""))
    assert [(one.checked_from, one.checked_to) for one in rest.series] == [(2, 2)]
    last = await report(book, after=number_gaps.place(rest.next_cursor or ""))
    assert ([one.checked_to for one in last.series], last.has_more, last.gaps) == ([3], False, [])


@pytest.mark.parametrize(
    "cursor", ["", "invoice", "invoice:2026", "bill:2026:1", "invoice:2026:-1", "invoice:2026:1\n"]
)
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid, match="is not a cursor of these numbers"):
        number_gaps.place(cursor)


async def test_numbers_of_former_patterns_are_no_gaps(book: Book, june: None) -> None:
    issued = [await book.invoice()]
    for fields in (
        {"number_pattern": "{PREFIX}/{YY}/{SEQ}"},
        {"invoice_prefix": "ACME"},
        # By another period, and so by another series.
        {"number_pattern": "{SEQ:4}-{MM}-{YYYY}"},
        {"number_pattern": "{PREFIX}-{YYYY}-{SEQ:5}", "invoice_prefix": "INV"},
    ):
        await change(book, **fields)
        issued += [await book.invoice(), await book.invoice()]
    assert [invoice["number"] for invoice in issued] == [
        "INV-2026-00001",
        "INV/26/2",
        "INV/26/3",
        "ACME/26/4",
        "ACME/26/5",
        "0001-06-2026",
        "0002-06-2026",
        "INV-2026-00006",
        "INV-2026-00007",
    ]
    found = await report(book)
    assert found.gaps == []
    assert counted(found) == {("invoice", "2026"): (7, 0), ("invoice", "2026-06"): (2, 0)}
    async with removed(issued[3], issued[5]):
        found = await report(book)
    assert [(gap.period, gap.sequence) for gap in found.gaps] == [("2026", 4), ("2026-06", 1)]
    assert [issued[place]["number"] in gap.numbers for place, gap in zip((3, 5), found.gaps, strict=True)] == [True] * 2


async def test_a_pattern_that_comes_back_is_kept_once(book: Book, june: None) -> None:
    await book.invoice()
    for _ in range(3):
        await change(book, invoice_prefix="ACME")
        await change(book, invoice_prefix="INV", name="Ada's other workshop")
    kept = await database.fetch(
        "SELECT pattern FROM former_patterns JOIN number_series ON number_series.id = series_id "
        "WHERE receiver_id = $1 ORDER BY pattern",
        book.receiver["id"],
    )
    assert [row["pattern"] for row in kept] == ["ACME-2026-{SEQ:5}", "INV-2026-{SEQ:5}"]


async def test_what_a_series_skipped_is_no_gap(book: Book, june: None) -> None:
    await book.invoice()
    async with database.transaction():
        await number_gaps.keep_patterns(book.receiver)
        # A setting from before 0.4.0, which nobody can choose any more: the next number is another invoice's already.
        await database.execute(
            "UPDATE receivers SET number_pattern = 'INV-2026-0000{SEQ}' WHERE id = $1", book.receiver["id"]
        )
    await book.invoice()
    found = await report(book)
    assert found.gaps == []
    assert [one.skipped for one in found.series] == [["INV-2026-00001"], []]
    await assert_books_balance()


@pytest.mark.parametrize("seed", range(4))
async def test_any_order_of_documents_and_patterns_has_no_gap_but_those_made_by_hand(book: Book, seed: int) -> None:
    chance = random.Random(seed)
    patterns = ["{PREFIX}-{YYYY}-{SEQ:5}", "{PREFIX}{YY}{MM}/{SEQ}", "{SEQ:3}.{YYYY}", "{PREFIX}-{SEQ:2}"]
    day = datetime.datetime(2026, 1, 5, 12, tzinfo=datetime.UTC)
    issued: list[Any] = []
    for _ in range(40):
        day += datetime.timedelta(days=chance.randint(0, 20))
        with clock.moved_to(day):
            if chance.random() < 0.2:
                await change(book, number_pattern=chance.choice(patterns), invoice_prefix=chance.choice(["INV", "A"]))
            elif chance.random() < 0.2:
                await asyncio.gather(*(book.invoice() for _ in range(3)))
            else:
                issued.append(await book.invoice())
    assert (await report(book)).gaps == []
    gone = chance.sample(issued, 3)
    async with removed(*gone):
        found = await report(book)
    assert len(found.gaps) == 3
    assert {invoice["number"] for invoice in gone} <= {number for gap in found.gaps for number in gap.numbers}


async def test_two_hundred_invoices_that_are_issued_at_once_have_two_hundred_numbers_in_a_row(book: Book) -> None:
    drafts = [await book.draft() for _ in range(AT_ONCE)]
    issued = await asyncio.gather(*(issuing.finalize(book.owner, draft["id"]) for draft in drafts))
    year = clock.now().year
    assert sorted(row["number"] for row in issued) == [f"INV-{year}-{place:05}" for place in range(1, AT_ONCE + 1)]
    found = await report(book)
    assert found.gaps == []
    assert counted(found) == {("invoice", str(year)): (AT_ONCE, 0)}
    await assert_books_balance()


async def test_a_report_in_the_middle_of_issuing_has_no_false_gap(book: Book) -> None:
    drafts = [await book.draft() for _ in range(40)]
    reports, _ = await asyncio.gather(
        asyncio.gather(*(report(book) for _ in range(10))),
        asyncio.gather(*(issuing.finalize(book.owner, draft["id"]) for draft in drafts)),
    )
    assert [found.gaps for found in reports] == [[]] * 10


async def test_a_process_that_is_killed_in_the_middle_of_issuing_leaves_no_gap(book: Book) -> None:
    first, draft, next_draft = await book.invoice(), await book.draft(), await book.draft()
    process = issuer_of(draft)
    try:
        assert process.stdout is not None
        # Other lines are of the log.
        while (words := (await asyncio.to_thread(process.stdout.readline)).split())[:1] != [b"issued"]:
            assert words, "it has ended"
        assert words[1].decode() == first["number"].replace("00001", "00002"), "it has the number, and dies with it"
        process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        process.wait()
    # PostgreSQL gives the number back once it has noticed, which whoever takes the next one waits for.
    issued = await issuing.finalize(book.owner, next_draft["id"])
    assert issued["number"] == words[1].decode()
    again = await issuing.finalize(book.owner, draft["id"])
    assert again["number"] == first["number"].replace("00001", "00003")
    found = await report(book)
    assert found.gaps == []
    assert [(one.given, one.missing) for one in found.series] == [(3, 0)]
    await assert_books_balance()


async def test_nobody_else_sees_the_gaps(book: Book) -> None:
    await book.invoice()
    for other in (await stranger(), await book.payer_login()):
        with pytest.raises(NotFound):
            await number_gaps.find(other, book.receiver["id"])
    viewer = await book.member("viewer")
    assert (await number_gaps.find(viewer, book.receiver["id"])).gaps == []
