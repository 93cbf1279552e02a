"""Pictures of colours."""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure


def draw_patch(name, rgb, path):
    """Draw a colour into a PNG file.

    Args:
        name: What it is called, a string scalar.
        rgb: float32 ``[3]``, from 0 to 1.
        path: The file, a string scalar; its folder is made.
    """
    path = Path(path.numpy().decode())
    levels = [round(float(level) * 255) for level in rgb.numpy()]
    # A figure of its own rather than pyplot's current one: a graph may draw in any thread.
    figure = Figure(figsize=(2.4, 2.6), layout="constrained")
    axes = figure.subplots()
    axes.set_title(name.numpy().decode(errors="replace"))
    axes.imshow([[levels]])
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlabel("#{:02x}{:02x}{:02x}".format(*levels))
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=100)
