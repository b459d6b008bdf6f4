"""The operator's commands: `python manage.py COMMAND`. `make` lists the ones that have a shorter name."""

import argparse
import asyncio
import sys

import migrations
from config import settings


def migrate(_: argparse.Namespace) -> None:
    """Brings the schema forward to this release."""
    sys.stdout.write(asyncio.run(migrations.forwards(settings.database_url)))


def main() -> int:
    """Runs the command that the arguments name; 1 and a sentence when it cannot be done."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in (migrate,):
        commands.add_parser(command.__name__, help=command.__doc__).set_defaults(run=command)
    arguments = parser.parse_args()
    try:
        arguments.run(arguments)
    except migrations.MigrationFailed as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
