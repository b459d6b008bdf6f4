"""The operator's commands: `python manage.py COMMAND`. `make` lists the ones that have a shorter name."""

import argparse
import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
from litestar import Litestar

from api.app import create_app
from api.pages import openapi as openapi_document
from api.pages import postman
from config import settings
from models import database, ids, rows
from models.errors import Refused
from models.identity import users
from models.proof import audit_chain, integrity
from models.reports import plain_text, trial
from models.tables.parties import Receiver
from models.upkeep import connections, migrations, schema_diagram

# For each statement of an export; a page of transactions takes milliseconds, a sum over many entries seconds.
BOOKS_SECONDS_MAX = 600.0
RECEIVERS_LISTED = 10

HOW_TO_MIGRATE = """\
How to change the schema:
  1. Edit models/tables/. A changed constraint needs a new name (…_v2): Piccolo compares names only.
  2. piccolo migrations new quittance --auto --desc="what and why"
  3. What Piccolo cannot declare (partial or composite indexes, triggers, composite keys) goes into a migration of its
     own with add_raw; see piccolo_migrations/ for examples. CREATE INDEX CONCURRENTLY needs wrap_in_transaction=False.
     On a table that the last release has, write CheckLater (models/upkeep/migrations.py) for each new Check, and make
     a unique column by an index that is built concurrently: nobody is kept out while each row is looked at.
  4. make migrate, then make test: migrating an empty database and the last release's are both tested.
There is no way back: end each migration with manager.add_raw_backwards(migrations.refuse_to_go_back), so that
`piccolo migrations backwards` says so instead of losing data.

Applied to this database:
"""


async def migrate(_: argparse.Namespace) -> None:
    """Bring the schema forward to this release."""
    out = sys.stdout

    def tell(text: str) -> None:
        # At once, also where a supervisor or a file reads it: it can take minutes. Whoever reads may have gone, not be
        # there at all (then it is None), or lack the characters; half a migration would be worse than one untold.
        with contextlib.suppress(OSError, ValueError, AttributeError):
            out.write(text)
            out.flush()

    await migrations.forwards(settings.database_url, tell=tell)


async def explain_migrations(_: argparse.Namespace) -> None:
    """Explain how to add a migration, and list the applied ones."""
    rows = await database.fetch("SELECT name, ran_on FROM migration ORDER BY id")
    sys.stdout.write(HOW_TO_MIGRATE + "".join(f"  {row['name']}  at {row['ran_on']:%Y-%m-%d %H:%M}\n" for row in rows))


async def admin(arguments: argparse.Namespace) -> None:
    """Give a registered user the admin role."""
    row = await users.make_admin(arguments.email)
    sys.stdout.write(f"{row['email']} is an admin now.\n")


async def check(_: argparse.Namespace) -> None:
    """Check that the books balance and that cached amounts equal the facts."""
    if sentence := await connections.shortage():
        sys.stdout.write(f"WARN  {sentence}\n")
    report = await integrity.check()
    for found in report.checks:
        sys.stdout.write(f"{'ok  ' if not found.violations else 'FAIL'}  {found.statement}\n")
        for example in found.examples:
            sys.stdout.write(f"        {example}\n")
    if report.ok:
        sys.stdout.write(f"All {len(report.checks)} hold.\n")
    else:
        raise SystemExit("The books do not balance: do not change anything by hand, and look into the rows above.")


async def books(arguments: argparse.Namespace) -> None:
    """Print a receiver's trial balance, and write its ledger as plain-text accounting for beancount."""
    receiver = await _receiver(arguments.receiver)
    text_id = ids.encode("receiver", receiver.id)
    file = Path(arguments.file or f"{text_id}.beancount")
    if not file.parent.is_dir():
        raise SystemExit(f"There is no folder {file.parent}: make it, or name a FILE in one that there is.")
    async with database.transaction(isolation="repeatable_read", readonly=True):
        await database.allow(BOOKS_SECONDS_MAX)
        found = await trial.balance(receiver.id)
        sys.stdout.write(f"{receiver.name}, {text_id}: {found.transactions:,} transactions\n{trial.table(found)}")
        if any(len(set(found.total(currency))) > 1 for currency in found.currencies()):
            raise SystemExit("Debits and credits differ: nothing was written. `make check` looks for the reason.")
        # Whoever looks at the file meanwhile sees the one before, or none; only its owner may read it.
        part = file.with_name(f"{file.name}.part")
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as output:  # noqa: ASYNC230 - nothing else runs
            async for text in plain_text.write(receiver, found):
                output.write(text)
        part.replace(file)
    sys.stdout.write(f"Wrote {file}. To have it checked by beancount: bean-check {file}\n")


