"""What stands for a value that is gone: one that a graph alone knew, where that is built, and what an iteration made.

A symbolic tensor would print, compare and say how many items it has as if it were a value.
"""

from __future__ import annotations

import weakref
from typing import Any, NoReturn

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.objects import Opaque


class LostAttribute(StagingError, AttributeError):
    """An attribute of a lost value is read; an ``AttributeError``, too, for those who ask what there is."""


class Lost(Opaque):
    """Fails, and says why, wherever it is used.

    Args:
        text: Why, and what to do.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def refuse(self) -> NoReturn:
        """Say where the value was lost."""
        raise StagingError(self._text)

    def __repr__(self) -> str:
        return f"<{self._text}>"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        raise LostAttribute(self._text)

    # Python's identity would answer where the value must.
    __hash__ = object.__hash__

    def __copy__(self) -> Lost:
        return self

    def __deepcopy__(self, memo: Any) -> Lost:
        return self


class OutOfScope(Lost):
    """Fails, with the author's line, wherever it is used.

    Args:
        description: The place that holds it, in the author's terms.
        file: Of the code that stored into it.
        line: The statement there.

    Attributes:
        dtype: The tensor's, if it was one.
        shape: As that.
    """

    __slots__ = ("dtype", "shape")
    dtype: Any
    shape: Any

    def __init__(self, description: str, file: str, line: int) -> None:
        super().__init__(
            f"{description} has no value here: line {line} of {file} stored into it in code that runs as a graph, and "
            "what a graph computes is known inside of it alone. "
            "Return the value from the function, or keep it in a tf.Variable."
        )


class LostItems(OutOfScope):
    """Stands in a container for items of which not even the number is known."""

    __slots__ = ()


class OfIteration(Lost):
    """What another iteration of a loop has made, where no graph can carry it from one to the next.

    Args:
        kind: Its class.
    """

    __slots__ = ()

    def __init__(self, kind: type) -> None:
        super().__init__(
            f"a {kind.__name__} is used that another iteration of the loop has made. A graph has one iteration for "
            "all, which hands on tensors and what is made of them alone. "
            "Use it in the iteration that makes it, or make it before the loop."
        )


_of_iterations: weakref.WeakKeyDictionary[type, OfIteration] = weakref.WeakKeyDictionary()


def of_iteration(kind: type) -> OfIteration:
    """What stands for any object of a class that an iteration has made: one for all, as all iterations are one."""
    if kind not in _of_iterations:
        _of_iterations[kind] = OfIteration(kind)
    return _of_iterations[kind]


def _refuse(self: Lost, *arguments: Any, **keywords: Any) -> NoReturn:
    self.refuse()


def _refuse_operations() -> None:
    binary = ["add", "sub", "mul", "truediv", "floordiv", "mod", "divmod", "pow", "matmul"]
    binary += ["and", "or", "xor", "lshift", "rshift"]
    names = [f"{side}{name}" for name in binary for side in ("", "r", "i") if (side, name) != ("i", "divmod")]
    names += ["eq", "ne", "lt", "le", "gt", "ge", "neg", "pos", "abs", "invert", "bool", "int", "float", "complex"]
    names += ["index", "round", "len", "iter", "next", "contains", "getitem", "setitem", "delitem", "call", "format"]
    names += ["enter", "exit", "array", "tf_tensor"]
    for name in names:
        setattr(Lost, f"__{name}__", _refuse)


_refuse_operations()
