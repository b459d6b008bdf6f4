"""Procfiles and `.env` files, as a shell would read them, except that nothing is left out in silence."""

import re
from pathlib import Path

import pytest

from launch.procfile import ProcfileError, expand, read_processes, read_settings, variables


def test_a_procfile_lists_processes_in_its_order() -> None:
    text = "# the system\n\nweb: python -m uvicorn app:app --port $PORT\n  worker-2 :celery worker # not a comment\n"
    assert read_processes(text, file_name="Procfile") == {
        "web": "python -m uvicorn app:app --port $PORT",
        "worker-2": "celery worker # not a comment",
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("web python", "Procfile, line 1: `web python` is not of the form `name: command`."),
        ("\nweb:", "Procfile, line 2: `web:` is not of the form `name: command`."),
        ("web: a\nweb: b", "Procfile, line 2: the process web is there twice."),
    ],
)
def test_an_unreadable_procfile_is_refused_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(ProcfileError) as refusal:
        read_processes(text, file_name="Procfile")
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("run $PORT", ["run", "8000"]),
        ("run ${PORT}1", ["run", "80001"]),
        ("run ${HOST:-127.0.0.1}:$PORT", ["run", "127.0.0.1:8000"]),
        ("run ${EMPTY:-default}", ["run", "default"]),
        ("run ${HOST:-}", ["run", ""]),
        ("run ${PORT:-1}", ["run", "8000"]),
        ("run 'two words' \"$PORT more\"", ["run", "two words", "8000 more"]),
        ("run $SPACED", ["run", "a b"]),
        ("run worker@%h 5$ $5", ["run", "worker@%h", "5$", "$5"]),
    ],
)
def test_a_command_becomes_words(command: str, words: list[str]) -> None:
    assert expand(command, {"PORT": "8000", "EMPTY": "", "SPACED": "a b"}) == words


def test_a_variable_that_is_not_set_is_refused() -> None:
    with pytest.raises(ProcfileError, match=r"uses \$NOWHERE, which is not set"):
        expand("run ${NOWHERE}", {})


def test_the_variables_of_a_command_are_known() -> None:
    assert variables("run $PORT ${HOST:-x} ${DATA}/y") == {"PORT", "HOST", "DATA"}


def test_a_settings_file_gives_values_without_their_quotes() -> None:
    text = "# secrets\nexport A=1\nB = two words \nC='  kept  '\nD=\"x=y\"\nE=\nF=it's\n"
    assert read_settings(text, file_name=".env") == {
        "A": "1",
        "B": "two words",
        "C": "  kept  ",
        "D": "x=y",
        "E": "",
        "F": "it's",
    }


def test_an_unreadable_setting_is_refused_without_being_repeated() -> None:
    with pytest.raises(ProcfileError) as refusal:
        read_settings("A=1\nhunter2", file_name=".env")
    assert str(refusal.value) == ".env, line 2 is not of the form `NAME=value`."


PROJECT = Path(__file__).parents[2]


def queues(command: str) -> list[str]:
    """What a Celery worker reads, also where the command is written as a list."""
    found = re.search(r"-Q[ ,]+\"?([a-z,]+)", command)
    return found[1].strip(",").split(",") if found else []


def test_each_queue_is_read_by_one_worker_here_and_in_the_containers() -> None:
    from models import nudge  # noqa: PLC0415 - reads the configuration
    from tasks.app import app  # noqa: PLC0415 - as above

    used = {work_list.queue for work_list in nudge.WORK_LISTS.values()} | {app.conf.task_default_queue}
    used |= {line["options"]["queue"] for line in app.conf.beat_schedule.values() if "options" in line}
    commands = read_processes((PROJECT / "Procfile").read_text(), file_name="Procfile")
    read = {name: queues(command) for name, command in commands.items() if queues(command)}
    assert sorted(queue for each in read.values() for queue in each) == sorted(used)
    # A run of one of these goes on for minutes, so none shares its processes with anything else.
    for work_list in ("payments", "callbacks", "reconciliation", "webhooks"):
        assert [nudge.WORK_LISTS[work_list].queue] in read.values()
    compose = (PROJECT / "compose.yaml").read_text()
    services = dict(
        re.findall(r"^  ([a-z]+):\n(?:    .*\n)*?    command: (\[.*tasks\.app, worker.*\])$", compose, re.M)
    )
    assert {name: queues(command) for name, command in services.items()} == read
