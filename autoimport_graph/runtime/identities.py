"""``is``, of objects that lie in lists of the graph: those hold copies, and each read makes another one.

Two objects that were read from one list are one if their positions are, as long as a position stands for one object and
an object for one position. Where that is not known, the question is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.choice import Choice, remaining
from autoimport_graph.runtime.graph_tables import GraphTable, registered
from autoimport_graph.runtime.objects import attributes_of, changes_in_place, is_immutable, is_plain_object
from autoimport_graph.runtime.regions import stack
from autoimport_graph.runtime.tensorflow_private import SymbolicTensor
from autoimport_graph.runtime.weak import WeakScalar


class _Table(GraphTable):
    """What is known of identities, each entry by the identity of what it is about.

    Attributes:
        copies: Objects of which lists in the graph hold copies, or that are such copies, at no known position.
        repeating: Lists that may hold an object at several positions.
        changed: Lists of which a position may have held several objects.
    """

    def __init__(self) -> None:
        self.copies: dict[int, Any] = {}
        self.repeating: dict[int, Any] = {}
        self.changed: dict[int, Any] = {}


_known = registered(_Table())


def note_copies(parts: Iterable[Any]) -> None:
    """Objects go into lists of the graph, or come out of them for good."""
    for part in parts:
        _known.copies[id(part)] = part


def note_repeating(owner: Any) -> None:
    """A list takes objects that it, or another one, may hold already."""
    _known.repeating[id(owner)] = owner


def note_changed(owner: Any) -> None:
    """A position of a list is given to another object."""
    _known.changed[id(owner)] = owner


def note_items(owner: list[Any]) -> None:
    """Python's items of a list are about to move into the graph."""
    if len({id(item) for item in owner}) < len(owner):
        note_repeating(owner)


def note_pushed(owner: Any, value: Any, known: bool) -> None:
    """A list in the graph takes an object as its last item.

    Args:
        owner: The list.
        value: The object.
        known: Whether some list in the graph has it already.
    """
    if known or not _made_in_this_turn(value):
        note_repeating(owner)


def _made_in_this_turn(value: Any) -> bool:
    """Whether an object was made in the iteration that is traced: in each there is another one."""
    region = stack.top
    while region is not None:
        if id(value) in region.born:
            return True
        if region.kind == "body":
            return False
        region = region.parent
    return False


def is_copy(value: Any) -> bool:
    """Whether an object is one of several that stand for one object of the author's."""
    from autoimport_graph.runtime.lists import has_home

    return has_home(value) or id(value) in _known.copies


def holds_copies(*values: Any) -> bool:
    """Whether one of some values is such an object, or may turn out to be one."""
    return any(is_copy(one) for value in values for one in (remaining(value) if type(value) is Choice else (value,)))


def one_object(first: Any, second: Any) -> Any:
    """Whether two values are one object in the author's code.

    Raises:
        StagingError: If that cannot be known.
    """
    if first is second or type(first) is not type(second):
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
    from autoimport_graph.runtime.lists import positions_in_one_list

    found = positions_in_one_list(first, second)
    if found is None or id(found[0]) in _known.changed:
        return None
    owner, one, other = found
    static = tf.get_static_value(one), tf.get_static_value(other)
    if one is other or (static[0] is not None and static[0] == static[1]):
        return True
    return None if id(owner) in _known.repeating else WeakScalar("bool", tf.equal(one, other))
