"""One line on standard error for each module: what ``run -v`` and ``AUTOIMPORT_GRAPH_VERBOSE=1`` show."""

from __future__ import annotations

import sys

from autoimport_graph.hook.events import ModuleEvent


def print_event(event: ModuleEvent) -> None:
    """Tell what became of a module.

    Args:
        event: What happened to it.
    """
    took = f"{event.seconds * 1000:.1f} ms"
    if event.kind in ("converted", "completed"):
        count = sum(note[0] not in ("untouched", "unconverted") for note in event.notes)
        verb = "converted" if event.kind == "converted" else "made the graph versions of"
        what = f"{verb} {event.name} ({count} of {len(event.notes)} functions, {took})"
    elif event.kind == "cached":
        what = f"from cache {event.name} ({took})"
    else:
        what = f"{event.kind} {event.name}: {event.reason}"
    # The program may have replaced sys.stderr, and this line must go where its own lines go.
    print(f"autoimport_graph: {what}", file=sys.stderr)
