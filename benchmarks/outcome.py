"""What a benchmark finds: tables, curves, and what was to be reached."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.measure import Spread


@dataclass(frozen=True)
class Table:
    """Figures of contenders, program by program.

    Args:
        title: What the figures are.
        unit: Their unit; ``"times"`` for ratios.
        columns: The contenders.
        rows: A name, and a figure for each contender, None where it has none.
        plotted: Whether bars of it are drawn.
    """

    title: str
    unit: str
    columns: list[str]
    rows: list[tuple[str, list[Spread | None]]]
    plotted: bool = False


@dataclass(frozen=True)
class Curve:
    """A figure that grows, for a plot on logarithmic axes.

    Args:
        axis: What grows.
        unit: Of the figures.
        label: The contender.
        sizes: Where it was measured.
        figures: What was measured there.
    """

    axis: str
    unit: str
    label: str
    sizes: list[float]
    figures: list[Spread]


@dataclass(frozen=True)
class Target:
    """What was to be reached, and what was.

    Args:
        what: The figure's name.
        limit: The target.
        measured: The figure.
        unit: Its unit.
        at_least: Whether more is better.
        limits: For a target that may be missed: what was tried, what was measured, where the limit lies.
    """

    what: str
    limit: float
    measured: Spread
    unit: str = "times"
    at_least: bool = False
    limits: str = ""

    @property
    def met(self) -> bool:
        """Whether the median reaches the target."""
        if self.at_least:
            return self.measured.median >= self.limit
        return self.measured.median <= self.limit

    @property
    def in_doubt(self) -> bool:
        """Whether some rounds reach the target and some do not: other work on the machine may decide."""
        return self.measured.low <= self.limit <= self.measured.high


@dataclass
class Outcome:
    """All that one benchmark found.

    Args:
        question: What it asks.
        tables: Figures.
        targets: What was to be reached.
        curves: What grows.
        notes: What the reader has to know.
    """

    question: str
    tables: list[Table] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Write it as JSON."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self), indent=1) + "\n")

    @classmethod
    def read(cls, path: Path) -> Outcome:
        """Read what :meth:`write` wrote."""
        data = json.loads(path.read_text())
        return cls(
            data["question"],
            [Table(**{**table, "rows": [_row(row) for row in table["rows"]]}) for table in data["tables"]],
            [Target(**{**target, "measured": Spread(**target["measured"])}) for target in data["targets"]],
            [
                Curve(**{**curve, "figures": [Spread(**figure) for figure in curve["figures"]]})
                for curve in data["curves"]
            ],
            data["notes"],
        )


def _row(row: Any) -> tuple[str, list[Spread | None]]:
    name, figures = row
    return name, [None if figure is None else Spread(**figure) for figure in figures]
