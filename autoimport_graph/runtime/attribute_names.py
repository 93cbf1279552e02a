"""Names of attributes that only the graph knows, as ``getattr``, ``hasattr``, ``setattr`` and ``delattr`` take them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.choice import Choice, narrow, remaining
from autoimport_graph.runtime.choice_branches import apply
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.failures import asserted
from autoimport_graph.runtime.marks import UNDEFINED
from autoimport_graph.runtime.objects import attributes_of
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.weak import WeakScalar

_MANY = 64
_NONE_OF_THEM = ""  # no attribute has this name


def is_of_graph(name: Any) -> bool:
    """Whether only the graph knows a name."""
    return isinstance(name, Choice | WeakScalar)


def for_each(function: Callable[[str], Any], owner: Any, name: Any) -> Any:
    """Ask for an attribute by whichever name it is.

    Args:
        function: Takes a name; that of no attribute, too.
        owner: The object.
        name: One of several strings, or a string of the graph's, which is compared with those of the attributes.
    """
    if isinstance(name, WeakScalar):
        name = _among([*_names(owner), _NONE_OF_THEM], name)
    return apply(lambda one: for_each(function, owner, one) if is_of_graph(one) else function(one), name)


def change_each(function: Callable[[str], Any], owner: Any, name: Any) -> None:
    """Store or delete an attribute by whichever name it is; one of the graph's own must be that of an attribute.

    Args:
        function: Takes a name.
        owner: The object.
        name: One of several strings, or a string of the graph's.
    """
    if isinstance(name, WeakScalar):
        names = _names(owner)
        known = _among(names, name)
        # No exception of the author's, whom a handler must not hear: eager code adds the attribute.
        asserted(
            tf.reduce_any(tf.equal(name.__tensor__, names)),
            [
                f"AttributeError: an attribute whose name is none of {names} cannot be added to an object in a graph; "
                "store all attributes before, or use a dict"
            ],
        )
        name = known
    apply(lambda one: change_each(function, owner, one) if is_of_graph(one) else function(one), name)


def _among(names: list[str], name: WeakScalar) -> Any:
    """A string of the graph as one of those that it may be, the last one where it is none of the others."""
    if name.__type_name__ != "str":
        raise TypeError(f"attribute name must be string, not '{name.__type_name__}'")
    if not names:
        raise StagingError("an object without attributes is asked for one whose name only the graph knows")
    matches = tf.concat([tf.equal(name.__tensor__, names[:-1]), [True]], 0) if len(names) > 1 else tf.constant([True])
    return Choice(tf.argmax(tf.cast(matches, tf.int32), output_type=tf.int32), list(names))


def _names(owner: Any) -> list[str]:
    """The names of an object's attributes, without those that Python gives to every object.

    Raises:
        StagingError: Where they are too many, or the object's class makes them up.
    """
    owner = narrow(owner)
    alternatives = [one for one in remaining(owner) if one is not UNDEFINED] if isinstance(owner, Choice) else [owner]
    names = dict.fromkeys(name for one in alternatives for name in _names_of(one))
    if len(names) > _MANY or any(map(_makes_them_up, alternatives)):
        raise StagingError(
            f"the name of an attribute of a {type(alternatives[0]).__name__} is known only when the graph runs, and "
            "it may be any of too many; keep what is looked up in a dict of Python's, or choose it by if statements"
        )
    return list(names)


def _names_of(owner: Any) -> list[str]:
    classes = owner.__mro__ if isinstance(owner, type) else type(owner).__mro__
    inherited = [name for kind in classes if kind is not object for name in vars(kind)]
    own = attributes_of(owner) if not isinstance(owner, type) else ()
    return [name for name in (*own, *inherited) if not (name.startswith("__") and name.endswith("__"))]


def _makes_them_up(owner: Any) -> bool:
    return hasattr(type(owner), "__getattr__") or isinstance(owner, Tensor)


__all__ = ["change_each", "for_each", "is_of_graph"]
