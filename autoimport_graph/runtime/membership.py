"""``in`` and ``not in``."""

from __future__ import annotations

import collections
import collections.abc
import functools
import types
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime import defaults
from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.choice_branches import apply, settle
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.container_bases import has_own
from autoimport_graph.runtime.dict_keys import Present, decides, present
from autoimport_graph.runtime.guard import is_converted
from autoimport_graph.runtime.list_search import holds, is_item
from autoimport_graph.runtime.logic import and_, eq, not_, or_
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import EagerTensor, Tensor
from autoimport_graph.runtime.truth import graph_key, predicate_of
from autoimport_graph.runtime.variables import is_variable
from autoimport_graph.runtime.weak import WeakScalar
from autoimport_graph.runtime.zipped import reaches, to_be_searched

_SEQUENCES: Any = (list, tuple, set, frozenset, range, collections.deque, type({}.keys()), type({}.values()))


def in_(item: Any, container: Any) -> Any:
    """``item in container``."""
    if has_own(container, "__contains__"):
        return _in_object(item, container)
    container = resolve(container)
    if isinstance(container, Choice):
        return apply(lambda value: in_(item, value), container)
    if isinstance(container, GraphList):
        return WeakScalar("bool", holds(container, settle(item)))
    if (isinstance(container, Tensor) and not isinstance(container, EagerTensor)) or is_variable(container):
        return WeakScalar("bool", tf.reduce_any(tf.equal(tf.convert_to_tensor(container), item)))
    if isinstance(container, WeakScalar) and container.__type_name__ == "str":
        return WeakScalar(
            "bool", tf.strings.regex_full_match(container.__tensor__, tf.strings.join([".*", _escape(item), ".*"]))
        )
    if isinstance(container, dict):
        return _in_dict(item, container)
    if isinstance(container, Present):
        if container.name == "keys":
            return _in_dict(item, container.owner)
        from autoimport_graph.runtime.collecting import items_of

        return in_(item, items_of(container.in_any_order()))
    iterator = to_be_searched(container, graph_key(item))
    if iterator is not None:
        return reaches(iterator, lambda value: eq(value, item))
    if isinstance(container, _SEQUENCES):
        # The items of sets and ranges are no tensors, and may be too many to look at.
        looked_at = not isinstance(container, set | frozenset | range)
        if graph_key(item) or decides(item) or (looked_at and any(map(decides, container))):
            return _in_sequence(item, container)
    return _in_object(item, container)


def _in_object(item: Any, container: Any) -> Any:
    """What an object says it holds, by the author's ``__contains__`` or, without one, ``__iter__``."""
    from autoimport_graph.runtime.collecting import items_of
    from autoimport_graph.runtime.scalars import bool_

    method = getattr(type(container), "__contains__", None)
    if isinstance(method, types.FunctionType) and is_converted(method):
        return bool_(method(container, item))
    if method is collections.abc.Mapping.__contains__:
        return _as_python(defaults.has_item(container, item))
    method = getattr(type(container), "__iter__", None)
    if isinstance(method, types.FunctionType) and is_converted(method):
        return in_(item, items_of(container))
    return item in container


def _escape(item: Any) -> Any:
    import re

    return re.escape(item) if isinstance(item, str) else tf.convert_to_tensor(item)


def _in_sequence(item: Any, container: Any) -> Any:
    outcome: Any = False
    for value in container:
        outcome = or_(outcome, functools.partial(is_item, value, item))
    return _as_python(outcome)


def _as_python(outcome: Any) -> Any:
    """What ``in`` gives is Python's own bool."""
    return outcome if isinstance(outcome, bool) else WeakScalar("bool", tf.convert_to_tensor(predicate_of(outcome)))


def _in_dict(item: Any, container: dict[Any, Any]) -> Any:
    if graph_key(item):
        outcome: Any = False
        for key in container:
            outcome = or_(outcome, functools.partial(_is_key, key, item, container))
        return _as_python(outcome)
    # Not ``container[item]``, which may be the author's code.
    return item in container and present(dict.get(container, item))


def _is_key(key: Any, item: Any, container: dict[Any, Any]) -> Any:
    return and_(eq(key, item), lambda: _in_dict(key, container))


def not_in(item: Any, container: Any) -> Any:
    """``item not in container``."""
    return not_(in_(item, container))
