"""Plots: bars with ranges, and growth as lines on logarithmic axes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.outcome import Curve, Outcome, Table

# Colours that people with any eyes tell apart (Okabe and Ito), ours first.
COLOURS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00"]
WIDE = 20  # a table whose figures differ by more is drawn on a logarithmic axis


def plot(outcome: Outcome, folder: Path, name: str) -> list[Path]:
    """Draw what a benchmark found.

    Args:
        outcome: The tables and curves.
        folder: Where the PNG files are written.
        name: How they begin.

    Returns:
        The files.
    """
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    paths = []
    for table in outcome.tables:
        if table.plotted:
            paths.append(_save(pyplot, _bars(pyplot, table, outcome.question), folder / f"{name}.png"))
    axes = list(dict.fromkeys(curve.axis for curve in outcome.curves))
    if axes:
        figure = _lines(pyplot, outcome, axes)
        paths.append(_save(pyplot, figure, folder / f"{name}_growth.png"))
    return paths


def _save(pyplot: Any, figure: Any, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=90, bbox_inches="tight")
    pyplot.close(figure)
    return path


def _bars(pyplot: Any, table: Table, title: str) -> Any:
    rows = list(reversed(table.rows))
    height = 0.8 / len(table.columns)
    figure, axis = pyplot.subplots(figsize=(7, 1.2 + 0.17 * len(rows) * (len(table.columns) + 0.6)))
    for number, column in enumerate(table.columns):
        places, medians, below, above = [], [], [], []
        for row, (_, figures) in enumerate(rows):
            spread = figures[number]
            if spread is not None:
                places.append(row + 0.4 - (number + 0.5) * height)
                medians.append(spread.median)
                below.append(spread.median - spread.low)
                above.append(spread.high - spread.median)
        bars = {"height": height * 0.9, "color": COLOURS[number], "label": column}
        axis.barh(places, medians, xerr=(below, above), error_kw={"elinewidth": 1, "capsize": 2}, **bars)
    known = [spread.median for _, figures in rows for spread in figures if spread is not None and spread.median > 0]
    if known and max(known) > WIDE * min(known):
        axis.set_xscale("log")
    if table.unit == "times":
        axis.axvline(1.0, color="black", linewidth=0.8)
    axis.set_yticks(range(len(rows)), [name for name, _ in rows], fontsize=8)
    axis.set_xlabel(f"{table.title} ({table.unit})" if table.unit not in table.title else table.title)
    axis.set_title(title, fontsize=10, loc="left")
    if len(table.columns) > 1:
        axis.legend(fontsize=8, loc="best")
    axis.spines[["top", "right"]].set_visible(False)
    return figure


def _lines(pyplot: Any, outcome: Outcome, axes: list[str]) -> Any:
    figure, plots = pyplot.subplots(1, len(axes), figsize=(4 * len(axes) + 1, 3.4), squeeze=False)
    for plot_of_axis, name in zip(plots[0], axes, strict=True):
        curves = [curve for curve in outcome.curves if curve.axis == name]
        for colour, curve in zip(COLOURS, curves, strict=False):
            _line(plot_of_axis, curve, colour)
        plot_of_axis.set(xscale="log", yscale="log", xlabel=name, ylabel=curves[0].unit)
        # Those that were measured: between them, a logarithmic axis has more labels than it has room for.
        sizes = sorted({size for curve in curves for size in curve.sizes})
        plot_of_axis.set_xticks(sizes, [f"{size:,}" for size in sizes])
        plot_of_axis.set_xticks([], minor=True)
        plot_of_axis.legend(fontsize=8)
        plot_of_axis.spines[["top", "right"]].set_visible(False)
    figure.suptitle(outcome.question, fontsize=10)
    figure.tight_layout()
    return figure


def _line(axis: Any, curve: Curve, colour: str) -> None:
    medians = [figure.median for figure in curve.figures]
    axis.plot(curve.sizes, medians, marker="o", markersize=3, color=colour, label=curve.label)
    low, high = [figure.low for figure in curve.figures], [figure.high for figure in curve.figures]
    axis.fill_between(curve.sizes, low, high, color=colour, alpha=0.2)
