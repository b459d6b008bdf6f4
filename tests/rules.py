"""Rules that no ready-made linter holds: `python -m tests.rules`, which `make lint` runs.

- `Any` has its reason on its line, or in a comment above it: `# Any: Celery has no types`.
- What a tool is told to pass over (`noqa`, `type: ignore`) has its reason there too, in tests as well.
- No signature of models/ takes or returns a bare `Record` of a statement.
- A module of models/ that sends SQL of its own says why in its docstring, in a sentence that begins with `Raw SQL:`.

`--count` prints how many statements of each module are the ORM's, `--draw` renews the picture of the rooms in
docs/architecture.md.
"""

import ast
import io
import re
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).parents[1]
ARCHITECTURE = PROJECT / "docs" / "architecture.md"
BEGIN, END = "<!-- rooms: begin -->", "<!-- rooms: end -->"
# Nearly every room imports these: their arrows would hide the others.
BENEATH_ALL = {"tables", "money"}
# Where Records become rows, or are handed on to whoever has sent the statement.
KNOW_RECORDS = {
    "models/database.py",
    "models/engine.py",
    "models/postgres.py",
    "models/tables/row.py",
    "models/transactions.py",
}
# A tool is told to pass over a line; what follows the codes is the reason.
PASSED_OVER = re.compile(r"# (?:noqa|type: ignore)\b(?:: [A-Z0-9, ]+|\[[a-z, -]+\])?(?P<reason>.*)")
RAW = {"fetch", "fetch_row", "fetch_as", "fetch_row_as", "fetch_value", "execute", "find_as", "find_all_as", "page_as"}
RAW |= {"read_as", "write_later"}
ORM = {"objects", "select", "exists", "count", "insert", "update", "delete", "find", "find_both", "page"}
# Whose functions of those names they are; all else that is called `insert` or `find` is something else.
RAW_OF = {"database", "access", "lists"}
ORM_OF = {"rows", "access", "lists"}


class Module(NamedTuple):
    """A module with how many statements it leaves to the ORM, and how many it writes itself."""

    name: str
    orm: int
    raw: int
    says_why: bool


def modules() -> Iterator[tuple[str, str, ast.Module]]:
    """Path, text and tree of each module of models/."""
    for path in sorted((PROJECT / "models").rglob("*.py")):
        text = path.read_text()
        yield path.relative_to(PROJECT).as_posix(), text, ast.parse(text)


def statements() -> list[Module]:
    """How each module speaks to the database; those that do not are left out."""
    found = []
    for name, _, tree in modules():
        calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        methods = [call for call in calls if isinstance(call, ast.Attribute)]
        raw = sum(call.attr in RAW and _called(call.value) in RAW_OF for call in methods)
        orm = sum(call.attr in ORM and (_called(call.value) in ORM_OF or _is_class(call.value)) for call in methods)
        if raw or orm:
            found.append(Module(name, orm, raw, "Raw SQL:" in (ast.get_docstring(tree) or "")))
    return found


def report(found: list[Module]) -> str:
    """The count as a table."""
    lines = [f"{'statements':>10} {'ORM':>5} {'raw':>5}"]
    lines += [f"{module.orm + module.raw:>10} {module.orm:>5} {module.raw:>5}  {module.name}" for module in found]
    orm, raw = sum(module.orm for module in found), sum(module.raw for module in found)
    return "\n".join([*lines, f"{orm + raw:>10} {orm:>5} {raw:>5}  in all"])


