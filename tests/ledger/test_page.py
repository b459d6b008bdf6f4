"""docs/ledger.md shows what the code books: each of its tables is what an operation has just booked in PostgreSQL.

`QUITTANCE_REWRITE_DOCS=1 make test ARGS="tests/ledger/test_page.py"` writes the page anew.
"""

import os

import pytest

from models.documents import statements
from models.ledger import CHART
from models.shapes.reports import SOURCES
from models.tables.ledger import ACCOUNT_KINDS, TRANSACTION_KINDS
from tests.books import assert_books_balance
from tests.ledger import page
from tests.ledger.desk import open_desk, play
from tests.ledger.operations import OPERATIONS
from tests.models.shops import set_aside

REWRITE = 'QUITTANCE_REWRITE_DOCS=1 make test ARGS="tests/ledger/test_page.py"'


@pytest.fixture(scope="module")
async def played(pool: None) -> page.Played:
    desk = await open_desk()
    found = await play(desk, OPERATIONS)
    # What nobody sends to a gateway would be sent by other tests.
    await set_aside()
    return found


async def test_the_page_shows_what_is_booked(played: page.Played) -> None:
    await assert_books_balance()
    text = page.generated(played)
    if os.environ.get("QUITTANCE_REWRITE_DOCS"):
        page.rewrite(text)
        return
    assert page.written() == text, f"docs/ledger.md is not what the code books. To rewrite it: {REWRITE}"


def test_every_kind_of_transaction_is_shown(played: page.Played) -> None:
    shown = {booked.kind for _, steps in played for step in steps for booked in step.booked}
    missing = [kind for kind in TRANSACTION_KINDS if kind not in shown and kind not in page.MIGRATED]
    assert not missing, f"tests/ledger/operations.py has no operation that books {', '.join(missing)}"
    assert shown <= set(TRANSACTION_KINDS)


def test_every_account_is_in_the_chart_and_in_a_table(played: page.Played) -> None:
    assert tuple(CHART) == ACCOUNT_KINDS
    lines = [line for _, steps in played for step in steps for booked in step.booked for line in booked.lines]
    assert {line.account for line in lines} == set(ACCOUNT_KINDS)


def test_every_transaction_that_is_shown_balances(played: page.Played) -> None:
    for operation, steps in played:
        for booked in (booked for step in steps for booked in step.booked):
            assert sum(line.amount for line in booked.lines) == 0, operation.title
            assert len(booked.lines) >= 2, operation.title


def test_sources_that_are_named_apart_are_of_kinds_that_there_are() -> None:
    assert set(SOURCES) <= set(TRANSACTION_KINDS)


def test_every_kind_that_a_statement_shows_has_a_name(played: page.Played) -> None:
    """A statement shows what changes the sum of what a payer owes and of their credit."""
    of_payers = ("receivables", "payer_credit")
    shown = {
        booked.kind
        for _, steps in played
        for step in steps
        for booked in step.booked
        if sum(line.amount for line in booked.lines if line.account in of_payers)
    }
    assert shown
    assert shown <= set(statements.names("en")), shown - set(statements.names("en"))
