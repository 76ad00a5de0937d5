"""A schema step leaves the version before it at work: it adds, and what it adds may be left out by who writes."""

import ast
from pathlib import Path

from tests.architecture.source import SERVICES, files, is_in, tree_of

TAKES_AWAY = ("drop_", "rename_", "alter_column", "batch_alter_table", "execute", "bulk_insert")
# steps that a release note announces
ALREADY_TAKEN_AWAY_FROM = frozenset({"0002_colleagues"})  # an address may have several accounts: one index less


def faults(name: str, tree: ast.AST) -> list[str]:
    """What a running older version would stumble over."""
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        of_op = isinstance(node.func.value, ast.Name) and node.func.value.id == "op"
        if of_op and node.func.attr.startswith(TAKES_AWAY):
            found.append(f"{name}: {node.func.attr}")
        if of_op and node.func.attr == "add_column" and _must_be_given(node):
            found.append(f"{name}: a column that the version before does not know must be given")
    return found


def _must_be_given(added: ast.Call) -> bool:
    options = {word.arg: word.value for call in ast.walk(added) if isinstance(call, ast.Call) for word in call.keywords}
    nullable = options.get("nullable")
    is_needed = isinstance(nullable, ast.Constant) and nullable.value is False
    return is_needed and "server_default" not in options


def steps() -> list[Path]:
    """Every step but the first of each service."""
    folders = tuple(f"services/{service}/migrations" for service in SERVICES)
    return [file for file in files() if is_in(file, *folders) and file.stem[:4].isdigit() and file.stem[:4] != "0001"]


def test_later_steps_only_add() -> None:
    assert len(steps()) >= 4
    found = [fault for file in steps() for fault in faults(file.stem, tree_of(file))]
    assert [fault for fault in found if fault.partition(":")[0] not in ALREADY_TAKEN_AWAY_FROM] == []


def test_twin_what_takes_away_would_be_found() -> None:
    step = """
op.drop_column("events", "title")
op.add_column("events", sa.Column("a", sa.String, nullable=False))
op.add_column("events", sa.Column("b", sa.String, nullable=False, server_default=""))
op.add_column("events", sa.Column("c", sa.String))
op.create_table("d", sa.Column("e", sa.String, nullable=False))
"""
    assert len(faults("step", ast.parse(step))) == 2
