"""Directives, under the name that they had in 2018: ``from autoimport_graph import utils``."""

from __future__ import annotations

from autoimport_graph.runtime.directives import set_element_type, set_loop_options, stack

__all__ = ["set_element_type", "set_loop_options", "stack"]
