"""Migrations keep nobody out of a table that can be large: what looks at each row lets others read and write.

Those that cannot are named, with their reasons.
"""

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import asyncpg
import pytest

from models.upkeep.migrations import UNCHECKED, CheckLater
from tests.operations.test_migrations import PROJECT, RELEASES, Database, empty

# A fixture, which pytest finds here.
__all__ = ["empty"]

FILES = sorted((PROJECT / "piccolo_migrations").glob("quittance_*.py"))
# Those up to here write every invoice and payment of 0.3.0 anew, and are not asked.
SINCE = "2026-11-28T15:10:00:000000"
# Who upgrades from 0.3.0 stops all processes for these (README.md, Deployment).
HOLDING = {
    "2026-11-29T05:21:00:000000": "lines that were written to their table behind the copy would be lost",
    "2026-11-30T10:06:00:000000": "PostgreSQL writes a table anew where the type of a column changes",
}
ADDED = re.compile(r"ALTER TABLE (?:ONLY )?(\w+)(?=[^;]*?\bADD (?:CONSTRAINT|CHECK|UNIQUE|FOREIGN KEY))", re.IGNORECASE)
IS_PATIENT = re.compile(r"\bNOT VALID\b|\bUSING INDEX\b", re.IGNORECASE)
# All rows, or those that another table or statement says: each stays locked until the end.
WRITTEN = re.compile(
    r"\bUPDATE (?:ONLY )?(\w+) (?:AS \w+ )?SET (?:(?!\bWHERE\b).)*?(?:\bFROM\b|$)", re.IGNORECASE | re.DOTALL
)
HELD = re.compile(r"\bLOCK TABLE (?:ONLY )?([\w, ]+?) IN\b|\bALTER TABLE (\w+) DISABLE TRIGGER\b", re.IGNORECASE)
RETYPED = re.compile(
    r"ALTER TABLE (?:ONLY )?(\w+)(?=[^;]*?\bALTER (?:COLUMN )?\w+ (?:SET DATA )?TYPE\b)", re.IGNORECASE
)
INDEXED = re.compile(r"CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)[^;]*? ON (?:ONLY )?(\w+)", re.IGNORECASE)


def there_before() -> set[str]:
    """The tables of the last release: those that came later are empty when somebody upgrades."""
    return set(re.findall(r"^CREATE TABLE public\.(\w+)", RELEASES[-1].read_text(), re.MULTILINE))


def is_of_now(file: Path) -> bool:
    name = load(file).ID
    return name > SINCE and f"'{name}'" not in RELEASES[-1].read_text()


def load(file: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location(file.stem, file)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def by_piccolo(manager: Any) -> Iterator[tuple[str, str]]:  # Any: a MigrationManager keeps these in untyped lists
    """The tables that Piccolo looks through with others kept out, and for what."""
    for added in manager.add_constraints.add_constraints:
        if not isinstance(added.constraint, CheckLater):
            yield added.tablename, added.constraint._meta.name
    for added in manager.add_columns.add_columns:
        if added.column._meta.unique or added.column._meta.index:
            yield added.tablename, f"the index of {added.column._meta.name}"
    for altered in manager.alter_columns.alter_columns:
        if altered.column_class is not altered.old_column_class:
            yield altered.tablename, f"the type of {altered.column_name}"


def by_statements(source: str) -> Iterator[tuple[str, str]]:
    """The same of SQL of our own."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if not IS_PATIENT.search(text):
            yield from ((found[1], " ".join(text.split())[:80]) for found in ADDED.finditer(text))
        for rule in (INDEXED, WRITTEN, RETYPED):
            yield from ((found[1], " ".join(found[0].split())[:80]) for found in rule.finditer(text))
        for found in HELD.finditer(text):
            yield from ((table, found[0]) for table in re.findall(r"\w+", found[1] or found[2]))


@pytest.mark.parametrize("file", [file for file in FILES if is_of_now(file)], ids=lambda file: file.stem[10:26])
async def test_nobody_is_kept_out_of_a_large_table(file: Path) -> None:
    large, manager = there_before(), await load(file).forwards()
    assert {"invoices", "payments", "mails", "users", "sessions"} <= large
    found = [*by_piccolo(manager), *by_statements(file.read_text())]
    kept_out = [f"{table}: {what}" for table, what in found if table in large]
    if load(file).ID in HOLDING:
        assert any("LOCK TABLE" in what for what in kept_out), (
            f"{file.name} does not hold what it stands in HOLDING for"
        )
        return
    assert not kept_out, (
        f"{file.name} looks at each row of a table that can be large while nobody reads or writes it: take CheckLater "
        "of models/upkeep/migrations.py in place of Check, add what Piccolo cannot by NOT VALID, build an index by "
        "CREATE INDEX CONCURRENTLY, and write rows some at a time. What can only be done at one go stands in HOLDING, "
        f"with its reason, and holds the table from its first statement on: {kept_out}"
    )


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ("ALTER TABLE mails ADD CONSTRAINT a CHECK (true)", ["mails"]),
        ("ALTER TABLE mails ADD CONSTRAINT a CHECK (true) NOT VALID", []),
        ("ALTER TABLE mails\n  DROP CONSTRAINT b,\n  ADD CONSTRAINT a UNIQUE (kind)", ["mails"]),
        ("ALTER TABLE mails ADD CONSTRAINT a UNIQUE USING INDEX a", []),
        ("ALTER TABLE mails ADD COLUMN a text", []),
        ("CREATE UNIQUE INDEX a ON mails (kind)", ["mails"]),
        ("CREATE INDEX CONCURRENTLY a ON mails (kind)", []),
        ("ALTER TABLE mails ALTER COLUMN a TYPE json, ALTER COLUMN b TYPE json", ["mails"]),
        ("UPDATE mails SET kind = 'a'", ["mails"]),
        ("UPDATE mails SET kind = a.kind FROM a WHERE a.id = mails.id", ["mails"]),
        ("UPDATE mails SET kind = 'a' WHERE id = $1", []),
        ("LOCK TABLE mails, users IN ACCESS EXCLUSIVE MODE", ["mails", "users"]),
        ("ALTER TABLE mails DISABLE TRIGGER touch_row", ["mails"]),
    ],
)
def test_statements_that_keep_others_out_are_found(statement: str, tables: list[str]) -> None:
    assert [table for table, _ in by_statements(f"STATEMENT = {statement!r}")] == tables


async def test_what_holds_for_new_rows_is_asked_of_the_old_ones_afterwards(empty: Database) -> None:
    assert empty.run("manage.py", "migrate")[0] == 0
    assert await empty.fetch(UNCHECKED) == []
    await empty.fetch(
        "INSERT INTO receivers (id, name, currency, time_zone) "
        "VALUES ('00000000-0000-7000-8000-000000000001', 'Ada', 'EUR', 'UTC')"
    )
    rule = CheckLater("\"name\" <> 'Ada'", name="receivers_are_not_ada")
    await empty.fetch(f"ALTER TABLE receivers ADD CONSTRAINT receivers_are_not_ada {rule.ddl}")
    with pytest.raises(asyncpg.CheckViolationError):
        await empty.fetch("UPDATE receivers SET version = version + 1")
    code, said = empty.run("manage.py", "migrate")
    assert code == 1
    assert "the table receivers has rows which break the rule receivers_are_not_ada" in said
    await empty.fetch("UPDATE receivers SET name = 'Grace'")
    assert empty.run("manage.py", "migrate")[0] == 0
    assert await empty.fetch(UNCHECKED) == []
