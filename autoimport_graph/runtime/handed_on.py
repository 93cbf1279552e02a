"""What an iteration hands on to the next one."""

from __future__ import annotations

import enum
from typing import Any

from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.kinds import Constant, kind_of
from autoimport_graph.runtime.lost import of_iteration
from autoimport_graph.runtime.objects import Opaque
from autoimport_graph.runtime.regions import Region

# Their objects are equal to others, or not made by a call of their class.
_VALUES = (BaseException, Opaque, enum.Enum, type)


def handed_on(value: Any, region: Region) -> Any:
    """A variable's value in the next iteration.

    An object that a graph cannot carry (a gradient tape, a layer) is another one in each iteration, and as often as the
    body is traced: it is no alternative of the variable, but something that no other iteration can use.

    Args:
        value: What the variable held at the end of an iteration.
        region: The loop's body.
    """
    kind: Any = type(value)
    if id(value) not in region.born or kind.__module__ == "builtins" or kind.__new__ is not object.__new__:
        return value
    if isinstance(value, _VALUES) or not isinstance(kind_of(value), Constant):
        return value
    return of_iteration(kind)
