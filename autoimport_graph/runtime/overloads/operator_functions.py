"""The functions of :mod:`operator`: each does what its operator does."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import Any

from autoimport_graph.runtime.arithmetic import add_, floordiv, mod, multiply, truediv
from autoimport_graph.runtime.in_place import inplace
from autoimport_graph.runtime.logic import eq, is_, is_not, ne, not_
from autoimport_graph.runtime.membership import in_
from autoimport_graph.runtime.ordering import ge, gt, le, lt
from autoimport_graph.runtime.overloading import register
from autoimport_graph.runtime.scalars import bool_
from autoimport_graph.runtime.set_algebra import of_sets
from autoimport_graph.runtime.stores import delete_item, store_item
from autoimport_graph.runtime.subscripts import get_item

_VERSIONS: dict[Callable[..., Any], Callable[..., Any]] = {
    operator.add: add_,
    operator.concat: add_,
    operator.mul: multiply,
    operator.floordiv: floordiv,
    operator.truediv: truediv,
    operator.mod: mod,
    operator.eq: eq,
    operator.ne: ne,
    operator.lt: lt,
    operator.le: le,
    operator.gt: gt,
    operator.ge: ge,
    operator.is_: is_,
    operator.is_not: is_not,
    operator.not_: not_,
    operator.truth: bool_,
    operator.contains: lambda container, item: in_(item, container),
    operator.getitem: get_item,
    operator.setitem: store_item,
    operator.delitem: delete_item,
    operator.iconcat: functools.partial(inplace, "iadd"),
}
_OF_SETS = ("and_", "or_", "xor", "sub")
_IN_PLACE: tuple[str, ...] = ("iadd", "isub", "imul", "itruediv", "ifloordiv", "imod", "ipow", "imatmul")
_IN_PLACE += ("ilshift", "irshift", "iand", "ior", "ixor")


def _register() -> None:
    for original, version in _VERSIONS.items():
        register(original, version)
    for name in _OF_SETS:
        register(getattr(operator, name), functools.partial(of_sets, name))
    for name in _IN_PLACE:
        register(getattr(operator, name), functools.partial(inplace, name))


_register()
