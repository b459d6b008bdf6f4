"""Logos on documents: printed with the name of whom they are of, kept with the document, and never in its way."""

import io
from typing import Any

import pikepdf
import pytest
from structlog.testing import capture_logs
from typst import TypstError

from models import database
from models.documents import logos, making, pdf, pictures, printing, statements, storage
from models.documents.fonts import Fonts, Shown, fonts
from models.documents.pictures import Picture
from models.parties import payers
from models.reports.periods import Period
from models.shapes.parties import PayerPatch
from tests.books import Book, open_book
from tests.models.documents.shown import DOCUMENTS, WITHOUT_TOOLS, a_statement, made, text_of
from tests.models.einvoices.drawn import TODAY
from tests.pictures import mark, noise, painted


@pytest.fixture(scope="module")
def logo() -> Picture:
    return pictures.scaled(mark(), width_max=logos.WIDTH_MAX, height_max=logos.HEIGHT_MAX, bytes_max=30_000)


@pytest.fixture
async def book(pool: None) -> Book:
    await database.execute("UPDATE documents SET status = 'exhausted', lease_token = NULL WHERE content IS NULL")
    return await open_book()


def pictures_of(document: bytes) -> list[tuple[int, int]]:
    """The sizes of a document's pictures, in pixels, without what only says how much can be seen through them."""
    with pikepdf.open(io.BytesIO(document)) as opened:
        return [
            (int(each.Width), int(each.Height))
            for each in opened.objects
            if isinstance(each, pikepdf.Stream)
            and each.get("/Subtype") == "/Image"
            and each.ColorSpace != "/DeviceGray"
        ]


def texts_for(document: bytes) -> list[str]:
    """What a screen reader says of a document's figures."""
    with pikepdf.open(io.BytesIO(document)) as opened:
        return [str(each.Alt) for each in opened.objects if isinstance(each, pikepdf.Dictionary) and "/Alt" in each]


async def kept(book: Book, invoice: Any) -> bytes:
    return (await making.at_once("invoice", invoice["id"])).content


@WITHOUT_TOOLS
@pytest.mark.parametrize("kind", DOCUMENTS)
def test_each_document_shows_it_by_the_sellers_name(kind: Any, logo: Picture) -> None:
    view = DOCUMENTS[kind]("Ada's Workshop")
    document = made(view, logo=logo)
    assert (logo.width, logo.height) in pictures_of(document)
    assert "Ada's Workshop" in texts_for(document)
    assert text_of(document).count("Ada's Workshop") == text_of(made(view)).count("Ada's Workshop")
    assert document == made(view, logo=logo), "the same bytes for the same data"


def test_it_adds_little() -> None:
    hard = pictures.scaled(noise(600, 192), width_max=640, height_max=192, bytes_max=30_000)
    view = DOCUMENTS["invoice"]("Ada's Workshop")
    assert len(made(view, logo=hard)) - len(made(view)) < 40_000


def test_a_damaged_logo_is_an_error_of_typst(logo: Picture) -> None:
    """So the document is made without it, and the log says so."""
    view = DOCUMENTS["invoice"]("Ada's Workshop")
    with pytest.raises(TypstError):
        pdf.render(printing.printed(view, fonts()), logo=logo._replace(content=logo.content[:200]))


async def test_a_document_has_the_logo_of_its_time(book: Book) -> None:
    before, during = await book.invoice(), await book.invoice()
    without = await kept(book, before)
    await logos.put(book.owner, book.receiver["id"], mark())
    with_it = await kept(book, during)
    assert (pictures_of(without), len(pictures_of(with_it))) == ([], 1)
    await logos.put(book.owner, book.receiver["id"], painted())
    assert await kept(book, during) == with_it
    await logos.delete(book.owner, book.receiver["id"])
    assert await kept(book, during) == with_it
    assert await kept(book, before) == without
    assert pictures_of(await kept(book, await book.invoice())) == []


@WITHOUT_TOOLS
@pytest.mark.parametrize(
    ("is_damaged", "name", "pictures_shown", "told_of"),
    [
        (False, "Ada", 1, {}),
        (True, "Ada", 0, {"document.set_without_logo": "decode"}),
        (False, "Ada \u738b", 1, {"document.set_plainly": "could not be displayed"}),
        (
            True,
            "Ada \u738b",
            0,
            {"document.set_without_logo": "decode", "document.set_plainly": "could not be displayed"},
        ),
    ],
)
async def test_only_what_cannot_be_set_is_left_out_and_told_of(
    book: Book,
    monkeypatch: pytest.MonkeyPatch,
    is_damaged: bool,
    name: str,
    pictures_shown: int,
    told_of: dict[str, str],
) -> None:
    await logos.put(book.owner, book.receiver["id"], mark())
    await payers.update(book.owner, book.payer["id"], PayerPatch(name=name), version=None)
    invoice = await book.invoice()
    # As a script would come through that no test has thought of: Typst refuses the letter.
    monkeypatch.setattr(Fonts, "shown", lambda self, text: Shown(text, ()))
    if is_damaged:
        # As a disk would damage it: the database itself refuses to.
        monkeypatch.setattr(logos, "shown", _damaged)
    with capture_logs() as told:
        document = await kept(book, invoice)
    assert len(pictures_of(document)) == pictures_shown
    assert ("U+738B" in text_of(document)) == (name != "Ada")
    errors = {each["event"]: each["error"] for each in told if each["log_level"] == "error"}
    assert errors.keys() == told_of.keys()
    assert all(part in errors[event] for event, part in told_of.items()), errors


async def test_a_logo_that_is_deleted_meanwhile_is_left_out_and_told_of(book: Book) -> None:
    """Between reading who sells and reading the picture."""
    receiver, _ = await logos.put(book.owner, book.receiver["id"], painted(211, 37))
    await logos.delete(book.owner, book.receiver["id"])
    with capture_logs() as told:
        assert await logos.to_print(receiver.logo) is None
    assert [each["event"] for each in told] == ["document.logo_has_gone"]


async def test_a_statement_with_another_logo_is_another_one(book: Book) -> None:
    await book.invoice()
    asked = []
    for content in (None, painted(212, 37), painted(212, 37), painted(213, 37)):
        if content is not None:
            await logos.put(book.owner, book.receiver["id"], content)
        period = Period(TODAY, TODAY)
        asked.append(await statements.ask(book.owner, book.payer["id"], period=period))
    assert asked[1] == asked[2]
    assert len(set(asked)) == 3
    await making.make_due(seconds_max=60)
    shown = [pictures_of((await _found(subject)).content) for subject in asked]
    # The logo of the first two has been replaced since: a statement shows the one of its time, or none.
    assert [len(each) for each in shown] == [0, 0, 0, 1]


def test_a_statement_that_was_asked_for_before_there_were_logos_is_still_read() -> None:
    assert a_statement("Ada's Workshop").logo is None


async def _damaged(sha256: str) -> bytes:
    return painted()[:100]


async def _found(subject: Any) -> storage.File:
    found = await storage.find("statement", subject)
    assert found is not None
    return found
