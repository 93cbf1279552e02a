"""Every operator that converted code may name: ``__autoimport_graph__.if_stmt`` and so on. Importing this module
imports TensorFlow.
"""

from __future__ import annotations

import builtins
import sys
from importlib import import_module
from typing import Any

from autoimport_graph.report import events
from autoimport_graph.runtime import (
    boundary,  # noqa: F401  # building.py looks for it among the imported modules
    cached_properties,  # noqa: F401
    left_behind,
    own_modules,
    sessions,  # noqa: F401  # they register what they hold
    watched,  # noqa: F401  # it has a table, which each graph enters with
)
from autoimport_graph.runtime.arithmetic import add_, floordiv, mod, multiply, truediv
from autoimport_graph.runtime.calls import call, with_locals
from autoimport_graph.runtime.choice_branches import bound, read
from autoimport_graph.runtime.conditionals import if_exp, if_stmt
from autoimport_graph.runtime.containers import merged
from autoimport_graph.runtime.containers import refuse_uncertain as keywords
from autoimport_graph.runtime.exceptions import (
    barrier,
    catches,
    caught,
    enter_barrier,
    exception,
    finishing,
    handling,
    leave_barrier,
    let_refusals_pass,
    one_exception,
    raised_in,
)
from autoimport_graph.runtime.generators import GeneratorExpression as generator_expression
from autoimport_graph.runtime.generators import delegate, push, stopped
from autoimport_graph.runtime.logic import and_, chain, eq, is_, is_not, ne, not_, or_
from autoimport_graph.runtime.marks import UNSET as unset
from autoimport_graph.runtime.overloads import (  # they register what they hold
    copying,  # noqa: F401
    dataclass_copies,  # noqa: F401
    frames,  # noqa: F401
    late,  # noqa: F401
)
from autoimport_graph.runtime.plugins import load_plugins
from autoimport_graph.runtime.regions import Global, cells_of, fresh, stack, store_into, touch
from autoimport_graph.runtime.truth import truth, truth_value

# Operators whose module nothing else needs, imported when converted code first names one of them.
LATE = {
    **dict.fromkeys(("caught_in", "context", "entered", "leave_context", "raise_again"), "contexts"),
    **dict.fromkeys(("match_class", "match_mapping", "match_sequence"), "matching"),
    **dict.fromkeys(("for_stmt", "python_iterable", "suspending_iterable"), "iteration"),
    **dict.fromkeys(("delete_item", "set_item", "store_item", "writes"), "stores"),
    **dict.fromkeys(("get_item", "slice"), "subscripts"),
    **dict.fromkeys(("ended", "taken", "upcoming"), "upcoming"),
    **dict.fromkeys(("items_of", "spread"), "collecting"),
    **dict.fromkeys(("in_", "not_in"), "membership"),
    **dict.fromkeys(("ge", "gt", "le", "lt"), "ordering"),
    **dict.fromkeys(("formatted", "fstring"), "strings"),
    "assert_stmt": "output",
    "inplace": "in_place",
    "method_to_call": "methods",
    "of_sets": "set_algebra",
    "special": "types_of",
    "unpack": "unpacking",
    "while_stmt": "python_loops",
}


def __getattr__(name: str) -> Any:
    if name not in LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"autoimport_graph.runtime.{LATE[name]}"), name)


def is_builtin(function: Any, name: str) -> bool:
    """Whether a function is the builtin of a name, in a module that imports all names of another."""
    return function is getattr(builtins, name)


def fresh_cells(cells: Any) -> None:
    """A function is entered whose variables functions inside it bind: they are new with each call."""
    for place in cells_of(cells):
        fresh(place.holder)
        left_behind.note_own(place.holder)


def writes_cells(cells: Any) -> None:
    """A function is entered that binds variables of the functions around it."""
    if events.enabled:
        from autoimport_graph.runtime import lasting_stores

        lasting_stores.note_cells(sys._getframe(1).f_code, {place.name: place.cell for place in cells_of(cells)})
    for place in cells_of(cells):
        left_behind.note(place)
        if stack.top is not None:
            touch(place)


def writes_globals(*names: str) -> None:
    """A function is entered, or a region begun, that binds variables of its module."""
    if events.enabled:
        from autoimport_graph.runtime import lasting_stores

        lasting_stores.note_globals(sys._getframe(1).f_code, names)
    namespace = sys._getframe(1).f_globals
    for name in names:
        store_into(Global(namespace, name))


__all__ = [
    "add_",
    "and_",
    "barrier",
    "bound",
    "call",
    "catches",
    "caught",
    "chain",
    "delegate",
    "enter_barrier",
    "eq",
    "exception",
    "finishing",
    "floordiv",
    "fresh",
    "fresh_cells",
    "generator_expression",
    "handling",
    "if_exp",
    "if_stmt",
    "is_",
    "is_builtin",
    "is_not",
    "keywords",
    "leave_barrier",
    "let_refusals_pass",
    "merged",
    "mod",
    "multiply",
    "ne",
    "not_",
    "one_exception",
    "or_",
    "push",
    "raised_in",
    "read",
    "stopped",
    "truediv",
    "truth",
    "truth_value",
    "unset",
    "with_locals",
    "writes_cells",
    "writes_globals",
]

# A graph version is about to run for the first time: not earlier, because plugins import what they are about.
load_plugins()
own_modules.find_first()
