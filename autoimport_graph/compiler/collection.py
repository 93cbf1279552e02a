"""No garbage collection during a conversion, which makes a hundred thousand nodes and drops hardly one.

The collector runs each time that enough objects are new, and then walks all of them again: a third of a conversion's
time, for nothing. Nodes form no cycles, so they go when the last name for them does.
"""

from __future__ import annotations

import gc

from autoimport_graph.compiler.process_setting import ProcessSetting


def _restore(enabled: bool) -> None:
    if enabled:
        gc.enable()


_collector = ProcessSetting(gc.isenabled, lambda enabled: gc.disable(), _restore)
no_collection = _collector.changed
