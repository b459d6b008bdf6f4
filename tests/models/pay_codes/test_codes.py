"""Pay codes say what their standards want: read back from their pictures by a decoder that is not ours."""

import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import typst
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from models.money import references
from models.pay_codes import codes, epc, words
from models.pay_codes.codes import PayCode
from models.pay_codes.model import Asked, Party
from models.shapes.common import from_json
from models.shapes.parties import PartySnapshot

REFERENCE = "RF76INV202600001"
GERMAN, SWISS, QR_IBAN = "DE89370400440532013000", "CH9300762011623852957", "CH4431999123000889012"
UPI_ID = "ada.workshop@okaxis"
# Names that hold what a code is made of, in text, SVG and links, and what no reader shows.
HOSTILE = [
    "Ada\nDE02120300000000202051\nEUR9999.99",
    "Ada\r\nEPD\r\nCH",
    '"><script>alert(1)</script></svg>',
    "Ada&am=1.00&pa=mallory@okaxis#%26 {{ 7*7 }} {% raw %}",
    "\u202eecila\u202c \u200bZero\u2028Width\x00\x1b[31m",
    "🎉 Ada 👩🏽‍🔧❤️ Party 1️⃣",
    "Żółć Ünïcödé Ștefan €",
    "आदा कार्यशाला",
    "مكتب آدا",
    "阿达工作室",
    "Ада & Σία",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G" * 3,
    "W" * 200,
    "Workshop " * 22,
    "𝔄𝔡𝔞 ﬁne ™",
]


def party(**fields: str) -> Party:
    usual = {
        "name": "Ada's Workshop",
        "street": "Bahnhofstrasse 12a",
        "postal_code": "8001",
        "city": "Zürich",
        "country": "CH",
    }
    return Party(**(usual | fields))


def asked(currency: str, amount: int = 199_990, **fields: Any) -> Asked:
    """That much of a receiver with an account of every kind."""
    usual: dict[str, Any] = {
        "reference": REFERENCE,
        "receiver": party(),
        "payer": party(name="Grace Payer", street="Hauptstraße", postal_code="10115", city="Berlin", country="DE"),
        "iban": SWISS if currency == "CHF" else GERMAN,
        "upi_id": UPI_ID,
    }
    return Asked(currency=currency, amount=amount, **(usual | fields))


def only(of: Asked) -> PayCode:
    [code] = codes.of(of)
    return code


def scanned(code: PayCode) -> str:
    """What a scanner reads off the picture, drawn by the engine that draws documents."""
    page = '#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg", width: 8cm)'
    png = typst.compile(page.encode(), format="png", ppi=200, sys_inputs={"svg": code.svg()})
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))
    assert found.format.name == "QRCode"
    assert found.ec_level == "M"
    # Text without a mark of its encoding, so that a scanner may guess it.
    return bytes(found.bytes).decode()


def test_euros_have_an_epc_code() -> None:
    code = only(asked("EUR"))
    assert (code.kind, code.label, code.url) == ("epc", "SEPA transfer", None)
    assert code.payload.split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "",
        "Ada's Workshop",
        GERMAN,
        "EUR1999.90",
        "",
        REFERENCE,
    ]


def test_francs_have_a_swiss_code() -> None:
    code = only(asked("CHF"))
    assert (code.kind, code.label, code.url) == ("swiss_qr_bill", "Swiss QR-bill", None)
    creditor = ["S", "Ada's Workshop", "Bahnhofstrasse", "12a", "8001", "Zürich", "CH"]
    debtor = ["S", "Grace Payer", "Hauptstraße", "", "10115", "Berlin", "DE"]
    assert code.payload.split("\r\n") == [
        *("SPC", "0200", "1", SWISS, *creditor, *[""] * 7, "1999.90", "CHF"),
        *(*debtor, "SCOR", REFERENCE, "", "EPD"),
    ]


def test_rupees_have_a_upi_link() -> None:
    code = only(asked("INR"))
    assert (code.kind, code.label) == ("upi", "UPI")
    assert code.url == code.payload
    assert code.url == (
        "upi://pay?pa=ada.workshop@okaxis&pn=Ada%27s%20Workshop&am=1999.90&cu=INR"
        "&tn=RF76INV202600001&tr=RF76INV202600001"
    )


@pytest.mark.parametrize("currency", ["EUR", "CHF", "INR"])
@pytest.mark.parametrize("name", ["Ada's Workshop", "Müller & Söhne <GmbH>", "W" * 200])
def test_a_scanner_reads_off_the_picture_what_the_code_holds(currency: str, name: str) -> None:
    code = only(asked(currency, receiver=party(name=name)))
    assert scanned(code) == code.payload


