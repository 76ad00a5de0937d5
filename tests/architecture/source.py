"""The project's own Python files, and what they import and call."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVICES = ("events", "registrations", "notifications", "partners", "web", "sandbox")


@cache
def files() -> tuple[Path, ...]:
    """Every Python file of `services` and `shared`, relative to the root."""
    found = [file for top in ("services", "shared") for file in (ROOT / top).rglob("*.py")]
    return tuple(sorted(file.relative_to(ROOT) for file in found))


@cache
def text_of(file: Path) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(text_of(file))


def imports_of(file: Path) -> Iterator[str]:
    """The modules a file imports, also within functions; `from a.b import c` counts as `a.b` and as `a.b.c`."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def is_in(file: Path, *places: str) -> bool:
    """Whether a file is one of these, or lies in one of these folders."""
    return any(file == Path(place) or Path(place) in file.parents for place in places)


def module_of(file: Path) -> str:
    return ".".join(file.with_suffix("").parts).removesuffix(".__init__")
