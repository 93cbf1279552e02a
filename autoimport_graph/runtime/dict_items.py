"""Items of dicts, read: of keys that only the graph knows, or that may be missing."""

from __future__ import annotations

import collections
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.checks import checked
from autoimport_graph.runtime.choice import Choice, some_of, undefined_position
from autoimport_graph.runtime.choice_branches import apply
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.containers import may_lack
from autoimport_graph.runtime.failures import asserted
from autoimport_graph.runtime.marks import UNDEFINED
from autoimport_graph.runtime.subscripts import get_item, select
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.truth import graph_key, is_symbolic
from autoimport_graph.runtime.weak import WeakScalar


def _has(container: dict[Any, Any], key: Any) -> bool:
    """Whether a dict surely has a key."""
    return dict.__contains__(container, key) and not may_lack(dict.__getitem__(container, key))


def item(container: dict[Any, Any], key: Any) -> Any:
    """``container[key]``, of a dict without a ``__getitem__`` of the author's."""
    if not graph_key(key):
        if type(container).__getitem__ is dict.__getitem__ and not dict.__contains__(container, key):
            return _missing(container, key)
        value = container[key]
        return _present(container, value, key) if may_lack(value) else value
    parts = key if isinstance(key, tuple) else (key,)
    if any(is_symbolic(part) and not isinstance(part, WeakScalar | Choice) for part in parts):
        raise TypeError("Tensor is unhashable. Instead, use tensor.ref() as the key.")
    keys = list(container)
    if hasattr(type(container), "__missing__"):
        return _or_missing(container, keys, key)
    if not keys:
        raise KeyError("an empty dict was asked for a key that only the graph knows")
    return _of_keys(container, keys, key)


def _of_keys(container: dict[Any, Any], keys: list[Any], key: Any) -> Any:
    if any(map(may_lack, container.values())):
        return _of_uncertain(container, keys, key)
    return select(_key_position(keys, key), list(container.values()))


def _or_missing(container: dict[Any, Any], keys: list[Any], key: Any) -> Any:
    """The value of a key that only the graph knows, of a dict that has an answer for others."""
    from autoimport_graph.runtime.conditionals import if_exp
    from autoimport_graph.runtime.membership import in_

    if not keys:
        return _missing(container, key)
    if isinstance(container, collections.defaultdict) and container.default_factory is not None:
        # No exception of the author's, whom a handler must not hear: eager code adds the key.
        message = f"KeyError: a key that is none of {keys} cannot be added to a dict in a graph; store all keys before"
        asserted(in_(key, container), [message])
        return _of_keys(container, keys, key)
    missing: Any = getattr(type(container), "__missing__")  # noqa: B009  # mypy knows of none
    return if_exp(in_(key, container), lambda: _of_keys(container, keys, key), lambda: missing(container, key))


def items_of(container: dict[Any, Any], key: Choice) -> list[Any] | None:
    """What a dict holds for each of the keys of which one is asked for; they keep their identity.

    Args:
        container: The dict. One with a default has made it, for the key that it is.
        key: One of several keys.

    Returns:
        ``None`` where a key may be missing.
    """
    keys = key.__alternatives__
    if not all(isinstance(one, str | int | bytes) for one in keys):
        return None
    if all(_has(container, one) for one in keys):
        return [get_item(container, one) for one in keys]
    if type(container) is not collections.defaultdict or container.default_factory is None:
        return None

    def make(one: Any) -> None:
        get_item(container, one)

    apply(make, key)
    return [_known(dict.__getitem__(container, one)) for one in keys]


def _of_uncertain(container: dict[Any, Any], keys: list[Any], key: Any) -> Any:
    """The value of a key, where others may be missing: none of those is looked at."""
    from autoimport_graph.runtime.conditionals import if_exp
    from autoimport_graph.runtime.logic import eq

    first, *others = keys

    def rest() -> Any:
        if others:
            return _of_uncertain(container, others, key)
        raise KeyError(f"a key that is none of {list(container)}")

    return if_exp(eq(first, key), lambda: get_item(container, first), rest)


def _key_position(keys: list[Any], key: Any) -> Tensor:
    """Which of a dict's keys a key of the graph is; checked when the graph runs."""
    from autoimport_graph.runtime.logic import eq
    from autoimport_graph.runtime.truth import predicate_of

    matches = tf.stack([tf.convert_to_tensor(predicate_of(eq(existing, key))) for existing in keys])
    position = tf.argmax(tf.cast(matches, tf.int32), output_type=tf.int32)
    return checked(position, tf.reduce_any(matches), f"KeyError: a key that is none of {keys}")


def _missing(container: dict[Any, Any], key: Any) -> Any:
    """What a dict has for a key that it lacks; a ``defaultdict`` holds it from then on."""
    method = getattr(type(container), "__missing__", None)
    if method is None:
        raise KeyError(key)
    if method is not collections.defaultdict.__missing__ or container.default_factory is None:  # type: ignore[attr-defined]
        return method(container, key)
    from autoimport_graph.runtime.calls import call
    from autoimport_graph.runtime.stores import set_item

    default = call(container.default_factory)()  # type: ignore[attr-defined]
    set_item(container, key, default)
    return default


def _present(container: dict[Any, Any], value: Choice, key: Any) -> Any:
    """A value of a key that may be missing."""
    from autoimport_graph.runtime.conditionals import if_exp, when

    if len(value.__alternatives__) > 2 and not hasattr(type(container), "__missing__"):
        return value
    found = _known(value)
    lacking = tf.equal(value.__position__, undefined_position(value))
    if not isinstance(container, collections.defaultdict):
        return if_exp(lacking, lambda: _missing(container, key), lambda: found)
    when(lacking, lambda: _missing(container, key))
    # Not what the branch made, but what the dict holds: it may be changed in place.
    return _known(container[key])


def _known(value: Any) -> Any:
    """A value of a key that is there, whatever the graph can tell."""
    if not may_lack(value):
        return value
    return some_of(value, [number for number, one in enumerate(value.__alternatives__) if one is not UNDEFINED])
