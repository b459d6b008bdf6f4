"""The rules of tests/rules.py hold."""

from tests import rules


def test_a_module_with_statements_of_its_own_says_why() -> None:
    found = rules.statements()
    silent = [module.name for module in found if module.raw and not module.says_why]
    assert not silent, (
        f"{', '.join(silent)}: give the docstring a sentence that begins with 'Raw SQL:' and says why the ORM does not "
        f"do (it cannot, it is too slow, it works on sets), or use the ORM.\n{rules.report(found)}"
    )


def test_signatures_name_what_they_take_and_return() -> None:
    assert rules.records() == []


def test_what_no_tool_checks_has_its_reason_beside_it() -> None:
    assert rules.without_reason() == []


def test_the_picture_of_the_rooms_is_drawn_from_the_imports_and_no_arrow_points_up() -> None:
    assert "==>" not in rules.rooms()
    assert rules.ARCHITECTURE.read_text() == rules.draw(), "renew the picture: python -m tests.rules --draw"
