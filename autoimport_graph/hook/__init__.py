"""How a listed module gets in: finder, loader, cache. Stdlib only; the compiler is imported on a cache miss."""

from autoimport_graph.hook.cell import convert_cell
from autoimport_graph.hook.events import ModuleEvent, subscribe
from autoimport_graph.hook.handle import Handle, install
from autoimport_graph.hook.script import script_code

__all__ = ["Handle", "ModuleEvent", "convert_cell", "install", "script_code", "subscribe"]
