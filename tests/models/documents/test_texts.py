"""Whatever people write, it is a document that says it, or says what it does not show."""

import io
import re
import subprocess
import unicodedata

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.documents import contents, view
from models.documents.fonts import REPLACEMENT, fonts
from models.tables.documents import DocumentKind
from tests.hostile_names import HOSTILE
from tests.models.documents.shown import DOCUMENTS, WITHOUT_TOOLS, an_invoice, made, text_of
from tests.models.einvoices.drawn import buyer, invoice, line, tax

ASSIGNED = [each for code in range(1, 0x11_0000) if unicodedata.category(each := chr(code)) not in ("Cn", "Co", "Cs")]
# What fonts have, marks and joiners as often as everything else together.
_KNOWN = [each for each in ASSIGNED if fonts().has(each)]
_MARKS = [each for each in _KNOWN if unicodedata.category(each)[0] == "M"]
SHOWN = _KNOWN + [*_MARKS, "\u200c", "\u200d"] * (len(_KNOWN) // len(_MARKS))
# In points.
A4_WIDTH, MARGIN = 595.3, 56.7


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
    assert words, "there is no document without words"
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
