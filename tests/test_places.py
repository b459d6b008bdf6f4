"""The places that docs/contributing.md lists: each test fails with the name of the one that was forgotten."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import get_args, get_type_hints

import msgspec
import pytest
from litestar import Controller
from piccolo.table import Table

import api
from api.app import ROUTES
from models import events, ids, nudge, shapes, workers
from models.piccolo_app import APP_CONFIG
from models.resources import BY_KIND, BY_TABLE, RESOURCES, Resource
from models.webhooks import catalogue
from tasks.app import app

TABLES: dict[str, type[Table]] = {table._meta.tablename: table for table in APP_CONFIG.table_classes}
WITH_TABLES = [resource for resource in RESOURCES if resource.table is not None]
PROJECT = Path(__file__).parents[1]
# Their objects are parts of others, or are shown by a name of their own.
SHOWN_OTHERWISE = {"event", "user"}


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(module.name)


def _objects_shown() -> dict[str, type[msgspec.Struct]]:
    """What objects call themselves, by the shapes that say so."""
    found: dict[str, type[msgspec.Struct]] = {}
    for module in _modules(shapes):
        for name, shape in vars(module).items():
            if inspect.isclass(shape) and issubclass(shape, msgspec.Struct) and "object" in shape.__struct_fields__:
                (kind,) = get_args(get_type_hints(shape, vars(module))["object"])
                found[kind] = getattr(module, name)
    return found


def test_every_file_and_folder_of_models_stands_in_the_table_of_the_rooms() -> None:
    page = (PROJECT / "docs" / "contributing.md").read_text()
    flat, folders = (
        re.search(r"^\| flat \| .*`(?P<names>.*)` \|$", page, re.M),
        re.findall(r"^\| `(\w+)/` \|", page, re.M),
    )
    there = list((PROJECT / "models").iterdir())
    # What Piccolo looks for by its name is no tool.
    tools = {path.stem for path in there if path.suffix == ".py"} - {"__init__", "piccolo_app"}
    assert flat is not None
    assert flat["names"].split() == sorted(tools), "the row `flat` of docs/contributing.md"
    # Those two have a file for each subject, which the sentence above the table says.
    forgotten = {path.name for path in there if (path / "__init__.py").exists()} - {"shapes", "tables", *folders}
    assert not forgotten, f"{forgotten} are missing in the table of docs/contributing.md"


@pytest.mark.parametrize("resource", WITH_TABLES, ids=lambda resource: resource.kind)
def test_the_columns_that_a_resource_names_are_columns_of_its_table(resource: Resource) -> None:
    assert resource.table in TABLES, f"no class in models/tables/ has tablename={resource.table!r}"
    columns = {column._meta.name for column in TABLES[resource.table]._meta.columns}
    owner = resource.user_column or (resource.receiver_column if resource.kind != "user" else "id")
    named = {owner, resource.payer_column} - {None}
    assert named <= columns, f"models/resources.py names {named - columns}, and {resource.table} has no such column"
    assert (resource.payers_see is None) == (resource.payer_column is None), "who is the payer, and what do they see?"


def test_kinds_prefixes_and_tables_are_one_to_one() -> None:
    assert len(BY_KIND) == len(RESOURCES)
    assert len(BY_TABLE) == len(WITH_TABLES)
    assert len({*ids.PREFIXES.values()}) == len(RESOURCES), "two kinds of ids begin alike (models/resources.py)"


@pytest.mark.parametrize("resource", WITH_TABLES, ids=lambda resource: resource.kind)
def test_a_resource_has_a_shape_that_calls_itself_so(resource: Resource) -> None:
    if resource.kind not in SHOWN_OTHERWISE:
        assert resource.kind in _objects_shown(), f"no shape in models/shapes/ has object: Literal[{resource.kind!r}]"


@pytest.mark.parametrize("type_", events.TYPES)
def test_an_event_type_has_an_example(type_: str) -> None:
    assert type_ in catalogue.EXAMPLES, f"{type_} needs a step in models/webhooks/catalogue.py"


def test_an_example_has_an_event_type() -> None:
    assert set(catalogue._STEPS) <= set(events.TYPES), "models/webhooks/catalogue.py has steps of types that are not"


def test_what_is_announced_has_ids_and_a_resource() -> None:
    kinds = {catalogue.example(type_)["data"]["object"] for type_ in catalogue.EXAMPLES}
    assert kinds <= BY_KIND.keys(), f"{kinds - BY_KIND.keys()} need a declaration in models/resources.py"


def test_every_controller_is_routed() -> None:
    found = {
        controller
        for module in _modules(api)
        for controller in vars(module).values()
        if inspect.isclass(controller) and issubclass(controller, Controller) and controller is not Controller
    }
    forgotten = {controller.__name__ for controller in found - set(ROUTES)}
    assert not forgotten, f"{forgotten} are missing in ROUTES of api/app.py"


def test_every_work_list_is_scheduled_and_released() -> None:
    lists = {
        name
        for name, table in TABLES.items()
        if {"lease_token", "next_attempt_at"} <= {column._meta.name for column in table._meta.columns}
    }
    released = {name.removesuffix("_open") for name in workers.LEASED_IN}
    assert lists == released, f"{lists ^ released} are missing, or of no table, in LEASED_IN of models/workers.py"
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    for name, due in nudge.WORK_LISTS.items():
        assert due.task in app.tasks, f"no file in tasks/ has {due.task}, which models/nudge.py names for {name}"
        assert due.task in scheduled
    forgotten = {name for name in app.tasks if name.startswith("tasks.")} - scheduled
    assert not forgotten, f"{forgotten} are missing in beat_schedule of tasks/app.py"
