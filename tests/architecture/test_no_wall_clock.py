"""Time, chance and ids enter by `build`: no code asks the machine for them."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import files, is_in, tree_of

MAY_ASK = (
    "shared/clock.py",
    "shared/ids.py",
    "shared/keys.py",  # makes the secret key of a new data folder
    "services/commands",
    "services/embedded",
)

NAMED = {
    ("shared/http/server.py", "time.sleep"),  # while finished answers leave
    ("shared/http/app.py", "uuid4"),  # the default of request ids, which only the log sees
}

FORBIDDEN = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.time_ns",
    "time.sleep",
    "uuid.uuid1",
    "uuid.uuid4",
    "uuid4",
    "uuid7",
    "os.urandom",
}
MODULES = ("random", "secrets")
MAY_BE_NAMED = {"random.Random", "random.SystemRandom"}  # the types of what enters


def calls(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every dotted name that is called or handed on."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}", node.lineno
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
            yield f"{node.value.attr}.{node.attr}", node.lineno
        elif isinstance(node, ast.Name):
            yield node.id, node.lineno


def imports_by_name(tree: ast.AST) -> set[str]:
    """Modules of chance that are imported as such, under the name they have here."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name in MODULES
    }


def taken_from_chance(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in MODULES:
            for alias in node.names:
                if f"{node.module}.{alias.name}" not in MAY_BE_NAMED:
                    yield f"{node.module}.{alias.name}", node.lineno


def faults(file: Path, tree: ast.AST) -> list[str]:
    modules = imports_by_name(tree)
    found = list(taken_from_chance(tree))
    for name, line in calls(tree):
        module, _, attribute = name.partition(".")
        by_chance = module in modules and attribute and name not in MAY_BE_NAMED
        if (name in FORBIDDEN or by_chance) and (file.as_posix(), name) not in NAMED:
            found.append((name, line))
    return [f"{file}:{line} {name}" for name, line in found]


def test_no_code_asks_the_machine_for_time_chance_or_ids() -> None:
    assert [fault for file in files() if not is_in(file, *MAY_ASK) for fault in faults(file, tree_of(file))] == []


def test_twin_what_asks_would_be_found() -> None:
    program = """
import random, datetime as dt
from datetime import datetime
from random import choice
from secrets import token_hex
datetime.now(), dt.datetime.utcnow(), random.random(), random.Random(3)
fields.Date(load_default=date.today)
"""
    found = [fault.split()[1] for fault in faults(Path("x.py"), ast.parse(program))]
    assert sorted(found) == [
        "date.today",
        "datetime.now",
        "datetime.utcnow",
        "random.choice",
        "random.random",
        "secrets.token_hex",
    ]
