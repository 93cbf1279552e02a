"""Curves of a training run: a picture and a table."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import matplotlib

matplotlib.use("Agg")  # a file is all we want: no window, no display needed
import matplotlib.pyplot as plt
import numpy as np

TRAIN, TEST = "tab:blue", "tab:orange"


def save_plot(curves: Mapping[str, np.ndarray], path: Path, title: str) -> None:
    """Draw loss and accuracy over the steps into a PNG.

    Args:
        curves: ``loss``, ``accuracy``, ``test_loss`` and ``test_accuracy``, each ``[steps]``.
        path: The file; its folder is made.
        title: Above the curves.
    """
    figure, (losses, accuracies) = plt.subplots(1, 2, figsize=(11, 4.2), layout="constrained")
    figure.suptitle(title)
    steps = np.arange(1, len(curves["loss"]) + 1)
    for axes, name in ((losses, "loss"), (accuracies, "accuracy")):
        # A training batch is small, hence noisy: drawn thin and below the test curve.
        axes.plot(steps, curves[name], color=TRAIN, linewidth=0.8, alpha=0.6, label="training batch")
        axes.plot(steps, curves[f"test_{name}"], color=TEST, linewidth=1.8, label="test")
        axes.set_xlabel("step")
        axes.set_ylabel(name)
        axes.set_xlim(0, len(steps) + 1)
        axes.grid(alpha=0.3)
    losses.set_ylabel("cross entropy")
    losses.set_ylim(bottom=0)
    accuracies.set_ylim(0, 1.02)
    losses.legend(loc="upper right")
    accuracies.legend(loc="lower right")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    plt.close(figure)


def save_table(curves: Mapping[str, np.ndarray], path: Path) -> None:
    """Write the curves as CSV, one row for each step, with enough digits to give back each float32."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["step", *curves])
        for step, values in enumerate(zip(*curves.values(), strict=True), start=1):
            writer.writerow([step, *(f"{value:.9g}" for value in values)])