async def _receiver(text_id: str) -> Receiver:
    """The receiver with that id; where there is none, who asked is told which there are."""
    identifier = ids.decode("receiver", text_id)
    found = None if identifier is None else await rows.find(Receiver, identifier)
    if found is not None:
        return found
    first = await Receiver.objects().order_by(Receiver.id, ascending=False).limit(RECEIVERS_LISTED)
    listed = "".join(f"  {ids.encode('receiver', one.id)}  {one.name}\n" for one in first)
    said = f"No receiver has the id {text_id!r}." if text_id else "Say whose books."
    raise SystemExit(
        f"{said} Give the receiver's id: make books RECEIVER=rcv_...\n"
        + (f"The newest receivers here:\n{listed}".rstrip() if listed else "There is no receiver here yet.")
    )


async def audit_verify(arguments: argparse.Namespace) -> None:
    """Check the audit log's chain from its start, and against a head that was noted before."""
    try:
        noted = audit_chain.parse_head(arguments.head) if arguments.head else None
    except ValueError as error:
        raise SystemExit(str(error)) from error
    verdict = await audit_chain.verify(noted=noted)
    if verdict.broken is not None:
        raise SystemExit(f"The audit log is broken at position {verdict.broken.position}: {verdict.broken.why}.")
    sys.stdout.write(
        f"{verdict.head.position} sealed entries are as they were sealed, {verdict.unsealed} wait to be sealed.\n"
        f"Note this head where the database's owner cannot change it, and check it next time: HEAD={verdict.head}\n"
    )


async def openapi(arguments: argparse.Namespace) -> None:
    """Write the OpenAPI document."""
    app = _documented_app()
    Path(arguments.file).write_text(json.dumps(app.openapi_schema.to_schema(), indent=2) + "\n")
    sys.stdout.write(f"Wrote {arguments.file}.\n")


async def postman_collection(arguments: argparse.Namespace) -> None:
    """Write the Postman collection."""
    Path(arguments.file).write_text(postman.render(_documented_app()))
    sys.stdout.write(f"Wrote {arguments.file}.\n")


def _documented_app() -> Litestar:
    app = create_app()
    openapi_document.complete(app)
    return app


async def diagram(_: argparse.Namespace) -> None:
    """Draw the data model in docs/data-model.md from the schema."""
    await schema_diagram.write()
    sys.stdout.write("Wrote docs/data-model.md.\n")


COMMANDS: dict[str, tuple[Callable[[argparse.Namespace], Awaitable[None]], list[tuple[str, str | None]]]] = {
    "migrate": (migrate, []),
    "migrations": (explain_migrations, []),
    "admin": (admin, [("email", None)]),
    "check": (check, []),
    "books": (books, [("receiver", ""), ("file", "")]),
    "audit-verify": (audit_verify, [("head", "")]),
    "openapi": (openapi, [("file", "openapi.json")]),
    "postman": (postman_collection, [("file", "docs/quittance.postman_collection.json")]),
    "diagram": (diagram, []),
}


def main() -> int:
    """Runs the command that the arguments name; 1 and a sentence when it cannot be done."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (command, arguments) in COMMANDS.items():
        subparser = commands.add_parser(name, help=command.__doc__)
        subparser.set_defaults(run=command)
        for argument, default in arguments:
            subparser.add_argument(argument, nargs=None if default is None else "?", default=default)
    chosen = parser.parse_args()
    try:
        asyncio.run(chosen.run(chosen))
    except (migrations.MigrationFailed, Refused) as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    except asyncpg.UndefinedTableError:
        sys.stderr.write("The database has not the schema of this release: run `make migrate` first.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
