"""``is``, of objects that lie in lists of the graph: those hold copies, and each read makes another one.

Two objects that were read from one list are one if their positions are, as long as a position stands for one object and
an object for one position. Where that is not known, the question is refused.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.choice import Choice, remaining
from autoimport_graph.runtime.item_positions import has_changed, may_repeat
from autoimport_graph.runtime.object_homes import is_copy, positions_in_one_list
from autoimport_graph.runtime.objects import attributes_of, changes_in_place, is_immutable, is_plain_object
from autoimport_graph.runtime.tensorflow_private import SymbolicTensor
from autoimport_graph.runtime.twins import may_be_one
from autoimport_graph.runtime.weak import WeakScalar


def holds_copies(*values: Any) -> bool:
    """Whether one of some values is such an object, or may turn out to be one."""
    return any(is_copy(one) for value in values for one in (remaining(value) if type(value) is Choice else (value,)))


def is_one(first: Any, second: Any) -> bool:
    """Whether two values are one object.

    Raises:
        StagingError: If it depends on whether a loop had an iteration.
    """
    if first is not second and type(first) is type(second) and may_be_one(first, second):
        raise StagingError(
            f"whether a {type(first).__name__} that a loop has made is the one that was there before is asked "
            "(by is, or by == or in, for want of an __eq__): it is if there was no iteration yet. "
            "Compare what tells the objects apart: a number that each has"
        )
    return first is second


def one_object(first: Any, second: Any) -> Any:
    """Whether two values are one object in the author's code.

    Raises:
        StagingError: If that cannot be known.
    """
    if is_one(first, second) or type(first) is not type(second):
        return first is second
    carried = _is_carried(first) and _is_carried(second)
    if not carried and not (changes_in_place(first) and (is_copy(first) or is_copy(second))):
        return False
    same = None if carried else _same_position(first, second)
    if same is None:
        raise StagingError(
            f"whether a {type(first).__name__} from a list whose length only the graph knows is another one is asked "
            "(by is, or by == or in, for want of an __eq__); a graph's lists hold copies, which "
            "have no identity. Compare what tells the objects apart: a number that each has, or their positions"
        )
    return same


def _is_carried(value: Any) -> bool:
    """Whether a value that cannot change holds what only the graph knows: it may be a new one each time."""
    if not isinstance(value, tuple) and not (is_plain_object(value) and is_immutable(value)):
        return False
    parts = value if isinstance(value, tuple) else attributes_of(value).values()
    return any(type(part) in (SymbolicTensor, WeakScalar, Choice) or _is_carried(part) for part in parts)


def equal_if_one(first: Any, second: Any) -> bool:
    """Whether two objects of one class, of which a list in the graph holds copies, are equal only if they are one."""
    kind: Any = type(first)
    identity: Any = object
    return (
        kind is type(second)
        and kind.__eq__ is identity.__eq__
        and kind.__ne__ is identity.__ne__
        and (is_copy(first) or is_copy(second))
    )


def _same_position(first: Any, second: Any) -> Any:
    """Whether two objects were read from one position of one list; ``None`` if that does not decide."""
    found = positions_in_one_list(first, second)
    if found is None or has_changed(found[0]):
        return None
    owner, one, other = found
    static = tf.get_static_value(one), tf.get_static_value(other)
    if one is other or (static[0] is not None and static[0] == static[1]):
        return True
    return None if may_repeat(owner) else WeakScalar("bool", tf.equal(one, other))
