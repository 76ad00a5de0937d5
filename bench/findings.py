"""What a benchmark found: its tables, and each goal with whether it is kept; as Markdown and as JSON."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

Cell = str | float | int


@dataclass(frozen=True)
class Goal:
    """One goal: `found` must be at least, or at most, `wanted`."""

    name: str
    found: float
    wanted: float
    at_most: bool = False
    unit: str = "x"

    @property
    def kept(self) -> bool:
        return self.found <= self.wanted if self.at_most else self.found >= self.wanted

    def row(self) -> list[Cell]:
        sign = "≤" if self.at_most else "≥"
        return [self.name, f"{sign} {self.wanted:g} {self.unit}", f"{shown(self.found)} {self.unit}", self._verdict()]

    def _verdict(self) -> str:
        return "kept" if self.kept else "**missed**"


@dataclass(frozen=True)
class Table:
    """Rows of figures below one line that says what they are."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass
class Findings:
    """All that one benchmark has to say; `remarks` are whole sentences."""

    title: str
    tables: list[Table] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def markdown(self) -> str:
        parts = [f"## {self.title}"]
        parts += [f"{table.title}\n\n{_grid(table.columns, table.rows)}" for table in self.tables]
        if self.goals:
            parts.append(_grid(("goal", "wanted", "found", ""), [goal.row() for goal in self.goals]))
        return "\n\n".join(parts + self.remarks) + "\n"

    def json(self) -> dict[str, Any]:
        return asdict(self) | {"goals": [asdict(goal) | {"kept": goal.kept} for goal in self.goals]}


def shown(value: Cell) -> str:
    """A figure with three digits that count."""
    if isinstance(value, str):
        return value
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _grid(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    lines = [columns, ["---"] * len(columns), *([shown(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
