"""The rows of PostgreSQL's catalogue are what their types say; tests/test_docs.py compares the picture itself."""

from models import database
from models.upkeep.schema_diagram import COLUMNS, CONSTRAINTS, Column, Constraint
from tests.rows import assert_holds


async def test_columns_and_constraints(pool: None) -> None:
    for row_type, statement in ((Column, COLUMNS), (Constraint, CONSTRAINTS)):
        for row in await database.fetch(statement):
            assert_holds(row_type, row)
