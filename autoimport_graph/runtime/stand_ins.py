"""What stands in a Python container for items that are in the graph.

Others may hold the container, and code that is not converted may look inside: it finds one object there, which fails
loudly whatever is done with it.
"""

from __future__ import annotations

from typing import Any

from autoimport_graph.errors import StagingError


class Moved:
    """The items of a list whose contents have moved into the graph."""

    def refuse(self) -> Any:
        """Say that only the graph knows the items.

        Raises:
            StagingError: Always.
        """
        raise StagingError(
            "a list that a staged loop or branch changed is read by code that is not converted; its items "
            "exist only when the graph runs. "
            "Convert that code too, or pass it autoimport_graph.stack(the_list)."
        )

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name not in ("__array__", "__tf_tensor__"):
            raise AttributeError(name)
        return self.refuse()

    def __copy__(self) -> Any:
        return self.refuse()

    def __deepcopy__(self, memo: Any) -> Any:
        return self.refuse()

    def __repr__(self) -> str:
        return "<items known when the graph runs>"

    def __tf_tensor__(self, dtype: Any = None, name: Any = None) -> Any:
        return self.refuse()

    def __array__(self, *arguments: Any, **keywords: Any) -> Any:
        return self.refuse()


MOVED = Moved()


def _refuse_operands() -> None:
    names = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor", "lshift", "rshift"]
    methods = [f"__{side}{name}__" for name in names for side in ("", "r")]
    methods += ["__lt__", "__le__", "__gt__", "__ge__", "__neg__", "__abs__", "__bool__", "__int__", "__float__"]
    methods += ["__getitem__", "__setitem__", "__iter__", "__len__", "__call__", "__index__", "__str__", "__format__"]
    for name in methods:
        setattr(Moved, name, lambda self, *arguments: self.refuse())


_refuse_operands()


def holds_moved(container: Any) -> bool:
    """Whether a container's items have moved into a graph, which may be finished."""
    return any(item is MOVED for item in container)


def refuse_moved(item: Any) -> Any:
    """An item that Python's iterator has given; returns it.

    Raises:
        StagingError: If it stands for one that only the graph knows.
    """
    if item is MOVED or (type(item) is tuple and any(part is MOVED for part in item)):
        raise StagingError(
            "a list is changed by a staged loop or branch while an iterator over it, made before, is in use. "
            "Loop over the list itself, or over a copy of it: for x in list(xs)"
        )
    return item
