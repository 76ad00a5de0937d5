"""Files are read in one sitting and functions at one glance."""

import ast
from pathlib import Path
from statistics import median

from tests.architecture.source import SERVICES, files, is_in, text_of, tree_of

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
TYPICAL_FILE = 80

# tables are created column by column in one function, and are never read as one
NOT_MEASURED = tuple(f"services/{name}/migrations" for name in SERVICES)


def lines_of(file: Path) -> int:
    return len(text_of(file).splitlines())


def functions_of(file: Path) -> list[tuple[str, int]]:
    """Name and length of each function; a function within is not counted to the one around it."""
    functions = [node for node in ast.walk(tree_of(file)) if isinstance(node, ast.FunctionDef)]
    return [(f"{file}:{node.lineno} {node.name}", len(_own_lines(node))) for node in functions]


def _own_lines(node: ast.FunctionDef) -> set[int]:
    inner = [child for child in ast.walk(node) if isinstance(child, ast.FunctionDef) and child is not node]
    return _lines(node) - {line for child in inner for line in _lines(child)}


def _lines(node: ast.FunctionDef) -> set[int]:
    return set(range(node.lineno, (node.end_lineno or node.lineno) + 1))


def test_no_file_is_too_long() -> None:
    assert {str(file): lines_of(file) for file in files() if lines_of(file) > LONGEST_FILE} == {}


def test_the_typical_file_is_short() -> None:
    assert median(lines_of(file) for file in files() if lines_of(file)) <= TYPICAL_FILE


def test_no_function_is_too_long() -> None:
    measured = [file for file in files() if not is_in(file, *NOT_MEASURED)]
    lengths = [(name, length) for file in measured for name, length in functions_of(file)]
    assert [f"{name}: {length}" for name, length in lengths if length > LONGEST_FUNCTION] == []


def test_every_file_says_in_its_first_line_what_it_promises() -> None:
    silent = [str(file) for file in files() if text_of(file).strip() and not ast.get_docstring(tree_of(file))]
    assert silent == []
