"""Tables for the terminal."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table as RichTable

from benchmarks.measure import Spread
from benchmarks.outcome import Outcome, Table, Target

_IN_DOUBT = ", in some rounds met"
_UNKNOWN = "no limit is known; measure again on idle cores, and profile what has become slower."


def show(outcome: Outcome, console: Console) -> None:
    """Print a benchmark's tables, targets and notes."""
    console.rule(outcome.question)
    for table in outcome.tables:
        console.print(_rich(table))
    for curve in outcome.curves:
        points = ", ".join(
            f"{size:g}: {figure.median:.3g}" for size, figure in zip(curve.sizes, curve.figures, strict=True)
        )
        console.print(f"{curve.axis}, {curve.label} ({curve.unit}): {points}", highlight=False)
    for target in outcome.targets:
        console.print(line(target))
    for note in outcome.notes:
        console.print(f"[dim]{note}[/dim]", highlight=False)
    console.print()


def show_targets(outcomes: Mapping[str, Outcome], console: Console) -> None:
    """Print which targets are met and which are missed."""
    table = RichTable("benchmark", "target", "at", "measured", "range", "", title="Targets")
    for name, outcome in outcomes.items():
        for target in outcome.targets:
            verdict = "[green]met[/green]" if target.met else "[red]missed[/red]"
            bound = "at least" if target.at_least else "at most"
            low, high = number(target.measured.low), number(target.measured.high)
            spread = low if low == high else f"{low} to {high}"
            limit = f"{bound} {number(target.limit)} {target.unit}"
            table.add_row(name, target.what, limit, number(target.measured.median), spread, verdict)
    console.print(table)
    targets = [target for outcome in outcomes.values() for target in outcome.targets]
    for target in targets:
        if not target.met:
            doubt = _IN_DOUBT if target.in_doubt else ""
            console.print(f"{target.what}, missed{doubt}: {target.limits or _UNKNOWN}", highlight=False)
    console.print(f"{sum(target.met for target in targets)} of {len(targets)} targets met")


def line(target: Target) -> str:
    """A target in one line."""
    verdict = "[green]met[/green]" if target.met else "[red]missed[/red]"
    bound = "at least" if target.at_least else "at most"
    return f"{verdict}: {target.what}: {text(target.measured)} {target.unit} ({bound} {number(target.limit)})"


def text(spread: Spread | None) -> str:
    """A figure with its range."""
    if spread is None:
        return "-"
    low, median, high = (number(value) for value in (spread.low, spread.median, spread.high))
    return median if low == high else f"{median} ({low} to {high})"


def number(value: float) -> str:
    """A figure with as many digits as say something."""
    if value == int(value) and value < 1e6:
        return str(int(value))
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.3g}"


def _rich(table: Table) -> RichTable:
    unit = "" if table.unit in table.title else f" ({table.unit})"
    rich = RichTable("", title=f"{table.title}{unit}")
    for column in table.columns:
        rich.add_column(column, justify="right")
    for name, figures in table.rows:
        rich.add_row(name, *map(text, figures))
    return rich
