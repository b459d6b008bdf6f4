"""Reads a Procfile (one `name: command` a line) and a `.env` file (one `NAME=value` a line)."""

import re
import shlex
from collections.abc import Mapping

VARIABLE = re.compile(r"\$(?:(?P<plain>[A-Za-z_]\w*)|\{(?P<braced>[A-Za-z_]\w*)(?::-(?P<default>[^}]*))?\})")
PROCESS_LINE = re.compile(r"(?P<name>[A-Za-z0-9_-]+)\s*:\s*(?P<command>\S.*)")
SETTING_LINE = re.compile(r"(?:export\s+)?(?P<name>[A-Za-z_]\w*)\s*=\s*(?P<value>.*)")


class ProcfileError(Exception):
    """A file cannot be understood; the message is a sentence that names the file and the line."""


def read_processes(text: str, *, file_name: str) -> dict[str, str]:
    """Returns the commands by process name, in the file's order. Raises ProcfileError."""
    commands: dict[str, str] = {}
    for number, line in _lines(text):
        found = PROCESS_LINE.fullmatch(line)
        if found is None:
            raise ProcfileError(f"{file_name}, line {number}: `{line}` is not of the form `name: command`.")
        if found["name"] in commands:
            raise ProcfileError(f"{file_name}, line {number}: the process {found['name']} is there twice.")
        commands[found["name"]] = found["command"]
    return commands


def read_settings(text: str, *, file_name: str) -> dict[str, str]:
    """Returns the values by variable name; quotes around a whole value are dropped. Raises ProcfileError."""
    settings: dict[str, str] = {}
    for number, line in _lines(text):
        found = SETTING_LINE.fullmatch(line)
        if found is None:
            # The line may hold a secret, so the sentence does not repeat it.
            raise ProcfileError(f"{file_name}, line {number} is not of the form `NAME=value`.")
        value = found["value"].strip()
        quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
        settings[found["name"]] = value[1:-1] if quoted else value
    return settings


def variables(command: str) -> set[str]:
    """The names of the variables that a command uses."""
    return {found["plain"] or found["braced"] for found in VARIABLE.finditer(command)}


def expand(command: str, environment: Mapping[str, str]) -> list[str]:
    """Splits a command into words as a shell would, and fills in `$NAME`, `${NAME}` and `${NAME:-default}`.

    A value never splits a word, whatever it holds. Raises ProcfileError for a variable that is not set and has no
    default, which a shell would leave out in silence.
    """

    def value(found: re.Match[str]) -> str:
        name = found["plain"] or found["braced"]
        known = environment.get(name, "") or found["default"]
        if known is None:
            raise ProcfileError(f"`{command}` uses ${name}, which is not set.")
        return known

    return [VARIABLE.sub(value, word) for word in shlex.split(command)]


def _lines(text: str) -> list[tuple[int, str]]:
    """The lines that say something, stripped, with their numbers from 1."""
    numbered = enumerate((line.strip() for line in text.splitlines()), start=1)
    return [(number, line) for number, line in numbered if line and not line.startswith("#")]