@pytest.mark.parametrize(
    ("of", "kinds"),
    [
        (asked("EUR", 0), []),
        (asked("EUR", -1), []),
        (asked("EUR", 1), ["epc"]),
        (asked("EUR", 99_999_999_999), ["epc"]),
        (asked("EUR", 100_000_000_000), []),
        (asked("EUR", iban=None), []),
        (asked("EUR", iban="GB29NWBK60161331926819"), []),
        (asked("EUR", iban=SWISS), ["swiss_qr_bill"]),
        (asked("EUR", iban="LI21088100002324013AA"), ["epc", "swiss_qr_bill"]),
        (asked("EUR", receiver=party(name="🎉")), []),
        (asked("CHF", iban=GERMAN), []),
        (asked("CHF", 1), ["swiss_qr_bill"]),
        (asked("CHF", 99_999_999_999), ["swiss_qr_bill"]),
        (asked("CHF", 100_000_000_000), []),
        # Accounts for references of another kind, of which an invoice has none.
        (asked("CHF", iban=QR_IBAN), []),
        (asked("CHF", receiver=party(city="")), []),
        (asked("CHF", receiver=party(postal_code="")), []),
        (asked("CHF", receiver=party(country="")), []),
        (asked("CHF", receiver=party(country="ZZ")), []),
        (asked("CHF", receiver=party(name="阿达工作室")), []),
        (asked("CHF", receiver=party(street="")), ["swiss_qr_bill"]),
        (asked("INR", upi_id=None), []),
        (asked("INR", 1), ["upi"]),
        (asked("USD"), []),
        (asked("JPY"), []),
        (asked("KWD"), []),
    ],
)
def test_there_are_codes_where_something_can_be_paid_and_an_account_fits(of: Asked, kinds: list[str]) -> None:
    assert [code.kind for code in codes.of(of)] == kinds


@pytest.mark.parametrize(
    ("amount", "shown"), [(1, "0.01"), (10, "0.10"), (100, "1.00"), (99_999_999_999, "999999999.99")]
)
def test_amounts_stand_in_major_units(amount: int, shown: str) -> None:
    assert only(asked("EUR", amount)).payload.split("\n")[7] == f"EUR{shown}"
    assert only(asked("CHF", amount)).payload.split("\r\n")[18] == shown
    assert parse_qs(urlsplit(only(asked("INR", amount)).payload).query)["am"] == [shown]


@pytest.mark.parametrize(
    ("street", "parts"),
    [
        ("Bahnhofstrasse 12a", ["Bahnhofstrasse", "12a"]),
        ("Rue du Lac 12-14", ["Rue du Lac", "12-14"]),
        ("12 High Street", ["12 High Street", ""]),
        ("Postfach", ["Postfach", ""]),
        ("1234", ["1234", ""]),
        ("Strasse des 17. Juni 135", ["Strasse des 17. Juni", "135"]),
        ("Hauptstraße 1" + "2" * 20, ["Hauptstraße 1" + "2" * 20, ""]),
        ("Strasse\n12", ["Strasse", "12"]),
    ],
)
def test_the_number_of_a_house_stands_apart(street: str, parts: list[str]) -> None:
    assert only(asked("CHF", receiver=party(street=street))).payload.split("\r\n")[6:8] == parts


@pytest.mark.parametrize("lacking", ["name", "postal_code", "city", "country"])
def test_a_payer_without_a_whole_address_is_left_open(lacking: str) -> None:
    lines = only(asked("CHF", payer=party(**{lacking: ""}))).payload.split("\r\n")
    assert lines[20:27] == [""] * 7


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_in_its_place(name: str) -> None:
    of_euros = codes.of(asked("EUR", receiver=party(name=name)))
    for code in of_euros:
        lines = code.payload.split("\n")
        assert (len(lines), lines[6], lines[7], lines[9]) == (10, GERMAN, "EUR1999.90", REFERENCE)
        assert 0 < len(lines[5]) <= epc.NAME_CHARACTERS_MAX
        assert len(code.payload.encode()) <= epc.PAYLOAD_BYTES_MAX
    hostile = party(name=name, street=name, city=name, postal_code=name)
    for code in codes.of(asked("CHF", receiver=hostile, payer=hostile)):
        lines = code.payload.split("\r\n")
        assert "\n" not in code.payload.replace("\r\n", "")
        assert (len(lines), lines[3], lines[18:20], lines[27:29]) == (
            31,
            SWISS,
            ["1999.90", "CHF"],
            ["SCOR", REFERENCE],
        )
        lengths = [len(line) for line in lines[5:10]]
        assert all(length <= most for length, most in zip(lengths, [70, 70, 16, 16, 35], strict=True))
        assert len(code.payload) <= 997
    of_rupees = only(asked("INR", receiver=party(name=name)))
    parameters = parse_qs(urlsplit(of_rupees.payload).query, keep_blank_values=True, strict_parsing=True)
    assert {key: values for key, values in parameters.items() if key != "pn"} == {
        "pa": [UPI_ID],
        "am": ["1999.90"],
        "cu": ["INR"],
        "tn": [REFERENCE],
        "tr": [REFERENCE],
    }
    assert of_rupees.payload.isascii()
    for code in [*of_euros, of_rupees]:
        assert scanned(code) == code.payload


