"""Objects of code that is not converted which keep a state of their own, changed in a branch or a loop: that would
happen once, while the graph is built, whatever path the graph takes.
"""

from __future__ import annotations

import collections
import types
from typing import Any

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.contents import read_contents, write_contents
from autoimport_graph.runtime.item_changes import note_change, written
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.regions import stack, staged
from autoimport_graph.runtime.tensorflow_private import TRACKED_CONTAINERS

_FILE = ("write", "writelines", "truncate")
_QUEUE = ("put", "put_nowait", "get", "get_nowait", "task_done")
_SET_ITEM = ("__setitem__", "__delitem__", "clear", "pop", "popitem", "setdefault", "update")
_LIST = ("append", "extend", "insert", "remove", "reverse", "sort", "__iadd__", "__imul__")
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
    ("array", "array"): ("fromlist", *_LIST, *_SET_ITEM),
    ("threading", "Event"): ("set", "clear"),
    ("os", "_Environ"): _SET_ITEM,
    ("contextlib", "_BaseExitStack"): ("enter_context", "push", "callback", "pop_all", "close"),
    ("_weakrefset", "WeakSet"): ("add", "clear", "discard", "pop", "remove", "update"),
    ("weakref", "WeakKeyDictionary"): _SET_ITEM,
    ("weakref", "WeakValueDictionary"): _SET_ITEM,
    # Lists and dicts that are attributes of a module: TensorFlow's own classes, which hold the author's.
    (TRACKED_CONTAINERS, "ListWrapper"): (*_LIST, *_SET_ITEM),
    (TRACKED_CONTAINERS, "_DictWrapper"): (*_SET_ITEM, "__ior__"),
    ("_io", "StringIO"): _FILE,
    ("_io", "BytesIO"): _FILE,
    ("_io", "TextIOWrapper"): _FILE,
    ("_io", "BufferedWriter"): _FILE,
}
_REMEDIES = {
    (TRACKED_CONTAINERS, "ListWrapper"): "change a list of the function's, such as list(self.items), and return it",
    (TRACKED_CONTAINERS, "_DictWrapper"): "change a dict of the function's, such as dict(self.items), and return it",
    ("random", "Random"): "use tf.random",
    ("numpy.random.mtrand", "RandomState"): "use tf.random",
    ("numpy.random._generator", "Generator"): "use tf.random",
    ("_io", "TextIOWrapper"): "use print(..., file=...)",
}

# What functions that are not converted can change, and a region can put back.
_CONTAINERS = (list, dict, set, collections.deque)


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
                remedy = _REMEDIES.get(key, "keep the state in a list, a dict or an attribute of your own")
                raise StagingError(
                    f"{kind.__name__}.{name} in a branch or a loop that a tensor decides about happens once, while the "
                    f"graph is built, whatever path the graph takes; {remedy}, or move the code into a function run by "
                    "autoimport_graph.py_func"
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


def contents_of(function: Any, arguments: tuple[Any, ...]) -> list[tuple[Any, Any]]:
    """Containers that code which is not converted may change in a branch or a loop, each with what it holds.

    Args:
        function: What is about to be called; the object is looked at whose method it is.
        arguments: What it gets.

    Raises:
        StagingError: If it is a method of a list whose items only the graph knows.
    """
    if stack.top is None:
        return []
    of = function.__self__ if type(function) is types.MethodType else None
    if isinstance(of, _CONTAINERS) and resolve(of) is not of:
        raise StagingError(
            f"{type(of).__name__}.{function.__name__}, which is not converted, is called on a list whose items only "
            "the graph knows; convert its package, or use a list of Python's"
        )
    owners = [owner for owner in (of, *arguments) if isinstance(owner, _CONTAINERS) and resolve(owner) is owner]
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
