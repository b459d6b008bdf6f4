"""Identifiers."""

import uuid

from asyncpg.pgproto import pgproto
from hypothesis import given
from hypothesis import strategies as st

from models import ids


@given(st.uuids())
def test_an_id_survives_its_text_form(value: uuid.UUID) -> None:
    assert ids.decode("invoice", ids.encode("invoice", value)) == value


def test_text_forms_match_the_published_vectors() -> None:
    # TypeID specification 0.3, valid.json: the suffix of the UUID beside it.
    vectors = {
        "00000000-0000-0000-0000-000000000000": "00000000000000000000000000",
        "00000000-0000-0000-0000-000000000010": "0000000000000000000000000g",
        "ffffffff-ffff-ffff-ffff-ffffffffffff": "7zzzzzzzzzzzzzzzzzzzzzzzzz",
        "0110c853-1d09-52d8-d73e-1194e95b5f19": "0123456789abcdefghjkmnpqrs",
    }
    for text, suffix in vectors.items():
        assert ids.encode("invoice", uuid.UUID(text)) == f"inv_{suffix}"


def test_what_is_not_an_id_of_that_kind_decodes_to_none() -> None:
    good = ids.encode("invoice", ids.new())
    for bad in ("", "inv_", good.upper(), good + "0", good[:-1], "inv_8" + good[5:], "pay_" + good[4:], good + "\n"):
        assert ids.decode("invoice", bad) is None, bad


def test_ids_are_made_as_the_driver_reads_them_and_defaults_as_piccolo_wants_them() -> None:
    # Those of the driver's type are sent as they are; Piccolo refuses a default of a derived type.
    assert isinstance(ids.make(), pgproto.UUID)
    assert type(ids.new()) is uuid.UUID


def test_ids_of_a_process_only_go_up_and_are_version_7() -> None:
    made = [make() for _ in range(2_500) for make in (ids.make, ids.new)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {(value.version, value.variant) for value in made} == {(7, uuid.RFC_4122)}


def test_a_derived_id_is_the_same_of_the_same_parts_and_no_other() -> None:
    part = uuid.UUID(int=7)
    made = [ids.derived(part), ids.derived(part, 1), ids.derived(part, 11), ids.derived(part, 1, 1)]
    assert made == [ids.derived(part), ids.derived(part, 1), ids.derived(part, 11), ids.derived(part, 1, 1)]
    assert len(set(made)) == len(made)
    assert {(value.version, value.variant) for value in made} == {(8, uuid.RFC_4122)}
    assert all(ids.is_derived(value) for value in made)
    assert not ids.is_derived(ids.make())


def test_what_is_too_long_for_an_id_is_not_remembered() -> None:
    before = ids._decoded.cache_info().currsize
    assert ids.decode("invoice", "x" * 60_000) is None
    assert ids._decoded.cache_info().currsize == before