def without_reason() -> list[str]:
    """Where `Any`, or something that a tool is to pass over, has no reason on its line or in a comment above it."""
    found = []
    for folder in ("api", "launch", "models", "tasks", "tests"):
        for path in sorted((PROJECT / folder).rglob("*.py")):
            text, name = path.read_text(), path.relative_to(PROJECT).as_posix()
            lines, comments = text.splitlines(), _comments(text)
            for place, comment in comments.items():
                told = PASSED_OVER.search(comment)
                if told is not None and not re.search(r"\w", told["reason"]) and not _is_comment(lines, place - 1):
                    found.append(f"{name}:{place}: {told[0]} has no reason")
            if folder != "tests":
                says_any = {node.lineno for node in ast.walk(ast.parse(text)) if _is_any(node)}
                found += [
                    f"{name}:{place}: Any has no reason"
                    for place in sorted(says_any)
                    if not any("Any: " in comments.get(at, "") for at in (place, place - 1))
                ]
    return found


def records() -> list[str]:
    """Where a signature says Record."""
    found = []
    for name, _, tree in modules():
        if name in KNOW_RECORDS:
            continue
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            arguments = function.args
            given = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
            annotations = [argument.annotation for argument in given if argument is not None] + [function.returns]
            for annotation in annotations:
                if annotation is not None and "Record" in _words(annotation):
                    found.append(f"{name}:{annotation.lineno}: {function.name} says Record")
    return found


def rooms() -> str:
    """Who imports whom among the rooms of models/, as a Mermaid diagram: each row only what stands below it.

    The rows are those of import-linter's contract. An arrow up would be a broken contract; it is drawn thick.
    """
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (layers,) = [contract["layers"] for contract in contracts if contract.get("containers") == ["models"]]
    rows = [[name.strip() for name in re.split(r"[|:]", layer)] for layer in layers]
    folders = [[name for name in row if (PROJECT / "models" / name).is_dir()] for row in rows]
    height = {name: -place for place, row in enumerate(rows) for name in row}
    arrows = set()
    for path, _, tree in modules():
        room = path.split("/")[1].removesuffix(".py")
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "models":
                imported = node.module.split(".")[1:2] or [alias.name for alias in node.names]
                arrows |= {(room, name) for name in imported if name != room and room in height and name in height}
    lines = ["```mermaid", "flowchart TD"]
    for place, row in enumerate(folders):
        shown = [name for name in row if name not in BENEATH_ALL]
        lines += [f"    subgraph {place}[ ]", *[f"        {name}" for name in shown], "    end"] if shown else []
    drawn = {name for row in folders for name in row} - BENEATH_ALL
    for above, below in sorted(arrows):
        if above in drawn and below in drawn:
            lines.append(f"    {above} {'-->' if height[above] > height[below] else '==>'} {below}")
    return "\n".join([*lines, "```"])


def draw() -> str:
    """docs/architecture.md with the picture of the rooms as they are."""
    text = ARCHITECTURE.read_text()
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + "\n\n" + rooms() + "\n\n" + END + rest.partition(END)[2]


def _comments(text: str) -> dict[int, str]:
    """The comments of a module by their lines."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}


def _is_comment(lines: list[str], place: int) -> bool:
    return place > 0 and lines[place - 1].lstrip().startswith("#")


def _is_any(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "Any"


def _called(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _is_class(node: ast.expr) -> bool:
    """True for `Payer` in `Payer.objects()`, and for a table given as a parameter."""
    return isinstance(node, ast.Name) and (node.id[0].isupper() or node.id == "table")


def _words(annotation: ast.expr) -> set[str]:
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        annotation = ast.parse(annotation.value, mode="eval").body
    return {node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)} | {
        node.attr for node in ast.walk(annotation) if isinstance(node, ast.Attribute)
    }


def main() -> int:
    """Prints what breaks a rule; 1 when something does."""
    found = without_reason() + records()
    found += [f"{module.name}: sends SQL of its own and does not say why" for module in _silent()]
    sys.stdout.writelines(f"{line}\n" for line in found)
    if "--draw" in sys.argv:
        ARCHITECTURE.write_text(draw())
    if "--count" in sys.argv:
        sys.stdout.write(report(statements()) + "\n")
    return 1 if found else 0


def _silent() -> list[Module]:
    return [module for module in statements() if module.raw and not module.says_why]


if __name__ == "__main__":
    sys.exit(main())
