"""``+=`` and its kin: what can change does, for whoever holds it."""

from __future__ import annotations

import collections
import operator
from typing import Any

import numpy as np
import tensorflow as tf

from autoimport_graph.runtime import arithmetic, arrays, containers, list_methods, python_containers
from autoimport_graph.runtime.choice import Choice, narrow, remaining
from autoimport_graph.runtime.choice_branches import apply
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.contents import write_contents
from autoimport_graph.runtime.happens_once import refuse_state
from autoimport_graph.runtime.item_changes import note_change, written
from autoimport_graph.runtime.moved_lists import is_tuple
from autoimport_graph.runtime.possible_shapes import ranked
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.truth import is_symbolic

_CHANGING = (list, dict, set, frozenset, collections.deque)  # what ``+=`` and its kin change, or make anew
_OF_LISTS = (None, list.__iadd__, list.__imul__)
_OF_DICTS = (dict.__ior__, collections.OrderedDict.__ior__)
_NUMBERS = ("itruediv", "ifloordiv", "ipow", "imatmul", "ilshift", "irshift")
_INPLACE = {
    name: getattr(operator, name) for name in ("iadd", "isub", "imul", "ior", "iand", "ixor", "imod", *_NUMBERS)
}


def inplace(name: str, first: Any, second: Any, owner: Any = None) -> Any:
    """``first += second`` and its kin; returns what the name is to be bound to.

    Args:
        name: The special method's name without underscores.
        first: What is changed, if it can be.
        second: The other operand.
        owner: What holds the first as an item, in whose place the result is stored.
    """
    if is_tuple(first) and name in ("iadd", "imul"):
        return arithmetic.add_(first, second) if name == "iadd" else arithmetic.multiply(first, second)
    if isinstance(first, list | GraphList) and getattr(type(first), f"__{name}__", None) in _OF_LISTS:
        return list_inplace(name, first, second)
    first = narrow(first)
    if isinstance(first, Choice) and any(_has_own(name, one) for one in remaining(first)):
        return apply(lambda one: inplace(name, one, second), first)
    if not arrays.is_part(first, owner):
        arrays.stored_into(first)
    python_containers.refuse_change(first, f"__{name}__")
    result = _number_inplace(name, first, second)
    arrays.stands_for(result, first)
    return result


def _has_own(name: str, value: Any) -> bool:
    """Whether a value says itself what ``+=`` does to it, and may change."""
    return isinstance(value, _CHANGING) or hasattr(type(value), f"__{name}__")


def _number_inplace(name: str, first: Any, second: Any) -> Any:
    if name == "imod" and not hasattr(type(first), "__imod__"):
        from autoimport_graph.runtime.arithmetic import mod

        return mod(first, second)
    if isinstance(first, np.ndarray):
        if is_symbolic(second):
            return _INPLACE[name](tf.convert_to_tensor(first), second)
        arrays.refuse_buffer(first)
    elif isinstance(first, set | frozenset) and name in ("ior", "isub", "iand", "ixor"):
        from autoimport_graph.runtime.set_algebra import inplace_of_sets

        return inplace_of_sets(name, first, second)
    elif name == "ior" and isinstance(second, dict | Choice) and getattr(type(first), "__ior__", None) in _OF_DICTS:
        containers.update(first, second)
        return first
    elif isinstance(first, collections.deque) and name in ("iadd", "imul"):
        if name == "iadd":
            list_methods.extend(first, second)
            return first
        arithmetic.multiply(first, second)  # it refuses what the graph holds
        note_change(first)
    elif isinstance(first, dict | set | collections.deque):
        refuse_state(first, f"__{name}__")
        note_change(first)
    elif name in ("iadd", "imul") and type(first) in (tuple, str, int, bool):
        return arithmetic.add_(first, second) if name == "iadd" else arithmetic.multiply(first, second)
    else:
        refuse_state(first, f"__{name}__")
    return ranked(_INPLACE[name](first, second))


def list_inplace(name: str, first: Any, second: Any) -> Any:
    """``list.__iadd__`` or ``list.__imul__``, by name without underscores, of a list or of what is derived from it."""
    if name == "iadd":
        list_methods.extend(first, second)
        return first
    repeated = arithmetic.multiply(first, second)
    if not isinstance(repeated, list):
        return repeated
    note_change(first)
    write_contents(first, repeated)
    written(first)
    return first