def test_each_hostile_name_leaves_a_code_where_anything_of_it_can_be_shown() -> None:
    kept = [name for name in HOSTILE if codes.of(asked("EUR", receiver=party(name=name)))]
    assert kept == HOSTILE


@pytest.mark.parametrize(
    ("name", "shown", "latin"),
    [
        ("🎉 Ada 👩🏽‍🔧❤️ Party 1️⃣", "Ada Party 1", "Ada Party 1"),
        ("Ada\r\nEPD", "Ada EPD", "Ada EPD"),
        ("\u202eAda\u202c", "Ada", "Ada"),
        ("Ada’s „Werkstatt“ – Köln", "Ada’s „Werkstatt“ – Köln", 'Ada\'s "Werkstatt" - Köln'),
        ("Nguyễn Ștefan Żółć", "Nguyễn Ștefan Żółć", "Nguyen Ștefan Żółć"),
        ("Ада", "Ада", ""),
        ("e\u0301", "é", "é"),
        ("𝔄𝔡𝔞 ﬁne", "𝔄𝔡𝔞 ﬁne", "Ada fine"),
    ],
)
def test_names_are_shown_as_far_as_readers_can(name: str, shown: str, latin: str) -> None:
    assert words.shown(name, characters_max=70) == shown
    assert words.latin(name, characters_max=70) == latin


@pytest.mark.parametrize(
    ("line", "cut"),
    [
        ("Workshop of Ada", "Workshop"),
        ("Workshop of", "Workshop of"),
        ("Workshop Ada", "Workshop"),
        ("A Workshopsinthisplace", "A Workshop"),
        ("Adalovelac\u0316e", "Adalovela"),
    ],
)
def test_a_long_name_is_cut_between_words(line: str, cut: str) -> None:
    assert words.shown(line, characters_max=11 if line == cut else 10) == cut


@settings(deadline=None)
@given(st.text(max_size=200), st.integers(1, 70), st.integers(4, 100))
def test_any_name_is_one_line_that_fits(name: str, characters_max: int, bytes_max: int) -> None:
    shown = words.shown(name, characters_max=characters_max, bytes_max=bytes_max)
    assert len(shown) <= characters_max
    assert len(shown.encode()) <= bytes_max
    assert shown == " ".join(shown.split())
    latin = words.latin(name, characters_max=characters_max)
    assert len(latin) <= characters_max
    assert latin == " ".join(latin.split())


@settings(deadline=None)
@given(
    st.integers(1, 99_999_999_999),
    st.text("ABCDEF0123456789", min_size=1, max_size=21),
    st.text(max_size=200),
    st.sampled_from(["EUR", "CHF", "INR"]),
)
def test_what_a_code_holds_is_what_is_asked_for(amount: int, number: str, name: str, currency: str) -> None:
    reference = references.make(number)
    of = asked(currency, amount, reference=reference, receiver=party(name=name))
    major = f"{amount // 100}.{amount % 100:02d}"
    for code in codes.of(of):
        assert reference in code.payload
        assert major in code.payload


@pytest.mark.parametrize("currency", ["EUR", "CHF", "INR"])
def test_a_picture_is_one_element_without_anything_that_acts_or_loads(currency: str) -> None:
    code = only(asked(currency, receiver=party(name='"><script>alert(1)</script></svg>')))
    root = etree.fromstring(code.svg().encode())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    tags = {etree.QName(element).localname for element in root.iter()}
    assert tags <= {"svg", "path", "g"}
    attributes = {name for element in root.iter() for name in element.attrib}
    assert attributes <= {"viewBox", "d", "fill", "stroke", "transform"}
    assert code.svg() == code.svg()
    assert len(code.svg()) < 20_000


def test_the_swiss_cross_stands_in_the_middle() -> None:
    """On 7 mm of 46, with 5 mm of white around the code."""
    root = etree.fromstring(only(asked("CHF")).svg().encode())
    size = float(root.get("viewBox").split()[2])
    group = root.find("{*}g")
    shift, scale = group.get("transform").split(") ")
    x, y = map(float, shift.removeprefix("translate(").split())
    millimetre = float(scale.removeprefix("scale(").rstrip(")"))
    assert x == y == pytest.approx(size / 2 - 3.5 * millimetre, abs=0.01)
    assert (size - 46 * millimetre) / 2 >= 5 * millimetre - 0.001


def test_a_snapshot_from_before_there_were_upi_ids_has_none() -> None:
    assert from_json('{"id": "rcv_1", "name": "Ada", "address": {}}', PartySnapshot).upi_id is None
