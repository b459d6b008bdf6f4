"""Payment references are ISO 11649 and are found again in what payers write."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.money import references

CHARACTERS = string.digits + string.ascii_uppercase
bodies = st.text(CHARACTERS, min_size=1, max_size=21)


@pytest.mark.parametrize(
    ("number", "reference"),
    [
        ("INV202600001", "RF76INV202600001"),
        ("INV-2026-00001", "RF76INV202600001"),
        ("inv 2026/00001", "RF76INV202600001"),
        ("TU06FX", "RF96TU06FX"),
        # The example of ISO 11649 itself.
        ("539007547034", "RF18539007547034"),
        ("ßé-TU06FX-é", "RF96TU06FX"),
        ("0", "RF040"),
    ],
)
def test_a_number_has_its_reference(number: str, reference: str) -> None:
    assert references.make(number) == reference
    assert references.is_valid(reference)


def test_of_a_long_number_the_last_21_characters_stay() -> None:
    number = "ABCDEFGH-2026-0000000000000001"
    reference = references.make(number)
    assert len(reference) == 25
    assert reference[4:] == "20260000000000000001".rjust(21, "H")
    assert references.is_valid(reference)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("INV-1", "INV1"),
        ("A-1-11", "A-11-1"),
        ("ÄRZTE-1", "RZTE-1"),
        ("2026-HAMBURGCUSTOMERSXY-00001", "2027-HAMBURGCUSTOMERSXY-00001"),
    ],
)
def test_numbers_that_look_alike_to_a_reference_have_another_one_each(one: str, two: str) -> None:
    assert references.make(one) == references.make(two)
    assert len({references.make(one), references.make_apart(one), references.make_apart(two)}) == 3


@given(st.text("AB-1/", min_size=1, max_size=12), st.text("AB-1/", min_size=1, max_size=12))
def test_references_made_apart_are_valid_and_differ_where_numbers_do(one: str, two: str) -> None:
    made = references.make_apart(one)
    assert references.is_valid(made)
    assert references.find(f"Invoice, {made}, thank you") == [made]
    assert (made == references.make_apart(two)) == (one == two)


@pytest.mark.parametrize("number", ["", "---", "é", "№"])
def test_a_number_without_letters_and_digits_has_none(number: str) -> None:
    with pytest.raises(ValueError, match="no letter or digit"):
        references.make(number)


@pytest.mark.parametrize("text", ["rf76 inv2 0260 0001", " RF76INV202600001\n", "RF 76 INV 2026 00001", "RF96tu06fx"])
def test_spaces_and_lower_case_are_accepted_back(text: str) -> None:
    assert references.is_valid(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "RF", "RF76", "RF77INV202600001", "RF76INV202600002", "RF76INV-202600001", "76INV202600001"),
        # These leave the remainder 1 like RF97, RF98 and RF02 do, but ISO 7064 makes 02 to 98 only.
        *("RF00A42", "RF01A24", "RF99A124"),
        *("RF04" + "0" * 22, "XX76INV202600001", "ＲＦ76INV202600001", "RF７6INV202600001"),
    ],
)
def test_anything_else_is_not_valid(text: str) -> None:
    assert not references.is_valid(text)


@given(body=bodies)
def test_check_digits_have_no_second_form(body: str) -> None:
    valid = [digits for digits in range(100) if references.is_valid(f"RF{digits:02d}{body}")]
    assert len(valid) == 1
    assert 2 <= valid[0] <= 98


@given(body=bodies)
def test_every_made_reference_leaves_the_remainder_1(body: str) -> None:
    reference = references.make(body)
    moved = reference[4:] + reference[:4]
    assert int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


@given(body=bodies, data=st.data())
def test_a_mistyped_digit_is_noticed(body: str, data: st.DataObject) -> None:
    reference = references.make(body)
    position = data.draw(st.sampled_from([index for index, each in enumerate(reference) if each.isdigit()]))
    digit = data.draw(st.sampled_from(string.digits))
    assume(digit != reference[position])
    assert not references.is_valid(reference[:position] + digit + reference[position + 1 :])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("RF76INV202600001", ["RF76INV202600001"]),
        ("Invoice rf76 inv2 0260 0001, thank you", ["RF76INV202600001"]),
        ("/CD/SCOR/RF76INV202600001/INV/", ["RF76INV202600001"]),
        ("Ref:RF76INV20\n2600001.", ["RF76INV202600001"]),
        ("RF96TU06FX and RF76INV202600001 and RF96TU06FX", ["RF96TU06FX", "RF76INV202600001"]),
        ("RF96TU06FX RF76INV202600001", ["RF96TU06FX", "RF76INV202600001"]),
        ("RF76\u00a0INV2\u00a00260\u00a00001", ["RF76INV202600001"]),
        ("RF76INV202600001 is paid by Pat", ["RF76INV202600001"]),
        ("XRF76INV202600001", []),
        ("RF76INV202600001X", []),
        ("RF77INV202600001", []),
        ("Rent for May, RF, 76", []),
        ("", []),
    ],
)
def test_references_are_found_in_free_text(text: str, found: list[str]) -> None:
    assert references.find(text) == found


@given(
    body=bodies,
    before=st.text(max_size=20).map(lambda text: text + ": "),
    after=st.text(max_size=20).map(lambda text: " " + text),
    width=st.integers(1, 25),
)
def test_a_reference_is_found_however_it_is_spaced(body: str, before: str, after: str, width: int) -> None:
    reference = references.make(body)
    spaced = " ".join(reference[start : start + width] for start in range(0, len(reference), width))
    found = references.find(before + spaced.lower() + after)
    assert reference in found
    assert all(references.is_valid(each) for each in found)


def test_a_long_text_is_searched_in_reasonable_time() -> None:
    assert references.find("RF " * 20_000 + "RF96 TU06 FX") == ["RF96TU06FX"]


def test_people_read_a_reference_in_groups_of_four() -> None:
    for reference, shown in (("RF76INV202600001", "RF76 INV2 0260 0001"), ("RF34AC", "RF34 AC"), ("", "")):
        assert references.grouped(reference) == shown
        assert (references.ungrouped(shown) or "") == reference


def test_a_reference_in_groups_of_four_is_put_together_and_nothing_else_is() -> None:
    for text in ("RF34 ACME 2611 006", "rf34 acme 2611 006", "  RF34\u00a0ACME 2611\t006 "):
        assert references.ungrouped(text) == "RF34ACME2611006", text
    assert references.ungrouped("RF34 AC") == "RF34AC"
    for text in (
        "",
        "RF 12 antenna",
        "RF40 amplifier",
        "RF12-A too",
        "RF34 ACM 2611",
        "IBAN 1234",
        "RF34 ACME 26116",
        "RF34ACME 2611",
    ):
        assert references.ungrouped(text) is None, text
