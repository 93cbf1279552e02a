"""Objects of code that is not converted which keep a state of their own, changed in a branch or a loop: that would
happen once, while the graph is built, whatever path the graph takes.
"""

from __future__ import annotations

import types
from typing import Any

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.lists import note_change, read_contents, resolve, write_contents, written
from autoimport_graph.runtime.regions import stack, staged

_FILE = ("write", "writelines", "truncate")
_QUEUE = ("put", "put_nowait", "get", "get_nowait", "task_done")
_SET_ITEM = ("__setitem__", "__delitem__", "clear", "pop", "popitem", "setdefault", "update")
_ANY = ()  # each public method changes something

# By module and name of the class: none of them is imported for this.
_CHANGING: dict[tuple[str, str], tuple[str, ...]] = {
    ("queue", "Queue"): _QUEUE,
    ("_queue", "SimpleQueue"): _QUEUE,
    ("asyncio.queues", "Queue"): _QUEUE,
    ("_contextvars", "ContextVar"): ("set", "reset"),
    ("random", "Random"): _ANY,
    ("numpy.random.mtrand", "RandomState"): _ANY,
    ("numpy.random._generator", "Generator"): _ANY,
    ("array", "array"): ("append", "extend", "fromlist", "insert", "pop", "remove", "reverse", *_SET_ITEM),
    ("threading", "Event"): ("set", "clear"),
    ("collections", "ChainMap"): _SET_ITEM,
    ("os", "_Environ"): _SET_ITEM,
    ("_weakrefset", "WeakSet"): ("add", "clear", "discard", "pop", "remove", "update"),
    ("weakref", "WeakKeyDictionary"): _SET_ITEM,
    ("weakref", "WeakValueDictionary"): _SET_ITEM,
    ("_io", "StringIO"): _FILE,
    ("_io", "BytesIO"): _FILE,
    ("_io", "TextIOWrapper"): _FILE,
    ("_io", "BufferedWriter"): _FILE,
}
_REMEDIES = {
    ("random", "Random"): "use tf.random",
    ("numpy.random.mtrand", "RandomState"): "use tf.random",
    ("numpy.random._generator", "Generator"): "use tf.random",
    ("_io", "TextIOWrapper"): "use print(..., file=...)",
}

# What functions that are not converted can change, and a region can put back.
_CONTAINERS = (list, dict, set)


def refuse_change(function: Any) -> None:
    """Refuse a method that changes an object's own state, in a branch or a loop that has not made the object.

    Args:
        function: What is about to be called; anything.

    Raises:
        StagingError: If it is such a method.
    """
    if stack.top is not None and type(function) in (types.BuiltinMethodType, types.MethodType):
        refuse_state(function.__self__, function.__name__)


def refuse_state(owner: Any, name: str) -> None:
    """The same, for an object and a method's name.

    Args:
        owner: The object.
        name: Of the method.

    Raises:
        StagingError: If the method changes the object.
    """
    if staged() is None or isinstance(owner, types.ModuleType):
        return
    for kind in type(owner).__mro__:
        key = (kind.__module__, kind.__name__)
        names = _CHANGING.get(key)
        if names is not None and (name in names or (names == _ANY and not name.startswith("_"))):
            if _is_older(owner):
                raise StagingError(
                    f"{kind.__name__}.{name} in a branch or a loop that a tensor decides about changes an object that "
                    "TensorFlow does not know: it happens once, while the graph is built, on whatever path. Keep the "
                    "state in a list, a dict or an attribute of your own, or in a tf.Variable, or move the code into "
                    f"a function run by autoimport_graph.py_func{'; or ' + _REMEDIES[key] if key in _REMEDIES else ''}"
                )
            return


def _is_older(owner: Any) -> bool:
    """Whether an object was made outside of a branch or loop at hand."""
    region = stack.top
    while region is not None and id(owner) not in region.born:
        if region.kind != "attempt":
            return True
        region = region.parent
    return False


def contents_of(arguments: tuple[Any, ...]) -> list[tuple[Any, Any]]:
    """Containers that a function which is not converted gets in a branch or a loop, each with what it holds."""
    if stack.top is None:
        return []
    owners = [owner for owner in arguments if isinstance(owner, _CONTAINERS) and resolve(owner) is owner]
    return [(owner, read_contents(owner)) for owner in owners]


def note_changes(before: list[tuple[Any, Any]]) -> None:
    """The function has returned: what it has changed in place belongs to the branch or the loop.

    Args:
        before: What :func:`contents_of` has found.
    """
    for owner, contents in before:
        after = read_contents(owner)
        if not _same(contents, after):
            write_contents(owner, contents)
            note_change(owner)
            write_contents(owner, after)
            written(owner)


def _same(before: Any, after: Any) -> bool:
    if len(before) != len(after) or isinstance(before, frozenset):
        return bool(before == after)
    if isinstance(before, dict):
        return all(one is other and before[one] is after[other] for one, other in zip(before, after, strict=True))
    return all(one is other for one, other in zip(before, after, strict=True))
